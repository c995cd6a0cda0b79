//! The words about maintenance that readers have, those that wait to be let out, and those that
//! were put right. What takes place, where and when, never waits with them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::tidy::{tidy, tidy_routine, worded};
use super::window::{Maintenance, Plan};
use super::{Command, Event, Known, PLANNED_MAX, Refusal, Routine, Stage, State, open};
use crate::Moment;
use crate::words::{
    AudienceKey, Former, Headed, MaintenanceId, Part, PersonKey, RoutineKey, Showing, SmolStr,
    Timestamp, Translation, UpdateId, is_within,
};

/// The words of a plan, and for whom they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanWords {
    /// The heading; none, where nothing of it is out.
    pub title: SmolStr,
    /// What it means for the reader.
    pub impact: Arc<str>,
    /// Both in further languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
    /// For which audiences; for everyone, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
}

/// What is written about maintenance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// The words of its plan.
    Plan(PlanWords),
    /// Something that is said about it.
    Said {
        /// What.
        words: Arc<str>,
        /// The same in further languages.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        translations: Vec<Translation>,
    },
}

/// Words that were written and are not out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<W> {
    /// This writing.
    pub entry: UpdateId,
    /// What was written.
    pub words: W,
    /// By whom.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// Whether somebody objected: it waits no more.
    pub refused: bool,
}

impl Written<PlanWords> {
    pub(super) fn of_routine(event: &Event, at: Timestamp) -> Option<Arc<Self>> {
        let Event::RoutineWritten { entry, words, by, .. } = event else { return None };
        let (entry, words, by) = (*entry, words.clone(), by.clone());
        Some(Arc::new(Self { entry, words, by, at, refused: false }))
    }
}

impl PlanWords {
    /// Whether another says nothing to anybody that this does not.
    fn covers(&self, other: &Self) -> bool {
        self.says(other) && is_within(&self.audiences, &other.audiences)
    }

    fn headed(&self) -> Headed {
        Headed {
            title: self.title.clone(),
            text: self.impact.clone(),
            translations: self.translations.clone(),
            part: Part::Impact,
        }
    }

    /// Whether it has the same words, for whomever.
    pub(super) fn says(&self, other: &Self) -> bool {
        self.headed() == other.headed()
    }

    /// Whether another only leaves words out of this.
    pub(super) fn leaves_out_for(&self, after: &Self) -> bool {
        self.audiences == after.audiences && self.headed().leaves_out_for(&after.headed())
    }
}

impl Plan {
    /// Its words.
    #[must_use]
    pub fn words(&self) -> PlanWords {
        PlanWords {
            title: self.title.clone(),
            impact: self.impact.clone(),
            translations: self.translations.clone(),
            audiences: self.audiences.clone(),
        }
    }

    pub(super) fn worded(self, words: &PlanWords) -> Self {
        let PlanWords { title, impact, translations, audiences } = words.clone();
        Self { title, impact, translations, audiences, ..self }
    }

    /// Whether everybody who reads another reads this one.
    fn reaches(&self, other: &Self) -> bool {
        is_within(&self.audiences, &other.audiences)
            && is_within(&self.components, &other.components)
    }

    /// Whether none of its words is out.
    #[must_use]
    pub fn is_unspoken(&self) -> bool {
        self.title.is_empty()
    }
}

/// No word of it, for the same readers.
fn silent(words: &PlanWords) -> PlanWords {
    PlanWords { audiences: words.audiences.clone(), ..PlanWords::default() }
}

impl Routine {
    /// Its words.
    #[must_use]
    pub fn words(&self) -> PlanWords {
        PlanWords {
            title: self.title.clone(),
            impact: self.impact.clone(),
            translations: self.translations.clone(),
            audiences: self.audiences.clone(),
        }
    }

    pub(super) fn worded(self, words: &PlanWords) -> Self {
        let PlanWords { title, impact, translations, audiences } = words.clone();
        Self { title, impact, translations, audiences, ..self }
    }
}

impl Known {
    /// Its definition as it was last written, whether its words are out or not.
    #[must_use]
    pub fn as_written(&self) -> Routine {
        match &self.written {
            Some(written) => self.profile.clone().worded(&written.words),
            None => self.profile.clone(),
        }
    }
}

impl Maintenance {
    /// The same with the words that were last written of its plan, whether they are out or not.
    #[must_use]
    pub fn as_written(&self, state: &State) -> Self {
        let own = self.written.as_ref().map(|written| &written.words);
        let routine = self.origin.as_ref().and_then(|origin| state.routines.get(&origin.routine));
        let theirs = routine.and_then(|known| known.written.as_ref());
        let theirs = theirs.filter(|_| self.plan.is_unspoken()).map(|written| &written.words);
        match own.or(theirs) {
            Some(words) => Self { plan: self.plan.clone().worded(words), ..self.clone() },
            None => self.clone(),
        }
    }

    /// Whether that writing waits to be let out, or was objected to.
    #[must_use]
    pub fn keeps(&self, entry: UpdateId) -> bool {
        self.written.as_ref().is_some_and(|one| one.entry == entry)
            || self.unsaid.iter().any(|one| one.entry == entry)
    }

    pub(super) fn keep_written(&mut self, event: &Event, at: Timestamp) {
        let Event::Written { entry, words, by, .. } = event else { return };
        let (entry, by) = (*entry, by.clone());
        match words.clone() {
            Wording::Plan(words) => {
                self.written = Some(Arc::new(Written { entry, words, by, at, refused: false }));
            }
            Wording::Said { words, translations } => {
                let words = (words, translations);
                self.unsaid.push(Arc::new(Written { entry, words, by, at, refused: false }));
            }
        }
    }

    pub(super) fn forget_written(&mut self, entry: UpdateId) {
        self.written = self.written.take().filter(|one| one.entry != entry);
        self.unsaid.retain(|one| one.entry != entry);
    }

    /// Keeps what readers have read of it, where they are to see that it says another thing now.
    /// Once it is for others as well, what it had said is kept no more: it was not said to them.
    pub(super) fn keep_former(
        &mut self,
        plan: &Plan,
        showing: Showing,
        (by, at): (Option<PersonKey>, Timestamp),
    ) {
        if !self.plan.reaches(plan) {
            return self.former.clear();
        }
        if self.plan.is_unspoken() {
            return;
        }
        let both = (self.plan.words().headed(), &plan.words().headed());
        Former::keep(&mut self.former, both, showing, (by, at));
    }
}

impl State {
    /// Whether that writing waits to be let out, or was objected to.
    #[must_use]
    pub fn keeps(&self, maintenance: MaintenanceId, entry: UpdateId) -> bool {
        self.get(maintenance).is_some_and(|known| known.keeps(entry))
    }

    /// The same of the words of a routine.
    #[must_use]
    pub fn keeps_of_routine(&self, routine: &RoutineKey, entry: UpdateId) -> bool {
        let written = self.routines.get(routine).and_then(|known| known.written.as_ref());
        written.is_some_and(|written| written.entry == entry)
    }

    /// Plans it otherwise, with its words at once.
    pub(super) fn change(
        &self,
        maintenance: MaintenanceId,
        plan: Plan,
        takes_back: bool,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (known, plan, by) = self.replanned(maintenance, plan, takes_back, moment)?;
        if takes_back {
            let rest = known.plan.clone().worded(&plan.words());
            if rest != plan || !known.plan.words().leaves_out_for(&plan.words()) {
                return Err(Refusal::SaysMore);
            }
        }
        let before = if takes_back { Showing::TakenBack } else { Showing::Former };
        let withdrawn = known.written.as_ref();
        let withdrawn =
            withdrawn.map(|written| Event::Withdrawn { maintenance, entry: written.entry });
        let entry = UpdateId(moment.id());
        // The words may stand where readers, or those who approve, can still read them.
        let kept = takes_back && (known.written.is_some() || Former::shows_any(&known.former));
        let differs = kept || plan != known.plan;
        let changed = Event::Changed { maintenance, entry, plan, by: Some(by), before };
        Ok(withdrawn.into_iter().chain(differs.then_some(changed)).collect())
    }

    /// What is to be planned otherwise, as it is kept, and by whom.
    fn replanned(
        &self,
        maintenance: MaintenanceId,
        plan: Plan,
        takes_back: bool,
        moment: &Moment<'_>,
    ) -> Result<(&Maintenance, Plan, PersonKey), Refusal> {
        let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        // What has begun, or is over, can still be read; its times may be past, and what it names
        // may be gone.
        if takes_back {
            return Ok((known, worded(plan)?, by));
        }
        open(known)?;
        if known.stage != Stage::Scheduled {
            return Err(Refusal::NotNow);
        }
        Ok((known, tidy(plan, moment)?, by))
    }

    /// Carries out what is asked for, and keeps the words of it apart until they are let out.
    pub(super) fn write(&self, asked: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        match asked {
            Command::Plan { plan } => {
                let plan = tidy(plan, moment)?;
                if self.planned_by_hand() >= PLANNED_MAX {
                    return Err(Refusal::TooMany);
                }
                let words = plan.words();
                let unspoken = plan.worded(&silent(&words));
                let mut events = self.planned(unspoken, None, moment, self.count + 1);
                if let Some(Event::Planned { maintenance, .. }) = events.last() {
                    let (maintenance, entry) = (*maintenance, UpdateId(moment.id()));
                    let words = Wording::Plan(words);
                    events.push(Event::Written { maintenance, entry, words, by });
                }
                Ok(events)
            }
            Command::Change { maintenance, plan, takes_back: false } => {
                self.rewrite(maintenance, plan, moment)
            }
            Command::Say { maintenance, .. } | Command::Extend { maintenance, .. } => {
                let known = self.get(maintenance).ok_or(Refusal::Unknown)?;
                known.has_room()?;
                let events = self.decide(asked, moment)?;
                Ok(events.into_iter().flat_map(|said| apart(known, said, moment)).collect())
            }
            Command::Rewrite { maintenance, entry, words, translations } => {
                self.write_otherwise((maintenance, entry), (words, translations), moment)
            }
            Command::PutRoutine { routine, profile } => {
                self.write_routine(routine, profile, by, moment)
            }
            other => self.decide(other, moment),
        }
    }

    fn rewrite(
        &self,
        maintenance: MaintenanceId,
        plan: Plan,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (known, tidied, by) = self.replanned(maintenance, plan.clone(), false, moment)?;
        let (out, words) = (known.plan.words(), tidied.words());
        if out.covers(&words) {
            return self.change(maintenance, plan, false, moment);
        }
        // For whom it is while nobody has read a word of it, nobody needs to look at.
        let out = if known.plan.is_unspoken() { silent(&words) } else { out };
        let facts = tidied.worded(&out);
        let mut events = Vec::new();
        if facts != known.plan {
            let entry = UpdateId(moment.id());
            let (by, before) = (Some(by.clone()), Showing::Former);
            events.push(Event::Changed { maintenance, entry, plan: facts, by, before });
        }
        if known.written.as_ref().is_none_or(|written| written.words != words) {
            let (entry, words) = (UpdateId(moment.id()), Wording::Plan(words));
            events.push(Event::Written { maintenance, entry, words, by });
        }
        Ok(events)
    }

    fn write_routine(
        &self,
        routine: RoutineKey,
        profile: Routine,
        by: PersonKey,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (profile, zone) = tidy_routine(profile, moment)?;
        let known = self.routines.get(&routine);
        let words = profile.words();
        let out = known.map_or_else(|| silent(&words), |known| known.profile.words());
        if out.covers(&words) {
            let withdrawn = self.routine_withdrawn(&routine);
            let put = self.put(routine, profile, &zone, moment)?;
            return Ok(withdrawn.into_iter().chain(put).collect());
        }
        let mut events = self.put(routine.clone(), profile.worded(&out), &zone, moment)?;
        let written = known.and_then(|known| known.written.as_ref());
        if written.is_none_or(|written| written.words != words) {
            let entry = UpdateId(moment.id());
            events.push(Event::RoutineWritten { routine, entry, words, by });
        }
        Ok(events)
    }

    pub(super) fn routine_withdrawn(&self, routine: &RoutineKey) -> Option<Event> {
        let written = self.routines.get(routine).and_then(|known| known.written.as_ref());
        written.map(|_| Event::RoutineWithdrawn { routine: routine.clone() })
    }

    /// Lets words out. That it was cancelled meanwhile takes those of its plan back.
    pub(super) fn let_out(&self, maintenance: MaintenanceId, entry: UpdateId) -> Vec<Event> {
        let Some(known) = self.get(maintenance) else { return Vec::new() };
        if let Some(written) = known.written.as_ref().filter(|one| one.entry == entry) {
            let plan = known.plan.clone().worded(&written.words);
            let (by, before) = (Some(written.by.clone()), Showing::Former);
            return vec![Event::Changed { maintenance, entry, plan, by, before }];
        }
        let Some(written) = known.unsaid.iter().find(|one| one.entry == entry) else {
            return Vec::new();
        };
        let (words, translations) = written.words.clone();
        let (stage, by) = (known.stage, Some(written.by.clone()));
        vec![Event::Said { maintenance, entry, stage, by, words, translations }]
    }

    /// Lets the words of a routine out, with what it has planned; also what has begun meanwhile.
    pub(super) fn let_routine_out(
        &self,
        routine: &RoutineKey,
        entry: UpdateId,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.routines.get(routine).ok_or(Refusal::UnknownRoutine)?;
        let Some(written) = known.written.as_ref().filter(|one| one.entry == entry) else {
            return Ok(Vec::new());
        };
        let words = &written.words;
        let zone = moment.zones.get(&known.profile.zone).map_err(|_| Refusal::BadZone)?;
        let mut events = vec![Event::RoutineWithdrawn { routine: routine.clone() }];
        let profile = known.profile.clone().worded(words);
        events.extend(self.put(routine.clone(), profile, &zone, moment)?);
        let begun = self.planned.values().filter(|one| {
            let own = one.origin.as_ref().is_some_and(|origin| origin.routine == *routine);
            let unspoken = one.plan.is_unspoken() && one.written.is_none();
            own && unspoken && one.began_at.is_some()
        });
        events.extend(begun.map(|one| {
            let (maintenance, entry) = (one.id, UpdateId(moment.id()));
            let (plan, before) = (one.plan.clone().worded(words), Showing::Former);
            Event::Changed { maintenance, entry, plan, by: None, before }
        }));
        Ok(events)
    }
}

/// How far it is holds at once; what was added to that waits. What nobody ever read of is
/// cancelled without a word.
fn apart(known: &Maintenance, said: Event, moment: &Moment<'_>) -> Vec<Event> {
    let (maintenance, words, translations, by) = match &said {
        Event::Said { stage: Stage::Cancelled, .. } if known.plan.is_unspoken() => {
            return vec![said];
        }
        Event::Said { maintenance, words, translations, by: Some(by), .. } => {
            (*maintenance, words.clone(), translations.clone(), by.clone())
        }
        Event::Extended { maintenance, reason, translations, by, .. } => {
            (*maintenance, reason.clone(), translations.clone(), by.clone())
        }
        _ => return vec![said],
    };
    if words.is_empty() {
        return vec![said];
    }
    let fact = match said {
        Event::Said { stage, .. } if stage == known.stage => None,
        Event::Said { maintenance, entry, stage, by, .. } => {
            let (words, translations) = (Arc::default(), Vec::new());
            Some(Event::Said { maintenance, entry, stage, by, words, translations })
        }
        Event::Extended { maintenance, entry, until, by, .. } => {
            let (reason, translations) = (Arc::default(), Vec::new());
            Some(Event::Extended { maintenance, entry, until, reason, translations, by })
        }
        other => Some(other),
    };
    let (entry, words) = (UpdateId(moment.id()), Wording::Said { words, translations });
    let written = Event::Written { maintenance, entry, words, by };
    fact.into_iter().chain([written]).collect()
}

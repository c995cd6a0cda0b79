//! One planned maintenance: what was said of it, how far it is, and what time brings it next.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use imbl::Vector;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, PlanWords, Written};
use crate::words::{
    AudienceKey, ComponentKey, Former, Language, MaintenanceId, PersonKey, RoutineKey, Showing,
    SmolStr, Spoken, Timestamp, Translation, UpdateId, stale,
};

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its heading on status pages.
    pub title: SmolStr,
    /// What it means for the reader.
    pub impact: Arc<str>,
    /// Both in further languages, each at most once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
    /// Which components it concerns, with all that is part of them; everyone, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentKey>,
    /// For which audiences; for everyone, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
    /// When it starts.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The zone in which it was planned.
    pub zone: SmolStr,
    /// Who looks after it, and is told when it overruns.
    pub owner: PersonKey,
    /// How long before it starts readers are reminded, in minutes, the longest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remind_mins: Vec<u32>,
    /// What its end brings.
    #[serde(default)]
    pub ends: Ending,
}

impl Plan {
    /// The heading for a reader: in their language where it is written in it.
    #[must_use]
    pub fn title_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.title, theirs.map(|known| known.title.as_str()))
    }

    /// What it means, for a reader.
    #[must_use]
    pub fn impact_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.impact, theirs.map(|known| &*known.impact))
    }
}

/// What the end of a maintenance brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It is over.
    #[default]
    ByItself,
    /// It overruns until somebody says that it is over.
    ByHand,
}

/// How far a maintenance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It lies ahead.
    Scheduled,
    /// It is under way.
    InProgress,
    /// The work is done; whether all works is being looked at.
    Verifying,
    /// Its end has passed, and it goes on.
    Overrun,
    /// It is over.
    Completed,
    /// It does not take place.
    Cancelled,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Scheduled,
        Self::InProgress,
        Self::Verifying,
        Self::Overrun,
        Self::Completed,
        Self::Cancelled,
    ];

    /// Its name towards programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::InProgress => "in_progress",
            Self::Verifying => "verifying",
            Self::Overrun => "overrun",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the components are being worked on.
    #[must_use]
    pub const fn is_running(self) -> bool {
        matches!(self, Self::InProgress | Self::Verifying | Self::Overrun)
    }

    /// Whether nothing of it lies ahead any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled)
    }

    /// Where a person may take it from here; staying is saying something.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Scheduled => &[Self::Scheduled, Self::InProgress, Self::Cancelled],
            Self::InProgress => &[Self::InProgress, Self::Verifying, Self::Completed],
            Self::Verifying => &[Self::Verifying, Self::InProgress, Self::Completed],
            Self::Overrun => &[Self::Overrun, Self::Verifying, Self::Completed],
            Self::Completed | Self::Cancelled => &[],
        }
    }
}

/// Of which routine a maintenance is an occurrence, and on which day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The routine.
    pub routine: RoutineKey,
    /// The day by the routine's calendar.
    pub day: Date,
}

/// What a word about a maintenance says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It was planned.
    Planned,
    /// It was planned otherwise.
    Changed,
    /// It comes in so many minutes.
    Reminder(u32),
    /// It lasts until then.
    Extended(Timestamp),
    /// How far it is.
    Stage,
}

/// One word about a maintenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: UpdateId,
    /// When it was said.
    pub at: Timestamp,
    /// What it says.
    pub said: Said,
    /// How far the maintenance was before.
    pub before: Stage,
    /// How far it is since.
    pub stage: Stage,
    /// Who said it; nobody, where time did.
    pub by: Option<PersonKey>,
    /// What they added.
    pub words: Arc<str>,
    /// The same in further languages.
    pub translations: Vec<Translation>,
    /// For which audiences it was planned when that was said; for everyone, where none is named.
    pub audiences: Vec<AudienceKey>,
    /// Which components it concerned then.
    pub components: Vec<ComponentKey>,
    /// When words of it were last taken back.
    pub taken_back: Option<Timestamp>,
}

impl Entry {
    /// What was added, for a reader: in their language where it is written in it.
    #[must_use]
    pub fn words_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.words, theirs.map(|known| &*known.known))
    }
}

/// A planned maintenance.
#[derive(Clone, Debug, PartialEq)]
pub struct Maintenance {
    /// Its id.
    pub id: MaintenanceId,
    /// Its number, from 1.
    pub number: u32,
    /// What is planned now.
    pub plan: Plan,
    /// Of which routine it is an occurrence.
    pub origin: Option<Origin>,
    /// Whether a person changed this occurrence: then the routine leaves it alone.
    pub by_hand: bool,
    /// When it was planned.
    pub planned_at: Timestamp,
    /// When something about it last changed.
    pub changed_at: Timestamp,
    /// How often it was planned otherwise; calendars go by it.
    pub sequence: u32,
    /// How far it is.
    pub stage: Stage,
    /// Whether it goes on, or went on, for longer than was last announced, also while it is being
    /// checked.
    pub overruns: bool,
    /// When it started, if it has.
    pub began_at: Option<Timestamp>,
    /// When it was over or cancelled, if it is.
    pub ended_at: Option<Timestamp>,
    /// From when until when it was under way as announced. What it overran does not count.
    pub announced: Vec<(Timestamp, Timestamp)>,
    /// What was said, the first word first.
    pub entries: Vector<Arc<Entry>>,
    /// The reminders that are still to come, in minutes before the start, the longest first.
    pub reminders: Vec<u32>,
    /// In which languages the plan says what it said before the rest of it changed.
    pub stale: BTreeSet<Language>,
    /// The words of the plan as they were last written, where these are not out.
    pub written: Option<Arc<Written<PlanWords>>>,
    /// What was written about it besides and is not out, the first first.
    pub unsaid: Vec<Arc<Written<Words>>>,
    /// What the plan had said to readers before, the first version first.
    pub former: Vec<Former>,
}

impl Maintenance {
    pub(super) fn new(
        id: MaintenanceId,
        number: u32,
        plan: Plan,
        origin: Option<Origin>,
        at: Timestamp,
    ) -> Self {
        let mut new = Self {
            id,
            number,
            plan,
            origin,
            by_hand: false,
            planned_at: at,
            changed_at: at,
            sequence: 0,
            stage: Stage::Scheduled,
            overruns: false,
            began_at: None,
            ended_at: None,
            announced: Vec::new(),
            entries: Vector::new(),
            reminders: Vec::new(),
            stale: BTreeSet::new(),
            written: None,
            unsaid: Vec::new(),
            former: Vec::new(),
        };
        new.remind_from(at);
        new
    }

    /// Those reminders are to come whose time is not past.
    fn remind_from(&mut self, at: Timestamp) {
        let from = self.plan.from;
        let ahead = |mins: &&u32| before(from, **mins) > at;
        self.reminders = self.plan.remind_mins.iter().filter(ahead).copied().collect();
    }

    /// When time brings something about.
    pub(super) fn due(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Scheduled => {
                let reminder = self.reminders.first().map(|mins| before(self.plan.from, *mins));
                Some(reminder.unwrap_or(self.plan.from).min(self.plan.from))
            }
            Stage::InProgress | Stage::Verifying if !self.overruns => Some(self.plan.until),
            // Its end has passed, and been told to whoever looks after it.
            Stage::InProgress | Stage::Verifying => None,
            Stage::Overrun | Stage::Completed | Stage::Cancelled => None,
        }
    }

    /// Where a person may take it from here; staying is saying something. What overruns is no
    /// longer under way as announced, whatever its check brings.
    #[must_use]
    pub const fn next(&self) -> &'static [Stage] {
        match self.stage {
            Stage::Verifying if self.overruns => {
                &[Stage::Verifying, Stage::Overrun, Stage::Completed]
            }
            stage => stage.next(),
        }
    }

    /// Whether it goes on for longer than was announced, also while it is being checked.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.overruns && self.stage.is_running()
    }

    /// The reminder that is due; of several only the latest makes sense.
    pub(super) fn reminder_at(&self, now: Timestamp) -> Option<u32> {
        let due = |mins: &&u32| before(self.plan.from, **mins) <= now;
        self.reminders.iter().rev().find(due).copied()
    }

    /// Where its end takes it.
    pub(super) fn ends_as(&self) -> Stage {
        match self.plan.ends {
            Ending::ByItself => Stage::Completed,
            Ending::ByHand => Stage::Overrun,
        }
    }

    /// Whether it takes place at a time at which that plan does, and concerns something of the
    /// same.
    #[must_use]
    pub fn overlaps(&self, plan: &Plan) -> bool {
        let together = self.plan.from < plan.until && plan.from < self.plan.until;
        let (own, other) = (&self.plan.components, &plan.components);
        let shared =
            own.is_empty() || other.is_empty() || own.iter().any(|key| other.contains(key));
        !self.stage.is_over() && together && shared
    }

    /// From when until when it went on for longer than was announced; the last may still do so.
    #[must_use]
    pub fn overran(&self) -> Vec<(Timestamp, Option<Timestamp>)> {
        let ends = self.announced.iter().map(|(_, until)| *until);
        let goes_on = self.announced.iter().skip(1).map(|(from, _)| Some(*from));
        // What time ended late, after a standstill, has not overrun.
        let last = match self.stage.is_running() {
            _ if !self.overruns => None,
            true => Some(None),
            false => self.ended_at.map(Some),
        };
        let all = ends.zip(goes_on.chain(last));
        all.filter(|(from, until)| until.is_none_or(|until| *from < until)).collect()
    }

    /// The last reminder of its readers, if there was one.
    #[must_use]
    pub fn reminded_at(&self) -> Option<Timestamp> {
        let reminder = |entry: &&Arc<Entry>| matches!(entry.said, Said::Reminder(_));
        self.entries.iter().rev().find(reminder).map(|entry| entry.at)
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            // What nobody reads yet changes nothing for readers.
            Event::Written { .. } => return self.keep_written(event, at),
            Event::Withdrawn { entry, .. } => return self.forget_written(*entry),
            Event::Refused { entry, .. } => return self.refuse(*entry),
            _ => self.changed_at = at,
        }
        let was = self.stage;
        match event {
            Event::Planned { entry, .. } => {
                self.note(*entry, at, Said::Planned, was, None, Words::default());
            }
            Event::Changed { entry, plan, by, before, .. } => {
                let first = self.plan.is_unspoken() && !plan.is_unspoken();
                self.keep_former(plan, *before, (by.clone(), at));
                self.replan(plan);
                self.forget_written(*entry);
                self.sequence += 1;
                self.by_hand |= by.is_some();
                self.remind_from(at);
                let said = if first { self.comes_out(at) } else { Said::Changed };
                // Words that are taken back of what has begun are no word about how far it is.
                if *before != Showing::TakenBack || was == Stage::Scheduled {
                    self.note(*entry, at, said, was, by.clone(), Words::default());
                }
            }
            Event::Reminded { entry, mins, .. } => {
                self.reminders.retain(|left| left < mins);
                self.note(*entry, at, Said::Reminder(*mins), was, None, Words::default());
            }
            Event::Extended { entry, until, reason, translations, by, .. } => {
                self.extend(*until, at);
                let said = Said::Extended(*until);
                let words = (reason.clone(), translations.clone());
                self.note(*entry, at, said, was, Some(by.clone()), words);
            }
            Event::Said { entry, stage, by, words, translations, .. } => {
                self.turn(*stage, at);
                self.forget_written(*entry);
                if *stage == Stage::Cancelled {
                    self.written = None;
                }
                let words = (words.clone(), translations.clone());
                self.note(*entry, at, Said::Stage, was, by.clone(), words);
            }
            Event::TakenBack { entry, words, translations, .. } => {
                self.leave_out(*entry, (words, translations), at);
            }
            Event::Imported { .. }
            | Event::Written { .. }
            | Event::Withdrawn { .. }
            | Event::Refused { .. }
            | Event::RoutineWritten { .. }
            | Event::RoutineWithdrawn { .. }
            | Event::RoutineTakenBack { .. }
            | Event::RoutinePut { .. }
            | Event::RoutineRemoved { .. }
            | Event::Skipped { .. }
            | Event::Left { .. } => {}
        }
    }

    fn note(
        &mut self,
        id: UpdateId,
        at: Timestamp,
        said: Said,
        before: Stage,
        by: Option<PersonKey>,
        (words, translations): Words,
    ) {
        let Plan { audiences, components, .. } = &self.plan;
        let (audiences, components) = (audiences.clone(), components.clone());
        let stage = self.stage;
        self.entries.push_back(Arc::new(Entry {
            id,
            at,
            said,
            before,
            stage,
            by,
            words,
            translations,
            audiences,
            components,
            taken_back: None,
        }));
    }

    /// Its first words come out: what was noted before was told to nobody, except how far it is.
    fn comes_out(&mut self, at: Timestamp) -> Said {
        self.planned_at = at;
        self.entries.retain(|entry| matches!(entry.said, Said::Stage | Said::Extended(_)));
        Said::Planned
    }

    fn replan(&mut self, plan: &Plan) {
        let (before, after) = (&self.plan, plan);
        let changed = (&before.title, &before.impact) != (&after.title, &after.impact);
        let both = (&*before.translations, &*after.translations);
        self.stale = stale(&self.stale, changed, both, |known| known.language);
        self.plan = plan.clone();
    }

    /// What is written in further languages where a word is told whole: the heading and what it
    /// means, as planned, and what was added.
    #[must_use]
    pub fn translations_with(&self, entry: &Entry) -> Vec<Translation> {
        let each = Language::ALL.into_iter().map(|language| {
            let plan = Translation::of(&self.plan.translations, language).cloned();
            let said = Translation::of(&entry.translations, language);
            Translation {
                language,
                known: said.map(|said| said.known.clone()).unwrap_or_default(),
                ..plan.unwrap_or_default()
            }
        });
        each.filter(|known| !known.is_empty()).collect()
    }

    fn extend(&mut self, until: Timestamp, at: Timestamp) {
        self.sequence += 1;
        self.plan.until = until;
        match (self.overruns, self.announced.last_mut()) {
            // What it overran stays what it was: nobody had announced it.
            (true, _) | (_, None) => self.announced.push((at, until)),
            (false, Some(last)) => last.1 = until,
        }
        self.overruns = false;
        if self.stage == Stage::Overrun {
            self.stage = Stage::InProgress;
        }
    }

    fn turn(&mut self, stage: Stage, at: Timestamp) {
        if stage.is_running() && self.began_at.is_none() {
            self.began_at = Some(at);
            self.announced.push((at, self.plan.until));
        }
        if stage.is_over() && !self.stage.is_over() {
            self.ended_at = Some(at);
            self.sequence += u32::from(stage == Stage::Cancelled);
            if let Some(last) = self.announced.last_mut() {
                last.1 = last.1.min(at).max(last.0);
            }
        }
        self.overruns = match stage {
            Stage::Overrun => true,
            Stage::Scheduled | Stage::InProgress => false,
            // Neither a check nor the end takes back that it went on for longer.
            Stage::Verifying | Stage::Completed | Stage::Cancelled => self.overruns,
        };
        self.stage = stage;
    }
}

/// What somebody added, and the same in further languages.
pub type Words = (Arc<str>, Vec<Translation>);

fn before(from: Timestamp, mins: u32) -> Timestamp {
    from - Duration::from_secs(u64::from(mins) * 60)
}

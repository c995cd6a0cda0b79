//! Putting right what everyone was told, visibly: the words, the heading over them, the components
//! and how they fared, and the estimate.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::{Bulletin, Entry, Event, Refusal, State, Turn, tidy};
use crate::Moment;
use crate::words::{
    Affected, BulletinId, ComponentKey, Condition, Estimate, LINE_LEN_MAX, Overview, PersonKey,
    Phase, Public, SmolStr, Timestamp, UpdateId, is_left_of, tidied_line,
};

/// What stands around the words of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The heading over them.
    pub title: SmolStr,
    /// Which components are concerned since then, and how they fare.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// Since when it has failed, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When what was written afterwards was over, where its first word is put right and says it
    /// otherwise; as before, where nothing is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What an entry is to say instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// The words.
    pub overview: Overview,
    /// What stands around them; as before, where nothing is said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<Frame>,
    /// Why it is put right, in one line that readers see. It may be empty while the matter goes on.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub reason: SmolStr,
    /// Whether it takes words back that nobody should read any more: a name, a number, data of a
    /// patient. What it had said is shown to nobody then, and it may only leave words out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub takes_back: bool,
}

/// How an entry was put right once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonKey,
    /// Why, if somebody said so.
    pub reason: SmolStr,
    /// What it had said until then.
    pub said: Overview,
    /// What had stood around that.
    pub frame: Frame,
    /// Whether words were taken back by it: what it had said is not kept here then.
    pub taken_back: bool,
}

impl Correction {
    /// Forgets what it had said.
    fn hide(&mut self) {
        self.said = Overview::default();
        self.frame = Frame::default();
        self.taken_back = true;
    }
}

impl From<Overview> for Revised {
    fn from(overview: Overview) -> Self {
        Self { overview, ..Self::default() }
    }
}

impl Frame {
    /// As it is kept around an entry of that phase.
    fn tidied(self, phase: Phase) -> Result<Self, Refusal> {
        let Self { title, affected, estimate, since, until } = self;
        if !estimate.as_ref().is_none_or(Estimate::is_sound) {
            return Err(Refusal::BadEstimate);
        }
        // Nothing more is expected once it is over.
        let estimate = estimate.filter(|_| phase != Phase::Resolved).map(Estimate::tidied);
        let Public { title, affected, .. } =
            tidy(&Public { title, phase, affected, audiences: Vec::new(), ..Public::default() })?;
        Ok(Self { title, affected, estimate, since, until })
    }
}

impl Entry {
    /// The components that it names, and how they fare since.
    #[must_use]
    pub fn affected(&self) -> Vec<Affected> {
        let named = self.turns.iter().filter(|turn| turn.after != Condition::Operational);
        let named =
            named.map(|turn| Affected { component: turn.component.clone(), condition: turn.after });
        named.collect()
    }

    /// What stands around its words. When all of it was over, another word says.
    #[must_use]
    pub fn frame(&self) -> Frame {
        let (title, estimate) = (self.title.clone(), self.estimate.clone());
        Frame { title, affected: self.affected(), estimate, since: self.since, until: None }
    }

    /// Sets what it says, and keeps what it had said.
    fn revise(&mut self, overview: Overview, title: &SmolStr, made: &Made<'_>) {
        let before = self.frame();
        let said = std::mem::replace(&mut self.overview, overview);
        self.title.clone_from(title);
        self.changed_at = made.at;
        self.corrections.push(Correction {
            at: made.at,
            by: made.by.clone(),
            reason: made.reason.clone(),
            said,
            frame: before,
            taken_back: false,
        });
        // Words that go along with another are put right as often as it is.
        let many = self.corrections.len().saturating_sub(super::CORRECTIONS_MAX);
        self.corrections.drain(..many);
        if made.takes_back {
            // What is taken back may have stood there before this time as well.
            self.corrections.iter_mut().for_each(Correction::hide);
        }
    }
}

/// Who puts it right, when and why.
struct Made<'a> {
    at: Timestamp,
    by: &'a PersonKey,
    reason: &'a SmolStr,
    takes_back: bool,
}

impl State {
    /// Puts an entry right in the name of the person who asks. What is over is not put right
    /// without a reason: nobody who reads it then was there.
    pub(super) fn correct(
        &self,
        bulletin: BulletinId,
        entry: UpdateId,
        revised: Revised,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let over = self.bulletins.get(&bulletin).is_some_and(|known| known.is_over());
        if over && tidied_line(&revised.reason).0.is_empty() {
            return Err(Refusal::BadReason);
        }
        let known = self.bulletins.get(&bulletin).ok_or(Refusal::Unknown)?;
        let said = known.entry(entry).ok_or(Refusal::Unknown)?;
        if let Some(frame) = &revised.frame {
            known.may_be_put_right(said, frame, moment.now)?;
        }
        let revised = known.revised(said, revised)?.map(Box::new);
        let incident = known.incident;
        let written = revised.map(|revised| Event::CorrectionWritten {
            bulletin,
            incident,
            entry,
            revised,
            by,
        });
        Ok(Vec::from_iter(written))
    }

    /// Puts an entry right, now that it is out.
    pub(super) fn put_right(
        &self,
        bulletin: BulletinId,
        entry: UpdateId,
        revised: Revised,
        by: PersonKey,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.bulletins.get(&bulletin).ok_or(Refusal::Unknown)?;
        let said = known.entry(entry).ok_or(Refusal::Unknown)?;
        let Some(revised) = known.revised(said, revised)? else { return Ok(Vec::new()) };
        let Revised { overview, frame, reason, takes_back } = revised;
        let incident = known.incident;
        let titled = frame.as_ref().and_then(|frame| known.titled_by(said, frame));
        let frame = frame.map(Box::new);
        Ok(vec![Event::Corrected {
            bulletin,
            incident,
            entry,
            overview,
            by,
            frame,
            reason,
            takes_back,
            titled,
        }])
    }
}

impl Bulletin {
    /// The entry of that id.
    #[must_use]
    pub fn entry(&self, id: UpdateId) -> Option<&Entry> {
        self.entries.iter().map(Arc::as_ref).find(|known| known.id == id)
    }

    /// What stands around the words of an entry, with when all of it was over where it says so.
    #[must_use]
    pub fn frame_of(&self, entry: &Entry) -> Frame {
        let until = self.resolved_at.filter(|_| self.begins_with(entry.id));
        Frame { until, ..entry.frame() }
    }

    /// The heading of all of it once that entry is put right, where it becomes another: later words
    /// that went on with the same heading go along.
    fn titled_by(&self, said: &Entry, frame: &Frame) -> Option<SmolStr> {
        let later = self.entries.iter().skip_while(|known| known.id != said.id);
        let follows = later.into_iter().all(|known| known.title == said.title);
        (follows && frame.title != said.title).then(|| frame.title.clone())
    }

    /// What an entry is to say, as it is kept; nothing, where it says that already.
    fn revised(&self, said: &Entry, revised: Revised) -> Result<Option<Revised>, Refusal> {
        let Revised { overview, frame, reason, takes_back } = revised;
        let (reason, cut) = tidied_line(&reason);
        if cut || reason.len() > LINE_LEN_MAX {
            return Err(Refusal::BadReason);
        }
        let overview = overview.tidied();
        // The last word that Mayday says by itself has no words of its own, and may stay so.
        if overview.known.is_empty() && overview != said.overview {
            return Err(Refusal::Empty);
        }
        let mut frame = frame.map(|frame| frame.tidied(said.phase)).transpose()?;
        // An end that stays is not said anew.
        if let Some(frame) = frame.as_mut().filter(|frame| frame.until == self.resolved_at) {
            frame.until = None;
        }
        let frame = frame.filter(|frame| *frame != said.frame());
        if frame.is_none() && overview == said.overview {
            return Ok(None);
        }
        if takes_back && !only_leaves_out(said, &overview, frame.as_ref()) {
            return Err(Refusal::SaysMore);
        }
        // A word that would be put right for ever grows for ever.
        if !takes_back && said.corrections.len() >= super::CORRECTIONS_MAX {
            return Err(Refusal::TooMany);
        }
        Ok(Some(Revised { overview, frame, reason: reason.into(), takes_back }))
    }

    pub(super) fn evolve_correction(&mut self, event: &Event, at: Timestamp) {
        let Event::Corrected { entry, overview, by, frame, reason, takes_back, .. } = event else {
            return;
        };
        let Some(place) = self.entries.iter().position(|known| known.id == *entry) else { return };
        let before = self.frame_of(&self.entries[place]);
        let frame = frame.as_deref().cloned().unwrap_or_else(|| before.clone());
        let made = Made { at, by, reason, takes_back: *takes_back };
        let mut named: Vec<Vec<Affected>> =
            self.entries.iter().map(|known| known.affected()).collect();
        let mut titled = frame.title != before.title;
        let mut same = frame.affected != before.affected;
        if let Some(known) = self.entries.get_mut(place) {
            let known = Arc::make_mut(known);
            known.revise(overview.clone(), &frame.title, &made);
            known.estimate.clone_from(&frame.estimate);
            known.since = frame.since;
            if let Some(correction) = known.corrections.last_mut().filter(|_| !takes_back) {
                correction.frame.until = before.until;
            }
            named[place].clone_from(&frame.affected);
        }
        self.begin_anew(*entry, frame.since);
        self.end_anew(*entry, frame.until);
        // Later words that went on with the same heading, or with the same components, were as
        // wrong as this one, and are put right with it.
        for (known, named) in self.entries.iter_mut().zip(&mut named).skip(place + 1) {
            titled &= known.title == before.title;
            same &= known.phase != Phase::Resolved && *named == before.affected;
            if !titled && !same {
                break;
            }
            if same {
                named.clone_from(&frame.affected);
            }
            let title = if titled { &frame.title } else { &known.title }.clone();
            let overview = known.overview.clone();
            Arc::make_mut(known).revise(overview, &title, &made);
        }
        self.turn_anew(&named);
        if let Some(last) = self.entries.last() {
            self.title = last.title.clone();
        }
    }

    /// The components turn as each entry names them now.
    fn turn_anew(&mut self, named: &[Vec<Affected>]) {
        let mut before: OrdMap<ComponentKey, Condition> = OrdMap::new();
        let mut worst = Condition::Operational;
        for (known, named) in self.entries.iter_mut().zip(named) {
            let named = named.iter().map(|one| (one.component.clone(), one.condition));
            let after: OrdMap<ComponentKey, Condition> = named.collect();
            let turns = turns(&before, &after);
            if known.turns != turns {
                Arc::make_mut(known).turns = turns;
            }
            worst = after.values().copied().fold(worst, Condition::max);
            before = after;
        }
        self.affected = before;
        self.worst = worst;
    }
}

/// Whether a correction says nothing that was not said before: each part has only words that it
/// had, in their order. Marks stand in for what is left out.
fn only_leaves_out(said: &Entry, overview: &Overview, frame: Option<&Frame>) -> bool {
    let parts = |of: &Overview| [&of.known, &of.impact, &of.workaround, &of.next].map(Arc::clone);
    let mut both = parts(&said.overview).into_iter().zip(parts(overview));
    let translated = |known: &crate::words::Translation| {
        let before = said.overview.translation(known.language);
        before.is_some_and(|before| {
            let mut parts = before.parts().into_iter().zip(known.parts());
            is_left_of(&known.title, &before.title)
                && parts.all(|(before, after)| is_left_of(after, before))
        })
    };
    let framed = frame.is_none_or(|frame| {
        let before = said.frame();
        is_left_of(&frame.title, &before.title)
            && (&frame.affected, &frame.estimate) == (&before.affected, &before.estimate)
            && (frame.since, frame.until) == (before.since, before.until)
    });
    framed
        && both.all(|(before, after)| is_left_of(&after, &before))
        && overview.translations.iter().all(translated)
}

/// Which components fare otherwise after than before, and which are named again.
pub(super) fn turns(
    before: &OrdMap<ComponentKey, Condition>,
    after: &OrdMap<ComponentKey, Condition>,
) -> Vec<Turn> {
    let condition = |of: &OrdMap<ComponentKey, Condition>, key: &ComponentKey| {
        of.get(key).copied().unwrap_or_default()
    };
    let keys = before.clone().union(after.clone());
    let turned = keys.keys().map(|key| Turn {
        component: key.clone(),
        before: condition(before, key),
        after: condition(after, key),
    });
    turned.collect()
}

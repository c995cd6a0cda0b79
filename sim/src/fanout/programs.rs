//! Programs that are posted how components fare: what each has read of a component is one history,
//! in which each post begins where the one before it ended, and whose end is what the page shows.

use std::collections::{BTreeMap, BTreeSet};

use domain::State;
use domain::bulletins;
use domain::components::{self, Component};
use domain::subscribers::{
    Command as Ask, Outcome, Pending, Quiet, Readership, Route, Slice, Subscriber, Wants,
};
use domain::words::{
    Actor, Affected, ComponentKey, Condition, IncidentId, Language, Overview, Phase, Public,
    Timestamp, UpdateId,
};
use jiff::tz::TimeZoneDatabase;

use super::{Slip, World};

/// The components of the model.
const COMPONENTS: [&str; 2] = ["cards", "links"];
/// The incidents that turn them; both turn the same.
const INCIDENTS: [IncidentId; 2] = [IncidentId(0x301), IncidentId(0x302)];

/// What programs have read.
#[derive(Default)]
pub(super) struct Programs {
    /// How each component fares, by what each of them has read.
    fares: BTreeMap<(u32, ComponentKey), Condition>,
    /// Which posts each has read; one that comes again says nothing new.
    read: BTreeSet<(u32, u32, ComponentKey)>,
}

impl World {
    pub(super) fn has_components(&mut self) {
        for component in COMPONENTS {
            let profile = Component { name: component.into(), ..Component::default() };
            let put = components::Command::Put { component: component.into(), profile };
            self.ask(0, Actor::Operator, put.into());
        }
    }

    /// Somebody tells of an incident how its components fare.
    pub(super) fn turns(&mut self) {
        let incident = INCIDENTS[usize::from(self.chance.hits(500))];
        let over = self.chance.hits(250);
        let mut affected = Vec::new();
        for component in COMPONENTS.into_iter().filter(|_| !over) {
            let condition = match self.chance.below(4) {
                0 => Condition::Operational,
                1 => Condition::Degraded,
                2 => Condition::Partial,
                _ => Condition::Major,
            };
            affected.push(Affected { component: component.into(), condition });
        }
        let phase = if over { Phase::Resolved } else { Phase::Identified };
        let public = Public {
            title: "Cut".into(),
            phase,
            affected,
            audiences: Vec::new(),
            ..Public::default()
        };
        let update = UpdateId(self.chance.wide());
        // Subscribers are always told that it is over.
        let wished = !over && self.apart(0).hits(250);
        if wished {
            self.quiet.insert(update);
        }
        let quiet = wished && self.slip != Some(Slip::TellsAnyway);
        let public = Public { quiet, ..public };
        let tell = bulletins::Command::Tell {
            incident,
            update,
            author: Some("ana".into()),
            overview: Overview { known: "A line is cut.".into(), ..Overview::default() },
            next_by: None,
            estimate: None,
            public,
        };
        self.by_any(Actor::System, tell.into());
    }

    /// A reader chooses otherwise, or sleeps at other hours.
    pub(super) fn prefers(&mut self) {
        let Some(state) = self.some_state() else { return };
        let waits = |known: &&Subscriber| known.waiting.len() > 1;
        let waiting = state.subscribers.all().find(waits).map(|known| known.id);
        let Some(subscriber) = waiting.or_else(|| self.some_subscriber()) else { return };
        let Some(known) = state.subscribers.get(subscriber) else { return };
        let mut wants = Wants { zone: "UTC".into(), ..known.profile.wants.clone() };
        match self.chance.below(3) {
            0 => wants.at_least = Condition::Major,
            1 => wants.at_least = Condition::Operational,
            _ => wants.quiet = Some(Quiet { from: 22, until: 6 }),
        }
        self.chose.insert(known.number);
        let language = Language::English;
        let prefer = Ask::Prefer { subscriber, language, wants, colleague: None };
        self.by_any(Actor::Subscriber(subscriber), prefer.into());
    }

    /// What is posted to a program beside its words; what fails halfway is posted again.
    pub(super) fn posts(&mut self, state: &State, number: u32) -> Option<Outcome> {
        let known = state.subscribers.numbered(number)?;
        if known.profile.route != Route::Statuspage {
            return None;
        }
        let pending = known.posts.iter().flat_map(|posts| &posts.pending);
        for pending in pending.cloned().collect::<Vec<Pending>>() {
            if self.faults && self.chance.hits(100) {
                return Some(Outcome::Failed { reason: "it broke".into() });
            }
            self.reads(state, known, &pending);
        }
        None
    }

    fn reads(&mut self, state: &State, known: &Subscriber, pending: &Pending) {
        let mut turn = pending.turn.clone();
        if self.slip == Some(Slip::PostsWhatIsNow) {
            turn.after = shown(state, known, &turn.component, self.tick().wall).unwrap_or_default();
        }
        let key = (known.number, turn.component.clone());
        let id = (known.number, pending.slice, turn.component.clone());
        if !self.programs.read.insert(id) {
            self.told.again += 1;
            return;
        }
        self.told.turned += 1;
        let before = self.programs.fares.insert(key, turn.after);
        let name = &turn.component;
        if turn.before == turn.after {
            self.fail(format!("{} was posted that {name} turned, and it did not", known.number));
        }
        if before.is_some_and(|before| before != turn.before) {
            self.fail(format!("{} was posted how {name} turned, with a gap", known.number));
        }
    }

    /// Why what a program has read of a component is not what its page shows, if it is not: looked
    /// at where it has the latest word of every matter.
    pub(super) fn reads_otherwise(&self, state: &State) -> Option<String> {
        // Who was told nothing of what never was is posted nothing of its end.
        if !self.mistakes.is_empty() {
            return None;
        }
        let programs = state.subscribers.all().filter(|known| {
            let here = known.is_active() && known.profile.route == Route::Statuspage;
            here && !self.chose.contains(&known.number) && has_latest(state, known)
        });
        for known in programs {
            for component in COMPONENTS {
                let key = (known.number, ComponentKey::from(component));
                let Some(read) = self.programs.fares.get(&key) else { continue };
                if shown(state, known, &key.1, self.tick().wall) != Some(*read) {
                    return Some(format!("{} reads of {component} {read:?}", known.number));
                }
            }
        }
        None
    }
}

/// Whether the latest word of every matter that turns components has reached somebody.
fn has_latest(state: &State, known: &Subscriber) -> bool {
    let matters = INCIDENTS.into_iter().filter_map(|incident| state.bulletins.of(incident));
    let mut matters = matters;
    matters.all(|told| {
        // What nobody was told of, programs are posted with the next word.
        if told.entries.last().is_some_and(|last| last.quiet) {
            return false;
        }
        let topic = told.id.0;
        let mut words = state.subscribers.words().filter(|word| word.word.topic.0 == topic);
        words.next().is_some_and(|word| word.reached.contains_key(&known.number))
    })
}

/// How a component fares on somebody's page.
fn shown(
    state: &State,
    known: &Subscriber,
    component: &ComponentKey,
    now: Timestamp,
) -> Option<Condition> {
    let sight = state.sight_of_subscriber(known)?;
    let open = state.for_readers(&sight);
    let shown = open.status_page_at(&known.profile.page, now)?;
    let part = shown.parts.iter().find(|part| part.key == component);
    Some(part.map_or(Condition::Operational, |part| part.condition))
}

/// A careless node takes along whatever waits for those in its slice.
pub(super) fn take_along(state: &State, slice: &mut Slice) {
    for to in &mut slice.to {
        let known = state.subscribers.numbered(to.number);
        let waiting = known.into_iter().flat_map(|known| &known.waiting);
        to.words.extend(waiting.map(|waits| waits.word));
    }
}

/// Whether a word that somebody is sent now belongs to their quiet hours.
pub(super) fn wakes(
    state: &State,
    (number, word, attempts): (u32, u32, u8),
    (now, zones): (Timestamp, &TimeZoneDatabase),
) -> bool {
    let Some(known) = state.subscribers.numbered(number) else { return false };
    let Some(word) = state.subscribers.word(word) else { return false };
    let wants = &known.profile.wants;
    // Whoever chose an hour for all of it is told at that hour, whenever it is.
    if wants.daily.is_some() && attempts == 0 {
        return false;
    }
    let class = state.reading(known).and_then(|reading| reading.class);
    wants.quiet_until(&word.word.as_read(class.as_ref()), now, zones).is_some()
}

//! Sightings: who has seen a component fail, besides the machines whose alerts ring: readers of a
//! status page, and programs.

use std::fmt;
use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    ComponentKey, CustomerKey, LINE_LEN_MAX, PersonKey, Personal, ServiceKey, SmolStr, Spans,
    Timestamp, tidied_line,
};

mod dismissed;
pub use dismissed::{ASKED_FOR, DISMISSED_MAX, Dismissal};

/// For so long a reader's word counts.
pub const READERS_COUNT_FOR: Duration = Duration::from_secs(3_600);
/// So many readers within that time make a component suspected; a single one may have pulled a
/// plug.
pub const READERS_SUSPECT: u32 = 3;
/// Most readers of one component who are counted within that time: more tell nobody more.
pub const READERS_MAX: usize = 1_000;
/// For so long a program's word counts that it does not say again: it may have died since.
pub const PROGRAMS_COUNT_FOR: Duration = Duration::from_secs(24 * 3_600);
/// What a program says again is written down at most this often.
pub const SAID_AGAIN_AFTER: Duration = Duration::from_secs(3_600);
/// Most programs that say of one component how it fares.
pub const PROGRAMS_MAX: usize = 50;
/// How the name of a source begins that is a person of the vendor, and no program.
const OF_PERSON: char = '@';
/// Most components of which something was seen.
pub const SEEN_MAX: usize = 2_000;

/// The source that a person of the vendor is, who says what they see.
#[must_use]
pub fn said_by(person: &PersonKey) -> SmolStr {
    format!("{OF_PERSON}{person}").into()
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A reader says that it fails for them.
    See {
        /// Which component.
        component: ComponentKey,
        /// Of which customer they are, where they read by its link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerKey>,
    },
    /// A program says whether it fails.
    Report {
        /// Which component.
        component: ComponentKey,
        /// By which name the program goes.
        source: SmolStr,
        /// Whether it fails.
        failing: bool,
    },
    /// Enough customers called about a service to suspect its components, and need no help now.
    Hear {
        /// About which service.
        service: ServiceKey,
        /// Since when they did.
        since: Timestamp,
    },
    /// A person says that what machines saw at a time was nothing.
    Dismiss(Dismissal),
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A reader said that it fails for them. Who, is written nowhere; of which customer they are
    /// is, where they read by its link.
    Seen {
        /// Which component.
        component: ComponentKey,
        /// Of which customer they are, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerKey>,
    },
    /// A program said whether it fails.
    Reported {
        /// Which component.
        component: ComponentKey,
        /// By which name the program goes.
        source: SmolStr,
        /// Whether it fails.
        failing: bool,
    },
    /// Until now enough customers needed help with a service to suspect its components.
    Called {
        /// With which service.
        service: ServiceKey,
        /// Since when.
        since: Timestamp,
    },
    /// What machines saw at a time was nothing, as a person says.
    Dismissed {
        /// What, and why.
        #[serde(flatten)]
        said: Dismissal,
        /// Who says so.
        by: PersonKey,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such component.
    Unknown,
    /// The program has no name, or one that is too long.
    BadSource,
    /// Too many programs speak of one component.
    TooMany,
    /// It was at no time, at none that is asked about, or of no component or too many.
    BadSpan,
    /// Nobody says why it was nothing, or in too many words.
    BadReason,
    /// Nobody says so who has a name.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such component."),
            Self::BadSource => {
                write!(f, "Say which program it is, in at most {LINE_LEN_MAX} bytes.")
            }
            Self::TooMany => {
                write!(f, "At most {PROGRAMS_MAX} programs can speak of one component.")
            }
            Self::BadSpan => write!(
                f,
                "Say of at most {DISMISSED_MAX} components from when until when it was, and of \
                 what was over within the last {} days.",
                ASKED_FOR.as_secs() / (24 * 3_600)
            ),
            Self::BadReason => {
                write!(f, "Say why it was nothing, in one line of at most {LINE_LEN_MAX} bytes.")
            }
            Self::NotYours => f.write_str("Only a signed-in responder says that it was nothing."),
        }
    }
}

/// What was seen of one component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// When readers said that it fails, the oldest first; those of the last hour, and perhaps some
    /// before.
    pub readers: Vector<Timestamp>,
    /// When readers of these customers said so last; they are among the readers.
    pub customers: OrdMap<CustomerKey, Timestamp>,
    /// Programs that say that it fails, by name.
    pub programs: OrdMap<SmolStr, Said>,
}

/// When a program said that it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// For the first time.
    pub since: Timestamp,
    /// For the last time that was written down.
    pub last: Timestamp,
}

impl Said {
    fn counts(&self, now: Timestamp) -> bool {
        self.last + PROGRAMS_COUNT_FOR > now
    }
}

impl Seen {
    /// The readers whose word counts.
    pub fn readers_at(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        self.readers.iter().copied().filter(move |at| counts(*at, now))
    }

    /// The customers of whose readers a word counts, who said so last first.
    #[must_use]
    pub fn customers_at(&self, now: Timestamp) -> Vec<&CustomerKey> {
        let fresh = self.customers.iter().filter(|(_, at)| counts(**at, now));
        let mut fresh: Vec<_> = fresh.collect();
        fresh.sort_by_key(|(key, at)| (std::cmp::Reverse(**at), (*key).clone()));
        fresh.into_iter().map(|(key, _)| key).collect()
    }

    /// The programs whose word counts.
    pub fn programs_at(&self, now: Timestamp) -> impl Iterator<Item = Said> {
        self.programs.values().copied().filter(move |said| said.counts(now))
    }

    /// When the next of these words counts no more.
    #[must_use]
    pub fn turns_at(&self, now: Timestamp) -> Option<Timestamp> {
        let readers = self.readers_at(now).map(|at| at + READERS_COUNT_FOR);
        let programs = self.programs_at(now).map(|said| said.last + PROGRAMS_COUNT_FOR);
        readers.chain(programs).min()
    }

    /// From when until when enough readers say so, where they do or did lately. All of them said
    /// so within the time for which they count, as the last event left them.
    fn suspects(&self) -> Option<(Timestamp, Timestamp)> {
        let enough = usize::try_from(READERS_SUSPECT).unwrap_or(usize::MAX);
        let last = self.readers.get(self.readers.len().checked_sub(enough)?)?;
        Some((*self.readers.front()?, *last + READERS_COUNT_FOR))
    }

    /// How many people of the vendor are among those programs.
    #[must_use]
    pub fn people_at(&self, now: Timestamp) -> usize {
        let all = self.programs.iter().filter(|(_, said)| said.counts(now));
        all.filter(|(source, _)| source.starts_with(OF_PERSON)).count()
    }

    /// Whether one of them says so now.
    #[must_use]
    pub fn says(&self, source: &str, now: Timestamp) -> bool {
        self.programs.get(source).is_some_and(|said| said.counts(now))
    }

    /// Whether nobody says so any more.
    fn is_silent(&self, now: Timestamp) -> bool {
        self.programs_at(now).next().is_none() && self.readers_at(now).next().is_none()
    }
}

fn counts(at: Timestamp, now: Timestamp) -> bool {
    at + READERS_COUNT_FOR > now
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// What was seen, by component.
    pub seen: OrdMap<ComponentKey, Seen>,
    past: OrdMap<ComponentKey, Past>,
    /// When enough customers needed help, by service.
    pub called: OrdMap<ServiceKey, Spans>,
    /// When it was nothing, as a person said, by component; of what is asked about.
    pub dismissed: OrdMap<ComponentKey, Spans>,
}

/// When it was seen to fail before.
#[derive(Clone, Debug, Default, PartialEq)]
struct Past {
    /// By programs.
    programs: Spans,
    /// By enough readers.
    readers: Spans,
}

impl State {
    /// When programs saw a component fail, and when enough readers did; what still counts is not
    /// among it.
    #[must_use]
    pub fn past(&self, component: &ComponentKey, now: Timestamp) -> (Spans, Spans) {
        let Past { mut programs, mut readers } =
            self.past.get(component).cloned().unwrap_or_default();
        if let Some(seen) = self.seen.get(component) {
            for said in seen.programs.values().filter(|said| !said.counts(now)) {
                programs.add(said.since, said.last + PROGRAMS_COUNT_FOR);
            }
            if let Some((from, until)) = seen.suspects().filter(|(_, until)| *until <= now) {
                readers.add(from, until);
            }
        }
        (programs, readers)
    }

    /// The components that programs or readers have said anything of.
    pub fn ever_seen(&self) -> impl Iterator<Item = &ComponentKey> {
        self.past.keys().chain(self.seen.keys())
    }

    /// Decides what a command brings about. Whether the component is there, the corridor has asked.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::See { component, customer } => {
                let known = self.seen.get(&component);
                let full = known
                    .is_some_and(|known| known.readers_at(moment.now).count() >= READERS_MAX)
                    || known.is_none() && self.seen.len() >= SEEN_MAX;
                Ok(Vec::from_iter((!full).then_some(Event::Seen { component, customer })))
            }
            Command::Report { component, source, failing } => {
                let (source, cut) = tidied_line(&source);
                // Nobody speaks in the place of a person.
                let own = moment.actor.person().map(said_by);
                let posed = source.starts_with(OF_PERSON) && own.as_deref() != Some(&*source);
                if source.is_empty() || cut || posed {
                    return Err(Refusal::BadSource);
                }
                let source = SmolStr::from(source);
                let known = self.seen.get(&component);
                let said = known.and_then(|known| known.programs.get(&source));
                let stands = match said.filter(|said| said.counts(moment.now)) {
                    None => !failing,
                    Some(said) => failing && said.last + SAID_AGAIN_AFTER > moment.now,
                };
                if stands {
                    return Ok(Vec::new());
                }
                let count = known.map_or(0, |known| known.programs_at(moment.now).count());
                let full = known.is_none() && self.seen.len() >= SEEN_MAX;
                if failing && said.is_none() && (count >= PROGRAMS_MAX || full) {
                    return Err(Refusal::TooMany);
                }
                Ok(vec![Event::Reported { component, source, failing }])
            }
            Command::Hear { service, since } => {
                let lasted = since < moment.now;
                Ok(Vec::from_iter(lasted.then_some(Event::Called { service, since })))
            }
            Command::Dismiss(said) => self.dismiss(said, moment),
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let component = match event {
            Event::Called { service, since } => {
                self.called.entry(service.clone()).or_default().add(*since, at);
                return;
            }
            Event::Dismissed { said, .. } => return self.dismissed(said, at),
            Event::Seen { component, .. } | Event::Reported { component, .. } => component,
        };
        let mut known = self.seen.remove(component).unwrap_or_default();
        self.keeps(component, &known, event, at);
        known.readers.retain(|seen| counts(*seen, at));
        let said = known.customers.iter().filter(|(_, seen)| counts(**seen, at));
        known.customers = said.map(|(customer, seen)| (customer.clone(), *seen)).collect();
        let programs = known.programs.iter().filter(|(_, said)| said.counts(at));
        known.programs = programs.map(|(source, said)| (source.clone(), *said)).collect();
        match event {
            Event::Seen { customer, .. } => {
                known.readers.push_back(at);
                known.customers.extend(customer.iter().map(|customer| (customer.clone(), at)));
            }
            Event::Reported { source, failing: true, .. } => {
                let since = known.programs.get(source).map_or(at, |said| said.since);
                known.programs.insert(source.clone(), Said { since, last: at });
            }
            Event::Reported { source, failing: false, .. } => {
                known.programs.remove(source);
            }
            Event::Called { .. } | Event::Dismissed { .. } => {}
        }
        if known != Seen::default() {
            self.seen.insert(component.clone(), known);
        }
        // What nobody speaks of any more makes room.
        if self.seen.len() >= SEEN_MAX {
            let kept = self.seen.iter().filter(|(_, seen)| !seen.is_silent(at));
            self.seen = kept.map(|(key, seen)| (key.clone(), seen.clone())).collect();
        }
    }

    /// What ends with an event, or has ended before it, is kept as what was seen.
    fn keeps(&mut self, component: &ComponentKey, known: &Seen, event: &Event, at: Timestamp) {
        let silent = known.programs.values().filter(|said| !said.counts(at));
        let mut ended: Vec<_> =
            silent.map(|said| (said.since, said.last + PROGRAMS_COUNT_FOR)).collect();
        if let Event::Reported { source, failing: false, .. } = event {
            let said = known.programs.get(source).filter(|said| said.counts(at));
            ended.extend(said.map(|said| (said.since, at)));
        }
        // Of readers whose word counts no more with this event nothing is left to tell it later.
        let readers = known.suspects();
        if ended.is_empty() && readers.is_none() {
            return;
        }
        let past = self.past.entry(component.clone()).or_default();
        for (from, until) in ended {
            past.programs.add(from, until);
        }
        if let Some((from, until)) = readers {
            past.readers.add(from, until.min(at));
        }
        if self.past.len() > SEEN_MAX {
            let gone = self.past.keys().find(|key| !self.seen.contains_key(*key)).cloned();
            if let Some(key) = gone {
                self.past.remove(&key);
            }
        }
    }

    /// A reader's word that counts no more is known by its time; nothing happens.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

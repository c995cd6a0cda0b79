//! What is decided: one organisation as a pure function of commands and time.
//!
//! The contract with the world is four calls: [`decide`] turns a command into events and the
//! state after them, [`State::evolve`] replays an event, [`State::due`] says when to send
//! [`Command::Wake`] next, and [`State::deliveries`] (with its neighbours) says what is owed to
//! the world. Nothing here reads a clock, draws a number or touches the network.

pub mod access;
pub mod announcements;
pub mod approvals;
pub mod audiences;
pub mod bulletins;
pub mod callbacks;
pub mod cards;
pub mod components;
pub mod credentials;
pub mod crew;
pub mod customers;
pub mod deliveries;
pub mod emergencies;
pub mod erasures;
pub mod feedback;
pub mod floods;
pub mod follow_ups;
pub mod groups;
pub mod incidents;
pub mod maintenance;
pub mod methods;
pub mod monitoring;
pub mod notes;
pub mod oncall;
pub mod organisation;
pub mod paging;
mod permission;
pub mod policy;
pub mod proof;
pub mod readiness;
pub mod redactions;
pub mod rehearsal;
pub mod restrictions;
pub mod sightings;
pub mod status_pages;
pub mod subjects;
pub mod subscribers;
pub mod templates;
mod timers;
pub mod updates;
pub mod wording;
pub mod words;

use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt;

use jiff::tz::TimeZoneDatabase;
use serde::{Deserialize, Serialize};

use words::{Actor, CommandId, NodeId, Personal, Timestamp};

pub use permission::Deed;
pub use policy::sight::Matter;
pub use policy::{apart, crowd, evidence, figures, readers, revision, spoken, status, twins};
pub use revision::{REVISIONS, Revision, Revisions};

/// Everything a decision may know of the world: the hour, who asks, where, and the zones.
pub struct Moment<'a> {
    /// The instant of the decision; the journal makes sure that it never runs backwards.
    pub now: Timestamp,
    /// Who sends the command.
    pub actor: &'a Actor,
    /// The node that decides, hence the one that has claimed what it owes at once.
    pub node: NodeId,
    /// The bundled time-zone database.
    pub zones: &'a TimeZoneDatabase,
    command: CommandId,
    ordinal: Cell<u32>,
    revisions: &'static Revisions,
}

impl<'a> Moment<'a> {
    /// The moment in which `command` is decided.
    #[must_use]
    pub fn new(
        now: Timestamp,
        command: CommandId,
        actor: &'a Actor,
        node: NodeId,
        zones: &'a TimeZoneDatabase,
    ) -> Self {
        let revisions = &REVISIONS;
        Self { now, actor, node, zones, command, ordinal: Cell::new(0), revisions }
    }

    /// The same for a program that knows other revisions than this one.
    #[must_use]
    pub fn knowing(self, revisions: &'static Revisions) -> Self {
        Self { revisions, ..self }
    }

    /// The next id derived from the command's: the same command decided twice makes the same ids.
    #[must_use]
    pub fn id(&self) -> u128 {
        let ordinal = self.ordinal.get();
        self.ordinal.set(ordinal + 1);
        Self::derived(self.command, ordinal)
    }

    /// An id that is derived from a command's.
    fn derived(command: CommandId, ordinal: u32) -> u128 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"mayday id 1").update(&command.0.to_be_bytes());
        hasher.update(&ordinal.to_be_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        u128::from_be_bytes(bytes)
    }
}

macro_rules! rooms {
    ($($field:ident: $variant:ident),* $(,)?) => {
        /// A command to the organisation: one of a room's, or the two that concern every room.
        #[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
        pub enum Command {
            $(
                #[doc = concat!("To the room `", stringify!($field), "`.")]
                $variant($field::Command),
            )*
            /// A timer may be due. Spurious ones are no-ops.
            Wake,
            /// The installation stood still since then; what was under way is taken up again.
            Resumed {
                /// The last instant at which the installation is known to have run.
                down_since: Timestamp,
            },
            /// Every node that runs knows this revision.
            Adopt {
                /// Which.
                revision: Revision,
            },
        }

        /// What happened. A shipped kind keeps its meaning for ever.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Event {
            $(
                #[doc = concat!("Of the room `", stringify!($field), "`.")]
                $variant($field::Event),
            )*
            /// Of the corridor between the rooms.
            Policy(policy::Event),
        }

        /// An expected "no", for the one who asked.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Refusal {
            $(
                #[doc = concat!("Of the room `", stringify!($field), "`.")]
                $variant($field::Refusal),
            )*
            /// The asker may not do this.
            NotAllowed {
                /// What was asked for.
                deed: Deed,
            },
            /// Nodes of a version that would not understand it still run.
            NotYet,
            /// The command broke an assumption of the program; it is kept aside, nothing changed.
            Broken,
        }

        impl fmt::Display for Refusal {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(refusal) => refusal.fmt(f),)*
                    Self::NotAllowed { deed } => {
                        write!(f, "You may not {deed} here. Sign in as someone who may.")
                    }
                    Self::NotYet => f.write_str(
                        "Some nodes still run an older version of Mayday. This works once all of \
                         them are updated.",
                    ),
                    Self::Broken => f.write_str(
                        "This could not be decided because of a fault in the program. Nothing was \
                         changed; the fault is reported.",
                    ),
                }
            }
        }

        $(impl From<$field::Refusal> for Refusal {
            fn from(refusal: $field::Refusal) -> Self {
                Self::$variant(refusal)
            }
        })*

        /// One organisation, whole. Copies share structure, so a tentative one costs little.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct State {
            $(
                #[doc = concat!("The room `", stringify!($field), "`.")]
                pub $field: $field::State,
            )*
            /// What the corridor could not carry out.
            pub policy: policy::State,
        }

        impl State {
            fn decide_in_room(
                &self,
                command: Command,
                moment: &Moment<'_>,
            ) -> Result<Vec<Event>, Refusal> {
                let events = match command {
                    // Whom a word concerns depends on what each of them may read.
                    Command::Subscribers(command) if command.asks_who_reads() => {
                        let events = self.subscribers.decide_among(command, moment, self)?;
                        events.into_iter().map(Event::Subscribers).collect()
                    }
                    $(Command::$variant(command) => {
                        let events = self.$field.decide(command, moment)?;
                        events.into_iter().map(Event::$variant).collect()
                    })*
                    Command::Wake => return self.woken(moment),
                    Command::Resumed { down_since } => {
                        let events = self.resume(down_since, moment);
                        return Ok(revision::only_within(self, events, moment.revisions));
                    }
                    Command::Adopt { revision } => {
                        revision::adopt(self, revision, moment.revisions)
                    }
                };
                revision::within(self, events, moment.revisions)
            }

            /// Replays one event that happened at `at`.
            pub fn evolve(&mut self, event: &Event, at: Timestamp) {
                match event {
                    $(Event::$variant(event) => self.$field.evolve(event, at),)*
                    Event::Policy(event) => self.policy.evolve(event, at),
                }
                if let Some(owner) = event.erases() {
                    policy::erase::forget(self, owner, at);
                }
                if let Some(place) = event.redacts() {
                    policy::redact::forget(self, place, at);
                }
            }

            /// When time alone will next bring something about.
            #[must_use]
            pub fn due(&self) -> Option<Timestamp> {
                [self.policy.due(), $(self.$field.due()),*].into_iter().flatten().min()
            }

            fn wake_all(&self, moment: &Moment<'_>) -> Vec<Event> {
                let mut events: Vec<Event> =
                    self.policy.wake(moment.now).into_iter().map(Event::Policy).collect();
                $(if self.$field.due().is_some_and(|due| due <= moment.now) {
                    events.extend(self.$field.wake(moment).into_iter().map(Event::$variant));
                })*
                events
            }
        }

        impl Event {
            /// Visits the personal words inside, always in the same order.
            pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
                match self {
                    $(Self::$variant(event) => event.personal(visit),)*
                    Self::Policy(event) => event.personal(visit),
                }
            }
        }
    };
}

rooms! {
    organisation: Organisation,
    access: Access,
    credentials: Credentials,
    methods: Methods,
    customers: Customers,
    oncall: Oncall,
    emergencies: Emergencies,
    incidents: Incidents,
    groups: Groups,
    paging: Paging,
    deliveries: Deliveries,
    updates: Updates,
    readiness: Readiness,
    monitoring: Monitoring,
    erasures: Erasures,
    redactions: Redactions,
    cards: Cards,
    feedback: Feedback,
    proof: Proof,
    crew: Crew,
    notes: Notes,
    callbacks: Callbacks,
    floods: Floods,
    restrictions: Restrictions,
    components: Components,
    status_pages: StatusPages,
    bulletins: Bulletins,
    maintenance: Maintenance,
    announcements: Announcements,
    subscribers: Subscribers,
    sightings: Sightings,
    templates: Templates,
    audiences: Audiences,
    follow_ups: FollowUps,
    approvals: Approvals,
}

/// Once a command has brought about this many events, what would follow from the latest of them is
/// postponed: recorded, and carried out when the next timer fires, which is at once.
pub const EVENTS_PER_COMMAND_MAX: usize = 20_000;
/// Longest chain of reactions, each to an event of the one before. No table of reactions needs so
/// many; what goes on for longer goes round in circles, and is recorded instead of followed.
const REACTION_DEPTH_MAX: u8 = 32;
/// Most rounds of timers that one command may bring about.
const WAKES_PER_COMMAND_MAX: usize = 200;
/// Once this many events have come about, further timers are left to the next command, so that
/// one transaction stays small.
const EVENTS_BEFORE_WAKE_MAX: usize = 1_250;

/// What a command brought about.
#[derive(Debug)]
pub struct Decision {
    /// The state after the events.
    pub state: State,
    /// What happened, in order; empty when there was nothing to do.
    pub events: Vec<Event>,
}

/// Decides one command: the events it brings about in every room, and the state after them.
///
/// # Errors
/// The refusal of the root command. What follows in other rooms is never refused: where it
/// cannot be carried out, that is recorded as an event.
pub fn decide(state: &State, command: Command, moment: &Moment<'_>) -> Result<Decision, Refusal> {
    permission::check(state, &command, moment.actor)?;
    policy::erase::check(state, &command)?;
    policy::crew::check(state, &command, moment.actor)?;
    policy::redact::check(state, &command, moment.actor)?;
    policy::own::check(state, &command, moment.actor)?;
    policy::approve::check(state, &command, moment.actor)?;
    policy::publish::check(state, &command, moment.now)?;
    policy::never::check(state, &command)?;
    policy::promise::check(state, &command)?;
    policy::evidence::check(state, &command)?;
    policy::readers::check(state, &command)?;
    policy::announce::versions::check(state, &command)?;
    policy::follow::check(state, &command)?;
    let command = policy::authority::weighed(state, command, moment.actor)?;
    let command = policy::together::prepared(state, command)?;
    let command = policy::callbacks::prepared(state, command, moment.actor)?;
    let command = policy::sight::placed(state, command)?;
    let command = policy::approve::written(state, command, moment.actor);
    let first = state.decide_in_room(command, moment)?;
    policy::sight::check(state, &first, moment.actor)?;
    Ok(carried(state, first, moment))
}

/// What comes about when these events happen, with what time has made due.
fn carried(state: &State, first: Vec<Event>, moment: &Moment<'_>) -> Decision {
    let mut decision = Decision { state: state.clone(), events: Vec::new() };
    follow(&mut decision, first, moment);
    for _ in 0..WAKES_PER_COMMAND_MAX {
        let room = (1..EVENTS_BEFORE_WAKE_MAX).contains(&decision.events.len());
        if !room || decision.state.due().is_none_or(|due| due > moment.now) {
            break;
        }
        let more = decision.state.wake(moment);
        if more.is_empty() {
            break;
        }
        follow(&mut decision, more, moment);
    }
    decision
}

/// What follows from one event, and waits for its turn.
struct Reaction {
    cause: Event,
    depth: u8,
    commands: Vec<Command>,
}

/// Evolves the events and carries out what the policy makes follow from them. Each reaction is
/// decided when its turn comes, on the state that the ones before it left. What there is no room
/// for is postponed, whole: nothing is dropped.
fn follow(decision: &mut Decision, first: Vec<Event>, moment: &Moment<'_>) {
    let mut waiting = VecDeque::new();
    for event in first {
        waiting.extend(happen(decision, event, 0, moment));
    }
    while let Some(reaction) = waiting.pop_front() {
        let Reaction { cause, depth, commands } = reaction;
        if decision.events.len() >= EVENTS_PER_COMMAND_MAX {
            let postponed = policy::Event::Postponed { depth, event: Box::new(cause) };
            happen(decision, Event::Policy(postponed), depth, moment);
            continue;
        }
        for command in commands {
            for event in carry_out(&decision.state, command, depth, moment) {
                waiting.extend(happen(decision, event, depth + 1, moment));
            }
        }
    }
}

/// Decides a reaction; where it cannot be carried out, that is what happened.
fn carry_out(state: &State, command: Command, depth: u8, moment: &Moment<'_>) -> Vec<Event> {
    if depth >= REACTION_DEPTH_MAX {
        return vec![policy::endless(&command)];
    }
    match state.decide_in_room(command.clone(), moment) {
        Ok(events) => events,
        Err(refusal) => vec![policy::unfollowed(&command, &refusal)],
    }
}

/// Something happened; what follows from it, if anything does.
fn happen(
    decision: &mut Decision,
    event: Event,
    depth: u8,
    moment: &Moment<'_>,
) -> Option<Reaction> {
    decision.state.evolve(&event, moment.now);
    let (cause, depth) = match (&event, &decision.state.policy.resumed) {
        (Event::Policy(policy::Event::Continued), Some(postponed)) => {
            (postponed.event.clone(), postponed.depth)
        }
        _ => (event.clone(), depth),
    };
    decision.events.push(event);
    let commands = policy::reactions(&decision.state, &cause, moment);
    (!commands.is_empty()).then_some(Reaction { cause, depth, commands })
}

impl State {
    /// What time has made due and may happen by now.
    fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        in_turn(revision::only_within(self, self.wake_all(moment), moment.revisions))
    }

    /// The same for who asked for it: where all that is due must wait, asking again at once would
    /// be in vain.
    fn woken(&self, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let due = self.wake_all(moment);
        let must_wait = !due.is_empty();
        let events = in_turn(revision::only_within(self, due, moment.revisions));
        if events.is_empty() && must_wait { Err(Refusal::NotYet) } else { Ok(events) }
    }

    fn resume(&self, down_since: Timestamp, moment: &Moment<'_>) -> Vec<Event> {
        self.paging.resume(down_since, moment).into_iter().map(Event::Paging).collect()
    }
}

/// What goes out at a moment goes out before anything begins at it, so that nobody is told the
/// words whose place it takes. What begins is due still, and follows in the next round.
fn in_turn(mut events: Vec<Event>) -> Vec<Event> {
    if events.iter().any(|event| matches!(event, Event::Approvals(_))) {
        events.retain(|event| !matches!(event, Event::Announcements(_) | Event::Maintenance(_)));
    }
    events
}

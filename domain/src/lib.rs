//! What is decided: one organisation as a pure function of commands and time.
//!
//! The contract with the world is four calls: [`decide`] turns a command into events and the
//! state after them, [`State::evolve`] replays an event, [`State::due`] says when to send
//! [`Command::Wake`] next, and [`State::deliveries`] (with its neighbours) says what is owed to
//! the world. Nothing here reads a clock, draws a number or touches the network.

pub mod access;
pub mod credentials;
pub mod customers;
pub mod deliveries;
pub mod emergencies;
pub mod incidents;
pub mod oncall;
pub mod organisation;
pub mod paging;
mod permission;
pub mod policy;
pub mod readiness;
pub mod subjects;
mod timers;
pub mod updates;
pub mod words;

use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt;

use jiff::tz::TimeZoneDatabase;
use serde::{Deserialize, Serialize};

use words::{Actor, CommandId, NodeId, Personal, Timestamp};

pub use permission::Deed;

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
        Self { now, actor, node, zones, command, ordinal: Cell::new(0) }
    }

    /// The next id derived from the command's: the same command decided twice makes the same ids.
    #[must_use]
    pub fn id(&self) -> u128 {
        let ordinal = self.ordinal.get();
        self.ordinal.set(ordinal + 1);
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"mayday id 1").update(&self.command.0.to_be_bytes());
        hasher.update(&ordinal.to_be_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        u128::from_be_bytes(bytes)
    }
}

macro_rules! rooms {
    ($($field:ident: $variant:ident),* $(,)?) => {
        /// A command to the organisation: one of a room's, or the two that concern every room.
        #[derive(Clone, Debug)]
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
                match command {
                    $(Command::$variant(command) => {
                        let events = self.$field.decide(command, moment)?;
                        Ok(events.into_iter().map(Event::$variant).collect())
                    })*
                    Command::Wake => Ok(self.wake(moment)),
                    Command::Resumed { down_since } => Ok(self.resume(down_since, moment)),
                }
            }

            /// Replays one event that happened at `at`.
            pub fn evolve(&mut self, event: &Event, at: Timestamp) {
                match event {
                    $(Event::$variant(event) => self.$field.evolve(event, at),)*
                    Event::Policy(event) => self.policy.evolve(event, at),
                }
            }

            /// When time alone will next bring something about.
            #[must_use]
            pub fn due(&self) -> Option<Timestamp> {
                [$(self.$field.due()),*].into_iter().flatten().min()
            }

            fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
                let mut events = Vec::new();
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
                    Self::Policy(_) => {}
                }
            }
        }
    };
}

rooms! {
    organisation: Organisation,
    access: Access,
    credentials: Credentials,
    customers: Customers,
    oncall: Oncall,
    emergencies: Emergencies,
    incidents: Incidents,
    paging: Paging,
    deliveries: Deliveries,
    updates: Updates,
    readiness: Readiness,
}

/// Most events that one command may bring about; what is beyond is cut off and recorded.
pub const EVENTS_PER_COMMAND_MAX: usize = 5_000;
/// Most rounds of timers that one command may bring about.
const WAKES_PER_COMMAND_MAX: usize = 200;
/// Once this many events have come about, further timers are left to the next command: whatever
/// is woken must have room for all that follows from it.
const EVENTS_BEFORE_WAKE_MAX: usize = EVENTS_PER_COMMAND_MAX / 4;

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
    let first = state.decide_in_room(command, moment)?;
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
    Ok(decision)
}

/// Evolves the events and carries out what the policy makes follow from them. Each reaction is
/// decided when its turn comes, on the state that the ones before it left.
fn follow(decision: &mut Decision, first: Vec<Event>, moment: &Moment<'_>) {
    let mut waiting = VecDeque::new();
    for event in first {
        happen(decision, event, moment, &mut waiting);
    }
    while let Some(command) = waiting.pop_front() {
        match decision.state.decide_in_room(command.clone(), moment) {
            Ok(events) => {
                for event in events {
                    happen(decision, event, moment, &mut waiting);
                }
            }
            Err(refusal) => {
                let event = policy::unfollowed(&command, &refusal);
                happen(decision, event, moment, &mut waiting);
            }
        }
    }
}

fn happen(
    decision: &mut Decision,
    event: Event,
    moment: &Moment<'_>,
    waiting: &mut VecDeque<Command>,
) {
    decision.state.evolve(&event, moment.now);
    if decision.events.len() < EVENTS_PER_COMMAND_MAX {
        waiting.extend(policy::reactions(&decision.state, &event, moment));
    }
    decision.events.push(event);
}

impl State {
    fn resume(&self, down_since: Timestamp, moment: &Moment<'_>) -> Vec<Event> {
        self.paging.resume(down_since, moment).into_iter().map(Event::Paging).collect()
    }
}

//! What people ask of the installation: sent, repeated until answered, and remembered.

use domain::Command;
use domain::words::{Actor, CommandId, EmergencyId, IncidentId, MessageId, PageId, PersonKey};
use journal::{Answer, Envelope};

use crate::world::{Happening, World};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// A caller, by index.
    Caller(usize),
    /// A person of the vendor, by index.
    Person(usize),
    /// A tool that watches.
    Tool,
    /// The operator.
    Operator,
}

/// What is asked, as far as somebody will want to know later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A cry for help.
    Open,
    /// A message.
    Say {
        /// In which emergency.
        emergency: EmergencyId,
        /// Its number.
        message: MessageId,
        /// What it says.
        words: String,
    },
    /// A human takes an incident, by a page or from the console.
    Accept {
        /// Who.
        person: PersonKey,
        /// Which incident.
        incident: IncidentId,
        /// By which page.
        page: Option<PageId>,
    },
    /// A signal of a tool.
    Alert {
        /// About which alert.
        alert: u64,
        /// Whether it fires.
        fires: bool,
    },
    /// "Mine is different."
    Differ {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// "Someone is in danger."
    Endanger {
        /// In which emergency.
        emergency: EmergencyId,
    },
    /// Anything else.
    Other,
}

/// One press of a button by a human, with every repeat of it.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) who: Who,
    /// What is asked.
    pub ask: Ask,
    /// As it is sent, each time.
    pub envelope: Envelope,
    /// The first answer that came through.
    pub answer: Option<Answer>,
}

/// After so many tries even a desperate client gives up.
const TRIES_MAX: u32 = 60;

impl World {
    /// Sends a command for a human and repeats it until an answer comes through.
    pub(crate) fn ask(&mut self, who: Who, ask: Ask, actor: Actor, command: Command) {
        let mut chance = self.chance(10, self.requests.len() as u64);
        let id = CommandId(chance.wide());
        let envelope = Envelope { id, actor, command, keep: true };
        let index = self.requests.len();
        self.by_command.insert(id, index);
        self.requests.push(Request { who, ask, envelope, answer: None });
        let delay = chance.within(5, 300);
        self.schedule(delay, Happening::Arrive { request: index });
        if chance.hits(self.plan.rates.impatience) {
            self.schedule(delay + chance.below(500), Happening::Arrive { request: index });
        }
        self.schedule(4_000, Happening::Retry { request: index, tries: 1 });
    }

    pub(crate) fn arrive(&mut self, request: usize) {
        let mut chance = self.chance(11, self.ordinal());
        let Some(node) = self.some_node(&mut chance) else { return };
        let envelope = self.requests[request].envelope.clone();
        self.hand_in(node, envelope, Some(request));
    }

    pub(crate) fn retry(&mut self, request: usize, tries: u32) {
        if self.requests[request].answer.is_some() || tries > TRIES_MAX {
            return;
        }
        self.arrive(request);
        let pause = (2_000 << tries.min(5)).min(60_000);
        self.schedule(pause, Happening::Retry { request, tries: tries + 1 });
    }

    /// An answer comes through to its client.
    pub(crate) fn answered(&mut self, request: usize, answer: &Answer) {
        self.told(request, answer);
        let known = &mut self.requests[request];
        if known.answer.is_some() {
            return;
        }
        known.answer = Some(answer.clone());
        match known.who {
            Who::Caller(caller) => self.caller_answered(caller, request, answer),
            Who::Person(person) => self.responder_answered(person, request, answer),
            Who::Tool | Who::Operator => {}
        }
    }
}

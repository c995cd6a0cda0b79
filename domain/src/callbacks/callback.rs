//! One promise to call somebody, and the calls that were made for it.

use imbl::Vector;

use super::{CALL_RINGS, CALLER_RINGS, CALLS_KEPT_MAX, Event, Heard, PARTED_WAITS, TALK_LASTS};
use super::{WARNING, callback_renewed};
use crate::words::{
    CallEnd, CallId, CallWorth, CallbackId, EmergencyId, OnFile, Owner, ParticipantId, PersonKey,
    Personal, Timestamp,
};

/// How far a call has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The telephone of whoever calls rings, or asks for a key.
    Ringing,
    /// They pressed it: the caller's telephone rings.
    Taken {
        /// When.
        at: Timestamp,
    },
    /// The caller's side answered.
    Heard {
        /// Who, or what.
        heard: Heard,
        /// When.
        at: Timestamp,
    },
    /// It is over.
    Ended {
        /// How.
        end: CallEnd,
        /// When.
        at: Timestamp,
    },
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Who calls.
    pub person: PersonKey,
    /// Since when.
    pub at: Timestamp,
    /// Who is called, where a carrier was asked.
    pub theirs: Option<Personal>,
    /// Whose number on file that is.
    pub on_file: Option<OnFile>,
    /// How far it has got.
    pub step: Step,
    /// When our side ended, where nothing more is known yet.
    pub parted_at: Option<Timestamp>,
    ours: Option<Personal>,
}

impl Call {
    /// Whether it is under way.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self.step, Step::Ended { .. })
    }

    /// When it counts as ended, whatever the carrier has told by then.
    pub(super) fn settles_at(&self) -> Option<Timestamp> {
        let of_step = match self.step {
            Step::Ringing => self.at + CALL_RINGS,
            Step::Taken { at } | Step::Heard { heard: Heard::Machine, at } => at + CALLER_RINGS,
            Step::Heard { at, .. } => at + TALK_LASTS,
            Step::Ended { .. } => return None,
        };
        Some(self.parted_at.map_or(of_step, |at| of_step.min(at + PARTED_WAITS)))
    }

    /// How it ended, by what is known, when its time is over.
    pub(super) fn weak_end(&self) -> CallEnd {
        match (self.step, self.parted_at) {
            (Step::Ringing, _) => CallEnd::NotPressed,
            (Step::Taken { .. }, Some(_)) => CallEnd::HungUp,
            (Step::Taken { .. }, None) => CallEnd::Unknown,
            (Step::Heard { heard: Heard::Machine, .. }, _) => CallEnd::Mailbox,
            (Step::Heard { at, .. }, parted) => {
                let secs = parted.map(|parted| parted.since(at).as_secs());
                CallEnd::Talked { secs: secs.and_then(|secs| u32::try_from(secs).ok()) }
            }
            (Step::Ended { end, .. }, _) => end,
        }
    }

    /// How it ended, when the carrier says how their side did.
    pub(super) fn end_of(&self, told: CallEnd) -> CallEnd {
        let machine = matches!(self.step, Step::Heard { heard: Heard::Machine, .. });
        if machine && told != CallEnd::NotThem { CallEnd::Mailbox } else { told }
    }
}

/// Where a promise to call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody is to call.
    Waiting,
    /// They talked.
    Kept,
    /// They were called several times and could not be reached.
    GivenUp,
    /// It is not needed any more.
    Cancelled,
    /// The emergency is over.
    Closed,
}

/// A promise to call somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// Its id.
    pub id: CallbackId,
    /// In which emergency.
    pub emergency: EmergencyId,
    /// Who asked.
    pub participant: ParticipantId,
    /// On which number.
    pub number: Personal,
    /// When it was first asked for.
    pub asked_at: Timestamp,
    /// Not before then.
    pub not_before: Option<Timestamp>,
    /// Promised by then.
    pub by: Timestamp,
    /// Whether whoever leads was warned.
    pub warned: bool,
    /// How often the time passed.
    pub missed: u32,
    /// How often they were called and could not be reached.
    pub tried: u32,
    /// How often a text message was sent in place of a call.
    pub texted: u32,
    /// Where it stands.
    pub standing: Standing,
    /// The calls, oldest first.
    pub calls: Vector<Call>,
    made_at: Timestamp,
}

impl Callback {
    pub(super) fn new(event: &Event, at: Timestamp) -> Option<Self> {
        let Event::Asked { emergency, callback, participant, number, not_before, by } = event
        else {
            return None;
        };
        Some(Self {
            id: *callback,
            emergency: *emergency,
            participant: *participant,
            number: number.clone(),
            asked_at: at,
            not_before: *not_before,
            by: *by,
            warned: false,
            missed: 0,
            tried: 0,
            texted: 0,
            standing: Standing::Waiting,
            calls: Vector::new(),
            made_at: at,
        })
    }

    /// Whether somebody is to call.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Waiting
    }

    /// The call that is under way.
    #[must_use]
    pub fn live_call(&self) -> Option<&Call> {
        self.calls.last().filter(|call| call.is_live())
    }

    /// How the last call ended, if one did and none is under way.
    #[must_use]
    pub fn last_end(&self) -> Option<(&Call, CallEnd, Timestamp)> {
        let last = self.calls.last()?;
        match last.step {
            Step::Ended { end, at } => Some((last, end, at)),
            _ => None,
        }
    }

    /// When the promise that is made once this one is missed would have to be kept.
    pub(super) fn renewed(&self, now: Timestamp) -> Timestamp {
        now + callback_renewed(self.missed)
    }

    pub(super) fn warn_at(&self) -> Option<Timestamp> {
        let at = self.by - WARNING;
        (!self.warned && at > self.made_at).then_some(at)
    }

    /// When it next needs the clock. While a call is under way, its own end is waited for.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        if let Some(call) = self.live_call() {
            return call.settles_at();
        }
        self.is_open().then(|| self.warn_at().unwrap_or(self.by).min(self.by))
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Changed { number, not_before, by, .. } => {
                self.number = number.clone();
                (self.not_before, self.by) = (*not_before, *by);
                (self.made_at, self.warned, self.tried) = (at, false, 0);
            }
            Event::Cancelled { .. } => self.standing = Standing::Cancelled,
            Event::Closed { .. } => self.standing = Standing::Closed,
            Event::Warned { .. } => self.warned = true,
            Event::Missed { next_by, .. } => {
                self.missed += 1;
                (self.by, self.made_at, self.warned) = (*next_by, at, false);
            }
            Event::Texted { .. } => self.texted += 1,
            Event::Placed { call, person, ours, theirs, on_file, .. } => self.add(Call {
                id: *call,
                person: person.clone(),
                at,
                theirs: Some(theirs.clone()),
                on_file: on_file.clone(),
                step: Step::Ringing,
                parted_at: None,
                ours: Some(ours.clone()),
            }),
            Event::Taken { call, .. } => self.change(*call, |call| call.step = Step::Taken { at }),
            Event::Answered { call, heard, .. } => {
                self.change(*call, |call| call.step = Step::Heard { heard: *heard, at });
            }
            Event::Parted { call, .. } => self.change(*call, |call| call.parted_at = Some(at)),
            Event::Ended { call, person, end, next_by, by_hand, on_file, .. } => {
                if *by_hand {
                    self.add(Call {
                        id: *call,
                        person: person.clone(),
                        at,
                        theirs: None,
                        on_file: on_file.clone(),
                        step: Step::Ringing,
                        parted_at: None,
                        ours: None,
                    });
                }
                self.change(*call, |call| call.step = Step::Ended { end: *end, at });
                self.ended(*end, *next_by, at);
            }
            Event::Asked { .. } | Event::Carried { .. } | Event::Forgotten { .. } => {}
        }
    }

    fn ended(&mut self, end: CallEnd, next_by: Option<Timestamp>, at: Timestamp) {
        let worth = end.worth();
        self.tried += u32::from(worth == CallWorth::Tried);
        if worth == CallWorth::Kept {
            self.standing = Standing::Kept;
        }
        if !self.is_open() {
            return;
        }
        match next_by {
            None => self.standing = Standing::GivenUp,
            Some(next_by) => {
                let later = next_by > self.by;
                self.by = next_by;
                if later {
                    (self.made_at, self.warned) = (at, false);
                }
            }
        }
    }

    fn add(&mut self, call: Call) {
        if self.calls.len() >= CALLS_KEPT_MAX {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    fn change(&mut self, id: CallId, change: impl FnOnce(&mut Call)) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.id == id) {
            change(call);
        }
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &Personal> {
        let of_calls = self.calls.iter().flat_map(|call| call.ours.iter().chain(&call.theirs));
        std::iter::once(&self.number).chain(of_calls)
    }

    pub(super) fn forget(&mut self, owner: &Owner) {
        self.number.forget(owner);
        for call in &mut self.calls {
            call.ours.iter_mut().chain(&mut call.theirs).for_each(|words| words.forget(owner));
        }
    }
}

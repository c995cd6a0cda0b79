//! One request: who was asked, what each has answered, and when the next are rung.

use imbl::Vector;

use super::{Event, TURN_LASTS, Whom};
use crate::words::{Owner, PersonKey, Personal, Purpose, RequestId, Timestamp};

/// What one who was asked has answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Nothing yet.
    None,
    /// Yes.
    Joined,
    /// No, and why if they said so.
    Declined(Option<Personal>),
    /// They could not be reached.
    Missed,
}

/// One who was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Who.
    pub person: PersonKey,
    /// Since when they are rung.
    pub since: Timestamp,
    /// At which turn of the request.
    pub turn: u8,
    /// What they have answered, and when.
    pub reply: Reply,
    /// When they answered.
    pub replied_at: Option<Timestamp>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Somebody is being asked.
    Open,
    /// Somebody said yes.
    Joined,
    /// Nobody is left to ask.
    Unanswered,
    /// Nobody needs to answer any more.
    Withdrawn,
}

/// Somebody was asked to help, or to lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// By whom.
    pub by: PersonKey,
    /// Whom.
    pub whom: Whom,
    /// For what.
    pub purpose: Purpose,
    /// What they should do.
    pub words: Option<Personal>,
    /// Since when.
    pub at: Timestamp,
    /// Its present turn; a turn rings those who are next.
    pub turn: u8,
    /// When the next turn follows, while it is open.
    pub until: Timestamp,
    /// Who was rung, in order.
    pub asked: Vector<Asked>,
    /// Where it stands.
    pub standing: Standing,
    /// Since when it stands so.
    pub settled_at: Option<Timestamp>,
}

impl Request {
    /// Whether an answer is still wanted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    /// Whether one yes is enough: of a team, everyone may come.
    #[must_use]
    pub fn ends_with_one(&self) -> bool {
        self.purpose == Purpose::Lead || !matches!(self.whom, Whom::Team(_))
    }

    /// The one of that key who was asked.
    #[must_use]
    pub fn of(&self, person: &PersonKey) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.person == *person)
    }

    /// Whether anyone has said yes.
    #[must_use]
    pub fn has_joined(&self) -> bool {
        self.asked.iter().any(|one| one.reply == Reply::Joined)
    }

    /// Whether somebody of the present turn may still say yes.
    pub(super) fn waits_for_another(&self, but: &PersonKey) -> bool {
        let waits = |one: &Asked| one.turn == self.turn && one.reply == Reply::None;
        self.asked.iter().any(|one| waits(one) && one.person != *but)
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.is_open().then_some(self.until)
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Rang { turn, people, until, .. } => {
                self.turn = *turn;
                self.until = *until;
                for person in people {
                    self.asked.push_back(Asked {
                        person: person.clone(),
                        since: at,
                        turn: *turn,
                        reply: Reply::None,
                        replied_at: None,
                    });
                }
            }
            Event::Joined { person, .. } => {
                self.answer(person, Reply::Joined, at);
                if self.ends_with_one() {
                    self.settle(Standing::Joined, at);
                }
            }
            Event::Declined { person, reason, .. } => {
                self.answer(person, Reply::Declined(reason.clone()), at);
            }
            Event::Missed { person, .. } => self.answer(person, Reply::Missed, at),
            Event::Unanswered { .. } => self.settle(Standing::Unanswered, at),
            Event::Withdrawn { .. } => {
                let came = self.has_joined();
                self.settle(if came { Standing::Joined } else { Standing::Withdrawn }, at);
            }
            // Whoever is next is rung in the same breath. Should that fail, it is tried again.
            Event::Expired { .. } => self.until = at + TURN_LASTS,
            Event::Asked { .. }
            | Event::TookOver { .. }
            | Event::Left { .. }
            | Event::Forgotten { .. } => {}
        }
    }

    fn settle(&mut self, standing: Standing, at: Timestamp) {
        self.standing = standing;
        self.settled_at = Some(at);
    }

    fn answer(&mut self, person: &PersonKey, reply: Reply, at: Timestamp) {
        if let Some(asked) = self.asked.iter_mut().find(|asked| asked.person == *person) {
            asked.reply = reply;
            asked.replied_at = Some(at);
        }
    }
}

impl Request {
    pub(super) fn has_words_of(&self, owner: &Owner) -> bool {
        let of_reply = |asked: &Asked| match &asked.reply {
            Reply::Declined(Some(reason)) => reason.is_of(owner),
            Reply::None | Reply::Joined | Reply::Declined(None) | Reply::Missed => false,
        };
        self.words.iter().any(|words| words.is_of(owner)) || self.asked.iter().any(of_reply)
    }

    pub(super) fn forget(&mut self, owner: &Owner) {
        self.words.iter_mut().for_each(|words| words.forget(owner));
        for asked in &mut self.asked {
            if let Reply::Declined(Some(reason)) = &mut asked.reply {
                reason.forget(owner);
            }
        }
    }
}

//! Subscribers: who asked to be told of what changes on a status page, over which way, and how far
//! each word to them has got.
//!
//! Subscribers have dense numbers. A word is owed to everyone who had a number when it was said:
//! nodes claim the next slice of numbers and report the exceptions, so that a word to 20,000 is
//! some hundred events and not 20,000.

use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, AnnouncementId, Language, NodeId, Owner, PersonKey, Personal, Severity, SmolStr,
    SubscriberId, Timestamp,
};

mod among;
mod announcement;
mod broadcast;
mod colleagues;
mod command;
mod evolve;
mod narrowed;
mod patience;
mod posted;
mod profile;
mod reading;
mod refusal;
mod sign_up;
mod slices;
mod subscriber;
mod waiting;

pub use among::{TOLD_MAX, TOLD_RUNS_MAX};
pub use announcement::{About, Announcement, Audience, Kind, Stands, Work};
pub use broadcast::{Broadcast, GivenUp, Progress, ReadBy};
pub use colleagues::Inside;
pub use command::Command;
pub use patience::Slow;
pub use posted::{Fares, Pending, Posts, Turn, Turned};
pub use profile::{
    ADDRESS_LEN_MAX, NAMED_MAX, Profile, Quiet, Wants, is_trap, sought, tidy_address,
};
pub use reading::{Class, Everyone, GivenLink, Readership, Reading, Through, Version};
pub use refusal::Refusal;
pub use slices::{
    Addressee, Again, Failure, LEASE, Outcome, POSTS_LEASE, Queue, SLICE_LEN, Slice, What,
};
pub use subscriber::{Gone, Standing, Subscriber};
pub use waiting::{Rests, Waits};

pub use crate::words::{Lane, Route};

/// Most subscribers of one organisation.
pub const SUBSCRIBERS_MAX: usize = 200_000;
/// Most who have not confirmed yet; more would be a flood.
pub const UNCONFIRMED_MAX: usize = 20_000;
/// For so long a sign-up waits for its confirmation.
pub const CONFIRM_WITHIN: Duration = Duration::from_secs(48 * 3_600);
/// Whoever signs up again is written to again after this, and not before.
pub const ASK_AGAIN_AFTER: Duration = Duration::from_secs(600);
/// Most letters that sign-ups may cause within an hour.
pub const LETTERS_PER_HOUR_MAX: u32 = 2_000;
/// Most wrong codes for one number.
pub const CODES_MAX: u8 = 5;
/// Most entries of one import.
pub const IMPORT_MAX: usize = 5_000;
/// After so many words that could not be delivered a subscriber is paused.
pub const FAILURES_MAX: u8 = 3;
/// What came back longer ago than this says nothing about the address any more.
pub const CAME_BACK_WITHIN: Duration = Duration::from_secs(30 * 24 * 3_600);
/// Words to more telephones than this wait for a person: they cost money.
pub const TEXTS_UNASKED_MAX: u32 = 50;
/// Most words that have left for everyone and are at hand, so that whoever asks weeks later whether
/// they were told is answered; older ones stand in the log.
pub const BROADCASTS_MAX: usize = 500;
/// To so many subscribers all of them together are handed over at most, some 40 MB; where it is
/// more, older ones go before there are so many.
pub const HANDED_OVER_MAX: usize = 1_000_000;
/// So many are kept, to however many they went.
pub const BROADCASTS_MIN: usize = 20;
/// Most words under way. Beyond it the oldest counts as failed for whoever it has not reached.
pub const UNDONE_MAX: usize = 200;

/// One subscriber of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Who subscribes, and to what.
    pub profile: Profile,
    /// Where to.
    pub address: Arc<str>,
}

/// A node's right to send a slice, until it must be assumed dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Which node.
    pub node: NodeId,
    /// Until when.
    pub until: Timestamp,
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Somebody signed up, and has to confirm.
    SignedUp {
        /// Their id.
        subscriber: SubscriberId,
        /// Their number, from 1.
        number: u32,
        /// Who subscribes, and to what.
        profile: Profile,
        /// Where to.
        address: Personal,
        /// Until when it waits for the confirmation.
        until: Timestamp,
    },
    /// The vendor added somebody.
    Added {
        /// Their id.
        subscriber: SubscriberId,
        /// Their number, from 1.
        number: u32,
        /// Who subscribes, and to what.
        profile: Profile,
        /// Where to.
        address: Personal,
        /// How they agreed.
        consent: Personal,
        /// Who added them.
        by: Option<PersonKey>,
    },
    /// Who is known signed up again: they are sent their link.
    AskedAgain {
        /// Who.
        subscriber: SubscriberId,
    },
    /// The address is theirs.
    Confirmed {
        /// Whose.
        subscriber: SubscriberId,
    },
    /// A wrong code was typed.
    Mistyped {
        /// For whom.
        subscriber: SubscriberId,
    },
    /// They want something else.
    Preferred {
        /// Who.
        subscriber: SubscriberId,
        /// In which language.
        language: Language,
        /// What.
        wants: Wants,
        /// As a colleague, of incidents from which severity on, where that has changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colleague: Option<Severity>,
    },
    /// Somebody is no subscriber any more.
    Left {
        /// Who.
        subscriber: SubscriberId,
        /// Why.
        how: Gone,
    },
    /// Who was paused, or had sent STOP, is written to again.
    Resumed {
        /// Who.
        subscriber: SubscriberId,
    },
    /// What is posted to them is signed with a new secret.
    SecretRenewed {
        /// To whom.
        subscriber: SubscriberId,
    },
    /// They sent STOP. Their number is kept, so that START finds it.
    Stopped {
        /// Who.
        subscriber: SubscriberId,
    },
    /// A mail that had been handed over came back.
    Bounced {
        /// Whose.
        subscriber: SubscriberId,
        /// With which word.
        broadcast: u32,
        /// Why, for the operator.
        reason: SmolStr,
        /// Whether nothing is sent there any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pauses: bool,
        /// Whether it says nothing about the address, and is held against nobody.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ours: bool,
    },
    /// A word is owed to all whom it concerns.
    Announced {
        /// Its number, from 1.
        broadcast: u32,
        /// Its id, from which each delivery's follows.
        id: AnnouncementId,
        /// The word.
        word: Announcement,
        /// How many it concerns, in each lane.
        counts: Vec<(Lane, u32)>,
        /// Whether the text messages wait for a person.
        held: bool,
    },
    /// What was held leaves.
    Released {
        /// Which word.
        broadcast: u32,
    },
    /// What was held does not leave.
    Withheld {
        /// Which word.
        broadcast: u32,
    },
    /// A node sends these.
    Claimed {
        /// The number of the slice, from 1; a report of another one cannot be taken for its.
        slice: u32,
        /// In which lane.
        lane: Lane,
        /// What, to whom.
        what: What,
        /// Who does.
        claim: Claim,
    },
    /// What became of a slice; whom it does not name was reached.
    Reported {
        /// Which.
        slice: u32,
        /// Who will not be reached by it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        failed: Vec<Failure>,
        /// Who is tried again.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        again: Vec<Again>,
        /// For whom none of it is any more, who read less than when it was said.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        not_theirs: Vec<u32>,
        /// For whom some of it is not any more, and which words: their letters left these out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<(u32, u32)>,
        /// Who asked us to slow down.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        slow: Vec<Slow>,
    },
    /// The oldest word that has left for everyone made room, or what is left of one is not to
    /// leave any more.
    Forgotten {
        /// Which.
        broadcast: u32,
    },
    /// Too many words are under way: this one is sent to nobody any more, and failed for whoever
    /// it has not reached.
    GivenUp {
        /// Which.
        broadcast: u32,
        /// Those it concerned and had not been sent to who read more than everyone, where the
        /// others were not written down: how they read changes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        apart: Vec<u32>,
        /// All those whom it concerned and who were not looked at yet, as runs of numbers, first
        /// and last. Where there is none, whom it concerned follows from what was frozen for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        concerned: Option<Vec<(u32, u32)>>,
    },
    /// A word is for fewer readers than when it was said: of whoever has not got it yet, those get
    /// it for whom it is still.
    Narrowed {
        /// Which.
        broadcast: u32,
        /// Whom it concerns now of those who read what everyone may.
        audience: Audience,
        /// The same for those who read more.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        versions: Vec<Version>,
        /// How many it concerns since then, in each lane.
        counts: Vec<(Lane, u32)>,
    },
}

/// What falls due by time alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Slice(u32),
    Unconfirmed(u32),
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The subscribers, by their numbers.
    people: OrdMap<u32, Arc<Subscriber>>,
    by_id: OrdMap<SubscriberId, u32>,
    by_address: OrdMap<profile::Place, u32>,
    by_lane: OrdSet<(Lane, u32)>,
    /// The highest number so far.
    count: u32,
    unconfirmed: usize,
    /// The words, by their numbers.
    broadcasts: OrdMap<u32, Arc<Broadcast>>,
    /// The highest number of a word so far.
    broadcast_count: u32,
    /// Words that are not yet claimed to the end.
    open: OrdSet<u32>,
    /// Whom words have reached that are not at hand any more.
    told: among::Told,
    /// What was given up lately.
    given_up: Option<GivenUp>,
    /// What nodes are sending.
    slices: OrdMap<u32, Arc<Slice>>,
    slice_count: u32,
    /// When what waits for a subscriber may leave.
    later: OrdMap<(Lane, Queue), Timers<u32>>,
    timers: Timers<Timer>,
    /// Who asks us to slow down.
    patience: patience::Patience,
    /// The hour in which the last letters to sign-ups were owed, and how many.
    letters: (i64, u32),
}

impl State {
    /// A subscriber.
    #[must_use]
    pub fn get(&self, subscriber: SubscriberId) -> Option<&Subscriber> {
        self.numbered(*self.by_id.get(&subscriber)?)
    }

    /// The subscriber of that number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Subscriber> {
        self.people.get(&number).map(Arc::as_ref)
    }

    /// All of them, the first first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Subscriber> {
        self.people.values().map(Arc::as_ref)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Whoever is texted on that number, on each page of its own.
    pub fn texted<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a Subscriber> {
        let texted = self.in_lane(Lane::Text, 0, self.count);
        texted.filter(move |known| known.address.text.as_deref() == Some(number))
    }

    /// The words at hand, the latest first.
    pub fn words(&self) -> impl Iterator<Item = &Broadcast> {
        self.broadcasts.values().rev().map(Arc::as_ref)
    }

    /// The word of that number.
    #[must_use]
    pub fn word(&self, broadcast: u32) -> Option<&Broadcast> {
        self.broadcasts.get(&broadcast).map(Arc::as_ref)
    }

    /// Words whose text messages wait for a person.
    pub fn held(&self) -> impl Iterator<Item = &Broadcast> {
        self.words().filter(|word| word.held)
    }

    /// Decides what a command brings about, where everyone reads the same.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        self.decide_among(command, moment, &Everyone)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide_among(
        &self,
        command: Command,
        moment: &Moment<'_>,
        readers: &dyn Readership,
    ) -> Result<Vec<Event>, Refusal> {
        let known = |id: SubscriberId| self.get(id).ok_or(Refusal::Unknown);
        match command {
            Command::SignUp(entry) => self.sign_up(entry, moment),
            Command::Add { entries, consent } => self.add(entries, &consent, moment),
            Command::Confirm { subscriber } => match known(subscriber)?.standing {
                Standing::Unconfirmed { .. } => Ok(vec![Event::Confirmed { subscriber }]),
                Standing::Active | Standing::Paused | Standing::Stopped => Ok(Vec::new()),
            },
            Command::Mistype { subscriber } => match known(subscriber)?.mistyped {
                CODES_MAX.. => Err(Refusal::TooManyCodes),
                _ => Ok(vec![Event::Mistyped { subscriber }]),
            },
            Command::Prefer { subscriber, language, wants, colleague } => {
                let wants = wants.tidied(moment.zones)?;
                let profile = &known(subscriber)?.profile;
                let other = |least: &Severity| profile.colleague.is_some_and(|is| is != *least);
                let colleague = colleague.filter(other);
                let same = profile.wants == wants && profile.language == language;
                let same = same && colleague.is_none();
                let news = Event::Preferred { subscriber, language, wants, colleague };
                Ok(Vec::from_iter((!same).then_some(news)))
            }
            // Who has left already is where they wanted to be.
            Command::Leave { subscriber } => {
                let how = match moment.actor {
                    Actor::Subscriber(_) => Gone::Asked,
                    _ => Gone::Removed,
                };
                let known = self.get(subscriber);
                Ok(Vec::from_iter(known.map(|_| Event::Left { subscriber, how })))
            }
            Command::Stop { number } => {
                let theirs = self.texted(&number).filter(|known| !known.has_stopped());
                Ok(theirs.map(|known| Event::Stopped { subscriber: known.id }).collect())
            }
            Command::Start { number } => {
                let theirs = self.texted(&number).filter(|known| known.has_stopped());
                Ok(theirs.map(|known| Event::Resumed { subscriber: known.id }).collect())
            }
            Command::Bounce { subscriber, broadcast, reason, dead, ours } => {
                let back = (subscriber, broadcast);
                Ok(Vec::from_iter(self.bounce(back, &reason, (dead, ours), moment.now)))
            }
            // Only the telephone that sent STOP takes it back.
            Command::Resume { subscriber } => {
                let paused = known(subscriber)?.standing == Standing::Paused;
                Ok(Vec::from_iter(paused.then_some(Event::Resumed { subscriber })))
            }
            Command::RenewSecret { subscriber } => {
                let signed = known(subscriber)?.profile.route.is_signed();
                Ok(Vec::from_iter(signed.then_some(Event::SecretRenewed { subscriber })))
            }
            Command::Shut { subscribers } => {
                let there = subscribers.into_iter().filter(|id| self.get(*id).is_some());
                let how = Gone::Shut;
                Ok(there.map(|subscriber| Event::Left { subscriber, how }).collect())
            }
            Command::Announce(word) => Ok(self.announce(*word, readers, moment)),
            Command::Recall { incident } => Ok(self.recall(incident)),
            Command::Retract { topic } => Ok(self.retract(topic)),
            Command::Narrow { stands } => Ok(self.narrow(&stands, readers)),
            Command::Release { broadcast } => {
                self.word(broadcast).filter(|word| word.held).ok_or(Refusal::NothingHeld)?;
                Ok(vec![Event::Released { broadcast }])
            }
            Command::Withhold { broadcast } => {
                self.word(broadcast).filter(|word| word.held).ok_or(Refusal::NothingHeld)?;
                Ok(vec![Event::Withheld { broadcast }])
            }
            Command::Claim { lane, queue, slices } => {
                Ok(self.claim((lane, queue), slices, readers, moment))
            }
            Command::Report { slice, not_reached, left_out } => {
                let said = (not_reached.as_slice(), left_out.as_slice());
                Ok(Vec::from_iter(self.report(slice, said, readers, moment)))
            }
        }
    }

    /// When a claim runs out, or a sign-up was never confirmed.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        const AT_ONCE_MAX: usize = 200;
        let due = self.timers.due(moment.now).take(AT_ONCE_MAX);
        due.filter_map(|timer| match timer {
            // The node that was sending did not report: who got it is not known, and a second
            // copy under the same number is better than none.
            Timer::Slice(slice) => self.lapse(*slice, moment.now),
            Timer::Unconfirmed(number) => {
                let subscriber = self.numbered(*number)?.id;
                Some(Event::Left { subscriber, how: Gone::Unconfirmed })
            }
        })
        .collect()
    }

    /// Forgets a subscriber who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        if let Owner::Subscriber(id) = owner {
            self.remove(*id);
        }
    }
}

impl Event {
    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::SignedUp { address, .. } => visit(address),
            Self::Added { address, consent, .. } => {
                visit(address);
                visit(consent);
            }
            _ => {}
        }
    }
}

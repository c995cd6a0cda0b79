//! Customers: the companies that the vendor serves, and which of them an emergency comes from.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{Actor, CustomerKey, EmergencyId, Personal, SmolStr, Timestamp, is_key};

pub mod distance;
mod findings;
pub mod fold;
mod forget;
pub mod identify;
pub mod legal_forms;
pub mod numerals;
mod profile;
mod reach;
pub mod score;
mod search;
mod sound;
#[cfg(test)]
mod tests;
pub mod trigrams;

pub use findings::{CANDIDATES_MAX, Candidate, Context, Found, Reason, Verdict};
pub use identify::Index;
pub use profile::{
    ACCESS_NAMES_MAX, CONTACTS_MAX, Contact, DOMAINS_MAX, FORMER_NAMES_MAX, Money, NAME_CHARS_MAX,
    Profile, SITES_MAX, Site,
};
pub use search::{Attachment, Evidence, Owed, Search, Suggestion};

/// A search starts this long after it is asked for, whatever is written and whoever asks, so that
/// no answer's time tells whether a name is known.
pub const SEARCH_DELAY: Duration = Duration::from_secs(1);
/// Most customers of one organisation.
pub const CUSTOMERS_MAX: usize = 250_000;
/// Most suggested names that are kept for one customer; the oldest make room.
pub const SUGGESTIONS_MAX: usize = 20;

/// What is asked of this room.
#[derive(Clone, Debug)]
pub enum Command {
    /// Write a customer down, new or changed.
    Put {
        /// Which one.
        customer: CustomerKey,
        /// All that is known of it.
        profile: Box<Profile>,
    },
    /// Strike a customer off.
    Remove {
        /// Which one.
        customer: CustomerKey,
    },
    /// Find out which customer an emergency comes from.
    Seek {
        /// The emergency.
        emergency: EmergencyId,
        /// What the caller says of themselves.
        evidence: Evidence,
    },
    /// Write down what a search found.
    Record {
        /// The emergency.
        emergency: EmergencyId,
        /// Which of its searches: the caller may have corrected themselves in between.
        attempt: u32,
        /// What it found.
        found: Found,
    },
    /// Say which customer it is: one key of the responder's.
    Attach {
        /// The emergency.
        emergency: EmergencyId,
        /// The customer.
        customer: CustomerKey,
    },
    /// Take that back, whoever said it.
    Detach {
        /// The emergency.
        emergency: EmergencyId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A customer was written down, new or changed.
    Put {
        /// Which one.
        customer: CustomerKey,
        /// All that is known of it.
        profile: Box<Profile>,
    },
    /// A customer was struck off.
    Removed {
        /// Which one.
        customer: CustomerKey,
    },
    /// A search is owed.
    Sought {
        /// The emergency.
        emergency: EmergencyId,
        /// What the caller says of themselves.
        evidence: Evidence,
        /// It starts at this instant and no sooner.
        not_before: Timestamp,
    },
    /// A search ended.
    Matched {
        /// The emergency.
        emergency: EmergencyId,
        /// The likely customers, the likeliest first.
        candidates: Vec<Candidate>,
        /// The one that was attached without a human.
        attached: Option<CustomerKey>,
    },
    /// A person said which customer it is.
    Attached {
        /// The emergency.
        emergency: EmergencyId,
        /// The customer.
        customer: CustomerKey,
        /// Who said so.
        by: Actor,
    },
    /// A person said that it is not this customer.
    Detached {
        /// The emergency.
        emergency: EmergencyId,
        /// The customer that was attached.
        customer: CustomerKey,
        /// Who said so.
        by: Actor,
    },
}

/// An expected no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such customer.
    UnknownCustomer {
        /// The key that was asked for.
        customer: CustomerKey,
    },
    /// No search was ever asked for this emergency.
    UnknownEmergency {
        /// The emergency.
        emergency: EmergencyId,
    },
    /// The caller corrected themselves while the search ran.
    Superseded,
    /// A customer without a name.
    Nameless {
        /// Which one.
        customer: CustomerKey,
    },
    /// A key that is none.
    BadKey {
        /// The key.
        key: SmolStr,
    },
    /// Two contacts or two sites of one customer have the same key.
    KeyTwice {
        /// The key.
        key: SmolStr,
    },
    /// A time zone that nobody knows.
    UnknownZone {
        /// Its name.
        zone: SmolStr,
    },
    /// Not the domain of an e-mail address.
    BadDomain {
        /// What was written.
        domain: SmolStr,
    },
    /// A rate that cannot be.
    BadRate,
    /// More of something than fits.
    TooMany {
        /// Of what.
        what: SmolStr,
        /// How many fit.
        limit: u32,
    },
    /// Something longer than fits.
    TooLong {
        /// What.
        what: SmolStr,
        /// How many characters fit.
        limit: u32,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCustomer { customer } => {
                write!(f, "There is no customer “{customer}”. Pick one from the list.")
            }
            Self::UnknownEmergency { .. } => {
                f.write_str("There is no such emergency. Open it again from the board.")
            }
            Self::Superseded => {
                f.write_str("The caller has corrected who they are. Wait for the newer result.")
            }
            Self::Nameless { customer } => {
                write!(f, "The customer “{customer}” has no name. Give it one.")
            }
            Self::BadKey { key } => write!(
                f,
                "“{key}” cannot be a key. Use up to 64 of a-z, 0-9, dash, dot and underscore, \
                 starting with a letter or a digit."
            ),
            Self::KeyTwice { key } => {
                write!(f, "The key “{key}” stands twice. Give each contact and site its own.")
            }
            Self::UnknownZone { zone } => {
                write!(f, "“{zone}” is no time zone. Write it like Europe/Lisbon.")
            }
            Self::BadDomain { domain } => {
                write!(f, "“{domain}” is no e-mail domain. Write it like brightwater.example.")
            }
            Self::BadRate => f.write_str(
                "The downtime rate cannot be read. Give an amount of zero or more and a currency \
                 of three capital letters, like EUR.",
            ),
            Self::TooMany { what, limit } => {
                write!(f, "Too many {what}. At most {limit} fit; take some out.")
            }
            Self::TooLong { what, limit } => {
                write!(f, "Too long: {what}. At most {limit} characters fit; shorten it.")
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// The directory, and the searches in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    profiles: OrdMap<CustomerKey, Arc<Profile>>,
    searches: OrdMap<EmergencyId, Arc<Search>>,
    /// Searches without a result, by the instant they may start.
    owed: OrdSet<(Timestamp, EmergencyId)>,
    suggestions: OrdMap<CustomerKey, Arc<Vec<Suggestion>>>,
    /// Grows with every change of the directory.
    generation: u64,
}

impl State {
    /// The customers, in the order of their keys.
    pub fn directory(&self) -> impl Iterator<Item = (&CustomerKey, &Profile)> {
        self.profiles.iter().map(|(key, profile)| (key, &**profile))
    }

    /// One customer.
    #[must_use]
    pub fn profile(&self, customer: &CustomerKey) -> Option<&Profile> {
        self.profiles.get(customer).map(|profile| &**profile)
    }

    /// Grows with every change of the directory: an [`Index`] of another generation is stale.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The search for the customer of an emergency.
    #[must_use]
    pub fn search(&self, emergency: EmergencyId) -> Option<&Search> {
        self.searches.get(&emergency).map(|search| &**search)
    }

    /// The customer that an emergency is attached to.
    #[must_use]
    pub fn attached(&self, emergency: EmergencyId) -> Option<&Attachment> {
        self.search(emergency)?.attachment.as_ref()
    }

    /// Names that callers used for a customer and that its directory entry lacks.
    #[must_use]
    pub fn suggestions(&self, customer: &CustomerKey) -> &[Suggestion] {
        self.suggestions.get(customer).map_or(&[], |kept| kept.as_slice())
    }

    /// The searches whose time has come, the oldest first. The shell carries them out.
    pub fn owed(&self, now: Timestamp) -> impl Iterator<Item = Owed<'_>> {
        let ripe = self.owed.iter().take_while(move |(not_before, _)| *not_before <= now);
        ripe.filter_map(|(_, emergency)| {
            Some(Owed { emergency: *emergency, search: self.search(*emergency)? })
        })
    }

    /// When the next search may start; the shell keeps its own timer for it.
    #[must_use]
    pub fn owed_at(&self) -> Option<Timestamp> {
        self.owed.get_min().map(|(not_before, _)| *not_before)
    }

    /// Answers a command with what follows from it.
    ///
    /// # Errors
    /// A [`Refusal`] when the command cannot be carried out as it is.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { customer, profile } => self.put(customer, *profile, moment),
            Command::Remove { customer } if self.profiles.contains_key(&customer) => {
                Ok(vec![Event::Removed { customer }])
            }
            Command::Remove { customer } => Err(Refusal::UnknownCustomer { customer }),
            Command::Seek { emergency, evidence } => Ok(self.seek(emergency, evidence, moment)),
            Command::Record { emergency, attempt, found } => self.record(emergency, attempt, found),
            Command::Attach { emergency, customer } => self.attach(emergency, customer, moment),
            Command::Detach { emergency } => self.detach(emergency, moment),
        }
    }

    fn put(
        &self,
        customer: CustomerKey,
        profile: Profile,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        if !is_key(customer.as_str()) {
            let key = customer.as_str().chars().take(64).collect::<String>();
            return Err(Refusal::BadKey { key: SmolStr::new(key) });
        }
        let known = self.profile(&customer);
        if known.is_none() && self.profiles.len() >= CUSTOMERS_MAX {
            let limit = u32::try_from(CUSTOMERS_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { what: SmolStr::new("customers"), limit });
        }
        let profile = profile.checked(&customer, moment.zones)?;
        if known == Some(&profile) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Put { customer, profile: Box::new(profile) }])
    }

    /// Never refused: it follows from a cry for help.
    fn seek(&self, emergency: EmergencyId, evidence: Evidence, moment: &Moment<'_>) -> Vec<Event> {
        if self.search(emergency).is_some_and(|search| search.evidence == evidence) {
            return Vec::new();
        }
        vec![Event::Sought { emergency, evidence, not_before: moment.now + SEARCH_DELAY }]
    }

    fn record(
        &self,
        emergency: EmergencyId,
        attempt: u32,
        found: Found,
    ) -> Result<Vec<Event>, Refusal> {
        let search = self.search(emergency).ok_or(Refusal::UnknownEmergency { emergency })?;
        if search.attempt != attempt {
            return Err(Refusal::Superseded);
        }
        if search.candidates.is_some() {
            // Two nodes carried out the same search: the first result stands.
            return Ok(Vec::new());
        }
        let mut candidates = found.candidates;
        candidates.retain(|candidate| self.profiles.contains_key(&candidate.customer));
        candidates.truncate(CANDIDATES_MAX);
        let attached = match found.verdict {
            Verdict::Auto(customer) if !search.by_hand => Some(customer),
            Verdict::Auto(_) | Verdict::Suggest | Verdict::Unknown => None,
        };
        // The directory may have changed while the search ran.
        let attached = attached.filter(|customer| self.profiles.contains_key(customer));
        Ok(vec![Event::Matched { emergency, candidates, attached }])
    }

    fn attach(
        &self,
        emergency: EmergencyId,
        customer: CustomerKey,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let search = self.search(emergency).ok_or(Refusal::UnknownEmergency { emergency })?;
        if !self.profiles.contains_key(&customer) {
            return Err(Refusal::UnknownCustomer { customer });
        }
        let already = search.attachment.as_ref().is_some_and(|held| held.customer == customer);
        if already && search.by_hand {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Attached { emergency, customer, by: moment.actor.clone() }])
    }

    fn detach(&self, emergency: EmergencyId, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let search = self.search(emergency).ok_or(Refusal::UnknownEmergency { emergency })?;
        let held = search.attachment.iter();
        let detached = held.map(|held| Event::Detached {
            emergency,
            customer: held.customer.clone(),
            by: moment.actor.clone(),
        });
        // Pressed twice, or beaten by a colleague: what was wanted is so.
        Ok(detached.collect())
    }

    /// Takes in what happened.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Put { customer, profile } => {
                self.profiles.insert(customer.clone(), Arc::new((**profile).clone()));
                self.suggestions_retain(customer, |suggestion| {
                    !profile.has_name(suggestion.said.as_str())
                });
                self.generation += 1;
            }
            Event::Removed { customer } => {
                self.profiles.remove(customer);
                self.suggestions.remove(customer);
                self.generation += 1;
            }
            Event::Sought { emergency, evidence, not_before } => {
                self.sought(*emergency, evidence, *not_before);
            }
            Event::Matched { emergency, candidates, attached } => {
                self.change(*emergency, |search| {
                    search.candidates = Some(candidates.clone());
                    if !search.by_hand {
                        let by = Actor::System;
                        let attach = |customer| Attachment { customer, by, at };
                        search.attachment = attached.clone().map(attach);
                    }
                });
                if let Some(not_before) = self.search(*emergency).map(|search| search.not_before) {
                    self.owed.remove(&(not_before, *emergency));
                }
            }
            Event::Attached { emergency, customer, by } => {
                let attachment = Attachment { customer: customer.clone(), by: by.clone(), at };
                let before = self.attached(*emergency).map(|held| held.customer.clone());
                if let Some(before) = before.filter(|before| before != customer) {
                    self.suggestions_retain(&before, |kept| kept.emergency != *emergency);
                }
                self.change(*emergency, |search| {
                    search.attachment = Some(attachment);
                    search.by_hand = true;
                });
                self.suggest(*emergency, customer);
            }
            Event::Detached { emergency, customer, .. } => {
                self.change(*emergency, |search| {
                    search.attachment = None;
                    search.by_hand = true;
                });
                self.suggestions_retain(customer, |kept| kept.emergency != *emergency);
            }
        }
    }

    fn change(&mut self, emergency: EmergencyId, change: impl FnOnce(&mut Search)) {
        if let Some(search) = self.searches.get_mut(&emergency) {
            change(Arc::make_mut(search));
        }
    }

    fn sought(&mut self, emergency: EmergencyId, evidence: &Evidence, not_before: Timestamp) {
        let before = self.search(emergency);
        let search = Search {
            evidence: evidence.clone(),
            not_before,
            attempt: before.map_or(1, |before| before.attempt.saturating_add(1)),
            candidates: None,
            attachment: before.and_then(|before| before.attachment.clone()),
            by_hand: before.is_some_and(|before| before.by_hand),
        };
        if let Some(before) = before.map(|before| before.not_before) {
            self.owed.remove(&(before, emergency));
        }
        self.owed.insert((not_before, emergency));
        self.searches.insert(emergency, Arc::new(search));
    }

    /// Keeps the caller's own word for the customer, unless it is one of its names already.
    fn suggest(&mut self, emergency: EmergencyId, customer: &CustomerKey) {
        let Some(said) = self.search(emergency).map(|search| search.evidence.who.clone()) else {
            return;
        };
        let words = said.text.as_deref().unwrap_or_default().trim();
        let known = self.profile(customer).is_none_or(|profile| profile.has_name(words));
        let kept = self.suggestions(customer);
        let again = kept.iter().any(|kept| kept.said.as_str().trim() == words);
        if words.is_empty() || known || again || words.chars().count() > NAME_CHARS_MAX {
            return;
        }
        let mut kept = kept.to_vec();
        if kept.len() >= SUGGESTIONS_MAX {
            kept.remove(0);
        }
        kept.push(Suggestion { said, emergency });
        self.suggestions.insert(customer.clone(), Arc::new(kept));
    }

    fn suggestions_retain(&mut self, customer: &CustomerKey, keep: impl Fn(&Suggestion) -> bool) {
        let kept = self.suggestions(customer);
        if kept.iter().all(&keep) {
            return;
        }
        let kept: Vec<Suggestion> = kept.iter().filter(|kept| keep(kept)).cloned().collect();
        self.suggestions.insert(customer.clone(), Arc::new(kept));
    }

    /// Nothing here happens by the clock alone: searches are owed, see [`State::owed_at`].
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing happens by the clock alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

impl Event {
    /// Shows every personal word inside to the visitor, always in the same order.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Put { profile, .. } => profile.personal(visit),
            Self::Sought { evidence, .. } => {
                visit(&mut evidence.who);
                visit(&mut evidence.reach);
            }
            Self::Removed { .. }
            | Self::Matched { .. }
            | Self::Attached { .. }
            | Self::Detached { .. } => {}
        }
    }

    /// The emergency that the event is about.
    #[must_use]
    pub fn emergencies(&self) -> Option<EmergencyId> {
        match self {
            Self::Put { .. } | Self::Removed { .. } => None,
            Self::Sought { emergency, .. }
            | Self::Matched { emergency, .. }
            | Self::Attached { emergency, .. }
            | Self::Detached { emergency, .. } => Some(*emergency),
        }
    }
}

//! Customers: the companies that the vendor serves, and which of them an emergency comes from.

use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};

use crate::Moment;
use crate::words::{Actor, CustomerKey, EmergencyId, SmolStr, Timestamp, is_key};

mod command;
pub mod distance;
mod event;
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

pub use command::{Command, Refusal};
pub use event::Event;
pub use findings::{CANDIDATES_MAX, Candidate, Context, Found, Reason, Verdict};
pub use identify::Index;
pub use profile::{
    ACCESS_NAMES_MAX, CONTACTS_MAX, Contact, DOMAINS_MAX, FORMER_NAMES_MAX, Money, NAME_CHARS_MAX,
    Profile, SITES_MAX, Site,
};
pub use reach::{emails, phones, same_phone};
pub use search::{Attachment, Evidence, Owed, Search, Suggestion};

/// A search starts this long after it is asked for, whatever is written and whoever asks, so that
/// no answer's time tells whether a name is known.
pub const SEARCH_DELAY: Duration = Duration::from_secs(1);
/// Most customers of one organisation.
pub const CUSTOMERS_MAX: usize = 250_000;
/// Most suggested names that are kept for one customer; the oldest make room.
pub const SUGGESTIONS_MAX: usize = 20;

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

    /// Whether nothing has been found out between two states about who calls.
    #[must_use]
    pub(crate) fn attachments_are_same(&self, last: &Self) -> bool {
        self.searches.ptr_eq(&last.searches)
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
            let search = self.search(*emergency)?;
            Some(Owed { emergency: *emergency, search, evidence: search.evidence.as_ref()? })
        })
    }

    /// When the next search may start; the shell keeps its own timer for it.
    #[must_use]
    pub fn owed_at(&self) -> Option<Timestamp> {
        self.owed.get_min().map(|(not_before, _)| *not_before)
    }

    /// How many searches are kept, each with its live emergency.
    #[must_use]
    pub fn search_count(&self) -> usize {
        self.searches.len()
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
            Command::Inherit { emergency, from } => {
                let first = self.search(from).is_some() && self.search(emergency).is_none();
                Ok(Vec::from_iter(first.then_some(Event::Inherited { emergency, from })))
            }
            Command::Forget { emergency } => {
                let known = self.search(emergency).is_some();
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { emergency })))
            }
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
        if self.search(emergency).is_some_and(|search| search.evidence.as_ref() == Some(&evidence))
        {
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
        if !self.profiles.contains_key(&customer) {
            return Err(Refusal::UnknownCustomer { customer });
        }
        let already = |search: &Search| {
            let held = search.attachment.as_ref();
            search.by_hand && held.is_some_and(|held| held.customer == customer)
        };
        if self.search(emergency).is_some_and(already) {
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
            Event::Inherited { emergency, from } => {
                if let Some(search) = self.searches.get(from).cloned() {
                    if search.candidates.is_none() {
                        self.owed.insert((search.not_before, *emergency));
                    }
                    self.searches.insert(*emergency, search);
                }
            }
            Event::Forgotten { emergency } => {
                if let Some(search) = self.searches.remove(emergency) {
                    self.owed.remove(&(search.not_before, *emergency));
                }
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
                let search = self.searches.entry(*emergency).or_insert_with(|| Search::unasked(at));
                let search = Arc::make_mut(search);
                search.attachment = Some(attachment);
                search.by_hand = true;
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
            evidence: Some(evidence.clone()),
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
        let evidence = self.search(emergency).and_then(|search| search.evidence.as_ref());
        let Some(said) = evidence.map(|evidence| evidence.who.clone()) else { return };
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

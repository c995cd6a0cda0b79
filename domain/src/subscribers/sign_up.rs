//! Signing up: by somebody who has to confirm, or by the vendor, who says how they agreed.

use super::{
    ASK_AGAIN_AFTER, CONFIRM_WITHIN, Command, Entry, Event, IMPORT_MAX, LETTERS_PER_HOUR_MAX,
    Profile, Refusal, Route, SUBSCRIBERS_MAX, State, Subscriber, Through, UNCONFIRMED_MAX,
    profile::Place, tidy_address,
};
use crate::Moment;
use crate::words::{Owner, Personal, StatusPageKey, SubscriberId, Timestamp, tidy_line};

/// The hour that an instant lies in.
pub(super) fn hour_of(at: Timestamp) -> i64 {
    at.0.div_euclid(3_600_000)
}

impl State {
    /// Whoever has that address on a page as one of everyone, however it is written.
    #[must_use]
    pub fn at(&self, page: &StatusPageKey, route: Route, address: &str) -> Option<&Subscriber> {
        self.at_through(page, None, route, address)
    }

    /// The same of somebody who reads through something more than everyone does. Who they are
    /// there says nothing of who they are to everyone: each is a subscription of its own.
    #[must_use]
    pub fn at_through(
        &self,
        page: &StatusPageKey,
        through: Option<&Through>,
        route: Route,
        address: &str,
    ) -> Option<&Subscriber> {
        let key = (page.clone(), through.cloned(), route, super::profile::sought(address));
        self.numbered(*self.by_address.get(&key)?)
    }

    /// Whether nobody new is taken: too many subscribe, or wait to confirm. Those who are known
    /// are sent their link all the same, so whoever answers a sign-up asks this first, and then
    /// says the same to both.
    #[must_use]
    pub fn takes_nobody_new(&self) -> bool {
        self.len() >= SUBSCRIBERS_MAX || self.unconfirmed >= UNCONFIRMED_MAX
    }

    /// Whether sign-ups have caused as many letters within this hour as they may.
    #[must_use]
    pub fn letters_are_out(&self, now: Timestamp) -> bool {
        let (hour, letters) = self.letters;
        hour == hour_of(now) && letters >= LETTERS_PER_HOUR_MAX
    }

    /// Somebody who is known is sent their link again, so that they need not remember that they
    /// signed up; nobody can tell from outside. A flood of others who never confirm takes that
    /// from nobody: the letters of an hour, and one in ten minutes for each, are the bound.
    pub(super) fn sign_up(&self, entry: Entry, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let address = tidy_address(entry.profile.route, &entry.address)?;
        let wants = entry.profile.wants.tidied(moment.zones)?;
        // Nobody makes themselves a colleague: what is said inside goes to whom the vendor put in.
        let profile = Profile { wants, colleague: None, ..entry.profile };
        // Before anybody is looked up, so that what is answered says nothing of who is known.
        if self.letters_are_out(moment.now) {
            return Err(Refusal::TooMany);
        }
        let place = profile.place(&address);
        if let Some(known) = self.by_address.get(&place).and_then(|at| self.numbered(*at)) {
            let lately = moment.now.since(known.asked_at) < ASK_AGAIN_AFTER;
            let again = Event::AskedAgain { subscriber: known.id };
            // Who sent STOP is texted by nobody's form; START is the way back.
            let silent = lately || known.has_stopped();
            return Ok(Vec::from_iter((!silent).then_some(again)));
        }
        if self.takes_nobody_new() {
            return Err(Refusal::TooMany);
        }
        let subscriber = SubscriberId(moment.id());
        Ok(vec![Event::SignedUp {
            subscriber,
            number: self.count + 1,
            profile,
            address: Personal::new(Owner::Subscriber(subscriber), &address),
            until: moment.now + CONFIRM_WITHIN,
        }])
    }

    /// Those who are there already keep what they chose: the vendor's list does not overrule it.
    pub(super) fn add(
        &self,
        entries: Vec<Entry>,
        consent: &str,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let consent = tidy_consent(consent)?;
        if entries.len() > IMPORT_MAX {
            return Err(Refusal::LongList);
        }
        if self.len() + entries.len() > SUBSCRIBERS_MAX {
            return Err(Refusal::TooMany);
        }
        let mut seen: imbl::OrdSet<Place> = imbl::OrdSet::new();
        let mut events = Vec::with_capacity(entries.len());
        let mut number = self.count;
        for entry in entries {
            let address = tidy_address(entry.profile.route, &entry.address)?;
            let wants = entry.profile.wants.tidied(moment.zones)?;
            let profile = Profile { wants, ..entry.profile };
            let key = profile.place(&address);
            if let Some(known) = self.by_address.get(&key).and_then(|at| self.numbered(*at)) {
                // That they agreed elsewhere confirms what they asked for here.
                let waits = matches!(known.standing, super::Standing::Unconfirmed { .. });
                if waits && seen.insert(key).is_none() {
                    events.push(Event::Confirmed { subscriber: known.id });
                }
                continue;
            }
            if seen.insert(key).is_some() {
                continue;
            }
            let subscriber = SubscriberId(moment.id());
            let words = |text: &str| Personal::new(Owner::Subscriber(subscriber), text);
            let (address, consent) = (words(&address), words(&consent));
            number += 1;
            let by = moment.actor.person().cloned();
            events.push(Event::Added { subscriber, number, profile, address, consent, by });
        }
        Ok(events)
    }
}

impl Command {
    /// Whether what it brings about depends on what each subscriber may read.
    pub(crate) fn asks_who_reads(&self) -> bool {
        matches!(
            self,
            Self::Announce(_) | Self::Narrow { .. } | Self::Claim { .. } | Self::Report { .. }
        )
    }

    /// Whose subscription it is about, where it is about one that is there.
    #[must_use]
    pub fn subscriber(&self) -> Option<SubscriberId> {
        match self {
            Self::Confirm { subscriber }
            | Self::Mistype { subscriber }
            | Self::Prefer { subscriber, .. }
            | Self::Leave { subscriber }
            | Self::Resume { subscriber }
            | Self::RenewSecret { subscriber } => Some(*subscriber),
            Self::SignUp(_)
            | Self::Add { .. }
            | Self::Stop { .. }
            | Self::Start { .. }
            | Self::Bounce { .. }
            | Self::Announce(_)
            | Self::Shut { .. }
            | Self::Recall { .. }
            | Self::Retract { .. }
            | Self::Narrow { .. }
            | Self::Release { .. }
            | Self::Withhold { .. }
            | Self::Claim { .. }
            | Self::Report { .. } => None,
        }
    }
}

/// How somebody agreed, as it is kept.
fn tidy_consent(consent: &str) -> Result<String, Refusal> {
    let consent = tidy_line(consent);
    if consent.is_empty() { Err(Refusal::NoConsent) } else { Ok(consent) }
}

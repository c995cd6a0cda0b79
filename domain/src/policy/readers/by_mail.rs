//! Whoever reads mail at a domain that a private page names: the letter with their link, and for
//! how long it opens the page.
//!
//! Nothing is kept of them but the letter: the link says itself for which page, which domain and
//! when it was sent, and it opens nothing once one of these no longer holds.

use std::time::Duration;

use super::{CLASSES_MAX, ReadersSight};
use crate::deliveries::{About, Address};
use crate::status_pages::{self, Known, StatusPage, domain_of};
use crate::words::{Channel, IncidentId, Personal, SmolStr, StatusPageKey, Timestamp};
use crate::{Command, State, deliveries};

/// For so long a link that was sent by mail opens the page.
pub const LASTS: Duration = Duration::from_secs(90 * 86_400);
/// For so long the letter is tried; whoever asked for it waits for it.
pub const LETTER_LASTS: Duration = Duration::from_secs(3_600);
/// One address gets at most one letter within this.
pub const AGAIN_AFTER: Duration = Duration::from_secs(600);
/// Most letters within [`LETTER_LASTS`], so that nobody can have a house flooded by us.
pub const LETTERS_MAX: usize = 500;

impl State {
    /// The mail domains whose readers may read a page.
    #[must_use]
    pub fn domains_of(&self, page: &StatusPageKey) -> Vec<SmolStr> {
        let known = self.status_pages.get(page);
        known.map(|known| known.profile.readers.domains().to_vec()).unwrap_or_default()
    }

    /// With what sight somebody reads a page whose link was sent then to that domain; none once it
    /// opens nothing any more.
    #[must_use]
    pub fn sight_by_mail(
        &self,
        page: &StatusPageKey,
        domain: &str,
        sent_at: Timestamp,
        now: Timestamp,
    ) -> Option<ReadersSight> {
        let known = self.status_pages.get(page)?;
        let since = *known.domains.get(domain)?;
        (since <= sent_at && now < sent_at + LASTS).then(|| sight(page, known))
    }

    /// The letter with a link that is owed to that address, if its domain may read the page and it
    /// has not been sent one just now.
    #[must_use]
    pub fn letter_by_mail(
        &self,
        page: &StatusPageKey,
        to: Personal,
        now: Timestamp,
    ) -> Option<Command> {
        let domain = domain_of(to.as_str())?;
        self.status_pages.get(page).filter(|known| known.domains.contains_key(&domain))?;
        let all = self.deliveries.about(IncidentId(0));
        let letters = all.filter(|known| matches!(known.about, About::PageLink { .. }));
        let lately = letters.filter(|known| known.owed_at + LETTER_LASTS > now);
        let (mut count, mut again) = (0, false);
        for letter in lately {
            count += 1;
            again |= letter.address.to.of == to.of && letter.owed_at + AGAIN_AFTER > now;
        }
        if again || count >= LETTERS_MAX {
            return None;
        }
        let about = About::PageLink { page: page.clone() };
        let address = Address { channel: Channel::Email, person: None, to };
        Some(deliveries::Command::Owe { about, address, expires_at: now + LETTER_LASTS }.into())
    }

    /// Every class of those who read a page because of their mail.
    pub(super) fn classes_by_mail(&self) -> impl Iterator<Item = ReadersSight> {
        let named = self.status_pages.pages.iter().filter(|(_, known)| !known.domains.is_empty());
        named.map(|(page, known)| sight(page, known))
    }
}

/// They read that page and no other private one, with all that is for the audiences it names.
pub(crate) fn sight(page: &StatusPageKey, known: &Known) -> ReadersSight {
    let audiences = known.profile.readers.audiences().iter().cloned();
    ReadersSight { only: Some(page.clone()), ..ReadersSight::of(audiences) }
}

/// Whether what is printed on each change stays little enough once that page names domains.
pub(super) fn within_bounds(
    state: &State,
    page: &StatusPageKey,
    profile: &StatusPage,
) -> Result<(), crate::Refusal> {
    let put = status_pages::Event::Put { page: page.clone(), profile: Box::new(profile.clone()) };
    let mut after = state.clone();
    after.status_pages.evolve(&put, Timestamp::default());
    match after.classes().len() > CLASSES_MAX {
        true => Err(status_pages::Refusal::TooManyClasses.into()),
        false => Ok(()),
    }
}

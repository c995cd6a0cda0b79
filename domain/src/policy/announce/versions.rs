//! Who of the subscribers is told what: each reads through the one corridor for readers, as
//! everyone does or through what they came by; and nothing is told by what has ended.

use std::collections::BTreeSet;

use crate::audiences::Holder;
use crate::readers::{CLASSES_MAX, Readable, ReadersSight, by_mail};
use crate::status_pages::domain_of;
use crate::subscribers::{
    self, Announcement, Audience, Broadcast, Class, Entry, Fares, GivenLink, Profile, Readership,
    Reading, Subscriber, Through, Version,
};
use crate::words::{Condition, StatusPageKey, Timestamp};
use crate::{Command, State};

impl State {
    /// With what sight somebody reads through what they came by, since then; none once that opens
    /// nothing any more.
    #[must_use]
    pub fn sight_through(
        &self,
        page: &StatusPageKey,
        through: &Through,
        since: Timestamp,
    ) -> Option<ReadersSight> {
        let works = |whose: &Holder, came: &GivenLink| {
            let link = self.audiences.link_of(whose);
            link.is_some_and(|link| (link.id, link.generation) == (came.id, came.generation))
        };
        match through {
            Through::Customer { customer, link } => {
                self.customers.profile(customer)?;
                let whose = Holder::Customer(customer.clone());
                let open = link.as_ref().is_none_or(|link| works(&whose, link));
                open.then(|| self.sight_of(&whose))
            }
            Through::Audience { audience, link } => {
                self.audiences.get(audience)?;
                let whose = Holder::Audience(audience.clone());
                works(&whose, link).then(|| self.sight_of(&whose))
            }
            Through::Mail { domain } => {
                let known = self.status_pages.get(page)?;
                let named = *known.domains.get(domain)?;
                (named <= since).then(|| by_mail::sight(page, known))
            }
        }
    }

    /// With what sight a subscriber reads.
    #[must_use]
    pub fn sight_of_subscriber(&self, known: &Subscriber) -> Option<ReadersSight> {
        match &known.profile.through {
            None => Some(ReadersSight::public()),
            Some(through) => self.sight_through(&known.profile.page, through, known.since),
        }
    }

    /// With what sights subscribers read who read more than everyone, each once. Where the vendor
    /// put in customers of more combinations of audiences than pages are printed for, those beyond
    /// are told as the richest of the others that they may read.
    fn sights_told(&self) -> BTreeSet<ReadersSight> {
        let through = self.subscribers.all().filter(|known| known.profile.through.is_some());
        let sights: BTreeSet<ReadersSight> =
            through.filter_map(|known| self.sight_of_subscriber(known)).collect();
        // What few may read stands in for what more may: it comes first.
        let mut sights: Vec<ReadersSight> = sights.into_iter().collect();
        sights.sort_by_key(ReadersSight::breadth);
        sights.into_iter().take(CLASSES_MAX).collect()
    }

    /// A word as each class of readers is told it, by what each of them may see; nothing where it
    /// is for none of them.
    pub(crate) fn told_each(
        &self,
        word: impl Fn(&Readable, &ReadersSight) -> Option<Announcement>,
    ) -> Option<Announcement> {
        let word = |sight: &ReadersSight| word(&self.for_readers(sight), sight);
        let everyone = word(&ReadersSight::public());
        let sights = self.sights_told().into_iter();
        let others: Vec<(Class, Announcement)> =
            sights.filter_map(|sight| Some((class_of(&sight), word(&sight)?))).collect();
        let mut whole = match everyone {
            Some(word) => word,
            None => for_nobody(others.first()?.1.clone()),
        };
        for (class, told) in others {
            let Announcement { kind, affected, audience, .. } = told;
            if (kind, &affected, &audience) == (whole.kind, &whole.affected, &whole.audience) {
                continue;
            }
            let same = whole.versions.iter_mut().find(|known| {
                (known.kind, &known.affected, &known.audience) == (kind, &affected, &audience)
            });
            match same {
                Some(known) => known.classes.push(class),
                None => {
                    let classes = vec![class];
                    whole.versions.push(Version { classes, kind, affected, audience });
                }
            }
        }
        Some(whole)
    }
}

/// The word without anything that concerns everyone.
fn for_nobody(word: Announcement) -> Announcement {
    let audience = Audience { worst: Condition::default(), ..Audience::default() };
    Announcement { affected: Vec::new(), audience, ..word }
}

fn class_of(sight: &ReadersSight) -> Class {
    Class { audiences: sight.audiences().cloned().collect(), only: sight.only().cloned() }
}

impl Readership for State {
    fn reading(&self, known: &Subscriber) -> Option<Reading> {
        let Some(through) = &known.profile.through else { return Some(Reading::default()) };
        let sight = self.sight_through(&known.profile.page, through, known.since)?;
        let chosen = &known.profile.wants.sites;
        let customer = through.customer().filter(|_| !chosen.is_empty());
        let sites = customer.and_then(|customer| self.customers.profile(customer));
        let sites = sites.into_iter().flat_map(|customer| &customer.sites);
        let sites = sites.filter(|site| chosen.contains(&site.key));
        let sites = sites.filter_map(|site| site.component.clone()).collect();
        Some(Reading { class: Some(class_of(&sight)), sites })
    }

    fn fares(&self, of: &[(&Subscriber, Vec<&Broadcast>)], now: Timestamp) -> Vec<Vec<Fares>> {
        super::turned::fares(self, of, now)
    }
}

/// Whether those who are to be told read that page, and by what they are said to.
///
/// # Errors
/// [`subscribers::Refusal::NotTheirs`].
pub(crate) fn check(state: &State, command: &Command) -> Result<(), crate::Refusal> {
    let entries: &[Entry] = match command {
        Command::Subscribers(subscribers::Command::SignUp(entry)) => std::slice::from_ref(entry),
        Command::Subscribers(subscribers::Command::Add { entries, .. }) => entries,
        _ => return Ok(()),
    };
    if let Command::Subscribers(subscribers::Command::SignUp(entry)) = command {
        offered(state, entry)?;
    }
    let mut known: Option<(&StatusPageKey, &Through, bool)> = None;
    for Entry { profile, address } in entries {
        let Some(through) = &profile.through else { continue };
        let page = &profile.page;
        // A list is of one page, mostly: it is looked up once.
        let opens = match known {
            Some((last, by, opens)) if (last, by) == (page, through) => opens,
            _ => {
                let sight = state.sight_through(page, through, Timestamp(i64::MAX));
                let mut pages = sight.into_iter().flat_map(|sight| state.pages_for(&sight));
                pages.any(|(open, _)| open == page)
            }
        };
        known = Some((page, through, opens));
        let theirs = match through {
            Through::Mail { domain } => domain_of(address).as_ref() == Some(domain),
            Through::Customer { .. } | Through::Audience { .. } => true,
        };
        if !opens || !theirs {
            return Err(subscribers::Refusal::NotTheirs.into());
        }
    }
    Ok(())
}

/// Nobody signs up a program or a chat by a form that anyone can reach, unless their page says so;
/// and where it asks at which domain they read mail, only a mail proves that.
fn offered(state: &State, entry: &Entry) -> Result<(), crate::Refusal> {
    let Profile { page, route, through, .. } = &entry.profile;
    let page = state.status_pages.get(page);
    let says = page.is_some_and(|known| known.profile.subscribe_by.contains(route));
    let by_mail = matches!(through, Some(Through::Mail { .. }));
    match route.is_chosen() && (by_mail || !says) {
        true => Err(subscribers::Refusal::NotOffered.into()),
        false => Ok(()),
    }
}

/// Whoever came by what has ended is told nothing any more.
pub(crate) fn ended(now: &State) -> Option<Command> {
    let through = now.subscribers.all().filter(|known| known.profile.through.is_some());
    let gone = through.filter(|known| now.sight_of_subscriber(known).is_none());
    let subscribers: Vec<_> = gone.map(|known| known.id).collect();
    (!subscribers.is_empty()).then(|| subscribers::Command::Shut { subscribers }.into())
}

impl State {
    /// How many came by somebody's link: they are told nothing any more once it ends, or is made
    /// anew.
    #[must_use]
    pub fn came_by(&self, whose: &Holder) -> usize {
        let came = |through: &Through| match (through, whose) {
            (Through::Customer { customer, link: Some(_) }, Holder::Customer(of)) => customer == of,
            (Through::Audience { audience, .. }, Holder::Audience(of)) => audience == of,
            _ => false,
        };
        let all = self.subscribers.all();
        all.filter(|known| known.profile.through.as_ref().is_some_and(came)).count()
    }
}

//! What a class of readers may see of what is told: the one question that every page, document,
//! feed, badge, calendar, copy and message to subscribers asks.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use imbl::OrdSet;

use crate::audiences::{self, Holder};
use crate::bulletins::Bulletin;
use crate::deliveries::{About, Address};
use crate::maintenance::{Entry, Maintenance, Plan, Said};
use crate::status_pages::{self, Readers, StatusPage};
use crate::words::{
    AUDIENCES_NAMED_MAX, AudienceKey, Channel, ComponentKey, Condition, ContactKey, CustomerKey,
    IncidentId, Language, Personal, Public, StatusLinkId, StatusPageKey, Timestamp, Translation,
};
use crate::{Command, Moment, State, announcements, components, deliveries, updates};

pub mod by_mail;
mod handed;
pub mod own;

/// Most classes of readers: the pages are printed for each of them on each change.
pub const CLASSES_MAX: usize = 100;

/// To which audiences a reader belongs; everyone belongs to none. Two readers of one sight read
/// the same bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadersSight {
    by_link: bool,
    /// The only private page that they read, where not every one.
    only: Option<StatusPageKey>,
    audiences: BTreeSet<AudienceKey>,
}

impl ReadersSight {
    /// That of everyone, who has proved nothing.
    #[must_use]
    pub fn public() -> Self {
        Self::default()
    }

    /// How much it spans: those of one private page first, then by how many audiences they have.
    pub(super) fn breadth(&self) -> (bool, usize) {
        (self.only.is_none(), self.audiences.len())
    }

    /// That of whoever reads by a link and belongs to these audiences.
    #[must_use]
    pub fn of(audiences: impl IntoIterator<Item = AudienceKey>) -> Self {
        Self { by_link: true, only: None, audiences: audiences.into_iter().collect() }
    }

    fn opens(&self, key: &StatusPageKey, page: &StatusPage) -> bool {
        match (&page.readers, &self.only) {
            // Whoever reads one page has it at their link, alone.
            (_, Some(only)) => only == key,
            (Readers::Everyone, None) => true,
            (Readers::ByLink { audiences, .. }, None) => self.by_link && self.sees(audiences),
        }
    }

    /// The only page that they read by their link, where there is not more.
    #[must_use]
    pub fn only(&self) -> Option<&StatusPageKey> {
        self.only.as_ref()
    }

    /// The audiences.
    pub fn audiences(&self) -> impl Iterator<Item = &AudienceKey> {
        self.audiences.iter()
    }

    pub(crate) fn sees(&self, named: &[AudienceKey]) -> bool {
        named.is_empty() || named.iter().any(|audience| self.audiences.contains(audience))
    }
}

/// The organisation as a class of readers may see it: what is told to others only is not in it.
/// Pages are made of this and of nothing else.
#[derive(Clone, Debug)]
pub struct Readable(State);

impl Deref for Readable {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl State {
    /// What a class of readers may see.
    #[must_use]
    pub fn for_readers(&self, sight: &ReadersSight) -> Readable {
        let mut seen = self.clone();
        let hidden = self.hidden_components(sight);
        for component in &hidden {
            seen.components.components.remove(component);
        }
        let told = &self.bulletins.bulletins;
        for (id, known) in told {
            match bulletin(known, sight, &hidden) {
                Told::Whole => {}
                Told::InPart(left) => {
                    seen.bulletins.bulletins.insert(*id, Arc::new(*left));
                }
                Told::Nothing => {
                    seen.bulletins.bulletins.remove(id);
                }
            }
        }
        for (id, known) in &self.bulletins.mistakes {
            if matches!(bulletin(&known.bulletin, sight, &hidden), Told::Nothing) {
                seen.bulletins.mistakes.remove(id);
            }
        }
        for (id, known) in &self.maintenance.planned {
            match maintenance(known, sight, &hidden) {
                Told::Whole => {}
                Told::InPart(left) => {
                    seen.maintenance.planned.insert(*id, Arc::new(*left));
                }
                Told::Nothing => {
                    seen.maintenance.planned.remove(id);
                }
            }
        }
        for (key, known) in &self.status_pages.pages {
            if !sight.opens(key, &known.profile) {
                seen.status_pages.pages.remove(key);
            }
        }
        seen.announcements.written.clear();
        for (id, known) in &self.announcements.all {
            if !sight.sees(&known.notice.audiences) {
                seen.announcements.all.remove(id);
            }
        }
        Readable(seen)
    }

    /// The pages that a class of readers finds, the oldest first.
    #[must_use]
    pub fn pages_for(&self, sight: &ReadersSight) -> Vec<(&StatusPageKey, &status_pages::Known)> {
        let all = self.status_pages.pages.iter().map(|(key, known)| (key, known.as_ref()));
        let mut open: Vec<_> =
            all.filter(|(key, known)| sight.opens(key, &known.profile)).collect();
        open.sort_by_key(|(key, known)| (known.since, (*key).clone()));
        open
    }

    /// What everyone may see.
    #[must_use]
    pub fn for_everyone(&self) -> Readable {
        self.for_readers(&ReadersSight::public())
    }

    /// The components that a class of readers does not know of: those for others only, with their
    /// parts.
    fn hidden_components(&self, sight: &ReadersSight) -> OrdSet<ComponentKey> {
        let shut = |key: &ComponentKey| {
            self.components.get(key).is_some_and(|known| !sight.sees(&known.profile.audiences))
        };
        let keys = self.components.components.keys();
        keys.filter(|key| shut(key) || self.components.around(key).any(shut)).cloned().collect()
    }

    /// For which audiences a word about an incident would be; for everyone, where none is named.
    /// The first word about a matter settles it.
    #[must_use]
    pub fn would_be_for(&self, incident: IncidentId, public: &Public) -> Vec<AudienceKey> {
        match self.bulletins.of(incident) {
            Some(told) => told.audiences.clone(),
            None if public.audiences.is_empty() => self.meant_by(public),
            None => public.audiences.clone(),
        }
    }

    /// For whom a first word is that names only components for audiences: for those, and it stays
    /// with them whatever is named later.
    pub(super) fn meant_by(&self, public: &Public) -> Vec<AudienceKey> {
        let hidden = self.hidden_components(&ReadersSight::public());
        let mut meant = BTreeSet::new();
        for one in &public.affected {
            if !hidden.contains(&one.component) {
                return Vec::new();
            }
            let around =
                std::iter::once(&one.component).chain(self.components.around(&one.component));
            let named = around.filter_map(|key| Some(&self.components.get(key)?.profile.audiences));
            let nearest = named.into_iter().find(|audiences| !audiences.is_empty());
            meant.extend(nearest.into_iter().flatten().cloned());
        }
        meant.into_iter().take(AUDIENCES_NAMED_MAX).collect()
    }

    /// Every class of readers that somebody reads or may read with by a link, each once; not
    /// everyone's.
    #[must_use]
    pub fn classes(&self) -> BTreeSet<ReadersSight> {
        let working = self.audiences.links.iter().filter(|(_, link)| link.since.is_some());
        working.map(|(whose, _)| self.sight_of(whose)).chain(self.classes_by_mail()).collect()
    }

    /// With what sight the holder of a link reads. Audiences that are gone show nothing.
    #[must_use]
    pub fn sight_of(&self, whose: &Holder) -> ReadersSight {
        ReadersSight::of(self.audiences.of_holder(whose))
    }
}

/// How much of something is told.
enum Told<T> {
    Whole,
    InPart(Box<T>),
    Nothing,
}

fn bulletin(
    known: &Bulletin,
    sight: &ReadersSight,
    hidden: &OrdSet<ComponentKey>,
) -> Told<Bulletin> {
    if !sight.sees(&known.audiences) {
        return Told::Nothing;
    }
    if hidden.is_empty() {
        return Told::Whole;
    }
    let concerned = known.concerned();
    let lost = concerned.iter().filter(|component| hidden.contains(*component)).count();
    match lost {
        0 => Told::Whole,
        lost if lost == concerned.len() => Told::Nothing,
        _ => Told::InPart(Box::new(without(known, hidden))),
    }
}

/// The same matter as those know it who do not know of some of its components.
fn without(known: &Bulletin, hidden: &OrdSet<ComponentKey>) -> Bulletin {
    let mut left = known.clone();
    for entry in &mut left.entries {
        if entry.turns.iter().any(|turn| hidden.contains(&turn.component)) {
            Arc::make_mut(entry).turns.retain(|turn| !hidden.contains(&turn.component));
        }
    }
    for component in hidden {
        left.affected.remove(component);
        left.seen.remove(component);
    }
    let turns = left.entries.iter().flat_map(|entry| &entry.turns);
    left.worst = turns.map(|turn| turn.after).fold(Condition::default(), Condition::max);
    left
}

fn maintenance(
    known: &Maintenance,
    sight: &ReadersSight,
    hidden: &OrdSet<ComponentKey>,
) -> Told<Maintenance> {
    let shows = |audiences: &[AudienceKey], named: &[ComponentKey]| {
        let lost = !named.is_empty() && named.iter().all(|component| hidden.contains(component));
        sight.sees(audiences) && !lost
    };
    let Plan { audiences, components, .. } = &known.plan;
    if !shows(audiences, components) {
        return Told::Nothing;
    }
    if known.plan.is_unspoken() {
        return unspoken(known, hidden);
    }
    // What was said to others before it was planned for these readers too stays with those.
    let said = |entry: &Entry| shows(&entry.audiences, &entry.components);
    let whole = !components.iter().any(|component| hidden.contains(component))
        && known.written.is_none()
        && known.unsaid.is_empty();
    if whole && known.entries.iter().all(|entry| said(entry)) {
        return Told::Whole;
    }
    let mut left = known.clone();
    (left.written, left.unsaid) = (None, Vec::new());
    left.plan.components.retain(|component| !hidden.contains(component));
    left.entries.retain(|entry| said(entry));
    Told::InPart(Box::new(left))
}

/// Maintenance of which no word is out: nobody knows of it while it lies ahead. Once it has begun
/// the page tells the truth about the components, under a heading that nobody wrote.
fn unspoken(known: &Maintenance, hidden: &OrdSet<ComponentKey>) -> Told<Maintenance> {
    if known.began_at.is_none() {
        return Told::Nothing;
    }
    let mut left = known.clone();
    (left.written, left.unsaid) = (None, Vec::new());
    left.plan.title = unspoken_title(Language::default()).into();
    let titled = |language| Translation {
        language,
        title: unspoken_title(language).into(),
        ..Translation::default()
    };
    left.plan.translations = Language::ALL.into_iter().map(titled).collect();
    left.plan.components.retain(|component| !hidden.contains(component));
    left.entries.retain(|entry| matches!(entry.said, Said::Stage | Said::Extended(_)));
    Told::InPart(Box::new(left))
}

/// What maintenance is called of which no word is out.
#[must_use]
pub fn unspoken_title(language: Language) -> &'static str {
    match language {
        Language::English => "Maintenance",
        Language::German => "Wartung",
        Language::French => "Maintenance",
        Language::Spanish => "Mantenimiento",
        Language::Portuguese => "Manutenção",
    }
}

/// Whether the audiences that something names are there, and whoever is given a link.
///
/// # Errors
/// The refusal of the room that would name one that is not.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), crate::Refusal> {
    use crate::maintenance as upkeep;
    let there = |named: &[AudienceKey]| {
        named.iter().all(|audience| state.audiences.get(audience).is_some())
    };
    match command {
        Command::Components(components::Command::Put { profile, .. })
            if !there(&profile.audiences) =>
        {
            Err(components::Refusal::BadAudiences.into())
        }
        Command::StatusPages(status_pages::Command::Put { profile, .. })
            if !there(profile.readers.audiences()) =>
        {
            Err(status_pages::Refusal::BadAudiences.into())
        }
        Command::StatusPages(status_pages::Command::Put { page, profile })
            if !profile.readers.domains().is_empty() =>
        {
            by_mail::within_bounds(state, page, profile)
        }
        Command::Announcements(
            announcements::Command::Post { notice, .. }
            | announcements::Command::Change { notice, takes_back: false, .. },
        ) if !there(&notice.audiences) => Err(announcements::Refusal::BadAudiences.into()),
        Command::Maintenance(
            upkeep::Command::Plan { plan }
            | upkeep::Command::Change { plan, takes_back: false, .. },
        ) if !there(&plan.audiences) => Err(upkeep::Refusal::BadAudiences.into()),
        Command::Maintenance(upkeep::Command::PutRoutine { profile, .. })
            if !there(&profile.audiences) =>
        {
            Err(upkeep::Refusal::BadAudiences.into())
        }
        Command::Updates(updates::Command::Publish { public: Some(public), .. })
            if !there(&public.audiences) =>
        {
            Err(crate::bulletins::Refusal::BadAudiences.into())
        }
        Command::Bulletins(crate::bulletins::Command::TellAfterwards(said))
            if !there(&said.public.audiences) =>
        {
            Err(crate::bulletins::Refusal::BadAudiences.into())
        }
        Command::Audiences(audiences::Command::Remove { audience }) => {
            let mut all = state.components.components.values();
            let mut pages = state.status_pages.pages.values();
            let mut routines = state.maintenance.routines.values();
            let held = all.any(|known| known.profile.audiences.contains(audience))
                || routines.any(|known| known.profile.audiences.contains(audience))
                || pages.any(|known| known.profile.readers.audiences().contains(audience));
            match held {
                true => Err(audiences::Refusal::InUse.into()),
                false => Ok(()),
            }
        }
        Command::Audiences(audiences::Command::Put { audience, profile }) => {
            let (audience, profile) = (audience.clone(), profile.clone());
            let put = audiences::Event::Put { audience, profile };
            within_bounds(state, &[put])
        }
        Command::Audiences(audiences::Command::GiveLink { whose }) => {
            let known = match whose {
                Holder::Customer(customer) => state.customers.profile(customer).is_some(),
                Holder::Audience(audience) => state.audiences.get(audience).is_some(),
            };
            known.then_some(()).ok_or(audiences::Refusal::UnknownHolder)?;
            let (whose, link) = (whose.clone(), StatusLinkId(0));
            within_bounds(state, &[audiences::Event::LinkGiven { whose, link, generation: 0 }])
        }
        Command::Audiences(audiences::Command::HandOut { links }) => handed::check(state, links),
        Command::Audiences(audiences::Command::MailLink { customer, contact }) => {
            let address = address_of(state, customer, contact);
            address.map(|_| ()).ok_or_else(|| audiences::Refusal::NoAddress.into())
        }
        _ => Ok(()),
    }
}

/// Whether what is printed on each change stays little enough once this has happened.
fn within_bounds(state: &State, events: &[audiences::Event]) -> Result<(), crate::Refusal> {
    let mut after = state.clone();
    for event in events {
        after.audiences.evolve(event, Timestamp::default());
    }
    match after.classes().len() > CLASSES_MAX {
        true => Err(audiences::Refusal::TooManyClasses.into()),
        false => Ok(()),
    }
}

/// The mail address on file of a contact.
fn address_of(state: &State, customer: &CustomerKey, contact: &ContactKey) -> Option<Personal> {
    let profile = state.customers.profile(customer)?;
    profile.contacts.iter().find(|known| known.key == *contact)?.email.clone()
}

/// A contact who is to be sent the customer's link is owed a mail.
pub(super) fn mailed(
    now: &State,
    event: &audiences::Event,
    moment: &Moment<'_>,
) -> Option<Command> {
    let audiences::Event::LinkMailed { customer, contact } = event else { return None };
    let to = address_of(now, customer, contact)?;
    let about = About::StatusLink { customer: customer.clone() };
    let address = Address { channel: Channel::Email, person: None, to };
    let expires_at = moment.now + deliveries::SUBSCRIPTION_LASTS;
    Some(deliveries::Command::Owe { about, address, expires_at }.into())
}

//! Audiences: groups of customers who read what is not for everyone, and the links by which a
//! customer or an audience reads its status page.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    AUDIENCES_NAMED_MAX, AudienceKey, ContactKey, CustomerKey, LINE_LEN_MAX, Personal, SmolStr,
    StatusLinkId, Timestamp, tidied_line,
};

/// Most audiences of one organisation: each adds a kind of page that is printed on each change.
pub const AUDIENCES_MAX: usize = AUDIENCES_NAMED_MAX;
/// Most customers of one audience; what concerns more of them concerns everyone.
pub const CUSTOMERS_MAX: usize = 20_000;
/// Most customers who are given a link by one command: whoever calls for help meanwhile waits for
/// one of these at most.
pub const LINKS_AT_ONCE_MAX: usize = 50;

/// An audience.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// What the vendor calls it; readers never see it.
    pub name: SmolStr,
    /// Its customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerKey>,
}

/// Whose link it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A customer's: it shows what is for its audiences, and what is its own.
    Customer(CustomerKey),
    /// An audience's: it shows what is for that audience.
    Audience(AudienceKey),
}

/// A customer who is to have a link, and to whom of theirs it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handout {
    /// Whose link it is.
    pub customer: CustomerKey,
    /// To which of their contacts it is sent.
    pub contacts: Vec<ContactKey>,
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines an audience, whole.
    Put {
        /// Which.
        audience: AudienceKey,
        /// Its definition.
        profile: Audience,
    },
    /// Takes an audience out, with its link.
    Remove {
        /// Which.
        audience: AudienceKey,
    },
    /// Gives somebody a new link; those before it end.
    GiveLink {
        /// Whose.
        whose: Holder,
    },
    /// Gives each of these customers a link who has none, and sends it; whoever has one keeps it,
    /// and is sent nothing.
    HandOut {
        /// To whom.
        links: Vec<Handout>,
    },
    /// Ends somebody's link.
    TakeLink {
        /// Whose.
        whose: Holder,
    },
    /// Sends a contact of a customer the customer's link by mail.
    MailLink {
        /// Which customer.
        customer: CustomerKey,
        /// To whom.
        contact: ContactKey,
    },
    /// A customer is gone.
    Forget {
        /// Which.
        customer: CustomerKey,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An audience was defined.
    Put {
        /// Which.
        audience: AudienceKey,
        /// How.
        profile: Audience,
    },
    /// An audience was taken out.
    Removed {
        /// Which.
        audience: AudienceKey,
    },
    /// Somebody was given a new link.
    LinkGiven {
        /// Whose.
        whose: Holder,
        /// What the link is derived from.
        link: StatusLinkId,
        /// Under which generation; those before it open nothing any more.
        generation: u32,
    },
    /// Somebody's link ended.
    LinkTaken {
        /// Whose.
        whose: Holder,
    },
    /// A contact is to be sent the customer's link by mail.
    LinkMailed {
        /// Which customer's.
        customer: CustomerKey,
        /// To whom.
        contact: ContactKey,
    },
    /// A customer left every audience, and its link ended.
    Forgotten {
        /// Which.
        customer: CustomerKey,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such audience.
    Unknown,
    /// It has no name, or one that is too long.
    BadName,
    /// It names too many customers, or one twice.
    BadCustomers,
    /// Somebody to whom a link is given is not there.
    UnknownHolder,
    /// There is no link that could end, or be sent.
    NoLink,
    /// Whoever should be sent the link has no mail address on file.
    NoAddress,
    /// Something is for this audience only.
    InUse,
    /// Too many audiences.
    TooMany,
    /// Too many links by one command.
    TooManyLinks,
    /// Those who read by a link would belong to too many different sets of audiences.
    TooManyClasses,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such audience."),
            Self::BadName => {
                write!(f, "The audience needs a name of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadCustomers => {
                write!(f, "Name at most {CUSTOMERS_MAX} customers that are there, each once.")
            }
            Self::UnknownHolder => f.write_str("There is no such customer or audience."),
            Self::NoLink => f.write_str("There is no link. Make one first."),
            Self::NoAddress => f.write_str("This contact has no mail address on file."),
            Self::InUse => f.write_str(
                "A component or a status page is for this audience only. Say first who else may \
                 read it.",
            ),
            Self::TooMany => write!(f, "At most {AUDIENCES_MAX} audiences are possible."),
            Self::TooManyLinks => {
                write!(f, "At most {LINKS_AT_ONCE_MAX} links are made at a time.")
            }
            Self::TooManyClasses => f.write_str(
                "Customers with links would be in more than a hundred different combinations of \
                 audiences. Join some of them.",
            ),
        }
    }
}

/// Somebody's link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is derived from.
    pub id: StatusLinkId,
    /// Under which generation.
    pub generation: u32,
    /// Since when; none where it has ended.
    pub since: Option<Timestamp>,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The audiences.
    pub audiences: OrdMap<AudienceKey, Arc<Audience>>,
    /// Who reads by a link, or did.
    pub links: OrdMap<Holder, Link>,
    /// Whose link it is.
    holders: OrdMap<StatusLinkId, Holder>,
    /// To which audiences a customer belongs.
    of_customer: OrdMap<CustomerKey, OrdSet<AudienceKey>>,
}

impl State {
    /// The audience of that key.
    #[must_use]
    pub fn get(&self, audience: &AudienceKey) -> Option<&Audience> {
        self.audiences.get(audience).map(Arc::as_ref)
    }

    /// The audiences to which a customer belongs.
    #[must_use]
    pub fn of(&self, customer: &CustomerKey) -> OrdSet<AudienceKey> {
        self.of_customer.get(customer).cloned().unwrap_or_default()
    }

    /// The audiences of whoever holds a link.
    #[must_use]
    pub fn of_holder(&self, whose: &Holder) -> OrdSet<AudienceKey> {
        match whose {
            Holder::Customer(customer) => self.of(customer),
            Holder::Audience(audience) => OrdSet::unit(audience.clone()),
        }
    }

    /// The link that works for somebody, if any does.
    #[must_use]
    pub fn link_of(&self, whose: &Holder) -> Option<&Link> {
        self.links.get(whose).filter(|link| link.since.is_some())
    }

    /// Whose link it is, and the link itself, if it works.
    #[must_use]
    pub fn holder_of(&self, link: StatusLinkId) -> Option<(&Holder, &Link)> {
        let whose = self.holders.get(&link)?;
        Some((whose, self.link_of(whose)?))
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { audience, profile } => {
                let profile = tidy(profile)?;
                let known = self.get(&audience);
                if known.is_some_and(|known| *known == profile) {
                    return Ok(Vec::new());
                }
                if known.is_none() && self.audiences.len() >= AUDIENCES_MAX {
                    return Err(Refusal::TooMany);
                }
                Ok(vec![Event::Put { audience, profile }])
            }
            Command::Remove { audience } => {
                self.get(&audience).ok_or(Refusal::Unknown)?;
                Ok(vec![Event::Removed { audience }])
            }
            Command::GiveLink { whose } => {
                let (link, generation) = self.next_link(&whose, moment);
                Ok(vec![Event::LinkGiven { whose, link, generation }])
            }
            Command::HandOut { links } if links.len() > LINKS_AT_ONCE_MAX => {
                Err(Refusal::TooManyLinks)
            }
            Command::HandOut { links } => Ok(self.hand_out(links, moment)),
            Command::TakeLink { whose } => {
                self.link_of(&whose).ok_or(Refusal::NoLink)?;
                Ok(vec![Event::LinkTaken { whose }])
            }
            Command::MailLink { customer, contact } => {
                let whose = Holder::Customer(customer.clone());
                self.link_of(&whose).ok_or(Refusal::NoLink)?;
                Ok(vec![Event::LinkMailed { customer, contact }])
            }
            Command::Forget { customer } => {
                let known = self.of_customer.contains_key(&customer)
                    || self.links.contains_key(&Holder::Customer(customer.clone()));
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { customer })))
            }
        }
    }

    fn hand_out(&self, links: Vec<Handout>, moment: &Moment<'_>) -> Vec<Event> {
        let mut given: BTreeSet<CustomerKey> = BTreeSet::new();
        let mut events = Vec::new();
        for Handout { customer, contacts } in links {
            let whose = Holder::Customer(customer.clone());
            if self.link_of(&whose).is_some() || !given.insert(customer.clone()) {
                continue;
            }
            let (link, generation) = self.next_link(&whose, moment);
            events.push(Event::LinkGiven { whose, link, generation });
            events.extend(contacts.into_iter().map(|contact| {
                let customer = customer.clone();
                Event::LinkMailed { customer, contact }
            }));
        }
        events
    }

    /// What somebody's next link is derived from.
    fn next_link(&self, whose: &Holder, moment: &Moment<'_>) -> (StatusLinkId, u32) {
        match self.links.get(whose) {
            Some(known) => (known.id, known.generation + 1),
            None => (StatusLinkId(moment.id()), 0),
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Put { audience, profile } => {
                self.part(audience);
                for customer in &profile.customers {
                    let of = self.of_customer.entry(customer.clone()).or_default();
                    of.insert(audience.clone());
                }
                self.audiences.insert(audience.clone(), Arc::new(profile.clone()));
            }
            Event::Removed { audience } => {
                self.part(audience);
                self.audiences.remove(audience);
                self.unlink(&Holder::Audience(audience.clone()));
            }
            Event::LinkGiven { whose, link, generation } => {
                let given = Link { id: *link, generation: *generation, since: Some(at) };
                self.links.insert(whose.clone(), given);
                self.holders.insert(*link, whose.clone());
            }
            Event::LinkTaken { whose } => {
                if let Some(link) = self.links.get_mut(whose) {
                    link.since = None;
                }
            }
            Event::LinkMailed { .. } => {}
            Event::Forgotten { customer } => {
                for audience in self.of(customer) {
                    if let Some(known) = self.audiences.get_mut(&audience) {
                        Arc::make_mut(known).customers.retain(|one| one != customer);
                    }
                }
                self.of_customer.remove(customer);
                self.unlink(&Holder::Customer(customer.clone()));
            }
        }
    }

    /// Nobody belongs to that audience any more.
    fn part(&mut self, audience: &AudienceKey) {
        let Some(known) = self.audiences.get(audience).cloned() else { return };
        for customer in &known.customers {
            if let Some(of) = self.of_customer.get_mut(customer) {
                of.remove(audience);
                if of.is_empty() {
                    self.of_customer.remove(customer);
                }
            }
        }
    }

    fn unlink(&mut self, whose: &Holder) {
        if let Some(link) = self.links.remove(whose) {
            self.holders.remove(&link.id);
        }
    }

    /// This room has no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

/// The audience as it is kept.
fn tidy(audience: Audience) -> Result<Audience, Refusal> {
    let (name, cut) = tidied_line(&audience.name);
    if name.is_empty() || cut {
        return Err(Refusal::BadName);
    }
    let once = audience.customers.iter().collect::<BTreeSet<_>>().len();
    if once != audience.customers.len() || once > CUSTOMERS_MAX {
        return Err(Refusal::BadCustomers);
    }
    Ok(Audience { name: name.into(), ..audience })
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

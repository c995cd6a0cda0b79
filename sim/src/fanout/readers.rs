//! Who of the subscribers reads what: two customers with a link each, of which one belongs to an
//! audience. Their links are made anew now and then, and whoever came by an old one is told
//! nothing.

use domain::State;
use domain::audiences::{self, Audience, Holder};
use domain::customers;
use domain::subscribers::{
    self, Announcement, Class, GivenLink, Kind, Readership, Through, Version,
};
use domain::words::{
    Actor, Affected, AudienceKey, ComponentKey, Condition, CustomerKey, Timestamp,
};

use super::{Slip, World};

/// The customers of the model; the first belongs to the audience.
const CUSTOMERS: [&str; 2] = ["clinic", "shop"];

fn clinics() -> AudienceKey {
    "clinics".into()
}

/// Only the audience knows of this.
fn secret() -> ComponentKey {
    "isotope".into()
}

/// To which customer the entry of that number belongs, if to one.
fn customer_of(number: u64) -> Option<CustomerKey> {
    match number % 10 {
        3 => Some(CUSTOMERS[0].into()),
        5 => Some(CUSTOMERS[1].into()),
        _ => None,
    }
}

fn link_of(state: &State, customer: &CustomerKey) -> Option<GivenLink> {
    let link = state.audiences.link_of(&Holder::Customer(customer.clone()))?;
    Some(GivenLink { id: link.id, generation: link.generation })
}

/// The version of a word for those of the audience.
fn for_clinics(word: &Announcement) -> Version {
    let mut audience = word.audience.clone();
    audience.pages = vec!["public".into()];
    audience.components.push(secret());
    let affected = vec![Affected { component: secret(), condition: Condition::Major }];
    let classes = vec![Class { audiences: [clinics()].into(), only: None }];
    Version { classes, kind: Kind::Updated, affected, audience }
}

impl World {
    /// The customers, their links and the audience.
    pub(super) fn has_customers(&mut self) {
        for customer in CUSTOMERS {
            let profile = customers::Profile { name: customer.into(), ..Default::default() };
            let (customer, profile) = (CustomerKey::from(customer), Box::new(profile));
            let whose = Holder::Customer(customer.clone());
            let put = customers::Command::Put { customer, profile };
            self.ask(0, Actor::Operator, put.into());
            self.ask(0, Actor::Operator, audiences::Command::GiveLink { whose }.into());
        }
        let profile = Audience { name: "Clinics".into(), customers: vec![CUSTOMERS[0].into()] };
        let put = audiences::Command::Put { audience: clinics(), profile };
        self.ask(0, Actor::Operator, put.into());
    }

    /// By what the entry of that number signs up; the model remembers by which link.
    pub(super) fn came_by(&mut self, number: u64) -> Option<Through> {
        let customer = customer_of(number)?;
        let link = link_of(self.some_state()?.as_ref(), &customer)?;
        if self.came.insert(number, link) != Some(link) {
            let now = self.tick().wall;
            self.came_at.insert(number, now);
        }
        let link = (self.slip != Some(Slip::ForgetsLinks)).then_some(link);
        Some(Through::Customer { customer, link })
    }

    /// A customer's link is made anew.
    pub(super) fn renews(&mut self) {
        let customer = if self.chance.hits(500) { CUSTOMERS[0] } else { CUSTOMERS[1] };
        let whose = Holder::Customer(customer.into());
        self.by_any(Actor::Operator, audiences::Command::GiveLink { whose }.into());
    }

    /// A word that the audience reads otherwise than everyone, or that is for nobody else.
    pub(super) fn read_apart(&mut self, word: Announcement) -> Announcement {
        let version = for_clinics(&word);
        let mut word = Announcement { versions: vec![version], ..word };
        if self.chance.hits(400) {
            word.audience.pages.clear();
        }
        word
    }

    /// Whether somebody came by their present link only after a word was said, and is owed none of
    /// it.
    pub(super) fn came_after(&self, known: &subscribers::Subscriber, said: Timestamp) -> bool {
        let came = entry_of(known).and_then(|entry| self.came_at.get(&entry));
        came.is_some_and(|at| *at > said)
    }

    /// Why that subscriber may not be handed this word, by what the model remembers of them.
    pub(super) fn tells_too_much(
        &mut self,
        state: &State,
        number: u32,
        word: &Announcement,
    ) -> Option<String> {
        let known = state.subscribers.numbered(number)?;
        let entry = entry_of(known)?;
        let customer = customer_of(entry).filter(|_| known.profile.colleague.is_none());
        if let Some(customer) = &customer {
            let working = link_of(state, customer);
            if self.came.get(&entry) != working.as_ref() {
                return Some(format!("{number} came by a link that was made anew, and was told"));
            }
        }
        let class = state.reading(known).and_then(|reading| reading.class);
        let class = match self.slip {
            Some(Slip::OthersVersion) if self.chance.hits(100) => {
                Some(Class { audiences: [clinics()].into(), only: None })
            }
            _ => class,
        };
        let handed = word.as_read(class.as_ref());
        let tainted = handed.affected.iter().any(|one| one.component == secret());
        let may = customer.is_some_and(|customer| customer.as_str() == CUSTOMERS[0]);
        (tainted && !may).then(|| format!("{number} read what is for the clinics"))
    }
}

/// The number of the entry by which somebody came, as it stands in their address.
fn entry_of(known: &subscribers::Subscriber) -> Option<u64> {
    let address = known.address.as_str();
    let mail = address.strip_prefix("reader").and_then(|rest| rest.split_once('@'));
    let mail = mail.map(|(digits, _)| digits);
    let number = || address.strip_prefix("+4670");
    let digits = mail.or_else(number).or_else(|| Some(address.rsplit_once('/')?.1));
    digits?.parse().ok()
}

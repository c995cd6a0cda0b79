//! What the vendor knows about a customer, and the limits it has to keep.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::customers::Refusal;
use crate::words::{
    ComponentKey, ContactKey, CustomerKey, LINE_LEN_MAX, Owner, Personal, SiteKey, is_key,
    tidy_line,
};

/// Longest name of a customer or a site, in characters.
pub const NAME_CHARS_MAX: usize = 200;
/// Most access names of one customer.
pub const ACCESS_NAMES_MAX: usize = 32;
/// Most former names of one customer.
pub const FORMER_NAMES_MAX: usize = 32;
/// Most e-mail domains of one customer.
pub const DOMAINS_MAX: usize = 32;
/// Longest e-mail domain, in characters.
pub const DOMAIN_CHARS_MAX: usize = 253;
/// Most contacts of one customer.
pub const CONTACTS_MAX: usize = 100;
/// Most sites of one customer.
pub const SITES_MAX: usize = 2_000;

/// A customer, as the vendor's files have it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The name the vendor uses, as a rule the legal one.
    pub name: SmolStr,
    /// Names that the customer chose to be known by: a trade name, a brand, a parent.
    pub access_names: Vec<SmolStr>,
    /// Names that it once had. People keep saying them.
    pub former_names: Vec<SmolStr>,
    /// The domains of its e-mail addresses.
    pub domains: Vec<SmolStr>,
    /// Its people whom the vendor knows.
    pub contacts: Vec<Contact>,
    /// Its stores, clinics, plants.
    pub sites: Vec<Site>,
    /// Its service level, in words; may be empty.
    pub plan: SmolStr,
    /// What an hour of standstill costs it.
    pub downtime_rate: Option<Money>,
}

/// A person at a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// The contact's key within the customer.
    pub key: ContactKey,
    /// The name.
    pub name: Personal,
    /// The e-mail address.
    pub email: Option<Personal>,
    /// The telephone number.
    pub phone: Option<Personal>,
    /// Whether this contact asked to be told when someone calls in the company's name.
    pub told: bool,
}

/// A place of a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// The site's key within the customer.
    pub key: SiteKey,
    /// What people call it.
    pub name: SmolStr,
    /// Its IANA time zone.
    pub zone: Option<SmolStr>,
    /// The component that serves it, such as a region: how that fares stands beside it on the
    /// customer's own page. One that is not there says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentKey>,
}

/// An amount per hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In the currency's smallest unit, for each hour.
    pub minor_per_hour: i64,
    /// Three capital letters, as in ISO 4217.
    pub currency: SmolStr,
}

impl Profile {
    /// The profile as it is kept: tidied, without repetitions, with every personal word owned by
    /// its contact; or the first limit that it breaks.
    ///
    /// # Errors
    /// A [`Refusal`] that names what to change.
    pub fn checked(
        mut self,
        customer: &CustomerKey,
        zones: &jiff::tz::TimeZoneDatabase,
    ) -> Result<Self, Refusal> {
        self.name = line("the name", &self.name, NAME_CHARS_MAX)?;
        if self.name.is_empty() {
            return Err(Refusal::Nameless { customer: customer.clone() });
        }
        self.plan = line("the plan", &self.plan, NAME_CHARS_MAX)?;
        self.access_names = lines("access names", &self.access_names, ACCESS_NAMES_MAX)?;
        self.former_names = lines("former names", &self.former_names, FORMER_NAMES_MAX)?;
        self.domains = domains(&self.domains)?;
        within("contacts", self.contacts.len(), CONTACTS_MAX)?;
        within("sites", self.sites.len(), SITES_MAX)?;
        for place in 0..self.contacts.len() {
            let (before, rest) = self.contacts.split_at_mut(place);
            let contact = &mut rest[0];
            key(contact.key.as_str(), before.iter().any(|other| other.key == contact.key))?;
            let of = Owner::Contact(customer.clone(), contact.key.clone());
            own(&mut contact.name, &of);
            let reach = contact.email.iter_mut().chain(contact.phone.iter_mut());
            reach.for_each(|words| own(words, &of));
        }
        for place in 0..self.sites.len() {
            let (before, rest) = self.sites.split_at_mut(place);
            let site = &mut rest[0];
            key(site.key.as_str(), before.iter().any(|other| other.key == site.key))?;
            site.name = line("a site's name", &site.name, NAME_CHARS_MAX)?;
            if let Some(zone) = site.zone.as_ref().filter(|zone| zones.get(zone).is_err()) {
                return Err(Refusal::UnknownZone { zone: zone.clone() });
            }
        }
        if let Some(rate) = &self.downtime_rate {
            let letters = rate.currency.bytes().all(|b| b.is_ascii_uppercase());
            if rate.minor_per_hour < 0 || rate.currency.len() != 3 || !letters {
                return Err(Refusal::BadRate);
            }
        }
        Ok(self)
    }

    /// Whether the customer is already known by these words.
    #[must_use]
    pub fn has_name(&self, said: &str) -> bool {
        let said = said.trim().to_lowercase();
        let names = std::iter::once(&self.name).chain(&self.access_names);
        names.chain(&self.former_names).any(|name| name.to_lowercase() == said)
    }

    /// Shows every personal word to the visitor, in the order of the contacts.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        for contact in &mut self.contacts {
            visit(&mut contact.name);
            contact.email.iter_mut().for_each(&mut *visit);
            contact.phone.iter_mut().for_each(&mut *visit);
        }
    }
}

fn own(words: &mut Personal, of: &Owner) {
    words.of = of.clone();
    if let Some(text) = &words.text {
        let tidy = tidy_line(text);
        if *tidy != **text {
            words.text = Some(tidy.into());
        }
    }
}

fn key(key: &str, taken: bool) -> Result<(), Refusal> {
    match (is_key(key), taken) {
        (false, _) => Err(Refusal::BadKey { key: SmolStr::new(short(key)) }),
        (true, true) => Err(Refusal::KeyTwice { key: SmolStr::new(key) }),
        (true, false) => Ok(()),
    }
}

/// The start of a text that may be huge, for saying which one was meant.
fn short(text: &str) -> String {
    text.chars().take(64).collect()
}

fn within(what: &str, count: usize, limit: usize) -> Result<(), Refusal> {
    let refusal = || Refusal::TooMany { what: SmolStr::new(what), limit: as_u32(limit) };
    if count > limit { Err(refusal()) } else { Ok(()) }
}

fn line(what: &str, text: &str, chars_max: usize) -> Result<SmolStr, Refusal> {
    let too_long = text.chars().count() > chars_max;
    let tidy = tidy_line(text);
    // A long name in a script of many bytes would be cut in silence otherwise.
    if too_long || text.trim().len() > LINE_LEN_MAX && tidy.len() + 4 > LINE_LEN_MAX {
        return Err(Refusal::TooLong { what: SmolStr::new(what), limit: as_u32(chars_max) });
    }
    Ok(SmolStr::new(tidy))
}

fn lines(what: &str, texts: &[SmolStr], limit: usize) -> Result<Vec<SmolStr>, Refusal> {
    within(what, texts.len(), limit)?;
    let mut kept: Vec<SmolStr> = Vec::with_capacity(texts.len());
    for text in texts {
        let text = line(what, text, NAME_CHARS_MAX)?;
        if !text.is_empty() && !kept.contains(&text) {
            kept.push(text);
        }
    }
    Ok(kept)
}

fn domains(texts: &[SmolStr]) -> Result<Vec<SmolStr>, Refusal> {
    within("e-mail domains", texts.len(), DOMAINS_MAX)?;
    let mut kept: Vec<SmolStr> = Vec::with_capacity(texts.len());
    for text in texts {
        let domain = text.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase();
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
        let labelled = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        if !labelled || !domain.chars().all(plain) || domain.chars().count() > DOMAIN_CHARS_MAX {
            return Err(Refusal::BadDomain { domain: SmolStr::new(short(text)) });
        }
        let domain = SmolStr::new(domain);
        if !kept.contains(&domain) {
            kept.push(domain);
        }
    }
    Ok(kept)
}

fn as_u32(limit: usize) -> u32 {
    u32::try_from(limit).unwrap_or(u32::MAX)
}

//! Finds which customer a caller means, and says why; pure, bounded, the same on every machine.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::{CANDIDATES_MAX, Candidate, Context, Found, Reason, Verdict};
use super::legal_forms::Form;
use super::profile::Profile;
use super::reach;
use super::score::{Score, Weights, Words, score};
use super::trigrams::Postings;
use crate::words::{CustomerKey, SmolStr};

/// A name that reaches this, in both ways of counting, may be attached without a human.
pub const AUTO_PERMILLE: u32 = 850;
/// The next candidate has to be this far behind.
pub const MARGIN_PERMILLE: u32 = 80;
/// With the caller's number or e-mail domain on file, a name needs only this.
pub const EVIDENCED_PERMILLE: u32 = 600;
/// What is less likely than this is not worth a responder's glance.
pub const SUGGEST_PERMILLE: u32 = 450;

/// Names that letter pieces propose.
const NEAR_NAMES_MAX: usize = 200;
/// Customers of those that are compared in full, and names of each.
const NEAR_CUSTOMERS_MAX: usize = 20;
const NEAR_NAMES_EACH_MAX: usize = 3;
/// Names with an equal key that are compared in full.
const EQUAL_NAMES_MAX: usize = 64;
/// The longest name that is looked for in the midst of what was said.
const RUN_WORDS_MAX: usize = 5;
/// Customers that evidence proposes, and names of each that are compared.
const EVIDENCED_CUSTOMERS_MAX: usize = 16;
const EVIDENCED_NAMES_EACH_MAX: usize = 64;

/// Half of the callers who say a former name mean the company; a site's name alone is too common
/// to let a machine decide.
const FORMER_RANK_PERMILLE: u32 = 970;
const SITE_RANK_PERMILLE: u32 = 900;
const SITE_GATE_MAX: u32 = 800;
const OWN_SCRIPT_BONUS: u32 = 100;
const PHONE_BONUS: u32 = 300;
const EMAIL_BONUS: u32 = 300;
const DOMAIN_BONUS: u32 = 250;
const ALERT_BONUS: u32 = 200;
/// What evidence is worth when nothing was said.
const PHONE_ALONE: u32 = 550;
const DOMAIN_ALONE: u32 = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Legal,
    Access,
    Former,
    Site,
}

#[derive(Debug)]
struct Name {
    core: SmolStr,
    /// Digest of the name in its own script, to prefer the very same spelling.
    own_script: u64,
    customer: u32,
    form: Option<Form>,
    kind: Kind,
}

/// Every name of every customer, arranged for looking up. Built anew when the directory changes.
#[derive(Debug, Default)]
pub struct Index {
    customers: Vec<CustomerKey>,
    /// Where each customer's names start; one more at the end.
    starts: Vec<u32>,
    names: Vec<Name>,
    /// Digest of a core, its glued form, its initials or its sound, and the name that has it.
    equal: Vec<(u64, u32)>,
    postings: Postings,
    weights: Weights,
    domains: Vec<(SmolStr, u32)>,
    emails: Vec<(SmolStr, u32)>,
    /// The last digits, the whole number, whose it is.
    phones: Vec<(u64, u64, u32)>,
}

/// What a digest was made of, so that initials are never taken for a sound.
#[derive(Clone, Copy)]
enum Key {
    OwnScript = 1,
    Compact = 2,
    Acronym = 3,
    Sound = 4,
}

/// FNV-1a: short, fast and the same on every machine. Whatever it finds is compared again.
fn digest(key: Key, text: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64 ^ key as u64;
    text.bytes().fold(start, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// What was gathered about one customer during a search.
#[derive(Clone, Debug, Default)]
struct Standing {
    score: Score,
    rank: u32,
    gate: u32,
    kind: Option<Kind>,
    exact_access: bool,
    own_script: bool,
    phone: bool,
    email: bool,
    domain: bool,
    alert: bool,
}

impl Standing {
    fn evidence(&self) -> bool {
        self.phone || self.email || self.domain
    }

    fn bonus(&self) -> u32 {
        let parts = [
            (self.own_script, OWN_SCRIPT_BONUS),
            (self.phone, PHONE_BONUS),
            (self.email, EMAIL_BONUS),
            (self.domain && !self.email, DOMAIN_BONUS),
            (self.alert, ALERT_BONUS),
        ];
        parts.iter().filter(|(holds, _)| *holds).map(|(_, bonus)| bonus).sum()
    }

    /// May pass 1000: what counts is the distance between two candidates.
    fn points(&self) -> u32 {
        let alone = if self.phone || self.email {
            PHONE_ALONE
        } else if self.domain {
            DOMAIN_ALONE
        } else {
            0
        };
        (self.rank + self.bonus()).max(alone)
    }

    fn reasons(&self) -> Vec<Reason> {
        let permille = u16::try_from(self.score.rank).unwrap_or(1_000);
        let mut reasons = Vec::new();
        match (self.kind, self.score) {
            (None, _) | (_, Score { rank: 0, .. }) => {}
            (Some(Kind::Legal), Score { exact: true, .. }) => reasons.push(Reason::ExactName),
            (Some(Kind::Access), Score { exact: true, .. }) => reasons.push(Reason::AccessName),
            (Some(Kind::Former), Score { exact: true, .. }) => reasons.push(Reason::FormerName),
            (Some(Kind::Site), Score { exact: true, .. }) => reasons.push(Reason::SiteName),
            (_, Score { acronym: true, .. }) => reasons.push(Reason::Acronym),
            (_, Score { within: true, .. }) => reasons.push(Reason::NameWithin),
            (Some(Kind::Site), _) => reasons.push(Reason::SimilarSite { permille }),
            (Some(_), _) => reasons.push(Reason::SimilarName { permille }),
        }
        let more = [
            (self.phone, Reason::PhoneOnFile),
            (self.email, Reason::EmailOnFile),
            (self.domain && !self.email, Reason::EmailDomain),
            (self.alert, Reason::LiveAlert),
            (self.score.other_number && !reasons.is_empty(), Reason::OtherNumber),
            (self.score.other_form, Reason::OtherLegalForm),
        ];
        reasons.extend(more.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason));
        reasons
    }
}

/// Everything about the caller's words that a search needs.
struct Query {
    words: Words,
    own_script: u64,
    emails: BTreeSet<String>,
    phones: BTreeSet<u64>,
}

impl Query {
    fn of(who: &str, reach: &str) -> Self {
        let mut emails = reach::emails(reach);
        emails.extend(reach::emails(who));
        let mut phones = reach::phones(reach);
        phones.extend(reach::phones(who));
        Self {
            words: Words::of(who),
            own_script: digest(Key::OwnScript, &super::fold::own_script(who)),
            emails,
            phones,
        }
    }
}

impl Index {
    /// Arranges a directory, which has to come in the order of its keys. A hundred thousand
    /// customers take about two seconds, so this is done off the loop.
    #[must_use]
    pub fn build<'a>(directory: impl IntoIterator<Item = (&'a CustomerKey, &'a Profile)>) -> Self {
        let mut index = Self::default();
        for (key, profile) in directory {
            index.add(key, profile);
        }
        index.starts.push(as_u32(index.names.len()));
        index.equal.sort_unstable();
        index.equal.shrink_to_fit();
        index.domains.sort_unstable();
        index.emails.sort_unstable();
        index.phones.sort_unstable();
        index.postings = Postings::build(index.names.iter().map(|name| name.core.as_str()));
        index
    }

    /// How many customers it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customers.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty()
    }

    fn add(&mut self, key: &CustomerKey, profile: &Profile) {
        let customer = as_u32(self.customers.len());
        self.customers.push(key.clone());
        self.starts.push(as_u32(self.names.len()));
        self.add_name(customer, Kind::Legal, &profile.name);
        for name in &profile.access_names {
            self.add_name(customer, Kind::Access, name);
        }
        for name in &profile.former_names {
            self.add_name(customer, Kind::Former, name);
        }
        for site in &profile.sites {
            self.add_name(customer, Kind::Site, &site.name);
        }
        self.domains.extend(profile.domains.iter().map(|domain| (domain.clone(), customer)));
        for contact in &profile.contacts {
            let text = |words: &Option<crate::words::Personal>| {
                words.as_ref().and_then(|words| words.text.clone())
            };
            if let Some(email) = text(&contact.email) {
                self.emails.push((SmolStr::new(email.to_lowercase()), customer));
            }
            for phone in text(&contact.phone).iter().flat_map(|phone| reach::phones(phone)) {
                self.phones.push((reach::phone_tail(phone), phone, customer));
            }
        }
    }

    fn add_name(&mut self, customer: u32, kind: Kind, name: &str) {
        let words = Words::of(name);
        if words.core.is_empty() {
            return;
        }
        let place = as_u32(self.names.len());
        self.equal.push((digest(Key::Compact, &words.compact), place));
        if !words.acronym.is_empty() {
            self.equal.push((digest(Key::Acronym, &words.acronym), place));
        }
        if !words.sound.is_empty() {
            self.equal.push((digest(Key::Sound, &words.sound), place));
        }
        self.weights.add(words.words().map(SmolStr::as_str));
        self.names.push(Name {
            core: SmolStr::new(&words.core),
            own_script: digest(Key::OwnScript, &super::fold::own_script(name)),
            customer,
            form: words.form,
            kind,
        });
    }

    /// Finds whom the caller means by what they wrote about themselves and how to reach them.
    /// Never panics, whatever they wrote, and looks at a bounded part of it.
    #[must_use]
    pub fn identify(&self, who: &str, reach: &str, context: &Context) -> Found {
        let query = Query::of(who, reach);
        let mut standings = self.evidence(&query, context);
        let mut names = self.equal_names(&query.words);
        names.extend(self.near_names(&query.words));
        for customer in standings.keys() {
            names.extend(self.names_of(*customer).take(EVIDENCED_NAMES_EACH_MAX));
        }
        for place in names {
            self.weigh(&query, place, &mut standings);
        }
        self.decide(&standings)
    }

    fn names_of(&self, customer: u32) -> impl Iterator<Item = u32> {
        let at = |place: u32| self.starts.get(place as usize).copied().unwrap_or(0);
        at(customer)..at(customer.saturating_add(1))
    }

    /// Customers that the caller's number, address or a live alarm points to.
    fn evidence(&self, query: &Query, context: &Context) -> BTreeMap<u32, Standing> {
        let mut standings: BTreeMap<u32, Standing> = BTreeMap::new();
        let mut point = |customer: u32, mark: fn(&mut Standing)| {
            if standings.contains_key(&customer) || standings.len() < EVIDENCED_CUSTOMERS_MAX {
                mark(standings.entry(customer).or_default());
            }
        };
        for phone in &query.phones {
            let tail = reach::phone_tail(*phone);
            let start = self.phones.partition_point(|(other, _, _)| *other < tail);
            let same = self.phones[start..].iter().take_while(|(other, _, _)| *other == tail);
            for (_, number, customer) in same {
                if reach::same_phone(*number, *phone) {
                    point(*customer, |standing| standing.phone = true);
                }
            }
        }
        for email in &query.emails {
            for customer in equal_range(&self.emails, email) {
                point(customer, |standing| standing.email = true);
            }
            for domain in reach::domains(email) {
                for customer in equal_range(&self.domains, domain) {
                    point(customer, |standing| standing.domain = true);
                }
            }
        }
        for key in context.alarmed.iter().take(EVIDENCED_CUSTOMERS_MAX) {
            // The directory iterates in the order of its keys, and so do we.
            if let Ok(place) = self.customers.binary_search(key) {
                point(as_u32(place), |standing| standing.alert = true);
            }
        }
        standings
    }

    /// Names that share a whole key with the query: glued, as initials, by sound, in its midst.
    fn equal_names(&self, words: &Words) -> BTreeSet<u32> {
        let whole = [
            digest(Key::Compact, &words.compact),
            digest(Key::Acronym, &words.compact),
            digest(Key::Compact, &words.acronym),
            digest(Key::Sound, &words.sound),
        ];
        let runs = words.runs(RUN_WORDS_MAX).map(|run| digest(Key::Compact, &run));
        let mut names = BTreeSet::new();
        for key in whole.into_iter().chain(runs) {
            if names.len() >= EQUAL_NAMES_MAX {
                break;
            }
            let start = self.equal.partition_point(|(other, _)| *other < key);
            let same = self.equal[start..].iter().take_while(|(other, _)| *other == key);
            names.extend(same.take(EQUAL_NAMES_MAX).map(|(_, name)| *name));
        }
        names
    }

    /// Names that share the most pieces with the query, a few for each customer, so that one chain
    /// of stores does not crowd out everyone else.
    fn near_names(&self, words: &Words) -> Vec<u32> {
        let mut each: BTreeMap<u32, usize> = BTreeMap::new();
        let mut names = Vec::new();
        for (_, place) in self.postings.nearest(&words.pieces, NEAR_NAMES_MAX) {
            let customer = self.names[place as usize].customer;
            let full = each.len() >= NEAR_CUSTOMERS_MAX && !each.contains_key(&customer);
            let count = each.entry(customer).or_default();
            if !full && *count < NEAR_NAMES_EACH_MAX {
                *count += 1;
                names.push(place);
            }
        }
        names
    }

    /// Compares the query with one name and keeps the better of what its customer had.
    fn weigh(&self, query: &Query, place: u32, standings: &mut BTreeMap<u32, Standing>) {
        let name = &self.names[place as usize];
        let words = Words::of_core(&name.core, name.form);
        let alone = score(&query.words, &words, &self.weights);
        let (rank, gate) = match name.kind {
            Kind::Legal | Kind::Access => (alone.rank, alone.gate),
            Kind::Former => (alone.rank * FORMER_RANK_PERMILLE / 1_000, alone.gate),
            Kind::Site => (alone.rank * SITE_RANK_PERMILLE / 1_000, alone.gate.min(SITE_GATE_MAX)),
        };
        let standing = standings.entry(name.customer).or_default();
        standing.exact_access |= alone.exact && name.kind == Kind::Access;
        standing.own_script |=
            alone.exact && name.kind != Kind::Site && name.own_script == query.own_script;
        standing.keep(name.kind, alone, rank, gate);
        if name.kind == Kind::Site && !alone.exact {
            // "Brightwater Elm Street": the company and its site in one breath.
            let owner = &self.names[self.starts[name.customer as usize] as usize];
            let both = Words::of_core(&format!("{} {}", owner.core, name.core), owner.form);
            let both = score(&query.words, &both, &self.weights);
            standing.keep(name.kind, both, both.rank, both.gate);
        }
    }

    fn decide(&self, standings: &BTreeMap<u32, Standing>) -> Found {
        let mut order: Vec<(&u32, &Standing)> = standings
            .iter()
            .filter(|(_, standing)| standing.points() >= SUGGEST_PERMILLE)
            .collect();
        order.sort_by(|a, b| b.1.points().cmp(&a.1.points()).then(a.0.cmp(b.0)));
        let key = |customer: u32| self.customers[customer as usize].clone();
        let candidates = order.iter().take(CANDIDATES_MAX).map(|(customer, standing)| Candidate {
            customer: key(**customer),
            rank_permille: u16::try_from(standing.points().min(1_000)).unwrap_or(1_000),
            gate_permille: u16::try_from(standing.gate.min(1_000)).unwrap_or(1_000),
            reasons: standing.reasons(),
        });
        let verdict = match order.as_slice() {
            [] => Verdict::Unknown,
            [(customer, first), rest @ ..] if first.sure(rest.iter().map(|(_, other)| *other)) => {
                Verdict::Auto(key(**customer))
            }
            _ => Verdict::Suggest,
        };
        Found { candidates: candidates.collect(), verdict }
    }
}

impl Standing {
    fn keep(&mut self, kind: Kind, score: Score, rank: u32, gate: u32) {
        if (rank, gate) > (self.rank, self.gate) || self.kind.is_none() {
            self.score = score;
            self.rank = rank;
            self.gate = gate;
            self.kind = Some(kind);
        }
    }

    /// Whether a machine may attach this one, given everyone else who could be meant.
    fn sure<'a>(&self, others: impl Iterator<Item = &'a Self> + Clone) -> bool {
        if self.score.other_number || self.rank == 0 {
            return false;
        }
        if !self.evidence() && others.clone().any(Self::evidence) {
            // The name says one company and the number another: a human asks.
            return false;
        }
        let next = others.clone().map(Self::points).max().unwrap_or(0);
        let clear = self.points() >= next + MARGIN_PERMILLE;
        let only_name = !others.clone().any(|other| other.score.exact);
        let named = self.rank >= AUTO_PERMILLE && self.gate >= AUTO_PERMILLE;
        let evidenced = self.evidence() && self.rank >= EVIDENCED_PERMILLE;
        (clear && (named || evidenced)) || (self.exact_access && only_name)
    }
}

fn equal_range<'a>(sorted: &'a [(SmolStr, u32)], key: &'a str) -> impl Iterator<Item = u32> + 'a {
    let start = sorted.partition_point(|(other, _)| other.as_str() < key);
    sorted[start..].iter().take_while(move |(other, _)| other.as_str() == key).map(|(_, c)| *c)
}

fn as_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

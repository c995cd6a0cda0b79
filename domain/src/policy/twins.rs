//! Likely twins: incidents that may be the same fault, each with a score and its reasons. A pure
//! guess over the state; nothing comes of it until a person joins them.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use crate::State;
use crate::emergencies::{Emergency, Speaker, Text};
use crate::incidents::Incident;
use crate::policy::words_of;
use crate::words::{CustomerKey, IncidentId, ServiceKey};

/// Most twins that are offered.
pub const TWINS_MAX: usize = 8;
/// Most incidents that are looked at; the newest count.
pub const LOOKED_AT_MAX: usize = 500;
/// What scores less is no likely twin.
pub const SCORE_MIN: u32 = 450;
/// Most messages of one caller that are compared; the first ones say what is wrong.
const MESSAGES_MAX: usize = 3;
/// Most words of one incident that are compared.
const WORDS_MAX: usize = 60;
/// Shorter words say nothing about a fault.
const WORD_LEN_MIN: usize = 4;
/// Most words in common that are named as a reason.
const NAMED_MAX: usize = 3;

/// Words that stand in every cry for help, in the languages of the door.
const COMMON: [&str; 58] = [
    "aber",
    "about",
    "again",
    "agora",
    "ahora",
    "alle",
    "alles",
    "aucun",
    "avec",
    "bitte",
    "cannot",
    "cela",
    "dans",
    "depuis",
    "desde",
    "does",
    "doesnt",
    "down",
    "eine",
    "esta",
    "estamos",
    "estan",
    "everything",
    "from",
    "funktioniert",
    "geht",
    "haben",
    "have",
    "helfen",
    "help",
    "hilfe",
    "immer",
    "keine",
    "mais",
    "mehr",
    "nada",
    "nicht",
    "nichts",
    "nosso",
    "nous",
    "nuestro",
    "para",
    "please",
    "plus",
    "pour",
    "rien",
    "seit",
    "since",
    "that",
    "there",
    "this",
    "todo",
    "tudo",
    "unser",
    "unsere",
    "wieder",
    "with",
    "work",
];

/// Why two incidents may be one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// They are about the same service.
    SameService,
    /// They began within so many minutes.
    Close {
        /// How many, at least one.
        minutes: u64,
    },
    /// The callers used the same words.
    SameWords {
        /// The longest of them.
        words: Vec<String>,
    },
    /// Both are of one customer.
    SameCustomer,
    /// A machine reports one of them, about the service of the other.
    MachineOfService,
    /// Both were reported through one tool.
    SameTool,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameService => f.write_str("same service"),
            Self::Close { minutes: 1 } => f.write_str("began within a minute"),
            Self::Close { minutes } => write!(f, "began within {minutes} minutes"),
            Self::SameWords { words } => write!(f, "same words: {}", words.join(", ")),
            Self::SameCustomer => f.write_str("same customer"),
            Self::MachineOfService => f.write_str("a machine reports that service"),
            Self::SameTool => f.write_str("reported by the same tool"),
        }
    }
}

/// An incident that may be the same fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Which.
    pub incident: IncidentId,
    /// How likely, of a thousand.
    pub score: u32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What is compared of one incident.
struct Traits<'a> {
    incident: &'a Incident,
    words: BTreeSet<String>,
    customers: BTreeSet<&'a CustomerKey>,
    tools: BTreeSet<&'a str>,
}

impl State {
    /// What may be the same fault as this incident, the likeliest first.
    #[must_use]
    pub fn twins(&self, incident: IncidentId) -> Vec<Twin> {
        let Some(known) = self.incidents.get(incident) else { return Vec::new() };
        if known.settled_at.is_some() || self.groups.is_joined(incident) {
            return Vec::new();
        }
        let own = self.traits(known);
        let live = |other: &&Incident| other.settled_at.is_none() && other.id != incident;
        let all = self.incidents.incidents.values().map(AsRef::as_ref);
        let mut others: Vec<&Incident> = all.filter(live).collect();
        others.sort_by_key(|other| std::cmp::Reverse(other.opened_at));
        others.truncate(LOOKED_AT_MAX);
        let mut twins: Vec<Twin> =
            others.into_iter().filter_map(|other| alike(&own, &self.traits(other))).collect();
        twins.sort_by_key(|twin| (std::cmp::Reverse(twin.score), twin.incident));
        twins.truncate(TWINS_MAX);
        twins
    }

    fn traits<'a>(&'a self, incident: &'a Incident) -> Traits<'a> {
        let emergencies = incident.emergencies.iter().take(TWINS_MAX);
        let mut traits = Traits {
            incident,
            words: BTreeSet::new(),
            customers: BTreeSet::new(),
            tools: BTreeSet::new(),
        };
        for emergency in emergencies.filter_map(|id| self.emergencies.get(*id)) {
            traits.words.extend(telling(emergency));
            let held = self.customers.attached(emergency.id);
            traits.customers.extend(held.map(|held| &held.customer));
        }
        for one in self.groups.whole(incident.id) {
            let Some(gathering) = self.monitoring.gathering(one) else { continue };
            if gathering.declared.is_none() {
                traits.tools.insert(gathering.integration.as_str());
            }
            let alerts = self.monitoring.alerts_of(one).take(MESSAGES_MAX);
            traits.words.extend(alerts.flat_map(|alert| telling_words(&alert.report.summary)));
        }
        traits.words = traits.words.into_iter().take(WORDS_MAX).collect();
        traits
    }
}

/// The words of a caller that say something about the fault.
fn telling(emergency: &Emergency) -> Vec<String> {
    let said =
        emergency.messages.iter().filter_map(|message| match (&message.from, &message.text) {
            (Speaker::Participant(_), Text::Words(words)) => words.text.as_deref(),
            _ => None,
        });
    said.take(MESSAGES_MAX).flat_map(telling_words).collect()
}

fn telling_words(text: &str) -> Vec<String> {
    let tells =
        |word: &String| word.len() >= WORD_LEN_MIN && COMMON.binary_search(&word.as_str()).is_err();
    words_of(text).into_iter().filter(tells).take(WORDS_MAX).collect()
}

/// Two words for the same thing: one is the other with an ending.
fn same_word(one: &str, other: &str) -> bool {
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let longest = one.len().max(other.len());
    one == other || (shared > WORD_LEN_MIN && shared + 3 >= longest)
}

fn alike(own: &Traits<'_>, other: &Traits<'_>) -> Option<Twin> {
    let (mut score, mut reasons) = (0, Vec::new());
    let services = (own.incident.service.as_ref(), other.incident.service.as_ref());
    let same = |(one, two): (Option<&ServiceKey>, Option<&ServiceKey>)| one.is_some() && one == two;
    let machines = own.tools.is_empty() != other.tools.is_empty();
    if same(services) {
        score += 300;
        reasons.push(Reason::SameService);
        if machines {
            score += 150;
            reasons.push(Reason::MachineOfService);
        }
    }
    let (early, late) = (own.incident.opened_at, other.incident.opened_at);
    let apart = late.since(early).max(early.since(late));
    let close = [(2, 250), (10, 200), (30, 120), (120, 40)];
    let near = close.iter().find(|(minutes, _)| apart <= Duration::from_secs(minutes * 60));
    if let Some((_, points)) = near {
        score += points;
        reasons.push(Reason::Close { minutes: apart.as_secs().div_ceil(60).max(1) });
    }
    let mut words: Vec<&String> =
        own.words.iter().filter(|one| other.words.iter().any(|two| same_word(one, two))).collect();
    if !words.is_empty() {
        // Half of what the shorter of them said is as good as all of it.
        let shorter = own.words.len().min(other.words.len()).max(2);
        score += u32::try_from(words.len() * 700 / shorter).unwrap_or(350).min(350);
        words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
        let words = words.into_iter().take(NAMED_MAX).cloned().collect();
        reasons.push(Reason::SameWords { words });
    }
    if own.customers.intersection(&other.customers).next().is_some() {
        score += 150;
        reasons.push(Reason::SameCustomer);
    }
    if own.tools.intersection(&other.tools).next().is_some() {
        score += 100;
        reasons.push(Reason::SameTool);
    }
    let (incident, score) = (other.incident.id, score.min(1_000));
    (score >= SCORE_MIN).then_some(Twin { incident, score, reasons })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_words_are_in_order_so_that_they_are_found() {
        assert!(COMMON.is_sorted(), "binary search needs them sorted");
    }

    #[test]
    fn an_ending_makes_no_other_word() {
        assert!(same_word("terminal", "terminals"));
        assert!(same_word("zahlungen", "zahlung"));
        assert!(!same_word("payment", "payload"));
        assert!(!same_word("down", "download"));
    }
}

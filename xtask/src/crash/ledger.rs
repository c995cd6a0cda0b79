//! What the program acknowledged: the promises that a crash must not break.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An acceptance without a word lapses after two minutes; it is looked at for this long.
const ACCEPTED_LASTS: Duration = Duration::from_secs(100);

/// An emergency whose opening was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// Its page, `/e/<link>`.
    pub path: String,
    /// The one word, found nowhere else, of the opening cry.
    pub token: String,
    /// One such word for each acknowledged message, in order.
    pub messages: Vec<String>,
    /// The round in which something was last acknowledged for it.
    pub round: u64,
}

/// How much was acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub emergencies: u64,
    pub messages: u64,
    pub acceptances: u64,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.emergencies += other.emergencies;
        self.messages += other.messages;
        self.acceptances += other.acceptances;
    }

    pub fn all(self) -> u64 {
        self.emergencies + self.messages + self.acceptances
    }
}

#[derive(Default)]
struct Pages {
    emergencies: Vec<Emergency>,
    /// Pages `/p/<link>` whose acceptance was acknowledged.
    accepted: Vec<(String, Instant)>,
    /// Answers that contradict an earlier one.
    contradictions: Vec<String>,
    refused: u64,
}

/// The ledger, shared by the client threads of a round.
#[derive(Default)]
pub struct Ledger(Mutex<Pages>);

impl Ledger {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        // Entries are whole or absent, so a panic elsewhere leaves nothing half written here.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an opened emergency, and answers its number in the ledger.
    pub fn opened(&self, path: &str, token: &str, round: u64) -> usize {
        let mut pages = self.pages();
        let known = pages.emergencies.iter().find(|known| known.path == path);
        if let Some(known) = known {
            let contradiction =
                format!("{path} was given to two callers, {} and {token}", known.token);
            pages.contradictions.push(contradiction);
        }
        let (path, token) = (path.to_owned(), token.to_owned());
        pages.emergencies.push(Emergency { path, token, messages: Vec::new(), round });
        pages.emergencies.len() - 1
    }

    pub fn wrote(&self, number: usize, token: &str, round: u64) {
        if let Some(emergency) = self.pages().emergencies.get_mut(number) {
            emergency.messages.push(token.to_owned());
            emergency.round = round;
        }
    }

    pub fn accepted(&self, path: &str) {
        self.pages().accepted.push((path.to_owned(), Instant::now()));
    }

    pub fn is_accepted(&self, path: &str) -> bool {
        self.pages().accepted.iter().any(|(known, _)| known == path)
    }

    pub fn contradicted(&self, what: String) {
        self.pages().contradictions.push(what);
    }

    pub fn take_contradictions(&self) -> Vec<String> {
        std::mem::take(&mut self.pages().contradictions)
    }

    /// Notes an answer that asked to come again later.
    pub fn refused_once(&self) {
        self.pages().refused += 1;
    }

    pub fn refused(&self) -> u64 {
        self.pages().refused
    }

    pub fn emergencies(&self) -> Vec<Emergency> {
        self.pages().emergencies.clone()
    }

    /// The pages whose acceptance was acknowledged and has not lapsed: nobody writes a first word
    /// here, so after two minutes it rings again, as it must.
    pub fn acceptances(&self) -> Vec<String> {
        let pages = self.pages();
        let fresh = pages.accepted.iter().filter(|(_, at)| at.elapsed() < ACCEPTED_LASTS);
        fresh.map(|(path, _)| path.clone()).collect()
    }

    pub fn counts(&self) -> Counts {
        let pages = self.pages();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Counts {
            emergencies: count(pages.emergencies.len()),
            messages: pages.emergencies.iter().map(|known| count(known.messages.len())).sum(),
            acceptances: count(pages.accepted.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;

    #[test]
    fn one_link_for_two_callers_is_a_contradiction() {
        let ledger = Ledger::default();
        let first = ledger.opened("/e/a", "token-1", 1);
        ledger.wrote(first, "token-2", 2);
        assert!(ledger.take_contradictions().is_empty());
        ledger.opened("/e/a", "token-3", 2);
        assert_eq!(ledger.take_contradictions().len(), 1);
        assert_eq!(ledger.counts().all(), 3);
        assert_eq!(ledger.emergencies()[first].round, 2);
    }
}

//! Who asks us to slow down: a mail domain, or the address of a program or a chat, is left alone
//! for as long as it names, or for a pause that grows while it goes on asking. It holds up nobody
//! else, and first attempts no less than repeats.

use std::collections::BTreeMap;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::{Lane, Outcome, State, Subscriber};
use crate::words::{SmolStr, Timestamp};

/// The first pause, where none is named.
const PAUSE_MIN: Duration = Duration::from_secs(60);
/// Longest pause, whatever is asked for.
const PAUSE_MAX: Duration = Duration::from_secs(3_600);
/// For so long after a pause it is remembered, so that the next one is longer.
const REMEMBERED: Duration = Duration::from_secs(1_800);
/// Words older than this do not wait for a receiver any more: they are tried, and fail.
const PATIENCE: Duration = Duration::from_secs(24 * 3_600);

/// A receiver, as those know it who wait for it: a mail domain, or a whole address.
pub(super) type Receiver = (Lane, SmolStr);

/// That a receiver asked us to slow down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    said: Timestamp,
    until: Timestamp,
}

/// That a receiver asked us to slow down, by one of those whom it takes words for: its name
/// follows from their address, and is forgotten with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slow {
    /// The number of the subscriber.
    pub number: u32,
    /// Until when it is left alone.
    pub until: Timestamp,
}

/// By whom each receiver was heard to ask.
pub(super) type Patience = OrdMap<Receiver, OrdMap<u32, Asked>>;

impl State {
    /// Until when whoever receives for somebody is left alone, if they are.
    #[must_use]
    pub fn slow_until(&self, known: &Subscriber, now: Timestamp) -> Option<Timestamp> {
        // Most of the time nobody asks, and this is looked at for each of 200,000.
        if self.patience.is_empty() {
            return None;
        }
        self.asked_last(&receiver_of(known)?).map(|asked| asked.until).filter(|until| *until > now)
    }

    /// Who is left alone now, in which lane, and until when: mail domains, and the addresses of
    /// programs and chats.
    pub fn slow(&self, now: Timestamp) -> impl Iterator<Item = (Lane, &str, Timestamp)> {
        let all = self.patience.keys().filter_map(|receiver| {
            Some((receiver.0, receiver.1.as_str(), self.asked_last(receiver)?.until))
        });
        all.filter(move |(_, _, until)| *until > now)
    }

    fn asked_last(&self, receiver: &Receiver) -> Option<Asked> {
        self.patience.get(receiver)?.values().copied().max_by_key(|asked| asked.until)
    }

    /// Whether one of these words is so old that they do not wait for a receiver.
    pub(super) fn are_impatient(&self, words: &[u32], now: Timestamp) -> bool {
        let words = words.iter().filter_map(|number| self.word(*number));
        words.map(|word| word.at).min().is_some_and(|oldest| now.since(oldest) >= PATIENCE)
    }

    /// Whom a report has heard to ask for a pause, one for each receiver.
    pub(super) fn heard(&self, not_reached: &[(u32, Outcome)], now: Timestamp) -> Vec<Slow> {
        let mut heard: BTreeMap<Receiver, Slow> = BTreeMap::new();
        for (number, outcome) in not_reached {
            let Outcome::Later { reason, after_secs } = outcome else { continue };
            let known = self.numbered(*number).filter(|_| !reason.is_empty());
            let Some(receiver) = known.and_then(receiver_of) else { continue };
            let until = self.pause_of(&receiver, *after_secs, now);
            let slow = heard.entry(receiver).or_insert(Slow { number: *number, until });
            slow.until = slow.until.max(until);
        }
        heard.into_values().collect()
    }

    fn pause_of(&self, receiver: &Receiver, after_secs: Option<u32>, now: Timestamp) -> Timestamp {
        let last = self.asked_last(receiver);
        let named = after_secs.map(|secs| Duration::from_secs(secs.max(1).into()));
        let grown = match last {
            // What was on its way when it asked first hears the same once more.
            Some(last) if last.until > now => last.until.since(now),
            Some(last) => last.until.since(last.said).saturating_mul(2).max(PAUSE_MIN),
            None => PAUSE_MIN,
        };
        let until = now + named.unwrap_or(grown).min(PAUSE_MAX);
        last.map_or(until, |last| last.until.max(until))
    }

    /// Until when whoever receives for somebody is left alone once this was heard.
    pub(super) fn slow_after(
        &self,
        known: &Subscriber,
        heard: &[Slow],
        now: Timestamp,
    ) -> Option<Timestamp> {
        let receiver = receiver_of(known)?;
        let theirs = heard.iter().filter(|slow| {
            self.numbered(slow.number).and_then(receiver_of).as_ref() == Some(&receiver)
        });
        theirs.map(|slow| slow.until).chain(self.slow_until(known, now)).max()
    }

    pub(super) fn hear(&mut self, heard: &[Slow], at: Timestamp) {
        if heard.is_empty() {
            return;
        }
        let mut patience = Patience::new();
        for (receiver, by) in &self.patience {
            let by = by.iter().filter(|(_, asked)| asked.until + REMEMBERED > at);
            let by: OrdMap<u32, Asked> = by.map(|(number, asked)| (*number, *asked)).collect();
            if !by.is_empty() {
                patience.insert(receiver.clone(), by);
            }
        }
        for slow in heard {
            if let Some(receiver) = self.numbered(slow.number).and_then(receiver_of) {
                let asked = Asked { said: at, until: slow.until };
                patience.entry(receiver).or_default().insert(slow.number, asked);
            }
        }
        self.patience = patience;
    }

    /// What was heard by somebody is forgotten with them.
    pub(super) fn unhear(&mut self, known: &Subscriber) {
        let Some(receiver) = receiver_of(known) else { return };
        if let Some(by) = self.patience.get_mut(&receiver) {
            by.remove(&known.number);
            if by.is_empty() {
                self.patience.remove(&receiver);
            }
        }
    }
}

/// Who takes words for somebody. Telephones are behind our own carriers, which have a pace.
fn receiver_of(known: &Subscriber) -> Option<Receiver> {
    let address = super::profile::sought(known.address.text.as_deref()?);
    match known.profile.route.lane() {
        Lane::Mail => {
            let (_, domain) = address.rsplit_once('@')?;
            Some((Lane::Mail, domain.to_lowercase().into()))
        }
        Lane::Hook => Some((Lane::Hook, address)),
        Lane::Text => None,
    }
}

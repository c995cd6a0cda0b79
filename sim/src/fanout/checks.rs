//! What is promised of words on their way, and looked at while they are and at the end.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::State;
use domain::subscribers::{Addressee, Broadcast, Outcome, Readership, Route};
use domain::words::NodeId;
use journal::Appender;

use super::{INSIDE, NOTICE, ORGANISATION, Slip, World, domain_of, programs, ready, vendor};
use crate::chance::Chance;

impl World {
    /// Nothing is forgotten that has not left for everyone, except what was taken back.
    pub(super) fn forgets(&mut self, before: &State, broadcast: u32) {
        let Some(word) = before.subscribers.word(broadcast) else { return };
        let topic = word.word.topic;
        let never = self.mistakes.contains_key(&topic) && !word.is_done();
        let back = [INSIDE, NOTICE].contains(&topic) || never;
        if !back && !word.is_done() {
            return self.fail(format!("word {broadcast} was thrown away before it had left"));
        }
        if !back {
            self.forgotten.push(word.clone());
        }
    }

    /// Nobody is about to be written to whose domain was heard to want no mail yet.
    pub(super) fn leaves_alone(&mut self, state: &State, to: &[Addressee]) {
        let now = self.tick().wall;
        let known = to.iter().filter_map(|to| state.subscribers.numbered(to.number));
        let known = known.filter(|known| known.profile.route == Route::Email);
        for domain in known.filter_map(|known| Some(domain_of(known.address.text.as_deref()?))) {
            // What somebody heard is forgotten with them.
            let heard = self.asked.iter().any(|((one, by), until)| {
                one == domain && *until > now && state.subscribers.numbered(*by).is_some()
            });
            if heard {
                return self.fail(format!("{domain} was written to while it wanted no mail"));
            }
        }
    }

    /// Nobody is about to be woken by what is not grave.
    pub(super) fn lets_sleep(&mut self, state: &State, to: &[Addressee]) {
        let (now, zones) = (self.tick().wall, vendor::zones());
        for to in to {
            let mut words = to.words.iter();
            let woken = words.find(|word| {
                programs::wakes(state, (to.number, **word, to.attempts), (now, zones))
            });
            if let Some(word) = woken {
                return self.fail(format!("word {word} would wake {}", to.number));
            }
        }
    }

    /// What a report says of domains that want no mail for a while, as far as it is stored.
    pub(super) fn hears(&mut self, node: usize, slice: u32, not_reached: &mut [(u32, Outcome)]) {
        let Some(appender) = &self.nodes[node].appender else { return };
        let state = Arc::clone(appender.state());
        let now = self.tick().wall;
        let mut by = BTreeMap::new();
        for (number, outcome) in not_reached {
            let Outcome::Later { after_secs: Some(secs), .. } = *outcome else { continue };
            let stored = state.subscribers.slice(slice).is_some();
            let known = state.subscribers.numbered(*number);
            let known = known.filter(|known| stored && known.profile.route == Route::Email);
            if let Some(address) = known.and_then(|known| known.address.text.as_deref()) {
                let until = now + Duration::from_secs(secs.into());
                let domain = domain_of(address).to_owned();
                let by = *by.entry(domain.clone()).or_insert(*number);
                let asked = self.asked.entry((domain, by)).or_insert(until);
                *asked = until.max(*asked);
                self.told.asked += 1;
            }
            if self.slip == Some(Slip::NeverSlows) {
                *outcome = Outcome::Failed { reason: "later".into() };
            }
        }
    }

    pub(super) fn is_settled(&self) -> bool {
        let up = self.nodes.iter().all(|n| n.appender.is_some() && n.sending.is_empty());
        up && self
            .some_state()
            .is_some_and(|state| state.subscribers.words().all(Broadcast::is_done))
    }

    /// Each got each word once, or a later one, or is known as one whom it could not reach.
    pub(super) fn finish(&mut self) {
        if self.told.failure.is_some() {
            return;
        }
        if !self.is_settled() {
            return self.fail("something never settles".to_owned());
        }
        let Some(state) = self.some_state() else { return };
        let mut broken = None;
        let forgotten = std::mem::take(&mut self.forgotten);
        for word in state.subscribers.words().chain(&forgotten) {
            let total = word.total();
            self.told.collapsed += u64::from(total.collapsed);
            let theirs = state.subscribers.all().filter(|one| state.is_for(one, &word.word));
            for known in theirs.filter(|known| known.number <= word.up_to) {
                let got = self.delivered.contains_key(&(known.number, word.number));
                let latest = self.latest.get(&(known.number, word.word.topic));
                let later = latest.is_some_and(|latest| *latest > word.number);
                let failed = word.failed.contains_key(&known.number);
                // Who was paused is owed nothing while they were.
                let silent = self.silent.contains(&known.number);
                let troubled = silent || known.number.is_multiple_of(23);
                // What a person held back is texted to nobody, nor what it has replaced.
                let sms = known.profile.route == Route::Sms;
                let mut withheld = self.withheld.range(word.number..);
                let untold = sms && withheld.any(|(_, topic)| *topic == word.word.topic);
                let troubled = troubled || untold || self.came_after(known, word.at);
                let troubled = troubled || self.chose.contains(&known.number);
                // A later word, which stood for this one as well, was taken back.
                let back = word.word.topic == NOTICE && word.number < self.retracted;
                let back = back || self.mistakes.contains_key(&word.word.topic);
                if !got && !later && !failed && !troubled && !back {
                    broken = Some(format!("{} never got word {}", known.number, word.number));
                }
                let key = (known.number, word.number);
                let copies = self.copies.get(&key).copied().unwrap_or_default();
                // Of what is forgotten nothing is known any more.
                let at_hand = state.subscribers.word(word.number).is_some();
                let back = at_hand && self.returned.get(&key) == Some(&copies);
                if word.reached.contains_key(&known.number) && back {
                    let (one, word) = key;
                    broken =
                        Some(format!("{one} is said to have got word {word}, which came back"));
                }
                if word.reached.contains_key(&known.number) && !got {
                    let (one, word) = (known.number, word.number);
                    broken = Some(format!("{one} is said to have got word {word}"));
                }
            }
        }
        for word in state.subscribers.words().chain(&forgotten) {
            for number in word.reached.keys() {
                if !self.delivered.contains_key(&(*number, word.number)) {
                    broken = Some(format!("{number} is said to have got word {}", word.number));
                }
            }
        }
        let broken = broken.or_else(|| self.reads_otherwise(&state));
        if let Some(why) = broken.or_else(|| self.has_heard(&state)) {
            return self.fail(why);
        }
        let id = NodeId(1);
        let mut salts = Chance::of(self.seed, &[122]);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let again = ready(Appender::open(&self.store, ORGANISATION, id, vendor::zones(), salts));
        if again.expect("the log opens").state().subscribers != state.subscribers {
            self.fail("a replay comes to another state".to_owned());
        }
    }
}

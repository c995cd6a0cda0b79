//! What was replied to whom lately: nobody gets replies for ever, and a repeat gets the same one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The window.
const WINDOW: Duration = Duration::from_secs(600);
/// Most numbers that are remembered for it.
const NUMBERS_MAX: usize = 10_000;
/// How many messages are remembered with their replies, for carriers that post one twice.
const REMEMBERED_MAX: usize = 1_000;

/// What was replied to whom lately.
#[derive(Default)]
pub struct Recent(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    replies: VecDeque<(String, Option<String>)>,
    by_number: BTreeMap<String, VecDeque<Instant>>,
}

impl Recent {
    /// What was replied to this very message, if it came before.
    pub(super) fn before(&self, message: &str) -> Option<Option<String>> {
        let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.replies.iter().find(|(known, _)| known == message).map(|(_, reply)| reply.clone())
    }

    /// The reply, unless this number has had enough of them; it is remembered for a repeat.
    pub(super) fn allow(
        &self,
        message: &str,
        number: &str,
        most: usize,
        reply: String,
    ) -> Option<String> {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.by_number.len() >= NUMBERS_MAX {
            memory.by_number.retain(|_, times| times.back().is_some_and(|t| t.elapsed() < WINDOW));
        }
        let full = memory.by_number.len() >= NUMBERS_MAX;
        let allowed = if full && !memory.by_number.contains_key(number) {
            false
        } else {
            let times = memory.by_number.entry(number.to_owned()).or_default();
            while times.front().is_some_and(|time| time.elapsed() >= WINDOW) {
                times.pop_front();
            }
            let allowed = times.len() < most;
            if allowed {
                times.push_back(Instant::now());
            }
            allowed
        };
        let reply = allowed.then_some(reply);
        if memory.replies.len() >= REMEMBERED_MAX {
            memory.replies.pop_front();
        }
        memory.replies.push_back((message.to_owned(), reply.clone()));
        reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_machines_do_not_answer_each_other_for_ever() {
        let recent = Recent::default();
        let reply = |n: usize| recent.allow(&n.to_string(), "+1", 3, "hello".to_owned());
        let replies: Vec<bool> = (0..5).map(|n| reply(n).is_some()).collect();
        assert_eq!(replies, [true, true, true, false, false]);
        assert!(recent.allow("x", "+2", 3, "hello".to_owned()).is_some(), "others are answered");
        assert_eq!(
            recent.before("0"),
            Some(Some("hello".to_owned())),
            "a repeat is answered alike"
        );
        assert_eq!(recent.before("4"), Some(None));
    }
}

//! Timers: which of many matters falls due next, without looking at all of them.

use imbl::{OrdMap, OrdSet};

use crate::words::Timestamp;

/// When each matter of a room next needs the clock. It is derived: whoever changes a matter sets
/// its timer anew.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timers<K: Ord + Clone> {
    due: OrdMap<K, Timestamp>,
    queue: OrdSet<(Timestamp, K)>,
}

impl<K: Ord + Clone> Default for Timers<K> {
    fn default() -> Self {
        Self { due: OrdMap::new(), queue: OrdSet::new() }
    }
}

impl<K: Ord + Clone> Timers<K> {
    /// The matter falls due then, or not at all.
    pub(crate) fn set(&mut self, key: &K, due: Option<Timestamp>) {
        let old = match (self.due.get_mut(key), due) {
            (None, None) => return,
            (Some(old), Some(due)) if *old == due => return,
            (Some(old), Some(due)) => Some(std::mem::replace(old, due)),
            (Some(_), None) => self.due.remove(key),
            (None, Some(due)) => self.due.insert(key.clone(), due),
        };
        if let Some(old) = old {
            self.queue.remove(&(old, key.clone()));
        }
        if let Some(due) = due {
            self.queue.insert((due, key.clone()));
        }
    }

    /// When the first matter falls due.
    pub(crate) fn first(&self) -> Option<Timestamp> {
        self.queue.get_min().map(|(due, _)| *due)
    }

    /// How many matters have a timer.
    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    /// The matters that are due at `now`, the longest due first.
    pub(crate) fn due(&self, now: Timestamp) -> impl Iterator<Item = &K> {
        self.queue.iter().take_while(move |(due, _)| *due <= now).map(|(_, key)| key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_the_earliest_and_a_timer_set_anew_is_not_kept_twice() {
        let mut timers = Timers::default();
        timers.set(&"b", Some(Timestamp(20)));
        timers.set(&"a", Some(Timestamp(10)));
        assert_eq!(timers.first(), Some(Timestamp(10)));
        timers.set(&"a", Some(Timestamp(30)));
        assert_eq!(timers.first(), Some(Timestamp(20)));
        assert_eq!(timers.due(Timestamp(30)).collect::<Vec<_>>(), [&"b", &"a"]);
        timers.set(&"b", None);
        timers.set(&"a", None);
        assert_eq!(timers, Timers::default());
    }
}

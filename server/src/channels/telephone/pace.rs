//! The queue before a carrier that takes so many calls a second: who needs it most goes first.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Who goes before whom: the smaller one.
pub type Rank = (u8, u32);

/// A carrier's budget of calls, and who waits for it.
pub struct Pace {
    interval: Duration,
    line: Mutex<Queue>,
    moved: Notify,
}

struct Queue {
    free_at: Instant,
    waiting: BTreeSet<(Rank, u64)>,
    ordinal: u64,
}

impl Pace {
    /// So many calls a second.
    #[must_use]
    pub fn new(calls_per_second: u32) -> Self {
        Self::every(Duration::from_secs(1) / calls_per_second.max(1))
    }

    fn every(interval: Duration) -> Self {
        let line = Queue { free_at: Instant::now(), waiting: BTreeSet::new(), ordinal: 0 };
        Self { interval, line: Mutex::new(line), moved: Notify::new() }
    }

    fn line(&self) -> MutexGuard<'_, Queue> {
        // Nothing in here can break half-way, so a poisoned lock means nothing.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a call to be free. False as soon as it is clear that none will be by `until`;
    /// then the next carrier is tried without losing more time.
    pub async fn turn(&self, rank: Rank, until: Instant) -> bool {
        let mine = {
            let mut line = self.line();
            line.ordinal += 1;
            let mine = (rank, line.ordinal);
            line.waiting.insert(mine);
            mine
        };
        // Leaves the queue also when the attempt is given up in the middle of waiting.
        let _place = Place { pace: self, mine };
        loop {
            let moved = self.moved.notified();
            let wait_until = {
                let mut line = self.line();
                let now = Instant::now();
                let ahead = line.waiting.range(..mine).count();
                let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
                let at = line.free_at.max(now) + self.interval.saturating_mul(ahead);
                if at > until {
                    return false;
                }
                if at <= now {
                    line.free_at = now + self.interval;
                    return true;
                }
                at
            };
            tokio::select! {
                () = moved => {}
                () = tokio::time::sleep_until(wait_until) => {}
            }
        }
    }
}

struct Place<'a> {
    pace: &'a Pace,
    mine: (Rank, u64),
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.pace.line().waiting.remove(&self.mine);
        self.pace.moved.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const INTERVAL: Duration = Duration::from_millis(40);
    const FAR: Duration = Duration::from_secs(60);

    fn far() -> Instant {
        Instant::now() + FAR
    }

    #[tokio::test]
    async fn who_needs_it_most_goes_first_however_late_it_comes() {
        let pace = Arc::new(Pace::every(INTERVAL));
        let order = Arc::new(Mutex::new(Vec::new()));
        assert!(pace.turn((0, 1), far()).await, "the first goes at once");
        let mut all = Vec::new();
        let comers = [("repeat", (0, 3)), ("low", (2, 1)), ("repeat too", (0, 3))];
        for (name, rank) in comers.into_iter().chain([("new crisis", (0, 1))]) {
            let (pace, order) = (Arc::clone(&pace), Arc::clone(&order));
            all.push(tokio::spawn(async move {
                assert!(pace.turn(rank, far()).await);
                order.lock().expect("no one broke").push(name);
            }));
            // Each is in the queue before the next one comes.
            tokio::task::yield_now().await;
        }
        for one in all {
            one.await.expect("it went");
        }
        let order = order.lock().expect("no one broke").clone();
        assert_eq!(order, ["new crisis", "repeat", "repeat too", "low"]);
    }

    #[tokio::test]
    async fn whoever_cannot_be_in_time_learns_it_at_once() {
        let pace = Pace::every(FAR);
        let start = Instant::now();
        assert!(pace.turn((0, 1), start + FAR).await);
        assert!(!pace.turn((0, 1), start + FAR / 2).await);
        assert!(start.elapsed() < FAR / 10, "without waiting");
    }

    #[tokio::test]
    async fn who_gives_up_leaves_the_queue() {
        let pace = Pace::every(FAR);
        assert!(pace.turn((0, 1), far()).await);
        let given_up = tokio::time::timeout(INTERVAL, pace.turn((0, 0), far() + FAR));
        assert!(given_up.await.is_err());
        assert!(pace.line().waiting.is_empty());
    }
}

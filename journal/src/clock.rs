//! Time for decisions: it never runs backwards, never stands still, and does not leap.

use std::time::Duration;

use domain::words::Timestamp;

/// A forward jump beyond this, while the monotonic clock says otherwise, cannot be true.
pub const LEAP_MAX: Duration = Duration::from_secs(24 * 3600);

/// One look at the clocks.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    /// What the wall clock says.
    pub wall: Timestamp,
    /// What a clock that only counts says, from any start.
    pub monotonic: Duration,
}

/// Turns looks at the clocks into instants for decisions.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    last: Option<(Timestamp, Duration)>,
    leapt: bool,
}

impl Clock {
    /// Now: the wall clock where it can be believed, else the last instant plus what has been
    /// counted since.
    pub fn now(&mut self, tick: Tick, log_at: Timestamp) -> Timestamp {
        let Some((last, counted_from)) = self.last else {
            let now = tick.wall.max(log_at);
            self.last = Some((now, tick.monotonic));
            return now;
        };
        let counted = last + tick.monotonic.saturating_sub(counted_from);
        self.leapt = tick.wall.since(counted) > LEAP_MAX;
        let now = if self.leapt { counted } else { tick.wall.max(counted) }.max(log_at);
        self.last = Some((now, tick.monotonic));
        now
    }

    /// Whether the wall clock has leapt in a way that cannot be true, and is not believed.
    #[must_use]
    pub fn leapt(&self) -> bool {
        self.leapt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tick(wall_secs: i64, monotonic_secs: u64) -> Tick {
        Tick {
            wall: Timestamp::from_secs(wall_secs),
            monotonic: Duration::from_secs(monotonic_secs),
        }
    }

    #[test]
    fn goes_on_while_the_wall_clock_is_behind() {
        let mut clock = Clock::default();
        let log_at = Timestamp::from_secs(1_000);
        assert_eq!(clock.now(tick(900, 0), log_at), log_at);
        assert_eq!(clock.now(tick(905, 5), log_at), Timestamp::from_secs(1_005));
        assert_eq!(clock.now(tick(1_200, 6), log_at), Timestamp::from_secs(1_200));
    }

    #[test]
    fn does_not_believe_a_leap_of_years() {
        let mut clock = Clock::default();
        let start = Timestamp::from_secs(1_000);
        clock.now(tick(1_000, 0), start);
        assert_eq!(clock.now(tick(1_000_000_000, 1), start), Timestamp::from_secs(1_001));
        assert!(clock.leapt());
        assert_eq!(clock.now(tick(1_010, 10), start), Timestamp::from_secs(1_010));
        assert!(!clock.leapt());
    }
}

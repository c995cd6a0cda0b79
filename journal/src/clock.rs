//! Time for decisions: it never runs backwards, never stands still, and does not leap.

use std::time::Duration;

use domain::words::Timestamp;

/// A forward jump beyond this, while the monotonic clock says otherwise, cannot be true.
pub const LEAP_MAX: Duration = Duration::from_secs(24 * 3600);
/// A wall clock that is further behind than this is wrong, or the log was written by one that was.
pub const BEHIND_MAX: Duration = Duration::from_secs(600);

/// One look at the clocks.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    /// What the wall clock says.
    pub wall: Timestamp,
    /// What a clock that only counts says, from any start.
    pub monotonic: Duration,
}

/// Turns looks at the clocks into instants for decisions.
///
/// The first look has only the log to be held against. A wall clock behind it is not believed. One
/// far ahead of it is: an installation may have been off for weeks, and time that was held back
/// would ring whoever was on call then. It is told to the operator, because the log cannot go back.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    last: Option<(Timestamp, Duration)>,
    leapt: bool,
}

impl Clock {
    /// Now: the wall clock where it can be believed, else the last instant plus what has been
    /// counted since.
    pub fn now(&mut self, tick: Tick, log_at: Timestamp) -> Timestamp {
        let wall = tick.wall;
        let (counted, ahead) = match self.last {
            Some((last, from)) => {
                let counted = last + tick.monotonic.saturating_sub(from);
                (counted, wall.since(counted) > LEAP_MAX)
            }
            None => {
                warn_of_a_gap(wall, log_at);
                (log_at, false)
            }
        };
        let leapt = ahead || counted.since(wall) > BEHIND_MAX;
        if leapt && !self.leapt {
            let (wall, counted) = (wall.0, counted.0);
            tracing::error!(wall, counted, "the clock leapt and is not believed; set it right");
        }
        self.leapt = leapt;
        let now = if ahead { counted } else { wall.max(counted) }.max(log_at);
        self.last = Some((now, tick.monotonic));
        now
    }

    /// Whether the wall clock has leapt in a way that cannot be true, and is not believed.
    #[must_use]
    pub fn leapt(&self) -> bool {
        self.leapt
    }
}

fn warn_of_a_gap(wall: Timestamp, log_at: Timestamp) {
    let gap = wall.since(log_at);
    if log_at > Timestamp(0) && gap > LEAP_MAX {
        let hours = gap.as_secs() / 3600;
        tracing::warn!(
            hours,
            "the last event is that old; if it was not off so long, set the clock"
        );
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

    #[test]
    fn a_first_look_behind_the_log_is_not_believed_and_time_still_goes_on() {
        let mut clock = Clock::default();
        let log_at = Timestamp::from_secs(1_000_000);
        assert_eq!(clock.now(tick(0, 100), log_at), log_at);
        assert!(clock.leapt());
        assert_eq!(clock.now(tick(10, 110), log_at), Timestamp::from_secs(1_000_010));
        assert!(clock.leapt());
        assert_eq!(clock.now(tick(1_000_020, 120), log_at), Timestamp::from_secs(1_000_020));
        assert!(!clock.leapt());
    }

    #[test]
    fn a_first_look_far_ahead_of_the_log_is_believed_for_it_may_have_been_off() {
        let mut clock = Clock::default();
        let month = 30 * 24 * 3600;
        let now = clock.now(tick(1_000 + month, 5), Timestamp::from_secs(1_000));
        assert_eq!(now, Timestamp::from_secs(1_000 + month));
        assert!(!clock.leapt());
    }
}

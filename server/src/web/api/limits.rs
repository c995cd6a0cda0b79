//! Limits: how much one token may ask, so that a program gone wild leaves room for the others.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// How many calls a token may make at once.
const BURST: f64 = 300.0;
/// How many calls a token may make for each second, in the long run.
const PER_SECOND: f64 = 10.0;

/// What each token has left.
#[derive(Default)]
pub struct Limits {
    left: Mutex<HashMap<u32, (f64, Instant)>>,
}

impl Limits {
    /// Takes one call from what a token has left; otherwise the seconds until there is one.
    ///
    /// # Errors
    /// How many seconds to wait.
    pub fn take(&self, token: u32, now: Instant) -> Result<(), u64> {
        // Only tokens that exist get here, and their number is bounded.
        let mut known = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, at) = known.entry(token).or_insert((BURST, now));
        let gained = now.saturating_duration_since(*at).as_secs_f64() * PER_SECOND;
        (*left, *at) = ((*left + gained).min(BURST), now);
        if *left < 1.0 {
            return Err(1);
        }
        *left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_token_has_its_burst_and_then_its_pace() {
        let (limits, start) = (Limits::default(), Instant::now());
        let taken = (0..1_000).filter(|_| limits.take(1, start).is_ok()).count();
        assert_eq!(taken, 300);
        assert_eq!(limits.take(1, start), Err(1));
        assert_eq!(limits.take(2, start), Ok(()), "others have their own");
        let later = start + Duration::from_secs(2);
        let taken = (0..1_000).filter(|_| limits.take(1, later).is_ok()).count();
        assert_eq!(taken, 20);
    }
}

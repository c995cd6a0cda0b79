//! After a timer was dealt with, the next one lies ahead.

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct NoSpin;

impl Invariant for NoSpin {
    fn name(&self) -> &'static str {
        "no_spin"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Decided { woke: true, now, due: Some(due) } if due <= now => {
                Err("a timer was dealt with and is still due".into())
            }
            _ => Ok(()),
        }
    }
}

//! Nobody's words stand in the body of an event, where they could not be erased.

use super::{Invariant, Seen, View};
use crate::callers::MARK;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct PersonalWords;

impl Invariant for PersonalWords {
    fn name(&self) -> &'static str {
        "personal"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, .. } if row.body.contains(MARK) || row.actor.contains(MARK) => {
                Err(format!("a person's words stand in a row of {}", row.kind))
            }
            _ => Ok(()),
        }
    }
}

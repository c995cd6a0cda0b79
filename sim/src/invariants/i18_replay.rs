//! I18: folding the log from its start gives the state that every node lives with.

use domain::State;
use journal::codec;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Replay;

impl Invariant for Replay {
    fn name(&self) -> &'static str {
        "i18_replay"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        let Seen::End { whole, live } = seen else { return Ok(()) };
        let mut state = State::default();
        for row in *whole {
            let event = codec::decode(row).map_err(|fault| fault.to_string())?;
            state.evolve(&event, row.at);
        }
        if state != *view.truth {
            return Err("the log folds to another state than it did row by row".into());
        }
        if live.iter().any(|live| **live != state) {
            return Err("a node lives with another state than its log folds to".into());
        }
        Ok(())
    }
}

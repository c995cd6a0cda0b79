//! I17: of whoever was erased, no word that was written before is kept anywhere.

use std::collections::BTreeMap;

use domain::{Event, erasures};
use journal::codec;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Erased;

impl Invariant for Erased {
    fn name(&self) -> &'static str {
        "i17_erased"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        let Seen::End { whole, .. } = seen else { return Ok(()) };
        let mut erased = BTreeMap::new();
        for row in *whole {
            let event = codec::decode(row).map_err(|fault| fault.to_string())?;
            if let Event::Erasures(erasures::Event::Erased { owner, .. }) = event {
                erased.insert(owner.to_string(), row.seq);
            }
        }
        let words = whole.iter().flat_map(|row| row.personal.iter().map(|words| (row.seq, words)));
        for (seq, words) in words {
            if erased.get(&words.person).is_some_and(|erased| *erased > seq) {
                return Err(format!("event {seq} still holds words of {}", words.person));
            }
        }
        Ok(())
    }
}

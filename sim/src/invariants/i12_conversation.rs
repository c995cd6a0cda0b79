//! I12: the entries of a conversation are numbered densely in the order of the log.

use domain::Event;
use domain::emergencies::Event as Emergency;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Conversation;

impl Invariant for Conversation {
    fn name(&self) -> &'static str {
        "i12_conversation"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        let Seen::Row { event: Event::Emergencies(event), before, .. } = seen else {
            return Ok(());
        };
        let (Emergency::Said { emergency, number, .. }
        | Emergency::Noted { emergency, number, .. }) = event
        else {
            return Ok(());
        };
        let known = before.emergencies.get(*emergency);
        let count = known.ok_or("a word in no emergency")?.messages.len();
        if u32::try_from(count + 1) == Ok(*number) {
            return Ok(());
        }
        Err(format!("entry {number} stands after {count} entries: {event:?}"))
    }
}

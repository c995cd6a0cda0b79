//! I26: a rehearsal owes nothing to anybody but the acted engineer, however long nobody answers.

use domain::rehearsal;
use domain::words::Channel;

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Rehearsal;

impl Invariant for Rehearsal {
    fn name(&self) -> &'static str {
        "i26_rehearsal"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        let Seen::Staged { stage } = seen else { return Ok(()) };
        let (actor, mut owed) = (rehearsal::actor(), 0);
        for delivery in stage.deliveries.all() {
            let address = &delivery.address;
            if address.channel != Channel::Screen || address.person.as_ref() != Some(&actor) {
                let person = address.person.as_ref().map_or("a program", |person| person.as_str());
                let channel = address.channel.name();
                return Err(format!("a rehearsal owes a message to {person} by {channel}"));
            }
            owed += 1;
        }
        if owed == 0 {
            return Err("a rehearsal reaches not even the acted engineer".to_owned());
        }
        Ok(())
    }
}

//! Letting go of the words of one who was erased.

use std::sync::Arc;

use super::{Emergency, State, Text};
use crate::words::Owner;

impl State {
    /// Forgets every word of this owner, wherever it stands.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned = |known: &Arc<Emergency>| known.has_words_of(owner);
        let concerned: Vec<_> = self
            .emergencies
            .iter()
            .filter(|(_, known)| concerned(known))
            .map(|(id, _)| *id)
            .collect();
        for id in concerned {
            if let Some(known) = self.emergencies.get_mut(&id) {
                Arc::make_mut(known).forget(owner);
            }
        }
    }
}

impl Emergency {
    fn has_words_of(&self, owner: &Owner) -> bool {
        let introduced = self.who.iter().chain(&self.reach).any(|words| words.is_of(owner));
        let brought = self.guests.values().any(|guest| {
            let to = guest.to.iter().map(|(to, _)| to);
            guest.name.iter().chain(to).any(|words| words.is_of(owner))
        });
        introduced
            || brought
            || self.messages.iter().any(|message| match &message.text {
                Text::Words(words) => words.is_of(owner),
                Text::Line(_) => false,
            })
    }

    fn forget(&mut self, owner: &Owner) {
        self.who.iter_mut().chain(&mut self.reach).for_each(|words| words.forget(owner));
        for participant in self.guests.keys().copied().collect::<Vec<_>>() {
            if let Some(guest) = self.guests.get_mut(&participant) {
                let to = guest.to.iter_mut().map(|(to, _)| to);
                guest.name.iter_mut().chain(to).for_each(|words| words.forget(owner));
            }
        }
        for message in &mut self.messages {
            if matches!(&message.text, Text::Words(words) if words.is_of(owner))
                && let Text::Words(words) = &mut Arc::make_mut(message).text
            {
                words.forget(owner);
            }
        }
    }
}

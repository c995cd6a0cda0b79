//! Letting go: of the words of one who was erased, and of single messages and files.

use std::sync::Arc;

use super::{Emergency, Message, State, Text};
use crate::words::{EmergencyId, FileId, Owner, Timestamp};

impl State {
    /// Forgets every word and file of this owner, wherever it stands.
    pub(crate) fn forget(&mut self, owner: &Owner, at: Timestamp) {
        let held = self.files.iter().filter(|(_, held)| held.owner == *owner);
        let held: Vec<FileId> = held.map(|(file, _)| *file).collect();
        held.into_iter().for_each(|file| self.drop_file(file, at));
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

    /// Forgets a message with its files, or one file of it. What was archived is in nobody's
    /// memory; its files are let go all the same.
    pub(crate) fn redact(
        &mut self,
        emergency: EmergencyId,
        number: u32,
        file: Option<FileId>,
        at: Timestamp,
    ) {
        let of_message = |held: &super::Held| held.emergency == emergency && held.number == number;
        let held = self.files.iter().filter(|(id, held)| match file {
            Some(file) => **id == file,
            None => of_message(held),
        });
        let held: Vec<FileId> = held.map(|(file, _)| *file).collect();
        held.into_iter().for_each(|file| self.drop_file(file, at));
        if let Some(known) = self.emergencies.get_mut(&emergency) {
            Arc::make_mut(known).redact(number, file);
        }
    }

    /// A file is nobody's any more: its bytes must go.
    fn drop_file(&mut self, file: FileId, at: Timestamp) {
        self.files.remove(&file);
        self.dropped.insert(file, at);
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
            || self.files().any(|(_, file)| file.name.of == *owner)
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
            if message.files.iter().any(|file| file.name.of == *owner) {
                let files = &mut Arc::make_mut(message).files;
                // Who reads on sees that a file stood here, and nothing of it.
                for file in files.iter_mut().filter(|file| file.name.of == *owner) {
                    file.name.forget(owner);
                    file.extract = None;
                }
            }
            if matches!(&message.text, Text::Words(words) if words.is_of(owner))
                && let Text::Words(words) = &mut Arc::make_mut(message).text
            {
                words.forget(owner);
            }
        }
    }

    /// Takes out the words and files of a message, or one file of it. The place stays.
    pub fn redact(&mut self, number: u32, file: Option<FileId>) {
        self.change(number, |message| message.redact(file));
    }
}

impl Message {
    fn redact(&mut self, only: Option<FileId>) {
        if let (None, Text::Words(words)) = (only, &mut self.text) {
            words.text = None;
        }
        for file in self.files.iter_mut().filter(|file| only.is_none_or(|only| only == file.id)) {
            file.name.text = None;
            file.extract = None;
        }
    }
}

//! I28: a file is stored before the event that names it, and a word that was taken out is nowhere
//! readable: on no page from that press on, and in no row and no state once it is carried out.

use std::collections::BTreeSet;

use domain::emergencies::{Event as Emergency, Text};
use domain::redactions::{Event as Redaction, Place};
use domain::words::FileId;
use domain::{Event, State};
use journal::{Record, codec};

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Shown {
    shelf: BTreeSet<FileId>,
    /// What nobody may see any more.
    out: BTreeSet<Place>,
    /// What is deleted.
    deleted: BTreeSet<Place>,
}

impl Invariant for Shown {
    fn name(&self) -> &'static str {
        "i28_shown"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Shelved { file } => {
                self.shelf.insert(*file);
                Ok(())
            }
            Seen::Row { event: Event::Emergencies(Emergency::Attached { file, .. }), .. } => {
                match self.shelf.contains(file) {
                    true => Ok(()),
                    false => Err(format!("the file {file} is named and stored nowhere")),
                }
            }
            Seen::Row { event: Event::Redactions(event), .. } => {
                self.note(event);
                Ok(())
            }
            Seen::OnPage { places } => match places.iter().find(|place| self.out.contains(place)) {
                Some(place) => Err(format!("a page shows {place}, which was taken out")),
                None => Ok(()),
            },
            Seen::End { whole, live } => {
                self.gone(whole)?;
                live.iter().try_for_each(|state| self.gone_from(state))
            }
            _ => Ok(()),
        }
    }
}

impl Shown {
    fn note(&mut self, event: &Redaction) {
        match event {
            Redaction::Asked { place, .. } => _ = self.out.insert(*place),
            Redaction::Undone { place } => _ = self.out.remove(place),
            Redaction::Redacted { place, .. } => {
                self.out.insert(*place);
                self.deleted.insert(*place);
            }
        }
    }

    fn gone(&self, whole: &[Record]) -> Result<(), String> {
        for row in whole {
            let mut event = codec::decode(row).map_err(|fault| fault.to_string())?;
            let place = self.deleted.iter().find(|place| event.is_within(**place)).copied();
            let Some(place) = place else { continue };
            let mut words = false;
            event.personal(&mut |personal| words |= personal.text.is_some());
            if words {
                return Err(format!("row {} still has the words of {place}", row.seq));
            }
        }
        Ok(())
    }

    fn gone_from(&self, state: &State) -> Result<(), String> {
        for place in &self.deleted {
            let known = state.emergencies.get(place.emergency);
            let Some(message) = known.and_then(|known| known.message(place.number)) else {
                continue;
            };
            let words = matches!(&message.text, Text::Words(words) if words.text.is_some());
            let files = message.files.iter();
            let mut files = files.filter(|file| place.file.is_none_or(|only| only == file.id));
            let left = files.any(|file| file.name.text.is_some() || file.extract.is_some());
            if (words && place.file.is_none()) || left {
                return Err(format!("a node still knows the words of {place}"));
            }
        }
        Ok(())
    }
}

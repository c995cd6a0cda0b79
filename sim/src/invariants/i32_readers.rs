//! I32: what is for an audience stands on no page that everyone reads, and in no word to
//! subscribers. Everything of the kind carries a canary, so the model only looks for it.

use domain::{Event, subscribers};

use super::{Invariant, Seen, View};
use crate::readers::CANARY;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Readers;

impl Invariant for Readers {
    fn name(&self) -> &'static str {
        "i32_readers"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::PublicRead { tainted: true } => {
                Err("everyone reads what is for an audience".into())
            }
            Seen::Row {
                event: Event::Subscribers(subscribers::Event::Announced { word, .. }),
                ..
            } => {
                // Where it is for nobody of everyone, nobody of them gets it.
                let everyone = word.as_read(None);
                let tainted = format!("{everyone:?}").to_lowercase().contains(CANARY);
                match tainted && !everyone.audience.pages.is_empty() {
                    true => Err("subscribers are told what is for an audience".into()),
                    false => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

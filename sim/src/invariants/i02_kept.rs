//! I2: what a client was told is in the log, now and after every later crash.

use std::collections::{BTreeMap, BTreeSet};

use domain::emergencies::Event as Emergency;
use domain::words::{CommandId, EmergencyId, MessageId};
use domain::{Event, State};
use journal::{Record, codec};

use super::{Invariant, Seen, View};
use crate::requests::Ask;

/// What stands for the words of one who was erased.
const ERASED: &str = "(erased)";

/// A message: where, under which number, and the words.
type Said = (EmergencyId, MessageId, String);

/// What the log says.
#[derive(Default)]
struct Stored {
    opened: BTreeMap<CommandId, EmergencyId>,
    said: BTreeSet<Said>,
    /// From which emergency another one goes on: words to the former are said in the latter.
    follows: BTreeMap<EmergencyId, EmergencyId>,
}

impl Stored {
    fn note(&mut self, row: &Record, event: &Event) {
        match event {
            Event::Emergencies(Emergency::Opened { emergency, follows, .. }) => {
                self.opened.insert(row.command, *emergency);
                self.follows.extend(follows.map(|before| (*emergency, before)));
            }
            Event::Emergencies(Emergency::Said { emergency, message, words, .. }) => {
                let mut heard = Some(*emergency);
                while let Some(emergency) = heard {
                    self.said.insert((emergency, *message, words.as_str().to_owned()));
                    heard = self.follows.get(&emergency).copied();
                }
            }
            _ => {}
        }
    }
}

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Kept {
    stored: Stored,
    told_opened: BTreeMap<CommandId, EmergencyId>,
    told_said: BTreeSet<Said>,
}

impl Invariant for Kept {
    fn name(&self) -> &'static str {
        "i02_kept"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event, .. } => {
                self.stored.note(row, event);
                Ok(())
            }
            Seen::Told { request, answer: Ok(outcome) } => match &request.ask {
                Ask::Open => {
                    let id = request.envelope.id;
                    let told = outcome.emergency.ok_or("a caller was given no emergency")?;
                    if self.stored.opened.get(&id) != Some(&told) {
                        return Err(format!("a caller was told of {told}, which is not stored"));
                    }
                    self.told_opened.insert(id, told);
                    Ok(())
                }
                Ask::Say { emergency, message, words } => {
                    let said = (*emergency, *message, words.clone());
                    if !holds(&self.stored.said, &said) {
                        return Err(format!("{message} was acknowledged and is not stored"));
                    }
                    self.told_said.insert(said);
                    Ok(())
                }
                Ask::Accept { .. }
                | Ask::Alert { .. }
                | Ask::Differ { .. }
                | Ask::Endanger { .. }
                | Ask::Other => Ok(()),
            },
            Seen::End { whole, .. } => self.still_there(whole),
            _ => Ok(()),
        }
    }
}

impl Kept {
    fn still_there(&self, whole: &[Record]) -> Result<(), String> {
        let mut stored = Stored::default();
        let mut state = State::default();
        for row in whole {
            let event = codec::decode(row).map_err(|fault| fault.to_string())?;
            stored.note(row, &event);
            state.evolve(&event, row.at);
        }
        for (command, emergency) in &self.told_opened {
            if stored.opened.get(command) != Some(emergency) {
                return Err(format!("{emergency} was acknowledged and is gone"));
            }
        }
        match self.told_said.iter().find(|told| !holds(&stored.said, told)) {
            Some((_, message, _)) => Err(format!("{message} was acknowledged and is gone")),
            None => Ok(()),
        }
    }
}

/// Whether the message is there; of whoever was erased the words are not.
fn holds(said: &BTreeSet<Said>, told: &Said) -> bool {
    let erased = (told.0, told.1, ERASED.to_owned());
    said.contains(told) || said.contains(&erased)
}

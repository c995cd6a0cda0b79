//! I11: the same command takes effect once and is answered alike, however often it is sent.

use std::collections::{BTreeMap, BTreeSet};

use domain::Event;
use domain::emergencies::{Event as Emergency, Speaker};
use domain::words::{CommandId, EmergencyId, MessageId};
use journal::Outcome;

use super::{Invariant, Seen, View};
use crate::requests::Ask;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Once {
    opened: BTreeSet<CommandId>,
    said: BTreeSet<(EmergencyId, MessageId, Speaker, String)>,
    answers: BTreeMap<CommandId, Outcome>,
}

impl Invariant for Once {
    fn name(&self) -> &'static str {
        "i11_once"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Emergencies(event), .. } => match event {
                Emergency::Opened { .. } => {
                    let asked = view.by_command.get(&row.command);
                    let pressed = asked.is_some_and(|asked| view.requests[*asked].ask == Ask::Open);
                    if !pressed {
                        return Err("an emergency was opened that nobody had asked for".into());
                    }
                    if !self.opened.insert(row.command) {
                        return Err("one press of the button opened two emergencies".into());
                    }
                    Ok(())
                }
                Emergency::Said { emergency, message, from, words, .. } => {
                    // The same number with other words is another message.
                    let words = words.as_str().to_owned();
                    if !self.said.insert((*emergency, *message, from.clone(), words)) {
                        return Err(format!("{message} stands twice in the conversation"));
                    }
                    Ok(())
                }
                _ => Ok(()),
            },
            Seen::Told { request, answer: Ok(outcome) } => {
                let first = self.answers.entry(request.envelope.id).or_insert(*outcome);
                if first == outcome {
                    return Ok(());
                }
                Err(format!("the same command was answered {first:?} and {outcome:?}"))
            }
            _ => Ok(()),
        }
    }
}

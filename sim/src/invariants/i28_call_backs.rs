//! I28: no promise to call is ever forgotten: it is kept, missed and told, given up and told, or
//! cancelled; and no number that was typed proves anything.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::Event;
use domain::callbacks::{Event as Call, Heard};
use domain::emergencies::{Event as Emergency, Line};
use domain::proof::{Event as Proof, How};
use domain::words::{CallEnd, CallNews, CallbackId, EmergencyId};

use super::{Invariant, Seen, View};

/// How late a promise may be noticed as missed while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;
/// Longer than any call lasts, with all that is waited for.
const CALL_LASTS_MAX: Duration = Duration::from_secs(75 * 60);

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct CallBacks {
    /// Promised and not settled.
    promised: BTreeMap<CallbackId, EmergencyId>,
    /// Who is to be told in the same breath.
    to_tell: BTreeSet<EmergencyId>,
    /// Where a call to a number on file has just been answered.
    on_file: BTreeSet<EmergencyId>,
}

impl Invariant for CallBacks {
    fn name(&self) -> &'static str {
        "i28_call_backs"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Callbacks(event), after, .. } => {
                self.happened(event);
                let answered = match event {
                    Call::Answered { call, heard: Heard::Contact, .. } => {
                        let by_carrier = after.callbacks.call(*call);
                        by_carrier.is_some_and(|(_, call)| call.on_file.is_some())
                    }
                    // What a carrier tells at the end shows nothing: nobody pressed a key by it.
                    Call::Ended { by_hand: true, on_file: Some(_), end, .. } => {
                        matches!(end, CallEnd::Talked { .. })
                    }
                    _ => false,
                };
                if answered {
                    self.on_file.insert(event.emergency());
                }
                Ok(())
            }
            Seen::Row {
                event: Event::Emergencies(Emergency::Noted { emergency, line, .. }),
                ..
            } => {
                if matches!(
                    line,
                    Line::Call { news: CallNews::Missed { .. } | CallNews::Ended { .. } }
                ) {
                    self.to_tell.remove(emergency);
                }
                Ok(())
            }
            Seen::Row {
                row,
                event: Event::Proof(Proof::Proven { emergency, how: How::CallBack { .. }, .. }),
                ..
            } => {
                // A responder may certify by hand; what follows from a call needs one on file.
                let by_hand = view.by_command.get(&row.command).is_some_and(|asked| {
                    let command = &view.requests[*asked].envelope.command;
                    matches!(command, domain::Command::Proof(_))
                });
                match by_hand || self.on_file.contains(emergency) {
                    true => Ok(()),
                    false => Err(format!("{emergency}: a number that was typed proved something")),
                }
            }
            Seen::Settled => {
                self.on_file.clear();
                match self.to_tell.pop_first() {
                    Some(emergency) => Err(format!("{emergency} is not told about its call")),
                    None => Ok(()),
                }
            }
            Seen::Moment => self.stand(view),
            _ => Ok(()),
        }
    }
}

impl CallBacks {
    fn happened(&mut self, event: &Call) {
        let emergency = event.emergency();
        match event {
            Call::Asked { callback, .. } => _ = self.promised.insert(*callback, emergency),
            Call::Missed { .. } => _ = self.to_tell.insert(emergency),
            Call::Ended { callback, next_by, .. } => {
                self.to_tell.insert(emergency);
                if next_by.is_none() {
                    self.promised.remove(callback);
                }
            }
            Call::Cancelled { callback, .. } | Call::Closed { callback, .. } => {
                self.promised.remove(callback);
            }
            Call::Carried { from, to, .. } => {
                let moved = self.promised.values_mut().filter(|known| *known == from);
                moved.for_each(|known| *known = *to);
            }
            _ => {}
        }
    }

    fn stand(&self, view: &View<'_>) -> Result<(), String> {
        for (id, emergency) in &self.promised {
            let known = view.truth.callbacks.get(*id);
            let stands = known.is_some_and(|known| known.is_open() && known.due().is_some());
            if !stands {
                return Err(format!("the promise to call {emergency} is forgotten: {known:?}"));
            }
        }
        let Some(now) = view.calm_now(CALM) else { return Ok(()) };
        for (id, emergency) in &self.promised {
            let Some(known) = view.truth.callbacks.get(*id) else { continue };
            let late = match known.live_call() {
                Some(call) => call.at + CALL_LASTS_MAX < now,
                None => known.by + LATE_MAX < now,
            };
            if late {
                return Err(format!("the promise to call {emergency} passed and nobody noticed"));
            }
        }
        Ok(())
    }
}

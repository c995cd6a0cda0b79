//! I25: whatever colleagues do in a room, somebody leads by their own act, what waits has an end,
//! and nothing leaves for customers that was undone.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::emergencies::{Event as Emergency, Speaker};
use domain::notes::Event as Note;
use domain::paging::{SNOOZE_MAX, Standing};
use domain::words::{Actor, EmergencyId, MessageId, NoteId, Timestamp};
use domain::{Event, State, crew};

use super::{Invariant, Seen, View};

/// How late a timer may fire while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(10);
const CALM: u64 = 20_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Rooms {
    /// What is to leave, and when.
    owed: BTreeMap<NoteId, Timestamp>,
    /// What has left and is not said yet.
    to_say: BTreeSet<(EmergencyId, MessageId)>,
    /// Where a customer has just said something.
    spoke: BTreeSet<EmergencyId>,
}

impl Invariant for Rooms {
    fn name(&self) -> &'static str {
        "i25_rooms"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Notes(event), .. } => self.noted(event, row.at),
            Seen::Row { row, event: Event::Crew(crew::Event::Joined { person, .. }), .. } => {
                let asked = view.by_command.get(&row.command);
                let actor = asked.map(|asked| &view.requests[*asked].envelope.actor);
                match actor {
                    Some(Actor::Person(_) | Actor::Token { .. } | Actor::PageLink(_)) => Ok(()),
                    _ => Err(format!("{person} came without pressing anything")),
                }
            }
            Seen::Row { event: Event::Emergencies(event), .. } => {
                self.said(event);
                Ok(())
            }
            Seen::Settled => self.settled(view.truth),
            Seen::Moment => stands(view),
            _ => Ok(()),
        }
    }
}

impl Rooms {
    fn noted(&mut self, event: &Note, at: Timestamp) -> Result<(), String> {
        match event {
            Note::ShareOwed { note, due, .. } => {
                self.owed.insert(*note, *due);
            }
            Note::ShareUndone { note, .. } => {
                self.owed.remove(note);
            }
            Note::Shared { note, to, .. } => match self.owed.remove(note) {
                Some(due) if due <= at => self.to_say.extend(to.iter().copied()),
                Some(_) => return Err(format!("{note} left before it could be undone")),
                None => return Err(format!("{note} left though nobody wants it to")),
            },
            Note::Written { .. } | Note::Forgotten { .. } => {}
        }
        Ok(())
    }

    fn said(&mut self, event: &Emergency) {
        match event {
            Emergency::Said { emergency, from: Speaker::Participant(_), .. }
            | Emergency::Introduced { emergency, .. }
            | Emergency::Denied { emergency } => {
                self.spoke.insert(*emergency);
            }
            Emergency::Said { message, .. } => {
                self.to_say.retain(|(_, known)| known != message);
            }
            // It may have left the live state in those five seconds.
            Emergency::Archived { emergency } => {
                self.to_say.retain(|(known, _)| known != emergency);
            }
            _ => {}
        }
    }

    fn settled(&mut self, truth: &State) -> Result<(), String> {
        for emergency in std::mem::take(&mut self.spoke) {
            let incident = truth.incidents.of_emergency(emergency);
            let escalation = incident.and_then(|known| truth.paging.get(known.id));
            if escalation.is_some_and(|known| known.snooze.is_some()) {
                return Err(format!("{emergency} was spoken to and is still snoozed"));
            }
        }
        self.to_say.retain(|(emergency, _)| truth.emergencies.get(*emergency).is_some());
        match self.to_say.pop_first() {
            Some((emergency, _)) => Err(format!("a note left for {emergency} and is not said")),
            None => Ok(()),
        }
    }
}

fn stands(view: &View<'_>) -> Result<(), String> {
    let truth = view.truth;
    for known in truth.paging.escalations.values() {
        let incident = known.incident;
        if let (Some(snooze), Standing::Accepted { .. }) = (&known.snooze, &known.standing) {
            if snooze.until > snooze.at + SNOOZE_MAX {
                return Err(format!("{incident} is snoozed for too long"));
            }
        } else if known.snooze.is_some() {
            return Err(format!("{incident} is snoozed and nobody has it"));
        }
        let lead = truth.incidents.get(incident).map(|known| known.lead.as_ref());
        if known.accepted_by().is_some() && lead.is_some_and(|lead| lead != known.accepted_by()) {
            return Err(format!("{incident} is had by one and led by another"));
        }
    }
    for (incident, crew) in &truth.crew.crews {
        let over = truth.incidents.get(*incident).is_none_or(|known| known.settled_at.is_some());
        if over && crew.open().next().is_some() {
            return Err(format!("{incident} is over and somebody is still asked"));
        }
    }
    let Some(now) = view.calm_now(CALM) else { return Ok(()) };
    let late = |due: Timestamp| due + LATE_MAX < now;
    let asked = truth.crew.crews.values().flat_map(|crew| crew.open());
    if asked.map(|request| request.until).any(late) {
        return Err("somebody who was asked has not answered and nobody else is".into());
    }
    if truth.notes.due().is_some_and(late) {
        return Err("a shared note does not leave".into());
    }
    Ok(())
}

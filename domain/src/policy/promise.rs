//! Promises of the next update: for when, who is warned, and what follows when they are kept, moved
//! or broken.

use std::time::Duration;

use super::{approve, publish, settle, tell};
use crate::deliveries::NoticeKind;
use crate::emergencies::Line;
use crate::paging::{self, Stage};
use crate::words::{IncidentId, PersonKey, Severity, Timestamp, UpdateId};
use crate::{Command, Moment, State, bulletins, updates};

/// The author's place is looked for among those on call of this many steps.
const STEPS_MAX: u8 = 24;

impl State {
    /// How soon the next update about an incident follows where nobody says otherwise.
    #[must_use]
    pub fn usually_within(&self, incident: IncidentId) -> Duration {
        let known = self.incidents.get(incident);
        let severity = known.map_or(Severity::Critical, |known| known.severity);
        self.organisation.settings.cadence().of(severity)
    }

    /// Who can write an update in the place of whoever has it: who works on it too, else who is on
    /// call for it.
    #[must_use]
    pub fn deputy(&self, incident: IncidentId, moment: &Moment<'_>) -> Option<PersonKey> {
        let escalation = self.paging.get(incident)?;
        let lead = escalation.accepted_by();
        let members = self.crew.get(incident).map(|crew| &crew.members);
        let mut here: Vec<(&PersonKey, &Timestamp)> = members.into_iter().flatten().collect();
        here.sort_by_key(|(_, since)| **since);
        let beside: Vec<PersonKey> = here.into_iter().map(|(person, _)| person.clone()).collect();
        let steps = u8::try_from(escalation.plan.steps.len()).unwrap_or(u8::MAX).min(STEPS_MAX);
        let on_call = (0..steps).flat_map(|step| {
            let stage = Stage::Step { round: 0, step };
            self.people_of_stage(escalation, stage, moment.now, moment.zones)
        });
        let others = self.responding(beside).into_iter().chain(on_call);
        others.into_iter().find(|person| Some(person) != lead)
    }
}

/// When the next update about an incident is due where nobody says otherwise.
pub(super) fn usual(now: &State, incident: IncidentId, from: Timestamp) -> Timestamp {
    from + now.usually_within(incident)
}

/// What follows from what is promised and told.
pub(super) fn reactions(now: &State, event: &updates::Event, moment: &Moment<'_>) -> Vec<Command> {
    use updates::Event as E;
    let incident = event.incident();
    match event {
        E::Promised { by, .. } => moved(incident, *by),
        E::Agreed { by, author, .. } => {
            // Who agrees something with the customer has it, as who writes to them has.
            let mut commands = Vec::from_iter(settle::take(now, incident, author));
            let line = Line::AgreedTime { by: author.clone(), next_by: *by };
            commands.extend(tell::note_each(now, incident, &line));
            let quiet_until = Some(*by);
            commands.push(paging::Command::Speak { incident, quiet_until }.into());
            commands.extend(moved(incident, *by));
            commands
        }
        E::Corrected { update, overview, .. } => {
            let mut commands = tell::note_each(now, incident, &Line::PutRight);
            commands.extend(publish::put_right(now, incident, *update, overview));
            commands.extend(approve::amended(now, event));
            commands
        }
        E::Warned { by, .. } => {
            let last = moment.now >= *by - updates::LAST_WARNING;
            let deputy = now.deputy(incident, moment).filter(|_| last);
            let remind = deputy.map(|person| paging::Command::Remind { incident, person }.into());
            settle::remind_lead(now, Some(incident)).into_iter().chain(remind).collect()
        }
        E::Missed { next_by, .. } => {
            let next_by = *next_by;
            let mut commands = tell::note_each(now, incident, &Line::UpdateMissed { next_by });
            let why = paging::Lapse::PromiseMissed;
            commands.push(paging::Command::Lapse { incident, why }.into());
            commands.push(bulletins::Command::Late { incident, next_by }.into());
            // The next promise inside is never later than one that everyone still counts on.
            commands.extend(promised_to_all(now, incident, moment.now));
            commands
        }
        E::Published { author, next_by, public, .. } => {
            // Who tells the customer what is known has it, as who writes to them has.
            let mut commands = Vec::from_iter(settle::take(now, incident, author));
            commands.extend(tell::note_each(now, incident, &Line::Updated));
            let quiet_until = Some(*next_by);
            commands.push(paging::Command::Speak { incident, quiet_until }.into());
            commands.extend(tell::notice_each(now, incident, NoticeKind::UpdatePublished, moment));
            commands.extend(publish::told(now, event, moment));
            // What everyone was promised stands, though only the customers inside were told.
            if public.is_none() {
                commands.extend(promised_to_all(now, incident, moment.now));
            }
            commands
        }
        E::Ended { .. } | E::Forgotten { .. } => Vec::new(),
    }
}

/// What the status page says moves with what the customers are promised, openly.
fn moved(incident: IncidentId, next_by: Timestamp) -> Vec<Command> {
    vec![bulletins::Command::Promise { incident, next_by }.into()]
}

fn promised_to_all(now: &State, incident: IncidentId, at: Timestamp) -> Option<Command> {
    let told = now.bulletins.of(incident).filter(|told| !told.is_over())?;
    let by = told.next_by.filter(|by| *by > at)?;
    Some(updates::Command::Hasten { incident, by }.into())
}

/// What the status page put right is put right for the customers inside as well.
pub(super) fn put_right(now: &State, event: &bulletins::Event) -> Vec<Command> {
    let bulletins::Event::Corrected { incident, entry, overview, .. } = event else {
        return Vec::new();
    };
    let (incident, update): (_, UpdateId) = (*incident, *entry);
    let known = now.updates.get(incident).and_then(|board| board.update(update));
    let differs = known.is_some_and(|known| known.overview != *overview);
    let overview = overview.clone();
    let correct = updates::Command::Correct { incident, update, overview };
    Vec::from_iter(differs.then(|| correct.into()))
}

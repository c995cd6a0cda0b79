//! Promises of the next update: for when, who is warned, and what follows when they are kept, moved
//! or broken.

use std::time::Duration;

use super::{approve, publish, settle, tell};
use crate::deliveries::NoticeKind;
use crate::emergencies::Line;
use crate::paging::{self, Stage};
use crate::updates::{Aside, Board, Promise};
use crate::words::{
    EmergencyId, Estimate, IncidentId, PersonKey, Phase, Severity, Timestamp, UpdateId,
};
use crate::{Command, Moment, State, bulletins, incidents, updates};

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

    /// The estimate that stands with what was told last, and when that was told: by an update, or
    /// by the words of a status page that are told on from here.
    #[must_use]
    pub fn last_estimate(&self, incident: IncidentId) -> Option<(Timestamp, &Estimate)> {
        if let Some(latest) = self.updates.get(incident).and_then(Board::latest) {
            return Some((latest.at, latest.estimate.as_ref()?));
        }
        let told = self.bulletins.of(incident)?;
        let last = told.entries.last()?;
        Some((last.at, last.estimate.as_ref()?))
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

/// What is told on here has a time for its next word, like everything that is told.
pub(super) fn continued(event: &bulletins::Event) -> Vec<Command> {
    let bulletins::Event::Continued { incident, told, next_by, .. } = event else {
        return Vec::new();
    };
    let (incident, by) = (*incident, *next_by);
    let phase = told.words.last().map_or(Phase::Investigating, |word| word.phase);
    vec![
        updates::Command::Hasten { incident, by }.into(),
        incidents::Command::SetPhase { incident, phase }.into(),
    ]
}

/// What follows from what is promised and told.
pub(super) fn reactions(now: &State, event: &updates::Event, moment: &Moment<'_>) -> Vec<Command> {
    use updates::Event as E;
    let incident = event.incident();
    match event {
        E::Promised { by, .. } => moved(incident, *by),
        E::Agreed { by, author, emergency: Some(emergency), .. } => {
            let mut commands = Vec::from_iter(settle::take(now, incident, author));
            let line = Line::AgreedTime { by: author.clone(), next_by: *by };
            commands.extend(tell::note_live(now, *emergency, line));
            // The others are owed their word as before: only that they were spoken to counts.
            let quiet_until = now.updates.promise(incident).map(|promise| promise.by);
            commands.push(paging::Command::Speak { incident, quiet_until }.into());
            commands.extend(only_agreed(now, incident, &[]));
            commands
        }
        E::Agreed { by, author, emergency: None, .. } => {
            // Who agrees something with the customer has it, as who writes to them has.
            let mut commands = Vec::from_iter(settle::take(now, incident, author));
            let line = Line::AgreedTime { by: author.clone(), next_by: *by };
            commands.extend(tell::note_each(now, incident, &line));
            let quiet_until = Some(*by);
            commands.push(paging::Command::Speak { incident, quiet_until }.into());
            commands.extend(moved(incident, *by));
            commands
        }
        E::Corrected { .. } => {
            let mut commands = tell::note_each(now, incident, &Line::PutRight);
            commands.extend(approve::put_right(now, event));
            commands.extend(approve::amended(now, event));
            commands
        }
        E::Missed { next_by, emergency: Some(emergency), .. } => {
            // Broken to one caller it is written to that one; it rings as any broken promise does,
            // and neither the others nor the page hear of it.
            let line = Line::UpdateMissed { next_by: *next_by };
            let why = paging::Lapse::PromiseMissed;
            let told = tell::note_live(now, *emergency, line).into_iter();
            told.chain([paging::Command::Lapse { incident, why }.into()]).collect()
        }
        E::Warned { by, .. } => {
            let last = moment.now >= *by - updates::LAST_WARNING;
            let deputy = now.deputy(incident, moment).filter(|_| last);
            let remind = deputy.map(|person| paging::Command::Remind { incident, person }.into());
            settle::remind_lead(now, Some(incident)).into_iter().chain(remind).collect()
        }
        E::Missed { next_by, .. } => {
            let next_by = *next_by;
            // With whom a time is agreed nothing was broken: they read of their own alone.
            let line = |emergency| tell::note(emergency, Line::UpdateMissed { next_by });
            let own = |id: &EmergencyId| {
                now.updates.get(incident).is_some_and(|board| board.own.contains_key(id))
            };
            let others = waiting(now, incident).into_iter().filter(|emergency| !own(emergency));
            let mut commands: Vec<Command> = others.map(line).collect();
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
            // What everyone was promised stands, though only the customers inside were told; and
            // where it has passed by now, it was missed.
            if public.is_none() {
                let next_by = *next_by;
                commands.push(bulletins::Command::Late { incident, next_by }.into());
                commands.extend(promised_to_all(now, incident, moment.now));
            }
            commands
        }
        E::Carried { emergency: None, by, .. } => {
            let quiet_until = Some(*by);
            vec![paging::Command::Speak { incident, quiet_until }.into()]
        }
        // The customers never read the line for colleagues.
        E::LineCorrected { .. } => Vec::new(),
        E::Carried { .. } | E::Excused { .. } | E::Ended { .. } | E::Forgotten { .. } => Vec::new(),
    }
}

/// Asks whether a caller with whom a time is agreed is one who waits for an update.
///
/// # Errors
/// [`updates::Refusal::UnknownCaller`] when they are not.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), crate::Refusal> {
    let Command::Updates(updates::Command::Agree { incident, emergency: Some(emergency), .. }) =
        command
    else {
        return Ok(());
    };
    let waits = waiting(state, *incident).contains(emergency);
    waits.then_some(()).ok_or_else(|| updates::Refusal::UnknownCaller.into())
}

/// The callers who wait for an update about an incident.
fn waiting(now: &State, incident: IncidentId) -> Vec<EmergencyId> {
    let known = now.incidents.get(incident).into_iter().flat_map(|known| &known.emergencies);
    let live = |id: &&EmergencyId| now.emergencies.get(**id).is_some_and(|e| e.standing.is_live());
    known.filter(live).copied().collect()
}

/// Where nobody counts any more on what everyone was promised, the first of the times that were
/// agreed takes its place: a promise to nobody would ring people at night for nothing. `gone` are
/// those who leave with the same act.
fn only_agreed(now: &State, incident: IncidentId, gone: &[EmergencyId]) -> Vec<Command> {
    let over = now.incidents.get(incident).is_none_or(|known| known.settled_at.is_some());
    let page = now.bulletins.of(incident).filter(|told| !told.is_over());
    let page = page.is_some_and(|told| told.next_by.is_some());
    if over || page || now.groups.is_joined(incident) {
        return Vec::new();
    }
    let mut waiting = waiting(now, incident);
    waiting.retain(|emergency| !gone.contains(emergency));
    let own = |id: &EmergencyId| now.updates.get(incident).and_then(|board| board.own.get(id));
    let Some(own) = waiting.iter().map(own).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let all = waiting.iter().zip(own).map(|(emergency, own)| (*emergency, own.promise));
    let first = all.min_by_key(|(_, promise)| promise.by);
    let Some((emergency, promise)) = first.filter(|(_, promise)| promise.agreed) else {
        return Vec::new();
    };
    let by = promise.by;
    vec![
        updates::Command::Carry { incident, emergency: None, by }.into(),
        updates::Command::Excuse { incident, emergency }.into(),
    ]
}

/// A caller needs no update about an incident any more: it is over for them, or they have gone to
/// another one.
pub(super) fn without(
    now: &State,
    incident: Option<IncidentId>,
    emergency: EmergencyId,
) -> Vec<Command> {
    let Some(incident) = incident else { return Vec::new() };
    let Some(board) = now.updates.get(incident).filter(|board| !board.own.is_empty()) else {
        return Vec::new();
    };
    let had = board.own.contains_key(&emergency);
    let excuse = had.then(|| updates::Command::Excuse { incident, emergency }.into());
    excuse.into_iter().chain(only_agreed(now, incident, &[])).collect()
}

/// Who comes to callers that are told together.
#[derive(Clone, Copy)]
pub(super) enum Came {
    /// All who called about another incident.
    Incident(IncidentId),
    /// One caller, to whom nothing was promised.
    Caller(EmergencyId),
}

/// Callers come to others: a time that was agreed stays with whom it was agreed with, and moves
/// nobody else's; everyone who agreed to none is promised what is usual, or what they were told.
pub(super) fn together(
    now: &State,
    (came, into): (Came, IncidentId),
    moment: &Moment<'_>,
) -> Vec<Command> {
    let stands = now.updates.promise(into);
    let carry = |(emergency, promise): (EmergencyId, Promise)| -> Command {
        let (incident, emergency) = (into, Some(emergency));
        updates::Command::Carry { incident, emergency, by: promise.by }.into()
    };
    let (theirs, fresh, customers, newcomer) = match came {
        Came::Caller(emergency) => (None, true, true, Some(emergency)),
        Came::Incident(incident) => {
            let fresh = waiting(now, incident).len() > agreed_with(now, incident).len();
            let known = now.incidents.get(incident);
            let customers = known.is_some_and(|known| !known.emergencies.is_empty());
            (now.updates.promise(incident), fresh, customers, None)
        }
    };
    let mut commands: Vec<Command> = match came {
        Came::Incident(incident) => agreed_with(now, incident).into_iter().map(carry).collect(),
        Came::Caller(_) => Vec::new(),
    };
    // Who was there and had agreed keeps their hour, and the newcomers do not wait for it.
    let moves = fresh && stands.is_some_and(|promise| promise.agreed);
    if moves {
        let there = agreed_with(now, into).into_iter();
        commands.extend(there.filter(|(emergency, _)| Some(*emergency) != newcomer).map(carry));
    }
    let accepted = now.paging.get(into).is_some_and(|known| known.accepted_by().is_some());
    // Customers who come to what somebody has for machines alone are promised one for the first
    // time; and so are those who come to callers who agreed to a time of their own.
    let first = moves || accepted && customers && stands.is_none();
    let first = first.then(|| usual(now, into, moment.now));
    let theirs = theirs.filter(|promise| !promise.agreed).map(|promise| promise.by);
    let by = [first, theirs].into_iter().flatten().min();
    commands.extend(by.map(|by| updates::Command::Hasten { incident: into, by }.into()));
    commands
}

/// The callers who agreed to a time, each with the time that is theirs: their own, or the one that
/// all of them agreed to.
fn agreed_with(now: &State, incident: IncidentId) -> Vec<(EmergencyId, Promise)> {
    let Some(board) = now.updates.get(incident) else { return Vec::new() };
    let everyone = board.promise.filter(|promise| promise.agreed);
    let theirs = |id: EmergencyId| {
        let own = board.own.get(&id).map(|own| own.promise);
        Some((id, own.or(everyone)?))
    };
    waiting(now, incident).into_iter().filter_map(theirs).collect()
}

/// A caller whom the vendor took for helped is back: they do not wait for the hour that the others
/// agreed to.
pub(super) fn back(
    now: &State,
    incident: Option<IncidentId>,
    emergency: EmergencyId,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let agreed = |id: &IncidentId| now.updates.promise(*id).is_some_and(|known| known.agreed);
    let into = incident.filter(agreed);
    into.map(|into| together(now, (Came::Caller(emergency), into), moment)).unwrap_or_default()
}

/// Callers go back to an incident of their own: what was agreed with them goes along.
pub(super) fn apart(
    now: &State,
    (incident, from): (IncidentId, IncidentId),
    back: &[EmergencyId],
) -> Vec<Command> {
    let board = now.updates.get(from);
    let own = |id: &EmergencyId| board.and_then(|board| board.own.get(id)).map(|own| own.promise);
    let own = back.iter().filter_map(|id| Some((*id, own(id)?)));
    let alone = back.len() == 1;
    own.flat_map(|(emergency, promise)| {
        let whose = (!alone).then_some(emergency);
        let carry = updates::Command::Carry { incident, emergency: whose, by: promise.by };
        let excuse = updates::Command::Excuse { incident: from, emergency };
        let both: [Command; 2] = [carry.into(), excuse.into()];
        both
    })
    .chain(only_agreed(now, from, back))
    .collect()
}

/// A full conversation goes on in another one of the same caller, and so does what was agreed.
pub(super) fn goes_on(
    now: &State,
    incident: IncidentId,
    (before, emergency): (EmergencyId, EmergencyId),
) -> Vec<Command> {
    let board = now.updates.get(incident);
    let Some(own) = board.and_then(|board| board.own.get(&before)) else { return Vec::new() };
    let (by, emergency) = (own.promise.by, Some(emergency));
    vec![
        updates::Command::Carry { incident, emergency, by }.into(),
        updates::Command::Excuse { incident, emergency: before }.into(),
    ]
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

/// What the status page put right is put right for the customers inside as well, and for them at
/// once: they never wait for an objection.
pub(super) fn put_right(now: &State, event: &bulletins::Event) -> Vec<Command> {
    let (incident, entry, overview, takes_back) = match event {
        bulletins::Event::Corrected { incident, entry, overview, takes_back, .. } => {
            (incident, entry, overview, *takes_back)
        }
        bulletins::Event::CorrectionWritten { incident, entry, revised, .. } => {
            (incident, entry, &revised.overview, revised.takes_back)
        }
        _ => return Vec::new(),
    };
    let (incident, update): (_, UpdateId) = (*incident, *entry);
    let known = now.updates.get(incident).and_then(|board| board.update(update));
    let Some(known) = known else { return Vec::new() };
    let aside = estimated(now, event).map(|estimate| Aside {
        estimate,
        for_colleagues: known.for_colleagues.clone().filter(|_| !takes_back),
    });
    let estimate = aside.as_ref().map_or(&known.estimate, |aside| &aside.estimate);
    let differs = known.overview != *overview || known.estimate != *estimate;
    let overview = overview.clone();
    let correct = updates::Command::Correct { incident, update, overview, takes_back, aside };
    Vec::from_iter(differs.then(|| correct.into()))
}

/// What an estimate on the status page is to be, where it is put right there.
fn estimated(now: &State, event: &bulletins::Event) -> Option<Option<Estimate>> {
    let bulletins::Event::CorrectionWritten { bulletin, entry, revised, .. } = event else {
        return None;
    };
    let told = now.bulletins.bulletins.get(bulletin)?;
    let stood = told.entry(*entry)?.frame().estimate;
    let estimate = revised.frame.as_ref()?.estimate.clone();
    (estimate != stood).then_some(estimate)
}

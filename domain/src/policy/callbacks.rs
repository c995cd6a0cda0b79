//! Call-backs: which telephones are joined, which countries are called, and what follows when a
//! call is promised, missed, made, or shows who it is.

use super::{authority, crew, settle, tell};
use crate::access::Method;
use crate::callbacks::{Asker, Command as C, Event, Heard, Lines, Refusal, Side, promised_within};
use crate::deliveries::{self, About, Address, NoticeKind, Outcome};
use crate::emergencies::Line;
use crate::words::{
    Actor, CallEnd, CallId, CallNews, CallbackId, Channel, ContactKey, Country, DeliveryId,
    EmergencyId, IncidentId, OnFile, Owner, ParticipantId, PersonKey, Personal, Severity,
    Timestamp, dialling, e164,
};
use crate::{Command, Moment, State, callbacks, paging, proof};

/// A telephone that has not rung by then is not rung for this call any more.
const PLACED_WITHIN: std::time::Duration = std::time::Duration::from_secs(60);
/// A text message that has not left by then is of no use any more.
const TEXTED_WITHIN: std::time::Duration = std::time::Duration::from_secs(600);

/// The command with what it needs of other rooms filled in.
///
/// # Errors
/// A refusal when what other rooms know stands against it.
pub(crate) fn prepared(state: &State, command: Command, actor: &Actor) -> Result<Command, Refusal> {
    let Command::Callbacks(command) = command else { return Ok(command) };
    if let Some(callback) = about(&command)
        && !concerns(state, callback, actor)
    {
        // Of what is restricted, whoever may not read it hears no more than of what never was.
        return Err(Refusal::Unknown);
    }
    let prepared = match command {
        C::Ask { emergency, number, wait, .. } => {
            let (emergency, asker) = asker(state, emergency, actor)?;
            let live = state.emergencies.get(emergency).is_some_and(|e| e.standing.is_live());
            if !live {
                return Err(Refusal::Over);
            }
            C::Ask { emergency, number, wait, asker: Some(asker) }
        }
        C::Cancel { emergency, .. } => {
            let (emergency, asker) = asker(state, emergency, actor)?;
            C::Cancel { emergency, asker: Some(asker) }
        }
        C::Place { callback, contact, .. } => {
            let person = actor.person().ok_or(Refusal::NotYours)?;
            let lines = lines(state, callback, contact.as_ref(), Some(person))?;
            C::Place { callback, contact, lines: Some(lines) }
        }
        C::Tell { callback, contact, reached, .. } => {
            let lines = lines(state, callback, contact.as_ref(), None)?;
            C::Tell { callback, contact, reached, lines: Some(lines) }
        }
        other => other,
    };
    Ok(prepared.into())
}

/// The promise about which somebody of the vendor does something.
fn about(command: &C) -> Option<CallbackId> {
    match command {
        C::Place { callback, .. } | C::Tell { callback, .. } | C::Text { callback } => {
            Some(*callback)
        }
        _ => None,
    }
}

/// Whether somebody may read the emergency in which a promise was made.
fn concerns(state: &State, callback: CallbackId, actor: &Actor) -> bool {
    state.callbacks.get(callback).is_some_and(|known| state.sees(actor, known.emergency))
}

/// As whom somebody asks, where their emergency goes on now.
fn asker(
    state: &State,
    emergency: EmergencyId,
    actor: &Actor,
) -> Result<(EmergencyId, Asker), Refusal> {
    let Actor::Participant(participant) = actor else { return Err(Refusal::NotYours) };
    if state.emergencies.lets_in(*participant) != Some(emergency) {
        return Err(Refusal::NotYours);
    }
    let emergency = state.emergencies.latest(emergency);
    let known = state.emergencies.get(emergency).ok_or(Refusal::Over)?;
    let own = state.emergencies.counterpart_in(known, *participant).ok_or(Refusal::NotYours)?;
    let severity = state.incidents.of_emergency(emergency).map(|incident| incident.severity);
    let within = promised_within(severity.unwrap_or(Severity::Critical));
    Ok((emergency, Asker { participant: own, within, allowed: state.called_countries() }))
}

/// Which telephones a call joins.
fn lines(
    state: &State,
    callback: CallbackId,
    contact: Option<&ContactKey>,
    person: Option<&PersonKey>,
) -> Result<Lines, Refusal> {
    let known = state.callbacks.get(callback).ok_or(Refusal::Unknown)?;
    let ours = person.and_then(|person| state.own_number(person));
    let Some(contact) = contact else {
        let theirs = known.number.clone();
        let plain = theirs.text.as_deref().ok_or(Refusal::Unknown)?;
        // The list may have been changed since the number was given.
        if dialling::barred(plain, &state.called_countries()).is_some() {
            return Err(Refusal::Barred);
        }
        return Ok(Lines { ours, theirs, on_file: None });
    };
    let (customer, on_file) = authority::contact_on_file(state, known.emergency, contact)
        .map_err(|_| Refusal::NoContact)?;
    let phone = on_file.phone.as_ref().and_then(|phone| e164(phone.text.as_deref()?).ok());
    let phone = phone.ok_or(Refusal::NoContact)?;
    // What the vendor wrote down itself may lie in any country, and still costs no fortune.
    if dialling::barred(&phone, &[]).is_some() {
        return Err(Refusal::Barred);
    }
    let (customer, contact) = (customer.clone(), contact.clone());
    let theirs = Personal::new(Owner::Contact(customer.clone(), contact.clone()), &phone);
    Ok(Lines { ours, theirs, on_file: Some(OnFile { customer, contact }) })
}

impl State {
    /// The countries whose numbers are called: those that are named, or those of the numbers of
    /// the vendor and its people. Where nothing is known, none is returned, and all are called.
    #[must_use]
    pub fn called_countries(&self) -> Vec<Country> {
        let settings = &self.organisation.settings;
        if !settings.call_countries.is_empty() {
            return settings.call_countries.clone();
        }
        let people = self.access.people.values().flat_map(|person| person.methods.iter());
        let phones = people.filter(|method| is_telephone(method.channel));
        let phones = phones.map(|method| method.address.as_str());
        let numbers = phones.chain([settings.phone.as_str()]).filter_map(|one| e164(one).ok());
        let mut countries: Vec<Country> =
            numbers.flat_map(|one| dialling::countries_of(&one).collect::<Vec<_>>()).collect();
        countries.sort();
        countries.dedup();
        countries
    }

    /// On which number of theirs a person is rung when they call somebody: one that a code over it
    /// has proved, because whoever answers there is joined with a customer.
    #[must_use]
    pub fn own_number(&self, person: &PersonKey) -> Option<Personal> {
        let proved: Vec<Method> = self
            .methods_of(person)
            .into_iter()
            .filter(|one| self.methods.proved(person, &one.key, &one.address).is_some())
            .collect();
        let of = |channel| proved.iter().find(move |method| method.channel == channel);
        let method = of(Channel::Voice).or_else(|| of(Channel::Sms))?;
        let number = e164(method.address.text.as_deref()?).ok()?;
        Some(Personal::new(method.address.of.clone(), &number))
    }
}

const fn is_telephone(channel: Channel) -> bool {
    matches!(channel, Channel::Voice | Channel::Sms)
}

/// What follows from what happens about a call-back.
pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    let emergency = event.emergency();
    let incident = now.incidents.of_emergency(emergency).map(|incident| incident.id);
    let note = |news| tell::note(emergency, Line::Call { news });
    let notice = |kind| tell::notice(now, incident, emergency, kind, moment);
    match event {
        Event::Asked { by, .. } => {
            let mut commands = vec![note(CallNews::Asked { by: *by })];
            commands.extend(crew::ends_wait(now, incident));
            commands.extend(settle::remind_lead(now, incident));
            commands.extend(notice(NoticeKind::CallAsked));
            commands
        }
        Event::Changed { by, .. } => vec![note(CallNews::Changed { by: *by })],
        Event::Cancelled { .. } => vec![note(CallNews::Cancelled)],
        Event::Warned { .. } => settle::remind_lead(now, incident).into_iter().collect(),
        Event::Missed { next_by, .. } => {
            let mut commands = vec![note(CallNews::Missed { next_by: *next_by })];
            let why = paging::Lapse::PromiseMissed;
            commands.extend(incident.map(|incident| {
                let incident = now.groups.root(incident);
                paging::Command::Lapse { incident, why }.into()
            }));
            commands.extend(notice(NoticeKind::CallMissed));
            commands
        }
        Event::Placed { call, person, ours, .. } => incident
            .map(|incident| {
                let about = About::Call { incident, emergency, call: *call };
                let (channel, to) = (Channel::Voice, ours.clone());
                let address = Address { channel, person: Some(person.clone()), to };
                let expires_at = moment.now + PLACED_WITHIN;
                deliveries::Command::Owe { about, address, expires_at }.into()
            })
            .into_iter()
            .collect(),
        Event::Taken { call, .. } => taken(now, emergency, *call, incident),
        Event::Answered { call, heard: Heard::Contact, .. } => {
            let known = now.callbacks.call(*call);
            known.and_then(|(known, call)| proven(known, call)).into_iter().collect()
        }
        Event::Ended { .. } => ended(now, event, incident, moment),
        Event::Texted { callback, person, .. } => {
            let mut commands = vec![note(CallNews::Texted { person: person.clone() })];
            commands.extend(text(now, *callback, incident, moment));
            commands
        }
        Event::Closed { .. } => {
            // Who says that it is over knows that nobody calls any more.
            let aside = now.emergencies.get(emergency).is_some_and(|known| {
                matches!(known.standing, crate::emergencies::Standing::SetAside { .. })
            });
            Vec::from_iter(aside.then(|| note(CallNews::Dropped)))
        }
        Event::Answered { .. }
        | Event::Parted { .. }
        | Event::Carried { .. }
        | Event::Forgotten { .. } => Vec::new(),
    }
}

/// Whoever pressed the key has it, if nobody had; the caller reads that their telephone rings.
fn taken(
    now: &State,
    emergency: EmergencyId,
    call: CallId,
    incident: Option<IncidentId>,
) -> Vec<Command> {
    let Some((_, call)) = now.callbacks.call(call) else { return Vec::new() };
    let person = call.person.clone();
    let taken = incident.and_then(|incident| settle::take(now, incident, &person));
    let rings = tell::note(emergency, Line::Call { news: CallNews::Rings { person } });
    taken.into_iter().chain([rings]).collect()
}

fn ended(
    now: &State,
    event: &Event,
    incident: Option<IncidentId>,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let Event::Ended { emergency, callback, call, person, end, next_by, by_hand, .. } = event
    else {
        return Vec::new();
    };
    let (emergency, end, person) = (*emergency, *end, person.clone());
    let line = CallNews::Ended { person: person.clone(), end, next_by: *next_by };
    let mut commands = vec![tell::note(emergency, Line::Call { news: line })];
    let known = now.callbacks.get(*callback);
    let call = now.callbacks.call(*call).or_else(|| Some((known?, known?.calls.last()?)));
    match end {
        CallEnd::Talked { .. } => {
            // What a carrier tells is nobody's act: whoever calls has it since they pressed a key.
            commands.extend(match by_hand {
                true => settle::spoken(now, incident, &person),
                false => settle::told(now, incident),
            });
            commands.extend(tell::notice(now, incident, emergency, NoticeKind::CallTalked, moment));
            // By hand, nobody could press a key: the responder says that it was they.
            let by_hand = call.filter(|_| *by_hand);
            commands.extend(by_hand.and_then(|(known, call)| proven(known, call)));
        }
        CallEnd::NotThem => {
            let on_file = call.and_then(|(_, call)| call.on_file.clone());
            commands.extend(on_file.map(|OnFile { customer, contact }| {
                proof::Command::Disown { emergency, customer, contact }.into()
            }));
        }
        _ => {}
    }
    commands
}

/// Whoever was reached on a number on file, and says that they asked, has shown who they are. A
/// number that was typed shows nothing.
fn proven(known: &callbacks::Callback, call: &callbacks::Call) -> Option<Command> {
    let OnFile { customer, contact } = call.on_file.clone()?;
    let (emergency, participant) = (known.emergency, known.participant);
    let by = call.person.clone();
    Some(proof::Command::CalledBack { emergency, participant, customer, contact, by }.into())
}

fn text(
    now: &State,
    callback: CallbackId,
    incident: Option<IncidentId>,
    moment: &Moment<'_>,
) -> Option<Command> {
    let known = now.callbacks.get(callback)?;
    let (incident, emergency) = (incident?, known.emergency);
    let about = About::CallText { incident, emergency, callback };
    let address = Address { channel: Channel::Sms, person: None, to: known.number.clone() };
    let expires_at = moment.now + TEXTED_WITHIN;
    Some(deliveries::Command::Owe { about, address, expires_at }.into())
}

/// No carrier could ring whoever calls: the call has not come about.
pub(super) fn not_placed(
    now: &State,
    delivery: DeliveryId,
    outcome: &Outcome,
    retry_at: Option<Timestamp>,
) -> Option<Command> {
    let known = now.deliveries.get(delivery)?;
    let About::Call { call, .. } = known.about else { return None };
    let failed = matches!(outcome, Outcome::Failed { .. } | Outcome::Unknown { .. });
    let (side, end) = (Side::Ours, CallEnd::NotPlaced);
    (failed && retry_at.is_none()).then(|| C::End { call, side, end }.into())
}

/// The emergency is over, or set aside: nobody is called any more.
pub(super) fn over(now: &State, emergency: EmergencyId) -> Option<Command> {
    now.callbacks.desk(emergency)?.open().next()?;
    Some(C::Close { emergency }.into())
}

/// Whoever may not take part any more is not called either.
pub(super) fn removed(
    now: &State,
    emergency: EmergencyId,
    participant: ParticipantId,
) -> Option<Command> {
    now.callbacks.desk(emergency)?.of(participant).filter(|known| known.is_open())?;
    let asker = Asker { participant, within: std::time::Duration::ZERO, allowed: Vec::new() };
    Some(C::Cancel { emergency, asker: Some(asker) }.into())
}

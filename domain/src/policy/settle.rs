//! What follows for the people in the conversation, and when a matter is over or live again.

use super::{acting_person, outward, promise, reach, tell};
use crate::deliveries::{About, Outcome};
use crate::emergencies::Line;
use crate::paging::{self, Standing};
use crate::words::{
    Actor, Channel, DeliveryId, EmergencyId, IncidentId, PageId, PersonKey, Personal, Timestamp,
};
use crate::{
    Command, Moment, State, callbacks, cards, customers, emergencies, incidents, proof, readiness,
};

/// Looks for the customer, once something is known that could tell.
pub(super) fn seek(
    emergency: EmergencyId,
    who: Option<&Personal>,
    reach: Option<&Personal>,
) -> Option<Command> {
    let owner = who.or(reach)?.of.clone();
    let or_empty = |words: Option<&Personal>| {
        words.cloned().unwrap_or_else(|| Personal::new(owner.clone(), ""))
    };
    let evidence = customers::Evidence { who: or_empty(who), reach: or_empty(reach) };
    Some(customers::Command::Seek { emergency, evidence }.into())
}

/// Whether the conversation was full, so that it goes on in another emergency.
pub(super) fn was_full(now: &State, emergency: EmergencyId) -> bool {
    now.emergencies.get(emergency).is_some_and(crate::emergencies::Emergency::went_on)
}

/// A full conversation goes on in a new emergency of the same incident and customer: whoever has
/// it keeps it, and where nobody does any more, it rings.
pub(super) fn goes_on(
    now: &State,
    (before, emergency): (EmergencyId, EmergencyId),
    number: u32,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let mut commands =
        vec![tell::note(before, Line::GoesOn { number }), tell::note(emergency, Line::Follows)];
    let Some(incident) = now.incidents.of_emergency(before).map(|known| known.id) else {
        commands.push(incidents::Command::Open { emergency, service: None }.into());
        return commands;
    };
    commands.push(incidents::Command::Join { incident, emergency }.into());
    commands.push(customers::Command::Inherit { emergency, from: before }.into());
    let pairs = now.emergencies.pairs(before, emergency);
    let (from, to) = (before, emergency);
    commands.push(proof::Command::Carry { from, to, pairs: pairs.clone() }.into());
    commands.push(callbacks::Command::Carry { from, to, pairs }.into());
    commands.extend(promise::goes_on(now, incident, (before, emergency)));
    commands.extend(ring_again(now, Some(incident), moment.actor));
    if let Some(person) = acting_person(moment.actor) {
        commands.extend(spoken(now, Some(incident), person));
    }
    commands
}

/// A person of the vendor wrote to the customer: a deliberate act that also accepts.
pub(super) fn spoken(
    now: &State,
    incident: Option<IncidentId>,
    person: &PersonKey,
) -> Vec<Command> {
    let taken = incident.and_then(|incident| take(now, incident, person));
    taken.into_iter().chain(told(now, incident)).collect()
}

/// A card that a responder sends is a word to the customer, like any other.
pub(super) fn of_cards(now: &State, event: &cards::Event) -> Vec<Command> {
    let cards::Event::Sent { emergency, card, by } = event else { return Vec::new() };
    let line = Line::Card { card: card.clone(), by: by.clone() };
    let mut commands = vec![emergencies::Command::Note { emergency: *emergency, line }.into()];
    let incident = now.incidents.of_emergency(*emergency).map(|incident| incident.id);
    commands.extend(spoken(now, incident, by));
    commands
}

/// The customer was told something by the vendor.
pub(super) fn told(now: &State, incident: Option<IncidentId>) -> Vec<Command> {
    let Some(incident) = incident else { return Vec::new() };
    let quiet_until = now.updates.promise(incident).map(|promise| promise.by);
    let mut commands = vec![paging::Command::Speak { incident, quiet_until }.into()];
    // A late word on what the customer has closed rang; now that it was answered, it is over again.
    commands.extend(if_over(now, Some(incident)));
    commands
}

/// What still rings is taken by whoever speaks to the customer.
pub(super) fn take(now: &State, incident: IncidentId, person: &PersonKey) -> Option<Command> {
    let rings = matches!(now.paging.get(incident)?.standing, Standing::Ringing { .. });
    let person = person.clone();
    rings.then(|| paging::Command::Accept { incident, person }.into())
}

/// Somebody of the vendor has read: when that was a late word on a closed emergency, it is over.
pub(super) fn read(
    now: &State,
    emergency: EmergencyId,
    incident: Option<IncidentId>,
) -> Option<Command> {
    let known = now.emergencies.get(emergency)?;
    if known.unread.is_some() { None } else { if_over(now, incident) }
}

/// A word on a closed emergency goes to the last responder; unread, it pages later.
pub(super) fn late_word(
    now: &State,
    emergency: EmergencyId,
    incident: Option<IncidentId>,
) -> Vec<Command> {
    let closed = now.emergencies.get(emergency).is_some_and(|known| !known.standing.is_live());
    let escalation = incident.and_then(|incident| now.paging.get(incident));
    match escalation.and_then(|e| Some((e.incident, e.last_responder.clone()?))) {
        Some((incident, person)) if closed => {
            vec![paging::Command::Remind { incident, person }.into()]
        }
        _ => Vec::new(),
    }
}

pub(super) fn remind_lead(now: &State, incident: Option<IncidentId>) -> Option<Command> {
    let escalation = incident.and_then(|incident| now.paging.get(incident))?;
    let person = escalation.accepted_by()?.clone();
    Some(paging::Command::Remind { incident: escalation.incident, person }.into())
}

/// Words stayed unread: the acceptance lapses, or what was closed rings again.
pub(super) fn overlooked(now: &State, incident: Option<IncidentId>) -> Vec<Command> {
    let Some(escalation) = incident.and_then(|incident| now.paging.get(incident)) else {
        return Vec::new();
    };
    let incident = escalation.incident;
    match escalation.standing {
        // Whoever has just accepted still has the time that they have for a first word.
        Standing::Accepted { first_word_by: Some(_), .. } => Vec::new(),
        // Who answers many at once is reminded of the one, and nobody tells the others that it has
        // gone quiet; what is quiet for all of them still rings.
        Standing::Accepted { .. } if is_shared(now, incident) => {
            remind_lead(now, Some(incident)).into_iter().collect()
        }
        Standing::Accepted { .. } => {
            vec![paging::Command::Lapse { incident, why: paging::Lapse::Overlooked }.into()]
        }
        Standing::Ringing { .. } => Vec::new(),
        Standing::Stopped => {
            vec![incidents::Command::Revive { incident }.into(), reach::start(now, incident)]
        }
    }
}

/// Whether several who need somebody share the incident.
pub(super) fn is_shared(now: &State, incident: IncidentId) -> bool {
    let Some(known) = now.incidents.get(incident) else { return false };
    let live = |id: &&EmergencyId| now.emergencies.get(**id).is_some_and(|e| e.standing.is_live());
    known.emergencies.iter().filter(live).nth(1).is_some()
}

/// The incident is live and rings again; whoever took it up themselves has it already.
pub(super) fn ring_again(now: &State, incident: Option<IncidentId>, by: &Actor) -> Vec<Command> {
    let Some(incident) = incident else { return Vec::new() };
    let stopped = now.paging.get(incident).is_none_or(|e| e.standing == Standing::Stopped);
    if !stopped {
        return Vec::new();
    }
    let mut commands =
        vec![incidents::Command::Revive { incident }.into(), reach::start(now, incident)];
    if let Some(person) = acting_person(by) {
        commands.push(paging::Command::Accept { incident, person: person.clone() }.into());
    }
    commands
}

/// A person is struck off: what they had accepted nobody has any more.
pub(super) fn left(now: &State, person: &PersonKey) -> Vec<Command> {
    let theirs = now.paging.escalations.values().filter(|e| e.accepted_by() == Some(person));
    let why = paging::Lapse::Silent;
    theirs.map(|e| paging::Command::Lapse { incident: e.incident, why }.into()).collect()
}

/// When none of its emergencies is live any more, the incident is over; but what everyone is told
/// of is over when a person says so to everyone.
pub(super) fn if_over(now: &State, incident: Option<IncidentId>) -> Option<Command> {
    let known = now.incidents.get(incident?)?;
    (outward::is_quiet(now, known) && !outward::is_told(now, known.id))
        .then(|| incidents::Command::Settle { incident: known.id }.into())
}

/// An emergency left the live state; its incident goes with the last of them.
pub(super) fn archived(
    now: &State,
    incident: Option<IncidentId>,
    emergency: EmergencyId,
) -> Option<Command> {
    let incident = now.incidents.get(incident?)?.id;
    let leave = incidents::Command::Leave { incident, emergency };
    Some(forgotten(now, incident).unwrap_or_else(|| leave.into()))
}

/// An incident goes when neither an emergency nor a machine's alert of it is kept any more, and
/// everyone who was told of it knows that it is over.
pub(super) fn forgotten(now: &State, incident: IncidentId) -> Option<Command> {
    let known = now.incidents.get(incident)?;
    if outward::is_told(now, incident) {
        return None;
    }
    let kept = known.emergencies.iter().any(|id| now.emergencies.get(*id).is_some())
        || now.monitoring.gathering(incident).is_some();
    (!kept).then(|| incidents::Command::Archive { incident }.into())
}

/// A delivery failed: when nothing sent for the page can arrive soon, the chain goes on at once.
pub(super) fn failed(
    now: &State,
    delivery: DeliveryId,
    outcome: &Outcome,
    retry_at: Option<Timestamp>,
) -> Vec<Command> {
    let Some(known) = now.deliveries.get(delivery) else { return Vec::new() };
    let (reason, unanswered) = match outcome {
        Outcome::Failed { reason, .. } | Outcome::Unknown { reason } => (reason.clone(), false),
        Outcome::Unanswered { reason } => (reason.clone(), true),
        Outcome::Sent | Outcome::Delivered => return Vec::new(),
    };
    let mut commands = Vec::new();
    // A delivery of an earlier ring says nothing about the present one. Whom a ringing telephone
    // does not wake, the message beside it does not wake either: the next person is rung now, and
    // whoever wakes late can still accept.
    if let About::Page { incident, page } = known.about
        && let Some((_, rung)) = now.paging.page(page)
        && known.owed_at >= rung.rang_at
    {
        // A method that fails brings the next rule forward at once.
        let more = !rung.later.is_empty();
        if more {
            commands.push(paging::Command::RingOn { page }.into());
        }
        if unanswered || !more && !now.deliveries.is_hopeful(incident, page) {
            commands.push(paging::Command::Fail { page, ring: rung.rings }.into());
        }
    }
    // A method that rang works; that nobody answered is no fault of it.
    if unanswered {
        return commands;
    }
    if let (Some(person), None) = (&known.address.person, retry_at) {
        let channel = known.address.channel.name().into();
        let trouble = readiness::Trouble::MethodFailed { person: person.clone(), channel, reason };
        commands.push(readiness::Command::Notice { trouble }.into());
    }
    commands
}

pub(super) fn unreachable(now: &State, page: PageId) -> Vec<Command> {
    let Some((_, known)) = now.paging.page(page) else { return Vec::new() };
    let without = now.methods_of(&known.person).is_empty();
    let trouble = readiness::Trouble::Unreachable { person: known.person.clone() };
    let notice = readiness::Command::Notice { trouble };
    if without { vec![notice.into()] } else { Vec::new() }
}

/// Whoever stopped text messages will miss pages: the people around them should know.
pub(super) fn stopped_texts(person: &PersonKey) -> Command {
    let reason = "they replied STOP, so no text is sent; a reply of START ends that".into();
    let channel = Channel::Sms.name().into();
    let trouble = readiness::Trouble::MethodFailed { person: person.clone(), channel, reason };
    readiness::Command::Notice { trouble }.into()
}

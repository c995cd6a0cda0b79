//! The day after: what a customer is owed when it works again, who could get it, who is reminded of
//! it, and what follows when it is written.

use jiff::ToSpan;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::{revision, tell};
use crate::access::Role;
use crate::deliveries::{self, About, Address, Outcome};
use crate::emergencies::{Aside, Closure, Emergency, Line, Standing, Text};
use crate::follow_ups::{self, Event, FollowUp, Party, Refusal, Story};
use crate::words::{
    Channel, DeliveryId, EmergencyId, MessageId, Owner, PersonKey, Personal, Timestamp,
    is_mail_address,
};
use crate::{Command, Moment, State, emergencies};

mod said;
pub(super) use said::kept;

/// At this hour of the day after it is due, by the organisation's clock.
const DUE_HOUR: i8 = 9;
/// For so long a reminder is worth sending.
const REMINDER_LASTS: std::time::Duration = std::time::Duration::from_secs(12 * 3_600);

/// Somebody who could get a follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Their address.
    pub to: Personal,
    /// What they are called, where that is known.
    pub name: Option<Personal>,
    /// Whether they asked to be told, so that it goes to them unless somebody says otherwise.
    pub asked: bool,
}

impl State {
    /// Who could get a follow-up: those who took part and left an address, and the customer's
    /// contacts on file.
    #[must_use]
    pub fn readers_of(&self, known: &FollowUp) -> Vec<Reader> {
        let mut readers: Vec<Reader> = Vec::new();
        let mut add = |to: &Personal, name: Option<Personal>, asked: bool| {
            let twice = |one: &Reader| one.to.as_str().eq_ignore_ascii_case(to.as_str());
            if to.text.is_some() && !to.is_empty() && !readers.iter().any(twice) {
                readers.push(Reader { to: to.clone(), name, asked });
            }
        };
        for mail in &known.story.mails {
            add(mail, None, true);
        }
        if let Party::Customer(customer) = &known.party {
            let contacts = self.customers.profile(customer).map(|known| known.contacts.as_slice());
            for contact in contacts.unwrap_or_default() {
                if let Some(email) = &contact.email {
                    add(email, Some(contact.name.clone()), contact.told);
                }
            }
        }
        readers
    }
}

/// Asks whether those who are to get it are among those for whom it is.
///
/// # Errors
/// A refusal, when somebody else is named.
pub(crate) fn check(state: &State, command: &Command) -> Result<(), Refusal> {
    let Command::FollowUps(follow_ups::Command::Write { follow_up, to, .. }) = command else {
        return Ok(());
    };
    let known = state.follow_ups.get(*follow_up).ok_or(Refusal::Unknown)?;
    let readers = state.readers_of(known);
    let is_one = |to: &Personal| readers.iter().any(|reader| reader.to == *to);
    if to.iter().all(is_one) { Ok(()) } else { Err(Refusal::BadReaders) }
}

/// It works again for a customer: a person owes them a word.
pub(super) fn over(now: &State, emergency: EmergencyId, moment: &Moment<'_>) -> Option<Command> {
    // Before every machine knows of follow-ups, none is owed.
    if now.policy.adopted < revision::LATEST {
        return None;
    }
    let known = now.emergencies.get(emergency)?;
    // Whoever says that it was a mistake is owed none any more.
    let Some((at, _)) = ended(&[known]) else {
        return owed(now, emergency).map(|_| follow_ups::Command::Withdraw { emergency }.into());
    };
    // Who says only now that it works, having been written to already, is owed no second word.
    if now.follow_ups.of_emergency(emergency).is_some_and(|follow_up| covers(follow_up, known)) {
        return None;
    }
    let incident = now.incidents.of_emergency(emergency)?;
    let party = party(now, emergency);
    let same = |id: &&EmergencyId| **id == emergency || party == self::party(now, **id);
    let theirs: Vec<&Emergency> = incident
        .emergencies
        .iter()
        .filter(same)
        .filter_map(|id| now.emergencies.get(*id))
        .collect();
    let story = story(now, incident, &theirs, ended(&theirs)?);
    let due = due(now, at, moment);
    let incident = incident.id;
    Some(follow_ups::Command::Owe { incident, party, emergency, story, due }.into())
}

/// When it was over for some of those who called, and whether none of them said so. Who never came
/// back is owed a word no less, and nobody may put another into their mouth.
fn ended(theirs: &[&Emergency]) -> Option<(Timestamp, bool)> {
    let said = theirs.iter().filter_map(|known| match &known.standing {
        Standing::Closed { how: Closure::Works, at } => Some(*at),
        _ => None,
    });
    let unheard = theirs.iter().filter_map(|known| match &known.standing {
        Standing::SetAside { reason: Aside::BelievedFixed | Aside::Unreachable, at, .. } => {
            Some(*at)
        }
        _ => None,
    });
    said.max().map(|at| (at, false)).or_else(|| unheard.max().map(|at| (at, true)))
}

/// Whether what was written, or said not to be needed, is of how an emergency stands: nothing has
/// made it ring again since.
fn covers(follow_up: &FollowUp, known: &Emergency) -> bool {
    let Some(settled_at) = follow_up.settled_at() else { return false };
    let mut later = known.messages.iter().rev().take_while(|message| message.at >= settled_at);
    let back = |line: &Line| matches!(line, Line::BrokenAgain | Line::TakenUp | Line::Danger);
    !later.any(|message| matches!(&message.text, Text::Line(line) if back(line)))
}

fn owed(now: &State, emergency: EmergencyId) -> Option<&FollowUp> {
    now.follow_ups.of_emergency(emergency).filter(|known| known.is_owed())
}

/// It is not over after all; of the others of theirs it is told as it stands without it.
pub(super) fn withdrawn(now: &State, emergency: EmergencyId, moment: &Moment<'_>) -> Vec<Command> {
    let Some(known) = owed(now, emergency) else { return Vec::new() };
    let stays = |other: &&EmergencyId| {
        let incident = now.incidents.of_emergency(**other).map(|incident| incident.id);
        let theirs = incident == Some(known.incident) && party(now, **other) == known.party;
        **other != emergency && theirs
    };
    let mut others = known.emergencies.iter().filter(stays);
    let told = others.find_map(|other| over(now, *other, moment));
    [follow_ups::Command::Withdraw { emergency }.into()].into_iter().chain(told).collect()
}

/// It turned out whose emergency it is, or was: the word is owed to that customer.
pub(super) fn recognised(now: &State, emergency: EmergencyId, moment: &Moment<'_>) -> Vec<Command> {
    if owed(now, emergency).is_none_or(|known| known.party == party(now, emergency)) {
        return Vec::new();
    }
    let Some(owe) = over(now, emergency, moment) else { return Vec::new() };
    vec![follow_ups::Command::Withdraw { emergency }.into(), owe]
}

fn party(now: &State, emergency: EmergencyId) -> Party {
    match now.customers.attached(emergency) {
        Some(attached) => Party::Customer(attached.customer.clone()),
        None => Party::Callers(emergency),
    }
}

fn story(
    now: &State,
    incident: &crate::incidents::Incident,
    theirs: &[&Emergency],
    (over_at, unheard): (Timestamp, bool),
) -> Story {
    let accepted =
        theirs.iter().flat_map(|known| &known.messages).filter_map(|message| match &message.text {
            Text::Line(Line::Accepted { by }) => Some((message.at, by)),
            _ => None,
        });
    let first = accepted.min_by_key(|(at, _)| *at);
    let by = incident.lead.clone().or_else(|| first.map(|(_, by)| by.clone()));
    let board = now.updates.get(incident.id);
    let ids: Vec<EmergencyId> = theirs.iter().map(|known| known.id).collect();
    let fared = board.map(|board| board.fared_for(&ids)).unwrap_or_default();
    let language = theirs.iter().find_map(|known| known.language);
    Story {
        number: incident.number,
        called_at: theirs.iter().map(|known| known.opened_at).min().unwrap_or(over_at),
        had_at: first.map(|(at, _)| at),
        by,
        over_at,
        unheard,
        language: now.organisation.settings.spoken(language),
        said: said::said(now, incident.id),
        kept: fared.kept,
        missed: fared.missed,
        mails: mails(theirs),
    }
}

/// Where those can be reached by mail who take part and left an address.
fn mails(theirs: &[&Emergency]) -> Vec<Personal> {
    let mut mails: Vec<Personal> = Vec::new();
    for known in theirs {
        let reach = known.reach.iter().filter(|reach| is_mail_address(reach.as_str()));
        let there = known.guests.iter().filter(|(one, _)| known.participants.contains(one));
        let invited = there.filter_map(|(_, guest)| guest.to.as_ref());
        let invited = invited.filter(|(_, channel)| *channel == Channel::Email);
        for mail in reach.chain(invited.map(|(to, _)| to)) {
            let twice = mails.iter().any(|one| one.text == mail.text);
            if !twice && mails.len() < follow_ups::READERS_MAX {
                mails.push(mail.clone());
            }
        }
    }
    mails
}

/// The morning of the day after, by the organisation's clock; of the Monday after, where that is a
/// Saturday or a Sunday: nobody is there to write it.
fn due(now: &State, over_at: Timestamp, moment: &Moment<'_>) -> Timestamp {
    let zone = moment.zones.get(&now.organisation.settings.zone).unwrap_or(TimeZone::UTC);
    let over = jiff::Timestamp::from_millisecond(over_at.0).unwrap_or_default().to_zoned(zone);
    let days: i64 = match over.date().weekday() {
        Weekday::Friday => 3,
        Weekday::Saturday => 2,
        _ => 1,
    };
    let morning = over.date().checked_add(days.days()).ok().and_then(|day| {
        let morning = day.at(DUE_HOUR, 0, 0, 0).to_zoned(over.time_zone().clone()).ok()?;
        Some(Timestamp(morning.timestamp().as_millisecond()))
    });
    morning.unwrap_or(over_at + follow_ups::ESCALATED_AFTER)
}

/// What follows from what happened to a follow-up.
pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    match event {
        Event::Reminded { follow_up } => {
            now.follow_ups.get(*follow_up).map(|known| remind(now, known, moment))
        }
        Event::Written { follow_up, by, .. } => {
            now.follow_ups.get(*follow_up).map(|known| written(now, known, by, moment))
        }
        Event::SentAgain { follow_up, place, .. } => {
            now.follow_ups.get(*follow_up).map(|known| letter(known, *place, moment))
        }
        Event::Owed { .. }
        | Event::Grew { .. }
        | Event::Shrank { .. }
        | Event::Dropped { .. }
        | Event::Waived { .. }
        | Event::Undelivered { .. } => None,
    }
    .unwrap_or_default()
}

/// Whoever had it is told that it is due; a day later, those who lead as well. A text message or a
/// call is for what cannot wait.
fn remind(now: &State, known: &FollowUp, moment: &Moment<'_>) -> Vec<Command> {
    let had = now.responding(known.story.by.clone().into_iter().collect());
    let leads = now.access.people.iter().filter(|(_, person)| person.role >= Role::Lead);
    let leads: Vec<PersonKey> = leads.map(|(key, _)| key.clone()).collect();
    let people = match known.reminded {
        1 if !had.is_empty() => had,
        _ => now.responding(had.into_iter().chain(leads).collect()),
    };
    let about = About::FollowUp { follow_up: known.id };
    let told = people.iter();
    told.flat_map(|person| tell::quietly(now, &about, person, moment, REMINDER_LASTS)).collect()
}

/// One reader's letter.
fn letter(known: &FollowUp, place: u16, moment: &Moment<'_>) -> Vec<Command> {
    let Some(copy) = known.copy(place) else { return Vec::new() };
    let about = About::FollowedUp { follow_up: known.id, place };
    let address = Address { channel: Channel::Email, person: None, to: copy.to.clone() };
    let expires_at = moment.now + follow_ups::LETTER_LASTS;
    vec![deliveries::Command::Owe { about, address, expires_at }.into()]
}

/// Each reader gets their letter, and what was written stands in the conversations that are there.
fn written(now: &State, known: &FollowUp, by: &PersonKey, moment: &Moment<'_>) -> Vec<Command> {
    let follow_ups::Standing::Written { copies, .. } = &known.standing else { return Vec::new() };
    let places = (0_u16..).take(copies.len());
    let mut commands: Vec<Command> =
        places.flat_map(|place| letter(known, place, moment)).collect();
    let Some(text) = copies.first().and_then(|copy| copy.text.text.as_deref()) else {
        return commands;
    };
    for emergency in &known.emergencies {
        let closed = now.emergencies.get(*emergency).filter(|known| !known.is_full());
        if closed.is_some_and(|known| matches!(known.standing, Standing::Closed { .. })) {
            let words = Personal::new(Owner::Person(by.clone()), text);
            let (emergency, by, message) = (*emergency, by.clone(), MessageId(moment.id()));
            commands.push(emergencies::Command::Share { emergency, message, by, words }.into());
        }
    }
    commands
}

/// A letter that will not arrive is no follow-up: it shows.
pub(super) fn not_delivered(
    now: &State,
    delivery: DeliveryId,
    outcome: &Outcome,
    retry_at: Option<Timestamp>,
) -> Option<Command> {
    let About::FollowedUp { follow_up, place } = now.deliveries.get(delivery)?.about else {
        return None;
    };
    let reason = match outcome {
        Outcome::Failed { reason, .. } | Outcome::Unknown { reason } if retry_at.is_none() => {
            reason.clone()
        }
        _ => return None,
    };
    Some(follow_ups::Command::Fail { follow_up, place, reason }.into())
}

/// Nobody could send it for as long as it was tried.
pub(super) fn too_late(now: &State, delivery: DeliveryId) -> Option<Command> {
    let About::FollowedUp { follow_up, place } = now.deliveries.get(delivery)?.about else {
        return None;
    };
    let reason = "it could not be sent in time".into();
    Some(follow_ups::Command::Fail { follow_up, place, reason }.into())
}

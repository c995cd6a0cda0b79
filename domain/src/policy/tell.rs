//! Who is told what happened: everyone in the conversation, and the programs that asked for it.

use std::sync::Arc;
use std::time::Duration;

use super::reach;
use crate::deliveries::{self, About, Address, NoticeKind};
use crate::emergencies::{self, Closure, Line, Message, Text};
use crate::words::{
    Channel, EmergencyId, IncidentId, Language, Owner, ParticipantId, PersonKey, Personal,
};
use crate::{Command, Moment, State};

impl State {
    /// The language in which the callers of an emergency are spoken to: theirs, else the vendor's.
    #[must_use]
    pub fn language_with(&self, emergency: EmergencyId) -> Language {
        let known = self.emergencies.get(emergency);
        self.organisation.settings.spoken(known.and_then(|known| known.language))
    }
}

pub(super) fn note(emergency: EmergencyId, line: Line) -> Command {
    emergencies::Command::Note { emergency, line }.into()
}

/// The same line for every emergency of the incident that is not closed.
pub(super) fn note_each(now: &State, incident: IncidentId, line: &Line) -> Vec<Command> {
    let emergencies = now.incidents.get(incident).map(|known| known.emergencies.clone());
    let open = |id: &EmergencyId| now.emergencies.get(*id).is_some_and(|e| e.standing.is_live());
    let open = emergencies.into_iter().flatten().filter(open);
    open.map(|emergency| note(emergency, line.clone())).collect()
}

/// A line for one emergency, while it is not closed.
pub(super) fn note_live(now: &State, emergency: EmergencyId, line: Line) -> Option<Command> {
    let live = now.emergencies.get(emergency).is_some_and(|known| known.standing.is_live());
    live.then(|| note(emergency, line))
}

/// Sends a colleague the link by which they take part, once a human has accepted: a stranger does
/// not get messages sent to whom they like.
pub(super) fn invitation(
    now: &State,
    (emergency, participant): (EmergencyId, ParticipantId),
    to: Option<(Personal, Channel)>,
    moment: &Moment<'_>,
) -> Option<Command> {
    let incident = now.incidents.of_emergency(emergency)?.id;
    now.paging.get(incident)?.accepted_by()?;
    let (to, channel) = to?;
    let address = Address { channel, person: None, to };
    let about = About::Invitation { incident, emergency, participant };
    let expires_at = moment.now + deliveries::INVITATION_LASTS;
    Some(deliveries::Command::Owe { about, address, expires_at }.into())
}

/// Where it works again, asks those how the help was who were sent a link by mail, which is since
/// somebody had it. Nobody else is written to: an address that a stranger typed is no reason to
/// send anything.
pub(super) fn farewells(
    now: &State,
    (emergency, how): (EmergencyId, Closure),
    moment: &Moment<'_>,
) -> Vec<Command> {
    if how != Closure::Works {
        return Vec::new();
    }
    let Some(known) = now.emergencies.get(emergency) else { return Vec::new() };
    let Some(incident) = now.incidents.of_emergency(emergency).map(|incident| incident.id) else {
        return Vec::new();
    };
    let accepted =
        |message: &&Arc<Message>| matches!(message.text, Text::Line(Line::Accepted { .. }));
    let Some(accepted_at) = known.messages.iter().find(accepted).map(|message| message.at) else {
        return Vec::new();
    };
    let there = known
        .guests
        .iter()
        .filter(|(one, guest)| known.participants.contains(one) && guest.since > accepted_at);
    let mailed = there.filter_map(|(one, guest)| Some((*one, guest.to.as_ref()?)));
    let letter = mailed.filter(|(_, (_, channel))| *channel == Channel::Email);
    letter
        .map(|(participant, (to, channel))| {
            let address = Address { channel: *channel, person: None, to: to.clone() };
            let about = About::Farewell { incident, emergency, participant };
            let expires_at = moment.now + deliveries::FAREWELL_LASTS;
            deliveries::Command::Owe { about, address, expires_at }.into()
        })
        .collect()
}

/// Tells the programs that the organisation named what happened to an emergency.
pub(super) fn notice(
    now: &State,
    incident: Option<IncidentId>,
    emergency: EmergencyId,
    kind: NoticeKind,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let Some(incident) = incident else { return Vec::new() };
    let owner = Owner::Person(PersonKey::from("organisation"));
    now.organisation
        .settings
        .webhooks
        .iter()
        .map(|webhook| {
            let to = Personal::new(owner.clone(), webhook);
            let address = Address { channel: Channel::Webhook, person: None, to };
            let about = About::Notice { incident, emergency, kind };
            let expires_at = moment.now + deliveries::NOTICE_LASTS;
            deliveries::Command::Owe { about, address, expires_at }.into()
        })
        .collect()
}

pub(super) fn notice_each(
    now: &State,
    incident: IncidentId,
    kind: NoticeKind,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let emergencies = now.incidents.get(incident).map(|known| known.emergencies.clone());
    let each = emergencies.into_iter().flatten();
    each.flat_map(|id| notice(now, Some(incident), id, kind, moment)).collect()
}

/// Tells a person what can wait until they look: by mail, on their device, on their screen. A text
/// message or a call is for what cannot.
pub(super) fn quietly(
    now: &State,
    about: &About,
    person: &PersonKey,
    moment: &Moment<'_>,
    lasts: Duration,
) -> Vec<Command> {
    let quiet = |channel| matches!(channel, Channel::Email | Channel::Push | Channel::Screen);
    let methods = now.methods_of(person).into_iter();
    let methods = methods.filter(|method| quiet(method.channel) && now.takes(person, &method.key));
    methods.map(|method| reach::owe(about, person, &method, moment, lasts)).collect()
}

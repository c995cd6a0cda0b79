//! Who may read what: the one question that rooms, boards, searches, streams, programs and exports
//! ask; and the organisation as somebody may see it.

use crate::crew::Reply;
use crate::emergencies::Message;
use crate::groups;
use crate::paging::PageStanding;
use crate::restrictions::{self, Refusal};
use crate::subjects::Subject;
use crate::words::{Actor, EmergencyId, IncidentId, ParticipantId, PersonKey};
use crate::{Command, Event, State};

/// What somebody wants to read.
#[derive(Clone, Copy, Debug)]
pub enum Matter<'a> {
    /// An incident, live or archived, and all that was said about it.
    Incident(IncidentId),
    /// An emergency, live or archived.
    Emergency(EmergencyId),
    /// One message of an emergency.
    Message(EmergencyId, &'a Message),
}

impl From<IncidentId> for Matter<'_> {
    fn from(incident: IncidentId) -> Self {
        Self::Incident(incident)
    }
}

impl From<EmergencyId> for Matter<'_> {
    fn from(emergency: EmergencyId) -> Self {
        Self::Emergency(emergency)
    }
}

impl From<Subject> for Matter<'_> {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Emergency(emergency) => Self::Emergency(emergency),
            Subject::Incident(incident) => Self::Incident(incident),
        }
    }
}

impl<'a> From<(EmergencyId, &'a Message)> for Matter<'a> {
    fn from((emergency, message): (EmergencyId, &'a Message)) -> Self {
        Self::Message(emergency, message)
    }
}

impl State {
    /// Whether somebody may read an incident, an emergency or a message: the vendor's people all
    /// that is not restricted, and what is restricted if they work on it or were let in by name;
    /// whoever was rung by a link what that rings for; callers their own conversation, and of it
    /// what their proof allows. Everything that shows words asks here.
    #[must_use]
    pub fn sees<'a>(&self, actor: &Actor, matter: impl Into<Matter<'a>>) -> bool {
        let matter = matter.into();
        match actor {
            Actor::System | Actor::Operator => true,
            Actor::Participant(participant) => self.takes_part_in(*participant, matter),
            Actor::Person(person) => self.person_sees(person, matter),
            Actor::Token { token, person } => {
                let known = self.credentials.token(*token);
                known.is_some_and(|known| known.person == *person)
                    && self.person_sees(person, matter)
            }
            Actor::PageLink(page) => {
                let Some((escalation, page)) = self.paging.page(*page) else { return false };
                let rung_for = self.groups.root(escalation.incident);
                self.place_of(matter).is_some_and(|place| self.groups.root(place) == rung_for)
                    && self.person_sees(&page.person, matter)
            }
            Actor::Stranger | Actor::Inquiry(_) | Actor::Subscriber(_) | Actor::Integration(_) => {
                false
            }
        }
    }

    /// The incident in which something stands, where that is known.
    fn place_of(&self, matter: Matter<'_>) -> Option<IncidentId> {
        match matter {
            Matter::Incident(incident) => Some(incident),
            Matter::Emergency(emergency) | Matter::Message(emergency, _) => self
                .incidents
                .of_emergency(emergency)
                .map(|known| known.id)
                .or_else(|| self.restrictions.of_archived(emergency)),
        }
    }

    fn takes_part_in(&self, participant: ParticipantId, matter: Matter<'_>) -> bool {
        // What goes on from a full conversation, or follows an archived one, is the same one.
        let latest = |emergency| self.emergencies.latest(emergency);
        let own = |emergency| {
            let own = self.emergencies.lets_in(participant);
            own.is_some_and(|own| own == emergency || latest(own) == latest(emergency))
        };
        match matter {
            Matter::Incident(_) => false,
            Matter::Emergency(emergency) => own(emergency),
            Matter::Message(emergency, message) => {
                own(emergency) && self.may_read(emergency, participant, message)
            }
        }
    }

    fn person_sees(&self, person: &PersonKey, matter: Matter<'_>) -> bool {
        self.access.person(person).is_some()
            && self.place_of(matter).is_none_or(|incident| self.is_inside(person, incident))
    }

    /// The restricted incident as a part of which an incident is kept from others, if it is.
    #[must_use]
    pub fn restricted_as(&self, incident: IncidentId) -> Option<IncidentId> {
        let root = self.groups.root(incident);
        [root, incident].into_iter().find(|id| self.restrictions.get(*id).is_some())
    }

    fn is_inside(&self, person: &PersonKey, incident: IncidentId) -> bool {
        let Some(kept) = self.restricted_as(incident) else { return true };
        let named = self.restrictions.get(kept).is_some_and(|known| known.people.contains(person));
        named || self.works_on(person, kept)
    }

    /// Whether somebody leads an incident, helps with it, or is being asked to.
    fn works_on(&self, person: &PersonKey, incident: IncidentId) -> bool {
        let whole = self.groups.whole(incident);
        let is_rung = |id: &IncidentId| {
            let page = self.paging.get(*id).and_then(|known| known.page_of(person));
            page.is_some_and(|page| match page.standing {
                PageStanding::Requested => true,
                PageStanding::Accepted => page.errand.is_some(),
                PageStanding::Declined { .. } | PageStanding::Withdrawn => false,
            })
        };
        let asked = self.crew.get(incident).is_some_and(|crew| {
            let waits = |reply: &Reply| matches!(reply, Reply::None | Reply::Joined);
            crew.open().any(|one| one.of(person).is_some_and(|asked| waits(&asked.reply)))
        });
        self.workers(incident).contains(person) || asked || whole.iter().any(is_rung)
    }

    /// Who leads an incident and who helps with it.
    fn workers(&self, incident: IncidentId) -> Vec<PersonKey> {
        let lead = self.incidents.get(incident).and_then(|known| known.lead.clone());
        let escalation = self.paging.get(incident);
        let holder = escalation.and_then(|known| known.accepted_by().cloned());
        let also = escalation.into_iter().flat_map(|known| known.also.iter().cloned());
        let crew = self.crew.get(incident);
        let members = crew.into_iter().flat_map(|crew| crew.members.keys().cloned());
        let mut workers: Vec<PersonKey> =
            lead.into_iter().chain(holder).chain(also).chain(members).collect();
        workers.sort_unstable();
        workers.dedup();
        workers
    }

    /// The organisation as somebody may see it: of what they may not read, only that there is
    /// something, how bad, of which service and who leads. `None` when nothing is kept from them.
    #[must_use]
    pub fn for_eyes_of(&self, actor: &Actor) -> Option<Self> {
        let restricted: Vec<IncidentId> = self.restrictions.all().collect();
        let restricted = restricted.into_iter().flat_map(|id| self.groups.whole(id));
        let hidden: Vec<IncidentId> = restricted.filter(|id| !self.sees(actor, *id)).collect();
        if hidden.is_empty() {
            return None;
        }
        let mut seen = self.clone();
        for incident in hidden {
            seen.hide(incident);
        }
        Some(seen)
    }

    /// Takes out all words about an incident.
    fn hide(&mut self, incident: IncidentId) {
        self.restrictions.hide(incident);
        for emergency in self.incidents.hide(incident) {
            self.emergencies.emergencies.remove(&emergency);
            self.proof.hide(emergency);
            self.feedback.given.remove(&emergency);
            self.cards.helped.remove(&emergency);
            self.callbacks.hide(emergency);
        }
        self.notes.notes.remove(&incident);
        self.crew.crews.remove(&incident);
        self.updates.boards.remove(&incident);
        self.paging.hide(incident);
        self.monitoring.hide(incident);
        self.follow_ups.hide(incident);
        self.approvals.hide(incident);
    }
}

/// Whether a person of the vendor may do what they ask about what is restricted.
///
/// # Errors
/// A refusal, when it concerns what they may not read, or would show it to everybody.
pub(crate) fn check(
    state: &State,
    events: &[Event],
    actor: &Actor,
) -> Result<(), restrictions::Refusal> {
    if state.restrictions.all().next().is_none() {
        return Ok(());
    }
    if !matches!(actor, Actor::Person(_) | Actor::Token { .. } | Actor::PageLink(_)) {
        return Ok(());
    }
    for event in events {
        // Whoever breaks the glass may not read it yet: that is what they do it for.
        if matches!(event, Event::Proof(crate::proof::Event::Entered { .. })) {
            continue;
        }
        let hidden = |subject: &Subject| match actor {
            // A page's link acts as the person whom it reached, also on what is joined.
            Actor::PageLink(page) => {
                let person = state.paging.page(*page).map(|(_, page)| page.person.clone());
                person.is_none_or(|person| !state.sees(&Actor::Person(person), *subject))
            }
            actor => !state.sees(actor, *subject),
        };
        if event.subjects().iter().any(hidden) {
            return Err(Refusal::Hidden);
        }
        if let Event::Groups(groups::Event::Joined { incident, into, .. }) = event
            && state.restricted_as(*incident).is_some()
            && state.restricted_as(*into).is_none()
        {
            return Err(Refusal::WouldShow);
        }
    }
    Ok(())
}

/// Fills in where a restriction stands, and refuses what cannot be.
///
/// # Errors
/// A refusal, when there is no such incident or person.
pub(crate) fn placed(state: &State, command: Command) -> Result<Command, crate::Refusal> {
    use restrictions::Command as C;
    let live = |incident: IncidentId| {
        let root = state.groups.root(incident);
        state.incidents.get(root).map(|known| known.id).ok_or(Refusal::Unknown)
    };
    let person = |key: &PersonKey| match state.access.person(key) {
        Some(_) => Ok(()),
        None => Err(Refusal::UnknownPerson),
    };
    let Command::Restrictions(command) = command else { return Ok(command) };
    let placed = match command {
        C::Restrict { incident, reason, people } => {
            people.iter().try_for_each(person)?;
            C::Restrict { incident: live(incident)?, reason, people }
        }
        C::LetIn { incident, person: key } => {
            person(&key)?;
            C::LetIn { incident: kept(state, incident)?, person: key }
        }
        C::ShutOut { incident, person } => C::ShutOut { incident: kept(state, incident)?, person },
        C::Lift { incident } => C::Lift { incident: kept(state, incident)? },
        C::Inherit { .. } | C::Keep { .. } => command,
    };
    Ok(Command::Restrictions(placed))
}

fn kept(state: &State, incident: IncidentId) -> Result<IncidentId, Refusal> {
    state.restricted_as(incident).ok_or(Refusal::Open)
}

/// What comes out of a restricted incident into another one is restricted like it.
pub(super) fn inherits(now: &State, incident: IncidentId, from: IncidentId) -> Option<Command> {
    let from = now.restricted_as(from)?;
    let open = now.restricted_as(incident).is_none();
    let people = now.workers(from);
    open.then(|| restrictions::Command::Inherit { incident, from, people }.into())
}

/// An emergency got an incident of its own: out of another one, or as what goes on from something
/// that was restricted.
pub(super) fn opened(now: &State, incident: IncidentId, emergency: EmergencyId) -> Option<Command> {
    let before = now.incidents.before(emergency);
    let follows = now.emergencies.get(emergency).and_then(|known| known.follows);
    let followed = follows.and_then(|old| now.restrictions.of_archived(old));
    [before, followed].into_iter().flatten().find_map(|from| inherits(now, incident, from))
}

/// What is joined to a restricted incident is restricted like it, also when it is taken apart.
pub(super) fn grouped(now: &State, event: &groups::Event) -> Option<Command> {
    match event {
        groups::Event::Joined { incident, into, .. } => {
            let own = now.restrictions.get(*incident).is_none();
            let from = now.restricted_as(*into).filter(|_| own)?;
            let people = now.workers(from);
            Some(restrictions::Command::Inherit { incident: *incident, from, people }.into())
        }
        _ => None,
    }
}

/// Whoever works on a restricted incident may read it when it has left the live state.
pub(super) fn keeps(
    now: &State,
    incident: Option<IncidentId>,
    emergency: Option<EmergencyId>,
) -> Vec<Command> {
    let Some(incident) = incident.and_then(|incident| now.restricted_as(incident)) else {
        return Vec::new();
    };
    let people = now.workers(incident);
    let joined = now.groups.whole(incident).into_iter().skip(1);
    let joined = joined.filter(|id| now.restrictions.get(*id).is_some()).map(|id| (id, None));
    let all = std::iter::once((incident, emergency)).chain(joined);
    let keep = |(incident, emergency)| {
        let people = people.clone();
        restrictions::Command::Keep { incident, emergency, people }.into()
    };
    all.map(keep).collect()
}

/// What follows from what happened to a restriction: it ends for all that was joined.
pub(super) fn lifted(now: &State, event: &restrictions::Event) -> Vec<Command> {
    let restrictions::Event::Lifted { incident, .. } = event else { return Vec::new() };
    let joined = now.groups.whole(*incident).into_iter().skip(1);
    joined
        .filter(|id| now.restrictions.get(*id).is_some())
        .map(|incident| restrictions::Command::Lift { incident }.into())
        .collect()
}

//! What the people of a room do with each other: who may be asked, who is rung for it, and what
//! follows when somebody comes, takes over, or shares what was an internal note.
//!
//! How somebody is brought in, step by step:
//!
//! 1. One tap (`web/together.rs`): `crew.asked`. Whom that means at this instant, the corridor
//!    finds out (`policy/crew.rs`), and it is written down: `crew.rang`, with names and until when.
//! 2. For each of them `paging.reached` with an errand: a page like any other, with the same links,
//!    calls, texts and keys, which asks to help or to lead instead of to accept. The escalation
//!    takes no notice of it: it hurries nothing, and it is not withdrawn when somebody accepts.
//! 3. Yes is `paging.joined` (to help) or `paging.accepted` with `from` (to lead); then
//!    `crew.joined`. No, unreachable or two minutes of silence is `crew.expired`, and the corridor
//!    rings whoever is next, until nobody is: `crew.unanswered`.

use super::{reach, settle, tell, together};
use crate::access::Role;
use crate::crew::{self, Whom};
use crate::emergencies::{self, Line, RingsAgain, WaitsFor};
use crate::incidents::{self, Route};
use crate::paging::{self, Plan, Standing};
use crate::words::{
    Actor, Errand, IncidentId, PageId, PersonKey, Purpose, RequestId, Severity, Timestamp,
};
use crate::{Command, Moment, Refusal, State, groups, notes, updates};

/// Most turns of a request, so that a policy of empty steps is not gone through for ever.
const TURNS_MAX: u8 = 24;

/// Whether what is asked for fits what the other rooms know.
///
/// # Errors
/// A refusal of the room that is asked.
pub(crate) fn check(now: &State, command: &Command, actor: &Actor) -> Result<(), Refusal> {
    match command {
        Command::Crew(command) => of_crew(now, command, actor).map_err(Refusal::Crew),
        Command::Notes(command) => of_notes(now, command).map_err(Refusal::Notes),
        Command::Incidents(command) => {
            of_incidents(now, command, actor).map_err(Refusal::Incidents)
        }
        // Nobody waits for anything while someone may be hurt.
        Command::Paging(paging::Command::Snooze { incident, .. })
            if together::is_in_danger(now, *incident) =>
        {
            Err(paging::Refusal::InDanger.into())
        }
        _ => Ok(()),
    }
}

fn of_crew(now: &State, command: &crew::Command, actor: &Actor) -> Result<(), crew::Refusal> {
    use crew::{Command as C, Refusal as R};
    let live = |incident: &IncidentId| match now.incidents.get(*incident) {
        None => Err(R::UnknownIncident),
        Some(known) if known.settled_at.is_some() => Err(R::Over),
        Some(_) => Ok(()),
    };
    match command {
        C::Ask { incident, whom, purpose, .. } => {
            live(incident)?;
            if !is_known(now, whom) {
                return Err(R::UnknownWhom);
            }
            let lead = now.paging.get(*incident).and_then(|known| known.accepted_by());
            match (whom, lead) {
                (Whom::Person(person), Some(lead)) if person == lead => {
                    Err(R::AlreadyHere { person: person.clone() })
                }
                (Whom::Person(_), _) => Ok(()),
                (_, _) if *purpose == Purpose::Lead => Err(R::UnknownWhom),
                _ => Ok(()),
            }
        }
        C::TakeOver { incident, .. } => {
            live(incident)?;
            let rings = |known: &paging::Escalation| {
                matches!(known.standing, Standing::Ringing { holder: None })
            };
            let escalation = now.paging.get(*incident);
            match (escalation, escalation.and_then(|known| known.accepted_by())) {
                (Some(known), _) if rings(known) => Err(R::NotAccepted),
                (_, Some(lead)) if actor.person() == Some(lead) => {
                    Err(R::AlreadyHere { person: lead.clone() })
                }
                _ => Ok(()),
            }
        }
        // Whoever declines is the one who was asked, by their own hand or by their page's link.
        C::Decline { request, person, .. } => match actor {
            Actor::System => Ok(()),
            Actor::PageLink(page) => {
                let reached = now.paging.page(*page).map(|(_, page)| page);
                let own = reached.is_some_and(|page| {
                    page.person == *person && page.errand.is_some_and(|e| e.request == *request)
                });
                if own { Ok(()) } else { Err(R::NotYours) }
            }
            actor if actor.person() == Some(person) => Ok(()),
            _ => Err(R::NotYours),
        },
        _ => Ok(()),
    }
}

/// Whether somebody who responds can be meant.
fn is_known(now: &State, whom: &Whom) -> bool {
    match whom {
        Whom::Person(person) => responds(now, person),
        Whom::Team(team) => now
            .access
            .teams
            .get(team)
            .is_some_and(|team| team.members.iter().any(|person| responds(now, person))),
        Whom::Schedule(schedule) => now.oncall.schedule(schedule).is_some(),
        Whom::Service(service) => now.incidents.services.contains_key(service),
    }
}

fn responds(now: &State, person: &PersonKey) -> bool {
    now.access.person(person).is_some_and(|known| known.role > Role::Observer)
}

fn of_notes(now: &State, command: &notes::Command) -> Result<(), notes::Refusal> {
    match command {
        notes::Command::Write { incident, .. } if now.incidents.get(*incident).is_none() => {
            Err(notes::Refusal::UnknownIncident)
        }
        // Only those can be meant who take part in this very incident.
        notes::Command::Share { note, emergencies } => {
            let incident = now.notes.note(*note).map(|(incident, _)| incident);
            let known = incident.and_then(|incident| now.incidents.get(incident));
            let within = |id: &_| known.is_some_and(|known| known.emergencies.contains(id));
            match emergencies.iter().all(within) {
                true => Ok(()),
                false => Err(notes::Refusal::NoAudience),
            }
        }
        _ => Ok(()),
    }
}

fn of_incidents(
    now: &State,
    command: &incidents::Command,
    actor: &Actor,
) -> Result<(), incidents::Refusal> {
    match command {
        // Who calls it less grave would make it quieter: somebody must have it before.
        incidents::Command::SetSeverity { incident, severity } if actor.person().is_some() => {
            let lower = now.incidents.get(*incident).is_some_and(|k| *severity > k.severity);
            let rings = now
                .paging
                .get(*incident)
                .is_some_and(|known| matches!(known.standing, Standing::Ringing { .. }));
            if lower && rings { Err(incidents::Refusal::NotAccepted) } else { Ok(()) }
        }
        incidents::Command::Reroute { to: Route::Policy(policy), .. } => {
            match now.paging.policies.contains_key(policy) {
                true => Ok(()),
                false => Err(incidents::Refusal::UnknownPolicy),
            }
        }
        _ => Ok(()),
    }
}

/// What follows from what happened in the crew.
pub(super) fn reactions(now: &State, event: &crew::Event, moment: &Moment<'_>) -> Vec<Command> {
    use crew::Event as E;
    match event {
        E::Asked { request, .. } => turn(now, *request, 0, moment),
        E::Expired { request, turn: ended, .. } => turn(now, *request, ended + 1, moment),
        E::Rang { incident, request, people, .. } => {
            let Some((_, known)) = now.crew.request(*request) else { return Vec::new() };
            let errand = Errand { request: *request, purpose: known.purpose };
            let incident = *incident;
            let ring = |person: &PersonKey| {
                paging::Command::Summon { incident, person: person.clone(), errand }.into()
            };
            people.iter().map(ring).collect()
        }
        E::Joined { incident, request, person } => {
            let mut commands = Vec::new();
            if let Some((_, known)) = now.crew.request(*request) {
                if !known.is_open() {
                    commands.extend(withdraw(now, *incident, *request));
                }
                if known.purpose == Purpose::Help {
                    let line = Line::Came { who: person.clone() };
                    commands.extend(tell::note_each(now, *incident, &line));
                }
            }
            commands
        }
        E::Unanswered { incident, request } | E::Withdrawn { incident, request } => {
            withdraw(now, *incident, *request)
        }
        E::Declined { incident, request, person, .. } => {
            let asked = page_of(now, *incident, *request, person);
            asked.map(|page| paging::Command::Withdraw { page }.into()).into_iter().collect()
        }
        E::TookOver { incident, person, .. } => {
            vec![paging::Command::Take { incident: *incident, person: person.clone() }.into()]
        }
        E::Missed { .. } | E::Left { .. } | E::Forgotten { .. } => Vec::new(),
    }
}

fn page_of(
    now: &State,
    incident: IncidentId,
    request: RequestId,
    person: &PersonKey,
) -> Option<PageId> {
    let mut pages = now.paging.get(incident)?.pages_of(request);
    pages.find(|page| page.person == *person).map(|page| page.id)
}

/// What was joined to another incident is worked on there.
pub(super) fn joined(event: &groups::Event) -> Option<Command> {
    match event {
        groups::Event::Joined { incident, .. } => {
            Some(crew::Command::Close { incident: *incident }.into())
        }
        _ => None,
    }
}

/// Nobody needs to answer a request any more.
fn withdraw(now: &State, incident: IncidentId, request: RequestId) -> Vec<Command> {
    let pages = now.paging.get(incident).into_iter().flat_map(|known| known.pages_of(request));
    pages.map(|page| paging::Command::Withdraw { page: page.id }.into()).collect()
}

/// Rings those who are next for a request; where nobody is, it goes back to whoever asked.
fn turn(now: &State, request: RequestId, first: u8, moment: &Moment<'_>) -> Vec<Command> {
    let Some((incident, known)) = now.crew.request(request) else { return Vec::new() };
    let holder = now.paging.get(incident).and_then(|known| known.accepted_by());
    for turn in first..TURNS_MAX {
        let Some(people) = of_turn(now, known, turn, moment) else { break };
        let mut people = now.responding(people);
        people.retain(|person| {
            known.of(person).is_none() && *person != known.by && Some(person) != holder
        });
        if !people.is_empty() {
            return vec![crew::Command::Ring { request, turn, people }.into()];
        }
    }
    vec![crew::Command::GiveUp { request }.into()]
}

/// Who is meant at a turn; `None` when there is none after it.
fn of_turn(
    now: &State,
    request: &crew::Request,
    turn: u8,
    moment: &Moment<'_>,
) -> Option<Vec<PersonKey>> {
    let meant = |target: &paging::Target| now.people_of_target(target, moment.now, moment.zones);
    match &request.whom {
        Whom::Person(person) => (turn == 0).then(|| vec![person.clone()]),
        Whom::Team(team) => (turn == 0).then(|| meant(&paging::Target::Team(team.clone()))),
        Whom::Schedule(schedule) => {
            let target = paging::Target::Schedule(schedule.clone());
            match turn {
                0 => Some(meant(&target)),
                1 => Some(reach::everyone_behind(now, &target)),
                _ => None,
            }
        }
        Whom::Service(service) => {
            let plan = plan_of(now, &Route::Service(service.clone()));
            let step = plan.steps.get(usize::from(turn))?;
            Some(step.targets.iter().flat_map(meant).collect())
        }
    }
}

/// The plan by which an incident that goes there is called out.
fn plan_of(now: &State, to: &Route) -> Plan {
    let policy = match to {
        Route::Service(service) => {
            now.incidents.services.get(service).and_then(|service| service.policy.clone())
        }
        Route::Policy(policy) => Some(policy.clone()),
    };
    reach::plan(now, policy)
}

/// One who was asked has said yes, no, or cannot be reached.
pub(super) fn answered(now: &State, event: &paging::Event) -> Option<Command> {
    use paging::Event as E;
    let errand = |page: &PageId| {
        let (_, page) = now.paging.page(*page)?;
        Some((page.errand?.request, page.person.clone()))
    };
    Some(match event {
        E::Joined { page, .. } | E::Accepted { page: Some(page), .. } => {
            let (request, person) = errand(page)?;
            crew::Command::Join { request, person }.into()
        }
        E::Declined { page, .. } => {
            let (request, person) = errand(page)?;
            let open = now.crew.request(request).is_some_and(|(_, known)| known.is_open());
            open.then(|| crew::Command::Decline { request, person, reason: String::new() })?.into()
        }
        E::Failed { page, .. } => {
            let (request, person) = errand(page)?;
            crew::Command::Miss { request, person }.into()
        }
        _ => return None,
    })
}

/// What follows from what somebody changed about an incident.
pub(super) fn changed(now: &State, event: &incidents::Event) -> Vec<Command> {
    use incidents::Event as E;
    match event {
        E::Restarted { incident, .. } => {
            let mut commands = vec![reach::start(now, *incident)];
            let line = Line::RingsAgain { why: RingsAgain::Restarted };
            commands.extend(tell::note_each(now, *incident, &line));
            commands
        }
        E::Rerouted { incident, to, .. } => {
            // No policy stands between a person in danger and everyone who can respond.
            let plan = match together::is_in_danger(now, *incident) {
                true => Plan::of(None),
                false => plan_of(now, to),
            };
            let reroute = paging::Command::Reroute { incident: *incident, plan };
            let line = Line::RingsAgain { why: RingsAgain::Rerouted };
            let mut commands = tell::note_each(now, *incident, &line);
            commands.push(reroute.into());
            commands
        }
        E::SeveritySet { incident, severity: Severity::Critical, from: Some(_), by } => {
            raised(now, *incident, by.as_ref())
        }
        _ => Vec::new(),
    }
}

/// It is critical now. What rings rings again, in the way in which critical things ring. Whoever
/// has accepted it as something less grave has not accepted this, unless they say so themselves.
fn raised(now: &State, incident: IncidentId, by: Option<&PersonKey>) -> Vec<Command> {
    let Some(escalation) = now.paging.get(incident) else { return Vec::new() };
    match (&escalation.standing, by) {
        (Standing::Ringing { .. }, _) => vec![paging::Command::RingAgain { incident }.into()],
        (Standing::Accepted { by: holder, .. }, Some(by)) if holder != by => {
            let why = paging::Lapse::Raised;
            vec![paging::Command::Lapse { incident, why }.into()]
        }
        _ => Vec::new(),
    }
}

/// It is left alone until then: the customer reads so, and the next update is promised for later.
pub(super) fn snoozed(
    now: &State,
    incident: IncidentId,
    by: &PersonKey,
    until: Timestamp,
    wait: paging::Wait,
) -> Vec<Command> {
    let line = Line::Waits { by: by.clone(), until, wait: waits_for(wait) };
    let mut commands = tell::note_each(now, incident, &line);
    let next_by = super::promise::usual(now, incident, until);
    commands.push(updates::Command::Postpone { incident, by: next_by }.into());
    commands
}

const fn waits_for(wait: paging::Wait) -> WaitsFor {
    match wait {
        paging::Wait::Customer => WaitsFor::Customer,
        paging::Wait::Supplier => WaitsFor::Supplier,
        paging::Wait::Watching => WaitsFor::Watching,
        paging::Wait::Agreed => WaitsFor::Agreed,
    }
}

/// Any word or deed of the customer ends a wait at once.
pub(super) fn ends_wait(now: &State, incident: Option<IncidentId>) -> Option<Command> {
    let known = now.paging.get(incident?)?;
    let why = paging::Lapse::Wrote;
    known.snooze.is_some().then(|| paging::Command::Lapse { incident: known.incident, why }.into())
}

/// Who shares a note with the customer has it, as who writes to them has. Once it leaves, it is a
/// message in their name.
pub(super) fn noted(now: &State, event: &notes::Event) -> Vec<Command> {
    if let notes::Event::ShareOwed { incident, by, .. } = event {
        return Vec::from_iter(settle::take(now, *incident, by));
    }
    let notes::Event::Shared { note, by, to, .. } = event else { return Vec::new() };
    let Some((_, known)) = now.notes.note(*note) else { return Vec::new() };
    let share = |(emergency, message): &(_, _)| {
        let (emergency, message) = (*emergency, *message);
        let (by, words) = (by.clone(), known.words.clone());
        emergencies::Command::Share { emergency, message, by, words }.into()
    };
    to.iter().map(share).collect()
}

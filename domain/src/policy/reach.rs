//! Whom a stage reaches, and over what: targets become people, people become deliveries.

use std::time::Duration;

use jiff::tz::TimeZoneDatabase;

use super::ring::PAGE_LASTS;
use super::{acting_person, ring};
use crate::deliveries::{self, About, Address};
use crate::emergencies::Line;
use crate::paging::{self, Escalation, PageStanding, Plan, Stage, Target};
use crate::words::{Channel, IncidentId, PageId, PersonKey, PolicyKey, ScheduleKey, Timestamp};
use crate::{Command, Moment, State, access, access::Role};

/// Starts the escalation of an incident by its service's policy, else the front door's, else by
/// none, which rings everyone.
pub(super) fn start(now: &State, incident: IncidentId) -> Command {
    if super::together::is_in_danger(now, incident) {
        // No step and no policy stands between a person in danger and everyone who can respond.
        return paging::Command::Start { incident, plan: Plan::of(None) }.into();
    }
    let service = now.incidents.get(incident).and_then(|known| known.service.clone());
    let of_service = service
        .and_then(|service| now.incidents.services.get(&service))
        .and_then(|service| service.policy.clone());
    let sent_to = now.incidents.get(incident).and_then(|known| known.policy.clone());
    let known = |key: &PolicyKey| now.paging.policies.contains_key(key);
    let plan = plan(now, sent_to.filter(known).or(of_service));
    paging::Command::Start { incident, plan }.into()
}

/// The plan of this policy as it is now, else of the front door's, else of none.
pub(super) fn plan(now: &State, policy: Option<PolicyKey>) -> Plan {
    let front_door = now.organisation.settings.front_door.clone();
    let known = |key: &PolicyKey| now.paging.policies.contains_key(key);
    let key = policy.filter(known).or(front_door).filter(known);
    let policy = key.as_ref().and_then(|key| Some((key, now.paging.policies.get(key)?.as_ref())));
    Plan::of(policy)
}

/// Rings everyone whom the stage names, or skips it when it names nobody who can be rung.
pub(super) fn stage(
    now: &State,
    incident: IncidentId,
    stage: Stage,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let mut commands = Vec::new();
    if stage == Stage::Widened {
        commands.extend(super::tell::note_each(now, incident, &Line::Widened));
    }
    let escalation = now.paging.get(incident);
    let people = escalation.map(|e| now.people_of_stage(e, stage, moment.now, moment.zones));
    let people = people.unwrap_or_default();
    if people.is_empty() {
        commands.push(paging::Command::Skip { incident }.into());
    }
    commands.extend(people.into_iter().map(|p| ring::order(now, incident, p, moment)));
    commands
}

impl State {
    /// Whom a stage of an escalation reaches at this instant, each once.
    #[must_use]
    pub fn people_of_stage(
        &self,
        escalation: &Escalation,
        stage: Stage,
        at: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Vec<PersonKey> {
        let steps = &escalation.plan.steps;
        let mut people: Vec<PersonKey> = Vec::new();
        match stage {
            Stage::Step { round, step } => {
                if (round, step) == (0, 0) {
                    people.extend(escalation.last_responder.clone());
                }
                for target in steps.get(usize::from(step)).iter().flat_map(|s| &s.targets) {
                    people.extend(self.people_of_target(target, at, zones));
                }
            }
            Stage::Widened => {
                for target in steps.iter().flat_map(|step| &step.targets) {
                    people.extend(everyone_behind(self, target));
                }
            }
            Stage::CatchAll => {
                let known = self.access.people.keys();
                people.extend(known.filter(|key| !self.methods_of(key).is_empty()).cloned());
            }
        }
        people.retain(|person| stage == Stage::CatchAll || !escalation.is_away(person, at));
        self.responding(people)
    }

    /// Who is meant by a target at this instant, whether or not they respond.
    #[must_use]
    pub fn people_of_target(
        &self,
        target: &Target,
        at: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Vec<PersonKey> {
        match target {
            Target::Person(person) => vec![person.clone()],
            Target::Schedule(schedule) => self.oncall.on_call(schedule, at, zones),
            Target::Team(team) => members(self, team),
        }
    }

    /// Those among them who respond, each once, in the order given.
    #[must_use]
    pub fn responding(&self, mut people: Vec<PersonKey>) -> Vec<PersonKey> {
        let mut seen = std::collections::BTreeSet::new();
        people.retain(|person| {
            let known = self.access.person(person);
            known.is_some_and(|known| known.role > Role::Observer) && seen.insert(person.clone())
        });
        people
    }
}

/// Everyone who could ever be meant by a target.
pub(super) fn everyone_behind(now: &State, target: &Target) -> Vec<PersonKey> {
    match target {
        Target::Person(person) => vec![person.clone()],
        Target::Schedule(schedule) => in_rotation(now, schedule),
        Target::Team(team) => members(now, team),
    }
}

fn in_rotation(now: &State, schedule: &ScheduleKey) -> Vec<PersonKey> {
    let rotations = now.oncall.schedule(schedule).map(|known| known.rotations.as_slice());
    rotations.unwrap_or_default().iter().flat_map(|rotation| rotation.people.clone()).collect()
}

fn members(now: &State, team: &crate::words::TeamKey) -> Vec<PersonKey> {
    now.access.teams.get(team).map(|team| team.members.clone()).unwrap_or_default()
}

/// Owes one delivery over each of the person's methods.
pub(super) fn send(
    now: &State,
    about: &About,
    person: &PersonKey,
    moment: &Moment<'_>,
) -> Vec<Command> {
    // A call is for what cannot wait until somebody looks at a screen: pages, and nothing else.
    let calls = matches!(about, About::Page { .. });
    now.methods_of(person)
        .iter()
        .filter(|method| calls || method.channel != Channel::Voice)
        .filter(|method| now.takes(person, &method.key))
        .map(|method| owe(about, person, method, moment, PAGE_LASTS))
        .collect()
}

pub(super) fn owe(
    about: &About,
    person: &PersonKey,
    method: &access::Method,
    moment: &Moment<'_>,
    lasts: Duration,
) -> Command {
    let address = Address {
        channel: method.channel,
        person: Some(person.clone()),
        to: method.address.clone(),
    };
    let expires_at = moment.now + lasts;
    deliveries::Command::Owe { about: about.clone(), address, expires_at }.into()
}

/// Sends a link to sign in, by mail only.
pub(super) fn sign_in(
    now: &State,
    offer: u32,
    person: &PersonKey,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let methods = now.access.person(person).map(|known| known.methods.as_slice());
    methods
        .unwrap_or_default()
        .iter()
        .filter(|method| method.channel == Channel::Email)
        .map(|method| owe(&About::SignIn { offer }, person, method, moment, access::OFFER_LASTS))
        .collect()
}

/// What was still to be sent is not wanted any more; programs that were paged are told so.
pub(super) fn withdraw(now: &State, incident: IncidentId, moment: &Moment<'_>) -> Vec<Command> {
    let Some(escalation) = now.paging.get(incident) else { return Vec::new() };
    // Who was asked to help is wanted still; the request says when not.
    let settled = |page: &&paging::Page| page.standing != PageStanding::Requested;
    let pages = escalation.pages.values().filter(settled).map(|page| page.id);
    pages.flat_map(|page| withdraw_page(now, incident, page, moment)).collect()
}

/// The same for one page.
pub(super) fn withdraw_page(
    now: &State,
    incident: IncidentId,
    page: PageId,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let mut commands: Vec<Command> = vec![deliveries::Command::Void { incident, page }.into()];
    let Some((_, page)) = now.paging.page(page) else { return commands };
    let answered = acting_person(moment.actor) == Some(&page.person);
    if page.standing != PageStanding::Withdrawn || answered {
        return commands;
    }
    let about = About::Withdrawal { incident, page: page.id };
    for method in now.methods_of(&page.person) {
        let shown = matches!(method.channel, Channel::Webhook | Channel::Push);
        if shown && now.takes(&page.person, &method.key) {
            commands.push(owe(&about, &page.person, &method, moment, PAGE_LASTS));
        }
    }
    commands
}

//! Whether somebody has the pager: by their turn in a schedule, or because a policy names them.

use std::time::Duration;

use domain::oncall::Schedule;
use domain::paging::{Policy, Target};
use domain::words::{PersonKey, PolicyKey, Timestamp};

use super::{names, reached};
use crate::Context;

/// How far ahead the next turn is looked for.
const TURN_AHEAD: Duration = Duration::from_secs(14 * 86_400);

/// What somebody has to do with the pager at this moment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Duty {
    /// A schedule says so; `until` is absent when no end is in sight.
    OnCall {
        /// Until when.
        until: Option<Timestamp>,
    },
    /// No schedule, but policies that are in use name them or their team.
    Named(Named),
    /// A schedule says so for later.
    Next {
        /// From when.
        from: Timestamp,
    },
    /// Nothing.
    None,
}

/// Policies in use that name somebody themselves.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Whether by the step that would ring first at this moment.
    pub is_first: bool,
    /// What the policies are called.
    pub policies: Vec<String>,
}

impl Named {
    /// "rung first by the policy Front door".
    pub(crate) fn words(&self) -> String {
        let first = if self.is_first { " first" } else { "" };
        let noun = if self.policies.len() == 1 { "policy" } else { "policies" };
        format!("rung{first} by the {noun} {}", names::list(self.policies.clone()))
    }
}

/// What is the case for a person. What rings now comes before what comes later.
pub(crate) fn of(context: &Context<'_>, person: &PersonKey) -> Duty {
    let turn = turn(context, person);
    if matches!(turn, Duty::OnCall { .. }) {
        return turn;
    }
    match (named(context, person), turn) {
        (Some(named), turn) if named.is_first || turn == Duty::None => Duty::Named(named),
        (_, turn) => turn,
    }
}

/// The policies in use that name a person directly, or as a member of a team.
pub(crate) fn named(context: &Context<'_>, person: &PersonKey) -> Option<Named> {
    let responds = |who: &PersonKey| reached::is_reachable(context, who);
    let naming: Vec<&Policy> = in_use(context)
        .into_iter()
        .filter_map(|key| context.state.paging.policies.get(key).map(AsRef::as_ref))
        .filter(|policy| policy.steps.iter().any(|step| names(context, &step.targets, person)))
        .collect();
    if naming.is_empty() || !responds(person) {
        return None;
    }
    let first = |policy: &&&Policy| {
        let mut steps = policy.steps.iter();
        let step = steps.find(|step| reached::of_step(context, step).iter().any(responds));
        step.is_some_and(|step| names(context, &step.targets, person))
    };
    let called = |policy: &&Policy| policy.name.to_string();
    let rung_first: Vec<String> = naming.iter().filter(first).map(called).collect();
    let is_first = !rung_first.is_empty();
    let policies = if is_first { rung_first } else { naming.iter().map(called).collect() };
    Some(Named { is_first, policies })
}

fn names(context: &Context<'_>, targets: &[Target], person: &PersonKey) -> bool {
    targets.iter().any(|target| match target {
        Target::Person(named) => named == person,
        Target::Team(team) => {
            let team = context.state.access.teams.get(team);
            team.is_some_and(|team| team.members.contains(person))
        }
        Target::Schedule(_) => false,
    })
}

/// The policies of the front door and of the services, each once.
fn in_use<'a>(context: &Context<'a>) -> Vec<&'a PolicyKey> {
    let state = context.state;
    let services = state.incidents.services.values();
    let of_services = services.filter_map(|service| service.policy.as_ref());
    let mut keys: Vec<&PolicyKey> = Vec::new();
    for key in state.organisation.settings.front_door.iter().chain(of_services) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The present turn in any schedule, or else the next one.
fn turn(context: &Context<'_>, person: &PersonKey) -> Duty {
    let (now, horizon) = (context.now, context.now + TURN_AHEAD);
    let oncall = &context.state.oncall;
    let concerns = |key, schedule: &Schedule| {
        schedule.rotations.iter().any(|rotation| rotation.people.contains(person))
            || oncall.overrides(key).iter().any(|entry| entry.person == *person)
    };
    let mine = oncall.schedules().filter(|(key, schedule)| concerns(key, schedule));
    let mut turns: Vec<(Timestamp, Timestamp)> = mine
        .flat_map(|(key, _)| oncall.shifts(key, now, horizon, context.zones))
        .filter(|shift| shift.person == *person)
        .map(|shift| (shift.from, shift.until))
        .collect();
    turns.sort_unstable();
    let Some((from, _)) = turns.first().copied() else { return Duty::None };
    if from > now {
        return Duty::Next { from };
    }
    // Turns that touch are one watch to the one who keeps it.
    let joined = turns.iter().fold(
        now,
        |end, (from, until)| {
            if *from <= end { end.max(*until) } else { end }
        },
    );
    Duty::OnCall { until: (joined < horizon).then_some(joined) }
}

//! Whether a step is done, and if not, what that means at night; read off the organisation itself.

use std::time::Duration;

use domain::access::Person;
use domain::words::Channel;

use super::{Sight, Step, Ways};
use crate::board::{names, reached};
use crate::{Context, schedules};

/// A schedule counts as covered when it has no gap for so long.
const COVERED_FOR: Duration = Duration::from_secs(14 * 86_400);

/// Where a step stands.
pub struct Standing {
    /// Whether nothing is missing.
    pub done: bool,
    /// What is the case, or what is missing and what that means.
    pub says: String,
}

impl Standing {
    fn done(says: impl Into<String>) -> Self {
        Self { done: true, says: says.into() }
    }

    fn open(says: impl Into<String>) -> Self {
        Self { done: false, says: says.into() }
    }
}

/// Where a step stands.
#[must_use]
pub fn standing(context: &Context<'_>, sight: &Sight<'_>, step: Step) -> Standing {
    match step {
        Step::Organisation => organisation(context),
        Step::You => you(context, sight),
        Step::People => people(context),
        Step::Schedule => schedule(context),
        Step::FrontDoor => front_door(context),
        Step::HelpPage => help_page(context, &sight.ways),
    }
}

fn organisation(context: &Context<'_>) -> Standing {
    let settings = &context.state.organisation.settings;
    if settings.name.is_empty() || settings.zone.is_empty() {
        return Standing::open("It has no name or no time zone yet.");
    }
    Standing::done(format!("{}, on the clocks of {}.", settings.name, settings.zone))
}

/// By which means a person is reached by this installation, beyond an open tab.
pub(super) fn reaches(person: &Person, ways: &Ways<'_>) -> Vec<Channel> {
    let served = |channel: &Channel| match channel {
        Channel::Email => ways.mails,
        Channel::Sms => ways.texts,
        Channel::Voice => ways.calls,
        Channel::Screen => false,
        Channel::Webhook | Channel::Push => true,
    };
    let mut all: Vec<Channel> = person.methods.iter().map(|method| method.channel).collect();
    all.retain(served);
    all.dedup();
    all
}

fn you(context: &Context<'_>, sight: &Sight<'_>) -> Standing {
    let Some(person) = context.state.access.person(&sight.viewer.person) else {
        return Standing::open("You are not in the organisation any more.");
    };
    let by = reaches(person, &sight.ways);
    let words = names::list(by.iter().map(|by| crate::wording::channel(*by).to_string()).collect());
    if by.iter().any(|channel| *channel != Channel::Email) {
        return Standing::done(format!("You are reached by {words}."));
    }
    if by.is_empty() {
        return Standing::open(
            "Nothing but an open tab of this console reaches you. Nobody sleeps in front of it.",
        );
    }
    Standing::open("Only mail reaches you, and mail wakes nobody. A call does.")
}

fn people(context: &Context<'_>) -> Standing {
    let state = context.state;
    let count = state.access.responders().filter(|key| reached::is_reachable(context, key)).count();
    match count {
        0 => Standing::open("Nobody can be rung."),
        1 => Standing::open("One person can be rung. If they sleep through it, nobody comes."),
        _ => Standing::done(format!("{count} people can be rung.")),
    }
}

fn schedule(context: &Context<'_>) -> Standing {
    let oncall = &context.state.oncall;
    let until = context.now + COVERED_FOR;
    let mut count = 0;
    for (key, schedule) in oncall.schedules() {
        count += 1;
        if let Some(gap) = oncall.gaps(key, context.now, until, context.zones).first() {
            let at = crate::times::in_zone(context, &schedule.zone, gap.from);
            let at = at.strftime("%a %-d %b, %H:%M");
            return Standing::open(format!("{} has nobody from {at} on.", schedule.name));
        }
    }
    match count {
        0 => Standing::open("There is no schedule: the same people are rung day and night."),
        1 => Standing::done("One schedule, without a gap for two weeks."),
        _ => Standing::done(format!("{count} schedules, without a gap for two weeks.")),
    }
}

fn front_door(context: &Context<'_>) -> Standing {
    let key = context.state.organisation.settings.front_door.as_ref();
    let Some(policy) = key.and_then(|key| context.state.paging.policies.get(key)) else {
        return Standing::open("No order is set: a call rings everyone at once.");
    };
    let mut people: Vec<_> =
        policy.steps.iter().flat_map(|step| reached::of_step(context, step)).collect();
    people.sort();
    people.dedup();
    people.retain(|person| reached::is_reachable(context, person));
    match people.as_slice() {
        [] => Standing::open("At this moment no step rings anybody; a call goes on to everyone."),
        [one] => Standing::open(format!(
            "Only {} is rung before everyone is.",
            names::person(context, one)
        )),
        _ => Standing::done(format!("{} first.", names::people(context, &people[..1]))),
    }
}

fn help_page(context: &Context<'_>, ways: &Ways<'_>) -> Standing {
    if ways.is_local() {
        return Standing::open("Its address leads only to this machine.");
    }
    let settings = &context.state.organisation.settings;
    match (settings.phone.is_empty(), settings.first_aid.is_empty()) {
        (true, true) => Standing::open("It has no telephone number and no first advice yet."),
        _ => Standing::done(format!("{}/help", ways.public_url)),
    }
}

/// The first schedule, for what builds on it.
pub(super) fn first_schedule(context: &Context<'_>) -> Option<(String, String)> {
    let (key, _) = context.state.oncall.schedules().next()?;
    Some((key.to_string(), schedules::name(context, key).to_string()))
}

//! Who is being reached, who is next, and who is meant by a target at this moment.

use domain::access::Role;
use domain::paging::{Escalation, PageStanding, Stage, Standing, Step};
use domain::words::PersonKey;
use maud::{Markup, html};

use super::names;
use crate::{Context, times};

/// Whether the person exists, responds, and has a way to be reached.
pub(crate) fn is_reachable(context: &Context<'_>, person: &PersonKey) -> bool {
    let known = context.state.access.person(person);
    known.is_some_and(|known| known.role > Role::Observer)
        && !context.state.methods_of(person).is_empty()
}

/// Who of a step responds at this moment.
pub(crate) fn of_step(context: &Context<'_>, step: &Step) -> Vec<PersonKey> {
    let meant = step
        .targets
        .iter()
        .flat_map(|target| context.state.people_of_target(target, context.now, context.zones));
    context.state.responding(meant.collect())
}

/// Whom the present stage rings and who has not answered yet.
pub(crate) fn ringing_now(escalation: &Escalation) -> Vec<PersonKey> {
    let pages = escalation.ringing.iter().filter_map(|id| escalation.pages.get(id));
    pages
        .filter(|page| page.standing == PageStanding::Requested && !page.failed)
        .map(|page| page.person.clone())
        .collect()
}

/// Whom a stage will ring, in words.
pub(crate) fn of_stage(context: &Context<'_>, escalation: &Escalation, stage: Stage) -> String {
    match stage {
        Stage::Step { .. } => {
            let state = context.state;
            let people = state.people_of_stage(escalation, stage, context.now, context.zones);
            if people.is_empty() {
                "the step after (nobody is on call for the next one)".to_owned()
            } else {
                names::people(context, &people)
            }
        }
        Stage::Widened => "everyone of this policy".to_owned(),
        Stage::CatchAll if escalation.stage == Stage::CatchAll => "everyone again".to_owned(),
        Stage::CatchAll => "everyone who can respond, with the alarm".to_owned(),
    }
}

/// Whom the next stage rings besides those who ring already: nobody is named twice.
fn next(context: &Context<'_>, escalation: &Escalation, now: &[PersonKey]) -> String {
    let stage = escalation.plan.after(escalation.stage);
    let state = context.state;
    let people = match stage {
        Stage::Step { .. } => state.people_of_stage(escalation, stage, context.now, context.zones),
        Stage::Widened | Stage::CatchAll => Vec::new(),
    };
    let fresh: Vec<PersonKey> =
        people.iter().filter(|person| !now.contains(person)).cloned().collect();
    match (people.len(), fresh.len()) {
        (all, new) if all == new => of_stage(context, escalation, stage),
        (_, 0) => "the same again".to_owned(),
        _ => format!("{} as well", names::people(context, &fresh)),
    }
}

/// Who is rung now and who is next, as one phrase.
pub(crate) fn phrase(context: &Context<'_>, escalation: &Escalation) -> Markup {
    let now = ringing_now(escalation);
    let next = next(context, escalation, &now);
    html! {
        @if let Standing::Ringing { holder: Some(holder) } = &escalation.standing {
            b { (names::person(context, holder)) } " went silent; "
        }
        @if now.is_empty() { "nobody is ringing right now" }
        @else { "ringing " b { (names::people(context, &now)) } }
        @if escalation.next_at > context.now {
            ", then " (next) " in " (times::count_down(context, escalation.next_at, "now"))
        } @else {
            ", then " (next) " at once"
        }
    }
}

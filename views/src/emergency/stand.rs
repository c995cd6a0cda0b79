//! Where an emergency stands for its caller: only what is known, in one large sentence.

use domain::emergencies::{Aside, Closure, Emergency, Reader, Speaker, Standing};
use domain::paging::{self, Escalation, PageStanding, Snooze, Stage, Wait};
use domain::words::{PersonKey, Timestamp};
use maud::{Markup, html};

use super::after_asking;
use crate::wording::name_for_caller;
use crate::{Context, plain, say, shell, times};

/// Unanswered for this long, the caller is shown the telephone as well.
const UNANSWERED_LONG: std::time::Duration = std::time::Duration::from_secs(180);

/// Where an emergency stands for its caller.
pub(super) enum Stand<'a> {
    /// Stored; nothing more is known.
    Heard,
    /// Humans are being reached, step by step.
    Ringing(&'a Escalation),
    /// No step was answered; the whole team is rung.
    Unanswered(&'a Escalation),
    /// The last-resort alarm sounds.
    Alarm(&'a Escalation),
    /// Who had accepted has gone quiet.
    Lapsed(&'a Escalation, &'a PersonKey),
    /// Somebody has it.
    Accepted { by: &'a PersonKey, at: Timestamp, escalation: &'a Escalation },
    /// We believe that it works again, and ask.
    Asked(Option<&'a Escalation>),
    /// Set aside.
    Aside { reason: Aside, by: &'a PersonKey },
    /// Closed by the customer.
    Closed { how: Closure, at: Timestamp, escalation: Option<&'a Escalation> },
}

impl<'a> Stand<'a> {
    pub(super) fn of(context: &Context<'a>, emergency: &'a Emergency) -> Self {
        let state = context.state;
        let incident = state.incidents.of_emergency(emergency.id);
        let escalation = incident.and_then(|incident| state.paging.get(incident.id));
        match &emergency.standing {
            Standing::Closed { how, at } => Self::Closed { how: *how, at: *at, escalation },
            Standing::SetAside { reason, by, .. } => Self::Aside { reason: *reason, by },
            Standing::Asked { .. } => Self::Asked(escalation),
            Standing::Open => escalation.map_or(Self::Heard, Self::open),
        }
    }

    fn open(escalation: &'a Escalation) -> Self {
        match &escalation.standing {
            paging::Standing::Stopped => Self::Heard,
            paging::Standing::Accepted { by, at, .. } => Self::Accepted { by, at: *at, escalation },
            paging::Standing::Ringing { .. } if escalation.alarm => Self::Alarm(escalation),
            paging::Standing::Ringing { holder: Some(holder) } => Self::Lapsed(escalation, holder),
            paging::Standing::Ringing { holder: None } => match escalation.stage {
                // Without steps everyone is rung from the start; nobody has failed to answer yet.
                Stage::CatchAll if escalation.plan.steps.is_empty() => Self::Ringing(escalation),
                Stage::Step { .. } => Self::Ringing(escalation),
                Stage::Widened | Stage::CatchAll => Self::Unanswered(escalation),
            },
        }
    }

    /// The word of `data-state`.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Heard | Self::Ringing(_) | Self::Unanswered(_) | Self::Lapsed(..) => "ringing",
            Self::Alarm(_) => "alarm",
            Self::Accepted { .. } => "accepted",
            Self::Asked(_) => "asked",
            Self::Aside { .. } => "aside",
            Self::Closed { .. } => "closed",
        }
    }

    /// What the look makes of it beyond that word.
    fn tone(&self) -> Option<&'static str> {
        match self {
            Self::Unanswered(_) => Some("unanswered"),
            Self::Lapsed(..) => Some("lapsed"),
            _ => None,
        }
    }

    /// Whether the caller waits for a human.
    pub(super) fn waits(&self) -> bool {
        matches!(self.word(), "ringing" | "alarm")
    }

    /// Whether it has rung for so long that the telephone must be offered.
    pub(super) fn waits_long(&self, context: &Context<'_>, emergency: &Emergency) -> bool {
        match self {
            Self::Alarm(_) => true,
            Self::Ringing(known) | Self::Unanswered(known) | Self::Lapsed(known, _) => {
                let since = emergency.opened_at.max(known.started_at);
                context.now.since(since) >= UNANSWERED_LONG
            }
            _ => false,
        }
    }

    /// The title of the page.
    pub(super) fn title(&self, context: &Context<'_>) -> String {
        let tongue = context.reader.tongue;
        match self {
            Self::Heard => plain!(tongue, "title-heard"),
            Self::Ringing(_) => plain!(tongue, "title-ringing"),
            Self::Unanswered(_) | Self::Alarm(_) => plain!(tongue, "title-unanswered"),
            Self::Lapsed(..) => plain!(tongue, "title-lapsed"),
            Self::Accepted { by, .. } => {
                plain!(tongue, "title-accepted", name = name_for_caller(context, by))
            }
            Self::Asked(_) => plain!(tongue, "title-asked"),
            Self::Aside { .. } => plain!(tongue, "title-aside"),
            Self::Closed { how: Closure::Works, .. } => plain!(tongue, "title-works"),
            Self::Closed { how: Closure::Mistake, .. } => plain!(tongue, "title-closed"),
            Self::Closed { how: Closure::GoesOn, .. } => plain!(tongue, "title-goes-on"),
        }
    }

    /// The section that says it.
    pub(super) fn section(&self, context: &Context<'_>, emergency: &Emergency) -> Markup {
        let live = emergency.standing.is_live();
        let opened_at = emergency.opened_at;
        let asked = times::clock_time(context, opened_at);
        html! {
            section.state id="state" data-state=(self.word()) data-tone=[self.tone()]
                data-title=(shell::title(context, &self.title(context))) {
                div.beam aria-hidden="true" {}
                // Only the sentence is announced: the clocks below it change every second.
                h1.sentence aria-live="polite" aria-atomic="true" { (self.sentence(context)) }
                p.under { (self.under(context, emergency)) }
                @if context.kept_here && live { p.under { (say!(context, "kept-here")) } }
                p.since {
                    span { (say!(context, "asked-at", time = asked)) }
                    @if live {
                        span {
                            (say!(
                                context, "asked-since",
                                clock = times::count_up(context, opened_at),
                            ))
                        }
                    }
                }
            }
        }
    }

    fn sentence(&self, context: &Context<'_>) -> Markup {
        let name = |person| name_for_caller(context, person);
        match self {
            Self::Heard => say!(context, "state-heard"),
            Self::Ringing(known) => ringing(context, known),
            Self::Unanswered(_) => say!(context, "state-unanswered"),
            Self::Alarm(_) => say!(context, "state-alarm"),
            Self::Lapsed(_, holder) => say!(context, "state-lapsed", name = name(holder)),
            Self::Accepted { escalation: Escalation { snooze: Some(snooze), .. }, .. } => {
                waits(context, snooze)
            }
            Self::Accepted { by, .. } => say!(context, "state-accepted", name = name(by)),
            Self::Asked(_) => say!(context, "state-asked"),
            Self::Aside { reason, by } => match reason {
                Aside::BelievedFixed => say!(context, "state-aside-fixed", name = name(by)),
                Aside::Unreachable => say!(context, "state-aside-unreachable", name = name(by)),
                Aside::Mistake => say!(context, "state-aside-mistake", name = name(by)),
                Aside::Abuse => say!(context, "state-aside-abuse", name = name(by)),
            },
            Self::Closed { how: Closure::Works, .. } => say!(context, "state-works"),
            Self::Closed { how: Closure::Mistake, .. } => say!(context, "state-mistake"),
            Self::Closed { how: Closure::GoesOn, .. } => say!(context, "state-goes-on"),
        }
    }

    fn under(&self, context: &Context<'_>, emergency: &Emergency) -> Markup {
        let rung_and_next = |known| {
            html! { (rung_now(context, known)) " " (next(context, known)) }
        };
        html! {
            @match self {
                Self::Heard => { (say!(context, "under-heard")) }
                Self::Ringing(known) => {
                    (say!(
                        context, "under-ringing-for",
                        span = times::count_up_words(context, known.started_at),
                    ))
                    " " (next(context, known))
                }
                Self::Unanswered(known) => { (rung_and_next(known)) }
                Self::Alarm(known) => {
                    (rung_now(context, known)) " " (say!(context, "under-alarm-stops")) " "
                    (next(context, known))
                }
                Self::Lapsed(known, _) => { (rung_and_next(known)) }
                Self::Accepted { by, at, escalation } => {
                    (accepted(context, emergency, by, *at, escalation))
                }
                Self::Asked(escalation) => {
                    (say!(context, "under-asked"))
                    @if let Some(known) = escalation.filter(|known| rings(known)) {
                        " " (say!(context, "under-asked-rings")) " " (rung_now(context, known))
                    }
                }
                Self::Aside { .. } => { (say!(context, "under-aside")) }
                Self::Closed { how: Closure::GoesOn, .. } => { (say!(context, "under-goes-on")) }
                Self::Closed { at, escalation, .. } => {
                    (say!(
                        context, "under-closed",
                        time = times::time(context, *at),
                        span = after_asking(context, emergency, *at),
                    ))
                    (afterwards(context, *escalation))
                }
            }
        }
    }
}

/// Nobody works on it just now, and the caller reads so: who waits, for what, and until when.
fn waits(context: &Context<'_>, snooze: &Snooze) -> Markup {
    let name = name_for_caller(context, &snooze.by);
    let time = times::time(context, snooze.until);
    match snooze.wait {
        Wait::Customer => say!(context, "state-waits-customer", name = name, time = time),
        Wait::Supplier => say!(context, "state-waits-supplier", name = name, time = time),
        Wait::Watching => say!(context, "state-waits-watching", name = name, time = time),
        Wait::Agreed => say!(context, "state-waits-agreed", name = name, time = time),
    }
}

/// How many humans are being reached at this moment.
fn count(escalation: &Escalation) -> usize {
    let rings = |page: &&paging::Page| page.standing == PageStanding::Requested && !page.failed;
    escalation.pages.values().filter(rings).count()
}

fn ringing(context: &Context<'_>, escalation: &Escalation) -> Markup {
    let first = matches!(escalation.stage, Stage::Step { round: 0, step: 0 });
    match (count(escalation), first) {
        (0, _) => say!(context, "state-searching"),
        (1, true) => say!(context, "state-ringing-first"),
        (1, false) => say!(context, "state-ringing-next"),
        (people, _) => say!(context, "state-ringing-many", people = people),
    }
}

fn rung_now(context: &Context<'_>, escalation: &Escalation) -> Markup {
    say!(context, "rung-now", people = count(escalation))
}

/// How many humans the next stage rings, by the calendar as it stands.
fn people_at(context: &Context<'_>, escalation: &Escalation, stage: Stage) -> usize {
    let at = escalation.next_at;
    context.state.people_of_stage(escalation, stage, at, context.zones).len()
}

fn next(context: &Context<'_>, escalation: &Escalation) -> Markup {
    let within = times::within(context, escalation.next_at);
    let after = escalation.plan.after(escalation.stage);
    match (escalation.stage, after) {
        (Stage::Step { round, .. }, Stage::Step { round: later, .. }) if round == later => {
            let people = people_at(context, escalation, after).max(1);
            say!(context, "next-people", people = people, within = within)
        }
        (_, Stage::Step { .. }) => say!(context, "next-again", within = within),
        (_, Stage::Widened) => say!(context, "next-team", within = within),
        (Stage::CatchAll, Stage::CatchAll) => {
            say!(context, "next-everyone-again", within = within)
        }
        (_, Stage::CatchAll) => say!(context, "next-everyone", within = within),
    }
}

fn accepted(
    context: &Context<'_>,
    emergency: &Emergency,
    by: &PersonKey,
    at: Timestamp,
    escalation: &Escalation,
) -> Markup {
    // Rung anew, the wait counts from then.
    let again = escalation.started_at > emergency.opened_at;
    let waited = at.since(emergency.opened_at.max(escalation.started_at));
    let promise = context.state.updates.promise_to(escalation.incident, emergency.id);
    let name = name_for_caller(context, by);
    let span = times::span(context, waited);
    html! {
        @if at < emergency.opened_at {
            (say!(context, "accepted-before", name = name))
        } @else if again && at <= escalation.started_at {
            (say!(context, "accepted-again", name = name))
        } @else if again {
            (say!(context, "accepted-after-ringing", name = name, span = span))
        } @else {
            (say!(context, "accepted-after-asking", name = name, span = span))
        }
        @if has_seen(emergency, by) { " " (say!(context, "accepted-seen")) }
        @if escalation.snooze.is_some() { " " (say!(context, "under-waits")) }
        @if let Some(promise) = promise {
            " "
            (say!(context, "accepted-hear-by", time = times::time(context, promise.by)))
        }
    }
}

/// Whether that person has seen all that the callers wrote.
fn has_seen(emergency: &Emergency, person: &PersonKey) -> bool {
    let from_caller = |from: &Speaker| matches!(from, Speaker::Participant(_));
    let last = emergency.messages.iter().rev().find(|message| from_caller(&message.from));
    let marks = emergency.marks.get(&Reader::Person(person.clone()));
    last.is_some_and(|last| marks.is_some_and(|marks| marks.seen >= last.number))
}

fn rings(escalation: &Escalation) -> bool {
    matches!(escalation.standing, paging::Standing::Ringing { .. })
}

/// Words that the caller wrote after closing it, and nobody read, ring somebody all the same.
fn afterwards(context: &Context<'_>, escalation: Option<&Escalation>) -> Markup {
    let Some(escalation) = escalation else { return html! {} };
    html! {
        @match &escalation.standing {
            paging::Standing::Ringing { .. } => {
                " " (say!(context, "under-wrote-since-ringing"))
                " " (rung_now(context, escalation))
            }
            paging::Standing::Accepted { by, .. } => {
                " "
                (say!(
                    context, "under-wrote-since-accepted",
                    name = name_for_caller(context, by),
                ))
            }
            paging::Standing::Stopped => {}
        }
    }
}

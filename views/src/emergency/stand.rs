//! Where an emergency stands for its caller: only what is known, in one large sentence.

use domain::emergencies::{Aside, Closure, Emergency, Reader, Speaker, Standing};
use domain::paging::{self, Escalation, PageStanding, Stage};
use domain::words::{PersonKey, Timestamp};
use maud::{Markup, html};

use super::after_asking;
use crate::wording::{self, name_for_caller};
use crate::{Context, shell, times};

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
        match self {
            Self::Heard => "We have it".to_owned(),
            Self::Ringing(_) => "Ringing".to_owned(),
            Self::Unanswered(_) | Self::Alarm(_) => "Nobody has answered yet".to_owned(),
            Self::Lapsed(..) => "Ringing others as well".to_owned(),
            Self::Accepted { by, .. } => format!("{} has it", name_for_caller(context, by)),
            Self::Asked(_) => "Does it work for you?".to_owned(),
            Self::Aside { .. } => "Set aside".to_owned(),
            Self::Closed { how: Closure::Works, .. } => "It works again".to_owned(),
            Self::Closed { how: Closure::Mistake, .. } => "Closed".to_owned(),
            Self::Closed { how: Closure::GoesOn, .. } => "It goes on".to_owned(),
        }
    }

    /// The section that says it.
    pub(super) fn section(&self, context: &Context<'_>, emergency: &Emergency) -> Markup {
        let live = emergency.standing.is_live();
        let opened_at = emergency.opened_at;
        html! {
            section.state id="state" data-state=(self.word()) data-tone=[self.tone()]
                data-title=(shell::title(context, &self.title(context))) {
                div.beam aria-hidden="true" {}
                // Only the sentence is announced: the clocks below it change every second.
                h1.sentence aria-live="polite" aria-atomic="true" { (self.sentence(context)) }
                p.under { (self.under(context, emergency)) }
                @if context.kept_here && live { p.under { (wording::KEPT_HERE) } }
                p.since {
                    span { "You asked at " (times::clock_time(context, opened_at)) }
                    @if live { span { (times::count_up(context, opened_at)) " since you asked" } }
                }
            }
        }
    }

    fn sentence(&self, context: &Context<'_>) -> Markup {
        let name = |person| html! { bdi { (name_for_caller(context, person)) } };
        html! {
            @match self {
                Self::Heard => { "We have what you wrote." }
                Self::Ringing(known) => { (ringing(known)) }
                Self::Unanswered(_) => {
                    "Nobody has answered yet. We are ringing the whole team, and we keep ringing."
                }
                Self::Alarm(_) => { "Nobody has answered yet. Our last alarm is sounding." }
                Self::Lapsed(_, holder) => {
                    (name(holder)) " has it, but has gone quiet. We are ringing others as well."
                }
                Self::Accepted { by, .. } => { (name(by)) " has it." }
                Self::Asked(_) => { "It works again for us. Does it for you?" }
                Self::Aside { reason, by } => {
                    (name(by)) " has set this aside: " (wording::aside_for_caller(*reason)) "."
                }
                Self::Closed { how: Closure::Works, .. } => { "You said it works again." }
                Self::Closed { how: Closure::Mistake, .. } => {
                    "You pressed by mistake. That is all right."
                }
                Self::Closed { how: Closure::GoesOn, .. } => {
                    "This conversation is full. It goes on in a new one."
                }
            }
        }
    }

    fn under(&self, context: &Context<'_>, emergency: &Emergency) -> Markup {
        html! {
            @match self {
                Self::Heard => { "Write here at any time." }
                Self::Ringing(known) => {
                    "Ringing for " (times::count_up_words(context, known.started_at)) ". "
                    (next(context, known))
                }
                Self::Unanswered(known) => { (rung_now(known)) " " (next(context, known)) }
                Self::Alarm(known) => {
                    (rung_now(known)) " The alarm stops when somebody answers. "
                    (next(context, known))
                }
                Self::Lapsed(known, _) => { (rung_now(known)) " " (next(context, known)) }
                Self::Accepted { by, at, escalation } => {
                    (accepted(context, emergency, by, *at, escalation))
                }
                Self::Asked(escalation) => {
                    "Please try it, and tell us here. We close it when you say so."
                    @if let Some(known) = escalation.filter(|known| rings(known)) {
                        " Meanwhile we are ringing again. " (rung_now(known))
                    }
                }
                Self::Aside { .. } => { "Write one word, and it rings again at once." }
                Self::Closed { how: Closure::GoesOn, .. } => {
                    "Nothing that was said is lost, and you need not call again."
                }
                Self::Closed { at, escalation, .. } => {
                    "Closed by you at " (times::time(context, *at)) ", "
                    (after_asking(emergency, *at)) " after you asked."
                    (afterwards(context, *escalation))
                }
            }
        }
    }
}

/// How many humans are being reached at this moment.
fn count(escalation: &Escalation) -> usize {
    let rings = |page: &&paging::Page| page.standing == PageStanding::Requested && !page.failed;
    escalation.pages.values().filter(rings).count()
}

fn ringing(escalation: &Escalation) -> Markup {
    let first = matches!(escalation.stage, Stage::Step { round: 0, step: 0 });
    html! {
        @match (count(escalation), first) {
            (0, _) => { "We have it. We are looking for someone who can answer." }
            (1, true) => { "We have it. Ringing the engineer on duty." }
            (1, false) => { "We have it. Ringing the next person." }
            (people, _) => { "We have it. " (people) " people are being rung." }
        }
    }
}

fn rung_now(escalation: &Escalation) -> Markup {
    html! {
        @match count(escalation) {
            0 => { "Nobody can be reached at this moment; we keep trying everyone." }
            1 => { "1 person is being rung now." }
            people => { (people) " people are being rung now." }
        }
    }
}

/// How many humans the next stage rings, by the calendar as it stands.
fn people_at(context: &Context<'_>, escalation: &Escalation, stage: Stage) -> usize {
    let at = escalation.next_at;
    context.state.people_of_stage(escalation, stage, at, context.zones).len()
}

fn next(context: &Context<'_>, escalation: &Escalation) -> Markup {
    let within = times::count_down(context, escalation.next_at, "a moment");
    let after = escalation.plan.after(escalation.stage);
    html! {
        @match (escalation.stage, after) {
            (Stage::Step { round, .. }, Stage::Step { round: later, .. }) if round == later => {
                @match people_at(context, escalation, after) {
                    0 | 1 => { "The next person is rung in " (within) "." }
                    people => { "The next " (people) " people are rung in " (within) "." }
                }
            }
            (_, Stage::Step { .. }) => { "We ring again in " (within) "." }
            (_, Stage::Widened) => { "The whole team is rung in " (within) "." }
            (Stage::CatchAll, Stage::CatchAll) => { "We ring everyone again in " (within) "." }
            (_, Stage::CatchAll) => { "Everyone we have is rung in " (within) "." }
        }
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
    let promise = context.state.updates.promise(escalation.incident);
    let name = name_for_caller(context, by);
    html! {
        @if at < emergency.opened_at {
            bdi { (name) } " was at work on this already when you asked."
        } @else if again && at <= escalation.started_at {
            bdi { (name) } " took it up again."
        } @else {
            bdi { (name) } " accepted " (times::span_words(waited))
            @if again { " after we rang again." } @else { " after you asked." }
        }
        @if has_seen(emergency, by) { " Your words have been seen." }
        @if let Some(promise) = promise {
            " You hear from us by " (times::time(context, promise.by)) ", or sooner."
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
                " You wrote since, and we are ringing someone to read it. " (rung_now(escalation))
            }
            paging::Standing::Accepted { by, .. } => {
                " You wrote since, and " bdi { (name_for_caller(context, by)) } " has it."
            }
            paging::Standing::Stopped => {}
        }
    }
}

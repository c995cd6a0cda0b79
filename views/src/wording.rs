//! What the domain's words are called to people: the sentences for callers and for responders.
//!
//! The caller learns the display name of who accepted, and no other name or key of the vendor's.

use domain::Refusal;
use domain::access::{Method, Role};
use domain::crew;
use domain::emergencies::{Aside, Closure, Emergency, Line, Part, RingsAgain, WaitsFor};
use domain::incidents::Phase;
use domain::paging::{self, Stage, Wait};
use domain::words::{CardKey, Channel, Language, PersonKey, Severity};
use maud::{Markup, html};

use crate::emergency::gives_first_aid;
use crate::tongue::Tongue;
use crate::{Context, plain, reader, say, times};

mod calls;
pub use calls::call_end;
use calls::{call_for_caller, call_for_responder};

/// Said to the vendor's people while the database is away: what is true then, and no more.
pub(crate) fn kept_here(context: &Context<'_>) -> Markup {
    html! {
        @if context.kept_here {
            p.notice data-tone="care" role="status" {
                "The database is away. This machine goes on by itself: it rings, and keeps what is \
                 written and pressed until the database takes it in. Other machines may show \
                 something else until then."
            }
        }
    }
}

/// The name by which a caller knows a person of the vendor; never the key.
#[must_use]
pub fn name_for_caller(context: &Context<'_>, person: &PersonKey) -> String {
    let known = context.state.access.person(person);
    known.map_or_else(
        || plain!(context.reader.tongue, "talk-engineer"),
        |known| known.name.as_str().to_owned(),
    )
}

/// One of Mayday's lines, to the caller.
#[must_use]
pub fn line_for_caller(context: &Context<'_>, emergency: &Emergency, line: &Line) -> Markup {
    let name = |person| name_for_caller(context, person);
    let one = |participant| {
        let known = emergency.name_of(participant).map(ToOwned::to_owned);
        known.unwrap_or_else(|| plain!(context.reader.tongue, "people-somebody"))
    };
    match line {
        Line::Received => say!(context, "said-received"),
        Line::Accepted { by } => say!(context, "said-accepted", name = name(by)),
        Line::Widened => say!(context, "said-widened"),
        Line::Alarm => say!(context, "said-alarm"),
        Line::Lapsed { holder: Some(holder) } => {
            say!(context, "said-lapsed", name = name(holder))
        }
        Line::Lapsed { holder: None } => say!(context, "said-quiet"),
        Line::UpdateMissed { next_by } => {
            say!(context, "said-update-missed", time = times::time(context, *next_by))
        }
        Line::HandedOver { from, to } => {
            say!(context, "said-handed-over", name = name(to), from = name(from))
        }
        Line::Came { who } => say!(context, "said-came", name = name(who)),
        Line::Waits { by, until, wait } => {
            let (by, until) = (name(by), times::time(context, *until));
            match wait {
                WaitsFor::Customer => say!(context, "waits-customer", name = by, time = until),
                WaitsFor::Supplier => say!(context, "waits-supplier", name = by, time = until),
                WaitsFor::Watching => say!(context, "waits-watching", name = by, time = until),
                WaitsFor::Agreed => say!(context, "waits-agreed", name = by, time = until),
            }
        }
        Line::RingsAgain { why } => match why {
            RingsAgain::WaitOver => say!(context, "rings-wait-over"),
            RingsAgain::Wrote => say!(context, "rings-wrote"),
            RingsAgain::Raised => say!(context, "rings-raised"),
            RingsAgain::Restarted => say!(context, "rings-restarted"),
            RingsAgain::Rerouted => say!(context, "rings-rerouted"),
        },
        Line::Updated => say!(context, "said-updated"),
        Line::AgreedTime { by, next_by } => {
            let time = times::time(context, *next_by);
            say!(context, "said-agreed-time", name = name(by), time = time)
        }
        Line::PutRight => say!(context, "said-put-right"),
        // The card itself stands below these words for as long as it can help.
        Line::Card { by, .. } if gives_first_aid(context, emergency) => {
            say!(context, "said-card-sent", name = name(by))
        }
        Line::Card { card, by } => match card_title(context, card, context.reader.tongue.code()) {
            Some(title) => say!(context, "said-card", name = name(by), title = title),
            None => say!(context, "said-card-sent", name = name(by)),
        },
        Line::Asked { by } => say!(context, "said-asked", name = name(by)),
        Line::NotYet => say!(context, "said-not-yet"),
        Line::BrokenAgain => say!(context, "said-broken-again"),
        Line::TakenUp => say!(context, "said-taken-up"),
        Line::SetAside { reason, by } => match reason {
            Aside::BelievedFixed => say!(context, "said-aside-fixed", name = name(by)),
            Aside::Unreachable => say!(context, "said-aside-unreachable", name = name(by)),
            Aside::Mistake => say!(context, "said-aside-mistake", name = name(by)),
            Aside::Abuse => say!(context, "said-aside-abuse", name = name(by)),
        },
        Line::Closed { how: Closure::Works } => say!(context, "said-closed-works"),
        Line::Closed { how: Closure::Mistake } => say!(context, "said-closed-mistake"),
        Line::Closed { how: Closure::GoesOn } => say!(context, "said-closed-goes-on"),
        Line::Joined { .. } => say!(context, "said-joined"),
        Line::Apart { by } => say!(context, "said-apart", name = name(by)),
        Line::Different => say!(context, "said-different"),
        Line::Danger => {
            say!(context, "said-danger", numbers = reader::danger_numbers_to_call(context))
        }
        Line::Invited { participant } => say!(context, "said-invited", name = one(*participant)),
        Line::TakesPart { participant } => say!(context, "said-joins", name = one(*participant)),
        Line::Removed { participant } => say!(context, "said-removed", name = one(*participant)),
        Line::Upgraded { plan, by } => {
            say!(context, "said-upgraded", name = name(by), plan = plan.to_string())
        }
        Line::Call { news } => call_for_caller(context, news),
        Line::Follows => say!(context, "said-follows"),
        Line::GoesOn { .. } => say!(context, "said-goes-on"),
        Line::Cut { part: Part::Words, kept } => say!(context, "said-cut-words", kept = *kept),
        Line::Cut { part: Part::Who, kept } => say!(context, "said-cut-who", kept = *kept),
        Line::Cut { part: Part::Reach, kept } => say!(context, "said-cut-reach", kept = *kept),
    }
}

/// What a card is called, in the language of whoever reads; nothing once it is taken out.
fn card_title(context: &Context<'_>, card: &CardKey, code: &str) -> Option<String> {
    let known = context.state.cards.get(card)?;
    let text = known.card.text(Language::of_tag(code).unwrap_or_default())?;
    Some(text.title.to_string())
}

/// The same line, to a responder.
#[must_use]
pub fn line_for_responder(context: &Context<'_>, emergency: &Emergency, line: &Line) -> Markup {
    let one = |participant| emergency.name_of(participant).unwrap_or("Somebody").to_owned();
    let name = |person| context.state.access.name(person).to_owned();
    html! {
        @match line {
            Line::Received => { "Received. Ringing began." }
            Line::Accepted { by } => { bdi { (name(by)) } " accepted." }
            Line::Widened => { "No step was answered. Everyone of the policy is rung." }
            Line::Alarm => { "Nobody could be reached. The last-resort alarm sounds." }
            Line::Lapsed { holder: Some(holder) } => {
                bdi { (name(holder)) } " has gone quiet. Others are rung as well."
            }
            Line::Lapsed { holder: None } => { "It has gone quiet. Ringing began again." }
            Line::UpdateMissed { next_by } => {
                "The promised update did not come. The customer was told so, and to expect one by "
                (times::time(context, *next_by)) "."
            }
            Line::HandedOver { from, to } => {
                bdi { (name(to)) } " has it now, after " bdi { (name(from)) } "."
            }
            Line::Came { who } => { bdi { (name(who)) } " has joined." }
            Line::Waits { by, until, .. } => {
                bdi { (name(by)) } " snoozed it until " (times::time(context, *until))
                ". They were told."
            }
            Line::RingsAgain { why } => {
                @match why {
                    RingsAgain::WaitOver => { "The snooze is over. Ringing began." }
                    RingsAgain::Wrote => { "They wrote, so the snooze is over. Ringing began." }
                    RingsAgain::Raised => { "It is critical now. Ringing began." }
                    RingsAgain::Restarted => { "Ringing began anew." }
                    RingsAgain::Rerouted => { "It was sent to others. Ringing began." }
                }
            }
            Line::Updated => { "An update was published." }
            Line::AgreedTime { by, next_by } => {
                bdi { (name(by)) } " agreed with them that the next update comes by "
                (times::time(context, *next_by)) ". They were told."
            }
            Line::PutRight => { "An update was put right; what it had said stands below it." }
            Line::Card { card, by } => {
                bdi { (name(by)) } " sent the first-aid card "
                q { (card_title(context, card, "en").unwrap_or_else(|| card.to_string())) } "."
            }
            Line::Asked { by } => { bdi { (name(by)) } " asked whether it works again." }
            Line::NotYet => { "The customer says: not yet." }
            Line::BrokenAgain => { "The customer says it is broken again. Ringing began at once." }
            Line::TakenUp => { "Taken up again." }
            Line::SetAside { reason, by } => {
                bdi { (name(by)) } " set it aside: " (aside(*reason)) "."
            }
            Line::Closed { how } => { (closure(*how)) }
            Line::Joined { by, number, by_rule: false } => {
                bdi { (name(by)) } " joined it to incident " (number) "."
            }
            Line::Joined { by, number, by_rule: true } => {
                "Joined to incident " (number) " by a rule of " bdi { (name(by)) } "."
            }
            Line::Apart { by } => { bdi { (name(by)) } " took it out again, for itself." }
            Line::Different => {
                "The caller says that theirs is different. It is on its own, and rings."
            }
            Line::Danger => { b { "The caller says that someone is in danger. Everyone is rung." } }
            Line::Follows => { "This goes on from an earlier, archived emergency." }
            Line::GoesOn { number } => {
                "This conversation is full and goes on as emergency " (number) "."
            }
            Line::Cut { part, kept } => {
                (cut(*part)) " was too long: the first " (kept) " characters were kept, and they "
                "were told."
            }
            Line::Invited { participant } => {
                bdi { (one(*participant)) } " was invited by the caller's side."
            }
            Line::TakesPart { participant } => {
                bdi { (one(*participant)) } ", a registered contact, has joined."
            }
            Line::Removed { participant } => { bdi { (one(*participant)) } " was removed." }
            Line::Call { news } => { (call_for_responder(context, news)) }
            Line::Upgraded { plan, by } => {
                bdi { (name(by)) } " raised the service level to " bdi { (plan) }
                ", free of charge."
            }
        }
    }
}

/// What is waited for, to a responder, after "waiting".
#[must_use]
pub const fn wait(wait: Wait) -> &'static str {
    match wait {
        Wait::Customer => "for the customer",
        Wait::Supplier => "for a supplier",
        Wait::Watching => "to see whether it holds",
        Wait::Agreed => "as agreed with them",
    }
}

/// Which part of a cry for help was cut, as the start of a sentence.
const fn cut(part: Part) -> &'static str {
    match part {
        Part::Words => "What was written",
        Part::Who => "What stands under “who”",
        Part::Reach => "What stands under “how to reach you”",
    }
}

/// What the letter after an emergency is about.
#[must_use]
pub fn farewell_subject(tongue: &Tongue, us: &str) -> String {
    plain!(tongue, "farewell-subject", name = us)
}

/// How one answers in it.
#[must_use]
pub fn farewell(tongue: &Tongue) -> String {
    plain!(tongue, "farewell-how")
}

/// The link to the conversation in it.
#[must_use]
pub fn farewell_label(tongue: &Tongue) -> String {
    plain!(tongue, "farewell-open")
}

/// How the help was: one of the answers, from 1, the worst, to 5, the best.
#[must_use]
pub fn score(tongue: &Tongue, score: u8) -> String {
    match score {
        1 => plain!(tongue, "score-1"),
        2 => plain!(tongue, "score-2"),
        3 => plain!(tongue, "score-3"),
        4 => plain!(tongue, "score-4"),
        _ => plain!(tongue, "score-5"),
    }
}

/// Why it was set aside, to a responder.
#[must_use]
pub const fn aside(reason: Aside) -> &'static str {
    match reason {
        Aside::BelievedFixed => "believed fixed",
        Aside::Unreachable => "customer unreachable",
        Aside::Mistake => "pressed by mistake",
        Aside::Abuse => "abuse",
    }
}

/// How the customer closed it, to a responder.
#[must_use]
pub const fn closure(how: Closure) -> &'static str {
    match how {
        Closure::Works => "The customer says it works again.",
        Closure::Mistake => "The customer says it was pressed by mistake.",
        Closure::GoesOn => "It goes on as another emergency.",
    }
}

/// How far an escalation has got, to a responder.
#[must_use]
pub fn stage(stage: Stage) -> String {
    match stage {
        Stage::Step { round: 0, step } => format!("step {}", u32::from(step) + 1),
        Stage::Step { round, step } => {
            format!("step {}, round {}", u32::from(step) + 1, u32::from(round) + 1)
        }
        Stage::Widened => "everyone of the policy".to_owned(),
        Stage::CatchAll => "everyone who can respond".to_owned(),
    }
}

/// How bad it is.
#[must_use]
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Low => "low",
    }
}

/// How far the work has got.
#[must_use]
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Investigating => "investigating",
        Phase::Identified => "identified",
        Phase::Monitoring => "monitoring",
        Phase::Resolved => "resolved",
    }
}

/// What a person may do.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Observer => "observer",
        Role::Responder => "responder",
        Role::Lead => "lead",
        Role::Manager => "manager",
    }
}

/// Over what a person is reached.
#[must_use]
pub const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Screen => "screen",
        Channel::Email => "e-mail",
        Channel::Webhook => "webhook",
        Channel::Sms => "text message",
        Channel::Voice => "call",
        Channel::Push => "push message",
    }
}

/// What a method is told apart by, where there is more than one of a kind.
#[must_use]
pub fn address<'a>(context: &'a Context<'_>, person: &PersonKey, method: &'a Method) -> &'a str {
    // Where a browser's push service is reached says nothing to a human.
    let device = context.state.methods.device(person, &method.key);
    device.map_or(method.address.as_str(), |device| device.name.as_str())
}

/// A refusal, to a person of the vendor.
#[must_use]
pub fn refusal(context: &Context<'_>, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Paging(paging::Refusal::AlreadyAccepted { by }) => {
            format!("{} already has it.", context.state.access.name(by))
        }
        Refusal::Crew(crew::Refusal::AlreadyHere { person }) => {
            format!("{} is here already.", context.state.access.name(person))
        }
        Refusal::Paging(paging::Refusal::Over) => {
            "It is over. Nobody needs to be reached any more.".to_owned()
        }
        other => other.to_string(),
    }
}

/// A refusal, to a caller: what is wrong and what to do, without the vendor's inner words.
#[must_use]
pub fn refusal_for_caller(tongue: &Tongue, refusal: &Refusal) -> String {
    use domain::callbacks::Refusal as Call;
    use domain::emergencies::Refusal as Emergency;
    use domain::feedback::Refusal as Feedback;
    use domain::proof::Refusal as Proof;
    match refusal {
        Refusal::Emergencies(Emergency::Empty) => plain!(tongue, "refused-empty"),
        Refusal::Emergencies(Emergency::TooLong { len_max }) => {
            plain!(tongue, "refused-too-long", letters = *len_max)
        }
        Refusal::Emergencies(Emergency::Unknown | Emergency::NotYours) => {
            plain!(tongue, "refused-link")
        }
        Refusal::Emergencies(Emergency::Elsewhere) => plain!(tongue, "refused-elsewhere"),
        Refusal::Emergencies(Emergency::TooMany) => plain!(tongue, "refused-too-many"),
        Refusal::Emergencies(Emergency::TooManySent) => plain!(tongue, "refused-too-many-sent"),
        Refusal::Emergencies(Emergency::BadAddress) => plain!(tongue, "refused-bad-address"),
        Refusal::Emergencies(Emergency::NationalNumber) => {
            plain!(tongue, "refused-national-number")
        }
        Refusal::Emergencies(Emergency::LastOne) => plain!(tongue, "refused-last-one"),
        Refusal::Emergencies(Emergency::TooManyFiles) => plain!(tongue, "why-full"),
        Refusal::Redactions(refusal) => redaction_refused(tongue, refusal),
        Refusal::Feedback(Feedback::NotOver) => plain!(tongue, "refused-not-over"),
        Refusal::Feedback(Feedback::NoSuchScore) => {
            plain!(tongue, "refused-no-score", count = u32::from(domain::feedback::SCORE_MAX))
        }
        Refusal::Feedback(Feedback::TooLong) => {
            plain!(tongue, "refused-too-long", letters = domain::feedback::WORDS_LEN_MAX)
        }
        Refusal::Cards(_) => plain!(tongue, "refused-card"),
        Refusal::Proof(Proof::TooOften) => plain!(tongue, "refused-too-often"),
        Refusal::Proof(Proof::Empty) => plain!(tongue, "refused-nothing-typed"),
        Refusal::Proof(Proof::Expired) => plain!(tongue, "refused-expired"),
        Refusal::Callbacks(Call::BadNumber) => plain!(tongue, "refused-call-number"),
        Refusal::Callbacks(Call::NationalNumber) => plain!(tongue, "refused-national-number"),
        Refusal::Callbacks(Call::Barred) => plain!(tongue, "refused-call-barred"),
        Refusal::Callbacks(Call::Over) => plain!(tongue, "refused-call-over"),
        Refusal::Callbacks(Call::TooOften) => plain!(tongue, "refused-call-often"),
        Refusal::Callbacks(Call::TooLate) => plain!(tongue, "refused-call-late"),
        _ => plain!(tongue, "refused-otherwise"),
    }
}

fn redaction_refused(tongue: &Tongue, refusal: &domain::redactions::Refusal) -> String {
    use domain::redactions::Refusal as Redaction;
    match refusal {
        Redaction::Unknown => plain!(tongue, "refused-redact-unknown"),
        Redaction::NotYours => plain!(tongue, "refused-redact-foreign"),
        Redaction::TooLate => plain!(tongue, "refused-redact-late"),
    }
}

/// Why a press of a button or a line of text was not taken, to a caller.
#[must_use]
pub fn line_refusal_for_caller(tongue: &Tongue, refusal: &Refusal) -> String {
    use domain::emergencies::Refusal as Emergency;
    match refusal {
        Refusal::Emergencies(Emergency::TooLong { .. }) => plain!(tongue, "refused-line-too-long"),
        other => refusal_for_caller(tongue, other),
    }
}

/// What is said of a code that is none, or too old, or somebody else's: always the same.
#[must_use]
pub fn wrong_code_for_caller(tongue: &Tongue) -> String {
    plain!(tongue, "proof-wrong-code")
}

/// Why a press of a button is not done yet, to a caller.
#[must_use]
pub fn not_stored_for_caller(tongue: &Tongue) -> String {
    plain!(tongue, "refused-not-stored")
}

//! What the domain's words are called to people: the sentences for callers and for responders.
//!
//! The caller learns the display name of who accepted, and no other name or key of the vendor's.

use domain::Refusal;
use domain::access::{Method, Role};
use domain::emergencies::{Aside, Closure, Emergency, Line, Part};
use domain::incidents::Phase;
use domain::paging::{self, Stage};
use domain::words::{Channel, PersonKey, Severity};
use maud::{Markup, html};

use crate::{Context, times};

/// The name by which a caller knows a person of the vendor; never the key.
#[must_use]
pub fn name_for_caller<'a>(context: &'a Context<'_>, person: &'a PersonKey) -> &'a str {
    context.state.access.person(person).map_or("An engineer", |known| known.name.as_str())
}

/// One of Mayday's lines, to the caller.
#[must_use]
pub fn line_for_caller(context: &Context<'_>, emergency: &Emergency, line: &Line) -> Markup {
    let name = |person| name_for_caller(context, person);
    let one = |participant| emergency.name_of(participant).unwrap_or("Somebody of yours");
    html! {
        @match line {
            Line::Received => { "Received. We are ringing the engineer on duty." }
            Line::Accepted { by } => { bdi { (name(by)) } " has accepted." }
            Line::Widened => { "Nobody has answered yet. We are ringing the whole team." }
            Line::Alarm => {
                "Nobody could be reached yet. Our last alarm sounds, and we keep ringing everyone."
            }
            Line::Lapsed { holder: Some(holder) } => {
                bdi { (name(holder)) } " has gone quiet. We are ringing others as well."
            }
            Line::Lapsed { holder: None } => { "It has gone quiet. We are ringing again." }
            Line::UpdateMissed { next_by } => {
                "The update we promised did not come in time. You hear from us by "
                (times::time(context, *next_by)) "."
            }
            Line::Updated => { "There is an update. It stands under “What we know”." }
            Line::Asked { by } => { bdi { (name(by)) } " asks: does it work again for you?" }
            Line::NotYet => { "You said: not yet. The work goes on." }
            Line::BrokenAgain => { "You said it is broken again. We are ringing at once." }
            Line::TakenUp => { "This is taken up again." }
            Line::SetAside { reason, by } => {
                bdi { (name(by)) } " set this aside: " (aside_for_caller(*reason))
                ". Any word from you rings again."
            }
            Line::Closed { how } => { (closure_for_caller(*how)) " This is closed." }
            Line::Joined { .. } => {
                "Others have the same trouble. From now on it is handled together; nothing you "
                "wrote is lost. If yours is another, press “Mine is different”."
            }
            Line::Apart { by } => {
                "Yours is handled by itself again, says " bdi { (name(by)) } "."
            }
            Line::Different => {
                "You said yours is different. It is on its own now, and we are ringing for it."
            }
            Line::Danger => {
                "You said someone is in danger. We are ringing everyone. In danger of life, call "
                (crate::shell::danger_numbers(context)) " first."
            }
            Line::Follows => { "This goes on from your earlier call." }
            Line::GoesOn { .. } => {
                "This conversation is full and goes on in a new one. Nothing is lost, and you need "
                "not call again."
            }
            Line::Cut { part, kept } => {
                (cut(*part)) " was too long: its first " (kept) " characters are kept. Send the "
                "rest as a message."
            }
            Line::Invited { participant } => { bdi { (one(*participant)) } " was invited." }
            Line::TakesPart { participant } => { bdi { (one(*participant)) } " has joined." }
            Line::Removed { participant } => { bdi { (one(*participant)) } " was removed." }
            Line::Upgraded { plan, by } => {
                bdi { (name(by)) } " gives you " bdi { (plan) }
                " from now on. It costs you nothing."
            }
        }
    }
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
            Line::Updated => { "An update was published." }
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
            Line::Upgraded { plan, by } => {
                bdi { (name(by)) } " raised the service level to " bdi { (plan) }
                ", free of charge."
            }
        }
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

/// Why it was set aside, to the caller, as the end of a sentence.
#[must_use]
pub const fn aside_for_caller(reason: Aside) -> &'static str {
    match reason {
        Aside::BelievedFixed => "we believe it works again",
        Aside::Unreachable => "we could not reach you",
        Aside::Mistake => "we believe it was pressed by mistake",
        Aside::Abuse => "we believe nobody needs help here",
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

/// How the customer closed it, to the caller.
#[must_use]
pub const fn closure_for_caller(how: Closure) -> &'static str {
    match how {
        Closure::Works => "You said it works again.",
        Closure::Mistake => "You said it was pressed by mistake.",
        Closure::GoesOn => "It goes on in a new conversation.",
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
    }
}

/// What a method is told apart by, where there is more than one of a kind.
#[must_use]
pub fn address(method: &Method) -> &str {
    method.address.as_str()
}

/// A refusal, to a person of the vendor.
#[must_use]
pub fn refusal(context: &Context<'_>, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Paging(paging::Refusal::AlreadyAccepted { by }) => {
            format!("{} already has it.", context.state.access.name(by))
        }
        Refusal::Paging(paging::Refusal::Over) => {
            "It is over. Nobody needs to be reached any more.".to_owned()
        }
        other => other.to_string(),
    }
}

/// A refusal, to a caller: what is wrong and what to do, without the vendor's inner words.
#[must_use]
pub fn refusal_for_caller(refusal: &Refusal) -> String {
    use domain::emergencies::Refusal as Emergency;
    use domain::proof::Refusal as Proof;
    let sentence = match refusal {
        Refusal::Emergencies(Emergency::Empty) => "There was nothing in it. Write a few words.",
        Refusal::Emergencies(Emergency::TooLong { .. }) => {
            "That is too long for one message. Please send it in parts."
        }
        Refusal::Emergencies(Emergency::Unknown | Emergency::NotYours) => {
            "This link does not work here. Ask for help anew: a person is called at once."
        }
        Refusal::Emergencies(Emergency::Elsewhere) => {
            "Things have changed meanwhile. Look at where it stands now."
        }
        Refusal::Emergencies(
            own @ (Emergency::TooMany
            | Emergency::TooManySent
            | Emergency::BadAddress
            | Emergency::NationalNumber
            | Emergency::LastOne),
        ) => return own.to_string(),
        Refusal::Proof(Proof::TooOften) => {
            "That was tried too often for now. Tell us in the conversation: we can call you back \
             on a number that we already have."
        }
        Refusal::Proof(Proof::Empty) => "Nothing was typed. Write a mail address or a number.",
        Refusal::Proof(Proof::Expired) => "This can no longer be answered.",
        _ => "This could not be done. Nothing you wrote is lost. Please try again.",
    };
    sentence.to_owned()
}

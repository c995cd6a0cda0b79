//! What a conversation says about calls, to the caller and to a responder.

use domain::words::{CallEnd, CallNews, CallWorth};
use maud::{Markup, html};

use super::name_for_caller;
use crate::{Context, say, times};

/// What becomes of a call, to the caller.
pub(super) fn call_for_caller(context: &Context<'_>, news: &CallNews) -> Markup {
    let name = |person| name_for_caller(context, person);
    let time = |at| times::time(context, at);
    match news {
        CallNews::Asked { by } => say!(context, "said-call-asked", time = time(*by)),
        CallNews::Changed { by } => say!(context, "said-call-changed", time = time(*by)),
        CallNews::Cancelled => say!(context, "said-call-cancelled"),
        CallNews::Rings { person } => say!(context, "said-call-rings", name = name(person)),
        CallNews::Texted { person } => say!(context, "said-call-texted", name = name(person)),
        CallNews::Missed { next_by } => say!(context, "said-call-missed", time = time(*next_by)),
        CallNews::Dropped => say!(context, "said-call-dropped"),
        CallNews::Ended { person, end, next_by } => {
            let (name, again) = (name(person), next_by.map(time));
            match (end, again) {
                (CallEnd::Talked { secs: None }, _) => {
                    say!(context, "said-call-talked", name = name)
                }
                (CallEnd::Talked { secs: Some(secs) }, _) => {
                    let minutes = secs.div_ceil(60).max(1);
                    say!(context, "said-call-talked-for", name = name, count = minutes)
                }
                (CallEnd::Busy, Some(time)) => {
                    say!(context, "said-call-busy", name = name, time = time)
                }
                // Who answered in their place is for our side to weigh.
                (CallEnd::NoAnswer | CallEnd::NotThem, Some(time)) => {
                    say!(context, "said-call-silent", name = name, time = time)
                }
                (CallEnd::Mailbox, Some(time)) => {
                    say!(context, "said-call-mailbox", name = name, time = time)
                }
                (CallEnd::Unreachable, Some(time)) => {
                    say!(context, "said-call-failed", name = name, time = time)
                }
                (CallEnd::Unknown, Some(time)) => say!(context, "said-call-unknown", time = time),
                (_, Some(time)) => say!(context, "said-call-ours", time = time),
                (end, None) if end.worth() == CallWorth::Tried => {
                    say!(context, "said-call-given-up", name = name)
                }
                (_, None) => say!(context, "said-call-not-made"),
            }
        }
    }
}

/// The same, to a responder.
pub(super) fn call_for_responder(context: &Context<'_>, news: &CallNews) -> Markup {
    let name = |person| context.state.access.name(person).to_owned();
    html! {
        @match news {
            CallNews::Asked { by } => {
                "They ask to be called. They were promised a call by "
                (times::time(context, *by)) "."
            }
            CallNews::Changed { by } => {
                "They gave another number or time. They were promised a call by "
                (times::time(context, *by)) "."
            }
            CallNews::Cancelled => { "They do not need the call any more." }
            CallNews::Rings { person } => {
                bdi { (name(person)) } " is on the line, and their telephone rings."
            }
            CallNews::Texted { person } => {
                bdi { (name(person)) } " sent them a text message in place of a call."
            }
            CallNews::Missed { next_by } => {
                "The promised call was not made. They were told so, and to expect one by "
                (times::time(context, *next_by)) "."
            }
            CallNews::Dropped => { "Nobody calls them any more, because this was set aside." }
            CallNews::Ended { person, end, next_by } => {
                bdi { (name(person)) } " called: " (call_end(*end)) "."
                @if let Some(next_by) = next_by {
                    " They were promised a call by " (times::time(context, *next_by)) "."
                } @else if end.worth() == CallWorth::Tried {
                    " They were told that they can ask again."
                }
            }
        }
    }
}

/// How a call ended, to a responder, after who called.
#[must_use]
pub fn call_end(end: CallEnd) -> String {
    match end {
        CallEnd::Talked { secs: None } => "they talked".to_owned(),
        CallEnd::Talked { secs: Some(secs) } => {
            let span = times::span_words(std::time::Duration::from_secs(u64::from(secs)));
            format!("they talked for {span}")
        }
        CallEnd::Busy => "the line was busy".to_owned(),
        CallEnd::NoAnswer => "nobody answered".to_owned(),
        CallEnd::Mailbox => "a mailbox answered".to_owned(),
        CallEnd::Unreachable => "the number could not be reached".to_owned(),
        CallEnd::NotThem => "who answered says that they did not ask for help".to_owned(),
        CallEnd::NotPressed => "nobody pressed the key on our side".to_owned(),
        CallEnd::HungUp => "our side hung up before anybody answered".to_owned(),
        CallEnd::NotPlaced => "the carrier could not ring our side".to_owned(),
        CallEnd::Unknown => "the carrier told nothing about how it went".to_owned(),
    }
}

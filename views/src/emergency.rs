//! The caller's emergency: the truth in one sentence, the conversation, and what is known.

use domain::emergencies::{Emergency, Message};
use domain::words::ParticipantId;
use maud::{Markup, html};

use crate::{Context, Fragment, Returned, plain, rehearsal, say, shell, times};

mod answers;
mod call;
mod conversation;
mod feedback;
mod first_aid;
mod links;
mod overview;
mod people;
mod stand;
mod together;
mod unstored;

pub(crate) use first_aid::{gives_first_aid, preview, waiting};
pub(crate) use overview::as_read;
pub(crate) use people::{has_come, withheld};
pub use unstored::alarm_only;

use stand::Stand;

/// The emergency, whole. With `writing`, the composer comes first and the page stands still
/// without script, so that no renewal takes half-written words away.
#[must_use]
pub fn page(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    new_message: &str,
    after: &str,
    returned: Option<&Returned>,
    writing: bool,
) -> Markup {
    let path = path(context, participant);
    let stand = Stand::of(context, emergency);
    let head = shell::Head {
        title: &shell::title(context, &stand.title(context)),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["clock.js", "live.js", "outbox.js", "marks.js", "attach.js"],
    };
    if let Some(onward) = links::onward(context, emergency, participant) {
        return earlier(context, &head, emergency, participant, &onward);
    }
    let before = links::before(context, emergency, participant);
    // Where one writes, and beside it the way to be called instead.
    let dock = html! {
        div.dock {
            (conversation::composer(context, &path, new_message, before.as_deref(), returned))
            (call::section(context, emergency, participant, &path, returned))
        }
    };
    // What has left the live state changes no more: nobody watches it.
    let live = context.state.emergencies.get(emergency.id).is_some();
    let tongue = context.reader.tongue;
    let line = |end: &str| live.then(|| format!("{path}{end}?lang={}", tongue.code()));
    let main = html! {
        main.emergency id="main" tabindex="-1" data-state=(stand.word())
            data-live=[line("/stream")] data-poll=[line("/poll")] data-after=(after) {
            div.stands {
                (rehearsal::real_in_the_call(context, &path))
                (stand.section(context, emergency))
                (together::section(context, emergency, &path))
                (answers::answer(context, emergency, &path))
            }
            section.talk aria-labelledby="talk-title" {
                h2.visually-hidden id="talk-title" { (say!(context, "talk-title")) }
                (shell::problem(returned))
                @if let Some(before) = &before {
                    p.notice role="note" {
                        (say!(context, "before-hint")) " "
                        a href={ (before) "?earlier=1" } {
                            (say!(context, "before-link"))
                        }
                    }
                }
                @if writing {
                    (dock)
                    p { a href=(path) { (say!(context, "talk-back")) } }
                }
                (conversation::log(context, emergency, participant, &path))
                @if !writing {
                    (dock)
                    (without_script(context, &path))
                }
            }
            aside.known aria-label=(plain!(tongue, "known-title")) {
                (answers::asks(context, emergency, participant, &path, returned))
                (meanwhile(context, emergency, &path))
            }
            div.more {
                (answers::actions(context, emergency, &path, returned))
                (people::section(context, emergency, participant, &path, returned))
            }
        }
    };
    let header = html! { (shell::caller_header(context)) (shell::connection()) };
    let footer = shell::caller_footer(context);
    if writing || !live {
        shell::document(context, &head, "caller", header, main, footer)
    } else {
        shell::refreshing(context, &head, "caller", header, main, footer)
    }
}

/// A conversation that was full: what was said in it, and the way to where it goes on.
fn earlier(
    context: &Context<'_>,
    head: &shell::Head<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    onward: &str,
) -> Markup {
    let path = path(context, participant);
    let head = shell::Head { scripts: &["clock.js"], ..*head };
    let main = html! {
        main.emergency id="main" tabindex="-1" data-state="closed" {
            div.stands {
                (Stand::of(context, emergency).section(context, emergency))
                div.answers id="answer" {
                    section.answer aria-label=(plain!(context.reader.tongue, "earlier-section")) {
                        p { (say!(context, "earlier-hint")) }
                        a.button data-tone="signal" data-size="large" data-wide href=(onward) {
                            (say!(context, "earlier-button"))
                        }
                    }
                }
            }
            section.talk aria-labelledby="talk-title" {
                h2.visually-hidden id="talk-title" { (say!(context, "talk-title")) }
                (conversation::log(context, emergency, participant, &path))
            }
        }
    };
    let header = shell::caller_header(context);
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}

/// Everything on the page that changes by itself, except the messages.
#[must_use]
pub fn fragments(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
) -> Vec<Fragment> {
    let path = path(context, participant);
    let stand = Stand::of(context, emergency);
    vec![
        Fragment::new("state", stand.section(context, emergency)),
        Fragment::new("together", together::section(context, emergency, &path)),
        Fragment::new("answer", answers::answer(context, emergency, &path)),
        Fragment::new("asks", answers::asks(context, emergency, participant, &path, None)),
        Fragment::new("actions", answers::actions(context, emergency, &path, None)),
        Fragment::new("meanwhile", meanwhile(context, emergency, &path)),
        Fragment::new("call", call::section(context, emergency, participant, &path, None)),
        Fragment::new("people", people::section(context, emergency, participant, &path, None)),
    ]
}

/// What we know and what the caller can try meanwhile. Until something is known, first aid is the
/// most that there is; from then on, it comes second.
fn meanwhile(context: &Context<'_>, emergency: &Emergency, path: &str) -> Markup {
    let known = overview::has_update(context, emergency);
    html! {
        div.answers id="meanwhile" {
            @if !known { (first_aid::section(context, emergency, path)) }
            (overview::section(context, emergency, path))
            @if known { (first_aid::section(context, emergency, path)) }
        }
    }
}

/// One message of the conversation, as this participant sees it.
#[must_use]
pub fn message(
    context: &Context<'_>,
    emergency: &Emergency,
    message: &Message,
    participant: ParticipantId,
) -> Fragment {
    let markup = conversation::message(context, emergency, message, participant);
    Fragment::new(format!("m{}", message.number), markup)
}

/// Where the emergency stands, in the one word of `data-state`: `ringing` (also when nobody has
/// answered yet, and when who accepted has gone quiet), `alarm`, `accepted`, `asked`, `aside` or
/// `closed`.
#[must_use]
pub fn state_word(context: &Context<'_>, emergency: &Emergency) -> &'static str {
    Stand::of(context, emergency).word()
}

fn path(context: &Context<'_>, participant: ParticipantId) -> String {
    context.conversation(participant)
}

fn without_script(context: &Context<'_>, path: &str) -> Markup {
    html! {
        noscript {
            div.stack {
                p {
                    a.button data-tone="ink" data-size="large" data-wide
                        href={ (path) "?write=1" } { (say!(context, "talk-write-button")) }
                }
                p.soft.small { (say!(context, "talk-renews", seconds = shell::REFRESH_SECS)) }
            }
        }
    }
}

/// How long after the call, to the second while it matters.
fn after_asking(
    context: &Context<'_>,
    emergency: &Emergency,
    at: domain::words::Timestamp,
) -> Markup {
    times::span(context, at.since(emergency.opened_at))
}

//! Floods: the one question for callers we do not know, the guard in the console, and its banner.

use domain::access::Role;
use domain::floods::Guard;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Returned, Viewer, door, plain, say, shell, times};

/// A question that a person answers with one tap.
pub struct Question<'a> {
    /// By which the answer is known to be to this question.
    pub token: &'a str,
    /// The numbers to add, each of one digit.
    pub sum: (u8, u8),
    /// The single-use number of the command.
    pub command: &'a str,
    /// The service that the door named.
    pub service: &'a str,
    /// Whether the answer to the question before was wrong.
    pub wrong_before: bool,
}

/// How many answers are offered: what fits beside each other on a telephone.
const ANSWERS: u8 = 4;

/// Some numbers around the right one. Where it stands among them follows from the numbers.
fn answers((first, second): (u8, u8)) -> impl Iterator<Item = u8> {
    let right = first + second;
    let least = right.saturating_sub(first % ANSWERS).max(1);
    least..least + ANSWERS
}

/// "One question, then a person is rung." What was written stays in the form.
#[must_use]
pub fn question(context: &Context<'_>, asked: &Question<'_>, returned: &Returned) -> Markup {
    let tongue = context.reader.tongue;
    let phone = context.state.organisation.settings.phone.trim();
    let typed = |field| shell::typed(Some(returned), field);
    let (first, second) = asked.sum;
    let head = shell::Head {
        title: &shell::title(context, &plain!(tongue, "flood-title")),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &[],
    };
    let main = html! {
        main id="main" tabindex="-1" {
            form.door.stack method="post" action={ (context.base) "/help" } {
                h1.sentence { (say!(context, "flood-sentence")) }
                p.under { (say!(context, "flood-why")) }
                @if asked.wrong_before {
                    p.notice data-tone="care" role="alert" { (say!(context, "flood-again")) }
                }
                fieldset.stack {
                    legend {
                        b { (say!(context, "flood-question",
                            first = u32::from(first), second = u32::from(second))) }
                    }
                    div.row {
                        @for answer in answers(asked.sum) {
                            button.button data-size="large" type="submit" name="answer"
                                value=(answer) { (answer) }
                        }
                    }
                    p.hint { (say!(context, "flood-hint")) }
                }
                @if !phone.is_empty() {
                    p { (say!(context, "problem-or-call", phone = shell::telephone(phone, None))) }
                }
                input type="hidden" name="question" value=(asked.token);
                input type="hidden" name="command" value=(asked.command);
                input type="hidden" name="lang" value=(tongue.code());
                @if !asked.service.is_empty() {
                    input type="hidden" name="service" value=(asked.service);
                }
                // One-line fields are hidden: in them the return key would press the first answer.
                input type="hidden" name="who" value=(typed("who"));
                input type="hidden" name="reach" value=(typed("reach"));
                // Without the focus, which would lead away from the question.
                div.field {
                    label for="words" { (say!(context, "door-words")) }
                    textarea id="words" name="words" rows="3" dir="auto"
                        maxlength=(door::WORDS_CHARS_MAX) { (typed("words")) }
                }
            }
        }
    };
    let header = shell::caller_header_with(context, html! {});
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}

/// What became of calls on this node since its start.
pub struct Figures {
    /// Strangers who rang without a question.
    pub rang: u64,
    /// Known callers who rang.
    pub known: u64,
    /// Who rang after the right answer.
    pub answered: u64,
    /// How often the question was asked.
    pub asked: u64,
}

/// For how long the guard may be raised from the page, in minutes.
const MINUTES: [(u32, &str); 4] =
    [(15, "15 minutes"), (60, "an hour"), (240, "4 hours"), (1_440, "a day")];

/// `GET /console/floods`
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    figures: &Figures,
    returned: Option<&Returned>,
) -> Markup {
    let frame = Frame { title: "Floods", current: "Settings", scripts: &["clock.js", "keys.js"] };
    let guard = context.state.floods.guard.as_ref();
    let owner = crate::settings::at_least(context, viewer, Role::Manager);
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Floods" }
                p.soft { @if guard.is_some() { "The guard is up" } @else { "The guard is down" } }
            }
            (crate::settings::pages(context, viewer, "Floods"))
            (shell::problem(returned))
            p {
                "When very many calls come at once, those beyond a network’s budget, and those "
                "that say the same, are asked one question before they ring somebody. Nobody is "
                "turned away. Callers who proved who they are ring at once, whatever comes beside "
                "them. "
                a href={ (context.base) "/docs/operating#floods" } { "How it works" }
            }
            @if guard.is_none() {
                @if owner { (raise(context, returned)) }
                @else { p.soft { "A manager can raise the guard: then every caller whom we do not "
                    "know answers one question first." } }
            }
            (counted(figures))
            (like(context))
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn raise(context: &Context<'_>, returned: Option<&Returned>) -> Markup {
    let chosen = shell::typed(returned, "minutes");
    html! {
        form.stack method="post" action={ (context.base) "/console/floods/guard" } {
            div.row {
                div.field {
                    label for="minutes" { "Ask everybody whom we do not know, for" }
                    select id="minutes" name="minutes" aria-describedby="minutes-hint" {
                        @for (minutes, label) in MINUTES {
                            option value=(minutes)
                                selected[chosen == minutes.to_string()
                                    || (chosen.is_empty() && minutes == 60)] { (label) }
                        }
                    }
                }
                button.button data-tone="ink" type="submit" { "Known callers first" }
            }
            p.hint id="minutes-hint" {
                "It ends by itself. Every page of the console says that it is up, and can lower it."
            }
        }
    }
}

fn counted(figures: &Figures) -> Markup {
    let rows = [
        (figures.rang, "rang at once"),
        (figures.known, "known, and rang at once"),
        (figures.answered, "answered the question, and rang"),
        (figures.asked, "times the question was asked"),
    ];
    html! {
        section.section aria-labelledby="calls" {
            header { h2 id="calls" { "At this machine’s door, since its start" } }
            ul.list {
                @for (count, what) in rows { li { b.figures { (count) } " " (what) } }
            }
        }
    }
}

/// Which calls that ring have many like them.
fn like(context: &Context<'_>) -> Markup {
    let counted: Vec<_> = context.state.floods.counted.iter().collect();
    html! {
        @if !counted.is_empty() {
            h2 { "Like one that rings" }
            ul {
                @for (emergency, count) in counted.iter().take(50) {
                    @if let Some(incident) = context.state.incidents.of_emergency(**emergency) {
                        li {
                            a href=(names::room(context, incident)) {
                                (names::incident(context, incident))
                            }
                            ": " (more(**count))
                        }
                    }
                }
            }
        }
    }
}

/// "and 37 like it", for the room of the incident.
pub(crate) fn more(count: u64) -> String {
    match count {
        1 => "1 call like it was asked a question first".to_owned(),
        count => format!("{count} calls like it were asked a question first"),
    }
}

/// That the guard is up, until when, and the way to lower it; nothing while it is down.
pub(crate) fn banner(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let guard: Option<&Guard> = context.state.floods.guard.as_ref();
    html! {
        @if let Some(guard) = guard {
            div.notice.row data-tone="care" role="status" {
                p {
                    b { "Known callers first, until " (times::time(context, guard.until)) ". " }
                    "Everybody else answers one question before we ring. Raised by "
                    (names::person(context, &guard.by)) "."
                }
                @if crate::settings::at_least(context, viewer, Role::Manager) {
                    form method="post" action={ (context.base) "/console/floods/guard/removal" } {
                        button.button type="submit" { "Undo" }
                    }
                }
            }
        }
    }
}

//! Follow-ups in the console: what customers are owed the day after, the editor, and what was
//! written.

use domain::follow_ups::{FollowUp, Party, Standing};
use domain::policy::follow::Reader;
use domain::words::EmergencyId;
use maud::{Markup, html};

use crate::board::{Row, frame, names, row};
use crate::telling::{line, typed, wrong};
use crate::{Context, Returned, Viewer, settings, shell, times};

mod draft;
pub use draft::{Draft, draft};

const TITLE: &str = "Follow-ups";
/// Most that are written or waived and listed.
const SETTLED_SHOWN_MAX: usize = 50;

/// What is owed and due, the longest due first.
#[must_use]
pub fn due<'a>(context: &Context<'a>) -> Vec<&'a FollowUp> {
    let owed = context.state.follow_ups.owed().into_iter();
    owed.filter(|known| known.due <= context.now).collect()
}

/// To whom it goes.
fn whose(context: &Context<'_>, known: &FollowUp) -> String {
    match &known.party {
        Party::Customer(customer) => names::customer(context, customer).to_owned(),
        Party::Callers(_) => format!("Those who called about incident {}", known.story.number),
    }
}

fn href(context: &Context<'_>, known: &FollowUp) -> String {
    format!("{}/console/follow-ups/{}", context.base, known.number)
}

/// Its line on the board, once it is due.
pub(crate) fn board_row(context: &Context<'_>, known: &FollowUp) -> Markup {
    let href = href(context, known);
    let mut about = vec![html! { "owed a word since the day after" }];
    if let Some(by) = &known.story.by {
        about.push(html! { (names::person(context, by)) " had it" });
    }
    if known.reminded > 1 {
        about.push(html! { b { "late by more than a day" } });
    }
    let act = html! { a.button href=(href) { "Write it" } };
    let what = html! { "Follow-up: " bdi { (whose(context, known)) } };
    row(
        context,
        &Row {
            lamp: ("care", "Follow-up due"),
            href,
            what,
            since: Some(known.due),
            about,
            act: Some(act),
            ringing: None,
            urgent: false,
        },
    )
}

/// What becomes of the follow-up, where an emergency ends in its room.
pub(crate) fn of_emergency(context: &Context<'_>, emergency: EmergencyId) -> Markup {
    html! {
        @if let Some(known) = context.state.follow_ups.of_emergency(emergency) {
            p.soft {
                @match &known.standing {
                    Standing::Owed => {
                        a href=(href(context, known)) { "A word to the customer" }
                        " is due " (times::day_time(context, known.due)) "."
                    }
                    Standing::Written { by, at, .. } => {
                        (names::person(context, by)) " sent them "
                        a href=(href(context, known)) { "a word" } " "
                        (times::day_time(context, *at)) "."
                    }
                    Standing::Waived { .. } => {
                        a href=(href(context, known)) { "No word is sent." }
                    }
                }
            }
        }
    }
}

/// All of them.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let owed = context.state.follow_ups.owed();
    let settled: Vec<&FollowUp> =
        context.state.follow_ups.settled().take(SETTLED_SHOWN_MAX).collect();
    let content = html! {
        p.soft {
            "When a customer says that it works again, or never came back and was set aside, they \
             are owed a word from a person the morning after: what happened, what was done, what \
             follows. Mayday drafts it from the timeline; you make it yours and send it."
        }
        section.section aria-labelledby="owed-title" {
            header { h2 id="owed-title" { "Owed" } }
            @if owed.is_empty() { p.empty { "Nobody is owed a word." } }
            ul.list { @for known in &owed { (owed_line(context, known)) } }
        }
        section.section aria-labelledby="settled-title" {
            header { h2 id="settled-title" { "Written or waived" } }
            @if settled.is_empty() { p.empty { "None yet." } }
            ul.list { @for known in &settled { (settled_line(context, known)) } }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn owed_line(context: &Context<'_>, known: &FollowUp) -> Markup {
    html! {
        li.row data-row tabindex="-1" {
            div {
                a href=(href(context, known)) { bdi { (whose(context, known)) } }
                " "
                span.soft.small {
                    "incident " (known.story.number) " · "
                    @if known.due <= context.now { b { "due since " } } @else { "due " }
                    (times::day_time(context, known.due))
                }
            }
        }
    }
}

fn settled_line(context: &Context<'_>, known: &FollowUp) -> Markup {
    html! {
        li.row data-row tabindex="-1" {
            div {
                a href=(href(context, known)) { bdi { (whose(context, known)) } }
                " "
                span.soft.small {
                    @match &known.standing {
                        Standing::Written { by, at, copies, .. } => {
                            (names::person(context, by)) " wrote to "
                            (names::count(copies.len(), "person", "people"))
                            ", " (times::day_time(context, *at))
                        }
                        Standing::Waived { by, at, .. } => {
                            "waived by " (names::person(context, by)) ", "
                            (times::day_time(context, *at))
                        }
                        Standing::Owed => {}
                    }
                }
                @if !known.undelivered.is_empty() { " " b.small { "not all of it arrived" } }
            }
        }
    }
}

/// One of them: the editor while it is owed, what was written afterwards.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &FollowUp,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let writes = frame::may_respond(context, viewer);
    let content = html! {
        h2 { bdi { (whose(context, known)) } }
        (shell::problem(returned))
        (facts(context, known))
        @match &known.standing {
            Standing::Owed if writes => {
                (editor(context, known, command, returned))
            }
            Standing::Owed => { p.soft { "Nobody has written it yet." } }
            Standing::Written { by, at, subject, copies } => {
                p.soft {
                    (names::person(context, by)) " wrote it, " (times::day_time(context, *at)) "."
                }
                h3 { (subject) }
                @if let Some(copy) = copies.first() { p.words { (copy.text.as_str()) } }
                h3 { "Sent to" }
                ul.list {
                    @for (place, copy) in (0_u16..).zip(copies) {
                        li.row {
                            bdi { (copy.to.as_str()) }
                            @if let Some(why) = undelivered(known, place) {
                                " " b { "It did not arrive: " } (why)
                                @if writes { (again(context, known, place, command)) }
                            }
                        }
                    }
                }
            }
            Standing::Waived { by, at, reason } => {
                p.soft {
                    (names::person(context, by)) " said, " (times::day_time(context, *at))
                    ", that none is needed:"
                }
                p.words { (reason) }
            }
        }
        p { a href={ (context.base) "/console/follow-ups" } { "All follow-ups" } }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// Sends a letter again that did not arrive.
fn again(context: &Context<'_>, known: &FollowUp, place: u16, command: &str) -> Markup {
    html! {
        form method="post" action={ (href(context, known)) "/again" } {
            input type="hidden" name="command" value=(command);
            input type="hidden" name="place" value=(place);
            button.button data-tone="plain" type="submit" { "Send it again" }
        }
    }
}

fn undelivered(known: &FollowUp, place: u16) -> Option<&str> {
    known.undelivered.iter().find(|(one, _)| *one == place).map(|(_, why)| why.as_str())
}

fn facts(context: &Context<'_>, known: &FollowUp) -> Markup {
    let story = &known.story;
    let calls = known.emergencies.len();
    html! {
        p.soft {
            a href={ (context.base) "/console/incidents/" (story.number) } {
                "Incident " (story.number)
            }
            " · " (names::count(calls, "call", "calls"))
            " · called " (times::day_time(context, story.called_at))
            @if story.unheard { " · set aside " } @else { " · works again since " }
            (times::day_time(context, story.over_at))
            @if known.is_owed() { " · due " (times::day_time(context, known.due)) }
        }
    }
}

fn editor(
    context: &Context<'_>,
    known: &FollowUp,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let draft = draft(context.state, context.zones, known);
    let readers = context.state.readers_of(known);
    let path = href(context, known);
    let subject = typed(returned, "subject", &draft.subject);
    let text = typed(returned, "text", &draft.text);
    html! {
        @if let Some(returned) = returned.filter(|known| known.is_preview()) {
            (previewed(&subject, &text, returned))
        }
        form.stack method="post" action=(path) {
            input type="hidden" name="command" value=(command);
            (line("subject", "Heading", &subject, None, returned))
            div.field {
                label for="text" { "The letter" }
                textarea id="text" name="text" rows="18" aria-describedby="text-hint"
                    aria-invalid=[shell::invalid(returned, "text")] { (text) }
                p.hint id="text-hint" {
                    "A draft from the timeline, in the customer's language. Read it, and make it \
                     yours. It is mailed as it stands, and shown in their conversation."
                }
                (wrong("text", returned))
            }
            (addresses(&readers, returned))
            div.row {
                button.button data-tone="plain" name="act" value="preview" type="submit" {
                    "Look at it first"
                }
                @if !readers.is_empty() {
                    button.button data-tone="ink" name="act" value="send" type="submit" {
                        "Send it"
                    }
                }
            }
        }
        details open[returned.is_some_and(|known| known.field.as_deref() == Some("reason"))] {
            summary { "None is needed" }
            form.stack method="post" action={ (path) "/waiver" } {
                (line(
                    "reason",
                    "Why",
                    &typed(returned, "reason", ""),
                    Some("Who spoke with them, and when: it stands in the audit log."),
                    returned,
                ))
                div { button.button data-tone="plain" type="submit" { "Waive it" } }
            }
        }
    }
}

fn addresses(readers: &[Reader], returned: Option<&Returned>) -> Markup {
    let chosen = |reader: &Reader| match returned
        .filter(|known| known.field.as_deref() != Some("reason"))
    {
        Some(returned) => {
            returned.typed.iter().any(|(name, value)| name == "to" && value == reader.to.as_str())
        }
        None => reader.asked,
    };
    html! {
        fieldset {
            legend { "Who gets it" }
            @if readers.is_empty() {
                p.hint {
                    "Nobody of them left a mail address, and none is on file. Call them, and say \
                     below that you did."
                }
            }
            @for reader in readers {
                label.choice {
                    input type="checkbox" name="to" value=(reader.to.as_str())
                        checked[chosen(reader)];
                    span {
                        @match &reader.name {
                            Some(name) => { bdi { (name.as_str()) } " · on file · " }
                            None => { "took part · " }
                        }
                        bdi { (reader.to.as_str()) }
                    }
                }
            }
            (wrong("to", returned))
        }
    }
}

fn previewed(subject: &str, text: &str, returned: &Returned) -> Markup {
    let to = returned.typed.iter().filter(|(name, _)| name == "to");
    let to: Vec<&str> = to.map(|(_, value)| value.as_str()).collect();
    html! {
        section.section aria-labelledby="preview-title" {
            header { h3 id="preview-title" { "As they will read it" } }
            p.soft {
                @if to.is_empty() { "To nobody yet: choose below who gets it." }
                @else { "To " bdi { (to.join(", ")) } }
            }
            p { b { (subject) } }
            p.words { (text) }
        }
    }
}

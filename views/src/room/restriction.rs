//! That only some may read it: said at the top of the room, with who was let in by name, and the
//! forms that begin and end it.

use domain::incidents::Incident;
use maud::{Markup, html};

use crate::board::{frame, names};
use crate::{Context, Returned, Viewer, restricted, shell, times};

/// What everybody inside must know before they write; it changes by itself.
pub(super) fn banner(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let Some(known) = restricted::told(context, incident) else {
        return html! { div id="restriction" hidden {} };
    };
    let may = frame::may_respond(context, viewer);
    let room = names::room(context, incident);
    html! {
        div.notice id="restriction" data-tone="care" {
            p {
                b { "Restricted" } " by " (names::person(context, &known.by)) ", "
                (times::day_time(context, known.at)) ": " q.words { (known.reason.as_str()) }
            }
            p.soft.small {
                "Only whoever leads it, helps with it or is asked to can read it, and by name: "
                (names::people(context, &known.people.iter().cloned().collect::<Vec<_>>())) "."
            }
            @if may {
                div.row {
                    @for person in known.people.iter().filter(|one| **one != viewer.person) {
                        form method="post" action={ (room) "/restriction/out" } {
                            input type="hidden" name="person" value=(person);
                            button.button data-tone="plain" type="submit" {
                                span {
                                    "Take " bdi { (names::person(context, person)) } " out again"
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The forms; they stand outside every fragment.
pub(super) fn section(
    context: &Context<'_>,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let typed = |field: &str| returned.is_some_and(|r| r.typed.iter().any(|(n, _)| n == field));
    let room = names::room(context, incident);
    let restricted = restricted::told(context, incident);
    html! {
        details.fold id="restrict" open[typed("why_restricted") || typed("let_in")] {
            summary {
                @if restricted.is_some() { "Who may read this" } @else { "Restrict who reads this" }
            }
            @if restricted.is_some() {
                div.columns {
                    (let_in(context, &room, returned))
                    form.stack method="post" action={ (room) "/restriction/lift" } {
                        p { "When it is no secret any more, everybody here may read all of it." }
                        button.button type="submit" { "Lift the restriction" }
                    }
                }
            } @else {
                (restrict(&room, command, returned))
            }
        }
    }
}

fn restrict(room: &str, command: &str, returned: Option<&Returned>) -> Markup {
    html! {
        form.stack method="post" action={ (room) "/restriction" } data-keep {
            input type="hidden" name="command" value=(command);
            div.field {
                label for="why-restricted" { "Why" }
                input id="why-restricted" name="why_restricted" maxlength="500" autocomplete="off"
                    placeholder="A data breach, a personnel matter …"
                    aria-describedby="restrict-hint"
                    aria-invalid=[shell::invalid(returned, "why_restricted")]
                    value=(shell::typed(returned, "why_restricted"));
                p.hint id="restrict-hint" {
                    "Only you, whoever leads or helps, and whoever is asked to can read it then. \
                     The others see that something goes on, how bad it is and who leads. Pages \
                     and messages about it say nothing of what it is."
                }
            }
            button.button data-tone="ink" type="submit" { "Restrict" }
        }
    }
}

fn let_in(context: &Context<'_>, room: &str, returned: Option<&Returned>) -> Markup {
    html! {
        form.stack method="post" action={ (room) "/restriction/in" } {
            div.field {
                label for="let-in" { "Let somebody in, to read" }
                select id="let-in" name="let_in" aria-invalid=[shell::invalid(returned, "let_in")] {
                    option value="" { "Choose …" }
                    @for person in context.state.access.people.keys() {
                        option value=(person) { (names::person(context, person)) }
                    }
                }
            }
            button.button type="submit" { "Let in" }
        }
    }
}

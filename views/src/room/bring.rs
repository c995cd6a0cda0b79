//! Asking others: to help with one tap, to take command, and taking over from one who is gone.

use domain::crew::{WORDS_LEN_MAX, Whom};
use domain::incidents::Incident;
use domain::paging::Standing;
use domain::words::PersonKey;
use maud::{Markup, html};

use crate::board::{names, reached};
use crate::{Context, Returned, Viewer, shell};

/// Most that are offered as one tap; the list below has everybody.
const TAPS_MAX: usize = 6;

/// The forms live outside every fragment, so that nothing overwrites what is being typed.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let typed = |field: &str| returned.is_some_and(|r| r.typed.iter().any(|(n, _)| n == field));
    html! {
        details.fold id="bring" open[typed("whom")] {
            summary { "Bring somebody" }
            (bring(context, viewer, incident, command, returned))
        }
        details.fold id="hand-over" open[typed("to") || typed("why_over")] {
            summary {
                @if incident.lead.as_ref() == Some(&viewer.person) { "Hand over command" }
                @else { "Change who leads" }
            }
            div.columns {
                (hand_over(context, viewer, incident, command, returned))
                @if may_take_over(context, viewer, incident) {
                    (take_over(context, incident, command, returned))
                }
            }
        }
    }
}

fn may_take_over(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> bool {
    let standing = context.state.paging.get(incident.id).map(|known| &known.standing);
    match standing {
        Some(Standing::Accepted { by, .. }) => *by != viewer.person,
        Some(Standing::Ringing { holder }) => holder.is_some(),
        Some(Standing::Stopped) | None => false,
    }
}

fn bring(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let taps = taps(context, viewer, incident);
    html! {
        form.stack method="post" action={ (names::room(context, incident)) "/bring" } data-keep {
            input type="hidden" name="command" value=(command);
            div.field {
                label for="bring-words" { "What should they do?" }
                textarea id="bring-words" name="words" rows="2" maxlength=(WORDS_LEN_MAX)
                    data-draft aria-describedby="bring-hint" {
                    (shell::typed(returned, "words"))
                }
                p.hint id="bring-hint" {
                    "They read it in half a minute, with who calls, what and how bad. It may stay \
                     empty."
                }
            }
            @if !taps.is_empty() {
                div.row role="group" aria-label="Ask with one tap" {
                    @for (whom, label, people) in &taps {
                        @let (noun, key) = whom.parts();
                        button.button type="submit" name="whom" value={ (noun) "/" (key) } {
                            (label) ": " b { (names::people(context, people)) }
                        }
                    }
                }
            }
            div.deed {
                div.field {
                    label for="other" { "Anybody else" }
                    select id="other" name="other" { (everybody(context, viewer)) }
                }
                button.button data-tone="ink" type="submit" name="whom" value="other" { "Ask" }
            }
            p.soft.small {
                "They are paged now, and join with one tap. Without an answer in two minutes the \
                 next are asked, and in the end it comes back to you."
            }
        }
    }
}

/// Who is on call for each service, as far as that is not the viewer or the one who has it.
fn taps(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
) -> Vec<(Whom, String, Vec<PersonKey>)> {
    let state = context.state;
    let mut taps: Vec<(Whom, String, Vec<PersonKey>)> = Vec::new();
    for (key, service) in &state.incidents.services {
        let policy = service.policy.as_ref().and_then(|key| state.paging.policies.get(key));
        let Some(step) = policy.and_then(|policy| policy.steps.first()) else { continue };
        let mut people = reached::of_step(context, step);
        people.retain(|one| *one != viewer.person && incident.lead.as_ref() != Some(one));
        let known = taps.iter().any(|(_, _, others)| *others == people);
        if !people.is_empty() && !known {
            taps.push((Whom::Service(key.clone()), service.name.to_string(), people));
        }
        if taps.len() == TAPS_MAX {
            break;
        }
    }
    taps
}

fn everybody(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let state = context.state;
    html! {
        option value="" { "Choose …" }
        optgroup label="People" { (people(context, viewer)) }
        @if !state.access.teams.is_empty() {
            optgroup label="Whole teams" {
                @for (key, team) in &state.access.teams {
                    option value={ "team/" (key) } { (team.name) }
                }
            }
        }
        @if !state.incidents.services.is_empty() {
            optgroup label="On call for a service" {
                @for (key, service) in &state.incidents.services {
                    option value={ "service/" (key) } { (service.name) }
                }
            }
        }
    }
}

fn people(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let responders = context.state.access.responders();
    html! {
        @for person in responders.filter(|person| **person != viewer.person) {
            option value={ "person/" (person) } {
                (names::person(context, person))
                @if !reached::is_reachable(context, person) { " (cannot be reached)" }
            }
        }
    }
}

fn hand_over(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    html! {
        form.stack method="post" action={ (names::room(context, incident)) "/hand-over" }
            data-keep {
            input type="hidden" name="command" value=(command);
            div.field {
                label for="to" { "Who shall lead" }
                select id="to" name="to" aria-invalid=[shell::invalid(returned, "to")] {
                    option value="" { "Choose …" }
                    (people(context, viewer))
                }
            }
            div.field {
                label for="hand-words" { "What they must know" }
                textarea id="hand-words" name="words" rows="2" maxlength=(WORDS_LEN_MAX)
                    data-draft {
                    (shell::typed(returned, "words"))
                }
            }
            div.row { button.button data-tone="ink" type="submit" { "Ask them to take command" } }
            p.soft.small {
                "They are paged now. Until they accept, nothing changes: whoever has it keeps it, \
                 and what rings goes on."
            }
        }
    }
}

fn take_over(
    context: &Context<'_>,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let lead = incident.lead.as_ref().map_or("them", |lead| names::person(context, lead));
    html! {
        form.stack method="post" action={ (names::room(context, incident)) "/take-over" }
            data-keep {
            input type="hidden" name="command" value=(command);
            div.field {
                label for="why_over" { "Take over from " (lead) ", because" }
                input id="why_over" name="why_over" autocomplete="off"
                    value=(shell::typed(returned, "why_over"))
                    aria-invalid=[shell::invalid(returned, "why_over")];
            }
            div.row { button.button type="submit" { "I take command now" } }
            p.soft.small { "For a lead who is gone. The customer reads that you have it." }
        }
    }
}

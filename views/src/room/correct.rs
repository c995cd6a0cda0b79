//! Putting right what an update said, visibly; and agreeing when the next one comes.

use domain::incidents::Incident;
use domain::updates::Update;
use maud::{Markup, html};

use super::languages::Folds;
use crate::board::names;
use crate::{Context, Returned, shell, times};

/// How many of the latest updates can be put right here.
const UPDATES_SHOWN_MAX: usize = 5;

/// The forms, folded.
pub(super) fn section(
    context: &Context<'_>,
    incident: &Incident,
    returned: Option<&Returned>,
) -> Markup {
    let board = context.state.updates.get(incident.id);
    let updates = board.into_iter().flat_map(|board| board.updates.iter().rev());
    html! {
        @for update in updates.take(UPDATES_SHOWN_MAX) {
            (one(context, incident, update, returned))
        }
    }
}

fn one(
    context: &Context<'_>,
    incident: &Incident,
    update: &Update,
    returned: Option<&Returned>,
) -> Markup {
    let room = names::room(context, incident);
    let id = update.id.to_string();
    let returned = returned.filter(|known| known.value("correct") == id);
    let was = |field: &str, known: &str| match returned {
        Some(returned) => returned.value(field).to_owned(),
        None => known.to_owned(),
    };
    let told = &update.overview;
    let fields = [
        ("known", "What we know", was("known", &told.known)),
        ("impact", "What it means for them", was("impact", &told.impact)),
        ("workaround", "What they can do meanwhile", was("workaround", &told.workaround)),
        ("next", "What we do next", was("next", &told.next)),
    ];
    let of = format!("-{id}");
    let told_of = context.state.bulletins.of(incident.id);
    let on_page = told_of.is_some_and(|known| known.entries.iter().any(|one| one.id == update.id));
    let titled = on_page || told.translations.iter().any(|known| !known.title.is_empty());
    let languages = Folds { known: Some(told), titled, told: None, returned, of: &of };
    html! {
        details open[returned.is_some()] {
            summary {
                "Put right what was said at " (times::time(context, update.at))
            }
            form.stack method="post" action={ (room) "/correction" } {
                input type="hidden" name="correct" value=(id);
                p.hint {
                    "Every reader sees that it was put right, when, and what it had said before."
                }
                div.columns {
                    @for (name, label, value) in fields {
                        div.field {
                            label for={ (name) "-" (id) } { (label) }
                            textarea id={ (name) "-" (id) } name=(name) rows="2"
                                aria-invalid=[shell::invalid(returned, name)] { (value) }
                        }
                    }
                }
                (languages.section(context.state, incident.id))
                div { button.button type="submit" { "Put it right" } }
            }
        }
    }
}

/// The form for a time that was agreed with the customers inside.
pub(super) fn agreement(
    context: &Context<'_>,
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let callers = names::emergencies(context, incident);
    let callers: Vec<_> = callers.filter(|known| known.standing.is_live()).collect();
    let chosen = returned.map_or("", |returned| returned.value("agreed_with"));
    let zone = &context.state.organisation.settings.zone;
    html! {
        @if !callers.is_empty() {
            form.row method="post" action={ (names::room(context, incident)) "/agreement" } {
                input type="hidden" name="command" value=(command);
                @if callers.len() == 1 {
                    label for="agreed_at" { "They agreed to hear from us next at" }
                } @else {
                    select name="agreed_with" aria-label="Who agreed"
                        title="Nobody else’s next update moves" {
                        option value="" { "All " (callers.len()) " of them" }
                        @for known in &callers {
                            @let id = known.id.to_string();
                            option value=(id) selected[id == chosen] {
                                (names::Caller::of(context, known).short())
                            }
                        }
                    }
                    label for="agreed_at" { "agreed to hear from us next at" }
                }
                input id="agreed_at" name="agreed_at" type="time" required
                    value=(shell::typed(returned, "agreed_at"))
                    aria-invalid=[shell::invalid(returned, "agreed_at")]
                    title={ "By the clock of " (zone) };
                button.button type="submit" { "Promise that" }
            }
        }
    }
}

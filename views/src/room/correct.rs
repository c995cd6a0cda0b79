//! Putting right what an update said, visibly; and agreeing when the next one comes.

use domain::incidents::Incident;
use domain::updates::Update;
use domain::words::{IncidentId, LINE_LEN_MAX, Overview};
use maud::{Markup, html};

use super::languages::Folds;
use crate::board::names;
use crate::{Context, Returned, Viewer, shell, times};

/// How many updates can be put right here, the latest first. What everyone was told is put right
/// from its own page, however long ago it was said.
const UPDATES_SHOWN_MAX: usize = 50;

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
        @if let Some(told) = context.state.bulletins.of(incident.id) {
            p.hint {
                a href=(crate::told::href(context, told)) { "What everyone was told" }
                ": each word of it can be put right, with its components and its estimate."
            }
            (crate::status::open_on_pages(context, told.into()))
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
    let here = returned.filter(|known| known.value("correct") == id);
    // The line for colleagues has a form of its own.
    let of_words = |known: &&Returned| known.typed.iter().any(|(name, _)| name == "known");
    let returned = here.filter(of_words);
    let told_of = context.state.bulletins.of(incident.id);
    let on_page = told_of.and_then(|told| told.entry(update.id));
    let waits = context.state.approvals.waiting_for(incident.id);
    let waits = waits.is_some_and(|waiting| waiting.update == update.id);
    html! {
        details open[here.is_some()] {
            summary {
                "Put right what was said at " (times::time(context, update.at))
            }
            form.stack method="post" action={ (room) "/correction" } {
                input type="hidden" name="correct" value=(id);
                p.hint {
                    "Every reader sees that it was put right, when, and what it had said before."
                }
                (Words {
                    told: &update.overview,
                    title: on_page.map(|entry| &*entry.title),
                    id: &id,
                    returned,
                }.fields(context, incident.id))
                // What everyone was told, or is to be, is put right with its page.
                @if on_page.is_none() && !waits {
                    (crate::told::estimate(update.estimate.as_ref(), &id, returned))
                }
                @if let Some(told) = told_of.filter(|_| on_page.is_some()) {
                    (crate::approvals::of_correction(context, told, update.id))
                    (reason(&id, told.is_over(), returned))
                }
                div { button.button type="submit" { "Put it right" } }
            }
            (line(context, incident, update, here.filter(|known| !of_words(known))))
        }
    }
}

/// The line for colleagues, put right or taken back by itself: no customer reads that it was.
fn line(
    context: &Context<'_>,
    incident: &Incident,
    update: &Update,
    returned: Option<&Returned>,
) -> Markup {
    let told = update.for_colleagues.as_deref().unwrap_or_default();
    let nobody = context.state.subscribers.colleagues() == 0;
    if told.is_empty() && (nobody || context.state.restricted_as(incident.id).is_some()) {
        return html! {};
    }
    let id = format!("line-{}", update.id);
    let hint = format!("{id}-hint");
    let value = crate::telling::typed(returned, "for_colleagues", told);
    html! {
        form.stack method="post" action={ (names::room(context, incident)) "/correction" } {
            input type="hidden" name="correct" value=(update.id.to_string());
            div.field {
                label for=(id) { "For colleagues only: what it means for us" }
                textarea id=(id) name="for_colleagues" rows="2" dir="auto"
                    aria-describedby=(hint)
                    aria-invalid=[shell::invalid(returned, "for_colleagues")] { (value) }
                p.hint id=(hint) {
                    "Empty, it is taken back. Of the latest update colleagues are sent what it \
                     says then; no customer and no page shows it."
                }
                (crate::telling::wrong("for_colleagues", returned))
            }
            div { button.button type="submit" { "Put the line right" } }
        }
    }
}

/// What a word says, to be put right.
pub(crate) struct Words<'a> {
    /// What it says.
    pub told: &'a Overview,
    /// The heading over it, where it stands on status pages.
    pub title: Option<&'a str>,
    /// Its id.
    pub id: &'a str,
    /// What was typed.
    pub returned: Option<&'a Returned>,
}

impl Words<'_> {
    /// The fields of its form, in each language that it is written in or read in.
    pub(crate) fn fields(&self, context: &Context<'_>, incident: IncidentId) -> Markup {
        let Self { told, title, id, returned } = *self;
        let was = |field: &str, known: &str| crate::telling::typed(returned, field, known);
        let fields = [
            ("known", "What we know", was("known", &told.known)),
            ("impact", "What it means for them", was("impact", &told.impact)),
            ("workaround", "What they can do meanwhile", was("workaround", &told.workaround)),
            ("next", "What we do next", was("next", &told.next)),
        ];
        let of = format!("-{id}");
        let titled =
            title.is_some() || told.translations.iter().any(|known| !known.title.is_empty());
        let languages = Folds { known: Some(told), titled, told: None, returned, of: &of };
        html! {
            @if let Some(title) = title {
                div.field {
                    label for={ "title-" (id) } { "Heading on status pages" }
                    input id={ "title-" (id) } name="title" autocomplete="off" dir="auto"
                        maxlength=(LINE_LEN_MAX) value=(was("title", title))
                        aria-invalid=[shell::invalid(returned, "title")];
                }
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
            (languages.section(context.state, incident))
        }
    }
}

/// Why it is put right, and whether words are taken back; what is over is not put right without
/// that.
pub(crate) fn reason(id: &str, required: bool, returned: Option<&Returned>) -> Markup {
    let takes_back = returned.is_some_and(|returned| !returned.value("takes_back").is_empty());
    html! {
        div.field {
            label for={ "reason-" (id) } {
                "Why it is put right; readers see this"
                @if !required { " (not required)" }
            }
            input id={ "reason-" (id) } name="reason" autocomplete="off" dir="auto"
                maxlength=(LINE_LEN_MAX) required[required]
                value=(shell::typed(returned, "reason"))
                aria-invalid=[shell::invalid(returned, "reason")];
        }
        label.choice {
            input type="checkbox" name="takes_back" value="1" checked[takes_back];
            span {
                "Take it back: a name or somebody’s data stood there. Leave words out, or write … \
                 in their place; what it had said is shown to nobody, and neither is the reason."
            }
        }
    }
}

/// The form for a time that was agreed with the customers inside.
pub(super) fn agreement(
    (context, viewer): (&Context<'_>, &Viewer),
    incident: &Incident,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let callers = names::emergencies(context, incident);
    let callers: Vec<_> = callers.filter(|known| known.standing.is_live()).collect();
    let chosen = returned.map_or("", |returned| returned.value("agreed_with"));
    let label = match callers.len() {
        1 => "They agreed to hear from us next at",
        _ => "agreed to hear from us next at",
    };
    html! {
        @if !callers.is_empty() {
            form.row method="post" action={ (names::room(context, incident)) "/agreement" } {
                input type="hidden" name="command" value=(command);
                @if callers.len() > 1 {
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
                }
                (crate::began::ahead(
                    context,
                    viewer,
                    ("agreed_at", "agreed_at", label),
                    &shell::typed(returned, "agreed_at"),
                    returned,
                ))
                button.button type="submit" { "Promise that" }
            }
        }
    }
}

//! What an update says to everyone: heading, how far the work is, and which components fare how.

use domain::bulletins::Bulletin;
use domain::incidents::{Incident, Phase};
use domain::policy::publish::must_tell;
use domain::words::{Affected, ComponentKey, Condition, LINE_LEN_MAX};
use maud::{Markup, html};

use crate::{Context, Returned, Viewer, nested, shell};

/// Empty rows, for components that are not named yet.
const ROWS_MORE: usize = 3;
/// Most rows that are offered; what was named before and is beyond stays as it is only when the
/// form names it, so this is more than anybody names in a crisis.
const ROWS_MAX: usize = 30;
/// Most components that are listed below the rows, each with how it fares; who has more names three
/// at a time, and gets three more rows with each preview.
const LISTED_MAX: usize = 500;
/// The field of each of those, where the rows have two.
const MORE: &str = "more";
/// How components fare, by the words of the form.
pub const CONDITIONS: [(&str, &str, Condition); 4] = [
    ("operational", "works", Condition::Operational),
    ("degraded", "slow or unsteady", Condition::Degraded),
    ("partial", "fails for some", Condition::Partial),
    ("major", "down", Condition::Major),
];
/// How far the work is, by the words of the form.
pub const PHASES: [(&str, &str, Phase); 4] = [
    ("investigating", "We are looking for the cause", Phase::Investigating),
    ("identified", "We know the cause", Phase::Identified),
    ("monitoring", "Mended; we watch it", Phase::Monitoring),
    ("resolved", "Over", Phase::Resolved),
];

/// The part of the form for an update that is for everyone.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    returned: Option<&Returned>,
) -> Markup {
    let told = context.state.bulletins.of(incident.id);
    let typed = returned.filter(|r| r.typed.iter().any(|(name, _)| name == "title"));
    // Whoever has told everyone once goes on telling them, unless they say otherwise.
    let ticked = match typed {
        Some(typed) => !typed.value("public").is_empty(),
        None => told.is_some_and(|told| !told.is_over()),
    };
    let title = match typed {
        Some(_) => shell::typed(returned, "title"),
        None => told.map(|told| told.title.to_string()).unwrap_or_default(),
    };
    let phase = typed.map(|typed| typed.value("public_phase").to_owned());
    let phase = phase.unwrap_or_else(|| code(incident.phase).to_owned());
    if context.state.status_pages.pages.is_empty() {
        return html! {
            p.hint {
                "Everyone else could read it too: "
                a href={ (context.base) "/console/status" } { "make a status page" } "."
            }
        };
    }
    html! {
        fieldset {
            legend { "Status page" }
            label.choice {
                input type="checkbox" name="public" value="1" checked[ticked];
                span { "Tell everyone, on the status page" }
            }
            div.columns {
                div.field {
                    label for="title" { "Heading: what readers notice" }
                    input id="title" name="title" autocomplete="off" maxlength=(LINE_LEN_MAX)
                        data-draft value=(title) aria-invalid=[shell::invalid(returned, "title")];
                    (wrong("title", returned))
                }
                div.field {
                    label for="public_phase" { "How far we are" }
                    select id="public_phase" name="public_phase" {
                        @for (value, words, _) in PHASES {
                            option value=(value) selected[value == phase] { (words) }
                        }
                    }
                }
            }
            (rows(context, &named(context, incident, told, typed)))
            (wrong("part", returned))
            (began(context, viewer, incident, typed))
            (tells(context, incident, typed))
            (meant(context, told, typed))
        }
    }
}

/// Since when it has failed: what is left empty stays as it was said.
fn began(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    typed: Option<&Returned>,
) -> Markup {
    let told = context.state.bulletins.of(incident.id);
    let since = told.map(Bulletin::began_at);
    let declared = context.state.monitoring.declared_since(incident.id).filter(|_| told.is_none());
    let value = match typed {
        Some(_) => shell::typed(typed, "since"),
        None => crate::began::typed(context, viewer, declared),
    };
    let said = crate::began::typed(context, viewer, since);
    let hint = match told {
        None => "Where you know that it began before now: pages and bars count from then.".into(),
        Some(_) => format!("Readers read that it began {said}. Empty leaves it so."),
    };
    let field = ("since", "since", "It has failed since (not required)");
    crate::began::field(context, viewer, field, &value, (&hint, typed))
}

/// Whether subscribers get a message of it. Where nobody subscribes there is nothing to choose.
fn tells(context: &Context<'_>, incident: &Incident, typed: Option<&Returned>) -> Markup {
    if context.state.subscribers.is_empty() {
        return html! {};
    }
    if must_tell(context.state, incident.id, Phase::Investigating) {
        return html! {
            p.hint { "Subscribers are told: it is the first word of a critical incident." }
        };
    }
    let name = "tell_subscribers";
    let off = typed.is_some_and(|typed| {
        let mut ticks = typed.typed.iter().filter(|(field, _)| field == name).peekable();
        ticks.peek().is_some() && ticks.all(|(_, value)| value != "1")
    });
    html! {
        // Left out, the tick says nothing; this says that the form had it.
        input type="hidden" name=(name) value="0";
        label.choice {
            input type="checkbox" name=(name) value="1" checked[!off]
                aria-invalid=[shell::invalid(typed, name)];
            span { "Tell subscribers" }
        }
        p.hint {
            "Without it the page and whoever reads it now have it, and nobody gets a message. Who \
             was told that it fails is always told that it is over."
        }
        (wrong(name, typed))
    }
}

/// For whom it is: chosen with the first word, and the same from then on.
fn meant(context: &Context<'_>, told: Option<&Bulletin>, typed: Option<&Returned>) -> Markup {
    let Some(told) = told else {
        let hint = "It stays so for all that follows.";
        return crate::audiences::ticks(context, &[], hint, typed);
    };
    let named = told.audiences.iter().filter_map(|key| context.state.audiences.get(key));
    let named: Vec<&str> = named.map(|known| known.name.as_str()).collect();
    html! {
        @if !told.audiences.is_empty() {
            p.hint { "Only for " bdi { (named.join(", ")) } ", as its first word was." }
        }
    }
}

/// Which components stand in the rows, and how they fare: as typed; or as told last, and those of
/// the incident's service.
fn named(
    context: &Context<'_>,
    incident: &Incident,
    told: Option<&Bulletin>,
    typed: Option<&Returned>,
) -> Vec<(ComponentKey, Condition)> {
    if let Some(typed) = typed {
        return typed_rows(typed);
    }
    let mut named: Vec<(ComponentKey, Condition)> = told
        .map(|told| told.affected.iter().map(|(key, fares)| (key.clone(), *fares)).collect())
        .unwrap_or_default();
    for (_, key, known) in context.state.components.listed() {
        let behind = known.profile.service.is_some() && known.profile.service == incident.service;
        if told.is_none() && behind && named.iter().all(|(other, _)| other != key) {
            named.push((key.clone(), Condition::Partial));
        }
    }
    named
}

/// The components that a form names, each with the word for how it fares: those in its rows, and
/// those in the list below them.
#[must_use]
pub fn named_in(typed: &[(String, String)]) -> Vec<(&str, &str)> {
    let all = |field: &'static str| {
        let values = typed.iter().filter(move |(name, _)| name == field);
        values.map(|(_, value)| value.as_str())
    };
    let rows = all("part").zip(all("fares")).filter(|(part, _)| !part.is_empty());
    rows.chain(all(MORE).filter_map(|more| more.split_once(' '))).collect()
}

/// The rows as they were typed.
fn typed_rows(typed: &Returned) -> Vec<(ComponentKey, Condition)> {
    let named = named_in(&typed.typed).into_iter();
    named.map(|(part, fares)| (part.into(), condition(fares).unwrap_or_default())).collect()
}

/// The rows of a word that is put right: as typed, else as it named its components.
pub(crate) fn rows_of(
    context: &Context<'_>,
    named: &[Affected],
    returned: Option<&Returned>,
) -> Markup {
    let named = || named.iter().map(|one| (one.component.clone(), one.condition)).collect();
    let named: Vec<_> = returned.map_or_else(named, typed_rows);
    html! {
        (rows(context, &named))
        (wrong("part", returned))
    }
}

fn rows(context: &Context<'_>, named: &[(ComponentKey, Condition)]) -> Markup {
    let all = context.state.components.listed();
    let rows = (named.len() + ROWS_MORE).min(ROWS_MAX.max(named.len()));
    html! {
        @if all.is_empty() {
            p.hint {
                "No components are named yet. "
                a href={ (context.base) "/console/status" } { "Name them" } "."
            }
        } @else {
            table {
                thead { tr { th scope="col" { "Component" } th scope="col" { "How it fares" } } }
                tbody {
                    @for row in 0..rows {
                        @let known = named.get(row);
                        tr {
                            td {
                                select name="part" aria-label={ "Component " (row + 1) } {
                                    option value="" { "none" }
                                    // What is not there any more is not lost by putting it right.
                                    @let gone = known.filter(|(of, _)| {
                                        all.iter().all(|(_, key, _)| *key != of)
                                    });
                                    @if let Some((gone, _)) = gone {
                                        option value=(gone) selected { (gone) }
                                    }
                                    @for (depth, key, component) in &all {
                                        option value=(key)
                                            selected[known.is_some_and(|(of, _)| of == *key)] {
                                            (nested::indent(*depth)) (component.profile.name)
                                        }
                                    }
                                }
                            }
                            td {
                                select name="fares"
                                    aria-label={ "How component " (row + 1) " fares" } {
                                    @let fares = known.map_or(Condition::Partial, |(_, is)| *is);
                                    @for (value, words, condition) in CONDITIONS {
                                        option value=(value) selected[condition == fares] {
                                            (words)
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            (others(context, named))
        }
    }
}

/// All components that stand in no row, each with how it fares, so that however many are named at
/// once; nothing where the rows have room for all of them.
fn others(context: &Context<'_>, named: &[(ComponentKey, Condition)]) -> Markup {
    let mut all = nested::all(context.state);
    all.retain(|(_, key, _)| named.iter().all(|(of, _)| of != *key));
    html! {
        @if all.len() > ROWS_MORE && all.len() <= LISTED_MAX {
            details {
                summary { "More components" }
                table {
                    tbody {
                        @for (depth, key, name) in &all {
                            tr {
                                th scope="row" { (nested::indent(*depth)) bdi { (name) } }
                                td {
                                    select name=(MORE) aria-label={ "How " (name) " fares" } {
                                        option value="" { "not named" }
                                        @for (value, words, _) in CONDITIONS {
                                            option value={ (key) " " (value) } { (words) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The condition of that word.
#[must_use]
pub fn condition(word: &str) -> Option<Condition> {
    CONDITIONS.iter().find(|(value, _, _)| *value == word).map(|(_, _, condition)| *condition)
}

/// The phase of that word.
#[must_use]
pub fn phase(word: &str) -> Option<Phase> {
    PHASES.iter().find(|(value, _, _)| *value == word).map(|(_, _, phase)| *phase)
}

fn code(phase: Phase) -> &'static str {
    PHASES.iter().find(|(_, _, known)| *known == phase).map_or("investigating", |one| one.0)
}

fn wrong(name: &str, returned: Option<&Returned>) -> Markup {
    let problem = returned.and_then(|returned| returned.problem.as_deref());
    html! {
        @if let (Some(_), Some(problem)) = (shell::invalid(returned, name), problem) {
            p.wrong { (problem) }
        }
    }
}

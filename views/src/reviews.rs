//! Reviews for readers in the console: which matters have one, the editor with its draft, and what
//! it looks like before anybody reads it.

use domain::approvals::{Approval, LookBack, Standing};
use domain::bulletins::{Bulletin, Reviewed};
use domain::incidents::Incident;
use domain::words::{Language, Review, ReviewTranslation};
use maud::{Markup, html};

use crate::board::{frame, names};
use crate::languages::{self, Part, folds};
use crate::status::review::parts;
use crate::telling::{typed, wrong};
use crate::{Context, Reader, Returned, Viewer, settings, shell, times};

mod draft;
pub use draft::{body, draft};

const TITLE: &str = "Status pages";
/// Most matters that are listed under one heading.
const LISTED_MAX: usize = 50;
/// The fields of the form, what they are called, and how many lines each shows.
const FIELDS: [(&str, &str, u8); 3] =
    [("happened", "What happened", 8), ("cause", "Why", 4), ("change", "What we change", 4)];

/// The same in each language.
const PARTS: [Part; 3] = {
    let [(a, b, c), (d, e, f), (g, h, i)] = FIELDS;
    [
        Part { name: a, label: b, rows: c },
        Part { name: d, label: e, rows: f },
        Part { name: g, label: h, rows: i },
    ]
};

fn href(context: &Context<'_>, known: &Bulletin) -> String {
    format!("{}/console/status/reviews/{}", context.base, known.number)
}

/// The review that waits for an objection.
fn waiting<'a>(context: &Context<'a>, known: &Bulletin) -> Option<(&'a Approval, &'a LookBack)> {
    let waits = context.state.approvals.waiting_for(known.incident)?;
    Some((waits, waits.words.review.as_ref()?))
}

/// The review that somebody objected to, unless something else was written since.
fn objected<'a>(context: &Context<'a>, known: &Bulletin) -> Option<(&'a Approval, &'a LookBack)> {
    let waits = context.state.approvals.objection(known.incident)?;
    Some((waits, waits.words.review.as_ref()?))
}

/// In the room of an incident of which everyone was told that it is over.
pub(crate) fn way(context: &Context<'_>, incident: &Incident) -> Markup {
    let told = context.state.bulletins.of(incident.id).filter(|told| told.is_over());
    html! {
        @if let Some(told) = told {
            p.soft {
                @if told.review.is_some() {
                    "Readers have " a href=(href(context, told)) { "a review" } "."
                } @else if told.waived_by.is_none() {
                    "Readers were told that it is over. "
                    a href=(href(context, told)) { "Write the review for them" }
                }
            }
        }
    }
}

/// Every matter that is over, by whether it has a review.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let over: Vec<&Bulletin> =
        context.state.bulletins.latest().into_iter().filter(|known| known.is_over()).collect();
    let of = |is: fn(&Bulletin) -> bool| {
        over.iter().copied().filter(|known| is(known)).take(LISTED_MAX).collect::<Vec<_>>()
    };
    let content = html! {
        p.soft {
            "What everyone was told of ends with “Over”. A review says what happened, why, and \
             what changes. It stands with the incident on the status page, in its feeds and in \
             its JSON."
        }
        (section(context, "Not written", &of(|k| k.review.is_none() && k.waived_by.is_none())))
        (section(context, "Published", &of(|known| known.review.is_some())))
        (section(context, "None is written", &of(|known| known.waived_by.is_some())))
        p { a href={ (context.base) "/console/status" } { "All status pages" } }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn section(context: &Context<'_>, title: &str, listed: &[&Bulletin]) -> Markup {
    let row = |known: &&Bulletin| {
        let said = html! {
            (times::day_time(context, known.opened_at))
            @if waiting(context, known).is_some() { " · waits for an objection" }
        };
        settings::row(&href(context, known), &known.title, &said)
    };
    settings::section(title, "None.", listed.iter().map(row))
}

/// One of them: the editor, or what readers have.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Bulletin,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let writes = frame::may_respond(context, viewer) && known.is_over();
    let content = html! {
        h2 { "Review: " bdi { (known.title) } }
        (shell::problem(returned))
        (facts(context, known))
        (held(context, known))
        @if writes {
            (editor(context, viewer, known, command, returned))
        } @else if let Some(review) = known.reviewed() {
            (parts(context, review.said.first()))
            (languages::reviewed(&review.said))
        } @else if known.is_over() {
            p.soft { "Nobody has written one yet." }
        } @else {
            p.soft { "It is not over yet. The review is written once everyone was told that." }
        }
        p { a href={ (context.base) "/console/status/reviews" } { "All reviews" } }
    };
    settings::document(context, viewer, TITLE, &["clock.js", "keys.js"], content)
}

fn facts(context: &Context<'_>, known: &Bulletin) -> Markup {
    html! {
        p.soft {
            (times::day_time(context, known.opened_at))
            @if let Some(at) = known.resolved_at {
                " – " (times::day_time(context, at))
                " · " (times::span_words(at.since(known.opened_at)))
            }
            " · " (names::count(known.entries.len(), "word", "words")) " to everyone"
            @if let Some(incident) = context.state.incidents.get(known.incident) {
                " · " a href=(names::room(context, incident)) { "Incident " (incident.number) }
            }
            @if let Some(review) = known.reviewed() {
                " · published " (times::day_time(context, review.at))
                @if !review.former.is_empty() {
                    ", put right " (names::count(review.former.len(), "time", "times"))
                }
                @match review.told_at {
                    Some(at) => { " · subscribers told " (times::day_time(context, at)) }
                    None => { " · subscribers not told" }
                }
            }
            @if let Some(by) = &known.waived_by {
                " · " (names::person(context, by)) " said that none is written"
            }
        }
    }
}

/// What waits for an objection, or stays in because of one.
fn held(context: &Context<'_>, known: &Bulletin) -> Markup {
    html! {
        @if let Some((waits, _)) = waiting(context, known) {
            p.notice data-tone="care" {
                a href=(crate::approvals::href(context, waits)) { "What was written" }
                " waits for " (crate::approvals::of_whom(context, waits))
                " and goes out by itself in "
                (times::count_down(context, waits.until, "a moment")) "."
            }
        } @else if let Some((kept_in, _)) = objected(context, known) {
            @if let Standing::Objected { by, reason } = &kept_in.standing {
                p.notice data-tone="care" {
                    (names::person(context, by)) " objected to "
                    a href=(crate::approvals::href(context, kept_in)) { "what was written" }
                    ": " q { (reason) } " It did not go out. Write it anew."
                }
            }
        }
    }
}

/// What stands in the form: what was typed, what waits or was objected to, what readers have, or
/// the draft.
fn prefilled(context: &Context<'_>, known: &Bulletin) -> Review {
    let held = waiting(context, known).or_else(|| objected(context, known));
    match (held, known.reviewed()) {
        (Some((_, held)), _) => held.said.clone(),
        (None, Some(review)) => review.said.clone(),
        (None, None) => draft(context.state, context.zones, known),
    }
}

fn editor(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Bulletin,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let was = prefilled(context, known);
    let values = [&was.happened, &was.cause, &was.change];
    let values: Vec<String> =
        FIELDS.iter().zip(values).map(|((name, ..), was)| typed(returned, name, was)).collect();
    let path = href(context, known);
    let review = known.reviewed();
    html! {
        @match returned {
            Some(typed) if typed.is_preview() => (previewed(context, known, typed)),
            Some(_) => {}
            None => @if let Some(review) = review {
                (languages::unwritten(&context.state.unwritten_of_review(known, &review.said)))
            }
        }
        form.stack method="post" action=(path) {
            input type="hidden" name="command" value=(command);
            @for ((name, label, rows), value) in FIELDS.iter().zip(&values) {
                div.field {
                    label for=(name) { (label) }
                    textarea id=(name) name=(name) rows=(rows) dir="auto"
                        aria-invalid=[shell::invalid(returned, name)] { (value) }
                    (wrong(name, returned))
                }
            }
            (folds(
                context.state,
                &PARTS,
                |part, language| in_language(&was, part, language),
                returned,
            ))
            p.hint {
                @match review {
                    None => {
                        "A draft from the timeline, in the language of the page. Read it, and \
                         make it yours."
                    }
                    Some(_) => {
                        "Every reader sees that it was put right, when, and what it had said \
                         before."
                    }
                }
            }
            (tells(review, returned))
            (crate::approvals::before(context, &viewer.person, "It"))
            div.row {
                button.button data-tone="plain" name="act" value="preview" type="submit" {
                    "Look at it first"
                }
                button.button data-tone="ink" name="act" value="publish" type="submit" {
                    @if review.is_some() { "Put it right" } @else { "Publish it" }
                }
            }
        }
        @if review.is_none() && known.waived_by.is_none() {
            form method="post" action={ (path) "/waiver" } {
                input type="hidden" name="command" value=(command);
                button.button data-tone="plain" type="submit" { "Write none" }
            }
        }
    }
}

/// Whether subscribers are told; once they were, that is said and not offered again.
fn tells(review: Option<&Reviewed>, returned: Option<&Returned>) -> Markup {
    let told = review.is_some_and(|review| review.told_at.is_some());
    let ticked = returned.is_some_and(|typed| !typed.value("tells").is_empty());
    html! {
        @if told {
            p.hint { "Subscribers were told of it. They are not told twice." }
        } @else {
            label.choice {
                input type="checkbox" name="tells" value="1" checked[ticked];
                span { "Tell subscribers as well, each once" }
            }
        }
    }
}

/// What is written of a part in a language.
fn in_language<'a>(review: &'a Review, part: &str, language: Language) -> &'a str {
    let known = review.translation(language).map(ReviewTranslation::parts);
    let mut named = FIELDS.iter().zip(known.unwrap_or_default());
    named.find(|((name, ..), _)| *name == part).map_or("", |(_, words)| words)
}

/// What was typed.
fn written(typed: &Returned) -> Review {
    let translation = |language: Language| {
        let part = |name: &str| typed.value(&languages::field(name, language)).into();
        let (happened, cause, change) = (part("happened"), part("cause"), part("change"));
        ReviewTranslation { language, happened, cause, change }
    };
    let part = |name: &str| typed.value(name).into();
    let translations = Language::ALL.map(translation);
    Review {
        happened: part("happened"),
        cause: part("cause"),
        change: part("change"),
        // What is too long is said once it is sent.
        translations: ReviewTranslation::checked(&translations).unwrap_or_default(),
    }
}

fn previewed(context: &Context<'_>, known: &Bulletin, typed: &Returned) -> Markup {
    let review = written(typed);
    let first = context.state.written_in();
    let others = context.state.also_read_on_pages().into_iter();
    let others = others.filter(|language| review.translation(*language).is_some());
    html! {
        (languages::unwritten(&context.state.unwritten_of_review(known, &review)))
        section.section aria-labelledby="preview-title" {
            header { h3 id="preview-title" { "As readers will have it" } }
            (parts(context, review.first()))
            @for language in others.filter(|language| *language != first) {
                @let theirs = Context { reader: Reader::of(language), ..*context };
                h4 { "In " (language.name()) }
                div lang=(language.code()) { (parts(&theirs, review.spoken(language))) }
            }
        }
    }
}

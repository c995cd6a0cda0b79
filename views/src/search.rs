//! The search over everything: what was typed, what it may be narrowed to, and what was found, with
//! the words that fit.

use domain::words::Timestamp;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Viewer, times};

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What was typed.
    pub q: String,
    /// The kind that it is narrowed to; empty for all.
    pub kind: String,
    /// The first day.
    pub since: String,
    /// The last day.
    pub until: String,
    /// Why it could not be read, if it could not.
    pub problem: Option<String>,
}

/// One thing that was found.
pub struct Hit {
    /// What it is, as a word.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Where it stands, if it still does.
    pub href: Option<String>,
    /// Who says it, if somebody does.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// Its words, cut to what matters; true for what was searched for.
    pub words: Vec<(String, bool)>,
}

/// What a search came to.
pub struct Found {
    /// The newest first.
    pub hits: Vec<Hit>,
    /// Behind the question mark, what leads to older ones.
    pub older: Option<String>,
    /// Words that stand nowhere, and what was looked for in their place.
    pub instead: Vec<(String, String)>,
    /// Until when everything is in the index, while it is behind.
    pub behind: Option<Timestamp>,
}

/// The kinds that it can be narrowed to.
const KINDS: [(&str, &str); 19] = [
    ("", "everything"),
    ("message", "conversations"),
    ("caller", "callers"),
    ("update", "updates"),
    ("note", "notes"),
    ("alert", "alerts"),
    ("customer", "customers"),
    ("person", "people"),
    ("bulletin", "status pages"),
    ("brief", "what was asked of whom"),
    ("reason", "reasons"),
    ("feedback", "feedback"),
    ("maintenance", "maintenance"),
    ("announcement", "announcements"),
    ("card", "first-aid cards"),
    ("template", "templates"),
    ("definition", "services, teams, schedules"),
    ("approval", "approvals"),
    ("follow-up", "follow-ups"),
];

/// The page.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    asked: &Asked,
    found: Option<&Found>,
) -> Markup {
    let frame = Frame { title: "Search", current: "", scripts: &["clock.js", "keys.js"] };
    let main = html! {
        main.search id="main" tabindex="-1" {
            header.page-head { h1 { "Search" } }
            (form(context, asked))
            @if let Some(problem) = &asked.problem {
                p.notice data-tone="signal" role="alert" { (problem) }
            }
            @if let Some(found) = found {
                (results(context, asked, found))
                (crate::restricted::in_progress(context))
            } @else if asked.problem.is_none() {
                p.empty {
                    strong { "Everything that was said and written down." }
                    "Conversations, callers, updates, notes, alerts, customers, people, reasons, "
                    "feedback, status pages, maintenance and what is defined, also of what is over "
                    "long since. The beginning of a word is enough; put words in a "
                    "row into quotes."
                }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn form(context: &Context<'_>, asked: &Asked) -> Markup {
    html! {
        form.stack action={ (context.base) "/console/search" } {
            div.row {
                div.field {
                    label for="q" { "Words" }
                    input id="q" name="q" type="search" value=(asked.q) autocomplete="off"
                        maxlength="200";
                }
                div.field {
                    label for="kind" { "in" }
                    select id="kind" name="kind" {
                        @for (value, words) in KINDS {
                            option value=(value) selected[asked.kind == value] { (words) }
                        }
                    }
                }
                div.field {
                    label for="since" { "from" }
                    input id="since" name="since" type="date" value=(asked.since);
                }
                div.field {
                    label for="until" { "to" }
                    input id="until" name="until" type="date" value=(asked.until);
                }
                button.button data-tone="ink" type="submit" { "Search" }
            }
        }
    }
}

fn results(context: &Context<'_>, asked: &Asked, found: &Found) -> Markup {
    html! {
        @if let Some(until) = found.behind {
            p.notice data-tone="care" {
                "The index is being made anew. It holds everything until "
                (times::day_time(context, until)) " so far."
            }
        }
        @for (typed, meant) in &found.instead {
            p.soft { "Nothing has “" (typed) "”; this has “" b { (meant) } "”." }
        }
        @if found.hits.is_empty() {
            p.empty {
                strong { "Nothing fits." }
                "Try fewer words, or the beginning of one. What was erased is not found any more."
            }
        } @else {
            ol.list {
                @for hit in &found.hits { li data-row { (line(context, hit)) } }
            }
            @if let Some(older) = &found.older {
                p { a.button href={ (context.base) "/console/search?" (older) } { "Older ones" } }
            }
        }
        p.soft.small {
            a href={ (context.base) "/console/customers?find=" (encoded(&asked.q)) } {
                "Look among the customers by sound and spelling"
            }
        }
    }
}

fn line(context: &Context<'_>, hit: &Hit) -> Markup {
    html! {
        p {
            span.tag { (hit.kind) } " "
            @match &hit.href {
                Some(href) => { a href=(href) { bdi { (hit.title) } } }
                None => { b { bdi { (hit.title) } } " " span.soft.small { "left the board" } }
            }
            @if !hit.who.is_empty() { ", " bdi { (hit.who) } }
            " " span.soft.small { (times::day_time(context, hit.at)) }
        }
        p.words dir="auto" {
            @for (words, fits) in &hit.words {
                @if *fits { mark { (words) } } @else { (words) }
            }
        }
    }
}

/// What may stand behind a question mark.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let one = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}

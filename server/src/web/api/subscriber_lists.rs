//! Lists of subscribers: brought in whole, and read out whole.

use std::sync::Arc;

use axum::body::Body;
use domain::credentials::Scope;
use domain::subscribers::{Profile, Route, Wants};
use domain::words::{Language, Severity, tidy_line};
use serde_json::{Value, json};

use super::super::subscribers::read_list;
use super::super::{FORM_LEN_MAX, Problem};
use super::call::{Answer, Call};
use super::schema::{Schema, choice, count, flag, key, list as list_of, named, object, text};
use super::subscribers::{ROUTES, may_look, profile};
use super::table::Operation;
use crate::subscriber_list::{self, LIST_LEN_MAX, List, Source};

/// Longest body with a list, in bytes: JSON writes a line end and a quote with two letters.
const BODY_LEN_MAX: usize = 2 * LIST_LEN_MAX + FORM_LEN_MAX;

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let way = object(&[("route", choice(&ROUTES)), ("count", count())], &[]);
    let line = object(&[("line", count()), ("what", text()), ("why", text())], &[]);
    let list = [
        ("made", flag()),
        ("count", count()),
        ("ways", list_of(way)),
        ("confirms", count()),
        ("known", count()),
        ("doubles", count()),
        ("shared", count()),
        ("refused", list_of(line)),
        ("refused_count", count()),
        ("unknown_components", list_of(text())),
    ];
    vec![("SubscriberList", object(&list, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let body = object(
        &[("list", text()), ("consent", text())],
        &[
            ("make", flag()),
            ("page", key()),
            ("customer", key()),
            ("route", choice(&ROUTES)),
            ("language", text()),
        ],
    );
    vec![
        Operation::get(
            "/subscribers.csv",
            "downloadSubscribers",
            "Everyone who is told, as a table that comes in again; for leads.",
        )
        .needs(Scope::Manage)
        .answers_csv()
        .by(download),
        Operation::post(
            "/subscribers/import",
            "importSubscribers",
            "Reads a list of subscribers, as Statuspage exports it or as it went out here, of up \
             to 8 MiB and 100,000 lines; adds those that can be when `make` is true. Whoever is \
             there keeps what they chose, so the same list can come again.",
        )
        .needs(Scope::Manage)
        .takes(body)
        .up_to(BODY_LEN_MAX)
        .answers(200, named("SubscriberList"))
        .by(import),
    ]
}

async fn download(call: Call) -> Result<Answer, Problem> {
    may_look(&call)?;
    let body: Body = subscriber_list::file(Arc::clone(&call.published.state));
    Answer::csv(body)
}

async fn import(call: Call) -> Result<Answer, Problem> {
    may_look(&call)?;
    if tidy_line(call.text("consent")).is_empty() {
        return Err(Problem::bad("consent", "Say how they agreed to be written to."));
    }
    let text = call.text("list").to_owned();
    if text.len() > LIST_LEN_MAX {
        return Err(Problem::too_large(LIST_LEN_MAX));
    }
    let route = Route::parse(call.text("route")).unwrap_or(Route::Email);
    let language = Language::of_tag(call.text("language")).unwrap_or_default();
    let given = Profile::colleague(Severity::Critical, route, language, Wants::default());
    let given = profile(&call, given)?;
    let busy = || Problem::from(crate::line::Unanswered::Busy);
    let _seat = subscriber_list::seat().await.ok_or_else(busy)?;
    let source = Source { name: String::new(), text };
    let list = read_list(&call.site, vec![source], given).await;
    let list = Arc::new(list.map_err(|why| Problem::bad("list", why))?);
    let make = call.flag("make");
    if make {
        let actor = call.actor.clone();
        let made =
            subscriber_list::make(&call.site.line, actor, Arc::clone(&list), call.text("consent"));
        made.await.map_err(|stopped| stopped.why)?;
    }
    Answer::ok(shape(&list, make))
}

fn shape(list: &List, made: bool) -> Value {
    let ways =
        list.ways.iter().map(|(route, count)| json!({ "route": route.name(), "count": count }));
    let refused = list
        .refused
        .iter()
        .map(|known| json!({ "line": known.line, "what": known.what, "why": known.why }));
    json!({
        "made": made,
        "count": list.len(),
        "ways": ways.collect::<Vec<_>>(),
        "confirms": list.confirms,
        "known": list.known,
        "doubles": list.doubles,
        "shared": list.shared,
        "refused": refused.collect::<Vec<_>>(),
        "refused_count": list.refused_count,
        "unknown_components": list.unknown,
    })
}

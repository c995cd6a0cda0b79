//! "Play a crisis": the demo acts the other side, one step at a time.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use views::Links;

use super::forms::Fields;
use super::stream::{self, View};
use super::{Problem, Site, html, see_other};
use crate::demo::Unacted;
use crate::live::Topic;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
}

fn shown<R>(
    site: &Site,
    view: impl FnOnce(&views::Context<'_>, &[views::crisis::Step], Option<&str>, Option<u32>) -> R,
) -> Option<R> {
    let demo = site.demo.as_ref()?;
    let state = site.line.published().state;
    let steps = demo.steps(&state);
    let play = demo.play();
    let link = play.participant.map(|participant| site.key.participant(participant));
    let incident = play.emergency.and_then(|emergency| state.incidents.of_emergency(emergency));
    let number = incident.map(|incident| incident.number);
    Some(site.render(|context| view(context, &steps, link.as_deref(), number)))
}

fn view(site: &Site) -> Option<View> {
    let fragments = shown(site, views::crisis::fragments)?;
    Some(View { fragments, messages: Vec::new() })
}

/// `GET /demo`
pub async fn show(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let after = view(&site).map(|view| stream::id_of(&view)).unwrap_or_default();
    let page = shown(&site, |context, steps, link, incident| {
        views::crisis::page(context, steps, link, incident, &after)
    });
    match page {
        Some(page) => html(page),
        None => Problem::unknown("page").answer(&site, &headers),
    }
}

/// `GET /demo/stream`
pub async fn stream(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let render: stream::Render = Arc::new(view);
    stream::stream(&site, &headers, options.after.as_deref(), changed, render, Vec::new())
}

/// `GET /demo/poll`
pub async fn poll(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let render: stream::Render = Arc::new(view);
    stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
}

/// `POST /demo/step`
pub async fn step(State(site): State<Arc<Site>>, headers: HeaderMap, fields: Fields) -> Response {
    let Some(demo) = &site.demo else {
        return Problem::unknown("page").answer(&site, &headers);
    };
    match demo.act(&site.line, fields.get("step")).await {
        Ok(()) => see_other("/demo"),
        Err(Unacted::Refused(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(Unacted::Unanswered(unanswered)) => Problem::from(unanswered).answer(&site, &headers),
        Err(Unacted::Unfit) => {
            let detail = "That step does not fit now. Look at what stands first.";
            Problem::bad("step", detail).answer(&site, &headers)
        }
    }
}

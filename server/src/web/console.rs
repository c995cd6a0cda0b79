//! The board: what needs a human, first.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use views::Viewer;

use super::forms::Fields;
use super::signed_in::{Listening, SignedIn};
use super::stream::{self, View};
use super::{Problem, Site, html, see_other};
use crate::live::Topic;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
}

fn view(site: &Site, viewer: &Viewer) -> Option<View> {
    let fragments =
        site.render_to(&viewer.actor(), |context| views::board::fragments(context, viewer));
    Some(View { fragments, messages: Vec::new() })
}

/// `GET /console`
pub async fn board(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(page(&site, &who.viewer, None))
}

/// The board again, with what is wrong.
pub(super) fn returned(site: &Site, who: &SignedIn, returned: &views::Returned) -> Response {
    let page = html(page(site, &who.viewer, Some(returned)));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn page(site: &Site, viewer: &Viewer, returned: Option<&views::Returned>) -> maud::Markup {
    let after = view(site, viewer).map(|view| stream::id_of(&view)).unwrap_or_default();
    site.render_to(&viewer.actor(), |context| views::board::page(context, viewer, &after, returned))
}

/// `GET /console/stream`
pub async fn stream(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    Listening(viewer): Listening,
    headers: HeaderMap,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let screen = site.hub.screen(viewer.person.as_str());
    let render: stream::Render = Arc::new(move |site: &Site| view(site, &viewer));
    stream::stream(&site, &headers, options.after.as_deref(), changed, render, vec![screen])
}

/// `GET /console/poll`
pub async fn poll(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    Listening(viewer): Listening,
    headers: HeaderMap,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let render: stream::Render = Arc::new(move |site: &Site| view(site, &viewer));
    stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
}

/// `POST /console/readiness/dismissal`
pub async fn dismiss(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let state = site.line.published().state;
    let index = fields.number("trouble").and_then(|index| usize::try_from(index).ok());
    let known = index.and_then(|index| state.readiness.troubles.iter().nth(index));
    // The list may have changed since it was shown; what was not meant is not dismissed.
    let meant = known.filter(|(trouble, since)| {
        let command = views::board::trouble_command(trouble, **since);
        command.to_string() == fields.get("command")
    });
    let Some(trouble) = meant.map(|(trouble, _)| trouble.clone()) else {
        return see_other("/console");
    };
    let command = domain::readiness::Command::Dismiss { trouble };
    match site.line.tell(who.actor(), domain::Command::Readiness(command)).await {
        Ok(Ok(_)) => see_other("/console"),
        Ok(Err(refusal)) => {
            let returned = fields.returned(None, &refusal.to_string());
            let page = html(page(&site, &who.viewer, Some(&returned)));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

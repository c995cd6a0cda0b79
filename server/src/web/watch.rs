//! What is watched elsewhere, and how it is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use views::watch::{Condition, Watched};

use super::signed_in::SignedIn;
use super::{Site, html};

/// `GET /console/watch`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let seen = site.watching.get().map(|watching| watching.seen()).unwrap_or_default();
    let watched: Vec<Watched> = seen
        .into_iter()
        .map(|(url, seen)| Watched {
            url,
            condition: match (seen.failure, seen.took_ms) {
                (Some(why), _) => Condition::Fails { why },
                (None, Some(took_ms)) => Condition::Rings { took_ms },
                (None, None) => Condition::Unknown,
            },
            since: seen.since,
            at: seen.at,
        })
        .collect();
    html(site.render(|context| views::watch::page(context, &who.viewer, &watched)))
}

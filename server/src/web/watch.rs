//! What is watched, elsewhere and of our own ways out, and how it is.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use views::watch::{Condition, Watched};

use super::signed_in::SignedIn;
use super::{Site, html};
use crate::watching::Seen;

/// `GET /console/watch`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let seen = site.watching.get().map(|watching| watching.seen()).unwrap_or_default();
    let ways = site.drill.get().map(|drill| drill.rounds.seen()).unwrap_or_default();
    let (watched, ways) = (watched(seen), watched(ways));
    html(site.render(|context| views::watch::page(context, &who.viewer, &watched, &ways)))
}

fn watched(all: Vec<(String, Seen)>) -> Vec<Watched> {
    all.into_iter()
        .map(|(what, seen)| Watched {
            what,
            condition: match (seen.failure, seen.took_ms) {
                (Some(why), _) => Condition::Fails { why },
                (None, Some(took_ms)) => Condition::Works { took_ms },
                (None, None) => Condition::Unknown,
            },
            since: seen.since,
            at: seen.at,
        })
        .collect()
}

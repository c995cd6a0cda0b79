//! The line's own telephones: which carriers there are, how they fare, and their contact card.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use views::telephones::{Line, card, page};

use super::signed_in::SignedIn;
use super::{Site, html};

/// `GET /console/telephones`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| page(context, &who.viewer, &lines(&site))))
}

/// `GET /console/telephones/card`: the numbers, for a telephone to save.
pub async fn contact_card(State(site): State<Arc<Site>>, _who: SignedIn) -> Response {
    let card = site.render(|context| card(context, &lines(&site)));
    let kind = (header::CONTENT_TYPE, "text/vcard; charset=utf-8");
    let name = "attachment; filename=\"emergency-line.vcf\"";
    ([kind, (header::CONTENT_DISPOSITION, name)], card).into_response()
}

fn lines(site: &Site) -> Vec<Line> {
    let fared = site.telephone.fared().into_iter();
    let line = |one: crate::channels::telephone::Fared| Line {
        key: one.key,
        calls_from: one.calls_from,
        texts_from: one.texts_from,
        taken: one.taken,
        failed: one.failed,
        forged: one.forged,
        last: one.last,
    };
    fared.map(line).collect()
}

//! Taking off the status pages what never was, and putting it back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::bulletins::{Command, Refusal};
use views::told::Chosen;

use super::super::forms::Fields;
use super::super::signed_in::SignedIn;
use super::super::{Problem, Site};
use super::{all, matter};

/// `POST /console/status/told/<number>/never`
pub async fn was(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    let known = state.bulletins.numbered(number).map(|known| known.id);
    // Whoever presses twice has taken it off already.
    let gone = || state.bulletins.mistaken_numbered(number).map(|known| known.bulletin.id);
    let Some(bulletin) = known.or_else(gone) else {
        return who.told(&site, &Problem::unknown("incident on the status page"));
    };
    let command = Command::NeverWas { bulletin, reason: fields.get("reason").into() };
    let again = |refusal: &domain::Refusal| {
        let bad = domain::Refusal::Bulletins(Refusal::BadReason);
        let field = (*refusal == bad).then_some("reason");
        let mut returned = fields.returned(field, &refusal.to_string());
        returned.typed.push((views::told::never::TYPED.to_owned(), "1".to_owned()));
        matter(&site, &who, number, Chosen { entry: None, returned: Some(&returned) })
    };
    let place = format!("told/{number}/never");
    who.sends(&site, (&place, &fields), command, "/console/status/told#never", again).await
}

/// `POST /console/status/told/<number>/after-all`
pub async fn after_all(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    let known = state.bulletins.mistaken_numbered(number).map(|known| known.bulletin.id);
    let there = || state.bulletins.numbered(number).map(|known| known.id);
    let Some(bulletin) = known.or_else(there) else {
        return who.told(&site, &Problem::unknown("incident on the status page"));
    };
    let command = Command::WasAfterAll { bulletin };
    let again = |refusal: &domain::Refusal| {
        all(&site, &who, None, Some(&fields.returned(None, &refusal.to_string())))
    };
    let (place, next) =
        (format!("told/{number}/after-all"), format!("/console/status/told/{number}"));
    who.sends(&site, (&place, &fields), command, &next, again).await
}

//! Keys: one's sessions and API tokens, listed, made and taken away.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::access::{self, Digest, Role};
use domain::credentials::{self, Fingerprint, Scope};
use domain::words::{PersonKey, SmolStr};
use views::Viewer;
use views::settings::MadeToken;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other, sign_in};

/// What every token starts with, so that scanners of leaked secrets know it.
pub const TOKEN_PREFIX: &str = "mayday_";

/// The digest under which a token's secret is known. The secret is random, so that a plain digest
/// cannot be searched backwards.
pub fn fingerprint(secret: &str) -> Fingerprint {
    Fingerprint(SmolStr::new(blake3::hash(secret.as_bytes()).to_hex().as_str()))
}

/// `GET /console/me`
pub async fn me(State(site): State<Arc<Site>>, headers: HeaderMap, who: SignedIn) -> Response {
    html(me_page(&site, &who.viewer, &headers, None))
}

pub(super) fn me_page(
    site: &Site,
    viewer: &Viewer,
    headers: &HeaderMap,
    returned: Option<&views::Returned>,
) -> maud::Markup {
    let present = sign_in::session(site, headers);
    site.render(|context| views::settings::me(context, viewer, present.as_ref(), returned))
}

/// `GET /console/people/<key>/keys`: for managers.
pub async fn of_person(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let person = PersonKey::from(key.as_str());
    let page = site.render(|context| {
        let manages = views::settings::at_least(context, &who.viewer, Role::Manager);
        let known = context.state.access.person(&person).is_some();
        (manages && known).then(|| views::settings::of_person(context, &who.viewer, &person))
    });
    match page {
        Some(page) => html(page),
        None => who.told(&site, &Problem::unknown("person")),
    }
}

/// Where the keys of a person are seen by whoever has just changed them.
fn back(viewer: &Viewer, owner: &PersonKey, own: &str) -> String {
    match viewer.person == *owner {
        true => own.to_owned(),
        false => format!("/console/people/{owner}/keys"),
    }
}

/// Carries out what a viewer asked for, and shows the page on which it can be seen.
pub(super) async fn act(
    site: &Site,
    who: &SignedIn,
    owner: &PersonKey,
    own_page: &str,
    command: impl Into<domain::Command>,
) -> Response {
    who.does(site, command, &back(&who.viewer, owner, own_page)).await
}

/// `POST /console/sessions/end`
pub async fn end_session(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let session = Digest(SmolStr::new(fields.get("session")));
    let state = site.line.published().state;
    let Some(owner) = state.access.sessions.get(&session).map(|known| known.person.clone()) else {
        return see_other("/console/me");
    };
    let command = access::Command::EndSession { session };
    act(&site, &who, &owner, "/console/me", command).await
}

/// `POST /console/sessions/end-others`
pub async fn end_other_sessions(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let owner = fields.given("person").map_or(who.viewer.person.clone(), PersonKey::from);
    let but = sign_in::session(&site, &headers);
    let command = access::Command::EndSessions { person: owner.clone(), but };
    act(&site, &who, &owner, "/console/me", command).await
}

/// `GET /console/tokens`
pub async fn tokens(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::settings::tokens(context, &who.viewer, None, None)))
}

/// `POST /console/tokens`: the answer is the only place where the secret ever stands.
pub async fn make_token(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let secret = format!("{TOKEN_PREFIX}{}", crate::chance::token());
    let days = u64::from(fields.number("days").unwrap_or(0));
    let asked = fields.all("scope");
    let command = credentials::Command::MakeToken {
        person: who.viewer.person.clone(),
        name: fields.get("name").to_owned(),
        scopes: Scope::ALL.into_iter().filter(|scope| asked.contains(&scope.name())).collect(),
        fingerprint: fingerprint(&secret),
        expires_at: site.line.published().now() + Duration::from_secs(days * 86_400),
    };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => {
            let made = MadeToken { name: domain::words::tidy_line(fields.get("name")), secret };
            let page = site
                .render(|context| views::settings::tokens(context, &who.viewer, Some(&made), None));
            html(page)
        }
        Ok(Err(refusal)) => {
            let field = match &refusal {
                domain::Refusal::Credentials(credentials::Refusal::NoName) => Some("name"),
                _ => None,
            };
            let returned = fields.returned(field, &refusal.to_string());
            let page = site.render(|context| {
                views::settings::tokens(context, &who.viewer, None, Some(&returned))
            });
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// `POST /console/tokens/<number>/revocation`
pub async fn revoke_token(
    State(site): State<Arc<Site>>,
    Path(token): Path<u32>,
    who: SignedIn,
) -> Response {
    let state = site.line.published().state;
    let Some(owner) = state.credentials.token(token).map(|known| known.person.clone()) else {
        return see_other("/console/tokens");
    };
    let command = credentials::Command::RevokeToken { token };
    act(&site, &who, &owner, "/console/tokens", command).await
}

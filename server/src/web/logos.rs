//! The logo of a status page: put there from a picture, or taken away.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::status_pages::{self, StatusPage};
use domain::words::StatusPageKey;

use super::posted::Posted;
use super::signed_in::SignedIn;
use super::telling::logo_refused;
use super::{Problem, Site, see_other};
use crate::status::logos;

/// Largest picture that is looked at, in bytes.
const PICTURE_LEN_MAX: u64 = 4 * 1024 * 1024;

/// `POST /console/status/pages/<key>/logo`
pub async fn put(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    posted: Posted,
) -> Response {
    let page = StatusPageKey::from(key.as_str());
    let state = site.line.published().state;
    let Some(known) = state.status_pages.get(&page) else {
        return who.told(&site, &Problem::unknown("status page"));
    };
    let dark = posted.fields.get("of") == "dark";
    let back = |sentence: &str| {
        let field = if dark { "logo_dark" } else { "logo" };
        let returned = posted.fields.returned(Some(field), sentence);
        let page = logo_refused(&site, &who, &page, &known.profile, &returned);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let logo = match (posted.files.first(), posted.refused.first()) {
        (None, None) => String::new(),
        (None, Some(_)) => return back("The picture did not come in whole. Send it again."),
        (Some(file), _) if file.len > PICTURE_LEN_MAX => {
            return back("A picture of at most 4 MB is looked at.");
        }
        (Some(file), _) => {
            let bytes = tokio::fs::read(file.path.path()).await.unwrap_or_default();
            let drawn = tokio::task::spawn_blocking(move || logos::drawn(&bytes)).await;
            match drawn.unwrap_or_else(|error| Err(error.to_string())) {
                Ok(logo) => logo,
                Err(sentence) => return back(&sentence),
            }
        }
    };
    let profile = match (dark, logo.is_empty()) {
        (true, _) => StatusPage { logo_dark: logo.into(), ..known.profile.clone() },
        // Without the one for light there is none for dark.
        (false, true) => {
            StatusPage { logo: Arc::default(), logo_dark: Arc::default(), ..known.profile.clone() }
        }
        (false, false) => StatusPage { logo: logo.into(), ..known.profile.clone() },
    };
    let put = status_pages::Command::Put { page: page.clone(), profile: Box::new(profile) };
    match site.line.tell(who.actor(), put).await {
        Ok(Ok(_)) => see_other(&format!("/console/status/pages/{page}")),
        Ok(Err(refusal)) => back(&refusal.to_string()),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

//! Links for many customers at once, in the console: looked at first, made by one press.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::access::Role;
use domain::words::AudienceKey;
use views::Returned;
use views::audiences::handed::{self as view, NO_MAIL};

use super::super::forms::Fields;
use super::super::signed_in::SignedIn;
use super::super::{Problem, Site, html, see_other};
use crate::status_links::{self, Plan};

/// How often the page is asked for anew while links are being made.
const RENEWED_SECS: &str = "3";
/// Why nothing was made that was not looked at.
const CHANGED: &str = "What would be made and sent is another since you looked. Look again, and \
                       press once more.";

/// The routes of links for many customers.
pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/status-links", get(look_at_all).post(make_all))
        .route("/console/audiences/{key}/status-links", get(look).post(make))
}

async fn look_at_all(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    shown(&site, &who, None, None)
}

async fn look(State(site): State<Arc<Site>>, Path(key): Path<String>, who: SignedIn) -> Response {
    shown(&site, &who, Some(key.as_str().into()), None)
}

async fn make_all(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    pressed(&site, &who, None, &fields).await
}

async fn make(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    pressed(&site, &who, Some(key.as_str().into()), &fields).await
}

/// Whether a lead asks, and for an audience that is there.
fn may_look(site: &Site, who: &SignedIn, whom: Option<&AudienceKey>) -> Result<(), Problem> {
    let lead = site.render(|context| views::settings::at_least(context, &who.viewer, Role::Lead));
    let there = || {
        let state = site.line.published().state;
        whom.is_none_or(|whom| state.audiences.get(whom).is_some())
    };
    match lead {
        true if there() => Ok(()),
        true => Err(Problem::unknown("audience")),
        false => Err(Problem::unknown("page")),
    }
}

/// What a press would make and send now.
pub(in crate::web) fn plan(site: &Site, whom: Option<AudienceKey>) -> Plan {
    let can_mail = site.mails || site.demo.is_some();
    Plan::of(&site.line.published().state, whom, can_mail)
}

fn shown(
    site: &Site,
    who: &SignedIn,
    whom: Option<AudienceKey>,
    returned: Option<&Returned>,
) -> Response {
    if let Err(problem) = may_look(site, who, whom.as_ref()) {
        return who.told(site, &problem);
    }
    let progress = status_links::progress(whom.as_ref());
    let look = plan(site, whom.clone()).look;
    let page = html(site.render(|context| {
        let whose = whom.as_ref().and_then(|key| Some((key, context.state.audiences.get(key)?)));
        view::page(context, &who.viewer, whose, (&look, progress.as_ref()), returned)
    }));
    // Whoever waits for it sees it go on without pressing anything.
    match progress.is_some_and(|known| known.goes_on) {
        true => ([(header::REFRESH, RENEWED_SECS)], page).into_response(),
        false => page.into_response(),
    }
}

async fn pressed(
    site: &Site,
    who: &SignedIn,
    whom: Option<AudienceKey>,
    fields: &Fields,
) -> Response {
    if let Err(problem) = may_look(site, who, whom.as_ref()) {
        return who.told(site, &problem);
    }
    let back = match &whom {
        Some(audience) => format!("{}/{audience}/status-links", super::LIST),
        None => "/console/status-links".to_owned(),
    };
    let no = |why: &str| {
        let returned = fields.returned(None, why);
        let page = shown(site, who, whom.clone(), Some(&returned));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let seen = fields.get("seen");
    let plan = plan(site, whom.clone());
    if !plan.look.can_mail {
        return no(NO_MAIL);
    }
    if plan.look.links == 0 {
        return see_other(&back);
    }
    if plan.look.seen != seen {
        // The second press of the same button finds what the first one makes.
        return match status_links::was_pressed(whom.as_ref(), seen) {
            true => see_other(&back),
            false => no(CHANGED),
        };
    }
    match status_links::press(&site.line, who.actor(), plan).await {
        Ok(()) => see_other(&back),
        Err(why) => no(why),
    }
}

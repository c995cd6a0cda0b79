//! Writing of what is over: an incident of which nobody was told while it went on.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use domain::bulletins::{Afterwards, Command, Refusal};
use domain::sightings::DISMISSED_MAX;
use domain::words::{ComponentKey, Phase, Public, Timestamp};

use super::super::composer::{began, field_of, overview};
use super::super::forms::Fields;
use super::super::maintenance::number;
use super::super::seen;
use super::super::signed_in::SignedIn;
use super::super::{Site, form_page};
use super::affected;

/// `GET /console/status/told/new`
pub async fn blank(
    State(site): State<Arc<Site>>,
    RawQuery(asked): RawQuery,
    who: SignedIn,
) -> Response {
    form(&site, &who, known(&site, &who, asked.as_deref().unwrap_or_default()).as_ref())
}

/// What is known already of what is to be written, as if it had been typed: which components, and
/// from when until when. Whatever cannot be read is left out.
fn known(site: &Site, who: &SignedIn, asked: &str) -> Option<views::Returned> {
    let state = site.line.published().state;
    let zone = views::began::zone_of(&state, &who.viewer.person);
    let pairs = form_urlencoded::parse(asked.as_bytes()).take(DISMISSED_MAX + 2);
    let pairs = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    let asked = Fields::of(pairs);
    let mut typed: Vec<(String, String)> = Vec::new();
    for field in ["from", "until"] {
        let at = seen::instant(&asked, field);
        let at = at.map(|at| views::began::text(crate::zones(), zone, at));
        typed.extend(at.map(|at| (field.to_owned(), at)));
    }
    for key in asked.all("component") {
        if state.components.get(&ComponentKey::from(key)).is_some() {
            typed.push(("part".to_owned(), key.to_owned()));
            typed.push(("fares".to_owned(), "partial".to_owned()));
        }
    }
    (!typed.is_empty()).then_some(views::Returned { typed, field: None, problem: None })
}

fn form(site: &Site, who: &SignedIn, returned: Option<&views::Returned>) -> Response {
    let command = number();
    let page = site
        .render(|context| views::told::afterwards::page(context, &who.viewer, &command, returned));
    form_page(page, returned)
}

/// `POST /console/status/told`
pub async fn write(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let wrong = |field: Option<&str>, problem: &str| {
        form(&site, &who, Some(&fields.returned(field, problem)))
    };
    let said = match said(&site, &who, &fields) {
        Ok(said) => said,
        Err((field, problem)) => return wrong(Some(field), problem),
    };
    let command = Command::TellAfterwards(Box::new(said));
    let again = |refusal: &domain::Refusal| {
        let field = match refusal {
            domain::Refusal::Bulletins(Refusal::BadSpan) => Some("from"),
            refusal => field_of(refusal),
        };
        wrong(field, &refusal.to_string())
    };
    who.sends(&site, ("told", &fields), command, "/console/status/told", again).await
}

fn said(
    site: &Site,
    who: &SignedIn,
    fields: &Fields,
) -> Result<Afterwards, (&'static str, &'static str)> {
    let published = site.line.published();
    let at = (&*published.state, published.now());
    let time = |field: &'static str| -> Result<Timestamp, (&'static str, &'static str)> {
        let typed = began::typed(at, &who.viewer.person, (fields, field), None);
        let typed = typed.map_err(|problem| (field, problem))?;
        typed.ok_or((field, "Say when: both times are needed."))
    };
    let (since, until) = (Some(time("from")?), time("until")?);
    let audiences = fields.all("audience").into_iter().map(Into::into).collect();
    let (title, affected) = (fields.get("title").into(), affected(fields)?);
    let public =
        Public { title, phase: Phase::Identified, affected, audiences, since, ..Public::default() };
    let tells = fields.has("tell_subscribers");
    Ok(Afterwards { overview: overview(fields), public, until, tells })
}

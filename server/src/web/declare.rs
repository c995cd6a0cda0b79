//! Somebody of the vendor opens an incident themselves: they know of a fault before anybody has
//! called and before a machine has reported it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::monitoring::{self, Command};
use domain::words::{ComponentKey, ServiceKey, is_key};
use serde::Deserialize;

use super::composer::began;
use super::forms::Fields;
use super::maintenance::number;
use super::signed_in::SignedIn;
use super::{Problem, Site, command_id, form_page, room, see_other};

/// The routes of the form.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/incidents/new", get(blank))
        .route("/console/incidents", post(declare))
}

/// What the address may say of it.
#[derive(Deserialize, Default)]
struct Options {
    /// The component that is suspected to fail.
    component: Option<String>,
}

/// `GET /console/incidents/new`
async fn blank(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    who: SignedIn,
) -> Response {
    let state = site.line.published().state;
    let component = options.component.map(|key| ComponentKey::from(key.as_str()));
    let known = component.as_ref().and_then(|key| Some((key, state.components.get(key)?)));
    let typed = known.map(|(key, known)| {
        let service = known.profile.service.as_ref();
        let field = |name: &str, value: String| (name.to_owned(), value);
        vec![
            field("component", key.to_string()),
            field("title", format!("{} fails", known.profile.name)),
            field("service", service.map(ToString::to_string).unwrap_or_default()),
            field("severity", "critical".to_owned()),
        ]
    });
    let typed = typed.map(|typed| views::Returned { typed, ..views::Returned::default() });
    form(&site, &who, typed.as_ref())
}

fn form(site: &Site, who: &SignedIn, returned: Option<&views::Returned>) -> Response {
    let command = number();
    let page =
        site.render(|context| views::declare::page(context, &who.viewer, &command, returned));
    form_page(page, returned)
}

/// `POST /console/incidents`
async fn declare(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let again = |field: &str, problem: &str| {
        form(&site, &who, Some(&fields.returned(Some(field), problem)))
    };
    let severity = match room::severity_of(&fields) {
        Ok(severity) => severity,
        Err(problem) => return again("severity", problem.detail()),
    };
    let service = Some(fields.get("service")).filter(|key| !key.is_empty()).map(ServiceKey::from);
    let known = &site.line.published().state.incidents.services;
    if service.as_ref().is_some_and(|service| !known.contains_key(service)) {
        return again("service", "This service is gone. Choose another, or none.");
    }
    let published = site.line.published();
    let at = (&*published.state, published.now());
    let since = match began::typed(at, &who.viewer.person, (&fields, "since"), None) {
        Ok(since) => since,
        Err(problem) => return again("since", problem),
    };
    let rings = !fields.get("rings").is_empty();
    let title = fields.get("title").to_owned();
    let id = command_id(fields.get("command"), "incidents", &[&fields.whole()]);
    let command = Command::Declare { title, severity, service, rings, since, matter: None };
    match site.line.ask(id, who.actor(), command).await {
        Ok(Ok(outcome)) => {
            let state = site.line.published().state;
            let incident = outcome.incident.and_then(|incident| state.incidents.get(incident));
            let Some(known) = incident else { return see_other("/console") };
            // What is suspected of a component stands ready in the composer.
            let suspected = match fields.get("component") {
                key if is_key(key) => format!("?suspected={key}#update"),
                _ => String::new(),
            };
            see_other(&format!("/console/incidents/{}{suspected}", known.number))
        }
        Ok(Err(refusal)) => {
            let since = refusal == domain::Refusal::Monitoring(monitoring::Refusal::BadSince);
            again(if since { "since" } else { "title" }, &refusal.to_string())
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

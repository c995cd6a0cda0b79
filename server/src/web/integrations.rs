//! Integrations in the console: connect a tool, see what arrives, change it, take it out.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::monitoring::{Asks, Command, Mapping, Profile, Urgency};
use domain::words::{IntegrationKey, KEY_LEN_MAX, ServiceKey, is_key, tidy_line};
use serde::Deserialize;
use views::Viewer;
use views::integrations::{Offer, Setup};

use super::forms::Fields;
use super::signed_in::{Listening, SignedIn};
use super::stream::{self, View};
use super::{Problem, Site, html, see_other};
use crate::alerts::{self, FORMATS, Format};
use crate::live::Topic;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
}

fn offers() -> Vec<Offer<'static>> {
    FORMATS.iter().map(|format| Offer { name: format.name, title: format.title }).collect()
}

fn view(site: &Site, viewer: &Viewer) -> Option<View> {
    let fragments =
        site.render_to(&viewer.actor(), |context| views::integrations::fragments(context, viewer));
    Some(View { fragments, messages: Vec::new() })
}

/// `GET /console/integrations`
pub async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(page(&site, &who.viewer, None))
}

fn page(site: &Site, viewer: &Viewer, returned: Option<&views::Returned>) -> maud::Markup {
    let after = view(site, viewer).map(|view| stream::id_of(&view)).unwrap_or_default();
    site.render_to(&viewer.actor(), |context| {
        views::integrations::page(context, viewer, &offers(), &after, returned)
    })
}

fn again(markup: maud::Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html(markup)).into_response()
}

/// `GET /console/integrations/stream`
pub async fn stream(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    Listening(viewer): Listening,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let screen = site.hub.screen(viewer.person.as_str());
    let render: stream::Render = Arc::new(move |site: &Site| view(site, &viewer));
    stream::stream(&site, &headers, options.after.as_deref(), changed, render, vec![screen])
}

/// `GET /console/integrations/poll`
pub async fn poll(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    Listening(viewer): Listening,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let render: stream::Render = Arc::new(move |site: &Site| view(site, &viewer));
    stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
}

/// `POST /console/integrations`
pub async fn add(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let refused = |field, problem: &str| {
        let returned = fields.returned(field, problem);
        again(page(&site, &who.viewer, Some(&returned)))
    };
    let profile = match profile(&fields) {
        Ok(profile) => profile,
        Err((field, problem)) => return refused(Some(field), &problem),
    };
    let key = free_key(&site, &profile.name);
    let command = Command::PutIntegration { integration: key.clone(), profile };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other(&format!("/console/integrations/{key}")),
        Ok(Err(refusal)) => refused(Some("name"), Problem::refused(&site, refusal).detail()),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// A key that follows from the name and is not taken.
fn free_key(site: &Site, name: &str) -> IntegrationKey {
    let state = site.line.published().state;
    let plain = name.to_lowercase();
    let plain: String =
        plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let mut key = words.join("-");
    key.truncate(KEY_LEN_MAX - 8);
    if !is_key(&key) {
        key = "tool".to_owned();
    }
    let taken = |key: &str| {
        let key = IntegrationKey::from(key);
        let known = &state.monitoring;
        known.integrations.contains_key(&key) || known.removed.contains_key(&key)
    };
    let mut candidates =
        std::iter::once(key.clone()).chain((2..10_000).map(|number| format!("{key}-{number}")));
    let free = candidates.find(|candidate| !taken(candidate)).unwrap_or(key);
    IntegrationKey::from(free.as_str())
}

/// What the form says of an integration.
fn profile(fields: &Fields) -> Result<Profile, (&'static str, String)> {
    let name = tidy_line(fields.get("name"));
    if name.is_empty() {
        return Err(("name", "Say what you call it.".to_owned()));
    }
    let format = fields.get("format");
    if alerts::format(format).is_none() {
        return Err(("format", "Choose which tool it is.".to_owned()));
    }
    let pointer = |part: &str| tidy_line(fields.get(&format!("mapping_{part}"))).into();
    let mapping = Mapping {
        alerts: pointer("alerts"),
        summary: pointer("summary"),
        key: pointer("key"),
        severity: pointer("severity"),
        status: pointer("status"),
        source: pointer("source"),
    };
    Ok(Profile {
        name: name.into(),
        service: fields.given("service").map(ServiceKey::from),
        format: format.into(),
        urgency: Urgency::parse(fields.get("urgency")).unwrap_or_default(),
        mapping,
    })
}

/// How a tool of that format is set up for an integration.
pub(super) fn setup(site: &Site, key: &IntegrationKey) -> Option<Setup<'static>> {
    let state = site.line.published().state;
    let known = state.monitoring.integration(key)?;
    let format = alerts::format(&known.profile.format).unwrap_or(&FORMATS[FORMATS.len() - 1]);
    let routing_key = site.key.routing_key(known.route);
    let fill = |text: &str| text.replace("{key}", &routing_key);
    let address = format!("{}{}", site.public_url, fill(format.path));
    let header = format.header.map(|header| format!(" \\\n  -H '{}'", fill(header)));
    let command = format!(
        "curl -X POST '{address}' \\\n  -H 'Content-Type: application/json'{} \\\n  -d '{}'",
        header.unwrap_or_default(),
        fill(format.sample)
    );
    Some(Setup {
        title: format.title,
        advice: format.advice,
        address,
        key: routing_key,
        command,
        unread: site.routes.unread(key),
        offers: offers(),
    })
}

fn view_one(site: &Site, viewer: &Viewer, key: &IntegrationKey) -> Option<View> {
    let setup = setup(site, key)?;
    let fragments = site.render_to(&viewer.actor(), |context| {
        views::integrations::one_fragments(context, viewer, key, &setup)
    });
    Some(View { fragments, messages: Vec::new() })
}

fn page_one(
    site: &Site,
    viewer: &Viewer,
    key: &IntegrationKey,
    returned: Option<&views::Returned>,
) -> Option<maud::Markup> {
    let setup = setup(site, key)?;
    let after = view_one(site, viewer, key).map(|view| stream::id_of(&view)).unwrap_or_default();
    site.render_to(&viewer.actor(), |context| {
        views::integrations::one(context, viewer, key, &setup, &after, returned)
    })
}

/// `GET /console/integrations/<key>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    match page_one(&site, &who.viewer, &key.as_str().into(), None) {
        Some(page) => html(page),
        None => who.told(&site, &Problem::unknown("integration")),
    }
}

/// `GET /console/integrations/<key>/stream`
pub async fn stream_one(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    Listening(viewer): Listening,
) -> Response {
    let key = IntegrationKey::from(key.as_str());
    if setup(&site, &key).is_none() {
        return Problem::unknown("integration").json();
    }
    let changed = site.hub.watch(Topic::Console);
    let screen = site.hub.screen(viewer.person.as_str());
    let render: stream::Render = Arc::new(move |site: &Site| view_one(site, &viewer, &key));
    stream::stream(&site, &headers, options.after.as_deref(), changed, render, vec![screen])
}

/// `GET /console/integrations/<key>/poll`
pub async fn poll_one(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
    Listening(viewer): Listening,
) -> Response {
    let key = IntegrationKey::from(key.as_str());
    if setup(&site, &key).is_none() {
        return Problem::unknown("integration").json();
    }
    let changed = site.hub.watch(Topic::Console);
    let render: stream::Render = Arc::new(move |site: &Site| view_one(site, &viewer, &key));
    stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
}

/// `POST /console/integrations/<key>`
pub async fn change(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = IntegrationKey::from(key.as_str());
    let state = site.line.published().state;
    let Some(known) = state.monitoring.integration(&key) else {
        return who.told(&site, &Problem::unknown("integration"));
    };
    let refused = |field, problem: &str| {
        let returned = fields.returned(field, problem);
        match page_one(&site, &who.viewer, &key, Some(&returned)) {
            Some(page) => again(page),
            None => who.told(&site, &Problem::unknown("integration")),
        }
    };
    let mut profile = match profile(&fields) {
        Ok(profile) => profile,
        Err((field, problem)) => return refused(Some(field), &problem),
    };
    // The fields of the mapping stand on the page of the JSON form only.
    if known.profile.format != "json" {
        profile.mapping = known.profile.mapping.clone();
    }
    let put = Command::PutIntegration { integration: key.clone(), profile };
    match site.line.tell(who.actor(), put).await {
        Ok(Ok(_)) => see_other(&format!("/console/integrations/{key}")),
        Ok(Err(refusal)) => refused(None, Problem::refused(&site, refusal).detail()),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// `POST /console/integrations/<key>/{test,renew,remove,restore}`
pub async fn deed(
    State(site): State<Arc<Site>>,
    Path((key, name)): Path<(String, String)>,
    who: SignedIn,
) -> Response {
    let integration = IntegrationKey::from(key.as_str());
    let one = format!("/console/integrations/{integration}");
    let (command, next) = match name.as_str() {
        "test" => match test(&site, &integration) {
            Ok(summary) => (Command::Test { integration, summary }, one.as_str()),
            Err(problem) => return who.told(&site, &problem),
        },
        "renew" => (Command::RenewRoute { integration }, one.as_str()),
        "remove" => (Command::RemoveIntegration { integration }, "/console/integrations"),
        "restore" => (Command::RestoreIntegration { integration }, one.as_str()),
        _ => return who.told(&site, &Problem::unknown("deed")),
    };
    who.does(&site, command, next).await
}

/// Goes the way of a true alert as far as it can without ringing: the key is looked up, and the
/// sample is read by the format.
pub(super) fn test(site: &Site, integration: &IntegrationKey) -> Result<String, Problem> {
    let state = site.line.published().state;
    let unknown = || Problem::unknown("integration");
    let known = state.monitoring.integration(integration).ok_or_else(unknown)?;
    let key = site.key.routing_key(known.route);
    let found = super::intake::integration(site, &key).ok_or_else(unknown)?;
    let format: &Format = alerts::format(&known.profile.format).ok_or_else(unknown)?;
    let body = format.sample.replace("{key}", &key);
    // A mapping tells of the tool's own fields, which the sample does not have.
    let signals = (format.read)(body.as_bytes(), &Mapping::default())
        .map_err(|unreadable| Problem::bad("body", unreadable.0))?;
    let summary = signals.into_iter().find_map(|signal| match signal.asks {
        Asks::Trigger(report) if found == *integration => Some(report.summary.to_string()),
        _ => None,
    });
    summary.ok_or_else(unknown)
}

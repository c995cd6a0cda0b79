//! Status pages and components in the console: leads define them, everyone of the vendor looks.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::components::{self, Component};
use domain::status_pages::{self, LINKS_MAX, OwnLink, Readers, StatusPage};
use domain::words::{ComponentKey, Flaw, Language, Route, SmolStr, StatusPageKey, is_key};
use domain::{Command, Refusal};

use super::forms::{Fields, translations};
use super::signed_in::SignedIn;
use super::{Problem, Site, hosts, html, importing, logos, see_other};
use crate::status::hosts::{ascii, none_is_the_doors};

/// Keys that are addresses of pages.
const TAKEN: [&str; 1] = ["new"];
/// Where all of it is listed.
const LIST: &str = "/console/status";

/// A name and what it stands for in further languages: the part, and its field.
const NAMED: [(&str, &str); 2] = [("title", "name"), ("known", "about")];

/// The routes of pages and components.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/status", get(list))
        .route("/console/status/components", post(create_component))
        .route("/console/status/components/new", get(new_component))
        .route("/console/status/components/{key}", get(component).post(edit_component))
        .merge(super::seen::routes())
        .route("/console/status/import", get(importing::show).post(importing::post))
        .route("/console/status/pages", post(create_page))
        .route("/console/status/pages/new", get(new_page))
        .route("/console/status/pages/{key}", get(page).post(edit_page))
        .route("/console/status/pages/{key}/look", post(hosts::look))
        .route("/console/status/pages/{key}/logo", post(logos::put))
        .route("/console/status/{noun}/{key}/removal", post(remove))
}

/// `GET /console/status`
pub async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(listed(&site, &who, None))
}

fn listed(site: &Site, who: &SignedIn, returned: Option<&views::Returned>) -> maud::Markup {
    let fare = site.copies.fare().into_iter();
    let copies: Vec<views::telling::Copy> =
        fare.map(|copy| views::telling::Copy { name: copy.name, trouble: copy.trouble }).collect();
    site.render(|context| views::telling::page(context, &who.viewer, &copies, returned))
}

/// `GET /console/status/components/new`
pub async fn new_component(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    write_component(&site, &who, None, &Component::default(), None)
}

/// `GET /console/status/components/<key>`
pub async fn component(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let key = ComponentKey::from(key.as_str());
    let state = site.line.published().state;
    match state.components.get(&key) {
        Some(known) => write_component(&site, &who, Some(&key), &known.profile, None),
        None => who.told(&site, &Problem::unknown("component")),
    }
}

fn write_component(
    site: &Site,
    who: &SignedIn,
    key: Option<&ComponentKey>,
    known: &Component,
    returned: Option<&views::Returned>,
) -> Response {
    html(
        site.render(|context| {
            views::telling::component(context, &who.viewer, key, known, returned)
        }),
    )
}

/// `POST /console/status/components`
pub async fn create_component(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    keep_component(&site, &who, None, &fields).await
}

/// `POST /console/status/components/<key>`
pub async fn edit_component(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = ComponentKey::from(key.as_str());
    match site.line.published().state.components.get(&key) {
        Some(_) => keep_component(&site, &who, Some(&key), &fields).await,
        None => who.told(&site, &Problem::unknown("component")),
    }
}

async fn keep_component(
    site: &Site,
    who: &SignedIn,
    key: Option<&ComponentKey>,
    fields: &Fields,
) -> Response {
    let chosen = |field: &str| fields.given(field).map(str::trim).filter(|key| is_key(key));
    let counted_from = fields.get("counted_from").trim();
    let day = (!counted_from.is_empty()).then(|| views::times::utc_midnight(counted_from));
    let profile = Component {
        name: fields.get("name").into(),
        about: fields.get("about").into(),
        parent: chosen("parent").map(Into::into),
        service: chosen("service").map(Into::into),
        order: fields.number("order").unwrap_or(0),
        only_if_affected: fields.given("only_if_affected").is_some(),
        hides_history: fields.given("hides_history").is_some(),
        audiences: fields.all("audience").into_iter().map(Into::into).collect(),
        counted_from: day.flatten(),
        translations: translations(fields, &NAMED),
    };
    if day == Some(None) {
        let problem = "Write the day as 2024-02-29, or leave it empty.";
        let returned = fields.returned(Some("counted_from"), problem);
        let page = write_component(site, who, key, &profile, Some(&returned));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    let state = site.line.published().state;
    let taken = |key: &str| state.components.components.contains_key(&ComponentKey::from(key));
    let made = key.cloned().unwrap_or_else(|| {
        ComponentKey::from(
            super::cards::free_key(fields.get("name"), "component", &TAKEN, taken).as_str(),
        )
    });
    let put = components::Command::Put { component: made, profile: profile.clone() };
    match site.line.tell(who.actor(), put).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => {
            let field = match &refusal {
                Refusal::Components(components::Refusal::BadTranslation(flaw)) => &flawed(flaw),
                Refusal::Components(components::Refusal::BadAbout) => "about",
                Refusal::Components(components::Refusal::BadAudiences) => "audience",
                Refusal::Components(components::Refusal::NotYet) => "counted_from",
                Refusal::Components(
                    components::Refusal::UnknownParent
                    | components::Refusal::Circle
                    | components::Refusal::TooDeep,
                ) => "parent",
                Refusal::Incidents(_) => "service",
                _ => "name",
            };
            let returned = fields.returned(Some(field), &refusal.to_string());
            let page = write_component(site, who, key, &profile, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

/// `GET /console/status/pages/new`
pub async fn new_page(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let state = site.line.published().state;
    let settings = &state.organisation.settings;
    let page = StatusPage {
        name: settings.name.as_str().into(),
        zone: settings.zone.as_str().into(),
        language: settings.language.unwrap_or_default(),
        ..StatusPage::default()
    };
    write_page(&site, &who, None, &page, None)
}

/// `GET /console/status/pages/<key>`
pub async fn page(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let key = StatusPageKey::from(key.as_str());
    let state = site.line.published().state;
    match state.status_pages.get(&key) {
        Some(known) => write_page(&site, &who, Some(&key), &known.profile, None),
        None => who.told(&site, &Problem::unknown("status page")),
    }
}

pub(super) fn write_page(
    site: &Site,
    who: &SignedIn,
    key: Option<&StatusPageKey>,
    known: &StatusPage,
    returned: Option<&views::Returned>,
) -> Response {
    let form = views::telling::PageForm { key, known, looked: &[], returned, logo: None };
    html(site.render(|context| views::telling::status_page(context, &who.viewer, &form)))
}

/// The same, with what a look at its host names has found.
pub(super) fn looked_at(
    site: &Site,
    who: &SignedIn,
    key: &StatusPageKey,
    known: &StatusPage,
    looked: &[views::telling::Looked],
) -> Response {
    let form =
        views::telling::PageForm { key: Some(key), known, looked, returned: None, logo: None };
    html(site.render(|context| views::telling::status_page(context, &who.viewer, &form)))
}

/// The same, with what is wrong with a picture that was to be its logo.
pub(super) fn logo_refused(
    site: &Site,
    who: &SignedIn,
    key: &StatusPageKey,
    known: &StatusPage,
    logo: &views::Returned,
) -> Response {
    let (key, logo) = (Some(key), Some(logo));
    let form = views::telling::PageForm { key, known, looked: &[], returned: None, logo };
    html(site.render(|context| views::telling::status_page(context, &who.viewer, &form)))
}

/// `POST /console/status/pages`
pub async fn create_page(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    keep_page(&site, &who, None, &fields).await
}

/// `POST /console/status/pages/<key>`
pub async fn edit_page(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = StatusPageKey::from(key.as_str());
    match site.line.published().state.status_pages.get(&key) {
        Some(_) => keep_page(&site, &who, Some(&key), &fields).await,
        None => who.told(&site, &Problem::unknown("status page")),
    }
}

async fn keep_page(
    site: &Site,
    who: &SignedIn,
    key: Option<&StatusPageKey>,
    fields: &Fields,
) -> Response {
    let state = site.line.published().state;
    let language = Language::ALL.into_iter().find(|one| one.code() == fields.get("language"));
    // The logo has forms of its own.
    let before = key.and_then(|key| state.status_pages.get(key));
    let profile = StatusPage {
        name: fields.get("name").into(),
        about: fields.get("about").into(),
        zone: fields.get("zone").trim().into(),
        language: language.unwrap_or_default(),
        components: fields.all("component").into_iter().map(Into::into).collect(),
        accent: fields.get("accent").trim().into(),
        shows_promises: fields.given("shows_promises").is_some(),
        shows_suspicions: fields.given("shows_suspicions").is_some(),
        logo: before.map(|known| Arc::clone(&known.profile.logo)).unwrap_or_default(),
        logo_dark: before.map(|known| Arc::clone(&known.profile.logo_dark)).unwrap_or_default(),
        languages: fields.all("languages").into_iter().filter_map(Language::of_tag).collect(),
        readers: match fields.get("readers") {
            "link" => Readers::ByLink {
                audiences: fields.all("audience").into_iter().map(Into::into).collect(),
                domains: mail_domains(fields.get("mail_domains")),
            },
            _ => Readers::Everyone,
        },
        subscribe_by: fields.all("subscribe_by").into_iter().filter_map(Route::parse).collect(),
        hosts: fields.get("hosts").split_whitespace().map(|host| ascii(host).into()).collect(),
        translations: translations(fields, &NAMED),
        links: own_links(fields.get("links")),
    };
    if let Err(refusal) = none_is_the_doors(&site.public_url, &profile.hosts) {
        let returned = fields.returned(Some("hosts"), &refusal.to_string());
        let page = write_page(site, who, key, &profile, Some(&returned));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    let taken = |key: &str| state.status_pages.pages.contains_key(&StatusPageKey::from(key));
    let made = key.cloned().unwrap_or_else(|| {
        StatusPageKey::from(
            super::cards::free_key(fields.get("name"), "status", &TAKEN, taken).as_str(),
        )
    });
    let put = status_pages::Command::Put { page: made, profile: Box::new(profile.clone()) };
    match site.line.tell(who.actor(), put).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => {
            let field = match &refusal {
                Refusal::StatusPages(status_pages::Refusal::BadTranslation(flaw)) => &flawed(flaw),
                Refusal::StatusPages(status_pages::Refusal::BadZone) => "zone",
                Refusal::StatusPages(status_pages::Refusal::BadAccent) => "accent",
                Refusal::StatusPages(status_pages::Refusal::BadAbout) => "about",
                Refusal::StatusPages(status_pages::Refusal::BadComponents) => "component",
                Refusal::StatusPages(status_pages::Refusal::BadAudiences) => "audience",
                Refusal::StatusPages(
                    status_pages::Refusal::BadDomain(_)
                    | status_pages::Refusal::TooManyDomains
                    | status_pages::Refusal::TooManyClasses,
                ) => "mail_domains",
                Refusal::StatusPages(
                    status_pages::Refusal::BadHost(_)
                    | status_pages::Refusal::TooManyHosts
                    | status_pages::Refusal::TakenHost(_)
                    | status_pages::Refusal::DoorsHost(_),
                ) => "hosts",
                Refusal::StatusPages(
                    status_pages::Refusal::BadLink(_) | status_pages::Refusal::TooManyLinks,
                ) => "links",
                _ => "name",
            };
            let returned = fields.returned(Some(field), &refusal.to_string());
            let page = write_page(site, who, key, &profile, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

/// The field that a name in a further language cannot stand in.
fn flawed(flaw: &Flaw) -> String {
    let part = match flaw {
        Flaw::TooLong { part, .. } if part == "known" => "about",
        Flaw::TooLong { .. } | Flaw::Twice { .. } => "name",
    };
    views::languages::field(part, flaw.language())
}

/// The links that were typed, one to a line.
fn own_links(typed: &str) -> Vec<OwnLink> {
    let lines = typed.lines().filter(|line| !line.trim().is_empty());
    lines.take(LINKS_MAX + 1).map(OwnLink::parse).collect()
}

/// The mail domains that were typed, however they stand apart, with or without what is before the
/// domain in an address.
fn mail_domains(typed: &str) -> Vec<SmolStr> {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let named = typed.split(apart).filter(|one| !one.is_empty());
    named.map(|one| ascii(one.strip_prefix('@').unwrap_or(one)).into()).collect()
}

/// `POST /console/status/{components,pages}/<key>/removal`
pub async fn remove(
    State(site): State<Arc<Site>>,
    Path((noun, key)): Path<(String, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let command: Command = match noun.as_str() {
        "components" => components::Command::Remove { component: key.as_str().into() }.into(),
        "pages" => status_pages::Command::Remove { page: key.as_str().into() }.into(),
        _ => return who.told(&site, &Problem::unknown("deed")),
    };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => {
            let returned = fields.returned(None, &refusal.to_string());
            let page = listed(&site, &who, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

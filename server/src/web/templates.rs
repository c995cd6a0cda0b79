//! What shapes updates before anybody writes one: templates, and how soon the next is promised.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use domain::organisation::{self, Settings};
use domain::templates::{self, Begins, Template, Text};
use domain::updates::Overview;
use domain::words::{Cadence, Language, TemplateKey, is_key, tidy_line};
use serde::Deserialize;
use views::templates::Saved;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};

/// Where all of it stands.
const PAGE: &str = "/console/templates";

/// `GET /console/templates`
pub async fn show(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    who: SignedIn,
) -> Response {
    let saved = match options.saved.as_str() {
        CADENCE => Some(Saved::Cadence),
        APPROVERS => Some(Saved::Approvers),
        _ => None,
    };
    html(site.render(|context| views::templates::page(context, &who.viewer, saved, None)))
}

/// What stands behind the question mark.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    saved: String,
    /// What a new one is to begin.
    #[serde(default)]
    begins: String,
}

/// What the address says of a form that was just saved.
const CADENCE: &str = "cadence";
const APPROVERS: &str = "approvers";

/// Where the page says that who approves was saved.
pub fn approvers_saved() -> String {
    format!("{PAGE}?saved={APPROVERS}#approvers-title")
}

fn page(site: &Site, who: &SignedIn, returned: Option<&views::Returned>) -> Response {
    html(site.render(|context| views::templates::page(context, &who.viewer, None, returned)))
}

fn again(site: &Site, who: &SignedIn, returned: &views::Returned) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page(site, who, Some(returned))).into_response()
}

/// `POST /console/templates/cadence`
pub async fn cadence(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let secs = |field: &str| fields.number(field).and_then(|mins| mins.checked_mul(60));
    let fields_of = views::templates::CADENCE.map(|(field, _, _)| field);
    let [Some(critical_secs), Some(high_secs), Some(low_secs)] = fields_of.map(secs) else {
        let wrong = fields_of.into_iter().find(|field| secs(field).is_none());
        let returned = fields.returned(wrong, "Write minutes, such as 15.");
        return again(&site, &who, &returned);
    };
    let cadence = Cadence { critical_secs, high_secs, low_secs };
    // What is usual stays unsaid, so that it follows when the usual changes.
    let cadence = (cadence != Cadence::default()).then_some(cadence);
    let known = site.line.published().state;
    let settings = Settings { cadence, ..known.organisation.settings.as_ref().clone() };
    match site.line.tell(who.actor(), organisation::Command::Put { settings }).await {
        Ok(Ok(_)) => see_other(&format!("{PAGE}?saved={CADENCE}#cadence-title")),
        Ok(Err(refusal)) => {
            let returned = fields.returned(Some("critical_mins"), &refusal.to_string());
            again(&site, &who, &returned)
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// `GET /console/templates/new`
pub async fn blank(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    who: SignedIn,
) -> Response {
    let begins = Begins::parse(&options.begins).unwrap_or_default();
    write(&site, &who, None, &Template { begins, ..Template::default() }, None)
}

/// `GET /console/templates/of/<key>`
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let key = TemplateKey::from(key.as_str());
    match site.line.published().state.templates.get(&key) {
        Some(known) => write(&site, &who, Some(&key), &known, None),
        None => who.told(&site, &Problem::unknown("template")),
    }
}

fn write(
    site: &Site,
    who: &SignedIn,
    key: Option<&TemplateKey>,
    known: &Template,
    returned: Option<&views::Returned>,
) -> Response {
    html(site.render(|context| views::templates::one(context, &who.viewer, key, known, returned)))
}

/// `POST /console/templates/new`
pub async fn create(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    keep(&site, &who, None, &fields).await
}

/// `POST /console/templates/of/<key>`
pub async fn edit(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = TemplateKey::from(key.as_str());
    match site.line.published().state.templates.get(&key) {
        Some(_) => keep(&site, &who, Some(&key), &fields).await,
        None => who.told(&site, &Problem::unknown("template")),
    }
}

async fn keep(site: &Site, who: &SignedIn, key: Option<&TemplateKey>, fields: &Fields) -> Response {
    let profile = typed(fields);
    let state = site.line.published().state;
    let taken = |key: &str| state.templates.get(&TemplateKey::from(key)).is_some();
    let template = key.cloned().unwrap_or_else(|| {
        let free = super::cards::free_key(fields.get("name"), "template", &[], taken);
        TemplateKey::from(free.as_str())
    });
    let put = templates::Command::Put { template, profile: profile.clone() };
    match site.line.tell(who.actor(), put).await {
        Ok(Ok(_)) => see_other(PAGE),
        Ok(Err(refusal)) => {
            let field = wrong_field(&refusal, &profile);
            let returned = fields.returned(Some(&field), &refusal.to_string());
            let page = write(site, who, key, &profile, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

/// The template that the form describes. A language in which nothing stands is none of it.
fn typed(fields: &Fields) -> Template {
    let text = |language: Language| {
        let part = |part: &str| fields.get(&format!("{part}-{}", language.code()));
        let overview = Overview {
            known: part("known").into(),
            impact: part("impact").into(),
            workaround: part("workaround").into(),
            next: part("next").into(),
            ..Overview::default()
        };
        let title = tidy_line(part("title"));
        let blank = title.is_empty() && overview.tidied() == Overview::default();
        (!blank).then(|| Text { language, title: title.into(), overview })
    };
    let service = fields.given("service").map(str::trim).filter(|key| is_key(key));
    Template {
        name: fields.get("name").into(),
        begins: Begins::parse(fields.get("begins")).unwrap_or_default(),
        service: service.map(Into::into),
        phase: views::room::public::phase(fields.get("phase")),
        texts: Language::ALL.into_iter().filter_map(text).collect(),
    }
}

/// Where the mistake most likely is.
fn wrong_field(refusal: &Refusal, profile: &Template) -> String {
    use templates::Refusal as R;
    match refusal {
        Refusal::Templates(R::BadName) => return "name".to_owned(),
        Refusal::Incidents(_) => return "service".to_owned(),
        _ => {}
    }
    let alone = |text: &Text| Template { texts: vec![text.clone()], ..profile.clone() };
    let wrong = profile.texts.iter().find(|text| templates::tidy(&alone(text)).is_err());
    let part = if profile.begins == Begins::Work { "impact" } else { "known" };
    format!("{part}-{}", wrong.map_or("en", |text| text.language.code()))
}

/// `POST /console/templates/of/<key>/removal`
pub async fn remove(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let template = TemplateKey::from(key.as_str());
    who.does(&site, templates::Command::Remove { template }, PAGE).await
}

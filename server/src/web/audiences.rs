//! Audiences in the console: leads define them, everyone of the vendor looks.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::audiences::{Audience, Command, Holder, Refusal};
use domain::words::{AudienceKey, CustomerKey, is_key};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};

mod handed;
pub(super) use handed::plan as plan_of_links;

/// Keys that are addresses of pages.
const TAKEN: [&str; 1] = ["new"];
/// Where all of it is listed.
const LIST: &str = "/console/audiences";

/// The routes of audiences.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/audiences", get(list).post(create))
        .route("/console/audiences/new", get(blank))
        .route("/console/audiences/{key}", get(one).post(edit))
        .route("/console/audiences/{key}/removal", post(remove))
        .route("/console/audiences/{key}/status-link", post(link_of_audience))
        .route("/console/customers/{key}/status-link", post(link_of_customer))
        .merge(handed::routes())
}

async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::audiences::page(context, &who.viewer, None)))
}

async fn blank(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    write(&site, &who, None, None)
}

async fn one(State(site): State<Arc<Site>>, Path(key): Path<String>, who: SignedIn) -> Response {
    let key = AudienceKey::from(key.as_str());
    match site.line.published().state.audiences.get(&key) {
        Some(_) => write(&site, &who, Some(&key), None),
        None => who.told(&site, &Problem::unknown("audience")),
    }
}

fn write(
    site: &Site,
    who: &SignedIn,
    key: Option<&AudienceKey>,
    returned: Option<&views::Returned>,
) -> Response {
    html(site.render(|context| {
        let known = key.and_then(|key| Some((key, context.state.audiences.get(key)?)));
        views::audiences::one(context, &who.viewer, known, returned)
    }))
}

async fn create(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    keep(&site, &who, None, &fields).await
}

async fn edit(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = AudienceKey::from(key.as_str());
    match site.line.published().state.audiences.get(&key) {
        Some(_) => keep(&site, &who, Some(&key), &fields).await,
        None => who.told(&site, &Problem::unknown("audience")),
    }
}

async fn keep(site: &Site, who: &SignedIn, key: Option<&AudienceKey>, fields: &Fields) -> Response {
    let again = |field: &str, problem: &str| {
        let returned = fields.returned(Some(field), problem);
        let page = write(site, who, key, Some(&returned));
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    let state = site.line.published().state;
    let named: Vec<&str> = fields.get("customers").split_whitespace().collect();
    let there = |name: &str| state.customers.profile(&CustomerKey::from(name)).is_some();
    if let Some(lost) = named.iter().find(|name| !is_key(name) || !there(name)) {
        let lost: String = lost.chars().take(domain::words::KEY_LEN_MAX).collect();
        return again("customers", &format!("There is no customer with the key {lost}."));
    }
    let profile = Audience {
        name: fields.get("name").into(),
        customers: named.into_iter().map(CustomerKey::from).collect(),
    };
    let taken = |key: &str| state.audiences.get(&AudienceKey::from(key)).is_some();
    let audience = key.cloned().unwrap_or_else(|| {
        let free = super::cards::free_key(fields.get("name"), "audience", &TAKEN, taken);
        AudienceKey::from(free.as_str())
    });
    match site.line.tell(who.actor(), Command::Put { audience, profile }).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => {
            let field = match &refusal {
                domain::Refusal::Audiences(Refusal::BadCustomers) => "customers",
                _ => "name",
            };
            again(field, &refusal.to_string())
        }
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

async fn remove(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let audience = AudienceKey::from(key.as_str());
    match site.line.tell(who.actor(), Command::Remove { audience }).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => {
            let returned = fields.returned(None, &refusal.to_string());
            let page = site
                .render(|context| views::audiences::page(context, &who.viewer, Some(&returned)));
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// `POST /console/audiences/<key>/status-link`
async fn link_of_audience(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let back = format!("{LIST}/{key}#status-link");
    linked(&site, &who, Holder::Audience(key.as_str().into()), &fields, &back).await
}

/// `POST /console/customers/<key>/status-link`
async fn link_of_customer(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let back = format!("/console/customers/{key}#status-link");
    linked(&site, &who, Holder::Customer(key.as_str().into()), &fields, &back).await
}

async fn linked(
    site: &Site,
    who: &SignedIn,
    whose: Holder,
    fields: &Fields,
    back: &str,
) -> Response {
    let command = match (fields.get("deed"), whose) {
        ("give", whose) => Command::GiveLink { whose },
        ("take", whose) => Command::TakeLink { whose },
        ("mail", Holder::Customer(customer)) => {
            Command::MailLink { customer, contact: fields.get("contact").into() }
        }
        _ => return who.told(site, &Problem::unknown("deed")),
    };
    who.does(site, command, back).await
}

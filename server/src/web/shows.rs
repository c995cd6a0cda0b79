//! What messages may show: the page, and the forms on it.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use domain::methods::{ByChannel, Command, Shown, Shows};
use domain::words::CustomerKey;
use serde::Deserialize;
use views::settings::{ShowsSaved, ShowsSight};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};

/// What the address says of a form that was just saved.
const EVERYBODY: &str = "everybody";
/// The same of a single customer's.
const CUSTOMER: &str = "customer";

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Options {
    customer: String,
    saved: String,
}

/// `GET /console/shows`, for leads, and with `?customer=` the form of one customer.
pub async fn show(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    who: SignedIn,
) -> Response {
    if !may_read(&site, &who) {
        return who.told(&site, &Problem::unknown("page"));
    }
    let typed = options.customer.trim();
    if typed.is_empty() {
        let saved = match options.saved.as_str() {
            EVERYBODY => Some(ShowsSaved::Everybody),
            CUSTOMER => Some(ShowsSaved::Customer),
            _ => None,
        };
        return page(&site, &who, ShowsSight { saved, ..ShowsSight::default() });
    }
    let customer = CustomerKey::from(typed);
    if is_known(&site, &customer) {
        let customer = Some(&customer);
        return page(&site, &who, ShowsSight { customer, ..ShowsSight::default() });
    }
    let fields = Fields::of(vec![("customer".to_owned(), typed.to_owned())]);
    let why = "There is no customer of that key. It stands on the customer's page.";
    let returned = fields.returned(Some("customer"), why);
    let sight = ShowsSight { returned: Some(&returned), ..ShowsSight::default() };
    let page = page(&site, &who, sight);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn may_read(site: &Site, who: &SignedIn) -> bool {
    site.render(|context| views::settings::at_least(context, &who.viewer, Role::Lead))
}

fn is_known(site: &Site, customer: &CustomerKey) -> bool {
    site.line.published().state.customers.profile(customer).is_some()
}

fn page(site: &Site, who: &SignedIn, sight: ShowsSight<'_>) -> Response {
    html(site.render(|context| views::settings::shows(context, &who.viewer, sight)))
}

/// `POST /console/shows`: of everybody, or of the customer that the form names.
pub async fn put(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let customer = fields.given("customer").map(|key| CustomerKey::from(key.trim()));
    if let Some(customer) = customer.as_ref().filter(|customer| !is_known(&site, customer)) {
        return see_other(&format!("/console/shows?customer={customer}"));
    }
    let mut channels = ByChannel::new();
    for channel in Shows::CHANNELS {
        channels.extend(Shown::of_name(fields.get(channel.name())).map(|shown| (channel, shown)));
    }
    let back = match &customer {
        Some(_) => format!("/console/shows?saved={CUSTOMER}#customers"),
        None => format!("/console/shows?saved={EVERYBODY}"),
    };
    let command = Command::PutShows { customer: customer.clone(), channels };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other(&back),
        Ok(Err(refusal @ domain::Refusal::Methods(_))) if !who.wants_json => {
            let returned = fields.returned(None, &refusal.to_string());
            let (customer, returned) = (customer.as_ref(), Some(&returned));
            let page = page(&site, &who, ShowsSight { customer, returned, saved: None });
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Ok(Err(refusal)) => who.told(&site, &Problem::from(refusal)),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

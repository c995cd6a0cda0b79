//! What messages may show: the page, and the form on it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use domain::methods::{Command, Shown, Shows};
use domain::words::CustomerKey;

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};

/// `GET /console/shows`: for leads.
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let page = site.render(|context| {
        views::settings::at_least(context, &who.viewer, Role::Lead)
            .then(|| views::settings::shows(context, &who.viewer, None))
    });
    match page {
        Some(page) => html(page),
        None => who.told(&site, &Problem::unknown("page")),
    }
}

/// `POST /console/shows`
pub async fn put(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let again = |why: &str| {
        let returned = fields.returned(Some("customer"), why);
        let page =
            site.render(|context| views::settings::shows(context, &who.viewer, Some(&returned)));
        (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
    };
    let mut shows = site.line.published().state.methods.shows().clone();
    for channel in Shows::CHANNELS {
        let chosen = fields.get(&format!("channel-{}", channel.name()));
        if let Some(shown) = Shown::of_name(chosen) {
            shows.channels.insert(channel, shown);
        }
    }
    // What stands in no field of the form stays as it is.
    shows.customers = std::mem::take(&mut shows.customers)
        .into_iter()
        .filter_map(|(customer, before)| {
            let field = format!("customer-{customer}");
            let given = fields.pairs().iter().find(|(name, _)| *name == field);
            let shown = given.map_or(Some(before), |(_, chosen)| Shown::of_name(chosen));
            shown.map(|shown| (customer, shown))
        })
        .collect();
    if let Some(customer) = fields.given("customer") {
        let customer = CustomerKey::from(customer.trim());
        if site.line.published().state.customers.profile(&customer).is_none() {
            return again("There is no customer of that key. It stands on the customer's page.");
        }
        let Some(shown) = Shown::of_name(fields.get("shown")) else {
            return again("Choose how much may be shown of it.");
        };
        shows.customers.insert(customer, shown);
    }
    let command = domain::Command::Methods(Command::PutShows { shows });
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other("/console/shows"),
        Ok(Err(refusal)) => who.told(&site, &Problem::from(refusal)),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

//! Subscribers in the console: leads look after them.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::Refusal;
use domain::status_pages::Readers;
use domain::subscribers::{self, Command, Entry, Lane, Profile, Route, Through, tidy_address};
use domain::words::{StatusPageKey, SubscriberId, is_key};
use serde::Deserialize;
use views::Returned;
use views::subscribers::{LEAST, Wanted, colleagues};

use super::forms::Fields;
use super::posted::Posted;
use super::signed_in::SignedIn;
use super::subscribe::chosen;
use super::{Problem, Site, html, see_other};

mod listed;
pub(super) use listed::read_list;

/// How often the page of a word that is leaving is asked for anew.
const RENEWED_SECS: &str = "3";
/// Where all of it is listed.
const LIST: &str = "/console/subscribers";
/// Why nobody is added to a private page as one of everyone.
pub(super) const PRIVATE: &str =
    "This page is private. Say to which customer they belong, or let them sign up beside it.";

/// What the list is asked for.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    text: String,
    #[serde(default)]
    only: String,
    #[serde(default)]
    after: u32,
}

/// The routes of subscribers.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/subscribers", get(list).post(add))
        .route("/console/subscribers.csv", get(listed::download))
        .route("/console/subscribers/words/{number}", get(word))
        .route("/console/subscribers/words/{number}/{deed}", post(decide))
        .route("/console/subscribers/{id}", get(one))
        .route("/console/subscribers/{id}/{deed}", post(change))
}

fn may_look(site: &Site, who: &SignedIn) -> Result<(), Problem> {
    let may = site.render(|context| views::settings::at_least(context, &who.viewer, LEAST));
    if may { Ok(()) } else { Err(Problem::unknown("page")) }
}

/// `GET /console/subscribers`
async fn list(
    State(site): State<Arc<Site>>,
    options: Result<Query<Options>, QueryRejection>,
    who: SignedIn,
) -> Response {
    let options = options.map(|Query(options)| options).unwrap_or_default();
    if let Err(problem) = may_look(&site, &who) {
        return who.told(&site, &problem);
    }
    let Options { text, only, after } = &options;
    let wanted = Wanted { text, only, after: *after };
    html(site.render(|context| views::subscribers::page(context, &who.viewer, &wanted, None)))
}

fn given_back(site: &Site, who: &SignedIn, returned: &Returned) -> Response {
    let wanted = Wanted::default();
    let page = site
        .render(|context| views::subscribers::page(context, &who.viewer, &wanted, Some(returned)));
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// `POST /console/subscribers`: colleagues, one on each line; or a list of readers, pasted or from
/// files.
async fn add(State(site): State<Arc<Site>>, who: SignedIn, posted: Posted) -> Response {
    let fields = &posted.fields;
    let no = |field: &str, why: &str| given_back(&site, &who, &fields.returned(Some(field), why));
    if let Err(problem) = may_look(&site, &who) {
        return who.told(&site, &problem);
    }
    let profile = match profile(&site, fields) {
        Ok(profile) => profile,
        Err((field, why)) => return no(field, why),
    };
    if profile.colleague.is_none() {
        return listed::add(&site, &who, &posted, profile).await;
    }
    let route = profile.route;
    let entries = match entries(fields.get("addresses"), &profile) {
        Ok(entries) => entries,
        Err(why) => return no("addresses", &why),
    };
    if route.lane() == Lane::Hook
        && let Some(why) = entries.iter().find_map(|one| site.posts.checked(&one.address).err())
    {
        return no("addresses", why);
    }
    let consent = fields.get("consent").into();
    match site.line.tell(who.actor(), Command::Add { entries, consent }).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => {
            let field = match &refusal {
                Refusal::Subscribers(subscribers::Refusal::NoConsent) => "consent",
                Refusal::Subscribers(subscribers::Refusal::NotTheirs) => "customer",
                _ => "addresses",
            };
            no(field, &refusal.to_string())
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// What those who are added are told of: a page, or as colleagues what is told inside.
fn profile(site: &Site, fields: &Fields) -> Result<Profile, (&'static str, &'static str)> {
    let state = site.line.published().state;
    let route = Route::parse(fields.get("route")).unwrap_or(Route::Email);
    let (language, mut wants) = chosen(fields);
    if fields.get("kind") == colleagues::KIND {
        let least = colleagues::severity(fields.get("severity"));
        let least = least.ok_or(("severity", "Choose of which incidents they are told."))?;
        wants.zone = state.organisation.settings.zone.clone();
        return Ok(Profile::colleague(least, route, language, wants));
    }
    let page = StatusPageKey::from(fields.get("page"));
    let known = state.status_pages.get(&page).filter(|_| is_key(fields.get("page")));
    let known = known.ok_or(("page", "Choose a status page."))?;
    let customer = fields.get("customer").trim();
    let through = (!customer.is_empty()).then(|| of_customer(customer));
    if through.is_none() && known.profile.readers != Readers::Everyone {
        return Err(("customer", PRIVATE));
    }
    if wants.zone.is_empty() {
        wants.zone = known.profile.zone.clone();
    }
    Ok(Profile { page, route, language, wants, colleague: None, through })
}

/// What somebody reads through whom the vendor adds for a customer: no link, hence none that ends.
pub(super) fn of_customer(customer: &str) -> Through {
    Through::Customer { customer: customer.into(), link: None }
}

/// The entries of a pasted list. Of lines with several values the first that is an address counts;
/// a first line that names columns is passed over.
fn entries(list: &str, profile: &Profile) -> Result<Vec<Entry>, String> {
    let mut entries = Vec::new();
    let lines = list.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
    for (number, line) in lines {
        if entries.len() >= subscribers::IMPORT_MAX {
            return Err(subscribers::Refusal::LongList.to_string());
        }
        let mut values = line.split([',', ';', '\t']).map(|value| value.trim().trim_matches('"'));
        match values.find_map(|value| tidy_address(profile.route, value).ok()) {
            Some(address) => {
                entries.push(Entry { profile: profile.clone(), address: address.into() });
            }
            None if number == 0 && line.contains([',', ';', '\t']) => {}
            None => {
                let line: String = line.chars().take(80).collect();
                let number = number + 1;
                return Err(format!("Line {number} has no address over that way: {line}"));
            }
        }
    }
    if entries.is_empty() { Err("Write at least one address.".to_owned()) } else { Ok(entries) }
}

/// `GET /console/subscribers/<id>`
async fn one(State(site): State<Arc<Site>>, Path(id): Path<String>, who: SignedIn) -> Response {
    match may_look(&site, &who) {
        Ok(()) => one_with(&site, &who, &id, None),
        Err(problem) => who.told(&site, &problem),
    }
}

fn one_with(site: &Site, who: &SignedIn, id: &str, returned: Option<&Returned>) -> Response {
    let state = site.line.published().state;
    let known = SubscriberId::parse(id).and_then(|id| state.subscribers.get(id));
    let Some(known) = known else { return who.told(site, &Problem::unknown("subscriber")) };
    let signed = known.profile.route.is_signed();
    let secret = signed.then(|| crate::signed::secret_of(&site.key, known));
    html(site.render(|context| {
        views::subscribers::one(context, &who.viewer, known, secret.as_deref(), returned)
    }))
}

/// `POST /console/subscribers/<id>/{resume,leave}`
async fn change(
    State(site): State<Arc<Site>>,
    Path((id, deed)): Path<(String, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(subscriber) = SubscriberId::parse(&id) else {
        return who.told(&site, &Problem::unknown("subscriber"));
    };
    let (command, then) = match deed.as_str() {
        "resume" => (Command::Resume { subscriber }, format!("{LIST}/{id}")),
        "leave" => (Command::Leave { subscriber }, LIST.to_owned()),
        _ => return who.told(&site, &Problem::unknown("deed")),
    };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other(&then),
        Ok(Err(refusal)) => {
            let returned = fields.returned(None, &refusal.to_string());
            (StatusCode::CONFLICT, one_with(&site, &who, &id, Some(&returned))).into_response()
        }
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// `GET /console/subscribers/words/<number>`
async fn word(State(site): State<Arc<Site>>, Path(number): Path<u32>, who: SignedIn) -> Response {
    if let Err(problem) = may_look(&site, &who) {
        return who.told(&site, &problem);
    }
    let state = site.line.published().state;
    match state.subscribers.word(number) {
        Some(word) => {
            let page =
                html(site.render(|context| views::subscribers::word(context, &who.viewer, word)));
            // Whoever watches it leave sees it go on without pressing anything.
            match word.is_leaving(site.line.published().now()) {
                true => ([(header::REFRESH, RENEWED_SECS)], page).into_response(),
                false => page.into_response(),
            }
        }
        None => who.told(&site, &Problem::unknown("word")),
    }
}

/// `POST /console/subscribers/words/<number>/{release,withhold}`
async fn decide(
    State(site): State<Arc<Site>>,
    Path((number, deed)): Path<(u32, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let command = match deed.as_str() {
        "release" => Command::Release { broadcast: number },
        "withhold" => Command::Withhold { broadcast: number },
        _ => return who.told(&site, &Problem::unknown("deed")),
    };
    match site.line.tell(who.actor(), command).await {
        // Back to where it was pressed: that page shows what has become of it.
        Ok(Ok(_)) => match fields.number("room") {
            None => see_other(&format!("{LIST}/words/{number}")),
            Some(0) => see_other("/console"),
            Some(room) => see_other(&format!("/console/incidents/{room}")),
        },
        Ok(Err(refusal)) => who.told(&site, &Problem::from(refusal)),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

#[cfg(test)]
mod tests {
    use domain::subscribers::Wants;
    use domain::words::Language;

    use super::*;

    fn profile(route: Route) -> Profile {
        let page = StatusPageKey::from("public");
        let (language, wants) = (Language::English, Wants::default());
        Profile { page, route, language, wants, colleague: None, through: None }
    }

    fn addresses(list: &str) -> Result<Vec<String>, String> {
        let found = entries(list, &profile(Route::Email))?;
        Ok(found.into_iter().map(|entry| entry.address.to_string()).collect())
    }

    #[test]
    fn a_list_out_of_statuspage_and_one_by_hand_are_read() {
        let csv = "subscriber_id,email,phone\n\"a1\",\"Ines@Harbour.example\",\n,jo@b.example;x\n";
        assert_eq!(addresses(csv).unwrap(), ["Ines@harbour.example", "jo@b.example"]);
        assert_eq!(addresses(" a@b.example \r\n\r\nc@d.example").unwrap().len(), 2);
        for bad in ["", "\n\n", "email\na@b.example", "a@b.example\nnobody"] {
            assert!(addresses(bad).is_err(), "{bad}");
        }
        let long = "a@b.example\n".repeat(subscribers::IMPORT_MAX + 1);
        assert!(addresses(&long).is_err());
    }

    #[test]
    fn a_list_of_any_text_is_read_or_given_back() {
        bolero::check!().with_type::<String>().for_each(|list| {
            for route in Route::ALL {
                if let Ok(entries) = entries(list, &profile(route)) {
                    assert!(!entries.is_empty() && entries.len() <= subscribers::IMPORT_MAX);
                }
            }
        });
    }
}

//! How people are rung: the rules that they, or a lead, choose.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::access::{Method, Role};
use domain::methods::{Command, Guess, Quiet, Rule, Rules};
use domain::words::PersonKey;
use views::settings::{NEVER, URGENCIES, can_be_proved, rule_field};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, keys, see_other};

/// Whether somebody may see and change how a person is rung: their own, or as a lead.
fn may(site: &Site, who: &SignedIn, person: &PersonKey) -> bool {
    let lead = site.render(|context| {
        context.state.access.person(person).is_some()
            && views::settings::at_least(context, &who.viewer, Role::Lead)
    });
    lead || who.viewer.person == *person
}

/// `GET /console/people/<key>/rules`: for leads.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let person = PersonKey::from(key.as_str());
    if !may(&site, &who, &person) {
        return who.told(&site, &Problem::unknown("person"));
    }
    html(site.render(|context| views::settings::rules_of(context, &who.viewer, &person, None)))
}

/// `POST /console/people/<key>/rules`
pub async fn put(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let person = PersonKey::from(key.as_str());
    if !may(&site, &who, &person) {
        return who.told(&site, &Problem::unknown("person"));
    }
    let own = who.viewer.person == person;
    let again = |field: Option<&str>, why: &str| {
        let returned = fields.returned(field, why);
        let page = if own {
            keys::me_page(&site, &who.viewer, &headers, Some(&returned))
        } else {
            site.render(|context| {
                views::settings::rules_of(context, &who.viewer, &person, Some(&returned))
            })
        };
        (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
    };
    let rules = match rules(&site, &person, &fields) {
        Ok(rules) => rules,
        Err((field, why)) => return again(field, &why),
    };
    let command = Command::PutRules { person: person.clone(), rules };
    match site.line.tell(who.actor(), domain::Command::Methods(command)).await {
        Ok(Ok(_)) if own => see_other("/console/me#rules-title"),
        Ok(Ok(_)) => see_other(&format!("/console/people/{person}/rules")),
        Ok(Err(refusal)) => again(None, &refusal.to_string()),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

type Wrong = (Option<&'static str>, String);

/// What the form says.
fn rules(site: &Site, person: &PersonKey, fields: &Fields) -> Result<Rules, Wrong> {
    let state = site.line.published().state;
    let methods = state.methods_of(person);
    let mut rules = Vec::new();
    let mut plain = true;
    for (urgency, word, title) in URGENCIES {
        let before = rules.len();
        for method in &methods {
            let chosen = fields.get(&rule_field(word, method));
            plain &= matches!(chosen, "0" | "");
            // What a form of before has no field for rings at once.
            let delay = if chosen.is_empty() { "0" } else { chosen };
            if delay == NEVER {
                continue;
            }
            let delay_secs = delay
                .parse()
                .map_err(|_| (None, "Choose a time out of the list, or \"not\".".to_owned()))?;
            rules.push(Rule { urgency, method: method.key.clone(), delay_secs });
        }
        if rules.len() == before && !methods.is_empty() {
            let why = format!("{title}: choose at least one method, or nobody would be reached.");
            return Err((None, why));
        }
    }
    // Everything at once is what happens without rules, also for methods that are added later.
    if plain {
        rules.clear();
    }
    let quiet = match (fields.get("quiet_from"), fields.get("quiet_until")) {
        ("", "") => None,
        (from, until) => Some(Quiet::parse(from, until).map_err(|why| (Some("quiet_from"), why))?),
    };
    Ok(Rules { rules, quiet })
}

/// One of the viewer's own methods over which a code can go.
fn own_method(site: &Site, who: &SignedIn, key: &str) -> Option<Method> {
    let methods = site.line.published().state.methods_of(&who.viewer.person);
    methods.into_iter().find(|method| method.key.as_str() == key && can_be_proved(method.channel))
}

/// `POST /console/methods/<key>/code`: sends a code over a method of one's own.
pub async fn send_code(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(method) = own_method(&site, &who, &key) else {
        return who.told(&site, &Problem::unknown("contact method"));
    };
    let person = who.viewer.person.clone();
    let command = Command::SendCode { person, method: method.key, address: method.address };
    told(&site, &who, &headers, &fields, command).await
}

/// `POST /console/methods/<key>/proof`: the code was typed.
pub async fn try_code(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some(method) = own_method(&site, &who, &key) else {
        return who.told(&site, &Problem::unknown("contact method"));
    };
    let person = who.viewer.person.clone();
    let state = site.line.published().state;
    let code = state.methods.code(&person, &method.key, &method.address);
    let right = code.is_some_and(|code| site.key.is_method_code(code.number, fields.get("code")));
    let guess = if right { Guess::Right } else { Guess::Wrong };
    let command = Command::TryCode { person, method: method.key, guess };
    if right {
        return told(&site, &who, &headers, &fields, command).await;
    }
    match site.line.tell(who.actor(), domain::Command::Methods(command)).await {
        Ok(Ok(_)) => {
            let why = "That is not the code. Look at the latest message and type it again.";
            again(&site, &who, &headers, &fields, why)
        }
        Ok(Err(refusal)) => again(&site, &who, &headers, &fields, &refusal.to_string()),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

/// Carries it out, and shows one's own page.
async fn told(
    site: &Site,
    who: &SignedIn,
    headers: &HeaderMap,
    fields: &Fields,
    command: Command,
) -> Response {
    match site.line.tell(who.actor(), domain::Command::Methods(command)).await {
        Ok(Ok(_)) => see_other("/console/me#ways-title"),
        Ok(Err(refusal)) => again(site, who, headers, fields, &refusal.to_string()),
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

fn again(site: &Site, who: &SignedIn, headers: &HeaderMap, fields: &Fields, why: &str) -> Response {
    let returned = fields.returned(Some("code"), why);
    let page = keys::me_page(site, &who.viewer, headers, Some(&returned));
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

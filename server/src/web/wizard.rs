//! The setup wizard in the console: each step is a page and a form, and keeps nothing of its own;
//! what it knows stands in the organisation.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::access::{self, Method, Person, Role, is_mail_address};
use domain::organisation::{self, Settings};
use domain::words::{
    Channel, Country, Language, MethodKey, Owner, PersonKey, Personal, SmolStr, e164, tidy_line,
};
use domain::{Command, State as Organisation};
use views::wizard::{Sight, Step, Ways};
use views::{Markup, Returned};

use super::forms::Fields;
use super::reader::Asked;
use super::signed_in::SignedIn;
use super::{Problem, Site, html, see_other};

mod people;
mod plans;
mod trial;

pub use trial::Trials;

/// Longest first advice, in bytes, as the domain takes it.
const FIRST_AID_LEN_MAX: usize = 8_000;

/// The routes of the wizard.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/setup", get(ready))
        .route("/console/setup/sheet", get(sheet))
        .route("/console/setup/organisation", get(organisation).post(put_organisation))
        .route("/console/setup/you", get(trial::show).post(put_you))
        .route("/console/setup/you/stream", get(trial::stream))
        .route("/console/setup/you/poll", get(trial::poll))
        .route("/console/setup/you/test", post(trial::ring))
        .route("/console/setup/you/test/stop", post(trial::stop))
        .route("/console/setup/people", get(people::show).post(people::add))
        .route("/console/setup/people/invite", post(people::invite))
        .route("/console/setup/schedule", get(plans::schedule).post(plans::put_schedule))
        .route("/console/setup/front-door", get(plans::front_door).post(plans::put_front_door))
        .route("/console/setup/help-page", get(help_page).post(put_help_page))
}

/// What is configured.
fn ways(site: &Site) -> Ways<'_> {
    let channels = site.telephone.channels();
    let serves = |wanted| channels.iter().any(|carrier| carrier.channel() == wanted);
    Ways {
        mails: site.mails,
        texts: serves(Channel::Sms),
        calls: serves(Channel::Voice),
        public_url: &site.public_url,
    }
}

/// Only a manager sets up; to everybody else there is no such page.
fn turned_away(site: &Site, who: &SignedIn) -> Option<Response> {
    let manages =
        site.render(|context| views::settings::at_least(context, &who.viewer, Role::Manager));
    (!manages).then(|| who.told(site, &Problem::unknown("page")))
}

/// Renders a step for whoever may see it.
fn shown(
    site: &Site,
    who: &SignedIn,
    returned: Option<&Returned>,
    view: impl FnOnce(&views::Context<'_>, &Sight<'_>) -> Markup,
) -> Response {
    if let Some(response) = turned_away(site, who) {
        return response;
    }
    let sight = Sight { viewer: &who.viewer, ways: ways(site), returned };
    html(site.render(|context| view(context, &sight)))
}

/// What a form brings about: a command, or the field that is wrong and why.
type Read = Result<Vec<Command>, (&'static str, String)>;

/// Carries out what a form asks for, or gives it back with what is wrong.
async fn put(
    site: &Site,
    who: &SignedIn,
    fields: &Fields,
    step: Step,
    read: Read,
    again: impl Fn(&views::Context<'_>, &Sight<'_>) -> Markup,
) -> Response {
    if let Some(response) = turned_away(site, who) {
        return response;
    }
    let refused = |status: StatusCode, field: Option<&str>, why: &str| {
        let returned = fields.returned(field, why);
        (status, shown(site, who, Some(&returned), &again)).into_response()
    };
    let commands = match read {
        Ok(commands) => commands,
        Err((field, why)) => {
            return refused(StatusCode::UNPROCESSABLE_ENTITY, Some(field), &why);
        }
    };
    for command in commands {
        match site.line.tell(who.actor(), command).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => {
                let why = refusal.to_string();
                return refused(StatusCode::UNPROCESSABLE_ENTITY, None, &why);
            }
            Err(unanswered) => {
                let problem = Problem::from(unanswered);
                return refused(StatusCode::SERVICE_UNAVAILABLE, None, problem.detail());
            }
        }
    }
    see_other(&step.after())
}

/// `GET /console/setup`: ready, or what is missing.
async fn ready(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    shown(&site, &who, None, views::wizard::ready)
}

/// `GET /console/setup/sheet`: to print, in the language of callers.
async fn sheet(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let settings = site.line.published().state.organisation.settings.clone();
    let language = settings.spoken(asked.language());
    shown(&site, &who, None, |context, sight| {
        views::wizard::sheet(context, sight, "/help", language)
    })
}

/// `GET /console/setup/organisation`
async fn organisation(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    shown(&site, &who, None, views::wizard::organisation)
}

/// `POST /console/setup/organisation`
async fn put_organisation(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let settings = site.line.published().state.organisation.settings.as_ref().clone();
    let read = named(&fields, settings).map(|settings| vec![settings_put(settings)]);
    put(&site, &who, &fields, Step::Organisation, read, views::wizard::organisation).await
}

fn settings_put(settings: Settings) -> Command {
    organisation::Command::Put { settings }.into()
}

/// The settings with what the first step asks for, the same behind the one-time link.
pub(super) fn named(fields: &Fields, known: Settings) -> Result<Settings, (&'static str, String)> {
    let name =
        line(fields, "organisation", "your organisation’s name", super::setup::NAME_LEN_MAX)?;
    if name.is_empty() {
        return Err(("organisation", "Please write your organisation’s name.".to_owned()));
    }
    let zone = zone(fields.get("zone"))?;
    let len_max = super::setup::DANGER_NUMBER_LEN_MAX;
    let danger = line(fields, "danger_number", "the number for danger of life", len_max)?;
    Ok(Settings { name: name.into(), zone, danger_number: danger.into(), ..known })
}

/// A time zone that exists.
fn zone(typed: &str) -> Result<SmolStr, (&'static str, String)> {
    let typed = typed.trim();
    let known = crate::zones().get(typed).is_ok();
    let problem = "This time zone is not known. Write one like Europe/Berlin or America/New_York.";
    if known { Ok(typed.into()) } else { Err(("zone", problem.to_owned())) }
}

/// A field of one line that fits.
fn line(
    fields: &Fields,
    field: &'static str,
    what: &str,
    len_max: usize,
) -> Result<String, (&'static str, String)> {
    let text = tidy_line(fields.get(field));
    if text.len() > len_max {
        Err((field, super::setup::too_long(what, len_max)))
    } else {
        Ok(text)
    }
}

/// `POST /console/setup/you`
async fn put_you(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let state = site.line.published().state;
    let read = you(&fields, &state, &who.viewer.person);
    let page = |context: &views::Context<'_>, sight: &Sight<'_>| {
        views::wizard::you(context, sight, None, "")
    };
    let answer = put(&site, &who, &fields, Step::You, read, page).await;
    // The test stands on the same page: whoever saves a number wants to hear it ring.
    let saved = answer.status() == StatusCode::SEE_OTHER;
    if saved { see_other(&format!("{}#test", Step::You.path())) } else { answer }
}

fn you(fields: &Fields, state: &Organisation, person: &PersonKey) -> Read {
    let gone = || ("name", "You are not in the organisation any more.".to_owned());
    let known = state.access.person(person).ok_or_else(gone)?;
    let name = line(fields, "name", "your name", super::setup::NAME_LEN_MAX)?;
    if name.is_empty() {
        return Err(("name", "Please write your name.".to_owned()));
    }
    let reached = reached(fields.get("email"), fields.get("number"))?;
    let owner = Owner::Person(person.clone());
    let mut profile = Person { name: Personal::new(owner.clone(), &name), ..known.clone() };
    with_methods(&mut profile, &owner, &reached);
    Ok(vec![access::Command::PutPerson { person: person.clone(), profile }.into()])
}

/// Where somebody is reached, as it was typed; empty where nothing was.
pub(super) struct Reached {
    email: String,
    number: String,
}

/// Reads an address and a number.
pub(super) fn reached(email: &str, number: &str) -> Result<Reached, (&'static str, String)> {
    let email = tidy_line(email);
    if !email.is_empty() && !is_mail_address(&email) {
        let problem = "This is no e-mail address. Write one like maria@example.com, or leave it \
                       empty.";
        return Err(("email", problem.to_owned()));
    }
    let number = match tidy_line(number) {
        empty if empty.is_empty() => empty,
        typed => e164(&typed).map_err(|bad| ("number", bad.to_string()))?,
    };
    Ok(Reached { email, number })
}

/// Gives a person these ways to be reached and the pager in the browser, and leaves the others.
pub(super) fn with_methods(profile: &mut Person, owner: &Owner, reached: &Reached) {
    let wanted = [
        ("screen", Channel::Screen, Some("")),
        ("email", Channel::Email, given(&reached.email)),
        ("call", Channel::Voice, given(&reached.number)),
        ("text", Channel::Sms, given(&reached.number)),
    ];
    for (key, channel, address) in wanted {
        let at = profile.methods.iter().position(|method| method.channel == channel);
        let address = address.map(|address| Personal::new(owner.clone(), address));
        match (at, address) {
            (Some(at), Some(address)) => profile.methods[at].address = address,
            (Some(at), None) => drop(profile.methods.remove(at)),
            (None, Some(address)) => {
                profile.methods.push(Method { key: MethodKey::from(key), channel, address });
            }
            (None, None) => {}
        }
    }
}

fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// `GET /console/setup/help-page`
async fn help_page(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    shown(&site, &who, None, views::wizard::help_page)
}

/// `POST /console/setup/help-page`
async fn put_help_page(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let settings = site.line.published().state.organisation.settings.as_ref().clone();
    let read = words(&fields, settings).map(|settings| vec![settings_put(settings)]);
    put(&site, &who, &fields, Step::HelpPage, read, views::wizard::help_page).await
}

fn words(fields: &Fields, known: Settings) -> Result<Settings, (&'static str, String)> {
    let phone = line(fields, "phone", "your telephone number", super::setup::NAME_LEN_MAX)?;
    let (first_aid, cut) = domain::words::tidied(fields.get("first_aid"), FIRST_AID_LEN_MAX);
    if cut {
        return Err(("first_aid", super::setup::too_long("first advice", FIRST_AID_LEN_MAX)));
    }
    let language = Language::of_tag(fields.get("language")).or(known.language);
    let serves = countries(fields, "serves")?;
    let call_countries = countries(fields, "call_countries")?;
    let (phone, first_aid) = (phone.into(), first_aid.into());
    Ok(Settings { phone, first_aid, language, serves, call_countries, ..known })
}

/// Countries as people write several: with spaces or commas between them.
fn countries(fields: &Fields, field: &'static str) -> Result<Vec<Country>, (&'static str, String)> {
    let typed = fields.get(field);
    let codes = typed.split([' ', ',', ';', '/']).filter(|code| !code.is_empty());
    codes
        .map(|code| {
            Country::parse(code).ok_or_else(|| {
                (field, format!("“{code}” is no country. Write two letters for each: DE AT CH."))
            })
        })
        .collect()
}

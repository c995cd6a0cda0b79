//! Planned maintenance in the console: responders plan it and look after it, leads say what comes
//! again.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::maintenance::{Command, Ending, Maintenance, Plan, Refusal, Stage};
use domain::words::{Flaw, Timestamp, Translation, UpdateId};

use super::forms::{Fields, translations};
use super::signed_in::SignedIn;
use super::{Problem, Site, command_id, form_page, html, see_other};

mod read;
pub mod routines;
mod templates;
mod words;

use read::reminders;
pub(super) use read::{Wrong, instant};

/// Where all of it stands.
const LIST: &str = "/console/maintenance";

/// The routes of planned maintenance, of what comes again, and of announcements.
pub fn routes() -> Router<Arc<Site>> {
    use super::announcements;
    Router::new()
        .route("/console/announcements", get(announcements::list).post(announcements::post))
        .route("/console/announcements/new", get(announcements::blank))
        .route(
            "/console/announcements/{number}",
            get(announcements::one).post(announcements::change),
        )
        .route("/console/announcements/{number}/end", post(announcements::end))
        .route("/console/maintenance", get(list).post(plan))
        .route("/console/maintenance/new", get(blank))
        .route("/console/maintenance/template", post(templates::blank))
        .route("/console/maintenance/{number}/template", post(templates::word))
        .route("/console/maintenance/{number}/plan/template", post(templates::plan))
        .route("/console/maintenance/routines", post(routines::create))
        .route("/console/maintenance/routines/new", get(routines::blank))
        .route("/console/maintenance/routines/{key}", get(routines::one).post(routines::edit))
        .route("/console/maintenance/routines/{key}/removal", post(routines::remove))
        .route("/console/maintenance/routines/{key}/template", post(templates::routine))
        .route("/console/maintenance/{number}", get(one))
        .route("/console/maintenance/{number}/plan", get(replan).post(change))
        .route("/console/maintenance/{number}/stage", post(say))
        .route("/console/maintenance/{number}/extension", post(extend))
        .merge(words::routes())
}

/// A number for a form, so that pressing twice is once.
pub(super) fn number() -> String {
    format!("{:032x}", crate::chance::id())
}

/// `GET /console/maintenance`
pub async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::maintenance::page(context, &who.viewer)))
}

/// `GET /console/maintenance/new`
pub async fn blank(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    form(&site, &who, None, None)
}

/// `GET /console/maintenance/<number>`
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    Query(asked): Query<words::Asked>,
    who: SignedIn,
) -> Response {
    with(&site, &who, number, |known| page(&site, &who, (known, asked.word()), None))
}

/// `GET /console/maintenance/<number>/plan`
pub async fn replan(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
) -> Response {
    with(&site, &who, number, |known| form(&site, &who, Some(known), None))
}

/// Answers about the one of that number, or that there is none.
fn with(
    site: &Site,
    who: &SignedIn,
    number: u32,
    answer: impl FnOnce(&Maintenance) -> Response,
) -> Response {
    match site.line.published().state.maintenance.numbered(number) {
        Some(known) => answer(known),
        None => who.told(site, &Problem::unknown("maintenance")),
    }
}

fn page(
    site: &Site,
    who: &SignedIn,
    asked: (&Maintenance, Option<UpdateId>),
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site
        .render(|context| views::maintenance::one(context, &who.viewer, asked, &command, returned));
    form_page(page, returned)
}

fn form(
    site: &Site,
    who: &SignedIn,
    known: Option<&Maintenance>,
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site.render(|context| {
        views::maintenance::plan(context, &who.viewer, known, &command, returned)
    });
    form_page(page, returned)
}

/// `POST /console/maintenance`
pub async fn plan(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    tell(&site, &who, None, &fields).await
}

/// `POST /console/maintenance/<number>/plan`
pub async fn change(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    match state.maintenance.numbered(number) {
        Some(known) => tell(&site, &who, Some(known), &fields).await,
        None => who.told(&site, &Problem::unknown("maintenance")),
    }
}

/// Plans one, or plans one anew, and shows it.
async fn tell(
    site: &Site,
    who: &SignedIn,
    known: Option<&Maintenance>,
    fields: &Fields,
) -> Response {
    let again = |field: &str, problem: &str| {
        form(site, who, known, Some(&fields.returned(Some(field), problem)))
    };
    let plan = match planned(fields) {
        Ok(plan) => plan,
        Err((field, problem)) => return again(field, &problem),
    };
    let (place, command) = match known {
        Some(known) => {
            let place = format!("maintenance/{}/plan", known.number);
            let takes_back = fields.has("takes_back");
            (place, Command::Change { maintenance: known.id, plan, takes_back })
        }
        None => ("maintenance".to_owned(), Command::Plan { plan }),
    };
    let id = command_id(fields.get("command"), &place, &[&fields.whole()]);
    match site.line.ask(id, who.actor(), command).await {
        Ok(Ok(_)) => {
            // What was just planned has the highest number, unless somebody was quicker: then
            // theirs is shown, and their own stands in the list.
            let state = site.line.published().state;
            let made = state.maintenance.planned.values();
            let made = made.filter(|known| known.origin.is_none()).map(|known| known.number).max();
            let number = known.map(|known| known.number).or(made);
            see_other(&number.map_or_else(|| LIST.to_owned(), |n| format!("{LIST}/{n}")))
        }
        Ok(Err(refusal)) => again(&field_of(&refusal), &refusal.to_string()),
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

/// `POST /console/maintenance/<number>/stage`
pub async fn say(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let stage = Stage::ALL.into_iter().find(|stage| stage.name() == fields.get("stage"));
    let Some(stage) = stage else { return who.told(&site, &Problem::unknown("stage")) };
    // Why something is cancelled has a field of its own, so that the form says what is missing.
    let field = if stage == Stage::Cancelled { "why" } else { "words" };
    let (words, translations) =
        (fields.get(field).into(), translations(&fields, &[("known", field)]));
    let say = |maintenance| Command::Say { maintenance, stage, words, translations };
    act(&site, &who, number, &fields, say).await
}

/// `POST /console/maintenance/<number>/extension`
pub async fn extend(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    let Some(known) = state.maintenance.numbered(number) else {
        return who.told(&site, &Problem::unknown("maintenance"));
    };
    let until = match instant("until", fields.get("until"), &known.plan.zone, true) {
        Ok(until) => until,
        Err((field, problem)) => {
            let returned = fields.returned(Some(field), &problem);
            return page(&site, &who, (known, None), Some(&returned));
        }
    };
    let reason = fields.get("reason").into();
    let translations = translations(&fields, &[("known", "reason")]);
    let extend = |maintenance| Command::Extend { maintenance, until, reason, translations };
    act(&site, &who, number, &fields, extend).await
}

/// Sends what was pressed on the page of one, and shows it again.
async fn act(
    site: &Site,
    who: &SignedIn,
    number: u32,
    fields: &Fields,
    command: impl FnOnce(domain::words::MaintenanceId) -> Command,
) -> Response {
    let state = site.line.published().state;
    let Some(known) = state.maintenance.numbered(number) else {
        return who.told(site, &Problem::unknown("maintenance"));
    };
    let (place, next) = (format!("maintenance/{number}"), format!("{LIST}/{number}"));
    let again = |refusal: &domain::Refusal| {
        let mut asked = ["reason", "why", "words"].into_iter();
        let asked = asked.find(|field| fields.has(field)).unwrap_or("words");
        refused(site, who, (number, None), (fields, asked), refusal)
    };
    who.sends(site, (&place, fields), command(known.id), &next, again).await
}

/// The page of one again, with what was refused beside its field; `word` is the field for what is
/// said.
fn refused(
    site: &Site,
    who: &SignedIn,
    (number, entry): (u32, Option<UpdateId>),
    (fields, word): (&Fields, &str),
    refusal: &domain::Refusal,
) -> Response {
    let field = match refusal {
        domain::Refusal::Maintenance(Refusal::BadWords) => word.to_owned(),
        domain::Refusal::Maintenance(Refusal::BadTranslation(flaw)) => flawed(flaw, word),
        _ => field_of(refusal),
    };
    let returned = fields.returned(Some(&field), &refusal.to_string());
    with(site, who, number, |known| page(site, who, (known, entry), Some(&returned)))
}

/// What the form plans.
fn planned(fields: &Fields) -> Result<Plan, Wrong> {
    let zone = fields.get("zone").trim();
    let (from, until): (Timestamp, Timestamp) = (
        instant("from", fields.get("from"), zone, false)?,
        instant("until", fields.get("until"), zone, true)?,
    );
    Ok(Plan {
        title: fields.get("title").into(),
        impact: fields.get("impact").into(),
        translations: further(fields),
        components: fields.all("component").into_iter().map(Into::into).collect(),
        audiences: fields.all("audience").into_iter().map(Into::into).collect(),
        from,
        until,
        zone: zone.into(),
        owner: fields.get("owner").into(),
        remind_mins: reminders(fields.get("remind"))?,
        ends: ending(fields),
    })
}

/// Heading and what it means, in further languages.
fn further(fields: &Fields) -> Vec<Translation> {
    translations(fields, &[("title", "title"), ("impact", "impact")])
}

fn ending(fields: &Fields) -> Ending {
    match fields.given("by_hand") {
        Some(_) => Ending::ByHand,
        None => Ending::ByItself,
    }
}

/// The field that a refusal is about.
fn field_of(refusal: &domain::Refusal) -> String {
    let domain::Refusal::Maintenance(refusal) = refusal else { return "title".to_owned() };
    let field = match refusal {
        Refusal::BadTranslation(flaw) => return flawed(flaw, "words"),
        Refusal::BadImpact => "impact",
        Refusal::BadComponents => "component",
        Refusal::BadAudiences => "audience",
        Refusal::EndBeforeStart | Refusal::TooLong | Refusal::NotLonger => "until",
        Refusal::Past | Refusal::TooFar => "from",
        Refusal::BadZone => "zone",
        Refusal::BadReminders => "remind",
        Refusal::BadOwner => "owner",
        Refusal::BadRepeat => "every",
        Refusal::BadWords => "words",
        Refusal::SaysMore => "takes_back",
        Refusal::Unknown
        | Refusal::UnknownRoutine
        | Refusal::BadTitle
        | Refusal::Over
        | Refusal::NotNow
        | Refusal::NotThere
        | Refusal::TooMany
        | Refusal::BadTimes
        | Refusal::NotYours => "title",
    };
    field.to_owned()
}

/// The field of a form that a flaw is about; `word` is the one for what is known.
pub(super) fn flawed(flaw: &Flaw, word: &str) -> String {
    let part = match flaw {
        Flaw::TooLong { part, .. } if part != "known" => part.as_str(),
        // A form has each field once.
        Flaw::TooLong { .. } | Flaw::Twice { .. } => word,
    };
    views::languages::field(part, flaw.language())
}

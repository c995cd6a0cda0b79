//! Maintenance that comes again: leads define it, and take it out.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::maintenance::{Command, PlanWords, Repeat, Routine, Weekdays};
use domain::oncall::{TimeOfDay, parse_date};
use domain::words::RoutineKey;
use jiff::civil::Date;

use super::read::{Wrong, reminders};
use super::{LIST, ending, field_of, further};
use crate::web::forms::Fields;
use crate::web::signed_in::SignedIn;
use crate::web::{Problem, Site, cards, form_page, see_other};

/// Keys that are addresses of pages.
const TAKEN: [&str; 1] = [views::maintenance::NEW];

/// `GET /console/maintenance/routines/new`
pub async fn blank(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    form(&site, &who, None, None)
}

/// `GET /console/maintenance/routines/<key>`
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    again(&site, &who, &key, None)
}

/// The form of the one of that key, or that there is none.
pub(super) fn again(
    site: &Site,
    who: &SignedIn,
    key: &str,
    returned: Option<&views::Returned>,
) -> Response {
    let key = RoutineKey::from(key);
    match site.line.published().state.maintenance.routines.get(&key) {
        Some(known) => form(site, who, Some((&key, &known.as_written())), returned),
        None => who.told(site, &Problem::unknown("regular maintenance")),
    }
}

pub(super) fn form(
    site: &Site,
    who: &SignedIn,
    known: Option<(&RoutineKey, &Routine)>,
    returned: Option<&views::Returned>,
) -> Response {
    let page =
        site.render(|context| views::maintenance::routine(context, &who.viewer, known, returned));
    form_page(page, returned)
}

/// `POST /console/maintenance/routines`
pub async fn create(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let state = site.line.published().state;
    let taken = |key: &str| state.maintenance.routines.contains_key(&RoutineKey::from(key));
    let key = cards::free_key(fields.get("title"), "maintenance", &TAKEN, taken);
    keep(&site, &who, &RoutineKey::from(key.as_str()), &fields).await
}

/// `POST /console/maintenance/routines/<key>`
pub async fn edit(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let key = RoutineKey::from(key.as_str());
    match site.line.published().state.maintenance.routines.get(&key) {
        Some(_) => keep(&site, &who, &key, &fields).await,
        None => who.told(&site, &Problem::unknown("regular maintenance")),
    }
}

async fn keep(site: &Site, who: &SignedIn, key: &RoutineKey, fields: &Fields) -> Response {
    let state = site.line.published().state;
    let known = state.maintenance.routines.get(key);
    let known = known.map(|known| known.as_written());
    let known = known.as_ref().map(|known| (key, known));
    let again = |field: &str, problem: &str| {
        form(site, who, known, Some(&fields.returned(Some(field), problem)))
    };
    let routine = key.clone();
    let command = match fields.has("takes_back") {
        // Nothing else is asked for: the rest may be changed, or missing, and stays as it is kept.
        true => Command::TakeBackRoutine { routine, words: left(fields) },
        false => match typed(fields) {
            Ok(profile) => Command::PutRoutine { routine, profile },
            Err((field, problem)) => return again(field, &problem),
        },
    };
    match site.line.tell(who.actor(), command).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => again(&field_of(&refusal), &refusal.to_string()),
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

/// What is left of its words. For whom they are is never asked when words are taken back.
fn left(fields: &Fields) -> PlanWords {
    PlanWords {
        title: fields.get("title").into(),
        impact: fields.get("impact").into(),
        translations: further(fields),
        audiences: Vec::new(),
    }
}

/// What the form says comes again.
fn typed(fields: &Fields) -> Result<Routine, Wrong> {
    let first = parse_date(fields.get("first").trim());
    let at = TimeOfDay::parse(fields.get("at").trim());
    let every = fields.number("every").and_then(|every| u8::try_from(every).ok());
    let every = every.ok_or_else(|| ("every", "Write a number, such as 1.".to_owned()))?;
    let first = first.map_err(|bad| ("first", bad.to_string()))?;
    let repeat = repeat(fields, every, first)?;
    Ok(Routine {
        title: fields.get("title").into(),
        impact: fields.get("impact").into(),
        translations: further(fields),
        components: fields.all("component").into_iter().map(Into::into).collect(),
        audiences: fields.all("audience").into_iter().map(Into::into).collect(),
        zone: fields.get("zone").trim().into(),
        owner: fields.get("owner").into(),
        remind_mins: reminders(fields.get("remind"))?,
        ends: ending(fields),
        first,
        at_mins: at.map_err(|bad| ("at", bad.to_string()))?.minutes(),
        lasts_mins: fields
            .number("lasts")
            .ok_or_else(|| ("lasts", "Write minutes, such as 120.".to_owned()))?,
        repeat,
    })
}

/// How it comes again, by what was chosen and ticked.
fn repeat(fields: &Fields, every: u8, first: Date) -> Result<Repeat, Wrong> {
    let chosen = Repeat::named(fields.get("repeat"), every);
    let chosen = chosen.ok_or_else(|| ("repeat", "Choose weeks or months.".to_owned()))?;
    let ticked = fields.all("weekday");
    if ticked.is_empty() {
        return Ok(chosen);
    }
    let wrong = |problem: &str| ("weekday", problem.to_owned());
    let days = Weekdays::named(ticked).ok_or_else(|| wrong("Tick days of the week."))?;
    let by_months = "Days of the week are for weeks. Untick them, or choose weeks.";
    chosen.on(days, first).ok_or_else(|| wrong(by_months))
}

/// `POST /console/maintenance/routines/<key>/removal`
pub async fn remove(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let routine = RoutineKey::from(key.as_str());
    who.does(&site, Command::RemoveRoutine { routine }, LIST).await
}

//! The first schedule and the front-door policy, read from their forms.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use domain::oncall::{self, Cadence, Rotation, Schedule, TimeOfDay, parse_date};
use domain::organisation::Settings;
use domain::paging::{self, Policy, Target};
use domain::words::{PersonKey, PolicyKey, ScheduleKey, SmolStr};
use domain::{Command, State as Organisation};
use views::wizard::{Planned, ROWS, Sight, Step};

use super::{Read, line, put, settings_put, shown, zone};
use crate::web::forms::Fields;
use crate::web::signed_in::SignedIn;
use crate::web::{Site, see_other};

/// Under which key the wizard's schedule stands, when there is none yet.
const SCHEDULE: &str = "on-call";
/// Under which key the front door's policy stands, when there is none yet.
const FRONT_DOOR: &str = "front-door";
/// Longest name, in bytes.
const NAME_LEN_MAX: usize = 200;

/// The schedule that the wizard is about: the first.
fn first(state: &Organisation) -> (ScheduleKey, Option<Schedule>) {
    match state.oncall.schedules().next() {
        Some((key, schedule)) => (key.clone(), Some(schedule.clone())),
        None => (SCHEDULE.into(), None),
    }
}

/// The day of the last hand-off at nine on the organisation's clocks: a first turn that began then
/// leaves no gap until the next.
fn today(state: &Organisation, now: domain::words::Timestamp) -> String {
    let zone = crate::zones().get(&state.organisation.settings.zone);
    let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
    let now = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let now = now.to_zoned(zone);
    let before_nine = now.hour() < 9;
    let day = if before_nine { now.date().yesterday().ok() } else { None };
    day.unwrap_or(now.date()).to_string()
}

/// `GET /console/setup/schedule`, and with what was typed behind it: the same, drawn and not saved.
pub(super) async fn schedule(
    State(site): State<Arc<Site>>,
    Query(typed): Query<Vec<(String, String)>>,
    who: SignedIn,
) -> Response {
    let published = site.line.published();
    let (key, known) = first(&published.state);
    let today = today(&published.state, published.now());
    let fields = Fields::of(typed);
    if fields.given("look").is_none() {
        return shown(&site, &who, None, |context, sight| {
            views::wizard::schedule(context, sight, known.as_ref(), &today, None)
        });
    }
    let (returned, planned) = match read_schedule(&fields, &published.state) {
        Ok(schedule) => {
            let mut returned = fields.returned(None, "");
            returned.problem = None;
            (returned, Some(Planned { key, schedule }))
        }
        Err((field, why)) => (fields.returned(Some(field), &why), None),
    };
    shown(&site, &who, Some(&returned), |context, sight| {
        views::wizard::schedule(context, sight, known.as_ref(), &today, planned.as_ref())
    })
}

/// `POST /console/setup/schedule`
pub(super) async fn put_schedule(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let published = site.line.published();
    let (key, known) = first(&published.state);
    let today = today(&published.state, published.now());
    let read = read_schedule(&fields, &published.state).map(|schedule| {
        let put = oncall::Command::PutSchedule { key: key.clone(), schedule };
        vec![Command::Oncall(put)]
    });
    let page = |context: &views::Context<'_>, sight: &Sight<'_>| {
        views::wizard::schedule(context, sight, known.as_ref(), &today, None)
    };
    put(&site, &who, &fields, Step::Schedule, read, page).await
}

fn read_schedule(
    fields: &Fields,
    state: &Organisation,
) -> Result<Schedule, (&'static str, String)> {
    let name = line(fields, "name", "the name", NAME_LEN_MAX)?;
    if name.is_empty() {
        return Err(("name", "Please write what you call it.".to_owned()));
    }
    let people = turns(fields, state)?;
    let cadence =
        Cadence::parse(fields.get("cadence"), 1).map_err(|bad| ("cadence", bad.to_string()))?;
    // Browsers leave the seconds out, and some of them do not.
    let clock: String = fields.get("hand_off").trim().chars().take(5).collect();
    let hand_off = TimeOfDay::parse(&clock).map_err(|bad| ("hand_off", bad.to_string()))?;
    let start = parse_date(fields.get("start").trim()).map_err(|bad| ("start", bad.to_string()))?;
    let zone = zone(fields.get("zone"))?;
    let rotation =
        Rotation { key: "turns".into(), people, cadence, hand_off, start, windows: Vec::new() };
    Ok(Schedule { name: name.into(), zone, rotations: vec![rotation] })
}

/// Who takes turns, by the numbers that were written before their names.
fn turns(fields: &Fields, state: &Organisation) -> Result<Vec<PersonKey>, (&'static str, String)> {
    let mut turns = Vec::new();
    for key in state.access.responders() {
        let typed = fields.get(&format!("turn-{key}")).trim();
        if typed.is_empty() {
            continue;
        }
        let name = state.access.name(key);
        let wrong = || format!("Write a number like 1 before {name}, or leave it empty.");
        let place: u16 = typed.parse().map_err(|_| ("turns", wrong()))?;
        turns.push((place, key.clone()));
    }
    turns.sort();
    if turns.is_empty() {
        return Err(("turns", "Write 1 before whoever is first, 2 before the next.".to_owned()));
    }
    Ok(turns.into_iter().map(|(_, key)| key).collect())
}

/// `GET /console/setup/front-door`
pub(super) async fn front_door(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    shown(&site, &who, None, views::wizard::front_door)
}

/// `POST /console/setup/front-door`
pub(super) async fn put_front_door(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    let read = read_policy(&fields, &state);
    let answer = put(&site, &who, &fields, Step::FrontDoor, read, views::wizard::front_door).await;
    // Back to the same page: the night that was just decided on is told there.
    let saved = answer.status() == axum::http::StatusCode::SEE_OTHER;
    if saved { see_other(&format!("{}#night-title", Step::FrontDoor.path())) } else { answer }
}

fn read_policy(fields: &Fields, state: &Organisation) -> Read {
    let settings = &state.organisation.settings;
    let key = settings.front_door.clone().unwrap_or_else(|| PolicyKey::from(FRONT_DOOR));
    let known = state.paging.policies.get(&key);
    let name: SmolStr = known.map_or_else(|| "Front door".into(), |known| known.name.clone());
    let mut steps = Vec::new();
    for row in 0..ROWS {
        let mut targets = Vec::new();
        for which in 0..2 {
            let typed = fields.get(&format!("who-{row}-{which}"));
            if let Some(target) = target(typed).filter(|target| !targets.contains(target)) {
                targets.push(target);
            }
        }
        if !targets.is_empty() {
            let delay_secs = fields.number(&format!("delay-{row}")).unwrap_or(45);
            steps.push(paging::Step { targets, delay_secs });
        }
    }
    if steps.is_empty() {
        return Err(("who", "Choose at least one to ring.".to_owned()));
    }
    let rounds = fields.number("rounds").and_then(|rounds| u8::try_from(rounds).ok()).unwrap_or(3);
    let definition = Policy { name, steps, rounds };
    let mut commands = vec![paging::Command::PutPolicy { policy: key.clone(), definition }.into()];
    if settings.front_door.as_ref() != Some(&key) {
        let settings = Settings { front_door: Some(key), ..settings.as_ref().clone() };
        commands.push(settings_put(settings));
    }
    Ok(commands)
}

fn target(typed: &str) -> Option<Target> {
    let (kind, key) = typed.split_once(':')?;
    match kind {
        "person" => Some(Target::Person(key.into())),
        "schedule" => Some(Target::Schedule(key.into())),
        "team" => Some(Target::Team(key.into())),
        _ => None,
    }
}

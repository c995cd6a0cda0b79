//! The texts under test, and short ways to read, plan and apply them.

use domain::words::{Actor, CommandId, NodeId, Timestamp};
use domain::{Moment, State};
use jiff::tz::TimeZoneDatabase;
use mayday::organisation_file::{File, Ground, Plan, Problem, check, parse, plan};

/// The fictional vendor that the demo shows.
pub const NORDPAY: &str = include_str!("../../../examples/nordpay.toml");

/// Something small that is right, for changing one thing in it.
pub const SMALL: &str = r#"
[organisation]
name = "Tiny"
zone = "Europe/Lisbon"
front_door = "door"

[[person]]
key = "ana"
name = "Ana"
role = "manager"
zone = "Europe/Lisbon"
[[person.method]]
key = "screen"
channel = "screen"

[[team]]
key = "all"
name = "All of us"
members = ["ana"]

[[schedule]]
key = "days"
name = "Days"
zone = "Europe/Lisbon"
[[schedule.rotation]]
key = "weeks"
people = ["ana"]
cadence = "weekly"
hand_off = "09:00"
start = 2026-01-05

[[policy]]
key = "door"
name = "Door"
[[policy.step]]
targets = ["schedule:days"]

[[service]]
key = "till"
name = "Tills"
team = "all"
policy = "door"
"#;

pub fn zones() -> TimeZoneDatabase {
    TimeZoneDatabase::bundled()
}

pub fn day(text: &str) -> Timestamp {
    let day: jiff::civil::Date = text.parse().expect("a day");
    let at = day.to_zoned(jiff::tz::TimeZone::UTC).expect("an instant");
    Timestamp(at.timestamp().as_millisecond())
}

/// An empty organisation whose nodes are all up to date.
pub fn fresh() -> State {
    let mut state = State::default();
    state.policy.adopted = domain::revision::LATEST;
    state
}

pub fn read(text: &str) -> File {
    parse(text).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

pub fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Everything that is said about a text, whether on reading or on checking it.
pub fn said(text: &str) -> String {
    let (state, zones) = (fresh(), zones());
    let ground = Ground { state: &state, prune: false, now: day("2026-03-02"), zones: &zones };
    match parse(text) {
        Ok(file) => lines(&check(&file, &ground)),
        Err(problems) => lines(&problems),
    }
}

pub fn planned(state: &State, text: &str, prune: bool) -> Plan {
    let zones = zones();
    let ground = Ground { state, prune, now: day("2026-03-02"), zones: &zones };
    plan(&read(text), &ground)
}

/// Carries a plan out as the operator does.
pub fn applied(state: &State, plan: &Plan) -> State {
    let (zones, now) = (zones(), day("2026-03-02"));
    plan.steps.iter().zip(1_u32..).fold(state.clone(), |state, (step, number)| {
        let id = CommandId(number.into());
        let moment = Moment::new(now, id, &Actor::Operator, NodeId(1), &zones);
        let decided = domain::decide(&state, step.command.clone(), &moment);
        decided.unwrap_or_else(|refusal| panic!("{}: {refusal}", step.what)).state
    })
}

pub fn made(text: &str) -> State {
    let state = fresh();
    applied(&state, &planned(&state, text, false))
}

/// The small file with one thing changed.
pub fn with(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "the small file has no {old}");
    SMALL.replacen(old, new, 1)
}

#[track_caller]
pub fn refused(text: &str, sentences: &str) {
    assert_eq!(said(text), sentences);
}

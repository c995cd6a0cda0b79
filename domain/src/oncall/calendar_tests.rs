//! The calendar by behaviour: clocks that jump, layers, windows and overrides.

use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::words::Actor;

const KEY: &str = "core";

/// A schedule under test; every text in it is a wall-clock reading of its zone.
struct Desk {
    schedule: Schedule,
    overrides: Vec<Override>,
    zones: TimeZoneDatabase,
}

/// `people` in a row, `cadence` such as `daily 1`, `start` such as `2026-01-05 09:00`.
fn rotation(key: &str, people: &[&str], cadence: &str, start: &str, windows: &[&str]) -> Rotation {
    let (name, every) = cadence.split_once(' ').unwrap();
    let (day, time) = start.split_once(' ').unwrap();
    Rotation {
        key: RotationKey::from(key),
        people: people.iter().copied().map(PersonKey::from).collect(),
        cadence: Cadence::parse(name, every.parse().unwrap()).unwrap(),
        hand_off: TimeOfDay::parse(time).unwrap(),
        start: parse_date(day).unwrap(),
        windows: windows.iter().map(|text| Window::parse(text).unwrap()).collect(),
    }
}

impl Desk {
    fn new(zone: &str, rotations: Vec<Rotation>) -> Self {
        let schedule = Schedule { name: "Core".into(), zone: zone.into(), rotations };
        Self { schedule, overrides: Vec::new(), zones: TimeZoneDatabase::bundled() }
    }

    fn one(zone: &str, people: &[&str], cadence: &str, start: &str) -> Self {
        Self::new(zone, vec![rotation(KEY, people, cadence, start, &[])])
    }

    fn over(mut self, from: &str, until: &str, person: &str, replaces: Option<&str>) -> Self {
        let (from, until) = (self.at(from), self.at(until));
        let id = OverrideId(self.overrides.len() as u128);
        let (person, replaces) = (PersonKey::from(person), replaces.map(PersonKey::from));
        self.overrides.push(Override { id, from, until, person, replaces, by: Actor::Operator });
        self
    }

    /// The instant of a reading; `!` in front of it asks for its second occurrence.
    fn at(&self, reading: &str) -> Timestamp {
        let zone = self.zones.get(&self.schedule.zone).unwrap();
        let civil: jiff::civil::DateTime = reading.trim_start_matches('!').parse().unwrap();
        let found = zone.to_ambiguous_timestamp(civil);
        let at = if reading.starts_with('!') { found.later() } else { found.earlier() };
        Timestamp(at.unwrap().as_millisecond())
    }

    fn people(&self, reading: &str) -> String {
        self.people_at(self.at(reading))
    }

    fn people_at(&self, at: Timestamp) -> String {
        let people = on_call(&self.schedule, &self.overrides, at, &self.zones);
        people.iter().map(PersonKey::as_str).collect::<Vec<_>>().join(" ")
    }

    /// One line a shift: who, then the hours of UTC.
    fn shifts(&self, from: &str, until: &str) -> Vec<String> {
        let (from, until) = (self.at(from), self.at(until));
        let found = shifts(&self.schedule, &self.overrides, from, until, &self.zones);
        found.iter().map(|s| format!("{} {} {}", s.person, utc(s.from), utc(s.until))).collect()
    }

    fn gaps(&self, from: &str, until: &str) -> Vec<String> {
        let (from, until) = (self.at(from), self.at(until));
        let found = gaps(&self.schedule, &self.overrides, from, until, &self.zones);
        found.iter().map(|gap| format!("{} {}", utc(gap.from), utc(gap.until))).collect()
    }

    fn next_change(&self, reading: &str) -> Option<String> {
        next_change(&self.schedule, &self.overrides, self.at(reading), &self.zones).map(utc)
    }
}

fn utc(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap();
    at.strftime("%m-%dT%H:%M").to_string()
}

#[test]
fn turns_pass_on_at_the_hand_off() {
    let desk = Desk::one("Europe/Berlin", &["ana", "ben"], "weekly 1", "2026-01-05 09:00");
    assert_eq!(desk.people("2026-01-05 08:59"), "");
    assert_eq!(desk.people("2026-01-05 09:00"), "ana");
    assert_eq!(desk.people("2026-01-12 08:59:59.999"), "ana");
    assert_eq!(desk.people("2026-01-12 09:00"), "ben");
    // Fifty years on, 2609 turns have passed.
    assert_eq!(desk.people("2076-01-06 08:59"), "ana");
    assert_eq!(desk.people("2076-01-06 09:00"), "ben");
    assert_eq!(desk.next_change("2026-01-07 00:00").as_deref(), Some("01-12T08:00"));
}

#[test]
fn every_second_day_counts_in_days_not_in_hours() {
    let desk = Desk::one("Europe/Berlin", &["ana", "ben", "cy"], "daily 2", "2026-03-27 09:00");
    assert_eq!(desk.people("2026-03-29 08:59"), "ana");
    assert_eq!(desk.people("2026-03-29 09:00"), "ben");
    assert_eq!(desk.people("2026-03-31 09:00"), "cy");
}

#[test]
fn clocks_put_forward_over_a_hand_off_leave_no_gap() {
    let desk = Desk::one("Europe/Berlin", &["ana", "ben"], "daily 1", "2026-03-28 02:30");
    let shifts = desk.shifts("2026-03-28 02:30", "2026-03-30 02:30");
    // 02:30 does not come on the 29th; the first instant after the jump is 03:00, 01:00 in UTC.
    assert_eq!(shifts, ["ana 03-28T01:30 03-29T01:00", "ben 03-29T01:00 03-30T00:30"]);
}

#[test]
fn clocks_put_back_over_a_hand_off_overlap() {
    let desk = Desk::one("Europe/Berlin", &["ana", "ben"], "daily 1", "2026-10-24 02:30");
    let shifts = desk.shifts("2026-10-24 02:30", "2026-10-26 02:30");
    assert_eq!(shifts, ["ana 10-24T00:30 10-25T01:30", "ben 10-25T00:30 10-26T01:30"]);
    assert_eq!(desk.people("2026-10-25 02:29"), "ana");
    assert_eq!(desk.people("2026-10-25 02:30"), "ana ben");
    assert_eq!(desk.people("!2026-10-25 02:29"), "ana ben");
    assert_eq!(desk.people("!2026-10-25 02:30"), "ben");
}

#[test]
fn half_an_hour_of_lord_howe_overlaps() {
    let desk = Desk::one("Australia/Lord_Howe", &["ana", "ben"], "daily 1", "2026-04-04 01:45");
    let shifts = desk.shifts("2026-04-04 01:45", "2026-04-06 01:45");
    assert_eq!(shifts, ["ana 04-03T14:45 04-04T15:15", "ben 04-04T14:45 04-05T15:15"]);
}

#[test]
fn a_day_that_never_came_has_no_shift_and_no_gap() {
    let desk = Desk::one("Pacific/Apia", &["ana", "ben", "cy"], "daily 1", "2011-12-29 00:00");
    // Samoa went from the 29th straight to the 31st, so the turn of the 30th has no length.
    assert_eq!(desk.people("2011-12-29 23:59"), "ana");
    assert_eq!(desk.people("2011-12-31 00:00"), "cy");
    assert_eq!(desk.gaps("2011-12-29 00:00", "2012-01-03 00:00"), [""; 0]);
    let nine = Desk::one("Pacific/Apia", &["ana", "ben", "cy"], "daily 1", "2011-12-29 09:00");
    assert_eq!(nine.people("2011-12-31 00:00"), "ben");
    assert_eq!(nine.people("2011-12-31 09:00"), "cy");
}

#[test]
fn midnights_that_sao_paulo_skips_and_repeats() {
    let spring = Desk::one("America/Sao_Paulo", &["ana", "ben"], "daily 1", "2018-11-03 00:00");
    let shifts = spring.shifts("2018-11-03 00:00", "2018-11-05 00:00");
    assert_eq!(shifts, ["ana 11-03T03:00 11-04T03:00", "ben 11-04T03:00 11-05T02:00"]);
    // At midnight before the 18th it was 23:00 again, so a hand-off at 23:30 comes twice.
    let autumn = Desk::one("America/Sao_Paulo", &["ana", "ben"], "daily 1", "2018-02-16 23:30");
    let shifts = autumn.shifts("2018-02-16 23:30", "2018-02-18 23:30");
    assert_eq!(shifts, ["ana 02-17T01:30 02-18T02:30", "ben 02-18T01:30 02-19T02:30"]);
}

#[test]
fn month_ends_clamp_and_recover() {
    let desk = Desk::one("UTC", &["ana", "ben", "cy"], "monthly 1", "2026-01-31 09:00");
    assert_eq!(desk.people("2026-02-28 08:59"), "ana");
    assert_eq!(desk.people("2026-02-28 09:00"), "ben");
    assert_eq!(desk.people("2026-03-31 08:59"), "ben");
    assert_eq!(desk.people("2026-03-31 09:00"), "cy");
    assert_eq!(desk.people("2026-04-30 09:00"), "ana");
}

#[test]
fn a_window_may_cross_midnight() {
    let nights = rotation("night", &["ana"], "weekly 1", "2026-01-05 00:00", &["fri 22:00-06:00"]);
    let desk = Desk::new("Europe/Berlin", vec![nights]);
    assert_eq!(desk.people("2026-01-09 21:59"), "");
    assert_eq!(desk.people("2026-01-09 22:00"), "ana");
    assert_eq!(desk.people("2026-01-10 05:59"), "ana");
    assert_eq!(desk.people("2026-01-10 06:00"), "");
    assert_eq!(
        desk.gaps("2026-01-09 12:00", "2026-01-10 12:00"),
        ["01-09T11:00 01-09T21:00", "01-10T05:00 01-10T11:00"]
    );
}

#[test]
fn whole_days_side_by_side_join_over_a_midnight_that_comes_twice() {
    let weekend =
        rotation("weekend", &["ana"], "weekly 1", "2018-02-12 00:00", &["sat-sun 00:00-24:00"]);
    let desk = Desk::new("America/Sao_Paulo", vec![weekend]);
    let shifts = desk.shifts("2018-02-12 12:00", "2018-02-19 12:00");
    assert_eq!(shifts, ["ana 02-17T02:00 02-19T03:00"]);
}

#[test]
fn the_last_active_rotation_decides_and_others_fill_in() {
    let base = rotation("base", &["ana"], "weekly 1", "2026-01-05 09:00", &[]);
    let office = ["mon-fri 09:00-17:00"];
    let day = rotation("day", &["ben", "cy"], "daily 1", "2026-01-06 09:00", &office);
    let desk = Desk::new("UTC", vec![base, day]);
    assert_eq!(desk.people("2026-01-05 12:00"), "ana");
    assert_eq!(desk.people("2026-01-06 12:00"), "ben");
    assert_eq!(desk.people("2026-01-06 17:00"), "ana");
    assert_eq!(desk.people("2026-01-07 09:00"), "cy");
    assert_eq!(desk.people("2026-01-10 12:00"), "ana");
}

#[test]
fn an_override_takes_over_from_whoever_is_on_call() {
    let desk = Desk::one("UTC", &["ana", "ben"], "daily 1", "2026-01-05 09:00").over(
        "2026-01-05 20:00",
        "2026-01-06 12:00",
        "cy",
        None,
    );
    assert_eq!(
        desk.shifts("2026-01-05 09:00", "2026-01-07 09:00"),
        [
            "ana 01-05T09:00 01-05T20:00",
            "cy 01-05T20:00 01-06T12:00",
            "ben 01-06T12:00 01-07T09:00"
        ]
    );
    assert_eq!(desk.next_change("2026-01-06 00:00").as_deref(), Some("01-06T12:00"));
}

#[test]
fn an_override_that_replaces_one_person_leaves_the_others() {
    let desk = Desk::one("UTC", &["ana", "ben"], "daily 1", "2026-01-05 09:00").over(
        "2026-01-05 20:00",
        "2026-01-06 12:00",
        "cy",
        Some("ana"),
    );
    assert_eq!(
        desk.shifts("2026-01-05 09:00", "2026-01-07 09:00"),
        [
            "ana 01-05T09:00 01-05T20:00",
            "cy 01-05T20:00 01-06T09:00",
            "ben 01-06T09:00 01-07T09:00"
        ]
    );
}

#[test]
fn the_override_added_last_wins() {
    let desk = Desk::one("UTC", &["ana"], "daily 1", "2026-01-05 09:00")
        .over("2026-01-06 00:00", "2026-01-08 00:00", "ben", None)
        .over("2026-01-07 00:00", "2026-01-07 12:00", "cy", Some("ben"))
        .over("2026-01-07 06:00", "2026-01-07 12:00", "dee", None);
    assert_eq!(desk.people("2026-01-06 12:00"), "ben");
    assert_eq!(desk.people("2026-01-07 00:00"), "cy");
    assert_eq!(desk.people("2026-01-07 06:00"), "dee");
    assert_eq!(desk.people("2026-01-07 12:00"), "ben");
    assert_eq!(desk.people("2026-01-08 00:00"), "ana");
}

#[test]
fn an_override_reaches_beyond_what_the_rotations_cover() {
    let desk = Desk::one("UTC", &["ana"], "daily 1", "2026-01-05 09:00").over(
        "2026-01-04 00:00",
        "2026-01-05 00:00",
        "ben",
        None,
    );
    assert_eq!(desk.people("2026-01-04 12:00"), "ben");
    assert_eq!(
        desk.gaps("2026-01-03 00:00", "2026-01-06 00:00"),
        ["01-03T00:00 01-04T00:00", "01-05T00:00 01-05T09:00"]
    );
}

#[test]
fn replacing_someone_who_is_not_on_call_does_nothing() {
    let desk = Desk::one("UTC", &["ana", "ben"], "daily 1", "2026-01-05 09:00").over(
        "2026-01-01 00:00",
        "2026-01-06 09:00",
        "cy",
        Some("ben"),
    );
    assert_eq!(desk.people("2026-01-04 12:00"), "");
    assert_eq!(desk.people("2026-01-05 12:00"), "ana");
}

#[test]
fn one_person_alone_never_hands_over() {
    let desk = Desk::one("Europe/Berlin", &["ana"], "daily 1", "2026-01-05 02:30");
    assert_eq!(desk.people("2026-10-25 02:45"), "ana");
    assert_eq!(desk.shifts("2026-10-01 00:00", "2026-11-01 00:00").len(), 1);
    assert_eq!(desk.next_change("2026-10-01 00:00"), None);
}

#[test]
fn a_zone_that_the_database_lost_is_read_as_utc() {
    let mut desk = Desk::one("UTC", &["ana", "ben"], "daily 1", "2026-01-05 09:00");
    let noon = desk.at("2026-01-06 12:00");
    desk.schedule.zone = "Mars/Olympus_Mons".into();
    assert_eq!(desk.people_at(noon), "ben");
}

#[test]
fn the_ends_of_time_are_nobodys() {
    let desk = Desk::one("Europe/Berlin", &["ana"], "daily 1", "2026-01-05 09:00");
    for at in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
        assert_eq!(desk.people_at(Timestamp(at)), "");
        let at = Timestamp(at);
        assert_eq!(next_change(&desk.schedule, &[], at, &desk.zones), None);
    }
    let noon = desk.at("2026-01-06 12:00");
    assert!(shifts(&desk.schedule, &[], noon, noon, &desk.zones).is_empty());
    assert!(gaps(&desk.schedule, &[], noon, desk.at("2026-01-05 12:00"), &desk.zones).is_empty());
}

#[test]
fn a_long_range_is_cut_at_its_limit() {
    let desk = Desk::one("UTC", &["ana"], "daily 1", "2026-01-05 00:00");
    let found =
        shifts(&desk.schedule, &[], desk.at("2026-01-05 00:00"), Timestamp(i64::MAX), &desk.zones);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].until.since(found[0].from).as_secs(), RANGE_DAYS_MAX * 86_400);
}

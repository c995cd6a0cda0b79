//! The calendar laws, over every zone of the bundled database and every transition 2000-2037.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::oncall::{
    Cadence, Gap, Override, Rotation, Schedule, Shift, TimeOfDay, Window, gaps, next_change,
    on_call, shifts,
};
use domain::words::{Actor, OverrideId, PersonKey, SmolStr, Timestamp};
use jiff::Span;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const PEOPLE: [&str; 3] = ["ana", "ben", "cy"];
const HOURS_26: Duration = Duration::from_secs(26 * 3_600);
const MILLISECOND: Duration = Duration::from_millis(1);

/// One change of a zone's clocks.
struct Jump {
    zone: SmolStr,
    at: Timestamp,
    before: Offset,
    after: Offset,
    /// What the clocks show on either side of the change; earlier first.
    low: DateTime,
    high: DateTime,
}

impl Jump {
    /// Changes alike in this look alike from a day away, whatever the zone is called.
    fn likeness(&self) -> (i32, i32, DateTime) {
        (self.before.seconds(), self.after.seconds(), self.low)
    }
}

fn zone_names(zones: &TimeZoneDatabase) -> Vec<SmolStr> {
    let names: Vec<_> = zones.available().map(|name| SmolStr::new(name.as_str())).collect();
    assert!(names.len() > 400, "the bundled database holds every zone, not {}", names.len());
    names
}

/// Every change of every zone from 2000 to 2037, renamed abbreviations left out.
fn jumps(zones: &TimeZoneDatabase) -> Vec<Jump> {
    let start: jiff::Timestamp = "2000-01-01T00:00:00Z".parse().unwrap();
    let end: jiff::Timestamp = "2038-01-01T00:00:00Z".parse().unwrap();
    let mut found = Vec::new();
    for name in zone_names(zones) {
        let zone = zones.get(&name).unwrap();
        let mut before = zone.to_offset(start);
        for transition in zone.following(start).take_while(|next| next.timestamp() < end) {
            let after = transition.offset();
            if after != before {
                let shown =
                    [before, after].map(|offset| offset.to_datetime(transition.timestamp()));
                let (low, high) = (shown[0].min(shown[1]), shown[0].max(shown[1]));
                let at = Timestamp(transition.timestamp().as_millisecond());
                found.push(Jump { zone: name.clone(), at, before, after, low, high });
            }
            before = after;
        }
    }
    assert!(found.len() > 10_000, "only {} changes of the clocks", found.len());
    found
}

fn schedule(zone: &str, cadence: Cadence, hand_off: DateTime, start: Date) -> Schedule {
    let time = |part: i8| u8::try_from(part).unwrap();
    let rotation = Rotation {
        key: "base".into(),
        people: PEOPLE.map(PersonKey::from).to_vec(),
        cadence,
        hand_off: TimeOfDay::new(time(hand_off.hour()), time(hand_off.minute())).unwrap(),
        start,
        windows: Vec::new(),
    };
    Schedule { name: "Core".into(), zone: zone.into(), rotations: vec![rotation] }
}

fn daily() -> Cadence {
    Cadence::parse("daily", 1).unwrap()
}

fn weekly() -> Cadence {
    Cadence::parse("weekly", 1).unwrap()
}

fn days_before(moment: DateTime, days: i64) -> Date {
    moment.date().checked_sub(Span::new().days(days)).unwrap()
}

/// Runs `check` on every item, on all processors.
#[expect(clippy::disallowed_methods, reason = "a test of the pure domain may use all processors")]
fn on_all<T: Sync>(items: &[T], check: impl Fn(&T) + Sync) {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for part in items.chunks(items.len().div_ceil(processors).max(1)) {
            let check = &check;
            scope.spawn(move || part.iter().for_each(check));
        }
    });
}

/// Laws 1 to 4 in one stretch: somebody is always on call, nothing is uncovered, and the timeline
/// says at its edges and in the middle of each shift what `on_call` says.
fn assert_covered(
    schedule: &Schedule,
    from: Timestamp,
    until: Timestamp,
    zones: &TimeZoneDatabase,
) {
    let found = shifts(schedule, &[], from, until, zones);
    assert_eq!(gaps(schedule, &[], from, until, zones), [], "{schedule:?}");
    assert_eq!(found.first().map(|shift| shift.from), Some(from), "{schedule:?}");
    assert_eq!(found.iter().map(|shift| shift.until).max(), Some(until), "{schedule:?}");
    for pair in found.windows(2) {
        assert!(pair[1].from <= pair[0].until, "a gap before {:?} in {schedule:?}", pair[1]);
        assert!(pair[0].from < pair[1].from || pair[0].until != pair[1].until, "{schedule:?}");
    }
    assert_agrees(schedule, &[], &found, (from, until), zones);
}

/// At each edge, just before it, and between it and the next, the two answers are the same.
fn assert_agrees(
    schedule: &Schedule,
    overrides: &[Override],
    found: &[Shift],
    (from, until): (Timestamp, Timestamp),
    zones: &TimeZoneDatabase,
) {
    let mut instants = BTreeSet::new();
    for shift in found {
        let middle = Timestamp(shift.from.0.midpoint(shift.until.0));
        let edges = [shift.from, shift.until];
        instants.extend(edges.into_iter().flat_map(|edge| [edge - MILLISECOND, edge]));
        instants.insert(middle);
    }
    for at in instants.into_iter().filter(|at| (from..until).contains(at)) {
        let told: BTreeSet<_> =
            found.iter().filter(|s| s.from <= at && at < s.until).map(|s| &s.person).collect();
        let asked = on_call(schedule, overrides, at, zones);
        assert_eq!(told, asked.iter().collect(), "at {at:?} in {schedule:?}");
    }
}

#[test]
fn no_change_of_clocks_opens_a_gap() {
    let zones = TimeZoneDatabase::bundled();
    let jumps = jumps(&zones);
    let mut seen = BTreeSet::new();
    let (first_alike, alike): (Vec<_>, Vec<_>) =
        jumps.iter().partition(|jump| seen.insert(jump.likeness()));
    // Each kind of change is looked at from every hand-off around it, by day and by week.
    on_all(&first_alike, |jump| {
        let middle = jump.low.checked_add((jump.high.duration_since(jump.low)) / 2).unwrap();
        let moments = [(jump.low, -1), (jump.low, 0), (middle, 0), (jump.high, 0), (jump.high, 1)];
        for (moment, minutes) in moments {
            let hand_off = moment.checked_add(Span::new().minutes(minutes)).unwrap();
            assert_hand_off(jump, daily(), hand_off, 8, &zones);
            assert_hand_off(jump, weekly(), hand_off, 14, &zones);
        }
    });
    // Every other change of every zone is looked at once, by the hand-off it strikes.
    on_all(&alike, |jump| assert_hand_off(jump, daily(), jump.low, 8, &zones));
}

fn assert_hand_off(
    jump: &Jump,
    cadence: Cadence,
    hand_off: DateTime,
    days: i64,
    zones: &TimeZoneDatabase,
) {
    let schedule = schedule(&jump.zone, cadence, hand_off, days_before(hand_off, days));
    assert_covered(&schedule, jump.at - HOURS_26, jump.at + HOURS_26, zones);
    let length = Duration::from_secs(jump.before.seconds().abs_diff(jump.after.seconds()).into());
    for at in [jump.at - length, jump.at - MILLISECOND, jump.at, jump.at + length] {
        let people = on_call(&schedule, &[], at, zones);
        // Two are on call in the hour that comes twice; three never are.
        let twice = jump.after < jump.before && at >= jump.at - length && at < jump.at + length;
        assert!((1..=1 + usize::from(twice)).contains(&people.len()), "{people:?} in {schedule:?}");
    }
}

#[test]
fn somebody_is_on_call_at_every_instant_of_38_years() {
    let zones = TimeZoneDatabase::bundled();
    let mut histories = BTreeSet::new();
    let start: jiff::Timestamp = "1999-12-01T00:00:00Z".parse().unwrap();
    let different: Vec<_> = zone_names(&zones)
        .into_iter()
        .filter(|name| {
            let zone = zones.get(name).unwrap();
            let changes = zone.following(start).take(80);
            let changes: Vec<_> = changes.map(|t| (t.timestamp(), t.offset().seconds())).collect();
            histories.insert((zone.to_offset(start).seconds(), changes))
        })
        .collect();
    let at = |year: i16| {
        let day = Date::new(year, 1, 1).unwrap().to_zoned(TimeZone::UTC).unwrap();
        Timestamp(day.timestamp().as_millisecond())
    };
    on_all(&different, |zone| {
        let hand_off: DateTime = "1999-12-19T02:00".parse().unwrap();
        let schedule = schedule(zone, weekly(), hand_off, hand_off.date());
        for year in 2000..2038 {
            let found = shifts(&schedule, &[], at(year), at(year + 1), &zones);
            assert!(gaps(&schedule, &[], at(year), at(year + 1), &zones).is_empty());
            assert!((52..=55).contains(&found.len()), "{} shifts in {zone}", found.len());
        }
    });
}

#[test]
fn the_turn_found_at_once_is_the_turn_counted_one_by_one() {
    let zones = TimeZoneDatabase::bundled();
    for name in ["Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo"] {
        let zone = zones.get(name).unwrap();
        let begin: DateTime = "2005-03-20T02:30".parse().unwrap();
        let daily = schedule(name, daily(), begin, begin.date());
        let weekly = schedule(name, weekly(), begin, begin.date());
        for index in 0..4_000_usize {
            let ahead = Span::new().days(i64::try_from(index).unwrap());
            // Noon is never skipped for less than a day, so it tells which day's turn it is.
            let noon = begin.date().checked_add(ahead).unwrap().at(12, 0, 0, 0);
            let found = zone.to_ambiguous_timestamp(noon);
            if found.is_ambiguous() {
                continue;
            }
            let noon = Timestamp(found.unambiguous().unwrap().as_millisecond());
            assert_eq!(on_call(&daily, &[], noon, &zones), [PEOPLE[index % 3].into()]);
            assert_eq!(on_call(&weekly, &[], noon, &zones), [PEOPLE[index / 7 % 3].into()]);
        }
    }
}

fn any_window() -> impl Strategy<Value = Window> {
    let days = prop::sample::select(vec!["mon-fri", "sat,sun", "sun", "fri-mon", "mon-sun", "wed"]);
    (days, 0..24_u8, 0..2_u8, 0..25_u8).prop_map(|(days, from, half, until)| {
        let until = if until == 24 { "24:00".to_owned() } else { format!("{until:02}:15") };
        Window::parse(&format!("{days} {from:02}:{:02}-{until}", half * 30)).unwrap()
    })
}

fn any_rotation() -> impl Strategy<Value = Rotation> {
    let cadence = (prop::sample::select(vec!["daily", "weekly", "monthly"]), 1..4_u64);
    let windows = prop::collection::vec(any_window(), 0..3);
    (cadence, 1..4_usize, 0..24_u8, 0..60_u8, -40..10_i64, windows).prop_map(
        |((name, every), people, hour, minute, ahead, windows)| Rotation {
            key: "base".into(),
            people: PEOPLE[..people].iter().copied().map(PersonKey::from).collect(),
            cadence: Cadence::parse(name, every).unwrap(),
            hand_off: TimeOfDay::new(hour, minute).unwrap(),
            start: Date::constant(2026, 3, 25).checked_add(Span::new().days(ahead)).unwrap(),
            windows,
        },
    )
}

/// A schedule of one to three layers in a zone whose clocks change between March and April 2026.
fn any_schedule() -> impl Strategy<Value = Schedule> {
    let zone = prop::sample::select(vec![
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Casablanca",
        "Africa/Cairo",
        "UTC",
    ]);
    (zone, prop::collection::vec(any_rotation(), 1..4)).prop_map(|(zone, mut rotations)| {
        for (index, rotation) in rotations.iter_mut().enumerate() {
            rotation.key = ["low", "middle", "high"][index].into();
        }
        Schedule { name: "Core".into(), zone: zone.into(), rotations }
    })
}

fn any_overrides() -> impl Strategy<Value = Vec<Override>> {
    let replaces = prop::option::of(prop::sample::select(PEOPLE.to_vec()));
    let one = (0..40 * 24_i64, 1..90_i64, replaces).prop_map(|(from, hours, replaces)| Override {
        id: OverrideId(0),
        from: hour(from),
        until: hour(from + hours),
        person: "dee".into(),
        replaces: replaces.map(PersonKey::from),
        by: Actor::Operator,
    });
    prop::collection::vec(one, 0..4).prop_map(|mut found| {
        for (number, entry) in (1_u128..).zip(&mut found) {
            entry.id = OverrideId(number);
        }
        found
    })
}

/// So many hours after the 15th of March 2026.
fn hour(count: i64) -> Timestamp {
    Timestamp::from_secs(1_773_532_800 + count * 3_600)
}

fn covered_or_not(found: &[Shift], gaps: &[Gap], at: Timestamp) -> (bool, bool) {
    let on = found.iter().any(|shift| shift.from <= at && at < shift.until);
    (on, gaps.iter().any(|gap| gap.from <= at && at < gap.until))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_105),
        ..ProptestConfig::default()
    })]

    #[test]
    fn shifts_and_gaps_divide_every_range(
        schedule in any_schedule(),
        overrides in any_overrides(),
        start in 0..500_i64,
        length in 1..600_i64,
    ) {
        let zones = TimeZoneDatabase::bundled();
        let (from, until) = (hour(start), hour(start + length));
        let found = shifts(&schedule, &overrides, from, until, &zones);
        let gaps = gaps(&schedule, &overrides, from, until, &zones);
        assert_agrees(&schedule, &overrides, &found, (from, until), &zones);
        for gap in &gaps {
            prop_assert!(from <= gap.from && gap.from < gap.until && gap.until <= until);
        }
        // Every quarter of an hour, so that an edge the timeline missed would show.
        for quarter in 0..length * 4 {
            let at = from + Duration::from_secs(900) * u32::try_from(quarter).unwrap();
            let people = on_call(&schedule, &overrides, at, &zones);
            let (on, gap) = covered_or_not(&found, &gaps, at);
            prop_assert_eq!((on, gap), (!people.is_empty(), people.is_empty()), "{:?}", at);
        }
    }

    #[test]
    fn the_next_change_is_the_first(
        schedule in any_schedule(),
        overrides in any_overrides(),
        start in 0..800_i64,
    ) {
        let zones = TimeZoneDatabase::bundled();
        let at = hour(start);
        let people = |at| on_call(&schedule, &overrides, at, &zones);
        let now = people(at);
        let change = next_change(&schedule, &overrides, at, &zones);
        if let Some(change) = change {
            prop_assert!(change > at);
            prop_assert_ne!(&people(change), &now);
        }
        for quarter in 0..400 {
            let later = at + Duration::from_secs(900) * quarter;
            if change.is_none_or(|change| later < change) {
                prop_assert_eq!(&people(later), &now);
            }
        }
    }
}

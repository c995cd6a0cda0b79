//! Commands and refusals of the room, and how its parts are written down.

use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::words::{CommandId, NodeId};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The room under test, with an hour that moves on by hand.
struct Room {
    state: State,
    now: Timestamp,
    commands: u128,
    zones: TimeZoneDatabase,
}

impl Room {
    fn new() -> Self {
        let now = Timestamp::from_secs(1_767_600_000);
        Self { state: State::default(), now, commands: 0, zones: TimeZoneDatabase::bundled() }
    }

    fn ask(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        self.commands += 1;
        let (id, node) = (CommandId(self.commands), NodeId(1));
        let moment = Moment::new(self.now, id, &Actor::Operator, node, &self.zones);
        let events = self.state.decide(command, &moment)?;
        for event in &events {
            self.state.evolve(event, self.now);
        }
        Ok(events)
    }

    fn put(&mut self, schedule: Schedule) -> Result<Vec<Event>, Refusal> {
        self.ask(Command::PutSchedule { key: "core".into(), schedule })
    }

    /// An override from and until so many milliseconds from now.
    fn take(&mut self, from: i64, until: i64) -> Result<Vec<Event>, Refusal> {
        let (from, until) = (Timestamp(self.now.0 + from), Timestamp(self.now.0 + until));
        let (schedule, person) = ("core".into(), "cy".into());
        self.ask(Command::AddOverride { schedule, from, until, person, replaces: None })
    }
}

fn plain() -> Schedule {
    let rotation = Rotation {
        key: "base".into(),
        people: vec!["ana".into(), "ben".into()],
        cadence: Cadence::parse("daily", 1).unwrap(),
        hand_off: TimeOfDay::parse("09:00").unwrap(),
        start: parse_date("2026-01-05").unwrap(),
        windows: Vec::new(),
    };
    Schedule { name: "Core".into(), zone: "Europe/Berlin".into(), rotations: vec![rotation] }
}

fn with(change: impl FnOnce(&mut Schedule)) -> Schedule {
    let mut schedule = plain();
    change(&mut schedule);
    schedule
}

#[test]
fn the_same_definition_twice_is_one_event() {
    let mut room = Room::new();
    assert_eq!(room.put(plain()).unwrap().len(), 1);
    assert_eq!(room.put(plain()).unwrap(), []);
    assert_eq!(room.put(with(|s| s.zone = "europe/berlin".into())).unwrap(), []);
    assert_eq!(room.put(with(|s| s.name = "Core team".into())).unwrap().len(), 1);
}

#[test]
fn a_new_definition_keeps_the_overrides() {
    let mut room = Room::new();
    room.put(plain()).unwrap();
    room.take(0, HOUR).unwrap();
    room.put(with(|s| s.rotations[0].people = vec!["dee".into()])).unwrap();
    let key = ScheduleKey::from("core");
    assert_eq!(room.state.on_call(&key, room.now, &room.zones), ["cy".into()]);
    let later = Timestamp(room.now.0 + DAY);
    assert_eq!(room.state.on_call(&key, later, &room.zones), ["dee".into()]);
    room.ask(Command::RemoveSchedule { key: key.clone() }).unwrap();
    assert_eq!(room.state, State::default());
    assert!(room.state.on_call(&key, room.now, &room.zones).is_empty());
    assert_eq!(room.state.gaps(&key, room.now, later, &room.zones).len(), 1);
}

#[test]
fn definitions_that_could_reach_nobody_are_refused() {
    let refusal = |schedule| Room::new().put(schedule).unwrap_err();
    let rotation = || RotationKey::from("base");
    assert_eq!(refusal(with(|s| s.name = " \n".into())), Refusal::Unnamed);
    assert_eq!(refusal(with(|s| s.rotations.clear())), Refusal::Empty);
    for zone in ["Europe/Atlantis", "", "Etc/Unknown", "+02:00"] {
        let unknown = Refusal::UnknownZone { zone: zone.into() };
        assert_eq!(refusal(with(|s| s.zone = zone.into())), unknown);
    }
    assert_eq!(
        refusal(with(|s| s.rotations[0].people.clear())),
        Refusal::Unstaffed { rotation: rotation() }
    );
    assert_eq!(
        refusal(with(|s| s.rotations.push(s.rotations[0].clone()))),
        Refusal::Doubled { rotation: rotation() }
    );
    assert_eq!(
        refusal(with(|s| s.rotations[0].people.push("Ana B".into()))),
        Refusal::MalformedKey { key: "Ana B".into() }
    );
    assert_eq!(
        refusal(with(|s| s.rotations[0].start = parse_date("0026-01-05").unwrap())),
        Refusal::StartImplausible { rotation: rotation(), first: 1970, last: 2200 }
    );
    assert_eq!(
        refusal(with(|s| s.rotations[0].cadence = Cadence::parse("daily", 367).unwrap())),
        Refusal::EveryTooLong { rotation: rotation(), max: 366 }
    );
}

#[test]
fn each_limit_holds_at_its_number() {
    let too_many = |what, max: usize| Refusal::TooMany { what, max: max.try_into().unwrap() };
    let many_people = |count| with(|s| s.rotations[0].people = vec!["ana".into(); count]);
    assert!(Room::new().put(many_people(PEOPLE_MAX)).is_ok());
    assert_eq!(
        Room::new().put(many_people(PEOPLE_MAX + 1)).unwrap_err(),
        too_many(Counted::People, PEOPLE_MAX)
    );
    let many_windows = |count| {
        let window = Window::parse("mon 09:00-17:00").unwrap();
        with(|s| s.rotations[0].windows = vec![window; count])
    };
    assert!(Room::new().put(many_windows(WINDOWS_MAX)).is_ok());
    assert_eq!(
        Room::new().put(many_windows(WINDOWS_MAX + 1)).unwrap_err(),
        too_many(Counted::Windows, WINDOWS_MAX)
    );
    let many_rotations = |count: usize| {
        let numbered = |number: usize| Rotation {
            key: RotationKey(smol_str::format_smolstr!("r{number}")),
            ..plain().rotations[0].clone()
        };
        with(|s| s.rotations = (0..count).map(numbered).collect())
    };
    assert!(Room::new().put(many_rotations(ROTATIONS_MAX)).is_ok());
    assert_eq!(
        Room::new().put(many_rotations(ROTATIONS_MAX + 1)).unwrap_err(),
        too_many(Counted::Rotations, ROTATIONS_MAX)
    );
}

#[test]
fn schedules_are_counted_only_when_they_are_new() {
    let mut room = Room::new();
    for number in 0..SCHEDULES_MAX {
        let key = ScheduleKey(smol_str::format_smolstr!("s{number}"));
        room.state.evolve(&Event::SchedulePut { key, schedule: plain() }, room.now);
    }
    let max = SCHEDULES_MAX.try_into().unwrap();
    let full = Refusal::TooMany { what: Counted::Schedules, max };
    assert_eq!(room.put(plain()).unwrap_err(), full);
    let schedule = with(|s| s.name = "Other".into());
    assert!(room.ask(Command::PutSchedule { key: "s1".into(), schedule }).is_ok());
}

#[test]
fn overrides_that_cannot_be_meant_are_refused() {
    let mut room = Room::new();
    let missing = Refusal::UnknownSchedule { key: "core".into() };
    assert_eq!(room.take(0, HOUR).unwrap_err(), missing);
    room.put(plain()).unwrap();
    assert_eq!(room.take(HOUR, HOUR).unwrap_err(), Refusal::OverrideBackwards);
    assert_eq!(room.take(-HOUR, 0).unwrap_err(), Refusal::OverrideOver);
    let longest = i64::try_from(OVERRIDE_DAYS_MAX).unwrap() * DAY;
    assert!(room.take(0, longest).is_ok());
    assert_eq!(
        room.take(0, longest + 1).unwrap_err(),
        Refusal::OverrideTooLong { days_max: OVERRIDE_DAYS_MAX }
    );
    let furthest = i64::try_from(OVERRIDE_AHEAD_DAYS_MAX).unwrap() * DAY;
    assert!(room.take(furthest, furthest + 1).is_ok());
    assert_eq!(
        room.take(furthest + 1, furthest + 2).unwrap_err(),
        Refusal::OverrideTooFarAhead { days_max: OVERRIDE_AHEAD_DAYS_MAX }
    );
    let of_self = Command::AddOverride {
        schedule: "core".into(),
        from: room.now,
        until: Timestamp(room.now.0 + HOUR),
        person: "ana".into(),
        replaces: Some("ana".into()),
    };
    assert_eq!(room.ask(of_self).unwrap_err(), Refusal::OverrideOfSelf);
}

#[test]
fn an_override_is_taken_back_once() {
    let mut room = Room::new();
    room.put(plain()).unwrap();
    let events = room.take(0, HOUR).unwrap();
    let [Event::OverrideAdded { entry, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(entry.by, Actor::Operator);
    let remove = Command::RemoveOverride { schedule: "core".into(), id: entry.id };
    assert_eq!(room.ask(remove.clone()).unwrap().len(), 1);
    assert!(room.state.overrides(&"core".into()).is_empty());
    assert_eq!(room.ask(remove).unwrap_err(), Refusal::UnknownOverride { id: entry.id });
}

#[test]
fn overrides_that_are_over_neither_count_nor_pile_up() {
    let mut room = Room::new();
    room.put(plain()).unwrap();
    for _ in 0..3 {
        for _ in 0..OVERRIDES_MAX {
            room.take(0, HOUR).unwrap();
        }
        let max = OVERRIDES_MAX.try_into().unwrap();
        let full = Refusal::TooMany { what: Counted::Overrides, max };
        assert_eq!(room.take(0, HOUR).unwrap_err(), full);
        room.now = Timestamp(room.now.0 + HOUR);
    }
    assert_eq!(room.state.overrides(&"core".into()).len(), OVERRIDES_KEPT_MAX);
    room.now = room.now + OVERRIDE_KEPT;
    room.take(0, HOUR).unwrap();
    assert_eq!(room.state.overrides(&"core".into()).len(), 1);
}

#[test]
fn events_survive_their_json() {
    let mut room = Room::new();
    let window = Window::parse("mon-fri 09:00-17:00").unwrap();
    let mut events = room.put(with(|s| s.rotations[0].windows = vec![window])).unwrap();
    events.extend(room.take(0, HOUR).unwrap());
    for event in &events {
        let text = serde_json::to_string(event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), *event);
    }
    let text = serde_json::to_string(&events[0]).unwrap();
    assert_eq!(
        text,
        r#"{"schedule_put":{"key":"core","schedule":{"name":"Core","zone":"Europe/Berlin","rotations":[{"key":"base","people":["ana","ben"],"cadence":{"daily":{"every":1}},"hand_off":"09:00","start":"2026-01-05","windows":["mon-fri 09:00-17:00"]}]}}}"#
    );
}

#[test]
fn times_days_and_windows_are_read_as_people_write_them() {
    for (text, read) in [("09:00", "09:00"), ("9:05", "09:05"), ("23:59", "23:59")] {
        assert_eq!(TimeOfDay::parse(text).unwrap().to_string(), read);
    }
    for text in ["24:00", "9", "9:5", "+9:00", "09:60", "", ":", "09:00:00", "٠٩:٠٠"] {
        assert!(TimeOfDay::parse(text).is_err(), "{text}");
    }
    assert_eq!(TimeOfDay::parse("17:45").unwrap().minutes(), 17 * 60 + 45);
    for (text, read) in [
        ("mon-fri 09:00-17:00", "mon-fri 09:00-17:00"),
        ("Saturday, Sunday 00:00-24:00", "sat-sun 00:00-24:00"),
        ("fri-mon 22:00-06:00", "mon,fri-sun 22:00-06:00"),
        ("wed 09:00-09:00", "wed 09:00-09:00"),
    ] {
        let window = Window::parse(text).unwrap();
        assert_eq!(window.to_string(), read);
        assert_eq!(Window::parse(read).unwrap(), window);
    }
    for text in
        ["", "mon", "09:00-17:00", "mon 09:00", "mon- 09:00-17:00", "mon 9-17", "fun 09:00-17:00"]
    {
        assert!(Window::parse(text).is_err(), "{text}");
    }
    for text in ["2026-02-29", "2026-1-5", "05.01.2026", "2026-01-05T00:00", "20260105"] {
        assert!(parse_date(text).is_err(), "{text}");
    }
    assert_eq!(
        TimeOfDay::parse("25:00").unwrap_err().to_string(),
        "\"25:00\" does not work here. Write a time of day from 00:00 to 23:59, like 09:00."
    );
    assert!(Cadence::parse("hourly", 1).is_err());
    assert!(Cadence::parse("daily", 0).is_err());
}

//! Maintenance is said beforehand, starts, reminds and ends by itself, and swallows nobody.

use domain::maintenance::{
    Command, Ending, Event, Maintenance, Plan, Refusal, Repeat, Routine, Stage, Weekdays,
};
use domain::oncall::parse_date;
use domain::status::Overall;
use domain::status_pages::{self, StatusPage};
use domain::words::{Actor, Condition, Timestamp};
use domain::{Event as Root, components, deliveries};

use crate::story::{Story, ana, ben, secs};

pub fn story() -> Story {
    let mut story = Story::new();
    story
        .tell(Actor::System, domain::Command::Adopt { revision: domain::revision::LATEST })
        .unwrap();
    for (key, parent) in [("payments", None), ("authorisation", Some("payments"))] {
        let profile = components::Component {
            name: key.into(),
            parent: parent.map(Into::into),
            ..Default::default()
        };
        let put = components::Command::Put { component: key.into(), profile };
        story.tell(Actor::Operator, put).unwrap();
    }
    let profile = StatusPage { name: "NordPay".into(), zone: "UTC".into(), ..Default::default() };
    let put = status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
    story.tell(Actor::Operator, put).unwrap();
    story
}

fn plan(story: &Story, from_secs: u64, until_secs: u64) -> Plan {
    Plan {
        title: "New links".into(),
        impact: "Cards fail for minutes.".into(),
        translations: Vec::new(),
        components: vec!["payments".into()],
        audiences: Vec::new(),
        from: story.now + secs(from_secs),
        until: story.now + secs(until_secs),
        zone: "Europe/Copenhagen".into(),
        owner: ana(),
        remind_mins: vec![60, 24 * 60],
        ends: Ending::ByItself,
    }
}

fn planned(story: &mut Story, plan: Plan) -> u32 {
    story.tell(Actor::Person(ana()), Command::Plan { plan }).unwrap();
    story.state.maintenance.planned.values().map(|known| known.number).max().unwrap()
}

fn known(story: &Story, number: u32) -> Maintenance {
    story.state.maintenance.numbered(number).unwrap().clone()
}

fn refused(story: &mut Story, plan: Plan) -> Refusal {
    match story.tell(Actor::Person(ana()), Command::Plan { plan }).unwrap_err() {
        domain::Refusal::Maintenance(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

/// How often the owner was owed a message about maintenance.
fn told(story: &Story) -> usize {
    let owed = story.history.iter().filter(|(event, _)| {
        matches!(
            event,
            Root::Deliveries(deliveries::Event::Owed {
                about: deliveries::About::Maintenance { .. },
                ..
            })
        )
    });
    owed.count()
}

#[test]
fn it_reminds_starts_and_ends_by_itself_and_the_component_works_again() {
    let mut story = story();
    let plan = plan(&story, 48 * 3_600, 50 * 3_600);
    let number = planned(&mut story, plan);
    story.pass(secs(24 * 3_600));
    assert_eq!((known(&story, number).entries.len(), told(&story)), (2, 1), "a day before");
    story.pass(secs(23 * 3_600));
    assert_eq!(told(&story), 2, "and an hour before");
    let part = domain::words::ComponentKey::from("authorisation");
    let fares = |story: &Story| story.state.conditions().get(&part).copied();
    assert_eq!(fares(&story), None);
    story.pass(secs(3_600));
    assert_eq!(known(&story, number).stage, Stage::InProgress);
    assert_eq!(fares(&story), Some(Condition::Maintenance), "with all that is part of it");
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!((shown.overall, shown.running().count()), (Overall::Maintenance, 1));
    story.pass(secs(2 * 3_600));
    assert_eq!((known(&story, number).stage, fares(&story)), (Stage::Completed, None));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_nobody_ended_overruns_in_the_open_and_its_owner_is_told() {
    let mut story = story();
    let plan = Plan { ends: Ending::ByHand, remind_mins: Vec::new(), ..plan(&story, 60, 3_600) };
    let number = planned(&mut story, plan);
    story.pass(secs(60));
    assert_eq!(told(&story), 1, "that it began");
    story.pass(secs(3_540));
    let over = known(&story, number);
    assert_eq!((over.stage, told(&story)), (Stage::Overrun, 2));
    story.pass(secs(600));
    let announced = known(&story, number).announced;
    assert_eq!(announced, [(over.began_at.unwrap(), over.plan.until)], "what overruns counts");
    assert_eq!(overrun(&story), [(over.plan.until, None)], "in the strips as well");
    let extended = story.now;
    let until = story.now + secs(1_800);
    let extend = Command::Extend {
        maintenance: over.id,
        until,
        reason: "A part is late.".into(),
        translations: Vec::new(),
    };
    story.tell(Actor::Person(ben()), extend).unwrap();
    let longer = known(&story, number);
    assert_eq!((longer.stage, longer.announced.len()), (Stage::InProgress, 2));
    let done = Command::Say {
        maintenance: over.id,
        stage: Stage::Completed,
        words: "".into(),
        translations: Vec::new(),
    };
    story.tell(Actor::Person(ben()), done.clone()).unwrap();
    assert!(story.tell(Actor::Person(ben()), done).is_err(), "it is over once");
    assert_eq!(overrun(&story), [(over.plan.until, Some(extended))], "and what was announced not");
}

#[test]
fn what_overruns_may_be_checked_and_counts_until_it_is_over_or_announced_anew() {
    let mut story = story();
    let plan = Plan { ends: Ending::ByHand, remind_mins: Vec::new(), ..plan(&story, 60, 3_600) };
    let number = planned(&mut story, plan);
    story.pass(secs(60));
    story.pass(secs(3_600));
    let over = known(&story, number);
    assert_eq!((over.stage, over.is_late(), told(&story)), (Stage::Overrun, true, 2));
    let maintenance = over.id;
    let say =
        |stage| Command::Say { maintenance, stage, words: "".into(), translations: Vec::new() };
    story.tell(Actor::Person(ana()), say(Stage::Verifying)).unwrap();
    story.pass(secs(600));
    let checked = known(&story, number);
    assert_eq!((checked.stage, checked.is_late()), (Stage::Verifying, true), "it is checked");
    assert_eq!(overrun(&story), [(over.plan.until, None)], "and goes on to count");
    assert_eq!(told(&story), 2, "its owner knows");
    let on_time = story.tell(Actor::Person(ana()), say(Stage::InProgress));
    assert!(on_time.is_err(), "it is no longer under way as announced");
    story.tell(Actor::Person(ana()), say(Stage::Overrun)).unwrap();
    story.tell(Actor::Person(ana()), say(Stage::Verifying)).unwrap();
    let (extended, until) = (story.now, story.now + secs(1_800));
    let (reason, translations) = ("One more look.".into(), Vec::new());
    let extend = Command::Extend { maintenance, until, reason, translations };
    story.tell(Actor::Person(ana()), extend).unwrap();
    let longer = known(&story, number);
    assert_eq!((longer.stage, longer.is_late()), (Stage::Verifying, false));
    assert_eq!(overrun(&story), [(over.plan.until, Some(extended))]);
    story.pass(secs(1_800));
    assert_eq!((known(&story, number).stage, told(&story)), (Stage::Overrun, 3), "once more");
    story.pass(secs(300));
    story.tell(Actor::Person(ana()), say(Stage::Verifying)).unwrap();
    story.pass(secs(300));
    story.tell(Actor::Person(ana()), say(Stage::Completed)).unwrap();
    let both = [(over.plan.until, Some(extended)), (until, Some(story.now))];
    assert_eq!(known(&story, number).overran(), both);
    assert!(!known(&story, number).is_late(), "it is over");
    assert_eq!(story.folded(), story.state);
}

/// When the strip of what is worked on says that it was so for longer than was announced.
fn overrun(story: &Story) -> Vec<(Timestamp, Option<Timestamp>)> {
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    let spells = shown.spells();
    let spells = spells.values().flatten().filter(|one| one.condition == Condition::Partial);
    let mut spells: Vec<_> = spells.map(|one| (one.from, one.until)).collect();
    spells.dedup();
    spells
}

#[test]
fn an_incident_that_is_worse_shows_through_and_trouble_meanwhile_is_not_counted() {
    let mut story = story();
    let plan = plan(&story, 60, 3_600);
    let number = planned(&mut story, plan);
    let emergency = story.call();
    let incident = story.incident(emergency);
    story.pass(secs(60));
    assert_eq!(story.rung(emergency), [ben()], "whoever calls is rung for as ever");
    let affected =
        domain::words::Affected { component: "authorisation".into(), condition: Condition::Major };
    let tell = domain::updates::Command::Publish {
        incident,
        overview: domain::updates::Overview {
            known: "It is down.".into(),
            impact: "Cards fail.".into(),
            ..Default::default()
        },
        next_by: story.now + secs(900),
        estimate: None,
        public: Some(domain::words::Public {
            title: "Cards fail".into(),
            phase: domain::words::Phase::Investigating,
            affected: vec![affected],
            audiences: Vec::new(),
            ..domain::words::Public::default()
        }),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), tell).unwrap();
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!(shown.overall, Overall::Major);
    let spells = shown.spells();
    let down = spells[&domain::words::ComponentKey::from("authorisation")].iter();
    let down: Vec<_> = down.filter(|spell| spell.condition == Condition::Major).collect();
    let until = known(&story, number).plan.until;
    assert_eq!(down.iter().map(|spell| spell.from).collect::<Vec<_>>(), [until]);
}

#[test]
fn what_makes_no_sense_is_refused_and_what_overlaps_is_only_told() {
    let mut story = story();
    let good = plan(&story, 3_600, 7_200);
    let past = Timestamp(story.now.0 - 3_600_000);
    for (plan, wanted) in [
        (Plan { until: good.from, ..good.clone() }, Refusal::EndBeforeStart),
        (Plan { from: past, ..good.clone() }, Refusal::Past),
        (Plan { until: good.from + secs(15 * 86_400), ..good.clone() }, Refusal::TooLong),
        (Plan { title: " ".into(), ..good.clone() }, Refusal::BadTitle),
        (Plan { impact: "".into(), ..good.clone() }, Refusal::BadImpact),
        (Plan { zone: "Moon/Base".into(), ..good.clone() }, Refusal::BadZone),
        (Plan { owner: "nobody".into(), ..good.clone() }, Refusal::BadOwner),
        (Plan { components: vec!["fridge".into()], ..good.clone() }, Refusal::BadComponents),
        (Plan { remind_mins: vec![0], ..good.clone() }, Refusal::BadReminders),
    ] {
        assert_eq!(refused(&mut story, plan), wanted);
    }
    let first = planned(&mut story, good.clone());
    let second = planned(&mut story, good.clone());
    let overlaps = story.state.maintenance.overlapping(&good, Some(known(&story, second).id));
    assert_eq!(overlaps.iter().map(|one| one.number).collect::<Vec<_>>(), [first]);
    let cancel = |words: &str| Command::Say {
        maintenance: known(&story, second).id,
        stage: Stage::Cancelled,
        words: words.into(),
        translations: Vec::new(),
    };
    let (silent, said) = (cancel(""), cancel("The parts are late."));
    assert!(story.tell(Actor::Person(ana()), silent).is_err(), "readers are told why");
    story.tell(Actor::Person(ana()), said).unwrap();
    assert!(story.state.maintenance.overlapping(&good, Some(known(&story, first).id)).is_empty());
}

fn routine(repeat: Repeat, first: &str) -> Routine {
    Routine {
        title: "Patches".into(),
        impact: "Terminals restart once.".into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: Vec::new(),
        zone: "Europe/Copenhagen".into(),
        owner: ana(),
        remind_mins: vec![60],
        ends: Ending::ByItself,
        first: parse_date(first).unwrap(),
        at_mins: 150,
        lasts_mins: 60,
        repeat,
    }
}

#[test]
fn a_routine_keeps_its_time_of_day_when_the_clocks_change_and_the_day_of_its_month() {
    let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Copenhagen").unwrap();
    let days = |repeat, first, count| {
        let routine = routine(repeat, first);
        let before = routine.first.yesterday().unwrap();
        routine.days_after(before).take(count).map(|day| day.to_string()).collect::<Vec<_>>()
    };
    let month_ends = days(Repeat::MonthDay { every: 1 }, "2026-01-31", 4);
    assert_eq!(month_ends, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
    let second_tuesdays = days(Repeat::MonthWeekday { every: 1 }, "2026-01-13", 3);
    assert_eq!(second_tuesdays, ["2026-01-13", "2026-02-10", "2026-03-10"]);
    let last_fridays = days(Repeat::MonthWeekday { every: 1 }, "2026-01-30", 3);
    assert_eq!(last_fridays, ["2026-01-30", "2026-02-27", "2026-03-27"]);
    let sundays = routine(Repeat::Weekly { every: 1 }, "2026-03-22");
    let shown = |day: &str| {
        let plan = sundays.plan(parse_date(day).unwrap(), &zone).unwrap();
        assert_eq!(plan.until.since(plan.from), secs(3_600));
        let at = jiff::Timestamp::from_millisecond(plan.from.0).unwrap();
        at.to_zoned(zone.clone()).strftime("%H:%M %Z").to_string()
    };
    assert_eq!(shown("2026-03-22"), "02:30 CET");
    assert_eq!(shown("2026-03-29"), "03:30 CEST", "half past two is skipped that night");
    assert_eq!(shown("2026-10-25"), "02:30 CEST", "the first of two");
    let far = sundays.days_after(parse_date("2126-03-01").unwrap()).next().unwrap();
    assert_eq!(far.weekday(), jiff::civil::Weekday::Sunday);
}

#[test]
fn occurrences_that_nobody_was_there_to_make_are_passed_over_at_once() {
    let mut story = story();
    let first =
        jiff::Timestamp::from_millisecond(story.now.0).unwrap() + jiff::Span::new().hours(48);
    let first = first.to_zoned(jiff::tz::TimeZone::UTC).date();
    let profile = Routine {
        lasts_mins: 60,
        ..routine(Repeat::OnWeekdays { every: 1, days: Weekdays::ALL }, &first.to_string())
    };
    let put = Command::PutRoutine { routine: "nightly".into(), profile };
    story.tell(Actor::Operator, put).unwrap();
    // The machine stands still for thirty years, and is woken once.
    story.now = story.now + secs(30 * 365 * 86_400);
    let before = story.history.len();
    for _ in 0..2 {
        story.tell(Actor::System, domain::Command::Wake).unwrap();
    }
    let skipped = story
        .history
        .iter()
        .skip(before)
        .filter(|(event, _)| matches!(event, Root::Maintenance(Event::Skipped { .. })));
    assert!((1..=2).contains(&skipped.count()), "not one for each night of thirty years");
    let ahead = story.state.maintenance.planned.values();
    let ahead = ahead.filter(|known| known.plan.from > story.now).count();
    assert!((59..=62).contains(&ahead), "{ahead} nights ahead are planned");
    assert!(story.state.due().is_none_or(|due| due > story.now), "nothing is due still");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn occurrences_are_made_ahead_once_and_follow_their_routine_unless_somebody_changed_them() {
    let mut story = story();
    let today = jiff::Timestamp::from_millisecond(story.now.0).unwrap();
    let today = today.to_zoned(jiff::tz::TimeZone::UTC).date();
    let first = today.tomorrow().unwrap().to_string();
    let profile = routine(Repeat::Weekly { every: 1 }, &first);
    let put = |profile: &Routine| Command::PutRoutine {
        routine: "patches".into(),
        profile: profile.clone(),
    };
    story.tell(Actor::Operator, put(&profile)).unwrap();
    let made = story.state.maintenance.listed().len();
    assert!((8..=9).contains(&made), "{made} for two months");
    story.pass(secs(7 * 86_400));
    assert_eq!(story.state.maintenance.listed().len(), made + 1, "one more each week");
    let ahead: Vec<_> = story.state.maintenance.listed().into_iter().cloned().collect();
    let ahead: Vec<_> = ahead.into_iter().filter(|known| known.stage == Stage::Scheduled).collect();
    let own = Plan { title: "Patches, by hand".into(), ..ahead[0].plan.clone() };
    let change = Command::Change { maintenance: ahead[0].id, plan: own, takes_back: false };
    story.tell(Actor::Person(ana()), change).unwrap();
    story.tell(Actor::Operator, put(&Routine { at_mins: 240, ..profile.clone() })).unwrap();
    let now = |id| story.state.maintenance.get(id).unwrap().clone();
    assert_eq!(now(ahead[0].id).plan.title, "Patches, by hand", "left alone");
    assert_eq!(now(ahead[1].id).plan.from, ahead[1].plan.from + secs(90 * 60));
    assert_eq!(now(ahead[1].id).sequence, 1, "calendars move it");
    let before = story.history.len();
    story.tell(Actor::Operator, put(&Routine { at_mins: 240, ..profile })).unwrap();
    assert_eq!(story.history.len(), before, "the same again is nothing");
    let remove = Command::RemoveRoutine { routine: "patches".into() };
    story.tell(Actor::Operator, remove).unwrap();
    let left = story.state.maintenance.listed();
    let left: Vec<_> = left.iter().filter(|known| known.stage == Stage::Scheduled).collect();
    assert_eq!(left.len(), 1, "what somebody changed takes place");
    assert!(story.state.maintenance.due().is_some());
    assert_eq!(story.folded(), story.state);
}

fn weekdays(names: &[&str]) -> Weekdays {
    Weekdays::named(names.iter().copied()).unwrap()
}

#[test]
fn a_nightly_window_leaves_the_weekend_out_and_keeps_its_time_when_the_clocks_change() {
    let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Copenhagen").unwrap();
    let working = weekdays(&["mon", "tue", "wed", "thu", "fri"]);
    let nightly = |days, every, first| routine(Repeat::OnWeekdays { every, days }, first);
    let days = |routine: &Routine, count| {
        let before = routine.first.yesterday().unwrap();
        routine.days_after(before).take(count).map(|day| day.to_string()).collect::<Vec<_>>()
    };
    let shown = |routine: &Routine, day: &str| {
        let plan = routine.plan(parse_date(day).unwrap(), &zone).unwrap();
        let at = jiff::Timestamp::from_millisecond(plan.from.0).unwrap();
        at.to_zoned(zone.clone()).strftime("%H:%M %Z").to_string()
    };
    // The clocks go forward in the night to Sunday, the 29th of March.
    let from_thursday = nightly(working, 1, "2026-03-26");
    assert_eq!(days(&from_thursday, 4), ["2026-03-26", "2026-03-27", "2026-03-30", "2026-03-31"]);
    assert!(!from_thursday.is_on(parse_date("2026-03-28").unwrap()), "no Saturday");
    assert!(!from_thursday.is_on(parse_date("2026-03-25").unwrap()), "nor before the first");
    assert_eq!(shown(&from_thursday, "2026-03-27"), "02:30 CET");
    assert_eq!(shown(&from_thursday, "2026-03-30"), "02:30 CEST");
    let from_saturday = nightly(working, 1, "2026-03-28");
    assert_eq!(days(&from_saturday, 2), ["2026-03-30", "2026-03-31"], "the first that is one");
    let daily = nightly(Weekdays::ALL, 1, "2026-03-28");
    assert_eq!(days(&daily, 3), ["2026-03-28", "2026-03-29", "2026-03-30"]);
    assert_eq!(shown(&daily, "2026-03-29"), "03:30 CEST", "half past two is skipped that night");
    let second = nightly(weekdays(&["tue", "thu"]), 2, "2026-03-26");
    assert_eq!(days(&second, 4), ["2026-03-26", "2026-04-07", "2026-04-09", "2026-04-21"]);
    let far = from_thursday.days_after(parse_date("2126-03-01").unwrap()).take(14);
    let far: Vec<_> = far.map(jiff::civil::Date::weekday).collect();
    assert!(far.iter().all(|day| working.contains(*day)), "{far:?}");
}

#[test]
fn one_weekday_is_kept_as_it_was_and_a_window_is_over_before_the_next_night() {
    let weekly = Repeat::Weekly { every: 1 };
    let tuesday = parse_date("2026-01-13").unwrap();
    assert_eq!(weekly.on(weekdays(&["tue"]), tuesday), Some(weekly));
    let friday = Repeat::OnWeekdays { every: 1, days: weekdays(&["fri"]) };
    assert_eq!(weekly.on(weekdays(&["fri"]), tuesday), Some(friday));
    assert_eq!(friday.on(weekdays(&["tue"]), tuesday), Some(weekly));
    assert_eq!(Repeat::MonthDay { every: 1 }.on(Weekdays::ALL, tuesday), None);
    let mut story = story();
    let daily = routine(Repeat::OnWeekdays { every: 1, days: Weekdays::ALL }, "2026-01-13");
    let mut put = |lasts_mins| {
        let profile = Routine { lasts_mins, ..daily.clone() };
        story.tell(Actor::Operator, Command::PutRoutine { routine: "nightly".into(), profile })
    };
    assert!(put(22 * 60).is_ok());
    let long = put(23 * 60).unwrap_err();
    assert!(matches!(long, domain::Refusal::Maintenance(Refusal::BadRepeat)), "{long:?}");
}

#[test]
fn a_change_of_its_days_keeps_what_has_begun_and_days_that_come_back_are_planned_once() {
    let mut story = story();
    let day = jiff::Timestamp::from_millisecond(story.now.0).unwrap();
    let day = day.to_zoned(jiff::tz::TimeZone::UTC).date().tomorrow().unwrap().to_string();
    let put = |days| Command::PutRoutine {
        routine: "nightly".into(),
        profile: routine(Repeat::OnWeekdays { every: 1, days }, &day),
    };
    story.tell(Actor::Operator, put(Weekdays::ALL)).unwrap();
    let first = story.state.maintenance.listed()[0].clone();
    story.pass(first.plan.from.since(story.now) + secs(60));
    let own = |known: &Maintenance| known.origin.as_ref().unwrap().day;
    let begun = known(&story, first.number);
    assert_eq!(begun.stage, Stage::InProgress);
    let left = Weekdays::NAMES.into_iter().filter(|(day, _)| *day != own(&begun).weekday());
    let left = Weekdays::named(left.map(|(_, name)| name)).unwrap();
    let ahead: Vec<Maintenance> =
        story.state.maintenance.listed().into_iter().skip(1).cloned().collect();
    story.tell(Actor::Operator, put(left)).unwrap();
    assert_eq!(known(&story, first.number), begun, "what has begun stays as it is");
    for was in &ahead {
        let now = known(&story, was.number);
        match left.contains(own(was).weekday()) {
            true => assert_eq!(&now, was, "its day is still one"),
            false => assert_eq!(now.stage, Stage::Cancelled),
        }
    }
    story.tell(Actor::Operator, put(Weekdays::ALL)).unwrap();
    story.pass(secs(1));
    let mut days: Vec<_> = story.state.maintenance.listed().into_iter().collect();
    days.retain(|known| known.stage == Stage::Scheduled);
    let days: Vec<_> = days.into_iter().map(own).collect();
    let each = days.windows(2).all(|two| two[0].tomorrow().unwrap() == two[1]);
    assert!(each, "each day is planned, and once: {days:?}");
    assert!(days.len() >= ahead.len(), "as many as before");
    story.pass(secs(3_600));
    assert_eq!(known(&story, first.number).stage, Stage::Completed);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_lay_ahead_while_nothing_ran_is_caught_up_with_in_its_order() {
    let mut story = story();
    let plan = plan(&story, 26 * 3_600, 27 * 3_600);
    let number = planned(&mut story, plan);
    story.now = story.now + secs(30 * 3_600);
    story.tell(Actor::System, domain::Command::Wake).unwrap();
    let stages: Vec<_> = known(&story, number).entries.iter().map(|entry| entry.stage).collect();
    assert_eq!(stages, [Stage::Scheduled, Stage::InProgress, Stage::Completed]);
    let reminded = story
        .history
        .iter()
        .any(|(event, _)| matches!(event, Root::Maintenance(Event::Reminded { .. })));
    assert!(!reminded, "nobody is reminded of what has passed");
}

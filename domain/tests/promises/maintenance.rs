//! Maintenance is said beforehand, starts, reminds and ends by itself, and swallows nobody.

use domain::maintenance::{
    Command, Ending, Event, Maintenance, Plan, Refusal, Repeat, Routine, Stage,
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

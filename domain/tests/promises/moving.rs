//! What another status page had planned or goes on telling is taken up here: once, at its own
//! times, and without waking anybody.

use domain::bulletins::{self, ForeignWord as Word, Ongoing};
use domain::maintenance::{Command, Ending, Foreign, ForeignWord, Plan, Refusal, Stage};
use domain::monitoring;
use domain::words::{
    Actor, Affected, BulletinId, Condition, IncidentId, MaintenanceId, Overview, Phase, Public,
    Severity, Timestamp, UpdateId,
};
use domain::{Event as Root, paging, updates};

use crate::maintenance::story;
use crate::story::{Story, ana, cleo, secs};

fn foreign(story: &Story, id: u128, from_secs: i64, until_secs: i64) -> Foreign {
    let at = |secs: i64| Timestamp(story.now.0 + secs * 1_000);
    Foreign {
        maintenance: MaintenanceId(id),
        plan: Plan {
            title: "New links".into(),
            impact: "Cards fail for minutes.".into(),
            translations: Vec::new(),
            components: vec!["authorisation".into()],
            audiences: Vec::new(),
            from: at(from_secs),
            until: at(until_secs),
            zone: "Europe/Copenhagen".into(),
            owner: ana(),
            remind_mins: vec![60],
            ends: Ending::ByItself,
        },
        entry: UpdateId(id),
        planned_at: at(-90_000),
        stage: Stage::Scheduled,
        began_at: None,
        ended_at: None,
        words: Vec::new(),
    }
}

fn import(story: &mut Story, told: Vec<Foreign>) -> Result<(), domain::Refusal> {
    story.tell(Actor::Person(cleo()), Command::Import { told })
}

#[test]
fn what_was_planned_elsewhere_starts_and_ends_here_by_itself_and_is_taken_in_once() {
    let mut story = story();
    let ahead = foreign(&story, 1, 7_200, 10_800);
    let now = story.now;
    let ago = |secs: i64| Timestamp(now.0 - secs * 1_000);
    let word = |id, at, stage| ForeignWord { entry: UpdateId(id), at, stage, words: "So.".into() };
    let running = Foreign {
        stage: Stage::InProgress,
        began_at: Some(ago(300)),
        words: vec![word(21, ago(300), Stage::InProgress)],
        ..foreign(&story, 2, -600, 3_600)
    };
    let over = Foreign {
        stage: Stage::Completed,
        began_at: Some(ago(80_000)),
        ended_at: Some(ago(76_000)),
        words: vec![
            word(32, ago(76_000), Stage::Completed),
            word(31, ago(80_000), Stage::InProgress),
        ],
        ..foreign(&story, 3, -80_000, -75_000)
    };
    let told = vec![ahead.clone(), running, over.clone(), ahead];
    import(&mut story, told.clone()).unwrap();
    let count = story.history.len();
    import(&mut story, told).unwrap();
    assert_eq!(story.history.len(), count, "the same again is nothing");
    let stage = |story: &Story, number| story.state.maintenance.numbered(number).unwrap().stage;
    let stages = [1, 2, 3].map(|number| stage(&story, number));
    assert_eq!(stages, [Stage::Scheduled, Stage::InProgress, Stage::Completed]);
    let done = story.state.maintenance.numbered(3).unwrap();
    assert_eq!(done.announced, [(ago(80_000), ago(76_000))], "no downtime then");
    assert_eq!((done.entries.len(), &*done.entries[2].words), (3, "So."));
    let part = domain::words::ComponentKey::from("authorisation");
    let fares = |story: &Story| story.state.conditions().get(&part).copied();
    assert_eq!(fares(&story), Some(Condition::Maintenance));
    story.pass(secs(3_600));
    assert_eq!((stage(&story, 2), fares(&story)), (Stage::Completed, None));
    story.pass(secs(3_600));
    assert_eq!(
        (stage(&story, 1), fares(&story)),
        (Stage::InProgress, Some(Condition::Maintenance))
    );
    story.pass(secs(3_600));
    assert_eq!((stage(&story, 1), fares(&story)), (Stage::Completed, None));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_list_of_maintenance_that_cannot_stand_changes_nothing() {
    let mut story = story();
    let good = foreign(&story, 1, 3_600, 7_200);
    let with = |change: fn(&mut Foreign)| {
        let mut bad = foreign(&story, 2, 3_600, 7_200);
        change(&mut bad);
        bad
    };
    let cases = [
        (with(|told| told.plan.until = told.plan.from), Refusal::EndBeforeStart),
        (with(|told| told.plan.until = told.plan.from + secs(15 * 86_400)), Refusal::TooLong),
        (with(|told| told.plan.components = vec!["nothing".into()]), Refusal::BadComponents),
        (with(|told| told.plan.owner = "nobody".into()), Refusal::BadOwner),
        (with(|told| told.plan.zone = "Moon".into()), Refusal::BadZone),
        (with(|told| told.stage = Stage::Completed), Refusal::BadTimes),
        (with(|told| told.planned_at = told.plan.from), Refusal::BadTimes),
        (foreign(&story, 3, -7_200, -3_600), Refusal::Past),
    ];
    for (bad, wanted) in cases {
        match import(&mut story, vec![good.clone(), bad]) {
            Err(domain::Refusal::Maintenance(refusal)) => assert_eq!(refusal, wanted),
            other => panic!("{other:?}"),
        }
    }
    let many = (10..600).map(|id| foreign(&story, id, 3_600, 7_200)).collect();
    let refused = import(&mut story, many);
    assert!(matches!(refused, Err(domain::Refusal::Maintenance(Refusal::TooMany))), "{refused:?}");
    assert!(story.state.maintenance.planned.is_empty());
    let observer = story.tell(Actor::Stranger, Command::Import { told: vec![good] });
    assert!(observer.is_err(), "who plans takes in");
}

fn ongoing(now: Timestamp) -> Ongoing {
    let ago = |secs: i64| Timestamp(now.0 - secs * 1_000);
    let word = |id, at, phase, condition| Word {
        entry: UpdateId(id),
        at,
        phase,
        overview: Overview { known: "A line is cut.".into(), ..Overview::default() },
        affected: vec![Affected { component: "authorisation".into(), condition }],
    };
    Ongoing {
        bulletin: BulletinId(7),
        title: "Cards fail".into(),
        opened_at: ago(3_600),
        words: vec![
            word(72, ago(600), Phase::Identified, Condition::Major),
            word(71, ago(3_600), Phase::Investigating, Condition::Partial),
        ],
        audiences: Vec::new(),
    }
}

fn take_up() -> monitoring::Command {
    monitoring::Command::Declare {
        title: "Cards fail".into(),
        severity: Severity::Critical,
        service: None,
        rings: false,
        since: None,
        matter: Some("i7".into()),
    }
}

fn say(story: &mut Story, incident: IncidentId, phase: Phase) {
    let publish = updates::Command::Publish {
        incident,
        overview: Overview {
            known: "It works.".into(),
            impact: "Cards work.".into(),
            ..Overview::default()
        },
        next_by: story.now + secs(900),
        estimate: None,
        public: Some(Public { title: "Cards fail".into(), phase, ..Public::default() }),
        for_colleagues: None,
    };
    story.tell(Actor::Person(cleo()), publish).unwrap();
}

#[test]
fn the_page_names_the_promise_of_what_was_taken_up_once_it_is_missed_until_a_person_speaks() {
    let mut story = story();
    story.tell(Actor::Person(cleo()), take_up()).unwrap();
    let incident = *story.state.incidents.incidents.keys().next().unwrap();
    let (told, next_by) = (ongoing(story.now), story.now + secs(900));
    let go_on = bulletins::Command::Continue { incident, told, next_by };
    story.tell(Actor::Person(cleo()), go_on).unwrap();
    let known = |story: &Story| {
        let known = story.state.bulletins.of(incident).unwrap();
        (known.late, known.missed)
    };
    story.pass(secs(899));
    assert_eq!(known(&story), (0, None), "what was told elsewhere promised nothing here");
    story.pass(secs(2));
    assert_eq!(known(&story), (1, Some(next_by)));
    story.pass(secs(900));
    assert!(known(&story).0 > 1 && known(&story).1 == Some(next_by), "the first of them");
    say(&mut story, incident, Phase::Identified);
    assert_eq!(known(&story), (0, None), "a person has spoken");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_goes_on_elsewhere_is_had_by_who_takes_it_up_and_rings_only_when_the_promise_is_broken() {
    let mut story = story();
    assert!(story.tell(Actor::Operator, take_up()).is_err(), "somebody must have it");
    story.tell(Actor::Person(cleo()), take_up()).unwrap();
    story.tell(Actor::Person(cleo()), take_up()).unwrap();
    assert_eq!(story.state.incidents.incidents.len(), 1, "once");
    let incident = *story.state.incidents.incidents.keys().next().unwrap();
    assert_eq!(story.state.incidents.get(incident).unwrap().lead, Some(cleo()));
    let rung = |story: &Story| {
        let rung = |event: &Root| matches!(event, Root::Paging(paging::Event::Reached { .. }));
        story.history.iter().filter(|(event, _)| rung(event)).count()
    };
    assert_eq!(rung(&story), 0, "nobody is rung");
    let next_by = story.now + secs(900);
    let told = ongoing(story.now);
    let opened_at = told.opened_at;
    let go_on = bulletins::Command::Continue { incident, told: told.clone(), next_by };
    let nowhere =
        bulletins::Command::Continue { incident: IncidentId(99), told: told.clone(), next_by };
    assert!(story.tell(Actor::Person(cleo()), nowhere).is_err(), "no incident stands behind it");
    let mut over = told;
    over.words[0].phase = Phase::Resolved;
    let over = bulletins::Command::Continue { incident, told: over, next_by };
    assert!(story.tell(Actor::Person(cleo()), over).is_err(), "what is over does not go on");
    story.tell(Actor::Person(cleo()), go_on.clone()).unwrap();
    story.tell(Actor::Person(cleo()), go_on).unwrap();
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!((shown.live.len(), shown.live[0].entries.len()), (1, 2));
    assert_eq!(shown.live[0].phase(), Phase::Identified);
    assert_eq!(shown.live[0].next_by, Some(next_by), "the next word has a time");
    let part = domain::words::ComponentKey::from("authorisation");
    assert_eq!(story.state.conditions().get(&part), Some(&Condition::Major));
    assert_eq!(story.state.updates.promise(incident).map(|promise| promise.by), Some(next_by));
    story.pass(secs(901));
    let missed = |event: &Root| matches!(event, Root::Updates(updates::Event::Missed { .. }));
    assert!(story.history.iter().any(|(event, _)| missed(event)));
    assert!(rung(&story) > 0, "a broken promise rings");
    let standing = |story: &Story| {
        let open = story.state.for_everyone();
        let shown = open.status_page_at(&"public".into(), story.now).unwrap();
        (shown.live.len(), shown.past.len())
    };
    story.tell(Actor::Person(cleo()), monitoring::Command::Close { incident }).unwrap();
    assert_eq!(standing(&story), (1, 0), "what is told is over by a person's last word");
    say(&mut story, incident, Phase::Resolved);
    assert_eq!(standing(&story), (0, 1));
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!(shown.past[0].opened_at, opened_at, "since its own start");
    assert_eq!(story.folded(), story.state);
}

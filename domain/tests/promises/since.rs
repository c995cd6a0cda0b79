//! A person says since when it has failed: pages, bars and programs count from then, and what is
//! over already is written afterwards.

use std::time::Duration;

use domain::bulletins::{self, AFTERWARDS_MAX, Afterwards, Frame, Refusal as Bad, Revised};
use domain::organisation::Approver;
use domain::paging::Answer;
use domain::subscribers::{Kind, Route};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, AudienceKey, ComponentKey, Condition, IncidentId, Phase, Public, SINCE_MAX,
    Severity, Timestamp,
};
use domain::{Command, Refusal, approvals, incidents, organisation};

use crate::story::{Story, ana, cleo, secs};
use crate::subscribers::{add, entry, send_all, trouble, vendor, word};

fn public(story: &Story, ago_secs: Option<u64>, named: &[&str], phase: Phase) -> Public {
    let condition = Condition::Major;
    let affected = named.iter().map(|key| Affected { component: (*key).into(), condition });
    Public {
        title: "Cards fail".into(),
        phase,
        affected: affected.collect(),
        since: ago_secs.map(|ago| story.now - secs(ago)),
        ..Public::default()
    }
}

fn overview() -> Overview {
    Overview { known: "We look.".into(), impact: "Cards fail.".into(), ..Overview::default() }
}

fn said(
    story: &mut Story,
    incident: IncidentId,
    ago_secs: Option<u64>,
    named: &[&str],
    phase: Phase,
) {
    let public = public(story, ago_secs, named, phase);
    told(story, incident, public).unwrap();
}

fn told(story: &mut Story, incident: IncidentId, public: Public) -> Result<(), Refusal> {
    let publish = updates::Command::Publish {
        incident,
        overview: overview(),
        next_by: story.now + secs(900),
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish)
}

/// From when until when the bar of a component says that it failed.
fn bar(story: &Story, component: &str) -> Vec<(Timestamp, Option<Timestamp>)> {
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).expect("a page");
    let spells = shown.spells();
    let own = spells.get(&ComponentKey::from(component)).into_iter().flatten();
    own.map(|spell| (spell.from, spell.until)).collect()
}

#[test]
fn what_a_person_says_it_has_failed_since_counts_from_then() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    let first = public(&story, Some(420), &["auth"], Phase::Investigating);
    let since = first.since.expect("a time");
    told(&mut story, incident, first).unwrap();
    let said_at = story.now;
    let known = story.state.bulletins.of(incident).expect("told").clone();
    assert_eq!((known.failing_since(), known.began_at()), (Some(since), since));
    assert_eq!(known.opened_at, said_at, "when it was said stays as it is");
    assert_eq!(bar(&story, "auth"), [(since, None)]);
    // What is named later counts from when it was named.
    story.pass(secs(300));
    said(&mut story, incident, None, &["auth", "portal"], Phase::Identified);
    assert_eq!(bar(&story, "portal"), [(story.now, None)]);
    assert_eq!(bar(&story, "auth"), [(since, None)]);
    // Whoever knows better says so with the next word, and means all that it names.
    let better = public(&story, Some(1_200), &["auth", "portal"], Phase::Identified);
    let since = better.since.expect("a time");
    told(&mut story, incident, better).unwrap();
    assert_eq!(
        (bar(&story, "auth"), bar(&story, "portal")),
        (vec![(since, None)], vec![(since, None)])
    );
    story.pass(secs(60));
    said(&mut story, incident, None, &[], Phase::Resolved);
    assert_eq!(bar(&story, "auth"), [(since, Some(story.now))]);
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).expect("a page");
    let over = open.bulletins.latest()[0];
    assert_eq!(shown.failed(over), Some(story.now.since(since)), "exact downtime as well");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn nobody_says_that_it_began_in_the_future_long_ago_or_after_it_was_told() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    let max = SINCE_MAX.as_secs();
    for since in [story.now + secs(1), story.now - secs(max + 1)] {
        let public =
            Public { since: Some(since), ..public(&story, None, &["auth"], Phase::Identified) };
        assert_eq!(told(&mut story, incident, public), Err(Bad::BadSince.into()));
    }
    said(&mut story, incident, Some(max), &["auth"], Phase::Identified);
    story.pass(secs(600));
    let later = public(&story, Some(60), &["auth"], Phase::Identified);
    assert_eq!(told(&mut story, incident, later), Err(Bad::BadSince.into()));
}

#[test]
fn since_when_it_failed_is_put_right_visibly_and_bars_follow() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    said(&mut story, incident, Some(420), &["auth"], Phase::Identified);
    let known = story.state.bulletins.of(incident).expect("told").clone();
    let (bulletin, entry) = (known.id, known.entries[0].id);
    let (was, is) = (known.began_at(), story.now - secs(60));
    let mut correct = |since, reason: &str| {
        let frame = Some(Frame { since, ..known.entries[0].frame() });
        let (overview, reason) = (overview(), reason.into());
        let revised = Box::new(Revised { overview, frame, reason, takes_back: false });
        let correct = bulletins::Command::Correct { bulletin, entry, revised };
        story.tell(Actor::Person(ana()), correct)
    };
    correct(Some(is), "The clock was wrong.").unwrap();
    let over_late = Some(known.opened_at + secs(1));
    assert_eq!(correct(over_late, "Later."), Err(Bad::BadSince.into()));
    let now = story.state.bulletins.of(incident).expect("told").clone();
    assert_eq!((now.began_at(), bar(&story, "auth")), (is, vec![(is, None)]));
    assert_eq!(now.entries[0].corrections[0].frame.since, Some(was), "what it had said stays");
    let frame = Some(Frame { since: None, ..now.entries[0].frame() });
    let revised = Box::new(Revised { overview: overview(), frame, ..Revised::default() });
    story
        .tell(Actor::Person(ana()), bulletins::Command::Correct { bulletin, entry, revised })
        .unwrap();
    assert_eq!(bar(&story, "auth"), [(now.opened_at, None)], "nothing is said of it any more");
    assert_eq!(story.folded(), story.state);
}

fn past(story: &Story, from_ago: u64, until_ago: u64, tells: bool) -> Afterwards {
    let public = public(story, Some(from_ago), &["auth"], Phase::Identified);
    Afterwards { overview: overview(), public, until: story.now - secs(until_ago), tells }
}

fn write(story: &mut Story, said: Afterwards) -> Result<(), Refusal> {
    story.tell(Actor::Person(ana()), bulletins::Command::TellAfterwards(Box::new(said)))
}

#[test]
fn what_is_over_is_written_afterwards_and_stands_in_history_and_bars() {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Email, "one@a.example", Default::default())]);
    let said = past(&story, 7_200, 3_600, false);
    let (from, until) = (said.public.since.expect("a time"), said.until);
    write(&mut story, said).unwrap();
    assert!(send_all(&mut story).is_empty(), "nobody is told unless that is wished");
    let known = story.state.bulletins.latest()[0].clone();
    assert_eq!((known.opened_at, known.resolved_at), (from, Some(until)));
    assert_eq!(known.written_at, Some(story.now), "and it says when it was written");
    assert_eq!(bar(&story, "auth"), [(from, Some(until))]);
    assert_eq!(story.state.conditions().len(), 0, "nothing fails now");
    let wished = past(&story, 90_000, 80_000, true);
    write(&mut story, wished).unwrap();
    assert_eq!(send_all(&mut story), [(1, vec![1])]);
    assert_eq!(word(&story, 1).word.since, story.now - secs(90_000));
    for (from, until) in [(60, 120), (AFTERWARDS_MAX.as_secs() + 60, 60)] {
        let bad = past(&story, from, until, false);
        assert_eq!(write(&mut story, bad), Err(Bad::BadSpan.into()));
    }
    let future = Afterwards { until: story.now + secs(60), ..past(&story, 60, 0, false) };
    assert_eq!(write(&mut story, future), Err(Bad::BadSpan.into()));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_written_afterwards_waits_for_whoever_may_object() {
    let mut story = vendor();
    let settings = organisation::Settings {
        approvers: vec![Approver::Person(cleo())],
        ..(*story.state.organisation.settings).clone()
    };
    story.operator(organisation::Command::Put { settings });
    let (one, other) = (past(&story, 7_200, 3_600, false), past(&story, 9_000, 8_000, false));
    write(&mut story, one).unwrap();
    write(&mut story, other).unwrap();
    assert!(bar(&story, "auth").is_empty() && story.state.approvals.waiting().len() == 2);
    let approval = story.state.approvals.waiting()[0].id;
    let object = approvals::Command::Object { approval, reason: "Name the cause.".into() };
    story.tell(Actor::Person(cleo()), object).unwrap();
    story.pass(Duration::from_secs(601));
    assert_eq!(bar(&story, "auth").len(), 1, "one stays in, and the other went out");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn who_declares_an_incident_may_say_that_it_began_before() {
    let mut story = vendor();
    let declare = |since| {
        Command::from(domain::monitoring::Command::Declare {
            title: "Cards fail".into(),
            severity: Severity::High,
            service: None,
            rings: false,
            since: Some(since),
            matter: None,
        })
    };
    let future = declare(story.now + secs(5));
    let no = domain::monitoring::Refusal::BadSince;
    assert_eq!(story.tell(Actor::Person(ana()), future), Err(no.into()));
    let since = story.now - secs(600);
    story.tell(Actor::Person(ana()), declare(since)).unwrap();
    let incident = *story.state.incidents.incidents.keys().next().expect("one");
    assert_eq!(story.state.monitoring.declared_since(incident), Some(since));
}

fn audiences(story: &Story, number: u32) -> Vec<AudienceKey> {
    story.state.bulletins.numbered(number).expect("told").audiences.clone()
}

#[test]
fn what_is_over_and_names_only_hidden_components_is_for_those_who_know_of_them() {
    let mut story = crate::readers::story();
    let of = |story: &Story, named: &[&str]| {
        let public = public(story, Some(7_200), named, Phase::Identified);
        Afterwards { overview: overview(), public, until: story.now - secs(3_600), tells: false }
    };
    let hidden = of(&story, &["lens"]);
    write(&mut story, hidden.clone()).unwrap();
    assert_eq!(audiences(&story, 1), [AudienceKey::from("clinics")]);
    let both = of(&story, &["lens", "payments"]);
    write(&mut story, both.clone()).unwrap();
    assert!(audiences(&story, 2).is_empty(), "what everyone knows of concerns everyone");
    let mut works = both;
    works.public.affected[1].condition = Condition::Operational;
    write(&mut story, works).unwrap();
    assert_eq!(audiences(&story, 3), [AudienceKey::from("clinics")], "what works is not named");
    let settings = organisation::Settings {
        approvers: vec![Approver::Person(cleo())],
        ..(*story.state.organisation.settings).clone()
    };
    story.operator(organisation::Command::Put { settings });
    write(&mut story, hidden).unwrap();
    story.pass(Duration::from_secs(601));
    assert_eq!(audiences(&story, 4), [AudienceKey::from("clinics")], "also when it waited");
    assert_eq!(story.folded(), story.state);
}

/// Puts a word of a matter that is over right: what it says, and since when it failed, if that.
fn put_right(
    story: &mut Story,
    number: u32,
    place: usize,
    since: Option<Timestamp>,
) -> Result<(), Refusal> {
    let known = story.state.bulletins.numbered(number).expect("told").clone();
    let said = &known.entries[place];
    let overview = Overview { known: "We looked again.".into(), ..overview() };
    let frame = Some(Frame { since: since.or(said.since), ..said.frame() });
    let reason = "The clock was wrong.".into();
    let revised = Box::new(Revised { overview, frame, reason, takes_back: false });
    let (bulletin, entry) = (known.id, said.id);
    story.tell(Actor::Person(ana()), bulletins::Command::Correct { bulletin, entry, revised })
}

#[test]
fn what_was_written_afterwards_is_put_right_for_those_who_were_sent_it_and_nobody_else() {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Email, "one@a.example", Default::default())]);
    let quiet = past(&story, 7_200, 3_600, false);
    write(&mut story, quiet).unwrap();
    put_right(&mut story, 1, 0, None).unwrap();
    put_right(&mut story, 1, 1, None).unwrap();
    assert!(send_all(&mut story).is_empty(), "nobody was sent it before");
    let sent = past(&story, 900_000, 800_000, true);
    write(&mut story, sent).unwrap();
    assert_eq!(send_all(&mut story), [(1, vec![1])]);
    put_right(&mut story, 2, 0, None).unwrap();
    assert_eq!(word(&story, 2).word.kind, Kind::Corrected);
    assert_eq!(send_all(&mut story), [(1, vec![2])], "however long it is over");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_told_quietly_is_told_once_it_turns_out_to_be_critical() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    let page = story.page_of(story.emergencies[0], &ana());
    story.by_page(page, Answer::Accept).unwrap();
    let weigh = |story: &mut Story, severity| {
        let set = incidents::Command::SetSeverity { incident, severity };
        story.tell(Actor::Person(ana()), set).unwrap();
    };
    weigh(&mut story, Severity::High);
    let loud = public(&story, None, &["auth"], Phase::Investigating);
    let quiet = Public { quiet: true, ..loud.clone() };
    told(&mut story, incident, quiet.clone()).unwrap();
    weigh(&mut story, Severity::Critical);
    assert_eq!(told(&mut story, incident, quiet.clone()), Err(Bad::MustTell.into()));
    told(&mut story, incident, loud).unwrap();
    told(&mut story, incident, quiet).unwrap();
}

#[test]
fn since_when_it_failed_is_put_right_either_way_where_it_was_written_afterwards() {
    let mut story = vendor();
    let said = past(&story, 7_200, 3_600, false);
    let (from, until) = (said.public.since.expect("a time"), said.until);
    write(&mut story, said).unwrap();
    for since in [story.now - secs(5_400), story.now - secs(9_000), until] {
        put_right(&mut story, 1, 0, Some(since)).unwrap();
        let known = story.state.bulletins.numbered(1).expect("told").clone();
        assert_eq!((known.opened_at, known.began_at(), known.entries[0].at), (since, since, since));
        assert_eq!(known.entries[0].corrections[0].frame.since, Some(from), "what it had said");
        assert_eq!(known.resolved_at, Some(until));
    }
    let since = story.now - secs(5_400);
    put_right(&mut story, 1, 0, Some(since)).unwrap();
    assert_eq!(bar(&story, "auth"), [(since, Some(until))]);
    let long_ago = story.now - AFTERWARDS_MAX - secs(60);
    for since in [until + secs(1), long_ago] {
        assert_eq!(put_right(&mut story, 1, 0, Some(since)), Err(Bad::BadSpan.into()));
    }
    assert_eq!(story.folded(), story.state);
}

#[test]
fn when_what_was_written_afterwards_was_over_is_put_right_and_bars_follow() {
    let mut story = vendor();
    let said = past(&story, 7_200, 3_600, false);
    write(&mut story, said).unwrap();
    let known = |story: &Story| story.state.bulletins.numbered(1).expect("told").clone();
    let (from, over) = (known(&story).opened_at, known(&story).resolved_at.expect("over"));
    let put = |story: &mut Story, place: usize, until: Timestamp| {
        let bulletin = known(story);
        let said = &bulletin.entries[place];
        let frame = Some(Frame { until: Some(until), ..said.frame() });
        let (overview, reason) = (said.overview.clone(), "The log says so.".into());
        let revised = Box::new(Revised { overview, frame, reason, takes_back: false });
        let (bulletin, entry) = (bulletin.id, said.id);
        story.tell(Actor::Person(ana()), bulletins::Command::Correct { bulletin, entry, revised })
    };
    let later = over + secs(600);
    put(&mut story, 0, later).unwrap();
    assert_eq!(known(&story).resolved_at, Some(later));
    assert_eq!(known(&story).entries[0].corrections[0].frame.until, Some(over), "it stays visible");
    assert_eq!(bar(&story, "auth"), [(from, Some(later))]);
    for (place, until) in [(0, Timestamp(from.0 - 1)), (0, story.now + secs(1)), (1, over)] {
        assert_eq!(put(&mut story, place, until), Err(Bad::BadSpan.into()));
    }
    put(&mut story, 0, later).unwrap();
    assert_eq!(known(&story).entries[0].corrections.len(), 1, "the same end is nothing new");
    assert_eq!(story.folded(), story.state);
}

//! What machines and readers see of a component stands beside what is said of it, and never
//! instead of it.

use std::time::Duration;

use domain::bulletins::spells;
use domain::components::{self, Component};
use domain::emergencies::{self, Aside};
use domain::evidence::GRACE;
use domain::sightings::{self, PROGRAMS_COUNT_FOR, READERS_COUNT_FOR};
use domain::status_pages::{self, StatusPage};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, ComponentKey, Condition, CustomerKey, EmergencyId, IncidentId, Phase, Public,
    Timestamp,
};
use domain::{Command, Refusal, customers, incidents, restrictions};

use crate::story::{Story, ana, ben, secs};

fn vendor(shows_suspicions: bool) -> Story {
    let mut story = Story::new();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, Command::Adopt { revision }).unwrap();
    let profile = Component { name: "Cards".into(), ..Component::default() };
    story.operator(components::Command::Put { component: "cards".into(), profile });
    opens(&mut story, shows_suspicions);
    story
}

fn opens(story: &mut Story, shows_suspicions: bool) {
    let profile = StatusPage {
        name: "Tiny".into(),
        zone: "UTC".into(),
        shows_suspicions,
        ..StatusPage::default()
    };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
}

/// From when until when the strip says that it failed.
fn bad(story: &Story) -> Vec<(Timestamp, Option<Timestamp>)> {
    let open = story.state.for_everyone();
    let page = open.status_page_at(&"public".into(), story.now).expect("a page");
    let spells = page.spells();
    let spells = spells.get(&ComponentKey::from("cards")).into_iter().flatten();
    spells.map(|spell| (spell.from, spell.until)).collect()
}

fn see(story: &mut Story) {
    let see = sightings::Command::See { component: "cards".into(), customer: None };
    story.tell(Actor::System, see).unwrap();
}

fn report(story: &mut Story, source: &str, failing: bool) -> Result<(), Refusal> {
    let component = "cards".into();
    let source = source.into();
    story.tell(Actor::Person(ana()), sightings::Command::Report { component, source, failing })
}

fn tell(story: &mut Story, condition: Condition) {
    let emergency = story.call();
    let incident = story.incident(emergency);
    tell_of(story, incident, condition);
}

fn tell_of(story: &mut Story, incident: IncidentId, condition: Condition) {
    let affected = vec![Affected { component: "cards".into(), condition }];
    let public = Public {
        title: "Cards fail".into(),
        phase: Phase::Investigating,
        affected,
        audiences: Vec::new(),
        ..Public::default()
    };
    let overview =
        Overview { known: "We look.".into(), impact: "Cards fail.".into(), ..Overview::default() };
    let next_by = story.now + secs(900);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

fn shown(story: &Story) -> (Condition, bool, usize) {
    let open = story.state.for_everyone();
    let page = open.status_page_at(&"public".into(), story.now).expect("a page");
    let spells = page.spells().get(&ComponentKey::from("cards")).map_or(0, Vec::len);
    (page.parts[0].condition, !page.evidence.is_empty(), spells)
}

#[test]
fn one_reader_may_have_pulled_a_plug_and_three_make_it_suspected() {
    let mut story = vendor(false);
    for (count, suspected) in [(1, 0), (2, 0), (3, 1)] {
        see(&mut story);
        let found = story.state.suspected(story.now);
        assert_eq!(found.len(), suspected, "{count} readers");
    }
    assert_eq!(story.state.suspected(story.now)[0].1.readers, 3);
    assert_eq!(shown(&story), (Condition::Operational, false, 0), "everyone is told by a person");
    story.pass(READERS_COUNT_FOR);
    assert!(story.state.suspected(story.now).is_empty(), "an hour later nobody says so any more");
}

#[test]
fn what_is_suspected_is_told_only_where_the_vendor_wants_it() {
    for (open, told) in [(false, (false, 0)), (true, (true, 1))] {
        let mut story = vendor(open);
        report(&mut story, "probe", true).unwrap();
        assert_eq!(story.state.suspected(story.now).len(), 1);
        assert_eq!(shown(&story), (Condition::Operational, told.0, told.1));
        report(&mut story, "probe", false).unwrap();
        assert_eq!(shown(&story), (Condition::Operational, false, 0));
    }
}

#[test]
fn what_was_seen_before_it_was_said_counts_from_when_it_was_seen() {
    let mut story = vendor(false);
    report(&mut story, "probe", true).unwrap();
    let since = story.now;
    story.pass(Duration::from_secs(420));
    tell(&mut story, Condition::Major);
    let bulletin = story.state.bulletins.latest()[0].clone();
    assert_eq!(bulletin.seen.get(&ComponentKey::from("cards")), Some(&since));
    let spells = spells(&[&bulletin]);
    let spell = spells[&ComponentKey::from("cards")][0];
    assert_eq!((spell.from, spell.condition), (since, Condition::Major));
    assert_eq!(bulletin.opened_at.since(since), Duration::from_secs(420), "the lag is known");
    assert!(story.state.suspected(story.now).is_empty(), "it is told now");
    assert_eq!(shown(&story), (Condition::Major, true, 1), "both stand side by side");
}

#[test]
fn a_word_that_it_works_stands_no_longer_than_its_grace_while_machines_see_the_same_failure() {
    let mut story = vendor(false);
    let incident = {
        let emergency = story.call();
        story.incident(emergency)
    };
    report(&mut story, "probe", true).unwrap();
    story.pass(secs(60));
    tell_of(&mut story, incident, Condition::Major);
    story.pass(secs(1_200));
    tell_of(&mut story, incident, Condition::Operational);
    let said = story.now;
    assert_eq!(shown(&story).0, Condition::Operational, "machines get a while to see so too");
    assert_eq!(story.state.evidence_turns_at(story.now), Some(said + GRACE));
    story.pass(GRACE);
    let open = story.state.for_everyone();
    let page = open.status_page_at(&"public".into(), story.now).expect("a page");
    assert_eq!((page.parts[0].condition, page.evidence.len()), (Condition::Partial, 1));
    assert_eq!(page.belied.get(&ComponentKey::from("cards")), Some(&said));
    let spells = page.spells();
    let last = spells[&ComponentKey::from("cards")].last().copied().expect("a spell");
    assert_eq!((last.from, last.until), (said, None), "the strip goes on");
    report(&mut story, "probe", false).unwrap();
    assert_eq!(shown(&story), (Condition::Operational, false, 2), "now both say the same");
    let until = story.now;
    assert_eq!(bad(&story)[1], (said, Some(until)), "and the strip keeps what machines saw");
    story.pass(secs(30 * 24 * 3_600));
    assert_eq!(bad(&story)[1], (said, Some(until)), "for as long as it is shown");
    // What is seen anew is a new suspicion, and no word of ours.
    report(&mut story, "probe", true).unwrap();
    story.pass(GRACE + GRACE);
    assert_eq!(shown(&story).0, Condition::Operational);
}

#[test]
fn what_a_page_told_openly_stays_in_its_strip_and_what_it_did_not_tell_is_not_told_in_hindsight() {
    for open in [true, false] {
        let mut story = vendor(open);
        let from = story.now;
        report(&mut story, "probe", true).unwrap();
        story.pass(secs(600));
        report(&mut story, "probe", false).unwrap();
        let until = story.now;
        let kept = [(from, Some(until))];
        assert_eq!(bad(&story), if open { &kept[..] } else { &[] });
        story.pass(secs(5 * 24 * 3_600));
        opens(&mut story, !open);
        assert_eq!(bad(&story), if open { &kept[..] } else { &[] }, "whatever it tells now");
    }
}

#[test]
fn what_enough_readers_saw_stays_in_an_open_strip_for_as_long_as_they_counted() {
    let mut story = vendor(true);
    let from = story.now;
    for _ in 0..3 {
        see(&mut story);
        story.pass(secs(60));
    }
    assert_eq!(bad(&story), [(from, None)], "it lasts");
    story.pass(READERS_COUNT_FOR);
    let until = from + READERS_COUNT_FOR;
    assert_eq!(bad(&story), [(from, Some(until))]);
    see(&mut story);
    assert_eq!(bad(&story), [(from, Some(until))], "one more is no new suspicion");
}

#[test]
fn what_a_program_that_died_saw_stays_for_as_long_as_it_counted() {
    let mut story = vendor(true);
    let from = story.now;
    report(&mut story, "probe", true).unwrap();
    story.pass(PROGRAMS_COUNT_FOR + secs(3_600));
    let kept = [(from, Some(from + PROGRAMS_COUNT_FOR))];
    assert_eq!(bad(&story), kept);
    report(&mut story, "another", true).unwrap();
    report(&mut story, "another", false).unwrap();
    assert_eq!(bad(&story), kept, "and nothing else is said of that time");
}

#[test]
fn a_program_that_falls_silent_counts_for_a_day_and_one_that_goes_on_counts_from_the_start() {
    let mut story = vendor(false);
    let since = story.now;
    report(&mut story, "probe", true).unwrap();
    let events = story.history.len();
    report(&mut story, "probe", true).unwrap();
    assert_eq!(story.history.len(), events, "what it has just said is not written down again");
    story.pass(PROGRAMS_COUNT_FOR - secs(1));
    report(&mut story, "probe", true).unwrap();
    story.pass(PROGRAMS_COUNT_FOR - secs(1));
    assert_eq!(story.state.suspected(story.now)[0].1.since, since);
    story.pass(secs(1));
    assert!(story.state.suspected(story.now).is_empty());
}

/// A call about the service behind the component.
pub fn call(story: &mut Story) -> EmergencyId {
    let open = emergencies::Command::Open {
        words: "Cards fail".into(),
        who: "Acme".into(),
        reach: String::new(),
        door: Some("terminals".into()),
        follows: None,
        language: None,
    };
    story.tell(Actor::Stranger, open).unwrap();
    let calls = story.state.emergencies.emergencies.values();
    calls.max_by_key(|call| call.number).expect("a call").id
}

/// The same, of a customer of their own.
pub fn customer_calls(story: &mut Story, customer: &str) -> EmergencyId {
    let emergency = call(story);
    let profile = Box::new(customers::Profile { name: customer.into(), ..Default::default() });
    let customer = CustomerKey::from(customer);
    story.operator(customers::Command::Put { customer: customer.clone(), profile });
    let attach = customers::Command::Attach { emergency, customer };
    story.tell(Actor::Person(ana()), attach).unwrap();
    emergency
}

pub fn served(open: bool) -> Story {
    let mut story = vendor(open);
    let profile = incidents::Service { name: "Terminals".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: "terminals".into(), profile });
    let profile = Component {
        name: "Cards".into(),
        service: Some("terminals".into()),
        ..Component::default()
    };
    story.operator(components::Command::Put { component: "cards".into(), profile });
    story
}

#[test]
fn two_who_call_about_a_service_make_its_component_suspected_and_one_may_have_pulled_a_plug() {
    let mut story = served(false);
    let first = customer_calls(&mut story, "acme");
    assert!(story.state.suspected(story.now).is_empty(), "one may have a fault of their own");
    story.pass(secs(60));
    let since = story.now;
    let second = customer_calls(&mut story, "brook");
    let found = story.state.suspected(story.now);
    assert_eq!((found[0].1.callers, found[0].1.since), (2, since));
    assert_eq!(shown(&story), (Condition::Operational, false, 0), "a person tells everyone");
    // What is a mistake, abuse or set aside counts no more.
    let abuse = emergencies::Command::SetAside { emergency: second, reason: Aside::Abuse };
    story.tell(Actor::Person(ana()), abuse).unwrap();
    assert!(story.state.suspected(story.now).is_empty());
    let third = call(&mut story);
    assert_eq!(story.state.suspected(story.now).len(), 1);
    call(&mut story);
    let found = story.state.suspected(story.now);
    assert_eq!(found[0].1.callers, 2, "who is not known may be one who calls twice");
    let incident = story.incident(first);
    let restrict = restrictions::Command::Restrict {
        incident,
        reason: "A breach".into(),
        people: vec![ana()],
    };
    story.tell(Actor::Person(ana()), restrict).unwrap();
    assert!(story.state.suspected(story.now).is_empty(), "nobody outside learns of {third}");
}

#[test]
fn who_calls_is_told_of_openly_only_where_the_vendor_wants_it() {
    let mut story = served(true);
    customer_calls(&mut story, "acme");
    assert_eq!(shown(&story), (Condition::Operational, false, 0));
    story.pass(secs(60));
    let from = story.now;
    let second = customer_calls(&mut story, "brook");
    assert_eq!(shown(&story), (Condition::Operational, true, 1));
    story.pass(secs(60));
    let caller = story.caller(second);
    story.tell(caller, emergencies::Command::Confirm { emergency: second }).unwrap();
    assert_eq!(bad(&story), [(from, Some(story.now))], "the strip keeps it");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn one_of_us_who_sees_it_fail_is_evidence_and_nobody_speaks_in_their_place() {
    let mut story = vendor(false);
    let source = sightings::said_by(&ana());
    report(&mut story, &source, true).unwrap();
    let found = story.state.suspected(story.now);
    assert_eq!((found[0].1.people, found[0].1.programs), (1, 0));
    let posed = sightings::said_by(&ben());
    let refused = Err(Refusal::Sightings(sightings::Refusal::BadSource));
    assert_eq!(report(&mut story, &posed, true), refused);
    report(&mut story, &source, false).unwrap();
    assert!(story.state.suspected(story.now).is_empty());
}

#[test]
fn what_nobody_has_seen_before_counts_from_the_word() {
    let mut story = vendor(false);
    tell(&mut story, Condition::Partial);
    let bulletin = story.state.bulletins.latest()[0].clone();
    assert!(bulletin.seen.is_empty());
    assert_eq!(spells(&[&bulletin])[&ComponentKey::from("cards")][0].from, bulletin.opened_at);
}

#[test]
fn sightings_of_what_is_not_there_or_of_nobody_are_refused_and_all_have_a_limit() {
    let mut story = vendor(false);
    let see = sightings::Command::See { component: "fridge".into(), customer: None };
    let refused = |refusal: sightings::Refusal| Err(Refusal::Sightings(refusal));
    assert_eq!(story.tell(Actor::System, see), refused(sightings::Refusal::Unknown));
    assert_eq!(report(&mut story, " ", true), refused(sightings::Refusal::BadSource));
    for number in 0..sightings::PROGRAMS_MAX {
        report(&mut story, &format!("probe {number}"), true).unwrap();
    }
    assert_eq!(report(&mut story, "one more", true), refused(sightings::Refusal::TooMany));
    for _ in 0..sightings::READERS_MAX + 10 {
        see_quietly(&mut story);
    }
    let readers = story.state.sightings.seen[&ComponentKey::from("cards")].readers.len();
    assert_eq!(readers, sightings::READERS_MAX);
}

fn see_quietly(story: &mut Story) {
    let see = sightings::Command::See { component: "cards".into(), customer: None };
    let _ = story.tell(Actor::System, see);
}

#[test]
fn whose_reader_says_so_by_a_link_is_known_for_as_long_as_it_counts() {
    let mut story = vendor(false);
    let say = |story: &mut Story, customer: Option<&str>| {
        let customer = customer.map(Into::into);
        let see = sightings::Command::See { component: "cards".into(), customer };
        story.tell(Actor::System, see).unwrap();
    };
    say(&mut story, Some("brightwater"));
    story.pass(secs(60));
    say(&mut story, Some("harbour"));
    say(&mut story, None);
    let cards = ComponentKey::from("cards");
    let said = |story: &Story, now| -> (usize, Vec<String>) {
        let seen = &story.state.sightings.seen[&cards];
        let named = seen.customers_at(now).into_iter().map(ToString::to_string);
        (seen.readers_at(now).count(), named.collect())
    };
    let (harbour, both) = ("harbour".to_owned(), vec!["harbour".to_owned(), "brightwater".into()]);
    assert_eq!(said(&story, story.now), (3, both));
    assert!(story.state.suspected(story.now).len() == 1, "they count as every reader does");
    let later = story.now + READERS_COUNT_FOR - secs(60);
    assert_eq!(said(&story, later), (2, vec![harbour]));
    assert_eq!(said(&story, story.now + READERS_COUNT_FOR), (0, Vec::new()));
}

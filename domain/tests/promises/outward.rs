//! What everyone was told is over when a person of the vendor's says so, and never because those
//! who called have gone.

use domain::bulletins::Bulletin;
use domain::components::{self, Component};
use domain::deliveries::About;
use domain::emergencies::{ARCHIVE_AFTER, Aside, Command as Call};
use domain::groups;
use domain::paging::Standing;
use domain::status_pages::{self, StatusPage};
use domain::updates::{self, Overview};
use domain::words::{Actor, Affected, ComponentKey, Condition, EmergencyId, IncidentId, Phase};
use domain::{Command, Event, Refusal, words::Public};

use crate::story::{Story, ana, ben, secs};

fn vendor() -> Story {
    let mut story = Story::new();
    story.tell(Actor::System, Command::Adopt { revision: domain::revision::LATEST }).unwrap();
    let profile = Component { name: "Cards".into(), ..Component::default() };
    story.operator(components::Command::Put { component: "cards".into(), profile });
    let profile = StatusPage { name: "Tiny".into(), zone: "UTC".into(), ..StatusPage::default() };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
    story
}

fn publish(story: &mut Story, incident: IncidentId, phase: Phase) {
    let affected = vec![Affected { component: "cards".into(), condition: Condition::Major }];
    let public = Public {
        title: "Cards fail".into(),
        phase,
        affected,
        audiences: Vec::new(),
        ..Public::default()
    };
    let overview =
        Overview { known: "We look.".into(), impact: "Cards fail.".into(), ..Overview::default() };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(900),
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

/// An outage of which one caller and everyone knows.
fn told() -> (Story, EmergencyId, IncidentId) {
    let mut story = vendor();
    let emergency = story.call();
    let incident = story.incident(emergency);
    publish(&mut story, incident, Phase::Identified);
    (story, emergency, incident)
}

fn bulletin(story: &Story, incident: IncidentId) -> &Bulletin {
    story.state.bulletins.of(incident).expect("a bulletin")
}

fn as_caller(story: &mut Story, emergency: EmergencyId, what: Call) {
    let caller = story.caller(emergency);
    story.tell(caller, what).unwrap();
}

fn fares(story: &Story) -> Option<Condition> {
    story.state.bulletins.conditions().get(&ComponentKey::from("cards")).copied()
}

fn reminders(story: &Story) -> usize {
    let reminds = |event: &Event| {
        matches!(
            event,
            Event::Deliveries(domain::deliveries::Event::Owed {
                about: About::Reminder { .. },
                ..
            })
        )
    };
    story.history.iter().filter(|(event, _)| reminds(event)).count()
}

#[test]
fn a_caller_who_says_that_it_works_ends_nothing_for_everyone() {
    let (mut story, emergency, incident) = told();
    let promised = bulletin(&story, incident).next_by;
    as_caller(&mut story, emergency, Call::Confirm { emergency });
    let known = bulletin(&story, incident);
    assert_eq!((known.phase(), known.is_over()), (Phase::Monitoring, false));
    assert_eq!(known.entries.last().map(|entry| entry.author.clone()), Some(None));
    assert_eq!(known.next_by, promised, "the next word is promised as before");
    assert_eq!(fares(&story), Some(Condition::Major), "nobody has said that it works");
    assert_eq!(reminders(&story), 1, "whoever leads is asked for the last word");
    assert!(story.state.awaits_last_word(incident));
    assert!(story.state.incidents.get(incident).is_some_and(|known| known.settled_at.is_none()));
}

#[test]
fn what_is_promised_to_everyone_cannot_pass_in_silence_though_no_caller_waits() {
    let (mut story, emergency, incident) = told();
    as_caller(&mut story, emergency, Call::Confirm { emergency });
    story.pass(secs(900));
    assert_eq!(bulletin(&story, incident).late, 1);
    assert!(matches!(story.escalation(emergency).standing, Standing::Ringing { .. }));
    publish(&mut story, incident, Phase::Resolved);
    assert!(bulletin(&story, incident).is_over() && fares(&story).is_none());
    assert!(story.state.incidents.get(incident).is_some_and(|known| known.settled_at.is_some()));
    assert_eq!(story.state.updates.promise(incident), None, "and nothing more is owed");
    assert_eq!(story.state.policy.unfollowed_count, 0);
}

#[test]
fn a_call_that_was_a_mistake_or_is_set_aside_says_nothing_to_everyone() {
    let aside = |emergency| Call::SetAside { emergency, reason: Aside::BelievedFixed };
    for by_caller in [true, false] {
        let (mut story, emergency, incident) = told();
        match by_caller {
            true => as_caller(&mut story, emergency, Call::Retract { emergency }),
            false => story.tell(Actor::Person(ana()), aside(emergency)).unwrap(),
        }
        let known = bulletin(&story, incident);
        assert_eq!((known.entries.len(), known.phase()), (1, Phase::Identified));
        assert_eq!(fares(&story), Some(Condition::Major));
        assert!(story.state.awaits_last_word(incident));
        story.pass(secs(900));
        assert_eq!(bulletin(&story, incident).late, 1, "the promise goes on");
    }
}

#[test]
fn what_was_missed_is_named_whatever_callers_say_until_a_person_speaks() {
    let (mut story, emergency, incident) = told();
    let promised = bulletin(&story, incident).next_by;
    story.pass(secs(900));
    let known = bulletin(&story, incident);
    assert_eq!((known.late, known.missed), (1, promised));
    let renewed = known.next_by;
    for (what, phase) in [
        (Call::Confirm { emergency }, Phase::Monitoring),
        (Call::Reopen { emergency }, Phase::Identified),
    ] {
        as_caller(&mut story, emergency, what);
        let known = bulletin(&story, incident);
        let last = known.entries.last().expect("a word");
        assert_eq!((known.phase(), &last.author), (phase, &None));
        assert_eq!((known.missed, known.next_by), (promised, renewed), "no word of ours");
    }
    publish(&mut story, incident, Phase::Identified);
    assert_eq!(bulletin(&story, incident).missed, None, "a person has spoken");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn those_who_called_are_said_to_be_well_only_when_all_of_them_say_so() {
    let mut story = vendor();
    let (one, other) = (story.call(), story.call());
    let (incident, into) = (story.incident(other), story.incident(one));
    let join = groups::Command::Join { incidents: vec![incident], into, held: Default::default() };
    story.tell(Actor::Person(ana()), join).unwrap();
    publish(&mut story, into, Phase::Identified);
    let aside = Call::SetAside { emergency: other, reason: Aside::Unreachable };
    story.tell(Actor::Person(ana()), aside).unwrap();
    as_caller(&mut story, one, Call::Confirm { emergency: one });
    assert_eq!(bulletin(&story, into).phase(), Phase::Identified, "nobody knows of the other");
    assert!(story.state.awaits_last_word(into));
}

#[test]
fn what_is_broken_again_is_told_as_before_and_rings_and_one_caller_fills_no_page() {
    let (mut story, emergency, incident) = told();
    let accepted = story.escalation(emergency).accepted_by().cloned();
    assert_eq!(accepted, Some(ana()));
    as_caller(&mut story, emergency, Call::Confirm { emergency });
    as_caller(&mut story, emergency, Call::Reopen { emergency });
    let known = bulletin(&story, incident);
    assert_eq!((known.phase(), known.entries.len()), (Phase::Identified, 3));
    assert_eq!(fares(&story), Some(Condition::Major));
    assert!(matches!(story.escalation(emergency).standing, Standing::Ringing { .. }));
    for _ in 0..3 {
        as_caller(&mut story, emergency, Call::Confirm { emergency });
        as_caller(&mut story, emergency, Call::Reopen { emergency });
    }
    assert_eq!(bulletin(&story, incident).entries.len(), 3, "until a person speaks again");
    publish(&mut story, incident, Phase::Investigating);
    as_caller(&mut story, emergency, Call::Confirm { emergency });
    assert_eq!(bulletin(&story, incident).phase(), Phase::Monitoring);
}

#[test]
fn who_is_back_after_it_was_over_for_everyone_rings_and_whoever_leads_is_asked() {
    let (mut story, emergency, incident) = told();
    as_caller(&mut story, emergency, Call::Confirm { emergency });
    publish(&mut story, incident, Phase::Resolved);
    assert!(!story.state.is_over_too_soon(incident));
    as_caller(&mut story, emergency, Call::Reopen { emergency });
    assert!(matches!(story.escalation(emergency).standing, Standing::Ringing { .. }));
    assert!(story.state.is_over_too_soon(incident));
    publish(&mut story, incident, Phase::Investigating);
    assert_eq!(fares(&story), Some(Condition::Major));
    assert!(!story.state.is_over_too_soon(incident));
}

#[test]
fn what_everyone_was_told_of_is_not_joined_to_what_nobody_was_told_of() {
    let (mut story, _, incident) = told();
    let other = story.call();
    let into = story.incident(other);
    let join = |incident, into| groups::Command::Join {
        incidents: vec![incident],
        into,
        held: Default::default(),
    };
    let refused = story.tell(Actor::Person(ben()), join(incident, into));
    assert_eq!(refused, Err(Refusal::Groups(groups::Refusal::ToldPublicly)));
    story.tell(Actor::Person(ben()), join(into, incident)).unwrap();
    assert_eq!(fares(&story), Some(Condition::Major));
}

#[test]
fn what_everyone_is_told_of_stays_at_hand_when_the_callers_have_long_gone() {
    let (mut story, emergency, incident) = told();
    as_caller(&mut story, emergency, Call::Confirm { emergency });
    story.pass(ARCHIVE_AFTER + secs(60));
    assert!(story.state.emergencies.get(emergency).is_none(), "the conversation is archived");
    assert!(story.state.incidents.get(incident).is_some());
    publish(&mut story, incident, Phase::Resolved);
    assert!(bulletin(&story, incident).is_over());
    assert!(story.state.incidents.get(incident).is_none(), "and goes when it is over for all");
}

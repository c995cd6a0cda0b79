//! Promise 12, inside the vendor's own walls: what is restricted is read by those who work on it.

use domain::emergencies;
use domain::groups;
use domain::paging::{self, Answer, Wait};
use domain::proof;
use domain::restrictions::{Command, Refusal};
use domain::words::{Actor, EmergencyId, PersonKey, Purpose, Severity};
use domain::{access, crew, incidents, notes};

use crate::story::{Story, ana, ben, cleo, secs};

fn person(key: PersonKey) -> Actor {
    Actor::Person(key)
}

/// Ana has it, and has restricted it.
fn restricted() -> (Story, EmergencyId) {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    restrict(&mut story, emergency).unwrap();
    (story, emergency)
}

fn restrict(story: &mut Story, emergency: EmergencyId) -> Result<(), domain::Refusal> {
    let incident = story.incident(emergency);
    let (reason, people) = ("payroll leaked".to_owned(), Vec::new());
    story.tell(person(ana()), Command::Restrict { incident, reason, people })
}

fn sees(story: &Story, key: &PersonKey, emergency: EmergencyId) -> bool {
    let both = story.state.sees(&person(key.clone()), emergency);
    assert_eq!(both, story.state.sees(&person(key.clone()), story.incident(emergency)));
    both
}

#[test]
fn only_those_who_work_on_it_read_what_is_restricted() {
    let (mut story, emergency) = restricted();
    assert!(sees(&story, &ana(), emergency));
    assert!(!sees(&story, &ben(), emergency) && !sees(&story, &cleo(), emergency));
    let incident = story.incident(emergency);
    let whom = crew::Whom::Person(ben());
    let (purpose, words) = (Purpose::Help, "look".to_owned());
    story.tell(person(ana()), crew::Command::Ask { incident, whom, purpose, words }).unwrap();
    assert!(sees(&story, &ben(), emergency), "who is asked must know what for");
    let mut pages = story.escalation(emergency).pages.values();
    let page = pages.find(|page| page.person == ben()).expect("Ben is asked").id;
    assert!(story.state.sees(&Actor::PageLink(page), emergency));
    story.by_page(page, Answer::PassOn).unwrap();
    assert!(!sees(&story, &ben(), emergency), "who has said no is out again");
    assert!(!story.state.sees(&Actor::PageLink(page), emergency));
    let own = story.caller(emergency);
    assert!(story.state.sees(&own, emergency), "the caller reads on");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn nothing_of_it_is_in_what_others_are_shown() {
    let (mut story, emergency) = restricted();
    let incident = story.incident(emergency);
    let words = "zq the note".to_owned();
    story.tell(person(ana()), notes::Command::Write { incident, words }).unwrap();
    let wait = Wait::Customer;
    story.say(person(ana()), emergency, "zq the answer").unwrap();
    let (until, because) = (story.now + secs(600), "zq the wait".to_owned());
    story.tell(person(ana()), paging::Command::Snooze { incident, until, wait, because }).unwrap();
    let seen = story.state.for_eyes_of(&person(ben())).expect("something is hidden");
    let shown = seen.incidents.get(incident).expect("that there is something is shown");
    assert_eq!((shown.severity, &shown.lead), (Severity::Critical, &Some(ana())));
    assert!(seen.restrictions.is_hidden(incident));
    // What is derived for letters has left by then, and names nobody's words.
    let rooms = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        seen.emergencies.emergencies,
        seen.notes,
        seen.crew,
        seen.updates,
        seen.paging,
        seen.monitoring.alerts,
        seen.restrictions,
    );
    for words in ["zq", "payroll", "everything is down", "Acme"] {
        assert!(!rooms.contains(words), "{words}");
    }
    assert_eq!(story.state.for_eyes_of(&person(ana())), None);
}

#[test]
fn who_may_not_read_it_may_do_nothing_about_it() {
    let (mut story, emergency) = restricted();
    let incident = story.incident(emergency);
    let (before, severity) = (story.history.len(), Severity::Low);
    let deeds: Vec<domain::Command> = vec![
        incidents::Command::SetSeverity { incident, severity }.into(),
        notes::Command::Write { incident, words: "x".to_owned() }.into(),
        crew::Command::TakeOver { incident, reason: "I want it".to_owned() }.into(),
        emergencies::Command::Ask { emergency }.into(),
        Command::LetIn { incident, person: cleo() }.into(),
        Command::Lift { incident }.into(),
    ];
    for deed in deeds {
        let name = format!("{deed:?}");
        assert_eq!(story.tell(person(cleo()), deed), Err(Refusal::Hidden.into()), "{name}");
    }
    assert!(story.say(person(cleo()), emergency, "hello").is_err());
    assert_eq!(story.history.len(), before);
}

#[test]
fn what_is_restricted_still_rings_and_whoever_is_rung_can_accept_it() {
    let mut story = Story::new();
    let emergency = story.call();
    let page = story.page_of(emergency, &ana());
    restrict(&mut story, emergency).unwrap();
    assert!(!sees(&story, &ben(), emergency));
    story.by_page(page, Answer::PassOn).unwrap();
    assert_eq!(story.rung(emergency), [ben()]);
    assert!(sees(&story, &ben(), emergency));
    story.by_page(story.page_of(emergency, &ben()), Answer::Accept).unwrap();
    assert!(sees(&story, &ben(), emergency) && sees(&story, &ana(), emergency));
}

#[test]
fn what_comes_out_of_it_is_restricted_like_it() {
    let (mut story, emergency) = restricted();
    let other = story.call();
    let into = story.incident(emergency);
    assert!(sees(&story, &ben(), other));
    let apart = story.incident(other);
    let wrong = groups::Command::join(vec![into], apart);
    assert_eq!(story.tell(person(ana()), wrong), Err(Refusal::WouldShow.into()));
    story.tell(person(ana()), groups::Command::join(vec![apart], into)).unwrap();
    assert!(!sees(&story, &ben(), other) && !story.state.sees(&person(cleo()), apart));
    let caller = story.caller(other);
    story.tell(caller, emergencies::Command::Differ { emergency: other }).unwrap();
    assert_ne!(story.incident(other), into);
    assert!(!sees(&story, &cleo(), other), "it rings, and nobody else may read it");
    let incident = into;
    story.tell(person(ana()), Command::Lift { incident }).unwrap();
    assert!(sees(&story, &cleo(), emergency), "undone");
    assert!(!sees(&story, &cleo(), other), "what was taken apart is restricted by itself");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_glass_is_broken_by_a_manager_with_a_reason_and_reviewed() {
    let (mut story, emergency) = restricted();
    let incident = story.incident(emergency);
    let enter = |reason: &str| proof::Command::Enter { incident, reason: reason.to_owned() };
    assert!(story.tell(person(cleo()), enter("I must")).is_err(), "a lead is no manager");
    let profile = story.state.access.person(&cleo()).unwrap().clone();
    let profile = access::Person { role: access::Role::Manager, ..profile };
    story.operator(access::Command::PutPerson { person: cleo(), profile });
    assert!(!sees(&story, &cleo(), emergency), "no role opens it by itself");
    assert_eq!(story.tell(person(cleo()), enter(" ")), Err(proof::Refusal::Empty.into()));
    story.tell(person(cleo()), enter("the board asked")).unwrap();
    assert!(sees(&story, &cleo(), emergency));
    assert_eq!(story.state.proof.breaches.len(), 1);
    assert_eq!(story.tell(person(cleo()), enter("again")), Err(Refusal::Inside.into()));
    story.tell(person(cleo()), proof::Command::Review { breach: 1 }).unwrap();
    assert!(story.state.proof.breaches.is_empty());
    story.tell(person(ana()), Command::ShutOut { incident, person: cleo() }).unwrap();
    assert!(!sees(&story, &cleo(), emergency));
}

#[test]
fn what_left_the_live_state_stays_restricted_and_so_does_what_goes_on_from_it() {
    let (mut story, emergency) = restricted();
    let incident = story.incident(emergency);
    let caller = story.caller(emergency);
    let works = emergencies::Command::Confirm { emergency };
    story.tell(caller, works).unwrap();
    story.pass(secs(60 * 3_600));
    assert!(story.state.emergencies.get(emergency).is_none(), "it is archived");
    for (key, may) in [(ana(), true), (ben(), false)] {
        assert_eq!(story.state.sees(&person(key.clone()), emergency), may);
        assert_eq!(story.state.sees(&person(key), incident), may);
    }
    let after = story.call_after(emergency, "it is back");
    assert!(!sees(&story, &cleo(), after));
    assert!(sees(&story, &ana(), after));
}

#[test]
fn nobody_leaves_it_alone_while_someone_is_in_danger() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Endanger { emergency }).unwrap();
    let incident = story.incident(emergency);
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).unwrap();
    story.say(person(ana()), emergency, "I am here").unwrap();
    let (until, wait, because) = (story.now + secs(600), Wait::Customer, "x".to_owned());
    let snooze = paging::Command::Snooze { incident, until, wait, because };
    assert_eq!(story.tell(person(ana()), snooze), Err(paging::Refusal::InDanger.into()));
}

//! Pages are written anew as soon as anything changes that they show, and by nothing else. That it
//! is so with whatever any other promise brings about, every story sees by itself
//! (`Story::written_anew`); here is what once came late.

use domain::Command;
use domain::monitoring;
use domain::restrictions;
use domain::status::PageChange;
use domain::status_pages::{self, StatusPage};
use domain::words::{Actor, CustomerKey, Severity};
use domain::{customers, incidents};

use crate::evidence::{call, customer_calls, served};
use crate::story::{Story, ana, secs};

fn suspects(story: &Story) -> bool {
    let open = story.state.for_everyone();
    let page = open.status_page_at(&"public".into(), story.now).expect("a page");
    !page.evidence.is_empty()
}

/// What is done changes what the page tells of evidence, and calls for a new edition.
fn turns(story: &mut Story, command: impl Into<Command>, what: &str) {
    let (before, did) = (story.state.clone(), suspects(story));
    story.tell(Actor::Person(ana()), command).unwrap();
    assert_ne!(suspects(story), did, "{what}");
    assert!(story.state.pages_differ(&before, story.now), "{what}");
}

#[test]
fn what_is_restricted_and_what_is_lifted_again_is_on_no_page_or_on_it_at_once() {
    let mut story = served(true);
    let first = customer_calls(&mut story, "acme");
    customer_calls(&mut story, "brook");
    let incident = story.incident(first);
    let (reason, people) = ("A breach".into(), vec![ana()]);
    let restrict = restrictions::Command::Restrict { incident, reason, people };
    turns(&mut story, restrict, "restricted");
    turns(&mut story, restrictions::Command::Lift { incident }, "lifted");
}

#[test]
fn who_a_caller_turns_out_to_be_is_evidence_at_once() {
    let mut story = served(true);
    let emergency = call(&mut story);
    call(&mut story);
    let customer = CustomerKey::from("acme");
    let profile = Box::new(customers::Profile { name: "Acme".into(), ..Default::default() });
    story.operator(customers::Command::Put { customer: customer.clone(), profile });
    turns(&mut story, customers::Command::Attach { emergency, customer }, "attached");
}

#[test]
fn what_a_person_has_declared_and_closed_is_no_evidence_from_then_on() {
    let mut story = served(true);
    let (title, service) = ("Cards fail".to_owned(), Some("terminals".into()));
    let (severity, rings, matter) = (Severity::High, false, None);
    let declare =
        monitoring::Command::Declare { title, severity, service, rings, since: None, matter };
    turns(&mut story, declare, "declared");
    let incident = *story.state.incidents.incidents.keys().next().expect("an incident");
    turns(&mut story, monitoring::Command::Close { incident }, "closed");
}

#[test]
fn figures_of_promises_are_those_that_a_page_shows_now() {
    for shows_promises in [false, true] {
        let mut story = served(false);
        let profile = StatusPage {
            name: "Tiny".into(),
            zone: "UTC".into(),
            shows_promises,
            ..StatusPage::default()
        };
        let (page, profile) = ("public".into(), Box::new(profile));
        story.operator(status_pages::Command::Put { page, profile });
        let emergency = call(&mut story);
        let before = story.state.clone();
        story.pass(secs(30));
        story.say(Actor::Person(ana()), emergency, "I am here.").unwrap();
        let differ = story.state.pages_differ(&before, story.now);
        assert_eq!(differ, shows_promises, "how soon somebody wrote is one of them");
    }
}

#[test]
fn a_flood_of_messages_and_of_what_no_page_shows_writes_nothing_anew() {
    let mut story = served(true);
    let emergency = customer_calls(&mut story, "acme");
    customer_calls(&mut story, "brook");
    assert!(suspects(&story));
    for number in 0..100 {
        let before = story.state.clone();
        let by = if number % 2 == 0 { story.caller(emergency) } else { Actor::Person(ana()) };
        story.say(by, emergency, &format!("Message {number}")).unwrap();
        assert!(story.state.page_change(&before) < PageChange::Shown, "message {number}");
        assert!(!story.state.pages_differ(&before, story.now), "message {number}");
    }
    let before = story.state.clone();
    let profile = Box::new(customers::Profile { name: "Other".into(), ..Default::default() });
    story.operator(customers::Command::Put { customer: "other".into(), profile });
    let profile = incidents::Service { name: "Else".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: "else".into(), profile });
    assert_eq!(story.state.page_change(&before), PageChange::Nothing);
}

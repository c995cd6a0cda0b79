//! Devices that get push messages: one that is gone is told of and never rung again, and a browser
//! belongs to whoever used it last.

use domain::deliveries::{About, Event as Delivery, Outcome};
use domain::methods::{self, DEVICES_MAX, GONE};
use domain::words::{Actor, Channel, Owner, PersonKey, Personal};
use domain::{Event, Refusal};

use crate::story::{Story, ana, ben};

fn add(story: &mut Story, person: &PersonKey, address: &str) {
    story.operator(adding(person, address));
}

fn adding(person: &PersonKey, address: &str) -> methods::Command {
    let own = |text| Personal::new(Owner::Person(person.clone()), text);
    let (address, name) = (own(address), own("Firefox on Android"));
    methods::Command::AddDevice { person: person.clone(), address, name }
}

fn pushed(story: &Story, person: &PersonKey, since: usize, page: bool) -> usize {
    let owed = story.history[since..].iter().filter(|(event, _)| match event {
        Event::Deliveries(Delivery::Owed { about, address, .. }) => {
            address.channel == Channel::Push
                && address.person.as_ref() == Some(person)
                && matches!(about, About::Page { .. }) == page
        }
        _ => false,
    });
    owed.count()
}

#[test]
fn a_device_is_asked_at_once_whether_messages_arrive_and_rings_with_the_others() {
    let mut story = Story::new();
    add(&mut story, &ana(), "https://push.example.com/1 k s");
    assert_eq!(pushed(&story, &ana(), 0, false), 1, "the test message");
    story.call();
    assert_eq!(pushed(&story, &ana(), 0, true), 1);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_device_that_is_gone_is_failing_at_once_and_never_rung_again() {
    let mut story = Story::new();
    add(&mut story, &ana(), "https://push.example.com/1 k s");
    let emergency = story.call();
    let reason = GONE.into();
    story.report_of(emergency, Channel::Push, Outcome::Failed { permanent: true, reason });
    let ana = ana();
    let (key, device) = story.state.methods.devices_of(&ana).next().expect("it is listed");
    assert!(device.lost_at.is_some());
    assert!(story.state.methods.failing(&ana, key, &device.address).is_some());
    let since = story.history.len();
    story.call();
    assert_eq!(pushed(&story, &ana, since, true), 0);
    assert_eq!(story.folded(), story.state);
    // The same browser, added anew, is one device and rings again.
    add(&mut story, &ana, "https://push.example.com/1 k s");
    assert_eq!(story.state.methods.devices_of(&ana).count(), 1);
    story.call();
    assert_eq!(pushed(&story, &ana, since, true), 1);
}

#[test]
fn a_browser_belongs_to_whoever_used_it_last() {
    let mut story = Story::new();
    add(&mut story, &ana(), "https://push.example.com/1 k s");
    add(&mut story, &ben(), "https://push.example.com/1 k s");
    assert_eq!(story.state.methods.devices_of(&ana()).count(), 0);
    assert_eq!(story.state.methods.devices_of(&ben()).count(), 1);
}

#[test]
fn ten_devices_are_enough() {
    let mut story = Story::new();
    for number in 0..DEVICES_MAX {
        add(&mut story, &ana(), &format!("https://push.example.com/{number} k s"));
    }
    let one_more = adding(&ana(), "https://push.example.com/more k s");
    let refused = story.tell(Actor::Operator, one_more).expect_err("too many");
    assert!(matches!(refused, Refusal::Methods(methods::Refusal::Bad { .. })));
}

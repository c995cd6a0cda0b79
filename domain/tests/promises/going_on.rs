//! No conversation ends in a wall: full or archived, its next word is heard, and its links lead on.

use domain::emergencies::{self, Closure, Line, Speaker, Standing, Text};
use domain::paging::{self, Answer};
use domain::words::{Actor, EmergencyId, MessageId};
use domain::{Deed, Refusal, access, customers};

use crate::story::{Story, ana, ben, secs};

/// Where the conversation went on.
fn next_of(story: &Story, emergency: EmergencyId) -> EmergencyId {
    let next = story.state.emergencies.latest(emergency);
    assert_ne!(next, emergency, "it went on");
    next
}

fn full() -> (Story, EmergencyId, Actor) {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
    story.fill(emergency);
    let caller = story.caller(emergency);
    (story, emergency, caller)
}

#[test]
fn the_next_word_to_a_full_conversation_opens_a_linked_emergency_of_the_same_incident() {
    let (mut story, before, caller) = full();
    let incident = story.incident(before);
    story.say(caller, before, "and it is getting worse").unwrap();
    let next = next_of(&story, before);
    assert_eq!(story.incident(next), incident);
    let known = story.emergency(next);
    assert_eq!(known.follows, Some(before));
    assert_eq!(known.first_words().unwrap().as_str(), "and it is getting worse");
    assert_eq!(known.who.as_ref().unwrap().as_str(), "Acme");
    assert_eq!(known.standing, Standing::Open);
    let number = known.number;
    assert!(story.says(before, &Line::GoesOn { number }), "the responder finds the new one");
    assert!(story.says(next, &Line::Follows), "the caller reads why");
    assert!(story.emergency(before).went_on());
    assert_eq!(story.escalation(next).accepted_by(), Some(&ana()), "whoever has it keeps it");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn everything_that_is_done_with_the_old_link_is_done_to_the_new_emergency() {
    let (mut story, before, caller) = full();
    story.say(caller.clone(), before, "one").unwrap();
    let next = next_of(&story, before);
    story.say(caller.clone(), before, "two").unwrap();
    let new_caller = story.emergency(next).participants[0];
    let said = story.emergency(next).messages.iter().filter(|message| {
        message.from == Speaker::Participant(new_caller) && matches!(message.text, Text::Words(_))
    });
    assert_eq!(said.count(), 2);
    let introduce = emergencies::Command::Introduce {
        emergency: before,
        who: Some("Brightwater".into()),
        reach: None,
    };
    story.tell(caller.clone(), introduce).unwrap();
    assert_eq!(story.emergency(next).who.as_ref().unwrap().as_str(), "Brightwater");
    let confirm = emergencies::Command::Confirm { emergency: before };
    story.tell(caller.clone(), confirm).unwrap();
    let closed =
        |standing: &Standing| matches!(standing, Standing::Closed { how: Closure::Works, .. });
    assert!(closed(&story.emergency(next).standing));
    assert_eq!(story.escalation(next).due(), None, "the incident is over");
    let again = emergencies::Command::Reopen { emergency: before };
    story.tell(caller, again).unwrap();
    assert_eq!(story.rung(next), [ana()]);
}

#[test]
fn the_same_word_sent_twice_to_a_full_conversation_is_said_once() {
    let (mut story, before, caller) = full();
    let message = MessageId(7);
    let words = "once".to_owned();
    let say = emergencies::Command::Say { emergency: before, message, words };
    story.tell(caller.clone(), say.clone()).unwrap();
    let next = next_of(&story, before);
    let length = story.emergency(next).messages.len();
    story.tell(caller, say).unwrap();
    assert_eq!(story.emergency(next).messages.len(), length);
    assert_eq!(next_of(&story, before), next);
}

#[test]
fn what_has_been_read_of_the_old_conversation_says_nothing_about_the_new_one() {
    let (mut story, before, caller) = full();
    story.say(caller.clone(), before, "one").unwrap();
    let next = next_of(&story, before);
    story.say(Actor::Person(ana()), next, "I see.").unwrap();
    let seen = emergencies::MESSAGES_MAX as u32;
    let mark = emergencies::Command::Mark { emergency: before, delivered: seen, seen };
    story.tell(caller, mark).unwrap();
    assert_eq!(story.emergency(next).seen_by_callers(), emergencies::Marks::default());
}

#[test]
fn a_full_conversation_that_was_closed_rings_again_when_the_caller_writes() {
    let (mut story, before, caller) = full();
    let confirm = emergencies::Command::Confirm { emergency: before };
    story.tell(caller.clone(), confirm).unwrap();
    assert_eq!(story.escalation(before).due(), None);
    story.say(caller, before, "no, it is not over").unwrap();
    let next = next_of(&story, before);
    assert_eq!(story.rung(next), [ana()]);
}

#[test]
fn a_responder_who_writes_to_a_full_conversation_goes_on_with_it() {
    let (mut story, before, _) = full();
    story.say(Actor::Person(ben()), before, "I take over.").unwrap();
    let next = next_of(&story, before);
    assert_eq!(story.emergency(next).unread, None);
    assert_eq!(story.emergency(next).messages[0].from, Speaker::Person(ben()));
    story.say(Actor::Person(ben()), before, "From the old page.").unwrap();
    assert_eq!(next_of(&story, before), next);
}

#[test]
fn an_unread_word_that_opened_the_next_conversation_pages_like_any_other() {
    let (mut story, before, caller) = full();
    story.say(caller, before, "is anyone there?").unwrap();
    let next = next_of(&story, before);
    story.pass(emergencies::UNREAD_AFTER);
    assert_eq!(story.rung(next), [ana()]);
}

#[test]
fn the_customer_that_was_found_is_the_customer_of_what_goes_on() {
    let (mut story, before, caller) = full();
    let profile = customers::Profile { name: "Acme Ltd".into(), ..customers::Profile::default() };
    let (customer, profile) = ("acme".into(), Box::new(profile));
    story.operator(customers::Command::Put { customer, profile });
    let attach = customers::Command::Attach { emergency: before, customer: "acme".into() };
    story.tell(Actor::Person(ana()), attach).unwrap();
    story.say(caller, before, "more").unwrap();
    let next = next_of(&story, before);
    let attached = story.state.customers.attached(next).expect("nobody has to say it again");
    assert_eq!(attached.customer, "acme".into());
}

#[test]
fn a_conversation_may_be_full_more_than_once_and_every_link_leads_to_the_last() {
    let (mut story, first, caller) = full();
    story.say(caller.clone(), first, "second").unwrap();
    let second = next_of(&story, first);
    story.fill(second);
    story.say(caller.clone(), first, "third").unwrap();
    let third = next_of(&story, second);
    assert_eq!(story.state.emergencies.latest(first), third);
    // The middle one leaves the live state first; the first link still leads on.
    story.say(Actor::Person(ana()), third, "Try now.").unwrap();
    let archive = emergencies::Command::Archive { emergency: second };
    story.tell(Actor::System, archive).unwrap();
    assert_eq!(story.state.emergencies.latest(first), third);
    assert_eq!(story.state.emergencies.latest(second), third);
    let incident = story.state.incidents.of_emergency(third).unwrap();
    assert_eq!(Vec::from_iter(incident.emergencies.iter().copied()), [first, third]);
    story.tell(caller, emergencies::Command::Confirm { emergency: first }).unwrap();
    story.pass(emergencies::ARCHIVE_AFTER);
    assert_eq!(story.state.emergencies.successors.len(), 0);
    assert_eq!(story.state.incidents.of_emergency.len(), 0);
    assert_eq!(story.folded(), story.state);
}

/// An archived emergency's link, pressed on later days.
#[test]
fn an_archived_link_is_refused_until_a_word_opens_what_it_then_leads_to() {
    let mut story = Story::accepted();
    let before = story.emergencies[0];
    let caller = story.caller(before);
    story.say(Actor::Person(ana()), before, "Works?").unwrap();
    story.tell(caller.clone(), emergencies::Command::Confirm { emergency: before }).unwrap();
    story.pass(emergencies::ARCHIVE_AFTER);
    let gone = Err(Refusal::Emergencies(emergencies::Refusal::Unknown));
    let presses = |emergency| {
        [
            emergencies::Command::Confirm { emergency },
            emergencies::Command::Deny { emergency },
            emergencies::Command::Reopen { emergency },
            emergencies::Command::Retract { emergency },
            emergencies::Command::Mark { emergency, delivered: 1, seen: 1 },
        ]
    };
    for day in 1..4 {
        for press in presses(before) {
            assert_eq!(story.tell(caller.clone(), press), gone, "day {day}");
        }
        assert_eq!(story.say(caller.clone(), before, "again"), gone, "day {day}");
        story.pass(secs(24 * 3600));
    }
    let next = story.call_after(before, "it is broken again");
    assert_eq!(story.rung(next), [ana()]);
    assert!(story.says(next, &Line::Follows));
    assert_ne!(story.state.incidents.of_emergency(next).unwrap().emergencies.len(), 2);
    // From now on the old link leads to the new emergency, as long as that one lives.
    story.say(caller.clone(), before, "and the till as well").unwrap();
    assert_eq!(story.state.emergencies.emergencies.len(), 1, "no third one is opened");
    story.say(Actor::Person(ana()), next, "Try now.").unwrap();
    story.tell(caller.clone(), emergencies::Command::Confirm { emergency: before }).unwrap();
    story.pass(emergencies::ARCHIVE_AFTER);
    assert_eq!(story.say(caller, before, "and now?"), gone);
}

#[test]
fn a_page_pressed_after_its_person_was_struck_off_accepts_nothing() {
    let mut story = Story::new();
    let emergency = story.call();
    let page = story.page_of(emergency, &ana());
    story.operator(access::Command::RemovePerson { person: ana() });
    for answer in [Answer::Accept, Answer::PassOn, Answer::Decline { minutes: 5 }] {
        let refused = story.by_page(page, answer).unwrap_err();
        assert_eq!(refused, Refusal::NotAllowed { deed: Deed::AnswerPage });
    }
    assert_eq!(story.escalation(emergency).accepted_by(), None);
    story.pass(secs(45));
    assert!(story.rung(emergency).contains(&ben()), "the others are rung all the same");
    let page = story.page_of(emergency, &ben());
    story.by_page(page, Answer::Accept).unwrap();
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
}

#[test]
fn what_a_person_had_accepted_rings_again_when_they_are_struck_off() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.operator(access::Command::RemovePerson { person: ana() });
    assert_eq!(story.escalation(emergency).accepted_by(), None);
    assert_eq!(story.rung(emergency), [ben()], "a step without anyone is passed over at once");
    let over = story.by_page(story.page_of(emergency, &ben()), Answer::Accept);
    assert_eq!(over, Ok(()));
    let accept = paging::Command::Accept { incident: story.incident(emergency), person: ana() };
    assert!(story.tell(Actor::Person(ana()), accept).is_err());
}

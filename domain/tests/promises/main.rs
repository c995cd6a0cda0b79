//! The promises, each a test named by it: given, when, then, without a clock and without a network.

mod agreed;
mod announced;
mod approved;
mod approved_apart;
mod authority;
mod bounds;
mod callbacks;
mod cards;
mod colleagues;
mod corrected;
mod day_after;
mod declared;
mod devices;
mod evidence;
mod going_on;
mod handed;
mod in_the_room;
mod languages;
mod lasting;
mod let_out;
mod maintenance;
mod moving;
mod named;
mod never;
mod next_update;
mod notes;
mod outward;
mod posted_sign_ups;
mod printed;
mod proof;
mod read_apart;
mod readers;
mod restrictions;
mod reviewed;
mod revisions;
mod silent;
mod since;
mod spoken;
mod story;
mod subscribers;
mod taken_back;
mod telling;
mod told_truly;
mod under_way;
mod unsaid;
mod waking;

use domain::deliveries::{self, Outcome};
use domain::emergencies::{self, Aside, Closure, Line, Standing, Text};
use domain::paging::{self, Answer, Stage};
use domain::updates::{self, Overview};
use domain::words::{Actor, Channel, PersonKey};
use domain::{Command, Event, Refusal, access};
use story::{Story, ana, ben, cleo, secs};

/// 1. The button never goes away.
#[test]
fn the_button_needs_nothing_and_is_never_refused() {
    let mut story = Story::unprepared();
    for words in ["", "help", &"x".repeat(1_000_000), "\u{202e}<script>", "\0\u{7}"] {
        let emergency = story.call_with(words, "", "");
        assert!(story.emergency(emergency).standing.is_live());
        assert!(story.escalation(emergency).due().is_some(), "somebody is, or will be, reached");
    }
}

/// 3. An emergency nobody has accepted is never at rest.
#[test]
fn without_a_policy_or_anyone_on_call_everyone_is_rung() {
    let mut story = Story::new();
    story.operator(paging::Command::RemovePolicy { policy: "front-door".into() });
    let emergency = story.call();
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()]);
    story.pass(secs(61));
    assert!(story.escalation(emergency).alarm);
}

#[test]
fn with_nobody_at_all_the_alarm_sounds_at_once_and_goes_on() {
    let mut story = Story::unprepared();
    let emergency = story.call();
    assert!(story.escalation(emergency).alarm);
    for _ in 0..100 {
        let due = story.escalation(emergency).due().expect("it is never at rest");
        assert!(due.since(story.now) <= secs(60));
        story.pass(secs(60));
    }
}

#[test]
fn the_steps_follow_then_everyone_of_the_policy_then_everyone_for_ever() {
    let mut story = Story::new();
    let emergency = story.call();
    assert_eq!(story.rung(emergency), [ana()]);
    story.pass(secs(45));
    assert_eq!(story.rung(emergency), [ben()]);
    story.pass(secs(45));
    assert_eq!(story.escalation(emergency).stage, Stage::Step { round: 1, step: 0 });
    story.pass(secs(90));
    assert_eq!(story.escalation(emergency).stage, Stage::Widened);
    assert_eq!(story.rung(emergency), [ana(), ben()]);
    story.pass(secs(60));
    assert_eq!(story.escalation(emergency).stage, Stage::CatchAll);
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()]);
    assert!(story.escalation(emergency).alarm);
    story.pass(secs(600));
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()]);
}

#[test]
fn a_dead_phone_makes_it_faster() {
    let mut story = Story::new();
    let emergency = story.call();
    story.report_all(&Outcome::Failed { permanent: true, reason: "no such number".into() });
    assert_eq!(story.rung(emergency), [ben()], "the next person is rung at the same instant");
}

#[test]
fn a_call_that_nobody_answers_makes_it_faster_and_is_no_fault_of_the_telephone() {
    let mut story = Story::new();
    story.give_telephones(&ana());
    let emergency = story.call();
    story.report_all(&Outcome::Sent);
    let unanswered = || Outcome::Unanswered { reason: "nobody pressed a key".into() };
    story.report_of(emergency, Channel::Voice, unanswered());
    assert_eq!(story.rung(emergency), [ben()], "the next person is rung at the same instant");
    assert!(story.state.readiness.troubles.is_empty(), "the telephone works");
    // What the carrier says after that, twice or too late, changes nothing.
    let before = story.history.len();
    story.report_of(emergency, Channel::Voice, unanswered());
    story.report_of(emergency, Channel::Voice, Outcome::Sent);
    story.report_of(emergency, Channel::Voice, Outcome::Delivered);
    assert_eq!(story.history.len(), before);
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).expect("whoever wakes late can still take it");
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
}

#[test]
fn whoever_stops_text_messages_is_sent_none_until_they_want_them_or_have_another_number() {
    let mut story = Story::new();
    story.give_telephones(&ana());
    let number = Story::NUMBER;
    let texts = |story: &Story, emergency| {
        let all = story.state.deliveries.about(story.incident(emergency));
        all.filter(|known| known.address.channel == Channel::Sms).count()
    };
    let stop = || access::Command::OptOut { number: number.into() };
    story.tell(Actor::System, stop()).unwrap();
    let before = story.history.len();
    story.tell(Actor::System, stop()).unwrap();
    assert_eq!(story.history.len(), before, "the second STOP says nothing new");
    assert_eq!(story.state.readiness.troubles.len(), 1, "the lead sees it");
    let emergency = story.call();
    assert_eq!((texts(&story, emergency), story.rung(emergency)), (0, vec![ana()]));
    story.tell(Actor::System, access::Command::OptIn { number: number.into() }).unwrap();
    let emergency = story.call();
    assert_eq!(texts(&story, emergency), 1);
    story.tell(Actor::System, stop()).unwrap();
    story.give_number(&ana(), "+4520999999");
    let emergency = story.call();
    assert_eq!(texts(&story, emergency), 1, "another number has stopped nothing");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn passing_on_and_declining_ring_the_next_person_at_once() {
    let mut story = Story::new();
    let emergency = story.call();
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Decline { minutes: 10 }).unwrap();
    assert_eq!(story.rung(emergency), [ben()]);
    let page = story.page_of(emergency, &ben());
    story.by_page(page, Answer::PassOn).unwrap();
    // Both have said that they cannot now, so everyone else of the vendor is rung, and they too.
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()]);
    assert!(story.escalation(emergency).alarm);
}

#[test]
fn a_node_that_died_while_sending_is_not_waited_for() {
    let mut story = Story::new();
    let emergency = story.call();
    story.pass(deliveries::LEASE);
    let state = story.state.clone();
    let owed: Vec<_> = state.deliveries.owed(story.now).collect();
    assert_eq!(owed.len(), 1, "what nobody reported on is owed again");
    assert!(story.escalation(emergency).alarm || owed[0].failures == 1);
}

/// 4. Only a human's deliberate act accepts.
#[test]
fn a_delivered_page_is_not_an_accepted_one() {
    let mut story = Story::new();
    let emergency = story.call();
    story.report_all(&Outcome::Delivered);
    assert_eq!(story.escalation(emergency).accepted_by(), None);
    story.pass(secs(45));
    assert_eq!(story.rung(emergency), [ben()]);
}

#[test]
fn exactly_one_accepts_and_the_other_is_told_who() {
    let mut story = Story::new();
    let emergency = story.call();
    story.pass(secs(45));
    let (first, second) = (story.page_of(emergency, &ana()), story.page_of(emergency, &ben()));
    story.by_page(first, Answer::Accept).unwrap();
    let refused = story.by_page(second, Answer::Accept).unwrap_err();
    let by = paging::Refusal::AlreadyAccepted { by: ana() };
    assert_eq!(refused, Refusal::Paging(by));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    assert!(story.says(emergency, &Line::Accepted { by: ana() }));
}

#[test]
fn a_word_to_the_caller_accepts_too() {
    let mut story = Story::new();
    let emergency = story.call();
    story.say(Actor::Person(ben()), emergency, "I am looking.").unwrap();
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
    story.pass(secs(500));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
}

#[test]
fn accepted_without_a_first_word_rings_again_after_two_minutes() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.pass(secs(119));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    story.pass(secs(1));
    assert_eq!(story.rung(emergency), [ana()]);
    assert!(story.says(emergency, &Line::Lapsed { holder: Some(ana()) }));
}

#[test]
fn whoever_accepts_late_has_two_minutes_of_their_own() {
    let mut story = Story::new();
    let emergency = story.call();
    story.pass(secs(115));
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).unwrap();
    story.pass(secs(119));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    story.pass(secs(1));
    assert_eq!(story.escalation(emergency).accepted_by(), None);
}

#[test]
fn accepted_and_silent_rings_again_after_the_promised_update() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
    // The first update is promised 15 minutes after acceptance; until then silence is agreed.
    story.pass(secs(15 * 60));
    assert_eq!(story.escalation(emergency).accepted_by(), None);
}

/// 5. Help first, questions later.
#[test]
fn who_calls_is_looked_up_only_after_help_is_on_its_way() {
    let mut story = Story::new();
    let emergency = story.call();
    assert_eq!(story.rung(emergency), [ana()]);
    assert_eq!(story.state.customers.owed(story.now).count(), 0);
    assert_eq!(story.state.customers.owed(story.now + secs(1)).count(), 1);
}

/// 7. The next update has a time, and a missed one is escalated and recorded.
#[test]
fn a_missed_update_is_said_renewed_and_escalated() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
    let by = story.promise(emergency).expect("acceptance promises the first update").by;
    assert_eq!(by.since(story.now), secs(15 * 60));
    story.pass(secs(12 * 60));
    assert!(story.promise(emergency).unwrap().warned, "the author is warned three minutes before");
    story.pass(secs(3 * 60));
    let next_by = story.promise(emergency).unwrap().by;
    assert_eq!(next_by.since(story.now), updates::RENEWED);
    assert!(story.says(emergency, &Line::UpdateMissed { next_by }));
    assert_eq!(story.rung(emergency), [ana()]);
}

#[test]
fn a_published_update_keeps_the_promise_and_makes_the_next() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let incident = story.incident(emergency);
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let next_by = story.now + secs(1800);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    assert_eq!(story.promise(emergency).unwrap().by, next_by);
    assert_eq!(story.state.updates.get(incident).unwrap().kept, 1);
    let late = updates::Command::Publish {
        incident,
        overview: Overview { known: "x".into(), ..Overview::default() },
        next_by: story.now,
        estimate: None,
        public: None,
        for_colleagues: None,
    };
    let refused = story.tell(Actor::Person(ana()), late).unwrap_err();
    assert_eq!(refused, Refusal::Updates(updates::Refusal::BadTime));
}

#[test]
fn whoever_publishes_an_update_has_accepted() {
    let mut story = Story::new();
    let emergency = story.call();
    let incident = story.incident(emergency);
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let next_by = story.now + secs(1800);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ben()), publish).unwrap();
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
    assert_eq!(story.promise(emergency).unwrap().by, next_by);
    let read = emergencies::Command::Mark { emergency, delivered: 1, seen: 1 };
    story.tell(Actor::Person(ben()), read).unwrap();
    story.pass(secs(1700));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
}

/// 10. Only the customer declares it fixed.
#[test]
fn only_the_customer_closes_it() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let confirm = emergencies::Command::Confirm { emergency };
    assert!(story.tell(Actor::Person(ana()), confirm.clone()).is_err());
    story.tell(Actor::Person(ana()), emergencies::Command::Ask { emergency }).unwrap();
    story.tell(story.caller(emergency), emergencies::Command::Deny { emergency }).unwrap();
    assert_eq!(story.emergency(emergency).standing, Standing::Open);
    story.tell(story.caller(emergency), confirm).unwrap();
    assert!(matches!(
        story.emergency(emergency).standing,
        Standing::Closed { how: Closure::Works, .. }
    ));
    assert_eq!(story.escalation(emergency).due(), None);
}

#[test]
fn any_word_makes_what_was_set_aside_ring_again() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let aside = emergencies::Command::SetAside { emergency, reason: Aside::BelievedFixed };
    story.tell(Actor::Person(ana()), aside).unwrap();
    assert_eq!(story.escalation(emergency).due(), None);
    story.say(story.caller(emergency), emergency, "No, it is not.").unwrap();
    assert_eq!(story.rung(emergency), [ana()], "the last responder, who is also first on call");
}

#[test]
fn broken_again_rings_at_once_and_a_late_word_when_nobody_reads_it() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.say(Actor::Person(ana()), emergency, "Try now.").unwrap();
    story.tell(story.caller(emergency), emergencies::Command::Confirm { emergency }).unwrap();
    story.say(story.caller(emergency), emergency, "One more question.").unwrap();
    assert_eq!(story.escalation(emergency).due(), None);
    story.pass(emergencies::UNREAD_AFTER);
    assert_eq!(story.rung(emergency), [ana()]);
    story.tell(story.caller(emergency), emergencies::Command::Confirm { emergency }).unwrap();
    story.tell(story.caller(emergency), emergencies::Command::Reopen { emergency }).unwrap();
    assert_eq!(story.rung(emergency), [ana()]);
    assert!(story.says(emergency, &Line::BrokenAgain));
}

/// 12. The walls hold.
#[test]
fn a_participant_can_do_nothing_in_another_emergency() {
    let mut story = Story::new();
    let (own, other) = (story.call(), story.call());
    let caller = story.caller(own);
    let refused = Err(Refusal::Emergencies(emergencies::Refusal::NotYours));
    assert_eq!(story.say(caller.clone(), other, "hello"), refused);
    for command in [
        emergencies::Command::Confirm { emergency: other },
        emergencies::Command::Retract { emergency: other },
        emergencies::Command::Reopen { emergency: other },
        emergencies::Command::Deny { emergency: other },
    ] {
        assert!(story.tell(caller.clone(), command).is_err());
    }
    let accept = paging::Command::Accept { incident: story.incident(other), person: ana() };
    assert!(story.tell(caller, accept.clone()).is_err());
    assert!(story.tell(Actor::Person(ben()), accept).is_err(), "nobody accepts for somebody else");
}

/// §4.1: deciding the same command twice makes the same events with the same ids.
#[test]
fn the_same_command_decided_twice_makes_the_same_events() {
    let story = Story::new();
    let open = || emergencies::Command::Open {
        words: "help".into(),
        who: "Acme".into(),
        reach: String::new(),
        door: None,
        follows: None,
        language: None,
    };
    let once = story.decide(7, &Actor::Stranger, Command::from(open())).unwrap();
    let twice = story.decide(7, &Actor::Stranger, Command::from(open())).unwrap();
    assert_eq!(once.events, twice.events);
    assert_eq!(once.state, twice.state);
}

/// §4.1: folding the events gives the very state that deciding them gave.
#[test]
fn the_events_alone_give_the_state() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.say(story.caller(emergency), emergency, "It is the third floor.").unwrap();
    story.pass(secs(3600));
    assert_eq!(story.folded(), story.state);
}

/// §4.2: no personal word stands in the body of an event.
#[test]
fn no_word_of_a_person_stands_in_an_event() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    story.say(story.caller(emergency), emergency, "CANARY").unwrap();
    story.call_with("CANARY", "CANARY", "CANARY");
    for (event, _) in &story.history {
        let body = serde_json::to_string(event).unwrap();
        assert!(!body.contains("CANARY"), "{body}");
    }
}

/// Closed matters leave the live state; their participants are still known.
#[test]
fn what_is_closed_is_archived_and_its_link_still_leads_somewhere() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let incident = story.incident(emergency);
    story.say(Actor::Person(ana()), emergency, "Works?").unwrap();
    story.tell(story.caller(emergency), emergencies::Command::Confirm { emergency }).unwrap();
    story.pass(emergencies::ARCHIVE_AFTER);
    assert!(story.state.emergencies.get(emergency).is_none());
    assert!(story.state.incidents.get(incident).is_none());
    assert!(story.state.paging.get(incident).is_none());
    assert_eq!(story.state.deliveries.about(incident).count(), 0);
    assert_eq!(story.state.due(), None, "nothing is left that time could bring about");
    let known = story.state.emergencies.participants.values().filter(|id| **id == emergency);
    assert_eq!(known.count(), 1);
}

#[test]
fn an_observer_sees_and_does_nothing() {
    let mut story = Story::new();
    let emergency = story.call();
    let eve = Actor::Person(PersonKey::from("eve"));
    assert!(story.say(eve.clone(), emergency, "hello").is_err());
    assert!(story.tell(eve, emergencies::Command::Ask { emergency }).is_err());
}

#[test]
fn a_conversation_is_numbered_without_gaps() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    for text in ["one", "two", "three"] {
        story.say(story.caller(emergency), emergency, text).unwrap();
    }
    let messages = &story.emergency(emergency).messages;
    let numbers: Vec<u32> = messages.iter().map(|message| message.number).collect();
    assert_eq!(numbers, (1..=u32::try_from(messages.len()).unwrap()).collect::<Vec<_>>());
    let words = messages.iter().filter(|message| matches!(message.text, Text::Words(_)));
    assert_eq!(words.count(), 4);
}

#[test]
fn a_policy_nobody_can_answer_is_refused_or_falls_through() {
    let mut story = Story::new();
    let empty = paging::Policy { name: "Empty".into(), steps: Vec::new(), rounds: 1 };
    let put = paging::Command::PutPolicy { policy: "empty".into(), definition: empty };
    assert!(story.tell(Actor::Operator, put).is_err());
    let ghost =
        paging::Step { targets: vec![paging::Target::Person("ghost".into())], delay_secs: 900 };
    let definition = paging::Policy { name: "Ghost".into(), steps: vec![ghost], rounds: 1 };
    story.operator(paging::Command::PutPolicy { policy: "front-door".into(), definition });
    let emergency = story.call();
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()], "nobody waits for a ghost");
    let skipped = |event: &Event| matches!(event, Event::Paging(paging::Event::Skipped { .. }));
    assert!(story.history.iter().any(|(event, _)| skipped(event)));
    assert_eq!(story.state.readiness.troubles.len(), 2, "the step and the widened call");
}

/// After a standstill everyone is rung again, however many there are, and none is cut off.
#[test]
fn a_thousand_emergencies_all_ring_again_after_a_standstill() {
    let mut story = Story::new();
    for _ in 0..1_000 {
        story.call();
    }
    story.now = story.now + secs(8 * 3600);
    let down_since = story.now - secs(8 * 3600);
    story.tell_once(Actor::System, Command::Resumed { down_since }).unwrap();
    let mut wakes = 0;
    while story.state.due().is_some_and(|due| due <= story.now) {
        story.tell_once(Actor::System, Command::Wake).unwrap();
        wakes += 1;
        assert!(wakes < 1_000, "time must get through");
    }
    for emergency in story.emergencies.clone() {
        assert_eq!(story.rung(emergency), [ana()]);
        assert_eq!(story.escalation(emergency).pages.values().next().unwrap().rings, 2);
    }
    let unfollowed = story.state.policy.unfollowed_count;
    assert_eq!(unfollowed, 0);
}

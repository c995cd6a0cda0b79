//! Tests with the phone on silent: whoever asks is rung once, nobody else is, and the word of
//! whoever was to wake up counts.

use std::time::Duration;

use domain::deliveries::{About, Event as Delivery};
use domain::methods::{self, Rule, Rules};
use domain::readiness::{self, AHEAD_MAX, ANSWER_WITHIN, COUNTS_FOR, LATE_MAX, Phone, Tests};
use domain::words::{Actor, Channel, MethodKey, PersonKey, Severity};
use domain::{Command, Event, Refusal, access};

use crate::story::{Story, ana, ben, cleo, secs};

fn with_telephones() -> Story {
    let mut story = Story::new();
    story.give_telephones(&ana());
    story
}

fn plan(story: &mut Story, person: PersonKey, after: Duration) -> Result<(), Refusal> {
    let at = story.now + after;
    let actor = Actor::Person(person.clone());
    story.tell(actor, readiness::Command::PlanTest { person, at })
}

fn answer(story: &mut Story, person: PersonKey, woke: &[MethodKey]) -> Result<(), Refusal> {
    let (actor, woke, phone) = (Actor::Person(person.clone()), woke.to_vec(), Phone::Iphone);
    story.tell(actor, readiness::Command::AnswerTest { person, woke, phone })
}

/// To whom tests went out, and over what.
fn rung(story: &Story) -> Vec<(PersonKey, Channel)> {
    let owed = story.history.iter().filter_map(|(event, _)| match event {
        Event::Deliveries(Delivery::Owed { about: About::Test { person }, address, .. }) => {
            assert_eq!(address.person.as_ref(), Some(person));
            Some((person.clone(), address.channel))
        }
        _ => None,
    });
    owed.collect()
}

fn tests(story: &Story) -> Tests {
    story.state.readiness.tests(&ana()).cloned().unwrap_or_default()
}

#[test]
fn a_test_rings_its_person_at_their_moment_over_everything_and_nobody_else() {
    let mut story = with_telephones();
    plan(&mut story, ana(), secs(3_600)).expect("an hour ahead");
    story.pass(secs(3_599));
    assert_eq!(rung(&story), []);
    story.pass(secs(1));
    let channels: Vec<Channel> = rung(&story).into_iter().map(|(_, channel)| channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Voice], "no screen, which wakes nobody");
    assert!(story.state.paging.escalations.is_empty(), "nothing escalates");
    let open = tests(&story).open.expect("it waits for her word");
    answer(&mut story, ana(), &open.methods[1..]).expect("the call woke her");
    let last = tests(&story).last.expect("a result");
    assert_eq!((last.methods, &last.woke[..]), (open.methods.clone(), &open.methods[1..]));
    assert_eq!(last.phone, Phone::Iphone);
    assert!(answer(&mut story, ana(), &[]).is_err(), "said is said");
    assert_eq!(rung(&story).len(), 2, "it rings once");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_test_follows_the_rules_for_what_is_critical() {
    let mut story = with_telephones();
    let methods = story.state.methods_of(&ana());
    let call = methods.into_iter().find(|known| known.channel == Channel::Voice).expect("a call");
    let rule = Rule { urgency: Severity::Critical, method: call.key, delay_secs: 60 };
    let rules = Rules { rules: vec![rule], quiet: None };
    story.operator(methods::Command::PutRules { person: ana(), rules });
    plan(&mut story, ana(), secs(0)).expect("at once");
    story.pass(secs(1));
    assert_eq!(rung(&story), [(ana(), Channel::Voice)]);
}

#[test]
fn nobody_has_another_woken_or_says_what_woke_them() {
    let mut story = with_telephones();
    let at = story.now + secs(60);
    for actor in [Actor::Person(cleo()), Actor::Person(ben())] {
        let planned = readiness::Command::PlanTest { person: ana(), at };
        assert!(matches!(story.tell(actor, planned), Err(Refusal::NotAllowed { .. })));
    }
    plan(&mut story, ana(), secs(60)).expect("her own");
    story.pass(secs(61));
    let said =
        |person| readiness::Command::AnswerTest { person, woke: Vec::new(), phone: Phone::Other };
    assert!(story.tell(Actor::Person(cleo()), said(ana())).is_err());
    let none = Err(Refusal::Readiness(readiness::Refusal::NoTest));
    assert_eq!(story.tell(Actor::Person(ben()), said(ben())), none);
}

#[test]
fn a_test_can_be_taken_back_and_has_its_bounds() {
    let mut story = with_telephones();
    let far = Err(Refusal::Readiness(readiness::Refusal::TooFar));
    assert_eq!(plan(&mut story, ana(), AHEAD_MAX + secs(1)), far);
    plan(&mut story, ana(), AHEAD_MAX).expect("at the limit");
    plan(&mut story, ana(), secs(60)).expect("another moment instead");
    let dropped = readiness::Command::DropTest { person: ana() };
    story.tell(Actor::Person(ana()), dropped).expect("taken back");
    story.pass(secs(120));
    assert_eq!(rung(&story), []);
    plan(&mut story, ana(), secs(0)).expect("now");
    story.pass(secs(1));
    let soon = Err(Refusal::Readiness(readiness::Refusal::TooSoon));
    assert_eq!(plan(&mut story, ana(), secs(60)), soon);
    plan(&mut story, ana(), secs(150)).expect("a little later");
}

#[test]
fn who_does_not_answer_within_a_day_did_not_wake_up() {
    let mut story = with_telephones();
    plan(&mut story, ana(), secs(10)).expect("planned");
    story.pass(secs(10) + ANSWER_WITHIN);
    let last = tests(&story).last.expect("a result");
    assert_eq!((last.answered_at, last.woke.len()), (None, 0));
    assert!(!last.counts(story.now, |_| true));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_result_counts_while_it_is_fresh_and_what_woke_them_is_there() {
    let mut story = with_telephones();
    plan(&mut story, ana(), secs(10)).expect("planned");
    story.pass(secs(11));
    let open = tests(&story).open.expect("open");
    answer(&mut story, ana(), &open.methods).expect("all of it");
    let last = tests(&story).last.expect("a result");
    assert!(last.counts(story.now, |_| true));
    assert!(!last.counts(story.now, |_| false), "another telephone");
    assert!(!last.counts(story.now + COUNTS_FOR, |_| true), "long ago");
}

#[test]
fn a_moment_that_passed_while_nothing_ran_is_told_and_not_made_up_for() {
    let mut story = with_telephones();
    plan(&mut story, ana(), secs(60)).expect("planned");
    story.now = story.now + secs(60) + LATE_MAX + secs(1);
    story.tell(Actor::System, Command::Wake).expect("awake again");
    assert_eq!(rung(&story), []);
    assert!(tests(&story).missed.is_some());
    plan(&mut story, ana(), secs(60)).expect("again");
    assert!(tests(&story).missed.is_none());
}

#[test]
fn the_results_leave_with_their_person() {
    let mut story = with_telephones();
    plan(&mut story, ana(), secs(60)).expect("planned");
    story.operator(access::Command::RemovePerson { person: ana() });
    story.pass(secs(120));
    assert_eq!((rung(&story), story.state.readiness.tests(&ana())), (vec![], None));
    assert_eq!(story.folded(), story.state);
}

//! A promise to call is a promise: kept, or missed and told; and a number that somebody typed
//! costs no fortune and proves nothing.

use std::time::Duration;

use domain::callbacks::{self, Command, Heard, Refusal, Side, Standing};
use domain::deliveries::{About, Event as Delivery};
use domain::emergencies::{self, Aside, Line};
use domain::methods::{self, Guess};
use domain::restrictions;
use domain::words::{
    Actor, CallEnd, CallId, CallNews, CallbackId, Channel, EmergencyId, Level, Owner, PersonKey,
    Personal,
};
use domain::{Event, access, erasures};

use crate::proof;
use crate::story::{Story, ana, ben, secs};

const NUMBER: &str = "+45 20 12 34 56";

/// Ana has it, and both she and Ben have a telephone; hers is proved.
fn story() -> (Story, EmergencyId) {
    let (mut story, emergency) = proof::story();
    for person in [ana(), ben()] {
        story.give_telephones(&person);
    }
    prove(&mut story, &ana());
    (story, emergency)
}

/// A code has come over the telephone, and was typed as it was sent.
fn prove(story: &mut Story, person: &PersonKey) {
    let methods = story.state.methods_of(person);
    let known = methods.into_iter().find(|one| one.channel == Channel::Voice).expect("a telephone");
    let (method, address) = (known.key, known.address);
    let send =
        methods::Command::SendCode { person: person.clone(), method: method.clone(), address };
    story.tell(Actor::Person(person.clone()), send).unwrap();
    let guess = Guess::Right;
    let typed = methods::Command::TryCode { person: person.clone(), method, guess };
    story.tell(Actor::Person(person.clone()), typed).unwrap();
}

fn asks(story: &mut Story, emergency: EmergencyId, number: &str) -> Result<(), domain::Refusal> {
    let caller = story.caller(emergency);
    let (number, wait) = (number.to_owned(), Duration::ZERO);
    story.tell(caller, Command::Ask { emergency, number, wait, asker: None })
}

fn latest(story: &Story, emergency: EmergencyId) -> &callbacks::Callback {
    let desk = story.state.callbacks.desk(emergency).expect("a call was asked for");
    desk.callbacks.last().expect("a promise")
}

fn open(story: &Story, emergency: EmergencyId) -> CallbackId {
    latest(story, emergency).id
}

fn calls(
    story: &mut Story,
    by: PersonKey,
    callback: CallbackId,
    contact: Option<&str>,
) -> Result<CallId, domain::Refusal> {
    let contact = contact.map(Into::into);
    story.tell(Actor::Person(by), Command::Place { callback, contact, lines: None })?;
    Ok(story
        .state
        .callbacks
        .get(callback)
        .and_then(|known| known.calls.last())
        .expect("it rings")
        .id)
}

/// The telephones that are rung for calls, in their order.
fn rung(story: &Story) -> Vec<String> {
    let owed = story.history.iter().filter_map(|(event, _)| match event {
        Event::Deliveries(Delivery::Owed { about: About::Call { .. }, address, .. }) => {
            Some(address.to.as_str().to_owned())
        }
        _ => None,
    });
    owed.collect()
}

fn ended(story: &mut Story, call: CallId, end: CallEnd) {
    story.tell(Actor::System, Command::End { call, side: Side::Theirs, end }).unwrap();
}

fn takes(story: &mut Story, by: PersonKey, call: CallId) -> Result<(), domain::Refusal> {
    story.tell(Actor::Person(by), Command::Take { call })
}

fn lapsed(story: &Story, emergency: EmergencyId) -> bool {
    !story.rung(emergency).is_empty()
}

#[test]
fn whoever_asks_is_told_by_when_and_whoever_leads_is_reminded() {
    let (mut story, emergency) = story();
    let before = story.history.len();
    asks(&mut story, emergency, NUMBER).unwrap();
    let by = story.now + secs(5 * 60);
    assert_eq!(latest(&story, emergency).by, by);
    assert!(story.says(emergency, &Line::Call { news: CallNews::Asked { by } }));
    let reminded = story.history[before..].iter().any(|(event, _)| {
        matches!(event, Event::Deliveries(Delivery::Owed { about: About::Reminder { .. }, .. }))
    });
    assert!(reminded, "whoever leads hears of it");
    asks(&mut story, emergency, "+4520123456").unwrap();
    let desk = story.state.callbacks.desk(emergency).unwrap();
    assert_eq!(desk.callbacks.len(), 1, "said twice it is one promise");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_promise_that_is_missed_is_said_renewed_and_rings_others() {
    let (mut story, emergency) = story();
    story.say(Actor::Person(ana()), emergency, "I look").unwrap();
    asks(&mut story, emergency, NUMBER).unwrap();
    let by = latest(&story, emergency).by;
    story.pass(by.since(story.now) + secs(1));
    let known = latest(&story, emergency);
    assert_eq!((known.missed, known.standing), (1, Standing::Waiting));
    assert!(known.by > story.now, "a new time is promised");
    let news = CallNews::Missed { next_by: known.by };
    assert!(story.says(emergency, &Line::Call { news }));
    assert!(lapsed(&story, emergency), "others are rung");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn only_a_number_that_a_code_has_proved_is_rung_on_our_side() {
    let (mut story, emergency) = story();
    asks(&mut story, emergency, NUMBER).unwrap();
    let callback = open(&story, emergency);
    let unproved = calls(&mut story, ben(), callback, None);
    assert_eq!(unproved, Err(Refusal::NoOwnNumber.into()));
    prove(&mut story, &ben());
    story.give_number(&ben(), "+4520999999");
    let moved = calls(&mut story, ben(), callback, None);
    assert_eq!(moved, Err(Refusal::NoOwnNumber.into()), "another number is another telephone");
    assert!(rung(&story).is_empty());
    let call = calls(&mut story, ana(), callback, None).unwrap();
    assert_eq!(rung(&story), [Story::NUMBER]);
    prove(&mut story, &ben());
    let twice = calls(&mut story, ben(), callback, None);
    assert_eq!(twice, Err(Refusal::Calling { person: ana() }.into()));
    assert_eq!(takes(&mut story, ben(), call), Err(Refusal::NotYours.into()), "her own key");
    let carrier = story.tell(Actor::System, Command::Take { call });
    assert!(carrier.is_err(), "a key is somebody's");
    takes(&mut story, ana(), call).unwrap();
    ended(&mut story, call, CallEnd::Talked { secs: Some(60) });
    assert_eq!(latest(&story, emergency).standing, Standing::Kept);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_carrier_that_tells_nothing_loses_no_promise() {
    let (mut story, emergency) = story();
    for pressed in [false, true] {
        asks(&mut story, emergency, NUMBER).unwrap();
        let callback = open(&story, emergency);
        let call = calls(&mut story, ana(), callback, None).unwrap();
        if pressed {
            takes(&mut story, ana(), call).unwrap();
        }
        story.pass(secs(10 * 60));
        let known = latest(&story, emergency);
        assert!(known.live_call().is_none(), "it counts as ended by itself");
        let end = if pressed { CallEnd::Unknown } else { CallEnd::NotPressed };
        assert_eq!(known.last_end().map(|(_, end, _)| end), Some(end));
        assert!(known.is_open() && known.due().is_some(), "and they are still to be called");
        // What comes after all changes nothing.
        let before = story.history.len();
        ended(&mut story, call, CallEnd::Busy);
        assert_eq!(story.history.len(), before);
    }
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_is_not_reached_three_times_is_told_and_may_ask_anew() {
    let (mut story, emergency) = story();
    asks(&mut story, emergency, NUMBER).unwrap();
    let callback = open(&story, emergency);
    for end in [CallEnd::Busy, CallEnd::NoAnswer, CallEnd::Mailbox] {
        assert!(latest(&story, emergency).is_open());
        let call = calls(&mut story, ana(), callback, None).unwrap();
        takes(&mut story, ana(), call).unwrap();
        ended(&mut story, call, end);
    }
    let known = latest(&story, emergency);
    assert_eq!((known.standing, known.due()), (Standing::GivenUp, None));
    let news = CallNews::Ended { person: ana(), end: CallEnd::Mailbox, next_by: None };
    assert!(story.says(emergency, &Line::Call { news }));
    asks(&mut story, emergency, NUMBER).unwrap();
    assert!(latest(&story, emergency).is_open() && latest(&story, emergency).id != callback);
}

#[test]
fn only_who_is_reached_on_file_and_says_so_is_verified_and_a_denial_undoes_it() {
    let (mut story, emergency) = story();
    proof::attach(&mut story, emergency);
    let participant = proof::opener(&story, emergency);
    let ends = [
        (None, Heard::Somebody, Level::Stranger),
        (Some("ines"), Heard::Somebody, Level::Stranger),
        (Some("ines"), Heard::Contact, Level::Verified),
    ];
    for (contact, heard, level) in ends {
        asks(&mut story, emergency, NUMBER).unwrap();
        let callback = open(&story, emergency);
        let call = calls(&mut story, ana(), callback, contact).unwrap();
        takes(&mut story, ana(), call).unwrap();
        story.tell(Actor::System, Command::Answer { call, heard }).unwrap();
        ended(&mut story, call, CallEnd::Talked { secs: None });
        assert_eq!(proof::level(&story, emergency, participant), level, "{contact:?} {heard:?}");
    }
    asks(&mut story, emergency, NUMBER).unwrap();
    let callback = open(&story, emergency);
    let call = calls(&mut story, ana(), callback, Some("joao")).unwrap();
    takes(&mut story, ana(), call).unwrap();
    ended(&mut story, call, CallEnd::NotThem);
    assert!(proof::level(&story, emergency, participant) < Level::Verified, "what was proved fell");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_may_not_read_a_restricted_emergency_neither_sees_nor_makes_its_calls() {
    let (mut story, emergency) = story();
    prove(&mut story, &ben());
    asks(&mut story, emergency, NUMBER).unwrap();
    let callback = open(&story, emergency);
    let incident = story.incident(emergency);
    let (reason, people) = ("payroll leaked".to_owned(), Vec::new());
    let restrict = restrictions::Command::Restrict { incident, reason, people };
    story.tell(Actor::Person(ana()), restrict).unwrap();
    let (contact, lines) = (None, None);
    for command in [
        Command::Place { callback, contact: None, lines: None },
        Command::Tell { callback, contact, reached: true, lines },
        Command::Text { callback },
    ] {
        let hidden = story.tell(Actor::Person(ben()), command);
        assert_eq!(hidden, Err(Refusal::Unknown.into()), "as if it had never been");
    }
    let seen = story.state.for_eyes_of(&Actor::Person(ben())).expect("something is hidden");
    assert!(seen.callbacks.desk(emergency).is_none() && seen.callbacks.get(callback).is_none());
    calls(&mut story, ana(), callback, None).expect("who works on it calls");
}

#[test]
fn nobody_is_called_any_more_once_it_is_over_and_whoever_was_set_aside_reads_it() {
    let (mut story, emergency) = story();
    asks(&mut story, emergency, NUMBER).unwrap();
    let aside = emergencies::Command::SetAside { emergency, reason: Aside::BelievedFixed };
    story.tell(Actor::Person(ana()), aside).unwrap();
    assert_eq!(latest(&story, emergency).standing, Standing::Closed);
    assert!(story.says(emergency, &Line::Call { news: CallNews::Dropped }));
    assert_eq!(asks(&mut story, emergency, NUMBER), Err(Refusal::Over.into()));
    let callback = open(&story, emergency);
    let late = calls(&mut story, ana(), callback, None);
    assert_eq!(late, Err(Refusal::Unknown.into()));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn numbers_are_called_in_the_countries_that_are_named_or_those_of_the_vendors_own() {
    let (mut story, emergency) = story();
    let elsewhere = asks(&mut story, emergency, "+46701234567");
    assert_eq!(elsewhere, Err(Refusal::Barred.into()), "everybody here is Danish");
    let mut settings = story.state.organisation.settings.as_ref().clone();
    settings.call_countries =
        ["SE"].iter().filter_map(|code| domain::words::Country::parse(code)).collect();
    story.operator(domain::organisation::Command::Put { settings });
    asks(&mut story, emergency, "+46701234567").unwrap();
    assert_eq!(asks(&mut story, emergency, NUMBER), Err(Refusal::Barred.into()));
    let fortune = asks(&mut story, emergency, "+46900123456");
    assert_eq!(fortune, Err(Refusal::Barred.into()), "wherever it lies");
    assert_eq!(asks(&mut story, emergency, "070 123 45 67"), Err(Refusal::NationalNumber.into()));
    assert_eq!(asks(&mut story, emergency, "call me"), Err(Refusal::BadNumber.into()));
}

#[test]
fn neither_numbers_nor_calls_are_without_end() {
    let (mut story, emergency) = story();
    let asked = (0..=callbacks::ASKS_MAX)
        .map(|last| asks(&mut story, emergency, &format!("+452012345{last}")))
        .collect::<Vec<_>>();
    assert!(asked[..callbacks::ASKS_MAX].iter().all(Result::is_ok));
    assert_eq!(asked[callbacks::ASKS_MAX], Err(Refusal::TooOften.into()));
    let callback = open(&story, emergency);
    for made in 0..=callbacks::CALLS_MAX {
        let call = calls(&mut story, ana(), callback, None);
        assert_eq!(call.is_ok(), made < callbacks::CALLS_MAX, "{made}");
        let Ok(call) = call else { break };
        let end = Command::End { call, side: Side::Ours, end: CallEnd::NotPressed };
        story.tell(Actor::System, end).unwrap();
    }
}

#[test]
fn a_promise_goes_on_where_the_conversation_does() {
    let (mut story, emergency) = story();
    asks(&mut story, emergency, NUMBER).unwrap();
    let callback = open(&story, emergency);
    story.fill(emergency);
    let caller = story.caller(emergency);
    story.say(caller, emergency, "and more").unwrap();
    let next = story.state.emergencies.latest(emergency);
    assert_ne!(next, emergency);
    assert_eq!(story.state.callbacks.get(callback).map(|known| known.emergency), Some(next));
    asks(&mut story, emergency, "+4520123457").expect("the old link works");
    assert_eq!(latest(&story, next).id, callback, "it is the same promise");
    calls(&mut story, ana(), callback, None).expect("and it is called");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_number_of_one_who_was_erased_stands_nowhere() {
    let (mut story, emergency) = story();
    asks(&mut story, emergency, NUMBER).unwrap();
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    let owner = Owner::Participant(proof::opener(&story, emergency));
    story.operator(erasures::Command::Erase { owner, reason: erasures::Reason::Asked });
    assert_eq!(latest(&story, emergency).number.text, None);
    story.operator(access::Command::RemovePerson { person: ben() });
    let of = |number: &Personal| number.text.is_none();
    assert!(of(&latest(&story, emergency).number));
}

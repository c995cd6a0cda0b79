//! A time agreed with one caller is theirs: it moves, silences and breaks nobody else's promise.

use domain::emergencies::{self, Line, Text};
use domain::groups;
use domain::paging::Standing;
use domain::updates::{self, Overview};
use domain::words::{Actor, EmergencyId, IncidentId, Timestamp};
use domain::{Command, Refusal};

use crate::story::{Story, ana, secs};

/// Ana has the first of two emergencies; every node knows what agreements are.
fn two() -> (Story, EmergencyId, EmergencyId) {
    let mut story = Story::accepted();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, Command::Adopt { revision }).unwrap();
    let first = story.emergencies[0];
    story.say(Actor::Person(ana()), first, "I am on it.").unwrap();
    let second = story.call_with("all terminals are offline", "Elm Street", "");
    (story, first, second)
}

fn join(story: &mut Story, from: EmergencyId, into: EmergencyId) {
    let (incidents, into) = (vec![story.incident(from)], story.incident(into));
    story.tell(Actor::Person(ana()), groups::Command::join(incidents, into)).unwrap();
}

fn undo(story: &mut Story, incident: IncidentId) {
    story.tell(Actor::Person(ana()), groups::Command::Undo { incident }).unwrap();
}

/// Nobody who waits for help is at rest, and the log tells the same as the state.
#[track_caller]
fn sound(story: &Story) {
    for known in story.state.emergencies.emergencies.values() {
        let live = known.standing.is_live();
        assert!(!live || story.escalation(known.id).standing != Standing::Stopped);
    }
    assert_eq!(story.folded(), story.state);
    assert_eq!(story.state.policy.unfollowed_count, 0, "{:?}", story.state.policy.last);
}

/// Both are callers of one incident.
fn together() -> (Story, EmergencyId, EmergencyId, IncidentId) {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let incident = story.incident(first);
    (story, first, second, incident)
}

fn agree(story: &mut Story, incident: IncidentId, mins: u64, with: Option<EmergencyId>) {
    let by = story.now + secs(mins * 60);
    let agree = updates::Command::Agree { incident, by, emergency: with };
    story.tell(Actor::Person(ana()), agree).unwrap();
}

fn publish(story: &mut Story, incident: IncidentId, mins: u64) {
    let publish = updates::Command::Publish {
        incident,
        overview: Overview { known: "The exchange is down.".into(), ..Overview::default() },
        next_by: story.now + secs(mins * 60),
        estimate: None,
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

/// By when somebody hears next.
fn hears_by(story: &Story, emergency: EmergencyId) -> Timestamp {
    let incident = story.incident(emergency);
    story.state.updates.promise_to(incident, emergency).expect("a promise").by
}

fn missed(story: &Story, emergency: EmergencyId) -> usize {
    let said = story.emergency(emergency).messages.iter();
    let missed = |text: &&Text| matches!(text, Text::Line(Line::UpdateMissed { .. }));
    said.map(|message| &message.text).filter(missed).count()
}

#[test]
fn a_time_agreed_with_one_of_many_neither_moves_nor_silences_the_promise_to_the_others() {
    let (mut story, first, second, incident) = together();
    let everyones = hears_by(&story, first);
    agree(&mut story, incident, 360, Some(second));
    let agreed = story.now + secs(360 * 60);
    assert_eq!((hears_by(&story, first), hears_by(&story, second)), (everyones, agreed));
    let line = Line::AgreedTime { by: ana(), next_by: agreed };
    assert!(story.says(second, &line) && !story.says(first, &line));
    story.pass(everyones.since(story.now));
    assert_eq!((missed(&story, first), missed(&story, second)), (1, 0));
    assert_eq!(hears_by(&story, second), agreed);
    assert!(!story.rung(first).is_empty(), "the others are owed their word");
    sound(&story);
}

#[test]
fn a_time_agreed_with_one_is_warned_of_missed_and_rung_for_and_not_shown_as_broken_to_others() {
    let (mut story, first, second, incident) = together();
    publish(&mut story, incident, 120);
    agree(&mut story, incident, 60, Some(second));
    story.pass(secs(58 * 60));
    let board = story.state.updates.get(incident).unwrap();
    assert!(board.own[&second].promise.warned && !board.promise.unwrap().warned);
    story.pass(secs(2 * 60));
    assert_eq!((missed(&story, first), missed(&story, second)), (0, 1));
    let board = story.state.updates.get(incident).unwrap();
    assert_eq!((board.missed, board.own_fared[&second].missed), (0, 1));
    assert!(!story.rung(second).is_empty(), "it rings as any broken promise does");
    sound(&story);
}

#[test]
fn an_update_before_the_agreed_time_is_read_too_and_only_one_near_it_keeps_it() {
    let (mut story, first, second, incident) = together();
    agree(&mut story, incident, 120, Some(second));
    let agreed = story.now + secs(120 * 60);
    publish(&mut story, incident, 180);
    assert!(story.says(first, &Line::Updated) && story.says(second, &Line::Updated));
    assert_eq!(hears_by(&story, second), agreed, "they count on that hour");
    story.pass(secs(110 * 60));
    publish(&mut story, incident, 30);
    let board = story.state.updates.get(incident).unwrap();
    assert_eq!((board.own.len(), board.own_fared[&second].kept), (0, 1));
    assert_eq!(hears_by(&story, second), hears_by(&story, first));
    sound(&story);
}

#[test]
fn the_letter_of_the_day_after_counts_the_promises_that_were_made_to_its_reader() {
    let (mut story, first, second, incident) = together();
    publish(&mut story, incident, 120);
    agree(&mut story, incident, 60, Some(second));
    story.pass(secs(60 * 60));
    publish(&mut story, incident, 120);
    story.pass(secs(120 * 60));
    agree(&mut story, incident, 360, Some(second));
    publish(&mut story, incident, 120);
    for emergency in [first, second] {
        let caller = story.caller(emergency);
        story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    }
    let told = |emergency| {
        let owed = story.state.follow_ups.of_emergency(emergency).expect("a follow-up");
        (owed.story.kept, owed.story.missed)
    };
    assert_eq!(told(first), (3, 1), "what everyone was promised");
    let own = "one before they agreed, their own renewed one; missed their own, and everyone's";
    assert_eq!(told(second), (2, 2), "{own}");
    let board = story.state.updates.get(incident).unwrap();
    let both = board.fared_for(&[first, second]);
    assert_eq!((both.kept, both.missed), (4, 2), "one customer with both sites");
    assert_eq!(board.fared(), both);
    sound(&story);
}

#[test]
fn when_only_the_one_who_agreed_still_waits_nobody_is_rung_before_their_time() {
    let (mut story, first, second, incident) = together();
    agree(&mut story, incident, 360, Some(second));
    let agreed = story.now + secs(360 * 60);
    let caller = story.caller(first);
    story.tell(caller, emergencies::Command::Confirm { emergency: first }).unwrap();
    let promise = story.state.updates.promise(incident).unwrap();
    assert!(promise.by == agreed && promise.agreed);
    assert!(story.state.updates.get(incident).unwrap().own.is_empty());
    story.pass(secs(359 * 60));
    assert!(story.rung(second).is_empty());
    assert_eq!(missed(&story, second), 0);
    sound(&story);
}

#[test]
fn a_time_that_was_agreed_goes_along_when_callers_are_joined_and_taken_apart() {
    let (mut story, first, second) = two();
    let (whole, left) = (story.incident(first), story.incident(second));
    agree(&mut story, whole, 360, None);
    let agreed = story.now + secs(360 * 60);
    join(&mut story, second, first);
    let usual = story.now + story.state.usually_within(whole);
    assert_eq!(hears_by(&story, first), agreed, "they agreed to that hour");
    assert_eq!(hears_by(&story, second), usual, "who came later did not");
    undo(&mut story, left);
    assert_eq!(hears_by(&story, first), agreed);
    assert!(story.state.updates.promise(whole).unwrap().agreed, "nobody else counts on less");
    sound(&story);
}

#[test]
fn nothing_is_agreed_with_somebody_who_does_not_wait_there() {
    let (mut story, first, second) = two();
    let (incident, by) = (story.incident(first), story.now + secs(3_600));
    let agree = updates::Command::Agree { incident, by, emergency: Some(second) };
    let refused = story.tell(Actor::Person(ana()), agree).unwrap_err();
    assert_eq!(refused, Refusal::Updates(updates::Refusal::UnknownCaller));
}

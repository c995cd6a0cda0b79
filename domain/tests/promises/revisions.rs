//! What a node of an older version would not understand waits until all are updated, and nothing
//! else waits with it.

use domain::paging::Answer;
use domain::revision::{LATEST, adoptable};
use domain::words::Actor;
use domain::{Command, Event, Refusal, Revision, Revisions, policy, updates};

use crate::story::{Story, ana};

const NEXT: Revision = Revision(LATEST.0 + 1);

/// A version of tomorrow, in which promises are something new.
static PROMISES: Revisions = Revisions { latest: NEXT, needs: promises };
/// One in which only that they are missed is new.
static MISSES: Revisions = Revisions { latest: NEXT, needs: misses };

fn promises(event: &Event) -> Revision {
    if matches!(event, Event::Updates(_)) { NEXT } else { Revision::FIRST }
}

fn misses(event: &Event) -> Revision {
    match event {
        Event::Updates(updates::Event::Missed { .. }) => NEXT,
        _ => Revision::FIRST,
    }
}

fn adopt(story: &mut Story, revision: Revision) {
    story.tell(Actor::System, Command::Adopt { revision }).expect("it is never refused");
}

fn count(story: &Story, wanted: impl Fn(&Event) -> bool) -> usize {
    story.history.iter().filter(|(event, _)| wanted(event)).count()
}

fn is_missed(event: &Event) -> bool {
    matches!(event, Event::Updates(updates::Event::Missed { .. }))
}

#[test]
fn nobody_goes_unheard_because_what_follows_is_new() {
    let mut story = Story::new();
    story.revisions = &PROMISES;
    let emergency = story.call();
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).expect("accepting is not new");
    let incident = story.incident(emergency);
    assert!(story.state.updates.promise(incident).is_none());
    assert!(story.state.policy.unfollowed_count > 0, "it is recorded that it was not followed");
    assert_eq!(story.folded(), story.state, "the log alone gives the same");
}

#[test]
fn what_is_asked_for_and_new_is_refused_with_what_to_do() {
    let mut story = Story::accepted();
    story.revisions = &PROMISES;
    let incident = story.incident(story.emergencies[0]);
    let promise = updates::Command::Hasten { incident, by: story.now + crate::story::secs(600) };
    let told = story.tell_once(Actor::System, promise.clone());
    assert_eq!(told, Err(Refusal::NotYet));
    assert!(Refusal::NotYet.to_string().contains("once all of them are updated"));
    adopt(&mut story, NEXT);
    assert_eq!(story.tell_once(Actor::System, promise), Ok(()));
}

#[test]
fn a_timer_of_something_new_waits_and_the_others_do_not() {
    let mut story = Story::accepted();
    story.revisions = &MISSES;
    let incident = story.incident(story.emergencies[0]);
    story.now = story.state.updates.promise(incident).expect("a promise").by;
    let before = story.history.len();
    while story.tell_once(Actor::System, Command::Wake).is_ok() {
        assert!(story.history.len() < before + 1_000, "it goes round in circles");
    }
    assert!(story.history.len() > before, "what else was due has happened");
    assert_eq!(count(&story, is_missed), 0);
    // The shell is told, so that it does not ask again at once.
    assert_eq!(story.tell_once(Actor::System, Command::Wake), Err(Refusal::NotYet));
    story.tell_once(Actor::System, Command::Adopt { revision: NEXT }).unwrap();
    assert_eq!(count(&story, is_missed), 1, "now it happens, at once");
}

#[test]
fn a_revision_is_adopted_once_and_never_back() {
    let mut story = Story::new();
    story.revisions = &PROMISES;
    adopt(&mut story, NEXT);
    adopt(&mut story, NEXT);
    adopt(&mut story, LATEST);
    adopt(&mut story, Revision(NEXT.0 + 1));
    let adopts = |event: &Event| matches!(event, Event::Policy(policy::Event::Adopted { .. }));
    assert_eq!(count(&story, adopts), 1);
    assert_eq!(story.state.policy.adopted, NEXT);
}

#[test]
fn only_mayday_itself_and_the_operator_may_adopt() {
    let mut story = Story::new();
    for actor in [Actor::Stranger, Actor::Person(ana())] {
        let told = story.tell_once(actor, Command::Adopt { revision: LATEST });
        assert!(matches!(told, Err(Refusal::NotAllowed { .. })), "{told:?}");
    }
}

#[test]
fn the_slowest_of_those_who_run_decides_what_can_be_adopted() {
    let [one, two, three] = [Revision(1), Revision(2), Revision(3)];
    assert_eq!(adoptable(one, three, []), Some(three), "alone");
    assert_eq!(adoptable(one, three, [two, three]), Some(two));
    assert_eq!(adoptable(one, three, [one, three]), None);
    assert_eq!(adoptable(two, two, [three]), None, "others know more; they will ask themselves");
}

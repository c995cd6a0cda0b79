//! What grows has a bound, and what goes over a limit is carried on, not dropped.

use domain::access::{self, Method, Person, Role};
use domain::deliveries::{self, Outcome};
use domain::emergencies::{self, Aside, Line, Part};
use domain::paging::{self, Answer};
use domain::words::{
    Actor, Channel, IncidentId, LINE_LEN_MAX, Owner, PageId, PersonKey, Personal, WORDS_LEN_MAX,
};
use domain::{Command, EVENTS_PER_COMMAND_MAX, Event, Refusal, policy};

use crate::story::{Story, ana, secs};

const DAY: u64 = 24 * 3600;

fn person_with(story: &mut Story, key: &str, mails: usize) {
    let person = PersonKey::from(key);
    let owner = Owner::Person(person.clone());
    let method = |number| Method {
        key: format!("mail-{number}").as_str().into(),
        channel: Channel::Email,
        address: Personal::new(owner.clone(), &format!("{key}{number}@vendor.example")),
    };
    let methods = (0..mails).map(method).collect();
    let name = Personal::new(owner.clone(), key);
    let profile = Person { name, role: Role::Responder, zone: "UTC".into(), methods };
    story.operator(access::Command::PutPerson { person, profile });
}

fn count(story: &Story, wanted: impl Fn(&Event) -> bool) -> usize {
    story.history.iter().filter(|(event, _)| wanted(event)).count()
}

fn is_reached(event: &Event) -> bool {
    matches!(event, Event::Paging(paging::Event::Reached { .. }))
}

/// Ana is rung over everything at once.
fn reached(incident: IncidentId, page: PageId) -> paging::Event {
    let (later, folded) = (Vec::new(), None);
    paging::Event::Reached { incident, page, person: ana(), later, folded, errand: None }
}

fn is_owed(event: &Event) -> bool {
    matches!(event, Event::Deliveries(deliveries::Event::Owed { .. }))
}

#[test]
fn whom_one_command_has_no_room_for_is_rung_by_the_next() {
    const PEOPLE: usize = 850;
    const MAILS: usize = 1;
    const CALLS: usize = 25;
    let mut story = Story::unprepared();
    for number in 0..PEOPLE {
        person_with(&mut story, &format!("p{number}"), MAILS);
    }
    for _ in 0..CALLS {
        story.call();
    }
    // All of them ring everyone once more at the same instant.
    story.now = story.escalation(story.emergencies[0]).next_at;
    let before = story.history.len();
    story.tell_once(Actor::System, Command::Wake).unwrap();
    let in_one = story.history.len() - before;
    assert!(in_one >= EVENTS_PER_COMMAND_MAX, "one command was not enough: {in_one}");
    assert!(in_one <= 2 * EVENTS_PER_COMMAND_MAX, "one command stays small: {in_one}");
    assert!(!story.state.policy.postponed.is_empty());
    assert_eq!(story.state.policy.due(), Some(story.now), "the rest is due at once");
    while story.state.policy.due().is_some() {
        story.tell_once(Actor::System, Command::Wake).unwrap();
    }
    let reached = count(&story, is_reached);
    assert_eq!(reached, 2 * PEOPLE * CALLS);
    // The second time, one message to each person counts the other emergency as well.
    let told = PEOPLE * (CALLS + 1);
    assert_eq!(count(&story, is_owed), told * MAILS, "every method of everyone was used");
    assert_eq!(story.state.policy.unfollowed_count, 0);
    assert_eq!(story.folded(), story.state, "the log alone gives the same");
}

#[test]
fn what_is_postponed_is_followed_with_its_own_words_and_only_once() {
    let mut story = Story::new();
    let emergency = story.call();
    let page = story.page_of(emergency, &ana());
    let incident = story.incident(emergency);
    let reached = Event::Paging(reached(incident, page));
    let postponed = policy::Event::Postponed { depth: 3, event: Box::new(reached) };
    story.state.evolve(&Event::Policy(postponed), story.now);
    let owed = count(&story, is_owed);
    story.tell(Actor::System, Command::Wake).unwrap();
    assert_eq!(count(&story, is_owed), owed + 1);
    story.tell(Actor::System, Command::Wake).unwrap();
    assert_eq!(count(&story, is_owed), owed + 1);
}

#[test]
fn a_postponed_page_does_not_ring_once_somebody_has_accepted() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let (page, incident) = (story.page_of(emergency, &ana()), story.incident(emergency));
    let reached = Event::Paging(reached(incident, page));
    let postponed = policy::Event::Postponed { depth: 3, event: Box::new(reached) };
    story.state.evolve(&Event::Policy(postponed), story.now);
    let owed = count(&story, is_owed);
    story.tell(Actor::System, Command::Wake).unwrap();
    assert_eq!(count(&story, is_owed), owed);
}

/// Half a year of calls and sign-ins leaves behind one line for each emergency, and nothing else.
#[test]
fn the_state_does_not_grow_with_the_months() {
    let mut story = Story::new();
    person_with(&mut story, "dora", 1);
    let mut largest = 0;
    for day in 0..180 {
        let emergency = story.call();
        let page = story.page_of(emergency, &ana());
        story.by_page(page, Answer::Accept).unwrap();
        story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
        if day % 3 == 0 {
            let aside = emergencies::Command::SetAside { emergency, reason: Aside::Unreachable };
            story.tell(Actor::Person(ana()), aside).unwrap();
        } else {
            let confirm = emergencies::Command::Confirm { emergency };
            story.tell(story.caller(emergency), confirm).unwrap();
        }
        let offer = access::Command::OfferSignIn { person: "dora".into() };
        story.tell(Actor::System, offer).unwrap();
        if day % 2 == 0 {
            story.report_sign_ins(&Outcome::Sent);
        }
        story.pass(secs(DAY));
        let state = &story.state;
        assert_eq!(state.customers.search_count(), state.emergencies.emergencies.len());
        assert_eq!(state.incidents.incidents.len(), state.emergencies.emergencies.len());
        largest = largest.max(state.emergencies.emergencies.len() + state.deliveries.kept_count());
    }
    assert!(largest < 40, "{largest} things were kept at once");
    story.pass(emergencies::ASIDE_ARCHIVE_AFTER);
    let state = &story.state;
    assert_eq!(state.emergencies.emergencies.len(), 0);
    assert_eq!(state.customers.search_count(), 0);
    assert_eq!(state.customers.owed_at(), None, "what nobody asks for is not searched");
    assert_eq!(state.deliveries.kept_count(), 0);
    assert_eq!((state.incidents.incidents.len(), state.incidents.of_emergency.len()), (0, 0));
    assert_eq!((state.paging.escalations.len(), state.paging.pages.len()), (0, 0));
    assert_eq!((state.updates.boards.len(), state.emergencies.successors.len()), (0, 0));
    assert_eq!(state.emergencies.participants.len(), 180, "their links are still known");
    assert_eq!(state.due(), None);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_set_aside_leaves_after_a_week_of_silence_and_its_words_ring_anew() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let caller = story.caller(emergency);
    let aside = emergencies::Command::SetAside { emergency, reason: Aside::BelievedFixed };
    story.tell(Actor::Person(ana()), aside).unwrap();
    story.pass(emergencies::ASIDE_ARCHIVE_AFTER - secs(1));
    assert!(story.state.emergencies.get(emergency).is_some());
    story.pass(secs(1));
    assert!(story.state.emergencies.get(emergency).is_none());
    let gone = Err(Refusal::Emergencies(emergencies::Refusal::Unknown));
    assert_eq!(story.say(caller, emergency, "still broken"), gone);
    let next = story.call_after(emergency, "still broken");
    assert_eq!(story.rung(next), [ana()]);
}

/// Nothing that a caller typed vanishes without a word.
#[test]
fn what_was_cut_off_a_cry_for_help_is_said() {
    let mut story = Story::new();
    let long = "é".repeat(WORDS_LEN_MAX);
    let emergency = story.call_with(&long, &"w".repeat(LINE_LEN_MAX + 1), &"1".repeat(500));
    let kept = u32::try_from(WORDS_LEN_MAX / 2).unwrap();
    assert!(story.says(emergency, &Line::Cut { part: Part::Words, kept }));
    let kept = u32::try_from(LINE_LEN_MAX).unwrap();
    assert!(story.says(emergency, &Line::Cut { part: Part::Who, kept }));
    assert!(story.says(emergency, &Line::Cut { part: Part::Reach, kept }));
    let fits = story.call_with(&"w".repeat(WORDS_LEN_MAX), &"w".repeat(LINE_LEN_MAX), " \n ");
    assert_eq!(story.emergency(fits).messages.len(), 2, "what fits is not talked about");
}

#[test]
fn an_introduction_that_does_not_fit_is_returned_and_not_cut() {
    let mut story = Story::new();
    let emergency = story.call();
    let (who, reach) = (Some("w".repeat(LINE_LEN_MAX + 1)), None);
    let introduce = emergencies::Command::Introduce { emergency, who, reach };
    let refused = story.tell(story.caller(emergency), introduce).unwrap_err();
    let too_long = emergencies::Refusal::TooLong { len_max: LINE_LEN_MAX };
    assert_eq!(refused, Refusal::Emergencies(too_long));
}

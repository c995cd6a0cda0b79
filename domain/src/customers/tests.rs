//! How the room behaves: writing customers down, searching, attaching, undoing.

use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::words::{CommandId, ContactKey, NodeId, Owner, ParticipantId, Personal};

const EMERGENCY: EmergencyId = EmergencyId(7);

fn person() -> Actor {
    Actor::Person("maria".into())
}

/// Decides and evolves in the second `second`.
fn run(
    state: &mut State,
    actor: &Actor,
    second: i64,
    command: Command,
) -> Result<Vec<Event>, Refusal> {
    let zones = TimeZoneDatabase::bundled();
    let now = Timestamp::from_secs(second);
    let moment = Moment::new(now, CommandId(1), actor, NodeId(1), &zones);
    let events = state.decide(command, &moment)?;
    for event in &events {
        state.evolve(event, now);
    }
    Ok(events)
}

fn profile(name: &str) -> Profile {
    Profile { name: name.into(), ..Profile::default() }
}

fn put(state: &mut State, key: &str, profile: Profile) -> Result<Vec<Event>, Refusal> {
    let command = Command::Put { customer: key.into(), profile: Box::new(profile) };
    run(state, &Actor::Operator, 0, command)
}

fn evidence(who: &str) -> Evidence {
    let of = Owner::Participant(ParticipantId(1));
    Evidence { who: Personal::new(of.clone(), who), reach: Personal::new(of, "") }
}

fn seek(state: &mut State, second: i64, who: &str) -> Vec<Event> {
    let command = Command::Seek { emergency: EMERGENCY, evidence: evidence(who) };
    run(state, &Actor::System, second, command).expect("a search is never refused")
}

/// Carries out what is owed, as the shell does.
fn search(state: &mut State, second: i64) -> Vec<Event> {
    let index = Index::build(state.directory());
    let now = Timestamp::from_secs(second);
    let Some(owed) = state.owed(now).next() else { return Vec::new() };
    let Evidence { who, reach } = owed.evidence;
    let found = index.identify(who.as_str(), reach.as_str(), &Context::default());
    let command =
        Command::Record { emergency: owed.emergency, attempt: owed.search.attempt, found };
    run(state, &Actor::System, second, command).expect("the search is the current one")
}

fn attach(state: &mut State, customer: &str) -> Result<Vec<Event>, Refusal> {
    let command = Command::Attach { emergency: EMERGENCY, customer: customer.into() };
    run(state, &person(), 50, command)
}

fn attached(state: &State) -> Option<&str> {
    state.attached(EMERGENCY).map(|held| held.customer.as_str())
}

fn two_customers() -> State {
    let mut state = State::default();
    put(&mut state, "brightwater", profile("Brightwater Clinics Ltd")).expect("a customer");
    put(&mut state, "marigold", profile("Marigold Hospice")).expect("a customer");
    state
}

#[test]
fn the_same_customer_twice_is_nothing_new() {
    let mut state = two_customers();
    let generation = state.generation();
    assert_eq!(put(&mut state, "marigold", profile(" Marigold  Hospice ")).map(|e| e.len()), Ok(1));
    assert_eq!(put(&mut state, "marigold", profile(" Marigold  Hospice ")), Ok(Vec::new()));
    assert_eq!(state.generation(), generation + 1);
}

#[test]
fn a_search_waits_its_fixed_while_and_ends_once() {
    let mut state = two_customers();
    seek(&mut state, 10, "brightwater clinics");
    assert_eq!(state.owed(Timestamp(10_999)).count(), 0);
    assert_eq!(state.owed_at(), Some(Timestamp::from_secs(11)));
    assert_eq!(state.due(), None);
    search(&mut state, 11);
    assert_eq!(attached(&state), Some("brightwater"));
    assert_eq!(state.attached(EMERGENCY).map(|held| &held.by), Some(&Actor::System));
    assert_eq!(state.owed_at(), None);
    assert!(search(&mut state, 12).is_empty());
}

#[test]
fn a_corrected_caller_is_searched_anew_and_the_old_result_is_refused() {
    let mut state = two_customers();
    seek(&mut state, 10, "brightwater clinics");
    assert!(seek(&mut state, 10, "brightwater clinics").is_empty());
    seek(&mut state, 20, "marigold hospice");
    let found = Found { candidates: Vec::new(), verdict: Verdict::Unknown };
    let late = Command::Record { emergency: EMERGENCY, attempt: 1, found };
    assert_eq!(run(&mut state, &Actor::System, 20, late), Err(Refusal::Superseded));
    assert_eq!(state.owed_at(), Some(Timestamp::from_secs(21)));
    search(&mut state, 21);
    assert_eq!(attached(&state), Some("marigold"));
}

#[test]
fn what_a_person_says_no_search_overrides() {
    let mut state = two_customers();
    seek(&mut state, 10, "brightwater clinics");
    attach(&mut state, "marigold").expect("one key");
    assert_eq!(attach(&mut state, "marigold"), Ok(Vec::new()));
    search(&mut state, 60);
    assert_eq!(attached(&state), Some("marigold"));
    let undo = Command::Detach { emergency: EMERGENCY };
    run(&mut state, &person(), 61, undo.clone()).expect("one key");
    assert_eq!(run(&mut state, &person(), 62, undo), Ok(Vec::new()));
    seek(&mut state, 63, "Brightwater Clinics Limited");
    search(&mut state, 64);
    assert_eq!(attached(&state), None);
    let candidates = state.search(EMERGENCY).and_then(|search| search.candidates.clone());
    assert_eq!(candidates.expect("it ended")[0].customer.as_str(), "brightwater");
}

#[test]
fn a_person_names_the_customer_of_one_who_never_said_who_they_are() {
    let mut state = two_customers();
    attach(&mut state, "marigold").expect("one key");
    assert_eq!(attached(&state), Some("marigold"));
    assert!(state.suggestions(&"marigold".into()).is_empty(), "no name was used for it");
    assert_eq!(state.owed_at(), None);
    seek(&mut state, 60, "brightwater clinics");
    search(&mut state, 61);
    assert_eq!(attached(&state), Some("marigold"), "what a person says stands");
    let undo = Command::Detach { emergency: EMERGENCY };
    run(&mut state, &person(), 62, undo).expect("one key");
    assert_eq!(attached(&state), None);
    let forget = Command::Forget { emergency: EMERGENCY };
    run(&mut state, &Actor::System, 63, forget).expect("it has left");
    assert_eq!(state.search_count(), 0);
}

#[test]
fn a_correction_suggests_a_name() {
    let mut state = two_customers();
    seek(&mut state, 10, "the purple clinic");
    attach(&mut state, "brightwater").expect("one key");
    let key = CustomerKey::from("brightwater");
    assert_eq!(state.suggestions(&key)[0].said.as_str(), "the purple clinic");
    attach(&mut state, "marigold").expect("one key");
    assert!(state.suggestions(&key).is_empty(), "it was a slip");
    attach(&mut state, "brightwater").expect("one key");
    let known =
        Profile { access_names: vec!["The Purple Clinic".into()], ..profile("Brightwater") };
    put(&mut state, "brightwater", known).expect("a customer");
    assert!(state.suggestions(&key).is_empty(), "it is a name now");
}

#[test]
fn suggestions_are_bounded() {
    let mut state = two_customers();
    for number in 0..2 * SUGGESTIONS_MAX {
        seek(&mut state, 10, &format!("nickname {number}"));
        run(&mut state, &person(), 50, Command::Detach { emergency: EMERGENCY }).expect("undone");
        let emergency = EmergencyId(100 + number as u128);
        let evidence = evidence(&format!("nickname {number}"));
        run(&mut state, &Actor::System, 10, Command::Seek { emergency, evidence }).expect("sought");
        let customer = CustomerKey::from("marigold");
        run(&mut state, &person(), 50, Command::Attach { emergency, customer }).expect("one key");
    }
    let kept = state.suggestions(&"marigold".into());
    assert_eq!(kept.len(), SUGGESTIONS_MAX);
    assert_eq!(kept[0].said.as_str(), format!("nickname {SUGGESTIONS_MAX}"));
}

#[test]
fn a_customer_struck_off_is_not_attached() {
    let mut state = two_customers();
    seek(&mut state, 10, "marigold hospice");
    let index = Index::build(state.directory());
    let found = index.identify("marigold hospice", "", &Context::default());
    run(&mut state, &Actor::Operator, 11, Command::Remove { customer: "marigold".into() })
        .expect("it was there");
    let command = Command::Record { emergency: EMERGENCY, attempt: 1, found };
    run(&mut state, &Actor::System, 12, command).expect("the search is the current one");
    assert_eq!(attached(&state), None);
    let gone = Refusal::UnknownCustomer { customer: "marigold".into() };
    assert_eq!(attach(&mut state, "marigold"), Err(gone));
}

#[test]
fn limits_are_named_in_the_refusal() {
    let mut state = State::default();
    let names = |count: usize| (0..count).map(|n| SmolStr::new(format!("name {n}"))).collect();
    let fits = Profile { access_names: names(ACCESS_NAMES_MAX), ..profile("X") };
    assert!(put(&mut state, "x", fits).is_ok());
    let over = Profile { access_names: names(ACCESS_NAMES_MAX + 1), ..profile("X") };
    let refusal = put(&mut state, "x", over).expect_err("too many");
    assert!(refusal.to_string().contains("At most 32"), "{refusal}");
    assert!(put(&mut state, "x", profile(&"n".repeat(NAME_CHARS_MAX))).is_ok());
    let refusal = put(&mut state, "x", profile(&"n".repeat(NAME_CHARS_MAX + 1)));
    assert!(matches!(refusal, Err(Refusal::TooLong { .. })));
    assert!(matches!(put(&mut state, "x", profile(" ")), Err(Refusal::Nameless { .. })));
    assert!(matches!(put(&mut state, "No Key", profile("X")), Err(Refusal::BadKey { .. })));
    let domains = Profile { domains: vec!["not a domain".into()], ..profile("X") };
    assert!(matches!(put(&mut state, "x", domains), Err(Refusal::BadDomain { .. })));
    let zone = |zone: &str| Profile {
        sites: vec![Site {
            key: "s".into(),
            name: "S".into(),
            zone: Some(zone.into()),
            component: None,
        }],
        ..profile("X")
    };
    assert!(put(&mut state, "x", zone("Europe/Lisbon")).is_ok());
    assert!(matches!(put(&mut state, "x", zone("Mars/Base")), Err(Refusal::UnknownZone { .. })));
}

fn contact(key: &str) -> Contact {
    let of = Owner::Person("someone-else".into());
    Contact {
        key: ContactKey::from(key),
        name: Personal::new(of.clone(), "Ana\nLima"),
        email: Some(Personal::new(of.clone(), "ana@brightwater.example")),
        phone: Some(Personal::new(of, "+44 20 7946 0101")),
        told: true,
    }
}

#[test]
fn personal_words_belong_to_the_contact_and_travel_beside_the_event() {
    let mut state = State::default();
    let with = Profile { contacts: vec![contact("ana"), contact("bo")], ..profile("X") };
    let mut events = put(&mut state, "x", with).expect("a customer");
    events.extend(seek(&mut state, 10, "X"));
    let twice = Profile { contacts: vec![contact("ana"), contact("ana")], ..profile("X") };
    assert!(matches!(put(&mut state, "x", twice), Err(Refusal::KeyTwice { .. })));
    let mut seen = Vec::new();
    for event in &events {
        let body = serde_json::to_string(event).expect("events are written as JSON");
        assert!(!body.contains("Ana") && !body.contains("7946"), "{body}");
        let mut event = event.clone();
        let mut words = Vec::new();
        event.personal(&mut |personal| words.push(personal.clone()));
        let mut read: Event = serde_json::from_str(&body).expect("and read back");
        let mut given = words.clone().into_iter();
        read.personal(&mut |personal| *personal = given.next().expect("as many as were written"));
        assert_eq!(read, event);
        seen.extend(words);
    }
    assert_eq!(seen.len(), 8);
    assert_eq!(seen[0].as_str(), "Ana Lima");
    assert_eq!(seen[0].of, Owner::Contact("x".into(), "ana".into()));
}

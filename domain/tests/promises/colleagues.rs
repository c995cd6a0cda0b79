//! Colleagues: people of the vendor who are told what is told inside, and nobody else with them.

use domain::Event;
use domain::incidents::{self, Service};
use domain::restrictions;
use domain::subscribers::{
    Announcement, Command as Ask, Entry, Event as E, Inside, Kind, Profile, Quiet, Route, Wants,
};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, Condition, IncidentId, Language, Phase, Public, Severity, SubscriberId,
};

use crate::story::{Story, ana, cleo, secs};
use crate::subscribers::{add, entry, send_all, trouble, vendor};

/// Words that no reader of a page and no caller may ever see.
const CANARY: &str = "canary-7f3: tell the board";

fn colleague(address: &str, least: Severity, wants: Wants) -> Entry {
    let profile = Profile::colleague(least, Route::Email, Language::English, wants);
    Entry { profile, address: address.into() }
}

fn tell(story: &mut Story, incident: IncidentId, public: bool, line: Option<&str>) {
    let overview = Overview {
        known: "A line is cut.".into(),
        impact: "Cards fail.".into(),
        ..Overview::default()
    };
    let affected = vec![Affected { component: "auth".into(), condition: Condition::Degraded }];
    let public = public.then(|| Public {
        title: "Cards fail".into(),
        phase: Phase::Identified,
        affected,
        audiences: Vec::new(),
        ..Public::default()
    });
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(900),
        estimate: None,
        public,
        for_colleagues: line.map(Into::into),
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

fn severity(story: &mut Story, incident: IncidentId, severity: Severity) {
    let set = incidents::Command::SetSeverity { incident, severity };
    story.tell(Actor::Person(ana()), set).unwrap();
}

/// Somebody calls, and Ana has it.
fn taken(story: &mut Story) -> IncidentId {
    let incident = trouble(story);
    let emergency = *story.emergencies.last().expect("a call");
    story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
    incident
}

/// Every word to anybody so far.
fn words(story: &Story) -> Vec<Announcement> {
    let events = story.history.iter().filter_map(|(event, _)| match event {
        Event::Subscribers(E::Announced { word, .. }) => Some(word.clone()),
        _ => None,
    });
    events.collect()
}

fn numbers(story: &mut Story) -> Vec<u32> {
    let sent = send_all(story);
    // A node finds nothing to say of what was called back.
    let is_there = |word: &u32| story.state.subscribers.word(*word).is_some();
    let said = sent.into_iter().filter(|(_, words)| words.iter().any(is_there));
    let mut reached: Vec<u32> = said.map(|(number, _)| number).collect();
    reached.sort_unstable();
    reached
}

#[test]
fn colleagues_get_each_update_once_also_of_what_no_page_shows() {
    let mut story = vendor();
    add(
        &mut story,
        vec![
            entry(Route::Email, "reader@a.example", Wants::default()),
            colleague("sales@a.example", Severity::Low, Wants::default()),
        ],
    );
    let incident = trouble(&mut story);
    tell(&mut story, incident, false, Some(CANARY));
    assert_eq!(numbers(&mut story), [2], "the reader of the page has no page to read it on");
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [2]);
    let told = words(&story);
    assert_eq!(
        told.iter().map(|word| word.kind).collect::<Vec<_>>(),
        [Kind::Opened, Kind::Updated]
    );
    let line = |word: &Announcement| word.inside().and_then(|inside| inside.line.clone());
    assert_eq!(line(&told[0]).as_deref(), Some(CANARY));
    assert_eq!(line(&told[1]), None, "a line is said once");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_for_colleagues_only_is_in_no_word_to_readers_and_in_no_bulletin() {
    let mut story = vendor();
    add(
        &mut story,
        vec![
            entry(Route::Email, "reader@a.example", Wants::default()),
            colleague("sales@a.example", Severity::Low, Wants::default()),
        ],
    );
    let incident = trouble(&mut story);
    tell(&mut story, incident, true, Some(CANARY));
    assert_eq!(numbers(&mut story), [1, 2], "each gets their own word");
    for word in words(&story).iter().filter(|word| word.inside().is_none()) {
        assert!(!format!("{word:?}").contains(CANARY));
    }
    assert!(!format!("{:?}", story.state.bulletins).contains(CANARY));
    for emergency in story.emergencies.clone() {
        assert!(!format!("{:?}", story.emergency(emergency)).contains(CANARY));
    }
}

#[test]
fn a_colleague_chooses_how_severe_it_must_be_and_hears_the_end_of_what_they_heard_of() {
    let mut story = vendor();
    add(
        &mut story,
        vec![
            colleague("board@a.example", Severity::Critical, Wants::default()),
            colleague("sales@a.example", Severity::Low, Wants::default()),
        ],
    );
    let incident = taken(&mut story);
    severity(&mut story, incident, Severity::Low);
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [2]);
    severity(&mut story, incident, Severity::Critical);
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [1, 2]);
    severity(&mut story, incident, Severity::Low);
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [1, 2], "who heard of it hears that it got better");
}

#[test]
fn a_colleague_of_one_service_hears_of_it_and_of_what_may_be_it() {
    let mut story = vendor();
    for key in ["cards", "portal"] {
        let profile = Service { name: key.into(), team: None, policy: None };
        let service = key.into();
        story.operator(incidents::Command::PutService { service, profile });
    }
    let wants = Wants { services: vec!["portal".into()], ..Wants::default() };
    add(&mut story, vec![colleague("desk@a.example", Severity::Low, wants)]);
    let incident = trouble(&mut story);
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [1], "nobody knows yet which service it is");
    let to = incidents::Route::Service("cards".into());
    story.tell(Actor::Person(ana()), incidents::Command::Reroute { incident, to }).unwrap();
    tell(&mut story, incident, false, None);
    assert!(numbers(&mut story).is_empty(), "it is another service");
}

#[test]
fn a_colleague_chooses_by_themselves_of_what_and_when_they_hear() {
    let mut story = vendor();
    add(&mut story, vec![colleague("sales@a.example", Severity::Critical, Wants::default())]);
    let prefer = |story: &mut Story, least, wants| {
        let subscriber = story.state.subscribers.numbered(1).unwrap().id;
        let (language, colleague) = (Language::English, Some(least));
        let prefer = Ask::Prefer { subscriber, language, wants, colleague };
        story.tell(Actor::Subscriber(subscriber), prefer).unwrap();
    };
    let incident = taken(&mut story);
    severity(&mut story, incident, Severity::High);
    tell(&mut story, incident, false, None);
    assert!(numbers(&mut story).is_empty(), "only of critical ones");
    // 2026-05-28 20:26:40 in UTC.
    let daily = Wants { daily: Some(22), ..Wants::default() };
    prefer(&mut story, Severity::Low, daily);
    tell(&mut story, incident, false, None);
    tell(&mut story, incident, false, None);
    assert!(numbers(&mut story).is_empty(), "once a day");
    story.pass(secs(2 * 3_600));
    assert_eq!(numbers(&mut story), [1], "both in one letter, or the later in its place");
    let quiet = Wants { quiet: Some(Quiet { from: 22, until: 7 }), ..Wants::default() };
    prefer(&mut story, Severity::Low, quiet);
    tell(&mut story, incident, false, None);
    assert!(numbers(&mut story).is_empty(), "what is not critical waits");
    severity(&mut story, incident, Severity::Critical);
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [1]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn nobody_makes_themselves_a_colleague() {
    let mut story = vendor();
    let wanted = colleague("curious@a.example", Severity::Low, Wants::default());
    let page = "public".into();
    let profile = Profile { page, ..wanted.profile };
    let wanted = Entry { profile, ..wanted };
    story.tell(Actor::Stranger, Ask::SignUp(wanted)).unwrap();
    let known = story.state.subscribers.numbered(1).unwrap();
    assert_eq!(known.profile.colleague, None);
    let subscriber: SubscriberId = known.id;
    story.tell(Actor::Subscriber(subscriber), Ask::Confirm { subscriber }).unwrap();
    let (language, wants) = (Language::English, Wants::default());
    let colleague = Some(Severity::Low);
    let prefer = Ask::Prefer { subscriber, language, wants, colleague };
    story.tell(Actor::Subscriber(subscriber), prefer).unwrap();
    assert_eq!(story.state.subscribers.numbered(1).unwrap().profile.colleague, None);
    let incident = trouble(&mut story);
    tell(&mut story, incident, false, Some(CANARY));
    assert!(numbers(&mut story).is_empty());
}

#[test]
fn what_is_restricted_is_told_to_no_colleague_and_what_waited_is_called_back() {
    let mut story = vendor();
    let quiet = Some(Quiet { from: 0, until: 23 });
    let late = Wants { quiet, zone: "UTC".into(), ..Wants::default() };
    add(
        &mut story,
        vec![
            colleague("sales@a.example", Severity::Low, Wants::default()),
            colleague("board@a.example", Severity::Low, late),
        ],
    );
    let incident = taken(&mut story);
    severity(&mut story, incident, Severity::High);
    tell(&mut story, incident, false, Some(CANARY));
    assert_eq!(numbers(&mut story), [1], "the other one sleeps");
    let restrict = restrictions::Command::Restrict {
        incident,
        reason: "A breach".into(),
        people: vec![ana(), cleo()],
    };
    story.tell(Actor::Person(ana()), restrict).unwrap();
    assert_eq!(story.state.subscribers.words().count(), 0, "no list shows it any more");
    story.pass(secs(3 * 3_600));
    assert!(numbers(&mut story).is_empty(), "nothing of it leaves any more");
    let before = words(&story).len();
    tell(&mut story, incident, false, Some(CANARY));
    assert_eq!(words(&story).len(), before);
    assert!(numbers(&mut story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn who_was_told_that_something_is_wrong_is_told_once_that_it_is_over() {
    let mut story = vendor();
    add(&mut story, vec![colleague("sales@a.example", Severity::Low, Wants::default())]);
    let emergency = story.call();
    let incident = story.incident(emergency);
    tell(&mut story, incident, false, None);
    assert_eq!(numbers(&mut story), [1]);
    let caller = story.caller(emergency);
    story.tell(caller, domain::emergencies::Command::Confirm { emergency }).unwrap();
    let last = words(&story).pop().unwrap();
    assert_eq!((last.kind, last.phase), (Kind::Resolved, Phase::Resolved));
    assert!(matches!(last.inside(), Some(Inside { line: None, .. })));
    assert_eq!(numbers(&mut story), [1]);
}

/// What colleagues read last of what it means for them.
fn last_line(story: &Story) -> (Kind, Option<String>) {
    let last = words(story).pop().expect("a word");
    let line = last.inside().and_then(|inside| inside.line.as_deref().map(str::to_owned));
    (last.kind, line)
}

#[test]
fn the_line_for_colleagues_is_put_right_for_them_alone_and_taken_back() {
    let mut story = vendor();
    add(
        &mut story,
        vec![
            entry(Route::Email, "reader@a.example", Wants::default()),
            colleague("sales@a.example", Severity::Low, Wants::default()),
        ],
    );
    let incident = taken(&mut story);
    let emergency = story.emergencies[0];
    tell(&mut story, incident, true, Some("canary: the wrong figure"));
    assert_eq!(numbers(&mut story), [1, 2]);
    let update = story.state.updates.get(incident).unwrap().latest().unwrap().clone();
    let correct = |line: Option<&str>| updates::Command::Correct {
        incident,
        update: update.id,
        overview: update.overview.clone(),
        takes_back: false,
        aside: Some(updates::Aside { estimate: None, for_colleagues: line.map(Into::into) }),
    };
    story.tell(Actor::Person(ana()), correct(Some(CANARY))).unwrap();
    assert_eq!(numbers(&mut story), [2], "nobody else hears of it");
    assert_eq!(last_line(&story), (Kind::Corrected, Some(CANARY.to_owned())));
    let stands = story.state.updates.get(incident).unwrap().latest().unwrap();
    assert_eq!((stands.for_colleagues.as_deref(), stands.corrections.len()), (Some(CANARY), 0));
    assert!(!story.says(emergency, &domain::emergencies::Line::PutRight));
    assert!(!format!("{:?}", story.state.bulletins).contains("canary"));
    let before = story.history.len();
    story.tell(Actor::Person(ana()), correct(Some(CANARY))).unwrap();
    assert_eq!(story.history.len(), before, "the same once more changes nothing");
    story.tell(Actor::Person(ana()), correct(Some(" "))).unwrap();
    assert_eq!(numbers(&mut story), [2]);
    assert_eq!(last_line(&story), (Kind::Corrected, None), "it is taken back");
    assert!(!format!("{:?}", story.state.updates).contains(CANARY), "and it stands nowhere");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn words_that_are_taken_back_take_the_line_for_colleagues_with_them() {
    let mut story = vendor();
    add(&mut story, vec![colleague("sales@a.example", Severity::Low, Wants::default())]);
    let incident = taken(&mut story);
    tell(&mut story, incident, false, Some(CANARY));
    assert_eq!(numbers(&mut story), [1]);
    let update = story.state.updates.get(incident).unwrap().latest().unwrap().id;
    let overview = Overview { known: "A line is …".into(), ..Overview::default() };
    let (takes_back, aside) = (true, None);
    let correct = updates::Command::Correct { incident, update, overview, takes_back, aside };
    story.tell(Actor::Person(ana()), correct).unwrap();
    assert_eq!(numbers(&mut story), [1], "both in one word");
    assert_eq!(last_line(&story), (Kind::Corrected, None));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_only_machines_saw_is_told_to_colleagues_alone_until_it_is_over() {
    let mut story = Story::new();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, domain::Command::Adopt { revision }).unwrap();
    let profile = colleague("sales@a.example", Severity::Low, Wants::default());
    add(&mut story, vec![profile]);
    let declare = domain::monitoring::Command::Declare {
        title: "Tills fail".into(),
        severity: Severity::High,
        service: None,
        rings: false,
        since: None,
        matter: None,
    };
    story.tell(Actor::Person(ana()), declare).unwrap();
    let incident = *story.state.incidents.incidents.keys().next().expect("an incident");
    assert!(story.state.incidents.get(incident).unwrap().emergencies.is_empty());
    assert!(story.state.status_pages.pages.is_empty(), "and no page");
    tell(&mut story, incident, false, Some(CANARY));
    assert_eq!(numbers(&mut story), [1]);
    assert_eq!(last_line(&story), (Kind::Opened, Some(CANARY.to_owned())));
    assert!(story.state.updates.promise(incident).is_some(), "the next one has a time");
    story.tell(Actor::Person(ana()), domain::monitoring::Command::Close { incident }).unwrap();
    assert_eq!(last_line(&story), (Kind::Resolved, None));
    assert_eq!(numbers(&mut story), [1]);
    assert!(story.state.updates.promise(incident).is_none());
    assert_eq!(story.folded(), story.state);
}

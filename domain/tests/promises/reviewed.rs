//! What is over can be looked back on: readers have one review, what is put right shows, and
//! subscribers are told of it once, or not at all.

use domain::approvals::{Command as Approve, OBJECT_WITHIN, Standing};
use domain::bulletins::{Bulletin, Command, Refusal};
use domain::organisation::{self, Approver, Settings};
use domain::readers::ReadersSight;
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{self, About, Entry, Kind, Profile, Route, Wants};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, BulletinId, IncidentId, Language, PART_LEN_MAX, PersonKey, Phase, Public, Review,
};
use domain::{audiences, emergencies};

use crate::story::{Story, ana, ben, cleo, secs};

/// A vendor with a page, somebody who subscribes to it, and an incident that ana has.
fn story() -> (Story, IncidentId) {
    let mut story = Story::new();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    let profile = StatusPage { name: "NordPay".into(), zone: "UTC".into(), ..Default::default() };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
    let profile = Profile {
        page: "public".into(),
        route: Route::Email,
        language: Language::English,
        wants: Wants::default(),
        colleague: None,
        through: None,
    };
    let entries = vec![Entry { profile, address: "reader@a.example".into() }];
    let add = subscribers::Command::Add { entries, consent: "contract".into() };
    story.tell(Actor::Person(cleo()), add).unwrap();
    let emergency = story.call();
    let incident = story.incident(emergency);
    let accept = domain::paging::Command::Accept { incident, person: ana() };
    story.tell(Actor::Person(ana()), accept).unwrap();
    (story, incident)
}

fn tell(story: &mut Story, incident: IncidentId, phase: Phase, audiences: &[&str]) {
    let overview = Overview {
        known: "A line is cut.".into(),
        impact: "Cards fail.".into(),
        ..Overview::default()
    };
    let audiences = audiences.iter().map(|key| (*key).into()).collect();
    let public = Some(Public {
        title: "Cards fail".into(),
        phase,
        affected: Vec::new(),
        audiences,
        ..Public::default()
    });
    let next_by = story.now + secs(1_800);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

/// Told of, and over an hour later.
fn over() -> (Story, IncidentId) {
    let (mut story, incident) = story();
    tell(&mut story, incident, Phase::Identified, &[]);
    story.pass(secs(600));
    tell(&mut story, incident, Phase::Resolved, &[]);
    (story, incident)
}

fn told(story: &Story, incident: IncidentId) -> &Bulletin {
    story.state.bulletins.of(incident).expect("a bulletin")
}

fn review(happened: &str) -> Review {
    let (cause, change) = ("A line was cut.".into(), "A second line.".into());
    Review { happened: happened.into(), cause, change, translations: Vec::new() }
}

fn write(
    story: &mut Story,
    incident: IncidentId,
    (happened, tells): (&str, bool),
    by: PersonKey,
) -> Option<Refusal> {
    let bulletin = told(story, incident).id;
    let command = Command::Review { bulletin, review: review(happened), tells };
    ask(story, command, by)
}

fn ask(story: &mut Story, command: Command, by: PersonKey) -> Option<Refusal> {
    match story.tell(Actor::Person(by), command) {
        Ok(()) => None,
        Err(domain::Refusal::Bulletins(refusal)) => Some(refusal),
        Err(other) => panic!("{other}"),
    }
}

/// What readers have.
fn read(story: &Story, incident: IncidentId) -> Option<String> {
    Some(told(story, incident).reviewed()?.said.happened.to_string())
}

/// How often subscribers were told of a review.
fn letters(story: &Story) -> usize {
    let words = story.state.subscribers.words();
    let reviews = words.filter(|word| matches!(word.word.about, About::Review(_)));
    reviews.filter(|word| word.word.kind == Kind::Review).count()
}

fn name(story: &mut Story, approvers: Vec<Approver>) {
    let known = story.state.organisation.settings.as_ref().clone();
    story.operator(organisation::Command::Put { settings: Settings { approvers, ..known } });
}

#[test]
fn what_is_put_right_shows_and_subscribers_are_told_once() {
    let (mut story, incident) = over();
    assert_eq!(write(&mut story, incident, ("Crads failed.", false), ana()), None);
    assert_eq!((read(&story, incident).as_deref(), letters(&story)), (Some("Crads failed."), 0));
    let first = told(&story, incident).reviewed().unwrap().id;
    story.pass(secs(60));
    assert_eq!(write(&mut story, incident, ("Cards failed.", true), ben()), None);
    let known = told(&story, incident).reviewed().unwrap();
    assert_eq!((known.id, known.by.clone()), (first, Some(ben())));
    assert_eq!(&*known.former[0].said.happened, "Crads failed.");
    assert!(known.at < known.changed_at && known.told_at == Some(known.changed_at));
    assert_eq!(letters(&story), 1);
    // Whatever is ticked later, nobody is told twice; and what says the same is no news.
    assert_eq!(write(&mut story, incident, ("Cards failed.", true), ana()), None);
    assert_eq!(write(&mut story, incident, ("All cards failed.", true), ana()), None);
    let known = told(&story, incident).reviewed().unwrap();
    assert_eq!((known.former.len(), letters(&story)), (2, 1));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_says_the_same_can_still_be_told_to_subscribers() {
    let (mut story, incident) = over();
    assert_eq!(write(&mut story, incident, ("Cards failed.", false), ana()), None);
    assert_eq!(write(&mut story, incident, ("Cards failed.", true), ana()), None);
    let known = told(&story, incident).reviewed().unwrap();
    assert_eq!((known.former.len(), known.told_at.is_some(), letters(&story)), (0, true, 1));
}

#[test]
fn what_goes_on_has_no_review_and_what_cannot_stand_is_refused() {
    let (mut story, incident) = story();
    tell(&mut story, incident, Phase::Identified, &[]);
    let early = write(&mut story, incident, ("Cards failed.", true), ana());
    assert_eq!(early, Some(Refusal::GoesOn));
    tell(&mut story, incident, Phase::Resolved, &[]);
    assert_eq!(write(&mut story, incident, (" ", true), ana()), Some(Refusal::EmptyReview));
    let (fits, long) = ("x".repeat(PART_LEN_MAX), "x".repeat(PART_LEN_MAX + 1));
    assert_eq!(write(&mut story, incident, (&long, true), ana()), Some(Refusal::LongReview));
    let bulletin = BulletinId(7);
    let nowhere = Command::Review { bulletin, review: review("Cards."), tells: false };
    assert_eq!(ask(&mut story, nowhere, ana()), Some(Refusal::Unknown));
    let bulletin = told(&story, incident).id;
    let program = Command::Review { bulletin, review: review("Cards."), tells: false };
    let refused = story.tell(Actor::System, program);
    assert_eq!(refused, Err(domain::Refusal::Bulletins(Refusal::NotYours)));
    assert_eq!(write(&mut story, incident, (&fits, false), ana()), None);
    // Whoever says that it goes on takes back that there is anything to look back on.
    tell(&mut story, incident, Phase::Monitoring, &[]);
    assert_eq!(read(&story, incident), None);
    tell(&mut story, incident, Phase::Resolved, &[]);
    assert_eq!(read(&story, incident), Some(fits));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_review_waits_for_whoever_approves_public_text() {
    let (mut story, incident) = over();
    name(&mut story, vec![Approver::Person(ben())]);
    assert_eq!(write(&mut story, incident, ("It was the bank.", true), ana()), None);
    assert_eq!((read(&story, incident), letters(&story)), (None, 0));
    let waiting = |story: &Story| story.state.approvals.waiting_for(incident).unwrap().id;
    let (approval, reason) = (waiting(&story), "Do not name the bank.".into());
    story.tell(Actor::Person(ben()), Approve::Object { approval, reason }).unwrap();
    story.pass(OBJECT_WITHIN + secs(60));
    assert_eq!(read(&story, incident), None, "what is objected to stays in");
    assert_eq!(write(&mut story, incident, ("A line was cut.", true), ana()), None);
    story.pass(secs(300));
    assert_eq!(write(&mut story, incident, ("A cable was cut.", true), ana()), None);
    story.pass(secs(299));
    assert_eq!(read(&story, incident), None);
    story.pass(secs(1));
    assert_eq!(read(&story, incident).as_deref(), Some("A cable was cut."));
    assert_eq!(letters(&story), 1);
    // What they write themselves waits for nobody, and what is put right waits like the rest.
    assert_eq!(write(&mut story, incident, ("Two cables.", false), ana()), None);
    let approval = waiting(&story);
    assert_eq!(read(&story, incident).as_deref(), Some("A cable was cut."));
    assert_eq!(write(&mut story, incident, ("Three cables.", false), ben()), None);
    assert_eq!(read(&story, incident).as_deref(), Some("Three cables."));
    let replaced = &story.state.approvals.get(approval).unwrap().standing;
    assert_eq!(*replaced, Standing::Replaced);
    assert_eq!(told(&story, incident).reviewed().unwrap().by, Some(ben()));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn an_update_that_waits_comes_before_what_is_said_in_hindsight() {
    let (mut story, incident) = over();
    name(&mut story, vec![Approver::Person(ben())]);
    tell(&mut story, incident, Phase::Monitoring, &[]);
    let early = write(&mut story, incident, ("Cards failed.", true), ana());
    assert_eq!(early, Some(Refusal::TextWaits));
    story.pass(OBJECT_WITHIN);
    assert!(!told(&story, incident).is_over(), "the update is out, and was not lost");
    // A review that waits while it goes on again does not come out.
    tell(&mut story, incident, Phase::Resolved, &[]);
    story.pass(OBJECT_WITHIN);
    assert_eq!(write(&mut story, incident, ("Cards failed.", true), ana()), None);
    name(&mut story, Vec::new());
    tell(&mut story, incident, Phase::Monitoring, &[]);
    story.pass(OBJECT_WITHIN);
    assert_eq!((read(&story, incident), letters(&story)), (None, 0));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn that_none_is_written_is_said_by_a_person_and_can_be_taken_back() {
    let (mut story, incident) = over();
    let bulletin = told(&story, incident).id;
    assert_eq!(ask(&mut story, Command::WaiveReview { bulletin }, ana()), None);
    assert_eq!(told(&story, incident).waived_by, Some(ana()));
    assert_eq!(write(&mut story, incident, ("Cards failed.", false), ben()), None);
    assert_eq!(told(&story, incident).waived_by, None);
    let late = ask(&mut story, Command::WaiveReview { bulletin }, ana());
    assert_eq!(late, Some(Refusal::Reviewed));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_review_of_what_is_for_an_audience_is_for_that_audience() {
    let (mut story, incident) = story();
    let profile = audiences::Audience { name: "Clinics".into(), customers: Vec::new() };
    story.operator(audiences::Command::Put { audience: "clinics".into(), profile });
    tell(&mut story, incident, Phase::Resolved, &["clinics"]);
    assert_eq!(write(&mut story, incident, ("The scanner failed.", true), ana()), None);
    let seen = |sight: &ReadersSight| {
        let open = story.state.for_readers(sight);
        open.bulletins.of(incident).and_then(Bulletin::reviewed).is_some()
    };
    assert!(!seen(&ReadersSight::public()));
    assert!(seen(&ReadersSight::of(["clinics".into()])));
    assert_eq!(letters(&story), 0, "subscribers are told what everyone may read");
}

#[test]
fn a_review_outlives_the_incident_behind_it() {
    let (mut story, incident) = over();
    let emergency = story.emergencies[0];
    let caller = story.caller(emergency);
    let confirm = emergencies::Command::Confirm { emergency };
    story.tell(caller, confirm).unwrap();
    story.pass(emergencies::ARCHIVE_AFTER + secs(3_600));
    assert!(story.state.incidents.get(incident).is_none(), "it has left the live state");
    assert_eq!(write(&mut story, incident, ("Cards failed.", false), ana()), None);
    assert_eq!(read(&story, incident).as_deref(), Some("Cards failed."));
    assert_eq!(story.folded(), story.state);
}

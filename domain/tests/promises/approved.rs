//! Public text waits up to ten minutes for an objection, and the customers inside wait for nothing.

use domain::approvals::{Command, OBJECT_WITHIN, Refusal, Standing};
use domain::bulletins::{self, Entry, Revised};
use domain::deliveries::About;
use domain::organisation::{self, APPROVERS_MAX, Approver, Settings};
use domain::status_pages::{self, StatusPage};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, ApprovalId, EmergencyId, IncidentId, PersonKey, Phase, Public, UpdateId,
};

use crate::story::{Story, ana, ben, cleo, secs};

/// Ana writes, Ben approves.
fn story() -> (Story, EmergencyId, IncidentId) {
    let mut story = Story::new();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    let profile = StatusPage { name: "NordPay".into(), zone: "UTC".into(), ..Default::default() };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
    name(&mut story, vec![Approver::Person(ben())]);
    let emergency = story.call();
    let incident = story.incident(emergency);
    let accept = domain::paging::Command::Accept { incident, person: ana() };
    story.tell(Actor::Person(ana()), accept).unwrap();
    (story, emergency, incident)
}

fn name(story: &mut Story, approvers: Vec<Approver>) {
    let known = story.state.organisation.settings.as_ref().clone();
    story.operator(organisation::Command::Put { settings: Settings { approvers, ..known } });
}

fn tell(story: &mut Story, incident: IncidentId, known: &str, by: PersonKey) {
    let overview =
        Overview { known: known.into(), impact: "Cards fail.".into(), ..Overview::default() };
    let public = Public {
        title: "Cards fail".into(),
        phase: Phase::Investigating,
        affected: Vec::new(),
        audiences: Vec::new(),
        ..Public::default()
    };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(1_800),
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(by), publish).unwrap();
}

fn read_by_all(story: &Story, incident: IncidentId) -> Vec<String> {
    let told = story.state.bulletins.of(incident);
    let entries = told.into_iter().flat_map(|told| &told.entries);
    entries.map(|entry| entry.overview.known.to_string()).collect()
}

fn inside(story: &Story, incident: IncidentId) -> usize {
    story.state.updates.get(incident).map_or(0, |board| board.updates.len())
}

fn waiting(story: &Story, incident: IncidentId) -> ApprovalId {
    story.state.approvals.waiting_for(incident).expect("text that waits").id
}

#[test]
fn the_customers_inside_have_it_at_once_and_everyone_within_ten_minutes_whatever_happens() {
    let (mut story, _, incident) = story();
    tell(&mut story, incident, "We are investigating.", ana());
    assert_eq!((inside(&story, incident), read_by_all(&story, incident).len()), (1, 0));
    assert_eq!(story.state.incidents.get(incident).unwrap().phase, Phase::Investigating);
    let asked = story.state.deliveries.all().filter_map(|known| match known.about {
        About::Approval { .. } => known.address.person.clone(),
        _ => None,
    });
    assert!(asked.collect::<Vec<_>>().iter().all(|person| *person == ben()));
    // Newer words take the place of those that wait, and their time.
    story.pass(secs(540));
    tell(&mut story, incident, "It is the bank.", ana());
    assert!(read_by_all(&story, incident).is_empty());
    story.pass(secs(59));
    assert!(read_by_all(&story, incident).is_empty());
    story.pass(secs(1));
    assert_eq!(read_by_all(&story, incident), ["It is the bank."]);
    let told = story.state.bulletins.of(incident).unwrap();
    assert_eq!(told.entries[0].author, Some(ana()), "it is still the author's word");
    assert_eq!(OBJECT_WITHIN, secs(600));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn an_approver_lets_it_out_at_once_and_nobody_else_does() {
    let (mut story, _, incident) = story();
    tell(&mut story, incident, "We are investigating.", ana());
    let approval = waiting(&story, incident);
    for by in [ana(), cleo()] {
        let refused = story.tell(Actor::Person(by), Command::Approve { approval });
        assert_eq!(refused, Err(domain::Refusal::Approvals(Refusal::NotYours)));
    }
    story.tell(Actor::Person(ben()), Command::Approve { approval }).unwrap();
    assert_eq!(read_by_all(&story, incident), ["We are investigating."]);
    let again = story.tell(Actor::Person(ben()), Command::Approve { approval });
    assert_eq!(again, Err(domain::Refusal::Approvals(Refusal::Decided)));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_objected_to_stays_in_and_its_author_reads_why() {
    let (mut story, _, incident) = story();
    tell(&mut story, incident, "The bank is down.", ana());
    let approval = waiting(&story, incident);
    let object = |reason: &str| Command::Object { approval, reason: reason.into() };
    let long = "x".repeat(domain::words::LINE_LEN_MAX + 1);
    for reason in ["", &long] {
        let refused = story.tell(Actor::Person(ben()), object(reason));
        assert_eq!(refused, Err(domain::Refusal::Approvals(Refusal::BadReason)));
    }
    story.tell(Actor::Person(ben()), object("Do not name the bank.")).unwrap();
    story.pass(secs(3_600));
    assert!(read_by_all(&story, incident).is_empty());
    assert_eq!(inside(&story, incident), 1, "the customers inside keep their update");
    let objection = story.state.approvals.objection(incident).unwrap();
    let reason = "Do not name the bank.".into();
    assert_eq!(objection.standing, Standing::Objected { by: ben(), reason });
    tell(&mut story, incident, "Cards fail.", ana());
    assert!(story.state.approvals.objection(incident).is_none());
    story.pass(OBJECT_WITHIN);
    assert_eq!(read_by_all(&story, incident), ["Cards fail."]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_an_approver_writes_or_nobody_could_object_to_goes_out_at_once() {
    let (mut story, _, incident) = story();
    tell(&mut story, incident, "We are investigating.", ana());
    tell(&mut story, incident, "It is the bank.", ben());
    assert_eq!(read_by_all(&story, incident), ["It is the bank."]);
    assert!(story.state.approvals.waiting().is_empty(), "older words do not come after newer ones");
    // Whoever is not there any more keeps nothing in.
    name(&mut story, vec![Approver::Person("gone".into()), Approver::Team("none".into())]);
    tell(&mut story, incident, "The bank is back.", ana());
    assert_eq!(read_by_all(&story, incident).len(), 2);
    let many = |count: usize| vec![Approver::Person(ben()); count];
    name(&mut story, many(APPROVERS_MAX));
    let known = story.state.organisation.settings.as_ref().clone();
    let settings = Settings { approvers: many(APPROVERS_MAX + 1), ..known };
    let refused = story.tell(Actor::Operator, organisation::Command::Put { settings });
    assert!(refused.is_err());
}

#[test]
fn what_is_put_right_while_it_waits_goes_out_right_though_the_callers_have_gone() {
    let (mut story, emergency, incident) = story();
    tell(&mut story, incident, "Cards fial.", ana());
    let update = story.state.updates.get(incident).unwrap().latest().unwrap().id;
    let overview = Overview { known: "Cards fail.".into(), ..Overview::default() };
    let (takes_back, aside) = (false, None);
    let correct = updates::Command::Correct { incident, update, overview, takes_back, aside };
    story.tell(Actor::Person(ana()), correct).unwrap();
    let caller = story.caller(emergency);
    story.tell(caller, domain::emergencies::Command::Confirm { emergency }).unwrap();
    assert!(read_by_all(&story, incident).is_empty());
    story.pass(OBJECT_WITHIN);
    assert_eq!(read_by_all(&story, incident)[0], "Cards fail.");
    assert!(story.state.awaits_last_word(incident), "a person says that it is over");
    assert_eq!(story.folded(), story.state);
}

fn entry(story: &Story, incident: IncidentId) -> &Entry {
    &story.state.bulletins.of(incident).unwrap().entries[0]
}

/// Puts the first word right: what is known, and the heading.
fn correct(
    story: &mut Story,
    incident: IncidentId,
    (known, title): (&str, &str),
    takes_back: bool,
    by: PersonKey,
) -> Result<UpdateId, domain::Refusal> {
    let bulletin = story.state.bulletins.of(incident).unwrap().id;
    let said = entry(story, incident);
    let (id, mut frame) = (said.id, said.frame());
    let overview = Overview { known: known.into(), ..said.overview.clone() };
    frame.title = title.into();
    let reason = "It was wrong.".into();
    let revised = Box::new(Revised { overview, frame: Some(frame), reason, takes_back });
    let correct = bulletins::Command::Correct { bulletin, entry: id, revised };
    story.tell(Actor::Person(by), correct).map(|_| id)
}

#[test]
fn a_correction_waits_as_updates_do_beside_newer_words_and_the_customers_inside_have_it_at_once() {
    let (mut story, _, incident) = story();
    tell(&mut story, incident, "We are investigating.", ana());
    story.pass(OBJECT_WITHIN);
    let word =
        correct(&mut story, incident, ("It is the bank.", "The bank"), false, ana()).unwrap();
    let known = |story: &Story| {
        let said = entry(story, incident);
        (said.overview.known.to_string(), said.title.to_string())
    };
    let before = ("We are investigating.".to_owned(), "Cards fail".to_owned());
    assert_eq!(known(&story), before, "what was let out is not replaced unseen");
    let board = story.state.updates.get(incident).unwrap();
    assert_eq!(&*board.update(word).unwrap().overview.known, "It is the bank.");
    // Newer words wait beside it, and neither takes the other's place.
    tell(&mut story, incident, "We found it.", ana());
    assert_eq!(story.state.approvals.waiting().len(), 2);
    story.pass(OBJECT_WITHIN);
    assert_eq!(read_by_all(&story, incident), ["It is the bank.", "We found it."]);
    assert_eq!(entry(&story, incident).title, "The bank");
    assert_eq!(entry(&story, incident).corrections[0].by, ana());
    // What is objected to stays in, and a newer one takes its place.
    correct(&mut story, incident, ("It is Harbour Bank.", "The bank"), false, ana()).unwrap();
    let waits = |story: &Story| story.state.approvals.correction_of(incident, word).map(|w| w.id);
    let approval = waits(&story).unwrap();
    let reason = "Do not name the bank.".to_owned();
    story.tell(Actor::Person(ben()), Command::Object { approval, reason }).unwrap();
    story.pass(OBJECT_WITHIN);
    assert_eq!(read_by_all(&story, incident)[0], "It is the bank.");
    assert!(story.state.approvals.objected_correction(incident, word).is_some());
    assert!(story.state.approvals.objection(incident).is_none(), "the update itself is out");
    correct(&mut story, incident, ("It is a bank.", "The bank"), false, ana()).unwrap();
    assert!(story.state.approvals.objected_correction(incident, word).is_none());
    // What an approver puts right themselves takes the place of what waits.
    correct(&mut story, incident, ("It is one bank.", "A bank"), false, ben()).unwrap();
    assert_eq!((waits(&story), known(&story).0), (None, "It is one bank.".to_owned()));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_takes_words_back_never_waits_says_nothing_new_and_hides_what_was_said() {
    let (mut story, _, incident) = story();
    tell(&mut story, incident, "Ms Ana Perez of the bank cut a line.", ana());
    story.pass(OBJECT_WITHIN);
    let said = |known, title| ((known, title), true, ana());
    let (words, back, by) = said("Ms … of the bank fixed a line.", "Cards fail");
    let refused = correct(&mut story, incident, words, back, by);
    assert_eq!(refused, Err(bulletins::Refusal::SaysMore.into()));
    let (words, back, by) = said("… of the bank cut a line.", "Cards work");
    let refused = correct(&mut story, incident, words, back, by);
    assert_eq!(refused, Err(bulletins::Refusal::SaysMore.into()));
    let (words, back, by) = said("… of the bank cut a line.", "Cards fail");
    let word = correct(&mut story, incident, words, back, by).unwrap();
    assert!(story.state.approvals.waiting().is_empty());
    let entry = entry(&story, incident);
    assert_eq!(&*entry.overview.known, "… of the bank cut a line.");
    assert!(entry.corrections[0].taken_back);
    let kept = format!("{:?}{:?}", story.state.bulletins, story.state.updates);
    assert!(!kept.contains("Perez"), "nobody reads it any more, inside or outside");
    let board = story.state.updates.get(incident).unwrap();
    assert_eq!(board.update(word).unwrap().corrections.len(), 1, "that something went is said");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_warns_of_immediate_danger_is_never_held() {
    let (mut story, emergency, _) = story();
    let caller = story.caller(emergency);
    story.tell(caller, domain::emergencies::Command::Endanger { emergency }).unwrap();
    let incident = story.incident(emergency);
    assert!(story.state.is_in_danger(incident));
    tell(&mut story, incident, "Do not open the cabinet.", ana());
    assert_eq!(read_by_all(&story, incident), ["Do not open the cabinet."]);
    correct(&mut story, incident, ("Do not touch it.", "Danger"), false, ana()).unwrap();
    assert_eq!(read_by_all(&story, incident), ["Do not touch it."]);
}

//! What never was: taken off everything that readers see, with one last word to whoever was told of
//! it; and what subscribers are not told, by wish.

use domain::bulletins::{self, Bulletin, MISTAKE_SHOWN, Refusal as Bad};
use domain::organisation::Approver;
use domain::paging::Answer;
use domain::subscribers::{BROADCASTS_MAX, Kind, Lane, Outcome, Queue, Route, Wants};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, BulletinId, Condition, IncidentId, PersonKey, Phase, Public, Severity,
};
use domain::{Refusal, incidents, organisation};

use crate::story::{Story, ana, cleo, secs};
use crate::subscribers::{add, claim, entry, many, report, say, send_all, trouble, vendor, word};
use crate::under_way::notices;

fn never(story: &mut Story, by: PersonKey, bulletin: BulletinId) -> Result<(), Refusal> {
    let reason = "It was a test.".into();
    story.tell(Actor::Person(by), bulletins::Command::NeverWas { bulletin, reason })
}

fn of(story: &Story, incident: IncidentId) -> Bulletin {
    story.state.bulletins.of(incident).expect("told").clone()
}

/// How many spells, matters and lines about mistakes the page has.
fn page(story: &Story) -> (usize, usize, usize) {
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).expect("a page");
    let spells = shown.spells().values().map(Vec::len).sum();
    (spells, shown.live.len() + shown.past.len(), shown.mistakes.len())
}

#[test]
fn what_never_was_is_forgotten_by_the_pages_and_kept_in_the_audit() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
    assert_eq!(page(&story), (2, 1, 0));
    let bulletin = of(&story, incident).id;
    let no = never(&mut story, ana(), bulletin);
    assert!(
        matches!(no, Err(Refusal::NotAllowed { .. })),
        "history is made to forget by those who answer for it"
    );
    let empty = bulletins::Command::NeverWas { bulletin, reason: " ".into() };
    assert_eq!(story.tell(Actor::Person(cleo()), empty), Err(Bad::BadReason.into()));
    never(&mut story, cleo(), bulletin).unwrap();
    assert_eq!(page(&story), (0, 0, 1), "one honest line, and nothing else");
    assert!(story.state.conditions().is_empty());
    let ends = story.state.evidence_turns_at(story.now);
    assert_eq!(ends, Some(story.now + MISTAKE_SHOWN), "pages are written anew without the line");
    let emergency = story.emergencies[0];
    let call = story.state.emergencies.get(emergency).expect("it is there");
    assert!(call.standing.is_live(), "whoever called goes on being helped");
    assert!(story.state.updates.promise(incident).is_some(), "and hears from us by then");
    story.pass(secs(60));
    let again = bulletins::Command::WasAfterAll { bulletin };
    story.tell(Actor::Person(cleo()), again.clone()).unwrap();
    assert_eq!(page(&story), (2, 1, 0), "it was so after all");
    assert_eq!(of(&story, incident).id, bulletin);
    never(&mut story, cleo(), bulletin).unwrap();
    say(&mut story, incident, Phase::Identified, &[("auth", Condition::Partial)]);
    assert_ne!(of(&story, incident).id, bulletin, "what is told now is told anew");
    let refused = story.tell(Actor::Person(cleo()), again);
    assert_eq!(refused, Err(Bad::ToldAnew.into()));
    story.pass(MISTAKE_SHOWN);
    assert_eq!(page(&story).2, 0, "after a day nothing reminds of it");
    assert_eq!(story.state.bulletins.mistaken().len(), 1, "and the vendor still knows");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_was_told_of_what_never_was_hears_so_once_and_nobody_else_does() {
    let mut story = vendor();
    many(&mut story, 120);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
    let slices = claim(&mut story, Lane::Mail, Queue::First, 2);
    let failed = Outcome::Refused { reason: "gone".into() };
    report(&mut story, &slices[0], vec![(3, failed)]);
    // The second slice is on its way, and the last twenty wait.
    let bulletin = of(&story, incident).id;
    never(&mut story, cleo(), bulletin).unwrap();
    report(&mut story, &slices[1], Vec::new());
    let mut told: Vec<u32> = send_all(&mut story).into_iter().map(|(one, _)| one).collect();
    told.sort_unstable();
    let expected: Vec<u32> = (1..=100).filter(|number| *number != 3).collect();
    assert_eq!(told, expected);
    assert_eq!(word(&story, 2).word.kind, Kind::Mistaken);
    assert_eq!(&*word(&story, 2).word.overview.known, "It was a test.");
    let after = bulletins::Command::WasAfterAll { bulletin };
    story.tell(Actor::Person(cleo()), after).unwrap();
    assert!(send_all(&mut story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn text_that_waits_about_what_never_was_does_not_go_out() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
    let settings = organisation::Settings {
        approvers: vec![Approver::Person(cleo())],
        ..(*story.state.organisation.settings).clone()
    };
    story.operator(organisation::Command::Put { settings });
    say(&mut story, incident, Phase::Identified, &[("auth", Condition::Major)]);
    assert_eq!(story.state.approvals.waiting().len(), 1);
    let bulletin = of(&story, incident).id;
    never(&mut story, cleo(), bulletin).unwrap();
    story.pass(secs(700));
    assert_eq!(page(&story).1, 0, "nothing of it is told any more");
}

#[test]
fn what_goes_on_without_an_incident_is_not_brought_back() {
    let mut story = vendor();
    let declare = domain::monitoring::Command::Declare {
        title: "A drill".into(),
        severity: Severity::High,
        service: None,
        rings: false,
        since: None,
        matter: None,
    };
    story.tell(Actor::Person(ana()), declare).unwrap();
    let incident = *story.state.incidents.incidents.keys().next().expect("one");
    say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
    let bulletin = of(&story, incident).id;
    never(&mut story, cleo(), bulletin).unwrap();
    assert!(story.state.updates.promise(incident).is_none(), "nobody counts on a next word");
    let close = domain::monitoring::Command::Close { incident };
    story.tell(Actor::Person(ana()), close).unwrap();
    let again = bulletins::Command::WasAfterAll { bulletin };
    assert_eq!(story.tell(Actor::Person(cleo()), again), Err(Bad::IncidentGone.into()));
}

#[test]
fn what_was_so_after_all_names_the_promise_that_was_missed_before_or_while_it_was_off() {
    for off_in_time in [true, false] {
        let mut story = vendor();
        let incident = trouble(&mut story);
        say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
        let known = of(&story, incident);
        let (bulletin, promised) = (known.id, known.next_by);
        let (before, after) = if off_in_time { (300, 601) } else { (901, 300) };
        story.pass(secs(before));
        assert_eq!(of(&story, incident).missed.is_none(), off_in_time);
        never(&mut story, cleo(), bulletin).unwrap();
        story.pass(secs(after));
        let again = bulletins::Command::WasAfterAll { bulletin };
        story.tell(Actor::Person(cleo()), again).unwrap();
        assert_eq!(of(&story, incident).missed, promised, "taken off in time: {off_in_time}");
        assert!(of(&story, incident).next_by > Some(story.now), "and the next has a time");
        say(&mut story, incident, Phase::Identified, &[("auth", Condition::Major)]);
        assert_eq!(of(&story, incident).missed, None, "a person has spoken");
        assert_eq!(story.folded(), story.state);
    }
}

fn quietly(story: &mut Story, incident: IncidentId, phase: Phase) -> Result<(), Refusal> {
    let condition = Condition::Major;
    let named = vec![Affected { component: "auth".into(), condition }];
    let affected = if phase == Phase::Resolved { Vec::new() } else { named };
    let public =
        Public { title: "Cards fail".into(), phase, affected, quiet: true, ..Public::default() };
    let overview =
        Overview { known: "Quiet.".into(), impact: "Cards fail.".into(), ..Overview::default() };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(900),
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish)
}

#[test]
fn what_is_told_quietly_stands_on_the_page_and_leaves_to_nobody() {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Email, "one@a.example", Wants::default())]);
    let incident = trouble(&mut story);
    let must = Err(Bad::MustTell.into());
    assert_eq!(quietly(&mut story, incident, Phase::Investigating), must, "it is critical");
    let page_of_ana = story.page_of(story.emergencies[0], &ana());
    story.by_page(page_of_ana, Answer::Accept).unwrap();
    let severity = incidents::Command::SetSeverity { incident, severity: Severity::High };
    story.tell(Actor::Person(ana()), severity).unwrap();
    quietly(&mut story, incident, Phase::Investigating).unwrap();
    assert_eq!(page(&story), (2, 1, 0));
    assert!(of(&story, incident).entries[0].quiet && send_all(&mut story).is_empty());
    say(&mut story, incident, Phase::Identified, &[("auth", Condition::Major)]);
    assert_eq!(word(&story, 1).word.kind, Kind::Opened, "for subscribers it is the first word");
    assert_eq!(send_all(&mut story), [(1, vec![1])]);
    quietly(&mut story, incident, Phase::Monitoring).unwrap();
    assert!(send_all(&mut story).is_empty());
    let must = Err(Bad::MustTell.into());
    assert_eq!(
        quietly(&mut story, incident, Phase::Resolved),
        must,
        "they were told that it fails"
    );
    say(&mut story, incident, Phase::Resolved, &[]);
    assert_eq!(word(&story, 2).word.kind, Kind::Resolved);
    assert_eq!(send_all(&mut story), [(1, vec![2])]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_was_told_hears_that_it_never_was_however_much_else_was_told_since() {
    let mut story = vendor();
    many(&mut story, 3);
    let one = trouble(&mut story);
    say(&mut story, one, Phase::Investigating, &[("auth", Condition::Major)]);
    assert_eq!(send_all(&mut story).len(), 3);
    add(&mut story, vec![entry(Route::Email, "later@a.example", Wants::default())]);
    notices(&mut story, 1_001..=1_010 + u128::try_from(BROADCASTS_MAX).unwrap());
    let bulletin = of(&story, one).id;
    let at_hand = |known: &domain::subscribers::Broadcast| known.word.topic.0 == bulletin.0;
    assert!(!story.state.subscribers.words().any(at_hand));
    never(&mut story, cleo(), bulletin).unwrap();
    let mut told: Vec<u32> = send_all(&mut story).into_iter().map(|(one, _)| one).collect();
    told.sort_unstable();
    assert_eq!(told, [1, 2, 3], "whoever came later was never told of it");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn nobody_hears_any_more_of_a_mistake_that_was_so_after_all() {
    let mut story = vendor();
    many(&mut story, 3);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
    send_all(&mut story);
    let bulletin = of(&story, incident).id;
    never(&mut story, cleo(), bulletin).unwrap();
    let after = bulletins::Command::WasAfterAll { bulletin };
    story.tell(Actor::Person(cleo()), after).unwrap();
    assert!(send_all(&mut story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_only_a_person_had_declared_is_no_evidence_once_it_never_was() {
    let mut story = vendor();
    let profile = incidents::Service { name: "Tills".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: "till".into(), profile });
    let profile = domain::components::Component {
        name: "Tills".into(),
        service: Some("till".into()),
        ..domain::components::Component::default()
    };
    story.operator(domain::components::Command::Put { component: "tills".into(), profile });
    // What is suspected is told there, and stays in its strips.
    let profile = domain::status_pages::StatusPage {
        name: "Vendor".into(),
        zone: "UTC".into(),
        shows_suspicions: true,
        ..domain::status_pages::StatusPage::default()
    };
    let put =
        domain::status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
    story.operator(put);
    let declare = domain::monitoring::Command::Declare {
        title: "A drill".into(),
        severity: Severity::High,
        service: Some("till".into()),
        rings: true,
        since: None,
        matter: None,
    };
    story.tell(Actor::Person(ana()), declare).unwrap();
    let incident = *story.state.incidents.incidents.keys().next().expect("one");
    say(&mut story, incident, Phase::Investigating, &[("tills", Condition::Major)]);
    let seen = |story: &Story| story.state.evidence_at(story.now).contains_key(&"tills".into());
    assert!(seen(&story));
    let bulletin = of(&story, incident).id;
    never(&mut story, cleo(), bulletin).unwrap();
    assert!(!seen(&story), "nobody saw it but who said so");
    story.pass(secs(60));
    assert!(story.state.suspected(story.now).is_empty());
    assert_eq!(page(&story).0, 0, "strips have nothing of it either");
    let again = bulletins::Command::WasAfterAll { bulletin };
    story.tell(Actor::Person(cleo()), again).unwrap();
    assert!(seen(&story) && page(&story).0 > 0, "it was so after all");
    never(&mut story, cleo(), bulletin).unwrap();
    story.tell(Actor::Person(ana()), domain::monitoring::Command::Close { incident }).unwrap();
    story.pass(secs(60));
    assert!(!seen(&story));
    assert_eq!(page(&story).0, 0, "nor when it is over");
    assert_eq!(story.folded(), story.state);
}

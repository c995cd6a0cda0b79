//! What machines saw to fail and nobody told is asked about, until a person answers.

use std::time::Duration;

use domain::bulletins::{self, Afterwards};
use domain::components::{self, Component};
use domain::evidence::unsaid::FAILED_MIN;
use domain::incidents::{self, Service};
use domain::maintenance::{self, Ending, Plan};
use domain::monitoring::{self, Asks, Level, Report, Signal};
use domain::sightings::{self, ASKED_FOR, Dismissal, Refusal as Bad};
use domain::status_pages::{self, StatusPage};
use domain::updates::Overview;
use domain::words::{Actor, Affected, ComponentKey, Condition, Public, Timestamp};
use domain::{Command, Refusal};

use crate::story::{Story, ana, secs};

type Spans = Vec<(Timestamp, Timestamp)>;

fn vendor() -> Story {
    let mut story = Story::new();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, Command::Adopt { revision }).unwrap();
    let profile = Component { name: "Cards".into(), ..Component::default() };
    story.operator(components::Command::Put { component: "cards".into(), profile });
    opens(&mut story, false);
    story
}

fn opens(story: &mut Story, shows_suspicions: bool) {
    let profile = StatusPage {
        name: "Tiny".into(),
        zone: "UTC".into(),
        shows_suspicions,
        ..StatusPage::default()
    };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
}

/// A program sees it fail for so long.
fn fails(story: &mut Story, span: Duration) -> (Timestamp, Timestamp) {
    let report = |failing| sightings::Command::Report {
        component: "cards".into(),
        source: "probe".into(),
        failing,
    };
    let from = story.now;
    story.tell(Actor::Person(ana()), report(true)).unwrap();
    story.pass(span);
    story.tell(Actor::Person(ana()), report(false)).unwrap();
    (from, story.now)
}

fn asked(story: &Story) -> Spans {
    let all = story.state.unsaid(story.now).into_iter();
    all.map(|one| (one.from, one.until)).collect()
}

fn writes(story: &mut Story, from: Timestamp, until: Timestamp) {
    let affected = vec![Affected { component: "cards".into(), condition: Condition::Partial }];
    let public =
        Public { title: "Cards failed".into(), affected, since: Some(from), ..Public::default() };
    let overview = Overview {
        known: "A link was cut.".into(),
        impact: "Cards failed.".into(),
        ..Overview::default()
    };
    let said = Afterwards { overview, public, until, tells: false };
    let command = bulletins::Command::TellAfterwards(Box::new(said));
    story.tell(Actor::Person(ana()), command).unwrap();
}

fn dismisses(
    story: &mut Story,
    (from, until): (Timestamp, Timestamp),
    reason: &str,
) -> Result<(), Refusal> {
    let components = vec!["cards".into()];
    let said = Dismissal { components, from, until, reason: reason.into() };
    story.tell(Actor::Person(ana()), sightings::Command::Dismiss(said))
}

#[test]
fn what_failed_is_over_and_was_never_told_is_asked_for_a_week() {
    let mut story = vendor();
    assert_eq!(asked(&story), []);
    let span = fails(&mut story, secs(600));
    assert_eq!(asked(&story), [span]);
    story.pass(ASKED_FOR - secs(1));
    assert_eq!(asked(&story), [span]);
    story.pass(secs(1));
    assert_eq!(asked(&story), []);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_short_is_not_asked_and_what_failed_again_soon_is_one_question() {
    let mut story = vendor();
    fails(&mut story, FAILED_MIN - secs(1));
    assert_eq!(asked(&story), []);
    story.pass(secs(3_600));
    let (from, _) = fails(&mut story, FAILED_MIN);
    story.pass(secs(600));
    let (_, until) = fails(&mut story, FAILED_MIN);
    assert_eq!(asked(&story), [(from, until)]);
    story.pass(secs(3_600));
    let later = fails(&mut story, FAILED_MIN);
    assert_eq!(asked(&story), [later, (from, until)], "the latest first");
}

#[test]
fn writing_of_it_afterwards_answers_and_of_a_part_leaves_the_rest() {
    let mut story = vendor();
    let (from, until) = fails(&mut story, secs(3_600));
    let midst = from + secs(1_800);
    writes(&mut story, midst, until);
    assert_eq!(asked(&story), [(from, midst)]);
    writes(&mut story, from, midst);
    assert_eq!(asked(&story), []);
}

#[test]
fn what_a_page_told_openly_is_not_asked() {
    let mut story = vendor();
    opens(&mut story, true);
    fails(&mut story, secs(600));
    assert_eq!(asked(&story), []);
}

#[test]
fn what_failed_during_maintenance_is_not_asked() {
    let mut story = vendor();
    let plan = Plan {
        title: "New links".into(),
        impact: "Cards fail for minutes.".into(),
        translations: Vec::new(),
        components: vec!["cards".into()],
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(3_600),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
    };
    story.tell(Actor::Person(ana()), maintenance::Command::Plan { plan }).unwrap();
    story.pass(secs(120));
    fails(&mut story, secs(600));
    assert_eq!(asked(&story), []);
}

#[test]
fn a_person_says_that_it_was_nothing_and_why() {
    let mut story = vendor();
    let span = fails(&mut story, secs(600));
    let refused = |refusal: Bad| Err(Refusal::Sightings(refusal));
    assert_eq!(dismisses(&mut story, span, " "), refused(Bad::BadReason));
    let (from, until) = span;
    let future = (from, until + secs(60));
    for bad in [(until, from), future, (from - ASKED_FOR, until - ASKED_FOR)] {
        assert_eq!(dismisses(&mut story, bad, "A probe was moved."), refused(Bad::BadSpan));
    }
    let none = Dismissal { components: vec!["none".into()], from, until, reason: "A".into() };
    let none = story.tell(Actor::Person(ana()), sightings::Command::Dismiss(none));
    assert_eq!(none, refused(Bad::Unknown));
    let known = Dismissal { components: vec!["cards".into()], from, until, reason: "A".into() };
    let observer = Actor::Person("eve".into());
    assert!(story.tell(observer, sightings::Command::Dismiss(known)).is_err());
    assert_eq!(asked(&story), [span]);
    dismisses(&mut story, span, "A probe was moved.").unwrap();
    assert_eq!(asked(&story), []);
    let count = story.history.len();
    dismisses(&mut story, span, "Pressed twice.").unwrap();
    assert_eq!(story.history.len(), count, "it is said already");
    // An answer is forgotten once nothing asks any more.
    story.pass(ASKED_FOR);
    let later = fails(&mut story, secs(600));
    assert_eq!(asked(&story), [later]);
    dismisses(&mut story, later, "Again.").unwrap();
    assert_eq!(
        story.state.sightings.dismissed.values().map(|one| one.iter().count()).max(),
        Some(1)
    );
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_still_fails_is_not_asked_about_as_if_it_were_over() {
    let mut story = vendor();
    let report = |source: &str, failing| sightings::Command::Report {
        component: "cards".into(),
        source: source.into(),
        failing,
    };
    let from = story.now;
    story.tell(Actor::Person(ana()), report("other", true)).unwrap();
    let (_, _) = fails(&mut story, secs(600));
    assert_eq!(asked(&story), [], "another program sees it fail still");
    story.pass(secs(600));
    story.tell(Actor::Person(ana()), report("other", false)).unwrap();
    assert_eq!(asked(&story), [(from, story.now)]);
    // It fails again: whether that is the same matter is asked once it is over.
    story.pass(secs(300));
    story.tell(Actor::Person(ana()), report("other", true)).unwrap();
    assert_eq!(asked(&story), []);
}

#[test]
fn what_was_told_is_not_asked_however_long_ago_it_was() {
    let mut story = vendor();
    let (from, until) = fails(&mut story, secs(3_600));
    writes(&mut story, from, Timestamp(until.0 - 300_000));
    assert_eq!(asked(&story), []);
    story.pass(ASKED_FOR - secs(100));
    assert_eq!(asked(&story), [], "machines saw it fail for a while longer");
}

/// A service with these components behind it, which a tool watches.
fn watched(story: &mut Story, components: &[&str]) {
    let profile = Service { name: "Tills".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: "tills".into(), profile });
    for key in components {
        let service = Some("tills".into());
        let profile = Component { name: (*key).into(), service, ..Component::default() };
        story.operator(components::Command::Put { component: (*key).into(), profile });
    }
    let profile = monitoring::Profile {
        name: "Prometheus".into(),
        service: Some("tills".into()),
        format: "alertmanager".into(),
        urgency: monitoring::Urgency::BySeverity,
        mapping: monitoring::Mapping::default(),
    };
    let integration = "prometheus".into();
    story.operator(monitoring::Command::PutIntegration { integration, profile });
}

/// The tool's alert fires for so long.
fn fires(story: &mut Story, span: Duration) -> (Timestamp, Timestamp) {
    let from = story.now;
    let says = |story: &mut Story, asks| {
        let signals = vec![Signal::new("tills", asks)];
        let take = monitoring::Command::Take { integration: "prometheus".into(), signals };
        story.tell(Actor::Integration("prometheus".into()), take).unwrap();
    };
    says(story, Asks::Trigger(Box::new(Report::new(Level::Critical, "Tills are silent"))));
    story.pass(span);
    says(story, Asks::Resolve);
    (from, story.now)
}

/// The components of each question.
fn named(story: &Story) -> Vec<Vec<ComponentKey>> {
    story.state.unsaid(story.now).into_iter().map(|one| one.components).collect()
}

#[test]
fn an_alert_of_a_service_is_one_question_about_all_its_components() {
    let mut story = vendor();
    watched(&mut story, &["card", "cash"]);
    let (from, until) = fires(&mut story, secs(900));
    let both: Vec<ComponentKey> = vec!["card".into(), "cash".into()];
    assert_eq!(asked(&story), [(from, until)]);
    assert_eq!(named(&story), std::slice::from_ref(&both));
    // Another of the vendor's that failed at the same time is a question of its own.
    fails(&mut story, secs(600));
    assert_eq!(named(&story), [vec!["cards".into()], both.clone()]);
    let said = Dismissal { components: both, from, until, reason: "A probe was moved.".into() };
    story.tell(Actor::Person(ana()), sightings::Command::Dismiss(said)).unwrap();
    assert_eq!(named(&story), [vec![ComponentKey::from("cards")]]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn of_a_service_of_which_a_part_was_told_the_rest_is_asked() {
    let mut story = vendor();
    watched(&mut story, &["card", "cash"]);
    let (from, until) = fires(&mut story, secs(900));
    let affected = vec![Affected { component: "card".into(), condition: Condition::Partial }];
    let public =
        Public { title: "Tills failed".into(), affected, since: Some(from), ..Public::default() };
    let overview = Overview {
        known: "A link was cut.".into(),
        impact: "Tills failed.".into(),
        ..Overview::default()
    };
    let said = Afterwards { overview, public, until, tells: false };
    let command = bulletins::Command::TellAfterwards(Box::new(said));
    story.tell(Actor::Person(ana()), command).unwrap();
    assert_eq!(named(&story), [vec![ComponentKey::from("cash")]]);
}

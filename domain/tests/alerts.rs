//! The laws of alerts: what rings, what is told apart, what folds, and that nothing is swallowed.

#[path = "promises/story.rs"]
#[expect(dead_code, reason = "the promises use the rest of it")]
mod story;

use std::time::Duration;

use domain::deliveries::About;
use domain::incidents::{Incident, Phase, Service};
use domain::monitoring::{
    self, ACCEPTANCE_LASTS, ALERTS_PER_INCIDENT_MAX, Asks, Command, Hold, Level,
    OPEN_PER_INTEGRATION_MAX, Profile, QUIET_AFTER, Report, SIGNALS_MAX, Signal, Urgency,
};
use domain::paging::{self, Lapse, Standing};
use domain::words::{Actor, IncidentId, IntegrationKey, Severity, Timestamp};
use domain::{Event, Refusal, emergencies, incidents};
use story::{Story, ana, ben, secs};

fn tool() -> IntegrationKey {
    "prometheus".into()
}

fn actor() -> Actor {
    Actor::Integration(tool())
}

fn profile() -> Profile {
    Profile {
        name: "Prometheus".into(),
        service: Some("terminals".into()),
        format: "alertmanager".into(),
        urgency: Urgency::BySeverity,
        mapping: monitoring::Mapping::default(),
    }
}

fn put(profile: Profile) -> Command {
    Command::PutIntegration { integration: tool(), profile }
}

/// A vendor whose terminals are watched; Ben has the terminals, Ana the front door.
fn watched() -> Story {
    let mut story = Story::new();
    let step = paging::Step { targets: vec![paging::Target::Person(ben())], delay_secs: 45 };
    let definition = paging::Policy { name: "Terminals".into(), steps: vec![step], rounds: 1 };
    story.operator(paging::Command::PutPolicy { policy: "terminals".into(), definition });
    let profile =
        Service { name: "Terminals".into(), team: None, policy: Some("terminals".into()) };
    story.operator(incidents::Command::PutService { service: "terminals".into(), profile });
    story.operator(put(self::profile()));
    story
}

fn fires(key: &str, level: Level) -> Signal {
    Signal::new(key, Asks::Trigger(Box::new(Report::new(level, &format!("{key} is down")))))
}

fn send(story: &mut Story, signals: Vec<Signal>) {
    story.tell(actor(), Command::Take { integration: tool(), signals }).expect("it is taken");
}

fn trigger(story: &mut Story, key: &str, level: Level) {
    send(story, vec![fires(key, level)]);
}

fn resolve(story: &mut Story, key: &str) {
    send(story, vec![Signal::new(key, Asks::Resolve)]);
}

fn incidents(story: &Story) -> Vec<&Incident> {
    let mut all: Vec<&Incident> =
        story.state.incidents.incidents.values().map(AsRef::as_ref).collect();
    all.sort_by_key(|incident| incident.number);
    all
}

fn only(story: &Story) -> IncidentId {
    let all = incidents(story);
    assert_eq!(all.len(), 1);
    all[0].id
}

fn standing(story: &Story, incident: IncidentId) -> &Standing {
    &story.state.paging.get(incident).expect("it has an escalation").standing
}

fn rings(story: &Story, incident: IncidentId) -> bool {
    matches!(standing(story, incident), Standing::Ringing { .. })
}

fn accept(story: &mut Story, incident: IncidentId) {
    let command = paging::Command::Accept { incident, person: ben() };
    story.tell(Actor::Person(ben()), command).expect("nobody else has it");
}

fn pages(story: &Story) -> usize {
    let is_page = |event: &Event| {
        let Event::Deliveries(domain::deliveries::Event::Owed { about, .. }) = event else {
            return false;
        };
        matches!(about, About::Page { .. })
    };
    story.history.iter().filter(|(event, _)| is_page(event)).count()
}

#[test]
fn a_critical_alert_opens_an_incident_of_its_service_and_rings_at_once() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let incident = incidents(&story)[0];
    assert_eq!(incident.severity, Severity::Critical);
    assert_eq!(incident.service, Some("terminals".into()));
    assert!(incident.emergencies.is_empty());
    let escalation = story.state.paging.get(incident.id).expect("somebody is called");
    let rung: Vec<_> = escalation.pages.values().map(|page| page.person.clone()).collect();
    assert_eq!(rung, [ben()], "the policy of the service");
    assert_eq!(pages(&story), 1, "owed in the same commit");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn an_error_rings_too_and_warnings_are_kept_without_ringing() {
    let mut story = watched();
    trigger(&mut story, "errors", Level::Error);
    assert_eq!(incidents(&story)[0].severity, Severity::High);
    trigger(&mut story, "disk", Level::Warning);
    trigger(&mut story, "deploy", Level::Info);
    assert_eq!(incidents(&story).len(), 1);
    let disk = story.state.monitoring.firing(&tool(), "disk").expect("it is kept");
    assert_eq!(disk.incident, None);
    // When it becomes grave it rings.
    trigger(&mut story, "disk", Level::Critical);
    assert_eq!(incidents(&story).len(), 2);
    assert_eq!(incidents(&story)[1].severity, Severity::Critical);
}

#[test]
fn the_urgency_of_an_integration_overrules_what_its_tool_says() {
    let mut story = watched();
    story.operator(put(Profile { urgency: Urgency::Low, ..profile() }));
    trigger(&mut story, "gateway", Level::Critical);
    assert!(incidents(&story).is_empty());
    story.operator(put(Profile { urgency: Urgency::High, ..profile() }));
    trigger(&mut story, "disk", Level::Info);
    assert_eq!(incidents(&story).len(), 1);
}

#[test]
fn a_repeat_is_counted_and_opens_nothing_new() {
    let mut story = watched();
    for _ in 0..5 {
        trigger(&mut story, "gateway", Level::Critical);
        story.pass(secs(11));
    }
    let alert = story.state.monitoring.firing(&tool(), "gateway").expect("it fires").clone();
    assert_eq!(alert.count, 5);
    assert_eq!(incidents(&story).len(), 1);
    let events = story.history.len();
    for _ in 0..1_000 {
        trigger(&mut story, "gateway", Level::Critical);
    }
    assert!(story.history.len() <= events + 1, "a flood of the same is not written down");
}

#[test]
fn after_it_is_resolved_a_trigger_is_a_new_alert_and_a_new_incident() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let first = only(&story);
    resolve(&mut story, "gateway");
    assert_eq!(standing(&story, first), &Standing::Stopped, "resolving stops the ringing");
    assert_eq!(incidents(&story)[0].phase, Phase::Resolved);
    story.pass(secs(120));
    trigger(&mut story, "gateway", Level::Critical);
    let all = incidents(&story);
    assert_eq!(all.len(), 2);
    assert!(rings(&story, all[1].id));
}

#[test]
fn what_triggers_and_resolves_in_one_request_rings_nobody() {
    let mut story = watched();
    send(
        &mut story,
        vec![fires("gateway", Level::Critical), Signal::new("gateway", Asks::Resolve)],
    );
    assert_eq!(pages(&story), 0);
    let incident = only(&story);
    assert!(story.state.incidents.get(incident).expect("it is kept").settled_at.is_some());
    assert_eq!(story.state.policy.unfollowed_count, 0);
}

#[test]
fn an_accepted_incident_rings_again_when_its_acceptance_runs_out() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let incident = only(&story);
    accept(&mut story, incident);
    assert!(story.state.updates.promise(incident).is_none(), "there is nobody to promise to");
    story.pass(ACCEPTANCE_LASTS - secs(1));
    assert!(!rings(&story, incident), "no first word is owed to a machine");
    story.tell(Actor::Person(ben()), Command::Carry { incident }).expect("it is theirs");
    story.pass(ACCEPTANCE_LASTS - secs(1));
    assert!(!rings(&story, incident), "they said that they are still at it");
    story.pass(secs(2));
    assert!(rings(&story, incident));
}

#[test]
fn a_trigger_after_hours_of_quiet_rings_again_although_it_was_accepted() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let incident = only(&story);
    accept(&mut story, incident);
    let until = story.now + QUIET_AFTER;
    while story.now < until {
        story.pass(secs(600));
        story.tell(Actor::Person(ben()), Command::Carry { incident }).expect("it is theirs");
    }
    assert!(!rings(&story, incident));
    trigger(&mut story, "gateway", Level::Critical);
    assert!(rings(&story, incident));
    let why = story.history.iter().rev().find_map(|(event, _)| match event {
        Event::Paging(paging::Event::Lapsed { why, .. }) => Some(*why),
        _ => None,
    });
    assert_eq!(why, Some(Lapse::AlertAgain));
}

#[test]
fn a_later_start_means_that_it_was_over_in_between_and_rings_again() {
    let mut story = watched();
    let started = |at: i64| {
        let mut report = Report::new(Level::Critical, "down");
        report.started_at = Some(Timestamp::from_secs(at));
        Signal::new("gateway", Asks::Trigger(Box::new(report)))
    };
    send(&mut story, vec![started(100)]);
    let incident = only(&story);
    accept(&mut story, incident);
    send(&mut story, vec![started(100)]);
    assert!(!rings(&story, incident));
    send(&mut story, vec![started(200)]);
    assert!(rings(&story, incident));
}

#[test]
fn what_a_human_closes_opens_anew_with_the_next_trigger() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let first = only(&story);
    story.tell(Actor::Person(ben()), Command::Close { incident: first }).expect("they may");
    assert_eq!(standing(&story, first), &Standing::Stopped);
    assert!(story.state.monitoring.firing(&tool(), "gateway").is_none());
    trigger(&mut story, "gateway", Level::Critical);
    assert_eq!(incidents(&story).len(), 2);
    let again = story.tell(Actor::Person(ben()), Command::Close { incident: first });
    assert_eq!(again, Err(Refusal::Monitoring(monitoring::Refusal::Over)));
}

#[test]
fn a_human_may_keep_it_open_although_every_alert_is_resolved() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let incident = only(&story);
    accept(&mut story, incident);
    story.tell(Actor::Person(ben()), Command::Hold { incident }).expect("they may");
    resolve(&mut story, "gateway");
    assert!(story.state.incidents.get(incident).expect("live").settled_at.is_none());
    story.tell(Actor::Person(ben()), Command::Close { incident }).expect("they may");
    assert!(story.state.incidents.get(incident).expect("kept").settled_at.is_some());
}

#[test]
fn a_button_in_the_tool_accepts_nothing() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    send(&mut story, vec![Signal::new("gateway", Asks::Acknowledge)]);
    let alert = story.state.monitoring.firing(&tool(), "gateway").expect("it fires");
    assert!(matches!(alert.standing, monitoring::Standing::Acknowledged { .. }));
    assert!(rings(&story, only(&story)));
}

#[test]
fn a_storm_folds_and_the_first_of_each_gravity_rings_at_once() {
    let mut story = watched();
    let errors: Vec<Signal> =
        (0..100).map(|number| fires(&format!("node-{number}"), Level::Error)).collect();
    send(&mut story, errors);
    assert_eq!(incidents(&story).len(), 3, "three of their own, then they fold");
    let before = pages(&story);
    trigger(&mut story, "gateway", Level::Critical);
    assert_eq!(incidents(&story).len(), 4, "the first critical one is not folded into an error");
    assert!(pages(&story) > before);
    let newest = incidents(&story)[2].id;
    assert_eq!(story.state.monitoring.gathering(newest).expect("it gathers").alerts.len(), 98);
    for number in 0..100 {
        resolve(&mut story, &format!("node-{number}"));
    }
    assert!(!story.state.monitoring.is_live(newest));
}

#[test]
fn a_storm_that_goes_on_rings_every_five_minutes_and_not_for_every_alert() {
    let mut story = watched();
    for minute in 0..60 {
        let signals =
            (0..50).map(|number| fires(&format!("{minute}-{number}"), Level::Critical)).collect();
        send(&mut story, signals);
        story.pass(secs(60));
    }
    let count = incidents(&story).len();
    assert!((10..30).contains(&count), "{count}");
}

#[test]
fn what_flaps_is_held_open_until_a_human_closes_it() {
    let mut story = watched();
    for _ in 0..50 {
        trigger(&mut story, "gateway", Level::Critical);
        resolve(&mut story, "gateway");
        story.pass(secs(1));
    }
    let all = incidents(&story);
    assert!(all.len() <= 4, "{}", all.len());
    let held = all.iter().find(|known| known.settled_at.is_none()).expect("one is held open").id;
    let gathering = story.state.monitoring.gathering(held).expect("it gathers");
    assert_eq!(gathering.held, Some(Hold::Flapping));
    assert!(rings(&story, held));
    accept(&mut story, held);
    story.tell(Actor::Person(ben()), Command::Close { incident: held }).expect("they may");
}

#[test]
fn an_incident_gathers_only_so_many_alerts() {
    let mut story = watched();
    let many: Vec<Signal> = (0..ALERTS_PER_INCIDENT_MAX + 300)
        .map(|number| fires(&format!("node-{number}"), Level::Critical))
        .collect();
    for some in many.chunks(SIGNALS_MAX) {
        send(&mut story, some.to_vec());
    }
    for incident in incidents(&story) {
        let gathering = story.state.monitoring.gathering(incident.id).expect("it gathers");
        assert!(gathering.alerts.len() <= ALERTS_PER_INCIDENT_MAX);
    }
}

#[test]
fn more_alerts_than_can_be_kept_apart_are_counted_and_still_ring() {
    let mut story = watched();
    let many: Vec<Signal> = (0..OPEN_PER_INTEGRATION_MAX)
        .map(|number| fires(&format!("node-{number}"), Level::Error))
        .collect();
    for some in many.chunks(SIGNALS_MAX) {
        send(&mut story, some.to_vec());
    }
    let before = incidents(&story).len();
    trigger(&mut story, "one more", Level::Error);
    assert_eq!(incidents(&story).len(), before, "the newest live one counts it");
    trigger(&mut story, "one critical", Level::Critical);
    assert_eq!(incidents(&story).len(), before + 1, "a graver one rings by itself");
    let newest = incidents(&story)[before].id;
    let gathering = story.state.monitoring.gathering(newest).expect("it gathers");
    assert_eq!((gathering.overflow, &gathering.held), (1, &Some(Hold::Overflow)));
    assert!(rings(&story, newest));
    story.tell(Actor::Person(ben()), Command::Close { incident: newest }).expect("they may");
    assert_eq!(story.state.policy.unfollowed_count, 0);
}

#[test]
fn an_acknowledgement_or_an_end_of_what_does_not_fire_is_taken_and_changes_nothing() {
    let mut story = watched();
    let events = story.history.len();
    resolve(&mut story, "nothing");
    send(&mut story, vec![Signal::new("nothing", Asks::Acknowledge)]);
    assert_eq!(story.history.len(), events);
}

#[test]
fn the_same_key_of_two_tools_is_two_alerts() {
    let mut story = watched();
    let other = IntegrationKey::from("grafana");
    story.operator(Command::PutIntegration { integration: other.clone(), profile: profile() });
    trigger(&mut story, "gateway", Level::Critical);
    let signals = vec![Signal::new("gateway", Asks::Resolve)];
    let take = Command::Take { integration: other.clone(), signals };
    story.tell(Actor::Integration(other.clone()), take).expect("it is taken");
    assert!(story.state.monitoring.firing(&tool(), "gateway").is_some());
    let foreign = Command::Take { integration: tool(), signals: Vec::new() };
    let refused = story.tell(Actor::Integration(other), foreign);
    assert!(matches!(refused, Err(Refusal::NotAllowed { .. })), "{refused:?}");
}

#[test]
fn what_was_taken_out_opens_nothing_and_can_be_put_back_with_its_key() {
    let mut story = watched();
    let route = story.state.monitoring.integration(&tool()).expect("known").route;
    story.operator(Command::RemoveIntegration { integration: tool() });
    let take = Command::Take { integration: tool(), signals: vec![fires("x", Level::Critical)] };
    let refused = story.tell(actor(), take);
    assert_eq!(refused, Err(Refusal::Monitoring(monitoring::Refusal::UnknownIntegration)));
    story.operator(Command::RestoreIntegration { integration: tool() });
    assert_eq!(story.state.monitoring.integration(&tool()).expect("known").route, route);
    story.operator(Command::RenewRoute { integration: tool() });
    assert_ne!(story.state.monitoring.integration(&tool()).expect("known").route, route);
    story.operator(Command::RemoveIntegration { integration: tool() });
    story.operator(put(profile()));
    assert_ne!(story.state.monitoring.integration(&tool()).expect("known").route, route);
}

#[test]
fn what_is_over_leaves_the_live_state_after_two_days() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    trigger(&mut story, "disk", Level::Warning);
    resolve(&mut story, "gateway");
    story.pass(Duration::from_secs(49 * 3600));
    assert!(incidents(&story).is_empty());
    assert!(story.state.monitoring.alerts.is_empty());
    assert!(story.state.paging.escalations.is_empty());
    assert_eq!(story.state.due(), None);
    assert_eq!(story.state.policy.unfollowed_count, 0);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn nobody_but_a_responder_closes_it_and_nobody_but_a_lead_plans_it() {
    let mut story = watched();
    trigger(&mut story, "gateway", Level::Critical);
    let incident = only(&story);
    let eve = Actor::Person("eve".into());
    assert!(story.tell(eve, Command::Close { incident }).is_err());
    assert!(story.tell(actor(), Command::Close { incident }).is_err());
    assert!(
        story.tell(Actor::Person(ana()), put(Profile { name: "x".into(), ..profile() })).is_err()
    );
    assert!(
        story
            .tell(Actor::Stranger, Command::Take { integration: tool(), signals: Vec::new() })
            .is_err()
    );
}

#[test]
fn a_change_rings_nobody_and_is_kept_for_those_who_look() {
    let mut story = watched();
    let change = monitoring::Change {
        summary: "v2 deployed".into(),
        source: "ci".into(),
        at: None,
        links: Vec::new(),
    };
    for _ in 0..50 {
        let change = Command::Change { integration: tool(), change: change.clone() };
        story.tell(actor(), change).expect("it is taken");
    }
    assert!(incidents(&story).is_empty());
    let known = story.state.monitoring.integration(&tool()).expect("known");
    assert_eq!(known.changes.len(), monitoring::CHANGES_MAX);
}

#[test]
fn a_customers_emergency_is_not_closed_by_a_machine() {
    let mut story = watched();
    let emergency = story.call();
    trigger(&mut story, "gateway", Level::Critical);
    resolve(&mut story, "gateway");
    assert!(matches!(story.emergency(emergency).standing, emergencies::Standing::Open));
}

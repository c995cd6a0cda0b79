//! What machines report, on the board and in a room of its own: no caller, and nobody waits.

use domain::monitoring::{Asks, Command, Level, Mapping, Profile, Report, Signal, Urgency};
use domain::words::Actor;
use domain::{components, revision, sightings, status_pages};

use super::world::{World, says, says_not};

const TOOL: &str = "metrics";

/// A vendor with one tool that has reported this.
fn reported(report: Report) -> World {
    let mut world = World::nordpay();
    let profile = Profile {
        name: "Metrics in the north".into(),
        service: Some("terminals".into()),
        format: "json".into(),
        urgency: Urgency::BySeverity,
        mapping: Mapping::default(),
    };
    world.operate(Command::PutIntegration { integration: TOOL.into(), profile });
    send(&mut world, Asks::Trigger(Box::new(report)));
    world
}

fn send(world: &mut World, asks: Asks) {
    let signals = vec![Signal::new("latency", asks)];
    world
        .ask(&Actor::Integration(TOOL.into()), Command::Take { integration: TOOL.into(), signals });
}

fn latency() -> Report {
    let mut report = Report::new(Level::Critical, "authgw-north: latency above 2 s");
    report.source = "authgw-north-3".into();
    report.detail("severity", "critical");
    report.detail("host", "authgw-north-3");
    report.detail("region", "north");
    report
}

#[test]
fn the_board_says_which_tool_reports_it_and_who_is_rung() {
    let world = reported(latency());
    let html = world.board("maria");
    says(&html, "One needs a person now");
    says(&html, "authgw-north: latency above 2 s");
    says(&html, "reported by a machine: Metrics in the north");
    says(&html, "ringing Maria Lindqvist");
    assert!(html.contains("action=\"/o/nordpay/console/incidents/1/accept\""));
}

#[test]
fn a_room_without_a_caller_has_the_alert_instead_of_a_conversation() {
    let mut world = reported(latency());
    let html = world.room("maria");
    assert!(html.contains("data-alone"), "it is laid out as a room without a caller");
    says(&html, "nobody waits for an answer here");
    says(&html, "critical authgw-north: latency above 2 s");
    // What stands there already is not said again.
    assert_eq!(html.matches("authgw-north-3").count(), 1, "{html}");
    says(&html, "region north");
    says_not(&html, "Write the update");
    says_not(&html, "Ask: does it work for you?");

    world.accept("maria");
    world.pass(1);
    let html = world.room("maria");
    says(&html, "Maria Lindqvist accepted");
    says(&html, "I am still on it");
    says(&html, "Without a sign of life it rings again");
    says_not(&world.room("olga"), "Close it");

    send(&mut world, Asks::Resolve);
    let html = world.room("maria");
    says(&html, "over: authgw-north: latency above 2 s");
    says(&html, "every alert is over");
}

#[test]
fn hostile_words_of_a_tool_stay_words() {
    let mut report = Report::new(Level::Critical, super::HOSTILE);
    report.source = super::HOSTILE.into();
    report.detail(super::HOSTILE, "\"><script>alert(3)</script>");
    report.link("javascript:alert(4)", "look");
    let world = reported(report);
    for html in [world.board("maria"), world.room("maria")] {
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!html.contains("javascript:"));
    }
}

#[test]
fn what_machines_saw_and_nobody_told_is_asked_with_both_answers() {
    let mut world = World::nordpay();
    world.system(domain::Command::Adopt { revision: revision::LATEST });
    let profile = components::Component { name: super::HOSTILE.into(), ..Default::default() };
    world.operate(components::Command::Put { component: "cards".into(), profile });
    let profile = status_pages::StatusPage {
        name: "NordPay".into(),
        zone: "UTC".into(),
        ..Default::default()
    };
    let page = "public".into();
    world.operate(status_pages::Command::Put { page, profile: Box::new(profile) });
    let report = |failing| sightings::Command::Report {
        component: "cards".into(),
        source: "probe".into(),
        failing,
    };
    world.by("tom", report(true));
    world.pass(600);
    assert!(!world.board("tom").contains("/console/sightings/dismissed"), "it goes on");
    world.by("tom", report(false));
    let html = world.board("tom");
    says(&html, "Seen to fail, and never told");
    says(&html, "Write it afterwards");
    says(&html, "It was nothing");
    assert!(html.contains("/o/nordpay/console/status/told/new?from=2026-03-03T14:00:00"), "{html}");
    assert!(html.contains("action=\"/o/nordpay/console/sightings/dismissed\""), "{html}");
    says_not(&world.board("olga"), "Write it afterwards");
}

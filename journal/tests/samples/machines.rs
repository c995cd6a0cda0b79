//! Samples of what machines report.

use domain::monitoring;
use domain::monitoring::{
    Change, Level, Link, Manner, Mapping, Profile as Watch, Report, Resolver, Urgency,
};
use domain::words::RouteId;

use super::{ALERT, AT, INCIDENT, maria};

pub fn of_monitoring() -> Vec<monitoring::Event> {
    use monitoring::Event as E;
    let (alert, incident) = (ALERT, INCIDENT);
    let integration = || "prometheus".into();
    let put = |service, urgency, mapping| E::IntegrationPut {
        integration: integration(),
        profile: Watch {
            name: "Prometheus".into(),
            service,
            format: "alertmanager".into(),
            urgency,
            mapping,
        },
        route: RouteId(0x40),
    };
    let mapping = Mapping { summary: "/text".into(), key: "/id".into(), ..Mapping::default() };
    let mut report = Report::new(Level::Critical, "The pumps stand still").from("pump-3");
    report.started_at = Some(AT);
    report.detail("room", "3");
    report.link("https://graphs.example/pump-3", "graph");
    report.link("https://graphs.example/all", "");
    report.cut = 2;
    let triggered = |level: Level| E::Triggered {
        alert,
        integration: integration(),
        key: "pump-3".into(),
        report: Report::new(level, "The pumps stand still"),
    };
    let repeated = |incident, report, again| E::Repeated { alert, incident, report, again };
    let resolved = |incident, by| E::Resolved { alert, incident, by };
    let joined = |manner| E::Joined { alert, incident, manner };
    let overflowed = |incident, fresh| E::Overflowed {
        integration: integration(),
        level: Level::Error,
        summary: "The pumps stand still".into(),
        incident,
        fresh,
    };
    let link = |text: &str| Link { href: "https://ci.example/7".into(), text: text.into() };
    let change = |source: &str, at, links| Change {
        summary: "Version 7 is out".into(),
        source: source.into(),
        at,
        links,
    };
    let declared = |key: &str, service, rings| E::Declared {
        alert,
        incident,
        key: key.into(),
        report: Report::new(Level::Critical, "The pumps stand still"),
        service,
        rings,
        since: None,
        by: maria(),
    };
    let began = E::Declared {
        alert,
        incident,
        key: "".into(),
        report: Report::new(Level::Critical, "The pumps stand still"),
        service: None,
        rings: true,
        since: Some(domain::words::Timestamp(AT.0 - 420_000)),
        by: maria(),
    };
    let changed = |change| E::Changed { integration: integration(), change };
    let mut events = vec![
        put(Some("pumps".into()), Urgency::BySeverity, Mapping::default()),
        put(None, Urgency::High, mapping),
        put(None, Urgency::Low, Mapping::default()),
        E::IntegrationRemoved { integration: integration() },
        E::Tested { integration: integration(), summary: "A test".into() },
        E::Triggered {
            alert,
            integration: integration(),
            key: "pump-3".into(),
            report: report.clone(),
        },
        repeated(None, None, false),
        repeated(Some(incident), Some(report), true),
        E::Acknowledged { alert, incident: Some(incident) },
        E::Acknowledged { alert, incident: None },
        resolved(Some(incident), Resolver::Tool),
        resolved(Some(incident), Resolver::Person(maria())),
        resolved(None, Resolver::Silence),
        joined(Manner::Opened),
        joined(Manner::Folded { remind: true }),
        joined(Manner::Revived),
        overflowed(Some(incident), Some(alert)),
        overflowed(None, None),
        declared("", None, true),
        declared("", Some("pumps".into()), false),
        declared("pumps", None, false),
        E::Held { incident, by: maria() },
        E::Carried { incident, by: maria() },
        E::Over { incident, by: Some(maria()) },
        E::Over { incident, by: None },
        changed(change("ci", Some(AT), vec![link("build"), link("")])),
        changed(change("", None, Vec::new())),
        E::Forgotten { incident },
    ];
    events.push(began);
    events.extend([Level::Error, Level::Warning, Level::Info].map(triggered));
    events
}

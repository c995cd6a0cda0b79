//! Samples of what everyone is told: components, status pages, bulletins and public updates.

use domain::words::{
    Affected, BulletinId, Condition, Estimate, Language, Overview, Phase, Public, Timestamp,
    UpdateId,
};
use domain::{Event, bulletins, components, sightings, status_pages, templates, updates};

use super::{AT, INCIDENT, maria};

const BULLETIN: BulletinId = BulletinId(0xb1);
const UPDATE: UpdateId = UpdateId(0x0d);

/// All of them.
pub fn all() -> Vec<Event> {
    let mut all: Vec<Event> = of_components().into_iter().map(Event::Components).collect();
    all.extend(of_status_pages().into_iter().map(Event::StatusPages));
    all.extend(of_sightings().into_iter().map(Event::Sightings));
    all.extend(of_bulletins().into_iter().map(Event::Bulletins));
    all.extend(of_templates().into_iter().map(Event::Templates));
    all.push(Event::Updates(public_update()));
    all
}

fn of_components() -> Vec<components::Event> {
    use components::{Component, Event as E};
    let component = || "authorisation".into();
    let plain = Component { name: "Card payments".into(), ..Component::default() };
    let full = Component {
        name: "Authorisation".into(),
        about: "Asks the bank.".into(),
        parent: Some("payments".into()),
        service: Some("terminals".into()),
        order: 2,
        only_if_affected: true,
    };
    vec![
        E::Put { component: component(), profile: plain },
        E::Put { component: component(), profile: full },
        E::Removed { component: component() },
    ]
}

fn of_sightings() -> Vec<sightings::Event> {
    use sightings::Event as E;
    let component = || "authorisation".into();
    let reported =
        |failing| E::Reported { component: component(), source: "probe-7".into(), failing };
    vec![E::Seen { component: component() }, reported(true), reported(false)]
}

fn of_status_pages() -> Vec<status_pages::Event> {
    use status_pages::{Event as E, StatusPage};
    let page = || "public".into();
    let plain = StatusPage {
        name: "NordPay".into(),
        zone: "Europe/Copenhagen".into(),
        ..StatusPage::default()
    };
    let full = StatusPage {
        name: "NordPay".into(),
        about: "Card payments in the north.".into(),
        zone: "Europe/Copenhagen".into(),
        language: Language::German,
        components: vec!["authorisation".into()],
        accent: "#1257c4".into(),
        shows_promises: true,
        shows_suspicions: false,
    };
    let open = StatusPage { shows_suspicions: true, ..plain.clone() };
    vec![
        E::Put { page: page(), profile: plain },
        E::Put { page: page(), profile: full },
        E::Put { page: page(), profile: open },
        E::Removed { page: page() },
    ]
}

fn of_templates() -> Vec<templates::Event> {
    use templates::{Event as E, Template, Text};
    let template = || "looking".into();
    let text = |language, title: &str| Text { language, title: title.into(), overview: overview() };
    let full = Template {
        name: "We look".into(),
        service: Some("terminals".into()),
        phase: Some(Phase::Investigating),
        texts: vec![text(Language::English, "{service} fails"), text(Language::German, "")],
    };
    let plain = Template { service: None, phase: None, ..full.clone() };
    vec![
        E::Put { template: template(), profile: full },
        E::Put { template: template(), profile: plain },
        E::Removed { template: template() },
    ]
}

fn overview() -> Overview {
    Overview {
        known: "A link is cut.".into(),
        impact: "Cards fail.".into(),
        workaround: "Take cash.".into(),
        next: "Traffic moves.".into(),
    }
}

fn public() -> Public {
    let affected = |component: &str, condition| Affected { component: component.into(), condition };
    Public {
        title: "Cards fail in the north".into(),
        phase: Phase::Identified,
        affected: vec![
            affected("authorisation", Condition::Major),
            affected("portal", Condition::Degraded),
            affected("reports", Condition::Partial),
        ],
    }
}

fn of_bulletins() -> Vec<bulletins::Event> {
    use bulletins::Event as E;
    let (bulletin, incident, entry) = (BULLETIN, INCIDENT, UPDATE);
    let next_by = Timestamp(AT.0 + 900_000);
    let over = Public { phase: Phase::Resolved, affected: Vec::new(), ..public() };
    vec![
        E::Opened { bulletin, number: 1, incident },
        E::Told {
            bulletin,
            incident,
            entry,
            author: Some(maria()),
            overview: overview(),
            next_by: Some(next_by),
            estimate: Some(Estimate {
                low_mins: 25,
                high_mins: 70,
                likely_of_ten: 7,
                ..Estimate::default()
            }),
            public: public(),
        },
        E::Told {
            bulletin,
            incident,
            entry: UpdateId(0x0e),
            author: None,
            overview: Overview::default(),
            next_by: None,
            estimate: None,
            public: over,
        },
        E::Promised { bulletin, incident, next_by },
        E::Late { bulletin, incident, next_by },
        E::Observed {
            bulletin,
            incident,
            component: "authorisation".into(),
            since: Timestamp(AT.0 - 420_000),
        },
        E::Corrected { bulletin, incident, entry, overview: overview(), by: maria() },
        E::Left { bulletin },
    ]
}

fn public_update() -> updates::Event {
    updates::Event::Published {
        incident: INCIDENT,
        update: UPDATE,
        author: maria(),
        overview: overview(),
        next_by: Timestamp(AT.0 + 900_000),
        estimate: None,
        public: Some(public()),
        kept: true,
    }
}

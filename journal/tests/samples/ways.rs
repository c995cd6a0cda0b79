//! Samples of the ways in which people are reached: rules, and pages that follow them.

use domain::methods::{self, Quiet, Rule, Rules, Shown};
use domain::paging::{self, Later};
use domain::words::Severity;

use super::*;

/// Maria is rung; these follow, or another page counts it.
pub fn reached(later: Vec<Later>, folded: Option<PageId>) -> paging::Event {
    let (incident, page, person) = (INCIDENT, PAGE, maria());
    paging::Event::Reached { incident, page, person, later, folded, errand: None }
}

pub fn later() -> Vec<Later> {
    vec![Later { at: AT, method: "call".into() }]
}

pub fn of_methods() -> Vec<methods::Event> {
    use methods::Event as E;
    let rule =
        |urgency, method: &str, delay_secs| Rule { urgency, method: method.into(), delay_secs };
    let rules = vec![
        rule(Severity::Critical, "call", 0),
        rule(Severity::High, "text", 60),
        rule(Severity::Low, "mail", 300),
    ];
    let quiet = Some(Quiet { from: 22 * 60, until: 7 * 60 });
    vec![
        E::RulesPut { person: maria(), rules: Rules { rules, quiet } },
        E::RulesPut { person: maria(), rules: Rules::default() },
        E::Coded {
            person: maria(),
            method: "text".into(),
            number: 7,
            address: of_person("+351912345678"),
            until: AT,
        },
        E::Missed { person: maria(), method: "text".into() },
        E::Verified { person: maria(), method: "text".into(), address: of_person("+351912345678") },
        E::Faltered {
            person: maria(),
            method: "text".into(),
            address: of_person("+351912345678"),
            reason: "the number does not exist".into(),
        },
        E::Arrived { person: maria(), method: "text".into() },
        E::DeviceAdded {
            person: maria(),
            method: "push-1".into(),
            address: of_person("https://push.example.com/send/abc BAyI Zm9v"),
            name: of_person("Firefox on Android"),
        },
        E::DeviceLost {
            person: maria(),
            method: "push-1".into(),
            address: of_person("https://push.example.com/send/abc BAyI Zm9v"),
        },
        E::DeviceRemoved { person: maria(), method: "push-1".into() },
        E::ShowsPut {
            customer: None,
            channels: [(Channel::Sms, Shown::Nothing), (Channel::Email, Shown::Words)].into(),
        },
        E::ShowsPut {
            customer: Some("brightwater".into()),
            channels: [(Channel::Push, Shown::Summary)].into(),
        },
        E::Forgotten { person: maria() },
    ]
}

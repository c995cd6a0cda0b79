//! Samples of what the people of a room do with each other.

use domain::crew::Whom;
use domain::emergencies::{Line, RingsAgain, WaitsFor};
use domain::incidents::{Phase, Route};
use domain::paging::{Lapse, Plan, Wait};
use domain::words::{Errand, MessageId, NoteId, Purpose, RequestId, Severity};
use domain::{crew, incidents, notes, paging};

use super::{AT, EMERGENCY, INCIDENT, PAGE, maria, of_person};

const REQUEST: RequestId = RequestId(0x4e);
const NOTE: NoteId = NoteId(0x0e);

pub fn lines() -> Vec<Line> {
    let waits = |wait| Line::Waits { by: maria(), until: AT, wait };
    let again = |why| Line::RingsAgain { why };
    vec![
        Line::HandedOver { from: "jonas".into(), to: maria() },
        Line::Came { who: maria() },
        waits(WaitsFor::Customer),
        waits(WaitsFor::Supplier),
        waits(WaitsFor::Watching),
        waits(WaitsFor::Agreed),
        again(RingsAgain::WaitOver),
        again(RingsAgain::Wrote),
        again(RingsAgain::Raised),
        again(RingsAgain::Restarted),
        again(RingsAgain::Rerouted),
    ]
}

pub fn of_incidents() -> Vec<incidents::Event> {
    use incidents::Event as E;
    let (incident, by) = (INCIDENT, maria);
    let rerouted = |to| E::Rerouted { incident, by: by(), to };
    vec![
        E::SeveritySet {
            incident,
            severity: Severity::Critical,
            from: Some(Severity::Low),
            by: Some(by()),
        },
        E::PhaseSet { incident, phase: Phase::Monitoring, by: Some(by()) },
        E::Restarted { incident, by: by() },
        rerouted(Route::Service("pumps".into())),
        rerouted(Route::Policy("front-door".into())),
    ]
}

pub fn of_paging() -> Vec<paging::Event> {
    use paging::Event as E;
    let (incident, page, person) = (INCIDENT, PAGE, maria);
    let errand = |purpose| Some(Errand { request: REQUEST, purpose });
    let reached = |purpose| {
        let (later, folded) = (Vec::new(), None);
        E::Reached { incident, page, person: person(), later, folded, errand: errand(purpose) }
    };
    let snoozed = |wait| E::Snoozed {
        incident,
        by: person(),
        until: AT,
        wait,
        because: of_person("they restart the pumps"),
    };
    vec![
        reached(Purpose::Help),
        reached(Purpose::Lead),
        E::Accepted { incident, person: person(), page: Some(page), from: Some("jonas".into()) },
        E::Joined { incident, page, person: person() },
        E::Withdrawn { incident, page },
        E::Rerouted { incident, plan: Plan::of(None) },
        snoozed(Wait::Customer),
        snoozed(Wait::Supplier),
        snoozed(Wait::Watching),
        snoozed(Wait::Agreed),
        E::Unsnoozed { incident, by: person() },
        E::Lapsed { incident, why: Lapse::WaitOver },
        E::Lapsed { incident, why: Lapse::Wrote },
        E::Lapsed { incident, why: Lapse::Raised },
    ]
}

pub fn of_crew() -> Vec<crew::Event> {
    use crew::Event as E;
    let (incident, request, person) = (INCIDENT, REQUEST, maria);
    let asked =
        |whom, purpose, words| E::Asked { incident, request, by: person(), whom, purpose, words };
    let declined = |reason| E::Declined { incident, request, person: person(), reason };
    vec![
        asked(Whom::Person("jonas".into()), Purpose::Help, Some(of_person("Look at pump 3."))),
        asked(Whom::Team("night".into()), Purpose::Help, None),
        asked(Whom::Schedule("nights".into()), Purpose::Help, None),
        asked(Whom::Service("pumps".into()), Purpose::Lead, None),
        E::Rang { incident, request, turn: 1, people: vec![person()], until: AT },
        E::Expired { incident, request, turn: 1 },
        E::Unanswered { incident, request },
        E::Joined { incident, request, person: person() },
        declined(Some(of_person("On a train."))),
        declined(None),
        E::Missed { incident, request, person: person() },
        E::Withdrawn { incident, request },
        E::TookOver { incident, person: person(), reason: of_person("His line is dead.") },
        E::Left { incident, person: person() },
        E::Forgotten { incident },
    ]
}

pub fn of_notes() -> Vec<notes::Event> {
    use notes::Event as E;
    let (incident, note, by) = (INCIDENT, NOTE, maria);
    let to = vec![(EMERGENCY, MessageId(0x51))];
    vec![
        E::Written { incident, note, by: by(), words: of_person("The spare pump runs.") },
        E::ShareOwed { incident, note, by: by(), to: to.clone(), due: AT },
        E::ShareUndone { incident, note, by: by() },
        E::Shared { incident, note, by: by(), to },
        E::Forgotten { incident },
    ]
}

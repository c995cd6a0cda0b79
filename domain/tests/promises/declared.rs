//! Somebody of the vendor opens an incident before anybody has called.

use domain::incidents::{self, Service};
use domain::monitoring::{self, ACCEPTANCE_LASTS};
use domain::paging::Standing;
use domain::words::{Actor, IncidentId, PersonKey, Severity};
use domain::{Refusal, components};

use crate::story::{Story, ana, ben, secs};

fn declare(
    story: &mut Story,
    by: PersonKey,
    title: &str,
    rings: bool,
) -> Result<IncidentId, Refusal> {
    let before: Vec<IncidentId> = story.state.incidents.incidents.keys().copied().collect();
    let title = title.to_owned();
    let (severity, service) = (Severity::High, Some("till".into()));
    let command =
        monitoring::Command::Declare { title, severity, service, rings, since: None, matter: None };
    story.tell(Actor::Person(by), command)?;
    let made = story.state.incidents.incidents.keys().find(|known| !before.contains(known));
    Ok(*made.expect("a new incident"))
}

fn vendor() -> Story {
    let mut story = Story::new();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, domain::Command::Adopt { revision }).unwrap();
    let profile = Service { name: "Tills".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: "till".into(), profile });
    story
}

fn pages(story: &Story, incident: IncidentId) -> usize {
    story.state.paging.get(incident).map_or(0, |known| known.pages.len())
}

fn standing(story: &Story, incident: IncidentId) -> &Standing {
    &story.state.paging.get(incident).expect("an escalation").standing
}

#[test]
fn whoever_opens_an_incident_has_it_at_once_and_nobody_is_rung() {
    let mut story = vendor();
    let incident = declare(&mut story, ben(), "  Tills fail \n", false).unwrap();
    let known = story.state.incidents.get(incident).expect("an incident").clone();
    assert_eq!((known.severity, known.service), (Severity::High, Some("till".into())));
    let alert = story.state.monitoring.alerts_of(incident).next().expect("what stands for it");
    assert_eq!(&*alert.report.summary, "Tills fail");
    assert!(matches!(standing(&story, incident), Standing::Accepted { by, .. } if *by == ben()));
    assert_eq!(pages(&story, incident), 0);
}

#[test]
fn who_is_on_call_is_rung_where_that_is_wanted() {
    let mut story = vendor();
    let incident = declare(&mut story, ben(), "Tills fail", true).unwrap();
    assert!(matches!(standing(&story, incident), Standing::Ringing { .. }));
    let escalation = story.state.paging.get(incident).unwrap();
    assert!(escalation.page_of(&ana()).is_some());
}

#[test]
fn it_rings_again_when_whoever_has_it_falls_silent() {
    let mut story = vendor();
    let incident = declare(&mut story, ben(), "Tills fail", false).unwrap();
    story.pass(ACCEPTANCE_LASTS + secs(1));
    assert!(matches!(standing(&story, incident), Standing::Ringing { .. }));
}

#[test]
fn only_a_person_closes_it_however_long_it_lasts() {
    let mut story = vendor();
    let incident = declare(&mut story, ben(), "Tills fail", false).unwrap();
    story.pass(secs(72 * 3_600));
    assert!(story.state.monitoring.is_live(incident));
    story.tell(Actor::Person(ana()), monitoring::Command::Close { incident }).unwrap();
    assert!(!story.state.monitoring.is_live(incident));
    assert!(story.state.incidents.get(incident).unwrap().settled_at.is_some());
    assert!(matches!(standing(&story, incident), Standing::Stopped));
}

#[test]
fn components_of_its_service_are_suspected_until_it_is_closed() {
    let mut story = vendor();
    let profile = components::Component {
        name: "Cards".into(),
        service: Some("till".into()),
        ..components::Component::default()
    };
    story.operator(components::Command::Put { component: "cards".into(), profile });
    let incident = declare(&mut story, ben(), "Tills fail", false).unwrap();
    let suspected = story.state.suspected(story.now);
    assert_eq!(suspected.len(), 1);
    assert_eq!(suspected[0].1.incident, Some(incident));
    story.tell(Actor::Person(ben()), monitoring::Command::Close { incident }).unwrap();
    assert!(story.state.suspected(story.now).is_empty());
}

#[test]
fn a_title_is_needed_and_an_observer_opens_none() {
    let mut story = vendor();
    let refused = declare(&mut story, ben(), " \n ", false);
    assert_eq!(refused, Err(Refusal::Monitoring(monitoring::Refusal::NoTitle)));
    let refused = declare(&mut story, "eve".into(), "Tills fail", false);
    assert!(matches!(refused, Err(Refusal::NotAllowed { .. })), "{refused:?}");
}

#[test]
fn each_that_is_opened_is_one_of_its_own() {
    let mut story = vendor();
    let first = declare(&mut story, ben(), "Tills fail", false).unwrap();
    for _ in 0..6 {
        let next = declare(&mut story, ben(), "Tills fail", false).unwrap();
        assert_ne!(next, first, "what a person opens never folds into another");
    }
}

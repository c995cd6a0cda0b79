//! What everyone is told: components, status pages, and bulletins that follow from updates.

use domain::bulletins::{self, Bulletin, spells};
use domain::components::{self, Component, DEPTH_MAX};
use domain::emergencies;
use domain::incidents;
use domain::paging::Answer;
use domain::status::Overall;
use domain::status_pages::{self, StatusPage};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, ComponentKey, Condition, EmergencyId, IncidentId, Phase, Public,
};
use domain::{Command, Refusal};

use crate::story::{Story, ana, secs};

fn component(name: &str, parent: Option<&str>) -> Component {
    Component { name: name.into(), parent: parent.map(Into::into), ..Component::default() }
}

fn put(story: &mut Story, key: &str, profile: Component) -> Result<(), Refusal> {
    let component = ComponentKey::from(key);
    story.tell(Actor::Operator, components::Command::Put { component, profile })
}

/// Whose nodes all know what status pages are.
fn ready() -> Story {
    let mut story = Story::new();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, Command::Adopt { revision }).unwrap();
    story
}

/// A vendor with terminals, of which authorisation is a part, and a portal.
fn vendor() -> Story {
    let mut story = ready();
    put(&mut story, "terminals", component("Terminals", None)).unwrap();
    put(&mut story, "authorisation", component("Card authorisation", Some("terminals"))).unwrap();
    put(&mut story, "portal", component("Merchant portal", None)).unwrap();
    story
}

fn public(phase: Phase, affected: &[(&str, Condition)]) -> Public {
    let affected = affected.iter().map(|(component, condition)| Affected {
        component: (*component).into(),
        condition: *condition,
    });
    let (title, affected) = ("Cards fail in the north".into(), affected.collect());
    Public { title, phase, affected, audiences: Vec::new(), ..Public::default() }
}

fn publish(
    story: &mut Story,
    incident: IncidentId,
    impact: &str,
    public: Option<Public>,
) -> Result<(), Refusal> {
    let overview = Overview {
        known: "Authorisation answers late.".into(),
        impact: impact.into(),
        ..Overview::default()
    };
    let next_by = story.now + secs(900);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish)
}

fn told(story: &mut Story) -> (EmergencyId, IncidentId) {
    let emergency = story.call();
    let incident = story.incident(emergency);
    let affected = [("authorisation", Condition::Major)];
    publish(story, incident, "Cards fail.", Some(public(Phase::Investigating, &affected))).unwrap();
    (emergency, incident)
}

fn bulletin(story: &Story, incident: IncidentId) -> &Bulletin {
    story.state.bulletins.of(incident).expect("a bulletin")
}

#[test]
fn an_update_for_the_customers_inside_says_nothing_to_everyone() {
    let mut story = vendor();
    let emergency = story.call();
    let incident = story.incident(emergency);
    publish(&mut story, incident, "", None).unwrap();
    assert!(story.state.bulletins.of(incident).is_none());
}

#[test]
fn one_word_tells_the_customers_inside_and_everyone() {
    let mut story = vendor();
    let (_, incident) = told(&mut story);
    let inside = story.state.updates.get(incident).expect("a board").latest().expect("an update");
    let outside = bulletin(&story, incident).entries.last().expect("a word");
    assert_eq!((outside.id, outside.next_by), (inside.id, Some(inside.next_by)));
    assert_eq!(outside.overview, inside.overview);
    assert_eq!(outside.author, Some(ana()));
    let conditions = story.state.bulletins.conditions();
    assert_eq!(conditions.get(&ComponentKey::from("authorisation")), Some(&Condition::Major));
    assert_eq!(
        story.state.incidents.get(incident).map(|known| known.phase),
        Some(Phase::Investigating)
    );
}

#[test]
fn everyone_is_not_told_without_what_it_means_for_them_nor_of_what_is_not_there() {
    let mut story = vendor();
    let emergency = story.call();
    let incident = story.incident(emergency);
    let refused = |refusal: bulletins::Refusal| Err(Refusal::Bulletins(refusal));
    let good = public(Phase::Investigating, &[("authorisation", Condition::Partial)]);
    let mut tell = |impact: &str, public| publish(&mut story, incident, impact, Some(public));
    assert_eq!(tell(" ", good.clone()), refused(bulletins::Refusal::NoImpact));
    let untitled = Public { title: " ".into(), ..good.clone() };
    assert_eq!(tell("Cards fail.", untitled), refused(bulletins::Refusal::BadTitle));
    let unknown = public(Phase::Investigating, &[("fridge", Condition::Partial)]);
    assert_eq!(tell("Cards fail.", unknown), refused(bulletins::Refusal::BadComponents));
    let twice = [("portal", Condition::Partial), ("portal", Condition::Major)];
    let twice = public(Phase::Investigating, &twice);
    assert_eq!(tell("Cards fail.", twice), refused(bulletins::Refusal::BadComponents));
    assert!(story.state.updates.get(incident).is_none_or(|board| board.updates.is_empty()));
}

#[test]
fn components_turn_with_each_word_and_work_again_with_the_last() {
    let mut story = vendor();
    let (_, incident) = told(&mut story);
    let from = story.now;
    story.pass(secs(600));
    let affected = [("authorisation", Condition::Degraded), ("portal", Condition::Partial)];
    let better = public(Phase::Monitoring, &affected);
    publish(&mut story, incident, "Some wait.", Some(better)).unwrap();
    let turned = story.now;
    story.pass(secs(600));
    let over = public(Phase::Resolved, &affected);
    publish(&mut story, incident, "It works.", Some(over)).unwrap();
    let known = bulletin(&story, incident);
    assert!(known.is_over() && known.affected.is_empty());
    assert_eq!((known.worst, known.next_by), (Condition::Major, None));
    assert_eq!(known.monitoring_at, Some(turned));
    assert!(story.state.bulletins.conditions().is_empty());
    let spells = spells(&story.state.bulletins.latest());
    let of_one = &spells[&ComponentKey::from("authorisation")];
    let course = of_one.iter().map(|spell| (spell.from, spell.until, spell.condition));
    let expected =
        [(from, Some(turned), Condition::Major), (turned, Some(story.now), Condition::Degraded)];
    assert_eq!(course.collect::<Vec<_>>(), expected);
}

#[test]
fn a_promise_that_is_missed_shows_to_everyone_until_the_next_word() {
    let mut story = vendor();
    let (_, incident) = told(&mut story);
    let promised = bulletin(&story, incident).next_by.expect("a promise");
    story.pass(promised.since(story.now));
    let known = bulletin(&story, incident);
    assert_eq!(known.late, 1);
    assert_eq!(known.next_by, story.state.updates.promise(incident).map(|promise| promise.by));
    assert!(known.next_by > Some(promised));
    let again = public(Phase::Identified, &[]);
    publish(&mut story, incident, "Some wait.", Some(again)).unwrap();
    assert_eq!(bulletin(&story, incident).late, 0);
}

#[test]
fn what_is_put_right_keeps_what_it_said() {
    let mut story = vendor();
    let (_, incident) = told(&mut story);
    let known = bulletin(&story, incident);
    let (bulletin_id, entry) = (known.id, known.entries[0].id);
    let said = known.entries[0].overview.clone();
    let overview = Overview { impact: "Only some cards fail.".into(), ..said.clone() };
    let revised = Box::new(overview.into());
    let correct = bulletins::Command::Correct { bulletin: bulletin_id, entry, revised };
    story.tell(Actor::Person(ana()), correct.clone()).unwrap();
    story.tell(Actor::Person(ana()), correct).unwrap();
    let word = &bulletin(&story, incident).entries[0];
    assert_eq!(&*word.overview.impact, "Only some cards fail.");
    assert_eq!(word.corrections.len(), 1, "the same once more changes nothing");
    assert_eq!((&word.corrections[0].by, &word.corrections[0].said), (&ana(), &said));
}

#[test]
fn what_everyone_reads_says_how_far_the_incident_is() {
    let mut story = vendor();
    let (_, incident) = told(&mut story);
    publish(&mut story, incident, "Some.", Some(public(Phase::Identified, &[]))).unwrap();
    let known = story.state.incidents.get(incident).map(|known| known.phase);
    assert_eq!(known, Some(incidents::Phase::Identified));
}

#[test]
fn components_never_lie_in_a_circle_nor_too_deep() {
    let mut story = vendor();
    let refused = |refusal: components::Refusal| Err(Refusal::Components(refusal));
    let circle = component("Terminals", Some("authorisation"));
    assert_eq!(put(&mut story, "terminals", circle), refused(components::Refusal::Circle));
    let own = component("Portal", Some("portal"));
    assert_eq!(put(&mut story, "portal", own), refused(components::Refusal::Circle));
    let lost = component("Till", Some("nowhere"));
    assert_eq!(put(&mut story, "till", lost), refused(components::Refusal::UnknownParent));
    for depth in 1..DEPTH_MAX {
        let parent = if depth == 1 { "portal".to_owned() } else { format!("level-{}", depth - 1) };
        put(&mut story, &format!("level-{depth}"), component("Level", Some(&parent))).unwrap();
    }
    let last = format!("level-{}", DEPTH_MAX - 1);
    let deeper = component("Deeper", Some(&last));
    assert_eq!(put(&mut story, "deeper", deeper), refused(components::Refusal::TooDeep));
    let whole = component("Merchant portal", Some("terminals"));
    assert_eq!(put(&mut story, "portal", whole), refused(components::Refusal::TooDeep));
    let remove = components::Command::Remove { component: "terminals".into() };
    let kept = story.tell(Actor::Operator, remove);
    assert_eq!(kept, refused(components::Refusal::HasParts));
    let listed: Vec<usize> = story.state.components.listed().iter().map(|one| one.0).collect();
    assert_eq!(listed.len(), story.state.components.components.len());
    assert_eq!(listed.iter().max(), Some(&(DEPTH_MAX - 1)));
}

#[test]
fn a_page_needs_a_name_a_zone_and_a_colour_that_is_one() {
    let mut story = ready();
    let page = StatusPage {
        name: "Tiny".into(),
        zone: "Europe/Lisbon".into(),
        accent: "#1257C4".into(),
        ..StatusPage::default()
    };
    let mut tell = |profile: StatusPage| {
        let put = status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
        story.tell(Actor::Operator, Command::from(put))
    };
    let refused = |refusal: status_pages::Refusal| Err(Refusal::StatusPages(refusal));
    let nameless = StatusPage { name: "\n".into(), ..page.clone() };
    assert_eq!(tell(nameless), refused(status_pages::Refusal::BadName));
    let lost = StatusPage { zone: "Europe/Atlantis".into(), ..page.clone() };
    assert_eq!(tell(lost), refused(status_pages::Refusal::BadZone));
    let red = StatusPage { accent: "red;}".into(), ..page.clone() };
    assert_eq!(tell(red), refused(status_pages::Refusal::BadAccent));
    assert_eq!(tell(page), Ok(()));
    let known = story.state.status_pages.first().expect("a page").1;
    assert_eq!(known.profile.accent, "#1257c4");
}

#[test]
fn a_host_name_leads_to_one_page_and_is_no_address() {
    use status_pages::{HOSTS_MAX, Refusal as No};
    let mut story = ready();
    let page = |hosts: &[&str]| StatusPage {
        name: "Tiny".into(),
        zone: "Europe/Lisbon".into(),
        hosts: hosts.iter().map(|host| (*host).into()).collect(),
        ..StatusPage::default()
    };
    let mut tell = |key: &str, hosts: &[&str]| {
        let put = status_pages::Command::Put { page: key.into(), profile: Box::new(page(hosts)) };
        story.tell(Actor::Operator, Command::from(put)).map_err(|refusal| match refusal {
            Refusal::StatusPages(refusal) => refusal,
            other => panic!("{other}"),
        })
    };
    assert_eq!(tell("public", &["Status.Tiny.Example.", "status.tiny.net"]), Ok(()));
    assert_eq!(tell("shops", &["status.tiny.net"]), Err(No::TakenHost("status.tiny.net".into())));
    assert_eq!(tell("shops", &["a.example", "A.example"]), Err(No::TakenHost("a.example".into())));
    assert_eq!(tell("shops", &["127.0.0.1"]), Err(No::BadHost("127.0.0.1".into())));
    let many: Vec<String> = (0..=HOSTS_MAX).map(|one| format!("s{one}.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(tell("shops", &many), Err(No::TooManyHosts));
    assert_eq!(tell("shops", &many[1..]), Ok(()));
    // The same page keeps its own, and what it gives up is free.
    assert_eq!(tell("public", &["status.tiny.net"]), Ok(()));
    assert_eq!(tell("shops", &["status.tiny.example"]), Ok(()));
    let pages = &story.state.status_pages;
    assert_eq!(pages.at_host("status.tiny.example"), Some(&"shops".into()));
    assert_eq!(pages.at_host("s1.example"), None);
}

#[test]
fn a_logo_is_a_picture_of_bounded_weight() {
    use status_pages::LOGO_LEN_MAX;
    let mut story = ready();
    let mut tell = |logo: String, logo_dark: &str| {
        let profile = StatusPage {
            name: "Tiny".into(),
            zone: "Europe/Lisbon".into(),
            logo: logo.into(),
            logo_dark: logo_dark.into(),
            ..StatusPage::default()
        };
        let put = status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
        story.tell(Actor::Operator, Command::from(put))
    };
    let bad = Err(Refusal::StatusPages(status_pages::Refusal::BadLogo));
    let start = "data:image/png;base64,";
    let long = |len: usize| format!("{start}{}", "A".repeat(len - start.len()));
    assert_eq!(tell(long(LOGO_LEN_MAX), start), bad);
    assert_eq!(tell(long(LOGO_LEN_MAX), "data:image/png;base64,AA"), Ok(()));
    assert_eq!(tell(long(LOGO_LEN_MAX + 1), ""), bad);
    assert_eq!(tell("data:image/png;base64,A\"><script>".to_owned(), ""), bad);
    assert_eq!(tell("https://elsewhere.example/logo.png".to_owned(), ""), bad);
    assert_eq!(tell(String::new(), "data:image/png;base64,AA"), bad, "dark without light");
    assert_eq!(tell(String::new(), ""), Ok(()));
}

#[test]
fn a_page_shows_what_it_names_with_all_parts_and_what_is_told_of_them() {
    let mut story = vendor();
    let page = |components: &[&str]| StatusPage {
        name: "Tiny".into(),
        zone: "Europe/Lisbon".into(),
        components: components.iter().map(|key| ComponentKey::from(*key)).collect(),
        ..StatusPage::default()
    };
    for (key, components) in [("all", &[][..]), ("shops", &["terminals"]), ("web", &["portal"])] {
        let profile = page(components);
        story.operator(status_pages::Command::Put { page: key.into(), profile: Box::new(profile) });
    }
    told(&mut story);
    let open = story.state.for_everyone();
    let shown = |key: &str| open.status_page_at(&key.into(), story.now).expect("a page");
    let all = shown("all");
    let course: Vec<_> =
        all.parts.iter().map(|part| (part.depth, part.key.as_str(), part.condition)).collect();
    let expected = [
        (0, "portal", Condition::Operational),
        (0, "terminals", Condition::Major),
        (1, "authorisation", Condition::Major),
    ];
    assert_eq!(course, expected);
    assert_eq!((all.overall, all.live.len()), (Overall::Partial, 1));
    assert_eq!(all.spells()[&ComponentKey::from("terminals")].len(), 1);
    let shops = shown("shops");
    assert_eq!((shops.parts.len(), shops.overall), (2, Overall::Major));
    let web = shown("web");
    assert_eq!((web.parts.len(), web.live.len(), web.overall), (1, 0, Overall::Operational));
}

#[test]
fn what_was_over_for_those_who_called_has_somebody_again_once_everyone_is_told() {
    let mut story = vendor();
    let emergency = story.call();
    let incident = story.incident(emergency);
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).unwrap();
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    assert!(story.state.incidents.get(incident).unwrap().settled_at.is_some());
    publish(&mut story, incident, "Cards fail.", Some(public(Phase::Identified, &[]))).unwrap();
    assert!(story.state.incidents.get(incident).unwrap().settled_at.is_none());
    let escalation = story.state.paging.get(incident).unwrap();
    assert_eq!(escalation.accepted_by(), Some(&ana()), "whoever wrote it has it");
    story.pass(secs(901));
    let escalation = story.state.paging.get(incident).unwrap();
    assert_eq!(escalation.accepted_by(), None, "its promise does not pass in silence");
    publish(&mut story, incident, "Cards work.", Some(public(Phase::Resolved, &[]))).unwrap();
    assert!(story.state.incidents.get(incident).unwrap().settled_at.is_some());
    assert!(story.state.updates.promise(incident).is_none());
}

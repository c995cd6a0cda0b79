//! Everything public has an address that lasts: each matter stands alone on each page that shows
//! it, for whoever may read it there, and for nobody else.

use domain::announcements::{self, Notice};
use domain::audiences::Holder;
use domain::components::{self, Component};
use domain::maintenance;
use domain::readers::ReadersSight;
use domain::status::Matter;
use domain::status_pages::{self, LINKS_MAX, OwnLink, StatusPage};
use domain::words::{Actor, StatusPageKey};
use domain::{Command, Refusal};

use crate::readers::{story as readers_story, told, work};
use crate::story::{Story, ana, secs};

/// A matter of each kind for everyone and one for clinics only, and a page of one component.
fn story() -> Story {
    let mut story = readers_story();
    let component = Component { name: "Portal".into(), ..Component::default() };
    let put = components::Command::Put { component: "portal".into(), profile: component };
    story.operator(put);
    let profile = StatusPage {
        name: "Portal".into(),
        zone: "UTC".into(),
        components: vec!["portal".into()],
        ..StatusPage::default()
    };
    let page = StatusPageKey::from("portal");
    story.operator(status_pages::Command::Put { page, profile: Box::new(profile) });
    told(&mut story, "Payments fail", &["payments"], &[]);
    told(&mut story, "The scanner fails", &["lens"], &[]);
    for (title, audiences) in [("New links", &[][..]), ("New lenses", &["clinics"][..])] {
        let plan = work(&story, title, audiences);
        let plan = maintenance::Command::Plan { plan };
        story.tell(Actor::Person(ana()), plan).unwrap();
        let notice = Notice {
            title: title.into(),
            text: "In the north.".into(),
            translations: Vec::new(),
            audiences: audiences.iter().map(|key| (*key).into()).collect(),
            pages: Vec::new(),
            from: story.now,
            until: story.now + secs(7_200),
            zone: "UTC".into(),
        };
        let post = announcements::Command::Post { notice, tells: false };
        story.tell(Actor::Person(ana()), post).unwrap();
    }
    story
}

fn found(story: &Story, sight: &ReadersSight, page: &str) -> Vec<Matter> {
    let seen = story.state.for_readers(sight);
    let all = (0..10).flat_map(|number| {
        [Matter::Incident(number), Matter::Maintenance(number), Matter::Notice(number)]
    });
    all.filter(|matter| seen.status_page_about(&page.into(), *matter).is_some()).collect()
}

#[test]
fn each_matter_stands_alone_where_its_page_shows_it_and_nowhere_else() {
    let mut story = story();
    let everyone = ReadersSight::public();
    let clinics = story.state.sight_of(&Holder::Customer("brightwater".into()));
    let (i, m, a) = (Matter::Incident, Matter::Maintenance, Matter::Notice);
    assert_eq!(found(&story, &everyone, "public"), [i(1), m(1), a(1)]);
    assert_eq!(found(&story, &clinics, "public"), [i(1), m(1), a(1), i(2), m(2), a(2)]);
    // What names no component concerns every page; what names one, the pages that have it.
    assert_eq!(found(&story, &everyone, "portal"), [m(1), a(1)]);
    assert_eq!(found(&story, &everyone, "nowhere"), []);
    for hours in [0, 1, 3, 48] {
        story.pass(secs(hours * 3_600));
        for sight in [&everyone, &clinics] {
            for page in ["public", "portal"] {
                let seen = story.state.for_readers(sight);
                let shown = seen.status_page_at(&page.into(), story.now).unwrap();
                let mut shown: Vec<Matter> = shown.matters().collect();
                let mut alone = found(&story, sight, page);
                shown.sort_unstable();
                alone.sort_unstable();
                assert_eq!(shown, alone, "what a page shows, and nothing else, stands alone");
            }
        }
    }
}

#[test]
fn the_console_leads_to_the_pages_on_which_everyone_finds_a_matter() {
    let mut story = story();
    // A page of one part of what is worked on.
    let login =
        Component { name: "Login".into(), parent: Some("portal".into()), ..Component::default() };
    story.operator(components::Command::Put { component: "login".into(), profile: login });
    let profile = StatusPage {
        name: "Login".into(),
        zone: "UTC".into(),
        components: vec!["login".into()],
        ..StatusPage::default()
    };
    story.operator(status_pages::Command::Put { page: "login".into(), profile: Box::new(profile) });
    told(&mut story, "The portal fails", &["portal"], &[]);
    let plan =
        maintenance::Plan { components: vec!["portal".into()], ..work(&story, "New portal", &[]) };
    story.tell(Actor::Person(ana()), maintenance::Command::Plan { plan }).unwrap();
    assert!(found(&story, &ReadersSight::public(), "login").contains(&Matter::Maintenance(3)));
    let seen = story.state.for_everyone();
    for number in 1..5 {
        for matter in
            [Matter::Incident(number), Matter::Maintenance(number), Matter::Notice(number)]
        {
            let told: Vec<String> =
                story.state.public_pages_of(matter).iter().map(ToString::to_string).collect();
            let pages = ["login", "portal", "public"].into_iter();
            let there =
                pages.filter(|page| seen.status_page_about(&(*page).into(), matter).is_some());
            assert_eq!(told, there.collect::<Vec<_>>(), "{matter}");
        }
    }
}

#[test]
fn only_what_somebody_may_have_open_is_written_with_each_change() {
    let mut story = story();
    let fresh = |story: &Story| {
        let seen = story.state.for_everyone();
        let shown = seen.status_page_at(&"public".into(), story.now).unwrap();
        shown.fresh(story.now)
    };
    let live = [Matter::Incident(1), Matter::Maintenance(1), Matter::Notice(1)];
    assert_eq!(fresh(&story), live);
    // Both are over: for a day they are looked at, and then they lie still.
    story.pass(secs(3 * 3_600));
    assert_eq!(fresh(&story), live[..2]);
    story.pass(secs(24 * 3_600));
    assert_eq!(fresh(&story), live[..1], "what goes on, for however long");
}

#[test]
fn the_vendors_links_lead_where_they_say_and_are_few() {
    let mut story = readers_story();
    let mut tell = |links: &[&str]| {
        let profile = StatusPage {
            name: "Vendor".into(),
            zone: "UTC".into(),
            links: links.iter().map(|line| OwnLink::parse(line)).collect(),
            ..StatusPage::default()
        };
        let put = status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
        story.tell(Actor::Operator, Command::from(put))
    };
    assert_eq!(
        tell(&["Imprint https://vendor.example/imprint", "Mail mailto:a@vendor.example"]),
        Ok(())
    );
    let wrong = tell(&["Imprint javascript:alert(1)"]);
    let bad = status_pages::Refusal::BadLink("Imprint javascript:alert(1)".into());
    assert_eq!(wrong, Err(Refusal::StatusPages(bad)));
    let many = ["Imprint https://vendor.example"; LINKS_MAX + 1];
    assert_eq!(tell(&many), Err(Refusal::StatusPages(status_pages::Refusal::TooManyLinks)));
    let kept = &story.state.status_pages.get(&"public".into()).unwrap().profile.links;
    assert_eq!(kept.len(), 2, "what is refused changes nothing");
}

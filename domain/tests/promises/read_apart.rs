//! Subscribers who read more than everyone does: by a customer's own link, by an audience's, or
//! because of where they read mail. Each is told what they may read, and nothing once what they
//! came by has ended.

use domain::announcements::{self, Notice};
use domain::audiences::{self, Audience, Holder};
use domain::components::{self, Component};
use domain::customers;
use domain::maintenance;
use domain::status_pages::{self, Readers, StatusPage};
use domain::subscribers::{
    Command as Ask, Entry, Event as E, GivenLink, Gone, Lane, Outcome, Profile, Queue, Readership,
    Refusal, Route, Through, Wants,
};
use domain::words::{Actor, CustomerKey, Language, ServiceKey, SubscriberId};
use domain::{Event, incidents};

use super::readers::{CANARY, story as readers_story, told, work};
use super::story::{Story, ana, cleo, secs};
use super::subscribers::{claim, report, send_all};

/// The links of both customers are given; one of them belongs to the clinics.
fn story() -> Story {
    let mut story = readers_story();
    for customer in ["brightwater", "harbour"] {
        renew(&mut story, customer);
    }
    story
}

fn renew(story: &mut Story, customer: &str) {
    let whose = Holder::Customer(customer.into());
    story.operator(audiences::Command::GiveLink { whose });
}

fn link(story: &Story, customer: &str) -> GivenLink {
    let whose = Holder::Customer(customer.into());
    let link = story.state.audiences.link_of(&whose).expect("a link");
    GivenLink { id: link.id, generation: link.generation }
}

fn of(customer: &str, link: Option<GivenLink>) -> Option<Through> {
    Some(Through::Customer { customer: customer.into(), link })
}

fn entry(page: &str, through: Option<Through>, address: &str, wants: Wants) -> Entry {
    let (route, language, page) = (Route::Email, Language::English, page.into());
    let profile = Profile { page, route, language, wants, colleague: None, through };
    Entry { profile, address: address.into() }
}

/// Somebody signs up, and confirms.
fn sign_up(story: &mut Story, entry: Entry) -> Result<SubscriberId, domain::Refusal> {
    let before = story.history.len();
    story.tell(Actor::Stranger, Ask::SignUp(entry))?;
    let new = story.history[before..].iter().find_map(|(event, _)| match event {
        Event::Subscribers(E::SignedUp { subscriber, .. }) => Some(*subscriber),
        _ => None,
    });
    let subscriber = new.expect("somebody new");
    story.tell(Actor::Subscriber(subscriber), Ask::Confirm { subscriber })?;
    Ok(subscriber)
}

fn joins(story: &mut Story, customer: &str, address: &str, wants: Wants) -> SubscriberId {
    let through = of(customer, Some(link(story, customer)));
    sign_up(story, entry("public", through, address, wants)).unwrap()
}

/// Everything that can be sent is: what each is handed, with the address.
fn handed(story: &mut Story) -> Vec<(String, String)> {
    let sent = send_all(story);
    let texts = sent.iter().flat_map(|(number, words)| words.iter().map(|word| (*number, *word)));
    let mut texts: Vec<(String, String)> = texts
        .map(|(number, word)| {
            let known = story.state.subscribers.numbered(number).expect("a subscriber");
            let word = story.state.subscribers.word(word).expect("a word");
            let reading = story.state.reading(known).expect("they read");
            let text = word.word.as_read(reading.class.as_ref());
            (known.address.as_str().to_owned(), format!("{text:?}"))
        })
        .collect();
    texts.sort();
    texts
}

fn who(handed: &[(String, String)]) -> Vec<&str> {
    handed.iter().map(|(address, _)| address.as_str()).collect()
}

#[test]
fn a_customers_subscriber_hears_of_what_is_for_them_and_everyone_else_of_the_rest() {
    let mut story = story();
    let everyone = entry("public", None, "all@a.example", Wants::default());
    sign_up(&mut story, everyone).unwrap();
    joins(&mut story, "brightwater", "clinic@a.example", Wants::default());
    joins(&mut story, "harbour", "shop@a.example", Wants::default());
    told(&mut story, "The lens is dark", &["lens"], &[]);
    assert_eq!(who(&handed(&mut story)), ["clinic@a.example"]);
    told(&mut story, "Cold isotopes", &[], &["clinics"]);
    let texts = handed(&mut story);
    assert_eq!(who(&texts), ["clinic@a.example"]);
    assert!(texts[0].1.contains("Cold isotopes"));
    // What concerns both is one word, and everyone reads of it what they may know of.
    told(&mut story, "Cards fail", &["payments", "lens"], &[]);
    let texts = handed(&mut story);
    assert_eq!(who(&texts), ["all@a.example", "clinic@a.example", "shop@a.example"]);
    let tainted = |text: &str| text.contains("lens") || text.to_lowercase().contains(CANARY);
    let tainted: Vec<bool> = texts.iter().map(|(_, text)| tainted(text)).collect();
    assert_eq!(tainted, [false, true, false], "{texts:#?}");
    assert_eq!(story.state.subscribers.words().next().unwrap().total().count, 3);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_customers_subscriber_hears_of_its_maintenance_and_notices() {
    let mut story = story();
    let everyone = entry("public", None, "all@a.example", Wants::default());
    sign_up(&mut story, everyone).unwrap();
    joins(&mut story, "brightwater", "clinic@a.example", Wants::default());
    let plan = work(&story, "Isotope links", &["clinics"]);
    story.tell(Actor::Person(ana()), maintenance::Command::Plan { plan }).unwrap();
    let texts = handed(&mut story);
    assert_eq!(who(&texts), ["clinic@a.example"]);
    assert!(texts[0].1.contains("Isotope links"));
    let notice = Notice {
        translations: Vec::new(),
        title: "Isotope hours".into(),
        text: "From six.".into(),
        pages: Vec::new(),
        audiences: vec!["clinics".into()],
        from: story.now,
        until: story.now + secs(86_400),
        zone: "UTC".into(),
    };
    let post = announcements::Command::Post { notice, tells: true };
    story.tell(Actor::Person(ana()), post).unwrap();
    story.pass(secs(60));
    assert_eq!(who(&handed(&mut story)), ["clinic@a.example"]);
}

#[test]
fn a_link_made_anew_ends_what_came_by_it_and_nothing_else() {
    let mut story = story();
    let old = link(&story, "brightwater");
    let gone = joins(&mut story, "brightwater", "old@a.example", Wants::default());
    joins(&mut story, "harbour", "shop@a.example", Wants::default());
    let added = entry("public", of("brightwater", None), "added@a.example", Wants::default());
    let add = Ask::Add { entries: vec![added], consent: "contract".into() };
    story.tell(Actor::Person(cleo()), add).unwrap();
    assert_eq!(story.state.came_by(&Holder::Customer("brightwater".into())), 1);
    renew(&mut story, "brightwater");
    assert!(story.state.subscribers.get(gone).is_none());
    let left = |how| E::Left { subscriber: gone, how };
    assert!(story.history.iter().any(|(e, _)| *e == Event::Subscribers(left(Gone::Shut))));
    assert_eq!(story.state.subscribers.len(), 2);
    // The old link, one that never was, and one of somebody else open nothing.
    let refused = Err(domain::Refusal::Subscribers(Refusal::NotTheirs));
    let forged = GivenLink { generation: 7, ..old };
    let others = link(&story, "harbour");
    for bad in [old, forged, others] {
        let through = of("brightwater", Some(bad));
        let entry = entry("public", through, "thief@a.example", Wants::default());
        assert_eq!(sign_up(&mut story, entry), refused);
    }
    // Whoever has the new one signs up again, also under the address that was told before.
    joins(&mut story, "brightwater", "old@a.example", Wants::default());
    told(&mut story, "Cold isotopes", &[], &["clinics"]);
    assert_eq!(who(&handed(&mut story)), ["added@a.example", "old@a.example"]);
    let whose = Holder::Customer("brightwater".into());
    story.operator(audiences::Command::TakeLink { whose });
    told(&mut story, "Colder isotopes", &[], &["clinics"]);
    assert_eq!(who(&handed(&mut story)), ["added@a.example"], "its link has ended");
    story.operator(customers::Command::Remove { customer: "brightwater".into() });
    assert_eq!(story.state.subscribers.len(), 1, "with a customer all of its go");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_leaves_an_audience_gets_nothing_of_it_that_still_waits() {
    let mut story = story();
    let daily = Wants { daily: Some(23), ..Wants::default() };
    joins(&mut story, "brightwater", "clinic@a.example", daily);
    told(&mut story, "Cold isotopes", &[], &["clinics"]);
    send_all(&mut story);
    let word = story.state.subscribers.words().next().unwrap();
    assert_eq!((word.total().count, word.waiting.len()), (1, 1), "it waits for their hour");
    let profile = Audience { name: "Clinics".into(), customers: Vec::new() };
    story.operator(audiences::Command::Put { audience: "clinics".into(), profile });
    story.pass(secs(86_400));
    for slice in claim(&mut story, Lane::Mail, Queue::First, 1) {
        // Whoever writes the letter finds nothing that is theirs, and says so.
        let passed = slice.to.iter().map(|to| (to.number, Outcome::Passed)).collect();
        report(&mut story, &slice, passed);
    }
    let word = story.state.subscribers.words().next().unwrap();
    assert_eq!((word.total().reached, word.is_done()), (0, true), "{word:#?}");
    assert!(claim(&mut story, Lane::Mail, Queue::Again, 1).is_empty());
    assert_eq!(story.folded(), story.state);
}

fn private(story: &mut Story, domains: &[&str]) {
    let domains = domains.iter().map(|domain| (*domain).into()).collect();
    let readers = Readers::ByLink { audiences: vec!["clinics".into()], domains };
    let page = StatusPage {
        name: "Clinics".into(),
        zone: "UTC".into(),
        components: vec!["scanner".into()],
        readers,
        ..StatusPage::default()
    };
    let profile = Box::new(page);
    story.operator(status_pages::Command::Put { page: "inside".into(), profile });
}

fn mail(domain: &str) -> Option<Through> {
    Some(Through::Mail { domain: domain.into() })
}

#[test]
fn a_private_page_tells_by_mail_as_long_as_it_names_the_domain() {
    let mut story = story();
    private(&mut story, &["hospital.example", "lab.example"]);
    let at = |domain: &str, address: &str| entry("inside", mail(domain), address, Wants::default());
    sign_up(&mut story, at("hospital.example", "ward@hospital.example")).unwrap();
    sign_up(&mut story, at("lab.example", "desk@lab.example")).unwrap();
    let refused = Err(domain::Refusal::Subscribers(Refusal::NotTheirs));
    for bad in [at("hospital.example", "a@other.example"), at("other.example", "a@other.example")] {
        assert_eq!(sign_up(&mut story, bad), refused);
    }
    let through = of("harbour", Some(link(&story, "harbour")));
    let shut = entry("inside", through, "shop@a.example", Wants::default());
    assert_eq!(sign_up(&mut story, shut), refused, "that customer does not read the page");
    told(&mut story, "Cold isotopes", &["scanner"], &[]);
    assert_eq!(who(&handed(&mut story)), ["desk@lab.example", "ward@hospital.example"]);
    told(&mut story, "Cards fail", &["payments"], &[]);
    assert!(handed(&mut story).is_empty(), "the page shows nothing of it");
    private(&mut story, &["lab.example"]);
    told(&mut story, "Colder isotopes", &["scanner"], &[]);
    assert_eq!(who(&handed(&mut story)), ["desk@lab.example"]);
    // Named once more, it tells whoever signs up from then on.
    private(&mut story, &["lab.example", "hospital.example"]);
    told(&mut story, "Coldest isotopes", &["scanner"], &[]);
    assert_eq!(who(&handed(&mut story)), ["desk@lab.example"]);
    story.operator(status_pages::Command::Remove { page: "inside".into() });
    assert!(story.state.subscribers.is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn sites_and_services_are_chosen_and_what_serves_them_is_followed() {
    let mut story = story();
    let site = |key: &str, component: Option<&str>| customers::Site {
        key: key.into(),
        name: key.into(),
        zone: None,
        component: component.map(Into::into),
    };
    let put = |story: &mut Story, served: Option<&str>| {
        let sites = vec![site("elm", Some("payments")), site("oak", served)];
        let profile = customers::Profile { name: "Bright".into(), sites, ..Default::default() };
        let (customer, profile) = (CustomerKey::from("brightwater"), Box::new(profile));
        story.operator(customers::Command::Put { customer, profile });
    };
    put(&mut story, Some("scanner"));
    let cards = ServiceKey::from("cards");
    let profile = incidents::Service { name: "Cards".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: cards.clone(), profile });
    let payments =
        Component { name: "Payments".into(), service: Some(cards.clone()), ..Component::default() };
    let put_component =
        components::Command::Put { component: "payments".into(), profile: payments };
    story.operator(put_component);
    let wants = |sites: &[&str], services: &[ServiceKey]| Wants {
        sites: sites.iter().map(|site| (*site).into()).collect(),
        services: services.to_vec(),
        ..Wants::default()
    };
    joins(&mut story, "brightwater", "oak@a.example", wants(&["oak"], &[]));
    joins(
        &mut story,
        "brightwater",
        "both@a.example",
        wants(&["oak"], std::slice::from_ref(&cards)),
    );
    let by_service = entry("public", None, "cards@a.example", wants(&[], &[cards]));
    sign_up(&mut story, by_service).unwrap();
    told(&mut story, "Cards fail", &["payments"], &[]);
    assert_eq!(who(&handed(&mut story)), ["both@a.example", "cards@a.example"]);
    told(&mut story, "The lens is dark", &["lens"], &[]);
    assert_eq!(who(&handed(&mut story)), ["both@a.example", "oak@a.example"]);
    // What serves a site is followed; where nobody says what does, silence would be worse.
    put(&mut story, None);
    told(&mut story, "Cards fail again", &["payments"], &[]);
    assert_eq!(who(&handed(&mut story)), ["both@a.example", "cards@a.example", "oak@a.example"]);
}

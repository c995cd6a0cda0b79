//! One address, many truths: what is for an audience is read by it and by nobody else.

use domain::announcements::{self, Notice};
use domain::audiences::{self, AUDIENCES_MAX, Audience, CUSTOMERS_MAX, Holder, Refusal};
use domain::components::{self, Component};
use domain::maintenance::{self, Ending, Plan, Stage};
use domain::readers::own::OWN_SITES_MAX;
use domain::readers::{CLASSES_MAX, ReadersSight, by_mail};
use domain::status_pages::{self, Readers, StatusPage};
use domain::words::{
    Actor, Affected, AudienceKey, Condition, CustomerKey, Language, Overview, Owner, Personal,
    Phase, Public, SmolStr, SubscriberId,
};
use domain::{customers, updates};

use crate::story::{Story, ana, secs};

/// Stands in everything that is for clinics only.
pub const CANARY: &str = "isotope";

fn adopted() -> Story {
    let mut story = Story::new();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    story
}

fn put(name: &str, customers: &[CustomerKey]) -> Audience {
    Audience { name: name.into(), customers: customers.to_vec() }
}

/// Clinics know of a component, with a part of it, that nobody else knows of.
pub fn story() -> Story {
    let mut story = adopted();
    for customer in ["brightwater", "harbour"] {
        let profile = customers::Profile { name: customer.into(), ..Default::default() };
        let (customer, profile) = (customer.into(), Box::new(profile));
        story.operator(customers::Command::Put { customer, profile });
    }
    let profile = put("Clinics", &["brightwater".into()]);
    story.operator(audiences::Command::Put { audience: "clinics".into(), profile });
    let component = |name: &str, parent: Option<&str>, audiences: &[&str]| Component {
        name: name.into(),
        parent: parent.map(Into::into),
        audiences: audiences.iter().map(|key| AudienceKey::from(*key)).collect(),
        ..Component::default()
    };
    for (key, profile) in [
        ("payments", component("Payments", None, &[])),
        ("scanner", component("An isotope scanner", None, &["clinics"])),
        ("lens", component("Its isotope lens", Some("scanner"), &[])),
    ] {
        story.operator(components::Command::Put { component: key.into(), profile });
    }
    let profile = StatusPage { name: "Vendor".into(), zone: "UTC".into(), ..StatusPage::default() };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
    story
}

pub fn told(story: &mut Story, title: &str, parts: &[&str], audiences: &[&str]) {
    let emergency = story.call();
    let incident = story.state.incidents.of_emergency(emergency).unwrap().id;
    let affected = parts
        .iter()
        .map(|part| Affected { component: (*part).into(), condition: Condition::Major });
    let overview = Overview {
        known: format!("{title}: a line is cut.").as_str().into(),
        impact: "It fails.".into(),
        ..Overview::default()
    };
    let public = Public {
        title: title.into(),
        phase: Phase::Identified,
        affected: affected.collect(),
        audiences: audiences.iter().map(|key| AudienceKey::from(*key)).collect(),
        ..Public::default()
    };
    let next_by = story.now + secs(900);
    let (estimate, public) = (None, Some(public));
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

/// Work that begins in an hour and lasts as long, for these audiences.
pub fn work(story: &Story, title: &str, audiences: &[&str]) -> Plan {
    Plan {
        title: title.into(),
        impact: "Minutes.".into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: audiences.iter().map(|key| AudienceKey::from(*key)).collect(),
        from: story.now + secs(3_600),
        until: story.now + secs(7_200),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
    }
}

/// All that a class of readers can read on a page.
fn read(story: &Story, sight: &ReadersSight) -> String {
    let seen = story.state.for_readers(sight);
    format!("{:?}", seen.status_page_at(&"public".into(), story.now).expect("a page"))
}

#[test]
fn what_was_said_of_maintenance_to_some_stays_with_them_when_it_is_planned_for_everyone() {
    let mut story = story();
    let plan = work(&story, "New links", &["clinics"]);
    let tell = |story: &mut Story, command| story.tell(Actor::Person(ana()), command).unwrap();
    tell(&mut story, maintenance::Command::Plan { plan: plan.clone() });
    let maintenance = story.state.maintenance.listed()[0].id;
    let say = |words: &str| maintenance::Command::Say {
        maintenance,
        stage: Stage::Scheduled,
        words: words.into(),
        translations: Vec::new(),
    };
    tell(&mut story, say("The isotope cabinet is first."));
    let open = Plan { audiences: Vec::new(), ..plan };
    tell(&mut story, maintenance::Command::Change { maintenance, plan: open, takes_back: false });
    tell(&mut story, say("We begin in the north."));
    let everyone = read(&story, &ReadersSight::public());
    assert!(everyone.contains("New links") && everyone.contains("We begin in the north."));
    assert!(!everyone.to_lowercase().contains(CANARY), "{everyone}");
    let clinics = read(&story, &story.state.sight_of(&Holder::Customer("brightwater".into())));
    assert!(clinics.contains("The isotope cabinet is first."), "{clinics}");
}

#[test]
fn what_is_for_an_audience_is_read_by_it_and_by_nobody_else() {
    let mut story = story();
    told(&mut story, "The isotope scanner is dark", &["lens"], &[]);
    told(&mut story, "Isotopes are late", &[], &["clinics"]);
    let (from, until) = (story.now + secs(60), story.now + secs(600));
    let plan = work(&story, "New isotope links", &[]);
    let plan = Plan { components: vec!["scanner".into()], from, until, ..plan };
    let named = Plan { components: Vec::new(), audiences: vec!["clinics".into()], ..plan.clone() };
    for plan in [plan, named] {
        story.tell(Actor::Person(ana()), maintenance::Command::Plan { plan }).unwrap();
    }
    let notice = Notice {
        title: "Isotope hours".into(),
        text: "From six.".into(),
        translations: Vec::new(),
        pages: Vec::new(),
        audiences: vec!["clinics".into()],
        from: story.now,
        until: story.now + secs(600),
        zone: "UTC".into(),
    };
    story
        .tell(Actor::Person(ana()), announcements::Command::Post { notice, tells: false })
        .unwrap();
    story.pass(secs(1));
    let everyone = read(&story, &ReadersSight::public());
    assert!(!everyone.to_lowercase().contains(CANARY), "{everyone}");
    let harbour = story.state.sight_of(&Holder::Customer("harbour".into()));
    let theirs = read(&story, &harbour);
    assert_eq!(theirs, everyone, "who is in no audience reads what everyone does");
    let clinics = read(&story, &story.state.sight_of(&Holder::Customer("brightwater".into())));
    for said in [
        "An isotope scanner",
        "Its isotope lens",
        "The isotope scanner is dark",
        "Isotopes are late",
        "New isotope links",
        "Isotope hours",
        "Payments",
    ] {
        assert!(clinics.contains(said), "{said}: {clinics}");
    }
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_matter_of_both_is_told_to_everyone_without_what_is_not_theirs() {
    let mut story = story();
    told(&mut story, "A line is cut", &["lens", "payments"], &[]);
    let seen = story.state.for_everyone();
    let shown = seen.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!((shown.live.len(), shown.parts.len()), (1, 1));
    let turns: Vec<_> = shown.live[0].entries.iter().flat_map(|entry| &entry.turns).collect();
    assert_eq!(turns.len(), 1);
    assert_eq!(turns[0].component.as_str(), "payments");
    let text = format!("{shown:?}");
    assert!(!text.contains("lens") && !text.contains("scanner"), "{text}");
}

#[test]
fn for_whom_a_matter_is_stays_as_its_first_word_said() {
    let mut story = story();
    told(&mut story, "Isotopes are late", &["lens"], &[]);
    let known = story.state.bulletins.live()[0];
    assert_eq!(known.audiences, [AudienceKey::from("clinics")], "as its first word named");
    let incident = known.incident;
    let overview = Overview {
        known: "They come on Monday.".into(),
        impact: "No isotope today.".into(),
        ..Overview::default()
    };
    let public = Public {
        title: "Isotopes are late".into(),
        phase: Phase::Identified,
        affected: vec![Affected { component: "payments".into(), condition: Condition::Partial }],
        audiences: Vec::new(),
        ..Public::default()
    };
    let next_by = story.now + secs(900);
    let (estimate, public) = (None, Some(public));
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    assert!(!read(&story, &ReadersSight::public()).to_lowercase().contains(CANARY));
}

#[test]
fn an_audience_keeps_to_its_limits_and_something_for_it_alone_holds_it() {
    let mut story = story();
    let refused = |story: &mut Story, command: audiences::Command| match story
        .tell(Actor::Operator, command)
    {
        Err(domain::Refusal::Audiences(refusal)) => Some(refusal),
        _ => None,
    };
    let many = |count: usize| -> Vec<CustomerKey> {
        (0..count).map(|number| format!("c{number}").as_str().into()).collect()
    };
    let define = |key: &str, profile| audiences::Command::Put { audience: key.into(), profile };
    let full = define("full", put("Full", &many(CUSTOMERS_MAX)));
    assert_eq!(refused(&mut story, full), None);
    let more = define("full", put("Full", &many(CUSTOMERS_MAX + 1)));
    assert_eq!(refused(&mut story, more), Some(Refusal::BadCustomers));
    let twice = define("twice", put("Twice", &["acme".into(), "acme".into()]));
    assert_eq!(refused(&mut story, twice), Some(Refusal::BadCustomers));
    assert_eq!(refused(&mut story, define("x", put(" ", &[]))), Some(Refusal::BadName));
    let remove = audiences::Command::Remove { audience: "clinics".into() };
    assert_eq!(refused(&mut story, remove), Some(Refusal::InUse));
    for number in story.state.audiences.audiences.len()..AUDIENCES_MAX {
        assert_eq!(refused(&mut story, define(&format!("a{number}"), put("One", &[]))), None);
    }
    let beyond = define("beyond", put("One too many", &[]));
    assert_eq!(refused(&mut story, beyond), Some(Refusal::TooMany));
    let profile =
        Component { name: "Lost".into(), audiences: vec!["nobody".into()], ..Component::default() };
    let lost = components::Command::Put { component: "lost".into(), profile };
    assert!(matches!(
        story.tell(Actor::Operator, lost),
        Err(domain::Refusal::Components(components::Refusal::BadAudiences))
    ));
}

#[test]
fn a_customer_that_is_gone_leaves_its_audiences_and_its_link() {
    let mut story = story();
    let whose = Holder::Customer("brightwater".into());
    let give = || audiences::Command::GiveLink { whose: whose.clone() };
    story.operator(give());
    let link = *story.state.audiences.link_of(&whose).unwrap();
    story.operator(give());
    let renewed = *story.state.audiences.link_of(&whose).unwrap();
    assert_eq!((renewed.id, renewed.generation), (link.id, link.generation + 1));
    story.operator(audiences::Command::TakeLink { whose: whose.clone() });
    assert_eq!(story.state.audiences.holder_of(link.id), None);
    story.operator(give());
    assert_eq!(story.state.audiences.link_of(&whose).unwrap().generation, 2);
    story.operator(customers::Command::Remove { customer: "brightwater".into() });
    assert!(story.state.audiences.of(&"brightwater".into()).is_empty());
    assert_eq!(story.state.audiences.holder_of(link.id), None);
    assert!(story.state.audiences.get(&"clinics".into()).unwrap().customers.is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn ten_thousand_customers_in_three_audiences_are_few_classes() {
    const CUSTOMERS: usize = 10_000;
    let mut story = adopted();
    let key = |number: usize| CustomerKey::from(format!("c{number}").as_str());
    for (nth, name) in ["Clinics", "Shops", "Banks"].into_iter().enumerate() {
        // Each customer is in the audiences of the bits of its number: eight classes in all.
        let own = (0..CUSTOMERS).filter(|number| number >> nth & 1 == 1).map(key);
        let profile = put(name, &own.collect::<Vec<_>>());
        let audience = name.to_lowercase().as_str().into();
        story.operator(audiences::Command::Put { audience, profile });
    }
    let zones = jiff::tz::TimeZoneDatabase::bundled();
    let node = domain::words::NodeId(1);
    for number in 0..CUSTOMERS {
        // The directory is not what is looked at: the room is asked without it.
        let id = domain::words::CommandId(1 << 64 | number as u128);
        let moment = domain::Moment::new(story.now, id, &Actor::Operator, node, &zones);
        let give = audiences::Command::GiveLink { whose: Holder::Customer(key(number)) };
        for event in story.state.audiences.decide(give, &moment).unwrap() {
            story.state.audiences.evolve(&event, story.now);
        }
    }
    assert_eq!(story.state.classes().len(), 8);
}

#[test]
fn the_hundred_and_first_combination_of_audiences_is_refused_and_nothing_is_lost() {
    let mut story = adopted();
    let key = |number: usize| format!("c{number}");
    for number in 0..=CLASSES_MAX {
        let (customer, name) = (key(number).as_str().into(), key(number).as_str().into());
        let profile = Box::new(customers::Profile { name, ..Default::default() });
        story.operator(customers::Command::Put { customer, profile });
    }
    // Each customer is in the audiences of the bits of its number: no two read the same.
    for bit in 0..7_usize {
        let own = (0..=CLASSES_MAX).filter(|number| number >> bit & 1 == 1);
        let own: Vec<CustomerKey> = own.map(|number| key(number).as_str().into()).collect();
        let profile = put("Some", &own);
        let audience = format!("bit-{bit}").as_str().into();
        story.operator(audiences::Command::Put { audience, profile });
    }
    let holder = |number: usize| Holder::Customer(key(number).as_str().into());
    let give = |number: usize| audiences::Command::GiveLink { whose: holder(number) };
    for number in 0..CLASSES_MAX {
        story.operator(give(number));
    }
    assert_eq!(story.state.classes().len(), CLASSES_MAX);
    let before = story.state.clone();
    assert!(matches!(
        story.tell(Actor::Operator, give(CLASSES_MAX)),
        Err(domain::Refusal::Audiences(Refusal::TooManyClasses))
    ));
    assert_eq!(story.state, before);
    assert_eq!(story.folded(), before);
    // A link that ends makes room.
    let take = audiences::Command::TakeLink { whose: holder(0) };
    story.operator(take);
    story.operator(give(CLASSES_MAX));
    assert_eq!(story.state.classes().len(), CLASSES_MAX);
}

#[test]
fn a_private_page_is_there_for_those_who_read_by_a_link_and_for_nobody_else() {
    let mut story = story();
    let put = |key: &str, readers| {
        let (name, zone) = (key.into(), "UTC".into());
        let profile = StatusPage { name, zone, readers, ..StatusPage::default() };
        status_pages::Command::Put { page: key.into(), profile: Box::new(profile) }
    };
    let by = |audiences: &[&str]| Readers::ByLink {
        audiences: audiences.iter().map(|key| AudienceKey::from(*key)).collect(),
        domains: Vec::new(),
    };
    story.operator(put("held", by(&[])));
    story.operator(put("clinical", by(&["clinics"])));
    assert!(matches!(
        story.tell(Actor::Operator, put("lost", by(&["nobody"]))),
        Err(domain::Refusal::StatusPages(status_pages::Refusal::BadAudiences))
    ));
    let pages = |sight: &ReadersSight| -> Vec<String> {
        let seen = story.state.for_readers(sight);
        seen.status_pages.pages.keys().map(ToString::to_string).collect()
    };
    let of = |customer: &str| story.state.sight_of(&Holder::Customer(customer.into()));
    assert_eq!(pages(&ReadersSight::public()), ["public"]);
    assert_eq!(pages(&of("harbour")), ["held", "public"]);
    assert_eq!(pages(&of("brightwater")), ["clinical", "held", "public"]);
}

fn held(story: &mut Story, audiences: &[&str], domains: &[&str]) {
    let readers = Readers::ByLink {
        audiences: audiences.iter().map(|key| AudienceKey::from(*key)).collect(),
        domains: domains.iter().map(SmolStr::new).collect(),
    };
    let profile =
        StatusPage { name: "Held".into(), zone: "UTC".into(), readers, ..StatusPage::default() };
    story.operator(status_pages::Command::Put { page: "held".into(), profile: Box::new(profile) });
}

/// The letter that is owed to an address that asks for a link.
fn letter(story: &Story, address: &str) -> Option<domain::Command> {
    let number = address.bytes().fold(7, |sum, byte| sum * 31 + u128::from(byte));
    let to = Personal::new(Owner::Subscriber(SubscriberId(number)), address);
    story.state.letter_by_mail(&"held".into(), to, story.now)
}

#[test]
fn whoever_reads_mail_at_a_named_domain_reads_that_page_and_no_other_private_one() {
    let mut story = story();
    held(&mut story, &["clinics"], &["Hospital.Example"]);
    told(&mut story, "The isotope scanner is dark", &["lens"], &[]);
    let sent = story.now;
    let sight = |story: &Story, domain: &str, sent| {
        story.state.sight_by_mail(&"held".into(), domain, sent, story.now)
    };
    let theirs = sight(&story, "hospital.example", sent).unwrap();
    assert!(story.state.classes().contains(&theirs), "it is printed");
    let seen = story.state.for_readers(&theirs);
    let pages: Vec<_> = seen.status_pages.pages.keys().map(ToString::to_string).collect();
    assert_eq!(pages, ["held"]);
    let page = format!("{:?}", seen.status_page_at(&"held".into(), story.now).unwrap());
    assert!(page.contains(CANARY), "what is for the audiences of the page is theirs");
    for other in ["sub.hospital.example", "example", "elsewhere.example", ""] {
        assert_eq!(sight(&story, other, sent), None, "{other}");
    }
}

#[test]
fn a_link_by_mail_ends_after_its_time_with_its_domain_and_with_the_kind_of_page() {
    let mut story = story();
    held(&mut story, &[], &["hospital.example"]);
    let sent = story.now;
    let sight = |story: &Story, domain: &str, sent| {
        story.state.sight_by_mail(&"held".into(), domain, sent, story.now)
    };
    story.pass(by_mail::LASTS - secs(1));
    assert!(sight(&story, "hospital.example", sent).is_some());
    story.pass(secs(1));
    assert_eq!(sight(&story, "hospital.example", sent), None);
    let sent = story.now;
    held(&mut story, &[], &["clinic.example", "hospital.example"]);
    assert!(sight(&story, "hospital.example", sent).is_some(), "others come beside it");
    held(&mut story, &[], &["clinic.example"]);
    story.pass(secs(1));
    held(&mut story, &[], &["hospital.example"]);
    assert_eq!(sight(&story, "hospital.example", sent), None, "what ended does not come back");
    let sent = story.now;
    assert!(sight(&story, "hospital.example", sent).is_some());
    let profile = StatusPage { name: "Held".into(), zone: "UTC".into(), ..StatusPage::default() };
    story.operator(status_pages::Command::Put { page: "held".into(), profile: Box::new(profile) });
    assert_eq!(sight(&story, "hospital.example", sent), None);
    assert!(story.state.classes().is_empty());
}

#[test]
fn a_link_is_mailed_to_named_domains_only_and_nobody_is_flooded_with_them() {
    let mut story = story();
    held(&mut story, &[], &["hospital.example"]);
    for stranger in ["a@elsewhere.example", "a@x.hospital.example", "hospital.example", "a@", ""] {
        assert!(letter(&story, stranger).is_none(), "{stranger}");
    }
    let own = letter(&story, "ines@hospital.example").unwrap();
    story.tell(Actor::System, own).unwrap();
    assert!(letter(&story, "ines@hospital.example").is_none(), "she has one on its way");
    assert!(letter(&story, "ana@hospital.example").is_some());
    story.pass(by_mail::AGAIN_AFTER);
    assert!(letter(&story, "ines@hospital.example").is_some(), "it may have been lost");
    for number in 1..by_mail::LETTERS_MAX {
        let next = letter(&story, &format!("a{number}@hospital.example")).unwrap();
        story.tell(Actor::System, next).unwrap();
    }
    assert!(letter(&story, "last@hospital.example").is_none());
    story.pass(by_mail::LETTER_LASTS);
    assert!(letter(&story, "last@hospital.example").is_some());
}

#[test]
fn what_is_no_mail_domain_is_refused_by_name_and_there_are_not_too_many() {
    let mut story = story();
    let mut put = |domains: Vec<SmolStr>| {
        let readers = Readers::ByLink { audiences: Vec::new(), domains };
        let (name, zone) = ("Held".into(), "UTC".into());
        let profile = Box::new(StatusPage { name, zone, readers, ..StatusPage::default() });
        story.tell(Actor::Operator, status_pages::Command::Put { page: "held".into(), profile })
    };
    let refused = |refusal: status_pages::Refusal| Err(domain::Refusal::StatusPages(refusal));
    for wrong in ["ines@hospital.example", "hospital", "", "*.example.com", "zürich.example"] {
        let said = put(vec![wrong.into()]);
        assert_eq!(said, refused(status_pages::Refusal::BadDomain(wrong.into())));
    }
    let many = |count: usize| (0..count).map(|n| format!("a{n}.example").into()).collect();
    let most = status_pages::DOMAINS_MAX;
    assert_eq!(put(many(most + 1)), refused(status_pages::Refusal::TooManyDomains));
    assert_eq!(put(many(most)), Ok(()));
    assert_eq!(put(vec!["A.example".into(), "a.example.".into()]), Ok(()));
    let kept = story.state.domains_of(&"held".into());
    assert_eq!(kept, ["a.example"]);
}

#[test]
fn a_site_says_how_what_serves_it_fares_and_nothing_of_what_others_read() {
    let mut story = story();
    let site = |key: &str, component: Option<&str>| customers::Site {
        key: key.into(),
        name: key.into(),
        zone: None,
        component: component.map(Into::into),
    };
    for customer in ["brightwater", "harbour"] {
        let sites = vec![
            site("elm", Some("payments")),
            site("oak", Some("scanner")),
            site("ash", None),
            site("yew", Some("gone")),
        ];
        let profile = customers::Profile { name: customer.into(), sites, ..Default::default() };
        let (customer, profile) = (customer.into(), Box::new(profile));
        story.operator(customers::Command::Put { customer, profile });
    }
    let served = |story: &Story, customer: &str| -> Vec<Option<(String, Condition)>> {
        let own = story.state.own_part(&customer.into(), Language::English, story.now).unwrap();
        let sites = own.sites.iter();
        sites.map(|site| site.served.map(|(name, fares)| (name.to_owned(), fares))).collect()
    };
    let works = |name: &str| Some((name.to_owned(), Condition::Operational));
    let scanner = "An isotope scanner";
    assert_eq!(served(&story, "brightwater"), [works("Payments"), works(scanner), None, None]);
    assert_eq!(served(&story, "harbour"), [works("Payments"), None, None, None]);
    // It fares as badly as the worst of its parts, for those who know of them.
    told(&mut story, "The lens is dark", &["lens"], &[]);
    let fails = Some((scanner.to_owned(), Condition::Major));
    assert_eq!(served(&story, "brightwater"), [fails.clone(), works("Payments"), None, None]);
    assert_eq!(served(&story, "harbour"), [works("Payments"), None, None, None]);
    // However many there are, what fails is never among those that are left out.
    let mut sites: Vec<customers::Site> =
        (0..OWN_SITES_MAX).map(|number| site(&format!("s{number}"), Some("payments"))).collect();
    sites.push(site("last", Some("scanner")));
    let profile = customers::Profile { name: "Chain".into(), sites, ..Default::default() };
    let (customer, profile) = ("brightwater".into(), Box::new(profile));
    story.operator(customers::Command::Put { customer, profile });
    let shown = served(&story, "brightwater");
    assert_eq!((shown.len(), &shown[0]), (OWN_SITES_MAX, &fails));
}

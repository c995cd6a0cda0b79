//! Many customers are given their links at once, and none is made or sent twice.

use domain::audiences::{Command, Handout, Holder, LINKS_AT_ONCE_MAX, Refusal};
use domain::deliveries::About;
use domain::words::{Actor, CustomerKey, Owner, ParticipantId, Personal};
use domain::{audiences, customers};

use crate::story::{Story, cleo};

fn contact(key: &str, email: &str, told: bool) -> customers::Contact {
    let owner = Owner::Participant(ParticipantId(0));
    customers::Contact {
        key: key.into(),
        name: Personal::new(owner.clone(), key),
        email: (!email.is_empty()).then(|| Personal::new(owner, email)),
        phone: None,
        told,
    }
}

/// One who has a link, one of whom nobody asked to be told, and one of whom some did.
fn story() -> Story {
    let mut story = Story::new();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    for (customer, contacts) in [
        ("willow", vec![contact("ines", "ines@willow.example", true)]),
        ("harbour", vec![contact("rui", "rui@harbour.example", false)]),
        (
            "maple",
            vec![
                contact("tom", "tom@maple.example", true),
                contact("tom-again", "Tom@Maple.example", true),
                contact("una", "una@maple.example", false),
                contact("vera", "", true),
            ],
        ),
    ] {
        let profile = customers::Profile { name: customer.into(), contacts, ..Default::default() };
        let (customer, profile) = (customer.into(), Box::new(profile));
        story.operator(customers::Command::Put { customer, profile });
    }
    story.operator(Command::GiveLink { whose: holder("willow") });
    story
}

fn holder(customer: &str) -> Holder {
    Holder::Customer(customer.into())
}

fn missing(story: &Story) -> Vec<Handout> {
    let all = story.state.customers_of(None);
    all.into_iter().filter_map(|customer| story.state.handout(customer)).collect()
}

fn letters(story: &Story) -> Vec<String> {
    let all = story.state.deliveries.all();
    let letters = all.filter(|known| matches!(known.about, About::StatusLink { .. }));
    letters.map(|known| known.address.to.as_str().to_owned()).collect()
}

fn refused(story: &mut Story, links: Vec<Handout>) -> Option<Refusal> {
    match story.tell(Actor::Person(cleo()), Command::HandOut { links }) {
        Err(domain::Refusal::Audiences(refusal)) => Some(refusal),
        Err(other) => panic!("{other}"),
        Ok(()) => None,
    }
}

#[test]
fn who_has_a_link_keeps_it_and_who_asked_to_be_told_is_sent_the_new_one_once() {
    let mut story = story();
    let had = *story.state.audiences.link_of(&holder("willow")).unwrap();
    let links = missing(&story);
    let to: Vec<(&str, usize)> =
        links.iter().map(|one| (one.customer.as_str(), one.contacts.len())).collect();
    assert_eq!(to, [("harbour", 0), ("maple", 1)]);
    // Whoever has a link meanwhile is left alone, and so is whoever is named twice.
    let twice = links.iter().cloned().chain(links.iter().cloned());
    let stale = Handout { customer: "willow".into(), contacts: vec!["ines".into()] };
    let all: Vec<Handout> = twice.chain([stale]).collect();
    assert_eq!(refused(&mut story, all.clone()), None);
    assert_eq!(letters(&story), ["tom@maple.example"]);
    for customer in ["harbour", "maple"] {
        assert!(story.state.audiences.link_of(&holder(customer)).is_some(), "{customer}");
    }
    let before = story.history.len();
    assert_eq!(refused(&mut story, all), None);
    let made = |event: &domain::Event| matches!(event, domain::Event::Audiences(_));
    assert!(!story.history[before..].iter().any(|(event, _)| made(event)), "nothing twice");
    assert_eq!(story.state.audiences.link_of(&holder("willow")), Some(&had));
    assert!(missing(&story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_link_that_ended_is_made_anew_and_the_old_one_opens_nothing() {
    let mut story = story();
    let old = *story.state.audiences.link_of(&holder("willow")).unwrap();
    story.operator(Command::TakeLink { whose: holder("willow") });
    let links = missing(&story);
    assert_eq!(links.len(), 3);
    assert_eq!(refused(&mut story, links), None);
    let new = story.state.audiences.link_of(&holder("willow")).unwrap();
    assert_eq!((new.id, new.generation), (old.id, old.generation + 1));
}

#[test]
fn an_audience_names_its_own_and_what_cannot_be_is_refused_whole() {
    let mut story = story();
    let customers: Vec<CustomerKey> = vec!["maple".into(), "gone".into()];
    let profile = audiences::Audience { name: "Shops".into(), customers };
    story.operator(Command::Put { audience: "shops".into(), profile });
    let own = story.state.customers_of(Some(&"shops".into()));
    assert_eq!(own, [&CustomerKey::from("maple")], "who is there");
    assert!(story.state.customers_of(Some(&"nobody".into())).is_empty());
    let to = |customer: &str, contact: &str| Handout {
        customer: customer.into(),
        contacts: vec![contact.into()],
    };
    let many = vec![to("maple", "tom"); LINKS_AT_ONCE_MAX + 1];
    for (links, wanted) in [
        (vec![to("maple", "tom"), to("gone", "tom")], Refusal::UnknownHolder),
        (vec![to("harbour", "rui"), to("maple", "vera")], Refusal::NoAddress),
        (many, Refusal::TooManyLinks),
    ] {
        assert_eq!(refused(&mut story, links), Some(wanted));
    }
    assert!(letters(&story).is_empty());
    let by_a_responder = Command::HandOut { links: vec![to("maple", "tom")] };
    assert!(story.tell(Actor::Person("ben".into()), by_a_responder).is_err(), "leads alone");
    assert_eq!(story.folded(), story.state);
}

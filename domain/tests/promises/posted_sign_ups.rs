//! Readers who sign up a program or a chat themselves: only where their page says so, with one
//! message and nothing else before they confirm it.

use domain::deliveries::{self, About, Command as Send, Outcome as Sent};
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{
    CONFIRM_WITHIN, Command as Ask, Event as E, LETTERS_PER_HOUR_MAX, Refusal, Route, Standing,
    UNCONFIRMED_MAX, Wants,
};
use domain::words::{Actor, Channel, DeliveryId, Owner, Personal, Phase, SubscriberId};
use domain::{Event, status_pages as pages};

use crate::story::{Story, cleo, secs};
use crate::subscribers::{add, entry, id_of, say, send_all, trouble, vendor};

const HOOK: &str = "https://hooks.example/in";

fn open(story: &mut Story, ways: &[Route]) {
    let profile = StatusPage {
        name: "Vendor".into(),
        zone: "UTC".into(),
        subscribe_by: ways.to_vec(),
        ..StatusPage::default()
    };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
}

fn sign_up(route: Route, address: &str) -> Ask {
    Ask::SignUp(entry(route, address, Wants::default()))
}

/// The deliveries by which sign-ups were to be confirmed.
fn asked(story: &Story) -> Vec<(DeliveryId, Channel, u32)> {
    let owed = story.history.iter().filter_map(|(event, _)| match event {
        Event::Deliveries(deliveries::Event::Owed { delivery, about, address, claim, .. }) => {
            matches!(about, About::Subscription { .. }).then_some((
                *delivery,
                address.channel,
                claim.fence,
            ))
        }
        _ => None,
    });
    owed.collect()
}

#[test]
fn readers_sign_up_programs_and_chats_only_where_their_page_says_so() {
    let mut story = vendor();
    let no = story.tell(Actor::Stranger, sign_up(Route::Webhook, HOOK));
    assert_eq!(no.unwrap_err(), Refusal::NotOffered.into());
    // Mail and text messages are no programs, and are never ticked.
    open(&mut story, &[Route::Slack, Route::Email, Route::Webhook, Route::Slack]);
    let known = story.state.status_pages.get(&"public".into()).unwrap();
    assert_eq!(known.profile.subscribe_by, [Route::Webhook, Route::Slack]);
    story.tell(Actor::Stranger, sign_up(Route::Webhook, HOOK)).unwrap();
    assert!(story.tell(Actor::Stranger, sign_up(Route::Discord, HOOK)).is_err());
    story.tell(Actor::Stranger, sign_up(Route::Email, "a@a.example")).unwrap();
    assert_eq!(asked(&story).len(), 2);
    // Who came while it was offered stays; nobody else comes.
    let subscriber = id_of(&story, 1);
    open(&mut story, &[]);
    story.tell(Actor::Subscriber(subscriber), Ask::Confirm { subscriber }).unwrap();
    assert!(story.tell(Actor::Stranger, sign_up(Route::Webhook, "https://b.example/")).is_err());
    let put = |event: &Event| matches!(event, Event::StatusPages(pages::Event::Put { .. }));
    assert_eq!(story.history.iter().filter(|(event, _)| put(event)).count(), 3);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn one_message_is_posted_and_nothing_else_before_the_button_is_pressed() {
    let mut story = vendor();
    open(&mut story, &[Route::Webhook]);
    story.tell(Actor::Stranger, sign_up(Route::Webhook, HOOK)).unwrap();
    story.tell(Actor::Stranger, sign_up(Route::Webhook, HOOK)).unwrap();
    assert_eq!(asked(&story).len(), 1, "not twice in a row");
    assert_eq!(asked(&story)[0].1, Channel::Webhook);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    assert!(send_all(&mut story).is_empty());
    let subscriber = id_of(&story, 1);
    assert!(story.tell(Actor::Stranger, Ask::Confirm { subscriber }).is_err());
    assert!(story.tell(Actor::Person(cleo()), Ask::Confirm { subscriber }).is_err());
    story.tell(Actor::Subscriber(subscriber), Ask::Confirm { subscriber }).unwrap();
    say(&mut story, incident, Phase::Identified, &[]);
    assert_eq!(send_all(&mut story).len(), 1);
    // Whoever is known is sent the way to what they chose, and keeps it.
    story.pass(secs(700));
    story.tell(Actor::Stranger, sign_up(Route::Webhook, HOOK)).unwrap();
    assert_eq!((asked(&story).len(), story.state.subscribers.len()), (2, 1));
    assert_eq!(story.state.subscribers.get(subscriber).unwrap().standing, Standing::Active);
}

#[test]
fn an_unconfirmed_address_is_tried_three_times_and_never_again_after_it_may_have_arrived() {
    let mut story = vendor();
    open(&mut story, &[Route::Webhook]);
    let attempts = |story: &mut Story, address: &str, outcome: Sent| {
        story.tell(Actor::Stranger, sign_up(Route::Webhook, address)).unwrap();
        let (delivery, _, mut fence) = *asked(story).last().unwrap();
        let mut count = 0;
        loop {
            count += 1;
            let outcome = outcome.clone();
            story.tell(Actor::System, Send::Report { delivery, fence, outcome }).unwrap();
            let standing = story.state.deliveries.get(delivery).unwrap().standing.clone();
            let deliveries::Standing::Owed { .. } = standing else { return count };
            story.pass(secs(60));
            let claim = Send::Claim { deliveries: vec![delivery] };
            story.tell(Actor::System, claim).unwrap();
            fence += 1;
        }
    };
    let reason = || "no".into();
    let failed = Sent::Failed { permanent: false, reason: reason() };
    let refused = Sent::Failed { permanent: true, reason: reason() };
    let unknown = Sent::Unknown { reason: reason() };
    assert_eq!(attempts(&mut story, "https://down.example/", failed), 3);
    assert_eq!(attempts(&mut story, "https://gone.example/", refused), 1);
    assert_eq!(attempts(&mut story, "https://slow.example/", unknown), 1);
}

#[test]
fn a_node_that_dies_before_it_posted_leaves_the_message_to_another() {
    let mut story = vendor();
    open(&mut story, &[Route::Webhook]);
    story.tell(Actor::Stranger, sign_up(Route::Webhook, HOOK)).unwrap();
    let (delivery, ..) = asked(&story)[0];
    story.pass(secs(11));
    let standing = &story.state.deliveries.get(delivery).unwrap().standing;
    assert!(matches!(standing, deliveries::Standing::Owed { .. }), "{standing:?}");
}

#[test]
fn an_address_that_nobody_confirms_is_forgotten() {
    let mut story = vendor();
    open(&mut story, &[Route::Slack]);
    story.tell(Actor::Stranger, sign_up(Route::Slack, HOOK)).unwrap();
    story.pass(secs(48 * 3_600 + 1));
    assert!(story.state.subscribers.is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_secret_is_made_anew_by_whoever_it_signs_for_and_by_leads() {
    let mut story = vendor();
    let ways = [(Route::Webhook, HOOK), (Route::Slack, HOOK), (Route::Email, "a@a.example")];
    let entries = ways.map(|(route, address)| entry(route, address, Wants::default()));
    add(&mut story, entries.to_vec());
    let renewed =
        |story: &Story, number: u32| story.state.subscribers.numbered(number).unwrap().secret;
    let subscriber = id_of(&story, 1);
    let renew = || Ask::RenewSecret { subscriber };
    for foreign in [Actor::Stranger, Actor::Subscriber(SubscriberId(1))] {
        assert!(story.tell(foreign, renew()).is_err());
    }
    story.tell(Actor::Subscriber(subscriber), renew()).unwrap();
    story.tell(Actor::Person(cleo()), renew()).unwrap();
    assert_eq!(renewed(&story, 1), 2);
    // What is not signed has none.
    for number in [2, 3] {
        let subscriber = id_of(&story, number);
        let renew = Ask::RenewSecret { subscriber };
        story.tell(Actor::Subscriber(subscriber), renew).unwrap();
        assert_eq!(renewed(&story, number), 0);
    }
    assert_eq!(story.folded(), story.state);
}

#[test]
fn where_too_many_sign_up_known_addresses_are_answered_as_unknown_ones() {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Email, "known@a.example", Wants::default())]);
    for number in 0..LETTERS_PER_HOUR_MAX {
        let address = format!("{number}@a.example");
        story.tell(Actor::Stranger, sign_up(Route::Email, &address)).unwrap();
    }
    for address in ["known@a.example", "unknown@a.example"] {
        let answer = story.tell(Actor::Stranger, sign_up(Route::Email, address));
        assert_eq!(answer.unwrap_err(), Refusal::TooMany.into(), "{address}");
    }
    let again = |event: &Event| matches!(event, Event::Subscribers(E::AskedAgain { .. }));
    assert!(!story.history.iter().any(|(event, _)| again(event)));
}

#[test]
fn a_flood_of_others_who_never_confirm_takes_nobody_the_link_to_what_they_have() {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Email, "known@a.example", Wants::default())]);
    for number in 2..=u32::try_from(UNCONFIRMED_MAX).unwrap() + 1 {
        assert!(!story.state.subscribers.takes_nobody_new());
        let subscriber = SubscriberId(u128::from(number));
        let owner = Owner::Subscriber(subscriber);
        let flood = E::SignedUp {
            subscriber,
            number,
            profile: entry(Route::Email, "x@a.example", Wants::default()).profile,
            address: Personal::new(owner, &format!("{number}@b.example")),
            until: story.now + CONFIRM_WITHIN,
        };
        story.state.evolve(&Event::Subscribers(flood), story.now);
    }
    assert!(story.state.subscribers.takes_nobody_new());
    let links = |story: &Story| {
        let again = |event: &Event| matches!(event, Event::Subscribers(E::AskedAgain { .. }));
        story.history.iter().filter(|(event, _)| again(event)).count()
    };
    // The letters of this hour are another bound, for known and unknown alike.
    story.pass(secs(3_600));
    let unknown = story.tell(Actor::Stranger, sign_up(Route::Email, "unknown@a.example"));
    assert_eq!(unknown.unwrap_err(), Refusal::TooMany.into());
    story.tell(Actor::Stranger, sign_up(Route::Email, "known@a.example")).unwrap();
    assert_eq!(links(&story), 1);
    story.tell(Actor::Stranger, sign_up(Route::Email, "known@a.example")).unwrap();
    assert_eq!(links(&story), 1, "one in ten minutes");
}

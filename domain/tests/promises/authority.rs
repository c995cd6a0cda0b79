//! Promise 6, further on: who is told, who denies, what is out of reach, and how all that goes on.

use domain::customers::Reason;
use domain::deliveries::About;
use domain::emergencies::{self, Line};
use domain::erasures;
use domain::policy::authority::Why;
use domain::proof::{self, Act, Ask, Command, Refusal, Reply};
use domain::words::{Actor, Level, Owner};
use domain::{Event, access};

use crate::proof::{answer, attach, found, invite, latest_inquiry, level, opener, story, verify};
use crate::story::{Story, ana, ben, secs};

#[test]
fn contacts_who_asked_for_it_are_told_once_an_hour_and_only_beyond_the_name() {
    let told = |story: &Story| {
        let is_told = |event: &&(Event, _)| {
            matches!(event.0, Event::Proof(proof::Event::Inquired { ask: Ask::Told, .. }))
        };
        story.history.iter().filter(is_told).count()
    };
    let (mut story, emergency) = story();
    found(&mut story, emergency, vec![Reason::ExactName]);
    assert_eq!(told(&story), 0);
    let (mut story, emergency) = crate::proof::story();
    found(&mut story, emergency, vec![Reason::ExactName, Reason::EmailDomain]);
    assert_eq!(told(&story), 1, "Ines asked to be told, Joao did not");
    let other = story.call();
    found(&mut story, other, vec![Reason::ExactName, Reason::EmailDomain]);
    assert_eq!(told(&story), 1, "once an hour");
    let tell = Command::Tell { emergency: other, customer: None, contacts: Vec::new() };
    let by_hand = story.tell(Actor::Person(ana()), tell.clone());
    assert_eq!(by_hand, Err(Refusal::ToldLately.into()));
    story.pass(secs(3_600));
    story.tell(Actor::Person(ana()), tell).unwrap();
    assert_eq!(told(&story), 2);
}

#[test]
fn a_contact_joins_by_the_link_as_a_verified_participant() {
    let (mut story, emergency) = story();
    found(&mut story, emergency, vec![Reason::ExactName, Reason::LiveAlert]);
    let inquiry = latest_inquiry(&story);
    answer(&mut story, inquiry, Reply::Join).unwrap();
    let joined = story.state.proof.inquiry(inquiry).unwrap().joined.expect("they joined");
    assert_eq!(level(&story, emergency, joined), Level::Verified);
    assert_eq!(story.emergency(emergency).name_of(joined), Some("ines"));
    story.say(Actor::Participant(joined), emergency, "It is Ines").unwrap();
    let before = story.history.len();
    answer(&mut story, inquiry, Reply::Join).unwrap();
    assert_eq!(story.history.len(), before, "pressed twice");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn it_is_not_us_lowers_warns_and_never_stops_the_help() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let caller = opener(&story, emergency);
    verify(&mut story, emergency, caller, "joao");
    let rui = invite(&mut story, emergency, "Rui", "");
    let vouch = Command::Vouch { emergency, by: caller, participant: rui };
    story.tell(Actor::Participant(caller), vouch).unwrap();
    let tell = Command::Tell { emergency, customer: None, contacts: Vec::new() };
    story.tell(Actor::Person(ana()), tell).unwrap();
    let inquiry = latest_inquiry(&story);
    let reminders = |story: &Story| {
        let all = story.state.deliveries.about(story.incident(emergency));
        all.filter(|known| matches!(known.about, About::Reminder { .. })).count()
    };
    let before = (reminders(&story), story.emergency(emergency).messages.len());
    answer(&mut story, inquiry, Reply::NotUs).unwrap();
    let standing = story.state.standing(emergency, caller);
    assert_eq!((standing.level, standing.why), (Level::Stranger, Why::Denied));
    assert_eq!(story.state.standing(emergency, rui).reads(), Level::Stranger);
    assert!(reminders(&story) > before.0, "who leads is warned");
    assert_eq!(story.emergency(emergency).messages.len(), before.1, "the caller sees nothing");
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()), "help goes on");
    story.say(Actor::Participant(caller), emergency, "Are you there?").unwrap();
    // What is proved from then on counts: somebody on file was called back.
    let (customer, contact) = (None, "ines".into());
    let certify = Command::Certify { emergency, participant: caller, customer, contact };
    story.tell(Actor::Person(ana()), certify).unwrap();
    assert_eq!(level(&story, emergency, caller), Level::Verified);
}

#[test]
fn a_denial_outweighs_what_made_the_caller_plausible() {
    let (mut story, emergency) = story();
    found(&mut story, emergency, vec![Reason::ExactName, Reason::PhoneOnFile]);
    let caller = opener(&story, emergency);
    assert_eq!(level(&story, emergency, caller), Level::Plausible);
    let inquiry = latest_inquiry(&story);
    answer(&mut story, inquiry, Reply::NotUs).unwrap();
    assert_eq!(level(&story, emergency, caller), Level::Stranger);
}

#[test]
fn what_is_out_of_reach_needs_a_broken_glass_of_which_the_customer_hears() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let act = |act| Command::Act { emergency, act, note: "n".to_owned(), level: None };
    for one in Act::ALL {
        let refused = story.tell(Actor::Person(ana()), act(one));
        let (needs, has) = (one.needs(), Level::Stranger);
        assert_eq!(refused, Err(Refusal::OutOfReach { needs, has }.into()));
    }
    // Whoever forges a level in the command is weighed all the same.
    let forged = Command::Act {
        emergency,
        act: Act::ActOnSystem,
        note: "n".to_owned(),
        level: Some(Level::Dual),
    };
    assert!(story.tell(Actor::Person(ana()), forged).is_err());
    let glass = |reason: &str| Command::BreakGlass {
        emergency,
        act: Act::ActOnSystem,
        reason: reason.to_owned(),
        level: None,
        customer: None,
        contacts: Vec::new(),
    };
    assert_eq!(story.tell(Actor::Person(ana()), glass(" ")), Err(Refusal::Empty.into()));
    story.tell(Actor::Person(ana()), glass("the boiler")).unwrap();
    let told = story.state.proof.inquiries(emergency).next().expect("somebody was told");
    assert_eq!((told.contact.as_str(), &told.ask), ("ines", &Ask::Glass { act: Act::ActOnSystem }));
    story.tell(Actor::Person(ana()), act(Act::ActOnSystem)).unwrap();
    assert!(story.tell(Actor::Person(ana()), act(Act::ResetAccess)).is_err(), "nothing else");
    let review = Command::Review { breach: 1 };
    assert!(story.tell(Actor::Person(ben()), review.clone()).is_err(), "a lead reviews");
    assert_eq!(story.state.proof.breaches.len(), 1);
    story.tell(Actor::Person("cleo".into()), review).unwrap();
    assert!(story.state.proof.breaches.is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_service_level_is_raised_on_the_spot_once_it_is_plausible_who_calls() {
    let (mut story, emergency) = story();
    let upgrade = || Command::Upgrade { emergency, plan: "Gold".to_owned(), level: None };
    assert!(story.tell(Actor::Person(ana()), upgrade()).is_err());
    found(&mut story, emergency, vec![Reason::ExactName, Reason::EmailDomain]);
    story.tell(Actor::Person(ana()), upgrade()).unwrap();
    assert!(story.says(emergency, &Line::Upgraded { plan: "Gold".into(), by: ana() }));
    let before = story.history.len();
    story.tell(Actor::Person(ana()), upgrade()).unwrap();
    assert_eq!(story.history.len(), before, "pressed twice");
}

#[test]
fn everyone_goes_on_as_themselves_in_what_a_full_conversation_goes_on_in() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let caller = opener(&story, emergency);
    let rui = invite(&mut story, emergency, "Rui", "");
    let eva = invite(&mut story, emergency, "Eva", "");
    verify(&mut story, emergency, caller, "ines");
    let remove = emergencies::Command::Remove { emergency, participant: eva };
    story.tell(Actor::Person(ana()), remove).unwrap();
    story.fill(emergency);
    story.say(Actor::Participant(rui), emergency, "and another").unwrap();
    let next = story.state.emergencies.latest(emergency);
    assert_ne!(next, emergency);
    let (new_caller, new_rui) = (
        story.state.emergencies.counterpart(caller).unwrap(),
        story.state.emergencies.counterpart(rui).unwrap(),
    );
    assert_eq!(story.emergency(next).opener, new_caller, "who wrote last is not who called");
    assert_eq!(story.state.emergencies.counterpart(eva), None, "whoever was removed stays out");
    assert_eq!(level(&story, next, new_caller), Level::Verified, "what is proved holds on");
    assert_eq!(level(&story, next, new_rui), Level::Stranger);
    let said = story.emergency(next).messages[0].from.clone();
    assert_eq!(said, emergencies::Speaker::Participant(new_rui));
    assert_eq!(story.emergency(next).name_of(new_rui), Some("Rui"));
    // Removed there, the earlier links let them in nowhere.
    let remove = emergencies::Command::Remove { emergency: next, participant: new_rui };
    story.tell(Actor::Participant(new_caller), remove).unwrap();
    assert_eq!(story.state.emergencies.lets_in(rui), None);
    assert!(story.say(Actor::Participant(rui), emergency, "again").is_err());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_a_colleague_goes_on_from_after_the_archive_is_theirs_and_not_the_caller_s() {
    let (mut story, emergency) = story();
    let caller = story.caller(emergency);
    let rui = invite(&mut story, emergency, "Rui", "");
    story.tell(caller.clone(), emergencies::Command::Confirm { emergency }).unwrap();
    story.pass(secs(50 * 3_600));
    assert!(story.state.emergencies.get(emergency).is_none());
    let open = emergencies::Command::Open {
        words: "again".into(),
        who: String::new(),
        reach: String::new(),
        door: None,
        follows: Some(emergency),
        language: None,
    };
    story.tell(caller.clone(), open).unwrap();
    let next = story.state.emergencies.latest(emergency);
    let Actor::Participant(caller) = caller else { unreachable!("a caller takes part") };
    let new_caller = story.emergency(next).opener;
    assert_eq!(story.state.emergencies.counterpart(caller), Some(new_caller));
    assert_eq!(story.state.emergencies.counterpart(rui), None, "they are not the caller");
    story.say(Actor::Participant(rui), emergency, "here too").unwrap();
    let own = story.state.emergencies.counterpart(rui).expect("they spoke");
    assert_ne!(own, new_caller);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn another_link_of_a_participant_is_counted_and_only_who_brought_them_or_the_vendor_makes_it() {
    let (mut story, emergency) = story();
    let rui = invite(&mut story, emergency, "Rui", "");
    let renew = || emergencies::Command::Renew { emergency, participant: rui };
    assert!(story.tell(Actor::Participant(rui), renew()).is_err());
    let caller = story.caller(emergency);
    story.tell(caller, renew()).unwrap();
    story.tell(Actor::Person(ana()), renew()).unwrap();
    assert_eq!(story.state.emergencies.generation(rui), 2);
}

#[test]
fn the_words_of_a_colleague_and_of_a_responder_about_proof_can_be_erased() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let rui = invite(&mut story, emergency, "Rui", "rui@acme.example");
    let seek = Command::Seek { emergency, participant: rui, address: "rui@acme.example".into() };
    story.tell(Actor::Participant(rui), seek).unwrap();
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    let owner = Owner::Participant(rui);
    let erase = erasures::Command::Erase { owner, reason: erasures::Reason::Asked };
    story.operator(erase);
    assert_eq!(story.emergency(emergency).name_of(rui), Some("(erased)"));
    let sought = &story.state.proof.case(emergency).unwrap().sought[&rui];
    assert_eq!(sought.address.text, None);
    story.operator(access::Command::RemovePerson { person: ben() });
}

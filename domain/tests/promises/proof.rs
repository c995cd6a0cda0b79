//! Promise 6: authority is graded by proof; and 12: each sees only what their own proof allows.

use domain::customers::{self, Candidate, Contact, Found, Profile, Reason, Verdict};
use domain::deliveries::About;
use domain::emergencies::{self, Line};
use domain::erasures;
use domain::policy::authority::Why;
use domain::proof::{self, Act, Ask, Command, How, Refusal, Reply};
use domain::words::{
    Actor, Channel, ContactKey, CustomerKey, EmergencyId, InquiryId, Level, MessageId, Owner,
    ParticipantId, Personal,
};
use domain::{Event, access};

use crate::story::{Story, ana, ben, secs};

fn acme() -> CustomerKey {
    "acme".into()
}

fn contact(key: &str, told: bool) -> Contact {
    let of = Owner::Contact(acme(), key.into());
    let words = |text: &str| Personal::new(of.clone(), text);
    Contact {
        key: key.into(),
        name: words(key),
        email: Some(words(&format!("{key}@acme.example"))),
        phone: Some(words(if key == "ines" { "+351 912 345 678" } else { "+351 912 345 679" })),
        told,
    }
}

/// Ana has it; Acme has two contacts on file, of whom Ines asked to be told.
fn story() -> (Story, EmergencyId) {
    let mut story = Story::accepted();
    let contacts = vec![contact("ines", true), contact("joao", false)];
    let profile = Profile { name: "Acme".into(), contacts, ..Profile::default() };
    let (customer, profile) = (acme(), Box::new(profile));
    story.operator(customers::Command::Put { customer, profile });
    let emergency = story.emergencies[0];
    (story, emergency)
}

fn found(story: &mut Story, emergency: EmergencyId, reasons: Vec<Reason>) {
    let candidate = Candidate { customer: acme(), rank_permille: 990, gate_permille: 990, reasons };
    let found = Found { candidates: vec![candidate], verdict: Verdict::Auto(acme()) };
    let attempt = story.state.customers.search(emergency).expect("it is searched").attempt;
    let record = customers::Command::Record { emergency, attempt, found };
    story.tell(Actor::System, record).unwrap();
}

fn attach(story: &mut Story, emergency: EmergencyId) {
    let attach = customers::Command::Attach { emergency, customer: acme() };
    story.tell(Actor::Person(ana()), attach).unwrap();
}

fn opener(story: &Story, emergency: EmergencyId) -> ParticipantId {
    story.emergency(emergency).opener
}

fn level(story: &Story, emergency: EmergencyId, one: ParticipantId) -> Level {
    story.state.standing(emergency, one).level
}

fn invite(story: &mut Story, emergency: EmergencyId, name: &str, to: &str) -> ParticipantId {
    let caller = story.caller(emergency);
    let (name, to) = (name.to_owned(), to.to_owned());
    story.tell(caller, emergencies::Command::Invite { emergency, name, to }).unwrap();
    *story.emergency(emergency).participants.last().expect("they were invited")
}

fn inquire(
    story: &mut Story,
    emergency: EmergencyId,
    contact: &str,
    ask: Ask,
) -> Result<InquiryId, domain::Refusal> {
    let (customer, contact, over) = (None, ContactKey::from(contact), None);
    let inquire = Command::Inquire { emergency, customer, contact, ask, over };
    story.tell(Actor::Person(ana()), inquire)?;
    Ok(latest_inquiry(story))
}

fn latest_inquiry(story: &Story) -> InquiryId {
    let found = story.history.iter().rev().find_map(|(event, _)| match event {
        Event::Proof(proof::Event::Inquired { inquiry, .. }) => Some(*inquiry),
        _ => None,
    });
    found.expect("somebody was asked")
}

fn answer(story: &mut Story, inquiry: InquiryId, reply: Reply) -> Result<(), domain::Refusal> {
    story.tell(Actor::Inquiry(inquiry), Command::Answer { inquiry, reply })
}

fn verify(story: &mut Story, emergency: EmergencyId, participant: ParticipantId, who: &str) {
    let inquiry = inquire(story, emergency, who, Ask::Code { participant }).unwrap();
    answer(story, inquiry, Reply::ItIsMe).unwrap();
}

fn consent(participant: ParticipantId) -> Ask {
    Ask::Consent { participant, what: Personal::new(Owner::Person(ana()), "Reset the access") }
}

fn disclose(
    story: &mut Story,
    emergency: EmergencyId,
    level: Level,
) -> domain::emergencies::Message {
    let (message, words) = (MessageId(77 + u128::from(level.number())), "the key".to_owned());
    let disclose = emergencies::Command::Disclose { emergency, message, words, level };
    story.tell(Actor::Person(ana()), disclose).unwrap();
    story.emergency(emergency).messages.last().expect("it was said").as_ref().clone()
}

#[test]
fn an_invited_colleague_has_a_link_of_their_own_and_starts_at_level_0() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let caller = opener(&story, emergency);
    verify(&mut story, emergency, caller, "ines");
    assert_eq!(story.state.conversation_level(emergency), Level::Verified);
    let rui = invite(&mut story, emergency, "Rui", "");
    assert_eq!(level(&story, emergency, rui), Level::Stranger, "never the inviter's");
    assert_eq!(story.state.conversation_level(emergency), Level::Stranger, "its lowest reader");
    story.say(Actor::Participant(rui), emergency, "I am at the till").unwrap();
    let said = story.emergency(emergency).messages.last().unwrap().from.clone();
    assert_eq!(said, emergencies::Speaker::Participant(rui), "who said what is known");
    assert!(story.says(emergency, &Line::Invited { participant: rui }));
}

#[test]
fn what_a_colleague_says_of_themselves_is_no_evidence_of_who_called() {
    let (mut story, emergency) = story();
    let rui = invite(&mut story, emergency, "", "");
    let before = story.emergency(emergency).who.clone();
    let (who, reach) = (Some("Rui of Acme".to_owned()), Some("ines@acme.example".to_owned()));
    let introduce = emergencies::Command::Introduce { emergency, who, reach };
    story.tell(Actor::Participant(rui), introduce).unwrap();
    assert_eq!(story.emergency(emergency).who, before);
    assert_eq!(story.emergency(emergency).name_of(rui), Some("Rui of Acme"));
}

#[test]
fn whoever_brought_somebody_removes_them_and_nobody_else_of_the_caller_s_side_does() {
    let (mut story, emergency) = story();
    let rui = invite(&mut story, emergency, "Rui", "");
    let eva = invite(&mut story, emergency, "Eva", "");
    let remove = |participant| emergencies::Command::Remove { emergency, participant };
    let by_other = story.tell(Actor::Participant(eva), remove(rui));
    assert_eq!(by_other, Err(emergencies::Refusal::NotYours.into()));
    let caller = story.caller(emergency);
    story.tell(caller.clone(), remove(rui)).unwrap();
    assert_eq!(story.state.emergencies.lets_in(rui), None, "the link stops at once");
    let said = story.say(Actor::Participant(rui), emergency, "still here");
    assert_eq!(said, Err(emergencies::Refusal::NotYours.into()));
    story.tell(Actor::Person(ana()), remove(eva)).unwrap();
    let last = opener(&story, emergency);
    let refused = story.tell(Actor::Person(ana()), remove(last));
    assert_eq!(refused, Err(emergencies::Refusal::LastOne.into()), "help is never taken away");
}

#[test]
fn an_invitation_is_sent_only_once_a_human_has_it_and_only_a_few_are() {
    let mut story = Story::new();
    let emergency = story.call();
    let sent = |story: &Story| {
        let all = story.state.deliveries.about(story.incident(emergency));
        all.filter(|known| matches!(known.about, About::Invitation { .. })).count()
    };
    invite(&mut story, emergency, "Rui", "rui@acme.example");
    assert_eq!(sent(&story), 0, "a stranger sends nothing to anybody");
    let page = story.page_of(emergency, &ana());
    story.by_page(page, domain::paging::Answer::Accept).unwrap();
    for number in 0..emergencies::INVITATIONS_SENT_MAX - 1 {
        invite(&mut story, emergency, "", &format!("+35191234567{number}"));
    }
    assert_eq!(sent(&story), emergencies::INVITATIONS_SENT_MAX - 1);
    let caller = story.caller(emergency);
    let more = |to: &str| emergencies::Command::Invite {
        emergency,
        name: String::new(),
        to: to.to_owned(),
    };
    let refused = story.tell(caller.clone(), more("eva@acme.example"));
    assert_eq!(refused, Err(emergencies::Refusal::TooManySent.into()));
    for wrong in ["nobody", "a@b", "070 123", "a b@c.example", "x@y.example,z@y.example"] {
        let mut fresh = Story::accepted();
        let emergency = fresh.emergencies[0];
        let caller = fresh.caller(emergency);
        let (name, to) = (String::new(), wrong.to_owned());
        let invite = emergencies::Command::Invite { emergency, name, to };
        assert!(fresh.tell(caller, invite).is_err(), "{wrong}");
    }
    for _ in story.emergency(emergency).participants.len()..emergencies::PARTICIPANTS_MAX {
        invite(&mut story, emergency, "", "");
    }
    assert_eq!(story.tell(caller, more("")), Err(emergencies::Refusal::TooMany.into()));
}

#[test]
fn a_name_alone_proves_nothing_and_with_something_beyond_it_is_plausible_for_the_caller_only() {
    for (reasons, expected) in [
        (vec![Reason::ExactName], Level::Stranger),
        (vec![Reason::EmailDomain], Level::Stranger),
        (vec![Reason::ExactName, Reason::EmailDomain], Level::Plausible),
        (vec![Reason::NameWithin, Reason::LiveAlert], Level::Plausible),
    ] {
        let (mut story, emergency) = story();
        let rui = invite(&mut story, emergency, "Acme", "");
        found(&mut story, emergency, reasons.clone());
        let caller = opener(&story, emergency);
        assert_eq!(level(&story, emergency, caller), expected, "{reasons:?}");
        assert_eq!(level(&story, emergency, rui), Level::Stranger);
    }
}

#[test]
fn a_code_is_tried_a_few_times_and_a_right_one_after_that_is_a_guess() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let participant = opener(&story, emergency);
    let inquiry = inquire(&mut story, emergency, "ines", Ask::Code { participant }).unwrap();
    let caller = story.caller(emergency);
    let enter = |matched| Command::Try { emergency, participant, matched };
    for _ in 0..proof::TRIES_MAX {
        story.tell(caller.clone(), enter(None)).unwrap();
    }
    assert_eq!(story.tell(caller.clone(), enter(Some(inquiry))), Err(Refusal::TooOften.into()));
    assert_eq!(level(&story, emergency, participant), Level::Stranger);
    story.pass(secs(3_601));
    story.tell(caller.clone(), enter(Some(inquiry))).unwrap();
    assert_eq!(level(&story, emergency, participant), Level::Stranger, "it is too old by now");
    let inquiry = inquire(&mut story, emergency, "ines", Ask::Code { participant }).unwrap();
    story.tell(caller, enter(Some(inquiry))).unwrap();
    assert_eq!(level(&story, emergency, participant), Level::Verified);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_code_of_one_participant_is_none_of_another_s_and_nobody_proves_for_another() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let caller = opener(&story, emergency);
    let rui = invite(&mut story, emergency, "Rui", "");
    let ask = Ask::Code { participant: caller };
    let inquiry = inquire(&mut story, emergency, "ines", ask).unwrap();
    let matched = Some(inquiry);
    let enter = Command::Try { emergency, participant: rui, matched };
    story.tell(Actor::Participant(rui), enter.clone()).unwrap();
    assert_eq!(level(&story, emergency, rui), Level::Stranger);
    let theirs = Command::Try { emergency, participant: caller, matched };
    assert_eq!(story.tell(Actor::Participant(rui), theirs), Err(Refusal::NotYours.into()));
    let foreign =
        story.tell(Actor::Inquiry(InquiryId(1)), Command::Answer { inquiry, reply: Reply::ItIsMe });
    assert_eq!(foreign, Err(Refusal::NotYours.into()));
}

#[test]
fn a_contact_is_asked_a_few_times_an_hour() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let participant = opener(&story, emergency);
    for _ in 0..proof::SEEKS_MAX {
        inquire(&mut story, emergency, "ines", Ask::Code { participant }).unwrap();
    }
    let more = inquire(&mut story, emergency, "ines", Ask::Code { participant });
    assert_eq!(more, Err(Refusal::TooOften.into()));
    assert!(inquire(&mut story, emergency, "joao", Ask::Code { participant }).is_ok());
}

#[test]
fn an_address_on_file_brings_a_code_and_any_other_brings_the_same_events_but_for_that() {
    let told = |address: &str| {
        let (mut story, emergency) = story();
        attach(&mut story, emergency);
        let participant = opener(&story, emergency);
        let caller = story.caller(emergency);
        let address = address.to_owned();
        story.tell(caller, Command::Seek { emergency, participant, address }).unwrap();
        story.pass(secs(5));
        let asked = story.state.proof.codes(emergency, participant, story.now).count();
        let owed = story.state.deliveries.about(story.incident(emergency));
        let over: Vec<Channel> = owed
            .filter(|known| matches!(known.about, About::Inquiry { .. }))
            .map(|known| known.address.channel)
            .collect();
        (asked, over)
    };
    assert_eq!(told("INES@acme.example"), (1, vec![Channel::Email]));
    assert_eq!(told("0351 912 345 678"), (1, vec![Channel::Sms]));
    assert_eq!(told("somebody@acme.example"), (0, Vec::new()));
    let (mut story, emergency) = story();
    let participant = opener(&story, emergency);
    let caller = story.caller(emergency);
    for number in 0..=proof::SEEKS_MAX {
        let seek = Command::Seek { emergency, participant, address: "x@y.example".into() };
        let refused = story.tell(caller.clone(), seek).is_err();
        assert_eq!(refused, number == proof::SEEKS_MAX);
    }
}

#[test]
fn a_call_back_to_a_number_on_file_counts_once_a_responder_says_who_answered() {
    let (mut story, emergency) = story();
    let participant = opener(&story, emergency);
    let certify = |contact: &str| Command::Certify {
        emergency,
        participant,
        customer: None,
        contact: contact.into(),
    };
    let unknown = story.tell(Actor::Person(ana()), certify("ines"));
    assert_eq!(unknown, Err(Refusal::NoCustomer.into()));
    attach(&mut story, emergency);
    let nobody = story.tell(Actor::Person(ana()), certify("eva"));
    assert_eq!(nobody, Err(Refusal::NoContact.into()));
    let caller = story.caller(emergency);
    assert!(story.tell(caller, certify("ines")).is_err(), "a caller certifies nobody");
    story.tell(Actor::Person(ana()), certify("ines")).unwrap();
    match story.state.standing(emergency, participant).why {
        Why::Proven(proof) => assert_eq!(proof.how, How::CallBack { by: ana() }),
        other => panic!("{other:?}"),
    }
    // Proof is about a customer: of another one, it is none.
    let detach = customers::Command::Detach { emergency };
    story.tell(Actor::Person(ana()), detach).unwrap();
    assert_eq!(level(&story, emergency, participant), Level::Stranger);
}

#[test]
fn level_3_needs_a_second_contact_who_agrees_and_ends_after_an_hour() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let caller = opener(&story, emergency);
    let early = inquire(&mut story, emergency, "joao", consent(caller));
    assert_eq!(early, Err(Refusal::NotVerified.into()));
    verify(&mut story, emergency, caller, "ines");
    let same = inquire(&mut story, emergency, "ines", consent(caller));
    assert_eq!(same, Err(Refusal::SameContact.into()));
    let inquiry = inquire(&mut story, emergency, "joao", consent(caller)).unwrap();
    let foreign = answer(&mut story, inquiry, Reply::Join);
    assert_eq!(foreign, Err(Refusal::NoAnswer.into()));
    answer(&mut story, inquiry, Reply::Agree).unwrap();
    assert_eq!(level(&story, emergency, caller), Level::Dual);
    assert_eq!(story.state.authority(emergency), Level::Dual);
    story.pass(secs(3_600));
    assert_eq!(level(&story, emergency, caller), Level::Verified);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn each_reads_what_their_own_proof_allows_until_somebody_verified_vouches() {
    let (mut story, emergency) = story();
    attach(&mut story, emergency);
    let caller = opener(&story, emergency);
    let rui = invite(&mut story, emergency, "Rui", "");
    let secret = disclose(&mut story, emergency, Level::Verified);
    let deeper = disclose(&mut story, emergency, Level::Dual);
    let reads = |story: &Story, one, message| story.state.may_read(emergency, one, message);
    assert!(!reads(&story, caller, &secret) && !reads(&story, rui, &secret));
    let vouch = |by, participant| Command::Vouch { emergency, by, participant };
    let early = story.tell(Actor::Participant(caller), vouch(caller, rui));
    assert_eq!(early, Err(Refusal::NotVerified.into()));
    verify(&mut story, emergency, caller, "ines");
    assert!(reads(&story, caller, &secret) && !reads(&story, rui, &secret));
    story.tell(Actor::Participant(caller), vouch(caller, rui)).unwrap();
    assert!(reads(&story, rui, &secret) && !reads(&story, rui, &deeper));
    assert_eq!(level(&story, emergency, rui), Level::Stranger, "they proved nothing themselves");
    assert_eq!(story.state.conversation_level(emergency), Level::Verified);
    // A vouch is worth what who vouches is worth.
    let eva = invite(&mut story, emergency, "Eva", "");
    let by_rui = story.tell(Actor::Participant(rui), vouch(rui, eva));
    assert_eq!(by_rui, Err(Refusal::NotVerified.into()));
    let remove = emergencies::Command::Remove { emergency, participant: caller };
    story.tell(Actor::Person(ana()), remove).unwrap();
    assert!(!reads(&story, rui, &secret));
}

#[test]
fn a_caller_cannot_withhold_and_an_observer_cannot_disclose() {
    let (mut story, emergency) = story();
    let caller = story.caller(emergency);
    let disclose = |actor, story: &mut Story| {
        let (message, words) = (MessageId(5), "x".to_owned());
        let level = Level::Verified;
        story.tell(actor, emergencies::Command::Disclose { emergency, message, words, level })
    };
    assert!(disclose(caller, &mut story).is_err());
    assert!(disclose(Actor::Person("eve".into()), &mut story).is_err());
}

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
    let (mut story, emergency) = self::story();
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

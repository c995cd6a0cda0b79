//! Promise 6: authority is graded by proof; and 12: each sees only what their own proof allows.

use domain::Event;
use domain::customers::{self, Candidate, Contact, Found, Profile, Reason, Verdict};
use domain::deliveries::About;
use domain::emergencies::{self, Line};
use domain::policy::authority::Why;
use domain::proof::{self, Ask, Command, How, Refusal, Reply};
use domain::words::{
    Actor, Channel, ContactKey, CustomerKey, EmergencyId, InquiryId, Level, MessageId, Owner,
    ParticipantId, Personal,
};

use crate::story::{Story, ana, secs};

pub fn acme() -> CustomerKey {
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
pub fn story() -> (Story, EmergencyId) {
    let mut story = Story::accepted();
    let contacts = vec![contact("ines", true), contact("joao", false)];
    let profile = Profile { name: "Acme".into(), contacts, ..Profile::default() };
    let (customer, profile) = (acme(), Box::new(profile));
    story.operator(customers::Command::Put { customer, profile });
    let emergency = story.emergencies[0];
    (story, emergency)
}

pub fn found(story: &mut Story, emergency: EmergencyId, reasons: Vec<Reason>) {
    let candidate = Candidate { customer: acme(), rank_permille: 990, gate_permille: 990, reasons };
    let found = Found { candidates: vec![candidate], verdict: Verdict::Auto(acme()) };
    let attempt = story.state.customers.search(emergency).expect("it is searched").attempt;
    let record = customers::Command::Record { emergency, attempt, found };
    story.tell(Actor::System, record).unwrap();
}

pub fn attach(story: &mut Story, emergency: EmergencyId) {
    let attach = customers::Command::Attach { emergency, customer: acme() };
    story.tell(Actor::Person(ana()), attach).unwrap();
}

pub fn opener(story: &Story, emergency: EmergencyId) -> ParticipantId {
    story.emergency(emergency).opener
}

pub fn level(story: &Story, emergency: EmergencyId, one: ParticipantId) -> Level {
    story.state.standing(emergency, one).level
}

pub fn invite(story: &mut Story, emergency: EmergencyId, name: &str, to: &str) -> ParticipantId {
    let caller = story.caller(emergency);
    let (name, to) = (name.to_owned(), to.to_owned());
    story.tell(caller, emergencies::Command::Invite { emergency, name, to }).unwrap();
    *story.emergency(emergency).participants.last().expect("they were invited")
}

pub fn inquire(
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

pub fn latest_inquiry(story: &Story) -> InquiryId {
    let found = story.history.iter().rev().find_map(|(event, _)| match event {
        Event::Proof(proof::Event::Inquired { inquiry, .. }) => Some(*inquiry),
        _ => None,
    });
    found.expect("somebody was asked")
}

pub fn answer(story: &mut Story, inquiry: InquiryId, reply: Reply) -> Result<(), domain::Refusal> {
    story.tell(Actor::Inquiry(inquiry), Command::Answer { inquiry, reply })
}

pub fn verify(story: &mut Story, emergency: EmergencyId, participant: ParticipantId, who: &str) {
    let inquiry = inquire(story, emergency, who, Ask::Code { participant }).unwrap();
    answer(story, inquiry, Reply::ItIsMe).unwrap();
}

pub fn consent(participant: ParticipantId) -> Ask {
    Ask::Consent { participant, what: Personal::new(Owner::Person(ana()), "Reset the access") }
}

pub fn disclose(
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
    let reads = |story: &Story, one, message| {
        story.state.sees(&Actor::Participant(one), (emergency, message))
    };
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

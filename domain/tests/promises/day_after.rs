//! Whoever said that it works again is owed a person's word the morning after.

use domain::deliveries::{About, Outcome};
use domain::emergencies::{Aside, Command as Emergency, Speaker, Text};
use domain::erasures::{self, Reason};
use domain::follow_ups::{Command, FollowUp, Party, READERS_MAX, Refusal, Standing, TEXT_LEN_MAX};
use domain::words::{Actor, EmergencyId, Language, MessageId, Owner, Personal, Timestamp};
use domain::{Command as Root, customers, deliveries};

use crate::story::{Story, ana, secs};

const DAY: u64 = 24 * 3_600;

fn story() -> Story {
    let mut story = Story::new();
    let adopt = Root::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    let contact = |key: &str, told| customers::Contact {
        key: key.into(),
        name: Personal::new(Owner::Participant(domain::words::ParticipantId(0)), "Ines"),
        email: Some(Personal::new(
            Owner::Participant(domain::words::ParticipantId(0)),
            &format!("{key}@harbour.example"),
        )),
        phone: None,
        told,
    };
    let profile = customers::Profile {
        name: "Harbour Clinic".into(),
        contacts: vec![contact("ines", true), contact("rui", false)],
        ..customers::Profile::default()
    };
    story.operator(customers::Command::Put {
        customer: "harbour".into(),
        profile: Box::new(profile),
    });
    story
}

/// An emergency of the clinic that is over.
fn over(story: &mut Story) -> EmergencyId {
    let emergency = story.call_with("Nothing works", "Harbour", "");
    attach(story, emergency);
    close(story, emergency);
    emergency
}

fn attach(story: &mut Story, emergency: EmergencyId) {
    let attach = customers::Command::Attach { emergency, customer: "harbour".into() };
    story.tell(Actor::Person(ana()), attach).unwrap();
}

fn close(story: &mut Story, emergency: EmergencyId) {
    let caller = story.caller(emergency);
    story.tell(caller, Emergency::Confirm { emergency }).unwrap();
}

fn of(story: &Story, emergency: EmergencyId) -> &FollowUp {
    story.state.follow_ups.of_emergency(emergency).expect("a follow-up")
}

fn refused(story: &mut Story, command: Command) -> Option<Refusal> {
    match story.tell(Actor::Person(ana()), command) {
        Err(domain::Refusal::FollowUps(refusal)) => Some(refusal),
        Err(other) => panic!("{other}"),
        Ok(()) => None,
    }
}

fn letters(story: &Story) -> Vec<String> {
    let all = story.state.deliveries.all();
    let letters = all.filter(|known| matches!(known.about, About::FollowedUp { .. }));
    letters.map(|known| known.address.to.as_str().to_owned()).collect()
}

#[test]
fn ten_sites_of_one_customer_are_owed_one_word_the_next_morning() {
    let mut story = story();
    let first = story.call_with("Site 1", "Harbour", "");
    let others: Vec<EmergencyId> =
        (2..=10).map(|site| story.call_with(&format!("Site {site}"), "Harbour", "")).collect();
    let incident = story.incident(first);
    let joins = others.iter().map(|other| story.incident(*other)).collect::<Vec<_>>();
    let join = domain::groups::Command::join(joins, incident);
    story.tell(Actor::Person(ana()), join).unwrap();
    for emergency in [first].into_iter().chain(others.iter().copied()) {
        attach(&mut story, emergency);
        close(&mut story, emergency);
    }
    let owed = story.state.follow_ups.owed();
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].emergencies.len(), owed[0].number), (10, 1));
    assert_eq!(owed[0].party, Party::Customer("harbour".into()));
    let due = jiff::Timestamp::from_millisecond(owed[0].due.0).unwrap();
    let zones = jiff::tz::TimeZoneDatabase::bundled();
    let zone = zones.get(&story.state.organisation.settings.zone).unwrap();
    let due = due.to_zoned(zone.clone());
    let now = jiff::Timestamp::from_millisecond(story.now.0).unwrap().to_zoned(zone);
    assert_eq!((due.hour(), due.minute()), (9, 0));
    assert_eq!(due.date(), now.date().tomorrow().unwrap());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_nobody_writes_shows_in_the_morning_and_wakes_nobody() {
    let mut story = story();
    let emergency = over(&mut story);
    let wait = of(&story, emergency).due.since(story.now);
    story.pass(wait);
    assert_eq!(of(&story, emergency).reminded, 1);
    let told = |story: &Story| {
        let all = story.state.deliveries.all();
        all.filter(|known| matches!(known.about, About::FollowUp { .. })).count()
    };
    assert!(told(&story) > 0);
    let loud = story.state.deliveries.all().any(|known| {
        use domain::words::Channel;
        let quiet =
            matches!(known.address.channel, Channel::Email | Channel::Push | Channel::Screen);
        matches!(known.about, About::FollowUp { .. }) && !quiet
    });
    assert!(!loud, "a follow-up is no reason to ring anybody");
    story.pass(secs(DAY + 3_600));
    assert_eq!(of(&story, emergency).reminded, 2);
    story.pass(secs(7 * DAY));
    let known = story.state.follow_ups.owed();
    assert_eq!(known.len(), 1, "it is owed until a person has seen to it");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn it_is_written_once_to_those_for_whom_it_is_and_stands_in_the_conversation() {
    let mut story = story();
    let emergency = over(&mut story);
    let follow_up = of(&story, emergency).id;
    let readers = story.state.readers_of(of(&story, emergency));
    assert_eq!(readers.iter().map(|reader| reader.asked).collect::<Vec<_>>(), [true, false]);
    let write = |subject: &str, text: &str, to: &[Personal]| Command::Write {
        follow_up,
        subject: subject.into(),
        text: text.into(),
        to: to.to_vec(),
    };
    let ines = readers[0].to.clone();
    let stranger = Personal::new(ines.of.clone(), "someone@else.example");
    let long = "x".repeat(TEXT_LEN_MAX + 1);
    for (command, wanted) in [
        (write(" ", "It works.", std::slice::from_ref(&ines)), Refusal::BadSubject),
        (write("What happened", "", std::slice::from_ref(&ines)), Refusal::BadText),
        (write("What happened", &long, std::slice::from_ref(&ines)), Refusal::BadText),
        (write("What happened", "It works.", &[]), Refusal::BadReaders),
        (write("What happened", "It works.", &[stranger]), Refusal::BadReaders),
        (Command::Waive { follow_up, reason: " ".into() }, Refusal::BadReason),
    ] {
        assert_eq!(refused(&mut story, command), Some(wanted));
    }
    let longest = "x".repeat(TEXT_LEN_MAX);
    assert_eq!(
        refused(&mut story, write("What happened", &longest, std::slice::from_ref(&ines))),
        None
    );
    assert_eq!(letters(&story), ["ines@harbour.example"]);
    let last = story.emergency(emergency).messages.last().unwrap().clone();
    assert_eq!(last.from, Speaker::Person(ana()));
    assert!(matches!(&last.text, Text::Words(words) if words.as_str() == longest));
    assert!(!story.emergency(emergency).standing.is_live(), "a kind word opens nothing again");
    let again = write("What happened", "Once more", &[ines]);
    assert_eq!(refused(&mut story, again), Some(Refusal::Settled));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_letter_that_does_not_arrive_shows() {
    let mut story = story();
    let emergency = over(&mut story);
    let follow_up = of(&story, emergency).id;
    let to = vec![story.state.readers_of(of(&story, emergency))[0].to.clone()];
    let (subject, text) = ("What happened".to_owned(), "It works again.".to_owned());
    assert_eq!(refused(&mut story, Command::Write { follow_up, subject, text, to }), None);
    story.report_sign_ins(&Outcome::Failed { permanent: true, reason: "no such mailbox".into() });
    assert_eq!(of(&story, emergency).undelivered, [(0, "no such mailbox".into())]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn broken_again_is_not_over_and_a_later_end_is_owed_anew() {
    let mut story = story();
    let emergency = over(&mut story);
    let caller = story.caller(emergency);
    story.tell(caller.clone(), Emergency::Reopen { emergency }).unwrap();
    assert!(story.state.follow_ups.owed().is_empty());
    close(&mut story, emergency);
    let follow_up = of(&story, emergency).id;
    let waive = Command::Waive { follow_up, reason: "Ana called them.".into() };
    assert_eq!(refused(&mut story, waive), None);
    assert!(matches!(of(&story, emergency).standing, Standing::Waived { .. }));
    story.tell(caller, Emergency::Reopen { emergency }).unwrap();
    close(&mut story, emergency);
    assert!(of(&story, emergency).is_owed());
    assert_eq!(story.state.follow_ups.all.len(), 2);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn who_it_was_may_turn_out_later_and_a_mistake_is_owed_nothing() {
    let mut story = story();
    let emergency = story.call_with("Nothing works", "", "caller@harbour.example");
    close(&mut story, emergency);
    assert_eq!(of(&story, emergency).party, Party::Callers(emergency));
    let readers = story.state.readers_of(of(&story, emergency));
    assert_eq!(readers.len(), 1, "who left an address can be written to");
    attach(&mut story, emergency);
    assert_eq!(of(&story, emergency).party, Party::Customer("harbour".into()));
    assert_eq!(story.state.follow_ups.owed().len(), 1);
    let mistake = story.call_with("Oh", "", "");
    let caller = story.caller(mistake);
    story.tell(caller, Emergency::Retract { emergency: mistake }).unwrap();
    assert_eq!(story.state.follow_ups.owed().len(), 1);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_is_erased_takes_their_letter_along() {
    let mut story = story();
    let emergency = over(&mut story);
    let follow_up = of(&story, emergency).id;
    let to: Vec<Personal> =
        story.state.readers_of(of(&story, emergency)).into_iter().map(|reader| reader.to).collect();
    assert!(to.len() <= READERS_MAX);
    let owner = to[0].of.clone();
    let (subject, text) = ("What happened".to_owned(), "It works again.".to_owned());
    assert_eq!(refused(&mut story, Command::Write { follow_up, subject, text, to }), None);
    let erase = erasures::Command::Erase { owner, reason: Reason::Asked };
    story.operator(erase);
    let Standing::Written { copies, .. } = &of(&story, emergency).standing else { panic!("sent") };
    assert_eq!((copies[0].text.text.as_deref(), copies[0].to.text.as_deref()), (None, None));
    assert_eq!(copies[1].text.as_str(), "It works again.");
}

#[test]
fn the_language_is_the_customers() {
    let mut story = story();
    let emergency = over(&mut story);
    let settings = &story.state.organisation.settings;
    assert_eq!(of(&story, emergency).story.language, settings.spoken(None));
    assert_eq!(Language::ALL.len(), 5);
    assert!(of(&story, emergency).story.over_at > Timestamp(0));
}

#[test]
fn a_letter_that_did_not_arrive_is_sent_again_once_for_each_press() {
    let mut story = story();
    let emergency = over(&mut story);
    let follow_up = of(&story, emergency).id;
    let to = vec![story.state.readers_of(of(&story, emergency))[0].to.clone()];
    let (subject, text) = ("What happened".to_owned(), "It works again.".to_owned());
    assert_eq!(refused(&mut story, Command::Write { follow_up, subject, text, to }), None);
    let again = |place| Command::SendAgain { follow_up, place };
    assert_eq!(refused(&mut story, again(0)), Some(Refusal::NotFailed), "it is on its way");
    let failed = Outcome::Failed { permanent: true, reason: "no such mailbox".into() };
    story.report_sign_ins(&failed);
    assert_eq!(refused(&mut story, again(1)), Some(Refusal::NotFailed));
    assert_eq!(refused(&mut story, again(0)), None);
    assert!(of(&story, emergency).undelivered.is_empty());
    let owed = |(event, _): &&(domain::Event, Timestamp)| {
        let domain::Event::Deliveries(deliveries::Event::Owed { about, .. }) = event else {
            return false;
        };
        matches!(about, About::FollowedUp { .. })
    };
    assert_eq!(story.history.iter().filter(owed).count(), 2);
    assert_eq!(refused(&mut story, again(0)), Some(Refusal::NotFailed), "one press, one letter");
    story.report_sign_ins(&failed);
    assert_eq!(of(&story, emergency).undelivered, [(0, "no such mailbox".into())]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_would_be_due_at_a_weekend_is_due_on_monday() {
    let mut story = story();
    let zones = jiff::tz::TimeZoneDatabase::bundled();
    let zone = zones.get(&story.state.organisation.settings.zone).unwrap();
    let day = |at: Timestamp| {
        jiff::Timestamp::from_millisecond(at.0).unwrap().to_zoned(zone.clone()).date()
    };
    for _ in 0..7 {
        let emergency = over(&mut story);
        let (due, closed) = (day(of(&story, emergency).due), day(story.now));
        use jiff::civil::Weekday as W;
        let wanted = match closed.weekday() {
            W::Friday => 3,
            W::Saturday => 2,
            _ => 1,
        };
        assert_eq!((due - closed).get_days(), wanted, "closed on {closed}, due on {due}");
        assert!(!matches!(due.weekday(), W::Saturday | W::Sunday));
        story.pass(secs(DAY));
    }
}

#[test]
fn whoever_never_came_back_is_owed_a_word_that_puts_none_into_their_mouth() {
    let mut story = story();
    for reason in [Aside::BelievedFixed, Aside::Unreachable] {
        let emergency = story.call_with("Nothing works", "Harbour", "");
        let aside = Emergency::SetAside { emergency, reason };
        story.tell(Actor::Person(ana()), aside).unwrap();
        let known = of(&story, emergency);
        assert!(known.is_owed() && known.story.unheard, "{reason:?}");
        // A word of theirs makes it ring again: then nothing is over, and nothing owed.
        let caller = story.caller(emergency);
        let (message, words) = (MessageId(emergency.0 + 1), "It fails again".to_owned());
        story.tell(caller, Emergency::Say { emergency, message, words }).unwrap();
        assert!(story.state.follow_ups.of_emergency(emergency).is_none(), "{reason:?}");
        close(&mut story, emergency);
        let known = of(&story, emergency);
        assert!(known.is_owed() && !known.story.unheard, "they said so themselves");
    }
    for reason in [Aside::Mistake, Aside::Abuse] {
        let emergency = story.call_with("Nothing works", "Somebody", "");
        let aside = Emergency::SetAside { emergency, reason };
        story.tell(Actor::Person(ana()), aside).unwrap();
        assert!(story.state.follow_ups.of_emergency(emergency).is_none(), "{reason:?}");
    }
    assert_eq!(story.folded(), story.state);
}

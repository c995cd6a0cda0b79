//! Whoever said that it works again is owed a person's word the morning after, and whoever never
//! came back no less.

use domain::bulletins::{self, Revised};
use domain::deliveries::{About, Outcome};
use domain::emergencies::{Aside, Command as Emergency, Speaker, Text};
use domain::erasures::{self, Reason};
use domain::follow_ups::{Command, FollowUp, Party, READERS_MAX, Refusal, Standing, TEXT_LEN_MAX};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, EmergencyId, IncidentId, Language, MessageId, Owner, Personal, Phase, Public, Timestamp,
    Translation,
};
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

fn set_aside(story: &mut Story, emergency: EmergencyId) {
    let aside = Emergency::SetAside { emergency, reason: Aside::BelievedFixed };
    story.tell(Actor::Person(ana()), aside).unwrap();
}

#[test]
fn whoever_was_written_to_and_then_says_that_it_works_is_owed_no_second_word() {
    let mut story = story();
    let emergency = story.call_with("Nothing works", "Harbour", "");
    attach(&mut story, emergency);
    set_aside(&mut story, emergency);
    let follow_up = of(&story, emergency).id;
    let waive = Command::Waive { follow_up, reason: "Ana called them.".into() };
    assert_eq!(refused(&mut story, waive), None);
    close(&mut story, emergency);
    assert!(story.state.follow_ups.owed().is_empty(), "that was told");
    assert_eq!(story.state.follow_ups.all.len(), 1);
    let caller = story.caller(emergency);
    story.tell(caller, Emergency::Reopen { emergency }).unwrap();
    close(&mut story, emergency);
    assert!(of(&story, emergency).is_owed(), "what failed since was told to nobody");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_calls_it_a_mistake_afterwards_is_owed_nothing() {
    let mut story = story();
    let emergency = story.call_with("Nothing works", "Harbour", "");
    set_aside(&mut story, emergency);
    assert!(of(&story, emergency).is_owed());
    let caller = story.caller(emergency);
    story.tell(caller, Emergency::Retract { emergency }).unwrap();
    assert!(story.state.follow_ups.owed().is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_one_site_said_is_told_and_nothing_that_no_site_says_any_more() {
    let mut story = story();
    let said = story.call_with("Site 1", "Harbour", "");
    let silent = story.call_with("Site 2", "Harbour", "");
    let incidents = vec![story.incident(silent)];
    let join = domain::groups::Command::join(incidents, story.incident(said));
    story.tell(Actor::Person(ana()), join).unwrap();
    attach(&mut story, said);
    attach(&mut story, silent);
    close(&mut story, said);
    let closed_at = story.now;
    story.pass(secs(60));
    set_aside(&mut story, silent);
    let known = of(&story, silent);
    assert_eq!((known.story.unheard, known.story.over_at), (false, closed_at));
    let caller = story.caller(said);
    story.tell(caller, Emergency::Reopen { emergency: said }).unwrap();
    let known = of(&story, silent);
    assert!(known.story.unheard && known.is_owed(), "{:?}", known.story);
    assert_eq!(known.emergencies.len(), 1);
    assert_eq!(story.folded(), story.state);
}

/// A word for everyone, ten minutes after whatever was before.
fn tell(story: &mut Story, incident: IncidentId, phase: Phase, overview: Overview) {
    story.pass(secs(600));
    let public = Public { title: "Cards fail".into(), phase, ..Public::default() };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(1_800),
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

#[test]
fn the_draft_says_what_was_wrong_as_it_was_put_right_and_not_that_it_was_mended() {
    let mut story = story();
    let emergency = story.call_with("Nothing works", "Harbour", "");
    attach(&mut story, emergency);
    let incident = story.incident(emergency);
    let accept = domain::paging::Command::Accept { incident, person: ana() };
    story.tell(Actor::Person(ana()), accept).unwrap();
    let caller = story.caller(emergency);
    let (message, words) = (MessageId(77), "No cards in three shops.".to_owned());
    story.tell(caller, Emergency::Impair { emergency, message, words }).unwrap();
    let overview = |known: &str, german: &str, next: &str| Overview {
        known: known.into(),
        impact: "Cards are refused.".into(),
        next: next.into(),
        translations: vec![Translation {
            language: Language::German,
            known: german.into(),
            ..Translation::default()
        }],
        ..Overview::default()
    };
    let wrong =
        overview("A line is cut. Bob did it.", "Ein Kabel riss. Bob war es.", "We mend it.");
    tell(&mut story, incident, Phase::Identified, wrong);
    let entry = story.state.bulletins.of(incident).unwrap().entries[0].id;
    tell(
        &mut story,
        incident,
        Phase::Monitoring,
        overview("It is mended.", "Wir sehen zu.", "We watch."),
    );
    tell(
        &mut story,
        incident,
        Phase::Resolved,
        overview("It is over.", "Vorbei.", "We lay a second line."),
    );
    close(&mut story, emergency);
    let told = |story: &Story| {
        let told = story.state.told_of(of(story, emergency)).expect("what was told");
        let german = told.spoken(Language::German).known.words.to_owned();
        (told.known.to_string(), german, told.next.to_string())
    };
    let all = |known: &str, german: &str| {
        (known.to_owned(), german.to_owned(), "We lay a second line.".to_owned())
    };
    let wrong = all("A line is cut. Bob did it.", "Ein Kabel riss. Bob war es.");
    assert_eq!(told(&story), wrong);
    let stopped = story.state.stopped(of(&story, emergency));
    assert_eq!(stopped, Some("No cards in three shops."));
    // What is taken back is out of it at once, and stays out once nothing of it is live.
    let bulletin = story.state.bulletins.of(incident).unwrap();
    let frame = Some(bulletin.entry(entry).unwrap().frame());
    let overview = overview("A line is cut.", "Ein Kabel riss.", "We mend it.");
    let revised = Revised { overview, frame, reason: "A name.".into(), takes_back: true };
    let (bulletin, revised) = (bulletin.id, Box::new(revised));
    let correct = bulletins::Command::Correct { bulletin, entry, revised };
    story.tell(Actor::Person(ana()), correct).unwrap();
    assert_eq!(told(&story), all("A line is cut.", "Ein Kabel riss."));
    story.pass(secs(20 * DAY));
    assert!(story.state.updates.get(incident).is_none(), "it has left the live state");
    assert_eq!(told(&story), all("A line is cut.", "Ein Kabel riss."));
    assert_eq!(story.state.stopped(of(&story, emergency)), None, "their words went with it");
    assert_eq!(story.folded(), story.state);
}

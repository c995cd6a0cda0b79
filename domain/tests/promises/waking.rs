//! Waking people for sure: rules that make nothing slower, and storms that fold and lose nobody.

use domain::deliveries::{About, Event as Delivery, Outcome};
use domain::methods::{self, Quiet, Rule, Rules};
use domain::paging::{self, Answer, PageStanding};
use domain::words::{Actor, Channel, EmergencyId, PersonKey, Severity};
use domain::{Event, Refusal, access, incidents};

use crate::story::{Story, ana, ben, cleo, secs};

fn rules(of: &[(Severity, &str, u32)]) -> Rules {
    let rule = |(urgency, method, delay_secs): &(Severity, &str, u32)| Rule {
        urgency: *urgency,
        method: (*method).into(),
        delay_secs: *delay_secs,
    };
    Rules { rules: of.iter().map(rule).collect(), quiet: None }
}

/// Ana has a screen, texts and calls, and wants to be rung like this.
fn with_rules(of: &[(Severity, &str, u32)]) -> Story {
    let mut story = Story::new();
    story.give_telephones(&ana());
    story.operator(methods::Command::PutRules { person: ana(), rules: rules(of) });
    story
}

/// Over which channels pages went out to a person since the history had that length.
fn rung_over(story: &Story, person: &PersonKey, since: usize) -> Vec<Channel> {
    let owed = story.history[since..].iter().filter_map(|(event, _)| match event {
        Event::Deliveries(Delivery::Owed { about: About::Page { .. }, address, .. }) => {
            (address.person.as_ref() == Some(person)).then_some(address.channel)
        }
        _ => None,
    });
    owed.collect()
}

const SLOW: [(Severity, &str, u32); 3] = [
    (Severity::Critical, "screen", 0),
    (Severity::Critical, "sms", 20),
    (Severity::Critical, "voice", 40),
];

#[test]
fn rules_ring_one_method_after_the_other_while_nobody_answers() {
    let mut story = with_rules(&SLOW);
    let emergency = story.call();
    story.report_all(&Outcome::Sent);
    assert_eq!(rung_over(&story, &ana(), 0), [Channel::Screen]);
    let since = story.history.len();
    story.pass(secs(19));
    assert_eq!(rung_over(&story, &ana(), since), []);
    story.pass(secs(1));
    assert_eq!(rung_over(&story, &ana(), since), [Channel::Sms]);
    story.pass(secs(20));
    assert_eq!(rung_over(&story, &ana(), since), [Channel::Sms, Channel::Voice]);
    assert_eq!(story.rung(emergency), [ana()], "the step itself still has its own time");
    story.pass(secs(5));
    assert_eq!(story.rung(emergency), [ben()]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn later_rules_end_with_an_answer() {
    for answer in [Answer::Accept, Answer::PassOn, Answer::Decline { minutes: 30 }] {
        let mut story = with_rules(&SLOW);
        let emergency = story.call();
        story.by_page(story.page_of(emergency, &ana()), answer).expect("it rings");
        let since = story.history.len();
        story.pass(secs(44));
        assert_eq!(rung_over(&story, &ana(), since), [], "{answer:?}");
    }
}

#[test]
fn the_second_ring_goes_on_where_the_rules_had_got_to() {
    let mut story =
        with_rules(&[(Severity::Critical, "sms", 0), (Severity::Critical, "voice", 80)]);
    story.call();
    story.report_all(&Outcome::Sent);
    story.pass(secs(79));
    assert_eq!(rung_over(&story, &ana(), 0), [Channel::Sms]);
    // She is rung anew after 90 seconds, and her rule is not set back by it.
    story.pass(secs(1));
    assert_eq!(rung_over(&story, &ana(), 0), [Channel::Sms, Channel::Voice]);
    let since = story.history.len();
    story.pass(secs(10));
    assert_eq!(rung_over(&story, &ana(), since), [Channel::Sms, Channel::Voice]);
}

#[test]
fn a_failing_method_brings_the_next_rule_forward_at_once() {
    for permanent in [true, false] {
        let mut story = with_rules(&SLOW);
        let emergency = story.call();
        let reason = "gone".into();
        story.report_of(emergency, Channel::Screen, Outcome::Failed { permanent, reason });
        assert_eq!(rung_over(&story, &ana(), 0), [Channel::Screen, Channel::Sms]);
        assert_eq!(story.rung(emergency), [ana()], "the message may still reach her");
    }
}

#[test]
fn when_everything_fails_the_next_person_is_rung_without_waiting_for_rules() {
    let mut story = with_rules(&SLOW);
    let emergency = story.call();
    let gone = || Outcome::Failed { permanent: true, reason: "gone".into() };
    for channel in [Channel::Screen, Channel::Sms, Channel::Voice] {
        story.report_of(emergency, channel, gone());
    }
    assert_eq!(story.rung(emergency), [ben()]);
}

#[test]
fn a_call_that_nobody_answers_rings_the_next_person_and_the_next_rule() {
    let mut story =
        with_rules(&[(Severity::Critical, "voice", 0), (Severity::Critical, "sms", 40)]);
    let emergency = story.call();
    let unanswered = Outcome::Unanswered { reason: "nobody answered".into() };
    story.report_of(emergency, Channel::Voice, unanswered);
    assert_eq!(rung_over(&story, &ana(), 0), [Channel::Voice, Channel::Sms]);
    assert_eq!(story.rung(emergency), [ben()]);
}

#[test]
fn whom_no_rule_reaches_is_rung_over_everything_at_once() {
    // Rules for another urgency, and a rule for a method that is gone.
    for of in [[(Severity::Low, "screen", 0)], [(Severity::Critical, "gone", 0)]] {
        let mut story = with_rules(&of);
        story.call();
        let all = [Channel::Screen, Channel::Sms, Channel::Voice];
        assert_eq!(rung_over(&story, &ana(), 0), all);
    }
}

#[test]
fn a_rule_for_a_method_that_was_stopped_keeps_nobody_waiting() {
    let mut story =
        with_rules(&[(Severity::Critical, "sms", 0), (Severity::Critical, "voice", 300)]);
    let number = Story::NUMBER.into();
    story.tell(Actor::System, access::Command::OptOut { number }).expect("the law lets them");
    story.call();
    assert_eq!(rung_over(&story, &ana(), 0), [Channel::Voice]);
}

/// Her night is quiet for what is low, and only for that.
#[test]
fn quiet_hours_silence_what_is_low_and_nothing_else() {
    let mut story = Story::new();
    story.give_telephones(&ana());
    // The story begins at 20:26 in UTC, where she lives.
    let quiet = Quiet::parse("20:00", "07:00").expect("two times");
    let rules = Rules { rules: Vec::new(), quiet: Some(quiet) };
    story.operator(methods::Command::PutRules { person: ana(), rules });
    let emergency = story.call();
    assert_eq!(rung_over(&story, &ana(), 0).len(), 3, "a crisis rings at any hour");
    let incident = story.incident(emergency);
    let severity = Severity::Low;
    let low = incidents::Command::SetSeverity { incident, severity };
    // No person can say so while it rings; a machine that sees more can.
    story.tell(Actor::System, low).expect("Mayday may say how bad it is");
    let since = story.history.len();
    story.pass(secs(90));
    assert_eq!(rung_over(&story, &ana(), since), [Channel::Screen]);
}

#[test]
fn a_person_sets_their_own_rules_and_a_lead_anybodys() {
    let mut story = Story::new();
    let put = |person| methods::Command::PutRules { person, rules: rules(&SLOW) };
    story.tell(Actor::Person(ana()), put(ana())).expect("her own");
    story.tell(Actor::Person(cleo()), put(ben())).expect("a lead");
    let refused = story.tell(Actor::Person(ana()), put(ben()));
    assert!(matches!(refused, Err(Refusal::NotAllowed { .. })), "{refused:?}");
    let twice = rules(&[(Severity::Low, "sms", 0), (Severity::Low, "sms", 60)]);
    let bad = methods::Command::PutRules { person: ana(), rules: twice };
    assert!(matches!(story.tell(Actor::Person(ana()), bad), Err(Refusal::Methods(_))));
    story.operator(access::Command::RemovePerson { person: ben() });
    assert_eq!(story.state.methods.rules(&ben()), None);
}

fn is_folded(story: &Story, emergency: EmergencyId, person: &PersonKey) -> bool {
    story.escalation(emergency).page_of(person).expect("rung").folded
}

/// 9. Many faults, one wake-up; but the first page of every new crisis gets through at once.
#[test]
fn the_first_page_of_every_crisis_rings_and_later_ones_fold_into_one() {
    let mut story = Story::new();
    let calls: Vec<EmergencyId> = (0..5).map(|_| story.call()).collect();
    assert_eq!(rung_over(&story, &ana(), 0).len(), 5, "every crisis rang the first in line");
    let since = story.history.len();
    story.report_all(&Outcome::Sent);
    story.pass(secs(45));
    assert_eq!(rung_over(&story, &ben(), since), [Channel::Screen], "the second gets one message");
    let asking = story.state.paging.asking_of(&ben()).count();
    assert_eq!(asking, 5, "and it asks about all five");
    let folded = calls.iter().filter(|call| is_folded(&story, **call, &ben())).count();
    assert_eq!(folded, 4);
    let since = story.history.len();
    let sixth = story.call();
    assert_eq!(rung_over(&story, &ana(), since), [Channel::Screen], "a further crisis rings");
    assert!(!is_folded(&story, sixth, &ana()));
    assert_eq!(story.folded(), story.state);
}

/// Whoever is asked first cannot be reached at all, and everybody else is being rung already: the
/// first page of the new crisis gets through all the same.
#[test]
fn a_crisis_that_reaches_nobody_at_first_does_not_stay_folded_into_another() {
    let mut story = Story::new();
    for person in [ana(), ben()] {
        let mut profile = story.state.access.person(&person).expect("a known person").clone();
        profile.methods.clear();
        story.operator(access::Command::PutPerson { person, profile });
    }
    let first = story.call();
    assert_eq!(rung_over(&story, &cleo(), 0), [Channel::Screen], "the widened chain rings");
    let since = story.history.len();
    let second = story.call();
    assert_eq!(rung_over(&story, &cleo(), since), [Channel::Screen], "and for the next crisis");
    for call in [first, second] {
        assert!(!is_folded(&story, call, &cleo()));
    }
    assert_eq!(story.folded(), story.state);
}

#[test]
fn one_act_takes_everything_that_asks_somebody() {
    let mut story = Story::new();
    let calls: Vec<EmergencyId> = (0..4).map(|_| story.call()).collect();
    let page = story.page_of(calls[1], &ana());
    let all = paging::Command::AcceptAll { page };
    let foreign = Actor::PageLink(story.page_of(calls[0], &ana()));
    assert!(story.tell(foreign, all.clone()).is_err(), "only with the page in the hand");
    story.tell(Actor::PageLink(page), all.clone()).expect("they ring");
    for call in &calls {
        assert_eq!(story.escalation(*call).accepted_by(), Some(&ana()));
    }
    assert_eq!(story.state.paging.asking_of(&ana()).count(), 0);
    story.tell(Actor::PageLink(page), all).expect("twice is once");
}

#[test]
fn what_was_folded_rings_by_itself_once_nothing_counts_it_any_more() {
    for answer in [Some(Answer::Accept), Some(Answer::PassOn), None] {
        let mut story = Story::new();
        let (first, second) = (story.call(), story.call());
        story.report_all(&Outcome::Sent);
        story.pass(secs(45));
        let (head, folded) = match is_folded(&story, first, &ben()) {
            true => (second, first),
            false => (first, second),
        };
        let since = story.history.len();
        match answer {
            Some(answer) => story.by_page(story.page_of(head, &ben()), answer).expect("it rings"),
            // Somebody else takes it: what it counted must not fall silent with it.
            None => story.by_page(story.page_of(head, &ana()), Answer::Accept).expect("it rings"),
        }
        assert_eq!(rung_over(&story, &ben(), since), [Channel::Screen], "{answer:?}");
        assert!(!is_folded(&story, folded, &ben()));
        story.pass(secs(300));
        let next = story.escalation(folded);
        assert!(next.alarm || next.accepted_by().is_some(), "it went on as if never folded");
    }
}

#[test]
fn whoever_is_away_is_away_for_what_was_folded_too() {
    let mut story = Story::new();
    let (first, second) = (story.call(), story.call());
    story.report_all(&Outcome::Sent);
    story.pass(secs(45));
    let head = if is_folded(&story, first, &ben()) { second } else { first };
    let since = story.history.len();
    let away = Answer::Decline { minutes: 30 };
    story.by_page(story.page_of(head, &ben()), away).expect("it rings");
    assert_eq!(rung_over(&story, &ben(), since), []);
    for call in [first, second] {
        let page = story.escalation(call).page_of(&ben()).expect("rung").standing.clone();
        assert!(matches!(page, PageStanding::Declined { .. }), "{page:?}");
        assert_eq!(story.rung(call), [ana()], "the next were rung at once");
    }
}

#[test]
fn when_the_message_cannot_arrive_the_chains_of_all_it_counted_go_on() {
    let mut story = Story::new();
    let (first, second) = (story.call(), story.call());
    story.report_all(&Outcome::Sent);
    story.pass(secs(45));
    story.report_all(&Outcome::Failed { permanent: true, reason: "gone".into() });
    for call in [first, second] {
        assert_ne!(story.rung(call), [ben()], "nobody waits for a message that failed");
    }
}

/// Ana's text messages, as the room knows the method.
fn texts(story: &Story) -> (domain::words::MethodKey, domain::words::Personal) {
    let methods = story.state.methods_of(&ana());
    let known = methods.into_iter().find(|known| known.channel == Channel::Sms);
    known.map(|known| (known.key, known.address)).expect("she has a telephone")
}

#[test]
fn a_code_proves_a_method_until_its_address_changes() {
    let mut story = Story::new();
    story.give_telephones(&ana());
    let (method, address) = texts(&story);
    let send = || methods::Command::SendCode {
        person: ana(),
        method: method.clone(),
        address: address.clone(),
    };
    let guess = |guess| methods::Command::TryCode { person: ana(), method: method.clone(), guess };
    assert!(story.tell(Actor::Person(cleo()), send()).is_err(), "a lead cannot read her phone");
    story.tell(Actor::Person(ana()), send()).expect("a first code");
    let soon = story.tell(Actor::Person(ana()), send());
    assert_eq!(soon, Err(Refusal::Methods(methods::Refusal::TooSoon)));
    story.tell(Actor::Person(ana()), guess(methods::Guess::Wrong)).expect("counted");
    story.tell(Actor::Person(ana()), guess(methods::Guess::Right)).expect("proved");
    assert!(story.state.methods.proved(&ana(), &method, &address).is_some());
    story.give_number(&ana(), "+4520999999");
    let (method, moved) = texts(&story);
    assert!(story.state.methods.proved(&ana(), &method, &moved).is_none(), "another telephone");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_code_dies_of_wrong_tries_and_of_age_and_there_are_few_in_an_hour() {
    let mut story = Story::new();
    story.give_telephones(&ana());
    let (method, address) = texts(&story);
    let send = || methods::Command::SendCode {
        person: ana(),
        method: method.clone(),
        address: address.clone(),
    };
    let guess = |guess| methods::Command::TryCode { person: ana(), method: method.clone(), guess };
    story.tell(Actor::Person(ana()), send()).expect("a code");
    for _ in 0..methods::CODE_TRIES_MAX {
        story.tell(Actor::Person(ana()), guess(methods::Guess::Wrong)).expect("counted");
    }
    let gone = Err(Refusal::Methods(methods::Refusal::CodeGone));
    assert_eq!(story.tell(Actor::Person(ana()), guess(methods::Guess::Right)), gone);
    story.pass(secs(61));
    story.tell(Actor::Person(ana()), send()).expect("another");
    story.pass(methods::CODE_LASTS);
    assert_eq!(story.tell(Actor::Person(ana()), guess(methods::Guess::Right)), gone);
    for _ in 2..methods::CODES_PER_HOUR_MAX {
        story.tell(Actor::Person(ana()), send()).expect("few are fine");
        story.pass(secs(61));
    }
    let many = story.tell(Actor::Person(ana()), send());
    assert_eq!(many, Err(Refusal::Methods(methods::Refusal::TooMany)));
    story.pass(secs(3_600));
    story.tell(Actor::Person(ana()), send()).expect("an hour later");
}

#[test]
fn failures_in_a_row_flag_a_method_and_an_arrival_ends_it() {
    let mut story = Story::new();
    story.give_telephones(&ana());
    let (method, address) = texts(&story);
    let emergency = story.call();
    let gone = || Outcome::Failed { permanent: true, reason: "no such number".into() };
    for round in 1..=methods::FAILING_AFTER {
        story.report_of(emergency, Channel::Sms, gone());
        let failing = story.state.methods.failing(&ana(), &method, &address).is_some();
        assert_eq!(failing, round == methods::FAILING_AFTER, "{round}");
        story.pass(secs(90));
    }
    story.report_of(emergency, Channel::Sms, Outcome::Delivered);
    assert!(story.state.methods.failing(&ana(), &method, &address).is_none());
    assert_eq!(story.folded(), story.state);
}

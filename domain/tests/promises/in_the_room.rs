//! What the people of a room do with each other: bring, hand over, take over, re-route, snooze.

use domain::Refusal;
use domain::crew::{self, Refusal as CrewRefusal, Reply, Whom};
use domain::deliveries::Outcome;
use domain::emergencies::{self, Line, RingsAgain, WaitsFor};
use domain::incidents::{self, Phase, Route, What};
use domain::paging::{self, Answer, PageStanding, Stage, Standing, Wait};
use domain::words::{
    Actor, EmergencyId, PageId, PersonKey, Purpose, RequestId, Severity, Timestamp,
};

use crate::story::{Story, ana, ben, cleo, secs};

fn by(person: PersonKey) -> Actor {
    Actor::Person(person)
}

impl Story {
    fn asks(
        &mut self,
        who: PersonKey,
        emergency: EmergencyId,
        whom: Whom,
        purpose: Purpose,
    ) -> Result<(), Refusal> {
        let incident = self.incident(emergency);
        let words = "Look at the northern gateway, please.".to_owned();
        self.tell(by(who), crew::Command::Ask { incident, whom, purpose, words })
    }

    fn request(&self, emergency: EmergencyId) -> &crew::Request {
        let crew = self.state.crew.get(self.incident(emergency)).expect("somebody was asked");
        crew.requests.last().expect("somebody was asked")
    }

    fn errand_of(&self, emergency: EmergencyId, person: &PersonKey) -> PageId {
        let pages = self.escalation(emergency).pages.values();
        let mut of = pages.filter(|page| page.errand.is_some() && page.person == *person);
        of.next_back().expect("they were asked").id
    }

    fn asked_now(&self, emergency: EmergencyId) -> Vec<PersonKey> {
        let pages = self.escalation(emergency).pages.values();
        let asked = pages.filter(|page| {
            page.errand.is_some() && page.standing == PageStanding::Requested && !page.failed
        });
        asked.map(|page| page.person.clone()).collect()
    }

    fn lead(&self, emergency: EmergencyId) -> Option<PersonKey> {
        self.state.incidents.of_emergency(emergency)?.lead.clone()
    }

    /// Ana has it, has written, and nothing waits for her.
    fn under_way() -> (Self, EmergencyId) {
        let mut story = Self::accepted();
        let emergency = story.emergencies[0];
        story.say(by(ana()), emergency, "I am on it.").unwrap();
        (story, emergency)
    }
}

#[test]
fn one_who_is_brought_is_paged_and_joins_with_one_tap() {
    let (mut story, emergency) = Story::under_way();
    story.asks(ana(), emergency, Whom::Person(cleo()), Purpose::Help).unwrap();
    assert_eq!(story.asked_now(emergency), [cleo()]);
    let page = story.errand_of(emergency, &cleo());
    let sent = |story: &Story| {
        let incident = story.incident(emergency);
        let about = domain::deliveries::About::Page { incident, page };
        story.state.deliveries.about(incident).filter(|known| known.about == about).count()
    };
    assert_eq!(sent(&story), 1, "over every method of hers");
    story.by_page(page, Answer::Accept).unwrap();
    let incident = story.incident(emergency);
    let crew = story.state.crew.get(incident).unwrap();
    assert!(crew.members.contains_key(&cleo()));
    assert_eq!(story.request(emergency).standing, crew::Standing::Joined);
    assert_eq!(story.lead(emergency), Some(ana()), "to join is not to take");
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    assert!(story.says(emergency, &Line::Came { who: cleo() }));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn asking_twice_rings_nobody_twice_and_nobody_asks_themselves_or_who_is_there() {
    let (mut story, emergency) = Story::under_way();
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Help).unwrap();
    let before = story.history.len();
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Help).unwrap();
    assert_eq!(story.history.len(), before);
    let no = |told: Result<(), Refusal>| match told.unwrap_err() {
        Refusal::Crew(refusal) => refusal,
        other => panic!("{other}"),
    };
    let help = Purpose::Help;
    let here = CrewRefusal::AlreadyHere { person: ana() };
    assert_eq!(no(story.asks(ben(), emergency, Whom::Person(ana()), help)), here);
    let own = story.asks(cleo(), emergency, Whom::Person(cleo()), help);
    assert_eq!(no(own), CrewRefusal::Yourself);
    let eve = Whom::Person("eve".into());
    assert_eq!(no(story.asks(ana(), emergency, eve, help)), CrewRefusal::UnknownWhom);
    let team = Whom::Team("nobody".into());
    assert_eq!(no(story.asks(ana(), emergency, team, help)), CrewRefusal::UnknownWhom);
}

#[test]
fn whoever_declines_says_why_and_the_next_of_the_policy_is_asked_at_once() {
    let (mut story, emergency) = Story::under_way();
    let step =
        |person| paging::Step { targets: vec![paging::Target::Person(person)], delay_secs: 60 };
    let steps = vec![step(ben()), step(ana()), step(cleo())];
    let definition = paging::Policy { name: "Network".into(), steps, rounds: 1 };
    story.operator(paging::Command::PutPolicy { policy: "network".into(), definition });
    let profile =
        incidents::Service { name: "Network".into(), team: None, policy: Some("network".into()) };
    story.operator(incidents::Command::PutService { service: "network".into(), profile });
    let whom = Whom::Service("network".into());
    story.asks(ana(), emergency, whom, Purpose::Help).unwrap();
    assert_eq!(story.asked_now(emergency), [ben()]);
    let request = story.request(emergency).id;
    let page = story.errand_of(emergency, &ben());
    let decline = |request: RequestId| crew::Command::Decline {
        request,
        person: ben(),
        reason: "On a train until nine".into(),
    };
    let foreign = story.tell(Actor::PageLink(PageId(99)), decline(request));
    assert!(foreign.is_err(), "the link of another page declines nothing");
    story.tell(Actor::PageLink(page), decline(request)).unwrap();
    // Ana asked and has it herself, so it goes on to Cleo.
    assert_eq!(story.asked_now(emergency), [cleo()]);
    let asked = story.request(emergency).of(&ben()).unwrap();
    assert!(matches!(&asked.reply, Reply::Declined(Some(why)) if why.as_str().contains("train")));
    assert!(story.by_page(page, Answer::Accept).is_err(), "he is not asked any more");
    assert_eq!(story.rung(emergency), [], "the escalation itself has nothing to do with it");
}

#[test]
fn what_nobody_answers_goes_on_and_comes_back_to_the_asker_in_the_end() {
    let (mut story, emergency) = Story::under_way();
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Help).unwrap();
    story.pass(crew::TURN_LASTS);
    assert_eq!(story.request(emergency).standing, crew::Standing::Unanswered);
    assert_eq!(story.asked_now(emergency), [], "nobody is left rung for it");
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    // A telephone that cannot be reached is not waited for.
    story.asks(ana(), emergency, Whom::Person(cleo()), Purpose::Help).unwrap();
    story.report_all(&Outcome::Failed { permanent: true, reason: "no such number".into() });
    assert_eq!(story.request(emergency).standing, crew::Standing::Unanswered);
    assert_eq!(story.request(emergency).asked[0].reply, Reply::Missed);
}

#[test]
fn command_is_handed_over_only_by_the_act_of_whoever_is_to_have_it() {
    let (mut story, emergency) = Story::under_way();
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Lead).unwrap();
    story.report_all(&Outcome::Delivered);
    assert_eq!(story.lead(emergency), Some(ana()));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    let page = story.errand_of(emergency, &ben());
    story.by_page(page, Answer::Accept).unwrap();
    assert_eq!(story.lead(emergency), Some(ben()));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
    assert!(story.says(emergency, &Line::HandedOver { from: ana(), to: ben() }));
    let Standing::Accepted { first_word_by, .. } = story.escalation(emergency).standing else {
        panic!("Ben has it");
    };
    assert_eq!(first_word_by, None, "the customer has had the first word already");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_hand_over_that_nobody_answers_leaves_it_with_whoever_has_it() {
    let (mut story, emergency) = Story::under_way();
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Lead).unwrap();
    let page = story.errand_of(emergency, &ben());
    story.by_page(page, Answer::PassOn).unwrap();
    assert_eq!(story.request(emergency).standing, crew::Standing::Unanswered);
    assert_eq!(story.lead(emergency), Some(ana()));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
}

#[test]
fn what_is_given_to_a_person_rings_on_until_somebody_accepts() {
    let mut story = Story::new();
    let emergency = story.call();
    story.asks(ben(), emergency, Whom::Person(cleo()), Purpose::Lead).unwrap();
    assert_eq!((story.rung(emergency), story.asked_now(emergency)), (vec![ana()], vec![cleo()]));
    story.pass(secs(45));
    assert_eq!(story.rung(emergency), [ben()], "the escalation goes its way meanwhile");
    let page = story.errand_of(emergency, &cleo());
    story.by_page(page, Answer::Accept).unwrap();
    assert_eq!(story.lead(emergency), Some(cleo()));
    assert!(story.says(emergency, &Line::Accepted { by: cleo() }));
}

#[test]
fn whoever_takes_over_from_one_who_is_gone_says_why() {
    let (mut story, emergency) = Story::under_way();
    let incident = story.incident(emergency);
    let take = |reason: &str| crew::Command::TakeOver { incident, reason: reason.into() };
    let refused = story.tell(by(ben()), take("  ")).unwrap_err();
    assert_eq!(refused, Refusal::Crew(CrewRefusal::NoReason));
    story.tell(by(ben()), take("Ana's line went dead")).unwrap();
    assert_eq!(story.lead(emergency), Some(ben()));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
    assert!(story.says(emergency, &Line::HandedOver { from: ana(), to: ben() }));
    let takeovers = &story.state.crew.get(incident).unwrap().takeovers;
    assert_eq!(takeovers[0].reason.as_str(), "Ana's line went dead");
    let mut story = Story::new();
    let emergency = story.call();
    let incident = story.incident(emergency);
    let reason = "now".to_owned();
    let refused = story.tell(by(ben()), crew::Command::TakeOver { incident, reason });
    assert_eq!(refused.unwrap_err(), Refusal::Crew(CrewRefusal::NotAccepted));
}

#[test]
fn when_it_is_over_nobody_is_asked_any_more() {
    let (mut story, emergency) = Story::under_way();
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Help).unwrap();
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    assert_eq!(story.request(emergency).standing, crew::Standing::Withdrawn);
    assert_eq!(story.asked_now(emergency), []);
    let refused = story.asks(ana(), emergency, Whom::Person(cleo()), Purpose::Help);
    assert_eq!(refused.unwrap_err(), Refusal::Crew(CrewRefusal::Over));
}

#[test]
fn severity_and_phase_stand_in_the_timeline_with_who_set_them() {
    let (mut story, emergency) = Story::under_way();
    let incident = story.incident(emergency);
    let phase = Phase::Identified;
    story.tell(by(ben()), incidents::Command::SetPhase { incident, phase }).unwrap();
    let changes = &story.state.incidents.get(incident).unwrap().changes;
    let last = changes.last().unwrap();
    assert_eq!((&last.by, &last.what), (&Some(ben()), &What::Phase(phase)));
}

#[test]
fn raising_to_critical_rings_again_and_lowering_silences_nothing_that_nobody_has() {
    let mut story = Story::new();
    let emergency = story.call();
    let incident = story.incident(emergency);
    let set = |severity| incidents::Command::SetSeverity { incident, severity };
    let refused = story.tell(by(ben()), set(Severity::Low)).unwrap_err();
    assert_eq!(refused, Refusal::Incidents(incidents::Refusal::NotAccepted));
    assert_eq!(story.rung(emergency), [ana()]);
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).unwrap();
    story.say(by(ana()), emergency, "I am on it.").unwrap();
    story.tell(by(ana()), set(Severity::Low)).unwrap();
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    // Whoever has it knows when they raise it; when somebody else does, they are rung.
    story.tell(by(ana()), set(Severity::Critical)).unwrap();
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    story.tell(by(ana()), set(Severity::High)).unwrap();
    story.tell(by(ben()), set(Severity::Critical)).unwrap();
    assert_eq!(story.rung(emergency), [ana()]);
    assert!(story.says(emergency, &Line::RingsAgain { why: RingsAgain::Raised }));
    let rings = story.escalation(emergency).page_of(&ana()).unwrap().rings;
    let next_at = story.escalation(emergency).next_at;
    story.pass(secs(20));
    story.tell(Actor::System, set(Severity::High)).unwrap();
    story.tell(by(ben()), set(Severity::Critical)).unwrap();
    let known = story.escalation(emergency);
    assert_eq!(known.page_of(&ana()).unwrap().rings, rings + 1, "what rings rings once more");
    assert_eq!(known.next_at, next_at, "and the next follow no later");
}

#[test]
fn restarted_it_rings_from_the_first_step_of_the_policy_as_it_is_now() {
    let mut story = Story::new();
    let emergency = story.call();
    story.pass(secs(50));
    let step = paging::Step { targets: vec![paging::Target::Person(cleo())], delay_secs: 30 };
    let definition = paging::Policy { name: "Now".into(), steps: vec![step], rounds: 1 };
    story.operator(paging::Command::PutPolicy { policy: "front-door".into(), definition });
    assert_eq!(story.rung(emergency), [ben()], "the plan is frozen");
    let incident = story.incident(emergency);
    story.tell(by(ana()), incidents::Command::Restart { incident }).unwrap();
    assert_eq!(story.rung(emergency), [cleo()]);
    assert!(story.says(emergency, &Line::RingsAgain { why: RingsAgain::Restarted }));
    story.pass(secs(30));
    assert_eq!(story.escalation(emergency).stage, Stage::Widened);
}

#[test]
fn rerouted_it_rings_others_at_once_and_the_delay_that_has_run_counts() {
    let mut story = Story::new();
    let step =
        |person| paging::Step { targets: vec![paging::Target::Person(person)], delay_secs: 60 };
    let steps = vec![step(cleo()), step(ben())];
    let definition = paging::Policy { name: "Network".into(), steps, rounds: 1 };
    story.operator(paging::Command::PutPolicy { policy: "network".into(), definition });
    let emergency = story.call();
    let incident = story.incident(emergency);
    story.pass(secs(40));
    let to = Route::Policy("network".into());
    let reroute = |to: &Route| incidents::Command::Reroute { incident, to: to.clone() };
    story.tell(by(ana()), reroute(&to)).unwrap();
    assert_eq!(story.rung(emergency), [cleo()]);
    assert_eq!(story.escalation(emergency).due(), Some(story.now + secs(20)));
    let refused = story.tell(by(ana()), reroute(&to)).unwrap_err();
    assert_eq!(refused, Refusal::Incidents(incidents::Refusal::SameRoute));
    story.pass(secs(20));
    assert_eq!(story.rung(emergency), [ben()]);
    assert!(story.says(emergency, &Line::RingsAgain { why: RingsAgain::Rerouted }));
    let nowhere = Route::Policy("nowhere".into());
    let refused = story.tell(by(ana()), reroute(&nowhere)).unwrap_err();
    assert_eq!(refused, Refusal::Incidents(incidents::Refusal::UnknownPolicy));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_accepted_and_is_rerouted_is_held_until_the_others_accept() {
    let (mut story, emergency) = Story::under_way();
    let step = paging::Step { targets: vec![paging::Target::Person(cleo())], delay_secs: 60 };
    let definition = paging::Policy { name: "Network".into(), steps: vec![step], rounds: 1 };
    story.operator(paging::Command::PutPolicy { policy: "network".into(), definition });
    let incident = story.incident(emergency);
    let to = Route::Policy("network".into());
    story.tell(by(ana()), incidents::Command::Reroute { incident, to }).unwrap();
    assert_eq!(story.rung(emergency), [cleo()], "Ana sent it, so she is not rung for it");
    assert_eq!(story.lead(emergency), Some(ana()), "nobody is left without a lead");
    assert!(story.escalation(emergency).due().is_some());
    let page = story.page_of(emergency, &cleo());
    story.by_page(page, Answer::Accept).unwrap();
    assert_eq!(story.lead(emergency), Some(cleo()));
}

fn snooze(story: &Story, emergency: EmergencyId, mins: u64) -> paging::Command {
    paging::Command::Snooze {
        incident: story.incident(emergency),
        until: story.now + secs(mins * 60),
        wait: Wait::Customer,
        because: "they restart the till at half past".into(),
    }
}

#[test]
fn only_what_was_accepted_and_answered_can_be_snoozed() {
    let mut story = Story::new();
    let emergency = story.call();
    let told = |story: &mut Story, mins| {
        let command = snooze(story, emergency, mins);
        match story.tell(by(ana()), command) {
            Ok(()) => None,
            Err(Refusal::Paging(refusal)) => Some(refusal),
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(told(&mut story, 30), Some(paging::Refusal::NotAccepted));
    let page = story.page_of(emergency, &ana());
    story.by_page(page, Answer::Accept).unwrap();
    assert_eq!(told(&mut story, 30), Some(paging::Refusal::NoFirstWord));
    story.say(by(ana()), emergency, "I am on it.").unwrap();
    assert_eq!(told(&mut story, 1), Some(paging::Refusal::BadEnd));
    assert_eq!(told(&mut story, 25 * 60), Some(paging::Refusal::BadEnd));
    assert_eq!(told(&mut story, 30), None);
}

#[test]
fn snoozed_it_is_quiet_until_the_end_and_then_pages_again() {
    let (mut story, emergency) = Story::under_way();
    let until = story.now + secs(120 * 60);
    let command = snooze(&story, emergency, 120);
    story.tell(by(ana()), command).unwrap();
    let line = Line::Waits { by: ana(), until, wait: WaitsFor::Customer };
    assert!(story.says(emergency, &line), "the customer reads it");
    let promise = story.promise(emergency).unwrap().by;
    assert_eq!(
        promise,
        until + crate::story::secs(15 * 60),
        "the promise is made anew, not broken"
    );
    story.pass(secs(120 * 60 - 1));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    story.pass(secs(1));
    assert_eq!(story.rung(emergency), [ana()]);
    assert!(story.says(emergency, &Line::RingsAgain { why: RingsAgain::WaitOver }));
    assert_eq!(story.state.updates.get(story.incident(emergency)).unwrap().missed, 0);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn any_word_of_the_caller_ends_a_snooze_at_once() {
    let deeds: [fn(EmergencyId) -> emergencies::Command; 3] = [
        |emergency| emergencies::Command::Introduce {
            emergency,
            who: Some("Acme, till 3".into()),
            reach: None,
        },
        |emergency| emergencies::Command::Say {
            emergency,
            message: domain::words::MessageId(7),
            words: "It is worse".into(),
        },
        |emergency| emergencies::Command::Deny { emergency },
    ];
    for deed in deeds {
        let (mut story, emergency) = Story::under_way();
        story.tell(by(ana()), emergencies::Command::Ask { emergency }).unwrap();
        let command = snooze(&story, emergency, 60);
        story.tell(by(ana()), command).unwrap();
        let caller = story.caller(emergency);
        story.tell(caller, deed(emergency)).unwrap();
        assert_eq!(story.rung(emergency), [ana()]);
        assert!(story.escalation(emergency).snooze.is_none());
        assert!(story.says(emergency, &Line::RingsAgain { why: RingsAgain::Wrote }));
    }
}

#[test]
fn a_snooze_ends_by_hand_and_goes_along_with_a_hand_over() {
    let (mut story, emergency) = Story::under_way();
    let command = snooze(&story, emergency, 60);
    story.tell(by(ana()), command).unwrap();
    let incident = story.incident(emergency);
    story.asks(ana(), emergency, Whom::Person(ben()), Purpose::Lead).unwrap();
    let page = story.errand_of(emergency, &ben());
    story.by_page(page, Answer::Accept).unwrap();
    assert!(story.escalation(emergency).snooze.is_some(), "it still waits, with Ben");
    story.tell(by(ben()), paging::Command::Unsnooze { incident }).unwrap();
    let due = story.escalation(emergency).due().unwrap();
    assert!(due > story.now && due <= story.now + paging::SILENT_AFTER.max(secs(15 * 60)));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ben()));
}

#[test]
fn whatever_a_room_does_an_emergency_that_nobody_has_is_never_at_rest() {
    let deeds: [fn(&Story, EmergencyId) -> domain::Command; 4] = [
        |story, id| incidents::Command::Restart { incident: story.incident(id) }.into(),
        |story, id| {
            let to = Route::Policy("front-door".into());
            incidents::Command::Reroute { incident: story.incident(id), to }.into()
        },
        |story, id| {
            let whom = Whom::Person(cleo());
            let (incident, purpose) = (story.incident(id), Purpose::Lead);
            crew::Command::Ask { incident, whom, purpose, words: String::new() }.into()
        },
        |story, id| {
            let severity = Severity::Critical;
            incidents::Command::SetSeverity { incident: story.incident(id), severity }.into()
        },
    ];
    for deed in deeds {
        let mut story = Story::new();
        let emergency = story.call();
        for _ in 0..20 {
            let command = deed(&story, emergency);
            // To send it again where it goes already is refused, and changes nothing.
            let _ = story.tell(by(cleo_or_ana(&story)), command);
            let due: Timestamp = story.escalation(emergency).due().expect("never at rest");
            assert!(due.since(story.now) <= secs(60));
            story.pass(secs(25));
        }
        assert!(story.escalation(emergency).accepted_by().is_none());
    }
}

fn cleo_or_ana(story: &Story) -> PersonKey {
    if story.history.len().is_multiple_of(2) { ana() } else { ben() }
}

#[test]
fn anyone_of_the_vendors_takes_a_message_out_and_an_observer_does_nothing_else() {
    use domain::redactions::{Command, Place};
    let mut story = Story::new();
    let emergency = story.call();
    let place = Place { emergency, number: 1, file: None };
    let eve = by("eve".into());
    story.tell(eve.clone(), Command::Redact { place }).expect("whoever sees it first");
    assert!(story.state.redactions.of(place).is_some());
    story.tell(eve.clone(), Command::Undo { place }).expect("within five seconds");
    let message = domain::words::MessageId(7);
    let say = emergencies::Command::Say { emergency, message, words: "x".to_owned() };
    let refused = story.tell(eve, say);
    assert!(matches!(refused, Err(Refusal::NotAllowed { .. })), "{refused:?}");
    let gone = story.tell(by("nobody".into()), Command::Redact { place });
    assert!(matches!(gone, Err(Refusal::NotAllowed { .. })), "{gone:?}");
}

//! Many callers, one fault: joins, undo, rules, "mine is different", "someone is in danger".

#[path = "promises/story.rs"]
#[expect(dead_code, reason = "the promises use the rest of it")]
mod story;

use std::time::Duration;

use domain::crowd::TOLD_MIN;
use domain::emergencies::{self, Aside, Line, Standing, Text};
use domain::groups::{self, Pattern, Refusal as Groups, Why};
use domain::incidents::{self, Service};
use domain::paging::{self, Answer, Stage};
use domain::twins::Reason;
use domain::updates::{self, Overview};
use domain::words::{Actor, EmergencyId, IncidentId, MessageId, PersonKey, Severity};
use domain::{Deed, Refusal};
use story::{Story, ana, ben, cleo, secs};

/// Ana has the first of two emergencies; the second one rings her as well.
fn two() -> (Story, EmergencyId, EmergencyId) {
    let mut story = Story::accepted();
    let first = story.emergencies[0];
    story.say(Actor::Person(ana()), first, "I am on it.").unwrap();
    let second = story.call_with("all terminals are offline", "Elm Street", "");
    (story, first, second)
}

fn join_as(
    story: &mut Story,
    who: PersonKey,
    from: &[EmergencyId],
    into: EmergencyId,
) -> Result<(), Refusal> {
    let incidents = from.iter().map(|id| story.incident(*id)).collect();
    let into = story.incident(into);
    story.tell(Actor::Person(who), groups::Command::join(incidents, into))
}

fn join(story: &mut Story, from: EmergencyId, into: EmergencyId) {
    join_as(story, ana(), &[from], into).expect("it can be joined");
}

fn undo(story: &mut Story, incident: IncidentId) {
    let undo = groups::Command::Undo { incident };
    story.tell(Actor::Person(ana()), undo).expect("it can be undone");
}

/// Nobody who waits for help is at rest, and the log tells the same as the state.
#[track_caller]
fn sound(story: &Story) {
    for known in story.state.emergencies.emergencies.values() {
        if known.standing.is_live() {
            let standing = &story.escalation(known.id).standing;
            assert_ne!(*standing, paging::Standing::Stopped, "emergency {}", known.number);
        }
    }
    assert_eq!(story.folded(), story.state);
    assert_eq!(story.state.policy.unfollowed_count, 0, "{:?}", story.state.policy.last);
}

#[test]
fn each_emergency_keeps_its_own_incident_until_a_human_joins_them() {
    let (story, first, second) = two();
    assert_ne!(story.incident(first), story.incident(second));
    assert_eq!(story.rung(second), [ana()], "the second rings though it is the same fault");
}

#[test]
fn what_is_joined_to_an_accepted_incident_is_accepted_and_rings_nobody_any_more() {
    let (mut story, first, second) = two();
    let left = story.incident(second);
    join(&mut story, second, first);
    assert_eq!(story.incident(second), story.incident(first));
    assert_eq!(story.escalation(second).accepted_by(), Some(&ana()));
    let stopped = story.state.paging.get(left).unwrap();
    assert_eq!(stopped.standing, paging::Standing::Stopped);
    let number = story.state.incidents.get(story.incident(first)).unwrap().number;
    assert!(story.says(second, &Line::Joined { by: ana(), number, by_rule: false }));
    assert!(story.promise(second).is_some(), "the promise of the group is theirs as well");
    sound(&story);
    story.pass(secs(300));
    assert_eq!(story.escalation(second).accepted_by(), Some(&ana()), "its words count as read");
}

#[test]
fn what_is_joined_to_a_ringing_incident_goes_on_ringing_and_no_page_is_lost() {
    let mut story = Story::new();
    let first = story.call();
    story.pass(secs(45));
    let second = story.call();
    assert_eq!((story.rung(first), story.rung(second)), (vec![ben()], vec![ana()]));
    let old_page = story.page_of(second, &ana());
    join_as(&mut story, cleo(), &[second], first).unwrap();
    assert_eq!(story.escalation(second).accepted_by(), None, "joining alone accepts nothing");
    assert_eq!(story.rung(second), [ben(), ana()], "who was rung for the one is rung for both");
    sound(&story);
    story.by_page(old_page, Answer::Accept).expect("a page of before the join still accepts");
    assert_eq!(story.escalation(first).accepted_by(), Some(&ana()));
    sound(&story);
}

#[test]
fn whoever_has_one_and_joins_it_to_what_rings_has_both() {
    let (mut story, first, second) = two();
    join(&mut story, first, second);
    assert_eq!(story.escalation(first).accepted_by(), Some(&ana()));
    assert_eq!(story.incident(first), story.incident(second));
    sound(&story);
}

#[test]
fn what_somebody_else_has_is_not_left_without_them_when_it_is_joined_to_what_rings() {
    let (mut story, first, second) = two();
    let cleos = Actor::Person(cleo());
    story.say(cleos, second, "I look at it.").unwrap();
    let third = story.call();
    join_as(&mut story, ana(), &[second], third).unwrap();
    assert!(story.rung(third).contains(&cleo()), "who had it is rung for the whole");
    assert_eq!(story.escalation(first).accepted_by(), Some(&ana()));
    sound(&story);
}

#[test]
fn the_earliest_promise_is_the_promise_to_all() {
    let (mut story, first, second) = two();
    let early = story.promise(first).unwrap().by;
    story.pass(secs(300));
    let page = story.page_of(second, &ana());
    story.by_page(page, Answer::Accept).unwrap();
    assert!(story.promise(second).unwrap().by > early);
    join(&mut story, first, second);
    assert_eq!(story.promise(second).unwrap().by, early);
}

#[test]
fn an_undo_puts_everything_back_to_whoever_had_it() {
    let (mut story, first, second) = two();
    let (left, whole) = (story.incident(second), story.incident(first));
    story.say(Actor::Person(ben()), second, "I look at it.").unwrap();
    join(&mut story, second, first);
    undo(&mut story, left);
    assert_eq!((story.incident(first), story.incident(second)), (whole, left));
    assert_eq!(story.escalation(second).accepted_by(), Some(&ben()));
    assert_eq!(story.escalation(first).accepted_by(), Some(&ana()));
    assert!(story.says(second, &Line::Apart { by: ana() }));
    sound(&story);
    let again = story.tell(Actor::Person(ana()), groups::Command::Undo { incident: left });
    assert_eq!(again, Err(Refusal::Groups(Groups::NotJoined)));
    join(&mut story, second, first);
    sound(&story);
}

#[test]
fn an_undo_of_what_nobody_had_rings_at_once() {
    let (mut story, first, second) = two();
    let left = story.incident(second);
    join(&mut story, second, first);
    story.pass(secs(60));
    undo(&mut story, left);
    assert_eq!(story.escalation(second).accepted_by(), None);
    assert_eq!(story.rung(second), [ana()]);
    sound(&story);
}

#[test]
fn a_join_of_a_join_is_undone_step_by_step() {
    let (mut story, first, second) = two();
    let third = story.call();
    let (a, b, c) = (story.incident(first), story.incident(second), story.incident(third));
    join(&mut story, second, first);
    join_as(&mut story, ana(), &[first], third).unwrap();
    assert_eq!(story.incident(second), c);
    let inner = story.tell(Actor::Person(ana()), groups::Command::Undo { incident: b });
    assert_eq!(inner, Err(Refusal::Groups(Groups::NotJoined)), "the outer one first");
    undo(&mut story, a);
    assert_eq!((story.incident(first), story.incident(second)), (a, a));
    undo(&mut story, b);
    assert_eq!((story.incident(first), story.incident(second)), (a, b));
    sound(&story);
}

#[test]
fn only_what_is_live_and_not_the_same_is_joined_and_only_by_a_person_who_responds() {
    let (mut story, first, second) = two();
    let same = join_as(&mut story, ana(), &[first], first);
    assert_eq!(same, Err(Refusal::Groups(Groups::Same)));
    let nothing = join_as(&mut story, ana(), &[], first);
    assert_eq!(nothing, Err(Refusal::Groups(Groups::Nothing)));
    let observer = join_as(&mut story, "eve".into(), &[second], first);
    assert_eq!(observer, Err(Refusal::NotAllowed { deed: Deed::Respond }));
    let caller = story.caller(second);
    let (one, other) = (story.incident(second), story.incident(first));
    let by_caller = story.tell(caller.clone(), groups::Command::join(vec![one], other));
    assert_eq!(by_caller, Err(Refusal::NotAllowed { deed: Deed::Respond }));
    story.tell(caller, emergencies::Command::Confirm { emergency: second }).unwrap();
    let over = join_as(&mut story, ana(), &[second], first);
    assert_eq!(over, Err(Refusal::Groups(Groups::Over)));
    let unknown = groups::Command::join(vec![IncidentId(9)], story.incident(first));
    let unknown = story.tell(Actor::Person(ana()), unknown);
    assert_eq!(unknown, Err(Refusal::Groups(Groups::Unknown)));
}

#[test]
fn mine_is_different_splits_at_once_and_rings_separately() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let caller = story.caller(second);
    story.tell(caller.clone(), emergencies::Command::Differ { emergency: second }).unwrap();
    assert_ne!(story.incident(second), story.incident(first));
    assert_eq!(story.rung(second), [ana()], "it rings, whoever has the others");
    assert_eq!(story.escalation(first).accepted_by(), Some(&ana()));
    assert!(story.says(second, &Line::Different));
    sound(&story);
    // Alone, there is nothing to take it out of.
    let before = story.incident(second);
    story.tell(caller, emergencies::Command::Differ { emergency: second }).unwrap();
    assert_eq!(story.incident(second), before);
    let stranger = story.caller(first);
    let foreign = story.tell(stranger, emergencies::Command::Differ { emergency: second });
    assert!(foreign.is_err(), "nobody says it for somebody else");
}

#[test]
fn a_responder_takes_one_out_of_the_group_and_it_rings() {
    let (mut story, first, second) = two();
    let why = || Why::Asked { by: ben() };
    let alone = story.tell(Actor::Person(ana()), groups::Command::split(second, why()));
    assert_eq!(alone, Err(Refusal::Groups(Groups::Alone)));
    join(&mut story, second, first);
    story.tell(Actor::Person(ana()), groups::Command::split(second, why())).unwrap();
    assert_eq!(story.rung(second), [ana()]);
    assert!(story.says(second, &Line::Apart { by: ana() }), "by whom it was, not by whom it says");
    sound(&story);
}

#[test]
fn when_the_last_leaves_a_group_there_is_nothing_left_to_ring_for() {
    let (mut story, first, second) = two();
    let whole = story.incident(first);
    join(&mut story, second, first);
    let caller = story.caller(first);
    story.tell(caller, emergencies::Command::Confirm { emergency: first }).unwrap();
    assert!(story.state.incidents.get(whole).unwrap().settled_at.is_none());
    let caller = story.caller(second);
    story.tell(caller, emergencies::Command::Differ { emergency: second }).unwrap();
    assert!(story.state.incidents.get(whole).unwrap().settled_at.is_some());
    sound(&story);
}

#[test]
fn someone_in_danger_rings_everyone_at_once_whoever_has_it() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let caller = story.caller(second);
    let danger = || emergencies::Command::Endanger { emergency: second };
    story.tell(caller.clone(), danger()).unwrap();
    assert_ne!(story.incident(second), story.incident(first), "a page of its own");
    assert_eq!(story.rung(second), [ana(), ben(), cleo()]);
    assert_eq!(story.escalation(second).stage, Stage::CatchAll);
    assert!(story.emergency(second).danger.is_some() && story.says(second, &Line::Danger));
    sound(&story);
    let before = story.history.len();
    story.tell(caller.clone(), danger()).unwrap();
    assert_eq!(story.history.len(), before, "pressed twice it was heard once");
    let page = story.page_of(second, &ben());
    story.by_page(page, Answer::Accept).unwrap();
    story.pass(secs(61));
    story.tell(caller, danger()).unwrap();
    assert_eq!(story.rung(second), [ana(), ben(), cleo()], "said anew it rings anew");
    sound(&story);
}

#[test]
fn someone_in_danger_rings_everyone_for_what_somebody_has_alone_and_for_what_was_over() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let incident = story.incident(emergency);
    let set = incidents::Command::SetSeverity { incident, severity: Severity::Low };
    story.tell(Actor::Person(ana()), set).unwrap();
    let caller = story.caller(emergency);
    story.tell(caller.clone(), emergencies::Command::Endanger { emergency }).unwrap();
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()]);
    assert_eq!(story.state.incidents.get(incident).unwrap().severity, Severity::Critical);
    story.tell(caller.clone(), emergencies::Command::Retract { emergency }).unwrap();
    assert_eq!(story.emergency(emergency).danger, None);
    story.pass(secs(120));
    story.tell(caller, emergencies::Command::Endanger { emergency }).unwrap();
    assert_eq!(story.emergency(emergency).standing, Standing::Open);
    assert_eq!(story.rung(emergency), [ana(), ben(), cleo()]);
    sound(&story);
}

#[test]
fn one_update_goes_to_all_and_each_answers_for_itself() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let incident = story.incident(first);
    let overview = Overview { known: "The exchange is down.".into(), ..Overview::default() };
    let next_by = story.now + secs(900);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    assert!(story.says(first, &Line::Updated) && story.says(second, &Line::Updated));
    let each = emergencies::Command::AskEach { emergencies: vec![first, second] };
    story.tell(Actor::Person(ana()), each).unwrap();
    let crowd = story.state.crowd(incident, story.now);
    assert_eq!((crowd.callers, crowd.asked, crowd.confirmed), (2, 2, 0));
    let caller = story.caller(first);
    story.tell(caller, emergencies::Command::Confirm { emergency: first }).unwrap();
    let crowd = story.state.crowd(incident, story.now);
    assert_eq!((crowd.asked, crowd.confirmed), (1, 1));
    assert!(story.state.incidents.get(incident).unwrap().settled_at.is_none());
    let reason = Aside::Unreachable;
    let aside = emergencies::Command::SetAside { emergency: second, reason };
    story.tell(Actor::Person(ana()), aside).unwrap();
    assert!(story.state.incidents.get(incident).unwrap().settled_at.is_some());
    sound(&story);
}

#[test]
fn broken_again_for_one_of_many_is_told_to_whoever_has_them() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let caller = story.caller(second);
    story.tell(caller.clone(), emergencies::Command::Confirm { emergency: second }).unwrap();
    let before = story.history.len();
    story.tell(caller, emergencies::Command::Reopen { emergency: second }).unwrap();
    let reminded = story.history[before..].iter().any(|(event, _)| {
        matches!(event, domain::Event::Paging(paging::Event::Reminded { person, .. })
            if *person == ana())
    });
    assert!(reminded);
    sound(&story);
}

#[test]
fn the_same_words_to_all_stand_in_each_conversation_once() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let tell = |message| emergencies::Command::Tell {
        emergencies: vec![first, second],
        message: MessageId(message),
        words: "We are rolling back.".into(),
    };
    story.tell(Actor::Person(ana()), tell(7)).unwrap();
    story.tell(Actor::Person(ana()), tell(7)).unwrap();
    for emergency in [first, second] {
        let said = story.emergency(emergency).messages.iter();
        let said = said.filter(|message| message.is_words("We are rolling back."));
        assert_eq!(said.count(), 1);
    }
    let caller = story.caller(first);
    let refused = story.tell(caller, tell(8));
    assert_eq!(refused, Err(Refusal::NotAllowed { deed: Deed::Respond }));
}

fn rule(words: &str, lasts: Duration) -> (Option<Pattern>, Duration) {
    (Some(Pattern { service: None, words: words.into() }), lasts)
}

fn make_rule(story: &mut Story, into: EmergencyId, words: &str, lasts: Duration) {
    let (pattern, lasts) = rule(words, lasts);
    let (into, pattern) = (story.incident(into), pattern.unwrap());
    let make = groups::Command::MakeRule { into, pattern, lasts };
    story.tell(Actor::Person(ana()), make).unwrap();
}

#[test]
fn a_rule_joins_new_callers_who_match_until_it_ends_by_itself() {
    let (mut story, first, _) = two();
    make_rule(&mut story, first, "Terminals offline", secs(3_600));
    let fits = story.call_with("our terminal-pads... TERMINALS offline again", "Oak Lane", "");
    assert_eq!(story.incident(fits), story.incident(first));
    assert_eq!(story.escalation(fits).accepted_by(), Some(&ana()));
    let other = story.call_with("the printer smokes", "Oak Lane", "");
    assert_ne!(story.incident(other), story.incident(first));
    assert!(!story.rung(other).is_empty());
    assert_eq!(story.state.groups.rules.get(&1).unwrap().count, 1);
    sound(&story);
    story.pass(secs(3_600));
    assert!(story.state.groups.rules.is_empty());
    let late = story.call_with("terminals offline", "Oak Lane", "");
    assert_ne!(story.incident(late), story.incident(first));
    let caller = story.caller(fits);
    story.tell(caller, emergencies::Command::Differ { emergency: fits }).unwrap();
    assert_ne!(story.incident(fits), story.incident(first), "each joined caller can leave");
    sound(&story);
}

#[test]
fn a_rule_ends_with_its_incident_and_never_joins_to_what_is_over() {
    let (mut story, first, _) = two();
    make_rule(&mut story, first, "down", secs(3_600));
    let caller = story.caller(first);
    story.tell(caller, emergencies::Command::Confirm { emergency: first }).unwrap();
    assert!(story.state.groups.rules.is_empty());
    let next = story.call();
    assert_eq!(story.rung(next), [ana()]);
    sound(&story);
}

#[test]
fn a_rule_that_fits_everybody_or_lasts_for_ever_is_refused() {
    let (mut story, first, _) = two();
    let into = story.incident(first);
    let mut make = |words: &str, lasts| {
        let pattern = Pattern { service: None, words: words.into() };
        let make = groups::Command::MakeRule { into, pattern, lasts };
        story.tell(Actor::Person(ana()), make)
    };
    assert_eq!(make(" \u{202e} ", secs(600)), Err(Refusal::Groups(Groups::TooWide)));
    assert_eq!(make("down", secs(30)), Err(Refusal::Groups(Groups::BadTerm)));
    assert_eq!(make("down", secs(90_000)), Err(Refusal::Groups(Groups::BadTerm)));
    for _ in 0..groups::RULES_MAX {
        make("down", secs(600)).unwrap();
    }
    assert_eq!(make("down", secs(600)), Err(Refusal::Groups(Groups::TooManyRules)));
}

#[test]
fn a_caller_is_told_no_number_while_it_would_say_who_the_others_are() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let incident = story.incident(first);
    assert!(story.state.crowd(incident, story.now).is_shared());
    assert_eq!(story.state.crowd(incident, story.now).told(), None);
    while story.state.crowd(incident, story.now).callers < TOLD_MIN {
        let next = story.call();
        join(&mut story, next, first);
    }
    assert_eq!(story.state.crowd(incident, story.now).told(), Some(TOLD_MIN));
    let caller = story.caller(second);
    story.tell(caller, emergencies::Command::Retract { emergency: second }).unwrap();
    assert_eq!(story.state.crowd(incident, story.now).told(), None, "a mistake has no fault");
    sound(&story);
}

#[test]
fn who_answers_is_who_has_it_and_who_has_lately_written() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let incident = story.incident(first);
    story.say(Actor::Person(ben()), second, "Which store?").unwrap();
    assert_eq!(story.state.crowd(incident, story.now).answering, [ana(), ben()]);
    story.pass(secs(200));
    story.now = story.now + secs(3_600);
    assert!(!story.state.crowd(incident, story.now).answering.contains(&ben()));
}

#[test]
fn likely_twins_are_offered_with_their_reasons_and_nothing_comes_of_it() {
    let mut story = Story::new();
    let first = story.call_with("All card terminals offline since two", "Elm", "");
    story.pass(secs(20));
    let second = story.call_with("our card terminal is offline!!", "Oak", "");
    let third = story.call_with("the printer on floor three smokes", "Ash", "");
    let before = story.history.len();
    let twins = story.state.twins(story.incident(first));
    assert_eq!(twins.len(), 1, "{twins:?}");
    assert_eq!(twins[0].incident, story.incident(second));
    let words = |reason: &Reason| match reason {
        Reason::SameWords { words } => words.iter().any(|word| word == "terminals"),
        _ => false,
    };
    assert!(twins[0].reasons.iter().any(words), "{twins:?}");
    assert!(twins[0].reasons.contains(&Reason::Close { minutes: 1 }));
    assert!(story.state.twins(story.incident(third)).is_empty());
    assert_eq!(story.history.len(), before);
    join(&mut story, second, first);
    assert!(story.state.twins(story.incident(first)).is_empty(), "what is one is no twin");
}

#[test]
fn a_machines_incident_is_joined_too_and_keeps_the_whole_alive_while_it_fires() {
    let (mut story, first, _) = two();
    let profile = Service { name: "Terminals".into(), team: None, policy: None };
    story.operator(incidents::Command::PutService { service: "terminals".into(), profile });
    let alert = machine(&mut story);
    let alarm = story.state.incidents.incidents.values().find(|known| known.alert.is_some());
    let machine = alarm.expect("the machine has opened an incident").id;
    let whole = story.incident(first);
    story.tell(Actor::Person(ana()), groups::Command::join(vec![machine], whole)).unwrap();
    assert_eq!(story.state.paging.get(machine).unwrap().standing, paging::Standing::Stopped);
    let caller = story.caller(first);
    story.tell(caller, emergencies::Command::Confirm { emergency: first }).unwrap();
    let open = |story: &Story| story.state.incidents.get(whole).unwrap().settled_at.is_none();
    assert!(open(&story), "a machine still reports it");
    signal(&mut story, &alert, false);
    assert!(!open(&story));
    signal(&mut story, &alert, true);
    sound(&story);
}

fn signal(story: &mut Story, key: &str, fires: bool) {
    use domain::monitoring::{Asks, Command, Level, Report, Signal};
    let trigger = Asks::Trigger(Box::new(Report::new(Level::Critical, "no transactions")));
    let signals = vec![Signal::new(key, if fires { trigger } else { Asks::Resolve })];
    let take = Command::Take { integration: "prometheus".into(), signals };
    story.tell(Actor::Integration("prometheus".into()), take).unwrap();
}

fn machine(story: &mut Story) -> String {
    use domain::monitoring::{Command, Mapping, Profile, Urgency};
    let profile = Profile {
        name: "Prometheus".into(),
        service: Some("terminals".into()),
        format: "alertmanager".into(),
        urgency: Urgency::BySeverity,
        mapping: Mapping::default(),
    };
    story.operator(Command::PutIntegration { integration: "prometheus".into(), profile });
    signal(story, "gateway", true);
    "gateway".to_owned()
}

#[test]
fn a_group_leaves_the_live_state_whole() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    for emergency in [first, second] {
        let caller = story.caller(emergency);
        story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    }
    story.pass(emergencies::ARCHIVE_AFTER + secs(60));
    assert!(story.state.incidents.incidents.is_empty());
    assert!(story.state.groups.joins.is_empty());
    assert!(story.state.incidents.came_from.is_empty());
    sound(&story);
}

#[test]
fn a_line_says_nothing_but_what_happened() {
    let (mut story, first, second) = two();
    join(&mut story, second, first);
    let lines = |emergency| {
        let all = story.emergency(emergency).messages.iter();
        all.filter(|message| matches!(message.text, Text::Line(Line::Joined { .. }))).count()
    };
    assert_eq!((lines(first), lines(second)), (0, 1));
}

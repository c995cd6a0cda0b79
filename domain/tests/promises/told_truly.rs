//! What subscribers are told is true: how components fared and fare, whose word it is, when it may
//! leave, and whose fault it was that it did not.

use domain::announcements::{self, Notice};
use domain::audiences::{self, Audience};
use domain::maintenance::{self, Ending, Plan};
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{
    Command as Ask, Event as E, Lane, Outcome, Queue, Quiet, Readership, Route, Slice, Standing,
    Turn, Wants,
};
use domain::updates::{self, Estimate, Overview};
use domain::words::{Actor, Affected, Condition, IncidentId, NoticeId, Phase, Public};
use domain::{Event, State};

use crate::story::{Story, ana, cleo, secs};
use crate::subscribers::{
    add, claim, entry, id_of, many, report, say, send_all, trouble, vendor, word,
};

const DOWN: Condition = Condition::Major;
const SLOW: Condition = Condition::Degraded;
const FINE: Condition = Condition::Operational;

/// A vendor with a program that was written for Statuspage.
fn with_a_program() -> Story {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Statuspage, "https://a.example/hook", Wants::default())]);
    story.pass(secs(1));
    story
}

/// What the program is posted beside the word that is on its way.
fn posted(story: &Story) -> Vec<(String, Condition, Condition)> {
    let known = story.state.subscribers.numbered(1).expect("the program");
    let pending = known.posts.iter().flat_map(|posts| &posts.pending);
    let turn = |turn: &Turn| (turn.component.to_string(), turn.before, turn.after);
    pending.map(|pending| turn(&pending.turn)).collect()
}

fn fares(story: &mut Story, incident: IncidentId, phase: Phase, fares: &[(&str, Condition)]) {
    story.pass(secs(1));
    say(story, incident, phase, fares);
}

fn hooks(story: &mut Story) -> Vec<Slice> {
    claim(story, Lane::Hook, Queue::First, 4)
}

fn not_now() -> Outcome {
    Outcome::Failed { reason: "not now".into() }
}

#[test]
fn what_a_program_is_posted_of_a_component_begins_where_the_post_before_it_ended() {
    let mut story = with_a_program();
    let one = trouble(&mut story);
    fares(&mut story, one, Phase::Investigating, &[("auth", DOWN)]);
    let first = hooks(&mut story);
    assert_eq!(posted(&story), [("auth".to_owned(), FINE, DOWN)]);
    // It fares otherwise by the time that it is tried again: what was posted is posted once more,
    // and what came since after it.
    fares(&mut story, one, Phase::Identified, &[("auth", SLOW)]);
    report(&mut story, &first[0], vec![(1, not_now())]);
    let second = hooks(&mut story);
    assert_eq!(second[0].to[0].words, [2], "the later word in the place of the earlier one");
    let both = [("auth".to_owned(), FINE, DOWN), ("auth".to_owned(), DOWN, SLOW)];
    assert_eq!(posted(&story), both);
    report(&mut story, &second[0], Vec::new());
    assert_eq!(posted(&story), []);
    // What changes nothing is posted as nothing.
    fares(&mut story, one, Phase::Monitoring, &[("auth", SLOW)]);
    let third = hooks(&mut story);
    assert_eq!(posted(&story), []);
    report(&mut story, &third[0], Vec::new());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_two_incidents_do_to_one_component_is_posted_as_one_history() {
    let mut story = with_a_program();
    let (one, two) = (trouble(&mut story), trouble(&mut story));
    fares(&mut story, one, Phase::Investigating, &[("auth", SLOW)]);
    let first = hooks(&mut story);
    assert_eq!(posted(&story), [("auth".to_owned(), FINE, SLOW)]);
    // A word about something else does not leave beside it: it would have to guess what the
    // program has read by then.
    fares(&mut story, two, Phase::Investigating, &[("auth", DOWN)]);
    assert!(hooks(&mut story).iter().all(|slice| slice.to.is_empty()));
    report(&mut story, &first[0], Vec::new());
    story.pass(secs(6));
    let second = hooks(&mut story);
    assert_eq!(posted(&story), [("auth".to_owned(), SLOW, DOWN)]);
    report(&mut story, &second[0], Vec::new());
    // That the first is over changes nothing while the second goes on.
    fares(&mut story, one, Phase::Resolved, &[]);
    let third = hooks(&mut story);
    assert_eq!(posted(&story), []);
    report(&mut story, &third[0], Vec::new());
    fares(&mut story, two, Phase::Resolved, &[]);
    let last = hooks(&mut story);
    assert_eq!(posted(&story), [("auth".to_owned(), DOWN, FINE)]);
    report(&mut story, &last[0], Vec::new());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_a_program_never_took_is_posted_with_the_next_word() {
    let mut story = with_a_program();
    let one = trouble(&mut story);
    fares(&mut story, one, Phase::Investigating, &[("auth", DOWN), ("portal", SLOW)]);
    let first = hooks(&mut story);
    let refused = Outcome::Refused { reason: "it answered 410".into() };
    report(&mut story, &first[0], vec![(1, refused)]);
    assert!(word(&story, 1).failed.contains_key(&1));
    fares(&mut story, one, Phase::Resolved, &[]);
    hooks(&mut story);
    let mut turns = posted(&story);
    turns.sort_by_key(|(component, ..)| component.clone());
    let auth = |before, after| ("auth".to_owned(), before, after);
    let portal = |before, after| ("portal".to_owned(), before, after);
    assert_eq!(turns, [auth(FINE, DOWN), auth(DOWN, FINE), portal(FINE, SLOW), portal(SLOW, FINE)]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_comes_late_is_posted_what_turns_from_then_on() {
    let mut story = vendor();
    let one = trouble(&mut story);
    fares(&mut story, one, Phase::Investigating, &[("auth", DOWN), ("portal", SLOW)]);
    story.pass(secs(60));
    add(&mut story, vec![entry(Route::Statuspage, "https://a.example/hook", Wants::default())]);
    fares(&mut story, one, Phase::Identified, &[("auth", SLOW), ("portal", SLOW)]);
    hooks(&mut story);
    assert_eq!(posted(&story), [("auth".to_owned(), DOWN, SLOW)]);
}

/// 2026-05-28 20:26:40 in UTC is within them.
fn sleeper() -> Wants {
    Wants { quiet: Some(Quiet { from: 20, until: 6 }), ..Wants::default() }
}

fn until_hour(story: &mut Story, hour: i64) {
    while (story.now.0 / 3_600_000) % 24 != hour {
        story.pass(secs(600));
    }
}

#[test]
fn what_is_tried_again_takes_nothing_along_that_waits_for_an_hour() {
    let mut story = vendor();
    let daily = Wants { daily: Some(8), ..Wants::default() };
    add(&mut story, vec![entry(Route::Email, "sleeper@a.example", sleeper())]);
    add(&mut story, vec![entry(Route::Email, "daily@a.example", daily)]);
    let (down, slow) = (trouble(&mut story), trouble(&mut story));
    fares(&mut story, down, Phase::Investigating, &[("portal", DOWN)]);
    let first = claim(&mut story, Lane::Mail, Queue::First, 1);
    fares(&mut story, slow, Phase::Investigating, &[("auth", SLOW)]);
    claim(&mut story, Lane::Mail, Queue::First, 1);
    report(&mut story, &first[0], vec![(1, not_now())]);
    story.pass(secs(61));
    let again = claim(&mut story, Lane::Mail, Queue::Again, 1);
    assert_eq!((again[0].to[0].number, &again[0].to[0].words[..]), (1, &[1][..]));
    assert_eq!(again[0].to[0].attempts, 1);
    report(&mut story, &again[0], vec![(1, not_now())]);
    until_hour(&mut story, 6);
    let mut got = send_all(&mut story);
    got.sort();
    assert_eq!(got, [(1, vec![1]), (1, vec![2])], "each in its own time");
    until_hour(&mut story, 8);
    assert_eq!(send_all(&mut story), [(2, vec![1, 2])]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_falls_due_in_quiet_hours_rests_until_they_are_over() {
    let mut story = vendor();
    let quiet = Some(Quiet { from: 21, until: 6 });
    let wants = Wants { quiet, ..Wants::default() };
    add(&mut story, vec![entry(Route::Email, "sleeper@a.example", wants)]);
    story.pass(secs(1_950));
    let slow = trouble(&mut story);
    fares(&mut story, slow, Phase::Investigating, &[("auth", SLOW)]);
    let first = claim(&mut story, Lane::Mail, Queue::First, 1);
    report(&mut story, &first[0], vec![(1, not_now())]);
    story.pass(secs(120));
    assert_eq!((story.now.0 / 3_600_000) % 24, 21, "it is quiet by now");
    assert!(send_all(&mut story).is_empty());
    until_hour(&mut story, 6);
    assert_eq!(send_all(&mut story), [(1, vec![1])]);
    assert_eq!(story.folded(), story.state);
}

/// Sends what can be sent as nodes do: what is for somebody no more is left out of their letter.
fn handed(story: &mut Story) -> Vec<(u32, Vec<u32>)> {
    let mut handed = Vec::new();
    for slice in claim(story, Lane::Mail, Queue::First, 9) {
        let (mut not_reached, mut left_out) = (Vec::new(), Vec::new());
        for to in &slice.to {
            let theirs = |word: &u32| is_for(&story.state, to.number, *word);
            let (words, out): (Vec<u32>, Vec<u32>) = to.words.iter().copied().partition(theirs);
            match words.is_empty() {
                true => not_reached.push((to.number, Outcome::Passed)),
                false => {
                    left_out.extend(out.into_iter().map(|word| (to.number, word)));
                    handed.push((to.number, words));
                }
            }
        }
        let report = Ask::Report { slice: slice.number, not_reached, left_out };
        story.tell(Actor::System, report).unwrap();
    }
    handed
}

fn is_for(state: &State, number: u32, word: u32) -> bool {
    let known = state.subscribers.numbered(number);
    known
        .zip(state.subscribers.word(word))
        .is_some_and(|(known, word)| state.is_for(known, &word.word))
}

#[test]
fn what_is_in_a_digest_and_its_readers_no_more_is_not_counted_as_reached() {
    let mut story = vendor();
    let daily = Wants { daily: Some(8), ..Wants::default() };
    add(&mut story, vec![entry(Route::Email, "daily@a.example", daily.clone())]);
    let (one, two) = (trouble(&mut story), trouble(&mut story));
    fares(&mut story, one, Phase::Investigating, &[("auth", DOWN)]);
    fares(&mut story, two, Phase::Investigating, &[("portal", DOWN)]);
    assert!(handed(&mut story).is_empty(), "both wait for the hour");
    let wants = Wants { components: vec!["portal".into()], ..daily };
    let (subscriber, language) = (id_of(&story, 1), domain::words::Language::English);
    let prefer = Ask::Prefer { subscriber, language, wants, colleague: None };
    story.tell(Actor::Person(cleo()), prefer).unwrap();
    until_hour(&mut story, 8);
    assert_eq!(handed(&mut story), [(1, vec![2])]);
    let (one, two) = (word(&story, 1), word(&story, 2));
    assert_eq!((one.total().count, one.total().reached, two.total().reached), (0, 0, 1));
    assert!(one.is_done() && two.is_done());
    assert_eq!(story.folded(), story.state);
}

fn put_page(story: &mut Story, page: &str) {
    let profile = StatusPage { name: page.into(), zone: "UTC".into(), ..StatusPage::default() };
    let put = status_pages::Command::Put { page: page.into(), profile: Box::new(profile) };
    story.operator(put);
}

fn post(story: &mut Story, pages: &[&str]) -> (NoticeId, Notice) {
    let notice = Notice {
        title: "New hours".into(),
        text: "From Monday we answer from six.".into(),
        translations: Vec::new(),
        pages: pages.iter().map(|page| (*page).into()).collect(),
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(86_400),
        zone: "UTC".into(),
    };
    let posted = announcements::Command::Post { notice: notice.clone(), tells: true };
    story.tell(Actor::Person(ana()), posted).unwrap();
    (story.state.announcements.latest()[0].id, notice)
}

#[test]
fn an_announcement_for_fewer_pages_still_reaches_those_for_whom_it_is() {
    let mut story = vendor();
    put_page(&mut story, "other");
    let daily = Wants { daily: Some(23), ..Wants::default() };
    let here = entry(Route::Email, "here@a.example", daily.clone());
    let mut there = entry(Route::Email, "there@a.example", daily);
    there.profile.page = "other".into();
    let mut later = entry(Route::Sms, "+46701230001", Wants::default());
    later.profile.page = "other".into();
    add(&mut story, vec![here, there, later]);
    let (announcement, notice) = post(&mut story, &["public", "other"]);
    story.pass(secs(60));
    assert!(handed(&mut story).is_empty(), "two wait for their hour, and one was not looked at");
    let count = |story: &Story, lane| word(story, 1).progress(lane).count;
    assert_eq!((count(&story, Lane::Mail), count(&story, Lane::Text)), (2, 1));
    let fewer = Notice { pages: vec!["public".into()], ..notice };
    let change = announcements::Command::Change {
        announcement,
        notice: fewer,
        tells: false,
        takes_back: false,
    };
    story.tell(Actor::Person(ana()), change).unwrap();
    assert_eq!(count(&story, Lane::Text), 0);
    assert!(claim(&mut story, Lane::Text, Queue::First, 1).is_empty());
    until_hour(&mut story, 23);
    assert_eq!(handed(&mut story), [(1, vec![1])], "whoever it is still for");
    assert_eq!((word(&story, 1).total().reached, count(&story, Lane::Mail)), (1, 1));
    assert!(word(&story, 1).is_done());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_waits_of_maintenance_for_fewer_readers_still_reaches_those_for_whom_it_is() {
    let mut story = vendor();
    let daily = Wants { daily: Some(23), ..Wants::default() };
    let all = ["here@a.example", "there@a.example"];
    add(&mut story, all.map(|to| entry(Route::Email, to, daily.clone())).into());
    let profile = Audience { name: "Clinics".into(), customers: Vec::new() };
    story.operator(audiences::Command::Put { audience: "clinics".into(), profile });
    let plan = Plan {
        title: "New links".into(),
        impact: "Minutes.".into(),
        translations: Vec::new(),
        components: vec!["auth".into()],
        audiences: Vec::new(),
        from: story.now + secs(200_000),
        until: story.now + secs(203_600),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
    };
    let planned = maintenance::Command::Plan { plan: plan.clone() };
    story.tell(Actor::Person(ana()), planned).unwrap();
    assert_eq!(word(&story, 1).total().count, 2);
    let maintenance = story.state.maintenance.listed()[0].id;
    let plan = Plan { audiences: vec!["clinics".into()], ..plan };
    let change = maintenance::Command::Change { maintenance, plan, takes_back: false };
    story.tell(Actor::Person(ana()), change).unwrap();
    until_hour(&mut story, 23);
    assert!(handed(&mut story).is_empty(), "it is for others by now");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_our_own_side_fails_at_pauses_nobody() {
    let mut story = vendor();
    many(&mut story, 2);
    let standing = |story: &Story| story.state.subscribers.numbered(1).unwrap().standing;
    for round in 1..=4 {
        let incident = trouble(&mut story);
        fares(&mut story, incident, Phase::Investigating, &[("auth", DOWN)]);
        assert_eq!(send_all(&mut story).len(), 2);
        let (subscriber, reason) = (id_of(&story, 1), "the account is suspended".into());
        let bounce = Ask::Bounce { subscriber, broadcast: round, reason, dead: false, ours: true };
        story.tell(Actor::System, bounce).unwrap();
        assert!(word(&story, round).failed.contains_key(&1), "it did not arrive");
        assert_eq!(standing(&story), Standing::Active, "{round}");
    }
    // Nor where it could not even be handed over, for hours.
    for _ in 0..4 {
        let incident = trouble(&mut story);
        fares(&mut story, incident, Phase::Investigating, &[("auth", DOWN)]);
        for attempt in 0..6 {
            let queue = if attempt == 0 { Queue::First } else { Queue::Again };
            let slices = claim(&mut story, Lane::Mail, queue, 1);
            let hindered = || Outcome::Hindered { reason: "no mail could be sent".into() };
            let all = slices[0].to.iter().map(|to| (to.number, hindered()));
            report(&mut story, &slices[0], all.collect());
            story.pass(secs(21_600));
        }
    }
    assert_eq!(standing(&story), Standing::Active);
    assert_eq!(word(&story, 8).total().failed, 2);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whom_a_word_concerned_that_is_given_up_is_written_down() {
    let mut story = vendor();
    many(&mut story, 3);
    let only = Wants { components: vec!["portal".into()], ..Wants::default() };
    add(&mut story, vec![entry(Route::Email, "portal@a.example", only)]);
    many_more(&mut story, 2);
    for _ in 0..=domain::subscribers::UNDONE_MAX {
        let incident = trouble(&mut story);
        fares(&mut story, incident, Phase::Investigating, &[("auth", DOWN)]);
    }
    let given_up = story.history.iter().find_map(|(event, _)| match event {
        Event::Subscribers(E::GivenUp { broadcast, concerned, .. }) => {
            Some((*broadcast, concerned.clone()))
        }
        _ => None,
    });
    assert_eq!(given_up, Some((1, Some(vec![(1, 3), (5, 6)]))));
    let failed: Vec<u32> = word(&story, 1).failed.keys().copied().collect();
    assert_eq!(failed, [1, 2, 3, 5, 6]);
    // What was written before says as much, and comes to the same.
    let mut old = story.history.clone();
    for (event, _) in &mut old {
        if let Event::Subscribers(E::GivenUp { concerned, .. }) = event {
            *concerned = None;
        }
    }
    let mut state = State::default();
    for (event, at) in &old {
        state.evolve(event, *at);
    }
    assert_eq!(state.subscribers, story.state.subscribers);
}

fn many_more(story: &mut Story, count: usize) {
    let all =
        (0..count).map(|n| entry(Route::Email, &format!("more{n}@a.example"), Wants::default()));
    let all = all.collect();
    add(story, all);
}

#[test]
fn how_long_it_may_take_is_told_to_subscribers_and_pages_are_written_anew_when_that_has_passed() {
    let mut story = vendor();
    many(&mut story, 1);
    let incident = trouble(&mut story);
    let estimate = Estimate {
        low_mins: 20,
        high_mins: 50,
        likely_of_ten: 7,
        depends_on: "on the spare part".into(),
    };
    let affected = vec![Affected { component: "auth".into(), condition: Condition::Major }];
    let publish = |phase, estimate, next_by| updates::Command::Publish {
        incident,
        overview: Overview {
            known: "It is late.".into(),
            impact: "Cards fail.".into(),
            ..Overview::default()
        },
        next_by,
        estimate,
        public: Some(Public {
            title: "Cards fail".into(),
            phase,
            affected: affected.clone(),
            ..Public::default()
        }),
        for_colleagues: None,
    };
    let (said, next_by) = (story.now, story.now + secs(900));
    let told = publish(Phase::Identified, Some(estimate.clone()), next_by);
    story.tell(Actor::Person(ana()), told).unwrap();
    let expected = word(&story, 1).word.expected.expect("it is told");
    assert_eq!(expected, estimate.given_at(said));
    assert_eq!((expected.from, expected.until), (said + secs(1_200), said + secs(3_000)));
    assert_eq!(story.state.evidence_turns_at(story.now), Some(expected.until));
    assert_eq!(story.state.evidence_turns_at(expected.until), None, "it is said once");
    story.pass(secs(600));
    let over = publish(Phase::Resolved, Some(estimate), story.now + secs(900));
    story.tell(Actor::Person(ana()), over).unwrap();
    assert_eq!(word(&story, 2).word.expected, None, "what is over takes no longer");
    assert_eq!(story.state.evidence_turns_at(story.now), None);
    assert_eq!(story.folded(), story.state);
}

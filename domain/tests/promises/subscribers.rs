//! Subscribers: who is told, once, in the right order, and who is left alone.

use domain::components::{self, Component};
use domain::deliveries::{self, About};
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{
    self, Broadcast, Command as Ask, Entry, Event as E, Lane, Outcome, Profile, Queue, Quiet,
    Refusal, Route, SLICE_LEN, Slice, Standing, Wants,
};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, Condition, IncidentId, Language, Owner, Phase, Public, SubscriberId,
};
use domain::{Command, Event, erasures, maintenance};

use crate::story::{Story, ana, cleo, secs};

/// A vendor with one page, on which terminals with authorisation stand beside a portal.
pub fn vendor() -> Story {
    let mut story = Story::new();
    let revision = domain::revision::LATEST;
    story.tell(Actor::System, Command::Adopt { revision }).unwrap();
    for (key, parent) in [("terminals", None), ("auth", Some("terminals")), ("portal", None)] {
        let parent = parent.map(Into::into);
        let profile = Component { name: key.into(), parent, ..Component::default() };
        story.operator(components::Command::Put { component: key.into(), profile });
    }
    let profile = StatusPage { name: "Vendor".into(), zone: "UTC".into(), ..StatusPage::default() };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
    story
}

pub fn entry(route: Route, address: &str, wants: Wants) -> Entry {
    let language = Language::English;
    let page = "public".into();
    let profile = Profile { page, route, language, wants, colleague: None, through: None };
    Entry { profile, address: address.into() }
}

pub fn add(story: &mut Story, entries: Vec<Entry>) {
    let consent = "contract".into();
    story.tell(Actor::Person(cleo()), Ask::Add { entries, consent }).unwrap();
}

pub fn many(story: &mut Story, count: usize) {
    let all = (0..count).map(|n| entry(Route::Email, &format!("{n}@a.example"), Wants::default()));
    let all: Vec<Entry> = all.collect();
    for some in all.chunks(1_000) {
        add(story, some.to_vec());
    }
}

pub fn say(story: &mut Story, incident: IncidentId, phase: Phase, fares: &[(&str, Condition)]) {
    let overview = Overview {
        known: "It is late.".into(),
        impact: "Cards fail.".into(),
        ..Overview::default()
    };
    let affected = fares
        .iter()
        .map(|(key, condition)| Affected { component: (*key).into(), condition: *condition });
    let (title, affected) = ("Cards fail".into(), affected.collect());
    let public =
        Some(Public { title, phase, affected, audiences: Vec::new(), ..Public::default() });
    let next_by = story.now + secs(900);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate: None,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

pub fn trouble(story: &mut Story) -> IncidentId {
    let emergency = story.call();
    story.incident(emergency)
}

pub fn claim(story: &mut Story, lane: Lane, queue: Queue, slices: u8) -> Vec<Slice> {
    let before = story.history.len();
    story.tell(Actor::System, Ask::Claim { lane, queue, slices }).unwrap();
    let claimed = story.history[before..].iter().filter_map(|(event, _)| match event {
        Event::Subscribers(E::Claimed { slice, .. }) => story.state.subscribers.slice(*slice),
        _ => None,
    });
    claimed.cloned().collect()
}

pub fn report(story: &mut Story, slice: &Slice, not_reached: Vec<(u32, Outcome)>) {
    story
        .tell(Actor::System, Ask::Report { slice: slice.number, not_reached, left_out: Vec::new() })
        .unwrap();
}

pub fn numbers(slices: &[Slice]) -> Vec<u32> {
    slices.iter().flat_map(|slice| &slice.to).map(|to| to.number).collect()
}

/// Everything that can be sent is, and arrives; whom each word reached.
pub fn send_all(story: &mut Story) -> Vec<(u32, Vec<u32>)> {
    let mut reached = Vec::new();
    loop {
        let mut any = false;
        for lane in Lane::ALL {
            for queue in [Queue::First, Queue::Again] {
                for slice in claim(story, lane, queue, 3) {
                    any = true;
                    report(story, &slice, Vec::new());
                    reached.extend(slice.to.into_iter().map(|to| (to.number, to.words)));
                }
            }
        }
        if !any {
            return reached;
        }
    }
}

pub fn word(story: &Story, number: u32) -> Broadcast {
    story.state.subscribers.word(number).expect("a word").clone()
}

pub fn id_of(story: &Story, number: u32) -> SubscriberId {
    story.state.subscribers.numbered(number).expect("a subscriber").id
}

#[test]
fn a_word_reaches_each_subscriber_once_and_costs_few_events() {
    let mut story = vendor();
    many(&mut story, 2_000);
    let incident = trouble(&mut story);
    let before = story.history.len();
    say(&mut story, incident, Phase::Investigating, &[("auth", Condition::Major)]);
    let mut reached: Vec<u32> = send_all(&mut story).into_iter().map(|(one, _)| one).collect();
    reached.sort_unstable();
    assert_eq!(reached, (1..=2_000).collect::<Vec<u32>>());
    assert!(word(&story, 1).is_done());
    assert_eq!(word(&story, 1).total().reached, 2_000);
    let events = story.history.len() - before;
    assert!(events < 2 * 2_000 / SLICE_LEN + 50, "{events}");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_node_that_dies_leaves_its_slices_to_the_others_under_the_same_numbers() {
    let mut story = vendor();
    many(&mut story, 120);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Mail, Queue::First, 2);
    assert_eq!(numbers(&slices).len(), 100);
    report(&mut story, &slices[0], Vec::new());
    story.pass(secs(21));
    // The report of the one that was taken for dead comes too late, and changes nothing.
    report(&mut story, &slices[1], Vec::new());
    let rest = send_all(&mut story);
    assert_eq!(rest.len(), 70, "the slice again, and those nobody had claimed");
    assert_eq!(word(&story, 1).total().reached, 120);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_later_word_takes_the_place_of_what_has_not_left_and_says_so() {
    let mut story = vendor();
    many(&mut story, 200);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let first = claim(&mut story, Lane::Mail, Queue::First, 1);
    say(&mut story, incident, Phase::Identified, &[]);
    let waits = claim(&mut story, Lane::Mail, Queue::First, 1);
    assert!(waits.is_empty(), "not before the earlier word has left");
    let failed = Outcome::Failed { reason: "not now".into() };
    report(&mut story, &first[0], vec![(3, failed)]);
    let mut replaced = Vec::new();
    let mut reached = 0;
    for slice in claim(&mut story, Lane::Mail, Queue::First, 10) {
        report(&mut story, &slice, Vec::new());
        reached += slice.to.len();
        replaced.extend(slice.to.iter().filter(|to| to.replaces).map(|to| to.number));
    }
    assert_eq!(reached, 200);
    let expected: Vec<u32> = [3].into_iter().chain(51..=200).collect();
    assert_eq!(replaced, expected);
    assert!(send_all(&mut story).is_empty(), "nobody gets the earlier word any more");
    let (one, two) = (word(&story, 1).total(), word(&story, 2).total());
    assert_eq!((one.reached, one.collapsed, two.reached), (49, 151, 200));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn first_attempts_never_wait_behind_repeats() {
    let mut story = vendor();
    many(&mut story, 60);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let all = claim(&mut story, Lane::Mail, Queue::First, 9);
    for slice in &all {
        let dead = slice.to.iter().map(|to| (to.number, Outcome::Failed { reason: "dead".into() }));
        report(&mut story, slice, dead.collect());
    }
    many_more(&mut story);
    let other = trouble(&mut story);
    story.pass(secs(61));
    say(&mut story, other, Phase::Investigating, &[]);
    let first = claim(&mut story, Lane::Mail, Queue::First, 1);
    assert_eq!(numbers(&first), (1..=50).collect::<Vec<u32>>());
    assert!(first[0].to.iter().all(|to| to.words == [2]), "the new word, and no repeat");
    let again = claim(&mut story, Lane::Mail, Queue::Again, 1);
    assert!(again[0].to.iter().all(|to| to.words == [1]));
}

fn many_more(story: &mut Story) {
    add(story, vec![entry(Route::Email, "late@a.example", Wants::default())]);
}

#[test]
fn an_address_that_refuses_is_paused_after_some_words_and_can_be_taken_up_again() {
    let mut story = vendor();
    many(&mut story, 1);
    for number in 1..=3 {
        let incident = trouble(&mut story);
        say(&mut story, incident, Phase::Investigating, &[]);
        let slices = claim(&mut story, Lane::Mail, Queue::First, 1);
        let refused = Outcome::Refused { reason: "550 nobody".into() };
        report(&mut story, &slices[0], vec![(1, refused)]);
        let standing = story.state.subscribers.numbered(1).unwrap().standing;
        assert_eq!(standing == Standing::Paused, number == 3);
    }
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    assert!(send_all(&mut story).is_empty());
    let subscriber = id_of(&story, 1);
    story.tell(Actor::Person(cleo()), Ask::Resume { subscriber }).unwrap();
    say(&mut story, incident, Phase::Identified, &[]);
    assert_eq!(send_all(&mut story).len(), 1);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_mail_that_comes_back_counts_as_not_reached_and_pauses_a_dead_address() {
    let mut story = vendor();
    many(&mut story, 2);
    let incident = trouble(&mut story);
    let bounce = |story: &mut Story, number: u32, broadcast: u32, dead: bool| {
        let (subscriber, reason) = (id_of(story, number), "5.1.1".into());
        let bounce = Ask::Bounce { subscriber, broadcast, reason, dead, ours: false };
        story.tell(Actor::System, bounce).unwrap();
        story.state.subscribers.numbered(number).unwrap().standing
    };
    for round in 1..=3 {
        say(&mut story, incident, Phase::Identified, &[]);
        assert_eq!(send_all(&mut story).len(), 2);
        let standing = bounce(&mut story, 1, round, false);
        assert_eq!(standing == Standing::Paused, round == 3, "a full mailbox, {round}");
        let total = word(&story, round).total();
        assert_eq!((total.reached, total.failed), (1, 1));
        // Told a second time it counts once.
        let before = story.history.len();
        bounce(&mut story, 1, round, true);
        assert_eq!(story.history.len(), before);
    }
    assert_eq!(bounce(&mut story, 2, 3, true), Standing::Paused, "a dead address at once");
    say(&mut story, incident, Phase::Monitoring, &[]);
    assert!(send_all(&mut story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn only_what_somebody_wants_reaches_them() {
    let mut story = vendor();
    let of = |keys: &[&str], at_least| Wants {
        components: keys.iter().map(|key| (*key).into()).collect(),
        at_least,
        ..Wants::default()
    };
    let all = Condition::Operational;
    add(
        &mut story,
        vec![
            entry(Route::Email, "everything@a.example", Wants::default()),
            entry(Route::Email, "terminals@a.example", of(&["terminals"], all)),
            entry(Route::Email, "portal@a.example", of(&["portal"], all)),
            entry(Route::Email, "grave@a.example", of(&[], Condition::Major)),
        ],
    );
    let incident = trouble(&mut story);
    let mut hears = |phase, fares: &[(&str, Condition)]| {
        say(&mut story, incident, phase, fares);
        let mut told: Vec<u32> = send_all(&mut story).into_iter().map(|(one, _)| one).collect();
        told.sort_unstable();
        told
    };
    assert_eq!(hears(Phase::Investigating, &[("auth", Condition::Degraded)]), [1, 2]);
    assert_eq!(hears(Phase::Identified, &[("auth", Condition::Major)]), [1, 2, 4]);
    assert_eq!(hears(Phase::Resolved, &[]), [1, 2, 4], "whoever heard of it hears the end");
}

#[test]
fn a_digest_comes_at_its_hour_and_quiet_hours_hold_back_only_what_is_not_grave() {
    let mut story = vendor();
    // 2026-05-28 20:26:40 in UTC.
    let quiet = Some(Quiet { from: 20, until: 6 });
    add(
        &mut story,
        vec![
            entry(Route::Email, "digest@a.example", Wants { daily: Some(8), ..Wants::default() }),
            entry(Route::Email, "quiet@a.example", Wants { quiet, ..Wants::default() }),
        ],
    );
    let slow = trouble(&mut story);
    say(&mut story, slow, Phase::Investigating, &[("auth", Condition::Degraded)]);
    assert!(send_all(&mut story).is_empty(), "both wait");
    let down = trouble(&mut story);
    say(&mut story, down, Phase::Investigating, &[("portal", Condition::Major)]);
    assert_eq!(send_all(&mut story), [(2, vec![2])], "what is grave waits for nobody's sleep");
    say(&mut story, slow, Phase::Identified, &[("auth", Condition::Degraded)]);
    assert!(send_all(&mut story).is_empty());
    let hours = |story: &Story| (story.now.0 / 3_600_000) % 24;
    let until = |story: &mut Story, hour: i64| {
        while hours(story) != hour {
            story.pass(secs(600));
        }
    };
    until(&mut story, 6);
    assert_eq!(send_all(&mut story), [(2, vec![3])], "the latest about it, once");
    until(&mut story, 8);
    assert_eq!(send_all(&mut story), [(1, vec![2, 3])]);
    assert_eq!(story.folded(), story.state);
}

fn work(story: &Story, components: &[&str]) -> maintenance::Plan {
    maintenance::Plan {
        title: "New links".into(),
        impact: "Cards fail for minutes.".into(),
        translations: Vec::new(),
        components: components.iter().map(|key| (*key).into()).collect(),
        audiences: Vec::new(),
        from: story.now + secs(2 * 3_600),
        until: story.now + secs(3 * 3_600),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: vec![60],
        ends: maintenance::Ending::ByItself,
    }
}

#[test]
fn planned_maintenance_reaches_those_who_want_to_hear_of_everything() {
    let mut story = vendor();
    let grave = Wants { at_least: Condition::Partial, ..Wants::default() };
    let portal = Wants { components: vec!["portal".into()], ..Wants::default() };
    add(
        &mut story,
        vec![
            entry(Route::Email, "all@a.example", Wants::default()),
            entry(Route::Sms, "+46701234567", Wants::default()),
            entry(Route::Email, "grave@a.example", grave),
            entry(Route::Email, "portal@a.example", portal),
        ],
    );
    let plan = work(&story, &["terminals"]);
    story.tell(Actor::Person(ana()), maintenance::Command::Plan { plan }).unwrap();
    let told = |story: &mut Story| {
        let mut told: Vec<u32> = send_all(story).into_iter().map(|(one, _)| one).collect();
        told.sort_unstable();
        told
    };
    let stage = |story: &Story, number| match word(story, number).word.about {
        subscribers::About::Work(work) => Some(work.stage),
        _ => None,
    };
    assert_eq!(told(&mut story), [1, 2], "that it is planned");
    story.pass(secs(3_700));
    assert_eq!(told(&mut story), [1, 2], "the reminder");
    story.pass(secs(3_600));
    assert_eq!(
        (told(&mut story).len(), stage(&story, 3)),
        (2, Some(maintenance::Stage::InProgress))
    );
    story.pass(secs(3_600));
    assert_eq!(
        (told(&mut story).len(), stage(&story, 4)),
        (2, Some(maintenance::Stage::Completed))
    );
    // What names no component concerns everyone who wants to hear of what is planned at all.
    let plan = work(&story, &[]);
    story.tell(Actor::Person(ana()), maintenance::Command::Plan { plan }).unwrap();
    assert_eq!(told(&mut story), [1, 2, 4]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_comes_again_is_told_from_its_first_reminder_on_and_waits_for_quiet_hours() {
    let mut story = vendor();
    // 2026-05-28 20:26:40 in UTC.
    let quiet = Some(Quiet { from: 20, until: 22 });
    add(&mut story, vec![entry(Route::Email, "q@a.example", Wants { quiet, ..Wants::default() })]);
    let profile = maintenance::Routine {
        title: "Patches".into(),
        impact: "Terminals restart once.".into(),
        translations: Vec::new(),
        components: vec!["terminals".into()],
        audiences: Vec::new(),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: vec![60],
        ends: maintenance::Ending::ByItself,
        first: domain::oncall::parse_date("2026-05-28").unwrap(),
        at_mins: 22 * 60 + 30,
        lasts_mins: 60,
        repeat: maintenance::Repeat::Weekly { every: 1 },
    };
    let put = maintenance::Command::PutRoutine { routine: "patches".into(), profile };
    story.tell(Actor::Operator, put).unwrap();
    assert!(story.state.subscribers.word(1).is_none(), "nobody is told of each, months ahead");
    story.pass(secs(3_900));
    let about = &word(&story, 1).word.about;
    assert!(matches!(about, subscribers::About::Work(_)), "the reminder of half past nine");
    assert!(send_all(&mut story).is_empty(), "it waits");
    story.pass(secs(1_800));
    assert_eq!(send_all(&mut story), [(1, vec![1])]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_sign_up_is_sent_one_link_and_told_nothing_before_it_is_confirmed() {
    let mut story = vendor();
    let sign_up = || Ask::SignUp(entry(Route::Email, "Ines@Harbour.example", Wants::default()));
    story.tell(Actor::Stranger, sign_up()).unwrap();
    let links = |story: &Story| {
        let links = story.history.iter().filter(|(event, _)| {
            let Event::Deliveries(deliveries::Event::Owed { about, .. }) = event else {
                return false;
            };
            matches!(about, About::Subscription { .. })
        });
        links.count()
    };
    assert_eq!(links(&story), 1);
    let again = Ask::SignUp(entry(Route::Email, "ines@harbour.EXAMPLE ", Wants::default()));
    story.tell(Actor::Stranger, again).unwrap();
    assert_eq!((links(&story), story.state.subscribers.len()), (1, 1), "not twice in a row");
    story.pass(secs(700));
    story.tell(Actor::Stranger, sign_up()).unwrap();
    assert_eq!(links(&story), 2);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    assert!(send_all(&mut story).is_empty());
    let subscriber = id_of(&story, 1);
    let confirm = || Ask::Confirm { subscriber };
    let foreign = Actor::Subscriber(SubscriberId(1));
    assert!(story.tell(foreign.clone(), confirm()).is_err());
    assert!(story.tell(Actor::Stranger, confirm()).is_err());
    assert!(story.tell(Actor::Person(cleo()), confirm()).is_err(), "nobody agrees for another");
    story.tell(Actor::Subscriber(subscriber), confirm()).unwrap();
    say(&mut story, incident, Phase::Identified, &[]);
    assert_eq!(send_all(&mut story).len(), 1);
    assert!(story.tell(foreign, Ask::Leave { subscriber }).is_err(), "a forged unsubscribe");
    story.tell(Actor::Subscriber(subscriber), Ask::Leave { subscriber }).unwrap();
    story.tell(Actor::Subscriber(subscriber), Ask::Leave { subscriber }).unwrap();
    assert!(story.state.subscribers.is_empty());
}

#[test]
fn a_sign_up_that_is_never_confirmed_is_forgotten() {
    let mut story = vendor();
    let sign_up = Ask::SignUp(entry(Route::Email, "a@a.example", Wants::default()));
    story.tell(Actor::Stranger, sign_up).unwrap();
    story.pass(secs(48 * 3_600 + 1));
    assert!(story.state.subscribers.is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn many_texts_wait_for_a_person_and_stop_is_honoured() {
    let mut story = vendor();
    let number = |n: u32| format!("+4670{n:07}");
    let all = (0..60).map(|n| entry(Route::Sms, &number(n), Wants::default())).collect();
    add(&mut story, all);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    assert!(word(&story, 1).held && send_all(&mut story).is_empty());
    story.tell(Actor::System, Ask::Stop { number: number(7).into() }).unwrap();
    story.tell(Actor::Person(ana()), Ask::Release { broadcast: 1 }).unwrap();
    assert_eq!(send_all(&mut story).len(), 59);
    // Nobody's form has a word sent to who said STOP; their own START does.
    let again = story.state.subscribers.at(&"public".into(), Route::Sms, &number(7)).unwrap().id;
    assert_eq!(story.state.subscribers.get(again).unwrap().standing, Standing::Stopped);
    story.pass(secs(3_600));
    let before = story.history.len();
    let sign_up = Ask::SignUp(entry(Route::Sms, &number(7), Wants::default()));
    story.tell(Actor::Stranger, sign_up).unwrap();
    story.tell(Actor::Subscriber(again), Ask::Resume { subscriber: again }).unwrap();
    let about = |event: &Event| matches!(event, Event::Subscribers(_));
    assert!(!story.history[before..].iter().any(|(event, _)| about(event)));
    story.tell(Actor::System, Ask::Start { number: number(7).into() }).unwrap();
    assert!(story.state.subscribers.get(again).unwrap().is_active());
    say(&mut story, incident, Phase::Identified, &[]);
    story.tell(Actor::Person(ana()), Ask::Withhold { broadcast: 2 }).unwrap();
    assert!(send_all(&mut story).is_empty() && word(&story, 2).is_done());
    let refused = story.tell(Actor::Person(ana()), Ask::Release { broadcast: 2 });
    assert_eq!(refused, Err(domain::Refusal::Subscribers(Refusal::NothingHeld)));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_list_with_doubles_adds_each_once_and_one_with_traps_adds_nobody() {
    let mut story = vendor();
    let one = |address: &str| entry(Route::Email, address, Wants::default());
    add(&mut story, vec![one("a@a.example"), one("A@A.example"), one("b@a.example")]);
    add(&mut story, vec![one("b@a.example")]);
    assert_eq!(story.state.subscribers.len(), 2);
    for trap in ["postmaster@a.example", "no-reply@a.example", "nobody", "x@y", "a b@a.example"] {
        let command =
            Ask::Add { entries: vec![one("c@a.example"), one(trap)], consent: "x".into() };
        assert!(story.tell(Actor::Person(cleo()), command).is_err(), "{trap}");
    }
    for dear in ["+1 900 555 0100", "+44 900 123 4567", "+99912345678"] {
        let entries = vec![one("c@a.example"), entry(Route::Sms, dear, Wants::default())];
        let command = Ask::Add { entries, consent: "x".into() };
        assert!(story.tell(Actor::Person(cleo()), command).is_err(), "{dear}");
        let alone = Ask::SignUp(entry(Route::Sms, dear, Wants::default()));
        assert!(story.tell(Actor::Stranger, alone).is_err(), "nobody earns by our codes: {dear}");
    }
    let unsaid = Ask::Add { entries: vec![one("c@a.example")], consent: " ".into() };
    assert!(story.tell(Actor::Person(cleo()), unsaid).is_err());
    assert_eq!(story.state.subscribers.len(), 2, "nothing of a list that is refused is kept");
}

#[test]
fn who_is_erased_is_told_nothing_and_their_address_is_nowhere() {
    let mut story = vendor();
    many(&mut story, 3);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let subscriber = id_of(&story, 2);
    let owner = Owner::Subscriber(subscriber);
    let erase = erasures::Command::Erase { owner, reason: erasures::Reason::Asked };
    story.operator(erase);
    let told: Vec<u32> = send_all(&mut story).into_iter().map(|(one, _)| one).collect();
    assert_eq!(told, [1, 3]);
    assert!(!format!("{:?}", story.state.subscribers).contains("\"1@a.example"));
    assert_eq!(story.folded(), story.state);
}

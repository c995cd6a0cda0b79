//! Subscribers: who is told, once, in the right order, and who is left alone.

use domain::components::{self, Component};
use domain::deliveries::{self, About};
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{
    self, About as Of, Announcement, Audience, BROADCASTS_MAX, Broadcast, Command as Ask, Entry,
    Event as E, Kind, Lane, Outcome, Profile, Queue, Quiet, Refusal, Route, SLICE_LEN, Slice,
    Standing, Stands, UNDONE_MAX, Wants,
};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, Condition, IncidentId, Language, Owner, Phase, Public, SubscriberId, TopicId,
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
    let profile = Profile { page: "public".into(), route, language, wants, colleague: None };
    Entry { profile, address: address.into() }
}

pub fn add(story: &mut Story, entries: Vec<Entry>) {
    let consent = "contract".into();
    story.tell(Actor::Person(cleo()), Ask::Add { entries, consent }).unwrap();
}

fn many(story: &mut Story, count: usize) {
    let all = (0..count).map(|n| entry(Route::Email, &format!("{n}@a.example"), Wants::default()));
    let all: Vec<Entry> = all.collect();
    for some in all.chunks(1_000) {
        add(story, some.to_vec());
    }
}

fn say(story: &mut Story, incident: IncidentId, phase: Phase, fares: &[(&str, Condition)]) {
    let overview = Overview {
        known: "It is late.".into(),
        impact: "Cards fail.".into(),
        ..Overview::default()
    };
    let affected = fares
        .iter()
        .map(|(key, condition)| Affected { component: (*key).into(), condition: *condition });
    let (title, affected) = ("Cards fail".into(), affected.collect());
    let public = Some(Public { title, phase, affected, audiences: Vec::new() });
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

fn claim(story: &mut Story, lane: Lane, queue: Queue, slices: u8) -> Vec<Slice> {
    let before = story.history.len();
    story.tell(Actor::System, Ask::Claim { lane, queue, slices }).unwrap();
    let claimed = story.history[before..].iter().filter_map(|(event, _)| match event {
        Event::Subscribers(E::Claimed { slice, .. }) => story.state.subscribers.slice(*slice),
        _ => None,
    });
    claimed.cloned().collect()
}

fn report(story: &mut Story, slice: &Slice, not_reached: Vec<(u32, Outcome)>) {
    story.tell(Actor::System, Ask::Report { slice: slice.number, not_reached }).unwrap();
}

fn numbers(slices: &[Slice]) -> Vec<u32> {
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

fn word(story: &Story, number: u32) -> Broadcast {
    story.state.subscribers.word(number).expect("a word").clone()
}

fn id_of(story: &Story, number: u32) -> SubscriberId {
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
        let bounce = Ask::Bounce { subscriber, broadcast, reason, dead };
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

/// Somebody who gets everything once a day, and somebody who gets it at once.
fn a_digest_and_a_prompt_reader(story: &mut Story) {
    let daily = Wants { daily: Some(8), ..Wants::default() };
    add(story, vec![entry(Route::Email, "daily@a.example", daily)]);
    add(story, vec![entry(Route::Email, "prompt@a.example", Wants::default())]);
}

/// So many words, each about a notice of its own.
fn notices(story: &mut Story, topics: std::ops::RangeInclusive<u128>) {
    for topic in topics {
        let word = notice_about(story, topic);
        story.tell(Actor::System, Ask::Announce(Box::new(word))).unwrap();
        send_all(story);
    }
}

fn notice_about(story: &Story, topic: u128) -> Announcement {
    Announcement {
        topic: TopicId(topic),
        number: None,
        kind: Kind::Opened,
        heading: "Cards fail".into(),
        phase: Phase::Identified,
        affected: Vec::new(),
        overview: Overview::default(),
        next_by: None,
        since: story.now,
        audience: Audience { pages: vec!["public".into()], ..Audience::default() },
        about: Of::Notice(Stands { from: story.now, until: story.now }),
    }
}

#[test]
fn a_word_that_waits_for_somebodys_hour_outlives_a_day_of_many_words() {
    let mut story = vendor();
    a_digest_and_a_prompt_reader(&mut story);
    notices(&mut story, 1..=u128::try_from(3 * BROADCASTS_MAX).unwrap());
    story.pass(secs(24 * 3_600));
    let got = send_all(&mut story);
    let digest: Vec<u32> = (1..=u32::try_from(3 * BROADCASTS_MAX).unwrap()).collect();
    assert_eq!(got, [(1, digest)]);
    // What has left for everyone makes room by and by.
    notices(&mut story, 1_001..=1_020);
    assert!(story.state.subscribers.words().count() <= BROADCASTS_MAX + 20);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn where_too_many_words_are_under_way_the_oldest_fails_and_is_seen() {
    let mut story = vendor();
    a_digest_and_a_prompt_reader(&mut story);
    let most = u128::try_from(UNDONE_MAX).unwrap();
    notices(&mut story, 1..=most);
    assert_eq!(story.state.subscribers.given_up(story.now), None);
    notices(&mut story, most + 1..=most + 3);
    for given_up in 1..=3 {
        let word = word(&story, given_up);
        assert!(word.is_done() && word.given_up, "{given_up}");
        let total = word.total();
        assert_eq!((total.reached, total.failed), (1, 1), "{given_up}");
        assert!(word.failed.contains_key(&1));
    }
    let seen = story.state.subscribers.given_up(story.now).unwrap();
    assert_eq!((seen.words, seen.people, seen.last), (3, 3, 3));
    story.pass(secs(24 * 3_600));
    let got = send_all(&mut story);
    assert_eq!(got, [(1, (4..=u32::try_from(UNDONE_MAX).unwrap() + 3).collect::<Vec<u32>>())]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_on_its_way_when_its_word_is_given_up_keeps_its_report() {
    let mut story = vendor();
    a_digest_and_a_prompt_reader(&mut story);
    let word_one = notice_about(&story, 1);
    story.tell(Actor::System, Ask::Announce(Box::new(word_one))).unwrap();
    let sent = claim(&mut story, Lane::Mail, Queue::First, 1);
    assert_eq!(numbers(&sent), [2]);
    for topic in 2..=u128::try_from(UNDONE_MAX).unwrap() + 1 {
        let word = notice_about(&story, topic);
        story.tell(Actor::System, Ask::Announce(Box::new(word))).unwrap();
    }
    assert!(word(&story, 1).given_up && !word(&story, 1).is_done());
    report(&mut story, &sent[0], vec![(2, Outcome::Failed { reason: "not now".into() })]);
    let total = word(&story, 1).total();
    assert_eq!((total.reached, total.failed), (0, 2), "it is not tried again");
    assert!(word(&story, 1).is_done());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_comes_back_of_a_word_that_was_forgotten_still_pauses_a_dead_address() {
    let mut story = vendor();
    many(&mut story, 2);
    let count = u128::try_from(BROADCASTS_MAX).unwrap() + 5;
    notices(&mut story, 1..=count);
    assert!(story.state.subscribers.word(1).is_none(), "it is forgotten");
    let bounce = |story: &mut Story, number: u32, dead: bool| {
        let (subscriber, reason) = (id_of(story, number), "5.1.1".into());
        let bounce = Ask::Bounce { subscriber, broadcast: 1, reason, dead };
        story.tell(Actor::System, bounce).unwrap();
        story.state.subscribers.numbered(number).unwrap().clone()
    };
    assert_eq!(bounce(&mut story, 1, true).standing, Standing::Paused);
    // Told three times it counts once.
    for _ in 0..3 {
        let known = bounce(&mut story, 2, false);
        assert_eq!((known.standing, known.came_back.0), (Standing::Active, 1));
    }
    let unsaid = Ask::Bounce {
        subscriber: id_of(&story, 2),
        broadcast: 9_999,
        reason: "5.1.1".into(),
        dead: true,
    };
    let before = story.history.len();
    story.tell(Actor::System, unsaid).unwrap();
    assert_eq!(story.history.len(), before, "no such word was ever said");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_comes_back_before_its_report_is_not_counted_as_reached() {
    let mut story = vendor();
    many(&mut story, 3);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let sent = claim(&mut story, Lane::Mail, Queue::First, 1);
    for (number, dead) in [(1, true), (2, false)] {
        let (subscriber, reason) = (id_of(&story, number), "no such number".into());
        let bounce = Ask::Bounce { subscriber, broadcast: 1, reason, dead };
        story.tell(Actor::System, bounce.clone()).unwrap();
        let before = story.history.len();
        story.tell(Actor::System, bounce).unwrap();
        assert_eq!(story.history.len(), before, "told twice it counts once");
    }
    report(&mut story, &sent[0], Vec::new());
    let total = word(&story, 1).total();
    assert_eq!((total.reached, total.failed), (1, 2));
    let standing = |number| story.state.subscribers.numbered(number).unwrap().standing;
    assert_eq!((standing(1), standing(2)), (Standing::Paused, Standing::Active));
    assert_eq!(story.folded(), story.state);
}

fn later(after_secs: Option<u32>) -> Outcome {
    Outcome::Later { reason: "the mail server said no (421)".into(), after_secs }
}

fn at(story: &mut Story, addresses: &[&str]) {
    let all = addresses.iter().map(|one| entry(Route::Email, one, Wants::default()));
    add(story, all.collect());
}

#[test]
fn a_domain_that_asks_to_slow_down_is_left_alone_and_holds_up_nobody_else() {
    let mut story = vendor();
    at(&mut story, &["1@a.example", "2@A.example", "3@b.example", "4@a.example"]);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Mail, Queue::First, 1);
    // Of the slice that was on its way one was told so, and the rest of the domain is not tried.
    let untried = Outcome::Later { reason: "".into(), after_secs: None };
    report(&mut story, &slices[0], vec![(1, later(Some(120))), (2, untried.clone()), (4, untried)]);
    let slow: Vec<_> = story.state.subscribers.slow(story.now).collect();
    assert_eq!(slow, [(Lane::Mail, "a.example", story.now + secs(120))]);
    // First attempts wait as well; the other domain does not.
    let other = trouble(&mut story);
    say(&mut story, other, Phase::Investigating, &[]);
    let first = claim(&mut story, Lane::Mail, Queue::First, 9);
    assert_eq!(numbers(&first), [3]);
    report(&mut story, &first[0], Vec::new());
    story.pass(secs(119));
    assert!(send_all(&mut story).is_empty(), "not before the time that it named");
    story.pass(secs(2));
    let mut got = send_all(&mut story);
    got.sort();
    assert_eq!(got, [(1, vec![1, 2]), (2, vec![1, 2]), (4, vec![1, 2])]);
    assert_eq!(story.state.subscribers.slow(story.now).count(), 0);
    assert!(word(&story, 1).is_done() && word(&story, 2).is_done());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_domain_that_goes_on_asking_is_left_alone_for_longer_each_time_and_not_for_ever() {
    let mut story = vendor();
    at(&mut story, &["1@a.example", "2@a.example"]);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let said = story.now;
    let mut pauses = Vec::new();
    for _ in 0..200 {
        if word(&story, 1).is_done() {
            break;
        }
        let mut slices = claim(&mut story, Lane::Mail, Queue::First, 1);
        slices.extend(claim(&mut story, Lane::Mail, Queue::Again, 1));
        for slice in slices {
            // One of them hears it, and the others are not tried.
            let mut told = false;
            let heard = slice.to.iter().map(|to| {
                let outcome = match std::mem::replace(&mut told, true) {
                    false => later(None),
                    true => Outcome::Later { reason: "".into(), after_secs: None },
                };
                (to.number, outcome)
            });
            let heard: Vec<_> = heard.collect();
            report(&mut story, &slice, heard);
            let until = story.state.subscribers.slow(story.now).map(|(_, _, until)| until).max();
            pauses.extend(until.map(|until| until.since(story.now).as_secs()));
        }
        story.pass(secs(30));
        let lanes = [Queue::First, Queue::Again];
        let next = lanes.map(|queue| story.state.subscribers.claimable_at(Lane::Mail, queue));
        if let Some(next) = next.into_iter().flatten().min() {
            story.pass(next.since(story.now) + secs(1));
        }
    }
    assert!(word(&story, 1).is_done(), "it ends");
    assert_eq!(word(&story, 1).total().failed, 2);
    assert!(story.now.since(said) <= secs(30 * 3_600), "within a day or so");
    // What is sent beside it within the same pause hears of the same.
    pauses.dedup();
    assert_eq!(pauses[..3], [60, 120, 240]);
    assert!(pauses.iter().all(|pause| *pause <= 3_600), "{pauses:?}");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_address_of_a_chat_that_asks_to_slow_down_is_left_alone_and_no_other() {
    let mut story = vendor();
    let hooks = ["https://chat.example/one", "https://chat.example/two"];
    add(&mut story, hooks.map(|hook| entry(Route::Slack, hook, Wants::default())).into());
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Hook, Queue::First, 1);
    report(&mut story, &slices[0], vec![(1, later(Some(1_000_000)))]);
    let other = trouble(&mut story);
    say(&mut story, other, Phase::Investigating, &[]);
    assert_eq!(send_all(&mut story), [(2, vec![2])]);
    story.pass(secs(3_601));
    assert_eq!(send_all(&mut story), [(1, vec![1, 2])], "for an hour at most");
}

#[test]
fn what_an_erased_reader_had_heard_of_their_domain_is_forgotten_with_them() {
    let mut story = vendor();
    at(&mut story, &["1@a.example", "2@a.example"]);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Mail, Queue::First, 1);
    report(&mut story, &slices[0], vec![(1, later(Some(600)))]);
    let subscriber = id_of(&story, 1);
    story.tell(Actor::Subscriber(subscriber), Ask::Leave { subscriber }).unwrap();
    assert_eq!(story.state.subscribers.slow(story.now).count(), 0);
    assert_eq!(story.folded(), story.state);
}

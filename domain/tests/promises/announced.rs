//! Announcements come and go by themselves; what was told elsewhere is taken in once.

use domain::announcements::{Command, Notice, Refusal, Standing};
use domain::audiences::{self, Audience};
use domain::bulletins::{self, Foreign, ForeignReview, ForeignWord};
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{Broadcast, Kind, Quiet, Route, Wants};
use domain::words::{
    Actor, Affected, BulletinId, Condition, NoticeId, Overview, Phase, Timestamp, UpdateId,
};

use crate::story::{Story, ana, secs};
use crate::subscribers::{add, entry, send_all, vendor};

fn story() -> Story {
    let mut story = Story::new();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    let profile = StatusPage { name: "NordPay".into(), zone: "UTC".into(), ..Default::default() };
    let put = status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
    story.tell(Actor::Operator, put).unwrap();
    let profile = domain::components::Component { name: "Payments".into(), ..Default::default() };
    let put = domain::components::Command::Put { component: "payments".into(), profile };
    story.tell(Actor::Operator, put).unwrap();
    story
}

#[test]
fn an_announcement_stands_from_its_time_until_its_time() {
    let mut story = story();
    let notice = Notice {
        title: "New hours".into(),
        text: "From Monday we answer from six.".into(),
        translations: Vec::new(),
        pages: vec!["public".into()],
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(600),
        zone: "Europe/Copenhagen".into(),
    };
    let mut post = |notice: &Notice| {
        let posted = Command::Post { notice: notice.clone(), tells: false };
        match story.tell(Actor::Person(ana()), posted) {
            Err(domain::Refusal::Announcements(refusal)) => Some(refusal),
            _ => None,
        }
    };
    for (bad, wanted) in [
        (Notice { text: " ".into(), ..notice.clone() }, Refusal::BadText),
        (Notice { until: notice.from, ..notice.clone() }, Refusal::EndBeforeStart),
        (Notice { pages: vec!["secret".into()], ..notice.clone() }, Refusal::BadPages),
        (Notice { zone: "Moon".into(), ..notice.clone() }, Refusal::BadZone),
    ] {
        assert_eq!(post(&bad), Some(wanted));
    }
    assert_eq!(post(&notice), None);
    let announced = |story: &Story| {
        let open = story.state.for_everyone();
        open.status_page_at(&"public".into(), story.now).unwrap().announced().count()
    };
    let stands = |story: &Story| story.state.announcements.numbered(1).unwrap().standing;
    assert_eq!(stands(&story), Standing::Waiting);
    story.pass(secs(60));
    assert_eq!(stands(&story), Standing::Shown);
    assert_eq!(announced(&story), 1);
    story.pass(secs(540));
    assert_eq!(stands(&story), Standing::Over);
    assert_eq!(announced(&story), 0);
    assert_eq!(story.folded(), story.state);
}

fn new_hours(story: &Story) -> Notice {
    Notice {
        title: "New hours".into(),
        text: "From Monday we answer from six.".into(),
        translations: Vec::new(),
        pages: Vec::new(),
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(86_400),
        zone: "Europe/Copenhagen".into(),
    }
}

fn post(story: &mut Story, notice: &Notice, tells: bool) -> NoticeId {
    let posted = Command::Post { notice: notice.clone(), tells };
    story.tell(Actor::Person(ana()), posted).unwrap();
    story.state.announcements.latest()[0].id
}

fn change(story: &mut Story, announcement: NoticeId, notice: &Notice, tells: bool) {
    let changed =
        Command::Change { announcement, notice: notice.clone(), tells, takes_back: false };
    story.tell(Actor::Person(ana()), changed).unwrap();
}

/// Whom everything that can leave reaches, with what it says.
fn told(story: &mut Story) -> Vec<(u32, Vec<String>)> {
    let mut told: Vec<(u32, Vec<String>)> = Vec::new();
    for (number, words) in send_all(story) {
        // A node finds nothing to say of what was taken back.
        let words = words.into_iter().filter_map(|word| story.state.subscribers.word(word));
        let said = |word: &Broadcast| story.state.as_it_stands(&word.word).overview.known.clone();
        let said: Vec<String> = words.map(|word| said(word).to_string()).collect();
        if !said.is_empty() {
            told.push((number, said));
        }
    }
    told.sort();
    told
}

#[test]
fn subscribers_are_told_of_a_notice_once_it_stands_and_of_a_change_only_where_that_is_wanted() {
    let mut story = vendor();
    let grave = Wants { at_least: Condition::Major, ..Wants::default() };
    let readers = vec![
        entry(Route::Email, "all@a.example", Wants::default()),
        entry(Route::Webhook, "https://a.example/hook", Wants::default()),
        entry(Route::Email, "grave@a.example", grave),
    ];
    add(&mut story, readers);
    let silent = new_hours(&story);
    post(&mut story, &silent, false);
    story.pass(secs(60));
    assert!(told(&mut story).is_empty(), "nobody ticked it");
    let mut notice = new_hours(&story);
    let id = post(&mut story, &notice, true);
    assert!(told(&mut story).is_empty(), "it does not stand there yet");
    story.pass(secs(60));
    let first = vec![notice.text.to_string()];
    assert_eq!(told(&mut story), [(1, first.clone()), (2, first)], "not who wants what is grave");
    notice.text = "From Monday we answer from seven.".into();
    change(&mut story, id, &notice, false);
    assert!(told(&mut story).is_empty());
    notice.text = "From Tuesday we answer from seven.".into();
    change(&mut story, id, &notice, true);
    let second = vec![notice.text.to_string()];
    assert_eq!(told(&mut story), [(1, second.clone()), (2, second)]);
    change(&mut story, id, &notice, true);
    assert!(told(&mut story).is_empty(), "nobody is told the same twice");
    let kinds: Vec<Kind> = story.state.subscribers.words().map(|word| word.word.kind).collect();
    assert_eq!(kinds, [Kind::Updated, Kind::Opened]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_waits_of_a_notice_says_what_stands_by_then_and_goes_to_nobody_once_it_is_down() {
    let mut story = vendor();
    // 2026-05-28 20:26:40 in UTC.
    let quiet = Some(Quiet { from: 20, until: 22 });
    let quiet = entry(Route::Email, "q@a.example", Wants { quiet, ..Wants::default() });
    let daily = Wants { daily: Some(23), ..Wants::default() };
    add(&mut story, vec![quiet, entry(Route::Email, "d@a.example", daily)]);
    let mut notice = new_hours(&story);
    let id = post(&mut story, &notice, true);
    story.pass(secs(60));
    assert!(told(&mut story).is_empty(), "quiet hours and the hour of the day count");
    notice.text = "From Monday we answer from seven.".into();
    change(&mut story, id, &notice, false);
    story.pass(secs(6_000));
    assert_eq!(told(&mut story), [(1, vec![notice.text.to_string()])], "what was put right");
    story.tell(Actor::Person(ana()), Command::End { announcement: id }).unwrap();
    story.pass(secs(7_200));
    assert!(told(&mut story).is_empty(), "it is down");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn of_a_notice_for_some_audiences_no_subscriber_of_everyone_is_told() {
    let mut story = vendor();
    let clinics = Audience { name: "Clinics".into(), customers: Vec::new() };
    story.operator(audiences::Command::Put { audience: "clinics".into(), profile: clinics });
    let daily = Wants { daily: Some(23), ..Wants::default() };
    add(&mut story, vec![entry(Route::Email, "d@a.example", daily)]);
    let notice = new_hours(&story);
    let kept = Notice { audiences: vec!["clinics".into()], ..notice.clone() };
    post(&mut story, &kept, true);
    story.pass(secs(60));
    assert_eq!(story.state.subscribers.words().count(), 0, "it is for nobody who subscribes");
    let id = post(&mut story, &notice, true);
    story.pass(secs(60));
    assert_eq!(story.state.subscribers.words().count(), 1);
    change(&mut story, id, &kept, false);
    assert_eq!(story.state.subscribers.words().count(), 0, "what waits is taken back");
    story.pass(secs(10_800));
    assert!(told(&mut story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_told_elsewhere_is_taken_in_once_and_counts_with_its_own_times() {
    let mut story = story();
    let now = story.now;
    let ago = |secs: i64| Timestamp(now.0 - secs * 1_000);
    let affected = vec![Affected { component: "payments".into(), condition: Condition::Major }];
    let word = |id, at, phase, affected| ForeignWord {
        entry: UpdateId(id),
        at,
        phase,
        overview: Overview { known: "So it was.".into(), ..Overview::default() },
        affected,
    };
    let told = Foreign {
        bulletin: BulletinId(7),
        title: "Cards failed".into(),
        opened_at: ago(7_200),
        resolved_at: ago(3_600),
        review: Some(ForeignReview {
            entry: UpdateId(3),
            at: ago(600),
            text: " A fuse blew. ".into(),
        }),
        words: vec![
            word(2, ago(5_400), Phase::Monitoring, Vec::new()),
            word(1, ago(7_200), Phase::Investigating, affected),
        ],
    };
    let late = Foreign { resolved_at: story.now + secs(60), ..told.clone() };
    let import = |told: &Foreign| bulletins::Command::Import { told: vec![told.clone(); 2] };
    assert!(story.tell(Actor::Operator, import(&late)).is_err(), "what is to come is not past");
    let review =
        told.review.clone().map(|review| ForeignReview { at: story.now + secs(60), ..review });
    let late = Foreign { review, ..told.clone() };
    assert!(story.tell(Actor::Operator, import(&late)).is_err(), "nor in hindsight");
    story.tell(Actor::Operator, import(&told)).unwrap();
    let before = story.history.len();
    story.tell(Actor::Operator, import(&told)).unwrap();
    assert_eq!(story.history.len(), before, "the same again is nothing");
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!((shown.live.len(), shown.past.len()), (0, 1));
    assert_eq!(shown.past[0].entries.len(), 3, "it is over at its end");
    let review = shown.past[0].reviewed().expect("its review");
    assert_eq!((&*review.said.happened, review.at), ("A fuse blew.", ago(600)));
    assert_eq!((&review.by, review.told_at), (&None, None), "no subscriber is told of it");
    assert_eq!(shown.failed(shown.past[0]), Some(secs(1_800)), "by its own times");
    assert_eq!(story.folded(), story.state);
}

//! Announcements come and go by themselves; what was told elsewhere is taken in once.

use domain::announcements::{Command, Notice, Refusal, Standing};
use domain::bulletins::{self, Foreign, ForeignWord};
use domain::status_pages::{self, StatusPage};
use domain::words::{Actor, Affected, BulletinId, Condition, Overview, Phase, Timestamp, UpdateId};

use crate::story::{Story, ana, secs};

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
        pages: vec!["public".into()],
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(600),
        zone: "Europe/Copenhagen".into(),
    };
    let mut post = |notice: &Notice| {
        let posted = Command::Post { notice: notice.clone() };
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

#[test]
fn what_was_told_elsewhere_is_taken_in_once_and_counts_with_its_own_times() {
    let mut story = story();
    let ago = |secs: i64| Timestamp(story.now.0 - secs * 1_000);
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
        words: vec![
            word(2, ago(5_400), Phase::Monitoring, Vec::new()),
            word(1, ago(7_200), Phase::Investigating, affected),
        ],
    };
    let late = Foreign { resolved_at: story.now + secs(60), ..told.clone() };
    let import = |told: &Foreign| bulletins::Command::Import { told: vec![told.clone(); 2] };
    assert!(story.tell(Actor::Operator, import(&late)).is_err(), "what is to come is not past");
    story.tell(Actor::Operator, import(&told)).unwrap();
    let before = story.history.len();
    story.tell(Actor::Operator, import(&told)).unwrap();
    assert_eq!(story.history.len(), before, "the same again is nothing");
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).unwrap();
    assert_eq!((shown.live.len(), shown.past.len()), (0, 1));
    assert_eq!(shown.past[0].entries.len(), 3, "it is over at its end");
    assert_eq!(shown.failed(shown.past[0]), Some(secs(1_800)), "by its own times");
    assert_eq!(story.folded(), story.state);
}

//! Words that waited come out in their turn: what they replace is told to nobody once more, and
//! what comes late is told at once.

use domain::announcements::{self, Notice};
use domain::approvals::{Command, OBJECT_WITHIN};
use domain::maintenance::{self, Repeat, Routine};
use domain::organisation::{self, Approver, Settings};
use domain::subscribers::{Kind, Route};
use domain::words::Actor;

use crate::story::{Story, ana, ben, cleo, secs};
use crate::subscribers::{add, entry, send_all, vendor};

/// Ana writes, Ben approves, and one reader is told by mail.
fn story() -> Story {
    let mut story = vendor();
    let known = story.state.organisation.settings.as_ref().clone();
    let approvers = vec![Approver::Person(ben())];
    story.operator(organisation::Command::Put { settings: Settings { approvers, ..known } });
    add(&mut story, vec![entry(Route::Email, "a@a.example", Default::default())]);
    story
}

fn by(story: &mut Story, who: domain::words::PersonKey, command: impl Into<domain::Command>) {
    story.tell(Actor::Person(who), command).unwrap();
}

fn approve(story: &mut Story) {
    let approval = story.state.approvals.waiting()[0].id;
    by(story, ben(), Command::Approve { approval });
}

/// Stands in two hours.
fn notice(story: &Story, text: &str) -> Notice {
    Notice {
        title: "New hours".into(),
        text: text.into(),
        translations: Vec::new(),
        pages: Vec::new(),
        audiences: Vec::new(),
        from: story.now + secs(7_200),
        until: story.now + secs(86_400),
        zone: "UTC".into(),
    }
}

/// What was said to subscribers: whether for the first time, and what it says as it leaves.
fn said(story: &Story) -> Vec<(Kind, String)> {
    let words = story.state.subscribers.words();
    let said = words.map(|word| {
        let leaves = story.state.as_it_stands(&word.word);
        (word.word.kind, leaves.overview.known.to_string())
    });
    said.collect()
}

#[test]
fn a_rewrite_let_out_as_the_old_words_would_begin_is_all_that_anybody_reads() {
    let mut story = story();
    let first = notice(&story, "From six.");
    by(&mut story, ben(), announcements::Command::Post { notice: first.clone(), tells: true });
    let announcement = story.state.announcements.latest()[0].id;
    // It may be objected to until it begins, and goes out in that moment.
    let notice = Notice { text: "From seven.".into(), ..first };
    let (tells, takes_back) = (true, false);
    let change = announcements::Command::Change { announcement, notice, tells, takes_back };
    by(&mut story, ana(), change);
    story.pass(secs(7_200));
    let known = story.state.announcements.get(announcement).unwrap();
    assert_eq!((&*known.notice.text, known.former.len()), ("From seven.", 0));
    assert_eq!(said(&story), [(Kind::Opened, "From seven.".to_owned())]);
    assert_eq!(send_all(&mut story).len(), 1);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_rewrite_let_out_before_the_start_begins_in_place_of_the_old_words() {
    let mut story = story();
    let first = notice(&story, "From six.");
    by(&mut story, ben(), announcements::Command::Post { notice: first.clone(), tells: true });
    let announcement = story.state.announcements.latest()[0].id;
    let notice = Notice { text: "From seven.".into(), ..first };
    let (tells, takes_back) = (true, false);
    let change = announcements::Command::Change { announcement, notice, tells, takes_back };
    by(&mut story, ana(), change);
    story.pass(secs(7_199));
    approve(&mut story);
    assert!(said(&story).is_empty());
    story.pass(secs(1));
    assert!(story.state.announcements.get(announcement).unwrap().former.is_empty());
    assert_eq!(said(&story), [(Kind::Opened, "From seven.".to_owned())]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_had_stood_for_a_while_is_put_right_for_everyone_to_see() {
    let mut story = story();
    let first = notice(&story, "From six.");
    by(&mut story, ben(), announcements::Command::Post { notice: first.clone(), tells: true });
    let announcement = story.state.announcements.latest()[0].id;
    story.pass(secs(7_140));
    let notice = Notice { text: "From seven.".into(), ..first };
    let (tells, takes_back) = (true, false);
    let change = announcements::Command::Change { announcement, notice, tells, takes_back };
    by(&mut story, ana(), change);
    story.pass(OBJECT_WITHIN);
    assert_eq!(story.state.announcements.get(announcement).unwrap().former.len(), 1);
    let kinds: Vec<Kind> = said(&story).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [Kind::Updated, Kind::Opened]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn words_of_a_routine_that_come_out_after_its_last_reminder_are_told_at_once() {
    let mut story = story();
    // It is 20:26; the first starts at 22:00, and its reminder is due at 20:29.
    let first = domain::oncall::parse_date("2026-05-28").unwrap();
    let profile = Routine {
        title: "Patches".into(),
        impact: "Terminals restart once.".into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: Vec::new(),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: vec![91],
        ends: maintenance::Ending::ByItself,
        first,
        at_mins: 22 * 60,
        lasts_mins: 60,
        repeat: Repeat::Weekly { every: 1 },
    };
    let put = maintenance::Command::PutRoutine { routine: "patches".into(), profile };
    by(&mut story, cleo(), put);
    story.pass(OBJECT_WITHIN - secs(1));
    assert_eq!(story.state.subscribers.words().count(), 0, "nobody reads of it yet");
    story.pass(secs(1));
    let words: Vec<_> = story.state.subscribers.words().map(|word| word.word.clone()).collect();
    let told: Vec<(Kind, &str)> =
        words.iter().map(|word| (word.kind, word.heading.as_str())).collect();
    assert_eq!(told, [(Kind::Opened, "Patches")], "the one that is near, and none of the others");
    assert_eq!(send_all(&mut story).len(), 1);
    assert_eq!(story.folded(), story.state);
}

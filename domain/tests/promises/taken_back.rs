//! Words about maintenance that somebody objected to, and words that are taken back of what was
//! said: nothing of them stays, and nothing stands in the way.

use domain::access::{self, Role};
use domain::announcements::{self, Notice};
use domain::approvals::{self, Standing};
use domain::components;
use domain::maintenance::{
    Command, Ending, Plan, PlanWords, Refusal, Repeat, Routine, Stage, WRITTEN_MAX,
};
use domain::organisation::{self, Approver, Settings};
use domain::status_pages;
use domain::subscribers::Route;
use domain::words::{Actor, Language, PersonKey, Translation, UpdateId};

use crate::story::{Story, ana, ben, cleo, secs};
use crate::subscribers::{add, entry, vendor};

/// Ana writes, Ben approves.
fn story() -> Story {
    let mut story = vendor();
    let known = story.state.organisation.settings.as_ref().clone();
    let approvers = vec![Approver::Person(ben())];
    story.operator(organisation::Command::Put { settings: Settings { approvers, ..known } });
    story
}

fn plan(story: &Story) -> Plan {
    Plan {
        title: "New links".into(),
        impact: "Minutes.".into(),
        translations: Vec::new(),
        components: vec!["portal".into()],
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(7_200),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
    }
}

fn tell(
    story: &mut Story,
    who: PersonKey,
    command: impl Into<domain::Command>,
) -> Result<(), domain::Refusal> {
    story.tell(Actor::Person(who), command)
}

fn by(story: &mut Story, who: PersonKey, command: impl Into<domain::Command>) {
    tell(story, who, command).unwrap();
}

fn known(story: &Story) -> domain::maintenance::Maintenance {
    story.state.maintenance.numbered(1).unwrap().clone()
}

/// Under way, with its words out.
fn begun(story: &mut Story) {
    let plan = plan(story);
    by(story, ben(), Command::Plan { plan });
    story.pass(secs(60));
    assert_eq!(known(story).stage, Stage::InProgress);
}

fn say(story: &mut Story, who: PersonKey, words: &str) -> Result<(), domain::Refusal> {
    let (maintenance, stage) = (known(story).id, known(story).stage);
    let (words, translations) = (words.into(), Vec::new());
    tell(story, who, Command::Say { maintenance, stage, words, translations })
}

fn object(story: &mut Story) {
    let approval = story.state.approvals.waiting()[0].id;
    let reason = "Which link?".into();
    by(story, ben(), approvals::Command::Object { approval, reason });
}

/// What was said about it, as readers have it.
fn said(story: &Story) -> Vec<String> {
    let entries = known(story).entries;
    let words = entries.iter().map(|entry| entry.words.to_string());
    words.filter(|words| !words.is_empty()).collect()
}

#[test]
fn words_that_were_objected_to_never_keep_others_from_being_written() {
    let mut story = story();
    begun(&mut story);
    for number in 0..WRITTEN_MAX + 5 {
        say(&mut story, ana(), &format!("Word {number}.")).unwrap();
        object(&mut story);
    }
    // The oldest made room, and all that is kept was objected to.
    assert_eq!(known(&story).unsaid.len(), WRITTEN_MAX);
    assert!(known(&story).unsaid.iter().all(|one| one.refused));
    for number in 0..WRITTEN_MAX {
        say(&mut story, ana(), &format!("Another {number}.")).unwrap();
    }
    let full = say(&mut story, ana(), "One more.");
    assert_eq!(full, Err(domain::Refusal::Maintenance(Refusal::TooMany)));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_objected_to_is_written_otherwise_or_taken_back_by_its_author() {
    let mut story = story();
    begun(&mut story);
    say(&mut story, ana(), "The bank is slow.").unwrap();
    object(&mut story);
    let (maintenance, entry) = (known(&story).id, known(&story).unsaid[0].entry);
    let (words, translations) = ("It takes a while.".into(), Vec::new());
    by(&mut story, ana(), Command::Rewrite { maintenance, entry, words, translations });
    assert_eq!(known(&story).unsaid.len(), 1);
    assert!(!known(&story).unsaid[0].refused, "it waits anew");
    assert!(said(&story).is_empty());
    story.pass(approvals::OBJECT_WITHIN);
    assert_eq!(said(&story), ["It takes a while."]);
    say(&mut story, ana(), "Tom is ill.").unwrap();
    object(&mut story);
    let entry = known(&story).unsaid[0].entry;
    by(&mut story, ana(), Command::Withdraw { maintenance, entry });
    assert!(known(&story).unsaid.is_empty());
    let gone = tell(&mut story, ana(), Command::Withdraw { maintenance, entry });
    assert_eq!(gone, Err(domain::Refusal::Maintenance(Refusal::NotThere)));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_said_of_maintenance_can_be_taken_back_at_once_and_stays_nowhere() {
    let mut story = story();
    add(&mut story, vec![entry(Route::Email, "a@a.example", Default::default())]);
    begun(&mut story);
    say(&mut story, ana(), "Tom swaps cables. Links restart.").unwrap();
    story.pass(approvals::OBJECT_WITHIN);
    let (maintenance, entry): (_, UpdateId) =
        (known(&story).id, known(&story).entries.last().unwrap().id);
    let take = |words: &str| Command::TakeBack {
        maintenance,
        entry,
        words: words.into(),
        translations: Vec::new(),
    };
    let more = tell(&mut story, ana(), take("Eve swaps cables."));
    assert_eq!(more, Err(domain::Refusal::Maintenance(Refusal::SaysMore)));
    assert!(format!("{:?}", story.state.approvals.all).contains("Tom"));
    let words = story.state.subscribers.words().count();
    by(&mut story, ana(), take("Links restart."));
    assert_eq!(said(&story), ["Links restart."]);
    assert_eq!(known(&story).entry(entry).unwrap().taken_back, Some(story.now));
    assert!(!format!("{:?}", story.state.approvals.all).contains("Tom"));
    let gone = story.state.approvals.decided().next().unwrap();
    assert_eq!((gone.standing.clone(), gone.author.clone()), (Standing::TakenBack, ana()));
    // Nobody is told anew, and what has not left yet leaves without it.
    assert_eq!(story.state.subscribers.words().count(), words);
    let last = story.state.subscribers.words().next().unwrap().word.clone();
    let leaves = story.state.as_it_stands(&last);
    assert_eq!(
        (&*last.overview.known, &*leaves.overview.known),
        ("Tom swaps cables. Links restart.", "Links restart.",)
    );
    // Also once it is over, and all of it.
    story.pass(secs(7_200));
    by(&mut story, ana(), take(""));
    assert!(said(&story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn words_of_what_comes_again_are_taken_back_of_all_that_it_has_planned() {
    let mut story = story();
    // It is 20:26; the first starts at 22:00.
    let profile = Routine {
        title: "Patches".into(),
        impact: "Tom swaps cables. Links restart.".into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: Vec::new(),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
        first: domain::oncall::parse_date("2026-05-28").unwrap(),
        at_mins: 22 * 60,
        lasts_mins: 60,
        repeat: Repeat::Weekly { every: 1 },
    };
    let put = Command::PutRoutine { routine: "patches".into(), profile: profile.clone() };
    by(&mut story, cleo(), put);
    story.pass(secs(3 * 3_600));
    assert_eq!(known(&story).stage, Stage::Completed);
    let left = |impact: &str| Command::TakeBackRoutine {
        routine: "patches".into(),
        words: PlanWords { impact: impact.into(), ..profile.words() },
    };
    let more = tell(&mut story, cleo(), left("Eve swaps cables."));
    assert_eq!(more, Err(domain::Refusal::Maintenance(Refusal::SaysMore)));
    by(&mut story, cleo(), left("Links restart."));
    let shown = format!("{:?}", story.state.maintenance);
    assert!(!shown.contains("Tom") && shown.contains("Links restart."));
    let all: Vec<_> = story.state.maintenance.planned.values().collect();
    assert!(all.len() > 2 && all.iter().all(|one| one.former[0].taken_back));
    assert!(all.iter().all(|one| !one.by_hand), "what lies ahead still follows its routine");
    assert!(!format!("{:?}", story.state.approvals.all).contains("Tom"));
    let gone = story.state.approvals.decided();
    assert_eq!(gone.filter(|known| known.standing == Standing::TakenBack).count(), 1);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn words_are_taken_back_whatever_has_become_of_what_they_are_about() {
    let mut story = story();
    let plan = Plan { impact: "Tom swaps cables. Links restart.".into(), ..plan(&story) };
    by(&mut story, ben(), Command::Plan { plan: plan.clone() });
    let notice = Notice {
        title: "New hours".into(),
        text: "Tom is ill. We answer from six.".into(),
        translations: Vec::new(),
        pages: vec!["public".into()],
        audiences: Vec::new(),
        from: story.now,
        until: story.now + secs(86_400),
        zone: "UTC".into(),
    };
    by(&mut story, ben(), announcements::Command::Post { notice: notice.clone(), tells: false });
    story.pass(secs(60));
    // The component, whoever looks after it and the page are gone by now.
    story.operator(components::Command::Remove { component: "portal".into() });
    let person = ana();
    let looks_on = access::Person {
        role: Role::Observer,
        ..story.state.access.person(&person).unwrap().clone()
    };
    story.operator(access::Command::PutPerson { person, profile: looks_on });
    story.operator(status_pages::Command::Remove { page: "public".into() });
    let maintenance = known(&story).id;
    let less = Plan { impact: "Links restart.".into(), ..known(&story).plan };
    by(&mut story, ben(), Command::Change { maintenance, plan: less, takes_back: true });
    let known = story.state.announcements.latest()[0].clone();
    let notice = Notice { text: "We answer from six.".into(), ..known.notice };
    let (announcement, tells, takes_back) = (known.id, false, true);
    let change = announcements::Command::Change { announcement, notice, tells, takes_back };
    by(&mut story, ben(), change);
    let shown = format!("{:?}{:?}", story.state.maintenance, story.state.announcements);
    assert!(!shown.contains("Tom"));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_objected_to_is_not_written_anew_once_all_is_over() {
    let mut story = story();
    begun(&mut story);
    say(&mut story, ana(), "The bank is slow.").unwrap();
    object(&mut story);
    let (maintenance, entry) = (known(&story).id, known(&story).unsaid[0].entry);
    story.pass(secs(7_200));
    assert!(known(&story).stage.is_over());
    for who in [ana(), ben()] {
        let (words, translations) = ("It took a while.".into(), Vec::new());
        let late = Command::Rewrite { maintenance, entry, words, translations };
        let late = tell(&mut story, who, late);
        assert_eq!(late, Err(domain::Refusal::Maintenance(Refusal::Over)));
    }
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_taken_back_in_one_language_alone_does_not_leave_in_it_either() {
    let mut story = story();
    add(&mut story, vec![entry(Route::Email, "a@a.example", Default::default())]);
    begun(&mut story);
    let german = |known: &str| {
        vec![Translation {
            language: Language::German,
            title: "".into(),
            known: known.into(),
            impact: "".into(),
            workaround: "".into(),
            next: "".into(),
        }]
    };
    let (maintenance, stage) = (known(&story).id, known(&story).stage);
    let (words, translations) = ("Links restart.".into(), german("Tom tauscht Kabel. Gleich gut."));
    by(&mut story, ben(), Command::Say { maintenance, stage, words, translations });
    let entry = known(&story).entries.last().unwrap().id;
    let (words, translations) = ("Links restart.".into(), german("Gleich gut."));
    by(&mut story, ana(), Command::TakeBack { maintenance, entry, words, translations });
    let last = story.state.subscribers.words().next().unwrap().word.clone();
    let leaves = story.state.as_it_stands(&last);
    let said = |word: &domain::subscribers::Announcement| {
        word.overview.translations.iter().map(|one| one.known.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(said(&last), ["Tom tauscht Kabel. Gleich gut."]);
    assert_eq!(said(&leaves), ["Gleich gut."]);
    assert_eq!(&*leaves.overview.known, "Links restart.");
}

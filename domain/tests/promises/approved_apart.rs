//! Words of announcements and of maintenance wait for an objection; what takes place does not.

use std::time::Duration;

use domain::announcements::{self, Notice};
use domain::approvals::{Command, OBJECT_WITHIN, Standing};
use domain::audiences::{self, Audience};
use domain::deliveries::About;
use domain::maintenance::{self, Ending, Maintenance, Plan, Repeat, Routine, Stage};
use domain::organisation::{self, Approver, Settings};
use domain::status_pages::{self, StatusPage};
use domain::words::{Actor, ApprovalId, NoticeId, PersonKey};

use crate::story::{Story, ana, ben, cleo, secs};
use crate::subscribers::{add, entry, vendor};

/// Ana writes, Ben approves.
fn story() -> Story {
    let mut story = vendor();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    let profile = StatusPage { name: "NordPay".into(), zone: "UTC".into(), ..Default::default() };
    story
        .operator(status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) });
    let known = story.state.organisation.settings.as_ref().clone();
    let approvers = vec![Approver::Person(ben())];
    story.operator(organisation::Command::Put { settings: Settings { approvers, ..known } });
    story
}

fn notice(story: &Story, text: &str) -> Notice {
    Notice {
        title: "New hours".into(),
        text: text.into(),
        translations: Vec::new(),
        pages: Vec::new(),
        audiences: Vec::new(),
        from: story.now,
        until: story.now + secs(86_400),
        zone: "UTC".into(),
    }
}

fn plan(story: &Story, impact: &str, starts_in: Duration) -> Plan {
    Plan {
        title: "New links".into(),
        impact: impact.into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: Vec::new(),
        from: story.now + starts_in,
        until: story.now + starts_in + secs(3_600),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
    }
}

fn by(story: &mut Story, who: PersonKey, command: impl Into<domain::Command>) {
    story.tell(Actor::Person(who), command).unwrap();
}

fn post(story: &mut Story, who: PersonKey, notice: Notice) {
    by(story, who, announcements::Command::Post { notice, tells: true });
}

/// What everyone reads of announcements, with how often each was put right.
fn announced(story: &Story) -> Vec<(String, usize)> {
    let open = story.state.for_everyone();
    let page = open.status_page_at(&"public".into(), story.now).unwrap();
    page.announced().map(|known| (known.notice.text.to_string(), known.former.len())).collect()
}

/// What everyone reads of maintenance.
fn work(story: &Story) -> Vec<Maintenance> {
    let open = story.state.for_everyone();
    let page = open.status_page_at(&"public".into(), story.now).unwrap();
    page.maintenance.into_iter().cloned().collect()
}

fn waiting(story: &Story) -> ApprovalId {
    story.state.approvals.waiting().first().expect("text that waits").id
}

fn object(story: &mut Story) {
    let approval = waiting(story);
    by(story, ben(), Command::Object { approval, reason: "Which card?".into() });
}

fn approve(story: &mut Story) {
    let approval = waiting(story);
    by(story, ben(), Command::Approve { approval });
}

#[test]
fn an_announcement_waits_at_most_ten_minutes_and_who_approves_does_not_wait() {
    let mut story = story();
    let one = notice(&story, "We answer from six.");
    post(&mut story, ana(), one);
    assert!(announced(&story).is_empty());
    let asked = story.state.deliveries.all().filter_map(|known| match known.about {
        About::Approval { .. } => known.address.person.clone(),
        _ => None,
    });
    assert!(asked.collect::<Vec<_>>().contains(&ben()));
    story.pass(OBJECT_WITHIN - secs(1));
    assert!(announced(&story).is_empty());
    story.pass(secs(1));
    assert_eq!(announced(&story), [("We answer from six.".to_owned(), 0)]);
    let own = notice(&story, "We are closed.");
    post(&mut story, ben(), own);
    story.pass(secs(1));
    assert_eq!(announced(&story).len(), 2);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_announced_for_later_may_be_objected_to_until_it_stands() {
    let mut story = story();
    let later = Notice { from: story.now + secs(7_200), ..notice(&story, "From six.") };
    post(&mut story, ana(), later);
    story.pass(secs(7_000));
    object(&mut story);
    story.pass(secs(7_200));
    assert!(announced(&story).is_empty());
    // It is taken back, and nothing of it is left to decide.
    let id = *story.state.announcements.written.keys().next().unwrap();
    by(&mut story, ana(), announcements::Command::End { announcement: id });
    assert!(story.state.announcements.as_written().is_empty());
    let later = Notice { from: story.now + secs(7_200), ..notice(&story, "From six.") };
    post(&mut story, ana(), later);
    story.pass(secs(7_199));
    assert!(announced(&story).is_empty());
    story.pass(secs(1));
    assert_eq!(announced(&story).len(), 1);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_change_of_what_stands_waits_and_shows_what_it_had_said_and_taking_down_never_waits() {
    let mut story = story();
    let first = notice(&story, "We answer from six.");
    post(&mut story, ana(), first.clone());
    approve(&mut story);
    story.pass(secs(1));
    let announcement = story.state.announcements.latest()[0].id;
    let change = |story: &mut Story, notice: Notice, takes_back| {
        let change =
            announcements::Command::Change { announcement, notice, tells: false, takes_back };
        story.tell(Actor::Person(ana()), change)
    };
    let second = Notice { text: "Tom answers from seven.".into(), ..first.clone() };
    change(&mut story, second.clone(), false).unwrap();
    assert_eq!(announced(&story), [("We answer from six.".to_owned(), 0)]);
    object(&mut story);
    story.pass(secs(3_600));
    assert_eq!(announced(&story), [("We answer from six.".to_owned(), 0)]);
    let third = Notice { text: "Tom answers. From seven.".into(), ..first.clone() };
    change(&mut story, third.clone(), false).unwrap();
    story.pass(OBJECT_WITHIN);
    assert_eq!(announced(&story), [("Tom answers. From seven.".to_owned(), 1)]);
    // An earlier end says nothing more to anybody.
    let sooner = Notice { until: story.now + secs(600), ..third.clone() };
    change(&mut story, sooner.clone(), false).unwrap();
    assert!(story.state.approvals.waiting().is_empty());
    assert_eq!(story.state.announcements.latest()[0].notice.until, sooner.until);
    // What takes words back leaves nothing of them, and may say nothing else.
    let more = Notice { text: "Eve answers.".into(), ..sooner.clone() };
    let refused = change(&mut story, more, true);
    let says_more = announcements::Refusal::SaysMore;
    assert_eq!(refused, Err(domain::Refusal::Announcements(says_more)));
    let less = Notice { text: "From seven.".into(), ..sooner };
    change(&mut story, less, true).unwrap();
    assert_eq!(announced(&story), [("From seven.".to_owned(), 1)]);
    let former = &story.state.announcements.latest()[0].former;
    assert!(former[0].taken_back && former[0].said.text.is_empty());
    by(&mut story, ana(), announcements::Command::End { announcement });
    assert!(announced(&story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn work_holds_from_the_start_while_its_words_wait_and_nobody_is_reminded_of_them() {
    let mut story = story();
    add(
        &mut story,
        vec![entry(domain::subscribers::Route::Email, "a@a.example", Default::default())],
    );
    let soon = Plan { remind_mins: vec![1], ..plan(&story, "Minutes.", secs(120)) };
    by(&mut story, ana(), maintenance::Command::Plan { plan: soon });
    object(&mut story);
    story.pass(secs(60));
    assert!(work(&story).is_empty(), "nobody knows of it");
    assert_eq!(story.state.subscribers.words().count(), 0, "and nobody is reminded");
    story.pass(secs(60));
    // The page tells the truth, in nobody's words.
    let known = story.state.maintenance.numbered(1).unwrap();
    assert_eq!(known.stage, Stage::InProgress);
    let read = work(&story);
    assert_eq!((read[0].plan.title.as_str(), &*read[0].plan.impact), ("Maintenance", ""));
    assert!(read[0].written.is_none());
    story.pass(secs(3_600));
    assert_eq!(work(&story)[0].stage, Stage::Completed);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn words_about_maintenance_wait_and_how_far_it_is_does_not() {
    let mut story = story();
    let ahead = plan(&story, "Minutes.", secs(7_200));
    by(&mut story, ana(), maintenance::Command::Plan { plan: ahead.clone() });
    assert!(work(&story).is_empty());
    story.pass(OBJECT_WITHIN);
    assert_eq!((work(&story).len(), work(&story)[0].entries.len()), (1, 1));
    let maintenance = story.state.maintenance.numbered(1).unwrap().id;
    // Times hold at once, words later, and what they had said stays to be read.
    let plan = Plan { from: ahead.from + secs(60), impact: "An hour.".into(), ..ahead };
    let change =
        maintenance::Command::Change { maintenance, plan: plan.clone(), takes_back: false };
    by(&mut story, ana(), change);
    let read = &work(&story)[0];
    assert_eq!((&*read.plan.impact, read.plan.from), ("Minutes.", plan.from));
    approve(&mut story);
    let read = &work(&story)[0];
    assert_eq!((&*read.plan.impact, &*read.former[0].said.text), ("An hour.", "Minutes."));
    // So with what is said of it.
    let say = |stage, words: &str| maintenance::Command::Say {
        maintenance,
        stage,
        words: words.into(),
        translations: Vec::new(),
    };
    by(&mut story, ana(), say(Stage::InProgress, "We begin early."));
    let said = |story: &Story| {
        let read = work(story);
        let words = read[0].entries.iter().map(|entry| entry.words.to_string());
        (read[0].stage, words.filter(|words| !words.is_empty()).collect::<Vec<_>>())
    };
    assert_eq!(said(&story), (Stage::InProgress, Vec::new()));
    story.pass(OBJECT_WITHIN);
    assert_eq!(said(&story), (Stage::InProgress, vec!["We begin early.".to_owned()]));
    by(&mut story, ana(), say(Stage::InProgress, "The bank is slow."));
    object(&mut story);
    by(&mut story, ana(), say(Stage::Completed, ""));
    story.pass(OBJECT_WITHIN);
    assert_eq!(said(&story), (Stage::Completed, vec!["We begin early.".to_owned()]));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_cancelled_before_anybody_read_of_it_is_told_to_nobody() {
    let mut story = story();
    let ahead = plan(&story, "Minutes.", secs(7_200));
    by(&mut story, ana(), maintenance::Command::Plan { plan: ahead });
    let approval = waiting(&story);
    let maintenance = story.state.maintenance.numbered(1).unwrap().id;
    let cancel = maintenance::Command::Say {
        maintenance,
        stage: Stage::Cancelled,
        words: "No part came.".into(),
        translations: Vec::new(),
    };
    by(&mut story, ana(), cancel);
    assert_eq!(story.state.approvals.get(approval).unwrap().standing, Standing::Replaced);
    story.pass(secs(7_200));
    assert!(work(&story).is_empty());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_words_of_what_comes_again_wait_once_and_for_all_of_it() {
    let mut story = story();
    let day = domain::oncall::parse_date("2026-06-02").unwrap();
    let profile = Routine {
        title: "Patches".into(),
        impact: "Terminals restart once.".into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: Vec::new(),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
        first: day,
        at_mins: 120,
        lasts_mins: 60,
        repeat: Repeat::Weekly { every: 1 },
    };
    let put = |profile: &Routine| maintenance::Command::PutRoutine {
        routine: "patches".into(),
        profile: profile.clone(),
    };
    by(&mut story, cleo(), put(&profile));
    story.pass(secs(1));
    let made = story.state.maintenance.planned.len();
    assert!(made > 1, "{made}");
    assert!(work(&story).is_empty());
    assert_eq!(story.state.approvals.waiting().len(), 1);
    story.pass(OBJECT_WITHIN);
    assert_eq!(work(&story).len(), made);
    assert!(work(&story).iter().all(|known| known.plan.title == "Patches"));
    let other = Routine { impact: "They restart twice.".into(), ..profile };
    by(&mut story, cleo(), put(&other));
    object(&mut story);
    story.pass(OBJECT_WITHIN);
    assert!(work(&story).iter().all(|known| &*known.plan.impact == "Terminals restart once."));
    by(&mut story, cleo(), put(&Routine { impact: "Twice.".into(), ..other }));
    approve(&mut story);
    let read = work(&story);
    assert!(read.iter().all(|known| &*known.plan.impact == "Twice." && known.former.len() == 1));
    assert_eq!(story.folded(), story.state);
}

fn put(story: &mut Story, who: PersonKey, announcement: NoticeId, notice: Notice, back: bool) {
    let (tells, takes_back) = (false, back);
    by(story, who, announcements::Command::Change { announcement, notice, tells, takes_back });
}

fn replan(story: &mut Story, who: PersonKey, plan: Plan, takes_back: bool) {
    let maintenance = story.state.maintenance.numbered(1).unwrap().id;
    by(story, who, maintenance::Command::Change { maintenance, plan, takes_back });
}

/// The only announcement, as readers have it.
fn standing(story: &Story) -> (NoticeId, Notice) {
    let known = story.state.announcements.latest()[0];
    (known.id, known.notice.clone())
}

/// The only plan, as readers have it.
fn planned(story: &Story) -> Plan {
    story.state.maintenance.numbered(1).unwrap().plan.clone()
}

/// Of how much that was taken back Ben heard.
fn heard(story: &Story) -> usize {
    let gone = |approval: ApprovalId| {
        let known = story.state.approvals.get(approval);
        known.is_some_and(|known| known.standing == Standing::TakenBack)
    };
    let told = story.state.deliveries.all().filter_map(|known| match known.about {
        About::Approval { approval } if gone(approval) => known.address.person.clone(),
        _ => None,
    });
    told.filter(|person| *person == ben()).count()
}

#[test]
fn what_is_not_out_is_not_taken_back_past_those_who_approve() {
    let mut story = story();
    let first = notice(&story, "Tom is ill. We answer from six.");
    post(&mut story, ana(), first.clone());
    object(&mut story);
    let announcement = *story.state.announcements.written.keys().next().unwrap();
    let less = Notice { text: "We answer from six.".into(), ..first };
    put(&mut story, ana(), announcement, less.clone(), true);
    story.pass(secs(1));
    assert!(announced(&story).is_empty());
    assert_eq!(story.state.approvals.waiting().len(), 1);
    // Who approves is told that there is nothing to take back.
    let (notice, tells, takes_back) = (less, false, true);
    let change = announcements::Command::Change { announcement, notice, tells, takes_back };
    let refused = story.tell(Actor::Person(ben()), change);
    let says_more = announcements::Refusal::SaysMore;
    assert_eq!(refused, Err(domain::Refusal::Announcements(says_more)));
    approve(&mut story);
    story.pass(secs(1));
    assert_eq!(announced(&story), [("We answer from six.".to_owned(), 0)]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_said_to_some_is_no_former_version_for_others() {
    let mut story = story();
    let clinics = Audience { name: "Clinics".into(), customers: Vec::new() };
    story.operator(audiences::Command::Put { audience: "clinics".into(), profile: clinics });
    let some = Notice { audiences: vec!["clinics".into()], ..notice(&story, "The isotope.") };
    post(&mut story, ben(), some.clone());
    story.pass(secs(1));
    let (id, _) = standing(&story);
    let former = |story: &Story| story.state.announcements.get(id).unwrap().former.len();
    let second = Notice { text: "It comes.".into(), ..some };
    put(&mut story, ben(), id, second.clone(), false);
    assert_eq!(former(&story), 1);
    let all = Notice { audiences: Vec::new(), ..second };
    put(&mut story, ben(), id, all.clone(), false);
    let open = format!("{:?}", story.state.for_everyone().announcements.all);
    assert!(open.contains("It comes.") && !open.contains("isotope"), "{open}");
    // Whoever still reads it could read what it said before.
    let fewer = Notice { pages: vec!["public".into()], text: "It is here.".into(), ..all };
    put(&mut story, ben(), id, fewer.clone(), false);
    assert_eq!(former(&story), 1);
    put(&mut story, ben(), id, Notice { pages: Vec::new(), ..fewer }, false);
    assert_eq!(former(&story), 0);

    let some = Plan {
        audiences: vec!["clinics".into()],
        components: vec!["portal".into()],
        ..plan(&story, "The isotope.", secs(7_200))
    };
    by(&mut story, ben(), maintenance::Command::Plan { plan: some.clone() });
    let former = |story: &Story| story.state.maintenance.numbered(1).unwrap().former.len();
    let second = Plan { impact: "Minutes.".into(), ..some };
    replan(&mut story, ben(), second.clone(), false);
    assert_eq!(former(&story), 1);
    let all = Plan { audiences: Vec::new(), impact: "An hour.".into(), ..second };
    replan(&mut story, ben(), all.clone(), false);
    let open = format!("{:?}", story.state.for_everyone().maintenance.planned);
    assert!(open.contains("An hour.") && !open.contains("isotope"), "{open}");
    let third = Plan { impact: "A day.".into(), ..all };
    replan(&mut story, ben(), third.clone(), false);
    assert_eq!(former(&story), 1);
    let wider = Plan { components: vec!["portal".into(), "auth".into()], ..third };
    replan(&mut story, ben(), wider, false);
    assert_eq!(former(&story), 0);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_taken_back_stays_nowhere_and_those_who_approve_hear_of_it() {
    let mut story = story();
    let first = notice(&story, "Tom is ill. We answer from six.");
    post(&mut story, ana(), first.clone());
    object(&mut story);
    let announcement = *story.state.announcements.written.keys().next().unwrap();
    let second = Notice { text: "Tom is off. We answer from six.".into(), ..first };
    put(&mut story, ana(), announcement, second, false);
    approve(&mut story);
    story.pass(secs(1));
    let kept = |story: &Story| format!("{:?}", story.state.approvals.all).contains("Tom");
    assert!(kept(&story));
    let (id, stands) = standing(&story);
    put(&mut story, ana(), id, Notice { text: "We answer from six.".into(), ..stands }, true);
    assert!(!kept(&story));
    assert_eq!(heard(&story), 1);

    let ahead = plan(&story, "Tom swaps cables. Links restart.", secs(7_200));
    by(&mut story, ana(), maintenance::Command::Plan { plan: ahead });
    approve(&mut story);
    let say = maintenance::Command::Say {
        maintenance: story.state.maintenance.numbered(1).unwrap().id,
        stage: Stage::Scheduled,
        words: "The parts came.".into(),
        translations: Vec::new(),
    };
    by(&mut story, ana(), say);
    assert!(kept(&story));
    let less = Plan { impact: "Links restart.".into(), ..planned(&story) };
    replan(&mut story, ana(), less, true);
    assert!(!kept(&story));
    assert_eq!(heard(&story), 2);
    // What waits besides still says what it says.
    let waits = story.state.approvals.get(waiting(&story)).unwrap();
    let said = &waits.words.overview;
    assert_eq!((&*said.known, &*said.impact), ("The parts came.", "Links restart."));
    approve(&mut story);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_mended_in_the_ordinary_way_can_still_be_taken_back() {
    let mut story = story();
    let first = notice(&story, "Tom is ill. We answer from six.");
    post(&mut story, ben(), first.clone());
    story.pass(secs(1));
    let (id, _) = standing(&story);
    put(&mut story, ben(), id, Notice { text: "We answer from six.".into(), ..first }, false);
    let shown = |story: &Story| {
        let (state, words) = (&story.state, "Tom");
        format!("{:?}", state.announcements.all).contains(words)
            || format!("{:?}", state.maintenance.planned).contains(words)
    };
    assert!(shown(&story));
    let (_, stands) = standing(&story);
    put(&mut story, ana(), id, stands.clone(), true);
    assert!(!shown(&story));
    assert!(story.state.announcements.get(id).unwrap().former[0].taken_back);
    // Once is enough.
    let events = story.history.len();
    put(&mut story, ana(), id, stands, true);
    assert_eq!(story.history.len(), events);

    let ahead = plan(&story, "Tom swaps cables. Links restart.", secs(7_200));
    by(&mut story, ben(), maintenance::Command::Plan { plan: ahead });
    let less = Plan { impact: "Links restart.".into(), ..planned(&story) };
    replan(&mut story, ben(), less.clone(), false);
    assert!(shown(&story));
    replan(&mut story, ana(), less.clone(), true);
    assert!(!shown(&story));
    assert!(story.state.maintenance.numbered(1).unwrap().former[0].taken_back);
    let events = story.history.len();
    replan(&mut story, ana(), less, true);
    assert_eq!(story.history.len(), events);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn words_can_be_taken_back_of_what_has_begun_and_of_what_is_over() {
    let mut story = story();
    let first = notice(&story, "Tom is ill. Eve is off. We answer from six.");
    post(&mut story, ben(), first);
    story.pass(secs(1));
    let (id, stands) = standing(&story);
    by(&mut story, ben(), announcements::Command::End { announcement: id });
    let less = Notice { text: "Eve is off. We answer from six.".into(), ..stands };
    put(&mut story, ana(), id, less.clone(), true);
    assert_eq!(standing(&story).1, less);
    // Its times are past by now as well; they stay what they were.
    story.pass(secs(2 * 86_400));
    let last = Notice { text: "We answer from six.".into(), ..less.clone() };
    put(&mut story, ana(), id, last.clone(), true);
    assert_eq!(standing(&story).1, last);
    let longer = Notice { until: story.now + secs(60), ..last };
    let (notice, tells, takes_back) = (longer, false, true);
    let change = announcements::Command::Change { announcement: id, notice, tells, takes_back };
    assert!(story.tell(Actor::Person(ana()), change).is_err());

    let soon = plan(&story, "Tom swaps cables. Eve looks on. Links restart.", secs(120));
    by(&mut story, ben(), maintenance::Command::Plan { plan: soon });
    story.pass(secs(120));
    let known = |story: &Story| story.state.maintenance.numbered(1).unwrap().clone();
    assert_eq!(known(&story).stage, Stage::InProgress);
    let entries = known(&story).entries;
    let less = Plan { impact: "Eve looks on. Links restart.".into(), ..planned(&story) };
    replan(&mut story, ana(), less.clone(), true);
    assert_eq!((planned(&story), known(&story).entries), (less, entries));
    story.pass(secs(3_600));
    assert_eq!(known(&story).stage, Stage::Completed);
    let last = Plan { impact: "Links restart.".into(), ..planned(&story) };
    replan(&mut story, ana(), last.clone(), true);
    assert_eq!(planned(&story), last);
    assert_eq!(known(&story).former.len(), 1);
    assert_eq!(story.folded(), story.state);
}

//! What else everyone is told, in several languages, part by part: planned maintenance,
//! announcements and reviews.

use domain::announcements::{self, Notice};
use domain::bulletins::{self, Reviewed};
use domain::maintenance::{self, Ending, Maintenance, Plan, Repeat, Routine, Stage};
use domain::spoken::Unwritten;
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{About, Announcement, Route, Wants};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, BulletinId, Flaw, Language, PART_LEN_MAX, Phase, Public, Review, ReviewTranslation,
    Spoken, Translation,
};
use domain::{Command, Refusal};

use crate::story::{Story, ana, secs};
use crate::subscribers::{add, entry, trouble, vendor};

pub const GERMAN: Language = Language::German;

/// A vendor whose page is read in German too, and somebody who is written to.
pub fn bilingual() -> Story {
    let mut story = vendor();
    let profile = StatusPage {
        name: "Vendor".into(),
        zone: "UTC".into(),
        languages: vec![GERMAN],
        ..StatusPage::default()
    };
    let profile = Box::new(profile);
    story.operator(status_pages::Command::Put { page: "public".into(), profile });
    add(&mut story, vec![entry(Route::Email, "a@a.example", Wants::default())]);
    story
}

pub fn theirs(words: &str) -> Spoken<'_> {
    Spoken { words, translated: true }
}

pub fn first(words: &str) -> Spoken<'_> {
    Spoken { words, translated: false }
}

/// The word that subscribers were told last.
pub fn told(story: &Story) -> Announcement {
    let last = story.state.subscribers.words().max_by_key(|word| word.number);
    last.expect("a word").word.clone()
}

/// That the page is read in German too, where nothing is written in it.
pub fn page() -> Unwritten {
    Unwritten::Page { language: GERMAN, page: "Vendor".into() }
}

pub const STALE: Unwritten = Unwritten::Stale { language: GERMAN };

fn german(title: &str, impact: &str) -> Vec<Translation> {
    let (title, impact) = (title.into(), impact.into());
    vec![Translation { language: GERMAN, title, impact, ..Translation::default() }]
}

fn added(words: &str) -> Vec<Translation> {
    vec![Translation { language: GERMAN, known: words.into(), ..Translation::default() }]
}

fn plan(story: &Story, translations: Vec<Translation>) -> Plan {
    Plan {
        title: "New links".into(),
        impact: "Cards fail for minutes.".into(),
        translations,
        components: vec!["terminals".into()],
        audiences: Vec::new(),
        from: story.now + secs(2 * 3_600),
        until: story.now + secs(3 * 3_600),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: vec![60],
        ends: Ending::ByItself,
    }
}

fn ask(story: &mut Story, command: maintenance::Command) -> Result<(), maintenance::Refusal> {
    let asked = story.tell(Actor::Person(ana()), Command::Maintenance(command));
    match asked {
        Ok(_) => Ok(()),
        Err(Refusal::Maintenance(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

fn known(story: &Story) -> &Maintenance {
    story.state.maintenance.numbered(1).expect("it is planned")
}

fn say(story: &Story, words: &str, translations: Vec<Translation>) -> maintenance::Command {
    let (maintenance, words) = (known(story).id, words.into());
    maintenance::Command::Say { maintenance, stage: Stage::Scheduled, words, translations }
}

#[test]
fn what_is_planned_is_read_part_by_part_wherever_it_is_told() {
    let mut story = bilingual();
    let planned = plan(&story, german(" Neue Leitungen ", ""));
    ask(&mut story, maintenance::Command::Plan { plan: planned }).unwrap();
    let plan = &known(&story).plan;
    assert_eq!(plan.title_in(GERMAN), theirs("Neue Leitungen"));
    assert_eq!(plan.impact_in(GERMAN), first("Cards fail for minutes."));
    assert_eq!(plan.title_in(Language::French), first("New links"));
    let word = told(&story).overview;
    assert_eq!(word.title(GERMAN), Some("Neue Leitungen"));
    assert_eq!(word.spoken(GERMAN).impact, first("Cards fail for minutes."));
    let command = say(&story, "One link more.", added("Eine Leitung mehr."));
    ask(&mut story, command).unwrap();
    let entry = known(&story).entries.last().expect("a word").clone();
    assert_eq!(entry.words_in(GERMAN), theirs("Eine Leitung mehr."));
    assert_eq!(entry.words_in(Language::Spanish), first("One link more."));
    let word = told(&story).overview;
    assert_eq!(word.spoken(GERMAN).known, theirs("Eine Leitung mehr."));
    assert_eq!(word.title(GERMAN), Some("Neue Leitungen"), "the heading goes along");
    // What time says afterwards still goes by the heading that each reads.
    story.pass(secs(2 * 3_600));
    let word = told(&story).overview;
    assert_eq!((word.title(GERMAN), &*word.known), (Some("Neue Leitungen"), ""));
    let until = story.now + secs(3 * 3_600);
    let (maintenance, reason) = (known(&story).id, "A part is late.".into());
    let translations = added("Ein Teil kommt später.");
    let longer = maintenance::Command::Extend { maintenance, until, reason, translations };
    ask(&mut story, longer).unwrap();
    assert_eq!(told(&story).overview.spoken(GERMAN).known, theirs("Ein Teil kommt später."));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_comes_again_is_planned_in_every_language_each_time() {
    let mut story = bilingual();
    let profile = Routine {
        title: "Patches".into(),
        impact: "Terminals restart once.".into(),
        translations: german("Aktualisierung", "Terminals starten einmal neu."),
        components: Vec::new(),
        audiences: Vec::new(),
        zone: "UTC".into(),
        owner: ana(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
        first: domain::oncall::parse_date("2026-06-05").unwrap(),
        at_mins: 60,
        lasts_mins: 60,
        repeat: Repeat::Weekly { every: 1 },
    };
    let put = |profile: &Routine| maintenance::Command::PutRoutine {
        routine: "patches".into(),
        profile: profile.clone(),
    };
    story.operator(put(&profile));
    story.pass(secs(1));
    let impacts = |story: &Story| -> Vec<String> {
        let all = story.state.maintenance.listed().into_iter();
        all.map(|known| known.plan.impact_in(GERMAN).words.to_owned()).collect()
    };
    assert!(impacts(&story).len() > 4);
    assert!(impacts(&story).iter().all(|impact| impact == "Terminals starten einmal neu."));
    let shorter = Routine { translations: german("", "Kurz dunkel."), ..profile };
    story.operator(put(&shorter));
    assert!(impacts(&story).iter().all(|impact| impact == "Kurz dunkel."));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_plans_is_told_which_page_reads_another_language_and_what_is_old() {
    let mut story = bilingual();
    let silent = plan(&story, Vec::new());
    let change = |story: &Story, plan: Plan| {
        let maintenance = known(story).id;
        maintenance::Command::Change { maintenance, plan, takes_back: false }
    };
    ask(&mut story, maintenance::Command::Plan { plan: silent.clone() }).unwrap();
    assert_eq!(story.state.unwritten_of_work(known(&story)), [page()]);
    let whole = Plan { translations: german("Neue Leitungen", "Karten gehen nicht."), ..silent };
    let command = change(&story, whole.clone());
    ask(&mut story, command).unwrap();
    assert_eq!(story.state.unwritten_of_work(known(&story)), []);
    let renamed = Plan { title: "New routers".into(), ..whole };
    let command = change(&story, renamed.clone());
    ask(&mut story, command).unwrap();
    assert_eq!(story.state.unwritten_of_work(known(&story)), [STALE]);
    let later = Plan { until: renamed.until + secs(600), ..renamed };
    let command = change(&story, later.clone());
    ask(&mut story, command).unwrap();
    assert_eq!(story.state.unwritten_of_work(known(&story)), [STALE], "it still is");
    let right = Plan { translations: german("Neue Router", "Karten gehen nicht."), ..later };
    let command = change(&story, right);
    ask(&mut story, command).unwrap();
    assert_eq!(story.state.unwritten_of_work(known(&story)), []);
    let command = say(&story, "One link more.", Vec::new());
    ask(&mut story, command).unwrap();
    assert_eq!(story.state.unwritten_of_work(known(&story)), [page()], "its last word is not");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn nothing_that_is_planned_in_another_language_is_cut_or_stands_there_twice() {
    use maintenance::Refusal as R;
    let mut story = bilingual();
    let long = "ä".repeat(PART_LEN_MAX);
    let too_long = |part: &str| Flaw::TooLong { language: GERMAN, part: part.into() };
    let mut twice = german("Eins", "");
    twice.extend(german("Zwei", ""));
    for (translations, flaw) in [
        (german(&long, ""), too_long("title")),
        (german("", &long), too_long("impact")),
        (twice, Flaw::Twice { language: GERMAN }),
    ] {
        let plan = plan(&story, translations);
        let refused = ask(&mut story, maintenance::Command::Plan { plan });
        assert_eq!(refused, Err(R::BadTranslation(flaw)));
    }
    let fine = plan(&story, german(" ", "\n"));
    ask(&mut story, maintenance::Command::Plan { plan: fine }).unwrap();
    assert_eq!(known(&story).plan.translations, [], "nothing stands in it");
    let command = say(&story, "One link more.", added(&long));
    assert_eq!(ask(&mut story, command), Err(R::BadTranslation(too_long("known"))));
    let command = say(&story, " ", added("Eine Leitung mehr."));
    assert_eq!(ask(&mut story, command), Err(R::BadWords), "the others would read nothing");
}

fn notice(story: &Story, translations: Vec<Translation>) -> Notice {
    Notice {
        title: "New hours".into(),
        text: "From Monday we answer from six.".into(),
        translations,
        pages: Vec::new(),
        audiences: Vec::new(),
        from: story.now + secs(60),
        until: story.now + secs(86_400),
        zone: "UTC".into(),
    }
}

fn announced(title: &str, text: &str) -> Vec<Translation> {
    let (title, known) = (title.into(), text.into());
    vec![Translation { language: GERMAN, title, known, ..Translation::default() }]
}

fn announce(
    story: &mut Story,
    command: announcements::Command,
) -> Result<(), announcements::Refusal> {
    match story.tell(Actor::Person(ana()), Command::Announcements(command)) {
        Ok(_) => Ok(()),
        Err(Refusal::Announcements(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_is_announced_is_read_part_by_part_wherever_it_is_told() {
    let mut story = bilingual();
    let notice = notice(&story, announced("Neue Zeiten", ""));
    announce(&mut story, announcements::Command::Post { notice, tells: true }).unwrap();
    story.pass(secs(61));
    let known = &story.state.announcements.latest()[0].notice;
    assert_eq!(known.title_in(GERMAN), theirs("Neue Zeiten"));
    assert_eq!(known.text_in(GERMAN), first("From Monday we answer from six."));
    let word = told(&story);
    assert_eq!(word.overview.title(GERMAN), Some("Neue Zeiten"));
    assert_eq!(word.overview.spoken(GERMAN).known, first("From Monday we answer from six."));
    // What changes before it leaves leaves as it stands by then.
    let id = story.state.announcements.latest()[0].id;
    let mut notice = story.state.announcements.latest()[0].notice.clone();
    notice.translations = announced("Neue Zeiten", "Ab Montag ab sechs.");
    let change = announcements::Command::Change {
        announcement: id,
        notice,
        tells: false,
        takes_back: false,
    };
    announce(&mut story, change).unwrap();
    let word = story.state.as_it_stands(&word).into_owned();
    assert_eq!(word.overview.spoken(GERMAN).known, theirs("Ab Montag ab sechs."));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_announces_is_told_who_reads_another_language_and_what_is_old_or_too_long() {
    let mut story = bilingual();
    let long = "ä".repeat(PART_LEN_MAX);
    let too_long = notice(&story, announced("", &long));
    let flaw = Flaw::TooLong { language: GERMAN, part: "known".into() };
    let refused =
        announce(&mut story, announcements::Command::Post { notice: too_long, tells: false });
    assert_eq!(refused, Err(announcements::Refusal::BadTranslation(flaw)));
    let silent = notice(&story, Vec::new());
    announce(&mut story, announcements::Command::Post { notice: silent.clone(), tells: false })
        .unwrap();
    let pointed =
        |story: &Story| story.state.unwritten_of_notice(story.state.announcements.latest()[0]);
    assert_eq!(pointed(&story), [page()]);
    let announcement = story.state.announcements.latest()[0].id;
    let change = |notice: &Notice| {
        let notice = notice.clone();
        announcements::Command::Change { announcement, notice, tells: false, takes_back: false }
    };
    let whole = Notice { translations: announced("Zeiten", "Ab sechs."), ..silent };
    announce(&mut story, change(&whole)).unwrap();
    assert_eq!(pointed(&story), []);
    let other = Notice { text: "From seven.".into(), ..whole };
    announce(&mut story, change(&other)).unwrap();
    assert_eq!(pointed(&story), [STALE]);
    assert_eq!(story.folded(), story.state);
}

/// A matter that is over.
fn over(story: &mut Story) -> BulletinId {
    let incident = trouble(story);
    for phase in [Phase::Investigating, Phase::Resolved] {
        let publish = updates::Command::Publish {
            incident,
            overview: Overview {
                known: "A line is cut.".into(),
                impact: "Cards fail.".into(),
                ..Overview::default()
            },
            next_by: story.now + secs(900),
            estimate: None,
            public: Some(Public {
                title: "Cards fail".into(),
                phase,
                affected: Vec::new(),
                audiences: Vec::new(),
                ..Public::default()
            }),
            for_colleagues: None,
        };
        story.tell(Actor::Person(ana()), publish).unwrap();
    }
    story.state.bulletins.of(incident).expect("a bulletin").id
}

fn review(happened: &str, german: &str) -> Review {
    let translation = ReviewTranslation {
        language: GERMAN,
        happened: german.into(),
        ..ReviewTranslation::default()
    };
    let (happened, cause) = (happened.into(), "A line was cut.".into());
    Review { happened, cause, translations: vec![translation], ..Review::default() }
}

fn write(
    story: &mut Story,
    bulletin: BulletinId,
    review: Review,
) -> Result<(), bulletins::Refusal> {
    let command = bulletins::Command::Review { bulletin, review, tells: true };
    match story.tell(Actor::Person(ana()), Command::Bulletins(command)) {
        Ok(_) => Ok(()),
        Err(Refusal::Bulletins(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

fn reviewed(story: &Story, bulletin: BulletinId) -> &Reviewed {
    story.state.bulletins.bulletins[&bulletin].reviewed().expect("a review")
}

#[test]
fn what_is_said_in_hindsight_is_read_part_by_part_and_put_right_in_every_language() {
    let mut story = bilingual();
    let bulletin = over(&mut story);
    let german = "Karten gingen nicht.";
    write(&mut story, bulletin, review("Cards failed.", german)).unwrap();
    let [happened, cause, change] = reviewed(&story, bulletin).said.spoken(GERMAN);
    assert_eq!((happened, cause), (theirs(german), first("A line was cut.")));
    assert_eq!(change, first(""));
    match told(&story).about {
        About::Review(said) => assert_eq!(said.spoken(GERMAN)[0], theirs(german)),
        other => panic!("{other:?}"),
    }
    let pointed = |story: &Story, review: &Review| {
        let of = &story.state.bulletins.bulletins[&bulletin];
        story.state.unwritten_of_review(of, review)
    };
    let right = review("Cards failed twice.", german);
    assert_eq!(pointed(&story, &right), [STALE], "before it is put right");
    write(&mut story, bulletin, right.clone()).unwrap();
    assert_eq!(pointed(&story, &right), [STALE], "and since");
    let whole = review("Cards failed twice.", "Karten gingen zweimal nicht.");
    assert_eq!(pointed(&story, &whole), []);
    write(&mut story, bulletin, whole.clone()).unwrap();
    assert_eq!(pointed(&story, &whole), []);
    assert_eq!(pointed(&story, &review("Cards failed.", "")), [page()]);
    let former = &reviewed(&story, bulletin).former;
    let before: Vec<&str> = former.iter().map(|one| one.said.spoken(GERMAN)[0].words).collect();
    assert_eq!(before, [german, german]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn no_part_of_a_review_in_another_language_is_cut_or_stands_there_twice() {
    use bulletins::Refusal as R;
    let mut story = bilingual();
    let bulletin = over(&mut story);
    let long = review("Cards failed.", &"ä".repeat(PART_LEN_MAX));
    let flaw = Flaw::TooLong { language: GERMAN, part: "happened".into() };
    assert_eq!(write(&mut story, bulletin, long), Err(R::BadTranslation(flaw)));
    let mut twice = review("Cards failed.", "Eins.");
    twice.translations.extend(review("", "Zwei.").translations);
    let flaw = Flaw::Twice { language: GERMAN };
    assert_eq!(write(&mut story, bulletin, twice), Err(R::BadTranslation(flaw)));
    assert_eq!(write(&mut story, bulletin, review("", "Eins.")), Err(R::EmptyReview));
    write(&mut story, bulletin, review("Cards failed.", " ")).unwrap();
    assert_eq!(reviewed(&story, bulletin).said.translations, [], "nothing stands in it");
}

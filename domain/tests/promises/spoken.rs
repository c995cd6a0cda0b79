//! Updates in several languages: each reader gets the words in theirs, wherever an update goes.

use domain::bulletins::Bulletin;
use domain::emergencies;
use domain::organisation::{self, Approver, Settings};
use domain::spoken::Unwritten;
use domain::status_pages::{self, StatusPage};
use domain::subscribers::{Route, Wants};
use domain::updates::{self, Overview};
use domain::words::{Actor, EmergencyId, IncidentId, Language, Phase, Public, Spoken, Translation};

use crate::story::{Story, ana, ben, secs};
use crate::subscribers::{add, entry, vendor};

const GERMAN: Language = Language::German;

fn german(known: &str) -> Translation {
    Translation {
        language: GERMAN,
        title: "Karten gehen nicht".into(),
        known: known.into(),
        impact: "Kartenzahlung geht nicht.".into(),
        ..Translation::default()
    }
}

fn overview(known: &str, translations: Vec<Translation>) -> Overview {
    Overview {
        known: known.into(),
        impact: "Cards fail.".into(),
        next: "We mend it.".into(),
        translations,
        ..Overview::default()
    }
}

fn public(title: &str) -> Public {
    Public {
        title: title.into(),
        phase: Phase::Investigating,
        affected: Vec::new(),
        audiences: Vec::new(),
        ..Public::default()
    }
}

fn tell(story: &mut Story, incident: IncidentId, overview: Overview, public: Option<Public>) {
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(900),
        estimate: None,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
}

fn trouble(story: &mut Story) -> IncidentId {
    let emergency = story.call();
    story.incident(emergency)
}

fn call_in(story: &mut Story, language: Language) -> EmergencyId {
    let before: Vec<EmergencyId> = story.state.emergencies.emergencies.keys().copied().collect();
    let open = emergencies::Command::Open {
        words: "Alle Kassen stehen".into(),
        who: String::new(),
        reach: String::new(),
        door: None,
        follows: None,
        language: Some(language),
    };
    story.tell(Actor::Stranger, open).unwrap();
    let mut all = story.state.emergencies.emergencies.keys().copied();
    all.find(|id| !before.contains(id)).expect("an emergency")
}

fn bulletin(story: &Story, incident: IncidentId) -> &Bulletin {
    story.state.bulletins.of(incident).expect("a bulletin")
}

const THEIRS: Spoken<'_> = Spoken { words: "Eine Leitung ist gekappt.", translated: true };

#[test]
fn words_in_the_readers_language_go_wherever_the_update_goes() {
    let mut story = vendor();
    add(&mut story, vec![entry(Route::Email, "a@a.example", Wants::default())]);
    let incident = trouble(&mut story);
    let said = overview("A line is cut.", vec![german("Eine Leitung ist gekappt.")]);
    tell(&mut story, incident, said, Some(public("Cards fail")));
    let inside = story.state.updates.get(incident).and_then(updates::Board::latest).unwrap();
    assert_eq!(inside.overview.spoken(GERMAN).known, THEIRS);
    let told = bulletin(&story, incident);
    assert_eq!(told.title_in(GERMAN).words, "Karten gehen nicht");
    let outside = told.entries[0].overview.spoken(GERMAN);
    assert_eq!(outside.known, THEIRS);
    assert_eq!(outside.next, Spoken { words: "We mend it.", translated: false });
    let french = told.title_in(Language::French);
    assert_eq!(french, Spoken { words: "Cards fail", translated: false });
    // Told once more without a heading in German: those who subscribe get the one that stands.
    let again = Translation { title: "".into(), ..german("Wir suchen noch.") };
    tell(&mut story, incident, overview("We look.", vec![again]), Some(public("Cards fail")));
    let word = &story.state.subscribers.words().next().expect("a word").word;
    assert_eq!(word.overview.title(GERMAN), Some("Karten gehen nicht"));
    assert_eq!(word.overview.spoken(GERMAN).known.words, "Wir suchen noch.");
}

#[test]
fn a_new_heading_is_not_followed_by_an_old_one_in_translation() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    let said = overview("A line is cut.", vec![german("Eine Leitung ist gekappt.")]);
    tell(&mut story, incident, said, Some(public("Cards fail")));
    tell(&mut story, incident, overview("It runs.", Vec::new()), Some(public("Cards work again")));
    let title = bulletin(&story, incident).title_in(GERMAN);
    assert_eq!(title, Spoken { words: "Cards work again", translated: false });
}

#[test]
fn what_only_the_customers_inside_read_has_no_headings() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    tell(&mut story, incident, overview("A line is cut.", vec![german("Gekappt.")]), None);
    let inside = story.state.updates.get(incident).and_then(updates::Board::latest).unwrap();
    assert_eq!(inside.overview.title(GERMAN), None);
    assert_eq!(inside.overview.spoken(GERMAN).known.words, "Gekappt.");
}

#[test]
fn what_is_put_right_in_one_language_is_put_right_for_everyone_who_reads_it() {
    let mut story = vendor();
    let incident = trouble(&mut story);
    tell(&mut story, incident, overview("A line is cut.", Vec::new()), Some(public("Cards fail")));
    let update = bulletin(&story, incident).entries[0].id;
    let overview = overview("A line is cut.", vec![german("Eine Leitung ist gekappt.")]);
    let (takes_back, aside) = (false, None);
    let correct = updates::Command::Correct { incident, update, overview, takes_back, aside };
    story.tell(Actor::Person(ana()), correct.clone()).unwrap();
    story.tell(Actor::Person(ana()), correct).unwrap();
    let entry = &bulletin(&story, incident).entries[0];
    assert_eq!(entry.overview.spoken(GERMAN).known, THEIRS);
    assert_eq!(entry.corrections.len(), 1, "the same once more changes nothing");
    assert_eq!(bulletin(&story, incident).title_in(GERMAN).words, "Karten gehen nicht");
}

#[test]
fn words_that_wait_for_an_objection_wait_in_every_language() {
    let mut story = vendor();
    let known = story.state.organisation.settings.as_ref().clone();
    let approvers = vec![Approver::Person(ben())];
    story.operator(organisation::Command::Put { settings: Settings { approvers, ..known } });
    let incident = trouble(&mut story);
    let said = overview("A line is cut.", vec![german("Eine Leitung ist gekappt.")]);
    tell(&mut story, incident, said, Some(public("Cards fail")));
    let waits = story.state.approvals.waiting_for(incident).expect("text that waits");
    assert_eq!(waits.words.overview.spoken(GERMAN).known, THEIRS);
    assert!(story.state.bulletins.of(incident).is_none());
    story.pass(secs(601));
    assert_eq!(bulletin(&story, incident).entries[0].overview.spoken(GERMAN).known, THEIRS);
}

#[test]
fn whoever_writes_is_told_for_whom_nothing_is_written_and_what_is_old() {
    let mut story = vendor();
    let profile = StatusPage {
        name: "Vendor".into(),
        zone: "UTC".into(),
        languages: vec![GERMAN],
        ..StatusPage::default()
    };
    let profile = Box::new(profile);
    story.operator(status_pages::Command::Put { page: "public".into(), profile });
    let emergency = call_in(&mut story, Language::Spanish);
    let incident = story.incident(emergency);
    assert_eq!(story.state.written_in(), Language::English);
    assert_eq!(story.state.also_read_in(incident), [GERMAN, Language::Spanish]);
    let public = public("Cards fail");
    let first = overview("A line is cut.", Vec::new());
    let page = Unwritten::Page { language: GERMAN, page: "Vendor".into() };
    let caller = Unwritten::Caller { language: Language::Spanish };
    let of = |said: &Overview, public| story.state.unwritten(incident, said, public);
    assert_eq!(of(&first, Some(&public)), [page, caller.clone()]);
    assert_eq!(of(&first, None), [caller], "no page shows what is only for the customers inside");
    let spanish = Translation {
        language: Language::Spanish,
        known: "Se cortó una línea.".into(),
        ..Translation::default()
    };
    let whole = overview("A line is cut.", vec![german("Gekappt."), spanish]);
    assert_eq!(of(&whole, Some(&public)), []);
    tell(&mut story, incident, whole.clone(), Some(public.clone()));
    let next = Overview { known: "It is mended.".into(), ..whole.clone() };
    let stale = |language| Unwritten::Stale { language };
    let found = story.state.unwritten(incident, &next, Some(&public));
    assert_eq!(found, [stale(GERMAN), stale(Language::Spanish)]);
    assert_eq!(story.state.unwritten(incident, &whole, Some(&public)), [], "nothing has changed");
    let renamed = Public { title: "Cards work again".into(), ..public };
    let found = story.state.unwritten(incident, &whole, Some(&renamed));
    assert_eq!(found, [stale(GERMAN)], "its heading in German says what it said");
}

#[test]
fn the_first_language_is_that_of_the_organisation_else_that_of_its_first_page() {
    let mut story = vendor();
    let page = |language| StatusPage {
        name: "Vendor".into(),
        zone: "UTC".into(),
        language,
        ..StatusPage::default()
    };
    let put = |language| status_pages::Command::Put {
        page: "public".into(),
        profile: Box::new(page(language)),
    };
    story.operator(put(GERMAN));
    assert_eq!(story.state.written_in(), GERMAN);
    let known = story.state.organisation.settings.as_ref().clone();
    let language = Some(Language::French);
    story.operator(organisation::Command::Put { settings: Settings { language, ..known } });
    assert_eq!(story.state.written_in(), Language::French);
    let incident = trouble(&mut story);
    assert_eq!(story.state.also_read_in(incident), [GERMAN]);
}

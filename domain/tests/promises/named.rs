//! What components and status pages are called, to each reader in their language.

use domain::components::{self, Component};
use domain::status::PageChange;
use domain::status_pages::{self, StatusPage};
use domain::words::{Flaw, Language, PART_LEN_MAX, Translation};
use domain::{Command, Refusal};

use crate::languages::{GERMAN, bilingual, first, theirs};
use crate::story::Story;

fn german(name: &str, about: &str) -> Translation {
    let (title, known) = (name.into(), about.into());
    Translation { language: GERMAN, title, known, ..Translation::default() }
}

fn component(translations: Vec<Translation>) -> Command {
    let (name, about) = ("Terminals".into(), "In shops.".into());
    let profile = Component { name, about, translations, ..Component::default() };
    components::Command::Put { component: "terminals".into(), profile }.into()
}

fn page(translations: Vec<Translation>) -> Command {
    let (name, about) = ("Vendor".into(), "Ask us.".into());
    let (zone, languages) = ("UTC".into(), vec![GERMAN]);
    let page = StatusPage { name, about, zone, languages, translations, ..StatusPage::default() };
    status_pages::Command::Put { page: "public".into(), profile: Box::new(page) }.into()
}

/// Does it, and says what has happened to pages.
fn does(story: &mut Story, command: Command) -> PageChange {
    let before = story.state.clone();
    story.operator(command);
    story.state.page_change(&before)
}

#[test]
fn each_reader_gets_names_in_their_language_and_else_as_they_were_written_first() {
    let mut story = bilingual();
    story.operator(component(vec![german(" Geräte ", "")]));
    story.operator(page(vec![german("", "Fragen Sie uns.")]));
    let open = story.state.for_everyone();
    let shown = open.status_page_at(&"public".into(), story.now).expect("a page");
    let part = shown.parts.iter().find(|part| part.key.as_str() == "terminals").expect("it");
    let known = &part.known.profile;
    assert_eq!(known.name_in(GERMAN), theirs("Geräte"));
    assert_eq!(known.about_in(GERMAN), first("In shops."), "nobody wrote that");
    assert_eq!(known.name_in(Language::French), first("Terminals"));
    let page = &shown.page.profile;
    assert_eq!(page.name_in(GERMAN), first("Vendor"));
    assert_eq!(page.about_in(GERMAN), theirs("Fragen Sie uns."));
    let languages = (Language::English, GERMAN);
    let tongue = |words| shown.tongue_of(words, &known.translations, languages);
    assert_eq!(tongue(known.name_in(GERMAN)), None);
    assert_eq!(tongue(known.about_in(GERMAN)), Some(Language::English), "it is marked");
}

#[test]
fn a_name_in_another_language_writes_pages_anew_and_an_empty_one_is_the_first_again() {
    let mut story = bilingual();
    story.operator(component(Vec::new()));
    assert_eq!(does(&mut story, component(vec![german("Geräte", "")])), PageChange::Shown);
    assert_eq!(does(&mut story, component(vec![german("Kassen", "")])), PageChange::Shown);
    assert_eq!(does(&mut story, component(vec![german("Kassen", "")])), PageChange::Nothing);
    assert_eq!(does(&mut story, component(vec![german(" ", "")])), PageChange::Shown);
    let known = story.state.components.get(&"terminals".into()).expect("it");
    assert!(known.profile.translations.is_empty(), "nothing stands there");
    assert_eq!(does(&mut story, page(vec![german("Anbieter", "")])), PageChange::Shown);
}

#[test]
fn a_name_that_is_too_long_or_written_twice_is_refused_and_nothing_is_cut() {
    let mut story = bilingual();
    let long = german("ü", &"ü".repeat(PART_LEN_MAX));
    let flaw = Flaw::TooLong { language: GERMAN, part: "known".into() };
    let operator = domain::words::Actor::Operator;
    let refused = story.tell(operator.clone(), component(vec![long.clone()]));
    let expected = components::Refusal::BadTranslation(flaw.clone());
    assert_eq!(refused, Err(Refusal::Components(expected)));
    let refused = story.tell(operator.clone(), page(vec![long]));
    let expected = status_pages::Refusal::BadTranslation(flaw);
    assert_eq!(refused, Err(Refusal::StatusPages(expected)));
    let twice = vec![german("Eins", ""), german("Zwei", "")];
    let refused = story.tell(operator, component(twice));
    let flaw = Flaw::Twice { language: GERMAN };
    let expected = components::Refusal::BadTranslation(flaw);
    assert_eq!(refused, Err(Refusal::Components(expected)));
}

//! First-aid cards: shown at second 0 in the caller's language, ticked, and sent as a word to them.

use domain::cards::{self, Card, Refusal as CardsRefusal, SENT_MAX, Text};
use domain::emergencies::{self, Line};
use domain::words::{Actor, CardKey, EmergencyId, Language};
use domain::{Command, Refusal};

use crate::story::{Story, ana, secs};

fn text(language: Language, title: &str) -> Text {
    let steps = vec!["Leave it switched on.".into(), "Use another one.".into()];
    Text { language, title: title.into(), steps }
}

fn card(asset: &str) -> Card {
    let texts = vec![
        text(Language::German, "Kassen stehen still"),
        text(Language::English, "Tills stand still"),
    ];
    Card { asset: asset.into(), texts, ..Card::default() }
}

fn put(story: &mut Story, key: &str, profile: Card) -> CardKey {
    let card = CardKey::from(key);
    story.operator(cards::Command::Put { card: card.clone(), profile });
    card
}

fn tick(
    story: &mut Story,
    emergency: EmergencyId,
    card: &CardKey,
    step: u16,
) -> Result<(), Refusal> {
    let edition = story.state.cards.get(card).expect("a card").edition;
    let (card, actor) = (card.clone(), story.caller(emergency));
    story.tell(actor, cards::Command::Tick { emergency, card, edition, step, tried: true })
}

fn shown(story: &Story, emergency: EmergencyId, words: &str) -> Vec<String> {
    let shown = story.state.cards.shown(emergency, None, words);
    shown.into_iter().map(|shown| shown.key.to_string()).collect()
}

#[test]
fn whoever_reads_another_language_reads_english() {
    let card = card("");
    assert_eq!(
        card.text(Language::German).map(|text| text.title.as_str()),
        Some("Kassen stehen still")
    );
    assert_eq!(
        card.text(Language::French).map(|text| text.title.as_str()),
        Some("Tills stand still")
    );
    let german = Card { texts: vec![card.texts[0].clone()], ..card };
    assert_eq!(german.text(Language::French).map(|text| text.language), Some(Language::German));
}

#[test]
fn the_card_that_names_what_they_wrote_of_comes_first() {
    let mut story = Story::new();
    put(&mut story, "a-tills", Card { order: 1, ..card("till") });
    put(&mut story, "b-scales", Card { order: 2, ..card("scale") });
    let emergency = story.call();
    assert_eq!(shown(&story, emergency, "help"), ["a-tills", "b-scales"]);
    assert_eq!(shown(&story, emergency, "The SCALE shows nothing"), ["b-scales", "a-tills"]);
}

#[test]
fn what_a_caller_tried_stands_in_the_room_and_falls_with_the_next_edition() {
    let mut story = Story::new();
    let tills = put(&mut story, "tills", card(""));
    let (emergency, other) = (story.call(), story.call_with("the same", "Globex", ""));
    tick(&mut story, emergency, &tills, 2).expect("it is theirs");
    assert_eq!(Vec::from_iter(story.state.cards.tried(emergency, &tills)), [2]);
    assert!(story.state.cards.tried(other, &tills).is_empty(), "nobody else's");
    assert!(tick(&mut story, emergency, &tills, 3).is_err(), "there is no third step");
    let stranger = story.caller(other);
    let (card_key, edition) = (tills.clone(), 1);
    let foreign = cards::Command::Tick { emergency, card: card_key, edition, step: 1, tried: true };
    assert_eq!(
        story.tell(stranger, foreign),
        Err(Refusal::Emergencies(emergencies::Refusal::NotYours))
    );
    put(&mut story, "tills", Card { order: 7, ..card("") });
    assert_eq!(story.state.cards.tried(emergency, &tills).len(), 1, "the steps are the same");
    let mut other_text = card("");
    other_text.texts[0].title = "Another one".into();
    put(&mut story, "tills", other_text);
    assert!(story.state.cards.tried(emergency, &tills).is_empty(), "they read another one");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_card_that_is_sent_is_a_word_to_the_customer() {
    let mut story = Story::new();
    let tills = put(&mut story, "tills", card(""));
    let emergency = story.call();
    let send = |card: &CardKey| cards::Command::Send { emergency, card: card.clone() };
    let caller = story.caller(emergency);
    assert!(story.tell(caller, send(&tills)).is_err(), "callers send none");
    story.tell(Actor::Person(ana()), send(&tills)).expect("a responder");
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()), "who speaks has it");
    assert!(story.says(emergency, &Line::Card { card: tills.clone(), by: ana() }));
    story.pass(secs(119));
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()), "it was the first word");
    let before = story.emergency(emergency).messages.len();
    story.tell(Actor::Person(ana()), send(&tills)).expect("pressed twice, it is sent once");
    assert_eq!(story.emergency(emergency).messages.len(), before);
    for number in 1..SENT_MAX {
        let more = put(&mut story, &format!("more-{number}"), card(""));
        story.tell(Actor::Person(ana()), send(&more)).expect("there is room");
    }
    let last = put(&mut story, "last", card(""));
    assert_eq!(
        story.tell(Actor::Person(ana()), send(&last)),
        Err(Refusal::Cards(CardsRefusal::TooManySent))
    );
}

#[test]
fn what_is_deleted_can_be_brought_back_as_it_was() {
    let mut story = Story::new();
    let tills = put(&mut story, "tills", card("till"));
    let before = story.state.cards.get(&tills).cloned();
    story.operator(cards::Command::Remove { card: tills.clone() });
    assert!(story.state.cards.get(&tills).is_none());
    story.operator(cards::Command::Restore { card: tills.clone() });
    assert_eq!(story.state.cards.get(&tills).cloned(), before);
    let restore = Command::Cards(cards::Command::Restore { card: "never-was".into() });
    assert!(story.tell(Actor::Operator, restore).is_err());
}

#[test]
fn cards_change_places_within_their_service() {
    let mut story = Story::new();
    for key in ["a", "b", "c"] {
        put(&mut story, key, card(""));
    }
    let order = |story: &Story| -> Vec<String> {
        story.state.cards.listed().into_iter().map(|(key, _)| key.to_string()).collect()
    };
    story.operator(cards::Command::Move { card: "c".into(), up: true });
    assert_eq!(order(&story), ["a", "c", "b"]);
    story.operator(cards::Command::Move { card: "a".into(), up: true });
    story.operator(cards::Command::Move { card: "a".into(), up: false });
    assert_eq!(order(&story), ["c", "a", "b"]);
}

#[test]
fn a_card_has_the_same_steps_in_each_language() {
    let mut story = Story::new();
    let mut uneven = card("");
    uneven.texts[1].steps.pop();
    let twice = Card { texts: vec![text(Language::English, "One"); 2], ..Card::default() };
    let empty = Card::default();
    for (profile, why) in [
        (uneven, CardsRefusal::UnevenSteps),
        (twice, CardsRefusal::BadLanguages),
        (empty, CardsRefusal::BadLanguages),
    ] {
        let put = cards::Command::Put { card: "tills".into(), profile };
        assert_eq!(story.tell(Actor::Operator, put), Err(Refusal::Cards(why)));
    }
}

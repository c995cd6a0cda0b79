//! Samples of files, redactions, first-aid cards and feedback.

use domain::emergencies::{self, FileKind};
use domain::redactions::Place;
use domain::words::{Actor, FileId, Language, Level, MessageId};
use domain::{Event, cards, feedback, policy, redactions};

use super::{CALLER, EMERGENCY, maria, of_caller};

const FILE: FileId = FileId(0xf1);

/// All of them.
pub fn all() -> Vec<Event> {
    let mut all: Vec<Event> = of_files().into_iter().map(Event::Emergencies).collect();
    all.extend(of_redactions().into_iter().map(Event::Redactions));
    all.extend(of_cards().into_iter().map(Event::Cards));
    all.extend(of_feedback().into_iter().map(Event::Feedback));
    all.extend(postponed());
    all
}

fn of_files() -> Vec<emergencies::Event> {
    let attached = |kind, extract| emergencies::Event::Attached {
        emergency: EMERGENCY,
        number: 1,
        file: FILE,
        name: of_caller("terminal.jpg"),
        kind,
        len: 120_000,
        extract,
    };
    vec![
        attached(FileKind::Picture { width: 1_200, height: 900 }, None),
        attached(FileKind::Text, Some(of_caller("13:58 timeout"))),
        attached(FileKind::Other, None),
    ]
}

fn of_redactions() -> Vec<redactions::Event> {
    use redactions::Event as E;
    let place = Place { emergency: EMERGENCY, number: 3, file: None };
    let by = Actor::Person(maria());
    let file = Place { file: Some(FILE), ..place };
    vec![
        E::Asked { place, by: by.clone() },
        E::Undone { place },
        E::Redacted { place: file, by: Actor::Participant(CALLER) },
        E::Redacted { place, by },
    ]
}

fn of_cards() -> Vec<cards::Event> {
    use cards::Event as E;
    let text = |language, title: &str| cards::Text {
        language,
        title: title.into(),
        steps: vec!["1".into(), "2".into()],
    };
    let texts = vec![text(Language::English, "Terminals")];
    let plain = cards::Card { texts, ..cards::Card::default() };
    let full = cards::Card {
        service: Some("terminals".into()),
        asset: "Handheld".into(),
        order: 2,
        texts: vec![text(Language::English, "Terminals"), text(Language::German, "Kassen")],
    };
    let card = || "terminals".into();
    vec![
        E::Put { card: card(), profile: plain },
        E::Put { card: card(), profile: full },
        E::Ticked { emergency: EMERGENCY, card: card(), edition: 2, step: 1, tried: true },
        E::Sent { emergency: EMERGENCY, card: card(), by: maria() },
        E::Forgotten { emergency: EMERGENCY },
        E::Removed { card: card() },
        E::Restored { card: card() },
    ]
}

fn of_feedback() -> Vec<feedback::Event> {
    let given = |score, words| feedback::Event::Given {
        emergency: EMERGENCY,
        participant: CALLER,
        score,
        words,
    };
    vec![given(2, None), given(5, Some(of_caller("Very quick")))]
}

/// A message and a file that wait for their turn.
fn postponed() -> Vec<Event> {
    let said = emergencies::Event::Said {
        emergency: EMERGENCY,
        message: MessageId(0x51),
        number: 1,
        from: emergencies::Speaker::Participant(CALLER),
        words: of_caller("No card works"),
        level: Level::Stranger,
    };
    let mut waiting = vec![said];
    waiting.extend(of_files().into_iter().take(1));
    let postponed = |event| {
        let event = Box::new(Event::Emergencies(event));
        Event::Policy(policy::Event::Postponed { depth: 0, event })
    };
    waiting.into_iter().map(postponed).collect()
}

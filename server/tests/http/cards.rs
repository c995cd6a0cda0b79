//! First-aid cards: written in the console, read and ticked by callers, seen and sent in the room.

use crate::support::{Server, TINY, attribute};

const FIELDS: [(&str, &str); 6] = [
    ("asset", "card terminal"),
    ("title-en", "Terminals do <not> answer"),
    ("steps-en", "Leave it switched on.\n\nUse another one."),
    ("title-de", "Kassen antworten nicht"),
    ("steps-de", "Lassen Sie sie an.\nNehmen Sie eine andere."),
    ("do", "save"),
];

/// Writes a card and comes back with its key.
fn written(server: &Server, cookie: &str) -> &'static str {
    let answer = server.post("/console/cards", &FIELDS).cookie(cookie).send();
    assert_eq!((answer.status, answer.location()), (303, "/console/cards"), "{}", answer.text());
    "terminals-do-not-answer"
}

#[test]
fn a_card_is_read_at_second_0_in_the_callers_language_and_ticked() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let key = written(&server, &maria);
    let path = server.call_for_help("Card terminal 4 is dark");
    let page = |language: &str| server.get(&path).header("Accept-Language", language).send().text();
    let text = page("en");
    assert!(text.contains("Terminals do &lt;not&gt; answer"), "{text}");
    assert!(text.contains("Use another one."));
    let german = format!("{path}?lang=de");
    assert!(server.get(&german).send().text().contains("Kassen antworten nicht"));
    assert!(server.get(&format!("{path}?lang=fr")).send().text().contains("Use another one."));
    let tick = |edition: &str, step: &str, tried: &str| {
        let fields = [("card", key), ("edition", edition), ("step", step), ("tried", tried)];
        server.post(&format!("{path}/cards"), &fields).send()
    };
    let ticked = tick("1", "2", "1");
    assert_eq!((ticked.status, ticked.location()), (303, format!("{path}#card-{key}").as_str()));
    assert!(page("en").contains("data-tried"));
    for (edition, step) in [("1", "0"), ("1", "3"), ("1", "x"), ("2", "1"), ("", "")] {
        assert_eq!(tick(edition, step, "1").status, 422, "{edition} {step}");
    }
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("1 of 2 tried, none helped"), "{room}");
    assert_eq!(tick("1", "2", "0").status, 303);
    assert!(!page("en").contains("data-tried"));
}

#[test]
fn a_responder_sends_a_card_in_one_tap_and_it_is_a_word_to_them() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let key = written(&server, &maria);
    let path = server.call_for_help("Dark");
    let send = |card: &str| {
        let fields = [("card", card)];
        server.post("/console/emergencies/1/cards", &fields).cookie(&maria).send()
    };
    assert_eq!(send(key).status, 303);
    let text = server.get(&path).send().text();
    let said = text.find("sent you what to do").expect("it is a word to them");
    let sent = text.find(&format!("id=\"card-{key}\"")).expect("the card");
    let field = text.find("id=\"composer\"").expect("where they write");
    assert!(said < sent && sent < field, "it stands in the conversation: {text}");
    assert_eq!(text.matches("Terminals do &lt;not&gt; answer").count(), 1, "{text}");
    assert_eq!(attribute(&text, "data-state")[0], "accepted");
    assert_eq!(send("no-such-card").status, 422);
    assert_eq!(server.post("/console/emergencies/1/cards", &[("card", key)]).send().status, 401);
}

#[test]
fn the_door_offers_cards_once_its_address_names_the_service() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    written(&server, &maria);
    assert!(!server.get("/help").send().text().contains("Use another one."));
    let service = "\n[[service]]\nkey = \"tills\"\nname = \"Tills\"\n";
    let applied = server.apply(&format!("{TINY}{service}"));
    assert!(applied.good, "{}", applied.err);
    let door = server.get("/help?service=tills").send();
    assert!(door.text().contains("Use another one."), "{}", door.text());
}

/// However long the cards are, and however badly their words shrink.
#[test]
fn the_door_of_a_service_stays_small() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let mut chance = 7_u32;
    let mut long = || {
        let letters = (0..390).map(|_| {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'!' + (chance >> 24) as u8 % 90)
        });
        letters.collect::<String>().replace(['&', '<', '>', '"'], "x")
    };
    for number in 0..4 {
        let title = format!("Card {number}");
        let steps: Vec<String> = (0..12).map(|_| long()).collect();
        let steps = steps.join("\n");
        let fields = [("title-en", &*title), ("steps-en", &*steps), ("do", "save")];
        let answer = server.post("/console/cards", &fields).cookie(&maria).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    let service = "\n[[service]]\nkey = \"tills\"\nname = \"Tills\"\n";
    assert!(server.apply(&format!("{TINY}{service}")).good);
    for language in ["en", "de", "fr", "es", "pt"] {
        let door = server.get("/help?service=tills").header("Accept-Language", language);
        let packed = door.header("Accept-Encoding", "gzip").send();
        assert_eq!(packed.header("content-encoding"), "gzip");
        assert!(packed.body.len() <= 14_000, "{language}: {} bytes", packed.body.len());
    }
    let text = server.get("/help?service=tills").send().text();
    assert!(text.contains("Card 0") && text.contains("The rest stands on the next page"), "{text}");
}

#[test]
fn cards_are_written_previewed_moved_deleted_and_brought_back() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    let list = || server.get("/console/cards").cookie(&maria).send().text();
    let mut preview = FIELDS.to_vec();
    preview[5] = ("do", "preview");
    let seen = post("/console/cards", &preview);
    assert_eq!(seen.status, 200);
    assert!(seen.text().contains("What callers see") && seen.text().contains("Use another one."));
    assert!(list().contains("There is no card yet"), "a preview keeps nothing");
    let mut uneven = FIELDS.to_vec();
    uneven[4] = ("steps-de", "Nur eins.");
    let refused = post("/console/cards", &uneven);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Nur eins.") && refused.text().contains("the same steps"));
    let key = written(&server, &maria);
    let path = format!("/console/cards/{key}");
    let mut second = FIELDS.to_vec();
    second[1] = ("title-en", "Second");
    assert_eq!(post("/console/cards", &second).status, 303);
    let before =
        |text: &str| text.find("Terminals do").expect("one") < text.find("Second").expect("two");
    assert!(before(&list()));
    assert_eq!(post("/console/cards/second/place", &[("to", "up")]).status, 303);
    assert!(!before(&list()));
    let mut edited = FIELDS.to_vec();
    edited[1] = ("title-en", "Terminals are slow");
    assert_eq!(post(&path, &edited).status, 303);
    assert!(server.get(&path).cookie(&maria).send().text().contains("Terminals are slow"));
    assert_eq!(post(&format!("{path}/removal"), &[]).status, 303);
    assert_eq!(server.get(&path).cookie(&maria).send().status, 404);
    assert!(list().contains("Bring it back"));
    assert_eq!(post(&format!("{path}/restoration"), &[]).status, 303);
    assert!(!list().contains("Bring it back"));
    let tom = server.sign_in("tom");
    let foreign = server.post(&format!("{path}/removal"), &[]).cookie(&tom).send();
    assert_eq!(foreign.status, 422, "whoever only responds writes no cards");
}

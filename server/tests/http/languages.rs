//! Languages: each reader reads us in theirs, whatever the other side speaks.

use crate::support::{Answer, Server, TINY, form_value};

/// Largest door in the first flight of a connection, in bytes.
const DOOR_LEN_MAX: usize = 14_000;

fn door(server: &Server, path: &str, headers: &[(&str, &str)]) -> Answer {
    let ask = headers.iter().fold(server.get(path), |ask, (name, value)| ask.header(name, value));
    let answer = ask.send();
    assert_eq!(answer.status, 200, "{path}");
    answer
}

fn language_of(answer: &Answer) -> String {
    let text = answer.text();
    let at = text.find("<html lang=\"").expect("a page") + 12;
    text[at..at + 2].to_owned()
}

#[test]
fn the_door_speaks_the_language_that_was_chosen_else_the_browsers_else_english() {
    let server = Server::start();
    let german = ("Accept-Language", "de-AT,de;q=0.9,en;q=0.5");
    for path in ["/help", "/", "/help/", "/help/elm-street", "/help?service=x"] {
        let answer = door(&server, path, &[german]);
        assert_eq!(language_of(&answer), "de", "{path}");
        assert!(answer.text().contains("Jetzt jemanden rufen"), "{path}");
        assert_eq!(language_of(&door(&server, path, &[])), "en", "{path}");
        let japanese = ("Accept-Language", "ja,zh;q=0.9");
        assert_eq!(language_of(&door(&server, path, &[japanese])), "en", "{path}");
    }
    let chosen = door(&server, "/help?lang=fr", &[german]);
    assert_eq!(language_of(&chosen), "fr");
    let cookie = chosen.cookie();
    assert_eq!(language_of(&door(&server, "/help", &[german, ("Cookie", &cookie)])), "fr");
    // What is no language of ours chooses nothing.
    let hostile = door(&server, "/help?lang=%22%3E%3Cb%3E&country=%00", &[german]);
    assert_eq!(language_of(&hostile), "de");
    assert!(hostile.header("set-cookie").is_empty());
}

#[test]
fn a_door_in_each_language_fits_into_the_first_flight() {
    let server = Server::start();
    for code in ["en", "de", "fr", "es", "pt"] {
        // The first reader has it rendered, the next ones get it ready-made.
        for _ in 0..2 {
            let headers = [("Accept-Encoding", "gzip"), ("Accept-Language", code)];
            let answer = door(&server, "/help", &headers);
            assert_eq!(answer.header("content-encoding"), "gzip");
            assert!(answer.body.len() < DOOR_LEN_MAX, "{code}: {} bytes", answer.body.len());
            assert!(answer.header("vary").contains("accept-language"), "{code}");
        }
    }
}

#[test]
fn whom_to_call_in_danger_follows_the_country_beside_what_the_vendor_wrote() {
    let server = Server::start();
    let calls = |path: &str, accept: &str, numbers: &[&str]| {
        let text = door(&server, path, &[("Accept-Language", accept)]).text();
        let found: Vec<&str> = text.split("href=\"tel:").skip(1).map(|rest| &rest[..3]).collect();
        assert_eq!(&found[..numbers.len()], numbers, "{path} {accept}: {found:?}");
    };
    calls("/help", "en", &["112", "911"]);
    calls("/help", "ja-JP", &["119", "112", "911"]);
    calls("/help?country=BR", "en-US", &["192", "190"]);
    calls("/help/elm-street?country=au", "", &["000"]);
    let written = TINY.replacen("[organisation]", "[organisation]\ndanger_number = \"113\"", 1);
    let applied = server.apply(&written);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    calls("/help", "en", &["113"]);
    calls("/help", "en-US", &["113", "911"]);
    let serves = "[organisation]\nserves = [\"AU\", \"BR\"]\n";
    let applied = server.apply(&TINY.replacen("[organisation]\n", serves, 1));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    calls("/help", "en", &["000", "192"]);
    calls("/help", "pt-BR", &["192", "000"]);
}

#[test]
fn who_speaks_none_of_our_languages_reads_the_vendors_own() {
    let server = Server::start();
    let german = TINY.replacen("[organisation]\n", "[organisation]\nlanguage = \"de\"\n", 1);
    let applied = server.apply(&german);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let japanese = ("Accept-Language", "ja,zh;q=0.9");
    for headers in [&[][..], &[japanese]] {
        assert_eq!(language_of(&door(&server, "/help", headers)), "de");
    }
    assert_eq!(language_of(&door(&server, "/help", &[("Accept-Language", "pt")])), "pt");
    let wrong = TINY.replacen("[organisation]\n", "[organisation]\nlanguage = \"tlh\"\n", 1);
    let refused = server.apply(&wrong);
    assert!(!refused.good && refused.err.contains("en, de, fr, es, pt"), "{}", refused.err);
    let wrong = TINY.replacen("[organisation]\n", "[organisation]\nserves = [\"Peru\"]\n", 1);
    let refused = server.apply(&wrong);
    assert!(!refused.good && refused.err.contains("Write two letters"), "{}", refused.err);
}

#[test]
fn a_caller_in_german_and_a_responder_in_english_each_read_their_own_frame() {
    let server = Server::start();
    let german = [("Accept-Language", "de")];
    let number = form_value(&door(&server, "/help", &german).text(), "command");
    let fields = [("words", "Alle Kassen stehen"), ("command", &number), ("lang", "de")];
    let link = server.post("/help", &fields).send().location().to_owned();
    // The emergency goes on in the language of the door, also where the browser says nothing.
    let page = server.get(&link).send().text();
    assert!(page.contains("<html lang=\"de\""), "{page}");
    assert!(page.contains("Angekommen. Wir rufen die Bereitschaft."), "{page}");
    assert!(page.contains("/stream?lang=de"), "{page}");
    let poll = server.get(&format!("{link}/poll?lang=fr")).send().text();
    assert!(poll.contains("Bien reçu. Nous appelons la personne d’astreinte."), "{poll}");
    let maria = server.sign_in("maria");
    let ask = server.get("/console/incidents/1").cookie(&maria).header("Accept-Language", "de");
    let room = ask.send().text();
    assert!(room.contains("<html lang=\"en\"") && room.contains("Received. Ringing began."));
    assert!(room.contains("Alle Kassen stehen"));
    // What is wrong with a message is said in German too, to people and to scripts.
    let empty = server.post(&format!("{link}/messages"), &[("words", " ")]).send().text();
    assert!(empty.contains("Es stand nichts darin."), "{empty}");
    let told = server.post(&format!("{link}/messages"), &[("words", " ")]).json().send();
    assert_eq!(told.problem()["detail"], "Es stand nichts darin. Schreiben Sie ein paar Worte.");
    let nowhere = server.get("/e/nonsense").header("Accept-Language", "pt-BR").send();
    assert!(nowhere.text().contains("Este link não abre nada"));
}

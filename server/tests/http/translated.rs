//! Updates in two languages: written in one form, and read by each reader in theirs.

use serde_json::{Value, json};

use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::support::page::between;
use crate::support::{Answer, Ask, Server, TINY, eventually};

/// A page that is read in German too.
pub const PAGE: &str = r#"
[[component]]
key = "cards"
name = "Card payments"

[[status_page]]
key = "public"
name = "Tiny"
zone = "Europe/Lisbon"
languages = ["de"]
"#;

const UPDATE: [(&str, &str); 9] = [
    ("known", "A line is cut."),
    ("impact", "Cards fail in the north."),
    ("next", "We mend the line."),
    ("title", "Cards fail"),
    ("public", "1"),
    ("public_phase", "identified"),
    ("next_in_mins", "15"),
    ("part", "cards"),
    ("fares", "major"),
];

const GERMAN: [(&str, &str); 3] = [
    ("title-de", "Karten gehen nicht"),
    ("known-de", "Eine Leitung ist <gekappt>."),
    ("impact-de", "Kartenzahlung geht im Norden nicht."),
];

/// The page, and who looks after it.
pub fn prepared(server: &Server) -> String {
    prepared_as(server, "Tiny")
}

/// The same, where the page has that name.
pub fn prepared_as(server: &Server, name: &str) -> String {
    let page = PAGE.replace("name = \"Tiny\"", &format!("name = {name:?}"));
    let applied = server.apply(&format!("{TINY}{page}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server.sign_in("maria")
}

fn post(server: &Server, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    server.post(&format!("/console/incidents/1/{path}"), fields).cookie(cookie).send()
}

fn both() -> Vec<(&'static str, &'static str)> {
    UPDATE.into_iter().chain(GERMAN).collect()
}

fn call_in_german(server: &Server) -> String {
    let fields = [("words", "Alle Kassen stehen"), ("lang", "de")];
    let answer = server.post("/help", &fields).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location().to_owned()
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

/// The fold of the first form for a language.
fn fold(page: &str) -> &str {
    let (before, after) = page.split_once("In German").expect("a fold");
    let from = before.rfind("<details").expect("a fold");
    let until = before.len() + after.find("</details>").expect("its end");
    &page[from..until]
}

#[test]
fn an_update_in_two_languages_is_read_by_each_reader_in_theirs() {
    let server = Server::start();
    let maria = prepared(&server);
    let german = call_in_german(&server);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let closed = fold(&room);
    assert!(closed.starts_with("<details><summary>"), "it is closed: {closed}");
    assert!(closed.contains("not written") && closed.contains("name=\"known-de\""), "{closed}");
    assert!(!room.contains("In French"), "nobody reads it");
    // Whoever looks first is told for whom nothing is written; it is sent all the same.
    let preview = post(&server, &maria, "update/preview", &UPDATE).text();
    assert!(preview.contains("<q>Tiny</q> is also read in German"), "{preview}");
    let preview = post(&server, &maria, "update/preview", &both()).text();
    assert!(!preview.contains("nothing is written in German"), "{preview}");
    for said in ["Everyone, on the status page (Deutsch)", "Eine Leitung ist &lt;gekappt&gt;."] {
        assert!(preview.contains(said), "{said}: {preview}");
    }
    let theirs =
        preview.split_once("<section class=\"card\" lang=\"de\">").expect("a German page").1;
    let theirs = theirs.split_once("</section>").expect("its end").0;
    assert!(!theirs.contains("data-local"), "no script writes its times in English: {theirs}");
    assert!(fold(&preview).starts_with("<details open>"), "what was typed stands open");
    // What was typed in every language comes back with what is wrong.
    let mut wrong = both();
    wrong[0].1 = " ";
    let refused = post(&server, &maria, "update", &wrong);
    let back = refused.text();
    assert_eq!(refused.status, 422, "{back}");
    assert!(fold(&back).contains("Eine Leitung ist &lt;gekappt&gt;."), "{back}");
    assert!(fold(&back).contains("Karten gehen nicht"), "{back}");
    assert_eq!(post(&server, &maria, "update", &both()).status, 303);

    let page = read(&server, "/status", "A line is cut.");
    assert!(!page.contains("Leitung") && page.contains("Cards fail</a></h2>"), "{page}");
    let page = read(&server, "/status/de", "Karten gehen nicht</a></h2>");
    assert!(page.contains("Eine Leitung ist &lt;gekappt&gt;."), "{page}");
    assert!(!page.contains("A line is cut."), "{page}");
    let rest = "<dd dir=\"auto\" lang=\"en\">We mend the line.</dd>";
    assert!(page.contains(rest), "what is not written in German is marked as English: {page}");
    assert!(read(&server, "/status/de/history", "Karten gehen nicht").contains("Leitung"));
    assert!(page.contains("/status/de/history.atom"), "{page}");
    let in_markup = "Eine Leitung ist &amp;lt;gekappt&amp;gt;.";
    for (feed, said) in [
        ("/status/de/history.atom", "Eine Leitung ist &lt;gekappt&gt;."),
        ("/status/de/history.rss", in_markup),
    ] {
        let feed = read(&server, feed, said);
        assert!(feed.contains("Karten gehen nicht") && feed.contains("de"), "{feed}");
    }
    let feed = read(&server, "/history.atom", "A line is cut.");
    assert!(!feed.contains("Leitung"), "{feed}");
    let json = read(&server, "/api/v2/incidents.json", "Cards fail");
    assert!(!json.contains("Leitung"), "{json}");

    let theirs = server.get(&german).send().text();
    assert!(theirs.contains("Eine Leitung ist &lt;gekappt&gt;."), "{theirs}");
    assert!(theirs.contains("lang=\"en\">We mend the line."), "{theirs}");
    let english = server.get(&format!("{german}?lang=en")).send().text();
    assert!(english.contains("A line is cut.") && !english.contains("Leitung"), "{english}");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(fold(&room).contains("Leitung"), "{room}");
}

#[test]
fn what_is_put_right_in_german_is_put_right_for_those_who_read_it() {
    let server = Server::start();
    let maria = prepared(&server);
    let german = call_in_german(&server);
    assert_eq!(post(&server, &maria, "update", &both()).status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = between(&room, "name=\"correct\" value=\"", "\"").unwrap().to_owned();
    let mut right = both();
    right.push(("correct", update.as_str()));
    right.retain(|(field, _)| *field != "known-de");
    right.push(("known-de", "Zwei Leitungen sind gekappt."));
    assert_eq!(post(&server, &maria, "correction", &right).status, 303);
    let page = read(&server, "/status/de", "Zwei Leitungen sind gekappt.");
    assert!(page.contains("Eine Leitung ist &lt;gekappt&gt;."), "and what it had said: {page}");
    assert!(page.contains("Karten gehen nicht"), "{page}");
    let theirs = server.get(&german).send().text();
    assert!(theirs.contains("Zwei Leitungen sind gekappt."), "{theirs}");
    let page = server.get("/status").send().text();
    assert!(!page.contains("Before, it said"), "nothing changed in English: {page}");
    right.retain(|(field, _)| *field != "known");
    let refused = post(&server, &maria, "correction", &right);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Zwei Leitungen sind gekappt."), "what was typed comes back");
}

#[test]
fn a_template_fills_in_every_language_that_it_has() {
    let server = Server::start();
    let maria = prepared(&server);
    server.call_for_help("Dark");
    let chosen = [("template", "looking"), ("template_language", "en"), ("known", "x")];
    let page = post(&server, &maria, "update/template", &chosen).text();
    let filled = fold(&page);
    assert!(filled.starts_with("<details open>"), "{filled}");
    assert!(filled.contains("Die Ursache kennen wir noch nicht."), "{filled}");
    assert!(page.contains("We do not know the cause yet."), "{page}");
    // What nobody has filled in is pointed at before it leaves.
    let left = [("known", "It is [the cause]."), ("impact", "x"), ("next", "y")];
    let preview = post(&server, &maria, "update/preview", &left).text();
    assert!(preview.contains("[the cause]</q> is still yours to write"), "{preview}");
}

#[test]
fn a_subscriber_who_reads_german_is_written_to_in_german() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = crate::subscribers::server(&mail);
    let maria = prepared(&server);
    for (language, address) in [("de", "ines@harbour.test"), ("en", "ana@harbour.test")] {
        let fields = [
            ("addresses", address),
            ("route", "email"),
            ("page", "public"),
            ("language", language),
            ("consent", "contract of May"),
        ];
        let added = server.post("/console/subscribers", &fields).cookie(&maria).send();
        assert_eq!(added.status, 303, "{}", added.text());
    }
    server.call_for_help("Dark");
    assert_eq!(post(&server, &maria, "update", &both()).status, 303);
    let mut letters = Vec::new();
    eventually("two letters", || {
        letters.extend(mail.received().into_iter().map(|letter| letter.content));
        (letters.len() >= 2).then_some(())
    });
    let plain = |text: &String| text.replace("=\r\n", "");
    let (german, english): (Vec<String>, Vec<String>) =
        letters.iter().map(plain).partition(|letter| letter.contains("ines@harbour.test"));
    assert!(german[0].contains("Kartenzahlung geht im Norden nicht."), "{}", german[0]);
    assert!(german[0].contains("Karten gehen nicht"), "{}", german[0]);
    assert!(german[0].contains("We mend the line."), "the rest as it was written: {}", german[0]);
    assert!(!english[0].contains("Karten"), "{}", english[0]);
}

#[test]
fn the_api_takes_each_language_once_and_shows_what_is_written_in_it() {
    let server = Server::start();
    let maria = prepared(&server);
    server.call_for_help("Dark");
    let token = make_token(&server, &maria, &["read", "respond"]);
    let publish = |translations: Value| {
        let body = json!({
            "known": "A line is cut.", "impact": "Cards fail.", "translations": translations,
        });
        let ask = Ask::new(server.port, "POST", "/api/v1/incidents/1/updates");
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        ask.header("Content-Type", "application/json").body(body.to_string()).send()
    };
    let german = json!({ "language": "de", "known": "Eine Leitung ist gekappt." });
    let twice = publish(json!([german, german]));
    assert_eq!(twice.status, 422, "{}", twice.text());
    assert!(twice.text().contains("translations.1.language"), "{}", twice.text());
    let strange = publish(json!([{ "language": "tlh", "known": "x" }]));
    assert_eq!(strange.status, 422, "{}", strange.text());
    assert!(strange.text().contains("translations.0.language"), "{}", strange.text());
    let told = publish(json!([german]));
    assert_eq!(told.status, 201, "{}", told.text());
    let told: Value = serde_json::from_slice(&told.body).unwrap();
    let known = &told["updates"][0]["translations"];
    assert_eq!(known.as_array().unwrap().len(), 1);
    assert_eq!(known[0]["known"], "Eine Leitung ist gekappt.");
    assert_eq!(known[0]["workaround"], "");
}

//! Planned maintenance in two languages: written in one form, and read by each reader in theirs.

use serde_json::{Value, json};

use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::support::page::between;
use crate::support::{Answer, Ask, Server, TINY, eventually};
use crate::translated::{PAGE, prepared};

/// An instant so many seconds from now, as a form has it on the clocks of Lisbon.
pub fn typed(secs: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs);
    at.in_tz("Europe/Lisbon").unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
}

pub fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(&format!("{awaited} at {path}"), || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

/// One who reads German and one who reads English, by mail.
pub fn two_readers(server: &Server, cookie: &str) {
    for (language, address) in [("de", "ines@harbour.test"), ("en", "ana@harbour.test")] {
        let fields = [
            ("addresses", address),
            ("route", "email"),
            ("page", "public"),
            ("language", language),
            ("consent", "contract of May"),
        ];
        let added = server.post("/console/subscribers", &fields).cookie(cookie).send();
        assert_eq!(added.status, 303, "{}", added.text());
    }
}

/// What both are written: first to whoever reads German, then to whoever reads English.
pub fn two_letters(mail: &FakeMail) -> (String, String) {
    let mut letters: Vec<String> = Vec::new();
    eventually("two letters", || {
        letters.extend(mail.received().into_iter().map(|letter| letter.content));
        (letters.len() >= 2).then_some(())
    });
    let plain = |text: &String| text.replace("=\r\n", "");
    let (german, english): (Vec<String>, Vec<String>) =
        letters.iter().map(plain).partition(|letter| letter.contains("ines@harbour.test"));
    (german[0].clone(), english[0].clone())
}

/// An API that is asked with a token.
pub fn api(server: &Server, cookie: &str) -> impl Fn(&'static str, &str, Value) -> Answer {
    let (port, token) = (server.port, make_token(server, cookie, &["read", "respond"]));
    move |method, path, body| {
        let ask = Ask::new(port, method, &format!("/api/v1{path}"));
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        ask.header("Content-Type", "application/json").body(body.to_string()).send()
    }
}

fn plan<'a>(from: &'a str, until: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("title", "New links"),
        ("title-de", "Neue <Leitungen>"),
        ("impact", "Cards fail for minutes."),
        ("impact-de", ""),
        ("component", "cards"),
        ("from", from),
        ("until", until),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", ""),
    ]
}

fn post(server: &Server, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    server.post(&format!("/console/maintenance{path}"), fields).cookie(cookie).send()
}

#[test]
fn what_is_planned_in_two_languages_is_read_by_each_reader_in_theirs() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = crate::subscribers::server(&mail);
    let maria = prepared(&server);
    two_readers(&server, &maria);
    let console = |path: &str| server.get(path).cookie(&maria).send().text();
    let form = console("/console/maintenance/new");
    assert!(form.contains("In German") && form.contains("name=\"impact-de\""), "{form}");
    assert!(!form.contains("In French"), "nobody reads it");
    let (from, until) = (typed(86_400), typed(90_000));
    assert_eq!(post(&server, &maria, "", &plan(&from, &until)).status, 303);
    let (german, english) = two_letters(&mail);
    assert!(german.contains("<Leitungen>"), "{german}");
    assert!(german.contains("Cards fail for minutes."), "the rest as it was written: {german}");
    assert!(english.contains("New links") && !english.contains("Leitungen"), "{english}");

    let page = read(&server, "/status", "New links</a></h3>");
    assert!(!page.contains("Leitungen"), "{page}");
    let page = read(&server, "/status/de", "Neue &lt;Leitungen&gt;</a></h3>");
    let rest = "<p dir=\"auto\" lang=\"en\">Cards fail for minutes.</p>";
    assert!(page.contains(rest), "what is not written in German is marked as English: {page}");
    assert!(page.contains("/status/de/maintenance.ics"), "{page}");
    let theirs = read(&server, "/status/de/maintenance.ics", "SUMMARY:Neue <Leitungen>");
    assert!(theirs.contains("/status/de/m/1"), "{theirs}");
    assert!(theirs.contains("DESCRIPTION;LANGUAGE=en:Cards fail"), "{theirs}");
    read(&server, "/status/maintenance.ics", "SUMMARY:New links");
    for (feed, title) in [("de/history.atom", "Neue &lt;"), ("de/history.rss", "Neue &lt;")] {
        read(&server, &format!("/status/{feed}"), title);
    }
    assert!(!read(&server, "/history.atom", "New links").contains("Neue"));
    let json = read(&server, "/api/v2/scheduled-maintenances.json", "New links");
    assert!(!json.contains("Leitungen"), "{json}");

    // Each word that is said while it goes on has its folds too.
    let one = console("/console/maintenance/1");
    assert!(one.contains("name=\"words-de\"") && one.contains("name=\"why-de\""), "{one}");
    let word =
        [("stage", "scheduled"), ("words", "One link more."), ("words-de", "Eine Leitung mehr.")];
    assert_eq!(post(&server, &maria, "/1/stage", &word).status, 303);
    let page = read(&server, "/status/de", "<p class=\"said\" dir=\"auto\">Eine Leitung mehr.</p>");
    assert!(!page.contains("One link more."), "{page}");
    assert!(!read(&server, "/status", "One link more.").contains("Eine Leitung"));
    read(&server, "/status/de/history.atom", "Eine Leitung mehr.");
    let (german, english) = two_letters(&mail);
    assert!(german.contains("Eine Leitung mehr."), "{german}");
    assert!(english.contains("One link more.") && !english.contains("Eine"), "{english}");
    let one = console("/console/maintenance/1");
    assert!(one.contains("One link more.") && one.contains("Eine Leitung mehr."), "{one}");
    let found = eventually("found in German", || {
        let found = console("/console/search?q=Leitung&kind=maintenance");
        found.contains("/console/maintenance/1").then_some(found)
    });
    assert!(found.contains("<mark>"), "{found}");
}

#[test]
fn who_plans_is_told_what_is_not_written_and_what_is_too_long_comes_back_beside_its_field() {
    let server = Server::start();
    let maria = prepared(&server);
    let (from, until) = (typed(86_400), typed(90_000));
    let mut fields = plan(&from, &until);
    let long = "ü".repeat(3_000);
    fields[3].1 = &long;
    let refused = post(&server, &maria, "", &fields);
    let back = refused.text();
    assert_eq!(refused.status, 422, "{back}");
    let fold = between(&back, "In German", "</details>").expect("a fold");
    assert!(fold.contains("In German this is too long: at most 4000 bytes fit."), "{fold}");
    assert!(fold.contains(&long) && fold.contains("Neue &lt;Leitungen&gt;"), "nothing is lost");
    fields[1].1 = "";
    fields[3].1 = "";
    assert_eq!(post(&server, &maria, "", &fields).status, 303);
    let pointed = |words: &str| {
        let one = server.get("/console/maintenance/1").cookie(&maria).send().text();
        assert!(one.contains(words), "{words}: {one}");
    };
    pointed("<q>Tiny</q> is also read in German");
    fields[1].1 = "Neue Leitungen";
    assert_eq!(post(&server, &maria, "/1/plan", &fields).status, 303);
    fields[0].1 = "New routers";
    assert_eq!(post(&server, &maria, "/1/plan", &fields).status, 303);
    pointed("What stands in German is what stood there before");
    let long = [("stage", "cancelled"), ("why", "Late parts."), ("why-de", long.as_str())];
    let refused = post(&server, &maria, "/1/stage", &long);
    assert_eq!(refused.status, 422);
    let back = refused.text();
    let field = between(&back, "id=\"why-de\"", "</div>").expect("the field");
    assert!(field.contains("this is too long"), "{field}");
}

#[test]
fn the_api_and_the_file_hold_what_is_planned_in_each_language_once() {
    let server = Server::start();
    let maria = prepared(&server);
    let ask = api(&server, &maria);
    let instant =
        |secs| (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs)).to_string();
    let plan = |translations: Value| {
        json!({
            "title": "New links", "impact": "Cards fail.", "translations": translations,
            "from": instant(3_600), "until": instant(7_200), "zone": "UTC",
        })
    };
    let german = json!({ "language": "de", "title": "Neue Leitungen" });
    let long = json!({ "language": "fr", "impact": "é".repeat(3_000) });
    for (wrong, field) in [
        (json!([german, german]), "translations.1.language"),
        (json!([{ "language": "tlh", "title": "x" }]), "translations.0.language"),
        (json!([german, long]), "translations.1.impact"),
    ] {
        let refused = ask("POST", "/maintenance", plan(wrong));
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(field), "{field}: {}", refused.text());
    }
    let made = ask("POST", "/maintenance", plan(json!([german])));
    assert_eq!(made.status, 201, "{}", made.text());
    let made: Value = serde_json::from_slice(&made.body).unwrap();
    let known = json!([{ "language": "de", "title": "Neue Leitungen", "impact": "" }]);
    assert_eq!(made["translations"], known);
    let said = ask(
        "POST",
        "/maintenance/1/updates",
        json!({
            "stage": "in_progress", "words": "Off we go.",
            "translations": [{ "language": "de", "words": "Es geht los." }],
        }),
    );
    let said: Value = serde_json::from_slice(&said.body).unwrap();
    let word = &said["updates"][1];
    assert_eq!(word["words"], "It has begun.\n\nOff we go.");
    assert_eq!(word["translations"], json!([{ "language": "de", "words": "Es geht los." }]));
    let longer = json!({
        "until": instant(9_000), "reason": "A part is late.",
        "translations": [{ "language": "de", "reason": "Ein Teil kommt später." }],
    });
    let longer = ask("POST", "/maintenance/1/extension", longer);
    assert_eq!(longer.status, 200, "{}", longer.text());
    read(&server, "/status/de", "Ein Teil kommt später.");

    let file = r#"
[[routine]]
key = "patches"
title = "Patches"
impact = "Terminals restart once."
zone = "UTC"
owner = "maria"
first = 2027-01-12
at = "02:30"
lasts_mins = 90
repeat = "weekly"

[[routine.translation]]
language = "de"
title = "Aktualisierung"
"#;
    let twice = format!("{file}\n[[routine.translation]]\nlanguage = \"de\"\ntitle = \"x\"\n");
    let refused = server.apply(&format!("{TINY}{PAGE}{twice}"));
    assert!(!refused.good && refused.err.contains("each language once"), "{}", refused.err);
    let applied = server.apply(&format!("{TINY}{PAGE}{file}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("[[routine.translation]]"), "{exported}");
    let again = server.apply(&exported);
    assert!(again.out.contains("0 to add, 0 to change"), "{}{}", again.out, again.err);
    let form = server.get("/console/maintenance/routines/patches").cookie(&maria).send().text();
    assert!(form.contains("value=\"Aktualisierung\""), "{form}");
}

//! What components and status pages are called in two languages: written in their forms, read by
//! each reader in theirs, wherever that is.

use serde_json::{Value, json};

use crate::audiences::link_of;
use crate::fake_mail::{FakeMail, Wire};
use crate::support::page::between;
use crate::support::{Server, TINY, eventually};
use crate::translated::PAGE;
use crate::translated_work::{read, two_letters, two_readers, typed};

const CUSTOMER: &str = r#"
[[customer]]
key = "willow"
name = "Willow Clinics"

[[customer.site]]
key = "elm"
name = "Elm Street"
component = "cards"
"#;

const COMPONENT: [(&str, &str); 4] = [
    ("name", "Card payments"),
    ("about", "In shops."),
    ("name-de", "Karten<zahlung>"),
    ("about-de", ""),
];

fn page<'a>(name: &'a str, about: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("name", "Tiny"),
        ("about", "Ask us."),
        ("name-de", name),
        ("about-de", about),
        ("zone", "Europe/Lisbon"),
        ("language", "en"),
        ("languages", "de"),
    ]
}

fn server(mail: &FakeMail) -> (Server, String) {
    let server = crate::subscribers::server(mail);
    let applied = server.apply(&format!("{TINY}{PAGE}{CUSTOMER}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    (server, maria)
}

#[test]
fn a_name_in_two_languages_is_read_by_each_reader_in_theirs_wherever_they_read() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = server(&mail);
    two_readers(&server, &maria);
    let link = link_of(&server, &maria, "willow");
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    let form = server.get("/console/status/components/cards").cookie(&maria).send().text();
    assert!(form.contains("In German") && form.contains("name=\"about-de\""), "{form}");
    assert!(!form.contains("In French"), "nobody reads it");
    assert_eq!(post("/console/status/components/cards", &COMPONENT).status, 303);
    let fields = page("Winzig", "Fragen Sie uns.");
    assert_eq!(post("/console/status/pages/public", &fields).status, 303);

    let german = read(&server, "/status/de", ">Winzig</h1>");
    assert!(
        german.contains("Karten&lt;zahlung&gt;</span>") && german.contains("Fragen Sie uns."),
        "{german}"
    );
    assert!(german.contains("lang=\"en\">In shops.</p>"), "nobody wrote that: {german}");
    assert!(!german.contains("Card payments") && !german.contains("Ask us."), "{german}");
    let english = read(&server, "/status", "Card payments</span>");
    assert!(!english.contains("zahlung") && !english.contains("Winzig"), "{english}");
    read(&server, "/status/de/history.atom", "<title>Winzig</title>");
    read(&server, "/history.atom", "<title>Tiny</title>");
    read(&server, "/status/de/maintenance.ics", "X-WR-CALNAME:Winzig");
    let own = server.get(&format!("{link}index.de.html")).send().text();
    let site = between(&own, "Elm Street", "</li>").expect("their site");
    assert!(site.contains("Karten&lt;zahlung&gt;"), "what serves it: {site}");
    let sign_up = |language: &str| {
        let path = format!("/status/subscribe?page=public&lang={language}");
        server.get(&path).send().text()
    };
    let form = sign_up("de");
    assert!(form.contains("Winzig") && form.contains("Karten&lt;zahlung&gt;"), "{form}");
    assert!(sign_up("en").contains("Card payments"));
    // Programs that read Statuspage's JSON know one language: the page's own.
    let summary = read(&server, "/api/v2/summary.json", "Card payments");
    assert!(summary.contains("\"Tiny\"") && !summary.contains("zahlung"), "{summary}");

    let (from, until) = (typed(86_400), typed(90_000));
    let plan = [
        ("title", "New links"),
        ("impact", "Cards fail for minutes."),
        ("component", "cards"),
        ("from", &from),
        ("until", &until),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", ""),
    ];
    assert_eq!(post("/console/maintenance", &plan).status, 303);
    let (german, english) = two_letters(&mail);
    assert!(german.contains("Winzig") && german.contains("Karten<zahlung>"), "{german}");
    assert!(!german.contains("Card payments"), "{german}");
    assert!(english.contains("Card payments") && !english.contains("Winzig"), "{english}");

    let folder = server.scratch.0.join("copy");
    let written = server.run(&["export-status", folder.to_str().expect("text")]);
    assert!(written.good, "{}", written.err);
    let copy = std::fs::read_to_string(folder.join("index.de.html")).expect("a copy");
    assert!(copy.contains("Karten&lt;zahlung&gt;") && copy.contains("Winzig"), "{copy}");
    let found = eventually("found in German", || {
        let found = server.get("/console/search?q=zahlung").cookie(&maria).send().text();
        found.contains("Card payments").then_some(found)
    });
    assert!(found.contains("<mark>"), "{found}");
}

#[test]
fn what_is_too_long_in_a_language_comes_back_beside_its_field_and_nothing_is_lost() {
    let server = Server::start();
    let maria = crate::translated::prepared(&server);
    let long = "ü".repeat(3_000);
    for (path, fields) in [
        ("/console/status/components/cards", vec![("name", "Cards"), ("about-de", &*long)]),
        ("/console/status/pages/public", page("Winzig", &long)),
    ] {
        let refused = server.post(path, &fields).cookie(&maria).send();
        let back = refused.text();
        assert_eq!(refused.status, 422, "{back}");
        let fold = between(&back, "In German", "</details>").expect("a fold");
        assert!(fold.contains("In German this is too long: at most 4000 bytes"), "{fold}");
        assert!(fold.contains(&long), "nothing is lost");
    }
}

#[test]
fn the_api_names_in_each_language_once_and_says_what_it_has() {
    let server = Server::start();
    let maria = crate::translated::prepared(&server);
    let token = crate::keys::make_token(&server, &maria, &["read", "manage"]);
    let ask = |path: &str, body: Value| {
        let ask = crate::support::Ask::new(server.port, "PUT", &format!("/api/v1{path}"));
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        ask.header("Content-Type", "application/json").body(body.to_string()).send()
    };
    let german = json!({ "language": "de", "name": "Kartenzahlung" });
    for (path, rest) in [
        ("/components/cards", json!({ "name": "Card payments" })),
        ("/status-pages/public", json!({ "name": "Tiny", "zone": "UTC", "languages": ["de"] })),
    ] {
        let with = |translations: Value| {
            let mut body = rest.clone();
            body["translations"] = translations;
            ask(path, body)
        };
        let long = json!({ "language": "de", "about": "ü".repeat(3_000) });
        for wrong in [json!([german, german]), json!([{ "language": "tlh" }]), json!([long])] {
            let refused = with(wrong);
            assert_eq!(refused.status, 422, "{}", refused.text());
        }
        let made = with(json!([german]));
        assert_eq!(made.status, 200, "{}", made.text());
        let made: Value = serde_json::from_slice(&made.body).expect("JSON");
        assert_eq!(made["translations"], json!([german]));
        let none = with(json!([]));
        let none: Value = serde_json::from_slice(&none.body).expect("JSON");
        assert_eq!(none["translations"], json!([]));
    }
}

//! Announcements in two languages: written in one form, and read by each reader in theirs.

use serde_json::{Value, json};

use crate::fake_mail::{FakeMail, Wire};
use crate::support::Server;
use crate::support::page::between;
use crate::translated::prepared;
use crate::translated_work::{api, read, two_letters, two_readers, typed};

fn notice<'a>(from: &'a str, until: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("title", "New hours"),
        ("title-de", "Neue <Zeiten>"),
        ("text", "From Monday we answer from six."),
        ("text-de", ""),
        ("from", from),
        ("until", until),
        ("zone", "Europe/Lisbon"),
        ("tells", "1"),
    ]
}

#[test]
fn what_is_announced_in_two_languages_is_read_by_each_reader_in_theirs() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = crate::subscribers::server(&mail);
    let maria = prepared(&server);
    two_readers(&server, &maria);
    let console = |path: &str| server.get(path).cookie(&maria).send().text();
    let form = console("/console/announcements/new");
    assert!(form.contains("In German") && form.contains("name=\"text-de\""), "{form}");
    let (from, until) = (typed(-60), typed(90_000));
    let post = |path: &str, fields: &[(&str, &str)]| {
        server.post(&format!("/console/announcements{path}"), fields).cookie(&maria).send()
    };
    let mut fields = notice(&from, &until);
    let long = "ü".repeat(3_000);
    fields[3].1 = &long;
    let refused = post("", &fields);
    let back = refused.text();
    assert_eq!(refused.status, 422, "{back}");
    let fold = between(&back, "In German", "</details>").expect("a fold");
    assert!(fold.contains("In German this is too long: at most 4000 bytes fit."), "{fold}");
    assert!(fold.contains(&long) && fold.contains("Neue &lt;Zeiten&gt;"), "nothing is lost");
    fields[3].1 = "";
    assert_eq!(post("", &fields).status, 303);
    let (german, english) = two_letters(&mail);
    assert!(german.contains("Neue") && german.contains("From Monday"), "{german}");
    assert!(english.contains("New hours") && !english.contains("Zeiten"), "{english}");
    let page = read(&server, "/status/de", "Neue &lt;Zeiten&gt;</a></h2>");
    let rest = "lang=\"en\">From Monday we answer from six.</p>";
    assert!(page.contains(rest), "what is not written in German is marked as English: {page}");
    assert!(!read(&server, "/status", "New hours</a></h2>").contains("Zeiten"));
    read(&server, "/status/de/history.atom", "Neue &lt;Zeiten&gt;");
    assert!(!read(&server, "/history.atom", "New hours").contains("Zeiten"));

    fields[3].1 = "Ab Montag ab sechs.";
    assert_eq!(post("/1", &fields).status, 303);
    let page = read(&server, "/status/de", "Ab Montag ab sechs.");
    assert!(!page.contains("From Monday"), "{page}");
    fields[2].1 = "From Tuesday we answer from six.";
    assert_eq!(post("/1", &fields).status, 303);
    let one = console("/console/announcements/1");
    assert!(one.contains("What stands in German is what stood there before"), "{one}");
    let found = crate::support::eventually("found in German", || {
        let found = console("/console/search?q=Zeiten&kind=announcement");
        found.contains("/console/announcements/1").then_some(found)
    });
    assert!(found.contains("<mark>"), "{found}");
}

#[test]
fn the_api_announces_in_each_language_once() {
    let server = Server::start();
    let maria = prepared(&server);
    let ask = api(&server, &maria);
    let instant = |secs| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs);
        at.to_string()
    };
    let notice = |translations: Value| {
        json!({
            "title": "New hours", "text": "From six.", "translations": translations,
            "from": instant(0), "until": instant(7_200), "zone": "UTC",
        })
    };
    let german = json!({ "language": "de", "text": "Ab sechs." });
    let long = json!({ "language": "de", "text": "ü".repeat(3_000) });
    for (wrong, field) in [
        (json!([german, german]), "translations.1.language"),
        (json!([{ "language": "tlh", "text": "x" }]), "translations.0.language"),
        (json!([long]), "translations.0.text"),
    ] {
        let refused = ask("POST", "/announcements", notice(wrong));
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(field), "{field}: {}", refused.text());
    }
    let made = ask("POST", "/announcements", notice(json!([german])));
    assert_eq!(made.status, 201, "{}", made.text());
    let made: Value = serde_json::from_slice(&made.body).unwrap();
    let known = json!([{ "language": "de", "title": "", "text": "Ab sechs." }]);
    assert_eq!(made["translations"], known);
    let page = read(&server, "/status/de", "Ab sechs.");
    assert!(
        page.contains("<h2 lang=\"en\"><a href=\"/status/de/a/1\">New hours</a></h2>"),
        "{page}"
    );
}

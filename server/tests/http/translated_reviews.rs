//! Reviews in two languages: written in one form, and read by each reader in theirs.

use serde_json::{Value, json};

use crate::fake_mail::{FakeMail, Wire};
use crate::status::tell;
use crate::support::Server;
use crate::support::page::between;
use crate::translated::prepared;
use crate::translated_work::{api, read, two_letters, two_readers};

const EDITOR: &str = "/console/status/reviews/1";

/// Something that is over, of which both readers were told.
fn over(server: &Server, maria: &str) {
    server.call_for_help("Tills are dark");
    assert_eq!(tell(server, maria, &[("part", "cards")]).status, 303);
    let over = [("public_phase", "resolved"), ("part", "cards")];
    assert_eq!(tell(server, maria, &over).status, 303);
}

#[test]
fn what_is_said_in_hindsight_in_two_languages_is_read_by_each_reader_in_theirs() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = crate::subscribers::server(&mail);
    let maria = prepared(&server);
    over(&server, &maria);
    two_readers(&server, &maria);
    let post = |fields: &[(&str, &str)]| server.post(EDITOR, fields).cookie(&maria).send();
    let said = |happened, german| {
        vec![
            ("happened", happened),
            ("happened-de", german),
            ("cause", "A line was cut."),
            ("cause-de", ""),
            ("tells", "1"),
        ]
    };
    let editor = server.get(EDITOR).cookie(&maria).send().text();
    assert!(editor.contains("In German") && editor.contains("name=\"change-de\""), "{editor}");
    let mut silent = said("Cards failed.", "");
    silent.push(("act", "preview"));
    let looked = post(&silent).text();
    assert!(looked.contains("<q>Tiny</q> is also read in German"), "{looked}");
    silent[1].1 = "Karten <gingen> nicht.";
    let looked = post(&silent).text();
    let shown = between(&looked, "<h4>In German</h4>", "</section>").expect("as they read it");
    assert!(
        shown.contains("<dt>Was geschah</dt>") || shown.contains("Karten &lt;gingen"),
        "{shown}"
    );
    assert!(shown.contains("lang=\"en\">A line was cut."), "{shown}");
    assert!(!looked.contains("nothing is written in German"), "{looked}");
    let long = "ü".repeat(3_000);
    let refused = post(&said("Cards failed.", &long));
    let back = refused.text();
    assert_eq!(refused.status, 422, "{back}");
    let fold = between(&back, "In German", "</details>").expect("a fold");
    assert!(fold.contains("this is too long") && fold.contains(&long), "{fold}");

    assert_eq!(post(&said("Cards failed.", "Karten <gingen> nicht.")).status, 303);
    let (german, english) = two_letters(&mail);
    assert!(german.contains("nicht.") && german.contains("A line was cut."), "{german}");
    assert!(english.contains("Cards failed.") && !english.contains("Karten"), "{english}");
    let page = read(&server, "/status/de", "Karten &lt;gingen&gt; nicht.");
    assert!(page.contains("lang=\"en\">A line was cut."), "{page}");
    assert!(!page.contains("Cards failed."), "{page}");
    assert!(!read(&server, "/status", "Cards failed.").contains("Karten"));
    read(&server, "/status/de/history", "Karten &lt;gingen&gt; nicht.");
    read(&server, "/status/de/history.atom", "Karten &lt;gingen&gt; nicht.");
    let json = read(&server, "/api/v2/incidents.json", "Cards failed.");
    assert!(!json.contains("Karten"), "{json}");
    let found = crate::support::eventually("found in German", || {
        let found = server.get("/console/search?q=Karten&kind=bulletin").cookie(&maria).send();
        found.text().contains("/status/i/1").then(|| found.text())
    });
    assert!(found.contains("<mark>"), "{found}");

    // What is put right in English leaves the German words old, and says so.
    assert_eq!(post(&said("Cards failed twice.", "Karten <gingen> nicht.")).status, 303);
    let editor = server.get(EDITOR).cookie(&maria).send().text();
    assert!(editor.contains("What stands in German is what stood there before"), "{editor}");
    let page = read(&server, "/status", "Cards failed twice.");
    assert!(page.contains("Cards failed.") && page.contains("Put right on"), "{page}");
    let page = read(&server, "/status/de", "Karten &lt;gingen&gt; nicht.");
    assert!(!page.contains("class=\"corrected\""), "nothing changed in German: {page}");
    assert_eq!(post(&said("Cards failed twice.", "Karten gingen zweimal nicht.")).status, 303);
    let page = read(&server, "/status/de", "Karten gingen zweimal nicht.");
    assert!(page.contains("class=\"corrected\""), "{page}");
}

#[test]
fn the_api_writes_a_review_in_each_language_once() {
    let server = Server::start();
    let maria = prepared(&server);
    over(&server, &maria);
    let ask = api(&server, &maria);
    let write = |translations: Value| {
        let body = json!({ "happened": "Cards failed.", "translations": translations });
        ask("POST", "/status-reviews/1", body)
    };
    let german = json!({ "language": "de", "happened": "Karten gingen nicht." });
    let long = json!({ "language": "de", "change": "ü".repeat(3_000) });
    for (wrong, field) in [
        (json!([german, german]), "translations.1.language"),
        (json!([{ "language": "tlh", "happened": "x" }]), "translations.0.language"),
        (json!([long]), "translations.0.change"),
    ] {
        let refused = write(wrong);
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(field), "{field}: {}", refused.text());
    }
    let written = write(json!([german]));
    assert_eq!(written.status, 200, "{}", written.text());
    let written: Value = serde_json::from_slice(&written.body).unwrap();
    let known = json!([{
        "language": "de", "happened": "Karten gingen nicht.", "cause": "", "change": "",
    }]);
    assert_eq!(written["review"]["translations"], known);
    read(&server, "/status/de", "Karten gingen nicht.");
}

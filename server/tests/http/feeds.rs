//! Atom and RSS, read by a feed reader that is not ours: what was told stands in both as it was
//! written, each word once, under an id that stays.

use std::collections::BTreeSet;

use feed_rs::model::{Entry, Feed, FeedType};

use crate::support::page::between;
use crate::support::{Server, eventually};
use crate::translated::prepared_as;

/// A heading that would be markup, an end of a section or a reference in a feed that is not written
/// with care.
const TITLE: &str = "<b>Cards</b> & \"tills\" ]]> fail &amp;";
const GERMAN: &str = "Karten & <Kassen> gehen nicht";

fn post(server: &Server, cookie: &str, path: &str, fields: &[(&str, &str)]) {
    let answer = server.post(path, fields).cookie(cookie).send();
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
}

fn word<'a>(known: &'a str, phase: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("known", known),
        ("impact", "Cards <fail> in the north,\nand & tills too."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", title),
        ("public_phase", phase),
        ("part", "cards"),
        ("fares", "major"),
    ]
}

/// A feed as the reader has it, once it has so many words.
fn feed(server: &Server, path: &str, count: usize) -> Feed {
    eventually(path, || {
        let answer = server.get(path).send();
        let feed = feed_rs::parser::parse(answer.body.as_slice()).ok()?;
        (feed.entries.len() == count).then_some(feed)
    })
}

fn title(entry: &Entry) -> &str {
    let title = entry.title.as_ref().expect("a title");
    assert_eq!(title.content_type.as_ref(), "text/plain", "{title:?}");
    &title.content
}

fn link(entry: &Entry) -> &str {
    assert_eq!(entry.links.len(), 1, "{:?}", entry.links);
    &entry.links[0].href
}

/// The words of an entry in Atom, which are no markup.
fn words(entry: &Entry) -> &str {
    let content = entry.content.as_ref().expect("a content");
    assert_eq!(content.content_type.as_ref(), "text/plain", "{content:?}");
    content.body.as_deref().expect("words")
}

/// The words of an item in RSS as a reader shows its markup: paragraphs, lines and nothing else.
fn shown(entry: &Entry) -> String {
    let summary = entry.summary.as_ref().expect("a description");
    assert_eq!(summary.content_type.as_ref(), "text/html", "{summary:?}");
    let text = summary.content.replace("</p><p>", "\n\n").replace("<br>", "\n");
    let text = text.strip_prefix("<p>").and_then(|text| text.strip_suffix("</p>"));
    let text = text.expect("paragraphs");
    assert!(!text.contains(['<', '>']), "no markup of whoever wrote it: {text}");
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    marks.iter().fold(text.to_owned(), |text, (mark, char)| text.replace(mark, char))
}

fn ids(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(|entry| entry.id.as_str()).collect()
}

/// What was told of two incidents: one in two languages, put right and over with a review, and one
/// that goes on.
fn told() -> (Server, String) {
    let server = Server::start();
    let maria = prepared_as(&server, "Tiny & <Sons>");
    server.call_for_help("Dark");
    let mut both = word("A line is <cut>.", "identified", TITLE);
    both.extend([("title-de", GERMAN), ("known-de", "Eine Leitung ist <gekappt>.")]);
    post(&server, &maria, "/console/incidents/1/update", &both);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = between(&room, "name=\"correct\" value=\"", "\"").expect("an update").to_owned();
    both[0].1 = "Two lines are <cut>.";
    both.push(("correct", &update));
    post(&server, &maria, "/console/incidents/1/correction", &both);
    let over = word("It works <again>.", "resolved", TITLE);
    post(&server, &maria, "/console/incidents/1/update", &over);
    let review = [("happened", "It failed <everywhere>."), ("cause", "A & B."), ("change", "C.")];
    post(&server, &maria, "/console/status/reviews/1", &review);
    server.call_for_help("Portal");
    let other = word("The portal is slow.", "investigating", "Slow");
    post(&server, &maria, "/console/incidents/2/update", &other);
    (server, maria)
}

#[test]
fn a_feed_reader_reads_every_word_once_as_it_was_written() {
    let (server, maria) = told();
    let atom = feed(&server, "/history.atom", 4);
    assert_eq!(atom.feed_type, FeedType::Atom);
    assert_eq!(atom.title.as_ref().map(|title| title.content.as_str()), Some("Tiny & <Sons>"));
    assert_eq!(atom.authors.len(), 1);
    let page = atom.links[0].href.clone();
    assert!(page.ends_with("/status"), "{page}");
    let review = format!("{TITLE} · Review");
    let titles: Vec<&str> = atom.entries.iter().map(title).collect();
    assert_eq!(titles, ["Slow", review.as_str(), TITLE, TITLE], "the latest first");
    let [_, reviewed, over, first] = atom.entries.as_slice() else { panic!("four") };
    assert!(words(reviewed).contains("What happened\nIt failed <everywhere>."));
    assert!(words(over).contains("It works <again>."), "{}", words(over));
    let said = words(first);
    assert!(said.contains("Two lines are <cut>.") && !said.contains("A line is"), "{said}");
    assert!(said.contains("Cards <fail> in the north,\nand & tills too."), "{said}");
    assert!(first.updated > first.published && over.updated == over.published, "put right");
    assert!(atom.entries.iter().all(|entry| entry.updated <= atom.updated), "{:?}", atom.updated);
    assert!(link(first).starts_with(&format!("{page}/i/")) && link(first) == link(over));

    let rss = feed(&server, "/history.rss", 4);
    assert_eq!(rss.feed_type, FeedType::RSS2);
    assert_eq!(rss.title.as_ref().map(|title| title.content.as_str()), Some("Tiny & <Sons>"));
    assert_eq!(rss.language.as_deref(), Some("en"));
    let secs = |entry: &Entry| entry.published.expect("a time").timestamp();
    for (one, other) in atom.entries.iter().zip(&rss.entries) {
        assert_eq!((title(one), link(one)), (title(other), link(other)));
        assert_eq!((words(one), secs(one)), (shown(other).as_str(), secs(other)));
        assert!(one.id == other.id && one.id.starts_with("urn:uuid:"), "{} {}", one.id, other.id);
    }
    let german = feed(&server, "/status/de/history.atom", 4);
    assert_eq!(title(&german.entries[3]), GERMAN);
    assert!(words(&german.entries[3]).contains("Eine Leitung ist <gekappt>."));
    let tongues = german.entries.iter().map(|entry| entry.language.as_deref());
    let tongues: Vec<Option<&str>> = tongues.collect();
    assert_eq!(tongues, [Some("en"), Some("en"), Some("en"), None], "what nobody translated");
    assert!(atom.entries.iter().all(|entry| entry.language.is_none()), "they are in the feed's");
    let german_rss = feed(&server, "/status/de/history.rss", 4);
    assert_eq!((german_rss.language.as_deref(), title(&german.entries[0])), (Some("de"), "Slow"));

    // A further word changes neither the ids nor the times of those before it.
    let further = word("It is mended.", "monitoring", "Slow");
    post(&server, &maria, "/console/incidents/2/update", &further);
    for (path, before) in [("/history.atom", atom), ("/history.rss", rss)] {
        let after = feed(&server, path, 5);
        assert_eq!(ids(&after).iter().collect::<BTreeSet<_>>().len(), 5, "{path}");
        assert_eq!(ids(&after)[1..], ids(&before), "{path}");
        for (one, other) in before.entries.iter().zip(&after.entries[1..]) {
            assert_eq!((one.published, one.updated), (other.published, other.updated), "{path}");
        }
    }
    // Nor does an address of the page's own: what was read is not new again.
    let before = feed(&server, "/history.atom", 5);
    let named = [("name", "Tiny & <Sons>"), ("zone", "UTC"), ("hosts", "status.tiny.test")];
    post(&server, &maria, "/console/status/pages/public", &named);
    let after = eventually("the address of its own", || {
        let now = feed(&server, "/history.atom", 5);
        now.links[0].href.contains("status.tiny.test").then_some(now)
    });
    assert_eq!((ids(&after), &after.id), (ids(&before), &before.id));
    assert!(ids(&german).iter().all(|id| !ids(&after).contains(id)));
}

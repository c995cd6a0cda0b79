//! One story by a fixed clock, as each document for readers and programs has it: held against
//! golden files, and against the shapes that the clients of Statuspage rely on.

use std::path::PathBuf;
use std::sync::Arc;

use domain::readers::ReadersSight;
use domain::status::Shown;
use domain::subscribers::{Broadcast, Pending, Posts, Turn};
use domain::words::{Condition, StatusPageKey, Timestamp};
use jiff::tz::TimeZone;
use serde_json::Value;

use self::shapes::{DOCUMENTS, POSTED_COMPONENT, POSTED_INCIDENT, wrong};
use self::story::Story;
use super::{Ink, Leaf, Stand, statuspage};
use crate::line::Published;
use crate::links::InstallationKey;

mod posts;
mod shapes;
pub(crate) mod story;

const PUBLIC_URL: &str = "https://line.nordpay.example";
const LEAVE: &str = "https://line.nordpay.example/s/leave";

/// Holds a text against its golden file; `MAYDAY_BLESS=1` writes it.
pub(crate) fn held(name: &str, now: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/status").join(name);
    if std::env::var_os("MAYDAY_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("it can be made");
        std::fs::write(&file, now).expect("the golden file can be written");
    }
    let always = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        now == always,
        "{} differs from what is written now. Programs read it: add fields, and neither take out \
         nor rename what there is. What may change is blessed with MAYDAY_BLESS=1.",
        file.display()
    );
}

/// JSON with a line for each value, its keys in the order in which they were written.
fn in_lines(json: &str) -> String {
    let (mut lines, mut depth) = (String::with_capacity(json.len() * 2), 0_usize);
    let (mut within, mut escaped) = (false, false);
    for c in json.chars() {
        let turns = !within && matches!(c, '}' | ']');
        if turns {
            depth = depth.saturating_sub(1);
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', depth));
        }
        lines.push(c);
        match c {
            '"' if !escaped => within = !within,
            '{' | '[' if !within => depth += 1,
            _ => {}
        }
        escaped = within && c == '\\' && !escaped;
        if !within && matches!(c, '{' | '[' | ',') {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', depth));
        }
    }
    lines.push('\n');
    lines
}

fn leaves(story: &Story) -> Vec<Leaf> {
    let published = Published::standing_still(story.state.clone(), story.now);
    let seen = story.state.for_everyone();
    let key = InstallationKey::new([7; 32]);
    let ink =
        Ink { published: &published, seen: &seen, key: &key, public_url: PUBLIC_URL, base: "" };
    let shown = seen.status_page_at(&"public".into(), story.now).expect("the page");
    ink.written(&shown, &Stand::short())
}

fn leaf<'a>(leaves: &'a [Leaf], path: &str) -> &'a str {
    let found = leaves.iter().find(|leaf| leaf.path == path);
    &found.unwrap_or_else(|| panic!("{path} is not printed")).text
}

/// The latest words to subscribers about what has that heading.
fn word<'a>(story: &'a Story, heading: &str) -> &'a Broadcast {
    let about = story.state.subscribers.words().filter(|word| word.word.heading == *heading);
    about.max_by_key(|word| word.number).expect("subscribers were told")
}

fn posted(story: &Story, heading: &str) -> Value {
    let page = StatusPageKey::from("public");
    let language = domain::words::Language::English;
    let topic = word(story, heading).word.topic;
    let (state, ways) = (&story.state, (PUBLIC_URL, LEAVE));
    super::webhook(state, &ReadersSight::public(), (&page, language), topic, ways, story.now)
        .expect("it is on the page")
}

#[test]
fn every_document_says_what_it_always_said_of_the_same_story() {
    let story = Story::told();
    let leaves = leaves(&story);
    for name in statuspage::DOCUMENTS {
        held(name, &in_lines(leaf(&leaves, &format!("/api/v2/{name}"))));
    }
    let ending =
        |text: &str| text.replace("</entry>", "</entry>\n").replace("</item>", "</item>\n");
    held("history.atom", &ending(leaf(&leaves, "/history.atom")));
    held("history.rss", &ending(leaf(&leaves, "/history.rss")));
    held("maintenance.ics", &leaf(&leaves, "/status/maintenance.ics").replace("\r\n", "\n"));
    // What it says; its look is nobody's contract.
    let (_, body) = leaf(&leaves, "/status/widget").split_once("<body").expect("a body");
    let (body, _) = body.split_once("<script").expect("what says that it is old");
    held("widget.html", &format!("<body{body}").replace('>', ">\n"));
    held("badge.svg", leaf(&leaves, "/status/badge.svg"));
}

#[test]
fn what_stands_in_a_feed_or_a_calendar_in_another_language_is_marked_so() {
    let story = Story::told().also_in_german();
    let leaves = leaves(&story);
    let of = |name: &str| leaf(&leaves, &format!("/status/de/{name}")).to_owned();
    let (atom, rss) = (of("history.atom"), of("history.rss"));
    let own = "<title>Sonntags erreichbar</title>";
    assert!(atom.contains(own) && rss.contains(own), "what is translated is not");
    let texts = [atom.as_str(), leaf(&leaves, "/history.atom"), leaf(&leaves, "/history.rss")];
    let marks = texts.map(|text| text.matches("xml:lang=\"en\"").count());
    assert!(marks[0] > 10 && marks[1..] == [1, 0], "{marks:?}: the feed itself");
    assert!(!leaf(&leaves, "/history.rss").contains("<dc:language>"));
    held("de/history.atom", &atom.replace("</entry>", "</entry>\n"));
    held("de/history.rss", &rss.replace("</item>", "</item>\n"));
    held("de/maintenance.ics", &of("maintenance.ics").replace("\r\n", "\n"));
}

#[test]
fn every_body_that_is_posted_says_what_it_always_said_of_the_same_story() {
    let story = Story::told();
    for (heading, name) in [
        ("Cards fail", "posted/incident.json"),
        ("The portal fails", "posted/postmortem.json"),
        ("A second link", "posted/maintenance.json"),
    ] {
        let body = posted(&story, heading);
        assert_eq!(wrong(&body, POSTED_INCIDENT, name), Vec::<String>::new());
        held(name, &in_lines(&body.to_string()));
    }
    let mut subscriber = story.state.subscribers.all().next().expect("a subscriber").clone();
    let at = word(&story, "Cards fail").at;
    let earlier = Timestamp(at.0 - 300_000);
    let turns =
        [("authorisation", Condition::Partial, at), ("spare", Condition::Degraded, earlier)];
    let pending = turns.map(|(component, after, at)| {
        let (component, before) = (component.into(), Condition::Operational);
        Pending { slice: 1, turn: Turn { component, before, after, at } }
    });
    subscriber.posts = Some(Arc::new(Posts { pending: pending.into(), ..Posts::default() }));
    let turned = super::turned(&story.state, &subscriber, (PUBLIC_URL, LEAVE), story.now);
    assert_eq!(turned.len(), 2);
    for (pending, body) in turned {
        let key = &pending.turn.component;
        assert_eq!(wrong(&body, POSTED_COMPONENT, key.as_str()), Vec::<String>::new());
        held(&format!("posted/component-{key}.json"), &in_lines(&body.to_string()));
    }
}

#[test]
fn what_never_was_is_posted_as_over_at_once_and_when_the_page_has_forgotten_it() {
    let mut story = Story::told();
    let bulletin = word(&story, "Cards fail").word.topic;
    let bulletin = domain::words::BulletinId(bulletin.0);
    let reason = "We rehearsed, and told it by mistake.".into();
    let never = domain::bulletins::Command::NeverWas { bulletin, reason };
    story.tell(domain::words::Actor::Person("cleo".into()), never);
    let at_once = posted(&story, "Cards fail");
    assert_eq!(wrong(&at_once, POSTED_INCIDENT, "mistaken"), Vec::<String>::new());
    held("posted/mistaken.json", &in_lines(&at_once.to_string()));
    story.now = Timestamp(story.now.0 + 30 * 3_600_000);
    let seen = story.state.for_everyone();
    let page = seen.status_page_at(&"public".into(), story.now).expect("the page");
    assert!(page.mistakes.is_empty(), "nothing on the page reminds of it");
    assert_eq!(posted(&story, "Cards fail")["incident"], at_once["incident"]);
}

#[test]
fn every_document_has_the_fields_that_clients_of_statuspage_read_and_no_others() {
    let story = Story::told();
    let leaves = leaves(&story);
    for (name, is) in DOCUMENTS {
        let document: Value =
            serde_json::from_str(leaf(&leaves, &format!("/api/v2/{name}"))).expect("JSON");
        assert_eq!(wrong(&document, is, name), Vec::<String>::new());
        // Whatever is renamed or becomes null is noticed, wherever it stands.
        for (path, broken) in damaged(&document) {
            assert!(!wrong(&broken, is, name).is_empty(), "{name}: {path} may be anything");
        }
    }
}

#[test]
fn every_state_of_an_incident_and_of_maintenance_stands_in_the_documents_that_it_belongs_to() {
    let story = Story::told();
    let leaves = leaves(&story);
    let statuses = |name: &str, list: &str| -> Vec<String> {
        let text = leaf(&leaves, &format!("/api/v2/{name}"));
        let document: Value = serde_json::from_str(text).expect("JSON");
        let all = document[list].as_array().expect("a list").iter();
        let mut all: Vec<_> =
            all.filter_map(|one| one["status"].as_str()).map(str::to_owned).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(statuses("incidents.json", "incidents"), ["identified", "postmortem"]);
    assert_eq!(statuses("incidents/unresolved.json", "incidents"), ["identified"]);
    assert_eq!(statuses("summary.json", "incidents"), ["identified"]);
    let planned = |name: &str| statuses(name, "scheduled_maintenances");
    // What overruns is under way; what was cancelled is gone.
    let all = ["completed", "in_progress", "in_progress", "scheduled", "verifying"];
    assert_eq!(planned("scheduled-maintenances.json"), all);
    assert_eq!(planned("scheduled-maintenances/upcoming.json"), ["scheduled"]);
    let active = ["in_progress", "in_progress", "verifying"];
    assert_eq!(planned("scheduled-maintenances/active.json"), active);
    assert_eq!(planned("summary.json"), all[1..]);
}

#[test]
fn times_of_a_page_in_utc_end_in_z_and_others_in_their_offset() {
    let story = Story::told();
    let seen = story.state.for_everyone();
    let shown: Shown<'_> = seen.status_page_at(&"public".into(), story.now).expect("the page");
    let at = |zone: TimeZone| {
        let language = shown.page.profile.language;
        let (first, url) = (language, PUBLIC_URL);
        let source =
            statuspage::Source { shown: &shown, language, first, url, zone, by_link: None };
        let text = source.document("status.json").expect("it is one of them");
        let document: Value = serde_json::from_str(&text).expect("JSON");
        document["page"]["updated_at"].as_str().expect("a time").to_owned()
    };
    assert!(at(TimeZone::UTC).ends_with(".000Z"), "{}", at(TimeZone::UTC));
    let copenhagen = crate::zones().get("Europe/Copenhagen").expect("it is bundled");
    assert!(at(copenhagen).ends_with(".000+01:00"));
}

/// The document with one thing wrong in it: each of its fields under another name, or a list or an
/// object in its place.
fn damaged(document: &Value) -> Vec<(String, Value)> {
    let mut paths = Vec::new();
    gather(document, "", &mut paths);
    let mut all = Vec::new();
    for (parent, key) in paths {
        let mut renamed = document.clone();
        let object = renamed.pointer_mut(&parent).and_then(Value::as_object_mut);
        let object = object.expect("it was found there");
        let was = object.remove(&key).expect("it was found there");
        let mut other = document.clone();
        object.insert(format!("{key}s"), was);
        all.push((format!("{parent}/{key} renamed"), renamed));
        let object = other.pointer_mut(&parent).and_then(Value::as_object_mut);
        object.expect("it was found there").insert(key.clone(), serde_json::json!([[7]]));
        all.push((format!("{parent}/{key} of another type"), other));
    }
    all
}

fn gather(value: &Value, at: &str, paths: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                paths.push((at.to_owned(), key.clone()));
                gather(value, &format!("{at}/{key}"), paths);
            }
        }
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                gather(value, &format!("{at}/{number}"), paths);
            }
        }
        _ => {}
    }
}

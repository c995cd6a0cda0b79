//! The search over everything, on the real program: found, kept apart, forgotten and made anew.

use std::fs;

use crate::support::{Server, TINY, eventually};

fn search(server: &Server, cookie: &str, query: &str) -> String {
    server.get(&format!("/console/search?{query}")).cookie(cookie).send().text()
}

fn finds(server: &Server, cookie: &str, query: &str, what: &str) -> String {
    eventually("the index has it", || {
        Some(search(server, cookie, query)).filter(|page| page.contains(what))
    })
}

#[test]
fn what_was_said_is_found_with_its_words_marked_however_it_is_spelt() {
    let server = Server::start();
    server.call_for_help("Die Müller-Terminals in Köln sind <b>tot</b>");
    let maria = server.sign_in("maria");
    for query in ["q=muller", "q=M%C3%BCller", "q=term", "q=%22muller+terminals%22", "q=koln"] {
        let page = finds(&server, &maria, query, "Emergency 1");
        assert!(page.contains("<mark>"), "{query}: {page}");
        assert!(!page.contains("<b>tot"), "what callers write is no markup");
    }
    let page = search(&server, &maria, "q=mueller");
    assert!(page.contains("Nothing has") && page.contains("Emergency 1"), "{page}");
}

#[test]
fn a_slip_of_the_thumb_is_forgiven_and_said() {
    let server = Server::start();
    server.call_for_help("All terminals are offline");
    let maria = server.sign_in("maria");
    finds(&server, &maria, "q=terminals", "Emergency 1");
    let page = search(&server, &maria, "q=terminasl");
    assert!(page.contains("Emergency 1") && page.contains("Nothing has"), "{page}");
    let nothing = search(&server, &maria, "q=zebra");
    assert!(nothing.contains("Nothing fits."), "{nothing}");
}

#[test]
fn it_is_narrowed_by_kind_and_day_and_odd_input_is_answered() {
    let server = Server::start();
    server.call_for_help("Brightwater terminals are offline");
    let maria = server.sign_in("maria");
    finds(&server, &maria, "q=brightwater", "Emergency 1");
    let people = search(&server, &maria, "q=maria&kind=person");
    assert!(people.contains("/console/people#maria"), "{people}");
    assert!(!search(&server, &maria, "q=brightwater&kind=person").contains("Emergency 1"));
    assert!(!search(&server, &maria, "q=offline&until=2001-01-01").contains("Emergency 1"));
    assert!(search(&server, &maria, "q=offline&since=2001-01-01").contains("Emergency 1"));
    let bad = server.get("/console/search?q=x&since=yesterday").cookie(&maria).send();
    assert_eq!(bad.status, 422);
    assert!(bad.text().contains("is no day") && bad.text().contains("value=\"x\""));
    for odd in ["q=%22%22%22", "q=*&kind=", "q=NEAR(a+b)", "q=%00%FF", "q=a%22+OR+b", "q="] {
        assert_eq!(server.get(&format!("/console/search?{odd}")).cookie(&maria).send().status, 200);
    }
    let stranger = server.get("/console/search?q=offline").send();
    assert_eq!(stranger.status, 303);
}

#[test]
fn a_damaged_or_missing_index_is_made_anew_and_nobody_waits_for_it() {
    let server = Server::start();
    server.call_for_help("All terminals are offline");
    let maria = server.sign_in("maria");
    finds(&server, &maria, "q=offline", "Emergency 1");
    let mut server = server;
    server.kill();
    let file = server.data().join("search.sqlite");
    fs::write(&file, b"this is no database at all, but long enough to look like a page of one")
        .expect("a damaged index");
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(server.data().join(format!("search.sqlite{end}")));
    }
    let server = server.killed_and_started_again();
    let maria = server.sign_in("maria");
    finds(&server, &maria, "q=offline", "Emergency 1");
    let done = server.run(&["reindex"]);
    assert!(done.good, "{}{}", done.out, done.err);
    finds(&server, &maria, "q=offline", "Emergency 1");
}

#[test]
fn what_was_erased_is_found_no_more() {
    let server = Server::start();
    let link = server.call_for_help("canarybird words of mine");
    let maria = server.sign_in("maria");
    finds(&server, &maria, "q=canarybird", "Emergency 1");
    let page = server.get("/console/incidents/1").cookie(&maria).send().text();
    let start = page.find("/console/kept/participant/").expect("a link") + "/console/kept/".len();
    let caller: String = page[start..].chars().take_while(|c| *c != '"').collect();
    server.post(&format!("{link}/retract"), &[]).send();
    let erased = server.run(&["erase", &caller, "--yes"]);
    assert!(erased.good, "{}{}", erased.out, erased.err);
    let page = search(&server, &maria, "q=canarybird");
    assert!(page.contains("Nothing fits."), "{page}");
    for entry in fs::read_dir(server.data()).expect("a directory") {
        let path = entry.expect("an entry").path();
        let bytes = fs::read(&path).unwrap_or_default();
        let found = bytes.windows(10).any(|window| window == b"canarybird");
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn what_was_redacted_is_found_no_more_from_that_tap_on() {
    let server = Server::start();
    let path = server.call_for_help("Patient Vermilion cannot be admitted");
    let maria = server.sign_in("maria");
    finds(&server, &maria, "q=vermilion", "Emergency 1");
    assert_eq!(server.post(&format!("{path}/redactions"), &[("redact", "1")]).send().status, 303);
    assert!(!search(&server, &maria, "q=vermilion").contains("<mark>"), "at once");
    assert_eq!(server.post(&format!("{path}/redactions"), &[("undo", "1")]).send().status, 303);
    assert!(search(&server, &maria, "q=vermilion").contains("<mark>"), "and back");
    let fields = [("redact", "1/1")];
    let taken = server.post("/console/redactions", &fields).cookie(&maria).send();
    assert_eq!(taken.status, 303, "{}", taken.text());
    eventually("it is in no file any more", || {
        let files = fs::read_dir(server.data()).expect("a directory").filter_map(Result::ok);
        let index = files.filter(|file| file.file_name().to_string_lossy().starts_with("search"));
        let holds =
            |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).to_lowercase().contains("vermilion");
        let mut bytes = index.filter_map(|file| fs::read(file.path()).ok());
        (!bytes.any(holds)).then_some(())
    });
}

#[test]
fn a_note_is_found_and_leads_to_its_place_in_the_room() {
    let server = Server::start();
    server.call_for_help("All terminals are offline");
    let maria = server.sign_in("maria");
    let note = [("note", "Their spare link is a Grünfeld modem")];
    let kept = server.post("/console/incidents/1/notes", &note).cookie(&maria).send();
    assert_eq!(kept.status, 303);
    let page = finds(&server, &maria, "q=grunfeld&kind=note", "Incident 1");
    assert!(page.contains("/console/incidents/1#n"), "{page}");
    assert!(page.contains("Maria"), "{page}");
    assert!(!search(&server, &maria, "q=grunfeld&kind=message").contains("Incident 1"));
}

fn told(server: &Server, who: &str, path: &str, fields: &[(&str, &str)]) {
    let path = format!("/console/{path}");
    let answer = server.post(&path, fields).cookie(who).send();
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
}

#[test]
fn an_update_that_was_put_right_is_found_by_what_it_says_now_and_no_more_by_what_it_said() {
    let server = Server::start();
    server.call_for_help("All terminals are offline");
    let maria = server.sign_in("maria");
    let update = [
        ("known", "One glockenspiel is cut off."),
        ("impact", "No till there."),
        ("next_in_mins", "30"),
    ];
    told(&server, &maria, "incidents/1/update", &update);
    finds(&server, &maria, "q=glockenspiel&kind=update", "Incident 1");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = crate::support::page::between(&room, "name=\"correct\" value=\"", "\"");
    let right = [("correct", update.expect("an update")), ("known", "Two xylophones are cut off.")];
    told(&server, &maria, "incidents/1/correction", &right);
    finds(&server, &maria, "q=xylophones&kind=update", "Incident 1");
    let page = search(&server, &maria, "q=glockenspiel&kind=update");
    assert!(!page.contains("<mark>"), "{page}");
}

/// What is defined in the organisation file, and where each leads.
const DEFINED: &str = r#"
[[component]]
key = "payments"
name = "Quetzal payments"

[[status_page]]
key = "public"
name = "Tiny & Sons"
zone = "Europe/Lisbon"

[[team]]
key = "night"
name = "Quetzal night team"
members = ["maria"]

[[service]]
key = "tills"
name = "Quetzal tills"

[[card]]
key = "dark"
service = "tills"
  [[card.text]]
  language = "en"
  title = "Quetzal tills are dark"
  instructions = ["Look at the ocelot plug."]
"#;

#[test]
fn what_is_defined_and_announced_is_found_where_it_stands_until_it_is_taken_out() {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{DEFINED}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    for (query, leads_to) in [
        ("q=quetzal+payments&kind=definition", "/console/status/components/payments"),
        ("q=quetzal+night&kind=definition", "/console/people"),
        ("q=quetzal+tills&kind=definition", "/console/policies"),
        ("q=ocelot&kind=card", "/console/cards/dark"),
    ] {
        let page = finds(&server, &maria, query, "<mark>");
        assert!(page.contains(leads_to), "{query}: {page}");
    }
    let template = [("name", "Kakapo outage"), ("title-en", "x"), ("known-en", "Kakapo fails.")];
    let made = server.post("/console/templates/new", &template).cookie(&maria).send();
    assert_eq!(made.status, 303, "{}", made.text());
    let page = finds(&server, &maria, "q=kakapo&kind=template", "<mark>");
    assert!(page.contains("/console/templates/of/"), "{page}");
    let removed = server.post("/console/cards/dark/removal", &[]).cookie(&maria).send();
    assert_eq!(removed.status, 303, "{}", removed.text());
    eventually("what was taken out is not found", || {
        (!search(&server, &maria, "q=ocelot&kind=card").contains("<mark>")).then_some(())
    });
}

#[test]
fn what_status_pages_said_is_found_with_its_heading_and_as_it_was_put_right() {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{DEFINED}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    let update = [
        ("known", "One narwhal is cut off."),
        ("impact", "No cards there."),
        ("next_in_mins", "30"),
        ("title", "Capybara outage"),
        ("public_phase", "investigating"),
        ("public", "1"),
    ];
    told(&server, &maria, "incidents/1/update", &update);
    let page = finds(&server, &maria, "q=capybara&kind=bulletin", "<mark>");
    assert!(page.contains("href=\"/status/i/1\""), "{page}");
    eventually("it is printed", || {
        let alone = server.get("/status/i/1").send();
        (alone.status == 200 && alone.text().contains("Capybara")).then_some(())
    });
    finds(&server, &maria, "q=narwhal&kind=bulletin", "<mark>");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = crate::support::page::between(&room, "name=\"correct\" value=\"", "\"");
    let right = [("correct", update.expect("an update")), ("known", "Two beluga are cut off.")];
    told(&server, &maria, "incidents/1/correction", &right);
    finds(&server, &maria, "q=beluga&kind=bulletin", "<mark>");
    assert!(!search(&server, &maria, "q=narwhal").contains("<mark>"));
}

#[test]
fn briefs_reasons_and_feedback_are_found_by_those_who_may_read_them_and_go_with_their_writer() {
    let eva = "\n[[person]]\nkey = \"eva\"\nname = \"Eva\"\nrole = \"responder\"\n\
               zone = \"Europe/Lisbon\"\n";
    let server = Server::bare();
    let applied = server.apply(&format!("{TINY}{eva}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let link = server.call_for_help("All terminals are offline");
    let (eva, wei) = (server.sign_in("eva"), server.sign_in("wei"));
    told(&server, &eva, "incidents/1/accept", &[]);
    let brief = [("whom", "person/maria"), ("words", "Look at the axolotl line")];
    told(&server, &eva, "incidents/1/bring", &brief);
    let word = [("words", "We have it."), ("message", "11111111111111111111111111111111")];
    told(&server, &eva, "emergencies/1/messages", &word);
    let snooze = [("wait", "customer"), ("mins", "30"), ("because", "The axolotl restarts")];
    told(&server, &eva, "incidents/1/snooze", &snooze);
    let page = finds(&server, &wei, "q=axolotl&kind=brief", "<mark>");
    assert!(page.contains("Incident 1") && page.contains("Eva"), "{page}");
    finds(&server, &wei, "q=axolotl&kind=reason", "Incident 1");
    assert_eq!(server.post(&format!("{link}/confirm"), &[]).send().status, 303);
    let given = [("score", "4"), ("feedback", "Quick, says the axolotl")];
    let given = server.post(&format!("{link}/feedback"), &given).send();
    assert_eq!(given.status, 303, "{}", given.text());
    finds(&server, &wei, "q=axolotl&kind=feedback", "Emergency 1");
    told(&server, &eva, "incidents/1/restriction", &[("why_restricted", "An axolotl breach")]);
    let page = search(&server, &wei, "q=axolotl");
    assert!(!page.contains("<mark>") && !page.contains("axolotl "), "{page}");
    let page = finds(&server, &eva, "q=axolotl+breach&kind=reason", "<mark>");
    assert!(page.contains("Incident 1"), "{page}");
    let without = server.scratch.file("without.toml", TINY);
    let pruned = server.run(&["apply", without.to_str().expect("text"), "--prune"]);
    assert!(pruned.good, "{}{}", pruned.out, pruned.err);
    let erased = server.run(&["erase", "person/eva", "--yes"]);
    assert!(erased.good, "{}{}", erased.out, erased.err);
    for entry in fs::read_dir(server.data()).expect("a directory") {
        let path = entry.expect("an entry").path();
        if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("search")) {
            continue;
        }
        let bytes = fs::read(&path).unwrap_or_default();
        let holds = String::from_utf8_lossy(&bytes).contains("axolotl restarts");
        assert!(!holds, "{}", path.display());
    }
}

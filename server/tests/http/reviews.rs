//! Reviews for readers: drafted, looked at, published, put right, and read wherever the page is.

use serde_json::Value;

use crate::fake_mail::{FakeMail, Wire};
use crate::status::{PAGE, tell};
use crate::support::{Scratch, Server, TINY, eventually};

const EDITOR: &str = "/console/status/reviews/1";

/// A page on which something is over, and who may write of it.
fn over(mail: &FakeMail) -> (Server, String) {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &crate::mail::configuration(mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let maria = server.sign_in("maria");
    let fields = [
        ("addresses", "reader@a.example"),
        ("route", "email"),
        ("page", "public"),
        ("language", "en"),
        ("consent", "contract of May"),
    ];
    assert_eq!(server.post("/console/subscribers", &fields).cookie(&maria).send().status, 303);
    server.call_for_help("Tills are dark");
    assert_eq!(server.post("/console/incidents/1/accept", &[]).cookie(&maria).send().status, 303);
    assert_eq!(tell(&server, &maria, &[]).status, 303);
    let early = server.post(EDITOR, &[("happened", "Cards failed.")]).cookie(&maria).send();
    assert_eq!(early.status, 422, "nothing to look back on yet");
    assert!(early.text().contains("It is not over yet"));
    assert_eq!(tell(&server, &maria, &[("public_phase", "resolved")]).status, 303);
    (server, maria)
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        answer.text().contains(awaited).then(|| answer.text())
    })
}

#[test]
fn a_review_is_drafted_from_the_timeline_looked_at_published_and_put_right_visibly() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = over(&mail);
    let console = |path: &str| server.get(path).cookie(&maria).send().text();
    let list = console("/console/status/reviews");
    assert!(list.contains(EDITOR) && list.contains("Not written"), "{list}");
    assert!(console("/console/incidents/1").contains("Write the review for them"));
    assert!(console("/console/status").contains("/console/status/reviews"));
    let editor = console(EDITOR);
    assert!(editor.contains("It began on") && editor.contains("Cards fail in the north."));
    let post = |fields: &[(&str, &str)]| server.post(EDITOR, fields).cookie(&maria).send();
    let said = |happened| {
        [("happened", happened), ("cause", "A line was <cut>."), ("change", "A second line.")]
    };
    let mut look = said("Cards failed <everywhere>.").to_vec();
    look.push(("act", "preview"));
    look.push(("tells", "1"));
    let looked = post(&look);
    assert_eq!(looked.status, 200);
    let looked = looked.text();
    assert!(looked.contains("As readers will have it") && looked.contains("&lt;everywhere&gt;"));
    assert!(looked.contains("checked"), "what was ticked stays");
    assert!(!server.get("/status").send().text().contains("everywhere"));
    let empty = post(&said(" "));
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Say what happened") && empty.text().contains("A second line."));
    let long = "x".repeat(domain::words::PART_LEN_MAX + 1);
    let refused = post(&said(&long));
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains(&long), "nothing that was typed is lost");
    let published = post(&said("Crads failed."));
    assert_eq!((published.status, published.location()), (303, EDITOR));
    read(&server, "/status", "Crads failed.");
    let mut right = said("Cards failed.").to_vec();
    right.push(("tells", "1"));
    assert_eq!(post(&right).status, 303);
    let page = read(&server, "/status", "Cards failed.");
    assert!(page.contains("Put right on") && page.contains("Crads failed."), "{page}");
    assert!(page.contains("A line was &lt;cut&gt;.") && page.contains("What we change"), "{page}");
    let history = read(&server, "/status/history", "Cards failed.");
    assert!(history.contains("A second line."));
    let letter = eventually("the letter", || {
        mail.received().into_iter().find(|letter| letter.content.contains("Cards failed."))
    });
    assert!(letter.recipient.contains("reader@a.example") && letter.content.contains("Review"));
    let editor = console(EDITOR);
    assert!(editor.contains("They are not told twice") && editor.contains("put right 1 time"));
    let mut other = said("Cards failed.").to_vec();
    other[1].1 = "A cable was cut.";
    other.push(("tells", "1"));
    assert_eq!(post(&other).status, 303);
    read(&server, "/status", "A cable was cut.");
    let twice = mail.received().into_iter().any(|letter| letter.content.contains("A cable"));
    assert!(!twice, "nobody is told twice");
    let found = eventually("found by search", || {
        let found = console("/console/search?q=cards&kind=bulletin");
        found.contains("A second line.").then_some(found)
    });
    assert!(found.contains("/status/i/1"), "{found}");
    let log = console("/console/audit");
    assert!(log.contains("wrote a review for readers"), "{log}");
    assert_eq!(server.get("/console/status/reviews/9").cookie(&maria).send().status, 404);
}

#[test]
fn statuspage_documents_and_feeds_carry_the_review() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = over(&mail);
    let fields = [
        ("happened", "Cards failed & came back."),
        ("cause", "A line was cut."),
        ("change", "A second line."),
    ];
    assert_eq!(server.post(EDITOR, &fields).cookie(&maria).send().status, 303);
    let document = read(&server, "/api/v2/incidents.json", "postmortem");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let incident = &document["incidents"][0];
    assert_eq!(incident["status"], "postmortem");
    assert!(incident["resolved_at"].is_string());
    let updates = incident["incident_updates"].as_array().expect("updates");
    let statuses: Vec<&str> = updates.iter().filter_map(|one| one["status"].as_str()).collect();
    assert_eq!(statuses, ["postmortem", "resolved", "identified"]);
    let newest = &updates[0];
    let body = "What happened\nCards failed & came back.\n\nWhy\nA line was cut.\n\nWhat we \
                change\nA second line.";
    assert_eq!(newest["body"], body);
    assert_eq!(newest["incident_id"], incident["id"]);
    assert_eq!(newest["deliver_notifications"], false);
    assert_eq!(newest["affected_components"], Value::Null);
    assert_eq!(newest["id"].as_str().map(str::len), Some(12));
    let unresolved = server.get("/api/v2/incidents/unresolved.json").send().text();
    assert!(unresolved.contains("\"incidents\":[]"), "{unresolved}");
    // What RSS describes is markup, and is written as such once more.
    for (feed, and) in [("/history.atom", "&amp;"), ("/history.rss", "&amp;amp;")] {
        let feed = read(&server, feed, &format!("Cards failed {and} came back."));
        assert!(feed.contains("Cards fail · Review"), "{feed}");
    }
}

#[test]
fn what_an_approver_objects_to_stays_in_and_none_can_be_written() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = over(&mail);
    let tom = server.sign_in("tom");
    let post = |path: &str, fields: &[(&str, &str)], who: &str| {
        server.post(path, fields).cookie(who).send()
    };
    let console = |path: &str, who: &str| server.get(path).cookie(who).send().text();
    assert_eq!(post(&format!("{EDITOR}/waiver"), &[], &maria).status, 303);
    assert!(console(EDITOR, &maria).contains("said that none is written"));
    let named = post("/console/approvals/approvers", &[("approver", "person:tom")], &maria);
    assert_eq!(named.location(), "/console/templates?saved=approvers#approvers-title");
    let saved = console("/console/templates?saved=approvers", &maria);
    assert!(saved.contains("Saved.") && saved.contains("written from now on"), "{saved}");
    assert!(!console("/console/templates", &maria).contains("Saved."));
    let editor = console(EDITOR, &maria);
    assert!(editor.contains("waits up to ten minutes for <bdi>Tom</bdi>"), "{editor}");
    let wrote = post(EDITOR, &[("happened", "It was the <bank>."), ("tells", "1")], &maria);
    assert_eq!(wrote.status, 303);
    assert!(console(EDITOR, &maria).contains("goes out by itself in"));
    let text = console("/console/approvals/1", &tom);
    assert!(text.contains("It was the &lt;bank&gt;.") && text.contains("Subscribers are told"));
    let reason = [("reason", "Do not name the bank.")];
    assert_eq!(post("/console/approvals/1/objection", &reason, &tom).status, 303);
    let editor = console(EDITOR, &maria);
    assert!(
        editor.contains("Do not name the bank.") && editor.contains("It was the &lt;bank&gt;.")
    );
    let room = console("/console/incidents/1", &maria);
    assert!(!room.contains("The customers inside have"), "it was no update: {room}");
    assert_eq!(post(EDITOR, &[("happened", "Cards failed.")], &maria).status, 303);
    assert_eq!(post("/console/approvals/2/approval", &[], &tom).status, 303);
    let page = read(&server, "/status", "Cards failed.");
    assert!(!page.contains("bank"), "{page}");
    let found = eventually("what waited is found", || {
        let found = console("/console/search?q=bank&kind=approval", &tom);
        found.contains("/console/approvals/1").then_some(found)
    });
    assert!(found.contains("<mark>"), "{found}");
}

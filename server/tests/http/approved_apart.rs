//! Words of announcements and of maintenance wait for whoever may object, in the console and over
//! the API, and what they had said is shown once they are changed.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::keys::make_token;
use crate::status::PAGE;
use crate::support::page::between;
use crate::support::{Answer, Ask, Server, TINY, eventually};

/// Maria writes, Tom approves.
fn server() -> (Server, String, String) {
    let server = Server::start();
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let (maria, tom) = (server.sign_in("maria"), server.sign_in("tom"));
    let named = [("approver", "person:tom")];
    let named = server.post("/console/approvals/approvers", &named).cookie(&maria).send();
    assert_eq!(named.status, 303, "{}", named.text());
    (server, maria, tom)
}

/// An instant on the clocks of Lisbon, as a form has it.
fn typed(secs: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs);
    at.in_tz("Europe/Lisbon").unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The same as the API has it.
fn in_secs(secs: u64) -> String {
    jiff::Timestamp::try_from(SystemTime::now() + Duration::from_secs(secs)).unwrap().to_string()
}

fn page(server: &Server) -> String {
    server.get("/status").send().text()
}

fn reads(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let text = server.get(path).send().text();
        text.contains(awaited).then_some(text)
    })
}

#[test]
fn an_announcement_waits_for_an_approver_and_shows_what_it_had_said_once_it_is_changed() {
    let (server, maria, tom) = server();
    let (now, later) = (typed(-60), typed(7_200));
    let post = |path: &str, fields: &[(&str, &str)], who: &str| -> Answer {
        server.post(path, fields).cookie(who).send()
    };
    let fields = |text, back| {
        let mut fields = vec![
            ("title", "New hours <soon>"),
            ("text", text),
            ("from", now.as_str()),
            ("until", later.as_str()),
            ("zone", "Europe/Lisbon"),
        ];
        if back {
            fields.push(("takes_back", "1"));
        }
        fields
    };
    let read = |path: &str, who: &str| server.get(path).cookie(who).send().text();
    assert!(read("/console/announcements/new", &maria).contains("<bdi>Tom</bdi>"));
    let sent = post("/console/announcements", &fields("Tom answers. From six.", false), &maria);
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert!(!page(&server).contains("New hours"));
    let own = read("/console/announcements/1", &maria);
    assert!(own.contains("Readers do not have it yet.") && own.contains("From six."), "{own}");
    assert!(read("/console/announcements", &maria).contains("not out yet"));
    assert!(read("/console", &tom).contains("Announcement: <bdi>New hours &lt;soon&gt;"));
    let text = read("/console/approvals/1", &tom);
    assert!(text.contains("to stand there from") && text.contains("Let it out now"), "{text}");
    let why = [("reason", "Do not <name> Tom.")];
    assert_eq!(post("/console/approvals/1/objection", &why, &tom).status, 303);
    let own = read("/console/announcements/1", &maria);
    assert!(own.contains("Do not &lt;name&gt; Tom.") && own.contains("Write it anew"), "{own}");
    let again =
        post("/console/announcements/1", &fields("Tom answers. From seven.", false), &maria);
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(post("/console/approvals/2/approval", &[], &tom).status, 303);
    reads(&server, "/status", "From seven.");
    // A change waits as well, and stands there with what it had said.
    let change = fields("Tom answers. From eight.", false);
    assert_eq!(post("/console/announcements/1", &change, &maria).status, 303);
    assert!(page(&server).contains("From seven."));
    assert_eq!(post("/console/approvals/3/approval", &[], &tom).status, 303);
    let shown = reads(&server, "/status", "From eight.");
    assert!(shown.contains("<details class=\"corrected\"><summary>Put right on"), "{shown}");
    assert!(shown.contains("From seven."), "{shown}");
    let feed = reads(&server, "/history.atom", "From eight.");
    assert!(!feed.contains("From seven."), "{feed}");
    // What is taken back is gone, at once.
    let more = post("/console/announcements/1", &fields("Eve answers.", true), &maria);
    assert_eq!(more.status, 422);
    let more = more.text();
    let beside = between(&more, "name=\"takes_back\"", "</div>").expect("what is ticked");
    assert!(beside.contains("can only leave words out"), "{beside}");
    let less = post("/console/announcements/1", &fields("From eight.", true), &maria);
    assert_eq!(less.status, 303, "{}", less.text());
    let shown = reads(&server, "/status", "something was taken out here");
    assert!(!shown.contains("Tom answers."), "{shown}");
    assert_eq!(post("/console/announcements/1/end", &[], &maria).status, 303);
    eventually("it is down", || (!page(&server).contains("New hours")).then_some(()));
    // Of what is over words are taken back by whoever says that they mean it.
    let own = read("/console/announcements/1", &maria);
    assert!(own.contains("Take words back") && own.contains("disappears at once"), "{own}");
    let left = [("title", "New hours …"), ("text", "From eight.")];
    let unsure = post("/console/announcements/1", &left, &maria);
    assert!(unsure.status == 422 && unsure.text().contains("Nothing was changed."));
    let left = [("title", "New hours …"), ("text", "From eight."), ("takes_back", "1")];
    assert_eq!(post("/console/announcements/1", &left, &maria).status, 303);
    let own = read("/console/announcements/1", &maria);
    assert!(own.contains("New hours …") && !own.contains("&lt;soon&gt;"), "{own}");
}

#[test]
fn maintenance_is_planned_at_once_and_its_words_wait_also_over_the_api() {
    let (server, maria, tom) = server();
    let token = make_token(&server, &maria, &["read", "respond"]);
    let ask = |method: &'static str, path: &str, body: Value| -> (u16, Value) {
        let answer = Ask::new(server.port, method, &format!("/api/v1{path}"))
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send();
        (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
    };
    let plan = |impact: &str| {
        json!({
            "title": "New links", "impact": impact, "components": ["payments"],
            "from": in_secs(7_200), "until": in_secs(9_000), "zone": "Europe/Lisbon",
        })
    };
    let (status, made) = ask("POST", "/maintenance", plan("Cards pause."));
    assert_eq!(status, 201, "{made}");
    assert_eq!((&made["title"], &made["approvals"]), (&Value::Null, &json!([1])));
    let written = &made["written"];
    assert_eq!((&written["title"], &written["approval"]), (&json!("New links"), &json!(1)));
    let (_, text) = ask("GET", "/approvals/1", Value::Null);
    assert_eq!((&text["maintenance"], &text["incident"]), (&json!(1), &Value::Null), "{text}");
    assert!(!page(&server).contains("New links"));
    let own = server.get("/console/maintenance/1").cookie(&maria).send().text();
    assert!(own.contains("Readers do not have it yet.") && own.contains("Cards pause."), "{own}");
    // It begins, and the page tells the truth in nobody's words.
    let (status, begun) = ask("POST", "/maintenance/1/updates", json!({ "stage": "in_progress" }));
    assert_eq!((status, &begun["stage"]), (200, &json!("in_progress")), "{begun}");
    let shown = reads(&server, "/status", "Under way");
    assert!(!shown.contains("New links") && !shown.contains("Cards pause."), "{shown}");
    let summary = reads(&server, "/api/v2/summary.json", "\"name\":\"Maintenance\"");
    assert!(!summary.contains("New links"), "{summary}");
    let out = server.post("/console/approvals/1/approval", &[]).cookie(&tom).send();
    assert_eq!(out.status, 303);
    reads(&server, "/status", "New links");
    // What is said of it waits by itself.
    let said = json!({ "stage": "in_progress", "words": "The bank is slow." });
    let (status, known) = ask("POST", "/maintenance/1/updates", said);
    assert_eq!((status, &known["approvals"]), (200, &json!([2])), "{known}");
    assert!(!page(&server).contains("The bank is slow."));
    let out = server.post("/console/approvals/2/approval", &[]).cookie(&tom).send();
    assert_eq!(out.status, 303);
    let shown = reads(&server, "/status", "The bank is slow.");
    assert!(!shown.contains("something was taken out here"), "{shown}");
    // It is taken back at once, of the word and of the plan, by whoever says that they mean it.
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    let own = server.get("/console/maintenance/1").cookie(&maria).send().text();
    let word = between(&own, "?word=", "#").unwrap().to_owned();
    let form = server.get(&format!("/console/maintenance/1?word={word}")).cookie(&maria).send();
    let form = form.text();
    assert!(form.contains("disappears at once from the status pages"), "{form}");
    let path = format!("/console/maintenance/1/words/{word}/taking-back");
    let unsure = post(&path, &[("left", "")]);
    assert!(unsure.status == 422 && unsure.text().contains("Nothing was changed."));
    let more = post(&path, &[("left", "It is slow."), ("takes_back", "1")]);
    assert!(more.status == 422 && more.text().contains("can only leave words out"));
    assert_eq!(post(&path, &[("left", ""), ("takes_back", "1")]).status, 303);
    let shown = reads(&server, "/status", "something was taken out here");
    assert!(!shown.contains("The bank is slow."), "{shown}");
    let found = server.get("/console/approvals/2").cookie(&tom).send().text();
    assert!(!found.contains("The bank is slow."), "{found}");
    let plan = [("title", "New links"), ("impact", "Cards …"), ("takes_back", "1")];
    let sent = post("/console/maintenance/1/taking-back", &plan);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let shown = reads(&server, "/status", "Cards …");
    assert!(!shown.contains("Cards pause."), "{shown}");
    let list = server.get("/console/approvals").cookie(&tom).send().text();
    assert!(list.contains("taken back</span>") && list.contains(">out</span>"), "{list}");
}

#[test]
fn words_about_maintenance_that_were_objected_to_are_written_otherwise_or_taken_back() {
    let (server, maria, tom) = server();
    let post = |path: &str, fields: &[(&str, &str)], who: &str| {
        server.post(path, fields).cookie(who).send()
    };
    let (from, until) = (typed(7_200), typed(9_000));
    let plan = [
        ("title", "New links"),
        ("impact", "Cards pause."),
        ("from", from.as_str()),
        ("until", until.as_str()),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", ""),
    ];
    let sent = post("/console/maintenance", &plan, &tom);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let say = |words: &str| {
        let fields = [("stage", "scheduled"), ("words", words)];
        assert_eq!(post("/console/maintenance/1/stage", &fields, &maria).status, 303);
    };
    let word = || {
        let own = server.get("/console/maintenance/1").cookie(&maria).send().text();
        between(&own, "?word=", "#").unwrap().to_owned()
    };
    say("Mr Smith has the parts.");
    let why = [("reason", "No names.")];
    assert_eq!(post("/console/approvals/1/objection", &why, &tom).status, 303);
    let word_at = word();
    let form = server.get(&format!("/console/maintenance/1?word={word_at}")).cookie(&maria).send();
    assert!(form.text().contains("Mr Smith has the parts.</textarea>"));
    let path = format!("/console/maintenance/1/words/{word_at}");
    assert_eq!(post(&path, &[("left", "")], &maria).status, 422);
    assert_eq!(post(&path, &[("left", "We have the parts.")], &maria).status, 303);
    assert_eq!(post("/console/approvals/2/approval", &[], &tom).status, 303);
    reads(&server, "/status", "We have the parts.");
    say("Mr Smith comes at six.");
    let path = format!("/console/maintenance/1/words/{}/withdrawal", word());
    assert_eq!(post(&path, &[], &maria).status, 303);
    let own = server.get("/console/maintenance/1").cookie(&maria).send().text();
    assert!(!own.contains("Mr Smith"), "{own}");
}

#[test]
fn what_was_taken_back_stands_in_no_list_and_approvers_hear_of_it_afterwards() {
    let (server, maria, tom) = server();
    server.call_for_help("Tills are dark");
    let post = |path: &str, fields: &[(&str, &str)], who: &str| -> Answer {
        server.post(path, fields).cookie(who).send()
    };
    let read = |path: &str, who: &str| server.get(path).cookie(who).send().text();
    assert_eq!(post("/console/incidents/1/accept", &[], &maria).status, 303);
    let fields = [
        ("known", "Mrs Jones called. We look."),
        ("impact", "No till works."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Tills are dark"),
        ("public_phase", "investigating"),
    ];
    assert_eq!(post("/console/incidents/1/update", &fields, &maria).status, 303);
    assert_eq!(post("/console/approvals/1/approval", &[], &tom).status, 303);
    reads(&server, "/status", "Mrs Jones");
    let list = read("/console/status/told/1", &maria);
    let word = between(&list, "?word=", "#").unwrap().to_owned();
    let path = format!("/console/status/told/1/{word}");
    // Without a word of what it means for the reader it is asked once, and goes by a second press.
    let mut bare = vec![("known", "We look into it."), ("title", "Tills are dark")];
    let asked = post(&path, &bare, &maria);
    assert!(asked.status == 422 && asked.text().contains("name=\"as_it_is\""), "{}", asked.text());
    bare.push(("as_it_is", "1"));
    assert_eq!(post(&path, &bare, &maria).status, 303);
    let back = [
        ("known", "We look."),
        ("impact", "No till works."),
        ("title", "Tills are dark"),
        ("takes_back", "1"),
    ];
    assert_eq!(post(&path, &back, &maria).status, 303);
    eventually("it is gone", || (!page(&server).contains("Mrs Jones")).then_some(()));
    for number in 1..=3 {
        let text = read(&format!("/console/approvals/{number}"), &tom);
        assert!(text.contains("We look.") && !text.contains("Mrs Jones"), "{number}: {text}");
    }
    assert!(read("/console/approvals", &tom).contains("words were taken back, at once"));
    let board = read("/console", &tom);
    assert!(board.contains("Taken back") && board.contains("took words back"), "{board}");
    assert!(!read("/console", &maria).contains("took words back"));
}

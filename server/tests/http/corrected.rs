//! What everyone was told is put right visibly, and a new heading renames nothing that was read.

use crate::status::PAGE;
use crate::support::page::between;
use crate::support::{Answer, Server, TINY, eventually};

fn started() -> (Server, String) {
    let server = Server::start();
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let maria = server.sign_in("maria");
    server.call_for_help("Tills are dark");
    post(&server, &maria, "/console/incidents/1/accept", &[]);
    (server, maria)
}

fn post(server: &Server, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = server.post(path, fields).cookie(who).send();
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    answer
}

fn tell(server: &Server, maria: &str, title: &str, phase: &str) {
    let fields = [
        ("known", "We look."),
        ("impact", "No till works."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", title),
        ("public_phase", phase),
        ("part", "authorisation"),
        ("fares", "major"),
    ];
    post(server, maria, "/console/incidents/1/update", &fields);
}

fn reads(server: &Server, path: &str, said: &[&str]) -> String {
    eventually(path, || {
        let page = server.get(path).send().text();
        said.iter().all(|said| page.contains(said)).then_some(page)
    })
}

#[test]
fn a_heading_that_changes_is_said_to_have_changed_and_each_word_keeps_its_own_in_the_feeds() {
    let (server, maria) = started();
    tell(&server, &maria, "Nobody can <pay>", "investigating");
    tell(&server, &maria, "A small hiccup", "identified");
    let page = reads(&server, "/status", &["was: ", "Nobody can &lt;pay&gt;", "A small hiccup"]);
    assert!(between(&page, "was: ", "</span>").unwrap().contains("Nobody can"), "{page}");
    for feed in ["/history.atom", "/history.rss"] {
        let feed = reads(&server, feed, &["A small hiccup"]);
        assert_eq!(feed.matches("<title>A small hiccup</title>").count(), 1, "{feed}");
        assert_eq!(feed.matches("<title>Nobody can &lt;pay&gt;</title>").count(), 1, "{feed}");
    }
    // The heading of the first language can be put right like the words below it.
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = between(&room, "name=\"correct\" value=\"", "\"").unwrap().to_owned();
    let mut right = vec![
        ("correct", update.as_str()),
        ("title", "Some tills fail"),
        ("known", "We look."),
        ("impact", "No till works."),
        ("reason", "It was <more> than that."),
    ];
    post(&server, &maria, "/console/incidents/1/correction", &right);
    let said = ["Some tills fail", "A small hiccup", "It was &lt;more&gt; than that.", "Put right"];
    reads(&server, "/status", &said);
    right[1].1 = " ";
    let path = "/console/incidents/1/correction";
    let refused = server.post(path, &right).cookie(&maria).send();
    assert!(refused.status == 422 && refused.text().contains("needs a heading"));
}

#[test]
fn each_word_in_the_history_is_put_right_from_the_console_with_its_components_and_its_estimate() {
    let (server, maria) = started();
    tell(&server, &maria, "Tills are <dark>", "investigating");
    tell(&server, &maria, "Tills are <dark>", "resolved");
    let read = |path: &str| server.get(path).cookie(&maria).send();
    assert!(read("/console/status").text().contains("/console/status/told\""));
    let list = read("/console/status/told").text();
    assert!(list.contains("Tills are &lt;dark&gt;") && list.contains("/console/status/told/1"));
    let page = read("/console/status/told/1").text();
    let word = page.rsplit("?word=").next().and_then(|rest| rest.split('#').next()).unwrap();
    let form = read(&format!("/console/status/told/1?word={word}")).text();
    assert!(form.contains("value=\"Tills are &lt;dark&gt;\""), "{form}");
    assert!(form.contains("name=\"part\"") && form.contains("name=\"high_mins\""), "{form}");
    let path = format!("/console/status/told/1/{word}");
    let mut right = vec![
        ("title", "No sign-in"),
        ("known", "We looked."),
        ("impact", "Nobody could <sign in>."),
        ("part", "portal"),
        ("fares", "partial"),
        ("high_mins", "30"),
        ("reason", ""),
        ("likely", "7"),
    ];
    let typed = |fields: &[(&str, &str)]| server.post(&path, fields).cookie(&maria).send();
    let refused = typed(&right);
    assert!(refused.status == 422 && refused.text().contains("Say why it is put right"));
    assert!(refused.text().contains("Nobody could &lt;sign in&gt;."), "what was typed stays");
    right[6].1 = "The wrong <component>.";
    right[5].1 = "soon";
    let refused = typed(&right);
    assert!(refused.status == 422 && refused.text().contains("Write whole minutes"));
    right[5].1 = "half an hour";
    assert!(typed(&right).text().contains("value=\"half an hour\""), "what was typed stays");
    (right[5].1, right[7].1) = ("0h30", "");
    let refused = typed(&right);
    assert!(refused.status == 422 && refused.text().contains("How many of ten like it"));
    right[7].1 = "7";
    post(&server, &maria, &path, &right);
    let said = [
        "No sign-in",
        "Nobody could &lt;sign in&gt;.",
        "The wrong &lt;component&gt;.",
        "Before, it said",
        "Tills are &lt;dark&gt;",
    ];
    reads(&server, "/status", &said);
    let month = read("/status").text();
    assert!(month.contains("Merchant &lt;portal&gt;"), "{month}");
    let incidents = reads(&server, "/api/v2/incidents.json", &["No sign-in"]);
    let incidents: serde_json::Value = serde_json::from_str(&incidents).unwrap();
    let told = &incidents["incidents"][0];
    assert_eq!((&told["name"], &told["impact"]), (&"No sign-in".into(), &"major".into()));
    let turned = &told["incident_updates"][1]["affected_components"][0];
    assert_eq!(turned["new_status"], "partial_outage", "{told}");
    let audit = read("/console/audit").text();
    assert!(audit.contains("put right what the status page said"), "{audit}");
    let nobody = server.post("/console/status/told/1/zz", &right).cookie(&maria).send();
    assert_eq!(nobody.status, 404);
    assert_eq!(read("/console/status/told/9").status, 404);
}

#[test]
fn a_correction_waits_for_whoever_approves_and_what_is_taken_back_does_not() {
    let (server, maria) = started();
    let tom = server.sign_in("tom");
    tell(&server, &maria, "Tills are dark", "investigating");
    reads(&server, "/status", &["We look."]);
    post(&server, &maria, "/console/approvals/approvers", &[("approver", "person:tom")]);
    let read = |path: &str, who: &str| server.get(path).cookie(who).send().text();
    let room = read("/console/incidents/1", &maria);
    let update = between(&room, "name=\"correct\" value=\"", "\"").unwrap().to_owned();
    let path = "/console/incidents/1/correction";
    let right = |known: &'static str, back: &'static str| {
        let mut fields = vec![
            ("correct", update.clone()),
            ("title", "Tills are dark".to_owned()),
            ("known", known.to_owned()),
            ("impact", "No till works.".to_owned()),
        ];
        fields.extend((!back.is_empty()).then(|| ("takes_back", back.to_owned())));
        fields
    };
    let send = |fields: Vec<(&str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        server.post(path, &fields).cookie(&maria).send()
    };
    assert_eq!(send(right("Mr <Name> did it.", "")).status, 303);
    assert!(read("/console/incidents/1", &maria).contains("A correction</a> waits for"));
    assert!(read("/console/status/told/1", &maria).contains("A correction</a> waits for"));
    assert!(read("/console", &tom).contains("Correction: "));
    let one = read("/console/approvals/1", &tom);
    assert!(one.contains("Mr &lt;Name&gt; did it.") && one.contains("what was said"), "{one}");
    assert!(!server.get("/status").send().text().contains("did it."));
    post(&server, &tom, "/console/approvals/1/approval", &[]);
    reads(&server, "/status", &["Mr &lt;Name&gt; did it.", "Before, it said"]);
    let refused = send(right("Ms Other did it.", "1"));
    assert!(refused.status == 422 && refused.text().contains("only leaves words out"));
    assert_eq!(send(right("Mr … did it.", "1")).status, 303);
    let page = reads(&server, "/status", &["Mr … did it.", "something was taken out here"]);
    assert!(!page.contains("&lt;Name&gt;"), "{page}");
    assert!(!server.get("/history.atom").send().text().contains("&lt;Name&gt;"));
}

//! Public text waits for whoever may object, in the console, and never for the customers inside.

use crate::status::PAGE;
use crate::support::{Server, TINY, eventually};

#[test]
fn public_text_waits_for_an_approver_who_lets_it_out_or_says_what_must_change() {
    let server = Server::start();
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let (maria, tom) = (server.sign_in("maria"), server.sign_in("tom"));
    let post = |path: &str, fields: &[(&str, &str)], who: &str| {
        server.post(path, fields).cookie(who).send()
    };
    let read = |path: &str, who: &str| server.get(path).cookie(who).send().text();
    let named = post("/console/approvals/approvers", &[("approver", "person:tom")], &maria);
    assert_eq!(named.status, 303, "{}", named.text());
    assert_eq!(post("/console/approvals/approvers", &[], &tom).status, 403);
    let caller = server.call_for_help("Tills are dark");
    assert_eq!(post("/console/incidents/1/accept", &[], &maria).status, 303);
    let room = read("/console/incidents/1", &maria);
    assert!(room.contains("waits up to ten minutes for <bdi>Tom</bdi>"), "{room}");
    assert!(!read("/console/incidents/1", &tom).contains("waits up to ten minutes"));
    let tell = |known: &str| {
        let fields = [
            ("known", known),
            ("impact", "No till works."),
            ("next_in_mins", "15"),
            ("public", "1"),
            ("title", "Tills <dark>"),
            ("public_phase", "investigating"),
        ];
        assert_eq!(post("/console/incidents/1/update", &fields, &maria).status, 303);
    };
    tell("We are looking at the bank.");
    assert!(server.get(&caller).send().text().contains("We are looking at the bank."));
    assert!(!server.get("/status").send().text().contains("Tills"));
    assert!(read("/console/incidents/1", &maria).contains("goes out by itself in"));
    assert!(read("/console", &tom).contains("Read and decide"));
    let text = read("/console/approvals/1", &tom);
    assert!(text.contains("Tills &lt;dark&gt;") && text.contains("Let it out now"), "{text}");
    assert!(!read("/console/approvals/1", &maria).contains("Let it out now"));
    let object = |reason: &str, who: &str| {
        post("/console/approvals/1/objection", &[("reason", reason)], who)
    };
    assert_eq!(object("No", &maria).status, 422);
    assert_eq!(object(" ", &tom).status, 422);
    let long = "x".repeat(domain::words::LINE_LEN_MAX + 1);
    assert!(object(&long, &tom).text().contains(&long), "what was typed stays");
    assert_eq!(object("Do not <name> the bank.", &tom).status, 303);
    let room = read("/console/incidents/1", &maria);
    assert!(room.contains("Do not &lt;name&gt; the bank.") && room.contains("Write it anew"));
    assert!(!server.get("/status").send().text().contains("Tills"));
    tell("We are looking.");
    assert_eq!(post("/console/approvals/2/approval", &[], &tom).status, 303);
    eventually("everyone reads it", || {
        server.get("/status").send().text().contains("Tills &lt;dark&gt;").then_some(())
    });
    let list = read("/console/approvals", &maria);
    assert!(list.contains("Nothing waits.") && list.contains("Tom objected"), "{list}");
    assert_eq!(server.get("/console/approvals/9").cookie(&tom).send().status, 404);
}

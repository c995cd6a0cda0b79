//! Pages are written anew as soon as anything changes that they show: also what nobody tells
//! readers by a word.

use crate::support::{Server, TINY, eventually};

const PAGE: &str = r#"
[[service]]
key = "terminals"
name = "Terminals"

[[component]]
key = "cards"
name = "Card payments"
service = "terminals"

[[status_page]]
key = "public"
name = "Tiny"
zone = "UTC"
shows_suspicions = true
"#;

const SUSPECTED: &str = "Not confirmed by us yet.";

fn waits(server: &Server, suspected: bool, what: &str) {
    eventually(what, || {
        let page = server.get("/status").send();
        (page.status == 200 && page.text().contains(SUSPECTED) == suspected).then_some(())
    });
}

#[test]
fn who_calls_and_what_is_restricted_or_lifted_turns_the_page_within_moments() {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let post = |path: &str, fields: &[(&str, &str)]| {
        let answer = server.post(path, fields).cookie(&maria).send();
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    };
    for words in ["Cards are dark", "Ours as well"] {
        let fields = [("words", words), ("service", "terminals")];
        let called = server.post("/help", &fields).send();
        assert_eq!(called.status, 303, "{}", called.text());
    }
    waits(&server, false, "callers of whom nobody knows who they are count as one");
    post("/console/emergencies/1/customer", &[("customer", "brightwater")]);
    waits(&server, true, "a customer calls, and somebody else");
    post("/console/incidents/1/accept", &[]);
    post("/console/incidents/1/restriction", &[("why_restricted", "a breach")]);
    waits(&server, false, "what is restricted nobody outside learns");
    post("/console/incidents/1/restriction/lift", &[]);
    waits(&server, true, "what is lifted is known again");
}

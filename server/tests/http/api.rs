//! The API: programs call for help without a token, and read what is wrong (RFC 9457).

use serde_json::Value;

use crate::support::{Answer, Ask, Server};

fn call(server: &Server, body: &str) -> Answer {
    let ask = Ask::new(server.port, "POST", "/api/v1/emergencies");
    ask.header("Content-Type", "application/json").body(body.as_bytes()).send()
}

#[test]
fn a_call_without_a_body_opens_an_emergency() {
    let server = Server::start();
    for body in ["", "{}", r#"{"words":"Pump 3 stands still","who":"Brightwater","reach":"+44"}"#] {
        let answer = call(&server, body);
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        let opened: Value = serde_json::from_str(&answer.text()).unwrap();
        let url = opened["url"].as_str().unwrap();
        assert!(url.ends_with(answer.location()) && answer.location().starts_with("/e/"));
        assert_eq!(opened["messages"], format!("{url}/messages"));
        assert_eq!(server.get(answer.location()).send().status, 200);
    }
}

#[test]
fn what_is_wrong_with_a_call_is_named() {
    let server = Server::start();
    for (body, named) in [
        (r#"{"words":"x","contract":"4711"}"#, "contract"),
        (r#"{"words":5}"#, "string"),
        ("{", "line 1"),
        ("null", "null"),
        ("[[[[", "JSON"),
        ("words=Down", "JSON"),
        ("\u{0}", "JSON"),
    ] {
        let answer = call(&server, body);
        assert_eq!(answer.status, 422, "{body}: {}", answer.text());
        let problem = answer.problem();
        assert_eq!(problem["type"], "/docs/problems/bad-field");
        assert_eq!(problem["field"], "body");
        assert!(problem["detail"].as_str().unwrap().contains(named), "{problem}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(call(&server, &deep).status, 422);
    let answer = call(&server, &format!(r#"{{"words":"{}"}}"#, "a".repeat(3_000_000)));
    assert_eq!(answer.status, 413);
    assert!(answer.problem()["detail"].as_str().unwrap().contains("262144"));
}

#[test]
fn a_repeat_with_the_same_idempotency_key_is_the_same_emergency() {
    let server = Server::start();
    let call = |key: &str, words: &str| {
        let body = format!(r#"{{"words":"{words}"}}"#);
        let ask = Ask::new(server.port, "POST", "/api/v1/emergencies");
        let answer = ask.header("Idempotency-Key", key).body(body).send();
        assert_eq!(answer.status, 201);
        answer.location().to_owned()
    };
    let first = call("pump-3-0b1f3d5a7c9e0b1f3d5a", "It stands still");
    assert_eq!(call("pump-3-0b1f3d5a7c9e0b1f3d5a", "It stands still"), first);
    assert_ne!(
        call("pump-3-0b1f3d5a7c9e0b1f3d5a", "It burns"),
        first,
        "other content is another call"
    );
    assert_ne!(call("pump-4-0b1f3d5a7c9e0b1f3d5a", "It stands still"), first);
    assert_ne!(call("", "It stands still"), call("", "It stands still"));
    assert_ne!(call("1", "It stands still"), call("1", "It stands still"), "anybody's key");
}

#[test]
fn every_refusal_can_be_read_by_a_program() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let page = server.page_of("maria");
    let maria = server.sign_in("maria");
    let cases = [
        ("GET", "/nowhere".to_owned(), 404),
        ("GET", "/%FF".to_owned(), 404),
        ("DELETE", "/help".to_owned(), 405),
        ("GET", "/help/a/b/c".to_owned(), 404),
        ("GET", "/docs/nothing".to_owned(), 404),
        ("GET", "/docs/%FF".to_owned(), 404),
        ("GET", "/e/x".to_owned(), 404),
        ("GET", "/e/%FF".to_owned(), 404),
        ("GET", "/e/x/poll".to_owned(), 404),
        ("GET", "/e/x/stream".to_owned(), 404),
        ("GET", "/p/x".to_owned(), 404),
        ("POST", format!("{emergency}/shout"), 404),
        ("GET", format!("{emergency}/messages"), 405),
        ("GET", format!("{page}/accept"), 405),
        ("POST", format!("{page}/shout"), 404),
        ("GET", "/signin/x".to_owned(), 410),
        ("POST", "/signin/x".to_owned(), 404),
        ("GET", "/setup/x".to_owned(), 410),
        ("GET", "/pager".to_owned(), 404),
        ("GET", "/pager/tom".to_owned(), 404),
        ("GET", "/demo".to_owned(), 404),
        ("POST", "/demo/step".to_owned(), 404),
        ("GET", "/api/v1/emergencies".to_owned(), 401),
        ("DELETE", "/api/v1/emergencies".to_owned(), 405),
        ("GET", "/console/incidents/none".to_owned(), 404),
        ("GET", "/console/incidents/99999999999999999999".to_owned(), 404),
        ("GET", "/console/incidents/7/poll".to_owned(), 404),
        ("POST", "/console/incidents/7/accept".to_owned(), 404),
        ("POST", "/console/emergencies/7/ask".to_owned(), 404),
        ("POST", "/console/emergencies/1/shout".to_owned(), 404),
        ("GET", "/console/customers/none".to_owned(), 404),
        ("POST", "/console/schedules/none/overrides".to_owned(), 404),
        ("POST", "/console/schedules/none/overrides/x/removal".to_owned(), 404),
    ];
    for (method, path, status) in cases {
        let answer = Ask::new(server.port, method, &path).json().cookie(&maria).send();
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        answer.problem();
    }
    for path in ["/console/incidents/7", "/console/schedules/none"] {
        let answer = server.get(path).json().cookie(&maria).send();
        assert_eq!(answer.status, 404);
        answer.problem();
    }
}

//! Incidents that somebody of the vendor opens before anybody has called.

use serde_json::{Value, json};

use crate::keys::make_token;
use crate::support::{Ask, Server};

fn fields<'a>(title: &'a str, severity: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("title", title), ("severity", severity), ("service", "")]
}

#[test]
fn a_responder_opens_an_incident_in_the_console_and_tells_everyone_from_its_room() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let get = |path: &str| server.get(path).cookie(&maria).send().text();
    let post =
        |fields: &[(&str, &str)]| server.post("/console/incidents", fields).cookie(&maria).send();
    assert!(get("/console").contains("href=\"/console/incidents/new\""));
    assert!(get("/console/incidents/new").contains("Open it and ring who is on call"));
    let returned = post(&fields("  ", "low"));
    assert_eq!(returned.status, 422);
    assert!(returned.text().contains("Say in a few words what is wrong."));
    let returned = post(&fields("Cards <b>fail</b>", "awful"));
    assert_eq!(returned.status, 422);
    let text = returned.text();
    assert!(text.contains("value=\"Cards &lt;b&gt;fail&lt;/b&gt;\""), "what was typed is kept");
    let mut gone = fields("Cards fail", "high");
    gone[2] = ("service", "nothing-such");
    assert!(post(&gone).text().contains("This service is gone."));
    let opened = post(&fields("Cards <b>fail</b>", "high"));
    assert_eq!((opened.status, opened.header("location")), (303, "/console/incidents/1"));
    let room = get("/console/incidents/1");
    assert!(room.contains("Cards &lt;b&gt;fail&lt;/b&gt;") && !room.contains("A machine"));
    assert!(room.contains("opened by"), "{room}");
    let words = [
        ("known", "A link is cut."),
        ("impact", "Cards fail."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Cards fail"),
        ("public_phase", "investigating"),
    ];
    let told = server.post("/console/incidents/1/update", &words).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    let closed = server.post("/console/incidents/1/close", &[]).cookie(&maria).send();
    assert_eq!(closed.status, 303);
    let room = get("/console/incidents/1");
    assert!(room.contains("Tell everyone that it is over"), "only a person ends what is told");
    let mut last = words;
    (last[0].1, last[5].1) = ("The link is mended.", "resolved");
    let told = server.post("/console/incidents/1/update", &last).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    assert!(get("/console").contains("closed by"));
}

#[test]
fn a_form_that_is_sent_twice_opens_one_incident() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let mut form = fields("Cards fail", "critical");
    form.push(("command", "0123456789abcdef0123456789abcdef"));
    for _ in 0..2 {
        let opened = server.post("/console/incidents", &form).cookie(&maria).send();
        assert_eq!(opened.header("location"), "/console/incidents/1");
    }
    let second = server.get("/console/incidents/2").cookie(&maria).send();
    assert_eq!(second.status, 404);
}

#[test]
fn a_program_opens_an_incident_and_has_people_rung() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond"]);
    let ask = |body: Value| {
        Ask::new(server.port, "POST", "/api/v1/incidents")
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send()
    };
    let wrong = ask(json!({ "title": "Dark", "severity": "high", "service": "nothing-such" }));
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    assert!(wrong.text().contains("\"service\""));
    let made = ask(json!({ "title": "Dark", "severity": "critical", "ring": true }));
    assert_eq!(made.status, 201, "{}", made.text());
    let made: Value = serde_json::from_slice(&made.body).expect("JSON");
    assert_eq!((&made["paging"], &made["severity"]), (&json!("ringing"), &json!("critical")));
    assert!(server.page_of("tom").starts_with("/p/"));
}

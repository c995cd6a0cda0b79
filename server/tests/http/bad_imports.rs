//! Documents of another status page that are broken, hostile or far too long: a sentence that says
//! what is wrong, whichever way they come; nothing is made, the page stands, and the same documents
//! whole are taken in afterwards.

use serde_json::{Value, json};

use crate::keys::make_token;
use crate::support::{Answer, Ask, Server, TINY, eventually};

const PAGE: &str = "[[component]]\nkey = \"cards\"\nname = \"Card payments\"\n\n[[status_page]]\n\
                    key = \"public\"\nname = \"Tiny\"\nzone = \"Europe/Lisbon\"\n";

const LONG: usize = 3 * 1024 * 1024;
const HUGE: usize = 100 * 1024 * 1024;

fn whole() -> Value {
    json!({
        "page": { "id": "p" },
        "components": [{ "id": "c1", "name": "Old gateway", "position": 1, "group_id": null }],
        "incidents": [{
            "id": "i1", "name": "Gateway was dark", "status": "resolved",
            "created_at": "2026-08-02T14:59:36.991Z", "resolved_at": "2026-08-02T16:00:00.000Z",
            "incident_updates": [{
                "id": "u1", "status": "resolved", "body": "Over.",
                "created_at": "2026-08-02T16:00:00.000Z", "affected_components": null,
            }],
        }],
    })
}

fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut document = whole();
    change(&mut document);
    document.to_string()
}

fn asked(server: &Server, token: &str, body: impl Into<Vec<u8>>) -> Ask {
    Ask::new(server.port, "POST", "/api/v1/status-import")
        .header("Authorization", &format!("Bearer {token}"))
        .header("Content-Type", "application/json")
        .body(body)
}

fn over_api(server: &Server, token: &str, body: impl Into<Vec<u8>>) -> Answer {
    asked(server, token, body).send()
}

#[test]
fn broken_documents_are_refused_by_what_is_wrong_and_the_page_stays_as_it_was() {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "manage"]);
    let page = || {
        let answer = server.get("/status").send();
        (answer.status == 200).then(|| answer.text())
    };
    eventually("the page", || page().filter(|page| page.contains("Card payments")));

    let good = whole().to_string();
    let nested = format!("{{\"incidents\":{}", "[".repeat(20_000));
    let xml = format!("<feed>{}", "<a>".repeat(20_000));
    let bomb = "<!DOCTYPE feed [<!ENTITY a \"ha\">]><feed><entry><title>&a;</title></entry></feed>";
    let updates: Vec<Value> = (0..600).map(|id| json!({ "id": id, "status": "?" })).collect();
    let cases = [
        (good[..good.len() / 2].to_owned(), "This is not JSON"),
        (good.replacen(':', ";", 1), "This is not JSON"),
        (nested, "deeper in itself"),
        (xml, "This is not XML"),
        (bomb.to_owned(), "This is not XML"),
        (String::new(), "nothing in it"),
        ("[]".to_owned(), "neither components nor incidents"),
        ("words".to_owned(), "neither JSON"),
        ("{}".to_owned(), "neither components nor incidents"),
        (with(|all| all["incidents"] = json!("none")), "incidents is no list"),
        (with(|all| all["components"][0]["name"] = json!(7)), "components[0].name is missing"),
        (with(|all| all["incidents"][0] = json!(null)), "incidents[0].id is missing"),
        (with(|all| all["incidents"][0]["status"] = json!([])), "incidents[0].status is missing"),
        (
            with(|all| all["incidents"][0]["resolved_at"] = json!("2026-13-40")),
            "incidents[0].resolved_at is no time",
        ),
        (
            with(|all| all["incidents"][0]["incident_updates"] = json!(updates)),
            "incidents[0] has 600 updates",
        ),
    ];
    for (text, why) in &cases {
        let fields = [("text", text.as_str()), ("do", "make")];
        let shown = server.post("/console/status/import", &fields).cookie(&maria).send();
        assert_eq!(shown.status, 422, "{why}");
        assert!(shown.text().contains(why), "{why}: {}", shown.text());
        let refused = over_api(&server, &token, json!({ "text": text, "make": true }).to_string());
        assert_eq!(refused.status, 422, "{why}");
        let told = refused.problem()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(told.contains(why), "{why}: {told}");
        let file = server.scratch.file("broken.json", text);
        let ran = server.run(&["import-status", file.to_str().expect("text"), "--yes"]);
        assert!(!ran.good && ran.err.contains(why), "{why}: {}{}", ran.out, ran.err);
    }
    // What is too long is said so; of a hundred megabytes not even all is taken from the wire.
    let long = over_api(&server, &token, vec![b'['; LONG]);
    assert_eq!(long.status, 413, "{}", long.text());
    let huge = asked(&server, &token, vec![b'['; HUGE]).sent();
    assert!(huge.is_ok_and(|answer| answer.status == 413) || page().is_some(), "it stands");
    let file = server.scratch.file("huge.json", "");
    let made = std::fs::File::options().write(true).open(&file);
    made.and_then(|file| file.set_len(HUGE as u64)).expect("a long file");
    let ran = server.run(&["import-status", file.to_str().expect("text"), "--yes"]);
    assert!(!ran.good && ran.err.contains("longer than 1024 KiB"), "{}", ran.err);

    let page = page().expect("it stands");
    assert!(page.contains("Card payments") && !page.contains("Old gateway"), "{page}");
    // What was refused has left nothing behind: whole, it is taken in, and each thing once.
    let mut twice = whole();
    let first = twice["incidents"][0].clone();
    twice["incidents"].as_array_mut().expect("a list").push(first);
    let body = json!({ "text": twice.to_string(), "make": true });
    let made = over_api(&server, &token, body.to_string());
    assert_eq!(made.status, 200, "{}", made.text());
    let read = || Some(server.get("/status").send().text());
    let page = eventually("it is made", || read().filter(|page| page.contains("Old gateway")));
    assert!(page.contains("Card payments"), "{page}");
    let told = server.get("/api/v2/incidents.json").send().text();
    assert_eq!(told.matches("Gateway was dark").count(), 1, "{told}");
}

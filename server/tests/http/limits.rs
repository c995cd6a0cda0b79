//! The limits of what programs may send at once, at the limit and one byte beyond it: an answer in
//! every case, and nothing is made of what does not fit.

use domain::emergencies::FILE_LEN_MAX;
use serde_json::{Value, json};

use crate::keys::make_token;
use crate::support::{Answer, Ask, Server};

/// Longest text of another status page.
const TEXT_LEN_MAX: usize = mayday::importing::TEXT_LEN_MAX;

fn send(server: &Server, link: &str, len: u64) -> Answer {
    let bytes = vec![b'a'; usize::try_from(len).expect("a length")];
    let path = format!("/api/v1/calls/{link}/files?name=pos.log");
    Ask::new(server.port, "POST", &path).body(bytes).send()
}

fn files(server: &Server, link: &str) -> usize {
    let call = server.get(&format!("/api/v1/calls/{link}")).send().text();
    let call: Value = serde_json::from_str(&call).expect("JSON");
    let messages = call["messages"].as_array().cloned().unwrap_or_default();
    messages.iter().filter(|said| !said["files"][0].is_null()).count()
}

#[test]
fn a_file_as_long_as_may_be_is_taken_and_a_longer_one_is_answered_and_not_kept() {
    let server = Server::start();
    let link = server.call_for_help("Look at this").trim_start_matches("/e/").to_owned();
    let taken = send(&server, &link, FILE_LEN_MAX);
    assert_eq!(taken.status, 201, "{}", taken.text());
    assert_eq!(files(&server, &link), 1);
    // Whoever is still sending gets to read the answer as well.
    for len in [FILE_LEN_MAX + 1, 3 * FILE_LEN_MAX] {
        let refused = send(&server, &link, len);
        assert_eq!(refused.status, 413, "{len}: {}", refused.text());
        let problem = refused.problem();
        assert_eq!(problem["type"], "/docs/problems/too-large", "{problem}");
        let detail = problem["detail"].as_str().expect("a sentence");
        assert!(detail.contains(&FILE_LEN_MAX.to_string()), "{detail}");
    }
    assert_eq!(files(&server, &link), 1, "nothing is kept of what does not fit");
    let empty = send(&server, &link, 0);
    assert_eq!((empty.status, empty.problem()["field"].as_str()), (422, Some("body")));
    let small = send(&server, &link, 1);
    assert_eq!(small.status, 201, "and the next one is taken: {}", small.text());
}

#[test]
fn another_status_page_is_read_up_to_its_limit_and_nothing_is_made_of_a_longer_one() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond", "manage"]);
    let told = json!({ "page": { "id": "p" }, "components": [{
        "id": "c1", "name": "Elsewhere API", "description": null, "position": 1,
        "group_id": null, "group": false,
    }] });
    let padded = |len: usize| {
        let told = told.to_string();
        let rest = " ".repeat(len - told.len());
        told + &rest
    };
    let import = |text: &str, make: bool| {
        Ask::new(server.port, "POST", "/api/v1/status-import")
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(json!({ "text": text, "make": make }).to_string())
            .send()
    };
    let longer = import(&padded(TEXT_LEN_MAX + 1), true);
    let problem = longer.problem();
    assert_eq!((longer.status, problem["field"].as_str()), (422, Some("text")), "{problem}");
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains("1024 KiB")), "{problem}");
    // Beyond what such a text can come to once it is written as JSON, nothing is read at all.
    let far = import(&padded(4 * TEXT_LEN_MAX), true);
    assert_eq!((far.status, &far.problem()["type"]), (413, &json!("/docs/problems/too-large")));
    let listed = || server.get("/console/status").cookie(&maria).send().text();
    assert!(!listed().contains("Elsewhere API"), "nothing is made of what does not fit");
    let fits = import(&padded(TEXT_LEN_MAX), true);
    assert_eq!(fits.status, 200, "{}", fits.text());
    assert!(listed().contains("Elsewhere API"));
}

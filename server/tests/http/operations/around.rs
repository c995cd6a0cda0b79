//! What machines report, what stands around the line, files, and what is kept about somebody.

use serde_json::json;

use super::{Api, part};
use crate::support::Ask;

/// A tool is connected, tried and taken out; what it opened is kept, carried and closed.
pub(super) fn connect_a_machine(api: &mut Api) {
    let key = part("key", "grafana");
    let body = json!({ "name": "Grafana", "format": "json", "mapping": { "summary": "/what" } });
    let made = api.walk("putIntegration", &key, Some(body));
    assert_eq!(made["mapping"]["summary"], "/what", "{made}");
    let tested = api.walk("testIntegration", &key, None);
    assert!(tested["tested"].is_string() && tested["open"] == 0, "{tested}");
    let listed = api.walk("listIntegrations", &[], None);
    assert!(!listed.to_string().contains(made["routing_key"].as_str().unwrap()));
    let renewed = api.walk("renewRoutingKey", &key, None);
    assert_ne!(renewed["routing_key"], made["routing_key"]);
    api.walk("removeIntegration", &key, None);
    let removed = api.walk("listIntegrations", &part("removed", "true"), None);
    assert_eq!(removed["items"][0]["key"], "grafana", "{removed}");
    api.walk("restoreIntegration", &key, None);
    let again = api.walk("getIntegration", &key, None);
    assert_eq!(again["routing_key"], renewed["routing_key"]);
    let address = again["address"].as_str().expect("an address");
    let path = address.find("/alerts/").map(|at| &address[at..]).expect("a path");
    let alert = json!({ "what": "Disk is full", "severity": "critical" });
    let sent = Ask::new(api.server.port, "POST", path)
        .header("Content-Type", "application/json")
        .body(alert.to_string())
        .send();
    assert!((200..300).contains(&sent.status), "{}", sent.text());
    let all = api.walk("listIncidents", &part("limit", "200"), None);
    let number = all["items"].as_array().unwrap().last().unwrap()["number"].to_string();
    let one = part("number", &number);
    let kept = api.walk("keepOpen", &one, None);
    assert_eq!(kept["emergencies"], json!([]));
    api.walk("carryOn", &one, None);
    assert_eq!(api.walk("closeIncident", &one, None)["paging"], "stopped");
    let dark = json!({ "title": "It is dark", "severity": "low" });
    let declared = api.walk("declareIncident", &[], Some(dark));
    assert_eq!(declared["lead"]["key"], "maria", "whoever opens it has it: {declared}");
    api.walk("closeIncident", &part("number", &declared["number"].to_string()), None);
    for (body, field) in [
        (json!({ "name": " ", "format": "json" }), "name"),
        (json!({ "name": "X", "format": "telex" }), "format"),
        (json!({ "name": "X", "format": "json", "service": "none" }), "service"),
        (json!({ "name": "X", "format": "json", "urgency": "very" }), "urgency"),
        (json!({ "name": "X", "format": "json", "mapping": { "smell": "/x" } }), "mapping.smell"),
    ] {
        let answer = api.ask("PUT", "/api/v1/integrations/x", &api.token, Some(&body));
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(answer.problem()["field"], field, "{}", answer.text());
    }
    let answer = api.ask("POST", "/api/v1/integrations/none/test", &api.token, None);
    assert_eq!(answer.status, 404);
}

/// Whoever rehearses, other installations, carriers, and another status page.
pub(super) fn look_around(api: &mut Api) {
    assert_eq!(api.walk("listRehearsals", &[], None)["running"], json!([]));
    let watched = api.walk("listWatched", &[], None);
    assert_eq!((&watched["items"], &watched["ways"]), (&json!([]), &json!([])));
    api.walk("listTelephones", &[], None);
    let told = json!({ "page": { "id": "p" }, "components": [{
        "id": "c1", "name": "Elsewhere API", "description": null, "position": 1,
        "group_id": null, "group": false,
    }] });
    let body = |make: bool| Some(json!({ "text": told.to_string(), "make": make }));
    let shown = api.walk("importStatus", &[], body(false));
    assert!(shown["made"] == false && shown.to_string().contains("Elsewhere API"), "{shown}");
    assert_eq!(api.walk("importStatus", &[], body(true))["made"], true);
    let again = api.walk("importStatus", &[], body(true));
    assert!(again["made"] == false && again["lines"] == json!([]), "{again}");
    let nonsense = json!({ "text": "nothing at all" });
    let answer = api.ask("POST", "/api/v1/status-import", &api.token, Some(&nonsense));
    assert_eq!((answer.status, answer.problem()["field"].as_str()), (422, Some("text")));
}

/// Files come from both sides; what is kept of the caller goes.
pub(super) fn attach_and_erase(api: &mut Api) {
    let path = api.server.call_for_help("Look at these");
    let link = path.trim_start_matches("/e/").to_owned();
    let all = api.walk("listEmergencies", &part("limit", "200"), None);
    let number = all["items"].as_array().unwrap().last().unwrap()["number"].to_string();
    let own = part("link", &link);
    let stops = Some(json!({ "words": "We cannot take cards." }));
    let said = api.walk("sayWhatItStops", &own, stops.clone());
    assert!(said["number"].is_u64(), "{said}");
    api.walk("sayWhatItStops", &own, stops);
    let sent = [("link", link.as_str()), ("name", "pos.log"), ("words", "See")];
    let shown = api.walk("attachAsCaller", &sent, Some(json!("13:58 timeout")));
    assert!(shown["number"].is_u64(), "{shown}");
    let here = [("number", number.as_str()), ("name", "fix.txt"), ("level", "0")];
    api.walk("attach", &here, Some(json!("do this")));
    let seen = api.walk("getCall", &own, None);
    let messages = seen["messages"].as_array().expect("messages").clone();
    let stops = messages.iter().filter(|said| said["words"] == "We cannot take cards.").count();
    assert_eq!(stops, 1, "the same answer twice is one: {seen}");
    let files: Vec<_> = messages.iter().filter_map(|said| said["files"].get(0)).collect();
    assert_eq!(files.len(), 2, "{seen}");
    let file = files[0]["id"].as_str().expect("an id").to_owned();
    let read = api.walk("getFileAsCaller", &[("link", &link), ("file", &file)], None);
    assert_eq!(read["name"], "pos.log");
    for (path, field) in [("", "name"), ("?name=x", "body")] {
        let path = format!("/api/v1/calls/{link}/files{path}");
        let answer = Ask::new(api.server.port, "POST", &path).send();
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(answer.problem()["field"], field, "{}", answer.text());
    }
    let other = api.server.call_for_help("Another");
    let other = [("link", other.trim_start_matches("/e/")), ("file", file.as_str())];
    let path = format!("/api/v1/calls/{}/files/{}", other[0].1, other[1].1);
    assert_eq!(Ask::new(api.server.port, "GET", &path).send().status, 404);
    for answer in ["different", "danger"] {
        api.walk("answerAsCaller", &own, Some(json!({ "answer": answer })));
    }
    let kept = api.walk("getKept", &part("owner", "person/ana"), None);
    assert!(kept["with_words"].as_u64() > Some(0), "{kept}");
    let address = json!({ "address": "nobody@nowhere.example" });
    assert_eq!(api.walk("findKept", &[], Some(address))["owners"], json!([]));
    let erase = json!({ "owner": "person/ana", "reason": "asked" });
    let gone = api.walk("erase", &[], Some(erase));
    assert!(gone["erased_at"].is_string() && !gone.to_string().contains("ana@"), "{gone}");
    let answer = api.ask("GET", "/api/v1/kept?owner=x", &api.token, None);
    assert_eq!((answer.status, answer.problem()["field"].as_str()), (422, Some("owner")));
}

#[test]
fn one_answer_to_a_page_takes_everything_that_rings_for_its_person() {
    let mut api = Api::start();
    api.server.call_for_help("Pump 3");
    api.server.call_for_help("Till 5");
    let page = api.server.page_of("tom");
    let link = part("link", page.trim_start_matches("/p/"));
    crate::support::eventually("both ring for Tom", || {
        let all = api.walk("listIncidents", &[], None);
        let rings = |number: u32| {
            let number = number.to_string();
            let whole = api.walk("getIncident", &part("number", &number), None);
            whole["pages"].as_array().is_some_and(|pages| !pages.is_empty())
        };
        (all["items"].as_array().map(Vec::len) == Some(2) && [1, 2].into_iter().all(rings))
            .then_some(())
    });
    api.walk("answerPage", &link, Some(json!({ "answer": "accept_all" })));
    let all = api.walk("listIncidents", &[], None);
    for incident in all["items"].as_array().expect("incidents") {
        assert_eq!(incident["paging"], "accepted", "{incident}");
        assert_eq!(incident["lead"]["key"], "tom", "{incident}");
    }
}

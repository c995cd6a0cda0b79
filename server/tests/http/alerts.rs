//! Alerts of other tools, sent to the real program as each tool sends them.

use serde_json::{Value, json};

use crate::support::{Answer, Ask, Server, TINY, eventually};

/// A service with one tool of every format.
fn watched() -> Server {
    let server = Server::start();
    let mut file = TINY.to_owned();
    file.push_str("\n[[service]]\nkey = \"till\"\nname = \"Tills\"\npolicy = \"door\"\n");
    for format in ["alertmanager", "grafana", "pagerduty", "opsgenie", "json"] {
        file.push_str(&format!(
            "\n[[integration]]\nkey = \"{format}\"\nname = \"The {format}\"\nservice = \"till\"\n\
             format = \"{format}\"\n"
        ));
    }
    let applied = server.apply(&file);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    assert!(applied.out.contains("add integration grafana"), "{}", applied.out);
    server
}

/// The routing key of an integration, as its page shows it.
pub(super) fn key(server: &Server, integration: &str) -> String {
    let maria = server.sign_in("maria");
    let page = server.get(&format!("/console/integrations/{integration}")).cookie(&maria).send();
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let (_, after) = text.split_once("id=\"routing-key\" readonly value=\"").expect("a key");
    after.split('"').next().expect("its end").to_owned()
}

pub(super) fn post(server: &Server, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    let ask = Ask::new(server.port, "POST", path).header("Content-Type", "application/json");
    ask.body(body).send()
}

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).expect("JSON")
}

pub(super) fn golden(name: &str) -> &'static str {
    match name {
        "alertmanager" => include_str!("alerts/alertmanager.json"),
        "grafana" => include_str!("alerts/grafana.json"),
        "grafana-legacy" => include_str!("alerts/grafana-legacy.json"),
        "opsgenie" => include_str!("alerts/opsgenie.json"),
        "json" => include_str!("alerts/site24x7.json"),
        _ => include_str!("alerts/events-v2.json"),
    }
}

/// What the board and the rooms say to Maria.
fn seen(server: &Server, path: &str) -> String {
    let maria = server.sign_in("maria");
    server.get(path).cookie(&maria).send().text()
}

pub(super) fn event(key: &str, action: &str, dedup: &str) -> String {
    let payload = json!({ "summary": "Queue is full", "source": "mq1", "severity": "critical" });
    let event = json!({
        "routing_key": key, "event_action": action, "dedup_key": dedup, "payload": payload,
    });
    event.to_string()
}

#[test]
fn an_event_of_a_pagerduty_client_rings_and_its_end_stops_the_ringing() {
    let server = watched();
    let key = key(&server, "pagerduty");
    let sample = golden("events-v2").replace("{key}", &key);
    let answer = post(&server, "/v2/enqueue", sample);
    assert_eq!(answer.status, 202, "{}", answer.text());
    let expected =
        json!({"status": "success", "message": "Event processed", "dedup_key": "srv01/mysql"});
    assert_eq!(body(&answer), expected);
    let page = server.page_of("maria");
    let shown = server.get(&page).send().text();
    assert!(shown.contains("Tills") && shown.contains("DISK at 99%"), "{shown}");
    assert!(seen(&server, "/console").contains("reported by a machine"));
    let room = seen(&server, "/console/incidents/1");
    for part in ["DISK at 99%", "srv01", "free space", "https://monitor.example/graph"] {
        assert!(room.contains(part), "{part}: {room}");
    }
    let figures = server.get("/metrics").send().text();
    assert!(figures.contains("mayday_alerts_open{integration=\"pagerduty\"} 1\n"), "{figures}");
    let quiet = "mayday_alert_silence_seconds{integration=\"grafana\"}";
    assert!(!figures.contains(quiet), "nothing was heard of it yet: {figures}");
    let end = json!({"routing_key": key, "event_action": "resolve", "dedup_key": "srv01/mysql"});
    assert_eq!(post(&server, "/v2/enqueue", end.to_string()).status, 202);
    assert!(seen(&server, "/console").contains("Nobody needs you right now."));
    assert!(seen(&server, "/console").contains("every alert is over"));
}

#[test]
fn what_is_acknowledged_survives_a_kill() {
    let server = watched();
    let key = key(&server, "pagerduty");
    for number in 0..20 {
        let answer = post(&server, "/v2/enqueue", event(&key, "trigger", &format!("k{number}")));
        assert_eq!(answer.status, 202);
    }
    let server = server.killed_and_started_again();
    let page = seen(&server, "/console/integrations");
    assert!(page.contains("20 firing"), "{page}");
    // The key is derived, so it still is the same.
    let answer = post(&server, "/v2/enqueue", event(&key, "resolve", "k3"));
    assert_eq!(answer.status, 202);
    assert!(seen(&server, "/console/integrations").contains("19 firing"));
}

#[test]
fn what_is_wrong_with_an_event_is_said_as_pagerduty_says_it() {
    let server = watched();
    let key = key(&server, "pagerduty");
    let says = |body: &str, error: &str| {
        let answer = post(&server, "/v2/enqueue", body);
        assert_eq!(answer.status, 400, "{body}");
        let said = self::body(&answer);
        assert_eq!(said["message"], "Event object is invalid", "{body}");
        assert_eq!(said["status"], "invalid event");
        let errors = said["errors"].to_string();
        assert!(errors.contains(error), "{errors}");
    };
    let length = "Length of 'routing_key' is incorrect (should be 32 characters)";
    says(&event("short", "trigger", "x"), length);
    says(&event(&"a".repeat(33), "trigger", "x"), length);
    says(&event(&"ü".repeat(32), "trigger", "x"), "non-alphanumeric");
    says(&event(&"a".repeat(32), "trigger", "x"), "Invalid routing key");
    says(&event(&key, "resolve", ""), "'dedup_key' is missing");
    says(&event(&key, "explode", "x"), "'event_action' is invalid");
    says(&event(&key, "trigger", "x").replace("critical", "purple"), "'payload.severity'");
    says(&event(&key, "trigger", "x").replace("Queue is full", ""), "'payload.summary'");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for unread in ["", "{", "words=Down", "\0", "5", deep.as_str()] {
        let answer = post(&server, "/v2/enqueue", unread);
        assert_eq!(answer.status, 400);
        assert_eq!(body(&answer)["errors"][0], "JSON parse error", "{unread:.20}");
    }
    // An object in which only the unknown is deep is taken: nothing of it is needed.
    assert!(seen(&server, "/console").contains("Nobody needs you right now."));
}

#[test]
fn an_event_without_a_key_is_given_one_and_the_same_event_twice_is_one_alert() {
    let server = watched();
    let key = key(&server, "pagerduty");
    let first = body(&post(&server, "/v2/enqueue", event(&key, "trigger", "")));
    let again = body(&post(&server, "/v2/enqueue", event(&key, "trigger", "")));
    assert_eq!(first["dedup_key"], again["dedup_key"]);
    assert_eq!(first["dedup_key"].as_str().expect("a key").len(), 32);
    assert!(seen(&server, "/console/integrations").contains("1 firing"));
}

#[test]
fn old_agents_and_change_events_are_served() {
    let server = watched();
    let key = key(&server, "pagerduty");
    let old = json!({
        "service_key": key, "event_type": "trigger", "incident_key": "web/http",
        "description": "web is down", "details": {"HOSTNAME": "web"},
    });
    let answer = post(&server, "/generic/2010-04-15/create_event.json", old.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let expected =
        json!({"status": "success", "message": "Event processed", "incident_key": "web/http"});
    assert_eq!(body(&answer), expected);
    let change = json!({"routing_key": key, "payload": {"summary": "Version 7 is out",
        "source": "ci", "timestamp": "2026-11-20T10:00:00.000+0000"},
        "links": [{"href": "https://ci.example/7", "text": "build"}]});
    let answer = post(&server, "/v2/change/enqueue", change.to_string());
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert_eq!(body(&answer)["message"], "Change event processed");
    let room = seen(&server, "/console/incidents/1");
    assert!(room.contains("Recent changes") && room.contains("Version 7 is out"), "{room}");
    assert_eq!(seen(&server, "/console").matches("incidents/1\"").count(), 1, "a change rings not");
}

#[test]
fn a_group_of_alertmanager_is_taken_alert_by_alert() {
    let server = watched();
    let path = format!("/alerts/alertmanager/{}", key(&server, "alertmanager"));
    let answer = post(&server, &path, golden("alertmanager"));
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert_eq!(body(&answer)["taken"], 3);
    let page = seen(&server, "/console/integrations/alertmanager");
    assert!(page.contains("Latency above 2 s") && page.contains("Disk fills up"), "{page}");
    // The critical one rings, the warning is shown, the resolved one was never known.
    assert!(seen(&server, "/console").contains("One needs a person now"));
    assert!(seen(&server, "/console").contains("nobody is rung for these"));
    let over = golden("alertmanager").replace("firing", "resolved");
    assert_eq!(post(&server, &path, over).status, 202);
    assert!(seen(&server, "/console").contains("Nobody needs you right now."));
}

#[test]
fn grafana_speaks_in_its_new_and_its_old_voice() {
    let server = watched();
    let path = format!("/alerts/grafana/{}", key(&server, "grafana"));
    for (name, says) in [("grafana", "Error rate is 12 %"), ("grafana-legacy", "Load is high")] {
        let answer = post(&server, &path, golden(name));
        assert_eq!(answer.status, 202, "{name}: {}", answer.text());
        assert!(seen(&server, "/console/integrations/grafana").contains(says), "{name}");
    }
    let over = golden("grafana").replace("\"firing\"", "\"resolved\"");
    assert_eq!(post(&server, &path, over).status, 202);
    let over = golden("grafana-legacy").replace("\"alerting\"", "\"ok\"");
    assert_eq!(post(&server, &path, over).status, 202);
    assert!(!seen(&server, "/console/integrations").contains("firing"));
}

#[test]
fn opsgenie_clients_open_ask_and_close() {
    let server = watched();
    let key = key(&server, "opsgenie");
    let genie = |method, path: &str| {
        Ask::new(server.port, method, path).header("Authorization", &format!("GenieKey {key}"))
    };
    let answer = genie("POST", "/v2/alerts").body(golden("opsgenie")).send();
    assert_eq!(answer.status, 202, "{}", answer.text());
    let opened = body(&answer);
    assert_eq!(opened["result"], "Request will be processed");
    assert!(opened["took"].is_number());
    let number = opened["requestId"].as_str().expect("a number").to_owned();
    let asked = body(&genie("GET", &format!("/v2/alerts/requests/{number}")).send());
    assert_eq!(asked["data"]["alias"], "gateway/latency", "{asked}");
    assert_eq!(asked["data"]["isSuccess"], true);
    let id = asked["data"]["alertId"].as_str().expect("an id").to_owned();
    let acknowledge = "/v2/alerts/gateway%2Flatency/acknowledge?identifierType=alias";
    assert_eq!(genie("POST", acknowledge).body("{}").send().status, 202);
    assert!(seen(&server, "/console").contains("One needs a person now"), "a button accepts not");
    assert_eq!(genie("POST", &format!("/v2/alerts/{id}/close")).body("{}").send().status, 202);
    assert!(seen(&server, "/console").contains("Nobody needs you right now."));
    let strange = Ask::new(server.port, "POST", "/v2/alerts").header("Authorization", "GenieKey x");
    assert_eq!(strange.body("{}").send().status, 401);
    assert_eq!(post(&server, "/v2/alerts", "{}").status, 401);
    assert_eq!(genie("POST", "/v2/alerts").body("{}").send().status, 422);
    assert_eq!(genie("POST", "/v2/alerts").body("{").send().status, 400);
}

#[test]
fn any_json_is_taken_with_a_mapping_or_by_its_usual_names() {
    let server = watched();
    let path = format!("/alerts/json/{}", key(&server, "json"));
    let answer = post(&server, &path, golden("json"));
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert!(seen(&server, "/console/integrations/json").contains("Shop front page"));
    let over = golden("json").replace("\"DOWN\"", "\"UP\"");
    assert_eq!(post(&server, &path, over).status, 202);
    assert!(!seen(&server, "/console/integrations").contains("firing"));

    let maria = server.sign_in("maria");
    let form = [
        ("name", "Own tool"),
        ("service", "till"),
        ("format", "json"),
        ("urgency", "high"),
        ("mapping_alerts", "/data/list"),
        ("mapping_summary", "/what/text"),
        ("mapping_key", "/n"),
        ("mapping_status", "/s"),
    ];
    let changed = server.post("/console/integrations/json", &form).cookie(&maria).send();
    assert_eq!(changed.status, 303, "{}", changed.text());
    let own =
        r#"{"data":{"list":[{"n":7,"what":{"text":"Belt 7 stands"},"s":"bad"},{"n":8,"s":"ok"}]}}"#;
    assert_eq!(body(&post(&server, &path, own))["taken"], 2);
    assert!(seen(&server, "/console").contains("Belt 7 stands"));
    let exported = server.run(&["export"]).out;
    assert!(
        exported.contains("summary_at = \"/what/text\"") && exported.contains("urgency = \"high\"")
    );
    assert!(!exported.contains(&path[13..]), "no key stands in a file");
    let again = server.apply(&exported);
    assert!(again.good && again.out.contains("0 to add, 0 to change"), "{}", again.out);
    let bad = [("name", "Own tool"), ("format", "json"), ("mapping_key", "n")];
    let refused = server.post("/console/integrations/json", &bad).cookie(&maria).send();
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("JSON pointer"));
}

#[test]
fn what_cannot_be_read_is_named_and_shown_where_the_tool_is_connected() {
    let server = watched();
    let key = key(&server, "alertmanager");
    let path = format!("/alerts/alertmanager/{key}");
    let deep = format!("{{\"alerts\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for unread in ["", "{", "{}", "[]", "words=Down", deep.as_str()] {
        let answer = post(&server, &path, unread);
        assert_eq!(answer.status, 422, "{unread:.20}");
        assert_eq!(answer.problem()["field"], "body");
    }
    assert!(seen(&server, "/console/integrations/alertmanager").contains("Not read"));
    let form = Ask::new(server.port, "POST", &path).header("Content-Type", "text/plain");
    assert_eq!(form.body(golden("alertmanager")).send().status, 202, "the body counts");
    let strange = "0".repeat(32);
    for path in [
        format!("/alerts/alertmanager/{strange}"),
        format!("/alerts/alertmanager/{}", &key[..31]),
        "/alerts/alertmanager/x".to_owned(),
        format!("/alerts/morse/{key}"),
    ] {
        assert_eq!(post(&server, &path, golden("alertmanager")).problem()["status"], 404);
    }
    assert_eq!(server.get(&path).send().status, 405);
}

#[test]
fn an_alert_of_a_megabyte_is_refused_and_still_rings() {
    let server = watched();
    let path = format!("/alerts/alertmanager/{}", key(&server, "alertmanager"));
    let large = golden("alertmanager").replace("Latency", &"x".repeat(1_000_001));
    let answer = post(&server, &path, large);
    assert_eq!(answer.status, 413);
    assert!(answer.problem()["detail"].as_str().expect("a sentence").contains("1000000"));
    assert!(seen(&server, "/console").contains("could not be read"));
    let key = self::key(&server, "pagerduty");
    let large = event(&key, "trigger", "x").replace("full", &"x".repeat(600_000));
    // The key stands first in what clients send; whoever sends it later is told of the size only.
    let large = format!("{{\"routing_key\": \"{key}\",{}", &large[1..]);
    assert_eq!(post(&server, "/v2/enqueue", large).status, 413);
    eventually("it rings", || {
        seen(&server, "/console").contains("2 need a person now").then_some(())
    });
}

#[test]
fn labels_without_end_are_cut_with_a_note() {
    let server = watched();
    let path = format!("/alerts/alertmanager/{}", key(&server, "alertmanager"));
    let labels: Vec<String> = (0..60_000).map(|number| format!("\"l{number}\":\"x\"")).collect();
    let body = format!(
        r#"{{"alerts":[{{"labels":{{"alertname":"Many",{}}},"fingerprint":"f"}}]}}"#,
        labels.join(",")
    );
    assert_eq!(post(&server, &path, body).status, 202);
    let room = seen(&server, "/console/incidents/1");
    assert!(room.contains("more parts were too many or too long to keep"), "{room}");
}

#[test]
fn a_flood_of_alerts_is_taken_and_folds() {
    let server = watched();
    let path = format!("/alerts/alertmanager/{}", key(&server, "alertmanager"));
    let alert = |number: usize| {
        json!({"status": "firing", "fingerprint": format!("f{number}"),
            "labels": {"alertname": "Down", "severity": "critical", "instance": number},
            "startsAt": "2026-11-20T10:00:00Z"})
    };
    let alerts: Vec<Value> = (0..1_500).map(alert).collect();
    let answer = post(&server, &path, json!({ "alerts": alerts }).to_string());
    assert_eq!(answer.status, 202, "{}", answer.text());
    let board = seen(&server, "/console");
    let title = board.split("needs-title\">").nth(1).expect("a title");
    let count: usize = title.split(' ').next().expect("a number").parse().expect("a number");
    assert!((2..=6).contains(&count), "{count}");
    assert!(seen(&server, "/console/integrations").contains("1500 firing"));
}

#[test]
fn a_tool_is_connected_tested_renamed_taken_out_and_put_back_in_the_console() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let empty = server.get("/console/integrations").cookie(&maria).send().text();
    assert!(empty.contains("No tool is connected yet."));
    let form = [("name", "Grafana <north>"), ("service", ""), ("format", "grafana")];
    let made = server.post("/console/integrations", &form).cookie(&maria).send();
    assert_eq!((made.status, made.location()), (303, "/console/integrations/grafana-north"));
    let one = "/console/integrations/grafana-north";
    let page = server.get(one).cookie(&maria).send().text();
    assert!(page.contains("Grafana &lt;north&gt;") && page.contains("curl -X POST"), "{page}");
    assert!(page.contains("No alert has arrived yet."));
    let tested = server.post(&format!("{one}/test"), &[]).cookie(&maria).send();
    assert_eq!(tested.status, 303, "{}", tested.text());
    let page = server.get(one).cookie(&maria).send().text();
    assert!(page.contains("Test arrived") && page.contains("This is a test alert"));
    assert!(server.get("/console").cookie(&maria).send().text().contains("Nobody needs you"));

    let before = key(&server, "grafana-north");
    assert_eq!(server.post(&format!("{one}/remove"), &[]).cookie(&maria).send().status, 303);
    let path = format!("/alerts/grafana/{before}");
    assert_eq!(post(&server, &path, golden("grafana")).status, 404);
    let list = server.get("/console/integrations").cookie(&maria).send().text();
    assert!(list.contains("Put it back"));
    assert_eq!(server.post(&format!("{one}/restore"), &[]).cookie(&maria).send().status, 303);
    assert_eq!(post(&server, &path, golden("grafana")).status, 202);
    assert_eq!(server.post(&format!("{one}/renew"), &[]).cookie(&maria).send().status, 303);
    assert_eq!(post(&server, &path, golden("grafana")).status, 404);
    assert_ne!(key(&server, "grafana-north"), before);

    let tom = server.sign_in("tom");
    assert_eq!(server.post(&format!("{one}/remove"), &[]).cookie(&tom).send().status, 403);
    let nameless = server.post("/console/integrations", &[("format", "grafana")]);
    assert_eq!(nameless.cookie(&maria).send().status, 422);
}

#[test]
fn whoever_has_an_incident_of_a_machine_keeps_it_carries_it_and_closes_it() {
    let server = watched();
    let key = key(&server, "pagerduty");
    assert_eq!(post(&server, "/v2/enqueue", event(&key, "trigger", "q")).status, 202);
    let maria = server.sign_in("maria");
    let room = "/console/incidents/1";
    let deed = |name: &str| server.post(&format!("{room}/{name}"), &[]).cookie(&maria).send();
    assert_eq!(deed("accept").status, 303);
    let page = seen(&server, room);
    assert!(page.contains("I am still on it") && page.contains("Without a sign of life"), "{page}");
    assert!(!page.contains("Write the update"), "there is nobody to write to");
    assert_eq!(deed("carry").status, 303);
    assert_eq!(deed("keep").status, 303);
    assert_eq!(post(&server, "/v2/enqueue", event(&key, "resolve", "q")).status, 202);
    assert!(seen(&server, room).contains("Maria keeps it open."));
    assert_eq!(deed("close").status, 303);
    assert!(seen(&server, "/console").contains("closed by Maria"));
    assert_eq!(deed("close").status, 422);
    assert_eq!(deed("shout").status, 404);
}

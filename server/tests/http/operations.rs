//! The document of the API, walked: every operation is carried out on the real program, and every
//! answer fits the shape that the document promises.

use std::collections::{BTreeMap, BTreeSet};

use mayday::web::api::schema;
use serde_json::{Value, json};

use crate::keys::make_token;
use crate::support::{Answer, Ask, Server};

mod around;
mod definitions;
mod several;

/// A running server with its document, and a manager's token for everything.
pub struct Api {
    pub server: Server,
    pub document: Value,
    pub token: String,
    walked: BTreeSet<String>,
}

/// What the document says of one operation.
struct Operation {
    id: String,
    method: &'static str,
    path: String,
    described: Value,
}

impl Api {
    pub fn start() -> Self {
        let server = Server::start();
        let document = server.get("/api/v1/openapi.json").send();
        assert_eq!(document.status, 200);
        let document = serde_json::from_slice(&document.body).expect("JSON");
        let maria = server.sign_in("maria");
        let token = make_token(&server, &maria, &["read", "respond", "manage"]);
        Self { server, document, token, walked: BTreeSet::new() }
    }

    fn operations(&self) -> Vec<Operation> {
        const METHODS: [(&str, &str); 4] =
            [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("delete", "DELETE")];
        let mut all = Vec::new();
        for (path, methods) in self.document["paths"].as_object().expect("paths") {
            for (name, described) in methods.as_object().expect("methods") {
                let method = METHODS.iter().find(|(known, _)| known == name).expect("a method").1;
                let id = described["operationId"].as_str().expect("an id").to_owned();
                all.push(Operation {
                    id,
                    method,
                    path: path.clone(),
                    described: described.clone(),
                });
            }
        }
        all
    }

    fn ask(&self, method: &'static str, path: &str, token: &str, body: Option<&Value>) -> Answer {
        let mut ask = Ask::new(self.server.port, method, path);
        if !token.is_empty() {
            ask = ask.header("Authorization", &format!("Bearer {token}"));
        }
        if let Some(body) = body {
            ask = ask.header("Content-Type", "application/json").body(body.to_string());
        }
        ask.send()
    }

    /// Carries out an operation and holds its answer against the document.
    fn walk(&mut self, id: &str, parts: &[(&str, &str)], body: Option<Value>) -> Value {
        let all = self.operations();
        let operation = all.into_iter().find(|known| known.id == id);
        let operation = operation.unwrap_or_else(|| panic!("the document has no {id}"));
        let mut path = operation.path.clone();
        let mut query = Vec::new();
        for (name, value) in parts {
            match path.contains(&format!("{{{name}}}")) {
                true => path = path.replace(&format!("{{{name}}}"), value),
                false => query.push(format!("{name}={value}")),
            }
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        let answer = self.ask(operation.method, &path, &self.token, body.as_ref());
        let responses = &operation.described["responses"];
        let promised = &responses[answer.status.to_string()];
        assert!(promised.is_object(), "{id}: {} {}", answer.status, answer.text());
        self.walked.insert(id.to_owned());
        if promised["content"]["text/csv"].is_object() {
            assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8", "{id}");
            return Value::String(answer.text());
        }
        let shape = &promised["content"]["application/json"]["schema"];
        if shape.is_null() {
            assert!(answer.body.is_empty(), "{id} promises no body: {}", answer.text());
            return Value::Null;
        }
        assert_eq!(answer.header("content-type"), "application/json", "{id}");
        let value: Value = serde_json::from_slice(&answer.body).expect("JSON");
        let fits = schema::check(&value, shape, &self.document["components"]["schemas"]);
        assert_eq!(fits, Ok(()), "{id}: {value:#}");
        value
    }
}

fn part<'a>(name: &'a str, value: &'a str) -> [(&'a str, &'a str); 1] {
    [(name, value)]
}

#[test]
fn every_operation_answers_as_the_document_says() {
    let mut api = Api::start();
    api.walk("getDocument", &[], None);
    work_on_an_emergency(&mut api);
    close_as_the_caller(&mut api);
    several::join_and_search(&mut api);
    several::prove(&mut api);
    several::show_and_redact(&mut api);
    definitions::define(&mut api);
    definitions::link(&mut api);
    definitions::maintain(&mut api);
    definitions::announce(&mut api);
    definitions::follow_up(&mut api);
    definitions::approve(&mut api);
    several::help_meanwhile(&mut api);
    plan(&mut api);
    look_after_keys(&mut api);
    several::restrict(&mut api);
    several::subscribe(&mut api);
    around::connect_a_machine(&mut api);
    around::look_around(&mut api);
    around::attach_and_erase(&mut api);
    let known: BTreeSet<String> = api.operations().into_iter().map(|known| known.id).collect();
    let left: Vec<&String> = known.difference(&api.walked).collect();
    assert!(left.is_empty(), "nobody walked {left:?}");
}

fn work_on_an_emergency(api: &mut Api) {
    api.walk("openEmergency", &[], Some(json!({ "words": "Pump 3", "who": "Brightwater" })));
    let listed = api.walk("listEmergencies", &[], None);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    let one = part("number", "1");
    let shown = api.walk("getEmergency", &one, None);
    assert!(shown["messages"].as_array().unwrap().iter().any(|said| said["words"] == "Pump 3"));
    let page = api.server.page_of("tom");
    let link = page.trim_start_matches("/p/");
    assert_eq!(api.walk("getPage", &part("link", link), None)["standing"], "ringing");
    api.walk("answerPage", &part("link", link), Some(json!({ "answer": "pass_on" })));
    assert_eq!(api.walk("listIncidents", &[], None)["items"][0]["paging"], "ringing");
    let accepted = api.walk("acceptIncident", &one, None);
    assert_eq!(
        (&accepted["paging"], &accepted["lead"]["key"]),
        (&json!("accepted"), &json!("maria"))
    );
    api.walk("writeToCaller", &one, Some(json!({ "words": "I have it." })));
    api.walk("markAsRead", &one, Some(json!({ "seen": 2 })));
    api.walk("setSeverity", &one, Some(json!({ "severity": "high" })));
    api.walk("setPhase", &one, Some(json!({ "phase": "identified" })));
    let estimate = json!({ "low_mins": 5, "high_mins": 20, "likely_of_ten": 8 });
    let update = json!({
        "known": "The pump is dry.", "next_in_mins": 30, "estimate": estimate,
        "for_colleagues": "Nobody travels there.",
        "translations": [{ "language": "de", "known": "Die Pumpe ist trocken." }],
    });
    let told = api.walk("publishUpdate", &one, Some(update));
    assert_eq!(told["updates"][0]["known"], "The pump is dry.");
    assert_eq!(told["updates"][0]["for_colleagues"], "Nobody travels there.");
    assert_eq!(told["updates"][0]["translations"][0]["known"], "Die Pumpe ist trocken.");
    let update = told["updates"][0]["id"].as_str().unwrap().to_owned();
    let mut at = one.to_vec();
    at.push(("update", update.as_str()));
    let right = api.walk("correctUpdate", &at, Some(json!({ "known": "The pump is wet." })));
    assert_eq!(right["updates"][0]["corrections"][0]["known"], "The pump is dry.");
    let agreed = json!({ "next_by": told["updates"][0]["next_by"], "emergency": 1 });
    api.walk("agreeNextUpdate", &one, Some(agreed));
    api.walk("getIncident", &one, None);
    several::work_together(api);
    let timeline = api.walk("getTimeline", &one, None);
    let kinds: Vec<&Value> =
        timeline["items"].as_array().unwrap().iter().map(|e| &e["kind"]).collect();
    assert!(kinds.contains(&&json!("paging.accepted")), "{kinds:?}");
    assert!(!timeline.to_string().contains("Pump 3"), "a summary has no caller's words");
    crate::support::eventually("the search is over", || {
        let answer = api.ask(
            "PUT",
            "/api/v1/emergencies/1/customer",
            &api.token,
            Some(&json!({ "customer": "brightwater" })),
        );
        (answer.status == 204).then_some(())
    });
    api.walk("attachCustomer", &one, Some(json!({ "customer": "brightwater" })));
    api.walk("detachCustomer", &one, None);
    api.walk("askCaller", &one, None);
    api.walk("setAside", &one, Some(json!({ "reason": "unreachable" })));
    api.walk("takeUp", &one, None);
}

fn close_as_the_caller(api: &mut Api) {
    let path = api.server.call_for_help("Till 5 is dark");
    let link = path.trim_start_matches("/e/").to_owned();
    let link = part("link", &link);
    api.walk("writeAsCaller", &link, Some(json!({ "words": "And till 6." })));
    api.walk("markAsCaller", &link, Some(json!({ "delivered": 1, "seen": 1 })));
    api.walk("introduceCaller", &link, Some(json!({ "who": "Northgate Pharmacy" })));
    api.walk("answerAsCaller", &link, Some(json!({ "answer": "confirm" })));
    api.walk("giveFeedback", &link, Some(json!({ "score": 4, "words": "Quick." })));
    let given = api.walk("listFeedback", &[], None);
    assert_eq!(given["items"][0]["words"], "Quick.");
    let seen = api.walk("getCall", &link, None);
    assert_eq!(seen["state"], "closed");
    assert!(!seen.to_string().contains("northgate-"), "the caller sees nothing of the match");
}

fn plan(api: &mut Api) {
    let looked = api.walk("lookAtHosts", &part("key", "everyone"), None);
    assert_eq!(looked["hosts"][0]["host"], "status.harbour.invalid");
    assert_eq!(looked["hosts"][0]["leads"], "no_name", "{looked}");
    let primary = part("key", "primary");
    let at = [("key", "primary"), ("at", "2027-01-06T12:00:00Z")];
    assert_eq!(api.walk("getOnCall", &at, None)["people"].as_array().map(Vec::len), Some(1));
    api.walk("listShifts", &primary, None);
    api.walk("listGaps", &primary, None);
    let body =
        json!({ "from": "2027-02-01T00:00:00Z", "until": "2027-02-02T00:00:00Z", "person": "wei" });
    let entry = api.walk("addOverride", &primary, Some(body));
    let listed = api.walk("listOverrides", &primary, None);
    assert_eq!(listed["items"][0], entry);
    let id = entry["id"].as_str().unwrap();
    api.walk("removeOverride", &[("key", "primary"), ("id", id)], None);
    for (one, key) in [
        ("Audience", "shops"),
        ("Customer", "harbour"),
        ("Card", "tills-dark"),
        ("Template", "tills-fail"),
        ("Routine", "patches"),
        ("StatusPage", "everyone"),
        ("Component", "counter"),
        ("Service", "tills"),
        ("Policy", "backup"),
        ("Schedule", "primary"),
        ("Team", "night"),
        ("Person", "ana"),
    ] {
        api.walk(&format!("remove{one}"), &part("key", key), None);
    }
}

fn look_after_keys(api: &mut Api) {
    assert_eq!(api.walk("getMe", &[], None)["role"], "manager");
    let figures = api.walk("getFigures", &[], None);
    assert_eq!(figures["months"].as_array().map(Vec::len), Some(6), "{figures}");
    let tom = api.server.sign_in("tom");
    make_token(&api.server, &tom, &["read"]);
    let tokens = api.walk("listTokens", &[], None);
    assert_eq!(tokens["items"].as_array().map(Vec::len), Some(2));
    assert!(!tokens.to_string().contains(&api.token));
    api.walk("revokeToken", &part("number", "2"), None);
    assert_eq!(crate::push::somewhere(&api.server, &tom), "push-1");
    let shows = api.walk("getShows", &[], None);
    assert_eq!(shows["everybody"]["sms"], "summary");
    let less = json!({ "sms": "nothing", "email": "words" });
    let said = api.walk("putShows", &[], Some(less.clone()));
    assert_eq!(said["everybody"]["sms"], "nothing");
    api.walk("putCustomer", &part("key", "kiosk"), Some(json!({ "name": "Kiosk" })));
    let said = api.walk("putShowsOfCustomer", &part("key", "kiosk"), Some(less.clone()));
    assert_eq!(said["customers"][0], json!({ "customer": "kiosk", "shows": less }));
    assert_eq!(api.walk("getCustomer", &part("key", "kiosk"), None)["shows"], less);
    api.walk("removeCustomer", &part("key", "kiosk"), None);
    assert_eq!(api.walk("getShows", &[], None)["customers"], json!([]));
    api.walk("listDevices", &[], None);
    api.walk("removeDevice", &[("person", "tom"), ("key", "push-1")], None);
    let test = api.walk("getSilentTest", &part("key", "maria"), None);
    assert!(test["last"].is_null() && test["planned_at"].is_null());
    let at = json!({ "at": "2020-01-01T03:00:00Z" });
    let began = api.walk("planSilentTest", &[], Some(at));
    assert!(began["waits_for_answer"]["rang_at"].is_string(), "{began}");
    let woke = json!({ "woke": [], "phone": "other" });
    let ended = api.walk("answerSilentTest", &[], Some(woke));
    assert_eq!(ended["last"]["woke"], json!([]));
    api.walk("dropSilentTest", &[], None);
    let sessions = api.walk("listSessions", &part("limit", "200"), None);
    let of_tom = |session: &&Value| session["person"] == "tom";
    let session = sessions["items"].as_array().unwrap().iter().find(of_tom).expect("Tom's").clone();
    api.walk("endSession", &part("id", session["id"].as_str().unwrap()), None);
    let readiness = api.walk("getReadiness", &[], None);
    let trouble = readiness["items"].as_array().and_then(|items| items.first()).cloned();
    if let Some(trouble) = trouble {
        api.walk("dismissTrouble", &part("id", trouble["id"].as_str().unwrap()), None);
    } else {
        let answer = api.ask("DELETE", "/api/v1/readiness/none", &api.token, None);
        assert_eq!(answer.status, 404);
        api.walked.insert("dismissTrouble".to_owned());
    }
    assert_eq!(api.walk("getFloodGuard", &[], None)["up"], false);
    let raised = api.walk("raiseFloodGuard", &[], Some(json!({ "minutes": 15 })));
    assert!(raised["up"] == true && raised["until"].is_string(), "{raised}");
    api.walk("lowerFloodGuard", &[], None);
    assert_eq!(api.walk("getFloodGuard", &[], None)["up"], false);
    api.walk("listAttempts", &[], None);
    let since = json!({ "since": "2020-01-01T00:00:00Z" });
    assert_eq!(api.walk("replayNotices", &part("key", "ops"), Some(since))["count"], 0);
    let audit = api.walk("listAudit", &part("kind", "paging.accepted"), None);
    assert_eq!(audit["items"][0]["by"], "Maria, by token 1");
}

#[test]
fn without_a_token_that_may_do_it_nothing_is_done_and_nothing_learned() {
    let api = Api::start();
    let maria = api.server.sign_in("maria");
    let none = "mayday_".to_owned() + &"0".repeat(64);
    let with: BTreeMap<&str, String> = ["read", "respond", "manage"]
        .map(|scope| (scope, make_token(&api.server, &maria, &[scope])))
        .into();
    let mut guarded = 0;
    for operation in api.operations() {
        let needed = operation.described["description"].as_str().unwrap_or_default();
        let Some(scope) = needed.split('`').nth(1) else { continue };
        guarded += 1;
        let path =
            operation.path.replace("{number}", "1").replace("{key}", "maria").replace("{id}", "1");
        let mut refused = Vec::new();
        for token in ["", "x", none.as_str()] {
            let answer = api.ask(operation.method, &path, token, Some(&json!({ "nonsense": 1 })));
            assert_eq!(answer.status, 401, "{}: {}", operation.id, answer.text());
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            refused.push(answer.problem());
        }
        refused.dedup();
        assert_eq!(refused.len(), 1, "every wrong token gets the same answer");
        for (other, token) in &with {
            let answer = api.ask(operation.method, &path, token, Some(&json!({ "nonsense": 1 })));
            assert_eq!(
                answer.status == 403,
                *other != scope,
                "{} by {other}: {}",
                operation.id,
                answer.text()
            );
        }
    }
    assert!(guarded > 50, "{guarded}");
}

#[test]
fn what_is_wrong_is_named_by_its_field() {
    let api = Api::start();
    api.server.call_for_help("Down");
    let cases = [
        ("POST", "/incidents/1/severity", json!({ "severity": "worst" }), "severity"),
        ("POST", "/incidents/1/severity", json!({}), "severity"),
        ("POST", "/incidents/1/severity", json!([]), "body"),
        (
            "POST",
            "/incidents/1/updates",
            json!({ "known": "x", "estimate": {} }),
            "estimate.high_mins",
        ),
        ("POST", "/emergencies/1/messages", json!({ "words": 5 }), "words"),
        ("POST", "/emergencies/1/messages", json!({ "words": "x", "more": 1 }), "more"),
        ("PUT", "/emergencies/1/customer", json!({ "customer": "nobody" }), "customer"),
        ("PUT", "/people/ana", json!({ "name": "Ana", "role": "king", "zone": "UTC" }), "role"),
        (
            "PUT",
            "/people/ana",
            json!({ "name": "Ana", "role": "lead", "zone": "Atlantis" }),
            "zone",
        ),
        ("PUT", "/teams/night", json!({ "name": "Night", "members": ["nobody"] }), "members"),
        ("PUT", "/customers/x", json!({ "name": "X", "key": "y" }), "key"),
        ("GET", "/incidents?limit=0", Value::Null, "limit"),
        ("GET", "/incidents?after=x", Value::Null, "after"),
        ("GET", "/incidents?page=2", Value::Null, "page"),
        ("GET", "/audit?from=yesterday", Value::Null, "from"),
    ];
    for (method, path, body, field) in cases {
        let answer = api.ask(method, &format!("/api/v1{path}"), &api.token, Some(&body));
        assert_eq!(answer.status, 422, "{method} {path}: {}", answer.text());
        assert_eq!(answer.problem()["field"], field, "{}", answer.text());
    }
    for (method, path) in [
        ("GET", "/nothing"),
        ("GET", "/incidents/99"),
        ("GET", "/customers/none"),
        ("DELETE", "/teams/none"),
        ("DELETE", "/tokens/99"),
        ("DELETE", "/sessions/none"),
        ("GET", "/schedules/none/on-call"),
        ("GET", "/calls/none"),
        ("GET", "/pages/none"),
    ] {
        let answer = api.ask(method, &format!("/api/v1{path}"), &api.token, None);
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text());
        answer.problem();
    }
    let answer = api.ask("DELETE", "/api/v1/people/maria", &api.token, None);
    assert_eq!(answer.status, 422, "who is rung by a policy stays: {}", answer.text());
    assert_eq!(api.ask("DELETE", "/api/v1/incidents", &api.token, None).status, 405);
}

#[test]
fn a_repeat_counts_once() {
    let api = Api::start();
    api.server.call_for_help("Down");
    let say = |key: &str, words: &str| {
        let ask = Ask::new(api.server.port, "POST", "/api/v1/emergencies/1/messages");
        let ask = ask.header("Authorization", &format!("Bearer {}", api.token));
        let answer = ask.header("Idempotency-Key", key).body(json!({ "words": words }).to_string());
        let answer = answer.send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.text()
    };
    assert_eq!(say("1", "On my way"), say("1", "On my way"));
    assert_ne!(say("1", "On my way"), say("2", "On my way"));
    assert_ne!(say("1", "On my way"), say("1", "Nearly there"));
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let api = Api::start();
    for number in 0..5 {
        api.server.call_for_help(&format!("Call {number}"));
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/emergencies?limit=2{after}");
        let answer = api.ask("GET", &path, &api.token, None);
        let page: Value = serde_json::from_slice(&answer.body).unwrap();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, (1..=5).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_program_gone_wild_is_slowed_down_and_others_are_not() {
    let api = Api::start();
    let other = make_token(&api.server, &api.server.sign_in("tom"), &["read"]);
    let slowed = (0..400).find_map(|_| {
        let answer = api.ask("GET", "/api/v1/me", &api.token, None);
        (answer.status == 429).then_some(answer)
    });
    let slowed = slowed.expect("it is slowed down");
    assert_eq!(slowed.header("retry-after"), "1");
    assert_eq!(slowed.problem()["type"], "/docs/problems/too-fast");
    assert_eq!(api.ask("GET", "/api/v1/me", &other, None).status, 200);
}

#[test]
fn no_other_site_may_read_through_a_browser() {
    let api = Api::start();
    for method in ["GET", "OPTIONS"] {
        let ask = Ask::new(api.server.port, method, "/api/v1/me");
        let ask = ask
            .header("Origin", "https://bad.example")
            .header("Access-Control-Request-Method", "GET");
        let answer = ask.header("Authorization", &format!("Bearer {}", api.token)).send();
        assert_eq!(answer.header("access-control-allow-origin"), "", "{method}");
        assert_eq!(answer.status, if method == "GET" { 200 } else { 405 });
    }
    let maria = api.server.sign_in("maria");
    let answer = api.server.get("/api/v1/me").cookie(&maria).send();
    assert_eq!(answer.status, 401, "a session is no token");
}

#[test]
fn a_token_accepts_as_its_person_and_not_beyond_their_role() {
    let api = Api::start();
    api.server.call_for_help("Down");
    let olga = make_token(&api.server, &api.server.sign_in("olga"), &["read", "respond", "manage"]);
    let tom = make_token(&api.server, &api.server.sign_in("tom"), &["read", "respond", "manage"]);
    let accept = |token: &str| api.ask("POST", "/api/v1/incidents/1/accept", token, None);
    assert_eq!(accept(&olga).status, 403);
    let accepted: Value = serde_json::from_slice(&accept(&tom).body).unwrap();
    assert_eq!(accepted["lead"]["key"], "tom");
    assert_eq!(accept(&api.token).status, 409);
    let team = json!({ "name": "Mine" });
    assert_eq!(api.ask("PUT", "/api/v1/teams/mine", &tom, Some(&team)).status, 403);
    assert_eq!(api.ask("GET", "/api/v1/audit", &tom, None).status, 403);
    let listed: Value =
        serde_json::from_slice(&api.ask("GET", "/api/v1/tokens", &tom, None).body).unwrap();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1), "one's own only");
    assert_eq!(api.ask("DELETE", "/api/v1/tokens/1", &tom, None).status, 404);
    assert_eq!(api.ask("DELETE", "/api/v1/tokens/3", &tom, None).status, 204);
    assert_eq!(api.ask("GET", "/api/v1/me", &tom, None).status, 401);
}

//! Everything that can be defined over the API: put, read again, listed.

use serde_json::{Value, json};

use super::{Api, part};
use crate::support::{Answer, eventually};

pub(super) fn define(api: &mut Api) {
    let definitions: [(&str, &str, &str, Value); 12] = [
        (
            "Person",
            "People",
            "ana",
            json!({
                "name": "Ana", "role": "responder", "zone": "Europe/Lisbon",
                "methods": [{ "key": "screen", "channel": "screen" }],
            }),
        ),
        ("Team", "Teams", "night", json!({ "name": "Night", "members": ["ana"] })),
        (
            "Schedule",
            "Schedules",
            "primary",
            json!({
                "name": "Primary", "zone": "Europe/Lisbon", "rotations": [{
                    "key": "day", "people": ["ana", "tom"], "cadence": "weekly",
                    "hand_off": "09:00",
                    "start": "2026-01-05", "windows": [],
                }],
            }),
        ),
        (
            "Policy",
            "Policies",
            "backup",
            json!({
                "name": "Backup", "steps": [{ "targets": ["schedule:primary", "team:night"] }],
            }),
        ),
        ("Service", "Services", "tills", json!({ "name": "Tills", "policy": "backup" })),
        (
            "Card",
            "Cards",
            "tills-dark",
            json!({
                "service": "tills", "asset": "till", "order": 3,
                "texts": [{
                    "language": "en", "title": "Tills are dark",
                    "instructions": ["Look at the plug.", "Leave it on."],
                }],
            }),
        ),
        (
            "Component",
            "Components",
            "counter",
            json!({
                "name": "Tills at the counter", "about": "Where people pay.", "service": "tills",
                "order": 2, "only_if_affected": true,
            }),
        ),
        (
            "StatusPage",
            "StatusPages",
            "everyone",
            json!({
                "name": "Harbour", "about": "How our tills fare.", "zone": "Europe/Copenhagen",
                "language": "de", "components": ["counter"], "accent": "#0a655d", "by_link": true,
                "mail_domains": ["hospital.invalid"], "hosts": ["status.harbour.invalid"],
                "subscribe_by": ["webhook", "slack"],
                "links": ["Imprint https://harbour.invalid/imprint"],
                "languages": ["en", "pt"],
            }),
        ),
        (
            "Routine",
            "Routines",
            "patches",
            json!({
                "title": "Patches", "impact": "Tills restart once.", "components": ["counter"],
                "zone": "Europe/Copenhagen", "owner": "ana", "first": "2026-01-13", "at": "02:30",
                "lasts_mins": 90, "repeat": "monthly_weekday", "every": 1,
                "remind_mins": ["1440", "60"],
            }),
        ),
        (
            "Template",
            "Templates",
            "tills-fail",
            json!({
                "name": "Tills fail", "service": "tills", "phase": "identified",
                "texts": [{
                    "language": "en", "title": "{service} fail", "known": "Since {since}.",
                    "impact": "{impact}", "next": "By {next update}.",
                }],
            }),
        ),
        (
            "Customer",
            "Customers",
            "harbour",
            json!({
                "name": "Harbour Clinic", "access_names": ["The Clinic"],
                "contacts": [{
                    "key": "ana", "name": "Ana", "email": "ana@harbour.example", "told": true,
                }],
                "sites": [{ "key": "one", "name": "Quay" }],
                "downtime_rate": { "per_hour_minor": 100_000, "currency": "EUR" },
            }),
        ),
        ("Audience", "Audiences", "shops", json!({ "name": "Shops", "customers": ["harbour"] })),
    ];
    for (one, many, key, body) in &definitions {
        let put = api.walk(&format!("put{one}"), &part("key", key), Some(body.clone()));
        for (name, value) in body.as_object().unwrap() {
            let same = &put[name] == value || name == "steps" || value == &json!([]);
            assert!(same || name == "rotations", "{one}.{name}: {put}");
        }
        // What was given is taken as it is, key and all.
        let again = api.walk(&format!("put{one}"), &part("key", key), Some(put.clone()));
        assert_eq!(again, put);
        assert_eq!(api.walk(&format!("get{one}"), &part("key", key), None), put);
        let listed = api.walk(&format!("list{many}"), &part("limit", "200"), None);
        assert!(listed["items"].as_array().unwrap().contains(&put), "{listed}");
    }
    let seen = json!({ "source": "probe-7", "failing": true });
    api.walk("reportEvidence", &part("key", "counter"), Some(seen));
    let seen = api.walk("getEvidence", &part("key", "counter"), None);
    assert_eq!((&seen["programs"], &seen["customers"]), (&json!(1), &json!([])), "{seen}");
    assert_eq!(seen["never_told"], json!([]), "it goes on");
    nothing(api);
    let found = api.walk("listCustomers", &part("find", "QUAY"), None);
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    let settings = api.walk("getSettings", &[], None);
    assert_eq!(api.walk("putSettings", &[], Some(settings.clone())), settings);
}

/// The links by which a customer and an audience read their pages.
pub(super) fn link(api: &mut Api) {
    for (one, key) in [("Customer", "harbour"), ("Audience", "shops")] {
        let key = part("key", key);
        let made = api.walk(&format!("give{one}StatusLink"), &key, Some(json!({})));
        assert!(made["url"].as_str().unwrap().contains("/status/for/"), "{made}");
        assert_eq!(api.walk(&format!("get{one}StatusLink"), &key, None), made);
        if one == "Customer" {
            api.walk("mailCustomerStatusLink", &key, Some(json!({ "contact": "ana" })));
        }
        api.walk(&format!("take{one}StatusLink"), &key, None);
    }
    let look = api.walk("makeStatusLinks", &[], Some(json!({ "audience": "shops" })));
    let counted = [&look["customers"], &look["links"], &look["mails"], &look["made"]];
    assert_eq!(counted, [&json!(1), &json!(1), &json!(1), &json!(0)], "{look}");
}

/// Planned maintenance, from its plan to its end.
pub(super) fn maintain(api: &mut Api) {
    let hours = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        at.strftime("%Y-%m-%dT%H:%M:00.000Z").to_string()
    };
    let body = |until: &str| {
        json!({
            "title": "New links", "impact": "Tills fail for a moment.", "components": ["counter"],
            "from": hours(24), "until": until, "zone": "Europe/Copenhagen",
            "owner": "ana", "remind_mins": [60], "by_hand": true,
        })
    };
    let (until, later, latest) = (hours(25), hours(26), hours(27));
    let made = api.walk("planMaintenance", &[], Some(body(&until)));
    let number = made["number"].to_string();
    let one = part("number", &number);
    let moved = api.walk("changeMaintenance", &one, Some(body(&later)));
    assert_eq!((&moved["until"], &moved["by_hand"]), (&json!(later), &json!(true)));
    let stage = |stage: &str| Some(json!({ "stage": stage, "words": "So it is." }));
    api.walk("updateMaintenance", &one, stage("in_progress"));
    let longer = json!({ "until": latest, "reason": "A part is late." });
    let known = api.walk("extendMaintenance", &one, Some(longer));
    let entry = known["updates"].as_array().and_then(|all| all.last()).unwrap()["id"].clone();
    let word = [("number", number.as_str()), ("entry", entry.as_str().unwrap())];
    let left = api.walk("takeBackMaintenanceUpdate", &word, Some(json!({ "words": "" })));
    let last = left["updates"].as_array().and_then(|all| all.last()).unwrap().clone();
    assert!(last["taken_back_at"].is_string(), "{left}");
    let words = json!({ "title": "Patches", "impact": "" });
    let asked =
        api.ask("PUT", "/api/v1/maintenance-routines/patches/words", &api.token, Some(&words));
    assert_eq!((asked.status, field(&asked)), (422, json!("impact")), "{}", asked.text());
    let words = json!({ "title": "Patches", "impact": "Eve restarts tills." });
    let path = "/api/v1/maintenance-routines/patches/words";
    let asked = api.ask("PUT", path, &api.token, Some(&words));
    assert_eq!((asked.status, field(&asked)), (422, json!("impact")), "{}", asked.text());
    let words = json!({ "title": "Patches of Eve", "impact": "Tills … once." });
    let asked = api.ask("PUT", path, &api.token, Some(&words));
    assert_eq!((asked.status, field(&asked)), (422, json!("title")), "{}", asked.text());
    let words = json!({ "title": "Patches", "impact": "Tills … once." });
    api.walk("takeBackRoutine", &part("key", "patches"), Some(words));
    let over = api.walk("updateMaintenance", &one, stage("completed"));
    assert_eq!(api.walk("getMaintenance", &one, None)["updates"], over["updates"]);
    let all = api.walk("listMaintenance", &[("stage", "completed"), ("limit", "200")], None);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1));
}

/// The field of the body that a refusal is about.
fn field(refused: &Answer) -> Value {
    let problem: Value = serde_json::from_slice(&refused.body).expect("JSON");
    problem["field"].clone()
}

/// An announcement, from its first word to its end.
pub(super) fn announce(api: &mut Api) {
    let hours = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        at.strftime("%Y-%m-%dT%H:%M:00.000Z").to_string()
    };
    let body = |title: &str| {
        json!({
            "title": title, "text": "We answer from six.", "from": hours(1), "until": hours(2),
            "zone": "Europe/Copenhagen", "pages": ["everyone"], "audiences": ["shops"],
        })
    };
    let made = api.walk("postAnnouncement", &[], Some(body("New hours")));
    let number = made["number"].to_string();
    let one = part("number", &number);
    let changed = api.walk("changeAnnouncement", &one, Some(body("Newer hours")));
    assert_eq!(changed["title"], "Newer hours");
    assert_eq!(changed["tells_subscribers"], false);
    let mut more = body("Newest hours");
    more["takes_back"] = json!(true);
    let asked = api.ask("PUT", &format!("/api/v1/announcements/{number}"), &api.token, Some(&more));
    assert_eq!((asked.status, field(&asked)), (422, json!("takes_back")), "{}", asked.text());
    api.walk("endAnnouncement", &one, None);
    let all = api.walk("listAnnouncements", &[], None);
    assert_eq!(all["items"][0]["standing"], "over");
}

/// What customers are owed the day after: written to one, waived for another.
pub(super) fn follow_up(api: &mut Api) {
    let close = |api: &mut Api, reach: &str| {
        let fields = [("words", "Gate 12"), ("reach", reach)];
        let answer = api.server.post("/help", &fields).send();
        let link = answer.location().trim_start_matches("/e/").to_owned();
        api.walk("answerAsCaller", &part("link", &link), Some(json!({ "answer": "confirm" })));
        let all = api.walk("listFollowUps", &part("limit", "200"), None);
        all["items"].as_array().and_then(|all| all.last()).expect("one")["number"].to_string()
    };
    let number = close(api, "ines@gate.example");
    let one = part("number", &number);
    let known = api.walk("getFollowUp", &one, None);
    assert_eq!(
        (&known["standing"], &known["draft"]["to"][0]),
        (&json!("owed"), &json!("ines@gate.example"))
    );
    let letter = |to: &str| json!({ "subject": "Gate 12", "text": "It works again.", "to": [to] });
    let other = api.ask(
        "POST",
        &format!("/api/v1/follow-ups/{number}/letter"),
        &api.token.clone(),
        Some(&letter("other@else.example")),
    );
    assert_eq!(other.status, 422, "{}", other.text());
    let written = api.walk("writeFollowUp", &one, Some(letter("ines@gate.example")));
    assert_eq!(
        (&written["standing"], &written["text"]),
        (&json!("written"), &json!("It works again."))
    );
    // Nothing here sends mail, so that the letter cannot arrive.
    let (path, token) = (format!("/api/v1/follow-ups/{number}"), api.token.clone());
    eventually("the letter that fails", || {
        let known = api.ask("GET", &path, &token, None).text();
        let known: serde_json::Value = serde_json::from_str(&known).expect("JSON");
        (known["undelivered"] == json!(["ines@gate.example"])).then_some(())
    });
    let to = |to: &str| json!({ "to": to });
    let arrived =
        api.ask("POST", &format!("{path}/again"), &token, Some(&to("other@else.example")));
    assert_eq!(arrived.status, 422, "{}", arrived.text());
    let again = api.walk("resendFollowUp", &one, Some(to("ines@gate.example")));
    assert_eq!(again["standing"], "written");
    let number = close(api, "");
    let reason = json!({ "reason": "We called them." });
    let waived = api.walk("waiveFollowUp", &part("number", &number), Some(reason));
    assert_eq!(waived["reason"], "We called them.");
}

/// Public text that waits: let out once, kept in once, by a manager's token that approves.
pub(super) fn approve(api: &mut Api) {
    let known = api.walk("getSettings", &[], None);
    let with = |approvers: &[&str]| {
        let mut settings = known.clone();
        settings["approvers"] = json!(approvers);
        settings
    };
    let set = api.walk("putSettings", &[], Some(with(&["person:maria"])));
    assert_eq!(set["approvers"], json!(["person:maria"]));
    api.server.call_for_help("Gate 13");
    let all = api.walk("listIncidents", &part("limit", "200"), None);
    let number = all["items"].as_array().unwrap().last().unwrap()["number"].to_string();
    let tom = api.server.sign_in("tom");
    let room = format!("/console/incidents/{number}");
    assert_eq!(api.server.post(&format!("{room}/accept"), &[]).cookie(&tom).send().status, 303);
    let tell = |api: &mut Api| {
        let fields = [
            ("known", "We look."),
            ("impact", "No gate."),
            ("next_in_mins", "15"),
            ("public", "1"),
            ("title", "Gates"),
            ("public_phase", "investigating"),
        ];
        let told = api.server.post(&format!("{room}/update"), &fields).cookie(&tom).send();
        assert_eq!(told.status, 303);
        let all = api.walk("listApprovals", &part("limit", "200"), None);
        all["items"].as_array().and_then(|all| all.last()).expect("one")["number"].to_string()
    };
    let one = tell(api);
    assert_eq!(api.walk("getApproval", &part("number", &one), None)["standing"], "waiting");
    let reason = json!({ "reason": "Say which gates." });
    let kept = api.walk("objectToText", &part("number", &one), Some(reason));
    assert_eq!(
        (&kept["standing"], &kept["reason"]),
        (&json!("objected"), &json!("Say which gates."))
    );
    let two = tell(api);
    assert_eq!(api.walk("approveText", &part("number", &two), None)["standing"], "out");
    write_about_work(api, &tom);
    api.walk("putSettings", &[], Some(with(&[])));
    let fields = [
        ("known", "It works."),
        ("impact", "Nothing."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Gates"),
        ("public_phase", "resolved"),
    ];
    let over = api.server.post(&format!("{room}/update"), &fields).cookie(&tom).send();
    assert_eq!(over.status, 303);
    review(api);
    put_right(api);
    afterwards(api);
}

/// Words about maintenance that are not out: written otherwise, and taken back.
fn write_about_work(api: &mut Api, tom: &str) {
    let hours = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        at.strftime("%Y-%m-%dT%H:%M:00.000Z").to_string()
    };
    let plan = json!({
        "title": "New gates", "impact": "Gates pause.", "from": hours(3), "until": hours(4),
        "zone": "Europe/Copenhagen", "owner": "ana",
    });
    let number = api.walk("planMaintenance", &[], Some(plan))["number"].to_string();
    let unsaid = |api: &mut Api| {
        let fields = [("stage", "scheduled"), ("words", "The parts came.")];
        let path = format!("/console/maintenance/{number}/stage");
        assert_eq!(api.server.post(&path, &fields).cookie(tom).send().status, 303);
        let known = api.walk("getMaintenance", &part("number", &number), None);
        let all = known["unsaid"].as_array().unwrap().clone();
        all.last().expect("one")["id"].as_str().expect("an id").to_owned()
    };
    let entry = unsaid(api);
    let word = [("number", number.as_str()), ("entry", entry.as_str())];
    let anew = json!({ "words": "All parts came." });
    let known = api.walk("rewriteMaintenanceUpdate", &word, Some(anew));
    // Who approves does not wait.
    assert_eq!(known["unsaid"], json!([]));
    let entry = unsaid(api);
    let word = [("number", number.as_str()), ("entry", entry.as_str())];
    api.walk("withdrawMaintenanceUpdate", &word, None);
    let known = api.walk("getMaintenance", &part("number", &number), None);
    assert_eq!(known["unsaid"], json!([]));
}

/// What was told and is over: its heading, words, components and estimate, each by itself.
fn put_right(api: &mut Api) {
    let all = api.walk("listStatusIncidents", &part("limit", "200"), None);
    let last = all["items"].as_array().and_then(|all| all.last()).expect("one");
    let number = last["number"].to_string();
    let one = api.walk("getStatusIncident", &part("number", &number), None);
    let word = one["words"][0]["id"].as_str().expect("an id").to_owned();
    let of = [part("number", &number), part("word", &word)].concat();
    let component = json!([{ "component": "counter", "condition": "major" }]);
    let estimate = json!({ "low_mins": 5, "high_mins": 20, "likely_of_ten": 6 });
    let asked = json!({
        "title": "Gates shut", "known": "We looked.", "affected": component,
        "estimate": estimate, "reason": "It was more than that.",
    });
    let known = api.walk("correctStatusWord", &of, Some(asked));
    let (now, was) = (&known["words"][0], &known["words"][0]["corrections"][0]);
    assert_eq!((&now["title"], &was["title"]), (&json!("Gates shut"), &json!("Gates")));
    assert_eq!((&now["affected"], &was["affected"]), (&component, &json!([])));
    assert_eq!((&now["estimate"]["high_mins"], &was["estimate"]), (&json!(20), &json!(null)));
    assert_eq!(
        (&now["impact"], &was["reason"]),
        (&was["impact"], &json!("It was more than that."))
    );
    let path = format!("/api/v1/status-incidents/{number}/words/{word}");
    let token = api.token.clone();
    for bad in [
        json!({ "title": "Gates" }),
        json!({ "title": " ", "reason": "Why" }),
        json!({ "affected": [{ "component": "nowhere", "condition": "major" }], "reason": "Why" }),
        json!({ "estimate": { "high_mins": 5, "low_mins": 9 }, "reason": "Why" }),
    ] {
        let refused = api.ask("POST", &path, &token, Some(&bad));
        assert_eq!(refused.status, 422, "{bad}: {}", refused.text());
    }
}

/// What machines saw was nothing, as a person says, who says why and when.
fn nothing(api: &mut Api) {
    let ago = |mins| (jiff::Timestamp::now() - jiff::SignedDuration::from_mins(mins)).to_string();
    let asked = json!({
        "components": ["counter"], "from": ago(60), "until": ago(30),
        "reason": "A probe was moved.",
    });
    let token = api.token.clone();
    let wrong =
        [("reason", json!(" ")), ("until", json!(ago(90))), ("components", json!(["none"]))];
    for (field, value) in wrong {
        let mut bad = asked.clone();
        bad[field] = value;
        let refused = api.ask("POST", "/api/v1/evidence/dismissed", &token, Some(&bad));
        let named = refused.problem()["field"].as_str().unwrap_or_default().to_owned();
        assert!(refused.status >= 400 && named == field, "{field}: {}", refused.text());
    }
    api.walk("dismissEvidence", &[], Some(asked));
}

/// What was over before anybody was told of it; and that it never was, and was so after all.
fn afterwards(api: &mut Api) {
    let asked = json!({
        "title": "Gates slow", "known": "We looked.", "impact": "Queues.",
        "since": "2026-01-02T10:00:00Z", "until": "2026-01-02T11:00:00Z",
        "affected": [{ "component": "counter", "condition": "degraded" }],
        "tell_subscribers": false,
    });
    let token = api.token.clone();
    let path = "/api/v1/status-incidents";
    let mut turned = asked.clone();
    turned["until"] = json!("2026-01-02T09:00:00Z");
    let refused = api.ask("POST", path, &token, Some(&turned));
    assert_eq!((refused.status, refused.problem()["field"].as_str()), (422, Some("since")));
    let made = api.walk("tellAfterwards", &[], Some(asked));
    assert_eq!(made["waits"], false);
    let number = made["number"].to_string();
    let of = part("number", &number);
    let one = api.walk("getStatusIncident", &of, None);
    assert_eq!(one["opened_at"], "2026-01-02T10:00:00.000Z");
    assert!(one["written_at"].is_string(), "{one}");
    let never = format!("{path}/{number}/mistake");
    let empty = json!({ "reason": " " });
    assert_eq!(api.ask("POST", &never, &token, Some(&empty)).status, 422);
    let reason = json!({ "reason": "It was a drill." });
    let taken = api.walk("takeOffStatusIncident", &of, Some(reason));
    assert_eq!(taken["reason"], "It was a drill.");
    let gone = api.ask("GET", &format!("{path}/{number}"), &token, None);
    assert_eq!(gone.status, 404, "{}", gone.text());
    let all = api.walk("listStatusMistakes", &part("limit", "200"), None);
    assert_eq!(all["items"][0]["title"], "Gates slow");
    let back = api.walk("restoreStatusIncident", &of, None);
    assert_eq!(back["title"], "Gates slow");
}

/// What is over: said to need no review, and then given one after all.
fn review(api: &mut Api) {
    let all = api.walk("listStatusReviews", &part("limit", "200"), None);
    let last = all["items"].as_array().and_then(|all| all.last()).expect("one");
    assert_eq!(last["standing"], "unwritten");
    let number = last["number"].to_string();
    let one = part("number", &number);
    assert!(api.walk("getStatusReview", &one, None)["draft"]["happened"].is_string());
    assert_eq!(api.walk("waiveStatusReview", &one, None)["standing"], "waived");
    let said =
        |happened: &str| json!({ "happened": happened, "cause": "A key.", "change": "Two keys." });
    api.walk("writeStatusReview", &one, Some(said("Gates filed.")));
    let mut told = said("Gates failed.");
    told["tell_subscribers"] = json!(true);
    let known = api.walk("writeStatusReview", &one, Some(told));
    assert_eq!(
        (&known["standing"], &known["review"]["happened"], &known["former"][0]["happened"]),
        (&json!("published"), &json!("Gates failed."), &json!("Gates filed."))
    );
    assert!(known["subscribers_told_at"].is_string());
    let token = api.token.clone();
    let path = format!("/api/v1/status-reviews/{number}");
    let empty = api.ask("POST", &path, &token, Some(&said(" ")));
    assert_eq!(empty.status, 422, "{}", empty.text());
}

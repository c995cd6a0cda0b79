//! A vendor moves from another status page, with documents in Statuspage's shape: what is planned
//! there is planned here, and what goes on there is told on here by whoever takes it up.

use serde_json::{Value, json};

use crate::keys::make_token;
use crate::status::PAGE;
use crate::support::{Answer, Ask, Server, TINY, eventually};

/// What is longer is given as a file.
const FORM_LEN_MAX: usize = 32 * 1024;

fn server() -> Server {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

/// An instant so many seconds from now, as Statuspage writes it.
fn at(secs: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs);
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn page() -> Value {
    json!({
        "id": "k3x9v0qv7m2d", "name": "Tiny Terminals", "url": "https://status.tiny.example",
        "time_zone": "America/New_York", "updated_at": at(0),
    })
}

fn component(id: &str, name: &str, group: Option<&str>, status: &str) -> Value {
    json!({
        "id": id, "name": name, "status": status, "created_at": "2024-03-01T08:00:00.000Z",
        "updated_at": at(-60), "position": 1, "description": null, "showcase": true,
        "start_date": "2024-03-01", "group_id": group, "page_id": "k3x9v0qv7m2d",
        "group": false, "only_show_if_degraded": false,
    })
}

fn update(of: &str, id: &str, status: &str, body: &str, secs: i64, affected: &Value) -> Value {
    json!({
        "id": id, "status": status, "body": body, "incident_id": of, "created_at": at(secs),
        "updated_at": at(secs), "display_at": at(secs), "affected_components": affected,
        "deliver_notifications": true, "custom_tweet": null, "tweet_id": null,
    })
}

/// A maintenance from and until so many seconds from now.
fn maintenance(id: &str, name: &str, status: &str, window: (i64, i64), updates: &Value) -> Value {
    json!({
        "id": id, "name": name, "status": status, "created_at": at(-900_000),
        "updated_at": at(-60), "monitoring_at": null,
        "resolved_at": (status == "completed").then(|| at(window.1)),
        "impact": "maintenance", "shortlink": "https://stspg.io/m", "started_at": at(-900_000),
        "page_id": "k3x9v0qv7m2d", "incident_updates": updates,
        "components": [component("c1gateway0001", "Old gateway", None, "operational")],
        "scheduled_for": at(window.0), "scheduled_until": at(window.1),
    })
}

fn all_maintenance() -> Value {
    let planned =
        |id: &str, body: &str| update(id, "u1", "scheduled", body, -900_000, &json!(null));
    let ahead = json!([planned("m1", "Terminals restart <once>, about 4 minutes each.")]);
    let running = json!([
        update("m2", "u2", "in_progress", "We have begun.", -500, &json!(null)),
        planned("m2", "The gateway is away for an hour."),
    ]);
    let over = json!([
        update("m3", "u3", "completed", "All is done.", -80_000, &json!(null)),
        update("m3", "u2", "in_progress", "It begins.", -86_000, &json!(null)),
        planned("m3", "The gateway was away."),
    ]);
    json!([
        maintenance("m1", "Firmware 5.2, wave 1", "scheduled", (90_000, 97_200), &ahead),
        maintenance("m2", "New disks", "in_progress", (-600, 8), &running),
        maintenance("m3", "New fans", "completed", (-86_400, -80_000), &over),
        maintenance("m4", "Forgotten work", "scheduled", (-90_000, -86_400), &json!([])),
    ])
}

fn post(server: &Server, cookie: &str, text: &str, deed: &str) -> Answer {
    let fields = [("text", text), ("do", deed)];
    server.post("/console/status/import", &fields).cookie(cookie).send()
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

#[test]
fn planned_maintenance_of_another_page_is_planned_here_once_and_ends_by_itself() {
    let server = server();
    let maria = server.sign_in("maria");
    let documents = json!({
        "page": page(),
        "components": [component("c1gateway0001", "Old gateway", None, "operational")],
        "scheduled_maintenances": all_maintenance(),
    })
    .to_string();
    let shown = post(&server, &maria, &documents, "show").text();
    assert!(
        shown.contains("To make: 1 component, 0 incidents and 3 planned maintenances."),
        "{shown}"
    );
    for (name, how) in [("Firmware 5.2", "lies ahead"), ("New disks", "is under way")] {
        assert!(shown.contains(name) && shown.contains(how), "{shown}");
    }
    let left_out = "Left out: Forgotten work (its time has passed, and nobody began it).";
    assert!(shown.contains(left_out), "{shown}");
    let made = post(&server, &maria, &documents, "make");
    assert_eq!((made.status, made.location()), (303, "/console/status"), "{}", made.text());
    let status = read(&server, "/status", "Firmware 5.2");
    assert!(status.contains("Terminals restart &lt;once&gt;"), "what it means: {status}");
    // What is under way ends at its own time, without anybody.
    eventually("its end", || {
        let all = server.get("/api/v2/scheduled-maintenances/active.json").send();
        let all: Value = serde_json::from_str(&all.text()).ok()?;
        (all["scheduled_maintenances"] == json!([])).then_some(())
    });
    let all = server.get("/api/v2/scheduled-maintenances.json").send();
    let all: Value = serde_json::from_str(&all.text()).expect("JSON");
    let all = all["scheduled_maintenances"].as_array().expect("a list").clone();
    let named = |name: &str| all.iter().find(|one| one["name"] == name).expect(name).clone();
    let (ahead, over) = (named("Firmware 5.2, wave 1"), named("New fans"));
    assert_eq!((&ahead["status"], &over["status"]), (&json!("scheduled"), &json!("completed")));
    assert_eq!(named("New disks")["status"], "completed");
    assert_eq!(ahead["components"][0]["name"], "Old gateway");
    assert_eq!(over["incident_updates"].as_array().map(Vec::len), Some(3), "{over}");
    let file = server.scratch.file("maintenance.json", &documents);
    let again = server.run(&["import-status", file.to_str().expect("text"), "--yes"]);
    let nothing = "To make: 0 components and 0 incidents. Here already: 4.";
    assert!(again.good && again.out.contains(nothing), "{}{}", again.out, again.err);
    let all = server.get("/api/v2/scheduled-maintenances.json").send().text();
    assert_eq!(all.matches("Firmware 5.2, wave 1").count(), 1, "{all}");
}

#[test]
fn maintenance_that_cannot_be_read_is_named_by_its_place_and_nothing_is_made() {
    let server = server();
    let maria = server.sign_in("maria");
    let one = |change: &dyn Fn(&mut Value)| {
        let mut all = all_maintenance();
        change(&mut all[0]);
        let parts = [component("c1gateway0001", "Old gateway", None, "operational")];
        json!({ "page": page(), "components": parts, "scheduled_maintenances": all }).to_string()
    };
    let many: Vec<Value> = (0..10_000)
        .map(|id| {
            json!({ "id": id.to_string(), "name": "x", "status": "scheduled",
                "created_at": "2026-01-01T00:00:00Z", "scheduled_for": "2099-01-01T00:00:00Z" })
        })
        .collect();
    let many = json!({ "scheduled_maintenances": many }).to_string();
    let ahead: Vec<Value> = (0..600)
        .map(|id| {
            json!({ "id": id.to_string(), "name": "x", "status": "scheduled",
                "created_at": at(-60), "scheduled_for": at(3_600), "scheduled_until": at(7_200) })
        })
        .collect();
    let ahead = json!({ "scheduled_maintenances": ahead }).to_string();
    let cases = [
        (one(&|one| one["scheduled_for"] = json!("soon")), "[0].scheduled_for is no time"),
        (one(&|one| one["scheduled_until"] = json!(null)), "[0].scheduled_until is missing"),
        (one(&|one| one["scheduled_until"] = json!(at(60))), "[0] ends before it starts"),
        (one(&|one| one["status"] = json!("maybe")), "[0].status is none of"),
        (
            one(&|one| one["incident_updates"][0]["display_at"] = json!("31.12.")),
            "[0].incident_updates[0].display_at is no time",
        ),
        (
            one(&|one| one["components"][0] = component("c9", "A <stranger>", None, "operational")),
            "names the component A &lt;stranger&gt;, which is neither here",
        ),
        (many, "longer than 1024 KiB"),
        (ahead, "600 planned maintenances would lie ahead; 500 can"),
    ];
    for (text, why) in cases {
        let refused = if text.len() > FORM_LEN_MAX {
            let file = server.scratch.file("many.json", &text);
            let ran = server.run(&["import-status", file.to_str().expect("text"), "--yes"]);
            assert!(!ran.good);
            ran.err
        } else {
            let answer = post(&server, &maria, &text, "make");
            assert_eq!(answer.status, 422, "{why}");
            answer.text()
        };
        assert!(refused.contains(why), "{why}: {refused}");
    }
    let status = server.get("/status").send().text();
    assert!(!status.contains("Old gateway"), "nothing half done");
    let planned = server.get("/console/maintenance").cookie(&maria).send().text();
    assert!(!planned.contains("Firmware"), "{planned}");
}

/// What `incidents/unresolved.json` has while something fails.
fn unresolved() -> String {
    let affected = json!([{
        "code": "c1gateway0001", "name": "Old gateway",
        "old_status": "partial_outage", "new_status": "major_outage",
    }]);
    let updates = json!([
        update("i7", "u2", "identified", "A carrier fault is cutting a <link>.", -300, &affected),
        update("i7", "u1", "investigating", "We look.", -900, &json!(null)),
    ]);
    let parts = [component("c1gateway0001", "Old gateway", None, "major_outage")];
    json!({
        "page": page(),
        "components": parts,
        "incidents": [{
            "id": "i7storeout01", "name": "Terminals cannot authorise", "status": "identified",
            "created_at": at(-900), "updated_at": at(-300), "monitoring_at": null,
            "resolved_at": null, "impact": "critical", "shortlink": "https://stspg.io/i",
            "started_at": at(-900), "page_id": "k3x9v0qv7m2d", "incident_updates": updates,
            "components": parts, "reminder_intervals": null,
        }],
    })
    .to_string()
}

#[test]
fn what_goes_on_elsewhere_is_told_on_here_by_who_takes_it_up_and_nobody_is_rung() {
    let server = server();
    let maria = server.sign_in("maria");
    let documents = unresolved();
    let shown = post(&server, &maria, &documents, "show").text();
    assert!(shown.contains("Still going on"), "{shown}");
    assert!(shown.contains("Open an incident for “Terminals cannot authorise”"), "{shown}");
    // To make the rest opens nothing, and a guessed id neither.
    assert_eq!(post(&server, &maria, &documents, "make").status, 303);
    assert!(read(&server, "/status", "Old gateway").contains("Everything works."));
    assert_eq!(post(&server, &maria, &documents, "open nothing").status, 422);
    let opened = post(&server, &maria, &documents, "open i7storeout01");
    assert_eq!(
        (opened.status, opened.location()),
        (303, "/console/incidents/1#update"),
        "{}",
        opened.text()
    );
    let page = read(&server, "/status", "Terminals cannot authorise");
    assert!(!page.contains("Everything works."), "{page}");
    assert!(page.contains("A carrier fault is cutting a &lt;link&gt;."), "{page}");
    assert!(page.contains("We look."), "what was told before stays: {page}");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("value=\"Terminals cannot authorise\""), "{room}");
    assert!(room.contains("A carrier fault is cutting a &lt;link&gt;.</textarea>"), "{room}");
    for person in ["maria", "tom", "wei"] {
        let cookie = server.sign_in(person);
        let own = server.get(&format!("/pager/{person}")).cookie(&cookie).send();
        assert_eq!(own.status, 200);
        assert!(!own.text().contains("/p/"), "{person} is not rung: {}", own.text());
    }
    // The same again is known, and the next word is written as ever.
    let again = post(&server, &maria, &documents, "show").text();
    assert!(!again.contains("Still going on"), "{again}");
    let fields = [
        ("known", "The spare link carries it."),
        ("impact", "Cards work again in most stores."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Terminals cannot authorise"),
        ("public_phase", "monitoring"),
    ];
    let told = server.post("/console/incidents/1/update", &fields).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    let page = read(&server, "/status", "The spare link carries it.");
    assert!(page.contains("We look."), "one matter: {page}");
    let all = server.get("/api/v2/incidents/unresolved.json").send();
    let all: Value = serde_json::from_str(&all.text()).expect("JSON");
    assert_eq!(all["incidents"].as_array().map(Vec::len), Some(1), "{all}");
    assert_eq!(all["incidents"][0]["status"], "monitoring", "{all}");
    assert_eq!(all["incidents"][0]["incident_updates"].as_array().map(Vec::len), Some(3), "{all}");
}

#[test]
fn over_the_api_the_person_of_the_token_takes_up_what_goes_on() {
    let server = server();
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond", "manage"]);
    let ask = |body: Value| {
        Ask::new(server.port, "POST", "/api/v1/status-import")
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send()
    };
    let documents = unresolved();
    let shown: Value = serde_json::from_str(&ask(json!({ "text": documents })).text()).unwrap();
    assert_eq!(shown["open"][0]["id"], "i7storeout01", "{shown}");
    let wrong = ask(json!({ "text": documents, "take_up": "none" }));
    assert_eq!((wrong.status, wrong.problem()["field"].as_str()), (422, Some("take_up")));
    let taken = ask(json!({ "text": documents, "take_up": "i7storeout01" }));
    assert_eq!(taken.status, 200, "{}", taken.text());
    let taken: Value = serde_json::from_str(&taken.text()).unwrap();
    assert_eq!(taken["incident"], 1, "{taken}");
    let file = server.scratch.file("unresolved.json", &documents);
    let again = server.run(&["import-status", file.to_str().expect("text")]);
    assert!(again.good && !again.out.contains("Still going on"), "{}", again.out);
}

#[test]
fn an_outage_lasts_through_words_that_name_no_component_and_counts_from_its_start() {
    let server = server();
    let maria = server.sign_in("maria");
    let turned = |from: &str, to: &str| {
        json!([{
            "code": "c1gateway0001", "name": "Old gateway", "old_status": from, "new_status": to,
        }])
    };
    let updates = json!([
        update("i1", "u3", "resolved", "It works again.", -79_200, &json!(null)),
        update("i1", "u2", "identified", "A disk is full.", -85_800, &json!(null)),
        update(
            "i1",
            "u1",
            "investigating",
            "It is dark.",
            -86_400,
            &turned("operational", "major_outage"),
        ),
    ]);
    let documents = json!({
        "page": page(),
        "components": [component("c1gateway0001", "Old gateway", None, "operational")],
        "incidents": [{
            "id": "i1", "name": "Old gateway is dark", "status": "resolved", "impact": "critical",
            "created_at": at(-86_400), "updated_at": at(-79_200), "monitoring_at": null,
            "resolved_at": at(-79_200), "started_at": at(-86_400), "page_id": "k3x9v0qv7m2d",
            "shortlink": "https://stspg.io/i", "components": [], "incident_updates": updates,
        }],
    })
    .to_string();
    let made = post(&server, &maria, &documents, "make");
    assert_eq!(made.status, 303, "{}", made.text());
    // Two hours in ninety days, of which all count: the component has been there since 2024.
    read(&server, "/status", "99.90");
    let components = server.get("/api/v2/components.json").send().text();
    let components: Value = serde_json::from_str(&components).expect("JSON");
    let all = components["components"].as_array().expect("components");
    let old = all.iter().find(|one| one["name"] == "Old gateway").expect("the component");
    assert_eq!(old["start_date"], "2024-03-01");
    let form = server.get("/console/status/components/old-gateway").cookie(&maria).send().text();
    assert!(form.contains("value=\"2024-03-01\""), "{form}");
    let wrong = [("name", "Old gateway"), ("counted_from", "yesterday")];
    let path = "/console/status/components/old-gateway";
    let returned = server.post(path, &wrong).cookie(&maria).send();
    assert_eq!(returned.status, 422);
    assert!(returned.text().contains("Write the day as 2024-02-29"), "{}", returned.text());
}

#[test]
fn the_preview_says_what_is_cut_and_what_of_a_feed_still_goes_on() {
    let server = server();
    let maria = server.sign_in("maria");
    let long = json!([update("i1", "u1", "resolved", &"y".repeat(4_001), -79_200, &json!(null))]);
    let list = json!([{
        "id": "i1", "name": "Old gateway is dark", "status": "resolved",
        "created_at": at(-86_400), "resolved_at": at(-79_200), "scheduled_for": null,
        "incident_updates": long,
    }])
    .to_string();
    let cut = "incidents[0].incident_updates[0] was longer than 4,000 bytes and is cut";
    let shown = post(&server, &maria, &list, "show").text();
    assert!(shown.contains("To make: 0 components and 1 incident."), "{shown}");
    assert!(shown.contains(cut), "{shown}");
    let file = server.scratch.file("list.json", &list);
    let ran = server.run(&["import-status", file.to_str().expect("text")]);
    assert!(ran.good && ran.out.contains(cut), "{}{}", ran.out, ran.err);
    let entry = format!(
        "<feed><entry><id>e</id><title>Terminals are dark</title><updated>{}</updated>\
         <content type='html'>&lt;p&gt;&lt;small&gt;now&lt;/small&gt;&lt;br /&gt;&lt;strong&gt;\
         Identified&lt;/strong&gt; - A link is cut.&lt;/p&gt;</content></entry></feed>",
        at(-600)
    );
    let shown = post(&server, &maria, &entry, "show").text();
    let named = "Left out: Terminals are dark (still going on there: take it in from the JSON).";
    assert!(shown.contains(named), "{shown}");
    assert!(!shown.contains("value=\"make\""), "nothing is to be made: {shown}");
}

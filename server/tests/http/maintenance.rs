//! Planned maintenance: planned in the console and over the API, it stands on the page, in the
//! JSON, the feeds and the calendar, and starts and ends by itself.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::keys::make_token;
use crate::status::PAGE;
use crate::support::{Answer, Ask, Server, TINY, eventually};

fn server() -> Server {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

/// An instant so many seconds from now, as the API has it.
fn in_secs(secs: u64) -> String {
    jiff::Timestamp::try_from(SystemTime::now() + Duration::from_secs(secs)).unwrap().to_string()
}

/// The same on the clocks of Lisbon, as a form has it.
fn typed(secs: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs);
    at.in_tz("Europe/Lisbon").unwrap().strftime("%Y-%m-%dT%H:%M").to_string()
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

fn json_of(server: &Server, name: &str, awaited: &str) -> Value {
    serde_json::from_str(&read(server, &format!("/api/v2/{name}"), awaited)).unwrap()
}

fn form<'a>(from: &'a str, until: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("title", "New <links>, wave 1; all stores"),
        ("impact", "Cards fail for minutes, then work again."),
        ("component", "payments"),
        ("from", from),
        ("until", until),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", "24 h, 30 min"),
    ]
}

fn plan(server: &Server, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    server.post("/console/maintenance", fields).cookie(cookie).send()
}

#[test]
fn what_is_planned_in_the_console_stands_wherever_readers_look() {
    let server = server();
    let maria = server.sign_in("maria");
    let (from, until) = (typed(86_400), typed(90_000));
    let planned = plan(&server, &maria, &form(&from, &until));
    assert_eq!((planned.status, planned.location()), (303, "/console/maintenance/1"));
    let page = read(&server, "/status", "New &lt;links&gt;");
    assert!(page.contains("Planned maintenance") && page.contains("maintenance.ics"));
    let upcoming = json_of(&server, "scheduled-maintenances/upcoming.json", "links");
    let one = &upcoming["scheduled_maintenances"][0];
    let keys: Vec<&str> = one.as_object().unwrap().keys().map(String::as_str).collect();
    let wanted = [
        "id",
        "name",
        "status",
        "created_at",
        "updated_at",
        "monitoring_at",
        "resolved_at",
        "impact",
        "shortlink",
        "started_at",
        "page_id",
        "incident_updates",
        "components",
        "scheduled_for",
        "scheduled_until",
    ];
    let text = read(&server, "/api/v2/scheduled-maintenances/upcoming.json", "links");
    let places: Vec<usize> =
        wanted.iter().map(|key| text.find(&format!("\"{key}\":")).expect(key)).collect();
    assert_eq!(keys.len(), wanted.len(), "{keys:?}");
    assert!(wanted.iter().all(|key| keys.contains(key)), "{keys:?}");
    assert!(places[0] < places[1] && places[13] < places[14], "in Statuspage's order");
    assert_eq!((&one["status"], &one["impact"]), (&json!("scheduled"), &json!("maintenance")));
    assert_eq!(one["incident_updates"][0]["affected_components"], Value::Null);
    assert_eq!(one["components"].as_array().unwrap().len(), 2, "with what is part of it");
    let summary = json_of(&server, "summary.json", "links");
    assert_eq!(summary["scheduled_maintenances"], upcoming["scheduled_maintenances"]);
    assert_eq!(summary["status"]["indicator"], "none", "it has not begun");
    for feed in ["/history.atom", "/history.rss"] {
        assert!(read(&server, feed, "New &lt;links&gt;").contains("Cards fail for minutes"));
    }
    let calendar = server.get("/status/maintenance.ics").send();
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    let event = event(&calendar.text());
    assert_eq!(event["SUMMARY"], "New <links>\\, wave 1\\; all stores");
    assert_eq!((event["STATUS"].as_str(), event["SEQUENCE"].as_str()), ("CONFIRMED", "0"));
    let detail = server.get("/console/maintenance/1").cookie(&maria).send().text();
    assert!(detail.contains("24 h, 30 min") && detail.contains("Start it now"), "{detail}");
    let again = plan(&server, &maria, &form(&from, &until));
    let warned = server.get(again.location()).cookie(&maria).send().text();
    assert!(warned.contains("At the same time"), "told, not refused: {warned}");
    let why = [("stage", "cancelled"), ("why", "The parts are late.")];
    let path = format!("{}/stage", again.location());
    assert_eq!(server.post(&path, &why).cookie(&maria).send().status, 303);
    read(&server, "/status", "The parts are late.");
    let left = json_of(&server, "scheduled-maintenances.json", "links");
    assert_eq!(left["scheduled_maintenances"].as_array().unwrap().len(), 1);
    read(&server, "/status/maintenance.ics", "STATUS:CANCELLED");
}

/// The first event of a calendar, held against RFC 5545.
fn event(text: &str) -> std::collections::BTreeMap<String, String> {
    assert!(text.ends_with("END:VCALENDAR\r\n") && text.starts_with("BEGIN:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "lines end as they should");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "lines are folded");
    let whole = text.replace("\r\n ", "");
    let lines = whole.lines().skip_while(|line| *line != "BEGIN:VEVENT");
    let event: std::collections::BTreeMap<String, String> = lines
        .take_while(|line| *line != "END:VEVENT")
        .map(|line| line.split_once(':').expect("a name and a value"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for needed in ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS"] {
        assert!(event.contains_key(needed), "{needed}");
    }
    for instant in ["DTSTAMP", "DTSTART", "DTEND"] {
        let read = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &event[instant]);
        assert!(read.is_ok(), "{instant}: {}", event[instant]);
    }
    event
}

#[test]
fn what_is_mistyped_comes_back_with_what_is_wrong() {
    let server = server();
    let maria = server.sign_in("maria");
    let (from, until) = (typed(86_400), typed(90_000));
    let (long_ago, far) = (typed(-86_400), typed(40 * 86_400));
    for (field, value, wanted) in [
        ("until", from.as_str(), "end before it starts"),
        ("from", long_ago.as_str(), "has passed already"),
        ("until", far.as_str(), "14 days at most"),
        ("title", "", "needs a heading"),
        ("impact", " ", "what it means for the reader"),
        ("zone", "Moon/Base", "no such time zone"),
        ("from", "soon", "Write a day and a time"),
        ("remind", "often", "Write reminders like"),
        ("component", "fridge", "components that are there"),
        ("owner", "nobody", "looks after it"),
    ] {
        let mut fields = form(&from, &until);
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        let answer = plan(&server, &maria, &fields);
        assert_eq!(answer.status, 422, "{field}: {}", answer.text());
        assert!(answer.text().contains(wanted), "{field}: {}", answer.text());
        if field != "impact" {
            assert!(answer.text().contains("then work again."), "what was typed comes back");
        }
    }
    assert!(!server.get("/console/maintenance").cookie(&maria).send().text().contains("links"));
    assert_eq!(server.get("/console/maintenance").send().status, 303, "only for the vendor");
}

#[test]
fn it_starts_and_ends_by_itself_and_the_page_shows_it_meanwhile() {
    let server = server();
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond"]);
    let ask = |method: &'static str, path: &str, body: Value| {
        let answer = Ask::new(server.port, method, &format!("/api/v1{path}"))
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send();
        (answer.status, serde_json::from_slice::<Value>(&answer.body).unwrap_or_default())
    };
    let body = json!({
        "title": "Spare link", "impact": "Cards fail for a moment.", "components": ["payments"],
        "from": in_secs(2), "until": in_secs(7), "zone": "UTC", "by_hand": true,
    });
    let (status, made) = ask("POST", "/maintenance", body);
    assert_eq!((status, &made["stage"]), (201, &json!("scheduled")), "{made}");
    read(&server, "/status", "Planned maintenance is under way.");
    let summary = json_of(&server, "summary.json", "under_maintenance");
    assert_eq!(summary["status"]["description"], "Service Under Maintenance");
    let active = json_of(&server, "scheduled-maintenances/active.json", "Spare");
    let begun = &active["scheduled_maintenances"][0]["incident_updates"][0];
    assert_eq!(begun["status"], "in_progress");
    assert_eq!(begun["affected_components"][0]["new_status"], "under_maintenance");
    let page = server.call_for_help("Dark");
    assert!(page.starts_with("/e/"), "whoever calls is helped as ever");
    server.page_of("tom");
    read(&server, "/status", "It should have been over");
    let (status, checked) = ask("POST", "/maintenance/1/updates", json!({ "stage": "verifying" }));
    assert_eq!((status, &checked["stage"]), (200, &json!("verifying")), "{checked}");
    assert_eq!(checked["overruns"], true, "{checked}");
    let active = json_of(&server, "scheduled-maintenances/active.json", "\"verifying\"");
    assert_eq!(active["scheduled_maintenances"][0]["status"], "verifying");
    let page = read(&server, "/status", "Done; we check it");
    assert!(page.contains("It should have been over"), "it overruns all the same: {page}");
    let one = server.get("/console/maintenance/1").cookie(&maria).send().text();
    assert!(one.contains("being checked, overruns") && one.contains("The work goes on"), "{one}");
    let (status, over) = ask("POST", "/maintenance/1/updates", json!({ "stage": "overrun" }));
    assert_eq!((status, &over["stage"]), (200, &json!("overrun")), "{over}");
    let reason = json!({ "until": in_secs(3_600), "reason": "A part is late." });
    let (status, longer) = ask("POST", "/maintenance/1/extension", reason);
    assert_eq!((status, &longer["stage"]), (200, &json!("in_progress")), "{longer}");
    let (status, over) = ask("POST", "/maintenance/1/updates", json!({ "stage": "completed" }));
    assert_eq!((status, &over["stage"]), (200, &json!("completed")));
    let page = read(&server, "/status", "Everything works.");
    assert!(page.contains("A part is late."), "{page}");
    let (status, refused) = ask("POST", "/maintenance/1/updates", json!({ "stage": "verifying" }));
    assert_eq!((status, refused["type"].is_string()), (422, true), "{refused}");
}

#[test]
fn leads_say_what_comes_again_and_a_file_says_the_same() {
    let server = server();
    let maria = server.sign_in("maria");
    let day = (jiff::Zoned::now().date().tomorrow().unwrap()).to_string();
    let mut fields = form("", "");
    fields.retain(|(name, _)| !["from", "until"].contains(name));
    fields.extend([("first", day.as_str()), ("at", "02:30"), ("lasts", "90")]);
    fields.extend([("repeat", "weekly"), ("every", "1")]);
    let put = server.post("/console/maintenance/routines", &fields).cookie(&maria).send();
    assert_eq!((put.status, put.location()), (303, "/console/maintenance"), "{}", put.text());
    let list = server.get("/console/maintenance").cookie(&maria).send().text();
    assert!(list.contains("every week at 02:30 for 90 min"), "{list}");
    let upcoming = json_of(&server, "scheduled-maintenances/upcoming.json", "links");
    let count = upcoming["scheduled_maintenances"].as_array().unwrap().len();
    assert!((8..=9).contains(&count), "{count} for two months");
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("[[routine]]") && exported.contains("repeat = \"weekly\""));
    let applied = server.apply(&exported);
    assert!(applied.out.contains("0 to add, 0 to change"), "{}{}", applied.out, applied.err);
    fields.iter_mut().find(|(name, _)| *name == "every").unwrap().1 = "0";
    let bad = server.post("/console/maintenance/routines", &fields).cookie(&maria).send();
    assert_eq!(bad.status, 422);
    assert!(bad.text().contains("every 1 to 12 weeks or months"), "{}", bad.text());
}

#[test]
fn what_comes_again_on_several_days_is_ticked_written_in_a_file_and_set_by_a_program() {
    let server = server();
    let maria = server.sign_in("maria");
    let day = (jiff::Zoned::now().date().tomorrow().unwrap()).to_string();
    let mut fields = form("", "");
    fields.retain(|(name, _)| !["from", "until"].contains(name));
    fields.extend([("first", day.as_str()), ("at", "02:30"), ("lasts", "90")]);
    fields.extend([("repeat", "monthly"), ("every", "1")]);
    fields.extend(["mon", "tue", "wed", "thu", "fri"].map(|day| ("weekday", day)));
    let send = |fields: &[(&str, &str)]| {
        server.post("/console/maintenance/routines", fields).cookie(&maria).send()
    };
    let ticks = |form: &str| form.matches("name=\"weekday\"").count();
    let ticked =
        |form: &str, day: &str| form.contains(&format!("name=\"weekday\" value=\"{day}\" checked"));
    let bad = send(&fields);
    let returned = bad.text();
    assert_eq!((bad.status, ticks(&returned)), (422, 7), "{returned}");
    assert!(returned.contains("Untick them, or choose weeks."), "{returned}");
    assert!(ticked(&returned, "fri") && !ticked(&returned, "sat"), "{returned}");
    fields.iter_mut().find(|(name, _)| *name == "repeat").unwrap().1 = "weekly";
    let put = send(&fields);
    assert_eq!(put.status, 303, "{}", put.text());
    let list = server.get("/console/maintenance").cookie(&maria).send().text();
    assert!(list.contains("every Monday to Friday at 02:30 for 90 min"), "{list}");
    let exported = server.run(&["export"]).out;
    let line = "weekdays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]";
    assert!(exported.contains(line), "{exported}");
    let applied = server.apply(&exported);
    assert!(applied.out.contains("0 to add, 0 to change"), "{}{}", applied.out, applied.err);
    let wrong = server.apply(&exported.replace(line, "weekdays = [\"day\"]"));
    assert!(!wrong.good && wrong.err.contains("Write days of the week"), "{}", wrong.err);
    let token = make_token(&server, &maria, &["read", "respond", "manage"]);
    let mut body = json!({
        "title": "Nightly", "impact": "Cards fail for a moment.", "zone": "UTC", "owner": "maria",
        "first": day, "at": "03:00", "lasts_mins": 30, "repeat": "weekly",
        "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    });
    let program = |body: &Value| {
        let answer = Ask::new(server.port, "PUT", "/api/v1/maintenance-routines/nightly")
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send();
        (answer.status, answer.text())
    };
    let (status, said) = program(&body);
    assert!((200..300).contains(&status), "{status} {said}");
    let list = |words: &str| {
        eventually(words, || {
            let list = server.get("/console/maintenance").cookie(&maria).send().text();
            list.contains(words).then_some(())
        });
    };
    list("every day at 03:00 for 30 min");
    body.as_object_mut().unwrap().remove("weekdays");
    let (status, said) = program(&body);
    assert!((200..300).contains(&status), "as before there were several days: {status} {said}");
    list("every week at 03:00 for 30 min");
}

#[test]
fn an_announcement_stands_on_the_page_from_its_time_until_its_time() {
    let server = server();
    let maria = server.sign_in("maria");
    let (now, later) = (typed(-60), typed(7_200));
    let fields = |until| {
        [
            ("title", "New hours <soon>"),
            ("text", "From Monday\nwe answer from six."),
            ("from", now.as_str()),
            ("until", until),
            ("zone", "Europe/Lisbon"),
        ]
    };
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    let wrong = post("/console/announcements", &fields(now.as_str()));
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("end before it starts") && wrong.text().contains("from six"));
    let posted = post("/console/announcements", &fields(&later));
    assert_eq!((posted.status, posted.location()), (303, "/console/announcements"));
    let page = read(&server, "/status", "New hours &lt;soon&gt;");
    assert!(page.contains("Everything works.") && page.contains("Announced until"));
    assert!(read(&server, "/history.atom", "New hours").contains("we answer from six."));
    let list = server.get("/console/announcements").cookie(&maria).send().text();
    assert!(list.contains("On the pages now") && list.contains("New hours"));
    assert_eq!(post("/console/announcements/1/end", &[]).status, 303);
    eventually("it is taken down", || {
        (!server.get("/status").send().text().contains("New hours")).then_some(())
    });
}

#[test]
fn history_stands_month_by_month_with_how_long_things_failed() {
    let server = server();
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    assert_eq!(crate::status::tell(&server, &maria, &[]).status, 303);
    read(&server, "/status", "Part of it is down.");
    std::thread::sleep(Duration::from_millis(1_100));
    let over = [("public_phase", "resolved")];
    assert_eq!(crate::status::tell(&server, &maria, &over).status, 303);
    let page = read(&server, "/status/history", "Something failed for");
    assert!(page.contains("Cards fail in the north."), "every word stands there: {page}");
    let now = jiff::Timestamp::now().in_tz("Europe/Lisbon").unwrap();
    let month = now.strftime("%Y-%m").to_string();
    for path in [
        format!("/status/history/{month}"),
        format!("/status/history?month={month}"),
        format!("/status/p/public/history/{month}"),
    ] {
        assert!(read(&server, &path, "Cards fail").contains("History ·"), "{path}");
    }
    for nowhere in ["/status/history/1999-01", "/status/history?month=soon", "/status/history/.."] {
        assert_eq!(server.get(nowhere).send().status, 404, "{nowhere}");
    }
}

#[test]
fn another_status_page_is_taken_in_once_after_it_was_shown() {
    let server = server();
    let maria = server.sign_in("maria");
    let documents = json!({
        "page": { "id": "p" },
        "components": [{ "id": "c1", "name": "Old <gateway>", "position": 1, "group_id": null }],
        "incidents": [{
            "id": "i1", "name": "Gateway was dark", "status": "postmortem",
            "created_at": "2026-08-02T14:59:36.991Z", "resolved_at": "2026-08-02T16:00:00.000Z",
            "incident_updates": [
                { "id": "u3", "status": "postmortem", "body": "A fuse <blew>.",
                  "created_at": "2026-08-04T10:00:00.000Z", "affected_components": null },
                { "id": "u2", "status": "resolved", "body": "Over.",
                  "created_at": "2026-08-02T16:00:00.000Z", "affected_components": null },
                { "id": "u1", "status": "investigating", "body": "We look.",
                  "created_at": "2026-08-02T14:59:36.991Z",
                  "affected_components": [{ "code": "c1", "new_status": "major_outage" }] },
            ],
        }],
    })
    .to_string();
    let post = |text: &str, deed: &str| {
        let fields = [("text", text), ("do", deed)];
        server.post("/console/status/import", &fields).cookie(&maria).send()
    };
    let broken = post(&documents[..documents.len() - 2], "make");
    assert_eq!(broken.status, 422);
    assert!(broken.text().contains("This is not JSON") && broken.text().contains("line 1"));
    let shown = post(&documents, "show").text();
    assert!(shown.contains("To make: 1 component and 1 incident."), "{shown}");
    assert!(shown.contains("Gateway was dark") && shown.contains("Make it"));
    assert!(!server.get("/status").send().text().contains("Old &lt;gateway&gt;"), "only shown");
    let made = post(&documents, "make");
    assert_eq!((made.status, made.location()), (303, "/console/status"), "{}", made.text());
    assert!(read(&server, "/status", "Old &lt;gateway&gt;").contains("Everything works."));
    let month = read(&server, "/status/history/2026-08", "Gateway was dark");
    assert!(month.contains("We look.") && month.contains("Something failed for 60 min"), "{month}");
    // What it said in hindsight is the review, as if it had been written here.
    assert!(month.contains("A fuse &lt;blew&gt;.") && month.contains("What happened"), "{month}");
    let all = json_of(&server, "incidents.json", "Gateway was dark");
    let told = &all["incidents"][0];
    assert_eq!(told["incident_updates"].as_array().map(Vec::len), Some(3), "{told}");
    assert_eq!(
        (&told["status"], &told["resolved_at"]),
        (&json!("postmortem"), &json!("2026-08-02T17:00:00.000+01:00"),)
    );
    assert_eq!(told["incident_updates"][0]["status"], "postmortem");
    assert!(told["incident_updates"][0]["body"].as_str().unwrap().contains("A fuse <blew>."));
    assert!(read(&server, "/history.atom", "A fuse").contains("Gateway was dark · Review"));
    let file = server.scratch.file("incidents.json", &documents);
    let again = server.run(&["import-status", file.to_str().expect("text"), "--yes"]);
    assert!(again.good, "{}{}", again.out, again.err);
    assert!(
        again.out.contains("To make: 0 components and 0 incidents. Here already: 2."),
        "{}",
        again.out
    );
    let nothing = server.scratch.file("broken.json", "{\"incidents\": 4}");
    let nothing = server.run(&["import-status", nothing.to_str().expect("text")]);
    assert!(!nothing.good && nothing.err.contains("incidents is no list"), "{}", nothing.err);
}

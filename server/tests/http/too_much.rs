//! More than a status page can hold, an update as long as a book, text that would be markup, and
//! work that overlaps: a clear answer in every case, nothing half done, and the page stays up.

use std::fmt::Write as _;

use domain::components::COMPONENTS_MAX;
use serde_json::{Value, json};

use crate::keys::make_token;
use crate::support::{Answer, Ask, Server, TINY, eventually};

const PAGE: &str = "[[component]]\nkey = \"cards\"\nname = \"Card payments\"\n\n[[status_page]]\n\
                    key = \"public\"\nname = \"Tiny\"\nzone = \"Europe/Lisbon\"\n";

fn server() -> Server {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn components(count: usize) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        let _ = write!(all, "[[component]]\nkey = \"c{number}\"\nname = \"Till {number}\"\n");
        all
    })
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

fn api(server: &Server, token: &str, method: &'static str, path: &str, body: &Value) -> Answer {
    Ask::new(server.port, method, &format!("/api/v1{path}"))
        .header("Authorization", &format!("Bearer {token}"))
        .header("Content-Type", "application/json")
        .body(body.to_string())
        .send()
}

#[test]
fn a_page_of_ten_thousand_components_is_refused_by_its_limit_and_the_page_stays_as_it_was() {
    let server = server();
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "manage"]);
    let before = read(&server, "/status", "Card payments");
    assert!(!before.contains("Till"), "{before}");
    let limit = "At most 2000 components are possible.";
    assert_eq!(COMPONENTS_MAX, 2_000);
    let unchanged = |how: &str| {
        let page = server.get("/status").send();
        assert_eq!(page.status, 200, "{how}");
        assert!(!page.text().contains("Till "), "{how}: nothing half done");
    };
    let applied = server.apply(&format!("{TINY}{PAGE}{}", components(10_000)));
    assert!(!applied.good && applied.err.contains(limit), "{}{}", applied.out, applied.err);
    unchanged("by file");
    let parts: Vec<Value> = (0..10_000)
        .map(|number| json!({ "id": number.to_string(), "name": format!("Till {number}") }))
        .collect();
    let documents = json!({ "components": parts }).to_string();
    let body = json!({ "text": documents, "make": true });
    let refused = api(&server, &token, "POST", "/status-import", &body);
    let problem = refused.problem();
    assert_eq!((refused.status, problem["detail"].as_str()), (422, Some(limit)), "{problem}");
    unchanged("by import");
    // At the limit it stands, and one more is refused wherever it comes from.
    let full = server.apply(&format!("{TINY}{PAGE}{}", components(COMPONENTS_MAX - 1)));
    assert!(full.good, "{}{}", full.out, full.err);
    let body = json!({ "name": "One more" });
    let refused = api(&server, &token, "PUT", "/components/one-more", &body);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains(limit), "{}", refused.text());
    let fields = [("key", "one-more"), ("name", "One more")];
    let refused = server.post("/console/status/components", &fields).cookie(&maria).send();
    assert!(refused.status == 422 && refused.text().contains(limit), "{}", refused.text());
    let page = read(&server, "/status", "Till 1998");
    assert!(page.contains("Card payments") && !page.contains("One more"));
}

#[test]
fn an_update_as_long_as_a_book_is_refused_and_nobody_reads_a_part_of_it() {
    let server = server();
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond"]);
    server.call_for_help("Dark");
    let book = "Still looking. ".repeat(70_000);
    let fields = [
        ("known", book.as_str()),
        ("impact", "Cards fail."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Cards fail"),
        ("public_phase", "investigating"),
    ];
    let posted = server.post("/console/incidents/1/update", &fields).cookie(&maria).send();
    assert_eq!(posted.status, 413, "{}", posted.text());
    let body = json!({ "known": book, "next_in_mins": 15 });
    let asked = api(&server, &token, "POST", "/incidents/1/updates", &body);
    assert_eq!(asked.status, 413, "{}", asked.text());
    assert_eq!(asked.problem()["type"], "/docs/problems/too-large");
    assert!(!server.get("/status").send().text().contains("Still looking"), "nothing of it");
    let short = [("known", "A link is cut."), ("impact", "Cards fail."), ("next_in_mins", "15")];
    let posted = server.post("/console/incidents/1/update", &short).cookie(&maria).send();
    assert_eq!(posted.status, 303, "and the next one is taken: {}", posted.text());
}

#[test]
fn an_update_that_names_a_hundred_components_names_them_all_and_one_too_long_names_none() {
    let server = server();
    let applied = server.apply(&format!("{TINY}{PAGE}{}", components(140)));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    let keys: Vec<String> = (0..1_500).map(|number| format!("c{number}")).collect();
    let tell = |count: usize, fares: &str| {
        let rows = keys[..count].iter();
        let mut fields: Vec<(&str, &str)> =
            rows.flat_map(|key| [("part", key.as_str()), ("fares", fares)]).collect();
        fields.extend([
            ("known", "A link is cut."),
            ("impact", "Tills fail."),
            ("next_in_mins", "15"),
            ("public", "1"),
            ("title", "Tills fail"),
            ("public_phase", "identified"),
        ]);
        server.post("/console/incidents/1/update", &fields).cookie(&maria).send()
    };
    let failing = || {
        let summary: Value =
            serde_json::from_str(&read(&server, "/api/v2/summary.json", "Tills fail"))
                .expect("JSON");
        let components = summary["components"].as_array().cloned().unwrap_or_default();
        components.iter().filter(|one| one["status"] == "major_outage").count()
    };
    let told = tell(100, "major");
    assert_eq!(told.status, 303, "{}", told.text());
    assert_eq!(failing(), 100, "each of them");
    // 3,006 fields: of the first of them alone something else would come.
    let refused = tell(1_500, "partial");
    let problem = refused.problem();
    assert_eq!((refused.status, &problem["type"]), (413, &json!("/docs/problems/too-large")));
    assert!(problem["detail"].as_str().is_some_and(|why| why.contains("2500 fields")), "{problem}");
    assert_eq!(failing(), 100, "nothing of it is read");
    // What stands behind the ticks of a form is read as well.
    let mut fields: Vec<(&str, &str)> = vec![("title", "New tills"), ("impact", "Tills fail.")];
    fields.extend(keys[..140].iter().map(|key| ("component", key.as_str())));
    fields.extend([
        ("from", "2027-03-01T02:00"),
        ("until", "2027-03-01T04:00"),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", "1 h"),
    ]);
    let planned = server.post("/console/maintenance", &fields).cookie(&maria).send();
    assert_eq!(planned.status, 303, "{}", planned.text());
    // And a cry for help is one, however many fields come with it.
    let mut cry = vec![("words", "Dark again")];
    cry.extend(keys.iter().flat_map(|key| [("part", key.as_str()), ("fares", "major")]));
    assert_eq!(server.post("/help", &cry).send().status, 303);
}

#[test]
fn markdown_that_would_be_a_link_or_a_script_is_read_as_the_text_that_it_is() {
    let server = server();
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    let hostile = "[Pay here](javascript:alert(1)) ![x](http://evil.test/x.png) \
                   <script>alert(2)</script> <http://evil.test> # *all* `down`";
    let fields = [
        ("known", hostile),
        ("impact", hostile),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Cards [fail](http://evil.test)"),
        ("public_phase", "investigating"),
    ];
    let posted = server.post("/console/incidents/1/update", &fields).cookie(&maria).send();
    assert_eq!(posted.status, 303, "{}", posted.text());
    let page = read(&server, "/status", "[Pay here](javascript:alert(1))");
    for path in ["/status", "/status/history", "/history.rss", "/history.atom"] {
        let text = server.get(path).send().text();
        let (marks, attributes) = (["<script>alert", "<img"], ["href=\"javascript", "evil.test\""]);
        for bad in marks.iter().chain(&attributes) {
            assert!(!text.contains(bad), "{path}: {bad}");
        }
    }
    assert!(page.contains("Cards [fail](http://evil.test)") && page.contains("*all* `down`"));
    let told = server.get("/api/v2/incidents.json").send().text();
    let told: Value = serde_json::from_str(&told).expect("JSON");
    let body = told["incidents"][0]["incident_updates"][0]["body"].as_str().expect("words");
    assert!(body.contains(hostile), "programs read it as it was written: {body}");
}

#[test]
fn work_that_overlaps_is_planned_and_whoever_plans_it_reads_of_the_other() {
    let server = server();
    let maria = server.sign_in("maria");
    let plan = |title: &str, from: &str, until: &str| {
        let fields = [
            ("title", title),
            ("impact", "Cards fail for minutes."),
            ("component", "cards"),
            ("from", from),
            ("until", until),
            ("zone", "Europe/Lisbon"),
            ("owner", "maria"),
            ("remind", "1 h"),
        ];
        let planned = server.post("/console/maintenance", &fields).cookie(&maria).send();
        assert_eq!(planned.status, 303, "{}", planned.text());
        let path = planned.location().to_owned();
        server.get(&path).cookie(&maria).send().text()
    };
    plan("New links", "2027-03-01T02:00", "2027-03-01T04:00");
    let second = plan("New <disks>", "2027-03-01T03:00", "2027-03-01T05:00");
    assert!(second.contains("New links"), "{second}");
    let page = read(&server, "/status", "New &lt;disks&gt;");
    assert!(page.contains("New links"), "both stand there: {page}");
    let apart = plan("New fans", "2027-03-02T02:00", "2027-03-02T04:00");
    assert!(!apart.contains("New links"), "{apart}");
}

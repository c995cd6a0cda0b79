//! Audiences on the real program: what is for some is in no byte that everyone can read.

use serde_json::Value;

use crate::status::{PAGE, tell};
use crate::support::{Scratch, Server, TINY, attribute, eventually};

/// Stands in everything that is for clinics only, in no other text.
const CANARY: &str = "isotope";

const FOR_SOME: &str = r#"
[[customer]]
key = "brightwater"
name = "Brightwater Clinics"
access_names = ["Brightwater"]

[[customer.site]]
key = "elm"
name = "Elm Street"

[[customer]]
key = "harbour"
name = "Harbour Stores"

[[audience]]
key = "clinics"
name = "Clinics isotope"
customers = ["brightwater"]

[[component]]
key = "isotope-scanner"
name = "The isotope scanner"
audiences = ["clinics"]

[[component]]
key = "isotope-lens"
name = "Lens of isotope"
parent = "isotope-scanner"
"#;

fn server_on(scratch: Scratch, arguments: &[&str]) -> Server {
    let server = Server::on(scratch, arguments);
    let applied = server.apply(&format!("{TINY}{PAGE}{FOR_SOME}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn server() -> Server {
    server_on(Scratch::new(), &["serve"])
}

/// One word for everyone, and then, of a second call, one of what is for clinics.
fn told(server: &Server, cookie: &str) {
    server.call_for_help("Dark");
    assert_eq!(tell(server, cookie, &[]).status, 303);
    server.call_for_help("Darker");
    let fields = [
        ("known", "The isotope is cold."),
        ("impact", "No isotope today."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Isotope trouble"),
        ("public_phase", "identified"),
        ("part", "isotope-lens"),
        ("fares", "major"),
    ];
    let told = server.post("/console/incidents/2/update", &fields).cookie(cookie).send();
    assert_eq!(told.status, 303, "{}", told.text());
    let hour = |hours: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
        at.strftime("%Y-%m-%dT%H:%M").to_string()
    };
    let (from, until) = (hour(0), hour(5));
    let fields = [
        ("title", "Isotope hours"),
        ("text", "We answer on isotope from six."),
        ("audience", "clinics"),
        ("from", &from),
        ("until", &until),
        ("zone", "UTC"),
    ];
    let posted = server.post("/console/announcements", &fields).cookie(cookie).send();
    assert_eq!(posted.status, 303, "{}", posted.text());
    let (from, until) = (hour(3), hour(4));
    for part in ["component", "audience"] {
        let value = if part == "component" { "isotope-scanner" } else { "clinics" };
        let fields = [
            ("title", "New isotope links"),
            ("impact", "Minutes without isotope."),
            (part, value),
            ("from", &from),
            ("until", &until),
            ("zone", "UTC"),
            ("owner", "maria"),
        ];
        let planned = server.post("/console/maintenance", &fields).cookie(cookie).send();
        assert_eq!(planned.status, 303, "{}", planned.text());
    }
}

/// Every address that leads from a page to something of ours, and what programs ask for.
fn addresses(server: &Server) -> Vec<String> {
    let mut all: Vec<String> = [
        "/status",
        "/status/history",
        "/status/widget",
        "/status/badge.svg",
        "/status/maintenance.ics",
        "/status/subscribe",
        "/history.atom",
        "/history.rss",
        "/help",
        "/status/badge/isotope-scanner.svg",
        "/status/p/public/badge/isotope-lens.svg",
        "/status/p/public/fails/isotope-scanner",
        "/status/p/public/stream/none",
    ]
    .map(str::to_owned)
    .into();
    for name in [
        "summary",
        "status",
        "components",
        "incidents",
        "incidents/unresolved",
        "scheduled-maintenances",
        "scheduled-maintenances/upcoming",
        "scheduled-maintenances/active",
    ] {
        all.push(format!("/api/v2/{name}.json"));
        all.push(format!("/status/p/public/api/v2/{name}.json"));
    }
    for page in ["/status", "/status/history", "/status/p/public", "/status/p/public/history"] {
        let text = server.get(page).send().text();
        let links = attribute(&text, "href").into_iter().chain(attribute(&text, "action"));
        all.extend(links.filter(|link| link.starts_with('/')));
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[test]
fn nothing_of_an_audience_is_in_any_byte_that_everyone_can_read() {
    let copies = Scratch::new();
    let scratch = Scratch::new();
    let text = format!("[[status_export]]\ndirectory = \"{}\"\n", copies.0.join("web").display());
    let file = scratch.file("configuration.toml", &text);
    let server = server_on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let maria = server.sign_in("maria");
    told(&server, &maria);
    eventually("the page of everyone", || {
        server.get("/status").send().text().contains("Cards fail").then_some(())
    });
    // What was told last is printed as well by now: the console lists it, and a print takes less.
    std::thread::sleep(std::time::Duration::from_millis(500));
    for address in addresses(&server) {
        let answer = server.get(&address).send();
        let own = address.contains(CANARY);
        assert!(!own || answer.status == 404, "{address}: {}", answer.status);
        let text = answer.text().to_lowercase().replace(&address.to_lowercase(), "");
        assert!(!text.contains(CANARY), "{address}: {text}");
    }
    let said = server.post("/status/p/public/fails", &[("component", "isotope-scanner")]).send();
    assert_eq!(said.status, 404, "nobody learns that it is there");
    let mut waiting = vec![copies.0.join("web")];
    let mut seen = 0;
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default().to_lowercase();
            assert!(!text.contains(CANARY), "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} files");
}

#[test]
fn an_audience_is_defined_in_the_console_and_says_what_is_wrong_beside_the_field() {
    let server = server();
    let maria = server.sign_in("maria");
    let fields = [("name", "Shops"), ("customers", "harbour nobody")];
    let wrong = server.post("/console/audiences", &fields).cookie(&maria).send();
    assert_eq!(wrong.status, 422);
    let text = wrong.text();
    assert!(text.contains("There is no customer with the key nobody."), "{text}");
    assert!(text.contains("harbour nobody"), "what was typed is kept");
    let fields = [("name", "Shops"), ("customers", "harbour")];
    let made = server.post("/console/audiences", &fields).cookie(&maria).send();
    assert_eq!((made.status, made.location()), (303, "/console/audiences"));
    let list = server.get("/console/audiences").cookie(&maria).send().text();
    assert!(list.contains("Shops") && list.contains("1 customer"), "{list}");
    let held = server.post("/console/audiences/clinics/removal", &[]).cookie(&maria).send();
    assert_eq!(held.status, 422);
    let gone = server.post("/console/audiences/shops/removal", &[]).cookie(&maria).send();
    assert_eq!(gone.status, 303);
    let summary = server.get("/api/v2/summary.json").send().text();
    let summary: Value = serde_json::from_str(&summary).expect("a document");
    assert_eq!(summary["components"].as_array().map(Vec::len), Some(3));
}

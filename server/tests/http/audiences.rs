//! Audiences on the real program: what is for some is in no byte that everyone can read.

use serde_json::Value;

use crate::status::{PAGE, tell};
use crate::support::{Scratch, Server, TINY, attribute, eventually};

/// Stands in everything that is for clinics only, in no other text.
pub const CANARY: &str = "isotope";

pub const FOR_SOME: &str = r#"
[[customer]]
key = "willow"
name = "Willow Clinics"
access_names = ["Willow"]

[[customer.site]]
key = "elm"
name = "Elm Street"

[[customer]]
key = "harbour"
name = "Harbour Stores"

[[audience]]
key = "clinics"
name = "Clinics isotope"
customers = ["willow"]

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
pub fn told(server: &Server, cookie: &str) {
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
        all.extend(links.filter(|link| link.starts_with('/')).map(str::to_owned));
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
    let listed = eventually("the page is printed", || {
        let summary = server.get("/api/v2/summary.json").send().text();
        let summary: Value = serde_json::from_str(&summary).ok()?;
        summary["components"].as_array().map(Vec::len)
    });
    assert_eq!(listed, 3);
}

/// The link of a customer, made in the console and read from its page.
pub fn link_of(server: &Server, cookie: &str, customer: &str) -> String {
    let path = format!("/console/customers/{customer}");
    let made = server.post(&format!("{path}/status-link"), &[("deed", "give")]);
    assert_eq!(made.cookie(cookie).send().status, 303);
    link_in(&server.get(&path).cookie(cookie).send().text())
}

/// The path of the link to a page, where one stands in a text.
pub fn link_in(text: &str) -> String {
    let (_, after) = text.split_once("/status/for/").expect("a link");
    format!("/status/for/{}/", after.split('/').next().expect("a link"))
}

#[test]
fn a_customers_link_shows_what_is_for_it_and_the_way_to_a_person_in_its_name() {
    let server = server();
    let maria = server.sign_in("maria");
    told(&server, &maria);
    let clinics = link_of(&server, &maria, "willow");
    let shops = link_of(&server, &maria, "harbour");
    let page = eventually("their page", || {
        let answer = server.get(&clinics).send();
        let text = answer.text();
        let whole = ["Cards fail", "Isotope trouble", "Isotope hours", "New isotope links"];
        (answer.status == 200 && whole.iter().all(|said| text.contains(said))).then_some(answer)
    });
    let text = page.text();
    for said in ["Willow Clinics", "Elm Street", "/help/Willow", "Nothing is open in"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(text.matches("Get help now").count(), 1, "one way to a person: {text}");
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(page.header("access-control-allow-origin"), "");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    for document in ["api/v2/summary.json", "history.atom", "history.html"] {
        let answer = server.get(&format!("{clinics}{document}")).send();
        let text = answer.text().to_lowercase();
        assert!(answer.status == 200 && text.contains(CANARY), "{document}: {text}");
        let others = server.get(&format!("{shops}{document}")).send();
        let text = others.text().to_lowercase();
        assert!(others.status == 200 && !text.contains(CANARY), "{document}: {text}");
    }
    let text = server.get(&shops).send().text().to_lowercase();
    assert!(text.contains("harbour stores") && !text.contains(CANARY), "{text}");
    assert!(!text.contains("willow") && !text.contains("elm street"));
    // What is open in a customer's name stands above its page, and says who has it.
    let called = [("words", "Darkest"), ("who", "Willow Clinics")];
    assert_eq!(server.post("/help", &called).send().status, 303);
    let deed = |path: &str, fields: &[(&str, &str)]| {
        server.post(&format!("/console/{path}"), fields).cookie(&maria).send().status
    };
    assert_eq!(deed("incidents/3/accept", &[]), 303);
    eventually("the customer is found", || {
        (deed("emergencies/3/customer", &[("customer", "willow")]) == 303).then_some(())
    });
    let open = server.get(&clinics).send().text();
    assert!(open.contains("Next update by") && !open.contains("Nothing is open in"), "{open}");
    assert!(server.get(&shops).send().text().contains("Nothing is open in"));
    assert!(!open.contains("Darker") && !open.contains(">Dark<"), "no word of anybody's is told");
}

#[test]
fn a_customer_reads_its_own_page_in_each_language_that_the_page_has() {
    let server = Server::on(Scratch::new(), &["serve"]);
    let zone = "zone = \"Europe/Lisbon\"";
    let page = PAGE.replace(zone, &format!("{zone}\nlanguages = [\"de\"]"));
    let applied = server.apply(&format!("{TINY}{page}{FOR_SOME}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let link = link_of(&server, &maria, "willow");
    let page = eventually("their page", || {
        let answer = server.get(&link).send();
        (answer.status == 200).then(|| answer.text())
    });
    assert!(page.contains("Nothing is open in"), "{page}");
    assert!(page.contains("href=\"index.de.html\""), "one leads to the other: {page}");
    let german = server.get(&format!("{link}index.de.html")).send().text();
    assert!(german.contains("lang=\"de\"") && german.contains("Willow Clinics"), "{german}");
    assert!(german.contains("/help/Willow"), "the way to a person has their name: {german}");
    assert!(!german.contains("Nothing is open in"), "their own part is in German too: {german}");
    assert!(german.contains("href=\"index.html\"") && german.contains(CANARY), "{german}");
    let history = server.get(&format!("{link}history.de.html")).send();
    assert!(history.status == 200 && !history.text().contains("Willow Clinics"));
    for odd in ["index.xx.html", "index..html", "p/index.de.html"] {
        assert_eq!(server.get(&format!("{link}{odd}")).send().status, 404, "{odd}");
    }
}

#[test]
fn a_link_that_was_renewed_or_ended_opens_nothing_and_still_leads_to_the_door() {
    let server = server();
    let maria = server.sign_in("maria");
    let first = link_of(&server, &maria, "willow");
    let second = link_of(&server, &maria, "willow");
    assert_ne!(first, second);
    eventually("their page", || (server.get(&second).send().status == 200).then_some(()));
    let made_up = format!("/status/for/{}/", "A".repeat(43));
    let ended = server.post("/console/customers/willow/status-link", &[("deed", "take")]);
    let gone = server.get(&first).send();
    assert_eq!(gone.status, 404, "the one before it has ended");
    assert_eq!(ended.cookie(&maria).send().status, 303);
    for link in [&first, &second, &made_up] {
        for rest in ["", "api/v2/summary.json", "index.html/stream", "history.atom"] {
            let answer = server.get(&format!("{link}{rest}")).send();
            assert_eq!(answer.status, 404, "{link}{rest}");
            assert!(answer.text().contains("/help"), "{link}{rest}: {}", answer.text());
        }
    }
    let bare = server.get(second.trim_end_matches('/')).send();
    assert_eq!((bare.status, bare.location()), (303, second.as_str()));
}

const PRIVATE: &str = r#"
[[status_page]]
key = "isotopes"
name = "Isotope page"
zone = "UTC"
by_link = true
audiences = ["clinics"]
"#;

#[test]
fn a_private_page_answers_nobody_else_and_never_leaves_the_door_out() {
    let server = Server::on(Scratch::new(), &["serve"]);
    let page = PAGE.replace("zone = \"Europe/Lisbon\"", "zone = \"UTC\"\nby_link = true");
    let applied = server.apply(&format!("{TINY}{page}{FOR_SOME}{PRIVATE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let clinics = link_of(&server, &maria, "willow");
    let shops = link_of(&server, &maria, "harbour");
    eventually("their page", || (server.get(&clinics).send().status == 200).then_some(()));
    for path in [
        "/status",
        "/status/history",
        "/status/widget",
        "/status/badge.svg",
        "/status/maintenance.ics",
        "/status/subscribe",
        "/status/p/isotopes",
        "/status/p/isotopes/history.atom",
        "/status/p/public",
        "/status/p/public/history",
        "/history.atom",
        "/history.rss",
    ] {
        let answer = server.get(path).header("Accept", "text/html").send();
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("/help"), "{path}: {}", answer.text());
    }
    assert_eq!(server.get("/api/v2/summary.json").send().status, 404);
    let own = server.get(&format!("{clinics}p/isotopes/")).send();
    assert!(own.status == 200 && own.text().contains("Isotope page"), "{}", own.text());
    assert_eq!(server.get(&format!("{shops}p/isotopes/")).send().status, 404);
    assert!(server.get(&shops).send().text().contains("Harbour Stores"));
}

//! Status pages at host names of their own: the page and all that belongs to it, the way to the
//! door, and nothing else of the house.

use serde_json::Value;

use crate::status::PAGE;
use crate::support::{Answer, Server, TINY, attribute, eventually};

const HOST: &str = "status.tiny.example";

fn server() -> Server {
    let server = Server::start();
    let more = "hosts = [\"Status.Tiny.Example\", \"störung.tiny.example\"]\n\n[[status_page]]\n\
                key = \"shops\"\nname = \"Shops\"\nzone = \"UTC\"\n";
    let applied = server.apply(&format!("{TINY}{PAGE}{more}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn at(server: &Server, host: &str, path: &str) -> Answer {
    server.get(path).header("Host", host).send()
}

/// The page, once it stands at its name.
fn awaited(server: &Server) -> Answer {
    eventually("the page stands at its own name", || {
        let answer = at(server, HOST, "/");
        (answer.status == 200 && answer.text().contains("Everything works.")).then_some(answer)
    })
}

#[test]
fn a_page_stands_at_its_own_name_with_all_that_belongs_to_it() {
    let server = server();
    let page = awaited(&server).text();
    let port = server.get("/").send();
    assert!(port.text().contains("/help") && !port.text().contains("Everything works."));
    let door = server.run(&["export"]).out;
    assert!(door.contains("\"status.tiny.example\", \"xn--strung-xxa.tiny.example\""), "{door}");
    for part in ["data-live=\"/stream\"", "action=\"/fails\"", "href=\"/history\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Each link leads to what stands at the same name, or to the door by its whole address.
    for link in attribute(&page, "href") {
        if link.starts_with('#') || link.starts_with("data:") {
            continue;
        }
        if let Some((_, path)) = link.split_once("://") {
            assert!(path.ends_with("/help") || path.starts_with(HOST), "{link}");
            continue;
        }
        assert_eq!(at(&server, HOST, link).status, 200, "{link}");
    }
    let by_name = |path: &str| at(&server, HOST, path);
    let canonical = attribute(&page, "href").into_iter().find(|link| link.contains(HOST));
    let own = canonical.expect("its own address");
    let summary: Value = serde_json::from_str(&by_name("/api/v2/summary.json").text()).unwrap();
    assert_eq!(summary["page"]["url"], Value::from(own));
    // Below the door's address it stands as well, and says where it belongs.
    let below = server.get("/status").send().text();
    assert!(below.contains(&format!("rel=\"canonical\" href=\"{own}\"")), "{below}");
    let summary: Value =
        serde_json::from_str(&server.get("/api/v2/summary.json").send().text()).unwrap();
    assert_eq!(summary["page"]["url"], Value::from(own));
    for path in ["/badge.svg", "/badge/portal.svg", "/widget", "/history.rss", "/maintenance.ics"] {
        assert_eq!(by_name(path).status, 200, "{path}");
    }
    for host in ["xn--strung-xxa.tiny.example", &format!("{}.:8443", HOST.to_uppercase())] {
        assert!(at(&server, host, "/").text().contains("Everything works."), "{host}");
    }
    // Nothing is configured here by which messages could leave.
    let form = by_name("/subscribe").text();
    assert!(form.contains("This page sends no messages"), "{form}");
    assert!(!at(&server, "other.tiny.example", "/").text().contains("Everything works."));
}

#[test]
fn nothing_else_of_the_house_stands_at_the_name_of_a_page_but_the_way_to_the_door() {
    let server = server();
    awaited(&server);
    let by_name = |path: &str| at(&server, HOST, path);
    for path in ["/help", "/help/tiny?service=x", "/console", "/console/status", "/e/some-link"] {
        let answer = by_name(path);
        assert_eq!(answer.status, 307, "{path}");
        let to = answer.location();
        assert!(to.starts_with("http://127.0.0.1:") && to.ends_with(path), "{to}");
    }
    let called = server.post("/help", &[("words", "Dark")]).header("Host", HOST).send();
    assert_eq!((called.status, called.location().ends_with("/help")), (307, true));
    for path in [
        "/signin",
        "/metrics",
        "/pager",
        "/docs",
        "/api/v1/emergencies",
        "/status/p/shops",
        "/p/x",
        "/status/p/shops/history",
        "/status/p/shops/fails/portal",
        "/setup/x",
        "/nothing",
    ] {
        assert_eq!(by_name(path).status, 404, "{path}");
    }
    let moved = by_name("/status/p/public/history?month=2026-10");
    assert_eq!((moved.status, moved.location()), (307, "/history?month=2026-10"));
    assert_eq!(by_name("/status").location(), "/");
    assert_eq!(by_name("/status//evil.example").location(), "/evil.example");
    // And what lies ready for the name is read there only.
    assert_eq!(server.get("/status/p/public/~").send().status, 404);
    assert_eq!(server.get("/status/p/public/~/history").send().status, 404);
    let said = server.post("/fails", &[("component", "portal")]).header("Host", HOST);
    let said = said.header("Origin", &format!("http://{HOST}")).send();
    assert_eq!(said.status, 303, "{}", said.text());
    let thanks = by_name(by_name(said.location()).location());
    assert!(thanks.status == 200 && thanks.text().contains("portal"), "{}", thanks.text());
}

#[test]
fn the_console_names_hosts_looks_where_they_lead_and_says_what_is_wrong() {
    let server = server();
    let maria = server.sign_in("maria");
    let save = |hosts: &str| {
        let fields = [("name", "Shops"), ("zone", "UTC"), ("hosts", hosts)];
        server.post("/console/status/pages/shops", &fields).cookie(&maria).send()
    };
    for (typed, wanted) in [
        ("10.0.0.7", "“10.0.0.7” is no host name"),
        ("shops.example/path", "is no host name"),
        ("status.tiny.example", "stands at status.tiny.example already"),
        ("a.example A.example", "stands at a.example already"),
        ("a1.b a2.b a3.b a4.b a5.b a6.b", "at most 5 host names"),
    ] {
        let answer = save(typed);
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.text().contains(wanted), "{typed}: {}", answer.text());
        assert!(answer.text().contains(typed), "what was typed comes back");
    }
    assert_eq!(save("shops.tiny.invalid").status, 303);
    let form = server.get("/console/status/pages/shops").cookie(&maria).send().text();
    assert!(form.contains("Look now") && form.contains(">shops.tiny.invalid</textarea>"), "{form}");
    let looked = server.post("/console/status/pages/shops/look", &[]).cookie(&maria).send();
    assert_eq!(looked.status, 200);
    assert!(looked.text().contains("is not known yet"), "{}", looked.text());
    let tom = server.sign_in("tom");
    let looked = server.post("/console/status/pages/shops/look", &[]).cookie(&tom).send();
    assert!(!looked.text().contains("is not known yet"), "who only reads makes us ask nobody");
    let sign = server.get("/.well-known/mayday").send().text();
    assert_eq!(sign.len(), 22);
    assert_eq!(sign, at(&server, HOST, "/.well-known/mayday").text());
    let listed = server.get("/console/status").cookie(&maria).send().text();
    assert!(listed.contains("shops.tiny.invalid"));
}

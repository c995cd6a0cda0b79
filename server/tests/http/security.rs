//! Security: what other sites may not do, and what every answer says to browsers.

use crate::support::{Ask, Server};

/// Ways in which a browser says that another site made it post.
const FOREIGN: [(&str, &str); 4] = [
    ("Origin", "https://evil.example"),
    ("Origin", "http://127.0.0.1"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", "same-site"),
];

#[test]
fn a_post_that_another_site_made_a_browser_send_is_turned_away() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let page = server.page_of("maria");
    let maria = server.sign_in("maria");
    let sign_in = server.sign_in_link("maria");
    for (name, value) in FOREIGN {
        for path in [
            format!("{emergency}/confirm"),
            format!("{emergency}/retract"),
            format!("{emergency}/messages"),
            format!("{page}/accept"),
            format!("{page}/pass"),
            sign_in.clone(),
            "/signin".to_owned(),
            "/signout".to_owned(),
            "/console/incidents/1/accept".to_owned(),
            "/console/emergencies/1/aside".to_owned(),
        ] {
            let fields = [("words", "x"), ("reason", "abuse"), ("who", "maria")];
            let ask = server.post(&path, &fields).cookie(&maria).header(name, value);
            let answer = ask.clone().send();
            assert_eq!(answer.status, 403, "{path} with {name}: {value}");
            assert!(answer.text().contains("another site"), "{}", answer.text());
            assert_eq!(ask.json().send().problem()["type"], "/docs/problems/foreign-post");
        }
    }
    let seen = server.get(&emergency).send().text();
    assert!(seen.contains("data-state=\"ringing\""), "{seen}");
    assert_eq!(server.get("/console").cookie(&maria).send().status, 200, "still signed in");
}

#[test]
fn the_door_takes_posts_from_everywhere() {
    let server = Server::start();
    for (name, value) in FOREIGN {
        let answer = server.post("/help", &[("words", "Down")]).header(name, value).send();
        assert_eq!(answer.status, 303);
        let api = Ask::new(server.port, "POST", "/api/v1/emergencies").header(name, value).send();
        assert_eq!(api.status, 201);
    }
}

#[test]
fn a_post_from_our_own_pages_is_taken() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let own = format!("http://127.0.0.1:{}", server.port);
    // Pages that send no referrer make browsers write "null" even to their own site.
    for origin in [own.as_str(), "null"] {
        let answer = server.post(&format!("{emergency}/confirm"), &[]);
        let answer = answer.header("Origin", origin).header("Sec-Fetch-Site", "same-origin").send();
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
}

#[test]
fn every_answer_tells_browsers_to_be_careful() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let page = server.page_of("maria");
    let maria = server.sign_in("maria");
    let paths = [
        "/",
        "/help",
        "/help/x",
        "/docs",
        "/docs/start",
        "/signin",
        "/signin/x",
        "/setup/x",
        "/console",
        "/console/incidents/1",
        "/console/schedules",
        "/console/policies",
        "/console/people",
        "/console/customers",
        "/console/customers/brightwater",
        "/pager/maria",
        "/pager",
        "/nowhere",
        "/healthz",
        "/readyz",
        "/metrics",
        "/demo",
        "/e/x",
        "/p/x",
        "/console/incidents/none",
        "/assets/x/none",
        &emergency,
        &page,
    ];
    for path in paths {
        for signed_in in [false, true] {
            let ask = server.get(path);
            let answer = if signed_in { ask.cookie(&maria) } else { ask }.send();
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
            assert!(
                policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'")
            );
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
            if !path.starts_with("/assets/") {
                assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            }
            if answer.header("content-type").starts_with("text/html") {
                let text = answer.text();
                assert!(!text.contains(" onclick=") && !text.contains(" style="), "{path}");
                assert!(!text.contains("javascript:"), "{path}");
            }
        }
    }
}

#[test]
fn assets_are_served_and_nothing_beside_them() {
    let server = Server::start();
    let door = server.get("/help").send().text();
    let assets: Vec<_> = crate::support::attribute(&door, "href")
        .into_iter()
        .chain(crate::support::attribute(&door, "src"))
        .filter(|path| path.starts_with("/assets/"))
        .collect();
    assert!(assets.len() >= 3, "{assets:?}");
    for path in assets {
        let answer = server.get(path).send();
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("cache-control").contains("immutable"), "{path}");
    }
    for path in [
        "/assets/x/..%2f..%2fCargo.toml",
        "/assets/x/%2e%2e%2fmain.rs",
        "/assets/../installation.key",
        "/assets/x/%FF",
        "/assets/x/%00",
        "/assets/installation.key",
        "//etc/passwd",
    ] {
        assert_eq!(server.get(path).send().status, 404, "{path}");
    }
}

#[test]
fn headers_and_requests_of_any_kind_do_not_break_the_server() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let long = "x".repeat(10_000);
    for (name, value) in [
        ("Accept", "\u{7f}"),
        ("Accept", long.as_str()),
        ("Cookie", "mayday=; mayday; =; ;;; mayday=%FF; mayday=<b>"),
        ("Cookie", long.as_str()),
        ("Last-Event-ID", "9999999999999999999999-zz"),
        ("Origin", "://"),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", long.as_str()),
        ("Accept-Encoding", "br;q=9, gzip;q=x, \u{7f}"),
    ] {
        let answers = [server.get("/console"), server.get(&emergency), server.get("/help")];
        for ask in answers {
            if let Ok(answer) = ask.header(name, value).sent() {
                assert!(answer.status < 500, "{name}: {value}: {}", answer.status);
            }
        }
    }
    assert_eq!(server.get("/readyz").send().status, 200);
    assert!(!server.log().contains("a handler broke"), "{}", server.log());
}

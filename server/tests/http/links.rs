//! Links: one opens what it was made for, for the one who holds it, and says nothing to others.

use crate::support::{Answer, Ask, Server, eventually};

/// Links that open nothing, for the place that `own` belongs to.
fn dead(own: &str, foreign: &[&str]) -> Vec<String> {
    let mut forged = own.as_bytes().to_vec();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    let mut dead = vec![
        String::from_utf8(forged).expect("ASCII"),
        own[..own.len() - 1].to_owned(),
        own[..20].to_owned(),
        format!("{own}A"),
        "A".repeat(43),
        "A".repeat(4_000),
        "x".to_owned(),
        "%FF%FE".to_owned(),
        "%2e%2e".to_owned(),
        "%00".to_owned(),
        // Made by another installation.
        "QUML9pdRMc2BM40JFNhHkVQeielgjhYiR9h5qgGh-HQ".to_owned(),
    ];
    dead.extend(foreign.iter().map(|link| (*link).to_owned()));
    dead
}

fn link_of(path: &str) -> String {
    path.rsplit('/').next().expect("a link").to_owned()
}

/// It says that nothing is here, in the words for the asker, and nothing of anyone's.
fn says_nothing(ask: &Ask) {
    let page = ask.clone().send();
    assert!(matches!(page.status, 404 | 410), "{} {}", page.status, page.text());
    assert!(page.header("content-type").starts_with("text/html"), "{}", page.text());
    assert!(page.text().contains("/help"), "the way to a person: {}", page.text());
    let json = ask.clone().json().send();
    assert_eq!(json.status, page.status);
    json.problem();
    for answer in [page, json] {
        for secret in
            ["Smoke in the server room", "Maria", "brightwater", "panic", "sqlite", "src/"]
        {
            assert!(!answer.text().contains(secret), "{secret}: {}", answer.text());
        }
        is_kept_to_itself(&answer);
    }
}

/// It leaves no trace in caches and in what other sites see.
fn is_kept_to_itself(answer: &Answer) {
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
}

struct Links {
    server: Server,
    emergency: String,
    page: String,
    sign_in: String,
}

fn links() -> Links {
    let server = Server::start();
    let emergency = link_of(&server.call_for_help("Smoke in the server room"));
    let page = link_of(&server.page_of("maria"));
    let sign_in = link_of(&server.sign_in_link("maria"));
    Links { server, emergency, page, sign_in }
}

#[test]
fn a_link_that_is_dead_foreign_forged_or_for_something_else_opens_nothing_and_says_nothing() {
    let Links { server, emergency, page, sign_in } = links();
    for link in dead(&emergency, &[&page, &sign_in]) {
        says_nothing(&server.get(&format!("/e/{link}")));
        for (deed, fields) in [
            ("messages", &[("words", "x")][..]),
            ("introduction", &[("who", "x")]),
            ("confirm", &[]),
            ("retract", &[]),
            ("no-such-deed", &[]),
        ] {
            says_nothing(&server.post(&format!("/e/{link}/{deed}"), fields));
        }
    }
    for link in dead(&page, &[&emergency, &sign_in]) {
        says_nothing(&server.get(&format!("/p/{link}")));
        for deed in ["accept", "pass", "decline"] {
            says_nothing(&server.post(&format!("/p/{link}/{deed}"), &[]));
        }
    }
    for link in dead(&sign_in, &[&emergency, &page]) {
        says_nothing(&server.get(&format!("/signin/{link}")));
        says_nothing(&server.post(&format!("/signin/{link}"), &[]));
        says_nothing(&server.get(&format!("/setup/{link}")));
        says_nothing(&server.post(&format!("/setup/{link}"), &[("organisation", "Mine")]));
    }
    // A link to sign in never sets an installation up again.
    says_nothing(&server.post(&format!("/setup/{sign_in}"), &[("organisation", "Mine")]));
    let still = server.get(&format!("/e/{emergency}")).send();
    assert!(still.text().contains("data-state=\"ringing\""), "nothing of it changed anything");
}

#[test]
fn the_live_addresses_of_a_dead_link_say_nothing_either() {
    let Links { server, emergency, page, sign_in } = links();
    for (place, own, foreign) in
        [("e", &emergency, [&page, &sign_in]), ("p", &page, [&emergency, &sign_in])]
    {
        for link in dead(own, &foreign.map(String::as_str)) {
            for live in ["stream", "poll"] {
                let answer = server.get(&format!("/{place}/{link}/{live}")).json().send();
                assert!(matches!(answer.status, 404 | 410), "{}", answer.status);
                answer.problem();
                is_kept_to_itself(&answer);
            }
        }
    }
}

#[test]
fn pages_behind_links_leave_no_trace_in_caches_and_referrers() {
    let Links { server, emergency, page, sign_in } = links();
    for path in [format!("/e/{emergency}"), format!("/p/{page}"), format!("/signin/{sign_in}")] {
        let answer = server.get(&path).send();
        assert_eq!(answer.status, 200);
        is_kept_to_itself(&answer);
        assert!(!answer.text().contains("http://127"), "no address of ours that is not relative");
    }
    is_kept_to_itself(
        &server.post(&format!("/e/{emergency}/messages"), &[("words", "More")]).send(),
    );
    is_kept_to_itself(&server.post(&format!("/p/{page}/accept"), &[]).send());
}

#[test]
fn links_never_stand_in_the_log() {
    let Links { server, emergency, page, sign_in } = links();
    for path in [format!("/e/{emergency}"), format!("/p/{page}"), format!("/signin/{sign_in}")] {
        server.get(&path).send();
    }
    server.post(&format!("/e/{emergency}/messages"), &[("words", "The words of a caller")]).send();
    server.post(&format!("/e/{emergency}/messages"), &[("words", "")]).send();
    server.post(&format!("/p/{page}/accept"), &[]).send();
    server.post(&format!("/signin/{sign_in}"), &[]).send();
    let log = server.log();
    for secret in [&emergency, &page, &sign_in, "The words of a caller", "Smoke in the server room"]
    {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
}

#[test]
fn looking_changes_nothing_however_often_a_scanner_looks() {
    let Links { server, emergency, page, sign_in } = links();
    for _ in 0..5 {
        for path in [
            format!("/p/{page}"),
            format!("/p/{page}/accept"),
            format!("/p/{page}/pass"),
            format!("/p/{page}/decline"),
            format!("/signin/{sign_in}"),
            format!("/e/{emergency}"),
            format!("/e/{emergency}/confirm"),
            format!("/e/{emergency}/retract"),
        ] {
            for method in ["GET", "HEAD", "OPTIONS"] {
                let answer = Ask::new(server.port, method, &path).send();
                assert!(matches!(answer.status, 200 | 405), "{method} {path}: {}", answer.status);
                if answer.status == 405 && method == "GET" {
                    assert!(answer.text().contains("Nothing was changed"), "{}", answer.text());
                }
            }
        }
    }
    let seen = server.get(&format!("/e/{emergency}")).send().text();
    assert!(seen.contains("data-state=\"ringing\""), "nobody has accepted: {seen}");
    let signed_in = server.post(&format!("/signin/{sign_in}"), &[]).send();
    assert_eq!((signed_in.status, signed_in.location()), (303, "/console"));
    assert_eq!(server.post(&format!("/p/{page}/accept"), &[]).send().status, 303);
    eventually("the caller reads who has it", || {
        let seen = server.get(&format!("/e/{emergency}")).send().text();
        seen.contains("<bdi>Maria</bdi> has it.").then_some(())
    });
}

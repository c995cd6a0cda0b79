//! Sessions: who may look, who may act, and when that ends.

use crate::support::{Server, TINY, eventually, form_value};

#[test]
fn a_cookie_of_a_session_is_kept_from_scripts_and_other_sites() {
    let server = Server::start();
    let answer = server.post(&server.sign_in_link("maria"), &[]).send();
    let cookie = answer.header("set-cookie");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[test]
fn whoever_is_not_signed_in_sees_and_does_nothing_in_the_console() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let forged = format!("mayday={}", "0".repeat(64));
    for path in [
        "/console",
        "/console/incidents/1",
        "/console/schedules",
        "/console/schedules/x",
        "/console/policies",
        "/console/people",
        "/console/customers",
        "/console/customers/brightwater",
    ] {
        let asked = sign_in_for(path);
        for cookie in ["", "mayday=", forged.as_str(), "other=1"] {
            let answer = server.get(path).cookie(cookie).send();
            assert_eq!((answer.status, answer.location()), (303, asked.as_str()), "{path}");
            assert!(answer.body.is_empty(), "{}", answer.text());
        }
    }
    for path in [
        "/console/stream",
        "/console/poll",
        "/console/incidents/1/stream",
        "/console/incidents/1/poll",
    ] {
        let answer = server.get(path).send();
        assert_eq!(answer.status, 404, "{path}");
        answer.problem();
    }
    for path in [
        "/console/incidents/1/accept",
        "/console/incidents/1/severity",
        "/console/incidents/1/phase",
        "/console/incidents/1/update",
        "/console/emergencies/1/messages",
        "/console/emergencies/1/marks",
        "/console/emergencies/1/ask",
        "/console/emergencies/1/aside",
        "/console/emergencies/1/customer",
        "/console/emergencies/1/customer/removal",
        "/console/readiness/dismissal",
        "/console/schedules/x/overrides",
        "/console/schedules/x/overrides/1/removal",
    ] {
        let fields = [("words", "Sent by nobody"), ("reason", "abuse"), ("severity", "low")];
        let answer = server.post(path, &fields).send();
        let page = match path.split('/').collect::<Vec<_>>()[2..] {
            [kind @ ("incidents" | "schedules"), which, ..] => format!("/console/{kind}/{which}"),
            _ => "/console".to_owned(),
        };
        // What was typed comes back, to be sent again after signing in beside it.
        assert_eq!(answer.status, 401, "{path}");
        let seen = answer.text();
        assert!(seen.contains("<blockquote class=\"words\">Sent by nobody</blockquote>"), "{seen}");
        assert!(seen.contains(&format!("href=\"{}\"", sign_in_for(&page))), "{seen}");
        assert!(seen.contains(&format!("action=\"{path}\"")), "{seen}");
        assert_eq!(form_value(&seen, "words"), "Sent by nobody");
        // A script that was led to a page would take it for success, and the words would be lost.
        let answer = server.post(path, &fields).json().send();
        assert_eq!((answer.status, answer.location()), (401, ""), "{path}");
        assert_eq!(answer.problem()["type"], "/docs/problems/signed-out");
    }
    let seen = server.get(&emergency).send().text();
    assert!(seen.contains("data-state=\"ringing\"") && !seen.contains("Sent by nobody"), "{seen}");
}

fn sign_in_for(page: &str) -> String {
    if page == "/console" { "/signin".to_owned() } else { format!("/signin?next={page}") }
}

#[test]
fn signing_in_leads_to_where_one_wanted_to_go() {
    let server = Server::start();
    server.call_for_help("Down");
    let led = server.get("/console/incidents/1").send();
    let form = server.get(led.location()).send().text();
    assert_eq!(form_value(&form, "next"), "/console/incidents/1");

    // The link comes by mail and is opened in the same browser, which kept the way.
    let fields = [("who", "maria"), ("next", "/console/incidents/1")];
    let sent = server.post("/signin", &fields).send();
    assert_eq!(sent.status, 200);
    let kept = sent.cookie();
    assert_eq!(kept, "mayday-next=/console/incidents/1");
    let link = server.sign_in_link("maria");
    let button = server.get(&link).cookie(&kept).send().text();
    assert_eq!(form_value(&button, "next"), "/console/incidents/1");
    let entered = server.post(&link, &[]).cookie(&kept).send();
    assert_eq!((entered.status, entered.location()), (303, "/console/incidents/1"));
    let forgets = |(name, value): &(String, String)| {
        name == "set-cookie" && value.starts_with("mayday-next=;") && value.contains("Max-Age=0")
    };
    assert!(entered.headers.iter().any(forgets), "{:?}", entered.headers);
    assert_eq!(server.get("/console").cookie(&entered.cookie()).send().status, 200);

    // Another browser has the way in the form alone; without one, it is the board.
    let next = [("next", "/console/schedules")];
    let entered = server.post(&server.sign_in_link("maria"), &next).send();
    assert_eq!(entered.location(), "/console/schedules");
    let entered = server.post(&server.sign_in_link("maria"), &[]).send();
    assert_eq!(entered.location(), "/console");
}

#[test]
fn signing_in_leads_nowhere_else() {
    let server = Server::start();
    let long = format!("/console/{}", "x".repeat(10_000));
    for next in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/console//evil.example",
        "/console/../../evil",
        "/console/\r\nx: y",
        "/signout",
        "/e/link",
        "javascript:alert(1)",
        "",
        &long,
    ] {
        let encoded: String = next.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let asked = server.get(&format!("/signin?next={encoded}")).send();
        assert_eq!(asked.status, 200, "{next}");
        assert!(!asked.text().contains("name=\"next\""), "{next}: {}", asked.text());
        let sent = server.post("/signin", &[("who", "maria"), ("next", next)]).send();
        assert_eq!(sent.cookie(), "mayday-next=", "{next}");
        let entered = server.post(&server.sign_in_link("maria"), &[("next", next)]).send();
        assert_eq!((entered.status, entered.location()), (303, "/console"), "{next}");
        assert_eq!(entered.header("x"), "");
        let cookie = format!("mayday-next={}", next.replace(['\r', '\n'], ""));
        let entered = server.post(&server.sign_in_link("maria"), &[]).cookie(&cookie).send();
        assert_eq!((entered.status, entered.location()), (303, "/console"), "{next}");
    }
}

#[test]
fn what_is_not_there_is_told_inside_the_console_to_whoever_works_in_it() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    for path in [
        "/console/incidents/99",
        "/console/schedules/none",
        "/console/customers/none",
        "/console/nothing/here",
    ] {
        let answer = server.get(path).cookie(&maria).send();
        assert_eq!(answer.status, 404, "{path}");
        let page = answer.text();
        assert!(page.contains("Back to the board") && page.contains("class=\"tabs\""), "{page}");
        assert_eq!(server.get(path).cookie(&maria).json().send().problem()["status"], 404);
    }
    let stranger = server.get("/console/nothing/here").send();
    assert_eq!(stranger.status, 404);
    assert!(!stranger.text().contains("class=\"tabs\""));
}

#[test]
fn an_observer_looks_on_and_cannot_accept() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let olga = server.sign_in("olga");
    assert_eq!(server.get("/console").cookie(&olga).send().status, 200);
    let room = server.get("/console/incidents/1").cookie(&olga).send();
    assert_eq!(room.status, 200);
    for (path, fields) in [
        ("/console/incidents/1/accept", &[][..]),
        ("/console/incidents/1/severity", &[("severity", "low")]),
        ("/console/emergencies/1/aside", &[("reason", "abuse")]),
        ("/console/emergencies/1/messages", &[("words", "Sent by Olga")]),
        ("/console/emergencies/1/customer", &[("customer", "brightwater")]),
    ] {
        let answer = server.post(path, fields).cookie(&olga).json().send();
        assert_eq!(answer.status, 403, "{path}: {}", answer.text());
        assert_eq!(answer.problem()["type"], "/docs/problems/not-allowed");
        let page = server.post(path, fields).cookie(&olga).send();
        assert!(page.status >= 400, "{path}: {}", page.status);
    }
    let seen = server.get(&emergency).send().text();
    assert!(seen.contains("data-state=\"ringing\"") && !seen.contains("Sent by Olga"), "{seen}");
}

#[test]
fn asking_for_a_link_says_nothing_about_who_exists() {
    let server = Server::start();
    let ask = |who: &str| {
        let answer = server.post("/signin", &[("who", who)]).send();
        let headers: Vec<_> =
            answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
        (answer.status, headers, answer.text())
    };
    let known = ask("maria");
    assert_eq!(known.0, 200);
    let huge = "m".repeat(100_000);
    for who in ["mallory", "olga", " MARIA ", "<b>x</b>", "a@b.example", "'; drop", &huge] {
        assert_eq!(ask(who), known, "{who}");
    }
    assert_eq!(server.post("/signin", &[("who", " ")]).send().status, 422);
}

#[test]
fn a_link_to_sign_in_works_once_and_opening_it_does_not_use_it_up() {
    let server = Server::start();
    let link = server.sign_in_link("maria");
    for _ in 0..3 {
        assert!(server.get(&link).send().text().contains("<bdi>Maria</bdi>"));
    }
    let first = server.post(&link, &[]).send();
    assert_eq!((first.status, first.location()), (303, "/console"));
    let second = server.post(&link, &[]).send();
    assert_eq!(second.status, 410);
    assert!(second.text().contains("href=\"/signin\""), "the way to a new one: {}", second.text());
    assert_eq!(second.cookie(), "");
    assert_eq!(server.get(&link).send().status, 410);
    assert_eq!(server.get("/console").cookie(&first.cookie()).send().status, 200);
}

#[test]
fn of_two_who_use_a_link_at_once_one_is_signed_in() {
    let server = Server::start();
    let press = server.post(&server.sign_in_link("maria"), &[]);
    let presses: Vec<_> =
        (0..4).map(|_| press.clone()).map(|ask| std::thread::spawn(|| ask.send())).collect();
    let statuses = presses.into_iter().map(|press| press.join().unwrap().status);
    assert_eq!(statuses.filter(|status| *status == 303).count(), 1);
}

#[test]
fn a_session_ends_with_signing_out() {
    let server = Server::start();
    let (here, there) = (server.sign_in("maria"), server.sign_in("maria"));
    let answer = server.post("/signout", &[]).cookie(&here).send();
    assert_eq!((answer.status, answer.location()), (303, "/signin"));
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(server.get("/console").cookie(&here).send().status, 303);
    assert_eq!(server.get("/console").cookie(&there).send().status, 200, "elsewhere it goes on");
    assert_eq!(server.post("/signout", &[]).send().status, 303, "signing out twice is fine");
}

#[test]
fn the_session_of_a_removed_person_ends() {
    let server = Server::start();
    let (tom, maria) = (server.sign_in("tom"), server.sign_in("maria"));
    let start = TINY.find("[[person]]\nkey = \"tom\"").expect("Tom");
    let end = TINY.find("[[person]]\nkey = \"wei\"").expect("Wei");
    let without = format!("{}{}", &TINY[..start], &TINY[end..]).replace("\"person:tom\", ", "");
    let file = server.scratch.file("without-tom.toml", &without);
    let ran = server.run(&["apply", file.to_str().unwrap(), "--prune"]);
    assert!(ran.good, "{}{}", ran.out, ran.err);
    eventually("Tom is out", || {
        (server.get("/console").cookie(&tom).send().status == 303).then_some(())
    });
    assert_eq!(server.get("/console").cookie(&maria).send().status, 200);
    let ran = server.run(&["sign-in", "tom"]);
    assert!(!ran.good && ran.err.len() < 300, "{}{}", ran.out, ran.err);
}

#[test]
fn what_was_written_when_the_session_ended_is_sent_again_after_signing_in() {
    let server = Server::start();
    server.call_for_help("Down");
    let written = "Swap the <b>fuse</b>.\n\nThen wait.";
    let path = "/console/emergencies/1/messages";
    let given_back = server.post(path, &[("words", written), ("next", "")]).send();
    assert!(
        given_back.text().contains("Swap the &lt;b&gt;fuse&lt;/b&gt;."),
        "{}",
        given_back.text()
    );
    // The button on that page posts the same again, now with a session.
    let maria = server.sign_in("maria");
    let sent = server.post(path, &[("words", written), ("next", "")]).cookie(&maria).send();
    assert_eq!(sent.status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("Swap the &lt;b&gt;fuse&lt;/b&gt;."), "{room}");
    // Nobody else's site can fill that page.
    let foreign = server.post(path, &[("words", written)]).header("sec-fetch-site", "cross-site");
    assert!(!foreign.send().text().contains("fuse"));
}

//! Status pages: one word from the room stands there at once, in every form that readers take.

use serde_json::Value;

use crate::support::{Answer, Ask, Server, TINY, eventually, form_value};

pub const PAGE: &str = r#"
[[service]]
key = "terminals"
name = "Terminals"

[[component]]
key = "payments"
name = "Card payments"

[[component]]
key = "authorisation"
name = "Authorisation"
parent = "payments"
service = "terminals"

[[component]]
key = "portal"
name = "Merchant <portal>"
order = 5

[[status_page]]
key = "public"
name = "Tiny & Sons"
zone = "Europe/Lisbon"
"#;

fn server() -> Server {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

/// What lies at a path, once it says what is awaited.
fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then(|| answer.text())
    })
}

pub fn tell(server: &Server, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![
        ("known", "A link is <cut>."),
        ("impact", "Cards fail in the north."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Cards fail"),
        ("public_phase", "identified"),
        ("part", "authorisation"),
        ("fares", "major"),
    ];
    for (name, value) in fields {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = value,
            None => all.push((name, value)),
        }
    }
    server.post("/console/incidents/1/update", &all).cookie(cookie).send()
}

#[test]
fn one_word_from_the_room_stands_on_the_page_in_the_json_and_in_the_feeds() {
    let server = server();
    let quiet = read(&server, "/status", "Everything works.");
    assert!(quiet.contains("Tiny &amp; Sons") && quiet.contains("Merchant &lt;portal&gt;"));
    assert!(quiet.contains("/help"), "the door is always there");
    let maria = server.sign_in("maria");
    let link = server.call_for_help("Dark");
    assert_eq!(tell(&server, &maria, &[]).status, 303);
    let page = read(&server, "/status", "Part of it is down.");
    for said in ["Cards fail", "A link is &lt;cut&gt;.", "Next update by", "We know the cause"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(server.get(&link).send().text().contains("Cards fail in the north."), "and inside");
    let summary: Value =
        serde_json::from_str(&read(&server, "/api/v2/summary.json", "identified")).unwrap();
    let keys: Vec<&String> = summary.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 5);
    assert_eq!(summary["status"]["indicator"], "major");
    assert_eq!(summary["incidents"][0]["impact"], "critical");
    let turned = &summary["incidents"][0]["incident_updates"][0]["affected_components"][0];
    assert_eq!(turned["name"], "Card payments - Authorisation");
    assert_eq!(
        (&turned["old_status"], &turned["new_status"]),
        (&Value::from("operational"), &Value::from("major_outage"),)
    );
    let group = summary["components"].as_array().unwrap().iter().find(|one| one["group"] == true);
    assert_eq!(group.unwrap()["status"], "major_outage");
    let in_markup = "A link is &amp;lt;cut&amp;gt;.";
    for (feed, said) in [("/history.atom", "A link is &lt;cut&gt;."), ("/history.rss", in_markup)] {
        assert!(read(&server, feed, "Cards fail").contains(said), "{feed}");
    }
    let resolved = [("public_phase", "resolved")];
    assert_eq!(tell(&server, &maria, &resolved).status, 303);
    read(&server, "/status", "Everything works.");
    assert!(read(&server, "/api/v2/incidents/unresolved.json", "[]").contains("\"incidents\":[]"));
    assert!(read(&server, "/status/history", "Cards fail").contains("Over"));
}

#[test]
fn a_caller_who_says_that_it_works_leaves_the_page_red_until_a_person_says_that_it_is_over() {
    let server = server();
    let maria = server.sign_in("maria");
    let link = server.call_for_help("Dark");
    assert_eq!(tell(&server, &maria, &[]).status, 303);
    read(&server, "/status", "Part of it is down.");
    let room = || server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(!room().contains("Tell everyone that it is over"), "somebody needs help");
    assert_eq!(server.post(&format!("{link}/confirm"), &[]).send().status, 303);
    let page = read(&server, "/status", "Those who called us say that it works again.");
    assert!(page.contains("Part of it is down.") && page.contains("Next update by"), "{page}");
    let summary: Value =
        serde_json::from_str(&read(&server, "/api/v2/summary.json", "monitoring")).unwrap();
    assert_eq!(summary["status"]["indicator"], "major");
    let said = &summary["incidents"][0]["incident_updates"][0]["body"];
    assert!(said.as_str().unwrap().starts_with("Those who called us say"), "{said}");
    assert_eq!(server.post(&format!("{link}/reopen"), &[]).send().status, 303);
    let page = read(&server, "/status", "Someone who called us says that it is broken again.");
    assert!(page.contains("We know the cause"), "where it was before: {page}");
    assert_eq!(server.post(&format!("{link}/confirm"), &[]).send().status, 303);
    let asked = eventually("one press", || {
        let room = room();
        room.contains("Tell everyone that it is over").then_some(room)
    });
    // The press sends what stands in its form.
    let (_, form) = asked.split_once("id=\"last-word\"").unwrap();
    let (form, _) = form.split_once("</form>").unwrap();
    let names = ["command", "public", "public_phase", "title", "known", "impact"];
    let fields: Vec<(&str, String)> =
        names.iter().map(|name| (*name, form_value(form, name))).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let pressed = server.post("/console/incidents/1/update", &fields).cookie(&maria).send();
    assert_eq!(pressed.status, 303, "{}", pressed.text());
    read(&server, "/status", "Everything works.");
    assert!(!room().contains("Tell everyone that it is over"));
}

#[test]
fn a_matter_that_names_no_component_never_stands_below_everything_works() {
    let server = server();
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    let works = [("part", ""), ("fares", "operational")];
    let preview = [("public", "1"), ("title", "Cards fail"), ("public_phase", "investigating")];
    let mut fields = vec![("known", "A."), ("impact", "B."), ("part", ""), ("fares", "partial")];
    fields.extend(preview);
    let shown = server.post("/console/incidents/1/update/preview", &fields).cookie(&maria).send();
    assert!(shown.text().contains("No component is named that fares badly"), "{}", shown.text());
    assert_eq!(tell(&server, &maria, &works).status, 303);
    let page = read(&server, "/status", "Part of it is down.");
    assert!(!page.contains("Everything works."), "{page}");
    let summary: Value =
        serde_json::from_str(&read(&server, "/api/v2/summary.json", "identified")).unwrap();
    assert_eq!(summary["status"]["indicator"], "major");
    assert_eq!(summary["incidents"][0]["impact"], "major");
    let badge = server.get("/status/badge.svg").send().text();
    assert!(badge.contains("Part of it is down"), "{badge}");
    assert_eq!(tell(&server, &maria, &[("public_phase", "resolved")]).status, 303);
    read(&server, "/status", "Everything works.");
}

#[test]
fn who_calls_and_who_looks_is_evidence_and_how_many_they_are_no_page_tells() {
    let server = server();
    let page = PAGE.replace("zone = \"Europe/Lisbon\"", "zone = \"UTC\"\nshows_suspicions = true");
    let customers = "\n[[customer]]\nkey = \"harbour\"\nname = \"Harbour\"\n";
    let applied = server.apply(&format!("{TINY}{page}{customers}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let part = "/console/status/components/portal";
    let look = || server.get(part).cookie(&maria).send().text();
    assert!(look().contains("Nobody sees it fail now.") && look().contains("I see it fail"));
    let say = |failing| {
        let path = format!("{part}/evidence");
        server.post(&path, &[("failing", failing)]).cookie(&maria).send()
    };
    assert_eq!(say("1").status, 303);
    assert!(look().contains("1 colleague") && look().contains("I see it work"), "{}", look());
    let told = read(&server, "/status", "our engineers");
    assert!(told.contains("Not confirmed by us yet."), "{told}");
    assert_eq!(say("0").status, 303);
    eventually("nobody sees it", || {
        let page = server.get("/status").send().text();
        (!page.contains("our engineers")).then_some(())
    });
    let unsigned = server.post(&format!("{part}/evidence"), &[("failing", "1")]).send();
    assert_ne!(unsigned.status, 200, "it is for people of the vendor");
    assert_eq!(
        server
            .post("/console/status/components/none/evidence", &[("failing", "1")])
            .cookie(&maria)
            .send()
            .status,
        404
    );
    let call = |who: &str| {
        let fields = [("words", "Dark"), ("who", who), ("service", "terminals")];
        assert_eq!(server.post("/help", &fields).send().status, 303);
    };
    call("Somebody");
    call("Somebody else");
    let board = server.get("/console").cookie(&maria).send().text();
    assert!(!board.contains("customers who called"), "one person may have called twice: {board}");
    for (number, customer) in [(1, "brightwater"), (2, "harbour")] {
        let path = format!("/console/emergencies/{number}/customer");
        let attached = server.post(&path, &[("customer", customer)]).cookie(&maria).send();
        assert_eq!(attached.status, 303, "{}", attached.text());
    }
    let told = read(&server, "/status", "customers who called us");
    assert!(!told.contains("2 customers"), "how many is theirs to know: {told}");
    let board = server.get("/console").cookie(&maria).send().text();
    assert!(board.contains("2 customers who called"), "{board}");
}

#[test]
fn a_page_shows_how_promises_and_estimates_fared_only_where_the_vendor_wants_that() {
    let server = server();
    let maria = server.sign_in("maria");
    let link = server.call_for_help("Dark");
    let estimate = [("low_mins", "0"), ("high_mins", "60"), ("likely", "7")];
    assert_eq!(tell(&server, &maria, &estimate).status, 303);
    assert_eq!(tell(&server, &maria, &estimate).status, 303);
    assert_eq!(server.post(&format!("{link}/confirm"), &[]).send().status, 303);
    assert_eq!(tell(&server, &maria, &[("public_phase", "resolved")]).status, 303);
    let quiet = read(&server, "/status", "Everything works.");
    let figures = "Estimates of when it works again that held in the last 90 days: 2 of 2.";
    assert!(!quiet.contains("90 days: "), "{quiet}");
    let shows = PAGE.replace("zone = \"Europe/Lisbon\"", "zone = \"UTC\"\nshows_promises = true");
    let applied = server.apply(&format!("{TINY}{shows}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let page = read(&server, "/status", figures);
    assert!(page.contains("Promises of a next update that we kept"), "{page}");
    assert!(!page.contains("Time to the first word"), "one call is nobody's business: {page}");
}

#[test]
fn a_page_stands_for_the_first_reader_after_a_start() {
    let server = server();
    read(&server, "/status", "Card payments");
    let server = server.killed_and_started_again();
    let first = server.get("/status").send();
    assert_eq!(first.status, 200, "{}", first.text());
    assert!(first.text().contains("Card payments"));
}

#[test]
fn what_has_not_changed_is_not_sent_again_and_what_is_not_there_is_said_as_clients_expect() {
    let server = server();
    read(&server, "/status", "Everything works.");
    let documents = [
        "summary",
        "status",
        "components",
        "incidents",
        "incidents/unresolved",
        "scheduled-maintenances",
        "scheduled-maintenances/upcoming",
        "scheduled-maintenances/active",
    ];
    let documents = documents.map(|name| format!("/api/v2/{name}.json"));
    let others = ["/status", "/history.atom", "/status/p/public"].map(str::to_owned);
    for path in documents.iter().chain(&others).map(String::as_str) {
        let first = server.get(path).send();
        assert_eq!(first.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(first.header("set-cookie"), "", "readers are not followed: {path}");
        if path.starts_with("/api/v2/") {
            assert_eq!(first.header("content-type"), "application/json", "{path}");
            assert_eq!(first.header("access-control-expose-headers"), "ETag", "{path}");
        }
        let tag = first.header("etag").to_owned();
        let again = server.get(path).header("If-None-Match", &tag).send();
        assert_eq!((again.status, again.text().as_str()), (304, ""), "{path}");
        for coding in ["gzip", "br"] {
            let packed = server.get(path).header("Accept-Encoding", coding).send();
            // What is short goes in one packet as it is.
            let coding = if first.body.len() < 1_200 { "" } else { coding };
            assert_eq!(packed.header("content-encoding"), coding, "{path}");
            assert!(packed.header("etag") == tag);
        }
    }
    // A script of another site asks first whether it may ask by the tag.
    let first = Ask::new(server.port, "OPTIONS", "/api/v2/summary.json").send();
    assert_eq!(first.status, 204);
    assert_eq!(first.header("access-control-allow-headers"), "If-None-Match");
    let missing = server.get("/api/v2/nothing.json").send();
    assert_eq!((missing.status, missing.text().as_str()), (404, ""));
    assert_eq!(missing.header("content-type"), "");
    assert_eq!(missing.header("access-control-allow-origin"), "*", "a script may read that too");
    assert_eq!(server.get("/status/p/nobody").send().status, 404);
}

#[test]
fn what_lies_ready_is_the_same_whoever_hands_it_out() {
    let server = server();
    read(&server, "/status", "Everything works.");
    let tag = server.get("/status").send().header("etag").to_owned();
    let nothing = ("X-Nothing", "1");
    // The last of them are too short to be worth packing.
    let long = ["/status", "/status/p/public/history", "/api/v2/summary.json"];
    for path in long.into_iter().chain(["/api/v2/status.json", "/status/badge.svg"]) {
        for asked in [nothing, ("Accept-Encoding", "gzip"), ("If-None-Match", tag.as_str())] {
            // What says more of the connection goes past the doorstep, to the server that knows all
            // of HTTP.
            let ask = || server.get(path).header(asked.0, asked.1);
            let (quick, whole) = (ask().asked_plainly().expect("an answer"), ask().send());
            let told = |answer: &Answer| {
                let mut headers = answer.headers.clone();
                headers.retain(|(name, _)| !["date", "connection"].contains(&name.as_str()));
                headers.sort();
                (answer.status, headers, answer.body.clone())
            };
            assert_eq!(told(&quick), told(&whole), "{path} {asked:?}");
        }
    }
}

#[test]
fn everyone_is_told_nothing_without_what_it_means_for_them() {
    let server = server();
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    for (field, value, wanted) in [
        ("impact", " ", "Say what it means for the reader"),
        ("title", "", "needs a heading"),
        ("part", "fridge", "components that are there"),
    ] {
        let answer = tell(&server, &maria, &[(field, value)]);
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.text().contains(wanted), "{field}: {}", answer.text());
        assert!(answer.text().contains("A link is &lt;cut&gt;."), "what was typed comes back");
    }
}

#[test]
fn leads_make_pages_and_components_in_the_console() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    let named = post("/console/status/components", &[("name", "Zürich tills"), ("order", "1")]);
    assert_eq!((named.status, named.location()), (303, "/console/status"), "{}", named.text());
    let own = [("name", "Tills"), ("parent", "zurich-tills")];
    let circle = post("/console/status/components/zurich-tills", &own);
    assert_eq!(circle.status, 422);
    assert!(circle.text().contains("cannot be a part of itself"));
    let page = [("name", "Tiny"), ("zone", "Europe/Atlantis"), ("language", "de")];
    let lost = post("/console/status/pages", &page);
    assert_eq!(lost.status, 422);
    assert!(lost.text().contains("no such time zone") && lost.text().contains("Atlantis"));
    let page = [("name", "Tiny"), ("zone", "Europe/Lisbon"), ("language", "de")];
    assert_eq!(post("/console/status/pages", &page).status, 303);
    let public = read(&server, "/status", "Alles funktioniert.");
    assert!(public.contains("Zürich tills") && public.contains("lang=\"de\""));
    let list = server.get("/console/status").cookie(&maria).send().text();
    assert!(list.contains("As readers see it") && list.contains("Zürich tills"));
    assert_eq!(post("/console/status/pages/tiny/removal", &[]).status, 303);
    eventually("it is taken down", || (server.get("/status").send().status == 404).then_some(()));
    assert_eq!(server.get("/console/status").send().status, 303, "only for the vendor");
}

#[test]
fn a_page_of_thirty_components_weighs_less_than_14_kilobytes_and_loads_nothing() {
    let server = server();
    let more: String = (0..30)
        .map(|number| {
            format!(
                "[[component]]\nkey = \"part-{number}\"\nname = \"Region {number}\"\n\
                 about = \"Shops and clinics of region {number}.\"\nparent = \"portal\"\n"
            )
        })
        .collect();
    assert!(server.apply(&format!("{TINY}{PAGE}{more}")).good);
    let page = read(&server, "/status", "Region 29");
    for foreign in ["<script src", "<img", "<link rel=\"stylesheet", "src="] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let packed = server.get("/status").header("Accept-Encoding", "gzip").send();
    let len: usize = packed.header("content-length").parse().unwrap();
    assert!(len < 14 * 1024, "{len} bytes");
}

#[test]
fn other_sites_show_a_badge_and_a_summary_and_nothing_else_in_a_frame() {
    let server = server();
    let badge = read(&server, "/status/badge.svg", "Everything works");
    assert!(badge.starts_with("<svg ") && badge.contains("Tiny &amp; Sons"), "{badge}");
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    assert_eq!(tell(&server, &maria, &[]).status, 303);
    let part = read(&server, "/status/p/public/badge/authorisation.svg", "down");
    assert!(part.contains("Authorisation") && part.contains("✕"), "by shape too: {part}");
    assert!(read(&server, "/status/badge/portal.svg", "works").contains("&lt;portal&gt;"));
    let summary = read(&server, "/status/widget", "Cards fail");
    for said in ["Part of it is down.", "We know the cause", "/status/i/1", "/help"] {
        assert!(summary.contains(said), "{said}: {summary}");
    }
    let framed = server.get("/status/widget").send();
    let policy = framed.header("content-security-policy");
    assert!(policy.contains("frame-ancestors *") && policy.contains("script-src 'sha256-"));
    // Its script says when nobody renews it any more; without one the time stands there.
    let said = framed.text();
    assert!(said.contains("data-printed=\"20") && said.contains("Printed <time"), "{said}");
    assert!(said.contains("<noscript><meta http-equiv=\"refresh\""), "{said}");
    assert_eq!(framed.header("x-frame-options"), "", "which older browsers would obey");
    let page = server.get("/status").send();
    let title = "<title>Part of it is down · Tiny &amp; Sons · Status</title>";
    assert!(page.text().contains(title), "what is wrong stands first in the tab");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(server.get("/status/badge/nothing.svg").send().status, 404);
    let console = server.get("/console/status/pages/public").cookie(&maria).send().text();
    assert!(console.contains("/status/p/public/badge.svg") && console.contains("&lt;iframe"));
}

#[test]
fn it_fails_for_me_is_one_tap_counted_once_and_leads_to_a_person() {
    let server = server();
    let page = read(&server, "/status", "It fails for me");
    assert!(page.contains("action=\"/status/p/public/fails\""), "{page}");
    let fails = |agent: &str| {
        let answer = server
            .post("/status/p/public/fails", &[("component", "authorisation")])
            .header("User-Agent", agent)
            .header("Sec-Fetch-Site", "cross-site")
            .send();
        assert_eq!(answer.status, 303, "{}", answer.text());
        server.get(answer.location()).send()
    };
    let first = fails("phone");
    assert!(first.text().contains("One reader said so in the last hour."), "{}", first.text());
    assert!(first.text().contains("/help?service=terminals"), "the way to a person");
    assert!(first.header("content-security-policy").contains("sha256-"));
    assert!(fails("phone").text().contains("One reader said so"), "twice is once");
    for agent in ["desk", "tablet"] {
        fails(agent);
    }
    let maria = server.sign_in("maria");
    let board = server.get("/console").cookie(&maria).send().text();
    assert!(board.contains("Suspected, and not told") && board.contains("3 readers"), "{board}");
    assert!(!server.get("/status").send().text().contains("Not confirmed"), "nobody has said so");
    let open = PAGE.replace("zone = \"Europe/Lisbon\"", "zone = \"UTC\"\nshows_suspicions = true");
    let applied = server.apply(&format!("{TINY}{open}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let page = read(&server, "/status", "Not confirmed by us yet.");
    assert!(page.contains("3 readers") && page.contains("Something may be failing"), "{page}");
    server.call_for_help("Dark");
    assert_eq!(tell(&server, &maria, &[]).status, 303);
    let page = read(&server, "/status", "Part of it is down.");
    assert!(page.contains("Seen to fail since") && !page.contains("Not confirmed"), "{page}");
    for (path, component) in [
        ("/status/p/public/fails", "fridge"),
        ("/status/p/nobody/fails", "portal"),
        ("/status/p/public/fails", "💥"),
    ] {
        assert_eq!(server.post(path, &[("component", component)]).send().status, 404);
    }
    assert_eq!(server.get("/status/p/public/fails/fridge").send().status, 404);
}

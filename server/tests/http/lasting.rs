//! Addresses that last: one incident, maintenance or announcement alone, wherever its page stands,
//! and the ways there from the addresses that another page gave it.

use std::fs;

use serde_json::{Value, json};

use crate::audiences::{CANARY, FOR_SOME, link_of, told};
use crate::status::{PAGE, tell};
use crate::support::{Answer, Scratch, Server, TINY, attribute, eventually};

fn server_with(more: &str) -> Server {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}{more}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

/// What lies at a path, once it says what is awaited.
fn read(server: &Server, path: &str, awaited: &str) -> Answer {
    eventually(awaited, || {
        let answer = server.get(path).send();
        (answer.status == 200 && answer.text().contains(awaited)).then_some(answer)
    })
}

#[test]
fn one_incident_stands_alone_from_its_first_word_to_its_last_and_everything_leads_there() {
    let server = server_with("");
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    let said = [("known", "See https://tiny.example/cards. Not http://evil.example.")];
    assert_eq!(tell(&server, &maria, &said).status, 303);
    let page = read(&server, "/status/i/1", "Cards fail").text();
    for said in ["Cards fail in the north.", "Authorisation", "data-live", "/help", "We know the"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("<title>Cards fail · Tiny &amp; Sons"), "{page}");
    let link = "<a href=\"https://tiny.example/cards\" rel=\"nofollow noopener noreferrer\">\
                https://tiny.example/cards</a>. Not http://evil.example.";
    assert!(page.contains(link), "{page}");
    let stream = attribute(&page, "data-live")[0].to_owned();
    assert_eq!(stream, "/status/i/1/stream");
    // Everything leads to it.
    let whole = read(&server, "/status", "Cards fail").text();
    assert!(attribute(&whole, "href").contains(&"/status/i/1"), "{whole}");
    let summary: Value =
        serde_json::from_str(&server.get("/api/v2/summary.json").send().text()).unwrap();
    let link = summary["incidents"][0]["shortlink"].as_str().unwrap();
    assert!(link.ends_with("/status/i/1"), "{link}");
    for feed in ["/history.atom", "/history.rss"] {
        assert!(read(&server, feed, "Cards fail").text().contains(link), "{feed}");
    }
    let in_markup = "&lt;a href=&quot;https://tiny.example/cards&quot;";
    assert!(server.get("/history.rss").send().text().contains(in_markup));
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(attribute(&room, "href").contains(&link), "{room}");
    // A program that goes by Statuspage's ids finds it, too.
    let id = summary["incidents"][0]["id"].as_str().unwrap();
    for from in ["/incidents", "/status/incidents"] {
        let moved = server.get(&format!("{from}/{id}")).send();
        assert_eq!((moved.status, moved.location()), (301, "/status/i/1"));
    }
    let moved = server.get(&format!("/status/p/public/incidents/{id}")).send();
    assert_eq!((moved.status, moved.location()), (301, "/status/p/public/i/1"));
    let moved = server.get("/history").send();
    assert_eq!((moved.status, moved.location()), (301, "/status/history"));
    // Over, it says how long it lasted, and every word.
    assert_eq!(tell(&server, &maria, &[("public_phase", "resolved")]).status, 303);
    let page = read(&server, "/status/p/public/i/1", "Over").text();
    assert!(page.contains("We know the") && page.contains("Authorisation"), "{page}");
    for nothing in ["/status/i/2", "/status/i/01", "/status/m/1", "/status/de/i/1", "/incidents/x"]
    {
        assert_eq!(server.get(nothing).send().status, 404, "{nothing}");
    }
}

#[test]
fn what_is_for_some_stands_alone_for_them_and_is_nothing_for_everyone() {
    let server = server_with(FOR_SOME);
    let maria = server.sign_in("maria");
    told(&server, &maria);
    let clinics = link_of(&server, &maria, "willow");
    let shops = link_of(&server, &maria, "harbour");
    read(&server, &clinics, "Isotope trouble");
    read(&server, "/status", "Cards fail");
    let none = |answer: Answer| (answer.status, answer.text());
    for (address, file) in [
        ("i/2", "incident-2.html"),
        ("m/1", "maintenance-1.html"),
        ("m/2", "maintenance-2.html"),
        ("a/1", "announcement-1.html"),
    ] {
        let theirs = server.get(&format!("{clinics}{file}")).send();
        assert!(theirs.status == 200 && theirs.text().to_lowercase().contains(CANARY), "{file}");
        let led = server.get(&format!("{clinics}{address}")).send();
        assert_eq!((led.status, led.location().ends_with(file)), (303, true), "{address}");
        for (place, other) in [
            (format!("/status/{address}"), format!("/status/{}/99", &address[..1])),
            (
                format!("/status/p/public/{address}"),
                format!("/status/p/public/{}/99", &address[..1]),
            ),
            (format!("{shops}{file}"), format!("{shops}{}", file.replace(['1', '2'], "99"))),
        ] {
            let hidden = none(server.get(&place).send());
            assert_eq!(hidden, none(server.get(&other).send()), "{place}");
            assert_eq!(hidden.0, 404);
        }
    }
    // What is for everyone stands in each place, with the way to the customer's own door.
    let page = server.get(&format!("{clinics}incident-1.html")).send().text();
    assert!(page.contains("Cards fail") && page.contains("/help/Willow"), "{page}");
    for link in attribute(&page, "href") {
        let beside = !link.contains("://") && !link.starts_with(['#', '/']);
        if beside && !link.starts_with("data:") {
            assert_eq!(server.get(&format!("{clinics}{link}")).send().status, 200, "{link}");
        }
    }
}

#[test]
fn a_page_by_a_link_is_sent_once_and_packed_and_stays_with_its_reader() {
    let server = server_with(FOR_SOME);
    let maria = server.sign_in("maria");
    told(&server, &maria);
    let link = link_of(&server, &maria, "willow");
    let page = read(&server, &link, "Isotope trouble");
    let tag = page.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(page.header("vary"), "accept-encoding");
    let again = server.get(&link).header("If-None-Match", &tag).send();
    assert_eq!((again.status, again.text().len()), (304, 0));
    assert_eq!(again.header("cache-control"), "private, no-cache");
    assert_eq!(again.header("etag"), tag);
    for coding in ["br", "gzip"] {
        let packed = server.get(&link).header("Accept-Encoding", coding).send();
        assert_eq!(packed.header("content-encoding"), coding);
        assert_eq!(packed.header("etag"), tag);
    }
    // Another customer's page is another one, and what is new has another tag.
    let other = link_of(&server, &maria, "harbour");
    let others = read(&server, &other, "Cards fail");
    assert_ne!(others.header("etag"), tag);
    assert_eq!(tell(&server, &maria, &[("known", "A second link is cut.")]).status, 303);
    read(&server, &link, "A second link is cut.");
    assert_eq!(server.get(&link).header("If-None-Match", &tag).send().status, 200);
}

#[test]
fn what_was_taken_in_answers_where_it_stood_and_lies_in_copies() {
    let server = server_with("hosts = [\"status.tiny.example\"]\n");
    let updates = json!([{
        "id": "u1", "status": "resolved", "body": "All is well.", "incident_id": "p31zjtct2jer",
        "created_at": "2024-05-02T09:00:00.000Z", "updated_at": "2024-05-02T09:00:00.000Z",
        "display_at": "2024-05-02T09:00:00.000Z", "affected_components": null,
    }]);
    let text = json!({ "incidents": [{
        "id": "p31zjtct2jer", "name": "Old trouble", "status": "resolved", "impact": "minor",
        "created_at": "2024-05-02T08:00:00.000Z", "updated_at": "2024-05-02T09:00:00.000Z",
        "resolved_at": "2024-05-02T09:00:00.000Z", "incident_updates": updates, "components": [],
    }]});
    let away = Scratch::new();
    let file = away.0.join("old.json");
    fs::write(&file, text.to_string()).unwrap();
    let made = server.run(&["import-status", file.to_str().unwrap(), "--yes"]);
    assert!(made.good, "{}{}", made.out, made.err);
    let at = |path: &str| server.get(path).header("Host", "status.tiny.example").send();
    eventually("the page at its name", || (at("/i/1").status == 200).then_some(()));
    let moved = eventually("its old address", || {
        let answer = at("/incidents/p31zjtct2jer");
        (answer.status == 301).then_some(answer)
    });
    assert_eq!(moved.location(), "/i/1");
    let page = at("/i/1");
    assert!(page.status == 200 && page.text().contains("Old trouble"), "{}", page.text());
    assert!(page.text().contains("href=\"http://status.tiny.example"), "{}", page.text());
    // It lies still: the same bytes, with a tag.
    let again = server.get("/i/1").header("Host", "status.tiny.example");
    assert_eq!(again.header("If-None-Match", page.header("etag")).send().status, 304);
    let month = read(&server, "/status/history/2024-05", "Old trouble").text();
    assert!(attribute(&month, "href").contains(&"/status/i/1"), "{month}");
    let directory = away.0.join("copy");
    let written = server.run(&["export-status", directory.to_str().unwrap(), "--page", "public"]);
    assert!(written.good, "{}{}", written.out, written.err);
    let alone = fs::read_to_string(directory.join("incident-1.html")).unwrap();
    assert!(alone.contains("Old trouble") && alone.contains("Content-Security-Policy"));
    assert!(attribute(&alone, "href").contains(&"index.html"), "{alone}");
    let month = fs::read_to_string(directory.join("history-2024-05.html")).unwrap();
    assert!(attribute(&month, "href").contains(&"incident-1.html"), "{month}");
}

#[test]
fn the_vendors_links_stand_at_the_foot_of_every_page() {
    let server = server_with("");
    let maria = server.sign_in("maria");
    let form = [
        ("name", "Tiny & Sons"),
        ("zone", "Europe/Lisbon"),
        ("language", "en"),
        ("readers", "everyone"),
        ("links", "Legal <notice> https://tiny.example/legal\r\n\r\nContact mailto:a@tiny.example"),
    ];
    let save = |links: &str| {
        let mut form = form.to_vec();
        form[4].1 = links;
        server.post("/console/status/pages/public", &form).cookie(&maria).send()
    };
    let wrong = save("Legal javascript:alert(1)");
    let text = wrong.text();
    assert_eq!(wrong.status, 422);
    assert!(text.contains("is no link") && text.contains("Legal javascript:alert(1)"), "{text}");
    assert_eq!(save(form[4].1).status, 303);
    let legal =
        "<a href=\"https://tiny.example/legal\" rel=\"noreferrer\">Legal &lt;notice&gt;</a>";
    for path in ["/status", "/status/history", "/status/p/public"] {
        let page = read(&server, path, legal).text();
        assert!(page.contains("href=\"mailto:a@tiny.example\""), "{path}: {page}");
    }
    let file = server.run(&["export"]).out;
    assert!(file.contains("\"Legal <notice> https://tiny.example/legal\""), "{file}");
}

#[test]
fn who_asks_for_the_api_is_led_to_what_explains_it() {
    let server = server_with("");
    let people = server.get("/api").header("Accept", "text/html,*/*;q=0.8").send();
    assert_eq!((people.status, people.location()), (303, "/docs/api"));
    let programs = server.get("/api").send();
    let told: Value = serde_json::from_str(&programs.text()).unwrap();
    assert_eq!(told["openapi"], "/api/v1/openapi.json");
}

//! Colleagues on the real program: told what is told inside, with a line that nobody else reads.

use std::collections::BTreeMap;

use crate::fake_mail::{FakeMail, Wire};
use crate::subscribers::{add, link, server};
use crate::support::page::between;
use crate::support::{Scratch, Server, TINY, eventually};

/// What no customer, no page and no reader may ever be shown.
const CANARY: &str = "canary-5a9";

fn add_colleague(server: &Server, cookie: &str, severity: &str, addresses: &str) -> u16 {
    let fields = [
        ("kind", "colleague"),
        ("addresses", addresses),
        ("route", "email"),
        ("severity", severity),
        ("language", "en"),
        ("consent", "the sales desk"),
    ];
    server.post("/console/subscribers", &fields).cookie(cookie).send().status
}

/// An update for everyone, with a line for colleagues.
const UPDATE: [(&str, &str); 8] = [
    ("known", "A link is cut."),
    ("impact", "Cards fail in the north."),
    ("next_in_mins", "15"),
    ("public", "1"),
    ("title", "Cards fail"),
    ("public_phase", "investigating"),
    ("part", "cards"),
    ("fares", "major"),
];

fn with_line() -> Vec<(&'static str, &'static str)> {
    let mut fields = UPDATE.to_vec();
    fields.push(("for_colleagues", "canary-5a9: stop selling today"));
    fields
}

/// What each address got, in as many letters as are waited for.
fn letters(mail: &FakeMail, count: usize) -> BTreeMap<String, String> {
    let mut got = BTreeMap::new();
    eventually("the letters", || {
        for letter in mail.received() {
            got.insert(letter.recipient, letter.content.replace("=\r\n", ""));
        }
        (got.len() >= count).then_some(())
    });
    got
}

#[test]
fn colleagues_get_the_line_for_them_and_no_byte_that_others_read_has_it() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    assert_eq!(add(&server, &maria, "email", "ines@harbour.test"), 303);
    assert_eq!(add_colleague(&server, &maria, "low", "sales@tiny.test"), 303);
    assert_eq!(add_colleague(&server, &maria, "", "board@tiny.test"), 422, "which incidents?");
    let caller = server.call_for_help("Dark");
    let room = "/console/incidents/1";
    let preview = server.post(&format!("{room}/update/preview"), &with_line()).cookie(&maria);
    let preview = preview.send().text();
    assert!(preview.contains("To colleagues: 1 mail"), "{preview}");
    assert!(mail.received().is_empty(), "a preview tells nobody");
    let told = server.post(&format!("{room}/update"), &with_line()).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    let got = letters(&mail, 2);
    let of = |name: &str| got.iter().find(|(to, _)| to.contains(name)).expect("a letter").1;
    assert!(of("sales@").contains(CANARY) && of("sales@").contains("A link is cut."));
    assert!(of("ines@").contains("A link is cut.") && !of("ines@").contains(CANARY));
    let caller_stream = format!("{caller}/poll");
    for path in [
        caller.as_str(),
        caller_stream.as_str(),
        "/status",
        "/status/history",
        "/status/p/public",
        "/api/v2/summary.json",
        "/api/v2/incidents.json",
        "/api/v2/incidents/unresolved.json",
        "/history.atom",
        "/history.rss",
        "/help",
        "/",
    ] {
        let seen = server.get(path).send().text();
        assert!(!seen.contains(CANARY), "{path}: {seen}");
    }
    let page = eventually("the word on the page", || {
        let page = server.get("/status").send().text();
        page.contains("A link is cut.").then_some(page)
    });
    assert!(!page.contains(CANARY));
    let seen = server.get(room).cookie(&maria).send().text();
    assert!(seen.contains("For colleagues only:") && seen.contains(CANARY));
}

#[test]
fn colleagues_stand_apart_in_the_list_hear_of_what_no_page_shows_and_leave_with_one_press() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let service = "[[service]]\nkey = \"card-terminals\"\nname = \"Card terminals\"\n";
    assert!(server.apply(service).good);
    assert_eq!(add(&server, &maria, "email", "ines@harbour.test"), 303);
    assert_eq!(add_colleague(&server, &maria, "high", "sales@tiny.test"), 303);
    let list = |query: &str| {
        server.get(&format!("/console/subscribers{query}")).cookie(&maria).send().text()
    };
    assert!(list("").contains("1 colleague<") && list("").contains("colleague: from high on"));
    assert!(!list("?only=colleagues").contains("ines@harbour.test"));
    server.call_for_help("Dark");
    let inside = [("known", "Only inside."), ("impact", "No till."), ("next_in_mins", "15")];
    let told = server.post("/console/incidents/1/update", &inside).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    let got = letters(&mail, 1);
    let (to, content) = got.iter().next().expect("a letter");
    assert!(to.contains("sales@tiny.test") && content.contains("Only inside."), "{got:?}");
    assert!(content.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{content}");
    let path = link(content);
    let own = server.get(&path).send().text();
    assert!(own.contains("sales@tiny.test") && !own.contains("Only inside."), "{own}");
    // They choose by the same link, without a password, of what and when they hear.
    assert!(own.contains("of those that are high or critical"), "{own}");
    assert!(own.contains("value=\"card-terminals\""), "{own}");
    let choice = |zone: &'static str| {
        [
            ("severity", "low"),
            ("service", "card-terminals"),
            ("daily", "8"),
            ("quiet_from", "22"),
            ("quiet_until", "7"),
            ("zone", zone),
            ("language", "en"),
        ]
    };
    let wrong = server.post(&path, &choice("Moon")).send();
    assert!(wrong.status == 422 && wrong.text().contains("value=\"low\" selected"));
    assert_eq!(server.post(&path, &choice("Europe/Lisbon")).send().status, 303);
    assert!(list("").contains("colleague: every incident"), "{}", list(""));
    let own = server.get(&path).send().text();
    for kept in ["value=\"card-terminals\" checked", "value=\"8\" selected", "Europe/Lisbon"] {
        assert!(own.contains(kept), "{kept}: {own}");
    }
    let leave = server.post(&format!("{path}/leave"), &[]).body("List-Unsubscribe=One-Click");
    assert_eq!(leave.send().status, 200);
    let told = server.post("/console/incidents/1/update", &inside).cookie(&maria).send();
    assert_eq!(told.status, 303);
    assert!(!list("").contains("sales@tiny.test"));
    // Nobody makes themselves one by the public form, whatever it sends along.
    let fields = [
        ("page", "public"),
        ("by", "email"),
        ("address", "curious@harbour.test"),
        ("kind", "colleague"),
        ("severity", "low"),
        ("colleague", "low"),
    ];
    assert_eq!(server.post("/status/subscribe", &fields).send().status, 303);
    assert!(!list("?only=colleagues").contains("curious@harbour.test"));
}

#[test]
fn the_line_for_colleagues_is_put_right_in_the_room_and_sent_to_them_alone() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    assert_eq!(add_colleague(&server, &maria, "low", "sales@tiny.test"), 303);
    let caller = server.call_for_help("Dark");
    let room = "/console/incidents/1";
    let read = || server.get(room).cookie(&maria).send().text();
    let told = server.post(&format!("{room}/update"), &with_line()).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    assert!(letters(&mail, 1).values().any(|letter| letter.contains(CANARY)));
    let page = read();
    let update = between(&page, "name=\"correct\" value=\"", "\"").expect("an update").to_owned();
    assert!(page.contains(&format!("id=\"line-{update}\"")), "{page}");
    let put_right = |line: &str| {
        let fields = [("correct", update.as_str()), ("for_colleagues", line)];
        server.post(&format!("{room}/correction"), &fields).cookie(&maria).send().status
    };
    assert_eq!(put_right("heronbird: sell again"), 303);
    eventually("the right line by mail", || {
        let all = mail.received();
        all.iter().any(|letter| letter.content.contains("heronbird: sell again")).then_some(())
    });
    let page = read();
    assert!(page.contains("heronbird: sell again") && !page.contains(CANARY), "{page}");
    let seen = server.get(&caller).send().text();
    assert!(!seen.contains("heronbird") && !seen.contains("put right"), "{seen}");
    assert!(!server.get("/status").send().text().contains("heronbird"));
    assert_eq!(put_right(" "), 303);
    assert!(!read().contains("heronbird"), "it is taken back");
}

#[test]
fn what_nobody_called_about_and_no_page_shows_is_told_to_colleagues() {
    let mail = FakeMail::start(Wire::Plain, None);
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &crate::mail::configuration(&mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(TINY);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let fields = [("title", "Cards fail"), ("severity", "high"), ("service", "")];
    assert_eq!(server.post("/console/incidents", &fields).cookie(&maria).send().status, 303);
    let room = "/console/incidents/1";
    let read = || server.get(room).cookie(&maria).send().text();
    assert!(!read().contains("id=\"update\""), "there is nobody to tell");
    assert_eq!(add_colleague(&server, &maria, "low", "sales@tiny.test"), 303);
    assert!(read().contains("id=\"update\""), "colleagues want to know");
    let inside = [("known", "Only us."), ("impact", "No till."), ("next_in_mins", "15")];
    let told = server.post(&format!("{room}/update"), &inside).cookie(&maria).send();
    assert_eq!(told.status, 303, "{}", told.text());
    assert!(letters(&mail, 1).values().any(|letter| letter.contains("Only us.")));
}

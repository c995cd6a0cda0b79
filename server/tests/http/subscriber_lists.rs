//! Lists of subscribers on the real program: a vendor comes from Statuspage with its files, sees
//! what would come of them, and brings them in; and the list goes out and comes in again.

use std::fmt::Write as _;

use crate::fake_mail::{FakeMail, Wire};
use crate::subscribers::server;
use crate::support::{Answer, Ask, Server};

const BOUNDARY: &str = "--------a-list";

/// A form as a browser sends it, with files.
fn sent(server: &Server, cookie: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n").bytes());
    }
    for (name, bytes) in files {
        let head = format!("form-data; name=\"file\"; filename=\"{name}\"");
        let kind = "Content-Type: text/csv";
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: {head}\r\n{kind}\r\n\r\n");
        body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    Ask::new(server.port, "POST", "/console/subscribers")
        .header("Content-Type", &format!("multipart/form-data; boundary={BOUNDARY}"))
        .cookie(cookie)
        .body(body)
        .send()
}

fn form<'a>(deed: &'a str, seen: &'a str, pasted: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("addresses", pasted),
        ("route", "email"),
        ("page", "public"),
        ("language", "en"),
        ("consent", "moved from Statuspage"),
        ("do", deed),
        ("seen", seen),
    ]
}

/// By what the preview knows the list.
fn seen(page: &str) -> String {
    let start = page.find("name=\"seen\" value=\"").expect("a list that was seen") + 19;
    page[start..start + 32].to_owned()
}

fn list(server: &Server, cookie: &str) -> String {
    let answer = server.get("/console/subscribers.csv").cookie(cookie).send();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    answer.text()
}

#[test]
fn a_vendor_brings_its_subscribers_from_statuspage_after_a_look_at_what_comes_of_them() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let mails = b"\xef\xbb\xbfemail,mode,components,created_at\r\n\
        ines@harbour.test,email,Card payments,2026-01-01\r\n\
        jo@harbour.test,email,\"Mars, Portal\",2026-01-01\r\n\
        noreply@harbour.test,email,,2026-01-01\r\n"
        .as_slice();
    let texts = b"phone_number;phone_country\r\n0701234567;SE\r\n0701234567;XX\r\n".as_slice();
    let hooks = b"endpoint\temail\nhttps://hooks.harbour.test/in\tops@harbour.test\n".as_slice();
    let files = [("email.csv", mails), ("sms.csv", texts), ("webhook.csv", hooks)];
    let looked = sent(&server, &maria, &form("look", "", ""), &files);
    let page = looked.text();
    assert_eq!(looked.status, 200, "{page}");
    for says in [
        "2 over e-mail, 1 over text message, 1 over webhook like Statuspage’s.",
        "<bdi>Mars</bdi>",
        "<bdi>email.csv</bdi>, line 4",
        "mail there reaches who runs the mail",
        "<bdi>sms.csv</bdi>, line 3",
        "its country is not known here",
        "Add 4",
        "Choose the same files again",
        "value=\"moved from Statuspage\"",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    assert!(!list(&server, &maria).contains("harbour"), "nothing was written");
    // Another list than the one that was seen is looked at first.
    let seen = seen(&page);
    let other = sent(&server, &maria, &form("add", &seen, "x@y.test"), &files);
    assert!(other.status == 200 && other.text().contains("Add 5"), "{}", other.text());
    assert!(!list(&server, &maria).contains("harbour"), "nothing was written");
    assert_eq!(sent(&server, &maria, &form("add", &seen, ""), &files).status, 303);
    let all = list(&server, &maria);
    for line in [
        "\"email\",\"ines@harbour.test\",\"public\",\"\",\"\",\"\",\"en\",\"cards\"",
        "\"email\",\"jo@harbour.test\",\"public\",\"\",\"\",\"\",\"en\",\"portal\"",
        "\"sms\",\"'+46701234567\"",
        "\"statuspage\",\"https://hooks.harbour.test/in\"",
    ] {
        assert!(all.contains(line), "{line}: {all}");
    }
    assert!(!all.contains("ops@harbour.test") && all.lines().count() == 5, "{all}");
    // The webhook has a secret of its own.
    let seen = server.get("/console/subscribers?text=hooks.harbour").cookie(&maria).send().text();
    let start =
        seen.find("/console/subscribers/").and_then(|_| seen.rfind("/console/subscribers/"));
    assert!(start.is_some(), "{seen}");
    // The same again, and what went out, add nobody.
    let again = sent(&server, &maria, &form("look", "", &all), &files).text();
    assert!(again.contains("It adds nobody new.") && again.contains("4 here already"), "{again}");
}

#[test]
fn what_cannot_be_read_comes_back_and_nothing_of_it_is_lost() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let back = |fields: &[(&str, &str)], files: &[(&str, &[u8])], says: &str| {
        let answer = sent(&server, &maria, fields, files);
        let text = answer.text();
        assert_eq!(answer.status, 422, "{text}");
        assert!(text.contains(says), "{says}: {text}");
        text
    };
    let kept = back(&form("", "", "a@b.test\nnobody"), &[], "line 2");
    assert!(kept.contains("a@b.test\nnobody"), "{kept}");
    back(&form("look", "", ""), &[], "choose a file");
    back(&form("look", "", ""), &[("odd.csv", b"caf\xe9,x")], "CSV UTF-8");
    back(&form("look", "", "a@b.test\n\"open"), &[], "never closed");
    let mut unsaid = form("look", "", "a@b.test");
    unsaid.retain(|(name, _)| *name != "consent");
    assert!(back(&unsaid, &[], "Say how they agreed").contains("a@b.test"));
    let long = vec![b'x'; 8 * 1024 * 1024 + 1];
    back(&form("look", "", ""), &[("long.csv", &long)], "longer than 8 MiB");
    assert!(!list(&server, &maria).contains("b.test"));
    // Only leads see the list.
    assert_ne!(server.get("/console/subscribers.csv").send().status, 200);
}

#[test]
fn a_list_of_thousands_is_brought_in_whole_and_a_form_with_too_many_fields_not_at_all() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let many = (0..6_000).fold("email\n".to_owned(), |mut all, number| {
        let _ = writeln!(all, "reader-{number}-with-a-long-name-so-that-it-fills@harbour.test");
        all
    });
    assert!(many.len() > 256 * 1024);
    let files = [("many.csv", many.as_bytes())];
    let page = sent(&server, &maria, &form("look", "", ""), &files).text();
    assert!(page.contains("Add 6000"), "{page}");
    assert_eq!(sent(&server, &maria, &form("add", &seen(&page), ""), &files).status, 303);
    assert_eq!(list(&server, &maria).lines().count(), 6_001);
    let mut wide = form("look", "", "a@b.test");
    wide.extend((0..2_500).map(|_| ("component", "cards")));
    let refused = sent(&server, &maria, &wide, &[]);
    assert_eq!(refused.status, 413, "{}", refused.text());
    wide.truncate(2_000);
    assert_eq!(sent(&server, &maria, &wide, &[]).status, 200, "all of them are read");
}

//! Announcements on the real program, as subscribers hear of them: in every shape, where their
//! writer ticked it, and not before they stand on the page.

use std::time::Duration;

use crate::fake_mail::{FakeMail, Wire};
use crate::subscribers::{add, in_every_shape, server};
use crate::support::eventually;

/// As the form has it, in UTC.
fn typed(secs: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs);
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

#[test]
fn a_notice_is_told_in_every_shape_and_a_change_only_where_that_is_ticked() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria, receivers) = in_every_shape(&mail);
    let form = server.get("/console/announcements/new").cookie(&maria).send().text();
    let reach = "Tell subscribers, once it stands there: 1 mail, 0 texts, \
                 3 posts to programs and chats";
    assert!(form.contains(reach), "{form}");
    let (now, later) = (typed(-60), typed(7_200));
    let post = |path: &str, text: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("title", "New certificate"), ("text", text), ("zone", "UTC")];
        fields.extend([("from", now.as_str()), ("until", later.as_str())]);
        fields.extend(more);
        server.post(path, &fields).cookie(&maria).send()
    };
    let posted = post("/console/announcements", "Trust it from Monday.", &[("tells", "1")]);
    assert_eq!(posted.status, 303, "{}", posted.text());
    for (shape, (_, received)) in &receivers {
        let post = eventually(shape, || received.lock().unwrap().first().cloned());
        let (_, body) = post.split_once("\r\n\r\n").expect("a body");
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        match *shape {
            "webhook" => {
                let data = &body["data"];
                assert_eq!(data["kind"], "opened", "{post}");
                assert!(data["notice"]["until"].is_string() && data["phase"].is_null(), "{post}");
                assert_eq!(data["known"], "Trust it from Monday.");
            }
            "statuspage" => {
                let incident = &body["incident"];
                assert_eq!(incident["name"], "New certificate", "{post}");
                assert_eq!(incident["status"], "resolved");
                assert_eq!(incident["impact"], "none");
                assert_eq!(incident["incident_updates"][0]["body"], "Trust it from Monday.");
            }
            _ => {
                let text = body["text"].as_str().unwrap();
                for said in ["New certificate: Notice", "Trust it from Monday.", "until"] {
                    assert!(text.contains(said), "{said}: {text}");
                }
            }
        }
    }
    let letters = |text: &str| {
        let received = mail.received().into_iter();
        let content = received.map(|one| one.content.replace("=\r\n", ""));
        content.filter(|content| content.contains(text)).collect::<Vec<String>>()
    };
    let letter = eventually("the letter", || letters("Trust it from Monday.").pop());
    assert!(letter.contains("List-Unsubscribe") && letter.contains("/s/"), "{letter}");
    let one = server.get("/console/announcements/1").cookie(&maria).send().text();
    assert!(one.contains("Tell subscribers of this change") && one.contains("last told"), "{one}");
    let path = "/console/announcements/1";
    assert_eq!(post(path, "Trust it from Tuesday.", &[]).status, 303);
    assert_eq!(post(path, "Trust it from Thursday.", &[("tells", "1")]).status, 303);
    eventually("the second letter", || letters("Trust it from Thursday.").pop());
    assert!(letters("Trust it from Tuesday.").is_empty(), "nobody ticked that");
}

#[test]
fn what_is_for_some_audiences_is_told_to_no_subscriber_of_everyones_page() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let clinics = "[[audience]]\nkey = \"clinics\"\nname = \"Clinics\"\n";
    let applied = server.apply(clinics);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    assert_eq!(add(&server, &maria, "email", "reader@a.example"), 303);
    let (now, later) = (typed(-60), typed(7_200));
    let fields = [
        ("title", "New certificate"),
        ("text", "Trust it from Monday."),
        ("zone", "UTC"),
        ("from", now.as_str()),
        ("until", later.as_str()),
        ("audience", "clinics"),
        ("tells", "1"),
    ];
    let posted = server.post("/console/announcements", &fields).cookie(&maria).send();
    assert_eq!(posted.status, 303, "{}", posted.text());
    std::thread::sleep(Duration::from_secs(1));
    assert!(mail.received().is_empty(), "it is for none of them");
}

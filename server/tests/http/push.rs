//! Web Push: a device is added and verified, rings, accepts from the message, and is told apart
//! from one that is gone.

use serde_json::Value;

use crate::fake_mail::{FakeMail, Wire};
use crate::fake_push::{Device, FakePush, Message, Mood};
use crate::support::{Answer, Scratch, Server, TINY, eventually};

fn server(push: &FakePush, mail: Option<&FakeMail>) -> Server {
    let scratch = Scratch::new();
    let mail_text = mail.map(super::mail::configuration).unwrap_or_default();
    let text = format!("{mail_text}[push]\nallow_private = true\ntimeout_secs = 2\n");
    assert!(push.port > 0);
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let tom = "key = \"tom\"\nname = \"Tom\"\nrole = \"responder\"\nzone = \"Europe/Lisbon\"\n";
    let way =
        "[[person.method]]\nkey = \"mail\"\nchannel = \"email\"\naddress = \"tom@tiny.test\"\n";
    let organisation = match mail {
        Some(_) => TINY.replace(tom, &format!("{tom}{way}")),
        None => TINY.to_owned(),
    };
    let applied = server.apply(&organisation);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

pub fn added(server: &Server, cookie: &str, device: &Device) -> Answer {
    let Device { endpoint, p256dh, auth } = device;
    let fields = [("endpoint", endpoint.as_str()), ("p256dh", p256dh), ("auth", auth)];
    server.post("/console/devices", &fields).cookie(cookie).send()
}

/// Presses something on the message; nobody is signed in there.
fn press(server: &Server, message: &Message, deed: &str) -> (u16, Value) {
    let answer = message.content["answer"].as_str().expect("a way to answer");
    let answer = server.post(&format!("{answer}/{deed}"), &[]).json().send();
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

/// A device that nobody can reach, for whoever only needs one; its key.
pub fn somewhere(server: &Server, cookie: &str) -> &'static str {
    let endpoint = "https://push.example.com/x".to_owned();
    let device = Device { endpoint, ..FakePush::start().device("x") };
    assert_eq!(added(server, cookie, &device).status, 303);
    "push-1"
}

fn me(server: &Server, cookie: &str) -> String {
    server.get("/console/me").cookie(cookie).send().text()
}

fn first(push: &FakePush, device: &str, kind: &str) -> Message {
    eventually("a message arrives", || push.to(device, kind).into_iter().next())
}

#[test]
fn a_device_is_verified_by_its_own_message_and_accepts_without_a_session() {
    let push = FakePush::start();
    let server = server(&push, None);
    let tom = server.sign_in("tom");
    assert_eq!(added(&server, &tom, &push.device("phone")).status, 303);

    // The test message says nothing but whose it is, and a tap verifies the device.
    let asks = first(&push, "phone", "code");
    assert!(me(&server, &tom).contains("! not verified"));
    assert_eq!(press(&server, &asks, "confirm").1["title"], "This device is verified");
    assert!(me(&server, &tom).contains("verified"));
    assert_eq!(press(&server, &asks, "confirm").1["title"], "This message is too old");

    // When somebody calls for help, the message carries a summary, and both answers.
    server.call_for_help("Canary words of the caller");
    let page = first(&push, "phone", "page.requested");
    let shown = page.content.to_string();
    assert!(shown.contains("EMERGENCY 1 (critical)") && !shown.contains("Canary"), "{shown}");
    assert!(page.content["url"].as_str().is_some_and(|url| url.starts_with("/p/")));
    assert_eq!(page.content["actions"][0]["action"], "accept");
    assert_eq!(press(&server, &page, "shown").0, 204);
    let board = server.get("/console/incidents/1").cookie(&tom).send().text();
    assert!(board.contains("arrived"), "the device itself says that it has it");

    // One press has it, a second one is the same one.
    for _ in 0..2 {
        let (status, truth) = press(&server, &page, "accept");
        assert_eq!((status, &truth["title"]), (200, &"You have it".into()));
        assert_eq!(truth["url"], "/console/incidents/1");
    }
    let forged = format!("/push/{}/accept", "A".repeat(70));
    assert_eq!(server.post(&forged, &[]).json().send().status, 404);
}

#[test]
fn who_is_late_reads_who_has_it_and_the_message_is_replaced() {
    let push = FakePush::start();
    let server = server(&push, None);
    for person in ["tom", "maria"] {
        assert_eq!(added(&server, &server.sign_in(person), &push.device(person)).status, 303);
    }
    server.call_for_help("Down");
    let toms = first(&push, "tom", "page.requested");
    let (_, passed) = press(&server, &toms, "pass");
    assert_eq!(passed["title"], "Passed on");
    let marias = first(&push, "maria", "page.requested");
    assert_eq!(press(&server, &marias, "accept").1["title"], "You have it");
    assert_eq!(press(&server, &toms, "accept").1["title"], "Maria has it");
    assert_ne!(toms.topic, marias.topic);
}

#[test]
fn a_device_whose_subscription_is_gone_is_told_of_and_not_rung_again() {
    for status in [404, 410] {
        let (push, mail) = (FakePush::start(), FakeMail::start(Wire::Plain, None));
        let server = server(&push, Some(&mail));
        let tom = server.sign_in("tom");
        added(&server, &tom, &push.device("old"));
        first(&push, "old", "code");
        push.always(Mood::Says(status));
        server.call_for_help("Down");
        eventually("every page of the console says so", || {
            me(&server, &tom).contains("You cannot be reached by push message").then_some(())
        });
        eventually("a mail says so", || {
            let mut all = mail.received().into_iter();
            all.find(|one| one.content.contains("You cannot be reached by push message"))
        });
        let asked = push.asked();
        server.call_for_help("Down again");
        eventually("a mail rings instead", || {
            let all = mail.received();
            all.iter().any(|one| one.content.contains("EMERGENCY 2")).then_some(())
        });
        assert_eq!(push.asked(), asked, "nothing is sent to what is gone");
        // The same browser subscribes anew and is one device again.
        push.always(Mood::Says(201));
        assert_eq!(added(&server, &tom, &push.device("old")).status, 303);
        assert!(!me(&server, &tom).contains("You cannot be reached"));
    }
}

#[test]
fn a_busy_push_service_is_asked_again_when_it_said_and_one_that_stalls_holds_nothing_up() {
    let push = FakePush::start();
    let server = server(&push, None);
    let tom = server.sign_in("tom");
    push.then(&[Mood::Later(429, 1)]);
    added(&server, &tom, &push.device("phone"));
    first(&push, "phone", "code");
    assert_eq!(push.asked(), 2, "once in vain, and once when the second was over");

    push.then(&[Mood::Later(503, 60), Mood::Says(500)]);
    server.call_for_help("Down");
    eventually("it is asked", || (push.asked() == 3).then_some(()));
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(push.asked(), 3, "whoever asks for a minute is left alone for a minute");

    added(&server, &tom, &push.device("other"));
    push.always(Mood::Stalls);
    server.call_for_help("Down again");
    // The screen of the same person is rung meanwhile.
    assert!(!server.page_of("tom").is_empty());
}

#[test]
fn what_is_no_push_service_is_refused_and_a_browser_belongs_to_who_used_it_last() {
    let push = FakePush::start();
    let server = server(&push, None);
    let (tom, maria) = (server.sign_in("tom"), server.sign_in("maria"));
    let good = push.device("shared");
    let bad = |endpoint: &str, p256dh: &str| Device {
        endpoint: endpoint.to_owned(),
        p256dh: p256dh.to_owned(),
        auth: good.auth.clone(),
    };
    let long = format!("http://127.0.0.1/{}", "x".repeat(3_000));
    for device in [
        bad("", &good.p256dh),
        bad("ftp://127.0.0.1/x", &good.p256dh),
        bad(&good.endpoint, ""),
        bad(&good.endpoint, "AAAA"),
        bad(&long, &good.p256dh),
    ] {
        let answer = added(&server, &tom, &device);
        assert_eq!(answer.status, 422, "{}", device.endpoint);
    }
    assert_eq!(added(&server, &tom, &good).status, 303);
    assert_eq!(added(&server, &tom, &good).status, 303, "again is no news");
    assert_eq!(me(&server, &tom).matches("/console/devices/push-1/removal").count(), 1);
    assert_eq!(added(&server, &maria, &good).status, 303);
    assert!(!me(&server, &tom).contains("/console/devices/push-1/removal"));
    assert!(me(&server, &maria).contains("/console/devices/push-2/removal"));
    // Where it is reached is nobody's to read.
    assert!(!me(&server, &maria).contains(&good.endpoint));

    let removed = server.post("/console/devices/push-2/removal", &[]).cookie(&tom).send();
    assert_ne!(removed.status, 200);
    assert!(me(&server, &maria).contains("push-2"), "it is not Tom's to take away");
    server.post("/console/devices/push-2/removal", &[]).cookie(&maria).send();
    assert!(!me(&server, &maria).contains("push-2"));
}

#[test]
fn the_console_can_be_installed_and_its_worker_stays_what_the_server_is_of() {
    let push = FakePush::start();
    let server = server(&push, None);
    let worker = server.get("/console/worker.js").send();
    assert_eq!(worker.header("service-worker-allowed"), "/console");
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(worker.header("content-type").starts_with("text/javascript"));
    let manifest = server.get("/console/manifest.webmanifest").send();
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest: Value = serde_json::from_slice(&manifest.body).expect("JSON");
    let icon = manifest["icons"][0]["src"].as_str().expect("an icon");
    assert_eq!(server.get(icon).send().status, 200);
    let key = server.post("/console/devices/key", &[]).json();
    let key = key.cookie(&server.sign_in("tom")).send();
    let key: Value = serde_json::from_slice(&key.body).expect("JSON");
    assert_eq!(key["key"].as_str().map(str::len), Some(87), "65 bytes in base64");
    let again = server.killed_and_started_again();
    let after = again.post("/console/devices/key", &[]).json();
    let after = after.cookie(&again.sign_in("tom")).send();
    let after: Value = serde_json::from_slice(&after.body).expect("JSON");
    assert_eq!(after, key, "a restart takes no device away");
}

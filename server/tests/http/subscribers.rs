//! Subscribers on the real program: signing up, being told once, leaving with one press, and what
//! becomes of those whom nothing reaches.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::fake_mail::{FakeMail, Wire};
use crate::support::{Scratch, Server, TINY, eventually};

pub const PAGE: &str = r#"
[[component]]
key = "cards"
name = "Card payments"

[[component]]
key = "portal"
name = "Portal"

[[status_page]]
key = "public"
name = "Tiny"
zone = "Europe/Lisbon"
"#;

fn options(scratch: &Scratch, mail: &FakeMail) -> String {
    let text = format!(
        "{}\n[posts]\nallow_private = true\ntimeout_secs = 10\n",
        crate::mail::configuration(mail)
    );
    let file = scratch.file("configuration.toml", &text);
    file.to_str().expect("text").to_owned()
}

pub fn server(mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let file = options(&scratch, mail);
    let server = Server::on(scratch, &["serve", "--config", &file]);
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

pub fn tell(server: &Server, cookie: &str, phase: &str, component: &str) {
    let fields = [
        ("known", "A link is cut."),
        ("impact", "Cards fail in the north."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Cards fail"),
        ("public_phase", phase),
        ("part", component),
        ("fares", "major"),
    ];
    let told = server.post("/console/incidents/1/update", &fields).cookie(cookie).send();
    assert_eq!(told.status, 303, "{}", told.text());
}

pub fn add(server: &Server, cookie: &str, route: &str, addresses: &str) -> u16 {
    let fields = [
        ("addresses", addresses),
        ("route", route),
        ("page", "public"),
        ("language", "en"),
        ("consent", "contract of May"),
    ];
    server.post("/console/subscribers", &fields).cookie(cookie).send().status
}

/// The path of a subscriber's link in a mail, which breaks its lines with a sign of equality.
pub fn link(content: &str) -> String {
    let content = content.replace("=\r\n", "");
    let start = content.find("/s/").expect("a link");
    content[start..start + 46].to_owned()
}

#[test]
fn signing_up_confirming_being_told_and_leaving_with_one_press() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    eventually("the way there", || {
        server.get("/status").send().text().contains("/status/subscribe?page=public").then_some(())
    });
    let form = server.get("/status/subscribe").send();
    assert_eq!(form.status, 200, "{}", form.text());
    assert!(form.text().contains("Card payments"));
    let fields = [
        ("page", "public"),
        ("by", "email"),
        ("address", "ines@harbour.test"),
        ("component", "cards"),
        ("language", "pt"),
        ("zone", "Europe/Lisbon"),
    ];
    let first = server.post("/status/subscribe", &fields).send();
    assert_eq!(first.status, 303, "{}", first.text());
    let letter = eventually("a letter", || mail.received().into_iter().next());
    let path = link(&letter.content);
    // A program that follows links confirms nothing.
    assert!(server.get(&path).send().text().contains("escreva-me"), "in their language");
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    assert_eq!(server.post(&format!("{path}/confirm"), &[]).send().status, 303);
    // Known or not, the answer is the same.
    let again = server.post("/status/subscribe", &fields).send();
    assert_eq!((again.status, again.location()), (303, first.location()));
    tell(&server, &maria, "identified", "cards");
    let told = eventually("a word", || mail.received().into_iter().next());
    let content = told.content.replace("=\r\n", "");
    assert!(content.contains("List-Unsubscribe: <http"), "{content}");
    assert!(content.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{content}");
    assert!(content.contains("Content-Language: pt") && content.contains("A link is cut."));
    // A GET leaves nobody unsubscribed, and a forged link opens nothing.
    let leave = format!("{path}/leave");
    assert_eq!(server.get(&leave).send().status, 200);
    let forged = format!("/s/{}/leave", "A".repeat(43));
    let body = "List-Unsubscribe=One-Click";
    assert_eq!(server.post(&forged, &[]).body(body).send().status, 404);
    let wants = [("language", "en"), ("zone", "UTC"), ("grave", "down")];
    assert_eq!(server.post(&path, &wants).send().status, 303);
    let odd = server.post(&path, &[("zone", "Mars/Olympus")]).send();
    assert_eq!(odd.status, 422);
    assert!(server.get(&path).send().text().contains("We write to you"));
    let left = server.post(&leave, &[]).body(body).send();
    assert_eq!(left.status, 200, "no redirect, as RFC 8058 has it");
    tell(&server, &maria, "monitoring", "cards");
    let word = "/console/subscribers/words/1";
    let seen = server.get(word).cookie(&maria).send();
    assert!(seen.text().contains("1 of 1 reached"), "{}", seen.text());
    assert!(mail.received().is_empty());
}

#[test]
fn what_cannot_be_chosen_is_marked_where_it_stands() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let start = [("by", "email"), ("address", "ines@harbour.test"), ("language", "en")];
    let refused = |path: &str, odd: &[(&str, &str)]| {
        let answer = server.post(path, &[&start[..], odd].concat()).send();
        let text = answer.text();
        assert_eq!(answer.status, 422, "{text}");
        assert_eq!(text.matches("aria-invalid=\"true\"").count(), 1, "{text}");
        text
    };
    let keys: Vec<String> = (0..101).map(|number| format!("c{number}")).collect();
    let mut many = vec![("zone", "UTC")];
    many.extend(keys.iter().map(|key| ("component", key.as_str())));
    let form = "/status/subscribe";
    let signed_up = || {
        let fields = [&start[..], &[("zone", "UTC")]].concat();
        assert_eq!(server.post(form, &fields).send().status, 303);
        link(&eventually("a letter", || mail.received().into_iter().next()).content)
    };
    // Where they sign up, and behind their own link.
    for path in [form.to_owned(), signed_up()] {
        let text = refused(&path, &many);
        assert!(text.contains("<fieldset aria-invalid=\"true\">"), "{text}");
        assert!(text.contains("At most 100 components can be chosen"), "{text}");
        let text = refused(&path, &[("zone", "UTC"), ("daily", "24")]);
        assert!(text.contains("name=\"daily\" aria-invalid=\"true\""), "{text}");
        let text = refused(&path, &[("zone", "Mars/Olympus")]);
        assert!(text.contains("autocomplete=\"off\" aria-invalid=\"true\""), "{text}");
    }
}

#[test]
fn whom_nothing_reaches_is_paused_and_the_console_says_why() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let list = "email,name\nbounce@a.test,Bo\ngood@a.test,Go\ngood@a.test,twice\n";
    assert_eq!(add(&server, &maria, "email", list), 303);
    assert_eq!(add(&server, &maria, "email", "postmaster@a.test"), 422);
    assert_eq!(add(&server, &maria, "webhook", "ftp://a.test/"), 422);
    server.call_for_help("Dark");
    for (number, phase) in ["investigating", "identified", "monitoring"].into_iter().enumerate() {
        tell(&server, &maria, phase, "cards");
        let path = format!("/console/subscribers/words/{}", number + 1);
        eventually("it is settled", || {
            let seen = server.get(&path).cookie(&maria).send().text();
            (seen.contains("1 of 2 reached") && seen.contains("1 failed")).then_some(())
        });
    }
    let failing = server.get("/console/subscribers?only=failing").cookie(&maria).send().text();
    assert!(failing.contains("bounce@a.test") && failing.contains("paused"), "{failing}");
    assert!(!failing.contains("good@a.test"), "{failing}");
    let log = server.log();
    assert!(
        !log.contains("bounce@a.test") && !log.contains("good@a.test"),
        "no address in the log"
    );
}

#[test]
fn a_crash_in_the_middle_leaves_nobody_out_and_repeats_only_under_the_same_number() {
    let mail = FakeMail::start(Wire::Plain, None);
    let mut server = server(&mail);
    let maria = server.sign_in("maria");
    let all: Vec<String> = (0..600).map(|n| format!("reader{n}@domain{}.test", n % 40)).collect();
    assert_eq!(add(&server, &maria, "email", &all.join("\n")), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let mut got: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut copies = 0;
    let mut note = |mail: &FakeMail, got: &mut BTreeMap<String, BTreeSet<String>>| {
        for one in mail.received() {
            copies += 1;
            let id = one.content.lines().find(|line| line.starts_with("Message-ID"));
            let id = id.expect("a number").to_owned();
            got.entry(one.recipient).or_default().insert(id);
        }
        copies
    };
    eventually("some have left", || (note(&mail, &mut got) > 100).then_some(()));
    server.kill();
    let scratch = std::mem::replace(&mut server.scratch, Scratch::new());
    let file = options(&scratch, &mail);
    let server = Server::on(scratch, &["serve", "--config", &file]);
    for _ in 0..60 {
        note(&mail, &mut got);
        if got.len() == all.len() {
            break;
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    assert_eq!(got.len(), all.len(), "nobody is left out");
    assert!(got.values().all(|ids| ids.len() == 1), "a second copy has the same number");
    std::thread::sleep(Duration::from_secs(2));
    let copies = note(&mail, &mut got);
    let slices = 4 * 50;
    assert!(copies <= all.len() + slices, "{copies}: no more than what was on its way");
    drop(server);
}

/// What a mail server posts when it could not deliver what it had taken.
pub fn report(returns_to: &str, action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mail.test\r\nTo: <{returns_to}>\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --x\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.test\r\n\r\n\
         Final-Recipient: rfc822; gone@a.test\r\nAction: {action}\r\nStatus: {status}\r\n\r\n\
         --x--\r\n"
    )
}

#[test]
fn a_mail_that_comes_back_counts_and_a_forged_report_changes_nothing() {
    let mail = FakeMail::start(Wire::Plain, None);
    let scratch = Scratch::new();
    let text = format!("{}returns = \"back@tiny.test\"\n", crate::mail::configuration(&mail));
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let maria = server.sign_in("maria");
    assert_eq!(add(&server, &maria, "email", "gone@a.test"), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let to_them = || mail.received().into_iter().find(|one| one.recipient.contains("gone@a.test"));
    let sender = eventually("a word", to_them).sender;
    let start = sender.find("back+").expect("a return address of its own");
    let returns_to = sender[start..].split(['>', ' ']).next().expect("an address").to_owned();
    let word = || server.get("/console/subscribers/words/1").cookie(&maria).send().text();
    eventually("it is handed over", || word().contains("1 of 1 reached").then_some(()));
    let post = |body: &str| server.post("/hooks/mail/bounces", &[]).body(body).send().status;
    assert_eq!(post("I am on holiday"), 422);
    assert_eq!(post(&report("back+aaaa@tiny.test", "failed", "5.1.1")), 404);
    assert_eq!(post(&report(&returns_to, "delayed", "4.4.7")), 204);
    assert!(word().contains("1 of 1 reached"), "{}", word());
    assert_eq!(post(&report(&returns_to, "failed", "5.1.1")), 204);
    assert!(
        word().contains("0 of 1 reached") && word().contains("came back (5.1.1)"),
        "{}",
        word()
    );
    let failing = server.get("/console/subscribers?only=failing").cookie(&maria).send().text();
    assert!(failing.contains("gone@a.test") && failing.contains("paused"), "{failing}");
    assert_eq!(post(&report(&returns_to, "failed", "5.1.1")), 204, "twice is once");
}

/// What one receiver takes: its port, and what it was sent.
pub type Receiver = (u16, Arc<Mutex<Vec<String>>>);

/// A server whose subscribers are a reader by mail and a program for each of three shapes.
pub fn in_every_shape(mail: &FakeMail) -> (Server, String, [(&'static str, Receiver); 3]) {
    let server = server(mail);
    let maria = server.sign_in("maria");
    let good = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let receivers = ["webhook", "statuspage", "slack"].map(|shape| (shape, receiver(Some(good))));
    for (shape, (port, _)) in &receivers {
        let url = format!("http://127.0.0.1:{port}/{shape}");
        assert_eq!(add(&server, &maria, shape, &url), 303);
    }
    assert_eq!(add(&server, &maria, "email", "reader@a.example"), 303);
    (server, maria, receivers)
}

/// A receiver that answers so, or never; what it was sent, with its headers.
pub fn receiver(answer: Option<&'static str>) -> Receiver {
    late_receiver(answer, Duration::ZERO)
}

/// The same, which takes its time to answer.
pub fn late_receiver(answer: Option<&'static str>, after: Duration) -> Receiver {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound socket").port();
    let received = Arc::new(Mutex::new(Vec::new()));
    let inbox = Arc::clone(&received);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), inbox) = (stream, Arc::clone(&inbox)) else { return };
            std::thread::spawn(move || {
                let mut read = Vec::new();
                let mut bytes = [0; 4096];
                loop {
                    let count = stream.read(&mut bytes).unwrap_or(0);
                    read.extend_from_slice(&bytes[..count]);
                    let text = String::from_utf8_lossy(&read).into_owned();
                    let length = text
                        .to_lowercase()
                        .split_once("content-length: ")
                        .and_then(|(_, rest)| rest.lines().next()?.trim().parse::<usize>().ok());
                    let whole = text
                        .split_once("\r\n\r\n")
                        .is_some_and(|(_, body)| length.is_some_and(|length| body.len() >= length));
                    if whole || count == 0 {
                        inbox.lock().expect("a sound inbox").push(text);
                        break;
                    }
                }
                match answer {
                    Some(answer) => {
                        std::thread::sleep(after);
                        let _ = stream.write_all(answer.as_bytes());
                    }
                    None => std::thread::sleep(Duration::from_secs(60)),
                }
            });
        }
    });
    (port, received)
}

#[test]
fn slow_dead_and_redirecting_receivers_hold_up_nobody_and_lead_nowhere() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let good = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (secret_port, inside) = receiver(Some(good));
    let elsewhere: &'static str = Box::leak(
        format!(
            "HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:{secret_port}/inside\r\n\
             content-length: 0\r\nconnection: close\r\n\r\n"
        )
        .into_boxed_str(),
    );
    let (slow, _) = receiver(None);
    let (late, heard_late) = late_receiver(Some(good), Duration::from_secs(6));
    let (redirecting, _) = receiver(Some(elsewhere));
    let dead = crate::support::free_port();
    let url = |port: u16, name: &str| format!("http://127.0.0.1:{port}/{name}");
    for (port, name) in [(slow, "slow"), (late, "late"), (redirecting, "away"), (dead, "dead")] {
        assert_eq!(add(&server, &maria, "webhook", &url(port, name)), 303);
    }
    let shapes = ["webhook", "statuspage", "slack", "teams", "discord"];
    let receivers = shapes.map(|shape| (shape, receiver(Some(good))));
    for (shape, (port, _)) in &receivers {
        assert_eq!(add(&server, &maria, shape, &url(*port, shape)), 303);
    }
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    for (shape, (_, received)) in &receivers {
        let post = eventually(shape, || received.lock().unwrap().first().cloned());
        let (head, body) = post.split_once("\r\n\r\n").expect("a body");
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let signed = head.to_lowercase().contains("webhook-signature: v1,");
        match *shape {
            "webhook" => {
                assert!(signed && body["type"] == "status.told", "{post}");
                assert_eq!(body["data"]["components"][0]["name"], "Card payments");
            }
            "statuspage" => {
                let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
                assert_eq!(keys, ["incident", "meta", "page"]);
                assert_eq!(body["incident"]["incident_updates"][0]["status"], "investigating");
                assert_eq!(body["incident"]["impact"], "critical");
                assert!(body["meta"]["unsubscribe"].as_str().unwrap().contains("/s/"));
            }
            "slack" => assert!(body["text"].as_str().unwrap().contains("Cards fail"), "{post}"),
            "teams" => {
                let card = &body["attachments"][0]["content"];
                assert_eq!(card["type"], "AdaptiveCard");
                let title = &card["body"][0]["inlines"][0]["text"];
                assert!(title.as_str().unwrap().contains("Cards fail"), "{post}");
            }
            _ => {
                assert!(body["embeds"][0]["title"].as_str().unwrap().contains("Cards fail"));
                assert_eq!(body["allowed_mentions"]["parse"].as_array().unwrap().len(), 0);
            }
        }
    }
    eventually("the redirect is known as such", || {
        let seen = server.get("/console/subscribers/words/1").cookie(&maria).send().text();
        (seen.contains("6 of 9 reached") && seen.contains("a redirect")).then_some(())
    });
    assert!(inside.lock().unwrap().is_empty(), "no redirect is followed");
    assert_eq!(heard_late.lock().unwrap().len(), 1, "late is not lost, and nothing comes twice");
}

#[test]
fn planned_maintenance_is_told_in_every_shape() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria, receivers) = in_every_shape(&mail);
    let fields = [
        ("title", "New links"),
        ("impact", "Cards fail for minutes."),
        ("component", "cards"),
        ("from", "2027-03-01T02:00"),
        ("until", "2027-03-01T03:00"),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", "24 h"),
    ];
    let planned = server.post("/console/maintenance", &fields).cookie(&maria).send();
    assert_eq!(planned.status, 303, "{}", planned.text());
    for (shape, (_, received)) in &receivers {
        let post = eventually(shape, || received.lock().unwrap().first().cloned());
        let (_, body) = post.split_once("\r\n\r\n").expect("a body");
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        match *shape {
            "webhook" => {
                let data = &body["data"];
                assert_eq!(data["maintenance"]["stage"], "scheduled", "{post}");
                assert_eq!(data["maintenance"]["from"], "2027-03-01T02:00:00Z");
                assert!(data["phase"].is_null() && data["kind"] == "opened", "{post}");
            }
            "statuspage" => {
                let incident = &body["incident"];
                assert_eq!(incident["status"], "scheduled", "{post}");
                assert_eq!(incident["impact"], "maintenance");
                let start = incident["scheduled_for"].as_str().unwrap();
                assert!(start.starts_with("2027-03-01T02:00:00"), "{start}");
            }
            _ => {
                let text = body["text"].as_str().unwrap();
                for said in ["New links: Planned", "2027-03-01 02:00 WET", "Card payments"] {
                    assert!(text.contains(said), "{said}: {text}");
                }
            }
        }
    }
    let letter = eventually("the letter", || {
        mail.received().into_iter().find(|one| one.content.contains("New links"))
    });
    assert!(letter.content.contains("Planned maintenance"), "{}", letter.content);
}

#[test]
fn without_leave_nobody_posts_into_the_house() {
    let server = Server::start();
    assert!(server.apply(PAGE).good);
    // Without a mail server and a carrier nothing is offered that could not be sent.
    let form = server.get("/status/subscribe").send().text();
    assert!(form.contains("sends no messages") && form.contains("/history.atom"), "{form}");
    assert!(!form.contains("name=\"address\""), "{form}");
    let maria = server.sign_in("maria");
    for url in
        ["http://hooks.example.com/", "https://127.0.0.1/x", "https://10.0.0.1/", "https://[::1]/"]
    {
        assert_eq!(add(&server, &maria, "slack", url), 422, "{url}");
    }
    assert_eq!(add(&server, &maria, "slack", "https://hooks.example.com/x"), 303);
}

#[test]
fn a_review_reaches_a_webhook_like_statuspages_field_for_field() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let good = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let (port, received) = receiver(Some(good));
    assert_eq!(add(&server, &maria, "statuspage", &format!("http://127.0.0.1:{port}/here")), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    tell(&server, &maria, "resolved", "cards");
    let posted = |status: &str| {
        let posts = received.lock().expect("a sound inbox").clone();
        let bodies = posts.iter().filter_map(|post| {
            serde_json::from_str::<serde_json::Value>(post.split_once("\r\n\r\n")?.1).ok()
        });
        bodies.into_iter().find(|body| body["incident"]["status"] == status)
    };
    let before = eventually("that it is over", || posted("resolved"));
    assert_eq!(before["incident"]["postmortem_body"], serde_json::Value::Null);
    assert_eq!(before["incident"]["postmortem_notified_subscribers"], false);
    let fields = [("happened", "Cards failed."), ("cause", "A line was cut."), ("tells", "1")];
    let wrote = server.post("/console/status/reviews/1", &fields).cookie(&maria).send();
    assert_eq!(wrote.status, 303, "{}", wrote.text());
    let body = eventually("the review", || posted("postmortem"));
    let incident = &body["incident"];
    assert_eq!(incident["incident_updates"][0]["status"], "postmortem");
    let said = "What happened\nCards failed.\n\nWhy\nA line was cut.";
    assert_eq!(incident["postmortem_body"], said);
    assert!(incident["postmortem_published_at"].is_string(), "{incident}");
    let (published, changed) =
        (&incident["postmortem_published_at"], &incident["postmortem_body_last_updated_at"]);
    assert_eq!(published, changed);
    for (field, is) in
        [("ignored", false), ("notified_subscribers", true), ("notified_twitter", false)]
    {
        assert_eq!(incident[&format!("postmortem_{field}")], is, "{field}");
    }
}

//! Words to subscribers whose way there is not what it seems: texts that the carrier took and did
//! not deliver, forged word of it, and receivers that ask us to slow down.

use crate::fake_carrier::{FakeCarrier, Phone, TOKEN, post, sign};
use crate::fake_mail::{At, FakeMail, Fault, Wire};
use crate::subscribers::{PAGE, add, receiver, tell};
use crate::support::{Scratch, Server, TINY, eventually};
use crate::telephone;

const DEAD: &str = "+46701230001";
const ALIVE: &str = "+46701230002";

fn server(carrier: &FakeCarrier, mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let carriers = telephone::configuration(&scratch, &[carrier]);
    let text = format!("{}\n{carriers}", crate::mail::configuration(mail));
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn a_text_that_is_not_delivered_counts_as_not_reached_and_a_dead_number_is_written_to_once() {
    let mail = FakeMail::start(Wire::Plain, None);
    let carrier = FakeCarrier::start().with(DEAD, Phone::Dead);
    let server = server(&carrier, &mail);
    let maria = server.sign_in("maria");
    assert_eq!(add(&server, &maria, "sms", &format!("{DEAD}\n{ALIVE}")), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let word = |number: u32| {
        let path = format!("/console/subscribers/words/{number}");
        server.get(&path).cookie(&maria).send().text()
    };
    // The carrier's word may overtake that of the node which sent it.
    eventually("one arrived and one did not", || {
        let seen = word(1);
        let counted = seen.contains("1 of 2 reached, 1 failed");
        (counted && seen.contains("the number is not in use")).then_some(())
    });
    let failing = server.get("/console/subscribers?only=failing").cookie(&maria).send().text();
    assert!(failing.contains(DEAD) && failing.contains("paused"), "{failing}");
    tell(&server, &maria, "identified", "cards");
    eventually("the next word", || word(2).contains("1 of 1 reached").then_some(()));
    assert_eq!(carrier.texts_to(DEAD).len(), 1, "a dead number is paid for once");
    assert_eq!(carrier.texts_to(ALIVE).len(), 2);
}

#[test]
fn forged_word_of_a_text_stops_nobody() {
    let mail = FakeMail::start(Wire::Plain, None);
    let carrier = FakeCarrier::start();
    let server = server(&carrier, &mail);
    let maria = server.sign_in("maria");
    assert_eq!(add(&server, &maria, "sms", ALIVE), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let seen = || server.get("/console/subscribers/words/1").cookie(&maria).send().text();
    eventually("it is handed over", || seen().contains("1 of 1 reached").then_some(()));
    let texts = carrier.texts_to(ALIVE);
    let url = texts[0].form.get("StatusCallback").to_owned();
    let form = vec![
        field("MessageSid", "SM01"),
        field("MessageStatus", "undelivered"),
        field("ErrorCode", "30005"),
    ];
    assert_eq!(post(&url, &form, "not a signature").status, 403);
    assert_eq!(post(&url, &form, &sign("another token", &url, &form)).status, 403);
    // What the carrier signs about a text that we never sent is taken and changes nothing.
    let (start, _) = url.rsplit_once("/texts/").expect("the way of texts");
    let other = format!("{start}/texts/{}/status", "a".repeat(45));
    assert_eq!(post(&other, &form, &sign(TOKEN, &other, &form)).status, 204);
    assert!(seen().contains("1 of 1 reached"), "{}", seen());
    assert_eq!(post(&url, &form, &sign(TOKEN, &url, &form)).status, 204);
    assert!(seen().contains("0 of 1 reached, 1 failed"), "{}", seen());
    assert_eq!(post(&url, &form, &sign(TOKEN, &url, &form)).status, 204, "twice is once");
    assert!(seen().contains("0 of 1 reached, 1 failed"), "{}", seen());
}

#[test]
fn what_is_our_own_fault_is_not_held_against_a_number_however_often_it_is() {
    let mail = FakeMail::start(Wire::Plain, None);
    let carrier = FakeCarrier::start();
    let server = server(&carrier, &mail);
    let maria = server.sign_in("maria");
    assert_eq!(add(&server, &maria, "sms", ALIVE), 303);
    server.call_for_help("Dark");
    // An unregistered campaign, a suspended account, a full queue, a filter, and no reason at all.
    let whys = [
        ("30034", "the sender is not registered"),
        ("30002", "the account is suspended"),
        ("30001", "too many messages wait"),
        ("30007", "the message was filtered out"),
        ("", "the carrier could not deliver the message"),
    ];
    for (number, (code, why)) in (1..).zip(whys) {
        tell(&server, &maria, "identified", "cards");
        let path = format!("/console/subscribers/words/{number}");
        let seen = || server.get(&path).cookie(&maria).send().text();
        eventually("it is handed over", || seen().contains("1 of 1 reached").then_some(()));
        let texts = carrier.texts_to(ALIVE);
        let url = texts.last().expect("a text").form.get("StatusCallback").to_owned();
        let mut form = vec![field("MessageSid", "SM01"), field("MessageStatus", "undelivered")];
        form.extend((!code.is_empty()).then(|| field("ErrorCode", code)));
        assert_eq!(post(&url, &form, &sign(TOKEN, &url, &form)).status, 204);
        let seen = seen();
        assert!(seen.contains("0 of 1 reached, 1 failed") && seen.contains(why), "{code}: {seen}");
    }
    let all = server.get("/console/subscribers").cookie(&maria).send().text();
    assert!(all.contains(ALIVE) && !all.contains("paused: nothing arrives"), "{all}");
    assert_eq!(carrier.texts_to(ALIVE).len(), whys.len(), "each word was texted");
}

#[test]
fn a_receiver_that_asks_to_slow_down_is_left_alone_and_the_console_says_so() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = crate::subscribers::server(&mail);
    let maria = server.sign_in("maria");
    let good = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let slow = "HTTP/1.1 429 Slow down\r\nretry-after: 600\r\ncontent-length: 0\r\n\
                connection: close\r\n\r\n";
    let ((slow_port, asks), (port, takes)) = (receiver(Some(slow)), receiver(Some(good)));
    for port in [slow_port, port] {
        let url = format!("http://127.0.0.1:{port}/secret-path");
        assert_eq!(add(&server, &maria, "webhook", &url), 303);
    }
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let seen = || server.get("/console/subscribers").cookie(&maria).send().text();
    let slow_host = format!("<bdi>127.0.0.1:{slow_port}</bdi> asks us to slow down");
    eventually("the console says so", || seen().contains(&slow_host).then_some(()));
    // First attempts at what is said next wait as well, and nobody else does.
    tell(&server, &maria, "identified", "cards");
    eventually("the other gets both", || (takes.lock().unwrap().len() == 2).then_some(()));
    let word = || server.get("/console/subscribers/words/2").cookie(&maria).send().text();
    eventually("one is to go", || word().contains("1 of 2 reached, 1 to go").then_some(()));
    assert_eq!(asks.lock().unwrap().len(), 1, "it is left alone");
    assert!(!seen().contains(&format!("<bdi>127.0.0.1:{port}</bdi> asks")), "{}", seen());
}

#[test]
fn a_mail_domain_that_asks_to_slow_down_is_not_asked_for_each_recipient_again() {
    let fault = Fault::Say("451 4.7.1 slow down");
    let mail = FakeMail::start(Wire::Plain, Some((At::Recipient, fault)));
    let server = crate::subscribers::server(&mail);
    let maria = server.sign_in("maria");
    let many: Vec<String> = (0..30).map(|number| format!("reader{number}@slow.test")).collect();
    assert_eq!(add(&server, &maria, "email", &many.join("\n")), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    eventually("the console says so", || {
        let seen = server.get("/console/subscribers").cookie(&maria).send().text();
        seen.contains("<bdi>slow.test</bdi> asks us to slow down").then_some(())
    });
    let failing = server.get("/console/subscribers?only=failing").cookie(&maria).send().text();
    let tried = failing.matches(">failing<").count();
    assert!((1..=8).contains(&tried), "those who were on their way and nobody else: {tried}");
}

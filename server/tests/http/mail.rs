//! A mail server that stalls, refuses or lies: the next person is rung, and the board says why.

use std::time::{Duration, Instant};

use crate::fake_mail::{At, FakeMail, Fault, Wire};
use crate::support::{Scratch, Server, TINY, eventually};

/// How long the first step would wait by itself; what comes sooner came because of the failure.
const STEP_SECS: u64 = 300;

/// How long a fault lasts, by what the server says.
#[derive(PartialEq)]
enum Lasts {
    ForGood,
    ForNow,
}

/// Tom is reached by mail only and first; Maria has a pager and comes second.
pub fn organisation() -> String {
    let tom = "key = \"tom\"\nname = \"Tom\"\nrole = \"responder\"\nzone = \"Europe/Lisbon\"\n";
    let screen = "[[person.method]]\nkey = \"screen\"\nchannel = \"screen\"\n";
    let mail =
        "[[person.method]]\nkey = \"mail\"\nchannel = \"email\"\naddress = \"tom@tiny.test\"\n";
    let steps = format!(
        "targets = [\"person:tom\"]\ndelay_secs = {STEP_SECS}\n[[policy.step]]\n\
         targets = [\"person:maria\"]\ndelay_secs = {STEP_SECS}"
    );
    let all = "targets = [\"person:maria\", \"person:tom\", \"person:wei\"]\ndelay_secs = 60";
    let changed = TINY.replace(&format!("{tom}{screen}"), &format!("{tom}{mail}"));
    let changed = changed.replace(all, &steps);
    assert!(changed.contains("tom@tiny.test") && changed.contains("delay_secs = 300"));
    changed
}

/// A configuration with that mail server.
pub fn configuration(mail: &FakeMail) -> String {
    format!(
        "[smtp]\nhost = \"localhost\"\nport = {}\ntls = \"none\"\nfrom = \"mayday@tiny.test\"\n\
         timeout_secs = 1\n",
        mail.port
    )
}

fn server(mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &configuration(mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&organisation());
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

#[test]
fn a_page_goes_out_by_mail_and_its_link_accepts() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let emergency = server.call_for_help("Smoke in the server room");
    let letter = eventually("a mail", || mail.received().into_iter().next());
    assert!(letter.recipient.contains("tom@tiny.test"), "{}", letter.recipient);
    assert!(!letter.content.contains("Smoke"), "nobody's words in a mail: {}", letter.content);
    // A quoted-printable text breaks its lines with a sign of equality.
    let content = letter.content.replace("=\r\n", "");
    let start = content.find("/p/").expect("a link");
    let page = &content[start..start + 46];
    let looked = server.get(page).send();
    assert_eq!(looked.status, 200, "{page}");
    assert_eq!(server.post(&format!("{page}/accept"), &[]).send().status, 303);
    let seen = server.get(&emergency).send().text();
    assert!(seen.contains("<bdi>Tom</bdi> has it."), "{seen}");
}

#[test]
fn a_page_whose_mail_comes_back_is_no_page_and_the_next_person_is_rung_at_once() {
    let mail = FakeMail::start(Wire::Plain, None);
    let scratch = Scratch::new();
    let text = format!("{}returns = \"back@tiny.test\"\n", configuration(&mail));
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(&organisation()).good);
    let called = Instant::now();
    server.call_for_help("Down");
    let letter = eventually("a mail", || mail.received().into_iter().next());
    let start = letter.sender.find("back+").expect("a return address of its own");
    let returns_to = letter.sender[start..].split(['>', ' ']).next().expect("an address");
    let report = crate::subscribers::report(returns_to, "failed", "5.2.2");
    assert_eq!(server.post("/hooks/mail/bounces", &[]).body(report).send().status, 204);
    server.page_of("maria");
    assert!(called.elapsed() < Duration::from_secs(STEP_SECS / 10));
}

#[test]
fn when_mail_fails_the_next_person_is_rung_at_once_and_the_board_says_so() {
    // What may be gone in a moment is tried again before the board speaks of it.
    let faults = [
        (
            "refuses the recipient",
            At::Recipient,
            Fault::Say("550 5.1.1 who is that"),
            Lasts::ForGood,
        ),
        ("refuses us", At::Greeting, Fault::Say("554 go away"), Lasts::ForNow),
        ("stalls", At::Greeting, Fault::Stall, Lasts::ForNow),
        ("hangs up", At::Data, Fault::HangUp, Lasts::ForNow),
        ("speaks nonsense", At::Hello, Fault::Say("\u{1}\u{2} banana"), Lasts::ForNow),
        ("is full", At::Content, Fault::Say("452 no room"), Lasts::ForNow),
        ("stalls after the content", At::Content, Fault::Stall, Lasts::ForNow),
    ];
    let tests = faults.map(|(what, at, fault, lasts)| {
        std::thread::spawn(move || {
            let mail = FakeMail::start(Wire::Plain, Some((at, fault)));
            let server = server(&mail);
            let called = Instant::now();
            let emergency = server.call_for_help("Down");
            let page = server.page_of("maria");
            assert!(called.elapsed() < Duration::from_secs(STEP_SECS / 10), "{what}");
            let maria = server.sign_in("maria");
            if lasts == Lasts::ForGood {
                eventually(&format!("the board names the method when mail {what}"), || {
                    let board = server.get("/console").cookie(&maria).send().text();
                    (board.contains("Tom") && board.contains("mail")).then_some(())
                });
            }
            assert_eq!(server.post(&format!("{page}/accept"), &[]).send().status, 303);
            let seen = server.get(&emergency).send().text();
            assert!(seen.contains("<bdi>Maria</bdi> has it."), "{what}: {seen}");
            assert!(!server.log().contains("tom@tiny.test"), "{what}: {}", server.log());
        })
    });
    // All are waited for before any may fail, so that none leaves its server behind.
    let ended = tests.map(std::thread::JoinHandle::join);
    assert!(ended.iter().all(Result::is_ok), "what went wrong stands above");
}

#[test]
fn without_any_mail_server_whoever_is_reached_by_mail_only_is_skipped_at_once() {
    let server = Server::bare();
    let applied = server.apply(&organisation());
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let called = Instant::now();
    server.call_for_help("Down");
    server.page_of("maria");
    assert!(called.elapsed() < Duration::from_secs(STEP_SECS / 10));
}

//! The test with the phone on silent, from the form to the board, over the real channels.

use serde_json::json;

use crate::fake_carrier::{FakeCarrier, Phone, TOKEN};
use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::support::{Ask, Scratch, Server, TINY, eventually};

const NUMBER: &str = "+46701234567";

/// Tom is reached by mail, text and call.
fn house() -> (Server, FakeCarrier, FakeMail) {
    let carrier = FakeCarrier::start().with(NUMBER, Phone::Mailbox);
    let mail = FakeMail::start(Wire::Plain, None);
    let scratch = Scratch::new();
    let token = scratch.file("token", &format!("{TOKEN}\n"));
    let text = format!(
        "{}[[carrier]]\nkey = \"c0\"\naccount = \"AC0123456789\"\nfrom = \"+46 10 000 00 00\"\n\
         base_url = \"http://127.0.0.1:{}\"\ntoken_file = \"{}\"\n",
        super::mail::configuration(&mail),
        carrier.port,
        token.display()
    );
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let tom = "key = \"tom\"\nname = \"Tom\"\nrole = \"responder\"\nzone = \"Europe/Lisbon\"\n";
    let method = |key: &str, address: &str| {
        format!(
            "[[person.method]]\nkey = \"{key}\"\nchannel = \"{key}\"\naddress = \"{address}\"\n"
        )
    };
    let more = [method("email", "tom@tiny.test"), method("sms", NUMBER), method("voice", NUMBER)];
    let organisation = TINY.replace(tom, &format!("{tom}{}", more.concat()));
    let applied = server.apply(&organisation);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    (server, carrier, mail)
}

#[test]
fn a_test_with_the_phone_on_silent_rings_asks_and_says_what_to_change() {
    let (server, carrier, mail) = house();
    let tom = server.sign_in("tom");
    let own = || server.get("/console/me").cookie(&tom).send().text();
    let board = || server.get("/console").cookie(&tom).send().text();
    assert!(own().contains("Test with my phone on silent"));
    assert!(board().contains("Nobody knows yet whether a page wakes them"));
    let plan = |when: &str, at: &str| {
        let fields = [("when", when), ("at", at)];
        server.post("/console/silent-test", &fields).cookie(&tom).send()
    };
    // What cannot be is said beside what was typed.
    let wrong = plan("at", "half past three");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Write a time like 03:30"));
    assert_eq!(plan("never", "").status, 422);
    // At an hour of the clock, and taken back.
    assert_eq!(plan("at", "03:30").status, 303);
    assert!(own().contains("Your test rings at"));
    let removal = server.post("/console/silent-test/removal", &[]).cookie(&tom).send();
    assert_eq!(removal.status, 303);
    assert!(!own().contains("Your test rings at"));

    assert_eq!(plan("0", "").status, 303);
    eventually("it rings over everything", || {
        let texts = carrier.texts_to(NUMBER).into_iter();
        let text = texts.map(|one| one.form.get("Body").to_owned()).any(|one| one.contains("TEST"));
        let calls = carrier.calls_to(NUMBER).into_iter();
        let call = calls.map(|one| one.said.join(" ")).any(|one| one.contains("Nobody is in need"));
        let letters = mail.received().into_iter();
        let letter = letters.map(|one| one.content).any(|one| one.contains("TEST"));
        (text && call && letter).then_some(())
    });
    assert!(server.get("/console").cookie(&tom).send().text().contains("Your test rang at"));
    let asks = own();
    assert!(asks.contains("What woke you?"), "{asks}");
    assert!(asks.contains("value=\"voice\"") && asks.contains("value=\"sms\""));
    let soon = plan("1", "");
    assert_eq!(soon.status, 422);
    assert!(soon.text().contains("A test has just rung"));

    let said = [("woke", "sms"), ("phone", "iphone")];
    let answer = server.post("/console/silent-test/answer", &said).cookie(&tom).send();
    assert_eq!(answer.status, 303);
    let result = own();
    assert!(result.contains("it wakes you"), "{result}");
    assert!(result.contains("Emergency Bypass"), "the call did not, and an iPhone has a way");
    assert!(!result.contains("What woke you?"));
    let again = server.post("/console/silent-test/answer", &said).cookie(&tom).send();
    assert_eq!(again.status, 422);
    assert!(board().contains("with the phone on silent"));
    let maria = server.sign_in("maria");
    let people = server.get("/console/people").cookie(&maria).send().text();
    assert!(people.contains("woken by a test"));
    let kept = server.get("/console/kept/person/tom?format=json").cookie(&maria).send();
    let kept: serde_json::Value = serde_json::from_slice(&kept.body).expect("JSON");
    let test = &kept["silent_tests"][0];
    assert_eq!(test["methods"], json!(["email", "sms", "voice"]), "{kept}");
    assert_eq!((&test["woke"], &test["phone"]), (&json!(["sms"]), &json!("iphone")), "{kept}");
    let page = server.get("/console/kept/person/tom").cookie(&maria).send().text();
    assert!(page.contains("Their tests with the phone on silent"), "{page}");
    let audit = server.get("/console/audit").cookie(&maria).send().text();
    assert!(audit.contains("said what woke them in a test"));
}

#[test]
fn who_slept_through_a_test_stands_on_the_board_and_programs_read_it() {
    let (server, carrier, _mail) = house();
    let tom = server.sign_in("tom");
    let token = make_token(&server, &tom, &["read", "manage"]);
    let ask = |method: &'static str, path: &str, body: serde_json::Value| {
        let ask = Ask::new(server.port, method, &format!("/api/v1{path}"));
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        match method {
            "GET" => ask.send(),
            _ => ask.header("Content-Type", "application/json").body(body.to_string()).send(),
        }
    };
    let planned = ask("PUT", "/silent-test", json!({ "at": "2020-01-01T03:00:00Z" }));
    assert_eq!(planned.status, 200, "{}", planned.text());
    eventually("it rings", || (!carrier.calls_to(NUMBER).is_empty()).then_some(()));
    let answer = ask("POST", "/silent-test/answer", json!({ "woke": [], "phone": "android" }));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let known = ask("GET", "/people/tom/silent-test", json!(null));
    let known: serde_json::Value = serde_json::from_slice(&known.body).expect("JSON");
    assert_eq!((&known["last"]["woke"], &known["last"]["phone"]), (&json!([]), &json!("android")));
    assert_eq!(ask("GET", "/people/maria/silent-test", json!(null)).status, 404, "not his");
    let board = server.get("/console").cookie(&tom).send().text();
    assert!(board.contains("slept through a test with the phone on silent"), "{board}");
    let own = server.get("/console/me").cookie(&tom).send().text();
    assert!(own.contains("starred contacts") && own.contains("it does not wake you"));
    let far = ask("PUT", "/silent-test", json!({ "at": "2099-01-01T03:00:00Z" }));
    assert_eq!(far.status, 422, "{}", far.text());
}

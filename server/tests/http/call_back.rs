//! "Call me": whoever calls is rung first, then the caller, and a carrier joins both; every way in
//! which that can go stands in the conversation, and no promise is lost.

use mayday::links::InstallationKey;
use serde_json::json;

use crate::fake_carrier::{FakeCarrier, Phone, Receipts, TOKEN, post, sign};
use crate::support::{Answer, Server, eventually};
use crate::telephone::{MARIA, TOM, events, organisation, server};

const CALLER: &str = "+46701112233";
const INES: &str = "+351912345678";
const NAMED: &str = "name = \"Brightwater Clinics\"\n";

/// Somebody calls for help, Tom has it, and Maria calls them back.
struct Night {
    server: Server,
    emergency: String,
    maria: String,
}

/// The telephones of a night in which Tom presses the key that accepts.
fn carrier(maria: Phone, caller: Phone) -> FakeCarrier {
    let tom = FakeCarrier::start().with(TOM, Phone::Keys(&["1"]));
    tom.with(MARIA, maria).with(CALLER, caller)
}

impl Night {
    fn new(carriers: &[&FakeCarrier], who: &str) -> Self {
        Self::speaking(carriers, who, "en")
    }

    fn speaking(carriers: &[&FakeCarrier], who: &str, language: &str) -> Self {
        let contact = format!(
            "{NAMED}[[customer.contact]]\nkey = \"ines\"\nname = \"Ines\"\nphone = \"{INES}\"\n"
        );
        let written = organisation("voice", 300).replacen(NAMED, &contact, 1);
        let written =
            written.replacen("[organisation]\n", "[organisation]\ncall_countries = [\"SE\"]\n", 1);
        assert!(written.contains(INES) && written.contains("call_countries"));
        let server = server(&written, carriers);
        let words = ("words", "Smoke in the server room");
        let fields = [words, ("who", who), ("lang", language)];
        let emergency = server.post("/help", &fields).send().location().to_owned();
        let maria = server.sign_in("maria");
        prove(&server, &maria, carriers);
        if carriers.is_empty() {
            let accepted = server.post("/console/incidents/1/accept", &[]).cookie(&maria).send();
            assert_eq!(accepted.status, 303);
        } else {
            eventually("Tom has it", || {
                let seen = server.get(&emergency).send().text();
                seen.contains("data-state=\"accepted\"").then_some(())
            });
        }
        Self { server, emergency, maria }
    }

    fn ask(&self, number: &str) -> Answer {
        let path = format!("{}/call-back", self.emergency);
        self.server.post(&path, &[("number", number), ("wait", "0")]).send()
    }

    fn page(&self) -> String {
        self.server.get(&self.emergency).send().text()
    }

    fn room(&self) -> String {
        self.server.get("/console/incidents/1").cookie(&self.maria).send().text()
    }

    fn does(&self, way: &str, contact: &str) -> Answer {
        let room = self.room();
        let part = room.split("name=\"callback\" value=\"").nth(1).expect("a call to make");
        let fields = [("callback", &part[..32]), ("way", way), ("contact", contact)];
        let path = "/console/emergencies/1/call-back";
        self.server.post(path, &fields).cookie(&self.maria).send()
    }

    /// The caller asks, Maria calls, and this is read in the conversation.
    fn called(&self, contact: &str, reads: &str) {
        assert_eq!(self.ask("+46 70 111 22 33").status, 303);
        assert!(self.page().contains("An engineer calls you by"), "{}", self.page());
        assert_eq!(self.does("call", contact).status, 303);
        self.reads(reads);
    }

    fn reads(&self, words: &str) {
        eventually(words, || self.page().contains(words).then_some(()));
    }

    fn level(&self) -> bool {
        self.room().contains("called back on the number on file by Maria")
    }
}

/// Maria has typed the code that came over her telephone: only such a one is rung for a call.
fn prove(server: &Server, maria: &str, carriers: &[&FakeCarrier]) {
    let Some(carrier) = carriers.first() else { return };
    assert_eq!(server.post("/console/methods/tel/code", &[]).cookie(maria).send().status, 303);
    eventually("her telephone has rung", || carrier.calls_to(MARIA).into_iter().next());
    let key = std::fs::read_to_string(server.data().join("installation.key")).expect("a key");
    let byte = |at| u8::from_str_radix(&key[2 * at..2 * at + 2], 16).expect("hexadecimal");
    let code = InstallationKey::new(std::array::from_fn(byte)).method_code(1);
    let typed = server.post("/console/methods/tel/proof", &[("code", &code)]).cookie(maria).send();
    assert_eq!(typed.status, 303, "{}", typed.text());
}

/// The calls to Maria that are to be joined with the caller.
fn joined(carrier: &FakeCarrier) -> Vec<crate::fake_carrier::Call> {
    let mut calls = carrier.calls_to(MARIA);
    calls.retain(|call| call.form.get("Url").contains("/bridges/"));
    calls
}

#[test]
fn a_number_that_no_code_has_proved_is_not_rung() {
    let carrier = carrier(Phone::Keys(&["1"]), Phone::Keys(&[]));
    let night = Night::new(&[&carrier], "");
    let tom = night.server.sign_in("tom");
    assert_eq!(night.ask(CALLER).status, 303);
    let room = night.server.get("/console/incidents/1").cookie(&tom).send().text();
    assert!(room.contains("None of your telephone numbers is verified"), "{room}");
    let part = room.split("name=\"callback\" value=\"").nth(1).expect("a call to make");
    let fields = [("callback", &part[..32]), ("way", "call")];
    let path = "/console/emergencies/1/call-back";
    let refused = night.server.post(path, &fields).cookie(&tom).send();
    assert!(refused.status != 303 && refused.text().contains("numbers is verified"));
    assert!(joined(&carrier).is_empty() && carrier.calls_to(TOM).len() == 1, "only the page rang");
    let board = night.server.get("/console").cookie(&tom).send().text();
    assert!(board.contains("promised call") && board.contains("Call them"), "{board}");
}

#[test]
fn the_engineer_is_rung_first_then_the_caller_who_hears_who_calls() {
    let carrier = carrier(Phone::Keys(&["7", "1"]), Phone::Keys(&[]));
    let night = Night::new(&[&carrier], "");
    night.called("", "<bdi>Maria</bdi> talked with you on the telephone for 7 minutes.");
    let said = joined(&carrier)[0].said.join("\n");
    for part in [
        "Press 1, and we ring them",
        "on the number that they gave",
        "We ring them now",
        "Maria calls you about your emergency",
        "The call is over",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!night.level(), "a number that was typed proves nothing");
    let page = night.page();
    assert!(page.contains("is on the line. Your telephone rings now."), "{page}");
    assert!(!page.contains("An engineer calls you by"), "the promise is kept");
    assert!(!night.server.log().contains(CALLER), "no number in the log");
}

#[test]
fn every_way_in_which_nobody_is_reached_is_told_with_what_to_do_next() {
    let ways = [
        (Phone::Busy, "the line was busy. We call again by"),
        (Phone::Nobody, "and nobody answered. We call again by"),
        (Phone::Mailbox, "reached a mailbox. We call again by"),
        (Phone::Dead, "the number could not be reached. Is it right?"),
    ];
    for (phone, words) in ways {
        let carrier = carrier(Phone::Keys(&["1"]), phone);
        let night = Night::new(&[&carrier], "");
        night.called("", words);
        let room = night.room();
        assert!(room.contains("Try again") && room.contains("Send a text"), "{phone:?}: {room}");
        assert_eq!(night.does("text", "").status, 303);
        let text = eventually("the text", || carrier.texts_to(CALLER).into_iter().next());
        let body = text.form.get("Body").to_owned();
        assert!(body.contains("Maria tried to call you") && body.contains("/e/"), "{body}");
    }
}

#[test]
fn an_engineer_who_presses_nothing_leaves_the_promise_as_it_stands() {
    for phone in [Phone::Mailbox, Phone::Busy, Phone::Nobody, Phone::Dead, Phone::Keys(&["2"])] {
        let carrier = carrier(phone, Phone::Keys(&[]));
        let night = Night::new(&[&carrier], "");
        night.called("", "The call did not come about on our side. An engineer calls you by");
        let calls = joined(&carrier);
        assert!(calls.iter().all(|call| !call.said.join("").contains("about your emergency")));
        assert!(night.page().contains("An engineer calls you by"));
    }
}

#[test]
fn callbacks_that_are_lost_doubled_or_backwards_tell_the_same() {
    for receipts in [Receipts::Lost, Receipts::Twice, Receipts::Backwards] {
        let carrier = carrier(Phone::Keys(&["1"]), Phone::Keys(&[])).with_receipts(receipts);
        let night = Night::new(&[&carrier], "");
        night.called("", "talked with you on the telephone for 7 minutes.");
        let before = events(&night.server);
        for callback in carrier.callbacks().iter().filter(|one| one.url.contains("/bridges/")) {
            let known = sign(TOKEN, &callback.url, &callback.form);
            let again = post(&callback.url, &callback.form, &known);
            assert!(matches!(again.status, 200 | 204), "{receipts:?}: {}", again.text());
        }
        assert_eq!(events(&night.server), before, "{receipts:?}");
        let said = night.page().matches("talked with you on the telephone").count();
        assert_eq!(said, 1, "{receipts:?}");
    }
}

#[test]
fn a_caller_is_spoken_to_in_their_language_on_the_telephone_and_in_texts() {
    let carrier = carrier(Phone::Keys(&["1"]), Phone::Mailbox);
    let night = Night::speaking(&[&carrier], "", "de");
    assert_eq!(night.ask("+46 70 111 22 33").status, 303);
    assert_eq!(night.does("call", "").status, 303);
    night.reads("hat Sie angerufen und eine Mailbox erreicht.");
    let said = carrier.callbacks().iter().any(|one| one.url.contains("/heard"));
    assert!(said, "their side heard something");
    assert_eq!(night.does("text", "").status, 303);
    let text = eventually("the text", || carrier.texts_to(CALLER).into_iter().next());
    let body = text.form.get("Body");
    assert!(body.contains("wollte Sie anrufen") && body.contains("/e/"), "{body}");
    // Whoever replies to it is told where they are heard, in the same language.
    let url = format!("http://127.0.0.1:{}/hooks/c0/sms", night.server.port);
    let form = [("MessageSid", "SM1"), ("From", CALLER), ("Body", "Hallo?")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let reply = post(&url, &form, &sign(TOKEN, &url, &form)).text();
    assert!(reply.contains("kennt diese Nummer nicht"), "{reply}");
}

#[test]
fn a_forged_callback_rings_nobody() {
    let carrier = carrier(Phone::RingsOn, Phone::Keys(&[]));
    let night = Night::new(&[&carrier], "");
    assert_eq!(night.ask(CALLER).status, 303);
    assert_eq!(night.does("call", "").status, 303);
    let call = eventually("the ring", || joined(&carrier).into_iter().next());
    let hook = call.form.get("Url").to_owned();
    let form = vec![("Digits".to_owned(), "1".to_owned()), ("CallSid".to_owned(), call.sid)];
    for step in ["/key", "/heard", "/said", "/joined", "/ended", "/status", ""] {
        let url = format!("{hook}{step}");
        assert_eq!(post(&url, &form, &sign("another token", &url, &form)).status, 403, "{step}");
        assert_eq!(post(&url, &form, "").status, 403, "{step}");
    }
    let made_up = hook.replace("/bridges/", "/bridges/AAAA");
    let answer = post(&made_up, &form, &sign(TOKEN, &made_up, &form));
    assert!(answer.text().contains("do not wait for this call any more"), "{}", answer.text());
    assert!(night.page().contains("takes the telephone to call you"));
}

#[test]
fn who_answers_on_a_number_on_file_and_says_so_is_verified_and_nobody_else() {
    let keys: [(Phone, bool, &str); 3] = [
        (Phone::Keys(&["1"]), true, "talked with you on the telephone"),
        (Phone::Keys(&["2"]), false, "and nobody answered."),
        (Phone::Keys(&[]), false, "reached a mailbox."),
    ];
    for (phone, proves, words) in keys {
        let carrier = carrier(Phone::Keys(&["1"]), Phone::Busy).with(INES, phone);
        let night = Night::new(&[&carrier], "Brightwater Clinics");
        eventually("the customer is found", || {
            let attach = [("customer", "brightwater")];
            let path = "/console/emergencies/1/customer";
            let answer = night.server.post(path, &attach).cookie(&night.maria).send();
            (answer.status == 303).then_some(())
        });
        night.called("ines", words);
        assert_eq!(night.level(), proves, "{words}: {}", night.room());
        assert_eq!(night.room().contains("says: it is not us"), words.contains("nobody"));
    }
}

#[test]
fn without_a_carrier_the_number_is_dialled_by_hand_and_one_tap_keeps_the_promise() {
    let night = Night::new(&[], "");
    assert_eq!(night.ask("+46 70 111 22 33").status, 303);
    let room = night.room();
    assert!(room.contains("href=\"tel:+46701112233\""), "{room}");
    assert!(!room.contains("value=\"call\""), "nothing can ring: {room}");
    assert_eq!(night.does("missed", "").status, 303);
    night.reads("and nobody answered. We call again by");
    assert_eq!(night.does("reached", "").status, 303);
    night.reads("<bdi>Maria</bdi> talked with you on the telephone.");
    assert!(!night.level());
}

#[test]
fn a_number_that_costs_a_fortune_or_lies_elsewhere_is_refused_and_comes_back() {
    let night = Night::new(&[], "");
    let wrong = [
        ("+1 900 555 0123", "We cannot call this number from here"),
        ("+44 7700 900123", "We cannot call this number from here"),
        ("+46 900 123 4567", "We cannot call this number from here"),
        ("070 111 22 33", "no country"),
        ("call me", "This is no telephone number"),
    ];
    for (number, why) in wrong {
        let answer = night.ask(number);
        assert_eq!(answer.status, 422, "{number}");
        assert!(answer.text().contains(why), "{number}: {}", answer.text());
        assert!(answer.text().contains(&format!("value=\"{number}\"")), "what was typed");
    }
    assert!(!night.room().contains("name=\"callback\""), "nobody is to be called");
    for last in 0..6 {
        assert_eq!(night.ask(&format!("+4670111223{last}")).status, 303);
    }
    assert_eq!(night.ask("+46701112239").status, 422, "numbers are not given without end");
}

#[test]
fn asked_twice_it_is_one_promise_and_it_can_be_taken_back() {
    let night = Night::new(&[], "");
    assert_eq!(night.ask(CALLER).status, 303);
    assert_eq!(night.ask(CALLER).status, 303);
    assert_eq!(night.page().matches("You asked for a call.").count(), 1);
    assert_eq!(night.ask("+46701112234").status, 303);
    night.reads("The call was changed.");
    let path = format!("{}/call-back/removal", night.emergency);
    assert_eq!(night.server.post(&path, &[]).send().status, 303);
    night.reads("The call is not needed any more.");
    assert!(!night.room().contains("name=\"callback\""));
    let link = night.emergency.trim_start_matches("/e/");
    let own = night.server.get(&format!("/api/v1/calls/{link}/call-back")).send();
    let own: serde_json::Value = serde_json::from_str(&own.text()).expect("JSON");
    assert_eq!(own["call_back"]["standing"], json!("cancelled"));
}

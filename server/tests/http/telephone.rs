//! The telephone: whoever is called accepts with a key or a reply, and nothing else does; what
//! goes wrong on the way makes the next person ring sooner.

use std::time::{Duration, Instant};

use crate::fake_carrier::{FakeCarrier, Mood, Phone, Receipts, TOKEN, post, sign};
use crate::support::{Scratch, Server, TINY, eventually};

pub(super) const TOM: &str = "+46701234567";
pub(super) const MARIA: &str = "+46709876543";
const STRANGER: &str = "+15005550006";
/// How long the first step waits by itself; what comes sooner came because of what happened.
const STEP_SECS: u64 = 300;
/// Far less than that, and more than any machine needs.
const AT_ONCE: Duration = Duration::from_secs(15);

/// Tom is rung first and Maria second, each over one telephone and nothing else.
pub(super) fn organisation(channel: &str, delay_secs: u64) -> String {
    let screen = "[[person.method]]\nkey = \"screen\"\nchannel = \"screen\"\n";
    let head = |key: &str, name: &str, role: &str| {
        format!("key = \"{key}\"\nname = \"{name}\"\nrole = \"{role}\"\nzone = \"Europe/Lisbon\"\n")
    };
    let method = |address: &str| {
        format!(
            "[[person.method]]\nkey = \"tel\"\nchannel = \"{channel}\"\naddress = \"{address}\"\n"
        )
    };
    let (maria, tom) = (head("maria", "Maria", "manager"), head("tom", "Tom", "responder"));
    let all = "targets = [\"person:maria\", \"person:tom\", \"person:wei\"]\ndelay_secs = 60";
    let steps = format!(
        "targets = [\"person:tom\"]\ndelay_secs = {delay_secs}\n[[policy.step]]\n\
         targets = [\"person:maria\"]\ndelay_secs = {STEP_SECS}"
    );
    let changed = TINY
        .replace(&format!("{tom}{screen}"), &format!("{tom}{}", method("+46 70 123 45 67")))
        .replace(&format!("{maria}{screen}"), &format!("{maria}{}", method("+46-70-987 65 43")))
        .replace(all, &steps);
    assert!(changed.contains("70 123") && changed.contains("987") && changed.contains("300"));
    changed
}

pub(super) fn configuration(scratch: &Scratch, carriers: &[&FakeCarrier]) -> String {
    let token = scratch.file("token", &format!("{TOKEN}\n"));
    let section = |(index, carrier): (usize, &&FakeCarrier)| {
        format!(
            "[[carrier]]\nkey = \"c{index}\"\naccount = \"AC0123456789\"\n\
             from = \"+46 10 000 00 0{index}\"\nbase_url = \"http://127.0.0.1:{}\"\n\
             token_file = \"{}\"\ntimeout_secs = 1\ncalls_per_second = 20\n",
            carrier.port,
            token.display()
        )
    };
    carriers.iter().enumerate().map(section).collect()
}

pub(super) fn server(organisation: &str, carriers: &[&FakeCarrier]) -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &configuration(&scratch, carriers));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(organisation);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

pub(super) fn has_it(server: &Server, emergency: &str, name: &str) {
    eventually(&format!("{name} has it"), || {
        let seen = server.get(emergency).send().text();
        seen.contains(&format!("<bdi>{name}</bdi> has it.")).then_some(())
    });
}

fn nobody_has_it(server: &Server, emergency: &str) {
    let seen = server.get(emergency).send().text();
    assert!(!seen.contains("has it."), "{seen}");
}

/// How many events the log has; the program counts them itself.
pub(super) fn events(server: &Server) -> String {
    let ran = server.run(&["replay"]);
    assert!(ran.good, "{}", ran.err);
    ran.out.split(' ').next().expect("a number").to_owned()
}

fn sms_hook(server: &Server) -> String {
    format!("http://127.0.0.1:{}/hooks/c0/sms", server.port)
}

#[test]
fn a_key_accepts() {
    let carrier = FakeCarrier::start().with(TOM, Phone::Keys(&["5", "9", "1"]));
    let server = server(&organisation("voice", STEP_SECS), &[&carrier]);
    let emergency = server.call_for_help("Smoke in the <server> room");
    has_it(&server, &emergency, "Tom");
    let call = eventually("the call has ended", || {
        carrier.calls_to(TOM).into_iter().find(|call| call.ended.is_some())
    });
    assert_eq!(call.form.get("From"), "+46100000000");
    assert_eq!(
        call.form.all("StatusCallbackEvent"),
        ["initiated", "ringing", "answered", "completed"]
    );
    let said = call.said.join("\n");
    for part in ["Emergency 1, critical", "Press 1", "That key does nothing", "You have emergency"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("Smoke"), "nobody's words in a call: {said}");
    assert!(carrier.calls_to(MARIA).is_empty(), "nobody else is rung");
    assert!(!server.log().contains(TOM), "no number in the log");
}

#[test]
fn danger_is_said_first_in_calls_texts_and_on_the_page() {
    for channel in ["voice", "sms"] {
        let carrier = FakeCarrier::start().with(TOM, Phone::Mailbox).with(MARIA, Phone::Mailbox);
        let server = server(&organisation(channel, STEP_SECS), &[&carrier]);
        let emergency = server.call_for_help("Smoke in the server room");
        let danger = server.post(&format!("{emergency}/danger"), &[]).send();
        assert_eq!(danger.status, 303, "{}", danger.text());
        if channel == "voice" {
            eventually("Maria hears it", || {
                let calls = carrier.calls_to(MARIA);
                let said = calls.iter().flat_map(|call| &call.said);
                said.into_iter().find(|said| said.contains("Someone is in danger.")).cloned()
            });
            continue;
        }
        let text = eventually("Maria reads it", || {
            let texts = carrier.texts_to(MARIA).into_iter();
            texts.map(|text| text.form.get("Body").to_owned()).find(|text| text.contains("DANGER"))
        });
        assert!(text.starts_with("DANGER 1 (critical): someone is in danger."), "{text}");
        assert!(!text.contains("Smoke") && text.chars().count() <= 160, "{text}");
        let page = &text[text.find("/p/").expect("a link")..];
        let page = server.get(page).send().text();
        assert!(page.contains("Someone is in danger."), "{page}");
        assert!(page.contains("whether the emergency services were called"), "{page}");
    }
}

#[test]
fn voicemail_never_accepts_and_whatever_does_not_answer_lets_the_next_person_ring_at_once() {
    for phone in [Phone::Mailbox, Phone::Busy, Phone::Nobody, Phone::Dead, Phone::Keys(&["2"])] {
        let carrier = FakeCarrier::start().with(TOM, phone).with(MARIA, Phone::Keys(&["1"]));
        let server = server(&organisation("voice", STEP_SECS), &[&carrier]);
        let called = Instant::now();
        let emergency = server.call_for_help("Down");
        has_it(&server, &emergency, "Maria");
        assert!(called.elapsed() < AT_ONCE, "{phone:?}");
        let calls = carrier.calls_to(TOM);
        assert_eq!(calls.len(), 1, "{phone:?}: {calls:?}");
        if matches!(phone, Phone::Mailbox) {
            let asked = calls[0].said.iter().filter(|said| said.contains("Press 1")).count();
            assert_eq!(asked, 3, "{calls:?}");
        }
    }
}

#[test]
fn a_wrong_key_accepts_nothing_and_the_chain_goes_on() {
    let phone = Phone::Keys(&["7", "*", "#"]);
    let carrier = FakeCarrier::start().with(TOM, phone).with(MARIA, Phone::Keys(&["1"]));
    let server = server(&organisation("voice", STEP_SECS), &[&carrier]);
    let emergency = server.call_for_help("Down");
    has_it(&server, &emergency, "Maria");
    let said = carrier.calls_to(TOM)[0].said.join("\n");
    assert!(said.contains("That key does nothing"), "{said}");
}

#[test]
fn a_dead_first_carrier_fails_over_at_once() {
    let moods = [
        Mood::Refuses(500, 0),
        Mood::Refuses(429, 20_429),
        Mood::Refuses(401, 20_003),
        Mood::HangsUp,
        Mood::Stalls,
    ];
    for mood in moods {
        let dead = FakeCarrier::start().in_mood(mood);
        let good = FakeCarrier::start().with(TOM, Phone::Keys(&["1"]));
        let server = server(&organisation("voice", STEP_SECS), &[&dead, &good]);
        let called = Instant::now();
        let emergency = server.call_for_help("Down");
        let ringing =
            eventually("the second carrier calls", || good.calls_to(TOM).into_iter().next());
        assert!(called.elapsed() < Duration::from_secs(4), "{mood:?}");
        assert!(ringing.form.get("Url").contains("/hooks/c1/calls/"), "{ringing:?}");
        has_it(&server, &emergency, "Tom");
        let figures = server.get("/metrics").send().text();
        assert!(
            figures.contains("mayday_carrier_requests_failed_total{carrier=\"c0\"} 1"),
            "{mood:?}"
        );
    }
}

#[test]
fn a_number_that_cannot_be_is_given_up_and_the_board_says_so() {
    let first = FakeCarrier::start().in_mood(Mood::Refuses(400, 21_211));
    let second = FakeCarrier::start().with(TOM, Phone::Keys(&["1"]));
    let server = server(&organisation("voice", STEP_SECS), &[&first, &second]);
    server.call_for_help("Down");
    let maria = server.sign_in("maria");
    eventually("the board names the method", || {
        let board = server.get("/console").cookie(&maria).send().text();
        (board.contains("Tom") && board.contains("no valid number")).then_some(())
    });
    assert!(second.calls_to(TOM).is_empty(), "another carrier would not reach it either");
}

#[test]
fn a_lost_callback_does_not_stop_the_escalation() {
    let carrier = FakeCarrier::start()
        .with(TOM, Phone::Mailbox)
        .with(MARIA, Phone::Keys(&["1"]))
        .with_receipts(Receipts::Lost);
    let server = server(&organisation("voice", 5), &[&carrier]);
    let emergency = server.call_for_help("Down");
    has_it(&server, &emergency, "Maria");
}

#[test]
fn callbacks_twice_or_backwards_tell_the_same() {
    for receipts in [Receipts::Twice, Receipts::Backwards] {
        let carrier = FakeCarrier::start()
            .with(TOM, Phone::Mailbox)
            .with(MARIA, Phone::Keys(&["1"]))
            .with_receipts(receipts);
        let server = server(&organisation("voice", STEP_SECS), &[&carrier]);
        let emergency = server.call_for_help("Down");
        has_it(&server, &emergency, "Maria");
        assert_eq!(carrier.calls_to(TOM).len(), 1, "{receipts:?}");
    }
}

#[test]
fn a_forged_callback_is_refused_and_logged() {
    let carrier = FakeCarrier::start().with(TOM, Phone::RingsOn);
    let server = server(&organisation("voice", STEP_SECS), &[&carrier]);
    let emergency = server.call_for_help("Down");
    let call = eventually("Tom is called", || carrier.calls_to(TOM).into_iter().next());
    let url = format!("{}/key?round=1", call.form.get("Url"));
    let form =
        vec![("CallSid".to_owned(), call.sid.clone()), ("Digits".to_owned(), "1".to_owned())];
    let foreign = sign("another-token", &url, &form);
    let elsewhere = sign(TOKEN, &url.replace("/key?round=1", "/status"), &form);
    for signature in ["", "AAAA", foreign.as_str(), elsewhere.as_str()] {
        assert_eq!(post(&url, &form, signature).status, 403, "{signature}");
    }
    let path = &url[url.find("/hooks").expect("a path")..];
    assert_eq!(server.get(path).send().status, 405, "no GET accepts");
    let unknown = url.replace("/hooks/c0/", "/hooks/c9/");
    assert_eq!(post(&unknown, &form, &sign(TOKEN, &unknown, &form)).status, 404);
    // Signed, but about a call that nobody made: nothing is there to take.
    let made_up = format!("http://127.0.0.1:{}/hooks/c0/calls/AAAA/key", server.port);
    let answer = post(&made_up, &form, &sign(TOKEN, &made_up, &form));
    assert!(answer.text().contains("It is over"), "{}", answer.text());
    nobody_has_it(&server, &emergency);
    assert!(server.log().contains("wrong signature"));
    let figures = server.get("/metrics").send().text();
    assert!(figures.contains("mayday_carrier_callbacks_forged_total{carrier=\"c0\"} 4"));
    // The same, signed by the carrier, counts.
    assert_eq!(post(&url, &form, &sign(TOKEN, &url, &form)).status, 200);
    has_it(&server, &emergency, "Tom");
}

#[test]
fn replayed_callbacks_change_nothing() {
    let carrier =
        FakeCarrier::start().with(TOM, Phone::Keys(&["2"])).with(MARIA, Phone::Keys(&["1"]));
    let server = server(&organisation("voice", STEP_SECS), &[&carrier]);
    let emergency = server.call_for_help("Down");
    has_it(&server, &emergency, "Maria");
    eventually("both calls have ended", || {
        let calls = carrier.calls();
        (calls.len() == 2 && calls.iter().all(|call| call.ended.is_some())).then_some(())
    });
    let before = events(&server);
    let callbacks = carrier.callbacks();
    for callback in callbacks.iter().rev().chain(&callbacks) {
        let status = carrier.call_back(&callback.url, callback.form.clone()).status;
        assert!(matches!(status, 200 | 204), "{callback:?}");
    }
    assert_eq!(events(&server), before);
    has_it(&server, &emergency, "Maria");
}

#[test]
fn a_phone_that_still_rings_falls_silent_when_somebody_else_has_it() {
    let carrier = FakeCarrier::start().with(TOM, Phone::RingsOn).with(MARIA, Phone::Keys(&["1"]));
    let server = server(&organisation("voice", 5), &[&carrier]);
    let emergency = server.call_for_help("Down");
    has_it(&server, &emergency, "Maria");
    let call = carrier.calls_to(TOM).remove(0);
    eventually("Tom's phone falls silent", || {
        carrier.cancelled().contains(&call.sid).then_some(())
    });
}

#[test]
fn a_key_that_comes_late_takes_nothing_from_whoever_has_it_and_says_so() {
    let carrier = FakeCarrier::start().with(TOM, Phone::Late("1")).with(MARIA, Phone::Keys(&["1"]));
    let server = server(&organisation("voice", 5), &[&carrier]);
    let emergency = server.call_for_help("Down");
    has_it(&server, &emergency, "Maria");
    let call = eventually("Tom's call has ended", || {
        carrier.calls_to(TOM).into_iter().find(|call| call.ended.is_some())
    });
    assert!(call.said.join("\n").contains("Maria already has it"), "{:?}", call.said);
    has_it(&server, &emergency, "Maria");
}

#[test]
fn an_sms_reply_accepts_the_right_one_of_two() {
    let carrier = FakeCarrier::start();
    let server = server(&organisation("sms", STEP_SECS), &[&carrier]);
    let hook = sms_hook(&server);
    let (one, two) = (server.call_for_help("Smoke"), server.call_for_help("Fire"));
    let texts =
        eventually("two texts", || Some(carrier.texts_to(TOM)).filter(|texts| texts.len() == 2));
    for text in &texts {
        let body = text.form.get("Body");
        assert!(body.contains("Reply 1 to take it, 2 to pass on. http://"), "{body}");
        assert!(body.chars().count() <= 160, "{body}");
        assert!(!body.contains("Smoke") && !body.contains("Fire"), "nobody's words: {body}");
        assert_eq!(text.form.get("ValidityPeriod"), "120");
    }
    let listed = carrier.text_from(&hook, TOM, "1", "SM01").expect("a reply");
    assert!(listed.contains("2 ring for you") && listed.contains("1 all"), "{listed}");
    nobody_has_it(&server, &one);
    let taken = carrier.text_from(&hook, TOM, "1 2", "SM02").expect("a reply");
    assert!(taken.contains("You have 2") && taken.contains("/p/"), "{taken}");
    has_it(&server, &two, "Tom");
    nobody_has_it(&server, &one);
    let before = events(&server);
    let again = carrier.text_from(&hook, TOM, "1 2", "SM02").expect("a reply");
    assert_eq!(again, taken, "the carrier posts a message twice");
    assert_eq!(events(&server), before);
    let passed = carrier.text_from(&hook, TOM, "2", "SM03").expect("a reply");
    assert!(passed.contains("Passed on 1"), "{passed}");
    eventually("Maria is asked", || carrier.texts_to(MARIA).into_iter().next());
    let late = carrier.text_from(&hook, MARIA, "1 2", "SM04").expect("a reply");
    assert!(late.contains("Tom has 2"), "{late}");
    let all = carrier.text_from(&hook, MARIA, "1 all", "SM05").expect("a reply");
    assert!(all.contains("You have 1"), "{all}");
    has_it(&server, &one, "Maria");
    let none = carrier.text_from(&hook, TOM, "1", "SM06").expect("a reply");
    assert!(none.contains("Nothing rings for you"), "{none}");
    let odd = carrier.text_from(&hook, TOM, "what is this?", "SM07").expect("a reply");
    assert!(odd.contains("Reply 1 to take it"), "{odd}");
}

#[test]
fn a_text_that_cannot_be_delivered_lets_the_next_person_be_asked_at_once() {
    let carrier = FakeCarrier::start().with(TOM, Phone::Dead);
    let server = server(&organisation("sms", STEP_SECS), &[&carrier]);
    let called = Instant::now();
    server.call_for_help("Down");
    eventually("Maria is asked", || carrier.texts_to(MARIA).into_iter().next());
    assert!(called.elapsed() < AT_ONCE);
    assert_eq!(carrier.texts_to(TOM).len(), 1, "it is of no use to try again");
    let maria = server.sign_in("maria");
    let board = server.get("/console").cookie(&maria).send().text();
    assert!(board.contains("the number is not in use"), "{board}");
}

#[test]
fn a_carrier_without_a_call_free_in_time_gives_way_to_the_next() {
    let slow = FakeCarrier::start().with(TOM, Phone::Keys(&["1"]));
    let quick = FakeCarrier::start().with(TOM, Phone::Keys(&["1"]));
    let scratch = Scratch::new();
    let text = configuration(&scratch, &[&slow, &quick]);
    // One call a second, and nine at the same instant.
    let text = text.replacen("calls_per_second = 20", "calls_per_second = 1", 1);
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&organisation("voice", STEP_SECS));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let emergencies: Vec<String> = (0..9).map(|_| server.call_for_help("Down")).collect();
    for emergency in &emergencies {
        has_it(&server, emergency, "Tom");
    }
    assert!(!quick.calls().is_empty(), "the second carrier took what the first could not");
    assert!(slow.calls().len() > 1, "the first took what it could");
    assert_eq!(slow.calls().len() + quick.calls().len(), 9, "and nobody was called twice");
}

#[test]
fn a_stranger_is_told_where_help_is_and_machines_do_not_answer_each_other_for_ever() {
    let carrier = FakeCarrier::start();
    let server = server(&organisation("sms", STEP_SECS), &[&carrier]);
    let hook = sms_hook(&server);
    let told = carrier.text_from(&hook, STRANGER, "1", "SM00").expect("a reply");
    assert!(told.contains(&format!("http://127.0.0.1:{}/help", server.port)), "{told}");
    assert!(told.contains("nobody was alerted"), "{told}");
    let replies = (1..10)
        .filter(|n| carrier.text_from(&hook, STRANGER, "hello", &format!("SM9{n}")).is_some());
    assert_eq!(replies.count(), 2);
    assert!(server.get("/metrics").send().text().contains("mayday_texts_from_strangers_total 10"));
    assert!(!server.log().contains(STRANGER), "no number in the log");
}

#[test]
fn stop_is_honoured_and_flagged_and_start_ends_it() {
    let carrier = FakeCarrier::start().with(MARIA, Phone::Nobody);
    let server = server(&organisation("sms", STEP_SECS), &[&carrier]);
    let hook = sms_hook(&server);
    let stopped = carrier.text_from(&hook, TOM, "STOP", "SM01").expect("a reply");
    assert!(stopped.contains("START"), "{stopped}");
    let called = Instant::now();
    server.call_for_help("Down");
    eventually("Maria is asked instead", || carrier.texts_to(MARIA).into_iter().next());
    assert!(called.elapsed() < AT_ONCE);
    assert!(carrier.texts_to(TOM).is_empty());
    let maria = server.sign_in("maria");
    let board = server.get("/console").cookie(&maria).send().text();
    assert!(board.contains("STOP"), "the board says so");
    let people = server.get("/console/people").cookie(&maria).send().text();
    assert!(people.contains("stopped by a reply of STOP"), "{people}");
    carrier.text_from(&hook, TOM, "start", "SM02").expect("a reply");
    server.call_for_help("Down again");
    eventually("Tom is asked again", || carrier.texts_to(TOM).into_iter().next());
}

#[test]
fn check_tells_what_is_missing_before_a_telephone_can_ring() {
    let server = Server::start();
    let applied = server.apply(&organisation("voice", STEP_SECS));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let checked = server.run(&["check"]);
    assert!(!checked.good && checked.err.contains("maria, tom"), "{}", checked.err);
    assert!(checked.err.contains("no carrier is configured"), "{}", checked.err);
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("address = \"+46701234567\""), "{exported}");
    let national = organisation("voice", STEP_SECS).replace("+46 70 123 45 67", "070 123 45 67");
    let refused = server.apply(&national);
    assert!(!refused.good && refused.err.contains("country's code"), "{}", refused.err);
}

#[test]
fn the_lines_own_numbers_can_be_saved_and_a_carrier_that_failed_is_named() {
    let dead = FakeCarrier::start().in_mood(Mood::Refuses(500, 0));
    let good = FakeCarrier::start().with(TOM, Phone::Keys(&["1"]));
    let server = server(&organisation("voice", STEP_SECS), &[&dead, &good]);
    let emergency = server.call_for_help("Down");
    has_it(&server, &emergency, "Tom");
    assert_ne!(server.get("/console/telephones").send().status, 200, "not for everyone");
    let tom = server.sign_in("tom");
    let shown = server.get("/console/telephones").cookie(&tom).send().text();
    assert!(shown.contains("carrier c0 answered 500"), "{shown}");
    let card = server.get("/console/telephones/card").cookie(&tom).send();
    assert_eq!(card.header("content-type"), "text/vcard; charset=utf-8");
    let card = card.text();
    assert!(card.contains("FN:Tiny emergency line\r\n"), "{card}");
    for number in ["+46100000000", "+46100000001"] {
        assert!(card.contains(&format!("TEL;TYPE=WORK,VOICE:{number}\r\n")), "{card}");
    }
}

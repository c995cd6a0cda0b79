//! The conversation: what is written is kept once, in order, or comes back with a reason.

use crate::support::{Answer, Server, eventually};

const ID: &str = "0123456789abcdef0123456789abcdef";

fn say(server: &Server, emergency: &str, message: &str, words: &str) -> Answer {
    let fields = [("message", message), ("words", words)];
    server.post(&format!("{emergency}/messages"), &fields).send()
}

fn seen(server: &Server, path: &str) -> String {
    server.get(path).send().text()
}

#[test]
fn an_empty_message_comes_back_with_a_reason() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    for words in ["", "  \n\t ", "\u{202e}\u{0}\u{7}"] {
        let answer = say(&server, &emergency, ID, words);
        assert_eq!(answer.status, 422);
        assert!(
            answer.text().contains("There was nothing in it. Write a few words."),
            "{}",
            answer.text()
        );
    }
    let json = server.post(&format!("{emergency}/messages"), &[("words", "")]).json().send();
    assert_eq!(json.status, 422);
    assert!(json.problem()["detail"].as_str().unwrap().contains("Write a few words."));
}

#[test]
fn a_message_that_is_too_long_comes_back_with_the_limit_and_what_was_typed() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let long = format!("The beginning {} the end", "x".repeat(20_000));
    let answer = say(&server, &emergency, ID, &long);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("16,384"), "the limit is named: {}", answer.text());
    assert!(answer.text().contains("The beginning xxx") && answer.text().contains("xxx the end"));
    let fields = [("message", ID), ("words", long.as_str())];
    let json = server.post(&format!("{emergency}/messages"), &fields).json().send();
    assert_eq!(json.status, 413);
    assert_eq!(json.problem()["type"], "/docs/problems/too-large");
    assert!(!seen(&server, &emergency).contains("The beginning"), "it is not stored by half");
    // At the limit it is taken whole.
    assert_eq!(say(&server, &emergency, ID, &"y".repeat(16 * 1024)).status, 303);
}

#[test]
fn a_body_beyond_the_limit_is_refused_with_what_to_do() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let fields = [("words", "z".repeat(3_000_000))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = server.post(&format!("{emergency}/messages"), &fields).json().send();
    assert_eq!(answer.status, 413);
    assert!(answer.problem()["detail"].as_str().unwrap().contains("in parts"));
}

#[test]
fn the_same_message_twice_is_one_message() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let numbers: Vec<_> = (0..3)
        .map(|_| {
            let fields = [("message", ID), ("words", "Till 4 as well")];
            let answer = server.post(&format!("{emergency}/messages"), &fields).json().send();
            assert_eq!(answer.status, 201, "{}", answer.text());
            let body: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
            body["number"].as_u64().expect("a number")
        })
        .collect();
    assert!(numbers.iter().all(|number| *number == numbers[0]));
    assert_eq!(seen(&server, &emergency).matches("Till 4 as well").count(), 1);
}

#[test]
fn the_same_message_id_with_other_words_is_another_message() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    assert_eq!(say(&server, &emergency, ID, "Till 4 as well").status, 303);
    assert_eq!(say(&server, &emergency, ID, "And till 5").status, 303);
    assert_eq!(say(&server, &emergency, ID, "And till 5").status, 303);
    let page = seen(&server, &emergency);
    assert_eq!(page.matches("Till 4 as well").count(), 1, "{page}");
    assert_eq!(page.matches("And till 5").count(), 1, "what was acknowledged is kept: {page}");
    let maria = server.sign_in("maria");
    for words in ["I see it", "I see it and look"] {
        let fields = [("message", ID), ("words", words)];
        let answer = server.post("/console/emergencies/1/messages", &fields).cookie(&maria).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    let page = seen(&server, &emergency);
    assert!(page.contains("I see it and look"), "{page}");
}

#[test]
fn two_callers_with_the_same_message_id_are_both_heard() {
    let server = Server::start();
    let (one, two) = (server.call_for_help("Down"), server.call_for_help("Down too"));
    assert_eq!(say(&server, &one, ID, "It is me").status, 303);
    assert_eq!(say(&server, &two, ID, "It is me").status, 303);
    assert!(seen(&server, &one).contains("It is me"));
    assert!(seen(&server, &two).contains("It is me"));
}

#[test]
fn a_word_to_what_was_set_aside_rings_again() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let page = server.page_of("maria");
    assert_eq!(server.post(&format!("{page}/accept"), &[]).send().status, 303);
    let maria = server.sign_in("maria");
    let aside = server.post("/console/emergencies/1/aside", &[("reason", "believed_fixed")]);
    assert_eq!(aside.cookie(&maria).send().status, 303);
    assert_eq!(say(&server, &emergency, ID, "It is not fixed").status, 303);
    eventually("it rings again", || {
        seen(&server, &emergency).contains("data-state=\"ringing\"").then_some(())
    });
    server.page_of("tom");
}

#[test]
fn broken_again_rings_again_after_the_customer_closed_it() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    assert_eq!(server.post(&format!("{emergency}/confirm"), &[]).send().status, 303);
    assert_eq!(say(&server, &emergency, ID, "Thank you").status, 303);
    assert!(seen(&server, &emergency).contains("Thank you"), "late words are kept");
    assert_eq!(server.post(&format!("{emergency}/reopen"), &[]).send().status, 303);
    eventually("it rings again", || {
        seen(&server, &emergency).contains("data-state=\"ringing\"").then_some(())
    });
}

#[test]
fn marks_beyond_the_end_or_of_no_number_change_nothing_that_is_not_there() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    for number in ["4294967295", "99999999999999999999", "-1", "", "NaN", "0x10"] {
        let fields = [("delivered", number), ("seen", number)];
        let answer = server.post(&format!("{emergency}/marks"), &fields).send();
        assert_eq!(answer.status, 204, "{number}: {}", answer.text());
    }
    let maria = server.sign_in("maria");
    let fields = [("delivered", "4294967295"), ("seen", "4294967295")];
    let answer = server.post("/console/emergencies/1/marks", &fields).cookie(&maria).send();
    assert_eq!(answer.status, 204);
    // What is said afterwards has not been seen by anybody: a mark at the end is no mark beyond.
    assert_eq!(say(&server, &emergency, ID, "Anybody there?").status, 303);
    let page = seen(&server, &emergency);
    let last = page.split("Anybody there?").nth(1).expect("the message").split("</li>").next();
    assert!(last.expect("its mark").contains(">stored<"), "{page}");
}

#[test]
fn an_introduction_of_any_kind_is_taken_or_comes_back_whole() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let huge = "w".repeat(100_000);
    let introduce = |who: &str| {
        server.post(&format!("{emergency}/introduction"), &[("who", who), ("reach", who)]).send()
    };
    for who in ["", "Brightwater", "\u{0}\u{202e}", "<b>"] {
        assert_eq!(introduce(who).status, 303);
    }
    let answer = introduce(&huge);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains(&huge), "nothing that was typed is lost");
    assert!(!seen(&server, &emergency).contains("<b>"));
}

#[test]
fn a_place_in_a_stream_of_anybodys_making_gets_everything() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    for after in
        ["", "x", "%FF", "1-1-1", "18446744073709551615-0", "0-0-0-0-0-0-0-0-0-0-0-0", "9-zz"]
    {
        let answer = server.get(&format!("{emergency}/poll?after={after}")).send();
        assert_eq!(answer.status, 200, "{after}: {}", answer.text());
        assert!(answer.text().contains("id: "), "{after}: {}", answer.text());
    }
    let twice = server.get(&format!("{emergency}/poll?after=a&after=b")).json().send();
    assert_eq!(twice.status, 404);
    twice.problem();
}

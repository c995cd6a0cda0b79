//! Floods: beyond the budgets one question comes first, and nobody is refused.

use std::time::{Duration, Instant};

use crate::support::page::between;
use crate::support::{Answer, Ask, Scratch, Server, TINY, attribute, eventually, form_value};

/// A server behind a proxy whose word on addresses it believes.
fn server() -> Server {
    let scratch = Scratch::new();
    let organisation =
        TINY.replacen("[organisation]\n", "[organisation]\nphone = \"+49 30 5550100\"\n", 1);
    let organisation = scratch.file("organisation.toml", &organisation);
    let config = scratch.file("mayday.toml", "trusted_proxies = [\"127.0.0.1\", \"::1\"]\n");
    let config = config.to_str().expect("text").to_owned();
    let server = Server::on(scratch, &["serve", "--config", &config]);
    let applied = server.run(&["apply", organisation.to_str().expect("text")]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn from(ask: Ask, address: &str) -> Ask {
    ask.header("X-Forwarded-For", address)
}

/// Presses the button at that address.
fn press(server: &Server, address: &str, words: &str) -> Answer {
    let command = form_value(&from(server.get("/help"), address).send().text(), "command");
    let fields = [("words", words), ("reach", "+49 170 5550100"), ("command", command.as_str())];
    from(server.post("/help", &fields), address).send()
}

/// How many presses rang at once.
fn rang(server: &Server, count: usize, address: impl Fn(usize) -> String) -> usize {
    let pressed = (0..count).map(|n| press(server, &address(n), &format!("junk number {n}")));
    pressed.filter(|answer| answer.status == 303).count()
}

/// Taps an answer on the page that asks.
fn tap(server: &Server, address: &str, page: &str, answer: u32) -> Answer {
    let answer = answer.to_string();
    let value = |name| form_value(page, name);
    let (question, command, reach) = (value("question"), value("command"), value("reach"));
    let words = between(page, "<textarea", "</textarea>").expect("the words");
    let words = words.split_once('>').expect("the words").1;
    let fields = [
        ("answer", answer.as_str()),
        ("question", &question),
        ("command", &command),
        ("reach", &reach),
        ("words", words),
    ];
    from(server.post("/help", &fields), address).send()
}

/// The right answer to what a page asks.
fn right(page: &str) -> u32 {
    let asked = between(page, "How much is ", "?").expect("a question");
    let plain: String = asked.chars().map(|c| if c.is_ascii_digit() { c } else { ' ' }).collect();
    plain.split_whitespace().map(|number| number.parse::<u32>().expect("a number")).sum()
}

#[test]
fn beyond_its_budget_an_address_is_asked_one_question_and_no_word_is_lost() {
    let server = server();
    assert_eq!(rang(&server, 12, |_| "203.0.113.7".into()), 5);
    let asked = press(&server, "203.0.113.7", "Smoke in the hall & more");
    assert_eq!(asked.status, 200);
    let page = asked.text();
    assert!(page.contains("+49 30 5550100"), "the telephone number stands there");
    assert!(page.contains("Smoke in the hall &amp; more"), "the words are given back");
    assert_eq!(form_value(&page, "reach"), "+49 170 5550100");
    assert!(!page.contains("<script"), "it needs no script");
    let answers = attribute(&page, "value");
    assert!(answers.contains(&right(&page).to_string().as_str()), "{answers:?}");

    let wrong = tap(&server, "203.0.113.7", &page, right(&page) + 20);
    assert_eq!(wrong.status, 200);
    let again = wrong.text();
    assert!(again.contains("Please try once more") && again.contains("Smoke in the hall"));
    let rings = tap(&server, "203.0.113.7", &again, right(&again));
    assert_eq!(rings.status, 303, "{}", rings.text());
    let twice = tap(&server, "203.0.113.7", &again, right(&again));
    assert_eq!(twice.location(), rings.location(), "pressed twice, it is one call");
    let link = rings.location().to_owned();
    assert!(server.get(&link).send().text().contains("Smoke in the hall"));
    // Another is not asked for that, and the answer to one question rings one call.
    assert_eq!(press(&server, "198.51.100.20", "It does not print").status, 303);
    let more = press(&server, "203.0.113.7", "And one more of the same kind");
    let stolen =
        more.text().replace(&form_value(&more.text(), "question"), &form_value(&again, "question"));
    assert_eq!(tap(&server, "203.0.113.7", &stolen, right(&again)).status, 200);
}

#[test]
fn neighbours_share_a_budget_and_those_who_say_the_same_are_counted_with_one_that_rings() {
    let server = server();
    let begun = Instant::now();
    // A budget fills up again while the calls are on their way, and a slow machine takes a while.
    let refilled = |per_minute: u64| {
        let secs = begun.elapsed().as_secs() + 1;
        usize::try_from((secs * per_minute).div_ceil(60)).expect("a small number")
    };
    let four = rang(&server, 90, |n| format!("203.0.113.{}", n + 1));
    assert!((40..=60 + refilled(40)).contains(&four), "{four} of a /24");
    let six = rang(&server, 90, |n| format!("2001:db8:7:{:x}::1", n * 256));
    assert!((40..=60 + refilled(40)).contains(&six), "{six} of a /48");
    let same: Vec<u16> = (0..60)
        .map(|n| press(&server, &format!("198.18.{n}.9"), "The same words as ever").status)
        .collect();
    let same = same.iter().filter(|status| **status == 303).count();
    assert!((20..=20 + refilled(20)).contains(&same), "{same} that say the same");
    let metrics = eventually("they are counted", || {
        let metrics = server.get("/metrics").send().text();
        metrics.contains("mayday_calls_asked_total").then_some(metrics)
    });
    let asked = metrics.lines().find(|line| line.starts_with("mayday_calls_asked_total"));
    let asked: usize = asked.and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("one");
    assert_eq!(asked, 240 - four - six - same);
    let session = server.sign_in("maria");
    eventually("the console tells how many are like one that rings", || {
        let page = server.get("/console/floods").cookie(&session).send().text();
        page.contains("calls like it were asked a question first").then_some(())
    });
}

#[test]
fn a_program_is_asked_too_and_a_token_is_known() {
    let server = server();
    let call = |body: &str, bearer: Option<&str>| {
        let ask = from(server.post("/api/v1/emergencies", &[]), "203.0.113.7");
        let ask = ask.header("Content-Type", "application/json").body(body.to_owned());
        match bearer {
            Some(token) => ask.header("Authorization", &format!("Bearer {token}")).send(),
            None => ask.send(),
        }
    };
    for number in 0..5 {
        let body = format!("{{\"words\":\"number {number} of many\"}}");
        assert_eq!(call(&body, None).status, 201);
    }
    let asked = call("{\"words\":\"the sixth of them\"}", None);
    assert_eq!(asked.status, 503, "no program gives up at that");
    assert!(!asked.header("retry-after").is_empty());
    let problem = asked.problem();
    assert_eq!(problem["phone"], "+49 30 5550100");
    let text = problem["question"]["text"].as_str().expect("a question");
    let sum: u32 = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse::<u32>().ok())
        .sum();
    let answered = serde_json::json!({
        "words": "the sixth of them",
        "question": problem["question"]["token"], "answer": sum.to_string(),
    });
    assert_eq!(call(&answered.to_string(), None).status, 201);
}

#[test]
fn a_manager_lets_known_callers_go_first_until_a_time_and_undoes_it() {
    let server = server();
    let first = press(&server, "198.51.100.1", "One that rings for all");
    assert_eq!(first.status, 303);
    let session = server.sign_in("maria");
    let guard = [("minutes", "60")];
    let raised = server.post("/console/floods/guard", &guard).cookie(&session).send();
    assert_eq!(raised.status, 303, "{}", raised.text());
    for path in ["/console", "/console/schedules", "/console/floods"] {
        let page = server.get(path).cookie(&session).send().text();
        assert!(page.contains("Known callers first, until"), "{path} says so");
    }
    let stranger = press(&server, "198.51.100.2", "It does not print any more");
    assert_eq!(stranger.status, 200, "a question first");
    let page = stranger.text();
    assert_eq!(tap(&server, "198.51.100.2", &page, right(&page)).status, 303);
    // Who is known rings at once, and words by a link were never behind the gate.
    let command = form_value(&server.get("/help").send().text(), "command");
    let fields = [("words", "Seen from our own desk"), ("command", command.as_str())];
    let own = from(server.post("/help", &fields), "198.51.100.3").cookie(&session).send();
    assert_eq!(own.status, 303);
    let link = first.location().to_owned();
    let said = [("words", "Still smoke")];
    assert_eq!(
        from(server.post(&format!("{link}/messages"), &said), "203.0.113.1").send().status,
        303
    );
    let too_long = server.post("/console/floods/guard", &[("minutes", "99999")]);
    assert_eq!(too_long.cookie(&session).send().status, 422);

    let lowered = server.post("/console/floods/guard/removal", &[]).cookie(&session).send();
    assert_eq!(lowered.status, 303);
    assert!(
        !server
            .get("/console")
            .cookie(&session)
            .send()
            .text()
            .contains("Known callers first, until")
    );
    assert_eq!(press(&server, "198.51.100.4", "The scale shows nonsense").status, 303);
    let audit = server.get("/console/audit").cookie(&session).send().text();
    assert!(audit.contains("let known callers go first"), "it is in the audit log");
}

#[test]
fn a_true_callers_page_leaves_at_once_beside_a_flood() {
    let server = server();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for flooder in 0..4 {
            let (server, stop) = (&server, &stop);
            scope.spawn(move || {
                let mut number = 0_u32;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let address = format!("203.0.{}.{}", flooder, number % 256);
                    let words = format!("junk {flooder} {number}");
                    let fields = [("words", words.as_str())];
                    let _ = from(server.post("/help", &fields), &address).sent();
                    number += 1;
                }
            });
        }
        std::thread::sleep(Duration::from_millis(1_500));
        let asked = std::time::Instant::now();
        let rings = press(&server, "198.51.100.77", "The analyser stands still");
        assert_eq!(rings.status, 303, "nobody else is asked for a flood of others");
        let link = rings.location().to_owned();
        let page = server.get(&link).send().text();
        assert!(page.contains("The analyser stands still"));
        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

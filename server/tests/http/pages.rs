//! Pages: one deliberate tap accepts, once, and everyone else is told who has it.

use std::sync::{Arc, Barrier};
use std::thread;

use crate::support::{Server, eventually, form_value};

fn seen(server: &Server, path: &str) -> String {
    server.get(path).send().text()
}

#[test]
fn accepting_twice_is_accepting_once() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let page = server.page_of("maria");
    let command = form_value(&seen(&server, &page), "command");
    for _ in 0..3 {
        let answer = server.post(&format!("{page}/accept"), &[("command", &command)]).send();
        assert_eq!((answer.status, answer.location()), (303, page.as_str()));
    }
    let conversation = seen(&server, &emergency);
    assert!(conversation.contains("<bdi>Maria</bdi> has it."), "{conversation}");
    assert!(seen(&server, &page).contains("You accepted at"));
}

#[test]
fn of_two_who_accept_at_the_same_instant_one_has_it_and_the_other_reads_who() {
    let server = Server::start();
    for round in 0..5 {
        server.call_for_help(&format!("Down, the {round}. time"));
        let pages = ["maria", "tom"].map(|person| server.page_of(person));
        let together = Arc::new(Barrier::new(2));
        let accepting = pages.clone().map(|page| {
            let (ask, together) =
                (server.post(&format!("{page}/accept"), &[]), Arc::clone(&together));
            thread::spawn(move || {
                together.wait();
                ask.send()
            })
        });
        let answers = accepting.map(|accepting| accepting.join().expect("an answer"));
        let mut statuses = [answers[0].status, answers[1].status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "{}", answers[0].text());
        let (winner, loser) = if answers[0].status == 303 { ("Maria", 1) } else { ("Tom", 0) };
        assert!(answers[loser].text().contains(winner), "{}", answers[loser].text());
        let later = server.post(&format!("{}/accept", pages[loser]), &[]).json().send();
        assert_eq!(later.status, 409);
        let problem = later.problem();
        assert_eq!(problem["type"], "/docs/problems/already-accepted");
        assert!(problem["detail"].as_str().unwrap().contains(winner), "{problem}");
    }
}

#[test]
fn passing_on_and_declining_leave_it_with_the_others() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let maria = server.page_of("maria");
    assert_eq!(server.post(&format!("{maria}/pass"), &[]).send().status, 303);
    let tom = server.page_of("tom");
    assert_eq!(server.post(&format!("{tom}/decline"), &[("minutes", "30")]).send().status, 303);
    assert!(seen(&server, &emergency).contains("data-state=\"ringing\""));
    let wei = server.page_of("wei");
    assert_eq!(server.post(&format!("{wei}/accept"), &[]).send().status, 303);
    assert!(seen(&server, &emergency).contains("<bdi>Wei</bdi> has it."));
}

#[test]
fn minutes_of_any_kind_are_a_decline() {
    let server = Server::start();
    for minutes in ["", "-1", "0", "99999999999", "ten", "\u{663}\u{660}"] {
        server.call_for_help("Down");
        let page = server.page_of("maria");
        let answer = server.post(&format!("{page}/decline"), &[("minutes", minutes)]).send();
        assert_eq!(answer.status, 303, "{minutes}: {}", answer.text());
    }
}

#[test]
fn a_page_of_an_emergency_that_is_over_says_so() {
    let server = Server::start();
    let emergency = server.call_for_help("Down");
    let page = server.page_of("maria");
    assert_eq!(server.post(&format!("{emergency}/retract"), &[]).send().status, 303);
    let answer = server.post(&format!("{page}/accept"), &[]).json().send();
    assert_eq!(answer.status, 410, "{}", answer.text());
    assert_eq!(answer.problem()["type"], "/docs/problems/over");
    let shown = server.get(&page).send();
    assert!(matches!(shown.status, 200 | 410), "{}", shown.status);
    assert!(!shown.text().contains("/accept\""), "{}", shown.text());
    eventually("the caller reads that it is closed", || {
        seen(&server, &emergency).contains("data-state=\"closed\"").then_some(())
    });
}

#[test]
fn a_way_back_leads_to_pagers_only() {
    let server = Server::start();
    for back in ["https://evil.example", "//evil.example", "/pager/../e/x", "/console\r\nX: y"] {
        server.call_for_help("Down");
        let page = server.page_of("maria");
        let answer = server.post(&format!("{page}/pass"), &[("back", back)]).send();
        assert_eq!((answer.status, answer.location()), (303, page.as_str()));
        assert_eq!(answer.header("x"), "");
    }
}

//! Received means kept: what was acknowledged is there after a power cut at any instant.

use crate::support::{Server, eventually, form_value};

#[test]
fn everything_that_was_acknowledged_is_there_after_a_power_cut() {
    let mut server = Server::start();
    let mut said = Vec::new();
    for round in 0..3 {
        let words = format!("Smoke, the {round}. time");
        let command = form_value(&server.get("/help").send().text(), "command");
        let fields = [("words", words.as_str()), ("command", command.as_str())];
        let emergency = server.post("/help", &fields).send().location().to_owned();
        server = server.killed_and_started_again();
        let more = format!("More of the {round}. time");
        let id = format!("{round:032x}");
        let message = [("message", id.as_str()), ("words", more.as_str())];
        assert_eq!(server.post(&format!("{emergency}/messages"), &message).send().status, 303);
        server = server.killed_and_started_again();
        // A caller whose answer was lost sends the same again, and nothing is doubled.
        let again = server.post("/help", &fields).send();
        assert_eq!(again.location(), emergency);
        assert_eq!(server.post(&format!("{emergency}/messages"), &message).send().status, 303);
        said.push((emergency, words, more));
    }
    for (emergency, words, more) in &said {
        let page = server.get(emergency).send().text();
        assert_eq!(page.matches(words.as_str()).count(), 1, "{page}");
        assert_eq!(page.matches(more.as_str()).count(), 1, "{page}");
        assert!(page.contains("data-state=\"ringing\""), "{page}");
    }
}

#[test]
fn an_acceptance_survives_a_power_cut_and_a_ringing_page_rings_on() {
    let mut server = Server::start();
    let first = server.call_for_help("Down");
    let page = server.page_of("maria");
    assert_eq!(server.post(&format!("{page}/accept"), &[]).send().status, 303);
    let second = server.call_for_help("Down too");
    let other = server.page_of("tom");
    server = server.killed_and_started_again();
    assert!(server.get(&first).send().text().contains("<bdi>Maria</bdi> has it."));
    assert!(server.get(&second).send().text().contains("data-state=\"ringing\""));
    assert_eq!(server.post(&format!("{other}/accept"), &[]).send().status, 303);
    eventually("the second one is accepted", || {
        server.get(&second).send().text().contains("<bdi>Tom</bdi> has it.").then_some(())
    });
}

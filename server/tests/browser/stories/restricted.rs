//! Restricted: whoever leads closes the door, a colleague on the board sees that something goes on,
//! a manager breaks the glass.

use super::{SCREENS, assert_calm, call, sign_in};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn a_restricted_incident_is_closed_to_others_on_a_phone_and_at_a_desk() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        is_closed_to_others(&chrome, viewport);
    }
}

fn is_closed_to_others(chrome: &Chrome, viewport: Viewport) {
    let server = Server::demo();
    let [caller, lead, other, board] = [(); 4].map(|()| chrome.page(viewport));
    call(&caller, &server, "A payroll file lies open on the web");
    sign_in(&lead, &server, "jonas");
    sign_in(&other, &server, "maria");
    sign_in(&board, &server, "maria");
    let room = server.at("/console/incidents/1");
    lead.goto(&room);
    lead.press("a");
    lead.wait_text("leads");
    other.goto(&room);
    other.wait_text("A payroll file lies open");

    // When whoever leads restricts it, what is open elsewhere closes by itself.
    lead.evaluate("document.querySelector('#restrict').open = true");
    lead.fill("#why-restricted", "A data breach; legal is told");
    lead.click("#restrict button");
    lead.wait_text("A data breach; legal is told");
    super::tour::picture(&lead, viewport, "room-restricted");
    other.wait_text("Only those who work on it can read this");
    other.wait_no_text("A payroll file lies open");
    super::tour::picture(&other, viewport, "room-kept-from");
    board.wait_text("restricted");
    assert!(!board.text().contains("payroll"), "{}", board.text());
    super::tour::picture(&board, viewport, "board-restricted");
    for (page, name) in [(&lead, "inside"), (&other, "outside"), (&board, "board")] {
        assert_eq!(page.axe(), Vec::<String>::new(), "{name}");
    }
    board.goto(&server.at("/console/search?q=payroll"));
    board.wait_text("not searched for you");
    super::tour::picture(&board, viewport, "search-restricted");
    assert_eq!(board.axe(), Vec::<String>::new(), "search");

    // A manager reads it all the same, and says why.
    other.fill("#glass-reason", "The authority asks today");
    other.click_text("Break the glass");
    other.wait_text("A payroll file lies open");
    lead.wait_text("Take Maria Lindqvist out again");
    board.goto(&server.at("/console"));
    board.wait_text("The authority asks today");
    super::tour::picture(&board, viewport, "board-glass");
    board.click_text("I have reviewed it");
    board.wait_no_text("The authority asks today");
    assert_calm(&[("caller", &caller), ("lead", &lead), ("board", &board)]);
}

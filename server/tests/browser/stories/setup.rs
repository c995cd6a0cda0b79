//! Setting up an empty installation: one link, one form, and the door is open.

use super::assert_calm;
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn setup_on_an_empty_directory() {
    let (server, chrome) = (Server::empty(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    let link = server.printed_link("/setup/");

    // Given a time zone that does not exist, the form comes back with what was typed.
    page.goto(&link);
    page.wait_text("Set up the emergency line");
    assert_eq!(page.axe(), Vec::<String>::new());
    page.fill("#organisation", "Fjord Instruments");
    page.fill("#zone", "Europe/Nowhere");
    page.fill("#name", "Signe Berg");
    page.fill("#key", "signe");
    page.click_text("Open the door");
    page.wait_text("This time zone is not known.");
    for (field, typed) in [("#organisation", "Fjord Instruments"), ("#key", "signe")] {
        let value = page.evaluate(&format!("document.querySelector('{field}').value"));
        assert_eq!(value, typed, "{field}");
    }

    // The browser notes that a form was refused; nothing else went wrong.
    let noted = page.console_errors();
    assert!(noted.len() == 1 && noted[0].contains("422"), "{noted:?}");

    // When it is mended, this person is signed in, on the board of an open line.
    page.fill("#zone", "Europe/Oslo");
    page.click_text("Open the door");
    page.wait_text("Nobody needs you right now.");
    page.wait_text("Signe Berg is rung first.");
    page.wait_text("Fjord Instruments");

    // Then the link works no more, and the door does.
    let stranger = chrome.page(Viewport::Phone);
    stranger.goto(&link);
    stranger.wait_text("Not here any more");
    super::call(&stranger, &server, super::WORDS);
    page.wait_text("One needs a person now");
    page.click_text("Accept");
    stranger.wait_text("Signe Berg has it.");
    assert_calm(&[("board", &page)]);
}

//! Setting up an empty installation: from the one-time link to the sheet, with a real call.

use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Sends the form of the page and waits until the page after it says this.
#[track_caller]
fn save(page: &Page, button: &str, then: &str) {
    page.click_text(button);
    page.wait_text(then);
}

/// The two pages behind the link.
#[track_caller]
fn through_the_link(page: &Page, server: &Server) {
    page.goto(&server.printed_link("/setup/"));
    page.wait_text("Set up the emergency line");
    page.fill("#organisation", "Fjord Instruments");
    page.fill("#zone", "Europe/Oslo");
    save(page, "Save and go on", "Now you");
    page.fill("#name", "Signe Berg");
    page.fill("#key", "signe");
    save(page, "Open the door", "Does it wake you?");
}

/// The steps in the console, up to the end.
#[track_caller]
fn through_the_console(page: &Page, server: &Server) {
    page.goto(&server.at("/console/setup/people"));
    page.fill("#list", "Tom Okafor, tom@example.com, +47 400 00 000\nAna Duarte <ana@example.com>");
    save(page, "Add and invite", "Ana Duarte");
    page.wait_text("Their link, until");
    page.goto(&server.at("/console/setup/schedule"));
    page.fill("#turn-tom", "1");
    page.fill("#turn-ana", "2");
    page.fill("#turn-signe", "3");
    save(page, "Look at it first", "Not saved yet.");
    page.wait_text("No gap.");
    assert_eq!(page.evaluate("document.querySelector('#turn-ana').value"), "2");
    save(page, "Save and go on", "Who is rung after whom");
    page.fill("#who-0-0", "schedule:on-call");
    page.fill("#who-1-0", "person:signe");
    page.click_text("Save and see the night");
    page.wait_text("What happens at 03:00");
    page.wait_text("Rings Tom Okafor (screen, e-mail, call and text message).");
    page.wait_text("The last-resort alarm sounds");
    page.goto(&server.at("/console/setup/help-page"));
    page.fill("#phone", "+47 22 00 00 00");
    page.fill("#first_aid", "Analysers: do not restart\nLeave the samples in place.");
    save(page, "Save and see if all is ready", "missing");
    page.wait_text("No telephone carrier is configured.");
    page.wait_text("[[carrier]]");
    page.wait_text("public_url = ");
}

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
    page.click_text("Save and go on");
    page.wait_text("This time zone is not known.");
    let value = page.evaluate("document.querySelector('#organisation').value");
    assert_eq!(value, "Fjord Instruments");
    // The browser notes that a form was refused; nothing else went wrong.
    let noted = page.console_errors();
    assert!(noted.len() == 1 && noted[0].contains("422"), "{noted:?}");

    // When it is mended and left, whoever comes back by the link goes on with the second page.
    page.fill("#zone", "Europe/Oslo");
    save(&page, "Save and go on", "Now you");
    page.goto(&server.at("/help"));
    page.goto(&link);
    page.wait_text("Now you");
    assert_eq!(page.axe(), Vec::<String>::new());
    page.click_text("Back to the organisation");
    page.wait_text("Set up the emergency line");
    let value = page.evaluate("document.querySelector('#organisation').value");
    assert_eq!(value, "Fjord Instruments");
    save(&page, "Save and go on", "Now you");
    page.fill("#name", "Signe Berg");
    page.fill("#key", "signe");
    save(&page, "Open the door", "Does it wake you?");

    // Then the link works no more, and the test call rings this person, who is seen accepting it.
    let lock = chrome.page(Viewport::Phone);
    lock.goto(&link);
    lock.wait_text("Not here any more");
    page.click_text("Ring me now");
    page.wait_text("It rings now.");
    lock.goto(&page.attribute("a[href*='/p/']", "href").map(|path| server.at(&path)).expect("one"));
    lock.wait_text("Setup of this line (a test)");
    lock.click_text("Accept");
    page.wait_text("Signe Berg accepted after");
    assert_eq!(page.axe(), Vec::<String>::new());

    through_the_console(&page, &server);
    for step in ["", "/organisation", "/people", "/schedule", "/front-door", "/help-page", "/sheet"]
    {
        page.goto(&server.at(&format!("/console/setup{step}")));
        assert_eq!(page.axe(), Vec::<String>::new(), "{step}");
    }
    page.wait_text("or call");
    assert!(page.exists("svg[role=img] path"), "the sheet has its code");
    let noted = page.console_errors();
    assert!(noted.is_empty(), "{noted:?}");
}

#[test]
fn setup_without_script_on_a_phone() {
    let (server, chrome) = (Server::empty(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    page.disable_script();
    through_the_link(&page, &server);
    page.goto(&server.at("/console/setup/you"));
    page.click_text("Ring me now");
    page.wait_text("It rings now.");
    let lock = chrome.page(Viewport::Phone);
    lock.disable_script();
    lock.goto(&page.attribute("a[href*='/p/']", "href").map(|path| server.at(&path)).expect("one"));
    lock.click_text("Accept");
    lock.wait_no_text("Pass on");
    page.click_text("I have accepted: look again");
    page.wait_text("Signe Berg accepted after");
    through_the_console(&page, &server);
    let wide = page.evaluate("document.documentElement.scrollWidth");
    assert!(wide.as_u64().is_some_and(|wide| wide <= 390), "{wide}");
}

//! In the room: colleagues are brought, a note is shared by one key and undone, it is snoozed.

use super::{SCREENS, assert_calm, call, rung, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

#[test]
fn colleagues_work_together_on_a_phone_and_at_a_desk() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        colleagues_work_together(&chrome, viewport);
    }
}

fn colleagues_work_together(chrome: &Chrome, viewport: Viewport) {
    let server = Server::demo();
    let (caller, pager) = (chrome.page(viewport), chrome.page(Viewport::Desk));
    let lead = chrome.page(viewport);

    // Given somebody who has it and has written.
    call(&caller, &server, super::WORDS);
    pager.goto(&server.at("/pager"));
    let (person, name) = rung(&pager);
    sign_in(&lead, &server, &person);
    lead.goto(&server.at("/console/incidents/1"));
    lead.press("a");
    lead.wait_text(&format!("{name} leads"));
    lead.fill("#words", "I can see it. Which shop are you in?");
    lead.click_text("Send");
    caller.wait_text("Which shop are you in?");

    lead.press("Escape");

    // When they bring a colleague, that one's telephone rings with who asks and for what.
    lead.press("b");
    lead.fill("#bring-words", "Look at authgw-north, please.");
    let other = "document.querySelector('#other optgroup option').value.slice('person/'.length)";
    let other = lead.evaluate(other).as_str().expect("a colleague").to_owned();
    lead.fill("#other", &format!("person/{other}"));
    super::tour::picture(&lead, viewport, "room-bringing");
    lead.click("#bring button[value=other]");
    lead.wait_text("to help");
    lead.wait_text("asked");
    super::tour::picture(&lead, viewport, "room-asking");
    pager.wait_text("ASKED TO HELP");
    let page = pager.attribute("article[data-ringing] a[href^='/p/']", "href").expect("a page");
    let asked = chrome.page(viewport);
    asked.goto(&server.at(&page));
    asked.wait_text("Look at authgw-north, please.");
    super::tour::picture(&asked, viewport, "page-asked");
    asked.click_text("Join");
    asked.wait_text("You have joined.");
    super::tour::picture(&asked, viewport, "page-joined");
    lead.wait_text("Helping");
    caller.wait_text("has joined to help.");

    // A note is kept from the caller, shared by a key, undone by a key, and shared at last.
    lead.press("n");
    lead.fill("#note", "The spare link carries it; retry each terminal once.");
    lead.click_text("Keep note");
    lead.wait_text("The spare link carries it");
    lead.press("Escape");
    super::tour::picture(&lead, viewport, "room-noted");
    lead.press("s");
    lead.wait_text("Undo");
    lead.press("d");
    lead.wait_no_text("Undo");
    assert!(!caller.text().contains("spare link"));
    lead.press("s");
    lead.wait_text("Undo");
    super::tour::picture(&lead, viewport, "room-sharing");
    caller.wait_text("The spare link carries it");
    lead.wait_text("Shared with");

    // Snoozed, both read until when; a word of the caller ends it.
    lead.click("#deeds > summary");
    lead.fill("#because", "They restart the tills after closing");
    lead.click_text("Snooze");
    lead.wait_text("Snoozed until");
    caller.wait_text("waits for word from you until");
    super::tour::picture(&lead, viewport, "room-snoozed");
    super::tour::picture(&caller, viewport, "emergency-snoozed");
    caller.fill("#words", "It is worse now");
    caller.click_text("Send");
    caller.wait_text("You wrote, so we are ringing again at once.");
    lead.wait_text("went silent");
    lead.press("a");
    lead.wait_text(&format!("{name} leads"));
    assert_eq!(asked.console_errors(), Vec::<String>::new());
    assert_eq!(lead.axe(), Vec::<String>::new());
    asked.goto(&server.at(&page));
    assert_eq!(asked.axe(), Vec::<String>::new());
    assert_calm(&[("caller", &caller), ("pager", &pager), ("lead", &lead)]);
}

/// Two who have the room open see each other there, until one goes.
#[test]
fn who_is_here_is_seen_by_the_others() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, one, other): (Page, Page, Page) =
        (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk), chrome.page(Viewport::Desk));
    call(&caller, &server, super::WORDS);
    sign_in(&one, &server, "maria");
    sign_in(&other, &server, "jonas");
    one.goto(&server.at("/console/incidents/1"));
    one.wait_text("only you");
    other.goto(&server.at("/console/incidents/1"));
    one.wait_text("Jonas");
    one.wait_text("and you");
    other.goto(&server.at("/console"));
    one.wait_text("only you");
}

//! "Try it: rings nobody": the whole way of a call with an acted engineer, and the way to the real
//! door from every page of it.

use std::time::Duration;

use super::{WORDS, assert_calm, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

#[track_caller]
fn rehearse(page: &Page, server: &Server) {
    page.goto(&server.at("/try"));
    page.wait_text("Rehearsal: rings nobody.");
    page.fill("#words", WORDS);
    page.click_text("Get a person now");
    page.wait_text("Nobody was rung; an acted engineer answers");
    assert!(page.url().starts_with(&server.at("/try/e/")), "{}", page.url());
}

#[test]
fn a_rehearsal_goes_all_the_way_and_rings_nobody() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let [caller, pager, board] =
        [Viewport::Phone, Viewport::Desk, Viewport::Desk].map(|viewport| chrome.page(viewport));
    pager.goto(&server.at("/pager"));
    caller.goto(&server.at("/help"));
    caller.click_text("Only trying it out?");
    assert_eq!(caller.axe(), Vec::<String>::new());
    rehearse(&caller, &server);
    caller.wait_text("An acted engineer has it.");
    assert_eq!(caller.axe(), Vec::<String>::new());
    caller.wait_text("I am only acted");
    caller.fill("#words", "Elm Street, all three tills");
    caller.click_text("Send");
    caller.wait_text("Here stands what we know.");
    caller.patience(Duration::from_secs(30));
    caller.wait_text("Does it for you?");
    caller.click_text("Yes, it works again");
    caller.wait_text("You said it works again.");
    caller.wait_text("Rehearsal: rings nobody.");
    // Nobody's telephone rang, and the board has nothing of it.
    assert!(!pager.exists("article[data-ringing]"));
    sign_in(&board, &server, "maria");
    board.wait_text("Nobody needs you right now.");
    board.goto(&server.at("/console/rehearsals"));
    board.wait_text("walked all the way");
    assert_eq!(board.axe(), Vec::<String>::new());
    assert_calm(&[("caller", &caller), ("pager", &pager)]);
}

#[test]
fn a_real_cry_typed_into_a_rehearsal_rings_with_one_tap() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    // At the door of the rehearsal, without script.
    let at_the_door = chrome.page(Viewport::Phone);
    at_the_door.disable_script();
    at_the_door.goto(&server.at("/help?try"));
    at_the_door.wait_text("Rehearsal: rings nobody.");
    at_the_door.fill("#words", "This time it burns");
    at_the_door.click_text("This is real: ring now");
    at_the_door.wait_text("This time it burns");
    at_the_door.wait_no_text("Rehearsal");
    assert!(at_the_door.url().starts_with(&server.at("/e/")), "{}", at_the_door.url());

    // The same with script.
    let scripted = chrome.page(Viewport::Desk);
    scripted.goto(&server.at("/try"));
    scripted.fill("#words", "The till burns as well");
    scripted.click_text("This is real: ring now");
    scripted.wait_text("The till burns as well");
    scripted.wait_no_text("Rehearsal");

    // On the page of a rehearsed call: everything that was written comes along, once.
    let caller = chrome.page(Viewport::Phone);
    rehearse(&caller, &server);
    let rehearsed = caller.url();
    caller.wait_text("I am only acted");
    caller.fill("#words", "and now the doors are locked");
    caller.click_text("Send");
    caller.wait_text("and now the doors are locked");
    caller.click_text("This is real: ring now");
    caller.wait_no_text("Rehearsal");
    caller.wait_text(WORDS);
    caller.wait_text("and now the doors are locked");
    let real = caller.url();
    assert!(real.starts_with(&server.at("/e/")), "{real}");
    caller.goto(&rehearsed);
    caller.click_text("This is real: ring now");
    caller.wait_no_text("Rehearsal");
    assert_eq!(caller.url(), real, "pressed twice, it is one call");

    let board = chrome.page(Viewport::Desk);
    sign_in(&board, &server, "maria");
    board.wait_text("3 need a person now");
}

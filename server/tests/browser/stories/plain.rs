//! Without script: the caller's whole way, and the responder's answer, by forms alone.

use std::time::Duration;

use super::{call, said};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn without_script() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, responder) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Phone));
    for page in [&caller, &responder] {
        page.disable_script();
        page.patience(Duration::from_secs(25));
    }

    // Given an emergency, and a telephone that rings.
    let emergency = call(&caller, &server, super::WORDS);
    caller.wait_text("We have it. Ringing the engineer on duty.");
    caller.wait_text("This page renews itself");
    responder.goto(&server.at("/pager"));
    responder.wait_text("EMERGENCY");
    responder.click_text("Open the page");
    responder.wait_text("Opening this page accepts nothing");
    responder.wait_text("Their words");
    responder.click_text("Their words");
    responder.wait_text(super::WORDS);

    // When it is accepted, the caller's page says so by itself.
    responder.click_text("Accept");
    responder.wait_text("You have it.");
    caller.wait_text(" has it.");

    // Writing happens on a page that stands still.
    caller.click_text("Write to us");
    caller.wait_text("Back to the page that renews itself");
    assert!(!caller.exists("meta[http-equiv=refresh]"), "nothing may take half-written words");
    caller.fill("#words", "All three tills");
    caller.click_text("Send");
    caller.wait_text("All three tills");
    assert_eq!(caller.url(), emergency);
    assert_eq!(said(&caller, "All three tills"), 1);
    caller.click_text("It works again");
    caller.wait_text("You said it works again.");
    responder.wait_text("It is over.");
    caller.click_text("It is broken again");
    caller.wait_text("Ringing");
    responder.wait_text("A customer needs help now.");
}

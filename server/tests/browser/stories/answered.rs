//! A caller is answered: the whole way of one emergency, seen from both sides at once.

use super::{assert_calm, call, rung, said, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

#[test]
fn a_caller_is_answered_on_a_phone() {
    a_caller_is_answered(Viewport::Phone);
}

#[test]
fn a_caller_is_answered_at_a_desk() {
    a_caller_is_answered(Viewport::Desk);
}

fn a_caller_is_answered(viewport: Viewport) {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, pager, responder) =
        (chrome.page(viewport), chrome.page(Viewport::Desk), chrome.page(Viewport::Desk));

    // Given a caller who pressed the button, and a telephone that rings.
    call(&caller, &server, super::WORDS);
    caller.wait_text("We have it. Ringing the engineer on duty.");
    caller.evaluate("window.never = 'reloaded'");
    pager.goto(&server.at("/pager"));
    let (person, name) = rung(&pager);

    // When its owner accepts, the caller reads who has it, and no other telephone rings.
    pager.click(&format!("#pager-{person} article[data-ringing] button"));
    caller.wait_text(&format!("{name} has it."));
    pager.wait_text("Yours");
    pager.wait_no_text("EMERGENCY");

    // They write to each other, live, and each sees how far the words got.
    sign_in(&responder, &server, &person);
    responder.wait_text("Under way");
    responder.click("#under-way a.what");
    responder.wait_text("Conversation");
    responder.fill("#words", "I can see it. Which shop are you in?");
    responder.click_text("Send");
    caller.wait_text("Which shop are you in?");
    responder.wait_text("seen");
    caller.fill("#words", "Elm Street, all three tills");
    caller.click_text("Send");
    responder.wait_text("Elm Street, all three tills");
    caller.wait_text("seen");
    assert_eq!(said(&caller, "Elm Street, all three tills"), 1);

    an_update_is_published(&responder, &caller);
    it_is_closed_by_the_customer_alone(&responder, &caller);
    assert_eq!(caller.evaluate("window.never ?? 'gone'"), "gone", "forms lead to a fresh page");

    // It is broken again: it rings at once.
    caller.click_text("It is broken again");
    caller.wait_text("You said it is broken again.");
    caller.wait_text("Ringing");
    pager.wait_text("EMERGENCY");
    assert_calm(&[("caller", &caller), ("pager", &pager), ("responder", &responder)]);
}

fn an_update_is_published(responder: &Page, caller: &Page) {
    responder.click_text("Write the update");
    responder.fill("#known", "Card authorisation fails in the north.");
    responder.fill("#impact", "Card payments fail; cash works.");
    responder.fill("#next", "We move traffic to the spare link.");
    responder.fill("#next_in_mins", "30 minutes");
    responder.fill("#low_mins", "25");
    responder.fill("#high_mins", "70");
    responder.fill("#likely", "7 of 10");
    responder.click_text("Tell them");
    responder.wait_text("What they were told");
    caller.wait_text("Card authorisation fails in the north.");
    caller.wait_text("We move traffic to the spare link.");
    caller.wait_text("Next update by");
    caller.wait_text("25–70 min");
    assert_eq!(caller.evaluate("window.never"), "reloaded", "all of this came live");
}

fn it_is_closed_by_the_customer_alone(responder: &Page, caller: &Page) {
    responder.click_text("Ask: does it work for you?");
    responder.wait_text("asked whether it works again");
    caller.wait_text("It works again for us. Does it for you?");
    caller.click_text("Yes, it works again");
    caller.wait_text("You said it works again.");
    responder.wait_text("closed by the customer");
}

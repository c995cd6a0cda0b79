//! "Call me": the promise, the board, the card in the room and what becomes of it, for everyone.

use super::accessible::check;
use super::tour::picture;
use super::{WORDS, call, sign_in};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn a_call_is_asked_for_promised_and_made() {
    let chrome = Chrome::start();
    for viewport in [Viewport::Phone, Viewport::Desk] {
        let server = Server::demo();
        let [caller, us] = [(); 2].map(|()| chrome.page(viewport));
        call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/incidents/1"));
        us.click_text("Accept");
        caller.wait_text(" has it.");
        caller.evaluate("document.querySelector('#call-me').open = true");
        caller.fill("#call-number", "020 5550 0111");
        picture(&caller, viewport, "emergency-call-me");
        check(&caller, "/e, call me");
        let press = "document.querySelector('#call form').requestSubmit()";
        caller.evaluate(press);
        caller.wait_text("no country");
        picture(&caller, viewport, "emergency-call-refused");
        check(&caller, "/e, a number without its country");
        caller.fill("#call-number", "+44 20 5550 0111");
        caller.evaluate(press);
        caller.wait_text("An engineer calls you by");
        picture(&caller, viewport, "emergency-call-promised");
        check(&caller, "/e, a call is promised");
        us.goto(&server.at("/console"));
        us.wait_text("promised call");
        picture(&us, viewport, "board-call-promised");
        check(&us, "board, a call is promised");
        us.click_text("Call them");
        us.wait_text("No carrier is configured");
        us.evaluate("document.querySelector('[id^=call-]').scrollIntoView()");
        picture(&us, viewport, "room-call-promised");
        check(&us, "room, a call is promised");
        us.click_text("I called: not reached");
        caller.wait_text("and nobody answered. We call again by");
        us.wait_text("Try again, call another number");
        picture(&us, viewport, "room-call-not-reached");
        check(&us, "room, a call reached nobody");
        us.click_text("I called: reached");
        caller.wait_text("talked with you on the telephone");
        picture(&caller, viewport, "emergency-called");
        check(&caller, "/e, called");
    }
}

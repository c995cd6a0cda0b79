//! The day after: a draft that a person makes theirs, looks at, and sends.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, WORDS, assert_calm, call, sign_in};
use crate::harness::Chrome;
use crate::server::Server;

#[test]
fn a_draft_is_made_ones_own_looked_at_and_waived_with_a_reason() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [caller, us] = [(); 2].map(|()| chrome.page(viewport));
        call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        us.click_text("Accept");
        caller.wait_text("Maria");
        us.goto(&server.at("/console/incidents/1"));
        us.click_text("Ask: does it work for you?");
        caller.wait_text("Does it for you?");
        caller.click_text("Yes, it works again");
        caller.wait_text("You said it works again.");
        us.goto(&server.at("/console/follow-ups"));
        check(&us, "/console/follow-ups, one owed");
        picture(&us, viewport, "follow-ups-owed");
        us.goto(&server.at("/console/follow-ups/1"));
        check(&us, "/console/follow-ups/1");
        picture(&us, viewport, "follow-up-draft");
        us.fill("#text", "Hello,\n\nyour terminals work again: we gave them a new link.");
        us.click_text("Look at it first");
        us.wait_text("As they will read it");
        us.wait_text("we gave them a new link");
        check(&us, "/console/follow-ups/1, looked at");
        picture(&us, viewport, "follow-up-preview");
        us.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
        us.fill("#reason", "Maria called them.");
        us.click_text("Waive it");
        us.wait_text("that none is needed");
        check(&us, "/console/follow-ups/1, waived");
        picture(&us, viewport, "follow-up-waived");
        assert_calm(&[("follow-up", &us)]);
    }
}

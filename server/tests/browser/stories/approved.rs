//! Public text that waits: who writes it sees for whom, and who may object reads it in time.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, WORDS, assert_calm, call, sign_in};
use crate::harness::Chrome;
use crate::server::Server;

#[test]
fn public_text_counts_down_in_the_room_and_an_approver_lets_it_out() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [caller, us, jonas] = [(); 3].map(|()| chrome.page(viewport));
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/templates"));
        us.click("input[value='person:jonas']");
        us.click("form[action$='/approvers'] button");
        // The page that comes back after it was kept, and all of it.
        us.attribute("#approvers-title:target", "id");
        us.press("Escape");
        check(&us, "/console/templates, with an approver");
        picture(&us, viewport, "approvers");
        call(&caller, &server, WORDS);
        us.goto(&server.at("/console"));
        us.click_text("Accept");
        caller.wait_text("Maria");
        us.goto(&server.at("/console/incidents/1"));
        us.click_text("Write the update");
        us.wait_text("waits up to ten minutes for");
        us.fill("#known", "A link to the bank is down.");
        us.fill("#impact", "Cards are not taken.");
        us.fill("#title", "Cards fail");
        us.evaluate("document.querySelector('input[name=public]').checked = true");
        picture(&us, viewport, "approval-composer");
        us.click_text("Tell them");
        caller.wait_text("A link to the bank is down.");
        us.wait_text("goes out by itself in");
        check(&us, "room, public text waits");
        picture(&us, viewport, "approval-room");
        sign_in(&jonas, &server, "jonas");
        jonas.goto(&server.at("/console"));
        jonas.wait_text("Read and decide");
        picture(&jonas, viewport, "approval-board");
        jonas.goto(&server.at("/console/approvals/1"));
        check(&jonas, "/console/approvals/1");
        picture(&jonas, viewport, "approval-one");
        jonas.click_text("Let it out now");
        jonas.wait_text("let out by");
        check(&jonas, "/console/approvals/1, out");
        jonas.goto(&server.at("/console/incidents/1"));
        jonas.click_text("Write the update");
        jonas.fill("#known", "Mended.");
        jonas.fill("#impact", "Cards are taken.");
        jonas.evaluate("document.querySelector('#public_phase').value = 'resolved'");
        jonas.evaluate("document.querySelector('input[name=public]').checked = true");
        jonas.click_text("Tell them");
        jonas.wait_text("Write the review for them");
        jonas.click_text("Write the review for them");
        jonas.wait_text("A draft from the timeline");
        check(&jonas, "/console/status/reviews/1, draft");
        picture(&jonas, viewport, "review-draft");
        jonas.click_text("Look at it first");
        jonas.wait_text("As readers will have it");
        jonas.click_text("Publish it");
        jonas.wait_text("subscribers not told");
        check(&jonas, "/console/status/reviews/1, published");
        picture(&jonas, viewport, "review-published");
        jonas.goto(&server.at("/console/status/told/1"));
        jonas.click_text("Put it right");
        jonas.wait_text("Why it is put right");
        check(&jonas, "/console/status/told/1");
        picture(&jonas, viewport, "told-correction");
        assert_calm(&[("room", &us), ("approver", &jonas)]);
    }
}

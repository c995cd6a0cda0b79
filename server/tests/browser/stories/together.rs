//! Many callers, one fault: joined by a key, parted by a key, and left by who has another.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, assert_calm, call, sign_in};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn callers_of_one_fault_are_joined_and_parted_by_a_key() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        joined_and_parted(&chrome, viewport);
    }
}

fn joined_and_parted(chrome: &Chrome, viewport: Viewport) {
    let server = Server::demo();
    let [first, second, us] = [(); 3].map(|()| chrome.page(viewport));

    // Given two who call about what looks like one fault, and somebody who has the first.
    call(&first, &server, "All card terminals are offline since 14:00");
    sign_in(&us, &server, "maria");
    us.goto(&server.at("/console/incidents/1"));
    us.press("a");
    us.wait_text("Maria Lindqvist leads");
    us.press("Escape");
    call(&second, &server, "All card terminals are offline in our shop too");
    us.wait_text("Perhaps the same fault");
    check(&us, "room, twins offered");
    picture(&us, viewport, "room-twins");

    // One key joins them, and both callers read that somebody leads; one more parts them.
    us.press("t");
    us.wait_no_text("Perhaps the same fault");
    second.wait_text("Maria Lindqvist leads. Others have this too.");
    check(&second, "/e, joined");
    picture(&second, viewport, "emergency-joined");
    check(&us, "room, joined");
    picture(&us, viewport, "room-joined");
    us.press("z");
    second.wait_text("Ringing the");
    us.wait_text("Perhaps the same fault");

    // On the board the lines are chosen by a key each, and joined by one.
    us.goto(&server.at("/console"));
    us.wait_text("looks like incident");
    for _ in 0..2 {
        us.press("j");
        us.press("x");
    }
    check(&us, "/console, chosen");
    picture(&us, viewport, "board-chosen");
    us.press("t");
    us.wait_text("Maria Lindqvist leads");
    second.wait_text("Maria Lindqvist leads. Others have this too.");

    // Whoever has another fault says so, and rings for itself again.
    second.click_text("Mine is different");
    second.wait_text("You said yours is different.");
    picture(&second, viewport, "emergency-different");
    assert_calm(&[("first", &first), ("second", &second), ("us", &us)]);
}

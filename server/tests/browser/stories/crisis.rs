//! The demo plays a crisis to its end, and every other page tells the same.

use super::{assert_calm, sign_in};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn play_a_crisis() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let [demo, pager, board] = [(); 3].map(|()| chrome.page(Viewport::Desk));
    let caller = chrome.page(Viewport::Phone);
    sign_in(&board, &server, "maria");
    board.wait_text("Nobody needs you right now.");
    pager.goto(&server.at("/pager"));
    pager.wait_text("Asleep until it matters.");
    demo.goto(&server.at("/demo"));
    let play = |counted: u32| {
        demo.click_text("Play this step");
        demo.wait_text(&format!("{counted} of 8 played"));
    };

    play(1);
    board.wait_text("One needs a person now");
    board.wait_text("Brightwater Clinics");
    let (_, first) = super::rung(&pager);
    let link = demo.attribute("#watch a[href*='/e/']", "href").expect("the caller's page");
    caller.goto(&server.at(&link));
    caller.wait_text("Ringing the engineer on duty.");

    play(2);
    pager.wait_text("Passed on");
    let (_, second) = super::rung(&pager);
    assert_ne!(first, second);

    play(3);
    caller.wait_text(" has it.");
    pager.wait_no_text("EMERGENCY");
    board.wait_text("Nobody needs you right now.");
    board.wait_text(" leads");

    play(4);
    caller.wait_text("Please do not restart them.");
    play(5);
    caller.wait_text("Harbour Street. The other two clinics have it too.");
    play(6);
    caller.wait_text("Card authorisation fails for some stores in the north.");
    caller.wait_text("Next update by");
    play(7);
    caller.wait_text("It works again for us. Does it for you?");
    play(8);
    caller.wait_text("You said it works again.");
    board.wait_text("it works again");
    demo.wait_text("Play it again");
    assert_calm(&[("demo", &demo), ("pager", &pager), ("board", &board), ("caller", &caller)]);
}

//! The server is killed, the network is cut: it is said in words, and nothing written is lost.

use std::time::Duration;

use super::{WORDS, call, said, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Pages come back by themselves, after a wait that grows to 15 s.
const COMES_BACK: Duration = Duration::from_secs(40);

const BEFORE: &str = "It began at 13:58";
const DURING: &str = "Now the second till as well";

#[test]
fn the_server_is_killed_in_the_middle() {
    let (mut server, chrome) = (Server::demo(), Chrome::start());
    let (caller, pager) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    for page in [&caller, &pager] {
        page.patience(COMES_BACK);
    }
    call(&caller, &server, WORDS);
    pager.goto(&server.at("/pager"));
    pager.wait_text("EMERGENCY");
    say(&caller, BEFORE);
    caller.wait_text("stored");

    // When the power fails while the caller types.
    caller.fill("#words", DURING);
    server.kill();
    caller.wait_text("No connection since");
    caller.wait_text("Nothing you wrote is lost");
    assert_eq!(caller.evaluate("document.querySelector('#words').value"), DURING);
    caller.click_text("Send");
    caller.wait_text("not sent yet, trying again");

    // Then it goes on where it was.
    server.restart();
    arrives_once(&caller);
    pager.wait_no_text("No connection since");
    pager.wait_text("EMERGENCY");
    pager.click("article[data-ringing] button");
    caller.wait_text(" has it.");
    // A fresh look at what is kept says the same.
    caller.goto(&caller.url());
    assert_eq!([WORDS, BEFORE, DURING].map(|words| said(&caller, words)), [1; 3]);
}

#[test]
fn the_door_keeps_trying_while_the_server_is_away() {
    let (mut server, chrome) = (Server::demo(), Chrome::start());
    let caller = chrome.page(Viewport::Phone);
    caller.patience(COMES_BACK);
    caller.goto(&server.at("/help"));
    caller.fill("#words", WORDS);
    server.kill();
    caller.click_text("Get a person now");
    caller.wait_text("Your words are kept here");
    server.restart();
    caller.wait_text("since you asked");
    assert_eq!(said(&caller, WORDS), 1);
}

#[test]
fn the_network_is_cut() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let caller = chrome.page(Viewport::Phone);
    caller.patience(COMES_BACK);
    call(&caller, &server, WORDS);
    // The page must have come whole before the network goes.
    caller.goto(&caller.url());
    caller.offline(true);
    caller.wait_text("No connection since");
    say(&caller, DURING);
    caller.wait_text("not sent yet, trying again");
    assert_eq!(caller.attribute("[data-pending]", "data-pending").as_deref(), Some("sending"));

    // Even a reload without a network cannot lose it: this device keeps it.
    assert!(caller.evaluate("JSON.stringify(localStorage)").to_string().contains(DURING));

    caller.offline(false);
    arrives_once(&caller);
    caller.goto(&caller.url());
    assert_eq!(said(&caller, DURING), 1);
}

/// The composer begins with what was told last; what somebody typed over it is theirs until it is
/// told.
#[test]
fn an_update_that_did_not_get_through_stands_in_the_room_again() {
    let (mut server, chrome) = (Server::demo(), Chrome::start());
    let (caller, us) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    caller.patience(COMES_BACK);
    call(&caller, &server, WORDS);
    sign_in(&us, &server, "maria");
    let room = server.at("/console/incidents/1");
    us.goto(&room);
    us.press("a");
    us.wait_text("Maria Lindqvist leads");
    us.press("u");
    us.fill("#known", "A link is cut.");
    us.fill("#impact", "Cards fail.");
    us.click_text("Tell them");
    caller.wait_text("A link is cut.");
    us.wait_text("An update was published.");

    // When the power fails as the next one is sent.
    us.press("u");
    assert_eq!(typed(&us), "A link is cut.");
    us.fill("#known", "The spare link takes over.");
    server.kill();
    us.click_text("Tell them");
    us.wait_for("the browser's own words", || us.url().starts_with("chrome-error").then_some(()));
    server.restart();
    us.goto(&room);
    assert_eq!(typed(&us), "The spare link takes over.");

    // A template takes its place where it is asked for, and what was told is kept no longer.
    us.click_text("Begin with a template");
    us.click_text("Fill in");
    us.wait_for("the words of the template", || {
        (typed(&us) != "The spare link takes over.").then_some(())
    });
    us.fill("#known", "It works by the spare link.");
    us.click_text("Tell them");
    caller.wait_text("It works by the spare link.");
    us.wait_for("nothing to be kept any more", || {
        let kept = us.evaluate("Object.keys(sessionStorage).filter((key) => /^draft/.test(key))");
        let told = us.url().ends_with("/incidents/1") && kept.as_array().is_some_and(Vec::is_empty);
        told.then_some(())
    });
}

fn typed(page: &Page) -> String {
    let value = page.evaluate("document.querySelector('#known')?.value ?? ''");
    value.as_str().unwrap_or_default().to_owned()
}

fn say(page: &Page, words: &str) {
    page.fill("#words", words);
    page.click_text("Send");
}

#[track_caller]
fn arrives_once(caller: &Page) {
    caller.wait_text("Connected.");
    caller.wait_no_text("not sent yet");
    caller.wait_no_text("sending …");
    assert_eq!(said(caller, DURING), 1);
    assert!(!caller.exists("[data-pending]"));
}

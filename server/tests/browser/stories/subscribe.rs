//! Subscribing without script: signing up, confirming, choosing, leaving; and the console's side.

use domain::words::SubscriberId;
use mayday::links::InstallationKey;

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, assert_calm, sign_in};
use crate::harness::{Chrome, Page};
use crate::server::Server;

/// The link of the subscriber at the top of the list; no mail brings it in a demo.
pub fn link(server: &Server, us: &Page) -> String {
    let text = server.installation_key();
    let byte = |at: usize| u8::from_str_radix(&text.trim()[2 * at..2 * at + 2], 16).expect("hex");
    let key = InstallationKey::new(std::array::from_fn(byte));
    let href = us.attribute("main li a[href^='/console/subscribers/']", "href").expect("a link");
    let id = SubscriberId::parse(href.rsplit('/').next().expect("an id")).expect("an id");
    format!("/s/{}", key.subscriber(id))
}

#[test]
fn a_reader_signs_up_chooses_and_leaves_without_script() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [reader, us] = [(); 2].map(|()| chrome.page(viewport));
        reader.disable_script();
        reader.goto(&server.at("/status/subscribe"));
        check(&reader, "/status/subscribe");
        picture(&reader, viewport, "subscribe");
        reader.click("summary");
        picture(&reader, viewport, "subscribe-more");
        reader.fill("#address", "ines@harbour.example");
        reader.click_text("Tell me");
        reader.wait_text("Please look into your mail");
        check(&reader, "/status/subscribe/sent");
        picture(&reader, viewport, "subscribe-sent");
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/subscribers"));
        us.wait_text("not confirmed");
        check(&us, "/console/subscribers, one waits");
        picture(&us, viewport, "subscribers");
        let link = link(&server, &us);
        reader.goto(&server.at(&link));
        reader.wait_text("Shall we write to you here?");
        check(&reader, "/s/<link>, not confirmed");
        picture(&reader, viewport, "subscription-waits");
        reader.click_text("Yes, write to me");
        reader.wait_text("We write to you");
        reader.click("summary");
        reader.fill("#grave", "only what is down");
        reader.click_text("Save");
        us.click("main li a[href^='/console/subscribers/']");
        us.wait_text("ines@harbour.example");
        // This page listens to nothing: it is asked until what was saved stands there.
        let stands = || us.text().contains("only what is down");
        (0..20).take_while(|_| !stands()).for_each(|_| us.reload());
        us.wait_text("only what is down");
        check(&us, "/console/subscribers/<id>");
        picture(&us, viewport, "subscriber");
        // What was saved is known elsewhere, so that this is the page after it.
        reader.wait_text("We write to you");
        check(&reader, "/s/<link>");
        picture(&reader, viewport, "subscription");
        reader.click_text("Stop all of it");
        reader.wait_text("Shall we stop writing to you?");
        check(&reader, "/s/<link>/leave");
        picture(&reader, viewport, "subscription-leave");
        reader.click_text("Yes, stop");
        reader.wait_text("You are told nothing any more");
        check(&reader, "/s/<link>, gone");
        assert_calm(&[("reader", &reader), ("us", &us)]);
    }
}

#[test]
fn a_pasted_list_is_looked_at_before_it_is_added() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let us = chrome.page(viewport);
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/subscribers"));
        us.fill("#addresses", "ines@harbour.example");
        us.fill("#consent", "contract of May 2026");
        us.click("button[name=do][value=look]");
        us.wait_text("What the list would add");
        us.wait_text("Nothing is written yet.");
        check(&us, "/console/subscribers, what a list would add");
        picture(&us, viewport, "subscribers-list-preview");
        us.click("button[name=do][value=add]");
        us.click("main li a[href^='/console/subscribers/']");
        us.wait_text("ines@harbour.example");
        assert_calm(&[("us", &us)]);
    }
}

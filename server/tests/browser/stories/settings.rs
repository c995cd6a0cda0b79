//! Settings that decide what wakes somebody and what stands on their lock screen: what a message
//! shows, and the test with the phone on silent.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, assert_calm, sign_in};
use crate::harness::{Chrome, Page};
use crate::server::Server;

#[track_caller]
fn value(page: &Page, css: &str) -> String {
    let value = page.evaluate(&format!("document.querySelector('{css}').value"));
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_manager_says_what_a_message_shows_and_otherwise_of_one_customer() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let (server, page) = (Server::demo(), chrome.page(viewport));
        sign_in(&page, &server, "maria");
        page.goto(&server.at("/console/shows"));
        check(&page, "/console/shows");
        page.fill("#all-email", "their words");
        page.fill("#all-sms", "nothing");
        page.click_text("Save");
        page.wait_text("Saved.");
        picture(&page, viewport, "console-shows-saved");
        page.wait_text("None: all are shown as above.");
        assert_eq!(
            (value(&page, "#all-email"), value(&page, "#all-sms")),
            words("words", "nothing")
        );

        // One customer wants less; what is not said of it follows the others.
        page.fill("#customer", "brightwater-clinics");
        page.click_text("Open");
        page.wait_text("as for everybody (their words)");
        check(&page, "/console/shows?customer=");
        page.fill("#one-email", "nothing");
        picture(&page, viewport, "console-shows-customer");
        page.click("#one button");
        page.wait_text("e-mail: nothing");
        page.wait_text("Saved.");
        assert_eq!(value(&page, "#all-email"), "words");
        check(&page, "/console/shows, one customer otherwise");
        picture(&page, viewport, "console-shows-listed");
        assert_calm(&[("settings", &page)]);
    }
}

fn words(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

#[test]
fn a_test_on_silent_is_planned_taken_back_rung_and_answered() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let (server, page) = (Server::demo(), chrome.page(viewport));
        sign_in(&page, &server, "jonas");
        page.goto(&server.at("/console/me"));
        page.fill("#silent-when", "at the time below");
        page.fill("#silent-at", "03:30");
        page.click_text("Test with my phone on silent");
        page.wait_text("Your test rings at");
        check(&page, "/console/me, a test is planned");
        picture(&page, viewport, "silent-planned");
        page.click_text("Take it back");
        page.wait_no_text("Your test rings at");

        let now = "fetch('/console/silent-test', { method: 'POST',
            body: new URLSearchParams({ when: '0' }) }).then((answer) => answer.status)";
        assert_eq!(page.evaluate(now), 200);
        let asked = "(async () => {
            for (;;) {
                const text = await (await fetch('/console/me')).text();
                if (text.includes('What woke you?')) return true;
                await new Promise((done) => setTimeout(done, 100));
            }
        })()";
        page.evaluate(asked);
        page.goto(&server.at("/console/me"));
        page.wait_text("What woke you?");
        check(&page, "/console/me, what woke you");
        picture(&page, viewport, "silent-asked");
        page.click("input[name=phone][value=android]");
        page.click("form[action$='/silent-test/answer'] button");
        page.wait_no_text("What woke you?");
        page.wait_text("Test again");
        check(&page, "/console/me, nothing woke them");
        picture(&page, viewport, "silent-answered");
        assert_calm(&[("settings", &page)]);
    }
}

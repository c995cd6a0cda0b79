//! A passkey: registered on one's own page, used instead of a mail, renamed and removed.

use super::{assert_calm, sign_in};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn a_device_signs_in_where_a_mail_would_take_a_minute() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    // The demo prints this name, because browsers allow no passkeys at addresses in digits.
    let at = |path: &str| server.at(path).replace("127.0.0.1", "localhost");
    page.with_authenticator();
    page.goto(&server.sign_in_link("maria").replace("127.0.0.1", "localhost"));
    page.click_text("Sign in");
    page.wait_text("Readiness");

    page.goto(&at("/console/me"));
    page.wait_text("None yet.");
    page.fill("#passkey-name", "Work laptop");
    page.click_text("Register this device");
    page.wait_text("last used: never");
    assert_eq!(page.axe(), Vec::<String>::new());

    // Given that the cookie is gone, the device alone brings its person back.
    page.clear_cookies();
    page.goto(&at("/signin"));
    page.click_text("Use a passkey");
    page.wait_text("Readiness");
    page.goto(&at("/console/me"));
    page.wait_text("last used: today");

    // A second time, the device says itself that it is known.
    page.fill("#passkey-name", "The same");
    page.click_text("Register this device");
    page.wait_text("This device is registered already.");

    page.click_text("Remove");
    page.wait_text("None yet.");
    assert_calm(&[("me", &page)]);

    // Removed, it opens nothing any more.
    page.clear_cookies();
    page.goto(&at("/signin"));
    page.click_text("Use a passkey");
    page.wait_text("it is not registered here");
    let noted = page.console_errors();
    assert!(noted.iter().all(|line| line.contains("422")), "{noted:?}");
}

#[test]
fn at_an_address_in_digits_nothing_is_offered_that_cannot_work() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    page.goto(&server.at("/signin"));
    page.wait_text("Send the link");
    page.wait_no_text("Use a passkey");
    sign_in(&page, &server, "maria");
    page.goto(&server.at("/console/me"));
    page.wait_text("None yet.");
    page.wait_no_text("Register this device");
}

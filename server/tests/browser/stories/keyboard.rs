//! The console by keyboard alone.

use super::{WORDS, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

#[test]
fn keyboard() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, page) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    sign_in(&page, &server, "maria");
    call(&caller, &server, WORDS);
    call(&caller, &server, "The portal is slow");
    page.wait_text("2 need a person now");

    // `j` and `k` move, and it can be seen where they are.
    page.press("j");
    assert_eq!(focused(&page), "All card terminals are down since 13:58");
    assert_eq!(page.evaluate(OUTLINE), true, "the focus must be seen");
    page.press("j");
    assert_eq!(focused(&page), "The portal is slow");
    page.press("k");
    assert_eq!(focused(&page), "All card terminals are down since 13:58");

    // `?` shows the keys; Escape closes them.
    page.press("Shift+?");
    page.wait_text("write the update");
    page.press("Escape");
    page.wait_no_text("write the update");

    // `/` finds a customer; Escape leaves the field.
    page.press("/");
    assert_eq!(page.evaluate("document.activeElement.id"), "find");
    page.press("Escape");
    assert_eq!(page.evaluate("document.activeElement.id === 'find'"), false);

    // `a` accepts the row where one is, `Enter` opens it, `u` writes the update, `w` a word.
    page.press("a");
    page.wait_text("leads");
    page.goto(&server.at("/console"));
    page.wait_text("One needs a person now");
    page.press("j");
    page.press("j");
    assert_eq!(focused(&page), "All card terminals are down since 13:58");
    page.press("Enter");
    page.wait_text("Conversation");
    page.press("w");
    assert_eq!(page.evaluate("document.activeElement.id"), "words");
    page.press("Escape");
    page.press("u");
    page.wait_text("What we know");
    assert_eq!(page.evaluate("document.querySelector('#update').open"), true);
    assert_eq!(page.evaluate("document.activeElement.id"), "known");

    // The skip link is the first stop, and it is seen.
    page.goto(&server.at("/console"));
    page.press("Tab");
    assert_eq!(page.evaluate("document.activeElement.className"), "skip");
    assert_eq!(page.evaluate("document.activeElement.getBoundingClientRect().top >= 0"), true);
}

/// Whether what has the focus is set off from what has not.
const OUTLINE: &str = "(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
})()";

#[track_caller]
fn focused(page: &Page) -> String {
    let text = page.evaluate("document.activeElement.textContent.trim()");
    text.as_str().unwrap_or_default().to_owned()
}

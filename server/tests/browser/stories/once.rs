//! One cry for help is one emergency, however often it is pressed.

use super::{WORDS, call};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

#[test]
fn double_press_is_one_emergency() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    page.goto(&server.at("/help"));
    page.fill("#words", WORDS);

    // When the same form goes out twice at once, as two impatient thumbs would do it.
    let twice = "(async () => {
        const body = new URLSearchParams(new FormData(document.querySelector('form')));
        const headers = { Accept: 'text/html' };
        const send = () => fetch('/help', { method: 'POST', body, headers });
        const [one, two] = await Promise.all([send(), send()]);
        return [one.url, two.url];
    })()";
    let urls = page.evaluate(twice);
    assert_eq!(urls[0], urls[1]);

    // Nor does a later press of the same page make a second one.
    page.click_text("Get a person now");
    page.wait_text("since you asked");
    assert_eq!(page.url(), urls[0].as_str().expect("an address"));
    assert_eq!(emergencies(&page, &server), 1);
}

#[test]
fn going_back_and_reloading_make_no_second_emergency() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    let emergency = call(&page, &server, WORDS);
    page.reload();
    page.wait_text("since you asked");
    assert_eq!(page.url(), emergency);
    page.back();
    page.wait_text("Tell us. A person answers.");
    assert_eq!(emergencies(&page, &server), 1);
}

/// How many emergencies the telephones tell of, counted by another pair of eyes.
#[track_caller]
fn emergencies(page: &Page, server: &Server) -> u64 {
    page.goto(&server.at("/pager"));
    page.wait_text("EMERGENCY");
    let script = "Math.max(...[...document.querySelectorAll('article.phone')]
        .map((phone) => phone.querySelectorAll('.slip').length))";
    page.evaluate(script).as_u64().expect("a count")
}

//! Nothing stands in anybody's way: the accessibility checker on every page in its main states.

use super::{WORDS, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// The console's pages that do not depend on an emergency.
const CONSOLE: [&str; 49] = [
    "/console",
    "/console/schedules",
    "/console/schedules/terminals-on-call",
    "/console/policies",
    "/console/people",
    "/console/customers",
    "/console/customers?find=bright",
    "/console/customers/brightwater-clinics",
    "/console/incidents/4711",
    "/console/me",
    "/console/search",
    "/console/search?q=terminals",
    "/console/tokens",
    "/console/floods",
    "/console/webhooks",
    "/console/feedback",
    "/console/cards",
    "/console/cards/new",
    "/console/cards/one-terminal",
    "/console/status",
    "/console/templates",
    "/console/announcements",
    "/console/announcements/new",
    "/console/maintenance",
    "/console/maintenance/new",
    "/console/maintenance/routines/new",
    "/console/reports",
    "/console/status/components/new",
    "/console/status/components/authorisation",
    "/console/status/pages/new",
    "/console/status/pages/public",
    "/console/subscribers",
    "/console/audit",
    "/console/people/jonas/keys",
    "/console/people/jonas/rules",
    "/console/integrations",
    "/console/shows",
    "/console/telephones",
    "/console/watch",
    "/console/kept/person/jonas",
    "/console/rehearsals",
    "/console/setup",
    "/console/setup/organisation",
    "/console/setup/you",
    "/console/setup/people",
    "/console/setup/schedule",
    "/console/setup/front-door",
    "/console/setup/help-page",
    "/console/setup/sheet",
];

#[test]
fn the_doors_and_papers_are_accessible() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    for path in ["/help", "/help/Brightwater", "/signin", "/pager", "/demo", "/nowhere"] {
        page.goto(&server.at(path));
        check(&page, path);
    }
    page.goto(&server.printed_link("/signin/"));
    check(&page, "/signin/<link>");
    page.goto(&server.at("/signin"));
    page.fill("#who", "nobody@example.com");
    page.click_text("Send the link");
    page.wait_text("Look in your mail.");
    check(&page, "/signin, sent");
    page.goto(&server.at("/docs"));
    check(&page, "/docs");
    let links = "[...new Set([...document.querySelectorAll('main a[href^=\"/docs/\"]')]
        .map((one) => one.getAttribute('href').split('#')[0]))]";
    let links = page.evaluate(links);
    for path in links.as_array().expect("links").iter().filter_map(|link| link.as_str()) {
        page.goto(&server.at(path));
        check(&page, path);
    }
}

#[test]
fn the_emergency_and_its_pages_are_accessible() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let [caller, lock] = [(); 2].map(|()| chrome.page(Viewport::Phone));
    let [board, room, pager] = [(); 3].map(|()| chrome.page(Viewport::Desk));
    let emergency = call(&caller, &server, WORDS);
    check(&caller, "/e, ringing");
    caller.goto(&format!("{emergency}?write=1"));
    check(&caller, "/e, writing");
    caller.goto(&emergency);
    pager.goto(&server.at("/pager"));
    let (person, _) = super::rung(&pager);
    check(&pager, "/pager, ringing");
    lock.goto(&server.at(&pager.attribute("a[href^='/p/']", "href").expect("a page")));
    lock.wait_text("Opening this page accepts nothing");
    check(&lock, "/p, ringing");
    sign_in(&board, &server, "maria");
    check(&board, "/console, ringing");

    lock.click_text("Pass on");
    lock.wait_text("Passed on");
    check(&lock, "/p, passed on");
    lock.click_text("Accept after all");
    lock.wait_text("You have it.");
    check(&lock, "/p, accepted");
    caller.wait_text(" has it.");
    check(&caller, "/e, accepted");
    check(&pager, "/pager, taken");
    sign_in(&room, &server, &person);
    room.goto(&server.at("/console/incidents/1"));
    check(&room, "room, accepted");
    room.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
    check(&room, "room, everything open");
    room.reload();
    room.click_text("Write the update");
    room.fill("#known", "It is known.");
    room.fill("#high_mins", "30");
    check(&room, "room, writing the update");
    room.click_text("Tell them");
    caller.wait_text("It is known.");
    check(&caller, "/e, updated");
    check(&board, "/console, under way");
    room.click_text("Ask: does it work for you?");
    caller.wait_text("Does it for you?");
    check(&caller, "/e, asked");
    room.click("#deeds > summary");
    room.click("form[action$='/aside'] button");
    caller.wait_text("set this aside");
    check(&caller, "/e, aside");
    check(&room, "room, aside");
    room.click_text("Take it up again");
    caller.wait_text(" has it.");
    caller.click_text("It works again");
    caller.wait_text("You said it works again.");
    check(&caller, "/e, closed");
    lock.wait_text("It is over.");
    check(&lock, "/p, over");
    room.wait_text("closed by the customer");
    check(&room, "room, closed");
}

#[test]
fn the_console_is_accessible() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    sign_in(&page, &server, "maria");
    for path in CONSOLE {
        page.goto(&server.at(path));
        check(&page, path);
    }
    page.goto(&server.at("/console/audit?person=maria"));
    page.click("main summary");
    check(&page, "/console/audit, the filter open");
    page.click(".account summary");
    page.wait_text("Sign out");
    check(&page, "the account, open");
    super::machine(&page, &server, "authgw-north is slow");
    page.goto(&server.at("/console/incidents/1"));
    check(&page, "room of a machine, ringing");
    page.click_text("Accept");
    page.wait_text("I am still on it");
    check(&page, "room of a machine, accepted");
    page.goto(&server.at("/console"));
    page.press("Shift+?");
    page.wait_text("write the update");
    check(&page, "the list of keys");
    let phone = chrome.page(Viewport::Phone);
    sign_in(&phone, &server, "maria");
    for path in CONSOLE {
        phone.goto(&server.at(path));
        check(&phone, path);
    }
}

#[track_caller]
pub(super) fn check(page: &Page, state: &str) {
    for dark in [false, true] {
        page.dark(dark);
        let wrong = page.axe();
        assert!(wrong.is_empty(), "{state}, {}: {wrong:#?}", if dark { "dark" } else { "light" });
    }
}

//! Nothing stands in anybody's way: the accessibility checker on every page in its main states.

use super::{WORDS, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;
use crate::tables::addresses;

/// The pages for everyone that do not depend on an emergency.
const DOORS: [&str; 7] =
    ["/help", "/help/Brightwater", "/signin", "/pager", "/demo", "/try", "/nowhere"];

/// The page of the tool that a story connects.
const INTEGRATION: &str = "/console/integrations/one";

/// The console's pages that do not depend on an emergency.
const CONSOLE: [&str; 65] = [
    "/console",
    "/console/schedules",
    "/console/schedules/terminals-on-call",
    "/console/policies",
    "/console/people",
    "/console/customers",
    "/console/customers?find=bright",
    "/console/customers/brightwater-clinics",
    "/console/incidents/4711",
    "/console/incidents/new",
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
    "/console/templates/new",
    "/console/templates/of/apology",
    "/console/announcements",
    "/console/announcements/new",
    "/console/audiences",
    "/console/audiences/new",
    "/console/audiences/clinics",
    "/console/audiences/clinics/status-links",
    "/console/status-links",
    "/console/approvals",
    "/console/follow-ups",
    "/console/maintenance",
    "/console/maintenance/new",
    "/console/maintenance/routines/new",
    "/console/reports",
    "/console/status/import",
    "/console/status/reviews",
    "/console/status/told",
    "/console/status/told/new",
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
    "/console/kept",
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
    "/pager/jonas",
];

/// Pages that are looked at in some state of theirs, and where: in one of these stories or, where
/// only its path stands here, in another.
const IN_STATES: [(&str, &str); 33] = [
    ("/", "leads to /help"),
    ("/help/", "leads to /help"),
    ("/e/{link}", "/e, ringing"),
    ("/p/{link}", "/p, ringing"),
    ("/v/{link}", "proven.rs"),
    ("/setup/{link}", "setup.rs"),
    ("/status", "status.rs"),
    ("/status/{*rest}", "status.rs"),
    ("/status/p/{page}/fails/{component}", "status.rs"),
    ("/status/p/{page}/link", "readers.rs"),
    ("/status/for/{link}", "leads to /status/for/{link}/"),
    ("/status/for/{link}/", "readers.rs"),
    ("/status/for/{link}/{*rest}", "readers.rs"),
    ("/history", "leads to /status/history"),
    ("/incidents/{id}", "leads to /status/i/{number}"),
    ("/api", "leads to /docs/api"),
    ("/status/subscribe", "subscribe.rs"),
    ("/status/subscribe/sent", "subscribe.rs"),
    ("/s/{link}", "subscribe.rs"),
    ("/s/{link}/leave", "subscribe.rs"),
    ("/console/approvals/{number}", "approved.rs"),
    ("/console/status/reviews/{number}", "approved.rs"),
    ("/console/status/told/{number}", "approved.rs"),
    ("/console/follow-ups/{number}", "day_after.rs"),
    ("/console/maintenance/{number}", "maintenance.rs"),
    ("/console/maintenance/{number}/plan", "maintenance.rs"),
    ("/console/maintenance/routines/{key}", "maintenance.rs"),
    ("/console/announcements/{number}", "maintenance.rs"),
    ("/console/subscribers/{id}", "subscribe.rs"),
    ("/console/subscribers/words/{number}", "status.rs"),
    ("/try", "/try"),
    ("/try/", "leads to /try"),
    ("/try/{*rest}", "the door and /e, for a rehearsal"),
];

/// What is read by programs and shown by no browser as a page of ours.
const NO_PAGES: [&str; 19] = [
    "/stream",
    "/poll",
    "/files/{file}",
    "/files/{file}/small",
    "/assets/{version}/{file}",
    "/api/v2/{*rest}",
    "/history.atom",
    "/history.rss",
    "/docs/problems/{slug}",
    "/healthz",
    "/readyz",
    "/metrics",
    "/v2/alerts/requests/{number}",
    "/console/telephones/card",
    "/console/worker.js",
    "/console/manifest.webmanifest",
    "/console/audit.csv",
    "/console/audit.jsonl",
    "/console/subscribers.csv",
];

/// The forms in which Enter in a field would press something beside what the form is for: browsers
/// press its first submit button.
const STRAY_ENTER: &str = "(() => {
    const typed = /^(text|search|tel|email|number|date|time|datetime-local|url|password)$/;
    return [...document.forms].map((form) => [...form.elements])
        .filter((all) => all.some((one) => one.matches('input') && typed.test(one.type)))
        .map((all) => all.find((one) => one.type === 'submit'))
        .filter((first) => first?.hasAttribute('formaction'))
        .map((first) => `${first.form.getAttribute('action')}: ${first.textContent.trim()}`);
})()";

/// Whether that address is one of those that the route names.
fn is_of(route: &str, address: &str) -> bool {
    let address = address.split('?').next().unwrap_or_default();
    let (mut wanted, mut found) = (route.split('/'), address.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with("{*") => return true,
            (Some(part), Some(step)) if part == step || part.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[test]
fn every_page_of_the_route_table_is_looked_at() {
    let others = [INTEGRATION, "/signin/x", "/docs", "/docs/page"];
    let doors = DOORS.iter().chain(&others);
    let looked_at: Vec<&str> = CONSOLE.iter().chain(doors).copied().collect();
    let routes = addresses(&["get(", "any("]);
    assert!(routes.len() > 80, "the tables are read: {}", routes.len());
    let missed: Vec<&String> = routes
        .iter()
        .filter(|route| !looked_at.iter().any(|address| is_of(route, address)))
        .filter(|route| !IN_STATES.iter().any(|(known, _)| known == route))
        .filter(|route| !NO_PAGES.iter().any(|end| route.ends_with(end)))
        .collect();
    assert!(missed.is_empty(), "the checker never sees {missed:?}");
    let stories = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/stories");
    for (route, story) in IN_STATES.iter().filter(|(_, story)| story.ends_with(".rs")) {
        let told = std::fs::read_to_string(format!("{stories}/{story}")).unwrap_or_default();
        assert!(
            told.contains("check(") || told.contains(".axe()"),
            "{story} does not look at {route}, nor at anything"
        );
    }
}

#[test]
fn the_doors_and_papers_are_accessible() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    for path in DOORS {
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
    room.fill("#likely", "7 of 10");
    check(&room, "room, writing the update");
    room.click_text("Tell them");
    room.wait_text("What does it mean for them");
    check(&room, "room, asked for the impact");
    room.click_text("Send it as it is");
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
    check(&page, INTEGRATION);
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
    let stray = page.evaluate(STRAY_ENTER);
    let none = stray.as_array().is_some_and(Vec::is_empty);
    assert!(none, "{state}: Enter in a field of these forms presses another button: {stray:#}");
    for dark in [false, true] {
        page.dark(dark);
        let wrong = page.axe();
        assert!(wrong.is_empty(), "{state}, {}: {wrong:#?}", if dark { "dark" } else { "light" });
    }
}

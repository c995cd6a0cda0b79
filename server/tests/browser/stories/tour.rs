//! A tour: pictures of every page on telephone and desk, light and dark, for people to look at.

use std::path::{Path, PathBuf};

use super::{SCREENS, WORDS, call, machine, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

const PAPERS: [&str; 7] = [
    "/docs",
    "/docs/organisation-file",
    "/signin",
    "/nowhere",
    "/status",
    "/status/history",
    "/status/subscribe",
];
const CONSOLE: [&str; 49] = [
    "/console/schedules",
    "/console/schedules/terminals-on-call",
    "/console/policies",
    "/console/people",
    "/console/customers",
    "/console/customers?find=bright",
    "/console/customers/brightwater-clinics",
    "/console/me",
    "/console/search",
    "/console/search?q=terminals",
    "/console/integrations",
    "/console/shows",
    "/console/telephones",
    "/console/watch",
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
    "/console/audiences",
    "/console/audiences/new",
    "/console/audiences/clinics",
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
    "/console/kept/person/jonas",
    "/console/rehearsals",
    "/console/setup",
    "/console/setup/organisation",
    "/console/setup/you",
    "/console/setup/people",
    "/console/setup/schedule",
    "/console/setup/front-door",
    "/console/setup/help-page",
];

#[test]
fn tour() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        through_everything(&chrome, viewport);
    }
    let empty = Server::empty();
    for viewport in SCREENS {
        let page = chrome.page(viewport);
        page.goto(&empty.printed_link("/setup/"));
        picture(&page, viewport, "setup");
    }
}

fn through_everything(chrome: &Chrome, viewport: Viewport) {
    let server = Server::demo();
    let [caller, us, lock] = [(); 3].map(|()| chrome.page(viewport));
    let shoot = |page: &Page, name: &str| picture(page, viewport, name);
    lock.goto(&server.printed_link("/signin/"));
    shoot(&lock, "signin-link");
    sign_in(&us, &server, "maria");
    shoot(&us, "board-empty");
    for path in PAPERS.iter().chain(&CONSOLE) {
        us.goto(&server.at(path));
        shoot(&us, &path.trim_matches('/').replace(['/', '?', '='], "-"));
    }
    us.goto(&server.at("/console/setup/sheet"));
    shoot(&us, "sheet");
    caller.goto(&server.at("/try"));
    shoot(&caller, "try-door");
    caller.fill("#words", WORDS);
    caller.click_text("Get a person now");
    caller.wait_text("I am only acted");
    shoot(&caller, "try-emergency");
    for path in ["/pager", "/demo"] {
        lock.goto(&server.at(path));
        shoot(&lock, &format!("{}-before", path.trim_matches('/')));
    }
    caller.goto(&server.at("/help"));
    shoot(&caller, "door");
    call(&caller, &server, WORDS);
    lock.goto(&server.at("/pager"));
    let (person, _) = super::rung(&lock);
    shoot(&caller, "emergency-ringing");
    shoot(&lock, "pager-ringing");
    us.goto(&server.at("/console"));
    us.wait_text("One needs a person now");
    shoot(&us, "board-ringing");
    lock.goto(&server.at(&lock.attribute("a[href^='/p/']", "href").expect("a page")));
    shoot(&lock, "page-ringing");
    lock.click_text("Pass on");
    lock.wait_text("Passed on");
    shoot(&lock, "page-passed-on");
    lock.click_text("Accept after all");
    lock.wait_text("You have it.");
    shoot(&lock, "page-accepted");
    caller.wait_text(" has it.");
    shoot(&caller, "emergency-accepted");

    sign_in(&us, &server, &person);
    us.goto(&server.at("/console/incidents/1"));
    shoot(&us, "room-accepted");
    for (page, words) in [(&us, "Which shop are you in?"), (&caller, "Elm Street, all three tills")]
    {
        page.fill("#words", words);
        page.click_text("Send");
        caller.wait_text(words);
        us.wait_text(words);
    }
    us.click_text("Write the update");
    us.fill("#known", "Card authorisation fails for some stores in the north.");
    us.fill("#impact", "Card payments do not go through; cash and offline mode still work.");
    us.fill("#workaround", "Press F, then 4 on each terminal to take cards offline.");
    us.fill("#next", "We are moving traffic to the spare link.");
    us.fill("#low_mins", "25");
    us.fill("#high_mins", "70");
    us.fill("#likely", "7 of 10");
    shoot(&us, "room-writing");
    us.click_text("Tell them");
    caller.wait_text("Card authorisation fails");
    us.wait_text("What they were told");
    shoot(&us, "room-updated");
    us.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))");
    shoot(&us, "room-open");
    shoot(&caller, "emergency-updated");
    us.goto(&server.at("/console"));
    shoot(&us, "board-under-way");
    us.goto(&server.at("/console/incidents/1"));
    us.click_text("Ask: does it work for you?");
    caller.wait_text("Does it for you?");
    shoot(&caller, "emergency-asked");
    us.click("#deeds > summary");
    us.click("form[action$='/aside'] button");
    caller.wait_text("set this aside");
    shoot(&caller, "emergency-aside");
    us.wait_text("Take it up again");
    shoot(&us, "room-aside");
    us.goto(&server.at("/console"));
    shoot(&us, "board-aside");
    us.goto(&server.at("/console/incidents/1"));
    us.click_text("Take it up again");
    caller.wait_text(" has it.");
    caller.offline(true);
    caller.wait_text("No connection since");
    shoot(&caller, "emergency-offline");
    caller.offline(false);
    caller.wait_text("Connected.");
    caller.click_text("It works again");
    caller.wait_text("You said it works again.");
    shoot(&caller, "emergency-closed");
    us.wait_text("closed by the customer");
    shoot(&us, "room-closed");
    lock.wait_text("It is over.");
    shoot(&lock, "page-over");
    sign_in(&us, &server, "maria");
    for path in ["/console/audit?person=maria&all=1", "/console/integrations"] {
        us.goto(&server.at(path));
        us.click(if path.contains("audit") { "main summary" } else { ".account summary" });
        shoot(&us, if path.contains("audit") { "audit-filtered" } else { "account-open" });
    }
    machine(&us, &server, "authgw-north: latency above 2 s for 5 minutes");
    us.goto(&server.at("/console"));
    us.wait_text("One needs a person now");
    shoot(&us, "board-machine");
    us.goto(&server.at("/console/incidents/2"));
    shoot(&us, "machine-ringing");
    us.click_text("Accept");
    us.wait_text("I am still on it");
    shoot(&us, "machine-accepted");
    us.click_text("Close it");
    us.wait_text("If it fires again, it rings anew.");
    shoot(&us, "machine-closed");
    lock.goto(&server.at("/demo"));
    lock.click_text("Play this step");
    lock.wait_text("1 of 8 played");
    shoot(&lock, "demo-playing");
}

#[track_caller]
pub(super) fn picture(page: &Page, viewport: Viewport, name: &str) {
    for (dark, light) in [(false, "light"), (true, "dark")] {
        page.dark(dark);
        let file = format!("{name}-{viewport:?}-{light}.png").to_lowercase();
        page.screenshot(folder().join(file));
    }
    page.dark(false);
}

fn folder() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("target"));
    target.join("tour")
}

/// Where a file lies among the pictures of the tour.
pub(super) fn file(name: &str) -> PathBuf {
    folder().join(name)
}

/// One picture among those of the tour, of a page as it stands in another story.
pub(super) fn shot(page: &Page, name: &str) {
    page.screenshot(file(&format!("{name}.png")));
}

//! The stories, one file each, and what they have in common.

mod accessible;
mod answered;
mod approved;
mod called_back;
mod crisis;
mod day_after;
mod files;
mod hostile;
mod in_the_room;
mod interrupted;
mod keyboard;
mod languages;
mod maintenance;
mod nobody;
mod once;
mod passkey;
mod plain;
mod pressing;
mod proven;
mod push;
mod readers;
mod rehearsal;
mod restricted;
mod settings;
mod setup;
mod sheet;
mod sizes;
mod status;
mod steady;
mod subscribe;
mod together;
mod tour;
mod unscripted;

use crate::harness::{Page, Viewport};
use crate::server::Server;

/// What callers write.
const WORDS: &str = "All card terminals are down since 13:58";

/// Presses the button at the door, with these words, and gives the address of the emergency.
#[track_caller]
fn call(page: &Page, server: &Server, words: &str) -> String {
    page.goto(&server.at("/help"));
    page.fill("#words", words);
    page.click_text("Get a person now");
    page.wait_text("since you asked");
    let url = page.url();
    assert!(url.starts_with(&server.at("/e/")), "{url}");
    url
}

/// Whose telephone rings on a page of telephones: key and name.
#[track_caller]
fn rung(pager: &Page) -> (String, String) {
    pager.wait_text("EMERGENCY");
    let rings = "document.querySelector('article[data-ringing]').closest('li')";
    let key = pager.evaluate(&format!("{rings}.id.slice('pager-'.length)"));
    let name = pager.evaluate(&format!("{rings}.querySelector('.owner b').innerText"));
    (key.as_str().expect("a key").to_owned(), name.as_str().expect("a name").to_owned())
}

/// Signs a person in by a link that works once.
#[track_caller]
fn sign_in(page: &Page, server: &Server, person: &str) {
    page.goto(&server.sign_in_link(person));
    page.click_text("Sign in");
    page.wait_text("Readiness");
}

/// Connects a tool and lets it send one critical alert; the page is that of somebody signed in.
#[track_caller]
fn machine(page: &Page, server: &Server, summary: &str) {
    page.goto(&server.at("/console/integrations"));
    page.fill("#name", "Metrics in the north");
    page.fill("#format", "json");
    page.click_text("Connect it");
    page.wait_text("No alert has arrived yet.");
    let alert = serde_json::json!({
        "summary": summary, "severity": "critical", "source": "authgw-north-3",
        "details": { "region": "north", "p99_ms": 2140 },
    });
    let send = format!(
        "fetch('/alerts/json/' + document.querySelector('#routing-key').value,
            {{ method: 'POST', body: JSON.stringify({alert}) }}).then((answer) => answer.status)"
    );
    assert_eq!(page.evaluate(&send), 202);
    page.wait_text(summary);
}

/// How often the page's conversation has these words.
#[track_caller]
fn said(page: &Page, words: &str) -> u64 {
    let quoted = serde_json::json!(words);
    let script = format!(
        "[...document.querySelectorAll('#conversation .words')]
            .filter((one) => one.innerText.trim() === {quoted}).length"
    );
    page.evaluate(&script).as_u64().expect("a count")
}

#[track_caller]
fn assert_calm(pages: &[(&str, &Page)]) {
    for (name, page) in pages {
        assert_eq!(page.console_errors(), Vec::<String>::new(), "{name}");
    }
}

/// The two screens everything must work on.
const SCREENS: [Viewport; 2] = [Viewport::Phone, Viewport::Desk];

//! A push message: shown by the worker that the console left on the device, accepted where it is
//! shown, and answered with the truth.

use domain::words::DeliveryId;
use mayday::links::{Attempt, InstallationKey};
use serde_json::{Value, json};

use super::{call, rung, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

const WORKER: &str = "navigator.serviceWorker.getRegistration('/console')";

/// What the device shows now.
fn shown(page: &Page) -> Vec<Value> {
    let all = format!(
        "{WORKER}.then((one) => one.getNotifications()).then((all) => all.map((one) => ({{ \
         title: one.title, body: one.body, actions: one.actions.map((a) => a.action) }})))"
    );
    page.evaluate(&all).as_array().cloned().unwrap_or_default()
}

#[track_caller]
fn wait_shown(page: &Page, title: &str) -> Value {
    page.wait_for(&format!("the device shows {title}"), || {
        shown(page).into_iter().find(|one| one["title"] == title)
    })
}

/// Delivers a message as push services do: once more while the device does not have it. What is the
/// same message does not stand there twice.
#[track_caller]
fn delivered(device: &Page, server: &Server, message: &str, title: &str) -> Value {
    device.wait_for(&format!("the device shows {title}"), || {
        device.deliver_push(&server.at(""), message);
        for _ in 0..20 {
            device.evaluate("new Promise((done) => setTimeout(done, 50))");
            if let Some(one) = shown(device).into_iter().find(|one| one["title"] == title) {
                return Some(one);
            }
        }
        None
    })
}

/// The key from which the server derives its links.
fn key(server: &Server) -> InstallationKey {
    let text = server.installation_key();
    let byte = |at: usize| u8::from_str_radix(&text.trim()[2 * at..2 * at + 2], 16).expect("hex");
    InstallationKey::new(std::array::from_fn(byte))
}

#[test]
fn a_message_is_accepted_where_it_is_shown() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let [device, caller, pager] =
        [Viewport::Phone, Viewport::Phone, Viewport::Desk].map(|viewport| chrome.page(viewport));
    sign_in(&device, &server, "maria");
    device.grant_notifications(&server.at(""));
    device.goto(&server.at("/console/me"));
    device.wait_text("Send messages to this device");
    assert_eq!(device.axe(), Vec::<String>::new());

    // The worker is registered with the scope that the server allows it.
    device.watch_workers();
    device
        .evaluate("navigator.serviceWorker.register('/console/worker.js', { scope: '/console' })");
    device.until_worker_runs();

    // Somebody calls for help; the message for that page is delivered to the device.
    pager.goto(&server.at("/pager"));
    let address = call(&caller, &server, "Canary: all terminals are down");
    let (person, name) = rung(&pager);
    let link = "document.querySelector('article[data-ringing] form').getAttribute('action')";
    let link = pager.evaluate(link);
    let link = link.as_str().and_then(|path| path.split('/').nth(2)).expect("a link").to_owned();
    let page = key(&server).open_page(&link).expect("a page");
    let attempt = Attempt { page, delivery: DeliveryId(7), fence: 1 };
    let message = json!({
        "title": "EMERGENCY 1 (critical): customer not yet known", "body": "Tap to look.",
        "tag": "one", "url": format!("/p/{link}"), "kind": "page.requested",
        "answer": format!("/push/{}", key(&server).push(&attempt)),
        "actions": [
            { "action": "accept", "title": "Accept" }, { "action": "pass", "title": "Pass on" },
        ],
    });
    let title = "EMERGENCY 1 (critical): customer not yet known";
    let seen = delivered(&device, &server, &message.to_string(), title);
    assert_eq!(seen["actions"], json!(["accept", "pass"]));

    // One press, and the same place says the truth; the caller reads the name.
    device.press_notification("accept");
    let truth = wait_shown(&device, "You have it");
    assert_eq!(truth["actions"], json!([]));
    assert_eq!(shown(&device).len(), 1, "it stands where the question stood");
    caller.wait_text(&format!("{name} has it."));
    assert!(caller.url().starts_with(&address) && !person.is_empty());

    // Whatever comes garbled still leads somewhere.
    delivered(&device, &server, "no JSON", "Mayday");
}

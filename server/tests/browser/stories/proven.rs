//! Who takes part and what they prove: the pages of it, to look at and for everyone to use.

use domain::proof::Event;
use journal::Store;
use mayday::links::InstallationKey;
use views::Links;

use super::accessible::check;
use super::tour::picture;
use super::{WORDS, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Opens everything that is folded under this selector.
fn unfold(page: &Page, within: &str) {
    let script = format!(
        "document.querySelectorAll('{within} details').forEach((one) => {{ one.open = true }})"
    );
    page.evaluate(&script);
}

/// The link of the question that a contact was asked last.
fn question(server: &Server) -> String {
    let key = server.installation_key();
    let digits = |at: usize| u8::from_str_radix(&key[2 * at..2 * at + 2], 16).expect("a digit");
    let key: Vec<u8> = (0..32).map(digits).collect();
    let key = InstallationKey::new(key.try_into().expect("32 bytes"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let inquiry = runtime.expect("a runtime").block_on(async {
        let log = journal::sqlite::Sqlite::open(&server.log()).expect("the log");
        let rows = log.read(mayday::serve::ORGANISATION, 0, 10_000).await.expect("its rows");
        rows.iter().rev().find_map(|row| match journal::codec::decode(row) {
            Ok(domain::Event::Proof(Event::Inquired { inquiry, .. })) => Some(inquiry),
            _ => None,
        })
    });
    server.at(&format!("/v/{}", key.inquiry(inquiry.expect("somebody was asked"))))
}

#[test]
fn proof_can_be_given_and_asked_for_by_everyone() {
    let chrome = Chrome::start();
    for viewport in [Viewport::Phone, Viewport::Desk] {
        let server = Server::demo();
        let [caller, us] = [(); 2].map(|()| chrome.page(viewport));
        let emergency = call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/incidents/1"));
        us.click_text("Accept");
        caller.wait_text(" has it.");
        caller.evaluate("document.querySelector('#invite').open = true");
        caller.fill("#invite-name", "Rui");
        caller.click_text("Make their link");
        caller.wait_text("has not opened the link yet");
        unfold(&caller, "#people");
        picture(&caller, viewport, "emergency-people");
        check(&caller, "/e, who takes part");
        let introduce = "fetch(location.pathname + '/introduction', { method: 'POST',
            body: new URLSearchParams({ who: 'Brightwater Clinics' }) }).then((a) => a.status)";
        assert_eq!(caller.evaluate(introduce), 200);
        us.wait_text("Brightwater Clinics");
        us.goto(&server.at("/console/incidents/1"));
        // The name fits so well that it is attached by itself.
        us.wait_text("Customer: Brightwater Clinics");
        unfold(&us, "#theirs");
        picture(&us, viewport, "room-proof");
        check(&us, "room, proof");
        us.click_text("Tell their contacts");
        us.wait_text("Their contacts were told");
        let link = question(&server);
        caller.goto(&link);
        caller.wait_text("Someone asks for help in the name of");
        picture(&caller, viewport, "question");
        check(&caller, "/v");
        caller.click_text("It is not us");
        caller.wait_text("You told us that it is not you");
        us.wait_text("says: it is not us");
        picture(&us, viewport, "room-not-us");
        check(&us, "room, not us");
        us.fill("#words", "Your key is under the mat");
        us.evaluate("document.querySelector('#level').value = '2'");
        us.evaluate("document.querySelector('#composer').requestSubmit()");
        caller.goto(&emergency);
        caller.wait_text("This is shown once you are verified");
        picture(&caller, viewport, "emergency-withheld");
        check(&caller, "/e, withheld");
    }
}

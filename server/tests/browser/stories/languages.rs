//! Languages: a caller's whole way in German on a phone, and what a page does from right to left.

use std::time::Duration;

use super::{assert_calm, rung, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

const WORDS: &str = "Alle Kartengeräte stehen seit 13:58";

/// Chooses German at the door, as somebody does whose browser asks for English.
#[track_caller]
fn call_in_german(page: &Page, server: &Server) {
    page.goto(&server.at("/help"));
    page.click_text("Language: English");
    page.click_text("Deutsch");
    page.wait_text("Sagen Sie es uns. Ein Mensch antwortet.");
    assert_eq!(page.evaluate("document.documentElement.lang"), "de");
    super::tour::shot(page, "door-german");
    page.fill("#words", WORDS);
    page.click_text("Jetzt jemanden rufen");
    page.wait_text("seit Ihrem Ruf");
}

#[track_caller]
fn check(page: &Page, what: &str) {
    let violations = page.axe();
    assert!(violations.is_empty(), "{what}: {violations:#?}");
}

#[test]
fn a_caller_in_german_and_a_responder_in_english() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, pager, responder) =
        (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk), chrome.page(Viewport::Desk));
    call_in_german(&caller, &server);
    caller.wait_text("Wir haben es. Wir rufen die Bereitschaft.");
    check(&caller, "/e, ringing, in German");
    super::tour::shot(&caller, "emergency-german");
    pager.goto(&server.at("/pager"));
    let (person, name) = rung(&pager);
    pager.click(&format!("#pager-{person} article[data-ringing] button"));
    caller.wait_text(&format!("{name} kümmert sich darum."));
    caller.wait_text(&format!("{name} hat übernommen."));

    // What happens while it is open arrives in German too; the other side reads English.
    sign_in(&responder, &server, &person);
    responder.click("#under-way a.what");
    responder.wait_text("Conversation");
    responder.wait_text(&format!("{name} accepted."));
    responder.fill("#words", "Ich sehe es. In welchem Laden sind Sie?");
    responder.click_text("Send");
    caller.wait_text("In welchem Laden sind Sie?");
    caller.fill("#words", "Elm Street");
    caller.click_text("Senden");
    responder.wait_text("Elm Street");
    caller.wait_text("Elm Street");
    caller.wait_text("gelesen");
    // An update in both languages arrives in theirs.
    responder.click_text("Write the update");
    responder.fill("#known", "A cable is cut.");
    responder.click_text("In German");
    responder.fill("#known-de", "Ein Kabel ist gekappt.");
    responder.fill("#impact", "The north has no network.");
    responder.click_text("Tell them");
    caller.wait_text("Ein Kabel ist gekappt.");
    assert_eq!(super::said(&caller, "A cable is cut."), 0);
    caller.click_text("Es geht wieder");
    caller.wait_text("Sie haben gesagt, dass es wieder geht.");
    responder.wait_text("The customer says it works again.");
    check(&caller, "/e, closed, in German");
    assert_calm(&[("caller", &caller), ("pager", &pager), ("responder", &responder)]);
}

#[test]
fn without_script_in_german() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let caller = chrome.page(Viewport::Phone);
    caller.disable_script();
    caller.patience(Duration::from_secs(25));
    call_in_german(&caller, &server);
    caller.click_text("Uns schreiben");
    caller.wait_text("Zurück zur Seite, die sich erneuert");
    caller.fill("#words", "Alle drei Kassen");
    caller.click_text("Senden");
    caller.wait_text("Alle drei Kassen");
    caller.click_text("Es geht wieder");
    caller.wait_text("Sie haben gesagt, dass es wieder geht.");
}

/// What a caller in danger presses and reads, in another language.
struct Danger {
    code: &'static str,
    name: &'static str,
    call: &'static str,
    asked: &'static str,
    danger: &'static str,
    everyone: &'static str,
    first: &'static str,
}

const DANGERS: [Danger; 2] = [
    Danger {
        code: "de",
        name: "german",
        call: "Jetzt jemanden rufen",
        asked: "seit Ihrem Ruf",
        danger: "Jemand ist in Gefahr",
        everyone: "Danach hier alle rufen",
        first: "Jemand ist in Gefahr: Rufen Sie zuerst hier an",
    },
    Danger {
        code: "es",
        name: "spanish",
        call: "Avisar a alguien ahora",
        asked: "desde que pidió ayuda",
        danger: "Hay alguien en peligro",
        everyone: "Después, avisar aquí a todos",
        first: "Hay alguien en peligro: llame primero",
    },
];

#[test]
fn whoever_is_in_danger_reads_whom_to_call_first() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    for viewport in super::SCREENS {
        for said in &DANGERS {
            let caller = chrome.page(viewport);
            caller.goto(&server.at(&format!("/help?lang={}", said.code)));
            caller.fill("#words", WORDS);
            caller.click_text(said.call);
            caller.wait_text(said.asked);
            caller.click_text(said.danger);
            check(&caller, said.name);
            super::tour::picture(&caller, viewport, &format!("danger-asked-{}", said.name));
            caller.click_text(said.everyone);
            caller.wait_text(said.first);
            check(&caller, said.name);
            super::tour::picture(&caller, viewport, &format!("danger-{}", said.name));
        }
    }
}

/// Every text 40 % longer and the page from right to left: nothing may be cut or stick out.
const TURNED: &str = "(() => {
    const root = document.documentElement;
    root.dir = 'rtl';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const words = texts.currentNode.data.trimEnd();
        if (words.trim().length > 3) texts.currentNode.data += ' ' + 'ـ'.repeat(words.length * 0.4);
    }
    return root.scrollWidth - root.clientWidth;
})()";

#[test]
fn longer_words_from_right_to_left_fit_on_a_phone() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    for (path, name) in [("/help", "door"), ("/nowhere", "problem")] {
        page.goto(&server.at(path));
        assert_eq!(page.evaluate(TURNED), 0, "{path} sticks out");
        super::tour::shot(&page, &format!("{name}-turned"));
    }
    super::call(&page, &server, super::WORDS);
    assert_eq!(page.evaluate(TURNED), 0, "the emergency sticks out");
    super::tour::shot(&page, "emergency-turned");
}

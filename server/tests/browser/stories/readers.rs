//! The page by a link: what is for a customer's audience stands there, and nobody else reads it.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, WORDS, assert_calm, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Somebody of the vendor's who is signed in, and a reader whose browser runs no script.
fn without_script(chrome: &Chrome, viewport: Viewport, dark: bool) -> (Server, Page, Page) {
    let server = Server::demo();
    let [us, theirs] = [(); 2].map(|()| chrome.page(viewport));
    theirs.dark(dark);
    theirs.disable_script();
    sign_in(&us, &server, "maria");
    (server, us, theirs)
}

#[test]
fn a_customers_link_shows_more_than_everyone_reads_and_its_own_emergency() {
    let chrome = Chrome::start();
    for (viewport, dark) in SCREENS.into_iter().zip([true, false]) {
        let server = Server::demo();
        let [caller, us, theirs, everyone] = [(); 4].map(|()| chrome.page(viewport));
        theirs.dark(dark);
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/audiences/clinics"));
        us.wait_text("Kiosks in clinics");
        picture(&us, viewport, "audience");
        us.goto(&server.at("/console/customers/brightwater-clinics"));
        us.click_text("Make a link");
        us.wait_text("As they see it");
        check(&us, "/console/customers/<key>, with a link");
        picture(&us, viewport, "customer-link");
        let link = us.attribute("#status-link input.link", "value").expect("the link");
        theirs.goto(&link);
        for said in ["Brightwater Clinics", "Elm Street", "Nothing is open", "Kiosks in clinics"] {
            theirs.wait_text(said);
        }
        check(&theirs, "/status/for/<link>/, quiet");
        picture(&theirs, viewport, "own-quiet");
        everyone.goto(&server.at("/status"));
        everyone.wait_text("Everything works.");
        assert!(!everyone.text().contains("Kiosks in clinics"));

        // Whoever has it open sees what opens in its name, without loading it again.
        call(&caller, &server, WORDS);
        let introduce = "fetch(location.pathname + '/introduction', { method: 'POST',
            body: new URLSearchParams({ who: 'Brightwater Clinics' }) }).then((one) => one.ok)";
        assert_eq!(caller.evaluate(introduce), true);
        us.goto(&server.at("/console/incidents/1"));
        us.wait_text("Brightwater Clinics");
        let attach = "fetch('/console/emergencies/1/customer', { method: 'POST',
            redirect: 'manual', body: new URLSearchParams({ customer: 'brightwater-clinics' }) })
            .then((one) => one.type)";
        assert_eq!(us.evaluate(attach), "opaqueredirect");
        theirs.wait_no_text("Nothing is open");
        theirs.wait_text("We are ringing the engineer on duty.");
        assert!(!theirs.text().contains(WORDS), "no word of the conversation is told");
        check(&theirs, "/status/for/<link>/, open");
        picture(&theirs, viewport, "own-open");
        theirs.click(".door a.button");
        theirs.wait_text("Get a person now");
        let who = "document.querySelector('[name=who]').value";
        assert_eq!(theirs.evaluate(who), "Brightwater");

        // Without script it is the same page; once the link has ended, only the door is there.
        let plain = chrome.page(viewport);
        plain.disable_script();
        plain.goto(&link);
        plain.wait_text("Kiosks in clinics");
        us.goto(&server.at("/console/customers/brightwater-clinics"));
        us.click_text("End it");
        us.wait_text("Make a link");
        plain.goto(&link);
        plain.wait_text("This link opens nothing");
        check(&plain, "/status/for/<link>/, ended");
        assert_calm(&[("us", &us), ("everyone", &everyone)]);
    }
}

#[test]
fn whoever_reads_mail_at_a_named_domain_asks_for_a_link_without_script() {
    let chrome = Chrome::start();
    for (viewport, dark) in SCREENS.into_iter().zip([true, false]) {
        let (server, us, theirs) = without_script(&chrome, viewport, dark);
        us.goto(&server.at("/console/status/pages/new"));
        us.fill("#name", "For hospitals");
        us.fill("#readers", "only those with a link of their own");
        us.fill("#mail_domains", "hospital.example");
        us.click_text("Save");
        us.wait_text("by link, or mail at 1 domain");
        theirs.goto(&server.at("/status/p/for-hospitals"));
        theirs.wait_text("This page is for some readers only.");
        check(&theirs, "/status/p/<key>, for a link by mail");
        picture(&theirs, viewport, "status-ask-for-link");
        theirs.fill("#address", "ines@elsewhere.example");
        theirs.click_text("Send me the link");
        theirs.wait_text("Please look into your mail");
        check(&theirs, "/status/p/<key>/link");
        picture(&theirs, viewport, "status-link-sent");
        theirs.click_text("Get help now");
        theirs.wait_text("Get a person now");
        assert_calm(&[("us", &us), ("theirs", &theirs)]);
    }
}

#[test]
fn a_reader_by_link_subscribes_without_script_and_is_told_nothing_once_it_is_renewed() {
    let chrome = Chrome::start();
    for (viewport, dark) in SCREENS.into_iter().zip([true, false]) {
        let (server, us, theirs) = without_script(&chrome, viewport, dark);
        us.goto(&server.at("/console/customers/brightwater-clinics"));
        us.click_text("Make a link");
        us.wait_text("As they see it");
        let link = us.attribute("#status-link input.link", "value").expect("the link");
        theirs.goto(&link);
        theirs.wait_text("Kiosks in clinics");
        theirs.click_text("Get told of changes");
        theirs.wait_text("Get told when something changes");
        theirs.click("main summary");
        theirs.wait_text("Kiosks in clinics");
        check(&theirs, "/status/for/<link>/subscribe");
        picture(&theirs, viewport, "subscribe-by-link");
        theirs.fill("#address", "ines@brightwater.example");
        theirs.click_text("Tell me");
        theirs.wait_text("Please look into your mail");
        check(&theirs, "/status/for/<link>/subscribe/sent");
        us.goto(&server.at("/console/subscribers?only=customers"));
        us.wait_text("customer brightwater-clinics, by its link");
        check(&us, "/console/subscribers, of a customer");
        picture(&us, viewport, "subscribers-of-a-customer");
        let own = super::subscribe::link(&server, &us);
        theirs.goto(&server.at(&own));
        theirs.click_text("Yes, write to me");
        theirs.wait_text("We write to you");
        theirs.click("main summary");
        theirs.wait_no_text("Kiosks in clinics");
        check(&theirs, "/s/<link>, of a customer");
        picture(&theirs, viewport, "subscription-of-a-customer");
        us.goto(&server.at("/console/customers/brightwater-clinics"));
        us.wait_text("signed up by this link");
        check(&us, "/console/customers/<key>, somebody came by the link");
        picture(&us, viewport, "customer-link-with-subscribers");
        us.click_text("Renew: the old one ends");
        us.wait_no_text("signed up by this link");
        theirs.goto(&server.at(&own));
        theirs.wait_text("You are told nothing any more");
        theirs.goto(&format!("{link}subscribe"));
        theirs.wait_text("This link opens nothing");
        assert_calm(&[("us", &us)]);
    }
}

//! Planned maintenance: planned in the console, read on the page, ended by hand.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, assert_calm, sign_in};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

#[test]
fn what_is_planned_stands_on_the_page_and_is_looked_after_until_it_is_over() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [us, reader] = [(); 2].map(|()| chrome.page(viewport));
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/maintenance"));
        us.wait_text("Monthly patches of the card gateway");
        check(&us, "/console/maintenance");
        picture(&us, viewport, "maintenance-list");
        us.goto(&server.at("/console/maintenance/new"));
        us.fill("#title", "A second link to the banks");
        us.fill("#impact", "Card payments may fail for some minutes. Offline mode works as ever.");
        us.click_text("In German");
        us.fill("#title-de", "Eine zweite Leitung zu den Banken");
        us.fill("#impact-de", "Kartenzahlung kann einige Minuten lang ausfallen.");
        let times = "(() => {
            const text = (mins) => new Date(Date.now() + mins * 60e3)
                .toISOString().slice(0, 16);
            document.querySelector('#zone').value = 'UTC';
            document.querySelector('#from').value = text(-2);
            document.querySelector('#until').value = text(90);
        })()";
        us.evaluate(times);
        us.click("input[name=component][value=authorisation]");
        us.click("input[name=by_hand]");
        check(&us, "/console/maintenance/new");
        picture(&us, viewport, "maintenance-new");
        us.click_text("Plan it");
        us.wait_text("It takes longer");
        check(&us, "/console/maintenance/<number>, under way");
        picture(&us, viewport, "maintenance-under-way");
        let own = us.url();
        us.goto(&server.at("/console/maintenance/1/plan"));
        check(&us, "/console/maintenance/<number>/plan");
        us.goto(&own);
        reader.goto(&server.at("/status"));
        reader.wait_text("Planned maintenance is under way.");
        reader.wait_text("A second link to the banks");
        check(&reader, "/status, under maintenance");
        picture(&reader, viewport, "status-maintenance");
        reader.click("article.matter[id^='m'] h2 a");
        reader.wait_text("To the status now");
        reader.wait_text("A second link to the banks");
        assert!(reader.url().contains("/status/m/"), "{}", reader.url());
        check(&reader, "/status/m/<number>");
        picture(&reader, viewport, "maintenance-lasting");
        reader.goto(&server.at("/status/de"));
        reader.wait_text("Kartenzahlung kann einige Minuten lang ausfallen.");
        us.click_text("Tell the readers something");
        us.wait_text("What is new");
        us.fill("#words", "One link is in place.");
        let open = "document.querySelector('#words-de').closest('details').open = true";
        us.evaluate(open);
        us.fill("#words-de", "Eine Leitung steht.");
        picture(&us, viewport, "maintenance-in-german");
        us.click_text("Tell them");
        us.wait_text("One link is in place.");
        reader.wait_text("Eine Leitung steht.");
        check(&reader, "/status/de, under maintenance");
        reader.goto(&server.at("/status"));
        us.click_text("It is over");
        us.wait_text("It is over.");
        reader.wait_text("Everything works.");
        us.goto(&server.at("/console/maintenance"));
        us.click("a[href^='/console/maintenance/routines/']:not([href$='/new'])");
        us.wait_text("Monthly patches of the card gateway");
        check(&us, "/console/maintenance/routines/<key>");
        us.goto(&server.at("/console/announcements/new"));
        us.fill("#title", "New numbers to call");
        us.fill("#text", "From Monday the line has a second number.");
        let later = "document.querySelector('#from').value.replace(/-[0-9]+T.*/, '-28T23:59')";
        let later = us.evaluate(later);
        us.fill("#until", later.as_str().expect("a time"));
        us.click("main form button[type=submit]");
        us.wait_text("New numbers to call");
        us.click_text("New numbers to call");
        us.wait_text("What it says");
        check(&us, "/console/announcements/<number>");
        assert_calm(&[("us", &us), ("reader", &reader)]);
    }
}

#[test]
fn without_script_what_is_announced_is_written_in_german_too() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let [us, reader] = [(); 2].map(|()| chrome.page(Viewport::Phone));
    sign_in(&us, &server, "maria");
    us.disable_script();
    us.goto(&server.at("/console/announcements/new"));
    us.fill("#title", "New numbers to call");
    us.fill("#text", "From Monday the line has a second number.");
    us.click_text("In German");
    us.fill("#title-de", "Neue Rufnummern");
    us.fill("#text-de", "Ab Montag hat die Leitung eine zweite Nummer.");
    let later = jiff::Zoned::now() + jiff::SignedDuration::from_hours(48);
    let later = later.strftime("%Y-%m-%dT%H:%M").to_string();
    us.fill("#until", &later);
    us.click_text("Announce it");
    reader.goto(&server.at("/status/de"));
    reader.wait_text("Ab Montag hat die Leitung eine zweite Nummer.");
}

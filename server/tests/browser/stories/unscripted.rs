//! Without script at the vendor's side: an update that is looked at, asked about, sent and put
//! right, maintenance that is planned, and subscribers that are looked after, by forms alone; and
//! the page that everyone reads meanwhile.

use std::time::Duration;

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, WORDS, assert_calm, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Loads the page again until these words stand there: without script it renews nothing by itself.
#[track_caller]
fn read(page: &Page, words: &str) {
    (0..20).take_while(|_| !page.text().contains(words)).for_each(|_| page.reload());
    page.wait_text(words);
}

#[test]
fn an_update_is_looked_at_asked_about_told_and_put_right_without_script() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [caller, us, reader] = [(); 3].map(|()| without_script(&chrome, viewport));
        reader.goto(&server.at("/status"));
        reader.wait_text("Everything works.");
        let emergency = call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        subscribers_are_added_found_and_taken_out(&us, &server, viewport);

        // What it means for them is asked for once.
        us.goto(&server.at("/console/incidents/1"));
        us.click("#update summary");
        us.fill("#known", "A link to the banks is cut.");
        us.click_text("Tell them");
        us.wait_text("What does it mean for them: what can they not do, and where?");
        check(&us, "the room, asked for the impact");
        picture(&us, viewport, "room-asked");
        assert_eq!(us.console_errors().len(), 1, "the answer is a question, which is no success");
        us.click_text("Send it as it is");
        us.wait_text("What they were told");
        caller.goto(&emergency);
        read(&caller, "A link to the banks is cut.");

        // Everyone is told, after a look at what each reader would get.
        us.goto(&server.at("/console/incidents/1"));
        us.click("#update summary");
        us.fill("#impact", "Cards fail in the north.");
        us.click("input[name=public]");
        us.fill("#title", "Cards fail");
        us.click_text("Preview");
        us.wait_text("Preview: nothing is sent yet");
        us.wait_text("Everyone, on the status page");
        us.click_text("To subscribers: 2 mails");
        us.wait_text("Deutsch");
        check(&us, "the room, an update looked at");
        picture(&us, viewport, "room-preview");
        us.click_text("Tell them");
        us.wait_text("What they were told");
        read(&reader, "Cards fail in the north.");
        check(&reader, "/status, without script");
        picture(&reader, viewport, "status-without-script");

        // And it is put right.
        us.goto(&server.at("/console/incidents/1"));
        us.click("#update summary");
        us.click("details:has(> form[action$='/correction']) > summary");
        us.fill("form[action$='/correction'] textarea[name=known]", "Two links are cut.");
        check(&us, "the room, putting an update right");
        picture(&us, viewport, "room-correction");
        us.click("form[action$='/correction'] button");
        us.wait_text("What they were told");
        read(&reader, "Two links are cut.");
        assert_calm(&[("caller", &caller), ("us", &us), ("reader", &reader)]);
    }
}

#[test]
fn maintenance_is_planned_and_ended_without_script() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [us, reader] = [(); 2].map(|()| without_script(&chrome, viewport));
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/maintenance/new"));
        us.fill("#title", "A second link to the banks");
        us.fill("#impact", "Card payments may fail for some minutes.");
        // As the pickers of a browser would write it; the test's own script is no page's.
        let text = "(mins) => new Date(Date.now() + mins * 60e3).toISOString().slice(0, 16)";
        for (field, value) in [("zone", "'UTC'"), ("from", "text(-2)"), ("until", "text(90)")] {
            us.evaluate(&format!(
                "{{ const text = {text}; document.querySelector('#{field}').value = {value}; }}"
            ));
        }
        us.click("input[name=component][value=authorisation]");
        us.click("input[name=by_hand]");
        check(&us, "/console/maintenance/new, without script");
        picture(&us, viewport, "maintenance-new-without-script");
        us.click_text("Plan it");
        us.wait_text("It takes longer");
        check(&us, "/console/maintenance/<number>, without script");
        picture(&us, viewport, "maintenance-without-script");
        reader.goto(&server.at("/status"));
        read(&reader, "A second link to the banks");
        check(&reader, "/status, under maintenance and without script");
        picture(&reader, viewport, "status-maintenance-without-script");
        us.click_text("It is over");
        us.wait_text("It is over.");
        read(&reader, "Everything works.");
        assert_calm(&[("us", &us), ("reader", &reader)]);
    }
}

fn without_script(chrome: &Chrome, viewport: Viewport) -> Page {
    let page = chrome.page(viewport);
    page.disable_script();
    page.patience(Duration::from_secs(25));
    page
}

#[track_caller]
fn subscribers_are_added_found_and_taken_out(us: &Page, server: &Server, viewport: Viewport) {
    us.goto(&server.at("/console/subscribers"));
    for (address, language) in [
        ("ines@harbour.example", "English"),
        ("jan@harbour.example", "Deutsch"),
        ("eve@harbour.example", "English"),
    ] {
        us.fill("#addresses", address);
        us.fill("#language", language);
        us.fill("#consent", "they asked");
        us.click("button[name=do][value=look]");
        us.wait_text("What the list would add");
        us.click("button[name=do][value=add]");
        us.wait_text("Who is told");
        us.wait_text(address);
    }
    us.fill("#text", "eve@");
    us.click_text("Find");
    // Only whoever was looked for.
    us.wait_no_text("jan@harbour.example");
    us.wait_text("eve@harbour.example");
    picture(us, viewport, "subscribers-found");
    us.click("main li a[href^='/console/subscribers/']");
    us.wait_text("Take them out");
    us.click_text("Take them out");
    us.wait_text("Add those who agreed elsewhere");
    us.wait_no_text("eve@harbour.example");
}

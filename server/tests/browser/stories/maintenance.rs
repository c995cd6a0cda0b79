//! Planned maintenance: planned in the console, read on the page, ended by hand.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, assert_calm, sign_in};
use crate::harness::Chrome;
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

//! The status page: told from the room, read by anyone, with and without script.

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, WORDS, assert_calm, call, sign_in};
use crate::harness::Chrome;
use crate::server::Server;

#[test]
fn what_the_room_tells_everyone_stands_on_the_page_until_it_works_again() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [caller, us, reader] = [(); 3].map(|()| chrome.page(viewport));
        reader.goto(&server.at("/status"));
        reader.wait_text("Everything works.");
        check(&reader, "/status, quiet");
        picture(&reader, viewport, "status-quiet");
        call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/incidents/1"));
        us.click("#update summary");
        us.fill("#known", "A link to the banks is cut.");
        us.fill("#impact", "Cards fail in some shops in the north.");
        us.fill("#workaround", "Press F, then 4 on each terminal to take cards offline.");
        us.fill("#next", "We move the traffic to the spare link.");
        us.click("input[name=public]");
        us.fill("#title", "Cards fail in some shops");
        us.fill("tr:first-child select[name=part]", "Authorisation");
        us.fill("tr:first-child select[name=fares]", "down");
        check(&us, "the room, telling everyone");
        picture(&us, viewport, "room-telling");
        us.click_text("Tell them");
        us.wait_text("An update was published.");
        let told = "(async () => {
            for (;;) {
                const text = await (await fetch('/status', { cache: 'no-store' })).text();
                if (text.includes('Part of it is down.')) return true;
                await new Promise((done) => setTimeout(done, 50));
            }
        })()";
        us.evaluate(told);
        reader.goto(&server.at("/status"));
        for said in ["Part of it is down.", "Cards fail in some shops", "Next update by"] {
            reader.wait_text(said);
        }
        check(&reader, "/status, in trouble");
        picture(&reader, viewport, "status-trouble");
        reader.goto(&server.at("/status/history"));
        check(&reader, "/status/history");
        picture(&reader, viewport, "status-history");
        us.goto(&server.at("/console/status"));
        check(&us, "/console/status, in trouble");
        picture(&us, viewport, "console-status-trouble");
        assert_calm(&[("caller", &caller), ("us", &us), ("reader", &reader)]);
    }
}

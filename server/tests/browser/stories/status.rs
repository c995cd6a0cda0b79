//! The status page: told from the room, read by anyone, with and without script.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use super::accessible::check;
use super::tour::picture;
use super::{SCREENS, WORDS, assert_calm, call, sign_in};
use crate::harness::{Chrome, Page};
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
        let add = "fetch('/console/subscribers', { method: 'POST', redirect: 'manual',
            body: new URLSearchParams({ addresses: 'ines@harbour.example', route: 'email',
            page: 'public', language: 'en', consent: 'they asked' }) }).then((one) => one.type)";
        assert_eq!(us.evaluate(add), "opaqueredirect");
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
        let plain = chrome.page(viewport);
        plain.disable_script();
        plain.goto(&server.at("/status"));
        for page in [&reader, &plain] {
            page.click("article.matter[id^='b'] h2 a");
            page.wait_text("To the status now");
            page.wait_text("Cards fail in some shops");
            assert!(page.url().contains("/status/i/"), "{}", page.url());
        }
        check(&reader, "/status/i/<number>");
        picture(&reader, viewport, "status-lasting");
        reader.goto(&server.at("/status/history"));
        check(&reader, "/status/history");
        picture(&reader, viewport, "status-history");
        us.goto(&server.at("/console/status"));
        check(&us, "/console/status, in trouble");
        picture(&us, viewport, "console-status-trouble");
        us.goto(&server.at("/console/subscribers/words/1"));
        us.wait_text("Cards fail in some shops");
        check(&us, "/console/subscribers/words/1");
        picture(&us, viewport, "subscribers-word");
        assert_calm(&[("caller", &caller), ("us", &us), ("reader", &reader)]);
    }
}

/// Tells everyone of trouble, from the room of the first incident.
fn tell_everyone(us: &Page, server: &Server) {
    us.goto(&server.at("/console/incidents/1"));
    us.click("#update summary");
    us.fill("#known", "A link to the banks is cut.");
    us.fill("#impact", "Cards fail in some shops in the north.");
    us.click("input[name=public]");
    us.fill("#title", "Cards fail in some shops");
    us.fill("tr:first-child select[name=part]", "Authorisation");
    us.fill("tr:first-child select[name=fares]", "down");
    us.click_text("Tell them");
    us.wait_text("An update was published.");
}

/// In how many minutes the page says that the next word comes; 0 where it gives the time alone.
fn minutes_left(page: &Page) -> i64 {
    let read = "Number(document.querySelector('[data-by]').textContent.match(/^in (\\d+) minutes$/)
        ?.[1] ?? 0)";
    page.evaluate(read).as_i64().expect("a number")
}

#[test]
fn whoever_has_the_page_open_sees_a_change_and_reads_how_old_it_is_once_the_line_is_cut() {
    let chrome = Chrome::start();
    for (viewport, dark) in SCREENS.into_iter().zip([true, false]) {
        let mut server = Server::demo();
        let [caller, us, reader, copy] = [(); 4].map(|()| chrome.page(viewport));
        reader.dark(dark);
        reader.goto(&server.at("/status"));
        reader.wait_text("Everything works.");
        assert!(reader.text().contains("Printed "), "it says when it was printed");
        call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        tell_everyone(&us, &server);
        reader.wait_text("Part of it is down.");
        reader.wait_text("Cards fail in some shops");
        assert!(!reader.text().contains("This page is from"));
        let left = || minutes_left(&reader);
        let before = left();
        assert!((2..=60).contains(&before), "in {before} minutes");
        assert_eq!(reader.console_errors(), Vec::<String>::new());
        let files = server.copy_of_status();
        server.kill();
        // Twelve minutes pass on the reader's clock.
        reader.evaluate("{ const real = Date.now; Date.now = () => real() + 12 * 60e3; }");
        reader.wait_text("This page is from 12 minutes ago: the line to the server is cut.");
        // What was promised comes nearer all the same.
        assert!((11..=13).contains(&(before - left())), "{before} minutes, then {}", left());
        check(&reader, "/status, stale");
        picture(&reader, viewport, "status-stale");
        copy.disable_script();
        copy.goto(&format!("file://{}/index.html", files.display()));
        copy.wait_text("Cards fail in some shops");
        assert!(copy.text().contains("Next update by") && minutes_left(&copy) == 0);
        copy.click_text("Everything that happened before");
        copy.wait_text("History");
        picture(&copy, viewport, "status-copy");
    }
}

#[test]
fn the_summary_for_other_sites_is_accessible_and_says_once_nobody_renews_it() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let mut server = Server::demo();
        let [caller, us, summary, copy, plain] = [(); 5].map(|()| chrome.page(viewport));
        summary.goto(&server.at("/status/widget"));
        summary.wait_text("Everything works.");
        assert!(summary.text().contains("Printed "), "it says when it was printed");
        check(&summary, "/status/widget, quiet");
        picture(&summary, viewport, "summary-quiet");
        call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        tell_everyone(&us, &server);
        // It asks about once a minute, and at once where the network has come back.
        let renewed = "(async () => {
            while (!document.body.innerText.includes('Part of it is down.')) {
                dispatchEvent(new Event('online'));
                await new Promise((done) => setTimeout(done, 100));
            }
            return true;
        })()";
        assert_eq!(summary.evaluate(renewed), true);
        summary.wait_text("Cards fail in some shops");
        assert!(!summary.text().contains("This page is from"));
        check(&summary, "/status/widget, in trouble");
        picture(&summary, viewport, "summary-trouble");
        assert_calm(&[("caller", &caller), ("us", &us), ("summary", &summary)]);
        let file = server.copy_of_status().join("widget.html");
        server.kill();
        // Twelve minutes pass on the reader's clock.
        summary.evaluate("{ const real = Date.now; Date.now = () => real() + 12 * 60e3; }");
        summary.wait_text("This page is from 12 minutes ago: the line to the server is cut.");
        check(&summary, "/status/widget, stale");
        picture(&summary, viewport, "summary-stale");
        // A copy that lies where nobody renews it says so to whoever opens it.
        age(&file);
        copy.goto(&format!("file://{}", file.display()));
        copy.wait_text("the line to the server is cut");
        plain.disable_script();
        plain.goto(&format!("file://{}", file.display()));
        for page in [&copy, &plain] {
            page.wait_text("Part of it is down.");
            page.wait_text("Printed ");
        }
    }
}

/// Lets a page in a file have been printed years ago.
fn age(file: &Path) {
    const PRINTED: &str = "data-printed=\"";
    let text = fs::read_to_string(file).expect("a copy");
    let (before, after) = text.split_once(PRINTED).expect("when it was printed");
    let (_, after) = after.split_once('"').expect("the end of the time");
    let aged = format!("{before}{PRINTED}2020-01-01T00:00:00Z\"{after}");
    fs::write(file, aged).expect("the copy can be written");
}

/// Says that it fails for somebody else: another browser, another word that counts.
fn fails_for(server: &Server, browser: &str) {
    let url = server.at("");
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    let mut line = TcpStream::connect(host).expect("the server");
    let body = "component=authorisation";
    write!(
        line,
        "POST /status/p/public/fails HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {browser}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("a request");
    let mut answer = String::new();
    line.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
}

#[test]
fn what_readers_see_fail_stands_on_the_board_and_on_a_page_that_tells_it_and_is_told_in_one_press()
{
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let [us, reader] = [(); 2].map(|()| chrome.page(viewport));
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/status/pages/public"));
        us.click("input[name=shows_suspicions]");
        us.click_text("Save");
        us.wait_text("Components");
        reader.goto(&server.at("/status"));
        reader.wait_text("It fails for me");
        reader.click("button[value=authorisation]");
        reader.wait_text("One reader said so in the last hour.");
        check(&reader, "it fails for me, said");
        picture(&reader, viewport, "status-fails-said");
        for browser in ["desk", "tablet"] {
            fails_for(&server, browser);
        }
        reader.goto(&server.at("/status"));
        reader.wait_text("Something may be failing");
        reader.wait_text("Not confirmed by us yet.");
        check(&reader, "/status, suspected");
        picture(&reader, viewport, "status-suspected");
        us.goto(&server.at("/console"));
        us.wait_text("Suspected, and not told");
        check(&us, "/console, suspected");
        picture(&us, viewport, "board-suspected");
        assert_calm(&[("us", &us), ("reader", &reader)]);
    }
}

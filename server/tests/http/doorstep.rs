//! The doorstep: what lies ready is what the router would have answered.

use std::io::Read;

use crate::support::{Answer, Server, TINY, form_value, without_nonces};

/// Status, headers and page of an answer, without what differs from reader to reader.
fn likeness(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| name != "date");
    (answer.status, headers, without_nonces(&page(answer)))
}

fn page(answer: &Answer) -> String {
    if answer.header("content-encoding") != "gzip" {
        return String::from_utf8_lossy(&answer.body).into_owned();
    }
    let mut page = String::new();
    let mut unpacked = flate2::read::GzDecoder::new(answer.body.as_slice());
    unpacked.read_to_string(&mut page).expect("a gzip stream whose checksum is right");
    page
}

#[test]
fn the_door_lies_ready_as_the_router_would_answer_it() {
    let server = Server::start();
    // The first reader after a change has it rendered.
    server.get("/help").send();
    for coding in [None, Some("gzip"), Some("GZIP;q=0.5, br"), Some("gzip;q=0"), Some("identity")] {
        let ask = |path: &str| {
            let ask = server.get(path);
            coding.iter().fold(ask, |ask, coding| ask.header("Accept-Encoding", coding)).send()
        };
        // This path is the router's, and the page is the same.
        let routed = likeness(&ask("/help/"));
        assert_eq!(routed.0, 200);
        for path in ["/help", "/", "/help?service=", "/help?"] {
            assert_eq!(likeness(&ask(path)), routed, "{path} {coding:?}");
        }
        let numbers = [(); 2].map(|()| form_value(&page(&ask("/help")), "command"));
        assert_ne!(numbers[0], numbers[1], "every reader gets a number of their own");
    }
}

#[test]
fn the_door_shows_a_change_at_once() {
    let server = Server::start();
    let before = server.get("/help").send().text();
    let applied = server.apply(&TINY.replacen("Tiny", "Lantern Works", 1));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    assert!(!before.contains("Lantern Works"));
    assert!(server.get("/help").send().text().contains("Lantern Works"));
}

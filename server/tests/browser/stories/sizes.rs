//! Small pages: what a caller on a bad network and a responder on a lock screen must load.

use super::{WORDS, call};
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

const PAGE_BYTES_MAX: u64 = 14 * 1024;
const STYLE_BYTES_MAX: u64 = 20 * 1024;
const SCRIPT_BYTES_MAX: u64 = 30 * 1024;

#[test]
fn small_pages() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    page.goto(&server.at("/signin"));
    let emergency = call(&page, &server, WORDS);
    let pager = chrome.page(Viewport::Phone);
    pager.goto(&server.at("/pager"));
    let lock = pager.attribute("a[href^='/p/']", "href").expect("a page");
    page.goto(&server.at(&lock));
    let own = emergency.strip_prefix(&server.at("")).expect("an emergency");
    for path in ["/help", "/signin", own, &lock] {
        let bytes = page.transferred_bytes(path);
        assert!(bytes <= PAGE_BYTES_MAX, "{path} takes {bytes} bytes");
    }

    let style = page.attribute("link[rel=stylesheet]", "href").expect("a style sheet");
    let (folder, _) = style.rsplit_once('/').expect("a folder");
    for (kind, bytes_max) in [("css", STYLE_BYTES_MAX), ("js", SCRIPT_BYTES_MAX)] {
        let mut sum = 0;
        for name in assets(kind) {
            let path = format!("{folder}/{name}");
            let fetched = format!("fetch('{path}', {{ cache: 'reload' }}).then((a) => a.text())");
            // The bytes of the asset itself: its headers are the same however small it is.
            let entry = format!("performance.getEntriesByName(location.origin + '{path}').at(-1)");
            let script = format!("{fetched}.then(() => {entry}.encodedBodySize)");
            let bytes = page.evaluate(&script).as_u64().expect("a number of bytes");
            assert!(bytes > 0, "{name} is measured");
            sum += bytes;
        }
        assert!(sum > 0 && sum <= bytes_max, "all {kind} takes {sum} bytes");
    }
}

fn assets(kind: &str) -> impl Iterator<Item = &'static str> {
    let ending = format!(".{kind}");
    views::assets::names().filter(move |name| name.ends_with(&ending))
}

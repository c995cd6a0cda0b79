//! The sheet to pin up beside the machine: one page, on the paper of either side of the ocean.

use super::sign_in;
use crate::harness::{Chrome, Viewport};
use crate::server::Server;

/// Width and height in inches.
const PAPERS: [(&str, (f64, f64)); 2] = [("a4", (8.27, 11.69)), ("letter", (8.5, 11.0))];

#[test]
fn the_sheet_fits_on_one_page_in_every_language() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    sign_in(&page, &server, "maria");
    for language in ["en", "de", "fr", "es", "pt"] {
        page.goto(&server.at(&format!("/console/setup/sheet?lang={language}")));
        for (name, size) in PAPERS {
            let printed = page.print(size);
            let file = super::tour::file(&format!("sheet-{name}-{language}.pdf"));
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            std::fs::write(file, &printed).expect("it can be written");
            assert_eq!(pages(&printed), 1, "{name}, {language}");
        }
    }
}

/// How many pages a PDF of Chromium has: one object for each.
fn pages(pdf: &[u8]) -> usize {
    let page = b"/Type /Page";
    pdf.windows(page.len() + 1)
        .filter(|part| part.starts_with(page) && part.last() != Some(&b's'))
        .count()
}

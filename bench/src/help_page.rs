//! The help page against nginx serving the same bytes, turn by turn in the same run.

use crate::Outcome;
use crate::beside::{self, Page};
use crate::mayday::Mayday;
use crate::nginx::Nginx;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "help-page",
    how: "64 connections ask for /help without pipelining, from one thread; the program and nginx \
          (worker_processes auto, the same bytes and headers from a file, ready-made gzip) take \
          turns of two seconds, seven each, and the medians are compared; processor time is that \
          of the server's process for each request.",
    measure,
};

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let server = Mayday::serve(&scratch.path().join("data"), &[])?;
    let page = Page::read(&server, "/help")?;
    let nginx = Nginx::serve(&[&page])?;
    let compressed =
        beside::compare("help page, compressed", ("/help", "gzip"), false, &server, &nginx)?;
    let plain = beside::compare("help page, uncompressed", ("/help", ""), false, &server, &nginx)?;
    Ok([compressed, plain, vec![page.size("help page")]].concat())
}

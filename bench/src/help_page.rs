//! The help page against nginx serving the same bytes, turn by turn in the same run.

use std::time::Duration;

use crate::figures::{median, rate};
use crate::http::{self, Answer, Connection};
use crate::load::{self, Served, Target};
use crate::mayday::Mayday;
use crate::nginx::Nginx;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::{Outcome, log};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "help-page",
    how: "64 connections ask for /help without pipelining, from one thread; the program and nginx \
          (worker_processes auto, the same bytes and headers from a file, ready-made gzip) take \
          turns of two seconds, seven each, and the medians are compared; processor time is that \
          of the server's process for each request.",
    measure,
};

const ROUNDS: usize = 7;
const ROUND_LASTS: Duration = Duration::from_secs(2);
const WARM_UP_LASTS: Duration = Duration::from_millis(500);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let server = Mayday::serve(&scratch.path().join("data"), &[])?;
    let (plain, packed) = log::runtime()?.block_on(both(&server))?;
    let nginx = Nginx::serve(&plain, &packed)?;
    let mut rows = compare("gzip", "help page, compressed", &server, &nginx)?;
    rows.extend(compare("", "help page, uncompressed", &server, &nginx)?);
    let (plain, packed) = (plain.body.len(), packed.body.len());
    rows.push(Row::context("help page, size", format!("{plain} bytes, {packed} with gzip")));
    Ok(rows)
}

async fn both(server: &Mayday) -> Outcome<(Answer, Answer)> {
    let address = server.address();
    let mut connection = Connection::open(address).await?;
    let plain = connection.ask(&http::get(address, "/help", "")).await?;
    let packed = connection.ask(&http::get(address, "/help", "gzip")).await?;
    match packed.header("content-encoding") {
        Some("gzip") => Ok((plain, packed)),
        _ => Err("/help was not compressed when gzip was accepted".to_owned()),
    }
}

fn compare(encodings: &str, what: &str, server: &Mayday, nginx: &Nginx) -> Outcome<Vec<Row>> {
    let path = "/help";
    let ours = Target { address: server.address(), process: server.process(), path, encodings };
    let theirs = Target { address: nginx.address(), process: nginx.process(), path, encodings };
    load::run(ours, WARM_UP_LASTS)?;
    load::run(theirs, WARM_UP_LASTS)?;
    let mut rounds: Vec<(Served, Served)> = Vec::new();
    for _ in 0..ROUNDS {
        rounds.push((load::run(ours, ROUND_LASTS)?, load::run(theirs, ROUND_LASTS)?));
    }
    let middle = |figure: fn(&(Served, Served)) -> f64| {
        median(&rounds.iter().map(figure).collect::<Vec<_>>())
    };
    let (ours, theirs) = (middle(|round| round.0.per_second), middle(|round| round.1.per_second));
    let ratio = ours / theirs.max(1.0);
    let micros =
        (middle(|round| round.0.processor_micros), middle(|round| round.1.processor_micros));
    let figure = format!("{ratio:.2} × nginx ({} against {})", rate(ours), rate(theirs));
    Ok(vec![
        Row::judged(what, figure, "≥ 1.00 × nginx", ratio >= 1.0),
        Row::context(
            format!("{what}, processor time for each"),
            format!("{:.1} µs against {:.1} µs", micros.0, micros.1),
        ),
    ])
}

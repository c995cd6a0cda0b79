//! A page against nginx serving the same bytes, turn by turn in the same run.

use std::time::Duration;

use crate::figures::{median, rate};
use crate::http::{self, Answer, Connection};
use crate::load::{self, Served, Target};
use crate::mayday::Mayday;
use crate::nginx::Nginx;
use crate::report::Row;
use crate::{Outcome, log};

const ROUNDS: usize = 7;
const ROUND_LASTS: Duration = Duration::from_secs(2);
const WARM_UP_LASTS: Duration = Duration::from_millis(500);

/// A page as it comes plain and with gzip.
pub struct Page {
    /// Its path.
    pub path: &'static str,
    /// As it is.
    pub plain: Answer,
    /// With gzip.
    pub packed: Answer,
}

impl Page {
    /// Asks the program for it.
    pub fn read(server: &Mayday, path: &'static str) -> Outcome<Self> {
        log::runtime()?.block_on(async {
            let address = server.address();
            let mut connection = Connection::open(address).await?;
            let plain = connection.ask(&http::get(address, path, "")).await?;
            let packed = connection.ask(&http::get(address, path, "gzip")).await?;
            match packed.header("content-encoding") {
                Some("gzip") => Ok(Self { path, plain, packed }),
                _ => Err(format!("{path} was not compressed when gzip was accepted")),
            }
        })
    }

    /// How long it is.
    pub fn size(&self, what: &str) -> Row {
        let (plain, packed) = (self.plain.body.len(), self.packed.body.len());
        Row::context(format!("{what}, size"), format!("{plain} bytes, {packed} with gzip"))
    }
}

/// Both, under the same load in turns. `again` asks as one who has the page, who is told that
/// nothing has changed.
pub fn compare(
    what: &str,
    (path, encodings): (&'static str, &'static str),
    again: bool,
    server: &Mayday,
    nginx: &Nginx,
) -> Outcome<Vec<Row>> {
    let target = |address, process| Target { address, process, path, encodings, again };
    let ours = target(server.address(), server.process());
    let theirs = target(nginx.address(), nginx.process());
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

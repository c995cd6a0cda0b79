//! From a cry for help to the first page leaving the process, everything durable on the way.

use std::time::{Duration, Instant};

use crate::figures::{permille, spread, time};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "help-to-page",
    how: "160 times, one after the other: from just before a POST to /help is written until a \
          local receiver has the whole signed webhook `page.requested`, and until the 303 is \
          read; each emergency is retracted before the next, and every commit is synced.",
    measure,
};

/// No more than ring at once before the flood gate asks a question.
const CALLS: usize = 160;
/// Calls before the ones that count, so that files and connections are warm.
const WARM_UP_CALLS: usize = 20;
const PAGE_WITHIN: Duration = Duration::from_secs(5);
/// Between two calls, so that one is over before the next begins.
const PAUSE: Duration = Duration::from_millis(15);

const TARGET: &str = "p50 < 10 ms, p99 < 50 ms";

fn measure() -> Outcome<Vec<Row>> {
    let mut rows = on_store("SQLite", &[])?;
    match std::env::var("MAYDAY_TEST_DATABASE") {
        Ok(url) => rows.extend(on_store("PostgreSQL", &["--database", &url])?),
        Err(_) => rows.push(Row::context(
            "help to first page, PostgreSQL",
            "left out: there is no PostgreSQL server here",
        )),
    }
    Ok(rows)
}

fn on_store(store: &str, words: &[&str]) -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let sink = Sink::open()?;
    let server = Mayday::with(&scratch, sink.configuration("sink"), vendor::of_one(45), words)?;
    let (paged, answered) = log::runtime()?.block_on(call(&server, &sink))?;
    let met = permille(&paged, 500) < Duration::from_millis(10)
        && permille(&paged, 990) < Duration::from_millis(50);
    Ok(vec![
        Row::judged(format!("help to first page, {store}"), spread(&paged), TARGET, met),
        Row::context(
            format!("help to the answer, {store}"),
            format!(
                "p50 {}, p99 {}",
                time(permille(&answered, 500)),
                time(permille(&answered, 990))
            ),
        ),
    ])
}

/// The times to the page, and to the answer.
async fn call(server: &Mayday, sink: &Sink) -> Outcome<(Vec<Duration>, Vec<Duration>)> {
    let address = server.address();
    let mut connection = Connection::open(address).await?;
    let (mut paged, mut answered) = (Vec::new(), Vec::new());
    for number in 0..WARM_UP_CALLS + CALLS {
        let form = format!(
            "words=All+terminals+are+down+since+{number}+minutes&who=Harbour+Clinic&\
             reach=%2B44+20+7946+0155&\
             command={number:032x}"
        );
        let request = http::post(address, "/help", &form);
        let begun = Instant::now();
        let answer = connection.ask(&request).await?;
        let answer_time = begun.elapsed();
        let page = sink.next("page.requested", PAGE_WITHIN)?;
        let location = answer.header("location").filter(|_| answer.status == 303);
        let link = location.ok_or_else(|| format!("/help answered {}.", answer.status))?.to_owned();
        if number >= WARM_UP_CALLS {
            paged.push(page.at.saturating_duration_since(begun));
            answered.push(answer_time);
        }
        connection.ask(&http::post(address, &format!("{link}/retract"), "")).await?;
        sink.next("page.withdrawn", PAGE_WITHIN)?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok((paged, answered))
}

//! From the start of the process until it would store a cry for help.

use std::path::Path;
use std::time::Duration;

use crate::Outcome;
use crate::figures::{count, max, permille, time};
use crate::log::{self, Log};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "start",
    how: "from just before the process is made until `/readyz` answers 200, asked every half \
          millisecond: 20 times on an empty data directory, 5 times on a log of at least 100,000 \
          events.",
    measure,
};

const EMPTY_STARTS: usize = 20;
const FULL_STARTS: usize = 5;
const EVENTS_MIN: u64 = 100_000;

fn measure() -> Outcome<Vec<Row>> {
    let mut empty = Vec::new();
    for _ in 0..EMPTY_STARTS {
        let scratch = Scratch::new()?;
        empty.push(Mayday::serve(&scratch.path().join("data"), &[])?.start_time);
    }
    let scratch = Scratch::new()?;
    let data = scratch.path().join("data");
    let events = log::runtime()?.block_on(make(&data))?;
    let mut full = Vec::new();
    for _ in 0..FULL_STARTS {
        full.push(Mayday::serve(&data, &[])?.start_time);
    }
    let median = |times: &[Duration]| permille(times, 500);
    let words =
        |times: &[Duration]| format!("median {}, max {}", time(median(times)), time(max(times)));
    Ok(vec![
        Row::judged(
            "start with an empty journal",
            words(&empty),
            "< 300 ms",
            max(&empty) < Duration::from_millis(300),
        ),
        Row::context(format!("start with {} events", count(events)), words(&full)),
    ])
}

async fn make(data: &Path) -> Outcome<u64> {
    let mut log = Log::begin(data).await?;
    log.fill(EVENTS_MIN).await?;
    Ok(log.events())
}

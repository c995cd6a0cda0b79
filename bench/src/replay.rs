//! How fast a log is folded into a state, in process and by `mayday replay`.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use journal::sqlite::Sqlite;

use crate::figures::{count, median, rate};
use crate::log::{self, Log};
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::{Outcome, mayday};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "replay",
    how: "a log of at least 300,000 events of whole emergencies, from the call to \"it works \
          again\", is folded by the journal as at a start, three times; then `mayday replay` \
          does it as a process, checking the file, the chain and every digest as well.",
    measure,
};

const EVENTS_MIN: u64 = 300_000;
const ROUNDS: usize = 3;
const TARGET_PER_SECOND: f64 = 500_000.0;

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let data = scratch.path().join("data");
    let begun = Instant::now();
    let events = log::runtime()?.block_on(make(&data))?;
    let made = events as f64 / begun.elapsed().as_secs_f64();
    let mut speeds = Vec::new();
    for _ in 0..ROUNDS {
        speeds.push(events as f64 / log::runtime()?.block_on(fold(&data))?.as_secs_f64());
    }
    let speed = median(&speeds);
    let count = count(events);
    Ok(vec![
        Row::judged(
            format!("replay of {count} events, as at a start"),
            rate(speed),
            "≥ 500,000 per second",
            speed >= TARGET_PER_SECOND,
        ),
        Row::context(format!("`mayday replay` of {count} events"), program(&data)?),
        Row::context("events decided and stored while making that log", rate(made)),
    ])
}

async fn make(data: &Path) -> Outcome<u64> {
    let mut log = Log::begin(data).await?;
    log.fill(EVENTS_MIN).await?;
    Ok(log.events())
}

/// How long it takes until the state is there. A program that has started keeps it: putting it
/// away is no part of a start.
async fn fold(data: &Path) -> Outcome<Duration> {
    let begun = Instant::now();
    let store = Sqlite::open(&log::file(data)).map_err(|fault| fault.message)?;
    let _open = log::open(&store).await?;
    Ok(begun.elapsed())
}

/// What the program says of its own speed.
fn program(data: &Path) -> Outcome<String> {
    let output = Command::new(mayday::program()?).arg("replay").arg("--data").arg(data).output();
    let output = output.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let speed = text.lines().next().and_then(|line| line.split(": ").nth(1)).unwrap_or_default();
    let speed = speed.split_whitespace().next().and_then(|word| word.parse().ok());
    let speed: f64 = speed.ok_or_else(|| format!("`mayday replay` said: {text}"))?;
    Ok(format!("{}, file and chain checked", rate(speed)))
}

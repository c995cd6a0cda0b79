//! A node is killed: how late its escalation goes on elsewhere.

use std::time::{Duration, Instant};

use crate::figures::spread;
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "takeover",
    how: "two nodes on one PostgreSQL, ten times: a call at the first node rings one person, the \
          node is killed (SIGKILL) as soon as that page has come, and the second person is due \
          5 s after the call: from the instant at which they are due until their page has come \
          from the other node.",
    measure,
};

const ROUNDS: usize = 10;
const STEP: Duration = Duration::from_secs(5);
const PAGE_WITHIN: Duration = Duration::from_secs(30);
const TARGET: Duration = Duration::from_secs(5);
const WHAT: &str = "an escalation goes on after its node was killed, late by";

/// Two people, the second 5 s after the first.
fn organisation() -> String {
    let parts = [
        vendor::nordpay(),
        vendor::person("first", "manager", "sink"),
        vendor::person("second", "responder", "sink"),
        vendor::policy("front-door", &[("person:first", 5), ("person:second", 300)]),
    ];
    parts.concat()
}

fn measure() -> Outcome<Vec<Row>> {
    let Ok(database) = std::env::var("MAYDAY_TEST_DATABASE") else {
        return Ok(vec![Row::context(WHAT, "left out: there is no PostgreSQL server here")]);
    };
    let scratch = Scratch::new()?;
    let sink = Sink::open()?;
    let configuration = scratch.write("mayday.toml", sink.configuration("sink"))?;
    let configuration = configuration.to_string_lossy().into_owned();
    let words = ["--config", configuration.as_str(), "--database", database.as_str()];
    let data = [scratch.path().join("one"), scratch.path().join("other")];
    let mut first = Mayday::serve(&data[0], &words)?;
    first.apply(&scratch.write("organisation.toml", organisation())?)?;
    // The nodes share the installation key.
    std::fs::create_dir_all(&data[1]).map_err(|error| error.to_string())?;
    let key = "installation.key";
    std::fs::copy(data[0].join(key), data[1].join(key)).map_err(|error| error.to_string())?;
    let mut second = Mayday::serve(&data[1], &words)?;
    let runtime = log::runtime()?;
    let mut late = Vec::new();
    for round in 0..ROUNDS {
        let (due, link) = runtime.block_on(call(&first, &sink, round))?;
        drop(first);
        let page = person(&sink, "second")?;
        late.push(page.saturating_duration_since(due));
        runtime.block_on(end(&second, &link))?;
        first = second;
        second = Mayday::serve(&data[round % 2], &words)?;
    }
    let met = late.iter().all(|late| *late < TARGET);
    Ok(vec![Row::judged(WHAT, spread(&late), "< 5 s", met)])
}

/// Calls at a node and waits for the first page: when the second is due, and the caller's link.
async fn call(node: &Mayday, sink: &Sink, round: usize) -> Outcome<(Instant, String)> {
    let address = node.address();
    let mut connection = Connection::open(address).await?;
    let form = format!("words=All+is+down&command={:032x}", (1_u128 << 101) + round as u128);
    let begun = Instant::now();
    let answer = connection.ask(&http::post(address, "/help", &form)).await?;
    let link = answer.header("location").ok_or("/help gave no link")?.to_owned();
    person(sink, "first")?;
    Ok((begun + STEP, link))
}

/// It is over, so that the next round begins in quiet.
async fn end(node: &Mayday, link: &str) -> Outcome {
    let address = node.address();
    let mut connection = Connection::open(address).await?;
    connection.ask(&http::post(address, &format!("{link}/retract"), "")).await.map(|_| ())
}

/// When the next page of somebody came.
fn person(sink: &Sink, who: &str) -> Outcome<Instant> {
    let named = format!("\"person\":\"{who}\"");
    loop {
        let page = sink.next("page.requested", PAGE_WITHIN)?;
        if page.body.contains(&named) {
            return Ok(page.at);
        }
    }
}

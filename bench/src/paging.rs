//! A thousand people paged at once, by way of a provider that takes its time.

use std::time::{Duration, Instant};

use crate::figures::{count, permille, spread};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "paging",
    how: "one call rings 1,000 people in one step, each by a webhook whose receiver answers after \
          100 ms, as many at a time as are sent: from just before the POST until a page has come \
          whole, over all of them; and what the provider allows is that time with as many at once \
          as came.",
    measure,
};

const PEOPLE: usize = 1_000;
const PROVIDER_TAKES: Duration = Duration::from_millis(100);
const ALL_WITHIN: Duration = Duration::from_secs(120);
const TARGET: Duration = Duration::from_secs(10);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let sink = Sink::taking(PROVIDER_TAKES)?;
    let server = Mayday::with(&scratch, sink.configuration("sink"), organisation(), &[])?;
    let delays = log::runtime()?.block_on(call(&server, &sink))?;
    let last = permille(&delays, 1_000);
    Ok(vec![
        Row::judged(
            format!("{} people paged at once, the last", count(PEOPLE as u64)),
            spread(&delays),
            "all within 10 s",
            last <= TARGET,
        ),
        Row::context("the same, at once with the provider", sink.most_at_once().to_string()),
    ])
}

fn organisation() -> String {
    let keys: Vec<String> = (0..PEOPLE).map(|person| format!("duty-{person}")).collect();
    let mut parts = vec![vendor::nordpay()];
    parts.extend(keys.iter().enumerate().map(|(number, key)| {
        let role = if number == 0 { "manager" } else { "responder" };
        vendor::person(key, role, "sink")
    }));
    let members = format!("{keys:?}");
    parts.push(format!("[[team]]\nkey = \"all\"\nname = \"All\"\nmembers = {members}\n"));
    parts.push(vendor::policy("front-door", &[("team:all", 300)]));
    parts.concat()
}

async fn call(server: &Mayday, sink: &Sink) -> Outcome<Vec<Duration>> {
    let address = server.address();
    let mut connection = Connection::open(address).await?;
    let begun = Instant::now();
    let answer = connection.ask(&http::post(address, "/help", "words=All+is+down")).await?;
    if answer.status != 303 {
        return Err(format!("/help answered {}.", answer.status));
    }
    let mut delays = Vec::new();
    while delays.len() < PEOPLE {
        let left = ALL_WITHIN.saturating_sub(begun.elapsed());
        let page = sink.next("page.requested", left)?;
        delays.push(page.at.saturating_duration_since(begun));
    }
    Ok(delays)
}

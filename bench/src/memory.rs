//! What the program holds in memory, idle and with a large vendor's data.

use std::path::Path;
use std::time::Duration;

use domain::customers;
use domain::words::Actor;

use crate::Outcome;
use crate::customers::{customer, spoken};
use crate::figures::megabytes;
use crate::http::{self, Connection};
use crate::log::{self, Log};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "memory",
    how: "the resident set of the process: ten seconds after a start on an empty directory; and \
          on a log with 100,000 customers and 1,000 open, accepted emergencies, one minute after \
          a call that names a customer, so that the directory's index is built.",
    measure,
};

const CUSTOMERS: usize = 100_000;
const CUSTOMERS_TOGETHER: usize = 1_000;
const EMERGENCIES: usize = 1_000;
const WORDS_EACH: usize = 4;
const IDLE_AFTER: Duration = Duration::from_secs(10);
const SETTLED_AFTER: Duration = Duration::from_secs(60);
const IDLE_KIB_MAX: u64 = 40_000_000 / 1_024;
const FULL_KIB_MAX: u64 = 400_000_000 / 1_024;

fn measure() -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    let scratch = Scratch::new()?;
    let server = Mayday::serve(&scratch.path().join("empty"), &[])?;
    std::thread::sleep(IDLE_AFTER);
    let idle = server.memory_kib("VmRSS");
    drop(server);
    rows.push(Row::judged("memory, idle", megabytes(idle), "< 40 MB", idle < IDLE_KIB_MAX));

    let data = scratch.path().join("full");
    log::runtime()?.block_on(make(&data))?;
    let server = Mayday::serve(&data, &[])?;
    let ready = server.memory_kib("VmRSS");
    log::runtime()?.block_on(call(&server))?;
    std::thread::sleep(SETTLED_AFTER);
    let (full, peak) = (server.memory_kib("VmRSS"), server.memory_kib("VmHWM"));
    let what = "memory, 100,000 customers and 1,000 open emergencies";
    rows.push(Row::judged(what, megabytes(full), "< 400 MB", full < FULL_KIB_MAX));
    rows.push(Row::context(
        "the same when ready, and at its highest",
        format!("{}, {}", megabytes(ready), megabytes(peak)),
    ));
    Ok(rows)
}

async fn make(data: &Path) -> Outcome {
    let mut log = Log::begin(data).await?;
    for first in (0..CUSTOMERS).step_by(CUSTOMERS_TOGETHER) {
        let put = |number: usize| {
            let (customer, profile) = customer(number);
            let put = customers::Command::Put { customer, profile: Box::new(profile) };
            (Actor::Operator, put.into())
        };
        log.append((first..first + CUSTOMERS_TOGETHER).map(put).collect()).await?;
    }
    let calls = log.call(EMERGENCIES).await?;
    log.accept(&calls).await?;
    for word in 0..WORDS_EACH {
        log.say(&calls, word % 2 == 1).await?;
    }
    Ok(())
}

/// A call in a customer's name.
async fn call(server: &Mayday) -> Outcome {
    let mut connection = Connection::open(server.address()).await?;
    let form = format!("words=Terminals+down&who={}", spoken(4_711).replace(' ', "+"));
    let answer = connection.ask(&http::post(server.address(), "/help", &form)).await?;
    match answer.status {
        303 => Ok(()),
        status => Err(format!("/help answered {status}.")),
    }
}

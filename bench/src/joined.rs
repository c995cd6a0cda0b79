//! Ten thousand listeners of one fault: how long an update takes to all of them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::audience::{Audience, LISTENERS, MARK};
use crate::figures::{permille, spread};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::responder::Responder;
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, bare, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "joined",
    how: "10,000 connections hold /e/<link>/stream, 200 for each of 50 emergencies that a \
          responder has joined into one incident, while the responder publishes 10 updates, one \
          every three seconds; from just before a POST is written until a listener has read the \
          update in its stream, over all updates and all listeners; then the same with a bare \
          server that writes as many bytes to as many connections and does nothing else.",
    measure,
};

const UPDATES: usize = 10;
/// So much of what the machine needs anyway: ten thousand writes and as many reads are most of it,
/// on two cores that sender and readers share.
const RATIO_MAX: f64 = 1.5;
const BETWEEN_UPDATES: Duration = Duration::from_secs(3);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let sink = Sink::open()?;
    let server = Mayday::with(&scratch, sink.configuration("sink"), vendor::of_one(300), &[])?;
    let link = server.sign_in("duty")?;
    let (delays, missed, bytes) = log::runtime()?.block_on(listen(server.address(), &link))?;
    drop(server);
    let floor = bare::floor(bytes, UPDATES, BETWEEN_UPDATES)?;
    let ratio = permille(&delays, 990).as_secs_f64() / permille(&floor, 990).as_secs_f64();
    let what = format!("update to everybody in one incident, {LISTENERS} listeners");
    let figure = match missed {
        0 => format!("{ratio:.2} × a bare server ({})", spread(&delays)),
        missed => format!("{}; {missed} never came", spread(&delays)),
    };
    let met = missed == 0 && ratio <= RATIO_MAX;
    let target = format!("p99 ≤ {RATIO_MAX:.2} × a bare server");
    let bare = format!("the same {bytes} bytes to each from a bare server");
    Ok(vec![Row::judged(what, figure, target, met), Row::context(bare, spread(&floor))])
}

/// How long each took, how many never came, and how many bytes an update was to each.
async fn listen(address: SocketAddr, link: &str) -> Outcome<(Vec<Duration>, usize, usize)> {
    let mut responder = Responder::sign_in(address, link).await?;
    let prepared = async |links: &[String]| {
        responder.does("/console/incidents/1/accept", "").await?;
        let all = (1..=links.len()).map(|number| format!("incident={number}"));
        let all = all.collect::<Vec<_>>().join("&");
        responder.does("/console/incidents/join", &all).await
    };
    let audience = Audience::gather(address, prepared).await?;
    // The first connection was idle while everybody came.
    responder.again().await?;
    let mut posted = Vec::new();
    let before = audience.bytes();
    for update in 0..UPDATES {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        let form =
            format!("known={MARK}{update:03}&next_in_mins=15&as_it_is=1&command={update:032x}");
        posted.push(Instant::now());
        responder.does("/console/incidents/1/update", &form).await?;
    }
    tokio::time::sleep(BETWEEN_UPDATES).await;
    let bytes = (audience.bytes() - before) / UPDATES / LISTENERS;
    let (delays, missed) = audience.read(&posted, LISTENERS).await;
    Ok((delays, missed, bytes))
}

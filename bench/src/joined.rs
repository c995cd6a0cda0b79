//! Ten thousand listeners of one fault: how long an update takes to all of them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::audience::{Audience, LISTENERS, MARK};
use crate::http::{self, Connection};
use crate::listeners::judged;
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "joined",
    how: "10,000 connections hold /e/<link>/stream, 200 for each of 50 emergencies that a \
          responder has joined into one incident, while the responder publishes 10 updates, one \
          every three seconds; from just before a POST is written until a listener has read the \
          update in its stream, over all updates and all listeners.",
    measure,
};

const UPDATES: usize = 10;
const BETWEEN_UPDATES: Duration = Duration::from_secs(3);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let sink = Sink::open()?;
    let server = Mayday::with(&scratch, sink.configuration("sink"), vendor::of_one(300), &[])?;
    let link = server.sign_in("duty")?;
    let (delays, missed) = log::runtime()?.block_on(listen(server.address(), &link))?;
    let what = format!("update to everybody in one incident, {LISTENERS} listeners");
    Ok(vec![judged(what, &delays, missed)])
}

async fn listen(address: SocketAddr, link: &str) -> Outcome<(Vec<Duration>, usize)> {
    let mut responder = Connection::open(address).await?;
    let signed_in = responder.ask(&http::post(address, link, "")).await?;
    let cookie = signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    let cookie = cookie.ok_or("the link does not sign in")?.to_owned();
    let prepared = async |links: &[String]| {
        let accept = http::post_as(address, "/console/incidents/1/accept", "", &cookie);
        done(&mut responder, &accept).await?;
        let all = (1..=links.len()).map(|number| format!("incident={number}"));
        let all = all.collect::<Vec<_>>().join("&");
        let join = http::post_as(address, "/console/incidents/join", &all, &cookie);
        done(&mut responder, &join).await
    };
    let audience = Audience::gather(address, prepared).await?;
    // The first connection was idle while everybody came.
    let mut responder = Connection::open(address).await?;
    let mut posted = Vec::new();
    for update in 0..UPDATES {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        let form = format!("known={MARK}{update:03}&next_in_mins=15&command={update:032x}");
        let request = http::post_as(address, "/console/incidents/1/update", &form, &cookie);
        posted.push(Instant::now());
        done(&mut responder, &request).await?;
    }
    Ok(audience.read(&posted, LISTENERS).await)
}

async fn done(connection: &mut Connection, request: &[u8]) -> Outcome {
    match connection.ask(request).await?.status {
        303 => Ok(()),
        status => Err(format!("a deed of the responder was answered {status}.")),
    }
}

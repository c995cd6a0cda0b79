//! Ten thousand listeners: how long a message takes to those of its conversation.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::audience::{Audience, LISTENERS, LISTENERS_OF_EACH, MARK};
use crate::figures::{megabytes, permille, spread};
use crate::http;
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::{Outcome, log};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "listeners",
    how: "10,000 connections hold /e/<link>/stream, 200 for each of 50 emergencies, while 20 \
          messages are posted to these in turn, one a second; from just before a POST is written \
          until a listener of that emergency has read the message in its stream, over all messages \
          and their listeners.",
    measure,
};

const MESSAGES: usize = 20;
const BETWEEN_MESSAGES: Duration = Duration::from_secs(1);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let server = Mayday::serve(&scratch.path().join("data"), &[])?;
    let before = server.memory_kib("VmRSS");
    let (delays, missed) = log::runtime()?.block_on(listen(server.address()))?;
    let after = server.memory_kib("VmRSS");
    Ok(vec![
        judged(format!("message to the other side, {LISTENERS} listeners"), &delays, missed),
        Row::context(
            format!("memory with {LISTENERS} listeners"),
            format!("{} (before: {})", megabytes(after), megabytes(before)),
        ),
    ])
}

/// Live updates against their target.
fn judged(what: String, delays: &[Duration], missed: usize) -> Row {
    let met = missed == 0 && permille(delays, 990) < Duration::from_millis(100);
    let figure = match missed {
        0 => spread(delays),
        missed => format!("{}; {missed} never came", spread(delays)),
    };
    Row::judged(what, figure, "p99 < 100 ms", met)
}

async fn listen(address: SocketAddr) -> Outcome<(Vec<Duration>, usize)> {
    let mut audience = Audience::gather(address, async |_| Ok(())).await?;
    let mut posted = Vec::new();
    for message in 0..MESSAGES {
        tokio::time::sleep(BETWEEN_MESSAGES).await;
        let link = &audience.links[message % audience.links.len()];
        let form = format!("words={MARK}{message:03}&message={message:032x}");
        let request = http::post(address, &format!("{link}/messages"), &form);
        posted.push(Instant::now());
        let answer = audience.caller.ask(&request).await?;
        if answer.status != 303 {
            return Err(format!("a message was answered {}.", answer.status));
        }
    }
    Ok(audience.read(&posted, LISTENERS_OF_EACH).await)
}

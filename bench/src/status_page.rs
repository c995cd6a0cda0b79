//! A status page and its JSON against nginx serving the same bytes, and while it changes.

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::beside::{self, Page};
use crate::figures::{permille, rate, spread};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::nginx::Nginx;
use crate::report::{Measurement, Row};
use crate::responder::Responder;
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "status-page",
    how: "a page of 30 components with one matter that goes on; page, summary.json and the answer \
          that nothing has changed against nginx as for help-page; then 32 readers ask for the \
          page without a pause for 20 seconds while an update is published every second: how long \
          each answer took.",
    measure,
};

const COMPONENTS: usize = 30;
const READERS: usize = 32;
const LASTS: Duration = Duration::from_secs(20);
const BETWEEN_UPDATES: Duration = Duration::from_secs(1);
/// Whoever opens the page while it is being printed anew waits no longer than for one frame on a
/// screen.
const UNNOTICED: Duration = Duration::from_millis(10);
const SUMMARY: &str = "/api/v2/summary.json";

/// A vendor with so many components and one page.
pub fn organisation(components: usize) -> String {
    let mut text = vendor::of_one(900);
    for number in 0..components {
        let _ = writeln!(text, "[[component]]\nkey = \"c{number}\"\nname = \"Part {number}\"");
    }
    text.push_str("[[status_page]]\nkey = \"public\"\nname = \"NordPay\"\nzone = \"UTC\"\n");
    text
}

/// The form of an update for everyone.
pub fn update(number: usize) -> String {
    format!(
        "known=A+link+is+cut&impact=Cards+fail+at+{number}+tills&next_in_mins=15&public=1&\
         title=Cards+fail&public_phase=identified&part=c1&fares=partial&command={number:032x}"
    )
}

/// A server with its page, and one who has accepted the one call for help.
pub async fn told(server: &Mayday, link: &str) -> Outcome<Responder> {
    let address = server.address();
    let mut caller = Connection::open(address).await?;
    caller.ask(&http::post(address, "/help", "words=All+tills+are+down")).await?;
    let mut responder = Responder::sign_in(address, link).await?;
    responder.does("/console/incidents/1/accept", "").await?;
    responder.does("/console/incidents/1/update", &update(1)).await?;
    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until {
        let page = caller.ask(&http::get(address, "/status", "")).await?;
        if page.status == 200 && String::from_utf8_lossy(&page.body).contains("Cards fail") {
            return Ok(responder);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("the page does not say what was told".to_owned())
}

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let sink = Sink::open()?;
    let configuration = sink.configuration("sink");
    let server = Mayday::with(&scratch, configuration, organisation(COMPONENTS), &[])?;
    let link = server.sign_in("duty")?;
    let runtime = log::runtime()?;
    let responder = runtime.block_on(told(&server, &link))?;
    let (page, summary) = (Page::read(&server, "/status")?, Page::read(&server, SUMMARY)?);
    let nginx = Nginx::serve(&[&page, &summary])?;
    let mut rows = Vec::new();
    for (what, asked, again) in [
        ("status page, compressed", ("/status", "gzip"), false),
        ("summary.json, compressed", (SUMMARY, "gzip"), false),
        ("status page, nothing changed", ("/status", "gzip"), true),
    ] {
        rows.extend(beside::compare(what, asked, again, &server, &nginx)?);
    }
    rows.push(page.size("status page"));
    let answered = runtime.block_on(while_it_changes(server.address(), responder))?;
    let per_second = rate(answered.len() as f64 / LASTS.as_secs_f64());
    let figure = format!("{}; {per_second}", spread(&answered));
    let met = permille(&answered, 990) < UNNOTICED;
    let what = "status page while an update comes each second";
    rows.push(Row::judged(what, figure, "p99 < 10 ms", met));
    Ok(rows)
}

async fn while_it_changes(address: SocketAddr, mut responder: Responder) -> Outcome<Vec<Duration>> {
    responder.again().await?;
    let until = Instant::now() + LASTS;
    let readers: Vec<_> =
        (0..READERS).map(|_| tokio::spawn(async move { read(address, until).await })).collect();
    let mut number = 1;
    while Instant::now() + BETWEEN_UPDATES < until {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        number += 1;
        responder.does("/console/incidents/1/update", &update(number)).await?;
    }
    let mut all = Vec::new();
    for reader in readers {
        all.extend(reader.await.map_err(|error| error.to_string())??);
    }
    Ok(all)
}

async fn read(address: SocketAddr, until: Instant) -> Outcome<Vec<Duration>> {
    let mut connection = Connection::open(address).await?;
    let request = http::get(address, "/status", "gzip");
    let mut answered = Vec::new();
    while Instant::now() < until {
        let asked = Instant::now();
        let (status, _) = connection.load(&request).await?;
        if status != 200 {
            return Err(format!("the page was answered {status}"));
        }
        answered.push(asked.elapsed());
    }
    Ok(answered)
}

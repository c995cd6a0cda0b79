//! A status page of 2,000 components and five years of history: how long a change takes to be read.

use std::time::{Duration, Instant};

use domain::Command;
use domain::components::{self, Component};
use domain::status_pages::{self, StatusPage};
use domain::words::{Actor, Affected, ComponentKey, Condition, Phase, Public, StatusPageKey};

use crate::figures::{count, max, megabytes, spread};
use crate::http::{self, Answer, Connection};
use crate::log::Log;
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::responder::Responder;
use crate::scratch::Scratch;
use crate::status_page::update;
use crate::{Outcome, log};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "status-build",
    how: "a page of 2,000 components in groups of 20, with 2,000 matters of four words each over \
          five years; from just before an update for everyone is posted until the page is read \
          with another tag, asked for each millisecond, ten times.",
    measure,
};

const COMPONENTS: usize = 2_000;
const IN_EACH_GROUP: usize = 20;
const MATTERS: usize = 2_000;
/// Matters that go their way together, so that each step of all is one transaction.
const TOGETHER: usize = 20;
const UPDATES: usize = 10;
/// So often the page is asked for after the start.
const FIRST_TRIES: usize = 60;
/// Half of the ten seconds for which Statuspage's clients are used to read an old answer: no page,
/// however large, is older than the ones that they know.
const READ_WITHIN: Duration = Duration::from_secs(5);
const BETWEEN_UPDATES: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);
const YEARS: Duration = Duration::from_secs(5 * 365 * 86_400);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let data = scratch.path().join("data");
    let runtime = log::runtime()?;
    runtime.block_on(fill(&data))?;
    let server = Mayday::serve(&data, &[])?;
    let link = server.sign_in("duty")?;
    let (delays, size) = runtime.block_on(tell(&server, &link))?;
    let what = format!("a change of {} components read anew", count(COMPONENTS as u64));
    let memory = megabytes(server.memory_kib("VmHWM"));
    let size = format!("{} bytes with brotli; memory {memory}", count(size as u64));
    let met = max(&delays) < READ_WITHIN;
    Ok(vec![Row::judged(what, spread(&delays), "all < 5 s", met), Row::context("that page", size)])
}

fn key(number: usize) -> ComponentKey {
    ComponentKey::from(format!("c{number}").as_str())
}

fn word_of(phase: Phase, affected: Vec<Affected>) -> Public {
    Public {
        title: "Cards fail".into(),
        phase,
        affected,
        audiences: Vec::new(),
        ..Public::default()
    }
}

async fn fill(data: &std::path::Path) -> Outcome {
    let mut log = Log::begin_before(data, YEARS).await?;
    let put = |number: usize| {
        let group = number - number % IN_EACH_GROUP;
        let profile = Component {
            name: format!("Part {number}").into(),
            parent: (group != number).then(|| key(group)),
            ..Component::default()
        };
        Command::from(components::Command::Put { component: key(number), profile })
    };
    let page = StatusPage {
        name: "NordPay".into(),
        zone: "Europe/Copenhagen".into(),
        ..StatusPage::default()
    };
    let page =
        status_pages::Command::Put { page: StatusPageKey::from("public"), profile: Box::new(page) };
    let commands = (0..COMPONENTS).map(put).chain([page.into()]);
    log.append(commands.map(|command| (Actor::Operator, command)).collect()).await?;
    let steps = MATTERS / TOGETHER;
    for step in 0..steps {
        let calls = log.call(TOGETHER).await?;
        log.accept(&calls).await?;
        let phases = [Phase::Investigating, Phase::Identified, Phase::Monitoring];
        for (word, phase) in phases.into_iter().enumerate() {
            let component = key(1 + (step * 37 + word) % (COMPONENTS - 1));
            let affected = vec![Affected { component, condition: Condition::Partial }];
            log.tell(&calls, &word_of(phase, affected), "Cards fail at some tills.").await?;
            log.pass(DAY / 100);
        }
        // Callers alone do not end what everyone was told: a person's last word does.
        log.confirm(&calls).await?;
        log.tell(&calls, &word_of(Phase::Resolved, Vec::new()), "All tills work.").await?;
        log.pass(YEARS / u32::try_from(steps).unwrap_or(1));
    }
    Ok(())
}

/// The page, once it has been printed after the start.
async fn ready(reader: &mut Connection, request: &[u8]) -> Outcome<Answer> {
    for _ in 0..FIRST_TRIES {
        let page = reader.ask(request).await?;
        if page.status == 200 {
            return Ok(page);
        }
        tokio::time::sleep(BETWEEN_UPDATES).await;
    }
    Err("the page was never printed".to_owned())
}

/// How long each change took to be read, and how long the page is.
async fn tell(server: &Mayday, link: &str) -> Outcome<(Vec<Duration>, usize)> {
    let address = server.address();
    let mut reader = Connection::open(address).await?;
    let opened = reader.ask(&http::post(address, "/help", "words=All+tills+are+down")).await?;
    opened.header("location").ok_or("/help gave no link")?;
    let mut responder = Responder::sign_in(address, link).await?;
    let path = format!("/console/incidents/{}", MATTERS + 1);
    responder.does(&format!("{path}/accept"), "").await?;
    let request = http::get(address, "/status", "br");
    let mut delays = Vec::new();
    let mut size = 0;
    for number in 0..=UPDATES {
        tokio::time::sleep(BETWEEN_UPDATES).await;
        let before = ready(&mut reader, &request).await?;
        let tag = before.header("etag").ok_or("the page has no tag")?.to_owned();
        let again = http::get_again(address, "/status", "br", &tag);
        let posted = Instant::now();
        responder.does(&format!("{path}/update"), &update(number + 1)).await?;
        while reader.load(&again).await?.0 == 304 {
            if posted.elapsed() > 30 * BETWEEN_UPDATES {
                return Err("the page never changed".to_owned());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // The first tells of the matter; the others change what is told.
        if number > 0 {
            delays.push(posted.elapsed());
        }
        size = before.body.len();
    }
    Ok((delays, size))
}

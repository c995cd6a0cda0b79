//! A thousand people paged at once, by way of a provider that takes its time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::figures::{count, permille, spread};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::{Outcome, log};

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
    let configuration = scratch.write("mayday.toml", sink.configuration("sink"))?;
    let configuration = configuration.to_string_lossy().into_owned();
    let server = Mayday::serve(&scratch.path().join("data"), &["--config", &configuration])?;
    server.apply(&scratch.write("organisation.toml", organisation())?)?;
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
    let mut text = String::from(
        "[organisation]\nname = \"NordPay\"\nslug = \"nordpay\"\nzone = \"Europe/Copenhagen\"\n\
         front_door = \"front-door\"\n",
    );
    for person in 0..PEOPLE {
        let role = if person == 0 { "manager" } else { "responder" };
        let _ = write!(
            text,
            "[[person]]\nkey = \"duty-{person}\"\nname = \"Duty {person}\"\nrole = \"{role}\"\n\
             zone = \"Europe/Copenhagen\"\n[[person.method]]\nkey = \"hook\"\n\
             channel = \"webhook\"\naddress = \"sink\"\n"
        );
    }
    let members: Vec<String> = (0..PEOPLE).map(|person| format!("\"duty-{person}\"")).collect();
    let _ = write!(
        text,
        "[[team]]\nkey = \"all\"\nname = \"All\"\nmembers = [{}]\n\
         [[policy]]\nkey = \"front-door\"\nname = \"Front door\"\nrounds = 3\n[[policy.step]]\n\
         targets = [\"team:all\"]\ndelay_secs = 300\n",
        members.join(", ")
    );
    text
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

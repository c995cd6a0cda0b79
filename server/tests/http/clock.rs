//! A wall clock that leaps under the running program: time for decisions goes on as it was, nobody
//! waits longer or is rung sooner for it, and the operator is told.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::fake_mail::{FakeMail, Wire};
use crate::mail;
use crate::nodes::{organisation, start, wait_for};
use crate::support::{Scratch, Server, eventually};

/// How long the first step waits before the next person is rung.
const STEP: Duration = Duration::from_secs(6);
/// Within this after the step's end somebody else has gone on.
const GOES_ON_WITHIN: Duration = Duration::from_secs(5);

/// A wall clock that can be set while a program reads it; what only counts is left alone.
pub(crate) struct WallClock {
    file: PathBuf,
}

impl WallClock {
    pub(crate) fn new(scratch: &Scratch) -> Self {
        let clock = Self { file: scratch.0.join("clock") };
        clock.set("+0");
        clock
    }

    /// Moves it against the true time, as in `+3h` or `-400d`. The file is replaced in one step,
    /// for the program reads it at every look at the clock.
    pub(crate) fn set(&self, offset: &str) {
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{offset}\n")).expect("a file");
        std::fs::rename(&new, &self.file).expect("a file");
    }

    /// What makes a program read this clock.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let library = std::env::var("MAYDAY_TEST_CLOCK")
            .expect("MAYDAY_TEST_CLOCK: the path of libfaketime.so.1, as the test command sets it");
        let file = self.file.to_str().expect("a path of text").to_owned();
        vec![
            ("LD_PRELOAD", library),
            ("FAKETIME_TIMESTAMP_FILE", file),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
    }
}

/// A server with the clock, Tom and then Maria reached by mail.
fn server(mail: &FakeMail) -> (Server, WallClock) {
    let scratch = Scratch::new();
    let clock = WallClock::new(&scratch);
    let file = scratch.file("configuration.toml", &mail::configuration(mail));
    let arguments = ["serve", "--config", file.to_str().expect("text")];
    let server = Server::under(scratch, &arguments, &clock.environment());
    let applied = server.apply(&organisation());
    assert!(applied.good, "{}{}", applied.out, applied.err);
    (server, clock)
}

fn is_told(server: &Server, what: &str) {
    eventually(what, || server.get("/readyz").send().text().contains(what).then_some(()));
}

const DOUBTED: &str = "the clock leapt and is not believed";

/// What a clock does to an emergency that is ringing, and to one that comes after.
fn nobody_waits_for_a_clock(offset: &str) {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, clock) = server(&mail);
    let cookie = server.sign_in("maria");
    let mut seen = Vec::new();
    let link = server.call_for_help("Smoke in the hall");
    let rang = Instant::now();
    wait_for(&mail, "tom@tiny.test", &mut seen);
    clock.set(offset);
    wait_for(&mail, "maria@tiny.test", &mut seen);
    let took = rang.elapsed();
    assert!(took > STEP - Duration::from_secs(1), "rung too soon: {took:?}");
    assert!(took < STEP + GOES_ON_WITHIN, "rung too late: {took:?}");
    is_told(&server, DOUBTED);
    let checked = server.run(&["check"]);
    assert!(!checked.good && checked.err.contains("The clock leapt"), "{}", checked.err);
    // Sessions, links and promises count by the time that is believed.
    let accept = server.post("/console/incidents/1/accept", &[]).cookie(&cookie).send();
    assert_eq!(accept.status, 303, "{}", accept.text());
    eventually("she has it", || {
        server.get(&link).send().text().contains("Maria has it").then_some(())
    });
    let second = server.call_for_help("Smoke in the cellar");
    eventually("the second is rung", || {
        server.get(&second).send().text().contains("Ringing").then_some(())
    });
    clock.set("+0");
    eventually("the clock is believed again", || {
        let ready = server.get("/readyz").send().text();
        (!ready.contains(DOUBTED)).then_some(())
    });
}

#[test]
fn a_clock_that_leaps_a_year_ahead_makes_nobody_wait_and_nobody_hurry() {
    nobody_waits_for_a_clock("+400d");
}

#[test]
fn a_clock_that_falls_back_for_hours_makes_nobody_wait_and_nobody_hurry() {
    nobody_waits_for_a_clock("-5h");
}

#[test]
fn a_node_whose_clock_is_hours_off_takes_over_in_time_and_tells_the_same_times() {
    let database = Database::new();
    let mail = FakeMail::start(Wire::Plain, None);
    let mut first = start(&database.url, &mail, None);
    let file = first.scratch.file("organisation.toml", &organisation());
    let file = file.to_str().expect("text");
    let applied = first.run(&["apply", file, "--database", &database.url]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let scratch = Scratch::new();
    let clock = WallClock::new(&scratch);
    clock.set("+3h");
    std::fs::create_dir_all(scratch.data()).expect("a directory");
    let key = std::fs::read(first.data().join("installation.key")).expect("a key");
    std::fs::write(scratch.data().join("installation.key"), key).expect("a key");
    let file = scratch.file("configuration.toml", &mail::configuration(&mail));
    let config = file.to_str().expect("text").to_owned();
    let arguments = ["serve", "--database", &database.url, "--config", &config];
    let second = Server::under(scratch, &arguments, &clock.environment());
    let mut seen = Vec::new();
    let link = first.call_for_help("Smoke in the hall");
    let rang = Instant::now();
    wait_for(&mail, "tom@tiny.test", &mut seen);
    let times = |server: &Server| -> Vec<String> {
        let page = server.get(&link).send().text();
        let times = page.split("datetime=\"").skip(1);
        times.filter_map(|rest| rest.split('"').next().map(str::to_owned)).collect()
    };
    let by_first = times(&first);
    assert!(!by_first.is_empty());
    assert_eq!(times(&second), by_first, "both nodes tell one time");
    first.kill();
    wait_for(&mail, "maria@tiny.test", &mut seen);
    let took = rang.elapsed();
    assert!(took < STEP + GOES_ON_WITHIN, "rung too late: {took:?}");
}

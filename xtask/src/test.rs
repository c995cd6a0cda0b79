//! The one test command: every stage in order, the first failure ends it, times at the end.

use crate::postgres::Cluster;
use crate::tools::{self, Tool, cargo};
use crate::{Outcome, chromium, crash, flags::Flags, sim, tidy};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time for each generated-input test of a parser.
const FUZZ_MILLIS_EACH: u64 = 5_000;
/// Crash rounds per database: enough to see a plain mistake. Long runs are a task of their own.
const CRASH_ROUNDS_DEFAULT: u64 = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Formatting,
    Clippy,
    Tidy,
    Build,
    Tests,
    Simulation,
    Crash,
    Browser,
}

impl Stage {
    const ALL: [Self; 8] = [
        Self::Formatting,
        Self::Clippy,
        Self::Tidy,
        Self::Build,
        Self::Tests,
        Self::Simulation,
        Self::Crash,
        Self::Browser,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Formatting => "formatting",
            Self::Clippy => "clippy",
            Self::Tidy => "tidy",
            Self::Build => "build",
            Self::Tests => "tests",
            Self::Simulation => "simulation",
            Self::Crash => "crash",
            Self::Browser => "browser",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Formatting => "every file as rustfmt writes it",
            Self::Clippy => "no warning anywhere",
            Self::Tidy => "walls, opening sentences, banned crates, sizes",
            Self::Build => "every target of the workspace",
            Self::Tests => "unit and story tests on the three journals, fuzzing",
            Self::Simulation => "the simulator",
            Self::Crash => "the real program killed under load, SQLite and PostgreSQL",
            Self::Browser => "the story in a real browser",
        }
    }

    fn tools(self) -> &'static [Tool] {
        match self {
            Self::Tests | Self::Crash => &[Tool::Postgres],
            Self::Browser => &[Tool::Postgres, Tool::Chromium],
            Self::Formatting | Self::Clippy | Self::Tidy | Self::Build | Self::Simulation => &[],
        }
    }

    fn named(name: &str) -> Outcome<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|stage| stage.name()).collect();
            format!("there is no stage {name:?}; there are {}.", names.join(", "))
        })
    }
}

struct Settings {
    sim_seconds: u64,
    crash_rounds: u64,
}

pub fn run(words: Vec<String>) -> Outcome {
    let mut flags = Flags::new(words);
    let list = flags.switch("--list");
    let only: Vec<String> = flags.many("--only")?;
    let settings = Settings {
        sim_seconds: flags.one("--sim-seconds")?.unwrap_or(sim::SECONDS_DEFAULT),
        crash_rounds: flags.one("--crash-rounds")?.unwrap_or(CRASH_ROUNDS_DEFAULT),
    };
    flags.done()?;
    if list {
        Stage::ALL.iter().for_each(|stage| println!("{:<11} {}", stage.name(), stage.about()));
        return Ok(());
    }
    let named: Vec<Stage> = only.iter().map(|name| Stage::named(name)).collect::<Outcome<_>>()?;
    let chosen = |stage: &Stage| named.is_empty() || named.contains(stage);
    let stages: Vec<Stage> = Stage::ALL.into_iter().filter(chosen).collect();
    // What is missing shows in the first second and not after half an hour.
    for stage in &stages {
        tools::provide(stage.tools())?;
    }
    run_stages(&stages, &settings)
}

fn run_stages(stages: &[Stage], settings: &Settings) -> Outcome {
    let mut times: Vec<(Stage, Duration, bool)> = Vec::new();
    let mut count = Count::default();
    let mut failure = None;
    for stage in stages {
        println!("\n=== {} ({})", stage.name(), stage.about());
        let begun = Instant::now();
        let outcome = run_stage(*stage, settings, &mut count);
        times.push((*stage, begun.elapsed(), outcome.is_ok()));
        if let Err(why) = outcome {
            failure = Some(format!("stage {} failed: {why}", stage.name()));
            break;
        }
    }
    print_times(&times);
    match failure {
        Some(why) => Err(why),
        None => {
            println!("{} passed, {} failed", count.passed, count.failed);
            Ok(())
        }
    }
}

fn print_times(times: &[(Stage, Duration, bool)]) {
    println!("\n{:<12}{:>9}", "stage", "seconds");
    for (stage, time, passed) in times {
        let mark = if *passed { "" } else { "  FAILED" };
        println!("{:<12}{:>9.1}{mark}", stage.name(), time.as_secs_f64());
    }
    let total: Duration = times.iter().map(|(_, time, _)| *time).sum();
    println!("{:<12}{:>9.1}\n", "all", total.as_secs_f64());
}

fn run_stage(stage: Stage, settings: &Settings, count: &mut Count) -> Outcome {
    match stage {
        Stage::Formatting => tools::run(&mut cargo(["fmt", "--all", "--check"])),
        Stage::Clippy => {
            let words = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
            tools::run(&mut cargo(words))?;
            // The browser tests stand behind a feature, and are read as strictly as the rest.
            let words = ["clippy", "--package", "server", "--all-targets"];
            let mut browser = cargo(words);
            tools::run(browser.args(["--features", BROWSER_FEATURE, "--", "-D", "warnings"]))
        }
        Stage::Tidy => tidy::run(Vec::new()),
        Stage::Build => tools::run(&mut cargo(["build", "--workspace", "--all-targets"])),
        Stage::Tests => {
            let cluster = Cluster::start()?;
            // One run names everything that is red.
            let mut command = cargo(["test", "--workspace", "--no-fail-fast"]);
            command.env("BOLERO_RANDOM_TEST_TIME_MS", FUZZ_MILLIS_EACH.to_string());
            count_tests(&mut with_tools(command, &cluster), count)
        }
        Stage::Simulation => sim::simulate(settings.sim_seconds, None, false),
        Stage::Crash => crash::run(vec![
            "--rounds".to_owned(),
            settings.crash_rounds.to_string(),
            "--database=both".to_owned(),
        ]),
        Stage::Browser => {
            let cluster = Cluster::start()?;
            let mut command = cargo(["test", "--package", "server", "--test", "browser"]);
            command.args(["--features", BROWSER_FEATURE, "--", "--test-threads=1"]);
            count_tests(&mut with_tools(command, &cluster), count)
        }
    }
}

/// The feature that the browser tests stand behind, so that a plain `cargo test` needs no browser.
const BROWSER_FEATURE: &str = "browser-tests";

fn with_tools(mut command: Command, cluster: &Cluster) -> Command {
    command.env("MAYDAY_TEST_DATABASE", cluster.url());
    if let Some(chromium) = chromium::find() {
        command.env("MAYDAY_CHROMIUM", chromium);
    }
    command
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// Runs a cargo test command, passes its output through, and counts the tests in it.
fn count_tests(command: &mut Command, total: &mut Count) -> Outcome {
    command.stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cannot run cargo: {error}."))?;
    let stdout = child.stdout.take().ok_or("cargo has no output.")?;
    let mut count = Count::default();
    let mut shown = std::io::stdout().lock();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.map_err(|error| format!("cannot read the output of cargo: {error}."))?;
        if let Some(found) = read_result(&String::from_utf8_lossy(&line)) {
            count.add(found);
        }
        // A closed terminal is no reason to fail a test.
        let _ = shown.write_all(&line).and_then(|()| shown.write_all(b"\n"));
    }
    let status = child.wait().map_err(|error| format!("cannot wait for cargo: {error}."))?;
    total.add(count);
    match count {
        _ if !status.success() => Err(format!("{} tests failed ({status}).", count.failed)),
        Count { ignored: 1.., .. } => Err("tests were ignored; whatever cannot run fails.".into()),
        Count { passed: 0, .. } => Err("not one test ran.".to_owned()),
        Count { .. } => Ok(()),
    }
}

/// Reads `test result: ok. 12 passed; 0 failed; 0 ignored; …`.
fn read_result(line: &str) -> Option<Count> {
    let rest = line.trim_start().strip_prefix("test result: ")?;
    let (_, numbers) = rest.split_once(". ")?;
    let mut count = Count::default();
    for part in numbers.split(';') {
        let mut words = part.split_whitespace();
        let (Some(number), Some(what)) = (words.next(), words.next()) else { continue };
        let Ok(number) = number.parse() else { continue };
        match what {
            "passed" => count.passed = number,
            "failed" => count.failed = number,
            "ignored" => count.ignored = number,
            _ => {}
        }
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_line_of_a_test_run_is_counted() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; \
                    finished in 0.01s";
        let expected = Count { passed: 12, failed: 0, ignored: 1 };
        assert_eq!(read_result(line), Some(expected));
        let line = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured";
        let expected = Count { passed: 3, failed: 2, ignored: 0 };
        assert_eq!(read_result(line), Some(expected));
        assert_eq!(read_result("test emergencies::opens ... ok"), None);
    }

    #[test]
    fn every_stage_is_found_by_its_name_and_nothing_else_is() {
        for stage in Stage::ALL {
            assert_eq!(Stage::named(stage.name()), Ok(stage));
        }
        assert!(Stage::named("fmt").is_err());
    }
}

//! The one test command: every stage in order, the first failure ends it, times at the end.

use crate::postgres::Cluster;
use crate::suites::{self, Count};
use crate::tools::{self, Tool, cargo};
use crate::{Outcome, chromium, clock, crash, flags::Flags, mail_server, sim, tidy};
use std::process::Command;
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
            Self::Tests => &[Tool::Postgres, Tool::Clock, Tool::MailServer],
            Self::Crash => &[Tool::Postgres],
            Self::Browser => &[Tool::Postgres, Tool::Chromium, Tool::Fonts],
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
            let words = ["clippy", "--workspace", "--all-targets", "--features", suites::FEATURES];
            let mut clippy = cargo(words);
            tools::run(clippy.args(["--", "-D", "warnings"]))
        }
        Stage::Tidy => tidy::run(Vec::new()),
        Stage::Build => suites::build(),
        Stage::Tests => run_suites(|name| name != IN_BROWSER, count),
        Stage::Simulation => sim::simulate(settings.sim_seconds, None, false),
        Stage::Crash => crash::run(vec![
            "--rounds".to_owned(),
            settings.crash_rounds.to_string(),
            "--database=both".to_owned(),
        ]),
        Stage::Browser => run_suites(|name| name == IN_BROWSER, count),
    }
}

/// The suite that needs a browser, and a stage of its own.
const IN_BROWSER: &str = "browser";

fn with_tools(mut command: Command, cluster: &Cluster) -> Command {
    command.env("MAYDAY_TEST_DATABASE", cluster.url());
    command.env("BOLERO_RANDOM_TEST_TIME_MS", FUZZ_MILLIS_EACH.to_string());
    if let Some(chromium) = chromium::find() {
        command.env("MAYDAY_CHROMIUM", chromium);
    }
    if let Some(clock) = clock::find() {
        command.env("MAYDAY_TEST_CLOCK", clock);
    }
    if let Some(program) = mail_server::find() {
        command.env("MAYDAY_TEST_MAIL_SERVER", program);
    }
    command
}

/// Runs the suites that are wanted, on a database of their own.
fn run_suites(wanted: impl Fn(&str) -> bool, count: &mut Count) -> Outcome {
    let cluster = Cluster::start()?;
    let chosen = suites::find()?.into_iter().filter(|suite| wanted(&suite.name));
    let mut commands: Vec<Command> =
        chosen.map(|suite| with_tools(suite.command(), &cluster)).collect();
    if wanted(DOCUMENTED) {
        let words = ["test", "--workspace", "--doc", "--features", suites::FEATURES];
        commands.push(with_tools(cargo(words), &cluster));
    }
    suites::count_tests(commands, count)
}

/// The examples in the docstrings, which only cargo can run.
const DOCUMENTED: &str = "examples in docstrings";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_is_found_by_its_name_and_nothing_else_is() {
        for stage in Stage::ALL {
            assert_eq!(Stage::named(stage.name()), Ok(stage));
        }
        assert!(Stage::named("fmt").is_err());
    }
}

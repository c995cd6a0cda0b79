//! Developer tasks, run as `cargo xtask TASK`: each task is one file.

mod bench;
mod chance;
mod chromium;
mod clock;
mod crash;
mod flags;
mod fonts;
mod mail_server;
mod postgres;
mod sim;
mod suites;
mod test;
mod tidy;
mod tools;
mod watchdog;

use std::process::ExitCode;

/// What went wrong, as a sentence for the person who ran the task.
type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
Usage: cargo xtask TASK

  test   everything that must hold before a change is pushed
           [--only STAGE]... [--list] [--sim-seconds N] [--crash-rounds N]
  tidy   walls between rooms, opening sentences, banned crates, sizes
  crash  kills the real program at random instants and looks for what was lost
           [--rounds N] [--database sqlite|postgres|both] [--seed S]
  sim    whole organisations over simulated months
           [--seconds N] [--seed S] [--release]
  bench  measurements against the budgets; arguments are handed on
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let task = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let outcome = match task.as_str() {
        "test" => test::run(rest),
        "tidy" => tidy::run(rest),
        "crash" => crash::run(rest),
        "sim" => sim::run(rest),
        "bench" => bench::run(rest),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            return if task.is_empty() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
        other => Err(format!("there is no task {other:?}.\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

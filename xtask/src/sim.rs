//! Runs the simulator: whole organisations over simulated months, on a seed that is printed.

use crate::{Outcome, flags::Flags, suites, tools};
use std::process::Command;

pub const SECONDS_DEFAULT: u64 = 60;

pub fn run(words: Vec<String>) -> Outcome {
    let mut flags = Flags::new(words);
    let seconds = flags.one("--seconds")?.unwrap_or(SECONDS_DEFAULT);
    let seed: Option<u64> = flags.one("--seed")?;
    let release = flags.switch("--release");
    flags.done()?;
    simulate(seconds, seed, release)
}

/// One run of the simulator for so many seconds of real time.
pub fn simulate(seconds: u64, seed: Option<u64>, release: bool) -> Outcome {
    let mut command = if release {
        let mut command = tools::cargo(["run", "--quiet", "--release", "--package", "sim"]);
        command.arg("--");
        command
    } else {
        // Built with the rest of the workspace: alone it would be built with other features.
        suites::build()?;
        Command::new(suites::program("debug", "sim"))
    };
    command.current_dir(tools::root()).args(["--seconds", &seconds.to_string()]);
    if let Some(seed) = seed {
        command.args(["--seed", &seed.to_string()]);
    }
    tools::run(&mut command)
}

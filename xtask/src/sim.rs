//! Runs the simulator: whole organisations over simulated months, on a seed that is printed.

use crate::{Outcome, flags::Flags, tools};

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
    let mut command = tools::cargo(["run", "--quiet", "--package", "sim"]);
    // Building anew with full optimisation takes longer than a short run saves, so the optimised
    // program is used where one is already kept or asked for.
    if release || tools::root().join("target/release/sim").exists() {
        command.arg("--release");
    }
    command.args(["--", "--seconds", &seconds.to_string()]);
    if let Some(seed) = seed {
        command.args(["--seed", &seed.to_string()]);
    }
    tools::run(&mut command)
}

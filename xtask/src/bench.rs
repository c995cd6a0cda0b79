//! Runs the measurements against the budgets, always as an optimised build.

use crate::{Outcome, tools};

pub fn run(words: Vec<String>) -> Outcome {
    if !tools::root().join("bench/Cargo.toml").exists() {
        return Err("there is no package `bench` in this workspace, so nothing can be measured. \
             Add bench/ with a Cargo.toml and name it under [workspace] members."
            .to_owned());
    }
    let mut command = tools::cargo(["run", "--release", "--package", "bench", "--"]);
    tools::run(command.args(words))
}

//! Runs the measurements against the budgets, always on optimised builds.

use crate::postgres::{self, Cluster};
use crate::{Outcome, tools};

pub fn run(words: Vec<String>) -> Outcome {
    // The program is measured as a process of its own, so it is built first.
    tools::run(&mut tools::cargo([
        "build",
        "--release",
        "--package",
        "server",
        "--bin",
        "mayday",
    ]))?;
    let mut command = tools::cargo(["run", "--release", "--package", "bench", "--"]);
    // PostgreSQL is a figure more where it is installed, and no reason to fail where it is not.
    let cluster = match postgres::find() {
        Some(_) => Some(Cluster::start()?),
        None => None,
    };
    if let Some(cluster) = &cluster {
        command.env("MAYDAY_TEST_DATABASE", cluster.url());
    }
    tools::run(command.args(words))
}

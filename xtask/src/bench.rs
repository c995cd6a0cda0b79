//! Runs the measurements against the budgets, always on optimised builds.

use crate::postgres::{self, Cluster};
use crate::{Outcome, suites, tools};
use std::process::Command;

pub fn run(words: Vec<String>) -> Outcome {
    // The program is measured as a process of its own. Both are built at once, with one set of
    // features: apart, what they share would be built twice.
    let bins = ["--package", "server", "--package", "bench", "--bin", "mayday", "--bin", "bench"];
    tools::run(tools::cargo(["build", "--release"]).args(bins))?;
    let mut command = Command::new(suites::program("release", "bench"));
    command.current_dir(tools::root());
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

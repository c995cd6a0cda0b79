//! Runs the measurements against the budgets, always on optimised builds.

use crate::postgres::{self, Cluster};
use crate::{Outcome, suites, tools};
use std::process::Command;

pub fn run(words: Vec<String>) -> Outcome {
    // The programs are measured as processes of their own. All are built at once, with one set of
    // features: apart, what they share would be built more than once.
    let packages = ["server", "sim", "bench"].map(|name| ["--package", name]);
    let bins = ["mayday", "sim", "bench"].map(|name| ["--bin", name]);
    tools::run(
        tools::cargo(["build", "--release"])
            .args(packages.as_flattened())
            .args(bins.as_flattened()),
    )?;
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

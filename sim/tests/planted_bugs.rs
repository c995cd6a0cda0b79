//! Each planted bug is found within a fixed number of seeds, and without bugs these seeds pass.

use sim::bug::Bug;
use sim::plan::Plan;
use sim::{report, run};

/// Within so many seeds, counted from 1, every planted bug must have been found.
const SEEDS: u64 = 40;
/// So many of the runs without a bug last overnight.
const NIGHTS: u64 = 10;

#[test]
fn every_planted_bug_is_found() {
    let mut missed = Vec::new();
    for bug in Bug::ALL {
        let found = (1..=SEEDS).find_map(|seed| {
            let plan = if bug.takes_a_night() { Plan::overnight } else { Plan::brief };
            let failure = run(&plan(seed), Some(*bug), false).failure?;
            Some((seed, failure))
        });
        match found {
            Some((seed, failure)) => {
                println!(
                    "{:<22} seed {seed:<3} {}: {}",
                    bug.name(),
                    failure.invariant,
                    failure.why
                );
            }
            None => missed.push(bug.name()),
        }
    }
    assert!(missed.is_empty(), "not found within {SEEDS} seeds: {missed:?}");
}

#[test]
fn without_a_bug_the_same_seeds_pass() {
    let nights = (1..=NIGHTS).map(Plan::overnight);
    for plan in (1..=SEEDS).map(Plan::brief).chain(nights) {
        let played = run(&plan, None, false);
        if played.failure.is_some() {
            panic!("{}", report::failure(&plan, None, &run(&plan, None, true)));
        }
    }
}

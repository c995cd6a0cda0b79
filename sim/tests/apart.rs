//! Nodes apart: every kept promise over many seeds, and each planted slip is found.

use sim::apart::{Slip, run};

/// How many seeds are played.
const SEEDS: u64 = 150;

#[test]
fn what_was_told_apart_is_in_the_log_once_whatever_crashes() {
    let (mut merged, mut shared) = (0, 0);
    for seed in 1..=SEEDS {
        let told = run(seed, None);
        assert_eq!(told.failure, None, "seed {seed}");
        merged += told.merged;
        shared += told.shared;
    }
    assert!(merged > 1_000, "{merged}");
    assert!(shared > 0, "two accepted at the same time in no history");
}

/// Three attempts made apart came to nothing, and the log, which had gone on, counts them as one:
/// the next claim has a fence that was used apart, and is a new claim all the same.
#[test]
fn seed_95_claims_anew_under_a_fence_that_was_used_apart() {
    assert_eq!(run(95, None).failure, None);
}

#[test]
fn every_slip_is_found() {
    for slip in Slip::ALL {
        let found = (1..=SEEDS).any(|seed| run(seed, Some(slip)).failure.is_some());
        assert!(found, "{slip:?} was not found within {SEEDS} seeds");
    }
}

#[test]
fn a_seed_played_twice_is_the_same_history() {
    for seed in 1..=10 {
        assert_eq!(run(seed, None), run(seed, None), "seed {seed}");
    }
}

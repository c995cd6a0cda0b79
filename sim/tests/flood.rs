//! Floods: whatever comes beside them, true callers' pages leave in time, and each slip is found.

use sim::flood::{Slip, run};

/// How many seeds are played.
const SEEDS: u64 = 12;
/// Within how many a slip is found.
const SEEDS_FOR_SLIPS: u64 = 24;

#[test]
fn a_true_customers_page_leaves_within_a_second_whatever_floods_beside_it() {
    let (mut hostile, mut hostile_rang, mut rang, mut counted) = (0, 0, 0, 0);
    for seed in 1..=SEEDS {
        let told = run(seed, None);
        assert_eq!(told.failure, None, "seed {seed}");
        hostile += told.hostile;
        hostile_rang += told.hostile_rang;
        rang += told.rang_in_time;
        counted += told.counted;
    }
    assert!(hostile > 100_000 && counted > 10_000, "{hostile} hostile, {counted} counted");
    assert!(hostile_rang * 10 < hostile, "{hostile_rang} of {hostile} rang");
    assert!(rang > 50, "{rang}");
}

#[test]
fn every_slip_is_found() {
    for slip in Slip::ALL {
        let found = (1..=SEEDS_FOR_SLIPS).any(|seed| run(seed, Some(slip)).failure.is_some());
        assert!(found, "{slip:?} was not found within {SEEDS_FOR_SLIPS} seeds");
    }
}

#[test]
fn a_seed_played_twice_is_the_same_history() {
    for seed in 1..=4 {
        assert_eq!(run(seed, None), run(seed, None), "seed {seed}");
    }
}

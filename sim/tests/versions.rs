//! A fleet that is updated: every promise over many seeds, and each planted slip is found.

use sim::versions::{Slip, run};

/// How many seeds are played.
const SEEDS: u64 = 60;

#[test]
fn a_fleet_is_updated_and_nobody_meets_what_they_do_not_know() {
    let (mut waited, mut new, mut outdated, mut refused) = (0, 0, 0, 0);
    let mut rang = (0, 0);
    for seed in 1..=SEEDS {
        let told = run(seed, None);
        assert_eq!(told.failure, None, "seed {seed}");
        waited += told.waited;
        new += told.new;
        outdated += told.outdated;
        refused += told.refused;
        rang = (rang.0 + told.rang.0, rang.1 + told.rang.1);
    }
    // Each of them must really have happened, or nothing was shown.
    assert!(waited > 100 && new > 100, "{waited} waited, {new} were done");
    assert!(outdated > 10 && refused > 10, "{outdated} outdated, {refused} refused");
    assert!(rang.0 > 10 && rang.1 > 10, "{rang:?}");
}

#[test]
fn every_slip_is_found() {
    for slip in Slip::ALL {
        let found = (1..=SEEDS).find_map(|seed| Some((seed, run(seed, Some(slip)).failure?)));
        println!("{slip:?}: {found:?}");
        assert!(found.is_some(), "{slip:?} was not found within {SEEDS} seeds");
    }
}

#[test]
fn a_seed_played_twice_is_the_same_history() {
    for seed in 1..=5 {
        assert_eq!(run(seed, None), run(seed, None), "seed {seed}");
    }
}

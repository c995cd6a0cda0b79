//! The same seed gives the same history, to the last byte.

use sim::plan::Plan;
use sim::run;

#[test]
fn a_seed_played_twice_gives_the_same_history() {
    for seed in 101..=110 {
        let (first, second) =
            (run(&Plan::brief(seed), None, false), run(&Plan::brief(seed), None, true));
        assert_eq!(first.chain, second.chain, "seed {seed} gave two histories");
        assert_eq!(first.events, second.events, "seed {seed} gave two histories");
    }
}

#[test]
fn other_seeds_give_other_histories() {
    let (one, other) = (run(&Plan::brief(101), None, false), run(&Plan::brief(102), None, false));
    assert_ne!(one.chain, other.chain);
}

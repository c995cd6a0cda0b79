//! Words to subscribers: each gets each word once, or a later one in its place, whatever dies in
//! the middle, and each slip is found.

use domain::subscribers::UNDONE_MAX;
use sim::fanout::{Slip, run};

/// How many seeds are played.
const SEEDS: u64 = 20;
/// Within how many a slip is found.
const SEEDS_FOR_SLIPS: u64 = 30;

#[test]
fn each_subscriber_gets_each_word_once_or_a_later_one() {
    let (mut delivered, mut copies, mut collapsed, mut crashes) = (0, 0, 0, 0);
    let (mut at_hand, mut given_up, mut asked) = (0, 0, 0);
    let (mut returned, mut pressed, mut stopped) = (0, 0, 0);
    let (mut turned, mut again, mut left_out) = (0, 0, 0);
    let (mut quiet, mut mistaken) = (0, 0);
    for seed in 1..=SEEDS {
        let told = run(seed, None);
        assert_eq!(told.failure, None, "seed {seed}");
        delivered += told.delivered;
        copies += told.copies;
        collapsed += told.collapsed;
        crashes += told.crashes;
        at_hand = at_hand.max(told.at_hand);
        given_up += told.given_up;
        asked += told.asked;
        returned += told.returned;
        pressed += told.pressed;
        stopped += told.stopped;
        turned += told.turned;
        again += told.again;
        left_out += told.left_out;
        quiet += told.quiet;
        mistaken += told.mistaken;
    }
    // Some days bring more than can be under way.
    assert!(at_hand > UNDONE_MAX as u64 && given_up > 10, "{at_hand} at hand, {given_up} given up");
    assert!(
        returned > 100 && pressed > 20 && stopped > 20,
        "{returned} came back, {pressed} pressed, {stopped} stopped"
    );
    assert!(
        turned > 500 && again > 20 && left_out > 0,
        "{turned} turned, {again} posted again, {left_out} left out"
    );
    assert!(quiet > 20 && mistaken > 100, "{quiet} told quietly, {mistaken} told of mistakes");
    assert!(asked > 20, "{asked} asked us to slow down");
    assert!(
        delivered > 10_000 && collapsed > 1_000,
        "{delivered} delivered, {collapsed} collapsed"
    );
    assert!(crashes > 50 && copies > 0 && copies * 10 < delivered, "{crashes}, {copies} copies");
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
    for seed in 1..=3 {
        assert_eq!(run(seed, None), run(seed, None), "seed {seed}");
    }
}

//! What happens to the nodes of a fleet, and when: updates in any order, ways back, nodes that
//! stand still for a while, and one or two that are left behind.

use crate::chance::Chance;

/// What happens to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Stop(usize),
    StartOld(usize),
    StartNew(usize),
    /// It stands still until then.
    Pause(usize, u64),
}

const SECOND: u64 = 1_000;

/// The whole script, in order, and when the last node should be up to date.
pub(super) fn script(seed: u64, nodes: usize) -> Vec<(u64, Deed)> {
    let mut chance = Chance::of(seed, &[95]);
    let mut order: Vec<usize> = (0..nodes).collect();
    for place in (1..nodes).rev() {
        let other = usize::try_from(chance.below(place as u64 + 1)).unwrap_or(0);
        order.swap(place, other);
    }
    let mut stragglers: Vec<usize> =
        chance.hits(600).then(|| order.pop()).flatten().into_iter().collect();
    // Of its own stream, so that what the seeds without it play stays what it is.
    if order.len() > 1 && !stragglers.is_empty() && Chance::of(seed, &[94]).hits(500) {
        stragglers.extend(order.pop());
    }
    let mut deeds = Vec::new();
    let mut at = chance.within(20, 60) * SECOND;
    for node in &stragglers {
        deeds.push((at, Deed::Pause(*node, 0)));
    }
    if !stragglers.is_empty() {
        at += SECOND;
    }
    let paused_at = at;
    for node in &order {
        // A pause that is shorter than what counts as running delays what is adopted, no more.
        if chance.hits(300) {
            deeds.push((at, Deed::Pause(*node, at + chance.within(5, 40) * SECOND)));
            at += 45 * SECOND;
        }
        let back = chance.hits(250);
        for deed in
            [Deed::StartNew(*node), Deed::StartOld(*node)].iter().take(1 + usize::from(back))
        {
            deeds.push((at, Deed::Stop(*node)));
            deeds.push((at + chance.within(1, 20) * SECOND, *deed));
            at += chance.within(25, 60) * SECOND;
        }
        if back {
            deeds.push((at, Deed::Stop(*node)));
            deeds.push((at + chance.within(1, 20) * SECOND, Deed::StartNew(*node)));
            at += chance.within(25, 60) * SECOND;
        }
    }
    // What is new is adopted about now, a minute after the last old one was seen.
    at += chance.within(70, 120) * SECOND;
    if !stragglers.is_empty() {
        for (_, deed) in &mut deeds {
            if let Deed::Pause(_, until @ 0) = deed {
                *until = at;
            }
        }
        debug_assert!(at > paused_at);
        at += chance.within(40, 90) * SECOND;
        if chance.hits(600) {
            // The others are gone for a while, and those that are too old are alone.
            let back = at + chance.within(90, 240) * SECOND;
            for node in &order {
                deeds.push((at, Deed::Stop(*node)));
                deeds.push((back + chance.within(0, 20) * SECOND, Deed::StartNew(*node)));
            }
            at = back + chance.within(30, 60) * SECOND;
        }
        for node in &stragglers {
            deeds.push((at, Deed::Stop(*node)));
            deeds.push((at + 5 * SECOND, Deed::StartNew(*node)));
        }
        at += 20 * SECOND;
    }
    // Too late for a way back: an old version does not start on this log.
    let node = order.first().copied().unwrap_or(0);
    deeds.extend([(at, Deed::Stop(node)), (at + SECOND, Deed::StartOld(node))]);
    deeds.push((at + 10 * SECOND, Deed::StartNew(node)));
    deeds.sort_by_key(|(at, _)| *at);
    deeds
}

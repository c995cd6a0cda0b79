//! The world for the domain: seeds, faults, people, carriers and the checkers that watch them.
//!
//! [`run`] plays one [`Plan`]: first everything may go wrong, then the faults end and everything
//! must come right within [`plan::HEALING`]. Nothing here reads a clock or draws real chance, so
//! a seed and the code are all that is needed to see a failure again.

pub mod apart;
pub mod approvers;
mod bare;
pub mod bug;
mod callbacks;
mod callers;
mod carriers;
pub mod chance;
mod devices;
pub mod fanout;
mod faults;
pub mod flood;
mod follow_ups;
mod gatherers;
pub mod invariants;
mod lives;
mod node;
mod notices;
mod outbox;
mod people;
pub mod plan;
mod readers;
pub mod report;
mod requests;
mod responders;
mod rooms;
mod sabotage;
mod secrets;
mod shown;
pub mod shrink;
mod sightings;
mod sleepers;
mod stage;
mod taint;
pub mod telephones;
mod telling;
pub mod tools;
mod upkeep;
mod vendor;
pub mod versions;
mod watch;
pub mod watched;
mod witness;
mod world;

use std::collections::BTreeMap;

use bug::Bug;
use plan::Plan;
pub use requests::{Ask, Request};
use world::World;

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which invariant saw it.
    pub invariant: &'static str,
    /// What it saw.
    pub why: String,
    /// When, in milliseconds since the start.
    pub at: u64,
}

/// What a run was.
#[derive(Clone, Debug)]
pub struct Run {
    /// What broke, if anything did.
    pub failure: Option<Failure>,
    /// The chain over the whole log: the same plan gives the same.
    pub chain: journal::Chain,
    /// How many events were stored.
    pub events: u64,
    /// How many times the invariants looked.
    pub checks: u64,
    /// How long it would have taken, in milliseconds.
    pub simulated: u64,
    /// What was injected, by kind.
    pub injected: BTreeMap<&'static str, u64>,
    /// How many events of each kind were stored.
    pub kinds: BTreeMap<String, u64>,
    /// The last steps in words; empty unless they were asked for.
    pub trail: Vec<String>,
}

/// Plays a plan. With `tell`, the last steps are kept in words.
#[must_use]
pub fn run(plan: &Plan, bug: Option<Bug>, tell: bool) -> Run {
    World::new(plan.clone(), bug, tell).play()
}

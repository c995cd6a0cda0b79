//! What a failing run says to the person who has to mend it.

use std::fmt::Write;

use crate::Run;
use crate::bug::Bug;
use crate::plan::Plan;

/// The failure in words: what broke, the plan that breaks it, and the last steps.
#[must_use]
pub fn failure(plan: &Plan, bug: Option<Bug>, run: &Run) -> String {
    let mut text = String::new();
    let Some(failure) = &run.failure else { return text };
    let with = bug.map(|bug| format!(" --bug {}", bug.name())).unwrap_or_default();
    let _ = writeln!(text, "seed {}", plan.seed);
    let _ = writeln!(text, "again: cargo run -p sim -- --seed {} --runs 1{with}", plan.seed);
    let _ = writeln!(text, "broken: {}: {}", failure.invariant, failure.why);
    let _ = writeln!(text, "at {} ms, {} nodes, {:?}", failure.at, plan.nodes, plan.rates);
    for call in &plan.calls {
        let _ = writeln!(text, "  {} ms: caller {}", call.at, call.number);
    }
    for tell in &plan.tells {
        let _ = writeln!(text, "  {} ms: {tell:?}", tell.at);
    }
    for gather in &plan.gathers {
        let _ = writeln!(text, "  {} ms: {gather:?}", gather.at);
    }
    for fault in &plan.faults {
        let _ = writeln!(text, "  {} ms: {:?}", fault.at, fault.kind);
    }
    for outage in &plan.outages {
        let _ = writeln!(text, "  {} ms: the store is away for {} ms", outage.at, outage.length);
    }
    let _ = writeln!(text, "the last steps:");
    for step in &run.trail {
        let _ = writeln!(text, "  {step}");
    }
    text
}

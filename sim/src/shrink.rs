//! Shrinking: the same failure from fewer faults and fewer callers.

use crate::bug::Bug;
use crate::plan::Plan;
use crate::{Failure, run};

/// Most runs that are spent on making a failure smaller.
const RUNS_MAX: u32 = 150;

/// Takes out faults, outages, then callers, as long as the same invariant still fails.
#[must_use]
pub fn shrink(plan: &Plan, bug: Option<Bug>, failure: &Failure) -> Plan {
    let mut smallest = plan.clone();
    let mut runs = 0;
    let mut fails = |candidate: &Plan| {
        runs += 1;
        runs <= RUNS_MAX
            && run(candidate, bug, false)
                .failure
                .is_some_and(|found| found.invariant == failure.invariant)
    };
    let with_faults = |plan: &Plan, faults| Plan { faults, ..plan.clone() };
    smallest.faults =
        fewer(&smallest.faults.clone(), |faults| fails(&with_faults(&smallest, faults)));
    let with_outages = |plan: &Plan, outages| Plan { outages, ..plan.clone() };
    smallest.outages =
        fewer(&smallest.outages.clone(), |outages| fails(&with_outages(&smallest, outages)));
    let with_tells = |plan: &Plan, tells| Plan { tells, ..plan.clone() };
    smallest.tells = fewer(&smallest.tells.clone(), |tells| fails(&with_tells(&smallest, tells)));
    let with_gathers = |plan: &Plan, gathers| Plan { gathers, ..plan.clone() };
    smallest.gathers =
        fewer(&smallest.gathers.clone(), |gathers| fails(&with_gathers(&smallest, gathers)));
    let with_calls = |plan: &Plan, calls| Plan { calls, ..plan.clone() };
    smallest.calls = fewer(&smallest.calls.clone(), |calls| fails(&with_calls(&smallest, calls)));
    smallest
}

/// Takes halves, quarters and so on out of a list while the rest still fails.
fn fewer<T: Clone>(all: &[T], mut fails: impl FnMut(Vec<T>) -> bool) -> Vec<T> {
    let mut kept = all.to_vec();
    let mut size = kept.len();
    while size > 0 && !kept.is_empty() {
        let mut start = 0;
        while start < kept.len() {
            let end = (start + size).min(kept.len());
            let rest: Vec<T> = [&kept[..start], &kept[end..]].concat();
            if fails(rest.clone()) {
                kept = rest;
            } else {
                start = end;
            }
        }
        size /= 2;
    }
    kept
}

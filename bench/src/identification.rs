//! How long it takes to find out who calls, among a hundred thousand customers.

use std::time::{Duration, Instant};

use domain::customers::{Context, Index, Verdict};

use crate::customers::{customer, misspelt, spoken};
use crate::figures::{count, megabytes, permille, spread, time};
use crate::report::{Measurement, Row};
use crate::{Outcome, machine};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "identification",
    how: "the index of 100,000 invented customers is built in process, and 2,000 names are looked \
          up one after the other: a third as they are, a third with two letters swapped, a third \
          of companies that are not in it; its size is the growth of the resident set.",
    measure,
};

const CUSTOMERS: usize = 100_000;
/// Help is on its way while a name is looked up, and the loop of the organisation does it.
const LOOK_UP_MAX: Duration = Duration::from_millis(5);
const SIZE_MAX_KIB: u64 = 200_000;
const QUERIES: usize = 2_000;
/// Spreads the queries over the directory.
const STRIDE: usize = 7_919;

fn measure() -> Outcome<Vec<Row>> {
    let directory: Vec<_> = (0..CUSTOMERS).map(customer).collect();
    let own = std::process::id();
    let before = machine::memory_kib(own, "VmRSS");
    let begun = Instant::now();
    let index = Index::build(directory.iter().map(|(key, profile)| (key, profile)));
    let built = begun.elapsed();
    let size = machine::memory_kib(own, "VmRSS").saturating_sub(before);
    let mut times: Vec<Duration> = Vec::with_capacity(QUERIES);
    let (mut known, mut right) = (0, 0);
    for query in 0..QUERIES {
        let number = query * STRIDE % CUSTOMERS;
        let who = match query % 3 {
            0 => spoken(number),
            1 => misspelt(number),
            _ => format!("Quorvane {number} Zimtwerk"),
        };
        let begun = Instant::now();
        let found = index.identify(&who, "", &Context::default());
        times.push(begun.elapsed());
        if query % 3 != 2 {
            known += 1;
            right += usize::from(
                found.candidates.first().is_some_and(|first| first.customer == directory[number].0),
            );
        } else if matches!(found.verdict, Verdict::Auto(_)) {
            return Err(format!("{who:?} was taken for a customer"));
        }
    }
    let customers = count(CUSTOMERS as u64);
    Ok(vec![
        Row::judged(
            format!("a name among {customers} customers"),
            spread(&times),
            "p99 < 5 ms",
            permille(&times, 990) < LOOK_UP_MAX,
        ),
        Row::judged(
            "the index of these names",
            format!("{}, built in {}", megabytes(size), time(built)),
            "< 200 MB",
            size < SIZE_MAX_KIB,
        ),
        Row::context("names whose customer came first", format!("{right} of {known}")),
    ])
}

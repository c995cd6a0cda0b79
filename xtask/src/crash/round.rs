//! One round: load, a crash at a random instant, a start on the same data, every answer fetched.

use super::ledger::Ledger;
use super::load::Caller;
use super::server::Server;
use crate::{Outcome, chance::Chance};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const CALLERS: usize = 4;
/// The load before the crash: long enough for some commits, short enough for many rounds.
const LOAD_MILLIS_MAX: u64 = 700;
/// Every third round the program is also killed while it is starting, several times over.
const REPEATED_EVERY: u64 = 3;
const REPEATS: u64 = 3;
const START_MILLIS_MAX: u64 = 400;
const DATABASE_CRASH_PERCENT: u64 = 40;
const DATABASE_AWAY_MILLIS_MAX: u64 = 1_500;

/// Runs the round; the program is up and ready before and afterwards.
pub fn run(
    number: u64,
    server: &mut Server,
    ledger: &Ledger,
    chance: &mut Chance,
    pagers: &[String],
) -> Outcome {
    let before = ledger.counts().all();
    let address = server.address();
    let mut callers: Vec<Caller> = (0..CALLERS)
        .map(|_| Caller::new(address, number, chance.fork(), pagers.to_vec()))
        .collect();
    let stop = AtomicBool::new(false);
    let crashed = std::thread::scope(|scope| {
        for caller in &mut callers {
            scope.spawn(|| caller.work(ledger, &stop));
        }
        let crashed = crash(number, server, chance);
        stop.store(true, Ordering::Relaxed);
        crashed
    });
    crashed?;
    server.wait_until_ready()?;
    for caller in &mut callers {
        caller.settle(ledger)?;
    }
    if ledger.counts().all() == before {
        return Err("nothing was acknowledged, so nothing was proved.".to_owned());
    }
    Ok(())
}

/// The crash itself, while the callers call. Leaves the program starting or running.
fn crash(number: u64, server: &mut Server, chance: &mut Chance) -> Outcome {
    sleep_up_to(LOAD_MILLIS_MAX, chance);
    if chance.percent(DATABASE_CRASH_PERCENT)
        && let Some(cluster) = server.database()
    {
        // The program must come back by itself here: it is not started again.
        cluster.stop_immediately()?;
        sleep_up_to(DATABASE_AWAY_MILLIS_MAX, chance);
        return cluster.resume();
    }
    server.kill();
    server.start()?;
    if number.is_multiple_of(REPEATED_EVERY) {
        for _ in 0..REPEATS {
            sleep_up_to(START_MILLIS_MAX, chance);
            server.kill();
            server.start()?;
        }
    }
    Ok(())
}

fn sleep_up_to(millis: u64, chance: &mut Chance) {
    std::thread::sleep(Duration::from_millis(chance.below(millis)));
}

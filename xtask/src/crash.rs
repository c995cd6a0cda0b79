//! Crash rounds: the real program is killed at random instants, and nothing promised may be lost.

mod accept;
mod check;
mod http;
mod ledger;
mod load;
mod round;
mod server;

use crate::chance::Chance;
use crate::flags::Flags;
use crate::tools::{self, Tool};
use crate::{Outcome, postgres::Cluster, suites};
use ledger::Ledger;
use server::{Server, Store};
use std::path::PathBuf;
use std::time::Instant;

const ROUNDS_DEFAULT: u64 = 100;
/// Rounds on one store. Then it is checked whole and a new one begun, so that a long run does not
/// grow slower with every round.
const LIFE_ROUNDS: u64 = 25;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

pub fn run(words: Vec<String>) -> Outcome {
    let mut flags = Flags::new(words);
    let rounds = flags.one("--rounds")?.unwrap_or(ROUNDS_DEFAULT);
    let database: Option<String> = flags.one("--database")?;
    let seed = flags.one("--seed")?.unwrap_or_else(Chance::fresh_seed);
    let pagers = vec!["/pager".to_owned()];
    flags.done()?;
    let kinds = match database.as_deref().unwrap_or("both") {
        "sqlite" => vec![Kind::Sqlite],
        "postgres" => vec![Kind::Postgres],
        "both" => vec![Kind::Sqlite, Kind::Postgres],
        other => return Err(format!("--database is sqlite, postgres or both, not {other:?}.")),
    };
    if kinds.contains(&Kind::Postgres) {
        tools::provide(&[Tool::Postgres])?;
    }
    suites::build()?;
    println!("crash rounds: {rounds} on each of {} stores, seed {seed}", kinds.len());
    // Both stores at once: a round waits for the crash and for the start most of the time.
    let run = |kind: Kind| run_kind(kind, rounds, seed, &pagers);
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let running: Vec<_> = kinds.iter().map(|kind| scope.spawn(|| run(*kind))).collect();
        let joined = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined.map(|end| end.unwrap_or_else(|_| Err("the rounds panicked.".into()))).collect()
    });
    let red: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    if red.is_empty() { Ok(()) } else { Err(red.join("\n")) }
}

fn run_kind(kind: Kind, rounds: u64, seed: u64, pagers: &[String]) -> Outcome {
    let begun = Instant::now();
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let mut done = 0;
    while done < rounds {
        let count = LIFE_ROUNDS.min(rounds - done);
        let first = done + 1;
        live(kind, first, count, &mut chance, pagers, &mut tally)?;
        done += count;
    }
    tally.print(kind, done, begun.elapsed().as_secs_f64());
    match tally.faults.len() {
        0 => Ok(()),
        many => Err(format!(
            "{many} faults on {}; run again with --rounds {rounds} --seed {seed} --database {}.",
            kind.name(),
            kind.name().to_lowercase().replace("postgresql", "postgres"),
        )),
    }
}

/// What all rounds on one kind of store came to.
#[derive(Default)]
struct Tally {
    acknowledged: ledger::Counts,
    refused: u64,
    faults: Vec<String>,
}

impl Tally {
    fn print(&self, kind: Kind, rounds: u64, seconds: f64) {
        let ledger::Counts { emergencies, messages, acceptances } = self.acknowledged;
        println!(
            "{}: {rounds} rounds in {seconds:.1} s; acknowledged {emergencies} emergencies, \
             {messages} messages, {acceptances} acceptances; answered \"later\" {}; lost or \
             wrong {}",
            kind.name(),
            self.refused,
            self.faults.len()
        );
    }
}

/// The life of one store: made empty, used and crashed for some rounds, checked whole, removed.
fn live(
    kind: Kind,
    first: u64,
    count: u64,
    chance: &mut Chance,
    pagers: &[String],
    tally: &mut Tally,
) -> Outcome {
    let directory = Directory::make()?;
    let cluster = match kind {
        Kind::Sqlite => None,
        Kind::Postgres => Some(Cluster::start()?),
    };
    let store = Store { directory: directory.path.clone(), database: cluster };
    let mut server = Server::new(store)?;
    server.start()?;
    server.wait_until_ready()?;
    let ledger = Ledger::default();
    for number in first..first + count {
        round::run(number, &mut server, &ledger, chance, pagers)
            .map_err(|why| explain(&why, number, &server))?;
        let faults = check::recent(&server, &ledger, chance);
        keep_evidence(number, faults, &server, tally);
        if !tally.faults.is_empty() {
            break;
        }
    }
    if tally.faults.is_empty() {
        let faults = check::everything(&server, &ledger);
        keep_evidence(first + count - 1, faults, &server, tally);
    }
    tally.acknowledged.add(ledger.counts());
    tally.refused += ledger.refused();
    server.kill();
    if tally.faults.is_empty() {
        directory.remove();
    } else {
        println!("the data and the program's log are kept in {}", directory.path.display());
    }
    Ok(())
}

fn explain(why: &str, number: u64, server: &Server) -> String {
    format!(
        "round {number}: {why}\nThe last words of the program ({}):\n{}",
        server.log().display(),
        server.last_words()
    )
}

fn keep_evidence(number: u64, faults: Vec<String>, server: &Server, tally: &mut Tally) {
    if faults.is_empty() {
        return;
    }
    for fault in &faults {
        println!("round {number}: {fault}");
    }
    println!("The last words of the program:\n{}", server.last_words());
    tally.faults.extend(faults);
}

/// A directory for one store, kept when something went wrong so that it can be looked into.
struct Directory {
    path: PathBuf,
}

impl Directory {
    fn make() -> Outcome<Self> {
        let name = format!("mayday-crash-{:08x}", Chance::fresh_seed() & 0xffff_ffff);
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)
            .map_err(|error| format!("cannot make {}: {error}.", path.display()))?;
        Ok(Self { path })
    }

    fn remove(self) {
        // What cannot be removed from the temporary directory is a nuisance and not a fault.
        let _ = std::fs::remove_dir_all(self.path);
    }
}

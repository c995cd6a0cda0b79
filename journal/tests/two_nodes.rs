//! Two nodes on one log: they append in any order, lose nothing, and agree.

use std::sync::Arc;
use std::time::{Duration, Instant};

use journal::memory::Memory;
use journal::postgres::Postgres;
use journal::sqlite::Sqlite;
use journal::{Appender, Store};

use crate::common::{
    Database, Directory, append, append_at_last, help, node, outcome, person, policy, records,
    settings, team, verify,
};

const BATCHES: u32 = 40;
const SEEDS: [u64; 2] = [0x5eed_0001, 0x5eed_0002];

/// Chance from a seed, so that a failure can be had again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Appends batch after batch; returns how many emergencies it opened.
async fn work(store: Arc<dyn Store>, mut appender: Appender, seed: u64) -> (Appender, u32) {
    let mut chance = Chance(seed);
    let mut opened = 0;
    for _ in 0..BATCHES {
        let mut batch = Vec::new();
        for _ in 0..=chance.below(3) {
            batch.push(match chance.below(4) {
                0 => help("It is dark."),
                _ => team(&format!("team-{}", chance.below(5)), &seed.to_string()),
            });
        }
        let appended = append_at_last(&mut appender, store.as_ref(), &batch).await;
        let outcomes = appended.answers.iter().map(outcome);
        opened += u32::try_from(outcomes.filter(|made| made.emergency.is_some()).count()).unwrap();
        for _ in 0..chance.below(3) {
            tokio::task::yield_now().await;
        }
    }
    (appender, opened)
}

async fn two_nodes_agree(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let mut first = node(one.as_ref(), 1).await;
    let setup = [person("maria"), policy(&["maria"]), settings()];
    append(&mut first, one.as_ref(), &setup).await;
    let second = node(other.as_ref(), 2).await;

    let works = (
        tokio::spawn(work(Arc::clone(&one), first, SEEDS[0])),
        tokio::spawn(work(Arc::clone(&other), second, SEEDS[1])),
    );
    let (mut first, opened_by_first) = works.0.await.expect("the first node works");
    let (mut second, opened_by_second) = works.1.await.expect("the second node works");

    first.catch_up(one.as_ref()).await.expect("the first catches up");
    second.catch_up(other.as_ref()).await.expect("the second catches up");
    assert_eq!(first.head(), second.head());
    assert_eq!(**first.state(), **second.state());
    assert_eq!(first.state().emergencies.count, opened_by_first + opened_by_second);
    let records = records(one.as_ref()).await;
    assert_eq!(records.len() as u64, first.head().seq);
    verify(&records).expect("the log is whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_memory() {
    let store = Arc::new(Memory::default());
    two_nodes_agree(store.clone(), store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let directory = Directory::new();
    let store = Arc::new(Sqlite::open(&directory.file("journal.db")).expect("a new file"));
    two_nodes_agree(store.clone(), store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    let database = Database::new().await;
    // Both at once, because two nodes that are installed together also make the tables together.
    let (one, other) = tokio::join!(Postgres::open(&database.url), Postgres::open(&database.url));
    let (one, other) = (one.expect("one node opens it"), other.expect("and so does the other"));
    two_nodes_agree(Arc::new(one), Arc::new(other)).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_appends_wakes_the_other() {
    let database = Database::new().await;
    let one = Postgres::open(&database.url).await.expect("one node opens it");
    let other = Postgres::open(&database.url).await.expect("and so does the other");
    let mut appender = node(&one, 1).await;
    let mut soonest = Duration::MAX;
    // The look comes after 250 ms in any case, so once below shows that the hint came. A busy
    // machine, or a listener that is not there yet, may need more than one attempt.
    for round in 0..20 {
        let waiting = tokio::spawn({
            let other = other.clone();
            async move { other.hint().await }
        });
        tokio::task::yield_now().await;
        let begun = Instant::now();
        append(&mut appender, &one, &[team("night", &round.to_string())]).await;
        waiting.await.expect("the hint comes, or the look");
        soonest = soonest.min(begun.elapsed());
    }
    assert!(soonest < Duration::from_millis(150), "{soonest:?}");
    database.remove().await;
}

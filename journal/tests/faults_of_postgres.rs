//! When PostgreSQL, or the way to it, fails: faults pass, and doubt is called doubt.

use std::time::{Duration, Instant};

use domain::Event;
use domain::access::{self, Digest};
use domain::words::{Actor, CommandId, Timestamp};
use journal::postgres::Postgres;
use journal::{AppendFault, CommitFault, Fault, Head, KEPT_FOR, KeptRow, Record, Store, codec};

use crate::common::{
    Database, ORGANISATION, append, append_at_last, help, node, person, records, salts, tick,
    verify,
};

async fn open(database: &Database) -> Postgres {
    Postgres::open(&database.url).await.expect("the database is fit")
}

async fn refused(database: &Database) -> Fault {
    Postgres::open(&database.url).await.err().expect("the database is not fit")
}

/// So many harmless events after a head.
fn events(after: Head, count: u64, at: Timestamp) -> Vec<Record> {
    let (mut salts, mut chain) = (salts(), after.chain);
    let record = |seq| {
        let session = Digest(format!("session-{seq}").into());
        let event = Event::Access(access::Event::SignedOut { session });
        let command = CommandId(u128::from(seq));
        let record = codec::encode(&event, seq, at, &Actor::System, command, &chain, &mut salts);
        chain = record.chain;
        record
    };
    (after.seq + 1..=after.seq + count).map(record).collect()
}

async fn commit(store: &Postgres, count: u64) -> Result<(), CommitFault> {
    let transaction = store.begin(ORGANISATION).await.expect("the lock is free");
    let records = events(transaction.head(), count, transaction.now().expect("its clock counts"));
    transaction.commit(records, Vec::new()).await
}

async fn length(store: &Postgres) -> u64 {
    store.head(ORGANISATION).await.expect("the head can be read").seq
}

#[tokio::test]
async fn a_connection_lost_while_idle_comes_back() {
    let database = Database::new().await;
    let store = open(&database).await;
    let mut appender = node(&store, 1).await;
    append(&mut appender, &store, &[person("maria")]).await;
    for round in 1..=3 {
        database.terminate().await;
        append_at_last(&mut appender, &store, &[help("It is dark.")]).await;
        assert_eq!(appender.state().emergencies.count, round);
    }
    database.terminate().await;
    let reading = async {
        loop {
            match store.read(ORGANISATION, 0, 10).await {
                Ok(records) => return records,
                Err(fault) => assert!(!fault.permanent, "{fault}"),
            }
            tokio::task::yield_now().await;
        }
    };
    let read = tokio::time::timeout(Duration::from_secs(10), reading).await;
    assert_eq!(read.expect("it comes back").len(), 10);
    verify(&records(&store).await).expect("the log is whole");
    database.remove().await;
}

#[tokio::test]
async fn a_server_that_becomes_unfit_is_refused_until_it_is_mended() {
    let database = Database::new().await;
    let store = open(&database).await;
    commit(&store, 1).await.expect("it is stored");
    database.set("synchronous_commit = off").await;
    database.terminate().await;
    let refusing = async {
        loop {
            let fault = store.begin(ORGANISATION).await.err().expect("nothing is written");
            assert!(!fault.permanent, "{fault}");
            if fault.message.contains("Set synchronous_commit = on") {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), refusing).await.expect("it is said");
    database.set("synchronous_commit = on").await;
    let mending = async {
        while store.begin(ORGANISATION).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), mending).await.expect("it goes on by itself");
    database.remove().await;
}

#[tokio::test]
async fn a_connection_lost_before_the_commit_undoes() {
    let database = Database::new().await;
    let store = open(&database).await;
    let mut appender = node(&store, 1).await;
    append(&mut appender, &store, &[person("maria")]).await;

    let transaction = store.begin(ORGANISATION).await.expect("the lock is free");
    database.terminate().await;
    let records = events(transaction.head(), 3, tick().wall);
    let fault = transaction.commit(records, Vec::new()).await.expect_err("it is lost");
    assert!(matches!(&fault, CommitFault::Undone(fault) if !fault.permanent), "{fault:?}");

    append_at_last(&mut appender, &store, &[person("jonas")]).await;
    assert_eq!(length(&store).await, 2);
    database.remove().await;
}

/// Makes something happen at the instant of the commit.
async fn at_commit(database: &Database, what: &str) {
    database
        .run(&format!(
            "create or replace function at_commit() returns trigger language plpgsql as
             $$ begin {what}; return null; end $$;
             drop trigger if exists at_commit on mayday.event;
             create constraint trigger at_commit after insert on mayday.event
             deferrable initially deferred for each row execute function at_commit()"
        ))
        .await;
}

#[tokio::test]
async fn what_became_of_a_commit_is_known_or_called_unknown() {
    let database = Database::new().await;
    let store = open(&database).await;

    at_commit(&database, "raise exception 'no'").await;
    let fault = commit(&store, 1).await.expect_err("the server refuses");
    assert!(matches!(&fault, CommitFault::Undone(fault) if !fault.permanent), "{fault:?}");
    assert_eq!(length(&store).await, 0);

    // As after the wait for a standby was cancelled: stored here, and perhaps only here.
    at_commit(&database, "raise warning 'only here'").await;
    let fault = commit(&store, 1).await.expect_err("nobody knows");
    assert!(matches!(&fault, CommitFault::Unknown(fault) if !fault.permanent), "{fault:?}");
    assert_eq!(length(&store).await, 1);

    at_commit(&database, "perform pg_terminate_backend(pg_backend_pid())").await;
    let fault = commit(&store, 1).await.expect_err("nobody knows");
    assert!(matches!(&fault, CommitFault::Unknown(fault) if !fault.permanent), "{fault:?}");
    assert_eq!(length(&store).await, 1);

    at_commit(&database, "null").await;
    commit(&store, 1).await.expect("a warning does not stick to the next commit");
    assert_eq!(length(&store).await, 2);
    database.remove().await;
}

#[tokio::test]
async fn an_unknown_commit_is_looked_up_by_its_commands() {
    let database = Database::new().await;
    let store = open(&database).await;
    let mut appender = node(&store, 1).await;
    at_commit(&database, "raise warning 'only here'").await;
    let batch = [help("The pumps have stopped.")];
    let fault = appender.append(&store, &batch, tick()).await.expect_err("nobody knows");
    assert!(matches!(fault, AppendFault::Unknown(_)), "{fault:?}");
    let retried = append(&mut appender, &store, &batch).await;
    assert_eq!(retried.state.emergencies.count, 1);
    database.remove().await;
}

#[tokio::test]
async fn the_lock_is_waited_for_and_let_go() {
    let database = Database::new().await;
    let (one, other) = (open(&database).await, open(&database).await);
    let held = one.begin(ORGANISATION).await.expect("the lock is free");
    let elsewhere = other.begin("elsewhere").await.expect("another organisation's lock is free");
    drop(elsewhere);
    let waiting = tokio::spawn({
        let other = other.clone();
        async move { other.begin(ORGANISATION).await.map(|open| open.head().seq) }
    });
    let mut waiting = std::pin::pin!(waiting);
    let early = tokio::time::timeout(Duration::from_millis(300), waiting.as_mut()).await;
    assert!(early.is_err(), "the lock is held");
    let records = events(held.head(), 5, held.now().expect("its clock counts"));
    held.commit(records, Vec::new()).await.expect("it is stored");
    let head = waiting.await.expect("the other waits").expect("the lock comes free");
    assert_eq!(head, 5, "it sees what the former holder left");

    // Dropped without a commit, the lock is let go and nothing remains.
    drop(one.begin("nobody").await.expect("the lock is free"));
    drop(other.begin("nobody").await.expect("it was let go"));
    assert_eq!(one.organisations().await.expect("they can be listed"), [ORGANISATION]);
    database.remove().await;
}

#[tokio::test]
async fn a_large_batch_comes_back_as_it_was_and_old_outcomes_are_swept() {
    let database = Database::new().await;
    let store = open(&database).await;
    let transaction = store.begin(ORGANISATION).await.expect("the lock is free");
    let now = transaction.now().expect("its clock counts");
    assert!(now.since(tick().wall) < Duration::from_secs(5));
    let written = events(transaction.head(), 5_000, now);
    let row = |id: u128, at| KeptRow { command: CommandId(id), outcome: "{}".into(), at };
    let kept = vec![row(1, now), row(2, now - KEPT_FOR - Duration::from_secs(1))];
    transaction.commit(written.clone(), kept).await.expect("it is stored");
    let read = store.read(ORGANISATION, 0, 10_000).await.expect("the log can be read");
    assert_eq!(read, written);
    let ids = [CommandId(1), CommandId(2), CommandId(3)];
    let kept = store.kept(ORGANISATION, &ids).await.expect("outcomes can be read");
    assert_eq!(kept, [row(1, now)]);
    database.remove().await;
}

#[tokio::test]
async fn a_number_that_is_taken_is_the_fence() {
    let database = Database::new().await;
    let store = open(&database).await;
    commit(&store, 3).await.expect("it is stored");
    let transaction = store.begin(ORGANISATION).await.expect("the lock is free");
    let taken = events(Head::START, 1, tick().wall);
    let fault = transaction.commit(taken, Vec::new()).await.expect_err("event 1 is taken");
    assert!(matches!(&fault, CommitFault::Undone(fault) if fault.message.contains("23505")));
    commit(&store, 1).await.expect("the connection is still good");
    for sql in
        ["update mayday.event set body = '{}'", "delete from mayday.event", "truncate mayday.event"]
    {
        database
            .run(&format!(
                "do $$ begin {sql}; raise exception 'it was possible';
                 exception when others then
                 if sqlerrm not like 'an event is never%' then raise; end if; end $$"
            ))
            .await;
    }
    assert_eq!(records(&store).await.len(), 4);
    database.remove().await;
}

#[tokio::test]
async fn a_log_that_lost_its_end_stops_the_node() {
    let database = Database::new().await;
    let store = open(&database).await;
    let mut appender = node(&store, 1).await;
    append(&mut appender, &store, &[person("maria"), help("It is dark.")]).await;
    database
        .run(
            "alter table mayday.event disable trigger user;
             delete from mayday.event where seq > 1;
             update mayday.head set seq = 1, chain = (select chain from mayday.event)",
        )
        .await;
    let stopped = appender.append(&store, &[help("Is anyone there?")], tick()).await;
    let Err(AppendFault::Stop(fault)) = stopped else { panic!("it went on: {stopped:?}") };
    assert!(fault.permanent && fault.message.contains("lost data"), "{fault}");
    database.remove().await;
}

#[tokio::test]
async fn damage_is_found_and_the_event_is_named() {
    let database = Database::new().await;
    let store = open(&database).await;
    append(&mut node(&store, 1).await, &store, &[person("maria"), person("jonas")]).await;
    database.run("update mayday.event_personal set words = '[\"Eve\",\"\"]' where seq = 2").await;
    let fault = verify(&records(&store).await).expect_err("the words are not what was written");
    assert!(fault.message.contains("event 2") && fault.message.contains("person/jonas"), "{fault}");
    database
        .run(
            "alter table mayday.event disable trigger user;
             update mayday.event set body = replace(body, 'responder', 'manager') where seq = 1",
        )
        .await;
    let fault = verify(&records(&store).await).expect_err("the event is not what was written");
    assert!(fault.message.contains("event 1"), "{fault}");
    database.remove().await;
}

#[tokio::test]
async fn a_layout_from_the_future_is_refused() {
    let database = Database::new().await;
    drop(open(&database).await);
    database.run("update mayday.layout set version = 99").await;
    let fault = refused(&database).await;
    assert!(fault.permanent && fault.message.contains("newer version of Mayday"), "{fault}");
    database.remove().await;
}

#[tokio::test]
async fn a_server_that_may_forget_is_refused() {
    let database = Database::new().await;
    database.set("synchronous_commit = off").await;
    let fault = refused(&database).await;
    assert!(fault.permanent && fault.message.contains("Set synchronous_commit = on"), "{fault}");
    database.set("synchronous_commit = on").await;
    // Other defaults of the database do not reach the journal's sessions.
    for setting in [
        "statement_timeout = 1",
        "client_min_messages = error",
        "default_transaction_isolation = serializable",
    ] {
        database.set(setting).await;
    }
    let store = open(&database).await;
    commit(&store, 500).await.expect("it is stored");
    at_commit_quietly(&database).await;
    let fault = commit(&store, 1).await.expect_err("the warning is heard");
    assert!(matches!(fault, CommitFault::Unknown(_)), "{fault:?}");
    database.remove().await;
}

async fn at_commit_quietly(database: &Database) {
    database.set("statement_timeout = 0").await;
    at_commit(database, "raise warning 'only here'").await;
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_soon() {
    let database = Database::new().await;
    let missing = format!("{}_not", database.url);
    let fault = Postgres::open(&missing).await.err().expect("there is no such database");
    assert!(fault.permanent && fault.message.contains("Create the database"), "{fault}");

    let begun = Instant::now();
    let nowhere = "postgresql://mayday@%2Fnowhere%2Fat%2Fall/mayday?sslmode=disable";
    let fault = Postgres::open(nowhere).await.err().expect("there is no such server");
    assert!(!fault.permanent, "{fault}");
    assert!(begun.elapsed() < Duration::from_secs(4));

    let fault = Postgres::open("mysql://elsewhere").await.err().expect("no such scheme");
    assert!(fault.permanent && fault.message.contains("postgresql://"), "{fault}");
    database.remove().await;
}

#[tokio::test]
async fn encryption_is_asked_for_as_the_url_says() {
    let database = Database::new().await;
    for mode in ["disable", "prefer"] {
        let url = format!("{}?sslmode={mode}", database.url);
        Postgres::open(&url).await.unwrap_or_else(|fault| panic!("{mode}: {fault}"));
    }
    // A Unix socket offers no encryption, so a demand for it cannot be met.
    let url = format!("{}?sslmode=require", database.url);
    let fault = Postgres::open(&url).await.err().expect("there is no encryption");
    assert!(fault.message.contains("TLS"), "{fault}");
    database.remove().await;
}

//! Whoever is erased is gone from every database, and a log without their words comes to the same
//! state; backups carry a log from one database to another.

use std::io::BufReader;
use std::path::Path;

use domain::erasures::{self, Reason};
use domain::words::{Actor, CommandId, Owner, ParticipantId, Timestamp};
use domain::{Command, Event, State, access, emergencies};
use journal::backup::{self, Contents, Ledger, Opening};
use journal::memory::{Failure, Memory};
use journal::postgres::Postgres;
use journal::sqlite::Sqlite;
use journal::{AppendFault, Appender, Envelope, Fault, Store, codec};

use crate::common::{
    Database, Directory, ORGANISATION, append, envelope, help, node, operator, outcome, person,
    policy, records, salts, settings, tick, verify,
};

/// Long enough to need pages of its own in a database.
fn canary() -> String {
    "Vermilion-Kingfisher-4711 ".repeat(200)
}

const CANARY: &[u8] = b"Vermilion-Kingfisher";

fn erase(owner: &Owner) -> Envelope {
    let command = erasures::Command::Erase { owner: owner.clone(), reason: Reason::Asked };
    operator(Command::Erasures(command))
}

/// A night with many callers; the one who will be erased has said the canary.
async fn a_night(store: &dyn Store) -> (Appender, Owner, ParticipantId) {
    let mut first = node(store, 1).await;
    let setup = [person("maria"), person("jonas"), policy(&["maria", "jonas"]), settings()];
    append(&mut first, store, &setup).await;
    let mut calls = Vec::new();
    for round in 0..40 {
        let words = if round == 20 { canary() } else { format!("Call {round} ").repeat(40) };
        let opened = append(&mut first, store, &[help(&words)]).await;
        calls.push(outcome(&opened.answers[0]));
    }
    let caller = calls[20].participant.expect("the caller takes part");
    (first, Owner::Participant(caller), caller)
}

async fn close(first: &mut Appender, store: &dyn Store, caller: ParticipantId) {
    let emergency = first.state().emergencies.of_participant(caller).expect("it is live").id;
    let retract = emergencies::Command::Retract { emergency };
    let retract = envelope(Actor::Participant(caller), Command::Emergencies(retract));
    outcome(&append(first, store, &[retract]).await.answers[0]);
}

/// The same state, to the letter, however it was come to.
fn same(one: &State, other: &State) {
    assert_eq!(one, other);
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}

async fn is_erased(store: &dyn Store) {
    let (mut first, owner, caller) = a_night(store).await;
    let mut second = node(store, 2).await;
    let refused = append(&mut first, store, &[erase(&owner)]).await;
    assert!(refused.answers[0].is_err(), "whoever helps needs the words");
    close(&mut first, store, caller).await;
    outcome(&append(&mut first, store, &[erase(&owner)]).await.answers[0]);
    assert!(store.scrub().await.expect("the database is there"), "nobody else reads");

    let said = |state: &State| format!("{state:?}").contains("Vermilion-Kingfisher");
    assert!(!said(first.state()), "the node that erased has forgotten");
    second.catch_up(store).await.expect("the log can be read");
    same(second.state(), first.state());
    same(node(store, 3).await.state(), first.state());
    let records = records(store).await;
    verify(&records).expect("the chain covers digests, not words");
    let of_owner = records.iter().flat_map(|record| &record.personal);
    assert!(!of_owner.into_iter().any(|row| row.person == owner.to_string()));
    assert!(records.iter().any(|record| record.kind == "erasures.erased"));

    // Whoever left is erased too; whoever can still be rung is not.
    let maria = Owner::Person("maria".into());
    assert!(append(&mut first, store, &[erase(&maria)]).await.answers[0].is_err());
    let remove = access::Command::RemovePerson { person: "maria".into() };
    let both = [operator(Command::Access(remove)), erase(&maria)];
    append(&mut first, store, &both).await.answers.iter().for_each(|answer| {
        outcome(answer);
    });
    same(node(store, 4).await.state(), first.state());
}

pub async fn written(store: &dyn Store, file: &Path) -> Contents {
    let opening =
        Opening { format: backup::FORMAT, made_at: Timestamp(1), program: "1".into(), key: None };
    let mut snapshot = store.snapshot().await.expect("a snapshot");
    let mut out = Vec::new();
    backup::write(snapshot.as_mut(), opening, &mut out).await.expect("a backup");
    std::fs::write(file, out).expect("a file");
    backup::verify(open(file)).expect("it is whole")
}

fn open(file: &Path) -> BufReader<std::fs::File> {
    BufReader::new(std::fs::File::open(file).expect("the backup"))
}

pub async fn restored(file: &Path, store: &dyn Store, ledger: &Ledger) -> Result<Contents, Fault> {
    let import = store.import().await?;
    let (file, ledger) = (file.to_owned(), ledger.clone());
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        backup::restore(open(&file), import, &ledger, &runtime, &mut |_| {})
    })
    .await
    .expect("it ends")
}

async fn moves(from: &dyn Store, to: &dyn Store) {
    let directory = Directory::new();
    let file = directory.file("backup");
    let (mut first, owner, caller) = a_night(from).await;
    let contents = written(from, &file).await;
    assert_eq!(contents.heads[ORGANISATION], first.head());
    let again = restored(&file, to, &Ledger::default()).await.expect("an empty store");
    assert_eq!(again.events(), first.head().seq);
    let mut there = node(to, 7).await;
    same(there.state(), first.state());
    assert_eq!(there.head(), first.head());
    verify(&records(to).await).expect("the log is whole");
    // A repeat gets the answer that was kept, and the log goes on.
    let subject = first.state().emergencies.of_participant(caller).expect("live").id;
    let found = to.read_subject(ORGANISATION, &format!("emergency/{subject}"), 0, 10).await;
    assert!(found.expect("it can be read").len() > 2, "subjects come along");
    append(&mut there, to, &[help("After the move.")]).await;
    let full = restored(&file, to, &Ledger::default()).await.expect_err("there is a log already");
    assert!(full.permanent);

    // Erased after the backup was made: the ledger beside it keeps the words out.
    close(&mut first, from, caller).await;
    outcome(&append(&mut first, from, &[erase(&owner)]).await.answers[0]);
    let mut ledger = Ledger::default();
    let directory = Directory::new();
    let newer = written(from, &directory.file("newer")).await;
    newer.erased.into_iter().for_each(|erased| ledger.add(erased));
    ledger.write(&directory.file("ledger")).expect("it can be written");
    let ledger = Ledger::read(&directory.file("ledger")).expect("it can be read");
    let third = Memory::default();
    restored(&file, &third, &ledger).await.expect("an empty store");
    let all = third.records(ORGANISATION);
    verify(&all).expect("the chain covers digests, not words");
    assert!(!format!("{all:?}").contains("Vermilion-Kingfisher"));
}

#[tokio::test]
async fn erased_from_memory() {
    is_erased(&Memory::default()).await;
}

#[tokio::test]
async fn erased_from_sqlite_to_the_last_byte() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    let store = Sqlite::open(&file).expect("a new file");
    is_erased(&store).await;
    assert!(!holds(&directory), "the words are in no file any more");
}

#[tokio::test]
async fn erased_from_postgresql() {
    let database = Database::new().await;
    is_erased(&Postgres::open(&database.url).await.expect("the database is fit")).await;
    let words = "select count(*) from mayday.event_personal where words like '%Vermilion%'";
    assert_eq!(database.count(words).await, 0);
    database.remove().await;
}

fn holds(directory: &Directory) -> bool {
    let files = std::fs::read_dir(directory.file(".")).expect("the directory");
    files.map(|file| file.expect("a file").path()).any(|path| {
        let bytes = std::fs::read(&path).expect("it can be read");
        bytes.windows(CANARY.len()).any(|window| window == CANARY)
    })
}

#[tokio::test]
async fn a_power_cut_in_the_middle_of_an_erasure_leaves_no_words_behind() {
    let directory = Directory::new();
    let store = Sqlite::open(&directory.file("journal.db")).expect("a new file");
    let (mut first, owner, caller) = a_night(&store).await;
    close(&mut first, &store, caller).await;
    outcome(&append(&mut first, &store, &[erase(&owner)]).await.answers[0]);
    // Right after the commit, before anything is cleared out: the files as they lie there.
    let cut = Directory::new();
    for name in ["journal.db", "journal.db-wal"] {
        std::fs::copy(directory.file(name), cut.file(name)).expect("a copy");
    }
    assert!(holds(&cut), "or this test shows nothing");
    let reopened = Sqlite::open(&cut.file("journal.db")).expect("it recovers");
    same(node(&reopened, 9).await.state(), first.state());
    assert!(!holds(&cut), "the start clears out what the cut had left");
}

#[tokio::test]
async fn an_erasure_that_is_not_committed_takes_nothing() {
    let database = Database::new().await;
    let postgres = Postgres::open(&database.url).await.expect("the database is fit");
    let (mut first, owner, caller) = a_night(&postgres).await;
    close(&mut first, &postgres, caller).await;
    let head = first.head();
    let transaction = postgres.begin(ORGANISATION).await.expect("the lock");
    let event = Event::Erasures(erasures::Event::Erased {
        owner: owner.clone(),
        reason: Reason::Asked,
        by: Actor::System,
    });
    let (seq, at) = (head.seq + 1, head.at);
    let actor = Actor::System;
    let record = codec::encode(&event, seq, at, &actor, CommandId(9), &head.chain, &mut salts());
    database.terminate().await;
    assert!(transaction.commit(vec![record], Vec::new()).await.is_err());
    let words = "select count(*) from mayday.event_personal where words like '%Vermilion%'";
    assert_eq!(database.count(words).await, 1);
    database.remove().await;

    // In memory the same faults end in both or neither, whatever the answer was.
    for failure in [Failure::CommitUndone, Failure::CommitUnknownLost, Failure::CommitUnknownStored]
    {
        let memory = Memory::default();
        let (mut first, owner, caller) = a_night(&memory).await;
        close(&mut first, &memory, caller).await;
        memory.fail_next(failure);
        let batch = [erase(&owner)];
        let failed = first.append(&memory, &batch, tick()).await;
        assert!(matches!(failed, Err(AppendFault::Undone(_) | AppendFault::Unknown(_))));
        let told = memory.records(ORGANISATION).iter().any(|r| r.kind == "erasures.erased");
        let there = format!("{:?}", memory.records(ORGANISATION)).contains("Vermilion");
        assert_eq!(told, !there, "{failure:?}");
        outcome(&append(&mut first, &memory, &batch).await.answers[0]);
        same(node(&memory, 5).await.state(), first.state());
    }
}

#[tokio::test]
async fn a_log_moves_from_sqlite_to_postgresql_and_back() {
    let directory = Directory::new();
    let database = Database::new().await;
    let sqlite = Sqlite::open(&directory.file("one.db")).expect("a new file");
    let postgres = Postgres::open(&database.url).await.expect("the database is fit");
    moves(&sqlite, &postgres).await;
    let back = Sqlite::open(&directory.file("two.db")).expect("a new file");
    let file = directory.file("back");
    written(&postgres, &file).await;
    restored(&file, &back, &Ledger::default()).await.expect("an empty file");
    same(node(&back, 8).await.state(), node(&postgres, 8).await.state());
    database.remove().await;
}

#[tokio::test]
async fn what_is_no_whole_backup_is_refused_and_leaves_the_store_empty() {
    let directory = Directory::new();
    let file = directory.file("backup");
    let from = Memory::default();
    a_night(&from).await;
    written(&from, &file).await;
    let whole = std::fs::read(&file).expect("the backup");
    let store = Sqlite::open(&directory.file("empty.db")).expect("a new file");
    let mut wrong: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "not a backup"),
        (b"SQLite format 3\0".to_vec(), "not a backup"),
        (b"{\"mayday_backup\":{\"format\":3,\"x\":1}}\n".to_vec(), "newer version"),
    ];
    for part in 1..8 {
        wrong.push((whole[..whole.len() * part / 8].to_vec(), ""));
        let mut flipped = whole.clone();
        flipped[whole.len() * part / 8] ^= 1;
        wrong.push((flipped, ""));
    }
    wrong.push(([whole.clone(), b"more\n".to_vec()].concat(), "after its end"));
    for (bytes, says) in wrong {
        std::fs::write(&file, &bytes).expect("a file");
        let damage = backup::verify(open(&file)).expect_err("it is not whole");
        assert!(damage.0.contains(says), "{damage}");
        let fault = restored(&file, &store, &Ledger::default()).await.expect_err("the same");
        assert!(fault.permanent, "{fault}");
        assert_eq!(store.organisations().await.expect("it can be read").len(), 0);
    }
}

#[tokio::test]
async fn a_backup_is_of_one_instant_whatever_is_appended_meanwhile() {
    let directory = Directory::new();
    let database = Database::new().await;
    let sqlite = Sqlite::open(&directory.file("one.db")).expect("a new file");
    let postgres = Postgres::open(&database.url).await.expect("the database is fit");
    for store in [&sqlite as &dyn Store, &postgres] {
        let (mut first, ..) = a_night(store).await;
        let before = first.head();
        let mut snapshot = store.snapshot().await.expect("a snapshot");
        append(&mut first, store, &[help("After the snapshot.")]).await;
        assert_eq!(snapshot.head(ORGANISATION).await.expect("a head"), before);
        let all = snapshot.read(ORGANISATION, 0, 100_000).await.expect("events");
        assert_eq!(all.last().map(|last| last.seq), Some(before.seq));
        let kept = snapshot.outcomes(ORGANISATION, None, 100_000).await.expect("outcomes");
        assert_eq!(kept.len(), 44);
        let half = snapshot.outcomes(ORGANISATION, Some(kept[20].command), 5).await.expect("some");
        assert_eq!(half, kept[21..26]);
    }
    database.remove().await;
}

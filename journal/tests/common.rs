//! What the journal's tests share: people, commands, clocks, and databases of their own.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::access::{self, Method, Person, Role, Team};
use domain::emergencies;
use domain::organisation::{self, Settings};
use domain::paging::{self, Policy, Step, Target};
use domain::words::{
    Actor, Channel, CommandId, EmergencyId, IncidentId, NodeId, Owner, PersonKey, Personal,
    Timestamp,
};
use domain::{Command, State};
use jiff::tz::TimeZoneDatabase;
use journal::codec::{self, Salts};
use journal::{
    Answer, AppendFault, Appended, Appender, CHAIN_START, Envelope, Fault, Outcome, Record, Store,
    Tick,
};

pub const ORGANISATION: &str = "brightwater";

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
static COUNT: AtomicU64 = AtomicU64::new(1);

/// A number that no other part of this run has.
pub fn fresh() -> u64 {
    COUNT.fetch_add(1, Ordering::Relaxed)
}

pub fn tick() -> Tick {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    let wall = Timestamp(i64::try_from(wall.as_millis()).expect("the clock is set"));
    Tick { wall, monotonic: STARTED.elapsed() }
}

pub fn zones() -> &'static TimeZoneDatabase {
    &ZONES
}

pub fn salts() -> Salts {
    Box::new(|| {
        let mut salt = [7; 16];
        salt[..8].copy_from_slice(&fresh().to_be_bytes());
        salt
    })
}

pub async fn try_node(store: &dyn Store, node: u128) -> Result<Appender, Fault> {
    Appender::open(store, ORGANISATION, NodeId(node), &ZONES, salts()).await
}

pub async fn node(store: &dyn Store, node: u128) -> Appender {
    try_node(store, node).await.expect("the log can be read")
}

pub fn envelope(actor: Actor, command: Command) -> Envelope {
    let id = CommandId(u128::from(fresh()) << 64 | 1);
    Envelope { id, actor, command, keep: true }
}

pub fn operator(command: Command) -> Envelope {
    envelope(Actor::Operator, command)
}

pub fn person(key: &str) -> Envelope {
    let of = Owner::Person(key.into());
    let address = Personal::new(of.clone(), "");
    let method = Method { key: "pager".into(), channel: Channel::Screen, address };
    let profile = Person {
        name: Personal::new(of, &format!("{key} of the night shift")),
        role: Role::Responder,
        zone: "Europe/Lisbon".into(),
        methods: vec![method],
    };
    let person = key.into();
    operator(Command::Access(access::Command::PutPerson { person, profile }))
}

pub fn team(key: &str, name: &str) -> Envelope {
    let profile = Team { name: name.into(), members: Vec::new() };
    operator(Command::Access(access::Command::PutTeam { team: key.into(), profile }))
}

pub fn policy(people: &[&str]) -> Envelope {
    let step = |key: &&str| Step { targets: vec![Target::Person((*key).into())], delay_secs: 45 };
    let steps = people.iter().map(step).collect();
    let definition = Policy { name: "Front door".into(), steps, rounds: 3 };
    let policy = "front-door".into();
    operator(Command::Paging(paging::Command::PutPolicy { policy, definition }))
}

pub fn settings() -> Envelope {
    let settings = Settings {
        name: "Brightwater".into(),
        zone: "Europe/Lisbon".into(),
        front_door: Some("front-door".into()),
        ..Settings::default()
    };
    operator(Command::Organisation(organisation::Command::Put { settings }))
}

pub fn help(words: &str) -> Envelope {
    let command = emergencies::Command::Open {
        words: words.into(),
        who: "Ana of Harbour Clinic".into(),
        reach: "+351 21 000 0000".into(),
        door: None,
        follows: None,
        language: None,
    };
    envelope(Actor::Stranger, Command::Emergencies(command))
}

pub fn accept(incident: IncidentId, key: &str) -> Envelope {
    let person = PersonKey::from(key);
    let command = paging::Command::Accept { incident, person: person.clone() };
    envelope(Actor::Person(person), Command::Paging(command))
}

pub fn incident_of(state: &State, emergency: EmergencyId) -> IncidentId {
    state.incidents.of_emergency(emergency).expect("every emergency has an incident").id
}

pub async fn append(appender: &mut Appender, store: &dyn Store, batch: &[Envelope]) -> Appended {
    appender.append(store, batch, tick()).await.expect("the batch is stored")
}

/// Appends although the way to the database breaks now and then, as the shell does.
pub async fn append_at_last(
    appender: &mut Appender,
    store: &dyn Store,
    batch: &[Envelope],
) -> Appended {
    for _ in 0..1_000 {
        match appender.append(store, batch, tick()).await {
            Ok(appended) => return appended,
            Err(AppendFault::Undone(fault) | AppendFault::Unknown(fault)) => {
                assert!(!fault.permanent, "{fault}");
                tokio::task::yield_now().await;
            }
            Err(AppendFault::Stop(fault) | AppendFault::Outdated(fault)) => panic!("{fault}"),
        }
    }
    panic!("a thousand attempts were not enough");
}

pub fn outcome(answer: &Answer) -> Outcome {
    *answer.as_ref().expect("the command is carried out")
}

/// The whole log, read a few events at a time.
pub async fn records(store: &dyn Store) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let after = records.last().map_or(0, |last| last.seq);
        let more = store.read(ORGANISATION, after, 7).await.expect("the log can be read");
        if more.is_empty() {
            return records;
        }
        records.extend(more);
    }
}

/// Whether the log is whole: no gap, no step back in time, every row what was written.
pub fn verify(records: &[Record]) -> Result<(), Fault> {
    let (mut chain, mut at) = (CHAIN_START, Timestamp(0));
    for (record, seq) in records.iter().zip(1..) {
        assert_eq!(record.seq, seq, "the log has a gap");
        assert!(record.at >= at, "time runs backwards at event {seq}");
        codec::verify(record, &chain)?;
        (chain, at) = (record.chain, record.at);
    }
    Ok(())
}

/// A directory that goes away with the test.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new() -> Self {
        let name = format!("mayday-journal-{}-{}", std::process::id(), fresh());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).expect("a temporary directory can be made");
        Self(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Works on a SQLite file behind the journal's back.
pub fn sqlite(file: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(file).expect("the file can be opened");
    connection.busy_timeout(Duration::from_secs(5)).expect("a time limit can be set");
    connection.execute_batch(sql).expect("the statements are carried out");
}

/// A database of one test's own, on the server that `cargo xtask test` has started.
pub struct Database {
    admin: String,
    name: String,
    pub url: String,
}

impl Database {
    pub async fn new() -> Self {
        let admin = std::env::var("MAYDAY_TEST_DATABASE").unwrap_or_else(|_| {
            panic!(
                "MAYDAY_TEST_DATABASE is not set. Run `cargo xtask test`: it starts a PostgreSQL \
                 for the tests and says where it is."
            )
        });
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
        let name = format!(
            "mayday_test_{}_{}_{}",
            std::process::id(),
            nanos.as_nanos() % 1_000_000_000,
            fresh()
        );
        let (address, parameters) = match admin.split_once('?') {
            Some((address, parameters)) => (address, format!("?{parameters}")),
            None => (admin.as_str(), String::new()),
        };
        let (server, _) = address.rsplit_once('/').expect("the URL names a database");
        let url = format!("{server}/{name}{parameters}");
        run(&admin, &format!("create database {name}")).await;
        Self { admin, name, url }
    }

    /// Works on the database behind the journal's back.
    pub async fn run(&self, sql: &str) {
        run(&self.url, sql).await;
    }

    /// Counts rows behind the journal's back.
    pub async fn count(&self, sql: &str) -> i64 {
        let connected = tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await;
        let (client, connection) = connected.expect("the test's PostgreSQL answers");
        let driver = tokio::spawn(connection);
        let count = client.query_one(sql, &[]).await.expect("a count").get(0);
        drop(client);
        let _ = driver.await;
        count
    }

    /// Ends every connection that the journal has to it.
    pub async fn terminate(&self) {
        let sql = format!(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{}'",
            self.name
        );
        run(&self.admin, &sql).await;
    }

    /// Sets a default for its sessions.
    pub async fn set(&self, setting: &str) {
        run(&self.admin, &format!("alter database {} set {setting}", self.name)).await;
    }

    pub async fn remove(self) {
        run(&self.admin, &format!("drop database {} with (force)", self.name)).await;
    }
}

async fn run(url: &str, sql: &str) {
    let connected = tokio_postgres::connect(url, tokio_postgres::NoTls).await;
    let (client, connection) = connected.expect("the test's PostgreSQL answers");
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the statements are carried out");
    drop(client);
    let _ = driver.await;
}

//! PostgreSQL: the connections to it are cut, and the line goes on by itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_postgres::NoTls;

use crate::support::{Scratch, Server, TINY, eventually, form_value, run};

/// Carries out a statement.
pub fn sql(url: &str, statement: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
        let connection = tokio::spawn(connection);
        client.batch_execute(statement).await.expect("a statement that works");
        drop(client);
        let _ = connection.await;
    });
}

/// A fresh database, gone with the test.
pub struct Database {
    admin: String,
    name: String,
    pub url: String,
}

impl Database {
    pub fn new() -> Self {
        let admin = std::env::var("MAYDAY_TEST_DATABASE").unwrap_or_else(|_| {
            panic!(
                "MAYDAY_TEST_DATABASE is not set. Run `cargo xtask test`: it starts a PostgreSQL \
                 for the tests and says where it is."
            )
        });
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is set");
        let name = format!("mayday_http_{}_{}", std::process::id(), since.as_nanos());
        let (address, parameters) = match admin.split_once('?') {
            Some((address, parameters)) => (address, format!("?{parameters}")),
            None => (admin.as_str(), String::new()),
        };
        let (server, _) = address.rsplit_once('/').expect("the URL names a database");
        let url = format!("{server}/{name}{parameters}");
        sql(&admin, &format!("create database {name}"));
        Self { admin, name, url }
    }

    /// The first column of every row, as text.
    pub fn rows(&self, query: &str) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let connected = tokio_postgres::connect(&self.url, NoTls).await;
            let (client, connection) = connected.expect("a connection");
            let connection = tokio::spawn(connection);
            let rows = client.query(query, &[]).await.expect("rows");
            drop(client);
            let _ = connection.await;
            rows.iter().map(|row| row.get(0)).collect()
        })
    }

    /// Cuts every connection to it.
    fn cut(&self) {
        let cut = format!(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{}'",
            self.name
        );
        sql(&self.admin, &cut);
    }

    /// Lets nobody in, or lets them in again.
    fn allow(&self, connections: bool) {
        let allow = format!("alter database {} with allow_connections {connections}", self.name);
        sql(&self.admin, &allow);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // What a failed test leaves behind must not hide why it failed.
        if !std::thread::panicking() {
            sql(&self.admin, &format!("drop database {} with (force)", self.name));
        }
    }
}

fn server(database: &Database) -> Server {
    let scratch = Scratch::new();
    let organisation = scratch.file("organisation.toml", TINY);
    let server = Server::on(scratch, &["serve", "--database", &database.url]);
    let data = server.data();
    let data = data.to_str().expect("text");
    let file = organisation.to_str().expect("text");
    let applied = run(&["apply", file, "--data", data, "--database", &database.url]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

#[test]
fn connections_that_are_cut_lose_nothing_and_come_back_by_themselves() {
    let database = Database::new();
    let server = server(&database);
    let first = server.call_for_help("Before it was cut");
    for round in 0..3 {
        database.cut();
        let words = format!("Right after, the {round}. time");
        let command = form_value(&server.get("/help").send().text(), "command");
        let fields = [("words", words.as_str()), ("command", command.as_str())];
        let link = eventually("it is stored", || {
            let answer = server.post("/help", &fields).send();
            (answer.status == 303).then(|| answer.location().to_owned())
        });
        assert!(server.get(&link).send().text().contains(&words));
        assert_eq!(server.post("/help", &fields).send().location(), link, "once, not twice");
    }
    assert!(server.get(&first).send().text().contains("Before it was cut"));
    eventually("ready again", || (server.get("/readyz").send().status == 200).then_some(()));
}

/// A second node on the same log, with a disk of its own.
fn beside(server: &Server, database: &Database, scratch: Scratch) -> Server {
    // The installation key is shared by the nodes.
    std::fs::create_dir_all(scratch.data()).expect("a directory");
    let key = std::fs::read(server.data().join("installation.key")).expect("a key");
    std::fs::write(scratch.data().join("installation.key"), key).expect("a key");
    Server::on(scratch, &["serve", "--database", &database.url])
}

/// Ends a node as a power cut would, and starts it again on the same disk.
fn again(mut server: Server, database: &Database) -> Server {
    server.kill();
    let gone = Scratch("/nonexistent".into());
    let scratch = std::mem::replace(&mut server.scratch, gone);
    Server::on(scratch, &["serve", "--database", &database.url])
}

#[test]
fn while_the_database_is_away_everything_is_kept_here_and_stored_when_it_returns() {
    let database = Database::new();
    let server = server(&database);
    let before = server.call_for_help("Before it went away");
    database.allow(false);
    database.cut();
    let command = form_value(&server.get("/help").send().text(), "command");
    let call = server.post("/help", &[("words", "Smoke"), ("command", &command)]);
    let asked = std::time::Instant::now();
    let answer = call.clone().send();
    assert!(asked.elapsed() < Duration::from_secs(10), "nobody waits in silence");
    assert_eq!(answer.status, 303, "{}", answer.text());
    let link = answer.location().to_owned();
    let page = server.get(&link).send().text();
    assert!(page.contains("Smoke") && page.contains("Our database is away just now."), "{page}");
    let said = server.post(&format!("{before}/messages"), &[("words", "It is worse now")]).send();
    assert_eq!(said.status, 303, "{}", said.text());
    let ready = server.get("/readyz").send();
    assert_eq!(ready.status, 200);
    assert!(ready.text().contains("kept on this machine"), "{}", ready.text());
    assert!(server.get("/metrics").send().text().contains("mayday_kept_aside 1"));
    let count = "select count(*)::text from mayday.event where kind = 'emergencies.opened'";
    database.allow(true);
    eventually("the log has taken it in", || {
        let metrics = server.get("/metrics").send().text();
        metrics.contains("mayday_kept_aside 0").then_some(())
    });
    assert_eq!(database.rows(count), ["2"]);
    assert_eq!(call.send().location(), link, "the same press is still one emergency");
    let page = server.get(&link).send().text();
    assert!(!page.contains("Our database is away"), "{page}");
    assert!(server.get(&before).send().text().contains("It is worse now"));
    let spool = std::fs::read(server.data().join("spool")).expect("a spool");
    assert!(spool.len() < 32, "no word stays behind");
    let password = database.url.split("://").nth(1).and_then(|rest| rest.split('@').next());
    if let Some(secret) = password.and_then(|user| user.split(':').nth(1)) {
        assert!(!server.log().contains(secret), "no password in the log");
    }
}

#[test]
fn a_node_that_is_killed_while_the_database_is_away_starts_again_with_all_that_it_kept() {
    let database = Database::new();
    let server = server(&database);
    let before = server.call_for_help("Before it went away");
    // Its own copy of the log is a moment behind.
    std::thread::sleep(Duration::from_millis(1_500));
    database.allow(false);
    database.cut();
    let link = server.call_for_help("Smoke in the hall");
    let server = again(server, &database);
    let page = server.get(&link).send();
    assert_eq!(page.status, 200, "{}", server.log());
    assert!(page.text().contains("Smoke in the hall"));
    assert!(server.get(&before).send().text().contains("Before it went away"));
    let said = server.post(&format!("{link}/messages"), &[("words", "Still smoke")]).send();
    assert_eq!(said.status, 303, "{}", said.text());
    // Killed again, in the middle of the merge or before it.
    database.allow(true);
    let server = again(server, &database);
    eventually("the log has taken it in", || {
        let metrics = server.get("/metrics").send().text();
        metrics.contains("mayday_kept_aside 0").then_some(())
    });
    let page = server.get(&link).send().text();
    assert!(page.contains("Smoke in the hall") && page.contains("Still smoke"), "{page}");
    let kinds = "select kind || ' ' || count(*) from mayday.event where kind = 'emergencies.opened'
                 group by kind";
    assert_eq!(database.rows(kinds), ["emergencies.opened 2"]);
}

#[test]
fn what_one_node_hears_the_other_shows_and_goes_on_with_when_the_first_is_killed() {
    let database = Database::new();
    let mut first = server(&database);
    let second = beside(&first, &database, Scratch::new());
    let link = first.call_for_help("Heard by the first");
    eventually("the second node shows it", || {
        let page = second.get(&link).send();
        (page.status == 200 && page.text().contains("Heard by the first")).then_some(())
    });
    first.kill();
    let said = second.post(&format!("{link}/messages"), &[("words", "And by the second")]).send();
    assert_eq!(said.status, 303, "{}", said.text());
    let page = second.page_of("maria");
    let answer = second.post(&format!("{page}/accept"), &[]).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(second.get(&link).send().text().contains("</bdi> has it."));
}

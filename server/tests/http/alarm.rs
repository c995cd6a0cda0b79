//! The alarm's command runs when the line cannot even start.

use std::fs;

use crate::support::{Scratch, free_port, mayday};

/// What the alarm said when the server was started on this log.
fn said(log: &[u8]) -> (bool, String) {
    let scratch = Scratch::new();
    fs::create_dir(scratch.data()).expect("a directory");
    fs::write(scratch.data().join("mayday.sqlite"), log).expect("a log");
    let noise = scratch.0.join("noise");
    let command = format!("echo \\\"$MAYDAY_ALARM\\\" > {}", noise.display());
    let text = format!("[alarm]\ncommand = [\"sh\", \"-c\", \"{command}\"]\n");
    let configuration = scratch.file("configuration.toml", &text);
    let (data, listen) = (scratch.data(), format!("127.0.0.1:{}", free_port()));
    let place = ["serve", "--listen", &listen, "--data", data.to_str().expect("text")];
    let file = ["--config", configuration.to_str().expect("text")];
    let ran = crate::support::finished(mayday(&[&place[..], &file[..]].concat()));
    (ran.good, fs::read_to_string(noise).unwrap_or_default())
}

#[test]
fn a_damaged_log_sounds_the_alarm_before_the_server_ends() {
    let (good, said) = said("this is no database".repeat(1_000).as_bytes());
    assert!(!good);
    assert!(said.contains("does not start") && said.contains("damaged"), "{said}");
}

#[test]
fn a_log_of_a_newer_version_sounds_the_alarm_before_the_server_ends() {
    let scratch = Scratch::new();
    let file = scratch.0.join("newer.sqlite");
    drop(journal::sqlite::Sqlite::open(&file).expect("a log"));
    let log = rusqlite::Connection::open(&file).expect("a database");
    log.execute_batch("pragma user_version = 99").expect("a newer version");
    log.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).expect("a checkpoint");
    drop(log);
    let (good, said) = said(&fs::read(&file).expect("the log"));
    assert!(!good);
    assert!(said.contains("newer version of Mayday"), "{said}");
}

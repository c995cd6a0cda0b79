//! Damage: a database that is not ours, not whole or too new is named, and never written over.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use crate::support::{Ran, Scratch, Server, free_port, run_on};

/// A data directory with a log in it.
fn used() -> Scratch {
    let mut server = Server::start();
    server.call_for_help("Smoke in the server room");
    let page = server.page_of("maria");
    server.post(&format!("{page}/accept"), &[]).send();
    server.kill();
    let scratch = std::mem::replace(&mut server.scratch, Scratch::new());
    // What is still in the write-ahead log is put in its place, as at an orderly end.
    let log = Connection::open(log_file(&scratch.data())).expect("a database");
    log.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).expect("a checkpoint");
    scratch
}

fn log_file(data: &Path) -> std::path::PathBuf {
    data.join("mayday.sqlite")
}

fn serve(data: &Path) -> Ran {
    run_on(data, &["serve", "--listen", &format!("127.0.0.1:{}", free_port())])
}

/// Every command says it, in a sentence with something to do, and leaves the file as it is.
fn refused_with(data: &Path, sentence: &str) {
    let before = fs::read(log_file(data)).expect("the file");
    let (serve, check, export) = (serve(data), run_on(data, &["check"]), run_on(data, &["export"]));
    let replay = run_on(data, &["replay"]);
    for ran in [serve, check, export, replay] {
        assert!(!ran.good);
        assert!(ran.err.contains(sentence), "{}", ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        assert!(!ran.err.contains("Smoke in the server room"), "{}", ran.err);
    }
    assert_eq!(fs::read(log_file(data)).expect("the file"), before, "nothing was written over");
}

#[test]
fn garbage_in_place_of_the_database_is_named() {
    let scratch = used();
    fs::write(log_file(&scratch.data()), "this is no database".repeat(1_000)).unwrap();
    refused_with(&scratch.data(), "is not a database, or is damaged");
}

#[test]
fn a_database_that_was_cut_off_is_named() {
    let scratch = used();
    let file = log_file(&scratch.data());
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let ran = run_on(&scratch.data(), &["check"]);
    assert!(!ran.good);
    assert!(ran.err.contains("damaged") && ran.err.contains("Restore a backup"), "{}", ran.err);
    let ran = serve(&scratch.data());
    assert!(!ran.good && ran.err.contains("damaged"), "{}", ran.err);
}

#[test]
fn a_changed_event_is_found_and_named_by_its_number() {
    let scratch = used();
    let file = log_file(&scratch.data());
    let log = Connection::open(&file).unwrap();
    // As somebody would who edits history by hand.
    log.execute_batch("drop trigger event_is_for_ever").unwrap();
    let changed =
        log.execute("update event set body = replace(body, '\"', ' \"') where seq = 7", []);
    assert_eq!(changed.unwrap(), 1);
    drop(log);
    let ran = run_on(&scratch.data(), &["check"]);
    assert!(!ran.good);
    assert!(ran.err.contains("event 7"), "{}", ran.err);
    let ran = serve(&scratch.data());
    assert!(!ran.good && ran.err.contains("event 7"), "{}", ran.err);
}

#[test]
fn a_flipped_byte_in_the_file_is_found() {
    let scratch = used();
    let file = log_file(&scratch.data());
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(6).position(|six| six == b"opened").expect("a kind of event");
    bytes[at] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let ran = run_on(&scratch.data(), &["check"]);
    assert!(!ran.good, "{}", ran.out);
    assert!(ran.err.contains("event ") || ran.err.contains("damaged"), "{}", ran.err);
}

#[test]
fn another_programs_database_is_left_alone() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.data()).unwrap();
    let other = Connection::open(log_file(&scratch.data())).unwrap();
    other
        .execute_batch("create table recipe(name text); insert into recipe values ('soup')")
        .unwrap();
    drop(other);
    refused_with(&scratch.data(), "not one of Mayday's");
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let scratch = used();
    let log = Connection::open(log_file(&scratch.data())).unwrap();
    log.execute_batch("pragma user_version = 99").unwrap();
    log.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).unwrap();
    drop(log);
    refused_with(&scratch.data(), "newer version of Mayday");
}

#[test]
fn an_event_of_a_newer_version_is_named() {
    let scratch = used();
    let log = Connection::open(log_file(&scratch.data())).unwrap();
    log.execute_batch("drop trigger event_is_for_ever").unwrap();
    log.execute("update event set kind = 'telepathy.heard' where seq = 5", []).unwrap();
    drop(log);
    let ran = run_on(&scratch.data(), &["check"]);
    assert!(!ran.good && ran.err.contains("event 5"), "{}", ran.err);
}

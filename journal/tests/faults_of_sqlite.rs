//! When the file is not what it should be: it is said plainly, and nothing foreign is touched.

use std::path::Path;

use journal::sqlite::Sqlite;
use journal::{AppendFault, Fault};

use crate::common::{
    Directory, append, help, node, person, records, sqlite, tick, try_node, verify,
};

fn refused(file: &Path) -> Fault {
    let Err(fault) = Sqlite::open(file) else { panic!("{} was opened", file.display()) };
    assert!(fault.permanent, "{fault}");
    let name = file.file_name().expect("it has a name").to_string_lossy().into_owned();
    assert!(fault.message.contains(&name), "{fault}");
    fault
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let directory = Directory::new();
    let folder = directory.file("folder");
    std::fs::create_dir(&folder).expect("a directory can be made");
    assert!(refused(&folder).message.contains("cannot be opened"));
    assert!(refused(&directory.file("missing").join("journal.db")).message.contains("directory"));
}

#[test]
fn a_file_of_something_else_is_left_as_it_is() {
    let directory = Directory::new();
    let garbage = directory.file("garbage.db");
    std::fs::write(&garbage, "Dear diary, today the pumps ran all day.\n".repeat(200)).unwrap();
    let foreign = directory.file("foreign.db");
    sqlite(&foreign, "create table diary(day text, words text)");
    for (file, says) in [(&garbage, "not a database"), (&foreign, "not one of Mayday's")] {
        let before = std::fs::read(file).expect("it can be read");
        let fault = refused(file);
        assert!(fault.message.contains(says), "{fault}");
        let after = std::fs::read(file).expect("it can be read");
        assert!(before == after, "{} was changed", file.display());
    }
}

#[tokio::test]
async fn a_layout_from_the_future_is_refused() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    drop(Sqlite::open(&file).expect("a new file"));
    sqlite(&file, "pragma user_version = 99");
    assert!(refused(&file).message.contains("newer version of Mayday"));
}

#[tokio::test]
async fn a_file_cut_short_is_called_damaged() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    let store = Sqlite::open(&file).expect("a new file");
    let mut appender = node(&store, 1).await;
    for round in 0..20 {
        append(&mut appender, &store, &[help(&"dark ".repeat(1_000 + round))]).await;
    }
    drop(store);
    let whole = std::fs::read(&file).expect("it can be read");
    std::fs::write(&file, &whole[..whole.len() / 2]).expect("it can be written");
    let fault = match Sqlite::open(&file) {
        Err(fault) => fault,
        Ok(store) => store.check().await.expect_err("half of it is missing"),
    };
    assert!(fault.permanent && fault.message.contains("damaged"), "{fault}");
}

#[tokio::test]
async fn an_event_cannot_be_changed_or_deleted() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    let store = Sqlite::open(&file).expect("a new file");
    append(&mut node(&store, 1).await, &store, &[help("It is dark.")]).await;
    let connection = rusqlite::Connection::open(&file).expect("the file can be opened");
    for sql in ["update event set body = '{}'", "delete from event"] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
    verify(&records(&store).await).expect("the log is whole");
}

#[tokio::test]
async fn a_log_that_lost_its_end_stops_the_node() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    let store = Sqlite::open(&file).expect("a new file");
    let mut appender = node(&store, 1).await;
    append(&mut appender, &store, &[person("maria"), help("It is dark.")]).await;
    sqlite(
        &file,
        "drop trigger event_is_not_deleted; delete from event where seq > 1;
         update head set seq = 1, chain = (select chain from event)",
    );
    let stopped = appender.append(&store, &[help("Is anyone there?")], tick()).await;
    let Err(AppendFault::Stop(fault)) = stopped else { panic!("it went on: {stopped:?}") };
    assert!(fault.permanent && fault.message.contains("lost data"), "{fault}");
}

#[tokio::test]
async fn damage_is_found_and_the_event_is_named() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    let store = Sqlite::open(&file).expect("a new file");
    append(&mut node(&store, 1).await, &store, &[person("maria"), person("jonas")]).await;
    sqlite(&file, "update event_personal set words = '[\"Eve\",\"\"]' where seq = 2");
    let fault = verify(&records(&store).await).expect_err("the words are not what was written");
    assert!(fault.message.contains("event 2") && fault.message.contains("person/jonas"), "{fault}");
    sqlite(
        &file,
        "drop trigger event_is_for_ever;
         update event set body = replace(body, 'responder', 'manager') where seq = 1",
    );
    let fault = verify(&records(&store).await).expect_err("the event is not what was written");
    assert!(fault.message.contains("event 1"), "{fault}");
    let fault = try_node(&store, 2).await.err().expect("it is not folded either");
    assert!(fault.permanent, "{fault}");
}

//! Files in a store that several nodes share: shown by each of them, refused while it is away
//! without a word being lost, and deleted once it is back.

use std::time::Duration;

use crate::database::Database;
use crate::fake_store::{FakeStore, Mood};
use crate::files::{files_on, page, png, send};
use crate::support::{Scratch, Server, TINY, attribute, eventually, run_on};

/// A node on this database, with files in that store.
fn node(database: &Database, store: &FakeStore, beside: Option<&Server>) -> Server {
    let scratch = Scratch::new();
    if let Some(beside) = beside {
        std::fs::create_dir_all(scratch.data()).expect("a directory");
        let key = std::fs::read(beside.data().join("installation.key")).expect("a key");
        std::fs::write(scratch.data().join("installation.key"), key).expect("a key");
    }
    let configuration = store.configuration(&scratch.0.join("secret"));
    let file = scratch.file("configuration.toml", &configuration);
    let config = file.to_str().expect("text").to_owned();
    Server::on(scratch, &["serve", "--database", &database.url, "--config", &config])
}

fn config(server: &Server) -> String {
    server.scratch.0.join("configuration.toml").to_str().expect("text").to_owned()
}

fn with_people(database: &Database, store: &FakeStore) -> Server {
    let server = node(database, store, None);
    let file = server.scratch.file("organisation.toml", TINY);
    let applied = server.run(&["apply", file.to_str().expect("text"), "--database", &database.url]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn metric(server: &Server, name: &str) -> String {
    let text = server.get("/metrics").send().text();
    let line = text.lines().find(|line| line.starts_with(&format!("mayday_{name} ")));
    line.and_then(|line| line.split(' ').nth(1)).expect("a figure").to_owned()
}

/// Takes a message out that holds this word; the caller's own.
fn take_out(server: &Server, path: &str, word: &str) {
    let text = page(server, path);
    let button = &text[text.find(word).expect("it is shown")..];
    let button = &button[button.find("name=\"redact\"").expect("a button beside it")..];
    let number = attribute(button, "value")[0].split('/').next().expect("the message");
    let taken = server.post(&format!("{path}/redactions"), &[("redact", number)]).send();
    assert_eq!(taken.status, 303, "{}", taken.text());
}

#[test]
fn a_photograph_that_is_posted_at_one_node_is_shown_by_the_other() {
    let (database, store) = (Database::new(), FakeStore::start());
    let first = with_people(&database, &store);
    let second = node(&database, &store, Some(&first));
    let path = first.call_for_help("All terminals are dark");
    let log = b"13:58:01 timeout";
    let answer = send(&first, &path, "Look", &[("photo.png", &png()), ("pos.log", log)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let found = eventually("the other node shows it", || {
        let shown = second.get(&path).send();
        Some(files_on(&shown.text(), &path)).filter(|found| found.len() == 2)
    });
    for (node, other) in [(&first, &second), (&second, &first)] {
        for file in found.iter().chain([&format!("{}/small", found[0])]) {
            let (own, theirs) = (node.get(file).send(), other.get(file).send());
            assert_eq!((own.status, &own.body), (200, &theirs.body));
        }
    }
    assert_eq!(second.get(&found[1]).send().body, log);
    assert_eq!(store.objects().len(), 3, "the picture, its small one and the log");
    for node in [&first, &second] {
        assert!(!node.data().join("objects").exists(), "nothing lies on the nodes' disks");
        assert_eq!(metric(node, "files_kept"), "1");
    }
    let checked = first.run(&["check", "--config", &config(&first), "--database", &database.url]);
    assert!(!checked.err.contains("store"), "{}{}", checked.out, checked.err);
}

#[test]
fn while_the_store_is_away_words_are_kept_and_the_reader_knows_about_the_file() {
    let (database, store) = (Database::new(), FakeStore::start());
    let server = with_people(&database, &store);
    let path = server.call_for_help("Dark");
    store.is(Mood::HangsUp);
    let log: &[(&str, &[u8])] = &[("pos.log", b"13:58:01 timeout")];
    let answer = send(&server, &path, "The words", log);
    let text = answer.text();
    assert_eq!(answer.status, 422, "{text}");
    assert!(text.contains("Your words are stored."), "{text}");
    assert!(text.contains("“pos.log” was not kept. It could not be stored just now."), "{text}");
    assert!(page(&server, &path).contains("The words"));
    // A file alone leaves nothing behind, and says so.
    let alone = send(&server, &path, "", log);
    assert_eq!(alone.status, 422, "{}", alone.text());
    eventually("readiness, figures and the board say so", || {
        let ready = server.get("/readyz").send();
        assert_eq!(ready.status, 200, "help is called for all the same");
        let board = server.get("/console").cookie(&server.sign_in("maria")).send().text();
        let said = ready.text().contains("files are not kept")
            && metric(&server, "files_kept") == "0"
            && board.contains("Photos and files cannot be kept or read just now");
        said.then_some(())
    });
    let checked = server.run(&["check", "--config", &config(&server), "--database", &database.url]);
    assert!(!checked.good && checked.err.contains("broke off"), "{}{}", checked.out, checked.err);
    store.is(Mood::Works);
    eventually("it heals by itself", || (metric(&server, "files_kept") == "1").then_some(()));
    assert_eq!(send(&server, &path, "Now", log).status, 303);
    assert_eq!(files_on(&page(&server, &path), &path).len(), 1);
}

#[test]
fn what_is_taken_out_while_the_store_is_away_is_deleted_once_it_is_back() {
    let (database, store) = (Database::new(), FakeStore::start());
    let server = with_people(&database, &store);
    let path = server.call_for_help("Dark");
    let secret = "Mrs-Vermilion-Kingfisher";
    assert_eq!(send(&server, &path, secret, &[("pos.log", secret.as_bytes())]).status, 303);
    let file = files_on(&page(&server, &path), &path).remove(0);
    assert_eq!(store.objects().len(), 1);
    store.is(Mood::KeepsAll);
    take_out(&server, &path, secret);
    assert_eq!(server.get(&file).send().status, 404, "nobody sees it from the tap on");
    eventually("it is shown that it stays", || {
        let board = server.get("/console").cookie(&server.sign_in("maria")).send().text();
        let said = metric(&server, "files_to_delete") == "1"
            && board.contains("1 file that was taken out is not deleted from the store yet");
        said.then_some(())
    });
    let checked = server.run(&["check", "--config", &config(&server), "--database", &database.url]);
    let said = "1 file was taken out and is not deleted";
    assert!(!checked.good && checked.err.contains(said), "{}{}", checked.out, checked.err);
    assert!(checked.err.contains("delete objects in the bucket"), "{}", checked.err);
    assert!(store.objects().values().any(|kept| kept.bytes == secret.as_bytes()));
    store.is(Mood::Works);
    // The probe of the check could not be deleted either; it goes in three days.
    eventually("it is deleted", || {
        store.objects().keys().all(|name| name.starts_with("mayday/probe.")).then_some(())
    });
    eventually("and no longer shown", || (metric(&server, "files_to_delete") == "0").then_some(()));
}

#[test]
fn a_backup_takes_files_out_of_the_store_and_brings_them_into_another() {
    let (database, store) = (Database::new(), FakeStore::start());
    let server = with_people(&database, &store);
    let path = server.call_for_help("Dark");
    let logs: Vec<Vec<u8>> = (1..=3).map(|n| vec![b'0' + n; 50_000]).collect();
    for log in &logs {
        assert_eq!(send(&server, &path, "Look", &[("pos.log", log)]).status, 303);
    }
    store.lists(2);
    let found = files_on(&page(&server, &path), &path);
    let file = server.scratch.0.join("one.backup");
    let file = file.to_str().expect("text");
    let ran = server.run(&["backup", file, "--with-key"]);
    assert!(ran.good && ran.out.contains("3 files of conversations"), "{}{}", ran.out, ran.err);
    // Into a directory of a single node, and into another store.
    let place = Scratch::new();
    let ran = run_on(&place.data(), &["restore", file]);
    assert!(ran.good, "{}{}", ran.out, ran.err);
    let again = Server::on(place, &["serve"]);
    let (other_database, other) = (Database::new(), FakeStore::start());
    let place = Scratch::new();
    let configuration = other.configuration(&place.0.join("secret"));
    let config = place.file("configuration.toml", &configuration);
    let config = config.to_str().expect("text").to_owned();
    let target = ["--config", &config, "--database", &other_database.url];
    let ran = run_on(&place.data(), &[&["restore", file], &target[..]].concat());
    assert!(ran.good, "{}{}", ran.out, ran.err);
    assert_eq!(other.objects().len(), store.objects().len());
    for (name, kept) in store.objects() {
        assert_eq!(other.objects()[&name].bytes, kept.bytes, "{name}");
    }
    let there = Server::on(place, &[&["serve"], &target[..]].concat());
    for (file, log) in found.iter().zip(&logs) {
        assert_eq!(&again.get(file).send().body, log);
        assert_eq!(&there.get(file).send().body, log);
    }
}

#[test]
fn an_installation_that_shares_the_bucket_of_another_stores_nothing_there_and_says_so() {
    let (database, other_database, store) = (Database::new(), Database::new(), FakeStore::start());
    let first = with_people(&database, &store);
    let path = first.call_for_help("Dark");
    let log: &[(&str, &[u8])] = &[("pos.log", b"13:58:01 timeout")];
    assert_eq!(send(&first, &path, "Look", log).status, 303);
    let second = with_people(&other_database, &store);
    let theirs = second.call_for_help("Dark too");
    let refused = send(&second, &theirs, "The words", log);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("Your words are stored."), "{}", refused.text());
    eventually("readiness, figures and the board say so", || {
        let board = second.get("/console").cookie(&second.sign_in("maria")).send().text();
        let said = second.get("/readyz").send().text().contains("files are not kept")
            && metric(&second, "files_kept") == "0"
            && board.contains("Photos and files cannot be kept or read just now");
        said.then_some(())
    });
    let check = |server: &Server, database: &Database| {
        server.run(&["check", "--config", &config(server), "--database", &database.url])
    };
    let checked = check(&second, &other_database);
    let said = "The bucket files-of-tests holds files of another installation of Mayday.";
    assert!(!checked.good && checked.err.contains(said), "{}{}", checked.out, checked.err);
    assert!(checked.err.contains("delete the mark mayday/owner"), "{}", checked.err);
    assert_eq!(store.objects().len(), 1, "what the first one stored is still there");
    assert!(check(&first, &database).good);
    assert_eq!(send(&first, &path, "More", log).status, 303);

    // The first one is given up, and the second takes its place.
    drop(first);
    store.forgets_its_owner();
    eventually("it heals by itself", || (metric(&second, "files_kept") == "1").then_some(()));
    assert_eq!(send(&second, &theirs, "Now", log).status, 303);
}

#[test]
fn while_the_store_is_away_a_backup_says_so_and_can_be_made_without_files() {
    let (database, store) = (Database::new(), FakeStore::start());
    let mut server = with_people(&database, &store);
    let path = server.call_for_help("Dark");
    assert_eq!(send(&server, &path, "Look", &[("pos.log", b"13:58:01 timeout")]).status, 303);
    store.is(Mood::HangsUp);
    let (config, file) = (config(&server), server.scratch.0.join("one.backup"));
    let backup = |server: &Server, more: &[&str]| {
        let place = ["--config", &config, "--database", &database.url];
        let file = file.to_str().expect("text");
        server.run(&[&["backup", file], more, &place[..]].concat())
    };
    // While it runs, and while it stands still.
    for runs in [true, false] {
        if !runs {
            server.kill();
        }
        let ran = backup(&server, &[]);
        let said = "broke off: ";
        assert!(!ran.good && ran.err.contains(said), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("--without-files"), "{}", ran.err);
        assert!(!file.exists());
        let ran = backup(&server, &["--without-files"]);
        assert!(ran.good, "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("The files of conversations are not in it."), "{}", ran.out);
        std::fs::remove_file(&file).expect("a backup");
    }
}

#[test]
fn a_configuration_that_cannot_work_is_named_at_the_start_and_a_slow_store_holds_nobody_up() {
    let scratch = Scratch::new();
    for (text, said) in [
        ("bucket = \"files\"\naccess_key = \"A\"", "MAYDAY_OBJECTS_SECRET"),
        ("bucket = \"files\"\ndirectory = \"/tmp/x\"", "not in both"),
        ("endpoint = \"https://s3.example.com\"", "bucket is missing"),
        ("bucket = \"files\"\naccess_key = \"A\"\nendpoint = \"http://10.0.0.7\"", "allow_http"),
    ] {
        let file = scratch.file("configuration.toml", &format!("[objects]\n{text}\n"));
        let ran = run_on(&scratch.data(), &["serve", "--config", file.to_str().expect("text")]);
        assert!(!ran.good && ran.err.contains(said), "{text}: {}", ran.err);
    }
    // A store that answers only after longer than anybody waits holds up no call for help.
    let (database, store) = (Database::new(), FakeStore::start());
    store.is(Mood::Slow(Duration::from_secs(60)));
    let server = with_people(&database, &store);
    let asked = std::time::Instant::now();
    server.call_for_help("Dark");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

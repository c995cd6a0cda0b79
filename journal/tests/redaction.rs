//! What is taken out is gone from every database, a log without it comes to the same state, and no
//! restored backup brings it back.

use domain::emergencies::{self, FileKind, NewFile};
use domain::redactions::{self, Place};
use domain::words::{Actor, EmergencyId, FileId, Level, MessageId, ParticipantId, Timestamp};
use domain::{Command, State};
use journal::backup::{Erased, Ledger};
use journal::memory::Memory;
use journal::postgres::Postgres;
use journal::sqlite::Sqlite;
use journal::{Appender, Store};

use crate::common::{
    Database, Directory, append, envelope, help, node, operator, outcome, person, policy, records,
    settings, verify,
};
use crate::erasure::{restored, written};

const SECRET: &str = "Crimson-Heron";
const PATIENT: &str = "Amber-Plover";
const FILES: [FileId; 2] = [FileId(71), FileId(72)];

/// Long enough to need pages of its own in a database.
fn long(word: &str) -> String {
    format!("{word}-0815 ").repeat(200)
}

fn say(caller: ParticipantId, emergency: EmergencyId, words: &str, files: &[FileId]) -> Command {
    let message = MessageId(u128::from(caller.0 as u64) ^ words.len() as u128);
    let file = |id: &FileId| NewFile {
        id: *id,
        name: format!("{PATIENT}.log"),
        kind: FileKind::Text,
        len: 10,
        extract: format!("{PATIENT} was here {}", id.0),
    };
    let files = files.iter().map(file).collect();
    Command::Emergencies(emergencies::Command::Show {
        emergency,
        message,
        words: words.into(),
        files,
        level: Level::Stranger,
    })
}

/// Carries a redaction out; when it is due, the domain's own tests show.
async fn redact(first: &mut Appender, store: &dyn Store, place: Place) {
    let by = Actor::Person("maria".into());
    let note = Command::Redactions(redactions::Command::Note { place, by });
    outcome(&append(first, store, &[envelope(Actor::System, note)]).await.answers[0]);
}

fn says(state: &State, word: &str) -> bool {
    format!("{state:?}").contains(word)
}

async fn is_redacted(store: &dyn Store) -> Vec<Place> {
    let mut first = node(store, 1).await;
    let setup = [person("maria"), person("jonas"), policy(&["maria", "jonas"]), settings()];
    append(&mut first, store, &setup).await;
    let opened = append(&mut first, store, &[help("All is dark")]).await;
    let opened = outcome(&opened.answers[0]);
    let (caller, id) = (opened.participant.expect("a caller"), opened.emergency.expect("an id"));
    let from = |command| envelope(Actor::Participant(caller), command);
    let secret = from(say(caller, id, &long(SECRET), &[]));
    let shown = from(say(caller, id, "Two logs", &FILES));
    for said in [secret, shown] {
        outcome(&append(&mut first, store, &[said]).await.answers[0]);
    }
    let known = first.state().emergencies.get(id).expect("it is live").clone();
    let number = |words: &str| {
        let said = known.messages.iter().find(|said| match &said.text {
            emergencies::Text::Words(said) => said.as_str().contains(words),
            emergencies::Text::Line(_) => false,
        });
        said.expect("it was said").number
    };
    let message = Place { emergency: id, number: number(SECRET), file: None };
    let logs = Place { emergency: id, number: number("Two logs"), file: None };
    let one = Place { file: Some(FILES[0]), ..logs };

    redact(&mut first, store, message).await;
    redact(&mut first, store, one).await;
    assert!(!says(first.state(), SECRET), "the node has forgotten");
    assert!(says(first.state(), "was here 72") && !says(first.state(), "was here 71"));
    assert!(says(first.state(), "All is dark"), "what else was said stays");
    assert!(first.state().emergencies.dropped.contains_key(&FILES[0]), "its bytes are owed");
    assert!(first.state().emergencies.files.contains_key(&FILES[1]));
    redact(&mut first, store, logs).await;
    assert!(!says(first.state(), PATIENT) && !says(first.state(), "Two logs"));

    assert!(store.scrub().await.expect("the database is there"), "nobody else reads");
    assert_eq!(node(store, 2).await.state(), first.state(), "a replay comes to the same");
    let records = records(store).await;
    verify(&records).expect("the chain covers digests, not words");
    let words: Vec<&str> =
        records.iter().flat_map(|record| &record.personal).map(|row| row.words.as_str()).collect();
    assert!(!words.iter().any(|words| words.contains(SECRET) || words.contains(PATIENT)));
    assert!(words.iter().any(|words| words.contains("All is dark")));
    vec![message, one, logs]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_taken_out_is_gone_from_memory() {
    is_redacted(&Memory::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_taken_out_is_gone_from_every_file_of_sqlite() {
    let directory = Directory::new();
    let store = Sqlite::open(&directory.file("log")).expect("it opens");
    is_redacted(&store).await;
    for file in std::fs::read_dir(directory.file(".")).expect("the directory") {
        let file = file.expect("a file").path();
        let bytes = std::fs::read(&file).expect("it can be read");
        for word in [SECRET, PATIENT] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{} holds {word}", file.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_taken_out_is_gone_from_postgres() {
    let database = Database::new().await;
    is_redacted(&Postgres::open(&database.url).await.expect("the database is fit")).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_before_does_not_bring_back_what_was_taken_out() {
    let (from, to) = (Memory::default(), Memory::default());
    let mut first = node(&from, 1).await;
    let setup = [operator(Command::Wake), person("maria"), policy(&["maria"]), settings()];
    append(&mut first, &from, &setup).await;
    let opened = append(&mut first, &from, &[help("All is dark")]).await;
    let opened = outcome(&opened.answers[0]);
    let (caller, id) = (opened.participant.expect("a caller"), opened.emergency.expect("an id"));
    let secret = say(caller, id, SECRET, &FILES[..1]);
    append(&mut first, &from, &[envelope(Actor::Participant(caller), secret)]).await;
    let known = first.state().emergencies.get(id).expect("it is live");
    let number = known.files().next().expect("a file").0.number;
    let place = Place { emergency: id, number, file: None };

    let directory = Directory::new();
    let file = directory.file("backup");
    written(&from, &file).await;
    let mut ledger = Ledger::default();
    let by = Actor::Person("maria".into());
    ledger.add(Erased::redacted(crate::common::ORGANISATION, place, &by, Timestamp(5)));
    ledger.write(&directory.file("ledger")).expect("it is written");
    let ledger = Ledger::read(&directory.file("ledger")).expect("it is read");
    restored(&file, &to, &ledger).await.expect("it is restored");
    let mut second = node(&to, 2).await;
    assert!(!says(second.state(), SECRET) && !says(second.state(), PATIENT));
    assert!(says(second.state(), "All is dark"));
    let note = ledger.lines().find_map(Erased::note).expect("it can be noted");
    append(&mut second, &to, &[envelope(Actor::System, note)]).await;
    let done = second.state().redactions.of(place).expect("it is noted");
    assert_eq!(done.by, by);
}

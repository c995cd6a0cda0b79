//! One story, the same on every database: a night at Brightwater, told twice.

use async_trait::async_trait;
use domain::words::{ParticipantId, Personal};
use domain::{Refusal, paging};
use journal::memory::Memory;
use journal::postgres::Postgres;
use journal::sqlite::Sqlite;
use journal::{Store, codec};

use crate::common::{
    Database, Directory, ORGANISATION, accept, append, help, incident_of, node, outcome, person,
    policy, records, settings, sqlite, verify,
};

const CRY: &str = "The pumps have stopped and nothing restarts them.";

/// Takes a person's words out of the store, as an erasure does.
#[async_trait]
trait Eraser: Sync {
    /// Whether this store could do it.
    async fn erase(&self, person: &str) -> bool;
}

struct Nothing;

#[async_trait]
impl Eraser for Nothing {
    async fn erase(&self, _person: &str) -> bool {
        false
    }
}

#[async_trait]
impl Eraser for std::path::PathBuf {
    async fn erase(&self, person: &str) -> bool {
        sqlite(self, &format!("delete from event_personal where person = '{person}'"));
        true
    }
}

#[async_trait]
impl Eraser for Database {
    async fn erase(&self, person: &str) -> bool {
        self.run(&format!("delete from mayday.event_personal where person = '{person}'")).await;
        true
    }
}

async fn story(store: &dyn Store, eraser: &dyn Eraser) {
    let participant = a_night_is_kept(store).await;
    if eraser.erase(&format!("participant/{participant}")).await {
        what_was_erased_is_gone_and_the_rest_is_whole(store, participant).await;
    }
}

async fn a_night_is_kept(store: &dyn Store) -> ParticipantId {
    let mut first = node(store, 1).await;
    let setup = [person("maria"), person("jonas"), policy(&["maria", "jonas"]), settings()];
    append(&mut first, store, &setup).await.answers.iter().for_each(|answer| {
        outcome(answer);
    });

    // A cry for help; a repeat, also within one batch, is answered alike and changes nothing.
    let cry = help(CRY);
    let opened = append(&mut first, store, &[cry.clone(), cry.clone()]).await;
    assert_eq!(opened.answers[0], opened.answers[1]);
    let cry_outcome = outcome(&opened.answers[0]);
    let emergency = cry_outcome.emergency.expect("an emergency is opened");
    let participant = cry_outcome.participant.expect("the caller takes part");
    let repeated = append(&mut first, store, std::slice::from_ref(&cry)).await;
    assert_eq!(repeated.answers, [Ok(cry_outcome)]);
    assert!(repeated.events.is_empty());
    assert_eq!((repeated.head, repeated.state.emergencies.count), (opened.head, 1));

    // Maria accepts the first; for the second, two accept at once and exactly one has it.
    let incident = incident_of(first.state(), emergency);
    outcome(&append(&mut first, store, &[accept(incident, "maria")]).await.answers[0]);
    let second = append(&mut first, store, &[help("Also in building two.")]).await;
    let second = outcome(&second.answers[0]).emergency.expect("a second emergency");
    let incident = incident_of(first.state(), second);
    let race = [accept(incident, "jonas"), accept(incident, "maria")];
    let answers = append(&mut first, store, &race).await.answers;
    outcome(&answers[0]);
    let taken = paging::Refusal::AlreadyAccepted { by: "jonas".into() };
    assert_eq!(answers[1], Err(Refusal::Paging(taken)));

    // Another process reads the same, to the letter.
    let mut again = node(store, 2).await;
    assert_eq!(again.head(), first.head());
    assert_eq!(again.head(), store.head(ORGANISATION).await.expect("the head can be read"));
    assert_eq!(**again.state(), **first.state());
    let known = again.state().emergencies.get(emergency).expect("it is live");
    assert_eq!(known.first_words().map(Personal::as_str), Some(CRY));
    assert_eq!(again.state().access.name(&"maria".into()), "maria of the night shift");
    assert_eq!(store.organisations().await.expect("they can be listed"), [ORGANISATION]);
    verify(&records(store).await).expect("the log is whole");

    // What is about the first emergency is found, in order, and a few at a time.
    let subject = format!("emergency/{emergency}");
    let mut found = Vec::new();
    loop {
        let after = found.last().copied().unwrap_or(0);
        let part = store.read_subject(ORGANISATION, &subject, after, 2).await.expect("found");
        if part.is_empty() {
            break;
        }
        found.extend(part.iter().map(|record| record.seq));
    }
    let mut about = Vec::new();
    for record in records(store).await {
        let event = codec::decode(&record).expect("the event can be read");
        if event.subjects().iter().any(|name| name.to_string() == subject) {
            about.push(record.seq);
        }
    }
    assert!(about.len() > 3, "{about:?}");
    assert_eq!(found, about);

    // A repeat that reaches the other process is answered from what was kept.
    let repeated = append(&mut again, store, &[cry]).await;
    assert_eq!(repeated.answers, [Ok(cry_outcome)]);
    assert_eq!(again.head(), first.head());
    participant
}

async fn what_was_erased_is_gone_and_the_rest_is_whole(
    store: &dyn Store,
    participant: ParticipantId,
) {
    let erased = node(store, 3).await;
    let known = erased.state().emergencies.of_participant(participant).expect("it is live");
    assert_eq!(known.first_words().map(Personal::as_str), Some("(erased)"));
    assert_eq!(erased.state().access.name(&"maria".into()), "maria of the night shift");
    let records = records(store).await;
    verify(&records).expect("the chain covers digests, not words");
    assert!(!records.iter().flat_map(|record| &record.personal).any(|row| row.words.contains(CRY)));
    assert_eq!(erased.head().seq, records.len() as u64);
}

#[tokio::test]
async fn on_memory() {
    story(&Memory::default(), &Nothing).await;
}

#[tokio::test]
async fn on_sqlite() {
    let directory = Directory::new();
    let file = directory.file("journal.db");
    story(&Sqlite::open(&file).expect("a new file can be made"), &file).await;
}

#[tokio::test]
async fn on_postgresql() {
    let database = Database::new().await;
    story(&Postgres::open(&database.url).await.expect("the database is fit"), &database).await;
    database.remove().await;
}

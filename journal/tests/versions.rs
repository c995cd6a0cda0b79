//! Nodes of several versions on one log: nothing is written that one of them does not know, and
//! one that meets such a thing all the same appends nothing any more.

use std::time::Duration;

use domain::words::{Actor, NodeId};
use domain::{Command, Event, Refusal, Revision, Revisions, access};
use journal::memory::Memory;
use journal::nodes::Seen;
use journal::postgres::Postgres;
use journal::{AppendFault, Appender, Store, codec};

use crate::common::{
    Database, ORGANISATION, append, envelope, help, person, policy, salts, settings, team, tick,
    try_node,
};

const NEXT: Revision = Revision(domain::revision::LATEST.0 + 1);

/// A version of tomorrow, in which teams are something new.
static TOMORROW: Revisions = Revisions { latest: NEXT, needs };
/// A version of today, to which teams mean nothing.
static TODAY: Revisions = Revisions { latest: domain::revision::LATEST, needs };

fn needs(event: &Event) -> Revision {
    match event {
        Event::Access(access::Event::TeamPut { .. }) => NEXT,
        _ => Revision::FIRST,
    }
}

async fn node_of(store: &dyn Store, node: u128, revisions: &'static Revisions) -> Appender {
    let (zones, salts) = (crate::common::zones(), salts());
    let opened = Appender::open_knowing(store, ORGANISATION, NodeId(node), zones, salts, revisions);
    opened.await.expect("the log can be read")
}

fn adopt(revision: Revision) -> journal::Envelope {
    envelope(Actor::System, Command::Adopt { revision })
}

/// A log with people in it, and nodes of two versions on it.
async fn two(store: &dyn Store) -> (Appender, Appender) {
    let mut today = node_of(store, 1, &TODAY).await;
    append(&mut today, store, &[person("maria"), policy(&["maria"]), settings()]).await;
    (today, node_of(store, 2, &TOMORROW).await)
}

#[tokio::test]
async fn what_needs_a_later_revision_waits_until_it_is_adopted() {
    let store = Memory::default();
    let (_, mut tomorrow) = two(&store).await;
    let asked = append(&mut tomorrow, &store, &[team("night", "Night"), help("It burns.")]).await;
    assert_eq!(asked.answers[0], Err(Refusal::NotYet));
    assert!(asked.answers[1].is_ok(), "nothing else waits for it");
    let again = append(&mut tomorrow, &store, &[adopt(NEXT), adopt(NEXT)]).await;
    assert_eq!(again.events.len(), 1, "the second time it is a no-op");
    let asked = append(&mut tomorrow, &store, &[team("night", "Night")]).await;
    assert!(asked.answers[0].is_ok());
}

#[tokio::test]
async fn nobody_adopts_what_they_do_not_know_themselves() {
    let store = Memory::default();
    let (mut today, _) = two(&store).await;
    let asked = append(&mut today, &store, &[adopt(NEXT)]).await;
    assert!(asked.events.is_empty());
    assert!(asked.state.policy.adopted < NEXT);
}

#[tokio::test]
async fn a_node_that_meets_what_it_does_not_know_reads_on_and_appends_nothing() {
    let database = Database::new().await;
    let store = Postgres::open(&database.url).await.expect("a database");
    let (mut today, mut tomorrow) = two(&store).await;
    append(&mut tomorrow, &store, &[adopt(NEXT), team("night", "Night")]).await;
    append(&mut tomorrow, &store, &[help("It burns.")]).await;
    let before = store.head(ORGANISATION).await.unwrap();

    // Whether it meets it under the lock or while it looks, nothing is stored.
    let asked = today.append(&store, &[help("Smoke.")], tick()).await;
    assert!(matches!(asked, Err(AppendFault::Outdated(_))), "{asked:?}");
    let news = today.catch_up(&store).await.expect("it reads on");
    let asked = today.append(&store, &[help("Smoke.")], tick()).await;
    assert!(matches!(asked, Err(AppendFault::Outdated(_))), "{asked:?}");
    assert_eq!(store.head(ORGANISATION).await.unwrap(), before);

    let unknown = today.unknown().expect("it was met").to_string();
    assert!(unknown.contains("policy.adopted"), "{unknown}");
    assert_eq!(today.head(), before);
    assert_eq!(today.state().emergencies.emergencies.len(), 1, "what it knows it folds");
    assert!(today.state().access.teams.is_empty(), "what it does not know it skips");
    let known = |event: &Event| !matches!(event, Event::Access(access::Event::TeamPut { .. }));
    assert!(news.iter().all(|(_, event)| known(event)));

    let Err(fault) = try_node(&store, 3).await else { panic!("a start does not skip anything") };
    assert!(fault.permanent && fault.message.contains("as new"), "{fault}");
}

/// Appends a row as no program of today would write it.
async fn forge(store: &Memory, change: impl FnOnce(&mut journal::Record)) {
    let transaction = store.begin(ORGANISATION).await.unwrap();
    let mut record = store.records(ORGANISATION).pop().expect("a row");
    let before = transaction.head();
    record.seq += 1;
    record.chain = codec::chain(&before.chain, &record);
    change(&mut record);
    transaction.commit(vec![record], Vec::new()).await.unwrap();
}

#[tokio::test]
async fn an_unknown_kind_is_skipped_and_a_damaged_row_is_not() {
    let store = Memory::default();
    let (mut today, mut other) = two(&store).await;
    let before = today.head();
    forge(&store, |record| {
        record.kind = "telepathy.heard".into();
        record.body = r#"{"telepathy":{"heard":{}}}"#.into();
        record.chain = codec::chain(&before.chain, record);
    })
    .await;
    today.catch_up(&store).await.expect("it is skipped");
    assert_eq!(today.unknown().map(|unknown| unknown.seq), Some(before.seq + 1));

    forge(&store, |record| record.body = "{".into()).await;
    let fault = today.catch_up(&store).await.expect_err("it is damaged");
    assert!(fault.permanent && fault.message.contains("not what was written"), "{fault}");
    let asked = other.append(&store, &[help("Smoke.")], tick()).await;
    assert!(matches!(asked, Err(AppendFault::Stop(_))), "{asked:?}");
}

#[tokio::test]
async fn nodes_see_each_other_with_what_they_know() {
    let database = Database::new().await;
    let one = Postgres::open(&database.url).await.expect("a database");
    let other = Postgres::open(&database.url).await.expect("a database");
    let node = |id, revision| Seen {
        id: NodeId(id),
        name: format!("machine-{id}"),
        revision,
        ago: Duration::ZERO,
        reads: false,
    };
    one.report(&node(1, NEXT)).await.unwrap();
    assert_eq!(other.nodes().await.unwrap().len(), 1);
    other.report(&node(2, Revision::FIRST)).await.unwrap();
    let seen = one.nodes().await.unwrap();
    let of = |id| seen.iter().find(|seen| seen.id == NodeId(id)).expect("it was seen");
    assert_eq!((of(1).revision, of(2).revision), (NEXT, Revision::FIRST));
    assert!(of(1).is_running() && of(1).ago < Duration::from_secs(30));
    assert_eq!(of(1).name, "machine-1");
    one.report(&node(1, NEXT)).await.unwrap();
    assert_eq!(one.nodes().await.unwrap().len(), 2, "one row for each");
    // One that only reads holds up nobody, and is there to ring.
    other.report(&Seen { reads: true, ..node(2, Revision::FIRST) }).await.unwrap();
    let seen = one.nodes().await.unwrap();
    let of = |id| seen.iter().find(|seen| seen.id == NodeId(id)).expect("it was seen");
    assert!(of(2).stands_by() && !of(2).is_running());
    assert!(of(1).is_running() && !of(1).stands_by());
}

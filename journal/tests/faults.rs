//! When the store fails: nothing is assumed, nothing happens twice, nothing is written on a lie.

use domain::{Command, Decision, Moment, Refusal, State};
use journal::memory::{Failure, Memory};
use journal::{AppendFault, Appender, CHAIN_START, Record, Store, codec};

use crate::common::{append, help, node, outcome, records, tick, verify};

async fn fault_of(appender: &mut Appender, store: &Memory, failure: Failure) -> AppendFault {
    store.fail_next(failure);
    let batch = [help("It failed.")];
    appender.append(store, &batch, tick()).await.expect_err("the store fails")
}

#[tokio::test]
async fn a_commit_whose_outcome_is_unknown_is_carried_out_exactly_once() {
    for failure in [Failure::CommitUnknownStored, Failure::CommitUnknownLost] {
        let store = Memory::default();
        let mut appender = node(&store, 1).await;
        let batch = [help("The pumps have stopped."), help("So has the light.")];

        store.fail_next(failure);
        let fault = appender.append(&store, &batch, tick()).await.expect_err("nobody knows");
        assert!(matches!(&fault, AppendFault::Unknown(fault) if !fault.permanent), "{fault:?}");
        assert_eq!(appender.state().emergencies.count, 0, "nothing is assumed");

        let retried = append(&mut appender, &store, &batch).await;
        assert_eq!(retried.state.emergencies.count, 2, "after {failure:?}");
        let again = append(&mut appender, &store, &batch).await;
        assert_eq!(retried.answers, again.answers);
        assert_eq!(again.head, retried.head);
        let emergency = outcome(&again.answers[0]).emergency.expect("it was opened");
        assert!(again.state.emergencies.get(emergency).is_some());
        verify(&records(&store).await).expect("the log is whole");
        assert_eq!(**node(&store, 2).await.state(), **appender.state());
    }
}

#[tokio::test]
async fn a_store_that_refuses_leaves_everything_as_it_was() {
    let store = Memory::default();
    let mut appender = node(&store, 1).await;
    append(&mut appender, &store, &[help("It is dark.")]).await;
    let (state, head) = (appender.state().clone(), appender.head());
    for failure in [Failure::Unreachable, Failure::CommitUndone] {
        let fault = fault_of(&mut appender, &store, failure).await;
        assert!(matches!(&fault, AppendFault::Undone(fault) if !fault.permanent), "{fault:?}");
        assert_eq!((appender.state(), appender.head()), (&state, head));
    }
    let appended = append(&mut appender, &store, &[help("It is still dark.")]).await;
    assert_eq!(appended.state.emergencies.count, 2);
}

#[tokio::test]
async fn a_command_that_breaks_the_program_is_refused_and_takes_nobody_with_it() {
    fn breaks_on_thunder(
        state: &State,
        command: Command,
        moment: &Moment<'_>,
    ) -> Result<Decision, Refusal> {
        assert!(!format!("{command:?}").contains("Thunder"), "planted by the test");
        domain::decide(state, command, moment)
    }
    let store = Memory::default();
    let mut appender = node(&store, 1).await.deciding_by(breaks_on_thunder);
    let batch = [help("It is dark."), help("Thunder."), help("It is still dark.")];
    let appended = append(&mut appender, &store, &batch).await;
    assert!(appended.answers[0].is_ok() && appended.answers[2].is_ok());
    assert_eq!(appended.answers[1], Err(Refusal::Broken));
    assert_eq!(appended.state.emergencies.count, 2, "the others are stored");
    // Nothing of it is kept: the repaired program decides the same command anew.
    let mut mended = node(&store, 2).await;
    assert_eq!(append(&mut mended, &store, &batch).await.state.emergencies.count, 3);
    verify(&records(&store).await).expect("the log is whole");
}

/// A column, and something that could be done to it.
type Damage = (&'static str, fn(&mut Record));

/// What anyone could change behind the journal's back in one row.
fn damages() -> Vec<Damage> {
    vec![
        ("at", |record| record.at.0 += 1),
        ("kind", |record| record.kind = format!("{}x", record.kind).into()),
        ("version", |record| record.version += 1),
        ("actor", |record| record.actor = "\"system\"".into()),
        ("command", |record| record.command.0 += 1),
        ("body", |record| record.body = record.body.replace(":1", ":2")),
        ("digests", |record| record.digests = "{}".into()),
        ("chain", |record| record.chain[0] ^= 1),
        ("words", |record| record.personal[0].words = "[\"All is well.\"]".into()),
        ("salt", |record| record.personal[0].salt[0] ^= 1),
    ]
}

#[tokio::test]
async fn whatever_is_changed_in_a_row_shows_and_the_event_is_named() {
    let store = Memory::default();
    append(&mut node(&store, 1).await, &store, &[help("It is dark.")]).await;
    let rows = records(&store).await;
    let said = rows.iter().position(|row| row.kind == "emergencies.said").expect("words came");
    for (column, damage) in damages() {
        let mut damaged = rows.clone();
        damage(&mut damaged[said]);
        let fault = verify(&damaged).expect_err(column);
        let name = format!("event {}", damaged[said].seq);
        assert!(fault.permanent && fault.message.contains(&name), "{column}: {fault}");
    }
    let before = said.checked_sub(1).map_or(CHAIN_START, |before| rows[before].chain);
    codec::verify(&rows[said], &before).expect("the row itself is as it was written");
}

#[tokio::test]
async fn a_log_that_went_another_way_stops_the_node() {
    // After a failover that lost what this node was told is durable, others went on.
    let (lost, found) = (Memory::default(), Memory::default());
    let mut appender = node(&lost, 1).await;
    append(&mut appender, &lost, &[help("The pumps have stopped.")]).await;
    let mut other = node(&found, 2).await;
    append(&mut other, &found, &[help("It is dark.")]).await;
    for _ in 0..2 {
        let before = appender.head();
        let stopped = appender.append(&found, &[help("Is anyone there?")], tick()).await;
        assert!(matches!(&stopped, Err(AppendFault::Stop(fault)) if fault.permanent));
        assert_eq!(appender.head(), before);
        // The second time round, the other log has grown beyond what this node knows.
        append(&mut other, &found, &[help("It is still dark."), help("And cold.")]).await;
    }
    assert!(appender.catch_up(&found).await.is_err_and(|fault| fault.permanent));
    assert!(found.head(crate::common::ORGANISATION).await.is_ok());
}

//! Replay: the whole log becomes a state; rows are read, decoded and folded side by side.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use domain::words::Timestamp;
use domain::{Event, State};

use crate::{Fault, Head, Record, Store, codec};

/// How many events are read at a time.
pub(crate) const READ_BATCH: usize = 500;
/// How many batches may lie between two of the three that work side by side.
const AHEAD_MAX: usize = 2;

/// How much of the chain is computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Where one batch follows the other: enough to go on from a log that the database calls whole.
    Joints,
    /// Every event and all words: what was written is what is there.
    Everything,
}

/// Reads the whole log and folds it.
///
/// The reader stays with the caller, because a store may need its runtime; decoding and folding
/// have a thread each. A log of one batch, as tests and new installations have, needs neither.
///
/// # Errors
/// The [`Fault`] of the first event that cannot be read, proved or folded.
pub async fn replay(
    store: &dyn Store,
    organisation: &str,
    proof: Proof,
) -> Result<(State, Head), Fault> {
    let mut records = store.read(organisation, 0, READ_BATCH).await?;
    let mut decoder = Decoder { head: Head::START, proof };
    if records.len() < READ_BATCH {
        let mut state = State::default();
        let happened = decoder.decode(&records)?;
        happened.iter().for_each(|(at, event)| state.evolve(event, *at));
        return Ok((state, decoder.head));
    }
    let (to_decoder, rows) = sync_channel(AHEAD_MAX);
    let (to_folder, batches) = sync_channel(AHEAD_MAX);
    let decoding = start("decode", move || decoder.decode_all(&rows, &to_folder))?;
    let folding = start("fold", move || fold_all(&batches))?;
    let read = loop {
        let last = records.len() < READ_BATCH;
        let seq = records.last().map_or(0, |record| record.seq);
        // A decoder that is gone has met a fault, which it tells at the end.
        if to_decoder.send(records).is_err() || last {
            break Ok(());
        }
        match store.read(organisation, seq, READ_BATCH).await {
            Ok(next) => records = next,
            Err(fault) => break Err(fault),
        }
    };
    drop(to_decoder);
    // What was read before counts before what could not be read.
    let head = ended(decoding)?;
    let state = ended(folding);
    read.map(|()| (state, head))
}

/// What happened, with its instants.
type Happened = Vec<(Timestamp, Event)>;

/// Turns rows into events, each of which must follow the one before.
struct Decoder {
    head: Head,
    proof: Proof,
}

impl Decoder {
    fn decode_all(
        mut self,
        rows: &Receiver<Vec<Record>>,
        to_folder: &SyncSender<Happened>,
    ) -> Result<Head, Fault> {
        for records in rows {
            if to_folder.send(self.decode(&records)?).is_err() {
                break;
            }
        }
        Ok(self.head)
    }

    fn decode(&mut self, records: &[Record]) -> Result<Happened, Fault> {
        let mut happened = Vec::with_capacity(records.len());
        for (place, record) in records.iter().enumerate() {
            if place == 0 || self.proof == Proof::Everything {
                codec::verify(record, &self.head.chain)?;
            }
            self.head = follow(record, self.head)?;
            happened.push((record.at, codec::decode(record)?));
        }
        Ok(happened)
    }
}

/// The head after a row, which must follow `head`.
pub(crate) fn follow(record: &Record, head: Head) -> Result<Head, Fault> {
    let Record { seq, at, chain, .. } = *record;
    if seq != head.seq + 1 {
        let expected = head.seq + 1;
        return Err(Fault::permanent(format!("event {expected} is missing before {seq}")));
    }
    Ok(Head { seq, chain, at })
}

fn fold_all(batches: &Receiver<Happened>) -> State {
    let mut state = State::default();
    for happened in batches {
        happened.iter().for_each(|(at, event)| state.evolve(event, *at));
    }
    state
}

fn start<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Fault> {
    let thread = Builder::new().name(name.to_owned()).spawn(work);
    thread.map_err(|error| Fault::passing(format!("no thread to replay on: {error}")))
}

/// What a thread ended with. One that broke breaks the caller too, as if it had done the work.
fn ended<T>(thread: JoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use domain::organisation::{self, Settings};
    use domain::words::{Actor, CommandId};

    use super::*;
    use crate::CHAIN_START;
    use crate::memory::Memory;

    const LONG: usize = 3 * READ_BATCH + 7;

    /// A log of so many events, changed before it is stored.
    async fn log(len: usize, change: impl FnOnce(&mut Vec<Record>)) -> (Memory, Head) {
        let mut salts: codec::Salts = Box::new(|| [7; 16]);
        let (mut chain, mut records) = (CHAIN_START, Vec::new());
        for seq in 1..=len as u64 {
            let settings = Settings { name: format!("{seq}").into(), ..Settings::default() };
            let event = Event::Organisation(organisation::Event::Put { settings });
            let (at, command) = (Timestamp(seq as i64), CommandId(u128::from(seq)));
            let record =
                codec::encode(&event, seq, at, &Actor::System, command, &chain, &mut salts);
            chain = record.chain;
            records.push(record);
        }
        let head = Head { seq: len as u64, chain, at: Timestamp(len as i64) };
        change(&mut records);
        let memory = Memory::default();
        let transaction = memory.begin("o").await.unwrap();
        transaction.commit(records, Vec::new()).await.unwrap();
        (memory, head)
    }

    #[tokio::test]
    async fn a_log_of_any_length_is_folded_to_its_end() {
        for len in [0, 1, READ_BATCH - 1, READ_BATCH, READ_BATCH + 1, 2 * READ_BATCH, LONG] {
            let (memory, expected) = log(len, |_| {}).await;
            for proof in [Proof::Joints, Proof::Everything] {
                let (state, head) = replay(&memory, "o", proof).await.unwrap();
                assert_eq!((head.seq, head.at), (expected.seq, expected.at));
                assert_eq!(head.chain, expected.chain);
                if len > 0 {
                    assert_eq!(state.organisation.settings.name, len.to_string());
                }
            }
        }
    }

    #[tokio::test]
    async fn the_first_damage_is_named_wherever_it_is() {
        for damaged in [1, READ_BATCH, READ_BATCH + 2, LONG] {
            let spoil = |records: &mut Vec<Record>| {
                records[damaged - 1].body = "{".to_owned();
                records[LONG - 1].body = "{".to_owned();
            };
            let (memory, _) = log(LONG, spoil).await;
            for proof in [Proof::Joints, Proof::Everything] {
                let fault = replay(&memory, "o", proof).await.unwrap_err();
                assert!(fault.permanent);
                assert!(fault.message.contains(&format!("event {damaged} ")), "{fault}");
            }
        }
    }

    #[tokio::test]
    async fn what_was_changed_but_can_be_read_shows_in_the_chain() {
        let changed = READ_BATCH + 5;
        let forge = |records: &mut Vec<Record>| records[changed - 1].at = Timestamp(0);
        let (memory, _) = log(LONG, forge).await;
        assert!(replay(&memory, "o", Proof::Joints).await.is_ok());
        let fault = replay(&memory, "o", Proof::Everything).await.unwrap_err();
        assert!(fault.message.contains(&format!("event {changed} ")), "{fault}");
    }

    #[tokio::test]
    async fn an_event_that_is_missing_is_named() {
        let missing = READ_BATCH + 9;
        let lose = |records: &mut Vec<Record>| drop(records.remove(missing - 1));
        let (memory, _) = log(LONG, lose).await;
        let fault = replay(&memory, "o", Proof::Joints).await.unwrap_err();
        assert!(fault.message.contains(&format!("event {missing} is missing")), "{fault}");
    }
}

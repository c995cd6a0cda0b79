//! The witness: reads every row that is stored, and folds a state of its own from it.

use std::collections::BTreeMap;

use domain::{Event, State};
use futures_util::FutureExt;
use journal::memory::Memory;
use journal::{Head, Record, Store, codec};

use crate::vendor::ORGANISATION;

/// How many rows are read at a time.
const READ_BATCH: usize = 1_000;

/// What stands in the log, independently of what any node believes.
pub(crate) struct Witness {
    pub(crate) truth: State,
    pub(crate) head: Head,
    pub(crate) kinds: BTreeMap<String, u64>,
}

impl Default for Witness {
    fn default() -> Self {
        Self { truth: State::default(), head: Head::START, kinds: BTreeMap::new() }
    }
}

impl Witness {
    pub(crate) fn head_of(&self, store: &Memory) -> Result<Head, String> {
        let head = store.head(ORGANISATION).now_or_never().ok_or("the store hangs")?;
        head.map_err(|fault| fault.to_string())
    }

    /// The rows that were not seen yet, with their events.
    pub(crate) fn rows(&self, store: &Memory) -> Result<Vec<(Record, Event)>, String> {
        let mut rows = Vec::new();
        let mut after = self.head.seq;
        loop {
            let read = store.read(ORGANISATION, after, READ_BATCH).now_or_never();
            let read = read.ok_or("the store hangs")?.map_err(|fault| fault.to_string())?;
            let last = read.len() < READ_BATCH;
            for row in read {
                after = row.seq;
                let event = codec::decode(&row).map_err(|fault| fault.to_string())?;
                rows.push((row, event));
            }
            if last {
                return Ok(rows);
            }
        }
    }

    pub(crate) fn take_in(&mut self, row: &Record, event: &Event) -> State {
        self.truth.evolve(event, row.at);
        match self.kinds.get_mut(row.kind.as_str()) {
            Some(count) => *count += 1,
            None => {
                self.kinds.insert(row.kind.to_string(), 1);
            }
        }
        self.head = Head { seq: row.seq, chain: row.chain, at: row.at };
        self.truth.clone()
    }

    /// Every row there is.
    pub(crate) fn whole(&self, store: &Memory) -> Vec<Record> {
        store.records(ORGANISATION)
    }
}

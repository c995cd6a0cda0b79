//! A copy of a log on this machine's own disk, a moment behind: a start without the database, and
//! nothing else, reads it.

use std::sync::Arc;
use std::time::Duration;

use crate::replay::READ_BATCH;
use crate::sqlite::Sqlite;
use crate::{Fault, Head, Store, codec};

/// How far behind the copy may be, so that a busy log costs the disk a few writes a second.
const BEHIND: Duration = Duration::from_millis(200);
/// How long it rests while the database cannot be read.
const REST: Duration = Duration::from_secs(2);

/// Whether what the copy holds is the beginning of the log.
pub async fn follows(copy: &Sqlite, store: &dyn Store, organisation: &str) -> bool {
    let Ok(known) = copy.head(organisation).await else { return false };
    if known.seq == 0 {
        return true;
    }
    match store.read(organisation, known.seq - 1, 1).await {
        Ok(records) => records.first().is_some_and(|record| record.chain == known.chain),
        // It cannot be asked just now, and is checked event by event as it goes on.
        Err(_) => true,
    }
}

/// Copies what is appended, for as long as the process lives.
pub async fn follow(copy: Sqlite, store: Arc<dyn Store>, organisation: &'static str) {
    loop {
        match take_over(&copy, store.as_ref(), organisation).await {
            Ok(0) => store.hint().await,
            Ok(_) => tokio::time::sleep(BEHIND).await,
            Err(fault) if fault.permanent => {
                tracing::error!(%fault, "this machine's copy of the log ends here");
                return;
            }
            Err(_) => tokio::time::sleep(REST).await,
        }
    }
}

/// Copies the next events; how many they were.
///
/// # Errors
/// A [`Fault`], permanent when the log is not the one that was copied before.
pub async fn take_over(
    copy: &Sqlite,
    store: &dyn Store,
    organisation: &str,
) -> Result<usize, Fault> {
    let head: Head = copy.head(organisation).await?;
    let mut records = store.read(organisation, head.seq, READ_BATCH).await?;
    let Some(first) = records.first() else { return Ok(0) };
    codec::verify(first, &head.chain)?;
    for record in &mut records {
        // Which words an event erases is not read back, and must go here too.
        if record.kind.starts_with("erasures.") {
            let event = codec::decode(record)?;
            record.erases = event.erases().map(ToString::to_string);
        }
    }
    let erases = records.iter().any(|record| record.erases.is_some());
    let count = records.len();
    let transaction = copy.begin(organisation).await?;
    if transaction.head() != head {
        return Err(Fault::passing("somebody else writes the copy"));
    }
    let stored = transaction.commit(records, Vec::new()).await;
    stored.map_err(|_| Fault::passing("the copy could not be written"))?;
    if erases {
        copy.scrub().await?;
    }
    Ok(count)
}

//! What this machine's own disk holds beside a database elsewhere: the spool, and a copy of the log
//! to start from when the database is away.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use journal::copy;
use journal::postgres::Postgres;
use journal::sqlite::Sqlite;
use journal::{Fault, Store};
use tokio::time::Instant;

use crate::configuration::Configuration;
use crate::data_directory::DataDirectory;
use crate::line::Shelf;
use crate::serve::{self, ORGANISATION};

/// How long a start waits for a database that is away before it starts from its copy.
const COPY_AFTER: Duration = Duration::from_secs(5);

/// Opens the database and what lies beside it. An embedded one needs nothing beside it: where the
/// disk fails it, the disk would fail a spool.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub async fn open(
    configuration: &Configuration,
    directory: &DataDirectory,
) -> Result<(Arc<dyn Store>, Option<Shelf>), String> {
    let Some(url) = &configuration.database else {
        return Ok((serve::store(configuration, directory).await?, None));
    };
    let file = directory.copy_file();
    let copy = open_copy(&file).await;
    let known = match &copy {
        Some(copy) => copy.head(ORGANISATION).await.is_ok_and(|head| head.seq > 0),
        None => false,
    };
    let (store, reached): (Arc<dyn Store>, bool) = match known {
        // Without a copy there is nothing to start from: the start waits for the database.
        false => (serve::store(configuration, directory).await?, true),
        true => or_later(url).await.map_err(|fault| fault.message)?,
    };
    let copy = match copy {
        Some(copy) if reached && !copy::follows(&copy, store.as_ref(), ORGANISATION).await => {
            tracing::warn!("this machine's copy is of another log and is made anew");
            drop(copy);
            remove(&file);
            open_copy(&file).await
        }
        copy => copy,
    };
    if let Some(copy) = &copy {
        tokio::spawn(copy::follow(copy.clone(), Arc::clone(&store), ORGANISATION));
    }
    let copy = copy.map(|copy| Arc::new(copy) as Arc<dyn Store>);
    Ok((store, Some(Shelf { spool: directory.spool_file(), copy })))
}

/// The database, or one that is tried again and again. Whether it was reached.
async fn or_later(url: &str) -> Result<(Arc<dyn Store>, bool), Fault> {
    let patient = Instant::now() + COPY_AFTER;
    loop {
        match Postgres::open(url).await {
            Ok(open) => return Ok((Arc::new(open), true)),
            Err(fault) if fault.permanent => return Err(fault),
            Err(fault) if Instant::now() > patient => {
                tracing::error!(%fault, "the database is away; this machine goes on by itself");
                return Ok((Arc::new(Postgres::later(url)?), false));
            }
            Err(fault) => tracing::warn!(%fault, "waiting for the database"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// The copy; one that cannot be opened is made anew, because the log itself is elsewhere.
async fn open_copy(file: &Path) -> Option<Sqlite> {
    let opened = Sqlite::open(file).or_else(|fault| {
        tracing::warn!(%fault, "this machine's copy of the log is made anew");
        remove(file);
        Sqlite::open(file)
    });
    opened.inspect_err(|fault| tracing::error!(%fault, "no copy of the log is kept here")).ok()
}

fn remove(file: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        let _ = std::fs::remove_file(name);
    }
}

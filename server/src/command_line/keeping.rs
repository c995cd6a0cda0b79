//! The commands that keep and let go: `backup`, `restore`, `kept` and `erase`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use domain::words::{Actor, Owner};
use journal::Fault;
use journal::backup::{Contents, Ledger, chain_text};

use super::{Place, offline};
use crate::control::{self, Request};
use crate::data_directory::{self, DataDirectory};
use crate::keeping::backup::{Partial, Progress, directory_of, megabytes, open, verify};
use crate::keeping::{Keep, LEDGER, digest};
use crate::links::InstallationKey;
use crate::objects::Shelf;
use crate::serve::{self, ORGANISATION};

/// What is said when a backup holds files and there is no place for them.
const NO_SHELF: &str = "The backup holds files of conversations. With PostgreSQL, name a bucket \
                        for them under [objects] in the configuration, or a directory that all \
                        nodes share.";

/// `mayday backup FILE|DIR`
pub(super) async fn backup(
    place: &Place,
    target: &Path,
    with_key: bool,
    without_files: bool,
) -> Result<(), String> {
    let configuration = place.configuration("data")?;
    let data = configuration.data.clone().unwrap_or_default();
    let partial = Partial::begin(target)?;
    let (socket, into) = (data_directory::socket(&data), partial.file()?);
    let asked = tokio::task::spawn_blocking(move || copy(&socket, with_key, without_files, into));
    let running = asked.await.map_err(|error| error.to_string())??;
    if !running {
        let (_directory, mut keep) = stopped(&configuration, &data).await?;
        if without_files {
            keep = keep.without_files();
        }
        keep.reaches_files().await?;
        let mut out = tokio::io::BufWriter::new(tokio::fs::File::from_std(partial.file()?));
        keep.backup(with_key, &mut out).await?;
        tokio::io::AsyncWriteExt::flush(&mut out).await.map_err(|error| error.to_string())?;
    }
    let finished = tokio::task::spawn_blocking(move || partial.finish());
    let (file, contents) = finished.await.map_err(|error| error.to_string())??;
    println!("{}: {}", file.display(), said(&contents));
    for (name, head) in &contents.heads {
        println!("The log of {name} ends at event {}, {}.", head.seq, chain_text(&head.chain));
    }
    if without_files {
        println!("The files of conversations are not in it.");
    }
    if with_key {
        println!("The installation key is in it: whoever has this file can make valid links.");
    } else {
        println!(
            "The installation key is not in it. Keep {} (or MAYDAY_INSTALLATION_KEY) in another \
             safe place: without it no link that was ever sent works after a restore.",
            data.join("installation.key").display()
        );
    }
    Ok(())
}

fn said(contents: &Contents) -> String {
    let (events, outcomes) = (contents.events(), contents.outcomes);
    let files = match contents.files {
        0 => String::new(),
        files => format!(" {files} files of conversations."),
    };
    format!("{events} events and {outcomes} answers, each of them what was written.{files}")
}

/// Takes a backup from the running server. False when none runs.
fn copy(
    socket: &Path,
    with_key: bool,
    without_files: bool,
    mut into: std::fs::File,
) -> Result<bool, String> {
    let request = Request::Backup { with_key, without_files };
    let Some(mut stream) = control::open(socket, &request)? else {
        return Ok(false);
    };
    let mut progress = Progress::of("Writing the backup");
    let (mut bytes, mut done) = (vec![0; 1 << 16], 0);
    loop {
        let count =
            stream.read(&mut bytes).map_err(|error| format!("The server fell silent: {error}."))?;
        if count == 0 {
            return Ok(true);
        }
        into.write_all(&bytes[..count])
            .map_err(|error| format!("It cannot be written: {error}."))?;
        done += count as u64;
        progress.is(megabytes(done));
    }
}

/// What keeping needs, on the data of a server that does not run.
async fn stopped(
    configuration: &crate::configuration::Configuration,
    data: &Path,
) -> Result<(DataDirectory, Keep), String> {
    let log = data.join("mayday.sqlite");
    if configuration.database.is_none() && !log.exists() {
        return Err(format!(
            "There is no log in {}. Name the data directory with --data, or the database with \
             --database.",
            data.display()
        ));
    }
    let directory = DataDirectory::open(data)?;
    let key = directory.installation_key()?;
    let store = serve::store(configuration, &directory).await?;
    let other = configuration.erasure_ledger.as_deref();
    let shelf = shelf(configuration, data, Some(&key))?;
    Ok((directory, Keep::new(store, key, data, other).with_files(shelf)))
}

/// Where the files of conversations lie.
fn shelf(
    configuration: &crate::configuration::Configuration,
    data: &Path,
    key: Option<&InstallationKey>,
) -> Result<Shelf, String> {
    let several = configuration.database.is_some();
    Shelf::open(configuration.objects.as_ref(), data, several, key)
}

/// `mayday restore FILE`
pub(super) async fn restore(place: &Place, file: &Path, ledgers: &[PathBuf]) -> Result<(), String> {
    let configuration = place.configuration("data")?;
    let data = configuration.data.clone().unwrap_or_default();
    let checked = file.to_owned();
    let whole = tokio::task::spawn_blocking(move || verify(&checked));
    let contents = whole.await.map_err(|error| error.to_string())??;
    if let Some(name) = contents.heads.keys().find(|name| *name != ORGANISATION) {
        return Err(format!("The backup holds an organisation \"{name}\", which is not ours."));
    }
    let directory = DataDirectory::open(&data)?;
    let store = serve::store(&configuration, &directory).await?;
    let mut ledger = Ledger::default();
    let beside = [directory_of(file).join(LEDGER), data.join(LEDGER)];
    let own = configuration.erasure_ledger.iter();
    for source in beside.iter().chain(ledgers).chain(own) {
        ledger.merge(Ledger::read(source)?);
    }
    let import = store.import().await.map_err(|fault| match fault.permanent {
        true => {
            "The target is not empty: it holds a log already. Name an empty data directory or an \
             empty database."
                .to_owned()
        }
        false => fault.message,
    })?;
    let (source, kept) = (file.to_owned(), ledger.clone());
    // The key that the server will start with, as far as there is one.
    let brought = contents.opening.key.as_deref().and_then(data_directory::read_key);
    let key = data_directory::key_of(&data).ok().or(brought);
    let shelf = shelf(&configuration, &data, key.as_ref())?;
    let runtime = tokio::runtime::Handle::current();
    let filling = tokio::task::spawn_blocking(move || {
        let mut progress = Progress::of("Restoring");
        let mut is = |events: u64| progress.is(format!("{events} events"));
        let input = open(&source, "Reading the backup")?;
        let mut keep = |name: &str, bytes: Vec<u8>| match &shelf.objects {
            Ok(objects) => runtime.block_on(objects.put(name, bytes)).map_err(Fault::passing),
            Err(_) => Err(Fault::permanent(NO_SHELF)),
        };
        journal::backup::restore_with(input, import, &kept, &runtime, &mut is, &mut keep)
            .map_err(|fault| fault.message)
    });
    let contents = filling.await.map_err(|error| error.to_string())??;
    println!("Restored: {}", said(&contents));
    keys(&data, &directory, contents.opening.key.as_deref())?;
    drop((store, directory));
    note_erasures(place, &data, &ledger).await?;
    println!("Start it with `mayday serve`. Whatever was open rings again.");
    Ok(())
}

/// Puts the key where it belongs, and says what becomes of links.
fn keys(data: &Path, directory: &DataDirectory, key: Option<&str>) -> Result<(), String> {
    let file = data.join("installation.key");
    let own = data_directory::key_of(data).ok().map(|key| key.text());
    match (own, key) {
        (Some(own), Some(key)) if own != key => println!(
            "The installation key that is set here differs from the backup's and stays. Links \
             made before the backup do not open with it."
        ),
        (Some(_), Some(_)) => println!("Links made before the backup work."),
        (Some(_), None) => println!(
            "The backup holds no installation key; the one that is set here is used. Links work \
             if it is the one from before."
        ),
        (None, Some(key)) => {
            directory.keep_installation_key(key)?;
            println!("The installation key came with the backup. Links made before it work.");
        }
        (None, None) => println!(
            "The backup holds no installation key and there is none here. Put yours into {} \
             before the start. Without it a new one is made: no link that was sent before opens, \
             callers must call again at /help, and people sign in anew.",
            file.display()
        ),
    }
    Ok(())
}

/// Notes in the restored log what was erased since the backup was made.
async fn note_erasures(place: &Place, data: &Path, ledger: &Ledger) -> Result<(), String> {
    let notes: Vec<_> = ledger
        .lines()
        .filter(|erased| erased.organisation == ORGANISATION)
        .filter_map(|erased| Some((erased.owner.clone(), erased.note()?)))
        .collect();
    if notes.is_empty() {
        return Ok(());
    }
    let configuration = place.configuration("data")?;
    let keyless = data_directory::key_of(data).is_err();
    let (line, store, directory) = offline(&configuration, data).await?;
    let (mut count, mut places) = (0, 0);
    for (owner, note) in notes {
        let before = line.published().state;
        match line.tell(Actor::System, note).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => return Err(format!("{owner}: {refusal}")),
            Err(unanswered) => return Err(format!("{owner}: {unanswered:?}")),
        }
        let state = line.published().state;
        if state.erasures.erased.len() > before.erasures.erased.len() {
            count += 1;
        }
        if state.redactions.done.len() > before.redactions.done.len() {
            places += 1;
        }
        if let Some(Owner::Person(person)) = Owner::parse(&owner)
            && state.access.person(&person).is_some_and(|known| known.name.text.is_none())
        {
            println!(
                "{person} was erased after this backup and stands on its roster without name and \
                 address: take them out with `mayday apply --prune`."
            );
        }
    }
    let key = directory.installation_key()?;
    let other = configuration.erasure_ledger.as_deref();
    let keep = Keep::new(store, key, data, other);
    keep.settle(ORGANISATION, &line.published().state).await?;
    if keyless {
        // Opening made a key, which would stand in the way of the real one.
        let _ = std::fs::remove_file(data.join("installation.key"));
    }
    println!("{count} people were erased since; their words were left out.");
    if places > 0 {
        println!("{places} messages and files were taken out since; they were left out too.");
    }
    Ok(())
}

/// The digest and the end of what was replayed, for comparing two installations.
pub(super) fn compared(state: &domain::State) -> String {
    format!("State {} (compare with a program of the same version).", digest::of(state))
}

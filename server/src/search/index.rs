//! The index itself: one SQLite file with the words folded for finding and whole for showing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::customers::distance::likeness;
use domain::policy::words_of;
use domain::words::{EmergencyId, IncidentId, Timestamp};
use journal::{Chain, Fault, Record};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::documents::{Change, Document, Kind, changes};
use super::query::Query;

/// The shape of the file; another one is thrown away and made anew.
const VERSION: i64 = 6;
/// Longest that one search may take; what it has found by then is what there is.
const WITHIN: Duration = Duration::from_millis(700);
/// How many steps of SQLite pass between two looks at the clock.
const STEPS: i32 = 10_000;
/// Most documents that one search looks at for its person's eyes.
const LOOKED_AT_MAX: usize = 400;
/// Most documents of one page of results.
pub const PAGE_MAX: usize = 50;
/// Longest text of a document, in bytes.
const TEXT_LEN_MAX: usize = 64 * 1024;
/// How much memory SQLite keeps of the file, in KiB.
const CACHE_KIB: i64 = 16_384;
/// Most words of the index that are compared with a mistyped one.
const COMPARED_MAX: usize = 20_000;
/// How alike a word must be to be taken for a mistyped one, of a thousand.
const LIKENESS_MIN: u32 = 780;

const LAYOUT: &str = "
    CREATE TABLE place (version INTEGER, position INTEGER, chain BLOB);
    CREATE TABLE document (
        id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT, at INTEGER NOT NULL,
        emergency BLOB, incident BLOB, who TEXT NOT NULL, text TEXT NOT NULL);
    CREATE UNIQUE INDEX document_name ON document (name) WHERE name IS NOT NULL;
    CREATE TABLE emergency (id BLOB PRIMARY KEY, number INTEGER NOT NULL, incident BLOB)
        WITHOUT ROWID;
    CREATE TABLE incident (id BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(
        folded, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row');";

/// Why the index could not do it.
#[derive(Debug)]
pub enum Trouble {
    /// The file is not what it should be: it is made anew.
    Damaged(String),
    /// The world failed; later it may work.
    Fault(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged(what) | Self::Fault(what) => f.write_str(what),
        }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault.message)
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull | Code::CannotOpen | Code::PermissionDenied | Code::ReadOnly) => {
                Self::Fault(error.to_string())
            }
            Some(Code::DatabaseBusy | Code::DatabaseLocked | Code::SystemIoFailure) => {
                Self::Fault(error.to_string())
            }
            _ => Self::Damaged(error.to_string()),
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its number: later ones are newer.
    pub document: i64,
    /// What it is.
    pub kind: Kind,
    /// The name under which there is only the newest.
    pub name: Option<String>,
    /// When it was said.
    pub at: Timestamp,
    /// Of which emergency, and its number.
    pub emergency: Option<(EmergencyId, u32)>,
    /// Of which incident, and its number.
    pub incident: Option<(IncidentId, u32)>,
    /// Who says it, or what it is called.
    pub who: String,
    /// All of it.
    pub text: String,
}

/// What a search came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub hits: Vec<Hit>,
    /// Whether there is, or may be, more.
    pub more: bool,
    /// Words that stand nowhere, and what was searched for in their place.
    pub instead: Vec<(String, String)>,
    /// What was searched for in the end.
    pub query: Query,
}

/// The file, and the connection to it while there is one.
pub(super) struct Index {
    file: PathBuf,
    connection: Option<Connection>,
    /// How often it was thrown away by this process.
    generation: u64,
}

impl Index {
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file, connection: None, generation: 0 }
    }

    /// Removes the file and everything that SQLite keeps beside it.
    pub(super) fn wipe(&mut self) -> Result<(), Trouble> {
        self.connection = None;
        self.generation += 1;
        for end in ["", "-wal", "-shm", "-journal"] {
            let file = format!("{}{end}", self.file.display());
            match std::fs::remove_file(Path::new(&file)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Trouble::Fault(format!("{file}: {error}")));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn open(&mut self) -> Result<&mut Connection, Trouble> {
        if self.connection.is_none() {
            let connection = connect(&self.file)?;
            let known: rusqlite::Result<i64> =
                connection.query_row("SELECT version FROM place", [], |row| row.get(0));
            if known.is_ok_and(|version| version == VERSION) {
                self.connection = Some(connection);
            } else {
                drop(connection);
                self.wipe()?;
                let connection = connect(&self.file)?;
                connection.execute_batch(LAYOUT)?;
                let start = params![VERSION, 0, journal::CHAIN_START.as_slice()];
                connection.execute("INSERT INTO place VALUES (?, ?, ?)", start)?;
                self.connection = Some(connection);
            }
        }
        self.connection.as_mut().ok_or_else(|| Trouble::Fault("it cannot be opened".into()))
    }

    /// The last event that is in it, and the chain up to there; and how often it was thrown away.
    pub(super) fn place(&mut self) -> Result<(u64, Chain, u64), Trouble> {
        let (position, chain): (i64, Vec<u8>) =
            self.open()?.query_row("SELECT position, chain FROM place", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let chain =
            chain.try_into().map_err(|_| Trouble::Damaged("its place is unclear".into()))?;
        Ok((u64::try_from(position).unwrap_or(0), chain, self.generation))
    }

    /// Takes events in, all of them or none, and says in the same breath how far it has got. What
    /// was read before it was thrown away is not wanted any more.
    pub(super) fn take(&mut self, records: &[Record], generation: u64) -> Result<(), Trouble> {
        let Some(last) = records.last() else { return Ok(()) };
        self.open()?;
        if self.generation != generation {
            return Err(Trouble::Damaged("it was thrown away meanwhile".into()));
        }
        let transaction = self.open()?.transaction()?;
        for record in records {
            let Some(event) = super::event(record) else { continue };
            for change in changes(&event) {
                carry_out(&transaction, &change, record.at)?;
            }
        }
        let seq = i64::try_from(last.seq).unwrap_or(i64::MAX);
        let place = params![seq, last.chain.as_slice()];
        transaction.execute("UPDATE place SET position = ?, chain = ?", place)?;
        Ok(transaction.commit()?)
    }

    /// What fits, the newest first, as far as it may be seen.
    pub(super) fn find(
        &mut self,
        query: &Query,
        may_see: &dyn Fn(&Hit) -> bool,
    ) -> Result<Found, Trouble> {
        let mut found = Found { query: query.clone(), ..Found::default() };
        if query.terms.is_empty() {
            return Ok(found);
        }
        let until = Instant::now() + WITHIN;
        let connection = self.open()?;
        connection.progress_handler(STEPS, Some(move || Instant::now() > until))?;
        let done = look(connection, &mut found, may_see);
        connection.progress_handler(0, None::<fn() -> bool>)?;
        match done {
            // There was no time for more; what was found is shown.
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) =>
            {
                found.more = true;
                Ok(found)
            }
            Err(error) => Err(error.into()),
            Ok(()) => Ok(found),
        }
    }
}

fn connect(file: &Path) -> Result<Connection, Trouble> {
    let connection = Connection::open(file)?;
    // Words of people in need lie here as well.
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    let _ = std::fs::set_permissions(file, mode);
    connection.busy_timeout(Duration::from_secs(5))?;
    // It can be made anew at any time: what a power cut takes of it is no loss.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(connection)
}

fn carry_out(
    transaction: &Transaction<'_>,
    change: &Change,
    at: Timestamp,
) -> rusqlite::Result<()> {
    match change {
        Change::Add(document) => add(transaction, document, at),
        Change::Remove(name) => remove(transaction, name),
        Change::Emergency(emergency, number) => {
            let row = params![bytes(emergency.0), number];
            let sql = "INSERT INTO emergency (id, number) VALUES (?, ?) \
                       ON CONFLICT (id) DO UPDATE SET number = excluded.number";
            transaction.prepare_cached(sql)?.execute(row).map(drop)
        }
        Change::Incident(incident, number) => {
            let sql = "INSERT OR REPLACE INTO incident (id, number) VALUES (?, ?)";
            let row = params![bytes(incident.0), number];
            transaction.prepare_cached(sql)?.execute(row).map(drop)
        }
        Change::Belongs(emergency, incident) => {
            let sql = "UPDATE emergency SET incident = ? WHERE id = ?";
            let row = params![bytes(incident.0), bytes(emergency.0)];
            transaction.prepare_cached(sql)?.execute(row).map(drop)
        }
        Change::AlertOf(name, incident) => {
            let sql = "UPDATE document SET incident = ? WHERE name = ?";
            let row = params![bytes(incident.0), name];
            transaction.prepare_cached(sql)?.execute(row).map(drop)
        }
    }
}

fn add(transaction: &Transaction<'_>, document: &Document, at: Timestamp) -> rusqlite::Result<()> {
    if let Some(name) = &document.name {
        remove(transaction, name)?;
    }
    let mut text = document.text.as_str();
    while text.len() > TEXT_LEN_MAX {
        let end = text.floor_char_boundary(TEXT_LEN_MAX);
        text = &text[..end];
    }
    let row = params![
        document.kind.number(),
        document.name,
        at.0,
        document.emergency.map(|id| bytes(id.0)),
        document.incident.map(|id| bytes(id.0)),
        document.who,
        text,
    ];
    let sql = "INSERT INTO document (kind, name, at, emergency, incident, who, text) \
               VALUES (?, ?, ?, ?, ?, ?, ?)";
    transaction.prepare_cached(sql)?.execute(row)?;
    let id = transaction.last_insert_rowid();
    let folded = words_of(text).join(" ");
    let sql = "INSERT INTO words (rowid, folded) VALUES (?, ?)";
    transaction.prepare_cached(sql)?.execute(params![id, folded]).map(drop)
}

fn remove(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<()> {
    let sql = "SELECT id FROM document WHERE name = ?";
    let known: Option<i64> =
        transaction.prepare_cached(sql)?.query_row([name], |row| row.get(0)).optional()?;
    let Some(id) = known else { return Ok(()) };
    transaction.prepare_cached("DELETE FROM words WHERE rowid = ?")?.execute([id])?;
    transaction.prepare_cached("DELETE FROM document WHERE id = ?")?.execute([id]).map(drop)
}

fn look(
    connection: &Connection,
    found: &mut Found,
    may_see: &dyn Fn(&Hit) -> bool,
) -> rusqlite::Result<()> {
    gather(connection, found, may_see)?;
    if !found.hits.is_empty() || found.query.before.is_some() {
        return Ok(());
    }
    // A word that stands nowhere was mistyped, or heard wrong.
    for term in &mut found.query.terms {
        for word in &mut term.words {
            if let Some(meant) = meant(connection, word)? {
                found.instead.push((word.clone(), meant.clone()));
                *word = meant;
            }
        }
    }
    if found.instead.is_empty() {
        return Ok(());
    }
    gather(connection, found, may_see)?;
    // What nobody may see must not be guessed at from how it is spelt.
    if found.hits.is_empty() {
        found.instead.clear();
    }
    Ok(())
}

fn gather(
    connection: &Connection,
    found: &mut Found,
    may_see: &dyn Fn(&Hit) -> bool,
) -> rusqlite::Result<()> {
    let query = &found.query;
    let sql = "SELECT d.id, d.kind, d.name, d.at, d.emergency, e.number,
                   coalesce(d.incident, e.incident), i.number, d.who, d.text
               FROM words w JOIN document d ON d.id = w.rowid
               LEFT JOIN emergency e ON e.id = d.emergency
               LEFT JOIN incident i ON i.id = coalesce(d.incident, e.incident)
               WHERE words MATCH ?1 AND w.rowid < ?2 AND (?3 IS NULL OR d.kind = ?3)
                   AND d.at >= ?4 AND d.at < ?5
               ORDER BY w.rowid DESC LIMIT ?6";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![
        query.expression(),
        query.before.unwrap_or(i64::MAX),
        query.kind.map(Kind::number),
        query.since.map_or(i64::MIN, |at| at.0),
        query.until.map_or(i64::MAX, |at| at.0),
        i64::try_from(LOOKED_AT_MAX).unwrap_or(i64::MAX),
    ])?;
    let mut looked_at = 0;
    while let Some(row) = rows.next()? {
        looked_at += 1;
        let hit = hit(row)?;
        if !may_see(&hit) {
            continue;
        }
        if found.hits.len() == PAGE_MAX {
            found.more = true;
            return Ok(());
        }
        found.hits.push(hit);
    }
    found.more = looked_at == LOOKED_AT_MAX;
    Ok(())
}

fn hit(row: &rusqlite::Row<'_>) -> rusqlite::Result<Hit> {
    let id = |column: usize| -> rusqlite::Result<Option<u128>> {
        let bytes: Option<[u8; 16]> = row.get(column)?;
        Ok(bytes.map(u128::from_be_bytes))
    };
    let kind: u32 = row.get(1)?;
    let numbered = |id: Option<u128>, number: Option<u32>| Some((id?, number?));
    let emergency = numbered(id(4)?, row.get(5)?);
    let incident = numbered(id(6)?, row.get(7)?);
    Ok(Hit {
        document: row.get(0)?,
        kind: Kind::ALL.get(kind as usize).copied().unwrap_or(Kind::Message),
        name: row.get(2)?,
        at: Timestamp(row.get(3)?),
        emergency: emergency.map(|(id, number)| (EmergencyId(id), number)),
        incident: incident.map(|(id, number)| (IncidentId(id), number)),
        who: row.get(8)?,
        text: row.get(9)?,
    })
}

/// The word of the index that is most like a word that stands nowhere in it.
fn meant(connection: &Connection, word: &str) -> rusqlite::Result<Option<String>> {
    if word.len() < 4 {
        return Ok(None);
    }
    let found: Option<i64> = connection
        .prepare_cached("SELECT 1 FROM vocabulary WHERE term >= ?1 AND term < ?1 || '~' LIMIT 1")?
        .query_row([word], |row| row.get(0))
        .optional()?;
    if found.is_some() {
        return Ok(None);
    }
    let first = &word[..1];
    let sql = "SELECT term, doc FROM vocabulary WHERE term >= ?1 AND term < ?1 || '~' LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let limit = i64::try_from(COMPARED_MAX).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![first, limit])?;
    let mut best: Option<(u32, i64, String)> = None;
    while let Some(row) = rows.next()? {
        let (term, count): (String, i64) = (row.get(0)?, row.get(1)?);
        // Only its beginning may have been typed.
        let start = term.get(..word.len().min(term.len())).unwrap_or(&term);
        let alike = likeness(word, &term).max(likeness(word, start).saturating_sub(20));
        let better = best.as_ref().is_none_or(|(a, c, _)| (alike, count) > (*a, *c));
        if alike >= LIKENESS_MIN && better {
            best = Some((alike, count, term));
        }
    }
    Ok(best.map(|(_, _, term)| term))
}

fn bytes(id: u128) -> [u8; 16] {
    id.to_be_bytes()
}

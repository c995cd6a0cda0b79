//! Reads a backup: is it whole, what does it hold, and back into a store with it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::words::Owner;
use domain::{Event, emergencies};

use super::{BATCH, Erased, FORMAT, LINE_LEN_MAX, Ledger, Line, Opening};
use crate::{CHAIN_START, Fault, Head, Import, KeptRow, Record, codec};

/// Takes a file of a conversation: its name and its bytes.
pub type KeepFile<'a> = dyn FnMut(&str, Vec<u8>) -> Result<(), Fault> + 'a;

/// Why a file is no backup that this program can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage(pub String);

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Damage {}

/// What a whole backup holds.
#[derive(Clone, Debug)]
pub struct Contents {
    /// How it opens.
    pub opening: Opening,
    /// Its organisations, and where their logs end.
    pub heads: BTreeMap<String, Head>,
    /// How many outcomes of commands.
    pub outcomes: u64,
    /// How many files of conversations.
    pub files: u64,
    /// Who was erased, as its logs say.
    pub erased: Vec<Erased>,
}

impl Contents {
    /// How many events.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.heads.values().map(|head| head.seq).sum()
    }
}

/// Reads a backup line by line.
pub struct Reader<R> {
    input: R,
    lines: u64,
    digest: blake3::Hasher,
    line: Vec<u8>,
}

impl<R: BufRead> Reader<R> {
    /// Reads how it opens.
    ///
    /// # Errors
    /// [`Damage`] when it is no backup of ours, or one of a newer version.
    pub fn open(input: R) -> Result<(Self, Opening), Damage> {
        let mut reader = Self { input, lines: 0, digest: blake3::Hasher::new(), line: Vec::new() };
        let foreign = || Damage("This is not a backup of Mayday.".into());
        if !reader.fill()? {
            return Err(foreign());
        }
        #[derive(serde::Deserialize)]
        struct Any {
            mayday_backup: Format,
        }
        #[derive(serde::Deserialize)]
        struct Format {
            format: u32,
        }
        // The number first: a newer format may open in a way that cannot be read.
        let any: Any = serde_json::from_slice(&reader.line).map_err(|_| foreign())?;
        let format = any.mayday_backup.format;
        if format > FORMAT {
            return Err(Damage(format!(
                "This backup was made by a newer version of Mayday (format {format}, this one \
                 knows {FORMAT}). Use that version."
            )));
        }
        match serde_json::from_slice(&reader.line) {
            Ok(Line::MaydayBackup(opening)) => Ok((reader, opening)),
            _ => Err(foreign()),
        }
    }

    fn next(&mut self) -> Result<Option<Line>, Damage> {
        let (lines, digest) = (self.lines, self.digest.clone());
        if !self.fill()? {
            return Err(Damage(format!(
                "The backup is cut short after {lines} lines: its end is missing. Use another one."
            )));
        }
        let line = serde_json::from_slice(&self.line).map_err(|_| self.damaged())?;
        let Line::End { lines: told, digest: said } = &line else { return Ok(Some(line)) };
        if *told != lines || *said != digest.finalize().to_hex().as_str() {
            return Err(Damage(
                "The backup is damaged: it is not what was written. Use another one.".into(),
            ));
        }
        let mut more = [0];
        match self.input.read(&mut more) {
            Ok(0) => Ok(None),
            _ => Err(Damage("The backup is damaged: there is more after its end.".into())),
        }
    }

    fn fill(&mut self) -> Result<bool, Damage> {
        self.line.clear();
        let read = self.input.by_ref().take(LINE_LEN_MAX).read_until(b'\n', &mut self.line);
        read.map_err(|error| Damage(format!("The backup cannot be read: {error}.")))?;
        if self.line.is_empty() {
            return Ok(false);
        }
        self.lines += 1;
        self.digest.update(&self.line);
        Ok(true)
    }

    fn damaged(&self) -> Damage {
        Damage(format!("Line {} of the backup is damaged. Use another one.", self.lines))
    }
}

/// What is read, one after the other, already checked.
enum Part {
    Organisation(String),
    Event(Box<(Record, Event)>),
    Outcome(KeptRow),
    Object(String, Vec<u8>),
}

/// Reads all of it and checks every event against the one before.
fn walk<R: BufRead>(
    mut reader: Reader<R>,
    opening: Opening,
    part: &mut dyn FnMut(Part) -> Result<(), Damage>,
) -> Result<Contents, Damage> {
    let mut contents =
        Contents { opening, heads: BTreeMap::new(), outcomes: 0, files: 0, erased: Vec::new() };
    let mut current: Option<(String, Head, Head)> = None;
    let ended = |current: &Option<(String, Head, Head)>| match current {
        Some((name, head, end)) if (head.seq, head.chain) != (end.seq, end.chain) => {
            let (seq, end) = (head.seq, end.seq);
            Err(Damage(format!("The log of {name} ends at event {seq}, not {end}: it is damaged.")))
        }
        _ => Ok(()),
    };
    while let Some(line) = reader.next()? {
        match line {
            Line::Organisation { name, seq, chain } => {
                ended(&current)?;
                let chain = super::unhex(&chain).ok_or_else(|| reader.damaged())?;
                let end = Head { seq, chain, ..Head::START };
                part(Part::Organisation(name.clone()))?;
                contents.heads.insert(name.clone(), Head::START);
                current = Some((name, Head { chain: CHAIN_START, ..Head::START }, end));
            }
            Line::Event(line) => {
                let record = line.record().ok_or_else(|| reader.damaged())?;
                let (name, head, _) = current.as_mut().ok_or_else(|| reader.damaged())?;
                if record.seq != head.seq + 1 {
                    return Err(reader.damaged());
                }
                codec::verify(&record, &head.chain).map_err(|fault| Damage(fault.message))?;
                let event = codec::decode(&record).map_err(|fault| Damage(fault.message))?;
                contents.erased.extend(Erased::of(name, &event, record.at));
                *head = Head { seq: record.seq, chain: record.chain, at: record.at };
                contents.heads.insert(name.clone(), *head);
                part(Part::Event(Box::new((record, event))))?;
            }
            Line::Outcome { command, outcome, at } => {
                contents.outcomes += 1;
                part(Part::Outcome(KeptRow { command, outcome, at }))?;
            }
            Line::Object { name, content } => {
                let bytes = STANDARD.decode(content).map_err(|_| reader.damaged())?;
                contents.files += 1;
                part(Part::Object(name, bytes))?;
            }
            Line::MaydayBackup(_) | Line::End { .. } => return Err(reader.damaged()),
        }
    }
    ended(&current)?;
    Ok(contents)
}

/// Reads a whole backup and says what it holds.
///
/// # Errors
/// [`Damage`] when it is not whole.
pub fn verify(input: impl BufRead) -> Result<Contents, Damage> {
    let (reader, opening) = Reader::open(input)?;
    walk(reader, opening, &mut |_| Ok(()))
}

/// Fills an empty store from a backup. Words that the ledger names are left out.
///
/// It blocks, so it is called where that is allowed; `import` is driven by `runtime`.
///
/// # Errors
/// A [`Fault`] with a sentence; the store is then still empty.
pub fn restore(
    input: impl BufRead,
    import: Box<dyn Import>,
    ledger: &Ledger,
    runtime: &tokio::runtime::Handle,
    progress: &mut dyn FnMut(u64),
) -> Result<Contents, Fault> {
    restore_with(input, import, ledger, runtime, progress, &mut |_, _| Ok(()))
}

/// The same, and keeps every file that a restored event names, before those events are there.
///
/// # Errors
/// A [`Fault`] with a sentence; the store is then still empty.
pub fn restore_with(
    input: impl BufRead,
    import: Box<dyn Import>,
    ledger: &Ledger,
    runtime: &tokio::runtime::Handle,
    progress: &mut dyn FnMut(u64),
    keep: &mut KeepFile<'_>,
) -> Result<Contents, Fault> {
    let (reader, opening) = Reader::open(input).map_err(Fault::permanent)?;
    let mut filler = Filler {
        import,
        runtime,
        organisation: String::new(),
        records: Vec::new(),
        kept: Vec::new(),
        named: BTreeMap::new(),
        keep,
        fault: None,
    };
    let mut events = 0;
    let walked = walk(reader, opening, &mut |part| {
        if matches!(part, Part::Event(..)) {
            events += 1;
            if events % 10_000 == 0 {
                progress(events);
            }
        }
        filler.take(part, ledger)
    });
    let contents = match (walked, filler.fault.take()) {
        (_, Some(fault)) => return Err(fault),
        (walked, None) => walked.map_err(Fault::permanent)?,
    };
    filler.flush()?;
    let Filler { import, .. } = filler;
    runtime.block_on(import.finish())?;
    Ok(contents)
}

struct Filler<'a> {
    import: Box<dyn Import>,
    runtime: &'a tokio::runtime::Handle,
    organisation: String,
    records: Vec<Record>,
    kept: Vec<KeptRow>,
    /// The files that restored events name, and whose and where they are.
    named: BTreeMap<String, (Owner, Event)>,
    keep: &'a mut KeepFile<'a>,
    fault: Option<Fault>,
}

impl Filler<'_> {
    fn take(&mut self, part: Part, ledger: &Ledger) -> Result<(), Damage> {
        let full = self.records.len() >= BATCH || self.kept.len() >= BATCH;
        if (full || matches!(part, Part::Organisation(_)))
            && let Err(fault) = self.flush()
        {
            let damage = Damage(fault.message.clone());
            self.fault = Some(fault);
            return Err(damage);
        }
        match part {
            Part::Organisation(name) => self.organisation = name,
            Part::Event(both) => {
                let (mut record, event) = *both;
                record.subjects = event.subjects().iter().map(ToString::to_string).collect();
                let organisation = &self.organisation;
                record.personal.retain(|row| !ledger.erases(organisation, &row.person, record.at));
                let redacted = ledger.redacts(organisation, &event);
                if redacted {
                    record.personal.clear();
                }
                name(&mut self.named, event, redacted, |owner| {
                    ledger.erases(organisation, &owner.to_string(), record.at)
                });
                self.records.push(record);
            }
            Part::Outcome(row) => self.kept.push(row),
            Part::Object(name, bytes) => {
                let file = name.split('.').next().unwrap_or_default();
                if self.named.contains_key(file)
                    && let Err(fault) = (self.keep)(&name, bytes)
                {
                    let damage = Damage(fault.message.clone());
                    self.fault = Some(fault);
                    return Err(damage);
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Fault> {
        if self.records.is_empty() && self.kept.is_empty() {
            return Ok(());
        }
        let records = std::mem::take(&mut self.records);
        let kept = std::mem::take(&mut self.kept);
        self.runtime.block_on(self.import.add(&self.organisation, records, kept))
    }
}

/// Notes which files an event names, and which go with it.
fn name(
    named: &mut BTreeMap<String, (Owner, Event)>,
    event: Event,
    redacted: bool,
    erased: impl Fn(&Owner) -> bool,
) {
    if let Some(place) = event.redacts() {
        named.retain(|_, (_, attached)| !attached.is_within(place));
    } else if let Some(gone) = event.erases() {
        named.retain(|_, (owner, _)| owner != gone);
    } else if let Event::Emergencies(emergencies::Event::Attached { file, name, .. }) = &event
        && !redacted
        && !erased(&name.of)
    {
        let (file, owner) = (file.to_string(), name.of.clone());
        named.insert(file, (owner, event));
    }
}

//! The spool: commands that a node kept on its own disk while the database was away.
//!
//! A file of frames, each synced before anyone is told: its length, a digest, and the commands of
//! one batch as JSON. A frame that a crash has cut off was never acknowledged, and is cut off.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::apart::Meaning;
use domain::words::{NodeId, Timestamp, with_words};
use serde::{Deserialize, Serialize};

use crate::quarantine::Quarantine;
use crate::{Envelope, Fault};

/// What every spool begins with.
const OPENING: &[u8] = b"mayday spool 1\n";
/// Most bytes that are kept aside. Beyond it nothing more is called stored.
pub const SPOOL_LEN_MAX: u64 = 256 * 1024 * 1024;
/// Most bytes of one frame; a longer one is damage.
const FRAME_LEN_MAX: usize = 64 * 1024 * 1024;
/// Bytes of a frame's length and of its digest.
const FRAME_HEAD: usize = 4 + 16;

/// How a command was decided apart from the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    /// When.
    pub at: Timestamp,
    /// By which node.
    pub node: NodeId,
    /// What it meant there.
    #[serde(default)]
    pub meaning: Meaning,
}

/// A command that waits for the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The command, as it came.
    pub envelope: Envelope,
    /// How it was decided.
    pub apart: Apart,
}

/// Where the frames lie.
#[derive(Debug)]
enum Place {
    /// On a disk.
    File { file: File, path: PathBuf },
    /// In memory that outlives what it belongs to, for the simulator.
    Memory(Arc<Mutex<Vec<u8>>>),
}

impl Place {
    fn name(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Memory(_) => "a spool in memory".to_owned(),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Self::File { file, .. } => file.write_all(bytes),
            Self::Memory(memory) => {
                memory.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn sync(&mut self) -> std::io::Result<()> {
        match self {
            Self::File { file, .. } => file.sync_data(),
            Self::Memory(_) => Ok(()),
        }
    }

    fn cut(&mut self, len: u64) -> std::io::Result<()> {
        match self {
            Self::File { file, .. } => {
                file.set_len(len)?;
                file.seek(SeekFrom::Start(len))?;
                file.sync_all()
            }
            Self::Memory(memory) => {
                let len = usize::try_from(len).unwrap_or(usize::MAX);
                memory.lock().unwrap_or_else(PoisonError::into_inner).truncate(len);
                Ok(())
            }
        }
    }

    /// The file itself is there after a crash, and not only what is in it.
    fn sync_directory(&self) -> std::io::Result<()> {
        match self {
            Self::File { path, .. } => match path.parent() {
                Some(directory) => File::open(directory)?.sync_all(),
                None => Ok(()),
            },
            Self::Memory(_) => Ok(()),
        }
    }
}

/// The file, open for more.
#[derive(Debug)]
pub struct Spool {
    place: Place,
    /// How long the file is, whole frames only.
    len: u64,
    /// Bytes up to which it may grow.
    len_max: u64,
    /// A sync failed: nobody knows what the disk holds of what is written from now on.
    broken: bool,
}

impl Spool {
    /// Opens the spool, or makes it, and reads what a former process has left in it.
    ///
    /// # Errors
    /// A [`Fault`] when the file cannot be read or is none of ours; permanent, because it may hold
    /// what people were told is kept.
    pub fn open(path: &Path) -> Result<(Self, Vec<Entry>), Fault> {
        let fault = |error: std::io::Error| {
            let name = path.display();
            Fault::permanent(format!(
                "{name}: {error}. It may hold calls that wait for the database."
            ))
        };
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(path).map_err(fault)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(fault)?;
        let place = Place::File { file, path: path.to_owned() };
        Self::on(place, &bytes, Some(Quarantine::beside(path)))
    }

    /// A spool in memory, with what was left in it.
    ///
    /// # Errors
    /// As [`Spool::open`].
    pub fn in_memory(memory: &Arc<Mutex<Vec<u8>>>) -> Result<(Self, Vec<Entry>), Fault> {
        let bytes = memory.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self::on(Place::Memory(Arc::clone(memory)), &bytes, None)
    }

    fn on(
        place: Place,
        bytes: &[u8],
        quarantine: Option<Quarantine>,
    ) -> Result<(Self, Vec<Entry>), Fault> {
        let waits = "It may hold calls that wait for the database.";
        let len = OPENING.len() as u64;
        let mut spool = Self { place, len, len_max: SPOOL_LEN_MAX, broken: false };
        if bytes.len() < OPENING.len() {
            // Made in the moment of a crash: nothing was kept in it yet.
            spool.clear()?;
            return Ok((spool, Vec::new()));
        }
        let name = spool.place.name();
        let permanent =
            |why: &dyn std::fmt::Display| Fault::permanent(format!("{name}: {why}. {waits}"));
        let held = read(bytes).map_err(|why| permanent(&why))?;
        if let Some(mut quarantine) = quarantine {
            // What cannot be understood must not hold up what can, and must not be lost either.
            for (damaged, why) in held.damaged {
                tracing::error!(why, spool = name, "a part of the spool is put in quarantine");
                quarantine.keep_bytes(damaged, why).map_err(|fault| permanent(&fault))?;
            }
        }
        spool.cut(held.len).map_err(|error| permanent(&error))?;
        Ok((spool, held.entries))
    }

    /// The same with another limit.
    #[must_use]
    pub fn limited_to(self, len_max: u64) -> Self {
        Self { len_max, ..self }
    }

    /// Writes commands down; on success they survive a crash.
    ///
    /// # Errors
    /// A passing [`Fault`] when there is no room or the disk does not take it.
    pub fn keep(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        if entries.is_empty() {
            return Ok(());
        }
        if self.broken {
            return Err(Fault::passing("the local disk has failed to sync before"));
        }
        let frame = frame(entries)?;
        if self.len + frame.len() as u64 > self.len_max {
            let mib = self.len_max / (1024 * 1024);
            return Err(Fault::passing(format!("more than {mib} MiB wait for the database")));
        }
        let written = self.place.write(&frame);
        if let Err(error) = written {
            // What was half written would hide every frame after it.
            self.broken = self.cut(self.len).is_err();
            return Err(Fault::passing(format!("{}: {error}", self.place.name())));
        }
        if let Err(error) = self.place.sync() {
            self.broken = true;
            let _ = self.cut(self.len);
            return Err(Fault::passing(format!("{}: {error}", self.place.name())));
        }
        self.len += frame.len() as u64;
        Ok(())
    }

    /// Everything is in the log: the words here go.
    ///
    /// # Errors
    /// A [`Fault`] when the file cannot be emptied; what is in it would be taken in once more, and
    /// then changes nothing.
    pub fn clear(&mut self) -> Result<(), Fault> {
        let fault = |error: std::io::Error| Fault::passing(error);
        self.place.cut(0).map_err(fault)?;
        self.place.write(OPENING).map_err(fault)?;
        self.place.sync().map_err(fault)?;
        self.place.sync_directory().map_err(fault)?;
        self.len = OPENING.len() as u64;
        self.broken = false;
        Ok(())
    }

    /// How many bytes wait.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len - OPENING.len() as u64
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn cut(&mut self, len: u64) -> std::io::Result<()> {
        self.place.cut(len)?;
        self.len = len;
        Ok(())
    }
}

fn frame(entries: &[Entry]) -> Result<Vec<u8>, Fault> {
    let words = with_words(|| serde_json::to_vec(entries)).map_err(Fault::passing)?;
    if words.len() > FRAME_LEN_MAX {
        return Err(Fault::passing("a batch is too long to be kept aside"));
    }
    let len = u32::try_from(words.len()).map_err(Fault::passing)?;
    let mut frame = Vec::with_capacity(FRAME_HEAD + words.len());
    frame.extend_from_slice(&len.to_le_bytes());
    frame.extend_from_slice(&blake3::hash(&words).as_bytes()[..16]);
    frame.extend_from_slice(&words);
    Ok(frame)
}

/// What the bytes of a spool hold.
#[derive(Debug, Default)]
pub struct Held<'a> {
    /// The commands of every whole frame.
    pub entries: Vec<Entry>,
    /// Where the last frame ends.
    pub len: u64,
    /// What stands before that and cannot be understood, and why.
    pub damaged: Vec<(&'a [u8], &'static str)>,
}

/// Reads a spool. What a crash has cut off at the end is left out; what is damaged before a whole
/// frame, or written by a version that this one does not understand, is set apart.
///
/// # Errors
/// What is wrong, when the file is no spool.
pub fn read(bytes: &[u8]) -> Result<Held<'_>, &'static str> {
    let mut rest = bytes.strip_prefix(OPENING).ok_or("it is no spool of this version")?;
    let mut held = Held::default();
    loop {
        while let Some((words, after)) = next(rest) {
            match serde_json::from_slice::<Vec<Entry>>(words) {
                Ok(entries) => held.entries.extend(entries),
                Err(_) => held.damaged.push((words, "this version cannot read it")),
            }
            rest = after;
        }
        // A frame that was never whole is the last one; damage has whole frames after it.
        let Some(at) = (1..rest.len()).find(|at| next(&rest[*at..]).is_some()) else { break };
        held.damaged.push((&rest[..at], "the disk holds something else than was written"));
        rest = &rest[at..];
    }
    held.len = (bytes.len() - rest.len()) as u64;
    Ok(held)
}

/// The first frame, if it is whole, and what follows it.
fn next(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (head, rest) = rest.split_at_checked(FRAME_HEAD)?;
    let len = u32::from_le_bytes(head[..4].try_into().ok()?) as usize;
    let (words, rest) = rest.split_at_checked(len).filter(|_| len <= FRAME_LEN_MAX)?;
    (blake3::hash(words).as_bytes()[..16] == head[4..]).then_some((words, rest))
}

//! A backup file: written under another name, read back and checked, and only then called one.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::words::Timestamp;
use journal::backup::{Contents, FORMAT, Ledger, Opening};

/// How often long work says how far it has got.
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

/// How a backup made now opens.
#[must_use]
pub fn opening(key: Option<String>) -> Opening {
    let made_at = crate::line::tick().wall;
    Opening { format: FORMAT, made_at, program: env!("CARGO_PKG_VERSION").to_owned(), key }
}

/// Says how far long work has got, and nothing about short work.
pub struct Progress {
    what: &'static str,
    next: Instant,
}

impl Progress {
    /// Progress of this.
    #[must_use]
    pub fn of(what: &'static str) -> Self {
        Self { what, next: Instant::now() + PROGRESS_EVERY }
    }

    /// So much is done.
    pub fn is(&mut self, done: impl std::fmt::Display) {
        if Instant::now() >= self.next {
            self.next = Instant::now() + PROGRESS_EVERY;
            eprintln!("{}: {done} so far …", self.what);
        }
    }
}

/// A backup that is being written; dropped before it is finished, it is gone.
pub struct Partial {
    file: File,
    partial: PathBuf,
    target: PathBuf,
    done: bool,
}

impl Partial {
    /// Begins to write `target`, or a file in it named by the hour when it is a directory.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn begin(target: &Path) -> Result<Self, String> {
        let target = match target.is_dir() {
            true => target.join(format!("mayday-{}.backup", stamp(crate::line::tick().wall))),
            false => target.to_owned(),
        };
        if target.exists() {
            let name = target.display();
            return Err(format!("{name} is there already. Name a new file, or a directory."));
        }
        let mut name = target.as_os_str().to_owned();
        name.push(".partial");
        let partial = PathBuf::from(name);
        // What a backup that was cut off has left is of no use to anybody.
        let _ = fs::remove_file(&partial);
        let mut options = OpenOptions::new();
        let opened = options.read(true).write(true).create_new(true).mode(0o600).open(&partial);
        let file = opened.map_err(|error| format!("{}: {error}.", partial.display()))?;
        Ok(Self { file, partial, target, done: false })
    }

    /// Where it is written.
    ///
    /// # Errors
    /// A sentence, when the system has no handle left.
    pub fn file(&self) -> Result<File, String> {
        self.file.try_clone().map_err(|error| error.to_string())
    }

    /// Reads back what was written and checks all of it; then it is made durable under its name,
    /// with the erasure ledger beside it.
    ///
    /// # Errors
    /// A sentence, when it is not whole or cannot be kept; there is then no backup.
    pub fn finish(mut self) -> Result<(PathBuf, Contents), String> {
        let fault = |error: std::io::Error| format!("{}: {error}.", self.partial.display());
        self.file.sync_all().map_err(fault)?;
        let contents = verify(&self.partial)?;
        let directory = directory_of(&self.target);
        let ledger_file = directory.join(super::LEDGER);
        let mut ledger = Ledger::read(&ledger_file)?;
        let before = ledger.clone();
        contents.erased.iter().cloned().for_each(|erased| ledger.add(erased));
        if ledger != before {
            ledger.write(&ledger_file)?;
        }
        fs::rename(&self.partial, &self.target).map_err(fault)?;
        self.done = true;
        let opened = File::open(&directory).and_then(|directory| directory.sync_all());
        opened.map_err(|error| format!("{}: {error}.", directory.display()))?;
        Ok((self.target.clone(), contents))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// The directory that a file lies in.
#[must_use]
pub fn directory_of(file: &Path) -> PathBuf {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_owned()
}

/// Reads a whole backup and says what it holds.
///
/// # Errors
/// A sentence, when it is not whole.
pub fn verify(file: &Path) -> Result<Contents, String> {
    journal::backup::verify(open(file, "Checking the backup")?).map_err(|damage| damage.0)
}

/// Opens a backup for reading, saying how far it has got.
///
/// # Errors
/// A sentence, when it cannot be opened.
pub fn open(file: &Path, what: &'static str) -> Result<BufReader<Counted>, String> {
    let opened = File::open(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("There is no file {}.", file.display()),
        _ => format!("{}: {error}.", file.display()),
    })?;
    Ok(BufReader::with_capacity(
        1 << 16,
        Counted { file: opened, read: 0, progress: Progress::of(what) },
    ))
}

/// A file that says how much of it was read.
pub struct Counted {
    file: File,
    read: u64,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(into)?;
        self.read += count as u64;
        self.progress.is(megabytes(self.read));
        Ok(count)
    }
}

/// So many bytes, for people.
#[must_use]
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// An instant as part of a file's name.
fn stamp(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

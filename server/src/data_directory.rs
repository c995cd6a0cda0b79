//! The data directory: locked by one process, with the installation key beside the log.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::links::InstallationKey;

/// The file that keeps commands while the database is away, in the data directory.
pub const SPOOL: &str = "spool";

/// A data directory that this process, and no other, uses.
pub struct DataDirectory {
    path: PathBuf,
    _lock: File,
}

impl DataDirectory {
    /// Makes the directory where it is missing, and locks it.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let mut builder = fs::DirBuilder::new();
        // Words of people in need lie here: nobody else of the machine may read them.
        builder.recursive(true).mode(0o700).create(path).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
                format!("{name} is a file, not a directory. Choose another --data directory.")
            }
            _ => format!("{name} cannot be made: {error}. Choose another --data directory."),
        })?;
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path.join("lock"))
            .map_err(|error| {
                format!("{name} cannot be written: {error}. Give this user the right to write it.")
            })?;
        for file in ["mayday.sqlite", "mayday.sqlite-wal", "mayday.sqlite-shm"] {
            // A log that can only be read opens without a word, and then keeps nobody's.
            let file = path.join(file);
            let open = OpenOptions::new().append(true).open(&file);
            if let Err(error) = open.map(drop)
                && error.kind() != ErrorKind::NotFound
            {
                let name = file.display();
                return Err(format!(
                    "{name} cannot be written: {error}. Give this user the right to write it."
                ));
            }
        }
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "{name} is in use by another Mayday. Stop that one, or choose another --data \
                 directory."
            )),
            Err(TryLockError::Error(error)) => {
                Err(format!("{name} cannot be locked: {error}. It must lie on a local disk."))
            }
        }
    }

    /// The file that holds the log.
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.path.join("mayday.sqlite")
    }

    /// The file that keeps commands while the database is away.
    #[must_use]
    pub fn spool_file(&self) -> PathBuf {
        self.path.join(SPOOL)
    }

    /// The file that holds this machine's copy of a log kept elsewhere.
    #[must_use]
    pub fn copy_file(&self) -> PathBuf {
        self.path.join("copy.sqlite")
    }

    /// The socket by which other commands reach a running server.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        socket(&self.path)
    }

    /// The installation key: from the environment, from its file, or made now.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn installation_key(&self) -> Result<InstallationKey, String> {
        let file = key_file(&self.path);
        if std::env::var_os(KEY_VARIABLE).is_some() || file.exists() {
            return key_of(&self.path);
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        let key = InstallationKey::new(bytes);
        self.write_key(&key.text())?;
        Ok(key)
    }

    /// Keeps the installation key of a backup.
    ///
    /// # Errors
    /// A sentence, when it is none or cannot be written.
    pub fn keep_installation_key(&self, text: &str) -> Result<(), String> {
        let key = read_key(text).ok_or("The installation key in the backup is damaged.")?;
        self.write_key(&key.text())
    }

    fn write_key(&self, text: &str) -> Result<(), String> {
        let file = key_file(&self.path);
        let fault = |error: std::io::Error| format!("{}: {error}", file.display());
        // Written whole or not at all: half a key would lock everyone out of their links.
        let partial = self.path.join("installation.key.new");
        let _ = std::fs::remove_file(&partial);
        let mut options = OpenOptions::new();
        let mut made =
            options.write(true).create_new(true).mode(0o600).open(&partial).map_err(fault)?;
        made.write_all(text.as_bytes()).and_then(|()| made.sync_all()).map_err(fault)?;
        fs::rename(&partial, &file).map_err(fault)?;
        File::open(&self.path).and_then(|directory| directory.sync_all()).map_err(fault)
    }
}

const KEY_VARIABLE: &str = "MAYDAY_INSTALLATION_KEY";

fn key_file(path: &Path) -> PathBuf {
    path.join("installation.key")
}

/// The installation key that goes with a data directory.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn key_of(path: &Path) -> Result<InstallationKey, String> {
    if let Ok(text) = std::env::var(KEY_VARIABLE) {
        return read_key(&text)
            .ok_or_else(|| format!("{KEY_VARIABLE} must be 64 hexadecimal digits."));
    }
    let file = key_file(path);
    let name = file.display();
    let text = fs::read_to_string(&file).map_err(|error| format!("{name}: {error}"))?;
    read_key(text.trim())
        .ok_or_else(|| format!("{name} is damaged. Restore it from a backup: links depend on it."))
}

/// The socket of the server that runs on a data directory.
#[must_use]
pub fn socket(path: &Path) -> PathBuf {
    path.join("control.socket")
}

/// The key that these 64 hexadecimal digits are.
#[must_use]
pub fn read_key(text: &str) -> Option<InstallationKey> {
    let plain = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(plain.then_some(text)?.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(InstallationKey::new(bytes))
}

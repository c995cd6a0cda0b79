//! A temporary directory that goes away with the measurement.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Outcome;

/// A directory, removed when it is dropped.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes an empty one.
    pub fn new() -> Outcome<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("mayday-bench-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)
            .map_err(|error| format!("cannot make {}: {error}.", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Outcome<PathBuf> {
        let file = self.0.join(name);
        std::fs::write(&file, bytes).map_err(|error| format!("{}: {error}.", file.display()))?;
        Ok(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed from the temporary directory is a nuisance and not a fault.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

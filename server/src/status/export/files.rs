//! Copies in a directory: every file is whole before it has its name, and anyone may read it.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use bytes::Bytes;

/// What stands before and behind the name of a file that is not whole yet.
const PARTIAL: (&str, &str) = (".", ".partial");

async fn apart<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> Result<T, String> {
    let done = tokio::task::spawn_blocking(move || {
        work(&path).map_err(|error| format!("{}: {error}.", path.display()))
    });
    done.await.map_err(|error| error.to_string())?
}

/// Writes it under another name, then names it: who reads finds the old one or the new one, whole.
pub(super) async fn put(directory: &Path, name: &str, bytes: Bytes) -> Result<(), String> {
    apart(directory.join(name), move |path| {
        let parent = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o755).create(parent)?;
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        let partial = parent.join(format!("{}{own}{}", PARTIAL.0, PARTIAL.1));
        let mut options = OpenOptions::new();
        let mut file =
            options.write(true).create(true).truncate(true).mode(0o644).open(&partial)?;
        let written = file.write_all(&bytes).and_then(|()| file.sync_all());
        let named = written.and_then(|()| fs::rename(&partial, path));
        if named.is_err() {
            let _ = fs::remove_file(&partial);
        }
        named?;
        File::open(parent)?.sync_all()
    })
    .await
}

/// Removes a file; one that is not there is removed already.
pub(super) async fn remove(directory: &Path, name: &str) -> Result<(), String> {
    apart(directory.join(name), |path| match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    })
    .await
}

/// The bytes of a file; none where there is no such file.
pub(super) async fn read(directory: &Path, name: &str) -> Result<Vec<u8>, String> {
    apart(directory.join(name), |path| match fs::read(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    })
    .await
}

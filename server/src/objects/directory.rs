//! Objects as files of one directory; each is whole and durable before it has its name.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;

use super::{Content, Object, Objects};

/// How many bytes are read at a time.
const PART_LEN: usize = 64 * 1024;
/// What stands behind the name of a file that is not whole yet.
const PARTIAL: &str = ".partial";
/// Longest name.
const NAME_LEN_MAX: usize = 64;

/// A directory of objects.
pub struct Directory {
    path: PathBuf,
}

impl Directory {
    /// Makes the directory where it is missing.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn open(path: &Path) -> Result<Self, String> {
        let fault = |error: std::io::Error| format!("{}: {error}.", path.display());
        // Photos of people in need lie here: nobody else of the machine may see them.
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(fault)?;
        Ok(Self { path: path.to_owned() })
    }

    fn file(&self, name: &str) -> Result<PathBuf, String> {
        let plain =
            |byte: u8| byte.is_ascii_hexdigit() || byte.is_ascii_lowercase() || byte == b'.';
        let fits = name.len() <= NAME_LEN_MAX && name.bytes().all(plain) && !name.starts_with('.');
        match fits {
            true => Ok(self.path.join(name)),
            false => Err("This is no name of an object.".to_owned()),
        }
    }
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, String> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

/// Writes it under another name, then names it: a crash leaves a whole file or none.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(PARTIAL);
    let partial = PathBuf::from(partial);
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let named = written.and_then(|()| fs::rename(&partial, path));
    if named.is_err() {
        let _ = fs::remove_file(&partial);
    }
    named?;
    sync(path)
}

/// Makes what a directory says of its files durable.
fn sync(path: &Path) -> std::io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

#[async_trait]
impl Objects for Directory {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        let path = self.file(name)?;
        apart(move || write(&path, &bytes)).await
    }

    async fn get(&self, name: &str) -> Result<Option<(u64, Content)>, String> {
        let path = self.file(name)?;
        let opened = apart(move || match File::open(path) {
            Ok(file) => Ok(Some((file.metadata()?.len(), file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        });
        let Some((len, file)) = opened.await? else { return Ok(None) };
        let parts = futures_util::stream::unfold(Some(file), |file| async move {
            let mut file = file?;
            let read = tokio::task::spawn_blocking(move || {
                let mut part = vec![0; PART_LEN];
                let count = file.read(&mut part)?;
                part.truncate(count);
                std::io::Result::Ok((part, file))
            });
            match read.await.map_err(std::io::Error::other).and_then(|read| read) {
                Ok((part, _)) if part.is_empty() => None,
                Ok((part, file)) => Some((Ok(Bytes::from(part)), Some(file))),
                Err(error) => Some((Err(error), None)),
            }
        });
        Ok(Some((len, parts.boxed())))
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        let path = self.file(name)?;
        apart(move || match fs::remove_file(&path) {
            Ok(()) => sync(&path),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    async fn list(&self) -> Result<Vec<Object>, String> {
        let path = self.path.clone();
        apart(move || {
            let mut objects = Vec::new();
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                let (name, known) = (entry.file_name(), entry.metadata());
                // One that went meanwhile is not there.
                let (Some(name), Ok(known)) = (name.to_str(), known) else { continue };
                if known.is_file() {
                    let (name, len, at) = (name.to_owned(), known.len(), known.modified()?);
                    objects.push(Object { name, len, at });
                }
            }
            Ok(objects)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_object_is_kept_whole_and_goes_when_it_is_told_to() {
        let path = std::env::temp_dir().join(format!("mayday-objects-{:x}", crate::chance::id()));
        let objects = Directory::open(&path).expect("it can be made");
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
        objects.put("0a1b", bytes.clone()).await.expect("it is stored");
        let (len, mut content) = objects.get("0a1b").await.expect("read").expect("it is there");
        let mut read = Vec::new();
        while let Some(part) = content.next().await {
            read.extend_from_slice(&part.expect("a part"));
        }
        assert_eq!((len, read), (200_000, bytes));
        assert_eq!(objects.list().await.expect("a list").len(), 1);
        for hostile in ["../x", "/etc/passwd", ".hidden", "a/b", "", "A b"] {
            assert!(hostile.is_empty() || objects.get(hostile).await.is_err(), "{hostile}");
        }
        objects.remove("0a1b").await.expect("it is removed");
        objects.remove("0a1b").await.expect("twice is once");
        assert!(objects.get("0a1b").await.expect("read").is_none());
        std::fs::remove_dir_all(path).expect("a temporary directory");
    }
}

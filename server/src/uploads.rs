//! Files on their way into a conversation: looked at by their content, and stored before anybody
//! is told of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::emergencies::{EXTRACT_LEN_MAX, FileKind, NewFile};
use domain::words::FileId;
use tokio::sync::{Mutex, Semaphore};
use views::uploads::NotKept;

use crate::objects::{Object, Shelf, small};
use crate::pictures::{self, Drawn};

/// How many bytes of a file are looked at to tell what it is.
const LOOKED_AT_LEN: usize = 64 * 1024;
/// Most lines that are shown of a text.
const LINES_MAX: usize = 20;
/// Longest wait for the one brush that draws pictures, and for the drawing.
const DRAWN_WITHIN: Duration = Duration::from_secs(30);
/// How long the sum of what is stored is believed before it is counted again.
const COUNTED_FOR: Duration = Duration::from_secs(300);
/// Most uploads with files that come in at a time.
pub const AT_A_TIME_MAX: usize = 12;

/// A file that came in whole and lies in a place of its own, until this is dropped.
pub struct Received {
    /// What whoever sent it calls it.
    pub name: String,
    /// Where it lies.
    pub path: Scratch,
    /// How many bytes it has.
    pub len: u64,
    /// The digest of its bytes, by which a repeat is known.
    pub digest: String,
}

/// A file that nobody else knows of; dropped, it is gone.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// A file that was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What whoever sent it calls it.
    pub name: String,
    /// Why.
    pub why: NotKept,
}

/// Takes files in.
pub struct Uploads {
    shelf: Shelf,
    incoming: PathBuf,
    /// Pictures are drawn one at a time: each may take much memory.
    brush: Arc<Semaphore>,
    /// Who may send files just now.
    pub seats: Arc<Semaphore>,
    stored: Arc<AtomicU64>,
    counted: Mutex<Option<Instant>>,
}

impl Uploads {
    /// Takes files into a store. What comes in lies in `data` until it is looked at.
    ///
    /// # Errors
    /// A sentence, when the place for what comes in cannot be made.
    pub fn new(shelf: Shelf, data: &Path) -> Result<Self, String> {
        let incoming = data.join("incoming");
        // What a crash has cut off belongs to nobody.
        let _ = std::fs::remove_dir_all(&incoming);
        use std::os::unix::fs::DirBuilderExt;
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&incoming);
        made.map_err(|error| format!("{}: {error}.", incoming.display()))?;
        Ok(Self {
            shelf,
            incoming,
            brush: Arc::new(Semaphore::new(1)),
            seats: Arc::new(Semaphore::new(AT_A_TIME_MAX)),
            stored: Arc::default(),
            counted: Mutex::default(),
        })
    }

    /// The store.
    #[must_use]
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// A place for a file that comes in.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch(self.incoming.join(format!("{:032x}", crate::chance::id())))
    }

    /// Why nothing can be kept just now, if so.
    pub async fn full(&self) -> Option<NotKept> {
        let Ok(objects) = &self.shelf.objects else { return Some(NotKept::Off) };
        let mut counted = self.counted.lock().await;
        match *counted {
            None => match objects.list().await {
                Ok(all) => {
                    self.stored.store(sum(&all), Ordering::Relaxed);
                    *counted = Some(Instant::now());
                }
                Err(sentence) => {
                    tracing::warn!(sentence, "the object store does not answer");
                    return Some(NotKept::NotStored);
                }
            },
            // A long list takes a while, and somebody waits: the old sum does until it is there.
            Some(at) if at.elapsed() > COUNTED_FOR => {
                *counted = Some(Instant::now());
                let (objects, stored) = (Arc::clone(objects), Arc::clone(&self.stored));
                tokio::spawn(async move {
                    match objects.list().await {
                        Ok(all) => stored.store(sum(&all), Ordering::Relaxed),
                        Err(sentence) => tracing::warn!(sentence, "the files are not counted"),
                    }
                });
            }
            Some(_) => {}
        }
        if self.stored.load(Ordering::Relaxed) >= self.shelf.len_max {
            tracing::warn!("the object store holds as much as it may ([objects] max_bytes)");
            return Some(NotKept::NoRoom);
        }
        None
    }

    /// Looks at files and stores them. What is refused is said of each.
    pub async fn keep(&self, received: Vec<Received>) -> (Vec<NewFile>, Vec<Refused>) {
        let (mut kept, mut refused) = (Vec::new(), Vec::new());
        let mut away = None;
        for file in received {
            let name = file.name.clone();
            let stored = match away {
                // The words wait for their files: they wait for a store that is away once.
                Some(why) => Err(why),
                None => match self.full().await {
                    Some(why) => Err(why),
                    None => self.keep_one(file).await,
                },
            };
            match stored {
                Ok(file) => kept.push(file),
                Err(why) => {
                    away = away.or((why == NotKept::NotStored).then_some(why));
                    refused.push(Refused { name, why });
                }
            }
        }
        (kept, refused)
    }

    async fn keep_one(&self, received: Received) -> Result<NewFile, NotKept> {
        let id = FileId(crate::chance::id());
        let Received { name, path, .. } = received;
        let brush = Arc::clone(&self.brush);
        let looked = async move {
            let brush = brush.acquire_owned().await.map_err(|_| NotKept::Busy)?;
            let looked = tokio::task::spawn_blocking(move || {
                let _brush = brush;
                look(path.path())
            });
            // A picture that breaks the reader is no picture.
            looked.await.unwrap_or(Err(NotKept::Unreadable))
        };
        let looked = tokio::time::timeout(DRAWN_WITHIN, looked).await;
        let Looked { kind, bytes, small: preview, extract } =
            looked.map_err(|_| NotKept::Busy)??;
        let len = bytes.len() as u64;
        if let Some(preview) = preview {
            self.put(&small(&id.to_string()), preview).await?;
        }
        self.put(&id.to_string(), bytes).await?;
        Ok(NewFile { id, name, kind, len, extract })
    }

    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), NotKept> {
        let objects = self.shelf.objects.as_ref().map_err(|_| NotKept::Off)?;
        let len = bytes.len() as u64;
        objects.put(name, bytes).await.map_err(|sentence| {
            tracing::error!(sentence, "a file could not be stored");
            NotKept::NotStored
        })?;
        self.stored.fetch_add(len, Ordering::Relaxed);
        Ok(())
    }
}

fn sum(objects: &[Object]) -> u64 {
    objects.iter().map(|object| object.len).sum()
}

struct Looked {
    kind: FileKind,
    bytes: Vec<u8>,
    small: Option<Vec<u8>>,
    extract: String,
}

/// What a file is, and what is kept of it.
fn look(path: &Path) -> Result<Looked, NotKept> {
    let bytes = std::fs::read(path).map_err(|_| NotKept::Unreadable)?;
    let start = &bytes[..bytes.len().min(LOOKED_AT_LEN)];
    if let Some(format) = pictures::format(start) {
        drop(bytes);
        let Drawn { whole, small, size: (width, height) } = pictures::draw(path, format)?;
        let kind = FileKind::Picture { width, height };
        return Ok(Looked { kind, bytes: whole, small: Some(small), extract: String::new() });
    }
    match text(start) {
        Some(text) => {
            let extract = beginning(&text);
            Ok(Looked { kind: FileKind::Text, bytes, small: None, extract })
        }
        None => Ok(Looked { kind: FileKind::Other, bytes, small: None, extract: String::new() }),
    }
}

/// The text that these bytes are, if they are one: UTF-8, or the UTF-16 that Windows writes.
fn text(start: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|two| read([two[0], two[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match start {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(start).into_owned(),
    };
    let (mut letters, mut strange) = (0_usize, 0_usize);
    for letter in text.chars() {
        let plain = matches!(letter, '\n' | '\r' | '\t' | '\u{1b}' | '\u{c}');
        if letter == '\0' {
            return None;
        }
        letters += 1;
        strange +=
            usize::from((letter.is_control() && !plain) || letter == char::REPLACEMENT_CHARACTER);
    }
    // An umlaut of another code page here and there makes no program of a log.
    (letters > 0 && strange * 20 <= letters).then_some(text)
}

/// How a text begins, as it is shown.
fn beginning(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(LINES_MAX).collect();
    let mut beginning = lines.join("\n");
    let mut end = beginning.len().min(EXTRACT_LEN_MAX);
    while !beginning.is_char_boundary(end) {
        end -= 1;
    }
    beginning.truncate(end);
    beginning
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_known_by_its_content() {
        let wide: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("Fehler".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for (bytes, is_text) in [
            (&b"13:58 timeout\n\x1b[31mred\x1b[0m"[..], true),
            (&wide, true),
            ("Zähler".as_bytes(), true),
            (b"PK\x03\x04\0\0\0\0", false),
            (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj\0", false),
            (b"", false),
        ] {
            assert_eq!(text(bytes).is_some(), is_text, "{bytes:?}");
        }
    }

    #[test]
    fn bytes_of_any_kind_have_a_beginning_that_fits() {
        bolero::check!().for_each(|bytes: &[u8]| {
            if let Some(text) = text(bytes) {
                assert!(beginning(&text).len() <= EXTRACT_LEN_MAX);
            }
        });
    }
}

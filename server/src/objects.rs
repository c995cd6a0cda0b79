//! The object store: the bytes of files that are shown in conversations. They are stored before the
//! event that names them, and deleted once no event names them any more.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use serde::Deserialize;

mod directory;
pub mod sweep;

pub use directory::Directory;

/// Most bytes of all files together, where the configuration says nothing: files of strangers must
/// not fill the disk on which the log lies.
const LEN_MAX_DEFAULT: u64 = 10 * 1024 * 1024 * 1024;

/// Where files are kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectsConfiguration {
    /// A directory in place of `objects` in the data directory. With several nodes it must be one
    /// that all of them share.
    pub directory: Option<std::path::PathBuf>,
    /// Most bytes of all files together.
    pub max_bytes: Option<u64>,
}

/// What is known of an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub len: u64,
    /// When it was stored, by the clock of the machine that keeps it.
    pub at: SystemTime,
}

/// The bytes of an object, a part at a time.
pub type Content = BoxStream<'static, std::io::Result<Bytes>>;

/// Keeps objects. Names are drawn by chance, so none is ever written twice.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Stores an object; when this returns it is durable.
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), String>;
    /// Its length and its bytes; `None` when there is none.
    async fn get(&self, name: &str) -> Result<Option<(u64, Content)>, String>;
    /// Deletes it; one that is not there is deleted already.
    async fn remove(&self, name: &str) -> Result<(), String>;
    /// All of them.
    async fn list(&self) -> Result<Vec<Object>, String>;
}

/// The store, and how much it may hold.
#[derive(Clone)]
pub struct Shelf {
    /// The store; or why there is none, for whoever wants to keep a file.
    pub objects: Result<Arc<dyn Objects>, String>,
    /// Most bytes of all objects together.
    pub len_max: u64,
}

impl Shelf {
    /// The store that the configuration asks for.
    ///
    /// # Errors
    /// A sentence, when it cannot be opened.
    pub fn open(
        configuration: Option<&ObjectsConfiguration>,
        data: &std::path::Path,
        several_nodes: bool,
    ) -> Result<Self, String> {
        let chosen = configuration.and_then(|chosen| chosen.directory.clone());
        let len_max = configuration.and_then(|chosen| chosen.max_bytes);
        let len_max = len_max.unwrap_or(LEN_MAX_DEFAULT);
        if chosen.is_none() && several_nodes {
            tracing::warn!(
                "files cannot be shown in conversations: with PostgreSQL there may be several \
                 nodes, so name a directory that all of them share, as [objects] directory"
            );
            return Ok(Self::closed("Files cannot be kept here. Please describe it in words."));
        }
        let directory = chosen.unwrap_or_else(|| data.join("objects"));
        let objects: Arc<dyn Objects> = Arc::new(Directory::open(&directory)?);
        Ok(Self { objects: Ok(objects), len_max })
    }

    /// One that keeps nothing, and why.
    #[must_use]
    pub fn closed(why: &str) -> Self {
        Self { objects: Err(why.to_owned()), len_max: 0 }
    }
}

/// The name of the small picture of a file.
#[must_use]
pub fn small(name: &str) -> String {
    format!("{name}.small")
}

//! The object store: the bytes of files that are shown in conversations. They are stored before the
//! event that names them, and deleted once no event names them any more.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::links::InstallationKey;

mod configuration;
mod directory;
mod owned;
pub mod s3;
mod standing;
pub mod sweep;

pub use configuration::ObjectsConfiguration;
pub use directory::Directory;
pub use owned::Owned;
pub use standing::{Standing, Trouble, Watched};

/// Most bytes of all files together, where the configuration says nothing: files of strangers must
/// not fill the disk on which the log lies.
const LEN_MAX_DEFAULT: u64 = 10 * 1024 * 1024 * 1024;

/// What the name of an object begins with that is stored to see whether that works.
const PROBE_NAME: &str = "probe.";
/// What such an object holds.
const PROBE: &[u8] = b"Mayday was here to see whether files can be kept.";

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
    /// Stores an object, reads it back and deletes it, to see whether all of that works; what the
    /// operator should know besides.
    async fn probe(&self) -> Result<Option<String>, String> {
        let name = probe_name();
        self.put(&name, PROBE.to_vec()).await?;
        probe_rest(self, &name).await?;
        Ok(None)
    }
}

/// The same for as long as the process runs: a store that deletes nothing holds one of them.
fn probe_name() -> String {
    static OWN: std::sync::OnceLock<u128> = std::sync::OnceLock::new();
    format!("{PROBE_NAME}{:032x}", OWN.get_or_init(crate::chance::id))
}

/// Reads and deletes what a probe has stored.
async fn probe_rest(objects: &(impl Objects + ?Sized), name: &str) -> Result<(), String> {
    let read = objects.get(name).await?.ok_or("An object that was stored is not there.")?;
    if read_all(read.1).await.map_err(|error| error.to_string())? != PROBE {
        return Err("An object that was stored came back with other bytes.".to_owned());
    }
    objects.remove(name).await
}

/// All bytes of an object.
///
/// # Errors
/// When they break off.
pub async fn read_all(mut content: Content) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(part) = content.next().await {
        bytes.extend_from_slice(&part?);
    }
    Ok(bytes)
}

/// The store, and how much it may hold.
#[derive(Clone)]
pub struct Shelf {
    /// The store; or why there is none, for whoever wants to keep a file.
    pub objects: Result<Arc<dyn Objects>, String>,
    /// Most bytes of all objects together.
    pub len_max: u64,
    /// How the store has fared lately.
    pub standing: Arc<Standing>,
}

impl Shelf {
    /// The store that the configuration asks for, for the installation of this key. Without a key
    /// nobody asks whose the store is.
    ///
    /// # Errors
    /// A sentence, when it cannot be opened.
    pub fn open(
        configuration: Option<&ObjectsConfiguration>,
        data: &std::path::Path,
        several_nodes: bool,
        key: Option<&InstallationKey>,
    ) -> Result<Self, String> {
        let nothing = ObjectsConfiguration::default();
        let wanted = configuration.unwrap_or(&nothing);
        let len_max = wanted.max_bytes.unwrap_or(LEN_MAX_DEFAULT);
        let bucket = wanted.bucket()?;
        if bucket.is_none() && wanted.directory.is_none() && several_nodes {
            tracing::warn!(
                "files cannot be shown in conversations: with PostgreSQL there may be several \
                 nodes, so name a bucket, or a directory that all of them share, under [objects]"
            );
            return Ok(Self::closed("Files cannot be kept here. Please describe it in words."));
        }
        let objects: Arc<dyn Objects> = match (&bucket, &wanted.directory) {
            (Some(bucket), _) => {
                let (place, prefix) = (format!("The bucket {}", bucket.bucket), bucket.prefix());
                let mark = format!("{prefix}{}", owned::MARK);
                owned(Arc::new(s3::Bucket::new(bucket)?), key, place, mark)
            }
            (None, Some(directory)) => {
                let place = format!("The directory {}", directory.display());
                let mark = directory.join(owned::MARK).display().to_string();
                owned(Arc::new(Directory::open(directory)?), key, place, mark)
            }
            // In the data directory, which is locked, nobody else can be.
            (None, None) => Arc::new(Directory::open(&data.join("objects"))?),
        };
        let standing = Arc::<Standing>::default();
        let objects: Arc<dyn Objects> = Arc::new(Watched::new(objects, Arc::clone(&standing)));
        Ok(Self { objects: Ok(objects), len_max, standing })
    }

    /// One that keeps nothing, and why.
    #[must_use]
    pub fn closed(why: &str) -> Self {
        Self { objects: Err(why.to_owned()), len_max: 0, standing: Arc::default() }
    }
}

fn owned(
    objects: Arc<dyn Objects>,
    key: Option<&InstallationKey>,
    place: String,
    mark: String,
) -> Arc<dyn Objects> {
    match key {
        Some(key) => Arc::new(Owned::new(objects, &key.installation(), place, mark)),
        None => objects,
    }
}

/// The name of the small picture of a file.
#[must_use]
pub fn small(name: &str) -> String {
    format!("{name}.small")
}

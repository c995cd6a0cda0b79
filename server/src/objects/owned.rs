//! Whose a place for files is: the first installation that uses it leaves its mark there, and no
//! other one stores or sweeps anything. Each would delete what the other one's log names.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use super::{Content, Object, Objects, read_all};

/// The name of the mark.
pub(super) const MARK: &str = "owner";
/// Longest mark that is read, in bytes.
const MARK_LEN_MAX: u64 = 1024;

/// A store that is used only while its mark says that it is this installation's.
pub struct Owned {
    inner: Arc<dyn Objects>,
    /// The mark of this installation.
    own: String,
    /// What the place is called, at the beginning of a sentence.
    place: String,
    /// What the mark is called there.
    mark: String,
    /// Whether it was found to be ours when it was last looked.
    is_ours: AtomicBool,
}

impl Owned {
    /// The same store, for the installation of this id.
    #[must_use]
    pub fn new(inner: Arc<dyn Objects>, installation: &str, place: String, mark: String) -> Self {
        let own =
            format!("The files beside this belong to the installation {installation} of Mayday.\n");
        Self { inner, own, place, mark, is_ours: AtomicBool::new(false) }
    }

    /// Looks only where it is not known yet.
    async fn claimed(&self) -> Result<(), String> {
        if self.is_ours.load(Ordering::Relaxed) { Ok(()) } else { self.look().await }
    }

    /// Looks whose it is, and leaves the mark where there is none.
    async fn look(&self) -> Result<(), String> {
        let found = match self.read().await? {
            Some(found) => found,
            None => {
                self.inner.put(MARK, self.own.clone().into_bytes()).await?;
                // Of two that come at the same time, the later one has it; the other sees that
                // here, or when it looks again before it sweeps.
                self.read().await?.unwrap_or_default()
            }
        };
        let is_ours = found == self.own.as_bytes();
        self.is_ours.store(is_ours, Ordering::Relaxed);
        match is_ours {
            true => Ok(()),
            false => Err(format!(
                "{} holds files of another installation of Mayday. Each would delete those of the \
                 other, so this one stores nothing there. Name another place under [objects]. If \
                 the other installation is gone for good and this one takes its place, delete the \
                 mark {} there.",
                self.place, self.mark
            )),
        }
    }

    async fn read(&self) -> Result<Option<Vec<u8>>, String> {
        match self.inner.get(MARK).await? {
            None => Ok(None),
            // No mark of ours is so long.
            Some((len, _)) if len > MARK_LEN_MAX => Ok(Some(Vec::new())),
            Some((_, content)) => {
                read_all(content).await.map(Some).map_err(|error| error.to_string())
            }
        }
    }
}

#[async_trait]
impl Objects for Owned {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        self.claimed().await?;
        self.inner.put(name, bytes).await
    }

    /// Reading harms nobody: names are drawn by chance, and only a log tells them.
    async fn get(&self, name: &str) -> Result<Option<(u64, Content)>, String> {
        self.inner.get(name).await
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        self.claimed().await?;
        self.inner.remove(name).await
    }

    /// What is swept is found here, so it is looked each time.
    async fn list(&self) -> Result<Vec<Object>, String> {
        self.look().await?;
        let mut objects = self.inner.list().await?;
        objects.retain(|object| object.name != MARK);
        Ok(objects)
    }

    async fn probe(&self) -> Result<Option<String>, String> {
        self.look().await?;
        self.inner.probe().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::Directory;

    #[tokio::test]
    async fn two_installations_in_one_directory_do_not_sweep_each_other() {
        let path = std::env::temp_dir().join(format!("mayday-owned-{:x}", crate::chance::id()));
        let own = |installation: &str| {
            let inner = Arc::new(Directory::open(&path).expect("it can be made"));
            Owned::new(inner, installation, "The directory".to_owned(), "owner".to_owned())
        };
        let (first, again, other) = (own("one"), own("one"), own("two"));
        first.put("0a", b"bytes".to_vec()).await.expect("the first has it");
        again.put("0b", b"bytes".to_vec()).await.expect("another node of the same");
        assert_eq!(again.list().await.expect("a list").len(), 2, "the mark is no file of ours");
        for refused in [
            other.put("0c", b"bytes".to_vec()).await.err(),
            other.remove("0a").await.err(),
            other.list().await.err(),
            other.probe().await.err(),
        ] {
            let why = refused.expect("it is refused");
            assert!(why.contains("another installation") && why.contains("owner"), "{why}");
        }
        // The mark changes hands by hand; whoever had it notices before it sweeps.
        std::fs::remove_file(path.join(MARK)).expect("the mark");
        other.put("0c", b"bytes".to_vec()).await.expect("it takes the place");
        assert!(first.list().await.is_err());
        assert!(first.remove("0c").await.is_err(), "from then on");
        std::fs::remove_dir_all(path).expect("a temporary directory");
    }
}

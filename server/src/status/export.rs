//! Copies of the status pages on hosts that serve files: they stand when everything here is down.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use domain::State;
use domain::bulletins::Bulletin;
use domain::readers::Readable;
use domain::status::Matter;
use domain::words::StatusPageKey;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::ink::{copies, lying};
use super::sheet::digits;
use super::shelf::{self, Ground, Told};
use super::{Ink, Leaf, Rest};
use crate::line::Published;
use crate::objects::s3::{Bucket, BucketConfiguration, Shown};
use crate::objects::{Objects, read_all};
use crate::web::Site;

mod files;

/// The section of the configuration.
const SECTION: &str = "[[status_export]]";
/// The variable of the environment that holds the secrets of the access keys.
const SECRET_VARIABLE: &str = "MAYDAY_STATUS_EXPORT_SECRET";
/// The one that holds the access key, in place of the file.
const ACCESS_KEY_VARIABLE: &str = "MAYDAY_STATUS_EXPORT_ACCESS_KEY";
/// Lists what a copy holds, so that what is gone is taken away also after a start.
const MANIFEST: &str = "mayday-export.txt";
/// Longest list that is read, in bytes.
const MANIFEST_LEN_MAX: usize = 4 * 1024 * 1024;
/// Most copies.
const EXPORTS_MAX: usize = 20;
/// The pause before a copy is tried again; it doubles.
const PAUSE: Duration = Duration::from_secs(5);
/// The longest of them.
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// So many files that lie still are written before anything newer is looked for.
const AT_ONCE: usize = 100;
/// For how long what serves a copy may keep it.
const KEEP: &str = "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400";

/// One copy that is kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusExportConfiguration {
    /// Which page; all of them where it is left out.
    pub page: Option<String>,
    /// A directory that something else serves.
    pub directory: Option<PathBuf>,
    /// A bucket of an S3-compatible store, in place of a directory.
    pub bucket: Option<String>,
    /// Where that store is; that of AWS when it is left out.
    pub endpoint: Option<String>,
    /// In which region the bucket is.
    pub region: Option<String>,
    /// Whether the bucket's name stands in the path rather than in the host's name.
    pub path_style: Option<bool>,
    /// What stands before the name of every object.
    pub prefix: Option<String>,
    /// The public part of the key.
    pub access_key: Option<String>,
    /// A file with its secret part.
    pub secret_file: Option<PathBuf>,
    /// Whether the store may be reached without TLS over a network.
    #[serde(default)]
    pub allow_http: bool,
    /// A PEM file of further roots to trust.
    pub ca_file: Option<PathBuf>,
}

/// Where a copy lies.
enum Place {
    Directory(PathBuf),
    Bucket(Bucket),
}

/// How a copy fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fares {
    /// Where it lies, as the configuration says it.
    pub name: String,
    /// Why it could not be written the last time, if it could not.
    pub trouble: Option<String>,
}

/// What a copy holds.
#[derive(Default)]
struct Lies {
    /// Whether its list was read.
    read: bool,
    /// Each file and its digest; no digest where nothing but the name is known.
    files: BTreeMap<String, String>,
    /// Of what every file was made that lies still, but for the words of incidents.
    ground: Option<Ground>,
    /// These files, each with the words that it was made of.
    still: BTreeMap<String, Told>,
}

impl Lies {
    /// What has to be written anew of what lies still, with the words that it is made of.
    fn changed(&mut self, state: &State, rest: Vec<Rest>) -> Vec<(Rest, Told)> {
        if !self.ground.as_ref().is_some_and(|ground| ground.stands(state)) {
            self.ground = Some(Ground::of(state));
            self.still.clear();
        }
        let told = state.bulletins.bulletins.values();
        let told: BTreeMap<u32, &Arc<Bulletin>> = told.map(|known| (known.number, known)).collect();
        let words = |matter: Matter| match matter {
            Matter::Incident(number) => told.get(&number).copied().cloned(),
            Matter::Maintenance(_) | Matter::Notice(_) => None,
        };
        let known = |rest: &Rest, now: &Told| {
            let written = self.still.get(&rest.path);
            written.is_some_and(|written| shelf::same(written, now))
        };
        let all = rest.into_iter().map(|rest| (words(rest.matter), rest));
        let changed = all.filter(|(now, rest)| !known(rest, now));
        changed.map(|(now, rest)| (rest, now)).collect()
    }
}

/// What is published at one instant, as everyone may see it.
struct View {
    published: Published,
    seen: Readable,
}

impl View {
    fn of(site: &Site) -> Self {
        let published = site.line.published();
        let seen = published.state.for_everyone();
        Self { published, seen }
    }

    fn ink<'a>(&'a self, site: &'a Site) -> Ink<'a> {
        Ink {
            published: &self.published,
            seen: &self.seen,
            key: &site.key,
            public_url: &site.public_url,
            base: site.base,
        }
    }
}

/// Carries out what takes a while apart from what answers.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(|error| error.to_string())
}

struct Export {
    name: String,
    page: Option<StatusPageKey>,
    place: Place,
    trouble: Mutex<Option<String>>,
}

/// The copies that are kept.
#[derive(Default)]
pub struct Exports(Vec<Arc<Export>>);

impl Exports {
    /// Those that the configuration asks for.
    ///
    /// # Errors
    /// A sentence, when one of them cannot work.
    pub fn open(wanted: &[StatusExportConfiguration]) -> Result<Self, String> {
        if wanted.len() > EXPORTS_MAX {
            return Err(format!("{SECTION}: at most {EXPORTS_MAX} are possible."));
        }
        wanted.iter().map(|one| Export::of(one).map(Arc::new)).collect::<Result<_, _>>().map(Self)
    }

    /// How they fare.
    #[must_use]
    pub fn fare(&self) -> Vec<Fares> {
        let each = self.0.iter();
        each.map(|one| Fares { name: one.name.clone(), trouble: one.trouble().clone() }).collect()
    }

    /// Writes each of them whenever something was printed.
    pub fn keep(&self, site: &Arc<Site>) {
        for export in &self.0 {
            tokio::spawn(Arc::clone(export).keep(Arc::clone(site)));
        }
    }
}

impl Export {
    fn of(wanted: &StatusExportConfiguration) -> Result<Self, String> {
        let wrong = |text: &str| Err(format!("{SECTION}: {text}"));
        let page = wanted.page.as_deref();
        if page.is_some_and(|key| !domain::words::is_key(key)) {
            return wrong("page must be the key of a status page.");
        }
        let (name, place) = match (&wanted.directory, &wanted.bucket) {
            (Some(directory), None) => {
                (directory.display().to_string(), Place::Directory(directory.clone()))
            }
            (None, Some(bucket)) => {
                let variable = std::env::var(ACCESS_KEY_VARIABLE).ok();
                let variable = variable.filter(|key| !key.is_empty());
                let configuration = BucketConfiguration {
                    section: SECTION,
                    secret_variable: SECRET_VARIABLE,
                    bucket: bucket.clone(),
                    endpoint: wanted.endpoint.clone(),
                    region: wanted.region.clone(),
                    path_style: wanted.path_style,
                    prefix: wanted.prefix.clone(),
                    access_key: wanted.access_key.clone().or(variable),
                    secret_file: wanted.secret_file.clone(),
                    allow_http: wanted.allow_http,
                    ca_file: wanted.ca_file.clone(),
                };
                let prefix = wanted.prefix.as_deref().unwrap_or_default();
                (format!("{bucket}/{prefix}"), Place::Bucket(Bucket::new(&configuration)?))
            }
            _ => return wrong("name a directory or a bucket, one of them."),
        };
        let trouble = Mutex::default();
        Ok(Self { name, page: page.map(StatusPageKey::from), place, trouble })
    }

    fn trouble(&self) -> MutexGuard<'_, Option<String>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn keep(self: Arc<Self>, site: Arc<Site>) {
        let mut editions = site.status.editions();
        let mut lies = Lies::default();
        let mut pause = PAUSE;
        loop {
            let any = *editions.borrow_and_update() > 0;
            let written = match any {
                false => Ok(()),
                true => self.write(&site, &mut lies, &editions).await,
            };
            let before = std::mem::replace(&mut *self.trouble(), written.clone().err());
            match &written {
                Ok(()) if before.is_some() => {
                    tracing::info!(copy = self.name, "the copy of the status pages is whole again");
                }
                Err(why) if before.as_ref() != Some(why) => {
                    tracing::error!(copy = self.name, why, "a copy of the status pages failed");
                }
                Ok(()) | Err(_) => {}
            }
            let failed = written.is_err();
            pause = if failed { (pause * 2).min(PAUSE_MAX) } else { PAUSE };
            tokio::select! {
                changed = editions.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(pause / 2), if failed => {}
            }
        }
    }

    /// Brings the copy up to what the pages say now. What lies there already is left alone. What
    /// lies still comes last, and makes way when the pages say something else meanwhile.
    async fn write(
        &self,
        site: &Arc<Site>,
        lies: &mut Lies,
        editions: &watch::Receiver<u64>,
    ) -> Result<(), String> {
        if !lies.read {
            // Of what it held before the start only the names are known.
            for name in self.manifest().await? {
                lies.files.entry(name).or_default();
            }
            lies.read = true;
        }
        let view = Arc::new(View::of(site));
        let (own, seen, page) = (Arc::clone(site), Arc::clone(&view), self.page.clone());
        let written = move || copies(&seen.ink(&own), page.as_ref(), false);
        let (leaves, rest) = apart(written).await??;
        let names: BTreeSet<&str> = leaves.iter().map(|leaf| leaf.path.as_str()).collect();
        let names = &names | &rest.iter().map(|rest| rest.path.as_str()).collect();
        // First the list: a crash in between leaves nothing that no list names.
        if lies.files.keys().map(String::as_str).ne(names.iter().copied()) {
            let all: BTreeSet<&str> =
                names.iter().copied().chain(lies.files.keys().map(String::as_str)).collect();
            let list: String = all.iter().map(|name| format!("{name}\n")).collect();
            self.put(MANIFEST, "text/plain; charset=utf-8", list.into()).await?;
        }
        for leaf in &leaves {
            self.lay(leaf, lies).await?;
            lies.still.remove(&leaf.path);
        }
        let gone: Vec<String> =
            lies.files.keys().filter(|name| !names.contains(name.as_str())).cloned().collect();
        for name in gone {
            self.remove(&name).await?;
            lies.files.remove(&name);
            lies.still.remove(&name);
        }
        let changed = lies.changed(&view.published.state, rest);
        for some in changed.chunks(AT_ONCE) {
            let (own, seen, some) = (Arc::clone(site), Arc::clone(&view), some.to_vec());
            let written = move || {
                let ink = seen.ink(&own);
                some.into_iter().map(|(rest, told)| (ink.of_rest(&rest), told)).collect::<Vec<_>>()
            };
            for (leaf, told) in apart(written).await? {
                let Some(leaf) = leaf else { continue };
                self.lay(&leaf, lies).await?;
                lies.still.insert(leaf.path, told);
            }
            if editions.has_changed().unwrap_or(true) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Puts a file where it belongs, unless it lies there.
    async fn lay(&self, leaf: &Leaf, lies: &mut Lies) -> Result<(), String> {
        let Leaf { path, kind, text, .. } = leaf;
        let digest = digits(text.as_bytes(), 16);
        if lies.files.get(path) != Some(&digest) {
            self.put(path, kind, Bytes::copy_from_slice(text.as_bytes())).await?;
            lies.files.insert(path.clone(), digest);
        }
        Ok(())
    }

    async fn put(&self, name: &str, kind: &str, bytes: Bytes) -> Result<(), String> {
        match &self.place {
            Place::Directory(directory) => files::put(directory, name, bytes).await,
            Place::Bucket(bucket) => {
                let shown = Shown { content_type: kind, cache_control: Some(KEEP) };
                bucket.put_shown(name, bytes, &shown).await.map(drop)
            }
        }
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        match &self.place {
            Place::Directory(directory) => files::remove(directory, name).await,
            Place::Bucket(bucket) => bucket.remove(name).await,
        }
    }

    /// What the copy holds, by its own list.
    async fn manifest(&self) -> Result<Vec<String>, String> {
        let bytes = match &self.place {
            Place::Directory(directory) => files::read(directory, MANIFEST).await?,
            Place::Bucket(bucket) => match bucket.get(MANIFEST).await? {
                Some((len, content)) if len <= MANIFEST_LEN_MAX as u64 => {
                    read_all(content).await.map_err(|error| error.to_string())?
                }
                Some(_) | None => Vec::new(),
            },
        };
        Ok(names(&bytes))
    }
}

/// The names in a list that are such as ours.
fn names(list: &[u8]) -> Vec<String> {
    let list = String::from_utf8_lossy(&list[..list.len().min(MANIFEST_LEN_MAX)]).into_owned();
    list.lines().filter(|name| is_ours(name)).map(ToOwned::to_owned).collect()
}

/// Whether a file of that name may be one of a copy: somebody else may have written the list.
fn is_ours(name: &str) -> bool {
    let plain = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(fits)
    };
    let known = [".html", ".json", ".atom", ".rss", ".svg", ".ics"];
    name.len() <= 300 && name.split('/').all(plain) && known.iter().any(|end| name.ends_with(end))
}

/// Writes copies into a directory, once.
///
/// # Errors
/// A sentence, when something cannot be written.
pub async fn write_once(directory: &Path, leaves: &[(String, String)]) -> Result<(), String> {
    let mut list: Vec<&str> = leaves.iter().map(|(name, _)| name.as_str()).collect();
    list.sort_unstable();
    let list: String = list.iter().map(|name| format!("{name}\n")).collect();
    let known = names(&files::read(directory, MANIFEST).await?);
    for (name, text) in leaves {
        if !is_ours(name) {
            return Err(format!("{name} is no name of a file in a copy."));
        }
        files::put(directory, name, Bytes::copy_from_slice(text.as_bytes())).await?;
    }
    for name in known.iter().filter(|name| leaves.iter().all(|(own, _)| own != *name)) {
        files::remove(directory, name).await?;
    }
    files::put(directory, MANIFEST, list.into()).await
}

/// Some files of a copy.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Part {
    /// Each with its path and its text.
    pub files: Vec<(String, String)>,
    /// After which path the others come, if there are any.
    pub after: Option<String>,
}

/// The files of a copy, a part at a time: first all that changes, and after it what lies still.
///
/// # Errors
/// A sentence, when there is no such page.
pub fn part(
    ink: &Ink<'_>,
    page: Option<&StatusPageKey>,
    after: Option<&str>,
) -> Result<Part, String> {
    // What changes came with the first part: it is not printed again for each that follows.
    let (leaves, rest) = match after {
        None => copies(ink, page, true)?,
        Some(_) => (Vec::new(), lying(ink, page)?),
    };
    let mut files: Vec<(String, String)> =
        leaves.into_iter().map(|leaf| (leaf.path, leaf.text)).collect();
    let mut left = rest.iter().filter(|rest| after.is_none_or(|after| *rest.path > *after));
    let now: Vec<&Rest> = left.by_ref().take(AT_ONCE).collect();
    let last = now.last().map(|rest| rest.path.clone());
    let written = now.into_iter().filter_map(|rest| ink.of_rest(rest));
    files.extend(written.map(|leaf| (leaf.path, leaf.text)));
    Ok(Part { files, after: last.filter(|_| left.next().is_some()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_any_text_names_nothing_outside_the_copy() {
        bolero::check!().for_each(|bytes: &[u8]| {
            for name in names(bytes) {
                assert!(!name.starts_with('/') && !name.contains("..") && !name.contains('\\'));
            }
        });
        let list = b"index.html\n../../etc/passwd\n/etc/x.html\np/a/../b.html\n.ssh/x.json\nkeys";
        assert_eq!(names(list), ["index.html"]);
    }
}

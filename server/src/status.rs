//! Status pages as they lie ready: on each change every page, document and feed is written once,
//! compressed, given its tag and swapped in; who reads touches neither a lock nor the database.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use domain::State;
use domain::readers::ReadersSight;
use domain::status::{Matter, PageChange};
use domain::words::{AudienceKey, BulletinId, Language, StatusPageKey, Timestamp, TopicId};
use jiff::tz::TimeZone;
use tokio::sync::watch;

use crate::web::Site;

mod calendar;
pub mod export;
mod feeds;
pub mod former;
#[cfg(test)]
pub(crate) mod golden;
pub mod hosts;
mod ink;
pub mod logos;
mod mistaken;
mod planned;
pub mod pointing;
pub mod reports;
mod sheet;
pub mod shelf;
mod statuspage;
mod turned;

pub use ink::{Ink, Leaf, OWN, Rest, Stand};
pub use sheet::Sheet;
pub(crate) use turned::turned;

/// What happens within this is printed together.
const GATHER: Duration = Duration::from_millis(50);

/// Everything that lies ready, by its path below the base.
pub type Printed = HashMap<String, Sheet>;

/// What lies ready now.
#[derive(Default)]
pub struct Press {
    printed: ArcSwap<Printed>,
    /// Which page stands at which host name of its own.
    hosts: ArcSwap<hosts::Hosts>,
    /// Grows whenever something was printed.
    editions: watch::Sender<u64>,
    /// What lies still, and was asked for lately.
    shelf: shelf::Shelf,
    /// Which readers have said that something fails for them.
    pub reports: reports::Reports,
}

impl Press {
    /// What is read at that path.
    #[must_use]
    pub fn printed(&self) -> arc_swap::Guard<Arc<Printed>> {
        self.printed.load()
    }

    /// The page that stands at that host name of its own.
    #[must_use]
    pub fn at_host(&self, host: &str) -> Option<StatusPageKey> {
        self.hosts.load().get(host).cloned()
    }

    /// Whether any page has a host name of its own.
    #[must_use]
    pub fn has_hosts(&self) -> bool {
        !self.hosts.load().is_empty()
    }

    /// Says when something was printed. Nothing was as long as it is zero.
    #[must_use]
    pub fn editions(&self) -> watch::Receiver<u64> {
        self.editions.subscribe()
    }

    /// Prints whenever something on a page has changed, for as long as the line lives.
    pub async fn keep(site: Arc<Site>) {
        let mut changes = site.line.changes();
        let mut last: Option<Arc<State>> = None;
        let mut seen = BTreeMap::new();
        loop {
            let published = changes.borrow_and_update().clone();
            let (now, state) = (published.now(), Arc::clone(&published.state));
            let change = last.as_ref().map_or(PageChange::Shown, |last| state.page_change(last));
            let evidence = (change > PageChange::Nothing).then(|| state.evidence_at(now));
            let others = evidence.filter(|evidence| *evidence != seen);
            if change == PageChange::Shown || others.is_some() {
                seen = others.unwrap_or(seen);
                let own = Arc::clone(&site);
                let printed = tokio::task::spawn_blocking(move || own.status.print(&own));
                if let Err(error) = printed.await {
                    tracing::error!(%error, "the status pages could not be printed");
                }
            }
            last = Some(state);
            tokio::select! {
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                }
                () = tokio::time::sleep(until_turn(last.as_deref(), now)) => last = None,
            }
        }
    }

    /// Writes everything anew. What has not changed keeps its bytes.
    fn print(&self, site: &Site) {
        let published = site.line.published();
        let state = &published.state;
        let seen = &published.state.for_everyone();
        let ink = Ink {
            published: &published,
            seen,
            key: &site.key,
            public_url: &site.public_url,
            base: site.base,
        };
        let before = self.printed.load_full();
        let mut printed = Printed::new();
        let first = state.status_pages.first().map(|(key, _)| key.clone());
        for key in state.status_pages.pages.keys() {
            // The oldest page stands at the short addresses as well.
            let short = (first.as_ref() == Some(key)).then(Stand::short);
            let has_own =
                state.status_pages.get(key).is_some_and(|page| !page.profile.hosts.is_empty());
            let own = has_own.then(|| Stand::own(key));
            let stands: Vec<Stand> = short.into_iter().chain([Stand::of(key)]).chain(own).collect();
            lay(&mut printed, &before, &ink, key, &stands);
        }
        self.hosts.store(Arc::new(hosts::of(state, &site.public_url)));
        // Everyone reads what changed at once; what others read by their links follows.
        let theirs = before.iter().filter(|(path, _)| path.starts_with(CLASS));
        let kept = theirs.map(|(path, sheet)| (path.clone(), sheet.clone()));
        let classes = state.classes();
        if !classes.is_empty() {
            self.swap(
                printed.iter().map(|(path, sheet)| (path.clone(), sheet.clone())).chain(kept),
            );
        }
        for sight in classes {
            let (seen, class) = (&state.for_readers(&sight), class_of(&sight));
            let ink = Ink { seen, ..ink };
            let first = state.pages_for(&sight).first().map(|(key, _)| (*key).clone());
            for key in state.status_pages.pages.keys() {
                let own = match first.as_ref() == Some(key) {
                    true => Stand::class(&class),
                    false => Stand::class(&format!("{class}p/{key}/")),
                };
                lay(&mut printed, &before, &ink, key, &[own]);
            }
        }
        self.swap(printed);
    }

    fn swap(&self, printed: impl IntoIterator<Item = (String, Sheet)>) {
        self.printed.store(Arc::new(printed.into_iter().collect()));
        self.editions.send_modify(|count| *count += 1);
    }
}

/// Writes a page at each of its places. What has not changed keeps its bytes.
fn lay(
    printed: &mut Printed,
    before: &Printed,
    ink: &Ink<'_>,
    key: &StatusPageKey,
    stands: &[Stand],
) {
    let Some(shown) = ink.seen.status_page_at(key, ink.published.now()) else { return };
    for stand in stands {
        for leaf in ink.written(&shown, stand) {
            let known = before.get(&leaf.path);
            let known = known.filter(|sheet| sheet.plain == leaf.text.as_bytes()).cloned();
            let sheet = known.unwrap_or_else(|| Sheet::new(&leaf));
            printed.insert(leaf.path, sheet);
        }
    }
}

/// What stands before everything that a class of readers reads; no address begins so.
const CLASS: &str = "class:";

/// Where a class of readers finds what is printed for it.
#[must_use]
pub fn class_of(sight: &ReadersSight) -> String {
    // One that is public and one that reads by a link without audiences are told apart: everyone
    // has no class at all.
    let names: Vec<&str> = sight.audiences().map(AudienceKey::as_str).collect();
    let names = names.join(" ");
    // No key has a colon in it.
    let names = sight.only().map_or_else(|| names.clone(), |page| format!("{page}: {names}"));
    format!("{CLASS}{}/", digest(&names))
}

/// The first digits of the digest of a text.
#[must_use]
pub fn digest(text: &str) -> String {
    sheet::digits(text.as_bytes(), 8)
}

/// How long until pages look another way although nothing happens.
fn until_turn(state: Option<&State>, now: Timestamp) -> Duration {
    let turns_at = state.and_then(|state| state.evidence_turns_at(now));
    let turns = turns_at.map_or(Duration::MAX, |at| at.since(now) + GATHER);
    turns.min(Ink::until_quarter(now))
}

/// The body that Statuspage would send about that, from what these readers find on the page now, to
/// somebody who reads that language; `None` once the page or what it is about is gone.
pub(crate) fn webhook(
    state: &State,
    sight: &ReadersSight,
    (page, language): (&StatusPageKey, Language),
    topic: TopicId,
    (url, leave): (&str, &str),
    now: Timestamp,
) -> Option<serde_json::Value> {
    let open = state.for_readers(sight);
    let mut shown = open.status_page_at(page, now)?;
    // Whoever is told only after a day that it never was is told so in the same shape.
    if let Some(never) = open.bulletins.mistakes.get(&BulletinId(topic.0)) {
        let about = open.status_page_about(page, Matter::Incident(never.bulletin.number))?;
        shown.mistakes = about.mistakes;
    }
    let zone = crate::zones().get(&shown.page.profile.zone).unwrap_or(TimeZone::UTC);
    let first = open.written_in();
    let source = statuspage::Source { shown: &shown, language, first, url, zone, by_link: None };
    let mut body = source.webhook(topic, leave)?;
    // Who reads by a link of theirs is never led to the page, where others may have it from them.
    if url == leave {
        body["incident"]["shortlink"] = url.into();
    }
    Some(body)
}

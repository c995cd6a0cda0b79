//! Live updates: server-sent events that can be resumed, and the same by long polling.
//!
//! An id says how far a reader has got without saying anything else: how many messages it has and
//! a short digest of each fragment. The log's own numbers would tell a caller that others call.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use domain::words::{EmergencyId, ParticipantId};
use tokio::sync::watch;
use views::Fragment;

use super::Site;

/// How often a reader hears that the line stands, when nothing else is said.
const BEAT_EVERY: Duration = Duration::from_secs(10);
/// How long a poll waits for something new.
const POLL_LASTS: Duration = Duration::from_secs(25);
/// A stream ends after this long; readers come back by themselves, elsewhere if need be.
const STREAM_LASTS: Duration = Duration::from_secs(4 * 3600);
/// Most earlier messages that are sent anew when one of them has changed.
const RESENT_MAX: usize = 100;

/// What a reader may see at one moment.
pub struct View {
    /// The elements that change in place, always the same ones in the same order.
    pub fragments: Vec<Fragment>,
    /// The messages, in order.
    pub messages: Vec<Fragment>,
}

/// Renders the view; `None` when there is nothing to see here any more.
pub type Render = Arc<dyn Fn(&Site) -> Option<View> + Send + Sync>;

/// How long a rendered view serves others who look at the same: running clocks are drawn to the
/// second.
const SHARED_FOR: Duration = Duration::from_millis(500);

/// A view with the digests that readers are compared by.
struct Seen {
    view: View,
    /// Where a reader has got who has all of it.
    place: Place,
    /// Of each message.
    messages: Vec<u32>,
    /// Of the first messages together: none, one, two, up to all of them.
    prefixes: Vec<u32>,
    /// What was last written for whoever came from a place: most come from the same.
    told: Mutex<Option<(Place, Bytes)>>,
}

impl Seen {
    fn of(view: View) -> Self {
        let messages = view.messages.iter().map(digest).collect();
        let prefixes = prefixes(&view.messages);
        Self { place: Place::of(&view), view, messages, prefixes, told: Mutex::default() }
    }

    /// What whoever comes from that place is told, written once for all of them.
    fn told_at(&self, place: &Place, write: impl FnOnce() -> String) -> Bytes {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        match &*told {
            Some((known, text)) if known == place => text.clone(),
            _ => {
                let text = Bytes::from(write());
                *told = Some((place.clone(), text.clone()));
                text
            }
        }
    }
}

type See = dyn Fn(&Site) -> Option<Arc<Seen>> + Send + Sync;

/// How a reader gets to see the view.
pub struct Look(Arc<See>);

impl From<Render> for Look {
    fn from(render: Render) -> Self {
        Self(Arc::new(move |site| Some(Arc::new(Seen::of(render(site)?)))))
    }
}

/// What was just rendered, for the many who are woken by the same change and see the same.
#[derive(Default)]
pub struct Shared(Mutex<HashMap<Whose, Fresh>>);

/// Who looks at what, by which of their links, and how they read it: the tag of their language and
/// region.
type Whose = (EmergencyId, ParticipantId, u32, String);

struct Fresh {
    state: Arc<domain::State>,
    at: Instant,
    seen: Arc<Seen>,
}

impl Shared {
    fn see(&self, site: &Site, whose: &Whose, render: &Render) -> Option<Arc<Seen>> {
        let state = site.line.published().state;
        let now = Instant::now();
        let is_fresh = |fresh: &Fresh| now.duration_since(fresh.at) < SHARED_FOR;
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fresh) = lock().get(whose)
            && is_fresh(fresh)
            && Arc::ptr_eq(&fresh.state, &state)
        {
            return Some(Arc::clone(&fresh.seen));
        }
        let seen = Arc::new(Seen::of(render(site)?));
        let mut views = lock();
        views.retain(|_, fresh| is_fresh(fresh));
        views.insert(whose.clone(), Fresh { state, at: now, seen: Arc::clone(&seen) });
        Some(seen)
    }
}

/// A look that is shared by everyone who comes with the same link.
#[must_use]
pub fn shared(whose: Whose, render: Render) -> Look {
    Look(Arc::new(move |site| site.views.see(site, &whose, &render)))
}

/// How far a reader has got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    messages: usize,
    messages_digest: u32,
    fragments: Vec<u32>,
}

impl Place {
    fn of(view: &View) -> Self {
        Self {
            messages: view.messages.len(),
            messages_digest: prefixes(&view.messages).last().copied().unwrap_or_default(),
            fragments: view.fragments.iter().map(digest).collect(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let messages = parts.next()?.parse().ok()?;
        let mut hex = parts.map(|part| u32::from_str_radix(part, 16).ok());
        let messages_digest = hex.next()??;
        Some(Self { messages, messages_digest, fragments: hex.collect::<Option<Vec<u32>>>()? })
    }

    fn write(&self) -> String {
        let mut text = format!("{}-{:08x}", self.messages, self.messages_digest);
        for digest in &self.fragments {
            text.push_str(&format!("-{digest:08x}"));
        }
        text
    }
}

/// The id of a view, for the first load of a page.
#[must_use]
pub fn id_of(view: &View) -> String {
    Place::of(view).write()
}

fn digest(fragment: &Fragment) -> u32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(fragment.markup.0.as_bytes()).update(&[0]);
    short(&hasher)
}

/// The digest of no message, of the first, of the first two, and so on up to all of them.
fn prefixes(messages: &[Fragment]) -> Vec<u32> {
    let mut hasher = blake3::Hasher::new();
    let mut prefixes = vec![short(&hasher)];
    for message in messages {
        hasher.update(message.markup.0.as_bytes()).update(&[0]);
        prefixes.push(short(&hasher));
    }
    prefixes
}

fn short(hasher: &blake3::Hasher) -> u32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..4]);
    u32::from_be_bytes(bytes)
}

/// What a reader at `place` has not seen of the view, as events; empty when nothing.
fn news(now: &Seen, place: Option<&Place>, seen: &mut HashMap<String, u32>) -> Bytes {
    let messages = &now.view.messages;
    let has = place.map_or(0, |place| place.messages).min(messages.len());
    if let Some(place) = place.filter(|place| now.prefixes[has] == place.messages_digest) {
        // Nothing that they have was changed: all who are at that place are told the same.
        for (message, digest) in messages.iter().zip(&now.messages).skip(has) {
            seen.insert(message.id.clone(), *digest);
        }
        return now.told_at(place, || written(now, Some(place), &messages[has..]));
    }
    let first = has.saturating_sub(RESENT_MAX);
    let told = messages.iter().enumerate().skip(first).filter(|(index, message)| {
        let digest = now.messages[*index];
        seen.insert(message.id.clone(), digest) != Some(digest) || *index >= has
    });
    let told: Vec<&Fragment> = told.map(|(_, message)| message).collect();
    Bytes::from(written(now, place, told))
}

/// These messages, and the fragments that are others than at that place.
fn written<'a>(
    now: &Seen,
    place: Option<&Place>,
    messages: impl IntoIterator<Item = &'a Fragment>,
) -> String {
    let (mut text, mut changed) = (String::new(), String::new());
    let fragments = now.view.fragments.iter().zip(&now.place.fragments);
    for (index, (fragment, digest)) in fragments.enumerate() {
        let known = place.and_then(|place| place.fragments.get(index));
        if known != Some(digest) {
            changed.push_str(&fragment.markup.0);
        }
    }
    for message in messages {
        event(&mut text, "append", &message.markup.0);
    }
    if !changed.is_empty() {
        event(&mut text, "fragment", &changed);
    }
    if !text.is_empty() {
        // The id stands with the last event, so that a reader who lost some asks for all of them.
        let end = text.len() - 1;
        text.insert_str(end, &format!("id: {}\n", now.place.write()));
    }
    text
}

fn event(text: &mut String, name: &str, data: &str) {
    text.push_str("event: ");
    text.push_str(name);
    text.push('\n');
    for line in data.lines() {
        text.push_str("data: ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
}

/// How far the reader says it has got: the browser's header, or the parameter of a script.
fn place(headers: &HeaderMap, after: Option<&str>) -> Option<Place> {
    let header = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    header.or(after).and_then(Place::parse)
}

struct Listener {
    site: Arc<Site>,
    look: Look,
    changed: watch::Receiver<u64>,
    place: Option<Place>,
    seen: HashMap<String, u32>,
    started: Instant,
    ended: bool,
    /// Held for as long as the reader listens.
    _screens: Vec<crate::live::Screen>,
}

impl Listener {
    fn news(&mut self) -> Option<Bytes> {
        self.changed.borrow_and_update();
        let now = (self.look.0)(&self.site)?;
        let text = news(&now, self.place.as_ref(), &mut self.seen);
        self.place = Some(now.place.clone());
        Some(text)
    }

    async fn next(&mut self, wait: Duration) -> Option<Bytes> {
        let text = self.news()?;
        if !text.is_empty() {
            return Some(text);
        }
        let until = tokio::time::Instant::now() + wait;
        while tokio::time::timeout_at(until, self.changed.changed()).await.is_ok_and(|c| c.is_ok())
        {
            let text = self.news()?;
            if !text.is_empty() {
                return Some(text);
            }
        }
        Some(Bytes::new())
    }
}

/// A stream of what changes, from where the reader has got.
pub fn stream(
    site: &Arc<Site>,
    headers: &HeaderMap,
    after: Option<&str>,
    changed: watch::Receiver<u64>,
    look: impl Into<Look>,
    screens: Vec<crate::live::Screen>,
) -> Response {
    let listener = Listener {
        site: Arc::clone(site),
        look: look.into(),
        changed,
        place: place(headers, after),
        seen: HashMap::new(),
        started: Instant::now(),
        ended: false,
        _screens: screens,
    };
    let events = futures_util::stream::unfold(listener, |mut listener| async move {
        if listener.ended || listener.started.elapsed() > STREAM_LASTS {
            return None;
        }
        let text = match listener.next(BEAT_EVERY).await {
            Some(text) if text.is_empty() => {
                let now = views::times::iso(listener.site.line.published().now());
                Bytes::from(format!("event: beat\ndata: {now}\n\n"))
            }
            Some(text) => text,
            None => {
                listener.ended = true;
                Bytes::from_static(b"event: gone\ndata: gone\n\n")
            }
        };
        Some((Ok::<_, Infallible>(text), listener))
    });
    answer(Body::from_stream(events))
}

/// What has changed since, or what changes next; for readers who cannot hold a stream.
pub async fn poll(
    site: &Arc<Site>,
    headers: &HeaderMap,
    after: Option<&str>,
    changed: watch::Receiver<u64>,
    look: impl Into<Look>,
) -> Response {
    let mut listener = Listener {
        site: Arc::clone(site),
        look: look.into(),
        changed,
        place: place(headers, after),
        seen: HashMap::new(),
        started: Instant::now(),
        ended: false,
        _screens: Vec::new(),
    };
    match listener.next(POLL_LASTS).await {
        Some(text) => answer(Body::from(text)),
        None => {
            let mut gone = Response::new(Body::empty());
            *gone.status_mut() = StatusCode::GONE;
            gone
        }
    }
}

fn answer(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that buffer would keep an answer from the one who waits for it.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use views::PreEscaped;

    fn see(fragments: &[&str], messages: &[&str]) -> Seen {
        let make = |texts: &[&str]| {
            texts
                .iter()
                .enumerate()
                .map(|(at, text)| Fragment::new(format!("x{at}"), PreEscaped((*text).to_owned())))
                .collect()
        };
        Seen::of(View { fragments: make(fragments), messages: make(messages) })
    }

    #[test]
    fn a_reader_who_has_everything_hears_nothing() {
        let now = see(&["a", "b"], &["1"]);
        let place = Place::parse(&now.place.write()).unwrap();
        assert_eq!(news(&now, Some(&place), &mut HashMap::new()), "");
    }

    #[test]
    fn a_reader_who_comes_back_hears_exactly_what_changed() {
        let place = Place::parse(&see(&["a", "b"], &["1"]).place.write()).unwrap();
        let text = news(&see(&["a", "c"], &["1", "2\n3"]), Some(&place), &mut HashMap::new());
        let id = see(&["a", "c"], &["1", "2\n3"]).place.write();
        let expected =
            format!("event: append\ndata: 2\ndata: 3\n\nevent: fragment\ndata: c\nid: {id}\n\n");
        assert_eq!(text, expected);
    }

    #[test]
    fn all_who_are_at_one_place_share_what_is_written_and_nobody_else_does() {
        let now = see(&["a", "c"], &["1", "2"]);
        let at = |view: &Seen| Place::parse(&view.place.write()).unwrap();
        let (early, late) = (at(&see(&["a", "b"], &["1"])), at(&see(&["a", "b"], &["1", "2"])));
        let told = |place: &Place| news(&now, Some(place), &mut HashMap::new());
        assert_eq!(told(&early).as_ptr(), told(&early).as_ptr());
        assert!(told(&early) != told(&late) && told(&late).starts_with(b"event: fragment"));
        // Whoever had it before a message was put right is sent that message anew.
        let changed = see(&["a", "c"], &["1", "3"]);
        let told = news(&changed, Some(&late), &mut HashMap::new());
        assert!(String::from_utf8_lossy(&told).contains("data: 3"));
    }

    #[test]
    fn a_place_of_any_text_is_read_back_as_it_is_written_and_never_hides_what_is_new() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let Some(place) = Place::parse(text) else { return };
            assert_eq!(Place::parse(&place.write()), Some(place.clone()));
            let now = see(&["a", "b"], &["1", "2"]);
            let told = news(&now, Some(&place), &mut HashMap::new());
            assert!(place == now.place || !told.is_empty(), "{text}");
        });
    }

    #[test]
    fn an_id_of_somebody_elses_making_is_no_place() {
        for hostile in ["", "-", "1", "x-1", "1-zz", "1-1-", "99999999999999999999999-1"] {
            assert_eq!(Place::parse(hostile), None, "{hostile}");
        }
    }
}

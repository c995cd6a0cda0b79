//! The door as it lies ready: rendered and compressed once, with a number for each reader.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use domain::State;
use domain::words::Country;

use super::spliced::{Packed, Spliced};
use super::{Site, security};

/// The doors as they were last rendered, so that a storm of readers costs the callers nothing.
#[derive(Default)]
pub struct Kept(RwLock<HashMap<Key, Last>>);

/// What makes one reader's door another than the next's: the language, and where they may be, which
/// decides whom to call in danger of life.
type Key = (&'static str, Option<Country>, Option<Country>);

/// Readers name their country as they like. With more doors than this all are rendered anew.
const DOORS_MAX: usize = 512;

struct Last {
    /// What it was rendered from. It is not held: a door that nobody asks for keeps no state alive.
    state: Weak<State>,
    page: Arc<Page>,
}

/// The door, but for the number in it, as it is and compressed.
pub struct Page {
    plain: Ready<Spliced>,
    packed: Ready<Packed>,
}

/// What is sent, with its headers.
struct Ready<B> {
    body: B,
    headers: HeaderMap,
    /// How the answer begins on the wire, as far as the instant in its date.
    head: Vec<u8>,
}

impl Kept {
    /// A reader's door, rendered by `render` around a number where the state is another than last
    /// time.
    pub fn page(
        &self,
        site: &Site,
        reader: views::Reader,
        render: impl FnOnce(u128) -> String,
    ) -> Option<Arc<Page>> {
        let state = site.line.published().state;
        if let Some(page) = self.current(&state, reader) {
            return Some(page);
        }
        let number = crate::chance::number();
        let plain = Spliced::cut(&render(number), number)?;
        let last = self.0.read().unwrap_or_else(PoisonError::into_inner);
        // Most events do not touch the door, and many readers have the same one. Its bytes are then
        // known, and already compressed.
        let known = last.values().map(|last| &last.page).find(|page| page.plain.body == plain);
        let page = match known {
            Some(page) => Arc::clone(page),
            None => Arc::new(Page::new(plain, site)?),
        };
        drop(last);
        let last = Last { state: Arc::downgrade(&state), page: Arc::clone(&page) };
        let mut doors = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if doors.len() >= DOORS_MAX {
            doors.clear();
        }
        doors.insert(key(reader), last);
        Some(page)
    }

    /// A reader's door, if it is known as it is in this state.
    pub fn current(&self, state: &Arc<State>, reader: views::Reader) -> Option<Arc<Page>> {
        let last = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let key = key(reader);
        let last = last.get(&key).filter(|last| last.state.as_ptr() == Arc::as_ptr(state))?;
        Some(Arc::clone(&last.page))
    }
}

fn key(reader: views::Reader) -> Key {
    (reader.tongue.code(), reader.region, reader.country)
}

impl Page {
    fn new(plain: Spliced, site: &Site) -> Option<Self> {
        let packed = Packed::pack(&plain).ok()?;
        let headers =
            [headers(None, plain.size(), site), headers(Some("gzip"), packed.size(), site)];
        let [plain_headers, packed_headers] = headers;
        Some(Self {
            plain: Ready::new(plain, plain_headers),
            packed: Ready::new(packed, packed_headers),
        })
    }

    /// The whole answer, with a number that nobody else gets.
    #[must_use]
    pub fn answer(&self, gzip: bool) -> Response {
        let number = crate::chance::number();
        let mut bytes = Vec::new();
        let headers = match gzip {
            true => {
                self.packed.body.write(number, &mut bytes);
                &self.packed.headers
            }
            false => {
                self.plain.body.write(number, &mut bytes);
                &self.plain.headers
            }
        };
        let mut response = Response::new(Body::from(bytes));
        *response.headers_mut() = headers.clone();
        response
    }

    /// The same answer as HTTP/1.1 has it on the wire, with its `date`.
    pub fn write(&self, gzip: bool, date: &[u8], to: &mut Vec<u8>) {
        let number = crate::chance::number();
        to.extend_from_slice(if gzip { &self.packed.head } else { &self.plain.head });
        to.extend_from_slice(date);
        to.extend_from_slice(b"\r\n\r\n");
        match gzip {
            true => self.packed.body.write(number, to),
            false => self.plain.body.write(number, to),
        }
    }
}

impl<B> Ready<B> {
    fn new(body: B, headers: HeaderMap) -> Self {
        let mut head = b"HTTP/1.1 200 OK\r\n".to_vec();
        for (name, value) in &headers {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                head.extend_from_slice(part);
            }
        }
        head.extend_from_slice(b"date: ");
        Self { body, headers, head }
    }
}

fn headers(coding: Option<&'static str>, len: usize, site: &Site) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers
        .insert(header::VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    security::protect(&mut headers, site);
    security::store_nowhere(&mut headers);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
    headers
}

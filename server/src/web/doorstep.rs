//! The doorstep: the door is answered ready-made, before anything else can be slow.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::{Arc, PoisonError, RwLock, Weak};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, header};
use axum::response::Response;
use domain::State;
use domain::words::Country;
use futures_util::future::Either;
use hyper::body::Incoming;
use hyper::service::Service;

use super::reader::{Asked, Wishes};
use super::spliced::{Packed, Spliced, takes_gzip};
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

/// The door, but for the number in it.
pub struct Page {
    plain: Spliced,
    plain_headers: HeaderMap,
    packed: Packed,
    packed_headers: HeaderMap,
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
        let known = last.values().map(|last| &last.page).find(|page| page.plain == plain);
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

    fn current(&self, state: &Arc<State>, reader: views::Reader) -> Option<Arc<Page>> {
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
        // The number is always as long, and so are the answers.
        let plain_headers = headers(None, plain.with(0).len(), site);
        let packed_headers = headers(Some("gzip"), packed.with(0).len(), site);
        Some(Self { plain, plain_headers, packed, packed_headers })
    }

    /// The whole answer, with a number that nobody else gets.
    #[must_use]
    pub fn answer(&self, gzip: bool) -> Response {
        let number = crate::chance::number();
        let (bytes, headers) = match gzip {
            true => (self.packed.with(number), &self.packed_headers),
            false => (self.plain.with(number), &self.plain_headers),
        };
        let mut response = Response::new(Body::from(bytes));
        *response.headers_mut() = headers.clone();
        response
    }
}

/// Answers the door when it lies ready, and passes everything else on to a service.
pub struct Doorstep<S> {
    site: Option<Arc<Site>>,
    behind: S,
}

impl<S> Doorstep<S> {
    /// The doorstep before a service; without a site it passes everything on.
    pub fn before(behind: S, site: Option<Arc<Site>>) -> Self {
        Self { site, behind }
    }
}

impl<S> Service<Request<Incoming>> for Doorstep<S>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, S::Future>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        match self.site.as_deref().and_then(|site| answer(site, &request)) {
            Some(answer) => Either::Left(ready(Ok(answer))),
            None => Either::Right(self.behind.call(request)),
        }
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

/// The answer to whoever asks for the door and nothing but the door, if it lies ready. Everything
/// else is the router's, and so is rendering: there, a fault of the program is caught.
fn answer<B>(site: &Site, request: &Request<B>) -> Option<Response> {
    let address = request.uri();
    let door = matches!(address.path(), "/help" | "/") && address.query().is_none();
    if !door || request.method() != Method::GET {
        return None;
    }
    // Who takes another coding, and not this one, gets what the router's compression makes of it.
    let gzip = takes_gzip(request.headers());
    if !gzip && request.headers().contains_key(header::ACCEPT_ENCODING) {
        return None;
    }
    let state = site.line.published().state;
    let wishes = Wishes::of(request.headers());
    let reader = wishes.reader(&Asked::default(), &state.organisation.settings);
    let page = site.door.current(&state, reader)?;
    Some(page.answer(gzip))
}

//! Objects in a bucket of an S3-compatible store: the REST contract, signed with Signature
//! Version 4.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use domain::words::tidy_line;
use reqwest::{Client, Method, Response, header};

use super::{Content, Object, Objects, sweep};
use crate::channels::{Secret, built, client};

mod answer;
mod place;
mod reading;
mod sign;

use answer::Refusal;
pub use place::BucketConfiguration;
use place::{Place, is_name};
use reading::Reading;

/// How long connecting may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How long the store may take to answer, besides the time that the bytes need.
const ANSWER_WITHIN: Duration = Duration::from_secs(8);
/// The slowest line over which bytes are sent, in bytes per second.
const PACE_MIN: u64 = 512 * 1024;
/// How often something is tried while the store is busy or out of reach.
const ATTEMPTS_MAX: u32 = 3;
/// The pause before the second attempt; it grows fourfold.
const PAUSE: Duration = Duration::from_millis(150);
/// How long a store that was out of reach is not asked again: whoever sends six files waits once.
const AWAY_FOR: Duration = Duration::from_secs(4);
/// Longest page of a list, in bytes.
const PAGE_LEN_MAX: usize = 4 * 1024 * 1024;
/// Longest part of a refusal that is read, in bytes.
const REFUSAL_LEN_MAX: usize = 64 * 1024;
/// Most pages of a list: ten million objects.
const PAGES_MAX: usize = 10_000;

/// What readers are told of an object.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// What it is.
    pub content_type: &'a str,
    /// For how long it may be kept on the way.
    pub cache_control: Option<&'a str>,
}

/// A file of a conversation, of which nobody but us is to know anything.
const BYTES: Shown<'static> =
    Shown { content_type: "application/octet-stream", cache_control: None };

/// A bucket.
#[derive(Clone)]
pub struct Bucket {
    inner: Arc<Inner>,
}

struct Inner {
    place: Place,
    client: Client,
    /// The region that requests are signed for; the store may have said another one.
    region: RwLock<String>,
    /// By how much the store's clock is ahead of ours.
    ahead_secs: AtomicI64,
    away: Mutex<Option<(Instant, String)>>,
}

/// One request.
struct Call {
    method: Method,
    /// What it does, for sentences.
    deed: &'static str,
    /// The whole name of the object; the bucket itself without.
    name: Option<String>,
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Call {
    fn new(method: Method, deed: &'static str, name: Option<String>) -> Self {
        Self { method, deed, name, query: Vec::new(), headers: Vec::new(), body: Bytes::new() }
    }

    fn within(&self) -> Duration {
        ANSWER_WITHIN + Duration::from_secs(self.body.len() as u64 / PACE_MIN)
    }
}

/// Why there is no answer.
enum Fault {
    /// There is no such object.
    Absent,
    /// Anything else, for the operator.
    Sentence(String),
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Absent => "The object is not in the store.".to_owned(),
            Fault::Sentence(sentence) => sentence,
        }
    }
}

impl Bucket {
    /// A bucket that is not asked yet.
    ///
    /// # Errors
    /// A sentence, when the configuration cannot work.
    pub fn new(configuration: &BucketConfiguration) -> Result<Self, String> {
        let place = Place::of(configuration)?;
        place.secret()?;
        // A redirect would carry the files elsewhere; only the region is believed.
        let made = client(place.section, configuration.ca_file.as_deref());
        let mut made = made.map_err(|unusable| unusable.0)?.connect_timeout(CONNECT_WITHIN);
        if let Some(host) = place.host_here() {
            made = made.resolve(&host, (Ipv4Addr::LOCALHOST, 0).into());
        }
        let client = built(place.section, made).map_err(|unusable| unusable.0)?;
        let region = RwLock::new(place.region.clone());
        let ahead_secs = AtomicI64::new(0);
        let inner = Inner { place, client, region, ahead_secs, away: Mutex::default() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Stores an object under a name; the version that the store gave it, where the bucket keeps
    /// old ones.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub async fn put_shown(
        &self,
        name: &str,
        bytes: Bytes,
        shown: &Shown<'_>,
    ) -> Result<Option<String>, String> {
        let mut call = Call::new(Method::PUT, "put objects", Some(self.inner.name(name)?));
        call.headers.push(("content-type", shown.content_type.to_owned()));
        call.headers.extend(shown.cache_control.map(|for_| ("cache-control", for_.to_owned())));
        call.body = bytes;
        let response = self.inner.call(&call).await?;
        let version = response.headers().get("x-amz-version-id");
        let version = version.and_then(|version| version.to_str().ok());
        Ok(version.filter(|version| *version != "null").map(str::to_owned))
    }

    /// Everything below the prefix, a page at a time.
    async fn all(&self) -> Result<Vec<Object>, String> {
        let mut found = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut call = Call::new(Method::GET, "list objects", None);
            call.query.push(("list-type", "2".to_owned()));
            call.query.push(("prefix", self.inner.place.prefix.clone()));
            call.query.extend(next.clone().map(|token| ("continuation-token", token)));
            let response = self.inner.call(&call).await?;
            let text = self.inner.text(response, PAGE_LEN_MAX).await?;
            let page = answer::page(&text)?;
            found.extend(page.objects);
            match page.next {
                None => return Ok(found),
                again if again == next => break,
                following => next = following,
            }
        }
        Err("The object store's list has no end.".to_owned())
    }
}

impl Inner {
    fn name(&self, name: &str) -> Result<String, String> {
        let whole = format!("{}{name}", self.place.prefix);
        if is_name(&whole) { Ok(whole) } else { Err("This is no name of an object.".to_owned()) }
    }

    /// Makes a request until it is answered, as often as is safe: everything that is asked here may
    /// happen twice.
    async fn call(&self, call: &Call) -> Result<Response, Fault> {
        if let Some((since, sentence)) = self.away()
            && since.elapsed() < AWAY_FOR
        {
            return Err(Fault::Sentence(sentence));
        }
        let secret = self.place.secret().map_err(Fault::Sentence)?;
        let (mut followed, mut set_right, mut pause) = (false, false, PAUSE);
        let mut attempts = 1;
        loop {
            let trouble = match self.attempt(call, &secret).await {
                Ok(Ok(response)) => {
                    self.is_away(None);
                    return Ok(response);
                }
                Ok(Err(refusal)) if refusal.is_absence() && call.method != Method::PUT => {
                    return Err(Fault::Absent);
                }
                Ok(Err(refusal)) => {
                    if !followed && self.follow(&refusal) {
                        followed = true;
                        continue;
                    }
                    if !set_right && self.set_right(&refusal) {
                        set_right = true;
                        continue;
                    }
                    let sentence = refusal.said(&self.place, call.deed);
                    if !refusal.may_pass() {
                        return Err(Fault::Sentence(sentence));
                    }
                    sentence
                }
                Err(sentence) => sentence,
            };
            if attempts == ATTEMPTS_MAX {
                self.is_away(Some((Instant::now(), trouble.clone())));
                return Err(Fault::Sentence(trouble));
            }
            tokio::time::sleep(pause).await;
            (attempts, pause) = (attempts + 1, pause * 4);
        }
    }

    /// Makes it once. The sentence is of a store that did not answer at all.
    async fn attempt(
        &self,
        call: &Call,
        secret: &Secret,
    ) -> Result<Result<Response, Refusal>, String> {
        let region = self.region.read().unwrap_or_else(PoisonError::into_inner).clone();
        let (host, path) = self.place.address(&region, call.name.as_deref());
        let pairs: Vec<_> =
            call.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let query = sign::query(&pairs);
        let payload = sign::digest(&call.body);
        let at = sign::instant(now_secs() + self.ahead_secs.load(Ordering::Relaxed));
        let mut headers = call.headers.clone();
        headers.push(("host", host.clone()));
        headers.push(("x-amz-content-sha256", payload.clone()));
        headers.push(("x-amz-date", at.clone()));
        headers.sort();
        let signer = sign::Signer { access_key: &self.place.access_key, secret, region: &region };
        let authorization = signer.authorization(&sign::Signed {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            headers: &headers,
            payload: &payload,
            at: &at,
        });
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}://{host}{path}{mark}{query}", self.place.scheme());
        let mut request = self.client.request(call.method.clone(), url);
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            request = request.header(*name, value);
        }
        let request = request.header(header::AUTHORIZATION, authorization).body(call.body.clone());
        let response = match tokio::time::timeout(call.within(), request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(self.broken(&error)),
            Err(_) => return Err(self.silent()),
        };
        if response.status().is_success() {
            return Ok(Ok(response));
        }
        let told = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let (region, date) = (told("x-amz-bucket-region"), told("date"));
        let status = response.status();
        // A refusal without words, or with too many, is one all the same.
        let body = self.text(response, REFUSAL_LEN_MAX).await.unwrap_or_default();
        Ok(Err(Refusal::read(status, region.as_deref(), date.as_deref(), &body)))
    }

    /// The text of an answer.
    async fn text(&self, mut response: Response, len_max: usize) -> Result<String, String> {
        let mut bytes = Vec::new();
        loop {
            match tokio::time::timeout(ANSWER_WITHIN, response.chunk()).await {
                Ok(Ok(Some(part))) if bytes.len() + part.len() <= len_max => bytes.extend(part),
                Ok(Ok(Some(_))) => return Err("The object store's answer is too long.".to_owned()),
                Ok(Ok(None)) => break,
                Ok(Err(error)) => return Err(self.broken(&error)),
                Err(_) => return Err(self.silent()),
            }
        }
        String::from_utf8(bytes).map_err(|_| "The object store's answer is no text.".to_owned())
    }

    /// Believes the store about where the bucket is; false when it said nothing new.
    fn follow(&self, refusal: &Refusal) -> bool {
        let Some(region) = refusal.region.clone().filter(|_| refusal.is_elsewhere()) else {
            return false;
        };
        let mut own = self.region.write().unwrap_or_else(PoisonError::into_inner);
        if *own == region {
            return false;
        }
        let (was, section) = (own.as_str(), self.place.section);
        tracing::warn!(was, region, section, "the bucket is in another region: set it there");
        *own = region;
        true
    }

    /// Signs by the store's clock from now on, when ours is wrong.
    fn set_right(&self, refusal: &Refusal) -> bool {
        let Some(clock) = refusal.clock.filter(|_| refusal.is_skewed()) else { return false };
        let ahead_secs = clock - now_secs();
        tracing::warn!(
            ahead_secs,
            "the object store's clock and this machine's differ; set this machine's by the network"
        );
        self.ahead_secs.store(ahead_secs, Ordering::Relaxed);
        true
    }

    fn away(&self) -> Option<(Instant, String)> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_away(&self, away: Option<(Instant, String)>) {
        *self.away.lock().unwrap_or_else(PoisonError::into_inner) = away;
    }

    fn silent(&self) -> String {
        format!("The object store at {} does not answer in time.", self.place.host())
    }

    fn broken(&self, error: &reqwest::Error) -> String {
        let mut cause: &dyn std::error::Error = error;
        while let Some(next) = cause.source() {
            cause = next;
        }
        let (cause, host) = (tidy_line(&cause.to_string()), self.place.host());
        if cause.contains("certificate") {
            return format!(
                "The certificate of the object store at {host} is not trusted ({cause}). Name a \
                 file with its root as ca_file under {}.",
                self.place.section
            );
        }
        match error.is_connect() {
            true => format!("The object store at {host} cannot be reached: {cause}."),
            false => format!("The object store at {host} broke off: {cause}."),
        }
    }
}

fn now_secs() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

#[async_trait]
impl Objects for Bucket {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        self.put_shown(name, Bytes::from(bytes), &BYTES).await.map(drop)
    }

    async fn get(&self, name: &str) -> Result<Option<(u64, Content)>, String> {
        Reading::begin(&self.inner, self.inner.name(name)?).await
    }

    async fn remove(&self, name: &str) -> Result<(), String> {
        let call = Call::new(Method::DELETE, "delete objects", Some(self.inner.name(name)?));
        match self.inner.call(&call).await {
            Ok(_) | Err(Fault::Absent) => Ok(()),
            Err(Fault::Sentence(sentence)) => Err(sentence),
        }
    }

    /// Only what has a name like ours: the bucket may hold other things, which are nobody's to
    /// count or to sweep.
    async fn list(&self) -> Result<Vec<Object>, String> {
        let ours = |mut object: Object| {
            let name = object.name.strip_prefix(&self.inner.place.prefix)?;
            sweep::is_ours(name).then(|| name.to_owned()).map(|name| {
                object.name = name;
                object
            })
        };
        Ok(self.all().await?.into_iter().filter_map(ours).collect())
    }

    async fn probe(&self) -> Result<Option<String>, String> {
        let name = super::probe_name();
        let version = self.put_shown(&name, Bytes::from_static(super::PROBE), &BYTES).await?;
        super::probe_rest(self, &name).await?;
        self.all().await?;
        Ok(version.map(|_| {
            format!(
                "The bucket {} keeps old versions, so what is redacted or erased stays in it. \
                 Turn versioning off, or let old versions expire after a day.",
                self.inner.place.bucket
            )
        }))
    }
}

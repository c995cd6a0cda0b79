//! Those who have a status page open: told that it has changed, and that the line stands.
//!
//! They are told no more than that, so one text serves all of them; whoever has another edition
//! fetches the page, which lies ready.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::watch;

use super::super::Site;

/// How often a reader hears that the line stands, when nothing else is said.
const BEAT_EVERY: Duration = Duration::from_secs(15);
/// A stream ends after this long; readers come back by themselves, elsewhere if need be.
const LASTS: Duration = Duration::from_secs(4 * 3600);

struct Reader {
    site: Arc<Site>,
    page: String,
    editions: watch::Receiver<u64>,
    told: Option<Bytes>,
    since: Instant,
}

impl Reader {
    /// What to tell next; nothing once the page is gone.
    async fn next(&mut self) -> Option<Bytes> {
        let beat = tokio::time::Instant::now() + BEAT_EVERY;
        loop {
            self.editions.borrow_and_update();
            let (news, printed) = {
                let printed = self.site.status.printed();
                let sheet = printed.get(&self.page)?;
                (sheet.news.clone()?, sheet.printed.clone())
            };
            if self.told.as_ref() != Some(&news) {
                self.told = Some(news.clone());
                return Some(news);
            }
            match tokio::time::timeout_at(beat, self.editions.changed()).await {
                Ok(changed) => changed.ok()?,
                Err(_) => return Some(format!("event: beat\ndata: {printed}\n\n").into()),
            }
        }
    }
}

/// The stream of a page; `None` where there is no such page.
pub(super) fn stream(site: &Arc<Site>, page: &str) -> Option<Response> {
    site.status.printed().get(page)?.news.as_ref()?;
    let reader = Reader {
        site: Arc::clone(site),
        page: page.to_owned(),
        editions: site.status.editions(),
        told: None,
        since: Instant::now(),
    };
    let events = futures_util::stream::unfold(reader, |mut reader| async move {
        if reader.since.elapsed() > LASTS {
            return None;
        }
        let text = reader.next().await?;
        Some((Ok::<_, Infallible>(text), reader))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that buffer would keep an answer from the one who waits for it.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Some(response)
}

//! Those who have a status page open: told that it has changed, and that the line stands.
//!
//! They are told no more than that; whoever has another edition fetches the page. On a page for
//! everyone, one text serves all of them, and the page lies ready.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::watch;

use super::super::Site;
use crate::line::Published;

/// What happens within this is looked at together.
const GATHER: Duration = Duration::from_secs(1);
/// How often a reader hears that the line stands, when nothing else is said.
const BEAT_EVERY: Duration = Duration::from_secs(15);
/// A stream ends after this long; readers come back by themselves, elsewhere if need be.
const LASTS: Duration = Duration::from_secs(4 * 3600);

/// What a reader would read now.
pub(super) struct Edition {
    /// What they are told where theirs is another.
    pub news: Bytes,
    /// When it was printed, in digits.
    pub printed: String,
}

struct Reader<F> {
    site: Arc<Site>,
    read: F,
    editions: watch::Receiver<u64>,
    changes: Option<watch::Receiver<Published>>,
    told: Option<Bytes>,
    since: Instant,
}

impl<F: Fn(&Site) -> Option<Edition>> Reader<F> {
    /// What to tell next; nothing once there is nothing to read any more.
    async fn next(&mut self) -> Option<Bytes> {
        let beat = tokio::time::Instant::now() + BEAT_EVERY;
        loop {
            self.editions.borrow_and_update();
            if let Some(changes) = &mut self.changes {
                changes.borrow_and_update();
            }
            let Edition { news, printed } = (self.read)(&self.site)?;
            if self.told.as_ref() != Some(&news) {
                self.told = Some(news.clone());
                return Some(news);
            }
            match tokio::time::timeout_at(beat, self.changed()).await {
                Ok(true) => {}
                Ok(false) => return None,
                // A page lies ready and cannot say what time it is now; each beat does.
                Err(_) => {
                    let now = views::times::iso_exact(self.site.line.published().now());
                    let beat = format!("event: beat\nid: {now}\ndata: {printed}\n\n");
                    return Some(beat.into());
                }
            }
        }
    }

    /// Waits until they may read something else; false where nothing comes any more.
    async fn changed(&mut self) -> bool {
        let editions = &mut self.editions;
        let Some(changes) = &mut self.changes else { return editions.changed().await.is_ok() };
        tokio::select! {
            changed = editions.changed() => changed.is_ok(),
            changed = changes.changed() => {
                tokio::time::sleep(GATHER).await;
                changed.is_ok()
            }
        }
    }
}

/// The stream of what `read` finds; `None` where it finds nothing. Whoever reads what is not
/// printed is told of `changes` too.
pub(super) fn stream<F>(
    site: &Arc<Site>,
    changes: Option<watch::Receiver<Published>>,
    read: F,
) -> Option<Response>
where
    F: Fn(&Site) -> Option<Edition> + Send + 'static,
{
    read(site)?;
    let reader = Reader {
        site: Arc::clone(site),
        read,
        editions: site.status.editions(),
        changes,
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

/// The stream of a page for everyone; `None` where there is no such page.
pub(super) fn of_page(site: &Arc<Site>, page: &str) -> Option<Response> {
    let page = page.to_owned();
    stream(site, None, move |site: &Site| {
        let printed = site.status.printed();
        let sheet = printed.get(&page)?;
        Some(Edition { news: sheet.news.clone()?, printed: sheet.printed.clone() })
    })
}

//! The page by a link: the bytes of the class of readers, printed once for all of them, and above
//! them what is the customer's own, written on request from the state alone.

use std::convert::Infallible;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use domain::audiences::Holder;
use domain::words::CustomerKey;
use tokio::sync::watch;
use views::tongue::Tongue;

use super::super::spliced::takes_gzip;
use super::super::{Problem, Site, see_other};
use super::answer;
use crate::line::Published;
use crate::status::{Sheet, class_of, digest};

/// A page that has just been made is awaited for so long.
const PRINTED_WITHIN: Duration = Duration::from_secs(5);
/// What happens within this is looked at together.
const GATHER: Duration = Duration::from_secs(1);
/// How often a reader hears that the line stands, when nothing else is said.
const BEAT_EVERY: Duration = Duration::from_secs(15);
/// A stream ends after this long; readers come back by themselves, elsewhere if need be.
const LASTS: Duration = Duration::from_secs(4 * 3600);
/// Where a page begins to say something; the first of them is ours.
const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";

/// The routes of pages by a link.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/status/for/{link}", get(lead))
        .route("/status/for/{link}/", get(page))
        .route("/status/for/{link}/{*rest}", get(rest))
}

/// `GET /status/for/<link>`: what is linked there lies below it.
async fn lead(State(site): State<Arc<Site>>, Path(link): Path<String>) -> Response {
    see_other(&format!("{}/status/for/{}/", site.base, plain(&link)))
}

/// A link has nothing but these letters; what has others opens nothing anyway.
fn plain(link: &str) -> String {
    link.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// `GET /status/for/<link>/`
async fn page(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    show(&site, &link, "index.html", request.headers()).await
}

/// `GET /status/for/<link>/<what>`
async fn rest(
    State(site): State<Arc<Site>>,
    Path((link, rest)): Path<(String, String)>,
    request: Request,
) -> Response {
    match rest.strip_suffix("/stream") {
        Some(page) => stream(&site, &link, page)
            .unwrap_or_else(|| Problem::unknown_link().answer(&site, request.headers())),
        None if rest.ends_with('/') => {
            show(&site, &link, &format!("{rest}index.html"), request.headers()).await
        }
        None => show(&site, &link, &rest, request.headers()).await,
    }
}

async fn show(site: &Arc<Site>, link: &str, name: &str, headers: &HeaderMap) -> Response {
    let mut editions = site.status.editions();
    let waits_until = tokio::time::Instant::now() + PRINTED_WITHIN;
    loop {
        editions.borrow_and_update();
        let published = site.line.published();
        let Some(whose) = opened(site, &published, link) else {
            return Problem::unknown_link().answer(site, headers);
        };
        let (class, name) = place(&published, &whose, name);
        let found = site.status.printed().get(&format!("{class}{name}")).cloned();
        if let Some(sheet) = found {
            return given(site, &sheet, &whose, &name, headers);
        }
        // A class that nobody had before lies ready in a moment.
        let ready = site.status.printed().contains_key(&format!("{class}index.html"));
        let next = tokio::time::timeout_at(waits_until, editions.changed());
        if ready || next.await.is_err() {
            return Problem::unknown("status page").answer(site, headers);
        }
    }
}

/// Whose link it is, if it works.
fn opened(site: &Site, published: &Published, link: &str) -> Option<Holder> {
    let audiences = &published.state.audiences;
    let generation = |id| audiences.holder_of(id).map(|(_, link)| link.generation);
    let id = site.key.open_status(link, generation)?;
    audiences.holder_of(id).map(|(whose, _)| whose.clone())
}

/// Where it is printed: for which class, and under which name. The oldest page that they may read
/// stands at the link itself.
fn place(published: &Published, whose: &Holder, name: &str) -> (String, String) {
    let sight = published.state.sight_of(whose);
    let pages = published.state.pages_for(&sight);
    let first = pages.first().map(|(key, _)| format!("p/{key}/"));
    let own = first.as_deref().and_then(|first| name.strip_prefix(first));
    (class_of(&sight), own.unwrap_or(name).to_owned())
}

fn given(site: &Site, sheet: &Sheet, whose: &Holder, name: &str, headers: &HeaderMap) -> Response {
    let own = match whose {
        Holder::Customer(customer) if is_page(name) => own_part(site, customer, name),
        Holder::Customer(_) | Holder::Audience(_) => None,
    };
    let mut response = match own {
        None => answer(sheet, headers),
        Some(own) => spliced(sheet, &own, headers),
    };
    let set = response.headers_mut();
    // What is for one customer stays with it: no cache on the way keeps it, no site reads it.
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    set.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    set.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// Whether it is a page as it is now, not one of its documents or of its months.
fn is_page(name: &str) -> bool {
    name == "index.html" || name.ends_with("/index.html")
}

/// What stands above the page for a customer.
fn own_part(site: &Site, customer: &CustomerKey, name: &str) -> Option<String> {
    let published = site.line.published();
    let state = &published.state;
    let pages = state.pages_for(&state.sight_of(&Holder::Customer(customer.clone())));
    let key = name.strip_prefix("p/").and_then(|rest| rest.strip_suffix("/index.html"));
    let page = match key {
        Some(key) => pages.iter().find(|(known, _)| known.as_str() == key)?.1,
        None => pages.first()?.1,
    };
    let tongue = Tongue::of(page.profile.language);
    let reader = views::Reader { tongue, ..views::Reader::default() };
    site.render_for(reader, |context| {
        let own = context.state.own_part(customer)?;
        Some(views::status::own(context, &own, &page.profile.zone).into_string())
    })
}

/// The page with what is the customer's own, which is a part of its edition.
fn spliced(sheet: &Sheet, own: &str, headers: &HeaderMap) -> Response {
    let text = String::from_utf8_lossy(&sheet.plain);
    let edition = sheet.edition().unwrap_or_default();
    let whole = format!("data-edition=\"{edition}-{}\"", digest(own));
    let text = text.replacen(&format!("data-edition=\"{edition}\""), &whole, 1);
    let text = text.replacen(MAIN, &format!("{MAIN}{own}"), 1);
    let packed = takes_gzip(headers).then(|| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).and_then(|()| packed.finish())
    });
    let (coding, bytes) = match packed {
        Some(Ok(packed)) => (Some("gzip"), packed),
        _ => (None, text.into_bytes()),
    };
    let mut response = Body::from(bytes).into_response();
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(sheet.kind));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    if let Some(policy) = &sheet.policy {
        set.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

/// Whoever has a page open by a link.
struct Reader {
    site: Arc<Site>,
    link: String,
    page: String,
    editions: watch::Receiver<u64>,
    changes: watch::Receiver<Published>,
    told: Option<String>,
    since: Instant,
}

impl Reader {
    /// The edition that this reader would read, and when it was printed; nothing once the link has
    /// ended or the page is gone.
    fn edition(&self) -> Option<(String, String)> {
        let published = self.site.line.published();
        let whose = opened(&self.site, &published, &self.link)?;
        let (class, page) = place(&published, &whose, &self.page);
        let printed = self.site.status.printed();
        let sheet = printed.get(&format!("{class}{page}"))?;
        let edition = sheet.edition()?;
        let own = match &whose {
            Holder::Customer(customer) if is_page(&page) => own_part(&self.site, customer, &page),
            Holder::Customer(_) | Holder::Audience(_) => None,
        };
        let edition = match own {
            Some(own) => format!("{edition}-{}", digest(&own)),
            None => edition.to_owned(),
        };
        Some((edition, sheet.printed.clone()))
    }

    /// What to tell next.
    async fn next(&mut self) -> Option<Bytes> {
        let beat = tokio::time::Instant::now() + BEAT_EVERY;
        loop {
            self.editions.borrow_and_update();
            self.changes.borrow_and_update();
            let (edition, printed) = self.edition()?;
            if self.told.as_ref() != Some(&edition) {
                let news = format!("event: edition\ndata: {edition}\n\n");
                self.told = Some(edition);
                return Some(news.into());
            }
            let (editions, changes) = (&mut self.editions, &mut self.changes);
            let changed = async {
                tokio::select! {
                    changed = editions.changed() => changed.is_ok(),
                    changed = changes.changed() => {
                        tokio::time::sleep(GATHER).await;
                        changed.is_ok()
                    }
                }
            };
            match tokio::time::timeout_at(beat, changed).await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(_) => return Some(format!("event: beat\ndata: {printed}\n\n").into()),
            }
        }
    }
}

fn stream(site: &Arc<Site>, link: &str, page: &str) -> Option<Response> {
    let reader = Reader {
        site: Arc::clone(site),
        link: link.to_owned(),
        page: page.to_owned(),
        editions: site.status.editions(),
        changes: site.line.changes(),
        told: None,
        since: Instant::now(),
    };
    reader.edition()?;
    let events = futures_util::stream::unfold(reader, |mut reader| async move {
        if reader.since.elapsed() > LASTS {
            return None;
        }
        let text = reader.next().await?;
        Some((Ok::<_, Infallible>(text), reader))
    });
    let mut response = Response::new(Body::from_stream(events));
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that buffer would keep an answer from the one who waits for it.
    set.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Some(response)
}

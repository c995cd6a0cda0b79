//! Status pages as they lie ready: on each change every page, document and feed is written once,
//! compressed, given its tag and swapped in; who reads touches neither a lock nor the database.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use bytes::Bytes;
use domain::State;
use domain::status::Shown;
use domain::subscribers::Broadcast;
use domain::words::StatusPageKey;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use views::status::Places;

use crate::web::Site;

mod feeds;
mod statuspage;

/// Even where nothing happens, days pass: the strips of ninety of them move on.
const ANEW_EVERY: Duration = Duration::from_secs(15 * 60);
/// What happens within this is printed together.
const GATHER: Duration = Duration::from_millis(50);

/// What is read at one address, in every coding that readers take.
pub struct Sheet {
    /// Its content type.
    pub kind: &'static str,
    /// As it is.
    pub plain: Bytes,
    /// Compressed with gzip.
    pub gzip: Bytes,
    /// Compressed with brotli.
    pub brotli: Bytes,
    /// Changes with any byte of it.
    pub tag: String,
    /// What a browser may do with it, where it brings a look of its own.
    pub policy: Option<String>,
}

/// Everything that lies ready, by its path below the base.
pub type Printed = HashMap<String, Sheet>;

/// What lies ready now.
#[derive(Default)]
pub struct Press {
    printed: ArcSwap<Printed>,
}

impl Press {
    /// What is read at that path.
    #[must_use]
    pub fn printed(&self) -> arc_swap::Guard<Arc<Printed>> {
        self.printed.load()
    }

    /// Prints whenever something on a page has changed, for as long as the line lives.
    pub async fn keep(site: Arc<Site>) {
        let mut changes = site.line.changes();
        let mut last: Option<Arc<State>> = None;
        loop {
            let state = Arc::clone(&changes.borrow_and_update().state);
            if last.as_ref().is_none_or(|last| differs(last, &state)) {
                site.status.print(&site);
                last = Some(state);
            }
            tokio::select! {
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                }
                () = tokio::time::sleep(ANEW_EVERY) => last = None,
            }
        }
    }

    /// Writes everything anew. What has not changed keeps its bytes.
    fn print(&self, site: &Site) {
        let state = site.line.published().state;
        let before = self.printed.load_full();
        let mut printed = Printed::new();
        let first = state.status_pages.first().map(|(key, _)| key.clone());
        for key in state.status_pages.pages.keys() {
            let Some(shown) = state.status_page(key) else { continue };
            // The oldest page stands at the short addresses as well.
            let short = (first.as_ref() == Some(key)).then(Stand::short);
            for stand in short.into_iter().chain([Stand::of(key)]) {
                for (path, kind, text) in written(site, &shown, &stand) {
                    let known = before.get(&path).filter(|sheet| sheet.plain == text.as_bytes());
                    let sheet = known.map_or_else(|| Sheet::new(kind, &text), Sheet::again);
                    printed.insert(path, sheet);
                }
            }
        }
        self.printed.store(Arc::new(printed));
    }
}

/// Whether a status page may look another way than before.
fn differs(last: &State, now: &State) -> bool {
    !last.components.components.ptr_eq(&now.components.components)
        || !last.status_pages.pages.ptr_eq(&now.status_pages.pages)
        || !last.bulletins.bulletins.ptr_eq(&now.bulletins.bulletins)
}

/// Where a page stands.
struct Stand {
    page: String,
    history: String,
    json: String,
    feeds: [String; 2],
}

impl Stand {
    fn short() -> Self {
        Self {
            page: "/status".into(),
            history: "/status/history".into(),
            json: "/api/v2/".into(),
            feeds: ["/history.atom".into(), "/history.rss".into()],
        }
    }

    fn of(key: &StatusPageKey) -> Self {
        Self {
            page: format!("/status/p/{key}"),
            history: format!("/status/p/{key}/history"),
            json: format!("/status/p/{key}/api/v2/"),
            feeds: ["atom", "rss"].map(|kind| format!("/status/p/{key}/history.{kind}")),
        }
    }
}

/// The body that Statuspage would send about a word, from what the page shows now; `None` once the
/// page or the bulletin is gone.
pub(crate) fn webhook(
    state: &State,
    page: &StatusPageKey,
    word: &Broadcast,
    (url, leave): (&str, &str),
) -> Option<serde_json::Value> {
    let shown = state.status_page(page)?;
    let zone = crate::zones().get(&shown.page.profile.zone).unwrap_or(TimeZone::UTC);
    let source = statuspage::Source { shown: &shown, url, zone };
    let told = shown.live.iter().chain(&shown.past);
    let bulletin = told.copied().find(|bulletin| bulletin.id.0 == word.word.topic.0)?;
    source.webhook(bulletin, leave)
}

/// Every path of a page with its content type and its text.
fn written(site: &Site, shown: &Shown<'_>, stand: &Stand) -> Vec<(String, &'static str, String)> {
    const HTML: &str = "text/html; charset=utf-8";
    let base = site.base;
    let below = |path: &str| format!("{base}{path}");
    let [atom, rss] = [below(&stand.feeds[0]), below(&stand.feeds[1])];
    let summary = below(&format!("{}summary.json", stand.json));
    let public = site.public_url.trim_end_matches('/');
    let door = format!("{public}{base}/help");
    let sends = site.mails || site.telephone.can().texts;
    let subscribe = below(&format!("/status/subscribe?page={}", shown.key));
    let (page, history) = (below(&stand.page), below(&stand.history));
    let places = Places {
        page: &page,
        history: &history,
        door: &door,
        feeds: [&atom, &rss],
        json: &summary,
        subscribe: Some(subscribe.as_str()).filter(|_| sends),
    };
    let reader = views::status::reader_of(shown);
    let (now, before) = site.render_for(reader, |context| {
        let now = views::status::page(context, shown, &places).into_string();
        (now, views::status::history(context, shown, &places).into_string())
    });
    let zone = crate::zones().get(&shown.page.profile.zone).unwrap_or(TimeZone::UTC);
    let url = format!("{public}{page}");
    let source = statuspage::Source { shown, url: &url, zone };
    let documents = statuspage::DOCUMENTS.iter().filter_map(|name| {
        let text = source.document(name)?;
        Some((format!("{}{name}", stand.json), "application/json", text))
    });
    let feeds = [
        (stand.feeds[0].clone(), "application/atom+xml; charset=utf-8", feeds::atom(&source)),
        (stand.feeds[1].clone(), "application/rss+xml; charset=utf-8", feeds::rss(&source)),
    ];
    let pages = [(stand.page.clone(), HTML, now), (stand.history.clone(), HTML, before)];
    pages.into_iter().chain(feeds).chain(documents).collect()
}

impl Sheet {
    fn new(kind: &'static str, text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let tag: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Self {
            kind,
            plain: Bytes::copy_from_slice(text.as_bytes()),
            gzip: gzip(text.as_bytes()).into(),
            brotli: brotli(text.as_bytes()).into(),
            tag: format!("W/\"{tag}\""),
            policy: look(text).map(|look| policy(&look)),
        }
    }

    fn again(&self) -> Self {
        Self {
            kind: self.kind,
            plain: self.plain.clone(),
            gzip: self.gzip.clone(),
            brotli: self.brotli.clone(),
            tag: self.tag.clone(),
            policy: self.policy.clone(),
        }
    }
}

/// The look that a page brings.
fn look(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<style>")?;
    rest.split_once("</style>").map(|(look, _)| look.to_owned())
}

/// A page may bring that look, and nothing else: no script, no frame, nothing from elsewhere.
fn policy(look: &str) -> String {
    use base64::Engine;
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(look));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self' data:; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = packed.write_all(bytes).and_then(|()| packed.finish());
    written.unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    let mut reader = bytes;
    match brotli::BrotliCompress(&mut reader, &mut packed, &parameters) {
        Ok(_) => packed,
        Err(_) => Vec::new(),
    }
}

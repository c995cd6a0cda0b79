//! The page by a link, on file or by mail: the bytes of the class of readers, printed once for all
//! of them, and above them what is the customer's own, written on request from the state alone.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::audiences::Holder;
use domain::readers::ReadersSight;
use domain::status::Matter;
use domain::subscribers::{GivenLink, Through};
use domain::words::{CustomerKey, Language, StatusPageKey};
use views::status::Matters;
use views::tongue::Tongue;

use super::super::forms::Fields;
use super::super::spliced::takes;
use super::super::{Problem, Site, see_other, subscribe};
use super::readers::Edition;
use super::{answer, bare, by_mail, fails, knows, readers};
use crate::line::Published;
use crate::status::{Sheet, class_of, digest, former, shelf};

/// A page that has just been made is awaited for so long.
const PRINTED_WITHIN: Duration = Duration::from_secs(5);
/// Where a page begins to say something; the first of them is ours.
const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";
/// Where a page leads to the door; the first of them is ours, too.
const DOOR: &str = "<div class=\"door\"><a class=\"button\" href=\"";

/// The routes of pages by a link.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/status/for/{link}", get(lead))
        .route("/status/for/{link}/", get(page))
        .route("/status/for/{link}/{*rest}", get(rest).post(said))
        .route("/status/p/{page}/link", get(by_mail::sent).post(by_mail::ask))
}

/// `GET /status/for/<link>`: what is linked there lies below it.
async fn lead(State(site): State<Arc<Site>>, Path(link): Path<String>) -> Response {
    see_other(&format!("{}/status/for/{}/", site.base, plain(&link)))
}

/// A link has nothing but these letters; what has others opens nothing anyway.
pub(in crate::web) fn plain(link: &str) -> String {
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
    if let Some(thanks) = fails::thanks_by_link(&site, &link, &rest, request.headers()) {
        return thanks;
    }
    let asked = (request.uri().query().unwrap_or_default(), request.headers());
    if let Some(answer) = subscribe::read_by_link(&site, &link, &rest, asked) {
        return answer;
    }
    if let Some(elsewhere) = lasting(&site, &link, &rest).await {
        return elsewhere;
    }
    match rest.strip_suffix("/stream") {
        Some(page) => stream(&site, &link, page)
            .unwrap_or_else(|| Problem::unknown_link().answer(&site, request.headers())),
        None if rest.ends_with('/') => {
            show(&site, &link, &format!("{rest}index.html"), request.headers()).await
        }
        None => show(&site, &link, &rest, request.headers()).await,
    }
}

/// A matter goes by one name at every page; by a link all parts of a page lie side by side, so it
/// has a file there. So is what Statuspage leads its readers to found.
async fn lasting(site: &Arc<Site>, link: &str, rest: &str) -> Option<Response> {
    let (beside, name) = match rest.strip_prefix("p/").and_then(|rest| rest.split_once('/')) {
        Some((key, name)) => (format!("p/{key}/"), name),
        None => (String::new(), rest),
    };
    let published = site.line.published();
    let matter = match (name.parse::<Matter>(), name.strip_prefix("incidents/")) {
        (Ok(matter), _) => matter,
        (Err(_), Some(id)) => {
            let whose = opened(site, &published, link)?;
            let page = page_beside(&published, &whose.sight, &beside)?;
            former::matter(site, &whose.sight, &page, id).await?
        }
        (Err(_), None) => return None,
    };
    let file = Matters::Files(".html".to_owned()).at(matter);
    let to = format!("{}/status/for/{}/{beside}{file}", site.base, plain(link));
    Some(kept_private(see_other(&to)))
}

/// `POST /status/for/<link>/<what>`: that something fails, or that somebody wants to be told.
async fn said(
    State(site): State<Arc<Site>>,
    Path((link, rest)): Path<(String, String)>,
    extensions: Extensions,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let from = (&extensions, &headers);
    match subscribe::said_by_link(&site, &link, &rest, from, &fields).await {
        Some(answer) => answer,
        None => fails::say_by_link(&site, (&link, &rest), from, &fields).await,
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
        if let Some(sheet) = shelf::by_link(site, &whose.sight, (&class, &name)).await {
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

/// Who reads by a link that works.
pub(in crate::web) struct Opened {
    /// With what sight.
    pub sight: ReadersSight,
    /// Of which customer they are, where the link is its own.
    pub customer: Option<CustomerKey>,
    /// What a subscription belongs to that they ask for.
    pub through: Through,
}

/// Who reads by that link, if it works.
pub(in crate::web) fn opened(site: &Site, published: &Published, link: &str) -> Option<Opened> {
    let state = &published.state;
    let generation = |id| state.audiences.holder_of(id).map(|(_, link)| link.generation);
    if let Some(id) = site.key.open_status(link, generation) {
        let (whose, link) = state.audiences.holder_of(id)?;
        let link = GivenLink { id: link.id, generation: link.generation };
        let through = match whose.clone() {
            Holder::Customer(customer) => Through::Customer { customer, link: Some(link) },
            Holder::Audience(audience) => Through::Audience { audience, link },
        };
        let customer = through.customer().cloned();
        return Some(Opened { sight: state.sight_of(whose), customer, through });
    }
    let named = |page: &StatusPageKey| state.domains_of(page);
    let sent = site.key.open_page_by_mail(link, named)?;
    let sight = state.sight_by_mail(&sent.page, &sent.domain, sent.at, published.now())?;
    let through = Through::Mail { domain: sent.domain };
    Some(Opened { sight, customer: None, through })
}

/// The page that lies there, seen from a link: nothing before it is the oldest that they may read.
pub(in crate::web) fn page_beside(
    published: &Published,
    sight: &ReadersSight,
    beside: &str,
) -> Option<StatusPageKey> {
    let pages = published.state.pages_for(sight);
    if beside.is_empty() {
        return pages.first().map(|(key, _)| (*key).clone());
    }
    let key = beside.strip_prefix("p/")?.strip_suffix('/')?;
    pages.into_iter().map(|(key, _)| key).find(|known| known.as_str() == key).cloned()
}

/// Where it is printed: for which class, and under which name. The oldest page that they may read
/// stands at the link itself.
fn place(published: &Published, whose: &Opened, name: &str) -> (String, String) {
    let pages = published.state.pages_for(&whose.sight);
    let first = pages.first().map(|(key, _)| format!("p/{key}/"));
    let own = first.as_deref().and_then(|first| name.strip_prefix(first));
    (class_of(&whose.sight), own.unwrap_or(name).to_owned())
}

fn given(site: &Site, sheet: &Sheet, whose: &Opened, name: &str, headers: &HeaderMap) -> Response {
    let own = whose.customer.as_ref().and_then(|customer| own_part(site, customer, name));
    let mut response = kept_private(match own {
        None => answer(sheet, headers),
        Some(own) => spliced(sheet, &own, headers),
    });
    // It stays with the browser of whoever has the link, which asks each time whether it is new.
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// What a customer has of its own on a page.
struct OwnPart {
    /// What stands above all that others read as well.
    text: String,
    /// The door with its name filled in.
    door: String,
}

impl OwnPart {
    /// Changes with any of it.
    fn digest(&self) -> String {
        digest(&format!("{}{}", self.door, self.text))
    }
}

/// What is for one customer stays with it: no cache on the way keeps it, no site reads it.
pub(in crate::web) fn kept_private(mut response: Response) -> Response {
    let set = response.headers_mut();
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    set.remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    set.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    set.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// What lies under a name that has something of a customer's own.
struct Named<'a> {
    /// On which page; the one that stands at the link itself is named by nothing before.
    page: Option<&'a str>,
    language: Option<Language>,
    /// Whether it is one matter alone, where the door is all that is theirs.
    alone: bool,
}

/// What lies under a name; nothing where that is a document of a page or one of its months.
fn page_named(name: &str) -> Option<Named<'_>> {
    let (page, file) = match name.rsplit_once('/') {
        Some((folder, file)) => (Some(folder.strip_prefix("p/")?), file),
        None => (None, name),
    };
    let matter = Matters::in_file(file).map(|(_, ending)| ending);
    let spoken = matter.or_else(|| file.strip_prefix("index"))?;
    let spoken = spoken.strip_prefix('.')?.strip_suffix("html")?;
    let language = match spoken.strip_suffix('.') {
        None => spoken.is_empty().then_some(None)?,
        Some(code) => Some(Language::ALL.into_iter().find(|one| one.code() == code)?),
    };
    Some(Named { page, language, alone: matter.is_some() })
}

/// What a page has of a customer's own, in the language of the page.
fn own_part(site: &Site, customer: &CustomerKey, name: &str) -> Option<OwnPart> {
    let Named { page: key, language, alone } = page_named(name)?;
    let published = site.line.published();
    let state = &published.state;
    let pages = state.pages_for(&state.sight_of(&Holder::Customer(customer.clone())));
    let page = match key {
        Some(key) => pages.iter().find(|(known, _)| known.as_str() == key)?.1,
        None => pages.first()?.1,
    };
    let tongue = Tongue::of(language.unwrap_or(page.profile.language));
    let reader = views::Reader { tongue, ..views::Reader::default() };
    site.render_for(reader, |context| {
        let reads = tongue.language();
        let own = context.state.own_part(customer, reads, context.now)?;
        let text = match alone {
            true => String::new(),
            false => views::status::own(context, &own, &page.profile.zone).into_string(),
        };
        let door = format!("{}{}", context.base, views::status::door_of(own.profile));
        Some(OwnPart { text, door })
    })
}

/// The page with what is the customer's own, which is a part of its edition and of its tag.
fn spliced(sheet: &Sheet, own: &OwnPart, headers: &HeaderMap) -> Response {
    let digest = own.digest();
    let tag = bare(sheet.tag.to_str().unwrap_or_default()).trim_matches('"');
    let tag = format!("W/\"{tag}-{digest}\"");
    let known = knows(headers, &tag);
    let (coding, bytes) = match known {
        true => (None, Vec::new()),
        false => packed(with_own(sheet, own, &digest).into_bytes(), headers),
    };
    let mut response = Body::from(bytes).into_response();
    let set = response.headers_mut();
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        set.insert(header::ETAG, tag);
    }
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(sheet.kind));
    if let Some(coding) = coding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    if let Some(policy) = &sheet.policy {
        set.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

/// The words of a page with what is a customer's own.
fn with_own(sheet: &Sheet, own: &OwnPart, digest: &str) -> String {
    let text = String::from_utf8_lossy(&sheet.plain);
    let edition = sheet.edition().unwrap_or_default();
    let whole = format!("data-edition=\"{edition}-{digest}\"");
    let text = text.replacen(&format!("data-edition=\"{edition}\""), &whole, 1);
    let text = text.replacen(MAIN, &format!("{MAIN}{}", own.text), 1);
    with_door(&text, &own.door)
}

/// Compressed with as little effort as pays: it is for one reader only.
fn packed(plain: Vec<u8>, headers: &HeaderMap) -> (Option<&'static str>, Vec<u8>) {
    if takes(headers, "br") {
        let parameters = brotli::enc::BrotliEncoderParams { quality: 4, ..Default::default() };
        let mut packed = Vec::new();
        if brotli::BrotliCompress(&mut plain.as_slice(), &mut packed, &parameters).is_ok() {
            return (Some("br"), packed);
        }
    }
    if takes(headers, "gzip") {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        if let Ok(packed) = packed.write_all(&plain).and_then(|()| packed.finish()) {
            return (Some("gzip"), packed);
        }
    }
    (None, plain)
}

/// The page whose way to a person leads through a customer's own door.
fn with_door(text: &str, door: &str) -> String {
    let Some((before, after)) = text.split_once(DOOR) else { return text.to_owned() };
    let after = after.find('"').map_or(after, |end| &after[end..]);
    format!("{before}{DOOR}{door}{after}")
}

/// The stream of a page by a link: what is the customer's own changes without a print.
fn stream(site: &Arc<Site>, link: &str, page: &str) -> Option<Response> {
    let (link, page) = (link.to_owned(), page.to_owned());
    readers::stream(site, Some(site.line.changes()), move |site: &Site| {
        let published = site.line.published();
        let whose = opened(site, &published, &link)?;
        let (class, page) = place(&published, &whose, &page);
        let printed = site.status.printed();
        let sheet = printed.get(&format!("{class}{page}"))?;
        let edition = sheet.edition()?;
        let customer = whose.customer.as_ref();
        let edition = match customer.and_then(|customer| own_part(site, customer, &page)) {
            Some(own) => format!("{edition}-{}", own.digest()),
            None => edition.to_owned(),
        };
        let news = format!("event: edition\ndata: {edition}\n\n").into();
        Some(Edition { news, printed: sheet.printed.clone() })
    })
}

//! The documentation, served from the binary at `/docs`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::PreEscaped;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::{Problem, Site, html};

/// The pages: address, title and text. Adding a page adds a line.
const PAGES: &[(&str, &str, &str)] = &[
    ("index", "Documentation", include_str!("../../../docs/index.md")),
    ("start", "Start", include_str!("../../../docs/start.md")),
    ("setup", "Setting up", include_str!("../../../docs/setup.md")),
    ("calling", "Calling for help", include_str!("../../../docs/calling.md")),
    ("languages", "Languages", include_str!("../../../docs/languages.md")),
    ("responding", "Responding", include_str!("../../../docs/responding.md")),
    ("room", "In the incident room", include_str!("../../../docs/room.md")),
    ("one-fault", "Many callers, one fault", include_str!("../../../docs/one-fault.md")),
    ("on-call", "Schedules and policies", include_str!("../../../docs/on-call.md")),
    (
        "organisation-file",
        "The organisation file",
        include_str!("../../../docs/organisation-file.md"),
    ),
    ("updates", "Updates and promises", include_str!("../../../docs/updates.md")),
    ("status-pages", "Status pages", include_str!("../../../docs/status-pages.md")),
    ("maintenance", "Planned maintenance", include_str!("../../../docs/maintenance.md")),
    ("subscribers", "Subscribers", include_str!("../../../docs/subscribers.md")),
    ("api", "The API", include_str!("../../../docs/api.md")),
    ("operating", "Operating", include_str!("../../../docs/operating.md")),
    ("alerts", "Moving your alerts over", include_str!("../../../docs/alerts.md")),
    ("problems", "Problems", include_str!("../../../docs/problems.md")),
    ("benchmarks", "Benchmarks", include_str!("../../../docs/benchmarks.md")),
];

/// `GET /docs`
pub async fn index(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    page(&site, "index", &headers)
}

/// `GET /docs/<page>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    page(&site, name.trim_end_matches(".md"), &headers)
}

/// The routes at which somebody looks for the API.
pub fn of_api() -> Router<Arc<Site>> {
    Router::new().route("/api", get(api))
}

/// `GET /api`: people are led to what explains it, programs are told where everything is.
async fn api(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let accepts = headers.get_all(header::ACCEPT).iter();
    let mut accepts = accepts.filter_map(|value| value.to_str().ok());
    let base = site.base;
    let mut response = match accepts.any(|value| value.contains("text/html")) {
        true => super::see_other(&format!("{base}/docs/api")),
        false => axum::Json(serde_json::json!({
            "documentation": format!("{base}/docs/api"),
            "openapi": format!("{base}/api/v1/openapi.json"),
            "status": format!("{base}/api/v2/summary.json"),
        }))
        .into_response(),
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// `GET /docs/problems/<slug>`: all problems stand on one page, each under its own heading.
pub async fn problem(Path(slug): Path<String>) -> Response {
    let plain = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    super::see_other(&format!("/docs/problems#{}", if plain { slug.as_str() } else { "" }))
}

fn page(site: &Site, name: &str, headers: &HeaderMap) -> Response {
    let Some((_, title, text)) = PAGES.iter().find(|(known, ..)| *known == name) else {
        return Problem::unknown("page").answer(site, headers);
    };
    let address = |name: &str| match name {
        "index" => "/docs".to_owned(),
        name => format!("/docs/{name}"),
    };
    let nav: Vec<(String, String)> =
        PAGES.iter().map(|(name, title, _)| (address(name), (*title).to_owned())).collect();
    let body = PreEscaped(markup(text));
    html(site.render(|context| views::document::page(context, title, &nav, body)))
}

/// Our own Markdown as HTML. Links between the files lead to the pages, and every heading can be
/// linked to.
fn markup(text: &str) -> String {
    let mut events: Vec<Event<'_>> =
        Parser::new_ext(text, Options::ENABLE_TABLES).map(with_own_links).collect();
    for at in 0..events.len() {
        let anchor = anchor(&events[at..]);
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(anchor.into());
        }
    }
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    // What is wider than a telephone scrolls, and must do so by keyboard as well.
    html.replace("<pre>", "<pre tabindex=\"0\">").replace("<table>", "<table tabindex=\"0\">")
}

fn with_own_links(event: Event<'_>) -> Event<'_> {
    let Event::Start(Tag::Link { link_type, dest_url, title, id }) = event else { return event };
    let (file, anchor) = dest_url.split_once('#').unwrap_or((&dest_url, ""));
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    let dest_url = match file.strip_suffix(".md").filter(|name| !name.contains('/')) {
        Some("index") => CowStr::from(format!("/docs{anchor}")),
        Some(name) => CowStr::from(format!("/docs/{name}{anchor}")),
        None => dest_url,
    };
    Event::Start(Tag::Link { link_type, dest_url, title, id })
}

/// The words of the heading that starts here, as part of an address.
fn anchor(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inside.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_lowercase()),
        _ => None,
    });
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    words.collect::<Vec<_>>().join(" ").chars().map(plain).collect()
}

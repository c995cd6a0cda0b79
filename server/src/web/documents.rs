//! The documentation, served from the binary at `/docs`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::PreEscaped;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

use super::{Problem, Site, html};

/// The pages: address, title and text. Adding a page adds a line.
const PAGES: [(&str, &str, &str); 9] = [
    ("index", "Documentation", include_str!("../../../docs/index.md")),
    ("start", "Start", include_str!("../../../docs/start.md")),
    ("calling", "Calling for help", include_str!("../../../docs/calling.md")),
    ("responding", "Responding", include_str!("../../../docs/responding.md")),
    ("on-call", "Schedules and policies", include_str!("../../../docs/on-call.md")),
    (
        "organisation-file",
        "The organisation file",
        include_str!("../../../docs/organisation-file.md"),
    ),
    ("operating", "Operating", include_str!("../../../docs/operating.md")),
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

/// `GET /docs/problems/<slug>`: all problems stand on one page.
pub async fn problem(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    page(&site, "problems", &headers)
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

/// Our own Markdown as HTML. Links between the files lead to the pages.
fn markup(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let own = dest_url.strip_suffix(".md").filter(|url| !url.contains('/'));
            let dest_url = match own {
                Some("index") => CowStr::from("/docs"),
                Some(name) => CowStr::from(format!("/docs/{name}")),
                None => dest_url,
            };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        event => event,
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

//! How a vendor shows its status page on other sites: a badge and a summary, ready to be copied.

use domain::status_pages::StatusPage;
use domain::words::StatusPageKey;
use maud::{Markup, html};

use crate::{Context, status};

/// The badge as it looks now, and the lines that show it and the summary elsewhere.
pub(super) fn shown(context: &Context<'_>, key: &StatusPageKey, page: &StatusPage) -> Markup {
    let base = context.base;
    let path = format!("{base}/status/p/{key}");
    let url = match page.hosts.first() {
        Some(host) => status::at_host(context.public_url, host),
        None => format!("{}{path}", context.public_url.trim_end_matches('/')),
    };
    let title = format!("Status of {}", page.name);
    let badge = html! { a href=(url) { img src={ (url) "/badge.svg" } alt=(title); } };
    let frame = html! {
        iframe src={ (url) "/widget" } title=(title) width="360" height="180" loading="lazy" {}
    };
    html! {
        section.section aria-labelledby="elsewhere-title" {
            header { h2 id="elsewhere-title" { "On other sites" } }
            p {
                img src={ (path) "/badge.svg" } alt=(title) height="20";
                " "
                a href={ (path) "/widget" } { "The summary as it looks now" }
            }
            (lines("badge-lines", "A badge", &badge))
            p.hint {
                "Each component has a badge of its own: " code { (path) "/badge/<component>.svg" }
            }
            (lines("frame-lines", "A summary in a frame", &frame))
        }
    }
}

fn lines(id: &str, label: &str, content: &Markup) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            textarea id=(id) rows="3" readonly spellcheck="false" { (content.0) }
        }
    }
}

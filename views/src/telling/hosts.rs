//! The host names of a status page in the console: named, and looked at.

use domain::status_pages::{HOSTS_MAX, StatusPage};
use domain::words::{SmolStr, StatusPageKey};
use maud::{Markup, html};

use super::{typed, wrong};
use crate::{Context, Returned, shell, status};

/// What a look at a host name has found.
pub struct Looked {
    /// In a sentence.
    pub says: String,
    /// Whether it leads here.
    pub here: bool,
}

/// The field in which they are named, one to a line.
pub(super) fn field(hosts: &[SmolStr], returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for="hosts" { "Host names of its own (not required)" }
            textarea id="hosts" name="hosts" rows="2" spellcheck="false" autocapitalize="none"
                aria-describedby="hosts-hint" aria-invalid=[shell::invalid(returned, "hosts")] {
                (typed(returned, "hosts", &hosts.join("\n")))
            }
            p.hint id="hosts-hint" {
                "Such as status.example.com, one to a line, at most " (HOSTS_MAX) ". The page then \
                 stands at the root of each, and links name the first. Let the name lead to the \
                 same address as the door, and see “Status pages” in the documentation for its \
                 certificate."
            }
            (wrong("hosts", returned))
        }
    }
}

/// Where they lead, once somebody looks.
pub(super) fn leading(
    context: &Context<'_>,
    key: &StatusPageKey,
    page: &StatusPage,
    looked: &[Looked],
) -> Markup {
    let base = context.base;
    html! {
        @if !page.hosts.is_empty() {
            section.section aria-labelledby="hosts-title" {
                header { h2 id="hosts-title" { "Its own address" } }
                ul.list {
                    @for host in &page.hosts {
                        li.row { a href=(status::at_host(context.public_url, host)) { (host) } }
                    }
                }
                @if !looked.is_empty() {
                    ul.list role="status" {
                        @for one in looked {
                            li.row {
                                @match one.here {
                                    true => { span.tag data-tone="steady" { "leads here" } }
                                    false => { span.tag data-tone="care" { "not yet" } }
                                }
                                p { (one.says) }
                            }
                        }
                    }
                }
                form.stack method="post" action={ (base) "/console/status/pages/" (key) "/look" } {
                    div.row { button.button type="submit" { "Look now where it leads" } }
                }
            }
        }
    }
}

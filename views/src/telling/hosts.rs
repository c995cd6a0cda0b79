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
            (in_letters(hosts))
        }
    }
}

/// A name, and beside it what it says in letters of its own. Never these alone: letters of
/// different scripts look alike, and another's name would pass for this one.
pub(super) fn written(host: &str) -> Markup {
    html! {
        bdi { (host) }
        @if let Some(letters) = letters(host) { " (" bdi { (letters) } ")" }
    }
}

/// What those of some names say that are not in plain letters; nothing where all of them are.
pub(super) fn in_letters(names: &[SmolStr]) -> Markup {
    let foreign: Vec<&SmolStr> = names.iter().filter(|name| letters(name).is_some()).collect();
    html! {
        @if !foreign.is_empty() {
            p.hint {
                @for (place, name) in foreign.iter().enumerate() {
                    @if place > 0 { ", " }
                    (written(name))
                }
            }
        }
    }
}

/// What a name says whose letters are written in plain ones to be asked for (RFC 5890); none where
/// it is in plain letters, or says nothing.
fn letters(host: &str) -> Option<String> {
    let (said, sound) = idna::domain_to_unicode(host);
    (sound.is_ok() && said != host).then_some(said)
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
                        li.row {
                            a href=(status::at_host(context.public_url, host)) { (written(host)) }
                        }
                    }
                }
                @if !looked.is_empty() {
                    div role="status" {
                        ul.list {
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
                }
                form.stack method="post" action={ (base) "/console/status/pages/" (key) "/look" } {
                    div.row { button.button type="submit" { "Look now where it leads" } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_other_letters_is_read_beside_the_one_that_is_asked_for() {
        let shown = written("xn--strung-xxa.nordpay.example").into_string();
        let both = ["xn--strung-xxa.nordpay.example", "störung.nordpay.example"];
        assert!(both.iter().all(|name| shown.contains(name)), "{shown}");
        // Cyrillic letters that look like Latin ones are told apart by what stands beside them.
        let shown = written("xn--80ak6aa92e.example").into_string();
        assert!(shown.starts_with("<bdi>xn--80ak6aa92e.example</bdi>"), "{shown}");
        for plain in ["status.example", "xn--a.example", ""] {
            assert_eq!(written(plain).into_string(), format!("<bdi>{plain}</bdi>"));
        }
    }
}

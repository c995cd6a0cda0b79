//! Links for many customers at once: what would be made and sent, looked at first, and how far it
//! has got.

use domain::audiences::Audience;
use domain::words::AudienceKey;
use maud::{Markup, html};

use crate::board::names;
use crate::{Context, Returned, Viewer, settings, shell};

/// What one press would make and send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// How many customers there are.
    pub customers: usize,
    /// How many of them are given a link.
    pub links: usize,
    /// How many mails leave.
    pub mails: usize,
    /// How many of the links are sent to nobody.
    pub unsent: usize,
    /// How many more have no link, and wait for another press.
    pub more: usize,
    /// By what it is known that this is what was looked at.
    pub seen: String,
    /// Whether mail leaves from here at all.
    pub can_mail: bool,
}

/// How far the last press has got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many customers were to be given a link.
    pub of: usize,
    /// How many links were made.
    pub links: usize,
    /// How many mails were owed with them.
    pub mails: usize,
    /// Whether it goes on.
    pub goes_on: bool,
    /// Why it stopped on the way, where it did.
    pub stopped: Option<String>,
}

/// Why nothing is made without mail.
pub const NO_MAIL: &str = "No mail leaves from here, so the links would reach nobody. Set up mail \
                           first, or make single links on the customers’ own pages and copy them.";

fn href(context: &Context<'_>, audience: Option<&AudienceKey>) -> String {
    match audience {
        Some(audience) => format!("{}/console/audiences/{audience}/status-links", context.base),
        None => format!("{}/console/status-links", context.base),
    }
}

/// The way to it, from an audience or from all of them.
pub(super) fn way(context: &Context<'_>, audience: Option<&AudienceKey>) -> Markup {
    let customers = context.state.customers_of(audience);
    let missing = customers.iter().filter(|one| context.state.handout(one).is_some()).count();
    html! {
        @if !customers.is_empty() {
            p {
                a href=(href(context, audience)) {
                    @if audience.is_some() { "Links for its customers" }
                    @else { "Links for all customers" }
                }
                " " span.soft.small {
                    @if missing == 0 { "every one of them has one" }
                    @else { (names::count(missing, "has", "have")) " none" }
                }
            }
        }
    }
}

/// The page of it: for the customers of an audience, or for all.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    whose: Option<(&AudienceKey, &Audience)>,
    (look, progress): (&Look, Option<&Progress>),
    returned: Option<&Returned>,
) -> Markup {
    let key = whose.map(|(key, _)| key);
    let content = html! {
        h2 {
            @match whose {
                Some((_, audience)) => { "Links for the customers of " bdi { (audience.name) } }
                None => { "Links for all customers" }
            }
        }
        (shell::problem(returned))
        p.soft {
            "By a link of its own a customer reads what is for it. Here each that has none is \
             given one, and it is mailed to those of its contacts who asked to be told. Whoever \
             has a link keeps it, and is sent nothing."
        }
        @if let Some(progress) = progress { (got(progress)) }
        @if !progress.is_some_and(|known| known.goes_on) {
            (looked(look, &href(context, key)))
        }
        p {
            @if let Some(key) = key {
                a href={ (context.base) "/console/audiences/" (key) } { "The audience" } " · "
            }
            a href={ (context.base) "/console/audiences" } { "All audiences" }
        }
    };
    settings::document(context, viewer, super::TITLE, &["keys.js"], content)
}

fn got(progress: &Progress) -> Markup {
    let Progress { of, links, mails, .. } = progress;
    let made = names::count(*links, "link was made", "links were made");
    let sent = names::count(*mails, "mail with one", "mails with one");
    html! {
        p.notice role="status" data-tone=[progress.stopped.is_some().then_some("care")] {
            @match &progress.stopped {
                Some(why) => {
                    (made) " of " (of) ", and " (sent) " given out, before it stopped. " (why)
                    " Press again: whoever has a link by then is left alone."
                }
                None if progress.goes_on => {
                    (made) " so far, of " (of) ", and " (sent) " given out. It goes on by itself; \
                    this page follows it."
                }
                None => { (made) ", and " (sent) " given out to leave." }
            }
        }
    }
}

fn looked(look: &Look, path: &str) -> Markup {
    let Look { customers, links, mails, unsent, more, .. } = look;
    html! {
        @if *customers == 0 {
            p.empty { "There are no customers here." }
        } @else if *links == 0 {
            p.empty { "Every customer here has a link." }
        } @else {
            p {
                (names::count(*links + more, "customer has", "customers have"))
                " no link, of " (customers) ". Nothing is made or sent yet."
            }
            ul {
                li { (names::count(*links, "link is made", "links are made")) "." }
                li {
                    (names::count(*mails, "mail leaves", "mails leave"))
                    ", one to each contact who asked to be told."
                }
                @if *unsent > 0 {
                    li {
                        (names::count(*unsent, "link goes", "links go"))
                        " to nobody, because no contact with a mail address asked to be told: \
                         copy it from the customer’s page."
                    }
                }
                @if *more > 0 {
                    li { (more) " more wait for another press." }
                }
            }
            @if look.can_mail {
                form method="post" action=(path) {
                    input type="hidden" name="seen" value=(look.seen);
                    button.button data-tone="ink" type="submit" {
                        "Make " (names::count(*links, "link", "links"))
                        " and send " (names::count(*mails, "mail", "mails"))
                    }
                }
            } @else {
                p.notice data-tone="care" { (NO_MAIL) }
            }
        }
    }
}

//! What is kept about somebody: to read, to take along, and to erase for good.

use domain::erasures::Reason;
use domain::words::{Owner, Timestamp};
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::telling::{line, typed};
use crate::{Context, Returned, Viewer, shell, times};

/// Most entries that the page lists; the file to take along has all of them.
pub const SHOWN_MAX: usize = 200;

/// What the page is about.
pub struct About<'a> {
    /// Whom.
    pub owner: &'a Owner,
    /// In how many events words of theirs stand.
    pub with_words: u64,
    /// How many other events name them by key or number.
    pub naming: u64,
    /// Their tests with the phone on silent, the newest last.
    pub silent_tests: &'a [SilentTest],
    /// The events with words of theirs, the newest last.
    pub entries: &'a [Entry],
}

/// One test with the phone on silent.
pub struct SilentTest {
    /// When it rang.
    pub rang: Timestamp,
    /// Over which methods.
    pub methods: Vec<String>,
    /// Which of them woke them; nothing if they did not say.
    pub woke: Option<Vec<String>>,
}

/// One event with words of theirs.
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Room and event.
    pub what: String,
    /// The words.
    pub words: Vec<String>,
}

/// As whose words an address is kept, to look at and to erase; `found` once somebody looked.
#[must_use]
pub fn find(
    context: &Context<'_>,
    viewer: &Viewer,
    found: Option<(&str, &[(Owner, u64)])>,
    returned: Option<&Returned>,
) -> Markup {
    let frame = Frame { title: "What is kept", current: "", scripts: &["clock.js", "keys.js"] };
    let sought = found.map_or("", |(sought, _)| sought);
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "What is kept of an address" }
                p.soft {
                    "Who wants to be erased knows the address or the number that was written to. \
                     Here is as whose words it is kept: subscribers, also those who have left, \
                     whoever asked for a link to a private page, contacts, callers and people."
                }
            }
            (shell::problem(returned))
            form.row role="search" aria-label="Address" method="post"
                action={ (context.base) "/console/kept" } {
                (line("address", "Mail address or telephone number",
                    &typed(returned, "address", sought), None, returned))
                button.button type="submit" { "Find" }
            }
            @if let Some((sought, found)) = found {
                section.card {
                    h2 { "Kept of " bdi { (sought) } }
                    @if found.is_empty() { p.empty { "Nothing that you may see." } }
                    ul.list {
                        @for (owner, events) in found {
                            li.row {
                                a href={ (context.base) "/console/kept/" (owner) } {
                                    bdi { (name(context, owner)) }
                                }
                                span.soft.small {
                                    (names::count(count(*events), "entry", "entries")) " · "
                                    code { (owner) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// The page; `returned` when the erasure was refused.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    about: &About<'_>,
    returned: Option<&Returned>,
) -> Markup {
    let frame = Frame { title: "What is kept", current: "", scripts: &["clock.js", "keys.js"] };
    let erased = context.state.erasures.erased.get(about.owner);
    let problem = returned.and_then(|returned| returned.problem.as_deref());
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Kept about " bdi { (name(context, about.owner)) } }
                p.soft { code { (about.owner) } }
            }
            @if let Some(problem) = problem {
                p.notice role="alert" data-tone="care" { (problem) }
            }
            @if let Some(erased) = erased {
                p.notice {
                    "Erased " (times::day_time(context, erased.at)) ": "
                    (erased.reason.to_string().to_lowercase()) "."
                }
            }
            section.card {
                h2 { "Their words" }
                p {
                    "Words of theirs stand in "
                    (names::count(count(about.with_words), "entry", "entries")) ". "
                    (names::count(count(about.naming), "other entry names", "other entries name"))
                    " them by key or number, without a word."
                }
                p {
                    a href={ (context.base) "/console/kept/" (about.owner) "?format=json" } {
                        "Everything, as a file to hand over (JSON)"
                    }
                }
                (entries(context, about))
            }
            @if !about.silent_tests.is_empty() { (silent_tests(context, about)) }
            @if about.with_words > 0 { (erase(context, about)) }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn entries(context: &Context<'_>, about: &About<'_>) -> Markup {
    let hidden = about.entries.len().saturating_sub(SHOWN_MAX);
    html! {
        @if hidden > 0 { p.soft { (hidden) " older ones are in the file." } }
        ul.list {
            @for entry in &about.entries[hidden..] {
                li {
                    span.soft.small {
                        (times::day_time(context, entry.at)) " " code { (entry.what) }
                    }
                    @for words in &entry.words { blockquote.words { (words) } }
                }
            }
        }
    }
}

fn silent_tests(context: &Context<'_>, about: &About<'_>) -> Markup {
    let hidden = about.silent_tests.len().saturating_sub(SHOWN_MAX);
    html! {
        section.card {
            h2 { "Their tests with the phone on silent" }
            @if hidden > 0 { p.soft { (hidden) " older ones are in the file." } }
            ul.list {
                @for test in &about.silent_tests[hidden..] {
                    li {
                        (times::day_time(context, test.rang)) ", rung over "
                        @if test.methods.is_empty() { "nothing" }
                        @else { (names::list(test.methods.clone())) }
                        ": "
                        @match &test.woke {
                            None => { "they did not say what woke them" }
                            Some(woke) if woke.is_empty() => { "nothing woke them" }
                            Some(woke) => { "woken by " (names::list(woke.clone())) }
                        }
                    }
                }
            }
        }
    }
}

/// The form; it says what will go before anybody can press.
fn erase(context: &Context<'_>, about: &About<'_>) -> Markup {
    html! {
        section.card {
            h2 { "Erase them" }
            p {
                "Their words in "
                (names::count(count(about.with_words), "entry", "entries"))
                " go for good, for everybody and on every node: where they stood, \"(erased)\" "
                "will stand. What others wrote stays. It cannot be undone."
            }
            @if matches!(about.owner, Owner::Contact(..)) {
                p { "The contact also leaves the customer's directory entry." }
            }
            p.soft.small {
                "Backups made before keep them until they are thrown away; a restore leaves them "
                "out as long as the erasure ledger lies beside the backup."
            }
            form method="post" action={ (context.base) "/console/erasures" } {
                input type="hidden" name="owner" value=(about.owner);
                fieldset {
                    legend { "Why" }
                    @for reason in Reason::ALL {
                        label {
                            input type="radio" name="reason" value=(reason.name()) required;
                            " " (reason)
                        }
                    }
                }
                p {
                    label {
                        input type="checkbox" name="sure" value="yes" required;
                        " I have read what goes, and that it cannot be undone"
                    }
                }
                button.button data-tone="care" type="submit" { "Erase for good" }
            }
        }
    }
}

/// What they are called now.
fn name(context: &Context<'_>, owner: &Owner) -> String {
    match owner {
        Owner::Person(person) => context.state.access.name(person).to_owned(),
        Owner::Contact(customer, contact) => {
            let profile = context.state.customers.profile(customer);
            let contacts = profile.into_iter().flat_map(|profile| &profile.contacts);
            let known = contacts.into_iter().find(|known| known.key == *contact);
            known.map_or_else(|| contact.to_string(), |known| known.name.as_str().to_owned())
        }
        Owner::Subscriber(subscriber) => {
            let known = context.state.subscribers.get(*subscriber);
            let unlisted = "somebody who signed up, or asked for a link by mail";
            known.map_or_else(|| unlisted.to_owned(), |k| k.address.as_str().to_owned())
        }
        Owner::Participant(participant) => {
            match context.state.emergencies.of_participant(*participant) {
                Some(known) => format!("the caller of emergency {}", known.number),
                None => "a caller".to_owned(),
            }
        }
    }
}

/// The way to what is kept of an address, for those who may see it.
pub(crate) fn by_address(context: &Context<'_>, viewer: &Viewer) -> Markup {
    html! {
        @if frame::is_at_least(context, viewer, domain::access::Role::Manager) {
            p {
                a.soft.small href={ (context.base) "/console/kept" } {
                    "Somebody wants to be erased: find what is kept of their address"
                }
            }
        }
    }
}

/// The way to what is kept about somebody, for those who may see it.
pub(crate) fn link(context: &Context<'_>, viewer: &Viewer, owner: &Owner) -> Markup {
    html! {
        @if frame::is_at_least(context, viewer, domain::access::Role::Manager) {
            " " a.soft.small href={ (context.base) "/console/kept/" (owner) } { "Kept about them" }
        }
    }
}

//! What a registered contact is asked, at `/v/<link>`: opening it changes nothing.

use domain::proof::{Act, Ask, Inquiry, Reply};
use maud::{Markup, html};

use crate::{Context, Returned, plain, say, shell, times};

/// The page, whole.
#[must_use]
pub fn page(
    context: &Context<'_>,
    inquiry: &Inquiry,
    link: &str,
    returned: Option<&Returned>,
) -> Markup {
    let path = format!("{}/v/{link}", context.base);
    let head = shell::Head {
        title: &shell::title(context, &plain!(context.reader.tongue, "question-title")),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["clock.js"],
    };
    let open = inquiry.is_open(context.now);
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                div.beam {}
                h1.sentence { (sentence(context, inquiry)) }
                p.under { (under(context, inquiry)) }
            }
            (shell::problem(returned))
            section.stack {
                @if let Some(joined) = inquiry.joined {
                    a.button data-tone="ink" data-size="large" data-wide
                        href=(context.conversation(joined)) { (say!(context, "question-open")) }
                } @else if open {
                    (choices(context, inquiry, &path))
                }
                @if said(inquiry) != Some(Reply::NotUs) { (not_us(context, inquiry, &path)) }
            }
        }
    };
    let header = shell::caller_header(context);
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}

fn said(inquiry: &Inquiry) -> Option<Reply> {
    inquiry.reply.map(|(reply, _)| reply)
}

/// The company in whose name somebody asks; one that was struck off since, by its key.
fn company(context: &Context<'_>, inquiry: &Inquiry) -> String {
    let known = context.state.customers.profile(&inquiry.customer);
    known.map_or_else(|| inquiry.customer.to_string(), |known| known.name.to_string())
}

fn sentence(context: &Context<'_>, inquiry: &Inquiry) -> Markup {
    let us = || context.state.organisation.settings.name.to_string();
    match (said(inquiry), &inquiry.ask) {
        (Some(Reply::NotUs), _) => say!(context, "question-not-us-done"),
        (Some(Reply::ItIsMe), _) => say!(context, "question-me-done"),
        (Some(Reply::Join), _) => say!(context, "question-joined"),
        (Some(Reply::Agree), _) => say!(context, "question-agreed"),
        (Some(Reply::Disagree), _) => say!(context, "question-disagreed"),
        (None, _) if !inquiry.is_open(context.now) => say!(context, "question-old"),
        (None, Ask::Code { .. }) => say!(context, "question-code", organisation = us()),
        (None, Ask::Told) => {
            say!(context, "question-told", company = company(context, inquiry))
        }
        (None, Ask::Consent { .. }) => say!(context, "question-consent"),
        (None, Ask::Glass { .. }) => {
            let company = company(context, inquiry);
            say!(context, "question-glass", organisation = us(), company = company)
        }
    }
}

fn under(context: &Context<'_>, inquiry: &Inquiry) -> Markup {
    let since = || times::time(context, inquiry.at);
    match (said(inquiry), &inquiry.ask) {
        (Some(Reply::NotUs), _) => say!(context, "question-not-us-under"),
        (Some(_), _) => say!(context, "question-close"),
        (None, _) if !inquiry.is_open(context.now) => say!(context, "question-old-under"),
        (None, Ask::Code { .. }) => say!(context, "question-code-under", time = since()),
        (None, Ask::Told) => say!(context, "question-told-under", time = since()),
        (None, Ask::Consent { what, .. }) => html! {
            (say!(context, "question-consent-under")) " "
            b.words dir="auto" { (what.as_str()) }
        },
        (None, Ask::Glass { act }) => html! {
            b { (done(context, *act)) } " " (say!(context, "question-glass-under"))
        },
    }
}

/// What was done without the usual proof, to the customer.
fn done(context: &Context<'_>, act: Act) -> Markup {
    match act {
        Act::Upgrade => say!(context, "glass-upgrade"),
        Act::Disclose => say!(context, "glass-disclose"),
        Act::ActOnSystem => say!(context, "glass-system"),
        Act::ResetAccess => say!(context, "glass-access"),
        Act::ExportOrDestroy => say!(context, "glass-data"),
        Act::ChangeContacts => say!(context, "glass-contacts"),
    }
}

fn choices(context: &Context<'_>, inquiry: &Inquiry, path: &str) -> Markup {
    html! {
        @match &inquiry.ask {
            Ask::Code { .. } => { (press(path, "me", &say!(context, "question-me"), true)) }
            Ask::Told | Ask::Glass { .. } => {
                (press(path, "join", &say!(context, "question-join"), true))
            }
            Ask::Consent { .. } => {
                (press(path, "agree", &say!(context, "question-agree"), true))
                (press(path, "disagree", &say!(context, "question-disagree"), false))
            }
        }
    }
}

fn not_us(context: &Context<'_>, inquiry: &Inquiry, path: &str) -> Markup {
    html! {
        @if inquiry.joined.is_none() {
            (press(path, "not-us", &say!(context, "question-not-us"), false))
        }
    }
}

fn press(path: &str, reply: &str, label: &Markup, first: bool) -> Markup {
    html! {
        form method="post" action={ (path) "/" (reply) } {
            button.button data-tone=[first.then_some("ink")] data-size="large" data-wide
                type="submit" { (label) }
        }
    }
}

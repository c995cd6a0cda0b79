//! What a registered contact is asked, at `/v/<link>`: opening it changes nothing.

use domain::proof::{Ask, Inquiry, Reply};
use maud::{Markup, html};

use crate::room::act_name;
use crate::{Context, Returned, shell, times};

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
        title: &shell::title(context, "A question to you"),
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
                        href=(context.conversation(joined)) { "Open the conversation" }
                } @else if open {
                    (choices(inquiry, &path))
                }
                @if said(inquiry) != Some(Reply::NotUs) { (not_us(inquiry, &path)) }
            }
        }
    };
    let header = shell::caller_header(context);
    shell::document(context, &head, "caller", header, main, shell::caller_footer(context))
}

fn said(inquiry: &Inquiry) -> Option<Reply> {
    inquiry.reply.map(|(reply, _)| reply)
}

fn company<'a>(context: &Context<'a>, inquiry: &'a Inquiry) -> &'a str {
    let known = context.state.customers.profile(&inquiry.customer);
    known.map_or("your company", |known| known.name.as_str())
}

fn sentence(context: &Context<'_>, inquiry: &Inquiry) -> Markup {
    let us = shell::organisation(context);
    html! {
        @match (said(inquiry), &inquiry.ask) {
            (Some(Reply::NotUs), _) => { "Thank you. You told us that it is not you." }
            (Some(Reply::ItIsMe), _) => { "Thank you. We know now that it is you." }
            (Some(Reply::Join), _) => { "You take part in the conversation." }
            (Some(Reply::Agree), _) => { "Thank you. You agreed." }
            (Some(Reply::Disagree), _) => { "Thank you. You did not agree, so it is not done." }
            (None, _) if !inquiry.is_open(context.now) => { "This question is too old." }
            (None, Ask::Code { .. }) => { "Is it you who asks " (us) " for help?" }
            (None, Ask::Told) => {
                "Someone asks for help in the name of " bdi { (company(context, inquiry)) } "."
            }
            (None, Ask::Consent { .. }) => { "Do you agree to this?" }
            (None, Ask::Glass { act }) => {
                (us) " did something for " bdi { (company(context, inquiry)) }
                " without the usual proof: " (act_name(*act)) "."
            }
        }
    }
}

fn under(context: &Context<'_>, inquiry: &Inquiry) -> Markup {
    html! {
        @match (said(inquiry), &inquiry.ask) {
            (Some(Reply::NotUs), _) => {
                "The engineer is warned, and nothing of yours is disclosed on the strength of what \
                 was proved before. Whoever asked still gets general help."
            }
            (Some(_), _) => { "You can close this page." }
            (None, _) if !inquiry.is_open(context.now) => {
                "If it still concerns you, ask for help on the first page: a person answers."
            }
            (None, Ask::Code { .. }) => {
                "Somebody who is talking to us since " (times::time(context, inquiry.at))
                " says they are you. Press yes only if you have that conversation open yourself."
            }
            (None, Ask::Told) => {
                "It began before " (times::time(context, inquiry.at)) ". You can join, or tell us \
                 that it is not you. Help goes on in any case."
            }
            (None, Ask::Consent { what, .. }) => {
                "A colleague of yours asks us to do this, and we do it only if you agree: "
                b.words dir="auto" { (what.as_str()) }
            }
            (None, Ask::Glass { .. }) => {
                "The engineer saw a danger that could not wait, and gave a reason that is being \
                 reviewed. You can join the conversation, or tell us that it is not you."
            }
        }
    }
}

fn choices(inquiry: &Inquiry, path: &str) -> Markup {
    html! {
        @match &inquiry.ask {
            Ask::Code { .. } => { (press(path, "me", "Yes, it is me", true)) }
            Ask::Told | Ask::Glass { .. } => {
                (press(path, "join", "Join the conversation", true))
            }
            Ask::Consent { .. } => {
                (press(path, "agree", "I agree", true))
                (press(path, "disagree", "I do not agree", false))
            }
        }
    }
}

fn not_us(inquiry: &Inquiry, path: &str) -> Markup {
    html! {
        @if inquiry.joined.is_none() {
            (press(path, "not-us", "It is not us", false))
        }
    }
}

fn press(path: &str, reply: &str, label: &str, first: bool) -> Markup {
    html! {
        form method="post" action={ (path) "/" (reply) } {
            button.button data-tone=[first.then_some("ink")] data-size="large" data-wide
                type="submit" { (label) }
        }
    }
}

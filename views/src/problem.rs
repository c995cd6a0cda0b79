//! A page for what went wrong: what happened, what to do, and the way to a person in any case.

use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Viewer, say, shell};

/// A problem. `action` is a complete address and its label; the way to a person is always there.
#[must_use]
pub fn page(
    context: &Context<'_>,
    status: u16,
    title: &str,
    detail: &str,
    action: Option<(&str, &str)>,
) -> Markup {
    let phone = context.state.organisation.settings.phone.trim();
    let head = shell::Head {
        title: &shell::title(context, title),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &[],
    };
    let main = html! {
        main.plain.stack id="main" tabindex="-1" {
            p.label { (say!(context, "problem-number", status = u32::from(status))) }
            h1.sentence { (title) }
            p.under { (detail) }
            div.stack {
                @if let Some((href, label)) = action {
                    a.button data-tone="ink" data-size="large" data-wide href=(href) { (label) }
                }
                a.button data-tone=[action.is_none().then_some("signal")] data-size="large"
                    data-wide href={ (context.base) "/help" } { (say!(context, "problem-help")) }
            }
            @if !phone.is_empty() {
                p { (say!(context, "problem-or-call", phone = shell::telephone(phone, None))) }
            }
        }
    };
    let header = shell::caller_header_with(context, html! {});
    shell::document(context, &head, "caller", header, main, html! {})
}

/// The same for somebody who is signed in and works in the console: within its frame, with the
/// board one press away. Nobody needs to call the vendor's own people for them.
#[must_use]
pub fn inside(context: &Context<'_>, viewer: &Viewer, title: &str, detail: &str) -> Markup {
    let frame = Frame { title, current: "", scripts: &["keys.js"] };
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head { h1 { (title) } }
            div.empty.stack {
                p { (detail) }
                p {
                    a.button data-tone="ink" href={ (context.base) "/console" } {
                        "Back to the board"
                    }
                }
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

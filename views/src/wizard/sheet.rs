//! The sheet to print and pin up beside the machine: where to press, whom to call, what to do.

use maud::{Markup, html};

use super::{Sight, qr};
use crate::{Context, shell};

/// The sheet, for A4 and Letter alike. `path` is what is behind the address: `/help`, or a
/// customer's own door.
#[must_use]
pub fn sheet(context: &Context<'_>, sight: &Sight<'_>, path: &str) -> Markup {
    let settings = &context.state.organisation.settings;
    let url = format!("{}{}{path}", sight.ways.public_url, context.base);
    let danger = settings.danger_number.trim();
    let danger = if danger.is_empty() { "112 / 911" } else { danger };
    let card = settings.first_aid.trim();
    let (summary, rest) = card.split_once('\n').unwrap_or(("What to do meanwhile", card));
    let shown = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let main = html! {
        main.sheet id="main" tabindex="-1" {
            p.only-screen.notice {
                a href={ (context.base) "/console/setup" } { "Back to the setup" }
                ". Print it with Ctrl P, on A4 or Letter. "
                @if sight.ways.is_local() {
                    b { "! Do not print it yet: this address leads only to this machine." }
                }
            }
            article.paper {
                p.danger { "Someone in danger? Call " b { (danger) } " first." }
                h1 { (shell::organisation(context)) " emergency line" }
                p.lead { "Nothing works? Get a person now, day and night." }
                div.reach {
                    figure.qr { (qr::svg(&url)) figcaption { "Point your camera here" } }
                    div {
                        p.label { "or open" }
                        p.address { (shown) }
                        @if !settings.phone.is_empty() {
                            p.label { "or call" }
                            p.number { (settings.phone) }
                        }
                    }
                }
                ol.todo {
                    li { b { "Open the address." } " No sign-in, no contract number." }
                    li {
                        b { "Press “Get a person now”." }
                        " A few words help; none are needed."
                    }
                    li { b { "Keep the page open." } " It says who has it and when you hear next." }
                    li { b { "Say when it works again." } " We close nothing over your head." }
                }
                @if !card.is_empty() {
                    section.meanwhile {
                        h2 dir="auto" { (summary) }
                        p.words dir="auto" { (rest.trim()) }
                    }
                }
                p.small {
                    "Please no patient or card data. Try it before you need it, it rings nobody: "
                    (sight.ways.public_url.split_once("://").map_or("", |(_, rest)| rest))
                    (context.base) "/try"
                }
            }
        }
    };
    let head = shell::Head {
        title: &shell::title(context, "Sheet"),
        styles: &["tokens.css", "base.css", "sheet.css"],
        scripts: &[],
    };
    shell::document(context, &head, "printed", html! {}, main, html! {})
}

//! The sheet to print and pin up beside the machine: where to press, whom to call, what to do.

use domain::words::Language;
use maud::{Markup, html};

use super::{Sight, Ways, qr};
use crate::{Context, Reader, plain, reader, say, shell};

/// The sheet, for A4 and Letter alike, in the language of those who will read it. `path` is what
/// is behind the address: `/help`, or a customer's own door.
#[must_use]
pub fn sheet(context: &Context<'_>, sight: &Sight<'_>, path: &str, language: Language) -> Markup {
    let url = format!("{}{}{path}", sight.ways.public_url, context.base);
    let main = html! {
        main.sheet id="main" tabindex="-1" {
            p.only-screen.notice {
                a href={ (context.base) "/console/setup" } { "Back to the setup" }
                ". Print it with Ctrl P, on A4 or Letter. "
                @if sight.ways.is_local() {
                    b { "! Do not print it yet: this address leads only to this machine. " }
                }
                "In "
                @for (index, one) in Language::ALL.into_iter().enumerate() {
                    @if index > 0 { ", " }
                    a href={ (context.base) "/console/setup/sheet?lang=" (one.code()) }
                        lang=(one.code())
                        aria-current=[(one == language).then_some("true")] { (one.own_name()) }
                }
                "."
            }
            (paper(&Context { reader: Reader::of(language), ..*context }, &url, &sight.ways))
        }
    };
    let head = shell::Head {
        title: &shell::title(context, "Sheet"),
        styles: &["tokens.css", "base.css", "sheet.css"],
        scripts: &[],
    };
    shell::document(context, &head, "printed", html! {}, main, html! {})
}

/// What hangs on the wall.
fn paper(context: &Context<'_>, url: &str, ways: &Ways<'_>) -> Markup {
    let settings = &context.state.organisation.settings;
    let tongue = context.reader.tongue;
    let without_scheme = |url: &str| url.split_once("://").map_or(url, |(_, rest)| rest).to_owned();
    let numbers = reader::danger_numbers(settings, context.reader).join(" / ");
    let name = settings.name.to_string();
    let card = settings.first_aid.trim();
    let title = plain!(tongue, "sheet-meanwhile");
    let (summary, rest) = card.split_once('\n').unwrap_or((title.as_str(), card));
    let button = plain!(tongue, "door-button");
    let rehearsal = format!("{}{}/try", without_scheme(ways.public_url), context.base);
    html! {
        article.paper lang=(tongue.code()) dir=(tongue.direction()) {
            p.danger { (say!(context, "danger-first", numbers = html! { b { (numbers) } })) }
            h1 { (say!(context, "sheet-title", organisation = name)) }
            p.lead { (say!(context, "sheet-lead")) }
            div.reach {
                figure.qr { (qr::svg(url)) figcaption { (say!(context, "sheet-camera")) } }
                div {
                    p.label { (say!(context, "sheet-or-open")) }
                    p.address dir="ltr" { (without_scheme(url)) }
                    @if !settings.phone.is_empty() {
                        p.label { (say!(context, "sheet-or-call")) }
                        p.number dir="ltr" { (settings.phone) }
                    }
                }
            }
            ol.todo {
                li { b { (say!(context, "sheet-open")) } " " (say!(context, "sheet-open-more")) }
                li {
                    b { (say!(context, "sheet-press", button = button)) } " "
                    (say!(context, "sheet-press-more"))
                }
                li { b { (say!(context, "sheet-keep")) } " " (say!(context, "sheet-keep-more")) }
                li { b { (say!(context, "sheet-works")) } " " (say!(context, "sheet-works-more")) }
            }
            @if !card.is_empty() {
                section.meanwhile {
                    h2 dir="auto" { (summary) }
                    p.words dir="auto" { (rest.trim()) }
                }
            }
            p.small { (say!(context, "sheet-try", url = rehearsal)) }
        }
    }
}

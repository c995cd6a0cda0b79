//! Step six: what callers see, in the organisation's own words, and the address to give out.

use domain::organisation::Settings;
use domain::words::{Country, Language};
use maud::{Markup, html};

use super::field::{Field, area, choice};
use super::{Sight, Step};
use crate::{Context, Returned, shell};

/// The step.
#[must_use]
pub fn help_page(context: &Context<'_>, sight: &Sight<'_>) -> Markup {
    let settings = &context.state.organisation.settings;
    let (base, url) = (context.base, sight.ways.public_url);
    let content = html! {
        section.section aria-labelledby="words-title" {
            header { h2 id="words-title" { "In your words" } }
            form.stack method="post" action={ (base) (Step::HelpPage.path()) } {
                (Field::new("phone", "A telephone number, for callers whose browser fails")
                    .kind("tel").optional().known(&settings.phone).fills("tel")
                    .write(sight.returned))
                (area(sight.returned, ("first_aid", "What to do meanwhile (not required)"),
                    &settings.first_aid, 5,
                    "Shown while it rings, and on the sheet. The first line is its title: \
                     Card terminals: take cards offline."))
                (languages(settings, sight.returned))
                div.row {
                    button.button data-tone="ink" type="submit" { "Save and see if all is ready" }
                }
            }
        }
        (preview(context))
        section.section aria-labelledby="give-title" {
            header { h2 id="give-title" { "Give it out" } }
            div.field {
                label for="address" { "The address of your door" }
                input id="address" readonly value={ (url) (base) "/help" };
            }
            ul.list {
                li {
                    "With a customer’s name in it, the name is filled in: "
                    code { (url) (base) "/help/Brightwater" }
                }
                li {
                    "For a sticker on a machine, with the service: "
                    code { (url) (base) "/help?service=…" }
                }
                li {
                    "To rehearse: " a href={ (base) "/try" } { (url) (base) "/try" }
                    ". It looks the same and rings nobody."
                }
            }
            div.row {
                a.button href={ (base) "/help" } target="_blank" rel="noopener" { "Open the door" }
                a.button href={ (base) "/try" } target="_blank" rel="noopener" {
                    "Try it: rings nobody"
                }
                a.button href={ (base) "/console/setup/sheet" } { "The sheet to print" }
            }
        }
    };
    super::document(context, sight, Step::HelpPage, "Your help page", &[], None, content)
}

/// In which language and where callers are.
fn languages(settings: &Settings, returned: Option<&Returned>) -> Markup {
    let all = Language::ALL.map(|one| (one.code().to_owned(), one.own_name().to_owned()));
    let codes =
        |countries: &[Country]| countries.iter().map(Country::code).collect::<Vec<_>>().join(" ");
    html! {
        (choice(returned, ("language", "The language of callers whose own is not known"),
            settings.spoken(None).code(), &all))
        (Field::new("serves", "Countries in which your customers are").optional()
            .known(&codes(&settings.serves))
            .hint("Two letters each, the most important first: DE AT CH. Their numbers for danger \
                   of life are shown.")
            .write(returned))
        (Field::new("call_countries", "Countries whose numbers you call back").optional()
            .known(&codes(&settings.call_countries))
            .hint("Without them: those of your own numbers. Fraudsters type numbers of others.")
            .write(returned))
    }
}

/// How the door begins and what is shown while it rings, small and without its buttons' power.
fn preview(context: &Context<'_>) -> Markup {
    let settings = &context.state.organisation.settings;
    let card = settings.first_aid.trim();
    let (summary, rest) = card.split_once('\n').unwrap_or(("What you can do meanwhile", card));
    html! {
        section.section aria-labelledby="preview-title" {
            header { h2 id="preview-title" { "What callers see" } }
            div.preview {
                p { b { (shell::organisation(context)) } }
                p.large { "Tell us. A person answers." }
                p.soft { "What is happening? · Number to call if we lose you" }
                p { span.tag data-tone="signal" { "Get a person now" } }
                @if !settings.phone.is_empty() {
                    p { "Or call " (shell::telephone(&settings.phone, None)) }
                }
                @if !card.is_empty() {
                    p { b { (summary) } }
                    p.words dir="auto" { (rest.trim()) }
                }
            }
        }
    }
}

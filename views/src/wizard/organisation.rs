//! Step one: who the vendor is, and by which clock it lives.

use domain::organisation::Settings;
use maud::{Markup, html};

use super::field::{Field, zones};
use super::{Sight, Step};
use crate::{Context, Returned};

/// The fields, the same behind the one-time link and in the console.
pub(super) fn fields(settings: &Settings, returned: Option<&Returned>) -> Markup {
    html! {
        (Field::new("organisation", "Your organisation’s name, as callers know it")
            .known(&settings.name).fills("organization").write(returned))
        (Field::new("zone", "Your time zone").known(&settings.zone).list("zones")
            .hint("Like Europe/Berlin or America/New_York.").write(returned))
        (Field::new("danger_number", "Number for danger of life").optional()
            .known(&settings.danger_number)
            .hint("Shown to every caller first, like 112.")
            .write(returned))
    }
}

/// The step.
#[must_use]
pub fn organisation(context: &Context<'_>, sight: &Sight<'_>) -> Markup {
    let settings = &context.state.organisation.settings;
    let content = html! {
        section.section aria-label="Your organisation" {
            form.stack method="post" action={ (context.base) (Step::Organisation.path()) } {
                (fields(settings, sight.returned))
                (zones(context))
                div.row { button.button data-tone="ink" type="submit" { "Save and go on" } }
            }
        }
        (address(context, sight))
    };
    super::document(context, sight, Step::Organisation, "Your organisation", &[], None, content)
}

/// Under which address all this is reached; it is the operator's to set.
fn address(context: &Context<'_>, sight: &Sight<'_>) -> Markup {
    let url = sight.ways.public_url;
    html! {
        section.section aria-labelledby="address-title" {
            header { h2 id="address-title" { "Your address" } }
            p { "Callers reach you at " code { (url) "/help" } "." }
            @if sight.ways.is_local() {
                (super::ready::local_address(context))
            }
        }
    }
}

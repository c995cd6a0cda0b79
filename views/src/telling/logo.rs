//! The logo of a status page in the console: shown, put there, taken away.

use domain::status_pages::StatusPage;
use domain::words::StatusPageKey;
use maud::{Markup, html};

use super::wrong;
use crate::{Context, Returned, shell};

/// The logo for light screens and the one for dark ones, each with its form.
pub(super) fn forms(
    context: &Context<'_>,
    key: &StatusPageKey,
    page: &StatusPage,
    returned: Option<&Returned>,
) -> Markup {
    html! {
        section.section aria-labelledby="logo-title" {
            header { h2 id="logo-title" { "Logo" } }
            p.hint {
                "It stands in place of the name, which readers who do not see it hear. PNG, JPEG, \
                 GIF or WebP; it is drawn anew, at most 480 by 128 pixels, and served from here."
            }
            (form(context, key, ("light", "logo", "Logo"), &page.logo, returned))
            @if !page.logo.is_empty() {
                (form(
                    context,
                    key,
                    ("dark", "logo_dark", "Logo on dark screens (not required)"),
                    &page.logo_dark,
                    returned
                ))
            }
        }
    }
}

fn form(
    context: &Context<'_>,
    key: &StatusPageKey,
    (of, field, label): (&str, &str, &str),
    logo: &str,
    returned: Option<&Returned>,
) -> Markup {
    let path = format!("{}/console/status/pages/{key}/logo", context.base);
    html! {
        @if !logo.is_empty() {
            p { img src=(logo) alt=(label) height="64"; }
        }
        form.stack method="post" enctype="multipart/form-data" action=(path) {
            input type="hidden" name="of" value=(of);
            div.field {
                label for=(field) { (label) }
                input id=(field) type="file" name="file" required
                    accept="image/png,image/jpeg,image/gif,image/webp"
                    aria-invalid=[shell::invalid(returned, field)];
                (wrong(field, returned))
            }
            div.row { button.button type="submit" { "Put it on the page" } }
        }
        @if !logo.is_empty() {
            form method="post" action=(path) {
                input type="hidden" name="of" value=(of);
                button.button data-tone="plain" type="submit" {
                    @match of {
                        "dark" => { "Take the dark one away" }
                        _ => { "Take it away" }
                    }
                }
            }
        }
    }
}

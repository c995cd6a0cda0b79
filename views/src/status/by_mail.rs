//! Where a reader asks for a link to a private page by mail, for those whose mail domain it names.

use domain::readers::by_mail::LASTS;
use domain::status_pages::StatusPage;
use domain::words::StatusPageKey;
use maud::{Markup, html};

use crate::{Context, Returned, plain, say, shell, subscribe};

/// The form, which stands at the address of the page itself. Whoever cannot read the page finds
/// the way to a person all the same.
#[must_use]
pub fn ask_for_link(
    context: &Context<'_>,
    key: &StatusPageKey,
    page: &StatusPage,
    returned: Option<&Returned>,
) -> Markup {
    let typed = returned.map_or("", |returned| returned.value("address"));
    let name = page.name_in(context.reader.tongue.language()).words;
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { bdi { (name) } }
                p.under { (say!(context, "reader-under")) }
            }
            (shell::problem(returned))
            form.stack method="post" action={ (context.base) "/status/p/" (key) "/link" } {
                div.field {
                    label for="address" { (say!(context, "reader-email")) }
                    input id="address" name="address" required value=(typed) type="email"
                        autocomplete="email" aria-invalid=[shell::invalid(returned, "address")];
                }
                button.button data-tone="ink" data-size="large" data-wide type="submit" {
                    (say!(context, "reader-go"))
                }
            }
            (door(context))
        }
    };
    // An answer to what was sent has no address of its own that could be read in another language.
    let aside = match returned {
        None => shell::languages(context, ""),
        Some(_) => html! {},
    };
    subscribe::document(context, name, &aside, main)
}

/// The same answer to everyone, whether or not their domain is named.
#[must_use]
pub fn link_sent(context: &Context<'_>, key: &StatusPageKey) -> Markup {
    let days = u32::try_from(LASTS.as_secs() / 86_400).unwrap_or(u32::MAX);
    let main = html! {
        main.page id="main" tabindex="-1" {
            section.state {
                h1.sentence { (say!(context, "subscribe-sent")) }
                p.under { (say!(context, "reader-sent-under", days = days)) }
            }
            p {
                a href={ (context.base) "/status/p/" (key) } { (say!(context, "reader-again")) }
            }
            (door(context))
        }
    };
    subscribe::document(context, &plain!(context.reader.tongue, "subscribe-sent"), &html! {}, main)
}

fn door(context: &Context<'_>) -> Markup {
    html! {
        p {
            a.button href={ (context.public_url) (context.base) "/help" } {
                (say!(context, "status-help"))
            }
        }
        p.under { (say!(context, "status-help-hint")) }
    }
}

//! The link by which a customer or an audience reads its status page: copied, renewed, ended, sent.

use domain::audiences::Holder;
use maud::{Markup, html};

use crate::board::names;
use crate::{Context, times};

/// What stands of it with a customer or an audience; `path` is where its forms post to.
pub(crate) fn card(context: &Context<'_>, whose: &Holder, path: &str) -> Markup {
    let link = context.state.audiences.link_of(whose);
    html! {
        section.card id="status-link" {
            h2 { "Their status page" }
            @match link {
                None => {
                    p.soft {
                        "By a link of their own they read what is for them, and no sign-in is \
                         needed."
                    }
                    (deed(path, "give", "Make a link"))
                }
                Some(link) => {
                    @let own = context.links.status(link.id, link.generation);
                    @let url = format!("{}{}/status/for/{own}/", context.public_url, context.base);
                    input.link readonly aria-label="Link to their status page" value=(url);
                    p {
                        a href=(url) { "As they see it" }
                        @if let Some(since) = link.since {
                            " " span.soft.small { "since " (times::day_time(context, since)) }
                        }
                    }
                    @let pages = context.state.pages_for(&context.state.sight_of(whose));
                    @if pages.len() > 1 {
                        ul.list {
                            @for (key, page) in pages.into_iter().skip(1) {
                                li.row {
                                    a href={ (url) "p/" (key) "/" } { bdi { (page.profile.name) } }
                                }
                            }
                        }
                    }
                    p.soft.small {
                        "Whoever holds it reads the page. It proves nothing about who calls."
                    }
                    @if let Holder::Customer(customer) = whose { (mail(context, customer, path)) }
                    @let came = context.state.came_by(whose);
                    @if came > 0 {
                        p.notice data-tone="care" {
                            (names::count(came, "subscriber", "subscribers"))
                            " signed up by this link. Once you renew or end it nothing more is \
                             told there, because you may not know who they are. Whoever has the \
                             new link can sign up again."
                        }
                    }
                    div.row {
                        (deed(path, "give", "Renew: the old one ends"))
                        (deed(path, "take", "End it"))
                    }
                }
            }
        }
    }
}

fn deed(path: &str, deed: &str, label: &str) -> Markup {
    html! {
        form method="post" action=(path) {
            button.button data-tone="plain" type="submit" name="deed" value=(deed) { (label) }
        }
    }
}

/// To whom it can be sent.
fn mail(context: &Context<'_>, customer: &domain::words::CustomerKey, path: &str) -> Markup {
    let contacts = context.state.customers.profile(customer).map(|known| &known.contacts);
    let contacts = contacts.into_iter().flatten().filter(|contact| contact.email.is_some());
    let contacts: Vec<_> = contacts.collect();
    html! {
        @if !contacts.is_empty() {
            form.row method="post" action=(path) {
                div.field {
                    label for="contact" { "Send it by mail to" }
                    select id="contact" name="contact" {
                        @for contact in contacts {
                            option value=(contact.key) { (contact.name.as_str()) }
                        }
                    }
                }
                button.button type="submit" name="deed" value="mail" { "Send" }
            }
        }
    }
}

//! Which customer it is that calls: a responder looks where no search found anybody.

use domain::customers::Profile;
use domain::emergencies::Emergency;
use domain::words::CustomerKey;
use maud::{Markup, html};

use super::{Found, SHOWN_MAX};
use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Viewer};

/// So many of those who fit have a key of the keyboard.
const KEYS: usize = 9;

/// The directory as far as it fits the words in the field, to choose the customer of an emergency
/// from. Nobody is offered before something is looked for: what a caller said has been searched
/// for already.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    find: &str,
) -> Option<Markup> {
    let room = context.state.incidents.of_emergency(emergency.id)?;
    let title = "Who is calling?";
    let frame = Frame { title, current: "Customers", scripts: &["keys.js"] };
    let found = Found::of(context, find);
    let base = context.base;
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head { h1 { (title) } }
            p {
                a href={ (names::room(context, room)) "?with=" (emergency.number) } {
                    "Back to the room"
                }
            }
            (said(context, emergency))
            form.row role="search" aria-label="Customers" action={ (base) "/console/customers" } {
                input type="hidden" name="emergency" value=(emergency.number);
                div.field {
                    label for="name" { "Find by any name they use" }
                    input id="name" name="find" type="search" value=(found.find) autocomplete="off"
                        autofocus[found.find.is_empty()];
                }
                button.button type="submit" { "Find" }
            }
            @if !found.find.is_empty() { (fitting(context, viewer, emergency, &found)) }
            p.soft {
                "Are they not in the directory? They are helped all the same. "
                a href={ (base) "/docs/organisation-file" } { "Write them down" }
                " when it is quiet again."
            }
        }
    };
    Some(frame::document(context, viewer, &frame, main))
}

fn said(context: &Context<'_>, emergency: &Emergency) -> Markup {
    let words = names::first_words(context, emergency);
    html! {
        @if let Some(words) = words { blockquote.words { (words.as_str()) } }
        p.soft.small {
            @match &emergency.who {
                Some(who) => { "They call themselves " b { bdi { (who.as_str()) } } "." }
                None => { "They have not said who they are." }
            }
        }
    }
}

fn fitting(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    found: &Found<'_>,
) -> Markup {
    let shown = found.fitting.iter().take(SHOWN_MAX).enumerate();
    html! {
        section.section aria-labelledby="found" {
            header {
                h2 id="found" { "Found" } " "
                span.count { (found.fitting.len()) }
            }
            @if found.fitting.is_empty() {
                p.empty {
                    "No customer has “" bdi { (found.find) }
                    "” among its names, sites, domains or contacts. Try a part of the name."
                }
            } @else {
                ol.likely {
                    @for (index, (key, profile)) in shown {
                        (line(context, viewer, emergency, key, profile, index + 1))
                    }
                }
            }
            (found.more())
        }
    }
}

fn line(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    key: &CustomerKey,
    profile: &Profile,
    number: usize,
) -> Markup {
    let action = format!("{}/console/emergencies/{}/customer", context.base, emergency.number);
    let held = context.state.customers.attached(emergency.id);
    let held = held.is_some_and(|held| held.customer == *key);
    let pressed = (number <= KEYS).then_some(number);
    html! {
        li {
            div {
                b { bdi { (profile.name) } }
                (super::about(profile))
            }
            @if held {
                p.soft { "Attached" }
            } @else if frame::may_respond(context, viewer) {
                form method="post" action=(action) {
                    input type="hidden" name="customer" value=(key);
                    button.button data-key=[pressed] type="submit" {
                        "This one" span.visually-hidden { ": " (profile.name) }
                        @if let Some(pressed) = pressed {
                            " " kbd aria-hidden="true" { (pressed) }
                        }
                    }
                }
            }
        }
    }
}

//! Policies as sentences: who is called in which order, who that would be now, what uses them.

use domain::paging::Policy;
use domain::words::PolicyKey;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Viewer};

mod steps;

/// All policies.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let frame = Frame { title: "Policies", current: "Policies", scripts: &["keys.js"] };
    let policies = &context.state.paging.policies;
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Policies" }
                p.soft { "Who is called, in which order, until a human accepts." }
            }
            (front_door(context))
            @if policies.is_empty() {
                p.empty {
                    strong { "There is no policy yet." }
                    "Until there is one, every call rings everyone who can respond, with the \
                     alarm. "
                    a href={ (context.base) "/docs/organisation-file" } {
                        "Write the first one"
                    }
                    "."
                }
            } @else {
                div.columns {
                    @for (key, policy) in policies { (card(context, key, policy)) }
                }
            }
            (frame::by_file(context, "Policies and services"))
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn front_door(context: &Context<'_>) -> Markup {
    let key = context.state.organisation.settings.front_door.as_ref();
    let known = key.and_then(|key| context.state.paging.policies.get(key));
    html! {
        @if known.is_none() {
            p.notice data-tone="care" {
                b { "! The front door has no policy. " }
                "A call there rings everyone who can respond at once."
            }
        }
    }
}

fn card(context: &Context<'_>, key: &PolicyKey, policy: &Policy) -> Markup {
    let id = format!("policy-{key}");
    let rings_nobody = steps::rings_nobody(context, policy);
    html! {
        section.policy.stack id=(id) aria-labelledby={ (id) "-title" } data-row tabindex="-1" {
            header.row {
                h2 id={ (id) "-title" } { (policy.name) }
                @if rings_nobody { span.tag data-tone="care" { "! reaches nobody now" } }
            }
            @if rings_nobody {
                p.notice data-tone="care" {
                    "At this moment no step of this policy reaches anyone. A call would go on at \
                     once to everyone who can respond, with the alarm."
                }
            }
            (steps::list(context, policy))
            (used_by(context, key))
        }
    }
}

/// What is called by it: the front door, services.
fn used_by(context: &Context<'_>, key: &PolicyKey) -> Markup {
    let mut users = Vec::new();
    let front_door = context.state.organisation.settings.front_door.as_ref() == Some(key);
    if front_door {
        users.push("the front door".to_owned());
    }
    for service in context.state.incidents.services.values() {
        let of_front_door = front_door && service.policy.is_none();
        if service.policy.as_ref() == Some(key) || of_front_door {
            users.push(service.name.to_string());
        }
    }
    html! {
        p.soft {
            @if users.is_empty() { "Nothing uses this policy." }
            @else { "Used by " (names::ended(&names::list(users))) }
        }
    }
}

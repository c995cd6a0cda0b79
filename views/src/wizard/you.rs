//! Step two: you, the methods by which you are rung, and one real call that proves them.

use std::time::Duration;

use domain::access::Person;
use domain::words::{Channel, IncidentId};
use maud::{Markup, html};

use super::field::Field;
use super::{Sight, Step};
use crate::board::{names, reached};
use crate::room::deliveries;
use crate::{Context, Fragment, times, wording};

/// The test call of this wizard, as far as it has got.
pub struct Trial {
    /// Its incident.
    pub incident: IncidentId,
    /// What has become of it.
    pub trying: Trying,
}

/// What has become of a test call.
pub enum Trying {
    /// It rings.
    Rings,
    /// Somebody accepted it.
    Accepted {
        /// Their name.
        by: String,
        /// So long after the call.
        after: Duration,
    },
    /// Nobody did, and it was stopped.
    Stopped,
}

/// The step.
#[must_use]
pub fn you(context: &Context<'_>, sight: &Sight<'_>, trial: Option<&Trial>, after: &str) -> Markup {
    let Some(person) = context.state.access.person(&sight.viewer.person) else { return html! {} };
    let content = html! {
        section.section aria-labelledby="methods-title" {
            header { h2 id="methods-title" { "How you are rung" } }
            (methods(context, sight, person))
        }
        (test(context, sight, trial))
        (missing(context, sight))
    };
    let path = format!("/console/setup/{}", Step::You.slug());
    let scripts = ["clock.js", "live.js"];
    super::document(context, sight, Step::You, "You", &scripts, Some((&path, after)), content)
}

/// What changes by itself.
#[must_use]
pub fn fragments(context: &Context<'_>, sight: &Sight<'_>, trial: Option<&Trial>) -> Vec<Fragment> {
    vec![Fragment::new("test", test(context, sight, trial))]
}

fn address(person: &Person, channel: Channel) -> &str {
    let method = person.methods.iter().find(|method| method.channel == channel);
    method.map_or("", |method| method.address.as_str())
}

fn methods(context: &Context<'_>, sight: &Sight<'_>, person: &Person) -> Markup {
    let returned = sight.returned;
    let number = match address(person, Channel::Voice) {
        "" => address(person, Channel::Sms),
        number => number,
    };
    html! {
        form.stack method="post" action={ (context.base) (Step::You.path()) } data-keep {
            (Field::new("name", "Your name, as callers will read it").fills("name")
                .known(person.name.as_str()).write(returned))
            (Field::new("email", "Your e-mail address").kind("email").optional().fills("email")
                .known(address(person, Channel::Email)).write(returned))
            (Field::new("number", "Your mobile number").kind("tel").optional().fills("tel")
                .known(number)
                .hint("With the country: +47 … It is called and gets a text message.")
                .write(returned))
            div.row { button.button data-tone="ink" type="submit" { "Save" } }
        }
        p.soft.small {
            "The pager in the browser rings as well while it is open: "
            a href={ (context.base) "/pager/" (sight.viewer.person) } { "your pager" } "."
        }
    }
}

/// What cannot ring because the installation lacks it, and the lines that change that.
fn missing(context: &Context<'_>, sight: &Sight<'_>) -> Markup {
    html! {
        @if !sight.ways.calls { (super::ready::no_carrier(context)) }
        @if !sight.ways.mails { (super::ready::no_mail(context)) }
    }
}

fn test(context: &Context<'_>, sight: &Sight<'_>, trial: Option<&Trial>) -> Markup {
    let others: Vec<_> = context
        .state
        .access
        .responders()
        .filter(|key| **key != sight.viewer.person && reached::is_reachable(context, key))
        .collect();
    let path = format!("{}{}/test", context.base, Step::You.path());
    html! {
        section.section id="test" aria-labelledby="test-title" aria-live="polite" {
            header { h2 id="test-title" { "Does it wake you?" } }
            @match trial.map(|trial| (&trial.trying, trial.incident)) {
                None => {
                    p { "This presses the button at your own door. It rings you for real." }
                    p { "Accept it the way you would at night: a key, a reply, or the button." }
                    (start(&path, &others, context, "Ring me now"))
                }
                Some((Trying::Rings, incident)) => {
                    p.notice data-tone="signal" { b { "It rings now." } " Accept it there." }
                    (page_link(context, sight, incident))
                    (deliveries::card(context, incident))
                    form method="post" action={ (path) "/stop" } {
                        button.button type="submit" { "Stop ringing" }
                    }
                    noscript { p { a href={ (context.base) (Step::You.path()) "?again#test" } {
                        "I have accepted: look again"
                    } } }
                }
                Some((Trying::Accepted { by, after }, incident)) => {
                    p.notice data-tone="steady" {
                        b { "✓ " (by) " accepted after " (times::span_words(*after)) "." }
                        " That is the whole way, from the door to you. It is closed again."
                    }
                    (deliveries::card(context, incident))
                    (start(&path, &others, context, "Ring once more"))
                }
                Some((Trying::Stopped, incident)) => {
                    p.notice data-tone="care" {
                        b { "! Nobody accepted, and it was stopped." }
                        " Look below what became of each message."
                    }
                    (deliveries::card(context, incident))
                    (start(&path, &others, context, "Ring once more"))
                }
            }
        }
    }
}

fn start(
    path: &str,
    others: &[&domain::words::PersonKey],
    context: &Context<'_>,
    label: &str,
) -> Markup {
    html! {
        @if !others.is_empty() {
            p.notice data-tone="care" {
                b { "! You are not alone on the line any more." }
                " This goes the whole way of a call, and may ring "
                (names::people(context, others.iter().copied())) " too. Tell them before."
            }
        }
        form method="post" action=(path) {
            button.button data-tone="signal" type="submit" { (label) }
        }
    }
}

/// The page itself, for whoever has no other way to be reached yet.
fn page_link(context: &Context<'_>, sight: &Sight<'_>, incident: IncidentId) -> Markup {
    let escalation = context.state.paging.get(incident);
    let page = escalation.and_then(|known| known.page_of(&sight.viewer.person));
    html! {
        @if let Some(page) = page {
            p {
                a.button href={ (context.base) "/p/" (context.links.page(page.id)) }
                    target="_blank" rel="noopener" { "Open the page as your phone would" }
            }
        }
    }
}

/// How somebody is reached, in one phrase.
pub(super) fn by(person: &Person) -> String {
    let words = person.methods.iter().map(|method| wording::channel(method.channel).to_string());
    names::list(words.collect())
}

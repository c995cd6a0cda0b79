//! Contact methods: which are proved to reach their person, which are not, and which fail.

use domain::access::Method;
use domain::words::{Channel, PersonKey};
use maud::{Markup, html};

use crate::{Context, Returned, Viewer, times, wording};

/// Whether a code can go over a channel; the others are seen where they are.
#[must_use]
pub const fn can_be_proved(channel: Channel) -> bool {
    matches!(channel, Channel::Email | Channel::Sms | Channel::Voice | Channel::Push)
}

/// One's own methods, with the way to prove each.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    returned: Option<&Returned>,
) -> Markup {
    let person = &viewer.person;
    let methods = context.state.methods_of(person);
    html! {
        section.section aria-labelledby="ways-title" {
            header { h2 id="ways-title" { "How you are reached" } }
            p.soft {
                "Send yourself a code over each. What is not verified rings all the same in an "
                "emergency, but nobody knows yet whether it reaches you."
            }
            @if methods.is_empty() { p.empty { "By nothing yet. Ask a manager to add a way." } }
            ul.list id="ways" { @for method in &methods {
                li.stack data-device=[super::devices::mark(method)] {
                    p.row {
                        b { (wording::channel(method.channel)) }
                        @if !method.address.is_empty() {
                            bdi { (wording::address(context, person, method)) }
                        }
                        (standing(context, person, method))
                    }
                    @if context.state.methods.is_lost(person, &method.key) {
                        p.soft {
                            "Open this page on that device and press “Send messages to this "
                            "device” again, or take it away."
                        }
                    } @else if can_be_proved(method.channel) {
                        (proof(context, person, method))
                    }
                    (super::devices::removal(context, person, method))
                }
            } }
        }
        (super::devices::adding(context, returned))
    }
}

/// What is known of how well a method works, in a few words.
pub(crate) fn standing(context: &Context<'_>, person: &PersonKey, method: &Method) -> Markup {
    let known = &context.state.methods;
    html! {
        @if context.state.access.opted_out(person, &method.key) {
            span.tag data-tone="care" { "! stopped by a reply of STOP" }
        } @else if let Some(failing) = known.failing(person, &method.key, &method.address) {
            span.tag data-tone="care" { "! failing" } " "
            span.soft.small { bdi { (failing.reason) } }
        } @else if !can_be_proved(method.channel) {
        } @else if let Some(proved) = known.proved(person, &method.key, &method.address) {
            span.tag data-tone="good" { "verified" } " "
            span.soft.small { (times::day_time(context, proved.at)) }
        } @else {
            span.tag data-tone="care" { "! not verified" }
        }
    }
}

fn proof(context: &Context<'_>, person: &PersonKey, method: &Method) -> Markup {
    let path = format!("{}/console/methods/{}", context.base, method.key);
    let code = context.state.methods.code(person, &method.key, &method.address);
    let waits = code.filter(|code| code.until > context.now);
    let proved = context.state.methods.proved(person, &method.key, &method.address).is_some();
    let field = format!("code-{}", method.key);
    html! {
        @if waits.is_some() && method.channel == Channel::Push {
            p.soft { "A test message is on its way there. Tap it, and this device is verified." }
        } @else if waits.is_some() {
            form.row method="post" action={ (path) "/proof" } {
                label for=(field) { "The code that came" }
                input id=(field) name="code" inputmode="numeric" autocomplete="one-time-code"
                    maxlength="12" required;
                button.button data-tone="ink" type="submit" { "Check it" }
            }
        }
        form method="post" action={ (path) "/code" } {
            button.button type="submit" {
                @if method.channel == Channel::Push { "Send a test message" }
                @else if waits.is_some() { "Send another code" }
                @else if proved { "Verify again" }
                @else { "Send a code" }
                span.visually-hidden { " by " (wording::channel(method.channel)) }
            }
        }
    }
}

/// Told on every page of the console while something of the viewer's own fails.
pub(crate) fn banner(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let person = &viewer.person;
    let broken = context.state.methods_of(person).into_iter().find(|method| {
        context.state.methods.failing(person, &method.key, &method.address).is_some()
    });
    html! {
        @if let Some(method) = broken {
            p.notice data-tone="care" role="status" {
                "You cannot be reached by " (wording::channel(method.channel)) ". "
                a href={ (context.base) "/console/me#ways-title" } { "Look at it" }
            }
        }
    }
}

/// The people who respond and of whom a method is not verified, or fails.
pub(crate) fn doubtful<'a>(context: &Context<'a>, failing: bool) -> Vec<&'a PersonKey> {
    let known = &context.state.methods;
    let responds = |role| role > domain::access::Role::Observer;
    let people = context.state.access.people.iter().filter(|(_, known)| responds(known.role));
    let doubtful = people.filter(|(person, _)| {
        context.state.methods_of(person).iter().any(|method| {
            let fails = known.failing(person, &method.key, &method.address).is_some();
            let proved = known.proved(person, &method.key, &method.address).is_some();
            if failing { fails } else { can_be_proved(method.channel) && !proved && !fails }
        })
    });
    doubtful.map(|(person, _)| person).collect()
}

//! The test with the phone on silent: planned, rung, answered, and what to change when something
//! did not wake its person.

use domain::access::Method;
use domain::deliveries::{About, Standing};
use domain::readiness::{Ended, Open, Phone, Tests};
use domain::words::{Channel, IncidentId, MethodKey, PersonKey};
use maud::{Markup, html};

use crate::{Context, Returned, Viewer, shell, times, wording};

/// When a test may ring, by the form: so many minutes from now, or at an hour of the clock.
const WAITS: [(u32, &str); 4] =
    [(1, "in 1 minute"), (5, "in 5 minutes"), (30, "in 30 minutes"), (120, "in 2 hours")];
/// What stands for an hour of the clock in the form.
pub const AT: &str = "at";

/// One's own test: what is asked now, what came of the last one, and the way to the next.
pub(super) fn section(
    context: &Context<'_>,
    viewer: &Viewer,
    returned: Option<&Returned>,
) -> Markup {
    let person = &viewer.person;
    let none = Tests::default();
    let tests = context.state.readiness.tests(person).unwrap_or(&none);
    html! {
        section.section aria-labelledby="silent-title" {
            header { h2 id="silent-title" { "Does it wake you?" } }
            p.soft {
                "Put your phone on silent, as you sleep, and have yourself rung. Everything rings "
                "at once that rings you when something is critical. Nobody else is rung."
            }
            @if let Some(open) = &tests.open { (question(context, person, open)) }
            @if let Some(missed) = tests.missed {
                p.notice data-tone="care" {
                    "Mayday did not run at " (times::day_time(context, missed))
                    ", when your test was to ring. Please plan it again."
                }
            }
            @if let Some(at) = tests.planned {
                form.row method="post" action={ (context.base) "/console/silent-test/removal" } {
                    p { "Your test rings at " b { (times::day_time(context, at)) } "." }
                    button.button type="submit" { "Take it back" }
                }
            }
            @if let Some(last) = &tests.last { (result(context, person, last)) }
            (planning(context, person, tests, returned))
        }
    }
}

fn planning(
    context: &Context<'_>,
    person: &PersonKey,
    tests: &Tests,
    returned: Option<&Returned>,
) -> Markup {
    let chosen = shell::typed(returned, "when");
    let zone = context.state.access.person(person).map_or("UTC", |known| &known.zone);
    let before = tests.planned.is_some() || tests.open.is_some() || tests.last.is_some();
    html! {
        form.stack method="post" action={ (context.base) "/console/silent-test" } {
            div.row {
                div.field {
                    label for="silent-when" { "Ring me" }
                    select id="silent-when" name="when" {
                        @for (minutes, words) in WAITS {
                            option value=(minutes) selected[chosen == minutes.to_string()] {
                                (words)
                            }
                        }
                        option value=(AT) selected[chosen == AT] { "at the time below" }
                    }
                }
                div.field {
                    label for="silent-at" { "Time, in " (zone) }
                    input id="silent-at" type="time" name="at"
                        value=(shell::typed(returned, "at"))
                        aria-invalid=[shell::invalid(returned, "at")];
                }
            }
            div.row {
                button.button data-tone=[(!before).then_some("ink")] type="submit" {
                    @if tests.planned.is_some() { "Plan it so instead" }
                    @else if before { "Test again" }
                    @else { "Test with my phone on silent" }
                }
            }
        }
    }
}

/// "What woke you?", with what became of each message.
fn question(context: &Context<'_>, person: &PersonKey, open: &Open) -> Markup {
    let last = context.state.readiness.tests(person).and_then(|tests| tests.last.as_ref());
    let phone = last.map(|last| last.phone).unwrap_or_default();
    html! {
        form.card.stack method="post" action={ (context.base) "/console/silent-test/answer" } {
            h3 { "Your test rang at " (times::time(context, open.rang_at)) ". What woke you?" }
            @if open.methods.is_empty() {
                p.notice data-tone="care" {
                    "Nothing rang: you have no contact method that could. Add one above, or ask a "
                    "manager to."
                }
            } @else {
                fieldset.stack {
                    legend { "Tick what woke you; leave all empty if nothing did" }
                    @for method in &open.methods {
                        @let known = method_of(context, person, method);
                        label.row {
                            input type="checkbox" name="woke" value=(method);
                            span {
                                b { (named(method, known.as_ref())) }
                                @if let Some(known) = &known {
                                    " " span.soft { (became(context, person, known)) }
                                }
                            }
                        }
                    }
                }
            }
            fieldset.stack {
                legend { "Your phone" }
                div.row {
                    @for one in Phone::ALL {
                        label.row {
                            input type="radio" name="phone" value=(one.name())
                                checked[one == phone];
                            (phone_name(one))
                        }
                    }
                }
            }
            div.row { button.button data-tone="ink" type="submit" { "Save" } }
        }
    }
}

fn method_of(context: &Context<'_>, person: &PersonKey, key: &MethodKey) -> Option<Method> {
    context.state.methods_of(person).into_iter().find(|method| method.key == *key)
}

fn named(key: &MethodKey, method: Option<&Method>) -> String {
    let channel = method.map(|method| wording::channel(method.channel));
    channel.map_or_else(|| key.to_string(), |name| format!("The {name}"))
}

const fn phone_name(phone: Phone) -> &'static str {
    match phone {
        Phone::Iphone => "iPhone",
        Phone::Android => "Android",
        Phone::Other => "another, or none of these",
    }
}

/// What became of the message over a method, while that is remembered.
fn became(context: &Context<'_>, person: &PersonKey, method: &Method) -> String {
    let about = About::Test { person: person.clone() };
    let mut sent = context.state.deliveries.about(IncidentId(0));
    let sent = sent.find(|known| {
        known.about == about
            && known.address.channel == method.channel
            && known.address.to == method.address
    });
    match sent.map(|known| (&known.standing, &known.reason)) {
        None => String::new(),
        Some((Standing::Delivered, _)) => "arrived".to_owned(),
        Some((Standing::Sent, _)) => "was sent".to_owned(),
        Some((Standing::Unanswered, _)) => "rang, and nobody took the call".to_owned(),
        Some((Standing::Failed, reason)) => format!("failed: {reason}"),
        Some((Standing::Void, _)) => "was not sent in time".to_owned(),
        Some((Standing::Owed { .. } | Standing::Claimed(_), _)) => "is on its way".to_owned(),
    }
}

/// How the last test ended, and what to change about what did not wake them.
fn result(context: &Context<'_>, person: &PersonKey, last: &Ended) -> Markup {
    let woke = |method: &MethodKey| last.woke.contains(method);
    let slept: Vec<Method> = last
        .methods
        .iter()
        .filter(|method| !woke(method))
        .filter_map(|method| method_of(context, person, method))
        .collect();
    let counts = last.counts(context.now, |key| method_of(context, person, key).is_some());
    html! {
        div.stack {
            p {
                @if counts { span.tag data-tone="good" { "it wakes you" } }
                @else { span.tag data-tone="care" { "! it does not wake you" } }
                " " (told(last)) " " (times::day_time(context, last.rang_at)) "."
                @if !counts && !last.woke.is_empty() {
                    " That no longer counts: it is too long ago, or what woke you is gone. "
                    "Please test again."
                }
            }
            @if !slept.is_empty() {
                p { b { "What to change, so that the rest wakes you too" } }
                ul.list {
                    @for channel in channels(&slept) {
                        li { p { (advice(context, last.phone, channel)) } }
                    }
                }
            }
        }
    }
}

fn told(last: &Ended) -> &'static str {
    match (last.answered_at.is_some(), last.woke.is_empty()) {
        (true, false) => "You said what woke you in the test of",
        (true, true) => "Nothing woke you in the test of",
        (false, _) => "You did not answer the test of",
    }
}

/// Each channel once, the one that wakes most surely first.
fn channels(methods: &[Method]) -> Vec<Channel> {
    let order = [Channel::Voice, Channel::Sms, Channel::Push, Channel::Email];
    let known = |channel: &Channel| methods.iter().any(|method| method.channel == *channel);
    order.into_iter().filter(known).collect()
}

/// What to change on a telephone so that a channel is let through.
fn advice(context: &Context<'_>, phone: Phone, channel: Channel) -> Markup {
    let card = html! {
        a href={ (context.base) "/console/telephones" } { "the line's numbers" }
    };
    html! {
        @match (channel, phone) {
            (Channel::Voice, Phone::Iphone) => {
                b { "Calls." } " Save " (card) " as one contact. Open it in Contacts, tap Edit, "
                "then Ringtone, and turn Emergency Bypass on: it then rings although the phone is "
                "silent and in any Focus. Turn the volume of the ringer up."
            }
            (Channel::Voice, Phone::Android) => {
                b { "Calls." } " Save " (card) " as one contact and star it. In Settings, Do Not "
                "Disturb, People, allow calls from starred contacts, and repeat callers. At night "
                "use Do Not Disturb with the ringer's volume up: with the ringer at silent or "
                "vibrate, starred calls make no sound either."
            }
            (Channel::Voice, Phone::Other) => {
                b { "Calls." } " Save " (card) " as one contact, and let that contact through "
                "in whatever your phone calls “do not disturb”. If it cannot, leave the "
                "ringer on and silence the rest."
            }
            (Channel::Sms, Phone::Iphone) => {
                b { "Text messages." } " In the same contact, tap Edit, then Text Tone, and turn "
                "Emergency Bypass on there as well. Choose a long tone."
            }
            (Channel::Sms, Phone::Android) => {
                b { "Text messages." } " Hold a message of the line until its settings open, make "
                "the conversation a priority, and allow priority conversations in Do Not Disturb. "
                "Choose a long tone for it."
            }
            (Channel::Sms, Phone::Other) => {
                b { "Text messages." } " Give the line's contact a long tone of its own, and let "
                "its messages through at night."
            }
            (Channel::Push, Phone::Iphone) => {
                b { "Push messages." } " Add the console to the home screen and allow its "
                "notifications with sound. In Settings, Focus, your night's Focus, add it to the "
                "apps that are let through. With the switch on silent no web push makes a sound: "
                "keep a call among your methods."
            }
            (Channel::Push, Phone::Android) => {
                b { "Push messages." } " Open the settings of the browser, or of the console if "
                "you installed it, then Notifications, this site, and turn “Override Do Not "
                "Disturb” on. Take it out of battery saving. Keep a call among your methods."
            }
            (Channel::Push, Phone::Other) => {
                b { "Push messages." } " Allow sound for this site's notifications, and exempt "
                "it from “do not disturb”. Keep a call among your methods."
            }
            (Channel::Email, _) => {
                b { "Mail." } " Mail wakes almost nobody, and need not, as long as something else "
                "does."
            }
            (Channel::Screen | Channel::Webhook, _) => {}
        }
    }
}

/// Told on every page of the console while a test waits for the viewer's word.
pub(crate) fn banner(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let tests = context.state.readiness.tests(&viewer.person);
    let open = tests.and_then(|tests| tests.open.as_ref());
    html! {
        @if let Some(open) = open {
            p.notice role="status" {
                "Your test rang at " (times::time(context, open.rang_at)) ". What woke you? "
                a href={ (context.base) "/console/me#silent-title" } { "Say it" }
            }
        }
    }
}

/// The responders by what their last test showed.
#[derive(Default)]
pub(crate) struct Sleepers<'a> {
    /// Something wakes them.
    pub wakes: Vec<&'a PersonKey>,
    /// Nothing did, or they did not answer.
    pub sleeps: Vec<&'a PersonKey>,
    /// They never tested, or too long ago.
    pub unknown: Vec<&'a PersonKey>,
}

/// Whom a page wakes, as far as tests have shown.
pub(crate) fn sleepers<'a>(context: &Context<'a>) -> Sleepers<'a> {
    let mut sleepers = Sleepers::default();
    for person in context.state.access.responders() {
        let tests = context.state.readiness.tests(person);
        match tests.and_then(|tests| tests.last.as_ref()) {
            Some(last) if last.woke.is_empty() => sleepers.sleeps.push(person),
            Some(last)
                if last.counts(context.now, |key| method_of(context, person, key).is_some()) =>
            {
                sleepers.wakes.push(person);
            }
            _ => sleepers.unknown.push(person),
        }
    }
    sleepers
}

/// What is known of somebody's sleep, for the list of people.
pub(crate) fn known(context: &Context<'_>, person: &PersonKey) -> Markup {
    let tests = context.state.readiness.tests(person);
    let last = tests.and_then(|tests| tests.last.as_ref());
    html! {
        @match last {
            None => {}
            Some(last) if last.woke.is_empty() => {
                span.tag data-tone="care" { "! slept through a test" } " "
                span.soft.small { (times::day_time(context, last.rang_at)) }
            }
            Some(last) => {
                span.tag data-tone="good" { "woken by a test" } " "
                span.soft.small { (times::day_time(context, last.rang_at)) }
            }
        }
    }
}

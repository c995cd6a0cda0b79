//! What people, callers and incidents are called in the console.

use domain::emergencies::{Emergency, Text};
use domain::incidents::Incident;
use domain::redactions::Place;
use domain::words::{Actor, CustomerKey, PersonKey, Personal, Timestamp};
use maud::{Markup, html};

use crate::Context;

/// The name of a person of the vendor.
pub(crate) fn person<'a>(context: &'a Context<'_>, person: &'a PersonKey) -> &'a str {
    context.state.access.name(person)
}

/// The names of people as a list in words.
pub(crate) fn people<'a>(
    context: &Context<'_>,
    people: impl IntoIterator<Item = &'a PersonKey>,
) -> String {
    list(people.into_iter().map(|key| person(context, key).to_owned()).collect())
}

/// "A", "A and B", "A, B and C".
pub(crate) fn list(mut names: Vec<String>) -> String {
    match (names.pop(), names.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} and {last}", names.join(", ")),
    }
}

/// A count with its noun.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// A name that may end on its own full stop, at the end of a sentence.
pub(crate) fn ended(name: &str) -> String {
    if name.ends_with('.') { name.to_owned() } else { format!("{name}.") }
}

/// The name of a customer; the key where it is gone.
pub(crate) fn customer<'a>(context: &'a Context<'_>, customer: &'a CustomerKey) -> &'a str {
    context.state.customers.profile(customer).map_or(customer.as_str(), |known| &known.name)
}

/// Who calls, as far as anyone knows.
#[derive(Debug)]
pub(crate) enum Caller {
    /// A person of the vendor said that it is this customer.
    Known(String),
    /// A search found it; nobody has confirmed it.
    Likely(String),
    /// Only what was typed.
    Typed(String),
    /// Nothing at all.
    Unknown,
}

impl Caller {
    pub(crate) fn of(context: &Context<'_>, emergency: &Emergency) -> Self {
        let name = |key: &CustomerKey| customer(context, key).to_owned();
        let search = context.state.customers.search(emergency.id);
        if let Some(held) = search.and_then(|search| search.attachment.as_ref()) {
            return match held.by {
                Actor::Person(_) | Actor::Token { .. } => Self::Known(name(&held.customer)),
                _ => Self::Likely(name(&held.customer)),
            };
        }
        // Once a person has said that it is not the one found, a guess would contradict them.
        let open = search.filter(|search| !search.by_hand);
        let found = open.and_then(|search| search.candidates.as_ref()?.first());
        match (found, &emergency.who) {
            (Some(candidate), _) => Self::Likely(name(&candidate.customer)),
            (None, Some(who)) => Self::Typed(who.as_str().to_owned()),
            (None, None) => Self::Unknown,
        }
    }

    /// The name with what it is worth.
    pub(crate) fn markup(&self) -> Markup {
        html! {
            @match self {
                Self::Known(name) => { b { bdi { (name) } } }
                Self::Likely(name) => { b { bdi { (name) } "?" } " likely" }
                Self::Typed(name) => { "says they are " b { bdi { (name) } } }
                Self::Unknown => { "caller not known yet" }
            }
        }
    }

    /// The shortest way to name them.
    pub(crate) fn short(&self) -> String {
        match self {
            Self::Known(name) | Self::Typed(name) => name.clone(),
            Self::Likely(name) => format!("{name}?"),
            Self::Unknown => "the caller".to_owned(),
        }
    }
}

/// The emergencies of an incident that are still in the live state.
pub(crate) fn emergencies<'a>(
    context: &Context<'a>,
    incident: &'a Incident,
) -> impl Iterator<Item = &'a Emergency> + use<'a> {
    let state = context.state;
    incident.emergencies.iter().filter_map(|id| state.emergencies.get(*id))
}

/// The emergency in which an incident is talked about: the first, unless that was full and goes on
/// in another one.
pub(crate) fn present<'a>(context: &Context<'a>, incident: &'a Incident) -> Option<&'a Emergency> {
    let going_on = emergencies(context, incident).find(|emergency| !emergency.went_on());
    going_on.or_else(|| emergencies(context, incident).next())
}

/// A name that fits where it is only a reminder; whole, it stands elsewhere on the page.
pub(crate) fn shortened(name: &str, chars_max: usize) -> String {
    if name.chars().count() <= chars_max {
        return name.to_owned();
    }
    name.chars().take(chars_max - 1).chain(['…']).collect()
}

/// What an incident is called: its service, or the number that people say aloud.
pub(crate) fn incident(context: &Context<'_>, incident: &Incident) -> String {
    let service = incident.service.as_ref();
    let known = service.and_then(|service| context.state.incidents.services.get(service));
    let alone =
        super::machines::is_alone(incident) || context.state.restrictions.is_hidden(incident.id);
    let noun = if alone { "Incident" } else { "Emergency" };
    known.map_or_else(|| format!("{noun} {}", incident.number), |known| known.name.to_string())
}

/// The first words of the caller that nobody has taken out, if any were written.
pub(crate) fn first_words<'a>(
    context: &Context<'_>,
    emergency: &'a Emergency,
) -> Option<&'a Personal> {
    emergency.words_of_callers().find_map(|(number, words)| {
        let place = Place { emergency: emergency.id, number, file: None };
        context.state.redactions.of(place).is_none().then_some(words)
    })
}

/// What it stops the caller doing, in their own words, which nobody has taken out.
pub(crate) fn impact<'a>(context: &Context<'_>, emergency: &'a Emergency) -> Option<&'a Personal> {
    let message = emergency.impact()?;
    let place = Place { emergency: emergency.id, number: message.number, file: None };
    match &message.text {
        Text::Words(words) if context.state.redactions.of(place).is_none() => Some(words),
        _ => None,
    }
}

/// The caller's first words, or what the incident is called when nothing was written.
pub(crate) fn what(context: &Context<'_>, incident: &Incident) -> Markup {
    // What is kept from whoever looks has a name and nothing more.
    if context.state.restrictions.is_hidden(incident.id) {
        return html! { (self::incident(context, incident)) " " span.tag { "restricted" } };
    }
    let words = emergencies(context, incident).find_map(|known| first_words(context, known));
    html! {
        @match words {
            Some(words) => { q.words { (words.as_str()) } }
            None if super::machines::is_alone(incident) => {
                @match super::machines::summary(context, incident) {
                    Some(summary) => { span.words { (summary) } }
                    None => { (self::incident(context, incident)) }
                }
            }
            None => { (self::incident(context, incident)) " " span.soft { "(nothing written)" } }
        }
        @if context.state.restricted_as(incident.id).is_some() { " " span.tag { "restricted" } }
        @if let Some(known) = context.state.arose_during(incident.id) {
            " "
            span.tag { "during maintenance " (known.number) }
        }
    }
}

/// The address of an incident's room.
pub(crate) fn room(context: &Context<'_>, incident: &Incident) -> String {
    format!("{}/console/incidents/{}", context.base, incident.number)
}

/// The number of a command that a button of a live page sends. It follows from what the button is
/// about and since when, so that pressing twice, or on two devices, is one command.
pub(crate) fn press(about: u128, since: Timestamp) -> String {
    format!("{:032x}", about.rotate_left(7) ^ u128::from(since.0.unsigned_abs()))
}

//! Colleagues in the console: people of the vendor who are told what is told inside.

use domain::subscribers::{Subscriber, Through};
use domain::words::Severity;
use maud::{Markup, html};

use super::adding::Form;
use crate::{Context, Returned};

/// What the field `kind` of the form says, which tells it from the one for readers of a page.
pub const KIND: &str = "colleague";

/// From how severe on somebody can be told, by the words of forms and of the API.
pub const SEVERITIES: [(&str, &str, Severity); 3] = [
    ("low", "every incident", Severity::Low),
    ("high", "from high on", Severity::High),
    ("critical", "only critical ones", Severity::Critical),
];

/// The severity of that word.
#[must_use]
pub fn severity(word: &str) -> Option<Severity> {
    SEVERITIES.into_iter().find(|(known, ..)| *known == word).map(|(_, _, severity)| severity)
}

/// The word of a severity.
#[must_use]
pub fn word(severity: Severity) -> &'static str {
    SEVERITIES.into_iter().find(|(.., known)| *known == severity).map_or("", |(word, ..)| word)
}

/// What somebody is told of: a page, or, as a colleague, incidents.
pub(super) fn of_what(known: &Subscriber) -> String {
    let of = |least| SEVERITIES.into_iter().find(|(.., known)| *known == least);
    match known.profile.colleague.and_then(of) {
        Some((_, says, _)) => format!("colleague: {says}"),
        None => match &known.profile.through {
            None => format!("page {}", known.profile.page),
            Some(through) => format!("page {}, {}", known.profile.page, by_what(through)),
        },
    }
}

/// Through what somebody reads who reads more than everyone does.
fn by_what(through: &Through) -> String {
    match through {
        Through::Customer { customer, link: Some(_) } => {
            format!("customer {customer}, by its link")
        }
        Through::Customer { customer, link: None } => format!("customer {customer}"),
        Through::Audience { audience, .. } => format!("audience {audience}, by its link"),
        Through::Mail { domain } => format!("mail at {domain}"),
    }
}

/// The form by which leads add colleagues.
pub(super) fn add(context: &Context<'_>, returned: Option<&Returned>) -> Markup {
    let returned = returned.filter(|returned| returned.value("kind") == KIND);
    let form = Form { prefix: "colleague-", returned };
    let severities = SEVERITIES.map(|(word, says, _)| (word, says));
    html! {
        section.section aria-labelledby="colleagues-title" {
            header { h2 id="colleagues-title" { "Add colleagues" } }
            p.soft {
                "People of your house who do not answer pages and want to know: management, sales, \
                 the desk downstairs, a channel. They get every update that customers inside get, \
                 also of what no page shows, and the line for colleagues only. Of restricted \
                 incidents they get nothing. Everyone can stop it with one press."
            }
            form.stack method="post" action={ (context.base) "/console/subscribers" } {
                input type="hidden" name="kind" value=(KIND);
                (form.addresses("Addresses, one on each line", 3))
                (form.route())
                (form.select("severity", "Of which incidents", severities))
                (form.language())
                @if !context.state.incidents.services.is_empty() {
                    details {
                        summary { "Only about some services" }
                        (form.services(context))
                    }
                }
                (form.consent(
                    "Who they are",
                    "Such as “sales, on their own wish”. It is kept with each of them.",
                ))
                button.button data-tone="ink" type="submit" { "Add colleagues" }
            }
        }
    }
}

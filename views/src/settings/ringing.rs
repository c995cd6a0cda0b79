//! How somebody is rung: which method when, for what is critical, high or low, and quiet hours.

use domain::access::Method;
use domain::methods::Rules;
use domain::words::{PersonKey, Severity};
use maud::{Markup, html};

use super::document;
use crate::{Context, Returned, Viewer, shell, wording};

/// The urgencies, and what each is called above its column.
pub const URGENCIES: [(Severity, &str, &str); 3] = [
    (Severity::Critical, "critical", "Critical"),
    (Severity::High, "high", "High"),
    (Severity::Low, "low", "Low"),
];

/// The delays that the form offers, in seconds.
const DELAYS: [(u32, &str); 7] = [
    (0, "at once"),
    (15, "after 15 s"),
    (30, "after 30 s"),
    (60, "after 1 min"),
    (120, "after 2 min"),
    (300, "after 5 min"),
    (600, "after 10 min"),
];

/// What stands for "not at all" in the form.
pub const NEVER: &str = "never";

/// The name of the field that says when a method rings.
#[must_use]
pub fn field(urgency: &str, method: &Method) -> String {
    format!("{urgency}/{}", method.key)
}

/// How somebody else is rung, for a lead.
#[must_use]
pub fn rules_of(
    context: &Context<'_>,
    viewer: &Viewer,
    person: &PersonKey,
    returned: Option<&Returned>,
) -> Markup {
    let title = format!("How {} is rung", context.state.access.name(person));
    let content = html! {
        p { a href={ (context.base) "/console/people" } { "All people" } }
        (shell::problem(returned))
        (section(context, person, returned))
    };
    document(context, viewer, &title, &["keys.js"], content)
}

/// The form, for oneself or for somebody else.
pub(super) fn section(
    context: &Context<'_>,
    person: &PersonKey,
    returned: Option<&Returned>,
) -> Markup {
    let methods = context.state.methods_of(person);
    let none = Rules::default();
    let rules = context.state.methods.rules(person).unwrap_or(&none);
    let quiet = rules.quiet.map(|quiet| quiet.texts()).unwrap_or_default();
    let time = |name: &str, known: &str| match returned {
        Some(typed) if typed.typed.iter().any(|(field, _)| field == name) => {
            shell::typed(returned, name)
        }
        _ => known.to_owned(),
    };
    html! {
        section.section aria-labelledby="rules-title" {
            header { h2 id="rules-title" { "Which rings when" } }
            @if methods.is_empty() {
                p.empty { "There is no contact method, so no page can reach anybody." }
            } @else {
                p.soft {
                    "The first in each column always rings at once. Later ones follow while nobody "
                    "answers, and at once when one before them fails. Nothing here makes the line "
                    "wait: the next person is rung in the policy’s own time."
                }
                form.stack method="post" id="rules"
                    action={ (context.base) "/console/people/" (person) "/rules" } {
                    table.table {
                        thead { tr {
                            th scope="col" { "Method" }
                            @for (_, _, title) in URGENCIES { th scope="col" { (title) } }
                        } }
                        tbody { @for method in &methods {
                            (row(context, person, method, rules, returned))
                        } }
                    }
                    fieldset.stack {
                        legend { "Quiet hours, for what is low" }
                        p.soft.small {
                            "In these hours, where you live, what is low makes no call, text or "
                            "push. What is critical or high rings at any hour. Leave both empty "
                            "for none."
                        }
                        div.row {
                            label for="quiet-from" { "From" }
                            input id="quiet-from" type="time" name="quiet_from"
                                value=(time("quiet_from", &quiet.0))
                                aria-invalid=[shell::invalid(returned, "quiet_from")];
                            label for="quiet-until" { "until" }
                            input id="quiet-until" type="time" name="quiet_until"
                                value=(time("quiet_until", &quiet.1))
                                aria-invalid=[shell::invalid(returned, "quiet_from")];
                        }
                    }
                    div.row { button.button data-tone="ink" type="submit" { "Save" } }
                }
            }
        }
    }
}

fn row(
    context: &Context<'_>,
    person: &PersonKey,
    method: &Method,
    rules: &Rules,
    returned: Option<&Returned>,
) -> Markup {
    let name = wording::channel(method.channel);
    html! {
        tr data-row tabindex="-1" {
            th scope="row" {
                (name)
                @if !method.address.is_empty() {
                    " " span.soft.small { bdi { (wording::address(context, person, method)) } }
                }
            }
            @for (urgency, word, title) in URGENCIES {
                @let field = field(word, method);
                @let typed = returned.map(|known| known.value(&field)).filter(|v| !v.is_empty());
                @let chosen = typed.map_or_else(|| known(rules, urgency, method), str::to_owned);
                td data-label=(title) {
                    select name=(field) aria-label={ (name) ", " (title) } {
                        @for (delay, words) in DELAYS {
                            option value=(delay) selected[delay.to_string() == chosen] { (words) }
                        }
                        @if let Some(delay) = odd(&chosen) {
                            option value=(delay) selected { "after " (delay) " s" }
                        }
                        option value=(NEVER) selected[chosen == NEVER] { "not" }
                    }
                }
            }
        }
    }
}

/// When a method rings by the rules as they are, as the form says it.
fn known(rules: &Rules, urgency: Severity, method: &Method) -> String {
    let mut of_urgency = rules.rules.iter().filter(|rule| rule.urgency == urgency).peekable();
    if of_urgency.peek().is_none() {
        return "0".to_owned();
    }
    let rule = of_urgency.find(|rule| rule.method == method.key);
    rule.map_or_else(|| NEVER.to_owned(), |rule| rule.delay_secs.to_string())
}

/// A delay out of the organisation file that the form does not offer.
fn odd(chosen: &str) -> Option<u32> {
    let delay: u32 = chosen.parse().ok()?;
    DELAYS.iter().all(|(known, _)| *known != delay).then_some(delay)
}

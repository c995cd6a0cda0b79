//! The line's own telephones: the numbers to let through at night, and how the carriers fare.

use domain::words::Timestamp;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::names;
use crate::{Context, Viewer, times};

/// A carrier as this process knows it.
pub struct Line {
    /// Its name in the configuration.
    pub key: String,
    /// The number that calls come from.
    pub calls_from: Option<String>,
    /// The number that text messages come from; a service there has several of its own.
    pub texts_from: Option<String>,
    /// How many calls and messages it took since the start.
    pub taken: u64,
    /// How often it failed to.
    pub failed: u64,
    /// How many callbacks came in its name with a wrong signature.
    pub forged: u64,
    /// When and how it failed last.
    pub last: Option<(Timestamp, String)>,
}

/// `GET /console/telephones`
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer, lines: &[Line]) -> Markup {
    let frame = Frame { title: "Telephones", current: "Settings", scripts: &["keys.js"] };
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "Telephones" }
                p.soft.figures { (names::count(lines.len(), "carrier", "carriers")) }
            }
            (crate::settings::pages(context, viewer, "Telephones"))
            @if lines.is_empty() {
                p {
                    "No carrier is configured, so nobody is called and no text message is sent. "
                    "Add " code { "[[carrier]]" } " to the configuration."
                }
            } @else {
                p {
                    "Save the line's numbers as a contact, and let that contact through when your "
                    "telephone is silent. "
                    a href={ (context.base) "/console/telephones/card" } { "Get the contact card" }
                }
                (table(context, lines))
            }
        }
    };
    frame::document(context, viewer, &frame, main)
}

fn table(context: &Context<'_>, lines: &[Line]) -> Markup {
    html! {
        table.table id="carriers" {
            caption.soft.small { "In the order in which they are asked. Figures since the start." }
            thead {
                tr {
                    th scope="col" { "Carrier" }
                    th scope="col" { "Calls from" }
                    th scope="col" { "Texts from" }
                    th scope="col" { "Taken" }
                    th scope="col" { "Failed" }
                    th scope="col" { "Last failure" }
                }
            }
            tbody {
                @for line in lines {
                    tr data-row tabindex="-1" {
                        th scope="row" { (line.key) }
                        td data-label="Calls from" { (number(line.calls_from.as_deref())) }
                        td data-label="Texts from" { (number(line.texts_from.as_deref())) }
                        td data-label="Taken" { (line.taken) }
                        td data-label="Failed" { (line.failed) }
                        td data-label="Last failure" {
                            @match &line.last {
                                Some((at, why)) => {
                                    (times::day_time(context, *at)) ": " bdi { (why) }
                                }
                                None => { span.soft { "none" } }
                            }
                            @if line.forged > 0 {
                                " " span.tag data-tone="care" {
                                    "! " (names::count(
                                        usize::try_from(line.forged).unwrap_or(usize::MAX),
                                        "callback",
                                        "callbacks",
                                    ))
                                    " with a wrong signature"
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn number(number: Option<&str>) -> Markup {
    html! {
        @match number {
            Some(number) => { bdi { (number) } }
            None => { span.soft { "none" } }
        }
    }
}

/// The numbers as a contact card (vCard 3.0, which every telephone reads).
#[must_use]
pub fn card(context: &Context<'_>, lines: &[Line]) -> String {
    let name = escaped(&context.state.organisation.settings.name);
    let mut numbers: Vec<&str> = lines
        .iter()
        .flat_map(|line| [&line.calls_from, &line.texts_from])
        .filter_map(Option::as_deref)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut card = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name} emergency line;;;;\r\nFN:{name} emergency \
         line\r\nORG:{name}\r\n"
    );
    for number in numbers {
        card.push_str(&format!("TEL;TYPE=WORK,VOICE:{number}\r\n"));
    }
    card.push_str("END:VCARD\r\n");
    card
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_name_stays_in_it() {
        assert_eq!(escaped("Nord; Pay, \\ & Sons\r\nTEL:+1"), "Nord\\; Pay\\, \\\\ & Sons  TEL:+1");
    }
}

//! An organisation written down as a file, always in the same order.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use domain::State;
use domain::methods::ByChannel;

use super::File;
use super::sections::{Section, Value, Written};

/// Writes an organisation down so that applying the text to it changes nothing. Overrides of
/// schedules, sessions and everything about emergencies are not in it, nor are secrets.
#[must_use]
pub fn export(state: &State) -> String {
    let file = File::of(state);
    let mut text = String::new();
    if let Some(settings) = &file.organisation {
        for section in settings.sections() {
            text.push_str("[organisation]\n");
            fields(&mut text, &section);
            for section in file.shows.iter().flat_map(ByChannel::sections) {
                fields(&mut text, &section);
            }
        }
    }
    things(&mut text, "person", &file.ruled());
    things(&mut text, "team", &file.teams);
    things(&mut text, "schedule", &file.schedules);
    things(&mut text, "policy", &file.policies);
    things(&mut text, "service", &file.services);
    things(&mut text, "integration", &file.integrations);
    things(&mut text, "card", &file.cards);
    things(&mut text, "audience", &file.audiences);
    things(&mut text, "component", &file.components);
    things(&mut text, "status_page", &file.status_pages);
    things(&mut text, "routine", &file.routines);
    things(&mut text, "template", &file.templates);
    things(&mut text, "customer", &file.shown());
    text
}

fn things<K: Display, T: Written>(text: &mut String, noun: &str, things: &BTreeMap<K, T>) {
    for (key, thing) in things {
        for section in thing.sections() {
            if !text.is_empty() {
                text.push('\n');
            }
            match &section.within {
                Some((part, _)) => _ = writeln!(text, "[[{noun}.{part}]]"),
                None => {
                    let key = Value::Text(key.to_string()).toml();
                    _ = writeln!(text, "[[{noun}]]\nkey = {key}");
                }
            }
            fields(text, &section);
        }
    }
}

fn fields(text: &mut String, section: &Section) {
    for (name, value) in &section.fields {
        _ = writeln!(text, "{name} = {}", value.toml());
    }
}

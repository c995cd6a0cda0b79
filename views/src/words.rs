//! The words that scripts show, given to them with the page: scripts themselves speak no language.

use maud::{Markup, PreEscaped, html};

use crate::plain;
use crate::tongue::{Tongue, Value};

/// The block from which the scripts of a page take their words; nothing where they need none.
///
/// What a script puts in stands in braces: `{time}`.
#[must_use]
pub fn block(tongue: &Tongue, scripts: &[&str]) -> Markup {
    let mut words: Vec<(&str, String)> = Vec::new();
    if scripts.contains(&"clock.js") {
        words.extend(ticking(tongue));
    }
    if scripts.contains(&"door.js") {
        words.extend(calling(tongue));
    }
    if scripts.contains(&"live.js") {
        words.push(("connected", plain!(tongue, "line-connected")));
        words.push(("lost", plain!(tongue, "line-lost", time = "{time}")));
        words.push(("let-go", plain!(tongue, "press-let-go")));
    }
    if scripts.contains(&"outbox.js") {
        words.extend(sending(tongue));
    }
    if scripts.contains(&"attach.js") {
        words.extend(attaching(tongue));
    }
    html! {
        @if !words.is_empty() {
            script type="application/json" id="page-words" { (PreEscaped(json(&words))) }
        }
    }
}

fn ticking(tongue: &Tongue) -> [(&'static str, String); 5] {
    let count = || Value::Text("{count}".to_owned());
    [
        ("seconds", plain!(tongue, "tick-seconds", count = count())),
        ("minutes", plain!(tongue, "tick-minutes", count = count())),
        ("hours", plain!(tongue, "tick-hours", count = count())),
        ("days", plain!(tongue, "tick-days", count = count())),
        ("now", plain!(tongue, "tick-now")),
    ]
}

fn calling(tongue: &Tongue) -> [(&'static str, String); 5] {
    [
        ("calling", plain!(tongue, "door-calling")),
        ("trying", plain!(tongue, "door-again")),
        ("later", plain!(tongue, "door-trouble-later")),
        ("ringing", plain!(tongue, "door-trouble-ringing")),
        ("network", plain!(tongue, "door-trouble-network")),
    ]
}

fn sending(tongue: &Tongue) -> [(&'static str, String); 7] {
    [
        ("you", plain!(tongue, "talk-you")),
        ("sending", plain!(tongue, "mark-sending")),
        ("unsent", plain!(tongue, "mark-trying")),
        ("stored", plain!(tongue, "mark-stored")),
        ("refused", plain!(tongue, "mark-refused")),
        ("again", plain!(tongue, "mark-again")),
        ("edit", plain!(tongue, "mark-edit")),
    ]
}

fn attaching(tongue: &Tongue) -> [(&'static str, String); 9] {
    let braces = |name: &str| Value::Text(format!("{{{name}}}"));
    let size = crate::uploads::megabytes_max();
    let count = domain::emergencies::FILES_PER_MESSAGE_MAX;
    [
        ("upload-ready", plain!(tongue, "upload-ready", count = braces("count"))),
        ("upload-large", plain!(tongue, "upload-large", name = braces("name"), size = size)),
        ("upload-many", plain!(tongue, "upload-many", count = count)),
        ("upload-sending", plain!(tongue, "upload-sending")),
        ("upload-progress", plain!(tongue, "upload-progress", percent = braces("percent"))),
        ("upload-lost", plain!(tongue, "upload-lost")),
        ("upload-sent", plain!(tongue, "upload-sent")),
        ("upload-refused", plain!(tongue, "mark-refused")),
        ("upload-not-kept", plain!(tongue, "kept-not", name = braces("name"))),
    ]
}

/// An object of texts. Nothing in it can end the element that it stands in.
fn json(words: &[(&str, String)]) -> String {
    let mut made = String::from("{");
    for (index, (name, text)) in words.iter().enumerate() {
        if index > 0 {
            made.push(',');
        }
        made.push_str(&format!("\"{name}\":\""));
        for c in text.chars() {
            match c {
                '"' | '\\' => made.extend(['\\', c]),
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    made.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                c if c.is_control() => made.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => made.push(c),
            }
        }
        made.push('"');
    }
    made.push('}');
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_cannot_end_its_element() {
        let words = [("a", "</script><b>\"\\\n&".to_owned()), ("b", "…".to_owned())];
        assert_eq!(
            json(&words),
            r#"{"a":"\u003c/script\u003e\u003cb\u003e\"\\\u000a\u0026","b":"…"}"#
        );
    }
}

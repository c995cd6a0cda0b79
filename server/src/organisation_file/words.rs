//! Words for telling the writer of a file what was found in it.

use domain::words::tidy_line;
use toml::de::DeValue;

/// Longest piece of a text that is repeated to its writer, in characters.
const QUOTED_CHARS_MAX: usize = 60;

/// What stands where something else was wanted.
pub(super) fn what_it_is(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {}", quoted(text)),
        DeValue::Integer(number) => format!("the number {}", shown(&number.to_string())),
        DeValue::Float(number) => format!("the number {}", shown(number.as_str())),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(day) => format!("the date or time {day}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// Why a text cannot be a key, and what can.
pub(super) fn not_a_key(text: &str) -> String {
    format!(
        "{} cannot be a key. Use up to 64 of a-z, 0-9, dot, dash and underscore, with a letter or \
         digit first.",
        quoted(text)
    )
}

/// A text as it is repeated to its writer: in quotes, short, and harmless to a terminal.
pub(super) fn quoted(text: &str) -> String {
    format!("{:?}", shown(text))
}

/// A text as it is repeated to its writer, without quotes.
pub(super) fn shown(text: &str) -> String {
    tidy_line(text).chars().take(QUOTED_CHARS_MAX).collect()
}

//! A message for a webhook of Discord. Nobody is mentioned, whatever the words say, and what
//! Discord would read as Markdown stands as it was written: a link says where it leads.

use serde_json::{Value, json};

use crate::channels::Letter;

/// Longest title of an embed, in characters.
const TITLE_CHARS_MAX: usize = 250;

pub(super) fn body(letter: &Letter) -> Value {
    let url = letter.action.as_ref().map(|action| action.url.as_str());
    let title = title(&letter.subject);
    json!({
        "embeds": [{ "title": title, "url": url, "description": plain(&super::text(letter)) }],
        "allowed_mentions": { "parse": [] },
    })
}

/// As much of a title as Discord takes, what is escaped in it included.
fn title(subject: &str) -> String {
    let mut cut = subject;
    loop {
        let whole = plain(cut);
        match cut.char_indices().next_back() {
            Some((last, _)) if whole.chars().count() > TITLE_CHARS_MAX => {
                cut = cut.get(..last).unwrap_or_default();
            }
            _ => return whole,
        }
    }
}

/// What Discord would read as a link with other words over it, as a mention, or as a style stays
/// text. Bare addresses stay whole, so that they still lead where they say.
fn plain(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(word).collect()
}

fn word(word: &str) -> String {
    let Some(begins) = word.find("https://").or_else(|| word.find("http://")) else {
        return escaped(word);
    };
    let (before, address) = word.split_at(begins);
    // An address ends before these: nothing behind them is part of it.
    let ends = address.find(['<', '>', '[', ']', ')', '*', '|', '`', '\\']);
    let (address, after) = address.split_at(ends.unwrap_or(address.len()));
    format!("{}{address}{}", escaped(before), escaped(after))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '#' | '<' | '>' | '[' | ']' | '@') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

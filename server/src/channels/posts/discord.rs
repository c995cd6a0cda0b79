//! A message for a webhook of Discord. Nobody is mentioned, whatever the words say.

use serde_json::{Value, json};

use crate::channels::Letter;

/// Longest title of an embed, in characters.
const TITLE_CHARS_MAX: usize = 250;

pub(super) fn body(letter: &Letter) -> Value {
    let title: String = letter.subject.chars().take(TITLE_CHARS_MAX).collect();
    let url = letter.action.as_ref().map(|action| action.url.as_str());
    json!({
        "embeds": [{ "title": title, "url": url, "description": super::text(letter) }],
        "allowed_mentions": { "parse": [] },
    })
}

//! A message for an incoming webhook of Slack.

use serde_json::{Value, json};

use crate::channels::Letter;

pub(super) fn body(letter: &Letter) -> Value {
    let mut text = format!("*{}*\n{}", plain(&letter.subject), plain(&super::text(letter)));
    if let Some(action) = &letter.action {
        text = format!("{text}\n<{}|{}>", action.url.replace('|', "%7C"), plain(&action.label));
    }
    json!({ "text": text })
}

/// What Slack would read as a link or as a call to everyone stays text.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

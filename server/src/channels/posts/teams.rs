//! An adaptive card for an incoming webhook of Microsoft Teams.
//!
//! All of it is text runs, in which Teams reads no Markdown: what people wrote stands as they wrote
//! it, an address says where it leads, and nobody is mentioned, because the card names nobody.

use serde_json::{Value, json};

use crate::channels::Letter;

/// Most lines of a card: Teams takes 28 kB, and a line takes some hundred bytes of it whatever it
/// says. Those after them stand in the last.
const LINES_MAX: usize = 60;

pub(super) fn body(letter: &Letter) -> Value {
    let actions: Vec<Value> = letter
        .action
        .iter()
        .map(|action| json!({ "type": "Action.OpenUrl", "title": action.label, "url": action.url }))
        .collect();
    let title = json!({
        "type": "RichTextBlock",
        "inlines": [{
            "type": "TextRun", "text": letter.subject, "weight": "Bolder", "size": "Medium",
        }],
    });
    let text = super::text(letter);
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": std::iter::once(title).chain(lines(&text)).collect::<Vec<_>>(),
                "actions": actions,
            },
        }],
    })
}

/// The lines of a text; the first of each paragraph stands apart from what is above it.
fn lines(text: &str) -> Vec<Value> {
    let mut all: Vec<(bool, String)> = Vec::new();
    let mut apart = true;
    for line in text.lines() {
        if line.trim().is_empty() {
            apart = true;
            continue;
        }
        let is_full = all.len() >= LINES_MAX;
        match all.last_mut().filter(|_| is_full) {
            Some((_, last)) => {
                last.push(' ');
                last.push_str(line);
            }
            None => all.push((apart, line.to_owned())),
        }
        apart = false;
    }
    let block = |(apart, line): (bool, String)| {
        json!({
            "type": "RichTextBlock",
            "spacing": if apart { "Default" } else { "None" },
            "inlines": [{ "type": "TextRun", "text": line }],
        })
    };
    all.into_iter().map(block).collect()
}

//! An adaptive card for an incoming webhook of Microsoft Teams.

use serde_json::{Value, json};

use crate::channels::Letter;

pub(super) fn body(letter: &Letter) -> Value {
    let actions: Vec<Value> = letter
        .action
        .iter()
        .map(|action| json!({ "type": "Action.OpenUrl", "title": action.label, "url": action.url }))
        .collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": [
                    {
                        "type": "TextBlock", "text": letter.subject,
                        "weight": "Bolder", "size": "Medium", "wrap": true,
                    },
                    { "type": "TextBlock", "text": super::text(letter), "wrap": true },
                ],
                "actions": actions,
            },
        }],
    })
}

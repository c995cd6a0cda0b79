//! The body of the Standard Webhooks, as Mayday's other webhooks have it.

use serde_json::{Value, json};

use crate::channels::Letter;

pub(super) fn body(letter: &Letter) -> Value {
    let timestamp = views::times::iso(letter.at);
    json!({ "type": letter.kind, "timestamp": timestamp, "data": letter.data })
}

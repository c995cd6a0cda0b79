//! The body of the Standard Webhooks, as Mayday's other webhooks have it.

use domain::words::Timestamp;
use serde_json::{Value, json};

use crate::channels::Letter;

pub(super) fn body(letter: &Letter) -> Value {
    of(letter.kind, letter.at, &letter.data)
}

/// The same, before there is a letter.
pub(crate) fn of(kind: &str, at: Timestamp, data: &Value) -> Value {
    json!({ "type": kind, "timestamp": views::times::iso(at), "data": data })
}

//! The body that Statuspage sends to its subscribers, for receivers that were written for it. It is
//! made where the documents of that shape are made, and only carried here.

use serde_json::Value;

use crate::channels::Letter;

pub(super) fn body(letter: &Letter) -> Value {
    letter.data.clone()
}

//! Letters about calls: the ring of whoever calls, and what a caller is sent in place of a call.

use domain::State;
use domain::words::{CallId, CallbackId};
use serde_json::json;
use views::plain;

use super::{Text, Writer};

/// The ring of whoever calls; what is said into it is decided when they answer. None once nobody
/// waits for it.
pub(super) fn ring(state: &State, call: CallId) -> Option<Text> {
    let (known, call) = state.callbacks.call(call)?;
    (known.is_open() && call.is_live()).then(|| Text {
        kind: "call",
        subject: String::new(),
        lines: Vec::new(),
        action: None,
        data: json!({}),
    })
}

impl Writer {
    pub(super) fn in_place_of_call(&self, state: &State, callback: CallbackId) -> Option<Text> {
        let known = state.callbacks.get(callback)?;
        let tongue = super::contacts::tongue_of(state, known.emergency);
        let generation = state.emergencies.generation(known.participant);
        let link = views::Links::renewed(&self.key, known.participant, generation);
        let url = format!("{}/e/{link}", self.public_url);
        let name = known.calls.last().and_then(|call| state.access.person(&call.person));
        let name = name.map_or_else(
            || plain!(tongue, "talk-engineer"),
            |person| person.name.as_str().to_owned(),
        );
        let organisation = state.organisation.settings.name.to_string();
        let body = plain!(tongue, "text-call", organisation = organisation, name = name, url = url);
        let (kind, subject) = ("call_text", body);
        Some(Text {
            kind,
            subject,
            lines: Vec::new(),
            action: None,
            data: json!({ "whole": true }),
        })
    }
}

//! What a letter says to one whom a colleague asks on purpose: who asks, for what, how bad it is.

use domain::State;
use domain::methods::Shown;
use domain::paging::Page;
use domain::words::{IncidentId, Purpose};
use serde_json::json;
use views::Links;

use super::{Text, Writer, likely_customer, service_name};
use crate::channels::Action;

/// Longest part of what is asked that a subject carries, in characters.
const WORDS_CHARS_MAX: usize = 80;

impl Writer {
    pub(super) fn errand(
        &self,
        state: &State,
        incident: IncidentId,
        page: &Page,
        shown: Shown,
    ) -> Option<Text> {
        let known = state.incidents.get(incident)?;
        let (number, errand) = (known.number, page.errand?);
        let severity = views::wording::severity(known.severity);
        let (_, request) = state.crew.request(errand.request)?;
        let asker = state.access.name(&request.by);
        let (asks, doing) = match errand.purpose {
            Purpose::Help => ("help", "help with"),
            Purpose::Lead => ("lead", "take command of"),
        };
        let hidden = shown == Shown::Nothing;
        let who = likely_customer(state, incident, shown);
        let service = if hidden { String::new() } else { service_name(state, incident) };
        let about = if who.is_empty() { String::new() } else { format!(": {who}") };
        let url = format!("{}/p/{}", self.public_url, self.key.page(page.id));
        // What a colleague writes may name anything.
        let words = request.words.as_ref().filter(|_| !hidden);
        let words = words.map(domain::words::Personal::as_str).unwrap_or_default();
        let line = domain::words::tidy_line(words);
        let mut cut: String = line.chars().take(WORDS_CHARS_MAX).collect();
        if cut.len() < line.len() {
            cut.push('…');
        }
        let what = if cut.is_empty() { String::new() } else { format!(": {cut}") };
        let lead = known.lead.as_ref().map(|lead| state.access.name(lead).to_owned());
        let led = lead
            .as_ref()
            .map_or_else(|| "Nobody leads yet.".to_owned(), |lead| format!("{lead} leads."));
        let how_far = views::wording::phase(known.phase);
        let mut lines = vec![
            format!("{asker} asks you to {doing} emergency {number}{about}{service}."),
            format!("It is {severity}, {how_far}. {led}"),
        ];
        if state.is_in_danger(incident) {
            lines.insert(0, super::IN_DANGER.to_owned());
        }
        if !words.is_empty() {
            lines.push(format!("“{words}”"));
        }
        lines.push("Open the link and answer. Opening it alone answers nothing.".to_owned());
        Some(Text {
            kind: "page.requested",
            subject: format!("{asker} asks you to {doing} {number} ({severity}){service}{what}"),
            lines,
            action: Some(Action { label: "Open the page to answer".to_owned(), url: url.clone() }),
            data: json!({
                "page": page.id.to_string(), "incident": number, "severity": severity,
                "person": page.person.as_str(), "customer": who, "asks": asks, "by": asker,
                "url": url,
            }),
        })
    }
}

//! A page about a restricted incident: it rings like any other, and says nothing of what it is.

use domain::State;
use domain::paging::Page;
use domain::words::IncidentId;
use serde_json::json;
use views::Links;

use super::{Text, Writer, and_more, others};
use crate::channels::Action;

impl Writer {
    /// What stands on every screen; what it is about stands behind the link. `None` when the
    /// incident is not restricted.
    pub(super) fn restricted(
        &self,
        state: &State,
        incident: IncidentId,
        page: &Page,
    ) -> Option<Text> {
        state.restricted_as(incident)?;
        let known = state.incidents.get(incident)?;
        let (number, severity) = (known.number, views::wording::severity(known.severity));
        let url = format!("{}/p/{}", self.public_url, self.key.page(page.id));
        let more = others(state, &page.person, incident);
        let label = "Open the page to answer".to_owned();
        // That somebody is in danger says nothing of what it is about.
        let danger = state.is_in_danger(incident);
        let head = if danger { "DANGER, RESTRICTED" } else { "RESTRICTED" };
        Some(Text {
            kind: "page.requested",
            subject: format!("{head} {number} ({severity}){}", and_more(more)),
            lines: vec![
                "You are needed for something that only a few may read.".to_owned(),
                "Open the link and answer there. Opening it alone accepts nothing.".to_owned(),
            ],
            action: Some(Action { label, url: url.clone() }),
            data: json!({
                "page": page.id.to_string(), "incident": number, "severity": severity,
                "person": page.person.as_str(), "restricted": true, "url": url, "more": more,
                "danger": danger,
            }),
        })
    }
}

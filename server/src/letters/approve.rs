//! Letters about public text: to those who may object while it waits, and to its author when
//! somebody did.

use domain::State;
use domain::approvals::{Standing, Subject};
use domain::words::{ApprovalId, Timestamp};
use serde_json::json;

use super::{Text, Writer};
use crate::channels::Action;

impl Writer {
    /// Public text waits for whoever reads this.
    pub(super) fn approval(
        &self,
        state: &State,
        approval: ApprovalId,
        now: Timestamp,
    ) -> Option<Text> {
        let known = state.approvals.get(approval)?;
        let number = known.number;
        let url = format!("{}/console/approvals/{number}", self.public_url);
        if known.standing == Standing::TakenBack {
            return Some(Text {
                kind: "approval.taken_back",
                subject: format!("{} took public words back", state.access.name(&known.author)),
                lines: vec![
                    "They are gone from the status page already, and what is left stands there."
                        .to_owned(),
                    "Read what is left. There is nothing to decide.".to_owned(),
                ],
                action: Some(Action { label: "Read what is left".to_owned(), url: url.clone() }),
                data: json!({ "approval": number, "url": url }),
            });
        }
        if !known.waits() {
            return None;
        }
        let left = views::times::span_words(known.until.since(now));
        if let Some(subject) = &known.words.subject {
            let what = match subject {
                Subject::Notice { .. } => "An announcement",
                Subject::Past { .. } => "A past incident",
                Subject::Work { .. } | Subject::WorkWord { .. } | Subject::Routine { .. } => {
                    "Text about maintenance"
                }
            };
            return Some(Text {
                kind: "approval.asked",
                subject: format!("{what} goes out in {left}"),
                lines: vec![
                    "Read it. Let it out now, or object and say what must change.".to_owned(),
                    "If you do nothing it goes out by itself.".to_owned(),
                ],
                action: Some(Action { label: "Read the text".to_owned(), url: url.clone() }),
                data: json!({ "approval": number, "url": url }),
            });
        }
        if known.words.review.is_some() {
            return Some(Text {
                kind: "approval.asked",
                subject: format!("A review for everyone goes out in {left}"),
                lines: vec![
                    "Read it. Let it out now, or object and say what must change.".to_owned(),
                    "If you do nothing it goes out by itself.".to_owned(),
                ],
                action: Some(Action { label: "Read the review".to_owned(), url: url.clone() }),
                data: json!({ "approval": number, "url": url }),
            });
        }
        if known.words.correction.is_some() {
            return Some(Text {
                kind: "approval.asked",
                subject: format!("A correction for everyone goes out in {left}"),
                lines: vec![
                    "Read it. Let it out now, or object and say what must change.".to_owned(),
                    "If you do nothing it goes out by itself.".to_owned(),
                ],
                action: Some(Action { label: "Read the correction".to_owned(), url: url.clone() }),
                data: json!({ "approval": number, "url": url }),
            });
        }
        let incident = state.incidents.get(known.incident)?.number;
        Some(Text {
            kind: "approval.asked",
            subject: format!("Incident {incident}: text for everyone goes out in {left}"),
            lines: vec![
                "Read it. Let it out now, or object and say what must change.".to_owned(),
                "If you do nothing it goes out by itself. The customers inside have it already."
                    .to_owned(),
            ],
            action: Some(Action { label: "Read the text".to_owned(), url: url.clone() }),
            data: json!({ "approval": number, "incident": incident, "url": url }),
        })
    }

    /// Somebody objected to what the reader wrote.
    pub(super) fn objection(&self, state: &State, approval: ApprovalId) -> Option<Text> {
        let known = state.approvals.get(approval)?;
        let Standing::Objected { by, .. } = &known.standing else { return None };
        let by = state.access.name(by);
        if let Some(subject) = &known.words.subject {
            let (what, place) = written_at(state, subject)?;
            let url = format!("{}/console/{place}", self.public_url);
            return Some(Text {
                kind: "approval.objected",
                subject: format!("{by} objected to {what}"),
                lines: vec![
                    "It did not go out.".to_owned(),
                    "Open it, read what must change, and write it anew.".to_owned(),
                ],
                action: Some(Action { label: "Open it".to_owned(), url: url.clone() }),
                data: json!({ "approval": known.number, "url": url }),
            });
        }
        if let Some(review) = &known.words.review {
            let told = state.bulletins.bulletins.get(&review.bulletin)?.number;
            let url = format!("{}/console/status/reviews/{told}", self.public_url);
            return Some(Text {
                kind: "approval.objected",
                subject: format!("{by} objected to the review for everyone"),
                lines: vec![
                    "It did not go out.".to_owned(),
                    "Open it, read what must change, and write it anew.".to_owned(),
                ],
                action: Some(Action { label: "Open the review".to_owned(), url: url.clone() }),
                data: json!({ "approval": known.number, "url": url }),
            });
        }
        if let Some(correction) = &known.words.correction {
            let told = state.bulletins.bulletins.get(&correction.bulletin)?.number;
            let url = format!("{}/console/status/told/{told}#w{}", self.public_url, known.update);
            return Some(Text {
                kind: "approval.objected",
                subject: format!("{by} objected to the correction for everyone"),
                lines: vec![
                    "It did not go out.".to_owned(),
                    "Open it, read what must change, and write it anew.".to_owned(),
                ],
                action: Some(Action { label: "Open what was told".to_owned(), url: url.clone() }),
                data: json!({ "approval": known.number, "url": url }),
            });
        }
        let incident = state.incidents.get(known.incident)?.number;
        let url = format!("{}/console/incidents/{incident}", self.public_url);
        Some(Text {
            kind: "approval.objected",
            subject: format!("Incident {incident}: {by} objected to the public text"),
            lines: vec![
                "It did not go out. The customers inside have your update.".to_owned(),
                "Open the incident, read what must change, and write it anew.".to_owned(),
            ],
            action: Some(Action { label: "Open the incident".to_owned(), url: url.clone() }),
            data: json!({ "approval": known.number, "incident": incident, "url": url }),
        })
    }
}

/// What somebody objected to, and where in the console it is written anew.
fn written_at(state: &State, subject: &Subject) -> Option<(&'static str, String)> {
    Some(match subject {
        Subject::Notice { announcement, .. } => {
            let out = state.announcements.get(*announcement).map(|known| known.number);
            let written = state.announcements.written.get(announcement).map(|one| one.number);
            ("the announcement", format!("announcements/{}", out.or(written)?))
        }
        Subject::Work { maintenance } | Subject::WorkWord { maintenance } => {
            let known = state.maintenance.get(*maintenance)?;
            ("text about maintenance", format!("maintenance/{}", known.number))
        }
        Subject::Past { .. } => ("the past incident", "status/told/new".to_owned()),
        Subject::Routine { routine } => {
            ("text about maintenance", format!("maintenance/routines/{routine}"))
        }
    })
}

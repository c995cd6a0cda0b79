//! Letters of the day after: the word to a customer, as a person wrote it, and to that person that
//! it is due.

use domain::State;
use domain::follow_ups::Standing;
use domain::words::FollowUpId;
use serde_json::json;
use views::plain;
use views::tongue::Tongue;

use super::{Text, Writer};
use crate::channels::Action;

impl Writer {
    /// Who had it, and later those who lead, are told that nobody has written it yet. To whom it
    /// goes stands behind the link.
    pub(super) fn follow_up(&self, state: &State, follow_up: FollowUpId) -> Option<Text> {
        let known = state.follow_ups.get(follow_up).filter(|known| known.is_owed())?;
        let (number, incident) = (known.number, known.story.number);
        let url = format!("{}/console/follow-ups/{number}", self.public_url);
        let (subject, line) = match known.reminded {
            0 | 1 => (
                format!("Incident {incident}: a customer is owed a word today"),
                "It works again for them. The draft is ready: make it yours, and send it.",
            ),
            _ => (
                format!("Incident {incident}: the follow-up to a customer is a day late"),
                "Nobody has written it. Write it, or say why none is needed.",
            ),
        };
        Some(Text {
            kind: "follow_up.due",
            subject,
            lines: vec![line.to_owned()],
            action: Some(Action { label: "Open the follow-up".to_owned(), url: url.clone() }),
            data: json!({ "follow_up": number, "incident": incident, "url": url }),
        })
    }

    /// The letter itself, in the words of the person who wrote it.
    pub(super) fn followed_up(
        &self,
        state: &State,
        follow_up: FollowUpId,
        place: u16,
    ) -> Option<Text> {
        let known = state.follow_ups.get(follow_up)?;
        let Standing::Written { subject, .. } = &known.standing else { return None };
        let text = known.copy(place)?.text.text.as_deref()?;
        let tongue = Tongue::of(known.story.language);
        let lines = text.split("\n\n").map(str::trim).filter(|line| !line.is_empty());
        let url = format!("{}/help", self.public_url);
        Some(Text {
            kind: "follow_up",
            subject: subject.to_string(),
            lines: lines.map(ToOwned::to_owned).collect(),
            action: Some(Action { label: plain!(tongue, "follow-open"), url }),
            data: json!({}),
        })
    }
}

//! Letters to the customer's side: an invitation to a colleague, a question to a contact on file.
//! Nothing that anybody wrote in the conversation stands in them.

use domain::State;
use domain::feedback::SCORE_MAX;
use domain::proof::{Ask, Inquiry};
use domain::words::{EmergencyId, InquiryId, ParticipantId, Timestamp};
use serde_json::json;
use views::Links;
use views::tongue::Tongue;

use super::{Text, Writer};
use crate::channels::Action;

impl Writer {
    pub(super) fn invitation(
        &self,
        state: &State,
        emergency: EmergencyId,
        participant: ParticipantId,
    ) -> Option<Text> {
        let known = state.emergencies.get(emergency)?;
        if !known.participants.contains(&participant) {
            return None;
        }
        let name = &state.organisation.settings.name;
        let generation = state.emergencies.generation(participant);
        let url = format!("{}/e/{}", self.public_url, self.key.renewed(participant, generation));
        Some(Text {
            kind: "invitation",
            subject: format!("A colleague asks you to join their emergency with {name}"),
            lines: vec![
                "The link is yours alone. Whoever holds it reads the conversation and writes in \
                 it as you."
                    .to_owned(),
                "If you do not know what this is about, do nothing.".to_owned(),
            ],
            action: Some(Action { label: "Open the conversation".to_owned(), url }),
            data: json!({}),
        })
    }

    /// The question how the help was, in the language of the emergency. Each answer is a link that
    /// chooses it on the page, where one tap says it: a mail scanner that opens them all says
    /// nothing.
    pub(super) fn farewell(
        &self,
        state: &State,
        emergency: EmergencyId,
        participant: ParticipantId,
    ) -> Option<Text> {
        let known = state.emergencies.get(emergency)?;
        if !known.participants.contains(&participant) {
            return None;
        }
        let tongue = Tongue::of(known.language.unwrap_or_default());
        let generation = state.emergencies.generation(participant);
        let url = format!("{}/e/{}", self.public_url, self.key.renewed(participant, generation));
        let us = state.organisation.settings.name.as_str();
        let mut lines = vec![views::wording::farewell(tongue)];
        lines.extend((1..=SCORE_MAX).rev().map(|score| {
            format!("{}: {url}?score={score}#feedback-title", views::wording::score(tongue, score))
        }));
        Some(Text {
            kind: "farewell",
            subject: views::wording::farewell_subject(tongue, us),
            lines,
            action: Some(Action { label: views::wording::farewell_label(tongue), url }),
            data: json!({}),
        })
    }

    pub(super) fn inquiry(
        &self,
        state: &State,
        inquiry: InquiryId,
        now: Timestamp,
    ) -> Option<Text> {
        let known = state.proof.inquiry(inquiry).filter(|known| known.is_open(now))?;
        let us = &state.organisation.settings.name;
        let (subject, lines, label) = self.asked(state, known, us);
        let url = format!("{}/v/{}", self.public_url, self.key.inquiry(inquiry));
        Some(Text {
            kind: "inquiry",
            subject,
            lines,
            action: Some(Action { label: label.to_owned(), url }),
            data: json!({}),
        })
    }

    fn asked(
        &self,
        state: &State,
        known: &Inquiry,
        us: &str,
    ) -> (String, Vec<String>, &'static str) {
        let company = state.customers.profile(&known.customer);
        let company = company.map_or("your company", |known| known.name.as_str());
        match &known.ask {
            Ask::Code { .. } => (
                format!("{} is your code for the emergency line of {us}", self.key.code(known.id)),
                vec![
                    "Type it into the page on which you asked for help, and nowhere else. It \
                     works for 15 minutes. Nobody of ours ever asks you to tell it."
                        .to_owned(),
                    "If it is not you who asks for help, open the link and say so.".to_owned(),
                ],
                "It is me, or it is not",
            ),
            Ask::Told => (
                format!("Someone asks {us} for help in the name of {company}"),
                vec![
                    "You asked to be told. Open the link to join them, or to tell us that it is \
                     not you."
                        .to_owned(),
                    "Opening it changes nothing.".to_owned(),
                ],
                "Join, or tell us that it is not you",
            ),
            Ask::Consent { what, .. } => (
                format!("{us} asks whether you agree to something for {company}"),
                vec![
                    what.as_str().to_owned(),
                    "It is done only if you agree. Open the link to say yes or no.".to_owned(),
                ],
                "Say yes or no",
            ),
            Ask::Glass { .. } => (
                format!("{us} did something for {company} without the usual proof"),
                vec![
                    "An engineer saw a danger that could not wait. Open the link to read what it \
                     was, to join, or to tell us that it is not you."
                        .to_owned(),
                ],
                "Read what was done",
            ),
        }
    }
}

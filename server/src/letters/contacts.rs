//! Letters to the customer's side: an invitation to a colleague, a question to a contact on file.
//! Nothing that anybody wrote in the conversation stands in them, and they speak its language.

use domain::State;
use domain::audiences::Holder;
use domain::deliveries::{About, Delivery};
use domain::feedback::SCORE_MAX;
use domain::proof::{Ask, Inquiry};
use domain::readers::by_mail;
use domain::status_pages::domain_of;
use domain::words::{
    CustomerKey, EmergencyId, InquiryId, Language, ParticipantId, StatusPageKey, Timestamp,
};
use serde_json::json;
use views::tongue::Tongue;
use views::{Links, plain};

use super::{Text, Writer};
use crate::channels::Action;
use crate::links::Sent;

/// The tongue in which the callers of an emergency, and those who know them, are spoken to.
pub(crate) fn tongue_of(state: &State, emergency: EmergencyId) -> &'static Tongue {
    Tongue::of(state.language_with(emergency))
}

/// In which language a letter is written: what goes to the customer's side speaks theirs, and what
/// goes to our own people speaks English, as the console does.
pub(super) fn language_of(state: &State, about: &About) -> Language {
    let emergency = match about {
        About::Invitation { emergency, .. } => Some(*emergency),
        About::Farewell { emergency, .. } => {
            let known = state.emergencies.get(*emergency);
            return known.and_then(|known| known.language).unwrap_or_default();
        }
        About::Inquiry { inquiry, .. } => {
            state.proof.inquiry(*inquiry).map(|known| known.emergency)
        }
        About::Subscription { subscriber } => {
            let known = state.subscribers.get(*subscriber);
            return known.map(|known| known.profile.language).unwrap_or_default();
        }
        About::StatusLink { .. } => {
            return state.organisation.settings.language.unwrap_or_default();
        }
        About::PageLink { page } => {
            let known = state.status_pages.get(page);
            return known.map(|known| known.profile.language).unwrap_or_default();
        }
        About::FollowedUp { follow_up, .. } => {
            let known = state.follow_ups.get(*follow_up);
            return known.map(|known| known.story.language).unwrap_or_default();
        }
        About::CallText { callback, .. } => {
            state.callbacks.get(*callback).map(|known| known.emergency)
        }
        _ => None,
    };
    emergency.map(|emergency| state.language_with(emergency)).unwrap_or_default()
}

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
        let tongue = tongue_of(state, emergency);
        let us = state.organisation.settings.name.to_string();
        let generation = state.emergencies.generation(participant);
        let url = format!("{}/e/{}", self.public_url, self.key.renewed(participant, generation));
        Some(Text {
            kind: "invitation",
            subject: plain!(tongue, "letter-invite", organisation = us),
            lines: vec![
                plain!(tongue, "letter-invite-link"),
                plain!(tongue, "letter-invite-unknown"),
            ],
            action: Some(Action { label: plain!(tongue, "letter-invite-open"), url }),
            data: json!({}),
        })
    }

    /// The link by which a customer reads its status page; none, once it has ended.
    pub(super) fn status_link(&self, state: &State, customer: &CustomerKey) -> Option<Text> {
        let link = state.audiences.link_of(&Holder::Customer(customer.clone()))?;
        let settings = &state.organisation.settings;
        let tongue = Tongue::of(settings.language.unwrap_or_default());
        let us = settings.name.to_string();
        let own = self.key.status(link.id, link.generation);
        Some(Text {
            kind: "status-link",
            subject: plain!(tongue, "letter-status", organisation = us),
            lines: vec![plain!(tongue, "letter-status-line")],
            action: Some(Action {
                label: plain!(tongue, "letter-status-open"),
                url: format!("{}/status/for/{own}/", self.public_url),
            }),
            data: json!({}),
        })
    }

    /// The link by which whoever reads mail at a domain that a page names reads it; none, once it
    /// would open nothing.
    pub(super) fn page_link(
        &self,
        state: &State,
        page: &StatusPageKey,
        letter: &Delivery,
    ) -> Option<Text> {
        let known = state.status_pages.get(page)?;
        let (domain, at) = (domain_of(letter.address.to.as_str())?, letter.owed_at);
        state.sight_by_mail(page, &domain, at, at)?;
        let tongue = Tongue::of(known.profile.language);
        let name = known.profile.name_in(tongue.language()).words;
        let days = u32::try_from(by_mail::LASTS.as_secs() / 86_400).unwrap_or(u32::MAX);
        let link = self.key.page_by_mail(&Sent { page: page.clone(), domain, at });
        Some(Text {
            kind: "status-link",
            subject: plain!(tongue, "letter-page", page = name),
            lines: vec![
                plain!(tongue, "letter-page-line", days = days),
                plain!(tongue, "letter-page-not-you"),
            ],
            action: Some(Action {
                label: plain!(tongue, "letter-status-open"),
                url: format!("{}/status/for/{link}/", self.public_url),
            }),
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
        let (subject, lines, label) = self.asked(state, known);
        let url = format!("{}/v/{}", self.public_url, self.key.inquiry(inquiry));
        Some(Text {
            kind: "inquiry",
            subject,
            lines,
            action: Some(Action { label, url }),
            data: json!({}),
        })
    }

    fn asked(&self, state: &State, known: &Inquiry) -> (String, Vec<String>, String) {
        let tongue = tongue_of(state, known.emergency);
        let us = state.organisation.settings.name.to_string();
        // A company that was struck off since is called by its key.
        let company = state.customers.profile(&known.customer);
        let company =
            company.map_or_else(|| known.customer.to_string(), |found| found.name.to_string());
        match &known.ask {
            Ask::Code { .. } => {
                let code = self.key.code(known.id);
                (
                    plain!(tongue, "letter-code", code = code, organisation = us),
                    vec![plain!(tongue, "letter-code-use"), plain!(tongue, "letter-code-not-you")],
                    plain!(tongue, "letter-code-open"),
                )
            }
            Ask::Told => (
                plain!(tongue, "letter-told", organisation = us, company = company),
                vec![plain!(tongue, "letter-told-why"), plain!(tongue, "letter-told-safe")],
                plain!(tongue, "letter-told-open"),
            ),
            Ask::Consent { what, .. } => (
                plain!(tongue, "letter-consent", organisation = us, company = company),
                vec![what.as_str().to_owned(), plain!(tongue, "letter-consent-only")],
                plain!(tongue, "letter-consent-open"),
            ),
            Ask::Glass { .. } => (
                plain!(tongue, "letter-glass", organisation = us, company = company),
                vec![plain!(tongue, "letter-glass-why")],
                plain!(tongue, "letter-glass-open"),
            ),
        }
    }
}

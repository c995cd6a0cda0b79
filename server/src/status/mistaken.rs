//! What never was, as Statuspage's clients read it.

use domain::bulletins::Mistake;
use domain::words::{Condition, Phase};

use super::statuspage::{Incident, Source, Update, id, impact, phase};

impl Source<'_> {
    /// An incident that harms nothing and is over. Statuspage knows no word for what never was, and
    /// a program that waits for its end must find one. The only update that it has left says why:
    /// what had been told of it is said by nobody any more.
    pub(super) fn mistaken(&self, known: &Mistake) -> Incident {
        let told = self.incident(&known.bulletin);
        let (at, status) = (self.at(known.at), phase(Phase::Resolved));
        let update = Update {
            id: id("mistake", &format!("{} {}", known.bulletin.id, known.at.0)),
            status,
            body: known.reason.to_string(),
            incident_id: told.id.clone(),
            created_at: at.clone(),
            updated_at: at.clone(),
            display_at: at.clone(),
            affected_components: None,
            deliver_notifications: true,
            custom_tweet: None,
            tweet_id: None,
        };
        Incident {
            status,
            updated_at: at.clone(),
            monitoring_at: None,
            resolved_at: Some(at),
            impact: impact(Condition::Operational),
            incident_updates: vec![update],
            ..told
        }
    }
}

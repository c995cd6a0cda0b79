//! Planned maintenance as Statuspage's clients read it.

use domain::maintenance::{Entry, Maintenance, Said, Stage};
use domain::status::Part;
use domain::words::{Language, Timestamp};

use super::statuspage::{Incident, Rest, Source, Turn, Update, WINDOW, component_id, id};

impl Source<'_> {
    /// Those of a stage, the latest first. What was cancelled is in none of the documents:
    /// Statuspage knows no such word, and takes it out.
    pub(super) fn maintenances(&self, wanted: impl Fn(Stage) -> bool) -> Vec<Incident> {
        let all = self.shown.maintenance.iter().rev();
        let listed = all.filter(|known| known.stage != Stage::Cancelled && wanted(known.stage));
        listed.take(WINDOW).map(|known| self.planned(known)).collect()
    }

    /// When maintenance of a component last started or ended.
    pub(super) fn maintained_at(&self, part: &Part<'_>) -> Option<Timestamp> {
        let concerns = |known: &&&Maintenance| self.names(known, part);
        let turned = self.shown.maintenance.iter().filter(concerns);
        turned.filter_map(|known| known.ended_at.or(known.began_at)).max()
    }

    /// Whether it names a component, or what that is a part of on this page.
    fn names(&self, known: &Maintenance, part: &Part<'_>) -> bool {
        let parent = |key| self.shown.parts.iter().find(|other| other.key == key)?.parent;
        std::iter::successors(Some(part.key), |key| parent(*key))
            .any(|key| known.plan.components.contains(key))
    }

    /// One of them.
    pub(super) fn planned(&self, known: &Maintenance) -> Incident {
        let id = id("maintenance", &known.id.to_string());
        let parts: Vec<&Part<'_>> =
            self.shown.parts.iter().filter(|part| self.names(known, part)).collect();
        // Reminders go to those who asked for them, and are no words about it.
        let told = known.entries.iter().rev();
        let told = told.filter(|entry| !matches!(entry.said, Said::Reminder(_)));
        Incident {
            name: known.plan.title_in(self.language).words.to_owned(),
            status: status(known.stage),
            created_at: self.at(known.planned_at),
            updated_at: self.at(known.changed_at),
            monitoring_at: None,
            resolved_at: known.ended_at.map(|at| self.at(at)),
            impact: "maintenance",
            shortlink: self.at_address(known.into()),
            started_at: self.at(known.planned_at),
            page_id: self.page_id(),
            incident_updates: told.map(|entry| self.word(known, entry, &parts, &id)).collect(),
            components: parts.iter().map(|part| self.component(part)).collect(),
            rest: Rest::Maintenance {
                scheduled_for: self.at(known.plan.from),
                scheduled_until: self.at(known.plan.until),
            },
            id,
        }
    }

    fn word(
        &self,
        known: &Maintenance,
        entry: &Entry,
        parts: &[&Part<'_>],
        incident_id: &str,
    ) -> Update {
        let fares = |stage: Stage| match stage.is_running() {
            true => "under_maintenance",
            false => "operational",
        };
        let (before, after) = (fares(entry.before), fares(entry.stage));
        let turns = parts.iter().map(|part| Turn {
            code: component_id(part.key),
            name: self.qualified(part),
            old_status: before,
            new_status: after,
        });
        // Of what is only planned nothing is affected yet; from then on all are named in each word,
        // also those that fare as before.
        let named = before != "operational" || after != before;
        let turns: Vec<Turn> = turns.filter(|_| named).collect();
        Update {
            id: id("update", &entry.id.to_string()),
            status: status(entry.stage),
            body: self.said(known, entry),
            incident_id: incident_id.to_owned(),
            created_at: self.at(entry.at),
            updated_at: self.at(entry.taken_back.unwrap_or(entry.at)),
            display_at: self.at(entry.at),
            affected_components: Some(turns).filter(|turns| !turns.is_empty()),
            deliver_notifications: true,
            custom_tweet: None,
            tweet_id: None,
        }
    }

    /// What a word says, in the language of who reads and the zone of the page.
    pub(super) fn said(&self, known: &Maintenance, entry: &Entry) -> String {
        let tongue = views::tongue::Tongue::of(self.language);
        views::status::said(tongue, known, entry, &|at| self.spoken(at))
    }

    /// In which language the vendor's words in that are, where that is not the reader's.
    pub(super) fn of_work(&self, known: &Maintenance, entry: &Entry) -> Option<Language> {
        let (impact, words) = (known.plan.impact_in(self.language), entry.words_in(self.language));
        match entry.said {
            Said::Planned => self.other(&[impact, words]),
            _ => self.other(&[words]),
        }
    }

    /// An instant in a sentence, with the name of its zone.
    pub(super) fn spoken(&self, at: Timestamp) -> String {
        self.zoned(at).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }
}

/// Statuspage has no word for what takes longer than planned: it is under way.
fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Scheduled | Stage::Cancelled => "scheduled",
        Stage::InProgress | Stage::Overrun => "in_progress",
        Stage::Verifying => "verifying",
        Stage::Completed => "completed",
    }
}

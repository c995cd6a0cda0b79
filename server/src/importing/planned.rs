//! Planned maintenance in Statuspage's JSON: what lies ahead, what is under way and what is over.

use domain::maintenance::{
    ENTRIES_MAX, Ending, Foreign, ForeignWord, LASTS_MAX, PLANNED_AHEAD_MAX, Plan, Stage,
};
use domain::maintenance::{REMIND_MINS, State};
use domain::words::{ComponentKey, MaintenanceId, PART_LEN_MAX, PersonKey, Timestamp, UpdateId};
use serde_json::Value;

use super::digest;
use super::flat::{heading, kept, of_markdown};
use super::json::{instant, said_at, text, updates};

/// Maintenance of another page, with the components by the ids that it gave them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Planned {
    /// Where it stands in the documents.
    pub place: String,
    id: String,
    /// The id and the name of each component that it names.
    pub parts: Vec<(String, String)>,
    title: String,
    impact: String,
    stage: Stage,
    from: Timestamp,
    until: Timestamp,
    planned_at: Timestamp,
    began_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    words: Vec<(Timestamp, Stage, String)>,
    /// What of it was too long, each by its place.
    pub cut: Vec<String>,
}

/// Reads one.
pub(super) fn planned(item: &Value, place: String) -> Result<Planned, String> {
    let (id, name) = (text(item, &place, "id")?, text(item, &place, "name")?);
    let stage = stage(item, &place)?;
    let from = instant(item, &place, "scheduled_for")?;
    let until = instant(item, &place, "scheduled_until")?;
    if until <= from {
        return Err(format!(
            "{place} ends before it starts: scheduled_until is no later than scheduled_for."
        ));
    }
    let planned_at = instant(item, &place, "created_at")?;
    let mut cut = Vec::new();
    let title = heading(name, &format!("{place}.name"), &mut cut).to_string();
    let mut words = Vec::new();
    for (at, update) in updates(item, &place, ENTRIES_MAX)? {
        let place = format!("{place}.incident_updates[{at}]");
        let body = of_markdown(update["body"].as_str().unwrap_or_default());
        let body = kept(&body, PART_LEN_MAX, &place, &mut cut);
        words.push((said_at(update, &place)?, self::stage(update, &place)?, body));
    }
    words.sort_by_key(|(at, ..)| *at);
    // The word with which it was planned says what it means for the reader.
    let first = words
        .first()
        .is_some_and(|(_, stage, body)| *stage == Stage::Scheduled && !body.is_empty());
    let impact = if first { words.remove(0).2 } else { title.clone() };
    let begun = words.iter().find(|(_, stage, _)| stage.is_running()).map(|(at, ..)| *at);
    let over = stage.is_over();
    let ended_at = match item["resolved_at"].as_str() {
        _ if !over => None,
        Some(_) => Some(instant(item, &place, "resolved_at")?),
        None => words.iter().rev().find(|word| word.1.is_over()).map(|word| word.0).or(Some(until)),
    };
    let began_at = (stage != Stage::Scheduled).then(|| begun.unwrap_or(from));
    let mut parts = Vec::new();
    for (at, part) in item["components"].as_array().into_iter().flatten().enumerate() {
        let place = format!("{place}.components[{at}]");
        parts.push((text(part, &place, "id")?.to_owned(), text(part, &place, "name")?.to_owned()));
    }
    Ok(Planned {
        place,
        id: id.to_owned(),
        parts,
        title,
        impact,
        stage,
        from,
        until,
        planned_at,
        began_at,
        ended_at,
        words,
        cut,
    })
}

fn stage(of: &Value, place: &str) -> Result<Stage, String> {
    Ok(match text(of, place, "status")? {
        "scheduled" => Stage::Scheduled,
        "in_progress" => Stage::InProgress,
        "verifying" => Stage::Verifying,
        "completed" => Stage::Completed,
        _ => {
            return Err(format!(
                "{place}.status is none of scheduled, in_progress, verifying and completed."
            ));
        }
    })
}

impl Planned {
    /// The id that it has here, whenever it is read.
    pub fn key(&self) -> MaintenanceId {
        MaintenanceId(digest("maintenance", &self.id))
    }

    /// Why it cannot be planned here, if it cannot.
    pub fn left_out(&self, now: Timestamp) -> Option<String> {
        let days = |span: std::time::Duration| span.as_secs() / 86_400;
        let why = match () {
            () if self.stage == Stage::Scheduled && self.until <= now => {
                "its time has passed, and nobody began it".to_owned()
            }
            () if self.until.since(self.from) > LASTS_MAX => {
                format!("it lasts longer than {} days", days(LASTS_MAX))
            }
            () if self.from.since(now) > PLANNED_AHEAD_MAX => {
                format!("it lies more than {} days ahead", days(PLANNED_AHEAD_MAX))
            }
            () => return None,
        };
        Some(format!("{} ({why})", self.title))
    }

    /// As it is taken in. A clock there that is ahead of ours says nothing of the future.
    pub fn told(
        self,
        components: Vec<ComponentKey>,
        zone: &str,
        owner: PersonKey,
        now: Timestamp,
    ) -> Foreign {
        let word = |place: usize| UpdateId(digest("work", &format!("{} {place}", self.id)));
        let ended_at = self.ended_at.map(|at| at.min(now));
        let began_at = self.began_at.map(|at| at.min(ended_at.unwrap_or(now)));
        let past = self.until <= now && self.stage.is_running();
        let said = self.words.iter().enumerate().map(|(place, (at, stage, body))| ForeignWord {
            entry: word(place + 1),
            at: (*at).min(now),
            stage: *stage,
            words: body.as_str().into(),
        });
        Foreign {
            maintenance: self.key(),
            entry: word(0),
            planned_at: self.planned_at.min(now),
            // It goes on after its time: somebody must say when it is over.
            stage: if past { Stage::Overrun } else { self.stage },
            began_at,
            ended_at,
            words: said.collect(),
            plan: Plan {
                title: self.title.as_str().into(),
                impact: self.impact.as_str().into(),
                translations: Vec::new(),
                components,
                audiences: Vec::new(),
                from: self.from,
                until: self.until,
                zone: zone.into(),
                owner,
                remind_mins: REMIND_MINS.to_vec(),
                ends: Ending::ByItself,
            },
        }
    }
}

/// Asks whether so many more have room.
pub(super) fn have_room(here: &State, told: &[Foreign]) -> Result<(), String> {
    use domain::maintenance::{MAINTENANCES_MAX, PLANNED_MAX};
    let ahead = told.iter().filter(|told| !told.stage.is_over()).count();
    if ahead > 0 && here.planned_by_hand() + ahead > PLANNED_MAX {
        return Err(format!(
            "With these, {} planned maintenances would lie ahead; {PLANNED_MAX} can. Nothing was \
             made.",
            here.planned_by_hand() + ahead
        ));
    }
    if here.planned.len() + told.len() > MAINTENANCES_MAX {
        return Err(format!(
            "With these, {} planned maintenances would be kept; {MAINTENANCES_MAX} can be. Give \
             the latest ones only. Nothing was made.",
            here.planned.len() + told.len()
        ));
    }
    Ok(())
}

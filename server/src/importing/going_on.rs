//! What goes on elsewhere, taken up here by one person: an incident of ours stands behind it from
//! then on, and the page tells on from where the other one was.

use domain::bulletins::{self, ForeignWord, Ongoing};
use domain::words::{Actor, Phase, Severity, Timestamp, UpdateId};
use domain::{Command, monitoring};

use super::Import;
use crate::line::Line;

/// A matter that goes on there.
#[derive(Clone, Debug, PartialEq)]
pub struct GoesOn {
    /// The id that it has there.
    pub id: String,
    /// How bad.
    pub(super) severity: Severity,
    /// What was told of it.
    pub(super) told: Ongoing,
    /// Its components there: id, name and how each fares now.
    pub(super) parts: Vec<(String, String, Option<domain::words::Condition>)>,
    /// For each word, which components fared how since.
    pub(super) turns: Vec<Vec<(String, domain::words::Condition)>>,
    /// What of it was too long, each by its place.
    pub(super) cut: Vec<String>,
}

impl GoesOn {
    /// Its heading.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.told.title
    }

    /// The words have what is needed to be told on: one at least, none later than now, and none
    /// that says that it is over.
    pub(super) fn made_sound(&mut self, now: Timestamp) {
        for word in &mut self.told.words {
            word.at = word.at.min(now);
            if word.phase == Phase::Resolved {
                word.phase = Phase::Monitoring;
            }
        }
        self.told.opened_at = self.told.opened_at.min(now);
        if self.told.words.is_empty() {
            let overview = domain::words::Overview {
                known: self.told.title.as_str().into(),
                ..domain::words::Overview::default()
            };
            self.told.words.push(ForeignWord {
                entry: UpdateId(0),
                at: self.told.opened_at,
                phase: Phase::Investigating,
                overview,
                affected: Vec::new(),
            });
            self.turns.push(Vec::new());
        }
    }
}

/// Opens an incident for what goes on there: whoever does so has it, and nobody is rung. Answers
/// the number of the incident. The same again changes nothing.
///
/// # Errors
/// A sentence, when it is not among what goes on, is refused or cannot be stored.
pub async fn take_up(line: &Line, actor: &Actor, import: &Import, id: &str) -> Result<u32, String> {
    if actor.person().is_none() {
        return Err("Only a signed-in person takes up what goes on: they have it then.".to_owned());
    }
    let known = import.open.iter().find(|known| known.id == id);
    let known = known.ok_or("Nothing of that id goes on in these documents.")?;
    for command in import.of_components() {
        super::tell(line, actor, command).await?;
    }
    let declare = monitoring::Command::Declare {
        title: known.title().to_owned(),
        severity: known.severity,
        service: None,
        rings: false,
        since: None,
        matter: Some(known.id.as_str().into()),
    };
    super::tell(line, actor, declare.into()).await?;
    let state = line.published().state;
    let incident = state.monitoring.declared_for(&known.id);
    let found = incident.and_then(|incident| state.incidents.get(incident));
    let found = found.ok_or("Its incident is over already.")?;
    let (incident, number) = (found.id, found.number);
    let next_by = line.published().now() + state.usually_within(incident);
    let told = known.told.clone();
    let continued: Command = bulletins::Command::Continue { incident, told, next_by }.into();
    super::tell(line, actor, continued).await?;
    Ok(number)
}

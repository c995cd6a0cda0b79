//! What another status page has told, read from its own documents: Statuspage's JSON, version 2,
//! Atom or RSS. It is read, shown as what would be made, and made in one step; what is here already
//! is left alone, so that the same again changes nothing.

use std::fmt::Write as _;

use domain::bulletins::{self, Foreign};
use domain::components::{self, Component};
use domain::maintenance;
use domain::words::{Actor, ComponentKey, Condition, PersonKey, Timestamp};
use domain::{Command, State};

mod feed;
mod flat;
mod going_on;
mod json;
mod layout;
mod planned;
#[cfg(test)]
mod tests;

pub use going_on::{GoesOn, take_up};

/// Longest text that is read, in bytes.
pub const TEXT_LEN_MAX: usize = 1024 * 1024;
/// Most documents in one text.
const DOCUMENTS_MAX: usize = 10;
/// Most matters that are made by one command.
const AT_ONCE_MAX: usize = 100;
/// Most of what was cut that is named one by one.
const CUT_NAMED_MAX: usize = 20;

/// A component of another page.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    id: String,
    name: String,
    about: String,
    group: Option<String>,
    order: u32,
    only_if_affected: bool,
    hides_history: bool,
    /// From when on its uptime counts there.
    counted_from: Option<Timestamp>,
    /// What of it was too long, each by its place.
    cut: Vec<String>,
}

/// What was found in the documents.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    parts: Vec<Part>,
    matters: Vec<Matter>,
    /// Matters that go on: whoever tells of them here has an incident.
    open: Vec<GoesOn>,
    /// Maintenance, past and to come.
    planned: Vec<planned::Planned>,
    /// The zone in which the other page tells times.
    zone: Option<String>,
    /// What cannot be read as what it is there, each with why.
    left_out: Vec<String>,
}

/// A matter, with the components by the ids that the other page gave them.
#[derive(Clone, Debug, PartialEq)]
struct Matter {
    id: String,
    /// What it was known by where a feed was read before its address was: it is here already, then.
    named: String,
    told: Foreign,
    /// For each word, which components fared how since.
    turns: Vec<Vec<(String, Condition)>>,
    /// What of it was too long, each by its place.
    cut: Vec<String>,
}

/// What would be made.
#[derive(Clone, Debug, Default)]
pub struct Import {
    components: Vec<(ComponentKey, Component)>,
    matters: Vec<Foreign>,
    /// How much of it is here already.
    known: usize,
    /// What goes on there and is not told on here.
    open: Vec<GoesOn>,
    planned: Vec<maintenance::Foreign>,
    /// What cannot be made here, each with why.
    left_out: Vec<String>,
    /// What was too long, each by its place: the rest of it is left out.
    cut: Vec<String>,
}

impl Import {
    /// Whether there is nothing to make.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.components.is_empty() && self.matters.is_empty() && self.planned.is_empty()
    }

    /// What would be made, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (key, component) in &self.components {
            let within = component.parent.as_ref().map(|parent| format!(", a part of {parent}"));
            let within = within.unwrap_or_default();
            lines.push(format!("component {key}: {}{within}", component.name));
        }
        for told in &self.matters {
            let day = jiff::Timestamp::from_millisecond(told.opened_at.0).unwrap_or_default();
            let day = day.strftime("%Y-%m-%d");
            let review = if told.review.is_some() { ", a review" } else { "" };
            lines.push(format!("{day} {} ({} words{review})", told.title, told.words.len()));
        }
        for told in &self.planned {
            let how = match told.stage {
                maintenance::Stage::Scheduled => "lies ahead",
                stage if stage.is_running() => "is under way",
                _ => "is over",
            };
            let from = jiff::Timestamp::from_millisecond(told.plan.from.0).unwrap_or_default();
            let from = from.strftime("%Y-%m-%d %H:%M UTC");
            lines.push(format!("{from} maintenance {}, which {how}", told.plan.title));
        }
        lines
    }

    /// The sum of it, in sentences.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |number: usize, one: &str| match number {
            1 => format!("1 {one}"),
            number => format!("{number} {one}s"),
        };
        let (components, incidents) =
            (count(self.components.len(), "component"), count(self.matters.len(), "incident"));
        let made = match self.planned.len() {
            0 => format!("{components} and {incidents}"),
            planned => {
                let planned = count(planned, "planned maintenance");
                format!("{components}, {incidents} and {planned}")
            }
        };
        let mut text = format!("To make: {made}. Here already: {}.", self.known);
        if !self.open.is_empty() {
            let titles: Vec<&str> = self.open.iter().map(GoesOn::title).collect();
            let _ = write!(
                text,
                " Still going on, and made only where a person opens an incident for it: {}.",
                titles.join(", ")
            );
        }
        if !self.left_out.is_empty() {
            let _ = write!(text, " Left out: {}.", self.left_out.join(", "));
        }
        if !self.cut.is_empty() {
            let named = self.cut.len().min(CUT_NAMED_MAX);
            let _ = write!(text, " Left out in part: {}", self.cut[..named].join(", "));
            match self.cut.len() - named {
                0 => text.push('.'),
                more => {
                    let _ = write!(text, ", and {more} more.");
                }
            }
        }
        text
    }

    /// What goes on there and is not told on here.
    #[must_use]
    pub fn open(&self) -> &[GoesOn] {
        &self.open
    }

    /// The commands that make its components.
    fn of_components(&self) -> impl Iterator<Item = Command> {
        self.components.iter().map(|(component, profile)| {
            components::Command::Put { component: component.clone(), profile: profile.clone() }
                .into()
        })
    }

    /// The commands that make it.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        let components = self.of_components();
        let matters = self.matters.chunks(AT_ONCE_MAX);
        let matters = matters.map(|told| bulletins::Command::Import { told: told.to_vec() }.into());
        let planned = self.planned.chunks(AT_ONCE_MAX);
        let planned =
            planned.map(|told| maintenance::Command::Import { told: told.to_vec() }.into());
        components.chain(matters).chain(planned).collect()
    }
}

/// For whom and when documents are read.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What is here already.
    pub state: &'a State,
    /// The instant at which they are read.
    pub now: Timestamp,
    /// Who looks after the maintenance that lies ahead; one who manages, where nobody is named.
    pub owner: Option<&'a PersonKey>,
}

/// Reads the documents of another page, and says what they would make here.
///
/// # Errors
/// A sentence that says what is wrong, and where.
pub fn read(text: &str, ground: Ground<'_>) -> Result<Import, String> {
    if text.len() > TEXT_LEN_MAX {
        return Err(format!("This is longer than {} KiB. Give it in parts.", TEXT_LEN_MAX / 1024));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let found = match text.chars().next() {
        None => return Err("There is nothing in it.".to_owned()),
        Some('{' | '[') => json::read(text)?,
        Some('<') => feed::read(text, ground.now)?,
        Some(_) => {
            return Err("This is neither JSON, which begins with { or [, nor Atom or RSS, which \
                        begin with <."
                .to_owned());
        }
    };
    layout::laid_out(found, ground)
}

/// The same for the same matter, whenever it is read.
pub(crate) fn digest(kind: &str, id: &str) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"mayday import 1").update(kind.as_bytes()).update(b"/").update(id.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_be_bytes(bytes)
}

/// Makes it, as somebody. What was made before something was refused stays; the same again goes on
/// from there.
///
/// # Errors
/// A sentence, when something is refused or cannot be stored.
pub async fn make(line: &crate::line::Line, actor: &Actor, import: &Import) -> Result<(), String> {
    for command in import.commands() {
        tell(line, actor, command).await?;
    }
    Ok(())
}

async fn tell(line: &crate::line::Line, actor: &Actor, command: Command) -> Result<(), String> {
    match line.tell(actor.clone(), command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(refusal)) => Err(refusal.to_string()),
        Err(unanswered) => Err(format!("It could not be stored: {unanswered:?}.")),
    }
}

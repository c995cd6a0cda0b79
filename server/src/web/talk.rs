//! What the vendor writes and shows in a conversation: to one caller, to those who may read it, or
//! to all of a fault.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::emergencies::{self, Command};
use domain::words::{EmergencyId, Level, MessageId};
use serde_json::json;
use views::Reader;
use views::uploads::NotKept;

use super::files::{self, Brought};
use super::forms::Fields;
use super::in_room::AtEmergency;
use super::posted::Posted;
use super::room::{Deed, page};
use super::{Problem, Site, command_id, message_id, see_other, together};

/// `POST /console/emergencies/<number>/messages`
pub async fn say(at: AtEmergency, posted: Posted) -> Response {
    let (site, emergency) = (&at.site, at.emergency);
    let (fields, brought) = files::bring(site, posted).await;
    let level = match level(&fields) {
        Ok(level) => level,
        Err(why) => return at.wrong(&fields, "level", why),
    };
    let speaker = emergencies::Speaker::Person(at.who.viewer.person.clone());
    let number = fields.get("message");
    let message = message_id(site, emergency, &speaker, number, fields.get("words"));
    let said = Said { emergency, message, level, fields: &fields };
    let deed = at.deed(&fields);
    if brought.any() {
        return show(&deed, &said, brought).await;
    }
    let chosen = level.number().to_string();
    let mut content = vec![fields.get("words"), fields.get("to")];
    if !level.is_for_all() {
        content.push(&chosen);
    }
    deed.done(Some("words"), "messages", &content, said.alone(site)).await
}

/// What somebody writes, and who may read it.
struct Said<'a> {
    emergency: EmergencyId,
    message: MessageId,
    level: Level,
    fields: &'a Fields,
}

impl Said<'_> {
    fn words(&self) -> String {
        self.fields.get("words").to_owned()
    }

    fn to_all(&self) -> bool {
        self.fields.get("to") == "all"
    }

    /// The words without files.
    fn alone(&self, site: &Site) -> Command {
        let Self { emergency, message, level, .. } = *self;
        let words = self.words();
        if !level.is_for_all() {
            return Command::Disclose { emergency, message, words, level };
        }
        // The one button says whom it reaches: this caller, or all of the fault.
        let incident = site.line.published().state.incidents.of_emergency(emergency).map(|i| i.id);
        match incident.filter(|_| self.to_all()) {
            Some(incident) => {
                let emergencies = together::everyone(site, incident, Some(emergency));
                Command::Tell { emergencies, message, words }
            }
            None => Command::Say { emergency, message, words },
        }
    }
}

/// Who may read it. Whatever stands in the field and is no level could only be meant to withhold
/// something.
fn level(fields: &Fields) -> Result<Level, &'static str> {
    let level = match fields.get("level") {
        "" | "0" => Some(Level::Stranger),
        _ => fields.number("level").and_then(Level::of_number),
    };
    match level {
        Some(level) if level.is_for_all() || fields.get("to") != "all" => Ok(level),
        Some(_) => Err("What only the verified read goes to one conversation at a time."),
        None => Err("Choose who may read it."),
    }
}

/// Words with files beside them. Where the files do not fit, the words go alone.
async fn show(deed: &Deed<'_>, said: &Said<'_>, mut brought: Brought) -> Response {
    let Deed { site, who, fields, room, with } = *deed;
    let tongue = Reader::default().tongue;
    let level = said.level.number().to_string();
    let content = [fields.get("words"), fields.get("to"), &brought.content, &level];
    let place = format!("{room}/messages/{}", who.viewer.person);
    let id = command_id(fields.get("message"), &place, &content);
    let mut files = std::mem::take(&mut brought.files);
    if said.to_all() {
        brought.refuse(std::mem::take(&mut files), NotKept::OneCaller);
    }
    let has_words = !fields.get("words").trim().is_empty();
    let mut answer = None;
    if !files.is_empty() {
        let Said { emergency, message, level, .. } = *said;
        let words = said.words();
        let show = Command::Show { emergency, message, words, files: files.clone(), level };
        let shown = site.line.ask(id, who.actor(), show).await;
        let fits = brought.stored(files, &shown);
        answer = Some(shown).filter(|_| fits || !has_words);
    }
    let answer = match answer {
        Some(answer) => answer,
        None => site.line.ask(id, who.actor(), said.alone(site)).await,
    };
    match answer {
        Ok(Ok(outcome)) if who.wants_json => {
            let refused = brought.refused_json(tongue);
            let body = json!({ "number": outcome.message, "refused": refused });
            (StatusCode::CREATED, body.to_string()).into_response()
        }
        Ok(Ok(_)) => match brought.said(tongue, has_words) {
            Some(problem) => {
                let returned =
                    views::Returned { problem: Some(problem), ..views::Returned::default() };
                page(site, who, room, with, Some(&returned))
            }
            None => see_other(&deed.room()),
        },
        Ok(Err(refusal)) => {
            let problem = Problem::refused(site, refusal);
            if who.wants_json {
                return problem.json();
            }
            let why = brought.said(tongue, false);
            let why = why.unwrap_or_else(|| problem.detail().to_owned());
            page(site, who, room, with, Some(&fields.returned(Some("words"), &why)))
        }
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

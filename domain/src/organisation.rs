//! The organisation: its name, its door and the policy behind it.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    Cadence, Country, Language, PersonKey, Personal, PolicyKey, SmolStr, TeamKey, Timestamp, is_key,
};

/// Most countries that are named in one list.
const COUNTRIES_MAX: usize = 250;
/// Most people and teams that may object to public text.
pub const APPROVERS_MAX: usize = 20;

/// What the organisation says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The vendor's name, shown on the door.
    pub name: SmolStr,
    /// The IANA zone in which times are shown where the reader's is not known.
    pub zone: SmolStr,
    /// Who is called by the front door.
    #[serde(default)]
    pub front_door: Option<PolicyKey>,
    /// A telephone number to show on the door, for those whose browser fails.
    #[serde(default)]
    pub phone: SmolStr,
    /// The local number for danger of life: 112, 911.
    #[serde(default)]
    pub danger_number: SmolStr,
    /// What to do meanwhile, in the vendor's words; shown from second 0.
    #[serde(default)]
    pub first_aid: Arc<str>,
    /// The webhooks of the configuration that are told what happens.
    #[serde(default)]
    pub webhooks: Vec<SmolStr>,
    /// The countries whose numbers are called when a caller asks for it; none means those of the
    /// vendor's own numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub call_countries: Vec<Country>,
    /// The language in which callers are spoken to whose own is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The countries in which the vendor's customers are: whom to call there in danger of life is
    /// shown to those of whom nobody knows where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<Country>,
    /// How soon the next update is promised where nobody says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cadence: Option<Cadence>,
    /// Who may object to public text before it goes out; nobody, where it goes out at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<Approver>,
}

/// Who may object to public text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// A person.
    Person(PersonKey),
    /// Everyone of a team.
    Team(TeamKey),
}

impl Approver {
    /// Reads `person:maria` or `team:press`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            Some(("person", key)) if is_key(key) => Some(Self::Person(key.into())),
            Some(("team", key)) if is_key(key) => Some(Self::Team(key.into())),
            _ => None,
        }
    }
}

impl fmt::Display for Approver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(key) => write!(f, "person:{key}"),
            Self::Team(key) => write!(f, "team:{key}"),
        }
    }
}

impl Settings {
    /// The language in which somebody is spoken to who said, or whose browser said, so much of
    /// theirs.
    #[must_use]
    pub fn spoken(&self, theirs: Option<Language>) -> Language {
        theirs.or(self.language).unwrap_or_default()
    }

    /// How soon the next update is promised where nobody says otherwise.
    #[must_use]
    pub fn cadence(&self) -> Cadence {
        self.cadence.unwrap_or_default()
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Sets what the organisation says of itself, whole.
    Put {
        /// The settings.
        settings: Settings,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The settings were set.
    Put {
        /// To this.
        settings: Settings,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The organisation has no name.
    Nameless,
    /// The zone is not in the time-zone database.
    UnknownZone,
    /// A text is longer than allowed.
    TooLong,
    /// Too many are named who may object to public text.
    TooManyApprovers,
    /// Nobody could keep such promises, or the graver would be told less often.
    BadCadence,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nameless => "The organisation needs a name.",
            Self::UnknownZone => {
                "This time zone is not known. Use an IANA name such as Europe/Berlin."
            }
            Self::BadCadence => {
                "An update is promised after one minute to one day, and for what is graver no \
                 later than for the rest."
            }
            Self::TooManyApprovers => {
                "At most 20 people and teams may object to public text. Name a team."
            }
            Self::TooLong => "A name may have 200 bytes and the first-aid card 8,000.",
        })
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The settings; the default before setup.
    pub settings: Arc<Settings>,
}

impl State {
    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let Command::Put { settings } = command;
        if settings.name.trim().is_empty() {
            return Err(Refusal::Nameless);
        }
        if settings.name.len() > 200 || settings.phone.len() > 200 {
            return Err(Refusal::TooLong);
        }
        if settings.first_aid.len() > 8_000 || settings.danger_number.len() > 40 {
            return Err(Refusal::TooLong);
        }
        if settings.call_countries.len().max(settings.serves.len()) > COUNTRIES_MAX {
            return Err(Refusal::TooLong);
        }
        if settings.cadence.is_some_and(|cadence| !cadence.is_sound()) {
            return Err(Refusal::BadCadence);
        }
        if settings.approvers.len() > APPROVERS_MAX {
            return Err(Refusal::TooManyApprovers);
        }
        if moment.zones.get(&settings.zone).is_err() {
            return Err(Refusal::UnknownZone);
        }
        let same = *self.settings == settings;
        Ok(Vec::from_iter((!same).then_some(Event::Put { settings })))
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, _at: Timestamp) {
        let Event::Put { settings } = event;
        self.settings = Arc::new(settings.clone());
    }

    /// This room has no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

//! Templates: how updates begin, per service and phase, and how words about maintenance do, in the
//! vendor's languages, with places that are filled in from what they are about.

use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    LINE_LEN_MAX, Language, Overview, Personal, Phase, ServiceKey, SmolStr, TemplateKey, Timestamp,
    tidied_line,
};

mod fill;
mod shipped;
mod shipped_work;
pub use fill::{Place, Places, fill};
pub use shipped::{SHIPPED, shipped};

/// Most templates of one organisation.
pub const TEMPLATES_MAX: usize = 300;
/// Most places in one text.
pub const PLACES_MAX: usize = 40;

/// What a template is the beginning of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Begins {
    /// An update about an incident.
    #[default]
    Update,
    /// Planned maintenance: its heading, and what it means for the reader.
    Work,
    /// A word about maintenance before it begins.
    Reminder,
    /// A word that maintenance is over.
    Completed,
}

impl Begins {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Update, Self::Work, Self::Reminder, Self::Completed];

    /// Its name in forms, in the file and in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Work => "work",
            Self::Reminder => "reminder",
            Self::Completed => "completed",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks it so")]
    fn is_update(&self) -> bool {
        *self == Self::Update
    }

    /// Of a text only the parts that what it begins has.
    fn parts(self, text: &Text) -> Text {
        let Text { language, title, overview } = text.clone();
        let title = if self <= Self::Work { title } else { SmolStr::default() };
        let overview = match self {
            Self::Update => overview,
            Self::Work => Overview { impact: overview.impact, ..Overview::default() },
            Self::Reminder | Self::Completed => {
                Overview { known: overview.known, ..Overview::default() }
            }
        };
        Text { language, title, overview }
    }
}

/// A template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What whoever writes calls it.
    pub name: SmolStr,
    /// What it is the beginning of; of maintenance there is neither service nor phase.
    #[serde(default, skip_serializing_if = "Begins::is_update")]
    pub begins: Begins,
    /// For which service; for all of them where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKey>,
    /// For how far the work is; for whenever it fits where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// The same in each language.
    pub texts: Vec<Text>,
}

/// A template in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// In which.
    pub language: Language,
    /// The heading on status pages; may be empty.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub title: SmolStr,
    /// The parts of the update.
    #[serde(flatten)]
    pub overview: Overview,
}

impl Template {
    /// Its text in a language, else in the first that it has.
    #[must_use]
    pub fn text(&self, language: Language) -> Option<&Text> {
        let own = self.texts.iter().find(|text| text.language == language);
        own.or_else(|| self.texts.first())
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines a template, whole. One that is shipped is changed under its own key.
    Put {
        /// Which.
        template: TemplateKey,
        /// Its definition.
        profile: Template,
    },
    /// Takes a template out. What was shipped is then as it was shipped.
    Remove {
        /// Which.
        template: TemplateKey,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A template was defined.
    Put {
        /// Which.
        template: TemplateKey,
        /// How.
        profile: Template,
    },
    /// A template was taken out.
    Removed {
        /// Which.
        template: TemplateKey,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such template.
    Unknown,
    /// It has no name, or one that is too long.
    BadName,
    /// It has no text, or two in one language.
    BadTexts,
    /// A text says nothing of what is known.
    Empty,
    /// A text for maintenance says nothing of what it means, or has no words for readers.
    NoWords,
    /// A text names a place that does not exist.
    UnknownPlace {
        /// As it was written.
        place: SmolStr,
    },
    /// A brace is opened and not closed.
    OpenPlace,
    /// A text has too many places.
    TooManyPlaces,
    /// Too many templates.
    TooMany,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such template."),
            Self::BadName => {
                write!(f, "The template needs a name of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadTexts => {
                f.write_str("The template needs a text, and only one for each language.")
            }
            Self::Empty => f.write_str("Each text needs words under “What we know”."),
            Self::NoWords => f.write_str(
                "Each text needs its words: what the work means for the reader, or what they are \
                 told.",
            ),
            Self::UnknownPlace { place } => {
                let all: Vec<String> =
                    Place::ALL.iter().map(|place| format!("{{{}}}", place.name())).collect();
                write!(f, "There is no place {{{place}}}. These there are: {}.", all.join(", "))
            }
            Self::OpenPlace => {
                f.write_str("A { is opened and not closed. Write a place like {service}.")
            }
            Self::TooManyPlaces => {
                write!(f, "One text has room for {PLACES_MAX} places.")
            }
            Self::TooMany => write!(f, "At most {TEMPLATES_MAX} templates are possible."),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Those that the vendor wrote or changed.
    pub templates: OrdMap<TemplateKey, Arc<Template>>,
}

impl State {
    /// All templates: the vendor's, and those shipped ones that it has not changed.
    #[must_use]
    pub fn listed(&self) -> Vec<(TemplateKey, Arc<Template>)> {
        let own = self.templates.iter().map(|(key, known)| (key.clone(), Arc::clone(known)));
        let keys = SHIPPED.iter().map(|key| TemplateKey::from(*key));
        let unchanged = keys.filter(|key| !self.templates.contains_key(key));
        let others = unchanged.filter_map(|key| Some((key.clone(), Arc::new(shipped(&key)?))));
        own.chain(others).collect()
    }

    /// The template of that key, be it the vendor's or a shipped one.
    #[must_use]
    pub fn get(&self, key: &TemplateKey) -> Option<Arc<Template>> {
        let own = self.templates.get(key).map(Arc::clone);
        own.or_else(|| shipped(key).map(Arc::new))
    }

    /// Those with which something of that kind begins.
    #[must_use]
    pub fn that_begin(&self, begins: Begins) -> Vec<(TemplateKey, Arc<Template>)> {
        let mut all = self.listed();
        all.retain(|(_, known)| known.begins == begins);
        all
    }

    /// Those that fit an update, the closest first: of this service before those for all, of this
    /// phase before those for whenever.
    #[must_use]
    pub fn fitting(
        &self,
        service: Option<&ServiceKey>,
        phase: Phase,
    ) -> Vec<(TemplateKey, Arc<Template>)> {
        let mut fitting = self.that_begin(Begins::Update);
        fitting.retain(|(_, known)| known.service.is_none() || known.service.as_ref() == service);
        let rank = |known: &Template| {
            let of_phase = match known.phase {
                Some(of) if of == phase => 0,
                None => 1,
                Some(_) => 2,
            };
            (of_phase, known.service.is_none())
        };
        fitting.sort_by_key(|(key, known)| (rank(known), key.clone()));
        fitting
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, _moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { template, profile } => {
                let profile = tidy(&profile)?;
                let known = self.templates.get(&template);
                if known.is_none() && self.templates.len() >= TEMPLATES_MAX {
                    return Err(Refusal::TooMany);
                }
                let same = known.is_some_and(|known| **known == profile);
                Ok(Vec::from_iter((!same).then_some(Event::Put { template, profile })))
            }
            Command::Remove { template } => match self.templates.contains_key(&template) {
                true => Ok(vec![Event::Removed { template }]),
                false => Err(Refusal::Unknown),
            },
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, _at: Timestamp) {
        match event {
            Event::Put { template, profile } => {
                self.templates.insert(template.clone(), Arc::new(profile.clone()));
            }
            Event::Removed { template } => _ = self.templates.remove(template),
        }
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

/// A template as it is kept.
///
/// # Errors
/// A [`Refusal`] when it cannot stand.
pub fn tidy(template: &Template) -> Result<Template, Refusal> {
    let (name, cut) = tidied_line(&template.name);
    if name.is_empty() || cut {
        return Err(Refusal::BadName);
    }
    let mut texts = Vec::new();
    let begins = template.begins;
    for text in template.texts.iter().map(|text| begins.parts(text)) {
        // A template has each of its languages for itself.
        let overview = Overview { translations: Vec::new(), ..text.overview.tidied() };
        match begins {
            Begins::Update if overview.known.is_empty() => return Err(Refusal::Empty),
            Begins::Update => {}
            Begins::Work if !overview.impact.is_empty() => {}
            _ if overview.known.is_empty() => return Err(Refusal::NoWords),
            _ => {}
        }
        let title: SmolStr = tidied_line(&text.title).0.into();
        let parts = [&overview.known, &overview.impact, &overview.workaround, &overview.next];
        for part in parts.into_iter().map(AsRef::as_ref).chain([title.as_str()]) {
            fill::check(part)?;
        }
        texts.push(Text { language: text.language, title, overview });
    }
    texts.sort_by_key(|text| text.language);
    let twice = texts.windows(2).any(|pair| pair[0].language == pair[1].language);
    if texts.is_empty() || twice {
        return Err(Refusal::BadTexts);
    }
    let (service, phase) = match begins {
        Begins::Update => (template.service.clone(), template.phase),
        _ => (None, None),
    };
    Ok(Template { name: name.into(), begins, service, phase, texts })
}

impl Event {
    /// Templates are the vendor's words, not a person's.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

//! Components: the parts of what the vendor provides, as readers of status pages know them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    AUDIENCES_NAMED_MAX, AudienceKey, ComponentKey, Flaw, LINE_LEN_MAX, Language, PART_LEN_MAX,
    Personal, ServiceKey, SmolStr, Spoken, Timestamp, Translation, each_once, tidied, tidied_line,
};

/// Most components of one organisation.
pub const COMPONENTS_MAX: usize = 2_000;
/// Deepest nesting; nobody finds what lies deeper.
pub const DEPTH_MAX: usize = 8;

/// A component.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// What readers call it.
    pub name: SmolStr,
    /// What it is, in a sentence; may be empty.
    #[serde(default)]
    pub about: Arc<str>,
    /// What it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ComponentKey>,
    /// The service that stands behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceKey>,
    /// Where it stands among its siblings: the lowest comes first.
    #[serde(default)]
    pub order: u32,
    /// Whether it is shown only while something is wrong with it.
    #[serde(default)]
    pub only_if_affected: bool,
    /// Whether its strip of ninety days and the figure beside it stay off the pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hides_history: bool,
    /// Which audiences know of it and of its parts; everyone, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
    /// From when on its history counts, where that is earlier or later than when it was defined
    /// here: midnight UTC of a day, such as the day on which it went into service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<Timestamp>,
    /// Its name and what it is in further languages, as heading and as what is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
}

impl Component {
    /// What readers of a language call it.
    #[must_use]
    pub fn name_in(&self, language: Language) -> Spoken<'_> {
        Spoken::of(&self.name, Translation::title_of(&self.translations, language))
    }

    /// What it is, for readers of a language.
    #[must_use]
    pub fn about_in(&self, language: Language) -> Spoken<'_> {
        Spoken::of(&self.about, Translation::known_of(&self.translations, language))
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines a component, whole.
    Put {
        /// Which.
        component: ComponentKey,
        /// Its definition.
        profile: Component,
    },
    /// Takes a component out.
    Remove {
        /// Which.
        component: ComponentKey,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A component was defined.
    Put {
        /// Which.
        component: ComponentKey,
        /// How.
        profile: Component,
    },
    /// A component was taken out.
    Removed {
        /// Which.
        component: ComponentKey,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such component.
    Unknown,
    /// It has no name, or one that is too long.
    BadName,
    /// What it is takes too many words.
    BadAbout,
    /// What it is to be a part of is not there.
    UnknownParent,
    /// It would be a part of itself.
    Circle,
    /// It would lie too deep.
    TooDeep,
    /// Others are parts of it.
    HasParts,
    /// It names too many audiences, one twice, or one that is not there.
    BadAudiences,
    /// Its history is to count from a day that lies ahead.
    NotYet,
    /// What stands in a further language cannot stand.
    BadTranslation(Flaw),
    /// Too many components.
    TooMany,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such component."),
            Self::BadName => {
                write!(f, "The component needs a name of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadAbout => write!(f, "Say what it is in at most {PART_LEN_MAX} bytes."),
            Self::UnknownParent => {
                f.write_str("What it is to be a part of is not there. Choose another.")
            }
            Self::Circle => {
                f.write_str("It cannot be a part of itself, nor of one of its own parts.")
            }
            Self::TooDeep => write!(f, "Components can lie {DEPTH_MAX} deep, not deeper."),
            Self::HasParts => {
                f.write_str("Others are parts of it. Take them out first, or move them elsewhere.")
            }
            Self::BadAudiences => {
                write!(f, "Name at most {AUDIENCES_NAMED_MAX} audiences that are there, each once.")
            }
            Self::NotYet => f.write_str("Its history cannot count from a day that lies ahead."),
            Self::BadTranslation(flaw) => flaw.fmt(f),
            Self::TooMany => write!(f, "At most {COMPONENTS_MAX} components are possible."),
        }
    }
}

/// A component and since when it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its definition.
    pub profile: Component,
    /// From when on its history counts: when it was defined first, unless it says otherwise.
    pub since: Timestamp,
    /// When it was defined first.
    pub defined_at: Timestamp,
    /// When its definition last changed.
    pub changed_at: Timestamp,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The components.
    pub components: OrdMap<ComponentKey, Arc<Known>>,
}

impl State {
    /// The component of that key.
    #[must_use]
    pub fn get(&self, component: &ComponentKey) -> Option<&Known> {
        self.components.get(component).map(Arc::as_ref)
    }

    /// The parts of a component, or what is a part of nothing; in the order of the page.
    #[must_use]
    pub fn parts(&self, of: Option<&ComponentKey>) -> Vec<(&ComponentKey, &Known)> {
        let mut parts: Vec<(&ComponentKey, &Known)> = self
            .components
            .iter()
            .filter(|(_, known)| known.profile.parent.as_ref() == of)
            .map(|(key, known)| (key, &**known))
            .collect();
        parts.sort_by_key(|(key, known)| (known.profile.order, (*key).clone()));
        parts
    }

    /// All components, each followed by its parts, with how deep it lies.
    #[must_use]
    pub fn listed(&self) -> Vec<(usize, &ComponentKey, &Known)> {
        let mut children: OrdMap<Option<&ComponentKey>, Vec<(&ComponentKey, &Known)>> =
            OrdMap::new();
        for (key, known) in &self.components {
            children.entry(known.profile.parent.as_ref()).or_default().push((key, &**known));
        }
        let mut listed = Vec::with_capacity(self.components.len());
        let mut waiting = vec![(0, None)];
        while let Some((depth, key)) = waiting.pop() {
            if let Some((key, known)) = key {
                listed.push((depth, key, known));
            }
            let depth = depth + usize::from(key.is_some());
            let mut parts = children.get(&key.map(|(key, _)| key)).cloned().unwrap_or_default();
            parts.sort_by_key(|(key, known)| (known.profile.order, (*key).clone()));
            waiting.extend(parts.into_iter().rev().map(|part| (depth, Some(part))));
        }
        listed
    }

    /// What a component is a part of, from its parent outwards.
    pub fn around(&self, component: &ComponentKey) -> impl Iterator<Item = &ComponentKey> {
        let parent = |key: &ComponentKey| self.get(key)?.profile.parent.as_ref();
        std::iter::successors(parent(component), move |key| parent(key)).take(DEPTH_MAX)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { component, profile } => {
                let profile = tidy(profile)?;
                let known = self.get(&component);
                if known.is_some_and(|known| known.profile == profile) {
                    return Ok(Vec::new());
                }
                if profile.counted_from.is_some_and(|from| from > moment.now) {
                    return Err(Refusal::NotYet);
                }
                if known.is_none() && self.components.len() >= COMPONENTS_MAX {
                    return Err(Refusal::TooMany);
                }
                self.fits(&component, profile.parent.as_ref())?;
                Ok(vec![Event::Put { component, profile }])
            }
            Command::Remove { component } => {
                self.get(&component).ok_or(Refusal::Unknown)?;
                let has_parts = !self.parts(Some(&component)).is_empty();
                if has_parts {
                    Err(Refusal::HasParts)
                } else {
                    Ok(vec![Event::Removed { component }])
                }
            }
        }
    }

    /// Whether a component, with all that is part of it, can be a part of that one.
    fn fits(&self, component: &ComponentKey, parent: Option<&ComponentKey>) -> Result<(), Refusal> {
        let Some(parent) = parent else { return Ok(()) };
        self.get(parent).ok_or(Refusal::UnknownParent)?;
        if parent == component || self.around(parent).any(|key| key == component) {
            return Err(Refusal::Circle);
        }
        let above = self.around(parent).count() + 1;
        if above + self.height(component) > DEPTH_MAX { Err(Refusal::TooDeep) } else { Ok(()) }
    }

    /// How many levels a component spans with all that is part of it.
    fn height(&self, component: &ComponentKey) -> usize {
        let mut level = BTreeSet::from([component]);
        let mut height = 1;
        loop {
            let below = |known: &Known| {
                known.profile.parent.as_ref().is_some_and(|parent| level.contains(parent))
            };
            let next: BTreeSet<&ComponentKey> = self
                .components
                .iter()
                .filter(|(_, known)| below(known))
                .map(|(key, _)| key)
                .collect();
            if next.is_empty() || height > DEPTH_MAX {
                return height;
            }
            (level, height) = (next, height + 1);
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Put { component, profile } => {
                let defined_at = self.get(component).map_or(at, |known| known.defined_at);
                let since = profile.counted_from.unwrap_or(defined_at);
                let profile = profile.clone();
                let known = Known { profile, since, defined_at, changed_at: at };
                self.components.insert(component.clone(), Arc::new(known));
            }
            Event::Removed { component } => {
                self.components.remove(component);
            }
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

/// The component as it is kept.
fn tidy(component: Component) -> Result<Component, Refusal> {
    let (name, cut) = tidied_line(&component.name);
    if name.is_empty() || cut {
        return Err(Refusal::BadName);
    }
    let (about, cut) = tidied(&component.about, PART_LEN_MAX);
    if cut {
        return Err(Refusal::BadAbout);
    }
    if !each_once(&component.audiences) {
        return Err(Refusal::BadAudiences);
    }
    let translations = Translation::checked(&component.translations, Translation::of_a_notice)
        .map_err(Refusal::BadTranslation)?;
    Ok(Component { name: name.into(), about: about.into(), translations, ..component })
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

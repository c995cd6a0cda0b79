//! Status pages: which components a page shows, to whom, in which language and time zone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

mod hosts;
mod links;
mod readers;

pub use hosts::{HOST_LEN_MAX, HOSTS_MAX, tidy_host};
pub use links::{ADDRESS_LEN_MAX, LABEL_LEN_MAX, LINKS_MAX, OwnLink};
pub use readers::{DOMAINS_MAX, Readers, domain_of};

use crate::Moment;
use crate::words::{
    AUDIENCES_NAMED_MAX, ComponentKey, Flaw, LINE_LEN_MAX, Language, PART_LEN_MAX, Personal, Route,
    SmolStr, Spoken, StatusPageKey, Timestamp, Translation, each_once, tidied, tidied_line,
};

/// Most status pages of one organisation.
pub const PAGES_MAX: usize = 200;
/// Longest logo, in bytes, as it is written in letters and digits.
pub const LOGO_LEN_MAX: usize = 44 * 1024;
/// Most components that a page names by hand; what is part of them comes along.
pub const NAMED_MAX: usize = 500;

/// A status page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusPage {
    /// Its heading, such as the vendor's name.
    pub name: SmolStr,
    /// What stands below the heading; may be empty.
    #[serde(default)]
    pub about: Arc<str>,
    /// The IANA time zone in which its times are written.
    pub zone: SmolStr,
    /// In which language Mayday's own words stand on it.
    #[serde(default)]
    pub language: Language,
    /// Which components it shows, with all that is part of them; all of them where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentKey>,
    /// Its accent as `#rrggbb`; Mayday's own where it is empty.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub accent: SmolStr,
    /// Whether it shows figures: promises kept, estimates that held, time to the first word.
    #[serde(default)]
    pub shows_promises: bool,
    /// Whether it tells what machines and readers have seen before a person has confirmed it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shows_suspicions: bool,
    /// Who may read it.
    #[serde(default, skip_serializing_if = "Readers::is_everyone")]
    pub readers: Readers,
    /// The host names at which it stands of its own; links to it name the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<SmolStr>,
    /// In which languages it is offered besides its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Over which programs and chats its readers may subscribe themselves, besides mail and text
    /// messages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscribe_by: Vec<Route>,
    /// The vendor's mark, as a PNG in a `data:` address; its name stands where it is empty.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub logo: Arc<str>,
    /// The same for readers whose screens are dark, where that is another.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub logo_dark: Arc<str>,
    /// The vendor's own addresses at its foot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<OwnLink>,
    /// Its heading and what stands below it in further languages, as heading and as what is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
}

impl StatusPage {
    /// All languages that it is offered in, its own first.
    #[must_use]
    pub fn offered(&self) -> Vec<Language> {
        std::iter::once(self.language).chain(self.languages.iter().copied()).collect()
    }

    /// Its heading, for readers of a language.
    #[must_use]
    pub fn name_in(&self, language: Language) -> Spoken<'_> {
        Spoken::of(&self.name, Translation::title_of(&self.translations, language))
    }

    /// What stands below the heading, for readers of a language.
    #[must_use]
    pub fn about_in(&self, language: Language) -> Spoken<'_> {
        Spoken::of(&self.about, Translation::known_of(&self.translations, language))
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines a page, whole.
    Put {
        /// Which.
        page: StatusPageKey,
        /// Its definition.
        profile: Box<StatusPage>,
    },
    /// Takes a page out.
    Remove {
        /// Which.
        page: StatusPageKey,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A page was defined.
    Put {
        /// Which.
        page: StatusPageKey,
        /// How.
        profile: Box<StatusPage>,
    },
    /// A page was taken out.
    Removed {
        /// Which.
        page: StatusPageKey,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such page.
    Unknown,
    /// It has no name, or one that is too long.
    BadName,
    /// What stands below the heading takes too many words.
    BadAbout,
    /// No such time zone.
    BadZone,
    /// The accent is no colour.
    BadAccent,
    /// It names too many components, or one twice.
    BadComponents,
    /// The logo is no picture, or too large a one.
    BadLogo,
    /// It names too many audiences, one twice, or one that is not there.
    BadAudiences,
    /// That is no mail domain.
    BadDomain(SmolStr),
    /// It names too many mail domains.
    TooManyDomains,
    /// With its mail domains, too many kinds of pages would be printed on each change.
    TooManyClasses,
    /// That is no host name.
    BadHost(SmolStr),
    /// It has too many host names.
    TooManyHosts,
    /// Another page stands at that host name, or this one does already.
    TakenHost(SmolStr),
    /// The door stands at that host name.
    DoorsHost(SmolStr),
    /// What stands in a further language cannot stand.
    BadTranslation(Flaw),
    /// That is no name with an address to which readers may be led.
    BadLink(SmolStr),
    /// It names too many addresses of the vendor's.
    TooManyLinks,
    /// Too many pages.
    TooMany,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such status page."),
            Self::BadName => write!(f, "The page needs a name of at most {LINE_LEN_MAX} bytes."),
            Self::BadAbout => write!(f, "Say what the page is in at most {PART_LEN_MAX} bytes."),
            Self::BadZone => {
                f.write_str("There is no such time zone. Write one like Europe/Copenhagen.")
            }
            Self::BadAccent => f.write_str("Write the colour as # and six digits, like #1257c4."),
            Self::BadComponents => write!(
                f,
                "A page names at most {NAMED_MAX} components, each once; their parts come along."
            ),
            Self::BadLogo => write!(
                f,
                "The logo is a PNG of at most {LOGO_LEN_MAX} bytes as \
                 data:image/png;base64,…; with one for dark there is one for light."
            ),
            Self::BadAudiences => {
                write!(f, "Name at most {AUDIENCES_NAMED_MAX} audiences that are there, each once.")
            }
            Self::BadDomain(domain) => write!(
                f,
                "“{domain}” is no mail domain. Write what stands after the @, such as \
                 hospital.example."
            ),
            Self::TooManyDomains => {
                write!(f, "A page names at most {DOMAINS_MAX} mail domains.")
            }
            Self::TooManyClasses => f.write_str(
                "Pages that name mail domains, and combinations of audiences with links, are more \
                 than a hundred together. Join some of them.",
            ),
            Self::BadHost(host) => write!(
                f,
                "“{host}” is no host name. Write one like status.example.com: no address in \
                 digits, no path, at most {HOST_LEN_MAX} bytes."
            ),
            Self::TooManyHosts => {
                write!(f, "A page has at most {HOSTS_MAX} host names.")
            }
            Self::TakenHost(host) => write!(
                f,
                "A status page stands at {host} already. Each name leads to one page, once."
            ),
            Self::DoorsHost(host) => write!(
                f,
                "The door and the console stand at {host}. A status page needs another name."
            ),
            Self::BadTranslation(flaw) => flaw.fmt(f),
            Self::BadLink(link) => write!(
                f,
                "“{link}” is no link. Write a name of at most {LABEL_LEN_MAX} bytes and, after a \
                 space, an address that begins with https:// or mailto:."
            ),
            Self::TooManyLinks => write!(f, "A page has at most {LINKS_MAX} links at its foot."),
            Self::TooMany => write!(f, "At most {PAGES_MAX} status pages are possible."),
        }
    }
}

/// A page and since when it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its definition.
    pub profile: StatusPage,
    /// When it was defined first.
    pub since: Timestamp,
    /// When its definition last changed.
    pub changed_at: Timestamp,
    /// The mail domains whose readers may read it, and since when each is named without a break:
    /// a link that was sent before that opens nothing.
    pub domains: BTreeMap<SmolStr, Timestamp>,
    /// From when until when it told openly what is suspected, the latest last: what was told is
    /// kept in its strips, and what was not told is not told in hindsight.
    pub told_suspicions: Vec<(Timestamp, Option<Timestamp>)>,
}

/// Most spans during which a page told what is suspected; beyond, the oldest is forgotten.
const OPENINGS_MAX: usize = 50;

fn openings(
    before: Option<&Known>,
    open: bool,
    at: Timestamp,
) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut known = before.map(|known| known.told_suspicions.clone()).unwrap_or_default();
    match known.last_mut() {
        Some((_, until @ None)) if !open => *until = Some(at),
        Some((_, None)) => {}
        _ if open => known.push((at, None)),
        _ => {}
    }
    if known.len() > OPENINGS_MAX {
        known.remove(0);
    }
    known
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The pages.
    pub pages: OrdMap<StatusPageKey, Arc<Known>>,
}

impl State {
    /// The page of that key.
    #[must_use]
    pub fn get(&self, page: &StatusPageKey) -> Option<&Known> {
        self.pages.get(page).map(Arc::as_ref)
    }

    /// The page that stands at the short address: the one that was there first.
    #[must_use]
    pub fn first(&self) -> Option<(&StatusPageKey, &Known)> {
        let first = self.pages.iter().min_by_key(|(key, known)| (known.since, (*key).clone()))?;
        Some((first.0, first.1))
    }

    /// The page that stands at that host name of its own.
    #[must_use]
    pub fn at_host(&self, host: &str) -> Option<&StatusPageKey> {
        let stands = |known: &Known| known.profile.hosts.iter().any(|own| own == host);
        self.pages.iter().find(|(_, known)| stands(known)).map(|(key, _)| key)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Put { page, profile } => {
                let profile = tidy(*profile)?;
                if moment.zones.get(&profile.zone).ok().filter(|zone| !zone.is_unknown()).is_none()
                {
                    return Err(Refusal::BadZone);
                }
                let elsewhere = |host: &SmolStr| self.at_host(host).is_some_and(|at| *at != page);
                if let Some(host) = profile.hosts.iter().find(|host| elsewhere(host)) {
                    return Err(Refusal::TakenHost(host.clone()));
                }
                let known = self.get(&page);
                if known.is_some_and(|known| known.profile == profile) {
                    return Ok(Vec::new());
                }
                if known.is_none() && self.pages.len() >= PAGES_MAX {
                    return Err(Refusal::TooMany);
                }
                Ok(vec![Event::Put { page, profile: Box::new(profile) }])
            }
            Command::Remove { page } => {
                self.get(&page).ok_or(Refusal::Unknown)?;
                Ok(vec![Event::Removed { page }])
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Put { page, profile } => {
                let before = self.get(page);
                let since = before.map_or(at, |known| known.since);
                let named = |domain| before.and_then(|known| known.domains.get(domain).copied());
                let domains = profile.readers.domains().iter();
                let domains =
                    domains.map(|domain| (domain.clone(), named(domain).unwrap_or(at))).collect();
                let profile = StatusPage::clone(profile);
                let told_suspicions = openings(before, profile.shows_suspicions, at);
                let known = Known { profile, since, changed_at: at, domains, told_suspicions };
                self.pages.insert(page.clone(), Arc::new(known));
            }
            Event::Removed { page } => {
                self.pages.remove(page);
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

/// The page as it is kept.
fn tidy(page: StatusPage) -> Result<StatusPage, Refusal> {
    let (name, cut) = tidied_line(&page.name);
    if name.is_empty() || cut {
        return Err(Refusal::BadName);
    }
    let (about, cut) = tidied(&page.about, PART_LEN_MAX);
    if cut {
        return Err(Refusal::BadAbout);
    }
    let accent = page.accent.to_ascii_lowercase();
    let digits = accent.strip_prefix('#').filter(|digits| digits.len() == 6);
    let is_colour = digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    if !accent.is_empty() && !is_colour {
        return Err(Refusal::BadAccent);
    }
    let mut once = page.components.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() != page.components.len() || once.len() > NAMED_MAX {
        return Err(Refusal::BadComponents);
    }
    let only_dark = page.logo.is_empty() && !page.logo_dark.is_empty();
    if only_dark || ![&page.logo, &page.logo_dark].into_iter().all(|logo| is_logo(logo)) {
        return Err(Refusal::BadLogo);
    }
    if !each_once(page.readers.audiences()) {
        return Err(Refusal::BadAudiences);
    }
    let translations = Translation::checked(&page.translations, Translation::of_a_notice)
        .map_err(Refusal::BadTranslation)?;
    let hosts = tidy_hosts(&page.hosts)?;
    let links = links::tidy(&page.links)?;
    let readers = page.readers.clone().tidied()?;
    let others = Language::ALL.into_iter();
    let others = others.filter(|one| *one != page.language && page.languages.contains(one));
    let ways = Route::ALL.into_iter();
    let ways = ways.filter(|way| way.is_chosen() && page.subscribe_by.contains(way));
    Ok(StatusPage {
        subscribe_by: ways.collect(),
        name: name.into(),
        about: about.into(),
        accent: accent.into(),
        hosts,
        links,
        languages: others.collect(),
        readers,
        translations,
        ..page
    })
}

/// Whether that may be a logo, or is none; what is in it, whoever draws it has seen.
fn is_logo(logo: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let data = logo.strip_prefix("data:image/png;base64,");
    let sound = data.is_some_and(|data| !data.is_empty() && data.bytes().all(fits));
    logo.is_empty() || (sound && logo.len() <= LOGO_LEN_MAX)
}

/// The host names of a page as they are kept, in their order.
fn tidy_hosts(named: &[SmolStr]) -> Result<Vec<SmolStr>, Refusal> {
    if named.len() > HOSTS_MAX {
        return Err(Refusal::TooManyHosts);
    }
    let mut hosts: Vec<SmolStr> = Vec::with_capacity(named.len());
    for typed in named {
        let short = |typed: &str| typed.chars().take(HOST_LEN_MAX).collect::<SmolStr>();
        let host = tidy_host(typed).ok_or_else(|| Refusal::BadHost(short(typed)))?;
        if hosts.contains(&host) {
            return Err(Refusal::TakenHost(host));
        }
        hosts.push(host);
    }
    Ok(hosts)
}

impl Event {
    /// There are no personal words in this room.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}

//! What lies still: matters that are over, each at its own address. An edition does not write them,
//! because there may be thousands and hardly anybody reads most of them. Who asks for one has it
//! written then, by one at a time, and it is kept for the next reader until something that it is
//! made of changes. Whoever finds it here touches no lock.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use domain::bulletins::Bulletin;
use domain::readers::ReadersSight;
use domain::status::Matter;
use domain::words::{AudienceKey, ComponentKey, Language, StatusPageKey};
use domain::{State, announcements, audiences, components, maintenance, status_pages};
use views::status::Matters;

use super::{Ink, OWN, Sheet, Stand};
use crate::web::Site;

/// Most that are kept; one of them leaves for each that comes beyond.
const KEPT_MAX: usize = 300;

/// All that goes into what lies still, but for the words about incidents.
#[derive(Clone)]
pub struct Ground {
    components: components::State,
    pages: status_pages::State,
    maintenance: maintenance::State,
    announcements: announcements::State,
    audiences: audiences::State,
    language: Option<Language>,
}

impl Ground {
    /// That of a state. It costs nothing: rooms share what they know with later ones.
    #[must_use]
    pub fn of(state: &State) -> Self {
        Self {
            components: state.components.clone(),
            pages: state.status_pages.clone(),
            maintenance: state.maintenance.clone(),
            announcements: state.announcements.clone(),
            audiences: state.audiences.clone(),
            language: state.organisation.settings.language,
        }
    }

    /// Whether it is still the same.
    #[must_use]
    pub fn stands(&self, state: &State) -> bool {
        self.components.components.ptr_eq(&state.components.components)
            && self.pages.pages.ptr_eq(&state.status_pages.pages)
            && self.maintenance.planned.ptr_eq(&state.maintenance.planned)
            && self.announcements.all.ptr_eq(&state.announcements.all)
            && self.audiences.audiences.ptr_eq(&state.audiences.audiences)
            && self.language == state.organisation.settings.language
    }
}

/// The words about an incident, which are the same as long as this is.
pub type Told = Option<Arc<Bulletin>>;

/// The words of a matter, where it is an incident.
#[must_use]
pub fn told(state: &State, matter: Matter) -> Told {
    let Matter::Incident(number) = matter else { return None };
    state.bulletins.bulletins.values().find(|known| known.number == number).cloned()
}

/// Whether these readers may find a matter on a page. It looks at the matter alone and makes
/// nothing of the organisation: whoever counts through what is hidden from them, or is not there,
/// keeps nobody waiting and learns nothing from how long it takes. What it lets by is looked for.
#[must_use]
pub fn may_be(state: &State, sight: &ReadersSight, page: &StatusPageKey, matter: Matter) -> bool {
    let open = state.pages_for(sight);
    let Some((_, known)) = open.into_iter().find(|(key, _)| *key == page) else { return false };
    let concerned: Vec<ComponentKey> = match matter {
        Matter::Incident(number) => match state.bulletins.numbered(number) {
            Some(told) if is_for(sight, &told.audiences) => told.concerned().into_iter().collect(),
            _ => return false,
        },
        Matter::Maintenance(number) => match state.maintenance.numbered(number) {
            // Nobody knows of what lies ahead and of which no word is out.
            Some(one) if one.began_at.is_none() && one.plan.is_unspoken() => return false,
            Some(one) if is_for(sight, &one.plan.audiences) => one.plan.components.clone(),
            _ => return false,
        },
        Matter::Notice(number) => {
            let notice = state.announcements.numbered(number);
            return notice.is_some_and(|one| {
                one.began_at.is_some() && one.is_for(page) && is_for(sight, &one.notice.audiences)
            });
        }
    };
    let named = &known.profile.components;
    let is_seen = |key: &&ComponentKey| !is_hidden(state, sight, key);
    let mut seen = concerned.iter().filter(is_seen);
    concerned.is_empty() || seen.any(|key| named.is_empty() || touches(state, named, key))
}

fn is_for(sight: &ReadersSight, named: &[AudienceKey]) -> bool {
    named.is_empty() || sight.audiences().any(|audience| named.contains(audience))
}

/// Whether these readers do not know of a component, or of what it is part of.
fn is_hidden(state: &State, sight: &ReadersSight, key: &ComponentKey) -> bool {
    let shut = |key: &ComponentKey| {
        state.components.get(key).is_some_and(|known| !is_for(sight, &known.profile.audiences))
    };
    shut(key) || state.components.around(key).any(shut)
}

/// Whether one of those that a page names is this one, what it is part of, or part of it.
fn touches(state: &State, named: &[ComponentKey], key: &ComponentKey) -> bool {
    let parts = &state.components;
    named.contains(key)
        || parts.around(key).any(|outer| named.contains(outer))
        || named.iter().any(|inner| parts.around(inner).any(|outer| outer == key))
}

/// Whether these are the same words.
#[must_use]
pub fn same(one: &Told, other: &Told) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

#[derive(Default)]
struct Kept {
    ground: Option<Ground>,
    sheets: HashMap<String, (Told, Sheet)>,
}

/// What was asked for lately.
#[derive(Default)]
pub struct Shelf {
    kept: ArcSwap<Kept>,
    /// Held by whoever writes: readers of old matters take at most one core.
    writes: tokio::sync::Mutex<()>,
}

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    page: Option<StatusPageKey>,
    stand: AskedStand,
    language: Option<Language>,
    matter: Matter,
}

#[derive(Debug, PartialEq, Eq)]
enum AskedStand {
    Short,
    Page,
    Own,
    Class(String),
}

impl Asked {
    /// What everyone asks for at a path below the base.
    fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/status/")?;
        let (page, stand, rest) = match rest.strip_prefix("p/") {
            None => (None, AskedStand::Short, rest),
            Some(rest) => {
                let (key, rest) = rest.split_once('/')?;
                let page = Some(StatusPageKey::from(key));
                match rest.strip_prefix(OWN).and_then(|rest| rest.strip_prefix('/')) {
                    Some(rest) => (page, AskedStand::Own, rest),
                    None => (page, AskedStand::Page, rest),
                }
            }
        };
        let (language, rest) = match rest.parse::<Matter>() {
            Ok(_) => (None, rest),
            Err(_) => {
                let (code, rest) = rest.split_once('/')?;
                (Some(Language::ALL.into_iter().find(|one| one.code() == code)?), rest)
            }
        };
        Some(Self { page, stand, language, matter: rest.parse().ok()? })
    }

    /// What somebody asks for who reads by a link: the name of a file, below that of their class.
    fn of_file(class: &str, name: &str) -> Option<Self> {
        let (page, prefix, file) = match name.strip_prefix("p/") {
            None => (None, class.to_owned(), name),
            Some(rest) => {
                let (key, file) = rest.split_once('/')?;
                (Some(StatusPageKey::from(key)), format!("{class}p/{key}/"), file)
            }
        };
        let (matter, ending) = Matters::in_file(file)?;
        let code = ending.strip_prefix('.')?.strip_suffix("html")?;
        let language = match code.strip_suffix('.') {
            Some(code) => Some(Language::ALL.into_iter().find(|one| one.code() == code)?),
            None => code.is_empty().then_some(None)?,
        };
        Some(Self { page, stand: AskedStand::Class(prefix), language, matter })
    }
}

/// What everyone finds at that path, if it lies still.
pub async fn public(site: &Arc<Site>, path: &str) -> Option<Sheet> {
    let asked = Asked::of(path)?;
    find(site, ReadersSight::public(), path.to_owned(), asked).await
}

/// What somebody finds by their link under that name, below that of their class.
pub async fn by_link(
    site: &Arc<Site>,
    sight: &ReadersSight,
    (class, name): (&str, &str),
) -> Option<Sheet> {
    let asked = Asked::of_file(class, name)?;
    find(site, sight.clone(), format!("{class}{name}"), asked).await
}

async fn find(site: &Arc<Site>, sight: ReadersSight, path: String, asked: Asked) -> Option<Sheet> {
    if let Some(sheet) = site.status.shelf.lies(&site.line.published().state, &path, &asked) {
        return Some(sheet);
    }
    {
        let state = &site.line.published().state;
        let page = page_of(state, &sight, &asked)?;
        let known = state.status_pages.get(&page)?;
        let offered = asked.language.is_none_or(|one| known.profile.languages.contains(&one));
        if !offered || !may_be(state, &sight, &page, asked.matter) {
            return None;
        }
    }
    in_turn(site, move |site| written(site, &sight, &path, &asked)).await
}

/// Carries out what takes a while for a reader, apart from what answers: one at a time, so that all
/// of them together take at most one core.
pub async fn in_turn<T: Send + 'static>(
    site: &Arc<Site>,
    work: impl FnOnce(&Site) -> Option<T> + Send + 'static,
) -> Option<T> {
    let _writes = site.status.shelf.writes.lock().await;
    let own = Arc::clone(site);
    tokio::task::spawn_blocking(move || work(&own)).await.ok().flatten()
}

/// On which page something is asked for: where none is named, on the oldest.
fn page_of(state: &State, sight: &ReadersSight, asked: &Asked) -> Option<StatusPageKey> {
    let first = || match asked.stand {
        AskedStand::Short => state.status_pages.first().map(|(key, _)| key.clone()),
        _ => state.pages_for(sight).first().map(|(key, _)| (*key).clone()),
    };
    asked.page.clone().or_else(first)
}

fn written(site: &Site, sight: &ReadersSight, path: &str, asked: &Asked) -> Option<Sheet> {
    let published = site.line.published();
    let state = &published.state;
    // Whoever waited with others may find it now.
    if let Some(sheet) = site.status.shelf.lies(state, path, asked) {
        return Some(sheet);
    }
    let words = told(state, asked.matter);
    let seen = &state.for_readers(sight);
    let page = page_of(state, sight, asked)?;
    let stand = match &asked.stand {
        AskedStand::Short => Stand::short(),
        AskedStand::Page => Stand::of(&page),
        AskedStand::Own => Stand::own(&page),
        AskedStand::Class(prefix) => Stand::class(prefix),
    };
    let ink = Ink {
        published: &published,
        seen,
        key: &site.key,
        public_url: &site.public_url,
        base: site.base,
    };
    let leaf = ink.still((&page, asked.matter), (&stand, asked.language))?;
    let sheet = Sheet::new(&leaf);
    site.status.shelf.keep(state, leaf.path, (words, sheet.clone()));
    Some(sheet)
}

impl Shelf {
    fn lies(&self, state: &State, path: &str, asked: &Asked) -> Option<Sheet> {
        let kept = self.kept.load();
        let ground = kept.ground.as_ref().filter(|ground| ground.stands(state));
        let (words, sheet) = kept.sheets.get(path).filter(|_| ground.is_some())?;
        same(words, &told(state, asked.matter)).then(|| sheet.clone())
    }

    /// One at a time keeps something.
    fn keep(&self, state: &State, path: String, known: (Told, Sheet)) {
        let before = self.kept.load();
        let ground = before.ground.clone().filter(|ground| ground.stands(state));
        let mut sheets = ground.as_ref().map(|_| before.sheets.clone()).unwrap_or_default();
        if sheets.len() >= KEPT_MAX && !sheets.contains_key(&path) {
            let any = sheets.keys().next().cloned();
            any.and_then(|any| sheets.remove(&any));
        }
        sheets.insert(path, known);
        let ground = ground.or_else(|| Some(Ground::of(state)));
        self.kept.store(Arc::new(Kept { ground, sheets }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read_from_its_path() {
        let matter = Matter::Incident(7);
        let asked = |page: Option<&str>, stand, language| {
            Some(Asked { page: page.map(StatusPageKey::from), stand, language, matter })
        };
        let german = Some(Language::German);
        assert_eq!(Asked::of("/status/i/7"), asked(None, AskedStand::Short, None));
        assert_eq!(Asked::of("/status/de/i/7"), asked(None, AskedStand::Short, german));
        assert_eq!(Asked::of("/status/p/x/i/7"), asked(Some("x"), AskedStand::Page, None));
        assert_eq!(Asked::of("/status/p/x/de/i/7"), asked(Some("x"), AskedStand::Page, german));
        assert_eq!(Asked::of("/status/p/x/~/i/7"), asked(Some("x"), AskedStand::Own, None));
        let class = |prefix: &str| AskedStand::Class(prefix.to_owned());
        let file = |name| Asked::of_file("class:00/", name);
        assert_eq!(file("incident-7.html"), asked(None, class("class:00/"), None));
        assert_eq!(file("incident-7.de.html"), asked(None, class("class:00/"), german));
        let beside = class("class:00/p/x/");
        assert_eq!(file("p/x/incident-7.html"), asked(Some("x"), beside, None));
        for path in ["/status/i/07", "/status/xx/i/7", "/status/i/7/stream", "/i/7", "/status/"] {
            assert_eq!(Asked::of(path), None, "{path}");
        }
        for name in ["index.html", "incident-7.xx.html", "incident-7.ics", "incident-7.json"] {
            assert_eq!(file(name), None, "{name}");
        }
    }

    #[test]
    fn a_path_of_any_text_is_read_or_not() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let _ = (Asked::of(&format!("/status/{text}")), Asked::of_file("class:00/", text));
        });
    }
}

//! What pages, documents and feeds are written with: the same words for the server's own addresses
//! and for copies that lie elsewhere.

use std::time::Duration;

use domain::readers::Readable;
use domain::status::Shown;
use domain::status_pages::Readers;
use domain::words::{ComponentKey, Language, StatusPageKey, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped};
use views::status::{Around, EDITION, Matters, PRINTED, Places};

use super::sheet::{digits, policy};
use super::{calendar, feeds, logos, statuspage};
use crate::line::Published;
use crate::links::InstallationKey;

mod alone;

use alone::Mark;
pub use alone::Rest;

/// Even where nothing happens, pages are printed anew at each full quarter of an hour: days pass,
/// and readers see that they do not read an old copy. All nodes do it at the same times, so that
/// their pages have the same bytes.
const QUARTER_MILLIS: i64 = 15 * 60 * 1_000;
/// Stands where the policy of a copy goes once the page is written.
const POLICY: &str = "@policy@";
const HTML: &str = "text/html; charset=utf-8";

/// What to write with.
pub struct Ink<'a> {
    /// What is published.
    pub published: &'a Published,
    /// What of it these readers may see; nothing else is written.
    pub seen: &'a Readable,
    /// Makes links.
    pub key: &'a InstallationKey,
    /// The address under which people reach the server.
    pub public_url: &'a str,
    /// What stands before every path.
    pub base: &'a str,
}

/// Something written.
pub struct Leaf {
    /// Where it goes: its path below the base, or in the copy.
    pub path: String,
    /// Its content type.
    pub kind: &'static str,
    /// Its text.
    pub text: String,
    /// Changes with what a page says, but not by being printed anew; pages only.
    pub edition: Option<String>,
    /// Whether other sites may show it in a frame.
    pub framed: bool,
    /// Whether its address changes with its content, so that it may be kept for ever.
    pub lasting: bool,
}

impl Leaf {
    /// A document, an image or a feed.
    fn new(path: String, kind: &'static str, text: String) -> Self {
        Self { path, kind, text, edition: None, framed: false, lasting: false }
    }
}

/// Where a page and all that belongs to it stand.
#[derive(Clone)]
pub struct Stand {
    page: String,
    history: String,
    json: String,
    feeds: [String; 2],
    widget: String,
    /// What stands before the names of badges.
    badges: String,
    calendar: String,
    /// Of a copy: what stands before all its paths, and not in its links.
    copy: Option<String>,
    /// Whether it lies here, for those who read by a link.
    here: bool,
    /// Of a host name of its own: the same.
    own: Option<String>,
    /// Whether it is written once, by hand, and nothing renews it.
    once: bool,
    /// In which language, where that is not the page's own.
    language: Option<Language>,
}

/// Below the address of a page, what is read at its own host names lies behind this. No component
/// has such a key, and nobody reaches it by the door's name.
pub const OWN: &str = "~";

impl Stand {
    /// The first page of the organisation, at the short addresses.
    pub fn short() -> Self {
        Self {
            page: "/status".into(),
            history: "/status/history".into(),
            json: "/api/v2/".into(),
            feeds: ["/history.atom".into(), "/history.rss".into()],
            widget: "/status/widget".into(),
            badges: "/status/badge".into(),
            calendar: "/status/maintenance.ics".into(),
            copy: None,
            here: true,
            own: None,
            once: false,
            language: None,
        }
    }

    /// Any page, at its own address.
    pub fn of(key: &StatusPageKey) -> Self {
        Self::below(&format!("/status/p/{key}"))
    }

    /// A page at its own host names, where its parts stand at the root.
    pub fn own(key: &StatusPageKey) -> Self {
        let root = format!("/status/p/{key}/{OWN}");
        Self { own: Some(root.clone()), ..Self::below(&root) }
    }

    fn below(root: &str) -> Self {
        Self {
            page: root.to_owned(),
            history: format!("{root}/history"),
            json: format!("{root}/api/v2/"),
            feeds: ["atom", "rss"].map(|kind| format!("{root}/history.{kind}")),
            widget: format!("{root}/widget"),
            badges: format!("{root}/badge"),
            calendar: format!("{root}/maintenance.ics"),
            copy: None,
            here: true,
            own: None,
            once: false,
            language: None,
        }
    }

    /// A page in a copy, below that path. Its links lead to what lies beside it, so that the copy
    /// works at any host and under any path.
    pub fn copy(prefix: &str, once: bool) -> Self {
        Self {
            page: format!("{prefix}index.html"),
            history: format!("{prefix}history.html"),
            json: format!("{prefix}api/v2/"),
            feeds: ["atom", "rss"].map(|kind| format!("{prefix}history.{kind}")),
            widget: format!("{prefix}widget.html"),
            badges: format!("{prefix}badge"),
            calendar: format!("{prefix}maintenance.ics"),
            copy: Some(prefix.to_owned()),
            here: false,
            own: None,
            once,
            language: None,
        }
    }

    /// The same page in another language: its pages, its feeds and its calendar stand elsewhere,
    /// and nothing else does.
    fn spoken(&self, language: Language) -> Self {
        let code = language.code();
        let (page, history, below) = match &self.copy {
            None => {
                let root = format!("{}/{code}", self.page);
                (root.clone(), format!("{root}/history"), format!("{root}/"))
            }
            Some(prefix) => (
                format!("{prefix}index.{code}.html"),
                format!("{prefix}history.{code}.html"),
                prefix.clone(),
            ),
        };
        // In a copy, and by a link, all languages lie in one folder.
        let of = if self.copy.is_some() { format!(".{code}") } else { String::new() };
        let feeds = ["atom", "rss"].map(|kind| format!("{below}history{of}.{kind}"));
        let calendar = format!("{below}maintenance{of}.ics");
        Self { page, history, feeds, calendar, language: Some(language), ..self.clone() }
    }

    /// A page for a class of readers, below that path: its links lead to what lies beside it, so
    /// that every link of the class reads the same bytes.
    pub fn class(prefix: &str) -> Self {
        Self { here: true, ..Self::copy(prefix, false) }
    }

    /// Whether it is read by the links of a class.
    fn is_by_link(&self) -> bool {
        self.here && self.copy.is_some()
    }

    /// A copy says itself what a browser may do with it: nobody knows the headers of its host.
    fn with_policy(&self, leaf: Leaf) -> Leaf {
        match self.here {
            true => leaf,
            false => Leaf { text: leaf.text.replacen(POLICY, &policy(&leaf.text, ""), 1), ..leaf },
        }
    }

    /// Where a logo stands: beside the badges.
    fn logo(&self, name: &str) -> String {
        let (beside, _) = self.badges.rsplit_once("badge").unwrap_or_default();
        format!("{beside}{name}")
    }

    /// Where a month of its history stands.
    fn month(&self, month: Date) -> String {
        let code = views::status::month_code(month);
        match &self.copy {
            None => format!("{}/{code}", self.history),
            Some(prefix) => match self.language {
                None => format!("{prefix}history-{code}.html"),
                Some(language) => format!("{prefix}history-{code}.{}.html", language.code()),
            },
        }
    }

    fn link(&self, base: &str, path: &str) -> String {
        match (&self.copy, &self.own) {
            (None, None) => format!("{base}{path}"),
            (None, Some(root)) => match path.strip_prefix(root.as_str()) {
                Some("") => "/".to_owned(),
                Some(below) => below.to_owned(),
                None => format!("{base}{path}"),
            },
            (Some(prefix), _) => path.strip_prefix(prefix.as_str()).unwrap_or(path).to_owned(),
        }
    }
}

/// A month of the history, and those around it with their links.
struct Past {
    month: Date,
    earlier: Option<(Date, String)>,
    later: Option<(Date, String)>,
    still: bool,
}

impl Past {
    fn around(&self) -> Around<'_> {
        Around {
            month: self.month,
            earlier: self.earlier.as_ref().map(|(month, link)| (*month, link.as_str())),
            later: self.later.as_ref().map(|(month, link)| (*month, link.as_str())),
        }
    }
}

/// A month that is past: it is not printed anew, so nothing in it says when it was.
fn still_leaf(path: &str, text: &str) -> Leaf {
    let edition = digits(text.as_bytes(), 8);
    let text = text.replacen(EDITION, &edition, 1);
    Leaf { edition: Some(edition), ..Leaf::new(path.to_owned(), HTML, text) }
}

/// The links of a page.
struct Linked {
    page: String,
    history: String,
    feeds: [String; 2],
    json: String,
    calendar: String,
    door: String,
    matters: Matters,
    /// None where a private page lies in a copy: nobody signs up from there.
    subscribe: Option<String>,
}

impl Linked {
    /// The same for a page that neither listens nor asks anything.
    fn places<'a>(&'a self, policy: Option<&'a str>) -> Places<'a> {
        Places {
            page: &self.page,
            history: &self.history,
            door: &self.door,
            feeds: [&self.feeds[0], &self.feeds[1]],
            json: &self.json,
            calendar: &self.calendar,
            subscribe: self.subscribe.as_deref(),
            live: None,
            still: false,
            fails: None,
            policy,
            canonical: None,
            matters: &self.matters,
            title: None,
            languages: &[],
            logo: None,
        }
    }
}

/// The feeds of a page in one language, and its calendar.
fn feeds_at(source: &statuspage::Source<'_>, stand: &Stand) -> [Leaf; 3] {
    let [atom, rss] = stand.feeds.clone();
    [
        Leaf::new(atom, "application/atom+xml; charset=utf-8", feeds::atom(source)),
        Leaf::new(rss, "application/rss+xml; charset=utf-8", feeds::rss(source)),
        Leaf::new(stand.calendar.clone(), "text/calendar; charset=utf-8", calendar::write(source)),
    ]
}

impl Ink<'_> {
    /// When what is written now counts as printed: at the last full quarter of an hour, or at the
    /// last change since.
    fn printed_at(&self, shown: &Shown<'_>) -> Timestamp {
        let now = self.published.now();
        let past = now.0.rem_euclid(QUARTER_MILLIS);
        let quarter = now - Duration::from_millis(past.unsigned_abs());
        quarter.max(shown.changed_at())
    }

    /// How long until the next full quarter.
    pub fn until_quarter(now: Timestamp) -> Duration {
        let left = QUARTER_MILLIS - now.0.rem_euclid(QUARTER_MILLIS);
        Duration::from_millis(left.unsigned_abs())
    }

    fn context(&self, shown: &Shown<'_>, stand: &Stand) -> views::Context<'_> {
        /// What pages for everyone say nothing of.
        static NODES: std::sync::LazyLock<views::Nodes> =
            std::sync::LazyLock::new(Default::default);
        views::Context {
            state: self.seen,
            now: self.published.now(),
            zones: crate::zones(),
            links: self.key,
            public_url: self.public_url.trim_end_matches('/'),
            base: self.base,
            kept_here: false,
            nodes: &NODES,
            files: Default::default(),
            demo: false,
            rehearsal: None,
            reader: views::status::reader_in(shown, stand.language),
        }
    }

    /// A page with all that belongs to it.
    pub fn written(&self, shown: &Shown<'_>, stand: &Stand) -> Vec<Leaf> {
        let public = self.public_url.trim_end_matches('/');
        let zone = crate::zones().get(&shown.page.profile.zone).unwrap_or(TimeZone::UTC);
        let has_own = !shown.page.profile.hosts.is_empty();
        // Wherever it is read, it names one address: the one that it has of its own.
        let url = match has_own || stand.copy.is_some() {
            true => views::status::address(&self.published.state, public, self.base, shown.key),
            false => format!("{public}{}{}", self.base, stand.page),
        };
        let language = shown.page.profile.language;
        let source = {
            let first = self.seen.written_in();
            let by_link = stand.is_by_link().then(|| &*self.published.state);
            statuspage::Source { shown, language, first, url: &url, zone, by_link }
        };
        let documents = statuspage::DOCUMENTS.iter().filter_map(|name| {
            let (path, text) = (format!("{}{name}", stand.json), source.document(name)?);
            Some(Leaf::new(path, "application/json", text))
        });
        let feeds = feeds_at(&source, stand);
        let canonical = has_own.then_some(url.as_str());
        let context = self.context(shown, stand);
        let linked = self.linked(shown, stand);
        let quiet = Places { canonical, ..linked.places((!stand.here).then_some(POLICY)) };
        let elsewhere = self.elsewhere(&context, shown, stand, &quiet);
        let others = shown.page.profile.languages.iter().flat_map(|one| {
            let theirs = stand.spoken(*one);
            let url = format!("{url}/{}", one.code());
            let source = statuspage::Source { language: *one, url: &url, ..source.clone() };
            let feeds = feeds_at(&source, &theirs);
            self.pages(shown, &theirs, stand, canonical).into_iter().chain(feeds)
        });
        let pages = self.pages(shown, stand, stand, canonical).into_iter().chain(others);
        let pages = pages.chain(self.alone(shown, stand, canonical));
        let logos = [&shown.page.profile.logo, &shown.page.profile.logo_dark].into_iter();
        let logos = logos.filter_map(|logo| logos::shown(logo)).map(|logo| {
            let leaf = Leaf::new(stand.logo(&logo.name), "image/svg+xml", logo.text);
            Leaf { lasting: true, ..leaf }
        });
        pages.chain(feeds).chain(documents).chain(elsewhere).chain(logos).collect()
    }

    /// The pages themselves, the present one and every month, in one language.
    fn pages(
        &self,
        shown: &Shown<'_>,
        stand: &Stand,
        own: &Stand,
        canonical: Option<&str>,
    ) -> Vec<Leaf> {
        let link = |path: &str| stand.link(self.base, path);
        let fails = match (&stand.copy, &stand.own) {
            // Beside the page itself, so that every link of the class reads the same bytes.
            (Some(_), _) => stand.here.then(|| "fails".to_owned()),
            (None, Some(_)) => Some("/fails".to_owned()),
            (None, None) => Some(link(&format!("/status/p/{}/fails", shown.key))),
        };
        let context = self.context(shown, stand);
        let linked = self.linked(shown, stand);
        let quiet = Places { canonical, ..linked.places((!stand.here).then_some(POLICY)) };
        let mark = Mark::of(shown, |name| link(&own.logo(name)));
        let logo = mark.as_ref().map(Mark::shown);
        let in_languages =
            |place: &dyn Fn(&Stand) -> String| self.in_languages(shown, (stand, own), place);
        let write = |path: &str, past: Option<&Past>| {
            let still = past.is_some_and(|past| past.still);
            let live = !still && stand.here;
            let live = live.then(|| link(&format!("{path}/stream")));
            let (live, fails) = (live.as_deref(), fails.as_deref());
            let languages = match past {
                None => in_languages(&|stand| stand.page.clone()),
                Some(past) => in_languages(&|stand| stand.month(past.month)),
            };
            let places = Places { live, still, fails, languages: &languages, logo, ..quiet };
            let text = match past {
                None => views::status::page(&context, shown, &places),
                Some(past) => views::status::history(&context, shown, &places, &past.around()),
            };
            let text = text.into_string();
            let leaf = match still {
                false => self.finished(path, &text, shown, (&context, stand.once)),
                true => still_leaf(path, &text),
            };
            stand.with_policy(leaf)
        };
        let mut pages = vec![write(&stand.page, None)];
        let months = views::status::months(&context, shown);
        for (place, month) in months.iter().enumerate() {
            let beside = |place: Option<usize>| {
                let month = *months.get(place?)?;
                Some((month, link(&stand.month(month))))
            };
            let past = Past {
                month: *month,
                earlier: beside(Some(place + 1)),
                later: beside(place.checked_sub(1)),
                still: place > 0,
            };
            if place == 0 {
                pages.push(write(&stand.history, Some(&past)));
            }
            pages.push(write(&stand.month(*month), Some(&past)));
        }
        pages
    }

    /// Where all that belongs to a page lies, seen from the page itself.
    fn linked(&self, shown: &Shown<'_>, stand: &Stand) -> Linked {
        let link = |path: &str| stand.link(self.base, path);
        let whole = format!("{}{}", self.public_url.trim_end_matches('/'), self.base);
        Linked {
            page: link(&stand.page),
            history: link(&stand.history),
            feeds: stand.feeds.each_ref().map(|path| link(path)),
            json: link(&format!("{}summary.json", stand.json)),
            calendar: link(&stand.calendar),
            // Whole, because whoever reads a copy calls and signs up where it is kept.
            door: format!("{whole}/help"),
            matters: stand.matters(self.base),
            subscribe: match (&stand.own, stand.is_by_link()) {
                // Beside the page: who subscribes there is told what stands there.
                (_, true) => Some("subscribe".to_owned()),
                _ if shown.page.profile.readers != Readers::Everyone => None,
                (Some(_), _) => Some("/subscribe".to_owned()),
                (None, _) => Some(format!("{whole}/status/subscribe?page={}", shown.key)),
            },
        }
    }

    /// What other sites show of a page: its summary, and badges of it and of each component.
    fn elsewhere(
        &self,
        context: &views::Context<'_>,
        shown: &Shown<'_>,
        stand: &Stand,
        places: &Places<'_>,
    ) -> Vec<Leaf> {
        const SVG: &str = "image/svg+xml";
        let widget = views::status::widget(context, shown, places).into_string();
        let widget = self.finished(&stand.widget, &widget, shown, (context, stand.once));
        // Nobody listens for its editions: it asks by itself.
        let widget = Leaf { framed: true, edition: None, ..widget };
        let whole = views::status::badge(context, shown);
        let whole = Leaf::new(format!("{}.svg", stand.badges), SVG, whole);
        // A copy is written file by file: it does without thousands of them.
        let parts = shown.parts.iter().filter(|_| stand.copy.is_none()).map(|part| {
            let path = format!("{}/{}.svg", stand.badges, part.key);
            Leaf::new(path, SVG, views::status::badge_of(context, part))
        });
        [stand.with_policy(widget), whole].into_iter().chain(parts).collect()
    }

    /// What a reader reads who has said that a component fails for them, and its policy. It stands
    /// beside the page; `door` is the way to a person, where that is one of their own.
    pub fn thanks(
        &self,
        (page, component): (&StatusPageKey, &ComponentKey),
        stand: &Stand,
        door: Option<&str>,
    ) -> Option<(Markup, String)> {
        let shown = self.seen.status_page_at(page, self.published.now())?;
        let part = shown.parts.iter().find(|part| part.key == component)?;
        let linked = self.linked(&shown, stand);
        let places = linked.places(None);
        let places = Places { door: door.unwrap_or(places.door), ..places };
        let seen = self.seen.sightings.seen.get(component);
        let readers = seen.map_or(0, |seen| seen.readers_at(self.published.now()).count());
        let readers = u32::try_from(readers).unwrap_or(u32::MAX);
        let context = self.context(&shown, stand);
        let text = views::status::thanks(&context, &shown, &places, part, readers).into_string();
        let leaf = self.finished(&stand.page, &text, &shown, (&context, false));
        let policy = policy(&leaf.text, "frame-ancestors 'none'; ");
        Some((PreEscaped(leaf.text), policy))
    }

    /// A page with its edition, its policy and the time at which it was printed.
    fn finished(
        &self,
        path: &str,
        text: &str,
        shown: &Shown<'_>,
        (context, once): (&views::Context<'_>, bool),
    ) -> Leaf {
        let edition = digits(text.as_bytes(), 8);
        let at = self.printed_at(shown);
        let said = match once {
            true => views::status::printed_once(context, shown, at),
            false => views::status::printed(context, shown, at),
        };
        let text = text.replacen(EDITION, &edition, 1).replacen(PRINTED, &views::times::iso(at), 1);
        // The last of them is ours: whatever people wrote stands before it.
        let text = match text.rsplit_once(PRINTED) {
            Some((before, after)) => format!("{before}{said}{after}"),
            None => text,
        };
        Leaf { edition: Some(edition), ..Leaf::new(path.to_owned(), HTML, text) }
    }
}

/// Copies of pages for any host that serves files: the first of them, or the one that is asked for,
/// at the top, and without such a wish all of them below `p/`. Beside them stands what else a copy
/// holds and lies still, by path.
///
/// # Errors
/// A sentence, when there is no such page.
pub fn copies(
    ink: &Ink<'_>,
    page: Option<&StatusPageKey>,
    once: bool,
) -> Result<(Vec<Leaf>, Vec<Rest>), String> {
    let (mut leaves, mut rest) = (Vec::new(), Vec::new());
    for (shown, prefix) in copied(ink, page)? {
        leaves.extend(ink.written(&shown, &Stand::copy(&prefix, once)));
        rest.extend(ink.rest(&shown, &prefix));
    }
    // Whoever reads in between finds no page that leads to what is not there yet.
    leaves.sort_by_key(|leaf| (leaf.edition.is_some(), leaf.path.ends_with("index.html")));
    rest.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok((leaves, rest))
}

/// What lies still in such copies, by path, without printing anything.
///
/// # Errors
/// A sentence, when there is no such page.
pub fn lying(ink: &Ink<'_>, page: Option<&StatusPageKey>) -> Result<Vec<Rest>, String> {
    let copied = copied(ink, page)?;
    let rest = copied.iter().flat_map(|(shown, prefix)| ink.rest(shown, prefix));
    let mut rest: Vec<Rest> = rest.collect();
    rest.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(rest)
}

/// The pages that are copied, each with what stands before its paths.
fn copied<'a>(
    ink: &Ink<'a>,
    page: Option<&'a StatusPageKey>,
) -> Result<Vec<(Shown<'a>, String)>, String> {
    // Nothing that only some may read is copied.
    let state = ink.seen;
    let first = state.status_pages.first().map(|(key, _)| key);
    // Where there is no page at all, there is nothing to copy.
    let Some(top) = page.or(first) else { return Ok(Vec::new()) };
    let now = ink.published.now();
    if state.status_pages.get(top).is_none() {
        return Err(format!("There is no status page {top}."));
    }
    let below = state.status_pages.pages.keys().filter(|_| page.is_none());
    let below = below.map(|key| (key, format!("p/{key}/")));
    let all = std::iter::once((top, String::new())).chain(below);
    Ok(all.filter_map(|(key, prefix)| Some((state.status_page_at(key, now)?, prefix))).collect())
}

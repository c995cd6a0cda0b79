//! What stands alone at an address that stays: one incident, planned maintenance, an announcement.
//!
//! A page may have thousands of them over the years, and an edition must not wait for them. So each
//! edition writes only those that somebody may have open now (`Shown::fresh`). All others lie
//! still: who asks for one has it written then ([`Ink::still`], kept by `status/shelf.rs`), and a
//! copy writes one only when something that it is made of has changed (`status/export.rs`).

use domain::status::{Matter, Shown};
use domain::words::{Language, StatusPageKey};
use views::status::{Logo, Matters, Places};

use super::{Ink, Leaf, POLICY, Stand, logos, still_leaf};

/// The vendor's mark, and where it lies.
pub(super) struct Mark {
    light: String,
    dark: Option<String>,
    size: (u32, u32),
}

impl Mark {
    pub(super) fn of(shown: &Shown<'_>, link: impl Fn(&str) -> String) -> Option<Self> {
        let logo = logos::shown(&shown.page.profile.logo)?;
        let dark = logos::shown(&shown.page.profile.logo_dark).map(|dark| link(&dark.name));
        Some(Self { light: link(&logo.name), dark, size: logo.size })
    }

    pub(super) fn shown(&self) -> Logo<'_> {
        Logo { light: &self.light, dark: self.dark.as_deref(), size: self.size }
    }
}

/// A matter that lies still in a copy, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Its path in the copy.
    pub path: String,
    /// What stands before all paths of its page.
    prefix: String,
    /// On which page.
    pub page: StatusPageKey,
    /// What.
    pub matter: Matter,
    /// In which language, where that is not the page's own.
    pub language: Option<Language>,
}

impl Stand {
    /// Where each matter stands alone, seen from the page.
    pub(super) fn matters(&self, base: &str) -> Matters {
        match &self.copy {
            None => Matters::Below(self.link(base, &format!("{}/", self.page))),
            Some(_) => Matters::Files(ending(self.language)),
        }
    }

    /// Where one of them stands.
    #[must_use]
    pub fn alone(&self, matter: Matter) -> String {
        match &self.copy {
            None => format!("{}/{matter}", self.page),
            Some(prefix) => {
                format!("{prefix}{}", Matters::Files(ending(self.language)).at(matter))
            }
        }
    }

    /// The same page in that language; in its own where none is named.
    pub(super) fn in_language(&self, language: Option<Language>) -> Self {
        language.map_or_else(|| self.clone(), |language| self.spoken(language))
    }
}

/// How the name of a file ends that is in this language.
fn ending(language: Option<Language>) -> String {
    language.map_or_else(|| ".html".to_owned(), |language| format!(".{}.html", language.code()))
}

impl Ink<'_> {
    /// Where the same stands in each language that a page is offered in; nothing where that is one.
    pub(super) fn in_languages(
        &self,
        shown: &Shown<'_>,
        (stand, own): (&Stand, &Stand),
        place: &dyn Fn(&Stand) -> String,
    ) -> Vec<(Language, String)> {
        let offered = shown.page.profile.offered();
        let at = |one: &Language| {
            let there = (*one != shown.page.profile.language).then_some(*one);
            stand.link(self.base, &place(&own.in_language(there)))
        };
        match offered.len() == 1 {
            true => Vec::new(),
            false => offered.iter().map(|one| (*one, at(one))).collect(),
        }
    }

    /// What somebody may have open now, each alone, in every language of the page.
    pub(super) fn alone(
        &self,
        shown: &Shown<'_>,
        stand: &Stand,
        canonical: Option<&str>,
    ) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        for matter in shown.fresh(self.published.now()) {
            let Some(about) = self.seen.status_page_about(shown.key, matter) else { continue };
            for language in languages(shown) {
                leaves.push(self.of_matter(&about, matter, (stand, language), canonical, false));
            }
        }
        leaves
    }

    /// What of a page lies still in a copy.
    pub(super) fn rest(&self, shown: &Shown<'_>, prefix: &str) -> Vec<Rest> {
        let stand = Stand::copy(prefix, false);
        let fresh = shown.fresh(self.published.now());
        let mut rest = Vec::new();
        for matter in shown.matters().filter(|matter| !fresh.contains(matter)) {
            for language in languages(shown) {
                let path = stand.in_language(language).alone(matter);
                let (page, prefix) = (shown.key.clone(), prefix.to_owned());
                rest.push(Rest { path, prefix, page, matter, language });
            }
        }
        rest
    }

    /// One that lies still; `None` where these readers do not find it on that page, or where the
    /// page is not offered in that language.
    #[must_use]
    pub fn still(
        &self,
        (page, matter): (&StatusPageKey, Matter),
        (stand, language): (&Stand, Option<Language>),
    ) -> Option<Leaf> {
        let about = self.seen.status_page_about(page, matter)?;
        // What never was has an address only while the page says so.
        if !languages(&about).contains(&language) || !about.mistakes.is_empty() {
            return None;
        }
        let public = self.public_url.trim_end_matches('/');
        let has_own = !about.page.profile.hosts.is_empty();
        let url = views::status::address(&self.published.state, public, self.base, page);
        let canonical = has_own.then_some(url.as_str());
        // What has only just begun is asked for before the edition that has it is written.
        let runs = about.maintenance.iter().any(|known| known.stage.is_running());
        let still = about.live.is_empty() && !runs;
        Some(self.of_matter(&about, matter, (stand, language), canonical, still))
    }

    /// What lies still in a copy, as it is written there.
    #[must_use]
    pub fn of_rest(&self, rest: &Rest) -> Option<Leaf> {
        let stand = Stand::copy(&rest.prefix, false);
        self.still((&rest.page, rest.matter), (&stand, rest.language))
    }

    fn of_matter(
        &self,
        shown: &Shown<'_>,
        matter: Matter,
        (own, language): (&Stand, Option<Language>),
        canonical: Option<&str>,
        still: bool,
    ) -> Leaf {
        let stand = &own.in_language(language);
        let path = stand.alone(matter);
        let link = |path: &str| stand.link(self.base, path);
        let live = (!still && stand.here).then(|| link(&format!("{path}/stream")));
        let mark = Mark::of(shown, |name| link(&own.logo(name)));
        let place = |stand: &Stand| stand.alone(matter);
        let languages = self.in_languages(shown, (stand, own), &place);
        let canonical = canonical.map(|url| format!("{url}/{matter}"));
        let (context, linked) = (self.context(shown, stand), self.linked(shown, stand));
        let places = Places {
            live: live.as_deref(),
            still,
            canonical: canonical.as_deref(),
            languages: &languages,
            logo: mark.as_ref().map(Mark::shown),
            ..linked.places((!stand.here).then_some(POLICY))
        };
        let text = views::status::matter(&context, shown, &places).into_string();
        let leaf = match still {
            true => still_leaf(&path, &text),
            false => self.finished(&path, &text, shown, (&context, stand.once)),
        };
        stand.with_policy(leaf)
    }
}

/// In which languages a page is written; nothing stands for its own.
fn languages(shown: &Shown<'_>) -> Vec<Option<Language>> {
    let others = shown.page.profile.languages.iter().copied().map(Some);
    std::iter::once(None).chain(others).collect()
}

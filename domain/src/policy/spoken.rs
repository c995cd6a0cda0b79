//! In which languages the vendor's words are read, and in which of them nothing is written.

use std::collections::BTreeSet;

use crate::State;
use crate::announcements::Announcement;
use crate::bulletins::Bulletin;
use crate::maintenance::Maintenance;
use crate::words::{
    ComponentKey, Condition, IncidentId, Language, Overview, Public, Review, SmolStr,
    StatusPageKey, Translation,
};

/// Somebody reads words in a language in which they are not written, or not anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// A status page is read in it as well.
    Page {
        /// In which language.
        language: Language,
        /// What the page is called.
        page: SmolStr,
    },
    /// A caller is spoken to in it.
    Caller {
        /// In which language.
        language: Language,
    },
    /// What is written in it is what was told last, and what was written first is not.
    Stale {
        /// In which language.
        language: Language,
    },
}

impl Unwritten {
    /// In which language nothing is written, or not anew.
    #[must_use]
    pub const fn language(&self) -> Language {
        match self {
            Self::Page { language, .. } | Self::Caller { language } | Self::Stale { language } => {
                *language
            }
        }
    }
}

impl State {
    /// In which language the vendor's people write first: in that of the organisation, else in
    /// that of the first status page. It is nowhere said of single words, because whoever writes at
    /// night is asked for nothing more; so it tells programs that read aloud how words most likely
    /// sound, and whom a translation is offered for, and decides nothing else.
    #[must_use]
    pub fn written_in(&self) -> Language {
        let page = || self.status_pages.first().map(|(_, known)| known.profile.language);
        self.organisation.settings.language.or_else(page).unwrap_or_default()
    }

    /// In which other languages an update on an incident would be read: on status pages, and by
    /// the callers inside.
    #[must_use]
    pub fn also_read_in(&self, incident: IncidentId) -> Vec<Language> {
        let pages = self.also_read_on_pages().into_iter();
        let first = self.written_in();
        let inside = self.spoken_inside(incident).into_iter().filter(|one| *one != first);
        pages.chain(inside).collect::<BTreeSet<Language>>().into_iter().collect()
    }

    /// In which other languages what everyone is told would be read on status pages.
    #[must_use]
    pub fn also_read_on_pages(&self) -> Vec<Language> {
        let pages = self.status_pages.pages.values();
        let offered: BTreeSet<Language> = pages.flat_map(|known| known.profile.offered()).collect();
        let first = self.written_in();
        offered.into_iter().filter(|one| *one != first).collect()
    }

    /// In which languages the callers inside are spoken to.
    fn spoken_inside(&self, incident: IncidentId) -> BTreeSet<Language> {
        let callers = self.incidents.get(incident).map(|known| &known.emergencies);
        let live = callers
            .into_iter()
            .flatten()
            .filter(|id| self.emergencies.get(**id).is_some_and(|known| known.standing.is_live()));
        live.map(|id| self.language_with(*id)).collect()
    }

    /// The status pages on which an incident's update would stand.
    #[must_use]
    pub fn pages_with(&self, incident: IncidentId, public: &Public) -> Vec<StatusPageKey> {
        let told = self.bulletins.of(incident);
        let mut concerned: BTreeSet<ComponentKey> =
            told.into_iter().flat_map(crate::bulletins::Bulletin::concerned).collect();
        concerned.extend(public.affected.iter().map(|one| one.component.clone()));
        self.audience(&concerned, Condition::default()).pages
    }

    /// For whom an update is not written, or not anew, in their language.
    #[must_use]
    pub fn unwritten(
        &self,
        incident: IncidentId,
        overview: &Overview,
        public: Option<&Public>,
    ) -> Vec<Unwritten> {
        let first = self.written_in();
        let is_written = |language: Language| {
            let known = overview.translation(language);
            known.is_some_and(|known| known.parts().iter().any(|part| !part.is_empty()))
        };
        let pages = public.map(|public| self.pages_with(incident, public)).unwrap_or_default();
        let mut found = self.unwritten_on(&pages, is_written);
        let seen: BTreeSet<Language> = found.iter().map(Unwritten::language).collect();
        let open = |language: &Language| *language != first && !is_written(*language);
        let inside = self.spoken_inside(incident).into_iter().filter(open);
        let inside = inside.filter(|language| !seen.contains(language));
        found.extend(inside.map(|language| Unwritten::Caller { language }));
        let mut stale = self.stale(incident, overview);
        stale.extend(
            public.map(|public| self.stale_titles(incident, overview, public)).unwrap_or_default(),
        );
        found.extend(stale.into_iter().map(|language| Unwritten::Stale { language }));
        found
    }

    /// For which languages of these pages nothing is written, each named once.
    fn unwritten_on(
        &self,
        pages: &[StatusPageKey],
        is_written: impl Fn(Language) -> bool,
    ) -> Vec<Unwritten> {
        let first = self.written_in();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for known in pages.iter().filter_map(|key| self.status_pages.get(key)) {
            let offered = known.profile.offered().into_iter();
            let missing = offered.filter(|language| *language != first && !is_written(*language));
            for language in missing.filter(|language| seen.insert(*language)) {
                found.push(Unwritten::Page { language, page: known.profile.name.clone() });
            }
        }
        found
    }

    /// For whom what is planned is not written, or its last word is not, or what stands there was
    /// planned before.
    #[must_use]
    pub fn unwritten_of_work(&self, known: &Maintenance) -> Vec<Unwritten> {
        let concerned = known.plan.components.iter().cloned().collect();
        let pages = self.audience(&concerned, Condition::Maintenance).pages;
        let last = known.entries.iter().rev().find(|entry| !entry.words.is_empty());
        let is_written = |language| {
            let planned = Translation::of(&known.plan.translations, language).is_some();
            planned && last.is_none_or(|entry| entry.words_in(language).translated)
        };
        with_stale(self.unwritten_on(&pages, is_written), &known.stale)
    }

    /// For whom what is announced is not written, or what stands there was announced before.
    #[must_use]
    pub fn unwritten_of_notice(&self, known: &Announcement) -> Vec<Unwritten> {
        let pages = self.status_pages.pages.keys().filter(|page| known.is_for(page));
        let pages: Vec<StatusPageKey> = pages.cloned().collect();
        let translations = &known.notice.translations;
        let is_written = |language| Translation::of(translations, language).is_some();
        with_stale(self.unwritten_on(&pages, is_written), &known.stale)
    }

    /// For whom a review would not be written, or not anew where it is put right.
    #[must_use]
    pub fn unwritten_of_review(&self, of: &Bulletin, review: &Review) -> Vec<Unwritten> {
        let concerned = of.concerned().into_iter().collect();
        let pages = self.audience(&concerned, of.worst).pages;
        let is_written =
            |language| review.translation(language).is_some_and(|known| known.parts() != [""; 3]);
        let stale = of.reviewed().map(|known| match known.said == *review {
            true => known.stale.clone(),
            false => review.stale_since(&known.said, &known.stale),
        });
        with_stale(self.unwritten_on(&pages, is_written), &stale.unwrap_or_default())
    }

    /// What was told last in a language, and would be told again beside other words.
    fn stale(&self, incident: IncidentId, overview: &Overview) -> BTreeSet<Language> {
        let board = self.updates.get(incident);
        let Some(last) = board.and_then(crate::updates::Board::latest) else {
            return BTreeSet::new();
        };
        let last = &last.overview;
        let first = |of: &Overview| {
            [&of.known, &of.impact, &of.workaround, &of.next].map(std::sync::Arc::clone)
        };
        if first(last) == first(overview) {
            return BTreeSet::new();
        }
        let stays = overview.translations.iter().filter(|known| {
            let before = last.translation(known.language);
            before.is_some_and(|before| before.parts() == known.parts())
                && known.parts().iter().any(|part| !part.is_empty())
        });
        stays.map(|known| known.language).collect()
    }

    /// In which languages the heading would stay while the first one changes.
    fn stale_titles(
        &self,
        incident: IncidentId,
        overview: &Overview,
        public: &Public,
    ) -> BTreeSet<Language> {
        let told = self.bulletins.of(incident).filter(|told| told.title != public.title);
        let stays = overview.translations.iter().filter(|known| {
            let before = told.map(|told| told.title_in(known.language));
            before.is_some_and(|before| before.translated && before.words == known.title)
        });
        stays.map(|known| known.language).collect()
    }
}

/// The same, and the languages in which old words stand.
fn with_stale(found: Vec<Unwritten>, stale: &BTreeSet<Language>) -> Vec<Unwritten> {
    let stale = stale.iter().map(|language| Unwritten::Stale { language: *language });
    found.into_iter().chain(stale).collect()
}

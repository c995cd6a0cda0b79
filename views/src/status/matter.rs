//! One incident, planned maintenance or announcement alone, whole, at an address that stays.

use domain::status::{Matter, Shown};
use maud::{Markup, html};

use super::{Places, announcement, bulletin, document, maintenance, mistake};
use crate::{Context, say, spoken};

/// Where each matter stands alone, seen from the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matters {
    /// Below this: `i/7`, `m/3` or `a/2`.
    Below(String),
    /// In a file beside the page whose name ends so.
    Files(String),
}

impl Matters {
    /// Where that one stands.
    #[must_use]
    pub fn at(&self, matter: Matter) -> String {
        match self {
            Self::Below(root) => format!("{root}{matter}"),
            Self::Files(ending) => {
                let (_, number) = matter.parts();
                let name = match matter {
                    Matter::Incident(_) => "incident",
                    Matter::Maintenance(_) => "maintenance",
                    Matter::Notice(_) => "announcement",
                };
                format!("{name}-{number}{ending}")
            }
        }
    }

    /// Which one stands in a file of that name, and how the name ends.
    #[must_use]
    pub fn in_file(name: &str) -> Option<(Matter, &str)> {
        let (stem, ending) = name.split_at(name.find('.')?);
        let (kind, number) = stem.rsplit_once('-')?;
        let letter = match kind {
            "incident" => "i",
            "maintenance" => "m",
            "announcement" => "a",
            _ => return None,
        };
        Some((format!("{letter}/{number}").parse().ok()?, ending))
    }
}

/// A page with one matter only, as [`domain::readers::Readable::status_page_about`] gives it.
#[must_use]
pub fn matter(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>) -> Markup {
    let reads = spoken::language(context);
    let told = shown.live.iter().chain(&shown.past);
    let title = told.map(|known| known.title_in(reads).words);
    let title = title.chain(shown.maintenance.iter().map(|one| one.plan.title_in(reads).words));
    let title =
        title.chain(shown.announcements.iter().map(|one| one.notice.title_in(reads).words)).next();
    let places = Places { title, ..*places };
    let main = html! {
        main id="main" tabindex="-1" {
            p { a href=(places.page) { (say!(context, "status-back")) } }
            @for known in shown.live.iter().chain(&shown.past) {
                (bulletin::alone(context, shown, known))
            }
            @for known in &shown.mistakes { (mistake(context, shown, known)) }
            @for known in &shown.maintenance { (maintenance::alone(context, shown, known)) }
            @for known in &shown.announcements { (announcement(context, shown, known, None)) }
            p { a href=(places.history) { (say!(context, "status-history")) } }
        }
    };
    document(context, shown, &places, main)
}

/// The way from where it is folded to where it stands alone.
pub(super) fn way_to(context: &Context<'_>, places: &Places<'_>, matter: Matter) -> Markup {
    html! {
        p { a href=(places.matters.at(matter)) { (say!(context, "status-own-page")) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_matter_is_found_by_its_name() {
        let files = Matters::Files(".de.html".to_owned());
        for matter in [Matter::Incident(7), Matter::Maintenance(3), Matter::Notice(2)] {
            assert_eq!(Matters::in_file(&files.at(matter)), Some((matter, ".de.html")));
        }
        for name in ["", "incident-7", "incident-07.html", "history-2026-10.html", "x-7.html"] {
            assert_eq!(Matters::in_file(name), None, "{name}");
        }
    }
}

//! Words about maintenance that begin with a template: the fields of the form filled in. Nothing
//! is planned, and nothing is told.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::maintenance::Stage;
use domain::templates::{Begins, Place, Places, Text, fill};
use domain::words::{ComponentKey, Language, TemplateKey, Timestamp};
use views::languages;

use super::super::forms::Fields;
use super::super::signed_in::SignedIn;
use super::super::{Problem, Site};
use super::{form, instant, page, routines, with};

/// What the words are about, as far as it is known.
#[derive(Default)]
struct About {
    number: Option<u32>,
    components: Vec<ComponentKey>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    zone: String,
}

impl About {
    /// As it stands in the form.
    fn typed(number: Option<u32>, fields: &Fields) -> Self {
        let zone = fields.get("zone").trim();
        Self {
            number,
            components: fields.all("component").into_iter().map(Into::into).collect(),
            from: instant("from", fields.get("from"), zone, false).ok(),
            until: instant("until", fields.get("until"), zone, true).ok(),
            zone: zone.to_owned(),
        }
    }

    /// What stands for the places of a template, in a language.
    fn places(&self, site: &Site, language: Language) -> Places {
        let state = site.line.published().state;
        let settings = &state.organisation.settings;
        let line = match settings.phone.trim() {
            "" => format!("{}/help", site.public_url),
            phone => phone.to_owned(),
        };
        let names = self.components.iter().filter_map(|key| state.components.get(key));
        let names: Vec<&str> = names.map(|known| known.profile.name_in(language).words).collect();
        let mut places = Places::from([
            (Place::Vendor, settings.name.to_string()),
            (Place::Line, line),
            (Place::Components, names.join(", ")),
        ]);
        let shown = |at: Timestamp| {
            let zone = crate::zones().get(&self.zone).ok()?;
            let at = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone);
            Some(at.strftime("%Y-%m-%d %H:%M %Z").to_string())
        };
        places.extend(self.from.and_then(shown).map(|at| (Place::Starts, at)));
        places.extend(self.until.and_then(shown).map(|at| (Place::Ends, at)));
        places.extend(self.number.map(|number| (Place::Number, number.to_string())));
        places
    }
}

/// What was typed, with the template that was chosen in its fields, and what it begins; nothing
/// where none was chosen. `fields_of` are the parts of a template with the names of their fields.
fn filled(
    site: &Site,
    fields: &Fields,
    about: &About,
    fields_of: &[(&str, &'static str)],
) -> Option<(views::Returned, Begins)> {
    let state = site.line.published().state;
    let template = state.templates.get(&TemplateKey::from(fields.get("template")))?;
    let chosen = Language::of_tag(fields.get("template_language")).unwrap_or_default();
    let first = template.text(chosen)?;
    let mut typed = fields.pairs().to_vec();
    let mut write = |text: &Text, field_of: &dyn Fn(&str) -> String| {
        let places = about.places(site, text.language);
        for (part, field) in fields_of {
            let words = match *part {
                "title" => &*text.title,
                "impact" => &text.overview.impact,
                _ => &text.overview.known,
            };
            let field = field_of(field);
            typed.retain(|(name, _)| *name != field);
            typed.push((field, fill(words, &places)));
        }
    };
    write(first, &str::to_owned);
    // The folds get the same template, each in its own language.
    let read = state.also_read_on_pages();
    for text in template.texts.iter().filter(|text| read.contains(&text.language)) {
        write(text, &|field| languages::field(field, text.language));
    }
    Some((views::Returned { typed, ..views::Returned::default() }, template.begins))
}

/// Parts of a template in the fields of the form for a plan.
const OF_A_PLAN: [(&str, &str); 2] = [("title", "title"), ("impact", "impact")];
/// The same in that for a word.
const OF_A_WORD: [(&str, &str); 1] = [("known", "words")];
const NONE: &str = "Choose a template.";

/// The form for a plan, or for what comes again, with the template that was chosen in its fields.
fn of_a_plan(site: &Site, number: Option<u32>, fields: &Fields) -> views::Returned {
    let filled = filled(site, fields, &About::typed(number, fields), &OF_A_PLAN);
    filled.map_or_else(|| fields.returned(Some("title"), NONE), |(typed, _)| typed)
}

/// `POST /console/maintenance/template`
pub async fn blank(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    form(&site, &who, None, Some(&of_a_plan(&site, None, &fields)))
}

/// `POST /console/maintenance/<number>/plan/template`
pub async fn plan(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let returned = of_a_plan(&site, Some(number), &fields);
    with(&site, &who, number, |known| form(&site, &who, Some(known), Some(&returned)))
}

/// `POST /console/maintenance/routines/<key>/template`, or of a new one
pub async fn routine(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let returned = of_a_plan(&site, None, &fields);
    match key == views::maintenance::NEW {
        true => routines::form(&site, &who, None, Some(&returned)),
        false => routines::again(&site, &who, &key, Some(&returned)),
    }
}

/// `POST /console/maintenance/<number>/template`
pub async fn word(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    let Some(known) = state.maintenance.numbered(number) else {
        return who.told(&site, &Problem::unknown("maintenance"));
    };
    let plan = known.as_written(&state.maintenance).plan;
    let about = About {
        number: Some(number),
        from: Some(plan.from),
        until: Some(plan.until),
        zone: plan.zone.to_string(),
        components: plan.components,
    };
    let returned = match filled(&site, &fields, &about, &OF_A_WORD) {
        None => fields.returned(Some("words"), NONE),
        Some((mut returned, begins)) => {
            // What says that it is over is meant to end it; whoever sends it sees that it does.
            if begins == Begins::Completed && known.stage.next().contains(&Stage::Completed) {
                returned.typed.retain(|(name, _)| name != "stage");
                returned.typed.push(("stage".to_owned(), Stage::Completed.name().to_owned()));
            }
            returned
        }
    };
    page(&site, &who, (known, None), Some(&returned))
}

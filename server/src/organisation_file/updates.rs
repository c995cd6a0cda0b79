//! Templates of updates in the file: one table for each, and one within it for each language.

use domain::templates::{Begins, Template, Text};
use domain::updates::Overview;
use domain::words::Phase;

use super::entries::choice;
use super::first_aid::LANGUAGES;
use super::read::{Fields, Reader};
use super::sections::{Section, Writer, Written};

/// Phases by their names in the file.
const PHASES: [(&str, Phase); 4] = [
    ("investigating", Phase::Investigating),
    ("identified", Phase::Identified),
    ("monitoring", Phase::Monitoring),
    ("resolved", Phase::Resolved),
];

/// Reads a template.
pub(super) fn template(fields: &mut Fields<'_>, reader: &mut Reader) -> Template {
    let name = fields.needed("name", "what whoever writes calls it", reader);
    let all = Begins::ALL.map(|begins| (begins.name(), begins));
    let begins = match fields.is_asked("begins") {
        true => choice(fields, "begins", &all, reader).unwrap_or_default(),
        false => Begins::Update,
    };
    let service = fields.key("service", reader).map(|key| key.as_str().into());
    let phase = match fields.is_asked("phase") {
        true => choice(fields, "phase", &PHASES, reader),
        false => None,
    };
    let mut texts = Vec::new();
    for mut fields in fields.tables("text", reader) {
        texts.extend(text(&mut fields, reader));
        fields.finish(reader);
    }
    texts.sort_by_key(|text| text.language);
    Template { name, begins, service, phase, texts }
}

fn text(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Text> {
    let language = choice(fields, "language", &LANGUAGES, reader);
    let title = fields.line("title", reader).unwrap_or_default();
    let mut part = |name| fields.words(name, reader).unwrap_or_default().into();
    let overview = Overview {
        known: part("known"),
        impact: part("impact"),
        workaround: part("workaround"),
        next: part("next"),
        ..Overview::default()
    };
    Some(Text { language: language?, title, overview })
}

impl Written for Template {
    fn sections(&self) -> Vec<Section> {
        let phase = PHASES.iter().find(|(_, phase)| Some(*phase) == self.phase);
        let begins = if self.begins == Begins::Update { "" } else { self.begins.name() };
        let own = Writer::own()
            .needed("name", &self.name)
            .text("begins", begins)
            .text("service", self.service.as_ref().map_or("", |key| key.as_str()))
            .text("phase", phase.map_or("", |(name, _)| name));
        let texts = self.texts.iter().map(|text| {
            Writer::within("text", text.language.code())
                .needed("language", text.language.code())
                .text("title", &text.title)
                .text("known", &text.overview.known)
                .text("impact", &text.overview.impact)
                .text("workaround", &text.overview.workaround)
                .text("next", &text.overview.next)
        });
        std::iter::once(own).chain(texts).map(|writer| writer.0).collect()
    }
}

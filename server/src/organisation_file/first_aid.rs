//! First-aid cards in the file: one table for each, and one within it for each language.

use std::sync::Arc;

use domain::cards::{Card, Text};
use domain::words::{Language, SmolStr};

use super::entries::choice;
use super::read::{Fields, Reader};
use super::sections::{Section, Value, Writer, Written};

/// Languages by their codes.
pub(super) const LANGUAGES: [(&str, Language); 5] = [
    (Language::English.code(), Language::English),
    (Language::German.code(), Language::German),
    (Language::French.code(), Language::French),
    (Language::Spanish.code(), Language::Spanish),
    (Language::Portuguese.code(), Language::Portuguese),
];

/// Reads a card.
pub(super) fn card(fields: &mut Fields<'_>, reader: &mut Reader) -> Card {
    let service = fields.key("service", reader).map(|key| key.as_str().into());
    let asset = fields.line("asset", reader).unwrap_or_default();
    let order = fields.number("order", reader).unwrap_or(0);
    let mut texts = Vec::new();
    for mut fields in fields.tables("text", reader) {
        texts.extend(text(&mut fields, reader));
        fields.finish(reader);
    }
    Card { service, asset, order: u32::try_from(order).unwrap_or(u32::MAX), texts }
}

fn text(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Text> {
    let language = choice(fields, "language", &LANGUAGES, reader);
    let title = fields.needed("title", "what the card is about", reader);
    let steps = fields.list("instructions", reader);
    let steps = steps.iter().map(SmolStr::as_str).map(Arc::from).collect();
    Some(Text { language: language?, title, steps })
}

impl Written for Card {
    fn sections(&self) -> Vec<Section> {
        let own = Writer::own()
            .text("service", self.service.as_ref().map_or("", |key| key.as_str()))
            .text("asset", &self.asset)
            .value("order", Value::Number(self.order.into()));
        let texts = self.texts.iter().map(|text| {
            Writer::within("text", text.language.code())
                .needed("language", text.language.code())
                .needed("title", &text.title)
                .list("instructions", &text.steps)
        });
        std::iter::once(own).chain(texts).map(|writer| writer.0).collect()
    }
}

//! Definitions as JSON: the fields of the file, with the plural for what a thing has several of.

use serde_json::{Map, Value as Json, json};
use toml::Value as Toml;

use super::sections::{Value, Written};
use super::{File, Problem, parse};

/// What a thing has several of, by its names in the file and in JSON.
const PARTS: [(&str, &str); 8] = [
    ("method", "methods"),
    ("rule", "rules"),
    ("rotation", "rotations"),
    ("step", "steps"),
    ("contact", "contacts"),
    ("site", "sites"),
    ("text", "texts"),
    ("translation", "translations"),
];

/// One definition, as the API gives it. Everything that the kind can have several of stands there,
/// be it empty.
pub(super) fn write<T: Written>(thing: &T, parts: &[&'static str]) -> Json {
    let mut own = Map::new();
    for part in parts {
        own.insert((*part).to_owned(), json!([]));
    }
    for section in thing.sections() {
        let fields: Map<String, Json> =
            section.fields.iter().map(|(name, value)| ((*name).to_owned(), json(value))).collect();
        match section.within {
            None => own.extend(fields),
            Some((noun, _)) => {
                let plural = PARTS.iter().find(|(known, _)| *known == noun);
                let name = plural.map_or(noun, |(_, plural)| plural);
                let list = own.entry(name.to_owned()).or_insert_with(|| json!([]));
                list.as_array_mut().expect("parts are a list").push(Json::Object(fields));
            }
        }
    }
    Json::Object(own)
}

fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Day(text) => json!(text),
        Value::Number(number) => json!(number),
        Value::Flag(flag) => json!(flag),
        Value::List(items) => json!(items),
        Value::Rate { minor_per_hour, currency } => {
            json!({ "per_hour_minor": minor_per_hour, "currency": currency })
        }
        Value::Pairs(pairs) => {
            let each = pairs.iter().map(|(name, word)| ((*name).to_owned(), json!(word)));
            Json::Object(each.collect())
        }
    }
}

/// Reads one definition; it is read as the file would be, so that both mean the same.
///
/// # Errors
/// What is wrong with it, as with a file.
pub fn read(noun: &str, key: Option<&str>, body: &Json) -> Result<File, Vec<Problem>> {
    let mut own = table(body);
    let whole = match key {
        Some(key) => {
            own.insert("key".to_owned(), Toml::String(key.to_owned()));
            Toml::Array(vec![Toml::Table(own)])
        }
        None => Toml::Table(own),
    };
    let file = toml::Table::from_iter([(noun.to_owned(), whole)]);
    parse(&toml::to_string(&file).unwrap_or_default())
}

fn table(body: &Json) -> toml::Table {
    let fields = body.as_object().into_iter().flatten();
    let kept = fields.filter_map(|(name, value)| {
        let singular = PARTS.iter().find(|(_, plural)| plural == name).map(|(noun, _)| *noun);
        let read = match (name.as_str(), value) {
            // A day stands without quotes in the file.
            ("start", Json::String(day)) => {
                day.parse().map_or_else(|_| Toml::String(day.clone()), Toml::Datetime)
            }
            _ => toml_of(value)?,
        };
        Some((singular.unwrap_or(name).to_owned(), read))
    });
    kept.collect()
}

/// What is `null` is left out.
fn toml_of(value: &Json) -> Option<Toml> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(flag) => Toml::Boolean(*flag),
        Json::Number(number) => Toml::Integer(number.as_i64()?),
        Json::String(text) => Toml::String(text.clone()),
        Json::Array(items) => Toml::Array(items.iter().filter_map(toml_of).collect()),
        Json::Object(_) => Toml::Table(table(value)),
    })
}

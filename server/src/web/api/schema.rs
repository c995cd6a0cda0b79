//! Schemas: what a body looks like, said once for the document, for the reader of requests and for
//! the tests of answers. It is the part of JSON Schema 2020-12 that the API needs.

use serde_json::{Map, Value, json};

/// A schema, as the document has it.
pub type Schema = Value;

/// Deepest body that is looked into.
const DEPTH_MAX: usize = 32;

/// Any text.
pub fn text() -> Schema {
    json!({ "type": "string" })
}

/// The key of a thing.
pub fn key() -> Schema {
    json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]*$", "maxLength": 64 })
}

/// An instant, in RFC 3339.
pub fn time() -> Schema {
    json!({ "type": "string", "format": "date-time" })
}

/// One of these words.
pub fn choice(words: &[&str]) -> Schema {
    json!({ "type": "string", "enum": words })
}

/// A whole number within bounds.
pub fn number(least: u64, most: u64) -> Schema {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

/// Any whole number from 0.
pub fn count() -> Schema {
    json!({ "type": "integer", "minimum": 0 })
}

/// Yes or no.
pub fn flag() -> Schema {
    json!({ "type": "boolean" })
}

/// The same, or `null`.
pub fn maybe(schema: Schema) -> Schema {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// Any number of them.
pub fn list(schema: Schema) -> Schema {
    json!({ "type": "array", "items": schema })
}

/// What the document describes under that name.
pub fn named(name: &str) -> Schema {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A page of them.
pub fn page(name: &str) -> Schema {
    object(&[("items", list(named(name))), ("next", maybe(text()))], &[])
}

/// An object with these fields and no others.
pub fn object(required: &[(&str, Schema)], optional: &[(&str, Schema)]) -> Schema {
    let fields = required.iter().chain(optional);
    let properties: Map<String, Value> =
        fields.map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    let mut object =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !names.is_empty() {
        object["required"] = json!(names);
    }
    object
}

/// Where a value does not fit, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The way to the value, such as `steps.0.targets`.
    pub field: String,
    /// What is wanted.
    pub wanted: String,
}

/// Whether a value fits a schema; `named` finds what a reference means.
///
/// # Errors
/// The first [`Misfit`].
pub fn check(value: &Value, schema: &Schema, components: &Value) -> Result<(), Misfit> {
    fits(value, schema, components, &mut Vec::new())
}

fn fits(
    value: &Value,
    schema: &Schema,
    components: &Value,
    way: &mut Vec<String>,
) -> Result<(), Misfit> {
    let misfit = |way: &[String], wanted: String| Err(Misfit { field: way.join("."), wanted });
    if way.len() > DEPTH_MAX {
        return misfit(way, "It goes too deep.".to_owned());
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return match components.get(name) {
            Some(meant) => fits(value, meant, components, way),
            None => misfit(way, format!("Nothing is called {name}.")),
        };
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        let mut first = None;
        for one in ways {
            match fits(value, one, components, &mut way.clone()) {
                Ok(()) => return Ok(()),
                Err(problem) => first = first.or(Some(problem)),
            }
        }
        return first.map_or(Ok(()), Err);
    }
    let kind = schema["type"].as_str().unwrap_or("any");
    let right = match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => true,
    };
    if !right {
        return misfit(way, format!("Write {}.", article(kind)));
    }
    match value {
        Value::Object(fields) => fields_fit(fields, schema, components, way),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(index.to_string());
                fits(item, &schema["items"], components, way)?;
                way.pop();
            }
            Ok(())
        }
        Value::String(text) => word_fits(text, schema).or_else(|wanted| misfit(way, wanted)),
        Value::Number(number) => {
            let least = schema["minimum"].as_i64().unwrap_or(i64::MIN);
            let most = schema["maximum"].as_i64().unwrap_or(i64::MAX);
            match number.as_i64() {
                Some(number) if (least..=most).contains(&number) => Ok(()),
                _ => misfit(way, format!("Write a number from {least} to {most}.")),
            }
        }
        Value::Bool(_) | Value::Null => Ok(()),
    }
}

fn fields_fit(
    fields: &Map<String, Value>,
    schema: &Schema,
    components: &Value,
    way: &mut Vec<String>,
) -> Result<(), Misfit> {
    let with = |way: &[String], name: &str| {
        way.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".")
    };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            return Err(Misfit { field: with(way, name), wanted: "It is missing.".to_owned() });
        }
    }
    for (name, value) in fields {
        let Some(field) = schema["properties"].get(name) else {
            if schema["additionalProperties"] == json!(false) {
                let wanted = "There is no such field here.".to_owned();
                return Err(Misfit { field: with(way, name), wanted });
            }
            continue;
        };
        way.push(name.clone());
        fits(value, field, components, way)?;
        way.pop();
    }
    Ok(())
}

fn word_fits(text: &str, schema: &Schema) -> Result<(), String> {
    if let Some(words) = schema["enum"].as_array() {
        if words.iter().any(|word| word == text) {
            return Ok(());
        }
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return Err(format!("Write one of {}.", words.join(", ")));
    }
    if schema["pattern"].is_string() && !domain::words::is_key(text) {
        return Err("Use up to 64 of a-z, 0-9, '-', '_' and '.'.".to_owned());
    }
    if schema["format"] == "date-time" && text.parse::<jiff::Timestamp>().is_err() {
        return Err("Write an instant like 2026-03-01T14:00:00Z.".to_owned());
    }
    Ok(())
}

fn article(kind: &str) -> &str {
    match kind {
        "string" => "a text",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "a list",
        "null" => "null",
        _ => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named() {
        let step = object(&[("targets", list(text()))], &[("delay_secs", number(5, 900))]);
        let schema = object(&[("steps", list(step))], &[("role", choice(&["lead", "manager"]))]);
        let misfit = |value: Value| check(&value, &schema, &json!({})).expect_err("no fit").field;
        assert_eq!(misfit(json!([])), "");
        assert_eq!(misfit(json!({})), "steps");
        assert_eq!(misfit(json!({ "steps": [], "more": 1 })), "more");
        assert_eq!(misfit(json!({ "steps": [{ "targets": ["a", 5] }] })), "steps.0.targets.1");
        assert_eq!(
            misfit(json!({ "steps": [{ "targets": [], "delay_secs": 4 }] })),
            "steps.0.delay_secs"
        );
        assert_eq!(misfit(json!({ "steps": [], "role": "king" })), "role");
        let good = json!({ "steps": [{ "targets": ["a"], "delay_secs": 900 }], "role": "lead" });
        assert_eq!(check(&good, &schema, &json!({})), Ok(()));
    }

    #[test]
    fn any_value_is_checked_in_bounded_depth() {
        let endless = object(&[], &[("more", named("More"))]);
        let components = json!({ "More": endless });
        let mut value = json!({});
        for _ in 0..100 {
            value = json!({ "more": value });
        }
        assert!(check(&value, &named("More"), &components).is_err());
    }
}

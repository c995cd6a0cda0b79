//! The document: OpenAPI 3.1, made from the table of operations and the shapes of answers.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{self, Schema};
use super::shapes;
use super::table::{BASE, Operation, operations};

/// The document itself is an operation too.
pub fn operation() -> Operation {
    let anything = json!({ "type": "object" });
    Operation::get("/openapi.json", "getDocument", "This document.")
        .open()
        .answers(200, anything)
        .by(show)
}

async fn show(_call: Call) -> Result<Answer, Problem> {
    Answer::ok(document().clone())
}

/// What the document describes by name.
pub fn components() -> &'static Value {
    static COMPONENTS: OnceLock<Value> = OnceLock::new();
    COMPONENTS.get_or_init(|| {
        let mut named: Map<String, Value> = Map::new();
        for (name, schema) in shapes::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::callbacks::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::announcements::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::readers::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::approvals::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::follow_ups::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::maintenance::schemas() {
            named.insert(name.to_owned(), schema);
        }
        for (name, schema) in super::definitions::schemas() {
            named.insert(name.to_owned(), schema);
        }
        let parts = [
            super::machines::schemas(),
            super::around::schemas(),
            super::kept::schemas(),
            super::reviews::schemas(),
            super::told::schemas(),
        ];
        for (name, schema) in parts.into_iter().flatten() {
            named.insert(name.to_owned(), schema);
        }
        named.insert("Problem".to_owned(), problem());
        Value::Object(named)
    })
}

fn problem() -> Schema {
    schema::object(
        &[
            ("type", schema::text()),
            ("title", schema::text()),
            ("status", schema::number(400, 599)),
            ("detail", schema::text()),
            ("field", schema::maybe(schema::text())),
        ],
        &[],
    )
}

/// The whole document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut paths = Map::new();
        for operation in operations() {
            let path =
                paths.entry(format!("{BASE}{}", operation.path)).or_insert_with(|| json!({}));
            path[operation.method.as_str().to_lowercase()] = described(operation);
        }
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Mayday",
                "version": env!("CARGO_PKG_VERSION"),
                "summary": "An emergency line for software vendors.",
                "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
            },
            "servers": [{ "url": "/" }],
            "paths": paths,
            "components": {
                "schemas": components(),
                "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            },
        })
    })
}

fn described(operation: &Operation) -> Value {
    let (status, schema) = &operation.answer;
    let content = |kind: &str, schema: &Schema| json!({ kind: { "schema": schema } });
    let mut good = json!({ "description": "It went well." });
    if let Some(schema) = schema {
        good["content"] = content(operation.kind, schema);
    }
    let bad = content("application/problem+json", &schema::named("Problem"));
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": {
            status.to_string(): good,
            "default": { "description": "What went wrong (RFC 9457).", "content": bad },
        },
        "security": [],
    });
    if let Some(scope) = operation.scope {
        described["security"] = json!([{ "token": [] }]);
        described["description"] = json!(format!("Needs the scope `{}`.", scope.name()));
    }
    if let Some(schema) = &operation.body {
        described["requestBody"] = json!({ "content": content("application/json", schema) });
    }
    if operation.takes_a_file {
        let bytes = json!({ "type": "string", "format": "binary" });
        described["requestBody"] =
            json!({ "content": content("application/octet-stream", &bytes) });
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let in_path = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let mut all: Vec<Value> = in_path
        .map(|name| {
            let schema = schema::text();
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect();
    all.extend(operation.query.iter().map(|(name, meaning, schema)| {
        json!({ "name": name, "in": "query", "description": meaning, "schema": schema })
    }));
    if operation.method != axum::http::Method::GET {
        all.push(json!({
            "name": "Idempotency-Key", "in": "header",
            "schema": { "type": "string", "maxLength": 255 },
            "description": "The same key with the same content is the same call: it counts once.",
        }));
    }
    all
}

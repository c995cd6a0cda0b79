//! What machines report: the tools that are connected, and incidents that they opened.

use domain::credentials::Scope;
use domain::monitoring::{Command, Integration, Mapping, Profile, Urgency};
use domain::words::{IntegrationKey, ServiceKey, is_key, tidy_line};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::{Problem, integrations};
use super::call::{Answer, Call};
use super::incidents;
use super::schema::{Schema, choice, count, flag, key, list, maybe, named, object, text, time};
use super::table::Operation;
use crate::alerts::FORMATS;

const URGENCIES: [&str; 3] =
    [Urgency::BySeverity.name(), Urgency::High.name(), Urgency::Low.name()];

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let mut table = of_integrations();
    table.extend(of_incidents());
    table
}

fn of_integrations() -> Vec<Operation> {
    vec![
        Operation::get("/integrations", "listIntegrations", "The tools that are connected.")
            .query("removed", "Write `true` for those that were taken out lately.", text())
            .pages("Integration")
            .by(many),
        Operation::get(
            "/integrations/{key}",
            "getIntegration",
            "One, with its routing key and where its tool posts to.",
        )
        .needs(Scope::Manage)
        .answers(200, named("IntegrationSetup"))
        .by(one),
        Operation::put("/integrations/{key}", "putIntegration", "Connects a tool, or changes it.")
            .takes(definition())
            .answers(200, named("IntegrationSetup"))
            .by(put),
        Operation::delete(
            "/integrations/{key}",
            "removeIntegration",
            "Takes it out: its routing key opens nothing any more.",
        )
        .by(|call| deed(call, |integration| Command::RemoveIntegration { integration })),
        Operation::post(
            "/integrations/{key}/restoration",
            "restoreIntegration",
            "Puts back one that was taken out, with the same routing key.",
        )
        .needs(Scope::Manage)
        .by(|call| deed(call, |integration| Command::RestoreIntegration { integration })),
        Operation::post(
            "/integrations/{key}/routing-key",
            "renewRoutingKey",
            "Gives it another routing key; the old one opens nothing any more.",
        )
        .needs(Scope::Manage)
        .answers(200, named("IntegrationSetup"))
        .by(renew),
        Operation::post(
            "/integrations/{key}/test",
            "testIntegration",
            "Reads the sample of its tool the way of a true alert, and rings nobody.",
        )
        .needs(Scope::Manage)
        .answers(200, named("Integration"))
        .by(test),
    ]
}

fn of_incidents() -> [Operation; 3] {
    let about: [(_, _, _, fn(_) -> Command); 3] = [
        (
            "/incidents/{number}/keep",
            "keepOpen",
            "Keeps what machines opened open, whatever their alerts say.",
            |incident| Command::Hold { incident },
        ),
        (
            "/incidents/{number}/carry",
            "carryOn",
            "Says that somebody is still at what machines opened.",
            |incident| Command::Carry { incident },
        ),
        (
            "/incidents/{number}/close",
            "closeIncident",
            "Closes what machines opened. What a caller opened, the caller closes.",
            |incident| Command::Close { incident },
        ),
    ];
    about.map(|(path, id, summary, command)| {
        Operation::post(path, id, summary)
            .answers(200, named("Incident"))
            .by(move |call| about_incident(call, command))
    })
}

fn mapping() -> Schema {
    let parts = Mapping::default();
    let parts: Vec<_> = parts.parts().iter().map(|(name, _)| (*name, text())).collect();
    object(&[], &parts)
}

fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name).collect()
}

fn definition() -> Schema {
    object(
        &[("name", text()), ("format", choice(&formats()))],
        &[("service", key()), ("urgency", choice(&URGENCIES)), ("mapping", mapping())],
    )
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let mut fields = vec![
        ("key", key()),
        ("name", text()),
        ("format", choice(&formats())),
        ("service", maybe(key())),
        ("urgency", choice(&URGENCIES)),
        ("mapping", mapping()),
        ("removed", flag()),
        ("heard_at", maybe(time())),
        ("tested_at", maybe(time())),
        ("tested", maybe(text())),
        ("open", count()),
        ("of_the_day", count()),
        ("unread_at", maybe(time())),
        ("unread", maybe(text())),
        ("latest", list(object(&[("at", time()), ("summary", text()), ("rang", flag())], &[]))),
    ];
    let all = object(&fields, &[]);
    fields.extend([("routing_key", text()), ("address", text()), ("advice", text())]);
    vec![("Integration", all), ("IntegrationSetup", object(&fields, &[]))]
}

fn shape(call: &Call, key: &IntegrationKey, known: &Integration, removed: bool) -> Value {
    let profile = &known.profile;
    let parts = profile.mapping.parts();
    let mapping = parts.iter().map(|(name, pointer)| ((*name).to_owned(), json!(pointer)));
    let latest = known.latest.iter().map(|seen| {
        let rang = seen.incident.is_some();
        json!({ "at": iso_exact(seen.at), "summary": &*seen.summary, "rang": rang })
    });
    let unread = call.site.routes.unread(key);
    json!({
        "key": key.as_str(), "name": profile.name, "format": profile.format,
        "service": profile.service.as_ref().map(ServiceKey::as_str),
        "urgency": profile.urgency.name(), "mapping": Value::Object(mapping.collect()),
        "removed": removed, "heard_at": known.heard_at.map(iso_exact),
        "tested_at": known.tested.as_ref().map(|(at, _)| iso_exact(*at)),
        "tested": known.tested.as_ref().map(|(_, said)| &**said),
        "open": known.open, "of_the_day": known.count_of_day(call.now()),
        "unread_at": unread.as_ref().map(|(at, _)| iso_exact(*at)),
        "unread": unread.map(|(_, why)| why), "latest": latest.collect::<Vec<_>>(),
    })
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let known = &call.state().monitoring;
    let removed = match call.query.get("removed").map(String::as_str) {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Problem::bad("removed", "Write true or false.")),
    };
    let items: Vec<_> = match removed {
        false => known.integrations.iter().map(|(key, one)| (key.to_string(), one)).collect(),
        true => known.removed.iter().map(|(key, (_, one))| (key.to_string(), one)).collect(),
    };
    let items = items.into_iter().map(|(key, one)| (key.clone(), (key, one))).collect();
    let read = |text: &str| Some(text.to_owned());
    call.page(read, items, |(key, one)| shape(&call, &key.as_str().into(), one, removed))
}

fn key_of(call: &Call) -> IntegrationKey {
    IntegrationKey::from(call.part("key"))
}

fn unknown() -> Problem {
    Problem::unknown("integration")
}

/// It as it is now, with what its tool needs.
fn with_setup(call: &Call, key: &IntegrationKey) -> Result<Value, Problem> {
    let state = call.fresh();
    let known = state.monitoring.integration(key).ok_or_else(unknown)?;
    let setup = integrations::setup(&call.site, key).ok_or_else(unknown)?;
    let mut whole = shape(call, key, known, false);
    whole["routing_key"] = json!(setup.key);
    whole["address"] = json!(setup.address);
    whole["advice"] = json!(setup.advice);
    Ok(whole)
}

async fn one(call: Call) -> Result<Answer, Problem> {
    Answer::ok(with_setup(&call, &key_of(&call))?)
}

async fn put(call: Call) -> Result<Answer, Problem> {
    let integration = key_of(&call);
    if !is_key(integration.as_str()) {
        let wanted = "Write a key of small letters, digits and dashes in the address.";
        return Err(Problem::bad("key", wanted));
    }
    let name = tidy_line(call.text("name"));
    if name.is_empty() {
        return Err(Problem::bad("name", "Say what you call it."));
    }
    let service = call.given("service").filter(|key| !key.is_empty());
    let service = service.map(|key| ServiceKey::from(key.as_str()));
    let known = &call.state().incidents.services;
    if service.as_ref().is_some_and(|service| !known.contains_key(service)) {
        return Err(Problem::bad("service", "There is no such service."));
    }
    let pointer = |part: &str| -> domain::words::SmolStr {
        tidy_line(call.body["mapping"][part].as_str().unwrap_or_default()).into()
    };
    let mapping = Mapping {
        alerts: pointer("alerts"),
        summary: pointer("summary"),
        key: pointer("key"),
        severity: pointer("severity"),
        status: pointer("status"),
        source: pointer("source"),
    };
    let profile = Profile {
        name: name.into(),
        service,
        format: call.text("format").into(),
        urgency: Urgency::parse(call.text("urgency")).unwrap_or_default(),
        mapping,
    };
    call.ask(Command::PutIntegration { integration: integration.clone(), profile }).await?;
    Answer::ok(with_setup(&call, &integration)?)
}

async fn deed(call: Call, command: fn(IntegrationKey) -> Command) -> Result<Answer, Problem> {
    let key = key_of(&call);
    let known = &call.state().monitoring;
    if known.integration(&key).is_none() && !known.removed.contains_key(&key) {
        return Err(unknown());
    }
    call.tell(command(key)).await?;
    Answer::done()
}

async fn renew(call: Call) -> Result<Answer, Problem> {
    let integration = key_of(&call);
    call.state().monitoring.integration(&integration).ok_or_else(unknown)?;
    call.ask(Command::RenewRoute { integration: integration.clone() }).await?;
    Answer::ok(with_setup(&call, &integration)?)
}

async fn test(call: Call) -> Result<Answer, Problem> {
    let integration = key_of(&call);
    let summary = integrations::test(&call.site, &integration)?;
    call.ask(Command::Test { integration: integration.clone(), summary }).await?;
    let state = call.fresh();
    let known = state.monitoring.integration(&integration).ok_or_else(unknown)?;
    Answer::ok(shape(&call, &integration, known, false))
}

async fn about_incident(
    call: Call,
    command: fn(domain::words::IncidentId) -> Command,
) -> Result<Answer, Problem> {
    let incident = incidents::known(&call)?.id;
    call.ask(command(incident)).await?;
    Answer::ok(incidents::after(&call, incident)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts;

    #[test]
    fn every_format_that_is_offered_is_one_that_is_read() {
        assert!(formats().into_iter().all(|name| alerts::format(name).is_some()));
    }
}

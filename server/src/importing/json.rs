//! Statuspage's JSON, version 2: components and incidents, one document after the other. A list
//! alone is what its programs for managing a page are answered, version 1, in the same shape.

use std::collections::BTreeMap;

use domain::bulletins::{
    AFFECTED_MAX, ENTRIES_MAX, FOREIGN_REVIEW_LEN_MAX, Foreign, ForeignReview, ForeignWord, Ongoing,
};
use domain::components::{self, COMPONENTS_MAX};
use domain::words::{
    BulletinId, Condition, Overview, PART_LEN_MAX, Phase, Severity, Timestamp, UpdateId,
};
use serde_json::{Value, json};

use super::flat::{heading, kept, line, of_markdown};
use super::going_on::GoesOn;
use super::planned::planned;
use super::{DOCUMENTS_MAX, Found, Matter, Part};

/// Reads the documents.
pub(super) fn read(text: &str) -> Result<Found, String> {
    let mut found = Found::default();
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut any = false;
    for number in 1_usize.. {
        let Some(document) = documents.next() else { break };
        if number > DOCUMENTS_MAX {
            return Err(format!("At most {DOCUMENTS_MAX} documents are read at once."));
        }
        let document = document.map_err(|error| match error.to_string() {
            why if why.starts_with("recursion") => {
                format!("This lies deeper in itself than any page is: {why}.")
            }
            why => format!("This is not JSON: {why}."),
        })?;
        any |= one(&named(document), &mut found)?;
    }
    match any {
        true => Ok(found),
        false => Err("There are neither components nor incidents in it. Give summary.json, \
                      components.json, incidents.json or scheduled-maintenances.json."
            .to_owned()),
    }
}

/// A list alone, by the name that it has in a document. Only components have a place in an order.
fn named(document: Value) -> Value {
    match document {
        Value::Array(items) if items.is_empty() => Value::Null,
        Value::Array(items) => match items.iter().all(|item| item["position"].is_number()) {
            true => json!({ "components": items }),
            false => json!({ "incidents": items }),
        },
        document => document,
    }
}

fn one(document: &Value, found: &mut Found) -> Result<bool, String> {
    let mut any = false;
    let components = list(document, "components", &mut any)?;
    // Whatever is looked for among them is looked for once for each of them.
    if components.len() > COMPONENTS_MAX {
        return Err(components::Refusal::TooMany.to_string());
    }
    for (place, component) in components {
        let part = part(component, &place)?;
        if found.parts.iter().all(|known| known.id != part.id) {
            found.parts.push(part);
        }
    }
    for (place, incident) in list(document, "incidents", &mut any)? {
        // A list alone has maintenance among the incidents.
        match incident["scheduled_for"].is_string() {
            true => found.planned.push(planned(incident, place)?),
            false => matter(incident, &place, found)?,
        }
    }
    for (place, item) in list(document, "scheduled_maintenances", &mut any)? {
        found.planned.push(planned(item, place)?);
    }
    if found.zone.is_none() {
        found.zone = document["page"]["time_zone"].as_str().map(ToOwned::to_owned);
    }
    Ok(any)
}

/// The items of a list, each with its place.
fn list<'a>(of: &'a Value, name: &str, any: &mut bool) -> Result<Vec<(String, &'a Value)>, String> {
    let items = match &of[name] {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items,
        _ => return Err(format!("{name} is no list.")),
    };
    *any = true;
    Ok(items.iter().enumerate().map(|(at, item)| (format!("{name}[{at}]"), item)).collect())
}

pub(super) fn text<'a>(of: &'a Value, place: &str, name: &str) -> Result<&'a str, String> {
    of[name].as_str().ok_or_else(|| format!("{place}.{name} is missing, or is no text."))
}

pub(super) fn instant(of: &Value, place: &str, name: &str) -> Result<Timestamp, String> {
    let read: Option<jiff::Timestamp> = text(of, place, name)?.parse().ok();
    let read = read.ok_or_else(|| format!("{place}.{name} is no time."))?;
    Ok(Timestamp(read.as_millisecond()))
}

/// When a word stands as said: where it was put at another time, that counts.
pub(super) fn said_at(update: &Value, place: &str) -> Result<Timestamp, String> {
    let put = update["display_at"].is_string();
    instant(update, place, if put { "display_at" } else { "created_at" })
}

fn part(component: &Value, place: &str) -> Result<Part, String> {
    let order = component["position"].as_u64().unwrap_or(0);
    let (name, mut cut) = (text(component, place, "name")?, Vec::new());
    let about = component["description"].as_str().unwrap_or_default();
    Ok(Part {
        id: text(component, place, "id")?.to_owned(),
        name: line(name, &format!("{place}.name"), &mut cut),
        about: kept(about, PART_LEN_MAX, &format!("{place}.description"), &mut cut),
        group: component["group_id"].as_str().map(ToOwned::to_owned),
        order: u32::try_from(order).unwrap_or(u32::MAX),
        only_if_affected: component["only_show_if_degraded"].as_bool().unwrap_or_default(),
        // Groups have no history of their own there, and say that it is not shown.
        hides_history: component["showcase"] == false && component["group"] != true,
        counted_from: since(component),
        cut,
    })
}

/// From when on its uptime counts there: the day that is shown, else when it was made.
fn since(component: &Value) -> Option<Timestamp> {
    let day = component["start_date"].as_str().and_then(views::times::utc_midnight);
    let made = || component["created_at"].as_str()?.parse::<jiff::Timestamp>().ok();
    day.or_else(|| made().map(|made| Timestamp(made.as_millisecond())))
}

fn matter(incident: &Value, place: &str, found: &mut Found) -> Result<(), String> {
    let (id, name) = (text(incident, place, "id")?, text(incident, place, "name")?);
    let status = text(incident, place, "status")?;
    let over = matches!(status, "resolved" | "postmortem");
    let opened_at = instant(incident, place, "created_at")?;
    let resolved_at = if over { instant(incident, place, "resolved_at")? } else { opened_at };
    let (mut words, mut turns, mut fares) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut cut = Vec::new();
    let title = heading(name, &format!("{place}.name"), &mut cut);
    let mut review = hindsight(incident, place, resolved_at, &mut cut)?;
    for (at, update) in updates(incident, place, ENTRIES_MAX)?.into_iter().rev() {
        let place = format!("{place}.incident_updates[{at}]");
        let body = of_markdown(update["body"].as_str().unwrap_or_default());
        let at = said_at(update, &place)?;
        let status = text(update, &place, "status")?;
        if status == "postmortem" {
            if review.is_none() {
                let text = kept(&body, FOREIGN_REVIEW_LEN_MAX, &place, &mut cut).into();
                review = Some(ForeignReview { entry: UpdateId(0), at, text });
            }
            continue;
        }
        let known = kept(&body, PART_LEN_MAX, &place, &mut cut).into();
        let overview = Overview { known, ..Overview::default() };
        let phase = phase(status);
        let affected = Vec::new();
        words.push(ForeignWord { entry: UpdateId(0), at, phase, overview, affected });
        turn(&mut fares, &update["affected_components"], phase);
        if fares.len() > AFFECTED_MAX {
            return Err(format!("{place} names more than {AFFECTED_MAX} components."));
        }
        turns.push(fares.clone().into_iter().collect());
    }
    let bulletin = BulletinId(0);
    if !over {
        let (id, parts, severity) = (id.to_owned(), parts(incident, place)?, severity(incident));
        let told = Ongoing { bulletin, title, opened_at, words, audiences: Vec::new() };
        found.open.push(GoesOn { id, severity, told, parts, turns, cut });
        return Ok(());
    }
    let told = Foreign { bulletin, title, opened_at, resolved_at, words, review };
    let (id, named) = (id.to_owned(), id.to_owned());
    found.matters.push(Matter { id, named, told, turns, cut });
    Ok(())
}

/// The updates of an incident or of maintenance, each with its place; fewer than so many.
pub(super) fn updates<'a>(
    of: &'a Value,
    place: &str,
    most: usize,
) -> Result<Vec<(usize, &'a Value)>, String> {
    let updates: Vec<_> =
        of["incident_updates"].as_array().into_iter().flatten().enumerate().collect();
    match updates.len() {
        many if many >= most => {
            Err(format!("{place} has {many} updates; fewer than {most} can be taken in."))
        }
        _ => Ok(updates),
    }
}

/// The components of what goes on, and how each fares now.
fn parts(
    incident: &Value,
    place: &str,
) -> Result<Vec<(String, String, Option<Condition>)>, String> {
    let mut parts = Vec::new();
    for (at, part) in incident["components"].as_array().into_iter().flatten().enumerate() {
        let place = format!("{place}.components[{at}]");
        let (id, name) = (text(part, &place, "id")?, text(part, &place, "name")?);
        let fares = part["status"].as_str().and_then(condition);
        parts.push((id.to_owned(), name.to_owned(), fares));
    }
    Ok(parts)
}

fn severity(incident: &Value) -> Severity {
    match incident["impact"].as_str() {
        Some("critical") => Severity::Critical,
        Some("none" | "minor" | "maintenance") => Severity::Low,
        _ => Severity::High,
    }
}

fn condition(status: &str) -> Option<Condition> {
    match status {
        "degraded_performance" => Some(Condition::Degraded),
        "partial_outage" => Some(Condition::Partial),
        "major_outage" => Some(Condition::Major),
        _ => None,
    }
}

/// What the incident itself says in hindsight; where it does not, its last update may.
fn hindsight(
    incident: &Value,
    place: &str,
    resolved_at: Timestamp,
    cut: &mut Vec<String>,
) -> Result<Option<ForeignReview>, String> {
    let body = of_markdown(incident["postmortem_body"].as_str().unwrap_or_default());
    let body = kept(&body, FOREIGN_REVIEW_LEN_MAX, &format!("{place}.postmortem_body"), cut);
    if body.is_empty() {
        return Ok(None);
    }
    let at = match incident["postmortem_published_at"].as_str() {
        Some(_) => instant(incident, place, "postmortem_published_at")?,
        None => resolved_at,
    };
    Ok(Some(ForeignReview { entry: UpdateId(0), at, text: body.into() }))
}

/// How the components fare from a word on. A word that names none of them, which has `null` there,
/// leaves them as they were; when it is over, all work.
fn turn(fares: &mut BTreeMap<String, Condition>, affected: &Value, phase: Phase) {
    for one in affected.as_array().into_iter().flatten() {
        if let (Some(id), Some(now)) = (one["code"].as_str(), one["new_status"].as_str()) {
            match condition(now) {
                Some(now) => fares.insert(id.to_owned(), now),
                None => fares.remove(id),
            };
        }
    }
    if phase == Phase::Resolved {
        fares.clear();
    }
}

fn phase(status: &str) -> Phase {
    match status {
        "identified" => Phase::Identified,
        "monitoring" => Phase::Monitoring,
        "resolved" | "completed" => Phase::Resolved,
        _ => Phase::Investigating,
    }
}

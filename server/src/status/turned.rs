//! What Statuspage posts when a component fares differently: one body for each component, beside
//! the one about the incident.

use std::collections::{BTreeMap, BTreeSet};

use domain::State;
use domain::subscribers::{Broadcast, Readership, Subscriber};
use domain::words::{
    BulletinId, ComponentKey, Condition, MaintenanceId, Timestamp, TopicId, UpdateId,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::statuspage::{Source, component_id, condition, id};

/// A component that fares differently.
struct Turned {
    /// How it fared before, as far as this matter goes.
    before: Condition,
    /// When that was last said to have changed.
    at: Timestamp,
    /// What said so.
    by: UpdateId,
}

/// The bodies that Statuspage would send to a subscriber about the components that fare otherwise
/// than when they were last told of the same matter; only of those that they want to hear of and
/// that are on their page. Each says how its component fares on the page now, so that a late one is
/// not wrong.
pub(crate) fn turned(
    state: &State,
    known: &Subscriber,
    word: &Broadcast,
    (url, leave): (&str, &str),
    now: Timestamp,
) -> Vec<(ComponentKey, Value)> {
    let Some(sight) = state.sight_of_subscriber(known) else { return Vec::new() };
    let sites = state.reading(known).map(|reading| reading.sites).unwrap_or_default();
    let open = state.for_readers(&sight);
    let Some(shown) = open.status_page_at(&known.profile.page, now) else { return Vec::new() };
    let topic = word.word.topic;
    let all = turns(&open, topic, (untold_since(state, known.number, word), word.at));
    let zone = crate::zones().get(&shown.page.profile.zone).unwrap_or(TimeZone::UTC);
    let (language, first) = (known.profile.language, open.written_in());
    let source = Source { shown: &shown, language, first, url, zone };
    // The page leaves out some that work again, and these are the ones whose end matters.
    let listed = open.components_on(&shown.page.profile);
    let bodies = listed.into_iter().filter_map(|(_, key, name)| {
        let turned = all.get(key)?;
        let meant = open.audience(&BTreeSet::from([key.clone()]), Condition::default());
        if !known.profile.wants.name_any_of(&meant, &sites) {
            return None;
        }
        let part = shown.parts.iter().find(|part| part.key == key);
        let after = part.map_or(Condition::Operational, |part| part.condition);
        let before = turned.before.max(beside(&open, topic, key));
        if before == after {
            return None;
        }
        let mut body = source.envelope(leave);
        body["component_update"] = json!({
            "id": id("turn", &format!("{}/{key}", turned.by)),
            "component_id": component_id(key),
            "created_at": source.at(turned.at),
            "old_status": condition(before),
            "new_status": condition(after),
        });
        body["component"] = json!({
            "id": component_id(key),
            "name": name,
            "created_at": source.at(open.components.get(key)?.since),
            "status": condition(after),
        });
        Some((key.clone(), body))
    });
    bodies.collect()
}

/// Since when a subscriber has been told nothing of what a word is about: what was replaced before
/// it reached them, or failed, comes along with the word.
fn untold_since(state: &State, number: u32, word: &Broadcast) -> Timestamp {
    let earlier = state.subscribers.words().filter(|other| {
        other.word.topic == word.word.topic && other.number < word.number && number <= other.up_to
    });
    let untold = earlier.take_while(|other| !other.reached.contains_key(&number));
    untold.map(|other| other.at).fold(word.at, Timestamp::min)
}

/// The components that turned by what was said of a matter within that time.
fn turns(
    open: &State,
    topic: TopicId,
    (from, until): (Timestamp, Timestamp),
) -> BTreeMap<ComponentKey, Turned> {
    let told = open.bulletins.bulletins.get(&BulletinId(topic.0)).into_iter();
    let told = told.flat_map(|known| &known.entries).flat_map(|entry| {
        let turns = entry.turns.iter().filter(|turn| turn.before != turn.after);
        turns.map(|turn| (&turn.component, turn.before, entry.at, entry.id))
    });
    let planned = open.maintenance.get(MaintenanceId(topic.0)).into_iter();
    let planned = planned.flat_map(|known| &known.entries).flat_map(|entry| {
        let before = match entry.before.is_running() {
            true => Condition::Maintenance,
            false => Condition::Operational,
        };
        let turns = entry.before.is_running() != entry.stage.is_running();
        let components = entry.components.iter().filter(move |_| turns);
        components.map(move |component| (component, before, entry.at, entry.id))
    });
    let mut all: BTreeMap<ComponentKey, Turned> = BTreeMap::new();
    for (component, before, at, by) in told.chain(planned) {
        if (from..=until).contains(&at) {
            // What it was before the first of them is what whoever reads this knows.
            let known = all.entry(component.clone()).or_insert(Turned { before, at, by });
            (known.at, known.by) = (at, by);
        }
    }
    all
}

/// How badly a component fares by everything else: by what is told of other matters about it and
/// its parts, and by what is worked on.
fn beside(open: &State, topic: TopicId, key: &ComponentKey) -> Condition {
    let within = |other: &ComponentKey| {
        other == key || open.components.around(other).any(|outer| outer == key)
    };
    let others = open.bulletins.live().into_iter().filter(|known| known.id.0 != topic.0);
    let told = others.flat_map(|known| &known.affected);
    let told = told.filter(|(other, _)| within(other)).map(|(_, condition)| *condition);
    let mut worked_on = open.maintenance.running().filter(|known| known.id.0 != topic.0);
    let worked_on = worked_on.any(|known| open.maintains(known, key));
    told.chain(worked_on.then_some(Condition::Maintenance)).max().unwrap_or_default()
}

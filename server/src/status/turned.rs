//! What Statuspage posts when a component fares differently: one body for each component, beside
//! the one about the incident.

use domain::State;
use domain::subscribers::{Pending, Subscriber};
use domain::words::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::statuspage::{Source, component_id, condition, id};

/// The bodies that Statuspage would send to a subscriber about the components that fare otherwise
/// than they were posted before, in the order in which these turned; only of those that they still
/// find on their page. What each says was written down when it was first sent, so that one posted
/// again says the same.
pub(crate) fn turned<'a>(
    state: &State,
    known: &'a Subscriber,
    (url, leave): (&str, &str),
    now: Timestamp,
) -> Vec<(&'a Pending, Value)> {
    let pending = known.posts.iter().flat_map(|posts| &posts.pending);
    let pending: Vec<&Pending> = pending.collect();
    let sight = state.sight_of_subscriber(known).filter(|_| !pending.is_empty());
    let Some(sight) = sight else { return Vec::new() };
    let open = state.for_readers(&sight);
    let Some(shown) = open.status_page_at(&known.profile.page, now) else { return Vec::new() };
    let zone = crate::zones().get(&shown.page.profile.zone).unwrap_or(TimeZone::UTC);
    let (language, first) = (known.profile.language, open.written_in());
    let source = Source { shown: &shown, language, first, url, zone, by_link: None };
    // The page leaves out some that work again, and these are the ones whose end matters.
    let listed = open.components_on(&shown.page.profile);
    let bodies = pending.into_iter().filter_map(|pending| {
        let turn = &pending.turn;
        let key = &turn.component;
        let (_, _, part) = listed.iter().find(|(_, listed, _)| *listed == key)?;
        let mut body = source.envelope(leave);
        body["component_update"] = json!({
            "id": id("turn", &format!("{}/{key}", pending.slice)),
            "component_id": component_id(key),
            "created_at": source.at(turn.at),
            "old_status": condition(turn.before),
            "new_status": condition(turn.after),
        });
        body["component"] = json!({
            "id": component_id(key),
            "name": part.name_in(language).words,
            "created_at": source.at(open.components.get(key)?.since),
            "status": condition(turn.after),
        });
        Some((pending, body))
    });
    bodies.collect()
}

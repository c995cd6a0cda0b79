//! What was found, laid out against what is here: what is known is left alone, and the rest gets
//! the keys and ids that it has here, whenever it is read.

use std::collections::{BTreeMap, BTreeSet};

use domain::State;
use domain::access::Role;
use domain::bulletins::{self, ForeignWord};
use domain::components::{self, COMPONENTS_MAX, Component};
use domain::maintenance;
use domain::words::{
    Affected, BulletinId, ComponentKey, Condition, PersonKey, UpdateId, tidied_line,
};

use super::{Found, GoesOn, Ground, Import, digest, planned};

/// Finds what is here already, and names the rest.
pub(super) fn laid_out(found: Found, ground: Ground<'_>) -> Result<Import, String> {
    let state = ground.state;
    let mut import = Import { left_out: found.left_out, ..Import::default() };
    let mut keys: BTreeMap<String, ComponentKey> = BTreeMap::new();
    let mut taken: BTreeSet<String> =
        state.components.components.keys().map(ToString::to_string).collect();
    // Groups come first: what is in them names them.
    let mut parts = found.parts;
    parts.sort_by_key(|part| (part.group.is_some(), part.order));
    for part in parts {
        let parent = part.group.as_ref().and_then(|group| keys.get(group)).cloned();
        let (name, _) = tidied_line(&part.name);
        let here = state
            .components
            .components
            .iter()
            .find(|(_, known)| known.profile.name == name && known.profile.parent == parent);
        if let Some((key, _)) = here {
            import.known += 1;
            keys.insert(part.id, key.clone());
            continue;
        }
        let key = crate::web::key_for(&name, "component", |key| taken.contains(key));
        taken.insert(key.clone());
        let key = ComponentKey::from(key.as_str());
        keys.insert(part.id, key.clone());
        let component = Component {
            name: name.into(),
            about: part.about.into(),
            parent,
            service: None,
            order: part.order,
            only_if_affected: part.only_if_affected,
            hides_history: part.hides_history,
            audiences: Vec::new(),
            counted_from: part.counted_from.filter(|from| *from <= ground.now),
            translations: Vec::new(),
        };
        import.components.push((key, component));
        import.cut.extend(part.cut);
    }
    if taken.len() > COMPONENTS_MAX {
        return Err(components::Refusal::TooMany.to_string());
    }
    let mut seen = BTreeSet::new();
    for matter in found.matters {
        let mut told = matter.told;
        told.bulletin = BulletinId(digest("bulletin", &matter.id));
        let before = BulletinId(digest("bulletin", &matter.named));
        let mut here = [told.bulletin, before].into_iter();
        let here = here.any(|id| state.bulletins.bulletins.contains_key(&id));
        if here || !seen.insert(told.bulletin) {
            import.known += 1;
            continue;
        }
        named_words(&mut told.words, matter.turns, &matter.id, &keys);
        if let Some(review) = &mut told.review {
            review.entry = UpdateId(digest("review", &matter.id));
        }
        import.matters.push(told);
        import.cut.extend(matter.cut);
    }
    import.matters.sort_by_key(|told| told.opened_at);
    let full = state.bulletins.bulletins.len() + import.matters.len() > bulletins::BULLETINS_MAX;
    if full && !import.matters.is_empty() {
        return Err(format!("{} Nothing was made.", bulletins::Refusal::Full));
    }
    lay_out_open(&mut import, found.open, &keys, ground)?;
    let zone = found.zone.unwrap_or_default();
    lay_out_planned(&mut import, found.planned, (&keys, &zone), ground)?;
    Ok(import)
}

/// Each word gets its id, and the components by their keys here.
fn named_words(
    words: &mut [ForeignWord],
    turns: Vec<Vec<(String, Condition)>>,
    id: &str,
    keys: &BTreeMap<String, ComponentKey>,
) {
    for (place, (word, turns)) in words.iter_mut().zip(turns).enumerate() {
        word.entry = UpdateId(digest("word", &format!("{id} {place}")));
        let known = turns.into_iter().filter_map(|(id, condition)| {
            Some(Affected { component: keys.get(&id)?.clone(), condition })
        });
        word.affected = known.collect();
    }
}

/// The same for what goes on: its last word names what fails now.
fn lay_out_open(
    import: &mut Import,
    found: Vec<GoesOn>,
    keys: &BTreeMap<String, ComponentKey>,
    ground: Ground<'_>,
) -> Result<(), String> {
    let Ground { state, now, .. } = ground;
    let mut seen = BTreeSet::new();
    for mut known in found {
        known.told.bulletin = BulletinId(digest("bulletin", &known.id));
        let here = state.bulletins.bulletins.contains_key(&known.told.bulletin);
        if here || !seen.insert(known.told.bulletin) {
            import.known += usize::from(here);
            continue;
        }
        known.made_sound(now);
        let turns = std::mem::take(&mut known.turns);
        named_words(&mut known.told.words, turns, &known.id, keys);
        let mut fares = Vec::new();
        for (id, name, condition) in &known.parts {
            let component = keys.get(id).cloned().or_else(|| named(state, name));
            let component = component.ok_or_else(|| unknown(known.title(), name))?;
            fares.extend(condition.map(|condition| Affected { component, condition }));
        }
        if let Some(last) = known.told.words.last_mut().filter(|word| word.affected.is_empty()) {
            last.affected = fares;
        }
        import.cut.append(&mut known.cut);
        import.open.push(known);
    }
    Ok(())
}

fn unknown(place: &str, name: &str) -> String {
    format!(
        "{place} names the component {name}, which is neither here nor in these documents. Give \
         components.json with them. Nothing was made."
    )
}

/// The same for maintenance. `known` are the components by the ids that they have there, and the
/// zone of the other page.
fn lay_out_planned(
    import: &mut Import,
    found: Vec<planned::Planned>,
    known: (&BTreeMap<String, ComponentKey>, &str),
    ground: Ground<'_>,
) -> Result<(), String> {
    let Ground { state, now, .. } = ground;
    let (keys, zone) = known;
    let own = &*state.organisation.settings.zone;
    let there = |zone: &&str| crate::zones().get(zone).is_ok_and(|zone| !zone.is_unknown());
    let zone = [zone, own].into_iter().find(there).unwrap_or("UTC");
    let mut seen = BTreeSet::new();
    for mut one in found {
        if state.maintenance.get(one.key()).is_some() || !seen.insert(one.key()) {
            import.known += 1;
            continue;
        }
        if let Some(left_out) = one.left_out(now) {
            import.left_out.push(left_out);
            continue;
        }
        let mut components = Vec::new();
        for (id, name) in &one.parts {
            let key = keys.get(id).cloned().or_else(|| named(state, name));
            let key = key.ok_or_else(|| unknown(&one.place, name))?;
            if !components.contains(&key) {
                components.push(key);
            }
        }
        if components.len() > maintenance::COMPONENTS_MAX {
            return Err(format!("{}: {}", one.place, maintenance::Refusal::BadComponents));
        }
        let owner = owner(ground).ok_or_else(|| {
            "Maintenance needs somebody who looks after it: add a person who manages, then take \
             it in."
                .to_owned()
        })?;
        import.cut.append(&mut one.cut);
        import.planned.push(one.told(components, zone, owner, now));
    }
    import.planned.sort_by_key(|told| told.plan.from);
    planned::have_room(&state.maintenance, &import.planned)
}

/// The one component here of that name.
fn named(state: &State, name: &str) -> Option<ComponentKey> {
    let (name, _) = tidied_line(name);
    let mut named =
        state.components.components.iter().filter(|(_, known)| known.profile.name == name);
    let (key, _) = named.next()?;
    named.next().is_none().then(|| key.clone())
}

/// Who looks after what lies ahead.
fn owner(ground: Ground<'_>) -> Option<PersonKey> {
    let people = &ground.state.access.people;
    let manages = people.iter().filter(|(_, person)| person.role == Role::Manager);
    let all = ground.owner.cloned().into_iter().chain(manages.map(|(key, _)| key.clone()));
    ground.state.responding(all.collect()).into_iter().next()
}

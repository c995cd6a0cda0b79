//! The addresses that Statuspage gives to incidents and maintenance: those of another page that was
//! taken in, and those that our own JSON leads its readers to expect.

use std::sync::Arc;

use domain::State;
use domain::readers::ReadersSight;
use domain::status::Matter;
use domain::words::{BulletinId, MaintenanceId, StatusPageKey};

use super::shelf;
use super::statuspage::id;
use crate::web::Site;

/// Longest id that is looked for, in bytes.
const ID_LEN_MAX: usize = 64;

/// What has that id on a page, for these readers; nothing where it is not for them.
pub async fn matter(
    site: &Arc<Site>,
    sight: &ReadersSight,
    page: &StatusPageKey,
    id: &str,
) -> Option<Matter> {
    if !may_be(&site.line.published().state, sight, page, id) {
        return None;
    }
    let (sight, page, id) = (sight.clone(), page.clone(), id.to_owned());
    let found = move |site: &Site| {
        let state = site.line.published().state;
        let found = taken_in(&state, &id).or_else(|| own(&state, &id))?;
        if !shelf::may_be(&state, &sight, &page, found) {
            return None;
        }
        let seen = state.for_readers(&sight);
        seen.status_page_about(&page, found).is_some().then_some(found)
    };
    shelf::in_turn(site, found).await
}

/// Whether anything can have that id there. Whoever makes ids up finds out here, at no cost, unless
/// they are such as ours.
fn may_be(state: &State, sight: &ReadersSight, page: &StatusPageKey, id: &str) -> bool {
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if id.is_empty() || id.len() > ID_LEN_MAX || !plain {
        return false;
    }
    if !state.pages_for(sight).iter().any(|(key, _)| *key == page) {
        return false;
    }
    let known = || taken_in(state, id).is_some_and(|one| shelf::may_be(state, sight, page, one));
    is_such_as_ours(id) || known()
}

fn is_such_as_ours(wanted: &str) -> bool {
    wanted.len() == id("bulletin", "").len()
}

/// What was taken in has an id here that is made of the one it had there.
fn taken_in(state: &State, id: &str) -> Option<Matter> {
    let told = BulletinId(crate::importing::digest("bulletin", id));
    let planned = MaintenanceId(crate::importing::digest("maintenance", id));
    let told = state.bulletins.bulletins.get(&told).map(|known| Matter::from(known.as_ref()));
    told.or_else(|| state.maintenance.get(planned).map(Matter::from))
}

fn own(state: &State, wanted: &str) -> Option<Matter> {
    if !is_such_as_ours(wanted) {
        return None;
    }
    let is = |kind: &str, of: String| id(kind, &of) == wanted;
    let told = state.bulletins.bulletins.values().map(AsRef::as_ref);
    let mut told = told.filter(|known| is("bulletin", known.id.to_string())).map(Matter::from);
    let planned = state.maintenance.planned.values().map(AsRef::as_ref);
    let planned = planned.filter(|known| is("maintenance", known.id.to_string()));
    let mut planned = planned.map(Matter::from);
    let notices = state.announcements.all.values().map(AsRef::as_ref);
    let notices = notices.filter(|known| is("notice", known.id.to_string()));
    let mut notices = notices.map(Matter::from);
    told.next().or_else(|| planned.next()).or_else(|| notices.next())
}

//! `/console/search`: the search over everything.

use std::sync::Arc;

use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use domain::State as Organisation;
use domain::policy::words_of;
use domain::redactions::Place;
use domain::words::{Actor, FollowUpId, PersonKey, Timestamp};
use serde::Deserialize;

use super::signed_in::SignedIn;
use super::{Problem, Site, html};
use crate::search::documents::Kind;
use crate::search::{Found, Hit, Query};

mod found;
pub(super) use found::never_was;

/// Most characters of a document that are shown.
const SHOWN_CHARS_MAX: usize = 320;
/// How many characters stand before the first word that fits.
const BEFORE_CHARS: usize = 80;

/// What stands behind the question mark.
#[derive(Deserialize, Default)]
pub struct Options {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    before: String,
}

impl Options {
    fn asked(&self, problem: Option<String>) -> views::search::Asked {
        let (q, kind) = (self.q.clone(), self.kind.clone());
        let (since, until) = (self.since.clone(), self.until.clone());
        views::search::Asked { q, kind, since, until, problem }
    }
}

/// Reads a query with what narrows it; the days are those of the organisation's zone.
///
/// # Errors
/// A sentence, when a day or a kind cannot be read.
pub fn read(
    site: &Site,
    q: &str,
    (kind, since, until): (&str, &str, &str),
    before: &str,
) -> Result<Query, String> {
    let known = Kind::parse(kind);
    if known.is_none() && !kind.is_empty() {
        return Err(format!("“{kind}” is no kind of what can be found."));
    }
    let state = site.line.published().state;
    let zone = state.organisation.settings.zone.as_str();
    let day = |text: &str, after: i64| -> Result<Option<Timestamp>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        start_of_day(text, zone, after)
            .map(Some)
            .ok_or_else(|| format!("“{text}” is no day. Write it like 2026-11-22."))
    };
    let (since, until) = (day(since, 0)?, day(until, 1)?);
    let before = before.parse().ok();
    Ok(Query { kind: known, since, until, before, ..Query::parse(q) })
}

/// When a day begins in a zone, or the one so many days after it.
fn start_of_day(text: &str, zone: &str, after: i64) -> Option<Timestamp> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let date = date.checked_add(jiff::Span::new().try_days(after).ok()?).ok()?;
    let zone = crate::zones().get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let start = date.to_zoned(zone).ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// What a person finds.
///
/// # Errors
/// A [`Problem`] when the index cannot be read.
pub async fn find(site: &Site, who: Actor, query: Query) -> Result<Found, Problem> {
    let state = site.line.published().state;
    // What was taken out is not found from that press on; soon afterwards it is not in the index.
    let taken_out = |state: &Organisation, hit: &Hit| {
        let place = hit.name.as_deref().and_then(Place::parse);
        place.is_some_and(|place| state.redactions.of(place).is_some())
    };
    let is_there = |state: &Organisation, who: &Actor, hit: &Hit| match hit.kind {
        Kind::Card => {
            let key = hit.name.as_deref().and_then(|name| name.strip_prefix("card/"));
            key.is_none_or(|key| state.cards.get(&key.into()).is_some())
        }
        // Its event names no incident: whose it is stands with what is known of it.
        Kind::FollowUp => {
            let id = hit.name.as_deref().and_then(|name| name.strip_prefix("follow-up/"));
            let known = id.and_then(FollowUpId::parse).and_then(|id| state.follow_ups.get(id));
            known.is_some_and(|known| state.sees(who, known.incident))
        }
        _ => true,
    };
    let may_see = move |hit: &Hit| {
        hit.incident.is_none_or(|(incident, _)| state.sees(&who, incident))
            && hit.emergency.is_none_or(|(emergency, _)| state.sees(&who, emergency))
            && !taken_out(&state, hit)
            && is_there(&state, &who, hit)
    };
    let Some(search) = site.search.get() else { return Ok(Found::default()) };
    search.find(query, may_see).await.map_err(|trouble| {
        tracing::warn!(trouble, "a search failed");
        Problem::from(crate::line::Unanswered::Busy)
    })
}

/// `GET /console/search`
pub async fn show(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    Asked(options): Asked<Options>,
) -> Response {
    let narrowed = (options.kind.as_str(), options.since.as_str(), options.until.as_str());
    let query = match read(&site, &options.q, narrowed, &options.before) {
        Ok(query) => query,
        Err(problem) => {
            let asked = options.asked(Some(problem));
            let page =
                site.render_to(&who.actor(), |c| views::search::page(c, &who.viewer, &asked, None));
            return (axum::http::StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response();
        }
    };
    let asked = options.asked(None);
    if query.terms.is_empty() {
        return html(
            site.render_to(&who.actor(), |c| views::search::page(c, &who.viewer, &asked, None)),
        );
    }
    let found = match find(&site, who.actor(), query).await {
        Ok(found) => found,
        Err(problem) => return who.told(&site, &problem),
    };
    let progress = site.search.get().map(crate::search::Search::progress).unwrap_or_default();
    html(site.render_to(&who.actor(), |context| {
        let hits = found.hits.iter().filter(|hit| !found::never_was(context.state, hit));
        let hits = hits.map(|hit| shown(context, hit, &found.query)).collect();
        let last = found.hits.last().filter(|_| found.more);
        let older = last.map(|last| {
            form_urlencoded::Serializer::new(String::new())
                .append_pair("q", &options.q)
                .append_pair("kind", &options.kind)
                .append_pair("since", &options.since)
                .append_pair("until", &options.until)
                .append_pair("before", &last.document.to_string())
                .finish()
        });
        let behind = progress.is_behind().then_some(progress.until);
        let instead = found.instead.clone();
        let found = views::search::Found { hits, older, instead, behind };
        views::search::page(context, &who.viewer, &asked, Some(&found))
    }))
}

fn shown(context: &views::Context<'_>, hit: &Hit, query: &Query) -> views::search::Hit {
    let state = context.state;
    let own = hit.name.as_deref().and_then(|name| found::place(context, hit, name));
    let (kind, title, href) = match own {
        Some(own) => own,
        None => {
            // A note is shown where it stands, unfolded or not.
            let note = hit.name.as_deref().and_then(|name| name.strip_prefix("note/"));
            let place = note.map_or_else(String::new, |note| format!("#n{note}"));
            (found::word(hit.kind), title_of(hit), room_of(state, hit).map(|room| room + &place))
        }
    };
    let who = match (hit.kind, hit.who.strip_prefix("person/")) {
        (_, Some(person)) => state.access.name(&PersonKey::from(person)).to_owned(),
        (Kind::Message, None) if hit.who.is_empty() => "the caller".to_owned(),
        (Kind::Customer | Kind::Person | Kind::Card | Kind::Template | Kind::Definition, None) => {
            String::new()
        }
        (_, None) => hit.who.clone(),
    };
    let href = href.map(|href| format!("{}{href}", context.base));
    views::search::Hit { kind, title, href, who, at: hit.at, words: words(&hit.text, query) }
}

fn title_of(hit: &Hit) -> String {
    match (hit.emergency, hit.incident) {
        (Some((_, number)), _) => format!("Emergency {number}"),
        (None, Some((_, number))) => format!("Incident {number}"),
        (None, None) if hit.kind == Kind::Alert => "Alert".to_owned(),
        (None, None) => hit.kind.name().to_owned(),
    }
}

/// The room in which it stands, while that is open: where the emergency is now, not where it was.
fn room_of(state: &domain::State, hit: &Hit) -> Option<String> {
    let of_emergency = hit.emergency.and_then(|(id, number)| {
        let incident = state.incidents.of_emergency(id)?;
        Some(format!("/console/incidents/{}?with={number}", incident.number))
    });
    let of_incident = hit.incident.and_then(|(id, _)| {
        let known = state.incidents.get(state.groups.root(id))?;
        Some(format!("/console/incidents/{}", known.number))
    });
    of_emergency.or(of_incident.filter(|_| hit.emergency.is_none()))
}

/// The text, cut to what matters, in parts that fit and parts that do not.
#[must_use]
pub fn words(text: &str, query: &Query) -> Vec<(String, bool)> {
    let apart = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | ',' | ';' | '.');
    let mut parts: Vec<(&str, bool)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(apart).unwrap_or(rest.len());
        let gap = rest[word..].find(|c| !apart(c)).map_or(rest.len(), |gap| word + gap);
        let fits = words_of(&rest[..word]).iter().any(|known| query.names(known));
        parts.push((&rest[..word], fits));
        parts.push((&rest[word..gap], false));
        rest = &rest[gap..];
    }
    let first = parts.iter().position(|(_, fits)| *fits).unwrap_or(0);
    let mut start = first;
    let mut before = 0;
    while start > 0 && before + parts[start - 1].0.chars().count() <= BEFORE_CHARS {
        start -= 1;
        before += parts[start].0.chars().count();
    }
    // What is cut begins with a word.
    if start > 0 && start < first && parts[start].0.trim().is_empty() {
        start += 1;
    }
    let mut shown: Vec<(String, bool)> = Vec::new();
    let mut chars = 0;
    if start > 0 {
        shown.push(("… ".to_owned(), false));
    }
    for (part, fits) in &parts[start..] {
        let part: String = part.chars().take(SHOWN_CHARS_MAX.saturating_sub(chars)).collect();
        chars += part.chars().count();
        match shown.last_mut() {
            Some((last, same)) if same == fits && !*fits => last.push_str(&part),
            _ => shown.push((part, *fits)),
        }
        if chars >= SHOWN_CHARS_MAX {
            shown.push((" …".to_owned(), false));
            break;
        }
    }
    shown.retain(|(part, _)| !part.is_empty());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_fit_are_marked_and_the_rest_is_cut() {
        let query = Query::parse("terminal");
        let text = format!("{} all Terminals, are down. {}", "x ".repeat(100), "y ".repeat(400));
        let shown = words(&text, &query);
        assert!(shown[0].0.starts_with("… x") && !shown[0].1, "{shown:?}");
        assert!(shown.contains(&("Terminals".to_owned(), true)), "{shown:?}");
        let chars: usize = shown.iter().map(|(part, _)| part.chars().count()).sum();
        assert!(chars <= SHOWN_CHARS_MAX + 4);
    }

    #[test]
    fn no_text_and_no_query_break_the_marking() {
        bolero::check!().with_type::<(String, String)>().for_each(|(text, typed)| {
            let shown = words(text, &Query::parse(typed));
            let chars: usize = shown.iter().map(|(part, _)| part.chars().count()).sum();
            assert!(chars <= SHOWN_CHARS_MAX + 4);
        });
    }
}

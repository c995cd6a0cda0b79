//! The visible pagers: everyone's in the demo, one's own when signed in.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use domain::words::{Actor, PersonKey};
use serde::Deserialize;

use super::stream::{self, View};
use super::way_back::WayBack;
use super::{Problem, Site, html, sign_in};
use crate::live::{Screen, Topic};

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
}

fn everyone(site: &Site) -> Vec<PersonKey> {
    site.line.published().state.access.people.keys().cloned().collect()
}

/// One's own pager shows what its person may read. Where all of them hang side by side, what is
/// restricted stands on none.
fn whose(people: &[PersonKey]) -> Actor {
    match people {
        [one] => Actor::Person(one.clone()),
        _ => Actor::Stranger,
    }
}

fn view(site: &Site, people: &[PersonKey]) -> Option<View> {
    let fragments =
        site.render_to(&whose(people), |context| views::pager::fragments(context, people));
    Some(View { fragments, messages: Vec::new() })
}

fn page(site: &Site, people: &[PersonKey]) -> Response {
    let after = view(site, people).map(|view| stream::id_of(&view)).unwrap_or_default();
    html(site.render_to(&whose(people), |context| views::pager::page(context, people, &after)))
}

/// Everyone's pagers are there to be seen in the demo only.
fn all_people(site: &Site) -> Result<Vec<PersonKey>, Problem> {
    if site.demo.is_some() { Ok(everyone(site)) } else { Err(Problem::unknown("page")) }
}

/// One's own pager, or anyone's in the demo.
fn one_person(site: &Site, person: &str, headers: &HeaderMap) -> Result<Vec<PersonKey>, Problem> {
    let person = PersonKey::from(person);
    let own = sign_in::person(site, headers).as_ref() == Some(&person);
    let known = site.line.published().state.access.person(&person).is_some();
    if known && (own || site.demo.is_some()) {
        Ok(vec![person])
    } else {
        Err(Problem::unknown("pager"))
    }
}

fn screens(site: &Site, people: &[PersonKey]) -> Vec<Screen> {
    people.iter().map(|person| site.hub.screen(person.as_str())).collect()
}

fn streamed(
    site: &Arc<Site>,
    headers: &HeaderMap,
    after: Option<&str>,
    people: Result<Vec<PersonKey>, Problem>,
) -> Response {
    match people {
        Ok(people) => {
            let screens = screens(site, &people);
            let changed = site.hub.watch(Topic::Pagers);
            let render: stream::Render = Arc::new(move |site: &Site| view(site, &people));
            stream::stream(site, headers, after, changed, render, screens)
        }
        Err(problem) => problem.json(),
    }
}

async fn polled(
    site: &Arc<Site>,
    headers: &HeaderMap,
    after: Option<&str>,
    people: Result<Vec<PersonKey>, Problem>,
) -> Response {
    match people {
        Ok(people) => {
            // Held while the poll waits: somebody is looking.
            let _screens = screens(site, &people);
            let changed = site.hub.watch(Topic::Pagers);
            let render: stream::Render = Arc::new(move |site: &Site| view(site, &people));
            stream::poll(site, headers, after, changed, render).await
        }
        Err(problem) => problem.json(),
    }
}

/// `GET /pager`
pub async fn all(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    match all_people(&site) {
        Ok(people) => page(&site, &people),
        Err(problem) => problem.answer(&site, &headers),
    }
}

/// `GET /pager/stream`
pub async fn stream_all(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    streamed(&site, &headers, options.after.as_deref(), all_people(&site))
}

/// `GET /pager/poll`
pub async fn poll_all(
    State(site): State<Arc<Site>>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    polled(&site, &headers, options.after.as_deref(), all_people(&site)).await
}

/// `GET /pager/<person>`
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    headers: HeaderMap,
) -> Response {
    if site.demo.is_none() && sign_in::person(&site, &headers).is_none() {
        let here = format!("/pager/{person}");
        return super::see_other(&WayBack::of(&Method::GET, &here).sign_in());
    }
    match one_person(&site, &person, &headers) {
        Ok(people) => page(&site, &people),
        Err(problem) => problem.answer(&site, &headers),
    }
}

/// `GET /pager/<person>/stream`
pub async fn stream_one(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let people = one_person(&site, &person, &headers);
    streamed(&site, &headers, options.after.as_deref(), people)
}

/// `GET /pager/<person>/poll`
pub async fn poll_one(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let people = one_person(&site, &person, &headers);
    polled(&site, &headers, options.after.as_deref(), people).await
}

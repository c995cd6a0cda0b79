//! The page on a lock screen: looking changes nothing, one tap accepts.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::crew;
use domain::paging::{Answer, Command};
use domain::words::{Actor, PageId};
use serde::Deserialize;

use super::forms::{Fields, wants_json};
use super::stream::{self, View};
use super::{Problem, Site, command_id, html, see_other};
use crate::live::Topic;

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub struct Options {
    after: Option<String>,
}

fn opened(site: &Site, link: &str) -> Result<PageId, Problem> {
    let page = site.key.open_page(link).ok_or_else(Problem::unknown_link)?;
    let known = site.line.published().state.paging.page(page).is_some();
    if known {
        return Ok(page);
    }
    // A page that was sent while nothing could be stored is known only once it can be again.
    if site.line.health().not_storing.is_some() {
        let detail = "A customer needs a person, and nothing can be stored just now. Keep this \
                      page open and look again in a few seconds.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return Err(Problem::new(status, "not-stored", "Not stored yet", detail));
    }
    Err(Problem::new(StatusCode::GONE, "over", "It is over", "This page is over."))
}

fn view(site: &Site, page: PageId, link: &str) -> Option<View> {
    site.render_to(&Actor::PageLink(page), |context| {
        let (escalation, known) = context.state.paging.page(page)?;
        // The number in the forms is derived, so that every rendering is the same.
        let command = command_of(page);
        let fragments = views::page::fragments(context, escalation, known, link, &command);
        Some(View { fragments, messages: Vec::new() })
    })
}

fn command_of(page: PageId) -> String {
    format!("{page}")
}

/// `GET /p/<link>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    match opened(&site, &link) {
        Ok(page) => show_with(&site, page, &link, None),
        Err(problem) => problem.answer(&site, &headers),
    }
}

fn show_with(
    site: &Site,
    page: PageId,
    link: &str,
    returned: Option<&views::Returned>,
) -> Response {
    let after = view(site, page, link).map(|view| stream::id_of(&view)).unwrap_or_default();
    let shown = site.render_to(&Actor::PageLink(page), |context| {
        let (escalation, known) = context.state.paging.page(page)?;
        let command = command_of(page);
        Some(views::page::page(context, escalation, known, link, &command, &after, returned))
    });
    match shown {
        Some(shown) => html(shown),
        None => Problem::unknown_link().page(site, &HeaderMap::new()),
    }
}

/// `GET /p/<link>/stream`
pub async fn stream(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    match listen(&site, &link) {
        Ok((changed, render)) => {
            stream::stream(&site, &headers, options.after.as_deref(), changed, render, Vec::new())
        }
        Err(problem) => problem.json(),
    }
}

/// `GET /p/<link>/poll`
pub async fn poll(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    match listen(&site, &link) {
        Ok((changed, render)) => {
            stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
        }
        Err(problem) => problem.json(),
    }
}

fn listen(
    site: &Site,
    link: &str,
) -> Result<(tokio::sync::watch::Receiver<u64>, stream::Render), Problem> {
    let page = opened(site, link)?;
    let link = link.to_owned();
    let render: stream::Render = Arc::new(move |site: &Site| view(site, page, &link));
    // What else rings for the same person stands on it too.
    Ok((site.hub.watch(Topic::Pagers), render))
}

/// `POST /p/<link>/{accept,accept-all,pass,decline}`
pub async fn answer(
    State(site): State<Arc<Site>>,
    Path((link, answer)): Path<(String, String)>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let page = match opened(&site, &link) {
        Ok(page) => page,
        Err(problem) => return problem.answer(&site, &headers),
    };
    if answer == "accept-all" {
        return accept_all(&site, page, &link, &headers, &fields).await;
    }
    let minutes = fields.number("minutes").and_then(|minutes| u16::try_from(minutes).ok());
    let answer = match answer.as_str() {
        "accept" => Answer::Accept,
        "pass" => Answer::PassOn,
        "decline" => Answer::Decline { minutes: minutes.unwrap_or(10) },
        _ => return Problem::unknown("answer").answer(&site, &headers),
    };
    // The same answer twice is one answer, but a later ring of the same page is a new question.
    let rings = site.line.published().state.paging.page(page).map_or(0, |(_, page)| page.rings);
    let content = format!("{answer:?} {rings} {}", fields.get("reason"));
    let id = command_id(fields.get("command"), &format!("/p/{link}"), &[&content]);
    let reason = fields.get("reason");
    let command = match declined(&site, page, reason) {
        Some(command) if matches!(answer, Answer::Decline { .. }) => command,
        _ => domain::Command::from(Command::Answer { page, answer }),
    };
    obey(&site, (page, &link), (id, command), &headers, &fields).await
}

/// `POST /p/<link>/accept-all`: one act takes everything that rings for that person.
async fn accept_all(
    site: &Site,
    page: PageId,
    link: &str,
    headers: &HeaderMap,
    fields: &Fields,
) -> Response {
    // What rings later is asked for anew, so the same number again covers only what rang then.
    let state = site.line.published().state;
    let person = state.paging.page(page).map(|(_, page)| page.person.clone());
    let asking = person.iter().flat_map(|person| state.paging.asking_of(person));
    let content: Vec<String> =
        asking.map(|(_, page)| format!("{} {}", page.id, page.rings)).collect();
    let content: Vec<&str> = content.iter().map(String::as_str).collect();
    let id = command_id(fields.get("command"), &format!("/p/{link}/accept-all"), &content);
    let command = domain::Command::from(Command::AcceptAll { page });
    obey(site, (page, link), (id, command), headers, fields).await
}

async fn obey(
    site: &Site,
    (page, link): (PageId, &str),
    (id, command): (domain::words::CommandId, domain::Command),
    headers: &HeaderMap,
    fields: &Fields,
) -> Response {
    match site.line.ask(id, Actor::PageLink(page), command).await {
        Ok(Ok(_)) => see_other(&back(fields).unwrap_or_else(|| format!("/p/{link}"))),
        Ok(Err(refusal)) => {
            let problem = Problem::refused(site, refusal);
            if wants_json(headers) {
                return problem.json();
            }
            let returned = fields.returned(None, problem.detail());
            (StatusCode::CONFLICT, show_with(site, page, link, Some(&returned))).into_response()
        }
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
    }
}

/// Whoever a colleague asked says no, with a reason.
pub(super) fn declined(site: &Site, page: PageId, reason: &str) -> Option<domain::Command> {
    let state = site.line.published().state;
    let (_, known) = state.paging.page(page)?;
    let (request, person) = (known.errand?.request, known.person.clone());
    Some(crew::Command::Decline { request, person, reason: reason.to_owned() }.into())
}

/// The visible pagers post here too and want to be back where they were.
fn back(fields: &Fields) -> Option<String> {
    let back = fields.get("back");
    let own = back == "/pager" || back.strip_prefix("/pager/").is_some_and(domain::words::is_key);
    own.then(|| back.to_owned())
}

//! The way to a private page for whoever reads mail at a domain that it names: at the page's own
//! address one asks for a link, which is sent by mail. What is answered is the same for every
//! address, and as soon; nothing is remembered in the browser.

use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use domain::status::Matter;
use domain::subscribers::{Route, tidy_address};
use domain::words::{Actor, Owner, Personal, StatusPageKey, is_key};
use views::{Reader, Returned, plain};

use super::super::forms::Fields;
use super::super::reader::{Asked, Wishes};
use super::super::{Problem, Site, html, see_other};
use super::own::kept_private;
use crate::proxies::ClientAddress;
use crate::status::{OWN, hosts};

/// The page whose address that is, if one asks there for a link by mail.
pub(super) fn asks_at(site: &Site, path: &str) -> Option<StatusPageKey> {
    let state = &site.line.published().state;
    // So does whoever was led to one matter, whether or not there is one of that number.
    let path = at_the_page(path);
    let key = match path.strip_prefix("/status/p/") {
        Some(rest) => {
            let key = rest.strip_suffix(OWN).and_then(|rest| rest.strip_suffix('/'));
            StatusPageKey::from(key.unwrap_or(rest))
        }
        None if path == "/status" => state.status_pages.first()?.0.clone(),
        None => return None,
    };
    asks(site, &key).then_some(key)
}

/// The page of a matter's own address.
fn at_the_page(path: &str) -> &str {
    let kind = path.rsplit_once('/').and_then(|(rest, _)| rest.rsplit_once('/'));
    match kind {
        Some((page, _)) if path[page.len() + 1..].parse::<Matter>().is_ok() => page,
        _ => path,
    }
}

/// Whether whoever reads mail at some domain may read that page, and mail can be sent at all.
fn asks(site: &Site, page: &StatusPageKey) -> bool {
    let mails = site.mails || site.demo.is_some();
    mails && is_key(page.as_str()) && !site.line.published().state.domains_of(page).is_empty()
}

fn reader(site: &Site, headers: &HeaderMap, asked: &Asked) -> Reader {
    let state = site.line.published().state;
    Wishes::of(headers).reader(asked, &state.organisation.settings)
}

/// `GET` of the page's own address.
pub(super) fn form(site: &Site, page: &StatusPageKey, uri: &Uri, headers: &HeaderMap) -> Response {
    let asked = Query::<Asked>::try_from_uri(uri).map(|Query(asked)| asked).unwrap_or_default();
    shown(site, reader(site, headers, &asked), page, None)
}

fn shown(
    site: &Site,
    reader: Reader,
    page: &StatusPageKey,
    returned: Option<&Returned>,
) -> Response {
    let markup = site.render_for(reader, |context| {
        let profile = &context.state.status_pages.get(page)?.profile;
        Some(views::status::ask_for_link(context, page, profile, returned))
    });
    let unknown = || Problem::unknown("status page").answer(site, &HeaderMap::new());
    kept_private(markup.map_or_else(unknown, html))
}

/// `POST /status/p/<page>/link`
pub(super) async fn ask(
    State(site): State<Arc<Site>>,
    Path(page): Path<String>,
    client: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let page = StatusPageKey::from(page.as_str());
    if !asks(&site, &page) {
        return Problem::unknown("status page").answer(&site, &headers);
    }
    let reader = reader(&site, &headers, &Asked::default());
    let again = |key: &str, status: StatusCode| {
        let why = match key {
            "too-many" => plain!(reader.tongue, "subscribe-too-many"),
            _ => plain!(reader.tongue, "subscribe-bad-address"),
        };
        let returned = fields.returned(Some("address"), &why);
        (status, shown(&site, reader, &page, Some(&returned))).into_response()
    };
    let Some(address) = address_of(fields.get("address")) else {
        return again("address", StatusCode::UNPROCESSABLE_ENTITY);
    };
    let client = client.map(|Extension(client)| client.0);
    if !site.sign_ups.take(client, (Route::Email, ""), Instant::now()) {
        return again("too-many", StatusCode::TOO_MANY_REQUESTS);
    }
    let to = Personal::new(Owner::Subscriber(site.key.reader(&address)), &address);
    let published = site.line.published();
    if let Some(letter) = published.state.letter_by_mail(&page, to, published.now()) {
        let line = site.line.clone();
        // Off the answer's path, so that its time says nothing about which domains are named.
        tokio::spawn(async move {
            match line.tell(Actor::System, letter).await {
                Ok(Ok(_)) => {}
                Ok(Err(refusal)) => tracing::warn!(%refusal, "a link to a page is not sent"),
                Err(unanswered) => tracing::warn!(?unanswered, "a link to a page is not sent"),
            }
        });
    }
    see_other(&format!("{}/status/p/{page}/link", site.base))
}

/// The address as it is written to: its domain in the letters in which it is asked for.
pub(in crate::web) fn address_of(typed: &str) -> Option<String> {
    let (local, domain) = typed.trim().rsplit_once('@')?;
    tidy_address(Route::Email, &format!("{local}@{}", hosts::ascii(domain))).ok()
}

/// `GET /status/p/<page>/link`: what whoever asked reads, and the same for everyone.
pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(page): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let page = StatusPageKey::from(page.as_str());
    if !asks(&site, &page) {
        return Problem::unknown("status page").answer(&site, &headers);
    }
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let reader = reader(&site, &headers, &asked);
    kept_private(html(site.render_for(reader, |context| views::status::link_sent(context, &page))))
}

//! "It fails for me": one tap on the status page, counted, and the way to a person. On a page that
//! a customer reads by its link, it is known of which customer the word is.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::readers::ReadersSight;
use domain::sightings;
use domain::words::{Actor, ComponentKey, CustomerKey, StatusPageKey, is_key};

use super::super::forms::Fields;
use super::super::{Problem, Site, html, see_other};
use super::own;
use crate::line::Published;
use crate::proxies::ClientAddress;
use crate::status::{Ink, Stand};

/// Longest name of a browser that tells readers apart, in bytes.
const AGENT_LEN_MAX: usize = 300;
/// Where a reader is thanked by whose link they read, beside the page: this and the component.
const THANKS: &str = "fails-";

/// `POST /status/p/<page>/fails`
pub async fn say(
    State(site): State<Arc<Site>>,
    Path(page): Path<String>,
    extensions: Extensions,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let key = StatusPageKey::from(page.as_str());
    let published = site.line.published();
    let sight = ReadersSight::public();
    let Some(component) = chosen(&published, &sight, &key, &fields) else {
        return Problem::unknown("component").answer(&site, &headers);
    };
    count(&site, &component, None, (&extensions, &headers)).await;
    see_other(&format!("{}/status/p/{page}/fails/{component}", site.base))
}

/// `POST /status/for/<link>/fails`, and `/status/for/<link>/p/<page>/fails`
pub(super) async fn say_by_link(
    site: &Site,
    (link, rest): (&str, &str),
    (extensions, headers): (&Extensions, &HeaderMap),
    fields: &Fields,
) -> Response {
    let published = site.line.published();
    let Some(reader) = own::opened(site, &published, link) else {
        return Problem::unknown_link().answer(site, headers);
    };
    let (sight, beside) = (&reader.sight, rest.strip_suffix("fails"));
    let page = beside.and_then(|beside| own::page_beside(&published, sight, beside));
    let component = page.and_then(|page| chosen(&published, sight, &page, fields));
    let Some(component) = component else {
        return Problem::unknown("component").answer(site, headers);
    };
    count(site, &component, reader.customer.clone(), (extensions, headers)).await;
    let beside = beside.unwrap_or_default();
    let link = own::plain(link);
    see_other(&format!("{}/status/for/{link}/{beside}{THANKS}{component}", site.base))
}

/// The component that was pressed, if these readers find it on that page.
fn chosen(
    published: &Published,
    sight: &ReadersSight,
    page: &StatusPageKey,
    fields: &Fields,
) -> Option<ComponentKey> {
    let component = fields.get("component").trim();
    let seen = published.state.for_readers(sight);
    let shown = seen.status_page_at(page, published.now())?;
    let key = ComponentKey::from(component);
    (is_key(component) && shown.has(&key)).then_some(key)
}

/// Counts the word, if it is the first of this reader.
async fn count(
    site: &Site,
    component: &ComponentKey,
    customer: Option<CustomerKey>,
    (extensions, headers): (&Extensions, &HeaderMap),
) {
    let address = extensions.get::<ClientAddress>().map(|client| client.0);
    let agent = headers.get(header::USER_AGENT).map_or(&b""[..], HeaderValue::as_bytes);
    let agent = String::from_utf8_lossy(&agent[..agent.len().min(AGENT_LEN_MAX)]);
    let now = site.line.published().now();
    if !site.status.reports.counts(address, &agent, component.as_str(), now) {
        return;
    }
    let see = sightings::Command::See { component: component.clone(), customer };
    match site.line.tell(Actor::System, see).await {
        Ok(Ok(_)) => {}
        Ok(Err(refusal)) => tracing::warn!(%refusal, "a reader's word is not counted"),
        // Whoever cannot work is not stopped here: the way to a person stands open.
        Err(unanswered) => tracing::warn!(?unanswered, "a reader's word is not stored"),
    }
}

/// `GET /status/p/<page>/fails/<component>`
pub async fn thanks(
    State(site): State<Arc<Site>>,
    Path((page, component)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let published = site.line.published();
    let page = StatusPageKey::from(page.as_str());
    let component = ComponentKey::from(component.as_str());
    let at = (&page, &component, &Stand::of(&page));
    thanked(&site, &published, &ReadersSight::public(), at, None)
        .unwrap_or_else(|| Problem::unknown("component").answer(&site, &headers))
}

/// The same beside a page that is read by a link; `None` where nothing of that kind was asked for.
pub(super) fn thanks_by_link(
    site: &Site,
    link: &str,
    rest: &str,
    headers: &HeaderMap,
) -> Option<Response> {
    let at = rest.rfind('/').map_or(0, |slash| slash + 1);
    let (beside, component) = (&rest[..at], rest[at..].strip_prefix(THANKS)?);
    let published = site.line.published();
    let Some(reader) = own::opened(site, &published, link) else {
        return Some(Problem::unknown_link().answer(site, headers));
    };
    let sight = &reader.sight;
    let profile = reader.customer.as_ref().and_then(|key| published.state.customers.profile(key));
    let whole = format!("{}{}", site.public_url.trim_end_matches('/'), site.base);
    let door = profile.map(|profile| format!("{whole}{}", views::status::door_of(profile)));
    let page = own::page_beside(&published, sight, beside);
    let component = ComponentKey::from(component);
    let found = page.and_then(|page| {
        let at = (&page, &component, &Stand::class(""));
        thanked(site, &published, sight, at, door.as_deref())
    });
    let answer = || Problem::unknown("component").answer(site, headers);
    Some(own::kept_private(found.unwrap_or_else(answer)))
}

fn thanked(
    site: &Site,
    published: &Published,
    sight: &ReadersSight,
    (page, component, stand): (&StatusPageKey, &ComponentKey, &Stand),
    door: Option<&str>,
) -> Option<Response> {
    let ink = Ink {
        published,
        seen: &published.state.for_readers(sight),
        key: &site.key,
        public_url: &site.public_url,
        base: site.base,
    };
    let (markup, policy) = ink.thanks((page, component), stand, door)?;
    let mut response = (StatusCode::OK, html(markup)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

//! Host names of status pages: what is asked for at one of them is that page's, and nothing else
//! of the house stands there but the way to the door.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use domain::words::StatusPageKey;

use super::signed_in::SignedIn;
use super::{Problem, Site, security, telling};
use crate::status::{OWN, hosts, pointing};

/// What stands at every host name: the look of the pages on which readers sign up, their own
/// links, and the sign by which a name is known to lead here.
const EVERYWHERE: [&str; 4] = ["/assets/", "/s/", "/status/subscribe", pointing::PATH];
/// What leads to the door, whose address is another; the links by which customers read stand there
/// too.
const DOOR: [&str; 4] = ["/help", "/e/", "/console", "/status/for/"];

/// All routes, behind the look at whose host name is asked for.
pub fn before(site: &Arc<Site>, routes: Router) -> Router {
    let layer = from_fn_with_state(Arc::clone(site), sort);
    Router::new().fallback_service(routes).layer(layer)
}

/// What a request at the host name of a page is.
#[derive(Debug, PartialEq, Eq)]
enum Meant {
    /// What stands at this path of the router.
    Read(String),
    /// What stands at another path of the same name.
    There(String),
    /// What stands at the door's name.
    AtDoor,
    /// Nothing.
    Nothing,
}

fn meant(page: &StatusPageKey, path: &str) -> Meant {
    let is = |start: &str| {
        let rest = path.strip_prefix(start.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if EVERYWHERE.into_iter().any(is) {
        return Meant::Read(path.to_owned());
    }
    if DOOR.into_iter().any(is) {
        return Meant::AtDoor;
    }
    // Who has the page's address below the door's finds it here as well.
    let below = format!("/status/p/{page}");
    for root in [below.as_str(), "/status"] {
        if is(root) {
            let rest = &path[root.len()..];
            return match rest {
                "" | "/" => Meant::There("/".to_owned()),
                _ if rest.starts_with("/p/") => Meant::Nothing,
                _ => Meant::There(within(rest)),
            };
        }
    }
    match path {
        "/api" => Meant::AtDoor,
        "/subscribe" => Meant::Read("/status/subscribe".to_owned()),
        _ if is("/fails") || path == "/link" => Meant::Read(format!("{below}{path}")),
        _ => Meant::Read(format!("{below}/{OWN}{path}")),
    }
}

/// A path that stays at this name: browsers take what begins with two slashes, of whichever kind,
/// for the name of another host.
fn within(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

async fn sort(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let page = match site.status.has_hosts() {
        false => None,
        true => hosts::asked(request.uri(), request.headers()),
    };
    let Some(page) = page.and_then(|host| site.status.at_host(&host)) else {
        // What lies ready for a name of its own is read there only.
        return match is_own(request.uri().path()) {
            true => Problem::unknown("status page").answer(&site, request.headers()),
            false => next.run(request).await,
        };
    };
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let to = match meant(&page, request.uri().path()) {
        Meant::Read(path)
            if path == "/status/subscribe" && request.uri().path() == "/subscribe" =>
        {
            format!("{path}?page={page}{}", query.replacen('?', "&", 1))
        }
        Meant::Read(path) => format!("{path}{query}"),
        Meant::There(path) => return sent(&site, &format!("{path}{query}")),
        Meant::AtDoor => {
            let path = request.uri().path();
            return sent(&site, &format!("{}{path}{query}", site.public_url));
        }
        Meant::Nothing => {
            return Problem::unknown("status page").answer(&site, request.headers());
        }
    };
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    parts.path_and_query = to.parse::<PathAndQuery>().ok();
    match Uri::from_parts(parts) {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return StatusCode::NOT_FOUND.into_response(),
    }
    next.run(request).await
}

/// Whether a path leads to what lies ready for a name of its own.
fn is_own(path: &str) -> bool {
    let rest = path.strip_prefix("/status/p/").and_then(|rest| rest.split_once('/'));
    rest.is_some_and(|(_, rest)| rest.split('/').next() == Some(OWN))
}

/// On the way elsewhere; a form is sent again there as it is.
fn sent(site: &Site, to: &str) -> Response {
    let mut response = Redirect::temporary(to).into_response();
    security::protect(response.headers_mut(), site);
    security::store_nowhere(response.headers_mut());
    response
}

/// `GET /.well-known/mayday`: the sign of this installation.
pub async fn token(State(site): State<Arc<Site>>) -> String {
    site.key.here()
}

/// `POST /console/status/pages/<key>/look`
pub async fn look(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    who: SignedIn,
) -> Response {
    let key = StatusPageKey::from(key.as_str());
    let state = site.line.published().state;
    let Some(known) = state.status_pages.get(&key) else {
        return who.told(&site, &Problem::unknown("status page"));
    };
    if !site.render(|context| {
        views::settings::at_least(context, &who.viewer, domain::access::Role::Lead)
    }) {
        return telling::write_page(&site, &who, Some(&key), &known.profile, None);
    }
    let found = pointing::look(&site, &known.profile.hosts).await;
    let looked: Vec<views::telling::Looked> = found
        .into_iter()
        .map(|(host, found)| views::telling::Looked {
            says: found.sentence(&host),
            here: found == pointing::Found::Here,
        })
        .collect();
    telling::looked_at(&site, &who, &key, &known.profile, &looked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_and_the_way_to_the_door_stand_at_its_name() {
        let meant = |path: &str| meant(&"public".into(), path);
        let read = |path: &str| Meant::Read(path.to_owned());
        let there = |path: &str| Meant::There(path.to_owned());
        assert_eq!(meant("/"), read("/status/p/public/~/"));
        assert_eq!(meant("/history/2026-10"), read("/status/p/public/~/history/2026-10"));
        assert_eq!(meant("/api/v2/summary.json"), read("/status/p/public/~/api/v2/summary.json"));
        assert_eq!(meant("/i/7"), read("/status/p/public/~/i/7"));
        assert_eq!(meant("/incidents/a1"), read("/status/p/public/~/incidents/a1"));
        assert_eq!(meant("/status/i/7"), there("/i/7"));
        assert_eq!(meant("/api"), Meant::AtDoor);
        assert_eq!(meant("/stream"), read("/status/p/public/~/stream"));
        assert_eq!(meant("/fails"), read("/status/p/public/fails"));
        assert_eq!(meant("/fails/tills"), read("/status/p/public/fails/tills"));
        assert_eq!(meant("/link"), read("/status/p/public/link"));
        assert_eq!(meant("/subscribe"), read("/status/subscribe"));
        assert_eq!(meant("/status/subscribe/sent"), read("/status/subscribe/sent"));
        for path in ["/s/link", "/assets/1/a.css", "/.well-known/mayday"] {
            assert_eq!(meant(path), read(path));
        }
        assert_eq!(meant("/status"), there("/"));
        assert_eq!(meant("/status/p/public/"), there("/"));
        assert_eq!(meant("/status/p/public/history"), there("/history"));
        assert_eq!(meant("/status/badge.svg"), there("/badge.svg"));
        for path in ["//evil.example", "///evil.example", "/\\evil.example", "/\\/evil.example"] {
            assert_eq!(meant(&format!("/status{path}")), there("/evil.example"), "{path}");
            assert_eq!(meant(&format!("/status/p/public{path}")), there("/evil.example"), "{path}");
        }
        assert_eq!(meant("/status/p/secret"), Meant::Nothing);
        assert_eq!(meant("/status/p/secret/history"), Meant::Nothing);
        for path in ["/help", "/help/nordpay", "/console", "/console/status", "/e/link"] {
            assert_eq!(meant(path), Meant::AtDoor);
        }
        for path in ["/status/for/link", "/status/for/link/", "/status/for/link/history"] {
            assert_eq!(meant(path), Meant::AtDoor);
        }
        assert_eq!(meant("/status/fortnight"), there("/fortnight"));
        // Everything else is looked for on the page, where it is not.
        for path in ["/signin", "/api/v1/emergencies", "/metrics", "/p/link", "/helpful"] {
            assert_eq!(meant(path), read(&format!("/status/p/public/~{path}")));
        }
    }

    #[test]
    fn what_lies_ready_for_its_own_name_is_not_read_elsewhere() {
        assert!(is_own("/status/p/public/~") && is_own("/status/p/public/~/history"));
        assert!(!is_own("/status/p/public/badge/~x.svg") && !is_own("/status/p/~x"));
    }
}

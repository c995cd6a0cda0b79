//! Where somebody signs up: at a page as everyone reads it, or at one that they read by a link. And
//! what is asked for there, beside that page.

use std::sync::Arc;

use axum::http::{Extensions, HeaderMap};
use axum::response::Response;
use domain::readers::ReadersSight;
use domain::subscribers::{Route, Through};
use domain::words::{StatusPageKey, is_key};

use super::super::forms::Fields;
use super::super::status::own;
use super::super::{Problem, Site};
use super::Asked;
use super::bounds::Number;
use crate::proxies::ClientAddress;

/// Where somebody signs up.
pub(super) struct Place {
    /// For which page.
    pub key: StatusPageKey,
    /// Through what they read it, if not as everyone does.
    pub through: Option<Through>,
    /// With what sight.
    pub sight: ReadersSight,
    /// Where the form stands.
    path: String,
    /// Where the page does.
    back: String,
}

impl Place {
    /// At the page of that key as everyone reads it, else at the first.
    pub fn public(site: &Site, key: &str) -> Option<Self> {
        let state = site.line.published().state.for_everyone();
        let named = Some(key).filter(|key| is_key(key)).map(StatusPageKey::from);
        let named = named.filter(|key| state.status_pages.get(key).is_some());
        let first = || state.status_pages.first().map(|(key, _)| key.clone());
        let key = if key.is_empty() { named.or_else(first) } else { named }?;
        let is_first = state.status_pages.first().is_some_and(|(first, _)| *first == key);
        let back = match is_first {
            true => format!("{}/status", site.base),
            false => format!("{}/status/p/{key}", site.base),
        };
        let path = format!("{}/status/subscribe", site.base);
        Some(Self { key, through: None, sight: ReadersSight::public(), path, back })
    }

    /// Beside a page that somebody reads by that link.
    fn by_link(site: &Site, link: &str, beside: &str) -> Option<Self> {
        let published = site.line.published();
        let opened = own::opened(site, &published, link)?;
        let key = own::page_beside(&published, &opened.sight, beside)?;
        let back = format!("{}/status/for/{}/{beside}", site.base, own::plain(link));
        let path = format!("{back}subscribe");
        Some(Self { key, through: Some(opened.through), sight: opened.sight, path, back })
    }

    /// Whether they read it because of where they read mail: then nothing else is written to.
    pub fn is_by_mail(&self) -> bool {
        matches!(self.through, Some(Through::Mail { .. }))
    }

    /// The ways that something can be sent over there. In a demo nothing leaves, and it says so
    /// itself.
    pub fn offered(&self, site: &Site) -> Vec<Route> {
        let mail = site.mails || site.demo.is_some();
        let texts = site.telephone.can().texts && !self.is_by_mail();
        let state = site.line.published().state;
        let page = state.status_pages.get(&self.key);
        let named = page.map(|known| known.profile.subscribe_by.clone()).unwrap_or_default();
        // Only a mail proves where somebody reads mail.
        let posts = site.demo.is_none() && !self.is_by_mail();
        let works = |route: &Route| match route {
            Route::Email => mail,
            Route::Sms => texts,
            way => posts && named.contains(way),
        };
        Route::ALL.into_iter().filter(works).collect()
    }

    /// The way that is asked for, where it is offered.
    pub fn route_of(&self, site: &Site, by: &str) -> Route {
        let offered = self.offered(site);
        let asked = offered.iter().find(|route| route.name() == by);
        asked.or(offered.first()).copied().unwrap_or(Route::Email)
    }

    /// Where it leads once something was sent.
    pub fn sent(&self, route: Route) -> String {
        let by = match route {
            Route::Email => String::new(),
            other => format!("&by={}", other.name()),
        };
        format!("{}/sent?page={}{by}", self.path, self.key)
    }

    /// A telephone number, as codes for it are counted.
    pub fn number(&self, digits: &str) -> Number {
        (self.key.clone(), self.through.clone(), digits.to_owned())
    }

    /// The same for views.
    pub fn shown(&self) -> views::subscribe::Place<'_> {
        views::subscribe::Place {
            key: &self.key,
            through: self.through.as_ref(),
            sight: &self.sight,
            path: &self.path,
            back: &self.back,
        }
    }
}

/// What is asked for beside a page that is read by a link.
enum Wanted {
    Form,
    Sent,
    Code,
}

/// Which page, and what of it; nothing, where it is something else.
fn wanted(rest: &str) -> Option<(&str, Wanted)> {
    let ends = [
        ("subscribe", Wanted::Form),
        ("subscribe/sent", Wanted::Sent),
        ("subscribe/code", Wanted::Code),
    ];
    let found = ends.into_iter().find_map(|(end, wanted)| Some((rest.strip_suffix(end)?, wanted)));
    found.filter(|(beside, _)| beside.is_empty() || beside.ends_with('/'))
}

/// `GET /status/for/<link>/[p/<page>/]subscribe` and `…/subscribe/sent`; nothing, where it is
/// something else.
pub(in crate::web) fn read_by_link(
    site: &Arc<Site>,
    link: &str,
    rest: &str,
    (query, headers): (&str, &HeaderMap),
) -> Option<Response> {
    let (beside, wanted) = wanted(rest)?;
    let Some(place) = Place::by_link(site, link, beside) else {
        return Some(Problem::unknown_link().answer(site, headers));
    };
    let uri = format!("/?{query}").parse().unwrap_or_default();
    let asked = axum::extract::Query::<Asked>::try_from_uri(&uri);
    let asked = asked.map(|asked| asked.0).unwrap_or_default();
    let reader = super::reader(site, headers, &asked.reader);
    let answer = match wanted {
        Wanted::Form => {
            let route = place.route_of(site, &asked.by);
            site.kept(super::shown(site, reader, &place, route, None), &asked.reader)
        }
        Wanted::Sent => super::shown_sent(site, reader, &place, &asked.by),
        Wanted::Code => Problem::unknown("page").answer(site, headers),
    };
    Some(own::kept_private(answer))
}

/// `POST` to the same, and to `…/subscribe/code`; nothing, where it is something else.
pub(in crate::web) async fn said_by_link(
    site: &Arc<Site>,
    link: &str,
    rest: &str,
    (extensions, headers): (&Extensions, &HeaderMap),
    fields: &Fields,
) -> Option<Response> {
    let (beside, wanted) = wanted(rest)?;
    let Some(place) = Place::by_link(site, link, beside) else {
        return Some(Problem::unknown_link().answer(site, headers));
    };
    let client = extensions.get::<ClientAddress>().map(|client| client.0);
    let answer = match wanted {
        Wanted::Form => super::signed_up(site, &place, client, headers, fields).await,
        Wanted::Code => super::code_entered(site, &place, client, headers, fields).await,
        Wanted::Sent => Problem::unknown("page").answer(site, headers),
    };
    Some(own::kept_private(answer))
}

//! Subscribing to a status page, for readers: signing up, confirming, choosing and leaving. What is
//! answered says nothing about whether an address is known, and no GET changes anything.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use domain::status_pages::domain_of;
use domain::subscribers::{
    self, Command, Entry, Profile, Quiet, Route, Standing, Subscriber, Through, Wants, tidy_address,
};
use domain::words::{Actor, Condition, Language, SubscriberId, is_key};
use serde::Deserialize;
use views::tongue::Tongue;
use views::{Reader, Returned, plain};

use super::forms::Fields;
use super::reader::Wishes;
use super::status::by_mail;
use super::{Problem, Site, html, see_other};
use crate::channels::posts::{NotTaken, host_of};
use crate::proxies::ClientAddress;

mod bounds;
mod place;

use bounds::Judged;
pub use bounds::SignUps;
use place::Place;
pub(super) use place::{read_by_link, said_by_link};

/// What the address of the form adds.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    by: String,
    #[serde(flatten)]
    reader: super::reader::Asked,
}

type Address = Result<Query<Asked>, QueryRejection>;

fn reader(site: &Site, headers: &HeaderMap, asked: &super::reader::Asked) -> Reader {
    let state = site.line.published().state;
    Wishes::of(headers).reader(asked, &state.organisation.settings)
}

/// `GET /status/subscribe`
pub async fn form(State(site): State<Arc<Site>>, headers: HeaderMap, asked: Address) -> Response {
    let Asked { page, by, reader: asked } = asked.map(|Query(asked)| asked).unwrap_or_default();
    let reader = reader(&site, &headers, &asked);
    match Place::public(&site, &page) {
        Some(place) => {
            let route = place.route_of(&site, &by);
            site.kept(shown(&site, reader, &place, route, None), &asked)
        }
        None => Problem::unknown("status page").answer(&site, &headers),
    }
}

fn shown(
    site: &Site,
    reader: Reader,
    place: &Place,
    route: Route,
    returned: Option<&Returned>,
) -> Response {
    let offered = &place.offered(site);
    let page = site.render_for(reader, |context| {
        let page = &context.state.status_pages.get(&place.key)?.profile;
        let place = place.shown();
        let form = views::subscribe::SignUp { place, page, route, offered, returned };
        Some(views::subscribe::sign_up(context, &form))
    });
    page.map_or_else(|| Problem::unknown("status page").answer(site, &HeaderMap::new()), html)
}

/// `POST /status/subscribe`
pub async fn sign_up(
    State(site): State<Arc<Site>>,
    client: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    match Place::public(&site, fields.get("page")) {
        Some(place) => {
            let client = client.map(|Extension(client)| client.0);
            signed_up(&site, &place, client, &headers, &fields).await
        }
        None => Problem::unknown("status page").answer(&site, &headers),
    }
}

async fn signed_up(
    site: &Arc<Site>,
    place: &Place,
    client: Option<IpAddr>,
    headers: &HeaderMap,
    fields: &Fields,
) -> Response {
    let reader = reader(site, headers, &super::reader::Asked::default());
    let route = place.route_of(site, fields.get("by"));
    let tongue = reader.tongue;
    let again = |field: &str, why: String, status: StatusCode| {
        let returned = fields.returned(Some(field), &why);
        (status, shown(site, reader, place, route, Some(&returned))).into_response()
    };
    if place.offered(site).is_empty() {
        return shown(site, reader, place, route, None);
    }
    let typed = fields.get("address");
    let bad = || plain!(tongue, "subscribe-bad-address");
    let address = match place.is_by_mail() {
        // The domain decides, in the letters in which it is asked for.
        true => by_mail::address_of(typed).ok_or_else(bad),
        false if route.is_chosen() => {
            let named = site.posts.named(route, typed);
            let elsewhere = named.and_then(|address| match is_ours(site, &address) {
                true => Err(NotTaken::Inside),
                false => Ok(address),
            });
            elsewhere.map_err(|why| not_taken(tongue, route, why))
        }
        false => tidy_address(route, typed).map_err(|_| bad()),
    };
    let address = match address {
        Ok(address) => address,
        Err(why) => return again("address", why, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let texts = route == Route::Sms;
    if !site.sign_ups.take(client, (route, &address), Instant::now()) {
        let why = plain!(tongue, "subscribe-too-many");
        return again("address", why, StatusCode::TOO_MANY_REQUESTS);
    }
    if texts {
        site.sign_ups.code_asked(place.number(&address), Instant::now());
    }
    let (language, wants) = chosen(fields);
    let (page, through) = (place.key.clone(), place.through.clone());
    let profile = Profile { page, route, language, wants, colleague: None, through };
    let entry = Entry { profile, address: address.as_str().into() };
    let published = site.line.published();
    let full = published.state.subscribers.takes_nobody_new();
    if texts && published.state.subscribers.letters_are_out(published.now()) {
        let why = plain!(tongue, "subscribe-too-many");
        return again("address", why, StatusCode::SERVICE_UNAVAILABLE);
    }
    if place.is_by_mail() || texts || full {
        if let Err(refusal) = entry.profile.wants.clone().tidied(crate::zones()) {
            let (field, why) = bad_choice(tongue, &refusal);
            return again(field, why, StatusCode::UNPROCESSABLE_ENTITY);
        }
        told_aside(site, place.is_by_mail(), entry);
        if full && !place.is_by_mail() {
            let why = plain!(tongue, "subscribe-full");
            return again("address", why, StatusCode::SERVICE_UNAVAILABLE);
        }
        if texts {
            let shown = place.shown();
            return html(site.render_for(reader, |context| {
                views::subscribe::code(context, &shown, &address, None)
            }));
        }
        return see_other(&place.sent(route));
    }
    match site.line.tell(Actor::Stranger, Command::SignUp(entry)).await {
        Ok(Ok(_)) => see_other(&place.sent(route)),
        Ok(Err(Refusal::Subscribers(subscribers::Refusal::TooMany))) => {
            let why = plain!(tongue, "subscribe-full");
            again("address", why, StatusCode::SERVICE_UNAVAILABLE)
        }
        Ok(Err(Refusal::Subscribers(subscribers::Refusal::BadAddress))) => {
            let why = plain!(tongue, "subscribe-bad-address");
            again("address", why, StatusCode::UNPROCESSABLE_ENTITY)
        }
        // The link has ended while they typed.
        Ok(Err(Refusal::Subscribers(subscribers::Refusal::NotTheirs))) => {
            Problem::unknown_link().answer(site, headers)
        }
        Ok(Err(Refusal::Subscribers(refusal))) => {
            let (field, why) = bad_choice(tongue, &refusal);
            again(field, why, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Ok(Err(refusal)) => Problem::from(refusal).answer(site, headers),
        Err(unanswered) => Problem::from(unanswered).answer(site, headers),
    }
}

/// Whether an address leads to this installation itself, at the door's name or at that of a page:
/// posts to it would come back to us.
pub(super) fn is_ours(site: &Site, address: &str) -> bool {
    site.posts.leads_to(&site.public_url, address)
        || site.status.at_host(&host_of(address)).is_some()
}

/// At which field something stands that cannot be chosen, and why, in the reader's words.
fn bad_choice(tongue: &Tongue, refusal: &subscribers::Refusal) -> (&'static str, String) {
    match refusal {
        subscribers::Refusal::TooManyNamed => {
            let most = subscribers::NAMED_MAX;
            ("component", plain!(tongue, "subscribe-too-many-named", most = most))
        }
        subscribers::Refusal::BadHour => ("daily", plain!(tongue, "subscribe-bad-choice")),
        _ => ("zone", plain!(tongue, "subscribe-bad-choice")),
    }
}

/// Why an address of a program or a chat is not taken, in the reader's words.
fn not_taken(tongue: &Tongue, route: Route, why: NotTaken) -> String {
    match why {
        NotTaken::Bad => plain!(tongue, "subscribe-hook-bad"),
        NotTaken::Inside => plain!(tongue, "subscribe-hook-inside"),
        NotTaken::NotTheChats => {
            let chat = views::subscribe::chat(route);
            plain!(tongue, "subscribe-hook-other", chat = chat)
        }
    }
}

/// Signs somebody up off the answer's path, where that something is written down or not would
/// tell: neither what is answered nor when says whether an address is one of the page's, or known
/// while nobody new is taken, or whether a number sent STOP.
fn told_aside(site: &Arc<Site>, by_mail: bool, mut entry: Entry) {
    if by_mail {
        let named = site.line.published().state.domains_of(&entry.profile.page);
        let domain = domain_of(&entry.address).filter(|domain| named.contains(domain));
        let Some(domain) = domain else { return };
        entry.profile.through = Some(Through::Mail { domain });
    }
    let line = site.line.clone();
    tokio::spawn(async move {
        match line.tell(Actor::Stranger, Command::SignUp(entry)).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => tracing::warn!(%refusal, "a reader of a page is not signed up"),
            Err(unanswered) => tracing::warn!(?unanswered, "a reader of a page is not signed up"),
        }
    });
}

/// What was chosen in a form. What is not there is not chosen.
pub(super) fn chosen(fields: &Fields) -> (Language, Wants) {
    let hour = |field: &str| fields.number(field).and_then(|hour| u8::try_from(hour).ok());
    let language = Language::ALL.into_iter().find(|one| one.code() == fields.get("language"));
    let conditions = [Condition::Degraded, Condition::Partial, Condition::Major];
    let grave = conditions.into_iter().find(|one| views::status::code(*one) == fields.get("grave"));
    let keys = |field: &str| fields.all(field).into_iter().filter(|key| is_key(key));
    let wants = Wants {
        components: keys("component").map(Into::into).collect(),
        services: keys("service").map(Into::into).collect(),
        sites: keys("site").map(Into::into).collect(),
        at_least: grave.unwrap_or_default(),
        daily: hour("daily"),
        quiet: hour("quiet_from")
            .zip(hour("quiet_until"))
            .map(|(from, until)| Quiet { from, until }),
        zone: fields.get("zone").trim().into(),
    };
    (language.unwrap_or_default(), wants)
}

/// `GET /status/subscribe/sent`
pub async fn sent(State(site): State<Arc<Site>>, headers: HeaderMap, asked: Address) -> Response {
    let Asked { page, by, reader: asked } = asked.map(|Query(asked)| asked).unwrap_or_default();
    let reader = reader(&site, &headers, &asked);
    match Place::public(&site, &page) {
        Some(place) => shown_sent(&site, reader, &place, &by),
        None => Problem::unknown("status page").answer(&site, &headers),
    }
}

fn shown_sent(site: &Site, reader: Reader, place: &Place, by: &str) -> Response {
    let route = Route::parse(by).unwrap_or(Route::Email);
    let place = place.shown();
    html(site.render_for(reader, |context| views::subscribe::sent(context, &place, route)))
}

/// `POST /status/subscribe/code`
pub async fn enter_code(
    State(site): State<Arc<Site>>,
    client: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    match Place::public(&site, fields.get("page")) {
        Some(place) => {
            let client = client.map(|Extension(client)| client.0);
            code_entered(&site, &place, client, &headers, &fields).await
        }
        None => Problem::unknown("status page").answer(&site, &headers),
    }
}

async fn code_entered(
    site: &Site,
    place: &Place,
    client: Option<IpAddr>,
    headers: &HeaderMap,
    fields: &Fields,
) -> Response {
    /// Whose code it is compared with where nobody has the number.
    const NOBODY: SubscriberId = SubscriberId(0);
    let reader = reader(site, headers, &super::reader::Asked::default());
    let number = tidy_address(Route::Sms, fields.get("address")).unwrap_or_default();
    let in_bounds = || bounds::takes_code(site, client, place.number(&number));
    let look_up = || {
        let state = site.line.published().state;
        let through = place.through.as_ref();
        let known = state.subscribers.at_through(&place.key, through, Route::Sms, &number);
        known.filter(|known| known.mistyped < subscribers::CODES_MAX).map(|known| known.id)
    };
    let compare = |id| site.key.is_subscriber_code(id, fields.get("code"));
    match bounds::judge(NOBODY, in_bounds, look_up, compare) {
        Judged::Right(subscriber) => {
            let actor = Actor::Subscriber(subscriber);
            return match site.line.tell(actor, Command::Confirm { subscriber }).await {
                Ok(Ok(_)) => see_other(&format!("/s/{}", site.key.subscriber(subscriber))),
                Ok(Err(refusal)) => Problem::from(refusal).answer(site, headers),
                Err(unanswered) => Problem::from(unanswered).answer(site, headers),
            };
        }
        Judged::Wrong(known) => counted_aside(site, known),
        Judged::TooMany => {}
    }
    let returned = Returned {
        field: Some("code".to_owned()),
        problem: Some(plain!(reader.tongue, "subscribe-code-wrong")),
        ..Returned::default()
    };
    let shown = place.shown();
    let page = site.render_for(reader, |context| {
        views::subscribe::code(context, &shown, &number, Some(&returned))
    });
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// Writes down a wrong code, off the answer's path: nobody hears from how long it takes whether
/// the number is known. This node has counted it already, so nobody tries them all meanwhile.
fn counted_aside(site: &Site, known: Option<SubscriberId>) {
    let line = site.line.clone();
    tokio::spawn(async move {
        let Some(subscriber) = known else { return };
        let mistyped = Command::Mistype { subscriber };
        match line.tell(Actor::Subscriber(subscriber), mistyped).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => tracing::warn!(%refusal, "a wrong code is not counted"),
            Err(unanswered) => tracing::warn!(?unanswered, "a wrong code is not counted"),
        }
    });
}

/// Whoever holds a link reads in the language that they chose.
fn their_reader(known: &Subscriber) -> Reader {
    Reader::of(known.profile.language)
}

/// `GET /s/<link>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    match site.key.open_subscriber(&link) {
        Some(id) => own_page(&site, id, (&link, Secret::Kept), &headers, None),
        None => Problem::unknown_link().answer(&site, &headers),
    }
}

/// Whether whoever holds a link is shown with what posts are signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secret {
    /// The link stands in every one of those posts, and whoever reads them could write in our
    /// name: only before the first of them is it shown.
    Kept,
    /// They have confirmed or made it anew just now, and read it once.
    Shown,
}

fn own_page(
    site: &Site,
    id: SubscriberId,
    (link, secret): (&str, Secret),
    headers: &HeaderMap,
    returned: Option<&Returned>,
) -> Response {
    let state = site.line.published().state;
    let known = state.subscribers.get(id);
    // Who has no sight any more has left, as far as anybody is told anything.
    let known = known.filter(|known| state.sight_of_subscriber(known).is_some());
    let Some(known) = known else { return left(site, headers) };
    let signed = known.profile.route.is_signed();
    let shown = secret == Secret::Shown || waits(known);
    let secret = (signed && shown).then(|| crate::signed::secret_of(&site.key, known));
    html(site.render_for(their_reader(known), |context| {
        let own = views::subscribe::Own { known, link, secret: secret.as_deref() };
        views::subscribe::subscription(context, &own, returned)
    }))
}

/// Whether somebody has not confirmed yet.
fn waits(known: &Subscriber) -> bool {
    matches!(known.standing, Standing::Unconfirmed { .. })
}

fn left(site: &Site, headers: &HeaderMap) -> Response {
    let reader = reader(site, headers, &super::reader::Asked::default());
    html(site.render_for(reader, views::subscribe::gone))
}

/// `GET /s/<link>/leave`: programs that follow every link of a mail leave nobody unsubscribed.
pub async fn leaving(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(id) = site.key.open_subscriber(&link) else {
        return Problem::unknown_link().answer(&site, &headers);
    };
    let state = site.line.published().state;
    match state.subscribers.get(id) {
        Some(known) => html(site.render_for(their_reader(known), |context| {
            views::subscribe::leaving(context, known, &link)
        })),
        None => left(&site, &headers),
    }
}

/// `POST /s/<link>/leave`, by the button or by a mail program in its reader's name: that one
/// follows no redirect (RFC 8058).
pub async fn leave(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(subscriber) = site.key.open_subscriber(&link) else {
        return Problem::unknown_link().answer(&site, &headers);
    };
    match site.line.tell(Actor::Subscriber(subscriber), Command::Leave { subscriber }).await {
        Ok(Ok(_)) => left(&site, &headers),
        Ok(Err(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}

/// What somebody chose on their own page. What the form does not show stays as it is.
fn preferred(site: &Site, subscriber: SubscriberId, fields: &Fields) -> Command {
    let (language, mut wants) = chosen(fields);
    let state = site.line.published().state;
    let known = state.subscribers.get(subscriber).map(|known| &known.profile);
    let mut colleague = None;
    match known {
        Some(Profile { colleague: Some(_), wants: before, .. }) => {
            let services = &state.incidents.services;
            let hidden = before.services.iter().filter(|key| !services.contains_key(*key));
            wants.services.extend(hidden.cloned());
            wants.components.clone_from(&before.components);
            wants.at_least = before.at_least;
            colleague = views::subscribers::colleagues::severity(fields.get("severity"));
        }
        Some(Profile { colleague: None, .. }) => {
            let sight = state.subscribers.get(subscriber);
            let known = sight.zip(sight.and_then(|known| state.sight_of_subscriber(known)));
            if let Some((known, sight)) = known {
                views::subscribe::keep_unseen(&state, &known.profile, &sight, &mut wants);
            }
        }
        None => {}
    }
    Command::Prefer { subscriber, language, wants, colleague }
}

/// `POST /s/<link>`, and `/s/<link>/{confirm,resume,secret}`: the answer to one that confirms, or
/// that makes a secret anew, is where a program's owner reads it.
pub async fn change(
    State(site): State<Arc<Site>>,
    Path(path): Path<HashMap<String, String>>,
    headers: HeaderMap,
    fields: Fields,
) -> Response {
    let link = path.get("link").map_or("", String::as_str);
    let Some(subscriber) = site.key.open_subscriber(link) else {
        return Problem::unknown_link().answer(&site, &headers);
    };
    let deed = path.get("deed").map(String::as_str);
    // Whoever confirms what was confirmed before changes nothing, and is shown nothing.
    let known = site.line.published().state.subscribers.get(subscriber).cloned();
    let shows = known.is_some_and(|known| {
        let reads = deed == Some("secret") || deed == Some("confirm") && waits(&known);
        reads && known.profile.route.is_signed()
    });
    let command = match deed {
        None => preferred(&site, subscriber, &fields),
        Some("confirm") => Command::Confirm { subscriber },
        Some("resume") => Command::Resume { subscriber },
        Some("secret") => Command::RenewSecret { subscriber },
        Some(_) => return Problem::unknown("deed").answer(&site, &headers),
    };
    match site.line.tell(Actor::Subscriber(subscriber), command).await {
        Ok(Ok(_)) if shows => own_page(&site, subscriber, (link, Secret::Shown), &headers, None),
        Ok(Ok(_)) => see_other(&format!("/s/{link}")),
        Ok(Err(Refusal::Subscribers(subscribers::Refusal::Unknown))) => left(&site, &headers),
        Ok(Err(Refusal::Subscribers(refusal))) => {
            let known = site.line.published().state.subscribers.get(subscriber).cloned();
            let tongue = known.as_ref().map_or_else(Reader::default, their_reader).tongue;
            let (field, why) = bad_choice(tongue, &refusal);
            let returned = fields.returned(Some(field), &why);
            let kept = (link, Secret::Kept);
            let page = own_page(&site, subscriber, kept, &headers, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Ok(Err(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_form_holds_is_read_for_what_can_be_chosen() {
        const NAMES: [&str; 9] = [
            "language",
            "grave",
            "component",
            "service",
            "site",
            "daily",
            "quiet_from",
            "quiet_until",
            "zone",
        ];
        bolero::check!().with_type::<Vec<(u8, String)>>().for_each(|all| {
            let name = |number: u8| NAMES[usize::from(number) % NAMES.len()].to_owned();
            let fields = all.iter().map(|(number, text)| (name(*number), text.clone()));
            let (language, wants) = chosen(&Fields::of(fields.collect()));
            assert!(Language::ALL.contains(&language));
            assert!(wants.components.len() + wants.services.len() + wants.sites.len() <= all.len());
            assert!(wants.components.iter().all(|key| is_key(key.as_str())));
        });
    }
}

//! Announcements in the console: responders write them, change them and take them down.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::announcements::{Announcement, Command, Notice, Refusal, Standing};

use super::forms::{Fields, translations};
use super::maintenance::{Wrong, flawed, instant, number};
use super::signed_in::SignedIn;
use super::{Problem, Site, command_id, form_page, html, see_other};

/// Where all of it stands.
const LIST: &str = "/console/announcements";
/// What whoever takes words back without saying so reads.
pub(super) const UNTICKED: &str =
    "Tick that you take words back: it cannot be undone. Nothing was changed.";

/// `GET /console/announcements`
pub async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::announcements::page(context, &who.viewer)))
}

/// `GET /console/announcements/new`
pub async fn blank(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    form(&site, &who, None, None)
}

/// `GET /console/announcements/<number>`
pub async fn one(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
) -> Response {
    match site.line.published().state.announcements.numbered_as_written(number) {
        Some(known) => form(&site, &who, Some(&known), None),
        None => who.told(&site, &Problem::unknown("announcement")),
    }
}

fn form(
    site: &Site,
    who: &SignedIn,
    known: Option<&Announcement>,
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site.render(|context| {
        views::announcements::one(context, &who.viewer, known, &command, returned)
    });
    form_page(page, returned)
}

/// `POST /console/announcements`
pub async fn post(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let told = |notice, tells| Command::Post { notice, tells };
    tell(&site, &who, None, &fields, told).await
}

/// `POST /console/announcements/<number>`
pub async fn change(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let state = site.line.published().state;
    let Some(known) = state.announcements.numbered_as_written(number) else {
        return who.told(&site, &Problem::unknown("announcement"));
    };
    let (announcement, takes_back) = (known.id, fields.has("takes_back"));
    let told = |notice, tells| Command::Change { announcement, notice, tells, takes_back };
    if known.standing == Standing::Over {
        return left(&site, &who, &known, &fields, told).await;
    }
    tell(&site, &who, Some(&known), &fields, told).await
}

/// Of what is over only words can be taken back.
async fn left(
    site: &Site,
    who: &SignedIn,
    known: &Announcement,
    fields: &Fields,
    command: impl FnOnce(Notice, bool) -> Command,
) -> Response {
    let again = |field: &str, problem: &str| {
        form(site, who, Some(known), Some(&fields.returned(Some(field), problem)))
    };
    if !fields.has("takes_back") {
        return again("takes_back", UNTICKED);
    }
    let notice = Notice {
        title: fields.get("title").into(),
        text: fields.get("text").into(),
        translations: translations(fields, &[("title", "title"), ("known", "text")]),
        ..known.notice.clone()
    };
    let (place, next) = (format!("announcement/{}", known.number), known.number);
    let next = format!("{LIST}/{next}");
    let again = |refusal: &domain::Refusal| again(&field_of(refusal), &refusal.to_string());
    who.sends(site, (&place, fields), command(notice, false), &next, again).await
}

async fn tell(
    site: &Site,
    who: &SignedIn,
    known: Option<&Announcement>,
    fields: &Fields,
    command: impl FnOnce(Notice, bool) -> Command,
) -> Response {
    let again = |field: &str, problem: &str| {
        form(site, who, known, Some(&fields.returned(Some(field), problem)))
    };
    let notice = match written(fields) {
        Ok(notice) => notice,
        Err((field, problem)) => return again(field, &problem),
    };
    let place = format!("announcement/{}", known.map_or(0, |known| known.number));
    let id = command_id(fields.get("command"), &place, &[&fields.whole()]);
    let tells = !fields.get("tells").is_empty();
    match site.line.ask(id, who.actor(), command(notice, tells)).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => again(&field_of(&refusal), &refusal.to_string()),
        Err(unanswered) => who.told(site, &Problem::from(unanswered)),
    }
}

fn written(fields: &Fields) -> Result<Notice, Wrong> {
    let zone = fields.get("zone").trim();
    Ok(Notice {
        title: fields.get("title").into(),
        text: fields.get("text").into(),
        translations: translations(fields, &[("title", "title"), ("known", "text")]),
        pages: fields.all("page").into_iter().map(Into::into).collect(),
        audiences: fields.all("audience").into_iter().map(Into::into).collect(),
        from: instant("from", fields.get("from"), zone, false)?,
        until: instant("until", fields.get("until"), zone, true)?,
        zone: zone.into(),
    })
}

/// The field that a refusal is about.
fn field_of(refusal: &domain::Refusal) -> String {
    let domain::Refusal::Announcements(refusal) = refusal else { return "title".to_owned() };
    let field = match refusal {
        Refusal::BadTranslation(flaw) => return flawed(flaw, "text"),
        Refusal::BadText => "text",
        Refusal::BadPages => "page",
        Refusal::BadAudiences => "audience",
        Refusal::EndBeforeStart | Refusal::TooLong => "until",
        Refusal::Past => "from",
        Refusal::BadZone => "zone",
        Refusal::SaysMore => "takes_back",
        Refusal::Unknown
        | Refusal::BadTitle
        | Refusal::Over
        | Refusal::TooMany
        | Refusal::NotYours => "title",
    };
    field.to_owned()
}

/// `POST /console/announcements/<number>/end`
pub async fn end(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
) -> Response {
    let state = site.line.published().state;
    let Some(known) = state.announcements.numbered_as_written(number) else {
        return who.told(&site, &Problem::unknown("announcement"));
    };
    match site.line.tell(who.actor(), Command::End { announcement: known.id }).await {
        Ok(Ok(_)) => see_other(LIST),
        Ok(Err(refusal)) => who.told(&site, &Problem::from(refusal)),
        Err(unanswered) => who.told(&site, &Problem::from(unanswered)),
    }
}

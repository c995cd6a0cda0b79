//! What everyone was told, in the console: listed, read, and put right word by word.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::bulletins::{Command, Entry, Frame, Refusal, Revised};
use domain::updates::Overview;
use domain::wording::Lacking;
use domain::words::{Affected, BulletinId, Timestamp, UpdateId};
use views::room::public::condition;
use views::room::update::{AS_IT_IS, ASKED};
use views::told::Chosen;

use super::composer::{began, estimate, field_of, overview};
use super::forms::Fields;
use super::maintenance::number;
use super::signed_in::SignedIn;
use super::{Problem, Site, form_page};

mod afterwards;
mod never;

/// The routes of what was told.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/status/told", get(list).post(afterwards::write))
        .route("/console/status/told/new", get(afterwards::blank))
        .route("/console/status/told/{number}", get(one))
        .route("/console/status/told/{number}/never", post(never::was))
        .route("/console/status/told/{number}/after-all", post(never::after_all))
        .route("/console/status/told/{number}/{word}", post(correct))
}

/// What is asked for behind the question mark.
type Asked = Query<BTreeMap<String, String>>;

/// `GET /console/status/told`
async fn list(State(site): State<Arc<Site>>, who: SignedIn, Query(asked): Asked) -> Response {
    // Only what is older than that number.
    let before = asked.get("before").and_then(|before| before.parse().ok());
    all(&site, &who, before, None)
}

fn all(
    site: &Site,
    who: &SignedIn,
    before: Option<u32>,
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site.render_to(&who.actor(), |context| {
        views::told::page(context, &who.viewer, before, (&command, returned))
    });
    form_page(page, returned)
}

/// `GET /console/status/told/<number>`
async fn one(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    Query(asked): Asked,
) -> Response {
    let entry = asked.get("word").and_then(|word| UpdateId::parse(word));
    matter(&site, &who, number, Chosen { entry, returned: None })
}

fn matter(site: &Site, who: &SignedIn, bulletin: u32, chosen: Chosen<'_>) -> Response {
    let command = number();
    let page = site.render_to(&who.actor(), |context| {
        let known = context.state.bulletins.numbered(bulletin)?;
        Some(views::told::one(context, &who.viewer, known, &command, chosen))
    });
    match page {
        Some(page) => form_page(page, chosen.returned),
        None => who.told(site, &Problem::unknown("incident on the status page")),
    }
}

/// The word of that name in the matter of that number, and when that was over, if the word says so.
fn known(
    site: &Site,
    number: u32,
    word: &str,
) -> Option<(BulletinId, Arc<Entry>, Option<Timestamp>)> {
    let state = site.line.published().state;
    let known = state.bulletins.numbered(number)?;
    let word = UpdateId::parse(word)?;
    let entry = known.entries.iter().find(|entry| entry.id == word)?;
    let over = known.resolved_at.filter(|_| known.begins_with(word));
    Some((known.id, Arc::clone(entry), over))
}

/// `POST /console/status/told/<number>/<word>`
async fn correct(
    State(site): State<Arc<Site>>,
    Path((number, word)): Path<(u32, String)>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let Some((bulletin, said, over)) = known(&site, number, &word) else {
        return who.told(&site, &Problem::unknown("word on the status page"));
    };
    let entry = said.id;
    let wrong = |field: Option<&str>, problem: &str| {
        let returned = fields.returned(field, problem);
        let chosen = Chosen { entry: Some(entry), returned: Some(&returned) };
        matter(&site, &who, number, chosen)
    };
    let frame = match frame((&site, &who), &fields, (&said, over)) {
        Ok(frame) => Some(frame),
        Err((field, problem)) => return wrong(Some(field), problem),
    };
    let (reason, takes_back) = (fields.get("reason").into(), fields.has("takes_back"));
    let moves_end = frame.as_ref().is_some_and(|frame| frame.until != over);
    let overview = overview(&fields);
    if !takes_back && lacks_impact(&fields, &overview) {
        let mut returned = fields.returned(Some("impact"), &Lacking::Impact.to_string());
        returned.typed.push((ASKED.to_owned(), "1".to_owned()));
        let chosen = Chosen { entry: Some(entry), returned: Some(&returned) };
        return matter(&site, &who, number, chosen);
    }
    let revised = Box::new(Revised { overview, frame, reason, takes_back });
    let command = Command::Correct { bulletin, entry, revised };
    let place = format!("told/{number}/{entry}");
    let next = format!("/console/status/told/{number}#w{entry}");
    let again = |refusal: &domain::Refusal| {
        let bad = domain::Refusal::Bulletins(Refusal::BadSpan);
        let field = match moves_end && *refusal == bad {
            true => Some("until"),
            false => field_of(refusal),
        };
        wrong(field, &refusal.to_string())
    };
    who.sends(&site, (&place, &fields), command, &next, again).await
}

/// Whether it is asked once what the word means for the reader. What has no words at all, as Mayday
/// says by itself, stays without.
fn lacks_impact(fields: &Fields, overview: &Overview) -> bool {
    let tidied = overview.tidied();
    let lacks = !tidied.known.is_empty() && tidied.impact.is_empty();
    lacks && fields.given(AS_IT_IS).is_none()
}

/// What is to stand around the word. What the form does not have stays as it is.
fn frame(
    (site, who): (&Site, &SignedIn),
    fields: &Fields,
    (said, over): (&Entry, Option<Timestamp>),
) -> Result<Frame, (&'static str, &'static str)> {
    let before = said.frame();
    let affected = match fields.has("part") {
        true => affected(fields)?,
        false => before.affected,
    };
    let estimate = match fields.has("high_mins") {
        true => estimate::typed(fields)?,
        false => before.estimate,
    };
    let title = match fields.has("title") {
        true => fields.get("title").into(),
        false => before.title,
    };
    let published = site.line.published();
    let at = (&*published.state, published.now());
    let time = |field: &'static str, before: Option<Timestamp>| {
        let typed = || began::typed(at, &who.viewer.person, (fields, field), before);
        let typed = fields.has(field).then(typed).unwrap_or(Ok(before));
        typed.map_err(|problem| (field, problem))
    };
    let (since, until) = (time("since", said.since)?, time("until", over)?);
    if over.is_some() && until.is_none() {
        return Err(("until", "Say when it was over."));
    }
    Ok(Frame { title, affected, estimate, since, until })
}

fn affected(fields: &Fields) -> Result<Vec<Affected>, (&'static str, &'static str)> {
    let rows = views::room::public::named_in(fields.pairs()).into_iter().map(|(part, fares)| {
        let condition = condition(fares).ok_or(("fares", "Choose how each component fares."))?;
        Ok(Affected { component: part.into(), condition })
    });
    rows.collect()
}

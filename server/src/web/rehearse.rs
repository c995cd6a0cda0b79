//! The try door: the caller's own pages over the stage, clearly marked, with the way to the real
//! door on each of them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::emergencies;
use domain::words::Actor;
use views::Links;

use super::signed_in::SignedIn;
use super::{Problem, Site, command_id, html, see_other};
use crate::rehearsal::{BASE, Stage};

/// The stage, set up when somebody first rehearses.
async fn stage(site: &Site) -> Result<Arc<Stage>, Problem> {
    let stage = site.stage.get_or_try_init(|| Stage::open(site)).await;
    let stage = match stage {
        Ok(stage) => Arc::clone(stage),
        Err(sentence) => return Err(unavailable(&sentence)),
    };
    // What the vendor changed since stands on the stage too; where that fails, the last holds.
    if let Err(sentence) = stage.set().await {
        tracing::warn!(sentence, "the stage of rehearsals is not up to date");
    }
    Ok(stage)
}

fn unavailable(sentence: &str) -> Problem {
    tracing::warn!(sentence, "no rehearsal can be held");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "no-rehearsal",
        "No rehearsal just now",
        "Too many people rehearse at this moment, or it cannot be set up. Please try again later. \
         If this is real, the button below rings at once.",
    )
    .leading_to(&("/help", "The real door"))
}

/// `GET /try`: the door of the stage.
pub async fn show(State(site): State<Arc<Site>>, headers: HeaderMap, request: Request) -> Response {
    pass(&site, &headers, request, "/help").await
}

/// `/try/…`: every other page of the caller, over the stage.
pub async fn within(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let path = request.uri().path_and_query().map(|whole| whole.as_str().to_owned());
    let path = path.as_deref().and_then(|path| path.strip_prefix(BASE)).unwrap_or("/help");
    let path = path.to_owned();
    pass(&site, &headers, request, &path).await
}

async fn pass(site: &Site, headers: &HeaderMap, request: Request<Body>, path: &str) -> Response {
    let stage = match stage(site).await {
        Ok(stage) => stage,
        Err(problem) => return problem.answer(site, headers),
    };
    if request.method() == axum::http::Method::POST && path == "/help" && !stage.has_room().await {
        return unavailable("all places are taken").answer(site, headers);
    }
    let link = path.strip_prefix("/e/").and_then(|rest| rest.split(['/', '?']).next());
    if let Some(link) = link
        && stage.of_link(link).is_none()
    {
        return over().answer(site, headers);
    }
    match stage.ask(request, path).await {
        Some(response) => response,
        None => Problem::unknown("page").answer(site, headers),
    }
}

/// A rehearsal that was cleared away, or never was.
fn over() -> Problem {
    Problem::new(
        StatusCode::GONE,
        "rehearsal-over",
        "This rehearsal is over",
        "Rehearsals are cleared away after an hour. Nobody was rung. If this is real, the button \
         below rings at once.",
    )
    .leading_to(&(BASE, "Rehearse again"))
}

/// `POST /try/e/<link>/real`: it is no rehearsal. What was written goes to the real door, once,
/// however often this is pressed.
pub async fn real(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let known = match site.stage.get() {
        Some(stage) => stage.of_link(&link).map(|known| (Arc::clone(stage), known)),
        None => None,
    };
    // Even where nothing is known of the rehearsal any more, whoever says that it is real gets
    // the real door, at once.
    let Some((stage, (participant, known))) = known else { return see_other("/help") };
    let line = |text: &Option<domain::words::Personal>| {
        text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default()
    };
    let open = emergencies::Command::Open {
        words: Stage::words_of(&known),
        who: line(&known.who),
        reach: line(&known.reach),
        door: known.door.clone(),
        follows: None,
        language: known.language,
    };
    let id = command_id(&format!("{:032x}", participant.0), "/try/real", &[]);
    match site.line.ask(id, Actor::Stranger, open).await {
        Ok(Ok(outcome)) => match outcome.participant {
            Some(real) => {
                let path = format!("/e/{}", site.key.participant(real));
                let emergency = known.id;
                // After a while: pressed twice, it must still lead to the same call.
                tokio::spawn(async move {
                    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
                    stage.clear(emergency, true).await;
                });
                see_other(&path)
            }
            None => Problem::from(domain::Refusal::Broken).answer(&site, &headers),
        },
        Ok(Err(refusal)) => Problem::from(refusal).answer(&site, &headers),
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}

/// `GET /console/rehearsals`: who rehearses, apart from everything real.
pub async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let (running, past) = match site.stage.get() {
        None => (Vec::new(), Vec::new()),
        Some(stage) => {
            let state = stage.line.published().state;
            let running: Vec<_> = state.emergencies.emergencies.values().cloned().collect();
            let past = stage.past().into_iter().map(|past| views::rehearsal::Past {
                at: past.at,
                whole: past.whole,
                became_real: past.became_real,
            });
            (running, past.collect())
        }
    };
    html(site.render(|context| {
        let running: Vec<_> = running.iter().map(AsRef::as_ref).collect();
        views::rehearsal::page(context, &who.viewer, &running, &past)
    }))
    .into_response()
}

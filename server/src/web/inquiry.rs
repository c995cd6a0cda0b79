//! What a registered contact is asked, and what they answer: opening the link changes nothing.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::proof::{Command, Reply};
use domain::words::{Actor, InquiryId};

use views::Reader;

use super::forms::wants_json;
use super::reader::{Asked, Wishes};
use super::{Problem, Site, html, see_other};

/// The inquiry of a link. One that is forged, one that never was and one that is over are the same.
pub(super) fn opened(site: &Site, link: &str) -> Result<InquiryId, Problem> {
    let inquiry = site.key.open_inquiry(link).ok_or_else(Problem::unknown_link)?;
    let known = site.line.published().state.proof.inquiry(inquiry).is_some();
    if known { Ok(inquiry) } else { Err(Problem::unknown_link()) }
}

/// `GET /v/<link>`
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    match opened(&site, &link) {
        Ok(inquiry) => {
            let reader = reader(&site, &headers, &asked, inquiry);
            site.kept(show_with(&site, reader, inquiry, &link, None), &asked)
        }
        Err(problem) => problem.answer(&site, &headers),
    }
}

/// Who reads a question: what their browser speaks counts more than what the caller does.
fn reader(site: &Site, headers: &HeaderMap, asked: &Asked, inquiry: InquiryId) -> Reader {
    let state = site.line.published().state;
    let emergency = state.proof.inquiry(inquiry).map(|known| known.emergency);
    let known = emergency.and_then(|emergency| state.emergencies.get(emergency));
    let spoken = known.and_then(|known| known.language);
    let settings = &state.organisation.settings;
    Wishes::of(headers).of_emergency(asked, settings, spoken, true)
}

fn show_with(
    site: &Site,
    reader: Reader,
    inquiry: InquiryId,
    link: &str,
    returned: Option<&views::Returned>,
) -> Response {
    let page = site.render_for(reader, |context| {
        let known = context.state.proof.inquiry(inquiry)?;
        Some(views::inquiry::page(context, known, link, returned))
    });
    page.map_or_else(|| Problem::unknown_link().page(site, &HeaderMap::new()), html)
}

/// `POST /v/<link>/{me,join,not-us,agree,disagree}`
pub async fn answer(
    State(site): State<Arc<Site>>,
    Path((link, reply)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let inquiry = match opened(&site, &link) {
        Ok(inquiry) => inquiry,
        Err(problem) => return problem.answer(&site, &headers),
    };
    let Some(reply) = named(&reply) else {
        return Problem::unknown("answer").answer(&site, &headers);
    };
    // Pressed twice, it does nothing the second time.
    let command = domain::Command::from(Command::Answer { inquiry, reply });
    match site.line.tell(Actor::Inquiry(inquiry), command).await {
        Ok(Ok(_)) => see_other(&landing(&site, inquiry, &link)),
        Ok(Err(refusal)) => {
            let reader = reader(&site, &headers, &Asked::default(), inquiry);
            let why = views::wording::refusal_for_caller(reader.tongue, &refusal);
            let problem = Problem::from(refusal);
            if wants_json(&headers) {
                return problem.detailed(&why).json();
            }
            let problem = Some(why);
            let returned = views::Returned { problem, ..views::Returned::default() };
            let page = show_with(&site, reader, inquiry, &link, Some(&returned));
            (StatusCode::CONFLICT, page).into_response()
        }
        Err(unanswered) => Problem::from(unanswered).answer(&site, &headers),
    }
}

/// The answer of that name.
pub(super) fn named(reply: &str) -> Option<Reply> {
    Some(match reply {
        "me" => Reply::ItIsMe,
        "join" => Reply::Join,
        "not-us" => Reply::NotUs,
        "agree" => Reply::Agree,
        "disagree" => Reply::Disagree,
        _ => return None,
    })
}

/// Whoever joined reads on in the conversation; the others read what they said.
fn landing(site: &Site, inquiry: InquiryId, link: &str) -> String {
    site.render(|context| {
        let joined = context.state.proof.inquiry(inquiry).and_then(|known| known.joined);
        joined.map_or_else(|| format!("/v/{link}"), |participant| context.conversation(participant))
    })
}

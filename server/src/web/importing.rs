//! What another status page has told, taken in: first shown, then made in one step.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use views::importing::Preview;

use super::forms::Fields;
use super::posted::Posted;
use super::signed_in::SignedIn;
use super::{FORM_LEN_MAX, Site, html, see_other};
use crate::importing::{self, Ground, TEXT_LEN_MAX};

/// What a press begins with that takes up what goes on; its id there follows.
const TAKE_UP: &str = "open ";
/// Longest text that is put into the form again, in bytes.
const AGAIN_LEN_MAX: usize = 200 * 1024;

/// `GET /console/status/import`
pub async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render(|context| views::importing::page(context, &who.viewer, None, None)))
}

/// `POST /console/status/import`
pub async fn post(State(site): State<Arc<Site>>, who: SignedIn, posted: Posted) -> Response {
    let text = match whole(&posted).await {
        Ok(text) => text,
        Err(problem) => return again(&site, &who, String::new(), &problem),
    };
    let published = site.line.published();
    let (actor, now) = (who.actor(), published.now());
    let ground = Ground { state: &published.state, now, owner: actor.person() };
    let import = match importing::read(&text, ground) {
        Ok(import) => import,
        Err(problem) => return again(&site, &who, text, &problem),
    };
    let deed = posted.fields.get("do");
    if let Some(id) = deed.strip_prefix(TAKE_UP) {
        return match importing::take_up(&site.line, &actor, &import, id).await {
            Ok(number) => see_other(&format!("/console/incidents/{number}#update")),
            Err(problem) => again(&site, &who, text, &problem),
        };
    }
    if deed != "make" {
        let (lines, summary) = (import.lines(), import.summary());
        let open = import.open().iter();
        let open = open.map(|one| (format!("{TAKE_UP}{}", one.id), one.title().to_owned()));
        let open = open.collect();
        let text = (text.len() <= AGAIN_LEN_MAX).then_some(text);
        let makes = !import.is_empty();
        let preview = Preview { lines, summary, open, text, makes };
        return html(
            site.render(|context| {
                views::importing::page(context, &who.viewer, Some(&preview), None)
            }),
        );
    }
    match importing::make(&site.line, &actor, &import).await {
        Ok(()) => see_other("/console/status"),
        Err(problem) => again(&site, &who, text, &problem),
    }
}

fn again(site: &Site, who: &SignedIn, text: String, problem: &str) -> Response {
    let text = if text.len() <= AGAIN_LEN_MAX { text } else { String::new() };
    let returned = Fields::of(vec![("text".to_owned(), text)]).returned(Some("text"), problem);
    let page =
        site.render(|context| views::importing::page(context, &who.viewer, None, Some(&returned)));
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// What was pasted and chosen, as one text.
async fn whole(posted: &Posted) -> Result<String, String> {
    let pasted = posted.fields.get("text");
    if pasted.len() >= FORM_LEN_MAX {
        return Err("That is too long to paste. Save it as a file and choose that.".to_owned());
    }
    let mut whole = pasted.to_owned();
    if !posted.refused.is_empty() {
        return Err("A file did not arrive whole. Choose it again.".to_owned());
    }
    for file in posted.files.iter().filter(|file| file.len > 0) {
        if file.len > TEXT_LEN_MAX as u64 {
            let kib = TEXT_LEN_MAX / 1024;
            return Err(format!("{} is longer than {kib} KiB. Give it in parts.", file.name));
        }
        let bytes = tokio::fs::read(file.path.path()).await;
        let text = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| format!("{} is no text in UTF-8.", file.name))?;
        whole.push('\n');
        whole.push_str(&text);
    }
    Ok(whole)
}

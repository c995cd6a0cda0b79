//! What is kept about somebody, and erasing it: for managers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::access::Role;
use domain::erasures::{Command, Reason};
use domain::words::{Actor, Owner};
use domain::{Deed, Refusal};
use serde::Deserialize;
use views::Viewer;
use views::kept::{About, Entry};

use super::forms::Fields;
use super::signed_in::SignedIn;
use super::{Problem, Site, form_page, html, see_other};
use crate::keeping::kept::{self, Kept, SilentTest};
use crate::keeping::whose::{self, Found, SOUGHT_LEN_MAX};

/// The routes of what is kept.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/kept", get(form).post(find))
        .route("/console/kept/{*owner}", get(show))
        .route("/console/erasures", post(erase))
}

/// `GET /console/kept`
async fn form(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    match managers_only(&site, &who) {
        Ok(()) => html(site.render(|context| views::kept::find(context, &who.viewer, None, None))),
        Err(problem) => who.told(&site, &problem),
    }
}

/// `POST /console/kept`: as whose words an address is kept. Nothing changes; it is posted so that
/// the address stands in no log.
async fn find(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    if let Err(problem) = managers_only(&site, &who) {
        return who.told(&site, &problem);
    }
    let sought = match sought(fields.get("address")) {
        Ok(sought) => sought,
        Err(sentence) => {
            let returned = fields.returned(Some("address"), sentence);
            return form_page(
                site.render(|context| {
                    views::kept::find(context, &who.viewer, None, Some(&returned))
                }),
                Some(&returned),
            );
        }
    };
    match owners(&site, &who.actor(), sought).await {
        Ok(found) => {
            let found: Vec<_> = found.into_iter().map(|one| (one.owner, one.events)).collect();
            html(site.render(|context| {
                views::kept::find(context, &who.viewer, Some((sought, &found)), None)
            }))
        }
        Err(problem) => who.told(&site, &problem),
    }
}

/// What is looked for.
pub(super) fn sought(typed: &str) -> Result<&str, &'static str> {
    let typed = typed.trim();
    match typed.len() {
        1..=SOUGHT_LEN_MAX => Ok(typed),
        _ => Err("Write a mail address or a telephone number."),
    }
}

/// As whose words an address is kept, as far as whoever asks may see it.
pub(super) async fn owners(
    site: &Site,
    actor: &Actor,
    sought: &str,
) -> Result<Vec<Found>, Problem> {
    let state = site.line.published().state;
    let store = site.keep.store().as_ref();
    let sees = |subject| state.sees(actor, subject);
    let found = whose::address(store, site.line.organisation(), sought, &sees).await;
    found.map_err(unread)
}

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
struct Options {
    #[serde(default)]
    format: String,
}

/// `GET /console/kept/<owner>`, as a page or as a file to hand over.
async fn show(
    State(site): State<Arc<Site>>,
    Path(owner): Path<String>,
    Query(options): Query<Options>,
    who: SignedIn,
) -> Response {
    if let Err(problem) = managers_only(&site, &who) {
        return who.told(&site, &problem);
    }
    let Some(owner) = Owner::parse(&owner) else {
        return who.told(&site, &Problem::unknown("person"));
    };
    let kept = match read(&site, &who.actor(), &owner).await {
        Ok(kept) => kept,
        Err(problem) => return who.told(&site, &problem),
    };
    if options.format != "json" && !who.wants_json {
        return html(page(&site, &who.viewer, &owner, kept, None));
    }
    match serde_json::to_vec_pretty(&kept) {
        Ok(text) => {
            let kind = (header::CONTENT_TYPE, "application/json");
            let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"kept.json\"");
            ([kind, name], text).into_response()
        }
        Err(_) => who.told(&site, &Problem::from(Refusal::Broken)),
    }
}

/// `POST /console/erasures`
async fn erase(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    if let Err(problem) = managers_only(&site, &who) {
        return who.told(&site, &problem);
    }
    let Some(owner) = Owner::parse(fields.get("owner")) else {
        return who.told(&site, &Problem::unknown("person"));
    };
    let said = match (Reason::parse(fields.get("reason")), fields.get("sure")) {
        (None, _) => "Say why.".to_owned(),
        (Some(_), sure) if sure != "yes" => "Nothing was erased: say that you are sure.".to_owned(),
        (Some(reason), _) => {
            let command = Command::Erase { owner: owner.clone(), reason };
            match site.line.tell(who.actor(), domain::Command::Erasures(command)).await {
                Ok(Ok(_)) => {
                    settle(&site).await;
                    return see_other(&format!("/console/kept/{owner}"));
                }
                Ok(Err(refusal)) => refusal.to_string(),
                Err(unanswered) => return who.told(&site, &Problem::from(unanswered)),
            }
        }
    };
    let returned = fields.returned(None, &said);
    match read(&site, &who.actor(), &owner).await {
        Ok(kept) => {
            let page = page(&site, &who.viewer, &owner, kept, Some(&returned));
            (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
        }
        Err(problem) => who.told(&site, &problem),
    }
}

/// Writes an erasure down. Also done by whoever watches; here so that it is done when the answer
/// comes.
pub(super) async fn settle(site: &Site) {
    let state = site.line.published().state;
    if let Err(sentence) = site.keep.settle(site.line.organisation(), &state).await {
        tracing::error!(sentence, "an erasure is made but not yet written down");
    }
}

fn managers_only(site: &Site, who: &SignedIn) -> Result<(), Problem> {
    let state = site.line.published().state;
    let known = state.access.person(&who.viewer.person);
    match known.is_some_and(|known| known.role >= Role::Manager) {
        true => Ok(()),
        false => Err(Problem::from(Refusal::NotAllowed { deed: Deed::Manage })),
    }
}

/// What is kept about somebody, as far as whoever asks may see it.
pub(super) async fn read(site: &Site, actor: &Actor, owner: &Owner) -> Result<Kept, Problem> {
    let state = site.line.published().state;
    let store = site.keep.store().as_ref();
    let sees = |subject| state.sees(actor, subject);
    let hidden = state.for_eyes_of(actor);
    let shown = hidden.as_ref().unwrap_or(&state);
    let kept = kept::about(store, site.line.organisation(), shown, owner, &sees).await;
    kept.map_err(unread)
}

fn unread(sentence: String) -> Problem {
    tracing::warn!(sentence, "what is kept could not be read");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "not-stored",
        "Cannot be read now",
        "The database does not answer. Try again in a few seconds.",
    )
}

fn page(
    site: &Site,
    viewer: &Viewer,
    owner: &Owner,
    kept: Kept,
    returned: Option<&views::Returned>,
) -> maud::Markup {
    let (with_words, naming) = (kept.with_words, kept.naming);
    let with_words_only = kept.entries.into_iter().filter(|entry| !entry.words.is_empty());
    let entries: Vec<Entry> = with_words_only
        .map(|entry| Entry { at: entry.happened, what: entry.what, words: entry.words })
        .collect();
    let test = |test: SilentTest| views::kept::SilentTest {
        rang: test.rang,
        methods: test.methods,
        woke: test.answered_at.map(|_| test.woke),
    };
    let silent_tests: Vec<_> = kept.silent_tests.into_iter().map(test).collect();
    let about = About { owner, with_words, naming, silent_tests: &silent_tests, entries: &entries };
    site.render(|context| views::kept::page(context, viewer, &about, returned))
}

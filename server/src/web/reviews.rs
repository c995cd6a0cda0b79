//! Reviews for readers in the console: responders read the draft, make it theirs and publish it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::bulletins::{Command, Refusal};
use domain::words::{BulletinId, Language, Review, ReviewTranslation};
use views::languages::field;

use super::forms::Fields;
use super::maintenance::{flawed, number};
use super::signed_in::SignedIn;
use super::{Problem, Site, form_page, html};

/// The routes of reviews.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/status/reviews", get(list))
        .route("/console/status/reviews/{number}", get(one).post(write))
        .route("/console/status/reviews/{number}/waiver", post(waive))
}

/// `GET /console/status/reviews`
async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render_to(&who.actor(), |context| views::reviews::page(context, &who.viewer)))
}

/// `GET /console/status/reviews/<number>`
async fn one(State(site): State<Arc<Site>>, Path(number): Path<u32>, who: SignedIn) -> Response {
    form(&site, &who, number, None)
}

fn form(
    site: &Site,
    who: &SignedIn,
    bulletin: u32,
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site.render_to(&who.actor(), |context| {
        let known = context.state.bulletins.numbered(bulletin)?;
        Some(views::reviews::one(context, &who.viewer, known, &command, returned))
    });
    match page {
        Some(page) => form_page(page, returned),
        None => who.told(site, &Problem::unknown("incident on the status page")),
    }
}

fn known(site: &Site, number: u32) -> Option<BulletinId> {
    site.line.published().state.bulletins.numbered(number).map(|known| known.id)
}

/// `POST /console/status/reviews/<number>`
async fn write(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    if fields.get("act") == "preview" {
        return form(&site, &who, number, Some(&fields.preview()));
    }
    let translation = |language: Language| {
        let part = |name: &str| fields.get(&field(name, language)).into();
        let (happened, cause, change) = (part("happened"), part("cause"), part("change"));
        ReviewTranslation { language, happened, cause, change }
    };
    let review = Review {
        happened: fields.get("happened").into(),
        cause: fields.get("cause").into(),
        change: fields.get("change").into(),
        translations: Language::ALL.map(translation).to_vec(),
    };
    let tells = !fields.get("tells").is_empty();
    let command = |bulletin| Command::Review { bulletin, review, tells };
    tell(&site, &who, (number, "review"), &fields, command).await
}

/// `POST /console/status/reviews/<number>/waiver`
async fn waive(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let command = |bulletin| Command::WaiveReview { bulletin };
    tell(&site, &who, (number, "waiver"), &fields, command).await
}

async fn tell(
    site: &Site,
    who: &SignedIn,
    (number, what): (u32, &str),
    fields: &Fields,
    command: impl FnOnce(BulletinId) -> Command,
) -> Response {
    let Some(bulletin) = known(site, number) else {
        return who.told(site, &Problem::unknown("incident on the status page"));
    };
    let place = format!("review/{number}/{what}");
    let next = format!("/console/status/reviews/{number}");
    let again = |refusal: &domain::Refusal| {
        let wrong = match refusal {
            domain::Refusal::Bulletins(Refusal::EmptyReview) => Some("happened".to_owned()),
            domain::Refusal::Bulletins(Refusal::BadTranslation(flaw)) => {
                Some(flawed(flaw, "happened"))
            }
            _ => None,
        };
        let returned = fields.returned(wrong.as_deref(), &refusal.to_string());
        form(site, who, number, Some(&returned))
    };
    who.sends(site, (&place, fields), command(bulletin), &next, again).await
}

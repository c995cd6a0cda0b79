//! Public text that waits for an objection: read, let out, or kept in with a reason.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use domain::approvals::{Command, Refusal};
use domain::organisation::{self, Settings};
use domain::words::ApprovalId;

use super::forms::Fields;
use super::maintenance::number;
use super::signed_in::SignedIn;
use super::templates::approvers_saved;
use super::{Problem, Site, form_page, html};

/// The routes of approvals.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/approvals", get(list))
        .route("/console/approvals/approvers", post(approvers))
        .route("/console/approvals/{number}", get(one))
        .route("/console/approvals/{number}/approval", post(approve))
        .route("/console/approvals/{number}/objection", post(object))
}

/// `GET /console/approvals`
async fn list(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    html(site.render_to(&who.actor(), |context| views::approvals::page(context, &who.viewer)))
}

/// `GET /console/approvals/<number>`
async fn one(State(site): State<Arc<Site>>, Path(number): Path<u32>, who: SignedIn) -> Response {
    text(&site, &who, number, None)
}

fn text(
    site: &Site,
    who: &SignedIn,
    approval: u32,
    returned: Option<&views::Returned>,
) -> Response {
    let command = number();
    let page = site.render_to(&who.actor(), |context| {
        let known = context.state.approvals.numbered(approval)?;
        Some(views::approvals::one(context, &who.viewer, known, &command, returned))
    });
    match page {
        Some(page) => form_page(page, returned),
        None => who.told(site, &Problem::unknown("text")),
    }
}

fn known(site: &Site, who: &SignedIn, number: u32) -> Option<ApprovalId> {
    site.render_to(&who.actor(), |context| {
        context.state.approvals.numbered(number).map(|known| known.id)
    })
}

/// `POST /console/approvals/<number>/approval`
async fn approve(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let command = |approval| Command::Approve { approval };
    decide(&site, &who, (number, "approval"), &fields, command).await
}

/// `POST /console/approvals/<number>/objection`
async fn object(
    State(site): State<Arc<Site>>,
    Path(number): Path<u32>,
    who: SignedIn,
    fields: Fields,
) -> Response {
    let reason = fields.get("reason").to_owned();
    let command = |approval| Command::Object { approval, reason };
    decide(&site, &who, (number, "objection"), &fields, command).await
}

async fn decide(
    site: &Site,
    who: &SignedIn,
    (number, what): (u32, &str),
    fields: &Fields,
    command: impl FnOnce(ApprovalId) -> Command,
) -> Response {
    let Some(approval) = known(site, who, number) else {
        return who.told(site, &Problem::unknown("text"));
    };
    let place = format!("approval/{number}/{what}");
    let next = format!("/console/approvals/{number}");
    let again = |refusal: &domain::Refusal| {
        let field = matches!(refusal, domain::Refusal::Approvals(Refusal::BadReason));
        let returned = fields.returned(field.then_some("reason"), &refusal.to_string());
        text(site, who, number, Some(&returned))
    };
    who.sends(site, (&place, fields), command(approval), &next, again).await
}

/// `POST /console/approvals/approvers`: who approves public text from now on.
async fn approvers(State(site): State<Arc<Site>>, who: SignedIn, fields: Fields) -> Response {
    let ticked = fields.all("approver").into_iter();
    let approvers = ticked.filter_map(organisation::Approver::parse).collect();
    let known = site.line.published().state;
    let settings = Settings { approvers, ..known.organisation.settings.as_ref().clone() };
    who.does(&site, organisation::Command::Put { settings }, &approvers_saved()).await
}

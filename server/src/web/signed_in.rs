//! Who is signed in: what handlers for the vendor's own people ask for.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use domain::words::Actor;
use domain::{Command, Refusal};
use views::Viewer;

use super::forms::{Fields, wants_json};
use super::way_back::WayBack;
use super::{Problem, Site, command_id, see_other, sign_in};

/// A person of the vendor who asks for a page or sends a form. Whoever is not signed in is led to
/// the sign-in and from there to where they wanted to go.
pub struct SignedIn {
    /// Who it is.
    pub viewer: Viewer,
    /// Whether a script asks, which wants JSON rather than a page.
    pub wants_json: bool,
}

impl SignedIn {
    /// In whose name a command is given.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.viewer.actor()
    }

    /// Tells them of a problem: a script as JSON, a person inside the console.
    #[must_use]
    pub fn told(&self, site: &Site, problem: &Problem) -> Response {
        if self.wants_json { problem.json() } else { problem.inside(site, &self.viewer) }
    }

    /// Carries out what they ask for and leads on to `next`, or tells them why it cannot be.
    pub async fn does(&self, site: &Site, command: impl Into<Command>, next: &str) -> Response {
        match site.line.tell(self.actor(), command).await {
            Ok(Ok(_)) => see_other(next),
            Ok(Err(refusal)) => self.told(site, &Problem::refused(site, refusal)),
            Err(unanswered) => self.told(site, &Problem::from(unanswered)),
        }
    }

    /// Carries out what a form at this place orders, once however often it is pressed, and leads on
    /// to `next`; or shows the form `again`, with what cannot stand.
    pub async fn sends(
        &self,
        site: &Site,
        (place, fields): (&str, &Fields),
        command: impl Into<Command>,
        next: &str,
        again: impl FnOnce(&Refusal) -> Response,
    ) -> Response {
        let id = command_id(fields.get("command"), place, &[&fields.whole()]);
        match site.line.ask(id, self.actor(), command).await {
            Ok(Ok(_)) => see_other(next),
            Ok(Err(refusal)) => again(&refusal),
            Err(unanswered) => self.told(site, &Problem::from(unanswered)),
        }
    }
}

impl FromRequestParts<Arc<Site>> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let wants_json = wants_json(&parts.headers);
        match sign_in::person(site, &parts.headers) {
            Some(person) => Ok(Self { viewer: Viewer { person }, wants_json }),
            // A script that was led to the sign-in page would take it for success.
            None if wants_json => Err(Problem::signed_out().json()),
            None => Err(see_other(&WayBack::of(&parts.method, parts.uri.path()).sign_in())),
        }
    }
}

/// A page of the console that is open and listens for what changes. It can show no other page:
/// whoever is signed out is told so, and the page loads itself again.
pub struct Listening(pub Viewer);

impl FromRequestParts<Arc<Site>> for Listening {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let person = sign_in::person(site, &parts.headers).ok_or_else(Problem::session_over)?;
        Ok(Self(Viewer { person }))
    }
}

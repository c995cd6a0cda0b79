//! What callers type into the forms of their page, and who they are: what those handlers ask for.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::words::{CommandId, EmergencyId};

use super::super::forms::Fields;
use super::super::{Problem, Site};
use super::{Asked, Caller, act, caller};

/// A form that a caller sends. Where their link opens nothing, or the form cannot be read, they are
/// told so before anything else.
pub struct Typed {
    /// Where.
    pub(in super::super) site: Arc<Site>,
    /// Who.
    pub(in super::super) caller: Caller,
    /// What their browser says of itself.
    pub(in super::super) headers: HeaderMap,
    /// What was typed.
    pub(in super::super) fields: Fields,
}

impl Typed {
    /// Asks for it; refused, it comes back with what was typed.
    pub(in super::super) async fn act(
        &self,
        field: &str,
        id: Option<CommandId>,
        command: impl FnOnce(EmergencyId) -> domain::Command,
    ) -> Response {
        let asked = Asked { link: &self.caller.link, fields: Some(&self.fields), field, id };
        act(&self.site, &self.headers, asked, command).await
    }
}

impl FromRequest<Arc<Site>> for Typed {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let headers = request.headers().clone();
        read(request, site, &headers).await.map_err(|problem| problem.answer(site, &headers))
    }
}

async fn read(request: Request, site: &Arc<Site>, headers: &HeaderMap) -> Result<Typed, Problem> {
    let (mut parts, body) = request.into_parts();
    let path = RawPathParams::from_request_parts(&mut parts, site).await;
    let path = path.map_err(|_| Problem::unknown_link())?;
    let link = path.iter().find(|(name, _)| *name == "link").map(|(_, link)| link);
    let caller = caller(site, link.unwrap_or_default())?;
    let fields = Fields::from_request(Request::from_parts(parts, body), site).await?;
    Ok(Typed { site: Arc::clone(site), caller, headers: headers.clone(), fields })
}

//! Problems: what went wrong, as a page for people and as RFC 9457 for programs.

use std::any::Any;

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use serde_json::json;
use views::Reader;
use views::tongue::Tongue;

use super::reader::{Asked, Wishes};
use crate::line::Unanswered;

/// Something that the asker should know about.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    slug: &'static str,
    title: &'static str,
    detail: String,
    field: Option<String>,
    way: Option<&'static Way>,
    /// The sentence of `problems.ftl` that says it to a caller, in their language.
    said: Option<&'static str>,
}

/// Where a problem's page leads: an address and what its button says.
type Way = (&'static str, &'static str);

/// For whoever holds a link that lets nobody in any more.
const NEW_LINK: &Way = &("/signin", "Send me a new link");

impl Problem {
    /// A problem of this kind; `slug` names its page under `/docs/problems/`.
    #[must_use]
    pub fn new(
        status: StatusCode,
        slug: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self { status, slug, title, detail: detail.into(), field: None, way: None, said: None }
    }

    /// The field that is wrong.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    /// Whether it waits until every node is updated.
    #[must_use]
    pub fn is_not_yet(&self) -> bool {
        self.slug == "not-yet"
    }

    /// The sentence of `problems.ftl` that says it to callers; its attribute `detail` says more.
    #[must_use]
    pub fn said_as(mut self, key: &'static str) -> Self {
        self.said = Some(key);
        self
    }

    /// In English, as everything that the vendor's own people read.
    #[must_use]
    pub fn for_the_vendor(mut self) -> Self {
        self.said = None;
        self
    }

    /// With other words of what to do.
    #[must_use]
    pub fn detailed(mut self, detail: &str) -> Self {
        detail.clone_into(&mut self.detail);
        self
    }

    /// Its title and what to do, in a language; problems that no caller meets are in English.
    fn in_tongue(&self, tongue: &Tongue) -> (String, String) {
        match self.said {
            Some(key) => (tongue.text(key, &[]), tongue.text(&format!("{key}.detail"), &[])),
            None => (self.title.to_owned(), self.detail.clone()),
        }
    }

    /// What went wrong and what to do, in a language.
    #[must_use]
    pub fn told(&self, tongue: &Tongue) -> String {
        self.in_tongue(tongue).1
    }

    /// Where its page leads.
    #[must_use]
    pub fn leading_to(mut self, way: &'static Way) -> Self {
        self.way = Some(way);
        self
    }

    /// There is nothing at this address, whatever it may once have been.
    #[must_use]
    pub fn unknown_link() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "unknown-link",
            "This link opens nothing",
            "It may be incomplete, or it was never valid. If you need help now, call for it: a \
             person answers.",
        )
        .said_as("problem-unknown-link")
    }

    /// There is no such thing in the console.
    #[must_use]
    pub fn unknown(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Nothing here",
            format!(
                "There is no {what} at this address. It may have been removed, or the address is \
                 not complete."
            ),
        )
    }

    /// There is no such incident on the console, because it is over or never was.
    #[must_use]
    pub fn unknown_incident() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "This emergency is not open",
            "No emergency with this number is open. Two days after its customer's last word a \
             closed one leaves the console and is kept in the journal. What goes on now stands on \
             the board.",
        )
    }

    /// Only those who work on the incident may read it.
    #[must_use]
    pub fn restricted() -> Self {
        Self::from(Refusal::Restrictions(domain::restrictions::Refusal::Hidden))
    }

    /// A form was sent after the session had ended.
    #[must_use]
    pub fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "signed-out",
            "You are signed out",
            "You are signed out, so this was not taken. Sign in at /signin and send it again.",
        )
        .leading_to(&("/signin", "Sign in"))
    }

    /// An open page listens on after the session has ended.
    #[must_use]
    pub fn session_over() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "You are signed out",
            "You are signed out. Load the page again to sign in.",
        )
    }

    /// A link to sign in that was used, is too old, or was never whole.
    #[must_use]
    pub fn spent_link() -> Self {
        Self::from(Refusal::Access(domain::access::Refusal::OfferGone))
    }

    /// The setup link of an installation that nobody has set up yet no longer works.
    #[must_use]
    pub fn spent_setup() -> Self {
        Self::new(
            StatusCode::GONE,
            "gone",
            "Not here any more",
            "This setup link is too old, or it is not complete. Start Mayday again: it prints a \
             new one, which works for 24 hours.",
        )
    }

    /// The body is longer than allowed.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "Too large",
            format!("At most {limit} bytes can be sent at once. Send it in parts."),
        )
        .said_as("problem-too-large")
    }

    /// A form has more fields than it may.
    #[must_use]
    pub fn too_many_fields(most: usize) -> Self {
        let detail = format!(
            "A form can have at most {most} fields, and nothing was changed. Choose less at once \
             and send it in parts."
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large", detail)
            .said_as("problem-too-large")
    }

    /// Some field cannot be understood.
    #[must_use]
    pub fn bad(field: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-field", "This cannot be read", detail)
            .at(field)
    }

    /// There is something at this address, but it is not done this way.
    #[must_use]
    pub fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "refused",
            "Not done this way",
            "Nothing was changed. Open the page and press its button.",
        )
        .said_as("problem-wrong-method")
    }

    /// The address holds what no address of ours holds.
    #[must_use]
    pub fn unreadable_address() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Nothing here",
            "This address cannot be read. It may be incomplete. If you need help now, call for \
             it: a person answers.",
        )
        .said_as("problem-unreadable")
    }

    /// A post that came from another site.
    #[must_use]
    pub fn foreign() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign-post",
            "Sent from another site",
            "This was sent from another site's page. Open the page here and press again.",
        )
        .said_as("problem-foreign")
    }

    /// What a refusal says, with people's names as they are shown rather than their keys.
    #[must_use]
    pub fn refused(site: &super::Site, refusal: Refusal) -> Self {
        let detail = site.render(|context| views::wording::refusal(context, &refusal));
        Self { detail, ..Self::from(refusal) }
    }

    /// What went wrong, in one sentence or two.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// As RFC 9457 `application/problem+json`.
    #[must_use]
    pub fn json(&self) -> Response {
        self.json_of(self.title, &self.detail)
    }

    fn json_of(&self, title: &str, detail: &str) -> Response {
        let body = json!({
            "type": format!("/docs/problems/{}", self.slug),
            "title": title,
            "status": self.status.as_u16(),
            "detail": detail,
            "field": self.field,
        });
        let mut response = (self.status, body.to_string()).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }

    /// As a page.
    #[must_use]
    pub fn page(&self, site: &super::Site, headers: &HeaderMap) -> Response {
        let status = self.status.as_u16();
        let reader = self.reader(site, headers);
        let (title, detail) = self.in_tongue(reader.tongue);
        let page = site.render_for(reader, |context| {
            views::problem::page(context, status, &title, &detail, self.way.copied())
        });
        (self.status, super::html(page)).into_response()
    }

    /// As a page of the console, from which the board is one press away.
    #[must_use]
    pub fn inside(&self, site: &super::Site, viewer: &views::Viewer) -> Response {
        let page = site
            .render(|context| views::problem::inside(context, viewer, self.title, &self.detail));
        (self.status, super::html(page)).into_response()
    }

    /// As whatever the asker reads.
    #[must_use]
    pub fn answer(&self, site: &super::Site, headers: &HeaderMap) -> Response {
        if !super::forms::wants_json(headers) {
            return self.page(site, headers);
        }
        let (title, detail) = self.in_tongue(self.reader(site, headers).tongue);
        self.json_of(&title, &detail)
    }

    /// Who reads it; what no caller meets is in English throughout.
    fn reader(&self, site: &super::Site, headers: &HeaderMap) -> Reader {
        let settings = &site.line.published().state.organisation.settings;
        match self.said {
            Some(_) => Wishes::of(headers).reader(&Asked::default(), settings),
            None => Reader::default(),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        use domain::{access, emergencies, incidents, paging, redactions, restrictions};
        let detail = refusal.to_string();
        let (status, slug, title) = match &refusal {
            Refusal::NotAllowed { .. }
            | Refusal::Emergencies(emergencies::Refusal::NotYours)
            | Refusal::Redactions(redactions::Refusal::NotYours) => {
                (StatusCode::FORBIDDEN, "not-allowed", "Not allowed")
            }
            Refusal::Restrictions(restrictions::Refusal::Hidden) => {
                (StatusCode::FORBIDDEN, "restricted", "Restricted")
            }
            Refusal::Paging(paging::Refusal::AlreadyAccepted { .. }) => {
                (StatusCode::CONFLICT, "already-accepted", "Somebody has it already")
            }
            Refusal::Paging(paging::Refusal::Over | paging::Refusal::UnknownPage) => {
                (StatusCode::GONE, "over", "It is over")
            }
            Refusal::Emergencies(emergencies::Refusal::Unknown)
            | Refusal::Incidents(incidents::Refusal::Unknown)
            | Refusal::Redactions(redactions::Refusal::Unknown | redactions::Refusal::TooLate)
            | Refusal::Access(access::Refusal::OfferGone) => {
                (StatusCode::GONE, "gone", "Not here any more")
            }
            Refusal::Emergencies(emergencies::Refusal::TooLong { .. }) => {
                (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "Too large")
            }
            Refusal::NotYet => (StatusCode::CONFLICT, "not-yet", "Not before all are updated"),
            Refusal::Broken => {
                (StatusCode::INTERNAL_SERVER_ERROR, "fault", "A fault in the program")
            }
            _ => (StatusCode::UNPROCESSABLE_ENTITY, "refused", "That cannot be done"),
        };
        let problem = Self::new(status, slug, title, detail);
        match refusal {
            Refusal::Access(access::Refusal::OfferGone) => problem.leading_to(NEW_LINK),
            _ => problem,
        }
    }
}

impl From<Unanswered> for Problem {
    fn from(unanswered: Unanswered) -> Self {
        let detail = match unanswered {
            Unanswered::NotStored { ringing: true, .. } => {
                "We are ringing a person; your words are not stored yet. Send them again."
            }
            Unanswered::NotStored { .. } => {
                "It could not be stored just now. Nothing is lost on your side: send it again."
            }
            Unanswered::Busy => "Too much is waiting just now. Send it again in a few seconds.",
        };
        let said = match unanswered {
            Unanswered::NotStored { ringing: true, .. } => "problem-ringing",
            Unanswered::NotStored { .. } => "problem-not-stored",
            Unanswered::Busy => "problem-busy",
        };
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "not-stored", "Not stored yet", detail)
            .said_as(said)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.json()
    }
}

/// The page for an address that leads nowhere.
pub async fn not_found(
    axum::extract::State(site): axum::extract::State<std::sync::Arc<super::Site>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let nowhere =
        |detail: &str| Problem::new(StatusCode::NOT_FOUND, "not-found", "Nothing here", detail);
    let signed_in = super::sign_in::person(&site, &headers);
    match signed_in.filter(|_| uri.path().starts_with("/console/")) {
        Some(person) if !super::forms::wants_json(&headers) => {
            let problem = nowhere("There is no page at this address. It may be incomplete.");
            problem.inside(&site, &views::Viewer { person })
        }
        _ => nowhere(
            "There is no page at this address. If you need help now, call for it: a person \
             answers.",
        )
        .said_as("problem-nothing-here")
        .answer(&site, &headers),
    }
}

/// A handler broke: the others go on.
pub fn broken(_error: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler broke");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "fault",
        "A fault in the program",
        "This page broke because of a fault in the program. Go back and try again; if you need \
         help now, open /help.",
    )
    .json()
}

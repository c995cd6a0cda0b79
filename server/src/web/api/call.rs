//! A call: who asks, what with, and the answer; the same for every operation.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::credentials::{Scope, Token};
use domain::words::{Actor, CommandId, Timestamp};
use domain::{Command, Refusal, State};
use journal::Outcome;
use serde_json::{Value, json};

use super::super::{Problem, Site, keys};
use crate::line::Published;
use crate::uploads::Received;

/// Most items of a page, and how many when nothing is said.
pub const LIMIT: (usize, usize) = (200, 50);

/// One call of an operation.
pub struct Call {
    /// The site.
    pub site: Arc<Site>,
    /// Who asks, where the operation needs a token.
    pub actor: Actor,
    /// What stood in the path.
    pub path: BTreeMap<String, String>,
    /// What stood behind the question mark.
    pub query: BTreeMap<String, String>,
    /// The body; `null` where there is none.
    pub body: Value,
    /// The file that was sent, where the operation takes one.
    pub file: Option<Received>,
    /// Under which id the outcome is kept, where the caller numbered the call.
    pub id: Option<CommandId>,
    /// What was durable when the call came in.
    pub published: Published,
}

/// What an operation answers.
pub struct Answer {
    /// 200, 201 or 204.
    pub status: StatusCode,
    /// The body; none with 204.
    pub body: Option<Content>,
}

/// The body of an answer.
pub enum Content {
    /// As almost all of them.
    Json(Value),
    /// A table, written as it is sent.
    Csv(Body),
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: Value) -> Result<Self, Problem> {
        Ok(Self { status: StatusCode::OK, body: Some(Content::Json(body)) })
    }

    /// 201 with a body.
    pub fn created(body: Value) -> Result<Self, Problem> {
        Ok(Self { status: StatusCode::CREATED, body: Some(Content::Json(body)) })
    }

    /// 200 with a table.
    pub fn csv(body: Body) -> Result<Self, Problem> {
        Ok(Self { status: StatusCode::OK, body: Some(Content::Csv(body)) })
    }

    /// 204: it is so.
    pub fn done() -> Result<Self, Problem> {
        Ok(Self { status: StatusCode::NO_CONTENT, body: None })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self.body {
            Some(Content::Json(body)) => {
                let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
                (self.status, kind, body.to_string()).into_response()
            }
            Some(Content::Csv(body)) => {
                let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
                (self.status, kind, body).into_response()
            }
            None => self.status.into_response(),
        }
    }
}

impl Call {
    /// The organisation as it was last made durable, and as whoever asks may see it.
    pub fn state(&self) -> &State {
        &self.published.state
    }

    /// The organisation as it is after what was just asked, and as whoever asks may see it.
    pub fn fresh(&self) -> Arc<State> {
        seen_by(&self.actor, self.site.line.published().state)
    }

    /// The instant of the call.
    pub fn now(&self) -> Timestamp {
        self.published.now()
    }

    /// What stood in the path under a name.
    pub fn part(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// The number in the path.
    pub fn number(&self) -> Option<u32> {
        self.part("number").parse().ok()
    }

    /// A text of the body; empty when it is missing.
    pub fn text(&self, field: &str) -> &str {
        self.body[field].as_str().unwrap_or_default()
    }

    /// Whether the body says yes; no when it is missing.
    pub fn flag(&self, field: &str) -> bool {
        self.body[field].as_bool().unwrap_or_default()
    }

    /// A text of the body, where one is given.
    pub fn given(&self, field: &str) -> Option<String> {
        self.body[field].as_str().map(ToOwned::to_owned)
    }

    /// A number of the body.
    pub fn figure(&self, field: &str) -> Option<u32> {
        self.body[field].as_u64().and_then(|number| u32::try_from(number).ok())
    }

    /// An instant of the query.
    pub fn instant(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        let Some(text) = self.query.get(name) else { return Ok(None) };
        read_instant(text).map(Some).ok_or_else(|| {
            Problem::bad(name, "Write an instant like 2026-03-01T14:00:00Z.".to_owned())
        })
    }

    /// Sends a command as whoever asks.
    pub async fn ask(&self, command: impl Into<Command>) -> Result<Outcome, Problem> {
        self.ask_as(self.actor.clone(), command).await
    }

    /// Sends a command that changes nothing the second time.
    pub async fn tell(&self, command: impl Into<Command>) -> Result<Outcome, Problem> {
        match self.site.line.tell(self.actor.clone(), command).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(refusal)) => Err(Problem::refused(&self.site, refusal)),
            Err(unanswered) => Err(unanswered.into()),
        }
    }

    /// Sends a command as somebody else: the holder of a link.
    pub async fn ask_as(
        &self,
        actor: Actor,
        command: impl Into<Command>,
    ) -> Result<Outcome, Problem> {
        self.sent(actor, command.into(), |_| None).await
    }

    /// Sends a command as whoever asks; a refusal names the field of the body that it is about.
    pub async fn ask_naming(
        &self,
        command: impl Into<Command>,
        field_of: impl Fn(&Refusal) -> Option<&'static str>,
    ) -> Result<Outcome, Problem> {
        self.sent(self.actor.clone(), command.into(), field_of).await
    }

    async fn sent(
        &self,
        actor: Actor,
        command: Command,
        field_of: impl Fn(&Refusal) -> Option<&'static str>,
    ) -> Result<Outcome, Problem> {
        let answer = match self.id {
            Some(id) => self.site.line.ask(id, actor, command).await,
            None => self.site.line.tell(actor, command).await,
        };
        match answer {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(refusal)) => {
                let field = field_of(&refusal);
                let problem = Problem::refused(&self.site, refusal);
                Err(match field {
                    Some(field) => problem.at(field),
                    None => problem,
                })
            }
            Err(unanswered) => Err(unanswered.into()),
        }
    }

    /// A page of what there is, in the order of its cursors.
    pub fn page<K: Ord + ToString, T>(
        &self,
        read: impl Fn(&str) -> Option<K>,
        mut items: Vec<(K, T)>,
        shape: impl Fn(T) -> Value,
    ) -> Result<Answer, Problem> {
        let after = match self.query.get("after") {
            Some(text) => Some(read(text).ok_or_else(|| {
                Problem::bad("after", "Write what stood in `next` of the page before.".to_owned())
            })?),
            None => None,
        };
        let limit = match self.query.get("limit").map(|text| text.parse::<usize>()) {
            None => LIMIT.1,
            Some(Ok(limit)) if (1..=LIMIT.0).contains(&limit) => limit,
            Some(_) => {
                let wanted = format!("Write a number from 1 to {}.", LIMIT.0);
                return Err(Problem::bad("limit", wanted));
            }
        };
        items.retain(|(key, _)| after.as_ref().is_none_or(|after| key > after));
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|(key, _)| key.to_string());
        let items: Vec<Value> = items.into_iter().map(|(_, item)| shape(item)).collect();
        Answer::ok(json!({ "items": items, "next": next }))
    }
}

/// The organisation as somebody may see it. Callers ask for what is theirs by their links.
pub fn seen_by(actor: &Actor, state: Arc<State>) -> Arc<State> {
    match actor {
        Actor::Person(_) | Actor::Token { .. } => state.for_eyes_of(actor).map_or(state, Arc::new),
        _ => state,
    }
}

/// Reads an instant in RFC 3339.
pub fn read_instant(text: &str) -> Option<Timestamp> {
    let instant: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(instant.as_millisecond()))
}

/// Whose token it is that the program shows, if it may do this. What is wrong with a token is not
/// said: who tries some learns nothing.
pub fn authenticated(
    published: &Published,
    headers: &HeaderMap,
    scope: Scope,
) -> Result<Token, Problem> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = said
        .and_then(|said| said.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (state, now) = (&published.state, published.now());
    let known = secret
        .and_then(|(_, secret)| state.credentials.working(&keys::fingerprint(secret.trim()), now));
    let known = known.filter(|token| state.access.person(&token.person).is_some());
    let known = known.ok_or_else(no_token)?;
    if known.scopes.contains(&scope) {
        return Ok(known.clone());
    }
    let needs = format!("This token may not do that: it needs the scope `{}`.", scope.name());
    Err(Problem::new(StatusCode::FORBIDDEN, "not-allowed", "Not allowed", needs))
}

fn no_token() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "no-token",
        "No token that works",
        "Send a token that works, as \"Authorization: Bearer mayday_…\". Tokens are made in the \
         console, under Settings.",
    )
}

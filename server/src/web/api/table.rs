//! The table of operations, from which both the routes and the document are made.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use domain::credentials::{self, Scope};
use domain::words::{Actor, CommandId};
use serde_json::{Value, json};

use super::super::{FORM_LEN_MAX, Problem, Site, forms};
use super::call::{Answer, Call, authenticated};
use super::limits::Limits;
use super::schema::{self, Schema};

/// Where the API stands.
pub const BASE: &str = "/api/v1";
/// Longest idempotency key, in bytes.
const KEY_LEN_MAX: usize = 255;

type Running = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send>>;
type Run = Arc<dyn Fn(Call) -> Running + Send + Sync>;

/// One operation.
pub struct Operation {
    /// GET, POST, PUT or DELETE.
    pub method: Method,
    /// Below [`BASE`].
    pub path: &'static str,
    /// Its name for generated clients.
    pub id: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// What a token needs; none where no token is needed.
    pub scope: Option<Scope>,
    /// What may stand behind the question mark, and what it means.
    pub query: Vec<(&'static str, &'static str, Schema)>,
    /// What is sent.
    pub body: Option<Schema>,
    /// Longest body that is read, in bytes.
    pub body_len_max: usize,
    /// Whether the body is a file, as it is.
    pub takes_a_file: bool,
    /// What comes back when it went well.
    pub answer: (u16, Option<Schema>),
    /// As what it comes.
    pub kind: &'static str,
    /// Does it; none where a handler of its own does.
    pub run: Option<Run>,
}

impl Operation {
    fn new(method: Method, path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            scope: Some(Scope::Read),
            query: Vec::new(),
            body: None,
            body_len_max: FORM_LEN_MAX,
            takes_a_file: false,
            answer: (204, None),
            kind: "application/json",
            run: None,
        }
    }

    /// Reads something; needs the scope `read`.
    pub fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::GET, path, id, summary)
    }

    /// Does something; needs the scope `respond`.
    pub fn post(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::POST, path, id, summary).needs(Scope::Respond)
    }

    /// Defines something; needs the scope `manage`.
    pub fn put(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::PUT, path, id, summary).needs(Scope::Manage)
    }

    /// Takes something out; needs the scope `manage`.
    pub fn delete(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new(Method::DELETE, path, id, summary).needs(Scope::Manage)
    }

    /// Which scope it needs.
    pub fn needs(self, scope: Scope) -> Self {
        Self { scope: Some(scope), ..self }
    }

    /// Needs no token: the link in the path is what proves, or nothing is proved.
    pub fn open(self) -> Self {
        Self { scope: None, ..self }
    }

    /// Takes this behind the question mark.
    pub fn query(mut self, name: &'static str, meaning: &'static str, schema: Schema) -> Self {
        self.query.push((name, meaning, schema));
        self
    }

    /// Answers in pages of what is described under a name.
    pub fn pages(self, name: &str) -> Self {
        self.query("after", "What stood in `next` of the page before.", schema::text())
            .query(
                "limit",
                "Most items of the page, 1 to 200; 50 otherwise.",
                schema::number(1, 200),
            )
            .answers(200, schema::page(name))
    }

    /// Takes such a body.
    pub fn takes(self, body: Schema) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Takes a file as its body.
    pub fn takes_a_file(self) -> Self {
        Self { takes_a_file: true, ..self }
    }

    /// Reads bodies up to that length.
    pub fn up_to(self, body_len_max: usize) -> Self {
        Self { body_len_max, ..self }
    }

    /// Answers so.
    pub fn answers(self, status: u16, schema: Schema) -> Self {
        Self { answer: (status, Some(schema)), ..self }
    }

    /// Answers with a table for spreadsheets.
    pub fn answers_csv(self) -> Self {
        Self { answer: (200, Some(schema::text())), kind: "text/csv", ..self }
    }

    /// Is done by this.
    pub fn by<F, R>(self, run: F) -> Self
    where
        F: Fn(Call) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        Self { run: Some(Arc::new(move |call| Box::pin(run(call)))), ..self }
    }
}

/// Every operation of the API.
pub fn operations() -> &'static [Operation] {
    static TABLE: OnceLock<Vec<Operation>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = super::callers::operations();
        table.extend(super::emergencies::operations());
        table.extend(super::conversation::operations());
        table.extend(super::first_aid::operations());
        table.extend(super::proof::operations());
        table.extend(super::callbacks::operations());
        table.extend(super::incidents::operations());
        table.extend(super::telling::operations());
        table.extend(super::updates::operations());
        table.extend(super::maintenance::operations());
        table.extend(super::announcements::operations());
        table.extend(super::readers::operations());
        table.extend(super::follow_ups::operations());
        table.extend(super::approvals::operations());
        table.extend(super::reviews::operations());
        table.extend(super::told::operations());
        table.extend(super::own_hosts::operations());
        table.extend(super::figures::operations());
        table.extend(super::groups::operations());
        table.extend(super::colleagues::operations());
        table.extend(super::restrictions::operations());
        table.extend(super::definitions::operations());
        table.extend(super::duty::operations());
        table.extend(super::access::operations());
        table.extend(super::floods::operations());
        table.extend(super::shows::operations());
        table.extend(super::silent::operations());
        table.extend(super::subscribers::operations());
        table.extend(super::subscriber_lists::operations());
        table.extend(super::machines::operations());
        table.extend(super::around::operations());
        table.extend(super::kept::operations());
        table.extend(super::attachments::operations());
        table.push(super::openapi::operation());
        table
    })
}

/// The routes of the table.
pub fn router() -> Router<Arc<Site>> {
    let limits = Arc::new(Limits::default());
    let mut router = Router::new();
    for operation in operations() {
        let filter = MethodFilter::try_from(operation.method.clone());
        let filter = filter.expect("the table has methods of HTTP only");
        let path = format!("{BASE}{}", operation.path);
        let handler = match operation.run {
            None => on(filter, super::open),
            Some(_) => {
                let limits = Arc::clone(&limits);
                on(filter, move |State(site): State<Arc<Site>>, path: RawPathParams, request| {
                    answer(operation, limits, site, path, request)
                })
            }
        };
        router = router.route(&path, handler);
    }
    router.route(&format!("{BASE}/{{*rest}}"), axum::routing::any(nothing_here))
}

async fn nothing_here() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "not-found",
        "Nothing here",
        "The API has nothing at this address. What it has stands in /api/v1/openapi.json.",
    )
}

async fn answer(
    operation: &'static Operation,
    limits: Arc<Limits>,
    site: Arc<Site>,
    path: RawPathParams,
    request: Request,
) -> Response {
    match run(operation, &limits, site, &path, request).await {
        Ok(answer) => answer.into_response(),
        Err(refused) => {
            let Refused { problem, wait_secs } = refused;
            let mut response = problem.json();
            if let Some(secs) = wait_secs {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
            }
            if response.status() == StatusCode::UNAUTHORIZED {
                let scheme = HeaderValue::from_static("Bearer");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
            }
            response
        }
    }
}

struct Refused {
    problem: Problem,
    wait_secs: Option<u64>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem, wait_secs: None }
    }
}

async fn run(
    operation: &'static Operation,
    limits: &Limits,
    site: Arc<Site>,
    path: &RawPathParams,
    request: Request,
) -> Result<Answer, Refused> {
    let published = site.line.published();
    let (parts, body) = request.into_parts();
    // Who asks comes first: a stranger learns nothing, not even what a body should look like.
    let actor = match operation.scope {
        None => Actor::Stranger,
        Some(scope) => {
            let token = authenticated(&published, &parts.headers, scope)?;
            limits.take(token.number, Instant::now()).map_err(too_fast)?;
            note_use(&site, &token, published.now());
            Actor::Token { token: token.number, person: token.person }
        }
    };
    let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let query = read_query(operation, parts.uri.query().unwrap_or_default())?;
    let mut file = None;
    let body = match &operation.body {
        None if operation.takes_a_file => {
            let name = query.get("name").ok_or_else(|| {
                Problem::bad("name", "Say what the file is called, as in ?name=pos.log.")
            })?;
            let received = super::attachments::receive(&site, body, name).await?;
            // By what it is, a repeat is known.
            let content = json!({ "digest": received.digest, "query": query });
            file = Some(received);
            content
        }
        None => Value::Null,
        Some(schema) => read_body(body, schema, operation.body_len_max).await?,
    };
    let said = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok());
    let mut call = Call { site, actor, path, query, body, file, id: None, published };
    call.published.state = super::call::seen_by(&call.actor, call.published.state);
    call.id = numbered(operation, &call, said.unwrap_or_default())?;
    let run = operation.run.as_ref().expect("an operation without it has a handler of its own");
    Ok(run(call).await?)
}

fn too_fast(secs: u64) -> Refused {
    let problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-fast",
        "Too fast",
        "This token asks more than 10 times a second. Wait a moment and go on.",
    );
    Refused { problem, wait_secs: Some(secs) }
}

/// Notes that the token was used today. Nobody waits for it.
fn note_use(site: &Site, token: &credentials::Token, now: domain::words::Timestamp) {
    if token.used_at.is_some_and(|used| domain::words::same_day(used, now)) {
        return;
    }
    let (line, token) = (site.line.clone(), token.number);
    tokio::spawn(async move {
        let command = credentials::Command::UseToken { token };
        if let Err(error) = line.tell(Actor::System, command).await {
            tracing::debug!(?error, "that a token was used could not be stored");
        }
    });
}

fn read_query(
    operation: &Operation,
    query: &str,
) -> Result<std::collections::BTreeMap<String, String>, Problem> {
    let mut read = std::collections::BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !operation.query.iter().any(|(known, ..)| *known == name) {
            return Err(Problem::bad(&name, "There is no such parameter here.".to_owned()));
        }
        read.insert(name.into_owned(), value.into_owned());
    }
    Ok(read)
}

async fn read_body(
    body: axum::body::Body,
    schema: &Schema,
    len_max: usize,
) -> Result<Value, Problem> {
    let forms::Taken { bytes, whole: true } = forms::take(body, len_max).await else {
        return Err(Problem::too_large(len_max));
    };
    let value: Value = match bytes.is_empty() {
        true => Value::Object(serde_json::Map::new()),
        false => serde_json::from_slice(&bytes)
            .map_err(|error| Problem::bad("body", format!("This is not JSON: {error}.")))?,
    };
    match schema::check(&value, schema, super::openapi::components()) {
        Ok(()) => Ok(value),
        Err(misfit) if misfit.field.is_empty() => Err(Problem::bad("body", misfit.wanted)),
        Err(misfit) => Err(Problem::bad(&misfit.field, misfit.wanted)),
    }
}

/// Under which id the outcome is kept. The same key with other content, at another place or by
/// another token is another call.
fn numbered(operation: &Operation, call: &Call, key: &str) -> Result<Option<CommandId>, Problem> {
    if key.is_empty() {
        return Ok(None);
    }
    if key.len() > KEY_LEN_MAX {
        let wanted = format!("Use at most {KEY_LEN_MAX} bytes.");
        return Err(Problem::bad("Idempotency-Key", wanted));
    }
    let number = blake3::hash(key.as_bytes()).to_hex();
    let place = format!("{} {:?} {:?}", operation.id, call.path, call.actor);
    Ok(Some(super::super::command_id(&number[..32], &place, &[&call.body.to_string()])))
}

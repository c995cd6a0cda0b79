//! Forms: what browsers post, read without ever failing on what it contains.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;

use super::{FORM_LEN_MAX, Problem};

/// Most fields of a form; what is beyond is not read.
const FIELDS_MAX: usize = 100;

/// The fields of a posted form.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What was typed into a field; empty when it is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The same, or `None` when nothing was typed.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.trim().is_empty())
    }

    /// A whole number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        self.get(name).trim().parse().ok()
    }

    /// The form with what is wrong with it, for the one who typed it.
    #[must_use]
    pub fn returned(&self, field: Option<&str>, problem: &str) -> views::Returned {
        views::Returned {
            typed: self.0.clone(),
            field: field.map(ToOwned::to_owned),
            problem: Some(problem.to_owned()),
        }
    }

    fn parse(bytes: &[u8]) -> Self {
        // Bytes that are no text become the mark for such, so that nobody is turned away.
        let fields = form_urlencoded::parse(bytes).take(FIELDS_MAX);
        Self(fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// Reads a cry for help: up to the limit, whatever comes after, and never a "no".
    pub async fn read_at_any_cost(body: Body) -> Self {
        let mut bytes = Vec::new();
        let mut parts = body.into_data_stream();
        while let Some(Ok(part)) = parts.next().await {
            let room = FORM_LEN_MAX - bytes.len();
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            if bytes.len() >= FORM_LEN_MAX {
                break;
            }
        }
        Self::parse(&bytes)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, _site: &S) -> Result<Self, Problem> {
        let bytes = to_bytes(request.into_body(), FORM_LEN_MAX).await;
        let bytes = bytes.map_err(|_| Problem::too_large(FORM_LEN_MAX))?;
        Ok(Self::parse(&bytes))
    }
}

/// Whether a script asks, which wants JSON rather than a page.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("application/json"))
}

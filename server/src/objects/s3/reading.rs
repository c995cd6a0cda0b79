//! The bytes of an object as they come in; when they break off, the rest is asked for.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use reqwest::{Method, Response, StatusCode, header};

use super::{ANSWER_WITHIN, Call, Content, Fault, Inner};

/// How often the rest is asked for.
const RESUMED_MAX: u32 = 3;

/// An object that is being read.
pub(super) struct Reading {
    inner: Arc<Inner>,
    name: String,
    /// What tells this content from another under the same name.
    tag: Option<String>,
    response: Response,
    read: u64,
    len: u64,
    resumed: u32,
}

impl Reading {
    /// Asks for an object; its length and its bytes.
    pub async fn begin(inner: &Arc<Inner>, name: String) -> Result<Option<(u64, Content)>, String> {
        let call = Call::new(Method::GET, "get objects", Some(name.clone()));
        let response = match inner.call(&call).await {
            Ok(response) => response,
            Err(Fault::Absent) => return Ok(None),
            Err(Fault::Sentence(sentence)) => return Err(sentence),
        };
        let told = |name| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let len = told(header::CONTENT_LENGTH).and_then(|len| len.parse().ok());
        let len = len.ok_or("The object store does not say how long an object is.")?;
        let tag = told(header::ETAG);
        let inner = Arc::clone(inner);
        let reading = Self { inner, name, tag, response, read: 0, len, resumed: 0 };
        let parts = futures_util::stream::unfold(Some(reading), |reading| async move {
            let mut reading = reading?;
            match reading.next().await {
                Ok(None) => None,
                Ok(Some(part)) => Some((Ok(part), Some(reading))),
                Err(sentence) => Some((Err(std::io::Error::other(sentence)), None)),
            }
        });
        Ok(Some((len, parts.boxed())))
    }

    /// The next part; nothing at the end of what was announced, and only there.
    async fn next(&mut self) -> Result<Option<Bytes>, String> {
        loop {
            if self.read == self.len {
                return Ok(None);
            }
            let part = tokio::time::timeout(ANSWER_WITHIN, self.response.chunk()).await;
            if let Ok(Ok(Some(part))) = part {
                self.read += part.len() as u64;
                if self.read > self.len {
                    return Err("The object store sends more than it said.".to_owned());
                }
                return Ok(Some(part));
            }
            if self.resumed == RESUMED_MAX {
                return Err("The object store broke off in the middle of an object.".to_owned());
            }
            self.resumed += 1;
            self.response = self.rest().await?;
        }
    }

    /// Asks for what is missing, of the very same content.
    async fn rest(&self) -> Result<Response, String> {
        let mut call = Call::new(Method::GET, "get objects", Some(self.name.clone()));
        call.headers.push(("range", format!("bytes={}-", self.read)));
        call.headers.extend(self.tag.clone().map(|tag| ("if-match", tag)));
        let response = self.inner.call(&call).await?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT => Ok(response),
            _ => Err("The object store does not continue an object that broke off.".to_owned()),
        }
    }
}

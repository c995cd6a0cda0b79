//! The files of conversations: for those who see the conversation, and inert in their browsers.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::emergencies::{File, FileKind, NewFile};
use domain::redactions::Place;
use domain::words::{Actor, EmergencyId, FileId};
use futures_util::StreamExt;
use views::tongue::Tongue;
use views::uploads::{self, NotKept};

use super::posted::Posted;
use super::signed_in::SignedIn;
use super::{Problem, Site, emergency, room};
use crate::objects;
use crate::uploads::Refused;

/// Nothing in a file may run, load or be framed, whatever it is.
const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'";

/// Which of the two that are kept of a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Whole,
    Small,
}

/// `GET /e/<link>/files/<file>`
pub async fn of_caller(
    State(site): State<Arc<Site>>,
    Path((link, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    for_caller(&site, &link, &file, Size::Whole, &headers).await
}

/// `GET /e/<link>/files/<file>/small`
pub async fn small_of_caller(
    State(site): State<Arc<Site>>,
    Path((link, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    for_caller(&site, &link, &file, Size::Small, &headers).await
}

async fn for_caller(
    site: &Site,
    link: &str,
    file: &str,
    size: Size,
    headers: &HeaderMap,
) -> Response {
    let shown = match emergency::who(site, link) {
        Ok((actor, emergency)) => show(site, &actor, emergency, (file, size), headers).await,
        Err(problem) => Err(problem),
    };
    shown.unwrap_or_else(|problem| problem.answer(site, headers))
}

/// `GET /console/emergencies/<number>/files/<file>`
pub async fn of_vendor(
    State(site): State<Arc<Site>>,
    Path((number, file)): Path<(u32, String)>,
    who: SignedIn,
    headers: HeaderMap,
) -> Response {
    for_vendor(&site, number, &file, Size::Whole, &who, &headers).await
}

/// `GET /console/emergencies/<number>/files/<file>/small`
pub async fn small_of_vendor(
    State(site): State<Arc<Site>>,
    Path((number, file)): Path<(u32, String)>,
    who: SignedIn,
    headers: HeaderMap,
) -> Response {
    for_vendor(&site, number, &file, Size::Small, &who, &headers).await
}

async fn for_vendor(
    site: &Site,
    number: u32,
    file: &str,
    size: Size,
    who: &SignedIn,
    headers: &HeaderMap,
) -> Response {
    let shown = match room::emergency(site, number) {
        Some(emergency) => show(site, &who.actor(), emergency, (file, size), headers).await,
        None => Err(unknown()),
    };
    shown.unwrap_or_else(|problem| who.told(site, &problem))
}

fn unknown() -> Problem {
    Problem::unknown("file")
}

/// What somebody may see of a file, and in which message it stands: nothing of another
/// conversation's, nothing of a message that they may not read, and nothing that is taken out. All
/// of that is answered alike.
pub(super) async fn held(
    site: &Site,
    actor: &Actor,
    emergency: EmergencyId,
    file: &str,
) -> Result<(FileId, File), Problem> {
    let state = site.line.published().state;
    let id = FileId::parse(file).ok_or_else(unknown)?;
    let held = state.emergencies.files.get(&id).filter(|held| held.emergency == emergency);
    let number = held.ok_or_else(unknown)?.number;
    let place = Place { emergency, number, file: Some(id) };
    if state.redactions.of(place).is_some() {
        return Err(unknown());
    }
    let known = match state.emergencies.get(emergency) {
        Some(known) => Arc::new(known.clone()),
        None => emergency::archived(site, emergency).await?,
    };
    let message = known.message(number).ok_or_else(unknown)?;
    let may = state.sees(actor, (emergency, message));
    let file = message.files.iter().find(|file| file.id == id).filter(|_| may);
    Ok((id, file.ok_or_else(unknown)?.clone()))
}

async fn show(
    site: &Site,
    actor: &Actor,
    emergency: EmergencyId,
    (name, size): (&str, Size),
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (id, file) = held(site, actor, emergency, name).await?;
    let picture = matches!(file.kind, FileKind::Picture { .. });
    let name = match size {
        Size::Whole => id.to_string(),
        Size::Small if picture => objects::small(&id.to_string()),
        Size::Small => return Err(unknown()),
    };
    // What is stored under a name never changes.
    let tag = format!("\"{name}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    let mut answer = if known == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let shelf = site.uploads.shelf();
        let objects = shelf.objects.as_ref().map_err(|why| away(why))?;
        let (len, content) =
            objects.get(&name).await.map_err(|why| away(&why))?.ok_or_else(|| {
                tracing::error!(name, "a file that is named is not in the object store");
                unknown()
            })?;
        let mut peeked = content.peekable();
        let start = std::pin::Pin::new(&mut peeked).peek().await;
        let start = start.and_then(|part| part.as_ref().ok()).cloned().unwrap_or_default();
        let mut answer = Body::from_stream(peeked).into_response();
        let known = answer.headers_mut();
        known.insert(header::CONTENT_LENGTH, HeaderValue::from(len));
        known.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(picture, &start)));
        answer
    };
    inert(answer.headers_mut());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    let disposition = match picture {
        true => "inline".to_owned(),
        false => attachment(file.name.text.as_deref().unwrap_or("file")),
    };
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

fn away(why: &str) -> Problem {
    tracing::warn!(why, "a file cannot be read");
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "not-stored",
        "Cannot be read now",
        "The file cannot be read just now. Try again in a minute.",
    )
}

/// What a picture is that we drew; everything else is bytes and nothing more.
fn content_type(picture: bool, start: &[u8]) -> &'static str {
    match start {
        [0xFF, 0xD8, ..] if picture => "image/jpeg",
        [0x89, b'P', ..] if picture => "image/png",
        _ => "application/octet-stream",
    }
}

fn inert(headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // Asked for again each time, so that what is taken out is gone; not sent again while it is not.
    set(header::CACHE_CONTROL, "private, no-cache");
}

/// A download under a name, in the two ways in which browsers read one (RFC 6266).
fn attachment(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let simple: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        match plain(char::from(byte)) {
            true => exact.push(char::from(byte)),
            false => exact.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{simple}\"; filename*=UTF-8''{exact}")
}

/// What a form brought: the words are in it whatever became of the files.
pub(super) struct Brought {
    /// The files that are stored.
    pub files: Vec<NewFile>,
    /// Those that are not.
    pub refused: Vec<Refused>,
    /// The content by which a repeat is known.
    pub content: String,
}

/// Stores the files of a form.
pub(super) async fn bring(site: &Site, posted: Posted) -> (super::forms::Fields, Brought) {
    let Posted { fields, files, refused: cut } = posted;
    let content = files.iter().map(|file| file.digest.as_str()).collect::<Vec<_>>().join(" ");
    let (files, mut refused) = site.uploads.keep(files).await;
    refused.extend(cut);
    (fields, Brought { files, refused, content })
}

impl Brought {
    /// A form without files.
    pub fn nothing() -> Self {
        Self { files: Vec::new(), refused: Vec::new(), content: String::new() }
    }

    /// After asking for files to be shown: false when they do not fit into the conversation, so
    /// that the words are stored alone. What nobody names is swept.
    pub fn stored(
        &mut self,
        files: Vec<NewFile>,
        answer: &Result<journal::Answer, crate::line::Unanswered>,
    ) -> bool {
        use domain::emergencies::Refusal::TooManyFiles;
        let Ok(Err(domain::Refusal::Emergencies(TooManyFiles))) = answer else {
            self.files = files;
            return true;
        };
        self.refuse(files, NotKept::Full);
        false
    }

    /// Keeps none of these after all.
    pub fn refuse(&mut self, files: Vec<NewFile>, why: NotKept) {
        let refused = |file: NewFile| Refused { name: file.name, why };
        self.refused.extend(files.into_iter().map(refused));
    }

    /// Whether the form had anything to do with files.
    pub fn any(&self) -> bool {
        !(self.files.is_empty() && self.refused.is_empty())
    }

    /// What is said of those that were not kept, and of the words and the others.
    pub fn said(&self, tongue: &Tongue, words: bool) -> Option<String> {
        if self.refused.is_empty() {
            return None;
        }
        let mut said = vec![uploads::kept(tongue, words, !self.files.is_empty())];
        let refused = self.refused.iter();
        said.extend(refused.map(|file| uploads::not_kept(tongue, &file.name, file.why)));
        Some(said.join(" "))
    }

    /// The same for programs; nothing where the form had nothing to do with files.
    pub fn refused_json(&self, tongue: &Tongue) -> Option<serde_json::Value> {
        let one =
            |file: &Refused| serde_json::json!({ "name": file.name, "why": file.why.said(tongue) });
        self.any().then(|| self.refused.iter().map(one).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_text_stays_within_its_header() {
        assert_eq!(
            attachment("Zähler \"1\".log"),
            "attachment; filename=\"Z_hler__1_.log\"; filename*=UTF-8''Z%C3%A4hler%20%221%22.log"
        );
        bolero::check!().with_type::<String>().for_each(|name| {
            assert!(HeaderValue::from_str(&attachment(name)).is_ok(), "{name}");
        });
    }
}

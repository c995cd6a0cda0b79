//! What a form with files posts: the fields first, then each file onto the disk, within limits.
//! Whatever becomes of the files, the words are not lost.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, Request};
use axum::http::header;
use domain::emergencies::{FILE_LEN_MAX, FILES_PER_MESSAGE_MAX};
use multer::{Field, Multipart};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use views::uploads::NotKept;

use super::forms::{FIELDS_MAX, Fields};
use super::{FORM_LEN_MAX, Problem, Site};
use crate::uploads::{Received, Refused, Uploads};

/// Longest that a form with files may take to arrive.
pub(super) const WITHIN: Duration = Duration::from_secs(300);
/// Longest silence in it.
pub(super) const SILENCE_MAX: Duration = Duration::from_secs(20);
/// Most bytes that are read, refused files included; beyond it nobody listens any more.
const READ_LEN_MAX: u64 = 200 * 1024 * 1024;
/// Most parts of a form: as many as fields of one without files.
const PARTS_MAX: usize = FIELDS_MAX;
/// Most bytes in the fields of one form, all of them together.
const TYPED_LEN_MAX: usize = 4 * 1024 * 1024;

/// A posted form, with the files in it.
pub struct Posted {
    /// The fields.
    pub fields: Fields,
    /// The files that came in whole.
    pub files: Vec<Received>,
    /// Those that did not, and why.
    pub refused: Vec<Refused>,
}

impl FromRequest<Arc<Site>> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok());
        let Some(boundary) = boundary else {
            let fields = Fields::from_request(request, site).await?;
            return Ok(Self { fields, files: Vec::new(), refused: Vec::new() });
        };
        let parts = Multipart::new(request.into_body().into_data_stream(), boundary);
        // Held until the files are in.
        let seat = site.uploads.seats.try_acquire().ok();
        let mut form = Form {
            uploads: &site.uploads,
            seat: seat.is_some(),
            until: Instant::now() + WITHIN,
            read: 0,
            typed_len: 0,
            typed: Vec::new(),
            files: Vec::new(),
            refused: Vec::new(),
        };
        // What is left out of a form would make it say something else.
        form.take(parts).await.map_err(|much| match much {
            TooMuch::Parts => Problem::too_many_fields(PARTS_MAX),
            TooMuch::Typed => Problem::too_large(TYPED_LEN_MAX),
        })?;
        let Form { typed, files, refused, .. } = form;
        Ok(Self { fields: Fields::of(typed), files, refused })
    }
}

struct Form<'a> {
    uploads: &'a Uploads,
    seat: bool,
    until: Instant,
    read: u64,
    typed_len: usize,
    typed: Vec<(String, String)>,
    files: Vec<Received>,
    refused: Vec<Refused>,
}

/// Why nothing more is read.
struct Broken;

/// Of what a form has more than it may.
enum TooMuch {
    Parts,
    Typed,
}

impl Form<'_> {
    async fn take(&mut self, mut parts: Multipart<'_>) -> Result<(), TooMuch> {
        let mut count = 0;
        loop {
            let silence = self.until.min(Instant::now() + SILENCE_MAX);
            let part = match tokio::time::timeout_at(silence, parts.next_field()).await {
                Ok(Ok(Some(part))) => part,
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(_)) | Err(_) => {
                    self.refused.push(Refused { name: String::new(), why: NotKept::Rest });
                    return Ok(());
                }
            };
            count += 1;
            if count > PARTS_MAX {
                self.discard(Some(part), parts).await;
                return Err(TooMuch::Parts);
            }
            if self.part(part).await.is_err() {
                return Ok(());
            }
            if self.typed_len > TYPED_LEN_MAX {
                self.discard(None, parts).await;
                return Err(TooMuch::Typed);
            }
        }
    }

    /// Reads what is still on its way and throws it away, so that whoever sends gets to read the
    /// answer.
    async fn discard<'p>(&mut self, first: Option<Field<'p>>, mut parts: Multipart<'p>) {
        let mut part = first;
        loop {
            if let Some(mut known) = part.take() {
                while let Ok(Some(_)) = self.next(&mut known).await {}
            }
            let silence = self.until.min(Instant::now() + SILENCE_MAX);
            part = match tokio::time::timeout_at(silence, parts.next_field()).await {
                Ok(Ok(Some(next))) if self.read <= READ_LEN_MAX => Some(next),
                _ => return,
            };
        }
    }

    async fn part(&mut self, part: Field<'_>) -> Result<(), Broken> {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(ToOwned::to_owned) {
            Some(file) => self.file(file, part).await,
            None => self.field(name, part).await,
        }
    }

    async fn next(&mut self, part: &mut Field<'_>) -> Result<Option<bytes::Bytes>, Broken> {
        let silence = self.until.min(Instant::now() + SILENCE_MAX);
        match tokio::time::timeout_at(silence, part.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                self.read += bytes.len() as u64;
                if self.read > READ_LEN_MAX { Err(Broken) } else { Ok(Some(bytes)) }
            }
            Ok(Ok(None)) => Ok(None),
            Ok(Err(_)) | Err(_) => Err(Broken),
        }
    }

    async fn field(&mut self, name: String, mut part: Field<'_>) -> Result<(), Broken> {
        let mut bytes = Vec::new();
        let whole = loop {
            match self.next(&mut part).await {
                Ok(Some(more)) => {
                    let room = FORM_LEN_MAX - bytes.len();
                    bytes.extend_from_slice(&more[..more.len().min(room)]);
                }
                Ok(None) => break Ok(()),
                Err(broken) => break Err(broken),
            }
        };
        self.typed_len += name.len() + bytes.len();
        self.typed.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        whole
    }

    async fn file(&mut self, name: String, mut part: Field<'_>) -> Result<(), Broken> {
        let name = name_of(&name);
        let scratch = self.uploads.scratch();
        let mut why = None;
        if !self.seat {
            why = Some(NotKept::Busy);
        } else if self.files.len() >= FILES_PER_MESSAGE_MAX {
            why = Some(NotKept::TooMany);
        }
        let opened = tokio::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(scratch.path())
            .await;
        let mut out = opened.ok();
        let (mut len, mut digest) = (0, blake3::Hasher::new());
        let ended = loop {
            match self.next(&mut part).await {
                Ok(Some(bytes)) => {
                    len += bytes.len() as u64;
                    if len > FILE_LEN_MAX && why.is_none() {
                        why = Some(NotKept::TooLarge);
                    }
                    if why.is_some() {
                        continue;
                    }
                    digest.update(&bytes);
                    let written = match &mut out {
                        Some(out) => out.write_all(&bytes).await.is_ok(),
                        None => false,
                    };
                    if !written {
                        why = Some(NotKept::NotStored);
                    }
                }
                Ok(None) => break Ok(()),
                Err(broken) => break Err(broken),
            }
        };
        if let Some(out) = &mut out
            && out.flush().await.is_err()
        {
            why = why.or(Some(NotKept::NotStored));
        }
        // A field for files that nobody filled comes as a file without name and content.
        if len == 0 && ended.is_ok() && name == UNNAMED {
            return Ok(());
        }
        let why = match (&ended, why, len) {
            (_, Some(why), _) => Some(why),
            (Err(_), None, _) => Some(NotKept::Cut),
            (Ok(()), None, 0) => Some(NotKept::Empty),
            (Ok(()), None, _) => None,
        };
        match why {
            Some(why) => self.refused.push(Refused { name, why }),
            None => {
                let digest = digest.finalize().to_hex().to_string();
                self.files.push(Received { name, path: scratch, len, digest });
            }
        }
        ended
    }
}

const UNNAMED: &str = "file";

/// The last part of a name, which some browsers send with a whole path; nothing in it can lead
/// anywhere or turn the text around it.
pub(super) fn name_of(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let line = domain::words::tidy_line(last);
    let plain: String = line.chars().filter(|c| !matches!(c, '"' | '<' | '>' | '|')).collect();
    let short: String = plain.trim_matches(['.', ' ']).chars().take(100).collect();
    if short.is_empty() { UNNAMED.to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_text_leads_nowhere() {
        assert_eq!(name_of("C:\\logs\\pos.log"), "pos.log");
        assert_eq!(name_of("../../etc/passwd"), "passwd");
        assert_eq!(name_of("\u{202e}gpj.exe"), "gpj.exe");
        assert_eq!(name_of(".."), UNNAMED);
        bolero::check!().with_type::<String>().for_each(|text| {
            let name = name_of(text);
            assert!(!name.is_empty() && !name.contains(['/', '\\', '"', '\n', '\r']), "{name}");
        });
    }
}

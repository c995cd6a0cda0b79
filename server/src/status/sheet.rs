//! One thing to read, as it lies ready: in every coding that readers take, with its tag.

use std::io::Write;

use axum::http::HeaderValue;
use base64::Engine;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::ink::Leaf;

/// What is shorter goes in one packet as it is; a page may have a badge for each of ten thousand
/// components.
const WORTH_PACKING: usize = 1_200;

/// What is read at one address, in every coding that readers take. Copies share their bytes.
#[derive(Clone)]
pub struct Sheet {
    /// Its content type.
    pub kind: &'static str,
    /// As it is.
    pub plain: Bytes,
    /// Compressed with gzip.
    pub gzip: Bytes,
    /// Compressed with brotli.
    pub brotli: Bytes,
    /// Changes with any byte of it.
    pub tag: HeaderValue,
    /// What a browser may do with it, where it brings a look of its own.
    pub policy: Option<HeaderValue>,
    /// What live readers are told, so that they see whether theirs is another one; pages only.
    pub news: Option<Bytes>,
    /// When it was printed, in digits.
    pub printed: String,
    /// Whether its address changes with its content, so that it may be kept for ever.
    pub lasting: bool,
    edition: Option<String>,
}

impl Sheet {
    pub(super) fn new(leaf: &Leaf) -> Self {
        let (text, edition) = (leaf.text.as_str(), leaf.edition.as_deref());
        let tag = digits(text.as_bytes(), 12);
        let packed = |pack: fn(&[u8]) -> Vec<u8>| match text.len() < WORTH_PACKING {
            true => Bytes::new(),
            false => pack(text.as_bytes()).into(),
        };
        let frames = if leaf.framed { "frame-ancestors *; " } else { "frame-ancestors 'none'; " };
        Self {
            kind: leaf.kind,
            plain: Bytes::copy_from_slice(text.as_bytes()),
            gzip: packed(gzip),
            brotli: packed(brotli),
            tag: value(format!("W/\"{tag}\"")),
            policy: (leaf.framed || edition.is_some()).then(|| value(policy(text, frames))),
            printed: printed(text).to_owned(),
            lasting: leaf.lasting,
            edition: edition.map(str::to_owned),
            news: edition.map(|edition| format!("event: edition\ndata: {edition}\n\n").into()),
        }
    }

    /// What changes with what it says; pages only.
    #[must_use]
    pub fn edition(&self) -> Option<&str> {
        self.edition.as_deref()
    }
}

/// The value of a header: all that is written here is printable ASCII, so that it always is one.
fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// What a page says of when it was printed.
fn printed(text: &str) -> &str {
    let after = text.split_once("data-printed=\"").map_or("", |(_, after)| after);
    after.split_once('"').map_or("", |(time, _)| time)
}

/// The first bytes of the digest of something, in hexadecimal digits.
pub(super) fn digits(bytes: &[u8], count: usize) -> String {
    Sha256::digest(bytes).iter().take(count).map(|byte| format!("{byte:02x}")).collect()
}

/// A page may bring its own look and its own script, and nothing else: no frame, nothing from
/// elsewhere, no line but to where it comes from.
pub(super) fn policy(text: &str, frames: &str) -> String {
    let of = |element: &str| {
        let (_, rest) = text.split_once(&format!("<{element}>"))?;
        let (content, _) = rest.split_once(&format!("</{element}>"))?;
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content));
        Some(format!("{element}-src 'sha256-{hash}'; "))
    };
    let (style, script) = (of("style").unwrap_or_default(), of("script").unwrap_or_default());
    format!(
        "default-src 'none'; {style}{script}connect-src 'self'; img-src 'self' data:; \
         form-action 'self'; {frames}base-uri 'none'"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = packed.write_all(bytes).and_then(|()| packed.finish());
    written.unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    let mut reader = bytes;
    match brotli::BrotliCompress(&mut reader, &mut packed, &parameters) {
        Ok(_) => packed,
        Err(_) => Vec::new(),
    }
}

//! Assets: style sheets and scripts, served as they were written.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::spliced::takes_gzip;

/// `GET /assets/<version>/<file>`: addressed by content, so that browsers may keep it for ever.
pub async fn show(Path((_version, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some((kind, bytes)) = views::assets::file(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = (header::CONTENT_TYPE, kind);
    let keep = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    let vary = (header::VARY, "accept-encoding");
    if takes_gzip(&headers)
        && let Some(packed) = packed(&file, bytes)
    {
        return ([kind, keep, vary, (header::CONTENT_ENCODING, "gzip")], packed).into_response();
    }
    ([kind, keep, vary], bytes).into_response()
}

/// The file, compressed as far as it goes, once in the life of the process.
fn packed(file: &str, bytes: &'static [u8]) -> Option<Bytes> {
    /// Only files that exist get here, so it grows no further than they do.
    static PACKED: Mutex<BTreeMap<String, Bytes>> = Mutex::new(BTreeMap::new());
    let mut known = PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(packed) = known.get(file) {
        return Some(packed.clone());
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).ok()?;
    let packed = Bytes::from(encoder.finish().ok()?);
    known.insert(file.to_owned(), packed.clone());
    Some(packed)
}

//! Assets: style sheets and scripts, served as they were written.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// `GET /assets/<version>/<file>`: addressed by content, so that browsers may keep it for ever.
pub async fn show(Path((_version, file)): Path<(String, String)>) -> Response {
    match views::assets::file(&file) {
        Some((kind, bytes)) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            bytes,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

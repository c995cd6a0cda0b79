//! Style sheets, scripts and the icon, compiled in and served as they were written.

use std::sync::OnceLock;

macro_rules! asset {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../assets/", $name)))
    };
    // One file to the browser, several to those who write it: on a bad network each request that a
    // page waits for is one more that may be lost.
    ($name:literal: $($part:literal),* $(,)?) => {
        ($name, concat!($(include_str!(concat!("../assets/", $part))),*).as_bytes())
    };
}

/// Every file, by name.
const FILES: &[(&str, &[u8])] = &[
    asset!("attach.js"),
    asset!("backoff.js"),
    asset!("base.css": "base/page.css", "base/controls.css", "base/fields.css", "base/talk.css"),
    asset!("caller.css": "caller/door.css", "caller/emergency.css"),
    asset!("clock.js"),
    asset!(
        "console.css":
        "console/frame.css",
        "console/board.css",
        "console/room.css",
        "console/schedules.css",
        "console/directory.css",
        "console/setup.css",
    ),
    asset!("door.js"),
    asset!("drafts.js"),
    asset!("icon.svg"),
    asset!("keys.js"),
    asset!("line.js"),
    asset!("live.js"),
    asset!("looked.js"),
    asset!("marks.js"),
    asset!("morph.js"),
    asset!("noscript.css"),
    asset!("outbox.js"),
    asset!("pager.css"),
    asset!("passkey.js"),
    asset!("pending.js"),
    asset!("poll.js"),
    asset!("push.js"),
    asset!("ring.js"),
    asset!("sheet.css"),
    asset!("steady.js"),
    asset!("tokens.css"),
    asset!("touch.png"),
    asset!("words.js"),
    asset!("worker.js"),
];

/// The names of all files.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The content type and the bytes of a file.
#[must_use]
pub fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    let (name, bytes) = FILES.iter().find(|(known, _)| *known == name)?;
    let kind = match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        Some((_, "png")) => "image/png",
        _ => "application/octet-stream",
    };
    Some((kind, bytes))
}

/// Changes with any byte of any file. It stands in the path, so that what scripts import from
/// beside themselves is of the same version.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        // FNV-1a: enough to tell versions apart, and nobody gains by making two alike.
        let bytes = FILES.iter().flat_map(|(_, bytes)| bytes.iter());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{hash:016x}")
    })
}

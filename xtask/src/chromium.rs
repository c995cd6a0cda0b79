//! Finds a Chromium for the browser tests.

use crate::tools;
use std::path::{Path, PathBuf};

const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const MACOS_PROGRAMS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The browser to drive: the one named in `MAYDAY_CHROMIUM`, or the first that the machine has.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("MAYDAY_CHROMIUM").filter(|named| !named.is_empty()) {
        return Some(PathBuf::from(named)).filter(|file| tools::is_program(file));
    }
    let bundled = MACOS_PROGRAMS.iter().map(Path::new).find(|file| tools::is_program(file));
    NAMES.iter().find_map(|name| tools::on_path(name)).or(bundled.map(Path::to_path_buf))
}

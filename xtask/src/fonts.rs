//! Looks for the fonts in which the browser tests measure pages.
//!
//! Stories say that a button is in sight on a telephone. A machine without any font but the widest
//! one would answer for a screen that nobody has: these are as wide as those of telephones.

use std::path::Path;

/// Where systems keep fonts; those of the others are as wide anyway.
const PLACES: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];
/// One of the family.
const FONT: &str = "LiberationSerif-Regular.ttf";
/// How deep fonts lie below such a place.
const DEPTH: usize = 3;

/// Whether they are there, or not needed on this system.
pub fn are_there() -> bool {
    !cfg!(target_os = "linux") || PLACES.iter().any(|place| holds(Path::new(place), DEPTH))
}

fn holds(directory: &Path, depth: usize) -> bool {
    let Ok(entries) = std::fs::read_dir(directory) else { return false };
    entries
        .flatten()
        .any(|entry| entry.file_name() == FONT || depth > 0 && holds(&entry.path(), depth - 1))
}

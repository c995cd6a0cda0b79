//! Finds libfaketime, by which a test sets the wall clock of one program.

use std::path::PathBuf;

/// Where Fedora, and Homebrew on its two kinds of machine, put the library.
const ELSEWHERE: [&str; 3] = [
    "/usr/lib64/faketime/libfaketime.so.1",
    "/opt/homebrew/lib/faketime/libfaketime.1.dylib",
    "/usr/local/lib/faketime/libfaketime.1.dylib",
];

/// The library: the one named in `MAYDAY_TEST_CLOCK`, or the first that the machine has.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("MAYDAY_TEST_CLOCK").filter(|named| !named.is_empty()) {
        return Some(PathBuf::from(named)).filter(|file| file.is_file());
    }
    let debian = format!("/usr/lib/{}-linux-gnu/faketime/libfaketime.so.1", std::env::consts::ARCH);
    let places = std::iter::once(PathBuf::from(debian)).chain(ELSEWHERE.map(PathBuf::from));
    places.into_iter().find(|file| file.is_file())
}

//! Finds Exim, the mail server of a test that talks to one that is not ours.

use std::path::PathBuf;

use crate::tools;

/// The program: the one named in `MAYDAY_TEST_MAIL_SERVER`, or the first that the machine has.
pub fn find() -> Option<PathBuf> {
    let named = std::env::var_os("MAYDAY_TEST_MAIL_SERVER").filter(|named| !named.is_empty());
    if let Some(named) = named {
        return Some(PathBuf::from(named)).filter(|file| file.is_file());
    }
    // Debian's name for it comes first; it lies where only root looks.
    let places = ["/usr/sbin", "/opt/homebrew/bin", "/usr/local/sbin"].map(PathBuf::from);
    ["exim4", "exim"].iter().find_map(|name| tools::find_in(name, &places))
}

//! A digest over a whole state, by which two installations are compared.

use std::fmt::{self, Write};

use domain::State;

struct Hashing(blake3::Hasher);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// The digest of everything in the state. Two programs of the same version that hold the same
/// state say the same; another version may write the same state in another way.
#[must_use]
pub fn of(state: &State) -> String {
    let mut hashing = Hashing(blake3::Hasher::new());
    // Hashing never fails.
    let _ = write!(hashing, "{state:?}");
    hashing.0.finalize().to_hex()[..32].to_owned()
}

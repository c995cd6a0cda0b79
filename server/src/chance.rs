//! Chance: random ids and tokens, from the operating system.

/// A random number of 128 bits.
///
/// # Panics
/// When the operating system has no random numbers; nothing here could be safe then.
#[must_use]
pub fn id() -> u128 {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    u128::from_be_bytes(bytes)
}

/// A random token of 256 bits, as 64 hexadecimal digits.
#[must_use]
pub fn token() -> String {
    format!("{:032x}{:032x}", id(), id())
}

//! Chance: random ids and tokens, from the operating system.

use std::cell::RefCell;

/// A random number of 128 bits.
///
/// # Panics
/// When the operating system has no random numbers; nothing here could be safe then.
#[must_use]
pub fn id() -> u128 {
    let mut bytes = [0; 16];
    fill(&mut bytes);
    u128::from_be_bytes(bytes)
}

fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random numbers");
}

/// The same for what strangers ask for as often as they like: the operating system is asked once
/// for many.
#[must_use]
pub fn number() -> u128 {
    /// How many are drawn together, by each thread for itself.
    const TOGETHER: usize = 32;
    thread_local! {
        static DRAWN: RefCell<Vec<u128>> = const { RefCell::new(Vec::new()) };
    }
    DRAWN.with_borrow_mut(|drawn| {
        if drawn.is_empty() {
            let mut bytes = [0; 16 * TOGETHER];
            fill(&mut bytes);
            drawn.extend(bytes.as_chunks().0.iter().copied().map(u128::from_be_bytes));
        }
        drawn.pop().unwrap_or_else(id)
    })
}

/// A random token of 256 bits, as 64 hexadecimal digits.
#[must_use]
pub fn token() -> String {
    format!("{:032x}{:032x}", id(), id())
}

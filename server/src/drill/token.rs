//! Proof that a drill is asked for by somebody who knows the secret: dated, and good once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header that carries it.
pub const HEADER: &str = "mayday-drill";
/// How far apart two clocks may be, in seconds.
const APART_SECS_MAX: u64 = 300;
/// Shortest secret, in bytes.
pub const SECRET_LEN_MIN: usize = 16;

fn proof(secret: &str, at: u64, number: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    let mut mac = mac.expect("a key of any length will do");
    mac.update(format!("mayday drill 1\n{at}\n{number}").as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// A token made at this second.
#[must_use]
pub fn make(secret: &str, at: u64) -> String {
    let number = format!("{:032x}", crate::chance::id());
    let proof = URL_SAFE_NO_PAD.encode(proof(secret, at, &number));
    format!("{at}.{number}.{proof}")
}

/// Tells genuine tokens from others, and remembers those that were used.
#[derive(Default)]
pub struct Gate {
    used: Mutex<BTreeMap<String, u64>>,
}

impl Gate {
    /// Whether it was made with one of the secrets, lately, and is used for the first time.
    pub fn lets_in<'a>(
        &self,
        token: &str,
        secrets: impl Iterator<Item = &'a str>,
        now: u64,
    ) -> bool {
        let mut parts = token.splitn(3, '.');
        let (Some(at), Some(number), Some(given)) = (parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let (Ok(at), Ok(given)) = (at.parse::<u64>(), URL_SAFE_NO_PAD.decode(given)) else {
            return false;
        };
        let mut genuine = false;
        for secret in secrets {
            let own = proof(secret, at, number);
            // Compared in constant time; all secrets are tried, whichever it is.
            genuine |= bool::from(subtle::ConstantTimeEq::ct_eq(own.as_slice(), given.as_slice()));
        }
        if !genuine || at.abs_diff(now) > APART_SECS_MAX {
            return false;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, at| at.abs_diff(now) <= APART_SECS_MAX);
        used.insert(number.to_owned(), at).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of some length";
    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_token_lets_in_once_and_only_with_the_secret_and_lately() {
        let gate = Gate::default();
        let lets = |token: &str, secret: &str, now| gate.lets_in(token, [secret].into_iter(), now);
        let token = make(SECRET, NOW);
        assert!(!lets(&token, "another secret", NOW));
        assert!(!lets(&token, SECRET, NOW + APART_SECS_MAX + 1));
        assert!(lets(&token, SECRET, NOW + 5));
        assert!(!lets(&token, SECRET, NOW + 6), "it was used");
        assert!(gate.lets_in(&make(SECRET, NOW), ["other", SECRET].into_iter(), NOW));
        let later = token.replacen(&NOW.to_string(), &(NOW + 1).to_string(), 1);
        assert!(!lets(&later, SECRET, NOW), "its hour is part of the proof");
        for text in ["", ".", "..", "1.2.3", "x.y.z", "💥"] {
            assert!(!lets(text, SECRET, NOW));
        }
    }
}

//! What is posted to other programs is signed as the Standard Webhooks have it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::subscribers::Subscriber;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::links::InstallationKey;

/// What a secret of the Standard Webhooks starts with.
pub(crate) const SECRET_PREFIX: &str = "whsec_";

/// The signature of the Standard Webhooks, version 1.
pub(crate) fn signature(key: &[u8], id: &str, seconds: &str, body: &str) -> String {
    // An HMAC takes a key of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("an HMAC takes any key");
    for part in [id, ".", seconds, ".", body] {
        mac.update(part.as_bytes());
    }
    format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
}

/// The secret with which words to a subscriber's webhook are signed.
#[must_use]
pub(crate) fn secret_of(key: &InstallationKey, subscriber: &Subscriber) -> String {
    format!("{SECRET_PREFIX}{}", BASE64.encode(key.subscriber_secret(subscriber.into())))
}

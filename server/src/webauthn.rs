//! WebAuthn, the receiving side: what a device says when it is registered and when it signs in.
//!
//! Which make the device is of is not asked for, so its attestation is not looked at. What counts:
//! our challenge, our own address, a person who unlocked it, and a signature by the key on file.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::credentials::PublicKey;
use domain::words::SmolStr;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use sha2::{Digest, Sha256};

use crate::cbor::{self, Value};

/// Somebody was there, and unlocked the device.
const PRESENT_AND_VERIFIED: u8 = 0x01 | 0x04;
/// A new key follows.
const KEY_INCLUDED: u8 = 0x40;
/// Digest of the relying party, flags and counter.
const HEAD_LEN: usize = 32 + 1 + 4;
/// Longest answer of a device that is looked at, in bytes.
pub const ANSWER_LEN_MAX: usize = 64 * 1024;

/// Where passkeys count: the name and the address of this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The relying party's id: the host without its port.
    pub host: String,
    /// The origin, as browsers write it.
    pub origin: String,
}

impl Place {
    /// The place of a public address; none where browsers allow no passkeys: addresses in digits,
    /// and plain HTTP anywhere but on this machine.
    #[must_use]
    pub fn of(public_url: &str) -> Option<Self> {
        let url = reqwest::Url::parse(public_url).ok()?;
        let host = url.domain()?.to_owned();
        let safe = url.scheme() == "https" || host == "localhost";
        safe.then(|| Self { host, origin: url.origin().ascii_serialization() })
    }
}

/// Why a device's answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong(pub &'static str);

/// A key that a device made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The id that it chose, in base64 for addresses.
    pub id: SmolStr,
    /// What its signatures are checked with.
    pub key: PublicKey,
}

/// What the browser says of the ceremony, and the challenge that it was for.
///
/// # Errors
/// What is wrong with it.
pub fn challenge_of(client_data: &[u8], kind: &str, place: &Place) -> Result<String, Wrong> {
    let said: serde_json::Value =
        serde_json::from_slice(client_data).map_err(|_| Wrong("the browser's part is no JSON"))?;
    if said["type"] != kind {
        return Err(Wrong("it is of another ceremony"));
    }
    if said["origin"] != place.origin.as_str() || said["crossOrigin"] == true {
        return Err(Wrong("it comes from another address"));
    }
    said["challenge"].as_str().map(ToOwned::to_owned).ok_or(Wrong("it has no challenge"))
}

struct Said<'a> {
    flags: u8,
    count: u32,
    rest: &'a [u8],
}

fn said<'a>(data: &'a [u8], place: &Place) -> Result<Said<'a>, Wrong> {
    let short = Wrong("the device's part is too short");
    let (head, rest) = data.split_at_checked(HEAD_LEN).ok_or(short)?;
    if head[..32] != *Sha256::digest(place.host.as_bytes()) {
        return Err(Wrong("the device made it for another address"));
    }
    let flags = head[32];
    if flags & PRESENT_AND_VERIFIED != PRESENT_AND_VERIFIED {
        return Err(Wrong("nobody unlocked the device"));
    }
    let count = head[33..].try_into().map(u32::from_be_bytes).map_err(|_| short)?;
    Ok(Said { flags, count, rest })
}

/// Reads what a device says when it is registered.
///
/// # Errors
/// What is wrong with it.
pub fn registered(attestation: &[u8], place: &Place) -> Result<Registered, Wrong> {
    let unread = Wrong("the device's part cannot be read");
    let (object, _) = cbor::read(attestation).ok_or(unread)?;
    let data = object.named("authData").and_then(Value::bytes).ok_or(unread)?;
    let said = said(data, place)?;
    if said.flags & KEY_INCLUDED == 0 {
        return Err(Wrong("there is no key in it"));
    }
    // After the make of the device, which is not looked at, and the length of the id.
    let (head, rest) = said.rest.split_at_checked(16 + 2).ok_or(unread)?;
    let length = usize::from(head[16]) << 8 | usize::from(head[17]);
    let (id, rest) = rest.split_at_checked(length).ok_or(unread)?;
    let (key, _) = cbor::read(rest).ok_or(unread)?;
    Ok(Registered { id: BASE64.encode(id).into(), key: public_key(&key)? })
}

/// The key of a device (RFC 9053).
fn public_key(key: &Value) -> Result<PublicKey, Wrong> {
    let wrong = Wrong("its kind of key is not known here");
    let number = |at| key.at(at).and_then(Value::integer);
    let bytes = |at| key.at(at).and_then(Value::bytes).ok_or(wrong);
    let text = |bytes: &[u8]| SmolStr::new(BASE64.encode(bytes));
    match (number(1), number(3), number(-1)) {
        (Some(2), Some(-7), Some(1)) => {
            let (x, y) = (bytes(-2)?, bytes(-3)?);
            match (x.len(), y.len()) {
                (32, 32) => Ok(PublicKey::P256(text(&[&[4], x, y].concat()))),
                _ => Err(wrong),
            }
        }
        (Some(1), Some(-8), Some(6)) if bytes(-2)?.len() == 32 => {
            Ok(PublicKey::Ed25519(text(bytes(-2)?)))
        }
        (Some(3), Some(-257), _) => Ok(PublicKey::Rsa(text(bytes(-1)?), text(bytes(-2)?))),
        _ => Err(wrong),
    }
}

/// Checks what a device says when it signs somebody in; how often it says that it signed.
///
/// # Errors
/// What is wrong with it.
pub fn signed(
    client_data: &[u8],
    data: &[u8],
    signature: &[u8],
    key: &PublicKey,
    place: &Place,
) -> Result<u32, Wrong> {
    let said = said(data, place)?;
    let message = [data, &Sha256::digest(client_data)].concat();
    let point = |text: &SmolStr| BASE64.decode(text.as_str()).unwrap_or_default();
    let verified = match key {
        PublicKey::P256(text) => {
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point(text)).verify(&message, signature)
        }
        PublicKey::Ed25519(text) => {
            UnparsedPublicKey::new(&ED25519, point(text)).verify(&message, signature)
        }
        PublicKey::Rsa(n, e) => RsaPublicKeyComponents { n: point(n), e: point(e) }.verify(
            &RSA_PKCS1_2048_8192_SHA256,
            &message,
            signature,
        ),
    };
    verified.map(|()| said.count).map_err(|_| Wrong("the signature is not that of the key on file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_count_at_names_and_over_tls_only() {
        let place = |url: &str| Place::of(url).map(|place| (place.host, place.origin));
        let here = |host: &str, origin: &str| Some((host.to_owned(), origin.to_owned()));
        assert_eq!(
            place("https://help.example.com"),
            here("help.example.com", "https://help.example.com")
        );
        assert_eq!(place("http://localhost:7878"), here("localhost", "http://localhost:7878"));
        for none in ["http://help.example.com", "https://10.0.0.1", "http://127.0.0.1:7878", "x"] {
            assert_eq!(place(none), None, "{none}");
        }
    }

    #[test]
    fn any_answer_is_read_or_refused() {
        let place = Place { host: "localhost".into(), origin: "http://localhost".into() };
        bolero::check!().for_each(|bytes: &[u8]| {
            let _ = registered(bytes, &place);
            let _ = challenge_of(bytes, "webauthn.get", &place);
            let key = PublicKey::Ed25519("AQI".into());
            assert!(signed(bytes, bytes, bytes, &key, &place).is_err());
        });
    }
}

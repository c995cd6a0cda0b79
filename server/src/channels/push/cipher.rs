//! Messages that only the device can read: RFC 8291 over the content coding of RFC 8188.

use hmac::{Hmac, KeyInit, Mac};
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::Sha256;

/// Longest plain message, in bytes: push services take 4096 with everything around it.
pub const MESSAGE_LEN_MAX: usize = 3_000;
/// One record holds the whole message.
const RECORD_LEN: u32 = 4_096;
/// What ends the last record.
const LAST: u8 = 2;

/// The keys of one device.
pub struct Receiver {
    /// Its public key, as it was given.
    point: [u8; 65],
    key: PublicKey,
    secret: [u8; 16],
}

impl Receiver {
    /// The keys that a browser gave; none when they cannot be.
    #[must_use]
    pub fn read(point: &[u8], secret: &[u8]) -> Option<Self> {
        let point: [u8; 65] = point.try_into().ok()?;
        let secret: [u8; 16] = secret.try_into().ok()?;
        let key = PublicKey::from_sec1_bytes(&point).ok()?;
        Some(Self { point, key, secret })
    }

    /// The message as it travels: sealed with a key pair and a salt that serve this once.
    #[must_use]
    pub fn seal(&self, message: &[u8], own: &SecretKey, salt: [u8; 16]) -> Option<Vec<u8>> {
        let own_point = own.public_key().to_sec1_bytes();
        let shared = own.diffie_hellman(&self.key);
        let first = mac(&self.secret, &[shared.raw_secret_bytes()]);
        let input = mac(&first, &[b"WebPush: info\0", &self.point, &own_point, &[1]]);
        let start = mac(&salt, &[&input]);
        let key = mac(&start, &[b"Content-Encoding: aes128gcm\0", &[1]]);
        let nonce = mac(&start, &[b"Content-Encoding: nonce\0", &[1]]);

        let mut sealed = message.to_vec();
        sealed.push(LAST);
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).ok()?);
        let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).ok()?;
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed).ok()?;

        let mut body = salt.to_vec();
        body.extend(RECORD_LEN.to_be_bytes());
        body.push(u8::try_from(own_point.len()).ok()?);
        body.extend_from_slice(&own_point);
        body.extend(sealed);
        Some(body)
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("an HMAC takes any key");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64.decode(text).expect("base64")
    }

    #[test]
    fn the_example_of_the_standard_comes_out_byte_for_byte() {
        let receiver = Receiver::read(
            &bytes(concat!(
                "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SR",
                "pkNtoIAiw4",
            )),
            &bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        )
        .expect("keys");
        let own = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let message = b"When I grow up, I want to be a watermelon";
        let sealed = receiver.seal(message, &own.expect("a key"), salt).expect("sealed");
        let expected = concat!(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocI",
            "nmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWG",
            "NWQexSgSxsj_Qulcy4a-fN"
        );
        assert_eq!(BASE64.encode(sealed), expected);
    }

    #[test]
    fn keys_that_cannot_be_are_refused() {
        bolero::check!().with_type::<(Vec<u8>, Vec<u8>)>().for_each(|(point, secret)| {
            // A point off the curve would give its maker our part of the secret.
            let _ = Receiver::read(point, secret);
        });
        assert!(Receiver::read(&[4; 65], &[0; 16]).is_none());
        assert!(Receiver::read(&[], &[]).is_none());
    }
}

//! Signature Version 4: what a request is signed with, so that the store knows who asks and that
//! nothing was changed on the way.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::channels::Secret;

/// The algorithm's name.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Who signs, and for which region.
pub(super) struct Signer<'a> {
    pub access_key: &'a str,
    pub secret: &'a Secret,
    pub region: &'a str,
}

/// What is signed of a request.
pub(super) struct Signed<'a> {
    pub method: &'a str,
    /// The path, encoded as it is sent.
    pub path: &'a str,
    /// The query, encoded and sorted as [`query`] does it.
    pub query: &'a str,
    /// Every header that is signed, its name in small letters, sorted by name.
    pub headers: &'a [(&'static str, String)],
    /// The digest of the body, as [`digest`] writes it.
    pub payload: &'a str,
    /// The instant, as [`instant`] writes it.
    pub at: &'a str,
}

impl Signer<'_> {
    /// The value of the header `Authorization`.
    pub fn authorization(&self, signed: &Signed<'_>) -> String {
        let day = &signed.at[..8];
        let names: Vec<&str> = signed.headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let headers: String =
            signed.headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let Signed { method, path, query, payload, at, .. } = signed;
        let request = format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{payload}");
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let text = format!("{ALGORITHM}\n{at}\n{scope}\n{}", digest(request.as_bytes()));
        let mut key = mac(format!("AWS4{}", self.secret.0).as_bytes(), day);
        for part in [self.region, "s3", "aws4_request"] {
            key = mac(&key, part);
        }
        let signature = hex(&mac(&key, &text));
        format!(
            "{ALGORITHM} Credential={}/{scope},SignedHeaders={names},Signature={signature}",
            self.access_key
        )
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("an HMAC takes any key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of a body.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// An instant, in seconds since 1970, as it is signed.
pub(super) fn instant(secs: i64) -> String {
    let at = jiff::Timestamp::from_second(secs).unwrap_or_default();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as it stands in an address; only in a path does a slash stay.
pub(super) fn encoded(text: &str, in_path: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            b'/' if in_path => encoded.push('/'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A query, encoded and sorted.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let mut pairs: Vec<_> =
        pairs.iter().map(|(name, value)| (encoded(name, false), encoded(value, false))).collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples that AWS publishes for checking one's own signatures, with their results.
    #[test]
    fn signatures_are_those_of_the_published_examples() {
        let secret = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
        let signer =
            Signer { access_key: "AKIAIOSFODNN7EXAMPLE", secret: &secret, region: "us-east-1" };
        let at = instant(1_369_353_600);
        assert_eq!(at, "20130524T000000Z");
        let nothing = digest(b"");
        let welcome = digest(b"Welcome to Amazon S3.");
        let range = ("range", "bytes=0-9".to_owned());
        let date = ("date", "Fri, 24 May 2013 00:00:00 GMT".to_owned());
        let class = ("x-amz-storage-class", "REDUCED_REDUNDANCY".to_owned());
        let lifecycle = query(&[("lifecycle", "")]);
        let list = query(&[("prefix", "J"), ("max-keys", "2")]);
        let examples = [
            (
                ("GET", "/test.txt", "", &nothing, vec![range]),
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            ),
            (
                ("PUT", "/test$file.text", "", &welcome, vec![date, class]),
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            ),
            (
                ("GET", "/", lifecycle.as_str(), &nothing, vec![]),
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
            (
                ("GET", "/", list.as_str(), &nothing, vec![]),
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
        ];
        for ((method, path, query, payload, more), expected) in examples {
            let mut headers = vec![
                ("host", "examplebucket.s3.amazonaws.com".to_owned()),
                ("x-amz-content-sha256", payload.clone()),
                ("x-amz-date", at.clone()),
            ];
            headers.extend(more);
            headers.sort();
            let path = encoded(path, true);
            let signed = Signed { method, path: &path, query, headers: &headers, payload, at: &at };
            let authorization = signer.authorization(&signed);
            assert!(authorization.ends_with(&format!("Signature={expected}")), "{authorization}");
            assert!(authorization.starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/\
                 aws4_request,SignedHeaders="
            ));
        }
    }

    #[test]
    fn a_name_of_any_text_is_encoded_into_plain_letters() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let encoded = encoded(text, true);
            assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic()), "{encoded}");
            let address = format!("https://store.example/{encoded}");
            assert!(reqwest::Url::parse(&address).is_ok(), "{address}");
        });
    }
}

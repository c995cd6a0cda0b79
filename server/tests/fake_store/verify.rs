//! Whether a request is signed as the contract has it, reckoned from what came over the wire.

use std::io::Read;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// By how much the clocks of both may differ.
const SKEW_SECS_MAX: i64 = 15 * 60;

/// A request as it came.
pub struct Request {
    pub method: String,
    pub path: String,
    pub body: Vec<u8>,
    query: String,
    headers: Vec<(String, String)>,
}

/// What is wrong with a request.
pub enum Wrong {
    Region,
    Other(u16, &'static str),
}

impl Request {
    pub fn read(stream: &mut impl Read) -> Option<Self> {
        let (head, body) = super::whole(stream)?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let split = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        };
        let headers = lines.filter_map(split).collect();
        Some(Self { method, path: path.to_owned(), query: query.to_owned(), headers, body })
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// A parameter of the query, decoded.
    pub fn parameter(&self, name: &str) -> String {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(known, _)| known == name).map(|(_, value)| value.into()).unwrap_or_default()
    }

    pub fn verify(
        &self,
        access_key: &str,
        secret: &str,
        region: &str,
        now_secs: i64,
    ) -> Result<(), Wrong> {
        let other = |status, code| Err(Wrong::Other(status, code));
        let authorization = self.header("authorization");
        let part = |name: &str| {
            let rest = authorization.split_once(&format!("{name}="))?.1;
            rest.split([',', ' ']).next()
        };
        let parts = (part("Credential"), part("SignedHeaders"), part("Signature"));
        let (Some(credential), Some(names), Some(signature)) = parts else {
            return other(403, "AccessDenied");
        };
        let scope: Vec<&str> = credential.split('/').collect();
        let [key, day, signed_region, "s3", "aws4_request"] = scope[..] else {
            return other(400, "AuthorizationHeaderMalformed");
        };
        if key != access_key {
            return other(403, "InvalidAccessKeyId");
        }
        let at = self.header("x-amz-date");
        let read = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", at);
        let read = read.expect("a date").to_zoned(jiff::tz::TimeZone::UTC).expect("an instant");
        if (read.timestamp().as_second() - now_secs).abs() > SKEW_SECS_MAX {
            return other(403, "RequestTimeTooSkewed");
        }
        if signed_region != region {
            return Err(Wrong::Region);
        }
        let must = ["host", "x-amz-content-sha256", "x-amz-date"];
        let names: Vec<&str> = names.split(';').collect();
        assert!(must.iter().all(|name| names.contains(name)), "{names:?}");
        assert!(names.is_sorted() && at.starts_with(day));
        let payload = self.header("x-amz-content-sha256");
        if payload != digest(&self.body) {
            return other(400, "XAmzContentSHA256Mismatch");
        }
        let headers: String =
            names.iter().map(|name| format!("{name}:{}\n", self.header(name))).collect();
        let request = [
            &self.method,
            &self.path,
            &self.query,
            &headers,
            &names.join(";"),
            &payload.to_owned(),
        ];
        let request = request.map(String::as_str).join("\n");
        let scope = scope[1..].join("/");
        let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{}", digest(request.as_bytes()));
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in scope.split('/').chain([text.as_str()]) {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("an HMAC takes any key");
            mac.update(part.as_bytes());
            key = mac.finalize().into_bytes().to_vec();
        }
        let expected: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        if signature == expected { Ok(()) } else { other(403, "SignatureDoesNotMatch") }
    }
}

pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

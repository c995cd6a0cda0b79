//! What the store answers: lists, and refusals turned into sentences that say what to do.

use std::time::SystemTime;

use domain::words::tidy_line;
use reqwest::StatusCode;
use roxmltree::{Document, Node};

use super::Place;
use crate::objects::Object;

/// Longest part of the store's own words that is repeated, in characters.
const WORDS_LEN_MAX: usize = 200;

/// One page of a list.
#[derive(Debug, Default)]
pub struct Page {
    /// What stands on it.
    pub objects: Vec<Object>,
    /// By what the next page is asked for, if there is one.
    pub next: Option<String>,
}

/// Reads one page of a list.
///
/// # Errors
/// A sentence, when it is none.
pub fn page(text: &str) -> Result<Page, String> {
    let wrong = |what: &str| format!("The object store's list cannot be read: {what}.");
    let document = Document::parse(text).map_err(|error| wrong(&error.to_string()))?;
    let root = document.root_element();
    if root.tag_name().name() != "ListBucketResult" {
        return Err(wrong("it is no list"));
    }
    let mut page = Page::default();
    for entry in root.children().filter(|node| node.has_tag_name_of("Contents")) {
        let name = entry.text_of("Key").ok_or_else(|| wrong("an entry has no key"))?;
        let len = entry.text_of("Size").and_then(|size| size.trim().parse().ok());
        let len = len.ok_or_else(|| wrong("an entry has no size"))?;
        let at = entry.text_of("LastModified").and_then(|at| at.trim().parse().ok());
        let at: jiff::Timestamp = at.ok_or_else(|| wrong("an entry has no time"))?;
        page.objects.push(Object { name: name.to_owned(), len, at: SystemTime::from(at) });
    }
    if root.text_of("IsTruncated").is_some_and(|text| text.trim() == "true") {
        let next = root.text_of("NextContinuationToken");
        page.next = Some(next.ok_or_else(|| wrong("the next page has no name"))?.to_owned());
    }
    Ok(page)
}

/// Names in every namespace: stores differ in which one they use, if any.
trait ByName<'a> {
    fn has_tag_name_of(&self, name: &str) -> bool;
    fn text_of(&self, name: &str) -> Option<&'a str>;
}

impl<'a> ByName<'a> for Node<'a, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }

    fn text_of(&self, name: &str) -> Option<&'a str> {
        self.children().find(|node| node.has_tag_name_of(name))?.text()
    }
}

/// A request that the store did not carry out.
#[derive(Debug)]
pub struct Refusal {
    status: u16,
    code: String,
    message: String,
    /// The region in which the bucket is, where the store says so.
    pub region: Option<String>,
    /// The store's own time, in seconds since 1970.
    pub clock: Option<i64>,
}

impl Refusal {
    /// Reads a refusal; what the store did not say is left empty.
    pub fn read(status: StatusCode, region: Option<&str>, date: Option<&str>, body: &str) -> Self {
        let document = Document::parse(body).ok();
        let root = document.as_ref().map(Document::root_element);
        let said = |name: &str| root.and_then(|root| root.text_of(name)).unwrap_or_default();
        let region = region.or(Some(said("Region"))).filter(|region| is_region(region));
        Self {
            status: status.as_u16(),
            code: short(said("Code")),
            message: short(said("Message")),
            region: region.map(str::to_owned),
            clock: date.and_then(seconds),
        }
    }

    /// Whether the object, and not the bucket, is missing.
    pub fn is_absence(&self) -> bool {
        self.status == 404 && self.code != "NoSuchBucket"
    }

    /// Whether the store is busy or stumbled, so that another attempt may go better. Bytes that
    /// changed on their way go again as well.
    pub fn may_pass(&self) -> bool {
        let stumbled = matches!(self.status, 408 | 429 | 500 | 502 | 503 | 504);
        let changed = ["BadDigest", "XAmzContentSHA256Mismatch", "IncompleteBody"];
        let busy = ["RequestTimeout", "SlowDown", "InternalError", "OperationAborted"];
        stumbled || changed.contains(&self.code.as_str()) || busy.contains(&self.code.as_str())
    }

    /// Whether the request was signed for another region than the bucket's.
    pub fn is_elsewhere(&self) -> bool {
        // The last is said of other slips too, and then without a region.
        let malformed = self.code == "AuthorizationHeaderMalformed" && self.region.is_some();
        matches!(self.status, 301 | 307) || malformed
    }

    /// Whether the store and this machine have different ideas of the time.
    pub fn is_skewed(&self) -> bool {
        self.code == "RequestTimeTooSkewed" || self.code == "RequestExpired"
    }

    /// What is wrong and what to do about it, for the operator.
    pub fn said(&self, place: &Place, deed: &str) -> String {
        let Place { section, bucket, access_key, .. } = place;
        let host = place.host();
        match self.code.as_str() {
            _ if self.is_skewed() => {
                "The object store refuses what this machine signs, because their clocks differ by \
                 more than a quarter of an hour. Set this machine's clock by the network (NTP)."
                    .to_owned()
            }
            "InvalidAccessKeyId" => format!(
                "The object store does not know the access key {access_key}. Set access_key under \
                 {section} to one that is in use."
            ),
            "SignatureDoesNotMatch" => format!(
                "The object store finds the signature wrong: the secret does not belong to the \
                 access key {access_key}. Put the right one into {}, or into the file that \
                 secret_file names.",
                place.secret_variable
            ),
            "NoSuchBucket" => format!(
                "There is no bucket {bucket} at {host}. Make it, or mend bucket under {section}."
            ),
            _ if self.is_elsewhere() => match &self.region {
                Some(region) => format!(
                    "The bucket {bucket} is in the region {region}. Set region = \"{region}\" \
                     under {section}, and the endpoint of that region if one is named."
                ),
                None => format!(
                    "The bucket {bucket} is not in the region that is set, or not at {host}. Mend \
                     region and endpoint under {section}."
                ),
            },
            "AccessDenied" | "AllAccessDisabled" | "AccountProblem" | "InvalidObjectState" => {
                format!(
                    "The object store does not let the access key {access_key} {deed} in the \
                     bucket {bucket}. Allow it to put, get and delete objects there, and to list \
                     the bucket."
                )
            }
            "QuotaExceeded" | "XMinioStorageFull" | "ServiceQuotaExceeded" => {
                format!("The object store at {host} is full. Give it more room.")
            }
            _ if self.status == 403 => format!(
                "The object store at {host} refuses to {deed} for the access key {access_key}{}. \
                 Look at the key, its secret and what it may do.",
                self.own_words()
            ),
            _ => {
                format!("The object store at {host} answered {}{}.", self.status, self.own_words())
            }
        }
    }

    fn own_words(&self) -> String {
        match (self.code.is_empty(), self.message.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!(" ({})", self.code),
            _ => format!(" ({}: {})", self.code, self.message.trim_end_matches('.')),
        }
    }
}

/// The name of a region; anything else would go into addresses and signatures.
pub(super) fn is_region(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=64).contains(&text.len()) && text.bytes().all(plain)
}

fn short(text: &str) -> String {
    tidy_line(text).chars().take(WORDS_LEN_MAX).collect()
}

/// The seconds of a date as HTTP writes it.
fn seconds(date: &str) -> Option<i64> {
    let read = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(read.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>\
        <Prefix>mayday/</Prefix><KeyCount>1</KeyCount><IsTruncated>true</IsTruncated>\
        <Contents><Key>mayday/a&amp;b</Key><LastModified>2026-01-06T11:46:40.000Z</LastModified>\
        <ETag>&quot;1&quot;</ETag><Size>434234</Size></Contents>\
        <NextContinuationToken>1ueGcxLPRx1Tr==</NextContinuationToken></ListBucketResult>";

    #[test]
    fn a_page_of_a_list_is_read_with_the_way_to_the_next() {
        let read = page(LIST).expect("a page");
        assert_eq!(read.next.as_deref(), Some("1ueGcxLPRx1Tr=="));
        let [object] = read.objects.as_slice() else { panic!("{read:?}") };
        assert_eq!((object.name.as_str(), object.len), ("mayday/a&b", 434_234));
        let at = object.at.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
        assert_eq!(at.as_secs(), 1_767_700_000);
        for damaged in ["", "<a/>", "<html>", &LIST[..300], &LIST.replace("434234", "-1")] {
            assert!(page(damaged).is_err(), "{damaged}");
        }
        assert!(page(&LIST.replace("NextContinuationToken", "Other")).is_err());
    }

    #[test]
    fn a_refusal_of_any_text_is_read() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            let _ = page(&text);
            let read = Refusal::read(StatusCode::FORBIDDEN, Some(&text), Some(&text), &text);
            assert!(read.region.is_none_or(|region| is_region(&region)));
            let wrapped = format!("<Error><Code>{text}</Code><Region>{text}</Region></Error>");
            let read = Refusal::read(StatusCode::BAD_REQUEST, None, None, &wrapped);
            assert!(!read.said(&Place::of_tests(), "read").is_empty());
        });
    }

    #[test]
    fn the_stores_own_time_is_read() {
        assert_eq!(seconds("Tue, 06 Jan 2026 11:46:40 GMT"), Some(1_767_700_000));
    }
}

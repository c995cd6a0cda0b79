//! A page of which every reader gets the same bytes but for one number: rendered and compressed
//! once, and spliced for each.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The head of a gzip stream: no name, no time, made with the most effort, on no known system.
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// A page around the place of a number.
#[derive(PartialEq, Eq)]
pub struct Spliced {
    head: String,
    tail: String,
}

impl Spliced {
    /// Cuts a page where `number` first stands.
    #[must_use]
    pub fn cut(page: &str, number: &str) -> Option<Self> {
        let (head, tail) = page.split_once(number)?;
        Some(Self { head: head.to_owned(), tail: tail.to_owned() })
    }

    /// The page with this number.
    #[must_use]
    pub fn with(&self, number: &str) -> String {
        [&self.head, number, &self.tail].concat()
    }
}

/// The same page, compressed. It is one gzip stream of three parts, because browsers read no
/// further than the first stream: the head, flushed to a whole byte; the number as a stored
/// block; the tail, which refers to nothing before itself.
pub struct Packed {
    head: Vec<u8>,
    head_sum: Crc,
    tail: Vec<u8>,
    tail_sum: Crc,
}

impl Packed {
    /// Compresses both parts as far as it goes; it is done once.
    ///
    /// # Errors
    /// When there is no memory to write to.
    pub fn pack(page: &Spliced) -> std::io::Result<Self> {
        let mut head = DeflateEncoder::new(GZIP_HEAD.to_vec(), Compression::best());
        head.write_all(page.head.as_bytes())?;
        head.flush()?;
        let mut tail = DeflateEncoder::new(Vec::new(), Compression::best());
        tail.write_all(page.tail.as_bytes())?;
        Ok(Self {
            head: head.get_ref().clone(),
            head_sum: sum(&page.head),
            tail: tail.finish()?,
            tail_sum: sum(&page.tail),
        })
    }

    /// The gzip stream with this number, which is shorter than 64 kB.
    #[must_use]
    pub fn with(&self, number: &str) -> Vec<u8> {
        let mut total = Crc::new();
        total.combine(&self.head_sum);
        total.update(number.as_bytes());
        total.combine(&self.tail_sum);
        let len = u16::try_from(number.len()).unwrap_or(u16::MAX);
        let mut bytes = Vec::with_capacity(self.head.len() + number.len() + self.tail.len() + 13);
        bytes.extend_from_slice(&self.head);
        bytes.push(0);
        bytes.extend_from_slice(&len.to_le_bytes());
        bytes.extend_from_slice(&(!len).to_le_bytes());
        bytes.extend_from_slice(&number.as_bytes()[..usize::from(len)]);
        bytes.extend_from_slice(&self.tail);
        bytes.extend_from_slice(&total.sum().to_le_bytes());
        bytes.extend_from_slice(&total.amount().to_le_bytes());
        bytes
    }
}

fn sum(text: &str) -> Crc {
    let mut sum = Crc::new();
    sum.update(text.as_bytes());
    sum
}

/// Whether the reader takes gzip.
#[must_use]
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    let accept = headers.get_all(header::ACCEPT_ENCODING).iter();
    accept.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(
        |coding| {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            name.eq_ignore_ascii_case("gzip") && weight.is_none_or(|weight| weight > 0.0)
        },
    )
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_compressed_page_is_the_page() {
        let tail = "<p>tail</p>".repeat(500);
        for (head, tail) in [("<p>head</p>", tail.as_str()), ("", "x"), ("x", ""), ("", "")] {
            let page = Spliced::cut(&format!("{head}NUMBER{tail}"), "NUMBER").unwrap();
            let number = "0123456789abcdef0123456789abcdef";
            assert_eq!(page.with(number), format!("{head}{number}{tail}"));
            let packed = Packed::pack(&page).unwrap().with(number);
            // The decoder checks the sum and the length, and that nothing comes after them.
            let mut decoder = flate2::bufread::GzDecoder::new(packed.as_slice());
            let mut text = String::new();
            decoder.read_to_string(&mut text).unwrap();
            assert_eq!(text, page.with(number));
            assert!(decoder.into_inner().is_empty());
        }
    }

    #[test]
    fn gzip_goes_only_to_those_who_take_it() {
        let takes = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            takes_gzip(&headers)
        };
        assert!(takes("gzip") && takes("br, GZIP;q=0.5") && takes("deflate,gzip ; q=1"));
        assert!(!takes("") && !takes("br") && !takes("gzip;q=0") && !takes("xgzip"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}

//! A page of which every reader gets the same bytes but for one number: rendered and compressed
//! once, and spliced for each.

use std::io::Write;

use axum::http::{HeaderMap, header};
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// The head of a gzip stream: no name, no time, made with the most effort, on no known system.
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// How many hexadecimal digits the number has.
const DIGITS: usize = 32;
/// The digits as they are written.
const WRITTEN: &[u8; 16] = b"0123456789abcdef";

/// A page around the place of a number.
#[derive(PartialEq, Eq)]
pub struct Spliced {
    /// The page of the number zero.
    blank: Vec<u8>,
    at: usize,
}

impl Spliced {
    /// Cuts a page where `number` first stands.
    #[must_use]
    pub fn cut(page: &str, number: u128) -> Option<Self> {
        let number = format!("{number:032x}");
        let at = page.find(&number)?;
        Some(Self { blank: page.replacen(&number, &"0".repeat(DIGITS), 1).into_bytes(), at })
    }

    /// How many bytes every reader gets.
    #[must_use]
    pub fn size(&self) -> usize {
        self.blank.len()
    }

    /// Writes the page with this number.
    pub fn write(&self, number: u128, to: &mut Vec<u8>) {
        let start = to.len();
        to.extend_from_slice(&self.blank);
        let place = &mut to[start + self.at..][..DIGITS];
        for (byte, digit) in place.iter_mut().zip(digits(number)) {
            *byte = WRITTEN[digit];
        }
    }
}

/// The same page, compressed. It is one gzip stream of three parts, because browsers read no
/// further than the first stream: the head, flushed to a whole byte; the number as a stored
/// block; the tail, which refers to nothing before itself.
pub struct Packed {
    /// The stream of the number zero.
    blank: Vec<u8>,
    at: usize,
    /// The checksum of the page of the number zero.
    sum: u32,
    /// What each digit in each place changes in the checksum. It is linear: the changes of all
    /// digits add up, and nothing needs to be summed again.
    changes: Box<[[u32; 16]; DIGITS]>,
}

impl Packed {
    /// Compresses both parts as far as it goes; it is done once.
    ///
    /// # Errors
    /// When there is no memory to write to.
    pub fn pack(page: &Spliced) -> std::io::Result<Self> {
        let (head, rest) = page.blank.split_at(page.at);
        let (number, tail) = rest.split_at(DIGITS);
        let mut packed = DeflateEncoder::new(GZIP_HEAD.to_vec(), Compression::best());
        packed.write_all(head)?;
        packed.flush()?;
        let mut blank = packed.get_ref().clone();
        let len = DIGITS as u16;
        blank.push(0);
        blank.extend_from_slice(&len.to_le_bytes());
        blank.extend_from_slice(&(!len).to_le_bytes());
        let at = blank.len();
        blank.extend_from_slice(number);
        let mut packed = DeflateEncoder::new(blank, Compression::best());
        packed.write_all(tail)?;
        let mut blank = packed.finish()?;
        let sum = sum(&page.blank);
        blank.extend_from_slice(&sum.to_le_bytes());
        blank.extend_from_slice(&(page.blank.len() as u32).to_le_bytes());
        Ok(Self { blank, at, sum, changes: changes(page, sum) })
    }

    /// How many bytes every reader gets.
    #[must_use]
    pub fn size(&self) -> usize {
        self.blank.len()
    }

    /// Writes the gzip stream with this number.
    pub fn write(&self, number: u128, to: &mut Vec<u8>) {
        let start = to.len();
        to.extend_from_slice(&self.blank);
        let mut sum = self.sum;
        let place = &mut to[start + self.at..][..DIGITS];
        for ((byte, digit), changes) in place.iter_mut().zip(digits(number)).zip(&*self.changes) {
            *byte = WRITTEN[digit];
            sum ^= changes[digit];
        }
        let end = to.len() - 8;
        to[end..end + 4].copy_from_slice(&sum.to_le_bytes());
    }
}

/// The digits of a number, from left to right.
fn digits(number: u128) -> impl Iterator<Item = usize> {
    number.to_be_bytes().into_iter().flat_map(|two| [usize::from(two >> 4), usize::from(two & 15)])
}

fn changes(page: &Spliced, blank: u32) -> Box<[[u32; 16]; DIGITS]> {
    let mut changes = Box::new([[0; 16]; DIGITS]);
    let mut bytes = page.blank.clone();
    for (place, changes) in changes.iter_mut().enumerate() {
        for (digit, change) in changes.iter_mut().enumerate() {
            bytes[page.at + place] = WRITTEN[digit];
            *change = blank ^ sum(&bytes);
        }
        bytes[page.at + place] = WRITTEN[0];
    }
    changes
}

fn sum(bytes: &[u8]) -> u32 {
    let mut sum = Crc::new();
    sum.update(bytes);
    sum.sum()
}

/// Whether the reader takes gzip.
#[must_use]
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    takes(headers, "gzip")
}

/// Whether a reader takes that coding.
#[must_use]
pub fn takes(headers: &HeaderMap, wanted: &str) -> bool {
    let accept = headers.get_all(header::ACCEPT_ENCODING).iter();
    accept.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(
        |coding| {
            let mut parts = coding.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            name.eq_ignore_ascii_case(wanted) && weight.is_none_or(|weight| weight > 0.0)
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
        let cut_at = 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;
        for (head, tail) in [("<p>head</p>", tail.as_str()), ("", "x"), ("x", ""), ("", "")] {
            let page = Spliced::cut(&format!("{head}{cut_at:032x}{tail}"), cut_at).unwrap();
            let packed = Packed::pack(&page).unwrap();
            for number in [0, 1, 1 << 124, cut_at, u128::MAX, u128::MAX / 7] {
                let mut plain = Vec::new();
                page.write(number, &mut plain);
                assert_eq!(plain.len(), page.size());
                assert_eq!(plain, format!("{head}{number:032x}{tail}").into_bytes());
                // The decoder checks the sum and the length, and that nothing comes after them.
                let mut sent = b"before".to_vec();
                packed.write(number, &mut sent);
                assert_eq!(sent.len(), b"before".len() + packed.size());
                let mut decoder = flate2::bufread::GzDecoder::new(&sent[b"before".len()..]);
                let mut unpacked = Vec::new();
                decoder.read_to_end(&mut unpacked).unwrap();
                assert_eq!(unpacked, plain);
                assert!(decoder.into_inner().is_empty());
            }
        }
    }

    #[test]
    fn a_page_without_the_number_is_not_cut() {
        assert!(Spliced::cut("<p>a page</p>", 1).is_none());
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

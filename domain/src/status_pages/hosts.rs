//! The host names at which a status page stands of its own.

use crate::words::SmolStr;

/// Most host names of one page.
pub const HOSTS_MAX: usize = 5;
/// Longest host name, in bytes (RFC 1035 3.1).
pub const HOST_LEN_MAX: usize = 253;
/// Longest part of one between its dots, in bytes.
const LABEL_LEN_MAX: usize = 63;

/// A host name as it is kept: in small letters, without a dot at its end. `None` where it is none:
/// an address in digits, a name without a dot, or one with letters that are not written in ASCII.
#[must_use]
pub fn tidy_host(text: &str) -> Option<SmolStr> {
    let name = text.trim().to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_label = |label: &str| {
        let edges = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && label.len() <= LABEL_LEN_MAX && !edges && label.bytes().all(fits)
    };
    let (_, last) = name.rsplit_once('.')?;
    // No name ends in a number, and everything that does is read as an address somewhere.
    let is_address = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    let sound = name.len() <= HOST_LEN_MAX && name.split('.').all(is_label) && !is_address;
    sound.then(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_in_small_letters_and_addresses_are_none() {
        for name in ["status.nordpay.example", "Status.NordPay.Example.", " xn--zrich-kva.example "]
        {
            let kept = tidy_host(name).expect(name);
            assert_eq!(kept, name.trim().trim_end_matches('.').to_lowercase());
            assert_eq!(tidy_host(&kept), Some(kept.clone()));
        }
        for wrong in [
            "",
            ".",
            "status",
            "127.0.0.1",
            "1.2",
            "[::1]",
            "::1",
            "a..b",
            "-a.example",
            "a-.example",
            "zürich.example",
            "a b.example",
            "a.example:443",
            "http://a.example",
            "a.0x7f",
            "a/b.example",
            "*.example.com",
            "a_b.example",
        ] {
            assert_eq!(tidy_host(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_longest_name_fits_and_one_byte_more_does_not() {
        let label = "a".repeat(LABEL_LEN_MAX);
        assert!(tidy_host(&format!("{label}.example")).is_some());
        assert_eq!(tidy_host(&format!("{label}a.example")), None);
        let long = [label.as_str(), &label, &label, &"b".repeat(HOST_LEN_MAX - 192)].join(".");
        assert_eq!(long.len(), HOST_LEN_MAX);
        assert!(tidy_host(&long).is_some());
        assert_eq!(tidy_host(&format!("{long}b")), None);
    }
}

//! Decodes base64, the form in which the protocol hands over pictures.

/// The bytes that `text` stands for, or nothing when it is not base64.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        // Only the bits not yet handed out matter, so what is shifted off the top may go.
        held = (held << 6) | u32::from(value(letter)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(((held >> bits) & 0xff) as u8);
        }
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[test]
fn decodes_every_length_of_tail() {
    assert_eq!(decode("").as_deref(), Some(&b""[..]));
    assert_eq!(decode("TQ==").as_deref(), Some(&b"M"[..]));
    assert_eq!(decode("TWE=").as_deref(), Some(&b"Ma"[..]));
    assert_eq!(decode("TWF5").as_deref(), Some(&b"May"[..]));
    assert_eq!(decode("+/8A").as_deref(), Some(&[0xfb, 0xff, 0x00][..]));
    assert_eq!(decode("no space"), None);
}

//! A rough key for how a name sounds, for names that a machine wrote down from speech.

/// A key shorter than this says too little to compare.
pub const SOUND_LEN_MIN: usize = 3;

/// The consonants one hears, in order; vowels count only at the start. Expects one folded word.
#[must_use]
pub fn sound(word: &str) -> String {
    let letters = word.as_bytes();
    let mut heard = String::with_capacity(letters.len());
    let mut place = 0;
    while place < letters.len() {
        let rest = &letters[place..];
        let (code, taken) = next(rest, place == 0);
        place += taken;
        for c in code.chars() {
            if !heard.ends_with(c) {
                heard.push(c);
            }
        }
    }
    heard
}

/// What the next letters sound like, and how many letters that takes.
fn next(rest: &[u8], first: bool) -> (&'static str, usize) {
    let soft = matches!(rest.get(1), Some(b'e' | b'i' | b'y'));
    match rest {
        [b'k', b'n', ..] if first => ("n", 2),
        [b'w', b'r', ..] if first => ("r", 2),
        [b'p', b'h', ..] => ("f", 2),
        [b'g', b'h', ..] if !first => ("", 2),
        [b's', b'c', b'h', ..] => ("x", 3),
        [b't', b'c', b'h', ..] => ("x", 3),
        [b'c' | b's', b'h', ..] => ("x", 2),
        [b'c', b'k', ..] => ("k", 2),
        [b't', b'h', ..] => ("t", 2),
        [b'c', ..] if soft => ("s", 1),
        [b'g', ..] if soft => ("j", 1),
        [b'c' | b'q' | b'k', ..] => ("k", 1),
        [b'x', ..] => ("ks", 1),
        [b's' | b'z', ..] => ("s", 1),
        [b'v' | b'f', ..] => ("f", 1),
        [b't' | b'd', ..] => ("t", 1),
        [b'b' | b'p', ..] => ("p", 1),
        [b'm', ..] => ("m", 1),
        [b'n', ..] => ("n", 1),
        [b'l', ..] => ("l", 1),
        [b'r', ..] => ("r", 1),
        [b'g', ..] => ("g", 1),
        [b'j', ..] => ("j", 1),
        [b'w', ..] if first => ("w", 1),
        [b'h', ..] if first => ("h", 1),
        [b'a' | b'e' | b'i' | b'o' | b'u' | b'y', ..] if first => ("a", 1),
        [digit @ b'0'..=b'9', ..] => (&"0123456789"[usize::from(digit - b'0')..][..1], 1),
        _ => ("", 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_alike_is_alike() {
        for (a, b) in [
            ("phoenix", "fenix"),
            ("brightwater", "britewater"),
            ("quick", "kwik"),
            ("knight", "nite"),
            ("schneider", "shnyder"),
            ("logistics", "logistiks"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert_ne!(sound("harbour"), sound("arbour"));
        assert_eq!(sound(""), "");
    }
}

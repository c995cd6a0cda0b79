//! Telephone numbers as carriers want them: E.164, a plus sign and digits.

use std::fmt;

/// Fewest digits of a number with its country's code; shorter ones are service numbers.
pub const NUMBER_DIGITS_MIN: usize = 7;
/// Most digits that E.164 allows.
pub const NUMBER_DIGITS_MAX: usize = 15;

/// Why a text is no telephone number, and what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadNumber {
    /// Nothing was written.
    Empty,
    /// It has no country's code, so a carrier abroad could not dial it.
    National,
    /// It holds something that no number holds.
    Odd,
    /// It is too short or too long.
    Length,
}

impl fmt::Display for BadNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "This method needs a telephone number with its country's code, like +46 70 123 45 \
                 67.",
            ),
            Self::National => f.write_str(
                "This number has no country's code. Write it as it is dialled from abroad: + and \
                 the code, then the number without its leading 0, like +46 70 123 45 67.",
            ),
            Self::Odd => f.write_str(
                "This is no telephone number. Write + and digits, like +46 70 123 45 67; spaces, \
                 dashes, dots and brackets may stand between them. Extensions cannot be dialled.",
            ),
            Self::Length => write!(
                f,
                "This number has too few or too many digits. With its country's code a number has \
                 {NUMBER_DIGITS_MIN} to {NUMBER_DIGITS_MAX}."
            ),
        }
    }
}

/// The number in its one plain form, `+46701234567`.
///
/// # Errors
/// What is wrong with it; a number is never guessed at, because the wrong phone would ring.
pub fn e164(text: &str) -> Result<String, BadNumber> {
    // People copy numbers out of mails and address books, with every kind of space and dash.
    let between = |c: char| {
        c.is_whitespace()
            || matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{200e}')
    };
    let plain: String = text.chars().filter(|c| !between(*c)).collect();
    if plain.is_empty() {
        return Err(BadNumber::Empty);
    }
    let Some(digits) = plain.strip_prefix('+') else {
        let national = plain.bytes().all(|byte| byte.is_ascii_digit());
        return Err(if national { BadNumber::National } else { BadNumber::Odd });
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadNumber::Odd);
    }
    // "+46 (0)70" is written often and dialled never: which digit is too many cannot be known for
    // every country, but no country's code begins with 0.
    if digits.starts_with('0') || text.replace(char::is_whitespace, "").contains("(0)") {
        return Err(BadNumber::National);
    }
    if !(NUMBER_DIGITS_MIN..=NUMBER_DIGITS_MAX).contains(&digits.len()) {
        return Err(BadNumber::Length);
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_as_people_write_it_becomes_one_plain_form() {
        for written in
            ["+46 70 123 45 67", "+46-70-123.45.67", " +46 (70) 1234567 ", "+46701234567"]
        {
            assert_eq!(e164(written).as_deref(), Ok("+46701234567"), "{written}");
        }
        assert_eq!(e164("+1 (415) 867‑5309").as_deref(), Ok("+14158675309"));
    }

    #[test]
    fn what_cannot_be_dialled_from_abroad_is_refused_with_what_to_do() {
        assert_eq!(e164("070-123 45 67"), Err(BadNumber::National));
        assert_eq!(e164("0046701234567"), Err(BadNumber::National));
        assert_eq!(e164("+0701234567"), Err(BadNumber::National));
        assert_eq!(e164("+46 (0)70 123 45 67"), Err(BadNumber::National));
        assert_eq!(e164(""), Err(BadNumber::Empty));
        assert_eq!(e164("+"), Err(BadNumber::Odd));
        assert_eq!(e164("+46 70 CALL ME"), Err(BadNumber::Odd));
        assert_eq!(e164("+46701234567,,12"), Err(BadNumber::Odd));
        assert_eq!(e164("+46 112"), Err(BadNumber::Length));
        assert_eq!(e164(&format!("+{}", "9".repeat(16))), Err(BadNumber::Length));
        assert_eq!(e164(&format!("+{}", "9".repeat(15))).map(|n| n.len()), Ok(16));
    }
}

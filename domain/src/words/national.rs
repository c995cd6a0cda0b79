//! Telephone numbers as a list has them: the number in one column and its country in another.
//!
//! Such a number may be written with what is dialled before it inside the country, with the
//! country’s code but no plus sign, or with neither. It is taken where only one reading of it has
//! as many digits as numbers of that country have, and refused where two do: the wrong phone would
//! ring. How many they are stands in the numbering plans that the ITU publishes (E.129, E.164).

use std::fmt;

use super::dialling::{code_of, countries_of};
use super::{Country, e164};

/// Why a number and its country are no number that can be dialled from abroad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// It holds something that no number holds.
    Odd,
    /// Nobody says which country it is of.
    NoCountry,
    /// There is no such country, or nothing is known here of how its numbers are written.
    UnknownCountry,
    /// It begins with the code of another country than the one beside it.
    OtherCountry,
    /// Numbers of that country have fewer or more digits.
    Length,
    /// It may be read in two ways.
    Ambiguous,
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Odd => "this is no telephone number",
            Self::NoCountry => "its country is missing; write the number with + and the code",
            Self::UnknownCountry => {
                "its country is not known here; write the number with + and the code"
            }
            Self::OtherCountry => "it begins with the code of another country than that beside it",
            Self::Length => "numbers of that country have fewer or more digits",
            Self::Ambiguous => {
                "it can be read with and without its country’s code; write it with +"
            }
        })
    }
}

/// What is dialled before a number inside the country, and how many digits it has without that,
/// fewest and most, by the country’s code.
type Plan = (&'static str, &'static str, usize, usize);

/// Plans in which the zero before a number is part of it, also from abroad.
const KEEPS_ZERO: &str = "39";

const PLANS: &[Plan] = &[
    ("1", "1", 10, 10),
    ("20", "0", 9, 10),
    ("212", "0", 9, 9),
    ("213", "0", 9, 9),
    ("216", "", 8, 8),
    ("221", "", 9, 9),
    ("233", "0", 9, 9),
    ("234", "0", 8, 10),
    ("254", "0", 9, 9),
    ("255", "0", 9, 9),
    ("256", "0", 9, 9),
    ("27", "0", 9, 9),
    ("30", "", 10, 10),
    ("31", "0", 9, 9),
    ("32", "0", 8, 9),
    ("33", "0", 9, 9),
    ("34", "", 9, 9),
    ("351", "", 9, 9),
    ("352", "", 6, 9),
    ("353", "0", 7, 9),
    ("354", "", 7, 9),
    ("358", "0", 6, 11),
    ("36", "06", 8, 9),
    ("370", "0", 8, 8),
    ("371", "", 8, 8),
    ("372", "", 7, 8),
    ("373", "0", 8, 8),
    ("380", "0", 9, 9),
    ("381", "0", 8, 9),
    ("385", "0", 8, 9),
    ("386", "0", 8, 8),
    ("387", "0", 8, 8),
    ("389", "0", 8, 8),
    (KEEPS_ZERO, "", 6, 11),
    ("40", "0", 9, 9),
    ("41", "0", 9, 9),
    ("420", "", 9, 9),
    ("421", "0", 9, 9),
    ("43", "0", 7, 13),
    ("44", "0", 9, 10),
    ("45", "", 8, 8),
    ("46", "0", 7, 9),
    ("47", "", 8, 8),
    ("48", "", 9, 9),
    ("49", "0", 7, 11),
    ("502", "", 8, 8),
    ("506", "", 8, 8),
    ("507", "", 7, 8),
    ("51", "0", 8, 9),
    ("52", "", 10, 10),
    ("55", "0", 10, 11),
    ("56", "", 9, 9),
    ("57", "0", 10, 10),
    ("58", "0", 10, 10),
    ("593", "0", 8, 9),
    ("60", "0", 8, 10),
    ("61", "0", 9, 9),
    ("62", "0", 8, 12),
    ("63", "0", 8, 10),
    ("64", "0", 8, 10),
    ("65", "", 8, 8),
    ("66", "0", 8, 9),
    ("7", "8", 10, 10),
    ("81", "0", 9, 10),
    ("82", "0", 8, 10),
    ("84", "0", 9, 10),
    ("852", "", 8, 8),
    ("853", "", 8, 8),
    ("855", "0", 8, 9),
    ("86", "0", 10, 11),
    ("880", "0", 8, 10),
    ("886", "0", 8, 9),
    ("90", "0", 10, 10),
    ("91", "0", 10, 10),
    ("92", "0", 9, 10),
    ("94", "0", 9, 9),
    ("961", "0", 7, 8),
    ("962", "0", 8, 9),
    ("965", "", 8, 8),
    ("966", "0", 9, 9),
    ("968", "", 8, 8),
    ("971", "0", 8, 9),
    ("972", "0", 8, 9),
    ("973", "", 8, 8),
    ("974", "", 8, 8),
    ("994", "0", 9, 9),
];

/// A number and its country, which is two letters or a code, as the one plain form `+46701234567`.
/// A number that begins with a plus sign needs no country, and must fit the one that is given.
///
/// # Errors
/// Why it is not known which number is meant.
pub fn international(number: &str, country: &str) -> Result<String, Unclear> {
    let number = number.trim();
    let country = country.trim();
    if number.starts_with('+') {
        let plain = e164(number).map_err(|_| Unclear::Odd)?;
        let fits = match Country::parse(country) {
            Some(wanted) => countries_of(&plain).any(|one| one == wanted),
            None => code_in(country).is_none_or(|code| plain[1..].starts_with(code)),
        };
        return if fits { Ok(plain) } else { Err(Unclear::OtherCountry) };
    }
    let between = |c: &char| !(c.is_whitespace() || "-./()\u{2010}\u{2011}\u{2013}".contains(*c));
    let digits: String = number.chars().filter(between).collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unclear::Odd);
    }
    if country.is_empty() {
        return Err(Unclear::NoCountry);
    }
    let wanted = Country::parse(country);
    let code = wanted.map_or_else(|| code_in(country), code_of).ok_or(Unclear::UnknownCountry)?;
    let plan = PLANS.iter().find(|(known, ..)| *known == code).ok_or(Unclear::UnknownCountry)?;
    let plain = format!("+{}{}", code, only_reading(&digits, plan)?);
    let plain = e164(&plain).map_err(|_| Unclear::Length)?;
    let theirs = wanted.is_none_or(|wanted| countries_of(&plain).any(|one| one == wanted));
    if theirs { Ok(plain) } else { Err(Unclear::OtherCountry) }
}

/// The digits behind the country’s code, where only one reading of them fits the plan.
fn only_reading<'a>(digits: &'a str, plan: &Plan) -> Result<&'a str, Unclear> {
    let (code, before, fewest, most) = *plan;
    let fits = |rest: &&str| {
        let area = code != "1" || !rest.starts_with(['0', '1']);
        let zero = rest.starts_with('0') && code != KEEPS_ZERO;
        (fewest..=most).contains(&rest.len()) && !zero && area
    };
    let from_abroad = digits.strip_prefix("00").and_then(|rest| rest.strip_prefix(code));
    let inside = (!before.is_empty()).then(|| digits.strip_prefix(before)).flatten();
    let readings = [Some(digits), inside, digits.strip_prefix(code), from_abroad];
    let mut readings: Vec<&str> = readings.into_iter().flatten().filter(fits).collect();
    readings.dedup();
    match readings.as_slice() {
        [] => Err(Unclear::Length),
        [only] => Ok(only),
        _ => Err(Unclear::Ambiguous),
    }
}

/// A code that stands where a country should: `46`, `+46` or `0046`.
fn code_in(country: &str) -> Option<&'static str> {
    let digits = country.trim_start_matches('+');
    let digits = digits.strip_prefix("00").unwrap_or(digits);
    PLANS.iter().map(|(code, ..)| *code).find(|code| *code == digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_country_in_two_columns_are_one_number() {
        for (number, country, plain) in [
            ("701234567", "SE", "+46701234567"),
            ("070-123 45 67", "se", "+46701234567"),
            ("46701234567", "SE", "+46701234567"),
            ("0046701234567", "SE", "+46701234567"),
            ("701234567", "+46", "+46701234567"),
            ("(415) 555-0123", "US", "+14155550123"),
            ("14155550123", "US", "+14155550123"),
            ("8765550123", "JM", "+18765550123"),
            ("06 30 123 4567", "HU", "+36301234567"),
            ("8 916 123 45 67", "RU", "+79161234567"),
            ("0612345678", "IT", "+390612345678"),
            ("45123456", "DK", "+4545123456"),
            ("9123456780", "IN", "+919123456780"),
            ("+46 70 123 45 67", "", "+46701234567"),
            ("+46 70 123 45 67", "SE", "+46701234567"),
        ] {
            assert_eq!(international(number, country).as_deref(), Ok(plain), "{number} {country}");
        }
    }

    #[test]
    fn what_may_be_two_numbers_or_none_is_refused() {
        for (number, country, why) in [
            ("461234567", "SE", Unclear::Ambiguous),
            ("4917012345", "DE", Unclear::Ambiguous),
            ("701234567", "", Unclear::NoCountry),
            ("701234567", "XX", Unclear::UnknownCountry),
            ("701234567", "Sweden", Unclear::UnknownCountry),
            ("12345", "SE", Unclear::Length),
            ("4155550123", "JM", Unclear::OtherCountry),
            ("+46701234567", "DE", Unclear::OtherCountry),
            ("+46701234567", "+49", Unclear::OtherCountry),
            ("1155550123", "US", Unclear::Length),
            ("nobody", "SE", Unclear::Odd),
            ("", "SE", Unclear::Odd),
        ] {
            assert_eq!(international(number, country), Err(why), "{number} {country}");
        }
    }

    #[test]
    fn of_any_text_comes_a_number_that_is_taken_again_or_none() {
        bolero::check!().with_type::<(String, String)>().for_each(|(number, country)| {
            if let Ok(plain) = international(number, country) {
                assert_eq!(international(&plain, ""), Ok(plain.clone()));
                assert_eq!(e164(&plain), Ok(plain));
            }
        });
        bolero::check!().with_type::<(u64, u8)>().for_each(|(digits, place)| {
            let code = PLANS[usize::from(*place) % PLANS.len()].0;
            if let Ok(plain) = international(&digits.to_string(), code) {
                assert!(plain[1..].starts_with(code) && e164(&plain).is_ok(), "{plain}");
            }
        });
    }
}

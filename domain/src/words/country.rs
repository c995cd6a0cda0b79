//! Countries, by the two letters of ISO 3166.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A country: two capital letters. That there is such a country is not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The country of two letters, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [first, second] = *text.as_bytes() else { return None };
        let letters = first.is_ascii_alphabetic() && second.is_ascii_alphabetic();
        letters.then_some(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
    }

    /// The region of a language tag: `AT` of `de-AT`, `TW` of `zh-Hant-TW`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        tag.split(['-', '_']).skip(1).find_map(Self::parse)
    }

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a country has two letters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters_and_nothing_else() {
        assert_eq!(Country::parse("at").map(|country| country.to_string()), Some("AT".to_owned()));
        for wrong in ["", "A", "AUT", "1A", "é"] {
            assert_eq!(Country::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Country::of_tag("de-AT"), Country::parse("AT"));
        assert_eq!(Country::of_tag("zh-Hant-TW"), Country::parse("TW"));
        assert_eq!(Country::of_tag("de"), None);
        assert_eq!(Country::of_tag("es-419"), None);
    }
}

//! Whom to call in danger of life, by country: the number that brings an ambulance comes first.
//!
//! From public sources: the European Union's page on 112, the lists of national numbers that the
//! International Telecommunication Union publishes (ITU-T E.129), and the governments' own pages;
//! each number was held against the short numbers of libphonenumber (8.13.48, `emergency`), which
//! agree with all but Serbia's: there 194 and 192 are those of the numbering plan of today. Where
//! sources differ otherwise, as on Nigeria and Honduras, the country is left out. For all that is
//! not here both numbers that mobile telephones connect everywhere (3GPP TS 22.101) are shown: 112
//! and 911.

use super::Country;

/// What is shown where the country is not known: mobile telephones connect both.
pub const ANYWHERE: &[&str] = &["112", "911"];

/// Most numbers that are shown in one place: more are no help to somebody in danger.
pub const SHOWN_MAX: usize = 3;

/// The numbers of a country, the one that brings an ambulance first.
#[must_use]
pub fn numbers_of(country: Country) -> Option<&'static [&'static str]> {
    let numbers: &[&str] = match country.code() {
        // One number for everything, all over the European Union and around it.
        "AT" | "BE" | "BG" | "CY" | "CZ" | "DE" | "DK" | "EE" | "ES" | "FI" | "FR" | "GR"
        | "HR" | "HU" | "IE" | "IS" | "IT" | "LI" | "LT" | "LU" | "LV" | "MC" | "ME" | "MK"
        | "MT" | "NL" | "PL" | "PT" | "RO" | "SE" | "SI" | "SK" | "TR" | "UA" | "MD" | "GE"
        | "GI" | "RU" | "KZ" | "IN" | "KW" | "ID" => &["112"],
        "SM" => &["118", "113"],
        "NO" => &["113", "112"],
        "CH" => &["144", "112"],
        "GB" | "GG" | "IM" | "JE" => &["999"],
        "US" | "CA" | "MX" | "PR" | "EC" | "UY" | "PA" | "CR" | "DO" | "SV" | "PH" | "JO"
        | "VE" | "PY" => &["911"],
        "AR" => &["107", "911"],
        "BR" => &["192", "190"],
        "CL" => &["131", "133"],
        "CO" => &["123"],
        "PE" => &["116", "105"],
        "AU" => &["000"],
        "NZ" => &["111"],
        "JP" => &["119", "110"],
        "KR" => &["119", "112"],
        "CN" => &["120", "110"],
        "TW" => &["119", "110"],
        "HK" | "MO" | "MY" | "BH" | "QA" | "BD" | "KE" => &["999"],
        "SG" => &["995", "999"],
        "TH" => &["1669", "191"],
        "VN" => &["115", "113"],
        "IL" => &["101", "100"],
        "AE" => &["998", "999"],
        "SA" => &["997", "911"],
        "OM" => &["9999"],
        "EG" => &["123", "122"],
        "MA" => &["15", "19"],
        "TN" => &["190", "197"],
        "ZA" => &["112", "10177"],
        "MZ" => &["117", "119"],
        "CV" => &["130", "132"],
        "RS" => &["194", "192"],
        _ => return None,
    };
    Some(numbers)
}

/// What is known of where somebody is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whereabouts<'a> {
    /// The country that they, or somebody who knows, have named: nothing else counts beside it.
    pub named: Option<Country>,
    /// What the vendor wrote for its own country: `112`, `112 / 911`.
    pub written: &'a str,
    /// The countries that the vendor serves.
    pub served: &'a [Country],
    /// The region of the language that the browser asks for: a hint, which is often wrong.
    pub hinted: Option<Country>,
}

impl<'a> Whereabouts<'a> {
    /// The numbers to show, the likeliest first. A hint alone never hides what the vendor says,
    /// because many a browser speaks American English far from America.
    #[must_use]
    pub fn numbers(&self) -> Vec<&'a str> {
        if let Some(numbers) = self.named.and_then(numbers_of) {
            return numbers.to_vec();
        }
        let written = self.written.split(['/', ',']).map(str::trim).filter(|one| !one.is_empty());
        let mut shown: Vec<&'a str> = Vec::new();
        let mut add = |number: &'a str| {
            if shown.len() < SHOWN_MAX && !shown.contains(&number) {
                shown.push(number);
            }
        };
        let first_of = |country: Country| numbers_of(country).and_then(<[_]>::first).copied();
        // The hint counts first where the vendor serves that country.
        let hinted = self.hinted.and_then(first_of);
        let serves = self.hinted.is_some_and(|country| self.served.contains(&country));
        if serves {
            hinted.into_iter().for_each(&mut add);
        }
        written.for_each(&mut add);
        self.served.iter().copied().filter_map(first_of).for_each(&mut add);
        hinted.into_iter().for_each(&mut add);
        // With nothing but a hint, what works on mobile telephones everywhere stands beside it.
        if self.served.is_empty() && self.written.trim().is_empty() {
            ANYWHERE.iter().copied().for_each(&mut add);
        }
        if shown.is_empty() { ANYWHERE.to_vec() } else { shown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Option<Country> {
        Country::parse(code)
    }

    fn check(whereabouts: Whereabouts<'_>, expected: &[&str]) {
        assert_eq!(whereabouts.numbers(), expected, "{whereabouts:?}");
    }

    #[test]
    fn somebody_who_may_be_anywhere_reads_both_numbers_of_mobile_telephones() {
        check(Whereabouts::default(), &["112", "911"]);
        check(Whereabouts { hinted: country("ZZ"), ..Whereabouts::default() }, &["112", "911"]);
    }

    #[test]
    fn a_named_country_counts_alone() {
        let named = Whereabouts {
            named: country("BR"),
            written: "112",
            hinted: country("US"),
            ..Whereabouts::default()
        };
        check(named, &["192", "190"]);
        // One that is not in the table leaves what is known otherwise.
        check(Whereabouts { named: country("ZZ"), ..named }, &["112", "911"]);
    }

    #[test]
    fn a_hint_stands_beside_what_the_vendor_says_and_never_in_its_place() {
        let american = Whereabouts { hinted: country("US"), ..Whereabouts::default() };
        check(american, &["911", "112"]);
        check(Whereabouts { hinted: country("JP"), ..american }, &["119", "112", "911"]);
        check(Whereabouts { written: "112", ..american }, &["112", "911"]);
        let served = [country("DE").unwrap(), country("GB").unwrap()];
        check(Whereabouts { served: &served, ..american }, &["112", "999", "911"]);
        let british = Whereabouts { hinted: country("GB"), ..american };
        check(Whereabouts { served: &served, ..british }, &["999", "112"]);
    }

    #[test]
    fn no_more_than_three_numbers_are_shown() {
        let served = ["DE", "GB", "US", "AU"].map(|code| country(code).unwrap());
        check(Whereabouts { served: &served, ..Whereabouts::default() }, &["112", "999", "911"]);
        check(Whereabouts { written: "1, 2,,3/4", ..Whereabouts::default() }, &["1", "2", "3"]);
    }

    #[test]
    fn every_number_of_the_table_can_be_dialled() {
        for first in b'A'..=b'Z' {
            for second in b'A'..=b'Z' {
                let country = Country::parse(std::str::from_utf8(&[first, second]).unwrap());
                for number in country.and_then(numbers_of).unwrap_or_default() {
                    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
                    assert!(digits && (2..=5).contains(&number.len()), "{country:?}: {number}");
                }
            }
        }
    }
}

//! Which country a telephone number belongs to, and which numbers nobody is called on: those that
//! cost whoever calls them a fortune. Callers type numbers, and fraudsters type these.
//!
//! The codes are those of ITU-T E.164 (list of assigned country codes) and of the North American
//! numbering plan; Ascension (+247) is left out, because such calls are mostly fraud. The prefixes
//! at a higher cost are those of the countries' numbering plans, checked against the metadata of
//! libphonenumber (8.13.48): none of them begins an ordinary number there. Where a country has none
//! here, the list of allowed countries is the wall.

use super::Country;

/// Why a number is not called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barred {
    /// It costs whoever calls it extra, or belongs to no country.
    Premium,
    /// Its country is not among those that are called.
    Country,
}

/// Codes of satellites, networks without a country, and services at the caller's cost.
const NOWHERE: &[&str] = &["808", "870", "875", "878", "881", "882", "883", "888", "979", "991"];

/// Numbers at a higher cost, each with its country's code.
const PREMIUM: &[&str] = &[
    "1900", "20900", "21289", "213803", "213804", "213805", "213806", "213808", "213809", "21688",
    "22188", "22709", "23030", "231332", "2368776", "24090", "24280", "24885", "250900", "254900",
    "25590", "25690", "26289", "2648701", "26790", "268900", "2698", "27862", "27863", "27864",
    "27865", "27866", "27867", "27868", "27869", "2790", "2791", "2792", "297900", "29890", "3070",
    "3090", "31676", "3190", "3270", "3290", "3381", "3382", "3383", "3385", "3386", "3388",
    "3389", "3470", "34803", "34806", "34807", "34905", "34907", "351601", "351607", "351608",
    "351646", "351648", "35176", "352900", "352901", "352905", "35490", "355900", "35650", "35651",
    "35652", "35790", "358600", "358700", "35990", "3690", "3691", "37090", "37091", "37190",
    "37240", "372900", "37390", "37490", "375810", "375902", "3761", "3769", "37871", "37877",
    "37878", "380900", "38178", "38190", "38294", "38295", "383900", "38560", "38561", "38564",
    "38565", "38569", "38689", "38690", "38790", "38792", "38794", "38796", "3895", "390878",
    "39144", "39163", "39164", "39166", "39178", "39199", "3989", "4090", "4190", "42090",
    "420976", "421900", "42197", "42198", "42390", "43810", "43820", "43821", "4386", "4389",
    "4390", "43930", "43931", "43939", "4470", "4484", "4487", "449", "4590", "46649", "46900",
    "46939", "46944", "4699", "47820", "47829", "47880", "4870", "49118", "49137", "49180",
    "49190", "49700", "49900", "50219", "503900", "50690", "507822", "507855", "507860", "507877",
    "507878", "507886", "507900", "507981", "51805", "52500", "52900", "54600", "54604", "54605",
    "54607", "54609", "55300", "55500", "55900", "571900", "571901", "571947", "571948", "57901",
    "58900", "58901", "5929008", "59890", "6119", "62809", "6490", "651900", "67090", "68736",
    "7803", "7808", "7809", "81990", "8260", "841900", "852900", "88620", "90888", "90898",
    "90900", "911861", "92900", "96290", "966925", "968900", "971900", "9721200", "9721212",
    "972190", "97387", "9739",
];

/// Area codes of +1 that belong neither to the United States nor to Canada.
const ISLANDS: &[(&str, &str)] = &[
    ("1242", "BS"),
    ("1246", "BB"),
    ("1264", "AI"),
    ("1268", "AG"),
    ("1284", "VG"),
    ("1340", "VI"),
    ("1345", "KY"),
    ("1441", "BM"),
    ("1473", "GD"),
    ("1649", "TC"),
    ("1658", "JM"),
    ("1664", "MS"),
    ("1670", "MP"),
    ("1671", "GU"),
    ("1684", "AS"),
    ("1721", "SX"),
    ("1758", "LC"),
    ("1767", "DM"),
    ("1784", "VC"),
    ("1787", "PR"),
    ("1809", "DO"),
    ("1829", "DO"),
    ("1849", "DO"),
    ("1868", "TT"),
    ("1869", "KN"),
    ("1876", "JM"),
    ("1939", "PR"),
];

/// The other codes, and the countries that share each.
const CODES: &[(&str, &[&str])] = &[
    ("1", &["US", "CA"]),
    ("20", &["EG"]),
    ("211", &["SS"]),
    ("212", &["MA", "EH"]),
    ("213", &["DZ"]),
    ("216", &["TN"]),
    ("218", &["LY"]),
    ("220", &["GM"]),
    ("221", &["SN"]),
    ("222", &["MR"]),
    ("223", &["ML"]),
    ("224", &["GN"]),
    ("225", &["CI"]),
    ("226", &["BF"]),
    ("227", &["NE"]),
    ("228", &["TG"]),
    ("229", &["BJ"]),
    ("230", &["MU"]),
    ("231", &["LR"]),
    ("232", &["SL"]),
    ("233", &["GH"]),
    ("234", &["NG"]),
    ("235", &["TD"]),
    ("236", &["CF"]),
    ("237", &["CM"]),
    ("238", &["CV"]),
    ("239", &["ST"]),
    ("240", &["GQ"]),
    ("241", &["GA"]),
    ("242", &["CG"]),
    ("243", &["CD"]),
    ("244", &["AO"]),
    ("245", &["GW"]),
    ("246", &["IO"]),
    ("248", &["SC"]),
    ("249", &["SD"]),
    ("250", &["RW"]),
    ("251", &["ET"]),
    ("252", &["SO"]),
    ("253", &["DJ"]),
    ("254", &["KE"]),
    ("255", &["TZ"]),
    ("256", &["UG"]),
    ("257", &["BI"]),
    ("258", &["MZ"]),
    ("260", &["ZM"]),
    ("261", &["MG"]),
    ("262", &["RE", "YT"]),
    ("263", &["ZW"]),
    ("264", &["NA"]),
    ("265", &["MW"]),
    ("266", &["LS"]),
    ("267", &["BW"]),
    ("268", &["SZ"]),
    ("269", &["KM"]),
    ("27", &["ZA"]),
    ("290", &["SH", "TA"]),
    ("291", &["ER"]),
    ("297", &["AW"]),
    ("298", &["FO"]),
    ("299", &["GL"]),
    ("30", &["GR"]),
    ("31", &["NL"]),
    ("32", &["BE"]),
    ("33", &["FR"]),
    ("34", &["ES"]),
    ("350", &["GI"]),
    ("351", &["PT"]),
    ("352", &["LU"]),
    ("353", &["IE"]),
    ("354", &["IS"]),
    ("355", &["AL"]),
    ("356", &["MT"]),
    ("357", &["CY"]),
    ("358", &["FI", "AX"]),
    ("359", &["BG"]),
    ("36", &["HU"]),
    ("370", &["LT"]),
    ("371", &["LV"]),
    ("372", &["EE"]),
    ("373", &["MD"]),
    ("374", &["AM"]),
    ("375", &["BY"]),
    ("376", &["AD"]),
    ("377", &["MC"]),
    ("378", &["SM"]),
    ("380", &["UA"]),
    ("381", &["RS"]),
    ("382", &["ME"]),
    ("383", &["XK"]),
    ("385", &["HR"]),
    ("386", &["SI"]),
    ("387", &["BA"]),
    ("389", &["MK"]),
    ("39", &["IT", "VA"]),
    ("40", &["RO"]),
    ("41", &["CH"]),
    ("420", &["CZ"]),
    ("421", &["SK"]),
    ("423", &["LI"]),
    ("43", &["AT"]),
    ("44", &["GB", "GG", "IM", "JE"]),
    ("45", &["DK"]),
    ("46", &["SE"]),
    ("47", &["NO", "SJ"]),
    ("48", &["PL"]),
    ("49", &["DE"]),
    ("500", &["FK"]),
    ("501", &["BZ"]),
    ("502", &["GT"]),
    ("503", &["SV"]),
    ("504", &["HN"]),
    ("505", &["NI"]),
    ("506", &["CR"]),
    ("507", &["PA"]),
    ("508", &["PM"]),
    ("509", &["HT"]),
    ("51", &["PE"]),
    ("52", &["MX"]),
    ("53", &["CU"]),
    ("54", &["AR"]),
    ("55", &["BR"]),
    ("56", &["CL"]),
    ("57", &["CO"]),
    ("58", &["VE"]),
    ("590", &["GP", "BL", "MF"]),
    ("591", &["BO"]),
    ("592", &["GY"]),
    ("593", &["EC"]),
    ("594", &["GF"]),
    ("595", &["PY"]),
    ("596", &["MQ"]),
    ("597", &["SR"]),
    ("598", &["UY"]),
    ("599", &["CW", "BQ"]),
    ("60", &["MY"]),
    ("61", &["AU", "CX", "CC"]),
    ("62", &["ID"]),
    ("63", &["PH"]),
    ("64", &["NZ", "PN"]),
    ("65", &["SG"]),
    ("66", &["TH"]),
    ("670", &["TL"]),
    ("672", &["NF"]),
    ("673", &["BN"]),
    ("674", &["NR"]),
    ("675", &["PG"]),
    ("676", &["TO"]),
    ("677", &["SB"]),
    ("678", &["VU"]),
    ("679", &["FJ"]),
    ("680", &["PW"]),
    ("681", &["WF"]),
    ("682", &["CK"]),
    ("683", &["NU"]),
    ("685", &["WS"]),
    ("686", &["KI"]),
    ("687", &["NC"]),
    ("688", &["TV"]),
    ("689", &["PF"]),
    ("690", &["TK"]),
    ("691", &["FM"]),
    ("692", &["MH"]),
    ("7", &["RU", "KZ"]),
    ("81", &["JP"]),
    ("82", &["KR"]),
    ("84", &["VN"]),
    ("850", &["KP"]),
    ("852", &["HK"]),
    ("853", &["MO"]),
    ("855", &["KH"]),
    ("856", &["LA"]),
    ("86", &["CN"]),
    ("880", &["BD"]),
    ("886", &["TW"]),
    ("90", &["TR"]),
    ("91", &["IN"]),
    ("92", &["PK"]),
    ("93", &["AF"]),
    ("94", &["LK"]),
    ("95", &["MM"]),
    ("960", &["MV"]),
    ("961", &["LB"]),
    ("962", &["JO"]),
    ("963", &["SY"]),
    ("964", &["IQ"]),
    ("965", &["KW"]),
    ("966", &["SA"]),
    ("967", &["YE"]),
    ("968", &["OM"]),
    ("970", &["PS"]),
    ("971", &["AE"]),
    ("972", &["IL"]),
    ("973", &["BH"]),
    ("974", &["QA"]),
    ("975", &["BT"]),
    ("976", &["MN"]),
    ("977", &["NP"]),
    ("98", &["IR"]),
    ("992", &["TJ"]),
    ("993", &["TM"]),
    ("994", &["AZ"]),
    ("995", &["GE"]),
    ("996", &["KG"]),
    ("998", &["UZ"]),
];

/// The countries to which a plain number (`+46701234567`) may belong: several share some codes.
pub fn countries_of(number: &str) -> impl Iterator<Item = Country> {
    let digits = number.trim_start_matches('+');
    let island = ISLANDS.iter().find(|(code, _)| digits.starts_with(code));
    let shared = CODES.iter().find(|(code, _)| digits.starts_with(code));
    let shared = shared.filter(|_| island.is_none()).map_or(&[][..], |(_, countries)| countries);
    let island = island.map(|(_, country)| *country);
    island.into_iter().chain(shared.iter().copied()).filter_map(Country::parse)
}

/// The code of a country, without the plus sign. The islands of +1 are behind it.
#[must_use]
pub fn code_of(country: Country) -> Option<&'static str> {
    let is_it = |code: &&str| Country::parse(code) == Some(country);
    if ISLANDS.iter().any(|(_, island)| is_it(island)) {
        return Some("1");
    }
    let of = CODES.iter().find(|(_, countries)| countries.iter().any(is_it));
    of.map(|(code, _)| *code)
}

/// Why a plain number is not called, if it is not. Where no country is named, all are allowed.
#[must_use]
pub fn barred(number: &str, allowed: &[Country]) -> Option<Barred> {
    let digits = number.trim_start_matches('+');
    let begins = |codes: &[&str]| codes.iter().any(|code| digits.starts_with(code));
    let mut countries = countries_of(number).peekable();
    if begins(PREMIUM) || begins(NOWHERE) || countries.peek().is_none() {
        return Some(Barred::Premium);
    }
    let within = allowed.is_empty() || countries.any(|country| allowed.contains(&country));
    (!within).then_some(Barred::Country)
}

/// The number with its middle hidden, for those who need not dial it.
#[must_use]
pub fn masked(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    match digits.len() {
        0..=6 => "…".to_owned(),
        length => {
            let part = |part: &[char]| part.iter().collect::<String>();
            format!("{} … {}", part(&digits[..3]), part(&digits[length - 2..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(codes: &[&str]) -> Vec<Country> {
        codes.iter().filter_map(|code| Country::parse(code)).collect()
    }

    #[test]
    fn no_code_begins_another_so_that_a_number_has_one_country() {
        for (code, _) in CODES {
            let longer = CODES.iter().filter(|(other, _)| other.starts_with(code));
            assert_eq!(longer.count(), 1, "{code}");
            assert!(!NOWHERE.iter().any(|other| code.starts_with(other)), "{code}");
        }
        for (_, countries) in CODES {
            assert!(countries.iter().all(|code| Country::parse(code).is_some()));
        }
    }

    #[test]
    fn an_ordinary_number_of_an_allowed_country_is_called_and_no_other() {
        for number in ["+46701234567", "+447700900123", "+358501234567", "+420601234567"] {
            assert_eq!(barred(number, &[]), None, "{number}");
        }
        assert_eq!(barred("+46701234567", &allowed(&["SE"])), None);
        assert_eq!(barred("+46701234567", &allowed(&["GB", "DE"])), Some(Barred::Country));
        assert_eq!(barred("+447700900123", &allowed(&["JE"])), None, "they share the code");
    }

    #[test]
    fn the_islands_of_plus_one_are_countries_of_their_own() {
        assert_eq!(barred("+14155550123", &allowed(&["US"])), None);
        assert_eq!(barred("+14735550123", &allowed(&["US"])), Some(Barred::Country));
        assert_eq!(barred("+18765550123", &allowed(&["JM"])), None);
    }

    #[test]
    fn what_costs_a_fortune_is_called_from_nowhere() {
        for number in [
            "+19005550123",
            "+449012345678",
            "+447012345678",
            "+49900123456",
            "+491371234567",
            "+46900123456",
            "+88213312345678",
            "+870773123456",
            "+97912345678",
            "+33899123456",
            "+34806123456",
            "+351760123456",
            "+5590012345678",
            "+99912345678",
        ] {
            assert_eq!(barred(number, &[]), Some(Barred::Premium), "{number}");
        }
    }

    #[test]
    fn a_masked_number_shows_its_country_and_its_end() {
        assert_eq!(masked("+46701234567"), "+46 … 67");
        assert_eq!(masked("+461"), "…");
        bolero::check!().with_type::<String>().for_each(|text| {
            let _ = (masked(text), barred(text, &[]), countries_of(text).count());
        });
    }
}

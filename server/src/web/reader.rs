//! Who reads: the language and the country that a request asks for, found cheaply and bounded.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use domain::organisation::Settings;
use domain::words::{Country, Language};
use views::Reader;
use views::tongue::Tongue;

/// The cookie in which a chosen language is kept.
const COOKIE: &str = "language";
/// How long it is kept: a year.
const COOKIE_SECS: u32 = 31_536_000;
/// How much of `Accept-Language` is looked at, in bytes; browsers send far less.
const ACCEPT_LEN_MAX: usize = 256;
/// Most languages of it that are looked at.
const ACCEPT_MAX: usize = 16;

/// What an address may say of its reader: `?lang=de`, `?country=AT`.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    country: Option<String>,
}

impl Asked {
    /// The language that was asked for, if it is one of ours.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.lang.as_deref().and_then(Language::of_tag)
    }

    /// The country that was named.
    #[must_use]
    pub fn country(&self) -> Option<Country> {
        self.country.as_deref().and_then(Country::parse)
    }
}

/// What a browser says of its reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// What was chosen on a page of ours before.
    pub chosen: Option<Language>,
    /// The first language of the browser's that is one of ours.
    pub accepted: Option<Language>,
    /// The region of the first language that has one.
    pub region: Option<Country>,
}

impl Wishes {
    /// What the headers say.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let chosen = super::cookie(headers, COOKIE).and_then(Language::of_tag);
        let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let (accepted, region) = accept.map(read).unwrap_or_default();
        Self { chosen, accepted, region }
    }

    /// The reader of a door and of problems: chosen, else the browser's, else the vendor's.
    #[must_use]
    pub fn reader(&self, asked: &Asked, settings: &Settings) -> Reader {
        let language = asked.language().or(self.chosen).or(self.accepted);
        self.reading(settings.spoken(language), asked)
    }

    /// The reader of an emergency, to whom it is `spoken` since the door: a choice on this page
    /// counts more, and for whoever joined later so does their own browser.
    #[must_use]
    pub fn of_emergency(
        &self,
        asked: &Asked,
        settings: &Settings,
        spoken: Option<Language>,
        joined: bool,
    ) -> Reader {
        let found = match joined {
            true => self.accepted.or(spoken),
            false => spoken.or(self.accepted),
        };
        let language = asked.language().or(self.chosen).or(found);
        self.reading(settings.spoken(language), asked)
    }

    fn reading(&self, language: Language, asked: &Asked) -> Reader {
        Reader { tongue: Tongue::of(language), region: self.region, country: asked.country() }
    }
}

/// The best language of ours, and the region of the best language that has one.
///
/// Bounded, and never failing: what cannot be read is passed over.
fn read(accept: &str) -> (Option<Language>, Option<Country>) {
    let end = (0..=ACCEPT_LEN_MAX.min(accept.len())).rev().find(|at| accept.is_char_boundary(*at));
    let accept = &accept[..end.unwrap_or(0)];
    let mut language: Option<(u16, Language)> = None;
    let mut region: Option<(u16, Country)> = None;
    for one in accept.split(',').take(ACCEPT_MAX) {
        let mut parts = one.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1_000, weight);
        if weight == 0 {
            continue;
        }
        // Among equals the first counts.
        if let Some(found) = Language::of_tag(tag)
            && language.is_none_or(|(best, _)| weight > best)
        {
            language = Some((weight, found));
        }
        if let Some(found) = Country::of_tag(tag)
            && region.is_none_or(|(best, _)| weight > best)
        {
            region = Some((weight, found));
        }
    }
    (language.map(|(_, language)| language), region.map(|(_, region)| region))
}

/// A weight such as `0.8` in thousandths; one that cannot be read is none.
fn weight(text: &str) -> u16 {
    let number = text.trim().parse::<f32>().unwrap_or(0.0);
    if (0.0..=1.0).contains(&number) { (number * 1_000.0) as u16 } else { 0 }
}

/// Keeps the language that the address asked for, so that the next page speaks it too.
#[must_use]
pub fn kept(mut response: Response, asked: &Asked, secure: bool) -> Response {
    let Some(language) = asked.language() else { return response };
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; Path=/; Max-Age={COOKIE_SECS}; SameSite=Lax; HttpOnly{secure}",
        language.code()
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accept: &str, language: Option<&str>, region: Option<&str>) {
        let (found, from) = read(accept);
        assert_eq!(found.map(Language::code), language, "{accept}");
        assert_eq!(from, region.and_then(Country::parse), "{accept}");
    }

    #[test]
    fn the_browsers_best_language_that_we_speak_is_taken() {
        check("de-AT,de;q=0.9,en;q=0.8", Some("de"), Some("AT"));
        check("ja-JP, fr;q=0.5", Some("fr"), Some("JP"));
        check("en;q=0.2, PT-br;q=0.7", Some("pt"), Some("BR"));
        check("es-419", Some("es"), None);
        check("de;q=0, fr;q=0.1", Some("fr"), None);
        check("ja", None, None);
        for nothing in ["", "*", ",,;", "de;q=x", "de;q=7", ";q=1"] {
            check(nothing, None, None);
        }
    }

    #[test]
    fn a_header_of_any_text_is_read_or_passed_over() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let _ = read(text);
            // What stands first at full weight is taken, whatever follows.
            let (language, _) = read(&format!("pt,{text}"));
            assert_eq!(language, Some(Language::Portuguese), "{text}");
        });
    }

    #[test]
    fn a_choice_counts_more_than_the_browser_and_the_browser_more_than_the_vendor() {
        let settings = Settings::default();
        let code = |reader: Reader| reader.tongue.code().to_owned();
        let address =
            |lang: &str| Asked { lang: Some(lang.to_owned()), country: Some("ch".into()) };
        let asked = address("fr");
        let wishes = Wishes {
            chosen: Some(Language::Spanish),
            accepted: Some(Language::German),
            region: None,
        };
        assert_eq!(code(wishes.reader(&asked, &settings)), "fr");
        assert_eq!(asked.country(), Country::parse("CH"));
        let asked = address("tlh");
        assert_eq!(code(wishes.reader(&asked, &settings)), "es");
        let wishes = Wishes { chosen: None, ..wishes };
        assert_eq!(code(wishes.reader(&asked, &settings)), "de");
        assert_eq!(code(Wishes::default().reader(&asked, &settings)), "en");
        let vendor = Settings { language: Some(Language::Portuguese), ..settings.clone() };
        assert_eq!(code(Wishes::default().reader(&asked, &vendor)), "pt");
        assert_eq!(code(wishes.reader(&asked, &vendor)), "de");
        // Since the door we speak French with them; a colleague who joined reads their own.
        let french = Some(Language::French);
        assert_eq!(code(wishes.of_emergency(&asked, &settings, french, false)), "fr");
        assert_eq!(code(wishes.of_emergency(&asked, &settings, french, true)), "de");
    }
}

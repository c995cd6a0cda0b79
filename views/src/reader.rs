//! Who reads a page: in which language, by which clock, and where they may be.

use domain::organisation::Settings;
use domain::words::danger::Whereabouts;
use domain::words::{Country, Language};
use maud::{Markup, html};

use crate::tongue::Tongue;
use crate::{Context, say, shell};

/// Who reads. The default reads English and may be anywhere; the console is written for them.
#[derive(Clone, Copy)]
pub struct Reader {
    /// Their language.
    pub tongue: &'static Tongue,
    /// The region of the language that their browser asks for: a hint of where they are, and how
    /// times are written there.
    pub region: Option<Country>,
    /// The country that they, or the address that they came by, have named.
    pub country: Option<Country>,
}

impl Default for Reader {
    fn default() -> Self {
        Self::of(Language::default())
    }
}

impl Reader {
    /// Somebody who reads that language, and may be anywhere.
    #[must_use]
    pub fn of(language: Language) -> Self {
        Self { tongue: Tongue::of(language), region: None, country: None }
    }

    /// Whether they count hours from one to twelve, twice a day.
    #[must_use]
    pub fn twelve_hours(&self) -> bool {
        let Some(region) = self.country.or(self.region) else { return false };
        match self.tongue.code() {
            "en" => matches!(
                region.code(),
                "US" | "CA" | "AU" | "NZ" | "IN" | "PH" | "PK" | "BD" | "MY" | "SG" | "EG" | "SA"
            ),
            "es" => matches!(region.code(), "US" | "PR" | "CO" | "VE" | "PA" | "DO"),
            _ => false,
        }
    }

    /// The language tag by which the browser writes dates: with the region, where it is known.
    #[must_use]
    pub fn tag(&self) -> String {
        match (self.tongue.code(), self.region) {
            (code, Some(region)) => format!("{code}-{region}"),
            // English without a country means day before month here.
            ("en", None) => "en-GB".to_owned(),
            (code, None) => code.to_owned(),
        }
    }
}

/// The numbers to call in danger of life, where this reader may be.
#[must_use]
pub fn danger_numbers(settings: &Settings, reader: Reader) -> Vec<&str> {
    let whereabouts = Whereabouts {
        named: reader.country,
        written: &settings.danger_number,
        served: &settings.serves,
        hinted: reader.region,
    };
    whereabouts.numbers()
}

/// The same as markup, each number one tap away.
#[must_use]
pub fn danger_numbers_to_call(context: &Context<'_>) -> Markup {
    let settings = &context.state.organisation.settings;
    html! {
        @for (index, number) in danger_numbers(settings, context.reader).into_iter().enumerate() {
            @if index > 0 { " / " }
            (shell::telephone(number, None))
        }
    }
}

/// Whom to call first when somebody is in danger, in one sentence.
#[must_use]
pub fn danger_first(context: &Context<'_>) -> Markup {
    say!(context, "danger-first", numbers = danger_numbers_to_call(context))
}

//! Tongues: every sentence that a caller reads, in each language, from the files in `locales/`.
//!
//! A sentence is asked for by [`say!`](crate::say) as markup and by [`plain!`](crate::plain) as
//! text. It is never put together from parts: what changes in it is an argument, so that each
//! language can put it where it belongs.

use std::fmt::Write;
use std::sync::OnceLock;

use domain::words::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use maud::{Escaper, Markup, PreEscaped};

macro_rules! locale {
    ($language:literal) => {
        &[
            include_str!(concat!("../locales/", $language, "/call.ftl")),
            include_str!(concat!("../locales/", $language, "/common.ftl")),
            include_str!(concat!("../locales/", $language, "/contacts.ftl")),
            include_str!(concat!("../locales/", $language, "/course.ftl")),
            include_str!(concat!("../locales/", $language, "/door.ftl")),
            include_str!(concat!("../locales/", $language, "/emergency.ftl")),
            include_str!(concat!("../locales/", $language, "/follow.ftl")),
            include_str!(concat!("../locales/", $language, "/problems.ftl")),
            include_str!(concat!("../locales/", $language, "/rehearsal.ftl")),
            include_str!(concat!("../locales/", $language, "/proof.ftl")),
            include_str!(concat!("../locales/", $language, "/shown.ftl")),
            include_str!(concat!("../locales/", $language, "/status.ftl")),
            include_str!(concat!("../locales/", $language, "/subscribe.ftl")),
            include_str!(concat!("../locales/", $language, "/together.ftl")),
        ]
    };
}

/// The files of a language.
#[must_use]
pub const fn files(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => locale!("en"),
        Language::German => locale!("de"),
        Language::French => locale!("fr"),
        Language::Spanish => locale!("es"),
        Language::Portuguese => locale!("pt"),
    }
}

/// What changes in a sentence.
pub enum Value {
    /// Somebody's words or name; set apart, so that its direction does not turn the sentence.
    Text(String),
    /// A count, which decides about the plural.
    Number(u64),
    /// An element: a time that ticks, a number to call.
    Markup(Markup),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(u64::from(number))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<Markup> for Value {
    fn from(markup: Markup) -> Self {
        Self::Markup(markup)
    }
}

/// A sentence of the reader's, as markup: `say!(context, "key", name = value)`.
#[macro_export]
macro_rules! say {
    ($context:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $context.reader.tongue.markup(
            $key,
            &[$((stringify!($name), $crate::tongue::Value::from($value))),*],
        )
    };
}

/// The same as text, for titles, attributes and messages: `plain!(tongue, "key", name = value)`.
#[macro_export]
macro_rules! plain {
    ($tongue:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $tongue.text($key, &[$((stringify!($name), $crate::tongue::Value::from($value))),*])
    };
}

/// One language, ready to speak.
pub struct Tongue {
    code: String,
    direction: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// Where an argument stands in a sentence until it is put in: characters that nobody writes.
const PLACES: u32 = 0xE100;
/// Most arguments of one sentence.
const VALUES_MAX: u32 = 16;

/// The marks around text whose direction is not known.
const ISOLATED: [char; 2] = ['\u{2068}', '\u{2069}'];

impl Tongue {
    /// The tongue of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static KNOWN: [OnceLock<Tongue>; Language::ALL.len()] =
            [const { OnceLock::new() }; Language::ALL.len()];
        let made = || Self::made_up(language.code(), "ltr", files(language));
        KNOWN[language as usize].get_or_init(made)
    }

    /// A tongue of other files: for tests with languages that nobody speaks.
    ///
    /// # Panics
    /// When a file is no Fluent file. Ours are tested.
    #[must_use]
    pub fn made_up(code: &str, direction: &'static str, files: &[&str]) -> Self {
        let locale = code.parse().expect("a language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // What needs it is set apart below: by an element in markup, by marks in text.
        bundle.set_use_isolating(false);
        match code {
            "en" => bundle.set_formatter(Some(by_comma)),
            "de" | "pt" => bundle.set_formatter(Some(by_point)),
            _ => bundle.set_formatter(Some(by_space)),
        }
        for file in files {
            let resource = FluentResource::try_new((*file).to_owned());
            let resource = resource.map_err(|(_, wrong)| wrong).expect("a Fluent file");
            bundle.add_resource(resource).map_err(|_| ()).expect("no sentence twice");
        }
        Self { code: code.to_owned(), direction, bundle }
    }

    /// The code of the language, for `lang`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The language, as people choose one.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::of_tag(&self.code).unwrap_or_default()
    }

    /// The direction it is written in, for `dir`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        self.direction
    }

    /// A sentence as markup; its arguments are escaped, and somebody's words are set apart.
    #[must_use]
    pub fn markup(&self, key: &str, values: &[(&str, Value)]) -> Markup {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for ((name, value), place) in values.iter().zip(0..VALUES_MAX) {
            match value {
                Value::Number(number) => arguments.set(*name, *number),
                Value::Text(_) | Value::Markup(_) => {
                    let place = char::from_u32(PLACES + place).unwrap_or_default();
                    arguments.set(*name, String::from(place));
                }
            }
        }
        let sentence = self.sentence(key, &arguments);
        let mut made = String::with_capacity(sentence.len() + 64);
        let mut rest = sentence.as_str();
        let value_at = |found: char| {
            let place = u32::from(found).checked_sub(PLACES)?;
            values.get(usize::try_from(place).ok()?).map(|(_, value)| value)
        };
        while let Some((at, found)) = rest.char_indices().find(|(_, c)| value_at(*c).is_some()) {
            escape(&mut made, &rest[..at]);
            match value_at(found) {
                Some(Value::Markup(markup)) => made.push_str(&markup.0),
                Some(Value::Text(text)) => {
                    made.push_str("<bdi>");
                    escape(&mut made, text);
                    made.push_str("</bdi>");
                }
                Some(Value::Number(_)) | None => {}
            }
            rest = &rest[at + found.len_utf8()..];
        }
        escape(&mut made, rest);
        PreEscaped(made)
    }

    /// A sentence as text. Where the language is written from right to left, somebody's words are
    /// set apart by marks; elsewhere there are none, because text messages have no room for them.
    #[must_use]
    pub fn text(&self, key: &str, values: &[(&str, Value)]) -> String {
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            match value {
                Value::Number(number) => arguments.set(*name, *number),
                Value::Text(text) if self.direction == "rtl" => {
                    let [open, close] = ISOLATED;
                    arguments.set(*name, format!("{open}{text}{close}"));
                }
                Value::Text(text) => arguments.set(*name, text.clone()),
                Value::Markup(markup) => arguments.set(*name, markup.0.clone()),
            }
        }
        self.sentence(key, &arguments)
    }

    /// A sentence that is missing is said in English, and one that is missing there by its key:
    /// whoever calls for help gets a page in any case.
    fn sentence(&self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let (name, attribute) = match key.split_once('.') {
            Some((name, attribute)) => (name, Some(attribute)),
            None => (key, None),
        };
        let pattern = self.bundle.get_message(name).and_then(|message| match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|found| found.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            let english = Self::of(Language::English);
            return match std::ptr::eq(self, english) {
                true => key.to_owned(),
                false => english.sentence(key, arguments),
            };
        };
        let mut wrong = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(arguments), &mut wrong);
        debug_assert!(wrong.is_empty(), "{key}: {wrong:?}");
        said.into_owned()
    }
}

fn escape(made: &mut String, text: &str) {
    // Writing into a string cannot fail.
    let _ = Escaper::new(made).write_str(text);
}

fn by_comma<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    grouped(value, ",")
}

fn by_point<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    grouped(value, ".")
}

/// The narrow space that no line is broken at.
fn by_space<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    grouped(value, "\u{202f}")
}

/// A count of five digits and more in groups of three, as the reader's country writes them; four
/// digits stay together everywhere, so that no year and no number of an emergency is torn apart.
fn grouped(value: &FluentValue<'_>, mark: &str) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = format!("{:.0}", number.value);
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut made = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            made.push_str(mark);
        }
        made.push(digit);
    }
    Some(made)
}

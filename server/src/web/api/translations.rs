//! Words in further languages, as programs write and read them.

use domain::words::{Flaw, Language, Translation};
use serde_json::{Map, Value};

use super::super::Problem;
use super::call::Call;
use super::schema::{Schema, list, object, text};
use super::shapes::language;

/// A list of them as a body has it: of each the language, and what is written in it.
pub fn taken(parts: &[&'static str]) -> Schema {
    let parts: Vec<(&str, Schema)> = parts.iter().map(|part| (*part, text())).collect();
    list(object(&[("language", language())], &parts))
}

/// The same as an answer has it.
pub fn shown(parts: &[&'static str]) -> Schema {
    let parts = parts.iter().map(|part| (*part, text()));
    let fields: Vec<(&str, Schema)> =
        std::iter::once(("language", language())).chain(parts).collect();
    list(object(&fields, &[]))
}

/// What is written in further languages, with these parts.
pub fn of(all: &[Translation], parts: &[&str]) -> Value {
    let one = |known: &Translation| {
        let parts = parts.iter().map(|part| {
            let words = match *part {
                "title" => known.title.as_str(),
                "impact" => &known.impact,
                "workaround" => &known.workaround,
                "next" => &known.next,
                _ => &known.known,
            };
            ((*part).to_owned(), Value::from(words))
        });
        let language = ("language".to_owned(), Value::from(known.language.code()));
        Value::Object(std::iter::once(language).chain(parts).collect::<Map<_, _>>())
    };
    all.iter().map(one).collect()
}

/// What a body says in further languages. Its schema has been checked; `word` is what it calls what
/// is known, and `meant` leaves of each the parts that are written there.
///
/// # Errors
/// The [`Problem`] with a language that stands there twice, or with what is too long.
pub fn read(
    call: &Call,
    word: &str,
    meant: fn(Translation) -> Translation,
) -> Result<Vec<Translation>, Problem> {
    let all = each(call, word)?;
    let checked = Translation::checked(&all, meant);
    checked.map_err(|flaw| flawed(all.iter().map(|known| known.language), &flaw, word))
}

/// The same, where what is too long is cut later.
///
/// # Errors
/// The [`Problem`] with a language that stands there twice.
pub fn each(call: &Call, word: &str) -> Result<Vec<Translation>, Problem> {
    let one = |(language, body): (Language, &Value)| {
        let text = |field: &str| body[field].as_str().unwrap_or_default();
        Translation {
            language,
            title: text("title").into(),
            known: text(word).into(),
            impact: text("impact").into(),
            workaround: text("workaround").into(),
            next: text("next").into(),
        }
    };
    Ok(bodies(call)?.into_iter().map(one).collect())
}

/// What a body says in further languages, by language.
///
/// # Errors
/// The [`Problem`] with a language that stands there twice.
pub fn bodies(call: &Call) -> Result<Vec<(Language, &Value)>, Problem> {
    let mut read: Vec<(Language, &Value)> = Vec::new();
    for (at, body) in call.body["translations"].as_array().into_iter().flatten().enumerate() {
        let language = body["language"].as_str().and_then(Language::of_tag).unwrap_or_default();
        if read.iter().any(|(known, _)| *known == language) {
            let field = format!("translations.{at}.language");
            return Err(Problem::bad(&field, "Write each language once."));
        }
        read.push((language, body));
    }
    Ok(read)
}

/// What is wrong, with the part that it is about; `word` is what the body calls what is known.
pub fn flawed(languages: impl IntoIterator<Item = Language>, flaw: &Flaw, word: &str) -> Problem {
    let at = languages.into_iter().position(|language| language == flaw.language());
    let part = match flaw {
        Flaw::TooLong { part, .. } if part == "known" => word,
        Flaw::TooLong { part, .. } => part.as_str(),
        Flaw::Twice { .. } => "language",
    };
    Problem::bad(&format!("translations.{}.{part}", at.unwrap_or_default()), flaw.to_string())
}

//! Every sentence stands in every language, takes the same arguments, and is said somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::words::Language;
use fluent_syntax::ast;
use views::tongue::{Tongue, files};

/// What is written alike in English and in another language, because it is the same word there.
const ALIKE: &[&str] = &[
    "page-title",
    "status-title",
    "status-json",
    "span-minutes",
    "tick-minutes",
    "tick-seconds",
    "tick-hours",
    "known-in",
    "talk-title",
    "talk-log",
    "time-day",
    "size-bytes",
    "size-kilobytes",
    "status-json",
    "status-title",
];

#[derive(Default)]
struct Sentence {
    arguments: BTreeSet<String>,
    text: String,
}

fn sentences(language: Language) -> BTreeMap<String, Sentence> {
    let mut found = BTreeMap::new();
    for file in files(language) {
        let resource = fluent_syntax::parser::parse(*file).expect("a Fluent file");
        for entry in resource.body {
            let ast::Entry::Message(message) = entry else { continue };
            let mut add = |name: String, pattern: &ast::Pattern<&str>| {
                let mut sentence = Sentence::default();
                read(pattern, &mut sentence);
                assert!(found.insert(name.clone(), sentence).is_none(), "{name} stands twice");
            };
            if let Some(value) = &message.value {
                add(message.id.name.to_owned(), value);
            }
            for attribute in &message.attributes {
                add(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
            }
        }
    }
    found
}

fn read(pattern: &ast::Pattern<&str>, into: &mut Sentence) {
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => into.text.push_str(value),
            ast::PatternElement::Placeable { expression } => read_expression(expression, into),
        }
    }
}

fn read_expression(expression: &ast::Expression<&str>, into: &mut Sentence) {
    match expression {
        ast::Expression::Inline(inline) => read_inline(inline, into),
        ast::Expression::Select { selector, variants } => {
            read_inline(selector, into);
            for variant in variants {
                read(&variant.value, into);
            }
        }
    }
}

fn read_inline(inline: &ast::InlineExpression<&str>, into: &mut Sentence) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.arguments.insert(id.name.to_owned());
        }
        other => panic!("our sentences take arguments only: {other:?}"),
    }
}

#[test]
fn no_sentence_is_missing_in_any_language_and_each_takes_the_same_arguments() {
    let english = sentences(Language::English);
    for language in Language::ALL {
        let theirs = sentences(language);
        let names = |all: &BTreeMap<String, Sentence>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&theirs), names(&english), "{language:?}");
        for (name, sentence) in &theirs {
            assert_eq!(sentence.arguments, english[name].arguments, "{language:?}: {name}");
        }
    }
}

#[test]
fn no_english_is_left_in_another_language() {
    let english = sentences(Language::English);
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        for (name, sentence) in sentences(language) {
            let letters = sentence.text.chars().filter(|c| c.is_alphabetic()).count();
            let alike = sentence.text == english[&name].text && letters > 0;
            assert!(!alike || ALIKE.contains(&name.as_str()), "{language:?}: {name} is English");
        }
    }
}

/// The sources that say sentences.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = String::new();
    let mut folders = vec![root.join("src"), root.join("../server/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = std::fs::read_to_string(path).expect("a source");
                // Comments show how it is said, and say nothing.
                let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
                code.for_each(|line| found.extend([line, "\n"]));
            }
        }
    }
    found
}

/// The sentence and the names of the arguments of each `say!` and `plain!`.
fn said(sources: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut found = Vec::new();
    for start in ["say!(", "plain!("] {
        for (at, _) in sources.match_indices(start) {
            let inner = balanced(&sources[at + start.len()..]);
            let mut parts = split(inner).into_iter();
            let (_, Some(key)) = (parts.next(), parts.next()) else { continue };
            let Some(key) = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) else {
                continue;
            };
            let names = parts.filter_map(|part| part.split_once('=').map(|(name, _)| name.trim()));
            found.push((key.to_owned(), names.map(ToOwned::to_owned).collect()));
        }
    }
    found
}

/// What stands up to the parenthesis that ends it.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// The parts between the commas of the outermost level.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn every_sentence_that_is_said_is_written_with_just_these_arguments() {
    let english = sentences(Language::English);
    let said = said(&sources());
    assert!(said.len() > 100, "{} sentences are said", said.len());
    for (key, arguments) in said {
        let written = english.get(&key).unwrap_or_else(|| panic!("{key} is not written"));
        assert_eq!(written.arguments, arguments, "{key}");
    }
}

#[test]
fn every_sentence_that_is_written_is_said() {
    let sources = sources();
    for name in sentences(Language::English).into_keys() {
        let key = name.split('.').next().unwrap_or_default();
        assert!(sources.contains(&format!("\"{key}\"")), "nobody says {name}");
    }
}

#[test]
fn names_are_set_apart_and_nothing_in_them_is_markup() {
    let tongue = Tongue::of(Language::German);
    let name = "<b>\u{e100}Ana";
    let said = tongue.markup("state-accepted", &[("name", name.into())]);
    assert_eq!(said.0, "<bdi>&lt;b&gt;\u{e100}Ana</bdi> kümmert sich darum.");
    let title = tongue.text("title-accepted", &[("name", name.into())]);
    assert_eq!(title, "<b>\u{e100}Ana kümmert sich darum");
}

#[test]
fn counts_decide_about_the_plural_and_are_grouped_as_readers_write_them() {
    let said =
        |language, kept: u32| views::plain!(Tongue::of(language), "said-cut-words", kept = kept);
    assert!(said(Language::English, 1).contains("its first character is"));
    assert!(said(Language::English, 25_000).contains("first 25,000 characters"));
    assert!(said(Language::German, 25_000).contains("ersten 25.000 Zeichen"));
    assert!(said(Language::French, 25_000).contains("les 25\u{202f}000 premiers"));
    assert!(said(Language::Portuguese, 2_500).contains("primeiros 2500 caracteres"));
}

//! Reading tables field by field, so that every mistake is found at once and has its line.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::customers::distance;
use domain::words::{LINE_LEN_MAX, SmolStr, is_key, tidy_line, tidy_words};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::words::{not_a_key, quoted, shown, what_it_is};
use super::{Problem, Severity};

/// From which likeness on an unknown key is taken for a slip of the finger, in permille.
const LIKELY_MEANT: u32 = 600;
/// Words that say that somebody is about to write a secret into a file that is passed around.
const SECRET_WORDS: [&str; 4] = ["password", "secret", "token", "api_key"];

/// Collects what is wrong, and on which line each place stands.
pub(super) struct Reader {
    line_starts: Vec<usize>,
    problems: Vec<Problem>,
    lines: BTreeMap<String, u32>,
}

impl Reader {
    pub(super) fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { line_starts, problems: Vec::new(), lines: BTreeMap::new() }
    }

    pub(super) fn finish(self) -> (Vec<Problem>, BTreeMap<String, u32>) {
        (self.problems, self.lines)
    }

    /// Notes what the TOML parser says.
    pub(super) fn syntax(&mut self, error: &toml::de::Error) {
        let line = error.span().map(|span| self.line_of(span.start));
        let said = tidy_line(error.message());
        let text = match said.as_str() {
            said if said.contains("recurs") => {
                "Values are nested too deeply here. Nothing in this file needs \
                                  more than three levels; check the brackets."
                    .to_owned()
            }
            "duplicate key" => {
                "This stands twice in the same table. Keep one of them; for another \
                                person, team or customer use double brackets, like [[person]]."
                    .to_owned()
            }
            said => format!("This is not valid TOML: {said}. Check the quotes and brackets here."),
        };
        self.report(line, String::new(), text);
    }

    pub(super) fn error(&mut self, path: &str, text: String) {
        let line = self.lines.get(path).copied();
        self.report(line, path.to_owned(), text);
    }

    fn report(&mut self, line: Option<u32>, path: String, text: String) {
        self.problems.push(Problem { severity: Severity::Error, line, path, text });
    }

    fn line_of(&self, offset: usize) -> u32 {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

/// The fields of one table that were not read yet.
pub(super) struct Fields<'v> {
    /// How the table is called in problems, such as `schedule "night-watch", rotation 2`.
    place: String,
    line: Option<u32>,
    left: BTreeMap<&'v str, (u32, &'v DeValue<'v>)>,
    asked: Vec<&'static str>,
}

impl<'v> Fields<'v> {
    pub(super) fn root(table: &'v DeTable<'v>, reader: &Reader) -> Self {
        Self::new(String::new(), None, table, reader)
    }

    fn new(place: String, line: Option<u32>, table: &'v DeTable<'v>, reader: &Reader) -> Self {
        let left = table.iter().map(|(key, value)| {
            (key.get_ref().as_ref(), (reader.line_of(key.span().start), value.get_ref()))
        });
        Self { place, line, left: left.collect(), asked: Vec::new() }
    }

    /// Calls the place by what was found in it rather than by its number.
    pub(super) fn rename(&mut self, place: String, reader: &mut Reader) {
        self.place = place;
        self.note(reader);
    }

    fn note(&self, reader: &mut Reader) {
        if let Some(line) = self.line {
            reader.lines.entry(self.place.clone()).or_insert(line);
        }
    }

    /// The path of a field of this table.
    pub(super) fn path(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}: {name}", self.place) }
    }

    /// The same for a field that may be left out; it is named among what is possible.
    pub(super) fn is_asked(&mut self, name: &'static str) -> bool {
        self.asked.push(name);
        self.has(name)
    }

    /// Whether a field is there and was not read yet.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }

    fn take(&mut self, name: &'static str, reader: &mut Reader) -> Option<&'v DeValue<'v>> {
        self.asked.push(name);
        let (line, value) = self.left.remove(name)?;
        reader.lines.insert(self.path(name), line);
        Some(value)
    }

    /// Says that a field is missing, and what to write.
    pub(super) fn missing(&self, name: &str, wanted: &str, reader: &mut Reader) {
        let text = format!("`{name}` is missing. Add it: {wanted}.");
        let path = self.path(name);
        reader.report(self.line, path, text);
    }

    fn wrong(&self, name: &str, value: &DeValue<'_>, wanted: &str, reader: &mut Reader) {
        let text = format!("This is {}. Write {wanted}.", what_it_is(value));
        reader.error(&self.path(name), text);
    }

    /// A text of one line, tidied.
    pub(super) fn line(&mut self, name: &'static str, reader: &mut Reader) -> Option<SmolStr> {
        let value = self.take(name, reader)?;
        let DeValue::String(text) = value else {
            self.wrong(name, value, "text in quotes", reader);
            return None;
        };
        if text.len() > LINE_LEN_MAX {
            let text = format!("This is too long: at most {LINE_LEN_MAX} bytes fit. Shorten it.");
            reader.error(&self.path(name), text);
            return None;
        }
        Some(SmolStr::new(tidy_line(text)))
    }

    /// A text of one line that must be there. What stands for a missing one is never used, because
    /// a file with problems is not handed on.
    pub(super) fn needed(
        &mut self,
        name: &'static str,
        wanted: &str,
        reader: &mut Reader,
    ) -> SmolStr {
        let there = self.has(name);
        let found = self.line(name, reader);
        if !there || found.as_deref().is_some_and(str::is_empty) {
            self.missing(name, wanted, reader);
        }
        found.unwrap_or_default()
    }

    /// A text of several lines, tidied.
    pub(super) fn words(&mut self, name: &'static str, reader: &mut Reader) -> Option<String> {
        let value = self.take(name, reader)?;
        let DeValue::String(text) = value else {
            self.wrong(name, value, "text in quotes", reader);
            return None;
        };
        Some(tidy_words(text, text.len()))
    }

    /// A list of texts.
    pub(super) fn list(&mut self, name: &'static str, reader: &mut Reader) -> Vec<SmolStr> {
        let Some(value) = self.take(name, reader) else { return Vec::new() };
        let wanted = "a list of texts, like [\"one\", \"two\"]";
        let DeValue::Array(items) = value else {
            self.wrong(name, value, wanted, reader);
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items.iter().map(Spanned::get_ref) {
            match item {
                DeValue::String(text) if text.len() <= LINE_LEN_MAX => {
                    texts.push(SmolStr::new(tidy_line(text)));
                }
                DeValue::String(_) => {
                    let text = format!("One of these is longer than {LINE_LEN_MAX} bytes.");
                    reader.error(&self.path(name), text);
                }
                other => self.wrong(name, other, wanted, reader),
            }
        }
        texts
    }

    /// A list of keys.
    pub(super) fn keys<K: for<'k> From<&'k str>>(
        &mut self,
        name: &'static str,
        reader: &mut Reader,
    ) -> Vec<K> {
        let texts = self.list(name, reader);
        for text in texts.iter().filter(|text| !is_key(text)) {
            reader.error(&self.path(name), not_a_key(text));
        }
        texts.iter().map(|text| K::from(text.as_str())).collect()
    }

    /// One key, if it stands there.
    pub(super) fn key(&mut self, name: &'static str, reader: &mut Reader) -> Option<SmolStr> {
        let text = self.line(name, reader)?;
        if !is_key(&text) {
            reader.error(&self.path(name), not_a_key(&text));
            return None;
        }
        Some(text)
    }

    /// The key of the table itself.
    pub(super) fn own_key(&mut self, reader: &mut Reader) -> Option<SmolStr> {
        if !self.has("key") {
            self.missing("key", "a key that stays the same, like \"maria\"", reader);
        }
        self.key("key", reader)
    }

    /// A whole number of zero or more.
    pub(super) fn number(&mut self, name: &'static str, reader: &mut Reader) -> Option<u64> {
        let value = self.take(name, reader)?;
        let number = match value {
            DeValue::Integer(found) => u64::from_str_radix(found.as_str(), found.radix()).ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(name, value, "a whole number of zero or more, without quotes", reader);
        }
        number
    }

    /// True or false; false when absent.
    pub(super) fn flag(&mut self, name: &'static str, reader: &mut Reader) -> bool {
        match self.take(name, reader) {
            Some(DeValue::Boolean(flag)) => *flag,
            Some(other) => {
                self.wrong(name, other, "true or false, without quotes", reader);
                false
            }
            None => false,
        }
    }

    /// A day, written as TOML's own or as text.
    pub(super) fn day(&mut self, name: &'static str, reader: &mut Reader) -> Option<String> {
        match self.take(name, reader)? {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Datetime(day) => Some(day.to_string()),
            other => {
                self.wrong(name, other, "a day, like 2026-01-05", reader);
                None
            }
        }
    }

    /// The one table of that name.
    pub(super) fn table(&mut self, name: &'static str, reader: &mut Reader) -> Option<Fields<'v>> {
        let value = self.take(name, reader)?;
        let path = self.path(name);
        match value {
            DeValue::Table(table) => {
                let line = reader.lines.get(&path).copied();
                Some(Self::new(path, line, table, reader))
            }
            DeValue::Array(_) => {
                let text = format!("There can be only one. Write [{name}] with single brackets.");
                reader.error(&path, text);
                None
            }
            other => {
                self.wrong(name, other, "a table", reader);
                None
            }
        }
    }

    /// The tables of that name, each called by its number until it gets a better name.
    pub(super) fn tables(&mut self, name: &'static str, reader: &mut Reader) -> Vec<Fields<'v>> {
        let Some(value) = self.take(name, reader) else { return Vec::new() };
        let DeValue::Array(items) = value else {
            let text = "There can be several. Write the heading with double brackets, like \
                        [[person]] or [[person.method]].";
            reader.error(&self.path(name), text.to_owned());
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let number = index + 1;
            let comma = if self.place.is_empty() { "" } else { ", " };
            let place = format!("{}{comma}{name} {number}", self.place);
            let DeValue::Table(table) = item.get_ref() else {
                self.wrong(name, item.get_ref(), "a table", reader);
                continue;
            };
            let line = Some(reader.line_of(item.span().start));
            let fields = Self::new(place, line, table, reader);
            fields.note(reader);
            tables.push(fields);
        }
        tables
    }

    /// Nothing may be left over: a misspelt field would otherwise be ignored without a word.
    pub(super) fn finish(self, reader: &mut Reader) {
        for (name, (line, _)) in &self.left {
            let likely = self
                .asked
                .iter()
                .map(|asked| (distance::likeness(name, asked), asked))
                .filter(|(likeness, _)| *likeness >= LIKELY_MEANT)
                .max_by_key(|(likeness, _)| *likeness);
            let mut text = format!("The key {} is unknown here.", quoted(name));
            let lower = name.to_lowercase();
            match likely {
                Some((_, asked)) => _ = write!(text, " Did you mean `{asked}`?"),
                None if SECRET_WORDS.iter().any(|secret| lower.contains(secret)) => {
                    text.push_str(" Secrets do not belong in this file but in the configuration.");
                }
                None => _ = write!(text, " Possible are: {}.", self.asked.join(", ")),
            }
            reader.report(Some(*line), self.path(&shown(name)), text);
        }
    }
}

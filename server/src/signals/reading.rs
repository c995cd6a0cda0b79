//! Reading what tools send: numbers where texts are wanted, nulls, lists without end, odd times.

use std::fmt;
use std::marker::PhantomData;

use domain::monitoring::{Asks, Level, Report, Signal};
use domain::words::Timestamp;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Most alerts of one body; what is beyond is told of by an alert of its own.
pub const LIST_MAX: usize = 5_000;
/// Most names and values that are looked at in one alert; the report keeps fewer.
const NAMES_MAX: usize = 100;
/// Longest text that is put together from a list or an object, in bytes.
const INNER_LEN_MAX: usize = 1_000;
/// Later than this no tool means by a time in seconds.
const SECS_MAX: i64 = 100_000_000_000;

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        Self(format!("This is not the JSON that is expected here: {error}."))
    }
}

/// A text, or whatever a tool sent in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl std::ops::Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Text {
    /// The text without what surrounds it, if there is one.
    pub fn given(&self) -> Option<&str> {
        Some(self.0.trim()).filter(|text| !text.is_empty())
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(Text(text))
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Text, E> {
                Ok(Text(flag.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Text, A::Error> {
                let mut whole = String::new();
                while let Some(item) = items.next_element::<Text>()? {
                    add(&mut whole, &item);
                }
                Ok(Text(whole))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Text, A::Error> {
                let mut whole = String::new();
                while let Some((name, value)) = entries.next_entry::<Text, Text>()? {
                    add(&mut whole, &format!("{}={}", name.0, value.0));
                }
                Ok(Text(whole))
            }
        }
        from.deserialize_any(Any)
    }
}

fn add(whole: &mut String, part: &str) {
    if whole.len() + part.len() + 2 <= INNER_LEN_MAX {
        if !whole.is_empty() {
            whole.push_str(", ");
        }
        whole.push_str(part);
    }
}

/// Names and values. Where a tool sends a bare text instead, it stands under an empty name.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The first of them, in the order in which they came.
    pub entries: Vec<(String, Text)>,
    /// How many came after these.
    pub more: u32,
}

impl Names {
    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let known = self.entries.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.and_then(|(_, value)| value.given())
    }

    /// The value of the first of these names that has one.
    pub fn first_of(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }

    /// Puts them into a report, but for the names that were used otherwise.
    pub fn into_report(self, report: &mut Report, used: &[&str], bare: &str) {
        for (name, value) in &self.entries {
            if used.contains(&name.as_str()) {
                continue;
            }
            // Many tools tell of where to look by an annotation.
            if value.starts_with("https://") || value.starts_with("http://") {
                report.link(value, name);
            } else {
                report.detail(if name.is_empty() { bare } else { name }, value);
            }
        }
        report.cut = report.cut.saturating_add(self.more);
    }

    /// What tells these names and values from others.
    pub fn digest(&self) -> String {
        let mut sorted: Vec<(&str, &str)> =
            self.entries.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
        sorted.sort_unstable();
        digest(sorted.iter().flat_map(|(name, value)| [*name, *value]))
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names with values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Names, A::Error> {
                let mut names = Names::default();
                while names.entries.len() < NAMES_MAX {
                    let Some(entry) = entries.next_entry::<String, Text>()? else {
                        return Ok(names);
                    };
                    names.entries.push(entry);
                }
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    names.more = names.more.saturating_add(1);
                }
                Ok(names)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Names, A::Error> {
                let mut names = Names::default();
                while let Some(item) = items.next_element::<Text>()? {
                    if names.entries.len() < NAMES_MAX {
                        names.entries.push((String::new(), item));
                    } else {
                        names.more = names.more.saturating_add(1);
                    }
                }
                Ok(names)
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Names, E> {
                Ok(Names { entries: vec![(String::new(), Text(text.to_owned()))], more: 0 })
            }
            fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Names, E> {
                self.visit_str(if flag { "true" } else { "false" })
            }
            fn visit_i64<E>(self, number: i64) -> Result<Names, E> {
                Ok(Names { entries: vec![(String::new(), Text(number.to_string()))], more: 0 })
            }
            fn visit_u64<E>(self, number: u64) -> Result<Names, E> {
                Ok(Names { entries: vec![(String::new(), Text(number.to_string()))], more: 0 })
            }
            fn visit_f64<E>(self, number: f64) -> Result<Names, E> {
                Ok(Names { entries: vec![(String::new(), Text(number.to_string()))], more: 0 })
            }
            fn visit_unit<E>(self) -> Result<Names, E> {
                Ok(Names::default())
            }
        }
        from.deserialize_any(Any)
    }
}

/// A list that ends at its limit, and may be missing.
#[derive(Clone, Debug)]
pub struct List<T> {
    /// The first of them.
    pub items: Vec<T>,
    /// How many came after these.
    pub more: u32,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), more: 0 }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<List<T>, A::Error> {
                let mut list = List::default();
                while list.items.len() < LIST_MAX {
                    let Some(item) = items.next_element()? else { return Ok(list) };
                    list.items.push(item);
                }
                while items.next_element::<IgnoredAny>()?.is_some() {
                    list.more = list.more.saturating_add(1);
                }
                Ok(list)
            }
            fn visit_unit<E>(self) -> Result<List<T>, E> {
                Ok(List::default())
            }
        }
        from.deserialize_any(Any(PhantomData))
    }
}

/// What stands for the alerts of a body beyond its limit, or for those that the tool itself left
/// out.
pub fn more(count: u32, source: &str) -> Option<Signal> {
    let summary = format!(
        "{count} more alerts came in one message and were not read. Look at the tool that sent \
         them."
    );
    let report = Report::new(Level::Error, &summary).from(source);
    (count > 0).then(|| Signal::new("mayday:more", Asks::Trigger(Box::new(report))))
}

/// A short digest of texts, as the key of what has no key.
pub fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// An instant as tools write it: RFC 3339, an offset without a colon, or seconds or milliseconds
/// since 1970. What lies before 1970 stands for none.
pub fn instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        let millis = if number < SECS_MAX { number.checked_mul(1_000)? } else { number };
        return (millis > 0).then_some(Timestamp(millis));
    }
    let parse = |text: &str| text.parse::<jiff::Timestamp>().ok();
    let found = parse(text).or_else(|| parse(&with_colon(text)?)).or_else(|| {
        // Without any offset, Greenwich is the likeliest.
        parse(&format!("{text}Z"))
    })?;
    let millis = found.as_millisecond();
    (millis > 0).then_some(Timestamp(millis))
}

/// `+0000` as `+00:00`.
fn with_colon(text: &str) -> Option<String> {
    let at = text.len().checked_sub(5)?;
    let (start, offset) = (text.get(..at)?, text.get(at..)?);
    let digits = offset.strip_prefix(['+', '-'])?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| format!("{start}{}:{}", &offset[..3], &offset[3..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_tools_write_them() {
        let noon = Some(Timestamp(1_437_122_638_315));
        for text in [
            "2015-07-17T08:43:58.315+0000",
            "2015-07-17T08:43:58.315Z",
            "2015-07-17T10:43:58.315+02:00",
            "2015-07-17T10:43:58.315+0200",
            "2015-07-17T08:43:58.315",
            "2015-07-17 08:43:58.315Z",
            "1437122638315",
        ] {
            assert_eq!(instant(text), noon, "{text}");
        }
        assert_eq!(instant("1437122638"), Some(Timestamp(1_437_122_638_000)));
        for text in ["0001-01-01T00:00:00Z", "", "yesterday", "-5", "9999999999999999999", "Ȭ00Z"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }

    #[test]
    fn a_million_labels_are_counted_and_not_kept() {
        let labels: Vec<String> = (0..50_000).map(|number| format!("\"l{number}\":1")).collect();
        let names: Names = serde_json::from_str(&format!("{{{}}}", labels.join(","))).unwrap();
        assert_eq!((names.entries.len(), names.more), (NAMES_MAX, 49_900));
    }

    #[test]
    fn whatever_stands_where_a_text_is_wanted_becomes_one() {
        for (json, text) in [
            ("\"a\"", "a"),
            ("5", "5"),
            ("-1.5", "-1.5"),
            ("true", "true"),
            ("null", ""),
            ("[1,\"a\"]", "1, a"),
            ("{\"a\":{\"b\":2}}", "a=b=2"),
        ] {
            assert_eq!(&*serde_json::from_str::<Text>(json).unwrap(), text, "{json}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(serde_json::from_str::<Text>(&deep).is_err());
    }
}

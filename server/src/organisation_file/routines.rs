//! Maintenance that comes again, in the file: one table for each.

use domain::maintenance::{Ending, REMIND_MINS, Repeat, Routine, Weekdays};
use domain::oncall::{TimeOfDay, parse_date};
use domain::words::{PersonKey, SmolStr, Translation};
use jiff::civil::Date;

use super::entries::choice;
use super::first_aid::LANGUAGES;
use super::read::{Fields, Reader};
use super::sections::{Section, Value, Writer, Written};

/// How it comes again, by the names in the file.
const REPEATS: [(&str, &str); 3] =
    [("weekly", "weekly"), ("monthly", "monthly"), ("monthly_weekday", "monthly_weekday")];

/// Reads what comes again.
pub(super) fn routine(fields: &mut Fields<'_>, reader: &mut Reader) -> Routine {
    let title = fields.needed("title", "the heading that readers see", reader);
    let impact = fields.words("impact", reader).unwrap_or_default();
    let components = fields.keys("components", reader);
    let audiences = fields.keys("audiences", reader);
    let zone = fields.needed("zone", "a time zone, such as \"Europe/Copenhagen\"", reader);
    let owner = fields.key("owner", reader);
    if owner.is_none() {
        fields.missing("owner", "the key of whoever looks after it", reader);
    }
    let given = fields.has("remind_mins");
    let mins = fields.list("remind_mins", reader);
    let mut remind_mins = Vec::new();
    for text in mins {
        match text.parse() {
            Ok(mins) => remind_mins.push(mins),
            Err(_) => reader.error(
                &fields.path("remind_mins"),
                "Write minutes as texts, like [\"1440\", \"60\"].".to_owned(),
            ),
        }
    }
    let remind_mins = if given { remind_mins } else { REMIND_MINS.to_vec() };
    let ends = if fields.flag("by_hand", reader) { Ending::ByHand } else { Ending::ByItself };
    let first = first(fields, reader);
    let at = fields.needed("at", "a time of day, like \"02:00\"", reader);
    let at_mins = match TimeOfDay::parse(&at) {
        Ok(at) => at.minutes(),
        Err(_) if at.is_empty() => 0,
        Err(bad) => {
            reader.error(&fields.path("at"), bad.to_string());
            0
        }
    };
    let lasts = fields.number("lasts_mins", reader);
    if lasts.is_none() {
        fields.missing("lasts_mins", "how many minutes it lasts", reader);
    }
    let every = fields.number("every", reader).unwrap_or(1);
    let repeat = choice(fields, "repeat", &REPEATS, reader).unwrap_or("weekly");
    let weekdays = fields.list("weekdays", reader);
    let translations = translations(fields, reader, |fields, reader| Translation {
        title: fields.line("title", reader).unwrap_or_default(),
        impact: fields.words("impact", reader).unwrap_or_default().into(),
        ..Translation::default()
    });
    // What does not fit is far beyond the limits that the room checks.
    let every = u8::try_from(every).unwrap_or(u8::MAX);
    let repeat = Repeat::named(repeat, every).unwrap_or(Repeat::Weekly { every });
    let repeat = on_weekdays(repeat, (&weekdays, first), fields, reader);
    Routine {
        title,
        impact: impact.into(),
        translations,
        components,
        audiences,
        zone,
        owner: PersonKey::from(owner.as_deref().unwrap_or_default()),
        remind_mins,
        ends,
        first,
        at_mins,
        lasts_mins: u32::try_from(lasts.unwrap_or(0)).unwrap_or(u32::MAX),
        repeat,
    }
}

/// The same on the days of the week that are named, if any are.
fn on_weekdays(
    repeat: Repeat,
    (named, first): (&[SmolStr], Date),
    fields: &Fields<'_>,
    reader: &mut Reader,
) -> Repeat {
    if named.is_empty() {
        return repeat;
    }
    let days = Weekdays::named(named.iter().map(SmolStr::as_str));
    let problem = match days.map(|days| repeat.on(days, first)) {
        Some(Some(repeat)) => return repeat,
        Some(None) => "Days of the week go with `repeat = \"weekly\"` only.",
        None => "Write days of the week, like [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"].",
    };
    reader.error(&fields.path("weekdays"), problem.to_owned());
    repeat
}

/// What is written in further languages, each of which is named once; `parts` reads what is
/// written in one.
pub(super) fn translations(
    fields: &mut Fields<'_>,
    reader: &mut Reader,
    parts: fn(&mut Fields<'_>, &mut Reader) -> Translation,
) -> Vec<Translation> {
    let mut read: Vec<Translation> = Vec::new();
    for mut fields in fields.tables("translation", reader) {
        let language = choice(&mut fields, "language", &LANGUAGES, reader);
        let known = parts(&mut fields, reader);
        if let Some(language) = language {
            if Translation::of(&read, language).is_some() {
                let text = "Write each language once.".to_owned();
                reader.error(&fields.path("language"), text);
            }
            read.push(Translation { language, ..known });
        }
        fields.finish(reader);
    }
    read.retain(|known| !known.is_empty());
    read.sort_by_key(|known| known.language);
    read
}

fn first(fields: &mut Fields<'_>, reader: &mut Reader) -> Date {
    let text = fields.day("first", reader);
    match text.as_deref().map(parse_date) {
        Some(Ok(day)) => day,
        Some(Err(bad)) => {
            reader.error(&fields.path("first"), bad.to_string());
            Date::default()
        }
        None => {
            fields.missing("first", "the day of the first, like 2026-01-05", reader);
            Date::default()
        }
    }
}

impl Written for Routine {
    fn sections(&self) -> Vec<Section> {
        let at = views::maintenance::time_of_day(self.at_mins);
        let mins = self.remind_mins.iter().map(ToString::to_string).collect();
        let mut own = Writer::own()
            .needed("title", &self.title)
            .needed("impact", &self.impact)
            .list("components", &self.components)
            .list("audiences", &self.audiences)
            .needed("zone", &self.zone)
            .needed("owner", self.owner.as_str())
            .value("first", Value::Day(self.first.to_string()))
            .needed("at", &at)
            .value("lasts_mins", Value::Number(self.lasts_mins.into()))
            .needed("repeat", self.repeat.name())
            .list("weekdays", self.repeat.days().into_iter().flat_map(Weekdays::names))
            .value("every", Value::Number(self.repeat.every().into()))
            .value("remind_mins", Value::List(mins));
        if self.ends == Ending::ByHand {
            own = own.value("by_hand", Value::Flag(true));
        }
        let further = self.translations.iter().map(|known| {
            Writer::within("translation", known.language.code())
                .needed("language", known.language.code())
                .text("title", &known.title)
                .text("impact", &known.impact)
        });
        std::iter::once(own).chain(further).map(|writer| writer.0).collect()
    }
}

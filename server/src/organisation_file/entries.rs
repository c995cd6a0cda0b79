//! From the tables of a file to the definitions of the rooms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::access::{Method, Person, Role, Team};
use domain::incidents::Service;
use domain::monitoring::{Mapping, Profile as Integration, Urgency};
use domain::oncall::{Cadence, Rotation, Schedule, TimeOfDay, Window, parse_date};
use domain::organisation::Settings;
use domain::paging::{Policy, Step, Target};
use domain::words::{
    Channel, Country, Language, Owner, PersonKey, Personal, SmolStr, e164, is_key,
};
use toml::de::DeTable;

use super::File;
use super::company::customer;
use super::nesting::Nesting;
use super::read::{Fields, Reader};
use super::words::quoted;

/// How long a step waits if it does not say: long enough to wake up.
const DELAY_SECS_DEFAULT: u64 = 45;
/// How often the steps are gone through if the policy does not say.
const ROUNDS_DEFAULT: u64 = 3;
const ZONE_WANTED: &str = "a time zone, like \"Europe/Copenhagen\"";
/// What to write for a name that is missing.
pub(super) const NAME_WANTED: &str = "the name people use";

/// Reads the whole file.
pub(super) fn read(file: &mut File, table: &DeTable<'_>, reader: &mut Reader) {
    let mut root = Fields::root(table, reader);
    if let Some(fields) = root.table("organisation", reader) {
        settings(file, fields, reader);
    }
    let mut rules = BTreeMap::new();
    file.people = keyed(&mut root, "person", reader, |key, fields, reader| {
        rules.extend(super::waking::rules(fields, reader).map(|known| (key.into(), known)));
        person(key, fields, reader)
    });
    file.rules = rules;
    let mut nesting = Nesting::default();
    file.teams = keyed(&mut root, "team", reader, |key, fields, reader| {
        team(key, fields, reader, &mut nesting)
    });
    nesting.refuse(reader);
    file.schedules =
        keyed(&mut root, "schedule", reader, |_, fields, reader| schedule(fields, reader));
    file.policies = keyed(&mut root, "policy", reader, |_, fields, reader| policy(fields, reader));
    file.services =
        keyed(&mut root, "service", reader, |_, fields, reader| service(fields, reader));
    file.integrations =
        keyed(&mut root, "integration", reader, |_, fields, reader| integration(fields, reader));
    file.cards = keyed(&mut root, "card", reader, |_, fields, reader| {
        super::first_aid::card(fields, reader)
    });
    file.components = keyed(&mut root, "component", reader, |_, fields, reader| {
        super::telling::component(fields, reader)
    });
    file.audiences = keyed(&mut root, "audience", reader, |_, fields, reader| {
        super::telling::audience(fields, reader)
    });
    file.status_pages = keyed(&mut root, "status_page", reader, |_, fields, reader| {
        super::telling::status_page(fields, reader)
    });
    file.routines = keyed(&mut root, "routine", reader, |_, fields, reader| {
        super::routines::routine(fields, reader)
    });
    file.templates = keyed(&mut root, "template", reader, |_, fields, reader| {
        super::updates::template(fields, reader)
    });
    let mut shows = BTreeMap::new();
    file.customers = keyed(&mut root, "customer", reader, |key, fields, reader| {
        shows.extend(super::shows::read(fields, reader).map(|known| (key.into(), known)));
        customer(key, fields, reader)
    });
    file.customer_shows = shows;
    root.finish(reader);
}

/// Tables that are known by their key; none may stand twice.
fn keyed<K: for<'k> From<&'k str> + Ord, T>(
    root: &mut Fields<'_>,
    noun: &'static str,
    reader: &mut Reader,
    mut read: impl FnMut(&str, &mut Fields<'_>, &mut Reader) -> T,
) -> BTreeMap<K, T> {
    let mut known = BTreeMap::new();
    for mut fields in root.tables(noun, reader) {
        let key = fields.own_key(reader);
        if let Some(key) = &key {
            if known.contains_key(&K::from(key)) {
                twice(&fields, noun, key, reader);
            }
            fields.rename(format!("{noun} {}", quoted(key)), reader);
        }
        let key = key.unwrap_or_default();
        let value = read(&key, &mut fields, reader);
        fields.finish(reader);
        known.insert(K::from(&key), value);
    }
    known
}

fn twice(fields: &Fields<'_>, noun: &str, key: &str, reader: &mut Reader) {
    let text = format!(
        "A {noun} with the key {} already stands above. Give each {noun} its own key.",
        quoted(key)
    );
    reader.error(&fields.path("key"), text);
}

/// Tables within a table; their keys are unique in it, and they keep their order.
pub(super) fn parts<T>(
    parent: &mut Fields<'_>,
    noun: &'static str,
    reader: &mut Reader,
    mut read: impl FnMut(&str, &mut Fields<'_>, &mut Reader) -> Option<T>,
) -> Vec<T> {
    let mut seen: BTreeSet<SmolStr> = BTreeSet::new();
    let mut found = Vec::new();
    for mut fields in parent.tables(noun, reader) {
        let key = fields.own_key(reader);
        if let Some(key) = key.as_ref().filter(|key| seen.contains(*key)) {
            twice(&fields, noun, key, reader);
        }
        found.extend(read(key.as_deref().unwrap_or_default(), &mut fields, reader));
        seen.extend(key);
        fields.finish(reader);
    }
    found
}

fn settings(file: &mut File, mut fields: Fields<'_>, reader: &mut Reader) {
    file.slug = fields.key("slug", reader);
    file.shows = super::shows::read(&mut fields, reader);
    file.organisation = Some(Settings {
        name: fields.needed("name", NAME_WANTED, reader),
        zone: fields.needed("zone", ZONE_WANTED, reader),
        front_door: fields.key("front_door", reader).map(|key| key.as_str().into()),
        phone: fields.line("phone", reader).unwrap_or_default(),
        danger_number: fields.line("danger_number", reader).unwrap_or_default(),
        first_aid: fields.words("first_aid", reader).map(Arc::from).unwrap_or_default(),
        webhooks: {
            let names = fields.list("webhooks", reader);
            for name in names.iter().filter(|name| !is_key(name)) {
                let text = format!("{} is no name of a webhook.", quoted(name));
                reader.error(&fields.path("webhooks"), text);
            }
            names
        },
        call_countries: countries("call_countries", &mut fields, reader),
        language: language(&mut fields, reader),
        serves: countries("serves", &mut fields, reader),
        cadence: super::telling::cadence(&mut fields, reader),
    });
    fields.finish(reader);
}

/// The language of callers whose own is not known.
fn language(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Language> {
    let code = fields.line("language", reader)?;
    let known = Language::ALL.into_iter().find(|known| known.code() == code);
    if known.is_none() {
        let all = Language::ALL.map(Language::code).join(", ");
        let text =
            format!("{} is no language that callers are spoken to in: {all}.", quoted(&code));
        reader.error(&fields.path("language"), text);
    }
    known
}

/// A list of countries.
fn countries(name: &'static str, fields: &mut Fields<'_>, reader: &mut Reader) -> Vec<Country> {
    let mut read = Vec::new();
    for code in fields.list(name, reader) {
        match Country::parse(&code) {
            Some(country) => read.push(country),
            None => {
                let text = format!("{} is no country. Write two letters: SE, GB.", quoted(&code));
                reader.error(&fields.path(name), text);
            }
        }
    }
    read
}

fn person(key: &str, fields: &mut Fields<'_>, reader: &mut Reader) -> Person {
    let of = Owner::Person(PersonKey::from(key));
    let name = fields.needed("name", "the name that customers see", reader);
    let role = choice(fields, "role", &ROLES, reader).unwrap_or(Role::Observer);
    let zone = fields.needed("zone", ZONE_WANTED, reader);
    let methods = parts(fields, "method", reader, |key, fields, reader| {
        let channel = choice(fields, "channel", &CHANNELS, reader)?;
        let address = fields.line("address", reader).unwrap_or_default();
        let address = match channel {
            // What is no number stays as it is written, for the check to speak of.
            Channel::Sms | Channel::Voice => e164(&address).map_or(address, SmolStr::from),
            Channel::Screen | Channel::Email | Channel::Webhook | Channel::Push => address,
        };
        Some(Method { key: key.into(), channel, address: personal(&of, &address) })
    });
    Person { name: personal(&of, &name), role, zone, methods }
}

/// Roles by their names in the file.
pub(super) const ROLES: [(&str, Role); 4] = [
    ("observer", Role::Observer),
    ("responder", Role::Responder),
    ("lead", Role::Lead),
    ("manager", Role::Manager),
];

const CHANNELS: [(&str, Channel); 5] = [
    (Channel::Screen.name(), Channel::Screen),
    (Channel::Email.name(), Channel::Email),
    (Channel::Webhook.name(), Channel::Webhook),
    (Channel::Sms.name(), Channel::Sms),
    (Channel::Voice.name(), Channel::Voice),
];

pub(super) fn choice<T: Copy>(
    fields: &mut Fields<'_>,
    name: &'static str,
    choices: &[(&str, T)],
    reader: &mut Reader,
) -> Option<T> {
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let wanted = format!("one of {}", names.join(", "));
    let found = fields.needed(name, &wanted, reader);
    let chosen = choices.iter().find(|(name, _)| *name == found).map(|(_, choice)| *choice);
    if chosen.is_none() && !found.is_empty() {
        let text = format!("{} does not work here. Write {wanted}.", quoted(&found));
        reader.error(&fields.path(name), text);
    }
    chosen
}

/// Words of a person; what stands in an export for erased words stays erased.
pub(super) fn personal(of: &Owner, text: &str) -> Personal {
    let erased = Personal { of: of.clone(), text: None };
    if erased.as_str() == text { erased } else { Personal::new(of.clone(), text) }
}

fn team(key: &str, fields: &mut Fields<'_>, reader: &mut Reader, nesting: &mut Nesting) -> Team {
    let name = fields.needed("name", NAME_WANTED, reader);
    let inner = fields.list("teams", reader);
    nesting.note(key, inner, fields.path("teams"));
    Team { name, members: fields.keys("members", reader) }
}

fn schedule(fields: &mut Fields<'_>, reader: &mut Reader) -> Schedule {
    Schedule {
        name: fields.needed("name", NAME_WANTED, reader),
        zone: fields.needed("zone", ZONE_WANTED, reader),
        rotations: parts(fields, "rotation", reader, rotation),
    }
}

fn rotation(key: &str, fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Rotation> {
    let people = fields.keys("people", reader);
    let cadence = fields.needed("cadence", "daily, weekly or monthly", reader);
    let every = fields.number("every", reader).unwrap_or(1);
    let hand_off = fields.needed("hand_off", "a time of day, like \"09:00\"", reader);
    let given = fields.has("start");
    let start = fields.day("start", reader).unwrap_or_default();
    if !given {
        fields.missing("start", "the day of the first turn, like 2026-01-05", reader);
    }
    let mut windows = Vec::new();
    for text in fields.list("windows", reader) {
        let window = Window::parse(&text);
        windows.extend(good(window, fields, "windows", reader));
    }
    let cadence = good_if(&cadence, |name| Cadence::parse(name, every), fields, "cadence", reader);
    let hand_off = good_if(&hand_off, TimeOfDay::parse, fields, "hand_off", reader);
    let start = good_if(&start, parse_date, fields, "start", reader);
    Some(Rotation {
        key: key.into(),
        people,
        cadence: cadence?,
        hand_off: hand_off?,
        start: start?,
        windows,
    })
}

/// Reads a text that is there; that it is missing was said already.
fn good_if<T, E: std::fmt::Display>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, E>,
    fields: &Fields<'_>,
    name: &str,
    reader: &mut Reader,
) -> Option<T> {
    if text.is_empty() { None } else { good(read(text), fields, name, reader) }
}

fn good<T, E: std::fmt::Display>(
    found: Result<T, E>,
    fields: &Fields<'_>,
    name: &str,
    reader: &mut Reader,
) -> Option<T> {
    found.map_err(|bad| reader.error(&fields.path(name), bad.to_string())).ok()
}

fn policy(fields: &mut Fields<'_>, reader: &mut Reader) -> Policy {
    let name = fields.needed("name", NAME_WANTED, reader);
    let rounds = fields.number("rounds", reader).unwrap_or(ROUNDS_DEFAULT);
    let mut steps = Vec::new();
    for mut fields in fields.tables("step", reader) {
        let mut targets = Vec::new();
        for text in fields.list("targets", reader) {
            targets.extend(target(&text, &fields, reader));
        }
        let delay = fields.number("delay_secs", reader).unwrap_or(DELAY_SECS_DEFAULT);
        // What does not fit is far beyond the limit that the policy itself checks.
        steps.push(Step { targets, delay_secs: u32::try_from(delay).unwrap_or(u32::MAX) });
        fields.finish(reader);
    }
    Policy { name, steps, rounds: u8::try_from(rounds).unwrap_or(u8::MAX) }
}

fn target(text: &str, fields: &Fields<'_>, reader: &mut Reader) -> Option<Target> {
    let found = match text.split_once(':') {
        Some(("person", key)) if is_key(key) => Some(Target::Person(key.into())),
        Some(("schedule", key)) if is_key(key) => Some(Target::Schedule(key.into())),
        Some(("team", key)) if is_key(key) => Some(Target::Team(key.into())),
        _ => None,
    };
    if found.is_none() {
        let why = if text.starts_with("policy:") {
            "A policy cannot lead to a policy, so that none can lead back to itself."
        } else {
            "This is no target."
        };
        let text = format!(
            "{}: {why} Write \"person:<key>\", \"schedule:<key>\" or \"team:<key>\".",
            quoted(text)
        );
        reader.error(&fields.path("targets"), text);
    }
    found
}

/// Urgencies by their names in the file.
const URGENCIES: [(&str, Urgency); 3] = [
    (Urgency::BySeverity.name(), Urgency::BySeverity),
    (Urgency::High.name(), Urgency::High),
    (Urgency::Low.name(), Urgency::Low),
];

fn integration(fields: &mut Fields<'_>, reader: &mut Reader) -> Integration {
    let name = fields.needed("name", NAME_WANTED, reader);
    let service = fields.key("service", reader).map(|key| key.as_str().into());
    let formats: Vec<(&str, &str)> =
        crate::alerts::FORMATS.iter().map(|format| (format.name, format.name)).collect();
    let format = choice(fields, "format", &formats, reader).unwrap_or_default().into();
    let urgency = if fields.has("urgency") {
        choice(fields, "urgency", &URGENCIES, reader).unwrap_or_default()
    } else {
        Urgency::default()
    };
    let mut at = |name| fields.line(name, reader).unwrap_or_default();
    let mapping = Mapping {
        alerts: at("alerts_at"),
        summary: at("summary_at"),
        key: at("key_at"),
        severity: at("severity_at"),
        status: at("status_at"),
        source: at("source_at"),
    };
    Integration { name, service, format, urgency, mapping }
}

fn service(fields: &mut Fields<'_>, reader: &mut Reader) -> Service {
    Service {
        name: fields.needed("name", NAME_WANTED, reader),
        team: fields.key("team", reader).map(|key| key.as_str().into()),
        policy: fields.key("policy", reader).map(|key| key.as_str().into()),
    }
}

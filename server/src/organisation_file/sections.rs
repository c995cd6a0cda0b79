//! Each definition as the fields a file has for it: what an export writes and a plan compares.

use domain::access::{Person, Role, Team};
use domain::customers::Profile;
use domain::incidents::Service;
use domain::monitoring::{Profile as Integration, Urgency};
use domain::oncall::Schedule;
use domain::organisation::Settings;
use domain::paging::{Policy, Target};

use super::entries::ROLES;

/// Longest value that a plan repeats, in characters.
const PLAIN_CHARS_MAX: usize = 60;

/// A table of the file: the thing's own, or one within it.
#[derive(Debug, PartialEq)]
pub(super) struct Section {
    /// The name of the inner table and what it is called by; none for the thing's own.
    pub(super) within: Option<(&'static str, String)>,
    /// The fields that say something, in the order in which they are written.
    pub(super) fields: Vec<(&'static str, Value)>,
}

/// What a field says.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(u64),
    Flag(bool),
    List(Vec<String>),
    /// A day of the calendar, which TOML writes without quotes.
    Day(String),
    Rate {
        minor_per_hour: i64,
        currency: String,
    },
    /// A table within a line.
    Pairs(Vec<(&'static str, &'static str)>),
}

impl Value {
    /// As the file has it.
    pub(super) fn toml(&self) -> String {
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        match self {
            Self::Text(words) => text(words),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| text(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Day(day) => day.clone(),
            Self::Rate { minor_per_hour, currency } => {
                let currency = text(currency);
                format!("{{ per_hour_minor = {minor_per_hour}, currency = {currency} }}")
            }
            Self::Pairs(pairs) => {
                let each = pairs.iter().map(|(name, word)| format!("{name} = {}", text(word)));
                format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// As a plan has it: short, on one line, without quotes.
    pub(super) fn plain(&self) -> String {
        let whole = match self {
            Self::Text(text) | Self::Day(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => items.join(", "),
            Self::Rate { minor_per_hour, currency } => format!("{minor_per_hour} {currency}"),
            Self::Pairs(pairs) => {
                let each = pairs.iter().map(|(name, word)| format!("{name} {word}"));
                each.collect::<Vec<_>>().join(", ")
            }
        };
        let line = whole.replace('\n', " ");
        if line.chars().count() <= PLAIN_CHARS_MAX {
            return line;
        }
        let start: String = line.chars().take(PLAIN_CHARS_MAX).collect();
        format!("{}…", start.trim_end())
    }
}

/// Collects the fields of one table; what says nothing is left out.
pub(super) struct Writer(pub(super) Section);

impl Writer {
    pub(super) fn own() -> Self {
        Self(Section { within: None, fields: Vec::new() })
    }

    pub(super) fn within(noun: &'static str, name: &str) -> Self {
        Self(Section { within: Some((noun, name.to_owned())), fields: Vec::new() })
    }

    pub(super) fn value(mut self, name: &'static str, value: Value) -> Self {
        self.0.fields.push((name, value));
        self
    }

    pub(super) fn needed(self, name: &'static str, text: &str) -> Self {
        self.value(name, Value::Text(text.to_owned()))
    }

    pub(super) fn text(self, name: &'static str, text: &str) -> Self {
        if text.is_empty() { self } else { self.needed(name, text) }
    }

    pub(super) fn list(
        self,
        name: &'static str,
        items: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
        if items.is_empty() { self } else { self.value(name, Value::List(items)) }
    }
}

/// What a file can write down.
pub(super) trait Written {
    /// Its tables; its own comes first. The key of the thing itself is not among the fields, those
    /// of its parts are.
    fn sections(&self) -> Vec<Section>;
}

impl Written for Settings {
    fn sections(&self) -> Vec<Section> {
        let front_door = self.front_door.as_ref().map_or("", |key| key.as_str());
        let codes = |countries: &[domain::words::Country]| -> Vec<domain::words::SmolStr> {
            countries.iter().map(|country| country.code().into()).collect()
        };
        let own = Writer::own()
            .needed("name", &self.name)
            .needed("zone", &self.zone)
            .text("front_door", front_door)
            .text("phone", &self.phone)
            .text("danger_number", &self.danger_number)
            .text("first_aid", &self.first_aid)
            .list("webhooks", &self.webhooks)
            .list("call_countries", codes(&self.call_countries))
            .text("language", self.language.map_or("", |language| language.code()))
            .list("serves", codes(&self.serves))
            .list("approvers", &self.approvers);
        vec![super::telling::with_cadence(own, self.cadence).0]
    }
}

impl Written for Person {
    fn sections(&self) -> Vec<Section> {
        let role = role_name(self.role);
        let own = Writer::own()
            .needed("name", self.name.as_str())
            .needed("role", role)
            .needed("zone", &self.zone);
        let methods = self.methods.iter().map(|method| {
            Writer::within("method", method.key.as_str())
                .needed("key", method.key.as_str())
                .needed("channel", method.channel.name())
                .text("address", method.address.as_str())
        });
        std::iter::once(own).chain(methods).map(|writer| writer.0).collect()
    }
}

fn role_name(role: Role) -> &'static str {
    ROLES.iter().find(|(_, known)| *known == role).map_or("observer", |(name, _)| name)
}

impl Written for Team {
    fn sections(&self) -> Vec<Section> {
        vec![Writer::own().needed("name", &self.name).list("members", &self.members).0]
    }
}

impl Written for Schedule {
    fn sections(&self) -> Vec<Section> {
        let own = Writer::own().needed("name", &self.name).needed("zone", &self.zone);
        let rotations = self.rotations.iter().map(|rotation| {
            Writer::within("rotation", rotation.key.as_str())
                .needed("key", rotation.key.as_str())
                .list("people", &rotation.people)
                .needed("cadence", rotation.cadence.name())
                .value("every", Value::Number(rotation.cadence.every().get().into()))
                .needed("hand_off", &rotation.hand_off.to_string())
                .value("start", Value::Day(rotation.start.to_string()))
                .list("windows", &rotation.windows)
        });
        std::iter::once(own).chain(rotations).map(|writer| writer.0).collect()
    }
}

impl Written for Policy {
    fn sections(&self) -> Vec<Section> {
        let rounds = Value::Number(self.rounds.into());
        let own = Writer::own().needed("name", &self.name).value("rounds", rounds);
        let steps = self.steps.iter().enumerate().map(|(index, step)| {
            Writer::within("step", &(index + 1).to_string())
                .list("targets", step.targets.iter().map(target_name))
                .value("delay_secs", Value::Number(step.delay_secs.into()))
        });
        std::iter::once(own).chain(steps).map(|writer| writer.0).collect()
    }
}

/// A target as the file writes it.
pub(super) fn target_name(target: &Target) -> String {
    match target {
        Target::Person(key) => format!("person:{key}"),
        Target::Schedule(key) => format!("schedule:{key}"),
        Target::Team(key) => format!("team:{key}"),
    }
}

impl Written for Service {
    fn sections(&self) -> Vec<Section> {
        let own = Writer::own()
            .needed("name", &self.name)
            .text("team", self.team.as_ref().map_or("", |key| key.as_str()))
            .text("policy", self.policy.as_ref().map_or("", |key| key.as_str()));
        vec![own.0]
    }
}

impl Written for Integration {
    fn sections(&self) -> Vec<Section> {
        const NAMES: [&str; 6] =
            ["alerts_at", "summary_at", "key_at", "severity_at", "status_at", "source_at"];
        let mut own = Writer::own()
            .needed("name", &self.name)
            .text("service", self.service.as_ref().map_or("", |key| key.as_str()))
            .needed("format", &self.format);
        if self.urgency != Urgency::default() {
            own = own.needed("urgency", self.urgency.name());
        }
        for (name, (_, pointer)) in NAMES.into_iter().zip(self.mapping.parts()) {
            own = own.text(name, pointer);
        }
        vec![own.0]
    }
}

impl Written for Profile {
    fn sections(&self) -> Vec<Section> {
        let mut own = Writer::own()
            .needed("name", &self.name)
            .list("access_names", &self.access_names)
            .list("former_names", &self.former_names)
            .list("domains", &self.domains)
            .text("plan", &self.plan);
        if let Some(rate) = &self.downtime_rate {
            let (minor_per_hour, currency) = (rate.minor_per_hour, rate.currency.to_string());
            own = own.value("downtime_rate", Value::Rate { minor_per_hour, currency });
        }
        let contacts = self.contacts.iter().map(|contact| {
            let text = |words: &Option<domain::words::Personal>| {
                words.as_ref().map_or(String::new(), |words| words.as_str().to_owned())
            };
            let writer = Writer::within("contact", contact.key.as_str())
                .needed("key", contact.key.as_str())
                .needed("name", contact.name.as_str())
                .text("email", &text(&contact.email))
                .text("phone", &text(&contact.phone));
            if contact.told { writer.value("told", Value::Flag(true)) } else { writer }
        });
        let sites = self.sites.iter().map(|site| {
            Writer::within("site", site.key.as_str())
                .needed("key", site.key.as_str())
                .needed("name", &site.name)
                .text("zone", site.zone.as_deref().unwrap_or_default())
                .text("component", site.component.as_ref().map_or("", |key| key.as_str()))
        });
        std::iter::once(own).chain(contacts).chain(sites).map(|writer| writer.0).collect()
    }
}

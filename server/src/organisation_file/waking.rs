//! How somebody is rung: the rules and quiet hours of a person, read and written.

use domain::access::Person;
use domain::methods::{Quiet, Rule, Rules};
use domain::words::Severity;

use super::check::Checker;
use super::entries::choice;
use super::read::{Fields, Reader};
use super::sections::{Section, Value, Writer, Written};
use super::words::quoted;

/// Urgencies by their names in the file.
const URGENCIES: [(&str, Severity); 3] =
    [("critical", Severity::Critical), ("high", Severity::High), ("low", Severity::Low)];

/// Reads the rules of a person; none where the file says nothing of them.
pub(super) fn rules(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Rules> {
    let given = ["rule", "quiet_from", "quiet_until"].iter().any(|name| fields.has(name));
    if !given {
        return None;
    }
    let quiet = quiet(fields, reader);
    let mut rules = Vec::new();
    for mut fields in fields.tables("rule", reader) {
        let urgency = choice(&mut fields, "urgency", &URGENCIES, reader);
        if !fields.has("method") {
            fields.missing("method", "the key of one of the person's methods", reader);
        }
        let method = fields.key("method", reader);
        let delay = fields.number("delay_secs", reader).unwrap_or(0);
        if let (Some(urgency), Some(method)) = (urgency, method) {
            // What does not fit is far beyond the limit that the rules themselves check.
            let delay_secs = u32::try_from(delay).unwrap_or(u32::MAX);
            rules.push(Rule { urgency, method: method.as_str().into(), delay_secs });
        }
        fields.finish(reader);
    }
    Some(Rules { rules, quiet })
}

fn quiet(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Quiet> {
    let from = fields.line("quiet_from", reader);
    let until = fields.line("quiet_until", reader);
    match (from, until) {
        (None, None) => None,
        (from, until) => {
            let read = Quiet::parse(&from.unwrap_or_default(), &until.unwrap_or_default());
            read.map_err(|why| reader.error(&fields.path("quiet_from"), why)).ok()
        }
    }
}

impl Written for Rules {
    fn sections(&self) -> Vec<Section> {
        let mut own = Writer::own();
        if let Some(quiet) = self.quiet {
            let (from, until) = quiet.texts();
            own = own.needed("quiet_from", &from).needed("quiet_until", &until);
        }
        let rules = self.rules.iter().map(|rule| {
            let known = URGENCIES.iter().find(|(_, urgency)| *urgency == rule.urgency);
            let urgency = known.map_or("critical", |(name, _)| name);
            Writer::within("rule", &format!("{urgency} {}", rule.method))
                .needed("urgency", urgency)
                .needed("method", rule.method.as_str())
                .value("delay_secs", Value::Number(rule.delay_secs.into()))
        });
        std::iter::once(own).chain(rules).map(|writer| writer.0).collect()
    }
}

/// A person and how they are rung, as one table of the file.
#[derive(Clone)]
pub(super) struct Ruled {
    person: Person,
    rules: Rules,
}

impl Written for Ruled {
    fn sections(&self) -> Vec<Section> {
        let mut sections = self.person.sections();
        let mut rules = self.rules.sections().into_iter();
        if let (Some(own), Some(quiet)) = (sections.first_mut(), rules.next()) {
            own.fields.extend(quiet.fields);
        }
        sections.extend(rules);
        sections
    }
}

impl super::File {
    /// The people, each with how they are rung.
    pub(super) fn ruled(&self) -> std::collections::BTreeMap<domain::words::PersonKey, Ruled> {
        let ruled = |(key, person): (&domain::words::PersonKey, &Person)| {
            let rules = self.rules.get(key).cloned().unwrap_or_default();
            (key.clone(), Ruled { person: person.clone(), rules })
        };
        self.people.iter().map(ruled).collect()
    }
}

impl Checker<'_> {
    /// A rule for a method that is not there rings nothing.
    pub(super) fn rules(&mut self, key: &str, place: &str, person: &Person) {
        let Some(rules) = self.whole.rules.get(&key.into()) else { return };
        let known = |rule: &&Rule| person.methods.iter().any(|method| method.key == rule.method);
        let device = |rule: &&Rule| rule.method.as_str().starts_with(domain::methods::DEVICE);
        let lost = rules.rules.iter().filter(|rule| !known(rule) && !device(rule));
        let lost: Vec<String> = lost.map(|rule| quoted(rule.method.as_str())).collect();
        for method in lost {
            let text = format!(
                "A rule names the method {method}, which this person does not have. It rings \
                 nothing; correct the name or take the rule out."
            );
            self.warning(place, "", text);
        }
    }
}

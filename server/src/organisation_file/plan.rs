//! The plan: which commands make an organisation what the file says, and nothing besides.

use std::collections::BTreeMap;
use std::fmt;

use domain::words::{Actor, CommandId, NodeId};
use domain::{
    Command, Moment, Refusal, State, access, audiences, cards, components, customers, incidents,
    maintenance, methods, monitoring, oncall, organisation, paging, status_pages, templates,
};

use super::sections::{Section, Value, Written};
use super::telling::outside_in;
use super::words::quoted;
use super::{File, Ground, Problem, Severity};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something new comes in.
    Add,
    /// Something known changes.
    Change,
    /// Something is taken out.
    Remove,
}

/// One step of a plan.
#[derive(Clone, Debug)]
pub struct Step {
    /// Of which kind.
    pub kind: Kind,
    /// What happens, in words.
    pub what: String,
    /// The command that does it.
    pub command: Command,
}

/// Steps in an order in which each is possible.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps; none where nothing changes.
    pub steps: Vec<Step>,
}

impl Plan {
    /// How many steps are of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.steps.iter().filter(|step| step.kind == kind).count()
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            writeln!(f, "{}", step.what)?;
        }
        let (add, change) = (self.count(Kind::Add), self.count(Kind::Change));
        let remove = self.count(Kind::Remove);
        write!(f, "{add} to add, {change} to change, {remove} to remove")
    }
}

/// Plans how to make the organisation what the file says. Without `prune`, what is absent from the
/// file stays. What the organisation would refuse is not in the plan; [`super::check`] names it.
#[must_use]
pub fn plan(file: &File, ground: &Ground<'_>) -> Plan {
    lay_out(file, ground).0
}

/// The plan, and what the organisation refuses of the file.
pub(super) fn lay_out(file: &File, ground: &Ground<'_>) -> (Plan, Vec<Problem>) {
    let state = ground.state.clone();
    let mut planner = Planner { file, ground, state, plan: Plan::default(), refused: Vec::new() };
    let known = File::of(ground.state);
    planner.put_all(&known);
    if ground.prune {
        planner.remove_all(&known);
    }
    (planner.plan, planner.refused)
}

/// Tries each command on a copy of the organisation: what brings nothing about is no step, so the
/// rooms themselves say what counts as a change.
struct Planner<'a> {
    file: &'a File,
    ground: &'a Ground<'a>,
    state: State,
    plan: Plan,
    refused: Vec<Problem>,
}

impl Planner<'_> {
    /// People come before teams, and whatever is named before whatever names it.
    fn put_all(&mut self, known: &File) {
        let file = self.file;
        self.put("person", &file.people, &known.people, |person, profile| {
            Command::Access(access::Command::PutPerson { person, profile })
        });
        self.put("rules for", &file.rules, &known.rules, |person, rules| {
            Command::Methods(methods::Command::PutRules { person, rules })
        });
        self.put("team", &file.teams, &known.teams, |team, profile| {
            Command::Access(access::Command::PutTeam { team, profile })
        });
        self.put("schedule", &file.schedules, &known.schedules, |key, schedule| {
            Command::Oncall(oncall::Command::PutSchedule { key, schedule })
        });
        self.put("policy", &file.policies, &known.policies, |policy, definition| {
            Command::Paging(paging::Command::PutPolicy { policy, definition })
        });
        self.put("service", &file.services, &known.services, |service, profile| {
            Command::Incidents(incidents::Command::PutService { service, profile })
        });
        self.put("integration", &file.integrations, &known.integrations, |integration, profile| {
            Command::Monitoring(monitoring::Command::PutIntegration { integration, profile })
        });
        if let Some(settings) = &file.organisation {
            let name = format!("organisation {}", settings.name);
            let (kind, what) = wording(&name, known.organisation.as_ref(), settings);
            let settings = settings.clone();
            let command = Command::Organisation(organisation::Command::Put { settings });
            self.attempt(kind, "organisation", what, command);
        }
        self.put("card", &file.cards, &known.cards, |card, profile| {
            Command::Cards(cards::Command::Put { card, profile })
        });
        self.put("audience", &file.audiences, &known.audiences, |audience, profile| {
            Command::Audiences(audiences::Command::Put { audience, profile })
        });
        for (key, profile) in outside_in(&file.components) {
            let one = BTreeMap::from([(key.clone(), profile.clone())]);
            self.put("component", &one, &known.components, |component, profile| {
                Command::Components(components::Command::Put { component, profile })
            });
        }
        self.put("status_page", &file.status_pages, &known.status_pages, |page, profile| {
            Command::StatusPages(status_pages::Command::Put { page, profile: Box::new(profile) })
        });
        self.put("routine", &file.routines, &known.routines, |routine, profile| {
            Command::Maintenance(maintenance::Command::PutRoutine { routine, profile })
        });
        self.put("template", &file.templates, &known.templates, |template, profile| {
            Command::Templates(templates::Command::Put { template, profile })
        });
        if let Some(shows) = &file.shows {
            let (kind, what) = wording("what messages show", known.shows.as_ref(), shows);
            let (customer, channels) = (None, shows.clone());
            let command = methods::Command::PutShows { customer, channels };
            self.attempt(kind, "organisation: shows", what, Command::Methods(command));
        }
        self.put("customer", &file.customers, &known.customers, |customer, profile| {
            let profile = Box::new(profile);
            Command::Customers(customers::Command::Put { customer, profile })
        });
        let (wanted, known) = (&file.customer_shows, &known.customer_shows);
        self.put("what messages show of", wanted, known, |customer, channels| {
            let customer = Some(customer);
            Command::Methods(methods::Command::PutShows { customer, channels })
        });
    }

    /// The other way round: whatever names goes before whatever is named.
    fn remove_all(&mut self, known: &File) {
        let file = self.file;
        self.remove("customer", &file.customers, &known.customers, |customer| {
            Command::Customers(customers::Command::Remove { customer })
        });
        self.remove("routine", &file.routines, &known.routines, |routine| {
            Command::Maintenance(maintenance::Command::RemoveRoutine { routine })
        });
        self.remove("template", &file.templates, &known.templates, |template| {
            Command::Templates(templates::Command::Remove { template })
        });
        self.remove("status_page", &file.status_pages, &known.status_pages, |page| {
            Command::StatusPages(status_pages::Command::Remove { page })
        });
        for (key, profile) in outside_in(&known.components).into_iter().rev() {
            let one = BTreeMap::from([(key.clone(), profile.clone())]);
            self.remove("component", &file.components, &one, |component| {
                Command::Components(components::Command::Remove { component })
            });
        }
        self.remove("audience", &file.audiences, &known.audiences, |audience| {
            Command::Audiences(audiences::Command::Remove { audience })
        });
        self.remove("card", &file.cards, &known.cards, |card| {
            Command::Cards(cards::Command::Remove { card })
        });
        // What was said of a customer goes with it.
        let (wanted, shows) = (&file.customer_shows, &known.customer_shows);
        self.remove("what messages show of", wanted, shows, |customer| {
            let (customer, channels) = (Some(customer), methods::ByChannel::new());
            Command::Methods(methods::Command::PutShows { customer, channels })
        });
        self.remove("integration", &file.integrations, &known.integrations, |integration| {
            Command::Monitoring(monitoring::Command::RemoveIntegration { integration })
        });
        self.remove("service", &file.services, &known.services, |service| {
            Command::Incidents(incidents::Command::RemoveService { service })
        });
        self.remove("policy", &file.policies, &known.policies, |policy| {
            Command::Paging(paging::Command::RemovePolicy { policy })
        });
        self.remove("schedule", &file.schedules, &known.schedules, |key| {
            Command::Oncall(oncall::Command::RemoveSchedule { key })
        });
        self.remove("team", &file.teams, &known.teams, |team| {
            Command::Access(access::Command::RemoveTeam { team })
        });
        self.remove("rules for", &file.rules, &known.rules, |person| {
            let rules = methods::Rules::default();
            Command::Methods(methods::Command::PutRules { person, rules })
        });
        self.remove("person", &file.people, &known.people, |person| {
            Command::Access(access::Command::RemovePerson { person })
        });
    }

    fn put<K: Ord + Clone + fmt::Display, T: Written + Clone>(
        &mut self,
        noun: &str,
        wanted: &BTreeMap<K, T>,
        known: &BTreeMap<K, T>,
        command: impl Fn(K, T) -> Command,
    ) {
        for (key, thing) in wanted {
            let (kind, what) = wording(&format!("{noun} {key}"), known.get(key), thing);
            let path = format!("{noun} {}", quoted(&key.to_string()));
            self.attempt(kind, &path, what, command(key.clone(), thing.clone()));
        }
    }

    fn remove<K: Ord + Clone + fmt::Display, T>(
        &mut self,
        noun: &str,
        wanted: &BTreeMap<K, T>,
        known: &BTreeMap<K, T>,
        command: impl Fn(K) -> Command,
    ) {
        for key in known.keys().filter(|key| !wanted.contains_key(*key)) {
            let path = format!("{noun} {}", quoted(&key.to_string()));
            let what = format!("remove {noun} {key}");
            self.attempt(Kind::Remove, &path, what, command(key.clone()));
        }
    }

    fn attempt(&mut self, kind: Kind, path: &str, what: String, command: Command) {
        // Ids made on the way are thrown away with the copy, so any command id will do.
        let (id, node) = (CommandId(0), NodeId(0));
        let moment = Moment::new(self.ground.now, id, &Actor::Operator, node, self.ground.zones);
        match domain::decide(&self.state, command.clone(), &moment) {
            Ok(decision) if decision.events.is_empty() => {}
            Ok(decision) => {
                self.state = decision.state;
                self.plan.steps.push(Step { kind, what, command });
            }
            Err(refusal) => self.refuse(path, &refusal),
        }
    }

    fn refuse(&mut self, path: &str, refusal: &Refusal) {
        // Either the person is missing, which the check says better, or was refused just above.
        if let Refusal::Access(access::Refusal::UnknownPerson { .. }) = refusal {
            return;
        }
        self.refused.push(Problem {
            severity: Severity::Error,
            line: self.file.line(path),
            path: path.to_owned(),
            text: refusal.to_string(),
        });
    }
}

fn wording<T: Written>(name: &str, known: Option<&T>, wanted: &T) -> (Kind, String) {
    match known {
        None => (Kind::Add, format!("add {name}")),
        Some(known) => {
            let differences = differences(&known.sections(), &wanted.sections());
            let colon = if differences.is_empty() { "" } else { ": " };
            let what = format!("change {name}{colon}{}", differences.join("; "));
            (Kind::Change, what)
        }
    }
}

/// What differs, field by field, such as `rotation day hand_off 09:00 -> 08:00`.
fn differences(old: &[Section], new: &[Section]) -> Vec<String> {
    let mut found = Vec::new();
    let same = |one: &Section, other: &Section| one.within == other.within;
    for section in new {
        let label = label(section);
        match old.iter().find(|known| same(known, section)) {
            Some(known) => fields(&label, known, section, &mut found),
            None => found.push(format!("new {}", label.trim_end())),
        }
    }
    for section in old.iter().filter(|known| !new.iter().any(|other| same(known, other))) {
        found.push(format!("without {}", label(section).trim_end()));
    }
    let kept = |from: &[Section], others: &[Section]| -> Vec<String> {
        from.iter().filter(|one| others.iter().any(|other| same(one, other))).map(label).collect()
    };
    let (before, after) = (kept(old, new), kept(new, old));
    if before != after {
        let order: Vec<&str> = after.iter().map(|label| label.trim_end()).collect();
        found.push(format!("order:{}", order.join(", ")));
    }
    found
}

/// The name of a part with a space after it; nothing for the thing itself.
fn label(section: &Section) -> String {
    section.within.as_ref().map_or(String::new(), |(noun, name)| format!("{noun} {name} "))
}

fn fields(label: &str, old: &Section, new: &Section, found: &mut Vec<String>) {
    let value = |section: &Section, name: &str| {
        let field = section.fields.iter().find(|(known, _)| *known == name);
        field.map_or_else(|| "(none)".to_owned(), |(_, value)| value.plain())
    };
    let mut names: Vec<&str> = new.fields.iter().map(|(name, _)| *name).collect();
    names.extend(old.fields.iter().map(|(name, _)| *name).filter(|name| !has(new, name)));
    for name in names {
        let says = |section: &Section| -> Option<String> {
            section.fields.iter().find(|(known, _)| *known == name).map(|(_, v)| Value::toml(v))
        };
        if says(old) != says(new) {
            found.push(format!("{label}{name} {} -> {}", value(old, name), value(new, name)));
        }
    }
}

fn has(section: &Section, name: &str) -> bool {
    section.fields.iter().any(|(known, _)| *known == name)
}

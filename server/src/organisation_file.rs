//! The organisation file: people, schedules, policies, services and customers as a text to keep.
//!
//! [`parse`] reads it, [`check`] says what would go wrong, [`plan`] says which commands make an
//! organisation so, and [`export`] writes an organisation down in the same form. Nothing here
//! touches the world: a text and a state come in, values go out.

use std::collections::BTreeMap;
use std::fmt;

use domain::words::{
    AudienceKey, CardKey, ComponentKey, CustomerKey, IntegrationKey, PersonKey, PolicyKey,
    RoutineKey, ScheduleKey, ServiceKey, SmolStr, StatusPageKey, TeamKey, TemplateKey, Timestamp,
};
use domain::{
    State, access, audiences, cards, components, customers, incidents, maintenance, methods,
    monitoring, oncall, organisation, paging, status_pages, templates,
};
use jiff::tz::TimeZoneDatabase;

mod check;
mod company;
mod coverage;
mod duty;
mod entries;
mod export;
mod first_aid;
mod json;
mod nesting;
pub mod one;
mod plan;
mod read;
mod routines;
mod sections;
mod shows;
mod telling;
mod updates;
mod waking;
mod words;

pub use check::{COVERAGE_DAYS, check};
pub use export::export;
pub use plan::{Kind, Plan, Step, plan};

/// Largest organisation file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;
/// Most problems that are reported at once; mending the first often mends the rest.
pub const PROBLEMS_MAX: usize = 100;

/// What an organisation file says. Every table in it defines its thing whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The name in addresses (`/o/<slug>`); used when an organisation is made, not afterwards.
    pub slug: Option<SmolStr>,
    /// What the organisation says of itself, if the file speaks of it.
    pub organisation: Option<organisation::Settings>,
    /// What messages show of everybody, where the file says so; otherwise that stays as it is.
    pub shows: Option<methods::ByChannel>,
    /// The vendor's people.
    pub people: BTreeMap<PersonKey, access::Person>,
    /// How they are rung, where the file says so; otherwise that stays as it is.
    pub rules: BTreeMap<PersonKey, methods::Rules>,
    /// Their teams.
    pub teams: BTreeMap<TeamKey, access::Team>,
    /// Who is on call when.
    pub schedules: BTreeMap<ScheduleKey, oncall::Schedule>,
    /// Who is rung in which order.
    pub policies: BTreeMap<PolicyKey, paging::Policy>,
    /// What the vendor provides.
    pub services: BTreeMap<ServiceKey, incidents::Service>,
    /// Which tools' alerts come in. Their keys are made by the installation and stand in no file.
    pub integrations: BTreeMap<IntegrationKey, monitoring::Profile>,
    /// What callers can do meanwhile.
    pub cards: BTreeMap<CardKey, cards::Card>,
    /// What readers of status pages know of what the vendor provides.
    pub components: BTreeMap<ComponentKey, components::Component>,
    /// Who reads together what is not for everyone.
    pub audiences: BTreeMap<AudienceKey, audiences::Audience>,
    /// The status pages.
    pub status_pages: BTreeMap<StatusPageKey, status_pages::StatusPage>,
    /// What maintenance comes again. What is planned once stands in no file.
    pub routines: BTreeMap<RoutineKey, maintenance::Routine>,
    /// How updates begin.
    pub templates: BTreeMap<TemplateKey, templates::Template>,
    /// Whom the vendor serves.
    pub customers: BTreeMap<CustomerKey, customers::Profile>,
    /// What messages show of them, where the file says so; otherwise that stays as it is.
    pub customer_shows: BTreeMap<CustomerKey, methods::ByChannel>,
    /// On which line each place of the file stands.
    lines: BTreeMap<String, u32>,
}

/// What a file is laid over.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The organisation as it is.
    pub state: &'a State,
    /// Whether what is absent from the file is taken out.
    pub prune: bool,
    /// The instant; the days ahead of it are looked at for gaps.
    pub now: Timestamp,
    /// The bundled time-zone database.
    pub zones: &'a TimeZoneDatabase,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file cannot be applied.
    Error,
    /// The file can be applied, but somebody may go unheard.
    Warning,
}

/// Something wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// On which line; unknown for what is absent or stands in no file.
    pub line: Option<u32>,
    /// Where in the file, in words; empty for the file as a whole.
    pub path: String,
    /// What is wrong, and what to do.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if !self.path.is_empty() {
            write!(f, ", {}", self.path)?;
        }
        write!(f, "\n  {}", self.text)
    }
}

/// Reads the bytes of an organisation file.
///
/// # Errors
/// Everything that is wrong with the text itself; see [`parse`].
pub fn parse_bytes(bytes: &[u8]) -> Result<File, Vec<Problem>> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(as_a_whole(too_large(bytes.len())));
    }
    let not_text = "This is not text in UTF-8. Check that it is the right file, and save it as \
                    UTF-8.";
    let text = std::str::from_utf8(bytes).map_err(|_| as_a_whole(not_text.to_owned()))?;
    parse(text)
}

/// Reads an organisation file.
///
/// # Errors
/// Everything that is wrong with the text itself, in the order of its lines. What only shows when
/// the whole is looked at, such as a missing person, is left to [`check`].
pub fn parse(text: &str) -> Result<File, Vec<Problem>> {
    if text.len() > FILE_BYTES_MAX {
        return Err(as_a_whole(too_large(text.len())));
    }
    if text.contains('\0') {
        let binary = "This is not a text file. Check that it is the right one.";
        return Err(as_a_whole(binary.to_owned()));
    }
    let mut reader = read::Reader::new(text);
    let mut file = File::default();
    match toml::de::DeTable::parse(text) {
        Ok(table) => entries::read(&mut file, table.get_ref(), &mut reader),
        Err(error) => reader.syntax(&error),
    }
    let (problems, lines) = reader.finish();
    file.lines = lines;
    if problems.is_empty() { Ok(file) } else { Err(in_order(problems)) }
}

/// The only problem of a file that is not looked into.
fn as_a_whole(text: String) -> Vec<Problem> {
    vec![Problem { severity: Severity::Error, line: None, path: String::new(), text }]
}

fn too_large(bytes: usize) -> String {
    let kib = FILE_BYTES_MAX / 1024;
    format!(
        "The file has {} KiB; at most {kib} KiB are read. Check that it is the right file, or \
         split it and apply the parts one after the other without --prune.",
        bytes.div_ceil(1024)
    )
}

/// By line, and cut to what somebody can take in.
fn in_order(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by_key(|problem| (problem.line.unwrap_or(u32::MAX), problem.severity));
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    if more > 0 {
        let severity = problems[PROBLEMS_MAX..].iter().map(|problem| problem.severity).min();
        problems.truncate(PROBLEMS_MAX);
        let text = format!("{more} more were found. Mend those above first, then look again.");
        let severity = severity.unwrap_or(Severity::Error);
        problems.push(Problem { severity, line: None, path: String::new(), text });
    }
    problems
}

impl File {
    /// The file that would make this organisation.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let settings = &state.organisation.settings;
        let set_up = !settings.name.is_empty();
        let people = state.access.people.iter();
        let teams = state.access.teams.iter();
        let policies = state.paging.policies.iter();
        let services = state.incidents.services.iter();
        let integrations = state.monitoring.integrations.iter();
        Self {
            slug: None,
            organisation: set_up.then(|| organisation::Settings::clone(settings)),
            shows: Some(state.methods.shows().everybody().clone()).filter(|all| !all.is_empty()),
            people: people.map(|(key, known)| (key.clone(), known.as_ref().clone())).collect(),
            rules: owned(state.methods.all_rules()),
            teams: teams.map(|(key, known)| (key.clone(), known.as_ref().clone())).collect(),
            schedules: owned(state.oncall.schedules()),
            policies: policies.map(|(key, known)| (key.clone(), known.as_ref().clone())).collect(),
            services: services.map(|(key, known)| (key.clone(), known.as_ref().clone())).collect(),
            integrations: integrations
                .map(|(key, known)| (key.clone(), known.profile.clone()))
                .collect(),
            cards: state
                .cards
                .listed()
                .into_iter()
                .map(|(key, known)| (key.clone(), known.card.clone()))
                .collect(),
            components: state
                .components
                .components
                .iter()
                .map(|(key, known)| (key.clone(), known.profile.clone()))
                .collect(),
            audiences: state
                .audiences
                .audiences
                .iter()
                .map(|(key, known)| (key.clone(), known.as_ref().clone()))
                .collect(),
            status_pages: state
                .status_pages
                .pages
                .iter()
                .map(|(key, known)| (key.clone(), known.profile.clone()))
                .collect(),
            routines: state
                .maintenance
                .routines
                .iter()
                // Whether its words are out or wait makes no other definition of it.
                .map(|(key, known)| (key.clone(), known.as_written()))
                .collect(),
            templates: state
                .templates
                .templates
                .iter()
                .map(|(key, known)| (key.clone(), known.as_ref().clone()))
                .collect(),
            customers: owned(state.customers.directory()),
            customer_shows: owned(state.methods.shows().customers()),
            lines: BTreeMap::new(),
        }
    }

    /// What the organisation will be once this file is applied.
    fn over(&self, ground: &Ground<'_>) -> Self {
        let base = Self::of(ground.state);
        let mut whole = if ground.prune { Self::default() } else { base.clone() };
        whole.organisation = self.organisation.clone().or(base.organisation);
        whole.shows = self.shows.clone().or(base.shows);
        whole.people.extend(self.people.clone());
        whole.rules.extend(self.rules.clone());
        whole.teams.extend(self.teams.clone());
        whole.schedules.extend(self.schedules.clone());
        whole.policies.extend(self.policies.clone());
        whole.services.extend(self.services.clone());
        whole.integrations.extend(self.integrations.clone());
        whole.cards.extend(self.cards.clone());
        whole.components.extend(self.components.clone());
        whole.audiences.extend(self.audiences.clone());
        whole.status_pages.extend(self.status_pages.clone());
        whole.routines.extend(self.routines.clone());
        whole.templates.extend(self.templates.clone());
        whole.customers.extend(self.customers.clone());
        whole.customer_shows.extend(self.customer_shows.clone());
        whole.lines.clone_from(&self.lines);
        whole
    }

    fn line(&self, path: &str) -> Option<u32> {
        self.lines.get(path).copied()
    }
}

fn owned<'a, K: Ord + Clone + 'a, V: Clone + 'a>(
    known: impl Iterator<Item = (&'a K, &'a V)>,
) -> BTreeMap<K, V> {
    known.map(|(key, value)| (key.clone(), value.clone())).collect()
}

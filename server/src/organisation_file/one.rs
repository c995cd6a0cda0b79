//! One definition at a time: how the API puts, reads and removes what a file has in bulk.

use serde_json::Value as Json;

use super::{File, Ground, Plan, Problem, Severity, check, json, plan};

/// A kind of definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// A person of the vendor.
    Person,
    /// A team.
    Team,
    /// A schedule.
    Schedule,
    /// A policy.
    Policy,
    /// A service.
    Service,
    /// A first-aid card.
    Card,
    /// A component.
    Component,
    /// An audience.
    Audience,
    /// A status page.
    StatusPage,
    /// Maintenance that comes again.
    Routine,
    /// A template of updates.
    Template,
    /// A customer.
    Customer,
}

macro_rules! each {
    ($self:ident, $file:ident, |$map:ident| $body:expr) => {
        match $self {
            Noun::Person => {
                let $map = $file.ruled();
                $body
            }
            Noun::Team => {
                let $map = $file.teams;
                $body
            }
            Noun::Schedule => {
                let $map = $file.schedules;
                $body
            }
            Noun::Policy => {
                let $map = $file.policies;
                $body
            }
            Noun::Service => {
                let $map = $file.services;
                $body
            }
            Noun::Card => {
                let $map = $file.cards;
                $body
            }
            Noun::Component => {
                let $map = $file.components;
                $body
            }
            Noun::Audience => {
                let $map = $file.audiences;
                $body
            }
            Noun::StatusPage => {
                let $map = $file.status_pages;
                $body
            }
            Noun::Routine => {
                let $map = $file.routines;
                $body
            }
            Noun::Template => {
                let $map = $file.templates;
                $body
            }
            Noun::Customer => {
                let $map = $file.shown();
                $body
            }
        }
    };
}

impl Noun {
    /// Its name in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Schedule => "schedule",
            Self::Policy => "policy",
            Self::Service => "service",
            Self::Card => "card",
            Self::Component => "component",
            Self::Audience => "audience",
            Self::StatusPage => "status_page",
            Self::Routine => "routine",
            Self::Template => "template",
            Self::Customer => "customer",
        }
    }

    const fn parts(self) -> &'static [&'static str] {
        match self {
            Self::Person => &["methods", "rules"],
            Self::Schedule => &["rotations"],
            Self::Policy => &["steps"],
            Self::Card | Self::Template => &["texts"],
            Self::Routine | Self::Component | Self::StatusPage => &["translations"],
            Self::Customer => &["contacts", "sites"],
            Self::Team | Self::Service | Self::Audience => &[],
        }
    }

    /// Every definition of the kind in a file, by key.
    #[must_use]
    pub fn all(self, file: File) -> Vec<(String, Json)> {
        let parts = self.parts();
        each!(self, file, |map| map
            .iter()
            .map(|(key, thing)| (key.to_string(), json::write(thing, parts)))
            .collect())
    }

    /// The definition of that key.
    #[must_use]
    pub fn one(self, file: File, key: &str) -> Option<Json> {
        let parts = self.parts();
        each!(self, file, |map| map.get(&key.into()).map(|thing| json::write(thing, parts)))
    }

    fn without(self, file: File, key: &str) -> File {
        let mut file = file;
        match self {
            Self::Person => _ = file.people.remove(&key.into()),
            Self::Team => _ = file.teams.remove(&key.into()),
            Self::Schedule => _ = file.schedules.remove(&key.into()),
            Self::Policy => _ = file.policies.remove(&key.into()),
            Self::Service => _ = file.services.remove(&key.into()),
            Self::Card => _ = file.cards.remove(&key.into()),
            Self::Component => _ = file.components.remove(&key.into()),
            Self::Audience => _ = file.audiences.remove(&key.into()),
            Self::StatusPage => _ = file.status_pages.remove(&key.into()),
            Self::Routine => _ = file.routines.remove(&key.into()),
            Self::Template => _ = file.templates.remove(&key.into()),
            Self::Customer => _ = file.customers.remove(&key.into()),
        }
        file
    }

    /// What it takes to take one out.
    ///
    /// # Errors
    /// Who would miss it.
    pub fn removal(self, key: &str, ground: &Ground<'_>) -> Result<Plan, Vec<Problem>> {
        let file = self.without(File::of(ground.state), key);
        checked(&file, &Ground { prune: true, ..*ground })
    }
}

/// The settings of the organisation.
#[must_use]
pub fn settings(state: &domain::State) -> Json {
    json::write(state.organisation.settings.as_ref(), &[])
}

/// What it takes to define one thing; without a noun, the organisation's settings.
///
/// # Errors
/// What is wrong with the definition.
pub fn definition(
    noun: Option<(Noun, &str)>,
    body: &Json,
    ground: &Ground<'_>,
) -> Result<Plan, Vec<Problem>> {
    let name = noun.map_or("organisation", |(noun, _)| noun.name());
    let file = json::read(name, noun.map(|(_, key)| key), body)?;
    checked(&file, ground)
}

fn checked(file: &File, ground: &Ground<'_>) -> Result<Plan, Vec<Problem>> {
    // What is wrong already, and elsewhere, is no reason to refuse this.
    let mut problems = check(file, ground);
    problems.retain(|problem| problem.severity == Severity::Error);
    if problems.is_empty() { Ok(plan(file, ground)) } else { Err(problems) }
}

//! The rehearsal: an organisation of its own that looks like the real one and has nobody in it but
//! an acted engineer. What is set up here is all that it ever knows, so nobody can be rung by it.

use crate::access::{self, Method, Person, Role};
use crate::organisation::{self, Settings};
use crate::paging::{self, Policy, Step, Target};
use crate::words::{Channel, Owner, PersonKey, Personal, PolicyKey};
use crate::{Command, State, incidents};

/// The key of the acted engineer.
pub const ACTOR: &str = "acted-engineer";
/// What the acted engineer is called where callers read it.
pub const ACTOR_NAME: &str = "An acted engineer";
/// Under which key the stage's only policy stands.
const POLICY: &str = "rehearsal";
/// How long the acted engineer would be left alone before being rung again, in seconds.
const STEP_DELAY_SECS: u32 = 45;

/// The acted engineer.
#[must_use]
pub fn actor() -> PersonKey {
    PersonKey::from(ACTOR)
}

/// What sets the stage: the vendor's name, words and services, and none of its people, plans,
/// customers and programs.
#[must_use]
pub fn stage(real: &State) -> Vec<Command> {
    let person = actor();
    let of = Owner::Person(person.clone());
    let screen = Method {
        key: "acted".into(),
        channel: Channel::Screen,
        address: Personal::new(of.clone(), ""),
    };
    let profile = Person {
        name: Personal::new(of, ACTOR_NAME),
        role: Role::Responder,
        zone: "UTC".into(),
        methods: vec![screen],
    };
    let step = Step { targets: vec![Target::Person(person.clone())], delay_secs: STEP_DELAY_SECS };
    let definition = Policy { name: "Rehearsal".into(), steps: vec![step], rounds: 3 };
    let policy = PolicyKey::from(POLICY);
    let settings = Settings {
        front_door: Some(policy.clone()),
        webhooks: Vec::new(),
        ..real.organisation.settings.as_ref().clone()
    };
    let mut commands = vec![
        access::Command::PutPerson { person, profile }.into(),
        paging::Command::PutPolicy { policy, definition }.into(),
        organisation::Command::Put { settings }.into(),
    ];
    for (service, known) in &real.incidents.services {
        let profile = incidents::Service { name: known.name.clone(), team: None, policy: None };
        commands.push(incidents::Command::PutService { service: service.clone(), profile }.into());
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_has_the_words_of_the_real_organisation_and_nobody_of_it() {
        let mut real = State::default();
        let settings = Settings {
            name: "NordPay".into(),
            first_aid: "Take cards offline.".into(),
            webhooks: vec!["ringer".into()],
            front_door: Some("night".into()),
            ..Settings::default()
        };
        real.organisation.settings = settings.into();
        let people: Vec<Command> = stage(&real);
        let put = people.iter().find_map(|command| match command {
            Command::Organisation(organisation::Command::Put { settings }) => Some(settings),
            _ => None,
        });
        let put = put.expect("the settings are set");
        assert_eq!((put.name.as_str(), &*put.first_aid), ("NordPay", "Take cards offline."));
        assert!(put.webhooks.is_empty(), "no program is told");
        assert_eq!(put.front_door, Some(POLICY.into()));
        let persons: Vec<&PersonKey> = people
            .iter()
            .filter_map(|command| match command {
                Command::Access(access::Command::PutPerson { person, .. }) => Some(person),
                _ => None,
            })
            .collect();
        assert_eq!(persons, [&actor()]);
    }
}

//! Checking who is on call: schedules, policies and the front door.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::access::{Person, Role};
use domain::paging::{DELAY_SECS_MAX, DELAY_SECS_MIN, Policy, Target};
use domain::words::PersonKey;

use super::check::{COVERAGE_DAYS, Checker, missing, named};
use super::sections::target_name;
use super::words::quoted;
use super::{File, coverage};

impl Checker<'_> {
    pub(super) fn schedules(&mut self) {
        for (key, schedule) in &self.whole.schedules {
            let place = named("schedule", key);
            self.zone(&place, &schedule.zone);
            if schedule.rotations.is_empty() {
                let text = "Nobody is in this schedule. Add [[schedule.rotation]] with people.";
                self.error(&place, "", text.to_owned());
            }
            for (index, rotation) in schedule.rotations.iter().enumerate() {
                let place = format!("{place}, rotation {}", index + 1);
                if rotation.people.is_empty() {
                    let text = "Nobody is in this rotation. Add at least one person to `people`.";
                    self.error(&place, "people", text.to_owned());
                }
                for person in rotation.people.iter().collect::<BTreeSet<_>>() {
                    self.person(&place, "people", person);
                    self.answers(&place, person);
                }
            }
        }
    }

    /// Someone on call who may not answer leaves the same hole as nobody.
    fn answers(&mut self, place: &str, person: &PersonKey) {
        let known = self.whole.people.get(person);
        if known.is_some_and(|known| known.role == Role::Observer) {
            let text = format!(
                "{} is an observer and cannot answer. Give them the role responder, or take them \
                 out of the rotation.",
                quoted(person.as_str())
            );
            self.warning(place, "people", text);
        }
    }

    pub(super) fn policies(&mut self) {
        for (key, policy) in &self.whole.policies {
            let place = named("policy", key);
            let errors = self.problems.len();
            for (index, step) in policy.steps.iter().enumerate() {
                let place = format!("{place}, step {}", index + 1);
                if step.targets.is_empty() {
                    let text = "This step rings nobody. Add a target.";
                    self.error(&place, "targets", text.to_owned());
                }
                for target in &step.targets {
                    self.target(&place, target);
                }
                if !(DELAY_SECS_MIN..=DELAY_SECS_MAX).contains(&step.delay_secs) {
                    let text = format!(
                        "A step waits {DELAY_SECS_MIN} to {DELAY_SECS_MAX} seconds. Write a number \
                         in between."
                    );
                    self.error(&place, "delay_secs", text);
                }
            }
            let able = people_of(self.whole, policy).any(can_answer);
            if !able && self.problems.len() == errors {
                let text = "Nobody can answer this policy: no step has a person with the role \
                            responder or above and a contact method. Add one.";
                self.error(&place, "", text.to_owned());
            }
        }
    }

    fn target(&mut self, place: &str, target: &Target) {
        let whole = self.whole;
        let (noun, key, there) = match target {
            Target::Person(key) => ("person", key.as_str(), whole.people.contains_key(key)),
            Target::Schedule(key) => ("schedule", key.as_str(), whole.schedules.contains_key(key)),
            Target::Team(key) => ("team", key.as_str(), whole.teams.contains_key(key)),
        };
        if !there {
            let text = format!("{}: {}", quoted(&target_name(target)), missing(noun, key));
            self.error(place, "targets", text);
        }
    }

    pub(super) fn front_door(&mut self) {
        let Some(settings) = &self.whole.organisation else { return };
        let Some(key) = &settings.front_door else {
            let text = "No policy stands behind the front door, so everyone is rung at once. Name \
                        one with front_door = \"<policy key>\".";
            self.warning("organisation", "front_door", text.to_owned());
            return;
        };
        if !self.whole.policies.contains_key(key) {
            self.error("organisation", "front_door", missing("policy", key.as_str()));
        }
    }

    /// Hours at the front door in which a step rings nobody.
    pub(super) fn gaps(&mut self) {
        let Some(settings) = &self.whole.organisation else { return };
        let Some(key) = &settings.front_door else { return };
        let Some(policy) = self.whole.policies.get(key) else { return };
        let ahead = Duration::from_secs(COVERAGE_DAYS * 24 * 3600);
        for (index, step) in policy.steps.iter().enumerate() {
            let gaps = coverage::gaps(self.whole, step, self.ground, ahead);
            if gaps.is_empty() {
                continue;
            }
            let when = coverage::in_words(&gaps, &settings.zone, self.ground);
            let text = format!(
                "Within the next {COVERAGE_DAYS} days this step of the front door rings nobody \
                 {when}. Extend a rotation, or add a target."
            );
            let place = format!("{}, step {}", named("policy", key), index + 1);
            self.warning(&place, "", text);
        }
    }
}

/// Everyone whom a policy could ever ring.
fn people_of<'a>(file: &'a File, policy: &'a Policy) -> impl Iterator<Item = &'a Person> {
    let targets: BTreeSet<&Target> = policy.steps.iter().flat_map(|step| &step.targets).collect();
    let keys = targets.into_iter().flat_map(|target| {
        let behind: Vec<&PersonKey> = match target {
            Target::Person(key) => vec![key],
            Target::Team(key) => file.teams.get(key).iter().flat_map(|t| &t.members).collect(),
            Target::Schedule(key) => {
                let schedule = file.schedules.get(key);
                let rotations = schedule.map(|known| known.rotations.as_slice());
                rotations.unwrap_or_default().iter().flat_map(|r| &r.people).collect()
            }
        };
        behind
    });
    keys.filter_map(|key| file.people.get(key))
}

fn can_answer(person: &Person) -> bool {
    person.role > Role::Observer && !person.methods.is_empty()
}

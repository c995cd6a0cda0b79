//! Samples of what was not ready, and of who was erased.

use super::*;

pub fn of_readiness() -> Vec<readiness::Event> {
    use readiness::Event as E;
    let reason = || "the mail server is asleep".into();
    let troubles = [
        Trouble::NobodyOnCall { incident: INCIDENT, stage: "Widened".into() },
        Trouble::Unreachable { person: maria() },
        Trouble::MethodFailed { person: maria(), channel: "email".into(), reason: reason() },
    ];
    let noticed = troubles.clone().map(|trouble| E::Noticed { trouble });
    let dismissed = troubles.map(|trouble| E::Dismissed { trouble });
    noticed.into_iter().chain(dismissed).collect()
}

pub fn of_erasures() -> Vec<erasures::Event> {
    let owners = [
        Owner::Participant(CALLER),
        Owner::Person(maria()),
        Owner::Contact("brightwater".into(), "ana".into()),
    ];
    let reasons = erasures::Reason::ALL.into_iter().cycle();
    let erased = |(owner, reason): (&Owner, _)| {
        let (owner, by) = (owner.clone(), Actor::Person(maria()));
        erasures::Event::Erased { owner, reason, by }
    };
    owners.iter().cycle().zip(reasons).take(12).map(erased).collect()
}

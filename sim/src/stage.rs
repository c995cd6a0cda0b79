//! A rehearsal held beside the run: the stage as the real organisation would set it now, a cry for
//! help there that nobody answers, and an hour in which every timer fires.

use std::time::Duration;

use domain::rehearsal;
use domain::words::{Actor, CommandId, NodeId, Timestamp};
use domain::{Command, Moment, State, emergencies};
use jiff::tz::TimeZoneDatabase;

use crate::bug::Bug;
use crate::invariants::Seen;
use crate::world::World;

/// How long the rehearsal is left alone.
const LASTS: Duration = Duration::from_secs(3_600);
/// Most times that its timers fire.
const WAKES_MAX: usize = 400;
/// Far from the ids of everything else in a run.
const FIRST_COMMAND: u128 = 1 << 120;

impl World {
    /// Holds a rehearsal on a stage of its own and shows what became of it. It draws no chance, so
    /// that runs with it and without are the same.
    pub(crate) fn rehearse(&mut self) {
        let real = self.witness.truth.clone();
        let mut commands = rehearsal::stage(&real);
        if self.bug == Some(Bug::RealPeopleOnStage) {
            commands.extend(everyone(&real));
        }
        let stage = held(commands, Timestamp(0));
        self.observe(&Seen::Staged { stage: &stage });
    }
}

/// What a stage would be set with if it were made as a copy of the real organisation.
fn everyone(real: &State) -> Vec<Command> {
    let people = real.access.people.iter().map(|(person, profile)| {
        let (person, profile) = (person.clone(), profile.as_ref().clone());
        domain::access::Command::PutPerson { person, profile }.into()
    });
    people.collect()
}

/// Sets the stage, cries for help, and lets an hour pass in which nobody answers.
fn held(commands: Vec<Command>, start: Timestamp) -> State {
    let zones = TimeZoneDatabase::bundled();
    let (mut stage, mut now, mut number) = (State::default(), start, FIRST_COMMAND);
    let mut tell = |stage: &mut State, now: Timestamp, actor: &Actor, command: Command| {
        number += 1;
        let moment = Moment::new(now, CommandId(number), actor, NodeId(1), &zones);
        if let Ok(decision) = domain::decide(stage, command, &moment) {
            *stage = decision.state;
        }
    };
    for command in commands {
        tell(&mut stage, now, &Actor::Operator, command);
    }
    let open = emergencies::Command::Open {
        words: "Only trying it out.".to_owned(),
        who: "Brightwater Clinics".to_owned(),
        reach: String::new(),
        door: None,
        follows: None,
        language: None,
    };
    tell(&mut stage, now, &Actor::Stranger, open.into());
    for _ in 0..WAKES_MAX {
        match stage.due() {
            Some(due) if due <= start + LASTS => now = now.max(due),
            _ => break,
        }
        tell(&mut stage, now, &Actor::System, Command::Wake);
    }
    stage
}

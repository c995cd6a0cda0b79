//! The shape of an escalation: policy, steps, targets and the stages it goes through.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::words::{PersonKey, PolicyKey, ScheduleKey, SmolStr, TeamKey};

/// Most steps of a policy.
pub const STEPS_MAX: usize = 20;
/// Most targets of a step.
pub const TARGETS_MAX: usize = 20;
/// Most rounds through the steps before it widens.
pub const ROUNDS_MAX: u8 = 9;
/// Shortest wait of a step.
pub const DELAY_SECS_MIN: u32 = 5;
/// Longest wait of a step.
pub const DELAY_SECS_MAX: u32 = 900;
/// How long the widened call is left alone before the catch-all.
pub const WIDENED_DELAY: Duration = Duration::from_secs(60);
/// How often the catch-all rings again while nobody accepts.
pub const CATCH_ALL_DELAY: Duration = Duration::from_secs(60);

/// Whom a step reaches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// This person.
    Person(PersonKey),
    /// Whoever is on call by this schedule.
    Schedule(ScheduleKey),
    /// Everyone of this team.
    Team(TeamKey),
}

/// One step: whom to reach, and how long to wait before the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// All are rung at once.
    pub targets: Vec<Target>,
    /// Seconds until the next step follows.
    pub delay_secs: u32,
}

/// An escalation policy as the vendor defines it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name.
    pub name: SmolStr,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// How often the steps are gone through before everyone is rung.
    pub rounds: u8,
}

impl Policy {
    /// Whether the policy can be.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what is possible.
    pub fn check(&self) -> Result<(), String> {
        if self.name.is_empty() || self.name.len() > 200 {
            return Err("its name must have 1 to 200 bytes.".into());
        }
        if self.steps.is_empty() {
            return Err("it has no step, so nobody would be reached. Add one.".into());
        }
        if self.steps.len() > STEPS_MAX {
            return Err(format!("at most {STEPS_MAX} steps are possible."));
        }
        if self.rounds == 0 || self.rounds > ROUNDS_MAX {
            return Err(format!("rounds must lie between 1 and {ROUNDS_MAX}."));
        }
        for (index, step) in self.steps.iter().enumerate() {
            let number = index + 1;
            if step.targets.is_empty() {
                return Err(format!("step {number} reaches nobody. Name a target."));
            }
            if step.targets.len() > TARGETS_MAX {
                return Err(format!("step {number} has more than {TARGETS_MAX} targets."));
            }
            if !(DELAY_SECS_MIN..=DELAY_SECS_MAX).contains(&step.delay_secs) {
                return Err(format!(
                    "step {number} must wait {DELAY_SECS_MIN} to {DELAY_SECS_MAX} seconds."
                ));
            }
        }
        Ok(())
    }
}

/// The shape frozen into an incident when its escalation starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The policy it was taken from; `None` when there was none to take.
    pub policy: Option<PolicyKey>,
    /// Its steps at that time.
    pub steps: Vec<Step>,
    /// Its rounds at that time.
    pub rounds: u8,
}

impl Plan {
    /// The plan of a policy; without one, everyone is rung at once.
    #[must_use]
    pub fn of(policy: Option<(&PolicyKey, &Policy)>) -> Self {
        match policy {
            Some((key, policy)) => Self {
                policy: Some(key.clone()),
                steps: policy.steps.clone(),
                rounds: policy.rounds,
            },
            None => Self { policy: None, steps: Vec::new(), rounds: 1 },
        }
    }

    /// The first stage.
    #[must_use]
    pub fn first(&self) -> Stage {
        if self.steps.is_empty() { Stage::CatchAll } else { Stage::Step { round: 0, step: 0 } }
    }

    /// The stage after `stage`: the next step, the next round, everyone of the policy, everyone.
    /// There is always one.
    #[must_use]
    pub fn after(&self, stage: Stage) -> Stage {
        match stage {
            Stage::Step { round, step } if usize::from(step) + 1 < self.steps.len() => {
                Stage::Step { round, step: step + 1 }
            }
            Stage::Step { round, .. } if round + 1 < self.rounds => {
                Stage::Step { round: round + 1, step: 0 }
            }
            Stage::Step { .. } => Stage::Widened,
            Stage::Widened | Stage::CatchAll => Stage::CatchAll,
        }
    }

    /// How long a stage waits before the next follows.
    #[must_use]
    pub fn delay(&self, stage: Stage) -> Duration {
        match stage {
            Stage::Step { step, .. } => {
                let secs = self.steps.get(usize::from(step)).map_or(DELAY_SECS_MIN, |step| {
                    step.delay_secs.clamp(DELAY_SECS_MIN, DELAY_SECS_MAX)
                });
                Duration::from_secs(u64::from(secs))
            }
            Stage::Widened => WIDENED_DELAY,
            Stage::CatchAll => CATCH_ALL_DELAY,
        }
    }
}

/// How far an escalation has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A step of the policy; rounds and steps count from 0.
    Step {
        /// The round.
        round: u8,
        /// The step.
        step: u8,
    },
    /// Everyone whom the policy names in any step.
    Widened,
    /// Everyone of the vendor who can respond, again and again, with the last-resort alarm.
    CatchAll,
}

//! Samples of every line that Mayday says in a conversation.

use domain::emergencies::{Aside, Closure, Line, Part};

use super::{AT, maria};

/// All of them.
pub fn all() -> Vec<Line> {
    vec![
        Line::Received,
        Line::Accepted { by: maria() },
        Line::Widened,
        Line::Alarm,
        Line::Lapsed { holder: Some(maria()) },
        Line::UpdateMissed { next_by: AT },
        Line::Updated,
        Line::AgreedTime { by: maria(), next_by: AT },
        Line::PutRight,
        Line::Asked { by: maria() },
        Line::NotYet,
        Line::BrokenAgain,
        Line::TakenUp,
        Line::SetAside { reason: Aside::Mistake, by: maria() },
        Line::Closed { how: Closure::Works },
        Line::Joined { by: maria(), number: 3, by_rule: false },
        Line::Joined { by: maria(), number: 3, by_rule: true },
        Line::Apart { by: maria() },
        Line::Different,
        Line::Danger,
        Line::Follows,
        Line::GoesOn { number: 8 },
        Line::Cut { part: Part::Words, kept: 16_384 },
        Line::Cut { part: Part::Who, kept: 400 },
        Line::Cut { part: Part::Reach, kept: 400 },
    ]
    .into_iter()
    .chain(super::room::lines())
    .collect()
}

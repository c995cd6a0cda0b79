//! Notices: what other programs are told, and how long it is tried.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Most attempts at one notice to another program.
pub const NOTICE_ATTEMPTS_MAX: u32 = 12;
/// How long a notice to another program is worth trying.
pub const NOTICE_LASTS: Duration = Duration::from_secs(24 * 3600);
/// The pauses after each failure of a notice: nobody waits for it at night, and the program that it
/// goes to may be down for hours.
const NOTICE_PAUSE_SECS: [u64; 11] =
    [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 21_600, 28_800];

/// What other programs are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// `emergency.opened`
    Opened,
    /// `emergency.accepted`
    Accepted,
    /// `emergency.set_aside`
    SetAside,
    /// `emergency.closed`
    Closed,
    /// `update.published`
    UpdatePublished,
    /// `emergency.reopened`
    Reopened,
    /// `emergency.lapsed`
    Lapsed,
    /// `emergency.unanswered`
    Unanswered,
    /// `call_back.asked`
    CallAsked,
    /// `call_back.talked`
    CallTalked,
    /// `call_back.missed`
    CallMissed,
}

impl NoticeKind {
    /// What other programs know it as.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "emergency.opened",
            Self::Accepted => "emergency.accepted",
            Self::SetAside => "emergency.set_aside",
            Self::Closed => "emergency.closed",
            Self::UpdatePublished => "update.published",
            Self::Reopened => "emergency.reopened",
            Self::Lapsed => "emergency.lapsed",
            Self::Unanswered => "emergency.unanswered",
            Self::CallAsked => "call_back.asked",
            Self::CallTalked => "call_back.talked",
            Self::CallMissed => "call_back.missed",
        }
    }
}

/// How long to wait after so many failures.
pub(super) fn pause(failures: u32) -> Duration {
    let last = NOTICE_PAUSE_SECS.len() - 1;
    let index = usize::try_from(failures).unwrap_or(last).min(last);
    Duration::from_secs(NOTICE_PAUSE_SECS[index])
}

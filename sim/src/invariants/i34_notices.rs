//! I34: an announcement comes to stand within a minute of its time and stands no longer, whatever
//! crashes, and neither by itself too early. No subscriber is told of it before it stands there;
//! how such words reach them is the small world of the fan-out.

use std::time::Duration;

use domain::announcements::{Event as Notice, Standing};
use domain::words::Timestamp;
use domain::{Event, State};

use super::{Invariant, Seen, View};

/// How late time may bring it about while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Notices;

impl Invariant for Notices {
    fn name(&self) -> &'static str {
        "i34_notices"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Announcements(event), before, .. } => {
                happened(event, row.at, before)
            }
            Seen::Moment => view.calm_now(CALM).map_or(Ok(()), |now| in_time(view.truth, now)),
            _ => Ok(()),
        }
    }
}

fn happened(event: &Notice, at: Timestamp, before: &State) -> Result<(), String> {
    let (announcement, right) = match event {
        Notice::Began { announcement } => (announcement, Standing::Waiting),
        Notice::Ended { announcement, by: None } => (announcement, Standing::Shown),
        _ => return Ok(()),
    };
    let known = before.announcements.get(*announcement);
    let known = known.ok_or_else(|| format!("{announcement} is not there"))?;
    let due = match right {
        Standing::Waiting => known.notice.from,
        _ => known.notice.until,
    };
    match known.standing == right && at >= due {
        true => Ok(()),
        false => Err(format!("announcement {} turned at {at:?}, due {due:?}", known.number)),
    }
}

fn in_time(truth: &State, now: Timestamp) -> Result<(), String> {
    for known in truth.announcements.latest() {
        if known.told_at.is_some_and(|at| known.began_at.is_none_or(|began| at < began)) {
            return Err(format!("announcement {} was told before it began", known.number));
        }
        let due = match known.standing {
            Standing::Waiting => known.notice.from,
            Standing::Shown => known.notice.until,
            Standing::Over => continue,
        };
        if due + LATE_MAX < now {
            return Err(format!("announcement {} should have turned by {due:?}", known.number));
        }
    }
    Ok(())
}

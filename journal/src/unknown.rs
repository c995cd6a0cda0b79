//! What a node does not understand in a log that newer versions write as well.
//!
//! A row whose chain holds is what somebody wrote. When it cannot be read all the same, whoever
//! wrote it knew more: it is skipped, and from then on this node decides nothing for this log,
//! because its state lacks something. What it does understand it goes on folding, so that it knows
//! who is rung and what others have in hand. A row whose chain does not hold is damage, as ever.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::{Event, Revisions, State};
use smol_str::SmolStr;

use crate::{Chain, Fault, Record, codec};

/// The first event of a log that this version of Mayday does not understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its number.
    pub seq: u64,
    /// Its kind.
    pub kind: SmolStr,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seq, kind } = self;
        write!(f, "event {seq} ({kind}) was written by a newer version of Mayday")
    }
}

/// An event, if this version understands it.
///
/// # Errors
/// A permanent [`Fault`] when the row is not what was written.
pub(crate) fn read(
    record: &Record,
    before: &Chain,
    revisions: &Revisions,
) -> Result<Result<Event, Unknown>, Fault> {
    let unknown = || Unknown { seq: record.seq, kind: record.kind.clone() };
    match codec::decode(record) {
        Ok(event) if revisions.understands(&event) => Ok(Ok(event)),
        Ok(_) => Ok(Err(unknown())),
        Err(_) => codec::verify(record, before).map(|()| Err(unknown())),
    }
}

/// Folds an event into a state that lacks what was skipped. What makes no sense there must not
/// bring the program down; it is left out as well.
pub(crate) fn fold_guarded(state: &mut State, event: &Event, record: &Record) -> bool {
    let folded = catch_unwind(AssertUnwindSafe(|| {
        let mut next = state.clone();
        next.evolve(event, record.at);
        next
    }));
    match folded {
        Ok(next) => *state = next,
        Err(_) => {
            let (seq, kind) = (record.seq, record.kind.as_str());
            tracing::error!(seq, kind, "an event makes no sense without what was skipped before");
            return false;
        }
    }
    true
}

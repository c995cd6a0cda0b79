//! Which nodes run on a database, and what each of them understands.
//!
//! Every node says so every few seconds, in a small table beside the log. It is no part of the
//! log: what was said a minute ago is worth nothing, and a restore leaves it out.

use std::cmp::Reverse;
use std::time::Duration;

use domain::Revision;
use domain::words::NodeId;

/// A node that was seen within this time counts as running: before it has fallen silent for so
/// long, nothing is adopted that it does not know. A node that stands still for some seconds, or
/// whose wire to the database stalls, is back within it; a longer wait would let every machine
/// that was switched off hold up the others for longer. A node that comes back later still meets
/// what it does not know, and then decides nothing.
pub const SEEN_WITHIN: Duration = Duration::from_secs(60);
/// A node that was seen within this time looks after timers just now: three reports of its.
pub const AT_WORK_WITHIN: Duration = Duration::from_secs(15);
/// How long nodes are remembered that say nothing any more.
pub const REMEMBERED_FOR: Duration = Duration::from_secs(3_600);
/// Most nodes that are told of.
pub const NODES_MAX: usize = 100;

/// A node as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which life of which node: a process that starts anew has another.
    pub id: NodeId,
    /// On which machine, for people.
    pub name: String,
    /// What it understands.
    pub revision: Revision,
    /// How long ago, by the database's clock.
    pub ago: Duration,
    /// Whether it only reads: it has met what it does not understand, and decides nothing.
    pub reads: bool,
}

impl Seen {
    /// Whether it counts as running. One that only reads holds up nobody.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.reads && self.ago < SEEN_WITHIN
    }

    /// Whether it only reads, and would ring for what nobody else does.
    #[must_use]
    pub fn stands_by(&self) -> bool {
        self.reads && self.ago < AT_WORK_WITHIN
    }
}

/// Whether a node that only reads is the first of those that do: whoever understands most rings
/// alone, and the next one only when nothing is heard of the first for a while. Each is its
/// revision and its number.
#[must_use]
pub fn rings_first(
    own: (Revision, NodeId),
    others: impl IntoIterator<Item = (Revision, NodeId)>,
) -> bool {
    let rank = |(revision, id): (Revision, NodeId)| (Reverse(revision), id);
    others.into_iter().all(|other| rank(own) < rank(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_that_only_read_the_one_that_understands_most_rings() {
        let node = |revision, id| (Revision(revision), NodeId(id));
        assert!(rings_first(node(1, 7), []));
        assert!(rings_first(node(2, 7), [node(1, 3), node(2, 8)]));
        assert!(!rings_first(node(2, 7), [node(1, 8), node(2, 3)]));
        assert!(!rings_first(node(1, 3), [node(2, 7)]));
    }
}

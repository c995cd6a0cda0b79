//! A node that is too old: it rings on copies, and stores nothing.

use std::collections::{BTreeSet, VecDeque};

use domain::deliveries::{self, About, Event as Delivery, Outcome};
use domain::paging::Standing;
use domain::words::{Actor, CommandId, IncidentId, NodeId, Timestamp};
use domain::{Command, Event, Moment, Revisions, State};
use journal::Envelope;

use crate::chance::Chance;
use crate::vendor;

/// Most commands that follow from one another in one step.
const FOLLOWING_MAX: usize = 500;

/// What a node that is too old remembers.
pub(super) struct Old {
    /// When the log last moved, as it saw it.
    pub(super) moved: Timestamp,
    /// On which it rings for who called here.
    pub(super) cries: Option<Copy>,
    /// On which it rings for what stands in the log, while nobody else does.
    pub(super) others: Option<Copy>,
    /// Since when it has run without standing still.
    pub(super) runs_since: u64,
    /// When it last had its turn.
    turned: u64,
}

/// A copy of the state that goes on by itself.
pub(super) struct Copy {
    pub(super) state: State,
    pub(super) rung: BTreeSet<CommandId>,
}

/// Where something is decided that is stored nowhere.
pub(super) struct Place<'a> {
    pub(super) now: Timestamp,
    pub(super) node: NodeId,
    pub(super) program: &'static Revisions,
    /// What stands in the log, as far as this node understands it.
    pub(super) stored: &'a State,
    pub(super) chance: &'a mut Chance,
}

impl Copy {
    pub(super) fn of(state: &State) -> Self {
        Self { state: state.clone(), rung: BTreeSet::new() }
    }

    /// A cry for help rings at once.
    pub(super) fn ring(&mut self, cry: &Envelope, place: &mut Place<'_>) -> Vec<IncidentId> {
        if !self.rung.insert(cry.id) {
            return Vec::new();
        }
        self.carry_out((cry.id, cry.actor.clone(), cry.command.clone()), place)
    }

    /// Time goes on: whom it rings, about which incidents.
    pub(super) fn go_on(&mut self, place: &mut Place<'_>) -> Vec<IncidentId> {
        let mut rings = Vec::new();
        if self.state.due().is_some_and(|due| due <= place.now) {
            let id = CommandId(place.chance.wide());
            rings.extend(self.carry_out((id, Actor::System, Command::Wake), place));
        }
        let owed: Vec<_> = self.state.deliveries.owed(place.now).map(|owed| owed.id).collect();
        if !owed.is_empty() {
            let claim = deliveries::Command::Claim { deliveries: owed };
            let id = CommandId(place.chance.wide());
            rings.extend(self.carry_out((id, Actor::System, claim.into()), place));
        }
        rings
    }

    fn carry_out(
        &mut self,
        first: (CommandId, Actor, Command),
        place: &mut Place<'_>,
    ) -> Vec<IncidentId> {
        let (mut rings, mut commands) = (Vec::new(), VecDeque::from([first]));
        for _ in 0..FOLLOWING_MAX {
            let Some((id, actor, command)) = commands.pop_front() else { break };
            let moment = Moment::new(place.now, id, &actor, place.node, vendor::zones());
            let moment = moment.knowing(place.program);
            let Ok(decision) = domain::decide(&self.state, command, &moment) else { continue };
            self.state = decision.state;
            for event in &decision.events {
                let Event::Deliveries(
                    Delivery::Owed { delivery, claim, .. } | Delivery::Claimed { delivery, claim },
                ) = event
                else {
                    continue;
                };
                if let Some(known) = self.state.deliveries.get(*delivery)
                    && let About::Page { incident, .. } = known.about
                {
                    rings.push(incident);
                }
                let (delivery, fence) = (*delivery, claim.fence);
                let report =
                    deliveries::Command::Report { delivery, fence, outcome: Outcome::Sent };
                let id = CommandId(place.chance.wide());
                commands.push_back((id, Actor::System, report.into()));
            }
        }
        rings
    }
}

impl Old {
    pub(super) fn new(moved: Timestamp, now: u64) -> Self {
        Self { moved, cries: None, others: None, runs_since: now, turned: now }
    }

    /// It has its turn.
    pub(super) fn turns(&mut self, now: u64) {
        if now - self.turned > super::STEP {
            self.runs_since = now;
        }
        self.turned = now;
    }

    /// Goes on with who called here: what the log has by now is in others' hands.
    pub(super) fn cries_go_on(&mut self, place: &mut Place<'_>) -> Vec<IncidentId> {
        let Some(copy) = &mut self.cries else { return Vec::new() };
        let mut rings = copy.go_on(place);
        rings.retain(|incident| place.stored.paging.get(*incident).is_none());
        rings
    }

    /// Goes on with what the log holds.
    pub(super) fn others_go_on(&mut self, place: &mut Place<'_>) -> Vec<IncidentId> {
        let copy = self.others.get_or_insert_with(|| Copy::of(place.stored));
        let mut rings = copy.go_on(place);
        let rings_there = |incident: &IncidentId| {
            let standing = place.stored.paging.get(*incident).map(|known| &known.standing);
            standing.is_none_or(|standing| matches!(standing, Standing::Ringing { .. }))
        };
        rings.retain(rings_there);
        rings
    }
}

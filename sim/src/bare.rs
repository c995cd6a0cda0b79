//! A node whose store is away for long: it rings on a copy of what it knows, and stores nothing.

use std::collections::BTreeSet;

use domain::deliveries::{self, Event as Delivery, Standing};
use domain::words::{Actor, CommandId, DeliveryId, NodeId, Timestamp};
use domain::{Command, Event, State, emergencies};

use crate::bug::Bug;
use crate::invariants::Cut;
use crate::node::{PATIENCE, Waiting};
use crate::vendor;
use crate::world::World;

/// How long a node may take, beyond its patience, until it rings by itself.
const GRACE: u64 = 7_000;
/// Most commands that time brings about at one look.
const WAKES_MAX: usize = 500;

/// The copy, and what was decided on it.
pub(crate) struct Bare {
    state: State,
    /// Which cries for help it rings for.
    rung: BTreeSet<CommandId>,
    /// Since when what is durable has stood still.
    since: Timestamp,
}

fn is_cry(command: &Command) -> bool {
    matches!(command, Command::Emergencies(emergencies::Command::Open { .. }))
}

impl World {
    /// The store is away: whoever cries for help is rung for, and timers come due, on a copy.
    pub(crate) fn ring_bare(&mut self, node: usize) {
        let known = &mut self.nodes[node];
        let Some(appender) = &known.appender else { return };
        if known.bare.is_none() {
            let (state, since) = (appender.state().as_ref().clone(), appender.head().at);
            known.bare = Some(Bare { state, rung: BTreeSet::new(), since });
        }
        let waiting = known.stuck.iter().flatten().chain(&known.inbox);
        let rung = known.bare.as_ref().map(|bare| &bare.rung);
        // What waits may be a flood, and is looked at again at every turn.
        let cries = waiting.filter(|waiting| {
            is_cry(&waiting.envelope.command)
                && !rung.is_some_and(|rung| rung.contains(&waiting.envelope.id))
        });
        let cries: Vec<Waiting> = cries.cloned().collect();
        for Waiting { envelope, .. } in cries {
            if self.bug == Some(Bug::DeafWhileAway) {
                break;
            }
            let fresh = self.nodes[node].bare.as_mut().map(|bare| bare.rung.insert(envelope.id));
            if fresh == Some(true) {
                self.decide_bare(node, envelope.id, &envelope.actor, &envelope.command);
            }
        }
        if self.bug == Some(Bug::BareStandsStill) {
            return;
        }
        for _ in 0..WAKES_MAX {
            let Some(command) = self.due_bare(node) else { return };
            self.decide_bare_system(node, &command);
        }
    }

    /// The store is back: the copy is thrown away and what is durable is taken up again.
    pub(crate) fn rest_bare(&mut self, node: usize) {
        if let Some(bare) = self.nodes[node].bare.take() {
            self.hand_in_system(node, Command::Resumed { down_since: bare.since });
        }
    }

    /// What became of an attempt that was made for the copy. False when it was not.
    pub(crate) fn report_bare(
        &mut self,
        node: usize,
        delivery: DeliveryId,
        report: &Command,
    ) -> bool {
        let bare = self.nodes[node].bare.as_ref();
        let known = bare.is_some_and(|bare| bare.state.deliveries.get(delivery).is_some());
        if known {
            self.decide_bare_system(node, report);
        }
        known
    }

    /// What time and debts ask of the copy now.
    fn due_bare(&self, node: usize) -> Option<Command> {
        let now = self.nodes[node].log_now(self.now);
        let state = &self.nodes[node].bare.as_ref()?.state;
        if state.due().is_some_and(|due| due <= now) {
            return Some(Command::Wake);
        }
        let owed: Vec<DeliveryId> = state.deliveries.owed(now).map(|known| known.id).collect();
        let claim = deliveries::Command::Claim { deliveries: owed.clone() };
        (!owed.is_empty()).then_some(Command::Deliveries(claim))
    }

    fn decide_bare_system(&mut self, node: usize, command: &Command) {
        let Some(chance) = &mut self.nodes[node].chance else { return };
        let id = CommandId(chance.wide());
        self.decide_bare(node, id, &Actor::System, command);
    }

    fn decide_bare(&mut self, node: usize, id: CommandId, actor: &Actor, command: &Command) {
        let known = &mut self.nodes[node];
        let (now, own) = (known.log_now(self.now), NodeId(known.id));
        let Some(bare) = &mut known.bare else { return };
        let moment = domain::Moment::new(now, id, actor, own, vendor::zones());
        let Ok(decision) = domain::decide(&bare.state, command.clone(), &moment) else { return };
        bare.state = decision.state;
        let state = bare.state.clone();
        for event in &decision.events {
            let Event::Deliveries(
                Delivery::Owed { delivery, claim, .. } | Delivery::Claimed { delivery, claim },
            ) = event
            else {
                continue;
            };
            let known = state.deliveries.get(*delivery);
            let claimed =
                |known: &&deliveries::Delivery| matches!(known.standing, Standing::Claimed(_));
            if let Some(known) = known.filter(claimed).filter(|_| claim.node == own) {
                let person = Self::person_of(&known.address);
                let what = (&known.about, known.address.channel);
                self.carry(node, *delivery, claim.fence, what, person);
            }
        }
    }

    /// The nodes that must have gone on by themselves by now, with what they go by.
    pub(crate) fn cut_off(&self) -> impl Iterator<Item = Cut<'_>> {
        let limit = PATIENCE + GRACE;
        let away = self.is_away() && self.now >= self.away_since + limit;
        self.nodes.iter().filter_map(move |known| {
            let appender = known.appender.as_ref().filter(|_| away)?;
            let roughs = [known.paused_until, known.up_at, known.leapt_at];
            let calm = roughs.iter().all(|rough| self.now >= rough + limit);
            let bare = known.bare.as_ref();
            let waiting = known.stuck.iter().flatten().chain(&known.inbox);
            let mut old = waiting.filter(|waiting| waiting.since + limit < self.now);
            let unheard = old.any(|waiting| {
                is_cry(&waiting.envelope.command)
                    && !bare.is_some_and(|bare| bare.rung.contains(&waiting.envelope.id))
            });
            let state = bare.map_or(appender.state().as_ref(), |bare| &bare.state);
            calm.then_some(Cut { state, now: known.log_now(self.now), unheard })
        })
    }
}

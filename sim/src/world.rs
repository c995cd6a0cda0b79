//! The world: one queue of happenings in virtual time, and everyone and everything in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use domain::State;
use domain::deliveries::Outcome;
use domain::words::{CallId, CommandId, DeliveryId, EmergencyId, IncidentId, PageId, Timestamp};
use journal::Answer;
use journal::memory::{Failure as StoreFailure, Memory};

use crate::bug::Bug;
use crate::callers::{Caller, Deed};
use crate::carriers::{Carrier, LANES};
use crate::chance::Chance;
use crate::invariants::{Invariant, Seen};
use crate::node::Node;
use crate::plan::{HEALING, HOUR, Plan};
use crate::requests::Request;
use crate::responders::Press;
use crate::telephones::Ringing;
use crate::witness::Witness;
use crate::{Failure, Run, invariants};

/// How many steps are kept in words.
const TRAIL_MAX: usize = 60;
/// How often the invariants look while something is under way and nothing happens.
const LOOK_EVERY: u64 = 5_000;
/// More steps than any run needs: beyond it, something goes round in circles.
const STEPS_MAX: u64 = 5_000_000;

/// What can happen next.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Fault(usize),
    Outage(usize),
    Call {
        number: u64,
    },
    Tells {
        index: usize,
    },
    Gathers {
        number: u64,
    },
    /// Somebody does something about what is restricted.
    Secret {
        number: u64,
    },
    /// A component is seen to fail, or told of.
    Sighting {
        number: u64,
    },
    /// Somebody does something about a test with their phone on silent.
    Sleeper {
        number: u64,
    },
    /// Somebody does something about audiences, and readers look.
    Reader {
        number: u64,
    },
    /// Somebody does something that a status page shows, and a reader looks.
    Watched {
        number: u64,
    },
    /// Somebody does something about planned maintenance.
    Upkeep {
        number: u64,
    },
    /// Somebody does something about announcements.
    Notice {
        number: u64,
    },
    /// Somebody takes in another status page.
    Import {
        number: u64,
    },
    /// Somebody adds a device that gets push messages, or a browser ends one.
    Device {
        number: u64,
    },
    /// Whoever approves public text is named, or looks.
    Approver {
        number: u64,
    },
    /// Somebody looks at what customers are owed the day after.
    FollowUp {
        number: u64,
    },
    Arrive {
        request: usize,
    },
    Retry {
        request: usize,
        tries: u32,
    },
    Answer {
        request: usize,
        answer: Answer,
    },
    Start {
        node: usize,
        life: u64,
    },
    Turn {
        node: usize,
        life: u64,
    },
    Timer {
        node: usize,
        life: u64,
    },
    Hint {
        node: usize,
        life: u64,
    },
    Leave {
        node: usize,
        life: u64,
        delivery: DeliveryId,
        fence: u32,
    },
    Returned {
        node: usize,
        life: u64,
        delivery: DeliveryId,
        fence: u32,
        outcome: Outcome,
    },
    Undelivered {
        delivery: DeliveryId,
        fence: u32,
        outcome: Outcome,
    },
    Receipt {
        delivery: DeliveryId,
        fence: u32,
    },
    CallRings(Ringing),
    Key {
        call: Ringing,
        passes: bool,
    },
    CallEnds(Ringing),
    Rings {
        person: usize,
        incident: IncidentId,
        page: PageId,
    },
    Press {
        person: usize,
        incident: IncidentId,
        page: PageId,
        press: Press,
    },
    Works {
        person: usize,
        incident: IncidentId,
    },
    TakesUp {
        person: usize,
        emergency: EmergencyId,
    },
    Room {
        person: usize,
        incident: IncidentId,
    },
    Caller {
        caller: usize,
        deed: Deed,
    },
    Side {
        caller: usize,
        round: u32,
    },
    Showing {
        caller: usize,
        round: u32,
    },
    Telling {
        caller: usize,
        round: u32,
    },
    CallMe {
        caller: usize,
        round: u32,
    },
    Joins {
        call: CallId,
    },
    Told {
        command: Box<domain::callbacks::Command>,
    },
    Look,
    Heal,
    End,
}

/// Everything.
pub(crate) struct World {
    pub(crate) plan: Plan,
    pub(crate) bug: Option<Bug>,
    pub(crate) now: u64,
    queue: BTreeMap<(u64, u64), Happening>,
    ordinal: u64,
    pub(crate) store: Memory,
    pub(crate) store_failure: Option<StoreFailure>,
    /// Since when the store was last away, and until when.
    pub(crate) away_since: u64,
    pub(crate) away_until: u64,
    pub(crate) nodes: Vec<Node>,
    pub(crate) requests: Vec<Request>,
    pub(crate) by_command: BTreeMap<CommandId, usize>,
    pub(crate) callers: Vec<Caller>,
    pub(crate) carriers: [Carrier; LANES],
    /// Where push messages went whose browser has ended the subscription.
    pub(crate) ended: BTreeSet<String>,
    /// Who is at work on what.
    pub(crate) working: BTreeSet<(usize, IncidentId)>,
    /// How many a caller read to have called, as one planted bug remembers it.
    pub(crate) remembered: BTreeMap<IncidentId, u32>,
    /// What a status page that is not printed anew still says, and after how many words.
    pub(crate) printed: BTreeMap<IncidentId, (usize, Timestamp)>,
    /// What the page was last written from that is looked at again and again.
    pub(crate) edition: Option<State>,
    /// Which rooms somebody is in.
    pub(crate) in_rooms: BTreeSet<IncidentId>,
    pub(crate) healing: bool,
    /// Until when something is, or was just, disturbed.
    pub(crate) rough_until: u64,
    /// Whether the log may have grown in this step.
    pub(crate) dirty: bool,
    pub(crate) jumps: u64,
    pub(crate) down_since: Option<u64>,
    pub(crate) down_total: u64,
    pub(crate) witness: Witness,
    pub(crate) invariants: Vec<Box<dyn Invariant>>,
    pub(crate) checks: u64,
    looking: bool,
    pub(crate) edits: u64,
    pub(crate) injected: BTreeMap<&'static str, u64>,
    trail: Option<VecDeque<String>>,
    pub(crate) failure: Option<Failure>,
}

impl World {
    pub(crate) fn new(plan: Plan, bug: Option<Bug>, tell: bool) -> Self {
        let store = Memory::default();
        let nodes = (0..plan.nodes).map(|_| Node::default()).collect();
        let mut world = Self {
            plan,
            bug,
            now: 0,
            queue: BTreeMap::new(),
            ordinal: 0,
            store,
            store_failure: None,
            away_since: 0,
            away_until: 0,
            nodes,
            requests: Vec::new(),
            by_command: BTreeMap::new(),
            callers: Vec::new(),
            carriers: [Carrier::GOOD; LANES],
            ended: BTreeSet::new(),
            working: BTreeSet::new(),
            remembered: BTreeMap::new(),
            printed: BTreeMap::new(),
            edition: None,
            in_rooms: BTreeSet::new(),
            healing: false,
            rough_until: 0,
            dirty: true,
            jumps: 0,
            down_since: None,
            down_total: 0,
            witness: Witness::default(),
            invariants: invariants::all(),
            checks: 0,
            looking: false,
            edits: 0,
            injected: BTreeMap::new(),
            trail: tell.then(VecDeque::new),
            failure: None,
        };
        world.install();
        for node in 0..world.nodes.len() {
            world.open_node(node);
        }
        for call in world.plan.calls.clone() {
            world.schedule(call.at, Happening::Call { number: call.number });
        }
        for (index, tell) in world.plan.tells.clone().iter().enumerate() {
            world.schedule(tell.at, Happening::Tells { index });
        }
        world.plans_secrets();
        world.plans_sightings();
        world.plans_tests();
        world.plans_upkeep();
        world.plans_readers();
        world.plans_follow_ups();
        world.plans_approvers();
        world.plans_notices();
        world.plans_devices();
        world.plans_watched();
        for gather in world.plan.gathers.clone() {
            world.schedule(gather.at, Happening::Gathers { number: gather.number });
        }
        for (index, fault) in world.plan.faults.clone().iter().enumerate() {
            world.schedule(fault.at, Happening::Fault(index));
        }
        for (index, outage) in world.plan.outages.clone().iter().enumerate() {
            world.schedule(outage.at, Happening::Outage(index));
        }
        world.schedule(world.plan.span, Happening::Heal);
        world.schedule(world.plan.span + HEALING, Happening::End);
        world
    }

    /// Plays until the end or the first failure.
    pub(crate) fn play(mut self) -> Run {
        let mut steps = 0;
        while self.failure.is_none() {
            let Some(((at, _), happening)) = self.queue.pop_first() else { break };
            self.now = at;
            steps += 1;
            if steps > STEPS_MAX {
                self.fail("no_spin", "the run goes round in circles".into());
            }
            if let Some(trail) = &mut self.trail
                && !matches!(happening, Happening::Look)
            {
                if trail.len() >= TRAIL_MAX {
                    trail.pop_front();
                }
                trail.push_back(format!("{} {happening:?}", clock(at)));
            }
            let end = matches!(happening, Happening::End);
            let look = end || matches!(happening, Happening::Look);
            self.step(happening);
            let grown = std::mem::take(&mut self.dirty);
            if grown {
                self.witness_rows();
            }
            if grown || look {
                self.observe(&Seen::Moment);
            }
            if end {
                self.rehearse();
                self.finish();
                break;
            }
            self.look_later();
        }
        Run {
            failure: self.failure,
            chain: self.witness.head.chain,
            events: self.witness.head.seq,
            checks: self.checks,
            simulated: self.now,
            injected: self.injected,
            kinds: self.witness.kinds,
            trail: self.trail.unwrap_or_default().into(),
        }
    }

    fn step(&mut self, happening: Happening) {
        match happening {
            Happening::Fault(index) => self.strike(index),
            Happening::Outage(index) => self.outage(index),
            Happening::Call { number } => self.call(number),
            Happening::Tells { index } => self.tool_tells(index),
            Happening::Gathers { number } => self.gathers(number),
            Happening::Secret { number } => self.secret(number),
            Happening::Sighting { number } => self.sighting(number),
            Happening::Sleeper { number } => self.sleeper(number),
            Happening::Upkeep { number } => self.upkeep(number),
            Happening::Watched { number } => self.watched(number),
            Happening::Reader { number } => self.reader(number),
            Happening::FollowUp { number } => self.follow_up(number),
            Happening::Approver { number } => self.approver(number),
            Happening::Notice { number } => self.notice(number),
            Happening::Import { number } => self.import(number),
            Happening::Device { number } => self.device(number),
            Happening::Arrive { request } => self.arrive(request),
            Happening::Retry { request, tries } => self.retry(request, tries),
            Happening::Answer { request, answer } => self.answered(request, &answer),
            Happening::Start { node, life } if self.lives(node, life) => self.open_node(node),
            Happening::Turn { node, life } if self.lives(node, life) => self.turn(node),
            Happening::Timer { node, life } if self.lives(node, life) => self.timer(node),
            Happening::Hint { node, life } if self.lives(node, life) => self.hint(node),
            Happening::Leave { node, life, delivery, fence } if self.lives(node, life) => {
                self.leave(node, delivery, fence);
            }
            Happening::Returned { node, life, delivery, fence, outcome } => {
                self.returned((node, life), delivery, fence, outcome);
            }
            Happening::Undelivered { delivery, fence, outcome } => {
                self.undelivered(delivery, fence, outcome);
            }
            Happening::Receipt { delivery, fence } => self.receipt(delivery, fence),
            Happening::CallRings(call) => self.call_rings(call),
            Happening::Key { call, passes } => self.key(call, passes),
            Happening::CallEnds(call) => self.call_ends(call),
            Happening::Rings { person, incident, page } => self.rings(person, incident, page),
            Happening::Press { person, incident, page, press } => {
                self.presses(person, incident, page, press);
            }
            Happening::Works { person, incident } => self.works(person, incident),
            Happening::TakesUp { person, emergency } => self.takes_up(person, emergency),
            Happening::Room { person, incident } => self.together(person, incident),
            Happening::Caller { caller, deed } => self.caller_acts(caller, deed),
            Happening::Side { caller, round } => self.side(caller, round),
            Happening::Showing { caller, round } => self.showing(caller, round),
            Happening::Telling { caller, round } => self.telling(caller, round),
            Happening::CallMe { caller, round } => self.call_me(caller, round),
            Happening::Joins { call } => self.joins(call),
            Happening::Told { command } => self.carrier_tells(*command),
            Happening::Heal => self.heal(),
            Happening::Look => self.looking = false,
            // What concerned a former life of a node is gone with it.
            Happening::Start { .. }
            | Happening::Turn { .. }
            | Happening::Timer { .. }
            | Happening::Hint { .. }
            | Happening::Leave { .. }
            | Happening::End => {}
        }
    }

    /// Something is disturbed from now on for so long.
    pub(crate) fn rough(&mut self, length: u64) {
        self.rough_until = self.rough_until.max(self.now + length);
    }

    /// Keeps count of the time in which no node was up.
    pub(crate) fn count_downtime(&mut self) {
        let up = self.nodes.iter().any(|node| node.appender.is_some());
        match self.down_since {
            None if !up => self.down_since = Some(self.now),
            Some(since) if up => {
                self.down_total += self.now - since;
                self.down_since = None;
            }
            _ => {}
        }
    }

    fn look_later(&mut self) {
        let truth = &self.witness.truth;
        let restless = truth.deliveries.open_count() > 0
            || truth.due().is_some_and(|due| {
                self.log_now().is_none_or(|now| due.since(now).as_secs() < 2 * HOUR / 1_000)
            });
        if restless && !self.looking {
            self.looking = true;
            self.schedule(LOOK_EVERY, Happening::Look);
        }
    }

    /// Schedules something after so many milliseconds.
    pub(crate) fn schedule(&mut self, after: u64, happening: Happening) {
        self.ordinal += 1;
        self.queue.insert((self.now + after, self.ordinal), happening);
    }

    /// The number of the last thing that was scheduled: it labels what is drawn now.
    pub(crate) fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// The chance of one thing of this run.
    pub(crate) fn chance(&self, kind: u64, label: u64) -> Chance {
        Chance::of(self.plan.seed, &[kind, label])
    }

    /// What the log's clock would say, by the node that is furthest behind.
    pub(crate) fn log_now(&self) -> Option<Timestamp> {
        let up = self.nodes.iter().filter(|node| node.appender.is_some());
        up.map(|node| node.log_now(self.now)).min()
    }

    /// The state as some node that is up shows it.
    pub(crate) fn glimpse(&self, chance: &mut Chance) -> Option<Arc<State>> {
        let node = self.some_node(chance)?;
        self.nodes[node].appender.as_ref().map(|appender| Arc::clone(appender.state()))
    }

    /// Some node that is up.
    pub(crate) fn some_node(&self, chance: &mut Chance) -> Option<usize> {
        let up: Vec<usize> =
            (0..self.nodes.len()).filter(|node| self.nodes[*node].appender.is_some()).collect();
        if up.is_empty() { None } else { Some(*chance.pick(&up)) }
    }

    pub(crate) fn fail(&mut self, invariant: &'static str, why: String) {
        if self.failure.is_none() {
            self.failure = Some(Failure { invariant, why, at: self.now });
        }
    }
}

fn clock(at: u64) -> String {
    let (secs, millis) = (at / 1_000, at % 1_000);
    let (days, secs) = (secs / 86_400, secs % 86_400);
    format!("{days}d {:02}:{:02}:{:02}.{millis:03}", secs / 3_600, secs / 60 % 60, secs % 60)
}

//! Versions: a fleet is updated node by node, goes back, and leaves one behind that stood still; a
//! small world of its own, on the domain's real gate and the journal's real appender.
//!
//! The newer version of this world can do one thing more: people write to callers. The older one
//! does not understand that.

mod old;
mod promises;
mod script;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::deliveries::{self, About, Event as Delivery, Outcome as Sent};
use domain::paging::{self, Answer as Pressed, PageStanding, Standing};
use domain::revision::{LATEST, adoptable, is_left_alone};
use domain::words::{Actor, CommandId, EmergencyId, MessageId, NodeId, Timestamp};
use domain::{Command, Event, Moment, Refusal, Revision, Revisions, State, emergencies};
use journal::memory::Memory;
use journal::nodes::{AT_WORK_WITHIN, SEEN_WITHIN, rings_first};
use journal::{AppendFault, Appended, Appender, Envelope, Head, Store, Tick, codec};

use crate::chance::Chance;
use crate::node::ready;
use crate::vendor::{self, ORGANISATION};
use old::{Copy, Old, Place};
use script::Deed;

/// The revision of the newer version.
const NEXT: Revision = Revision(LATEST.0 + 1);
static OLD: Revisions = Revisions { latest: LATEST, needs };
static NEW: Revisions = Revisions { latest: NEXT, needs };

fn needs(event: &Event) -> Revision {
    match event {
        Event::Emergencies(emergencies::Event::Said {
            from: emergencies::Speaker::Person(_),
            ..
        }) => NEXT,
        _ => Revision::FIRST,
    }
}

/// The world goes on in steps of so many milliseconds.
const STEP: u64 = 1_000;
/// How often a node reports itself.
const REPORT_EVERY: u64 = 5_000;
/// How long after the script everybody is left in peace before the end.
const CALM: u64 = 90_000;
/// What is due may wait for so long, while there is a node that could see to it.
const LATE_MAX: Duration = Duration::from_secs(60);
/// A node that knows more and was at work for so long has everything in hand.
const IN_HAND_AFTER: u64 = 20_000;
/// Nodes that only read and ran for so long know of each other.
const ACQUAINTED_AFTER: u64 = 20_000;

/// A mistake planted in the shell around revisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// A node has adopted what it knows itself, without a look at the others.
    AdoptsUnasked,
    /// A node that was silent for some seconds counts as gone.
    ShortMemory,
    /// A node that has skipped something goes on deciding.
    DecidesOn,
    /// A node that is too old leaves everything to others that are not there.
    StaysSilent,
    /// Who calls at a node that is too old is turned away, and nobody is rung.
    DeafToCries,
    /// A node that is too old rings for what others have in hand.
    RingsBeside,
    /// Of several that are too old and alone, each rings.
    AllRing,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::AdoptsUnasked,
        Self::ShortMemory,
        Self::DecidesOn,
        Self::StaysSilent,
        Self::DeafToCries,
        Self::RingsBeside,
        Self::AllRing,
    ];
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The promise that was broken, if one was.
    pub failure: Option<String>,
    /// How many events the log has at the end.
    pub events: u64,
    /// How often something new had to wait.
    pub waited: u64,
    /// How often something new was done.
    pub new: u64,
    /// How many nodes met what they did not know.
    pub outdated: u64,
    /// How often such a node rang, for who called there and for what nobody else saw to.
    pub rang: (u64, u64),
    /// How many starts of the older version were refused.
    pub refused: u64,
}

struct Node {
    life: u64,
    id: NodeId,
    program: &'static Revisions,
    appender: Option<Appender>,
    paused_until: u64,
    /// When it last said that it runs.
    reported: u64,
    old: Option<Old>,
}

struct World {
    seed: u64,
    slip: Option<Slip>,
    chance: Chance,
    now: u64,
    store: Memory,
    /// Which nodes said that they run, what they know, and when.
    table: BTreeMap<NodeId, (Revision, u64)>,
    /// Which only read, what they know, and when they said so.
    readers: BTreeMap<NodeId, (Revision, u64)>,
    nodes: Vec<Node>,
    /// What stands in the log, and where it ends.
    truth: State,
    head: Head,
    /// When the log last moved.
    moved: Timestamp,
    /// Nodes that did not run, as far as anybody could know, when a later revision was adopted.
    excused: BTreeSet<NodeId>,
    /// Calls that are sent again until they are stored.
    pending: Vec<Envelope>,
    opened: BTreeMap<CommandId, EmergencyId>,
    /// Since when some node could see to things, and since when one that knows everything could.
    able_since: Option<u64>,
    knowing_since: Option<u64>,
    told: Told,
}

/// Plays one seed.
#[must_use]
pub fn run(seed: u64, slip: Option<Slip>) -> Told {
    let mut world = World::new(seed, slip);
    let script = script::script(seed, world.nodes.len());
    let mut deeds = script.into_iter().peekable();
    while world.told.failure.is_none() && deeds.peek().is_some() {
        world.now += STEP;
        while let Some((_, deed)) = deeds.next_if(|(at, _)| *at <= world.now) {
            world.does(deed);
        }
        world.people();
        world.step();
    }
    let end = world.now + CALM;
    while world.told.failure.is_none() && world.now < end {
        world.now += STEP;
        world.step();
    }
    world.end();
    world.told
}

impl World {
    fn new(seed: u64, slip: Option<Slip>) -> Self {
        let mut chance = Chance::of(seed, &[96]);
        let count = chance.within(2, 4);
        let node = |number: u64| Node {
            life: 0,
            id: NodeId(u128::from(number) + 1),
            program: &OLD,
            appender: None,
            paused_until: 0,
            reported: 0,
            old: None,
        };
        let mut world = Self {
            seed,
            slip,
            chance,
            now: STEP,
            store: Memory::default(),
            table: BTreeMap::new(),
            readers: BTreeMap::new(),
            nodes: (0..count).map(node).collect(),
            truth: State::default(),
            head: Head::START,
            moved: Timestamp(0),
            excused: BTreeSet::new(),
            pending: Vec::new(),
            opened: BTreeMap::new(),
            able_since: None,
            knowing_since: None,
            told: Told::default(),
        };
        world.start(0, &OLD);
        for command in vendor::setup(seed) {
            world.submit(0, Actor::Operator, command);
        }
        (1..world.nodes.len()).for_each(|node| world.start(node, &OLD));
        world
    }

    fn clock(&self) -> Timestamp {
        Timestamp(1_767_225_600_000 + i64::try_from(self.now).unwrap_or(0))
    }

    fn tick(&self) -> Tick {
        Tick { wall: self.clock(), monotonic: Duration::from_millis(self.now) }
    }

    fn fail(&mut self, why: String) {
        self.told.failure.get_or_insert(why);
    }

    /// Whether a process is there and does not stand still.
    fn runs(&self, node: usize) -> bool {
        self.nodes[node].appender.is_some() && self.nodes[node].paused_until <= self.now
    }

    fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Stop(node) => {
                let own = &mut self.nodes[node];
                (own.appender, own.old, own.paused_until) = (None, None, 0);
            }
            Deed::StartOld(node) => self.start(node, &OLD),
            Deed::StartNew(node) => self.start(node, &NEW),
            Deed::Pause(node, until) => self.nodes[node].paused_until = until,
        }
    }

    /// A process starts: it says so, then reads the log.
    fn start(&mut self, node: usize, program: &'static Revisions) {
        if self.nodes[node].appender.is_some() {
            return;
        }
        self.nodes[node].life += 1;
        let life = self.nodes[node].life;
        let id = NodeId(u128::from(life) << 32 | (node as u128 + 1));
        self.table.insert(id, (program.latest, self.now));
        let mut salts = Chance::of(self.seed, &[97, node as u64, life]);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let open =
            Appender::open_knowing(&self.store, ORGANISATION, id, vendor::zones(), salts, program);
        let too_old = self.truth.policy.adopted > program.latest;
        match ready(open) {
            Ok(_) if too_old => self.fail("a version that is too old has started".into()),
            Ok(appender) => {
                let down_since = appender.head().at;
                let own = &mut self.nodes[node];
                (own.id, own.program, own.reported) = (id, program, self.now);
                own.appender = Some(appender);
                if self.head.seq > 0 {
                    self.submit(node, Actor::System, Command::Resumed { down_since });
                }
            }
            Err(_) if too_old => self.told.refused += 1,
            Err(fault) => self.fail(format!("a node cannot start: {fault}")),
        }
    }

    /// Callers call, people accept, and try what is new.
    fn people(&mut self) {
        let live = self.truth.emergencies.emergencies.len();
        if live < 12 && self.chance.hits(25) {
            let command = emergencies::Command::Open {
                words: format!("call {}", self.now),
                who: String::new(),
                reach: String::new(),
                door: None,
                follows: None,
                language: None,
            };
            let id = CommandId(self.chance.wide());
            let command = command.into();
            self.pending.push(Envelope { id, actor: Actor::Stranger, command, keep: true });
        }
        if self.chance.hits(20) {
            self.accepts();
        }
        if self.chance.hits(100) {
            self.writes();
        }
    }

    fn some_node(&mut self) -> Option<usize> {
        let up: Vec<usize> = (0..self.nodes.len()).filter(|node| self.runs(*node)).collect();
        (!up.is_empty()).then(|| *self.chance.pick(&up))
    }

    fn accepts(&mut self) {
        let ringing = self.truth.paging.escalations.values();
        let ringing = ringing.filter(|e| matches!(e.standing, Standing::Ringing { .. }));
        let pages = ringing.flat_map(|e| e.pages.values());
        let pages = pages.filter(|page| page.standing == PageStanding::Requested);
        let pages: Vec<_> = pages.map(|page| page.id).collect();
        let Some(node) = self.some_node().filter(|_| !pages.is_empty()) else { return };
        let page = *self.chance.pick(&pages);
        let answer = paging::Command::Answer { page, answer: Pressed::Accept };
        self.submit(node, Actor::PageLink(page), answer.into());
    }

    /// What only the newer version can do.
    fn writes(&mut self) {
        let known: Vec<EmergencyId> = self.opened.values().copied().collect();
        let Some(node) = self.some_node().filter(|_| !known.is_empty()) else { return };
        let (emergency, message) = (*self.chance.pick(&known), MessageId(self.chance.wide()));
        let say = emergencies::Command::Say { emergency, message, words: "We see it.".into() };
        let may = self.truth.policy.adopted >= NEXT;
        match self.submit(node, Actor::Person(vendor::person_key(0)), say.into()) {
            Some(Ok(_)) if !may => self.fail("something new was done before it was adopted".into()),
            Some(Ok(_)) => self.told.new += 1,
            Some(Err(Refusal::NotYet)) if !may => self.told.waited += 1,
            Some(Err(Refusal::NotYet)) => self.fail("what is adopted still has to wait".into()),
            Some(Err(_)) | None => {}
        }
    }

    fn step(&mut self) {
        for envelope in std::mem::take(&mut self.pending) {
            let answer = self.some_node().and_then(|node| self.hand_in(node, &envelope));
            match answer {
                Some(Ok(outcome)) => {
                    self.opened.extend(outcome.emergency.map(|opened| (envelope.id, opened)));
                }
                Some(Err(refusal)) => self.fail(format!("a call was refused: {refusal}")),
                None => self.pending.push(envelope),
            }
        }
        for node in 0..self.nodes.len() {
            if self.runs(node) {
                self.turn(node);
            }
        }
        self.witness();
        self.nobody_waits();
    }

    /// One turn of a node's loop.
    fn turn(&mut self, node: usize) {
        let (now, clock) = (self.now, self.clock());
        let own = &mut self.nodes[node];
        let Some(appender) = &mut own.appender else { return };
        let news = match ready(appender.catch_up(&self.store)) {
            Ok(news) => news,
            Err(fault) => return self.fail(format!("the log cannot be read: {fault}")),
        };
        if let Some(old) = &mut own.old {
            if !news.is_empty() {
                (old.moved, old.others) = (clock, None);
            }
            return self.old_turn(node);
        }
        if let Some(unknown) = appender.unknown() {
            let why = format!("{} met {unknown}, though all was in order", own.id);
            own.old = Some(Old::new(clock, now));
            self.told.outdated += 1;
            if !self.excused.contains(&self.nodes[node].id) {
                self.fail(why);
            }
            return;
        }
        if now - own.reported >= REPORT_EVERY {
            own.reported = now;
            self.table.insert(own.id, (own.program.latest, now));
        }
        let state = Arc::clone(appender.state());
        if let Some(revision) = self.adoptable(node, state.policy.adopted) {
            self.submit(node, Actor::System, Command::Adopt { revision });
        }
        if state.due().is_some_and(|due| due <= clock) {
            self.submit(node, Actor::System, Command::Wake);
        }
        let owed: Vec<_> = state.deliveries.owed(clock).map(|owed| owed.id).collect();
        if !owed.is_empty() {
            let claim = deliveries::Command::Claim { deliveries: owed };
            self.submit(node, Actor::System, claim.into());
        }
    }

    fn adoptable(&self, node: usize, adopted: Revision) -> Option<Revision> {
        let running = match self.slip {
            Some(Slip::AdoptsUnasked) => 0,
            Some(Slip::ShortMemory) => REPORT_EVERY + STEP,
            _ => u64::try_from(SEEN_WITHIN.as_millis()).unwrap_or(u64::MAX),
        };
        let own = &self.nodes[node];
        let others = self.table.values().filter(|(_, seen)| self.now - seen < running);
        adoptable(adopted, own.program.latest, others.map(|(revision, _)| *revision))
    }

    /// One turn of a node that is too old.
    fn old_turn(&mut self, node: usize) {
        if self.slip == Some(Slip::DecidesOn) {
            self.decides_on(node);
        }
        let (now, clock, slip) = (self.now, self.clock(), self.slip);
        let at_work = u64::try_from(AT_WORK_WITHIN.as_millis()).unwrap_or(u64::MAX);
        let own = &mut self.nodes[node];
        let (Some(old), Some(appender)) = (&mut own.old, &own.appender) else { return };
        old.turns(now);
        if now - own.reported >= REPORT_EVERY {
            own.reported = now;
            self.table.remove(&own.id);
            self.readers.insert(own.id, (own.program.latest, now));
        }
        let rank = (own.program.latest, own.id);
        let readers =
            self.readers.iter().filter(|(id, (_, seen))| **id != own.id && now - seen < at_work);
        let first = rings_first(rank, readers.map(|(id, (revision, _))| (*revision, *id)));
        let newer = |(revision, seen): &(Revision, u64)| {
            *revision > own.program.latest && now - seen < at_work
        };
        let state = Arc::clone(appender.state());
        let alone = !self.table.values().any(newer) && is_left_alone(&state, old.moved, clock);
        let (program, id) = (own.program, own.id);
        let (stored, chance) = (state.as_ref(), &mut self.chance);
        let mut place = Place { now: clock, node: id, program, stored, chance };
        self.told.rang.0 += old.cries_go_on(&mut place).len() as u64;
        let rings = match slip {
            Some(Slip::StaysSilent) => Vec::new(),
            Some(Slip::RingsBeside) => old.others_go_on(&mut place),
            _ if alone && (first || slip == Some(Slip::AllRing)) => old.others_go_on(&mut place),
            _ => {
                old.others = None;
                Vec::new()
            }
        };
        self.told.rang.1 += rings.len() as u64;
        let in_hand = self.knowing_since.is_some_and(|since| since + IN_HAND_AFTER <= now);
        if in_hand && !rings.is_empty() {
            self.fail(format!("{id} is too old and rings for what others have in hand"));
        }
        if !rings.is_empty() && self.has_a_first(node) {
            self.fail(format!("{id} rings beside another that is too old as well, and first"));
        }
    }

    /// Whether of the nodes that are too old another one is to ring, and both had time to know.
    fn has_a_first(&self, node: usize) -> bool {
        let acquainted = |node: usize| {
            let old = self.nodes[node].old.as_ref().filter(|_| self.runs(node));
            old.is_some_and(|old| old.runs_since + ACQUAINTED_AFTER <= self.now)
        };
        let rank = |node: usize| (self.nodes[node].program.latest, self.nodes[node].id);
        let others = (0..self.nodes.len()).filter(|other| *other != node && acquainted(*other));
        acquainted(node) && !rings_first(rank(node), others.map(rank))
    }

    /// The slip: what is due is decided on a state that lacks something, and stored.
    fn decides_on(&mut self, node: usize) {
        let (clock, id) = (self.clock(), CommandId(self.chance.wide()));
        let own = &self.nodes[node];
        let Some(appender) = &own.appender else { return };
        let moment = Moment::new(clock, id, &Actor::System, own.id, vendor::zones());
        let decided = domain::decide(appender.state(), Command::Wake, &moment);
        let events = decided.map(|decision| decision.events).unwrap_or_default();
        let Ok(transaction) = ready(self.store.begin(ORGANISATION)) else { return };
        let (mut head, mut rows) = (transaction.head(), Vec::new());
        let mut salts: codec::Salts = Box::new(|| [9; 16]);
        for event in &events {
            let seq = head.seq + 1;
            let row = codec::encode(event, seq, clock, &Actor::System, id, &head.chain, &mut salts);
            head = Head { seq, chain: row.chain, at: clock };
            rows.push(row);
        }
        if !rows.is_empty() && ready(transaction.commit(rows, Vec::new())).is_ok() {
            self.fail("a node that is too old has stored something".into());
        }
    }

    fn submit(&mut self, node: usize, actor: Actor, command: Command) -> Option<journal::Answer> {
        let keep = actor != Actor::System;
        let id = CommandId(self.chance.wide());
        self.hand_in(node, &Envelope { id, actor, command, keep })
    }

    /// A node gets a command; `None` when it turns it away.
    fn hand_in(&mut self, node: usize, envelope: &Envelope) -> Option<journal::Answer> {
        if self.nodes[node].old.is_some() {
            self.turned_away(node, envelope);
            return None;
        }
        let tick = self.tick();
        let appender = self.nodes[node].appender.as_mut()?;
        match ready(appender.append(&self.store, std::slice::from_ref(envelope), tick)) {
            Ok(appended) => {
                self.leave(node, &appended);
                appended.answers.into_iter().next()
            }
            // It will see for itself at its next turn; whoever asked tries again.
            Err(AppendFault::Outdated(_)) => None,
            Err(fault) => {
                self.fail(fault.fault().to_string());
                None
            }
        }
    }

    /// A node that is too old stores nothing; who cries for help is rung for at once.
    fn turned_away(&mut self, node: usize, envelope: &Envelope) {
        let (before, tick) = (ready(self.store.head(ORGANISATION)).ok(), self.tick());
        let own = &mut self.nodes[node];
        let (Some(old), Some(appender)) = (&mut own.old, &mut own.appender) else { return };
        // The appender itself is the last to say no, whoever asks.
        let stored = ready(appender.append(&self.store, std::slice::from_ref(envelope), tick));
        let cry =
            matches!(envelope.command, Command::Emergencies(emergencies::Command::Open { .. }));
        let state = Arc::clone(appender.state());
        if cry && self.slip != Some(Slip::DeafToCries) {
            let (program, id, stored) = (own.program, own.id, state.as_ref());
            let now = tick.wall;
            let mut place = Place { now, node: id, program, stored, chance: &mut self.chance };
            let copy = old.cries.get_or_insert_with(|| Copy::of(stored));
            self.told.rang.0 += copy.ring(envelope, &mut place).len() as u64;
        }
        let rung = old.cries.as_ref().is_some_and(|copy| copy.rung.contains(&envelope.id));
        if cry && !rung {
            self.fail("somebody called at a node that is too old, and nobody is rung".into());
        }
        if stored.is_ok() || ready(self.store.head(ORGANISATION)).ok() != before {
            self.fail("a node that is too old has stored something".into());
        }
    }

    /// What the node has claimed leaves, and is mostly reported.
    fn leave(&mut self, node: usize, appended: &Appended) {
        let own = self.nodes[node].id;
        let mut reports = Vec::new();
        for (_, event) in &appended.events {
            if let Event::Deliveries(
                Delivery::Owed { delivery, claim, .. } | Delivery::Claimed { delivery, claim },
            ) = event
                && claim.node == own
            {
                reports.push((*delivery, claim.fence));
            }
        }
        for (delivery, fence) in reports {
            let about = appended.state.deliveries.get(delivery).map(|known| &known.about);
            let page = matches!(about, Some(About::Page { .. }));
            if page && self.chance.hits(900) {
                let report = deliveries::Command::Report { delivery, fence, outcome: Sent::Sent };
                self.submit(node, Actor::System, report.into());
            }
        }
    }
}

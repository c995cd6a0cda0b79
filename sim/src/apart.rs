//! Apart: nodes that are cut off from the log go on from copies, crash with torn spools, and come
//! back; a small world of its own, on the journal's real spool, copy and merge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::deliveries::{self, Event as Delivery, Outcome as Sent};
use domain::paging::{self, Answer as Pressed, PageStanding, Standing};
use domain::words::{
    Actor, CommandId, DeliveryId, EmergencyId, IncidentId, MessageId, NodeId, PersonKey, Timestamp,
};
use domain::{Command, Event, State, emergencies};
use journal::memory::Memory;
use journal::{Appended, Appender, Aside, Envelope, Proof, Spool, Store, Tick, codec};

use crate::chance::Chance;
use crate::node::ready;
use crate::vendor::{self, ORGANISATION};

/// How many things happen in one run.
const STEPS: u64 = 120;
/// Most commands that are merged at a time: few, so that crashes fall between.
const MERGED_AT_ONCE_MAX: usize = 4;
/// What left so recently is not repeated, though the log gives it a later time.
const LEFT_JUST_NOW: Duration = Duration::from_secs(60);

/// What is merged is not sent again so soon, by the simulator's clock.
const MERGED_AGAIN_WITHIN_MS: u64 = 55_000;

/// A mistake planted in the hands around the spool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Clients are answered though the spool was not written.
    AnswersUnkept,
    /// What is merged gets new ids, so that a repeat counts again.
    FreshIds,
    /// A crash in the middle of a merge forgets the rest.
    ForgetsRest,
    /// What came first is merged last.
    WrongOrder,
    /// What a command meant where it was decided is lost.
    LosesMeaning,
    /// What left from the copy leaves again when it is merged.
    SendsAgain,
    /// A torn frame hides those before it.
    TornHidesAll,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::AnswersUnkept,
        Self::FreshIds,
        Self::ForgetsRest,
        Self::WrongOrder,
        Self::LosesMeaning,
        Self::SendsAgain,
        Self::TornHidesAll,
    ];
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The promise that was broken, if one was.
    pub failure: Option<String>,
    /// How many commands were decided apart and merged.
    pub merged: u64,
    /// How many events the log has at the end.
    pub events: u64,
    /// How many acceptances stand beside another one.
    pub shared: u64,
}

/// Bytes that survive a crash.
type Disk = Arc<Mutex<Vec<u8>>>;

struct Node {
    id: NodeId,
    life: u64,
    appender: Option<Appender>,
    aside: Option<Aside>,
    disk: Disk,
    /// What the log held when the node was cut off; it starts from here.
    copy: Option<Memory>,
    crashed_at: u64,
}

struct World {
    seed: u64,
    slip: Option<Slip>,
    chance: Chance,
    now: u64,
    store: Memory,
    nodes: Vec<Node>,
    opened: BTreeMap<CommandId, EmergencyId>,
    said: BTreeMap<(EmergencyId, MessageId), String>,
    accepted: BTreeSet<(IncidentId, PersonKey)>,
    /// Under which fence something last left, and when.
    left: BTreeMap<(NodeId, DeliveryId), (u32, u64)>,
    repeats: Vec<(Envelope, EmergencyId)>,
    told: Told,
    /// The faults are over: nobody dies any more.
    healing: bool,
}

/// Plays one seed.
#[must_use]
pub fn run(seed: u64, slip: Option<Slip>) -> Told {
    let mut world = World::new(seed, slip);
    for _ in 0..STEPS {
        if world.told.failure.is_some() {
            break;
        }
        world.now += world.chance.within(100, 20_000);
        world.step();
    }
    world.end();
    world.told
}

fn lock(disk: &Disk) -> std::sync::MutexGuard<'_, Vec<u8>> {
    disk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same rows in a log of their own.
fn copied(store: &Memory) -> Memory {
    let copy = Memory::default();
    let transaction = ready(copy.begin(ORGANISATION)).expect("memory has room");
    ready(transaction.commit(store.records(ORGANISATION), Vec::new())).expect("memory has room");
    copy
}

impl World {
    fn new(seed: u64, slip: Option<Slip>) -> Self {
        let mut chance = Chance::of(seed, &[90]);
        let count = chance.within(1, 3);
        let nodes = (0..count).map(|number| Node {
            id: NodeId(u128::from(number) + 1),
            life: 0,
            appender: None,
            aside: None,
            disk: Disk::default(),
            copy: None,
            crashed_at: 0,
        });
        let mut world = Self {
            seed,
            slip,
            chance,
            now: 1_000,
            store: Memory::default(),
            nodes: nodes.collect(),
            opened: BTreeMap::new(),
            said: BTreeMap::new(),
            accepted: BTreeSet::new(),
            left: BTreeMap::new(),
            repeats: Vec::new(),
            told: Told::default(),
            healing: false,
        };
        world.start(0);
        for command in vendor::setup(seed) {
            world.submit(0, Actor::Operator, command, false);
        }
        (1..world.nodes.len()).for_each(|node| world.start(node));
        world
    }

    fn tick(&self) -> Tick {
        let wall = Timestamp(1_767_225_600_000 + i64::try_from(self.now).unwrap_or(0));
        Tick { wall, monotonic: Duration::from_millis(self.now) }
    }

    fn fail(&mut self, why: String) {
        self.told.failure.get_or_insert(why);
    }

    fn is_cut(&self, node: usize) -> bool {
        self.nodes[node].copy.is_some()
    }

    /// The state that a node shows.
    fn state(&self, node: usize) -> Option<Arc<State>> {
        let known = &self.nodes[node];
        let appender = known.appender.as_ref()?;
        Some(Arc::clone(known.aside.as_ref().map_or(appender.state(), Aside::state)))
    }

    fn step(&mut self) {
        let node = usize::try_from(self.chance.below(self.nodes.len() as u64)).unwrap_or(0);
        match self.chance.below(20) {
            0..=1 => match self.is_cut(node) {
                true => self.nodes[node].copy = None,
                false => self.nodes[node].copy = Some(copied(&self.store)),
            },
            2 => self.crash(node),
            3..=5 => self.calls(node),
            6..=9 => self.says(node),
            10..=12 => self.accepts(node),
            13 => self.repeats(node),
            _ => {}
        }
        for node in 0..self.nodes.len() {
            self.start(node);
            self.wakes(node);
            if !self.is_cut(node) {
                self.merge(node);
            }
        }
    }

    /// A process starts on what its disk holds, with the log or, cut off from it, with its copy.
    fn start(&mut self, node: usize) {
        if self.nodes[node].appender.is_some() {
            return;
        }
        let (life, base) = (self.nodes[node].life, self.nodes[node].copy.clone());
        let id = NodeId(u128::from(life) << 32 | (node as u128 + 1));
        let mut salts = Chance::of(self.seed, &[91, node as u64, life]);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let base = base.unwrap_or_else(|| self.store.clone());
        let opened = ready(Appender::open(&base, ORGANISATION, id, vendor::zones(), salts));
        let appender = match opened {
            Ok(appender) => appender,
            Err(fault) => return self.fail(format!("a node cannot start: {fault}")),
        };
        let (spool, kept) = match Spool::in_memory(&self.nodes[node].disk) {
            Ok(opened) => opened,
            Err(fault) => return self.fail(format!("a spool cannot be read: {fault}")),
        };
        let known = (Arc::clone(appender.state()), appender.head());
        let own = &mut self.nodes[node];
        own.id = id;
        own.appender = Some(appender);
        if !kept.is_empty() || own.copy.is_some() {
            let ids: Vec<CommandId> = kept.iter().map(|entry| entry.envelope.id).collect();
            let taken = ready(base.kept(ORGANISATION, &ids)).unwrap_or_default();
            let taken = taken.into_iter().map(|row| row.command).collect();
            let aside = Aside::new(spool, id, vendor::zones(), known).with(kept, &taken);
            own.aside = Some(aside);
        }
    }

    /// A process dies, perhaps in the middle of a frame.
    fn crash(&mut self, node: usize) {
        let torn = self.chance.below(40);
        let own = &mut self.nodes[node];
        own.life += 1;
        (own.appender, own.aside) = (None, None);
        own.crashed_at = self.now;
        let disk = &mut lock(&own.disk);
        if !disk.is_empty() {
            disk.extend((0..torn).map(|byte| u8::try_from(byte).unwrap_or(0)));
        }
        if self.slip == Some(Slip::TornHidesAll) && torn > 0 {
            disk.truncate(15);
        }
    }

    fn calls(&mut self, node: usize) {
        let open = emergencies::Command::Open {
            words: format!("call {}", self.now),
            who: String::new(),
            reach: String::new(),
            door: None,
            follows: None,
            language: None,
        };
        let (envelope, answer) = self.submit(node, Actor::Stranger, open.into(), true);
        if let Some(emergency) = answer.and_then(|outcome| outcome.emergency) {
            self.opened.insert(envelope.id, emergency);
            self.repeats.push((envelope, emergency));
        }
    }

    /// A client whose answer was lost sends the same again, to any node.
    fn repeats(&mut self, node: usize) {
        if self.repeats.is_empty() {
            return;
        }
        let (envelope, emergency) = self.chance.pick(&self.repeats).clone();
        let known = self.state(node).is_some_and(|s| s.emergencies.get(emergency).is_some());
        let answers = self.hand_in(node, vec![envelope]);
        let told = answers.and_then(|mut answers| answers.pop()?.ok());
        if let Some(told) = told
            && known
            && told.emergency != Some(emergency)
        {
            self.fail("a repeat was told of another emergency".into());
        }
    }

    fn says(&mut self, node: usize) {
        let Some(state) = self.state(node) else { return };
        let live: Vec<_> = state.emergencies.emergencies.values().collect();
        if live.is_empty() {
            return;
        }
        let known = *self.chance.pick(&live);
        let Some(caller) = known.participants.front().copied() else { return };
        let (emergency, message) = (known.id, MessageId(self.chance.wide()));
        let words = format!("word {}", self.now);
        let say = emergencies::Command::Say { emergency, message, words: words.clone() };
        let (_, told) = self.submit(node, Actor::Participant(caller), say.into(), true);
        if told.is_some() {
            self.said.insert((emergency, message), words);
        }
    }

    fn accepts(&mut self, node: usize) {
        let Some(state) = self.state(node) else { return };
        let ringing = state.paging.escalations.values();
        let ringing = ringing.filter(|e| matches!(e.standing, Standing::Ringing { .. }));
        let pages: Vec<_> = ringing
            .flat_map(|e| e.pages.values().map(|page| (e.incident, page)))
            .filter(|(_, page)| page.standing == PageStanding::Requested)
            .collect();
        if pages.is_empty() {
            return;
        }
        let (incident, page) = *self.chance.pick(&pages);
        let (page, person) = (page.id, page.person.clone());
        let answer = paging::Command::Answer { page, answer: Pressed::Accept };
        let (_, told) = self.submit(node, Actor::PageLink(page), answer.into(), true);
        if told.is_some() {
            self.accepted.insert((incident, person));
        }
    }

    /// What time and debts ask for, and what became of what left.
    fn wakes(&mut self, node: usize) {
        let Some(state) = self.state(node) else { return };
        let now = self.tick().wall;
        if state.due().is_some_and(|due| due <= now) {
            self.submit(node, Actor::System, Command::Wake, false);
        }
        let owed: Vec<DeliveryId> = state.deliveries.owed(now).map(|owed| owed.id).collect();
        if !owed.is_empty() {
            let claim = deliveries::Command::Claim { deliveries: owed };
            self.submit(node, Actor::System, claim.into(), false);
        }
    }

    fn submit(
        &mut self,
        node: usize,
        actor: Actor,
        command: Command,
        keep: bool,
    ) -> (Envelope, Option<journal::Outcome>) {
        let id = CommandId(self.chance.wide());
        let envelope = Envelope { id, actor, command, keep };
        let answers = self.hand_in(node, vec![envelope.clone()]);
        let told = answers.and_then(|mut answers| answers.pop()?.ok());
        (envelope, told)
    }

    /// A batch is decided where the node stands; what follows from it leaves and is reported.
    fn hand_in(&mut self, node: usize, batch: Vec<Envelope>) -> Option<Vec<journal::Answer>> {
        let (tick, cut) = (self.tick(), self.is_cut(node));
        let own = &mut self.nodes[node];
        let appender = own.appender.as_mut()?;
        if own.aside.is_none() && !cut {
            let appended = ready(appender.append(&self.store, &batch, tick)).ok()?;
            self.leave(node, &appended, None);
            return Some(appended.answers);
        }
        let now = appender.now(tick);
        if own.aside.is_none() {
            let (spool, _) = Spool::in_memory(&own.disk).ok()?;
            let known = (Arc::clone(appender.state()), appender.head());
            own.aside = Some(Aside::new(spool, own.id, vendor::zones(), known));
        }
        let before = lock(&own.disk).len();
        let appended = own.aside.as_mut()?.append(&batch, now).ok()?;
        if self.slip == Some(Slip::AnswersUnkept) {
            lock(&own.disk).truncate(before.max(15));
        }
        self.leave(node, &appended, None);
        Some(appended.answers)
    }

    /// What the node has claimed leaves, unless it left before.
    fn leave(&mut self, node: usize, appended: &Appended, aside: Option<&Aside>) {
        let mut reports = Vec::new();
        for (at, event) in &appended.events {
            let Event::Deliveries(
                Delivery::Owed { delivery, claim, .. } | Delivery::Claimed { delivery, claim },
            ) = event
            else {
                continue;
            };
            let left_at = aside.and_then(|aside| aside.left_at((*delivery, claim.fence)));
            let again = self.slip == Some(Slip::SendsAgain);
            let just_now = left_at.is_some_and(|left| at.since(left) < LEFT_JUST_NOW);
            if claim.node != self.nodes[node].id || (just_now && !again) {
                continue;
            }
            let before = self.left.insert((claim.node, *delivery), (claim.fence, self.now));
            if before.is_some_and(|before| self.is_too_soon(before, claim.fence, aside)) {
                self.fail(format!("{delivery} left twice under one claim"));
            }
            reports.push((*delivery, claim.fence));
        }
        for (delivery, fence) in reports {
            if self.chance.hits(800) {
                let report = deliveries::Command::Report { delivery, fence, outcome: Sent::Sent };
                self.submit(node, Actor::System, report.into(), false);
            }
        }
    }

    /// Whether something leaves again that has just left. What is merged is known by its fence.
    /// Who claims anew may have counted fewer attempts than were made apart, where they all came
    /// to nothing in one instant of the log; but a claim that still runs is never taken over.
    fn is_too_soon(&self, (fence, at): (u32, u64), now: u32, aside: Option<&Aside>) -> bool {
        let within = match aside {
            Some(_) => MERGED_AGAIN_WITHIN_MS,
            None => u64::try_from(deliveries::LEASE.as_millis()).unwrap_or(u64::MAX),
        };
        fence == now && self.now - at < within
    }

    /// The log takes in what was kept, a few at a time, and the node may die between.
    fn merge(&mut self, node: usize) {
        let tick = self.tick();
        let own = &mut self.nodes[node];
        if own.aside.is_none() {
            if let Some(appender) = &mut own.appender {
                let _ = ready(appender.catch_up(&self.store));
            }
            return;
        }
        let (Some(mut appender), Some(mut aside)) = (own.appender.take(), own.aside.take()) else {
            return;
        };
        let mut events = Vec::new();
        loop {
            let mut part = aside.first(MERGED_AT_ONCE_MAX);
            let count = part.len();
            match self.slip {
                Some(Slip::FreshIds) => part
                    .iter_mut()
                    .for_each(|entry| entry.envelope.id = CommandId(self.chance.wide())),
                Some(Slip::WrongOrder) => part.reverse(),
                Some(Slip::LosesMeaning) => {
                    part.iter_mut().for_each(|entry| entry.apart.meaning = Default::default());
                }
                _ => {}
            }
            if count == 0 {
                break;
            }
            match ready(appender.merge(&self.store, &part, tick)) {
                Ok(appended) => {
                    for (entry, answer) in part.iter().zip(&appended.answers) {
                        let cry = matches!(
                            entry.envelope.command,
                            Command::Emergencies(emergencies::Command::Open { .. })
                        );
                        if cry && let Err(refusal) = answer {
                            self.fail(format!("a cry for help was refused by the log: {refusal}"));
                        }
                    }
                    events.extend(appended.events);
                }
                Err(fault) => return self.fail(format!("a merge failed: {}", fault.fault())),
            }
            aside.taken_in(count);
            self.told.merged += count as u64;
            if !self.healing && self.chance.hits(100) {
                if self.slip == Some(Slip::ForgetsRest) {
                    lock(&self.nodes[node].disk).truncate(15);
                }
                return self.crash(node);
            }
        }
        if ready(appender.catch_up(&self.store)).is_err() {
            return self.fail("the log cannot be read after a merge".into());
        }
        let (state, head, now) =
            (Arc::clone(appender.state()), appender.head(), appender.now(tick));
        let left_over = aside.left_over(&state, now);
        let appended = Appended { answers: Vec::new(), state, events, head, now };
        self.nodes[node].appender = Some(appender);
        self.leave(node, &appended, Some(&aside));
        let (_, cleared) = aside.end();
        if let Err(fault) = cleared {
            return self.fail(format!("a spool cannot be emptied: {fault}"));
        }
        for command in left_over {
            self.submit(node, Actor::System, command, false);
        }
    }

    /// Everybody comes back; then every promise is looked at.
    fn end(&mut self) {
        self.healing = true;
        for _ in 0..3 {
            self.now += 5_000;
            for node in 0..self.nodes.len() {
                self.nodes[node].copy = None;
                self.start(node);
                self.merge(node);
                self.start(node);
                self.merge(node);
            }
        }
        let whole = self.store.records(ORGANISATION);
        self.told.events = whole.len() as u64;
        let mut opened: BTreeMap<CommandId, Vec<EmergencyId>> = BTreeMap::new();
        let mut said: BTreeMap<(EmergencyId, MessageId), Vec<String>> = BTreeMap::new();
        let mut accepted = BTreeSet::new();
        for row in &whole {
            let Ok(event) = codec::decode(row) else {
                return self.fail(format!("row {} cannot be read", row.seq));
            };
            match event {
                Event::Emergencies(emergencies::Event::Opened { emergency, .. }) => {
                    opened.entry(row.command).or_default().push(emergency);
                }
                Event::Emergencies(emergencies::Event::Said {
                    emergency, message, words, ..
                }) => {
                    let words = words.as_str().to_owned();
                    said.entry((emergency, message)).or_default().push(words);
                }
                Event::Paging(paging::Event::Accepted { incident, person, .. }) => {
                    accepted.insert((incident, person));
                }
                Event::Paging(paging::Event::Shared { incident, person }) => {
                    self.told.shared += 1;
                    accepted.insert((incident, person));
                }
                _ => {}
            }
        }
        for (command, emergency) in self.opened.clone() {
            if opened.get(&command).map(Vec::as_slice) != Some(&[emergency]) {
                let stored = opened.get(&command);
                self.fail(format!("{emergency} was acknowledged, and the log has {stored:?}"));
            }
        }
        for (place, words) in self.said.clone() {
            if said.get(&place).map(Vec::as_slice) != Some(std::slice::from_ref(&words)) {
                let stored = said.get(&place);
                self.fail(format!("“{words}” was acknowledged, and the log has {stored:?}"));
            }
        }
        if let Some((incident, person)) = self.accepted.difference(&accepted).next() {
            let (incident, person) = (*incident, person.clone());
            self.fail(format!("{person} was told that they have {incident}, and do not"));
        }
        self.one_truth();
    }

    fn one_truth(&mut self) {
        let replayed = ready(journal::replay(&self.store, ORGANISATION, Proof::Everything));
        let truth = match replayed {
            Ok((truth, _)) => truth,
            Err(fault) => return self.fail(format!("the log is not whole: {fault}")),
        };
        for node in 0..self.nodes.len() {
            let known = self.nodes[node].appender.as_mut();
            let Some(appender) = known else { return self.fail("a node does not start".into()) };
            let _ = ready(appender.catch_up(&self.store));
            if **appender.state() != truth {
                return self.fail("a node shows what the log does not say".into());
            }
            if self.nodes[node].aside.is_some() || lock(&self.nodes[node].disk).len() > 15 {
                return self.fail("words stay behind in a spool".into());
            }
        }
        let live = truth.emergencies.emergencies.values().filter(|e| e.standing.is_live());
        for known in live {
            let incident = truth.incidents.of_emergency(known.id).map(|incident| incident.id);
            let escalation = incident.and_then(|incident| truth.paging.get(incident));
            if escalation.is_none_or(|e| e.due().is_none()) {
                return self.fail(format!("emergency {} is live and at rest", known.number));
            }
        }
    }
}

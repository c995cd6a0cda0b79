//! Floods: hostile calls by the thousand, of many kinds, beside a few true ones, at the real gate
//! and on the real appender; a small world of its own.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use domain::deliveries::{About, Event as Delivery};
use domain::emergencies;
use domain::floods::gate::{Address, Cry, Gate, Standing, Verdict, alike};
use domain::words::{Actor, CommandId, EmergencyId, NodeId, Timestamp};
use domain::{Command, Event, floods};
use journal::memory::Memory;
use journal::{Appender, Envelope, Tick};

use crate::chance::Chance;
use crate::node::ready;
use crate::vendor::{self, ORGANISATION};

/// How long one look at the world lasts, in milliseconds.
const STEP_MS: u64 = 100;
/// How many steps a run has.
const STEPS: u64 = 80;
/// Most commands that the loop carries out in one step.
const SERVED_PER_STEP_MAX: usize = 100;
/// Within this a true customer's page leaves, in milliseconds.
const PAGE_WITHIN_MS: u64 = 1_000;

/// A mistake planted in the gate's surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Everybody passes.
    OpenGate,
    /// Only whole addresses have budgets, so that a network has as many as it has addresses.
    SingleAddresses,
    /// A device that is known is treated as a stranger's.
    ForgetsDevices,
    /// The right answer is not believed.
    ForgetsAnswers,
    /// Every call that is asked is told to the log at once, each by itself.
    TellsEach,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::OpenGate,
        Self::SingleAddresses,
        Self::ForgetsDevices,
        Self::ForgetsAnswers,
        Self::TellsEach,
    ];
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The promise that was broken, if one was.
    pub failure: Option<String>,
    /// How many hostile calls came.
    pub hostile: u64,
    /// How many of them rang.
    pub hostile_rang: u64,
    /// How many true calls came, of which each rang in time.
    pub rang_in_time: u64,
    /// How many were counted in the log.
    pub counted: u64,
}

/// How the hostile calls come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// From one address.
    One,
    /// From every address of a /24 of IPv4.
    Neighbourhood,
    /// From a /48 of IPv6, never twice the same address.
    Six,
    /// From everywhere, with the same words.
    SameWords,
    /// From everywhere, with other words each time.
    Everywhere,
    /// From everywhere, by programs that can add.
    Counting,
    /// With the stolen cookie of one device.
    Stolen,
    /// One call, again and again.
    Again,
}

const MANNERS: [Manner; 8] = [
    Manner::One,
    Manner::Neighbourhood,
    Manner::Six,
    Manner::SameWords,
    Manner::Everywhere,
    Manner::Counting,
    Manner::Stolen,
    Manner::Again,
];

impl Manner {
    /// Whether its calls come from one network or say the same.
    fn has_something_in_common(self) -> bool {
        matches!(self, Self::One | Self::Neighbourhood | Self::Six | Self::SameWords | Self::Again)
    }
}

/// A true call: when its caller pressed, or answered, last.
struct True {
    pressed_at: u64,
    number: u64,
}

struct World {
    slip: Option<Slip>,
    chance: Chance,
    now: u64,
    store: Memory,
    appender: Appender,
    gate: Gate,
    guarded: bool,
    manners: Vec<Manner>,
    per_step: u64,
    waiting: VecDeque<(Envelope, Option<Cry>)>,
    /// True calls on their way to a page.
    awaited: BTreeMap<CommandId, True>,
    next: u128,
    told: Told,
}

/// Plays one seed.
#[must_use]
pub fn run(seed: u64, slip: Option<Slip>) -> Told {
    let mut world = World::new(seed, slip);
    for _ in 0..STEPS {
        if world.told.failure.is_some() {
            break;
        }
        world.step();
    }
    world.told
}

impl World {
    fn new(seed: u64, slip: Option<Slip>) -> Self {
        let mut chance = Chance::of(seed, &[95]);
        let mut salts = Chance::of(seed, &[96]);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let store = Memory::default();
        let opened = ready(Appender::open(&store, ORGANISATION, NodeId(1), vendor::zones(), salts));
        let appender = opened.expect("an empty log opens");
        let mut manners: Vec<Manner> = MANNERS.into_iter().filter(|_| chance.hits(400)).collect();
        let mut guarded = chance.hits(300);
        if chance.hits(400) {
            // Only floods that have a place or words in common: nobody else is asked anything.
            manners.retain(|manner| manner.has_something_in_common());
            guarded = false;
        }
        let per_step = chance.within(20, 300);
        let mut world = Self {
            slip,
            chance,
            now: 1_000,
            store,
            appender,
            gate: Gate::default(),
            guarded,
            manners,
            per_step,
            waiting: VecDeque::new(),
            awaited: BTreeMap::new(),
            next: 1,
            told: Told::default(),
        };
        for command in vendor::setup(seed) {
            let envelope = world.envelope(Actor::Operator, command);
            world.waiting.push_back((envelope, None));
        }
        world.serve(usize::MAX);
        world
    }

    fn tick(&self) -> Tick {
        let wall = Timestamp(1_767_225_600_000 + i64::try_from(self.now).unwrap_or(0));
        Tick { wall, monotonic: Duration::from_millis(self.now) }
    }

    fn fail(&mut self, why: String) {
        self.told.failure.get_or_insert(why);
    }

    fn id(&mut self) -> CommandId {
        self.next += 1;
        CommandId(self.next)
    }

    fn envelope(&mut self, actor: Actor, command: Command) -> Envelope {
        Envelope { id: self.id(), actor, command, keep: true }
    }

    fn step(&mut self) {
        self.now += STEP_MS;
        for manner in self.manners.clone() {
            for _ in 0..self.per_step {
                let cry = self.hostile(manner);
                self.told.hostile += 1;
                if self.passes(&cry, "junk") {
                    self.told.hostile_rang += 1;
                }
            }
        }
        if self.chance.hits(200) {
            self.true_call();
        }
        if self.now.is_multiple_of(1_000) && self.slip != Some(Slip::TellsEach) {
            self.tell();
        }
        if self.appender.state().due().is_some_and(|due| due <= self.tick().wall) {
            let wake = self.envelope(Actor::System, Command::Wake);
            self.waiting.push_front((Envelope { keep: false, ..wake }, None));
        }
        self.serve(SERVED_PER_STEP_MAX);
        let now = self.now;
        let late = self.awaited.values().find(|known| now - known.pressed_at > PAGE_WITHIN_MS);
        if let Some(number) = late.map(|known| known.number) {
            let waiting = self.waiting.len();
            self.fail(format!("no page left for true call {number}; {waiting} commands wait"));
        }
    }

    fn hostile(&mut self, manner: Manner) -> Cry {
        let (id, wide) = (self.id(), self.chance.wide());
        let anywhere = || {
            let bits = u32::try_from(wide & 0x3fff_ffff).unwrap_or(0) | 0x4000_0000;
            Address::Four(bits)
        };
        let address = match manner {
            Manner::One => Address::Four(0xc633_6407),
            Manner::Neighbourhood => {
                Address::Four(0xcb00_7100 | u32::try_from(wide & 255).unwrap_or(0))
            }
            Manner::Six => {
                let network = 0x2001_0db8_0007_u128 << 80;
                Address::Six(network | (wide >> 48))
            }
            _ => anywhere(),
        };
        let words = match manner {
            Manner::SameWords => "Pay us or we go on".to_owned(),
            Manner::Again => "The very same call".to_owned(),
            _ => format!("some junk {wide}"),
        };
        let standing = match manner {
            Manner::Counting => Standing::Answered,
            Manner::Stolen => Standing::Known(7),
            _ => Standing::Stranger,
        };
        let id = if manner == Manner::Again { CommandId(1) } else { id };
        Cry { id, address: Some(address), alike: alike(&words, ""), standing }
    }

    /// Somebody in need: with a known device, or a stranger who answers when they are asked.
    fn true_call(&mut self) {
        let (id, number) = (self.id(), self.next as u64);
        let known = self.chance.hits(500);
        let standing = match known {
            true => Standing::Known(u128::from(number) << 32),
            false => Standing::Stranger,
        };
        let third = u32::try_from(self.chance.below(250)).unwrap_or(0);
        let address = Some(Address::Four(0xc000_0009 | (third << 8)));
        let words = format!("The analyser number {number} stands still");
        let mut cry = Cry { id, address, alike: alike(&words, ""), standing };
        self.awaited.insert(id, True { pressed_at: self.now, number });
        if self.passes(&cry, &words) {
            return;
        }
        let common = self.manners.iter().all(|manner| manner.has_something_in_common());
        if known || (common && !self.guarded) {
            return self.fail(format!("true caller {number} was asked a question for nothing"));
        }
        cry.standing = Standing::Answered;
        // By programs that can add the budget of answers may be used up: then the question comes
        // once more, and nothing is promised of the second.
        if !self.passes(&cry, &words) {
            self.awaited.remove(&id);
            if !self.manners.contains(&Manner::Counting) {
                self.fail(format!("caller {number} answered and was asked again"));
            }
        }
    }

    /// Whether the gate lets a call through to the loop.
    fn passes(&mut self, cry: &Cry, words: &str) -> bool {
        let state = std::sync::Arc::clone(self.appender.state());
        let live = |emergency: EmergencyId| {
            state.emergencies.get(emergency).is_some_and(|known| known.standing.is_live())
        };
        let mut seen = *cry;
        match self.slip {
            Some(Slip::SingleAddresses) => {
                // Each network seems to be another.
                seen.address = seen.address.map(|_| Address::Six(cry.id.0 << 80));
            }
            Some(Slip::ForgetsDevices) if matches!(cry.standing, Standing::Known(_)) => {
                seen.standing = Standing::Stranger;
            }
            Some(Slip::ForgetsAnswers) if cry.standing == Standing::Answered => {
                seen.standing = Standing::Stranger;
            }
            _ => {}
        }
        let now = self.tick().wall;
        let verdict = match self.slip {
            Some(Slip::OpenGate) => Verdict::Rings,
            _ => self.gate.judge(&seen, self.guarded, now, live),
        };
        if verdict == Verdict::Asks {
            if self.slip == Some(Slip::TellsEach) {
                self.tell();
            }
            return false;
        }
        let open = emergencies::Command::Open {
            words: words.to_owned(),
            who: String::new(),
            reach: String::new(),
            door: None,
            follows: None,
            language: None,
        };
        let envelope =
            Envelope { id: cry.id, actor: Actor::Stranger, command: open.into(), keep: true };
        self.waiting.push_back((envelope, Some(seen)));
        true
    }

    fn tell(&mut self) {
        let counts = self.gate.take_counted();
        if !counts.is_empty() {
            let count = floods::Command::Count { counts };
            let envelope = self.envelope(Actor::System, count.into());
            self.waiting.push_back((envelope, None));
        }
    }

    /// The loop carries out what waits, first come first served.
    fn serve(&mut self, most: usize) {
        let count = self.waiting.len().min(most);
        let part: Vec<(Envelope, Option<Cry>)> = self.waiting.drain(..count).collect();
        let batch: Vec<Envelope> = part.iter().map(|(envelope, _)| envelope.clone()).collect();
        let tick = self.tick();
        let appended = match ready(self.appender.append(&self.store, &batch, tick)) {
            Ok(appended) => appended,
            Err(fault) => return self.fail(format!("a batch failed: {}", fault.fault())),
        };
        let mut opened: BTreeMap<EmergencyId, CommandId> = BTreeMap::new();
        for ((envelope, cry), answer) in part.iter().zip(&appended.answers) {
            let Ok(outcome) = answer else { continue };
            if let (Some(cry), Some(emergency)) = (cry, outcome.emergency) {
                self.gate.rang(cry, emergency);
                opened.insert(emergency, envelope.id);
            }
        }
        for (_, event) in &appended.events {
            match event {
                Event::Floods(floods::Event::Counted { count, .. }) => self.told.counted += count,
                Event::Deliveries(Delivery::Owed {
                    about: About::Page { incident, .. }, ..
                }) => self.page_left(&appended.state, *incident, &opened),
                // What leads a fold rings for it: its count is on the page that left.
                Event::Paging(domain::paging::Event::Reached { incident, .. }) => {
                    self.page_left(&appended.state, *incident, &opened);
                }
                _ => {}
            }
        }
    }

    fn page_left(
        &mut self,
        state: &domain::State,
        incident: domain::words::IncidentId,
        opened: &BTreeMap<EmergencyId, CommandId>,
    ) {
        let known = state.incidents.get(incident);
        for emergency in known.into_iter().flat_map(|known| &known.emergencies) {
            if let Some(command) = opened.get(emergency)
                && self.awaited.remove(command).is_some()
            {
                self.told.rang_in_time += 1;
            }
        }
    }
}

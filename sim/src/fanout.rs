//! Words to subscribers: nodes that claim, send, die and come back, addresses that fail, readers
//! who come and go, and later words that overtake earlier ones; customers, who are told more than
//! everyone by their links until these are made anew; colleagues, who get what is said
//! inside and nothing else, until it is called back; notices, of which nothing leaves any more once
//! they are down; days on which more is said than can be under way; text messages, which wait for a
//! press where they are many, and end with STOP; messages that come back, also before the node that
//! sent them has said so; readers who choose otherwise while words wait for them, or sleep;
//! programs that are posted how components fare. A small world of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::status_pages::{self, StatusPage};
use domain::subscribers::{
    Broadcast, Command as Ask, Entry, Event as Told, GivenLink, Lane, Outcome, Profile, Queue,
    Quiet, Readership, Route, Slice, Subscriber, TEXTS_UNASKED_MAX, Wants,
};
use domain::words::{
    Actor, CommandId, Language, NodeId, Severity, SubscriberId, Timestamp, TopicId, UpdateId,
};
use domain::{Command, Event, State};
use journal::memory::Memory;
use journal::{Appender, Envelope, Tick};

use crate::chance::Chance;
use crate::node::ready;
use crate::vendor::{self, ORGANISATION};

mod checks;
mod mistakes;
mod people;
mod programs;
mod readers;
mod slips;

pub use slips::{Run, Slip};

/// How long one look at the world lasts, in milliseconds.
const STEP_MS: u64 = 500;
/// How many steps have faults.
const STEPS: u64 = 400;
/// Most steps until everything has settled afterwards.
const SETTLING_MAX: u64 = 12_000;
/// How many nodes there are.
const NODES: usize = 2;
/// Every so manieth entry is a colleague.
const COLLEAGUE_EVERY: u64 = 10;
/// The topic that is told inside and nowhere else.
const INSIDE: TopicId = TopicId(3);
/// The topic that is a notice, which is taken down now and then.
const NOTICE: TopicId = TopicId(4);
/// From this topic on each is spoken of once, on a busy day.
const BUSY_TOPICS: u128 = 100;
/// So many words at hand are too many for a vendor who makes room carelessly.
const CARELESS_WORDS: usize = 50;
/// Longest time between a claim and its report, in milliseconds.
const SENDING_MS_MAX: u64 = 15_000;

/// A slice on its way.
struct Sending {
    slice: Slice,
    /// When each of it leaves, and what becomes of it.
    leaves: Vec<(u64, usize, Option<Outcome>)>,
    not_reached: Vec<(u32, Outcome)>,
    left_out: Vec<(u32, u32)>,
    reports_at: u64,
}

#[derive(Default)]
struct Node {
    id: u128,
    appender: Option<Appender>,
    sending: Vec<Sending>,
    back_at: u64,
}

struct World {
    seed: u64,
    slip: Option<Slip>,
    chance: Chance,
    now: u64,
    store: Memory,
    nodes: Vec<Node>,
    next: u128,
    faults: bool,
    dead: BTreeSet<u128>,
    /// Which node brought which word to whom last.
    delivered: BTreeMap<(u32, u32), u128>,
    /// The latest word about each topic that each subscriber got.
    latest: BTreeMap<(u32, TopicId), u32>,
    /// The latest word about the notice that was taken back while some had not got it.
    retracted: u32,
    /// By which link each entry came last.
    came: BTreeMap<u64, GivenLink>,
    /// When that was, the first time by this link.
    came_at: BTreeMap<u64, Timestamp>,
    /// Whether it is a day on which much is said.
    busy: bool,
    /// What was forgotten after it had left.
    forgotten: Vec<Broadcast>,
    /// Until when each domain wants no mail, by who heard it.
    asked: BTreeMap<(String, u32), Timestamp>,
    /// What will come back, and when, and whether the address is dead.
    returning: Vec<(u64, (u32, u32), bool)>,
    /// How many copies had arrived of what came back, when it did.
    returned: BTreeMap<(u32, u32), u32>,
    /// How many copies of each word arrived.
    copies: BTreeMap<(u32, u32), u32>,
    /// The words that a person let go.
    pressed: BTreeSet<u32>,
    /// The words that a person held back, and their topics.
    withheld: BTreeMap<u32, TopicId>,
    /// Who was written to no more for a while.
    silent: BTreeSet<u32>,
    /// Who chose otherwise.
    chose: BTreeSet<u32>,
    /// What programs have read of components.
    programs: programs::Programs,
    /// The words that nobody was to be told of.
    quiet: BTreeSet<UpdateId>,
    /// What never was, and the word that says so to those who were told.
    mistakes: BTreeMap<TopicId, u32>,
    told: Run,
}

/// Plays one seed.
#[must_use]
pub fn run(seed: u64, slip: Option<Slip>) -> Run {
    let mut world = World::new(seed, slip);
    for _ in 0..STEPS {
        world.step();
    }
    world.faults = false;
    for _ in 0..SETTLING_MAX {
        if world.told.failure.is_some() || world.is_settled() {
            break;
        }
        world.leap();
        world.step();
    }
    world.finish();
    world.told
}

impl World {
    fn new(seed: u64, slip: Option<Slip>) -> Self {
        let mut world = Self {
            seed,
            slip,
            chance: Chance::of(seed, &[120]),
            now: 1_000,
            store: Memory::default(),
            nodes: (0..NODES).map(|_| Node::default()).collect(),
            next: 1,
            faults: true,
            dead: BTreeSet::new(),
            delivered: BTreeMap::new(),
            latest: BTreeMap::new(),
            retracted: 0,
            came: BTreeMap::new(),
            came_at: BTreeMap::new(),
            busy: seed.is_multiple_of(5),
            forgotten: Vec::new(),
            asked: BTreeMap::new(),
            returning: Vec::new(),
            returned: BTreeMap::new(),
            copies: BTreeMap::new(),
            pressed: BTreeSet::new(),
            withheld: BTreeMap::new(),
            silent: BTreeSet::new(),
            chose: BTreeSet::new(),
            programs: programs::Programs::default(),
            quiet: BTreeSet::new(),
            mistakes: BTreeMap::new(),
            told: Run::default(),
        };
        for node in 0..NODES {
            world.open(node);
        }
        let revision = domain::revision::LATEST;
        world.ask(0, Actor::System, Command::Adopt { revision });
        let profile =
            StatusPage { name: "Vendor".into(), zone: "UTC".into(), ..StatusPage::default() };
        let page = status_pages::Command::Put { page: "public".into(), profile: Box::new(profile) };
        world.ask(0, Actor::Operator, page.into());
        world.has_customers();
        world.has_components();
        world.has_a_lead();
        let count = world.chance.within(60, if world.busy { 100 } else { 400 });
        let entries = (0..count).map(|number| world.entry(number)).collect();
        let add = Ask::Add { entries, consent: "contract".into() };
        world.ask(0, Actor::System, add.into());
        world
    }

    fn entry(&mut self, number: u64) -> Entry {
        let mut wants = Wants::default();
        if self.chance.hits(50) {
            wants.daily = Some(8);
        }
        if self.chance.hits(50) {
            wants.quiet = Some(Quiet { from: 22, until: 6 });
        }
        let (route, address) = match self.chance.below(10) {
            0 if number.is_multiple_of(2) => {
                (Route::Statuspage, format!("https://programs.example/{number}"))
            }
            0 => (Route::Slack, format!("https://hooks.example/{number}")),
            1..=3 => (Route::Sms, format!("+4670{number:07}")),
            _ => (Route::Email, format!("reader{number}@domain{}.example", number % 7)),
        };
        let language = Language::English;
        if number % COLLEAGUE_EVERY == 7 {
            let profile = Profile::colleague(Severity::High, route, language, wants);
            return Entry { profile, address: address.into() };
        }
        let page = "public".into();
        let through = self.came_by(number);
        let profile = Profile { page, route, language, wants, colleague: None, through };
        Entry { profile, address: address.into() }
    }

    fn tick(&self) -> Tick {
        let wall = Timestamp(1_767_225_600_000 + i64::try_from(self.now).unwrap_or(0));
        Tick { wall, monotonic: Duration::from_millis(self.now) }
    }

    fn fail(&mut self, why: String) {
        self.told.failure.get_or_insert(why);
    }

    fn open(&mut self, node: usize) {
        let id = self.chance.wide();
        let mut salts = Chance::of(self.seed, &[121, u64::try_from(id >> 64).unwrap_or(0)]);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let opened = Appender::open(&self.store, ORGANISATION, NodeId(id), vendor::zones(), salts);
        self.nodes[node].id = id;
        self.nodes[node].appender = Some(ready(opened).expect("the log opens"));
    }

    /// Has something decided by a node, and starts sending what was claimed.
    fn ask(&mut self, node: usize, actor: Actor, command: Command) {
        if self.nodes[node].appender.is_some() {
            self.catch_up(node);
        }
        self.next += 1;
        let envelope = Envelope { id: CommandId(self.next), actor, command, keep: false };
        let tick = self.tick();
        let store = &self.store;
        let Some(appender) = &mut self.nodes[node].appender else { return };
        let before = Arc::clone(appender.state());
        let appended = ready(appender.append(store, &[envelope], tick)).expect("it is stored");
        let state = Arc::clone(&appended.state);
        for (_, event) in &appended.events {
            self.begins(node, &state, event);
            match event {
                Event::Subscribers(Told::Forgotten { broadcast }) => {
                    self.forgets(&before, *broadcast);
                }
                Event::Subscribers(Told::GivenUp { .. }) => self.told.given_up += 1,
                Event::Subscribers(
                    Told::Bounced { subscriber, pauses: true, .. } | Told::Stopped { subscriber },
                ) => {
                    let known = state.subscribers.get(*subscriber);
                    self.silent.extend(known.map(|known| known.number));
                }
                _ => {}
            }
        }
        self.looks_whom(&appended.events.iter().map(|(_, event)| event).collect::<Vec<_>>());
        let at_hand = state.subscribers.words().count() as u64;
        self.told.at_hand = self.told.at_hand.max(at_hand);
    }

    /// What a node has claimed it sends; it learns of the claims of others as well.
    fn begins(&mut self, node: usize, state: &State, event: &Event) {
        let Event::Subscribers(Told::Claimed { slice, claim, .. }) = event else { return };
        let Some(slice) = state.subscribers.slice(*slice) else { return };
        let own = self.nodes[node].id == claim.node.0;
        if own {
            self.leaves_alone(state, &slice.to);
            self.lets_sleep(state, &slice.to);
        }
        if own || self.slip == Some(Slip::ForeignSlices) && self.chance.hits(300) {
            let mut slice = slice.clone();
            if self.slip == Some(Slip::TakesAlong) {
                programs::take_along(state, &mut slice);
                self.lets_sleep(state, &slice.to);
            }
            let sending = self.sends(slice);
            self.nodes[node].sending.push(sending);
        }
    }

    fn sends(&mut self, slice: Slice) -> Sending {
        let late = self.slip == Some(Slip::SendsLate) && self.chance.hits(200);
        let from = self.now + if late { 30_000 } else { 0 };
        let until = from + self.chance.within(500, SENDING_MS_MAX);
        let faults = self.faults;
        let leaves = (0..slice.to.len()).map(|index| {
            let at = self.chance.within(from, until);
            let reason = || "refused".into();
            // Some addresses are dead for as long as there are faults.
            let dead = faults && slice.to[index].number.is_multiple_of(23);
            let outcome = match self.chance.below(40) {
                _ if dead => Some(Outcome::Refused { reason: reason() }),
                0 | 1 if faults => Some(Outcome::Failed { reason: reason() }),
                2 if faults => Some(Outcome::Untried),
                3 if faults && self.chance.hits(100) => {
                    let secs = u32::try_from(self.chance.within(20, 300)).unwrap_or(20);
                    Some(Outcome::Later { reason: reason(), after_secs: Some(secs) })
                }
                _ => None,
            };
            (at, index, outcome)
        });
        let mut leaves: Vec<_> = leaves.collect();
        leaves.sort_by_key(|(at, index, _)| (*at, *index));
        let (not_reached, left_out) = (Vec::new(), Vec::new());
        Sending { slice, leaves, not_reached, left_out, reports_at: until + 1 }
    }

    fn step(&mut self) {
        self.now += STEP_MS;
        for node in 0..NODES {
            self.catch_up(node);
            self.send(node);
            self.report(node);
            self.owes(node);
        }
        self.comes_back();
        self.presses();
        if self.faults {
            self.happens();
        }
    }

    fn catch_up(&mut self, node: usize) {
        if self.nodes[node].appender.is_none() {
            if self.now >= self.nodes[node].back_at {
                self.open(node);
            }
            return;
        }
        let store = &self.store;
        let Some(appender) = &mut self.nodes[node].appender else { return };
        let events = ready(appender.catch_up(store)).expect("the log is read");
        let state = Arc::clone(appender.state());
        if self.slip == Some(Slip::ForeignSlices) {
            for (_, event) in &events {
                self.begins(node, &state, event);
            }
        }
    }

    /// What leaves by now; each is looked at once more.
    fn send(&mut self, node: usize) {
        let Some(appender) = &self.nodes[node].appender else { return };
        let state = Arc::clone(appender.state());
        let own = self.nodes[node].id;
        let mut sending = std::mem::take(&mut self.nodes[node].sending);
        for one in &mut sending {
            let (due, rest): (Vec<_>, Vec<_>) =
                std::mem::take(&mut one.leaves).into_iter().partition(|(at, ..)| *at <= self.now);
            one.leaves = rest;
            for (_, index, outcome) in due {
                let to = &one.slice.to[index];
                let known = state.subscribers.numbered(to.number);
                let gone = known.is_none_or(|known| !known.is_active());
                if gone && self.slip != Some(Slip::SendsToGone) {
                    one.not_reached.push((to.number, Outcome::Passed));
                    continue;
                }
                let (words, left_out) = letter_of(&state, to.number, &to.words);
                if words.is_empty() && !gone {
                    one.not_reached.push((to.number, Outcome::Passed));
                    continue;
                }
                self.told.left_out += left_out.len() as u64;
                if self.slip != Some(Slip::CountsLeftOut) {
                    one.left_out.extend(left_out.into_iter().map(|word| (to.number, word)));
                }
                match outcome.or_else(|| self.posts(&state, to.number)) {
                    Some(outcome) => one.not_reached.push((to.number, outcome)),
                    None => self.arrives(&state, own, to.number, &words, gone),
                }
            }
        }
        self.nodes[node].sending = sending;
    }

    fn arrives(&mut self, state: &State, own: u128, number: u32, words: &[u32], gone: bool) {
        if gone {
            return self.fail(format!("{number} had left and was written to"));
        }
        for word in words {
            let Some(known) = state.subscribers.word(*word) else { continue };
            let one = state.subscribers.numbered(number);
            if let Some(why) = self.tells_too_much(state, number, &known.word) {
                return self.fail(why);
            }
            if one.is_some_and(|one| !state.is_for(one, &known.word)) {
                return self.fail(format!("{number} got word {word}, which is not for them"));
            }
            self.told.delivered += 1;
            let many = known.progress(Lane::Text).count > TEXTS_UNASKED_MAX;
            let text = |one: &Subscriber| one.profile.route == Route::Sms;
            let unasked = many && !self.pressed.contains(word);
            if unasked && state.subscribers.numbered(number).is_some_and(text) {
                return self.fail(format!("word {word} was texted and nobody had pressed"));
            }
            let copies = self.copies.entry((number, *word)).or_default();
            *copies += 1;
            if self.faults && self.chance.hits(20) {
                let at = self.chance.within(self.now, self.now + SENDING_MS_MAX);
                let dead = self.chance.hits(300);
                self.returning.push((at, (number, *word), dead));
            }
            if let Some(before) = self.delivered.insert((number, *word), own) {
                self.told.copies += 1;
                if !self.dead.contains(&before) {
                    self.fail(format!("{number} got word {word} twice, and nobody had died"));
                }
            }
            let latest = self.latest.entry((number, known.word.topic)).or_default();
            if *latest > *word {
                let latest = *latest;
                return self.fail(format!("{number} got word {word} after {latest}"));
            }
            *latest = *word;
        }
    }

    fn report(&mut self, node: usize) {
        let now = self.now;
        let sending = std::mem::take(&mut self.nodes[node].sending);
        let (done, rest) = sending
            .into_iter()
            .partition(|one: &Sending| one.leaves.is_empty() && one.reports_at <= now);
        self.nodes[node].sending = rest;
        let done: Vec<Sending> = done;
        for one in done {
            if self.slip == Some(Slip::LostReports) && self.chance.hits(200) {
                continue;
            }
            let (slice, mut not_reached) = (one.slice.number, one.not_reached);
            let left_out = one.left_out;
            if self.nodes[node].appender.is_some() {
                self.catch_up(node);
                self.hears(node, slice, &mut not_reached);
            }
            self.ask(node, Actor::System, Ask::Report { slice, not_reached, left_out }.into());
        }
    }

    /// What time and words ask of a node.
    fn owes(&mut self, node: usize) {
        let Some(appender) = &self.nodes[node].appender else { return };
        let (state, now) = (Arc::clone(appender.state()), self.tick().wall);
        if state.due().is_some_and(|due| due <= now) {
            self.ask(node, Actor::System, Command::Wake);
        }
        for lane in Lane::ALL {
            for queue in [Queue::First, Queue::Again] {
                if queue == Queue::Again && self.slip == Some(Slip::ForgottenRepeats) {
                    continue;
                }
                let Some(appender) = &self.nodes[node].appender else { return };
                let state = Arc::clone(appender.state());
                let room = 2_usize.saturating_sub(self.nodes[node].sending.len());
                let due = state.subscribers.claimable_at(lane, queue);
                if due.is_some_and(|at| at <= now) && room > 0 {
                    let slices = u8::try_from(room).unwrap_or(1);
                    let claim = Ask::Claim { lane, queue, slices };
                    self.ask(node, Actor::System, claim.into());
                }
            }
        }
    }

    fn some_state(&self) -> Option<Arc<State>> {
        let up = self.nodes.iter().find_map(|node| node.appender.as_ref());
        up.map(|appender| Arc::clone(appender.state()))
    }

    fn some_subscriber(&mut self) -> Option<SubscriberId> {
        let state = self.some_state()?;
        let count = state.subscribers.len() as u64;
        let index = usize::try_from(self.chance.below(count)).unwrap_or(0);
        state.subscribers.all().nth(index).map(|known| known.id)
    }

    fn by_any(&mut self, actor: Actor, command: Command) {
        if let Some(node) = (0..NODES).find(|node| self.nodes[*node].appender.is_some()) {
            self.ask(node, actor, command);
        }
    }

    /// Time passes until something is due; nothing on its way is passed over.
    fn leap(&mut self) {
        if self.nodes.iter().any(|node| !node.sending.is_empty() || node.appender.is_none()) {
            return;
        }
        let Some(state) = self.some_state() else { return };
        let lanes = Lane::ALL.into_iter();
        let queues = |lane| [Queue::First, Queue::Again].map(|queue| (lane, queue));
        let owed = lanes.flat_map(queues);
        let owed = owed.filter_map(|(lane, queue)| state.subscribers.claimable_at(lane, queue));
        if let Some(due) = owed.chain(state.due()).min() {
            let wait = due.since(self.tick().wall).as_millis();
            self.now += u64::try_from(wait).unwrap_or(0);
        }
    }
}

/// What of these words is in somebody's letter, and what is left out of it because it is not for
/// them any more.
fn letter_of(state: &State, number: u32, words: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let known = state.subscribers.numbered(number);
    let words = words.iter().copied().filter(|word| state.subscribers.word(*word).is_some());
    words.partition(|word| {
        let word = state.subscribers.word(*word);
        known.zip(word).is_some_and(|(known, word)| state.is_for(known, &word.word))
    })
}

fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

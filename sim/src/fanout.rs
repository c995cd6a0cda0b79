//! Words to subscribers: nodes that claim, send, die and come back, addresses that fail, readers
//! who come and go, and later words that overtake earlier ones; colleagues, who get what is said
//! inside and nothing else, until it is called back; notices, of which nothing leaves any more once
//! they are down; days on which more is said than can be under way. A small world of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use domain::status_pages::{self, StatusPage};
use domain::subscribers::{
    About, Addressee, Announcement, Audience, Broadcast, Command as Ask, Entry, Event as Told,
    Inside, Kind, Lane, Outcome, Profile, Queue, Quiet, Route, Slice, Standing, Stands, Wants,
};
use domain::updates::Overview;
use domain::words::{
    Actor, CommandId, Condition, IncidentId, Language, NodeId, Phase, Severity, SubscriberId,
    Timestamp, TopicId,
};
use domain::{Command, Event, State};
use journal::memory::Memory;
use journal::{Appender, Envelope, Tick};

use crate::chance::Chance;
use crate::node::ready;
use crate::vendor::{self, ORGANISATION};

/// How long one look at the world lasts, in milliseconds.
const STEP_MS: u64 = 500;
/// How many steps have faults.
const STEPS: u64 = 400;
/// Most steps until everything has settled afterwards.
const SETTLING_MAX: u64 = 4_000;
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

/// A mistake planted in the shell around the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// What failed for now is never tried again.
    ForgottenRepeats,
    /// A node sends what another one has claimed.
    ForeignSlices,
    /// What became of a slice is never said.
    LostReports,
    /// A slice leaves long after its lease.
    SendsLate,
    /// Who has left is written to all the same.
    SendsToGone,
    /// Where there are many words, the oldest is thrown away although some wait for it.
    MakesRoom,
    /// That a domain asked us to slow down is not passed on.
    NeverSlows,
}

impl Slip {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::ForgottenRepeats,
        Self::ForeignSlices,
        Self::LostReports,
        Self::SendsLate,
        Self::SendsToGone,
        Self::MakesRoom,
        Self::NeverSlows,
    ];
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The promise that was broken, if one was.
    pub failure: Option<String>,
    /// How many words reached somebody.
    pub delivered: u64,
    /// How many of these were second copies after a crash.
    pub copies: u64,
    /// How many gave way to a later word.
    pub collapsed: u64,
    /// How often a node died.
    pub crashes: u64,
    /// How many words were at hand at most.
    pub at_hand: u64,
    /// How many were given up because too many were under way.
    pub given_up: u64,
    /// How often a domain asked us to slow down.
    pub asked: u64,
}

/// A slice on its way.
struct Sending {
    slice: Slice,
    /// When each of it leaves, and what becomes of it.
    leaves: Vec<(u64, usize, Option<Outcome>)>,
    not_reached: Vec<(u32, Outcome)>,
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
    /// Whether it is a day on which much is said.
    busy: bool,
    /// What was forgotten after it had left.
    forgotten: Vec<Broadcast>,
    /// Until when each domain wants no mail, by who heard it.
    asked: BTreeMap<(String, u32), Timestamp>,
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
            busy: seed.is_multiple_of(5),
            forgotten: Vec::new(),
            asked: BTreeMap::new(),
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
            0 => (Route::Slack, format!("https://hooks.example/{number}")),
            _ => (Route::Email, format!("reader{number}@domain{}.example", number % 7)),
        };
        let language = Language::English;
        if number % COLLEAGUE_EVERY == 7 {
            let profile = Profile::colleague(Severity::High, route, language, wants);
            return Entry { profile, address: address.into() };
        }
        let profile = Profile { page: "public".into(), route, language, wants, colleague: None };
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
                _ => {}
            }
        }
        let at_hand = state.subscribers.words().count() as u64;
        self.told.at_hand = self.told.at_hand.max(at_hand);
    }

    /// Nothing is forgotten that has not left for everyone, except what was taken back.
    fn forgets(&mut self, before: &State, broadcast: u32) {
        let Some(word) = before.subscribers.word(broadcast) else { return };
        let back = [INSIDE, NOTICE].contains(&word.word.topic);
        if !back && !word.is_done() {
            return self.fail(format!("word {broadcast} was thrown away before it had left"));
        }
        if !back {
            self.forgotten.push(word.clone());
        }
    }

    /// What a node has claimed it sends; it learns of the claims of others as well.
    fn begins(&mut self, node: usize, state: &State, event: &Event) {
        let Event::Subscribers(Told::Claimed { slice, claim, .. }) = event else { return };
        let Some(slice) = state.subscribers.slice(*slice) else { return };
        let own = self.nodes[node].id == claim.node.0;
        if own {
            self.leaves_alone(state, &slice.to);
        }
        if own || self.slip == Some(Slip::ForeignSlices) && self.chance.hits(300) {
            let sending = self.sends(slice.clone());
            self.nodes[node].sending.push(sending);
        }
    }

    /// Nobody is about to be written to whose domain was heard to want no mail yet.
    fn leaves_alone(&mut self, state: &State, to: &[Addressee]) {
        let now = self.tick().wall;
        let known = to.iter().filter_map(|to| state.subscribers.numbered(to.number));
        let known = known.filter(|known| known.profile.route == Route::Email);
        for domain in known.filter_map(|known| Some(domain_of(known.address.text.as_deref()?))) {
            // What somebody heard is forgotten with them.
            let heard = self.asked.iter().filter(|((one, by), until)| {
                one == domain && **until > now && state.subscribers.numbered(*by).is_some()
            });
            if heard.count() > 0 {
                return self.fail(format!("{domain} was written to while it wanted no mail"));
            }
        }
    }

    /// What a report says of domains that want no mail for a while, as far as it is stored.
    fn hears(&mut self, node: usize, slice: u32, not_reached: &mut [(u32, Outcome)]) {
        let Some(appender) = &self.nodes[node].appender else { return };
        let state = Arc::clone(appender.state());
        let now = self.tick().wall;
        let mut by = BTreeMap::new();
        for (number, outcome) in not_reached {
            let Outcome::Later { after_secs: Some(secs), .. } = *outcome else { continue };
            let stored = state.subscribers.slice(slice).is_some();
            let known = state.subscribers.numbered(*number);
            let known = known.filter(|known| stored && known.profile.route == Route::Email);
            if let Some(address) = known.and_then(|known| known.address.text.as_deref()) {
                let until = now + Duration::from_secs(secs.into());
                let domain = domain_of(address).to_owned();
                let by = *by.entry(domain.clone()).or_insert(*number);
                let asked = self.asked.entry((domain, by)).or_insert(until);
                *asked = until.max(*asked);
                self.told.asked += 1;
            }
            if self.slip == Some(Slip::NeverSlows) {
                *outcome = Outcome::Failed { reason: "later".into() };
            }
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
        Sending { slice, leaves, not_reached: Vec::new(), reports_at: until + 1 }
    }

    fn step(&mut self) {
        self.now += STEP_MS;
        for node in 0..NODES {
            self.catch_up(node);
            self.send(node);
            self.report(node);
            self.owes(node);
        }
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
                match outcome {
                    Some(outcome) => one.not_reached.push((to.number, outcome)),
                    None => self.arrives(&state, own, to.number, &to.words, gone),
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
            let theirs =
                state.subscribers.numbered(number).map(|one| one.profile.takes(&known.word));
            if theirs == Some(false) {
                return self.fail(format!("{number} got word {word}, which is not for them"));
            }
            self.told.delivered += 1;
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
            if self.nodes[node].appender.is_some() {
                self.catch_up(node);
                self.hears(node, slice, &mut not_reached);
            }
            self.ask(node, Actor::System, Ask::Report { slice, not_reached }.into());
        }
    }

    /// What time and words ask of a node.
    fn owes(&mut self, node: usize) {
        let Some(appender) = &self.nodes[node].appender else { return };
        let (state, now) = (Arc::clone(appender.state()), self.tick().wall);
        if state.due().is_some_and(|due| due <= now) {
            self.ask(node, Actor::System, Command::Wake);
        }
        for lane in [Lane::Mail, Lane::Hook] {
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

    /// What people and misfortune do.
    fn happens(&mut self) {
        if self.chance.hits(if self.busy { 900 } else { 25 }) {
            self.announce();
        }
        if self.slip == Some(Slip::MakesRoom) {
            let state = self.some_state();
            let many = state.filter(|state| state.subscribers.words().count() >= CARELESS_WORDS);
            let oldest = many.and_then(|state| state.subscribers.words().last().map(topic_of));
            if let Some(topic) = oldest {
                self.by_any(Actor::System, Ask::Retract { topic }.into());
            }
        }
        if self.chance.hits(20) {
            let node = usize::try_from(self.chance.below(NODES as u64)).unwrap_or(0);
            if self.nodes[node].appender.take().is_some() {
                self.told.crashes += 1;
                self.dead.insert(self.nodes[node].id);
                self.nodes[node].sending.clear();
                self.nodes[node].back_at = self.now + self.chance.within(500, 30_000);
            }
        }
        if self.chance.hits(60) {
            let known = self.some_subscriber();
            if let Some(subscriber) = known {
                let leave = Ask::Leave { subscriber };
                self.by_any(Actor::Subscriber(subscriber), leave.into());
            }
        }
        if self.chance.hits(60) {
            let number = self.chance.within(1_000, 9_000);
            let entries = vec![self.entry(number)];
            let add = Ask::Add { entries, consent: "contract".into() };
            self.by_any(Actor::System, add.into());
        }
        if self.chance.hits(15) {
            let paused = self.some_state().and_then(|state| {
                let mut all = state.subscribers.all();
                all.find(|known| known.standing == Standing::Paused).map(|known| known.id)
            });
            if let Some(subscriber) = paused {
                self.by_any(Actor::System, Ask::Resume { subscriber }.into());
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

    fn announce(&mut self) {
        let topic = match self.busy {
            true => TopicId(BUSY_TOPICS + self.next),
            false => TopicId(u128::from(self.chance.within(1, 4))),
        };
        let grave = self.chance.hits(700);
        let worst = if grave { Condition::Major } else { Condition::Degraded };
        let incident = IncidentId(topic.0);
        let inside = topic == INSIDE;
        if inside && !grave {
            return self.by_any(Actor::System, Ask::Recall { incident }.into());
        }
        let notice = topic == NOTICE;
        if notice && !grave {
            let words = self.some_state();
            let words = words.iter().flat_map(|state| state.subscribers.words());
            let left = words.filter(|word| word.word.topic == topic && !word.is_done());
            let latest = left.map(|word| word.number).max();
            self.retracted = latest.unwrap_or(self.retracted);
            return self.by_any(Actor::System, Ask::Retract { topic }.into());
        }
        let page = (!inside).then(|| "public".into());
        let (severity, since) = (Severity::Critical, self.tick().wall);
        let word = Announcement {
            topic,
            number: None,
            kind: Kind::Updated,
            heading: "Cards fail".into(),
            phase: Phase::Identified,
            affected: Vec::new(),
            overview: Overview::default(),
            next_by: None,
            since,
            audience: Audience {
                pages: page.into_iter().collect(),
                components: vec!["cards".into()],
                services: Vec::new(),
                worst,
            },
            about: match topic {
                INSIDE => About::Inside(Inside { incident, severity, line: None }),
                NOTICE => About::Notice(Stands { from: since, until: since }),
                _ => About::Fault,
            },
        };
        self.by_any(Actor::System, Ask::Announce(Box::new(word)).into());
    }

    /// Time passes until something is due; nothing on its way is passed over.
    fn leap(&mut self) {
        if self.nodes.iter().any(|node| !node.sending.is_empty() || node.appender.is_none()) {
            return;
        }
        let Some(state) = self.some_state() else { return };
        let lanes = [Lane::Mail, Lane::Hook].into_iter();
        let queues = |lane| [Queue::First, Queue::Again].map(|queue| (lane, queue));
        let owed = lanes.flat_map(queues);
        let owed = owed.filter_map(|(lane, queue)| state.subscribers.claimable_at(lane, queue));
        if let Some(due) = owed.chain(state.due()).min() {
            let wait = due.since(self.tick().wall).as_millis();
            self.now += u64::try_from(wait).unwrap_or(0);
        }
    }

    fn is_settled(&self) -> bool {
        let up = self.nodes.iter().all(|n| n.appender.is_some() && n.sending.is_empty());
        up && self
            .some_state()
            .is_some_and(|state| state.subscribers.words().all(Broadcast::is_done))
    }

    /// Each got each word once, or a later one, or is known as one whom it could not reach.
    fn finish(&mut self) {
        if self.told.failure.is_some() {
            return;
        }
        if !self.is_settled() {
            return self.fail("something never settles".to_owned());
        }
        let Some(state) = self.some_state() else { return };
        let mut broken = None;
        let forgotten = std::mem::take(&mut self.forgotten);
        for word in state.subscribers.words().chain(&forgotten) {
            let total = word.total();
            self.told.collapsed += u64::from(total.collapsed);
            let theirs = state.subscribers.all().filter(|known| known.profile.takes(&word.word));
            for known in theirs.filter(|known| known.number <= word.up_to) {
                let got = self.delivered.contains_key(&(known.number, word.number));
                let latest = self.latest.get(&(known.number, word.word.topic));
                let later = latest.is_some_and(|latest| *latest > word.number);
                let failed = word.failed.contains_key(&known.number);
                // Who was paused is owed nothing while they were.
                let troubled = known.number.is_multiple_of(23);
                // A later word, which stood for this one as well, was taken back.
                let back = word.word.topic == NOTICE && word.number < self.retracted;
                if !got && !later && !failed && !troubled && !back {
                    broken = Some(format!("{} never got word {}", known.number, word.number));
                }
                if word.reached.contains_key(&known.number) && !got {
                    let (one, word) = (known.number, word.number);
                    broken = Some(format!("{one} is said to have got word {word}"));
                }
            }
        }
        if let Some(why) = broken {
            return self.fail(why);
        }
        let id = NodeId(1);
        let mut salts = Chance::of(self.seed, &[122]);
        let salts = Box::new(move || salts.wide().to_be_bytes());
        let again = ready(Appender::open(&self.store, ORGANISATION, id, vendor::zones(), salts));
        if again.expect("the log opens").state().subscribers != state.subscribers {
            self.fail("a replay comes to another state".to_owned());
        }
    }
}

fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

fn topic_of(word: &Broadcast) -> TopicId {
    word.word.topic
}

//! The gate: what a node remembers of who called lately, and whom it asks a question before it
//! rings a person for them.
//!
//! Nobody is refused. Within its budgets every call rings. Beyond them, or while a person has
//! raised the guard, the caller is asked one question that a person answers with one tap, and
//! rings then. Callers who proved who they are have budgets of their own, so that no flood is
//! before them.
//!
//! It is pure: addresses and time come in as arguments, so that the simulator plays it too.

use std::collections::{BTreeMap, VecDeque};

use crate::words::{CommandId, EmergencyId, Timestamp};

/// How many at once, and how many in each minute after that.
#[derive(Clone, Copy, Debug)]
struct Budget {
    burst: f64,
    per_minute: f64,
}

/// What all strangers of an organisation together ring without a question.
const OF_STRANGERS: Budget = Budget { burst: 200.0, per_minute: 600.0 };
/// What all who answered the question ring together.
const OF_ANSWERED: Budget = Budget { burst: 200.0, per_minute: 600.0 };
/// What a known device rings, whatever the others do.
const OF_DEVICE: Budget = Budget { burst: 5.0, per_minute: 2.0 };
/// What a network rings without a question: one address, a house, a provider's neighbourhood.
const OF_NETWORKS: [Budget; 3] = [
    Budget { burst: 5.0, per_minute: 3.0 },
    Budget { burst: 20.0, per_minute: 12.0 },
    Budget { burst: 60.0, per_minute: 40.0 },
];
/// Bits of these networks: IPv4 and IPv6.
const BITS: [(u8, u8); 3] = [(32, 64), (28, 56), (24, 48)];
/// What one address rings by right answers, so that a program that can count is no way around.
const OF_ANSWERS: Budget = Budget { burst: 10.0, per_minute: 6.0 };
/// How often one call may come again, and all of them together: a repeat rings nobody anew, but it
/// takes its turn.
const OF_REPEATS: (Budget, Budget) =
    (Budget { burst: 20.0, per_minute: 10.0 }, Budget { burst: 200.0, per_minute: 600.0 });
/// The same words by the same name: so many ring from one address, and from anywhere.
const ALIKE: (Budget, Budget) =
    (Budget { burst: 3.0, per_minute: 3.0 }, Budget { burst: 20.0, per_minute: 20.0 });
/// Most entries that a table remembers; beyond it the older half is forgotten.
pub const REMEMBERED_MAX: usize = 50_000;
/// Most networks and words of which a call that rang is remembered.
const HEADS_MAX: usize = 20_000;
/// Fewest letters and digits that make words alike; with fewer, everybody's are.
const ALIKE_CHARS_MIN: usize = 8;

/// Whence somebody calls, as bits: the edge knows the network, and this file only compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// Of IPv4, and of an IPv6 address that stands for one.
    Four(u32),
    /// Of IPv6.
    Six(u128),
}

/// What is known of who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Stranger,
    /// They gave the right answer to a question, once.
    Answered,
    /// The device belongs to somebody who proved who they are, or to somebody of the vendor's.
    Known(u128),
}

/// A call as the gate sees it.
#[derive(Clone, Copy, Debug)]
pub struct Cry {
    /// The number of its command: a repeat is the same call.
    pub id: CommandId,
    /// Whence; none where it is a proxy's address, behind which many stand.
    pub address: Option<Address>,
    /// A digest of what is said by whom, where enough is said.
    pub alike: Option<u128>,
    /// Who it is.
    pub standing: Standing,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It rings.
    Rings,
    /// A question comes first. It is counted with a call like it that rings, if there is one.
    Asks,
}

/// A network: its bits, how many they are, and whether it is of IPv6.
type Network = (u128, u8, bool);

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

/// Buckets by key, of which the longest unused are forgotten.
struct Buckets<K> {
    young: BTreeMap<K, Bucket>,
    old: BTreeMap<K, Bucket>,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self { young: BTreeMap::new(), old: BTreeMap::new() }
    }
}

impl<K: Ord> Buckets<K> {
    fn take(&mut self, key: K, budget: Budget, now: Timestamp) -> bool {
        let full = Bucket { left: budget.burst, at: now };
        let known = self.young.remove(&key).or_else(|| self.old.remove(&key)).unwrap_or(full);
        let gained = now.since(known.at).as_secs_f64() * budget.per_minute / 60.0;
        let left = (known.left + gained).min(budget.burst);
        let good = left >= 1.0;
        let left = if good { left - 1.0 } else { left };
        if self.young.len() >= REMEMBERED_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, Bucket { left, at: known.at.max(now) });
        good
    }
}

/// What a call has in common with one that rang.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fold {
    Alike(u128),
    Network(Network),
}

/// What became of calls since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Strangers who rang without a question.
    pub rang: u64,
    /// Known callers who rang.
    pub known: u64,
    /// Who rang after the right answer.
    pub answered: u64,
    /// How often the question was asked.
    pub asked: u64,
}

/// The gate of one organisation on one node.
#[derive(Default)]
pub struct Gate {
    strangers: Buckets<()>,
    answered: Buckets<()>,
    devices: Buckets<u128>,
    networks: Buckets<Network>,
    answers: Buckets<Network>,
    alike: Buckets<(u128, Option<Network>)>,
    repeats: Buckets<Option<CommandId>>,
    /// Calls that were let through lately, and which: a repeat of one is the same call.
    through: BTreeMap<CommandId, ()>,
    through_order: VecDeque<CommandId>,
    heads: BTreeMap<Fold, EmergencyId>,
    heads_order: VecDeque<Fold>,
    last_head: Option<EmergencyId>,
    /// What was counted and is not yet told.
    counted: BTreeMap<EmergencyId, u64>,
    totals: Totals,
}

impl Gate {
    /// What becomes of a call. `live` says whether a call that rang before still goes on.
    pub fn judge(
        &mut self,
        cry: &Cry,
        guarded: bool,
        now: Timestamp,
        live: impl Fn(EmergencyId) -> bool,
    ) -> Verdict {
        let repeat = self.through.contains_key(&cry.id);
        if repeat
            && self.repeats.take(Some(cry.id), OF_REPEATS.0, now)
            && self.repeats.take(None, OF_REPEATS.1, now)
        {
            return Verdict::Rings;
        }
        match cry.standing {
            Standing::Known(device) if self.devices.take(device, OF_DEVICE, now) => {
                self.totals.known += 1;
                return self.rings(cry.id);
            }
            Standing::Answered if self.believes_answer(cry, now) => {
                self.totals.answered += 1;
                return self.rings(cry.id);
            }
            // Whoever is beyond a budget of their own is like everybody else.
            Standing::Known(_) | Standing::Answered | Standing::Stranger => {}
        }
        // A repeat that came too often must not use up what is there for new calls.
        if !guarded && !repeat && self.within(cry, now) {
            self.totals.rang += 1;
            return self.rings(cry.id);
        }
        let head = self.head(cry).filter(|head| live(*head));
        if head.is_none() && self.strangers.take((), OF_STRANGERS, now) {
            // Somebody must ring for them all: this one does.
            self.totals.rang += 1;
            return self.rings(cry.id);
        }
        self.totals.asked += 1;
        if let Some(head) = head {
            *self.counted.entry(head).or_default() += 1;
        }
        Verdict::Asks
    }

    /// A call that was let through opened this emergency: others may be like it.
    pub fn rang(&mut self, cry: &Cry, emergency: EmergencyId) {
        let folds: Vec<Fold> = folds(cry).collect();
        for fold in folds {
            if self.heads.insert(fold, emergency).is_none() {
                self.heads_order.push_back(fold);
            }
        }
        self.last_head = Some(emergency);
        while self.heads_order.len() > HEADS_MAX {
            if let Some(oldest) = self.heads_order.pop_front() {
                self.heads.remove(&oldest);
            }
        }
    }

    /// What was counted since it was last asked, the most first; the rest waits for the next time.
    pub fn take_counted(&mut self) -> Vec<(EmergencyId, u64)> {
        let mut counted: Vec<_> = std::mem::take(&mut self.counted).into_iter().collect();
        counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rest = counted.split_off(counted.len().min(super::COUNTS_MAX));
        self.counted.extend(rest);
        counted
    }

    /// What could not be told is told with the next.
    pub fn give_back(&mut self, counts: Vec<(EmergencyId, u64)>) {
        for (head, count) in counts {
            *self.counted.entry(head).or_default() += count;
        }
    }

    /// What became of calls since the start.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    fn believes_answer(&mut self, cry: &Cry, now: Timestamp) -> bool {
        let own = cry.address.map(|address| network(address, BITS[0]));
        own.is_none_or(|own| self.answers.take(own, OF_ANSWERS, now))
            && self.answered.take((), OF_ANSWERED, now)
    }

    /// Whether a stranger's call is within every budget. The narrow ones are asked first, so that
    /// what one of them stops does not use up the wide ones for the rest.
    fn within(&mut self, cry: &Cry, now: Timestamp) -> bool {
        let own = cry.address.map(|address| network(address, BITS[0]));
        if let Some(alike) = cry.alike {
            let here = own.is_none() || self.alike.take((alike, own), ALIKE.0, now);
            if !here || !self.alike.take((alike, None), ALIKE.1, now) {
                return false;
            }
        }
        if let Some(address) = cry.address {
            for (bits, budget) in BITS.into_iter().zip(OF_NETWORKS) {
                if !self.networks.take(network(address, bits), budget, now) {
                    return false;
                }
            }
        }
        self.strangers.take((), OF_STRANGERS, now)
    }

    fn head(&self, cry: &Cry) -> Option<EmergencyId> {
        folds(cry).find_map(|fold| self.heads.get(&fold).copied()).or(self.last_head)
    }

    fn rings(&mut self, id: CommandId) -> Verdict {
        if self.through.insert(id, ()).is_none() {
            self.through_order.push_back(id);
        }
        if self.through_order.len() > REMEMBERED_MAX
            && let Some(oldest) = self.through_order.pop_front()
        {
            self.through.remove(&oldest);
        }
        Verdict::Rings
    }
}

/// What a call may have in common with others: first what is said, then the narrowest network.
fn folds(cry: &Cry) -> impl Iterator<Item = Fold> {
    let address = cry.address;
    let networks = BITS.into_iter().filter_map(move |bits| Some(network(address?, bits)));
    cry.alike.map(Fold::Alike).into_iter().chain(networks.map(Fold::Network))
}

/// The network of an address with that many bits.
fn network(address: Address, (four, six): (u8, u8)) -> Network {
    match address {
        Address::Four(bits) => (u128::from(bits >> (32 - u32::from(four))), four, false),
        Address::Six(bits) => (bits >> (128 - u32::from(six)), six, true),
    }
}

/// A digest of what is said by whom, the same for what a person would call the same; none where
/// too little is said to tell.
#[must_use]
pub fn alike(words: &str, who: &str) -> Option<u128> {
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (words, who) = (plain(words), plain(who));
    if words.chars().count() < ALIKE_CHARS_MIN {
        return None;
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(words.as_bytes()).update(&[0]).update(who.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Some(u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    /// A call from the address a.b.c.d.
    fn cry(id: u128, [a, b, c, d]: [u128; 4], words: &str) -> Cry {
        let bits = (a << 24) | (b << 16) | (c << 8) | d;
        let address = Address::Four(u32::try_from(bits).expect("four numbers below 256"));
        from(address, id, words)
    }

    fn from(address: Address, id: u128, words: &str) -> Cry {
        let standing = Standing::Stranger;
        Cry { id: CommandId(id), address: Some(address), alike: alike(words, ""), standing }
    }

    fn rings(gate: &mut Gate, cry: &Cry, now: Timestamp) -> bool {
        let verdict = gate.judge(cry, false, now, |_| true);
        if verdict == Verdict::Rings {
            gate.rang(cry, EmergencyId(cry.id.0));
        }
        verdict == Verdict::Rings
    }

    #[test]
    fn an_ordinary_day_asks_nobody() {
        let mut gate = Gate::default();
        for number in 0..2_000_u128 {
            let address = [203, 0, number % 200, number / 200];
            let cry = cry(number, address, &format!("fault number {number}"));
            assert!(rings(&mut gate, &cry, at(i64::try_from(number).unwrap_or(0))));
        }
        assert_eq!(gate.totals(), Totals { rang: 2_000, ..Totals::default() });
    }

    #[test]
    fn one_address_is_asked_soon_and_another_still_rings() {
        let mut gate = Gate::default();
        let flood = |gate: &mut Gate, from: u128, now| {
            let junk =
                |n: &u128| cry(from + n, [203, 0, 113, 7], &format!("junk number {n} {from}"));
            (0..100).filter(|n| rings(gate, &junk(n), now)).count()
        };
        assert_eq!(flood(&mut gate, 0, at(0)), 5);
        assert!(rings(&mut gate, &cry(1_000, [198, 51, 100, 1], "smoke"), at(0)));
        assert_eq!(flood(&mut gate, 2_000, at(60)), 3);
    }

    #[test]
    fn neighbours_share_the_budget_of_their_network() {
        let mut gate = Gate::default();
        let four = |n: &u128| cry(*n, [203, 0, 113, n % 256], &format!("junk no. {n}"));
        let rang = (0..10_000).filter(|n| rings(&mut gate, &four(n), at(0))).count();
        assert!(rang <= 60, "{rang}");
        let six = |n: &u128| {
            let address = Address::Six((0x2001_0db8 << 96) | ((n % 65_536) << 64) | n);
            from(address, 20_000 + n, &format!("junk no. {n}"))
        };
        let rang = (0..10_000).filter(|n| rings(&mut gate, &six(n), at(0))).count();
        assert!(rang <= 60, "{rang}");
    }

    #[test]
    fn the_same_words_from_everywhere_are_counted_with_one_that_rings() {
        let mut gate = Gate::default();
        let mut rang = 0;
        for number in 0..5_000_u128 {
            let address = [203, number / 250, number % 250, 7];
            let words = if number % 2 == 0 { "Pay me now!" } else { "pay ME, now" };
            rang += u64::from(rings(&mut gate, &cry(number, address, words), at(0)));
        }
        assert_eq!(rang, 20);
        let counted = gate.take_counted();
        assert_eq!(counted.iter().map(|(_, count)| count).sum::<u64>(), 4_980);
        assert_eq!(counted.len(), 1, "one event tells of them all");
        assert!(gate.take_counted().is_empty());
        gate.give_back(counted.clone());
        assert_eq!(gate.take_counted(), counted);
    }

    #[test]
    fn a_button_pressed_without_a_word_is_like_no_other() {
        assert_eq!(alike("", "Brightwater"), None);
        assert_eq!(alike("Help!", "Brightwater"), None);
        assert_eq!(alike("The till, it smokes", "A"), alike("the TILL it smokes.", "a"));
    }

    #[test]
    fn behind_the_guard_known_callers_ring_and_others_answer_first() {
        let mut gate = Gate::default();
        let guarded = |gate: &mut Gate, cry: &Cry| gate.judge(cry, true, at(0), |_| true);
        let first = cry(1, [203, 0, 113, 7], "smoke in the hall");
        assert_eq!(guarded(&mut gate, &first), Verdict::Rings, "somebody must ring");
        gate.rang(&first, EmergencyId(1));
        let second = cry(2, [198, 51, 100, 7], "fire in the cellar");
        assert_eq!(guarded(&mut gate, &second), Verdict::Asks);
        let answered = Cry { standing: Standing::Answered, ..second };
        assert_eq!(guarded(&mut gate, &answered), Verdict::Rings);
        assert_eq!(guarded(&mut gate, &second), Verdict::Rings, "a repeat is the same call");
        let known = |id| Cry {
            standing: Standing::Known(9),
            ..cry(id, [198, 51, 100, 8], "the analyser stands still")
        };
        let rang = (10..100).filter(|n| guarded(&mut gate, &known(*n)) == Verdict::Rings).count();
        assert_eq!(rang, 5, "a stolen device does not drown the others");
        let after = cry(200, [198, 51, 100, 9], "the pump leaks again");
        let over = gate.judge(&after, true, at(0), |_| false);
        assert_eq!(over, Verdict::Rings, "the one that rang for all is over");
    }

    #[test]
    fn a_call_that_comes_again_is_the_same_call_but_not_for_ever() {
        let mut gate = Gate::default();
        let first = cry(1, [203, 0, 113, 7], "smoke in the hall");
        let came = (0..1_000).filter(|_| rings(&mut gate, &first, at(0))).count();
        assert!((20..=30).contains(&came), "{came}");
        assert!(gate.totals().rang <= 5, "what is beyond is judged like any other");
    }

    #[test]
    fn a_program_that_can_count_does_not_get_far() {
        let mut gate = Gate::default();
        let mut answered = |id: u128, address: [u128; 4]| {
            let cry = Cry { standing: Standing::Answered, ..cry(id, address, "junk after junk") };
            rings(&mut gate, &cry, at(0))
        };
        let rang = (0..1_000).filter(|n| answered(*n, [203, 0, 113, 7])).count();
        assert!(rang <= 15, "{rang}");
    }

    #[test]
    fn its_memory_is_bounded() {
        let mut gate = Gate::default();
        for number in 0..150_000_u128 {
            let address = Some(Address::Six(number << 80));
            let (id, standing) = (CommandId(number), Standing::Stranger);
            let now = at(i64::try_from(number).unwrap_or(0));
            rings(&mut gate, &Cry { id, address, alike: Some(number), standing }, now);
        }
        assert!(gate.networks.young.len() + gate.networks.old.len() <= 2 * REMEMBERED_MAX + 2);
        assert!(gate.through.len() <= REMEMBERED_MAX && gate.heads.len() <= HEADS_MAX);
    }
}

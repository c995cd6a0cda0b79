//! What a run is made of: rates, callers and faults, all drawn up front from the seed.

use domain::words::Channel;

use crate::chance::Chance;
use crate::gatherers::{self, Gather};
use crate::tools::{self, Tell};

/// Milliseconds of a minute.
pub const MINUTE: u64 = 60_000;
/// Milliseconds of an hour.
pub const HOUR: u64 = 60 * MINUTE;
/// Milliseconds of a day.
pub const DAY: u64 = 24 * HOUR;
/// How long people and machines have, after the faults end, to put everything right.
pub const HEALING: u64 = 10 * MINUTE;
/// In one of so many histories people are erased.
const ERASES_EVERY: u64 = 4;
/// In half of so many histories colleagues work together.
const ROOMS_EVERY: u64 = 4;

/// One run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where it all comes from.
    pub seed: u64,
    /// How long the faults go on.
    pub span: u64,
    /// The wall clock at the start, in milliseconds since the epoch.
    pub start: i64,
    /// How many nodes share the log.
    pub nodes: usize,
    /// How often things go wrong with people and messages.
    pub rates: Rates,
    /// When somebody calls for help; a caller's deeds derive from the number.
    pub calls: Vec<Call>,
    /// What a tool that watches says, and when.
    pub tells: Vec<Tell>,
    /// When something is joined or taken apart.
    pub gathers: Vec<Gather>,
    /// What breaks, and when.
    pub faults: Vec<Fault>,
    /// Whether people are erased.
    pub erases: bool,
    /// Whether colleagues bring each other, hand over, send on, snooze and keep notes. Seeds that
    /// were kept before they did are not among these.
    pub rooms: bool,
    /// When the store is away for long. Drawn from a stream of their own, so that seeds that were
    /// kept before there were any mean what they meant.
    pub outages: Vec<Outage>,
    /// Whether it lasts overnight for the sake of what comes the morning after.
    pub overnight: bool,
}

/// The store is away, for every node.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
    /// From when.
    pub at: u64,
    /// For how long.
    pub length: u64,
}

/// Somebody calls for help.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// When.
    pub at: u64,
    /// The caller.
    pub number: u64,
}

/// Something breaks.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// When.
    pub at: u64,
    /// What.
    pub kind: FaultKind,
}

/// Where a node is when it dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Between two things.
    Anywhere,
    /// With commands in hand that are not stored.
    BeforeAppend,
    /// Stored, but nobody was told.
    BeforeAnswer,
    /// Clients were told, but nothing was sent.
    BeforeSend,
    /// Sent, but not reported.
    BeforeReport,
}

/// How a carrier misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It does its work.
    Good,
    /// It accepts and never delivers.
    Swallows,
    /// It fails and may work later.
    FailsForNow,
    /// It fails for good.
    FailsForGood,
    /// It delivers but the answer is lost.
    TimesOutAfterSending,
    /// It takes a minute.
    Slow,
}

/// What the vendor's people do to their own plans in the middle of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The front door's policy is taken out.
    RemovePolicy,
    /// It is put back with other steps.
    ChangePolicy,
    /// A person loses every contact method.
    LoseMethods,
    /// A person leaves.
    RemovePerson,
    /// A person is back.
    RestorePerson,
}

/// What breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A node dies at a step and comes back.
    Crash {
        /// Which node.
        node: usize,
        /// Where.
        step: Step,
        /// For how long.
        down: u64,
    },
    /// Every node is down.
    Downtime {
        /// For how long.
        down: u64,
    },
    /// A node stands still and goes on as if nothing had been.
    Pause {
        /// Which node.
        node: usize,
        /// For how long.
        length: u64,
    },
    /// The database cannot be reached at the next append.
    Unreachable,
    /// The next commit is refused.
    CommitUndone,
    /// The next commit is stored, but the answer is lost.
    CommitUnknownStored,
    /// The next commit is not stored, and the answer is lost.
    CommitUnknownLost,
    /// A node's wall clock jumps.
    Jump {
        /// Which node.
        node: usize,
        /// By how many milliseconds.
        by: i64,
    },
    /// A carrier misbehaves for a while.
    Carrier {
        /// Which.
        channel: Channel,
        /// How.
        mood: Mood,
        /// For how long.
        length: u64,
    },
    /// Somebody edits the plans.
    Edit {
        /// How.
        edit: Edit,
        /// Which person, where it matters.
        person: usize,
    },
}

impl FaultKind {
    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Crash { .. } => "crash",
            Self::Downtime { .. } => "downtime",
            Self::Pause { .. } => "pause",
            Self::Unreachable => "store unreachable",
            Self::CommitUndone => "commit undone",
            Self::CommitUnknownStored => "commit unknown, stored",
            Self::CommitUnknownLost => "commit unknown, lost",
            Self::Jump { .. } => "clock jump",
            Self::Carrier { .. } => "carrier",
            Self::Edit { .. } => "plans edited",
        }
    }
}

/// How often in a thousand people and messages go wrong. Each run draws its own, so that some
/// runs are calm in one respect and wild in another.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// A responder sleeps through a ring.
    pub sleeps: u64,
    /// A responder who is reached says no, or passes on.
    pub declines: u64,
    /// A responder who accepts does nothing more.
    pub vanishes: u64,
    /// A responder forgets the next word or update.
    pub forgets: u64,
    /// A responder presses twice.
    pub presses_twice: u64,
    /// An answer to a client is lost on the way.
    pub answers_lost: u64,
    /// A client is impatient and sends again at once.
    pub impatience: u64,
    /// A caller goes silent for good.
    pub silence: u64,
    /// A caller pressed by mistake.
    pub mistakes: u64,
    /// A caller writes, or says that it is broken again, after the end.
    pub late: u64,
    /// A carrier repeats a receipt, or sends it before its answer.
    pub odd_receipts: u64,
    /// A hint to the other node is lost.
    pub hints_lost: u64,
}

impl Rates {
    fn draw(chance: &mut Chance) -> Self {
        let mut rate = |most: u64| if chance.hits(300) { 0 } else { chance.below(most + 1) };
        Self {
            sleeps: rate(900),
            declines: rate(400),
            vanishes: rate(500),
            forgets: rate(600),
            presses_twice: rate(300),
            answers_lost: rate(300),
            impatience: rate(300),
            silence: rate(400),
            mistakes: rate(200),
            late: rate(500),
            odd_receipts: rate(400),
            hints_lost: rate(500),
        }
    }
}

impl Plan {
    /// The plan of a seed.
    #[must_use]
    pub fn draw(seed: u64) -> Self {
        let mut chance = Chance::of(seed, &[1]);
        let days = match chance.below(20) {
            0 => chance.within(20, 90),
            1..=4 => chance.within(3, 6),
            _ => 1,
        };
        Self::of(seed, days * DAY, &mut chance)
    }

    /// A short plan of the seed, for tests that play many: a few hours with a few callers.
    #[must_use]
    pub fn brief(seed: u64) -> Self {
        let mut chance = Chance::of(seed, &[6]);
        let span = chance.within(1, 5) * HOUR;
        Self::of(seed, span, &mut chance)
    }

    /// A run that lasts overnight, for what comes the morning after.
    #[must_use]
    pub fn overnight(seed: u64) -> Self {
        let mut chance = Chance::of(seed, &[7]);
        let span = chance.within(34, 44) * HOUR;
        Self { overnight: true, ..Self::of(seed, span, &mut chance) }
    }

    fn of(seed: u64, span: u64, chance: &mut Chance) -> Self {
        let days = span / DAY;
        let nodes = if chance.hits(400) { 2 } else { 1 };
        let start = 1_767_225_600_000 + i64::try_from(chance.below(1_460 * DAY)).unwrap_or(0);
        let rates = Rates::draw(chance);
        let mut calls: Vec<u64> =
            (0..chance.within(2, 4 + days * 2).min(60)).map(|_| chance.below(span)).collect();
        if chance.hits(150) {
            let begin = chance.below(span);
            let count = if days > 0 && chance.hits(100) {
                chance.within(60, 120)
            } else {
                chance.within(5, 25)
            };
            calls.extend((0..count).map(|_| begin + chance.below(5 * MINUTE)));
        }
        calls.sort_unstable();
        let calls: Vec<Call> =
            calls.iter().zip(0..).map(|(at, number)| Call { at: *at, number }).collect();
        let mut faults: Vec<Fault> = (0..chance.below(1 + 6 * calls.len().min(20) as u64))
            .map(|_| Fault::draw(span, nodes, &calls, chance))
            .collect();
        faults.extend(crate::telephones::faults(seed, span));
        faults.sort_by_key(|fault| fault.at);
        let tells = tools::draw(seed, span);
        let gathers = gatherers::draw(seed, span, &calls);
        let outages = Outage::draw_all(seed, span, &calls);
        let erases = seed % ERASES_EVERY == 1;
        let rooms = seed % ROOMS_EVERY >= ROOMS_EVERY / 2;
        Self {
            seed,
            span,
            start,
            nodes,
            rates,
            calls,
            tells,
            gathers,
            faults,
            erases,
            rooms,
            outages,
            overnight: false,
        }
    }

    /// The same without the store being away for long, as it was before there were such outages.
    #[must_use]
    pub fn without_outages(self) -> Self {
        Self { outages: Vec::new(), ..self }
    }
}

impl Outage {
    fn draw_all(seed: u64, span: u64, calls: &[Call]) -> Vec<Self> {
        let mut chance = Chance::of(seed, &[7]);
        let count = if chance.hits(350) { chance.within(1, 2) } else { 0 };
        (0..count)
            .map(|_| {
                let around = chance.pick(calls).at.saturating_sub(chance.below(5 * MINUTE));
                let at = around + chance.below(15 * MINUTE);
                let short = chance.hits(600);
                let length = chance.within(MINUTE, if short { 20 * MINUTE } else { 4 * HOUR });
                Self { at: at.min(span), length }
            })
            .collect()
    }
}

impl Fault {
    fn draw(span: u64, nodes: usize, calls: &[Call], chance: &mut Chance) -> Self {
        // Most faults strike while something is under way; the rest whenever they like.
        let at = if chance.hits(850) {
            let near = if chance.hits(500) { MINUTE } else { 30 * MINUTE };
            chance.pick(calls).at + chance.below(near)
        } else {
            chance.below(span)
        };
        let node = usize::from(nodes > 1 && chance.hits(500));
        let kind = match chance.below(16) {
            0..=4 => FaultKind::Crash {
                node,
                step: *chance.pick(&[
                    Step::Anywhere,
                    Step::BeforeAppend,
                    Step::BeforeAnswer,
                    Step::BeforeSend,
                    Step::BeforeReport,
                ]),
                down: chance.within(200, 20_000),
            },
            5 => FaultKind::Downtime { down: chance.within(MINUTE, 5 * HOUR) },
            6 => FaultKind::Pause { node, length: chance.within(1_000, 120_000) },
            7 => FaultKind::Unreachable,
            8 => FaultKind::CommitUndone,
            9 => FaultKind::CommitUnknownStored,
            10 => FaultKind::CommitUnknownLost,
            11 => {
                let hour = i64::try_from(HOUR).unwrap_or(0);
                let year = 365 * 24 * hour;
                let by = *chance.pick(&[hour, -hour, -hour / 60, hour / 60, 30 * year, -24 * hour]);
                FaultKind::Jump { node, by }
            }
            12..=13 => FaultKind::Carrier {
                channel: *chance.pick(&[Channel::Screen, Channel::Email, Channel::Webhook]),
                mood: *chance.pick(&[
                    Mood::Swallows,
                    Mood::FailsForNow,
                    Mood::FailsForGood,
                    Mood::TimesOutAfterSending,
                    Mood::Slow,
                ]),
                length: chance.within(MINUTE, 2 * HOUR),
            },
            _ => FaultKind::Edit {
                edit: *chance.pick(&[
                    Edit::RemovePolicy,
                    Edit::ChangePolicy,
                    Edit::ChangePolicy,
                    Edit::LoseMethods,
                    Edit::RemovePerson,
                    Edit::RestorePerson,
                ]),
                person: usize::try_from(chance.within(1, 5)).unwrap_or(1),
            },
        };
        Self { at: at.min(span), kind }
    }
}

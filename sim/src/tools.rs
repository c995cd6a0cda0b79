//! Tools that watch the vendor's systems: they report, repeat, flap, storm, and forget to say that
//! it is over.

use domain::Command;
use domain::monitoring::{self, Asks, Level, Mapping, Profile, Report, Signal, Urgency};
use domain::words::{Actor, IntegrationKey, ServiceKey};

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::world::World;

/// How often in a thousand runs a tool watches at all.
const WATCHED: u64 = 400;
/// Most signals of a run.
const SIGNALS_MAX: usize = 600;

/// One signal of the tool.
#[derive(Clone, Copy, Debug)]
pub struct Tell {
    /// When.
    pub at: u64,
    /// About which alert.
    pub alert: u64,
    /// Whether it fires; else it is over.
    pub fires: bool,
    /// Whether it is grave enough to ring.
    pub grave: bool,
}

/// The integration of the tool.
#[must_use]
pub fn tool() -> IntegrationKey {
    IntegrationKey::from("watcher")
}

/// The key of an alert in the tool.
#[must_use]
pub fn key_of(alert: u64) -> String {
    format!("check-{alert}")
}

/// What the tool will say. It is drawn from a stream of its own, so that a seed in which no tool
/// watches means what it always meant.
#[must_use]
pub fn draw(seed: u64, span: u64) -> Vec<Tell> {
    let mut chance = Chance::of(seed, &[70]);
    if !chance.hits(WATCHED) {
        return Vec::new();
    }
    let mut tells = Vec::new();
    for _ in 0..chance.within(1, 8) {
        let (begin, alert) = (chance.below(span), chance.below(6));
        let grave = chance.hits(800);
        match chance.below(4) {
            0 => flap(&mut tells, &mut chance, begin, alert),
            1 => storm(&mut tells, &mut chance, begin),
            _ => life(&mut tells, &mut chance, begin, (alert, grave)),
        }
    }
    tells.retain(|tell| tell.at < span);
    tells.sort_by_key(|tell| tell.at);
    tells.truncate(SIGNALS_MAX);
    tells
}

/// It fires, is repeated for a while, and is mostly said to be over.
fn life(tells: &mut Vec<Tell>, chance: &mut Chance, begin: u64, (alert, grave): (u64, bool)) {
    let mut at = begin;
    for _ in 0..chance.within(1, 10) {
        tells.push(Tell { at, alert, fires: true, grave });
        let long = chance.hits(100);
        at += if long { chance.below(300 * MINUTE) } else { chance.within(1_000, 10 * MINUTE) };
    }
    if chance.hits(700) {
        tells.push(Tell { at, alert, fires: false, grave });
    }
}

/// It comes and goes, second by second.
fn flap(tells: &mut Vec<Tell>, chance: &mut Chance, begin: u64, alert: u64) {
    let mut at = begin;
    for _ in 0..chance.within(2, 30) {
        tells.push(Tell { at, alert, fires: true, grave: true });
        at += chance.within(500, 30_000);
        tells.push(Tell { at, alert, fires: false, grave: true });
        at += chance.within(500, 30_000);
    }
}

/// Everything at once.
fn storm(tells: &mut Vec<Tell>, chance: &mut Chance, begin: u64) {
    let count = chance.within(10, 100);
    for alert in 100..100 + count {
        let grave = chance.hits(900);
        let at = begin + chance.below(2 * MINUTE);
        tells.push(Tell { at, alert, fires: true, grave });
        if chance.hits(600) {
            let over = at + chance.within(MINUTE, 60 * MINUTE);
            tells.push(Tell { at: over, alert, fires: false, grave });
        }
    }
}

/// What the operator sets up for the tool.
#[must_use]
pub fn setup() -> Command {
    let profile = Profile {
        name: "Watcher".into(),
        service: Some(ServiceKey::from("terminals")),
        format: "json".into(),
        urgency: Urgency::BySeverity,
        mapping: Mapping::default(),
    };
    Command::Monitoring(monitoring::Command::PutIntegration { integration: tool(), profile })
}

impl World {
    /// The tool sends a signal, and sends it again until it is answered.
    pub(crate) fn tool_tells(&mut self, index: usize) {
        let Tell { alert, fires, grave, .. } = self.plan.tells[index];
        let level = match (grave, alert % 2) {
            (true, 0) => Level::Critical,
            (true, _) => Level::Error,
            (false, _) => Level::Warning,
        };
        let key = key_of(alert);
        let asks = if fires {
            Asks::Trigger(Box::new(Report::new(level, &format!("{key} fails"))))
        } else {
            Asks::Resolve
        };
        let signals = vec![Signal::new(&key, asks)];
        let take = monitoring::Command::Take { integration: tool(), signals };
        let ask = Ask::Alert { alert, fires };
        self.ask(Who::Tool, ask, Actor::Integration(tool()), Command::Monitoring(take));
    }
}

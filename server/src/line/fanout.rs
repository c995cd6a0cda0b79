//! Words to subscribers: slices that this node has claimed are sent side by side, each address
//! on its own, and whatever rings about an emergency goes first over every channel.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::State;
use domain::deliveries;
use domain::subscribers::{self, Addressee, Command, Lane, Outcome, Queue, Slice};
use domain::words::{Actor, SmolStr, Timestamp};
use futures_util::StreamExt;
use journal::Appended;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Line;
use super::desk::Desk;
use super::effects::{ATTEMPT_MAX, Slots};
use crate::channels::{Answer, Later, Letter, NO_CARRIER, POST_SECS_MAX, email};
use crate::letters::Told;

/// No attempt of a slice starts later than this: with the attempt itself it stays in the lease.
const START_WITHIN: Duration = Duration::from_secs(10);
/// Most slices of a lane that one node sends at a time: of first attempts, and of repeats. A slice
/// of posts waits for the slowest of its receivers, so there are more of these.
const SLICES_AT_ONCE: [(Lane, [usize; 2]); 3] =
    [(Lane::Mail, [4, 1]), (Lane::Text, [1, 1]), (Lane::Hook, [12, 2])];
/// Most mails of a queue that go to one domain at a time, so that a slow one holds up nobody else
/// and none is flooded. First attempts and repeats have rooms of their own: repeats to a domain
/// that stalls would otherwise take all of it, and first attempts wait behind them.
const TO_ONE_DOMAIN_MAX: usize = 8;
/// Most domains that are remembered.
const DOMAINS_MAX: usize = 20_000;
/// Most posts beside one word that are on their way to one address at a time.
const BESIDES_AT_ONCE: usize = 10;
/// Why an attempt is given up that does not end.
const TOO_LONG: &str = "it took too long";
/// How often it is looked whether an emergency still has the channel.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What a node has room for, and whom it is writing to.
pub(super) struct Fanout {
    rooms: BTreeMap<(Lane, Queue), Arc<Semaphore>>,
    domains: Mutex<HashMap<(String, Queue), Arc<Semaphore>>>,
    /// Who asks us to slow down, until that is known to all nodes.
    asked: Mutex<HashMap<String, Instant>>,
}

impl Default for Fanout {
    fn default() -> Self {
        let rooms = SLICES_AT_ONCE.into_iter().flat_map(|(lane, [first, again])| {
            [((lane, Queue::First), first), ((lane, Queue::Again), again)]
        });
        let rooms = rooms.map(|(key, slices)| (key, Arc::new(Semaphore::new(slices))));
        Self { rooms: rooms.collect(), domains: Mutex::default(), asked: Mutex::default() }
    }
}

impl Fanout {
    /// When the next slice may be claimed that there is room for. Where there is none, the report
    /// that makes some wakes the loop.
    pub(super) fn next_at(&self, state: &State) -> Option<Timestamp> {
        let free = self.rooms.iter().filter(|(_, room)| room.available_permits() > 0);
        free.filter_map(|((lane, queue), _)| state.subscribers.claimable_at(*lane, *queue)).min()
    }

    /// The commands that claim what there is room for.
    pub(super) fn claims(&self, state: &State, now: Timestamp) -> Vec<Command> {
        let due = self.rooms.iter().filter(|((lane, queue), _)| {
            state.subscribers.claimable_at(*lane, *queue).is_some_and(|at| at <= now)
        });
        let claim = due.filter_map(|((lane, queue), room)| {
            let slices = u8::try_from(room.available_permits()).unwrap_or(u8::MAX);
            let (lane, queue) = (*lane, *queue);
            (slices > 0).then_some(Command::Claim { lane, queue, slices })
        });
        claim.collect()
    }

    async fn to_domain(
        &self,
        address: &str,
        queue: Queue,
        until: Instant,
    ) -> Option<OwnedSemaphorePermit> {
        let domain = domain_of(address);
        let room = {
            let mut known = self.domains.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= DOMAINS_MAX {
                known.retain(|_, room| room.available_permits() < TO_ONE_DOMAIN_MAX);
            }
            let new = || Arc::new(Semaphore::new(TO_ONE_DOMAIN_MAX));
            Arc::clone(known.entry((domain, queue)).or_insert_with(new))
        };
        let left = until.saturating_duration_since(Instant::now());
        tokio::time::timeout(left, room.acquire_owned()).await.ok()?.ok()
    }

    /// What was on its way to the same receiver is not tried any more: those who claim next know
    /// of the pause from the log.
    fn note_asked(&self, lane: Lane, address: &str, later: Later) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.len() >= DOMAINS_MAX {
            asked.retain(|_, until| *until > Instant::now());
        }
        if asked.len() < DOMAINS_MAX {
            let span = later.after.unwrap_or(subscribers::LEASE).min(subscribers::LEASE);
            asked.insert(receiver_of(lane, address), Instant::now() + span);
        }
    }

    fn is_asked(&self, lane: Lane, address: &str) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(&receiver_of(lane, address)).is_some_and(|until| *until > Instant::now())
    }
}

fn domain_of(address: &str) -> String {
    address.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase()
}

/// How long one attempt may take. Whoever takes posts in Statuspage's shape may take as long as it
/// lets them.
fn attempt_max(lane: Lane) -> Duration {
    match lane {
        Lane::Mail | Lane::Text => ATTEMPT_MAX,
        Lane::Hook => Duration::from_secs(POST_SECS_MAX),
    }
}

/// Who takes words for an address: its domain, or a program or chat behind it.
fn receiver_of(lane: Lane, address: &str) -> String {
    if lane == Lane::Mail { domain_of(address) } else { address.to_lowercase() }
}

/// Starts sending each slice that the batch claimed for this node.
pub(super) fn send_claimed(desk: &Desk, appended: &Appended) {
    for (_, event) in &appended.events {
        let domain::Event::Subscribers(subscribers::Event::Claimed { slice, claim, .. }) = event
        else {
            continue;
        };
        let known = appended.state.subscribers.slice(*slice);
        let Some(known) = known.filter(|_| claim.node == desk.node) else { continue };
        let room = desk.fanout.rooms.get(&(known.lane, known.queue));
        // More was claimed than there is room for only when a node was cut off in between; the
        // lease then runs out.
        let Some(Ok(room)) = room.map(|room| Arc::clone(room).try_acquire_owned()) else {
            continue;
        };
        let sending = Sending {
            world: (Arc::clone(&desk.world.carriers), Arc::clone(&desk.world.writer)),
            slots: Arc::clone(&desk.slots),
            fanout: Arc::clone(&desk.fanout),
            line: desk.own.clone(),
            until: Instant::now() + START_WITHIN,
        };
        desk.runtime.spawn(sending.slice(known.clone(), room));
    }
}

/// What it takes to send a slice.
struct Sending {
    world: (Arc<crate::channels::Carriers>, Arc<crate::letters::Writer>),
    slots: Arc<Slots>,
    fanout: Arc<Fanout>,
    line: Line,
    until: Instant,
}

impl Sending {
    async fn slice(self, slice: Slice, room: OwnedSemaphorePermit) {
        let at_once = match slice.lane {
            Lane::Mail => TO_ONE_DOMAIN_MAX,
            Lane::Text => 2,
            // A receiver that does not answer takes its whole time: the others do not wait for it.
            Lane::Hook => subscribers::SLICE_LEN,
        };
        let sending = Arc::new(self);
        let attempts = slice.to.into_iter().map(|to| {
            let sending = Arc::clone(&sending);
            async move {
                let mut left_out = Vec::new();
                let lane = (slice.lane, slice.queue);
                let outcome = sending.attempt(lane, &to, &mut left_out).await;
                (to.number, outcome, left_out)
            }
        });
        let attempts = futures_util::stream::iter(attempts).buffer_unordered(at_once);
        let attempts: Vec<(u32, Option<Outcome>, Vec<u32>)> = attempts.collect().await;
        drop(room);
        let (mut not_reached, mut left_out) = (Vec::new(), Vec::new());
        for (number, outcome, words) in attempts {
            not_reached.extend(outcome.map(|outcome| (number, outcome)));
            left_out.extend(words.into_iter().map(|word| (number, word)));
        }
        let report = Command::Report { slice: slice.number, not_reached, left_out };
        // When the report is lost the lease runs out, and all of it is sent again under the same
        // numbers.
        let told = sending.line.tell(Actor::System, domain::Command::Subscribers(report)).await;
        if let Err(error) = told {
            tracing::warn!(?error, slice.number, "what became of a slice could not be stored");
        }
    }

    /// One attempt; nothing, where it was reached. What it left out is said beside.
    async fn attempt(
        &self,
        (lane, queue): (Lane, Queue),
        to: &Addressee,
        left_out: &mut Vec<u32>,
    ) -> Option<Outcome> {
        while self.slots.is_used(lane.channel()) {
            if Instant::now() >= self.until {
                return Some(Outcome::Untried);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let published = self.line.published();
        let told = self.world.1.told(&published.state, to, published.now());
        let Some(told) = told else { return Some(Outcome::Passed) };
        left_out.clone_from(&told.left_out);
        let _domain = match lane {
            Lane::Mail => match self.fanout.to_domain(&told.letter.to, queue, self.until).await {
                Some(permit) => Some(permit),
                None => return Some(Outcome::Untried),
            },
            Lane::Text | Lane::Hook => None,
        };
        if Instant::now() >= self.until {
            return Some(Outcome::Untried);
        }
        if self.fanout.is_asked(lane, &told.letter.to) {
            return Some(Outcome::Later { reason: SmolStr::default(), after_secs: None });
        }
        let carried = self.world.0.tell(told.route, told.signer, &told.letter);
        let sent = tokio::time::timeout(attempt_max(lane), carried);
        let late = |_| deliveries::Outcome::Unknown { reason: TOO_LONG.into() }.into();
        let answer = sent.await.unwrap_or_else(late);
        let outcome = self.judge(lane, &told, answer);
        match outcome.is_none() && !told.besides.is_empty() {
            true => self.besides(lane, &told).await,
            false => outcome,
        }
    }

    /// What is posted beside a word that was taken, some at a time, and what is said of the same
    /// component one after the other. Where one of them fails all of
    /// it is tried again, under the same numbers; what is refused for good is not, and is held
    /// against nobody, because the word itself has arrived.
    async fn besides(&self, lane: Lane, told: &Told) -> Option<Outcome> {
        if Instant::now() >= self.until {
            return Some(Outcome::Untried);
        }
        // All of it together has the time of one attempt, so that it ends within the lease.
        let until = tokio::time::Instant::now() + attempt_max(lane);
        for round in &told.besides {
            let failed = tokio::time::timeout_at(until, self.round(lane, told, round)).await;
            let late = |_| Some(Outcome::Failed { reason: TOO_LONG.into() });
            if let Some(outcome) = failed.unwrap_or_else(late) {
                return Some(outcome);
            }
        }
        None
    }

    async fn round(&self, lane: Lane, told: &Told, round: &[Letter]) -> Option<Outcome> {
        let carriers = &self.world.0;
        let posts: Vec<_> =
            round.iter().map(|letter| carriers.tell(told.route, told.signer, letter)).collect();
        let posts = futures_util::stream::iter(posts).buffer_unordered(BESIDES_AT_ONCE);
        let sent: Vec<Answer> = posts.collect().await;
        let mut outcomes = sent.into_iter().filter_map(|answer| self.judge(lane, told, answer));
        outcomes.find(|outcome| !matches!(outcome, Outcome::Refused { .. }))
    }

    fn judge(&self, lane: Lane, told: &Told, answer: Answer) -> Option<Outcome> {
        let outcome = judge(lane, answer.outcome)?;
        match (outcome, answer.later) {
            (Outcome::Failed { reason } | Outcome::Hindered { reason }, Some(later)) => {
                self.fanout.note_asked(lane, &told.letter.to, later);
                let secs = |after: Duration| u32::try_from(after.as_secs()).unwrap_or(u32::MAX);
                Some(Outcome::Later { reason, after_secs: later.after.map(secs) })
            }
            (outcome, _) => Some(outcome),
        }
    }
}

/// What an attempt means for the one whom it was to reach. That our own side is at fault is held
/// against nobody: a mail server or a carrier that does not take our words says nothing about them.
fn judge(lane: Lane, outcome: deliveries::Outcome) -> Option<Outcome> {
    use deliveries::Outcome as O;
    let (permanent, reason) = match outcome {
        O::Sent | O::Delivered => return None,
        O::Failed { permanent, reason } => (permanent, reason),
        O::Unknown { reason } | O::Unanswered { reason } => (false, reason),
    };
    let theirs = match lane {
        Lane::Mail => email::is_of_the_recipient(&reason),
        // A carrier refuses for good only what is wrong with the number.
        Lane::Text => permanent && reason != NO_CARRIER,
        Lane::Hook => true,
    };
    Some(match (theirs, permanent) {
        (true, true) => Outcome::Refused { reason },
        (true, false) => Outcome::Failed { reason },
        (false, _) => Outcome::Hindered { reason },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn first_mails_to_a_domain_that_stalls_do_not_wait_behind_repeats_to_it() {
        let fanout = Fanout::default();
        let soon = || Instant::now() + Duration::from_millis(50);
        let mut repeats = Vec::new();
        for number in 0..TO_ONE_DOMAIN_MAX {
            let to = format!("{number}@stalls.example");
            repeats.push(fanout.to_domain(&to, Queue::Again, soon()).await.expect("room"));
        }
        let one = "one@Stalls.example";
        assert!(fanout.to_domain(one, Queue::Again, soon()).await.is_none(), "it is full");
        assert!(fanout.to_domain(one, Queue::First, soon()).await.is_some());
        assert!(fanout.to_domain("one@b.example", Queue::Again, soon()).await.is_some());
        drop(repeats);
        assert!(fanout.to_domain(one, Queue::Again, soon()).await.is_some());
    }
}

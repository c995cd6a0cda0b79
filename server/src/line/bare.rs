//! Rings humans while nothing can be stored: the words wait, the cry for help does not.
//!
//! The node goes on with a bare copy of the last durable state. Nobody reads it but the ringer.
//!
//! Promised: a cry for help is decided on the copy and rings; timers come due on it, so that what
//! rings goes on to the next people, and what fails hurries there, by the same rules as ever.
//! Every letter says that it is not stored.
//!
//! Not promised: nothing on the copy is durable, and so nothing on it is acknowledged, shown or
//! answered. Nobody can accept until the store is back, so it rings on. A restart forgets the
//! copy; a second node that is cut off as well rings for itself. When the store is back the copy
//! is thrown away and the durable state is resumed: the stage it stands at rings once more, because
//! a second ring is cheap and a lost one is not. A disk that hangs without failing holds the loop,
//! and the copy with it.

use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::deliveries::{self, About, Claim, Outcome};
use domain::words::{Actor, Channel, CommandId, DeliveryId, IncidentId, NodeId, PageId, Timestamp};
use domain::{Command, Event, Moment, State, emergencies, paging};
use journal::Envelope;
use tokio::sync::mpsc;

use super::effects::{ATTEMPT_MAX, Slots, claimed_by, no_slot};
use super::{Line, Published, World};
use crate::channels::{Action, Carriers, Letter};
use crate::letters::Writer;

/// Most cries for help that are remembered as rung, so that a repeat does not ring again.
const REMEMBERED_MAX: usize = 10_000;
/// Most commands that follow from one another in one step.
const FOLLOWING_MAX: usize = 2_000;

/// What became of an attempt.
type Report = (DeliveryId, u32, Outcome);

/// Rings on a bare copy of the state.
pub(super) struct Ringer {
    node: NodeId,
    line: Line,
    carriers: Arc<Carriers>,
    writer: Arc<Writer>,
    slots: Arc<Slots>,
    runtime: tokio::runtime::Handle,
    copy: Option<Copy>,
    /// Since when the durable state has stood still, until it was resumed.
    stood_still_since: Option<Timestamp>,
    reports: (mpsc::UnboundedSender<Report>, mpsc::UnboundedReceiver<Report>),
    /// Why nothing is stored, and what ends that: the store is away, or this node is too old.
    because: Because,
    /// Whether it leaves alone what stands in the log.
    only_cries: bool,
    /// Whether the latest letter did not leave.
    fails: bool,
}

/// Why nothing is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Because {
    Away,
    Outdated,
}

/// The copy, and what is remembered as long as it lasts.
struct Copy {
    state: State,
    rung: BTreeSet<CommandId>,
    /// Pages of cries for help: once the cry is stored under its number they have the same ids.
    opened: BTreeSet<PageId>,
    /// The incidents of these cries.
    incidents: BTreeSet<IncidentId>,
    /// Time broke the program: cries for help are decided all the same.
    broken: bool,
}

/// Whether the letter leaves.
enum Sent {
    Leaves,
    /// There is nothing to wait for either: it is for when it can be stored.
    Waits,
    Fails(&'static str),
}

impl Ringer {
    pub(super) fn new(
        node: NodeId,
        world: &World,
        line: Line,
        slots: Arc<Slots>,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        let (carriers, writer) = (Arc::clone(&world.carriers), Arc::clone(&world.writer));
        let (copy, stood_still_since, reports) = (None, None, mpsc::unbounded_channel());
        let (because, only_cries, fails) = (Because::Away, false, false);
        Self {
            node,
            line,
            carriers,
            writer,
            slots,
            runtime,
            copy,
            stood_still_since,
            reports,
            because,
            only_cries,
            fails,
        }
    }

    /// From now on nothing is stored because this node is too old.
    pub(super) fn is_outdated(&mut self) {
        self.because = Because::Outdated;
    }

    /// The same, and what stands in the log is in others' hands.
    pub(super) fn only_cries(&mut self) {
        self.is_outdated();
        self.only_cries = true;
    }

    /// Whether what it sends leaves, as far as it knows.
    pub(super) fn is_heard(&self) -> bool {
        !self.carriers.is_empty() && !self.fails
    }

    /// The copy has done its work once each of its cries stands in the log.
    pub(super) fn forget_stored(&mut self) {
        let Some(copy) = &self.copy else { return };
        let state = self.line.published().state;
        if copy.incidents.iter().all(|incident| state.paging.get(*incident).is_some()) {
            self.copy = None;
        }
    }

    /// How many cries for help ring that are not stored.
    pub(super) fn cries(&self) -> usize {
        self.copy.as_ref().map_or(0, |copy| copy.rung.len())
    }

    /// The store is back: the durable state counts again.
    pub(super) fn rest(&mut self) {
        self.copy = None;
    }

    /// Once after the copy was needed: since when what is durable has stood still.
    pub(super) fn take_standstill(&mut self) -> Option<Timestamp> {
        self.stood_still_since.take()
    }

    /// Decides a cry for help and sends the pages that follow. Whether anyone is being rung.
    pub(super) fn ring(&mut self, envelope: &Envelope) -> bool {
        let cry =
            matches!(envelope.command, Command::Emergencies(emergencies::Command::Open { .. }));
        if !cry || self.carriers.is_empty() {
            return false;
        }
        let published = self.line.published();
        let mut copy = self.take_copy(&published);
        if copy.rung.contains(&envelope.id) {
            self.copy = Some(copy);
            return true;
        }
        let first = (envelope.id, envelope.actor.clone(), envelope.command.clone());
        let any = self.carry_out(&mut copy, &published, VecDeque::from([first]));
        if any && copy.rung.len() < REMEMBERED_MAX {
            copy.rung.insert(envelope.id);
        }
        self.copy = Some(copy);
        any
    }

    /// Lets time go on: what was reported, what is due, and what may go out again.
    pub(super) fn go_on(&mut self) {
        if self.carriers.is_empty() || (self.only_cries && self.copy.is_none()) {
            return;
        }
        let published = self.line.published();
        let mut copy = self.take_copy(&published);
        let now = published.now();
        let mut commands = VecDeque::new();
        while let Ok((delivery, fence, outcome)) = self.reports.1.try_recv() {
            self.fails = matches!(outcome, Outcome::Failed { .. } | Outcome::Unknown { .. });
            commands.push_back(own(deliveries::Command::Report { delivery, fence, outcome }));
        }
        if !copy.broken {
            if copy.state.due().is_some_and(|due| due <= now) {
                commands.push_back(own(Command::Wake));
            }
            let deliveries = self.slots.claimable(&copy.state, now);
            if !deliveries.is_empty() {
                commands.push_back(own(deliveries::Command::Claim { deliveries }));
            }
        }
        self.carry_out(&mut copy, &published, commands);
        self.copy = Some(copy);
    }

    fn take_copy(&mut self, published: &Published) -> Copy {
        self.copy.take().unwrap_or_else(|| {
            self.stood_still_since.get_or_insert(published.now);
            Copy {
                state: published.state.as_ref().clone(),
                rung: BTreeSet::new(),
                opened: BTreeSet::new(),
                incidents: BTreeSet::new(),
                broken: false,
            }
        })
    }

    /// Carries the commands out on the copy, and what follows from letters that cannot leave.
    fn carry_out(
        &mut self,
        copy: &mut Copy,
        published: &Published,
        mut commands: VecDeque<(CommandId, Actor, Command)>,
    ) -> bool {
        let (now, mut any) = (published.now(), false);
        for _ in 0..FOLLOWING_MAX {
            let Some((id, actor, command)) = commands.pop_front() else { break };
            let opens = matches!(command, Command::Emergencies(_));
            let moment = Moment::new(now, id, &actor, self.node, crate::zones());
            let decided =
                catch_unwind(AssertUnwindSafe(|| domain::decide(&copy.state, command, &moment)));
            let Ok(decided) = decided else {
                tracing::error!("a command broke the program while nothing can be stored");
                copy.broken = true;
                continue;
            };
            // Reports come late, and about letters that are not wanted any more.
            let Ok(decision) = decided else { continue };
            copy.state = decision.state;
            for event in &decision.events {
                if let (true, Event::Paging(paging::Event::Reached { page, incident, .. })) =
                    (opens, event)
                {
                    copy.opened.insert(*page);
                    copy.incidents.insert(*incident);
                }
                let Some((delivery, claim)) = claimed_by(self.node, event) else { continue };
                let outcome = match self.send(copy, published, delivery, claim) {
                    Sent::Leaves => {
                        any = true;
                        continue;
                    }
                    Sent::Waits => Outcome::Sent,
                    Sent::Fails(reason) => {
                        self.fails = true;
                        Outcome::Failed { permanent: true, reason: reason.into() }
                    }
                };
                let fence = claim.fence;
                commands.push_back(own(deliveries::Command::Report { delivery, fence, outcome }));
            }
        }
        any
    }

    /// Sends the letter of a page, marked as not stored.
    fn send(&self, copy: &Copy, published: &Published, delivery: DeliveryId, claim: Claim) -> Sent {
        let Some(known) = copy.state.deliveries.get(delivery) else { return Sent::Waits };
        let About::Page { incident, page } = known.about else { return Sent::Waits };
        let stored = published.state.paging.get(incident).map(|stored| &stored.standing);
        if self.only_cries && stored.is_some() {
            return Sent::Waits;
        }
        // Who has accepted cannot write while nothing can be stored, and is not blamed for it.
        if stored.is_some_and(|stored| !matches!(stored, paging::Standing::Ringing { .. })) {
            return Sent::Waits;
        }
        let is_stored = published.state.paging.page(page).is_some();
        let channel = known.address.channel;
        if channel == Channel::Screen && !is_stored {
            return Sent::Fails("the screen shows only what is stored");
        }
        if self.carriers.get(channel).is_none() {
            return Sent::Fails("the channel is not configured");
        }
        let letter = self.writer.letter(&copy.state, delivery, published.now());
        let Some((_, mut letter)) = letter else { return Sent::Waits };
        let link = match (is_stored, copy.opened.contains(&page)) {
            (true, _) => Link::Waits,
            (false, true) => Link::Comes,
            (false, false) => Link::None,
        };
        mark(&mut letter, &link, self.because);
        let (carriers, slots) = (Arc::clone(&self.carriers), Arc::clone(&self.slots));
        let reports = self.reports.0.clone();
        self.runtime.spawn(async move {
            let outcome = match slots.take(channel).await {
                Some(_slot) => {
                    let sent = tokio::time::timeout(ATTEMPT_MAX, carriers.send(channel, &letter));
                    sent.await.unwrap_or(Outcome::Unknown { reason: "it took too long".into() })
                }
                None => no_slot(),
            };
            tracing::warn!(?outcome, "rang without a store");
            // When the store is back, nobody waits for it any more.
            let _ = reports.send((delivery, claim.fence, outcome));
        });
        Sent::Leaves
    }
}

/// A command of the ringer's own.
fn own(command: impl Into<Command>) -> (CommandId, Actor, Command) {
    (CommandId(crate::chance::id()), Actor::System, command.into())
}

/// What the link of a page is good for.
enum Link {
    /// The page is stored: it opens, and accepts again once something can be stored.
    Waits,
    /// The page will be stored with its cry for help.
    Comes,
    /// The page will never be.
    None,
}

/// Says in a letter that it is not stored, and what that means for its link.
fn mark(letter: &mut Letter, link: &Link, because: Because) {
    letter.subject.push_str(" (not stored)");
    letter.data["stored"] = false.into();
    if matches!(link, Link::None) {
        letter.lines.truncate(1);
        let action = letter.action.take();
        letter.action = action.as_ref().and_then(|action| {
            let (base, _) = action.url.rsplit_once("/p/")?;
            let (label, url) = ("Open the console".to_owned(), format!("{base}/console"));
            Some(Action { label, url })
        });
        letter.data["url"] = letter.action.as_ref().map(|action| action.url.clone()).into();
    }
    let line = match (because, link) {
        (Because::Away, Link::Waits) => {
            "Mayday cannot store anything just now. Help as you can: accepting works again once \
             it can."
        }
        (Because::Away, Link::Comes) => {
            "Mayday cannot store anything just now. Help as you can: the link opens once the call \
             is stored."
        }
        (Because::Away, Link::None) => {
            "Mayday cannot store anything just now, so there is nothing to accept yet. Help as \
             you can, and get the server going again."
        }
        (Because::Outdated, Link::Waits) => {
            "One machine of Mayday runs an older version and stores nothing; it wrote this. Help \
             as you can: accepting works wherever a newer version answers."
        }
        (Because::Outdated, Link::Comes) => {
            "One machine of Mayday runs an older version and stores nothing; it wrote this. Help \
             as you can: the link opens once the caller has sent the call again."
        }
        (Because::Outdated, Link::None) => {
            "One machine of Mayday runs an older version and stores nothing; it wrote this, \
             because no other machine rang. There is nothing to accept yet. Help as you can, and \
             get a newer version going."
        }
    };
    letter.lines.push(line.to_owned());
}

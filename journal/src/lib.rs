//! What is kept: an append-only log for each organisation, on SQLite, PostgreSQL or in memory.
//!
//! [`Store`] is the contract that each database fulfils; [`Appender`] is the one algorithm that
//! decides under its lock; [`replay()`] folds all that is kept; [`codec`] turns events into rows
//! and back.

pub mod append;
pub mod aside;
pub mod backup;
pub mod clock;
pub mod codec;
pub mod copy;
pub mod memory;
pub mod nodes;
pub mod postgres;
pub mod quarantine;
mod replay;
pub mod spool;
pub mod sqlite;
mod unknown;
mod upcast;

use std::fmt;

use async_trait::async_trait;
use domain::words::{CommandId, Timestamp};
use smol_str::SmolStr;

pub use append::{Answer, AppendFault, Appended, Appender, Decide, Envelope, Kept, Outcome};
pub use aside::Aside;
pub use clock::{Clock, Tick};
pub use quarantine::Quarantine;
pub use replay::{Proof, replay};
pub use spool::{Entry, Spool};
pub use unknown::Unknown;

/// The chain's value before the first event.
pub const CHAIN_START: Chain = [0; 32];

/// How long the outcome of a command is kept for its repeats.
pub const KEPT_FOR: std::time::Duration = std::time::Duration::from_secs(30 * 24 * 3600);

/// A digest over an event and everything before it.
pub type Chain = [u8; 32];

/// Where an organisation's log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last event's number; 0 while there is none.
    pub seq: u64,
    /// The chain over all of it.
    pub chain: Chain,
    /// When the last event happened.
    pub at: Timestamp,
}

impl Head {
    /// The head of an empty log.
    pub const START: Self = Self { seq: 0, chain: CHAIN_START, at: Timestamp(0) };
}

/// One event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Dense from 1 within the organisation.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// Room and event, such as `emergencies.said`.
    pub kind: SmolStr,
    /// The version of the kind.
    pub version: u16,
    /// Who sent the command, as JSON.
    pub actor: SmolStr,
    /// The command that brought it about.
    pub command: CommandId,
    /// The event as JSON, without personal words.
    pub body: String,
    /// For each person with words in it, the salted digest of these words, as JSON.
    pub digests: SmolStr,
    /// The digest over all of this and the event before.
    pub chain: Chain,
    /// Under which names it is found again; written, not read back.
    pub subjects: Vec<String>,
    /// The personal words, as far as they were not erased.
    pub personal: Vec<PersonalRow>,
    /// Whose earlier words are deleted as this event is stored; written, not read back.
    pub erases: Option<String>,
    /// What is taken out of earlier events as this event is stored; written, not read back.
    pub redacts: Option<Redacts>,
}

/// Which events lose their words: those about a subject in whose bodies one of these stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacts {
    /// Under which name the events are found.
    pub subject: String,
    /// The bodies hold both texts of one of these pairs.
    pub needles: Vec<[String; 2]>,
}

impl Redacts {
    /// Whether an event with this body loses its words.
    #[must_use]
    pub fn hits(&self, body: &str) -> bool {
        self.needles.iter().any(|pair| pair.iter().all(|needle| body.contains(needle.as_str())))
    }
}

/// The words of one person in one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalRow {
    /// Whose words, such as `person/maria`.
    pub person: String,
    /// The words in the order of the event's fields, as a JSON array.
    pub words: String,
    /// What the digest is salted with.
    pub salt: [u8; 16],
}

/// What is kept of a command, so that a repeat gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// The command's id.
    pub command: CommandId,
    /// The outcome, as JSON.
    pub outcome: String,
    /// When.
    pub at: Timestamp,
}

/// The world failed.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What failed, for the operator.
    pub message: String,
    /// Whether trying again is pointless.
    pub permanent: bool,
}

impl Fault {
    /// A fault that may pass.
    pub fn passing(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), permanent: false }
    }

    /// A fault that will not pass by itself.
    pub fn permanent(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), permanent: true }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// What became of a commit that did not simply succeed.
#[derive(Clone, Debug)]
pub enum CommitFault {
    /// Nothing was stored.
    Undone(Fault),
    /// Nobody knows: the commands must be looked up.
    Unknown(Fault),
    /// The disk may have lost what it said it had: the process must end and replay.
    Lost(Fault),
}

/// A database that keeps logs.
#[async_trait]
pub trait Store: Send + Sync {
    /// The organisations that have a log.
    async fn organisations(&self) -> Result<Vec<String>, Fault>;

    /// Where an organisation's log ends.
    async fn head(&self, organisation: &str) -> Result<Head, Fault>;

    /// Up to `limit` events after `after`, in order, with their personal words and subjects.
    async fn read(
        &self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault>;

    /// Up to `limit` events about a subject after `after`, in order.
    async fn read_subject(
        &self,
        organisation: &str,
        subject: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault>;

    /// What is kept of these commands.
    async fn kept(&self, organisation: &str, commands: &[CommandId])
    -> Result<Vec<KeptRow>, Fault>;

    /// Takes the organisation's lock. Dropping the transaction undoes it.
    async fn begin(&self, organisation: &str) -> Result<Box<dyn Transaction>, Fault>;

    /// The database's own clock, where it counts for all nodes.
    async fn now(&self) -> Result<Option<Timestamp>, Fault> {
        Ok(None)
    }

    /// The log as it is at one instant, on a connection of its own: reading it holds up nobody.
    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, Fault>;

    /// Begins to fill a store that holds nothing. Until it is finished there is still nothing.
    async fn import(&self) -> Result<Box<dyn Import>, Fault>;

    /// Clears what the database itself still keeps of deleted words. False when it must be tried
    /// again, because somebody else still reads.
    async fn scrub(&self) -> Result<bool, Fault>;

    /// Says to the other nodes that this one runs. A store that only one process can open has
    /// nobody to tell.
    async fn report(&self, _own: &nodes::Seen) -> Result<(), Fault> {
        Ok(())
    }

    /// The nodes that said so lately, those first that were seen last.
    async fn nodes(&self) -> Result<Vec<nodes::Seen>, Fault> {
        Ok(Vec::new())
    }

    /// Waits until somebody else may have appended. It is a hint only: it may come without a
    /// reason, and readers look from time to time without it.
    async fn hint(&self);
}

/// The lock on one organisation's log.
#[async_trait]
pub trait Transaction: Send {
    /// Where the log ends, now that nobody else can move it.
    fn head(&self) -> Head;

    /// The database's own clock, where it counts for all nodes.
    fn now(&self) -> Option<Timestamp>;

    /// Up to `limit` events after `after`, in order.
    async fn read(&mut self, after: u64, limit: usize) -> Result<Vec<Record>, Fault>;

    /// What is kept of these commands.
    async fn kept(&mut self, commands: &[CommandId]) -> Result<Vec<KeptRow>, Fault>;

    /// Stores and releases the lock. On success everything is durable.
    async fn commit(
        self: Box<Self>,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), CommitFault>;
}

/// The logs as they were at one instant, whatever is appended meanwhile.
#[async_trait]
pub trait Snapshot: Send {
    /// The organisations that have a log.
    async fn organisations(&mut self) -> Result<Vec<String>, Fault>;

    /// Where an organisation's log ended.
    async fn head(&mut self, organisation: &str) -> Result<Head, Fault>;

    /// Up to `limit` events after `after`, in order, with their personal words.
    async fn read(
        &mut self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault>;

    /// Up to `limit` outcomes of commands whose id is greater than `after`, in order of ids.
    async fn outcomes(
        &mut self,
        organisation: &str,
        after: Option<CommandId>,
        limit: usize,
    ) -> Result<Vec<KeptRow>, Fault>;
}

/// Fills an empty store. Dropping it leaves the store empty.
#[async_trait]
pub trait Import: Send {
    /// Adds to an organisation's log.
    async fn add(
        &mut self,
        organisation: &str,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), Fault>;

    /// Makes everything that was added durable, all at once.
    async fn finish(self: Box<Self>) -> Result<(), Fault>;
}

//! A store that fails when told to, carriers that remember what they sent, and a line on them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::deliveries::Outcome;
use domain::emergencies;
use domain::words::{Actor, Channel, CommandId, Timestamp};
use domain::{Command, State};
use journal::memory::Memory;
use journal::{CommitFault, Fault, Head, Import, KeptRow, Record, Snapshot, Store, Transaction};
use mayday::channels::{Carrier, Carriers, Letter};
use mayday::letters::Writer;
use mayday::line::{Line, Shelf, Unanswered, World};
use mayday::links::InstallationKey;
use mayday::organisation_file::{self, Ground};
use mayday::serve::ORGANISATION;

/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(25);

/// Tom is rung first and Maria five seconds later, both by mail.
pub const TWO: &str = r#"
[organisation]
name = "Two"
zone = "Europe/Lisbon"
front_door = "door"

[[person]]
key = "tom"
name = "Tom"
role = "responder"
zone = "Europe/Lisbon"
[[person.method]]
key = "mail"
channel = "email"
address = "tom@two.test"

[[person]]
key = "maria"
name = "Maria"
role = "manager"
zone = "Europe/Lisbon"
[[person.method]]
key = "mail"
channel = "email"
address = "maria@two.test"

[[policy]]
key = "door"
name = "Door"
[[policy.step]]
targets = ["person:tom"]
delay_secs = 5
[[policy.step]]
targets = ["person:maria"]
delay_secs = 300
"#;

/// How the store behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Good,
    /// Every use fails at once.
    Away,
    /// No use is ever answered, until the mood changes.
    Hangs,
    /// The database comes back without what it had acknowledged.
    Forgot,
    /// The next use breaks the program.
    Breaks,
}

/// A store in memory with moods.
#[derive(Clone)]
pub struct Fickle {
    pub memory: Memory,
    mood: Arc<Mutex<Mood>>,
    pub subject_reads: Arc<AtomicUsize>,
    /// How far its own clock is from this machine's, in milliseconds, if it has one.
    pub clock: Option<i64>,
    /// Words that the store cannot take, whatever is tried.
    pub chokes_on: Option<&'static str>,
}

impl Fickle {
    pub fn new() -> Self {
        let mood = Arc::new(Mutex::new(Mood::Good));
        Self {
            memory: Memory::default(),
            mood,
            subject_reads: Arc::default(),
            clock: None,
            chokes_on: None,
        }
    }

    /// The same log for another process, in a good mood and without a clock.
    pub fn for_another(&self) -> Self {
        Self { memory: self.memory.clone(), ..Self::new() }
    }

    pub fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn reach(&self) -> Result<(), Fault> {
        while self.mood() == Mood::Hangs {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        match self.mood() {
            Mood::Away => Err(Fault::passing("the store is away")),
            Mood::Breaks => panic!("the store breaks the program"),
            Mood::Good | Mood::Forgot | Mood::Hangs => Ok(()),
        }
    }

    fn own_clock(&self) -> Option<Timestamp> {
        self.clock.map(|ahead| Timestamp(mayday::line::tick().wall.0 + ahead))
    }
}

#[async_trait]
impl Store for Fickle {
    async fn organisations(&self) -> Result<Vec<String>, Fault> {
        self.memory.organisations().await
    }

    async fn head(&self, organisation: &str) -> Result<Head, Fault> {
        self.memory.head(organisation).await
    }

    async fn read(
        &self,
        organisation: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        self.reach().await?;
        self.memory.read(organisation, after, limit).await
    }

    async fn read_subject(
        &self,
        organisation: &str,
        subject: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Record>, Fault> {
        self.reach().await?;
        self.subject_reads.fetch_add(1, Ordering::SeqCst);
        self.memory.read_subject(organisation, subject, after, limit).await
    }

    async fn kept(
        &self,
        organisation: &str,
        commands: &[CommandId],
    ) -> Result<Vec<KeptRow>, Fault> {
        self.memory.kept(organisation, commands).await
    }

    async fn begin(&self, organisation: &str) -> Result<Box<dyn Transaction>, Fault> {
        self.reach().await?;
        let open = self.memory.begin(organisation).await?;
        let forgot = self.mood() == Mood::Forgot;
        let (now, chokes_on) = (self.own_clock(), self.chokes_on);
        Ok(Box::new(Open { open, now, forgot, chokes_on }))
    }

    async fn now(&self) -> Result<Option<Timestamp>, Fault> {
        Ok(self.own_clock())
    }

    async fn snapshot(&self) -> Result<Box<dyn Snapshot>, Fault> {
        self.memory.snapshot().await
    }

    async fn import(&self) -> Result<Box<dyn Import>, Fault> {
        self.memory.import().await
    }

    async fn scrub(&self) -> Result<bool, Fault> {
        self.memory.scrub().await
    }

    async fn hint(&self) {
        std::future::pending::<()>().await;
    }
}

struct Open {
    open: Box<dyn Transaction>,
    now: Option<Timestamp>,
    forgot: bool,
    chokes_on: Option<&'static str>,
}

#[async_trait]
impl Transaction for Open {
    fn head(&self) -> Head {
        if self.forgot { Head::START } else { self.open.head() }
    }

    fn now(&self) -> Option<Timestamp> {
        self.now
    }

    async fn read(&mut self, after: u64, limit: usize) -> Result<Vec<Record>, Fault> {
        self.open.read(after, limit).await
    }

    async fn kept(&mut self, commands: &[CommandId]) -> Result<Vec<KeptRow>, Fault> {
        self.open.kept(commands).await
    }

    async fn commit(
        self: Box<Self>,
        records: Vec<Record>,
        kept: Vec<KeptRow>,
    ) -> Result<(), CommitFault> {
        let mut words = records.iter().flat_map(|record| &record.personal);
        if self.chokes_on.is_some_and(|bad| words.any(|row| row.words.contains(bad))) {
            return Err(CommitFault::Undone(Fault::passing("the store chokes on this")));
        }
        self.open.commit(records, kept).await
    }
}

/// What the carriers were given, in order.
#[derive(Clone, Default)]
pub struct Post(Arc<Mutex<Vec<Letter>>>);

impl Post {
    pub fn all(&self) -> Vec<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn to(&self, address: &str) -> Vec<Letter> {
        self.all().into_iter().filter(|letter| letter.to == address).collect()
    }

    /// A carrier whose every attempt takes so long, and then succeeds.
    pub fn carrier(&self, channel: Channel, takes: Duration) -> Box<dyn Carrier> {
        Box::new(Carrying { channel, takes, post: self.clone() })
    }
}

struct Carrying {
    channel: Channel,
    takes: Duration,
    post: Post,
}

#[async_trait]
impl Carrier for Carrying {
    fn channel(&self) -> Channel {
        self.channel
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        self.post.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
        tokio::time::sleep(self.takes).await;
        Outcome::Sent
    }
}

/// A line on a store, with these carriers.
pub async fn line(store: &Fickle, carriers: Vec<Box<dyn Carrier>>) -> Line {
    line_with(store, carriers, None).await
}

/// The same with a place of its own for when the store is away.
pub async fn line_with(
    store: &Fickle,
    carriers: Vec<Box<dyn Carrier>>,
    shelf: Option<Shelf>,
) -> Line {
    let key = InstallationKey::new([0x5a; 32]);
    let world = World {
        store: Arc::new(store.clone()),
        carriers: Arc::new(Carriers::new(carriers)),
        writer: Arc::new(Writer::new(key, "https://help.two.test".to_owned())),
        hub: Arc::default(),
        shelf,
    };
    Line::open(ORGANISATION, world).await.expect("a line")
}

/// Makes the organisation as the file says.
pub async fn apply(line: &Line, file: &str) {
    let file = organisation_file::parse(file).expect("a good file");
    let published = line.published();
    let (now, zones) = (published.now(), mayday::zones());
    let ground = Ground { state: &published.state, prune: false, now, zones };
    for step in organisation_file::plan(&file, &ground).steps {
        let told = line.tell(Actor::Operator, step.command).await;
        told.expect("it is stored").expect("it is not refused");
    }
}

/// A cry for help.
pub fn cry() -> Command {
    let open = emergencies::Command::Open {
        words: "Smoke".to_owned(),
        who: String::new(),
        reach: String::new(),
        door: None,
        follows: None,
        language: None,
    };
    open.into()
}

/// Calls for help under that number.
pub async fn call(line: &Line, number: u128) -> Result<journal::Answer, Unanswered> {
    line.ask(CommandId(number), Actor::Stranger, cry()).await
}

/// Looks until there is something to see.
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < until, "it did not happen in time: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// The page of the only person who is rung about the only incident.
pub fn page_of(state: &State, person: &str) -> Option<domain::words::PageId> {
    let escalation = state.paging.escalations.values().next()?;
    escalation.pages.values().find(|page| page.person.as_str() == person).map(|page| page.id)
}

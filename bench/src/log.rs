//! Logs to measure on, made through the journal's own appender as the program would make them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::access::{self, Method, Person, Role};
use domain::organisation::{self, Settings};
use domain::paging::{self, Policy, Step, Target};
use domain::words::{
    Actor, Channel, CommandId, EmergencyId, MessageId, NodeId, Overview, Owner, ParticipantId,
    PersonKey, Personal, Public, Timestamp,
};
use domain::{Command, State};
use domain::{emergencies, updates};
use jiff::tz::TimeZoneDatabase;
use journal::sqlite::Sqlite;
use journal::{Appended, Appender, Envelope, Store, Tick};

use crate::Outcome;

/// The name under which the program keeps its one organisation.
pub const ORGANISATION: &str = "main";
/// The one who answers.
const RESPONDER: &str = "duty";

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);
static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A runtime for what waits.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())
}

/// Replays a log as the program does when it starts.
pub async fn open(store: &dyn Store) -> Outcome<Appender> {
    let mut number = 0_u128;
    let salts = Box::new(move || {
        number += 1;
        number.to_be_bytes()
    });
    let appender = Appender::open(store, ORGANISATION, NodeId(1), &ZONES, salts).await;
    appender.map_err(|fault| fault.message)
}

/// The file of the log within a data directory.
pub fn file(data: &Path) -> PathBuf {
    data.join("mayday.sqlite")
}

/// An open call for help in the log.
#[derive(Clone, Copy)]
pub struct Call {
    /// Its emergency.
    pub emergency: EmergencyId,
    /// Who called.
    pub participant: ParticipantId,
}

/// A log under construction.
pub struct Log {
    store: Sqlite,
    appender: Appender,
    numbers: u128,
    /// How long ago its first event is to lie, and how much time was let pass since.
    ago: Duration,
    passed: Duration,
}

impl Log {
    /// A log in the data directory of a vendor with one responder.
    pub async fn begin(data: &Path) -> Outcome<Self> {
        Self::begin_before(data, Duration::ZERO).await
    }

    /// The same, whose first event lies so long ago.
    pub async fn begin_before(data: &Path, ago: Duration) -> Outcome<Self> {
        std::fs::create_dir_all(data).map_err(|error| error.to_string())?;
        let store = Sqlite::open(&file(data)).map_err(|fault| fault.message)?;
        let appender = open(&store).await?;
        let mut log = Self { store, appender, numbers: 0, ago, passed: Duration::ZERO };
        // As a server does at its first start: what is new in this version may happen.
        let adopt = Command::Adopt { revision: domain::revision::LATEST };
        log.append(vec![(Actor::System, adopt)]).await?;
        let vendor = vendor().map(|command| (Actor::Operator, command)).to_vec();
        log.append(vendor).await?;
        Ok(log)
    }

    /// Lets time pass, at most until now.
    pub fn pass(&mut self, time: Duration) {
        self.passed = (self.passed + time).min(self.ago);
    }

    /// Now, in the log.
    fn tick(&self) -> Tick {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = (wall + self.passed).saturating_sub(self.ago);
        let wall = Timestamp(i64::try_from(wall.as_millis()).unwrap_or(i64::MAX));
        Tick { wall, monotonic: STARTED.elapsed() + self.passed }
    }

    /// The database.
    pub fn store(&self) -> &Sqlite {
        &self.store
    }

    /// The state.
    pub fn state(&self) -> &State {
        self.appender.state()
    }

    /// How many events there are.
    pub fn events(&self) -> u64 {
        self.appender.head().seq
    }

    /// A number that no other command or message of this log has.
    pub fn number(&mut self) -> u128 {
        self.numbers += 1;
        // Spread like the random ones of the program, so that the index has the same work.
        self.numbers.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
    }

    /// Decides and stores the commands in one transaction.
    pub async fn append(&mut self, commands: Vec<(Actor, Command)>) -> Outcome<Appended> {
        let tick = self.tick();
        let batch: Vec<Envelope> = commands
            .into_iter()
            .map(|(actor, command)| {
                let id = CommandId(self.number());
                Envelope { id, actor, command, keep: true }
            })
            .collect();
        let appended = self.appender.append(&self.store, &batch, tick).await;
        let appended = appended.map_err(|fault| fault.fault().message.clone())?;
        match appended.answers.iter().find_map(|answer| answer.as_ref().err()) {
            None => Ok(appended),
            Some(refusal) => Err(format!("a command was refused: {refusal}")),
        }
    }

    /// Opens emergencies in one transaction.
    pub async fn call(&mut self, count: usize) -> Outcome<Vec<Call>> {
        let open = |number: usize| emergencies::Command::Open {
            words: "All card terminals down since 13:58. Patients are waiting.".to_owned(),
            who: format!("Harbour Clinic {number}"),
            reach: format!("+44 20 7946 {:04}", number % 10_000),
            door: None,
            follows: None,
            language: None,
        };
        let commands = (0..count).map(|number| (Actor::Stranger, open(number).into())).collect();
        let appended = self.append(commands).await?;
        let calls = appended.answers.iter().filter_map(|answer| answer.as_ref().ok());
        let calls = calls.filter_map(|outcome| {
            Some(Call { emergency: outcome.emergency?, participant: outcome.participant? })
        });
        Ok(calls.collect())
    }

    /// The responder accepts.
    pub async fn accept(&mut self, calls: &[Call]) -> Outcome {
        let person = PersonKey::from(RESPONDER);
        let commands = calls.iter().filter_map(|call| {
            let incident = self.state().incidents.of_emergency(call.emergency)?.id;
            let accept = paging::Command::Accept { incident, person: person.clone() };
            Some((Actor::Person(person.clone()), accept.into()))
        });
        let commands = commands.collect();
        self.append(commands).await.map(|_| ())
    }

    /// A word in each conversation, of the caller or of the responder.
    pub async fn say(&mut self, calls: &[Call], by_caller: bool) -> Outcome<usize> {
        let commands = self.words(calls, by_caller);
        self.append(commands).await.map(|appended| appended.events.len())
    }

    /// The commands of [`Log::say`].
    pub fn words(&mut self, calls: &[Call], by_caller: bool) -> Vec<(Actor, Command)> {
        let mut commands = Vec::with_capacity(calls.len());
        for call in calls {
            let actor = match by_caller {
                true => Actor::Participant(call.participant),
                false => Actor::Person(PersonKey::from(RESPONDER)),
            };
            let say = emergencies::Command::Say {
                emergency: call.emergency,
                message: MessageId(self.number()),
                words: "I can see your terminals dropped at 13:58. Which store are you in?"
                    .to_owned(),
            };
            commands.push((actor, say.into()));
        }
        commands
    }

    /// The responder tells everyone about the incident of each call, with the next word in a
    /// quarter of an hour.
    pub async fn tell(&mut self, calls: &[Call], public: &Public, impact: &str) -> Outcome {
        let person = Actor::Person(PersonKey::from(RESPONDER));
        let next_by = self.tick().wall + Duration::from_secs(900);
        let overview = Overview {
            known: "The link between the two halls is cut; the other one carries what it can."
                .into(),
            impact: impact.into(),
            ..Overview::default()
        };
        let incidents = calls
            .iter()
            .filter_map(|call| Some(self.state().incidents.of_emergency(call.emergency)?.id));
        let tell = |incident| updates::Command::Publish {
            incident,
            overview: overview.clone(),
            next_by,
            estimate: None,
            public: Some(public.clone()),
            for_colleagues: None,
        };
        let commands = incidents.map(|incident| (person.clone(), tell(incident).into())).collect();
        self.append(commands).await.map(|_| ())
    }

    /// "It works again."
    pub async fn confirm(&mut self, calls: &[Call]) -> Outcome {
        let confirm = |call: &Call| {
            let confirm = emergencies::Command::Confirm { emergency: call.emergency };
            (Actor::Participant(call.participant), confirm.into())
        };
        self.append(calls.iter().map(confirm).collect()).await.map(|_| ())
    }

    /// Whole emergencies, from the call to "it works again", until there are so many events.
    pub async fn fill(&mut self, events_min: u64) -> Outcome {
        /// Emergencies that go their way together, each step of all in one transaction.
        const TOGETHER: usize = 200;
        const WORDS_EACH: usize = 20;
        while self.events() < events_min {
            let calls = self.call(TOGETHER).await?;
            self.accept(&calls).await?;
            for word in 0..WORDS_EACH {
                self.say(&calls, word % 2 == 1).await?;
            }
            self.confirm(&calls).await?;
        }
        Ok(())
    }
}

/// One responder with a visible pager, and a front door that leads to them.
fn vendor() -> [Command; 3] {
    let of = Owner::Person(RESPONDER.into());
    let address = Personal::new(of.clone(), "");
    let profile = Person {
        name: Personal::new(of, "Duty engineer"),
        role: Role::Manager,
        zone: "Europe/Copenhagen".into(),
        methods: vec![Method { key: "pager".into(), channel: Channel::Screen, address }],
    };
    let step = Step { targets: vec![Target::Person(RESPONDER.into())], delay_secs: 45 };
    let definition = Policy { name: "Front door".into(), steps: vec![step], rounds: 3 };
    let settings = Settings {
        name: "NordPay".into(),
        zone: "Europe/Copenhagen".into(),
        front_door: Some("front-door".into()),
        ..Settings::default()
    };
    [
        Command::Access(access::Command::PutPerson { person: RESPONDER.into(), profile }),
        Command::Paging(paging::Command::PutPolicy { policy: "front-door".into(), definition }),
        Command::Organisation(organisation::Command::Put { settings }),
    ]
}

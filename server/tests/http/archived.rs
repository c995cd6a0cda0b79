//! An archived emergency: its link shows what was said, and a word to it calls a person.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::emergencies::Command as Emergency;
use domain::words::{Actor, CommandId, MessageId, NodeId, ParticipantId, Timestamp};
use domain::{Command, State};
use journal::sqlite::Sqlite;
use journal::{Appender, Envelope, Outcome, Tick};
use mayday::links::InstallationKey;
use mayday::organisation_file::{self, Ground};
use mayday::serve::ORGANISATION;
use views::Links;

use crate::support::{Scratch, Server, TINY, eventually};

/// How long ago the customer closed it; it leaves the live state after two days.
const CLOSED_AGO: Duration = Duration::from_secs(72 * 3600);
const KEY: [u8; 32] = [0x5a; 32];

/// Writes history: a log in which everything happened some days ago.
struct Past {
    store: Sqlite,
    appender: Appender,
    commands: u128,
}

impl Past {
    async fn new(scratch: &Scratch) -> Self {
        fs::create_dir(scratch.data()).expect("a directory");
        fs::write(scratch.data().join("installation.key"), "5a".repeat(32)).expect("a key");
        let store = Sqlite::open(&scratch.data().join("mayday.sqlite")).expect("a log");
        let salts = Box::new(|| [7; 16]);
        let appender = Appender::open(&store, ORGANISATION, NodeId(1), mayday::zones(), salts);
        let appender = appender.await.expect("an empty log");
        Self { store, appender, commands: 0 }
    }

    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is set");
        let ago = since - CLOSED_AGO + Duration::from_millis(self.commands as u64);
        Timestamp(i64::try_from(ago.as_millis()).expect("a time"))
    }

    async fn tell(&mut self, actor: Actor, command: impl Into<Command>) -> Outcome {
        self.commands += 1;
        let id = CommandId(self.commands);
        let envelope = Envelope { id, actor, command: command.into(), keep: true };
        let monotonic = Duration::from_millis(self.commands as u64);
        let tick = Tick { wall: self.now(), monotonic };
        let appended = self.appender.append(&self.store, &[envelope], tick).await;
        let answer = appended.expect("it is stored").answers.remove(0);
        answer.expect("it is not refused")
    }

    async fn organisation(&mut self) {
        let file = organisation_file::parse(TINY).expect("a good file");
        let state = State::default();
        let (now, zones) = (self.now(), mayday::zones());
        let ground = Ground { state: &state, prune: false, now, zones };
        for step in organisation_file::plan(&file, &ground).steps {
            self.tell(Actor::Operator, step.command).await;
        }
    }
}

/// A server on a log that ends with a closed emergency; its caller.
fn server() -> (Server, ParticipantId) {
    let scratch = Scratch::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let participant = runtime.expect("a runtime").block_on(async {
        let mut past = Past::new(&scratch).await;
        past.organisation().await;
        let open = Emergency::Open {
            words: "Smoke in the server room".to_owned(),
            who: "Brightwater Clinics".to_owned(),
            reach: "+44 20 5550 0111".to_owned(),
            door: None,
            follows: None,
            language: None,
        };
        let opened = past.tell(Actor::Stranger, open).await;
        let emergency = opened.emergency.expect("an emergency");
        let participant = opened.participant.expect("a caller");
        let caller = Actor::Participant(participant);
        let words = "It was the fan".to_owned();
        let say = Emergency::Say { emergency, message: MessageId(9), words };
        past.tell(caller.clone(), say).await;
        past.tell(caller, Emergency::Confirm { emergency }).await;
        participant
    });
    (Server::on(scratch, &["serve"]), participant)
}

#[test]
fn a_word_to_an_archived_emergency_calls_a_person_and_goes_on_from_it() {
    let (server, participant) = server();
    let link = format!("/e/{}", InstallationKey::new(KEY).participant(participant));
    eventually("it is archived", || {
        server.run(&["replay"]).out.contains("0 are in the live state").then_some(())
    });
    let page = server.get(&link).send();
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Smoke in the server room"), "{}", page.text());
    assert!(page.text().contains("It was the fan"), "{}", page.text());
    // What does not fit any more is said, and leads to a person.
    for deed in ["confirm", "retract", "introduction"] {
        let answer = server.post(&format!("{link}/{deed}"), &[("who", "x")]).send();
        assert_eq!(answer.status, 410, "{deed}: {}", answer.text());
        assert!(answer.text().contains("/help"), "{deed}: {}", answer.text());
    }
    let id = "0123456789abcdef0123456789abcdef";
    let fields = [("message", id), ("words", "Smoke again")];
    let say = server.post(&format!("{link}/messages"), &fields);
    let answer = say.clone().send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let new = answer.location().to_owned();
    assert!(new.starts_with("/e/") && new != link);
    assert_eq!(say.send().location(), new, "twice is once");
    let page = server.get(&new).send().text();
    assert!(page.contains("Smoke again") && page.contains("data-state=\"ringing\""), "{page}");
    assert!(server.page_of("tom").starts_with("/p/"));
    let maria = server.sign_in("maria");
    let room = server.get("/console/incidents/2").cookie(&maria).send().text();
    assert!(room.contains("Brightwater Clinics"), "who it was is not asked again: {room}");
}

#[test]
fn broken_again_on_an_archived_emergency_calls_a_person() {
    let (server, participant) = server();
    let link = format!("/e/{}", InstallationKey::new(KEY).participant(participant));
    eventually("it is archived", || {
        server.run(&["replay"]).out.contains("0 are in the live state").then_some(())
    });
    let press = server.post(&format!("{link}/reopen"), &[]);
    let answer = press.clone().send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let new = answer.location().to_owned();
    assert_ne!(new, link);
    assert!(server.get(&new).send().text().contains("data-state=\"ringing\""));
    assert_eq!(press.send().location(), new, "pressed twice is once");
}

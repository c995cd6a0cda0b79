//! A full conversation: its next word is heard in a new one, and its link leads there.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::emergencies::{Command as Emergency, MESSAGES_MAX};
use domain::words::{Actor, CommandId, MessageId, NodeId, Timestamp};
use domain::{Command, State};
use journal::sqlite::Sqlite;
use journal::{Appender, Envelope, Outcome, Tick};
use mayday::links::InstallationKey;
use mayday::organisation_file::{self, Ground};
use mayday::serve::ORGANISATION;
use views::Links;

use crate::support::{Scratch, Server, TINY};

const KEY: [u8; 32] = [0x5a; 32];

/// A log in which a customer has said all that one conversation holds; their link.
async fn fill(scratch: &Scratch) -> String {
    fs::create_dir(scratch.data()).expect("a directory");
    fs::write(scratch.data().join("installation.key"), "5a".repeat(32)).expect("a key");
    let store = Sqlite::open(&scratch.data().join("mayday.sqlite")).expect("a log");
    let salts = Box::new(|| [7; 16]);
    let opened = Appender::open(&store, ORGANISATION, NodeId(1), mayday::zones(), salts).await;
    let mut appender = opened.expect("an empty log");
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock that is set");
    let wall = Timestamp(i64::try_from(since.as_millis()).expect("a time"));
    let tick = Tick { wall, monotonic: Duration::ZERO };
    let mut number = 0;
    let mut envelope = |actor: &Actor, command: Command| {
        number += 1;
        Envelope { id: CommandId(number), actor: actor.clone(), command, keep: false }
    };
    let file = organisation_file::parse(TINY).expect("a good file");
    let ground =
        Ground { state: &State::default(), prune: false, now: wall, zones: mayday::zones() };
    let steps = organisation_file::plan(&file, &ground).steps;
    let mut batch: Vec<Envelope> =
        steps.into_iter().map(|step| envelope(&Actor::Operator, step.command)).collect();
    let open = Emergency::Open {
        words: "Smoke in the server room".to_owned(),
        who: "Brightwater Clinics".to_owned(),
        reach: String::new(),
        door: None,
        follows: None,
        language: None,
    };
    batch.push(envelope(&Actor::Stranger, open.into()));
    let appended = appender.append(&store, &batch, tick).await.expect("it is stored");
    let last: Option<Outcome> = appended.answers.into_iter().last().and_then(Result::ok);
    let opened = last.expect("a cry for help is never refused");
    let participant = opened.participant.expect("a caller");
    let emergency = opened.emergency.expect("an emergency");
    let said = |number| {
        let (message, words) = (MessageId(number), format!("and {number}"));
        Command::from(Emergency::Say { emergency, message, words })
    };
    let caller = Actor::Participant(participant);
    let batch: Vec<Envelope> =
        (1..=MESSAGES_MAX as u128).map(|number| envelope(&caller, said(number))).collect();
    // What one conversation does not hold any more would go on in the next: leave that to the test.
    let room =
        MESSAGES_MAX - appender.state().emergencies.get(emergency).map_or(0, |e| e.messages.len());
    appender.append(&store, &batch[..room], tick).await.expect("it is stored");
    InstallationKey::new(KEY).participant(participant)
}

#[test]
fn the_next_word_to_a_full_conversation_leads_to_a_new_one_and_so_does_its_link() {
    let scratch = Scratch::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let link = runtime.expect("a runtime").block_on(fill(&scratch));
    let server = Server::on(scratch, &["serve"]);
    let old = format!("/e/{link}");
    let page = server.get(&old).send();
    assert_eq!(page.status, 200, "a full conversation that nobody goes on with is shown");

    let id = "0123456789abcdef0123456789abcdef";
    let say = server.post(&format!("{old}/messages"), &[("message", id), ("words", "one more")]);
    let answer = say.clone().send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let new = answer.location().to_owned();
    assert!(new.starts_with("/e/") && new != old);
    assert_eq!(say.send().location(), new, "twice is once");

    assert_eq!(server.get(&old).send().location(), new, "who comes back is led on");
    let page = server.get(&new).send().text();
    assert!(page.contains("Your conversation was full, so it goes on here."), "{page}");
    assert!(page.contains("one more"), "{page}");
    let earlier = server.get(&format!("{old}?earlier=1")).send().text();
    assert!(earlier.contains("This conversation is full."), "{earlier}");
    assert!(earlier.contains(&new) && !earlier.contains("data-live"), "{earlier}");

    // A press on a page that was still open counts for where it goes on, and leads there.
    let press = server.post(&format!("{old}/confirm"), &[]).send();
    assert_eq!((press.status, press.location()), (303, new.as_str()));
    assert!(server.get(&new).send().text().contains("You said it works again."));
}

#[test]
fn a_number_that_does_not_fit_comes_back_with_what_was_typed() {
    let scratch = Scratch::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let link = runtime.expect("a runtime").block_on(fill(&scratch));
    let server = Server::on(scratch, &["serve"]);
    let long = "7".repeat(500);
    let fields = [("who", "Brightwater"), ("reach", long.as_str())];
    let answer = server.post(&format!("/e/{link}/introduction"), &fields).send();
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("That is too long"), "{}", answer.text());
    assert!(answer.text().contains(&long), "what was typed comes back");
}

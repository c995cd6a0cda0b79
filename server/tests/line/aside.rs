//! While the database is away and this machine has a disk: everything goes on and is kept here,
//! and the log takes it in when it is back.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::paging::{self, Answer, Standing};
use domain::words::{Actor, Channel, CommandId, EmergencyId, MessageId, PageId, PersonKey};
use domain::{Command, State, emergencies};
use mayday::line::{Line, Shelf, Unanswered};
use mayday::serve::ORGANISATION;

use crate::world::{Fickle, Mood, Post, TWO, apply, call, cry, eventually, line_with, page_of};

/// A spool of a test's own.
struct Disk(PathBuf);

impl Disk {
    fn new(name: &str) -> Self {
        let directory =
            std::env::temp_dir().join(format!("mayday-aside-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).expect("a directory");
        Self(directory)
    }

    fn shelf(&self, copy: Option<&Fickle>) -> Shelf {
        let copy = copy.map(|store| Arc::new(store.clone()) as Arc<dyn journal::Store>);
        Shelf { spool: self.0.join("spool"), copy }
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.0.join("spool")).expect("a spool")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn serve(store: &Fickle, post: &Post, shelf: Shelf) -> Line {
    let carriers = vec![post.carrier(Channel::Email, Duration::ZERO)];
    line_with(store, carriers, Some(shelf)).await
}

async fn say(line: &Line, emergency: EmergencyId, number: u128, words: &str) -> bool {
    let state = line.published().state;
    let known = state.emergencies.get(emergency).expect("it is known");
    let caller = known.participants.iter().next().copied().expect("a caller");
    let (message, words) = (MessageId(number), words.to_owned());
    let say = emergencies::Command::Say { emergency, message, words };
    let said = line.ask(CommandId(number), Actor::Participant(caller), say).await;
    matches!(said, Ok(Ok(_)))
}

fn words(state: &State, emergency: EmergencyId) -> Vec<String> {
    let messages = state.emergencies.get(emergency).map(|known| known.messages.clone());
    let text = |text: &emergencies::Text| match text {
        emergencies::Text::Words(words) => Some(words.as_str().to_owned()),
        emergencies::Text::Line(_) => None,
    };
    messages.into_iter().flatten().filter_map(|message| text(&message.text)).collect()
}

async fn accept(line: &Line, page: PageId, number: u128) -> Result<journal::Answer, Unanswered> {
    let answer = paging::Command::Answer { page, answer: Answer::Accept };
    line.ask(CommandId(number), Actor::PageLink(page), answer).await
}

fn holder(state: &State) -> Option<PersonKey> {
    state.paging.escalations.values().next()?.accepted_by().cloned()
}

/// What the log itself holds, read anew.
async fn in_the_log(store: &Fickle) -> State {
    let replayed =
        journal::replay(&store.for_another(), ORGANISATION, journal::Proof::Everything).await;
    replayed.expect("a whole log").0
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_on_and_the_log_takes_it_in_once_when_it_is_back() {
    let (store, post, disk) = (Fickle::new(), Post::default(), Disk::new("goes-on"));
    let line = serve(&store, &post, disk.shelf(None)).await;
    apply(&line, TWO).await;
    let before = call(&line, 1).await.expect("stored").expect("opened").emergency.expect("one");
    eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
    store.is(Mood::Away);
    let kept = store.memory.records(ORGANISATION).len();

    // The first to ask waits three seconds, and everybody after them not at all.
    let new = call(&line, 2).await.expect("kept here").expect("opened");
    let new = new.emergency.expect("an emergency");
    assert!(line.published().kept_here);
    let health = line.health();
    assert!(health.not_storing.is_none() && health.kept_aside.is_some(), "{health:?}");
    let asked = std::time::Instant::now();
    assert!(say(&line, before, 3, "It is getting worse").await);
    assert!(say(&line, new, 4, "Smoke in the hall").await);
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    eventually("Tom is rung for the new one", || post.to("tom@two.test").into_iter().nth(1)).await;
    eventually("and Maria, when Tom does not answer", || post.to("maria@two.test").pop()).await;
    let page = {
        let state = line.published().state;
        let incident = state.incidents.of_emergency(new).expect("an incident").id;
        let escalation = state.paging.get(incident).expect("an escalation");
        escalation.page_of(&PersonKey::from("tom")).expect("Tom's page").id
    };
    accept(&line, page, 5).await.expect("kept here").expect("nobody else has it");
    assert_eq!(store.memory.records(ORGANISATION).len(), kept, "nothing of it is in the log yet");
    let sent = post.all().len();

    store.is(Mood::Good);
    eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
    let log = in_the_log(&store).await;
    assert!(words(&log, before).contains(&"It is getting worse".to_owned()));
    assert!(words(&log, new).contains(&"Smoke in the hall".to_owned()));
    let incident = log.incidents.of_emergency(new).expect("the same emergency").id;
    let by = log.paging.get(incident).and_then(|known| known.accepted_by().cloned());
    assert_eq!(by, Some(PersonKey::from("tom")), "an acceptance counts");
    assert!(log.paging.page(page).is_some(), "and the link that was sent is honoured");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(post.all().len(), sent, "what was sent is not sent again");
    let again = call(&line, 2).await.expect("stored").expect("the same");
    assert_eq!(again.emergency, Some(new), "a repeat is the same emergency");
    assert!(!line.published().kept_here);
    let left = String::from_utf8_lossy(&disk.bytes()).into_owned();
    assert_eq!(left, "mayday spool 1\n", "no word stays behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_survives_a_crash_and_a_start_without_the_database() {
    let (store, post, disk) = (Fickle::new(), Post::default(), Disk::new("crash"));
    let copy = store.for_another();
    let line = serve(&store, &post, disk.shelf(None)).await;
    apply(&line, TWO).await;
    store.is(Mood::Away);
    let new = call(&line, 2).await.expect("kept here").expect("opened").emergency.expect("one");
    assert!(say(&line, new, 4, "Smoke in the hall").await);
    // A crash: the process is gone, and the last frame was cut off while it was written.
    let mut bytes = disk.bytes();
    let torn = bytes[bytes.len() / 2..].to_vec();
    bytes.extend_from_slice(&torn[..torn.len() / 3]);
    let second = Disk::new("crash-second");
    std::fs::write(second.0.join("spool"), &bytes).expect("a spool");
    let away = store.for_another();
    away.is(Mood::Away);
    let after = Post::default();
    let line = serve(&away, &after, second.shelf(Some(&copy))).await;
    eventually("it goes on from its own disk", || {
        words(&line.published().state, new).contains(&"Smoke in the hall".to_owned()).then_some(())
    })
    .await;
    eventually("and rings", || after.to("tom@two.test").pop()).await;
    assert!(say(&line, new, 7, "Is anybody there?").await);
    away.is(Mood::Good);
    eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
    let log = in_the_log(&store).await;
    let said = words(&log, new);
    assert!(said.contains(&"Smoke in the hall".to_owned()), "{said:?}");
    assert!(said.contains(&"Is anybody there?".to_owned()), "{said:?}");
    // Another crash right after the log took it in, but before the spool was emptied.
    let third = Disk::new("crash-third");
    std::fs::write(third.0.join("spool"), &bytes).expect("a spool");
    let again = store.for_another();
    let line = serve(&again, &Post::default(), third.shelf(None)).await;
    eventually("taken in again", || {
        (!line.published().kept_here && line.health().kept_aside.is_none()).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let log = in_the_log(&store).await;
    assert_eq!(log.emergencies.emergencies.len(), 1, "once, however often");
    assert_eq!(words(&log, new).iter().filter(|w| *w == "Smoke in the hall").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acceptance_given_apart_stands_beside_one_that_the_log_had_meanwhile() {
    let (store, post, disk) = (Fickle::new(), Post::default(), Disk::new("both"));
    let line = serve(&store, &post, disk.shelf(None)).await;
    apply(&line, TWO).await;
    call(&line, 1).await.expect("stored").expect("opened");
    let page = eventually("Tom is rung", || page_of(&line.published().state, "tom")).await;
    // This node is cut off; another one still reaches the log.
    store.is(Mood::Away);
    let other_store = store.for_another();
    let other_disk = Disk::new("both-other");
    let other = serve(&other_store, &Post::default(), other_disk.shelf(None)).await;
    let incident = *line.published().state.paging.escalations.keys().next().expect("one");
    accept(&line, page, 11).await.expect("kept here").expect("nobody else has it here");
    assert_eq!(holder(&line.published().state), Some(PersonKey::from("tom")));
    let maria = PersonKey::from("maria");
    let take: Command = paging::Command::Accept { incident, person: maria.clone() }.into();
    let took = other.ask(CommandId(12), Actor::Person(maria.clone()), take).await;
    took.expect("stored").expect("nobody else has it there");

    store.is(Mood::Good);
    eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
    let log = in_the_log(&store).await;
    let known = log.paging.get(incident).expect("the incident");
    assert!(matches!(&known.standing, Standing::Accepted { by, .. } if *by == maria));
    assert!(known.also.contains(&PersonKey::from("tom")), "both have it");
    assert_eq!(line.published().state.paging.get(incident).map(|k| k.also.len()), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_holds_up_nobody() {
    let (store, post, disk) = (Fickle::new(), Post::default(), Disk::new("hangs"));
    let line = serve(&store, &post, disk.shelf(None)).await;
    apply(&line, TWO).await;
    store.is(Mood::Hangs);
    let asked = std::time::Instant::now();
    let first = call(&line, 1).await.expect("kept here").expect("opened");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
    let asked = std::time::Instant::now();
    let second = line.ask(CommandId(2), Actor::Stranger, cry()).await;
    second.expect("kept here").expect("opened");
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    store.is(Mood::Good);
    eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
    let log = in_the_log(&store).await;
    assert_eq!(log.emergencies.emergencies.len(), 2);
    assert!(log.emergencies.get(first.emergency.expect("one")).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_log_cannot_take_is_put_in_quarantine_and_holds_up_nothing() {
    let (mut store, post, disk) = (Fickle::new(), Post::default(), Disk::new("quarantine"));
    store.chokes_on = Some("poison");
    let line = serve(&store, &post, disk.shelf(None)).await;
    apply(&line, TWO).await;
    let old = call(&line, 1).await.expect("stored").expect("opened").emergency.expect("one");
    store.is(Mood::Away);
    assert!(call(&line, 2).await.is_ok());
    assert!(say(&line, old, 3, "before it").await);
    assert!(say(&line, old, 4, "a word of poison").await, "here nothing is wrong with it");
    assert!(say(&line, old, 5, "after it").await);
    store.is(Mood::Good);
    eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
    let log = in_the_log(&store).await;
    let said = words(&log, old);
    assert!(said.contains(&"before it".to_owned()) && said.contains(&"after it".to_owned()));
    assert!(!said.contains(&"a word of poison".to_owned()));
    assert_eq!(log.emergencies.emergencies.len(), 2);
    let noted = |trouble: &domain::readiness::Trouble| {
        matches!(trouble, domain::readiness::Trouble::NotCarriedOver { what, .. }
            if what == "Emergencies Say")
    };
    assert!(log.readiness.troubles.keys().any(noted), "the board says so");
    assert_eq!(line.health().quarantined, 1);
    let file = disk.0.join("spool.quarantine");
    let lines = std::fs::read_to_string(&file).expect("a quarantine");
    assert!(lines.contains("a word of poison") && lines.contains("chokes"), "{lines}");
    std::fs::remove_file(&file).expect("a person takes it away");
    assert!(say(&line, old, 6, "and on").await);
    assert_eq!(line.health().quarantined, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_long_outage_the_log_takes_in_everything_and_doubts_nothing() {
    let (store, post, disk) = (Fickle::new(), Post::default(), Disk::new("long"));
    let line = serve(&store, &post, disk.shelf(None)).await;
    apply(&line, TWO).await;
    let old = call(&line, 1).await.expect("stored").expect("opened").emergency.expect("one");
    store.is(Mood::Away);
    assert!(say(&line, old, 2, "the first word").await);
    // The log fails on that one far oftener than on one that it cannot take.
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(say(&line, old, 3, "the last word").await);
    store.is(Mood::Good);
    eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
    let log = in_the_log(&store).await;
    let said = words(&log, old);
    for word in ["the first word", "the last word"] {
        assert!(said.contains(&word.to_owned()), "{said:?}");
    }
    assert_eq!(line.health().quarantined, 0);
    assert!(log.readiness.troubles.is_empty(), "{:?}", log.readiness.troubles);
}

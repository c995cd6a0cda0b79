//! While the database is away: what rings goes on, new cries ring, and nothing is called stored.

use std::time::{Duration, Instant};

use domain::paging;
use domain::words::{Actor, Channel};
use mayday::alarm::AlarmConfiguration;
use mayday::channels::Letter;
use mayday::line::Unanswered;
use mayday::serve::ORGANISATION;

use crate::world::{Fickle, Mood, Post, TWO, apply, call, eventually, line, page_of};

fn is_stored(letter: &Letter) -> bool {
    letter.data.get("stored").is_none() && !letter.subject.contains("not stored")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rings_goes_on_to_the_next_people_and_is_resumed_when_the_store_is_back() {
    let (store, post) = (Fickle::new(), Post::default());
    let line = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
    apply(&line, TWO).await;
    call(&line, 1).await.expect("stored").expect("opened");
    eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    store.is(Mood::Away);
    let (kept, state) = (store.memory.records(ORGANISATION).len(), line.published().state);
    assert!(post.to("maria@two.test").is_empty());
    let letter =
        eventually("Maria is rung though nothing is stored", || post.to("maria@two.test").pop())
            .await;
    assert!(!is_stored(&letter), "{}", letter.subject);
    let action = letter.action.expect("a way on");
    assert_eq!(
        action.url, "https://help.two.test/console",
        "a page that is not stored has no link"
    );
    assert!(letter.lines.iter().any(|line| line.contains("cannot store")), "{:?}", letter.lines);

    // Nothing of it is durable, shown or acknowledged.
    assert_eq!(store.memory.records(ORGANISATION).len(), kept);
    assert!(std::sync::Arc::ptr_eq(&line.published().state, &state));
    assert!(line.health().not_storing.is_some());
    let page = page_of(&state, "tom").expect("Tom's page");
    let accept = || paging::Command::Answer { page, answer: paging::Answer::Accept };
    let asked = line.tell(Actor::PageLink(page), accept()).await;
    assert!(matches!(asked, Err(Unanswered::NotStored { ringing: false, .. })), "{asked:?}");

    let rung = post.to("tom@two.test").len();
    store.is(Mood::Good);
    let again = eventually("the stage that is stored rings once more", || {
        post.to("tom@two.test").into_iter().nth(rung)
    })
    .await;
    assert!(is_stored(&again), "{}", again.subject);
    assert!(line.health().not_storing.is_none());
    let accepted = line.tell(Actor::PageLink(page), accept()).await;
    accepted.expect("it is stored").expect("nobody else has it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cry_that_cannot_be_stored_rings_one_after_the_other_and_sounds_the_alarm() {
    let (store, post) = (Fickle::new(), Post::default());
    let line = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
    apply(&line, TWO).await;
    let noise = std::env::temp_dir().join(format!("mayday-line-alarm-{}", std::process::id()));
    let _ = std::fs::remove_file(&noise);
    let script = format!("echo \"$MAYDAY_ALARM\" >> {}", noise.display());
    let command = vec!["sh".to_owned(), "-c".to_owned(), script];
    let alarm = tokio::spawn(mayday::alarm::watch(line.clone(), AlarmConfiguration { command }));
    store.is(Mood::Away);
    let kept = store.memory.records(ORGANISATION).len();
    let answer = call(&line, 1).await;
    assert!(matches!(answer, Err(Unanswered::NotStored { ringing: true, .. })), "{answer:?}");
    let first = eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
    let link = first.action.expect("a link").url;
    let answer = call(&line, 1).await;
    assert!(matches!(answer, Err(Unanswered::NotStored { ringing: true, .. })), "{answer:?}");
    eventually("Maria is rung next", || post.to("maria@two.test").pop()).await;
    assert_eq!(post.to("tom@two.test").len(), 1, "a repeat does not ring again");
    assert_eq!(store.memory.records(ORGANISATION).len(), kept);
    let said = eventually("the alarm", || std::fs::read_to_string(&noise).ok()).await;
    assert!(said.contains("cannot be stored") || said.contains("can be stored"), "{said}");
    alarm.abort();
    let _ = std::fs::remove_file(&noise);

    store.is(Mood::Good);
    eventually("the store is back", || line.health().not_storing.is_none().then_some(())).await;
    call(&line, 1).await.expect("stored under its number").expect("opened");
    let stored = eventually("Tom is rung for good", || post.to("tom@two.test").into_iter().nth(1));
    assert_eq!(stored.await.action.expect("a link").url, link, "the first link opens it now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_never_answers_keeps_nobody_from_being_rung() {
    let (store, post) = (Fickle::new(), Post::default());
    let line = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
    apply(&line, TWO).await;
    store.is(Mood::Hangs);
    let asked = Instant::now();
    let own = line.clone();
    let first = tokio::spawn(async move { call(&own, 1).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    // Whoever comes while the first is on its way gets an answer in time.
    let second = call(&line, 2).await;
    assert!(matches!(second, Err(Unanswered::NotStored { ringing: true, .. })), "{second:?}");
    eventually("both are rung for", || (post.to("tom@two.test").len() == 2).then_some(())).await;
    assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());
    assert!(line.health().not_storing.is_some());
    eventually("and the next person", || post.to("maria@two.test").pop()).await;
    store.is(Mood::Good);
    first.await.expect("a task").expect("it is stored after all").expect("opened");
}

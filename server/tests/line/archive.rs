//! Old emergencies are read back in pieces, and once.

use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::emergencies;
use domain::words::{Actor, Channel, CommandId, EmergencyId, MessageId};

use crate::world::{Fickle, Mood, Post, TWO, apply, call, line};

#[tokio::test(flavor = "multi_thread")]
async fn an_old_emergency_is_read_once_however_many_ask() {
    let (store, post) = (Fickle::new(), Post::default());
    let line = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
    apply(&line, TWO).await;
    let opened = call(&line, 1).await.expect("stored").expect("opened");
    let emergency = opened.emergency.expect("an emergency");
    let caller = Actor::Participant(opened.participant.expect("a caller"));
    // More than is read at a time.
    for number in 0..1_100_u128 {
        let message = MessageId(number + 100);
        let words = format!("{number}");
        let say = emergencies::Command::Say { emergency, message, words };
        let said = line.ask(CommandId(number + 100), caller.clone(), say).await;
        said.expect("stored").expect("said");
    }
    let reads = || store.subject_reads.load(Ordering::SeqCst);
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let line = line.clone();
            tokio::spawn(async move { line.archived(emergency).await })
        })
        .collect();
    for asked in asked {
        let known = asked.await.expect("a task").expect("it can be read").expect("it is known");
        assert!(known.messages.len() > 1_100, "{}", known.messages.len());
    }
    // Two may read at a time, each in two pieces.
    assert!((2..=4).contains(&reads()), "{}", reads());
    let before = reads();
    line.archived(emergency).await.expect("it can be read").expect("it is known");
    store.is(Mood::Away);
    line.archived(emergency).await.expect("it is remembered").expect("it is known");
    assert_eq!(reads(), before);
    store.is(Mood::Good);
    assert!(line.archived(EmergencyId(7)).await.expect("it can be read").is_none());
}

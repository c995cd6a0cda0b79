//! Whose clock counts: the database's where it has one, and never one behind the log.

use std::time::Duration;

use domain::words::{Channel, Timestamp};
use mayday::line::tick;

use crate::world::{Fickle, Mood, Post, TWO, apply, call, eventually, line};

const HOURS: i64 = 3_600_000;

/// How far two instants are apart.
fn apart(one: Timestamp, other: Timestamp) -> Duration {
    one.since(other).max(other.since(one))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_databases_clock_counts_from_the_first_look_on() {
    for ahead in [-3 * HOURS, 3 * HOURS] {
        let (mut store, post) = (Fickle::new(), Post::default());
        store.clock = Some(ahead);
        let line = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
        let theirs = || Timestamp(tick().wall.0 + ahead);
        assert!(apart(line.published().now(), theirs()) < Duration::from_secs(2), "at the start");
        apply(&line, TWO).await;
        call(&line, 1).await.expect("stored").expect("opened");
        assert!(apart(line.published().now(), theirs()) < Duration::from_secs(2), "at an append");
        // The loop looks after five seconds at most, and must not take this machine's clock then.
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert!(apart(line.published().now(), theirs()) < Duration::from_secs(2), "at a look");
        assert!(!line.health().clock_leapt);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_behind_the_log_is_not_believed_and_what_rings_goes_on() {
    let (mut store, post) = (Fickle::new(), Post::default());
    store.clock = Some(3 * HOURS);
    let before = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
    apply(&before, TWO).await;
    call(&before, 1).await.expect("stored").expect("opened");
    let log_at = before.published().now;
    store.is(Mood::Away);
    // The machine starts again, and its clock has gone back.
    let again = store.for_another();
    let post = Post::default();
    let after = line(&again, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
    assert!(after.published().now() >= log_at);
    assert!(apart(after.published().now(), log_at) < Duration::from_secs(20));
    eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
    eventually("Maria is rung", || post.to("maria@two.test").pop()).await;
    assert!(after.health().clock_leapt, "the operator hears of it");
}

//! Whose clock counts: the database's where it has one, and never one behind the log.

use std::time::{Duration, Instant};

use domain::words::{Channel, Timestamp};
use mayday::line::{Shelf, tick};

use crate::world::{Fickle, Mood, Post, TWO, apply, call, eventually, line, line_with};

const HOURS: i64 = 3_600_000;

/// How far two instants are apart.
fn apart_by(one: Timestamp, other: Timestamp) -> Duration {
    one.since(other).max(other.since(one))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_databases_clock_counts_from_the_first_look_on() {
    for ahead in [-3 * HOURS, 3 * HOURS] {
        let (mut store, post) = (Fickle::new(), Post::default());
        store.clock = Some(ahead);
        let line = line(&store, vec![post.carrier(Channel::Email, Duration::ZERO)]).await;
        let theirs = || Timestamp(tick().wall.0 + ahead);
        assert!(
            apart_by(line.published().now(), theirs()) < Duration::from_secs(2),
            "at the start"
        );
        apply(&line, TWO).await;
        call(&line, 1).await.expect("stored").expect("opened");
        assert!(
            apart_by(line.published().now(), theirs()) < Duration::from_secs(2),
            "at an append"
        );
        // The loop looks after five seconds at most, and must not take this machine's clock then.
        tokio::time::sleep(Duration::from_secs(6)).await;
        assert!(apart_by(line.published().now(), theirs()) < Duration::from_secs(2), "at a look");
        assert!(!line.health().clock_leapt);
    }
}

/// An hour either way: what the machine of one node may be off by. The line takes its own clock
/// from the machine that the tests run on, so here it is the database that is ahead or behind.
#[tokio::test(flavor = "multi_thread")]
async fn a_machine_whose_clock_is_an_hour_off_rings_in_time_with_its_database_and_without() {
    for ahead in [-HOURS, HOURS] {
        let name = format!("mayday-clock-{}-{ahead}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a directory");
        let (mut store, post) = (Fickle::new(), Post::default());
        store.clock = Some(ahead);
        let carriers = vec![post.carrier(Channel::Email, Duration::ZERO)];
        let shelf = Shelf { spool: directory.join("spool"), copy: None };
        let line = line_with(&store, carriers, Some(shelf)).await;
        let theirs = || Timestamp(tick().wall.0 + ahead);
        let begun = Instant::now();
        let late = |since: Instant| since.elapsed() < Duration::from_secs(12);
        apply(&line, TWO).await;
        let rang = Instant::now();
        let first = call(&line, 1).await.expect("stored").expect("opened").emergency;
        eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
        eventually("Maria is rung five seconds later", || post.to("maria@two.test").pop()).await;
        assert!(late(rang) && rang.elapsed() > Duration::from_secs(4), "{:?}", rang.elapsed());

        store.is(Mood::Away);
        let rang = Instant::now();
        let apart = call(&line, 2).await.expect("kept here").expect("opened").emergency;
        assert!(line.health().kept_aside.is_some());
        assert!(apart_by(line.published().now(), theirs()) < Duration::from_secs(2), "counted on");
        eventually("Tom is rung again", || post.to("tom@two.test").into_iter().nth(1)).await;
        // She is asked within the storm that she has already; what counts is when.
        eventually("and Maria is asked", || {
            let state = line.published().state;
            let incident = state.incidents.of_emergency(apart?)?.id;
            state.paging.get(incident)?.page_of(&"maria".into()).map(|_| ())
        })
        .await;
        assert!(late(rang), "{:?}", rang.elapsed());
        store.is(Mood::Good);
        eventually("the log is back", || line.health().kept_aside.is_none().then_some(())).await;
        let state = line.published().state;
        for emergency in [first, apart].into_iter().flatten() {
            let known = state.emergencies.get(emergency).expect("it is in the log");
            let age = theirs().since(known.opened_at);
            let (at, ago) = (known.opened_at, begun.elapsed());
            assert!(age < ago + Duration::from_secs(5), "{ahead}: {at:?}, {age:?} ago of {ago:?}");
        }
        assert!(!line.health().clock_leapt);
        let _ = std::fs::remove_dir_all(&directory);
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
    assert!(apart_by(after.published().now(), log_at) < Duration::from_secs(20));
    eventually("Tom is rung", || post.to("tom@two.test").pop()).await;
    eventually("Maria is rung", || post.to("maria@two.test").pop()).await;
    assert!(after.health().clock_leapt, "the operator hears of it");
}

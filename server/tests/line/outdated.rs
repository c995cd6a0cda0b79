//! A node that kept calls for itself while the database was away finds, when it is back, that newer
//! versions write the log: nothing of it is stored or thrown away, and it rings on.

use std::time::Duration;

use domain::words::Channel;
use journal::Store;
use mayday::line::{Shelf, Unanswered};
use mayday::serve::ORGANISATION;

use crate::newer;
use crate::world::{Fickle, Mood, Post, TWO, apply, call, eventually, line_with};

/// Appends what a newer version would write.
async fn forge(store: &Fickle) {
    let transaction = store.memory.begin(ORGANISATION).await.expect("a log");
    let record = newer::after(&transaction.head());
    transaction.commit(vec![record], Vec::new()).await.expect("it is stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_here_waits_for_a_version_that_is_as_new_and_rings_on() {
    let directory = std::env::temp_dir().join(format!("mayday-outdated-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).expect("a directory");
    let spool = directory.join("spool");
    let mut store = Fickle::new();
    store.clock = Some(0);
    let post = Post::default();
    let carriers = vec![post.carrier(Channel::Email, Duration::ZERO)];
    let shelf = Shelf { spool: spool.clone(), copy: None };
    let line = line_with(&store, carriers, Some(shelf)).await;
    apply(&line, TWO).await;

    store.is(Mood::Away);
    let kept = call(&line, 7).await;
    assert!(matches!(kept, Ok(Ok(_))), "{kept:?}");
    assert!(line.published().kept_here);
    let held = std::fs::read(&spool).expect("a spool").len();
    forge(&store).await;
    let until = store.memory.head(ORGANISATION).await.expect("a head");
    store.is(Mood::Good);

    let why = eventually("it meets what it does not know", || line.health().outdated).await;
    assert!(why.contains(newer::KIND), "{why}");
    let marked = || post.all().into_iter().find(|letter| letter.subject.contains("(not stored)"));
    eventually("who called here is rung for", marked).await;
    assert!(std::fs::read(&spool).expect("a spool").len() >= held, "it is not thrown away");

    let told = call(&line, 8).await;
    assert!(matches!(told, Err(Unanswered::NotStored { ringing: true, .. })), "{told:?}");
    assert_eq!(store.memory.head(ORGANISATION).await.expect("a head"), until);
    let both = || (line.health().ringing_unstored == 2).then_some(());
    eventually("both ring", both).await;
    let _ = std::fs::remove_dir_all(&directory);
}

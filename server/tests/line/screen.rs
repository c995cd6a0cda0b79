//! A screen that nobody watches holds up nobody, and shows what rings when it is opened later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::deliveries::Standing;
use domain::paging::PageStanding;
use domain::words::Channel;
use mayday::channels::screen::Screen;

use crate::world::{Fickle, Post, TWO, apply, call, eventually, line, page_of};

#[tokio::test(flavor = "multi_thread")]
async fn the_next_person_is_rung_at_once_and_the_screen_may_still_be_opened() {
    let (store, post) = (Fickle::new(), Post::default());
    let open = Arc::new(AtomicBool::new(false));
    let watched = Arc::clone(&open);
    let screen = Screen::new(Arc::new(move |_: &str| watched.load(Ordering::SeqCst)));
    let mail = post.carrier(Channel::Email, Duration::ZERO);
    let line = line(&store, vec![Box::new(screen), mail]).await;
    // Tom has nothing but a screen, and would be waited for.
    let toms = "channel = \"email\"\naddress = \"tom@two.test\"";
    let file = TWO.replace(toms, "channel = \"screen\"").replace("= 5\n", "= 300\n");
    apply(&line, &file).await;
    let asked = Instant::now();
    call(&line, 1).await.expect("stored").expect("opened");
    eventually("Maria is rung", || post.to("maria@two.test").pop()).await;
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());

    let state = line.published().state;
    let page = page_of(&state, "tom").expect("Tom's page");
    let (escalation, known) = state.paging.page(page).expect("it is known");
    assert_eq!(known.standing, PageStanding::Requested, "his screen shows it when it is opened");
    let incident = escalation.incident;
    let toms = |state: &domain::State| {
        let screen = Channel::Screen;
        let mut all = state.deliveries.about(incident);
        all.find(|known| known.address.channel == screen)
            .map(|d| (d.standing.clone(), d.reason.clone()))
    };
    let (_, reason) = toms(&state).expect("a delivery");
    assert_eq!(reason, "no screen of theirs was open");
    open.store(true, Ordering::SeqCst);
    eventually("it is seen that he has it now", || {
        let (standing, _) = toms(&line.published().state)?;
        (standing == Standing::Delivered).then_some(())
    })
    .await;
}

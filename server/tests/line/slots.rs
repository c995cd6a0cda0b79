//! A channel that hangs holds up itself and nothing else.

use std::time::{Duration, Instant};

use domain::words::Channel;

use crate::world::{Fickle, Post, apply, call, eventually, line};

/// More than any channel sends at a time.
const PEOPLE: usize = 700;

/// Everyone has mail, but for Zoe, who comes last and has a webhook; without a policy all are rung.
fn everyone() -> String {
    let mut file = "[organisation]\nname = \"Many\"\nzone = \"Europe/Lisbon\"\n".to_owned();
    let person = |key: &str, role: &str, channel: &str, address: &str| {
        format!(
            "[[person]]\nkey = \"{key}\"\nname = \"{key}\"\nrole = \"{role}\"\n\
             zone = \"Europe/Lisbon\"\n[[person.method]]\nkey = \"one\"\n\
             channel = \"{channel}\"\naddress = \"{address}\"\n"
        )
    };
    for number in 0..PEOPLE {
        let key = format!("a{number:04}");
        file.push_str(&person(&key, "responder", "email", &format!("{key}@many.test")));
    }
    file.push_str(&person("zoe", "manager", "webhook", "pager"));
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_hangs_does_not_hold_up_the_webhook() {
    let (store, mail, hooks) = (Fickle::new(), Post::default(), Post::default());
    let hangs = mail.carrier(Channel::Email, Duration::from_secs(3600));
    let quick = hooks.carrier(Channel::Webhook, Duration::ZERO);
    let line = line(&store, vec![hangs, quick]).await;
    apply(&line, &everyone()).await;
    let asked = Instant::now();
    call(&line, 1).await.expect("stored").expect("opened");
    eventually("Zoe is rung", || hooks.to("pager").pop()).await;
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());

    // What found no slot was not left to run out: it says so, is owed again, and is not claimed
    // until there is a slot.
    let waiting = eventually("the others are owed", || {
        let state = line.published().state;
        let incident = *state.paging.escalations.keys().next()?;
        let waits =
            |known: &&domain::deliveries::Delivery| known.reason.contains("too much is being sent");
        let waiting = state.deliveries.about(incident).filter(waits).count();
        (waiting >= PEOPLE - 256 - 8).then_some(waiting)
    })
    .await;
    assert!(waiting < PEOPLE, "{waiting}");
    assert!(mail.all().len() <= 256, "{}", mail.all().len());
}

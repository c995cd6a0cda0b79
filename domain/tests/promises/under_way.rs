//! Words under way: how long they are kept, what comes back of them, and who asks us to slow down.

use domain::subscribers::{
    About as Of, Announcement, Audience, BROADCASTS_MAX, Command as Ask, Kind, Lane, Outcome,
    Queue, Route, Standing, Stands, UNDONE_MAX, Wants,
};
use domain::updates::Overview;
use domain::words::{Actor, Phase, TopicId};

use crate::story::{Story, secs};
use crate::subscribers::{
    add, claim, entry, id_of, many, numbers, report, say, send_all, trouble, vendor, word,
};

/// Somebody who gets everything once a day, and somebody who gets it at once.
fn a_digest_and_a_prompt_reader(story: &mut Story) {
    let daily = Wants { daily: Some(8), ..Wants::default() };
    add(story, vec![entry(Route::Email, "daily@a.example", daily)]);
    add(story, vec![entry(Route::Email, "prompt@a.example", Wants::default())]);
}

/// So many words, each about a notice of its own.
pub fn notices(story: &mut Story, topics: std::ops::RangeInclusive<u128>) {
    for topic in topics {
        let word = notice_about(story, topic);
        story.tell(Actor::System, Ask::Announce(Box::new(word))).unwrap();
        send_all(story);
    }
}

fn notice_about(story: &Story, topic: u128) -> Announcement {
    Announcement {
        versions: Vec::new(),
        topic: TopicId(topic),
        number: None,
        kind: Kind::Opened,
        heading: "Cards fail".into(),
        phase: Phase::Identified,
        affected: Vec::new(),
        overview: Overview::default(),
        next_by: None,
        expected: None,
        since: story.now,
        audience: Audience { pages: vec!["public".into()], ..Audience::default() },
        about: Of::Notice(Stands { from: story.now, until: story.now }),
    }
}

#[test]
fn a_word_that_waits_for_somebodys_hour_outlives_a_day_of_many_words() {
    let mut story = vendor();
    a_digest_and_a_prompt_reader(&mut story);
    notices(&mut story, 1..=150);
    story.pass(secs(24 * 3_600));
    let got = send_all(&mut story);
    let digest: Vec<u32> = (1..=150).collect();
    assert_eq!(got, [(1, digest)]);
    // What has left for everyone makes room by and by.
    notices(&mut story, 1_001..=1_000 + u128::try_from(BROADCASTS_MAX).unwrap());
    assert!(story.state.subscribers.words().count() <= BROADCASTS_MAX + UNDONE_MAX);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn where_too_many_words_are_under_way_the_oldest_fails_and_is_seen() {
    let mut story = vendor();
    a_digest_and_a_prompt_reader(&mut story);
    let most = u128::try_from(UNDONE_MAX).unwrap();
    notices(&mut story, 1..=most);
    assert_eq!(story.state.subscribers.given_up(story.now), None);
    notices(&mut story, most + 1..=most + 3);
    for given_up in 1..=3 {
        let word = word(&story, given_up);
        assert!(word.is_done() && word.given_up, "{given_up}");
        let total = word.total();
        assert_eq!((total.reached, total.failed), (1, 1), "{given_up}");
        assert!(word.failed.contains_key(&1));
    }
    let seen = story.state.subscribers.given_up(story.now).unwrap();
    assert_eq!((seen.words, seen.people, seen.last), (3, 3, 3));
    story.pass(secs(24 * 3_600));
    let got = send_all(&mut story);
    assert_eq!(got, [(1, (4..=u32::try_from(UNDONE_MAX).unwrap() + 3).collect::<Vec<u32>>())]);
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_is_on_its_way_when_its_word_is_given_up_keeps_its_report() {
    let mut story = vendor();
    a_digest_and_a_prompt_reader(&mut story);
    let word_one = notice_about(&story, 1);
    story.tell(Actor::System, Ask::Announce(Box::new(word_one))).unwrap();
    let sent = claim(&mut story, Lane::Mail, Queue::First, 1);
    assert_eq!(numbers(&sent), [2]);
    for topic in 2..=u128::try_from(UNDONE_MAX).unwrap() + 1 {
        let word = notice_about(&story, topic);
        story.tell(Actor::System, Ask::Announce(Box::new(word))).unwrap();
    }
    assert!(word(&story, 1).given_up && !word(&story, 1).is_done());
    report(&mut story, &sent[0], vec![(2, Outcome::Failed { reason: "not now".into() })]);
    let total = word(&story, 1).total();
    assert_eq!((total.reached, total.failed), (0, 2), "it is not tried again");
    assert!(word(&story, 1).is_done());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_comes_back_of_a_word_that_was_forgotten_still_pauses_a_dead_address() {
    let mut story = vendor();
    many(&mut story, 2);
    let count = u128::try_from(BROADCASTS_MAX).unwrap() + 5;
    notices(&mut story, 1..=count);
    assert!(story.state.subscribers.word(1).is_none(), "it is forgotten");
    let bounce = |story: &mut Story, number: u32, dead: bool| {
        let (subscriber, reason) = (id_of(story, number), "5.1.1".into());
        let bounce = Ask::Bounce { subscriber, broadcast: 1, reason, dead, ours: false };
        story.tell(Actor::System, bounce).unwrap();
        story.state.subscribers.numbered(number).unwrap().clone()
    };
    assert_eq!(bounce(&mut story, 1, true).standing, Standing::Paused);
    // Told three times it counts once.
    for _ in 0..3 {
        let known = bounce(&mut story, 2, false);
        assert_eq!((known.standing, known.came_back.0), (Standing::Active, 1));
    }
    let unsaid = Ask::Bounce {
        subscriber: id_of(&story, 2),
        broadcast: 9_999,
        reason: "5.1.1".into(),
        dead: true,
        ours: false,
    };
    let before = story.history.len();
    story.tell(Actor::System, unsaid).unwrap();
    assert_eq!(story.history.len(), before, "no such word was ever said");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_comes_back_before_its_report_is_not_counted_as_reached() {
    let mut story = vendor();
    many(&mut story, 3);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let sent = claim(&mut story, Lane::Mail, Queue::First, 1);
    for (number, dead) in [(1, true), (2, false)] {
        let (subscriber, reason) = (id_of(&story, number), "no such number".into());
        let bounce = Ask::Bounce { subscriber, broadcast: 1, reason, dead, ours: false };
        story.tell(Actor::System, bounce.clone()).unwrap();
        let before = story.history.len();
        story.tell(Actor::System, bounce).unwrap();
        assert_eq!(story.history.len(), before, "told twice it counts once");
    }
    report(&mut story, &sent[0], Vec::new());
    let total = word(&story, 1).total();
    assert_eq!((total.reached, total.failed), (1, 2));
    let standing = |number| story.state.subscribers.numbered(number).unwrap().standing;
    assert_eq!((standing(1), standing(2)), (Standing::Paused, Standing::Active));
    assert_eq!(story.folded(), story.state);
}

fn later(after_secs: Option<u32>) -> Outcome {
    Outcome::Later { reason: "the mail server said no (421)".into(), after_secs }
}

fn at(story: &mut Story, addresses: &[&str]) {
    let all = addresses.iter().map(|one| entry(Route::Email, one, Wants::default()));
    add(story, all.collect());
}

#[test]
fn a_domain_that_asks_to_slow_down_is_left_alone_and_holds_up_nobody_else() {
    let mut story = vendor();
    at(&mut story, &["1@a.example", "2@A.example", "3@b.example", "4@a.example"]);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Mail, Queue::First, 1);
    // Of the slice that was on its way one was told so, and the rest of the domain is not tried.
    let untried = Outcome::Later { reason: "".into(), after_secs: None };
    report(&mut story, &slices[0], vec![(1, later(Some(120))), (2, untried.clone()), (4, untried)]);
    let slow: Vec<_> = story.state.subscribers.slow(story.now).collect();
    assert_eq!(slow, [(Lane::Mail, "a.example", story.now + secs(120))]);
    // First attempts wait as well; the other domain does not.
    let other = trouble(&mut story);
    say(&mut story, other, Phase::Investigating, &[]);
    let first = claim(&mut story, Lane::Mail, Queue::First, 9);
    assert_eq!(numbers(&first), [3]);
    report(&mut story, &first[0], Vec::new());
    story.pass(secs(119));
    assert!(send_all(&mut story).is_empty(), "not before the time that it named");
    story.pass(secs(2));
    let mut got = send_all(&mut story);
    got.sort();
    assert_eq!(got, [(1, vec![1]), (1, vec![2]), (2, vec![1, 2]), (4, vec![1, 2])]);
    assert_eq!(story.state.subscribers.slow(story.now).count(), 0);
    assert!(word(&story, 1).is_done() && word(&story, 2).is_done());
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_domain_that_goes_on_asking_is_left_alone_for_longer_each_time_and_not_for_ever() {
    let mut story = vendor();
    at(&mut story, &["1@a.example", "2@a.example"]);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let said = story.now;
    let mut pauses = Vec::new();
    for _ in 0..200 {
        if word(&story, 1).is_done() {
            break;
        }
        let mut slices = claim(&mut story, Lane::Mail, Queue::First, 1);
        slices.extend(claim(&mut story, Lane::Mail, Queue::Again, 1));
        for slice in slices {
            // One of them hears it, and the others are not tried.
            let mut told = false;
            let heard = slice.to.iter().map(|to| {
                let outcome = match std::mem::replace(&mut told, true) {
                    false => later(None),
                    true => Outcome::Later { reason: "".into(), after_secs: None },
                };
                (to.number, outcome)
            });
            let heard: Vec<_> = heard.collect();
            report(&mut story, &slice, heard);
            let until = story.state.subscribers.slow(story.now).map(|(_, _, until)| until).max();
            pauses.extend(until.map(|until| until.since(story.now).as_secs()));
        }
        story.pass(secs(30));
        let lanes = [Queue::First, Queue::Again];
        let next = lanes.map(|queue| story.state.subscribers.claimable_at(Lane::Mail, queue));
        if let Some(next) = next.into_iter().flatten().min() {
            story.pass(next.since(story.now) + secs(1));
        }
    }
    assert!(word(&story, 1).is_done(), "it ends");
    assert_eq!(word(&story, 1).total().failed, 2);
    assert!(story.now.since(said) <= secs(30 * 3_600), "within a day or so");
    // What is sent beside it within the same pause hears of the same.
    pauses.dedup();
    assert_eq!(pauses[..3], [60, 120, 240]);
    assert!(pauses.iter().all(|pause| *pause <= 3_600), "{pauses:?}");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_address_of_a_chat_that_asks_to_slow_down_is_left_alone_and_no_other() {
    let mut story = vendor();
    let hooks = ["https://chat.example/one", "https://chat.example/two"];
    add(&mut story, hooks.map(|hook| entry(Route::Slack, hook, Wants::default())).into());
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Hook, Queue::First, 1);
    report(&mut story, &slices[0], vec![(1, later(Some(1_000_000)))]);
    let other = trouble(&mut story);
    say(&mut story, other, Phase::Investigating, &[]);
    assert_eq!(send_all(&mut story), [(2, vec![2])]);
    story.pass(secs(3_601));
    assert_eq!(send_all(&mut story), [(1, vec![2]), (1, vec![1])], "for an hour at most");
}

#[test]
fn what_an_erased_reader_had_heard_of_their_domain_is_forgotten_with_them() {
    let mut story = vendor();
    at(&mut story, &["1@a.example", "2@a.example"]);
    let incident = trouble(&mut story);
    say(&mut story, incident, Phase::Investigating, &[]);
    let slices = claim(&mut story, Lane::Mail, Queue::First, 1);
    report(&mut story, &slices[0], vec![(1, later(Some(600)))]);
    let subscriber = id_of(&story, 1);
    story.tell(Actor::Subscriber(subscriber), Ask::Leave { subscriber }).unwrap();
    assert_eq!(story.state.subscribers.slow(story.now).count(), 0);
    assert_eq!(story.folded(), story.state);
}

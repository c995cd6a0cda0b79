//! A full conversation leads on, what was cut is said, and how many are rung is counted.

use domain::access::{self, Team};
use domain::emergencies::{self, Event as Emergency, Speaker};
use domain::paging::{self, Policy, Step, Target};
use domain::words::{Actor, Level, MessageId, Owner, Personal, WORDS_LEN_MAX};
use domain::{Command, Event};
use views::emergency;

use crate::reading::{assert_reads, text};
use crate::world::{Call, World};

/// The conversation of a call that is full, and the call in which it goes on.
fn full(world: &mut World) -> (Call, Call) {
    let before = world.calls("All terminals down", "Elm St", "+44 1");
    let (emergency, from) = (before.emergency, Speaker::Participant(before.participant));
    let first = world.emergency(&before).messages.len() + 1;
    for number in first..=emergencies::MESSAGES_MAX {
        let number = u32::try_from(number).expect("a small number");
        let words = Personal::new(Owner::Participant(before.participant), "still down");
        let (message, from) = (MessageId(u128::from(number) << 64), from.clone());
        let level = Level::Stranger;
        let said = Emergency::Said { emergency, message, number, from, words, level };
        world.state.evolve(&Event::Emergencies(said), world.now);
    }
    let (message, words) = (MessageId(1), "and one word more".to_owned());
    world.says(&before.caller(), emergencies::Command::Say { emergency, message, words });
    let emergency = world.state.emergencies.latest(emergency);
    let participant = world.state.emergencies.get(emergency).expect("it goes on").participants[0];
    (before, Call { emergency, participant })
}

#[test]
fn a_full_conversation_says_why_it_ends_and_leads_to_where_it_goes_on() {
    let mut world = World::new();
    let (before, after) = full(&mut world);
    let old = world.read(&before);
    assert_reads(&old, &["This conversation is full. It goes on in a new one.", "Go on there"]);
    assert!(old.contains("href=\"/e/caller-link\""));
    assert!(!old.contains("id=\"composer\""), "nobody writes into the wall");
    assert!(!old.contains("data-live"), "a page that only shows what was said is not renewed");
    assert!(!old.contains("http-equiv=\"refresh\""));
    let new = world.read(&after);
    assert_reads(&new, &["Your conversation was full, so it goes on here.", "and one word more"]);
    assert!(new.contains("value=\"Elm St\""), "who it is needs not be said again");
    assert!(new.contains("href=\"/e/caller-link?earlier=1\""));
    assert!(new.contains("data-before=\"/e/caller-link\""), "what still waited is sent here");
    assert!(new.contains("data-live"));
    let word = emergency::state_word(&world.context(), world.emergency(&after));
    assert_eq!(word, "ringing");
}

#[test]
fn what_was_cut_off_is_said_on_the_page() {
    let mut world = World::new();
    let call = world.calls(&"w".repeat(WORDS_LEN_MAX + 1), "", "");
    assert_reads(&world.read(&call), &["too long: its first 16,384 characters are kept"]);
}

#[test]
fn many_who_are_rung_at_once_are_counted() {
    let mut world = World::new();
    let members = vec!["maria".into(), "tom".into()];
    let put = access::Command::PutTeam {
        team: "core".into(),
        profile: Team { name: "Core".into(), members },
    };
    world.does(&Actor::Operator, Command::Access(put));
    let step = |target| Step { targets: vec![target], delay_secs: 45 };
    let definition = Policy {
        name: "Front door".into(),
        steps: vec![
            step(Target::Person("maria".into())),
            step(Target::Team("core".into())),
            step(Target::Person("tom".into())),
        ],
        rounds: 1,
    };
    let put = paging::Command::PutPolicy { policy: "front".into(), definition };
    world.does(&Actor::Operator, Command::Paging(put));
    let call = world.calls("All terminals down", "", "");
    let html = world.read(&call);
    assert_reads(&html, &["Ringing the engineer on duty.", "The next 2 people are rung in 45 s"]);
    world.waits(46);
    let html = world.read(&call);
    assert_reads(&html, &["We have it. 2 people are being rung.", "The next person is rung in"]);
    assert!(!text(&html).contains("Ringing the next person"));
}

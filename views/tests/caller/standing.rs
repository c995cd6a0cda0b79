//! In every standing the caller reads who has it, what is promised, and what to do.

use std::time::Duration;

use domain::Command;
use domain::emergencies::{self, Aside};
use domain::updates::{self, Estimate, Overview};
use views::emergency;

use crate::reading::{assert_reads, text};
use crate::world::{World, maria};

#[test]
fn ringing_says_who_is_rung_and_when_the_next_is() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    world.waits(8);
    let html = world.read(&call);
    assert_eq!(html.matches("data-state=\"ringing\"").count(), 2);
    assert_reads(
        &html,
        &[
            "We have it. Ringing the engineer on duty.",
            "Ringing for 8 s. The next person is rung in 37 s.",
            "How do we reach you if this page dies?",
            "Switch to offline mode",
            "Received. We are ringing the engineer on duty.",
        ],
    );
    assert!(!text(&html).contains("Maria"), "before acceptance no name is told");
    assert!(!text(&html).contains("You may also call us"));

    world.waits(40);
    let html = world.read(&call);
    assert_reads(&html, &["We have it. 2 people are being rung.", "The whole team is rung in"]);
}

#[test]
fn nobody_answers_and_the_truth_is_told_at_each_turn() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "+44 1");
    world.waits(91);
    let html = world.read(&call);
    assert!(html.contains("data-state=\"ringing\" data-tone=\"unanswered\""));
    assert_reads(&html, &["Nobody has answered yet. We are ringing the whole team", "2 people"]);

    world.waits(100);
    let html = world.read(&call);
    assert_eq!(html.matches("data-state=\"alarm\"").count(), 2);
    assert_reads(
        &html,
        &[
            "Nobody has answered yet. Our last alarm is sounding.",
            "The alarm stops when somebody answers.",
            "You may also call us.+44 20 7946 0112",
            "How do we reach you if this page dies?",
        ],
    );
    assert!(html.contains("value=\"+44 1\""));
}

#[test]
fn accepted_names_who_has_it_and_the_promise() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "Elm St", "+44 1");
    world.waits(12);
    world.accepts(&call, "maria");
    let html = world.read(&call);
    assert_eq!(html.matches("data-state=\"accepted\"").count(), 2);
    assert_reads(
        &html,
        &[
            "Maria has it.",
            "Maria accepted 12 seconds after you asked. You hear from us by 15:15, or sooner.",
            "Next update by15:15 (in 15 min)",
            "Maria has accepted.",
            "It works again",
            "I pressed by mistake",
        ],
    );
    assert!(!text(&html).contains("Tom"));
    assert_eq!(emergency::state_word(&world.context(), world.emergency(&call)), "accepted");
}

#[test]
fn who_goes_quiet_is_said_to_have_gone_quiet() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    world.waits(5);
    world.accepts(&call, "maria");
    world.waits(121);
    let html = world.read(&call);
    assert!(html.contains("data-state=\"ringing\" data-tone=\"lapsed\""));
    assert_reads(
        &html,
        &["Maria has it, but has gone quiet. We are ringing others as well.", "is being rung now"],
    );
}

#[test]
fn the_overview_tells_what_is_known_and_the_estimate_as_none_of_a_promise() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    world.accepts(&call, "maria");
    let publish = updates::Command::Publish {
        incident: world.incident(&call),
        overview: Overview {
            known: "Card authorisation fails <in the north>.".into(),
            impact: "Cash still works.".into(),
            workaround: "".into(),
            next: "Traffic moves.".into(),
            ..Overview::default()
        },
        next_by: world.now + Duration::from_secs(720),
        estimate: Some(Estimate {
            low_mins: 25,
            high_mins: 70,
            likely_of_ten: 7,
            ..Estimate::default()
        }),
        public: None,
        for_colleagues: None,
    };
    let order = |html: &str| html.find("id=\"overview\"") < html.find("id=\"first-aid\"");
    assert!(!order(&world.read(&call)), "first aid is the most that there is");
    world.does(&maria(), Command::Updates(publish));
    let html = world.read(&call);
    assert!(order(&html), "what is known comes first");
    assert!(html.contains("fails &lt;in the north&gt;"));
    assert_reads(
        &html,
        &[
            "What is wrong",
            "Cash still works.",
            "25–70 min from 15:00 (7 of 10 like it; not a promise)",
            "Next update by15:12 (in 12 min)",
        ],
    );
    assert!(!text(&html).contains("What you can do meanwhileN"), "an empty part is left out");

    world.waits(730);
    let html = world.read(&call);
    assert_reads(&html, &["The update promised for 15:12 did not come."]);
    world.waits(70 * 60);
    assert_reads(&world.read(&call), &["It takes longer than we thought."]);
}

#[test]
fn asked_denied_confirmed_and_broken_again() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    let emergency = call.emergency;
    world.accepts(&call, "maria");
    world.says(&maria(), emergencies::Command::Ask { emergency });
    let html = world.read(&call);
    assert!(html.contains("data-state=\"asked\""));
    assert!(html.contains("action=\"/e/caller-link/deny\""));
    assert_eq!(html.matches("action=\"/e/caller-link/confirm\"").count(), 1);
    assert_reads(&html, &["It works again for us. Does it for you?", "Not yet"]);

    world.says(&call.caller(), emergencies::Command::Deny { emergency });
    assert_reads(&world.read(&call), &["You said: not yet. The work goes on.", "Maria has it."]);

    world.waits(60);
    world.says(&call.caller(), emergencies::Command::Confirm { emergency });
    let html = world.read(&call);
    assert_reads(&html, &["You said it works again.", "Closed by you at 15:01, 1 min after"]);
    assert!(html.contains("action=\"/e/caller-link/reopen\""));
    assert!(html.contains("action=\"/e/caller-link/messages\""), "a word is always possible");

    world.says(&call.caller(), emergencies::Command::Reopen { emergency });
    let html = world.read(&call);
    assert!(html.contains("data-state=\"ringing\""));
    assert_reads(&html, &["You said it is broken again. We are ringing at once."]);
}

#[test]
fn set_aside_says_why_and_that_a_word_rings_again() {
    let mut world = World::new();
    let call = world.calls("Help", "", "");
    world.accepts(&call, "maria");
    let emergency = call.emergency;
    let aside = emergencies::Command::SetAside { emergency, reason: Aside::Unreachable };
    world.says(&maria(), aside);
    let html = world.read(&call);
    assert!(html.contains("data-state=\"aside\""));
    assert_reads(
        &html,
        &[
            "Maria has set this aside: we could not reach you.",
            "Write one word, and it rings again at once.",
        ],
    );
}

#[test]
fn pressed_by_mistake_is_closed_kindly() {
    let mut world = World::new();
    let call = world.calls("", "", "");
    let emergency = call.emergency;
    world.says(&call.caller(), emergencies::Command::Retract { emergency });
    assert_reads(&world.read(&call), &["You pressed by mistake. That is all right."]);
}

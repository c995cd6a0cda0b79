//! A language that nobody speaks, longer and from right to left: whatever of a caller's page is not
//! in it was never given to the translators, and whatever it breaks would break in Arabic.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::callbacks;
use domain::emergencies::{self, Aside};
use domain::proof::{Act, Ask, Inquiry, Reply};
use domain::words::{InquiryId, Language, Owner, Personal, Timestamp};
use views::door::Door;
use views::tongue::{Tongue, files};
use views::{Reader, door, emergency, inquiry, problem};

use crate::reading::text;
use crate::world::{HEX, World, maria};

/// What stands around each sentence of the language that nobody speaks.
const MARKS: [char; 2] = ['⟦', '⟧'];

/// The English files with every sentence marked, 40 % longer, and written from right to left.
fn pseudo() -> &'static Tongue {
    let made: Vec<String> = files(Language::English).iter().map(|file| marked(file)).collect();
    let made: Vec<&str> = made.iter().map(String::as_str).collect();
    Box::leak(Box::new(Tongue::made_up("ar", "rtl", &made)))
}

fn marked(file: &str) -> String {
    let mut made = String::new();
    for line in file.lines() {
        let sentence = match line.split_once('=') {
            Some((name, text)) if !line.starts_with('#') && !text.trim().ends_with("->") => {
                Some((format!("{name}="), text.trim()))
            }
            _ => line
                .split_once("] ")
                .filter(|(name, _)| name.trim_start().starts_with(['[', '*']))
                .map(|(name, text)| (format!("{name}]"), text)),
        };
        match sentence {
            Some((name, text)) => {
                let more = "ـ".repeat(text.chars().count() * 2 / 5);
                made.push_str(&format!("{name} {}{text}{more}{}\n", MARKS[0], MARKS[1]));
            }
            None => made.push_str(&format!("{line}\n")),
        }
    }
    made
}

/// The texts of a page that stand in no sentence, without those that people wrote.
fn left_over(html: &str, theirs: &[&str]) -> BTreeSet<String> {
    let body = html.split("<body").nth(1).expect("a body");
    let mut found = BTreeSet::new();
    let (mut depth, mut plain) = (0, String::new());
    // What is read aloud is read as well.
    let mut read = text(&format!("<body{body}"));
    for name in [" aria-label=\"", " placeholder=\""] {
        for value in body.split(name).skip(1) {
            read.push(' ');
            read.push_str(value.split('"').next().unwrap_or_default());
        }
    }
    for c in read.chars() {
        depth += i32::from(c == MARKS[0]) - i32::from(c == MARKS[1]);
        if depth == 0 {
            plain.push(c);
        }
    }
    for theirs in theirs {
        plain = plain.replace(theirs, "");
    }
    let words = plain.split(|c: char| !c.is_alphabetic());
    found.extend(words.filter(|word| word.chars().count() > 1).map(ToOwned::to_owned));
    found
}

const THEIRS: [&str; 7] = [
    "Switch to offline mode",
    "Press F, then 4.",
    "All terminals down",
    "NordPay",
    "Maria",
    "Deutsch",
    "ar",
];

fn check(html: &str) {
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\""));
    let mut theirs = THEIRS.to_vec();
    theirs.extend(Language::ALL.map(Language::own_name));
    assert_eq!(left_over(html, &theirs), BTreeSet::new(), "{html}");
}

fn world() -> World {
    let mut world = World::new();
    world.reader = Reader { tongue: pseudo(), region: None, country: None };
    world
}

#[test]
fn no_word_of_the_doors_and_of_problems_is_english_by_itself() {
    let world = world();
    let context = world.context();
    let door = Door { command: HEX, who: "", service: "", returned: None };
    check(&door::page(&context, &door).into_string());
    let returned = views::Returned::default();
    check(&emergency::alarm_only(&context, &returned, HEX, true).into_string());
    check(&emergency::alarm_only(&context, &returned, HEX, false).into_string());
    let page = problem::page(&context, 404, "⟦x⟧", "⟦y⟧", None);
    check(&page.into_string());
}

#[test]
fn no_word_of_an_emergency_is_english_by_itself_wherever_it_stands() {
    let mut world = world();
    let call = world.calls("All terminals down", "", "");
    check(&world.read_aloud(&call));
    for _ in 0..3 {
        world.waits(70);
        check(&world.read_aloud(&call));
    }
    world.accepts(&call, "maria");
    check(&world.read_aloud(&call));
    let emergency = call.emergency;
    world.says(&maria(), emergencies::Command::Ask { emergency });
    check(&world.read_aloud(&call));
    world.says(&call.caller(), emergencies::Command::Deny { emergency });
    for reason in [Aside::BelievedFixed, Aside::Unreachable, Aside::Mistake, Aside::Abuse] {
        world.says(&maria(), emergencies::Command::SetAside { emergency, reason });
        check(&world.read_aloud(&call));
        world.says(&call.caller(), emergencies::Command::Reopen { emergency });
    }
    world.says(&call.caller(), emergencies::Command::Confirm { emergency });
    check(&world.read_aloud(&call));
}

#[test]
fn no_word_of_a_call_that_is_asked_for_is_english_by_itself() {
    let mut world = world();
    let call = world.calls("All terminals down", "", "");
    world.accepts(&call, "maria");
    let emergency = call.emergency;
    for wait in [0, 900] {
        let (number, wait) = ("+44 20 7946 0113".to_owned(), Duration::from_secs(wait));
        let ask = callbacks::Command::Ask { emergency, number, wait, asker: None };
        world.does(&call.caller(), ask.into());
        check(&world.read_aloud(&call));
    }
    let desk = world.state.callbacks.desk(emergency).expect("a call was asked for");
    let callback = desk.callbacks[0].id;
    for reached in [false, true] {
        let tell = callbacks::Command::Tell { callback, contact: None, reached, lines: None };
        world.does(&maria(), tell.into());
        check(&world.read_aloud(&call));
    }
    world.says(&call.caller(), emergencies::Command::Endanger { emergency });
    check(&world.read_aloud(&call));
}

#[test]
fn no_word_of_a_question_to_a_contact_is_english_by_itself() {
    let mut world = world();
    let call = world.calls("All terminals down", "", "");
    let words = |text: &str| Personal::new(Owner::Person("maria".into()), text);
    let acts = Act::ALL.into_iter().map(|act| Ask::Glass { act });
    let what = words("Press F, then 4.");
    let consent = Ask::Consent { participant: call.participant, what };
    let asks = [Ask::Code { participant: call.participant }, Ask::Told, consent];
    let replies =
        [Reply::ItIsMe, Reply::Join, Reply::NotUs, Reply::Agree, Reply::Disagree].map(Some);
    for ask in asks.into_iter().chain(acts) {
        for reply in replies.into_iter().chain([None]) {
            let mut asked = Inquiry {
                id: InquiryId(7),
                emergency: call.emergency,
                customer: "NordPay".into(),
                contact: "ines".into(),
                ask: ask.clone(),
                over: None,
                by: None,
                at: world.now,
                reply: reply.map(|reply| (reply, world.now)),
                joined: (reply == Some(Reply::Join)).then_some(call.participant),
            };
            check(&inquiry::page(&world.context(), &asked, "link", None).into_string());
            asked.at = Timestamp(0);
            check(&inquiry::page(&world.context(), &asked, "link", None).into_string());
        }
    }
}

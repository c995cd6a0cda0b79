//! A language that nobody speaks, longer and from right to left: whatever of a caller's page is not
//! in it was never given to the translators, and whatever it breaks would break in Arabic.

use std::collections::BTreeSet;

use domain::emergencies::{self, Aside};
use domain::words::Language;
use views::door::Door;
use views::tongue::{Tongue, files};
use views::{Reader, door, emergency, problem};

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

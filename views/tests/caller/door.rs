//! The door is small, asks for nothing, and gives back what was typed.

use domain::State;
use views::door::Door;
use views::{Returned, door, emergency};

use crate::reading::{PAGE_BYTES_MAX, assert_reads, assert_sound};
use crate::world::{HEX, World};

#[test]
fn the_door_is_small_and_its_command_stands_once() {
    let world = World::new();
    let context = world.context();
    let html =
        door::page(&context, &Door { command: HEX, who: "Elm St", service: "", returned: None });
    let html = html.into_string();
    assert_sound(&html);
    assert_eq!(html.matches(HEX).count(), 1);
    assert!(html.len() < PAGE_BYTES_MAX, "{} bytes", html.len());
    assert_reads(&html, &["Get a person now", "Someone in danger? Call 112 first.", "NordPay"]);
    assert!(html.contains("href=\"tel:+442079460112\""));
    assert!(html.contains("value=\"Elm St\""));
    assert!(!html.contains("data-now"), "the door is the same bytes at any time");
}

#[test]
fn a_door_without_settings_still_calls() {
    let mut world = World::new();
    world.state = State::default();
    let context = world.context();
    let html = door::page(&context, &Door { command: HEX, who: "", service: "", returned: None })
        .into_string();
    assert_sound(&html);
    assert_reads(&html, &["Call 112 / 911 first", "Get a person now"]);
}

#[test]
fn a_refused_door_gives_the_words_back_escaped() {
    let world = World::new();
    let typed = "</textarea><script>alert(1)</script>\u{202e}\u{0}gone";
    let returned = Returned {
        typed: vec![("words".into(), typed.into()), ("reach".into(), "\"><b>".into())],
        field: None,
        problem: Some("Please <b>again</b>.".into()),
    };
    let context = world.context();
    let html = door::page(
        &context,
        &Door { command: HEX, who: "", service: "", returned: Some(&returned) },
    );
    let html = html.into_string();
    assert_sound(&html);
    assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;gone"));
    assert!(html.contains("value=\"&quot;&gt;&lt;b&gt;\""));
    assert!(!html.contains(['\u{202e}', '\u{0}']));
}

#[test]
fn a_broken_store_keeps_the_words_in_the_form() {
    let world = World::new();
    let returned =
        Returned { typed: vec![("words".into(), "terminals down".into())], ..Returned::default() };
    let html = emergency::alarm_only(&world.context(), &returned, HEX, true).into_string();
    assert_sound(&html);
    assert_reads(
        &html,
        &["We are ringing. Your words are not stored yet.", "terminals down", "Send again"],
    );
    assert_eq!(html.matches(HEX).count(), 1);
}

//! Every message stands once, live and on reload, and hostile words stay words.

use domain::emergencies;
use domain::words::MessageId;
use views::{Returned, emergency, pager, times};

use crate::reading::assert_reads;
use crate::world::{World, maria};

#[test]
fn every_message_stands_once_with_how_far_it_got() {
    let mut world = World::new();
    let call = world.calls("first words", "", "");
    world.accepts(&call, "maria");
    let say = |number, words: &str| emergencies::Command::Say {
        emergency: call.emergency,
        message: MessageId(number),
        words: words.into(),
    };
    world.says(&maria(), say(7, "which store?"));
    world.says(&call.caller(), say(8, "elm street"));
    let html = world.read(&call);
    for words in ["first words", "which store?", "elm street"] {
        assert_eq!(html.matches(words).count(), 1, "{words}");
    }
    assert_reads(&html, &["first wordsseen", "elm streetstored"]);
    let known = world.emergency(&call);
    let last = known.messages.last().expect("something was said");
    let fragment = emergency::message(&world.context(), known, last, call.participant);
    let markup = fragment.markup.into_string();
    assert!(html.contains(&markup), "first load and live update are the same");
    assert!(markup.starts_with(&format!("<li id=\"{}\"", fragment.id)));
    assert!(markup.contains(&format!("data-message=\"{}\"", MessageId(8))));
}

#[test]
fn fragments_are_the_same_elements_as_on_the_page() {
    let mut world = World::new();
    let call = world.calls("Help", "", "");
    for step in 0..3 {
        if step == 1 {
            world.accepts(&call, "maria");
        }
        if step == 2 {
            let emergency = call.emergency;
            world.says(&call.caller(), emergencies::Command::Confirm { emergency });
        }
        let html = world.read(&call);
        let context = world.context();
        let fragments = emergency::fragments(&context, world.emergency(&call), call.participant);
        let ids: Vec<&str> = fragments.iter().map(|fragment| fragment.id.as_str()).collect();
        assert_eq!(
            ids,
            ["state", "together", "answer", "asks", "actions", "meanwhile", "call", "people"]
        );
        for fragment in fragments {
            let markup = fragment.markup.into_string();
            assert!(markup.contains(&format!("id=\"{}\"", fragment.id)));
            assert!(html.contains(&markup), "{} differs", fragment.id);
        }
    }
}

#[test]
fn clocks_that_count_are_no_news() {
    let mut world = World::new();
    let call = world.calls("Help data-count=\"", "", "+44 1");
    let state = |world: &World| {
        let context = world.context();
        let known = world.emergency(&call);
        let fragments = emergency::fragments(&context, known, call.participant);
        let all: Vec<String> =
            fragments.into_iter().map(|fragment| fragment.markup.into_string()).collect();
        all.concat()
    };
    let before = state(&world);
    world.waits(7);
    let after = state(&world);
    assert_ne!(before, after);
    assert_eq!(times::without_counts(&before), times::without_counts(&after));
    world.accepts(&call, "maria");
    assert_ne!(times::without_counts(&after), times::without_counts(&state(&world)));
}

#[test]
fn hostile_words_are_only_words() {
    let mut world = World::new();
    let hostile = "<script>alert('x')</script>\u{202e}evil\u{7}";
    let call = world.calls(hostile, "<img src=x onerror=1>", "\" onfocus=\"x");
    world.person("maria", "<b>Maria</b>");
    world.accepts(&call, "maria");
    let pages = [
        world.read(&call),
        world.page_of(&call, "maria"),
        pager::page(&world.context(), &["maria".into(), "tom".into()], "a1").into_string(),
    ];
    for html in pages {
        assert!(!html.contains("<script>alert"), "{html}");
        assert!(!html.contains("<img"), "{html}");
        assert!(!html.contains("<b>Maria"), "{html}");
        assert!(!html.contains("\" onfocus=\"x"), "{html}");
        assert!(!html.contains(['\u{202e}', '\u{7}']), "{html}");
    }
    assert!(world.read(&call).contains("&lt;script&gt;alert('x')&lt;/script&gt;evil"));
}

#[test]
fn without_script_the_page_renews_itself_except_where_one_writes() {
    let mut world = World::new();
    let call = world.calls("Help", "", "");
    let html = world.read(&call);
    assert!(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\">"));
    assert!(html.contains("href=\"/e/caller-link?write=1\""));
    let html = world.read_as(&call, None, true);
    assert!(!html.contains("http-equiv"));
    let (composer, log) = (html.find("id=\"composer\""), html.find("id=\"conversation\""));
    assert!(composer < log, "the composer comes first");

    let returned = Returned {
        typed: vec![("words".into(), "too long a message".into())],
        field: Some("words".into()),
        problem: Some("That is too long.".into()),
    };
    let html = world.read_as(&call, Some(&returned), true);
    assert_reads(&html, &["That is too long.", "too long a message"]);
}

//! Signing in, problems, documents and the crisis to play with.

use views::{PreEscaped, Returned, crisis, document, problem, sign_in, wizard};

use crate::reading::{assert_reads, assert_sound};
use crate::world::World;

#[test]
fn signing_in_tells_nobody_who_is_known() {
    let world = World::new();
    let context = world.context();
    let returned = Returned { problem: Some("Write who you are.".into()), ..Returned::default() };
    let asked = sign_in::ask(&context, None, Some(&returned)).into_string();
    assert_sound(&asked);
    assert!(asked.contains("name=\"who\""));
    assert_reads(&asked, &["Write who you are.", "Get a person now"]);
    let sent = sign_in::sent(&context).into_string();
    assert_sound(&sent);
    assert_reads(&sent, &["If you are known here, a link is on its way."]);
    let confirm = sign_in::confirm(&context, "abc", "Maria", None).into_string();
    assert_eq!(confirm.matches("<button").count(), 1);
    assert!(confirm.contains("action=\"/signin/abc\""));
    let first = wizard::first_organisation(&context, "abc", None).into_string();
    let second = wizard::first_person(&context, "abc", None).into_string();
    for (page, fields) in [
        (first, &["organisation", "zone", "danger_number"][..]),
        (second, &["name", "key", "email", "number"]),
    ] {
        assert_sound(&page);
        for field in fields {
            assert!(page.contains(&format!("name=\"{field}\"")), "{field}");
        }
    }
}

#[test]
fn problems_documents_and_plays_are_whole_pages() {
    let world = World::new();
    let context = world.context();
    let gone = problem::page(&context, 404, "This link does not work.", "It was mistyped.", None);
    let gone = gone.into_string();
    assert_sound(&gone);
    assert_reads(&gone, &["Problem 404", "Get a person now"]);
    let way = Some(("/signin", "Send me a new link"));
    let spent = problem::page(&context, 410, "Not here any more", "It was used.", way);
    let spent = spent.into_string();
    assert_sound(&spent);
    assert!(spent.contains("href=\"/signin\""));
    assert_reads(&spent, &["Send me a new link", "Get a person now"]);
    let nav = [("/docs/start".to_owned(), "Start".to_owned())];
    let body = PreEscaped("<h1>Start</h1>".to_owned());
    let page = document::page(&context, "Start", &nav, body).into_string();
    assert_sound(&page);
    assert!(page.contains("href=\"/docs/start\" aria-current=\"page\""));
    let step = |name, state| crisis::Step { name, title: "A clinic calls.", tells: "", state };
    let steps = [step("call", crisis::StepState::Done), step("accept", crisis::StepState::Now)];
    let play = crisis::page(&context, &steps, Some("caller-link"), Some(1), "a1").into_string();
    assert_sound(&play);
    assert!(play.contains("name=\"step\" value=\"accept\""));
    assert!(!play.contains("value=\"call\""));
    assert!(play.contains("href=\"/e/caller-link\""));
    for fragment in crisis::fragments(&context, &steps, Some("caller-link"), Some(1)) {
        assert!(play.contains(&fragment.markup.into_string()), "{}", fragment.id);
    }
}

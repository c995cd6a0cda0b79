//! What programs and chats of subscribers are posted, word for word: bodies that others have
//! written receivers for.

use domain::subscribers::{Addressee, Profile, Route, Wants};
use domain::words::Language;
use serde_json::Value;

use super::story::Story;
use super::{PUBLIC_URL, held, in_lines, word};
use crate::channels::posts::body;
use crate::letters::Writer;
use crate::links::InstallationKey;

const ROUTES: [Route; 4] = [Route::Webhook, Route::Slack, Route::Teams, Route::Discord];

fn writer() -> Writer {
    Writer::new(InstallationKey::new([7; 32]), PUBLIC_URL.to_owned())
}

fn profile(route: Route) -> Profile {
    Profile {
        through: None,
        page: "public".into(),
        route,
        language: Language::English,
        wants: Wants::default(),
        colleague: None,
    }
}

fn address(route: Route) -> String {
    format!("https://{}.harbour.example/x", route.name())
}

/// What somebody is posted of the latest word about what has that heading.
fn told(story: &Story, subscriber: u32, heading: &str) -> (Route, Value) {
    let words = vec![word(story, heading).number];
    let to = Addressee { number: subscriber, words, replaces: false, attempts: 0 };
    let told = writer().told(&story.state, &to, story.now).expect("it is for them");
    (told.route, body(told.route, &told.letter))
}

#[test]
fn every_word_to_programs_and_chats_says_what_it_always_said_of_the_same_story() {
    let mut story = Story::told();
    story.subscribe(ROUTES.map(|route| (profile(route), address(route))).to_vec());
    for known in story.state.subscribers.all().filter(|known| ROUTES.contains(&known.profile.route))
    {
        for (heading, name) in [
            ("Cards fail", "incident"),
            ("The portal fails", "review"),
            ("A second link", "maintenance"),
        ] {
            let (route, body) = told(&story, known.number, heading);
            held(&format!("posted/{}/{name}.json", route.name()), &in_lines(&body.to_string()));
        }
    }
}

#[test]
fn every_word_to_a_program_has_the_fields_that_are_described() {
    let mut story = Story::told();
    story.subscribe(vec![(profile(Route::Webhook), address(Route::Webhook))]);
    let mut all = story.state.subscribers.all();
    let known = all.find(|known| known.profile.route == Route::Webhook).expect("it is there");
    let described = include_str!("../../../../docs/subscribers.md");
    for heading in ["Cards fail", "The portal fails", "A second link"] {
        let (_, body) = told(&story, known.number, heading);
        assert_eq!(body["type"], "status.told");
        let data = body["data"].as_object().expect("an object");
        for field in data.keys() {
            assert!(described.contains(&format!("`{field}`")), "{field} is described nowhere");
        }
    }
}

#[test]
fn what_asks_for_a_confirmation_says_what_it_always_said() {
    let mut story = Story::told();
    for route in ROUTES {
        let delivery = story.sign_up(profile(route), address(route));
        let (_, letter) = writer().letter(&story.state, delivery, story.now).expect("it is wanted");
        let body = body(route, &letter);
        held(&format!("posted/{}/confirm.json", route.name()), &in_lines(&body.to_string()));
    }
}

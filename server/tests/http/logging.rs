//! The log is for operators: readable by machines, and without a word of anybody's.

use crate::support::{Scratch, Server, TINY, eventually};

const CANARY: &str = "Ultramarine-Heron-2203";

#[test]
fn a_whole_story_leaves_nobodys_words_in_the_log_and_every_line_is_json() {
    let scratch = Scratch::new();
    let named = TINY.replace("name = \"Tom\"", &format!("name = \"{CANARY} Tom\""));
    let file = scratch.file("organisation.toml", &named);
    let server = Server::on(scratch, &["serve", "--log", "json"]);
    assert!(server.run(&["apply", file.to_str().expect("text")]).good);
    let said = |what: &str| format!("{CANARY} {what}");
    let fields = [("words", said("words")), ("who", said("who")), ("reach", said("reach"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let link = server.post("/help", &fields).send().location().to_owned();
    let page = server.page_of("maria");
    assert_eq!(server.post(&format!("{page}/accept"), &[]).send().status, 303);
    let more = said("more");
    let message = [("words", more.as_str())];
    assert_eq!(server.post(&format!("{link}/messages"), &message).send().status, 303);
    let maria = server.sign_in("maria");
    let room = "/console/emergencies/1/messages";
    assert_eq!(server.post(room, &message).cookie(&maria).send().status, 303);
    let search = format!("/console/customers?find={CANARY}");
    assert_eq!(server.get(&search).cookie(&maria).send().status, 200);
    assert_eq!(server.get(&format!("/help/{CANARY}")).send().status, 200);
    assert_eq!(server.get(&format!("/{CANARY}")).send().status, 404);
    let update = [("known", more.as_str()), ("next_mins", "15"), ("as_it_is", "1")];
    server.post("/console/incidents/1/update", &update).cookie(&maria).send();
    assert_eq!(server.post(&format!("{link}/retract"), &[]).send().status, 303);

    // Without mail the link to sign in stands in the log: the one exception, and useless once used.
    assert_eq!(server.post("/signin", &[("who", "maria")]).send().status, 200);
    eventually("it is said", || server.log().contains("/signin/").then_some(()));
    let log = server.log();
    assert!(!log.contains(CANARY), "{}", log.lines().find(|l| l.contains(CANARY)).unwrap_or(""));
    assert!(!log.contains(link.trim_start_matches("/e/")), "nor a link");
    assert!(!log.contains(page.trim_start_matches("/p/")), "nor a page's");
    let token = maria.split_once('=').map_or("", |(_, token)| token);
    assert!(token.len() > 20 && !log.contains(token), "nor a session");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
}

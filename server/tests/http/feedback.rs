//! Feedback: one question when it works again, one tap answers it, and it can be changed.

use crate::support::Server;

#[test]
fn one_tap_says_how_the_help_was_and_it_can_be_changed() {
    let server = Server::start();
    let path = server.call_for_help("Dark");
    let page = |server: &Server| server.get(&path).send().text();
    let give = |score: &str, words: &str| {
        let fields = [("score", score), ("feedback", words)];
        server.post(&format!("{path}/feedback"), &fields).send()
    };
    assert!(!page(&server).contains("How was our help?"), "nobody is asked before it is over");
    assert_eq!(give("5", "").status, 422);
    assert_eq!(server.post(&format!("{path}/confirm"), &[]).send().status, 303);
    assert!(page(&server).contains("How was our help?"));
    assert_eq!(give("2", "Too <slow> at first").status, 303);
    assert!(page(&server).contains("Too &lt;slow&gt; at first"), "it can be changed");
    assert_eq!(give("4", "Too <slow> at first").status, 303);
    for (score, words) in [("0", ""), ("6", ""), ("x", ""), ("3", &"x".repeat(3_000))] {
        let answer = give(score, words);
        assert_eq!(answer.status, 422, "{score}");
    }
    let opened = server.get(&format!("{path}?score=1")).send().text();
    assert!(opened.contains("You chose: <bdi>Very bad</bdi>."), "{opened}");
    let maria = server.sign_in("maria");
    let report = server.get("/console/feedback").cookie(&maria).send();
    assert_eq!(report.status, 200);
    assert!(!report.text().contains("Very bad"), "opening a link says nothing");
    assert!(report.text().contains("Good") && report.text().contains("Too &lt;slow&gt; at first"));
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("How they found our help"));
    let other = server.call_for_help("Something else");
    assert!(!server.get(&other).send().text().contains("Thank you. You can still change it."));
}

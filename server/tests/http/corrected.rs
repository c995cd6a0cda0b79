//! What everyone was told is put right visibly, and a new heading renames nothing that was read.

use crate::status::PAGE;
use crate::support::page::between;
use crate::support::{Answer, Server, TINY, eventually};

fn started() -> (Server, String) {
    let server = Server::start();
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let maria = server.sign_in("maria");
    server.call_for_help("Tills are dark");
    post(&server, &maria, "/console/incidents/1/accept", &[]);
    (server, maria)
}

fn post(server: &Server, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = server.post(path, fields).cookie(who).send();
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    answer
}

fn tell(server: &Server, maria: &str, title: &str, phase: &str) {
    let fields = [
        ("known", "We look."),
        ("impact", "No till works."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", title),
        ("public_phase", phase),
        ("part", "authorisation"),
        ("fares", "major"),
    ];
    post(server, maria, "/console/incidents/1/update", &fields);
}

fn reads(server: &Server, path: &str, said: &[&str]) -> String {
    eventually(path, || {
        let page = server.get(path).send().text();
        said.iter().all(|said| page.contains(said)).then_some(page)
    })
}

#[test]
fn a_heading_that_changes_is_said_to_have_changed_and_each_word_keeps_its_own_in_the_feeds() {
    let (server, maria) = started();
    tell(&server, &maria, "Nobody can <pay>", "investigating");
    tell(&server, &maria, "A small hiccup", "identified");
    let page = reads(&server, "/status", &["was: ", "Nobody can &lt;pay&gt;", "A small hiccup"]);
    assert!(between(&page, "was: ", "</span>").unwrap().contains("Nobody can"), "{page}");
    for feed in ["/history.atom", "/history.rss"] {
        let feed = reads(&server, feed, &["A small hiccup"]);
        assert_eq!(feed.matches("<title>A small hiccup</title>").count(), 1, "{feed}");
        assert_eq!(feed.matches("<title>Nobody can &lt;pay&gt;</title>").count(), 1, "{feed}");
    }
    // The heading of the first language can be put right like the words below it.
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = between(&room, "name=\"correct\" value=\"", "\"").unwrap().to_owned();
    let mut right = vec![
        ("correct", update.as_str()),
        ("title", "Some tills fail"),
        ("known", "We look."),
        ("impact", "No till works."),
        ("reason", "It was <more> than that."),
    ];
    post(&server, &maria, "/console/incidents/1/correction", &right);
    let said = ["Some tills fail", "A small hiccup", "It was &lt;more&gt; than that.", "Put right"];
    reads(&server, "/status", &said);
    right[1].1 = " ";
    let path = "/console/incidents/1/correction";
    let refused = server.post(path, &right).cookie(&maria).send();
    assert!(refused.status == 422 && refused.text().contains("needs a heading"));
}

//! The day after: the draft, the letter by mail and in the conversation, and what is waived.

use crate::fake_mail::{FakeMail, Wire};
use crate::support::{Scratch, Server, eventually};

const MAIL: &str = "ines@gate.example";

/// A line with a mail server, and the path of one who called, left an address and is helped.
fn helped(mail: &FakeMail) -> (Server, String, String) {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &crate::mail::configuration(mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(crate::support::TINY).good);
    let fields = [("words", "Gate 12 <stuck>"), ("who", "Gate Works"), ("reach", MAIL)];
    let path = server.post("/help", &fields).send().location().to_owned();
    let maria = server.sign_in("maria");
    let accept = server.post("/console/incidents/1/accept", &[]).cookie(&maria).send();
    assert_eq!(accept.status, 303);
    assert_eq!(server.post(&format!("{path}/confirm"), &[]).send().status, 303);
    (server, path, maria)
}

#[test]
fn a_person_makes_the_draft_theirs_and_it_reaches_mail_and_conversation() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, path, maria) = helped(&mail);
    let read = |at: &str| server.get(at).cookie(&maria).send();
    let list = eventually("a follow-up", || {
        let list = read("/console/follow-ups").text();
        list.contains("/console/follow-ups/1").then_some(list)
    });
    assert!(list.contains("incident 1"), "{list}");
    let room = read("/console/incidents/1").text();
    assert!(room.contains("/console/follow-ups/1"), "the room leads there");
    let editor = read("/console/follow-ups/1").text();
    assert!(editor.contains("You called us on") && editor.contains(MAIL), "{editor}");
    assert!(!editor.contains("stuck"), "the caller's words are theirs");
    let post = |fields: &[(&str, &str)]| {
        server.post("/console/follow-ups/1", fields).cookie(&maria).send()
    };
    let text = "Hello Ines,\n\nthe <gate> works: we changed its key.";
    let subject = ("subject", "Your gate works again");
    let looked = post(&[("act", "preview"), subject, ("text", text), ("to", MAIL)]);
    assert_eq!(looked.status, 200);
    assert!(looked.text().contains("As they will read it"));
    assert!(looked.text().contains("the &lt;gate&gt; works"), "{}", looked.text());
    for (wrong, why) in [
        (vec![("subject", ""), ("text", text), ("to", MAIL)], "needs a heading"),
        (vec![subject, ("text", " "), ("to", MAIL)], "Write the letter"),
        (vec![subject, ("text", text)], "Choose who gets it"),
        (vec![subject, ("text", text), ("to", "other@else.example")], "Choose who gets it"),
    ] {
        let answer = post(&wrong);
        assert_eq!(answer.status, 422, "{why}");
        let page = answer.text();
        assert!(page.contains(why), "{page}");
        let kept = why.contains("heading") || page.contains("Your gate works again");
        assert!(kept, "what was typed stays: {page}");
    }
    let sent = post(&[("act", "send"), subject, ("text", text), ("to", MAIL)]);
    assert_eq!((sent.status, sent.location()), (303, "/console/follow-ups/1"));
    let letter = eventually("the letter", || {
        mail.received().into_iter().find(|letter| letter.content.contains("Your gate works again"))
    });
    assert!(letter.recipient.contains(MAIL), "{}", letter.recipient);
    assert!(letter.content.contains("we changed its key"), "{}", letter.content);
    assert!(server.get(&path).send().text().contains("the &lt;gate&gt; works"));
    let written = read("/console/follow-ups/1").text();
    assert!(written.contains("Sent to") && written.contains("Your gate works again"));
    assert_eq!(post(&[subject, ("text", text), ("to", MAIL)]).status, 422, "once is enough");
}

#[test]
fn what_needs_no_letter_is_waived_with_a_reason() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, _, maria) = helped(&mail);
    let waive = |reason: &str| {
        let at = "/console/follow-ups/1/waiver";
        server.post(at, &[("reason", reason)]).cookie(&maria).send()
    };
    eventually("a follow-up", || (waive("").status == 422).then_some(()));
    let long = "x".repeat(domain::words::LINE_LEN_MAX + 1);
    assert_eq!(waive(&long).status, 422);
    assert_eq!(waive("Maria <called> them.").status, 303);
    let page = server.get("/console/follow-ups/1").cookie(&maria).send().text();
    assert!(page.contains("Maria &lt;called&gt; them."), "{page}");
    let list = server.get("/console/follow-ups").cookie(&maria).send().text();
    assert!(list.contains("Nobody is owed a word.") && list.contains("waived by"), "{list}");
    assert_eq!(server.get("/console/follow-ups/9").cookie(&maria).send().status, 404);
}

#[test]
fn a_letter_that_did_not_arrive_is_sent_again_by_one_press_and_found_by_search() {
    // Nothing here sends mail, so that the letter cannot arrive.
    let server = Server::start();
    let fields = [("words", "Gate 12"), ("who", "Gate Works"), ("reach", MAIL)];
    let path = server.post("/help", &fields).send().location().to_owned();
    let maria = server.sign_in("maria");
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    assert_eq!(post("/console/incidents/1/accept", &[]).status, 303);
    assert_eq!(server.post(&format!("{path}/confirm"), &[]).send().status, 303);
    let page = || server.get("/console/follow-ups/1").cookie(&maria).send().text();
    let draft =
        eventually("a draft", || Some(page()).filter(|page| page.contains("You called us")));
    let date = draft.split("You called us on ").nth(1).expect("a date");
    assert!(date.starts_with(|c: char| c.is_ascii_alphabetic()), "it is in words: {date}");
    let letter = [("subject", "Your gate"), ("text", "Its zebra key is new."), ("to", MAIL)];
    assert_eq!(post("/console/follow-ups/1", &letter).status, 303);
    let failed = eventually("that it failed", || {
        Some(page()).filter(|page| page.contains("It did not arrive"))
    });
    assert!(failed.contains("Send it again"), "{failed}");
    let again = |place: &str| post("/console/follow-ups/1/again", &[("place", place)]);
    for nowhere in ["7", "-1", "x", ""] {
        let refused = again(nowhere);
        assert_eq!(refused.status, 422, "{nowhere}");
        assert!(refused.text().contains("That letter arrived"), "{}", refused.text());
    }
    assert_eq!(again("0").status, 303);
    eventually("that it failed again", || page().contains("It did not arrive").then_some(()));
    let found = eventually("found by search", || {
        let found = server.get("/console/search?q=zebra&kind=follow-up").cookie(&maria).send();
        Some(found.text()).filter(|found| found.contains("/console/follow-ups/1"))
    });
    assert!(found.contains("<mark>"), "{found}");
    assert_eq!(post("/console/follow-ups/9/again", &[("place", "0")]).status, 404);
}

#[test]
fn who_never_came_back_is_written_to_without_words_that_they_did_not_say() {
    let server = Server::start();
    let fields = [("words", "Gate 12"), ("who", "Gate Works"), ("reach", MAIL)];
    let path = server.post("/help", &fields).send().location().to_owned();
    let maria = server.sign_in("maria");
    let post =
        |path: &str, fields: &[(&str, &str)]| server.post(path, fields).cookie(&maria).send();
    assert_eq!(post("/console/incidents/1/accept", &[]).status, 303);
    let said = server.post(&format!("{path}/impact"), &[("stops", "No <trucks> leave.")]).send();
    assert_eq!(said.status, 303, "{}", said.text());
    let aside = post("/console/emergencies/1/aside", &[("reason", "believed_fixed")]);
    assert_eq!(aside.status, 303, "{}", aside.text());
    let draft = eventually("a draft", || {
        let page = server.get("/console/follow-ups/1").cookie(&maria).send().text();
        page.contains("We heard nothing more from you").then_some(page)
    });
    assert!(!draft.contains("You told us"), "{draft}");
    assert!(draft.contains("&gt; No &lt;trucks&gt; leave."), "in their own words: {draft}");
}

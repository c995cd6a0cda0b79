//! A room as a place to work together: bring, hand over, snooze, send on, notes that stay inside.

use crate::support::{Answer, Server, eventually};

const WORDS: &str = "Look at the northern gateway, please.";

/// Maria has the first emergency and has written to its caller.
struct Room {
    server: Server,
    emergency: String,
    maria: String,
}

impl Room {
    fn under_way() -> Self {
        let server = Server::start();
        let emergency = server.call_for_help("All tills are dark");
        let maria = server.sign_in("maria");
        let room = Self { server, emergency, maria };
        let said = [("words", "I am on it."), ("message", "1123456789abcdef0123456789abcdef")];
        let answer = room.server.post("/console/emergencies/1/messages", &said);
        assert_eq!(answer.cookie(&room.maria).send().status, 303);
        room
    }

    fn posts(&self, deed: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("/console/incidents/1/{deed}");
        self.server.post(&path, fields).cookie(&self.maria).send()
    }

    fn does(&self, deed: &str, fields: &[(&str, &str)]) {
        let answer = self.posts(deed, fields);
        assert_eq!(answer.status, 303, "{deed}: {}", answer.text());
    }

    /// What Maria sees.
    fn seen(&self) -> String {
        self.server.get("/console/incidents/1").cookie(&self.maria).send().text()
    }

    /// What the caller sees.
    fn called(&self) -> String {
        self.server.get(&self.emergency).send().text()
    }
}

#[test]
fn one_who_is_brought_reads_a_brief_and_joins_with_one_press() {
    let room = Room::under_way();
    room.does("bring", &[("whom", "person/tom"), ("words", WORDS)]);
    let seen = room.seen();
    assert!(seen.contains("asks Tom") && seen.contains("to help"), "{seen}");
    let page = room.server.page_of("tom");
    let brief = room.server.get(&page).send().text();
    for part in [WORDS, "asks you to help.", "critical", "Maria", "Join"] {
        assert!(brief.contains(part), "{part}: {brief}");
    }
    let answer = room.server.post(&format!("{page}/accept"), &[]).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(room.server.get(&page).send().text().contains("You have joined."));
    assert!(room.seen().contains("Helping"));
    assert!(room.called().contains("has joined to help."));
    let lead = room.seen();
    assert!(lead.contains("Maria leads"), "{lead}");
}

#[test]
fn whoever_cannot_come_says_why_and_the_asker_reads_it() {
    let room = Room::under_way();
    room.does("bring", &[("whom", "other"), ("other", "person/tom"), ("words", "")]);
    let page = room.server.page_of("tom");
    let reason = [("reason", "On a train until nine")];
    assert_eq!(room.server.post(&format!("{page}/decline"), &reason).send().status, 303);
    let seen = room.seen();
    assert!(seen.contains("On a train until nine") && seen.contains("Nobody came"), "{seen}");
    assert!(!room.called().contains("On a train"), "that is between colleagues");
    let late = room.server.post(&format!("{page}/accept"), &[]).send();
    assert_eq!(late.status, 409, "{}", late.text());
    assert!(late.text().contains("not asked any more"));
}

#[test]
fn nobody_is_asked_by_a_form_that_names_nobody_and_what_was_typed_comes_back() {
    let room = Room::under_way();
    let answer = room.posts("bring", &[("whom", "other"), ("other", ""), ("words", WORDS)]);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("Choose whom to ask.") && answer.text().contains(WORDS));
    let answer = room.posts("bring", &[("whom", "person/nobody"), ("words", WORDS)]);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("Nobody who responds goes by that name."));
    let olga = room.server.sign_in("olga");
    let ask = room.server.post("/console/incidents/1/bring", &[("whom", "person/tom")]);
    let observer = ask.cookie(&olga).send();
    assert!(observer.status == 422 || observer.status == 403, "{}", observer.status);
    assert!(!room.seen().contains("asks Tom"));
}

#[test]
fn command_goes_over_when_the_other_takes_it_and_not_before() {
    let room = Room::under_way();
    room.does("hand-over", &[("to", "person/tom"), ("words", "I am off at six.")]);
    assert!(room.seen().contains("Maria leads"));
    let page = room.server.page_of("tom");
    assert!(room.server.get(&page).send().text().contains("asks you to take command."));
    assert_eq!(room.server.post(&format!("{page}/accept"), &[]).send().status, 303);
    assert!(room.seen().contains("Tom leads"));
    assert!(room.called().contains("has it now, after"));
    // And back, because he is gone: with a reason, or not at all.
    assert_eq!(room.posts("take-over", &[("why_over", " ")]).status, 422);
    room.does("take-over", &[("why_over", "His line is dead")]);
    let seen = room.seen();
    assert!(seen.contains("Maria leads") && seen.contains("His line is dead"));
    assert!(!room.called().contains("His line is dead"));
}

#[test]
fn a_note_stays_inside_until_it_is_shared_and_five_seconds_have_passed() {
    let room = Room::under_way();
    room.does("notes", &[("note", "The spare link carries it.")]);
    let seen = room.seen();
    assert!(seen.contains("The spare link carries it."));
    assert!(seen.contains("1 person reads this"), "the audience stands on the button: {seen}");
    assert!(!room.called().contains("spare link"));
    let start = seen.find("/console/incidents/1/notes/").expect("a form that shares it");
    let path = seen[start..].split('"').next().unwrap().to_owned();
    let press = |path: &str, fields: &[(&str, &str)]| {
        let answer = room.server.post(path, fields).cookie(&room.maria).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
    };
    press(&path, &[("with", "1")]);
    assert!(room.seen().contains("Undo"));
    press(&path.replace("/share", "/undo"), &[]);
    std::thread::sleep(std::time::Duration::from_secs(6));
    assert!(!room.called().contains("spare link"), "it was undone");
    press(&path, &[("with", "1")]);
    assert!(!room.called().contains("spare link"), "there are five seconds");
    eventually("it leaves", || room.called().contains("The spare link carries it.").then_some(()));
    let late = room.server.post(&path.replace("/share", "/undo"), &[]);
    let late = late.cookie(&room.maria).send();
    assert_eq!(late.status, 422);
    assert!(late.text().contains("They can read it") || late.text().contains("they can read it"));
}

#[test]
fn what_is_snoozed_says_until_when_and_a_word_of_theirs_ends_it() {
    let room = Room::under_way();
    let fields = [("wait", "customer"), ("mins", "60"), ("because", "They restart the tills")];
    assert_eq!(room.posts("snooze", &[("wait", "customer"), ("mins", "60")]).status, 422);
    room.does("snooze", &fields);
    let seen = room.seen();
    assert!(seen.contains("Snoozed until") && seen.contains("They restart the tills"));
    let called = room.called();
    assert!(called.contains("waits for word from you until"), "{called}");
    assert!(!called.contains("They restart the tills"), "why is for colleagues");
    let words = [("words", "Still dark"), ("message", "2123456789abcdef0123456789abcdef")];
    let said = room.server.post(&format!("{}/messages", room.emergency), &words).send();
    assert_eq!(said.status, 303);
    assert!(room.called().contains("You wrote, so we are ringing again at once."));
    assert!(!room.seen().contains("Snoozed until"));
}

#[test]
fn restarted_and_sent_on_it_rings_at_once() {
    let room = Room::under_way();
    room.does("restart", &[]);
    assert!(room.seen().contains("restarted it with the current policy"));
    assert!(room.called().contains("We are ringing again, from the start."));
    room.does("reroute", &[("route", "policy/door")]);
    assert!(room.called().contains("This goes to those who know it best."));
    let answer = room.posts("reroute", &[("route", "policy/nowhere")]);
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("There is no such escalation policy."));
}

#[test]
fn the_timeline_shows_one_kind_of_thing_and_marks_what_is_new() {
    let room = Room::under_way();
    room.does("notes", &[("note", "Only words")]);
    let shown = |show: &str, cookie: &str| {
        let path = format!("/console/incidents/1?show={show}");
        let cookies = format!("{}; {cookie}", room.maria);
        room.server.get(&path).cookie(&cookies).send().text()
    };
    let timeline = |page: &str| page[page.find("id=\"timeline\"").unwrap()..].to_owned();
    assert!(timeline(&shown("all", "")).contains("Received. Ringing began."));
    let words = timeline(&shown("words", ""));
    assert!(!words.contains("Received. Ringing began.") && words.contains("wrote a "));
    // Who looked before all of this, a while ago, sees what came since; who never looked does not.
    assert!(!shown("all", "").contains("New since you last looked"));
    for odd in ["seen=x", "seen=-1", "seen=99999999999999999999", "looked=\u{7f}"] {
        assert!(!shown("all", odd).contains("New since you last looked"), "{odd}");
    }
}

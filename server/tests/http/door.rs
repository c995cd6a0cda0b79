//! The door: whatever is posted there, a person is called and what was written is kept.

use crate::support::{Ask, Server, eventually, form_value, without_nonces};

const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onload=\"x' &amp;";

/// The emergency that a post to the door opened, as its caller sees it.
fn opened(server: &Server, ask: Ask) -> String {
    let answer = ask.send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = server.get(answer.location()).send();
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("data-state=\"ringing\""), "{text}");
    text
}

#[test]
fn an_empty_form_calls_a_person() {
    let server = Server::start();
    opened(&server, server.post("/help", &[]));
    opened(&server, server.post("/help", &[("words", " \n "), ("who", ""), ("command", "")]));
}

#[test]
fn a_huge_body_calls_a_person_and_keeps_its_beginning() {
    let server = Server::start();
    let huge = format!("Smoke from the rack. {}", "a".repeat(5_000_000));
    let page = opened(&server, server.post("/help", &[("words", &huge)]));
    let kept = page.matches('a').count();
    assert!(page.contains("Smoke from the rack. aaaa"));
    assert!((16_000..25_000).contains(&kept), "cut at the limit of 16 KiB, not at {kept}");
}

#[test]
fn a_body_of_any_bytes_calls_a_person() {
    let server = Server::start();
    let bytes: Vec<u8> = (0..=255).cycle().take(4_000).collect();
    opened(&server, server.post("/help", &[]).body(bytes));
    opened(&server, server.post("/help", &[]).body(b"words=%FF%FE%zz%0&&&==&who=%C3".to_vec()));
    let page = opened(&server, server.post("/help", &[]).body(b"words=till %FF dead".to_vec()));
    assert!(page.contains("till \u{fffd} dead"), "{page}");
    let multipart =
        b"--x\r\nContent-Disposition: form-data; name=\"words\"\r\n\r\nhi\r\n--x--".to_vec();
    let ask = Ask::new(server.port, "POST", "/help").body(multipart);
    opened(&server, ask.header("Content-Type", "multipart/form-data; boundary=x"));
}

#[test]
fn words_from_right_to_left_are_kept_and_marks_that_deceive_are_taken_out() {
    let server = Server::start();
    let words = "النظام لا يعمل\u{202e}gnihtemos\u{0} \u{1b}[31mred\u{7}\u{2066}";
    let page = opened(&server, server.post("/help", &[("words", words), ("who", "מרפאה\u{200f}")]));
    assert!(page.contains("النظام لا يعملgnihtemos [31mred"), "{page}");
    for mark in ['\u{202e}', '\u{0}', '\u{1b}', '\u{7}', '\u{2066}', '\u{200f}'] {
        assert!(!page.contains(mark), "{mark:?}");
    }
    assert!(page.contains("dir=\"auto\""));
}

#[test]
fn hostile_html_in_every_field_is_shown_as_the_text_that_it_is() {
    let server = Server::start();
    let fields = ["words", "who", "reach", "service", "command"].map(|name| (name, HOSTILE));
    let answer = server.post("/help", &fields).send();
    let link = answer.location().to_owned();
    let caller = server.get(&link).send().text();
    assert!(caller.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{caller}");
    let maria = server.sign_in("maria");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{room}");
    let page = server.get(&server.page_of("maria")).send().text();
    let board = server.get("/console").cookie(&maria).send().text();
    let named = server.get("/help/%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%20onload%3D%22x").send();
    for text in [caller, room, page, board, named.text()] {
        assert!(!text.contains("<script>alert"), "{text}");
        assert!(!text.contains("<img src=x"), "{text}");
        assert!(!text.contains("\" onload=\"x"), "{text}");
    }
}

#[test]
fn a_double_press_is_one_emergency() {
    let server = Server::start();
    let command = form_value(&server.get("/help").send().text(), "command");
    let press = server.post("/help", &[("words", "Down"), ("command", &command)]);
    let presses: Vec<_> =
        (0..4).map(|_| press.clone()).map(|ask| std::thread::spawn(|| ask.send())).collect();
    let answers: Vec<_> = presses.into_iter().map(|press| press.join().unwrap()).collect();
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert!(answers.iter().all(|answer| answer.location() == answers[0].location()));
    let later = press.send();
    assert_eq!(later.location(), answers[0].location());
}

#[test]
fn the_same_command_with_other_content_is_another_emergency() {
    let server = Server::start();
    let command = form_value(&server.get("/help").send().text(), "command");
    let press = |words| server.post("/help", &[("words", words), ("command", &command)]).send();
    let (first, second) = (press("Till 1 is down"), press("Till 2 is down"));
    assert_ne!(first.location(), second.location());
    assert!(server.get(second.location()).send().text().contains("Till 2 is down"));
    assert!(server.get(first.location()).send().text().contains("Till 1 is down"));
}

#[test]
fn two_callers_are_never_one() {
    let server = Server::start();
    let commands: Vec<_> =
        (0..20).map(|_| form_value(&server.get("/help").send().text(), "command")).collect();
    let links: std::collections::BTreeSet<_> = commands
        .iter()
        .map(|command| server.post("/help", &[("words", "Down"), ("command", command)]).send())
        .map(|answer| answer.location().to_owned())
        .collect();
    assert_eq!(links.len(), 20);
    // Without a number, or with one that is none, nobody is taken for somebody else either.
    for command in ["", "0", "x".repeat(32).as_str(), &"0".repeat(5_000)] {
        let press = || server.post("/help", &[("words", "Down"), ("command", command)]).send();
        assert_ne!(press().location(), press().location());
    }
}

#[test]
fn the_door_of_a_known_name_is_that_of_an_unknown_one() {
    let server = Server::start();
    let door = |name: &str| {
        let answer = server.get(&format!("/help/{name}")).send();
        let headers: Vec<_> =
            answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
        (answer.status, headers, without_nonces(&answer.text()))
    };
    // Of the same length, so that not even that tells them apart.
    let known = door("brightwater");
    assert_eq!(known.0, 200);
    for name in ["wrongbatter", "northgate-a", "norxhgate-q"] {
        let other = door(name);
        assert_eq!(other.1, known.1);
        assert_eq!(other.2.replace(name, "brightwater"), known.2);
    }
}

#[test]
fn the_door_opens_under_every_address_that_begins_like_it() {
    let server = Server::start();
    for path in
        ["/", "/help", "/help/", "/help/%FF%FE", "/help/%00", "/help/%E2%80%AEx", "/help?x=%FF"]
    {
        let answer = server.get(path).send();
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text().contains("Get a person now"), "{path}");
        assert!(!answer.text().contains('\u{202e}'));
    }
}

#[test]
fn the_caller_sees_the_same_whether_or_not_the_name_is_known() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    let names = ["Brightwater Clinics", "Wrongbatter Dentists", "Northgate Pharmacy"];
    let links = names.map(|who| {
        let answer = server.post("/help", &[("words", "Down"), ("who", who)]).send();
        assert_eq!(answer.status, 303);
        answer.location().to_owned()
    });
    // The responder's side must have found (or not found) them before the callers look.
    let room = |number: usize| {
        server.get(&format!("/console/incidents/{number}")).cookie(&maria).send().text()
    };
    eventually("the known one is attached", || {
        room(1).contains("/console/emergencies/1/customer/removal").then_some(())
    });
    eventually("the ambiguous one has its candidates", || {
        room(3).contains("northgate-b").then_some(())
    });
    assert!(!room(2).contains("/customer/removal"));
    // How far each escalation has got depends on who calls when, not on names: it comes to rest.
    for number in 1..=3 {
        let path = format!("/console/incidents/{number}/accept");
        assert_eq!(server.post(&path, &[]).cookie(&maria).send().status, 303);
    }
    let seen = [0, 1, 2].map(|at| {
        let answer = server.get(&links[at]).send();
        let headers: Vec<_> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
        let page = without_nonces(&answer.text()).replace(names[at], "the caller");
        (answer.status, headers, without_figures(&page))
    });
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[2], seen[1]);
}

#[test]
fn a_responder_says_from_the_directory_who_calls_when_the_caller_never_did() {
    let server = Server::start();
    let maria = server.sign_in("maria");
    assert_eq!(server.post("/help", &[("words", "All down")]).send().status, 303);
    let get = |path: &str| server.get(path).cookie(&maria).send();
    let room = get("/console/incidents/1").text();
    let directory = "/console/customers?emergency=1";
    assert!(room.contains("not said") && room.contains(directory), "{room}");
    let empty = get(directory).text();
    assert!(empty.contains("All down") && !empty.contains("This one"), "nobody is offered yet");
    let found = get(&format!("{directory}&find=brightwater")).text();
    assert!(found.contains("This one") && found.contains("Brightwater"), "{found}");
    let none = get(&format!("{directory}&find=%3Cnobody%3E")).text();
    assert!(none.contains("&lt;nobody&gt;") && !none.contains("This one"), "{none}");
    assert_eq!(get("/console/customers?emergency=99&find=brightwater").status, 404);
    assert_eq!(get("/console/customers?emergency=x").status, 404);
    let attach = [("customer", "brightwater")];
    let path = "/console/emergencies/1/customer";
    assert_eq!(server.post(path, &attach).cookie(&maria).send().status, 303);
    let room = get("/console/incidents/1").text();
    assert!(room.contains("/console/emergencies/1/customer/removal"), "{room}");
    assert!(room.contains("It is another: find it in the directory"), "{room}");
    let found = get(&format!("{directory}&find=brightwater")).text();
    assert!(found.contains("Attached") && !found.contains("This one"), "{found}");
    // Nobody there is called so: the same page says it, and what is attached stays.
    let nobody = server.post(path, &[("customer", "nobody")]).cookie(&maria).send();
    assert_eq!(nobody.status, 422);
    assert!(get("/console/incidents/1").text().contains("customer/removal"));
}

/// The page without figures: three callers who called one after the other wait differently long.
fn without_figures(page: &str) -> String {
    page.chars().filter(|c| !c.is_ascii_digit()).collect()
}

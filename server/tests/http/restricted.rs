//! Restricted incidents on the real program: whoever is not let in tries every route, and finds
//! nothing; whoever is, reads on; breaking the glass is recorded and reviewed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::keys::make_token;
use crate::support::{Answer, Ask, Server, eventually};

/// It stands in everything that was said, written, asked and given as a reason.
const SECRET: &str = "canarybird";
const ROOM: &str = "/console/incidents/1";

struct Wall {
    server: Server,
    tom: String,
    wei: String,
    maria: String,
    olga: String,
    /// The link of the page that rang Wei before it was restricted.
    page: String,
    /// Whose call it is.
    owner: String,
}

impl Wall {
    /// Somebody calls, everyone is rung, Tom has it and restricts it.
    fn new() -> Self {
        let server = Server::start();
        let fields = [("words", "canarybird payroll is public"), ("who", "canarybird Clinics")];
        let answer = server.post("/help", &fields).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = server.page_of("wei");
        let sign_in = |person| server.sign_in(person);
        let (tom, wei, maria, olga) =
            (sign_in("tom"), sign_in("wei"), sign_in("maria"), sign_in("olga"));
        let mut wall = Self { server, tom, wei, maria, olga, page, owner: String::new() };
        wall.does(&wall.tom, "accept", &[]);
        let said =
            [("words", "canarybird: I am on it"), ("message", "11111111111111111111111111111111")];
        let say = wall.server.post("/console/emergencies/1/messages", &said).cookie(&wall.tom);
        assert_eq!(say.send().status, 303);
        wall.does(&wall.tom, "notes", &[("note", "canarybird note")]);
        let colleague = [
            ("kind", "colleague"),
            ("addresses", "board@tiny.example"),
            ("route", "email"),
            ("severity", "low"),
            ("consent", "the board"),
        ];
        let added = wall.server.post("/console/subscribers", &colleague).cookie(&wall.maria);
        assert_eq!(added.send().status, 303);
        let update = [
            ("known", "canarybird update"),
            ("impact", "canarybird impact"),
            ("next_in_mins", "30"),
            ("for_colleagues", "canarybird for the board"),
        ];
        wall.does(&wall.tom, "update", &update);
        // Only managers are led there.
        let room = wall.seen(&wall.maria, ROOM);
        let at = room.find("/console/kept/participant/").expect("the caller's page");
        wall.owner = room[at..].chars().take_while(|c| *c != '"').collect();
        eventually("the index has it", || {
            wall.seen(&wall.wei, "/console/search?q=payroll").contains(SECRET).then_some(())
        });
        wall
    }

    fn restricted() -> Self {
        let wall = Self::new();
        wall.does(&wall.tom, "restriction", &[("why_restricted", "canarybird breach")]);
        wall
    }

    fn posts(&self, who: &str, deed: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.post(&format!("{ROOM}/{deed}"), fields).cookie(who).send()
    }

    fn does(&self, who: &str, deed: &str, fields: &[(&str, &str)]) {
        let answer = self.posts(who, deed, fields);
        assert_eq!(answer.status, 303, "{deed}: {}", answer.text());
    }

    fn seen(&self, who: &str, path: &str) -> String {
        self.server.get(path).cookie(who).send().text()
    }

    fn ask(&self, token: &str, method: &'static str, path: &str) -> Answer {
        let path = format!("/api/v1{path}");
        let ask = Ask::new(self.server.port, method, &path);
        ask.header("Authorization", &format!("Bearer {token}")).send()
    }
}

/// What is looked at by a browser.
const PAGES: [&str; 17] = [
    "/console/subscribers",
    "/console/subscribers/words/1",
    "/console",
    "/console/poll",
    "/console/incidents/1",
    "/console/incidents/1?show=all",
    "/console/incidents/1/stream",
    "/console/incidents/1/poll",
    "/console/search?q=payroll",
    "/console/search?q=payrol",
    "/console/search?q=payrlol&kind=message",
    "/console/customers",
    "/console/people",
    "/console/audit",
    "/console/audit.csv",
    "/console/audit.jsonl",
    "/console/webhooks",
];

/// What is read by a program.
const READS: [&str; 13] = [
    "/subscriber-words",
    "/incidents",
    "/incidents/1",
    "/incidents/1/timeline",
    "/incidents/1/group",
    "/incidents/1/requests",
    "/incidents/1/notes",
    "/incidents/1/restriction",
    "/emergencies",
    "/emergencies/1",
    "/emergencies/1/proof",
    "/search?q=payroll",
    "/search?q=payrlol",
];

/// What is posted by a form.
const DEEDS: [(&str, &str); 17] = [
    ("/console/incidents/1/severity", "severity=low"),
    ("/console/incidents/1/phase", "phase=identified"),
    ("/console/incidents/1/update", "known=x&impact=x&next_in_mins=15"),
    ("/console/incidents/1/notes", "note=x"),
    ("/console/incidents/1/bring", "whom=person/wei"),
    ("/console/incidents/1/hand-over", "to=person/wei"),
    ("/console/incidents/1/take-over", "why_over=x"),
    ("/console/incidents/1/restart", ""),
    ("/console/incidents/1/snooze", "wait=customer&mins=30&because=x"),
    ("/console/incidents/1/join", "incident=2"),
    ("/console/incidents/1/restriction/in", "let_in=wei"),
    ("/console/incidents/1/restriction/lift", ""),
    ("/console/emergencies/1/messages", "words=x&message=22222222222222222222222222222222"),
    ("/console/emergencies/1/ask", ""),
    ("/console/emergencies/1/aside", "reason=mistake"),
    ("/console/emergencies/1/customer", "customer=brightwater"),
    ("/console/emergencies/1/marks", "seen=1&delivered=1"),
];

#[test]
fn whoever_is_not_let_in_tries_every_route_and_finds_no_word() {
    let wall = Wall::restricted();
    wall.server.call_for_help("the lamp in the hall flickers");
    for (who, cookie) in [("wei", &wall.wei), ("olga", &wall.olga), ("maria", &wall.maria)] {
        let own = [format!("/pager/{who}"), format!("/pager/{who}/poll")];
        let kept = [wall.owner.clone(), format!("{}?format=json", wall.owner)];
        let paths = PAGES.iter().map(|path| (*path).to_owned()).chain(own).chain(kept);
        for path in paths {
            let answer = wall.server.get(&path).cookie(cookie).send();
            assert!(!answer.text().contains(SECRET), "{who} {path}: {}", answer.text());
            let within = path.starts_with(ROOM);
            assert!(!within || answer.status == 403, "{who} {path}: {}", answer.status);
        }
        for (path, body) in DEEDS {
            let fields: Vec<_> = body.split('&').filter_map(|one| one.split_once('=')).collect();
            let answer = wall.server.post(path, &fields).cookie(cookie).send();
            assert!(!answer.text().contains(SECRET), "{who} {path}: {}", answer.text());
            assert!((400..500).contains(&answer.status), "{who} {path}: {}", answer.status);
        }
    }
    for path in ["", "/poll"] {
        let rung_once = wall.server.get(&format!("{}{path}", wall.page)).send();
        assert!(!rung_once.text().contains(SECRET), "{}", rung_once.text());
    }
    let room = wall.seen(&wall.tom, ROOM);
    assert!(room.contains("canarybird breach") && room.contains("canarybird payroll"), "{room}");
    assert!(!room.contains("Wei wrote") && room.contains("critical"), "nothing was changed");
}

#[test]
fn a_program_of_somebody_who_is_not_let_in_finds_no_word_either() {
    let wall = Wall::restricted();
    let token = make_token(&wall.server, &wall.maria, &["read", "respond", "manage"]);
    for path in READS {
        let answer = wall.ask(&token, "GET", path);
        assert!(!answer.text().contains(SECRET), "{path}: {}", answer.text());
        let within = path.starts_with("/incidents/1");
        assert!(!within || answer.status == 403, "{path}: {}", answer.status);
    }
    let posts = [
        "/incidents/1/accept",
        "/incidents/1/restart",
        "/incidents/1/leave",
        "/emergencies/1/ask",
        "/emergencies/1/apart",
    ];
    for path in posts {
        let status = wall.ask(&token, "POST", path).status;
        assert!(matches!(status, 403 | 404), "{path}: {status}");
    }
    let all: Value = serde_json::from_slice(&wall.ask(&token, "GET", "/incidents").body).unwrap();
    let seen = &all["items"][0];
    assert_eq!((&seen["restricted"], &seen["severity"]), (&true.into(), &"critical".into()));
    assert_eq!(seen["lead"]["name"], "Tom", "who leads is shown");
    assert_eq!(seen["emergencies"].as_array().map(Vec::len), Some(0));
    let own = make_token(&wall.server, &wall.tom, &["read"]);
    for path in READS {
        let answer = wall.ask(&own, "GET", path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
    assert!(wall.ask(&own, "GET", "/emergencies/1").text().contains(SECRET));
}

#[test]
fn what_was_open_closes_when_it_is_restricted_and_opens_for_whoever_is_let_in() {
    let wall = Wall::new();
    let mut stream = TcpStream::connect(("127.0.0.1", wall.server.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let ask = format!(
        "GET {ROOM}/stream HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\r\n",
        wall.server.port, wall.wei
    );
    stream.write_all(ask.as_bytes()).unwrap();
    let mut heard = String::new();
    let mut hear = |what: &str| {
        let mut part = [0; 4096];
        while !heard.contains(what) {
            let read = stream.read(&mut part).expect("the stream goes on");
            assert!(read > 0, "it ended before {what}: {heard}");
            heard.push_str(&String::from_utf8_lossy(&part[..read]));
        }
    };
    hear("canarybird note");
    wall.does(&wall.tom, "restriction", &[("why_restricted", "a breach")]);
    hear("event: gone");
    let board = wall.seen(&wall.wei, "/console");
    assert!(board.contains("restricted") && board.contains("Tom"), "{board}");
    let page = wall.seen(&wall.wei, ROOM);
    assert!(page.contains("Only those who work on it") && page.contains("Tom"), "{page}");
    let search = wall.seen(&wall.wei, "/console/search?q=payroll");
    assert!(search.contains("not searched for you"), "{search}");
    wall.does(&wall.tom, "restriction/in", &[("let_in", "wei")]);
    assert!(wall.seen(&wall.wei, ROOM).contains("canarybird note"));
    assert!(wall.seen(&wall.wei, "/console/search?q=payroll").contains(SECRET));
    wall.does(&wall.tom, "restriction/out", &[("person", "wei")]);
    assert!(!wall.seen(&wall.wei, ROOM).contains(SECRET));
    wall.does(&wall.tom, "restriction/lift", &[]);
    assert!(wall.seen(&wall.wei, ROOM).contains("canarybird note"));
    assert!(wall.seen(&wall.wei, "/console/search?q=payroll").contains(SECRET));
}

#[test]
fn breaking_the_glass_needs_a_manager_and_a_reason_and_is_reviewed() {
    let wall = Wall::restricted();
    assert_eq!(wall.posts(&wall.wei, "glass", &[("reason", "curious")]).status, 422);
    let nothing = wall.posts(&wall.maria, "glass", &[("reason", "")]);
    assert_eq!(nothing.status, 422);
    assert!(!nothing.text().contains(SECRET));
    assert!(wall.seen(&wall.maria, ROOM).contains("Break the glass"));
    assert!(!wall.seen(&wall.wei, ROOM).contains("glass-reason"));
    wall.does(&wall.maria, "glass", &[("reason", "the board asked me")]);
    assert!(wall.seen(&wall.maria, ROOM).contains("canarybird note"));
    let board = wall.seen(&wall.maria, "/console");
    assert!(board.contains("the board asked me") && board.contains("broke the glass"), "{board}");
    assert!(wall.seen(&wall.tom, ROOM).contains("Maria"), "those inside see who came in");
    let reviewed = wall.server.post("/console/breaches/1/review", &[]).cookie(&wall.maria).send();
    assert_eq!(reviewed.status, 303);
    assert!(!wall.seen(&wall.maria, "/console").contains("the board asked me"));
    let audit = wall.seen(&wall.maria, "/console/audit");
    assert!(audit.contains("broke the glass of a restricted incident"), "{audit}");
}

#[test]
fn a_page_about_it_says_nothing_of_what_it_is_until_it_is_opened() {
    let wall = Wall::restricted();
    let words = [("whom", "person/wei"), ("words", "canarybird: look at the share")];
    wall.does(&wall.tom, "bring", &words);
    let page = eventually("the page rings", || {
        let pager = wall.seen(&wall.wei, "/pager/wei");
        let at = pager.find("/p/")?;
        Some(pager[at..at + 46].to_owned())
    });
    assert!(wall.server.get(&page).send().text().contains(SECRET), "whoever is asked reads why");
    let answer = wall.server.post(&format!("{page}/accept"), &[]).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(wall.seen(&wall.wei, ROOM).contains("canarybird note"));
    let log = wall.server.log();
    assert!(!log.contains(SECRET), "no word of it is in the log");
}

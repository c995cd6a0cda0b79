//! Programs that were written for Statuspage's webhook: posted one event at a time, about the
//! incident and about each component that fares differently.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::subscribers::{add, server};
use crate::support::{Ask, Server, eventually};

/// Longer than the pause before what failed is tried again.
const PAUSE_MAX: Duration = Duration::from_secs(90);

/// What was posted: its number, and what it says.
#[derive(Clone)]
struct Post {
    id: String,
    signed: bool,
    body: Value,
}

impl Post {
    /// Of which component it says how it fares, and how it fared and fares.
    fn turn(&self) -> Option<(&str, &str, &str)> {
        let update = self.body.get("component_update")?;
        let name = self.body["component"]["name"].as_str()?;
        Some((name, update["old_status"].as_str()?, update["new_status"].as_str()?))
    }
}

type Inbox = Arc<Mutex<Vec<Post>>>;

/// A receiver that answers with a status by what is posted and how many posts came before it.
fn receiver(answer: impl Fn(&Value, usize) -> u16 + Send + 'static) -> (u16, Inbox) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound socket").port();
    let inbox = Inbox::default();
    let kept = Arc::clone(&inbox);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let Some((head, body)) = read(&mut stream) else { continue };
            let head = head.to_lowercase();
            let id = head.split_once("webhook-id: ").and_then(|(_, rest)| rest.lines().next());
            let post = Post {
                id: id.unwrap_or_default().to_owned(),
                signed: head.contains("webhook-signature: v1,"),
                body: serde_json::from_str(&body).expect("JSON"),
            };
            let mut posts = kept.lock().expect("a sound inbox");
            let status = answer(&post.body, posts.len());
            posts.push(post);
            drop(posts);
            let answer =
                format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (port, inbox)
}

fn read(stream: &mut std::net::TcpStream) -> Option<(String, String)> {
    let mut read = Vec::new();
    let mut bytes = [0; 4096];
    loop {
        let count = stream.read(&mut bytes).ok().filter(|count| *count > 0)?;
        read.extend_from_slice(&bytes[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let lower = head.to_lowercase();
        let length = lower.split_once("content-length: ")?.1.lines().next()?.trim().to_owned();
        if body.len() >= length.parse::<usize>().ok()? {
            return Some((head.to_owned(), body.to_owned()));
        }
    }
}

fn tell(server: &Server, cookie: &str, phase: &str, fares: &[(&str, &str)]) {
    let mut fields = vec![
        ("known", "A link is cut."),
        ("impact", "Cards fail in the north."),
        ("next_in_mins", "15"),
        ("public", "1"),
        ("title", "Cards fail"),
        ("public_phase", phase),
    ];
    for (component, condition) in fares {
        fields.extend([("part", *component), ("fares", *condition)]);
    }
    let told = server.post("/console/incidents/1/update", &fields).cookie(cookie).send();
    assert_eq!(told.status, 303, "{}", told.text());
}

/// Waits until a word has reached everyone: one that follows sooner replaces it for whoever it has
/// not reached yet, who then is posted less.
fn everyone_has(server: &Server, cookie: &str, word: u32, reached: &str) {
    eventually("everyone was reached", || {
        let path = format!("/console/subscribers/words/{word}");
        let seen = server.get(&path).cookie(cookie).send().text();
        let at = seen.find(" reached").unwrap_or(40).max(40);
        eprintln!("{}", &seen[at - 40..(at + 200).min(seen.len())]);
        seen.contains(&format!("{reached} reached")).then_some(())
    });
}

/// Everything in an inbox, once it is so much.
fn posts(inbox: &Inbox, count: usize) -> Vec<Post> {
    let all = eventually("the posts", || {
        let posts = inbox.lock().expect("a sound inbox").clone();
        (posts.len() >= count).then_some(posts)
    });
    assert_eq!(all.len(), count, "no more than these");
    all
}

/// How the components of these posts turned, by name.
fn turns(posts: &[Post]) -> Vec<(&str, &str, &str)> {
    let mut turns: Vec<_> = posts.iter().filter_map(Post::turn).collect();
    turns.sort_unstable();
    turns
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn each_component_that_turns_is_posted_as_statuspage_posts_it_field_for_field() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let (all, posted) = receiver(|_, _| 200);
    let (portal, only_portal) = receiver(|_, _| 200);
    // A program that knows incidents and nothing else.
    let (older, refusing) =
        receiver(|body, _| if body.get("component_update").is_some() { 422 } else { 200 });
    for port in [all, portal, older] {
        let url = format!("http://127.0.0.1:{port}/here");
        assert_eq!(add(&server, &maria, "statuspage", &url), 303);
    }
    server.call_for_help("Dark");
    let everyone_has = |word| everyone_has(&server, &maria, word, "3 of 3");
    tell(&server, &maria, "investigating", &[("cards", "major")]);
    everyone_has(1);
    let first = posts(&posted, 2);
    assert_eq!(keys(&first[0].body), ["incident", "meta", "page"], "the incident comes first");
    let update = &first[1];
    assert_eq!(keys(&update.body), ["component", "component_update", "meta", "page"]);
    let fields = ["component_id", "created_at", "id", "new_status", "old_status"];
    assert_eq!(keys(&update.body["component_update"]), fields);
    assert_eq!(keys(&update.body["component"]), ["created_at", "id", "name", "status"]);
    assert_eq!(keys(&update.body["page"]), ["id", "status_description", "status_indicator"]);
    assert_eq!(update.body["page"], first[0].body["page"]);
    assert_eq!(update.body["meta"], first[0].body["meta"]);
    assert!(!update.body.to_string().contains("null"), "nothing is left open: {}", update.body);
    assert_eq!(update.turn(), Some(("Card payments", "operational", "major_outage")));
    assert_eq!(update.body["component"]["status"], "major_outage");
    assert!(update.signed && first[0].signed && update.id != first[0].id);
    let said = &first[0].body["incident"]["incident_updates"][0]["created_at"];
    assert_eq!(&update.body["component_update"]["created_at"], said);
    // It is the component that the page's documents know under that id.
    let components: Value = eventually("the first edition of the page", || {
        let answer = server.get("/api/v2/components.json").send();
        (answer.status == 200).then(|| serde_json::from_str(&answer.text()).expect("JSON"))
    });
    let cards = components["components"].as_array().expect("components");
    let cards = cards.iter().find(|one| one["name"] == "Card payments").expect("the component");
    assert_eq!(update.body["component_update"]["component_id"], cards["id"]);
    assert_eq!(update.body["component"]["id"], cards["id"]);
    assert_eq!(update.body["component"]["created_at"], cards["created_at"]);
    // Who wants to hear of one component is posted nothing of the others.
    let leave = posts(&only_portal, 2)[0].body["meta"]["unsubscribe"].clone();
    let leave = leave.as_str().expect("a link");
    let path = &leave[leave.find("/s/").expect("a path")..];
    let wants = [("language", "en"), ("zone", "UTC"), ("component", "portal")];
    assert_eq!(server.post(path, &wants).send().status, 303);
    tell(&server, &maria, "identified", &[("cards", "degraded"), ("portal", "partial")]);
    everyone_has(2);
    let second = posts(&posted, 5);
    let better = ("Card payments", "major_outage", "degraded_performance");
    let worse = ("Portal", "operational", "partial_outage");
    assert_eq!(turns(&second[2..]), [better, worse]);
    assert_eq!(turns(&posts(&only_portal, 4)[2..]), [worse]);
    // A word that changes nothing of how they fare is about the incident alone.
    tell(&server, &maria, "monitoring", &[("cards", "degraded"), ("portal", "partial")]);
    everyone_has(3);
    assert_eq!(turns(&posts(&posted, 6)[5..]), []);
    tell(&server, &maria, "resolved", &[]);
    everyone_has(4);
    let last = posts(&posted, 9);
    let cards = ("Card payments", "degraded_performance", "operational");
    let portal = ("Portal", "partial_outage", "operational");
    assert_eq!(turns(&last[6..]), [cards, portal]);
    let ids: BTreeSet<&str> = last.iter().map(|post| post.id.as_str()).collect();
    assert_eq!(ids.len(), last.len(), "each has a number of its own");
    // What a program refuses for good is not held against it, nor posted again: it has the word.
    posts(&refusing, 9);
}

#[test]
fn maintenance_turns_components_when_it_starts_and_when_it_is_over() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let (port, posted) = receiver(|_, _| 200);
    assert_eq!(add(&server, &maria, "statuspage", &format!("http://127.0.0.1:{port}/here")), 303);
    let token = make_token(&server, &maria, &["read", "respond"]);
    let ask = |path: &str, body: Value| {
        let answer = Ask::new(server.port, "POST", &format!("/api/v1{path}"))
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send();
        assert!(answer.status < 300, "{}", answer.text());
    };
    let in_secs =
        |secs| (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(secs)).to_string();
    let plan = json!({
        "title": "Spare link", "impact": "Cards fail for a moment.", "components": ["cards"],
        "from": in_secs(600), "until": in_secs(3_600), "zone": "UTC", "by_hand": true,
    });
    ask("/maintenance", plan);
    everyone_has(&server, &maria, 1, "1 of 1");
    assert_eq!(turns(&posts(&posted, 1)), [], "that it is planned changes nothing yet");
    ask("/maintenance/1/updates", json!({ "stage": "in_progress" }));
    let begun = posts(&posted, 3);
    assert_eq!(turns(&begun), [("Card payments", "operational", "under_maintenance")]);
    ask("/maintenance/1/updates", json!({ "stage": "completed" }));
    let over = posts(&posted, 5);
    assert_eq!(turns(&over[3..]), [("Card payments", "under_maintenance", "operational")]);
}

#[test]
fn what_fails_halfway_is_posted_again_under_the_same_numbers_until_all_of_it_was_taken() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let (port, posted) = receiver(|_, before| if before == 1 { 503 } else { 200 });
    assert_eq!(add(&server, &maria, "statuspage", &format!("http://127.0.0.1:{port}/here")), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", &[("cards", "major"), ("portal", "degraded")]);
    let reached = || {
        let seen = server.get("/console/subscribers/words/1").cookie(&maria).send().text();
        seen.contains("1 of 1 reached")
    };
    posts(&posted, 3);
    assert!(!reached(), "it is settled once all was taken");
    let until = Instant::now() + PAUSE_MAX;
    while !reached() {
        assert!(Instant::now() < until, "it is tried again");
        thread::sleep(Duration::from_millis(500));
    }
    let all = posts(&posted, 6);
    let by_id = |posts: &[Post]| -> BTreeMap<String, Value> {
        posts.iter().map(|post| (post.id.clone(), post.body.clone())).collect()
    };
    assert_eq!(by_id(&all[..3]), by_id(&all[3..]), "the same under the same numbers");
}

#[test]
fn what_a_program_reads_of_a_component_is_one_history_however_often_a_post_fails() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let (port, posted) = receiver(|_, before| if before == 1 { 503 } else { 200 });
    assert_eq!(add(&server, &maria, "statuspage", &format!("http://127.0.0.1:{port}/here")), 303);
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", &[("cards", "major")]);
    posts(&posted, 2);
    // The next word leaves before the first is tried again, and takes its place.
    tell(&server, &maria, "identified", &[("cards", "degraded")]);
    everyone_has(&server, &maria, 2, "1 of 1");
    let all = posts(&posted, 5);
    let read: Vec<_> = all.iter().filter_map(Post::turn).collect();
    let worse = ("Card payments", "operational", "major_outage");
    let better = ("Card payments", "major_outage", "degraded_performance");
    assert_eq!(read, [worse, worse, better], "what failed comes again, and the rest after it");
    assert_eq!((&all[1].id, &all[1].body["component_update"]), {
        (&all[3].id, &all[3].body["component_update"])
    });
    assert_ne!(all[3].id, all[4].id);
    tell(&server, &maria, "resolved", &[]);
    everyone_has(&server, &maria, 3, "1 of 1");
    let last = posts(&posted, 7);
    let over = ("Card payments", "degraded_performance", "operational");
    assert_eq!(last[6].turn(), Some(over));
}

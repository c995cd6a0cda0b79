//! Nodes on their bad days: one is killed, paused or cut off from the database, and escalations go
//! on elsewhere in time, without anybody being rung much more often than once.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::fake_mail::{FakeMail, Wire};
use crate::mail;
use crate::support::{Scratch, Server, eventually};

/// How long the first step waits before the next person is rung.
const STEP: Duration = Duration::from_secs(6);
/// Within this after the step's end somebody else has gone on.
const GOES_ON_WITHIN: Duration = Duration::from_secs(5);

/// Tom first, then Maria, both by mail.
pub fn organisation() -> String {
    let screen = "key = \"maria\"\nname = \"Maria\"\nrole = \"manager\"\nzone = \"Europe/Lisbon\"\n\
                  [[person.method]]\nkey = \"screen\"\nchannel = \"screen\"\n";
    let mail = "key = \"maria\"\nname = \"Maria\"\nrole = \"manager\"\nzone = \"Europe/Lisbon\"\n\
                [[person.method]]\nkey = \"mail\"\nchannel = \"email\"\n\
                address = \"maria@tiny.test\"\n";
    let changed =
        mail::organisation().replace(screen, mail).replace("delay_secs = 300", "delay_secs = 6");
    assert!(changed.contains("maria@tiny.test"));
    changed
}

pub fn start(url: &str, mail: &FakeMail, beside: Option<&Server>) -> Server {
    let scratch = Scratch::new();
    if let Some(beside) = beside {
        // The installation key is shared by the nodes.
        std::fs::create_dir_all(scratch.data()).expect("a directory");
        let key = std::fs::read(beside.data().join("installation.key")).expect("a key");
        std::fs::write(scratch.data().join("installation.key"), key).expect("a key");
    }
    let file = scratch.file("configuration.toml", &mail::configuration(mail));
    let config = file.to_str().expect("text").to_owned();
    Server::on(scratch, &["serve", "--database", url, "--config", &config])
}

/// Two nodes on one database, the first by way of `url`; mails of both come here.
fn two(database: &Database, url: &str) -> (Server, Server, FakeMail) {
    let mail = FakeMail::start(Wire::Plain, None);
    let first = start(url, &mail, None);
    let file = first.scratch.file("organisation.toml", &organisation());
    let applied = first.run(&["apply", file.to_str().expect("text"), "--database", url]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let second = start(&database.url, &mail, Some(&first));
    (first, second, mail)
}

/// Who was rung by mail since the last look. Other letters (that somebody was added, that nobody is
/// on call) ring nobody.
pub fn rung(mail: &FakeMail) -> impl Iterator<Item = String> {
    let pages = mail.received().into_iter().filter(|letter| letter.content.contains("/p/"));
    pages.map(|letter| letter.recipient)
}

/// Waits until somebody is rung; who else was rung meanwhile is noted.
pub fn wait_for(mail: &FakeMail, whom: &str, seen: &mut Vec<String>) {
    eventually(whom, || {
        seen.extend(rung(mail));
        seen.iter().any(|recipient| recipient.contains(whom)).then_some(())
    });
}

fn count(seen: &[String], whom: &str) -> usize {
    seen.iter().filter(|recipient| recipient.contains(whom)).count()
}

fn signal(server: &Server, signal: &str) {
    let done = Command::new("kill").args([signal, &server.child.id().to_string()]).status();
    assert!(done.expect("kill").success());
}

#[test]
fn when_a_node_is_killed_its_escalation_goes_on_elsewhere_in_time() {
    let database = Database::new();
    let (mut first, _second, mail) = two(&database, &database.url);
    let mut seen = Vec::new();
    first.call_for_help("Smoke in the hall");
    let rang = Instant::now();
    wait_for(&mail, "tom@tiny.test", &mut seen);
    first.kill();
    wait_for(&mail, "maria@tiny.test", &mut seen);
    assert!(rang.elapsed() < STEP + GOES_ON_WITHIN, "{:?}", rang.elapsed());
    // The killed node may not have reported what it sent: once more, and not again and again.
    assert!(count(&seen, "tom@tiny.test") <= 2, "{seen:?}");
}

#[test]
fn a_node_that_was_paused_for_longer_than_its_leases_repeats_nothing_when_it_wakes() {
    let database = Database::new();
    let (first, second, mail) = two(&database, &database.url);
    let mut seen = Vec::new();
    let link = first.call_for_help("Smoke in the hall");
    let rang = Instant::now();
    wait_for(&mail, "tom@tiny.test", &mut seen);
    signal(&first, "-STOP");
    wait_for(&mail, "maria@tiny.test", &mut seen);
    assert!(rang.elapsed() < STEP + GOES_ON_WITHIN, "{:?}", rang.elapsed());
    let said = second.post(&format!("{link}/messages"), &[("words", "Is anybody there?")]).send();
    assert_eq!(said.status, 303);
    std::thread::sleep(Duration::from_secs(14).saturating_sub(rang.elapsed()));
    seen.extend(rung(&mail));
    let before = seen.len();
    signal(&first, "-CONT");
    eventually("it has caught up", || {
        let page = first.get(&link).send().text();
        page.contains("Is anybody there?").then_some(())
    });
    std::thread::sleep(Duration::from_secs(2));
    seen.extend(rung(&mail));
    // A round that is due anyway may have rung one of them; what was owed in the pause has not.
    assert!(seen.len() <= before + 2, "{before} before, then {seen:?}");
}

/// Longer than leases, the patience of sessions, and whatever else is counted in seconds.
const LONG_PAUSE: Duration = Duration::from_secs(60);

#[test]
fn a_node_that_stood_still_for_a_minute_catches_up_and_rings_nobody_again() {
    let database = Database::new();
    let (first, second, mail) = two(&database, &database.url);
    let mut seen = Vec::new();
    let link = first.call_for_help("Smoke in the hall");
    wait_for(&mail, "tom@tiny.test", &mut seen);
    let watching = first.get(&link).send().text();
    assert!(watching.contains("Smoke in the hall"));
    signal(&first, "-STOP");
    let stopped = Instant::now();
    wait_for(&mail, "maria@tiny.test", &mut seen);
    let cookie = second.sign_in("maria");
    let accept = second.post("/console/incidents/1/accept", &[]).cookie(&cookie).send();
    assert_eq!(accept.status, 303, "{}", accept.text());
    let words = [("words", "I have it. What do you see?")];
    let said = second.post("/console/emergencies/1/messages", &words).cookie(&cookie).send();
    assert_eq!(said.status, 303, "{}", said.text());
    let other = second.call_for_help("And water in the cellar");
    eventually("Tom is rung for the other one", || {
        seen.extend(rung(&mail));
        (count(&seen, "tom@tiny.test") >= 2).then_some(())
    });
    let accept = second.post("/console/incidents/2/accept", &[]).cookie(&cookie).send();
    assert_eq!(accept.status, 303, "{}", accept.text());
    std::thread::sleep(LONG_PAUSE.saturating_sub(stopped.elapsed()));
    seen.extend(rung(&mail));
    let before = seen.len();
    signal(&first, "-CONT");
    eventually("it knows what happened meanwhile", || {
        let (one, two) = (first.get(&link).send(), first.get(&other).send());
        let one = one.text().contains("What do you see?");
        (one && two.status == 200 && two.text().contains("water in the cellar")).then_some(())
    });
    std::thread::sleep(Duration::from_secs(3));
    seen.extend(rung(&mail));
    assert_eq!(seen.len(), before, "nothing that was owed before the pause is sent after it");
    // It serves and rings as before, and both sides stay one log.
    let fresh = first.call_for_help("Now the lift stands still");
    eventually("Tom is rung by it", || {
        seen.extend(rung(&mail));
        (seen.len() > before).then_some(())
    });
    eventually("the other node shows it", || {
        let page = second.get(&fresh).send();
        (page.status == 200 && page.text().contains("the lift")).then_some(())
    });
    let opened = "select count(*)::text from mayday.event where kind = 'emergencies.opened'";
    assert_eq!(database.rows(opened), ["3"], "each once");
    let accepted = "select count(*)::text from mayday.event where kind = 'paging.accepted'";
    assert_eq!(database.rows(accepted), ["2"]);
    assert!(first.get("/metrics").send().text().contains("mayday_quarantined 0"));
    assert_eq!(first.get("/readyz").send().text(), "ready\n");
}

pub const FLOWS: u8 = 0;
pub const STALLS: u8 = 1;

/// A wire to the database that can stall without a word.
pub struct Wall {
    /// The database by way of it.
    pub url: String,
    mood: Arc<AtomicU8>,
}

impl Wall {
    /// A wall before the database of that URL, which names a host and a port or, encoded, the
    /// directory of a socket.
    pub fn before(url: &str) -> Self {
        let (_, rest) = url.split_once("://").expect("a URL");
        let (place, _) = rest.split_once('/').expect("a database");
        let host = place.rsplit('@').next().expect("a host").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let mood = Arc::new(AtomicU8::new(FLOWS));
        let own = Arc::clone(&mood);
        let url = url.replacen(&host, &format!("127.0.0.1:{port}"), 1);
        drop(dial(&host));
        std::thread::spawn(move || {
            for here in listener.incoming().flatten() {
                let (here, there): (Box<dyn Wired>, _) = (Box::new(here), dial(&host));
                let (back, forth) = (here.twin(), there.twin());
                let (one, other) = (Arc::clone(&own), Arc::clone(&own));
                std::thread::spawn(move || carry(here, there, &one));
                std::thread::spawn(move || carry(forth, back, &other));
            }
        });
        Self { url, mood }
    }

    pub fn is(&self, mood: u8) {
        self.mood.store(mood, Ordering::SeqCst);
    }
}

/// One end of a wire, of either kind that PostgreSQL listens on.
trait Wired: Read + Write + Send {
    fn twin(&self) -> Box<dyn Wired>;
    fn hang_up(&self);
}

impl Wired for TcpStream {
    fn twin(&self) -> Box<dyn Wired> {
        Box::new(self.try_clone().expect("a second handle"))
    }

    fn hang_up(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Wired for UnixStream {
    fn twin(&self) -> Box<dyn Wired> {
        Box::new(self.try_clone().expect("a second handle"))
    }

    fn hang_up(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

/// The database itself. That it is not there would be a fault of the test, and is said as one.
fn dial(host: &str) -> Box<dyn Wired> {
    let wire: std::io::Result<Box<dyn Wired>> = match host.contains("%2F") {
        true => {
            let socket = format!("{}/.s.PGSQL.5432", host.replace("%2F", "/"));
            UnixStream::connect(socket).map(|wire| Box::new(wire) as _)
        }
        false => TcpStream::connect(host).map(|wire| Box::new(wire) as _),
    };
    wire.unwrap_or_else(|error| panic!("no database at {host}: {error}"))
}

fn carry(mut from: Box<dyn Wired>, mut to: Box<dyn Wired>, mood: &AtomicU8) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        while mood.load(Ordering::SeqCst) == STALLS {
            std::thread::sleep(Duration::from_millis(20));
        }
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    from.hang_up();
    to.hang_up();
}

#[test]
fn a_node_whose_wire_to_the_database_stalls_rings_on_and_both_sides_come_together() {
    let database = Database::new();
    let wall = Wall::before(&database.url);
    let (first, second, mail) = two(&database, &wall.url);
    let mut seen = Vec::new();
    first.call_for_help("Before the wire stalls");
    wait_for(&mail, "tom@tiny.test", &mut seen);
    wall.is(STALLS);
    let asked = Instant::now();
    let apart = first.call_for_help("Behind the wall");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    assert!(first.get(&apart).send().text().contains("Behind the wall"));
    let beside = second.call_for_help("On the other side");
    eventually("both sides ring", || {
        seen.extend(rung(&mail));
        (count(&seen, "tom@tiny.test") >= 3).then_some(())
    });
    wall.is(FLOWS);
    for (node, link, words) in
        [(&second, &apart, "Behind the wall"), (&first, &beside, "On the other side")]
    {
        eventually("both sides know both", || {
            let page = node.get(link).send();
            (page.status == 200 && page.text().contains(words)).then_some(())
        });
    }
    let kinds = "select count(*)::text from mayday.event where kind = 'emergencies.opened'";
    assert_eq!(database.rows(kinds), ["3"], "each once");
    assert!(first.get("/metrics").send().text().contains("mayday_quarantined 0"));
}

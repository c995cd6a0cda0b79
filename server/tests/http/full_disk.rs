//! A full disk: the words cannot be stored, but a person is rung, and it mends itself.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::database::Database;
use crate::fake_mail::{FakeMail, Wire};
use crate::mail;
use crate::nodes::{FLOWS, STALLS, Wall};
use crate::support::{Ask, MAYDAY, Scratch, eventually, form_value, free_port, run_on};

/// How large the disk is that gets full.
const DISK_MIB: u32 = 4;

/// A server whose data directory is a small disk of its own, in a name space of its own so that
/// the machine's mounts stay as they are and everything is gone with the process.
struct Confined {
    child: std::process::Child,
    port: u16,
    data: PathBuf,
    scratch: Scratch,
}

impl Confined {
    fn start(mail: &FakeMail) -> Self {
        Self::beside(mail, &[])
    }

    /// With these options, such as a database that lies elsewhere.
    fn beside(mail: &FakeMail, options: &[&str]) -> Self {
        let scratch = Scratch::new();
        let data = scratch.data();
        fs::create_dir(&data).expect("a directory");
        // Before the small disk lies over it, the organisation is made in the directory below.
        let below = scratch.0.join("below");
        let file = scratch.file("organisation.toml", &mail::organisation());
        fs::create_dir(&below).expect("a directory");
        let apply = [&["apply", file.to_str().expect("text")], options].concat();
        let applied = run_on(&below, &apply);
        assert!(applied.good, "{}", applied.err);
        let port = free_port();
        let script = "mount -t tmpfs -o size=$1m tmpfs \"$2\" && cp \"$3\"/* \"$2\" && \
                      data=\"$2\" program=\"$4\"; shift 4 && \
                      exec \"$program\" serve --data \"$data\" \"$@\"";
        let log = File::create(scratch.0.join("log")).expect("a log");
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]);
        command.arg(DISK_MIB.to_string()).arg(&data).arg(&below).arg(MAYDAY);
        let configuration = scratch.file("configuration.toml", &mail::configuration(mail));
        command.args(["--listen", &format!("127.0.0.1:{port}"), "--config"]).arg(configuration);
        command.args(options);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MAYDAY_")) {
            command.env_remove(name);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let mut confined = Self { child: child.expect("unshare"), port, data, scratch };
        eventually("the server answers", || {
            let ended = confined.child.try_wait().expect("our process").is_some();
            assert!(!ended, "needs `unshare` with name spaces of users: {}", confined.log());
            confined.ask("GET", "/readyz").sent().ok()
        });
        confined
    }

    fn ask(&self, method: &'static str, path: &str) -> Ask {
        Ask::new(self.port, method, path)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.scratch.0.join("log")).expect("the log")
    }

    /// A file on the small disk, seen from here.
    fn filler(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.child.id()));
        root.join(self.data.strip_prefix("/").expect("an absolute path")).join("filler")
    }

    fn fill(&self) {
        let mut filler = File::create(self.filler()).expect("a file on the small disk");
        while filler.write_all(&[7; 4096]).is_ok() {}
        while filler.write_all(&[7]).is_ok() {}
    }
}

impl Drop for Confined {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn on_a_full_disk_a_person_is_rung_and_the_words_are_stored_once_there_is_room() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = Confined::start(&mail);
    let before = server.ask("POST", "/help").form(&[("words", "Before")]).send();
    assert_eq!(before.status, 303);
    eventually("a mail", || mail.received().pop());
    server.fill();
    // The log's own file may have room left; what is long enough finds the end of it.
    let words = format!("Smoke {}", "x".repeat(15_000));
    let command = form_value(&server.ask("GET", "/help").send().text(), "command");
    let fields = [("words", words.as_str()), ("command", &command)];
    let call = server.ask("POST", "/help").form(&fields);
    let answer = eventually("the disk is full", || {
        let filling = server.ask("POST", "/help").form(&[("words", words.as_str())]).send();
        (filling.status == 503).then_some(())?;
        Some(call.clone().send())
    });
    assert_eq!(answer.status, 503, "{}", answer.text());
    eventually("a mail though nothing is stored", || mail.received().pop());
    let page = answer.text();
    assert!(page.contains("We are ringing. Your words are not stored yet."), "{page}");
    assert!(page.contains("Smoke xxx"), "what was typed is in the form");
    assert_eq!(form_value(&page, "command"), command, "under the same number");
    let json = call.clone().json().send();
    assert_eq!(json.status, 503);
    assert_eq!(json.header("retry-after"), "2");
    assert_eq!(json.problem()["type"], "/docs/problems/not-stored");
    assert_eq!(server.ask("GET", "/readyz").send().status, 503);
    assert_eq!(server.ask("GET", "/healthz").send().status, 200);
    assert_eq!(server.ask("GET", before.location()).send().status, 200, "reading goes on");
    let said = server.ask("POST", &format!("{}/messages", before.location()));
    let said = said.form(&[("words", words.as_str())]).send();
    assert!(
        said.status >= 400 && said.text().contains("Smoke xxx"),
        "it comes back: {}",
        said.status
    );
    fs::remove_file(server.filler()).expect("room again");
    let kept = eventually("it is stored again", || {
        let answer = call.clone().send();
        (answer.status == 303).then(|| answer.location().to_owned())
    });
    assert_eq!(call.send().location(), kept, "the same press is still one emergency");
    assert!(server.ask("GET", &kept).send().text().contains("Smoke xxx"));
    assert_eq!(server.ask("GET", "/readyz").send().status, 200);
    let log = server.log();
    assert!(log.contains("full"), "the operator reads why: {log}");
    assert!(!log.contains("Smoke") && !log.contains(&kept), "and nobody's words: {log}");
}

#[test]
fn a_full_disk_beside_a_database_harms_nothing_until_the_database_is_away_too() {
    let database = Database::new();
    let (mail, wall) = (FakeMail::start(Wire::Plain, None), Wall::before(&database.url));
    let server = Confined::beside(&mail, &["--database", &wall.url]);
    server.fill();
    let press = |words: &str| {
        let command = form_value(&server.ask("GET", "/help").send().text(), "command");
        server.ask("POST", "/help").form(&[("words", words), ("command", command.as_str())])
    };
    let stored = press("The disk is full, the database is not").send();
    assert_eq!(stored.status, 303, "{}", stored.text());
    eventually("a mail", || mail.received().pop());

    wall.is(STALLS);
    // The spool's own file may have room left; what is long enough finds the end of it.
    let words = format!("Smoke {}", "x".repeat(15_000));
    let call = press(&words);
    let answer = eventually("neither can store it", || {
        let filling = press(&words).send();
        (filling.status == 503).then_some(())?;
        let answer = call.clone().send();
        (answer.status == 503).then_some(answer)
    });
    assert!(answer.text().contains("We are ringing. Your words are not stored yet."));
    eventually("a mail though nothing is stored", || mail.received().pop());
    let read = server.ask("GET", stored.location()).send().text();
    assert!(read.contains("The disk is full"), "reading goes on");

    fs::remove_file(server.filler()).expect("room again");
    let kept = eventually("it is kept on this machine", || {
        let answer = call.clone().send();
        (answer.status == 303).then(|| answer.location().to_owned())
    });
    wall.is(FLOWS);
    let smoke = "select count(*)::text from mayday.event_personal where words like '%Smoke xxx%'";
    eventually("the database has it", || (database.rows(smoke) != ["0"]).then_some(()));
    assert_eq!(call.send().location(), kept, "the same press is still one emergency");
    assert!(server.ask("GET", &kept).send().text().contains("Smoke xxx"));
    assert!(server.ask("GET", "/metrics").send().text().contains("mayday_quarantined 0"));
}

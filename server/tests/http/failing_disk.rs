//! A disk that does not take what is written: nothing is stored, somebody is rung, it mends itself.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};

use crate::fake_mail::{FakeMail, Wire};
use crate::mail;
use crate::support::{Ask, MAYDAY, Scratch, eventually, finished, free_port, run_on};

/// Files of this process may grow up to here: beyond it a write fails as it does over a quota.
const FILE_LEN_MAX: u64 = 1024 * 1024;

/// A server whose files may not grow for ever.
struct Limited {
    child: Child,
    port: u16,
    scratch: Scratch,
}

impl Limited {
    fn start(mail: &FakeMail) -> Self {
        let scratch = Scratch::new();
        let file = scratch.file("organisation.toml", &mail::organisation());
        fs::create_dir_all(scratch.data()).expect("a directory");
        let applied = run_on(&scratch.data(), &["apply", file.to_str().expect("text")]);
        assert!(applied.good, "{}", applied.err);
        let port = free_port();
        // The signal that comes with the failure is ignored, as it is where a quota fails.
        let script = "trap '' XFSZ; exec prlimit --fsize=$1:unlimited \"$2\" serve \
                      --listen \"$3\" --data \"$4\" --config \"$5\" 2>&1 | cat > \"$6\"";
        let configuration = scratch.file("configuration.toml", &mail::configuration(mail));
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", &FILE_LEN_MAX.to_string(), MAYDAY]);
        command.arg(format!("127.0.0.1:{port}")).arg(scratch.data()).arg(configuration);
        command.arg(scratch.0.join("log"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MAYDAY_")) {
            command.env_remove(name);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a shell");
        let mut limited = Self { child, port, scratch };
        eventually("the server answers", || {
            let ended = limited.child.try_wait().expect("our process").is_some();
            assert!(!ended, "{}", limited.log());
            limited.ask("GET", "/readyz").sent().ok()
        });
        limited
    }

    fn ask(&self, method: &'static str, path: &str) -> Ask {
        Ask::new(self.port, method, path)
    }

    fn call(&self, words: &str) -> u16 {
        self.ask("POST", "/help").form(&[("words", words)]).send().status
    }

    fn log(&self) -> String {
        fs::read_to_string(self.scratch.0.join("log")).unwrap_or_default()
    }

    /// The server itself, below the shell.
    fn process(&self) -> String {
        let children = format!("/proc/{0}/task/{0}/children", self.child.id());
        let children = fs::read_to_string(children).expect("the shell's children");
        let is_server = |pid: &&str| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            name.trim() == "mayday"
        };
        children.split_whitespace().find(is_server).expect("the server").to_owned()
    }
}

impl Drop for Limited {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-9", &self.process()]).status();
        let _ = self.child.wait();
    }
}

#[test]
fn a_write_that_fails_does_not_end_the_server_and_it_mends_itself() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = Limited::start(&mail);
    let words = "x".repeat(15_000);
    let failed = eventually("the file may not grow any more", || {
        (server.call(&words) == 503).then(|| server.ask("GET", "/readyz").send().status)
    });
    assert_eq!(failed, 503, "{}", server.log());
    eventually("what was under way has been sent", || mail.received().is_empty().then_some(()));
    assert_eq!(server.call(&words), 503);
    eventually("somebody is rung all the same", || mail.received().pop());
    assert_eq!(server.ask("GET", "/healthz").send().status, 200, "it goes on");
    let pid = server.process();
    let lifted = Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]).status();
    assert!(lifted.expect("prlimit").success());
    eventually("it is stored again", || (server.call("Smoke") == 303).then_some(()));
    eventually("it is ready", || (server.ask("GET", "/readyz").send().status == 200).then_some(()));
    assert!(!server.log().contains("this node stops writing"), "{}", server.log());
}

#[test]
fn a_log_that_may_only_be_read_is_named() {
    let scratch = Scratch::new();
    let data = scratch.data();
    let organisation = scratch.file("organisation.toml", &mail::organisation());
    fs::create_dir(&data).expect("a directory");
    let applied = run_on(&data, &["apply", organisation.to_str().expect("text")]);
    assert!(applied.good, "{}", applied.err);
    File::open(data.join("mayday.sqlite")).expect("a log");
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" && \
                  exec \"$2\" replay --data \"$1\"";
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]);
    command.arg(&data).arg(MAYDAY);
    let ran = finished(command);
    assert!(!ran.good, "{}", ran.out);
    assert!(ran.err.contains("cannot be written. Give this user the right"), "{}", ran.err);
}

//! A running `mayday` on data of its own, and what a test wants to do with it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

pub mod client;
pub mod page;

pub use client::{Answer, Ask};
pub use page::{attribute, form_value, without_nonces};

/// How long anything may take before the test gives up on it.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often a test looks again.
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// The program under test.
pub const MAYDAY: &str = env!("CARGO_BIN_EXE_mayday");

/// Three people who are rung together, a fourth who only looks on, and a customer.
pub const TINY: &str = include_str!("tiny.toml");

/// Looks until there is something to see.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < until, "it did not happen in time: {what}");
        thread::sleep(LOOK_EVERY);
    }
}

/// A directory that goes away with the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name =
            format!("mayday-http-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a scratch directory");
        Self(path)
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a scratch file");
        path
    }

    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What became of a command.
pub struct Ran {
    pub good: bool,
    pub out: String,
    pub err: String,
}

/// The program with these arguments and nothing of this machine's settings.
pub fn mayday(arguments: &[&str]) -> Command {
    let mut command = Command::new(MAYDAY);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MAYDAY_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

/// Runs a command to its end, or ends it when it goes on for too long.
pub fn run(arguments: &[&str]) -> Ran {
    finished(mayday(arguments))
}

/// What became of a command, which must end by itself.
pub fn finished(mut command: Command) -> Ran {
    let scratch = Scratch::new();
    let create = |name| fs::File::create(scratch.0.join(name)).expect("a file for output");
    command.stdin(Stdio::null()).stdout(create("out")).stderr(create("err"));
    let mut child = command.spawn().expect("the program starts");
    let until = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().expect("a process of ours") {
            break status;
        }
        if Instant::now() > until {
            let _ = child.kill();
            let _ = child.wait();
            panic!("it went on instead of ending: {command:?}");
        }
        thread::sleep(LOOK_EVERY);
    };
    let read = |name| {
        let bytes = fs::read(scratch.0.join(name)).expect("what it printed");
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ran { good: status.success(), out: read("out"), err: read("err") }
}

/// Runs a command on a data directory to its end.
pub fn run_on(data: &Path, arguments: &[&str]) -> Ran {
    let data = data.to_str().expect("a path of text");
    run(&[arguments, &["--data", data]].concat())
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// A server that ends with the test.
pub struct Server {
    pub child: Child,
    pub port: u16,
    pub scratch: Scratch,
}

impl Server {
    /// A server with the organisation [`TINY`].
    pub fn start() -> Self {
        let server = Self::bare();
        let applied = server.apply(TINY);
        assert!(applied.good, "{}{}", applied.out, applied.err);
        server
    }

    /// A server on an empty data directory.
    pub fn bare() -> Self {
        Self::on(Scratch::new(), &["serve"])
    }

    /// A server on what lies in a directory, started with this subcommand and options.
    pub fn on(scratch: Scratch, arguments: &[&str]) -> Self {
        Self::under(scratch, arguments, &[])
    }

    /// The same, with these variables in its environment.
    pub fn under(scratch: Scratch, arguments: &[&str], environment: &[(&str, String)]) -> Self {
        // Another test may have taken the port in between; then the next one is tried.
        let mut scratch = Some(scratch);
        eventually("a server on a free port", || {
            let own = scratch.take()?;
            match Self::spawn(own, arguments, environment).answering() {
                Ok(server) => Some(server),
                Err((own, log)) => {
                    assert!(log.contains("in use by another program"), "{log}");
                    scratch = Some(own);
                    None
                }
            }
        })
    }

    fn spawn(scratch: Scratch, arguments: &[&str], environment: &[(&str, String)]) -> Self {
        let port = free_port();
        let listen = format!("127.0.0.1:{port}");
        let data = scratch.data();
        let place = ["--listen", &listen, "--data", data.to_str().expect("a path of text")];
        let create = |name| fs::File::create(scratch.0.join(name)).expect("a file for output");
        let child = mayday(&[arguments, &place].concat())
            .env("MAYDAY_LOG", "trace")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(create("out"))
            .stderr(create("log"))
            .spawn()
            .expect("the program starts");
        Self { child, port, scratch }
    }

    /// Waits until it answers; what it wrote, when it ends instead.
    fn answering(mut self) -> Result<Self, (Scratch, String)> {
        let ended = eventually("the server answers", || {
            if self.child.try_wait().expect("a process of ours").is_some() {
                return Some(true);
            }
            self.get("/healthz").sent().ok().map(|_| false)
        });
        if !ended {
            return Ok(self);
        }
        let log = self.log();
        let scratch = std::mem::replace(&mut self.scratch, Scratch(PathBuf::from("/nonexistent")));
        Err((scratch, log))
    }

    /// Ends it as a power cut would, and starts it again on the same data.
    pub fn killed_and_started_again(mut self) -> Self {
        self.kill();
        let scratch = std::mem::replace(&mut self.scratch, Scratch(PathBuf::from("/nonexistent")));
        Self::on(scratch, &["serve"])
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn get(&self, path: &str) -> Ask {
        Ask::new(self.port, "GET", path)
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Ask {
        Ask::new(self.port, "POST", path).form(fields)
    }

    pub fn data(&self) -> PathBuf {
        self.scratch.data()
    }

    /// What it wrote about itself so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.scratch.0.join("log")).expect("the log")
    }

    /// Runs a command on its data directory.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        run_on(&self.data(), arguments)
    }

    pub fn apply(&self, organisation: &str) -> Ran {
        let file = self.scratch.file("organisation.toml", organisation);
        self.run(&["apply", file.to_str().expect("a path of text")])
    }

    /// Calls for help; the path of the emergency.
    pub fn call_for_help(&self, words: &str) -> String {
        let answer = self.post("/help", &[("words", words)]).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.location().to_owned()
    }

    /// A link by which a person signs in once, as a path.
    pub fn sign_in_link(&self, person: &str) -> String {
        let listen = format!("127.0.0.1:{}", self.port);
        let ran = self.run(&["sign-in", person, "--listen", &listen]);
        assert!(ran.good, "{}", ran.err);
        let start = ran.out.find("/signin/").expect("a link");
        ran.out[start..].lines().next().expect("a line").to_owned()
    }

    /// Signs a person in; the cookie.
    pub fn sign_in(&self, person: &str) -> String {
        let answer = self.post(&self.sign_in_link(person), &[]).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.cookie()
    }

    /// The path of the page that rings a person now.
    pub fn page_of(&self, person: &str) -> String {
        let cookie = self.sign_in(person);
        eventually("a page rings", || {
            let pager = self.get(&format!("/pager/{person}")).cookie(&cookie).send();
            assert_eq!(pager.status, 200);
            let text = pager.text();
            let start = text.find("/p/")?;
            Some(text[start..start + "/p/".len() + 43].to_owned())
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
